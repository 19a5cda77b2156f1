"""Promises kept: what is owed now, written down before it is said and after. Knows no Discord."""

from __future__ import annotations

import asyncio
import heapq
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core.programme import Programme
from bot.core.reminders import (
    About,
    Follow,
    Followable,
    Owed,
    channel_address,
    digest,
    find_followable,
    find_followed,
    mention_address,
    plan_channels,
    plan_person,
)
from bot.store import Store
from bot.store.ledger import SETTLED, Entry, State
from bot.store.people import Person

log = logging.getLogger(__name__)

NONCE = 25  # characters, all that Discord takes
HORIZON = timedelta(hours=24)  # how far ahead promises are held in memory
WRITTEN_AHEAD = timedelta(hours=1)  # how far ahead they are in the ledger
REMEMBERED = timedelta(days=3)  # how long after its use a settled promise is held in memory
SET_BACK = timedelta(seconds=1)  # what the clock goes back by, if it was set back and not only corrected
LEAVES_WITHIN = timedelta(seconds=1)  # of its claim, if nothing is in a message's way
NOTES_LAST = timedelta(days=7)  # how long a note to the organisers is worth sending
TOO_LATE = "too_late"  # the session was over before it could be sent
BEFORE_THE_FIRST = "before_the_first"  # start of the bot
OVER_AT_ENTRY = "over_at_entry"  # into the programme
CLOSED = "closed"  # to direct messages
SAID_LATER = "said_later"  # by a later one
MISSED_LATER = "missed_later"  # a later one was to say it
# Why a promise is settled that was never said:
UNSAID = frozenset({TOO_LATE, BEFORE_THE_FIRST, OVER_AT_ENTRY, CLOSED, MISSED_LATER})

Slot = tuple[str, About, str, datetime]


@dataclass(frozen=True, slots=True)
class Message:
    """What is said at once to one channel or person. `in_doubt`: an earlier attempt may have reached Discord.

    Nothing of it was sent before `claimed`.
    """

    nonce: str
    owed: tuple[Owed, ...]
    in_doubt: bool = False
    claimed: datetime | None = None

    @property
    def to(self) -> str:
        return self.owed[0].to

    @property
    def until(self) -> datetime:
        return max(one.until for one in self.owed)


class Reminders:
    """All promises to channels and people, over the store. `load` before anything else."""

    def __init__(self, store: Store, clock: Clock, programme: Callable[[], Programme]) -> None:
        self.store = store
        self.clock = clock
        self.changed = asyncio.Event()  # something else may be due now
        self.taken_back: set[str] = set()  # ids of changes that are not news any more
        self._one_change = asyncio.Lock()  # of people, at a time
        self._one_confirmation = asyncio.Lock()  # is being written, at a time
        self._sent: dict[str, tuple[int, int, datetime]] = {}  # what has to be confirmed, as the ledger takes it
        self._programme = programme
        self._people: dict[int, Person] = {}
        self._entries: dict[str, Entry] = {}
        self._said: dict[Slot, dict[str, datetime]] = {}  # by key, since when channels surely hear it, or heard it
        self._again: list[Owed] = []  # settled unsaid, and can be said after all
        self._waiting: dict[Slot, list[Owed]] = {}  # for what becomes of a later one that is being said
        self._in_doubt: dict[str, list[Owed]] = {}
        self._at_once: list[Message] = []  # claimed by somebody else, and not given out yet
        self._corrects: dict[str, str] = {}  # key of a promise to the key of what it corrects
        self._afterthoughts: set[str] = set()  # keys of lead times that organisers wished for after the start
        self._over: list[Owed] = []  # over when it entered the programme, and not written down yet
        self._planned_for: Programme | None = None
        self._same: Mapping[str, str] = {}
        self._planned_with: Mapping[str, str] = {}
        self._followable: Followable = {}
        self._channels: list[Owed] = []
        self._owed: dict[str, Owed] = {}
        self._plans: dict[int, list[Owed]] = {}
        self._queue: list[tuple[datetime, str]] = []
        self._planned_until: datetime | None = None
        self._seen = clock.now()  # the moment of the last look at what is owed
        self._written: set[str] = set()

    async def load(self) -> None:
        """Read all from the store, as after a start or when another process has written it meanwhile."""
        now = self.clock.now()
        entries = await self.store.ledger.load(now - REMEMBERED)
        self._people = await self.store.people.load()
        self._entries = {entry.owed.key: entry for entry in entries}
        self._said = {}
        self._in_doubt = {}
        self._at_once = []
        self._corrects = {}
        for entry in entries:
            self._note_correction(entry.owed)
            if entry.state in SETTLED or entry.state is State.CLAIMED:
                self._remember_entry(entry)
            if entry.state is State.CLAIMED:
                self._in_doubt.setdefault(entry.message, []).append(entry.owed)
        self._written = {entry.owed.key for entry in entries if entry.state is State.PLANNED}
        self._plans = {}
        self._plan(now)
        if "began" not in await self.store.settings.load():
            await self._begin(now)

    async def _begin(self, now: datetime) -> None:
        """What was over before the bot's very first start was never promised."""
        over = [one for one in self._owed.values() if one.until <= now]
        async with self.store.transaction() as connection:
            await self.store.settings.save_within(connection, "began", now.isoformat())
            await self.store.ledger.settle_within(connection, over, State.COVERED, BEFORE_THE_FIRST, now)
        self._settle_here(over, State.COVERED, now, BEFORE_THE_FIRST)

    def refresh(self) -> None:
        """Plan anew, since the programme is another or somebody follows something else."""
        self._planned_until = None
        self.changed.set()

    def merge(self, same: Mapping[str, str]) -> None:
        """Owe to one address what is owed to several of one channel; `same` leads from the others to it."""
        if same != self._same:
            self._same = same
            self.refresh()

    def next_due(self) -> datetime:
        """When something is due next, or has to be planned; perhaps in the past."""
        now = self.clock.now()
        self._plan_if_needed(now)
        self._skip_settled()
        if self._in_doubt or self._at_once or self._again:
            return now
        first = self._queue[0][0] if self._queue else now + HORIZON
        return min(first, self._planned_until or now)

    def upcoming(self, limit: int) -> list[Owed]:
        """What is due next, earliest first."""
        self._plan_if_needed(self.clock.now())
        left = ((due, key) for due, key in self._queue if self._is_open(key))
        return [self._owed[key] for _, key in heapq.nsmallest(limit, left)]

    async def take_due(self) -> list[Message]:
        """Claim all that is due; whoever gets a message must `confirm` it, `give_up` or `withdraw` it.

        What came too late is recorded as missed, with one note to the organisers.
        """
        now = self.clock.now()
        self._plan_if_needed(now)
        await self._owe_again(now)
        messages = [*self.take_at_once(), *self._take_doubtful()]
        due = self._pop_due(now)
        if not due:
            return messages
        try:
            if stale := [one for one in due if self._is_stale(one)]:
                await self.withdraw(stale, "taken back")
            left = await self._recall([one for one in due if one not in stale], now)
            said, covered, missed = self._sort_out(left, now)
            messages += await self._claim(said, now)
            await self._cover(covered, now)
            if missed:
                await self._miss(missed, now)
            return messages
        except BaseException:
            for message in messages:
                self._in_doubt[message.nonce] = list(message.owed)
            self._take_back(due)
            raise

    def take_at_once(self) -> list[Message]:
        """What `take_due` would give out first, without the work of planning all that is owed besides."""
        messages, self._at_once = self._at_once, []
        return messages

    async def write_ahead(self) -> None:
        """Write down what will be due soon, and what no longer will."""
        now = self.clock.now()
        self._plan_if_needed(now)
        soon = [self._owed[key] for due, key in self._queue if due <= now + WRITTEN_AHEAD and self._is_open(key)]
        new = [one for one in soon if one.key not in self._written]
        gone = [self._entries[key].owed for key in self._written - self._owed.keys() if self._is_withdrawable(key)]
        if new:
            await self.store.ledger.plan(new, now)
            for one in new:
                self._entries[one.key] = Entry(one, State.PLANNED)
            self._written |= {one.key for one in new}
        if gone:
            await self.store.ledger.settle(gone, State.WITHDRAWN, "no longer owed", now)
            self._settle_here(gone, State.WITHDRAWN, now)
        self._written &= self._owed.keys()
        if over := self._over:
            await self.store.ledger.settle(over, State.COVERED, OVER_AT_ENTRY, now)
            self._over = self._over[len(over) :]

    async def narrow(self, message: Message) -> Message | None:
        """What of it is still to be said, as it is owed now; what is not, is settled.

        Of what is all too late, nothing is taken away.
        """
        now = self.clock.now()
        if not all(one.body for one in message.owed):  # what has a body does not follow from the programme
            self._plan_if_needed(now)
        owed = [
            replace(self._owed.get(one.key, one), to=one.to)
            for one in message.owed
            if (one.key in self._owed or one.body) and not self._is_stale(one)
        ]
        left = [one for one in owed if not self._is_overtaken(one)]
        in_time = [one for one in left if one.until > now] or left
        kept = {one.key for one in in_time}
        await self._claim_later(in_time, now)
        if gone := [one for one in message.owed if one.key not in kept]:
            await self.withdraw(gone, "no longer owed")
        return replace(message, owed=tuple(in_time)) if in_time else None

    async def check_duty(self) -> None:
        """LeaseLost if another process is to speak now."""
        async with self.store.transaction():
            pass

    async def confirm(self, message: Message, channel_id: int, message_id: int) -> None:
        """It was sent, as that message. What is confirmed while another confirmation is written is written together."""
        now = self.clock.now()
        mine = {
            one.key: (channel_id, message_id, self._said.get(one.slot, {}).get(one.key, now)) for one in message.owed
        }
        self._sent |= mine
        async with self._one_confirmation:
            if not mine.keys().isdisjoint(self._sent):  # else whoever was before us has written it down
                written, self._sent = self._sent, {}
                try:
                    await self.store.ledger.confirm_all(written)
                except BaseException:
                    self._sent |= {key: sent for key, sent in written.items() if key not in mine}
                    raise
        self._settle_here(message.owed, State.SENT, self.clock.now())

    def doubt(self, message: Message) -> None:
        """Nobody knows what became of it; the next `take_due` gives it out again."""
        self._in_doubt[message.nonce] = list(message.owed)
        self.changed.set()

    async def withdraw(self, owed: Sequence[Owed], reason: str) -> None:
        """These are not owed any more, and were not sent."""
        now = self.clock.now()
        await self.store.ledger.settle(owed, State.WITHDRAWN, reason, now)
        self._settle_here(owed, State.WITHDRAWN, now)
        for one in owed:
            self._said.get(one.slot, {}).pop(one.key, None)
            if one.body:  # nothing can make it owed again
                self._owed.pop(one.key, None)
        if not all(one.body for one in owed):
            self.refresh()  # they may be owed again, in another way

    async def redirect(self, message: Message, to: str, reason: str) -> None:
        """It cannot be said where it was to be said, and is owed at another address of the same person."""
        now = self.clock.now()
        again = [replace(one, to=to) for one in message.owed if one.body]  # the others follow from the programme
        async with self.store.transaction() as connection:
            await self.store.ledger.settle_within(connection, message.owed, State.WITHDRAWN, reason, now)
            await self.store.ledger.plan_within(connection, again, now)
        self._settle_here(message.owed, State.WITHDRAWN, now)
        for one in again:
            self._entries.pop(one.key)
            self._add_stored(one)
        self.refresh()

    async def give_up(self, message: Message, reason: str, *, tell: str = "") -> None:
        """It cannot be sent any more. With `tell`, the kind of note, the organisers are told, once a day a channel."""
        now = self.clock.now()
        async with self.store.transaction() as connection:
            await self.store.ledger.settle_within(connection, message.owed, State.MISSED, reason, now)
            if tell and not self._is_note(message):
                note = self._trouble(tell, message.to, reason, now)
                await self.store.ledger.plan_within(connection, [note], now)
        self._settle_here(message.owed, State.MISSED, now, reason)
        if tell and not self._is_note(message):
            self._add_stored(note)

    async def tell_trouble(self, message: Message, reason: str) -> None:
        """Tell the organisers, once a day, what keeps messages from this channel while there is time to mend it."""
        now = self.clock.now()
        note = self._trouble("undeliverable", message.to, reason, now)
        if not self._is_note(message) and note.key not in self._entries:
            await self.promise([note])

    async def tell(self, kind: str, to: str, reason: str) -> None:
        """Tell the organisers, once a day, what is in the way of something else than a promise."""
        await self.promise([self._trouble(kind, to, reason, self.clock.now())])

    async def promise(self, owed: Sequence[Owed]) -> None:
        """Owe something that does not follow from the programme; what is owed already is not owed twice."""
        new = [one for one in owed if one.key not in self._entries]
        await self.store.ledger.plan(new, self.clock.now())
        for one in new:
            self._add_stored(one)

    def adopt(self, planned: Sequence[Owed], claimed: Sequence[Entry] = ()) -> None:
        """These were written down with what they are about, by somebody else; what is claimed goes first."""
        for one in planned:
            self._add_stored(one)
        for entry in claimed:
            self._entries[entry.owed.key] = entry
            self._note_correction(entry.owed)
            self._remember_said(entry.owed, entry.changed)
            self._at_once.append(Message(entry.message, (entry.owed,), claimed=entry.changed))
        self.changed.set()

    @property
    def people(self) -> Collection[Person]:
        """Everybody who is known."""
        return self._people.values()

    def person(self, user_id: int) -> Person:
        """The person of that id, who may follow nothing yet."""
        return self._people.get(user_id) or Person(user_id)

    def followers(self, session_ids: Collection[str]) -> list[Person]:
        """Everybody who follows one of these sessions, in whatever way."""
        self._plan_if_needed(self.clock.now())
        wanted = set(session_ids)
        meant = {
            follow for follow, found in self._followable.items() if not wanted.isdisjoint(each.id for each in found)
        }
        return [person for person in self._people.values() if not meant.isdisjoint(person.follows)]

    def sessions_of(self, person: Person) -> tuple[str, ...]:
        """Ids of the sessions that a person follows, in order of start, cancelled ones too."""
        self._plan_if_needed(self.clock.now())
        return tuple(session.id for session in find_followed(person.follows, self._followable))

    def followable(self) -> Followable:
        """What can be followed in the programme as it is now."""
        self._plan_if_needed(self.clock.now())
        return self._followable

    async def change(self, user_id: int, changed: Callable[[Person], Person]) -> Person:
        """The person as `changed` makes it, kept; whatever else is being kept of them at the same time."""
        async with self._one_change:
            person = changed(self.person(user_id))
            if person != self.person(user_id):
                await self.save(person)
        return person

    async def save(self, person: Person) -> None:
        """Keep what a person wishes. What is due already of the newly followed counts as told by the answer."""
        now = self.clock.now()
        if self._planned_for is not self._programme():
            self._plan(now)
        before = self.person(person.id)
        known = {one.key for one in self._plan_for(person, before.follows)}
        due = [one for one in self._plan_for(person, person.follows) if one.due <= now and one.key not in known]
        new = [one for one in due if self._is_owed_by_nobody(one.key)]
        async with self.store.transaction() as connection:
            await self.store.people.save_within(connection, person, before, now)
            await self.store.ledger.settle_within(connection, new, State.COVERED, "told when following", now)
        self._people[person.id] = person
        self._settle_here(new, State.COVERED, now)
        if _wishes(person) != _wishes(before):
            self._plans.pop(person.id, None)
            self.refresh()

    # -- what is owed, in memory

    def _plan_if_needed(self, now: datetime) -> None:
        if (
            self._planned_until is None
            or now >= self._planned_until
            or now < self._seen - SET_BACK
            or self._planned_for is not self._programme()
        ):
            self._plan(now)
        self._seen = now

    def _plan(self, now: datetime) -> None:
        programme = self._programme()
        if programme is not self._planned_for or self._same != self._planned_with:
            self._turn_to(programme, now)
        before, after = now + HORIZON, now - REMEMBERED
        self._plan_people()
        owed = {one.key: one for one in self._all_planned() if one.due <= before and one.until > after}
        stored = [entry for entry in self._entries.values() if entry.owed.body]
        self._owed = owed | {one.owed.key: one.owed for one in stored if one.state is State.PLANNED}
        again = [*owed.values(), *(entry.owed for entry in stored)]
        self._again = [one for one in again if one.until > now and self._is_unsaid(one.key)]
        self._queue = [(one.due, key) for key, one in self._owed.items() if self._is_open(key)]
        heapq.heapify(self._queue)
        self._waiting = {}
        self._forget(after)
        self._planned_until = now + HORIZON / 2

    def _turn_to(self, programme: Programme, now: datetime) -> None:
        before = self._all_planned() if self._planned_for else None
        if programme is not self._planned_for:
            self._followable = find_followable(programme)
            self._plans = {}
            self._plan_people()
        self._planned_for, self._planned_with = programme, self._same
        self._channels = plan_channels(programme, self._same)
        if before is not None:  # a session that enters the programme when it is over was never promised
            known, slots = {one.key for one in before}, {one.slot for one in before}
            new = (one for one in self._channels if one.key not in known and one.moment <= now)
            self._afterthoughts |= {one.key for one in new if one.slot in slots}
            late = (one for one in self._all_planned() if one.until <= now and one.key not in known)
            over = [one for one in late if self._is_owed_by_nobody(one.key)]
            self._settle_here(over, State.COVERED, now, OVER_AT_ENTRY)
            self._over += over

    def _plan_people(self) -> None:
        """Plan for those for whom nothing is planned yet."""
        for person in self._people.values():
            if person.id not in self._plans:
                self._plans[person.id] = self._plan_of(person)

    def _all_planned(self) -> list[Owed]:
        return [one for planned in (self._channels, *self._plans.values()) for one in planned]

    def _plan_of(self, person: Person) -> list[Owed]:
        if not person.follows or (person.dm_closed and not person.mention_instead):
            return []
        planned = self._plan_for(person, person.follows)
        return [replace(one, to=mention_address(person.id)) for one in planned] if person.dm_closed else planned

    def _plan_for(self, person: Person, follows: Iterable[Follow]) -> list[Owed]:
        """What they would be owed for these, if they can be written to directly."""
        return plan_person(person.id, follows, person.lead, self._programme(), self._followable)

    def _forget(self, after: datetime) -> None:
        closed = {*SETTLED, State.WITHDRAWN}
        old = [key for key, entry in self._entries.items() if entry.owed.until <= after and entry.state in closed]
        for key in old:
            self._said.pop(self._entries.pop(key).owed.slot, None)
            self._corrects.pop(key, None)

    def _is_open(self, key: str) -> bool:
        entry = self._entries.get(key)
        is_open = entry is None or entry.state in (State.PLANNED, State.WITHDRAWN)
        return is_open and key in self._owed and not self._awaits(key)

    def _is_unsaid(self, key: str) -> bool:
        entry = self._entries.get(key)
        return entry is not None and entry.state in (State.MISSED, State.COVERED) and entry.reason in UNSAID

    async def _owe_again(self, now: datetime) -> None:
        """What could not be said, by a clock that was ahead or to somebody closed, and can be now."""
        if again := self._again:
            await self.store.ledger.reopen([one.key for one in again], now)
            self._again = []
            for one in again:
                self._entries[one.key] = Entry(one, State.PLANNED)
                self._said.get(one.slot, {}).pop(one.key, None)
            self._written |= {one.key for one in again}
            self._over = [one for one in self._over if one.key not in self._written]
            self._plan(now)

    def _is_owed_by_nobody(self, key: str) -> bool:
        """Whether it was never promised, or was withdrawn."""
        entry = self._entries.get(key)
        return entry is None or entry.state is State.WITHDRAWN

    def _awaits(self, key: str) -> bool:
        """Whether it corrects something of which it is not known yet whether it is said."""
        corrected = self._entries.get(self._corrects.get(key, ""))
        return corrected is not None and corrected.state in (State.PLANNED, State.CLAIMED)

    def _is_stale(self, one: Owed) -> bool:
        """Whether it tells of a change that was taken back, or corrects what nobody was told."""
        if one.about is not About.CHANGE:
            return False
        steps, before = 1, self._entries.get(self._corrects.get(one.key, ""))
        while before and before.state is State.WITHDRAWN:  # each takes back the one before it
            steps, before = steps + 1, self._entries.get(self._corrects.get(before.owed.key, ""))
        return one.session_id in self.taken_back or steps % 2 == 0

    def _is_withdrawable(self, key: str) -> bool:
        entry = self._entries.get(key)
        return entry is not None and entry.state is State.PLANNED and not entry.owed.body

    def _skip_settled(self) -> None:
        while self._queue and not self._is_open(self._queue[0][1]):
            heapq.heappop(self._queue)

    def _pop_due(self, now: datetime) -> list[Owed]:
        due = {}
        while self._queue and self._queue[0][0] <= now:
            key = heapq.heappop(self._queue)[1]
            if self._is_open(key):
                due[key] = self._owed[key]
        return list(due.values())

    def _take_back(self, due: Sequence[Owed]) -> None:
        """What was taken is there again, when taking it failed half-way."""
        for one in due:
            entry = self._entries.get(one.key)
            if entry and entry.state is State.CLAIMED:
                doubtful = self._in_doubt.setdefault(entry.message, [])
                doubtful += [entry.owed] if entry.owed not in doubtful else []
            else:
                heapq.heappush(self._queue, (one.due, one.key))

    def _add_stored(self, one: Owed) -> None:
        if one.key in self._entries:
            return
        self._entries[one.key] = Entry(one, State.PLANNED)
        self._owed[one.key] = one
        self._note_correction(one)
        heapq.heappush(self._queue, (one.due, one.key))
        self.changed.set()

    def _note_correction(self, one: Owed) -> None:
        if one.about is About.CHANGE and (corrected := json.loads(one.body).get("corrects")):
            self._corrects[one.key] = corrected

    def _settle_here(self, owed: Iterable[Owed], state: State, now: datetime, reason: str = "") -> None:
        for one in owed:
            entry = self._entries.get(one.key, Entry(one, state))
            self._entries[one.key] = replace(entry, state=state, reason=reason, changed=now)
            if state in SETTLED:
                self._remember_said(one)
            for earlier in self._waiting.pop(one.slot, ()):
                heapq.heappush(self._queue, (earlier.due, earlier.key))
                self.changed.set()
            if one.about is About.CHANGE and one.session_id in self.taken_back:
                self._wake_corrections(one)

    def _wake_corrections(self, corrected: Owed) -> None:
        for key, before in self._corrects.items():
            if before == corrected.key and self._is_open(key):
                heapq.heappush(self._queue, (self._owed[key].due, key))
                self.changed.set()

    def _remember_said(self, one: Owed, since: datetime | None = None) -> None:
        if not one.whom.startswith("person:"):
            said = self._said.setdefault(one.slot, {})
            said[one.key] = max(one.due, since or said.get(one.key, one.due))

    def _remember_entry(self, entry: Entry) -> None:
        """What was said, at the moment at which it was, which may be long after it was due."""
        self._remember_said(entry.owed, entry.changed if entry.state in (State.CLAIMED, State.SENT) else None)

    # -- from due to claimed

    def _take_doubtful(self) -> list[Message]:
        messages = [
            Message(nonce, tuple(owed), in_doubt=True, claimed=self._entries[owed[0].key].changed)
            for nonce, owed in self._in_doubt.items()
        ]
        self._in_doubt = {}
        return messages

    async def _recall(self, due: Sequence[Owed], now: datetime) -> list[Owed]:
        """Those of the due that are open: by a clock that was far ahead, what was settled is forgotten."""
        unknown = [one.key for one in due if one.until <= now and one.key not in self._entries]
        for entry in await self._look_up(unknown):
            self._entries[entry.owed.key] = entry
            if entry.state in SETTLED:
                self._remember_entry(entry)
        return [one for one in due if self._is_open(one.key)]

    def _sort_out(self, due: Sequence[Owed], now: datetime) -> tuple[list[Owed], list[Owed], list[Owed]]:
        """Those of the due that are to be said, those that are said by a later one, and those that are too late."""
        missed = [one for one in due if one.until <= now and not self._is_overtaken(one)]
        latest: dict[Slot, Owed] = {}
        for one in due:
            if one.until > now and one.due >= latest.get(one.slot, one).due:
                latest[one.slot] = one
        said = [one for one in latest.values() if not self._is_overtaken(one)]
        kept = {one.key for one in (*missed, *said)}
        return said, [one for one in due if one.key not in kept], missed

    def _is_overtaken(self, one: Owed) -> bool:
        """Whether the same slot was said, or is being said, when it was due or later; people are told once a slot.

        A lead time that is wished for after the start is overtaken by whatever was said of it before.
        """
        return bool(self._overtaking(one))

    def _overtaking(self, one: Owed) -> list[Entry]:
        said = self._said.get(one.slot, {})
        any_time = one.key in self._afterthoughts
        later = [key for key, since in said.items() if (any_time or since >= one.due) and key != one.key]
        # What was not said and is not owed any more says nothing for others.
        return [self._entries[key] for key in later if key in self._owed or not self._is_unsaid(key)]

    async def _cover(self, overtaken: Sequence[Owed], now: datetime) -> None:
        """Settle what a later one has said; what a later one is to say waits, for that may be withdrawn."""
        covered: dict[str, list[Owed]] = {SAID_LATER: [], MISSED_LATER: []}
        for one in overtaken:
            settled = [entry.owed.key for entry in self._overtaking(one) if entry.state in SETTLED]
            if settled:
                covered[MISSED_LATER if all(map(self._is_unsaid, settled)) else SAID_LATER].append(one)
            else:
                self._waiting.setdefault(one.slot, []).append(one)
        for reason, those in covered.items():
            if those:
                await self.store.ledger.settle(those, State.COVERED, reason, now)
                self._settle_here(those, State.COVERED, now, reason)

    async def _miss(self, missed: Sequence[Owed], now: datetime) -> None:
        in_order = sorted(missed, key=lambda one: (one.moment, one.session_id))
        told = list(dict.fromkeys(one.session_id for one in in_order if not one.body))
        async with self.store.transaction() as connection:
            await self.store.ledger.settle_within(connection, missed, State.MISSED, TOO_LATE, now)
            if told:
                starts = {session.id: session.start for session in self._programme().sessions}
                moment = min(starts.get(one, now) for one in told)  # the same whenever they are told
                note = self._note({"note": "missed", "sessions": told}, moment, now)
                await self.store.ledger.plan_within(connection, [note], now)
        self._settle_here(missed, State.MISSED, now, TOO_LATE)
        if told:
            log.warning("%d reminders came too late to be sent, of %s", len(missed), ", ".join(told))
            self._add_stored(note)

    async def _claim(self, said: Sequence[Owed], now: datetime) -> list[Message]:
        groups: dict[tuple[str, object], list[Owed]] = defaultdict(list)
        for one in said:
            groups[one.to, one.key if one.body else (one.moment, one.about is About.DAY)].append(one)
        entries = []
        for group in groups.values():
            entries += claim_together(group, now)
        claimed = await self.store.ledger.claim(entries, now) if entries else set()
        messages: dict[str, list[Owed]] = defaultdict(list)
        for entry in entries:
            if entry.owed.key in claimed:
                self._entries[entry.owed.key] = entry
                self._remember_said(entry.owed, now)
                messages[entry.message].append(entry.owed)
        for entry in await self._look_up([entry.owed.key for entry in entries if entry.owed.key not in claimed]):
            self._entries[entry.owed.key] = entry
            self._remember_entry(entry)
            if entry.state is State.CLAIMED:  # by us, when the database did not live to tell
                self._in_doubt.setdefault(entry.message, []).append(entry.owed)
            elif self._is_unsaid(entry.owed.key):  # the same, when it was too late by another clock or programme
                self._again.append(self._owed.get(entry.owed.key, entry.owed))
        return [Message(nonce, tuple(owed), claimed=now) for nonce, owed in messages.items()]

    async def _claim_later(self, claimed: Sequence[Owed], now: datetime) -> None:
        """They are sent after this moment, though claimed long before: whoever finds them sent has to know it."""
        shared = [one for one in claimed if not one.whom.startswith("person:") and not one.body]
        before = {one.key: self._entries[one.key].changed or now for one in shared}
        if late := [key for key, moment in before.items() if abs(now - moment) > LEAVES_WITHIN]:
            await self.store.ledger.claim_later(late, now)
            for key in late:
                self._entries[key] = replace(self._entries[key], changed=now)
        for one in claimed:
            self._remember_said(one, now)

    async def _look_up(self, keys: Sequence[str]) -> list[Entry]:
        return await self.store.ledger.find(keys) if keys else []

    # -- notes to the organisers

    def _trouble(self, kind: str, to: str, reason: str, now: datetime) -> Owed:
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return self._note({"note": kind, "to": to, "reason": reason}, today, now)

    def _note(self, body: dict[str, object], moment: datetime, now: datetime) -> Owed:
        return Owed(
            to=channel_address(self._programme().channels.organisers),
            about=About.NOTE,
            session_id="",
            moment=moment,
            due=now,
            until=now + NOTES_LAST,
            body=json.dumps(body, sort_keys=True),
        )

    def _is_note(self, message: Message) -> bool:
        return any(one.about is About.NOTE for one in message.owed)


def claim_together(owed: Sequence[Owed], now: datetime) -> list[Entry]:
    """The entries that claim these for one message."""
    nonce = digest(*sorted(one.key for one in owed))[:NONCE]
    return [Entry(one, State.CLAIMED, message=nonce, changed=now) for one in owed]


def _wishes(person: Person) -> tuple[object, ...]:
    """All of a person that says what they are owed, and where."""
    return person.follows, person.lead, person.dm_closed, person.mention_instead
