"""The live schedule: a day's programme as it stands at a moment, and when it will next read otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.core.programme import Programme, Session
from bot.core.reminders import end_of

LONGEST_OF_A_DAY = timedelta(hours=18)  # what lasts longer, as an exhibition, does not keep a day from being over


class Standing(StrEnum):
    """What has become of a session."""

    OVER = "over"
    NOW = "now"
    NEXT = "next"
    COMING = "coming"
    CANCELLED = "cancelled"
    MOVED_AWAY = "moved away"  # to another day


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A session on the board."""

    session: Session
    standing: Standing


@dataclass(frozen=True, slots=True)
class Board:
    """The programme of `day`, in order of start; None if there are no sessions. `over`: nothing comes any more."""

    day: date | None
    lines: tuple[BoardLine, ...]
    over: bool


def compose_board(programme: Programme, now: datetime) -> Board:
    """Today's programme, or that of the next day once today's is over; of the last day when all is over."""
    day = _find_day(programme, now)
    listed = [session for session in programme.sessions if session.day == day or _left(session, programme) == day]
    listed.sort(key=lambda session: session.start if session.day == day else session.previous_start or session.start)
    next_start = min(
        (each.start for each in listed if each.day == day and each.start > now and not each.cancelled), default=None
    )
    lines = (BoardLine(session, _standing(session, day, now, next_start)) for session in listed)
    return Board(day, tuple(lines), over=all(end_of(session) <= now for session in programme.sessions))


def find_next_change(programme: Programme, now: datetime) -> datetime:
    """When the board will next read otherwise, at the earliest: when something begins or ends, or at midnight."""
    midnight = datetime.combine(programme.local(now).date() + timedelta(days=1), time(), programme.zone).astimezone(UTC)
    moments = (moment for session in programme.sessions for moment in (session.start, end_of(session)))
    return min((midnight, *(moment for moment in moments if moment > now)))


def _find_day(programme: Programme, now: datetime) -> date | None:
    held = (session.day for session in programme.sessions if now < end_of(session) <= session.start + LONGEST_OF_A_DAY)
    today = programme.local(now).date()
    left = (day for day in programme.days if day >= today)
    last = programme.days[-1] if programme.days else None
    return min(held, default=None) or next(left, last)


def _left(session: Session, programme: Programme) -> date | None:
    """The day from which the session was moved to another one."""
    if session.previous_start is None or session.cancelled:
        return None
    former = programme.local(session.previous_start).date()
    return None if former == programme.local(session.start).date() else former


def _standing(session: Session, day: date | None, now: datetime, next_start: datetime | None) -> Standing:
    if session.day != day:
        return Standing.MOVED_AWAY
    if session.cancelled:
        return Standing.CANCELLED
    if end_of(session) <= now:
        return Standing.OVER
    if session.start <= now:
        return Standing.NOW
    return Standing.NEXT if session.start == next_start else Standing.COMING
