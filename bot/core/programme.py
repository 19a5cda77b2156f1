"""The programme: what happens when, where and by whom, as frozen values.

Instants are aware and in UTC; `Programme.zone` is the venue's zone, for showing them. A session is anything
with a slot (talk, break, opening); a talk is a session with speakers.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


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


class Link(Model):
    """A web address with the words to show for it."""

    url: str = Field(description="An http or https address.")
    title: str = Field(default="", description="What the link leads to, in a few words.")


class Venue(Model):
    """The place."""

    name: str = Field(description="The building or campus, as people call it.")
    room: str = Field(default="", description="The main room, where there is one.")
    address: str = Field(default="", description="Street and number, as one would type it into a map.")
    city: str = ""
    country: str = ""
    directions: str = Field(default="", description="How to get there, in sentences.")
    url: str = Field(default="", description="A page or a map of the place.")


class Organiser(Model):
    """A person, project or institution that runs the event."""

    name: str
    affiliation: str = Field(default="", description="What the organiser belongs to.")
    url: str = ""


class Conference(Model):
    """The larger event that this one is a satellite of."""

    name: str
    subject: str = Field(default="", description="What that event is about, in a few words.")
    url: str = ""


class Faq(Model):
    """One answer of the organisers to what no schedule holds: the wifi, the dinner, the hashtag."""

    ask: tuple[str, ...] = Field(min_length=1, description="Several ways in which people ask for it, in any language.")
    answer: str = Field(description="The answer, word for word as attendees will read it.")
    url: str = ""


class Room(Model):
    """A room, and where the bot speaks about it."""

    name: str
    aliases: tuple[str, ...] = Field(default=(), description="Other names that people use for it.")
    channel: str = Field(default="", description="The chat channel of this room, without #.")
    directions: str = Field(default="", description="How to find the room.")


class Speaker(Model):
    """A person who speaks in at least one session."""

    id: str
    name: str
    affiliation: str = ""
    url: str = ""
    biography: str = ""
    aliases: tuple[str, ...] = Field(default=(), description="Nicknames and handles.")
    source_id: str = Field(default="", description="The person's id in the source it was imported from.")


class Author(Model):
    """An author of the work that a session presents; not necessarily a speaker."""

    name: str
    affiliation: str = ""


class Session(Model):
    """One slot of the programme. `start` and `end` are aware, in UTC, `start` <= `end`."""

    id: str
    title: str
    start: datetime
    end: datetime
    day: date = Field(description="The programme day it is listed under; a session past midnight keeps its evening's.")
    previous_start: datetime | None = Field(default=None, description="When it was to start before it was moved.")
    kind: Kind = Kind.OTHER
    rooms: tuple[str, ...] = Field(default=(), description="Names of rooms; most sessions have one.")
    speakers: tuple[str, ...] = Field(default=(), description="Ids of speakers, in the organisers' order.")
    authors: tuple[Author, ...] = ()
    abstract: str = ""
    slides: str = Field(default="", description="Address of the slides.")
    recording: str = Field(default="", description="Address of the recording.")
    url: str = Field(default="", description="The session's own page.")
    links: tuple[Link, ...] = ()
    note: str = ""
    track: str = ""
    language: str = Field(default="", description="Language spoken, as a code such as 'en'.")
    cancelled: bool = False
    source_id: str = Field(default="", description="The session's id in the source it was imported from.")

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    @property
    def room(self) -> str:
        """The rooms in one text, empty if none is known."""
        return ", ".join(self.rooms)

    @property
    def is_break(self) -> bool:
        return self.kind is Kind.BREAK

    @property
    def is_talk(self) -> bool:
        return bool(self.speakers)


class ReminderPolicy(Model):
    """When reminders go out."""

    lead_minutes: tuple[int, ...] = Field(default=(10,), description="Minutes before a start; several are allowed.")
    breaks: bool = Field(default=False, description="Whether breaks are announced too.")


class Channels(Model):
    """Names of the chat channels the bot writes to, without #."""

    reminders: str = "reminders"
    announcements: str = "announcements"
    organisers: str = "organisers"


class Roles(Model):
    """Names of the chat roles the bot knows."""

    organiser: str = "Organiser"
    attendee: str = ""


class Programme(Model):
    """Everything the bot knows. Sessions are ordered by start, then as the organisers listed them."""

    title: str
    theme: str = ""
    description: str = ""
    timezone: str = Field(description="The venue's zone, as an IANA name such as 'Europe/Paris'.")
    languages: tuple[str, ...] = ("en",)
    url: str = ""
    links: tuple[Link, ...] = ()
    venue: Venue | None = None
    registration: str = Field(default="", description="Whether and how to register.")
    organisers: tuple[Organiser, ...] = ()
    conference: Conference | None = None
    faq: tuple[Faq, ...] = ()
    rooms: tuple[Room, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    sessions: tuple[Session, ...] = ()
    reminders: ReminderPolicy = ReminderPolicy()
    channels: Channels = Channels()
    roles: Roles = Roles()

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

    def local(self, instant: datetime) -> datetime:
        """The same instant on the venue's clock."""
        return instant.astimezone(self.zone)
