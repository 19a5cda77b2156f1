"""Lengths, times and parts in what an organiser typed, in any language and order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.core.changes import ChangeRefused
from bot.core.lexicon import language_table, languages, small_words
from bot.core.search.index import Index
from bot.core.text import fold, words_of
from bot.core.times import Calendar, Mode, TimeMention, find_times, to_interval
from bot.core.wording import find_sentence

LONGEST_DELAY = timedelta(hours=24)
_HOURS_OF_A_DAY = 24
_MOST_CLOCK_FREE = 5  # "5h" may be a length, "9h" is a time of day
_OPENS, _CLOSES = 7, 22  # the hours that are likely to be meant
_EARLIEST, _NOON, _EVENING = 6, 12, 17
_NEAR = timedelta(minutes=90)
_MINUTES = re.compile(r"\.(?P<m>[0-5]\d)(?![\w.:])")
_PHRASES = {"hour_and_half": 90, "three_quarters": 45, "half_hour": 30, "quarter": 15, "one_hour": 60, "one_day": 1440}


class Typed:
    """A text as it was typed and folded, letter by letter, so that places in one are places in the other."""

    def __init__(self, text: str, folded: str | None = None) -> None:
        self.text = unicodedata.normalize("NFC", text) if folded is None else text
        self.folded = "".join(map(_folded, self.text)) if folded is None else folded

    def without(self, *spans: tuple[int, int]) -> Typed:
        """The text with blanks in these places."""
        text, folded = self.text, self.folded
        for start, end in spans:
            blank = " " * (end - start)
            text, folded = text[:start] + blank + text[end:], folded[:start] + blank + folded[end:]
        return Typed(text, folded)

    def cut(self, start: int, end: int) -> tuple[Typed, Typed]:
        """What stands before and behind a place."""
        return Typed(self.text[:start], self.folded[:start]), Typed(self.text[end:], self.folded[end:])

    def find(self, *names: str) -> Iterator[tuple[int, int]]:
        """The places of the phrases of these names under `changes.words`, in any language."""
        return (found.span() for found in _pattern(*names).finditer(self.folded))

    def begins(self, *names: str) -> bool:
        """Whether the text begins with one of these phrases."""
        return any(not self.folded[:start].strip() for start, _ in self.find(*names))

    @property
    def words(self) -> str:
        """The text with single spaces, and no punctuation at its edges."""
        return " ".join(self.text.split()).strip(" ,;:–—-")

    @property
    def telling(self) -> str:
        """The words without those at the edges that say nothing about what is meant."""
        words = self.words.split()
        while words and _says_nothing(words[0]):
            words.pop(0)
        while words and _says_nothing(words[-1]):
            words.pop()
        return " ".join(words).strip(" ,;:–—-")


def _folded(character: str) -> str:
    """One character as it is folded; a fraction such as ½ stays what it is."""
    return character if character in "¼½¾" else (fold(character) or " ")[0]


@cache
def _pattern(*names: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{_alternatives(*names)})(?![^\W_])")


@cache
def _alternatives(*names: str) -> str:
    ways = (find_sentence(code, f"changes.words.{name}") for name in names for code in languages())
    return "|".join(f"(?:{way})" for way in ways if way)


def _says_nothing(word: str) -> bool:
    return all(one in _filler() for one in words_of(word))


@language_table
def _filler() -> frozenset[str]:
    own = (words_of(find_sentence(code, "changes.words.filler")) for code in languages())
    return small_words().union(*own)


def split_reason(typed: Typed) -> tuple[Typed, str]:
    """The text in front of a "because", and the reason behind it; all of it and none where there is no "because"."""
    for start, end in typed.find("because"):
        before, behind = typed.cut(start, end)
        if before.words and behind.words:
            return before, behind.words.lstrip("'’ ")
    return typed, ""


# Lengths


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time that was typed, negative for earlier, and what is left of the text."""

    by: timedelta
    rest: Typed


def read_length(typed: Typed, *, bare: bool = True) -> Length | None:
    """The first length in the text, such as "20m", "+15", "1h30", "half an hour" or "10 minutes earlier".

    With `bare`, a number at the beginning or end is one of minutes.
    """
    found = _find_length(typed) or (_find_bare(typed) if bare else None)
    if found is None:
        return None
    minutes, span = found
    sign = _sign_before(typed, span[0])
    rest = typed.without(_with_preposition(typed, span[0] - len(sign), span[1], "lasting"))
    earlier = next(rest.find("earlier"), None)
    if earlier is not None:
        rest = rest.without(earlier)
    negative = earlier is not None or sign.strip() in {"-", "−"}
    return Length(timedelta(minutes=-minutes if negative else minutes), rest)


def _find_length(typed: Typed) -> tuple[float, tuple[int, int]] | None:
    folded = typed.folded
    for name, minutes in _PHRASES.items():
        for start, end in typed.find(name):
            more = _lengths()["minutes_behind"].match(folded, end)
            return minutes + (_number(more["n"]) if more else 0), (start, more.end() if more else end)
    for name, unit in (("clock", 1), ("hours", 60), ("minutes", 1), ("days", 1440), ("weeks", 10080), ("signed", 1)):
        for found in _lengths()[name].finditer(folded):
            if name == "clock":
                if found["by"] and _number(found["n"]) > _MOST_CLOCK_FREE:
                    continue  # of a session named by its time
                return _number(found["n"]) * 60 + int(found["m"]), found.span("length")
            number = _number(found["n"])
            if name == "hours" and found["or_clock"] and _is_clock(typed, found.start(), number):
                continue
            if name == "hours" and _is_of_times(typed, found.span("length"), "range"):  # "23h-1h"
                continue
            further = _number(found["m"]) if name == "hours" and found["m"] else 0
            return number * unit + further, found.span("length")
    return None


def _is_clock(typed: Typed, start: int, hours: float) -> bool:
    """Whether "14h" or "à 2h" is a time of day rather than a length."""
    if _sign_before(typed, start) or hours > _HOURS_OF_A_DAY:
        return False
    return hours > _MOST_CLOCK_FREE or _is_told(typed, start)


def _is_told(typed: Typed, start: int) -> bool:
    """Whether a "to" or "at" stands in front of a place."""
    before = typed.folded[:start].rstrip()
    return any(end == len(before) for _, end in Typed(before, before).find("until"))


def _find_bare(typed: Typed) -> tuple[float, tuple[int, int]] | None:
    found = _lengths()["bare"].search(typed.folded) or _lengths()["leading"].search(typed.folded)
    if (
        found is None
        or _is_told(typed, found.start("length"))
        or _is_of_times(typed, found.span("length"), "clock", "range")
    ):
        return None
    return _number(found["n"]), found.span("length")


def _is_of_times(typed: Typed, span: tuple[int, int], *kinds: str) -> bool:
    """Whether a number is a part of a time of day: "15 h 15", "à midi 15", but not "l'après-midi 15"."""
    times = (one for one in find_times(typed.folded, languages().values()) if one.kind in kinds)
    near = (one for one in times if one.start < span[1] and span[0] < one.end)
    return any(typed.folded[one.start].isdecimal() or _is_told(typed, one.start) for one in near)


def _sign_before(typed: Typed, start: int) -> str:
    """The sign in front of a place, with the blanks between; empty if there is none."""
    found = re.search(r"(?:(?<=\s)|^)[+\-−]\s*$", typed.folded[:start])
    return found.group() if found else ""


def _number(text: str) -> float:
    for language in languages().values():
        if text in language.numbers:
            return float(language.numbers[text])
    return float(text.replace(",", "."))


@language_table
def _lengths() -> dict[str, re.Pattern[str]]:
    spelt = "|".join(sorted({word for one in languages().values() for word in one.numbers}, key=len, reverse=True))
    number = rf"(?P<n>(?<![\w.:])\d{{1,4}}(?:[.,]\d)?|\b(?:{spelt})\b)"
    hour, clock, minute = _alternatives("hour"), _alternatives("hour_or_clock"), _alternatives("minute")
    by = _alternatives("by_length")
    behind = rf"\s*(?:{_alternatives('and')})?\s*"
    tail = rf"(?:{behind}(?P<m>\d{{1,2}}|\b(?:{spelt})\b)(?:\s*(?:{minute}))?(?!\w))?"
    patterns = {
        "clock": rf"(?:(?<=\s)|^)(?:[+\-−]|(?P<by>{by})\s)\s*(?P<length>(?P<n>\d{{1,2}}):(?P<m>[0-5]\d))(?!\w)",
        "hours": rf"(?P<length>{number}\s*(?:(?P<or_clock>{clock})|(?:{hour}))(?![^\W\d_]){tail})(?!\w)",
        "minutes": rf"(?P<length>{number}\s*(?:(?:{_alternatives('more')})\s+)?(?:{minute}))(?!\w)",
        "days": rf"(?P<length>{number}\s*(?:{_alternatives('day')}))(?!\w)",
        "weeks": rf"(?P<length>{number}\s*(?:{_alternatives('week')}))(?!\w)",
        "signed": r"(?:(?<=\s)|^)[+\-−]\s*(?P<length>(?P<n>\d{1,4}))(?![\w.:])",
        "bare": rf"(?:(?<=\s)|^)(?P<length>(?P<n>\d{{1,3}}))(?=(?:\s+(?:{_alternatives('polite')}))?\s*$)",
        "leading": r"^\s*(?P<length>(?P<n>\d{1,3}))(?=\s)",
        "minutes_behind": rf"{behind}(?P<n>\d{{1,2}}|\b(?:{spelt})\b)\s*(?:{minute})(?!\w)",
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


# Times


@dataclass(frozen=True, slots=True)
class Target:
    """A slot that was typed. `start` is None where only a day was said; `end` is None where no end was.

    `rest` is what is left of the text.
    """

    day: date | None
    start: datetime | None
    end: datetime | None
    rest: Typed


def read_target(
    typed: Typed, index: Index, now: datetime, *, day: date | None = None, instead_of: datetime | None = None
) -> Target | None:
    """The day, time or both that the text says; `day` is meant where it says none, else the nearest. None for no time.

    `instead_of` is the start that it replaces: by that, "9:30" is in the morning or in the evening.
    ChangeRefused for an hour that the venue's clock leaves out, and an end before the start.
    """
    mentions = _mentions(typed)
    if not mentions:
        return None
    spans = [(mention.start, mention.end) for mention in mentions]
    rest = typed.without(*(_with_preposition(typed, start, end) for start, end in spans))
    calendar = _wall_calendar(index, now)
    said = _days_said(mentions, calendar)
    wanted = said or day
    if wanted is not None:
        calendar = replace(calendar, hours={wanted: _usual_hours(wanted, calendar)} | calendar.hours)
        calendar = calendar if said else replace(calendar, days=(wanted,))
    interval = to_interval(mentions, calendar)
    if interval is None:
        return None
    if not any(mention.kind in {"clock", "bare", "range", "offset"} for mention in mentions):
        vague = said is None or any(mention.kind == "part" for mention in mentions)
        return None if vague else Target(said, None, None, rest)
    is_open = instead_of is not None and _is_open(typed, mentions)
    half = _half_a_day(interval.start, index, now, instead_of) if instead_of and is_open else timedelta()
    start = localise(interval.start + half, index)
    end = localise(interval.end + half, index) if interval.mode is Mode.OVERLAPS else None
    if end is not None and end - start > LONGEST_DELAY / 2:
        raise ChangeRefused("end_before_start", words=_shown(typed, spans))
    return Target(said, start, end, rest)


def _mentions(typed: Typed) -> list[TimeMention]:
    found = find_times(typed.folded, languages().values())
    if any(mention.kind in {"clock", "bare", "range", "offset"} for mention in found):
        return [_literal(_with_minutes(mention, typed), typed) for mention in found if mention.kind != "window"]
    ends = {mention.end for mention in found}
    for bare in _bare_hour().finditer(typed.folded):
        start, end = bare.span("h" if bare["h"] else "last")
        taken = any(mention.start < end and start < mention.end for mention in found)
        minute = bare["m"] or bare["n"]
        if not taken and (bare["h"] or minute or len(typed.folded[:start].rstrip(" ,")) in ends):
            hour, end = int(bare["h"] or bare["last"]), bare.end()
            return [*found, TimeMention(start, end, "bare", {"h": hour, "m": int(minute or 0)})]
    return found


def _with_minutes(mention: TimeMention, typed: Typed) -> TimeMention:
    """The mention with the minutes behind its hour: "till 15.15"."""
    minutes = _MINUTES.match(typed.folded, mention.end) if mention.kind == "bare" else None
    if minutes is None:
        return mention
    return replace(mention, end=minutes.end(), values=mention.values | {"m": int(minutes["m"])})


def _literal(mention: TimeMention, typed: Typed) -> TimeMention:
    """The mention, of the morning if its hour is written as "09"."""
    is_morning = mention.kind == "clock" and _is_padded(mention, typed) and mention.values.get("h", 0) >= _EARLIEST
    return replace(mention, values={"ap": 0} | mention.values) if is_morning else mention


def _is_padded(mention: TimeMention, typed: Typed) -> bool:
    return re.match(r"\D*0", typed.folded[mention.start : mention.end]) is not None


@language_table
def _bare_hour() -> re.Pattern[str]:
    told = rf"(?P<told>(?<!\w)(?:{_alternatives('until')})\s+)|^\s*"
    hour, minute = r"[01]?\d|2[0-4]", r"[0-5]\d"
    first = rf"(?:{told})(?P<h>{hour})(?:(?(told)\.?|\.)(?P<m>{minute}))?(?![\w.:])"  # "to 1515", too
    return re.compile(rf"{first}|(?<=[\s,])(?P<last>{hour})(?:\.(?P<n>{minute}))?\s*$")


def _is_open(typed: Typed, mentions: Sequence[TimeMention]) -> bool:
    """Whether the hour, such as "9:30" but not "09:30", may be in the morning or in the evening."""
    clock = next((one for one in mentions if one.kind in {"clock", "bare", "range"}), None)
    if clock is None or not clock.values.keys().isdisjoint({"ap", "AP"}):
        return False
    said = _is_padded(clock, typed) or any(mention.kind == "part" for mention in mentions)
    return not said and _EARLIEST <= clock.values.get("h", 0) < _NOON


def _half_a_day(start: datetime, index: Index, now: datetime, instead_of: datetime) -> timedelta:
    """By how much the other half of the day is meant: twelve hours more or less, or none.

    What is long past, or when nothing is on that day, was hardly meant; then what is nearer to the former start.
    """
    former, moment = wall_clock(instead_of, index), wall_clock(now, index)
    hours = {wall_clock(opens, index).date(): (opens, closes) for opens, closes in index.timetable.hours.values()}

    def unlikely(meant: datetime) -> tuple[bool, bool, timedelta]:
        opens, closes = hours.get(meant.date(), (instead_of, instead_of))
        off = meant + _NEAR < wall_clock(opens, index) or meant - _NEAR > wall_clock(closes, index)
        apart = abs(meant - former)
        if meant.date() != former.date():
            apart = timedelta((meant.hour >= _EVENING) != (former.hour >= _EVENING))
        return meant < moment and apart > 2 * _NEAR, off, apart

    other = start + timedelta(hours=_NOON if start.hour < _NOON else -_NOON)
    return min(sorted((start, other)), key=unlikely) - start


def _with_preposition(typed: Typed, start: int, end: int, name: str = "until") -> tuple[int, int]:
    """The place with a "to" or "at" in front of it, or another phrase of `changes.words`."""
    before = typed.folded[:start].rstrip()
    found = next((span for span in Typed(before, before).find(name) if span[1] == len(before)), None)
    return (found[0] if found else start), end


def _shown(typed: Typed, spans: Iterable[tuple[int, int]]) -> str:
    return " ".join(typed.text[start:end].strip() for start, end in spans)


def _days_said(mentions: Iterable[TimeMention], calendar: Calendar) -> date | None:
    whole = to_interval([one for one in mentions if one.kind in {"day", "weekday", "date", "nth_day"}], calendar)
    return whole.days[0] if whole is not None and whole.days else None


def wall_clock(instant: datetime, index: Index) -> datetime:
    """What the venue's clock shows, labelled as UTC, so that no hour of it is skipped or comes twice."""
    return index.programme.local(instant).replace(tzinfo=UTC)


def localise(wall: datetime, index: Index) -> datetime:
    """The instant at which the venue's clock first shows that; ChangeRefused if it never does."""
    shown = wall.replace(tzinfo=None)
    instant = shown.replace(tzinfo=index.programme.zone).astimezone(UTC)
    if index.programme.local(instant).replace(tzinfo=None) != shown:
        raise ChangeRefused("no_such_time", words=shown.strftime("%H:%M"))
    return instant


def _wall_calendar(index: Index, now: datetime) -> Calendar:
    """The programme's calendar on the venue's clock, its days long enough for hours at which nothing is on yet."""
    calendar = Calendar(wall_clock(now, index), ZoneInfo("UTC"), index.programme.days, {})
    for day, (opens, closes) in index.timetable.hours.items():
        usual = _usual_hours(day, calendar)
        calendar.hours[day] = min(wall_clock(opens, index), usual[0]), max(wall_clock(closes, index), usual[1])
    return calendar


def _usual_hours(day: date, calendar: Calendar) -> tuple[datetime, datetime]:
    return calendar.instant(day, _OPENS), calendar.instant(day, _CLOSES)
