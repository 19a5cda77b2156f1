"""The live schedule: one pinned message that is always true."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import discord

from bot.chat.buttons import Pressed
from bot.chat.keeping import Keeper
from bot.chat.places import NoSuchChannel, Places
from bot.chat.render import ACCENT, EMBED_DESCRIPTION, Reply, button, clip, escape, join_within, length, render_answer
from bot.clock import SystemClock
from bot.core.board import Board, BoardLine, Standing, compose_board, find_next_change
from bot.core.doctor import LIVE_SCHEDULE
from bot.core.programme import Programme
from bot.core.wording import real_day, say, say_count, say_day, say_slot, say_time
from bot.desk import Desk
from bot.reminding import Reminders

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot

log = logging.getLogger(__name__)

KEPT_AS = "board"  # the setting that holds which message it is
EDIT_EVERY = 5.0  # seconds between two edits, at least; what changes meanwhile is one edit
ANSWER_SECONDS = 40.0  # after which nobody waits for Discord's answer any longer; see ATTEMPT_SECONDS in reminders
LOOK_BACK = 200  # messages of a channel's history in which one of ours is looked for
# Messages older than an hour bear few edits more; how few is not told:
# https://github.com/discord/discord-api-docs/issues/4413
OLD = timedelta(hours=1)
EDITS_WHEN_OLD = 3  # within an hour
TOO_MANY_OLD_EDITS = 30046
UNKNOWN_MESSAGE = 10008


class BoardButton(Pressed, template=r"board:(?P<mark>[0-9a-f]{16}):(?P<lang>[a-z]{2})"):
    """Shows the day in the person's own language. The mark tells our message from all others."""

    def find_reply(self, desk: Desk, lang: str) -> Reply | None:
        return render_answer(desk.schedule("", lang=lang), desk.programme)


@dataclass(frozen=True, slots=True)
class Kept:
    """Which message it is, by the mark on its button. `posting` is the mark of one that may have reached Discord."""

    channel: int = 0
    message: int = 0
    mark: str = ""
    posting: str = ""


class LiveSchedule(Keeper):
    """Keeps the one message."""

    what = "The live schedule"
    look_every = 5.0  # another channel may have been chosen; where all is as it was, nothing is asked of Discord

    def __init__(self, bot: WorkshopBot, reminders: Reminders, places: Places) -> None:
        super().__init__(bot, reminders, places)
        self._kept = Kept()
        self._is_read = False
        self._shown: Reply | None = None  # what the message says, as far as we know
        self._true_for: tuple[Programme, datetime, datetime] | None = None  # from when, until when
        self._tidied = False  # no other message of ours is left
        self._old_edits: list[datetime] = []
        self._edited = float("-inf")  # when, on the loop's clock

    async def run(self) -> None:
        self.bot.add_listener(self._notice_loss, "on_raw_message_delete")
        self.bot.add_listener(self._notice_losses, "on_raw_bulk_message_delete")
        try:
            await super().run()
        finally:
            self.bot.remove_listener(self._notice_loss, "on_raw_message_delete")
            self.bot.remove_listener(self._notice_losses, "on_raw_bulk_message_delete")

    async def turn(self) -> datetime:
        programme, now = self.desk.programme, self.desk.clock.now()
        if not self._is_read:
            self._kept, self._is_read = Kept(**(await self.settings.load()).get(KEPT_AS, {})), True
        name = self._name()
        channel = self.places.channel(name) if name else None
        if self._kept.channel and (channel is None or channel.id != self._kept.channel):
            await self._leave()
        until = find_next_change(programme, now)
        if channel and not self._is_true(programme, now):
            await self._keep(channel)
            self._true_for = programme, now, until
        return until

    def _is_true(self, programme: Programme, now: datetime) -> bool:
        """Whether the message says what it should, without composing it, which takes its time on long days."""
        if not self._kept.message or not self._tidied or self._true_for is None:
            return False
        known, since, until = self._true_for
        return programme is known and since <= now < until

    def _name(self) -> str:
        """The programme's name of the channel; empty if there is to be no live schedule."""
        return self.desk.programme.channels.schedule or (LIVE_SCHEDULE if self.places.chosen.get(LIVE_SCHEDULE) else "")

    async def excuse(self, error: Exception) -> None:
        if isinstance(error, NoSuchChannel):
            await self.tell("board", self._name(), "no_channel")
        elif isinstance(error, discord.Forbidden):
            await self.tell("board", self._name(), "forbidden")

    async def _notice_loss(self, event: discord.RawMessageDeleteEvent) -> None:
        self._notice({event.message_id})

    async def _notice_losses(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        self._notice(event.message_ids)

    def _notice(self, deleted: set[int]) -> None:
        if self._kept.message in deleted:
            self._kept = replace(self._kept, message=0)
            self.wake()

    async def _keep(self, channel: discord.TextChannel) -> None:
        if not self._tidied:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._tidy(channel)
        if self._kept.message and self._compose() == self._shown:
            return
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._edited + EDIT_EVERY - loop.time())
        await self.reminders.check_duty()
        said = self._compose()
        if not await self._edit(channel, said):
            await self._post(channel, said)
        self._shown, self._edited = said, loop.time()

    def _compose(self) -> Reply:
        board = compose_board(self.desk.programme, self.desk.clock.now())
        return render_board(board, self.desk.programme, self._langs())

    def _langs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.desk.language(each) for each in self.desk.programme.languages))

    def _form(self, channel: discord.TextChannel, said: Reply, mark: str) -> dict[str, Any]:
        """The message as Discord takes it, with the button that bears the mark."""
        details = button(_in_all(self._langs(), "board.details"), f"board:{mark}:{self.desk.language()}")
        view = replace(said, buttons=(details,)).view()
        if not self.places.may_embed(channel):
            return {"content": said.plain(), "embeds": [], "view": view}
        embeds = [embed.copy() for embed in said.embeds]
        for embed in embeds:
            embed.timestamp = self.desk.clock.now()
        return {"content": said.content, "embeds": embeds, "view": view}

    # -- edited, or posted anew

    async def _edit(self, channel: discord.TextChannel, said: Reply) -> bool:
        """Whether the message says it now; not if it is gone, or too old for so many edits."""
        message = channel.get_partial_message(self._kept.message)
        if not self._kept.message or self._is_worn(message):
            return False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                edited = await message.edit(**self._form(channel, said, self._kept.mark))
        except discord.HTTPException as error:
            if error.code not in (UNKNOWN_MESSAGE, TOO_MANY_OLD_EDITS):
                raise
            return False
        except TimeoutError:  # told to wait, discord.py does, for as long as it takes
            if not _is_old(message):
                raise
            return False
        if _is_old(message):
            self._old_edits.append(SystemClock().now())
        if not edited.pinned:
            await self._pin(edited)
        return True

    def _is_worn(self, message: discord.PartialMessage) -> bool:
        now = SystemClock().now()
        self._old_edits = [each for each in self._old_edits if now - each < OLD]
        return _is_old(message) and len(self._old_edits) >= EDITS_WHEN_OLD

    async def _post(self, channel: discord.TextChannel, said: Reply) -> None:
        """Post it, pinned, and take the former one away; written down before and after."""
        if not self._kept.posting:
            await self._save(replace(self._kept, channel=channel.id, posting=uuid4().hex[:16]))
        self._tidied = False  # until it is certain that there is one only
        mark = self._kept.posting
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                message = await channel.send(**self._form(channel, said, mark), nonce=mark, silent=True)
        except discord.NotFound as error:
            if error.code == UNKNOWN_MESSAGE:  # it was posted before, and then deleted
                await self._save(replace(self._kept, posting=""))
            raise
        former, self._old_edits = self._kept.message, []
        await self._save(Kept(channel.id, message.id, mark))
        await self._pin(message)
        if former:
            await self._remove(channel.id, former)
        self._tidied = True

    async def _pin(self, message: discord.Message) -> None:
        """Pin it, without Discord's own message that says so. It is true even where it may not be pinned."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await message.pin()
                async for notice in message.channel.history(limit=10, after=message):
                    if notice.type is discord.MessageType.pins_add and notice.author == self.bot.user:
                        await notice.delete()
        except discord.Forbidden:
            await self.tell("unpinned", self._name(), "forbidden")
        except discord.HTTPException as error:
            log.warning("The live schedule could not be pinned: %s", error)

    async def _remove(self, channel_id: int, message_id: int) -> None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self.bot.get_partial_messageable(channel_id).get_partial_message(message_id).delete()
        except (discord.NotFound, discord.Forbidden):
            return  # gone with its channel, or out of our sight

    async def _leave(self) -> None:
        """Take it away, for it is to be elsewhere or nowhere."""
        await self.reminders.check_duty()
        if self._kept.message:
            await self._remove(self._kept.channel, self._kept.message)
        await self._save(Kept())
        self._shown, self._tidied = None, False

    async def _tidy(self, channel: discord.TextChannel) -> None:
        """See what became of a message whose posting was broken off, and let only one be left."""
        ours = await self._find_ours(channel)
        posted = next((one for one in ours.values() if _mark_of(one) == self._kept.posting), None)
        if not posted and not self._kept.message and ours:
            posted = ours[max(ours)]
        if posted:
            await self._save(Kept(channel.id, posted.id, _mark_of(posted)))
        for other in ours:
            if other != self._kept.message:
                await self._remove(channel.id, other)
        self._tidied = True

    async def _find_ours(self, channel: discord.TextChannel) -> dict[int, discord.Message]:
        """Live schedules of ours by id, among the pinned and the latest messages."""
        try:
            found: list[discord.Message] = [message async for message in channel.pins(limit=None)]
            found += [message async for message in channel.history(limit=LOOK_BACK)]
        except discord.Forbidden:  # to look
            return {}
        return {each.id: each for each in found if each.author == self.bot.user and _mark_of(each)}

    async def _save(self, kept: Kept) -> None:
        await self.settings.save(KEPT_AS, asdict(kept))
        self._kept = kept


def _is_old(message: discord.PartialMessage) -> bool:
    return SystemClock().now() - message.created_at > OLD


def _mark_of(message: discord.Message) -> str:
    """The mark on its button, empty if it has none."""
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    ids = (getattr(item, "custom_id", "") or "" for row in rows for item in row.children)
    return next((found["mark"] for each in ids if (found := re.match(r"board:(?P<mark>[0-9a-f]{16}):", each))), "")


def render_board(board: Board, programme: Programme, langs: Sequence[str]) -> Reply:
    """The board in these languages. Where a day is too long for one message, what is over gives way first."""
    if board.day is None:
        return Reply(_in_all(langs, "board.empty"))
    titles = (say(lang, "board.title", day=escape(say_day(lang, board.day))) for lang in langs)
    content = "\n".join([f"**{title}**" for title in titles] + [_in_all(langs, "board.over")] * board.over)
    embed = discord.Embed(description=_fit(board.lines, programme, langs), colour=ACCENT)
    city = programme.venue.city if programme.venue else ""
    embed.set_footer(text=_in_all(langs, "chat.venue_zone", place=city or programme.timezone))
    return Reply(content, (embed,))


def _fit(lines: Sequence[BoardLine], programme: Programme, langs: Sequence[str]) -> str:
    left = [line for line in lines if line.standing is not Standing.OVER]
    gone = len(lines) - len(left)
    were = [f"-# {' / '.join(say_count(lang, 'board.were', gone) for lang in langs)}"] if gone else []
    texts = [_line(line, programme, langs) for line in lines]
    if sum(length(text) + 1 for text in texts) > EMBED_DESCRIPTION:
        texts = were + [_line(line, programme, langs) for line in left]
    return join_within(texts, EMBED_DESCRIPTION, langs[0])


def _line(line: BoardLine, programme: Programme, langs: Sequence[str]) -> str:
    session = line.session
    slot, title = say_slot(session, programme, langs[0]), clip(escape(session.title), 150)
    former = f"~~{_former(line, programme, langs)}~~ " if session.previous_start else ""
    names = ", ".join(speaker.name for speaker in programme.speakers_of(session))
    room = session.room if len(programme.rooms) > 1 else ""
    about = "".join(f" · {clip(escape(part), 100)}" for part in (names, room) if part)
    match line.standing:
        case Standing.OVER:
            return f"-# {former}{slot} {title}"
        case Standing.CANCELLED:
            return f"~~{slot} {title}~~ ({_in_all(langs, 'chat.cancelled')})"
        case Standing.MOVED_AWAY:
            return f"{former}~~{title}~~ ({_moved_away(line, programme, langs)})"
        case Standing.NOW:
            return f"▶ {former}**{slot} {title}**{about} · **{_in_all(langs, 'board.now')}**"
        case Standing.NEXT:
            return f"{former}{slot} **{title}**{about} · <t:{int(session.start.timestamp())}:R>"
    return f"{former}{slot} **{title}**{about}"


def _former(line: BoardLine, programme: Programme, langs: Sequence[str]) -> str:
    """When it was to start, with the day where that is another one than the day it is listed under now."""
    session = line.session
    before = session.previous_start or session.start
    day = programme.local(before).date()
    elsewhere = day != real_day(session, programme) and line.standing is not Standing.MOVED_AWAY
    return (f"{escape(say_day(langs[0], day))} " if elsewhere else "") + say_time(before, programme)


def _moved_away(line: BoardLine, programme: Programme, langs: Sequence[str]) -> str:
    day, time = real_day(line.session, programme), say_time(line.session.start, programme)
    return " / ".join(say(lang, "board.moved_away", day=escape(say_day(lang, day)), time=time) for lang in langs)


def _in_all(langs: Sequence[str], sentence: str, **values: object) -> str:
    return " / ".join(dict.fromkeys(say(lang, sentence, **values) for lang in langs))
