"""Names for the lists of sessions that people leaf through, so that a later page can be found again by name alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.core.programme import Programme, Session, key_of

EVERYTHING = "all"


def find_listing(sessions: Sequence[Session], programme: Programme) -> str:
    """The name of the list that holds exactly these sessions, at most 40 characters; empty if it has none."""
    wanted = {session.id for session in sessions}
    for name in _names(programme):
        if {session.id for session in sessions_of(name, programme)} == wanted:
            return name
    return ""


def sessions_of(listing: str, programme: Programme) -> tuple[Session, ...]:
    """The sessions of the list of that name, in the programme's order; none for a name that means nothing."""
    day, _, room = listing.partition("/")
    return tuple(
        session
        for session in programme.sessions
        if day in (EVERYTHING, session.day.isoformat())
        and (not room or room in {key_of(name) for name in session.rooms})
    )


def day_of(listing: str) -> date | None:
    """The single day that a list is of, None if it is of several."""
    day = listing.partition("/")[0]
    return None if day == EVERYTHING else date.fromisoformat(day)


def _names(programme: Programme) -> Iterator[str]:
    days = [day.isoformat() for day in programme.days]
    yield from days
    yield EVERYTHING
    for room in programme.rooms:
        yield from (f"{day}/{key_of(room.name)}" for day in (*days, EVERYTHING))
