"""The days on which a rule of iCalendar repeats something: never more work than there are days to look at."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
UNDERSTOOD = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `days` are weekdays (0 is Monday), each with which one of its month or year, 0 for any."""

    frequency: str
    interval: int = 1
    count: int | None = None
    days: tuple[tuple[int, int], ...] = ()
    month_days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    positions: tuple[int, ...] = ()
    week_starts: int = 0
    until: str = field(default="", compare=False)


def parse_rule(text: str) -> Rule | None:
    """The rule, or None if it is one that no programme needs (every second, by week of the year …), or none at all."""
    parts = dict(part.upper().split("=", 1) for part in text.strip().split(";") if "=" in part)
    if parts.get("FREQ") not in FREQUENCIES or not parts.keys() <= UNDERSTOOD:
        return None
    try:
        return Rule(
            frequency=parts["FREQ"],
            interval=max(1, int(parts.get("INTERVAL", "1"))),
            count=int(parts["COUNT"]) if "COUNT" in parts else None,
            days=tuple(_parse_day(each) for each in parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
            month_days=_numbers(parts.get("BYMONTHDAY", "")),
            months=_numbers(parts.get("BYMONTH", "")),
            positions=tuple(sorted(_numbers(parts.get("BYSETPOS", "")))),
            week_starts=WEEKDAYS.index(parts.get("WKST", "MO")),
            until=parts.get("UNTIL", ""),
        )
    except ValueError:
        return None


def _parse_day(text: str) -> tuple[int, int]:
    found = _BY_DAY.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return WEEKDAYS.index(found[2]), int(found[1] or 0)


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(",")) if text else frozenset()


def find_days(rule: Rule, first: date, last: date, begin: date | None = None) -> Iterator[date]:
    """The days of the rule that begins on `first`, in order, up to `last`; its count, if any, is kept to.

    `begin`: look only from this day on (without a count).

    >>> [str(day) for day in find_days(parse_rule("FREQ=MONTHLY;BYDAY=-1SU"), date(2025, 3, 30), date(2025, 5, 1))]
    ['2025-03-30', '2025-04-27']
    """
    start = begin or first
    span = (start + timedelta(days=number) for number in range((last - start).days + 1))
    found = 0
    for _, group in groupby(span, key=lambda day: _period(rule, day)):
        period = list(group)
        if _distance(rule, first, period[0]) % rule.interval:
            continue
        matching = [day for day in period if _matches(rule, day, first)]
        for day in _at_positions(matching, rule.positions):
            if day < first:
                continue
            found += 1
            if rule.count is not None and found > rule.count:
                return
            yield day


def _period(rule: Rule, day: date) -> object:
    """What the rule's frequency counts: the day, its week, its month or its year."""
    match rule.frequency:
        case "DAILY":
            return day
        case "WEEKLY":
            return _week_start(rule, day)
        case "MONTHLY":
            return day.year, day.month
    return day.year


def _week_start(rule: Rule, day: date) -> date:
    return date.fromordinal(max(1, day.toordinal() - (day.weekday() - rule.week_starts) % 7))


def _distance(rule: Rule, first: date, day: date) -> int:
    """How many periods lie between the first day's and this one's."""
    match rule.frequency:
        case "DAILY":
            return (day - first).days
        case "WEEKLY":
            return (_week_start(rule, day) - _week_start(rule, first)).days // 7
        case "MONTHLY":
            return (day.year - first.year) * 12 + day.month - first.month
    return day.year - first.year


def _matches(rule: Rule, day: date, first: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    length = calendar.monthrange(day.year, day.month)[1]
    if rule.month_days and not {day.day, day.day - length - 1} & rule.month_days:
        return False
    if rule.days:
        return any(day.weekday() == weekday and _is_nth(rule, day, nth, length) for weekday, nth in rule.days)
    if rule.month_days or rule.frequency == "DAILY":
        return True
    if rule.frequency == "WEEKLY":
        return day.weekday() == first.weekday()
    return day.day == first.day and (rule.frequency == "MONTHLY" or bool(rule.months) or day.month == first.month)


def _is_nth(rule: Rule, day: date, nth: int, length: int) -> bool:
    """Whether the day is the nth of its weekday in the month (or in the year, if the rule names no month)."""
    if nth == 0 or rule.frequency in {"DAILY", "WEEKLY"}:
        return True
    if rule.frequency == "YEARLY" and not rule.months:
        number, total = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
    else:
        number, total = day.day, length
    return nth == ((number - 1) // 7 + 1 if nth > 0 else -((total - number) // 7 + 1))


def _at_positions(days: list[date], positions: tuple[int, ...]) -> list[date]:
    if not positions:
        return days
    wanted = {at - 1 if at > 0 else len(days) + at for at in positions}
    return [day for at, day in enumerate(days) if at in wanted]
