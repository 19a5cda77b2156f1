"""Times, dates and lengths as other systems write them. What cannot be one is a StampError, with advice."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from pydantic_core import PydanticCustomError

from bot.formats.moments import FIRST_YEAR, LAST_YEAR, Moment, parse_date, parse_moment
from bot.formats.problems import quoted

LONGEST = timedelta(days=31)
_HOURS_MINUTES = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):(\d{1,2})")
_ISO_LENGTH = re.compile(
    r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})(?:\.\d+)?S)?)?", re.IGNORECASE
)


class StampError(ValueError):
    """`found` is what is wrong, with the value; `advice` what would do."""

    def __init__(self, found: str, advice: str = "") -> None:
        self.found = found
        self.advice = advice
        super().__init__(found)


def parse_stamp(value: object) -> datetime:
    """A date with a time, aware if it has an offset. Raises StampError."""
    advice = "write it like '2025-06-30T09:30:00+02:00'"
    if not isinstance(value, str):
        raise StampError(f"{_shown(value)} is not a date with a time", advice)
    text = value.strip()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = _from_words(text, advice)
    return _checked(at, text)


def _from_words(text: str, advice: str) -> datetime:
    try:
        moment = parse_moment(text)
    except PydanticCustomError as error:
        raise StampError(f"{quoted(text)} {error.message()}", advice) from None
    if moment.day is None:
        raise StampError(f"{quoted(text)} has no date", advice)
    return on_day(moment, moment.day)


def _checked(at: datetime, text: str) -> datetime:
    if not FIRST_YEAR < at.year < LAST_YEAR:
        raise StampError(f"{quoted(text)} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return at.replace(microsecond=0, fold=0)


def on_day(moment: Moment, day: date) -> datetime:
    """The moment on the day it belongs to, if it does not name another one; aware if it has an offset."""
    at = datetime.combine(moment.day or day, moment.clock, moment.offset) + timedelta(days=moment.midnight)
    return _checked(at, at.isoformat())


def parse_day(value: object) -> date:
    """A date, whatever time follows it. Raises StampError."""
    if not isinstance(value, str):
        raise StampError(f"{_shown(value)} is not a date", "write it like '2025-06-30'")
    text = value.strip()
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        try:
            return parse_date(text[:10])
        except PydanticCustomError as error:
            raise StampError(f"{quoted(text)} {error.message()}", "write it like '2025-06-30'") from None
    return _checked(datetime.combine(day, time()), text).date()


def parse_clock(value: object) -> Moment:
    """A time of day such as '9:30' or '14h'. Raises StampError; a number is what YAML makes of an unquoted time."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise StampError(f"{_shown(value)} is not a time", "write it like '09:30'")
    if isinstance(value, int):
        meant = f"; was it {value // 60}:{value % 60:02d} before a YAML program read it?" if 0 < value < 1440 else ""
        raise StampError(f"the number {_shown(value)} is not a time{meant}", "write it in quotes, like '09:30'")
    try:
        return parse_moment(value)
    except PydanticCustomError as error:
        raise StampError(f"{quoted(value)} {error.message()}", "write it like '09:30'") from None


def parse_duration(value: object) -> timedelta:
    """A length such as '00:45', '1:02:30' (hours, minutes, seconds), 'PT45M', or 45 (minutes). Raises StampError."""
    advice = "write hours and minutes like '00:45'"
    length: timedelta | None = None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 100_000:
        length = timedelta(minutes=value)
    elif isinstance(value, str):
        length = _parse_length(value.strip())
    if length is None:
        raise StampError(f"{_shown(value)} is not a length of time", advice)
    if length < timedelta():
        raise StampError(f"{_shown(value)} is less than no time", advice)
    if length > LONGEST:
        raise StampError(f"{_shown(value)} is more than a month", advice)
    return length


def _parse_length(text: str) -> timedelta | None:
    if re.fullmatch(r"\d{1,5}", text):
        return timedelta(minutes=int(text))
    clock = _HOURS_MINUTES.fullmatch(text)
    if clock:
        first, second, third = (int(part or 0) for part in clock.groups())
        if clock[1] is None:
            return timedelta(hours=second, minutes=third)
        return timedelta(hours=first, minutes=second, seconds=third)
    iso = _ISO_LENGTH.fullmatch(text)
    if iso and any(iso.groups()):
        days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    words = re.fullmatch(
        r"(?:(\d{1,3}) ?(?:h|hours?|hrs?|heures?)\.?)? ?(?:(\d{1,4}) ?(?:mn|m|min|mins|minutes?|minuten)?\.?)?",
        text,
        re.IGNORECASE,
    )
    if words and any(words.groups()):
        return timedelta(hours=int(words[1] or 0), minutes=int(words[2] or 0))
    return None


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case str():
            return quoted(value)
        case list():
            return "a list"
        case dict():
            return "an object"
    return quoted(str(value)[:60])
