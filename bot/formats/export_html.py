"""The programme as one page: for phones (a list), for screens and paper (a grid where rooms are in parallel).

It needs nothing from anywhere: no script, no font, no picture. Every text of the programme is escaped by the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import lcm

from jinja2 import Environment, StrictUndefined, Template

from bot.core.programme import Programme, Session, Speaker
from bot.core.wording import find_sentence, pick_language, say, say_day, say_list, say_time
from bot.formats.addresses import Fragment, split_addresses
from bot.formats.grid import ELSEWHERE, Grid, lay_out

TEMPLATE = "programme.html.jinja"
MOST_COLUMNS = 6  # side by side on paper
LONG_GRID = 40  # rows: more than a page of paper holds, so that the next one has no room names at its top
MOST_TRACKS = 90  # of one grid, so that gaps between them leave room
# In rem: how high a row of the grid is at least, whatever stands in it.
ROW_A_MINUTE, LOWEST_ROW, HIGHEST_ROW = 0.05, 0.9, 3.5
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def write_html(programme: Programme, now: datetime) -> bytes:
    """The page, in the programme's first language that we speak, in UTF-8."""
    lang = pick_language(*programme.languages)
    days = [_lay_out_day(programme, day, lang) for day in programme.days]
    page = _template().render(
        programme=programme,
        lang=lang,
        days=days,
        parallel=any(day.heads for day in days),
        told=[session for session in programme.sessions if _has_details(session)],
        people=[speaker for speaker in programme.speakers if speaker.biography],
        view=_View(programme, lang),
        moment=f"{say_day(lang, programme.local(now).date(), year=True)}, {programme.local(now):%H:%M}",
    )
    return page.encode()


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((files("bot.formats") / TEMPLATE).read_text(encoding="utf-8"))


def _has_details(session: Session) -> bool:
    return bool(
        session.abstract or session.authors or session.note or session.slides or session.recording or session.links
    )


# The timetable


@dataclass(frozen=True, slots=True)
class Head:
    """The name above a column, which begins in `row` and ends before `end`. Rows and columns count from 1."""

    text: str
    column: int
    width: int
    row: int
    end: int


@dataclass(frozen=True, slots=True)
class Hour:
    """A time beside the grid."""

    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A session's place in the grid. `again`: the page has shown it before, in other columns of the same time."""

    session: Session
    column: int
    width: int
    row: int
    height: int
    again: bool


@dataclass(frozen=True, slots=True)
class TimetableDay:
    """A day of the page. `rows` are the least heights of the grid's rows, in rem. Without `heads` it is a list."""

    date: date
    name: str
    room: str
    columns: int
    rows: tuple[float, ...]
    heads: tuple[Head, ...]
    hours: tuple[Hour, ...]
    entries: tuple[Entry, ...]
    is_long: bool


def _lay_out_day(programme: Programme, day: date, lang: str) -> TimetableDay:
    """All grids of the day, one below the other, as one: so that the list it is on phones goes by time, not by room."""
    grids = lay_out(programme, day, MOST_COLUMNS)
    columns = _count_columns(grids)
    rows: list[float] = []
    heads: list[Head] = []
    hours: list[Hour] = []
    entries: list[Entry] = []
    seen: set[str] = set()
    for grid in grids:
        top, width = len(rows) + 1, columns // grid.lanes
        heads += _heads(grid, top, width, lang)
        hours += _hours(grid, top + 1, programme)
        for cell in grid.cells:
            row, end = grid.times.index(cell.start), grid.times.index(cell.end)
            again = cell.session.id in seen
            seen.add(cell.session.id)
            entries.append(
                Entry(cell.session, cell.lane * width + 2, cell.span * width, top + 1 + row, end - row, again)
            )
        rows += [LOWEST_ROW, *(_row_height(after - before) for before, after in pairwise(grid.times)), LOWEST_ROW]
    order = {session.id: position for position, session in enumerate(programme.sessions)}
    rooms = [room for grid in grids for room in grid.rooms]
    is_list = len(rooms) < 2
    return TimetableDay(
        date=day,
        name=say_day(lang, day, year=True),
        room=rooms[0] if is_list else "",
        columns=columns,
        rows=tuple(rows),
        heads=() if is_list else tuple(heads),
        hours=() if is_list else tuple(hours),
        entries=tuple(sorted(entries, key=lambda entry: (order[entry.session.id], entry.again))),
        is_long=any(len(grid.times) > LONG_GRID for grid in grids),
    )


def _count_columns(grids: Sequence[Grid]) -> int:
    """How many columns let every grid be as wide as the page, if they are not too many."""
    lanes = [grid.lanes for grid in grids]
    fitting = lcm(*lanes)
    return fitting if fitting <= MOST_TRACKS else max(lanes)


def _heads(grid: Grid, row: int, width: int, lang: str) -> Iterator[Head]:
    column = 2
    for each in grid.columns:
        text = say(lang, "export.elsewhere") if each.room == ELSEWHERE else each.room
        yield Head(text, column, each.lanes * width, row, row + len(grid.times))
        column += each.lanes * width


def _hours(grid: Grid, first_row: int, programme: Programme) -> Iterator[Hour]:
    starts = {cell.start for cell in grid.cells}
    for position, moment in enumerate(grid.times):
        if moment in starts:
            yield Hour(f"{programme.local(moment):%H:%M}", first_row + position)


def _row_height(length: timedelta) -> float:
    return round(min(HIGHEST_ROW, max(LOWEST_ROW, length / timedelta(minutes=1) * ROW_A_MINUTE)), 2)


# What the template asks for


class _View:
    """The programme in the words of one language."""

    def __init__(self, programme: Programme, lang: str) -> None:
        self._programme = programme
        self._lang = lang

    def word(self, name: str, **values: object) -> str:
        return say(self._lang, f"export.{name}", **values)

    def dates(self) -> str:
        """'Monday 30 June 2025', or the first and the last day."""
        days = self._programme.days
        ends = dict.fromkeys([*days[:1], *days[-1:]])
        return " – ".join(say_day(self._lang, day, year=True) for day in ends)

    def place(self) -> str:
        venue = self._programme.venue
        return ", ".join(filter(None, [venue.name, venue.address, venue.city, venue.country])) if venue else ""

    def clock(self, instant: datetime) -> str:
        return say_time(instant, self._programme)

    def stamp(self, instant: datetime) -> str:
        return self._programme.local(instant).isoformat(timespec="minutes")

    def former(self, session: Session) -> str:
        """The time it was moved from, with the date if that was another."""
        if not session.previous_start:
            return ""
        before, now = self._programme.local(session.previous_start), self._programme.local(session.start)
        date_too = before.date() != now.date()
        return f"{say_day(self._lang, before.date())} {before:%H:%M}" if date_too else f"{before:%H:%M}"

    def day(self, session: Session) -> str:
        return say_day(self._lang, session.day)

    def names(self, session: Session) -> str:
        return say_list(self._lang, [speaker.name for speaker in self._programme.speakers_of(session)])

    def speakers(self, session: Session) -> tuple[Speaker, ...]:
        return self._programme.speakers_of(session)

    def kind(self, session: Session) -> str:
        """Its kind in words, where that says more than its title."""
        return find_sentence(self._lang, f"export.kinds.{session.kind.name.lower()}")

    def spoken(self, session: Session) -> str:
        """Its language as a code that pages use, if it is another than the page's; '' else."""
        known = _LANGUAGE.fullmatch(session.language) is not None
        return session.language if known and session.language != self._lang else ""

    def has_details(self, session: Session) -> bool:
        return _has_details(session)

    def paragraphs(self, text: str) -> list[list[Fragment]]:
        """Paragraphs, their addresses apart."""
        return [list(split_addresses(part.strip("\n"))) for part in re.split(r"\n\s*\n", text) if part.strip()]
