"""A programme as our own file: as pleasant as one written by hand, and read back as the equal programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.programme import Author, Kind, Link, Model, Programme, Room, Session, Speaker
from bot.formats.ids import slug
from bot.formats.moments import Instant, Moment, SkippedTimeError, parse_moment, resolve, resolve_end
from bot.formats.programme_file import UNKNOWN, read_named
from bot.formats.yaml_tree import CONTROL
from bot.formats.yaml_writing import Value, Verbatim, write_mapping

Fields = dict[str, Value]

HEAD = ("title", "theme", "description", "note", "url", "timezone", "languages")
SECTIONS = ("venue", "registration", "organisers", "conference", "links", "faq")
SETTINGS = ("channels", "roles", "reminders", "discord_events")
SESSION_TAIL = (
    "track",
    "language",
    "cancelled",
    "note",
    "slides",
    "recording",
    "url",
    "links",
    "abstract",
    "source_id",
)


def dump_programme(programme: Programme, *, schema: str = "") -> str:
    """The programme as YAML, times to the second, without control characters; rooms are listed even if only named.

    `schema` is the address of the editors' schema, as seen from where the file will be. A programme without sessions
    gives a file that is still to be filled in. Raises KeyError for a speaker's id that no speaker has.
    """
    blocks = [
        f"# yaml-language-server: $schema={schema}" if schema else "",
        write_mapping(_fields(programme, HEAD)),
        *(write_mapping(_fields(programme, [name])) for name in SECTIONS),
        write_mapping({"rooms": [_write_room(room) for room in _every_room(programme)]}),
        *(write_mapping(_fields(programme, [name])) for name in SETTINGS),
        write_mapping({"speakers": [_write_speaker(speaker) for speaker in programme.speakers]}),
        write_mapping({"days": _write_days(programme)}) or "days: []",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _fields(model: Model, names: Iterable[str]) -> Fields:
    """Those of the named fields that are not as they are by default."""
    defaults = type(model).model_fields
    given = {name: getattr(model, name) for name in names}
    return {
        name: _value(value) or Verbatim('""' if isinstance(value, str) else "[]")
        for name, value in given.items()
        if value != defaults[name].get_default()
    }


def _value(value: object) -> Value:
    match value:
        case bool():
            return Verbatim("yes" if value else "no")
        case int():
            return Verbatim(value)
        case Link(title=""):
            return _clean(value.url)
        case Link():
            return _fields(value, ("title", "url"))
        case Model():
            return _fields(value, type(value).model_fields)
        case tuple():
            return [_value(item) for item in value]
        case Mapping():
            return {str(key): _value(item) or Verbatim("[]") for key, item in value.items()}
    return _clean(str(value))


def _clean(text: str) -> str:
    return CONTROL.sub("", text)


def _write_author(author: Author) -> Value:
    """'Ada Lovelace (London)', if that is read back as the same."""
    short = _clean(f"{author.name} ({author.affiliation})" if author.affiliation else author.name)
    same = read_named(short) == {
        "name": author.name,
        **({"affiliation": author.affiliation} if author.affiliation else {}),
    }
    return short if same else _fields(author, ("name", "affiliation"))


def _every_room(programme: Programme) -> list[Room]:
    named = dict.fromkeys(room for session in programme.sessions for room in session.rooms)
    listed = {room.name for room in programme.rooms}
    return [*programme.rooms, *(Room(name=name) for name in named if name not in listed)]


def _write_room(room: Room) -> Value:
    fields = _fields(room, Room.model_fields)
    return fields if len(fields) > 1 else _clean(room.name)


def _write_speaker(speaker: Speaker) -> Fields:
    names = ("name", "affiliation", "url", "aliases", "biography", "source_id")
    known_by = {"id": speaker.id} if speaker.id != slug(speaker.name) else {}
    return known_by | _fields(speaker, names)


def _write_days(programme: Programme) -> list[Value]:
    references = _speaker_references(programme)
    days: list[Value] = []
    for day in programme.days:
        sessions = [session for session in programme.sessions if session.day == day]
        shared = sessions[0].rooms if len({session.rooms for session in sessions}) == 1 else ()
        written = [_write_session(session, shared, references, programme.zone) for session in sessions]
        days.append({"date": Verbatim(day), "room": _one_or_many(shared), "sessions": written})
    return days


def _speaker_references(programme: Programme) -> dict[str, str]:
    """How sessions name each speaker, by id: by name, unless that means somebody else too."""
    names = Counter(speaker.name for speaker in programme.speakers)
    ids = programme.speaker_by_id
    return {
        speaker.id: speaker.name if names[speaker.name] == 1 and speaker.name not in ids else speaker.id
        for speaker in programme.speakers
    }


def _write_session(session: Session, shared: tuple[str, ...], references: dict[str, str], zone: ZoneInfo) -> Fields:
    usual = Kind.TALK if session.speakers else Kind.OTHER
    return {
        "id": session.id,
        **_write_times(session, zone),
        "room": "" if session.rooms == shared else _one_or_many(session.rooms),
        "kind": "" if session.kind == usual else session.kind.value,
        "title": _clean(session.title),
        "speakers": [_clean(references[speaker]) for speaker in session.speakers],
        "authors": [_write_author(author) for author in session.authors],
        **_fields(session, SESSION_TAIL),
    }


def _write_times(session: Session, zone: ZoneInfo) -> Fields:
    def under_its_day(moment: Moment) -> Instant:
        return resolve(moment, session.day, zone)

    def after_its_start(moment: Moment) -> Instant:
        return resolve_end(moment, session.start, zone)

    times: Fields = {
        "start": _write_instant(session.start, zone, under_its_day),
        "end": _write_instant(session.end, zone, after_its_start) if session.end_known else Verbatim(UNKNOWN),
    }
    if session.previous_start:
        times["previous_start"] = _write_instant(session.previous_start, zone, under_its_day)
    return times


def _write_instant(instant: datetime, zone: ZoneInfo, read: Callable[[Moment], Instant]) -> Verbatim:
    """The shortest form that is read as this instant and no other: clock, date and clock, or with the offset too."""
    local = instant.astimezone(zone)
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    for text in (clock, f"{local.date()} {clock}"):
        try:
            if read(parse_moment(text)) == Instant(instant):
                return Verbatim(text)
        except SkippedTimeError:
            continue
    return Verbatim(f"{local.date()} {clock}{local:%z}")


def _one_or_many(names: tuple[str, ...]) -> Value:
    return _clean(names[0]) if len(names) == 1 else [_clean(name) for name in names]
