"""Dates in running text, in English and some other languages: '30 June 2025', 'June 30th', 'lundi 30 juin'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.core.text import fold
from bot.formats.moments import FIRST_YEAR, LAST_YEAR

LOCALES = ("en", "fr", "de", "es", "it")


@dataclass(frozen=True, slots=True)
class Found:
    """A date and where it stands in the folded text. `doubtful`: day and month could be the other way round."""

    date: date
    start: int
    end: int
    doubtful: bool = False


def find_dates(text: str, year: int | None = None) -> list[Found]:
    """The dates in a text, in order. `year` is that of dates without one; if it is None, they are passed over.

    >>> [str(found.date) for found in find_dates("June 28th-30th, 2025 or le 1er juillet", 2025)]
    ['2025-06-28', '2025-07-01']
    """
    folded = fold(text)
    found = sorted(_find_all(folded, year), key=lambda each: each.start)
    return [each for position, each in enumerate(found) if position == 0 or each.start >= found[position - 1].end]


def _find_all(folded: str, year: int | None) -> Iterator[Found]:
    for pattern, order in _patterns():
        for match in pattern.finditer(folded):
            named = match.groupdict()
            given = int(named["year"]) if named.get("year") else year
            month = _months().get(named["month"], 0) if not named["month"].isdecimal() else int(named["month"])
            day = int(named["day"])
            doubtful = order == "slashed" and day <= 12 and month <= 12 and day != month
            if order == "slashed" and month > 12:
                day, month = month, day
            found = _make(given, month, day)
            if found:
                yield Found(found, match.start(), match.end(), doubtful)


def _make(year: int | None, month: int, day: int) -> date | None:
    if year is None or not FIRST_YEAR < year < LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_only_a_date(text: str) -> bool:
    """Whether a text is a date, its weekday perhaps, and nothing else.

    >>> is_only_a_date("Friday, 30 June 2023"), is_only_a_date("Rust day 30 June 2023")
    (True, False)
    """
    return bool(find_dates(text)) and not re.search(r"\w", cut_date(text))


def cut_date(text: str, year: int | None = None) -> str:
    """What the folded text holds beside its first date and the weekday of it.

    >>> cut_date("Mon 30 June 2025, 9:30 am")
    '9:30 am'
    """
    rest = fold(text)
    for found in find_dates(text, year)[:1]:
        rest = f"{rest[: found.start]} {rest[found.end :]}"
        rest = re.sub(r"[^\W\d_]+\.?", lambda word: "" if word[0].strip(".") in _weekdays() else word[0], rest)
    return rest.strip(" ,;:t")


@cache
def _weekdays() -> frozenset[str]:
    """Weekdays, and what stands before a date, by their folded names."""
    from babel import Locale

    days = (Locale(locale).days["format"][width] for locale in LOCALES for width in ("wide", "abbreviated"))
    return frozenset({"le", "den", "the", "on"}) | {fold(name).strip(". ") for names in days for name in names.values()}


@cache
def _months() -> dict[str, int]:
    """Months by their folded names and abbreviations."""
    from babel import Locale  # only sources in running text need it

    names: dict[str, int] = {"sept": 9}
    for locale in LOCALES:
        months = Locale(locale).months["format"]
        for width in ("wide", "abbreviated"):
            for number, name in months[width].items():
                names.setdefault(fold(name).strip(". "), number)
    return names


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    month = "|".join(sorted(_months(), key=len, reverse=True))
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
    to = r"(?:\s*(?:-|to|and|au|bis|&)\s*\d{1,2}(?:st|nd|rd|th)?)?"
    return (
        (re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"), "iso"),
        (re.compile(rf"\b(?P<month>{month})\.?\s+{day}{to}(?!\d|:|h\d)(?:,?\s+(?P<year>\d{{4}})\b)?"), "month first"),
        (
            re.compile(
                rf"\b{day}{to}\s+(?:of\s+|de\s+)?(?P<month>{month})\b\.?(?:,?\s+(?:de\s+)?(?P<year>\d{{4}})\b)?"
            ),
            "day first",
        ),
        (re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\b"), "dotted"),
        (re.compile(r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\b"), "slashed"),
    )
