"""On duty: bots that are killed, alone and in pairs, and nothing they owed is lost or said twice (tests/trials.py)."""

import asyncio

from tests.nursery import Nursery
from tests.trials import TAKE_OVER, run_trial

ALONE, PAIRS = range(100, 140), range(200, 204)
AT_ONCE = 32


async def run_trials(seeds, *, addresses=None, processes=1):
    """Results of these trials, so many at once."""
    room = asyncio.Semaphore(AT_ONCE // processes)
    async with Nursery() as nursery:

        async def one(seed):
            async with room:
                address = addresses() if addresses else ""
                return await run_trial(seed, nursery, address=address, processes=processes, brief=True)

        return await asyncio.gather(*(one(seed) for seed in seeds))


def judged(results):
    assert [(result.seed, problem, result.log) for result in results for problem in result.problems] == []
    assert sum(result.said for result in results) > len(results)
    assert sum(len(result.deaths) for result in results) >= len(results)


async def test_killed_at_any_instant_nothing_is_lost_or_said_twice():
    judged(await run_trials(ALONE))


async def test_of_two_on_one_file_one_speaks_and_the_other_takes_over():
    results = await run_trials(PAIRS, processes=2)
    judged(results)
    assert max(second for result in results for second in result.take_overs) < TAKE_OVER


async def test_of_two_on_one_postgresql_one_speaks_and_the_other_takes_over(postgresql):
    results = await run_trials(PAIRS, addresses=postgresql.create_database, processes=2)
    judged(results)
    assert max(second for result in results for second in result.take_overs) < TAKE_OVER
