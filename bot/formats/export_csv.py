"""A table of sessions for spreadsheets: one row each, times on the venue's clock."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime

from bot.core.programme import Programme, Session

# What a spreadsheet would take for a formula, and run.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
# Spreadsheets take a file without it for one in their country's old encoding.
BYTE_ORDER_MARK = "\ufeff"

Column = Callable[[Session, Programme], str]


def _clock(instant: datetime, session: Session, programme: Programme) -> str:
    """The time; with its date where that is not the day that the session is listed under.

    If the venue's clock shows one of the session's times a second time that night, all have their offset from UTC.
    """
    local = programme.local(instant)
    if any(programme.local(moment).fold for moment in (session.start, session.end)):
        return local.isoformat(timespec="minutes")
    return f"{local:%H:%M}" if local.date() == session.day else f"{local:%Y-%m-%d %H:%M}"


def _end(session: Session, programme: Programme) -> str:
    return _clock(session.end, session, programme) if session.end_known else ""


def _previous(session: Session, programme: Programme) -> str:
    """The former time; with its date where it is not that of the start, which a reader would take for it."""
    if session.previous_start is None:
        return ""
    before, now = programme.local(session.previous_start), programme.local(session.start)
    return (
        f"{before:%H:%M}" if before.date() == now.date() and not before.fold else before.isoformat(timespec="minutes")
    )


COLUMNS: dict[str, Column] = {
    "id": lambda session, _: session.id,
    "date": lambda session, _: session.day.isoformat(),
    "start": lambda session, programme: _clock(session.start, session, programme),
    "end": _end,
    "room": lambda session, _: "; ".join(session.rooms),
    "title": lambda session, _: session.title,
    "speakers": lambda session, programme: "; ".join(speaker.name for speaker in programme.speakers_of(session)),
    "kind": lambda session, _: session.kind.value,
    "track": lambda session, _: session.track,
    "language": lambda session, _: session.language,
    "status": lambda session, _: "cancelled" if session.cancelled else "",
    "previous start": _previous,
    "note": lambda session, _: session.note,
    "slides": lambda session, _: session.slides,
    "recording": lambda session, _: session.recording,
    "url": lambda session, _: session.url,
    "abstract": lambda session, _: session.abstract,
}


def write_csv(programme: Programme) -> bytes:
    """The table, comma-separated, in UTF-8 with a byte order mark. No cell of it is a formula."""
    table = io.StringIO(newline="")
    rows = csv.writer(table)
    rows.writerow(COLUMNS)
    for session in programme.sessions:
        rows.writerow([as_text(value(session, programme)) for value in COLUMNS.values()])
    return (BYTE_ORDER_MARK + table.getvalue()).encode()


def as_text(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would run.

    >>> as_text("=1+1"), as_text("1 = 1")
    ("'=1+1", '1 = 1')
    """
    return f"'{cell}" if cell.startswith(FORMULA_MARKS) else cell
