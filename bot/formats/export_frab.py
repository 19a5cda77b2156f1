"""frab's schedule.json, as pretalx and c3voc's tools write and read it (schema: https://c3voc.de/schedule/schema.json).

It has no word for a cancelled session: such a session is left out, which is how apps that follow it learn of it.
A session in several rooms is in one whose name lists them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.core.programme import Programme, Session, Speaker
from bot.formats.ids import free_id, slug

SCHEMA = "https://c3voc.de/schedule/schema.json"
GENERATOR = "workshop-bot"
OWN_IDS = "workshop_bot_ids"  # by guid, the ids that a slug cannot be
LARGEST_ID = 2**31 - 1  # apps keep it in 32 bits
_SLUG = re.compile("[a-z0-9_-]+[a-z0-9]")  # by the schema
SLOT_MINUTES = (60, 30, 15, 10, 5)  # lengths that a timetable is ruled by


def write_frab(programme: Programme, now: datetime) -> bytes:
    """The schedule, indented, in UTF-8. Its version is the moment at which it was written."""
    sessions = [session for session in programme.sessions if not session.cancelled]
    days = sorted({session.day for session in sessions})
    conference: dict[str, Any] = {
        "acronym": _acronym(programme, days),
        "title": programme.title,
        "start": days[0].isoformat() if days else "",
        "end": days[-1].isoformat() if days else "",
        "daysCount": len(days),
        "timeslot_duration": _length(_slot(sessions)),
    }
    if not programme.timezone.startswith("Etc/"):  # the schema takes places; the dates tell the offset anyway
        conference["time_zone_name"] = programme.timezone
    if programme.url:
        conference["url"] = programme.url
    if programme.description:
        conference["description"] = programme.description
    conference["tracks"] = [{"name": name} for name in dict.fromkeys(each.track for each in sessions if each.track)]
    conference["rooms"] = [
        {"name": name, "guid": str(_guid(programme, "room", name)), "description": _directions(programme, name)}
        for name in _rooms(programme, sessions)
    ]
    names = _Names(programme, sessions)
    conference["days"] = [
        _write_day(index, day, [each for each in sessions if each.day == day], programme, names)
        for index, day in enumerate(days, start=1)
    ]
    schedule: dict[str, Any] = {"version": f"{programme.local(now):%Y-%m-%d %H:%M}", "conference": conference}
    unsaid = {names.guids[each.id]: each.id for each in sessions if names.slugs[each.id] != each.id}
    if unsaid:
        schedule[OWN_IDS] = unsaid  # the schema leaves room for it here, and nowhere at a session
    content = {"$schema": SCHEMA, "generator": {"name": GENERATOR}, "schedule": schedule}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


class _Names:
    """What the sessions of a schedule are called by machines: the ids they had where they came from, or stable new
    ones. Each is given once."""

    def __init__(self, programme: Programme, sessions: Iterable[Session]) -> None:
        self.guids: dict[str, str] = {}
        self.numbers: dict[str, int] = {}
        self.slugs: dict[str, str] = {}
        guids: set[UUID] = set()
        numbers: set[int] = set()
        slugs: set[str] = set()
        for session in sessions:
            guid = _own_guid(session.source_id)
            if guid is None or guid in guids:
                guid = _guid(programme, "session", session.id)
            number = _own_number(session.source_id) or guid.int % LARGEST_ID + 1
            while number in numbers:
                number = number % LARGEST_ID + 1
            guids.add(guid)
            numbers.add(number)
            self.guids[session.id], self.numbers[session.id] = str(guid), number
            self.slugs[session.id] = free_id(_slug(session.id), slugs)


def _slug(session_id: str) -> str:
    """The id, or one made from it that the schema takes."""
    if _SLUG.fullmatch(session_id):
        return session_id
    word = slug(session_id)
    return word if _SLUG.fullmatch(word) else f"session-{word}"


def _own_guid(source_id: str) -> UUID | None:
    try:
        return UUID(source_id)
    except ValueError:
        return None


def _own_number(source_id: str) -> int | None:
    number = int(source_id) if re.fullmatch("[0-9]{1,10}", source_id) else 0
    return number if 1 <= number <= LARGEST_ID else None


def _guid(programme: Programme, kind: str, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{programme.url or programme.title}#{kind}:{name}")


def _acronym(programme: Programme, days: list[date]) -> str:
    """The title as one word that the schema takes: four letters or more, digits and underscores."""
    word = slug(programme.title).replace("-", "_")
    return word if len(word) > 3 else f"{word}_{days[0].year if days else GENERATOR}"


def _slot(sessions: Iterable[Session]) -> timedelta:
    """The longest length, up to an hour, that all starts and lengths are multiples of."""
    minutes = {minute for each in sessions for minute in (each.start.minute, each.duration // timedelta(minutes=1))}
    return timedelta(minutes=next((slot for slot in SLOT_MINUTES if all(minute % slot == 0 for minute in minutes)), 1))


def _rooms(programme: Programme, sessions: Iterable[Session]) -> list[str]:
    """Rooms of the sessions, in the programme's order; a list of several comes after it."""
    used = dict.fromkeys(session.room for session in sessions if session.room)
    listed = dict.fromkeys(room.name for room in programme.rooms if room.name in used)
    return list(listed | used)


def _directions(programme: Programme, name: str) -> str | None:
    return next((room.directions for room in programme.rooms if room.name == name and room.directions), None)


def _write_day(index: int, day: date, sessions: list[Session], programme: Programme, names: _Names) -> dict[str, Any]:
    return {
        "index": index,
        "date": day.isoformat(),
        "day_start": programme.local(min(session.start for session in sessions)).isoformat(),
        "day_end": programme.local(max(session.end for session in sessions)).isoformat(),
        "rooms": {
            room: [_write_event(session, programme, names) for session in sessions if session.room == room]
            for room in [*_rooms(programme, sessions), *([""] if any(not each.rooms for each in sessions) else [])]
        },
    }


def _write_event(session: Session, programme: Programme, names: _Names) -> dict[str, Any]:
    local = programme.local(session.start)
    links = [{"url": link.url, "title": link.title or link.url} for link in session.links]
    recording = [{"url": session.recording, "title": "Recording"}] if session.recording else []
    slides = [{"url": session.slides, "title": "Slides", "type": "slides"}] if session.slides else []
    return {
        "guid": names.guids[session.id],
        "id": names.numbers[session.id],
        "date": local.isoformat(),
        "start": f"{local:%H:%M}",
        "duration": _length(session.duration if session.end_known else timedelta()),
        "room": session.room,
        "slug": names.slugs[session.id],
        "url": session.url,
        "title": session.title,
        "subtitle": session.note,
        "language": session.language,
        "track": session.track or None,
        "type": session.kind.value,
        "abstract": session.abstract,
        "description": "",
        "persons": [_write_person(speaker, programme) for speaker in programme.speakers_of(session)],
        "links": [*recording, *links],
        "attachments": slides,
    }


def _length(duration: timedelta) -> str:
    """Hours and minutes; 00:00 where the end is not known."""
    minutes = round(duration.total_seconds() / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _write_person(speaker: Speaker, programme: Programme) -> dict[str, Any]:
    person: dict[str, Any] = {
        "guid": str(_own_guid(speaker.source_id) or _guid(programme, "speaker", speaker.id)),
        "name": speaker.name,
        "public_name": speaker.name,
        "biography": speaker.biography,
    }
    return person | ({"url": speaker.url} if speaker.url else {})
