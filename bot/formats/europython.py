"""EuroPython's schedule JSON: days with events, each of which names its rooms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.core.programme import Kind, Room
from bot.formats.cleaning import clean_address, clean_line, clean_text, tidy
from bot.formats.conference import names_of
from bot.formats.draft import Person, ProgrammeDraft, SessionDraft
from bot.formats.node import Node
from bot.formats.report import Report
from bot.formats.stamps import StampError, parse_day, parse_duration, parse_stamp

TECHNICAL = ("slug", "code")


def recognise(value: Any) -> bool:  # noqa: ANN401 - JSON is anything
    """Whether JSON is such a schedule."""
    days = value.get("days") if isinstance(value, dict) else None
    return isinstance(days, dict) and any(isinstance(day, dict) and "events" in day for day in days.values())


def read_europython(value: Any, report: Report) -> ProgrammeDraft:  # noqa: ANN401 - JSON is anything
    """The schedule's draft; errors are in the report."""
    root = Node(value, "", report)
    draft = ProgrammeDraft(title=clean_line(root.text("title", "name", "conference")))
    days = root.child("days")
    for given in days.value:
        node = days.child(given)
        try:
            day = parse_day(given)
        except StampError as error:
            report.error(node.path, error.found, error.advice)
            continue
        draft.rooms |= {name: Room(name=name) for name in names_of(node.texts("rooms"))}
        draft.sessions += (session for session in _read_events(node, day, report) if session)
        node.tell_leftovers("a day")
    draft.addresses = list(dict.fromkeys(each.url for each in draft.sessions if each.url))[:1]
    root.tell_leftovers("the schedule")
    if draft.sessions and not any(each.start.utcoffset() for each in draft.sessions):
        advice = "if it is the venue's clock after all, every time is shown shifted"
        report.warn("", "all times are marked as UTC", advice)
    return draft


def _read_events(day_node: Node, day: date, report: Report) -> Iterator[SessionDraft | None]:
    for number, node in enumerate(day_node.children("events")):
        report.limit(number, "sessions")
        yield _read_event(node, day, report)


def _read_event(node: Node, day: date, report: Report) -> SessionDraft | None:
    start: datetime | None = None
    duration = None
    try:
        start = parse_stamp(node.get("start"))
    except StampError as error:
        report.error(node.at("start"), error.found, error.advice)
    try:
        duration = parse_duration(node.get("duration"))
    except StampError as error:
        report.error(node.at("duration"), error.found, error.advice)
    if start is None:
        return None
    draft = SessionDraft(
        where=node.path,
        title=clean_line(node.text("title")),
        start=start,
        duration=duration,
        day=day,
        rooms=names_of(node.texts("rooms")),
        people=list(_read_speakers(node)),
        abstract=clean_text(node.text("abstract")) or clean_text(node.text("tweet")),
        kind=Kind.BREAK if node.text("event_type") == "break" else None,
        kind_words=tidy(node.text("session_type")),
        url=clean_address(node.text("website_url")),
        track=clean_line(node.text("track")),
        slides=clean_address(node.text("slides_url")),
        recording=clean_address(node.text("youtube_url")),
        source_id=node.text("code"),
        code=node.text("code"),
    )
    for key in TECHNICAL:
        node.get(key)
    node.tell_leftovers("a session")
    return draft


def _read_speakers(event: Node) -> Iterator[Person]:
    for node in event.children("speakers"):
        name = tidy(node.text("name"))
        for key in TECHNICAL:
            node.get(key)
        if name:
            yield Person(
                name=name,
                source_id=node.text("code"),
                affiliation=tidy(node.text("affiliation")),
                biography=clean_text(node.text("biography")),
                url=clean_address(node.text("website_url")),
            )
        node.tell_leftovers("a speaker")
