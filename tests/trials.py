"""Trials of the promise "never lost, never twice": real bot processes that are killed, on a Discord that fails.

A trial follows from its seed: a small programme, a sandbox that outlives the bots, faults, and deaths at random
instants and at each step of a reminder's way. It is judged (tests/judging.py) by the sandbox's record and the
programme alone.
"""

import asyncio
import contextlib
import os
import random
import re
import signal
import sqlite3
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg

from bot.clock import SimulatedClock
from bot.core.programme import Channels, Kind, Programme, ReminderPolicy, Room, Session
from bot.core.reminders import Follow, FollowKind
from bot.rehearsal import furnish
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.limits import Limits
from bot.sandbox.server import Sandbox
from bot.store import open_store
from bot.store.people import Person
from tests.judging import Conditions, judge, messages_of, owed_by
from tests.nursery import gone, kill

SPEED = 60.0  # a minute a second
NEED = 3.5  # seconds within which a bot that is at work and unharmed says what is owed
EARLY = 1.0  # seconds by which its clock may be ahead of the sandbox's
NONCE_IS_KEPT = timedelta(minutes=5)  # at least as long as the bot waits for Discord's answer, on either clock
SLOWEST_START = 20.0
TAKE_OVER = 30.0  # seconds within which a process that stands by is on duty
STALL = 0.3  # seconds by which the sandbox may be late itself; if it is more, nobody was served meanwhile
STEPS = ("any moment", "planned", "claimed", "asked", "answer lost", "said", "confirming")
# How long each fault may keep a message from arriving: what the bot waits for an answer, and its pauses after that.
HARM = {"hang": 24.0, "status": 14.0, "gateway_cut": 4.0, "stopped": 24.0}
OTHER_HARM = 5.0
ARRIVAL_SECONDS = 0.2  # in which what a process had sent before its death is read, before time is let pass
POSTS = r"^/channels/\d+/messages$"


@dataclass
class Result:
    """What came of a trial: `problems` in sentences, how many messages, deaths and faults there were."""

    seed: int
    problems: list[str]
    owed: int = 0
    said: int = 0
    missed: int = 0
    deaths: list[str] = field(default_factory=list)
    faults: int = 0
    take_overs: list[float] = field(default_factory=list)  # seconds
    log: str = ""


class Watched(Faults):
    """Faults that tell of each request, and note when each fault happened."""

    def __init__(self, on_gateway_fault, clock):
        super().__init__(on_gateway_fault=on_gateway_fault)
        self.clock = clock
        self.harmed = []
        self.on_request = lambda _method, _path, _fault: None

    def take(self, method, path):
        fault = super().take(method, path)
        if fault:
            self.note(fault.action)
        self.on_request(method, path, fault)
        return fault

    def note(self, action):
        now = self.clock.now()
        self.harmed.append((now, now + sandbox_time(HARM.get(action, OTHER_HARM))))


def sandbox_time(seconds):
    return timedelta(seconds=SPEED * seconds)


class Trial:
    """One trial. `run` it once. With two `processes`, they share the database at `address`, a URL.

    A `brief` one has fewer sessions, and is over in half a minute.
    """

    def __init__(self, seed, nursery, folder, *, address="", processes=1, brief=False):
        self.random = random.Random(seed)
        self.seed = seed
        self.nursery = nursery
        self.folder = Path(folder)
        self.processes = processes
        self.address = address or f"sqlite:///{self.folder}/bot.sqlite3"
        self.programme = make_programme(self.random, brief=brief)
        first = min(session.start for session in self.programme.sessions)
        self.begin = first + timedelta(minutes=self.random.uniform(-10 if brief else -20, 5))
        self.clock = SimulatedClock(self.begin, SPEED)
        self.sandbox = Sandbox(furnish(self.programme, self.clock), limits=Limits(rate_limits=False))
        self.faults = Watched(self.sandbox.faults.on_gateway_fault, self.clock)
        self.sandbox.faults = self.faults
        self.followers = self._make_followers()
        owed = owed_by(self.programme, self.followers).values()
        self.dues = sorted(due for dues, _ in owed for due in dues)
        self.over = max([self.begin, *(until for _, until in owed)])
        self.living = []
        self.healthy = []
        self.stalls = []
        self.deaths = []
        self.take_overs = []

    async def run(self):
        """Go through it, and judge."""
        await self.sandbox.start()
        watch = asyncio.create_task(self._watch_for_stalls())
        try:
            await self._write_followers()
            await self._begin_again()
            for _ in range(1, self.processes):
                await self._bear()
            await self._live_through()
            problems, counts = self._judge()
        finally:
            watch.cancel()
            for number in self.living:
                await kill(number)
            await self.sandbox.stop()
        problems += self._problems_in_log()
        return Result(
            self.seed, problems, counts["owed"], counts["said"], counts["missed"], self.deaths,
            len(self.faults.harmed), self.take_overs, self._log(),
        )  # fmt: skip

    # -- what happens

    async def _live_through(self):
        events = [(self._moment(), self._harm) for _ in range(self.random.choice((0, 1, 2, 4)))]
        events += [(self._moment(), self._die) for _ in range(self.random.choice((1, 1, 2, 3)))]
        if self.processes > 1 and self.random.random() < 0.4:
            events.append((self._moment(), self._sleep_and_wake))
        for moment, event in sorted(events, key=lambda each: each[0]):
            await self.clock.sleep_until(moment)
            await event()
        self.faults.clear()
        await self.clock.sleep_until(self.over)
        quiet = max([self.clock.now(), *(end for _, end in self.faults.harmed)])
        await self.clock.sleep_until(quiet + sandbox_time(2 * NEED))
        self._end_health()

    def _moment(self):
        """Some moment until the last reminder, near one of them as often as not."""
        last = max([self.begin + timedelta(minutes=5), *self.dues[-1:]])
        if self.dues and self.random.random() < 0.5:
            near = self.random.choice(self.dues) + timedelta(minutes=self.random.uniform(-1, 3))
            return min(max(near, self.begin), last)
        return self.begin + self.random.random() * (last - self.begin)

    async def _harm(self):
        fault = self._make_fault()
        if fault.action == "gateway_cut":
            self.faults.note(fault.action)
        self.faults.add(fault)

    def _make_fault(self):
        action = self.random.choice(
            ("drop_before", "drop_after", "reset", "hang", "status", "status", "status", "gateway_cut")
        )
        where = self.random.choice((POSTS, POSTS, "/channels/"))
        times = 1 if action == "hang" else self.random.choice((1, 1, 2, 3))
        accepted = self.random.random() < 0.5
        status = self.random.choice((429, 500, 502, 503, 504))
        method = "POST" if where == POSTS else ".*"
        return Fault(action, method, where, times, status=status, accepted=accepted and status != 429)

    async def _die(self):
        step = self.random.choice(STEPS)
        victim = self._on_duty()
        reached = step != "any moment" and await self._wait_for_step(step, victim)
        self.deaths.append(step if reached else "any moment")
        if not reached:
            self._strike(victim)
        await gone(victim)
        died = time.monotonic()
        self.living.remove(victim)
        if not self.living:
            await asyncio.sleep(ARRIVAL_SECONDS)
            self._let_time_pass()
            await self._begin_again()
            return
        await self._wait_until_at_work(not_by=victim)
        self.take_overs.append(time.monotonic() - died)
        await self._bear()

    def _strike(self, victim):
        """From this instant it is not at work, however long a busy machine takes to be rid of it."""
        self._end_health()
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)

    def _let_time_pass(self):
        """Nobody is there for some time, which need not be waited for."""
        minutes = self.random.choice((0, 0, 0, 0.1, 1, 5, 15, 120))
        away = timedelta(minutes=self.random.uniform(0, minutes))
        self.clock.set(self.clock.now() + away)
        if away > NONCE_IS_KEPT:
            self.sandbox.world.nonces.clear()

    async def _sleep_and_wake(self):
        """The process on duty is stopped, as if its machine were suspended, until another has taken over."""
        victim = self._on_duty()
        os.kill(victim, signal.SIGSTOP)
        while self._is_being_written():  # a file that somebody has begun to write to nobody else can
            os.kill(victim, signal.SIGCONT)
            await asyncio.sleep(0.01)
            os.kill(victim, signal.SIGSTOP)
        stopped = time.monotonic()
        self._end_health()
        self.faults.note("stopped")
        await self._wait_until_at_work(not_by=victim)
        self.take_overs.append(time.monotonic() - stopped)
        self.faults.note("stopped")
        os.kill(victim, signal.SIGCONT)

    def _is_being_written(self):
        if not self.address.startswith("sqlite"):
            return False  # PostgreSQL ends a transaction in which nothing happens
        path = self.address.removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as file:
            try:
                file.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            return False

    async def _wait_for_step(self, step, victim):
        """Whether that step comes in time; the process is struck dead then, at that very instant."""
        come = asyncio.Event()

        def strike(*_):
            if not come.is_set():
                come.set()
                self._strike(victim)

        def on_request(method, path, _fault):
            if step == "asked" and method == "POST" and re.match(POSTS, path):
                strike()

        def on_event(event):
            if event.name == "MESSAGE_CREATE" and step == "said":
                strike()
            elif event.name == "MESSAGE_CREATE" and step == "confirming":
                asyncio.get_running_loop().call_later(self.random.uniform(0, 0.02), strike)

        if step == "answer lost":
            self.faults.add(Fault(self.random.choice(("drop_after", "reset")), "POST", POSTS, accepted=True))
            self.faults.on_request = lambda _method, _path, fault: (
                asyncio.get_running_loop().call_later(self.random.uniform(0, 0.01), strike) if fault else None
            )
        else:
            self.faults.on_request = on_request
        if step in ("said", "confirming"):
            self.sandbox.world.on_event(lambda event: None if come.is_set() else on_event(event))
        end = min(self.clock.now() + timedelta(minutes=30), max([self.clock.now(), *self.dues]) + timedelta(minutes=1))
        with self._peeking() as peek:
            while not come.is_set() and self.clock.now() < end:
                if step in ("planned", "claimed") and peek(step):
                    strike()
                await asyncio.sleep(0.002 if step in ("planned", "claimed") else 0.02)
        reached = come.is_set()
        come.set()
        self.faults.on_request = lambda _method, _path, _fault: None
        return reached

    async def _watch_for_stalls(self):
        """Note when the sandbox itself stood still, on a machine that had other things to do."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(STALL / 3)
            late = time.monotonic() - before
            if late > STALL:
                now = self.clock.now()
                self.stalls.append((now - sandbox_time(late), now))

    # -- processes

    async def _begin_again(self):
        """A bot starts where none is. Others wait meanwhile: on a busy machine its clock would start late."""
        self.clock.pause()
        async with self.nursery.quiet:
            self.clock.resume()
            await self._bear()
            await self._wait_until_at_work()

    async def _bear(self):
        environment = {
            "DISCORD_API_URL": self.sandbox.api_url,
            "DISCORD_TOKEN": next(self.sandbox.world.bots).token,
            "PROGRAMME": str(self.folder / "programme.json"),
            "STATE_DIR": str(self.folder),
            "DATABASE_URL": self.address,
            "LOG_LEVEL": "WARNING",
        }
        (self.folder / "programme.json").write_text(self.programme.model_dump_json(), "utf-8")
        arguments = ("--now", self.clock.now().isoformat(), "--speed", f"{SPEED:g}")
        self.living.append(await self.nursery.start(self.folder, arguments, environment))

    async def _wait_until_at_work(self, not_by=None):
        end = time.monotonic() + (TAKE_OVER if self.processes > 1 else SLOWEST_START)
        with self._peeking() as peek:
            while not (
                self._on_duty_by(peek) in self.living and self._on_duty_by(peek) != not_by and self._connected()
            ):
                assert time.monotonic() < end, f"trial {self.seed}: nobody is at work\n{self._log()}"
                await asyncio.sleep(0.02)
        self._started = self.clock.now()

    def _connected(self):
        """Whether a bot has connected since the last one fell silent."""
        return any(id(each) not in self._known for each in self.sandbox.gateway.bot_connections())

    _known = frozenset()

    def _end_health(self):
        self.healthy.append((self._started, self.clock.now()))
        self._kept = list(self.sandbox.gateway.bot_connections())  # kept, so that no other gets its id
        self._known = {id(each) for each in self._kept}

    def _on_duty(self):
        with self._peeking() as peek:
            return self._on_duty_by(peek)

    def _on_duty_by(self, peek):
        holder = peek("lease")
        return int(holder.rsplit(" ", 2)[1]) if holder else None

    @contextlib.contextmanager
    def _peeking(self):
        """A look into the database from outside: who holds the lease, or how many promises are in a state."""
        if self.address.startswith("sqlite"):
            connection = sqlite3.connect(f"file:{self.address.removeprefix('sqlite:///')}?mode=ro", uri=True, timeout=5)
        else:
            connection = psycopg.connect(self.address, autocommit=True)

        def peek(what):
            if what == "lease":
                query = "SELECT holder FROM lease"
            else:
                query = f"SELECT key FROM ledger WHERE state = '{what}' LIMIT 1"  # noqa: S608 - our own words
            row = connection.execute(query).fetchone()
            return row[0] if row else None

        try:
            yield peek
        finally:
            connection.close()

    # -- the scene

    def _make_followers(self):
        followers = []
        for number in range(self.random.choice((0, 0, 1, 2))):
            name = f"person-{number}"
            self.sandbox.world.add_person(name)
            sessions = self.random.sample(self.programme.sessions, 2)
            follows = {("session", session.id) for session in sessions}
            follows |= (
                {("room", self.random.choice(self.programme.rooms).name)} if self.random.random() < 0.5 else set()
            )
            follows |= {("everything", "")} if self.random.random() < 0.2 else set()
            followers.append((name, frozenset(follows), self.random.choice((None, 3, 12))))
        return followers

    async def _write_followers(self):
        async with self.nursery.turn:  # Alembic brings one database of a process up to date at a time
            store = await open_store(self.address)
        await store.lease.take()
        for name, follows, lead in self.followers:
            id_ = int(next(user.id for user in self.sandbox.world.people if user.name == name))
            person = Person(
                id_,
                lead=None if lead is None else timedelta(minutes=lead),
                follows=frozenset(Follow(FollowKind(kind), which) for kind, which in follows),
            )
            async with store.transaction() as connection:
                await store.people.save_within(connection, person, Person(id_), self.begin)
        await store.close()

    # -- the verdict

    def _judge(self):
        need, early = sandbox_time(NEED), sandbox_time(EARLY)
        harmed = self.faults.harmed + self.stalls
        conditions = Conditions(self.healthy[0][0], self.clock.now(), self.healthy, harmed, need, early)
        return judge(self.programme, messages_of(self.sandbox.world), conditions, self.followers)

    def _log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _problems_in_log(self):
        return ["an error nobody thought of, see the log"] if "Traceback" in self._log() else []


async def run_trial(seed, nursery, *, address="", processes=1, brief=False):
    """The result of the trial of that seed."""
    with tempfile.TemporaryDirectory(prefix="trial-") as folder:
        return await Trial(seed, nursery, folder, address=address, processes=processes, brief=brief).run()


def make_programme(rng, *, brief=False):
    """Some ten sessions in one to three rooms: parallel, back to back, short, breaks, ends that are not known."""
    day = rng.choice((date(2030, 6, 3), date(2030, 3, 31), date(2030, 10, 27)))  # clocks change on two of them
    hour = rng.choice((0, 7, 9, 22))
    first = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    rooms = [Room(name=f"Room {letter}", channel=rng.choice(("", f"room-{letter.lower()}"))) for letter in "ABC"]
    rooms = rooms[: rng.choice((2, 3) if brief else (1, 2, 2, 3))]
    sessions = []
    for room in rooms:
        moment = first + timedelta(minutes=rng.choice((0, 0, 5)))
        for _ in range(1 if brief else rng.choice((2, 3, 4))):
            length = timedelta(minutes=rng.choice((5, 10, 10, 15, 25)[: 3 if brief else 5]))
            unknown = not brief and rng.random() < 0.15
            sessions.append(
                Session(
                    id=f"s{len(sessions)}",
                    title=f"Topic {len(sessions):03}",
                    kind=rng.choice((Kind.TALK, Kind.TALK, Kind.KEYNOTE, Kind.BREAK, Kind.TUTORIAL)),
                    start=moment,
                    end=moment if unknown else moment + length,
                    end_known=not unknown,
                    day=day,
                    rooms=(room.name,),
                    cancelled=rng.random() < 0.1,
                )
            )
            moment += length + timedelta(minutes=rng.choice((0, 0, 5)))
    zone = rng.choice(("Europe/Paris", "UTC"))
    local = (first - timedelta(minutes=20)).astimezone(Programme(title="x", timezone=zone).zone)
    morning = local.strftime("%H:%M") if local.date() == day and rng.random() < 0.3 else ""
    policy = ReminderPolicy(
        lead_minutes=rng.choice(((10,), (10,), (5,), (15, 5), (0,), (30, 10, 4))[: 4 if brief else 6]),
        kinds=rng.choice(({}, {Kind.KEYNOTE: (20, 5)}, {Kind.TUTORIAL: ()})),
        breaks=rng.random() < 0.5,
        break_ends=rng.random() < 0.5,
        morning=morning,
    )
    return Programme(
        title="A trial",
        timezone=zone,
        rooms=tuple(rooms),
        sessions=tuple(sorted(sessions, key=lambda session: session.start)),
        reminders=policy,
        channels=Channels(),
    )
