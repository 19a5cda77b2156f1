"""From what a person types to one Question: which fact is asked, about which sessions, people or the event.

The text is read in layers: titles quoted, times, cues (phrases of the language files), people, rooms, tracks, and the
words left over as a topic. Every word with content has to be explained by one of them; what nothing explains makes the
question unknown, for it is better not to know than to answer another question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.kinds import KIND_CUES
from bot.core.people import PersonMention
from bot.core.reading import Reading, read, split_clauses
from bot.core.search import Index
from bot.core.selection import Moment, Relation, Selection, calendar_of, select
from bot.core.text import stem, words_of
from bot.core.times import Interval, Mode, end_of
from bot.core.wording import pick_language


class Ask(StrEnum):
    """What a question wants to know."""

    SESSIONS = "sessions"  # which sessions these are
    NOW = "now"
    NEXT = "next"
    SCHEDULE = "schedule"
    CARD = "card"  # all about one session
    WHEN = "when"
    WHERE = "where"
    WHO = "who"
    TITLE = "title"
    ABSTRACT = "abstract"
    SLIDES = "slides"
    RECORDING = "recording"
    AUTHORS = "authors"
    NOTE = "note"
    LANGUAGE = "language"
    TRACK = "track"
    MOVED = "moved"
    CANCELLED = "cancelled"
    CHECK = "check"  # whether a time is right
    DURATION = "duration"
    UNTIL = "until"
    START = "start"
    END = "end"
    LEFT = "left"  # time left
    OVER = "over"
    MISSED = "missed"
    REACH = "reach"  # can one still make it
    COUNT = "count"
    ORDER = "order"
    OVERLAP = "overlap"
    PARALLEL = "parallel"  # what else is on then
    LONGER = "longer"
    SHORTER = "shorter"
    GAP = "gap"
    BIOGRAPHY = "biography"
    AFFILIATION = "affiliation"
    PAGE = "page"
    SPEAKERS = "speakers"
    VENUE = "venue"
    ADDRESS = "address"
    DIRECTIONS = "directions"
    REGISTRATION = "registration"
    ORGANISERS = "organisers"
    CONFERENCE = "conference"
    DATE = "date"
    ABOUT = "about"
    LINK = "link"
    FAQ = "faq"
    HELLO = "hello"
    THANKS = "thanks"
    BYE = "bye"
    HELP = "help"
    UNKNOWN = "unknown"


_ALL = Selection()
_OF_SESSIONS = ("exists", "after", "before", "count", "order", "next", "now", "topic", "session")
_MOST_CLAUSES = 4
_MOST_TITLE = 400


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `others` are the further sides of a comparison, `then` is the next question of the same message.

    `near` are ids of sessions and names of people that come nearest to an unknown question.
    """

    ask: Ask
    lang: str = "en"
    selection: Selection = _ALL
    others: tuple[Selection, ...] = ()
    faq: int = 0
    then: Question | None = None
    near: tuple[str, ...] = ()
    at: Interval | None = None
    claim: Relation | None = None
    cued: bool = False
    asked: datetime | None = None


def parse_question(
    text: str, index: Index, now: datetime, *, lang: str | None = None, previous: Question | None = None
) -> Question:
    """What the text asks; `lang` is its language where it shows none, `previous` what was asked before it."""
    fallback = pick_language(lang, previous.lang if previous else None, *index.programme.languages)
    titled = index.find_title(text) or index.find_title_glued(text)
    if titled and any(not index.sessions[at].is_break for at in titled):
        ids = tuple(index.sessions[at].id for at in titled)
        return Question(Ask.CARD, fallback, Selection(named=ids, upcoming=len(ids) > 1), asked=now)
    words = words_of(text)
    strange = any(not index.knows_exactly(word) for word in words)
    misspelt = _misspelt_whole(text, index, fallback, now) if strange else None
    if misspelt is not None:
        return misspelt
    whole = _parse_clause(text, index, now, fallback, previous)
    clauses = split_clauses(text)
    if any(len(words_of(clause)) < 2 for clause in clauses[1:]):
        clauses = [text]
    parsed = _parse_clauses(clauses, whole, index, now, previous) if len(clauses) > 1 else whole
    if parsed.ask is Ask.UNKNOWN and not strange and len(words) > 2:
        return _misspelt_whole(text, index, fallback, now) or parsed
    return parsed


def _misspelt_whole(text: str, index: Index, lang: str, now: datetime) -> Question | None:
    """The question for a text that is nothing but a title or a name with a few slips in it."""
    if len(text) > _MOST_TITLE:
        return None
    titled, people = index.find_whole(text)
    if titled:
        ids = tuple(index.sessions[at].id for at in titled)
        return Question(Ask.CARD, lang, Selection(named=ids, upcoming=len(ids) > 1), asked=now)
    if people:
        return Question(Ask.SESSIONS, lang, Selection(people=tuple(person.name for person in people)), asked=now)
    return None


def _parse_clause(text: str, index: Index, now: datetime, fallback: str, previous: Question | None) -> Question:
    reading = read(text, index, calendar_of(index, now), fallback)
    return replace(_Reader(reading, index, now, previous).question(), asked=now)


def _parse_clauses(
    clauses: list[str], whole: Question, index: Index, now: datetime, previous: Question | None
) -> Question:
    """The questions of a message one after the other, if it holds several; else the message as one question."""
    found: list[Question] = []
    for clause in clauses[:_MOST_CLAUSES]:
        found.append(_parse_clause(clause, index, now, whole.lang, found[-1] if found else previous))
    asking = [question for question in found if question.ask not in _ASKS_LITTLE]
    if len(asking) > 1 or (len(asking) == 1 and whole.ask is Ask.UNKNOWN):
        refused = [question for question in found if question.ask is Ask.UNKNOWN and question.cued]
        return _chained([*asking, *refused])
    return whole


def _chained(questions: list[Question]) -> Question:
    first, *rest = questions
    return replace(first, then=_chained(rest)) if rest else first


def question_about_talk(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """All about the session that the words name."""
    return _about(Ask.CARD, words, index, now, lang)


def question_when(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """When the session, or the sessions of the person, that the words name take place."""
    return _about(Ask.WHEN, words, index, now, lang) if words_of(words) else Question(Ask.DATE, lang, asked=now)


def question_where(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """Where they take place; for no words, where the event does."""
    return _about(Ask.WHERE, words, index, now, lang) if words_of(words) else Question(Ask.VENUE, lang, asked=now)


def question_slides(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """The slides of the session or the person that the words name; for no words, all slides there are."""
    return _about(Ask.SLIDES, words, index, now, lang) if words_of(words) else Question(Ask.SLIDES, lang, asked=now)


def question_about_speaker(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """Who the person is that the words name; for no words, who the speakers are."""
    if not words_of(words):
        return Question(Ask.SPEAKERS, lang, asked=now)
    reading = read(words, index, calendar_of(index, now), lang)
    mentions = reading.people or index.people.find(reading.words, reading.content)
    named = {number for mention in mentions for number in mention.words}
    if not mentions or set(reading.content) - named:
        return Question(Ask.UNKNOWN, lang, near=_near(mentions), asked=now)
    names = tuple(person.name for mention in mentions for person in mention.people)
    return Question(Ask.BIOGRAPHY, lang, Selection(people=names), asked=now)


def question_about_schedule(day: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """The schedule of the day, the room or both that the words name; for no words, of the nearest day."""
    asked = parse_question(day, index, now, lang=lang)
    selection = asked.selection
    if not words_of(day) or asked.ask is Ask.SCHEDULE:
        return Question(Ask.SCHEDULE, lang, selection, asked=now)
    if asked.ask is Ask.UNKNOWN or not (selection.when or selection.rooms or selection.tracks):
        return replace(asked, lang=lang)
    return Question(Ask.SCHEDULE, lang, selection, asked=now)


def question_card(session_id: str, *, lang: str = "en") -> Question:
    """All about one session."""
    return Question(Ask.CARD, lang, Selection(named=(session_id,)))


def question_abstract(session_id: str, *, lang: str = "en") -> Question:
    """The whole abstract of one session."""
    return Question(Ask.ABSTRACT, lang, Selection(named=(session_id,)))


def _about(ask: Ask, words: str, index: Index, now: datetime, lang: str) -> Question:
    found = parse_question(words, index, now, lang=lang)
    if found.ask in {Ask.UNKNOWN, Ask.HELLO, Ask.THANKS, Ask.BYE, Ask.HELP}:
        return Question(Ask.UNKNOWN, lang, near=found.near, asked=now)
    return Question(ask, lang, found.selection, asked=now) if not found.selection.is_open else replace(found, lang=lang)


def _near(mentions: list[PersonMention]) -> tuple[str, ...]:
    return tuple(person.name for mention in mentions for person in mention.people)[:3]


_ASKS_LITTLE = frozenset({Ask.UNKNOWN, Ask.SESSIONS, Ask.CARD, Ask.HELLO, Ask.THANKS, Ask.BYE})
_BESIDE_MANNERS = frozenset(
    {"help", "thanks", "bye", "hello", "it", "exists", "this", "what", "how", "who_is", "speak", "tell", "list", "who"}
)
_MANNERS = (("help", Ask.HELP), ("thanks", Ask.THANKS), ("bye", Ask.BYE), ("hello", Ask.HELLO))
_ORDERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1, "penultimate": -2}
_EVENT_FACTS = (
    ("registration", Ask.REGISTRATION),
    ("organisers", Ask.ORGANISERS),
    ("address", Ask.ADDRESS),
    ("directions", Ask.DIRECTIONS),
    ("conference", Ask.CONFERENCE),
)
_EVENT_NAMES = {
    "venue": Ask.VENUE,
    "organisers": Ask.ORGANISERS,
    "conference": Ask.CONFERENCE,
    "theme": Ask.ABOUT,
}
_FACTS = (  # the first that is cued is asked
    ("slides", Ask.SLIDES),
    ("recording", Ask.RECORDING),
    ("coauthors", Ask.AUTHORS),
    ("authors", Ask.AUTHORS),
    ("note", Ask.NOTE),
    ("track_of", Ask.TRACK),
    ("reach", Ask.REACH),
    ("missed", Ask.MISSED),
    ("cancelled", Ask.CANCELLED),
    ("moved", Ask.MOVED),
    ("until", Ask.UNTIL),
    ("time_left", Ask.LEFT),
    ("duration", Ask.DURATION),
    ("over", Ask.OVER),
    ("ends", Ask.END),
    ("starts", Ask.START),
    ("about", Ask.ABSTRACT),
    ("tell", Ask.ABSTRACT),
    ("title", Ask.TITLE),
    ("language", Ask.LANGUAGE),
    ("page", Ask.PAGE),
    ("when", Ask.WHEN),
    ("date", Ask.WHEN),
    ("where", Ask.WHERE),
    ("venue", Ask.WHERE),
)
_PERSON_FACTS = (
    ("affiliation", Ask.AFFILIATION),
    ("page", Ask.PAGE),
    ("works_on", Ask.BIOGRAPHY),
    ("who_is", Ask.BIOGRAPHY),
    ("tell", Ask.BIOGRAPHY),
)
_OF_THE_CURRENT = frozenset(
    {
        Ask.LEFT,
        Ask.OVER,
        Ask.DURATION,
        Ask.ABSTRACT,
        Ask.TITLE,
        Ask.LANGUAGE,
        Ask.END,
        Ask.AUTHORS,
        Ask.NOTE,
        Ask.TRACK,
    }
)
_AGAINST_A_TIME = frozenset({Ask.REACH, Ask.MOVED, Ask.MISSED, Ask.OVER, Ask.END})
_ABOUT_SESSIONS = frozenset({Ask.SESSIONS, Ask.CARD, *(ask for _, ask in (*_FACTS, *_PERSON_FACTS))})
_COMPARISONS = (
    ("order", Ask.ORDER),
    ("overlap", Ask.OVERLAP),
    ("gap", Ask.GAP),
    ("longer", Ask.LONGER),
    ("shorter", Ask.SHORTER),
)
_REPEATABLE = frozenset({Ask.SESSIONS, Ask.NOW, Ask.NEXT, Ask.SCHEDULE, Ask.WHO, Ask.COUNT})
_MOMENTS = (
    ("then", Moment.THEN),
    ("previous", Moment.PREVIOUS),
    ("next", Moment.NEXT),
    ("now", Moment.NOW),
    ("this", Moment.NOW),
)


class _Reader:
    """Decides, from what a reading found, what is asked. One use for each text."""

    def __init__(self, reading: Reading, index: Index, now: datetime, previous: Question | None) -> None:
        self.reading = reading
        self.has = reading.has
        self.index = index
        self.now = now
        self.previous = previous
        self.main = reading.subjects[0]
        self.named = any(not subject.selection.is_open for subject in reading.subjects)

    def question(self) -> Question:
        reading = self.reading
        if not reading.words:
            return self._ask(Ask.UNKNOWN)
        faq = self._find_faq()
        if faq is not None:
            return replace(self._ask(Ask.FAQ), faq=faq)
        return (
            self._event_name()
            or self._follow_up()
            or self._refusal()
            or self._manners()
            or self._comparison()
            or self._event_question()
            or self._session_question()
        )

    def _ask(self, ask: Ask, selection: Selection = _ALL) -> Question:
        return Question(ask, self.reading.lang, selection)

    def _find_faq(self) -> int | None:
        mine = {stem(self.reading.words[number]) for number in self._telling()}
        best, found = 0.0, None
        for number, entry in enumerate(self.index.programme.faq):
            for way in entry.ask:
                theirs = {stem(word) for word in words_of(way) if word not in self.reading.language.small_words}
                shared = len(mine & theirs) / max(len(mine | theirs), 1)
                if shared > best:
                    best, found = shared, number
        return found if best >= 0.5 else None

    def _telling(self) -> list[int]:
        return [number for number, use in enumerate(self.reading.uses) if use not in {"small", "time"}]

    def _refusal(self) -> Question | None:
        facts = (*(cue for cue, _ in _FACTS), "count", "directions", "longer", "shorter", "left", "gap")
        how = self.has("how") and not self.main.selection.named and not self.has(*facts)
        how = how or (self.has("why") and not self.reading.title)
        if not (self.reading.unknown or self.reading.unknown_room or self.has("amenity") or how):
            return None
        near = [*_near(self.reading.people)]
        near += [self.index.sessions[at].id for subject in self.reading.subjects for at in subject.near]
        cued = self.has("amenity", "when", "where", "who", "on", "count", "exists", "what")
        return replace(self._ask(Ask.UNKNOWN), near=tuple(near[:3]), cued=cued)

    def _manners(self) -> Question | None:
        if self.named or self.reading.rooms or set(self.reading.cues) - _BESIDE_MANNERS:
            return None
        return next((self._ask(ask) for cue, ask in _MANNERS if self.has(cue)), None)

    # Conversation

    def _follow_up(self) -> Question | None:
        """What a question means that leans on the one before it; None if it stands on its own feet."""
        previous = self.previous
        if previous is None or self.reading.unknown:
            return None
        if self.named:
            return self._corrected(previous)
        if self.reading.rooms or self.reading.mentions:
            return self._elsewhere(previous)
        focus = self._focus(previous)
        if not focus:
            return None
        return (
            self._one_of(previous, focus) or self._what_follows(previous, focus) or self._about_focus(previous, focus)
        )

    def _one_of(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """One of several that were answered: "the other one", "the second"."""
        order = next((order for cue, order in _ORDERS.items() if self.has(cue)), 0)
        if len(focus) < 2 or self.has("talk", "session", *KIND_CUES) or not (order or self.has("other_one")):
            return None
        people = previous.selection.people
        among = people if len(people) > 1 else focus
        chosen = among[1:] if not order else among[order - 1 : order] if order > 0 else among[order:][:1]
        selection = Selection(people=chosen) if among is people else Selection(named=chosen)
        asked = self._person_fact(selection) or self._find_fact(selection)
        if asked is None and self.has("who"):
            asked = self._ask(Ask.WHO, selection)
        again = previous.ask if previous.ask in _ABOUT_SESSIONS else Ask.SESSIONS
        return asked or self._ask(again, selection)

    def _what_follows(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        relation = self.reading.leans_alone or (Relation.AFTER if self.has("then", "next") else None)
        if relation is None:
            return None
        talks = self.has("talk", "speak", "who")
        sessions = [self.index.programme.session_by_id[one] for one in focus]
        anchor = Selection(named=next(((one.id,) for one in sessions if end_of(one) > self.now), focus[:1]))
        rooms = previous.selection.rooms
        following = Selection(rooms=rooms, anchor=anchor, relation=relation, nearest=True, talks=talks)
        return self._ask(Ask.WHO if self.has("who") else Ask.SESSIONS, following)

    def _about_focus(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        if not (self.has("it", "this") or self._is_bare_fact()) or self.has("event", "now"):
            return None
        people = previous.selection.people
        selection = Selection(people=people) if people else Selection(named=focus)
        asked = self._person_fact(selection) or self._find_fact(selection)
        if asked is None and self.has("who", "who_is"):
            return self._ask(Ask.WHO, selection)
        return asked

    def _elsewhere(self, previous: Question) -> Question | None:
        """The same question for another room or time: "and in the other hall?", "and at three?"."""
        if not self._begins_with_and() or self._asks_something() or previous.ask not in _REPEATABLE:
            return None
        was = previous.selection
        when = self.reading.when or was.when
        moment = None if self.reading.mentions else was.moment
        return self._ask(previous.ask, replace(was, rooms=self.reading.rooms or was.rooms, when=when, moment=moment))

    def _begins_with_and(self) -> bool:
        return self.reading.words[0] in {"and", "et", "no", "non", "what", "how"} and len(self.reading.words) <= 8

    def _is_bare_fact(self) -> bool:
        telling = [number for number in self._telling() if self.reading.uses[number] != "cue"]
        return not telling and len(self.reading.words) <= 6 and not self.has("schedule", "hello", "help", "on")

    def _focus(self, previous: Question) -> tuple[str, ...]:
        """The ids of the sessions that were spoken of, at most five."""
        selection = previous.selection
        if selection.is_open:
            moment = {Ask.NOW: Moment.NOW, Ask.NEXT: Moment.NEXT}.get(previous.ask)
            if moment is None:
                return ()
            selection = Selection(moment=moment)
        asked = previous.asked or self.now
        return tuple(session.id for session in select(selection, self.index, asked)[:5])

    def _corrected(self, previous: Question) -> Question | None:
        begins = self.reading.words[:1] in (["and"], ["et"], ["no"], ["non"])
        if not (self.has("other_one") or begins) or self._asks_something() or self.reading.mentions:
            return None
        return self._ask(previous.ask, self._selection()) if previous.ask in _ABOUT_SESSIONS else None

    def _asks_something(self) -> bool:
        return self.has(*(cue for cue, _ in (*_FACTS, *_PERSON_FACTS)), "who", "count", "on", "next", "now")

    # Comparisons

    def _comparison(self) -> Question | None:
        ask = next((ask for cue, ask in _COMPARISONS if self.has(cue)), None)
        sides = [subject.selection for subject in self.reading.subjects if not subject.selection.is_open]
        if ask is not None and len(sides) == 1 and 1 < len(sides[0].named) < 5:
            sides = [Selection(named=(one,)) for one in sides[0].named]
        if ask is Ask.OVERLAP and len(sides) == 1:
            return self._ask(Ask.PARALLEL, sides[0])
        if len(sides) < 2:
            return None
        if ask is None and self.reading.relation is not None and self._names_both(sides):
            return replace(self._ask(Ask.ORDER, sides[0]), others=tuple(sides[1:]), claim=self.reading.relation)
        return None if ask is None else replace(self._ask(ask, sides[0]), others=tuple(sides[1:]))

    def _names_both(self, sides: Sequence[Selection]) -> bool:
        """Whether "A after B" asks for the order of two things, rather than for what comes after B."""
        asks_which = self.has("who", "what", "on", "when", "exists", "where", "next", "count", "list", "schedule")
        return bool(sides[0].people or self.reading.title) and not asks_which and not self._is_plural()

    # The event itself

    def _event_name(self) -> Question | None:
        """What is asked where the words left over are names of the event's own place, organisers or theme."""
        words = [self.reading.words[number] for number in self.reading.content]
        reading = self.reading
        named = reading.people or reading.tracks or reading.rooms or reading.title
        if not words or named or self.has("speak", "topic", "from", "affiliation", "amenity", "why"):
            return None
        stems = set(words)
        known_in_title = all(self.index.title_has(word) for word in words)
        for fact, asked in _EVENT_NAMES.items():
            names = self.index.event[fact]
            chosen = (
                self.has("venue", "event", "address", "it", "where")
                and bool(stems & names)
                and self.reading.offers_choice
            )
            if (stems <= names or chosen) and not known_in_title:
                return self._ask(asked)
        return None

    def _event_question(self) -> Question | None:
        if self.named:
            return None
        for cue, ask in _EVENT_FACTS:
            if self.has(cue):
                return self._ask(ask)
        of_sessions = self.has("speaker", "speak", "session") or (self.has("talk") and not self.has("event"))
        if of_sessions or self.reading.when or self.reading.rooms:
            return None
        if self.reading.tracks or self.has("resume") or (self.has("who") and self.has("starts", "ends")):
            return None
        if self.has("cancelled"):
            return self._ask(Ask.CANCELLED)
        if self.has("moved"):
            return self._ask(Ask.MOVED)
        if self.has("now", "next", "then", "previous", "this", "schedule"):
            return None
        return self._whole_event()

    def _whole_event(self) -> Question | None:
        first = Selection(order=1)
        asked = (
            (self.has("page"), self._ask(Ask.LINK)),
            (self.has("until"), self._ask(Ask.UNTIL, first)),
            (self.has("duration") and self.has("event"), self._ask(Ask.DATE)),
            (self.has("ends"), self._ask(Ask.END, self._of_event(-1))),
            (self.has("over"), self._ask(Ask.OVER)),
            (self.has("starts"), self._ask(Ask.START, self._of_event(0))),
            (self.has("date", "when"), self._ask(Ask.DATE)),
            (self.has("venue", "where", "room"), self._ask(Ask.VENUE)),
            (self.has("theme", "about"), self._ask(Ask.ABOUT)),
            (self.has("event") and self.has("topic", "what", "who_is"), self._ask(Ask.ABOUT)),
            (self.has("event") and len(self.reading.words) <= 3, self._ask(Ask.ABOUT)),
        )
        return next((question for given, question in asked if given), None)

    def _of_event(self, number: int) -> Selection:
        """The event's first or last day (0 or -1), if the event as a whole is asked about and has several."""
        days = self.index.programme.days
        if not self.has("event") or len(days) < 2:
            return _ALL
        return Selection(when=calendar_of(self.index, self.now).whole([days[number]]))

    # Sessions and people

    def _session_question(self) -> Question:
        selection = self._selection()
        return (
            self._person_fact(selection)
            or self._count(selection)
            or self._find_fact(selection)
            or self._plain(selection)
        )

    def _person_fact(self, selection: Selection) -> Question | None:
        if not selection.people:
            return None
        of_talk = self.has("speak", "talk", "when", "where", "about", "duration", "until")
        asked = (ask for cue, ask in _PERSON_FACTS if self.has(cue) and not (cue == "who_is" and of_talk))
        ask = next(asked, Ask.BIOGRAPHY if self.has("who") and not of_talk and not self.has(*_OF_SESSIONS) else None)
        if ask is Ask.BIOGRAPHY and self.has("coauthors", "authors", "slides", "recording", "note", "title"):
            return None
        return None if ask is None else self._ask(ask, selection)

    def _count(self, selection: Selection) -> Question | None:
        if self.has("left", "rest") and not self.has("time_left", "until", "this"):
            return self._upcoming(selection)
        if self.has("count") and self.has("speaker") and selection.is_open:
            return self._ask(Ask.SPEAKERS)
        if self.has("count") and not self.has("duration", "until"):
            return self._ask(Ask.COUNT, selection)
        if self.has("longer"):
            return self._ask(Ask.LONGER, selection)
        return self._ask(Ask.SHORTER, selection) if self.has("shorter") else None

    def _claim(self, selection: Selection) -> Question | None:
        """A time that is held against the programme's: "does it start at 9?", "is she at 11?"."""
        at = selection.when
        if at is None or at.mode is not Mode.AT or self.has("what", "who", "on", "exists", "reach", "next", "where"):
            return None
        if self.named and not selection.anchor and not self.has("ends", "count"):
            return replace(self._ask(Ask.CHECK, replace(selection, when=None)), at=at)
        if self.has("starts", "moved") and not self.named and not self.has("talk", "session"):
            return replace(self._ask(Ask.CHECK, Selection(order=1)), at=at)
        return None

    def _upcoming(self, selection: Selection) -> Question | None:
        """What is still to come, or how much of it."""
        if selection.people or selection.named:
            return None
        coming = replace(selection, upcoming=True, moment=None, order=0)
        if self.has("count"):
            return self._ask(Ask.COUNT, coming)
        calendar = calendar_of(self.index, self.now)
        return self._ask(Ask.SESSIONS, replace(coming, when=coming.when or calendar.whole([calendar.nearest_day])))

    def _find_fact(self, selection: Selection) -> Question | None:
        if self.has("resume") and not self.named:
            return self._ask(Ask.NEXT, Selection(moment=Moment.NEXT, talks=True))
        if self.reading.spoken and self.reading.offers_choice and selection.named:
            return self._ask(Ask.LANGUAGE, replace(selection, language=""))
        if self.has("until", "time_left") and self.has("ends") and not self.has("count"):
            return self._ask(Ask.LEFT, Selection(moment=Moment.NOW) if selection.is_open else selection)
        if self.has("who") and self.has("starts", "ends") and not self.named:
            calendar = calendar_of(self.index, self.now)
            order = 1 if self.has("starts") else -1
            day = selection.when or calendar.whole([calendar.nearest_day])
            return self._ask(Ask.WHO, Selection(when=day, talks=True, order=order))
        if self.has("over") and self.has("when"):
            return self._ask(Ask.END, selection)
        claimed = self._claim(selection)
        if claimed is not None:
            return claimed
        at = selection.when
        if self.has("starts") and at is not None and at.mode is Mode.AT and not self.named:
            starting = Interval(at.start, at.start + timedelta(minutes=1), Mode.STARTS)
            return self._ask(Ask.SESSIONS, replace(selection, when=starting))
        for cue, ask in _FACTS:
            if self.has(cue):
                if selection.is_open and ask in _OF_THE_CURRENT:
                    selection = Selection(moment=Moment.NOW)
                if ask in _AGAINST_A_TIME and (selection.people or selection.named or selection.kinds):
                    return replace(self._ask(ask, replace(selection, when=None)), at=selection.when)
                return self._ask(ask, selection)
        return None

    def _plain(self, selection: Selection) -> Question:
        who = self.has("who", "who_is", "speaker")
        if self.has("past") and who and not self.named:
            return self._ask(Ask.MISSED, Selection(when=selection.when, talks=True))
        if selection.moment is not None:
            ask = Ask.NOW if selection.moment is Moment.NOW else Ask.NEXT
            return self._ask(Ask.WHO if who else ask, selection)
        if self.has("who", "who_is") and self.has("speak") and selection.is_open and self._is_on():
            return self._ask(Ask.WHO, Selection(moment=Moment.NOW))
        in_place = replace(selection, talks=False) == Selection(rooms=selection.rooms, tracks=selection.tracks)
        if who and self.has("speak") and in_place and not selection.is_open:
            return self._ask(Ask.WHO, replace(selection, moment=Moment.NOW))
        if who:
            return self._ask(Ask.SPEAKERS if selection.is_open else Ask.WHO, selection)
        if self.has("schedule") or (selection.is_open and self.has("list")):
            return self._ask(Ask.SCHEDULE, selection)
        if selection.is_open and self.has("on"):
            return self._ask(Ask.NOW, Selection(moment=Moment.NOW))
        if selection == Selection(talks=True):
            return self._ask(Ask.SCHEDULE, selection)
        if selection.is_open:
            return self._ask(Ask.UNKNOWN)
        if selection == Selection(rooms=selection.rooms, tracks=selection.tracks):
            if self.has("on"):
                return self._ask(Ask.NOW, replace(selection, moment=Moment.NOW))
            return self._ask(Ask.SCHEDULE, selection)
        return self._ask(Ask.SESSIONS, selection)

    def _is_on(self) -> bool:
        return bool(select(Selection(moment=Moment.NOW), self.index, self.now))

    def _selection(self) -> Selection:
        reading = self.reading
        order = reading.order or next((order for cue, order in _ORDERS.items() if self.has(cue)), 0)
        of_anchor = reading.order_in_anchor(tuple(_ORDERS))
        order, anchor_order = (0, order) if of_anchor else (order, 0)
        who = self.has("who", "speak", "speaker")
        own = replace(
            self.main.selection,
            rooms=reading.rooms,
            language=reading.spoken,
            tracks=reading.tracks,
            talks=(self.has("talk") or (who and order != 0)) and not self.main.selection.kinds,
            when=reading.when,
            order=order,
        )
        if order and own.when is None and not self.named and not self.has("event"):
            calendar = calendar_of(self.index, self.now)
            today = replace(own, when=calendar.whole([calendar.nearest_day]))
            own = today if select(today, self.index, self.now) else own
        if own.named and own.kinds and not select(own, self.index, self.now):
            own = replace(own, kinds=())
        if own.named and reading.is_floating:
            own = replace(own, any_day=True)
        if reading.relation is not None and len(reading.subjects) > 1:
            anchor = replace(reading.subjects[1].selection, order=anchor_order)
            if anchor.kinds == ("lunch",) and not select(anchor, self.index, self.now):
                return replace(own, when=self._around_noon(reading.relation))
            if anchor == Selection(order=anchor_order):
                anchor = Selection(moment=Moment.NOW)
            nearest = who or not (self.has("list", "schedule") or order or own.named or self._is_plural())
            return replace(
                own,
                anchor=anchor,
                relation=reading.relation,
                nearest=nearest,
                talks=own.talks or (who and not own.kinds),
            )
        return self._moving(own)

    def _around_noon(self, relation: Relation) -> Interval:
        """What "before" or "after lunch" means where the programme has no lunch."""
        calendar = calendar_of(self.index, self.now)
        when = self.reading.when
        day = when.days[0] if when is not None and when.days else calendar.nearest_day
        if relation is Relation.AFTER:
            return Interval(calendar.instant(day, 13), calendar.close(day), Mode.STARTS)
        return Interval(calendar.instant(day, 0), calendar.instant(day, 12), Mode.STARTS)

    def _is_plural(self) -> bool:
        return any(word in {"talks", "sessions", "exposes", "presentations", "lectures"} for word in self.reading.words)

    def _moving(self, own: Selection) -> Selection:
        if (own.named or own.people) and self.has("next"):
            return replace(own, upcoming=True, order=own.order or 1)
        if own.when is not None or own.named or own.people:
            return own
        moment = next((moment for cue, moment in _MOMENTS if self.has(cue)), None)
        if moment is None and self.reading.leans_alone is not None:
            moment = Moment.THEN if self.reading.leans_alone is Relation.AFTER else Moment.PREVIOUS
        if moment is Moment.NEXT and self.has("who", "speak", "speaker"):
            own = replace(own, talks=not own.kinds)
        return replace(own, moment=moment) if moment else own
