"""What attendees follow: their commands, the buttons and menus for it, and whether they can be written to directly."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.buttons import Pressed, show
from bot.chat.patience import TooFast
from bot.chat.places import Places
from bot.chat.questions import Choices, Context, Interaction, describe, question_command, send_reply
from bot.chat.reminders import DIRECT_MESSAGES_CLOSED, UNKNOWN
from bot.chat.render import (
    BUTTONS_IN_A_ROW,
    SESSIONS_ON_A_PAGE,
    Attachment,
    Reply,
    button,
    menu,
    option_label,
    render_answer,
    session_hint,
)
from bot.core.following import ALL, LONGEST_LEAD, MOST_CHOICES, find_by_token, token_of
from bot.core.following_answers import (
    Follower,
    compose_already,
    compose_bad_lead,
    compose_followed,
    compose_lead,
    compose_mine,
    compose_not_followed,
    compose_not_found,
    compose_unfollowed,
    compose_which,
    say_follow,
)
from bot.core.reminders import Follow, FollowKind
from bot.core.replies import Answer
from bot.core.wording import say
from bot.reminding import Reminders
from bot.store import LeaseLost, StoreError
from bot.store.people import Person

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 2.0  # for which a reply waits for a direct message
KINDS = "|".join(FollowKind)


class Reach(Enum):
    """Whether direct messages reach somebody."""

    OPEN = auto()  # as is known
    OPENED = auto()  # as one has just shown
    SOON = auto()  # one is on its way
    FAILED = auto()  # nobody knows
    CLOSED = auto()


@dataclass(frozen=True)
class Guest:
    """Who asks, and how they are answered; `public` if others read it, `direct` if it is in direct messages."""

    id: int
    lang: str
    public: bool
    direct: bool
    say: Callable[[Reply], Awaitable[None]]


Act = Callable[["Follows", Guest, Reminders], Awaitable[Reply]]


class Follows(commands.Cog):
    """What attendees follow."""

    def __init__(self, bot: WorkshopBot) -> None:
        self.bot = bot
        self.desk = bot.desk
        self._tasks: set[asyncio.Task[Any]] = set()

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        self.bot.questions.patience.spend(ctx.interaction or ctx.message)
        return True

    async def cog_unload(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @question_command("remind")
    @describe(what="follow", minutes="minutes")
    async def remind(
        self, ctx: Context, *, what: str, minutes: app_commands.Range[int, 0, 10080] | None = None
    ) -> None:
        """Be reminded. Type `!remind everything`, or a name, words of a title, a track, a room; `!remind all 30`."""
        lead = None if minutes is None else timedelta(minutes=minutes)
        await self._command(ctx, lambda _, guest, reminders: self._remind(guest, reminders, what, lead))

    @question_command("mine")
    async def mine(self, ctx: Context) -> None:
        """What you follow. Type `!mine`."""
        await self._command(ctx, Follows.list_mine)

    @question_command("unfollow")
    @describe(what="unfollow")
    async def unfollow(self, ctx: Context, *, what: str = "") -> None:
        """No longer be reminded. Type `!unfollow everything`, or a name, or `!unfollow` to choose."""
        await self._command(ctx, lambda _, guest, reminders: self._unfollow(guest, reminders, what))

    @remind.autocomplete("what")
    async def complete_follow(self, interaction: Interaction, typed: str) -> Choices:
        reminders = self.reminders
        return self._choices(
            interaction, self.desk.suggest_to_follow(typed, reminders.followable()) if reminders else []
        )

    @unfollow.autocomplete("what")
    async def complete_unfollow(self, interaction: Interaction, typed: str) -> Choices:
        reminders = self.reminders
        follows = sorted(reminders.person(interaction.user.id).follows) if reminders else []
        choices = self._choices(interaction, [*([ALL] if len(follows) > 1 else []), *follows])
        fitting = [choice for choice in choices if typed.casefold() in choice.name.casefold()]
        return (fitting or choices)[:MOST_CHOICES]

    def _choices(self, interaction: Interaction, follows: Iterable[Follow]) -> Choices:
        lang = self.desk.language(interaction.locale.value)
        options = {option.value: option for option in self._options(list(dict.fromkeys(follows)), lang)}
        return [
            app_commands.Choice(
                name=option_label(" · ".join(filter(None, (option.label, option.description)))), value=value
            )
            for value, option in options.items()
        ]

    # -- who asks, and that it can be kept

    @property
    def reminders(self) -> Reminders | None:
        """None while nothing can be kept."""
        duty = self.bot.duty
        return duty.reminders if duty and self.bot.places else None

    async def serve(self, guest: Guest, act: Act) -> None:
        """Do what was asked, and say so; or that it cannot be kept now."""
        reminders = self.reminders
        try:
            reply = await act(self, guest, reminders) if reminders else Reply(say(guest.lang, "follows.unavailable"))
        except (StoreError, LeaseLost) as error:
            log.warning("What somebody follows could not be kept: %s", error)
            reply = Reply(say(guest.lang, "follows.unavailable"))
        await guest.say(reply)

    async def _command(self, ctx: Context, act: Act) -> None:
        if ctx.interaction:
            await ctx.defer(ephemeral=True)
        direct = ctx.guild is None
        public = not direct and ctx.interaction is None
        guest = Guest(ctx.author.id, self.bot.questions.lang(ctx), public, direct, partial(send_reply, ctx))
        await self.serve(guest, act)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        if message.guild is None and not message.author.bot:
            await self._found_open(message.author.id, message.channel.id)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.context.dm_channel and interaction.channel_id:
            await self._found_open(interaction.user.id, interaction.channel_id)

    async def _found_open(self, user_id: int, channel_id: int) -> None:
        """Who writes to the bot directly can be written to."""
        reminders = self.reminders
        if reminders:
            try:
                await reminders.change(user_id, partial(replace, dm_channel=channel_id, dm_closed=False))
            except (StoreError, LeaseLost) as error:
                log.warning("That somebody can be written to could not be kept: %s", error)

    # -- following

    async def _remind(self, guest: Guest, reminders: Reminders, what: str, lead: timedelta | None) -> Reply:
        wish = self.desk.find_to_follow(what, reminders.followable())
        lead = wish.lead if lead is None else lead
        if lead is not None and lead > LONGEST_LEAD:
            return self._render(compose_bad_lead(guest.lang))
        if wish.meant:
            return await self.follow(guest, reminders, wish.meant, lead)
        person = reminders.person(guest.id)
        if lead is not None and (wish.choices or not wish.words):
            person = await reminders.change(guest.id, partial(replace, lang=guest.lang, lead=lead))
        if wish.choices:
            options = self._options(wish.choices, guest.lang)
            which = menu(say(guest.lang, "follows.pick"), f"follow:{guest.lang}", options, several=True)
            return self._render(compose_which(wish, guest.lang), menus=(which,))
        follower = self._follower(person, reminders, guest)
        return self._render(compose_not_found(wish, follower) if wish.words else compose_lead(follower))

    async def follow(
        self, guest: Guest, reminders: Reminders, new: Collection[Follow], lead: timedelta | None = None
    ) -> Reply:
        """Keep that they follow these too; the first time, try at once whether they can be written to directly."""

        def changed(person: Person) -> Person:
            wished = person.lead if lead is None else lead
            return replace(person, lang=guest.lang, lead=wished, follows=person.follows | set(new))

        person = await reminders.change(guest.id, changed)
        answer = compose_followed(new, self._follower(person, reminders, guest))
        buttons = (button(say(guest.lang, "reminders.mine"), f"mine:-:{guest.lang}"),)
        reach = Reach.OPEN
        if not guest.direct and (person.dm_channel is None or person.dm_closed):
            reach = await self._write(guest, reminders, self._render(answer, buttons=buttons), tell=True)
        if reach is Reach.OPEN:
            return self._render(answer, buttons=buttons)
        if reach is Reach.CLOSED:
            closed = self._closed(guest, reminders)
            return self._render(_and(answer, closed.content), buttons=(*closed.buttons, *buttons))
        return self._render(_and(answer, say(guest.lang, f"follows.direct_{reach.name.lower()}")), buttons=buttons)

    async def press_follow(self, guest: Guest, reminders: Reminders, token: str) -> Reply:
        """Follow it; who is reminded of it already may stop."""
        follow = find_by_token(token, reminders.followable())
        if follow is None:
            return Reply(say(guest.lang, "chat.gone"))
        follower = self._follower(reminders.person(guest.id), reminders, guest)
        covering = follower.covering(follow)
        if not covering:
            return await self.follow(guest, reminders, [follow])
        stops = [
            button(
                say(guest.lang, "follows.stop", what=say_follow(one, self.desk.programme, guest.lang)),
                f"unfollow:{token_of(one)}:{guest.lang}",
            )
            for one in covering[:BUTTONS_IN_A_ROW]
        ]
        return self._render(compose_already(follow, follower), buttons=tuple(stops))

    async def press_mention(self, guest: Guest, reminders: Reminders) -> Reply:
        """Mention them where direct messages do not reach them."""
        channel = self.desk.programme.channels.reminders
        if not channel:
            return Reply(say(guest.lang, "follows.no_mention"))
        await reminders.change(guest.id, partial(replace, lang=guest.lang, mention_instead=True))
        return Reply(say(guest.lang, "follows.mentioned", channel=channel))

    # -- their list

    async def list_mine(self, guest: Guest, reminders: Reminders) -> Reply:
        """Their list, with all of it as a calendar file."""
        reply = self.page_of_mine(guest, reminders, 0)
        ids = reminders.sessions_of(reminders.person(guest.id))
        if ids:
            data = await asyncio.to_thread(self.desk.calendar, ids)
            reply = replace(reply, files=(Attachment(f"{say(guest.lang, 'follows.calendar_name')}.ics", data),))
        return await self._privately(guest, reminders, reply)

    def page_of_mine(self, guest: Guest, reminders: Reminders, page: int) -> Reply:
        """Page `page`, from 0, of what they follow; the last one if there are fewer."""
        lang, person = guest.lang, reminders.person(guest.id)
        follower = self._follower(person, reminders, guest)
        pages = max(1, -(-len(follower.coming) // SESSIONS_ON_A_PAGE))
        page = min(page, pages - 1)
        answer = compose_mine(follower, page * SESSIONS_ON_A_PAGE, SESSIONS_ON_A_PAGE)
        buttons = []
        if page > 0:
            buttons.append(button(say(lang, "chat.earlier"), f"mine-page:{page - 1}:{lang}"))
        if page + 1 < pages:
            buttons.append(button(say(lang, "chat.later"), f"mine-page:{page + 1}:{lang}"))
        if person.follows and person.dm_closed:
            closed = self._closed(guest, reminders)
            answer, buttons = _and(answer, closed.content), [*buttons, *closed.buttons]
        reply = replace(self._render(answer), buttons=tuple(buttons), leafs=True)
        return replace(reply, menus=(*reply.menus, *self._stop_menu(person.follows, lang)))

    async def _privately(self, guest: Guest, reminders: Reminders, reply: Reply) -> Reply:
        """The reply; where others would read it, what is said there after it was sent directly."""
        if not guest.public:
            return reply
        reach = await self._write(guest, reminders, reply, tell=False)
        said = {Reach.OPENED: "follows.list_sent", Reach.SOON: "follows.list_soon", Reach.CLOSED: "follows.list_closed"}
        return Reply(say(guest.lang, said.get(reach, "chat.went_wrong")))

    # -- no longer following

    async def _unfollow(self, guest: Guest, reminders: Reminders, what: str) -> Reply:
        follower = self._follower(reminders.person(guest.id), reminders, guest)
        if not follower.follows:
            return self._render(compose_mine(follower, 0, 0))
        if not what.strip():
            which = Reply(say(guest.lang, "follows.which_to_stop"), menus=self._stop_menu(follower.follows, guest.lang))
            return await self._privately(guest, reminders, which)
        picked = find_by_token(what.strip(), [ALL, *follower.follows])
        if picked and picked in follower.follows:
            return await self.stop(guest, reminders, [picked])
        wish = self.desk.find_to_follow(what, reminders.followable())
        if picked or ALL in wish.meant:
            return await self.stop(guest, reminders, follower.follows)
        found = [follow for follow in (*wish.meant, *wish.choices) if follow in follower.follows]
        if found and (wish.meant or len(found) == 1):
            return await self.stop(guest, reminders, found)
        near = found or [one for follow in (*wish.meant, *wish.choices) for one in follower.touching(follow)]
        menus = self._stop_menu(near or follower.follows, guest.lang)
        asked = say(guest.lang, "follows.which_to_stop")
        reply = Reply(asked, menus=menus) if found else self._render(compose_not_followed(wish, follower), menus=menus)
        return await self._privately(guest, reminders, reply)

    async def press_unfollow(self, guest: Guest, reminders: Reminders, tokens: Sequence[str]) -> Reply:
        """Stop what was picked, so far as they still follow it."""
        follows = reminders.person(guest.id).follows
        picked = [find_by_token(token, follows) for token in tokens]
        gone = [follow for follow in picked if follow]
        if not gone:
            return Reply(say(guest.lang, "follows.stopped_already"))
        return await self.stop(guest, reminders, gone)

    async def stop(self, guest: Guest, reminders: Reminders, gone: Collection[Follow]) -> Reply:
        """Keep that they follow these no longer."""
        person = await reminders.change(
            guest.id, lambda person: replace(person, lang=guest.lang, follows=person.follows - set(gone))
        )
        return self._render(compose_unfollowed(gone, self._follower(person, reminders, guest), public=guest.public))

    # -- writing to them directly

    async def _write(self, guest: Guest, reminders: Reminders, reply: Reply, *, tell: bool) -> Reach:
        """Write to them directly; SOON if that takes long, and `tell` them then if it turns out to be impossible."""
        writing: asyncio.Task[Reach] = self._begin(self._write_now(guest.id, reminders, reply))
        done, _ = await asyncio.wait({writing}, timeout=PATIENCE_SECONDS)
        if done:
            return writing.result()
        if tell:
            self._begin(self._tell_if_closed(guest, reminders, writing))
        return Reach.SOON

    async def _write_now(self, user_id: int, reminders: Reminders, reply: Reply) -> Reach:
        places = self.bot.places
        assert places  # noqa: S101 - else there were no reminders
        try:
            await self._send_directly(user_id, places, reply)
            await reminders.change(user_id, partial(replace, dm_closed=False))
        except discord.HTTPException as error:
            if error.code in DIRECT_MESSAGES_CLOSED:
                await reminders.change(user_id, partial(replace, dm_closed=True))
                return Reach.CLOSED
            log.warning("A direct message could not be sent: %s", error)
            return Reach.FAILED
        except (*UNKNOWN, StoreError, LeaseLost) as error:
            log.warning("A direct message could not be sent: %s", error)
            return Reach.FAILED
        return Reach.OPENED

    async def _send_directly(self, user_id: int, places: Places, reply: Reply) -> None:
        more: dict[str, Any] = {"view": view} if (view := reply.view()) else {}

        async def send() -> None:
            place = await places.direct(user_id)
            await place.send(reply.content or None, embeds=list(reply.embeds), files=reply.attached(), **more)

        try:
            await send()
        except discord.HTTPException as error:
            if not await places.forget_direct(user_id, error):
                raise
            await send()

    async def _tell_if_closed(self, guest: Guest, reminders: Reminders, writing: asyncio.Task[Reach]) -> None:
        if await writing is Reach.CLOSED:
            await guest.say(self._closed(guest, reminders))

    def _begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _closed(self, guest: Guest, reminders: Reminders) -> Reply:
        """That their direct messages are closed, and what would do."""
        lang, channel = guest.lang, self.desk.programme.channels.reminders
        if channel and reminders.person(guest.id).mention_instead:
            return Reply(say(lang, "follows.direct_mention", channel=channel))
        offer = button(say(lang, "follows.mention_button", channel=channel), f"mention:{lang}")
        return Reply(say(lang, "follows.direct_closed"), buttons=(offer,) if channel else ())

    # -- how it looks

    def _follower(self, person: Person, reminders: Reminders, guest: Guest) -> Follower:
        return Follower(
            follows=person.follows,
            lead=person.lead,
            programme=self.desk.programme,
            followable=reminders.followable(),
            now=self.desk.clock.now(),
            lang=guest.lang,
        )

    def _render(
        self,
        answer: Answer,
        *,
        buttons: tuple[discord.ui.Button[discord.ui.View], ...] = (),
        menus: tuple[discord.ui.Select[discord.ui.View], ...] = (),
    ) -> Reply:
        reply = render_answer(answer, self.desk.programme)
        return replace(reply, buttons=(*reply.buttons, *buttons), menus=(*reply.menus, *menus))

    def _options(self, follows: Iterable[Follow], lang: str) -> list[discord.SelectOption]:
        return [self._option(follow, lang) for follow in follows]

    def _option(self, follow: Follow, lang: str) -> discord.SelectOption:
        programme = self.desk.programme
        session = programme.session_by_id.get(follow.which) if follow.kind is FollowKind.SESSION else None
        called = session.title if session else say_follow(follow, programme, lang)
        hint = session_hint(session, programme) if session else None
        return discord.SelectOption(
            label=option_label(called[:1].upper() + called[1:]), description=hint, value=token_of(follow)
        )

    def _stop_menu(self, follows: Collection[Follow], lang: str) -> tuple[discord.ui.Select[discord.ui.View], ...]:
        if not follows:
            return ()
        options = self._options(sorted(follows), lang)
        return (menu(say(lang, "follows.pick_to_stop"), f"unfollow:{lang}", options, several=True),)


class FollowPressed(Pressed, template=r"(?!)"):
    """A button or menu about what the person who presses it follows."""

    leafs = False  # whether it shows another page of the same

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        follows: Follows = interaction.client.follows
        lang = follows.desk.language(interaction.locale.value, self.asked["lang"])
        direct = interaction.context.dm_channel
        guest = Guest(interaction.user.id, lang, public=False, direct=direct, say=partial(show, interaction))
        try:
            follows.bot.questions.patience.spend(interaction)
            if not self.leafs:
                await interaction.response.defer(ephemeral=True, thinking=True)
            await follows.serve(guest, self.act)
        except TooFast as error:
            await guest.say(Reply(say(lang, "chat.slow_down", seconds=max(1, round(error.wait_seconds)))))
        except Exception:
            log.exception("A button about reminders failed")
            await guest.say(Reply(say(lang, "chat.went_wrong")))

    async def act(self, follows: Follows, guest: Guest, reminders: Reminders) -> Reply:
        """What is done, and said to the person who pressed."""
        raise NotImplementedError

    @property
    def values(self) -> list[str]:
        """What was picked in the menu. Values come from the wire: anything."""
        return self.item.values if isinstance(self.item, discord.ui.Select) else []


class FollowButton(FollowPressed, template=rf"follow:(?P<token>(?:{KINDS}):[0-9a-f]{{16}}):(?P<lang>[a-z]{{2}})"):
    """Follows a session, speaker, track or room."""

    async def act(self, follows: Follows, guest: Guest, reminders: Reminders) -> Reply:
        return await follows.press_follow(guest, reminders, self.asked["token"])


class FollowMenu(FollowPressed, template=r"follow:(?P<lang>[a-z]{2})"):
    """Follows what is picked."""

    async def act(self, follows: Follows, guest: Guest, reminders: Reminders) -> Reply:
        found = [find_by_token(token, reminders.followable()) for token in self.values]
        picked = [follow for follow in found if follow]
        return await follows.follow(guest, reminders, picked) if picked else Reply(say(guest.lang, "chat.gone"))


class UnfollowButton(FollowPressed, template=rf"unfollow:(?P<token>(?:{KINDS}):[0-9a-f]{{16}}):(?P<lang>[a-z]{{2}})"):
    """No longer follows it."""

    async def act(self, follows: Follows, guest: Guest, reminders: Reminders) -> Reply:
        return await follows.press_unfollow(guest, reminders, [self.asked["token"]])


class UnfollowMenu(FollowPressed, template=r"unfollow:(?P<lang>[a-z]{2})"):
    """No longer follows what is picked."""

    async def act(self, follows: Follows, guest: Guest, reminders: Reminders) -> Reply:
        return await follows.press_unfollow(guest, reminders, self.values)


class MineButton(FollowPressed, template=r"mine:(?P<nonce>-|[0-9a-f]{1,25}):(?P<lang>[a-z]{2})"):
    """Shows what the person follows."""

    async def act(self, follows: Follows, guest: Guest, reminders: Reminders) -> Reply:
        return await follows.list_mine(guest, reminders)


class MinePageButton(FollowPressed, template=r"mine-page:(?P<page>\d{1,4}):(?P<lang>[a-z]{2})"):
    """Leafs through it."""

    leafs = True

    async def act(self, follows: Follows, guest: Guest, reminders: Reminders) -> Reply:
        return follows.page_of_mine(guest, reminders, int(self.asked["page"]))


class MentionButton(FollowPressed, template=r"mention:(?P<lang>[a-z]{2})"):
    """Agrees to be mentioned where direct messages do not reach."""

    async def act(self, follows: Follows, guest: Guest, reminders: Reminders) -> Reply:
        return await follows.press_mention(guest, reminders)


FOLLOW_BUTTONS = (FollowButton, FollowMenu, UnfollowButton, UnfollowMenu, MineButton, MinePageButton, MentionButton)


def _and(answer: Answer, detail: str) -> Answer:
    return answer.model_copy(update={"details": (*answer.details, detail)})
