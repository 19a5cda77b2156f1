"""Events that a web page describes for search engines: schema.org's `Event` as JSON-LD, alone or within HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.core.programme import Organiser, Venue
from bot.formats.cleaning import clean_address, clean_line, clean_text, feed_html, tidy
from bot.formats.conference import list_languages
from bot.formats.draft import Person, ProgrammeDraft, SessionDraft
from bot.formats.node import Node, parse_json
from bot.formats.problems import ProgrammeError, Severity
from bot.formats.report import Report
from bot.formats.stamps import StampError, parse_duration, parse_stamp
from bot.formats.words import words

DEEPEST = 6  # an event of days of tracks of sessions is 4 deep
MOST_EVENTS = 8000
MOST_BLOCKS = 200  # of JSON-LD on a page
TECHNICAL = words(
    "@type @id @context subEvent subEvents superEvent eventAttendanceMode endDate organizer isAccessibleForFree "
    "identifier mainEntityOfPage alternateName"
)


def recognise(value: Any) -> bool:  # noqa: ANN401 - JSON is anything
    """Whether JSON is JSON-LD that holds an event."""
    return next(_events_in(value), None) is not None


def read_json_ld(value: Any, report: Report) -> ProgrammeDraft:  # noqa: ANN401 - JSON is anything
    """The draft of the events in JSON-LD; errors are in the report."""
    return _Reader(value, "", report).read()


def find_json_ld(markup: str, report: Report) -> list[Any]:
    """The JSON-LD blocks of a page. A block that is not JSON is a warning."""
    finder = _ScriptFinder()
    feed_html(markup, finder)
    values = []
    for position, text in enumerate(finder.scripts[:MOST_BLOCKS]):
        own = Report(report.file)
        try:
            values.append(parse_json(text.strip().removeprefix("<!--").removesuffix("-->"), own))
        except ProgrammeError as error:
            for problem in error.problems:
                if problem.severity is Severity.ERROR:
                    report.warn(f"JSON-LD block {position + 1}", problem.found, "left out")
    return values


class _ScriptFinder:
    def __init__(self) -> None:
        self.scripts: list[str] = []
        self.title = ""
        self._within = ""

    def start(self, tag: str, attributes: Any) -> None:  # noqa: ANN401 - lxml's own mapping
        kind = str(attributes.get("type") or "").lower()
        self._within = "json" if tag == "script" and kind.startswith("application/ld+json") else tag
        if self._within == "json":
            self.scripts.append("")

    def end(self, _tag: str) -> None:
        self._within = ""

    def data(self, data: str) -> None:
        if self._within == "json":
            self.scripts[-1] += data
        elif self._within == "title" and not self.title:
            self.title = data

    def comment(self, text: str) -> None:
        """Nothing of a comment counts."""

    def close(self) -> None:
        """All that counts is there."""


def title_of(markup: str) -> str:
    """What stands in the page's <title>."""
    finder = _ScriptFinder()
    feed_html(markup, finder)
    return clean_line(finder.title)


def _types(value: dict[str, Any]) -> list[str]:
    given = value.get("@type")
    names = given if isinstance(given, list) else [given]
    return [name.rpartition("/")[2].rpartition(":")[2] for name in names if isinstance(name, str)]


def _is_event(value: object) -> bool:
    return isinstance(value, dict) and any(name.endswith("Event") or name == "Festival" for name in _types(value))


def _events_in(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON is anything
    """Events at the top, in lists and in graphs; not those within other events."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for part in value[:MOST_EVENTS]:
            yield from _events_in(part, depth + 1)
    elif _is_event(value):
        yield value
    elif isinstance(value, dict):
        for key in ("@graph", "mainEntity", "itemListElement", "item", "event", "events"):
            yield from _events_in(value.get(key), depth + 1)


def _described_in(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON is anything
    """Whatever has an id and something said of it, so that others can refer to it by that id alone."""
    if isinstance(value, dict) and "@id" in value and len(value) > 1:
        yield value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inside if depth < DEEPEST else ():
        yield from _described_in(part, depth + 1)


class _Reader:
    def __init__(self, value: Any, path: str, report: Report) -> None:  # noqa: ANN401 - JSON is anything
        self._tops = list(_events_in(value))[:MOST_EVENTS]
        self._by_id = {str(each["@id"]): each for each in _described_in(value)}
        self._path = path
        self._report = report
        self._draft = ProgrammeDraft(ends_follow=True)
        self._count = 0

    def read(self) -> ProgrammeDraft:
        inner = {id(inside) for top in self._tops for inside in self._within(top)}
        tops = [top for top in self._tops if id(top) not in inner]
        whole = tops[0] if len(tops) == 1 and next(self._children(tops[0]), None) is not None else None
        if whole is not None:
            self._read_whole(Node(whole, "event", self._report))
        for position, top in enumerate(tops):
            where = "event" if whole is not None else f"event[{position}]"
            self._read_sessions(top, where, is_whole=whole is not None, depth=0)
        return self._draft

    def _children(self, event: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The events within an event, those named only by their id too."""
        for key in ("subEvent", "subEvents"):
            given = event.get(key)
            for child in given if isinstance(given, list) else [given]:
                if isinstance(child, dict):
                    full = self._by_id.get(str(child.get("@id")), child)
                    if _is_event(full) or "startDate" in full:
                        yield full

    def _within(self, event: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
        """The events within an event, and those within them."""
        for child in self._children(event) if depth <= DEEPEST else ():
            yield child
            yield from self._within(child, depth + 1)

    def _read_whole(self, node: Node) -> None:
        draft = self._draft
        draft.title = clean_line(node.text("name"))
        draft.url = clean_address(node.text("url"))
        draft.description = clean_text(node.text("description"), draft.url)
        draft.addresses = [draft.url] if draft.url else []
        draft.venue = self._venue(node)
        draft.organisers = [
            Organiser(name=tidy(each.text("name")), url=clean_address(each.text("url")))
            for each in self._things(node, "organizer")
            if tidy(each.text("name"))
        ]
        for key in ("startDate", "location", "image", *TECHNICAL):
            node.get(key)
        node.tell_leftovers("the event")

    def _venue(self, node: Node) -> Venue | None:
        for place in self._things(node, "location"):
            name = tidy(place.text("name"))
            address = place.get("address")
            parts = Node(address, place.at("address"), self._report) if isinstance(address, dict) else None
            city = tidy(parts.text("addressLocality")) if parts else ""
            country = tidy(_name_of(parts.get("addressCountry"))) if parts else ""
            street = tidy(parts.text("streetAddress")) if parts else tidy(str(address or ""))
            self._draft.places = [*self._draft.places, *(text for text in (city, country) if text)]
            if name or city or street:
                return Venue(
                    name=name or city or street,
                    address=street,
                    city=city,
                    country=country,
                    url=clean_address(place.text("url")),
                )
        return None

    def _read_sessions(self, event: dict[str, Any], where: str, *, is_whole: bool, depth: int) -> None:
        self._count += 1
        if depth > DEEPEST or self._count > MOST_EVENTS:
            self._report.repeat(where, "nests too deep, or holds too much", "left out")
            return
        children = list(self._children(event))
        if not children or (not is_whole and (event.get("performer") or event.get("performers"))):
            session = self._read_session(Node(event, where, self._report))
            if session:
                self._draft.sessions.append(session)
                self._report.limit(len(self._draft.sessions), "sessions")
        for position, child in enumerate(children):
            self._read_sessions(child, f"{where}.subEvent[{position}]", is_whole=False, depth=depth + 1)

    def _read_session(self, node: Node) -> SessionDraft | None:
        url = clean_address(node.text("url"), self._draft.url)
        start = self._when(node, "startDate", needed=True)
        end = self._when(node, "endDate", needed=False)
        previous = self._when(node, "previousStartDate", needed=False)
        is_day = isinstance(node.get("startDate"), str) and len(str(node.get("startDate")).strip()) == len("2025-06-30")
        if start is None:
            return None
        if is_day:
            self._report.repeat(node.at("startDate"), "has a date and no time", "taken from midnight to midnight")
            end = (end or start) + timedelta(days=1)
        duration = None
        if end is None and node.get("duration"):
            try:
                duration = parse_duration(node.get("duration"))
            except StampError as error:
                self._report.error(node.at("duration"), error.found, error.advice)
        people = [each for key in ("performer", "performers", "speaker", "actor") for each in self._people(node, key)]
        recorded = [clean_address(each.text("url", "contentUrl")) for each in self._things(node, "recordedIn")]
        draft = SessionDraft(
            where=node.path,
            title=clean_line(node.text("name")),
            start=start,
            end=end,
            duration=duration,
            previous_start=previous,
            rooms=self._rooms(node),
            people=people,
            abstract=clean_text(node.text("description"), url),
            kind_words=" ".join(
                name for name in _types(node.value) if name not in {"Event", "BusinessEvent", "EducationEvent"}
            ).replace("Event", ""),
            url=url,
            recording=next((address for address in recorded if address), ""),
            track=clean_line(
                ", ".join(node.texts("keywords")) if isinstance(node.get("keywords"), list) else node.text("keywords")
            ),
            language=list_languages(_name_of(node.get("inLanguage"))),
            cancelled=node.text("eventStatus").endswith("Cancelled"),
            source_id=_name_of(node.get("identifier")) or node.text("@id"),
        )
        for key in TECHNICAL:
            node.get(key)
        node.tell_leftovers("a session")
        return draft

    def _when(self, node: Node, key: str, *, needed: bool) -> datetime | None:
        value = node.get(key)
        if value in (None, "") and not needed:
            return None
        try:
            return parse_stamp(value)
        except StampError as error:
            self._report.error(node.at(key), error.found, error.advice)
            return None

    def _rooms(self, node: Node) -> list[str]:
        """Names of places; where none has one, their addresses on the web."""
        places = list(self._things(node, "location"))
        names = [tidy(place.text("name")) for place in places]
        addresses = [clean_address(place.text("url")) for place in places]
        venue = self._draft.venue.name if self._draft.venue else ""
        return [name for name in (names if any(names) else addresses) if name and name != venue]

    def _things(self, node: Node, key: str) -> Iterator[Node]:
        """The things under a key, one or several, a text standing for a thing's name, and an id for what it means."""
        given = node.get(key)
        for position, part in enumerate(given if isinstance(given, list) else [given]):
            path = f"{node.at(key)}[{position}]" if isinstance(given, list) else node.at(key)
            if isinstance(part, dict):
                yield Node(self._by_id.get(str(part.get("@id")), part), path, node.report)
            elif isinstance(part, str) and part.strip():
                yield Node({"name": part}, path, node.report)

    def _people(self, node: Node, key: str) -> Iterable[Person]:
        for thing in self._things(node, key):
            name = tidy(thing.text("name"))
            if name:
                yield Person(
                    name=name,
                    source_id=thing.text("@id"),
                    affiliation=tidy(_name_of(thing.get("affiliation")) or _name_of(thing.get("worksFor"))),
                    url=clean_address(thing.text("url")),
                    biography=clean_text(thing.text("description")),
                )


def _name_of(value: object) -> str:
    """A text, or the name of the thing that stands where a text could."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name") or value.get("alternateName") or value.get("value")
    return value if isinstance(value, str) else ""
