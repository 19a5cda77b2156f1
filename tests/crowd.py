"""Many people who follow much, while the programme changes and the bot starts anew: who is told what, and when exactly.

The real Reminders over the real store; the clock is set to each next due moment, and every message arrives at once.
"""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from bot.core.programme import Kind, Programme, ReminderPolicy, Session
from bot.core.reminders import Follow, FollowKind
from bot.reminding import Reminders
from bot.store.people import Person
from tests.histories import Clock

FIRST = datetime(2030, 6, 3, 7, 0, tzinfo=UTC)
DAYS = 3
LEAD = timedelta(minutes=10)


class Crowd:
    """`run` it once over an empty store; `messages` and `problems` tell what came of it."""

    def __init__(self, store, *, people, follows, changes, sessions=200, seed=1):
        self.random = random.Random(seed)
        self.store = store
        self.clock = Clock(FIRST)
        self.sessions = {f"s{number}": self._make_session(f"s{number}") for number in range(sessions)}
        self.timeline = defaultdict(list)  # session id to (from when, the session as it then was)
        self.follows = {number: self.random.sample(sorted(self.sessions), follows) for number in range(1, people + 1)}
        moments = [FIRST + self.random.random() * timedelta(days=DAYS) for _ in range(changes)]
        self.events = sorted(moments, reverse=True)
        self.starts = 0
        self.told = []  # (person, session id, start, when)

    @property
    def messages(self):
        return len(self.told)

    async def run(self):
        """Live through all days."""
        for session in self.sessions.values():
            self._keep(session)
        self._turn_to_sessions()
        await self._start()
        for number, ids in self.follows.items():
            follows = frozenset(Follow(FollowKind.SESSION, each) for each in ids)
            await self.reminders.save(Person(number, follows=follows))
        while self.events or self.clock.moment < max(session.end for session in self.sessions.values()):
            await self._turn()
            coming = min([self.reminders.next_due(), *self.events[-1:]])
            self.clock.moment = max(self.clock.moment, coming)
            if self.events and self.events[-1] <= self.clock.moment:
                self.events.pop()
                self._change()
                if self.random.random() < 0.2:
                    await self._start()

    @property
    def problems(self):
        """What was told and should not have been, or not then; and what was not told."""
        expected = set(self._expected())
        told = set(self.told)
        problems = [f"told twice: {self.told.count(one)} {one}" for one in told if self.told.count(one) > 1]
        problems += [f"told for nothing: {one}" for one in sorted(told - expected)]
        return problems + [f"not told: {one}" for one in sorted(expected - told)]

    def _expected(self):
        """Who has to be told of which start, and at which moment: the first at which it is due and to come."""
        moments = {}
        for id_, versions in self.timeline.items():
            ends = [since for since, _ in versions[1:]] + [datetime.max.replace(tzinfo=UTC)]
            for (since, session), ends_at in zip(versions, ends, strict=True):
                when = max(since, session.start - LEAD)
                if not session.cancelled and when < min(ends_at, session.end):
                    moments.setdefault((id_, session.start), when)
        for person, ids in self.follows.items():
            yield from ((person, id_, start, when) for (id_, start), when in moments.items() if id_ in ids)

    async def _start(self):
        self.starts += 1
        self.reminders = Reminders(self.store, self.clock, lambda: self.programme)
        await self.reminders.load()

    async def _turn(self):
        for message in await self.reminders.take_due():
            left = await self.reminders.narrow(message)
            for one in left.owed if left else ():
                if one.whom.startswith("person:"):
                    self.told.append((int(one.whom[7:]), one.session_id, one.moment, self.clock.moment))
            if left:
                await self.reminders.confirm(left, 1, 1)
        await self.reminders.write_ahead()

    def _change(self):
        """A session is moved by some minutes, cancelled or restored."""
        chosen = self.sessions[self.random.choice(sorted(self.sessions))]
        if chosen.cancelled or self.random.random() < 0.25:
            chosen = chosen.model_copy(update={"cancelled": not chosen.cancelled})
        else:
            later = timedelta(minutes=self.random.choice((-120, -30, -10, 5, 10, 15, 45, 90, 24 * 60)))
            chosen = chosen.model_copy(update={"start": chosen.start + later, "end": chosen.end + later})
        self._keep(chosen)
        self._turn_to_sessions()

    def _keep(self, session):
        self.sessions[session.id] = session
        self.timeline[session.id].append((self.clock.moment, session))

    def _turn_to_sessions(self):
        in_order = tuple(sorted(self.sessions.values(), key=lambda session: session.start))
        policy = ReminderPolicy(lead_minutes=(10,))
        self.programme = Programme(title="Any", timezone="UTC", sessions=in_order, reminders=policy)

    def _make_session(self, id_):
        slot = self.random.randrange(DAYS * 16)
        start = FIRST + timedelta(days=slot // 16, hours=1, minutes=30 * (slot % 16))
        return Session(
            id=id_, title=id_, kind=Kind.TALK, start=start, end=start + timedelta(minutes=30), day=start.date()
        )
