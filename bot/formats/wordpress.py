"""A programme in running text: a WordPress page as its REST API gives it, or any page with a timetable on it.

Understood is how organisers write such pages by hand: lines that begin with a time (a struck-out one before it is the
former time), "Speaker (Affiliation) • title" in some order, what follows until the next such line (an abstract,
"Authors:", "Note:"), lists of speakers with title, abstract and biography, a "Location:" line, dates in headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from bot.core.programme import Author, Conference, Kind, Link, Organiser, Venue
from bot.core.text import fold
from bot.formats.cleaning import clean_address, clean_line, tidy
from bot.formats.dates import find_dates
from bot.formats.draft import Person, ProgrammeDraft, SessionDraft
from bot.formats.kinds import kind_of_session
from bot.formats.node import Node
from bot.formats.page import CELL, Block, Line, Shape, Span, read_page
from bot.formats.people import are_people, split_people
from bot.formats.problems import quoted
from bot.formats.report import Report
from bot.formats.stamps import StampError, on_day, parse_clock, parse_stamp

_HALF = r"\s?[apAP]\.?[mM]\.?(?![a-zA-Z])"
_CLOCK = rf"\d{{1,2}}(?:\s?[:hH.]\s?[0-5]\d(?!\d)|\s?[hH](?![a-zA-Z]))(?:{_HALF})?|\d{{1,2}}{_HALF}"
_TIME = re.compile(
    rf"[\s*•|(\[]*(?:(?:from|de|à|at|von|um)\s+)?(?P<start>{_CLOCK})"
    rf"(?:\s*(?:-|–|—|−|→|to|à|bis|until|/)\s*(?P<end>{_CLOCK}))?"
    r"(?:\s*(?:uhr|cest|cet|utc|gmt)\b)?[)\]]?[\s:–—,.•|-]*",
    re.IGNORECASE,
)
_STRUCK_TIME = re.compile(rf"(?P<start>{_CLOCK})")
_LABEL = re.compile(
    r"(?P<label>(?:(?:invited|contributed|plenary|short|long|spotlight|opening|closing|accepted|oral)\s+)?"
    r"(?:talk|keynote|lecture|tutorial|presentation|panel|plenary|spotlight|speaker|exposé|conférence(?: invitée)?)"
    r"(?:\s+(?:talk|lecture|speech|speaker|presentation))?)\s*(?:n°\s*|#\s*)?\d{0,2}\s*[:–—-]\s*",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?P<label>authors?|auteurs?|abstract|résumé|zusammenfassung|notes?|remark|remarque|slides?|transparents|room|salle|"
    r"raum|location|venue|where|lieu|ort|title|titre|titel|chair|chaired by|speakers?|orateurs?|oratrice|"
    r"bio(?:graphy|graphie)?|"
    r"short bio|about the speaker|joint work with|video|recording|paper|affiliation)\s*:\s*",
    re.IGNORECASE,
)
FIELDS = {
    "authors": "author auteur joint",
    "abstract": "abstract resume zusammenfassung",
    "note": "note remark chair paper",
    "slides": "slide transparent",
    "recording": "video recording",
    "place": "room salle raum location venue where lieu ort",
    "title": "title titre titel",
    "speakers": "speaker orateur oratrice",
    "biography": "bio short about",
    "affiliation": "affiliation",
}
_SEPARATOR = re.compile(rf"\s*(?:[•|·]|{CELL})\s*")
_DASH = re.compile(r"\s+[–—-]\s+|\s*:\s+")
_QUOTED = re.compile(r"[“«\"„]\s*([^“”«»\"„]{8,300}?)\s*[”»\"“]")
_SLIDES_FILE = re.compile(r"\.(?:pdf|pptx?|odp|key)(?:$|[?#])", re.IGNORECASE)
_ROOM = re.compile(
    r"\b(?:amphi|room|salle|hall|auditorium|lecture|saal|hörsaal|theat|aula|seminar|floor|grand)", re.IGNORECASE
)
_STREET = re.compile(
    r"^\d+\s*(?:bis|ter)?,?\s+\D|(?:stra(?:ß|ss)e|weg)\s+\d|"
    r"\b(?:street|avenue|rue|allée|boulevard|road|platz|straße|strasse|via|calle|place|quai|chemin)\b",
    re.IGNORECASE,
)
_SATELLITE = re.compile(
    r"(?:satellite\b[^.]{0,40}?\b(?:of|to|at|de)|co-?located with|in conjunction with|workshop (?:at|of))"
    r"(?:\s+the|\s+la|\s+l)?\s*$",
    re.IGNORECASE,
)
_REGISTER = re.compile(r"\b(?:registration|register|inscription|anmeldung)", re.IGNORECASE)
_LATER = timedelta(hours=12)


def recognise(value: Any) -> bool:  # noqa: ANN401 - JSON is anything
    """Whether JSON is a page (or a list of pages) of WordPress."""
    page = value[0] if isinstance(value, list) and value else value
    content = page.get("content") if isinstance(page, dict) else None
    return isinstance(content, dict) and isinstance(content.get("rendered"), str)


def read_wordpress(value: Any, report: Report) -> ProgrammeDraft:  # noqa: ANN401 - JSON is anything
    """The draft of the page, or of the one with most sessions; raises ProgrammeError if none has a timetable."""
    pages = [page for page in (value if isinstance(value, list) else [value]) if recognise(page)][:100]
    drafts = [_read_post(Node(page, "", report)) for page in pages]
    best = max(drafts, key=lambda draft: len(draft.sessions))
    if not best.sessions:
        raise report.give_up(
            "content.rendered", "no line of the page begins with a time", "is it the page with the schedule?"
        )
    _tell(best, report)
    return best


def read_timetable(markup: str, title: str, address: str, report: Report) -> ProgrammeDraft:
    """The draft of a page of HTML that has a timetable, with no sessions if it has none."""
    draft = _PageReader(read_page(markup, address, report), clean_line(title), None, report).read()
    draft.url = draft.url or address
    _tell(draft, report)
    return draft


def _read_post(node: Node) -> ProgrammeDraft:
    title = clean_line(node.child("title").text("rendered"))
    link = clean_address(node.text("link"))
    evidence = [at for at in (_offset(node, "date"), _offset(node, "modified")) if at]
    year = evidence[0].year if evidence else None
    blocks = read_page(str(node.child("content").get("rendered")), link, node.report)
    reader = _PageReader(blocks, title, year, node.report)
    draft = reader.read()
    draft.url = link
    draft.addresses = [link]
    draft.evidence = evidence
    return draft


def _offset(node: Node, key: str) -> datetime | None:
    """When the page was written, with the offset of its site: WordPress gives each time local and in UTC."""
    try:
        local, universal = parse_stamp(node.get(key)), parse_stamp(node.get(f"{key}_gmt"))
        offset = local.replace(tzinfo=None) - universal.replace(tzinfo=None)
        return datetime.fromisoformat(f"{local.replace(tzinfo=None).isoformat()}{_signed(offset)}")
    except (StampError, ValueError):
        return None


def _signed(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _tell(draft: ProgrammeDraft, report: Report) -> None:
    undated = [each for each in draft.sessions if each.start.year == UNDATED.year]
    for each in undated:
        report.error(each.where, "there is no date on the page", "write the day above the times, like '30 June 2025'")
    for each in draft.sessions:
        if each.previous_start and each.previous_start > each.start:
            report.warn(each.where, "was moved to an earlier time", "check it")


UNDATED = date(1972, 1, 1)


@dataclass(slots=True)
class _Talker:
    """A speaker of a list on the page, with what stands under the name."""

    person: Person
    title: str = ""
    abstract: list[str] = field(default_factory=list)
    link: str = ""


@dataclass(slots=True)
class _Timed:
    """A line of the timetable, without its times."""

    session: SessionDraft
    spans: list[Span]
    label: str = ""
    abstract: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class _PageReader:
    def __init__(self, blocks: Sequence[Block], title: str, year: int | None, report: Report) -> None:
        self._report = report
        self._blocks = blocks
        self._title = title
        self._intro: list[Line] = []
        self._timed: list[_Timed] = []
        self._talkers: list[_Talker] = []
        self._place: Line | None = None
        self._venue: Venue | None = None
        self._begun = False  # a heading or a timetable has begun: what comes now is no introduction
        self._year = year
        dates = [found.date for text in (title, *(block.text for block in blocks)) for found in find_dates(text)]
        if dates:
            self._year = dates[0].year
        self._day = (
            dates[0]
            if dates
            else next((found.date for block in blocks for found in find_dates(block.text, self._year)), UNDATED)
        )

    def read(self) -> ProgrammeDraft:
        for block in self._blocks:
            self._read_block(block)
            self._report.limit(len(self._timed), "sessions")
        known = {fold(talker.person.name) for talker in self._talkers}
        for timed in self._timed:
            _name_parts(timed, known)
        self._join_talkers()
        self._sort_kinds()
        draft = ProgrammeDraft(title=self._event_title(), ends_follow=True)
        self._read_intro(draft)
        self._read_venue(draft)
        draft.sessions = [self._finish(timed) for timed in self._timed]
        return draft

    # Blocks

    def _read_block(self, block: Block) -> None:
        if block.shape is Shape.HEADING:
            self._begun = True
            self._turn_to_day(block.text)
            if not self._turned and self._timed:
                self._closed = True
            return
        for line in block.lines:
            self._read_line(line, block)

    _turned = False
    _closed = False

    def _turn_to_day(self, text: str) -> None:
        """Take the day from a line that is hardly more than a date."""
        self._turned = False
        found = find_dates(text, self._year)
        if found and (len(text) - (found[0].end - found[0].start) <= 40):
            self._day = found[0].date
            self._turned = True
            self._closed = True

    def _read_line(self, line: Line, block: Block) -> None:
        timed = self._read_timed(line)
        if timed:
            self._timed.append(timed)
            self._begun, self._closed = True, False
            return
        if self._read_talker(line, block):
            return
        label, rest = _labelled(line)
        if label == "place" and (not self._timed or self._closed):
            self._place = self._place or line
            return
        if block.shape is not Shape.ITEM and len(line.text()) < 60 and find_dates(line.text(), self._year):
            self._turn_to_day(line.text())
            if self._turned and self._begun:
                return
        if self._timed and not self._closed:
            _add(self._timed[-1], label, rest, line)
        elif not self._begun:
            self._intro.append(line)

    def _read_timed(self, line: Line) -> _Timed | None:
        struck = line.text(lambda span: span.struck)
        kept = [span for span in line.spans if not span.struck]
        cancelled = bool(struck) and not any(mark.isalpha() for span in kept for mark in span.text)
        spans = line.spans if cancelled else kept
        found = _TIME.match("".join(span.text for span in spans))
        if not found:
            return None
        former = None if cancelled else _STRUCK_TIME.search(struck)
        rest = _cut(spans, found.end())
        if not any(span.text.strip() for span in rest):
            return None
        try:
            start = on_day(parse_clock(_tight(found["start"])), self._day)
            end = on_day(parse_clock(_tight(found["end"])), self._day) if found["end"] else None
            previous = on_day(parse_clock(_tight(former["start"])), self._day) if former else None
        except StampError:
            return None
        last = self._timed[-1].session.start if self._timed and not self._turned else None
        if last and last.date() == start.date() and start + _LATER < last and start.hour < 6:
            start += timedelta(days=1)  # the night after
        if end and end < start:
            end += timedelta(days=1)
        where = f"the line {quoted(line.text())}"
        session = SessionDraft(where, "", start, end, previous_start=previous, cancelled=cancelled)
        session.day = self._day if self._day != UNDATED else None
        return _Timed(session, rest)

    def _read_talker(self, line: Line, block: Block) -> bool:
        """Whether the line belongs to a list of speakers: a name, or what is nested under one."""
        if block.shape is not Shape.ITEM:
            return False
        if self._talkers and block.depth > self._talker_depth and not self._closed_list:
            _describe(self._talkers[-1], line)
            return True
        self._closed_list = True
        if not are_people(line.text()) or (self._timed and not self._closed):
            return False
        people = split_people(line.text())
        address = next((span.href for span in line.spans if span.href), "")
        if len(people) == 1:
            person = Person(people[0].name, affiliation=people[0].affiliation, url=address)
            self._talkers.append(_Talker(person))
            self._talker_depth, self._closed_list = block.depth, False
        return len(people) == 1

    _talker_depth = 0
    _closed_list = True

    # Putting together

    def _join_talkers(self) -> None:
        """Give sessions what the list of speakers says, by the speaker's name or else by the title."""
        for talker in self._talkers:
            name, title = fold(talker.person.name), fold(talker.title)
            for timed in self._timed:
                session = timed.session
                speaks = any(fold(person.name) == name for person in session.people)
                if not speaks and not (title and fold(session.title) == title):
                    continue
                if not speaks:
                    session.people = [*session.people, talker.person]
                session.people = [_richer(person, talker.person) for person in session.people]
                if title and len(self._sessions_of(name)) > 1 and fold(session.title) != title:
                    continue
                session.title = session.title or talker.title
                timed.abstract = timed.abstract or talker.abstract
                session.slides = session.slides or (talker.link if _SLIDES_FILE.search(talker.link) else "")

    def _sessions_of(self, name: str) -> list[_Timed]:
        return [timed for timed in self._timed if any(fold(person.name) == name for person in timed.session.people)]

    def _sort_kinds(self) -> None:
        """Where some talks are called invited, the others with speakers are contributed."""
        invited = any("invited" in fold(timed.label) for timed in self._timed)
        for timed in self._timed:
            session = timed.session
            kind = kind_of_session(timed.label, session.title, has_speakers=bool(session.people))
            session.kind = Kind.CONTRIBUTED_TALK if invited and kind is Kind.TALK else kind

    def _finish(self, timed: _Timed) -> SessionDraft:
        session = timed.session
        if not session.rooms and self._venue and self._venue.room:
            session.rooms = [self._venue.room]
        session.abstract = "\n\n".join(timed.abstract)
        session.note = " ".join(filter(None, [session.note, *timed.remarks]))
        return session

    # What the page says of the event

    def _event_title(self) -> str:
        """The page's title without the date and the place at its end."""
        found = find_dates(self._title, self._year)
        title = self._title[: found[0].start].rstrip(" ,;:–—-(|") if found and found[0].start > 2 else self._title
        city = re.search(r"^(.{8,}?),?\s+(?:in|à)\s+([^\W\d_][\w'’-]+(?:[ -][^\W\d_][\w'’-]+){0,2})$", title)
        if city and city[2][0].isupper() and found:
            self._city = city[2]
            return city[1]
        return title

    _city = ""

    def _read_intro(self, draft: ProgrammeDraft) -> None:
        notes = [line for line in self._intro if line.is_bold and len(line.text()) < 200]
        plain = [line for line in self._intro if line not in notes]
        draft.description = "\n\n".join(line.text() for line in plain)
        draft.note = " ".join(line.text() for line in notes)
        quotes = [found[1] for line in plain for found in _QUOTED.finditer(line.text())]
        draft.theme = next((text for text in quotes if len(text) >= 20), "")
        links: dict[str, Link] = {}
        for line in self._intro:
            _read_partners(line, draft, links)
        draft.links = tuple(links.values())
        sentences = [text for line in self._intro for text in re.split(r"(?<=[.!?])\s+", line.text())]
        draft.registration = next((text for text in sentences if _REGISTER.search(text)), "")

    def _read_venue(self, draft: ProgrammeDraft) -> None:
        if self._place is None:
            if self._city:
                draft.venue = Venue(name=self._city, city=self._city)
                draft.places = [self._city]
            return
        _, rest = _labelled(self._place)
        value = _text(rest)
        bold = " ".join("".join(span.text for span in rest if span.bold).split())
        if len(bold) > 8 and value.startswith(bold):
            value, after = bold, value[len(bold) :].strip(" ,;.–—-")
            if _REGISTER.search(after):
                draft.registration = draft.registration or f"{after[:1].upper()}{after[1:]}."
        room, name, address = _split_place(value)
        url = next((span.href for span in rest if span.href), "")
        draft.venue = Venue(name=name or room or value, room=room, address=address, city=self._city, url=url)
        draft.places = [
            place for place in (self._city, name) if place
        ]  # not the address: streets are called after cities
        self._venue = draft.venue


def _split_place(text: str) -> tuple[str, str, str]:
    """Room, building and address in a text such as 'Amphi A, the university, 46 main street'."""
    parts = [part for part in (part.strip(" .") for part in re.split(r"[,;]", text)) if part]
    room = next((part for part in parts if _ROOM.search(part)), "")
    address_from = next((n for n, part in enumerate(parts) if part != room and _STREET.search(part)), len(parts))
    return room, ", ".join(part for part in parts[:address_from] if part != room), ", ".join(parts[address_from:])


def _read_partners(line: Line, draft: ProgrammeDraft, links: dict[str, Link]) -> None:
    """The conference and the organisers among the links of the introduction; the others are links of the event."""
    text = "".join(span.text for span in line.spans)
    organising = re.search(r"\b(?:co-?)?organi[sz]", text)
    position, last_link_ended = 0, 0
    for address, group in groupby(line.spans, key=lambda span: span.href):
        words = "".join(span.text for span in group)
        lead = text[last_link_ended:position]
        position += len(words)
        name = " ".join(words.split())
        if not address or not name:
            continue
        last_link_ended = position
        if _SATELLITE.search(lead) and draft.conference is None:
            draft.conference = _conference(name, address, text[position:])
        elif organising and position < organising.start():
            _add_organiser(draft, name, address, lead, links)
        else:
            links.setdefault(address, Link(url=address, title=name))


def _conference(name: str, address: str, after: str) -> Conference:
    bare = re.sub(r"\s+(?:conference|workshop|meeting)$", "", name, flags=re.IGNORECASE)
    subject = re.match(r"\s*(?:conference\s+)?on\s+([^,.;]{3,80})", after)
    return Conference(name=bare or name, subject=subject[1].strip() if subject else "", url=address)


def _add_organiser(draft: ProgrammeDraft, name: str, address: str, lead: str, links: dict[str, Link]) -> None:
    """One more organiser; or, after 'the projects of the', what those before it belong to."""
    if draft.organisers and re.search(r"\b(?:of|de|from)(?:\s+the)?\s*$", lead):
        draft.organisers = [
            each if each.affiliation else each.model_copy(update={"affiliation": name}) for each in draft.organisers
        ]
        links.setdefault(address, Link(url=address, title=name))
    else:
        draft.organisers = [*draft.organisers, Organiser(name=name, url=address)]


# Lines


def _cut(spans: Sequence[Span], length: int) -> list[Span]:
    """The spans without their first `length` characters."""
    rest = []
    for span in spans:
        if length >= len(span.text):
            length -= len(span.text)
            continue
        rest.append(replace(span, text=span.text[length:]) if length else span)
        length = 0
    return rest


def _tight(clock: str) -> str:
    return re.sub(r"\s*([:hH.])\s*", r"\1", clock)


def _text(spans: Sequence[Span]) -> str:
    return " ".join("".join(span.text for span in spans).replace(CELL, " ").split())


def _labelled(line: Line) -> tuple[str, list[Span]]:
    """What a line such as 'Authors: …' tells, and its text; ('', the line) for any other."""
    raw = "".join(span.text for span in line.spans)
    lead = len(raw) - len(raw.lstrip())
    found = _FIELD.match(raw, lead)
    if not found:
        return "", line.spans
    label = fold(found["label"]).split()[0].rstrip("s")
    name = next(
        (
            name
            for name, labels in FIELDS.items()
            if any(label.startswith(each) or each == label for each in labels.split())
        ),
        "",
    )
    return name, _cut(line.spans, found.end())


def _add(timed: _Timed, label: str, rest: list[Span], line: Line) -> None:
    """What a line under a session tells about it."""
    text, session = _text(rest), timed.session
    address = next((span.href for span in rest if span.href), "")
    if label == "authors":
        session.authors = [
            *session.authors,
            *(Author(name=each.name, affiliation=each.affiliation) for each in split_people(text)),
        ]
    elif label == "speakers":
        session.people = [
            *session.people,
            *(Person(each.name, affiliation=each.affiliation) for each in split_people(text)),
        ]
    elif label == "slides" and address:
        session.slides = session.slides or address
    elif label == "recording" and address:
        session.recording = session.recording or address
    elif label == "place":
        session.rooms = [text]
    elif label == "title":
        session.title = session.title or text
    elif label == "note":
        timed.remarks.append(line.text() if fold(line.text()).startswith(("chair", "paper")) else text)
    elif label == "biography" and session.people:
        session.people[0].biography = session.people[0].biography or text
    elif text and not re.fullmatch(r"[\W_]+", text):
        timed.abstract.append(line.text() if not label else text)


def _describe(talker: _Talker, line: Line) -> None:
    """What a line nested under a speaker's name tells."""
    label, rest = _labelled(line)
    text = _text(rest)
    talker.link = talker.link or next((span.href for span in rest if span.href), "")
    if label == "title":
        talker.title = talker.title or text
    elif label == "abstract" or (not label and talker.abstract):
        talker.abstract.append(text)
    elif label == "affiliation":
        talker.person.affiliation = talker.person.affiliation or text
    else:
        talker.person.biography = "\n\n".join(filter(None, [talker.person.biography, text]))


def _richer(person: Person, listed: Person) -> Person:
    if fold(person.name) != fold(listed.name):
        return person
    return Person(
        name=person.name,
        affiliation=person.affiliation or listed.affiliation,
        url=person.url or listed.url,
        biography=person.biography or listed.biography,
    )


def _name_parts(timed: _Timed, known: set[str]) -> None:
    """Tell the speakers from the title in what stands after the time."""
    session = timed.session
    raw = "".join(span.text for span in timed.spans)
    label = _LABEL.match(raw.lstrip())
    if label:
        timed.label = label["label"]
    lead = len(raw) - len(raw.lstrip()) + (label.end() if label else 0)
    spans = _cut(timed.spans, lead)
    parts = [part for part in _split_at(spans, _SEPARATOR) if _text(part)]
    if len(parts) == 1:
        parts = _split_loosely(parts[0], known, labelled=bool(label))
    speakers = next((part for part in parts if are_people(_text(part), known)), None) if len(parts) > 1 else None
    rest = [part for part in parts if part is not speakers]
    if speakers is not None:
        people = split_people(_text(speakers))
        session.people = [
            Person(each.name, affiliation=each.affiliation, url=_own_page(speakers, each.name)) for each in people
        ]
    title = rest[0] if rest else []
    session.title = _text(title).strip(' “”"«»') if title else ""
    if label and not rest[1:] and speakers is None:
        session.title = " ".join(raw.split())
    timed.remarks += [_text(part) for part in rest[1:]]
    address = next((span.href for span in title if span.href), "")
    if _SLIDES_FILE.search(address):
        session.slides = address
    else:
        session.url = address


def _own_page(spans: Sequence[Span], name: str) -> str:
    return next((span.href for span in spans if span.href and fold(tidy(span.text)) in fold(name)), "")


def _split_loosely(spans: list[Span], known: set[str], *, labelled: bool) -> list[list[Span]]:
    """Two parts at a dash or a colon, if one of them is a name that we know or that has an affiliation."""
    text = "".join(span.text for span in spans)
    for found in _DASH.finditer(text):
        halves = [text[: found.start()], text[found.end() :]]
        if any(_surely_people(half, known) or (labelled and are_people(half)) for half in halves):
            return [_until(spans, found.start()), _cut(spans, found.end())]
    titled = _QUOTED.search(text)
    if titled and are_people(text[: titled.start()].strip(" ,:–—-"), known):
        return [_until(spans, titled.start()), _until(_cut(spans, titled.start()), titled.end() - titled.start())]
    return [spans]


def _surely_people(text: str, known: set[str]) -> bool:
    text = text.strip()
    if not are_people(text, known):
        return False
    return any(fold(each.name) in known or each.affiliation for each in split_people(text))


def _split_at(spans: Sequence[Span], separator: re.Pattern[str]) -> list[list[Span]]:
    text = "".join(span.text for span in spans)
    parts, begin = [], 0
    for found in separator.finditer(text):
        parts.append(_until(_cut(spans, begin), found.start() - begin))
        begin = found.end()
    return [*parts, _cut(spans, begin)]


def _until(spans: Sequence[Span], length: int) -> list[Span]:
    """The first `length` characters of the spans."""
    kept = []
    for span in spans:
        if length <= 0:
            break
        kept.append(span if len(span.text) <= length else replace(span, text=span.text[:length]))
        length -= len(span.text)
    return kept
