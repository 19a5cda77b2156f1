"""The organisers' side of the desk: changes shown first, published in one transaction, and taken back."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.core.change_requests import renew
from bot.core.change_wording import ChangeNotice, describe_change
from bot.core.changes import Change, ChangeKind, ChangeRefused, apply, find_chain, undo_refusal
from bot.core.conflicts import Conflict, find_conflicts
from bot.core.lexicon import languages
from bot.core.programme import Programme
from bot.core.reminders import About, Owed, channel_address, digest, mention_address, person_address
from bot.core.search.index import Index
from bot.desk import Desk
from bot.memory import give_back_soon
from bot.reminding import Reminders, claim_together
from bot.store import Store
from bot.store.changelog import Preview, Published
from bot.store.glance import look
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
    """A change as its author is shown it, over the programme of `version`. `followers` are told of it directly.

    `pings_again`: it takes back what pinged a role, so it pings that role, too. `conflicts` are worked out to be shown.
    """

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
    absorbed: Change | None = None  # the same delay, with breaks that absorb it
    pings_again: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether there would be nothing to tell: the programme stays as it is."""
        speaks = self.change.text or self.change.kind in {ChangeKind.ANNOUNCE, ChangeKind.UNDO}
        return not speaks and self.before == self.after


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
        self._base = desk.programme
        self._base_digest = digest_of(desk.programme)
        self.is_behind = False  # whether the source was another when it was last accepted
        self._lines: list[Published] = []
        self._log: list[Change] = []
        self._one_at_a_time = asyncio.Lock()
        self._ahead: tuple[Programme, asyncio.Task[Index]] | None = None

    @property
    def base(self) -> Programme:
        """The programme's source as it was last accepted, without changes by command."""
        return self._base

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
        self._reminders.taken_back = {
            id_ for change in self._log if change.undoes for id_ in find_chain(self._log, change.id)[:-1]
        }
        await self._load_base()
        programme = apply(self._base, self._log)
        self._turn_to(await self._index_of(programme))

    async def _load_base(self) -> None:
        """The source as it was last accepted; at the very first start as it is, to be known again when it is another.

        Without it, a session whose title is mended while the bot is away would be a new one: announced twice, and
        followed by nobody.
        """
        kept = (await self._store.settings.load()).get(BASE)
        if kept is None:
            await self._store.settings.save(BASE, self._base.model_dump(mode="json"))
        elif (known := Programme.model_validate(kept)) != self._base:
            self.is_behind = True
            self._take_base(known)

    async def accept(self, base: Programme) -> None:
        """Take the source's programme as it is, telling nobody."""
        async with self._one_at_a_time:
            index = await self._index_of(apply(base, self._log))
            await self._store.settings.save(BASE, base.model_dump(mode="json"))
            self._take_base(base)
            self._turn_to(index)

    async def preview(
        self,
        change: Change,
        author: Author,
        *,
        preview_id: str = "",
        base: Programme | None = None,
        absorbed: Change | None = None,
    ) -> Draft:
        """The change as it would be, kept so that it can be published within PREVIEW_LASTS.

        An update comes with `base`, the source's programme that would be accepted; a delay with the way it would be
        `absorbed` by breaks, if it can be.
        """
        now = self._desk.clock.now()
        draft = self._draft(preview_id or uuid4().hex[:16], change, author, self.version, now, base, absorbed)
        body = {"change": change.model_dump(mode="json"), "author": author.name, "over": self._base_digest}
        body |= {"base": base.model_dump(mode="json")} if base is not None else {}
        body |= {"absorbed": absorbed.model_dump(mode="json")} if absorbed is not None else {}
        await self._store.changes.save_preview(Preview(draft.id, author.id, draft.version, draft.at, "open", body))
        self._index_ahead(draft.after)
        withdraws = await self._announced(change.undoes) if change.undoes else None
        conflicts = find_conflicts(draft.before, draft.after, now)
        return replace(draft, conflicts=conflicts, pings_again=bool(withdraws and withdraws.pinged))

    async def find(self, preview_id: str) -> Draft:
        """The preview of that id, over the programme as it is now. PreviewGone if it cannot be published any more."""
        return self._draft_of(await self._find_open(preview_id))

    async def reword(self, preview_id: str, text: str) -> Draft:
        """The preview with other words in front of what is announced."""
        draft = await self.find(preview_id)
        absorbed = _worded(draft.absorbed, text) if draft.absorbed else None
        return await self._renew(draft, change=_worded(draft.change, text), absorbed=absorbed)

    async def absorb(self, preview_id: str) -> Draft:
        """The preview with breaks that absorb the delay."""
        draft = await self.find(preview_id)
        return await self._renew(draft, change=draft.absorbed or draft.change, absorbed=None)

    async def drop(self, preview_id: str) -> None:
        """The preview will not be published. PreviewGone if it was before."""
        await self._find_open(preview_id)
        async with self._store.transaction() as connection:
            if not await self._store.changes.close_preview_within(connection, preview_id, "dropped"):
                raise PreviewGone("published")

    async def publish(
        self,
        preview_id: str,
        *,
        quiet: bool = False,
        ping: bool = False,
        followers_alone: bool = False,
        by: Author | None = None,
    ) -> Published:
        """Publish what was shown: log and announcements in one transaction, then every answer and reminder at once.

        `quiet` tells nobody; an announcement that is taken back is marked all the same. `followers_alone` tells no
        channel. `by` is who decided, if not who asked for it. Raises PreviewGone, Overtaken if the programme is not as
        it was when it was shown, ChangeRefused if the change cannot be made any more.
        """
        async with self._one_at_a_time:
            kept = await self._find_open(preview_id)
            draft = self._draft_of(kept)
            if (kept.version, kept.body.get("over")) != (self.version, self._base_digest):
                if draft.change.undoes and (refused := undo_refusal(self._log, draft.change.undoes)):
                    raise refused
                renewed = await self._renew(draft, change=draft.change, absorbed=draft.absorbed)
                if renewed.says_nothing and renewed.base is None:  # others have made the same change meanwhile
                    raise ChangeRefused("nothing_changes")
                raise Overtaken(renewed)
            change = draft.change.model_copy(update={"id": draft.id})
            news = await self._news(change, draft, ping=ping, quiet=quiet or draft.says_nothing)
            news = news[1:] if followers_alone else news
            return await self._commit(change, draft, news, by or draft.author)

    async def _commit(self, change: Change, draft: Draft, news: Sequence[Owed], by: Author) -> Published:
        now = self._desk.clock.now()
        index = await self._index_of(draft.after)
        body = {"change": change.model_dump(mode="json"), "notices": self._describe(change, draft)}
        at_once = 0 if change.undoes else 1  # what corrects another message waits until that one is settled
        announced, others = claim_together(news[:at_once], now), news[at_once:]
        async with self._store.transaction() as connection:
            if not await self._store.changes.close_preview_within(connection, draft.id, "published"):
                raise PreviewGone("dropped")
            line = await self._store.changes.append_within(connection, change.id, by.id, by.name, now, body)
            await self._store.ledger.plan_within(connection, others, now)
            await self._store.ledger.claim_within(connection, announced, now)
            if draft.base is not None:
                await self._store.settings.save_within(connection, BASE, draft.base.model_dump(mode="json"))
        # Nothing is awaited from here on, so nobody sees a part of it.
        if draft.base is not None:
            self._take_base(draft.base)
        self._lines.append(line)
        self._log.append(change)
        if change.undoes:
            self._reminders.taken_back.update(find_chain(self._log, change.id)[:-1])
        self._turn_to(index)
        self._reminders.adopt(others, announced)
        log.info("%s published a change: %s", by.name, change.kind)
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

    async def _find_open(self, preview_id: str) -> Preview:
        """The preview as it is kept. PreviewGone if it cannot be published any more."""
        kept = await self._store.changes.find_preview(preview_id)
        if kept is None:
            raise PreviewGone("unknown")
        if kept.state != "open":
            raise PreviewGone(kept.state)
        # An update of the source waits until somebody has time for it.
        is_update = kept.body["change"]["kind"] == ChangeKind.UPDATE
        if self._desk.clock.now() - kept.at > PREVIEW_LASTS and not is_update:
            raise PreviewGone("expired")
        return kept

    async def _renew(self, draft: Draft, *, change: Change, absorbed: Change | None) -> Draft:
        """The preview in the place of the former, over the programme as it is now."""
        programme = self._desk.programme
        change, absorbed = renew(change, programme), absorbed and renew(absorbed, programme)
        return await self.preview(change, draft.author, preview_id=draft.id, base=draft.base, absorbed=absorbed)

    def _draft_of(self, kept: Preview) -> Draft:
        base, absorbed = kept.body.get("base"), kept.body.get("absorbed")
        return self._draft(
            kept.id,
            Change.model_validate(kept.body["change"]),
            Author(kept.author_id, str(kept.body["author"])),
            kept.version,
            kept.at,
            Programme.model_validate(base) if base else None,
            Change.model_validate(absorbed) if absorbed else None,
        )

    def _draft(
        self,
        preview_id: str,
        change: Change,
        author: Author,
        version: int,
        at: datetime,
        base: Programme | None,
        absorbed: Change | None,
    ) -> Draft:
        before = self._desk.programme
        after = apply(base or self._base, [*self._log, change.model_copy(update={"id": preview_id})])
        return Draft(
            id=preview_id,
            author=author,
            version=version,
            at=at,
            change=change,
            before=before,
            after=after,
            conflicts=(),
            followers=tuple(self._reachable(touched_sessions(before, after))),
            base=base,
            absorbed=absorbed,
        )

    def _reachable(self, session_ids: Sequence[str]) -> list[Person]:
        followers = self._reminders.followers(session_ids)
        return [person for person in followers if not person.dm_closed or person.mention_instead]

    async def _news(self, change: Change, draft: Draft, *, ping: bool, quiet: bool) -> list[Owed]:
        """What is owed to the announcements' channel, first, and to followers. An undo corrects what was announced."""
        withdraws = await self._announced(change.undoes) if change.undoes else None
        if quiet and not withdraws:
            return []
        told = await self._told(change.undoes) if change.undoes else {}
        followers = [mention_address(one.id) if one.dm_closed else person_address(one.id) for one in draft.followers]
        now = self._desk.clock.now()
        owed = [news_of(change.id, to, now, told) for to in followers]
        announcement = news_of(
            change.id,
            channel_address(draft.after.channels.announcements),
            now,
            told,
            ping=not quiet and (ping or bool(withdraws and withdraws.pinged)),
            quiet=quiet,
            withdraws=withdraws.message if withdraws else None,
        )
        return [announcement] if quiet else [announcement, *owed]

    async def _announced(self, change_id: str) -> Announced | None:
        """Where and how a change was announced; None if nobody was told."""
        for entry in await self._store.ledger.about(About.CHANGE, change_id):
            if entry.owed.to.startswith("channel:") and entry.state is State.SENT and entry.message_id:
                body = json.loads(entry.owed.body)
                return Announced((entry.channel_id or 0, entry.message_id), bool(body.get("ping")))
        return None

    async def _told(self, change_id: str) -> dict[str, str]:
        """By whom, the key of what they are told last of that change, or of its being taken back and done again."""
        return {
            entry.owed.whom: entry.owed.key
            for one in find_chain(self._log, change_id)
            for entry in await self._store.ledger.about(About.CHANGE, one)
        }

    def _index_ahead(self, programme: Programme) -> None:
        """Begin to index what will perhaps be published, so that publishing need not wait for it."""
        if self._ahead and self._ahead[0] == programme:
            return
        self._ahead = programme, asyncio.create_task(asyncio.to_thread(Index, programme))

    async def _index_of(self, programme: Programme) -> Index:
        if programme == self._desk.programme:
            return self._desk.index
        if self._ahead and self._ahead[0] == programme:
            return await self._ahead[1]
        return await asyncio.to_thread(Index, programme)

    def _turn_to(self, index: Index) -> None:
        self._ahead = None
        if index is not self._desk.index:
            self._desk.turn_to(index)
            give_back_soon()
            self._reminders.refresh()

    def _take_base(self, base: Programme) -> None:
        self._base = base
        self._base_digest = digest_of(base)


def digest_of(programme: Programme) -> str:
    """What tells this programme from any other, also after a restart."""
    return digest(programme.model_dump_json())


def _worded(change: Change, text: str) -> Change:
    return change.model_copy(update={"text": text})


async def find_changed(address: str, loaded: Programme, now: datetime, source: str | None = None) -> Programme:
    """What was loaded, with what was published on top, read from the database at a URL beside whatever bot uses it.

    While a bot runs, it is what that bot has accepted of its source. Nothing is changed where the bot follows another
    `source` than the named one, a path or an address.
    """
    seen = await look(address, now)
    if source is not None and seen.settings.get("source") != digest(source):
        return loaded
    kept = seen.settings.get(BASE) if seen.alive else None
    base = Programme.model_validate(kept) if kept else loaded
    return apply(base, [Change.model_validate(line.body["change"]) for line in seen.published])


def touched_sessions(before: Programme, after: Programme) -> list[str]:
    """Ids of the sessions that are not the same in both."""
    ids = dict.fromkeys((*before.session_by_id, *after.session_by_id))
    return [each for each in ids if before.session_by_id.get(each) != after.session_by_id.get(each)]


def news_of(
    change_id: str,
    to: str,
    now: datetime,
    told: Mapping[str, str],
    *,
    ping: bool = False,
    quiet: bool = False,
    withdraws: tuple[int, int] | None = None,
) -> Owed:
    """The promise to tell of a change; a `quiet` one only marks what is taken back.

    `told` has the key of the promise that it corrects, by whom; `withdraws` is the announcement that it takes back, by
    channel and message.
    """
    news = Owed(to=to, about=About.CHANGE, session_id=change_id, moment=now, due=now, until=now + NEWS_LASTS)
    body = {"change": change_id, "ping": ping, "quiet": quiet, "withdraws": withdraws, "corrects": told.get(news.whom)}
    return replace(news, body=json.dumps(body, sort_keys=True))
