"""Pentabarf XML: as Pentabarf wrote it (without zone or date), as frab and pretalx write it, as FOSDEM publishes it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.programme import Venue
from bot.formats.cleaning import clean_address, clean_line, clean_text, tidy
from bot.formats.conference import (
    Day,
    Offered,
    join_texts,
    list_languages,
    read_day,
    read_slot,
    read_turn,
    sort_links,
)
from bot.formats.draft import Person, ProgrammeDraft, SessionDraft
from bot.formats.problems import quoted
from bot.formats.report import Report
from bot.formats.words import words
from bot.formats.xml_tree import Element

# What is taken over, and what only says how the file was made.
KNOWN_OF_CONFERENCE = words(
    "title subtitle venue city country start end days day_change timeslot_duration base_url url time_zone_name acronym "
    "description track color"
)
KNOWN_OF_EVENT = words(
    "date start duration room slug url title subtitle track type language abstract description persons attachments "
    "links conf_url full_conf_url origin_url video_download_url"
)
KNOWN_OF_PERSON = words("name public_name slug biography extended_biography url")
NOTHING = Element("", {}, 0)


def read_pentabarf(root: Element, report: Report) -> ProgrammeDraft:
    """The schedule's draft. Errors are in the report; raises ProgrammeError where there is no schedule at all."""
    if root.tag != "schedule":
        found = f"is XML that begins with <{tidy(root.tag)[:40]}>, not with <schedule>"
        raise report.give_up("", found, "Pentabarf, frab and pretalx call that export schedule.xml", root.line)
    conference = root.find("conference") or NOTHING
    base = clean_address(conference.text_of("url", "base_url"))
    venue, city, country = (tidy(conference.text_of(tag)) for tag in ("venue", "city", "country"))
    draft = ProgrammeDraft(
        title=clean_line(conference.text_of("title")),
        theme=clean_line(conference.text_of("subtitle")),
        description=clean_text(conference.text_of("description"), base),
        url=base,
        zone=tidy(conference.text_of("time_zone_name")),
        venue=Venue(name=venue or city, city=city, country=country) if venue or city else None,
        places=[place for place in (city, country, venue) if place],
        people=_read_people(root, base, report),
    )
    _tell_leftovers(conference, KNOWN_OF_CONFERENCE, "the conference", report)
    turn = read_turn(conference.text_of("day_change"))
    rooms = [room for day in root.all("day") for room in day.all("room")]
    report.limit(sum(1 for room in rooms for _ in room.all("event")), "sessions")
    for position, day_element in enumerate(root.all("day")):
        where = f"day[{position}]"
        date = read_day(day_element.attributes.get("date"), f"{where}.date", report)
        if date is None:
            continue
        begins = day_element.attributes.get("start", "")
        day = Day(date, read_turn(begins) if begins else turn)
        for room in day_element.all("room"):
            draft.sessions += _read_room(room, where, day, base, report)
            report.advance(rooms.index(room) + 1, len(rooms))
    return draft


def _read_people(root: Element, base: str, report: Report) -> dict[str, Person]:
    """What the schedule says about persons apart from its events, by their ids."""
    people = {}
    for element in (root.find("persons") or NOTHING).all("person"):
        identifier = element.attributes.get("guid") or element.attributes.get("id") or ""
        if identifier:
            short, long = element.text_of("biography"), element.text_of("extended_biography")
            people[identifier] = Person(
                name=tidy(element.text_of("name", "public_name") or element.text),
                source_id=identifier,
                biography=join_texts(short, long, base),
                url=clean_address(element.text_of("url")),
            )
        _tell_leftovers(element, KNOWN_OF_PERSON, "a person", report)
    return people


def _read_room(room: Element, where: str, day: Day, base: str, report: Report) -> Iterator[SessionDraft]:
    name = room.attributes.get("name") or ""
    for position, event in enumerate(room.all("event")):
        session = _read_event(event, f"{where}.{tidy(name)}[{position}]", name, day, base, report)
        if session:
            yield session


def _read_event(event: Element, where: str, room: str, day: Day, base: str, report: Report) -> SessionDraft | None:
    given: dict[str, object] = {tag: event.text_of(tag) for tag in ("date", "start", "duration")}
    slot = read_slot(given, day, where, report, event.line)
    _tell_leftovers(event, KNOWN_OF_EVENT, "a session", report)
    if slot is None:
        return None
    url = clean_address(event.text_of("url", "full_conf_url"), base)
    links = sort_links(
        _offers(event, "links", "link"), _offers(event, "attachments", "attachment"), url or base, where, report
    )
    code = event.attributes.get("code", "") or _code_in(event.text_of("slug"))
    return SessionDraft(
        where=where,
        line=event.line,
        title=clean_line(event.text_of("title")),
        start=slot.start,
        duration=slot.duration,
        day=day.date,
        rooms=[tidy(event.text_of("room") or room)],
        people=list(_read_persons(event)),
        abstract=join_texts(event.text_of("abstract"), event.text_of("description"), url or base),
        kind_words=tidy(event.text_of("type")),
        slides=links.slides,
        recording=clean_address(event.text_of("video_download_url"), base) or links.recording,
        url=url,
        links=links.others,
        note=clean_line(event.text_of("subtitle")),
        track=clean_line(event.text_of("track")),
        language=list_languages(event.text_of("language")),
        cancelled=event.text_of("status", "state").strip().lower() in {"canceled", "cancelled"},
        source_id=event.attributes.get("guid") or event.attributes.get("id") or "",
        code=code or event.attributes.get("id", ""),
    )


def _code_in(slug: str) -> str:
    """pretalx's code at the start of a slug such as 'SFKNTZ-welcome', or within 'event-12-SFKNTZ'."""
    for part in slug.split("-"):
        if len(part) == 6 and part.isascii() and part.isalnum() and part.isupper():
            return part
    return ""


def _read_persons(event: Element) -> Iterator[Person]:
    for element in (event.find("persons") or NOTHING).all("person"):
        name = tidy(element.text if element.text.strip() else element.text_of("name", "public_name"))
        if name:
            identifier = element.attributes.get("guid") or element.attributes.get("id") or ""
            yield Person(name, identifier)


def _offers(event: Element, tag: str, child: str) -> Iterator[Offered]:
    for element in (event.find(tag) or NOTHING).all(child):
        address = element.attributes.get("href") or element.text.strip()
        yield Offered(address, element.text, element.attributes.get("type", ""))


def _tell_leftovers(element: Element, known: frozenset[str], of: str, report: Report) -> None:
    for child in element.children:
        if child.tag not in known and (child.children or child.text.strip()):
            report.repeat("", f"{quoted(child.tag)} of {of} is not taken over", "", child.line)
