"""Says what is owed: wakes at the next due moment, sends, looks back where the outcome is unknown, confirms."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import aiohttp
import discord

from bot.changing import PreviewGone
from bot.chat.leaving import when_leaving
from bot.chat.notices import render_notice
from bot.chat.places import NoSuchChannel, Places
from bot.chat.render import Reply, button, render_answer
from bot.clock import SystemClock
from bot.core.reminder_wording import compose_note, compose_reminder
from bot.core.reminders import About, Owed, mention_address
from bot.core.wording import say
from bot.reminding import CLOSED, Message, Reminders
from bot.store import LeaseLost, StoreError

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot

log = logging.getLogger(__name__)

AT_ONCE = 20  # messages to people on their way at a time; channels are few, and wait for nobody
NEWS_START_SECONDS = 1.0  # that announcements have before everything else
START_SECONDS = 0.1  # that messages to channels, which all read, have before those to single people
ANSWER_SECONDS = 20.0  # that Discord has to answer a request that has left
# discord.py sends one request a route at a time until Discord says how many it takes, and one that is cancelled while
# it hands over leaves the route to nobody: the next in the line takes it after 30 seconds, if it waits for so long.
ATTEMPT_SECONDS = 40.0
LOOK_BACK = 1000  # messages of a channel's history
SKEW = timedelta(minutes=2)  # by which our clock may be ahead of Discord's
SAME_BREATH_SECONDS = 60.0  # within which Discord surely takes a repeated nonce for the same message
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between two attempts; each pause is twice the one before
LONGEST_STORE_PAUSE = 10.0  # seconds; Discord is asked after each what has become of a message
DIRECT_MESSAGES_CLOSED = {50007, 50278}
UNKNOWN_MESSAGE = 10008
PASSING = {401, 408, 429}  # statuses that tell nothing of the message or its channel
FRESH = timedelta(seconds=20)  # on our clock, for which "in 10 minutes" may be on its way
FRESH_SECONDS = 1.0  # and at least so many real ones, however fast the clock runs
MOST_RENEWALS = 3  # of one message's text; then it goes as it is, rather than never
SURE = timedelta(seconds=5)  # real time after which it is asked again whether we are on duty
UNKNOWN = (discord.DiscordServerError, aiohttp.ClientError, OSError, asyncio.TimeoutError)

Place: TypeAlias = discord.abc.Messageable


class Courier:
    """Keeps the promises of one connection to Discord. `run` until cancelled."""

    def __init__(self, bot: WorkshopBot, reminders: Reminders, places: Places) -> None:
        self.bot = bot
        self.desk = bot.desk
        self.reminders = reminders
        self.places = places
        self.room = asyncio.Semaphore(AT_ONCE)
        self.turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # of the messages to each channel
        self._under_way: set[asyncio.Task[None]] = set()
        self._trouble, self._pause = "", FIRST_PAUSE  # of the database; seconds before an outcome is written again

    async def run(self) -> None:
        """Send what is due, and sleep until something is. No error of one message stops another."""
        await self.bot.wait_until_ready()
        trouble = ""
        try:
            while True:
                try:
                    await self._turn()
                    trouble = ""
                except (StoreError, LeaseLost) as error:
                    if str(error) != trouble:
                        log.error("Reminders wait: %s", error)
                    trouble = str(error)
                    await asyncio.sleep(1)
                except Exception:
                    log.exception("Reminders: a turn failed; the next one comes in a second")
                    await asyncio.sleep(1)
        finally:
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _turn(self) -> None:
        self.reminders.changed.clear()
        self.reminders.merge(self.places.find_same())
        news = [self._send_off(message) for message in self.reminders.take_at_once()]
        if news:
            await asyncio.wait(news, timeout=NEWS_START_SECONDS)
        messages = await self.reminders.take_due()
        ahead = [self._send_off(message) for message in messages if message.to.startswith("channel:")]
        for message in messages:
            if not message.to.startswith("channel:"):
                self._send_off(message, ahead)
        await self.reminders.write_ahead()
        await self._sleep()

    def _send_off(self, message: Message, ahead: Sequence[asyncio.Task[None]] = ()) -> asyncio.Task[None]:
        delivery = Delivery(self, message)
        task = asyncio.create_task(self._deliver(delivery, ahead), name=f"reminder {message.nonce}")
        self._under_way.add(task)
        task.add_done_callback(partial(self._end, delivery))
        return task

    def _end(self, delivery: Delivery, task: asyncio.Task[None]) -> None:
        """What is not settled is given out again, also where the task was cancelled before it began."""
        self._under_way.discard(task)
        if not delivery.settled:
            self.reminders.doubt(delivery.message)

    async def _sleep(self) -> None:
        """Until the next due moment, or until something changes."""
        due = asyncio.ensure_future(self.reminders.clock.sleep_until(self.reminders.next_due()))
        changed = asyncio.ensure_future(self.reminders.changed.wait())
        try:
            await asyncio.wait((due, changed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            due.cancel()
            changed.cancel()

    async def _deliver(self, delivery: Delivery, ahead: Sequence[asyncio.Task[None]]) -> None:
        """Bring one message to its end: sent and confirmed, withdrawn, or given up; those `ahead` have a start."""
        try:
            if ahead:
                await asyncio.wait(ahead, timeout=START_SECONDS)
            await delivery.finish()
        except (StoreError, LeaseLost) as error:
            if str(error) != self._trouble:
                log.warning("A reminder's outcome could not be written down: %s", error)
            self._trouble, self._pause = str(error), min(2 * self._pause, LONGEST_STORE_PAUSE)
            await asyncio.sleep(self._pause)
        else:
            self._trouble, self._pause = "", FIRST_PAUSE

    async def compose(self, owed: tuple[Owed, ...], nonce: str, lang: str) -> Reply:
        """The message as it is true now, with a button that tells it from all others."""
        programme, now = self.desk.programme, self.desk.clock.now()
        if owed[0].about is About.NOTE:
            reply = await self._compose_note(owed[0], lang)
        elif owed[0].about is About.CHANGE:
            reply = self._compose_change(owed[0], lang)
        else:
            reply = render_answer(compose_reminder(owed, programme, now, lang), programme)
        mark = button(say(lang, "reminders.mine"), f"mine:{nonce}:{lang}")
        return replace(reply, buttons=(*reply.buttons, mark))

    async def _compose_note(self, owed: Owed, lang: str) -> Reply:
        """A note to the organisers; an update of the programme comes as its preview, with the buttons to decide."""
        changes, preview_id = self.bot.duty.changes if self.bot.duty else None, json.loads(owed.body).get("preview")
        if changes and preview_id:
            try:
                draft = await changes.find(preview_id)
            except PreviewGone:
                pass
            else:
                return self.bot.organising.preview_of(draft, lang, say(lang, "reminders.note_update"))
        return render_answer(compose_note(owed, self.desk.programme, lang), self.desk.programme)

    def _compose_change(self, owed: Owed, lang: str) -> Reply:
        """A published change: in a channel in all languages of the programme, to a person in theirs."""
        changes = self.bot.duty.changes if self.bot.duty else None
        assert changes  # noqa: S101 - what is owed comes from them
        programme = self.desk.programme
        spoken = dict.fromkeys(self.desk.language(each) for each in programme.languages)
        langs = spoken if owed.to.startswith("channel:") else (lang,)
        return render_notice([changes.notice(owed.session_id, each) for each in langs], programme)


class _OutdatedError(Exception):
    """The request was held back, as what it says is no longer true. An attempt before it may have arrived."""


class Delivery:
    """One message on its way."""

    def __init__(self, courier: Courier, message: Message) -> None:
        self._reminders = courier.reminders
        self._places = courier.places
        self._courier = courier
        self._bot = courier.bot
        self.message = message
        self.settled = False
        self._doubt = message.in_doubt
        self._renewals = 0
        self._began = asyncio.get_running_loop().time()
        self._on_duty = SystemClock().now()  # when that was certain
        self._trouble = ""

    async def finish(self) -> None:
        """Try until it is settled. StoreError or LeaseLost if that cannot be written down."""
        pause = FIRST_PAUSE
        while not await self._attempt_safely():
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        self.settled = True

    async def _attempt_safely(self) -> bool:
        """`_attempt`; an error that nobody thought of is logged once, and taken as an unknown outcome."""
        try:
            return await self._attempt()
        except (StoreError, LeaseLost):
            raise
        except Exception as error:
            if self._trouble != repr(error):
                log.exception("A reminder for %s failed, and is tried again", self.message.to)
            self._doubt = True
            return await self._wait_for(repr(error), tell=False)

    async def _attempt(self) -> bool:
        """Whether it is settled now."""
        try:
            place = await self._places.find(self.message.to)
            async with self._turn(), asyncio.timeout(ATTEMPT_SECONDS) as limit:
                with _answered_in_time(limit):
                    sent = await self._send_if_owed(place)
        except NoSuchChannel:
            return await self._wait_for("no_channel")
        except _OutdatedError:
            self._doubt = True  # an attempt before may have arrived
            self._renewals += 1
            return False
        except UNKNOWN as error:
            self._doubt = True
            return await self._wait_for(f"unreachable:{type(error).__name__}", tell=False)
        except discord.HTTPException as error:
            return await self._refused(error)
        if sent:
            await self._reminders.confirm(self.message, sent.channel.id, sent.id)
        return True

    async def _send_if_owed(self, place: Place) -> discord.Message | None:
        if self._doubt and await self._look_back(place):
            return None
        return await self._send(place) if await self._is_owed() else None

    def _turn(self) -> contextlib.AbstractAsyncContextManager[object]:
        """Waiting for it does not count as waiting for Discord."""
        return self._courier.room if self._is_personal() else self._courier.turns[self.message.to]

    async def _is_owed(self) -> bool:
        """Whether anything is left to say, and it is ours to say."""
        if SystemClock().now() - self._on_duty > SURE:  # while we waited, another process may have taken over
            await self._reminders.check_duty()
            self._on_duty = SystemClock().now()
        left = await self._reminders.narrow(self.message)
        if left is None:
            return False
        self.message = left
        if self._is_too_late():
            await self._end_too_late()
            return False
        return True

    async def _look_back(self, place: Place) -> bool:
        """Whether the channel shows that it was sent; then that is confirmed.

        Where one may not look and too much time has passed for the nonce, it is given up.
        """
        if self._places.may_read(place):
            async for past in self._read_back(place):
                if past.author == self._bot.user and _bears(past, self.message.nonce):
                    await self._reminders.confirm(self.message, past.channel.id, past.id)
                    return True
        elif self.message.in_doubt or self._seconds() > SAME_BREATH_SECONDS:
            await self._reminders.give_up(self.message, "unreadable", tell="uncertain")
            return True
        return False

    async def _read_back(self, place: Place) -> AsyncIterator[discord.Message]:
        """The last messages; where many have come since, those from when it was about to be sent, too."""
        count = 0
        async for past in place.history(limit=LOOK_BACK):
            count += 1
            yield past
        if count == LOOK_BACK and self.message.claimed:
            async for past in place.history(limit=LOOK_BACK, after=self.message.claimed - SKEW, oldest_first=True):
                yield past

    async def _send(self, place: Place) -> discord.Message:
        person = self._reminders.person(self._user_id) if self._is_personal() else None
        lang = self._courier.desk.language(person.lang if person else "")
        check_truth = self._true_now()
        reply = await self._courier.compose(self.message.owed, self.message.nonce, lang)
        if not self._places.may_embed(place):
            reply = replace(reply, content=reply.plain(), embeds=())
        content, allowed = self._places.mention(self.message, reply.content)
        view = reply.view()
        assert view is not None  # noqa: S101 - it holds the mark at least
        withdrawn = await self._withdraw_announcement(content)
        if withdrawn:
            return withdrawn
        with when_leaving(check_truth):
            return await place.send(
                content, embeds=list(reply.embeds), view=view, nonce=self.message.nonce, allowed_mentions=allowed
            )

    def _true_now(self) -> Callable[[], None]:
        """What raises _OutdatedError once that which is composed now is not true any more."""
        desk, loop = self._courier.desk, asyncio.get_running_loop()
        programme, now, began = desk.programme, desk.clock.now(), loop.time()

        def check() -> None:
            old = abs(desk.clock.now() - now) > FRESH and loop.time() - began > FRESH_SECONDS
            if (old or desk.programme is not programme) and self._renewals < MOST_RENEWALS:
                raise _OutdatedError

        return check

    async def _withdraw_announcement(self, content: str) -> discord.Message | None:
        """Mark what was announced as withdrawn; that message, if it is news enough as nobody was pinged by it."""
        owed = self.message.owed[0]
        body = json.loads(owed.body) if owed.about is About.CHANGE else {}
        if not body.get("withdraws"):
            return None
        channel_id, message_id = body["withdraws"]
        try:
            message = await self._bot.get_partial_messageable(channel_id).fetch_message(message_id)
            marked = await message.edit(content=content, embeds=[_struck(embed) for embed in message.embeds])
        except discord.NotFound:
            if body.get("quiet"):
                raise
            return None
        return None if body["ping"] else marked

    async def _refused(self, error: discord.HTTPException) -> bool:
        if error.code in DIRECT_MESSAGES_CLOSED:
            await self._close_direct_messages()
            return True
        if error.code == UNKNOWN_MESSAGE:
            # It was sent before and then deleted: https://github.com/discord/discord-api-docs/issues/10116
            await self._reminders.confirm(self.message, 0, 0)
            return True
        if self.message.to.startswith("person:"):
            await self._places.forget_direct(self._user_id, error)
        # Most refusals do not last: a rate limit, an overload, a token that is exchanged, a permission.
        reason = {403: "forbidden", 404: "no_channel"}.get(error.status, f"refused:{error.status}/{error.code}")
        return await self._wait_for(reason, tell=error.status not in PASSING)

    async def _close_direct_messages(self) -> None:
        """The person takes no direct messages: remembered, and said in another way if they wished so."""
        person = await self._reminders.change(self._user_id, lambda person: replace(person, dm_closed=True))
        if person.mention_instead:
            await self._reminders.redirect(self.message, mention_address(self._user_id), CLOSED)
        else:
            log.warning("A reminder for %s is not sent: they take no direct messages", self.message.to)
            await self._reminders.give_up(self.message, "closed_in_doubt" if self._doubt else CLOSED)

    async def _wait_for(self, reason: str, *, tell: bool = True) -> bool:
        """Whether it is too late to wait for better times; the organisers are told, at once if they can mend it."""
        if reason != self._trouble:
            log.warning("A reminder for %s waits: %s", self.message.to, reason)
        self._trouble = reason
        if self._is_too_late() and not self._doubt:
            await self._end_too_late()
            return True
        if self._is_too_late() and self._seconds() > SAME_BREATH_SECONDS:
            await self._reminders.give_up(self.message, reason, tell="uncertain")
            return True
        if tell and not self._is_personal():
            await self._reminders.tell_trouble(self.message, reason)
        return False

    async def _end_too_late(self) -> None:
        """It was certainly not sent, and is not worth sending any more."""
        if self._trouble:
            tell = "" if self._is_personal() else "undeliverable"
            await self._reminders.give_up(self.message, self._trouble, tell=tell)
        else:  # it came too late already; told together with what else did
            await self._reminders.withdraw(self.message.owed, "not sent in time")

    def _is_too_late(self) -> bool:
        return self._reminders.clock.now() >= self.message.until

    def _is_personal(self) -> bool:
        return not self.message.to.startswith("channel:")

    @property
    def _user_id(self) -> int:
        """Whose message it is, if it is personal."""
        return int(self.message.to.partition(":")[2])

    def _seconds(self) -> float:
        """Real seconds since the first attempt."""
        return asyncio.get_running_loop().time() - self._began


def _answered_in_time(limit: asyncio.Timeout) -> contextlib.AbstractContextManager[None]:
    """Within it, no answer is waited for longer than ANSWER_SECONDS; the time before a request leaves is another."""
    end = limit.when()
    assert end is not None  # noqa: S101 - an attempt has one

    def shorten() -> None:
        if not limit.expired():
            limit.reschedule(min(end, asyncio.get_running_loop().time() + ANSWER_SECONDS))

    return when_leaving(shorten)


def _struck(embed: discord.Embed) -> discord.Embed:
    """The embed with its text struck through, once."""
    lines = (embed.description or "").replace("~~", "").replace("**", "").splitlines()
    embed.description = "\n".join(f"~~{line}~~" for line in lines if line)
    return embed


def _bears(message: discord.Message, nonce: str) -> bool:
    """Whether the message, or one of its buttons, bears the nonce."""
    if message.nonce == nonce:
        return True
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    return any(f":{nonce}:" in (getattr(item, "custom_id", "") or "") for row in rows for item in row.children)
