"""Names for the lists of sessions that people leaf through, so that a later page can be found again by name alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.core.programme import Programme, Session, key_of

EVERYTHING = "all"


def find_listing(sessions: Sequence[Session], programme: Programme) -> str:
    """The name of the list that holds exactly these sessions: a day's, a room's, a day's in a room, or everything.

    It has at most 27 characters; empty if these sessions are no such list.
    """
    if not sessions:
        return ""
    wanted = {session.id for session in sessions}
    first = sessions[0]
    day = first.day.isoformat() if all(session.day == first.day for session in sessions) else EVERYTHING
    rooms = set(first.rooms).intersection(*(session.rooms for session in sessions))
    for name in (day, EVERYTHING, *(f"{days}/{key_of(room)}" for room in sorted(rooms) for days in (day, EVERYTHING))):
        if {session.id for session in sessions_of(name, programme)} == wanted:
            return name
    return ""


def sessions_of(listing: str, programme: Programme) -> tuple[Session, ...]:
    """The sessions of the list of that name, in the programme's order; none for a name that means nothing."""
    day, _, key = listing.partition("/")
    rooms = {room.name for room in programme.rooms if key_of(room.name) == key}
    return tuple(
        session
        for session in programme.sessions
        if day in (EVERYTHING, session.day.isoformat()) and (not key or rooms.intersection(session.rooms))
    )


def day_of(listing: str) -> date | None:
    """The single day that a list is of, None if it is of several or means nothing.

    >>> day_of("2025-06-30")
    datetime.date(2025, 6, 30)
    """
    try:
        return date.fromisoformat(listing.partition("/")[0])
    except ValueError:
        return None
