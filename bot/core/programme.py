"""The programme: what happens when, where and by whom, as frozen values.

Instants are aware and in UTC; `Programme.zone` is the venue's zone, for showing them. A session is anything
with a slot (talk, break, opening); a talk is a session with speakers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError


class Model(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def one_or_many(value: object) -> object:
    """A lone text or number as a list of one; anything else as it is."""
    return (value,) if isinstance(value, str | int | float) else value


Name = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Name, ...], BeforeValidator(one_or_many, json_schema_input_type=Name | list[Name])]


_MORNING = time(6)  # what closes before is open past midnight
WEEK_MINUTES = 7 * 24 * 60
LeadMinute = Annotated[int, Field(ge=0, le=WEEK_MINUTES)]
LeadMinutes = Annotated[
    tuple[LeadMinute, ...], BeforeValidator(one_or_many, json_schema_input_type=LeadMinute | list[LeadMinute])
]


def time_of_day(text: str) -> str:
    """The same text, empty or a time such as 08:30; else a PydanticCustomError that says what would do."""
    try:
        return time.fromisoformat(text.zfill(5)).strftime("%H:%M") if text else ""
    except ValueError:
        raise PydanticCustomError("time", "is not a time", {"advice": "write it like '08:30'"}) from None


TimeOfDay = Annotated[str, AfterValidator(time_of_day)]
Instant = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]


def web_address(text: str) -> str:
    """The same text, empty or the http(s) address that it must be; a PydanticCustomError says what it is instead."""
    if not text or _is_web_address(text):
        return text
    looks_bare = _is_web_address(f"https://{text}") and "." in text and ":" not in text
    advice = f"write 'https://{text}'" if looks_bare else "write it like 'https://example.org/page', without spaces"
    raise PydanticCustomError("web_address", "is not a web address", {"advice": advice})


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or a bracketed host that is none
        return False
    return known and text.isprintable() and not any(mark in text for mark in ' <>"\\')


ADDRESS_PATTERN = r"^\s*([hH][tT][tT][pP][sS]?://[^\s<>\"\\]+)?\s*$"
WebAddress = Annotated[str, AfterValidator(web_address), WithJsonSchema({"type": "string", "pattern": ADDRESS_PATTERN})]


def key_of(identifier: str) -> str:
    """A short stable key for an id of any length, for places with little room: 16 hexadecimal digits."""
    return hashlib.blake2s(identifier.encode(), digest_size=8).hexdigest()


class Kind(StrEnum):
    """What sort of slot a session is."""

    OPENING = "opening"
    KEYNOTE = "keynote"
    INVITED_TALK = "invited talk"
    CONTRIBUTED_TALK = "contributed talk"
    TALK = "talk"
    LIGHTNING_TALKS = "lightning talks"
    TUTORIAL = "tutorial"
    WORKSHOP = "workshop"
    PANEL = "panel"
    POSTERS = "posters"
    MEETING = "meeting"
    PERFORMANCE = "performance"
    SOCIAL = "social"
    BREAK = "break"
    CLOSING = "closing"
    OTHER = "other"


_DAY = timedelta(days=1)
_AROUND_TALKS = (Kind.OPENING, Kind.CLOSING, Kind.BREAK)


class Link(Model):
    """A web address with the words to show for it."""

    url: WebAddress = Field(min_length=1, description="An http or https address.")
    title: str = Field(default="", description="What the link leads to, in a few words.")


class Venue(Model):
    """The place."""

    name: Name = Field(description="The building or campus, as people call it.")
    room: str = Field(default="", description="The main room, where there is one.")
    address: str = Field(default="", description="Street and number, as one would type it into a map.")
    city: str = ""
    country: str = ""
    directions: str = Field(default="", description="How to get there, in sentences.")
    url: WebAddress = Field(default="", description="A page or a map of the place.")
    closes: TimeOfDay = Field(
        default="", description="When the place closes each night; organisers are warned of what would end later."
    )


class Organiser(Model):
    """A person, project or institution that runs the event."""

    name: Name = Field(description="The name, as people know it.")
    affiliation: str = Field(default="", description="What the organiser belongs to.")
    url: WebAddress = ""


class Conference(Model):
    """The larger event that this one is a satellite of."""

    name: Name = Field(description="The name, as people know it.")
    subject: str = Field(default="", description="What that event is about, in a few words.")
    url: WebAddress = ""


class Faq(Model):
    """One answer of the organisers to what no schedule holds: the wifi, the dinner, the hashtag."""

    ask: Names = Field(min_length=1, description="Several ways in which people ask for it, in any language.")
    answer: Name = Field(description="The answer, word for word as attendees will read it.")
    url: WebAddress = ""


class Room(Model):
    """A room, and where the bot speaks about it."""

    name: Name
    aliases: Names = Field(default=(), description="Other names that people use for it.")
    channel: str = Field(default="", description="The chat channel of this room, without #.")
    directions: str = Field(default="", description="How to find the room.")


class Speaker(Model):
    """A person who speaks in at least one session."""

    id: str
    name: str
    affiliation: str = ""
    url: WebAddress = ""
    biography: str = ""
    aliases: Names = Field(default=(), description="Nicknames and handles.")
    source_id: str = Field(default="", description="The person's id in the source it was imported from.")


class Author(Model):
    """An author of the work that a session presents; not necessarily a speaker."""

    name: Name = Field(description="First and last name.")
    affiliation: str = ""


class SessionContent(Model):
    """What a session is about, wherever and whenever it takes place."""

    title: str = Field(description="The title, as it is announced.")
    kind: Kind = Field(default=Kind.OTHER, description="What sort of slot it is.")
    authors: tuple[Author, ...] = Field(default=(), description="Authors of the work presented, speakers among them.")
    abstract: str = Field(default="", description="The abstract in full; paragraphs are separated by an empty line.")
    slides: WebAddress = Field(default="", description="Address of the slides.")
    recording: WebAddress = Field(default="", description="Address of the recording.")
    url: WebAddress = Field(default="", description="The session's own page.")
    links: tuple[Link, ...] = Field(default=(), description="Further pages about it.")
    note: str = Field(default="", description="A remark for attendees, in a sentence.")
    track: str = Field(default="", description="The track or devroom it belongs to.")
    language: str = Field(default="", description="Language spoken, as a code such as 'en'.")
    cancelled: bool = Field(default=False, description="Whether it will not take place.")
    source_id: str = Field(default="", description="The session's id in the source it was imported from.")


class Session(SessionContent):
    """One slot of the programme. `start` and `end` are aware, in UTC, `start` <= `end`.

    Where the organisers gave no end, and none follows from the next session, `end_known` is False and `end` is `start`.
    """

    id: str
    start: Instant
    end: Instant
    end_known: bool = True
    day: date = Field(description="The programme day it is listed under; a session past midnight keeps its evening's.")
    previous_start: Instant | None = Field(default=None, description="When it was to start before it was moved.")
    rooms: tuple[str, ...] = Field(default=(), description="Names of rooms; most sessions have one.")
    speakers: tuple[str, ...] = Field(default=(), description="Ids of speakers, in the organisers' order.")

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"session {self.id!r} ends at {self.end}, before its start at {self.start}")
        return self

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    @property
    def fills_day(self) -> bool:
        """Whether it goes on for a day or more, so that it tells no hours."""
        return self.duration >= _DAY

    @property
    def room(self) -> str:
        """The rooms in one text, empty if none is known."""
        return ", ".join(self.rooms)

    @property
    def is_break(self) -> bool:
        return self.kind is Kind.BREAK

    @property
    def is_talk(self) -> bool:
        """Whether somebody speaks in it, and not only to open or to close the event."""
        return bool(self.speakers) and self.kind not in _AROUND_TALKS


class ReminderPolicy(Model):
    """When reminders go out."""

    lead_minutes: LeadMinutes = Field(default=(10,), description="Minutes before a start; several are allowed.")
    kinds: Mapping[Kind, LeadMinutes] = Field(
        default={}, description="Minutes for kinds of session that differ, such as 'keynote: [30, 10]'; none: []."
    )
    breaks: bool = Field(default=False, description="Whether breaks are announced too.")
    break_ends: bool = Field(default=False, description="Whether the end of a break is announced, too.")
    morning: TimeOfDay = Field(
        default="", description="When the day's programme is posted each day, on the venue's clock; empty: never."
    )
    ping: str = Field(default="", description="Name of the role that reminders in channels ping; empty: nobody.")

    def leads_of(self, kind: Kind) -> tuple[timedelta, ...]:
        """How long before its start a session of this kind is announced, longest first."""
        plain = () if kind is Kind.BREAK and not self.breaks else self.lead_minutes
        return tuple(timedelta(minutes=lead) for lead in sorted(set(self.kinds.get(kind, plain)), reverse=True))


class Channels(Model):
    """Names of the chat channels the bot writes to, without #."""

    reminders: str = "reminders"
    announcements: str = "announcements"
    organisers: str = "organisers"
    schedule: str = Field(default="", description="Where the live schedule is pinned and kept true; empty: nowhere.")


class Roles(Model):
    """Names of the chat roles the bot knows."""

    organiser: str = "Organiser"
    attendee: str = ""


class Event(Model):
    """The workshop or conference itself: all that is known of it apart from its sessions."""

    title: str = Field(description="The event's name, as on its page.")
    theme: str = Field(default="", description="Its theme or subtitle.")
    description: str = Field(default="", description="What it is about, in a few sentences.")
    note: str = Field(default="", description="What attendees should know first, such as a change.")
    url: WebAddress = Field(default="", description="The event's own page.")
    timezone: str = Field(description="The venue's zone, as an IANA name such as 'Europe/Paris'.")
    languages: Names = Field(
        default=("en",), description="Languages the bot answers in, as codes, the first by default."
    )
    venue: Venue | None = Field(default=None, description="The place.")
    registration: str = Field(default="", description="Whether and how to register.")
    organisers: tuple[Organiser, ...] = Field(default=(), description="Who runs it, in their order.")
    conference: Conference | None = Field(default=None, description="The larger event that it is a satellite of.")
    links: tuple[Link, ...] = Field(default=(), description="Further pages about it.")
    faq: tuple[Faq, ...] = Field(default=(), description="The organisers' own answers to what no schedule holds.")
    reminders: ReminderPolicy = Field(default=ReminderPolicy(), description="When reminders go out.")
    channels: Channels = Field(default=Channels(), description="The chat channels the bot writes to.")
    roles: Roles = Field(default=Roles(), description="The chat roles the bot knows.")
    discord_events: bool = Field(default=False, description="Whether sessions are scheduled events of the server, too.")


class Programme(Event):
    """Everything the bot knows. Sessions are ordered by start, then as the organisers listed them."""

    rooms: tuple[Room, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    sessions: tuple[Session, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The programme's days, earliest first."""
        return tuple(sorted({session.day for session in self.sessions}))

    @cached_property
    def session_by_id(self) -> dict[str, Session]:
        return {session.id: session for session in self.sessions}

    @cached_property
    def speaker_by_id(self) -> dict[str, Speaker]:
        return {speaker.id: speaker for speaker in self.speakers}

    @cached_property
    def session_by_key(self) -> dict[str, Session]:
        """Sessions by the `key_of` their id."""
        return {key_of(session.id): session for session in self.sessions}

    @cached_property
    def speaker_by_key(self) -> dict[str, Speaker]:
        """Speakers by the `key_of` their id."""
        return {key_of(speaker.id): speaker for speaker in self.speakers}

    @cached_property
    def sessions_by_speaker(self) -> dict[str, tuple[Session, ...]]:
        """Sessions of each speaker's id, in order of start."""
        found: dict[str, list[Session]] = {speaker.id: [] for speaker in self.speakers}
        for session in self.sessions:
            for speaker_id in session.speakers:
                found[speaker_id].append(session)
        return {speaker_id: tuple(sessions) for speaker_id, sessions in found.items()}

    def speakers_of(self, session: Session) -> tuple[Speaker, ...]:
        """The session's speakers, in the organisers' order."""
        return tuple(self.speaker_by_id[speaker_id] for speaker_id in session.speakers)

    def closing(self, day: date) -> datetime | None:
        """When the venue closes at the end of a programme day, perhaps past midnight; None where that is not known."""
        if self.venue is None or not self.venue.closes:
            return None
        closes = time.fromisoformat(self.venue.closes)
        late = timedelta(days=int(closes < _MORNING))
        return datetime.combine(day + late, closes, self.zone).astimezone(UTC)

    def local(self, instant: datetime) -> datetime:
        """The same instant on the venue's clock."""
        return instant.astimezone(self.zone)
