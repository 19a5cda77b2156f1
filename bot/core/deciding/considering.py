"""What all that is decided rests on: a reading, the programme, the moment, and what was asked before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.core.asks import Ask, Question
from bot.core.kinds import KIND_CUES
from bot.core.reading.reading import Reading
from bot.core.search.index import Index
from bot.core.selection import Selection, calendar_of
from bot.core.text import singular
from bot.core.times import Interval

ABOUT_NOW = timedelta(minutes=10)  # so far from it a time that is said may still be that of asking
ALL = Selection()
_WORDS_OF_CALLING = 4  # at most, in "is she a doctor?"
ASKING_WHICH = ("what", "who", "on", "exists")
BESIDE_MANNERS = frozenset(
    {
        "help", "thanks", "bye", "hello", "it", "them", "exists", "this", "what", "how", "who_is", "speak", "tell",
        "list", "who", "also", "advice", "opinion", "workings",
    }
)  # fmt: skip
ONLINE = {Ask.SLIDES: "slides", Ask.RECORDING: "recording"}
ORDERS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "last": -1,
    "penultimate": -2,
    "antepenultimate": -3,
}
FACTS = (  # the first that is cued is asked
    ("slides", Ask.SLIDES),
    ("recording", Ask.RECORDING),
    ("coauthors", Ask.AUTHORS),
    ("authors", Ask.AUTHORS),
    ("note", Ask.NOTE),
    ("track_of", Ask.TRACK),
    ("missed", Ask.MISSED),
    ("reach", Ask.REACH),
    ("cancelled", Ask.CANCELLED),
    ("delay", Ask.DELAY),
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
FACT_CUES = tuple(cue for cue, _ in FACTS)
PERSON_FACTS = (
    ("affiliation", Ask.AFFILIATION),
    ("page", Ask.PAGE),
    ("works_on", Ask.BIOGRAPHY),
    ("who_is", Ask.BIOGRAPHY),
    ("tell", Ask.BIOGRAPHY),
)
COMPARISONS = (
    ("order", Ask.ORDER),
    ("overlap", Ask.OVERLAP),
    ("gap", Ask.GAP),
    ("longer", Ask.LONGER),
    ("shorter", Ask.SHORTER),
    ("same_length", Ask.LONGER),
)


class Considering:
    """What all that is decided rests on: a reading, the programme, the moment, and what was asked before."""

    def __init__(self, reading: Reading, index: Index, now: datetime, previous: Question | None) -> None:
        self.reading = reading
        self.has = reading.has
        self.cues = reading.cues
        self.index = index
        self.now = now
        self.previous = previous
        self.main = reading.main
        self.named = any(not subject.selection.is_open for subject in reading.subjects)
        self.when = reading.when

    def _ask(self, ask: Ask, selection: Selection = ALL) -> Question:
        return Question(ask, self.reading.lang, selection, asked=self.now)

    def _is_yes_or_no(self) -> bool:
        """Whether "yes" or "no" would answer: a verb in front, or what is claimed with a question mark behind."""
        if self.has(*ASKING_WHICH, "who_is", "where", "when", "how", "why", "count", "list", "schedule"):
            return False
        reading = self.reading
        if reading.claims or reading.begins_with_verb:
            return True
        if not reading.asks:
            return False
        is_so = any(reading.words[words[-1] + 1 : words[-1] + 2] == ["'s"] for words in self.cues.get("it", ()))
        timed = self.has("starts", "ends") and reading.says_hour
        return is_so or timed or bool(self.has("speak") and self.named)  # "that's in room 2?"

    def _asks_whether(self) -> bool:
        """Whether it is asked if there are slides or a recording: a verb or an "is there" in front, or a claim."""
        reading = self.reading
        denied = not reading.language.denying.isdisjoint(reading.words) or "'t" in reading.words
        if denied or self.has("what", "who", "where", "when", "how", "why", "count", "list"):
            return False
        there_is = any(words[0] == 0 for words in reading.cues.get("exists", ()))
        return there_is or reading.begins_with_verb or reading.claims

    def _asks_who(self, selection: Selection) -> bool:
        ordered = self.has("order") and selection.order != 0 and not self._asks_what_is_first()
        held = self.named and self.has("organisers") and self._says((0,), "who")  # "who runs the opening"
        return ordered or held or self.has("who_is", "speaker") or (self.has("who") and not self._tells_what_of())

    def _tells_what_of(self) -> bool:
        """Whether a "who" but tells what sessions are about: "les exposés qui parlent de"."""
        return self.cues.get("topic", ()) == self.cues["who"] and self._is_relative()

    def _is_relative(self) -> bool:
        """Whether a "who" but tells which sessions, right behind a word for them: "les exposés qui finissent"."""
        phrases = (words for cue in ("talk", "session", "what", *KIND_CUES) for words in self.cues.get(cue, ()))
        return {words[0] - 1 for words in self.cues["who"]} <= {words[-1] for words in phrases}

    def _asks_what_is_first(self) -> bool:
        """Whether it is asked what, not who, comes first: "what's first tomorrow"."""
        sought = self.has("what") or (self.has("on") and not self.has("who", "who_is"))
        return sought or any(self._says(words[:1], "what") for words in self.cues["order"])

    def _asks_what_they_are(self) -> bool:
        """Whether it is asked what somebody is by profession: "is she a doctor?"."""
        language, begin = self.reading.language, self.reading.words[:2]
        told = not language.being.isdisjoint(begin) and not language.speaking.isdisjoint(begin)
        return told and len(self.reading.words) <= _WORDS_OF_CALLING

    def _day_of(self, when: Interval) -> Interval:
        """The whole day on which an interval begins."""
        return calendar_of(self.index, self.now).whole([self.index.programme.local(when.start).date()])

    def _is_plural(self) -> bool:
        return not self.reading.language.plurals.isdisjoint(self.reading.words)

    def _says_still(self) -> bool:
        """Whether what is yet to come is spoken of: "is there still coffee", "are there any more talks on rust"."""
        said, language = self.reading.words, self.reading.language
        return (self.has("still") or not language.more.isdisjoint(said)) and language.than.isdisjoint(said)

    def _says(self, numbers: Sequence[int], cue: str) -> bool:
        """Whether these words alone would be a phrase of the cue."""
        branch = self.reading.language.phrases
        for number in numbers:
            following = branch.following.get(self.reading.words[number])
            if following is None:
                return False
            branch = following
        return cue in branch.cues

    def _speakers_of(self, session_id: str) -> tuple[str, ...]:
        programme = self.index.programme
        return tuple(one.name for one in programme.speakers_of(programme.session_by_id[session_id]))

    def _names_each(self, people: Sequence[str]) -> bool:
        """Whether these are several people who were named one by one, of each of whom something is said."""
        named = {person.name for mention in self.reading.people for person in mention.people}
        alone = len(people) == len(self.reading.people) > 1 and named.issuperset(people)
        return alone and not self.reading.offers_choice

    def _says_several(self, kinds: Sequence[str]) -> bool:
        """Whether the first of the kinds was called in the plural: "tutorials"."""
        words = (self.reading.words[at] for said in self.reading.cues.get(kinds[0], ()) for at in said)
        return any(word != singular(word) for word in words)

    def _says_kinds(self, kinds: Sequence[str]) -> bool:
        """Whether a kind was said, and in the plural."""
        return bool(kinds) and self._says_several(kinds)

    def _ends_soon(self) -> bool:
        """Whether it is asked what is about to end: "what's finishing soon"."""
        said = (number for words in self.cues.get("over", ()) for number in words)
        return self.has(*ASKING_WHICH, "list") and any(self._says((number,), "next") for number in said)

    def _says_sole(self) -> bool:
        """Whether it is asked if somebody is the only one: "is Ada the only speaker before lunch"."""
        said, language = self.reading.words, self.reading.language
        return any(word in language.pointed and then in language.sole for word, then in pairwise(said))

    def _order_said(self, besides: str = "") -> int:
        """The place in an order that a word says, such as "second"; 0 for none, and for the cue that does not count."""
        return next((order for cue, order in ORDERS.items() if cue in self.cues and cue != besides), 0)

    def _says_ends(self) -> bool:
        """Whether it is spoken of how things end, not of how they begin."""
        return self.has("ends") or any(self._says((at,), "ends") for one in self.cues.get("order", ()) for at in one)

    def _which_first(self, ask: Ask | None) -> str:
        """The fact of a comparison by which it is asked which is first, or last, of the two."""
        if ask is not Ask.ORDER:
            return ""
        said = {number for words in self.cues.get("order", ()) for number in words}
        words = {self.reading.words[number] for number in said}
        language = self.reading.language
        earlier = not language.earlier.isdisjoint(words) or any(self._says((number,), "first") for number in said)
        later = not language.later.isdisjoint(words) or any(self._says((number,), "last") for number in said)
        return "" if earlier == later else "earlier" if earlier else "later"

    def _of_speakers(self) -> bool:
        """Whether the speakers are spoken of: "which speakers"."""
        asked = (number for words in self.cues.get("who", ()) for number in words)
        return self.has("speaker") or any(self._says((number,), "speaker") for number in asked)

    def _of_event(self, number: int) -> Selection:
        """The event's first or last day (0 or -1), if the event as a whole is asked about and has several."""
        days = self.index.programme.days
        called = {self.reading.words[words[-1]] for words in self.cues.get("event", ())}
        if len(days) < 2 or not called:
            return ALL
        if not called.isdisjoint(self.reading.language.daily):  # "when does the day end?"
            calendar = calendar_of(self.index, self.now)
            return Selection(when=calendar.whole([calendar.nearest_day]))
        return Selection(when=calendar_of(self.index, self.now).whole([days[number]]))

    def _count_of_day(self, selection: Selection) -> Question:
        """How much is still to come on the day that is said, or today."""
        calendar = calendar_of(self.index, self.now)
        day = selection.when or calendar.whole([calendar.nearest_day])
        return self._ask(Ask.COUNT, replace(selection, moment=None, upcoming=True, coming=True, when=day))

    def _asks_what_people_share(self) -> bool:
        """Whether it is asked what one speaker is to another, such as a friend: "does Ada know Vos"."""
        said, language = self.reading.words, self.reading.language
        if len(self.reading.people) < 2 or not self.cues.keys() <= {"what", "it", "exists", "from", "from_time"}:
            return False
        return not language.bonds.isdisjoint(said) and language.asker.isdisjoint(said)
