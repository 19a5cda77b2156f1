"""From a message to its reply, from start to ready, and memory: ours beside a bot that only echoes.

Both are processes of their own against a sandbox with its rate limits off. They take turns, so that what else the
machine does falls on both: python -m benchmarks.chat
"""

import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import asynccontextmanager

import psutil

from benchmarks.processes import ROOT, connected
from bot import sources
from bot.cli import before_the_first
from bot.clock import SimulatedClock
from bot.rehearsal import furnish
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox

PEOPLE, QUESTIONS_EACH = 100, 5  # fewer from one person than our bot takes for flooding
ECHO = [sys.executable, str(ROOT / "benchmarks/echo_bot.py")]
OURS = [sys.executable, "-m", "bot"]
ROUNDS = 5


async def main():
    programme, _ = sources.load(ROOT / "programme.yaml")
    rounds = {"echo bot": [], "workshop-bot": []}
    for _ in range(ROUNDS):
        for name, command in (("echo bot", ECHO), ("workshop-bot", OURS)):
            rounds[name].append(await reply_times(programme, command))
    echo, ours = (summary(results) for results in rounds.values())
    print(f"{'':28}{'echo bot':>14}{'workshop-bot':>14}{'ratio':>8}")
    for row in echo:
        print(f"{row:28}{echo[row]:14.2f}{ours[row]:14.2f}{ours[row] / echo[row]:8.2f}")


def summary(results):
    """Figures over all rounds of one bot; each is its replies' seconds, its seconds to ready, its memory in bytes."""
    seconds = sorted(second for replies, _, _ in results for second in replies)
    return {
        "reply, median (ms)": 1000 * statistics.median(seconds),
        "reply, p99 (ms)": 1000 * seconds[int(len(seconds) * 0.99)],
        "start to ready, median (s)": statistics.median(ready for _, ready, _ in results),
        "memory after replies (MB)": max(memory for _, _, memory in results) / 1e6,
    }


async def reply_times(programme, command):
    """Seconds from sending a message to seeing its reply, from start to ready, and the resident memory afterwards."""
    async with running(programme, command) as (sandbox, ready, process):
        people = [sandbox.world.add_person(f"person {number}") for number in range(PEOPLE)]
        seconds = []
        for user in people:
            async with Person(sandbox.url, user.token) as person:
                seconds += [await reply_time(person) for _ in range(QUESTIONS_EACH)]
        return seconds, ready, psutil.Process(process.pid).memory_info().rss


async def reply_time(person):
    before = time.perf_counter()
    await person.send("general", "!next")
    await person.wait_message()
    return time.perf_counter() - before


@asynccontextmanager
async def running(programme, command):
    """A sandbox and a bot process on it that is ready; yields sandbox, seconds from start to ready, process."""
    clock = SimulatedClock(before_the_first(programme))
    sandbox = Sandbox(furnish(programme, clock), limits=Limits(rate_limits=False))
    await sandbox.start()
    with tempfile.TemporaryDirectory() as state:
        before = time.perf_counter()
        async with connected(sandbox, state, *command) as process:
            yield sandbox, time.perf_counter() - before, process


if __name__ == "__main__":
    asyncio.run(main())
