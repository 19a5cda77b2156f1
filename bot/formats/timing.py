"""When the sessions of a programme file begin and end: from what is written to instants in UTC."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.formats.moments import Instant, Moment, SkippedTimeError, resolve, resolve_end
from bot.formats.programme_file import DayEntry, SessionEntry
from bot.formats.remarks import Remarks
from bot.formats.yaml_tree import Location

LONGEST_SESSION = timedelta(hours=24)
EARLY_HOUR, LATE_HOUR = 6, 18
TIME_KEYS = ("start", "end", "duration")
Rooms = tuple[str, ...]


class Slot(NamedTuple):
    """Where and from when a session is; it is at `location` in the form."""

    location: Location
    day: date
    rooms: Rooms
    start: datetime


class Following:
    """When the next session begins in the same place, on the same day of the programme."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        # A session without a room is for everybody, wherever they are: it ends what goes on in any room.
        self._starts: dict[tuple[date, str | None], list[datetime]] = defaultdict(list)
        for slot in sorted(slots, key=lambda slot: slot.start):
            self._starts[slot.day, None].append(slot.start)
            for room in slot.rooms or ("",):
                self._starts[slot.day, room].append(slot.start)

    def find_start(self, slot: Slot) -> datetime | None:
        """The first start after the slot's own in one of its rooms (in any, if it has none); None if there is none."""
        rooms = (*slot.rooms, "") if slot.rooms else (None,)
        starts = (self._starts.get((slot.day, room), []) for room in rooms)
        nexts = (found[bisect_right(found, slot.start) :][:1] for found in starts)
        return min((start for later in nexts for start in later), default=None)


class Timing:
    """Turns written times into instants on one zone's clock; what is odd or wrong with them becomes a remark."""

    def __init__(self, zone: ZoneInfo, remarks: Remarks) -> None:
        self._zone = zone
        self._remarks = remarks

    def is_known(self, location: Location) -> bool:
        """Whether all that decides when the session at `location` takes place could be read."""
        if not self._remarks.broken:
            return True
        day = location[:2]
        deciding = [(*day, "date"), *((*location, key) for key in TIME_KEYS)]
        return not any(self._remarks.is_broken(each) for each in deciding)

    def find_instant(self, moment: Moment, day: date, location: Location) -> datetime:
        """The instant of a moment listed under `day` and written at `location`."""
        return self._note_clock_change(lambda at: resolve(at, day, self._zone), moment, location)

    def show(self, instant: datetime, beside: datetime) -> str:
        """The clock time of `instant`, with its date if that is another than that of `beside`."""
        local = instant.astimezone(self._zone)
        same = local.date() == beside.astimezone(self._zone).date()
        return f"{local:%H:%M}" if same else f"{local:%Y-%m-%d %H:%M}"

    def find_end(self, entry: SessionEntry, slot: Slot, following: Following) -> datetime | None:
        """The session's end, not before its start; None if it is not known."""
        if entry.end is not None and entry.duration is not None:
            self._remarks.refuse((*slot.location, "duration"), "duration is given, and end too", "keep one of them")
        if entry.duration is not None:
            return slot.start + entry.duration
        if entry.end is None:
            return following.find_start(slot)
        if isinstance(entry.end, str) or not self.is_known(slot.location):
            return None
        end = self._note_clock_change(
            lambda at: resolve_end(at, slot.start, self._zone), entry.end, (*slot.location, "end")
        )
        self._judge_end(entry.end, end, slot)
        return max(end, slot.start)

    def _note_clock_change(self, find: Callable[[Moment], Instant], moment: Moment, location: Location) -> datetime:
        """The instant that `find` finds, with a remark if the clocks are changed at that time."""
        key = f"{location[-1]} '{moment.clock:%H:%M}'"
        try:
            instant = find(moment)
        except SkippedTimeError as skipped:
            self._remarks.refuse(location, f"{key} is a time that never comes: {skipped}", "write one before or after")
            return find(moment._replace(offset=UTC)).at
        if instant.again:
            second = instant.again.astimezone(self._zone).isoformat(" ", "minutes")
            self._remarks.warn(
                location, f"{key} comes twice that night, and the first is taken", f"for the second, write '{second}'"
            )
        return instant.at

    def _judge_end(self, moment: Moment, end: datetime, slot: Slot) -> None:
        location = (*slot.location, "end")
        key = f"end '{moment.clock:%H:%M}'"
        if end < slot.start:
            self._remarks.refuse(
                location, f"{key} is before its start, {self.show(slot.start, end)}", "correct one of them"
            )
        elif end == slot.start:
            self._remarks.warn(location, f"{key} is when it begins", "leave end out if it is not known")
        elif end - slot.start > LONGEST_SESSION:
            hours = (end - slot.start) / timedelta(hours=1)
            self._remarks.warn(location, f"{key} is {hours:.0f} hours after the start", "is the date right?")


def judge_day(day: DayEntry, location: Location, remarks: Remarks) -> None:
    """Warn of sessions listed under `day`, which is at `location`, whose times look like another night's."""
    if remarks.is_broken((*location, "date")):
        return
    late = False
    for position, entry in enumerate(day.sessions):
        at = (*location, "sessions", position, "start")
        hour, dated = entry.start.clock.hour, entry.start.day
        if dated is not None and not 0 <= (dated - day.date).days <= 1:
            advice = "list it under its own day"
            remarks.warn(at, f"start on {dated} is neither on {day.date} nor in the night after", advice)
        elif dated is None and late and hour < EARLY_HOUR:
            advice = f"for the night after, write '{day.date + timedelta(days=1)} {entry.start.clock:%H:%M}'"
            remarks.warn(at, f"start '{entry.start.clock:%H:%M}' is in the night before {day.date}", advice)
        late = late or (dated is None and hour >= LATE_HOUR)
