"""From a programme file's form to the programme: names looked up, times made instants, ids given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from zoneinfo import ZoneInfo

from bot.core.clashes import Clash, find_room_clashes, find_speaker_clashes
from bot.core.lexicon import languages
from bot.core.programme import Event, Kind, Programme, Session, SessionContent
from bot.formats.ids import free_id, slug
from bot.formats.problems import quoted
from bot.formats.programme_file import DayEntry, ProgrammeFile, SessionEntry
from bot.formats.register import Rooms, Speakers
from bot.formats.remarks import Remark, Remarks
from bot.formats.timing import Following, Slot, Timing, judge_day
from bot.formats.yaml_tree import Location

Listed = tuple[Location, DayEntry, SessionEntry]


def assemble(file: ProgrammeFile, broken: Collection[Location] = ()) -> tuple[Programme, list[Remark]]:
    """The programme of a form, and all that is wrong with it; with an error among the remarks it is not to be used.

    `broken` are the locations that hold a stand-in for what could not be read: nothing is said about them.
    """
    remarks = Remarks(broken)
    speakers, rooms = Speakers(file, remarks), Rooms(file, remarks)
    timing = Timing(ZoneInfo(file.timezone), remarks)
    listed = _list_sessions(file)
    if not listed and not remarks.broken:
        remarks.refuse(("days",), "no day has a session", "list them under the day's 'sessions:'")
    _warn_of_unspoken(file, remarks)
    for position, day in enumerate(file.days):
        judge_day(day, ("days", position), remarks)
    ids = _give_ids(listed, remarks)
    slots = [_read_slot(each, rooms, timing) for each in listed]
    following = Following(slot for slot in slots if timing.is_known(slot.location))
    sessions = [
        _read_session(entry, identifier, slot, speakers, timing, following)
        for (_, _, entry), identifier, slot in zip(listed, ids, slots, strict=True)
    ]
    _warn_of_clashes(sessions, slots, speakers, timing, remarks)
    _warn_of_silent(speakers, sessions, remarks)
    programme = Programme(
        **{name: getattr(file, name) for name in Event.model_fields},
        rooms=rooms.listed,
        speakers=speakers.listed,
        sessions=tuple(sorted(sessions, key=lambda session: session.start)),
    )
    return programme, remarks.all


def _warn_of_unspoken(file: ProgrammeFile, remarks: Remarks) -> None:
    for position, code in enumerate(file.languages):
        if code[:2].lower() not in languages():
            found = f"languages {quoted(code)} is none that the bot speaks"
            remarks.warn(("languages", position), found, f"it speaks {', '.join(languages())}")


def _list_sessions(file: ProgrammeFile) -> list[Listed]:
    return [
        (("days", day_position, "sessions", position), day, entry)
        for day_position, day in enumerate(file.days)
        for position, entry in enumerate(day.sessions)
    ]


def _give_ids(listed: Sequence[Listed], remarks: Remarks) -> list[str]:
    """Each session's id: the given one, else one made from its title, told apart by its first speaker or a number."""
    taken = {entry.id for _, _, entry in listed if entry.id}
    seen: set[str] = set()
    ids = []
    for location, _, entry in listed:
        if entry.id and entry.id in seen:
            remarks.refuse((*location, "id"), f"id {quoted(entry.id)} is taken above", "give each session its own")
        hint = slug(entry.speakers[0]) if entry.speakers else ""
        identifier = entry.id or free_id(slug(entry.title), taken, hint)
        seen.add(identifier)
        ids.append(identifier)
    return ids


def _read_slot(listed: Listed, rooms: Rooms, timing: Timing) -> Slot:
    location, day, entry = listed
    if entry.room is None:
        found = rooms.find(day.room, (*location[:2], "room"))
    else:
        found = rooms.find(entry.room, (*location, "room"))
    return Slot(location, day.date, found, timing.find_instant(entry.start, day.date, (*location, "start")))


def _read_session(
    entry: SessionEntry, identifier: str, slot: Slot, speakers: Speakers, timing: Timing, following: Following
) -> Session:
    content = {name: getattr(entry, name) for name in SessionContent.model_fields if name != "kind"}
    found = speakers.find(entry.speakers, (*slot.location, "speakers"))
    usual = Kind.TALK if found else Kind.OTHER
    former = entry.previous_start
    end = timing.find_end(entry, slot, following)
    return Session(
        **content,
        id=identifier,
        kind=entry.kind if "kind" in entry.model_fields_set else usual,
        day=slot.day,
        start=slot.start,
        end=slot.start if end is None else end,
        end_known=end is not None,
        previous_start=former and timing.find_instant(former, slot.day, (*slot.location, "previous_start")),
        rooms=slot.rooms,
        speakers=found,
    )


def _warn_of_clashes(
    sessions: Sequence[Session], slots: Sequence[Slot], speakers: Speakers, timing: Timing, remarks: Remarks
) -> None:
    timed = {
        session.id: (slot.location, session)
        for session, slot in zip(sessions, slots, strict=True)
        if timing.is_known(slot.location)
    }
    known = [session for _, session in timed.values()]
    names = {speaker.id: speaker.name for speaker in speakers.listed}
    warned = set()
    for clash in chain(find_room_clashes(known), find_speaker_clashes(known)):
        pair = clash.earlier.id, clash.later.id
        if pair not in warned:
            warned.add(pair)
            location = (*timed[clash.later.id][0], "start")
            remarks.warn(
                location, _describe_clash(clash, names, timing), "move one of them, or leave it if it is meant"
            )


def _describe_clash(clash: Clash, names: Mapping[str, str], timing: Timing) -> str:
    until = f"{quoted(clash.earlier.title)} until {timing.show(clash.earlier.end, clash.later.start)}"
    if clash.over in clash.later.rooms:
        return f"room {quoted(clash.over)} is taken by {until}"
    return f"{quoted(names[clash.over])} is busy with {until}"


def _warn_of_silent(speakers: Speakers, sessions: Sequence[Session], remarks: Remarks) -> None:
    if remarks.broken or remarks.any_refused:
        return
    heard = set(chain.from_iterable(session.speakers for session in sessions))
    for position, speaker in enumerate(speakers.listed):
        if speaker.id not in heard:
            where = ("speakers", position, "name")
            remarks.warn(where, "speaks in no session", "name them under a session's speakers, or delete the entry")
