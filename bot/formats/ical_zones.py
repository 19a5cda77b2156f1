"""The time zones that a calendar brings along: those with a name we know, and those it describes itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from bot.formats.ical_lines import Component
from bot.formats.zones import find_zone

MOST_CHANGES = 1000  # a zone of a thousand years
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})")


class CalendarZones:
    """Zones by their TZID. `name` is the one that the calendar as a whole is in, empty if it does not say."""

    def __init__(self, calendar: Component) -> None:
        self.name = self._name_of(calendar)
        self._described = {
            component.text("TZID").strip(): component
            for component in calendar.components
            if component.name == "VTIMEZONE"
        }
        self._found: dict[str, tzinfo | None] = {}

    def _name_of(self, calendar: Component) -> str:
        for name in ("X-WR-TIMEZONE", "TIMEZONE-ID", "X-TIMEZONE"):
            if calendar.text(name).strip():
                return calendar.text(name).strip()
        zones = [component.text("TZID") for component in calendar.components if component.name == "VTIMEZONE"]
        return zones[0].strip() if len(zones) == 1 else ""

    def iana_name(self) -> str:
        """The IANA name of the calendar's zone, empty if it has none that we know."""
        component = self._described.get(self.name)
        location = component.text("X-LIC-LOCATION") if component else ""
        return find_zone(self.name) or find_zone(location)

    def find(self, tzid: str) -> tzinfo | None:
        """The zone called so, or None if nobody knows it."""
        if tzid not in self._found:
            self._found[tzid] = self._look_up(tzid.strip())
        return self._found[tzid]

    def _look_up(self, tzid: str) -> tzinfo | None:
        component = self._described.get(tzid)
        name = find_zone(tzid) or (find_zone(component.text("X-LIC-LOCATION")) if component else "")
        if name:
            return ZoneInfo(name)
        return DescribedZone(component) if component else None


class DescribedZone(tzinfo):
    """A zone by its own description: a list of local times at which its offset changes."""

    def __init__(self, component: Component) -> None:
        changes: list[tuple[datetime, timedelta]] = []
        for part in component.components:
            offset = _parse_offset(part.text("TZOFFSETTO"))
            begin = _parse_local(part.text("DTSTART"))
            if offset is not None and begin is not None:
                changes += ((at, offset) for at in _repeat(begin, part.text("RRULE")))
        changes.sort()
        self._starts = [at for at, _ in changes]
        self._offsets = [offset for _, offset in changes]

    def utcoffset(self, at: datetime | None) -> timedelta:
        if at is None or not self._offsets:
            return timedelta()
        return self._offsets[max(0, bisect_right(self._starts, at.replace(tzinfo=None)) - 1)]

    def dst(self, _at: datetime | None) -> timedelta:
        return timedelta()

    def tzname(self, at: datetime | None) -> str:
        return timezone(self.utcoffset(at)).tzname(None)


def _repeat(begin: datetime, rule: str) -> list[datetime]:
    if not re.match(r"FREQ=YEARLY;", rule.strip(), re.IGNORECASE):  # any other never ends in time
        return [begin]
    try:
        yearly = re.sub(r"(UNTIL=\d{8}T\d{6})Z", r"\1", rule.strip())
        found = rrulestr(yearly, dtstart=begin).between(begin, datetime(2100, 1, 1), inc=True)  # noqa: DTZ001 - a clock's time
        return found[:MOST_CHANGES] or [begin]
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        return [begin]


def _parse_offset(text: str) -> timedelta | None:
    found = _OFFSET.fullmatch(text.strip())
    if not found:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    if length >= timedelta(hours=24):
        return None
    return -length if found[1] == "-" else length


def _parse_local(text: str) -> datetime | None:
    found = _STAMP.match(text.strip())
    try:
        return datetime(*(int(part) for part in found.groups())) if found else None  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
