"""What is owed to whom, and when: every reminder of a programme, each with a stable key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from bot.core.programme import Programme, Session

DEFAULT_LEAD = timedelta(minutes=10)  # where somebody follows what the organisers do not announce
UNKNOWN_LENGTH = timedelta(minutes=30)  # how long a session without a known end is worth a late word
LATE_BREAK_END = timedelta(minutes=5)  # how long after a break it is worth saying that it is over
EVERYTHING = ""  # the one thing that somebody can follow of FollowKind.EVERYTHING


class About(StrEnum):
    """What a reminder tells."""

    START = "start"  # a session is about to start
    BREAK_END = "break end"
    DAY = "day"  # the morning's programme
    NOTE = "note"  # to the organisers: what went wrong
    CHANGE = "change"  # what organisers changed


class FollowKind(StrEnum):
    """What somebody can follow."""

    SESSION = "session"
    SPEAKER = "speaker"
    TRACK = "track"
    ROOM = "room"
    EVERYTHING = "everything"


class Follow(NamedTuple):
    """What somebody follows: a session or speaker by id, a track or room by name, everything by EVERYTHING."""

    kind: FollowKind
    which: str


Followable: TypeAlias = Mapping[Follow, tuple[Session, ...]]


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing to be said once: to one channel or person, about one moment, as it is in the programme now.

    `to` is a `channel_address`, `person_address` or `mention_address`. A session that is moved has another `moment`,
    hence another key: what was owed for the old one no longer is. It is due at `due` and worth saying until `until`.
    """

    to: str
    about: About
    session_id: str  # of a DAY, the day in ISO form
    moment: datetime
    due: datetime
    until: datetime
    body: str = ""  # what to say, where the programme does not tell; JSON
    key: str = field(init=False)  # 32 hexadecimal digits

    def __post_init__(self) -> None:
        # A person is reminded of a start once, wherever; a channel once for each lead time, of the end of all breaks
        # that end together once, and of a day once, at whatever hour.
        once = self.whom.startswith("person:") or self.about in (About.BREAK_END, About.DAY) or self.body
        which = "" if self.about is About.BREAK_END else self.session_id
        moment = "" if self.about is About.DAY else self.moment.isoformat()
        lead = "" if once else str(self.moment - self.due)
        key = digest(self.whom, self.about, which, moment, lead, self.body)
        object.__setattr__(self, "key", key)

    @property
    def whom(self) -> str:
        """Who is told: for a mention in a channel, the person who is mentioned."""
        return self.to.replace("mention:", "person:")

    @property
    def slot(self) -> tuple[str, About, str, datetime]:
        """What it is about; where several are due in one slot, the last due says all that the others would."""
        alone = self.body or self.about is About.BREAK_END
        return self.whom, self.about, self.key if alone else self.session_id, self.moment


def digest(*parts: str) -> str:
    """32 hexadecimal digits for these texts in this order."""
    return hashlib.blake2s("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def channel_address(name: str) -> str:
    """Where a channel's messages go, by the name that the programme gives it."""
    return f"channel:{name.removeprefix('#')}"


def person_address(user_id: int) -> str:
    """Where a person's direct messages go."""
    return f"person:{user_id}"


def mention_address(user_id: int) -> str:
    """Where somebody is told who takes no direct messages: by a mention in the reminders' channel."""
    return f"mention:{user_id}"


def plan_channels(programme: Programme, same: Mapping[str, str] | None = None) -> list[Owed]:
    """Everything owed to channels, earliest due first. `same` leads from an address to another of the same channel."""
    own = {room.name: channel_address(room.channel) for room in programme.rooms if room.channel}
    owed = [one for session in programme.sessions for one in _plan_session(session, programme, own, same or {})]
    owed += _plan_mornings(programme)
    once = {one.key: one for one in sorted(owed, key=_when, reverse=True)}  # the earliest due, of one key
    return sorted(once.values(), key=_when)


def plan_person(
    user_id: int, follows: Iterable[Follow], lead: timedelta | None, programme: Programme, followable: Followable
) -> list[Owed]:
    """Everything owed to a person who follows these things, earliest due first.

    `lead` is how long before a start they want to know; None: the shortest that the organisers set.
    """
    to = person_address(user_id)
    owed = [
        _owe(to, session, lead_for(session, lead, programme))
        for session in find_followed(follows, followable)
        if not session.cancelled
    ]
    return sorted(owed, key=_when)


def lead_for(session: Session, lead: timedelta | None, programme: Programme) -> timedelta:
    """How long before its start somebody is reminded who wishes `lead`, or None: as the organisers set it."""
    return min(programme.reminders.leads_of(session.kind), default=DEFAULT_LEAD) if lead is None else lead


def find_followable(programme: Programme) -> Followable:
    """What can be followed, each with its sessions in order, cancelled ones too.

    Breaks are followed by themselves, or as what the organisers announce of a room, a track or everything.
    """
    found: dict[Follow, list[Session]] = {Follow(FollowKind.EVERYTHING, EVERYTHING): []}
    for session in programme.sessions:
        for follow in _ways_to_follow(session, programme):
            found.setdefault(follow, []).append(session)
    return {follow: tuple(sessions) for follow, sessions in found.items()}


def find_followed(follows: Iterable[Follow], followable: Followable) -> list[Session]:
    """The sessions that these follows mean, each once, in order of start and title."""
    once = {session.id: session for follow in follows for session in followable.get(follow, ())}
    return sorted(once.values(), key=lambda session: (session.start, session.title))


def _ways_to_follow(session: Session, programme: Programme) -> Iterable[Follow]:
    yield Follow(FollowKind.SESSION, session.id)
    if session.is_break and not programme.reminders.breaks:
        return
    yield Follow(FollowKind.EVERYTHING, EVERYTHING)
    yield from (Follow(FollowKind.SPEAKER, speaker) for speaker in session.speakers)
    yield from (Follow(FollowKind.ROOM, room) for room in session.rooms)
    if session.track:
        yield Follow(FollowKind.TRACK, session.track)


def _plan_session(
    session: Session, programme: Programme, own: Mapping[str, str], same: Mapping[str, str]
) -> Iterable[Owed]:
    """What is owed of a session to the channel for reminders and, once each, to its rooms' `own`."""
    if session.cancelled:
        return
    shared = [channel_address(programme.channels.reminders)] if programme.channels.reminders else []
    named = [*shared, *(own[room] for room in session.rooms if room in own)]
    for to in dict.fromkeys(same.get(address, address) for address in named):
        for lead in programme.reminders.leads_of(session.kind):
            yield _owe(to, session, lead)
        if session.is_break and session.end_known and programme.reminders.break_ends:
            lead = min(
                (timedelta(minutes=minutes) for minutes in programme.reminders.lead_minutes), default=DEFAULT_LEAD
            )
            due, until = max(session.end - lead, session.start), session.end + LATE_BREAK_END
            yield Owed(to=to, about=About.BREAK_END, session_id=session.id, moment=session.end, due=due, until=until)


def _owe(to: str, session: Session, lead: timedelta) -> Owed:
    return Owed(
        to=to,
        about=About.START,
        session_id=session.id,
        moment=session.start,
        due=session.start - lead,
        until=end_of(session),
    )


def end_of(session: Session) -> datetime:
    """When it is over, as far as one can know."""
    return session.end if session.end > session.start else session.start + UNKNOWN_LENGTH


def _plan_mornings(programme: Programme) -> Iterable[Owed]:
    policy = programme.reminders
    if not policy.morning or not programme.channels.reminders:
        return
    for day in programme.days:
        due = datetime.combine(day, time.fromisoformat(policy.morning), programme.zone).astimezone(UTC)
        until = max((end_of(one) for one in programme.sessions if one.day == day and not one.cancelled), default=due)
        if until > due:
            yield Owed(
                to=channel_address(programme.channels.reminders),
                about=About.DAY,
                session_id=day.isoformat(),
                moment=due,
                due=due,
                until=until,
            )


def _when(owed: Owed) -> tuple[datetime, datetime]:
    return owed.due, owed.moment
