"""The only file that reads the time or sleeps until it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the rest of the bot knows of time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    async def sleep_until(self, moment: datetime) -> None:
        """Return at `moment` on this clock, at once if it has passed, or when the clock is set back meanwhile."""


class SystemClock:
    """The machine's clock. Sleeps in bounded stretches, so that a corrected clock or a suspended machine is noticed."""

    longest_stretch_seconds = 30.0

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place where the machine's time is read

    async def sleep_until(self, moment: datetime) -> None:
        before = self.now()
        while (left := (moment - before).total_seconds()) > 0:
            await asyncio.sleep(min(left, self.longest_stretch_seconds))
            if self.now() < before:
                return
            before = self.now()


YEARS = range(1970, 2200)  # where calendars, zones and ids of Discord all reach
FASTEST = 1_000_000


class SimulatedClock:
    """A clock that can be set, sped up and paused; whoever sleeps on it wakes at the right moment all the same.

    `speed` is simulated seconds per real second, 0 to FASTEST; 0 is a pause. The start is in one of YEARS.
    """

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        self._moment = _aware(start)
        self._speed = _valid_speed(speed)
        self._paused = False
        self._real = time.monotonic()
        self._changed: set[asyncio.Event] = set()
        self._listeners: list[Callable[[], None]] = []

    @property
    def speed(self) -> float:
        return self._speed

    @property
    def paused(self) -> bool:
        return self._paused

    def now(self) -> datetime:
        return self._moment + timedelta(seconds=(time.monotonic() - self._real) * self._rate)

    def set(self, moment: datetime) -> None:
        """Jump to `moment`, forwards or backwards; an aware datetime, or ValueError."""
        self._change(moment=_aware(moment))

    def set_speed(self, speed: float) -> None:
        """Run at `speed` from now on; ValueError if it is negative or not finite."""
        self._change(speed=_valid_speed(speed))

    def pause(self) -> None:
        self._change(paused=True)

    def resume(self) -> None:
        self._change(paused=False)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the clock is set, sped up, paused or resumed."""
        self._listeners.append(listener)

    async def sleep_until(self, moment: datetime) -> None:
        changed = asyncio.Event()
        self._changed.add(changed)
        try:
            before = self.now()
            while self.now() >= before and (left := (moment - self.now()).total_seconds()) > 0:
                before = self.now()
                changed.clear()
                timeout = left / self._rate if self._rate else None
                try:
                    async with asyncio.timeout(timeout):
                        await changed.wait()
                except TimeoutError:
                    continue
        finally:
            self._changed.discard(changed)

    @property
    def _rate(self) -> float:
        return 0.0 if self._paused else self._speed

    def _change(
        self, *, moment: datetime | None = None, speed: float | None = None, paused: bool | None = None
    ) -> None:
        self._moment = self.now() if moment is None else moment
        self._real = time.monotonic()
        self._speed = self._speed if speed is None else speed
        self._paused = self._paused if paused is None else paused
        for changed in self._changed:
            changed.set()
        for listener in self._listeners:
            listener()


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; write it like 2025-06-30T09:00:00+02:00")
    if moment.year not in YEARS:
        raise ValueError(f"{moment.isoformat()} is not between {YEARS[0]} and {YEARS[-1]}")
    return moment.astimezone(UTC)


def _valid_speed(speed: float) -> float:
    if not 0 <= speed <= FASTEST:
        raise ValueError(f"speed {speed} is not a number of simulated seconds per second, 0 to {FASTEST:,}")
    return speed
