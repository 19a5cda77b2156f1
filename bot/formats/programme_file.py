"""The form of a programme file: what an organiser writes, before names and times are looked up.

Editors check and complete the file by the schema that is made from these models (`bot/formats/schema.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.core.programme import (
    Author,
    Event,
    Link,
    Model,
    Name,
    Names,
    Room,
    SessionContent,
    Speaker,
    WebAddress,
    one_or_many,
)
from bot.formats.moments import (
    DATE_PATTERN,
    LENGTH_PATTERN,
    MOMENT_PATTERN,
    Moment,
    parse_date,
    parse_length,
    parse_moment,
)
from bot.formats.problems import did_you_mean, find_nearest, quoted

ID_PATTERN = r"^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,99}$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
UNKNOWN: Literal["unknown"] = "unknown"

Value = TypeVar("Value")


def read_zone(name: str) -> str:
    """The same text, the name of a time zone; else a PydanticCustomError that proposes the likeliest one."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found; not a name at all; a folder of zones
        advice = _propose_zone(name) or "write its IANA name, like 'Europe/Paris'"
        raise PydanticCustomError("zone", "is not a time zone", {"advice": advice}) from None
    return name


def _propose_zone(name: str) -> str:
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    by_city = {zone.rsplit("/", 1)[-1].replace("_", " "): zone for zone in zones}
    if "/" in name:
        return did_you_mean(name, zones)
    city = find_nearest(name.replace("_", " "), by_city)
    return f"did you mean {quoted(by_city[city])}?" if city else ""


def _one_line(parse: Callable[[str], Value]) -> Callable[[object], Value]:
    """`parse` for what stands in a file, which may be a list or a mapping."""

    def parse_text(value: object) -> Value:
        if not isinstance(value, str):
            raise PydanticCustomError("text", "is not one value", {"advice": "write it on one line, after the key"})
        return parse(value)

    return parse_text


def _read_end(text: str) -> Moment | Literal["unknown"]:
    return UNKNOWN if text.strip() == UNKNOWN else parse_moment(text)


def read_named(value: object) -> object:
    """'Ada Lovelace (London)' as a name with an affiliation; anything but a text as it is."""
    if not isinstance(value, str):
        return value
    parts = re.fullmatch(r"(?P<name>.*\S)\s*\((?P<affiliation>[^()]+)\)\s*", value, re.DOTALL)
    return parts.groupdict() if parts else {"name": value}


def _read_room(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _read_link(value: object) -> object:
    return {"url": value} if isinstance(value, str) else value


# Numbers are what YAML 1.1 makes of 9:30 (570), 10:30:00 (37800) and 9.30.
MOMENT_SCHEMA = {"anyOf": [{"type": "string", "pattern": f"^ *{MOMENT_PATTERN} *$"}, {"type": "number", "minimum": 0}]}

FileDate = Annotated[
    date, PlainValidator(_one_line(parse_date)), WithJsonSchema({"type": "string", "pattern": f"^ *{DATE_PATTERN} *$"})
]
FileMoment = Annotated[Moment, PlainValidator(_one_line(parse_moment)), WithJsonSchema(MOMENT_SCHEMA)]
FileEnd = Annotated[
    Moment | Literal["unknown"],
    PlainValidator(_one_line(_read_end)),
    WithJsonSchema({"anyOf": [{"const": UNKNOWN}, MOMENT_SCHEMA]}),
]
FileLength = Annotated[
    timedelta,
    PlainValidator(_one_line(parse_length)),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": f"^ *{LENGTH_PATTERN} *$"}]}
    ),
]
Identifier = Annotated[str, Field(pattern=ID_PATTERN)]
Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN)]
Languages = Annotated[
    tuple[Language, ...],
    Field(min_length=1),
    BeforeValidator(one_or_many, json_schema_input_type=Language | Annotated[list[Language], Field(min_length=1)]),
]
AuthorEntry = Annotated[Author, BeforeValidator(read_named, json_schema_input_type=Name | Author)]
LinkEntry = Annotated[Link, BeforeValidator(_read_link, json_schema_input_type=WebAddress | Link)]
RoomEntry = Annotated[Room, BeforeValidator(_read_room, json_schema_input_type=Name | Room)]


class SpeakerForm(Speaker):
    """A person who speaks. Sessions refer to them by name, or by id where two have the same name."""

    id: Identifier | None = Field(default=None, description="Made from the name if not given.")  # type: ignore[assignment]
    name: Name = Field(description="First and last name, as sessions refer to it.")


SpeakerEntry = Annotated[SpeakerForm, BeforeValidator(read_named, json_schema_input_type=Name | SpeakerForm)]


class SessionEntry(SessionContent):
    """One slot of the programme: a talk, a break, the opening."""

    id: Identifier | None = Field(
        default=None, description="Made from the title if not given. Keep it for good once the programme is public."
    )
    title: Name = Field(description="The title, as it is announced.")
    start: FileMoment = Field(description="Time on the venue's clock, like 09:30; past midnight, 2025-07-01 00:30.")
    previous_start: FileMoment | None = Field(default=None, description="When it was to start before it was moved.")
    end: FileEnd | None = Field(
        default=None,
        description="Time on the venue's clock, or 'unknown'. If neither it nor a duration is given, the session ends "
        "when the next one in its room begins.",
    )
    duration: FileLength | None = Field(default=None, description="Length in minutes, or like 1h30, instead of an end.")
    room: Names | None = Field(default=None, description="A room or several, by name. If not given, that of the day.")
    speakers: Names = Field(default=(), description="Names (or ids) of speakers, in order.")
    authors: tuple[AuthorEntry, ...] = Field(
        default=(), description="Authors of the work presented, like 'Ada Lovelace (London)'."
    )
    links: tuple[LinkEntry, ...] = Field(default=(), description="Further pages about it.")


class DayEntry(Model):
    """One day of the programme. A session after midnight belongs to the day whose evening it ends."""

    date: FileDate = Field(description="Year, month and day, like 2025-06-30.")
    room: Names = Field(default=(), description="The room of all sessions of the day that name none.")
    sessions: tuple[SessionEntry, ...] = Field(description="The day's sessions, in any order.")


class ProgrammeFile(Event):
    """A workshop or a conference: what the bot knows."""

    title: Name = Field(description="The event's name, as on its page.")
    timezone: Annotated[str, AfterValidator(read_zone)] = Field(
        description="The venue's zone, as an IANA name such as 'Europe/Paris'.", examples=["Europe/Paris", "UTC"]
    )
    languages: Languages = Field(default=("en",), description="Languages the bot answers in, the first by default.")
    links: tuple[LinkEntry, ...] = Field(default=(), description="Further pages about it.")
    rooms: tuple[RoomEntry, ...] | None = Field(
        default=None, description="The rooms. If not given, they are those that sessions name."
    )
    speakers: tuple[SpeakerEntry, ...] = Field(default=(), description="Everybody who speaks.")
    days: tuple[DayEntry, ...] = Field(min_length=1, description="The programme itself, day by day.")
