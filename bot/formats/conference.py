"""What the schedules of frab, pretalx and Pentabarf have in common, in JSON and in XML: slots and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.core.programme import Link
from bot.formats.cleaning import FOREIGN, Cleaning, clean_address, tidy
from bot.formats.report import Report
from bot.formats.stamps import StampError, on_day, parse_clock, parse_day, parse_duration, parse_stamp

_RECORDING = re.compile(
    r"\.(?:webm|mp4|mkv|ogv|m4v)(?:$|[?#])|//(?:media\.ccc\.de/v/|(?:www\.)?youtu\.?be)", re.IGNORECASE
)
_RECORDING_WORDS = re.compile(r"\b(?:recording|video|aufzeichnung|mitschnitt|enregistrement)\b", re.IGNORECASE)
_SLIDES_WORDS = re.compile(
    r"\b(?:slides?|slide ?deck|presentation|präsentation|présentation|folien|vortragsfolien|diapos?|transparents)",
    re.IGNORECASE,
)
_SLIDES_FILE = re.compile(r"\.(?:pdf|pptx?|odp|key)(?:$|[?#])", re.IGNORECASE)
_SLIDES_ONLY = re.compile(r"\.(?:pptx?|odp|key)(?:$|[?#])", re.IGNORECASE)  # what is nothing but slides
_SLIDES_TITLE = re.compile(r"(?:the )?(?:talk |presentation )?(?:slides?|folien|diapos)(?: \([^()]*\))?", re.IGNORECASE)
_NOT_SLIDES = re.compile(r"\b(?:abstract|paper|references|literatur|handout)\b", re.IGNORECASE)
_NOT_WORD = re.compile(r"\W+")
_MISSING = re.compile(r"/missing\.png$")  # what frab's attachments without a file point to


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the schedule. `turns`: the time of day at which it ends and the next one begins."""

    date: date
    turns: time = time()


@dataclass(frozen=True, slots=True)
class Slot:
    """When a session is: `start` is aware, or naive on the venue's clock; without a length, `duration` is None."""

    start: datetime
    duration: timedelta | None


def read_day(given: object, where: str, report: Report) -> date | None:
    """The day's date, or None with an error in the report."""
    try:
        return parse_day(given)
    except StampError as error:
        report.error(where, f"{error.found}", error.advice)
        return None


def read_turn(given: str) -> time:
    """When a programme day begins, as `day_start`, `day_change` or the like have it; midnight if they say nothing.

    A day that begins in the afternoon is only one whose first session is late.
    """
    try:
        turn = parse_clock(given).clock if len(given) < len("2025-06-30") else parse_stamp(given).time()
    except StampError:
        return time()
    return turn if turn < time(12) else time()


def read_slot(given: dict[str, object], day: Day, where: str, report: Report, line: int | None = None) -> Slot | None:
    """The slot from `date`, `start` and `duration`; None, with an error in the report, if there is no start."""
    start = _read_start(given, day, where, report, line)
    length = given.get("duration")
    duration: timedelta | None = None
    if length not in (None, ""):
        try:
            duration = parse_duration(length)
        except StampError as error:
            report.error(f"{where}.duration", error.found, error.advice, line)
    if not duration:
        report.repeat(f"{where}.duration", "has no length", "its end is left unknown", line)
    return Slot(start, duration) if start else None


def _read_start(given: dict[str, object], day: Day, where: str, report: Report, line: int | None) -> datetime | None:
    stamp, clock = given.get("date"), given.get("start")
    try:
        if isinstance(stamp, str) and len(stamp.strip()) > len("2025-06-30"):
            at = parse_stamp(stamp)
            _compare(at, clock, where, report, line)
            return at
    except StampError as error:
        report.error(f"{where}.date", error.found, error.advice, line)
        return None
    try:
        if clock in (None, ""):
            raise StampError("has no start", "write it like '09:30'")
        moment = parse_clock(clock)
        at = on_day(moment, parse_day(stamp) if stamp else day.date)
    except StampError as error:
        report.error(f"{where}.start", error.found, error.advice, line)
        return None
    if not stamp and moment.day is None and not moment.midnight and moment.clock < day.turns:
        at += timedelta(days=1)
    return at


def _compare(at: datetime, clock: object, where: str, report: Report, line: int | None) -> None:
    """Warn where the two times that these formats give for a start are not the same."""
    if clock in (None, ""):
        return
    try:
        moment = parse_clock(clock)
    except StampError as error:
        report.warn(f"{where}.start", error.found, "the time of its date is taken", line)
        return
    if moment.clock.replace(second=0) != at.time().replace(second=0) and moment.offset is None:
        found = f"starts at {moment.clock:%H:%M}, but its date says {at:%H:%M}"
        report.warn(f"{where}.start", found, "that of the date is taken", line)


def join_texts(abstract: str, description: str, base: str, cleaning: Cleaning = FOREIGN) -> str:
    """One text from the short and the long one; once only where one holds the other."""
    short, long = cleaning.text(abstract, base), cleaning.text(description, base)
    if not short or not long:
        return short or long
    bare_short, bare_long = (_NOT_WORD.sub("", text) for text in (short, long))
    if bare_long in bare_short:
        return short
    return long if bare_short in bare_long else f"{short}\n\n{long}"


@dataclass(frozen=True, slots=True)
class Offered:
    """A link or an attachment as given. `role` is the source's own word for it ('slides' …)."""

    url: str
    title: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    slides: str
    recording: str
    others: tuple[Link, ...]


def sort_links(
    links: Iterable[Offered],
    attachments: Iterable[Offered],
    base: str,
    where: str,
    report: Report,
    *,
    guess: bool = True,
) -> Links:
    """Slides and recording among what is offered, and the rest in order, each address once.

    `guess`: tell them by titles and addresses too, not only by their roles.
    """
    slides = recording = ""
    others: dict[str, Link] = {}
    for is_attachment, offered in (*((False, each) for each in links), *((True, each) for each in attachments)):
        if _MISSING.search(offered.url) or not offered.url.strip():
            continue
        title = tidy(offered.title)
        address = clean_address(offered.url, base)
        role = offered.role
        if guess and role not in {"slides", "recording"}:
            role = _guess_role(address, title, is_attachment=is_attachment)
        if not address:
            report.repeat(where, "a link that is no web address is not taken over")
        elif not slides and role == "slides":
            slides = address
        elif not recording and role == "recording":
            recording = address
        elif address not in {slides, recording}:
            others.setdefault(address, Link(url=address, title="" if title == address else title))
    return Links(slides, recording, tuple(others.values()))


def _guess_role(address: str, title: str, *, is_attachment: bool) -> str:
    if _is_slides(address, title, is_attachment=is_attachment):
        return "slides"
    return "recording" if _is_recording(address, title) else ""


def _is_slides(address: str, title: str, *, is_attachment: bool) -> bool:
    if _SLIDES_TITLE.fullmatch(title):
        return True
    if not (is_attachment or _SLIDES_FILE.search(address)) or _NOT_SLIDES.search(title):
        return False
    named = title or address.rpartition("/")[2]
    return bool(_SLIDES_WORDS.search(named) or (is_attachment and _SLIDES_ONLY.search(address)))


def _is_recording(address: str, title: str) -> bool:
    return bool(_RECORDING.search(address)) or bool(
        _RECORDING_WORDS.search(title) and "live" not in title.lower() and ".vtt" not in address
    )


def list_languages(text: str) -> str:
    """'de, en' for any way of writing several codes."""
    return ", ".join(part.lower() for part in re.split(r"[\s,;/]+", tidy(text)) if part)


def names_of(rooms: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in map(tidy, rooms) if name)
