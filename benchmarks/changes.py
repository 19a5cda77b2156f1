"""From "publish" pressed to the announcement in the channel: 1,000 sessions, and 500 followers to write to besides.

The bot is a process of its own against a sandbox in this one. Each round delays one session that all followers follow;
the next begins when the last follower was told, and that is written down. With --rate-limits, Discord's limits hold, as
far as the sandbox knows them: python -m benchmarks.changes [--rate-limits] [--rounds 50]
"""

import argparse
import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

from benchmarks.processes import ROOT, connected
from bot import sources
from bot.clock import SystemClock
from bot.core.programme import Programme, Room, Session
from bot.core.reminders import Follow, FollowKind
from bot.rehearsal import BOT, ORGANISER, furnish
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from bot.store import open_store
from bot.store.people import Person as Follower

SESSIONS, ROOMS, FOLLOWERS = 1000, 20, 500
DELAYED = "session-500"
READING_SECONDS = 1.0  # for which an organiser at least looks at a preview


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--rate-limits", action="store_true")
    asked = parser.parse_args()
    async with running(Limits(rate_limits=asked.rate_limits)) as (sandbox, olga, database):
        watch = Watch(sandbox.world)
        rounds = []
        for number in range(asked.rounds):
            rounds.append(await one_round(olga, watch, number))
            await all_written_down(database)
    for number, name in enumerate(("preview shown (ms)", "announcement (ms)", "last follower (ms)")):
        figures = sorted(1000 * each[number] for each in rounds)
        p99 = figures[min(len(figures) - 1, int(len(figures) * 0.99))]
        print(f"{name:24} median {statistics.median(figures):9.1f}   p99 {p99:9.1f}")
    print(f"direct messages accepted before the announcement: at most {max(each[3] for each in rounds)}")


async def one_round(olga, watch, number):
    """Seconds to the preview; from the press to the announcement, and to the last follower; what came before it."""
    began = time.perf_counter()
    await olga.invoke("delay", what=f"{DELAYED} {'-' if number % 2 else '+'}5 min", locale="en-GB")
    shown = await olga.wait_message(publish_button, timeout=60)
    previewed = time.perf_counter() - began
    await asyncio.sleep(READING_SECONDS)
    watch.reset()
    pressed = time.perf_counter()
    await olga.click(shown, custom_id=publish_button(shown))
    await asyncio.wait_for(watch.done.wait(), 120)
    return previewed, watch.announced - pressed, watch.told[-1] - pressed, watch.before


async def all_written_down(path):
    """Return when nothing of the last round is on its way any more."""
    with closing(sqlite3.connect(path)) as database:
        while database.execute("SELECT count(*) FROM ledger WHERE state IN ('planned', 'claimed')").fetchone()[0]:  # noqa: ASYNC110 - another process's
            await asyncio.sleep(0.1)


def publish_button(message):
    """The custom id of the button that publishes a preview; empty for any other message."""
    ids = (item.get("custom_id", "") for row in message["components"] for item in row["components"])
    return next((one for one in ids if one.startswith("change:publish:")), "")


class Watch:
    """Notes when the sandbox accepts the announcement and the direct messages of one round."""

    def __init__(self, world):
        self.world = world
        self.channel = world.channel_named("announcements").id
        self.direct = {channel.id for channel in world.channels.values() if channel.recipients}
        self.reset()
        world.on_event(self.note)

    def reset(self):
        self.announced, self.told, self.before, self.done = None, [], 0, asyncio.Event()

    def note(self, event):
        if event.name != "MESSAGE_CREATE":
            return
        if event.channel_id == self.channel:
            self.announced, self.before = time.perf_counter(), len(self.told)
        elif event.channel_id in self.direct:
            self.told.append(time.perf_counter())
        if self.announced and len(self.told) >= FOLLOWERS:
            self.done.set()


@asynccontextmanager
async def running(limits):
    """A sandbox, its followers, a bot process that is ready, an organiser; yields sandbox, organiser, database."""
    programme = enlarged(sources.load(ROOT / "programme.yaml")[0])
    sandbox = Sandbox(furnish(programme, SystemClock()), limits=limits)
    await sandbox.start()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bot.sqlite3"
        await write_followers(sandbox.world, f"sqlite:///{database}")
        source = Path(folder) / "programme.json"
        source.write_text(programme.model_dump_json(), "utf-8")
        command = sys.executable, "-m", "bot"
        async with connected(sandbox, folder, *command, DATABASE_URL=f"sqlite:///{database}", PROGRAMME=str(source)):
            user = next(user for user in sandbox.world.people if user.name == ORGANISER)
            async with Person(sandbox.url, user.token) as olga:
                yield sandbox, olga, database


def enlarged(programme):
    """A programme of SESSIONS sessions in ROOMS rooms, in a month's time, with the texts of the real one."""
    talks = [session for session in programme.sessions if session.speakers]
    morning = (SystemClock().now() + timedelta(days=30)).replace(hour=8, minute=0, second=0, microsecond=0)
    sessions = []
    for number in range(SESSIONS):
        talk, slot = talks[number % len(talks)], number // ROOMS
        start = morning + timedelta(days=slot // 10, minutes=60 * (slot % 10))
        placed = {
            "id": f"session-{number}",
            "title": f"{talk.title} {number}",
            "start": start,
            "end": start + timedelta(minutes=50),
            "day": start.date(),
            "rooms": (f"Room {number % ROOMS}",),
            "previous_start": None,
        }
        sessions.append(Session.model_validate({**dict(talk), **placed}))
    rooms = tuple(Room(name=f"Room {number}") for number in range(ROOMS))
    fields = {name: getattr(programme, name) for name in Programme.model_fields}
    return Programme(**(fields | {"sessions": tuple(sessions), "rooms": rooms, "note": ""}))


async def write_followers(world, database):
    """FOLLOWERS people who follow the session, and have had a direct message from the bot before."""
    bot = next(user for user in world.bots if user.name == BOT)
    follow = frozenset({Follow(FollowKind.SESSION, DELAYED)})
    store = await open_store(database)
    await store.lease.take()
    async with store.transaction() as connection:
        for number in range(FOLLOWERS):
            user = world.add_person(f"follower {number}")
            channel = int(world.dm_between(bot.id, user.id).id)
            person = Follower(int(user.id), dm_channel=channel, follows=follow)
            await store.people.save_within(connection, person, Follower(person.id), SystemClock().now())
    await store.close()


if __name__ == "__main__":
    asyncio.run(main())
