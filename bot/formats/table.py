"""A table with a row for each session, as CSV or as a spreadsheet. Formulas are never run: cells are what was saved."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.core.programme import Author, Kind
from bot.core.text import fold
from bot.formats.cleaning import FOREIGN, OURS, Cleaning, clean_address, clean_line, clean_text, tidy
from bot.formats.conference import list_languages, names_of
from bot.formats.dates import Found, find_dates
from bot.formats.draft import Person, ProgrammeDraft, SessionDraft
from bot.formats.kinds import kind_called
from bot.formats.people import Named, split_people
from bot.formats.problems import ProgrammeError, quoted
from bot.formats.report import Report
from bot.formats.stamps import StampError, on_day, parse_clock, parse_duration, parse_stamp

MOST_ROWS = 10_000
MOST_CELLS = 150_000  # of a spreadsheet
MOST_COLUMNS = 200
MOST_CELL = 100_000  # characters
MOST_UNPACKED = 30_000_000  # bytes of a spreadsheet; a conference of 1,000 sessions has some 3
OWN_HEADER = (  # of our own exports
    *("id", "date", "start", "end", "room", "title", "speakers", "kind", "track", "language", "status"),
    *("previous start", "note", "slides", "recording", "url", "abstract"),
)
HEADER_WITHIN = 30  # rows before which the header is expected
DELIMITERS = ",;\t|"

COLUMNS = {
    "title": "title|session title|talk title|session|talk|event|topic|subject|summary|activity|what|item|programme item"
    "|paper title|titre|intitule|titel",
    "date": "date|day|session date|jour|datum|tag",
    "start": "start|start time|start date|start datetime|starts|starts at|begin|begins|beginning|from|time|hour|when"
    "|time slot|slot|dtstart|heure|debut|heure de debut|horaire|beginn|von|uhrzeit",
    "end": "end|end time|end date|ends|ends at|finish|until|to|stop|dtend|fin|heure de fin|ende|bis",
    "duration": "duration|length|minutes|mins|duration minutes|duration min|duree|dauer",
    "room": "room|rooms|room name|location|place|venue|where|hall|salle|lieu|raum|ort",
    "speakers": "speaker|speakers|speaker s|speaker name|speaker names|speaker name s|presenter|presenters|presented by"
    "|who|lecturer|by|orateur|orateurs|intervenant|intervenants|intervenante|redner|referent|referenten|vortragende",
    "authors": "author|authors|auteur|auteurs|autoren",
    "affiliation": "affiliation|affiliations|speaker affiliation|institution|company|university|organisation"
    "|organization",
    "abstract": "abstract|description|long description|summary text|details|content|text|resume|zusammenfassung"
    "|beschreibung",
    "kind": "kind|type|session type|event type|talk type|format|category|art|categorie",
    "track": "track|stream|theme|devroom|strand|parcours|thema",
    "language": "language|lang|langue|sprache",
    "url": "url|link|web|page|web page|website|session url|more",
    "slides": "slides|slides url|slide deck|presentation|pdf|folien|transparents",
    "recording": "recording|video|video url|youtube|aufzeichnung|enregistrement",
    "note": "note|notes|remark|remarks|comment|comments|subtitle|chair|remarque|bemerkung",
    "id": "id|uid|code|session id|identifier|guid|number|no|nr|key",
    "status": "status|state|cancelled|canceled|statut",
    "previous_start": "previous start|former start|was|moved from",
    "biography": "bio|biography|speaker bio|about the speaker|biographie",
    "name": "name|names|nom",
}
_BY_NAME = {name: column for column, names in COLUMNS.items() for name in names.split("|")}
_RANGE = re.compile(r"\s*(?:-|–|—|−|→|\bto\b|à|\bbis\b|\buntil\b)\s*")
_CELL = re.compile(rb"<(?:\w+:)?(?:c|si)[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_GUARDED = re.compile(r"'(?=[=+@\-\t\r])")


def looks_like_table(text: str) -> bool:
    """Whether one of the first lines has several names of columns that we know."""
    return any(_header_rank(text, delimiter) for delimiter in DELIMITERS)


def read_csv(text: str, report: Report) -> ProgrammeDraft:
    """The table's draft; errors are in the report. Raises ProgrammeError where there is no such table."""
    delimiter = max(DELIMITERS, key=lambda mark: _header_rank(text, mark))
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = [0]
    try:
        for row in reader:
            rows.append(
                [_GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell for cell in row[:MOST_COLUMNS]]
            )
            lines.append(reader.line_num)
            if len(rows) > MOST_ROWS:
                raise report.give_up("", f"has more than {MOST_ROWS:,} rows", "is it the right file?")
    except csv.Error as error:
        raise report.give_up("", f"is not a table: {error}", "a quotation mark may be open", lines[-1] + 1) from None
    return _TableReader([_Grid("", rows, lines)], report).read()


def _header_rank(text: str, delimiter: str) -> int:
    """How much the best of the first lines is like a header, if the columns are separated so."""
    head = text[:20_000].splitlines()[:HEADER_WITHIN]
    return max((_rank(_split_line(line, delimiter)) for line in head), default=0)


def _split_line(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def read_xlsx(data: bytes, report: Report) -> ProgrammeDraft:
    """The spreadsheet's draft; errors are in the report. Raises ProgrammeError where there is no such table."""
    _refuse_bombs(data, report)
    from openpyxl import load_workbook  # slow to load, and few programmes are spreadsheets

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        grids = [
            _read_sheet(sheet, report)
            for sheet in book.worksheets
            if getattr(sheet, "sheet_state", "visible") == "visible"
        ]
        book.close()
    except Exception as error:
        if isinstance(error, ProgrammeError):
            raise
        raise report.give_up("", "is a spreadsheet that cannot be read", "save it anew, or as CSV") from None
    return _TableReader(grids, report).read()


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


def _read_sheet(sheet: Any, report: Report) -> _Grid:  # noqa: ANN401 - openpyxl's own
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # what the file says of its size may be wrong
    rows, lines = [], [0]
    blank = 0
    for number, row in enumerate(
        sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), start=1
    ):
        if number > MOST_ROWS:
            raise report.give_up(sheet.title, f"has more than {MOST_ROWS:,} rows", "is it the right file?")
        cells = [_as_text(cell) for cell in row]
        blank = 0 if any(cells) else blank + 1
        if blank > 500:
            break
        rows.append(cells)
        lines.append(number)
    return _Grid(str(sheet.title), rows, lines)


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


def _columns_of(row: Sequence[str]) -> dict[str, int]:
    """The positions of the columns that a header row names."""
    found: dict[str, int] = {}
    for position, cell in enumerate(row):
        words = " ".join(re.findall("[a-z0-9]+", fold(cell))) if len(cell) < 60 else ""
        column = _BY_NAME.get(words)
        if column:
            found.setdefault(column, position)
    if "name" in found:
        position = found.pop("name")
        found.setdefault("speakers" if "title" in found else "title", position)
    return found


def _rank(row: Sequence[str]) -> int:
    """How much a row is like a header: 0 if it is none."""
    found = _columns_of(row)
    return len(found) if len(found) >= 2 and ("title" in found or {"start", "speakers"} <= found.keys()) else 0


@dataclass(slots=True)
class _Grid:
    """The rows of a sheet; `lines[n]` is the number of the last line that comes before row n."""

    name: str
    rows: list[list[str]]
    lines: list[int]


class _TableReader:
    def __init__(self, grids: Iterable[_Grid], report: Report) -> None:
        self._grids = list(grids)
        self._report = report
        self._draft = ProgrammeDraft(ends_follow=True)

    def read(self) -> ProgrammeDraft:
        found = False
        for grid in self._grids:
            ranks = [_rank(row) for row in grid.rows[:HEADER_WITHIN]]
            if any(ranks):
                found = True
                self._read_grid(grid, ranks.index(max(ranks)))
        if not found:
            names = ", ".join(quoted(cell) for grid in self._grids for row in grid.rows[:1] for cell in row[:12])
            found_text = f"has no row with names of columns; the first row is {names[:300]}" if names else "is empty"
            raise self._report.give_up("", found_text, "name the columns title, date, start, end, room, speakers")
        return self._draft

    def _read_grid(self, grid: _Grid, header: int) -> None:
        self._sheet = grid.name
        self._columns = _columns_of(grid.rows[header])
        self._cleaning = OURS if tuple(grid.rows[header]) == OWN_HEADER else FOREIGN
        self._draft.ends_follow = self._cleaning is FOREIGN  # our own tables tell every end that is known
        self._lines = grid.lines
        self._day: date | None = next((each.date for each in find_dates(grid.name)), None)
        for row in grid.rows[:header]:
            title = next((tidy(cell) for cell in row if tidy(cell)), "")
            dates = find_dates(" ".join(row))
            self._day = dates[0].date if dates else self._day
            self._draft.title = self._draft.title or clean_line(title)
        self._tell_columns(grid.rows[header], header)
        if "start" not in self._columns:
            names = ", ".join(quoted(cell) for cell in grid.rows[header] if cell.strip())
            found = f"no column says when sessions start; the columns are {names[:300]}"
            self._report.error(grid.name, found, "add columns called date and start", grid.lines[header] + 1)
            return
        self._month_first = _is_month_first(
            row[position] for row in grid.rows[header + 1 :] for position in self._time_columns() if position < len(row)
        )
        self._year = self._find_year(grid.rows)
        for position, row in enumerate(grid.rows[header + 1 :], start=header + 1):
            if any(cell.strip() for cell in row):
                self._read_row(row, position)

    def _find_year(self, rows: Iterable[Sequence[str]]) -> int | None:
        return next(
            (each.date.year for row in rows for cell in row if 4 < len(cell) < 200 for each in find_dates(cell)), None
        )

    def _time_columns(self) -> list[int]:
        return [self._columns[name] for name in ("date", "start") if name in self._columns]

    def _tell_columns(self, row: Sequence[str], header: int) -> None:
        taken = set(self._columns.values())
        for position, cell in enumerate(row):
            if position not in taken and cell.strip():
                where = self._sheet
                self._report.warn(where, f"column {quoted(cell)} is not taken over", "", self._lines[header] + 1)
        if "authors" in self._columns and "speakers" not in self._columns:
            self._report.warn(
                self._sheet, "no column says who speaks", "authors are taken for speakers", self._lines[header] + 1
            )

    def _cell(self, row: Sequence[str], column: str) -> str:
        position = self._columns.get(column)
        return row[position] if position is not None and position < len(row) else ""

    def _read_row(self, row: Sequence[str], position: int) -> None:
        line = self._lines[position] + 1
        title = self._cleaning.title(self._cell(row, "title"))
        where = f"row {quoted(title)}" if title else "row"
        if self._sheet:
            where = f"{self._sheet}: {where}"
        if not title and self._is_heading(row):
            return
        try:
            listed = self._read_day(row)
            self._day = listed or self._day
            start, end = self._read_times(row, self._day)
            self._day = listed or (start.date() if start else self._day)
            previous = self._read_stamp(self._cell(row, "previous_start"), start.date() if start else listed)
        except StampError as error:
            self._report.error(where, error.found, error.advice, line)
            return
        if start is None:
            if title and not self._is_heading([title]):
                self._report.repeat(where, "has no start", "left out", line)
            return
        self._draft.sessions.append(self._session(row, title, where, line, start, end, listed, previous))

    def _is_heading(self, row: Sequence[str]) -> bool:
        """Whether the row has hardly more than a date, which is then that of the rows below."""
        filled = [cell for cell in row if cell.strip()]
        dates = self._dates_in(" ".join(filled)) if len(filled) <= 2 else []
        if dates:
            self._day = dates[0].date
        return bool(dates)

    def _session(
        self,
        row: Sequence[str],
        title: str,
        where: str,
        line: int,
        start: datetime,
        end: datetime | None,
        listed: date | None,
        previous: datetime | None,
    ) -> SessionDraft:
        length = self._cell(row, "duration").strip()
        duration = None
        if end is None and length:
            try:
                duration = parse_duration(length)
            except StampError as error:
                self._report.error(where, f"duration {error.found}", error.advice, line)
        cleaning = self._cleaning
        affiliation = self._cell(row, "affiliation")
        people = _people(self._cell(row, "speakers"), affiliation, self._cell(row, "biography"), cleaning)
        authors = _people(self._cell(row, "authors"), "" if "speakers" in self._columns else affiliation, "", FOREIGN)
        kind = self._cell(row, "kind")
        identifier = tidy(self._cell(row, "id"))
        return SessionDraft(
            where=where,
            line=line,
            title=title,
            start=start,
            end=end,
            duration=duration,
            day=listed,
            previous_start=previous,
            rooms=self._rooms(row),
            people=people if "speakers" in self._columns else authors,
            authors=[Author(name=each.name, affiliation=each.affiliation) for each in authors],
            abstract=cleaning.text(self._cell(row, "abstract"), ""),
            kind=Kind(kind) if cleaning is OURS and kind in set(Kind) else kind_called(kind),
            kind_words=tidy(kind),
            slides=self._address(row, "slides", where, line),
            recording=self._address(row, "recording", where, line),
            url=self._address(row, "url", where, line),
            note=cleaning.title(self._cell(row, "note")),
            track=cleaning.title(self._cell(row, "track")),
            language=list_languages(self._cell(row, "language")),
            cancelled=bool(
                re.search(r"cancel|annul|abgesagt|^yes$|^true$", self._cell(row, "status").strip(), re.IGNORECASE)
            ),
            id=identifier,
            source_id=identifier,
            code=identifier,
        )

    def _rooms(self, row: Sequence[str]) -> tuple[str, ...]:
        given = self._cell(row, "room")
        if self._cleaning is OURS:
            return tuple(name for name in given.split("; ") if name)
        return names_of(re.split(r"\s*[;|\n]\s*", given))

    def _address(self, row: Sequence[str], column: str, where: str, line: int) -> str:
        given = self._cell(row, column).strip()
        address = clean_address(given)
        if given and not address:
            self._report.warn(where, f"{column} {quoted(given)} is no web address", "left out", line)
        return address

    # Times

    def _dates_in(self, text: str) -> list[Found]:
        if self._month_first:
            text = re.sub(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", r"\2/\1/\3", text)
        return find_dates(text, self._year)

    def _read_day(self, row: Sequence[str]) -> date | None:
        """The day that the row is listed under by its own column; None if that is empty, or has only words such as
        'Day 1' and the start has its date. Raises StampError."""
        text = self._cell(row, "date")
        if not text.strip():
            return None
        found = self._dates_in(text)
        if found:
            if found[0].doubtful and not self._month_first:
                self._report.repeat(
                    "", "dates such as 03/04/2025 are read as day/month/year", "write them like '2025-04-03'"
                )
            return found[0].date
        try:
            return parse_stamp(text).date()
        except StampError:
            if self._dates_in(self._cell(row, "start")):
                return None
            raise StampError(f"{quoted(text)} is not a date", "write it like '2025-06-30'") from None

    def _read_times(self, row: Sequence[str], day: date | None) -> tuple[datetime | None, datetime | None]:
        given = self._cell(row, "start").strip()
        if not given:
            return None, None
        ending = self._cell(row, "end").strip()
        parts = _RANGE.split(given)
        if len(parts) == 2 and not ending and all(re.search(r"\d", part) for part in parts) and ":" in given + ":":
            try:
                start, end = self._read_stamp(parts[0], day), self._read_stamp(parts[1], day)
            except StampError:
                start, end = self._read_stamp(given, day), None
        else:
            start = self._read_stamp(given, day)
            end = self._read_stamp(ending, start.date() if start else day) if ending else None
        if start and end and (start.tzinfo is None) != (end.tzinfo is None):  # the offset of one is the other's, too
            zone = start.tzinfo or end.tzinfo
            start, end = start.replace(tzinfo=zone), end.replace(tzinfo=zone)
        if start and end and end < start and end + timedelta(days=1) - start < timedelta(hours=12):
            end += timedelta(days=1)
        return start, end

    def _read_stamp(self, text: str, day: date | None) -> datetime | None:
        """A time, on the day if it names no date itself. Raises StampError."""
        text = text.strip()
        if not text:
            return None
        if re.fullmatch(r"0?\.\d+|0|1\.0*", text):  # a spreadsheet's fraction of a day
            text = _as_text(timedelta(days=float(text)))
        try:
            return parse_stamp(text)
        except StampError:
            pass
        found = self._dates_in(text)
        if found:
            day = found[0].date
            folded = fold(text)
            text = f"{folded[: found[0].start]} {folded[found[0].end :]}".strip(" ,;t")
            if not text:
                return datetime.combine(day, time())
        moment = parse_clock(text)
        if moment.day is None and day is None:
            raise StampError(f"{quoted(text)} has no date", "add a column called date, like '2025-06-30'")
        return on_day(moment, moment.day or day or date.min)


def _is_month_first(cells: Iterable[str]) -> bool:
    """Whether a column of dates with slashes can only be month/day/year."""
    for cell in cells:
        found = re.search(r"\b(\d{1,2})/(\d{1,2})/\d{4}\b", cell)
        if found and int(found[2]) > 12:
            return True
    return False


def _people(names: str, affiliations: str, biography: str, cleaning: Cleaning) -> list[Person]:
    if cleaning is OURS:
        return [Person(name) for name in names.split("; ") if name]
    people = [Person(each.name, affiliation=each.affiliation) for each in _split_names(names)]
    given = [tidy(part) for part in re.split(r"[;|\n]", affiliations) if tidy(part)]
    if len(given) == len(people):
        pairs: Iterator[tuple[Person, str]] = zip(people, given, strict=True)
    else:
        pairs = ((person, tidy(affiliations)) for person in people)
    for person, affiliation in pairs:
        person.affiliation = person.affiliation or affiliation
    if len(people) == 1:
        people[0].biography = clean_text(biography)
    return people


def _split_names(text: str) -> list[Named]:
    if re.search(r"[;|\n]", text):
        return [named for part in re.split(r"[;|\n]", text) if tidy(part) for named in _whole(tidy(part))]
    return split_people(tidy(text))


def _whole(text: str) -> list[Named]:
    """One name, which may hold a comma: its list is separated otherwise."""
    found = re.fullmatch(r"([^()]+?)\s*\(([^()]*)\)", text)
    return [Named(found[1], found[2])] if found else [Named(text)]
