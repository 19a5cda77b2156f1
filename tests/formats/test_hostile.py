"""What is broken, or made to hurt: it ends in clear problems or a programme, soon, and in little memory.

The mutations are generated from the samples with fixed seeds; each runs through the same door as any import.
"""

import io
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
import zipfile
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import Workbook

from bot import formats
from bot.formats.problems import ProgrammeError
from bot.formats.programme_yaml import dump_programme, parse_programme

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
SAMPLES = Path(__file__).parent / "samples"
NAMES = [
    "39c3.json",
    "36c3.json",
    "rc3.json",
    "fosdem-2026.xml",
    "fosdem-2013.xml",
    "europython-2024-mock.json",
    "pyconuk-2015.ics",
    "iclr-2020.ics",
    "wordpress.json",
    "table.csv",
    "table.xlsx",
    "events.html",
]
SLOWEST_SECONDS = 5
MOST_BYTES = 300_000_000

TABLE = "date,start,end,room,title,speakers,abstract\n" + "".join(
    f'2025-06-{day:02},9:{minute:02},,Aula,"Talk {day}-{minute}",Ada Lovelace; Bob Bo,"Some, text"\n'
    for day in (1, 2)
    for minute in range(0, 60, 10)
)


def content(name: str) -> bytes:
    if name == "table.csv":
        return TABLE.encode()
    if name == "table.xlsx":
        book = Workbook()
        for row in TABLE.splitlines():
            book.active.append(row.split(","))
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()
    if name == "events.html":
        events = [
            {"@type": "Event", "name": f"Talk {n}", "startDate": f"2025-06-30T{n:02}:30:00+02:00"} for n in range(9, 18)
        ]
        block = json.dumps({"@type": "Event", "name": "Ours", "startDate": "2025-06-30", "subEvent": events})
        return f'<html><head><script type="application/ld+json">{block}</script></head></html>'.encode()
    return (SAMPLES / name).read_bytes()


def check(data: bytes, name: str, **options) -> str:
    """How it ended: 'read' or 'refused'. Anything else fails."""
    begun = time.process_time()
    try:
        programme, problems = formats.read(data, name, **options)
    except ProgrammeError as error:
        problems, ended = error.problems, "refused"
        assert any(problem.severity == "error" for problem in problems)
    else:
        ended = "read"
        assert all(problem.severity == "warning" for problem in problems)
        assert programme.sessions
        assert len({session.id for session in programme.sessions}) == len(programme.sessions)
        assert all(session.start.tzinfo and session.end >= session.start for session in programme.sessions)
        if len(data) < 1_000_000:
            assert parse_programme(dump_programme(programme))[0] == programme
    assert time.process_time() - begun < SLOWEST_SECONDS
    for problem in problems:
        assert problem.found
        assert "\n" not in str(problem)
        assert "Traceback" not in str(problem)
    return ended


# Bytes that were lost or changed


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", [0.001, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_truncated(name, part):
    data = content(name)
    check(data[: int(len(data) * part)], name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(8))
def test_bits_flipped(name, seed):
    chance = random.Random(f"{name} {seed}")
    data = bytearray(content(name))
    for _ in range(1 + seed * 3):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    check(bytes(data), name)


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith("xlsx")])
@pytest.mark.parametrize("seed", range(4))
def test_lines_lost_and_moved(name, seed):
    chance = random.Random(f"{name} {seed}")
    lines = content(name).splitlines(keepends=True)
    for _ in range(min(4, len(lines))):
        chance.choice([lines.pop, lambda at: lines.insert(chance.randrange(len(lines)), lines[at])])(
            chance.randrange(len(lines))
        )
    check(b"".join(lines), name)


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith("xlsx")])
@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-32-be", "cp037"])
def test_other_encodings(name, encoding):
    check(content(name).decode().encode(encoding, "replace"), name)


@pytest.mark.parametrize(
    "beginning", ['<!DOCTYPE schedule [<!ENTITY a "aaa">]>', '<!-- ours --><!DOCTYPE schedule [<!ENTITY a "aaa">]>']
)
def test_entities_are_refused_in_xml_without_a_declaration(beginning):
    with pytest.raises(ProgrammeError, match="declares entities, which could expand without end"):
        formats.read(f"{beginning}<schedule><title>&a;</title></schedule>".encode(), "x.xml")


# Values of the wrong type


WRONG = [
    None,
    True,
    -1,
    570,
    10**30,
    1.5,
    "",
    "x",
    "25:10",
    "9:30",
    "2025-02-30",
    "2025-03-30T02:30:00",
    [],
    ["x"],
    {},
    {"a": 1},
    "\ud800",
    "\u0000",
]


def mutated(value: object, chance: random.Random, rate: float) -> object:
    if chance.random() < rate:
        return chance.choice(WRONG)
    if isinstance(value, dict):
        return {key: mutated(part, chance, rate) for key, part in value.items() if chance.random() > rate / 3}
    if isinstance(value, list):
        return [mutated(part, chance, rate) for part in value]
    return value


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("json")])
@pytest.mark.parametrize("seed", range(12))
def test_json_with_wrong_types(name, seed):
    value = mutated(json.loads(content(name)), random.Random(f"{name} {seed}"), 0.002 * 4 ** (seed % 4))
    check(json.dumps(value).encode(), name)


@pytest.mark.parametrize(
    "key",
    [
        "schedule",
        "conference",
        "days",
        "rooms",
        "date",
        "start",
        "duration",
        "persons",
        "title",
        "links",
        "guid",
        "abstract",
    ],
)
@pytest.mark.parametrize("wrong", [None, 570, "x", [], {}])
def test_key_with_a_wrong_value(key, wrong):
    def replaced(value: object) -> object:
        if isinstance(value, dict):
            return {name: wrong if name == key else replaced(part) for name, part in value.items()}
        return [replaced(part) for part in value] if isinstance(value, list) else value

    check(json.dumps(replaced(json.loads(content("rc3.json")))).encode(), "rc3.json")


# Times


def schedule(**fields) -> bytes:
    event = {
        "date": "2025-06-30T09:30:00+02:00",
        "start": "09:30",
        "duration": "00:30",
        "title": "A",
        "persons": [],
        **fields,
    }
    day = {"date": "2025-06-30", "rooms": {"Saal 1": [event]}}
    return json.dumps(
        {"schedule": {"conference": {"title": "Ours", "time_zone_name": "Europe/Berlin", "days": [day]}}}
    ).encode()


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        (
            {"date": None, "start": 570},
            "the number '570' is not a time; was it 9:30 before a YAML program read it?; write it in quotes",
        ),
        (
            {"date": None, "start": "25:10"},
            "days[0].rooms.Saal 1[0].start: '25:10' is not a time; write it like '09:30'",
        ),
        ({"date": None, "start": None}, "days[0].rooms.Saal 1[0].start: has no start; write it like '09:30'"),
        (
            {"date": "2025-06-31T09:30:00"},
            "days[0].rooms.Saal 1[0].date: '2025-06-31T09:30:00' is a day that its month does not have",
        ),
        (
            {"date": "0001-01-01T00:00:00+14:00"},
            "days[0].rooms.Saal 1[0].date: '0001-01-01T00:00:00+14:00' is not between 1970 and 2199",
        ),
        (
            {"duration": "soon"},
            "days[0].rooms.Saal 1[0].duration: 'soon' is not a length of time; write hours and minutes like '00:45'",
        ),
        ({"duration": "9999:00"}, "days[0].rooms.Saal 1[0].duration: '9999:00' is more than a month"),
    ],
)
def test_time_that_is_none_is_told_with_its_path(fields, complaint):
    with pytest.raises(ProgrammeError) as refused:
        formats.read(schedule(**fields), "x.json")
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        (
            {"date": "2025-03-30", "start": "02:30"},
            "02:30 is skipped that night, when clocks go forward in Europe/Berlin; taken as 03:30",
        ),
        (
            {"date": "2025-10-26", "start": "02:30"},
            "02:30 comes twice that night, when clocks go back in Europe/Berlin; the first is taken",
        ),
        ({"date": "2025-06-30T09:30:00+05:00"}, "1 times have an offset that is not that of Europe/Berlin"),
        ({"start": "11:00"}, "starts at 11:00, but its date says 09:30; that of the date is taken"),
        ({"date": "2025-08-30T09:30:00+02:00"}, "starts on 2025-08-30, but is listed under 2025-06-30"),
        ({"title": None}, "has no title; it is called (no title)"),
        ({"duration": "00:00"}, "has no length; its end is left unknown"),
        ({"title": ["A"]}, "is a list, not a text; left out"),
        ({"wifi": "on"}, "'wifi' of a session is not taken over"),
    ],
)
def test_doubt_is_a_warning(fields, complaint):
    _, warnings = formats.read(schedule(**fields), "x.json")
    assert complaint in "\n".join(map(str, warnings))


def test_all_errors_are_told_at_once():
    days = [{"date": "2025-06-30", "rooms": {"A": [{"title": str(n), "start": "26:00"} for n in range(300)]}}]
    with pytest.raises(ProgrammeError) as refused:
        formats.read(json.dumps({"schedule": {"conference": {"days": days}}}).encode(), "x.json")
    assert len(refused.value.problems) >= 200
    assert "100 more errors are not shown" in str(refused.value)


# Ids that come twice


@pytest.mark.parametrize("name", ["39c3.json", "rc3.json", "europython-2024-mock.json"])
@pytest.mark.parametrize("key", ["guid", "id", "code", "slug", "title"])
def test_every_session_has_the_same(name, key):
    text = re.sub(rf'("{key}": )("(?:[^"\\]|\\.)*"|\d+)', r'\1"same"', content(name).decode())
    assert check(text.encode(), name) == "read"


def test_events_that_come_twice():
    text = content("pyconuk-2015.ics").decode()
    events = text[text.index("BEGIN:VEVENT") : text.rindex("END:VCALENDAR")]
    assert check((text.replace("END:VCALENDAR", events) + "END:VCALENDAR\r\n").encode(), "x.ics") == "read"


# Bombs


class Explosion(NamedTuple):
    ended: str
    seconds: float
    most_bytes: int


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    title = "<schedule><conference><title>&l9;</title></conference></schedule>"
    return f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "ha">{entities}]>{title}'.encode()


def zipped(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def spreadsheet_with(sheet: bytes) -> bytes:
    """A spreadsheet whose first sheet is something else."""
    source = zipfile.ZipFile(io.BytesIO(content("table.xlsx")))
    return zipped({name: sheet if name.endswith("sheet1.xml") else source.read(name) for name in source.namelist()})


def repeating(rule: str) -> bytes:
    event = f"BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:A\r\nDTSTART:20250630T093000Z\r\n{rule}\r\nEND:VEVENT\r\n"
    return f"BEGIN:VCALENDAR\r\n{event * 50}END:VCALENDAR\r\n".encode()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
XML_END = "</title></event></room></day></schedule>"


def wide(before: str, after: str = "") -> bytes:
    """Nearly as much as may be read, with a mark in it that makes Python hold it in four times the memory."""
    return f"{before}{'x' * 9_500_000}\U0001f642{after}".encode()


def page_of(part: str, times: int) -> bytes:
    return json.dumps({"content": {"rendered": "<p>9:00 " + part * times}, "title": {"rendered": "x"}}).encode()


BOMBS = {
    "billion laughs.xml": laughs,
    "external entity.xml": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule>&x;</schedule>'
    ),
    "deep.xml": lambda: b"<schedule>" + b"<a>" * 200_000,
    "wide.xml": lambda: b"<schedule>" + b"<a/>" * 2_000_000 + b"</schedule>",
    "long attribute.xml": lambda: b'<schedule a="' + b"x" * 10_000_000 + b'"/>',
    "deep.json": lambda: b"[" * 1_000_000,
    "deep objects.json": lambda: b'{"schedule":' * 50_000,
    "wide.json": lambda: b"[" + b"[]," * 3_000_000 + b"[]]",
    "large number.json": lambda: b'{"schedule": {"conference": {"days": ' + b"9" * 1_000_000 + b"}}}",
    "long key.json": lambda: b'{"' + b"x" * 9_000_000 + b'": 1}',
    "nan.json": lambda: b'{"schedule": {"conference": {"days": [NaN]}}}',
    "long title.json": lambda: schedule(title="x" * 5_000_000),
    "wide title.json": partial(wide, '{"schedule": {"conference": {"days": [], "title": "', '"}}}'),
    "wide calendar.ics": partial(wide, "BEGIN:VCALENDAR\r\nX:"),
    "wide page.html": partial(wide, "<p>9:00 "),
    "wide cell.csv": partial(wide, "date,start,title\n2025-06-30,9:30,"),
    "wide title.xml": partial(
        wide, "<schedule><day date='2025-06-30'><room><event><start>9:30</start><title>", XML_END
    ),
    "links.json": lambda: schedule(abstract="[a](" * 1_000_000),
    "tags.json": lambda: schedule(abstract="<p>" + "<a " * 1_000_000),
    "comments.json": lambda: schedule(abstract="<p>" + "<!--" * 1_000_000),
    "nested.json": lambda: schedule(abstract="<ul><li>" * 300_000),
    "people.json": lambda: schedule(persons=[{"name": f"Person {n}"} for n in range(50_000)]),
    "times.page.json": partial(page_of, "<p>9:00 A (", 100_000),
    "names.page.json": partial(page_of, "Ada, ", 200_000),
    "dates.page.json": partial(page_of, "<h2>30 June 2025 ", 50_000),
    "quotes.page.json": partial(page_of, "<p>“", 100_000),
    "folds.ics": lambda: b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x" + b"\r\n y" * 2_000_000,
    "deep.ics": lambda: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 300_000,
    "parameters.ics": lambda: b"BEGIN:VCALENDAR\r\nX" + b";A=B" * 1_000_000 + b":1\r\nEND:VCALENDAR",
    "every second.ics": partial(repeating, "RRULE:FREQ=SECONDLY"),
    "never.ics": partial(repeating, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "always.ics": partial(repeating, "RRULE:FREQ=DAILY"),
    "far.ics": partial(repeating, "RRULE:FREQ=YEARLY;UNTIL=99991231T000000Z;BYEASTER=0;BYWEEKNO=53;BYYEARDAY=366"),
    "many dates.ics": partial(repeating, "RDATE:" + ",".join(["20250630T093000Z"] * 20_000)),
    "quote.csv": lambda: b'date,start,title\n2025-06-30,9:30,"' + b"x" * 10_000_000,
    "rows.csv": lambda: b"date,start,title\n" + b"2025-06-30,9:30,A\n" * 500_000,
    "columns.csv": lambda: b"date,start,title" + b",x" * 1_000_000 + b"\n2025-06-30,9:30,A\n",
    "commas.csv": lambda: b'date,start,title,speakers\n2025-06-30,9:30,A,"' + b"Ada (, " * 20_000 + b'"\n',
    "packed.xlsx": lambda: zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 50_000_000}),
    "many files.xlsx": lambda: zipped({"xl/workbook.xml": b"", **{f"xl/{n}": b"" for n in range(3000)}}),
    "far cell.xlsx": lambda: spreadsheet_with(
        SHEET + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    ),
    "laughs.xlsx": partial(spreadsheet_with, laughs()),
    "cells.xlsx": lambda: spreadsheet_with(
        SHEET + b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row></sheetData></worksheet>"
    ),
    "rows.xlsx": lambda: spreadsheet_with(SHEET + b"<row/>" * 2_000_000 + b"</sheetData></worksheet>"),
    "no sheet.xlsx": partial(spreadsheet_with, b""),
    "archive.zip": lambda: zipped({"readme.txt": b"x"}),
    "json-ld.html": lambda: b'<script type="application/ld+json">{"@type": "Event", "subEvent": ' * 50_000,
    "scripts.html": lambda: b'<script type="application/ld+json">{}</script>' * 200_000,
    "loop.json": lambda: json.dumps(
        {
            "@graph": [
                {"@type": "Event", "@id": "#a", "startDate": "2025-06-30", "subEvent": {"@id": "#b"}},
                {"@type": "Event", "@id": "#b", "startDate": "2025-06-30", "subEvent": {"@id": "#a"}},
            ]
        }
    ).encode(),
    "many events.json": lambda: json.dumps(
        [{"@type": "Event", "name": "A", "startDate": "2025-06-30"}] * 30_000
    ).encode(),
    "laughs.yaml": lambda: (
        b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"b%d: &b%d [%s]\n" % (n, n, b",".join([b"*b%d" % (n - 1)] * 9)) for n in range(1, 12))
    ),
    "huge.yaml": lambda: b"title: " + b"x" * 21_000_000,
    "zeros": lambda: bytes(5_000_000),
    "blank": lambda: b" \n" * 100_000,
    "empty": lambda: b"",
    "picture.png": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "programme.pdf": lambda: b"%PDF-1.7 \xff",
    "old.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "packed.json.gz": lambda: b"\x1f\x8b\x08\x00",
}


@pytest.fixture(scope="module")
def explosions() -> dict[str, Explosion]:
    """How all bombs ended, in a process of their own, one after the other."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert done.stderr == ""
    return {name: Explosion(*rest) for name, *rest in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb(name, explosions):
    ended, seconds, most_bytes = explosions[name]
    assert ended in {"read", "refused"}
    assert seconds < SLOWEST_SECONDS
    assert most_bytes < MOST_BYTES


@pytest.mark.parametrize("format_name", formats.FORMATS)
@pytest.mark.parametrize(
    "data", [b"", b"\x00\xff", b"{}", b"[]", b"<a>", b"x", b"null", b"PK\x03\x04", "é".encode("latin-1")]
)
def test_insisting_on_a_format(format_name, data):
    assert check(data, "x", format=format_name) == "refused"


def test_unknown_format_and_zone():
    with pytest.raises(ValueError, match="'doc' is not a format; the formats are yaml, json, frab"):
        formats.read(b"x", "x", format="doc")
    with pytest.raises(ProgrammeError) as refused:
        formats.read(schedule(), "x.json", timezone="Europe/Lyon")
    assert (
        str(refused.value) == "x.json: timezone: 'Europe/Lyon' is not a time zone; write its name like 'Europe/Paris'"
    )


def most_memory_bytes() -> int:
    """The most memory of this process; not that of the one it was forked from, which getrusage counts in on Linux."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s*(\d+) kB", status.read_text())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def explode() -> None:
    """Let off every bomb, and print for each how it ended, the seconds it took, and the most memory so far."""
    for name, bomb in BOMBS.items():
        data = bomb()
        begun = time.process_time()
        ended = check(data, name)
        seconds = time.process_time() - begun
        print(json.dumps([name, ended, seconds, most_memory_bytes()]), flush=True)  # noqa: T201 - read by the fixture


if __name__ == "__main__":
    explode()
