"""The programme's source followed while the bot runs: what is believed of each version is shown or published."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Sequence
from datetime import datetime, timedelta

from bot.changing import Author, Changes
from bot.clock import SystemClock
from bot.core.changes import Change, ChangeKind, find_edits
from bot.core.comparison import Comparison, carry_ids, compare
from bot.core.flapping import Observation, Patience, Watch, observe
from bot.core.programme import Programme, Session
from bot.core.reminders import About, Owed, channel_address, digest
from bot.desk import Desk
from bot.formats.problems import ProgrammeError
from bot.reminding import Reminders
from bot.sources import Loaded
from bot.store import LeaseLost, Store, StoreError

log = logging.getLogger(__name__)

SOURCE = Author(0, "programme")
NO_TIME = timedelta(0)
AT_ONCE = Patience(
    settle=NO_TIME, settle_at_most=NO_TIME, hold=NO_TIME, hold_if_soon=NO_TIME, meant=True
)  # a file is saved by somebody who means it, and who may be asked
NOTES_LAST = timedelta(days=1)
PROBLEMS_IN_A_NOTE = 3
TRY_AGAIN = 5.0  # seconds until what the database refused is tried again


class Updates:
    """Follows one source. `publish`: what is believed is published at once; else organisers are shown it first.

    `by_hand` is a file that organisers edit: its versions are meant, and what it has become while the bot was away is
    taken over at once, as is a `source` (a path or an address) that is another than at the last start.
    """

    def __init__(
        self,
        store: Store,
        desk: Desk,
        changes: Changes,
        reminders: Reminders,
        *,
        source: str,
        publish: bool,
        by_hand: bool,
        up_to_date: asyncio.Event | None = None,
    ) -> None:
        """`up_to_date` is set once the first version is judged, whatever came of it."""
        self._up_to_date = up_to_date or asyncio.Event()
        self._store = store
        self._desk = desk
        self._changes = changes
        self._reminders = reminders
        self._publish = publish
        self._by_hand = by_hand
        self._source = digest(source)  # it may hold a password
        self._is_another = False
        self._watch = Watch()
        self._believed = changes.base
        self._shown = False  # organisers were shown what is believed, and have not published it

    async def run(self, versions: AsyncGenerator[Loaded | ProgrammeError, None]) -> None:
        """Judge each version, and again when it has had time to settle; until cancelled."""
        await self._remember()
        first, loaded, look_again = True, None, None
        coming = asyncio.ensure_future(anext(versions))
        try:
            while True:
                done = await _first_of(coming, look_again)
                if done:
                    version = coming.result()
                    coming = asyncio.ensure_future(anext(versions))
                    if isinstance(version, ProgrammeError):
                        await self._safely(self._tell_broken(version))
                        self._up_to_date.set()
                        continue
                    loaded = version[0]
                if loaded is not None:
                    look_again = await self._safely(self._take(loaded, first=first))
                    first = False
                    self._up_to_date.set()
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
            await versions.aclose()

    async def _safely(self, work: Awaitable[datetime | None]) -> datetime | None:
        """What the work gives; where the database cannot be used, the moment to try again."""
        try:
            return await work
        except (StoreError, LeaseLost) as error:
            log.warning("A version of the programme waits: %s", error)
        except Exception:
            log.exception("A version of the programme could not be taken")
        return SystemClock().now() + timedelta(seconds=TRY_AGAIN)

    async def _remember(self) -> None:
        settings = await self._store.settings.load()
        self._is_another = settings.get("source", self._source) != self._source
        if kept := settings.get("watch"):
            self._watch = Watch.model_validate(kept["watch"])
            self._believed = Programme.model_validate(kept["believed"])
        self._shown = self._believed != self._changes.base

    async def _take(self, loaded: Programme, *, first: bool) -> datetime | None:
        """Judge a version; when to look at it again, None for never. Settling follows the real clock, as sources do."""
        if first:
            if self._by_hand or self._is_another:
                await self._take_over(loaded)
            await self._store.settings.save("source", self._source)
            if self._by_hand:
                return None
        patience = AT_ONCE if self._by_hand else Patience()
        now = SystemClock().now()
        ahead = self._desk.clock.now() - now
        seen = await asyncio.to_thread(observe, self._watch, self._believed, loaded, now, patience, ahead=ahead)
        if seen.believed != self._believed or seen.watch != self._watch:
            await self._store.settings.save(
                "watch",
                {"watch": seen.watch.model_dump(mode="json"), "believed": seen.believed.model_dump(mode="json")},
            )
        self._watch, self._believed = seen.watch, seen.believed
        await self._ask_about(seen)
        if seen.news and (seen.news.changed or seen.news.added or seen.news.vanished):
            await self._bring_up(seen.news)
        elif seen.believed != self._changes.base and not self._is_shown():
            await self._changes.accept(seen.believed)
        return seen.look_again

    async def _take_over(self, loaded: Programme) -> None:
        """What the file has become while nobody looked: taken as it is; organisers are told, and who follows it.

        Of another source nobody who followed the former one is told.
        """
        before = self._changes.base
        loaded = carry_ids(before, loaded)
        if loaded == before:
            return
        found = compare(before, loaded)
        followed = not self._is_another and await self._tell_followers(loaded)
        if not followed:
            await self._changes.accept(loaded)
        self._watch, self._believed, self._shown = Watch(), loaded, False
        await self._store.settings.save("watch", None)
        touched = [pair.new.id for pair in found.changed] + [one.id for one in (*found.added, *found.vanished)]
        if touched:
            await self._note({"note": "taken_over_and_told" if followed else "taken_over", "sessions": touched})

    async def _tell_followers(self, loaded: Programme) -> bool:
        """Publish what was loaded to those who follow what it changes; whether there are any."""
        draft = await self._changes.preview(Change(kind=ChangeKind.UPDATE), SOURCE, base=loaded)
        if not draft.followers or not find_edits(draft.before, draft.after):
            await self._changes.drop(draft.id)
            return False
        await self._changes.publish(draft.id, followers_alone=True)
        return True

    async def _bring_up(self, news: Comparison) -> None:
        """Publish what is believed, or show it to the organisers, who hear of what their own changes hide."""
        draft = await self._changes.preview(Change(kind=ChangeKind.UPDATE), SOURCE, base=self._believed)
        before, after = draft.before.session_by_id, draft.after.session_by_id
        ids = [pair.new.id for pair in news.changed]
        hidden = [one for one in ids if one in after and before.get(one) == after[one]]
        if not find_edits(draft.before, draft.after):
            await self._changes.drop(draft.id)
            await self._changes.accept(self._believed)
        elif self._publish:
            await self._changes.publish(draft.id)
            self._shown = False
        else:
            self._shown = True
            await self._note({"note": "update", "preview": draft.id})
        if hidden:
            await self._note({"note": "overruled", "sessions": hidden})

    def _is_shown(self) -> bool:
        """Whether something believed waits for an organiser's word."""
        if self._shown and self._changes.base == self._believed:
            self._shown = False
        return self._shown

    async def _ask_about(self, seen: Observation) -> None:
        if seen.vanished:
            await self._note({"note": "vanished", "sessions": _ids(seen.vanished)})
        if seen.flapping:
            await self._note({"note": "flapping", "sessions": _ids([pair.old for pair in seen.flapping])})

    async def _tell_broken(self, error: ProgrammeError) -> None:
        problems = [str(problem) for problem in error.problems]
        log.error("The programme's source is broken, the last good one stays: %s", "; ".join(problems))
        await self._note(
            {"note": "broken", "problems": problems[:PROBLEMS_IN_A_NOTE], "more": len(problems) - PROBLEMS_IN_A_NOTE}
        )

    async def _note(self, body: dict[str, object]) -> None:
        now = self._desk.clock.now()
        await self._reminders.promise(
            [
                Owed(
                    to=channel_address(self._desk.programme.channels.organisers),
                    about=About.NOTE,
                    session_id="",
                    moment=now,
                    due=now,
                    until=now + NOTES_LAST,
                    body=json.dumps(body, sort_keys=True),
                )
            ]
        )


def _ids(sessions: Sequence[Session]) -> list[str]:
    return [session.id for session in sessions]


async def _first_of(coming: asyncio.Future[Loaded | ProgrammeError], moment: datetime | None) -> bool:
    """Whether a version came, before that moment of the real clock if there is one."""
    left = None if moment is None else max(0.0, (moment - SystemClock().now()).total_seconds())
    done, _ = await asyncio.wait((coming,), timeout=left)
    return bool(done)
