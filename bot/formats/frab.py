"""`schedule.json` of frab, pretalx and the congresses of the CCC, in its old and its new form."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.core.programme import Kind, Room
from bot.formats.cleaning import FOREIGN, OURS, Cleaning, clean_address, clean_line, tidy
from bot.formats.conference import Day, Offered, join_texts, list_languages, read_day, read_slot, read_turn, sort_links
from bot.formats.draft import Person, ProgrammeDraft, SessionDraft
from bot.formats.node import Node, nodes_of
from bot.formats.report import Report
from bot.formats.stamps import StampError, parse_stamp
from bot.formats.words import words

# How the file was made, and other names of what is taken over.
OWN_RECORDING = "Recording"
GENERATOR = "workshop-bot"  # of our own exports, whose ids and kinds are ours
OWN_IDS = "workshop_bot_ids"  # by guid, those of our ids that a slug cannot be
TECHNICAL = words(
    "$schema generator version base_url daysCount timeslot_duration acronym slug index day_start day_end guid code id "
    "public_name full_public_name name origin_url start end tracks colors do_not_stream answers"
)


def recognise(value: Any) -> bool:  # noqa: ANN401 - JSON is anything
    """Whether JSON is such a schedule."""
    if not isinstance(value, dict):
        return False
    schedule = value.get("schedule", value)
    return isinstance(schedule, dict) and ("conference" in schedule or ("days" in schedule and "schedule" in value))


def read_frab(value: Any, report: Report) -> ProgrammeDraft:  # noqa: ANN401 - JSON is anything
    """The schedule's draft. Errors are in the report; raises ProgrammeError where there is no schedule at all."""
    root = Node(value, "", report)
    schedule = root.child("schedule") if isinstance(value.get("schedule"), dict) else root
    schedule.path = ""
    conference = schedule.child("conference") if "conference" in schedule.value else schedule
    conference.path = ""
    cleaning = OURS if root.child("generator").text("name") == GENERATOR else FOREIGN
    base = clean_address(conference.text("url")) or clean_address(schedule.text("base_url"))
    draft = ProgrammeDraft(
        title=cleaning.title(conference.text("title", "name")),
        theme=clean_line(conference.text("subtitle")),
        description=cleaning.text(conference.text("description"), base),
        url=base,
        zone=tidy(conference.text("time_zone_name", "timezone", "time_zone")),
        places=[tidy(conference.text(key)) for key in ("city", "country", "venue") if conference.text(key)],
        addresses=[address for address in (clean_address(schedule.text("base_url")),) if address],
        rooms=_read_rooms(conference, cleaning),
    )
    for key in TECHNICAL:
        conference.get(key)
        schedule.get(key)
    days = conference.get("days")
    if not isinstance(days, list):
        raise report.give_up("days", "there is no list of days", "is it the schedule's JSON, and is it published?")
    ids = schedule.child(OWN_IDS)
    report.limit(sum(_count(day) for day in days), "sessions")
    for position, node in enumerate(nodes_of(days, "days", report), start=1):
        _read_day(node, base, draft, cleaning, ids)
        report.advance(position, len(days))
    conference.tell_leftovers("the conference")
    return draft


def _count(day: object) -> int:
    rooms = day.get("rooms") if isinstance(day, dict) else None
    events = rooms.values() if isinstance(rooms, dict) else rooms if isinstance(rooms, list) else ()
    return sum(len(each) for each in events if isinstance(each, list))


def _read_rooms(conference: Node, cleaning: Cleaning) -> dict[str, Room]:
    """The rooms in their order, with the way to them; old files have no such list."""
    rooms = {}
    for node in conference.children("rooms"):
        name = cleaning.name(node.text("name"))
        if name:
            directions = cleaning.text(node.text("description_en", "description", "description_de"), "")
            rooms[name] = Room(name=name, directions=directions)
    return rooms


def _read_day(node: Node, base: str, draft: ProgrammeDraft, cleaning: Cleaning, ids: Node) -> None:
    report = node.report
    day = read_day(node.get("date") or node.get("day_start"), node.at("date"), report)
    if day is None:
        return
    begins = node.text("day_start")
    with contextlib.suppress(StampError):  # it is only a hint at the zone
        draft.evidence = [*draft.evidence, *(at for at in [parse_stamp(begins)] if at.utcoffset())]
    turn = read_turn(begins)
    for room, path, events in _rooms_of(node, report):
        for event in nodes_of(events, path, report):
            session = _read_event(event, room, Day(day, turn), base, cleaning)
            if session:
                draft.sessions.append(_as_ours(session, event, ids) if cleaning is OURS else session)
    for key in TECHNICAL:
        node.get(key)
    node.tell_leftovers("a day")


def _rooms_of(day: Node, report: Report) -> Iterator[tuple[str, str, list[Any]]]:
    """Name, path and events of the day's rooms: an object by name or, in some files, a list."""
    rooms = day.get("rooms")
    if isinstance(rooms, dict):
        for name, events in rooms.items():
            path = f"{day.at('rooms')}.{tidy(name)}"
            if isinstance(events, list):
                yield name, path, events
            else:
                report.error(path, "is not a list of events")
    elif isinstance(rooms, list):
        for position, room in enumerate(rooms):
            events = room.get("events", room.get("talks")) if isinstance(room, dict) else None
            path = f"{day.at('rooms')}[{position}]"
            if isinstance(events, list):
                yield str(room.get("name") or ""), f"{path}.events", events
            else:
                report.error(path, "is not a room with events")
    elif rooms is not None:
        report.error(day.at("rooms"), "is not an object of rooms")


def _as_ours(session: SessionDraft, event: Node, ids: Node) -> SessionDraft:
    """The session with the id and the kind that an export of ours gave it."""
    named = event.text("type")
    identifier = ids.text(event.text("guid")) or event.text("slug")
    return replace(session, id=identifier, kind=Kind(named) if named in set(Kind) else session.kind)


def _read_event(node: Node, room: str, day: Day, base: str, cleaning: Cleaning) -> SessionDraft | None:
    given = {key: node.get(key) for key in ("date", "start", "duration")}
    slot = read_slot(given, day, node.path, node.report)
    if slot is None:
        return None
    url = clean_address(node.text("url"), base)
    origin = clean_address(node.text("origin_url"), base)
    links = sort_links(
        _offers(node, "links"),
        _offers(node, "attachments"),
        origin or url or base,
        node.at("links"),
        node.report,
        guess=cleaning is FOREIGN,
    )
    name = node.text("room") or room
    draft = SessionDraft(
        where=node.path,
        title=cleaning.title(node.text("title")),
        start=slot.start,
        duration=slot.duration,
        day=day.date,
        rooms=[cleaning.name(name)],
        people=list(_read_persons(node, cleaning)),
        abstract=join_texts(node.text("abstract"), node.text("description"), url or base, cleaning),
        kind_words=tidy(node.text("type")),
        slides=links.slides,
        recording=clean_address(node.text("video_download_url"), base) or links.recording,
        url=url,
        links=links.others,
        note=cleaning.title(node.text("subtitle")),
        track=cleaning.title(_read_track(node)),
        language=list_languages(node.text("language", "locale")),
        cancelled=node.text("status", "state").lower() in {"canceled", "cancelled"},
        source_id=node.text("guid") or node.text("code") or node.text("id"),
        code=_read_code(node),
    )
    for key in TECHNICAL:
        node.get(key)
    node.tell_leftovers("a session")
    return draft


def _read_code(node: Node) -> str:
    return node.text("code") or (node.text("slug") if node.text("slug").isupper() else "")


def _read_track(node: Node) -> str:
    if isinstance(node.get("track"), dict):
        return node.child("track").text("name")
    return node.text("track")


def _read_persons(event: Node, cleaning: Cleaning) -> Iterator[Person]:
    for node in event.children("persons"):
        name = cleaning.name(node.text("public_name", "full_public_name", "name"))
        if not name:
            event.report.repeat(node.path, "a person without a name is left out")
            continue
        yield Person(
            name=name,
            source_id=node.text("guid") or node.text("code") or node.text("id"),
            biography=cleaning.text(node.text("biography", "description", "abstract"), ""),
            url=clean_address(node.text("url")),
        )
        for key in TECHNICAL:
            node.get(key)
        node.tell_leftovers("a person")


def _offers(event: Node, key: str) -> Iterator[Offered]:
    for node in event.children(key):
        title, role = node.text("title", "name"), node.text("type")
        yield Offered(node.text("url", "href"), title, role or ("recording" if title == OWN_RECORDING else ""))
