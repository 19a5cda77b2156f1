"""A table with a row for each session, as CSV or as a spreadsheet. Formulas are never run: cells are what was saved."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from bot.core.programme import Author, Kind
from bot.core.text import fold
from bot.formats.cells import NOT_YET, plain, split_range
from bot.formats.cleaning import FOREIGN, OURS, Cleaning, clean_address, clean_line, clean_text, tidy
from bot.formats.conference import list_languages, names_of
from bot.formats.dates import Found, cut_date, find_dates, is_only_a_date
from bot.formats.draft import Person, ProgrammeDraft, SessionDraft
from bot.formats.kinds import kind_called
from bot.formats.people import Named, split_people
from bot.formats.problems import quoted
from bot.formats.report import Report
from bot.formats.sheets import MOST_COLUMNS, MOST_ROWS, Sheet, read_sheets
from bot.formats.stamps import StampError, on_day, parse_clock, parse_duration, parse_stamp
from bot.formats.timing import EARLY_HOUR, LATE_HOUR

OWN_HEADER = (  # of our own exports
    *("id", "date", "start", "end", "room", "title", "speakers", "kind", "track", "language", "status"),
    *("previous start", "note", "slides", "recording", "url", "abstract"),
)
HEADER_WITHIN = 30  # rows before which the header is expected
DELIMITERS = ",;\t|"

COLUMNS = {
    "title": "title|session title|talk title|session|talk|event|topic|subject|summary|activity|what|item|programme item"
    "|paper title|titre|intitule|expose|titel|programmpunkt|vortrag|vortragstitel|beitrag|veranstaltung|betreff",
    "date": "date|day|session date|jour|datum|tag",
    "start": "start|start time|start datetime|starting time|starts|starts at|begin|begins|beginning|from|time|hour|when"
    "|time slot|slot|dtstart|heure|debut|heure de debut|horaire|beginn|von|uhrzeit",
    "start_date": "start date|begin date|date de debut|startdatum|anfangsdatum",
    "end_date": "end date|date de fin|enddatum",
    "end": "end|end time|end datetime|ends|ends at|finish|until|to|stop|dtend|fin|heure de fin|ende|bis",
    "duration": "duration|length|minutes|mins|duration minutes|duration min|duree|dauer",
    "room": "room|rooms|room name|location|place|venue|where|hall|salle|lieu|raum|ort",
    "speakers": "speaker|speakers|speaker s|speaker name|speaker names|speaker name s|presenter|presenters|presented by"
    "|who|lecturer|by|orateur|orateurs|intervenant|intervenants|intervenante|intervenant e|intervenant e s"
    "|redner|rednerin|redner in|referent|referenten|referentin|referent in|sprecher|sprecherin|vortragende",
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
_EXCEL_HINT = re.compile(r"sep=.\r?\n", re.IGNORECASE)  # a first line that only spreadsheets understand
_GUARDED = re.compile(r"'(?=[=+@\-\t\r])")


def looks_like_table(text: str) -> bool:
    """Whether one of the first lines has several names of columns that we know."""
    return any(_header_rank(text, delimiter) for delimiter in DELIMITERS)


def read_csv(text: str, report: Report) -> ProgrammeDraft:
    """The table's draft; errors are in the report. Raises ProgrammeError where there is no such table."""
    delimiter = max(DELIMITERS, key=lambda mark: _header_rank(text, mark))
    rows: list[list[str]] = []
    hint = _EXCEL_HINT.match(text)
    lines = [int(bool(hint))]
    text = text[hint.end() :] if hint else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            rows.append(
                [_GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell for cell in row[:MOST_COLUMNS]]
            )
            lines.append(lines[0] + reader.line_num)
            if len(rows) > MOST_ROWS:
                raise report.give_up("", f"has more than {MOST_ROWS:,} rows", "is it the right file?")
    except csv.Error as error:
        raise report.give_up("", f"is not a table: {error}", "a quotation mark may be open", lines[-1] + 1) from None
    return _TableReader([Sheet("", rows, lines)], report).read()


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
    return _TableReader(read_sheets(data, report), report).read()


def _columns_of(row: Sequence[str]) -> dict[str, int]:
    """The positions of the columns that a header row names."""
    found: dict[str, int] = {}
    for position, cell in enumerate(row):
        column = _column_called(cell) or _column_called(re.sub(r"\([^()]*\)", "", cell))
        if column:
            found.setdefault(column, position)
    if "start_date" in found:
        position = found.pop("start_date")
        found.setdefault("date" if "start" in found else "start", position)
    if "end_date" in found and "end" not in found:
        found["end"] = found.pop("end_date")
    if "name" in found:
        position = found.pop("name")
        found.setdefault("speakers" if "title" in found else "title", position)
    return found


def _column_called(cell: str) -> str:
    """Which column a header names; empty if none."""
    words = re.findall("[a-z0-9]+", fold(cell)) if len(cell) < 60 else []
    return _BY_NAME.get(" ".join(words), "")


def _rank(row: Sequence[str]) -> int:
    """How much a row is like a header: 0 if it is none."""
    found = _columns_of(row)
    return len(found) if len(found) >= 2 and ("title" in found or {"start", "speakers"} <= found.keys()) else 0


class _TableReader:
    def __init__(self, grids: Iterable[Sheet], report: Report) -> None:
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
            rows = [row for grid in self._grids for row in grid.rows[:HEADER_WITHIN]]
            fullest = max(([cell for cell in row if cell.strip()] for row in rows), key=len, default=[])
            names = ", ".join(map(quoted, fullest[:12]))
            found_text = f"has no row with names of columns; the fullest one is {names[:300]}" if names else "is empty"
            raise self._report.give_up("", found_text, "name the columns title, date, start, end, room, speakers")
        return self._draft

    def _read_grid(self, grid: Sheet, header: int) -> None:
        self._sheet = grid.name
        self._columns = _columns_of(grid.rows[header])
        self._cleaning = OURS if tuple(grid.rows[header]) == OWN_HEADER else FOREIGN
        self._draft.ends_follow = self._cleaning is FOREIGN  # our own tables tell every end that is known
        self._lines = grid.lines
        self._continued = grid.continued
        self._speakers = _speaker_columns(grid.rows[header], self._columns)
        cells = (row[position] for row in grid.rows for position in self._speakers if position < len(row))
        self._commas_within = any(";" in cell for cell in cells)
        self._is_late = False
        self._day: date | None = next((each.date for each in find_dates(grid.name)), None)
        for row in grid.rows[:header]:
            title = next((tidy(cell) for cell in row if tidy(cell) and not is_only_a_date(cell)), "")
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
            plain(row[position])
            for row in grid.rows[header + 1 :]
            for position in self._time_columns()
            if position < len(row)
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
        taken = {*self._columns.values(), *self._speakers}
        for position, cell in enumerate(row):
            if position not in taken and cell.strip():
                where = self._sheet
                self._report.warn(where, f"column {quoted(cell)} is not taken over", "", self._lines[header] + 1)
        if "authors" in self._columns and not self._speakers:
            self._report.warn(
                self._sheet, "no column says who speaks", "authors are taken for speakers", self._lines[header] + 1
            )

    def _cell(self, row: Sequence[str], column: str) -> str:
        if column == "speakers":
            cells = [row[position] for position in self._speakers if position < len(row)]
            return "; ".join(cell for cell in cells if cell.strip()) if len(cells) > 1 else "".join(cells)
        position = self._columns.get(column)
        return row[position] if position is not None and position < len(row) else ""

    def _read_row(self, row: Sequence[str], position: int) -> None:
        if (position, self._columns.get("title")) in self._continued:
            return  # the session above goes on
        line = self._lines[position] + 1
        title = self._cleaning.title(self._cell(row, "title"))
        where = f"row {quoted(title)}" if title else "row"
        if self._sheet:
            where = f"{self._sheet}: {where}"
        if not title and self._is_heading(row):
            return
        try:
            listed = self._read_day(row)
            if listed and listed != self._day:
                self._day, self._is_late = listed, False
            start, end = self._read_times(row, self._day, where, line)
            if start and self._is_after_midnight(row, start):
                listed, start, end = self._judge_night(start, end, listed, where, line)
            self._day = listed or (start.date() if start else self._day)
            previous = self._read_stamp(
                self._plain(self._cell(row, "previous_start")), start.date() if start else listed
            )
        except StampError as error:
            self._report.error(where, error.found, error.advice, line)
            return
        if start is None:
            if title and not self._is_heading([title]):
                self._report.repeat(where, "has no start", "left out", line)
            return
        self._draft.sessions.append(self._session(row, title, where, line, start, end, listed, previous))

    def _is_after_midnight(self, row: Sequence[str], start: datetime) -> bool:
        """Whether a start without a date of its own is early in the morning, below one late in the evening."""
        is_early = self._is_late and start.hour < EARLY_HOUR
        self._is_late = start.hour >= LATE_HOUR or (self._is_late and start.hour < EARLY_HOUR)
        return is_early and not self._dates_in(self._cell(row, "start"))

    def _judge_night(
        self, start: datetime, end: datetime | None, listed: date | None, where: str, line: int
    ) -> tuple[date | None, datetime, datetime | None]:
        """The day, start and end of a session in the night. A date in its own row is taken at its word."""
        if listed:
            found = f"starts at {start:%H:%M}, in the night before {listed}"
            advice = f"for the night after, write its start as '{listed + timedelta(days=1)} {start:%H:%M}'"
            self._report.warn(where, found, advice, line)
            return listed, start, end
        night = timedelta(days=1)
        return self._day, start + night, end + night if end else None

    def _is_heading(self, row: Sequence[str]) -> bool:
        """Whether the row has hardly more than a date, which is then that of the rows below."""
        filled = [cell for cell in row if cell.strip()]
        dates = self._dates_in(" ".join(filled)) if len(filled) <= 2 else []
        if dates:
            self._day, self._is_late = dates[0].date, False
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
        names = self._cell(row, "speakers")
        if self._commas_within and names and cleaning is FOREIGN:
            names += ";"  # so that the only name of a cell is not split at its comma
        people = _people(names, affiliation, self._cell(row, "biography"), cleaning)
        authors = _people(self._cell(row, "authors"), "" if self._speakers else affiliation, "", FOREIGN)
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
            people=people if self._speakers else authors,
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

    def _plain(self, text: str) -> str:
        text = plain(text)
        return re.sub(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", r"\2/\1/\3", text) if self._month_first else text

    def _dates_in(self, text: str) -> list[Found]:
        return find_dates(self._plain(text), self._year)

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
            return parse_stamp(self._plain(text)).date()
        except StampError:
            if self._dates_in(self._cell(row, "start")):
                return None
            raise StampError(f"{quoted(text)} is not a date", "write it like '2025-06-30'") from None

    def _read_times(
        self, row: Sequence[str], day: date | None, where: str, line: int
    ) -> tuple[datetime | None, datetime | None]:
        given, ending = self._plain(self._cell(row, "start")), self._plain(self._cell(row, "end"))
        if not given or fold(given) in NOT_YET:
            return None, None
        if ending and "end_date" in self._columns:
            ending = f"{self._plain(self._cell(row, 'end_date'))} {ending}".strip()
        both = None if ending else split_range(given)
        given, ending = both or (given, "" if fold(ending) in NOT_YET else ending)
        start = self._read_stamp(given, day)
        end = self._read_stamp(ending, start.date() if start else day)
        if start and start.time() == time() and not re.search(r"\d", cut_date(given, self._year)):
            self._report.repeat(where, "has a date and no time", "its start is taken as midnight", line)
        if start and end and (start.tzinfo is None) != (end.tzinfo is None):  # the offset of one is the other's, too
            zone = start.tzinfo or end.tzinfo
            start, end = start.replace(tzinfo=zone), end.replace(tzinfo=zone)
        if start and end and end < start and end + timedelta(days=1) - start < timedelta(hours=12):
            end += timedelta(days=1)
        return start, end

    def _read_stamp(self, text: str, day: date | None) -> datetime | None:
        """The time of a plain text, on the day if it names no date itself. Raises StampError."""
        if not text:
            return None
        try:
            return parse_stamp(text)
        except StampError:
            pass
        found = find_dates(text, self._year)
        if found:
            day = found[0].date
            text = cut_date(text, self._year)
            if not text:
                return datetime.combine(day, time())
        moment = parse_clock(text)
        if moment.day is None and day is None:
            raise StampError(f"{quoted(text)} has no date", "add a column called date, like '2025-06-30'")
        return on_day(moment, moment.day or day or date.min)


def _speaker_columns(header: Sequence[str], columns: dict[str, int]) -> list[int]:
    """The positions of the column of speakers, and of those called 'Speaker 2' and the like."""
    numbered = (position for position, cell in enumerate(header) if _is_numbered_speaker(cell))
    return sorted({*(columns[name] for name in ("speakers",) if name in columns), *numbered})


def _is_numbered_speaker(cell: str) -> bool:
    bare = re.sub(r"\s*\d+\s*$", "", cell)
    return bare != cell and _column_called(bare) == "speakers"


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
