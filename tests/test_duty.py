"""On duty: bots that are killed, alone and in pairs, and nothing they owed is lost or said twice (tests/trials.py)."""

import asyncio
import time

from tests import trials
from tests.nursery import Nursery, gone
from tests.trials import NEED, STALL, TAKE_OVER, Trial, run_trial, sandbox_time

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


async def test_who_is_long_in_dying_is_not_at_work_meanwhile(monkeypatch):
    async def gone_at_last(number):
        await gone(number)
        await asyncio.sleep(2 * NEED)

    monkeypatch.setattr(trials, "gone", gone_at_last)
    (result,) = await run_trials([104])  # killed shortly before something is due, and away until it is over
    assert (result.problems, result.missed) == ([], 1)


async def test_while_the_sandbox_stands_still_nobody_can_be_late(tmp_path):
    trial = Trial(104, None, tmp_path, brief=True)
    watch = asyncio.create_task(trial._watch_for_stalls())
    await asyncio.sleep(STALL / 2)
    time.sleep(2 * STALL)  # noqa: ASYNC251, TID251 - as on a machine that has other things to do
    await asyncio.sleep(STALL / 2)
    watch.cancel()
    assert max(end - begin for begin, end in trial.stalls) >= sandbox_time(2 * STALL)
