"""Dates and times as people type them into the cells of a table, brought into the forms that our parsers read."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.core.text import fold

NOT_YET = frozenset(
    {"tba", "tbd", "tbc", "?", "??", "-", "–", "—", "n/a", "na", "none", "unknown", "offen", "a definir"}
)
_NAMED_HOURS = {
    **dict.fromkeys(("noon", "midday", "midi", "mittag", "mittags"), "12:00"),
    **dict.fromkeys(("midnight", "minuit", "mitternacht"), "24:00"),
}
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day 0, on no clock in particular
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")  # days since then, of the years 1954 to 2119
_PART_OF_DAY = re.compile(r"0?\.\d+|0|1\.0*")  # what a spreadsheet makes of a time
_YEAR_FIRST = re.compile(r"\b(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})-(\d{1,2})-(\d{4})\b")
_MONTH_NAMED = re.compile(r"\b(\d{1,2})-([^\W\d_]{3,10})\.?-(\d{4})\b")
_SHORT_YEAR = re.compile(r"\b(\d{1,2})([./])(\d{1,2})\2(\d{2})(?![\d:./])")
_BEFORE_CLOCK = re.compile(r"^(?:from|at|de|von|ab|um|à)\s+(?=\d)", re.IGNORECASE)
_HOUR_WORD = re.compile(r"\b(\d{1,2})(?:[:.h](\d{2}))?\s*(?:uhr|heures?|hrs|o['’]clock)(?!\w)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:-|–|—|−|→|\bto\b|à|\bbis\b|\buntil\b)\s*")
_HALF = re.compile(r"\d\s*([ap])\.?m\.?$", re.IGNORECASE)
_ISO = re.compile(r"\d[Tt]\d|:\d\d:\d\d|[+]\d\d:?\d\d$")


def plain(text: str) -> str:
    """The text of a cell, with dates and times in it as our parsers know them.

    >>> plain("45838.5"), plain("0.25"), plain("30-Jun-2025, 9 Uhr"), plain("30/06/25"), plain("noon")
    ('2025-06-30 12:00', '6:00', '30 Jun 2025, 9h', '30/06/2025', '12:00')
    """
    text = text.strip()
    if _SERIAL.fullmatch(text):
        return f"{_EPOCH + timedelta(minutes=round(float(text) * 1440)):%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    if _PART_OF_DAY.fullmatch(text):
        minutes = round(float(text) * 1440)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if fold(text) in _NAMED_HOURS:
        return _NAMED_HOURS[fold(text)]
    text = _YEAR_FIRST.sub(r"\1-\2-\3", text)
    text = _DAY_FIRST.sub(r"\1.\2.\3", text)
    text = _MONTH_NAMED.sub(r"\1 \2 \3", text)
    text = _SHORT_YEAR.sub(r"\1\2\3\g<2>20\4", text)
    text = _BEFORE_CLOCK.sub("", text)
    return _HOUR_WORD.sub(lambda found: f"{found[1]}:{found[2]}" if found[2] else f"{found[1]}h", text)


def split_range(text: str) -> tuple[str, str] | None:
    """Beginning and end where a plain cell has both; None where it is one time.

    >>> split_range("30 June, 9:30 - 10:00"), split_range("1:00-2:00 pm"), split_range("2025-06-30T09:30-05:00")
    (('30 June, 9:30', '10:00'), ('1:00 pm', '2:00 pm'), None)
    """
    if _ISO.search(text):
        return None
    *_, last = [None, *_BETWEEN.finditer(text)]
    if last is None:
        return None
    first, second = text[: last.start()], text[last.end() :]
    if not re.search(r"\d\s*[:.hH]|\d\s*[ap]\.?m|\d$", first) or not re.match(r"\d{1,2}\s*(?:[:.hH]|[ap]\.?m)", second):
        return None
    half = _HALF.search(second)
    if half and not _HALF.search(first) and re.search(r"\d$", first):
        first = f"{first} {_first_half(first, second, half[1].lower())}m"
    return first, second


def _first_half(first: str, second: str, half: str) -> str:
    """Whether '11:00' before '1:00 pm' is in the morning."""
    hours = [int(re.findall(r"\d{1,2}(?=[:.]\d\d|\s*[apAP]|$)", part)[0]) % 12 for part in (first, second)]
    return half if hours[0] <= hours[1] else {"a": "p", "p": "a"}[half]
