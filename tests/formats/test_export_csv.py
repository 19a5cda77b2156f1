import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.programme import Kind, Programme, Session, Speaker
from bot.formats.export import write
from bot.formats.export_csv import as_text

NOW = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)


def rows(*sessions, speakers=()):
    programme = Programme(title="Event", timezone="Europe/Paris", speakers=speakers, sessions=sessions)
    table = write(programme, "csv", now=NOW)
    assert table.startswith(b"\xef\xbb\xbfid,date,start,end,room,title,speakers,")
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def session(**fields):
    start = datetime(2025, 6, 30, 7, 30, tzinfo=UTC)
    return Session(
        **({"id": "a", "title": "A", "start": start, "end": start + timedelta(hours=1), "day": start.date()} | fields)
    )


def test_row_of_a_session():
    told = rows(
        session(
            title='Frugal, "robust"',
            kind=Kind.KEYNOTE,
            rooms=("Aula", "Foyer"),
            speakers=("ada", "bob"),
            abstract="One\n\ntwo",
            previous_start=datetime(2025, 6, 30, 7, 0, tzinfo=UTC),
            cancelled=True,
            note="n",
            track="t",
            language="en",
            slides="https://example.org/s",
            recording="https://example.org/r",
            url="https://example.org/u",
        ),
        speakers=(Speaker(id="ada", name="Ada"), Speaker(id="bob", name="Bob")),
    )
    assert told == [
        {
            "id": "a", "date": "2025-06-30", "start": "09:30", "end": "10:30", "room": "Aula; Foyer",
            "title": 'Frugal, "robust"', "speakers": "Ada; Bob", "kind": "keynote", "track": "t", "language": "en",
            "status": "cancelled", "previous start": "09:00", "note": "n", "slides": "https://example.org/s",
            "recording": "https://example.org/r", "url": "https://example.org/u", "abstract": "One\n\ntwo",
        }
    ]  # fmt: skip


def test_times_past_midnight_have_their_date():
    start = datetime(2025, 6, 30, 22, 30, tzinfo=UTC)
    [told] = rows(session(start=start, end=start + timedelta(hours=1), day=date(2025, 6, 30)))
    assert (told["date"], told["start"], told["end"]) == ("2025-06-30", "2025-07-01 00:30", "2025-07-01 01:30")


def test_times_that_the_clock_shows_twice_have_their_offset():
    start = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    [told] = rows(session(start=start, end=start + timedelta(hours=1), day=start.date()))
    assert (told["start"], told["end"]) == ("2025-10-26T02:30+02:00", "2025-10-26T02:30+01:00")


def test_unknown_end_is_empty():
    [told] = rows(session(end=datetime(2025, 6, 30, 7, 30, tzinfo=UTC), end_known=False))
    assert told["end"] == ""


@pytest.mark.parametrize("title", ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(1)"])
def test_no_cell_is_a_formula(title):
    [told] = rows(session(title=title))
    assert told["title"] == f"'{title}"


@pytest.mark.parametrize("mark", ["\t", "\r"])
def test_marks_that_spreadsheets_skip_before_a_formula(mark):
    assert as_text(f"{mark}=1") == f"'{mark}=1"
