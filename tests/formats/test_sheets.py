"""Spreadsheets to rows of texts: what each sort of cell says, merged cells, and what is too much."""

import io
import time as clock
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from bot.formats.problems import ProgrammeError
from bot.formats.report import Report
from bot.formats.sheets import MOST_CELLS, MOST_ROWS, read_sheets


def book(*rows, name="Days"):
    made = Workbook()
    made.active.title = name
    for row in rows:
        made.active.append(row)
    return made


def packed(made):
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def read(made):
    return read_sheets(packed(made) if isinstance(made, Workbook) else made, Report("x.xlsx"))


def refusal(made):
    with pytest.raises(ProgrammeError) as refused:
        read(made)
    return str(refused.value)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, ""),
        (datetime(2025, 6, 30), "2025-06-30"),  # noqa: DTZ001 - a spreadsheet's times have no zone
        (datetime(2025, 6, 30, 9, 30), "2025-06-30 09:30"),  # noqa: DTZ001
        (date(2025, 6, 30), "2025-06-30"),
        (time(9, 5), "09:05"),
        (timedelta(hours=1, minutes=30), "1:30"),
        (2025.0, "2025"),
        (0.5, "0.5"),
        (" a ", " a "),
        ("=1+1", ""),  # nothing was worked out when it was saved
    ],
)
def test_text_of_a_cell(cell, text):
    (sheet,) = read(book(["x", cell, "y"]))
    assert (sheet.name, sheet.rows, sheet.lines) == ("Days", [["x", text, "y"]], [0, 1])


def test_hidden_sheets_are_left_out():
    made = book(["a"])
    made.create_sheet("Drafts").append(["b"])
    made["Drafts"].sheet_state = "hidden"
    assert [sheet.name for sheet in read(made)] == ["Days"]


def test_cells_merged_downwards_hold_the_same_text():
    made = book(["a", "b"], [None, "c"], ["d", "e"])
    for merged in ("A1:A2", "A3:B3", "Z50:Z60"):
        made.active.merge_cells(merged)
    (sheet,) = read(made)
    assert sheet.rows[:3] == [["a", "b"], ["a", "c"], ["d"]]
    assert sheet.continued == {(1, 0)}


def test_endless_merges_end():
    rows = [["x"], *([None, "y"] for _ in range(9000))]
    data = packed(book(*rows))
    ref = b'<mergeCells count="1">' + b'<mergeCell ref="A1:A9000"/>' * 5000 + b"</mergeCells>"
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(name, given.read(name).replace(b"</sheetData>", b"</sheetData>" + ref))
    begun = clock.process_time()
    (sheet,) = read(file.getvalue())
    assert clock.process_time() - begun < 10
    assert sheet.rows[8999] == ["x", "y"]


def test_rows_after_a_long_gap_are_not_looked_for():
    made = book(["a"])
    made.active.cell(900, 1, "b")
    assert [row for row in read(made)[0].rows if any(row)] == [["a"]]


def test_too_many_rows_or_cells():
    found = f"x.xlsx: has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells; is it the right file?"
    made = Workbook(write_only=True)
    sheet = made.create_sheet()
    for _ in range(MOST_ROWS + 1):
        sheet.append(["x"])
    assert refusal(made) == found
    far = book(["x"])
    far.active.cell(MOST_ROWS + 400, 1, "y")
    assert [row for row in read(far)[0].rows if any(row)] == [["x"]]


def locked(data):
    """The same archive, its entries marked as encrypted."""
    data = bytearray(data)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def test_password_and_far_too_many_parts():
    assert refusal(locked(packed(book(["x"])))) == "x.xlsx: is locked with a password; save it without one"
    file = io.BytesIO(packed(book(["x"])))
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(2001):
            archive.writestr(f"{number}.txt", "")
    assert refusal(file.getvalue()) == "x.xlsx: would unpack to more than 30 MB; is it the right file?"
