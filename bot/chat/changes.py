"""Organisers' commands: what they ask for, shown first, then published, reworded or dropped by its buttons."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from bot.changing import Author, Changes, Draft, Overtaken, PreviewGone
from bot.chat.buttons import Remembered
from bot.chat.notices import render_log, render_preview
from bot.chat.places import NoSuchChannel
from bot.chat.questions import Context, Interaction, describe, question_command, send_reply
from bot.chat.render import AUTOCOMPLETE_CHOICES, AUTOCOMPLETE_TEXT, Reply, button, escape, option_label
from bot.core import change_requests as requests
from bot.core import content_requests as contents
from bot.core.change_wording import describe_change, say_refusal
from bot.core.changes import Change, ChangeKind, ChangeRefused, apply, undo_refusal
from bot.core.programme import Programme
from bot.core.search.index import Index
from bot.core.wording import say
from bot.store import LeaseLost, StoreError

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot

log = logging.getLogger(__name__)

Request: TypeAlias = Callable[[str, Index, datetime], Change]
LOG_LINES = 15
REFUSALS = (PreviewGone, ChangeRefused, Overtaken, StoreError, LeaseLost)

REQUESTS: dict[str, Request] = {
    "delay": requests.request_delay,
    "move": requests.request_move,
    "room": requests.request_room,
    "swap": requests.request_swap,
    "cancel": requests.request_cancel,
    "restore": requests.request_restore,
    "retitle": contents.request_retitle,
    "speaker": contents.request_speaker,
    "add": contents.request_add,
    "remove": requests.request_remove,
    "slides": contents.request_slides,
    "note": contents.request_note,
    "faq": lambda what, _index, _now: contents.request_faq(what),
    "announce": lambda what, _index, _now: requests.request_announce(what),
}


class Organising(commands.Cog):
    """What organisers change."""

    def __init__(self, bot: WorkshopBot) -> None:
        self.bot = bot
        self.desk = bot.desk

    @question_command("delay")
    @describe(what="change_delay")
    async def delay(self, ctx: Context, *, what: str) -> None:
        """Start later or earlier. Type `!delay gusak 20m`, or `!delay everything from lunch on by 15 minutes`."""
        await self.request(ctx, "delay", what)

    @question_command("move")
    @describe(what="change_move")
    async def move(self, ctx: Context, *, what: str) -> None:
        """Start at another time, or on another day. Type `!move gusak to 14:20`, or `!move gusak tomorrow 9h`."""
        await self.request(ctx, "move", what)

    @question_command("room")
    @describe(what="change_room")
    async def room(self, ctx: Context, *, what: str) -> None:
        """Another room. Type `!room gusak to Amphi B`."""
        await self.request(ctx, "room", what)

    @question_command("swap")
    @describe(what="change_swap")
    async def swap(self, ctx: Context, *, what: str) -> None:
        """Two sessions in each other's place. Type `!swap gusak with loiseau`."""
        await self.request(ctx, "swap", what)

    @question_command("cancel")
    @describe(what="change_cancel")
    async def cancel(self, ctx: Context, *, what: str) -> None:
        """It will not take place. Type `!cancel gusak because the train is late`."""
        await self.request(ctx, "cancel", what)

    @question_command("restore")
    @describe(what="change_restore")
    async def restore(self, ctx: Context, *, what: str) -> None:
        """It takes place after all. Type `!restore gusak`."""
        await self.request(ctx, "restore", what)

    @question_command("retitle")
    @describe(what="change_retitle")
    async def retitle(self, ctx: Context, *, what: str) -> None:
        """Another title. Type `!retitle gusak: What we know now`."""
        await self.request(ctx, "retitle", what)

    @question_command("add")
    @describe(what="change_add")
    async def add(self, ctx: Context, *, what: str) -> None:
        """A session more. Type `!add Round table at 17:00 for 45 minutes in Amphi A`."""
        await self.request(ctx, "add", what)

    @question_command("remove")
    @describe(what="change_remove")
    async def remove(self, ctx: Context, *, what: str) -> None:
        """A session that was never meant to be there. Type `!remove round table`."""
        await self.request(ctx, "remove", what)

    @question_command("note")
    @describe(what="change_note")
    async def note(self, ctx: Context, *, what: str) -> None:
        """A remark for attendees. Type `!note gusak: bring a laptop`."""
        await self.request(ctx, "note", what)

    @question_command("faq")
    @describe(what="change_faq")
    async def faq(self, ctx: Context, *, what: str) -> None:
        """An answer that no schedule holds. Type `!faq wifi, internet: the network is called eduroam`."""
        await self.request(ctx, "faq", what)

    @question_command("announce")
    @describe(what="change_announce")
    async def announce(self, ctx: Context, *, what: str) -> None:
        """Tell everybody something. Type `!announce the bus leaves at 18:00`."""
        await self.request(ctx, "announce", what)

    @question_command("undo")
    @describe(which="change_undo")
    async def undo(self, ctx: Context, *, which: str = "") -> None:
        """Take back the last change, or one by its number. Type `!undo`, or `!undo 3`."""
        await self.request(ctx, "undo", which)

    @question_command("changes")
    async def changes(self, ctx: Context) -> None:
        """Who changed what and when. Type `!changes`."""
        lang = self.bot.questions.lang(ctx)
        changes = await self.admit(ctx.author, ctx.guild, lang)
        if isinstance(changes, Reply):
            await send_reply(ctx, changes)
        else:
            await answer(ctx, render_log(changes, self.desk.programme, lang, LOG_LINES))

    @delay.autocomplete("what")
    @move.autocomplete("what")
    @room.autocomplete("what")
    @swap.autocomplete("what")
    @cancel.autocomplete("what")
    @restore.autocomplete("what")
    @retitle.autocomplete("what")
    @add.autocomplete("what")
    @remove.autocomplete("what")
    @note.autocomplete("what")
    async def complete(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """What would come of what is typed so far, then the sessions that may be meant; nothing for who may not."""
        if not await is_organiser(self.bot, interaction.user, interaction.guild):
            return []
        name = interaction.command.name if interaction.command else ""
        lang = self.desk.language(interaction.locale.value)
        choices = [_choice(title, title) for title in self._titles(typed)] if name != "add" else []
        if len(typed) > AUTOCOMPLETE_TEXT:  # it would be cut, and mean something else
            return choices[:AUTOCOMPLETE_CHOICES]
        try:
            change = REQUESTS[name](typed, self.desk.index, self.desk.clock.now())
            programme = self.desk.programme
            said = describe_change(change, programme, apply(programme, [change]), lang).headline
        except (ChangeRefused, KeyError):
            return choices[:AUTOCOMPLETE_CHOICES]
        return [_choice(said, typed), *choices][:AUTOCOMPLETE_CHOICES]

    def _titles(self, typed: str) -> Iterable[str]:
        """Titles that `typed` may be the beginning of, then those of the talks of such speakers; each once."""
        sessions = self.desk.suggest_talks(typed)
        if typed:
            speakers = {speaker.id for speaker in self.desk.suggest_speakers(typed)}
            sessions += [one for one in self.desk.programme.sessions if not speakers.isdisjoint(one.speakers)]
        return dict.fromkeys(session.title for session in sessions)

    @undo.autocomplete("which")
    async def complete_undo(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The changes that can be taken back, the latest first; none for who may not."""
        lang = self.desk.language(interaction.locale.value)
        changes = self.bot.duty.changes if self.bot.duty else None
        if changes is None or not await is_organiser(self.bot, interaction.user, interaction.guild):
            return []
        choices = []
        for line in reversed(changes.lines):
            label = f"{line.version} · {changes.notice(line.id, lang).headline}"
            if typed.casefold() in label.casefold() and undo_refusal(changes.log, line.id) is None:
                choices.append(_choice(label, str(line.version)))
            if len(choices) == AUTOCOMPLETE_CHOICES:
                break
        return choices

    async def request(self, ctx: Context, name: str, what: str) -> None:
        """Show the organiser what would be published, with its buttons; or say why nothing would."""
        lang = self.bot.questions.lang(ctx)
        changes = await self.admit(ctx.author, ctx.guild, lang)
        if isinstance(changes, Reply):
            await send_reply(ctx, changes)
            return
        if ctx.interaction:  # the database may be busy for longer than Discord waits
            await ctx.defer(ephemeral=True)
        index, now = self.desk.index, self.desk.clock.now()
        try:
            change = requests.request_undo(what, changes.log) if name == "undo" else REQUESTS[name](what, index, now)
            absorbed = _absorbed(what, change, index, now)
            draft = await changes.preview(change, author_of(ctx.author), absorbed=absorbed)
        except (ChangeRefused, StoreError, LeaseLost) as error:
            await send_reply(ctx, self.explain(error, lang))
        else:
            await answer(ctx, self.preview_of(draft, lang))

    async def admits(self, ctx: Context) -> bool:
        """Whether whoever asks may change the programme."""
        return await is_organiser(self.bot, ctx.author, ctx.guild)

    def preview_of(self, draft: Draft, lang: str, before: str = "") -> Reply:
        """What an organiser sees before anything is published."""
        changes = self.bot.duty.changes if self.bot.duty else None
        undone = changes.undone_by(draft.change) if changes else None
        channel, role = self._told(draft.after)
        return render_preview(draft, undone, lang, before, channel=channel, role=role)

    def _told(self, programme: Programme) -> tuple[str, str]:
        """Names of the channel where changes are posted, and of the role that can be pinged; empty if there is none."""
        named, places = programme.channels.announcements, self.bot.places
        if places is None:  # for a moment after the start
            return named, programme.roles.attendee
        role = places.role("attendee")
        try:
            channel = places.channel(named).name
        except NoSuchChannel:
            channel = ""
        except ConnectionError:  # a server is away, and perhaps the channel with it
            channel = named
        return channel, role.name if role else ""

    async def admit(self, user: discord.abc.User, guild: discord.Guild | None, lang: str) -> Changes | Reply:
        """The change log for an organiser; for anybody else, or without a database, what to say."""
        if not await is_organiser(self.bot, user, guild):
            log.warning("%s (%s) is no organiser and was refused", user, user.id)
            role = self.bot.setting_up.role_name("organiser")
            return Reply(say(lang, "organising.refused", role=role))
        changes = self.bot.duty.changes if self.bot.duty else None
        return changes or Reply(say(lang, "organising.no_database"))

    def explain(self, error: Exception, lang: str) -> Reply:
        """Why a change was not made, or a preview is gone; or the preview anew, where the programme has changed."""
        match error:
            case ChangeRefused():
                return Reply(escape(say_refusal(error, self.desk.programme, lang)))
            case PreviewGone():
                return Reply(say(lang, f"organising.gone_{error.why}"))
            case Overtaken():
                return self.preview_of(error.draft, lang, say(lang, "organising.overtaken"))
        log.error("Nothing could be changed: %s", error)
        return Reply(say(lang, "organising.no_database"))


def author_of(user: discord.abc.User) -> Author:
    """The user as the change log names them."""
    return Author(user.id, user.display_name)


def _choice(name: str, value: str) -> app_commands.Choice[str]:
    return app_commands.Choice(name=option_label(name), value=value[:AUTOCOMPLETE_TEXT])


def _absorbed(what: str, change: Change, index: Index, now: datetime) -> Change | None:
    """The delay with breaks that absorb it; None where none can, and for any other change."""
    if change.kind is not ChangeKind.DELAY:
        return None
    try:
        absorbed = requests.request_delay(what, index, now, absorb=True)
    except ChangeRefused:
        return None
    return absorbed if absorbed.edits != change.edits else None


async def is_organiser(bot: WorkshopBot, user: discord.abc.User, guild: discord.Guild | None) -> bool:
    """Whether this user may change the programme: by the organisers' role, or by managing events or the server.

    From direct messages it is looked up in the servers that the bot and the user share.
    """
    for place in [guild] if guild else bot.guilds:
        member = user if isinstance(user, discord.Member) else place.get_member(user.id)
        if member is None:
            try:
                member = await place.fetch_member(user.id)
            except discord.HTTPException:
                continue
        role = bot.choices.role("organiser", bot.desk.programme)
        permissions = member.guild_permissions
        if permissions.manage_events or permissions.manage_guild:
            return True
        if role and any(role in (each.name, str(each.id)) for each in member.roles if not each.is_default()):
            return True
    return False


async def answer(ctx: Context, reply: Reply) -> None:
    """Show it to the organiser alone: only to them after a slash, else by direct message or in a private channel."""
    if ctx.interaction or ctx.guild is None or is_private(ctx):
        await send_reply(ctx, reply)
        return
    lang = ctx.bot.questions.lang(ctx)
    try:
        more: dict[str, Any] = {"view": view} if (view := reply.view()) else {}
        await ctx.author.send(reply.content or None, embeds=list(reply.embeds), **more)
        await send_reply(ctx, Reply(say(lang, "organising.sent_directly")))
    except discord.Forbidden:
        await send_reply(ctx, Reply(say(lang, "organising.use_slash")))


def is_private(ctx: Context) -> bool:
    """Whether attendees cannot read here."""
    return (
        isinstance(ctx.channel, discord.TextChannel)
        and not ctx.channel.permissions_for(ctx.channel.guild.default_role).read_messages
    )


class PreviewButton(
    Remembered,
    template=r"change:(?P<what>publish|ping|quiet|reword|absorb|drop|undo):(?P<id>[0-9a-f]{16}):(?P<lang>[a-z]{2})",
):
    """What an organiser does with a preview, and with what was published."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        bot: WorkshopBot = interaction.client
        lang = bot.desk.language(interaction.locale.value, self.asked["lang"])
        changes = await bot.organising.admit(interaction.user, interaction.guild, lang)
        if isinstance(changes, Reply):
            await interaction.response.send_message(changes.content, ephemeral=True)
            return
        try:
            if self.asked["what"] == "reword":
                draft = await changes.find(self.asked["id"])
                await interaction.response.send_modal(Rewording(bot, draft, lang))
                return
            await interaction.response.defer()
            reply = await self._do(bot, changes, author_of(interaction.user), lang)
        except REFUSALS as error:
            reply = bot.organising.explain(error, lang)
        await replace_reply(interaction, reply)

    async def _do(self, bot: WorkshopBot, changes: Changes, by: Author, lang: str) -> Reply:
        what, preview_id = self.asked["what"], self.asked["id"]
        match what:
            case "drop":
                await changes.drop(preview_id)
                return Reply(say(lang, "organising.dropped"))
            case "absorb":
                return bot.organising.preview_of(await changes.absorb(preview_id), lang)
            case "undo":
                change = requests.request_undo(preview_id, changes.log)
                return bot.organising.preview_of(await changes.preview(change, by), lang)
        line = await changes.publish(preview_id, quiet=what == "quiet", ping=what == "ping", by=by)
        said = changes.notice(line.id, lang)
        told = "published_quietly" if what == "quiet" else "published"
        undo = button(say(lang, "organising.undo"), f"change:undo:{line.id}:{lang}")
        return Reply(say(lang, f"organising.{told}", number=line.version, what=escape(said.headline)), buttons=(undo,))


class Rewording(discord.ui.Modal):
    """Other words for what is announced."""

    def __init__(self, bot: WorkshopBot, draft: Draft, lang: str) -> None:
        super().__init__(title=say(lang, "organising.reword")[:45])
        self._bot, self._preview_id, self._lang = bot, draft.id, lang
        self.words: discord.ui.TextInput[Self] = discord.ui.TextInput(
            label=say(lang, "organising.words")[:45],
            style=discord.TextStyle.paragraph,
            default=draft.change.text or None,
            max_length=requests.LONGEST_TEXT,
            required=False,
        )
        self.add_item(self.words)

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        organising = self._bot.organising
        changes = await organising.admit(interaction.user, interaction.guild, self._lang)
        if isinstance(changes, Reply):
            await interaction.response.send_message(changes.content, ephemeral=True)
            return
        await interaction.response.defer()
        try:
            draft = await changes.reword(self._preview_id, self.words.value.strip())
            reply = organising.preview_of(draft, self._lang)
        except REFUSALS as error:
            reply = organising.explain(error, self._lang)
        await replace_reply(interaction, reply)


async def replace_reply(interaction: discord.Interaction[Any], reply: Reply) -> None:
    """Put a reply in the place of the message whose button was pressed."""
    try:
        await interaction.edit_original_response(
            content=reply.content or None, embeds=list(reply.embeds), view=reply.view()
        )
    except discord.HTTPException as error:
        log.warning("A preview could not be renewed: %s", error)
