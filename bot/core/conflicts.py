"""What a change gets in the way of: sessions, people, the end of the day, and the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum

from bot.core.changes import AddSession, RemoveSession, find_edits
from bot.core.clashes import Clash, find_room_clashes, find_speaker_clashes
from bot.core.programme import Instant, Model, Programme, Session
from bot.core.times import end_of

_TELLING = frozenset({"start", "end", "rooms", "cancelled"})  # nobody minds slides after the talk


class ConflictKind(StrEnum):
    """What is in the way."""

    ROOM_TAKEN = "room taken"
    SPEAKER_BUSY = "speaker busy"
    PAST_DAY_END = "past day end"  # later than anything of that day was to end
    PAST_MIDNIGHT = "past midnight"
    PAST_CLOSING = "past closing"  # of the venue
    BEGUN = "begun"
    OVER = "over"
    STARTS_IN_PAST = "starts in past"


class Conflict(Model):
    """One thing in the way of a change. `session` is as it would be, or as it was if it is removed.

    `other` is the session in the way, `over` the room's name or the speaker's id that both want; `former_end` is when
    the last session of that day was to end, or when the venue closes.
    """

    kind: ConflictKind
    session: Session
    other: Session | None = None
    over: str = ""
    former_end: Instant | None = None


def find_conflicts(before: Programme, after: Programme, now: datetime) -> tuple[Conflict, ...]:
    """The conflicts that are in `after` and not in `before`, and changes of what has begun; by kind, then start."""
    touched = _touched(before, after)
    found = [
        *_find_clashes(before, after, [new for _, new in touched if new is not None]),
        *_find_late(before, [(old, new) for old, new in touched if new is not None]),
        *_find_begun(touched, now),
    ]
    order = list(ConflictKind)
    return tuple(sorted(found, key=lambda conflict: (order.index(conflict.kind), conflict.session.start)))


def _touched(before: Programme, after: Programme) -> list[tuple[Session | None, Session | None]]:
    """Sessions before and after that differ; None where there was or is none."""
    found: list[tuple[Session | None, Session | None]] = []
    for edit in find_edits(before, after):
        if isinstance(edit, AddSession):
            found.append((None, edit.session))
        elif isinstance(edit, RemoveSession):
            found.append((edit.session, None))
        else:
            found.append((before.session_by_id[edit.session_id], after.session_by_id[edit.session_id]))
    return found


def _find_clashes(before: Programme, after: Programme, touched: Iterable[Session]) -> Iterator[Conflict]:
    near: dict[str, list[Session]] = defaultdict(list)
    for session in after.sessions:
        for place in (*session.rooms, *session.speakers):
            near[place].append(session)
    told: set[tuple[str, frozenset[str]]] = set()
    for session in touched:
        beside = {one.id: one for place in (*session.rooms, *session.speakers) for one in near[place]}
        for other in beside.values():
            if other.id != session.id and other.start < end_of(session) and session.start < end_of(other):
                for kind, clash in _clashes(session, other):
                    pair = clash.over, frozenset({session.id, other.id})
                    if pair not in told and not _clashed(clash, before):
                        told.add(pair)
                        yield Conflict(kind=kind, session=session, other=other, over=clash.over)


def _clashes(one: Session, other: Session) -> list[tuple[ConflictKind, Clash]]:
    return [
        *((ConflictKind.ROOM_TAKEN, clash) for clash in find_room_clashes([one, other])),
        *((ConflictKind.SPEAKER_BUSY, clash) for clash in find_speaker_clashes([one, other])),
    ]


def _clashed(clash: Clash, before: Programme) -> bool:
    """Whether the two were in each other's way over this before."""
    pair = [before.session_by_id.get(one.id) for one in (clash.earlier, clash.later)]
    known = [one for one in pair if one is not None]
    return len(known) == 2 and any(one.over == clash.over for _, one in _clashes(*known))


def _find_late(before: Programme, touched: Iterable[tuple[Session | None, Session]]) -> Iterator[Conflict]:
    """For each day, the last of the sessions that would end later than the day did, after midnight or after closing."""
    ends: dict[object, datetime] = {}
    for session in before.sessions:
        if not session.cancelled:
            ends[session.day] = max(ends.get(session.day, session.end), session.end)
    latest: dict[date, Session] = {}
    for old, new in touched:
        later = not new.cancelled and (old is None or old.cancelled or new.end > old.end or new.day != old.day)
        if later and (new.day not in latest or new.end > latest[new.day].end):
            latest[new.day] = new
    for day, session in latest.items():
        closes = before.closing(day)
        if closes is not None and session.end > closes:
            yield Conflict(kind=ConflictKind.PAST_CLOSING, session=session, former_end=closes)
        former = ends.get(day)
        if former is not None and session.end > former:
            beyond = before.local(session.end)
            overnight = beyond.date() > session.day and (beyond.hour, beyond.minute) != (0, 0)
            kind = ConflictKind.PAST_MIDNIGHT if overnight else ConflictKind.PAST_DAY_END
            yield Conflict(kind=kind, session=session, former_end=former)


def _find_begun(touched: Iterable[tuple[Session | None, Session | None]], now: datetime) -> Iterator[Conflict]:
    for old, new in touched:
        if old is not None and new is not None and not any(getattr(old, one) != getattr(new, one) for one in _TELLING):
            continue
        shown = new or old
        if shown is None:
            continue
        if old is not None and old.start <= now and not old.cancelled:
            kind = ConflictKind.BEGUN if now < end_of(old) else ConflictKind.OVER
            yield Conflict(kind=kind, session=old)
        elif new is not None and new.start < now and not new.cancelled and (old is None or old.start != new.start):
            yield Conflict(kind=ConflictKind.STARTS_IN_PAST, session=new)
