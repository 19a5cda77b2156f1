"""A day of the programme as a grid: rooms across, time down. What pages and pictures draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.core.programme import Programme, Session

# A session whose end nobody knows is drawn this long, or until the next one in its room.
UNKNOWN_LENGTH = timedelta(minutes=30)
ELSEWHERE = ""  # the column of sessions that are in no room


@dataclass(frozen=True, slots=True)
class Column:
    """A room, and into how many lanes its column is divided: as many as it has sessions at once, mostly one."""

    room: str
    lanes: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a session is drawn: `lane` counts from 0 over all columns of the grid.

    `repeated`: an earlier cell shows the same session, which is in several rooms that do not lie side by side.
    """

    session: Session
    lane: int
    span: int
    start: datetime
    end: datetime
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Some rooms of a day. Cells are ordered by start; `times` are all their starts and ends, in order."""

    day: date
    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    times: tuple[datetime, ...]

    @property
    def lanes(self) -> int:
        return sum(column.lanes for column in self.columns)

    @property
    def rooms(self) -> tuple[str, ...]:
        return tuple(column.room for column in self.columns)


@dataclass(frozen=True, slots=True)
class _Place:
    """A session's lanes within one room's column."""

    lane: int
    span: int


def lay_out(programme: Programme, day: date, most_rooms: int) -> tuple[Grid, ...]:
    """The day's grids, of at most `most_rooms` rooms each and about as many in each; none if the day has no session.

    Rooms keep the programme's order. A session without a room is drawn across all of them if nothing else is on.
    """
    sessions = [session for session in programme.sessions if session.day == day]
    rooms = _rooms_of(sessions, programme)
    ends = {session.id: _shown_end(session, sessions) for session in sessions}
    inside = {session.id: _columns_of(session, sessions, rooms, ends) for session in sessions}
    if any(inside[session.id] == (ELSEWHERE,) for session in sessions):
        rooms = (*rooms, ELSEWHERE)
    pages = _share(rooms, most_rooms)
    return tuple(_lay_out_rooms(day, page, sessions, inside, ends) for page in pages if sessions)


def _rooms_of(sessions: Iterable[Session], programme: Programme) -> tuple[str, ...]:
    used = dict.fromkeys(room for session in sessions for room in session.rooms)
    listed = dict.fromkeys(room.name for room in programme.rooms if room.name in used)
    return tuple(listed | used)


def _shown_end(session: Session, sessions: Iterable[Session]) -> datetime:
    if session.end > session.start:
        return session.end
    here = set(session.rooms)
    following = [
        other.start
        for other in sessions
        if other.start > session.start and (not here or here.intersection(other.rooms))
    ]
    return min([session.start + UNKNOWN_LENGTH, *following])


def _columns_of(
    session: Session, sessions: Iterable[Session], rooms: tuple[str, ...], ends: dict[str, datetime]
) -> tuple[str, ...]:
    if session.rooms:
        return session.rooms
    alone = not any(
        other.start < ends[session.id] and session.start < ends[other.id]
        for other in sessions
        if other.id != session.id
    )
    return rooms if rooms and alone else (ELSEWHERE,)


def _share(rooms: tuple[str, ...], most: int) -> list[tuple[str, ...]]:
    pages = -(-len(rooms) // most)
    cuts = [round(page * len(rooms) / pages) for page in range(pages + 1)] if pages else []
    return [rooms[begin:end] for begin, end in pairwise(cuts)]


def _lay_out_rooms(
    day: date,
    rooms: tuple[str, ...],
    sessions: Sequence[Session],
    inside: dict[str, tuple[str, ...]],
    ends: dict[str, datetime],
) -> Grid:
    columns: list[Column] = []
    places: dict[str, dict[str, _Place]] = {}
    for room in rooms:
        here = [session for session in sessions if room in inside[session.id]]
        lanes, places[room] = _divide(here, ends)
        columns.append(Column(room, lanes))
    cells = [cell for session in sessions for cell in _cells_of(session, columns, places, ends[session.id])]
    times = {cell.start for cell in cells} | {cell.end for cell in cells}
    return Grid(day, tuple(columns), tuple(cells), tuple(sorted(times)))


def _divide(sessions: Sequence[Session], ends: dict[str, datetime]) -> tuple[int, dict[str, _Place]]:
    """How many lanes a room needs, and the place of each session; one that nothing overlaps takes all of them."""
    clusters: list[list[tuple[Session, int]]] = []
    free_from: list[datetime] = []  # of each lane of the last cluster
    for session in sessions:
        if not clusters or all(free <= session.start for free in free_from):
            clusters.append([])
            free_from = []
        lane = next((lane for lane, free in enumerate(free_from) if free <= session.start), len(free_from))
        free_from[lane : lane + 1] = [ends[session.id]]
        clusters[-1].append((session, lane))
    widths = [1 + max(lane for _, lane in cluster) for cluster in clusters]
    lanes = max(widths, default=1)
    places = {
        session.id: _Place(lane, lanes - width + 1 if lane == width - 1 else 1)
        for cluster, width in zip(clusters, widths, strict=True)
        for session, lane in cluster
    }
    return lanes, places


def _cells_of(
    session: Session, columns: Sequence[Column], places: dict[str, dict[str, _Place]], end: datetime
) -> list[Cell]:
    """A cell for each run of neighbouring columns that the session fills."""
    cells: list[Cell] = []
    first = 0
    open_run = False  # whether the last cell may still grow to the right
    for column in columns:
        place = places[column.room].get(session.id)
        if place is not None:
            if open_run and place.span == column.lanes:
                last = cells.pop()
                cells.append(Cell(session, last.lane, last.span + place.span, session.start, end, last.repeated))
            else:
                cells.append(Cell(session, first + place.lane, place.span, session.start, end, bool(cells)))
            open_run = place.span == column.lanes
        else:
            open_run = False
        first += column.lanes
    return cells
