"""A server's scheduled events: what has to be done so that they are those of the programme.

An event is found again by the `key_of` its session. What people made is not ours, and only takes room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.programme import Session, key_of
from bot.core.reminders import end_of

MOST = 100  # scheduled and active ones a server may have: https://docs.discord.com/developers/resources/guild-scheduled-event
LEFT_FREE = 5  # of these, for what people make themselves
AHEAD = timedelta(minutes=1)  # Discord refuses a start in the past


class Status(StrEnum):
    """What has become of an event; nothing leads away from COMPLETED and CANCELLED."""

    SCHEDULED = "scheduled"
    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Content:
    """What an event shows."""

    name: str
    description: str
    location: str
    start: datetime
    end: datetime

    def reads_as(self, other: Content) -> bool:
        """Whether both read the same, whatever white space Discord took away; the starts aside."""
        texts = ((self.name, other.name), (self.description, other.description), (self.location, other.location))
        return self.end == other.end and all(one.split() == another.split() for one, another in texts)


@dataclass(frozen=True, slots=True)
class Existing:
    """An event of the server. `key` is empty if it is not one of ours."""

    id: int
    key: str
    status: Status
    content: Content


class Deed(StrEnum):
    """What is done to an event."""

    CREATE = "create"
    EDIT = "edit"
    BEGIN = "begin"
    END = "end"
    CANCEL = "cancel"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `event_id` is 0 where one is created; `content` is what it shall show, where that matters."""

    deed: Deed
    key: str
    event_id: int = 0
    content: Content | None = None


def plan_events(
    sessions: Sequence[Session], existing: Iterable[Existing], now: datetime, render: Callable[[Session], Content]
) -> list[Action]:
    """What is to be done, in this order: first what makes room, at last what is new. `sessions` are in order of start.

    Events are those of the next sessions, as many as a server may have. Breaks and what has begun without one get none.
    """
    live = [event for event in existing if event.status in (Status.SCHEDULED, Status.ACTIVE)]
    ours, superfluous = _once(event for event in live if event.key)
    room = max(0, min(MOST - LEFT_FREE, MOST - sum(not event.key for event in live)))
    by_key = {key_of(session.id): session for session in sessions}
    coming = [each for each in sessions if _is_shown(each, now) and _may_have(each, ours, now)]
    wanted = {key_of(session.id): session for session in coming[:room]}
    actions = [Action(Deed.DELETE, event.key, event.id) for event in superfluous]
    for key, event in ours.items():
        action = _adjust(event, wanted.get(key), by_key.get(key), now, render)
        actions += [action] if action else []
    created = [Action(Deed.CREATE, key, 0, render(each)) for key, each in wanted.items() if key not in ours]
    return sorted(actions, key=lambda action: _ORDER[action.deed]) + created


_ORDER = {deed: place for place, deed in enumerate((Deed.CANCEL, Deed.END, Deed.DELETE, Deed.BEGIN, Deed.EDIT))}


def _once(events: Iterable[Existing]) -> tuple[dict[str, Existing], list[Existing]]:
    """One event for each key, the active or else the oldest one, and the others."""
    kept: dict[str, Existing] = {}
    superfluous = []
    for event in sorted(events, key=lambda event: (event.status is not Status.ACTIVE, event.id)):
        if event.key in kept:
            superfluous.append(event)
        else:
            kept[event.key] = event
    return kept, superfluous


def _is_shown(session: Session, now: datetime) -> bool:
    return not session.cancelled and not session.is_break and end_of(session) > now


def _may_have(session: Session, ours: dict[str, Existing], now: datetime) -> bool:
    return session.start > now + AHEAD or key_of(session.id) in ours


def _adjust(
    event: Existing,
    wanted: Session | None,
    session: Session | None,
    now: datetime,
    render: Callable[[Session], Content],
) -> Action | None:
    """What one event lacks to be as `wanted`; None if nothing."""
    if wanted is None:
        return Action(_farewell(event, session, now), event.key, event.id)
    content, shown = render(wanted), event.content
    begun = content.start <= now + AHEAD
    if shown.start == content.start:
        if event.status is Status.SCHEDULED and content.start <= now:
            return Action(Deed.BEGIN, event.key, event.id)
    elif event.status is Status.ACTIVE and not begun:
        return Action(Deed.END, event.key, event.id)  # it was put off; a new one follows
    elif event.status is Status.SCHEDULED and begun:
        return Action(Deed.DELETE, event.key, event.id)  # it was brought forward; Discord takes no start in the past
    if content.reads_as(shown) and (event.status is Status.ACTIVE or shown.start == content.start):
        return None
    return Action(Deed.EDIT, event.key, event.id, content)


def _farewell(event: Existing, session: Session | None, now: datetime) -> Deed:
    """How an event goes that is not wanted any more."""
    if session is None or session.is_break:
        return Deed.DELETE
    if event.status is Status.ACTIVE:
        return Deed.END
    return Deed.CANCEL if session.cancelled and end_of(session) > now else Deed.DELETE
