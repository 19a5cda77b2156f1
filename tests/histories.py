"""Random histories in virtual time: the real Reminders over the real store, a clock that is stepped, a made-up Discord.

The programme changes, people follow and unfollow, the clock jumps, the database fails, the bot dies between any two of
its writes, and nobody knows what became of a message. An oracle that knows only what was said and what the programme
was judges every message and every quiet turn.
"""

import random
import sqlite3
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import aiosqlite
from sqlalchemy import delete

from bot.core.programme import Kind, Programme, ReminderPolicy, Room, Session
from bot.core.reminders import EVERYTHING, About, Follow, FollowKind
from bot.reminding import Reminders
from bot.store import StoreError
from bot.store.people import Person
from bot.store.tables import metadata

NONCE_IS_KEPT = timedelta(minutes=5)
DAY = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
UNKNOWN_LENGTH = timedelta(minutes=30)
LEADS = {Kind.TALK: (15, 5), Kind.KEYNOTE: (20,), Kind.TUTORIAL: (15,), Kind.BREAK: ()}
KINDS = (Kind.TALK, Kind.TALK, Kind.KEYNOTE, Kind.TUTORIAL, Kind.BREAK)
POLICY = ReminderPolicy(lead_minutes=(15, 5), kinds={Kind.KEYNOTE: (20,), Kind.TUTORIAL: (15,)})
CHANGES = ("move", "move", "move", "prolong", "cancel", "rename", "kind", "add", "remove", "room")
ROOMS = (Room(name="Hall", channel="hall"), Room(name="Attic"))
MAIN = "channel:reminders"
PEOPLE = (1, 2)


class Died(BaseException):
    """The process ends here."""


@dataclass
class Post:
    """A message that has arrived: what it tells of which sessions' starts."""

    nonce: str
    at: datetime
    told: tuple[tuple[str, str, datetime], ...]  # to whom, session, start


class Clock:
    """A clock that is stepped by hand."""

    def __init__(self, now):
        self.moment = now

    def now(self):
        return self.moment


class Oracle:
    """What must have been said by now, worked out in the most obvious way."""

    def __init__(self):
        self.covered = defaultdict(set)  # (whom, session, start) to the due times that something said has covered
        self.said = defaultdict(set)  # the same to when: a lead time that is wished for afterwards need not be
        self.given_up = set()  # what was told in another way
        self.unsure = set()  # things with a due time that something said may have covered before a clock was set back
        self.wished = {}  # the due times that a thing had when it was last looked at
        self.afterthoughts = set()  # things with a due time that they got later than others, perhaps once more
        self.problems = []
        self.ripe = set()  # what was due at some turn, though somebody may have wished for another lead time since
        self.peak = DAY - timedelta(days=1)  # the latest moment of any turn: clocks may be set back

    def take_notice(self, history):
        """Before a turn, and when the programme has changed."""
        now = history.clock.moment
        self.peak = max(self.peak, now)
        owed = history.owed()
        self.ripe |= {thing for thing, (dues, _) in owed.items() if dues[0] <= now}
        for thing, (dues, _) in owed.items():
            new = set(dues) - self.wished.get(thing, set(dues))
            self.afterthoughts |= {(thing, due) for due in new}
            self.wished[thing] = set(dues)
            if thing[2] <= now and (self.covered[thing] or self.said[thing]):  # nobody is told again of what is on
                self.unsure |= {(thing, due) for due in dues if (thing, due) in self.afterthoughts}

    def hear(self, post, history):
        """Judge a message as it arrives."""
        now = history.clock.moment
        owed = history.owed()
        for thing in post.told:
            if thing not in owed:
                self.problems.append(f"{now}: {thing} was said and is not owed")
                continue
            dues, until = owed[thing]
            if now >= until:
                self.problems.append(f"{now}: {thing} was said and is over")
            new = {due for due in dues if due <= now} - self.covered[thing]
            if not new and now < self.peak:  # it was due before the clock was set back
                new = set([due for due in dues if due <= self.peak and due not in self.covered[thing]][:1])
            if thing[0].startswith("person"):
                new = {now} if thing in self.ripe and not self.covered[thing] else set()
            if not new:
                self.problems.append(f"{now}: {thing} was said again, or too early; due {dues}")
            self.covered[thing] |= new or {now}
            self.said[thing].add(now)
            self.unsure |= {(thing, due) for due in dues if now < due <= self.peak}

    def look_round(self, history):
        """After a quiet turn: nothing that is due is left unsaid."""
        now = history.clock.moment
        for thing, (dues, until) in history.owed().items():
            latest = max((due for due in dues if due <= now < until), default=None)
            if latest is None or thing in self.given_up or (thing, latest) in self.unsure:
                continue
            said = self.covered[thing] | self.said[thing]
            if not any(due >= latest for due in said) and not (said and thing[0].startswith("person")):
                self.problems.append(f"{now}: {thing}, due {latest}, was not said")


class History:
    """One history over a store whose tables are empty. `play` it once; `problems` are in sentences."""

    def __init__(self, seed, store, *, steps=12):
        self.random = random.Random(seed)
        self.store = store
        self.steps = steps
        self.clock = Clock(DAY - timedelta(minutes=40))
        self.programme = self._make_programme()
        self.people = {id_: Person(id_) for id_ in PEOPLE}
        self.oracle = Oracle()
        self.posts = defaultdict(list)
        self.reminders = None
        self.on_its_way = None  # the message with which something may go wrong now
        self.trouble = None  # "dies" or "fails", when so many more transactions have begun
        self.left = 0
        self.story = []

    @property
    def problems(self):
        return self.oracle.problems

    async def play(self):
        """All steps, a quiet turn after each second one or so, and a quiet end."""
        await self._start()
        await self._quiet_turn()
        for _ in range(self.steps):
            step = self.random.choice(
                (self._wait, self._wait, self._wait, self._change_programme, self._follow, self._jump)
            )
            await step()
            if self.random.random() < 0.5:
                await self._troubled_turn()
            if self.random.random() < 0.6:
                await self._quiet_turn()
        await self._quiet_turn()

    # -- the bot and its death

    async def _start(self):
        self.reminders = Reminders(self.store, self.clock, lambda: self.programme)
        await self.reminders.load()

    async def _quiet_turn(self):
        """Nothing goes wrong until nothing is left to be done."""
        self._tell("quiet")
        self.trouble = None
        self.oracle.take_notice(self)
        for _ in range(20):
            messages = await self.reminders.take_due()
            for message in messages:
                await self._deliver(message, "arrives")
            await self.reminders.write_ahead()
            if not messages and self.reminders.next_due() > self.clock.now():
                break
        else:
            self.problems.append(f"{self.clock.moment}: it never comes to rest")
        self.oracle.look_round(self)

    async def _troubled_turn(self):
        """Anything may go wrong at any write, and anything may become of a message."""
        self.trouble = self.random.choice(("dies", "dies", "fails", None))
        self.left = self.random.randrange(8)
        self._tell("trouble", self.trouble, self.left)
        self.oracle.take_notice(self)
        try:
            for message in await self.reminders.take_due():
                if self.random.random() < 0.15:
                    self._alter_programme()
                fate = self.random.choice(("arrives", "arrives", "answer lost", "lost", "never sent"))
                try:
                    await self._deliver(message, fate)
                except StoreError:
                    self.reminders.doubt(self.on_its_way)
            await self.reminders.write_ahead()
        except StoreError:
            pass
        except Died:
            self.trouble = None
            if self.random.random() < 0.5:
                self.clock.moment += timedelta(minutes=self.random.uniform(0, 30))
            await self._start()
        self.trouble = None

    async def _deliver(self, message, fate):
        """What a courier does, in short."""
        self.on_its_way = message
        place = self.posts[message.to.replace("mention:", "channel:")]
        if fate == "never sent":
            return self.reminders.doubt(message)
        if message.in_doubt and any(post.nonce == message.nonce for post in place):
            return await self.reminders.confirm(message, 1, 1)
        left = await self.reminders.narrow(message)
        if left is None:
            return None
        self.on_its_way = left
        if self.clock.now() >= left.until:
            return await self.reminders.withdraw(left.owed, "not sent in time")
        if fate != "lost":
            self._post(left, place)
        if fate in ("lost", "answer lost"):
            return self.reminders.doubt(left)
        return await self.reminders.confirm(left, 1, 1)

    def _post(self, message, place):
        now = self.clock.moment
        if any(post.nonce == message.nonce and abs(now - post.at) < NONCE_IS_KEPT for post in place):
            return
        told = tuple((one.whom, one.session_id, one.moment) for one in message.owed if one.about is About.START)
        post = Post(message.nonce, now, told)
        place.append(post)
        self._tell("said", told)
        self.oracle.hear(post, self)

    @asynccontextmanager
    async def transaction(self, real):
        """A transaction in which the process may die, or the database fail: before it, at its end, or after it."""
        where = self.random.choice(("before", "at its end", "after")) if self._strikes() else ""
        if where == "before":
            self._strike()
        async with real() as connection:
            yield connection
            if where == "at its end":
                self._strike()
        if where == "after":
            self._strike()

    def _strikes(self):
        self.left -= 1
        return self.trouble is not None and self.left == -1

    def _strike(self):
        raise Died if self.trouble == "dies" else StoreError("database", "it fails")

    # -- what happens

    async def _wait(self):
        self.clock.moment += timedelta(minutes=self.random.choice((1, 3, 5, 5, 10, 20)))
        self._tell("waits")

    async def _jump(self):
        self.clock.moment += timedelta(minutes=self.random.choice((-30, -10, -3, 15, 45)))
        self._tell("jumps")

    async def _change_programme(self):
        self._alter_programme()

    def _alter_programme(self):
        """One session is moved, prolonged, cancelled, restored, renamed, added or removed, or of another kind."""
        sessions = {session.id: session for session in self.programme.sessions}
        chosen = self.random.choice(list(sessions.values()))
        change = self.random.choice(CHANGES)
        later = timedelta(minutes=self.random.choice((-20, -5, 5, 10, 30)))
        if change == "move":
            chosen = chosen.model_copy(update={"start": chosen.start + later, "end": chosen.end + later})
        elif change == "prolong":
            chosen = chosen.model_copy(update={"end": max(chosen.start, chosen.end + later)})
        elif change == "cancel":
            chosen = chosen.model_copy(update={"cancelled": not chosen.cancelled})
        elif change == "rename":
            chosen = chosen.model_copy(update={"title": chosen.title + "!"})
        elif change == "room":
            chosen = chosen.model_copy(update={"rooms": (self.random.choice(ROOMS).name,)})
        elif change == "kind":
            chosen = chosen.model_copy(update={"kind": self.random.choice(KINDS)})
        elif change == "add":
            chosen = self._make_session(f"s{len(sessions) + self.random.randrange(3)}")
        sessions[chosen.id] = chosen
        if change == "remove" and len(sessions) > 1:
            del sessions[chosen.id]
        self.programme = _programme(sessions.values())
        self.oracle.take_notice(self)
        self._tell(change, chosen.id, chosen.kind, chosen.start, chosen.end, chosen.cancelled)

    async def _follow(self):
        person = self.people[self.random.choice(PEOPLE)]
        now = self.clock.moment
        before = set(self.owed())
        session = Follow(FollowKind.SESSION, self.random.choice(self.programme.sessions).id)
        others = (Follow(FollowKind.ROOM, "Hall"), Follow(FollowKind.EVERYTHING, EVERYTHING), session, session)
        wish = self.random.choice(("follow", "follow", "unfollow", "lead", "closed"))
        if wish == "follow":
            person = replace(person, follows=person.follows | {self.random.choice(others)})
        elif wish == "unfollow" and person.follows:
            person = replace(person, follows=person.follows - {self.random.choice(sorted(person.follows))})
        elif wish == "lead":
            person = replace(person, lead=self.random.choice((None, timedelta(minutes=3), timedelta(minutes=25))))
        elif wish == "closed":
            person = replace(person, dm_closed=not person.dm_closed, mention_instead=True)
        await self.reminders.save(person)
        self.people[person.id] = person
        after = self.owed()
        # The answer tells what is due already.
        self.oracle.given_up |= {thing for thing in after.keys() - before if after[thing][0][0] <= now}
        self._tell(wish, person)

    # -- the programme

    def owed(self):
        """Who is to be told of which session's start: its due times, and when it is over."""
        owed = {}
        channels = {room.name: room.channel for room in ROOMS}
        for session in self.programme.sessions:
            if session.cancelled:
                continue
            until = session.end if session.end > session.start else session.start + UNKNOWN_LENGTH
            leads = LEADS[session.kind]
            places = {MAIN, *(f"channel:{channels[room]}" for room in session.rooms if channels[room])}
            for place in places if leads else ():
                dues = [session.start - timedelta(minutes=lead) for lead in leads]
                owed[place, session.id, session.start] = dues, until
            for person in self.people.values():
                if self._follows(person, session):
                    shortest = timedelta(minutes=min(leads, default=10))
                    due = session.start - (shortest if person.lead is None else person.lead)
                    owed[f"person:{person.id}", session.id, session.start] = [due], until
        return owed

    def _follows(self, person, session):
        kinds = {(follow.kind.value, follow.which) for follow in person.follows}
        if ("session", session.id) in kinds:
            return True
        if session.kind is Kind.BREAK:
            return False
        return ("everything", "") in kinds or any(("room", room) in kinds for room in session.rooms)

    def _make_programme(self):
        return _programme([self._make_session(f"s{number}") for number in range(self.random.choice((2, 3, 4)))])

    def _make_session(self, id_):
        start = DAY + timedelta(minutes=self.random.choice((0, 0, 10, 25, 40)))
        length = timedelta(minutes=self.random.choice((0, 5, 10, 20)))
        return Session(
            id=id_,
            title=id_,
            kind=self.random.choice(KINDS),
            start=start,
            end=start + length,
            end_known=bool(length),
            day=date(2030, 6, 3),
            rooms=(self.random.choice(ROOMS).name,),
        )

    def _tell(self, *what):
        self.story.append((f"{self.clock.moment:%H:%M:%S}", *what))


def _programme(sessions):
    in_order = tuple(sorted(sessions, key=lambda session: session.start))
    return Programme(title="Any", timezone="Europe/Paris", rooms=ROOMS, sessions=in_order, reminders=POLICY)


def hurry():
    """SQLite in memory makes nobody wait, so it need not work in a thread of its own. For benchmarks."""

    async def execute(_connection, function, *args, **kwargs):
        return function(*args, **kwargs)

    aiosqlite.Connection._execute = execute
    real = sqlite3.connect
    sqlite3.connect = lambda *args, **kwargs: real(*args, **kwargs | {"check_same_thread": False})


async def play(seed, store, *, steps=12):
    """The history of that seed, played on a store that is emptied before."""
    database = store.database
    real = type(database).transaction.__get__(database)
    async with real() as connection:
        for table in metadata.sorted_tables:
            if table.name != "lease":
                await connection.execute(delete(table))
    history = History(seed, store, steps=steps)
    database.transaction = lambda: history.transaction(real)
    try:
        await history.play()
    finally:
        del database.transaction
    return history
