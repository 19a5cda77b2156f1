"""The organisers' side of the desk: changes shown first, published in one transaction, and taken back."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.core.change_wording import ChangeNotice, describe_change
from bot.core.changes import Change, apply
from bot.core.conflicts import Conflict, find_conflicts
from bot.core.lexicon import languages
from bot.core.programme import Programme
from bot.core.reminders import About, Owed, channel_address, mention_address, person_address
from bot.core.search import Index
from bot.desk import Desk
from bot.reminding import Reminders
from bot.store import Store
from bot.store.changelog import Preview, Published
from bot.store.ledger import State
from bot.store.people import Person

log = logging.getLogger(__name__)

PREVIEW_LASTS = timedelta(minutes=15)
NEWS_LASTS = timedelta(hours=12)  # how long after a change its announcement is still sent
MOST_LINES = 60  # of a change that are kept in words; a message shows fewer
BASE = "base"  # the setting that holds the programme's source as it was last accepted


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A change as its author is shown it, over the programme of `version`. `followers` are told of it directly."""

    id: str
    author: Author
    version: int
    at: datetime
    change: Change
    before: Programme
    after: Programme
    conflicts: tuple[Conflict, ...]
    followers: tuple[Person, ...]
    base: Programme | None = None  # the source's programme that an update accepts


@dataclass(frozen=True, slots=True)
class Announced:
    """The message in which a change was announced, as ids of channel and message; whether it pinged a role."""

    message: tuple[int, int]
    pinged: bool


class PreviewGone(Exception):  # noqa: N818 - it is what became of it
    """A preview that cannot be published: `why` is expired, published, dropped or unknown."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Overtaken(Exception):  # noqa: N818 - it is what happened
    """The programme changed after the preview was shown; `draft` is the same change over the programme as it is."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.id)
        self.draft = draft


class Changes:
    """The change log over the programme's source. `load` before anything else."""

    def __init__(self, store: Store, desk: Desk, reminders: Reminders) -> None:
        self._store = store
        self._desk = desk
        self._reminders = reminders
        self.base = desk.programme  # the programme's source as it was last accepted, without changes by command
        self._lines: list[Published] = []
        self._log: list[Change] = []
        self._one_at_a_time = asyncio.Lock()
        self._ahead: tuple[Programme, asyncio.Task[Index]] | None = None

    @property
    def version(self) -> int:
        """How many changes were published."""
        return len(self._lines)

    @property
    def lines(self) -> Sequence[Published]:
        """The log: who changed what and when, oldest first."""
        return self._lines

    @property
    def log(self) -> Sequence[Change]:
        """The changes of the log, oldest first."""
        return self._log

    async def load(self) -> None:
        """Read the log and turn the desk to the programme as it is with it."""
        self._lines = await self._store.changes.load()
        self._log = [Change.model_validate(line.body["change"]) for line in self._lines]
        kept = (await self._store.settings.load()).get(BASE)
        if kept:
            self.base = Programme.model_validate(kept)
        await self._turn_to(apply(self.base, self._log))

    async def accept(self, base: Programme) -> None:
        """Take the source's programme as it is, telling nobody."""
        async with self._one_at_a_time:
            await self._store.settings.save(BASE, base.model_dump(mode="json"))
            self.base = base
            await self._turn_to(apply(base, self._log))

    async def preview(
        self, change: Change, author: Author, *, preview_id: str = "", base: Programme | None = None
    ) -> Draft:
        """The change as it would be, kept so that it can be published within PREVIEW_LASTS.

        An update comes with `base`, the source's programme that would be accepted.
        """
        draft = self._draft(preview_id or uuid4().hex[:16], change, author, base=base)
        body = {"change": change.model_dump(mode="json"), "author": author.name}
        if base is not None:
            body["base"] = base.model_dump(mode="json")
        await self._store.changes.save_preview(Preview(draft.id, author.id, draft.version, draft.at, "open", body))
        self._index_ahead(draft.after)
        return draft

    async def find(self, preview_id: str) -> Draft:
        """The preview of that id, over the programme as it is now. PreviewGone if it cannot be published any more."""
        kept = await self._store.changes.find_preview(preview_id)
        if kept is None:
            raise PreviewGone("unknown")
        if kept.state != "open":
            raise PreviewGone(kept.state)
        if self._desk.clock.now() - kept.at > PREVIEW_LASTS:
            raise PreviewGone("expired")
        author = Author(kept.author_id, str(kept.body["author"]))
        return self._draft(
            kept.id, Change.model_validate(kept.body["change"]), author, version=kept.version, at=kept.at
        )

    async def reword(self, preview_id: str, text: str) -> Draft:
        """The preview with other words in front of what is announced."""
        draft = await self.find(preview_id)
        change = draft.change.model_copy(update={"text": text})
        return await self.preview(change, draft.author, preview_id=preview_id, base=draft.base)

    async def drop(self, preview_id: str) -> None:
        """The preview will not be published. PreviewGone if it was before."""
        draft = await self.find(preview_id)
        async with self._store.transaction() as connection:
            await self._store.changes.close_preview_within(connection, draft.id, "dropped")

    async def publish(self, preview_id: str, *, quiet: bool = False, ping: bool = False) -> Published:
        """Publish what was shown: log and announcements in one transaction, then every answer and reminder.

        `quiet` tells nobody. Raises PreviewGone, or Overtaken if the programme is not as it was when it was shown.
        """
        async with self._one_at_a_time:
            draft = await self.find(preview_id)
            if draft.version != self.version:
                raise Overtaken(await self.preview(draft.change, draft.author, preview_id=preview_id, base=draft.base))
            change = draft.change.model_copy(update={"id": draft.id})
            news = [] if quiet else await self._news(change, draft, ping=ping)
            return await self._commit(change, draft, news)

    async def _commit(self, change: Change, draft: Draft, news: Sequence[Owed]) -> Published:
        now = self._desk.clock.now()
        body = {"change": change.model_dump(mode="json"), "notices": self._describe(change, draft)}
        async with self._store.transaction() as connection:
            if not await self._store.changes.close_preview_within(connection, draft.id, "published"):
                raise PreviewGone("published")
            line = await self._store.changes.append_within(
                connection, change.id, draft.author.id, draft.author.name, now, body
            )
            await self._store.ledger.plan_within(connection, news, now)
            if draft.base is not None:
                await self._store.settings.save_within(connection, BASE, draft.base.model_dump(mode="json"))
        self.base = draft.base or self.base
        self._lines.append(line)
        self._log.append(change)
        self._reminders.adopt(news)
        await self._turn_to(draft.after)
        log.info("%s published a change: %s", draft.author.name, change.kind)
        return line

    def notice(self, change_id: str, lang: str) -> ChangeNotice:
        """What a published change did, in words. KeyError for an unknown id."""
        line = next((line for line in self._lines if line.id == change_id), None)
        if line is None:
            raise KeyError(change_id)
        notices = line.body["notices"]
        return ChangeNotice.model_validate(notices.get(lang) or next(iter(notices.values())))

    def _describe(self, change: Change, draft: Draft) -> dict[str, Any]:
        """The change in every language, as it is told now and will be looked up later."""
        undone = self.undone_by(change)
        described = (describe_change(change, draft.before, draft.after, lang, undone=undone) for lang in languages())
        return {
            notice.lang: notice.model_copy(update={"lines": notice.lines[:MOST_LINES]}).model_dump(mode="json")
            for notice in described
        }

    def undone_by(self, change: Change) -> Change | None:
        """The change that this one takes back, None if it takes none back."""
        return next((one for one in self._log if change.undoes and one.id == change.undoes), None)

    def _draft(
        self,
        preview_id: str,
        change: Change,
        author: Author,
        *,
        version: int | None = None,
        at: datetime | None = None,
        base: Programme | None = None,
    ) -> Draft:
        now = self._desk.clock.now()
        before = self._desk.programme
        after = apply(base or self.base, [*self._log, change.model_copy(update={"id": preview_id})])
        return Draft(
            id=preview_id,
            author=author,
            version=self.version if version is None else version,
            at=at or now,
            change=change,
            before=before,
            after=after,
            conflicts=find_conflicts(before, after, now),
            followers=tuple(self._reachable(touched_sessions(before, after))),
            base=base,
        )

    def _reachable(self, session_ids: Sequence[str]) -> list[Person]:
        followers = self._reminders.followers(session_ids)
        return [person for person in followers if not person.dm_closed or person.mention_instead]

    async def _news(self, change: Change, draft: Draft, *, ping: bool) -> list[Owed]:
        """What is owed to the announcements' channel and to followers. An undo corrects what was announced."""
        withdraws = await self._announced(change.undoes) if change.undoes else None
        followers = [mention_address(one.id) if one.dm_closed else person_address(one.id) for one in draft.followers]
        now = self._desk.clock.now()
        owed = [news_of(change.id, to, now) for to in followers]
        announcement = news_of(
            change.id,
            channel_address(draft.after.channels.announcements),
            now,
            ping=ping or bool(withdraws and withdraws.pinged),
            withdraws=withdraws.message if withdraws else None,
        )
        return [announcement, *owed]

    async def _announced(self, change_id: str) -> Announced | None:
        """Where and how a change was announced; None if nobody was told."""
        for entry in await self._store.ledger.about(About.CHANGE, change_id):
            if entry.owed.to.startswith("channel:") and entry.state is State.SENT and entry.message_id:
                body = json.loads(entry.owed.body)
                return Announced((entry.channel_id or 0, entry.message_id), bool(body.get("ping")))
        return None

    def _index_ahead(self, programme: Programme) -> None:
        """Begin to index what will perhaps be published, so that publishing need not wait for it."""
        if self._ahead:
            self._ahead[1].cancel()
        self._ahead = programme, asyncio.create_task(asyncio.to_thread(Index, programme))

    async def _turn_to(self, programme: Programme) -> None:
        if programme == self._desk.programme:
            return
        if self._ahead and self._ahead[0] == programme:
            index = await self._ahead[1]
        else:
            index = await asyncio.to_thread(Index, programme)
        self._ahead = None
        self._desk.turn_to(index)
        self._reminders.refresh()


def touched_sessions(before: Programme, after: Programme) -> list[str]:
    """Ids of the sessions that are not the same in both."""
    ids = dict.fromkeys((*before.session_by_id, *after.session_by_id))
    return [each for each in ids if before.session_by_id.get(each) != after.session_by_id.get(each)]


def news_of(
    change_id: str, to: str, now: datetime, *, ping: bool = False, withdraws: tuple[int, int] | None = None
) -> Owed:
    """The promise to tell of a change. `withdraws`: the announcement that it takes back, by channel and message."""
    body = {"change": change_id, "ping": ping, "withdraws": withdraws}
    return Owed(
        to=to,
        about=About.CHANGE,
        session_id=change_id,
        moment=now,
        due=now,
        until=now + NEWS_LASTS,
        body=json.dumps(body, sort_keys=True),
    )
