"""Never lost, never twice: trials that kill the bot, histories in virtual time, days on end, and how punctual it is.

python -m benchmarks.reminders kill --trials 1000          processes killed on a Discord that fails; SQLite
python -m benchmarks.reminders kill --trials 100 --two     two processes on one PostgreSQL (--one-file: one SQLite file)
python -m benchmarks.reminders histories --count 100000    random histories in virtual time, on all cores

A trial that fails is run again alone with --trials 1 --seed N.
"""

import argparse
import asyncio
import contextlib
import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from bot.store import IN_MEMORY, open_store
from tests.histories import hurry, play
from tests.nursery import Nursery
from tests.postgres import running_server
from tests.trials import run_trial

PART = 500  # histories on one database


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


if __name__ == "__main__":
    main()
