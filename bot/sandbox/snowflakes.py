"""Ids that grow with real time, as Discord makes them: milliseconds since 2015 in the upper bits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


class Snowflakes:
    """A source of ids, each larger than the last."""

    def __init__(self, last: int = 0) -> None:
        self.last = last
        self._clock = SystemClock()

    def next(self) -> str:
        self.last = max(snowflake_at(self._clock.now()), self.last + 1)
        return str(self.last)

    def age_seconds(self, snowflake: str) -> float:
        return (self._clock.now() - time_of(snowflake)).total_seconds()

    def wall_time(self) -> float:
        """Real seconds since 1970."""
        return self._clock.now().timestamp()


def snowflake_at(moment: datetime) -> int:
    """The smallest id of this millisecond."""
    return ((moment - _EPOCH) // timedelta(milliseconds=1)) << 22


def time_of(snowflake: str) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(snowflake) >> 22)
