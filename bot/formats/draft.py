"""A programme on its way from a foreign source, and how it becomes a Programme.

Readers fill a ProgrammeDraft with clean texts and whatever they know; `compose` does what all sources need: the zone,
instants, programme days, people matched by name, readable ids, missing ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.programme import Author, Conference, Kind, Link, Organiser, Programme, Room, Session, Speaker, Venue
from bot.core.text import fold
from bot.formats.cleaning import tidy
from bot.formats.ids import free_id, slug
from bot.formats.kinds import kind_of_session
from bot.formats.problems import quoted
from bot.formats.programme_file import ID_PATTERN
from bot.formats.report import Report
from bot.formats.zones import ADVICE, Choice, Evidence, choose_zone, find_zone

MOST_PEOPLE = 20_000
UNTITLED = "(no title)"
SHORT_CODE = re.compile("[A-Za-z0-9_-]{1,12}")
LONGEST_SESSION = timedelta(days=31)
FAR_FROM_ITS_DAY = timedelta(hours=36)


@dataclass(slots=True)
class Person:
    """Somebody who speaks. The same name is the same person; so is the same `source_id`, unless it is empty."""

    name: str
    source_id: str = ""
    affiliation: str = ""
    url: str = ""
    biography: str = ""


@dataclass(slots=True)
class SessionDraft:
    """A session as its source has it. `start` and `end` are aware, or naive on the venue's clock.

    `where` (and `line`) is its place in the source. `day` is None for the date of its start. `code` is a short id that
    people of that event know; `source_id` the one that is unique there; `id`, if given, is to be ours. `kind_words` are
    the source's own for its kind.
    """

    where: str
    title: str
    start: datetime
    end: datetime | None = None
    duration: timedelta | None = None
    line: int | None = None
    day: date | None = None
    previous_start: datetime | None = None
    rooms: Sequence[str] = ()
    people: Sequence[Person] = ()
    authors: Sequence[Author] = ()
    abstract: str = ""
    kind: Kind | None = None
    kind_words: str = ""
    slides: str = ""
    recording: str = ""
    url: str = ""
    links: Sequence[Link] = ()
    note: str = ""
    track: str = ""
    language: str = ""
    cancelled: bool = False
    source_id: str = ""
    code: str = ""
    id: str = ""


@dataclass(slots=True)
class ProgrammeDraft:
    """A programme as its source has it. `ends_follow`: whether a session without an end lasts until the next one."""

    title: str = ""
    theme: str = ""
    description: str = ""
    note: str = ""
    url: str = ""
    registration: str = ""
    venue: Venue | None = None
    conference: Conference | None = None
    organisers: Sequence[Organiser] = ()
    links: Sequence[Link] = ()
    zone: str = ""
    evidence: Sequence[datetime] = ()  # aware times apart from the sessions', with the venue's offsets
    places: Sequence[str] = ()
    addresses: Sequence[str] = ()
    rooms: dict[str, Room] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)  # by source_id: more about persons whom sessions only name
    sessions: list[SessionDraft] = field(default_factory=list)
    ends_follow: bool = False


def compose(draft: ProgrammeDraft, report: Report, timezone: str | None = None) -> Programme:
    """The programme. `timezone`, if given, is the venue's zone, whatever the source says.

    Raises ProgrammeError if the report holds an error, or there is no session.
    """
    report.raise_errors()
    if not draft.sessions:
        raise report.give_up("", "holds no sessions", "is it the schedule, and is it published?")
    report.limit(len(draft.sessions), "sessions")
    if sum(len(each.people) for each in draft.sessions) > MOST_PEOPLE:
        raise report.give_up("", f"names more than {MOST_PEOPLE:,} people", "is it the right file?")
    for each in draft.sessions:
        if not each.title:
            each.title = UNTITLED
            report.repeat(_at(each, "title"), "has no title", f"it is called {UNTITLED}", each.line)
    zone = ZoneInfo(_choose_zone(draft, report, timezone))
    people = _People(draft.people)
    slots = [_Slot(each, *_find_times(each, zone, report)) for each in draft.sessions]
    slots.sort(key=lambda slot: slot.start)
    if draft.ends_follow:
        _end_with_the_next(slots)
    ids = _make_ids(slots)
    sessions = tuple(_compose_session(slot, identifier, people) for slot, identifier in zip(slots, ids, strict=True))
    report.raise_errors()
    rooms = {name: draft.rooms.get(name) or Room(name=name) for slot in slots for name in slot.draft.rooms if name}
    return Programme(
        title=_title(draft, report),
        theme=draft.theme,
        description=draft.description,
        note=draft.note,
        url=draft.url,
        timezone=zone.key,
        venue=draft.venue,
        registration=draft.registration,
        organisers=tuple(draft.organisers),
        conference=draft.conference,
        links=tuple(draft.links),
        rooms=(*(room for name, room in draft.rooms.items() if name in rooms), *_unlisted(rooms, draft.rooms)),
        speakers=people.speakers(),
        sessions=sessions,
    )


def _unlisted(rooms: dict[str, Room], listed: dict[str, Room]) -> Iterable[Room]:
    return (room for name, room in rooms.items() if name not in listed)


def _title(draft: ProgrammeDraft, report: Report) -> str:
    if draft.title:
        return draft.title
    stem = report.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    title = " ".join(re.split(r"[\s_-]+", stem)).strip() or report.file
    report.warn("", "the event has no title", f"it is called {quoted(title)} after the file")
    return title


# Zone and times


def _choose_zone(draft: ProgrammeDraft, report: Report, timezone: str | None) -> str:
    if timezone:
        name = find_zone(timezone)
        if not name:
            raise report.give_up(
                "timezone", f"{quoted(timezone)} is not a time zone", "write its name like 'Europe/Paris'"
            )
        return name
    instants = [at for each in draft.sessions for at in (each.start, each.end) if at is not None and at.tzinfo]
    choice = choose_zone(
        Evidence(
            named=draft.zone,
            instants=[*instants, *draft.evidence],
            places=[*draft.places, draft.title],
            addresses=[draft.url, *draft.addresses],
            texts=[text for each in draft.sessions for text in (each.title, each.abstract)],
        )
    )
    _tell_doubt(choice, report)
    return choice.name


def _tell_doubt(choice: Choice, report: Report) -> None:
    if choice.doubt:
        report.warn("", choice.doubt, choice.advice or ADVICE)


@dataclass(slots=True)
class _Slot:
    draft: SessionDraft
    start: datetime
    end: datetime | None
    day: date
    previous_start: datetime | None


def _find_times(
    draft: SessionDraft, zone: ZoneInfo, report: Report
) -> tuple[datetime, datetime | None, date, datetime | None]:
    """Start, end (None if it is not known), programme day, and former start; instants in UTC."""
    start = _instant(draft.start, zone, draft, "start", report)
    end = None
    if draft.end is not None:
        end = _instant(draft.end, zone, draft, "end", report)
    elif draft.duration is not None:
        end = start + draft.duration
    if end is not None and end < start:
        report.repeat(_at(draft, "end"), "ends before it starts", "its end is left unknown", draft.line)
        end = None
    if end is not None and end - start > LONGEST_SESSION:
        report.warn(_at(draft, "end"), f"would last {(end - start).days} days", "its end is left unknown", draft.line)
        end = None
    local = start.astimezone(zone)
    day = draft.day or local.date()
    if abs(local.replace(tzinfo=None) - datetime.combine(day, datetime.min.time())) > FAR_FROM_ITS_DAY:
        report.warn(_at(draft, "start"), f"starts on {local.date()}, but is listed under {day}", "", draft.line)
    previous = _instant(draft.previous_start, zone, draft, "previous start", report) if draft.previous_start else None
    return start, None if end == start else end, day, previous


def _at(draft: SessionDraft, field_name: str) -> str:
    return f"{draft.where}.{field_name}" if draft.line is None else f"{draft.where} {field_name}"


def _instant(at: datetime, zone: ZoneInfo, draft: SessionDraft, field_name: str, report: Report) -> datetime:
    is_given = isinstance(at.tzinfo, ZoneInfo)
    if at.tzinfo and not is_given:
        return at.astimezone(UTC)
    zone = at.tzinfo if isinstance(at.tzinfo, ZoneInfo) else zone
    first, second = (at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = first.utcoffset() or timedelta(), second.utcoffset() or timedelta()
    if before < after:
        found = f"{at:%H:%M} is skipped that night, when clocks go forward in {zone.key}"
        report.warn(_at(draft, field_name), found, f"taken as {at + (after - before):%H:%M}", draft.line)
    elif before > after and not is_given:  # where zones are given for each time, there is a way to write the second
        found = f"{at:%H:%M} comes twice that night, when clocks go back in {zone.key}"
        report.warn(_at(draft, field_name), found, "the first is taken", draft.line)
    return first.astimezone(UTC)


def _end_with_the_next(slots: list[_Slot]) -> None:
    """A session without an end lasts until the next one of its day begins in its room. `slots` are in that order."""
    starts: dict[tuple[date, str], list[datetime]] = {}
    for slot in slots:
        for room in slot.draft.rooms or ("",):
            starts.setdefault((slot.day, room), []).append(slot.start)
    for slot in slots:
        if slot.end is None:
            listed = [starts[slot.day, room] for room in slot.draft.rooms or ("",)]
            later = [each[bisect_right(each, slot.start)] for each in listed if each[-1] > slot.start]
            slot.end = min(later, default=None)


# Ids


def _make_ids(slots: list[_Slot]) -> list[str]:
    """Ids: those given, else from titles. Where several share one, who has a code of its own carries it, and the others
    are numbered."""
    given = [slot.draft.id if re.fullmatch(ID_PATTERN, slot.draft.id) else "" for slot in slots]
    found = [identifier if given.count(identifier) == 1 else "" for identifier in given] if any(given) else given
    groups: dict[str, list[int]] = {}
    for position, slot in enumerate(slots):
        if not found[position]:
            groups.setdefault(slug(slot.draft.title), []).append(position)
    taken = {identifier for identifier in found if identifier}
    single = {base for base, positions in groups.items() if len(positions) == 1 and base not in taken}
    taken |= single
    for base, positions in groups.items():
        if base in single:
            found[positions[0]] = base
            continue
        codes = [slots[position].draft.code for position in positions]
        for position, code in zip(positions, codes, strict=True):
            own = slug(code) if SHORT_CODE.fullmatch(code) and codes.count(code) == 1 else ""
            found[position] = free_id(f"{base}-{own}" if own else base, taken)
    return found


# People


class _People:
    """Everybody who speaks, each once. Two spellings of a name that differ in case or accents are one person's,
    unless the source gives them different ids."""

    def __init__(self, known: dict[str, Person]) -> None:
        self._known = known
        self._by_name: dict[str, str] = {}
        self._by_folded: dict[str, str] = {}
        self._by_source: dict[tuple[str, str], str] = {}
        self._merged: dict[str, Person] = {}
        self._taken: set[str] = set()

    def find(self, person: Person) -> str:
        """The id of the person, who is one of the speakers from now on."""
        more = self._known.get(person.source_id) if person.source_id else None
        folded = fold(person.name)
        found = self._by_name.get(person.name) or self._by_source.get((person.source_id, folded))
        if not found:
            found = self._by_folded.get(folded, "")
            if found and person.source_id and self._merged[found].source_id not in {"", person.source_id}:
                found = ""
        if not found:
            found = free_id(slug(person.name), self._taken)
            self._by_folded.setdefault(folded, found)
            self._merged[found] = Person(person.name, person.source_id)
        self._by_name[person.name] = found
        if person.source_id:
            self._by_source[person.source_id, folded] = found
        for source in (person, more):
            if source:
                self._add(self._merged[found], source)
        return found

    def _add(self, merged: Person, source: Person) -> None:
        merged.source_id = merged.source_id or source.source_id
        merged.affiliation = merged.affiliation or source.affiliation
        merged.url = merged.url or source.url
        merged.biography = merged.biography or source.biography

    def speakers(self) -> tuple[Speaker, ...]:
        return tuple(
            Speaker(
                id=identifier,
                name=person.name,
                affiliation=person.affiliation,
                url=person.url,
                biography=person.biography,
                source_id=tidy(person.source_id),
            )
            for identifier, person in self._merged.items()
        )


def _compose_session(slot: _Slot, identifier: str, people: _People) -> Session:
    draft = slot.draft
    speakers = tuple(dict.fromkeys(people.find(person) for person in draft.people if person.name))
    kind = draft.kind or kind_of_session(draft.kind_words, draft.title, has_speakers=bool(speakers))
    return Session(
        id=identifier,
        title=draft.title,
        kind=kind,
        start=slot.start,
        end=slot.end or slot.start,
        end_known=slot.end is not None,
        day=slot.day,
        previous_start=slot.previous_start if slot.previous_start != slot.start else None,
        rooms=tuple(dict.fromkeys(name for name in draft.rooms if name)),
        speakers=speakers,
        authors=tuple(draft.authors),
        abstract=draft.abstract,
        slides=draft.slides,
        recording=draft.recording,
        url=draft.url,
        links=tuple(draft.links),
        note=draft.note,
        track=draft.track,
        language=draft.language,
        cancelled=draft.cancelled,
        source_id=tidy(draft.source_id),
    )
