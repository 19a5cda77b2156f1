"""Dates, clock times and lengths of time as people write them, and the instants they stand for in a zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

LONGEST_INTO_NEXT_DAY = timedelta(hours=12)
FIRST_YEAR, LAST_YEAR = 1970, 2199

# They also stand in the editors' schema, so they keep to what Python and JavaScript read alike.
_HALF = r" ?[aApP]\.?[mM]\.?"
CLOCK_PATTERN = (
    rf"(([01]?[0-9]|2[0-3])( ?[hH]|[:.hH][0-5][0-9](:[0-5][0-9])?)({_HALF})?|24[:.hH]00|(0?[1-9]|1[0-2])({_HALF}))"
)
DATE_PATTERN = r"[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])"
OFFSET_PATTERN = r"([zZ]|[+-][0-9]{2}:?[0-9]{2})"
MOMENT_PATTERN = rf"({DATE_PATTERN}([tT]| +))?{CLOCK_PATTERN}( ?{OFFSET_PATTERN})?"
LENGTH_PATTERN = r"([0-9]{1,4}( ?(m|mn|min|minutes?))?|[0-9]{1,2}( ?[hH]|[:hH][0-5][0-9]( ?(m|mn|min))?))"


class Moment(NamedTuple):
    """A time on the venue's clock, as it stands in a file.

    `day` is None for the day it is listed under; `offset` (from UTC) is None for the venue's. `midnight` is whether it
    was written as 24:00: `clock` is then 00:00, and the moment is the end of its day.
    """

    clock: time
    day: date | None = None
    offset: timezone | None = None
    midnight: bool = False


class Instant(NamedTuple):
    """A moment in UTC. `again` is the second one where the venue's clock shows it twice that night, else None."""

    at: datetime
    again: datetime | None = None


class SkippedTimeError(ValueError):
    """A time that the venue's clock never shows. The message says which times it jumps over."""


def parse_date(text: str) -> date:
    """The date of a text such as '2025-06-30'. Raises PydanticCustomError with advice."""
    advice = "write it like '2025-06-30' (year, month, day)"
    if not re.fullmatch(DATE_PATTERN, text.strip()):
        raise PydanticCustomError("date", "is not a date", {"advice": advice})
    year, month, day = (int(part) for part in text.split("-"))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PydanticCustomError("date", f"is not between {FIRST_YEAR} and {LAST_YEAR}", {"advice": advice})
    try:
        return date(year, month, day)
    except ValueError:
        raise PydanticCustomError("date", "is a day that its month does not have", {"advice": advice}) from None


def parse_moment(text: str) -> Moment:
    """The moment of a text such as '9:30', '14h', '2:30 pm', '2025-07-01 00:30' or '2025-06-30T09:30+02:00'.

    Raises PydanticCustomError with advice.
    """
    text = text.strip()
    if not re.fullmatch(MOMENT_PATTERN, text):
        raise PydanticCustomError("moment", "is not a time", {"advice": "write it like '09:30'"})
    dated = re.match(f"({DATE_PATTERN})([tT]| +)", text)
    rest = text[dated.end() :] if dated else text
    offset = re.search(f"{OFFSET_PATTERN}$", rest)
    clock, midnight = _parse_clock(rest[: offset.start()] if offset else rest)
    return Moment(
        clock,
        day=parse_date(dated[1]) if dated else None,
        offset=_parse_offset(offset[0]) if offset else None,
        midnight=midnight,
    )


def _parse_clock(text: str) -> tuple[time, bool]:
    """The time, and whether it is the midnight at the end of the day."""
    hour, minute, second, *_ = [int(number) for number in re.findall("[0-9]+", text)] + [0, 0]
    half = re.search("[aApP]", text)
    if half:
        if not 1 <= hour <= 12:
            raise PydanticCustomError("moment", "is not a time", {"advice": "leave out am and pm, or use 1 to 12"})
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return (time(), True) if hour == 24 else (time(hour, minute, second), False)


def _parse_offset(text: str) -> timezone:
    if text in "zZ":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise PydanticCustomError("moment", "has an offset that no clock has", {"advice": "write it like '+02:00'"})
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def parse_length(text: str) -> timedelta:
    """The length of a text such as '30' (minutes), '45 min', '1h30' or '1:30'. Raises PydanticCustomError."""
    if not re.fullmatch(LENGTH_PATTERN, text.strip()):
        raise PydanticCustomError(
            "length", "is not a length of time", {"advice": "write the minutes, like '30', or '1h30'"}
        )
    numbers = [int(number) for number in re.findall("[0-9]+", text)]
    if re.search("[hH:]", text):
        return timedelta(hours=numbers[0], minutes=sum(numbers[1:]))
    return timedelta(minutes=numbers[0])


def resolve(moment: Moment, day: date, zone: ZoneInfo) -> Instant:
    """The instant of a moment listed under `day`. Raises SkippedTimeError if the clocks jump over it that night."""
    local = datetime.combine(moment.day or day, moment.clock) + timedelta(days=moment.midnight)
    if moment.offset:
        return Instant(local.replace(tzinfo=moment.offset).astimezone(UTC))
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = first.utcoffset(), second.utcoffset()
    if before is None or after is None or before == after:
        return Instant(first.astimezone(UTC))
    if before < after:
        raise SkippedTimeError(_describe_gap(local, before, after, zone))
    return Instant(first.astimezone(UTC), second.astimezone(UTC))


def resolve_end(moment: Moment, start: datetime, zone: ZoneInfo) -> Instant:
    """The instant at which what begins at `start` ends, if its end is written so.

    A clock time earlier than the start's is on the next day if that is less than 12 hours later; if it is not, the
    instant returned is before the start. Raises SkippedTimeError.
    """
    day = start.astimezone(zone).date()
    end = resolve(moment, day, zone)
    if end.at >= start or moment.day or moment.offset:
        return end
    if end.again and end.again >= start:
        return Instant(end.again)
    tomorrow = resolve(moment, day + timedelta(days=1), zone)
    return tomorrow if tomorrow.at - start < LONGEST_INTO_NEXT_DAY else end


def _describe_gap(local: datetime, before: timedelta, after: timedelta, zone: ZoneInfo) -> str:
    """The jump that skips `local`: it lies between `local` read with the offset after it and with the one before."""
    low, high = local - after, local - before
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.replace(tzinfo=UTC).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    left, reached = high + before, high + after
    return f"the clocks go from {left:%H:%M} to {reached:%H:%M} on {left:%Y-%m-%d} in {zone.key}"
