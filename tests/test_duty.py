"""On duty: bots that are killed, alone and in pairs, and nothing they owed is lost or said twice (tests/trials.py)."""

import asyncio
import sqlite3
import time
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime

from bot import duty, sources
from bot.clock import SimulatedClock, SystemClock
from bot.core.programme import Programme
from bot.desk import Desk
from bot.duty import Duty
from bot.rehearsal import furnish
from bot.sandbox.limits import Limits
from bot.sandbox.server import Sandbox
from bot.store import database
from tests import trials
from tests.judging import messages_of
from tests.nursery import Nursery, gone, kill
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


FILE = """
title: Day
timezone: UTC
days:
  - date: 2030-06-03
    sessions: [{title: Owls, start: "09:00", end: "10:00"}, {title: Gulls, start: "10:00", end: "11:00"}]
"""


async def test_what_the_file_became_while_the_bot_was_away_is_known_before_anything_is_said(tmp_path):
    path = tmp_path / "programme.yaml"
    path.write_text(FILE, encoding="utf-8")
    clock = SimulatedClock(datetime(2030, 6, 3, 8, 50, tzinfo=UTC), speed=0)
    sandbox = Sandbox(furnish(sources.load(path)[0], clock), limits=Limits(rate_limits=False))
    environment = {"PROGRAMME": str(path), "STATE_DIR": str(tmp_path)}

    async def run_until_said(count):
        now = ("--now", clock.now().isoformat(), "--speed", "0")
        number = await nursery.start(tmp_path, now, environment)
        async with asyncio.timeout(30):
            while len(said := messages_of(sandbox.world)) < count:
                await asyncio.sleep(0.02)
        await kill(number)
        return [(each.place, each.text.split(",")[0]) for each in said]

    await sandbox.start()
    environment |= {"DISCORD_API_URL": sandbox.api_url, "DISCORD_TOKEN": next(sandbox.world.bots).token}
    try:
        async with Nursery() as nursery:
            assert await run_until_said(1) == [("reminders", "In 10 min")]
            later = FILE.replace('"10:00", end: "11:00"', '"15:00", end: "16:00"')
            path.write_text(later, encoding="utf-8")
            clock.set(datetime(2030, 6, 3, 9, 55, tzinfo=UTC))
            said = await run_until_said(2)
    finally:
        await sandbox.stop()
    assert said[1:] == [("organisers", "The programme’s source changed while I was away")]


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
