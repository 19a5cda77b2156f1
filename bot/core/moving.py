"""Sessions at other times: one to another moment, or many later by the same length, which breaks may absorb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.core.changes import revise
from bot.core.programme import Session
from bot.core.times import end_of

SHORTEST_BREAK = timedelta(minutes=10)  # what is left of a break that absorbs a delay, if it was longer


def move(session: Session, start: datetime, *, end: datetime | None = None, day: date | None = None) -> Session:
    """The session at another start, as long as it was unless `end` is given, on its day unless `day` is given.

    It remembers when it was to start at first; back at that time, it was never moved.
    """
    first = session.previous_start or session.start
    moved = start != session.start
    return revise(
        session,
        start=start,
        end=end or start + session.duration,
        end_known=session.end_known or end is not None,
        day=day or session.day,
        previous_start=(None if start == first else first) if moved else session.previous_start,
    )


def delay(sessions: Iterable[Session], by: timedelta, *, absorb: bool = False) -> list[Session]:
    """The sessions later by a length, or earlier by a negative one; in order of start, those that stay left out.

    Where breaks and gaps absorb a delay, the sessions behind them are less late or on time. A break has to be alone:
    while another session runs, its end changes nothing.
    """
    ordered = sorted(sessions, key=lambda session: session.start)
    if not absorb or by <= timedelta():
        return [move(session, session.start + by) for session in ordered]
    late: list[Session] = []
    busy: datetime | None = None
    for start, group in groupby(ordered, key=lambda session: session.start):
        together = list(group)
        if busy is not None:
            by -= max(timedelta(), min(by, start - busy))
        if not by:
            break
        spare = _spare(together, ordered, by)
        late += [move(one, start + by, end=one.end + by - spare if spare else None) for one in together]
        by -= spare
        busy = max(busy or start, *(_known_end(one) for one in together))
    return late


def _spare(together: Sequence[Session], ordered: Sequence[Session], by: timedelta) -> timedelta:
    """By how much sessions that start together may be shortened: not at all unless all are breaks, and alone."""
    ends = max(end_of(one) for one in together)
    alone = all(one in together or end_of(one) <= together[0].start or ends <= one.start for one in ordered)
    if not alone or not all(one.is_break and one.end_known for one in together):
        return timedelta()
    return min(by, *(max(timedelta(), one.duration - SHORTEST_BREAK) for one in together))


def _known_end(session: Session) -> datetime:
    """When the session ends; where that is not known, no gap follows it."""
    return session.end if session.end_known else datetime.max.replace(tzinfo=session.start.tzinfo)
