"""The sheets of a spreadsheet as rows of texts. Formulas are never run: cells are what was saved."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.formats.problems import ProgrammeError
from bot.formats.report import Report

MOST_ROWS = 10_000
MOST_CELLS = 150_000
MOST_COLUMNS = 200
MOST_CELL = 100_000  # characters
MOST_UNPACKED = 30_000_000  # bytes; a conference of 1,000 sessions has some 3
_CELL = re.compile(rb"<(?:\w+:)?(?:c|si)[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*ref=\"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})\"")


@dataclass(slots=True)
class Sheet:
    """The rows of a sheet; `lines[n]` is the number of the last line that comes before row n. `continued` are the rows
    and columns of cells that are one with the cell above, whose text they hold."""

    name: str
    rows: list[list[str]]
    lines: list[int]
    continued: set[tuple[int, int]] = field(default_factory=set)


def read_sheets(data: bytes, report: Report) -> list[Sheet]:
    """The visible sheets of a spreadsheet. Raises ProgrammeError where there is none."""
    _refuse_bombs(data, report)
    from openpyxl import load_workbook  # slow to load, and few programmes are spreadsheets

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [_read_sheet(sheet, data, report) for sheet in book.worksheets if sheet.sheet_state == "visible"]
        book.close()
    except Exception as error:
        if isinstance(error, ProgrammeError):
            raise
        raise report.give_up("", "is a spreadsheet that cannot be read", "save it anew, or as CSV") from None
    return sheets


def _refuse_bombs(data: bytes, report: Report) -> None:
    """Raises ProgrammeError if what is packed would be too large, or is not a spreadsheet."""
    if not data.startswith(b"PK"):
        raise report.give_up("", "is not a spreadsheet", "save it as .xlsx; for a table as text, leave out --format")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise _no_spreadsheet(archive.namelist(), report)
            if len(entries) > 2000 or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise report.give_up(
                    "", f"would unpack to more than {MOST_UNPACKED // 1_000_000} MB", "is it the right file?"
                )
            if any(entry.flag_bits & 1 for entry in entries):
                raise report.give_up("", "is locked with a password", "save it without one")
            for entry in entries:
                if entry.filename.startswith("xl/") and entry.filename.endswith(".xml"):
                    _count_cells(archive.read(entry), report)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
        raise report.give_up("", "is a broken spreadsheet", "fetch it again; it may have been cut off") from None


def _no_spreadsheet(names: Collection[str], report: Report) -> ProgrammeError:
    if "content.xml" in names:
        return report.give_up("", "is an OpenDocument file", "save the table in it as .xlsx or .csv")
    if "word/document.xml" in names:
        return report.give_up("", "is a Word document", "save the table in it as a spreadsheet or .csv")
    return report.give_up("", "is a ZIP archive, but not a spreadsheet", "unpack it, and give the file in it")


def _count_cells(data: bytes, report: Report) -> None:
    """Raises ProgrammeError if a part holds more rows, cells or texts than a programme needs."""
    if len(_CELL.findall(data)) > MOST_CELLS or len(_ROW.findall(data)) > MOST_ROWS:
        raise report.give_up("", f"has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells", "is it the right file?")


def _read_sheet(sheet: Any, data: bytes, report: Report) -> Sheet:  # noqa: ANN401 - openpyxl's own
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    rows, lines = [], [0]
    blank = 0
    for number, row in enumerate(
        sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), start=1
    ):
        if number > MOST_ROWS:
            raise report.give_up(sheet.title, f"has more than {MOST_ROWS:,} rows", "is it the right file?")
        cells = [_as_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        blank = 0 if cells else blank + 1
        if blank > 500:
            break
        rows.append(cells)
        lines.append(number)
    return _fill_merged(Sheet(str(sheet.title), rows, lines), _merged_in(sheet, data))


def _merged_in(sheet: Any, data: bytes) -> Iterator[tuple[int, int, int]]:  # noqa: ANN401 - openpyxl's own
    """Column, first and last row, from 0, of cells merged over several rows. Where little memory is to be used,
    openpyxl does not tell them."""
    from openpyxl.utils import column_index_from_string

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        markup = archive.read(sheet._worksheet_path)  # noqa: SLF001 - known to nobody else
    for column, first, last in _MERGED.findall(markup):
        if int(first) < int(last):
            yield column_index_from_string(column.decode()) - 1, int(first) - 1, int(last) - 1


def _fill_merged(sheet: Sheet, merged: Iterable[tuple[int, int, int]]) -> Sheet:
    left = MOST_CELLS
    for column, first, last in merged:
        if first >= len(sheet.rows) or column >= len(sheet.rows[first]):
            continue
        positions = range(first + 1, min(last + 1, len(sheet.rows), first + 1 + left))
        left -= len(positions)
        for position in positions:
            row = sheet.rows[position]
            row += [""] * (column + 1 - len(row))
            row[column] = sheet.rows[first][column]
            sheet.continued.add((position, column))
    return sheet


def _as_text(cell: object) -> str:
    match cell:
        case None | bool():
            return "" if not cell else "yes"
        case datetime():
            return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case timedelta():
            minutes = round(cell.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02d}" if 0 <= minutes < 60_000 else ""
        case float() if cell == int(cell) and abs(cell) < 1e15:
            return str(int(cell))
    return str(cell)[:MOST_CELL]
