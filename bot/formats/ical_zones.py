"""The time zones that a calendar brings along: those with a name we know, and those it describes itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.formats.ical_lines import Component
from bot.formats.recurrence import Rule, find_days, parse_rule
from bot.formats.zones import find_zone

MOST_CHANGES = 200  # of one zone
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


@dataclass(frozen=True, slots=True)
class _Change:
    """When clocks change to an offset: once, at `begin` on the clock before, or every year by a rule."""

    begin: datetime
    offset: timedelta
    rule: Rule | None

    def in_year(self, year: int) -> datetime | None:
        """The change of that year by its rule, None if there is none."""
        if self.rule is None or year < self.begin.year or (self.rule.until and f"{year}" > self.rule.until[:4]):
            return None
        days = find_days(self.rule, self.begin.date(), date(year, 12, 31), date(year, 1, 1))
        return next((datetime.combine(day, self.begin.time()) for day in days), None)


class DescribedZone(tzinfo):
    """A zone by its own description: local times, in each year, at which its offset changes."""

    def __init__(self, component: Component) -> None:
        self._changes = list(_read_changes(component))
        self._years: dict[int, list[tuple[datetime, timedelta]]] = {}

    def utcoffset(self, at: datetime | None) -> timedelta:
        if at is None:
            return timedelta()
        local = at.replace(tzinfo=None)
        before = [offset for changed, offset in self._until(local.year) if changed <= local]
        if before:
            return before[-1]
        return self._changes[0].offset if self._changes else timedelta()

    def _until(self, year: int) -> list[tuple[datetime, timedelta]]:
        """Changes of this year and the one before it, and those that were once, in order."""
        if year not in self._years:
            repeated = ((change.in_year(each), change.offset) for change in self._changes for each in (year - 1, year))
            once = ((change.begin, change.offset) for change in self._changes if change.rule is None)
            self._years[year] = sorted((at, offset) for at, offset in (*repeated, *once) if at is not None)
        return self._years[year]

    def dst(self, _at: datetime | None) -> timedelta:
        return timedelta()

    def tzname(self, at: datetime | None) -> str:
        return timezone(self.utcoffset(at)).tzname(None)


def _read_changes(component: Component) -> Iterator[_Change]:
    for part in component.components[:MOST_CHANGES]:
        offset = _parse_offset(part.text("TZOFFSETTO"))
        begin = _parse_local(part.text("DTSTART"))
        if offset is None or begin is None:
            continue
        rule = parse_rule(part.text("RRULE"))
        yield _Change(begin, offset, rule if rule and rule.frequency == "YEARLY" else None)


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
        year, month, day, hour, minute, second = (int(part) for part in found.groups()) if found else (0,) * 6
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - a clock's time
    except ValueError:
        return None
