"""Real programmes, read twice: by the importer, and by a parser here that shares no code with it.

Run as a program, it prints the table of what was found in each source and how many fields are equal:
`python tests/formats/test_imports.py`. What is compared is what is left after the cleaning that importers do: letters
and digits, without HTML, Markdown, web addresses, and the speakers that a calendar has in its titles.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import icalendar
import pytest

from bot import formats
from bot.core.programme import Programme
from bot.formats.programme_yaml import dump_programme, parse_programme

SAMPLES = Path(__file__).parent / "samples"
SHARED = Path(__file__).parents[3] / "shared" / "programmes"
NEEDED = 0.999


@dataclass
class Row:
    """A session as its source has it."""

    title: str
    start: datetime
    end: datetime
    rooms: list[str]
    speakers: list[str]
    abstract: str
    day: date | None = None


class Counts(NamedTuple):
    sessions: int
    speakers: int
    rooms: int
    days: int
    abstracts: int


# The parser


def parse_frab(data: bytes, zone: str) -> Iterator[Row]:
    for day in json.loads(data)["schedule"]["conference"]["days"]:
        for events in day["rooms"].values():
            for event in events:
                start = datetime.fromisoformat(event["date"])
                names = [person.get("public_name") or person["name"] for person in event["persons"]]
                yield Row(
                    event["title"],
                    start,
                    start + length_of(event["duration"]),
                    [event["room"]],
                    names,
                    both(event["abstract"], event["description"]),
                    date.fromisoformat(day["date"]),
                )


def parse_pentabarf(data: bytes, zone: str) -> Iterator[Row]:
    for day in ET.fromstring(data).iter("day"):  # noqa: S314 - our own samples
        for event in day.iter("event"):
            given = event.findtext("date")
            start = (
                datetime.fromisoformat(given)
                if given
                else datetime.fromisoformat(f"{day.get('date')}T{event.findtext('start')}").replace(
                    tzinfo=ZoneInfo(zone)
                )
            )
            names = [person.text or "" for person in event.iter("person")]
            text = both(event.findtext("abstract"), event.findtext("description"))
            yield Row(
                event.findtext("title") or "",
                start,
                start + length_of(event.findtext("duration") or ""),
                [event.findtext("room") or ""],
                names,
                text,
                date.fromisoformat(day.get("date") or ""),
            )


def parse_europython(data: bytes, zone: str) -> Iterator[Row]:
    for given, day in json.loads(data)["days"].items():
        for event in day["events"]:
            start = datetime.fromisoformat(event["start"])
            end = start + timedelta(minutes=event["duration"])
            names = [speaker["name"] for speaker in event.get("speakers", [])]
            yield Row(
                event["title"], start, end, event["rooms"], names, event.get("tweet", ""), date.fromisoformat(given)
            )


def parse_calendar(data: bytes, zone: str) -> Iterator[Row]:
    for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
        start = event.decoded("DTSTART")
        end = event.decoded("DTEND") if "DTEND" in event else start
        title = str(event.get("SUMMARY", ""))
        names: list[str] = []
        spoken = re.search(r"^(.*) ?\((?:talk|workshop) by (.+)\)$", title, re.DOTALL)
        keynote = re.search(r"^Keynote: ([A-Z]\w+ [A-Z]\w+)(?:,[^:]*)?$", title)
        if spoken:
            title, names = spoken[1], re.split(r" & |, | and ", spoken[2])
        elif keynote:
            names = [keynote[1]]
        names = [name for name in names if "University" not in name]
        place = str(event.get("LOCATION", ""))
        yield Row(
            title or "(no title)",
            at(start, zone),
            at(end, zone),
            [place] if place else [],
            names,
            str(event.get("DESCRIPTION", "")),
        )


def at(when: date | datetime, zone: str) -> datetime:
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day, tzinfo=ZoneInfo(zone))
    return when


def length_of(text: str) -> timedelta:
    hours, minutes = text.split(":")[:2]
    return timedelta(hours=int(hours), minutes=int(minutes))


def both(short: str | None, long: str | None) -> str:
    """The short text and the long one; one of them if it holds the other."""
    short, long = short or "", long or ""
    if letters(long) in letters(short):
        return short
    return long if letters(short) in letters(long) else f"{short}\n\n{long}"


# The comparison


class _Text(HTMLParser):
    """The text of HTML; the addresses that it leads to are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


TAG = re.compile(r"</?(?:p|br|a|b|i|em|strong|ul|ol|li|h[1-6]|hr|code|pre|small|del|blockquote|abbr)\b[^<>]*>")
DOMAIN = re.compile(r"\b(?:[\w-]+\.)+[a-z]{2,12}\b(?:/[^\s()<>]*)?")  # a link's words that are its address
ADDRESS = re.compile(r"https?://(?:[^\s()<>\[\]]|\([^\s()<>]*\)|\[[^\s()<>]*\])+")


def letters(text: str) -> str:
    """What is left of a text: letters and digits, without markup and web addresses."""
    for _ in range(2):  # some escape their HTML twice
        if TAG.search(text):
            reader = _Text()
            reader.feed(text)
            reader.close()
            text = "".join(reader.parts)
    text = unicodedata.normalize("NFC", html.unescape(text))
    text = DOMAIN.sub("", ADDRESS.sub(" ", text.replace("mailto:", " ")))
    text = re.sub(r"(?m)^\s*\d{1,2}\. ", "", text)
    return "".join(re.findall(r"[^\W_]", text))


def line(text: str) -> str:
    """A title or a name with single spaces and without invisible marks and entities."""
    return " ".join(re.sub(r"[\u200b\u2069*`\\]", "", html.unescape(text)).split())


def rows_of(programme: Programme) -> list[Row]:
    return [
        Row(
            session.title,
            session.start,
            session.end,
            list(session.rooms),
            [speaker.name for speaker in programme.speakers_of(session)],
            session.abstract,
            session.day,
        )
        for session in programme.sessions
    ]


def different(theirs: Row, ours: Row) -> Iterator[str]:
    """Names of the fields that are not equal after the cleaning."""
    if line(theirs.title) != line(ours.title):
        yield "title"
    if theirs.start != ours.start:
        yield "start"
    if theirs.end != ours.end:
        yield "end"
    if [line(room) for room in theirs.rooms] != ours.rooms:
        yield "rooms"
    if list(dict.fromkeys(map(line, theirs.speakers))) != [line(name) for name in ours.speakers]:
        yield "speakers"
    if letters(theirs.abstract) != letters(ours.abstract):
        yield "abstract"
    if theirs.day is not None and theirs.day != ours.day:
        yield "day"


def count(rows: list[Row], zone: str) -> Counts:
    return Counts(
        len(rows),
        len({line(name) for row in rows for name in row.speakers}),
        len({line(room) for row in rows for room in row.rooms}),
        len({row.day or row.start.astimezone(ZoneInfo(zone)).date() for row in rows}),
        sum(bool(row.abstract.strip()) for row in rows),
    )


class Source(NamedTuple):
    sample: str
    whole: str
    parse: object
    zone: str


SOURCES = [
    Source("39c3.json", "39c3-everything-schedule.json", parse_frab, "Europe/Berlin"),
    Source("36c3.json", "36c3-stages-schedule.json", parse_frab, "Europe/Berlin"),
    Source("rc3.json", "rc3-2020-channels-schedule.json", parse_frab, "Etc/GMT-1"),
    Source("fosdem-2026.xml", "fosdem-2026-schedule.xml", parse_pentabarf, "Europe/Brussels"),
    Source("fosdem-2013.xml", "fosdem-2013-schedule.xml", parse_pentabarf, "Europe/Brussels"),
    Source("europython-2024.json", "europython-2024-schedule.json", parse_europython, "Europe/Prague"),
    Source("europython-2024-mock.json", "europython-2024-mock_schedule.json", parse_europython, "UTC"),
    Source("pyconuk-2015.ics", "pyconuk-2015-schedule.ics", parse_calendar, "Europe/London"),
    Source("iclr-2020.ics", "iclr-2020-climate-workshop.ics", parse_calendar, "Etc/GMT"),
]


def files() -> Iterator[tuple[Source, Path]]:
    for source in SOURCES:
        yield source, SAMPLES / source.sample
        if (SHARED / source.whole).exists():
            yield source, SHARED / source.whole


class Compared(NamedTuple):
    found: Counts
    in_source: Counts
    equal: int
    fields: int
    examples: list[str]


@cache
def read(path: Path) -> Programme:
    return formats.read(path.read_bytes(), path.name)[0]


@cache
def compare(source: Source, path: Path) -> Compared:
    programme = read(path)
    theirs = sorted(source.parse(path.read_bytes(), source.zone), key=lambda row: row.start)
    ours = rows_of(programme)
    assert programme.timezone == source.zone
    wrong = [f"{row.title[:40]}: {name}" for row, own in zip(theirs, ours, strict=True) for name in different(row, own)]
    fields = sum(6 + (row.day is not None) for row in theirs)
    return Compared(count(ours, source.zone), count(theirs, source.zone), fields - len(wrong), fields, wrong)


PATHS = [pytest.param(source, path, id=path.name) for source, path in files()]


@pytest.mark.parametrize(("source", "path"), PATHS)
def test_everything_in_the_source_is_found(source, path):
    compared = compare(source, path)
    assert compared.found == compared.in_source


@pytest.mark.parametrize(("source", "path"), PATHS)
def test_fields_are_those_of_the_source(source, path):
    compared = compare(source, path)
    assert compared.equal / compared.fields >= NEEDED, compared.examples


@pytest.mark.parametrize(("source", "path"), PATHS)
def test_programme_reads_back_from_yaml(source, path):
    programme = read(path)
    assert parse_programme(dump_programme(programme), "programme.yaml")[0] == programme


@pytest.mark.parametrize(("source", "path"), PATHS)
def test_same_source_gives_the_same_programme(source, path):
    assert formats.read(path.read_bytes(), path.name)[0] == read(path)


@pytest.mark.parametrize(("source", "path"), PATHS)
def test_ids_are_unique_and_readable(source, path):
    ids = [session.id for session in read(path).sessions]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identifier) and len(identifier) <= 65 for identifier in ids)


def make_table() -> str:
    heads = ["file", "sessions", "speakers", "rooms", "days", "abstracts", "fields equal", "share"]
    lines = [heads]
    for source, path in files():
        compared = compare(source, path)
        found = [f"{ours}/{theirs}" for ours, theirs in zip(compared.found, compared.in_source, strict=True)]
        share = f"{100 * compared.equal / compared.fields:.2f} %"
        lines.append([path.name, *found, f"{compared.equal}/{compared.fields}", share])
    widths = [max(len(cells[column]) for cells in lines) for column in range(len(heads))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in lines)


if __name__ == "__main__":
    print(make_table())  # noqa: T201 - a program then
