"""When a programme's sessions are: which lie in an interval, which come next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.programme import Programme
from bot.core.times import Interval, Mode, calendar_hours, end_of


class Timetable:
    """The sessions of a programme by day and hour; they are called by their positions in it."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self.hours: Mapping[date, tuple[datetime, datetime]] = calendar_hours(programme)
        sessions = programme.sessions
        self._in_order = sorted(range(len(sessions)), key=lambda at: sessions[at].start)
        self._starts = [sessions[at].start for at in self._in_order]
        self._longest = max((end_of(one) - one.start for one in sessions), default=timedelta())
        self.last_end = max((end_of(one) for one in sessions), default=None)
        self.held: Mapping[date, int] = Counter(session.day for session in sessions if not session.cancelled)
        self._of_day: dict[date, list[int]] = {}
        for position, session in enumerate(sessions):
            self._of_day.setdefault(session.day, []).append(position)

    def at_time(self, interval: Interval) -> set[int]:
        """The positions of the sessions that lie in the interval as it wants them to."""
        if interval.mode is Mode.DAYS:
            return {at for day in interval.days for at in self._of_day.get(day, ())}
        first = interval.start if interval.mode is Mode.STARTS else interval.start - self._longest
        last = bisect_right(self._starts, interval.start if interval.mode is Mode.AT else interval.end)
        among = self._in_order[bisect_left(self._starts, first) : last]
        return {at for at in among if interval.holds(self._programme.sessions[at])}

    def at_hours(self, interval: Interval) -> set[int]:
        """The positions of the sessions that lie at the hours of the interval, on whatever day."""
        day = interval.start.astimezone(self._programme.zone).date()
        apart = (one - day for one in self._programme.days)
        moved = (replace(interval, start=interval.start + days, end=interval.end + days) for days in apart)
        return set().union(*map(self.at_time, moved))

    def starting_next(self, now: datetime) -> set[int]:
        """The positions of the sessions that start next after the moment, of those that take place."""
        first = bisect_right(self._starts, now)
        while first < len(self._starts) and self._programme.sessions[self._in_order[first]].cancelled:
            first += 1
        last = bisect_right(self._starts, self._starts[first]) if first < len(self._starts) else first
        return set(self._in_order[first:last])
