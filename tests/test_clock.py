"""The clocks: setting, speeding, pausing, and sleeping through all of it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SimulatedClock, SystemClock

NINE = datetime(2025, 6, 30, 9, tzinfo=UTC)


async def wakes_within(waiting: asyncio.Task[None], seconds: float) -> bool:
    done, _ = await asyncio.wait([waiting], timeout=seconds)
    return bool(done)


def test_paused_clock_stands_still():
    clock = SimulatedClock(NINE, speed=0)
    assert clock.now() == NINE
    assert clock.now() == NINE


def test_speed_multiplies_real_time():
    clock = SimulatedClock(NINE, speed=1000)
    before = time.monotonic()
    while time.monotonic() - before < 0.05:
        pass
    assert timedelta(seconds=50) <= clock.now() - NINE < timedelta(seconds=500)


async def test_sleep_ends_at_once_for_a_moment_that_has_passed():
    await asyncio.wait_for(SimulatedClock(NINE, speed=0).sleep_until(NINE), 1)
    await asyncio.wait_for(SystemClock().sleep_until(NINE), 1)


async def test_sleep_ends_when_the_clock_is_set_past_its_moment():
    clock = SimulatedClock(NINE, speed=0)
    sleeping = asyncio.create_task(clock.sleep_until(NINE + timedelta(hours=1)))
    assert not await wakes_within(sleeping, 0.02)
    clock.set(NINE + timedelta(minutes=59))
    assert not await wakes_within(sleeping, 0.02)
    clock.set(NINE + timedelta(hours=1))
    assert await wakes_within(sleeping, 1)


async def test_sleep_ends_when_a_paused_clock_is_sped_up():
    clock = SimulatedClock(NINE)
    clock.pause()
    sleeping = asyncio.create_task(clock.sleep_until(NINE + timedelta(minutes=10)))
    assert not await wakes_within(sleeping, 0.02)
    clock.set_speed(60_000)
    assert not await wakes_within(sleeping, 0.02)
    clock.resume()
    assert await wakes_within(sleeping, 1)
    assert clock.now() >= NINE + timedelta(minutes=10)


async def test_sleep_ends_when_the_clock_is_set_back(monkeypatch):
    clock = SimulatedClock(NINE, speed=0)
    sleeping = asyncio.create_task(clock.sleep_until(NINE + timedelta(hours=1)))
    assert not await wakes_within(sleeping, 0.02)
    clock.set(NINE - timedelta(hours=1))
    assert await wakes_within(sleeping, 1)

    machine = SystemClock()
    monkeypatch.setattr(machine, "longest_stretch_seconds", 0.01)
    sleeping = asyncio.create_task(machine.sleep_until(machine.now() + timedelta(hours=1)))
    assert not await wakes_within(sleeping, 0.05)
    earlier = machine.now() - timedelta(hours=1)
    monkeypatch.setattr(machine, "now", lambda: earlier)
    assert await wakes_within(sleeping, 1)


def test_setting_back_goes_back():
    clock = SimulatedClock(NINE, speed=0)
    clock.set(NINE - timedelta(days=1))
    assert clock.now() == NINE - timedelta(days=1)


def test_change_is_told_to_listeners():
    clock = SimulatedClock(NINE, speed=0)
    told = []
    clock.on_change(lambda: told.append((clock.now(), clock.speed, clock.paused)))
    clock.set_speed(0)
    clock.pause()
    assert told == [(NINE, 0, False), (NINE, 0, True)]


@pytest.mark.parametrize("speed", [-1.0, 1_000_001.0, float("inf"), float("nan")])
def test_impossible_speed_is_refused(speed):
    with pytest.raises(ValueError, match="simulated seconds per second"):
        SimulatedClock(NINE, speed=speed)


def test_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        SimulatedClock(datetime(2025, 6, 30, 9))  # noqa: DTZ001 - the case under test


@pytest.mark.parametrize("year", [1, 1969, 2200, 9999])
def test_year_beyond_all_calendars_is_refused(year):
    with pytest.raises(ValueError, match="not between 1970 and 2199"):
        SimulatedClock(NINE.replace(year=year))


async def test_system_clock_sleeps_until_its_moment():
    clock = SystemClock()
    moment = clock.now() + timedelta(milliseconds=30)
    await clock.sleep_until(moment)
    assert clock.now() >= moment
