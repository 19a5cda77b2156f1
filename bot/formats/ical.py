"""iCalendar: what people's calendars export, with zones of every kind, whole days, missing ends, and repetition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.lexicon import languages
from bot.core.programme import Kind
from bot.core.wording import say
from bot.formats.cleaning import FOREIGN, OURS, Cleaning, clean_address, tidy
from bot.formats.conference import Offered, sort_links
from bot.formats.draft import Person, ProgrammeDraft, SessionDraft
from bot.formats.ical_lines import Component, Property, parse_calendars, unescape
from bot.formats.ical_zones import CalendarZones
from bot.formats.kinds import kind_called
from bot.formats.moments import FIRST_YEAR, LAST_YEAR
from bot.formats.problems import quoted
from bot.formats.recurrence import find_days, parse_rule
from bot.formats.report import Report
from bot.formats.stamps import StampError, parse_duration
from bot.formats.words import words

OWN_PRODUCT = "-//workshop-bot//workshop-bot//EN"
OWN_UID = ".workshop-bot"  # how the UIDs of our own export end; before the @ is our id
MOST_REPETITIONS = 200
LONGEST_REPETITION = timedelta(days=366)
KNOWN = words(
    "UID DTSTART DTEND DURATION SUMMARY DESCRIPTION LOCATION URL STATUS RRULE RDATE EXDATE RECURRENCE-ID CATEGORIES "
    "X-ALT-DESC ATTACH ORGANIZER COMMENT "
    # about the entry, not about the session
    "DTSTAMP CREATED LAST-MODIFIED SEQUENCE TRANSP CLASS PRIORITY GEO REQUEST-STATUS COLOR IMAGE"
)
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?")
_SPEAKERS = re.compile(
    r" ?[(\[](?:(?:talk|keynote|workshop|tutorial|presented|lecture|session|given) )?(?:by|with|von|par)(?: ?: ?| )"
    r"((?:[^()\[\]]|\([^()]*\)|\[[^\[\]]*\]){1,400})[)\]]$",
    re.IGNORECASE,
)
_KEYNOTE = re.compile(r"^(?:keynote|invited talk)\s*\d*\s*:\s+([^:]{2,80})$", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|&|/|\band\b|\bet\b|\bund\b)\s+", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*")
_INSTITUTION = re.compile(
    r"\b(?:universit|institut|college|school|laborator|research|inc\b|ltd\b|gmbh\b|école|hochschule)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class When:
    """`at` is aware, or naive on the venue's clock; a whole day has no time of its own."""

    at: datetime
    whole_day: bool = False


def read_ical(text: str, report: Report) -> ProgrammeDraft:
    """The calendar's draft. Errors are in the report; raises ProgrammeError where there is no calendar at all."""
    calendars = parse_calendars(text, report)
    if not calendars:
        raise report.give_up("", "holds no calendar", "one begins with BEGIN:VCALENDAR")
    first = calendars[0]
    zones = [CalendarZones(calendar) for calendar in calendars]
    cleaning = _cleaning_of(first)
    draft = ProgrammeDraft(
        title=cleaning.title(first.text("X-WR-CALNAME") or first.text("NAME")),
        description=cleaning.text(first.text("X-WR-CALDESC") or first.text("DESCRIPTION"), ""),
        url=clean_address(first.text("URL")),
        zone=zones[0].iana_name() or zones[0].name,
    )
    for calendar, its_zones in zip(calendars, zones, strict=True):
        draft.sessions += _Reader(calendar, its_zones, report).sessions()
    if not draft.zone:
        draft.zone = _zone_of_events(calendars, zones)
    draft.addresses = [each.url for each in draft.sessions[:20] if each.url]
    return draft


def _cleaning_of(calendar: Component) -> Cleaning:
    return OURS if calendar.text("PRODID") == OWN_PRODUCT else FOREIGN


def _zone_of_events(calendars: list[Component], zones: list[CalendarZones]) -> str:
    """The zone that the first events are in, if they name one."""
    for calendar, its_zones in zip(calendars, zones, strict=True):
        for event in calendar.components[:50]:
            start = event.first("DTSTART")
            zone = its_zones.find(start.parameters["TZID"]) if start and "TZID" in start.parameters else None
            if isinstance(zone, ZoneInfo):
                return zone.key
    return ""


class _Reader:
    def __init__(self, calendar: Component, zones: CalendarZones, report: Report) -> None:
        self._events = [component for component in calendar.components if component.name == "VEVENT"]
        self._others = {component.name for component in calendar.components} - {"VEVENT", "VTIMEZONE"}
        report.limit(len(self._events), "sessions")
        self._cleaning = _cleaning_of(calendar)
        self._zones = zones
        self._report = report

    def sessions(self) -> Iterator[SessionDraft]:
        for name in sorted(self._others):
            self._report.warn("", f"{quoted(name)} is not an event", "left out")
        moved = self._moved()
        seen: set[tuple[str, str, str]] = set()
        for event in self._events:
            key = (
                event.text("UID"),
                "|".join(each.value for each in event.all("RECURRENCE-ID")),
                event.text("DTSTART") + event.text("SUMMARY"),
            )
            if event.text("UID") and key in seen:
                self._report.warn(_name(event), "is there twice", "the first is taken", event.line)
                continue
            seen.add(key)
            yield from self._read(event, moved)

    def _moved(self) -> dict[str, set[datetime]]:
        """By UID, the repetitions that have an entry of their own."""
        moved: dict[str, set[datetime]] = {}
        for event in self._events:
            for found in event.all("RECURRENCE-ID"):
                when = self._when(found, _name(event))
                if when:
                    moved.setdefault(event.text("UID"), set()).add(_comparable(when.at))
        return moved

    def _read(self, event: Component, moved: dict[str, set[datetime]]) -> Iterator[SessionDraft]:
        where = _name(event)
        given = event.first("DTSTART")
        if given is None:
            self._report.error(where, "has no start (DTSTART)", "add one, or take the entry out", event.line)
            return
        start = self._when(given, where)
        if start is None:
            return
        session = self._describe(event, where, start)
        for leftover in event.properties.keys() - KNOWN:
            if not leftover.startswith("X-"):
                self._report.repeat(where, f"{leftover} of an event is not taken over", "", event.line)
        for component in {component.name for component in event.components}:
            self._report.repeat(where, f"{component} of an event is not taken over", "", event.line)
        is_repeated = event.first("RRULE") or event.first("RDATE")
        if not is_repeated or event.first("RECURRENCE-ID"):
            yield session
            return
        for at in self._repetitions(event, start, moved.get(event.text("UID"), set())):
            yield _repeated(session, at)

    def _describe(self, event: Component, where: str, start: When) -> SessionDraft:
        cleaning = self._cleaning
        people, title = find_people(cleaning.title(event.text("SUMMARY")), cleaning)
        url = clean_address(event.text("URL"))
        place = cleaning.name(event.text("LOCATION"))
        online = clean_address(place) if "//" in place else ""
        abstract = cleaning.text(event.text("DESCRIPTION") or event.text("X-ALT-DESC"), "")
        if online and not url:
            url = online
        recurrence = event.text("RECURRENCE-ID")
        uid = event.text("UID").strip()
        end, duration = self._end(event, where, start)
        categories = [part for each in event.all("CATEGORIES") for part in re.split(r"(?<!\\),", each.value)]
        kinds, tracks = _sort_categories(categories, cleaning)
        links = sort_links((), _attachments(event), url, where, self._report, guess=cleaning is FOREIGN)
        people = people or list(_people_in(event.text("CONTACT") if cleaning is OURS else "", cleaning))
        return SessionDraft(
            where=where,
            line=event.line,
            title=title,
            start=start.at,
            end=end,
            duration=duration,
            day=self._day(event, where),
            rooms=[place] if place else [],
            people=people,
            abstract=abstract,
            kind=Kind.OTHER if start.whole_day else _kind(kinds, cleaning),
            kind_words=", ".join(kinds or tracks),
            track=", ".join(tracks),
            url=url,
            slides=links.slides,
            recording=links.recording,
            links=links.others,
            note=" ".join(cleaning.title(each.text) for each in event.all("COMMENT")),
            cancelled=event.text("STATUS").strip().upper() == "CANCELLED",
            source_id=f"{uid}#{recurrence}" if recurrence else uid,
            id=uid.partition("@")[0] if uid.endswith(OWN_UID) and not recurrence else "",
        )

    def _day(self, event: Component, where: str) -> date | None:
        """The day that our own exports list it under, where that is not the one on which it starts."""
        given = event.first("X-PROGRAMME-DAY")
        when = self._when(given, where) if given else None
        return when.at.date() if when else None

    def _end(self, event: Component, where: str, start: When) -> tuple[datetime | None, timedelta | None]:
        """End and length; at most one of them is known."""
        given = event.first("DTEND")
        if given:
            end = self._when(given, where)
            return (end.at if end else None), None
        length = event.first("DURATION")
        if length:
            try:
                return None, parse_ical_duration(length.value)
            except StampError as error:
                self._report.error(where, f"DURATION {error.found}", error.advice, length.line)
                return None, None
        if start.whole_day:
            return None, timedelta(days=1)
        self._report.repeat(where, "has no end", "it is left unknown", event.line)
        return None, None

    def _when(self, given: Property, where: str) -> When | None:
        """The time, or None with an error in the report."""
        found = _STAMP.fullmatch(given.value.strip())
        if not found:
            self._tell(given, where, "is not a time", "one looks like 20250630T093000Z")
            return None
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        try:
            at = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001 - its zone is looked up below
        except ValueError as error:
            self._tell(given, where, f"is not a time: {error}", "")
            return None
        if not FIRST_YEAR < year < LAST_YEAR:
            self._tell(given, where, f"is not between {FIRST_YEAR} and {LAST_YEAR}", "")
            return None
        if found[4] is None:
            return When(at, whole_day=True)
        if found[7]:
            return When(at.replace(tzinfo=UTC))
        tzid = given.parameters.get("TZID", "")
        zone = self._zones.find(tzid) if tzid else None
        if tzid and zone is None:
            self._report.repeat(
                where, f"zone {quoted(tzid)} is not known", "the venue's clock is meant, we take it", given.line
            )
        return When(at.replace(tzinfo=zone))

    def _tell(self, given: Property, where: str, found: str, advice: str) -> None:
        self._report.error(where, f"{given.name} {quoted(given.value)} {found}", advice, given.line)

    def _repetitions(self, event: Component, start: When, moved: set[datetime]) -> Iterator[datetime]:
        """The starts of an event that is repeated, without those that were taken out or have an entry of their own."""
        where = _name(event)
        first = start.at.replace(tzinfo=None)
        dates = {first}
        for given in event.all("RRULE"):
            dates.update(self._by_rule(given, start, where))
        for given in event.all("RDATE"):
            dates.update(_on_clock_of(when.at, start.at) for when in self._list(given, where))
        left_out = {when.at for given in event.all("EXDATE") for when in self._list(given, where)}
        gone = {_comparable(at) for at in left_out} | moved
        if len(dates) > MOST_REPETITIONS:
            found = f"is repeated more than {MOST_REPETITIONS} times"
            self._report.warn(where, found, f"the first {MOST_REPETITIONS} are taken", event.line)
        for at in sorted(dates)[:MOST_REPETITIONS]:
            aware = at.replace(tzinfo=start.at.tzinfo)
            if _comparable(aware) not in gone:
                yield aware

    def _by_rule(self, given: Property, start: When, where: str) -> list[datetime]:
        """The naive starts by a rule; none, and a word about it, if it cannot be followed."""
        rule = parse_rule(given.value)
        if rule is None:
            found = f"is repeated by a rule that is not followed: {quoted(given.value)}"
            self._report.warn(where, found, "it is there once only", given.line)
            return []
        first = start.at.replace(tzinfo=None)
        last = first + LONGEST_REPETITION
        if rule.until:
            until = self._when(Property("UNTIL", rule.until, given.line, {}), where)
            if until is None:
                return []
            ends = _on_clock_of(until.at, start.at)
            last = min(last, ends + timedelta(days=1) if until.whole_day else ends)
        elif rule.count is None:
            self._report.warn(where, "is repeated without end", f"until {last.date()} only", given.line)
        days = islice(find_days(rule, first.date(), last.date()), MOST_REPETITIONS + 1)
        return [at for at in (datetime.combine(day, first.time()) for day in days) if at <= last]

    def _list(self, given: Property, where: str) -> Iterator[When]:
        for value in given.value.split(",")[: MOST_REPETITIONS * 5]:
            when = self._when(replace(given, value=value.split("/")[0]), where)
            if when:
                yield when


def _attachments(event: Component) -> Iterator[Offered]:
    for each in event.all("ATTACH"):
        name = each.parameters.get("FILENAME", "")
        roles = (role for role in ("slides", "recording") if name in _labels(f"export.{role}"))
        yield Offered(each.value, name, next(roles, ""))


@cache
def _labels(message: str) -> frozenset[str]:
    """What our own exports call an attachment, in every language."""
    return frozenset(say(code, message) for code in languages())


def _sort_categories(categories: list[str], cleaning: Cleaning) -> tuple[list[str], list[str]]:
    """Names of kinds, and of tracks. Our own exports name the kind last."""
    names = [cleaning.name(unescape(each)) for each in categories]
    if cleaning is OURS:
        return names[-1:], names[:-1]
    kinds = [name.lower() for name in names if name.lower() in set(Kind)]
    return kinds, [name for name in names if name.lower() not in set(Kind)]


def _kind(names: list[str], cleaning: Cleaning) -> Kind | None:
    if cleaning is OURS and names and names[0] in set(Kind):
        return Kind(names[0])
    return next(map(kind_called, names), None)


def _repeated(session: SessionDraft, at: datetime) -> SessionDraft:
    """The session on another date, for as long on the clock. The first one keeps the source's id as it is."""
    if at == session.start:
        return session
    end = session.end and at + (session.end.replace(tzinfo=None) - session.start.replace(tzinfo=None))
    return replace(session, start=at, end=end, source_id=f"{session.source_id}#{at:%Y%m%dT%H%M%S}")


def _on_clock_of(at: datetime, other: datetime) -> datetime:
    """The naive time of an instant on the clock that `other` is on."""
    if at.tzinfo and other.tzinfo:
        at = at.astimezone(other.tzinfo)
    return at.replace(tzinfo=None)


def _comparable(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


def _name(event: Component) -> str:
    title = tidy(event.text("SUMMARY"))
    return f"event {quoted(title)}" if title else "event"


def parse_ical_duration(text: str) -> timedelta:
    """A length such as 'PT45M', 'P1DT2H' or 'P2W'. Raises StampError."""
    weeks = re.fullmatch(r"\+?P(\d)W", text.strip())
    return timedelta(weeks=int(weeks[1])) if weeks else parse_duration(text.strip().removeprefix("+"))


def find_people(title: str, cleaning: Cleaning = FOREIGN) -> tuple[list[Person], str]:
    """Speakers that a title names, and the title without them.

    >>> people, title = find_people("Import hooks (talk by Ada Lovelace & Bob Bo)")
    >>> [person.name for person in people], title
    (['Ada Lovelace', 'Bob Bo'], 'Import hooks')
    """
    found = _SPEAKERS.search(title)
    if found and title[: found.start()].strip():
        return list(_people_in(found[1], cleaning)), title[: found.start()].strip()
    keynote = _KEYNOTE.match(title)
    if keynote and cleaning is FOREIGN:
        name, _, affiliation = (part.strip() for part in keynote[1].partition(","))
        if _NAME.fullmatch(name):
            return [Person(name, affiliation=affiliation)], title
    return [], title


def _people_in(text: str, cleaning: Cleaning) -> Iterator[Person]:
    """The people of a list of names; an institution in it is the affiliation of whom it follows."""
    if cleaning is OURS:
        yield from (Person(name) for name in re.split(", | & ", text) if name)
        return
    last: Person | None = None
    for name in filter(None, map(str.strip, _BETWEEN_NAMES.split(text))):
        if last and _INSTITUTION.search(name):
            last.affiliation = name
            continue
        if last:
            yield last
        last = Person(name)
    if last:
        yield last
