"""Never lost, never twice: trials that kill the bot, histories in virtual time, days on end, and how punctual it is.

python -m benchmarks.reminders kill --trials 1000          processes killed on a Discord that fails; SQLite
python -m benchmarks.reminders kill --trials 100 --two     two processes on one PostgreSQL (--one-file: one SQLite file)
python -m benchmarks.reminders histories --count 100000    random histories in virtual time, on all cores
python -m benchmarks.reminders crowd                       500 people who follow 20 sessions each, 300 changes
python -m benchmarks.reminders punctual                    from due to the request: 1,000 sessions, 5,000 follows
python -m benchmarks.reminders days                        30 days with 1,000 sessions: all said once, in what memory

A trial that fails is run again alone with --trials 1 --seed N.
"""

import argparse
import asyncio
import contextlib
import os
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from benchmarks.processes import connected
from bot.clock import SimulatedClock, SystemClock
from bot.core.programme import Programme, ReminderPolicy, Room, Session
from bot.core.reminders import Follow, FollowKind
from bot.rehearsal import furnish
from bot.sandbox.faults import Faults
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from bot.store import IN_MEMORY, open_store
from bot.store.people import Person as Follower
from tests.crowd import Crowd
from tests.histories import hurry, play
from tests.judging import find_told, messages_of, owed_by
from tests.nursery import Nursery
from tests.postgres import running_server
from tests.trials import run_trial

PART = 500  # histories on one database
SESSIONS = 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    killing = commands.add_parser("kill", help="trials that kill processes")
    killing.add_argument("--trials", type=int, default=100)
    killing.add_argument("--seed", type=int, default=1, help="of the first trial; the others follow")
    killing.add_argument("--at-once", type=int, default=24)
    killing.add_argument("--two", action="store_true", help="two processes on one PostgreSQL")
    killing.add_argument("--one-file", action="store_true", help="two processes on one SQLite file")
    killing.set_defaults(run=lambda options: asyncio.run(kill(options)))
    imagining = commands.add_parser("histories", help="random histories in virtual time")
    imagining.add_argument("--count", type=int, default=10_000)
    imagining.add_argument("--seed", type=int, default=1, help="of the first history; the others follow")
    imagining.add_argument("--processes", type=int, default=os.cpu_count())
    imagining.set_defaults(run=imagine)
    crowding = commands.add_parser("crowd", help="many people who follow much while the programme changes")
    crowding.add_argument("--people", type=int, default=500)
    crowding.add_argument("--follows", type=int, default=20, help="of each")
    crowding.add_argument("--changes", type=int, default=300, help="sessions moved, cancelled and restored")
    crowding.add_argument("--seed", type=int, default=1)
    crowding.set_defaults(run=lambda options: asyncio.run(crowd(options)))
    timing = commands.add_parser("punctual", help="from due to the request")
    timing.add_argument("--people", type=int, default=500)
    timing.add_argument("--follows", type=int, default=10, help="of each")
    timing.add_argument("--parallel", type=int, default=20, help="sessions that start together")
    timing.add_argument("--rate-limits", action="store_true", help="with Discord's, as far as the sandbox knows them")
    timing.set_defaults(run=lambda options: asyncio.run(punctual(options)))
    living = commands.add_parser("days", help="days on end")
    living.add_argument("--days", type=int, default=30)
    living.add_argument("--speed", type=float, default=2400.0, help="simulated seconds a second")
    living.set_defaults(run=lambda options: asyncio.run(live(options)))
    options = parser.parse_args()
    options.run(options)


async def kill(options):
    """Run the trials, so many at once, and print what came of them."""
    room, counts, take_overs = asyncio.Semaphore(options.at_once), Counter(), []
    began = time.monotonic()
    with running_server() if options.two else contextlib.nullcontext() as server:
        async with Nursery() as nursery:

            async def one(seed):
                async with room:
                    address = await asyncio.to_thread(server.create_database) if server else ""
                    processes = 2 if options.two or options.one_file else 1
                    result = await run_trial(seed, nursery, address=address, processes=processes)
                    if server:
                        await asyncio.to_thread(server.drop_database, address)
                count(result, counts)
                take_overs.extend(result.take_overs)

            await asyncio.gather(*(one(seed) for seed in range(options.seed, options.seed + options.trials)))
    for name, number in counts.items():
        print(f"{name:32}{number:8,}")
    if take_overs:
        print(f"{'longest take-over (s)':32}{max(take_overs):8.1f}")
    print(f"{'minutes':32}{(time.monotonic() - began) / 60:8.1f}")


def count(result, counts):
    """Add a result up, and print at once what is wrong with it."""
    counts["trials"] += 1
    if counts["trials"] % 50 == 0:
        print(f"… {counts['trials']} trials, {counts['lost']} lost, {counts['doubled']} doubled", flush=True)
    counts["things owed"] += result.owed
    counts["told"] += result.said
    counts["missed and reported"] += result.missed
    counts["faults"] += result.faults
    counts["lost"] += sum("lost:" in problem for problem in result.problems)
    counts["doubled"] += sum("doubled:" in problem for problem in result.problems)
    counts["other problems"] += sum("lost:" not in one and "doubled:" not in one for one in result.problems)
    for step in result.deaths:
        counts[f"killed: {step}"] += 1
    if result.problems:
        print(f"trial {result.seed}:", *result.problems, result.log[-3000:], sep="\n  ", flush=True)


def imagine(options):
    """Play so many histories, and print how many messages were said in them and in how many something was wrong."""
    began = time.monotonic()
    seeds = range(options.seed, options.seed + options.count)
    parts = [seeds[first : first + PART] for first in range(0, len(seeds), PART)]
    said = wrong = 0
    with ProcessPoolExecutor(options.processes, initializer=hurry) as pool:
        for part_said, problems in pool.map(play_part, parts):
            said += part_said
            wrong += len(problems)
            for seed, problem in problems:
                print(f"history {seed}: {problem}", flush=True)
    print(f"{len(seeds):,} histories, {said:,} messages, {wrong} histories with a message lost, doubled or untrue")
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")


def play_part(seeds):
    """Messages said in these histories, and the first problem of each in which there was one."""
    return asyncio.run(_play_part(seeds))


async def _play_part(seeds):
    store = await open_store(IN_MEMORY)
    await store.lease.take()
    said, problems = 0, []
    for seed in seeds:
        history = await play(seed, store)
        said += sum(len(posts) for posts in history.posts.values())
        problems += [(seed, problem) for problem in history.problems[:1]]
    await store.close()
    return said, problems


async def crowd(options):
    """Judge every direct message of a crowd, by who, what, which start and when."""
    began = time.monotonic()
    store = await open_store(IN_MEMORY)
    await store.lease.take()
    numbers = {"people": options.people, "follows": options.follows, "changes": options.changes}
    many = Crowd(store, **numbers, seed=options.seed)
    await many.run()
    await store.close()
    print(*many.problems[:20], sep="\n")
    print(f"{many.messages:,} direct messages, {many.starts} starts of the bot, {len(many.problems)} wrong or missing")
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")


class Punctual(Faults):
    """Faults without any, which note when each request for a message arrives."""

    def __init__(self):
        super().__init__()
        self.arrived = defaultdict(list)  # by channel, the moments in order

    def take(self, method, path):
        if method == "POST" and (found := re.match(r"^/channels/(\d+)/messages$", path)):
            self.arrived[found[1]].append(SystemClock().now())
        return super().take(method, path)


async def punctual(options):
    """Milliseconds from the moment at which a message is due until the sandbox has its request."""
    seconds, lead = 4.0, timedelta(minutes=10)
    first = SystemClock().now() + lead + timedelta(seconds=30)
    starts = [first + number // options.parallel * timedelta(seconds=seconds) for number in range(SESSIONS)]
    programme = make_programme(starts, lead)
    sandbox = Sandbox(furnish(programme, SystemClock()), limits=Limits(rate_limits=options.rate_limits))
    sandbox.faults = faults = Punctual()
    followers = await make_followers(sandbox.world, programme, options.people, options.follows)
    async with running(sandbox, programme, followers):
        await SystemClock().sleep_until(starts[-1] - lead + timedelta(seconds=10))
    together = options.people * options.follows * options.parallel // SESSIONS
    print(f"{SESSIONS:,} sessions, {options.parallel} at a time, for {together} followers on average")
    due = {session.title: session.start - lead for session in programme.sessions}
    for kind, late in delays(sandbox.world, faults.arrived, due).items():
        late.sort()
        figures = {"p50": late[len(late) // 2], "p99": late[int(0.99 * len(late))], "worst": late[-1]}
        print(f"{kind:10}{len(late):7,} messages", *(f"   {name} {each:7.1f} ms" for name, each in figures.items()))


def delays(world, arrived, due):
    """Milliseconds from due to the arrival of its request, for each message in a channel and to a person."""
    late, seen = {"channels": [], "people": []}, Counter()
    for line in (line for line in world.record if line["action"] == "create"):
        channel = line["channel_id"]
        moment = arrived[channel][seen[channel]]
        seen[channel] += 1
        if titles := re.findall(r"Topic \d+", str(line["message"])):
            kind = "people" if world.channels[channel].recipients else "channels"
            late[kind].append((moment - due[titles[0]]) / timedelta(milliseconds=1))
    return late


async def live(options):
    """Live through days in simulated time; print the bot's memory on the way, and what was not said exactly once."""
    began = datetime(2030, 6, 3, tzinfo=UTC)
    each = SESSIONS // 30 + 1  # a day, in three rooms, from eight to eight
    places = [divmod(number, each) for number in range(min(SESSIONS, options.days * each))]
    starts = [began + timedelta(days=day, hours=8 + place // 3) for day, place in places]
    programme = make_programme(starts, timedelta(minutes=10), rooms=3)
    clock = SimulatedClock(began, options.speed)
    sandbox = Sandbox(furnish(programme, clock), limits=Limits(rate_limits=False))
    followers = await make_followers(sandbox.world, programme, 50, 20)
    clock.pause()
    arguments = ("--now", began.isoformat(), "--speed", f"{options.speed:g}")
    async with running(sandbox, programme, followers, arguments, UPDATES="publish") as (process, source):
        clock.resume()
        async with Person(sandbox.url, next(sandbox.world.people).token) as ada:
            programme, memory = await live_through(options.days, programme, clock, process, source, ada)
        missed = count_missed(source.parent / "bot.sqlite3")
    growth = 100 * (memory[-1] / memory[1] - 1)
    print(f"from the first day's end to the last: {growth:+.1f} %")
    report_days(programme, sandbox.world, followers)
    print(f"{missed} of them were recorded as missed: the machine stood still while they were worth saying")


async def live_through(days, programme, clock, process, source, ada):
    """Each day: a session of tomorrow is moved, and somebody asks. The programme in the end; memory day by day, MB."""
    began = clock.now()
    memory = [measure(process, 0)]
    for day in range(days):
        for hour in range(1, 24, 2):
            await clock.sleep_until(began + timedelta(days=day, hours=hour))
            if hour == 7:
                programme = move_one(programme, began.date() + timedelta(days=day + 1))
                source.write_text(programme.model_dump_json(), "utf-8")
            if process.returncode is not None:
                raise RuntimeError("the bot has ended")
            await ada.send("general", "!next" if hour % 4 == 1 else "!talk topic 7")
        await clock.sleep_until(began + timedelta(days=day + 1))
        memory.append(measure(process, day + 1))
    return programme, memory


def measure(process, day):
    """The resident memory of a process in MB, printed every three days."""
    memory = psutil.Process(process.pid).memory_info().rss / 1e6
    if day == 1 or day % 3 == 0:
        print(f"day {day:2}: {memory:6.1f} MB", flush=True)
    return memory


def move_one(programme, day):
    """The programme with the first session of that day, if there is one, a quarter of an hour later."""
    later = timedelta(minutes=15)
    first = next((session for session in programme.sessions if session.day == day), None)
    moved = [
        session.model_copy(update={"start": session.start + later, "end": session.end + later})
        if session is first
        else session
        for session in programme.sessions
    ]
    in_order = sorted(moved, key=lambda session: session.start)
    return programme_of(tuple(in_order), programme.rooms, programme.reminders)


def count_missed(path):
    """How many promises the bot gave up, by its own record."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT count(*) FROM ledger WHERE state = 'missed'").fetchone()[0]


def report_days(programme, world, followers):
    """Print which things were not said exactly once in the days."""
    names = {user.id: user.name for user in world.people}
    wishes = [
        (names[str(one.id)], {(follow.kind.value, follow.which) for follow in one.follows}, None) for one in followers
    ]
    owed = owed_by(programme, wishes)
    by_place = {}
    for thing in owed:
        by_place.setdefault(thing.place, {})[thing] = owed[thing]
    heard = Counter()
    for message in messages_of(world):
        is_news = message.text.startswith(("In ", "Started ", "Starting "))
        heard.update(find_told(message, by_place.get(message.place, {}), programme) if is_news else ())
    wrong = [f"{thing} was said {heard[thing]} times" for thing in owed if heard[thing] != 1]
    print(*wrong[:20], sep="\n")
    print(f"{len(owed):,} things owed, {len(wrong)} not said exactly once")


def make_programme(starts, lead, *, rooms=1):
    """Sessions of three quarters of an hour at these moments, announced so long before."""
    names = [f"Room {letter}" for letter in "ABC"[:rooms]]
    sessions = [
        Session(
            id=f"s{number}",
            title=f"Topic {number:04}",
            start=start,
            end=start + timedelta(minutes=45),
            day=start.date(),
            rooms=(names[number % rooms],),
        )
        for number, start in enumerate(starts)
    ]
    policy = ReminderPolicy(lead_minutes=(round(lead.total_seconds() / 60),))
    return programme_of(tuple(sessions), tuple(Room(name=name) for name in names), policy)


def programme_of(sessions, rooms, policy):
    """A programme in UTC."""
    return Programme(title="Many days", timezone="UTC", rooms=rooms, sessions=sessions, reminders=policy)


async def make_followers(world, programme, people, follows):
    """So many people who follow so many sessions each, and have had a direct message from the bot before."""
    rng, bot = random.Random(1), next(world.bots)  # noqa: S311 - no secret
    followers = []
    for number in range(people):
        user = world.add_person(f"person-{number}")
        chosen = rng.sample(programme.sessions, follows)
        followed = frozenset(Follow(FollowKind.SESSION, session.id) for session in chosen)
        channel = int(world.dm_between(bot.id, user.id).id)
        followers.append(Follower(int(user.id), dm_channel=channel, follows=followed))
    return followers


@asynccontextmanager
async def running(sandbox, programme, followers, arguments=(), **more):
    """The sandbox with a bot process that is ready; yields the process and the programme's file."""
    await sandbox.start()
    with tempfile.TemporaryDirectory() as folder:
        address, source = f"sqlite:///{folder}/bot.sqlite3", Path(folder) / "programme.json"
        source.write_text(programme.model_dump_json(), "utf-8")
        store = await open_store(address)
        await store.lease.take()
        async with store.transaction() as connection:
            for one in followers:
                await store.people.save_within(connection, one, Follower(one.id), SystemClock().now())
        await store.close()
        command = sys.executable, "-m", "bot", "run", *arguments
        more |= {"DATABASE_URL": address, "PROGRAMME": str(source)}
        async with connected(sandbox, folder, *command, **more) as process:
            yield process, source


if __name__ == "__main__":
    main()
