"""On duty: bots that are killed, alone and in pairs, and nothing they owed is lost or said twice (tests/trials.py)."""

import asyncio
import sqlite3
import time
from contextlib import asynccontextmanager, closing

from bot import duty
from bot.clock import SystemClock
from bot.core.programme import Programme
from bot.desk import Desk
from bot.duty import Duty
from bot.store import database
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


@asynccontextmanager
async def standing_by(path, monkeypatch, *, patience):
    """Who stands by beside another, its task, and the database's file, which nobody waits for longer than a moment."""
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.1)
    monkeypatch.setattr(duty, "RENEW_EVERY", 0.1)
    monkeypatch.setattr(duty, "SECONDS", patience)
    first, second = (
        Duty(f"sqlite:///{path}", Desk(Programme(title="Day", timezone="UTC"), SystemClock())) for _ in range(2)
    )
    await first.begin()
    waiting = asyncio.create_task(second.begin())
    while not second.stands_by:
        await asyncio.sleep(0.01)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            yield first, second, waiting, file
    finally:
        await first.end()
        await asyncio.wait_for(waiting, 30)
        await second.end()


async def test_who_stands_by_goes_on_while_the_database_is_locked_for_some_time(tmp_path, monkeypatch):
    async with standing_by(tmp_path / "bot.sqlite3", monkeypatch, patience=60) as (first, second, waiting, file):
        file.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(1)
        assert second.stands_by
        assert not waiting.done()
        file.rollback()
        await first.end()
        await asyncio.wait_for(waiting, 30)
        assert second.ready.is_set()
        assert not second.stands_by


async def test_who_cannot_look_for_the_others_sign_of_life_answers_questions_in_the_end(tmp_path, monkeypatch):
    async with standing_by(tmp_path / "bot.sqlite3", monkeypatch, patience=0.5) as (_, second, waiting, file):
        file.execute("BEGIN IMMEDIATE")
        await asyncio.wait_for(waiting, 30)
        assert not second.stands_by
        assert "close that program" in second.trouble
        file.rollback()
