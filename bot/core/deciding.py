"""From a reading to what is asked: the tables of cues and the order in which they are considered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.asks import Ask, Question
from bot.core.kinds import CLAIMED_KINDS, KIND_CUES, PAUSES
from bot.core.layers import ALL_TITLED
from bot.core.lexicon import asking_words, glossary, kind_words
from bot.core.needs import base, find_needs, find_taught, is_about, taught_words
from bot.core.people import PersonMention
from bot.core.programme import Faq
from bot.core.reading import Reading, Subject
from bot.core.search import Index
from bot.core.selection import Moment, Relation, Selection, calendar_of, find_anchor, select, speaks
from bot.core.text import singular, stem, words_of
from bot.core.times import Interval, Mode, before

_ALL = Selection()
_OF_REGISTRATION = Selection(kinds=("registration",))
_ASKING_WHICH = ("what", "who", "on", "exists")
_SURELY, _PERHAPS = 0.7, 0.5  # how much a question shares with a way to ask for a taught answer
_MOST_SIDES = 4  # sessions of one name that are compared with each other
_MOST_TALKS = 9  # or talks of one person
_MOST_BESIDE_FAQ = 3  # words that a question has beside what an answer was taught for
_FEW_OF_A_KIND = 3  # sessions that may be the nearest to what is not known
_OF_SESSIONS = ("exists", "after", "before", "count", "order", "next", "now", "topic", "session")
_BESIDE_MANNERS = frozenset(
    {
        "help", "thanks", "bye", "hello", "it", "them", "exists", "this", "what", "how", "who_is", "speak", "tell",
        "list", "who", "also", "advice", "opinion",
    }
)  # fmt: skip
_OF_PRICE = frozenset(
    {"price", "amenity", "event", "it", "them", "this", "how", "what", "count", "exists", "registration", "speaker"}
)
_OF_EVENT = frozenset({Ask.DIRECTIONS, Ask.ADDRESS, Ask.VENUE, Ask.DATE, Ask.ORGANISERS, Ask.CONFERENCE})
_ASKS_OTHERWISE = ("who", "who_is", "why", "count", "crowd", "trait")
_ONLINE = {Ask.SLIDES: "slides", Ask.RECORDING: "recording"}
_OF_THE_WAY = frozenset(
    {
        "amenity", "what", "where", "how", "exists", "it", "them", "this", "directions", "venue", "event", "from",
        "from_time",
    }
)  # fmt: skip
_TANGIBLE = frozenset(
    {
        "wifi", "parking", "luggage", "power", "water", "toilets", "smoking", "pets", "badge", "first_aid", "money",
        "showers", "lost", "access", "prayer", "quiet", "nursing", "visa", "refund", "invoice", "dress",
    }
)  # fmt: skip
_COUNTABLE = ("talk", "session", "speaker", "speak", "room", "track", "topic", "left", "rest", "about", "on", "slides")
_MOST_OF_CHOICE = 3  # words: one, "or", and another
_NEEDS_OF_THE_WAY = frozenset({"transport", "parking", "bicycle"})
_OF_NOBODY = ("opinion", "machine")  # what no programme tells, nor the organisers
_OF_TELLING = frozenset(
    {
        "tell", "about", "topic", "talk", "session", "speak", "speaker", "who", "what", "when", "where", "next", "now",
        "slides", "recording", "page", "schedule", "list",
    }
)  # fmt: skip
_MANNERS = (("help", Ask.HELP), ("thanks", Ask.THANKS), ("bye", Ask.BYE), ("hello", Ask.HELLO))
ORDERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1, "penultimate": -2}
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
_FACT_CUES = tuple(cue for cue, _ in FACTS)
_LISTED = (*FACTS, ("who", Ask.WHO), ("speaker", Ask.WHO), ("room", Ask.WHERE), ("affiliation", Ask.AFFILIATION))
_SHOWN_TOGETHER = frozenset({Ask.WHEN, Ask.WHERE, Ask.WHO, Ask.TITLE})  # each shows the others, too
_OF_THEM = frozenset({Ask.AFFILIATION, Ask.PAGE})
_MOST_OF_WHO_IS_ON = 5  # cues of a question that only asks about the one who speaks
_WHO_IS_IT = frozenset({"who", "who_is", "it", "this", "them", "now"})
_FROM_WHERE = frozenset(
    {"affiliation", "from", "it", "this", "speaker", "somebody", "where", "what", "who", "speak", "now"}
)
_UNTIL_WHEN = frozenset({"ends", "over", "when", "it"})
_ALMOST_OVER = frozenset({"time_left", "over", "it", "this"})
_OF_TALKS = ("who", "who_is", "speak", "speaker", "about", "slides", "authors")  # what no break has
_MOST_LISTED = 4
_FACTS_AND_COUNTS = (*_FACT_CUES, "count", "directions", "registration", "longer", "shorter", "left", "gap")
_OF_DOINGS = ("speak", "talk", "session", "topic", *_FACT_CUES)
PERSON_FACTS = (
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
        Ask.DELAY,
    }
)
_OF_WHAT_IS_THERE = _OF_THE_CURRENT | {Ask.START, Ask.WHEN, Ask.UNTIL}
_NOON = 12
_ABOUT_NOW = timedelta(minutes=10)
_OF_LENGTHS = frozenset({Ask.LONGER, Ask.SHORTER, Ask.OVERLAP, Ask.GAP})
_LACKED = ("slides", "recording", "about", "authors", "note", "track", "page", "speaker", "cancelled", "moved")
_COUNTED = ("slides", "recording", "about", "authors", "note", "page", "moved")
_AGAINST_A_TIME = frozenset({Ask.REACH, Ask.MOVED, Ask.MISSED, Ask.OVER, Ask.END})
ABOUT_SESSIONS = frozenset({Ask.SESSIONS, Ask.CARD, *(ask for _, ask in (*FACTS, *PERSON_FACTS))})
COMPARISONS = (
    ("order", Ask.ORDER),
    ("overlap", Ask.OVERLAP),
    ("gap", Ask.GAP),
    ("longer", Ask.LONGER),
    ("shorter", Ask.SHORTER),
)
_REPEATABLE = frozenset({Ask.SESSIONS, Ask.NOW, Ask.NEXT, Ask.SCHEDULE, Ask.WHO, Ask.COUNT, Ask.WHEN, Ask.WHERE})
_MOMENTS = (
    ("then", Moment.THEN),
    ("previous", Moment.PREVIOUS),
    ("next", Moment.NEXT),
    ("now", Moment.NOW),
    ("this", Moment.NOW),
)


class Decision:
    """Decides, from what a reading found, what is asked. One use for each text."""

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

    def question(self) -> Question:
        reading = self.reading
        if not reading.words:
            return self._ask(Ask.UNKNOWN)
        if self.has(*_OF_NOBODY) and not self.has("thanks", "bye", "hello"):
            return self._refused()
        taught, share = self._closest_faq()
        if share >= _SURELY:
            return replace(self._ask(Ask.FAQ), faq=taught)
        found = self._found()
        if found.ask is Ask.UNKNOWN:
            found = self._told() or found
        entry = self._taught(found, taught if share >= _PERHAPS else None)
        if entry is not None:
            return replace(self._ask(Ask.FAQ), faq=entry)
        if found.ask is Ask.CONFERENCE and self.has("price", "registration", "amenity", "amount", "next"):
            return replace(self._ask(Ask.UNKNOWN), cued=True)
        if found.ask is Ask.CONFERENCE and self.has("when", "date", "starts", "ends"):
            return replace(found, fact="when")
        if found.ask is Ask.CONFERENCE and self.has("page"):
            return replace(found, fact="page")
        return found

    def _found(self) -> Question:
        return (
            self._urgent()
            or self._registration()
            or self._entry()
            or self._organiser_page()
            or self._event_name()
            or self._claimed_place()
            or self._directions()
            or self._follow_up()
            or self._of_who_is_on()
            or self._reason()
            or self._origin()
            or self._told_in_life()
            or self._told_in_note()
            or self._refusal()
            or self._manners()
            or self._later()
            or self._comparison()
            or self._names()
            or self._event_question()
            or self._session_question()
        )

    def _urgent(self) -> Question | None:
        """What needs help rather than an answer, and what only a command does."""
        of_talks = self.reading.title or self.has("topic", "talk", "session", "speak")
        if of_talks and not self.has("remind", "danger"):
            return None
        urgent = not self.reading.language.urgent.isdisjoint(self.reading.words)
        if self.has("danger") or (self.has("amenity") and urgent):
            entry = self._find_urgent_faq()
            return self._ask(Ask.DANGER) if entry is None else replace(self._ask(Ask.FAQ), faq=entry)
        if self.has("lost_thing"):
            return self._ask(Ask.LOST)
        if self.has("send_calendar"):
            return self._ask(Ask.CALENDAR)
        asks = self.has("who", "who_is", "what", "title", "slides", "about", "authors", "starts", "ends", "duration")
        if self.has("remind") and not asks:
            return self._ask(Ask.REMIND, self._selection())
        return None

    def _registration(self) -> Question | None:
        """What is asked about registration in words that the organisers use of it: "is it free for students?"."""
        reading = self.reading
        if not self.has("registration", "price") or reading.people or reading.title:
            return None
        told = words_of(self.index.programme.registration)
        said = {stem(word) for word in told}
        who = {number for words in reading.cues.get("speaker", ()) for number in words}
        words = [reading.words[number] for number in (*reading.content, *who)]
        words = [word for word in words if not word.isdigit()]
        known = not any(map(said.isdisjoint, map(_meanings, words)))
        if not known:
            return None
        if self._asks_deadline() and not kind_words("deadline").isdisjoint(told):
            return self._ask(Ask.REGISTRATION)
        tells_price = not kind_words("price").isdisjoint(told) and (words or any(map(str.isdigit, told)))
        priced = self._asks_price() and not self.main.selection.kinds and tells_price
        return self._ask(Ask.REGISTRATION) if (words and self.has("registration")) or priced else None

    def _told(self) -> Question | None:
        """What the organisers say of the way there, if they use all the words of the question: "which tram is it"."""
        reading = self.reading
        venue = self.index.programme.venue
        named = reading.mentions or reading.people or reading.title or reading.rooms
        if venue is None or named or not reading.cues.keys() <= _OF_THE_WAY:
            return None
        told = {stem(word) for word in words_of(venue.directions)}
        said = told | {stem(word) for word in self.index.event["venue"]}
        needed = {number for words in reading.cues.get("amenity", ()) for number in words}
        words = [reading.words[number] for number in sorted({*reading.content, *needed})]
        meant = [_meanings(word) for word in words]
        known = not all(map(told.isdisjoint, meant)) and not any(map(said.isdisjoint, meant))
        return self._ask(Ask.DIRECTIONS) if known else None

    def _asks_deadline(self) -> bool:
        """Whether it is asked until when one may register."""
        phrases = [self.reading.words[at] for words in self.cues.get("amenity", ()) for at in words]
        ends = self.has("ends", "until", "by_time", "last") or not kind_words("deadline").isdisjoint(phrases)
        return self.has("registration") and ends and not self.reading.mentions

    def _asks_price(self) -> bool:
        """Whether the price of the event is asked, and not that of something else."""
        cues = self.reading.cues
        prices = cues.get("price", [])
        return bool(prices) and _OF_PRICE.issuperset(cues) and all(words in prices for words in cues.get("amenity", ()))

    def _directions(self) -> Question | None:
        """How to get there, whatever is said about the train: no talk is sought."""
        reading = self.reading
        if self.has("way_to", "directions") and reading.rooms and not (reading.unknown or self.named):
            return self._ask(Ask.WHERE, Selection(rooms=reading.rooms))
        if self.has("way_to") and self.main.topic and not self.has("topic", "talk", "session", "speak"):
            return replace(self._ask(Ask.UNKNOWN), cued=True)  # to a place that some session is about
        named = reading.people or reading.title or reading.rooms or self.main.selection.kinds
        sought = named or self.has("topic", "talk", "session", "speak", "reach", "amenity", "when")
        asked = any(len(words) > 2 for words in reading.cues.get("directions", ()))
        return self._ask(Ask.DIRECTIONS) if asked and not sought else None

    def _find_urgent_faq(self) -> int | None:
        urgent = self.reading.language.urgent
        entries = enumerate(self.index.programme.faq)
        return next((at for at, one in entries for way in one.ask if not urgent.isdisjoint(words_of(way))), None)

    def _ask(self, ask: Ask, selection: Selection = _ALL) -> Question:
        return Question(ask, self.reading.lang, selection, asked=self.now)

    def _closest_faq(self) -> tuple[int, float]:
        """The taught answer whose way to ask is most like the question, and how much of both they share, up to 1."""
        best, found = 0.0, 0
        if not self.index.programme.faq:
            return found, best
        mine = {stem(self.reading.words[number]) for number in self._telling()}
        meant = mine.union(*(glossary().get(one, ()) for one in mine))
        small = self.reading.language.small_words
        for number, entry in enumerate(self.index.programme.faq):
            for way in entry.ask:
                theirs = {stem(word) for word in taught_words(way) if word not in small and word not in asking_words()}
                same = meant & theirs
                shared = len(same) / max(len(theirs) + max(len(mine) - len(same), 0), 1)
                if shared > best:
                    best, found = shared, number
        return found, best

    def _taught(self, found: Question, closest: int | None) -> int | None:
        """The taught answer that is better than what was found; `closest` is like the question, but only a little."""
        if not self.index.programme.faq or self.has("time_left", "begun"):  # the clock tells that
            return None
        needed = self._find_faq_by_need() if self._lacks_fact(found) or self._passes_over_need(found) else None
        if needed is not None:
            return needed
        if closest is not None and self._is_for(closest) and not self._is_better_than_taught(found):
            return closest
        return self._find_faq_within() if self._is_in_vain(found) else None

    def _is_better_than_taught(self, question: Question) -> bool:
        """Whether the programme answers the very question better than a taught answer that is only a little like it."""
        selection = question.selection
        named = bool(selection.named or selection.people) and question.ask is not Ask.UNKNOWN
        return question.ask in _OF_EVENT or (named and not self._lacks_fact(question))

    def _passes_over_need(self, question: Question) -> bool:
        """Whether what was found chooses no session, and leaves out words that tell a need: "where do I put my car"."""
        if self._asks_dish(question.selection):
            return True
        if not _of_everything(question.selection):
            return False
        telling = frozenset().union(*find_needs(self.reading.words).values())
        said = zip(self.reading.words, self.reading.uses, strict=True)
        return any(use == "small" and base(word) in telling for word, use in said)

    def _asks_dish(self, selection: Selection) -> bool:
        """Whether it is asked what there is at a meal, and not when or where it is."""
        meals = selection.kinds and selection.kinds[0] in {*PAUSES, "dinner"} and not selection.named
        return bool(meals) and self.has("what", "on") and not self.has("when", "where", "starts", "ends", "next", "now")

    def _is_for(self, number: int, shown: Collection[str] = ()) -> bool:
        """Whether the question asks nothing of the thing but what was taught: not who runs it or how old it is."""
        entry = self.index.programme.faq[number]
        known = {*shown, *(base(word) for way in entry.ask for word in taught_words(way))}
        asking = [cue for cue in _ASKS_OTHERWISE if cue != "count" or not self.has("price")]
        phrases = [words for cue in asking for words in self.reading.cues.get(cue, ())]
        other = any(base(self.reading.words[at]) not in known for words in phrases for at in words)
        return not other and not self._lacks_price(entry) and is_about(self.reading.words, entry)

    def _lacks_price(self, entry: Faq) -> bool:
        """Whether the price is asked of what was taught, and neither the answer nor a way to ask speaks of prices."""
        if not self.has("price") and "price" not in find_needs(self.reading.words):
            return False
        told = [word for text in (entry.answer, *entry.ask) for word in taught_words(text)]
        return kind_words("price").isdisjoint(told) and "price" not in find_needs(told)

    def _lacks_fact(self, question: Question) -> bool:
        """Whether the programme has no answer, or not the slides or the recording that are asked about."""
        fact = _ONLINE.get(question.ask)
        if fact is None:
            return self._is_in_vain(question)
        if _of_everything(question.selection):
            return not self.has("what", "who", "list")
        return not any(getattr(one, fact) for one in select(question.selection, self.index, self.now))

    def _is_in_vain(self, question: Question) -> bool:
        """Whether the programme has no answer."""
        if question.ask in {Ask.UNKNOWN, Ask.LOST}:
            return True
        selection = question.selection
        return bool(selection.kinds or selection.named) and not select(selection, self.index, self.now)

    def _find_faq_within(self) -> int | None:
        """The taught answer of which a whole way to ask is a part of the question, of several the longest way."""
        if self._seeks_talks():
            return None
        small = self.reading.language.small_words
        mine = {stem(self.reading.words[at]) for at in self._telling() if self.reading.words[at] not in small}
        meant = mine.union(*(glossary().get(one, ()) for one in mine))
        within: dict[int, int] = {}
        for number, entry in enumerate(self.index.programme.faq):
            for way in entry.ask:
                theirs = {stem(word) for word in taught_words(way) if word not in small}
                fits = theirs and theirs <= meant and len(mine - theirs) <= _MOST_BESIDE_FAQ
                if fits and self._is_for(number):
                    within[number] = max(within.get(number, 0), len(theirs))
        return max(within, key=lambda number: within[number], default=self._find_faq_by_content())

    def _find_faq_by_content(self) -> int | None:
        """The one taught answer whose ways to ask have all that the question is about: "how many credits do I get"."""
        mine = {stem(self.reading.words[number]) for number in self.reading.content}
        if not mine or self.has("amenity", "speak", "topic") or self.reading.people:
            return None
        ways = [{stem(word) for way in entry.ask for word in taught_words(way)} for entry in self.index.programme.faq]
        having = [number for number, known in enumerate(ways) if mine <= known]
        return having[0] if len(having) == 1 else None

    def _seeks_talks(self) -> bool:
        """Whether sessions on a topic are looked for, not what was taught about it."""
        return self.has("topic") and self.has("talk", "session", "speak")

    def _find_faq_by_need(self) -> int | None:
        """The taught answer for what the asker needs, in whatever words: "who minds my kids meanwhile"."""
        if self._seeks_talks() or self.has("speak") or self.reading.people:
            return None
        number = find_taught(self.reading.words, self.index.programme.faq)
        shown = frozenset().union(*find_needs(self.reading.words).values())
        return number if number is not None and self._is_for(number, shown) else None

    def _telling(self) -> list[int]:
        return [number for number, use in enumerate(self.reading.uses) if use not in {"small", "time"}]

    def _refusal(self) -> Question | None:
        reading = self.reading
        if not (reading.unknown or reading.unknown_room or self._asks_how() or self._asks_for_other_things()):
            return None
        told = self.reading.asks or self.reading.mentions or self.reading.rooms
        if self.has("thanks", "bye") and not set(self.reading.cues) - _BESIDE_MANNERS and not told:
            return self._ask(Ask.THANKS if self.has("thanks") else Ask.BYE)
        return self._refused()

    def _refused(self) -> Question:
        """That nobody told what is asked, with what comes nearest to it."""
        said = self.reading.words
        near = [*near_names([one for one in self.reading.people if any(len(said[at]) > 1 for at in one.words)])]
        near += [self.index.sessions[at].id for subject in self.reading.subjects for at in subject.near]
        near += self.main.selection.named[:2] if not near and self._asks_what_is_untold() else ()
        near += [] if near else self._of_the_kind()
        cued = self.has("amenity", "when", "where", "who", "on", "count", "exists", "what")
        personal = not self.reading.language.asker.isdisjoint(self.reading.words)
        return replace(self._ask(Ask.UNKNOWN), near=tuple(near[:3]), cued=cued, personal=personal)

    def _asks_how(self) -> bool:
        """Whether it is asked how, why or how much, and not for a fact that a programme tells."""
        how = self.has("how") and not self.main.selection.named and not self.has(*_FACTS_AND_COUNTS)
        how = how or (self.has("why") and not (self.reading.title or self._is_titled("why")))
        how = how or (self.has("works_on") and self.has("duration"))  # "how long has she been working on it"
        return how or (self.has("amount") and not self.has(*_FACTS_AND_COUNTS, "time_left", "until", "topic"))

    def _asks_for_other_things(self) -> bool:
        """Whether something is wanted that is neither a session nor told of one: a socket, a price, a deed, advice."""
        priced = any(len(words) > 1 for words in self.reading.cues.get("price", ()))
        attending = self.has("crowd") and not self.has("speak", "speaker", "panel", "authors", "talk")
        of_place = self.has("amenity", "trait") and not self._is_of_the_way()
        return (
            priced
            or attending
            or of_place
            or self.reading.other_edition
            or (self.reading.is_code and not self.reading.title)
            or self._asks_of_stock()
            or self._tells_need()
            or (self.has("advice") and not self.has("topic"))
            or (self.has("nearby", "getting", "private") and self._asks_to_get())
            or self._asks_of_vehicle()
            or self._asks_deed()
            or self._asks_of_the_world()
            or self._bids()
            or self._asks_of_own_talk()
            or self._asks_what_is_untold()
            or self._is_mere_choice()
            or self._counts_other_things()
        )

    def _is_of_the_way(self) -> bool:
        """Whether the way to the place is asked, and nothing that one needs there, such as a ramp."""
        if not self.has("directions") or any(self._leads_to(words[0]) for words in self.cues.get("amenity", ())):
            return False
        return find_needs(self.reading.words).keys() <= _NEEDS_OF_THE_WAY

    def _leads_to(self, number: int) -> bool:
        """Whether somebody wants to go to what that word begins to name: "to the airport", but not "by bus"."""
        said, language = self.reading.words, self.reading.language
        while number and said[number - 1] in language.pointed:
            number -= 1
        return number > 0 and said[number - 1] in language.towards

    def _asks_to_get(self) -> bool:
        """Whether what is nearby, what one gets or somebody's family is no talk and nothing that is known of talks."""
        if self.has("topic", "talk", "session", "event", *(KIND_CUES - PAUSES)):
            return False
        return self.has("nearby", "private") or not self.has("slides", "recording", "page", "schedule", "list")

    def _of_the_kind(self) -> list[str]:
        """Ids of the sessions of the kind that is spoken of, if there are few: lunch, where lunch is not "provided"."""
        kinds = self.main.selection.kinds
        found = select(Selection(kinds=kinds, upcoming=True), self.index, self.now) if kinds else ()
        return [session.id for session in found] if len(found) <= _FEW_OF_A_KIND else []

    def _asks_of_stock(self) -> bool:
        """Whether it is asked how many badges there are, or which of two things is served at a meal."""
        compared = self.has(*(cue for cue, _ in COMPARISONS))
        dishes = self.has(*PAUSES, "dinner") and self.reading.offers_choice and self.reading.content and not compared
        return bool(dishes) or (self.has("registration") and self.has("count") and not self.has("talk", "session"))

    def _is_titled(self, cue: str) -> bool:
        """Whether the words of a cue stand in the title of the session that is named: "why are roads salted"."""
        named = self.main.selection.named[:1]
        title = {word for one in named for word in words_of(self.index.programme.session_by_id[one].title)}
        return any(title.issuperset(self.reading.words[at] for at in words) for words in self.cues.get(cue, ()))

    def _asks_of_vehicle(self) -> bool:
        """Whether it is asked when a train or the like leaves, and no talk is to be reached by it."""
        reach = {self.reading.words[number] for words in self.cues.get("reach", ()) for number in words}
        named = self.named or self.reading.mentions
        return self.has("when") and not named and not reach.isdisjoint(self.reading.language.vehicles)

    def _tells_need(self) -> bool:
        """Whether all words tell what attendees need, such as "discord", and what was found has none in its title."""
        if not self.main.selection.named or self.reading.title or self.has("topic", "talk", "session", "speak", "who"):
            return False
        content = [self.reading.words[number] for number in self.reading.content]
        needs = find_needs(self.reading.words)
        telling = frozenset().union(*needs.values())
        if not content or not all(base(word) in telling for word in content):
            return False
        if self.has("exists", "where", "how") and not _TANGIBLE.isdisjoint(needs):
            return True
        return not self.index.lacks(self.index.position[self.main.selection.named[0]], content)[0]

    def _asks_deed(self) -> bool:
        """Whether people are asked to do or to lend something: "can somebody open a window"."""
        return self.has("deed") and not self.has(*_OF_TELLING)

    def _asks_of_own_talk(self) -> bool:
        """Whether it is asked of the asker's own talk, and neither now nor before they said who they are."""
        if self.named or self.previous is not None:
            return False
        said, own = self.reading.words, self.reading.language.own
        phrases = [words for cue in ("talk", "session", "speak") for words in self.cues.get(cue, ())]
        return any(words[0] and said[words[0] - 1] in own for words in phrases)

    def _counts_other_things(self) -> bool:
        """Whether what "how many" stands before is no session, person or place: "how many languages do they speak"."""
        if not self.has("count"):
            return False
        reading, language = self.reading, self.reading.language
        counted = {at for cue in (*_COUNTABLE, *KIND_CUES) for words in self.cues.get(cue, ()) for at in words}
        spoken = {at for words in self.cues.get("language", ()) for at in words}
        other = False
        begins = self.cues["count"][0][-1] + 1
        for number in range(begins, len(reading.words)):
            if number in counted:
                return False
            if reading.words[number] in (*language.claiming, *language.asking):
                break
            other = other or not reading.uses[number] or number in spoken
        return other

    def _is_mere_choice(self) -> bool:
        """Whether two things stand to choose and nothing is asked of them: "tabs or spaces"."""
        reading = self.reading
        mere = reading.offers_choice and not reading.cues and not reading.mentions and not reading.people
        return mere and not reading.title and len(reading.words) == len(reading.content) + 1 == _MOST_OF_CHOICE

    def _asks_what_is_untold(self) -> bool:
        """Whether something is asked of what is named that no programme tells: its level, or whether it is fun."""
        reading, untold = self.reading, self.reading.language.untold
        if self.has("topic"):
            return False
        told = any(word in reading.language.qualities for word in reading.words[1:])
        if (told and any(map(self._is_quality, range(1, len(reading.words))))) or self._asks_to_register():
            return True
        if untold.isdisjoint(reading.words):
            return False
        sides = reading.subjects if self.main.selection.named else []
        named = [self.index.position[one] for side in sides for one in side.selection.named[:1]]
        said = [reading.words[number] for number in reading.content if reading.words[number] in untold]
        return bool(named) and any(all(self.index.lacks(at, [word])[1] > 0 for at in named) for word in said)

    def _asks_to_register(self) -> bool:
        """Whether it is asked if one has to register for a single session."""
        selection = self.main.selection
        single = selection.named or set(selection.kinds) - {"registration"}
        asked = self.reading.words[0] in self.reading.language.asking or self.has("how")
        return bool(single) and asked and self.has("registration") and not self.has("when", "where", "starts", "ends")

    def _is_quality(self, number: int) -> bool:
        """Whether a word says what something is like, behind an "is" or at the end of what begins with one."""
        said, language = self.reading.words, self.reading.language
        if said[number] not in language.qualities or self.reading.uses[number] == "title" or self.has("registration"):
            return False
        past = [at for words in self.cues.get("past", ()) for at in words]
        behind = range(number + 1, len(said))
        ends = all(self.reading.uses[at] == "small" or at in past for at in behind)  # but for an "already"
        ends = ends or not language.towards.isdisjoint(said[number + 1 : number + 2])  # "hard to follow"
        if ends and said[0] in language.claiming:
            return self.named or bool(self.reading.rooms) or self.has("talk", "session", *KIND_CUES)
        others = not {"person", "title", "small"}.issuperset(self.reading.uses[at] for at in behind)
        placed = others or self.reading.rooms or self.reading.mentions  # "c'est bien dans la petite salle"
        while number and self.reading.uses[number - 1] == "small" and said[number - 1] not in language.claiming:
            number -= 1
        return self.named and number > 0 and not placed and said[number - 1] in language.claiming

    def _bids(self) -> bool:
        """Whether something is to be done: "delete this talk", "play some music"."""
        said, language = self.reading.words, self.reading.language
        if said[0] not in language.bidding or language.pointed.isdisjoint(said[1:2]) or self.reading.title:
            return False
        named = [self.index.position[one] for one in self.main.selection.named[:1]]
        words = [said[0], *(said[number] for number in self.reading.content)]
        if any(self.index.title_cover(at, words) >= ALL_TITLED for at in named):
            return False  # "destroy the world", where a talk is called so
        told = self.has(*_OF_TELLING, *KIND_CUES) or self.reading.people or self.reading.rooms or self.reading.mentions
        return not (said[0] in language.small_words and told)

    def _asks_of_the_world(self) -> bool:
        """Whether "yes" or "no" is wanted of what is no session, person, place or time: "is hacking legal"."""
        reading = self.reading
        begins = reading.words[0] in reading.language.claiming or self._says_what_it_is() or self._says_who_is_so()
        cued = reading.cues.keys() - {"it"}
        of_room = ["room"] in (reading.uses[1:2], reading.uses[2:3])  # "is the aula big"
        rooms = reading.rooms and not of_room
        told = cued or reading.mentions or rooms or reading.tracks or reading.people or reading.title
        return begins and bool(reading.content) and not (told or reading.spoken or reading.offers_tongues)

    def _says_who_is_so(self) -> bool:
        """Whether something is said of the asker or the bot: "you're ugly", "i am cold"."""
        words, language = self.reading.words, self.reading.language
        if self.reading.content != [len(words) - 1] or len(self.main.topic) > 1:
            return False
        return words[0] in language.asker and any(word.strip("'") in language.being for word in words[1:2])

    def _says_what_it_is(self) -> bool:
        """Whether a verb such as "is" stands right behind an "it", in front: French "c'est dangereux"."""
        words, claiming = self.reading.words, self.reading.language.claiming
        return any(
            at[0] == 0 and not claiming.isdisjoint(words[at[-1] + 1 : at[-1] + 2]) for at in self.cues.get("it", ())
        )

    def _reason(self) -> Question | None:
        """Why something was moved or cancelled, where a remark may tell."""
        selection = self._selection() if self.has("why") and not self.reading.unknown else _ALL
        if selection.is_open or not self.has("moved", "cancelled", "delay"):
            return None
        found = select(selection, self.index, self.now)
        return self._ask(Ask.NOTE, selection) if any(session.note for session in found) else None

    def _manners(self) -> Question | None:
        if self.named or self.reading.rooms or set(self.reading.cues) - _BESIDE_MANNERS:
            return None
        return next((self._ask(ask) for cue, ask in _MANNERS if cue in self.cues), None)

    def _follow_up(self) -> Question | None:
        """What a question means that leans on the one before it; None here, where nothing was said before."""
        return None

    def _of_who_is_on(self) -> Question | None:
        """What is asked of whoever speaks now, nobody being named: "who's that?", "where is she from?"."""
        reading, cues = self.reading, self.cues.keys()
        if self.named or self.when is not None or len(cues) > _MOST_OF_WHO_IS_ON:
            return None
        somebody = not reading.language.speaking.isdisjoint(reading.words)
        asked = (
            (self.has("who", "who_is") and self.has("it", "this") and cues <= _WHO_IS_IT and not somebody, Ask.WHO),
            (self.has("affiliation") and cues <= _FROM_WHERE, Ask.AFFILIATION),
            (
                bool(reading.spoken or reading.offers_tongues) and self.has("it", "this") and cues <= {"it", "this"},
                Ask.LANGUAGE,
            ),
            (somebody and self.has("slides") and cues <= {"slides", "it"}, Ask.SLIDES),
            (somebody and cues <= _UNTIL_WHEN and self.has("ends", "over"), Ask.END),
            (self.has("time_left") and self.has("over") and cues <= _ALMOST_OVER, Ask.LEFT),
        )
        ask = next((ask for given, ask in asked if given), None)
        running = Selection(moment=Moment.NOW, talks=True)
        now = select(running, self.index, self.now) if ask is not None and not reading.unknown else ()
        if ask is None or len(now) != 1 or not now[0].is_talk:
            return None
        people = Selection(people=self._speakers_of(now[0].id))
        question = self._ask(ask, people if ask is Ask.AFFILIATION else running)
        if ask is not Ask.LANGUAGE or reading.offers_tongues:
            return question
        return replace(question, claimed=replace(running, language=reading.spoken))

    # Comparisons

    def _comparison(self) -> Question | None:
        ask = self._compares_by()
        if ask is None and len(self.reading.subjects) < 2 and not self.has("between"):
            return None
        sides = self._sides()
        if ask is not None and len(sides) < 2 and (told := self._told_by_time(ask, sides)):
            return told
        when = self.when
        if len(sides) == 1 and self.has("between"):
            sides = self._both_of(sides[0])
        if when is not None and when.mode is Mode.DAYS:
            then = [replace(side, when=when) for side in sides]
            sides = then if all(select(side, self.index, self.now) for side in then) else sides
        which = ask is Ask.OVERLAP and self.has(*_ASKING_WHICH)
        shared = self.has("same_day", "one_room")
        if (ask is not None or shared) and not which and len(sides) == 1:
            sides = self._each_of(sides[0])
        if ask is Ask.OVERLAP and len(sides) == 1:
            return self._ask(Ask.PARALLEL, sides[0])
        if len(sides) < 2:
            return None
        return self._of_sides(ask, sides)

    def _each_of(self, side: Selection) -> list[Selection]:
        """The few sessions that are named, or that are all of the people who are named, as sides of their own."""
        named = side.named
        if (
            side.people
            and not named
            and self._is_plural()
            and self.reading.ends_with("overlap", "same_day", "one_room")
        ):
            named = tuple(session.id for session in select(side, self.index, self.now))
        few = len(named) > 1 and len(named) <= (_MOST_SIDES if side.named else _MOST_TALKS)
        return [Selection(named=(one,)) for one in named] if few else [side]

    def _compares_by(self) -> Ask | None:
        """What things are compared by: their length, their order; None if nothing is compared."""
        return next((ask for cue, ask in COMPARISONS if cue in self.cues), None)

    def _order_said(self, besides: str = "") -> int:
        """The place in an order that a word says, such as "second"; 0 for none, and for the cue that does not count."""
        return next((order for cue, order in ORDERS.items() if cue in self.cues and cue != besides), 0)

    def _told_by_time(self, ask: Ask, sides: Sequence[Selection]) -> Question | None:
        """What compares sessions that are told by their hours; what compares days is not known."""
        hours = self._of_hours() if ask in _OF_LENGTHS else []
        if hours:
            each = all(len(select(side, self.index, self.now)) == 1 for side in hours)
            compared = replace(self._ask(ask, hours[0]), others=tuple(hours[1:]), fact=self._claims_length(ask))
            return compared if each else self._ask(Ask.UNKNOWN)
        days = self.reading.days_said
        if len(days) == 2 and len(sides) == 1 and ask is not Ask.GAP:
            return self._on_two_days(ask, sides[0], days)
        of_days = ask in {Ask.LONGER, Ask.SHORTER, Ask.GAP} and not sides and len(days) > 1
        first = ask is Ask.ORDER and not sides and len(days) > 1 and not self.has("who", "talk", "speak", "session")
        return self._ask(Ask.UNKNOWN) if of_days or first else None  # "is Friday shorter than Thursday?"

    def _on_two_days(self, ask: Ask, side: Selection, days: Sequence[Interval]) -> Question:
        """What compares one thing on two days: "is lunch at the same time on Friday and Saturday?"."""
        one, other = (replace(side, when=day) for day in days)
        if ask in {Ask.LONGER, Ask.SHORTER}:
            return replace(self._ask(ask, one), others=(other,), fact=self._claims_length(ask))
        claimed = ask is Ask.OVERLAP and not self.has("what", "when")
        return replace(self._ask(Ask.ORDER, one), others=(other,), fact="hour_claimed" if claimed else "hour")

    def _of_sides(self, ask: Ask | None, sides: Sequence[Selection]) -> Question | None:
        """What is asked of two or more sides."""
        if ask is None and self.reading.asks_one_room:
            return replace(self._ask(Ask.OVERLAP, sides[0]), others=tuple(sides[1:]), fact="room")
        if self.has("same_day"):
            return replace(self._ask(Ask.OVERLAP, sides[0]), others=tuple(sides[1:]), fact="day")
        if (
            ask is None
            and self.has("able")
            and not self.has(*(cue for cue in _FACT_CUES if cue not in {"missed", "reach"}))
        ):
            found = [select(side, self.index, self.now) for side in sides]
            ask = Ask.OVERLAP if found[0] != found[1] else None
        counted = self.has("count") and self.has("talk", "session") and not self.has("duration", "time_left", "gap")
        if self.has("between", "gap") and self.has("count", "duration", "time_left") and not counted:
            return replace(self._ask(Ask.GAP, sides[0]), others=tuple(sides[1:]))
        if self.has("between") and ask is None and self._order_said() and all(side.people for side in sides):
            return replace(self._ask(Ask.ORDER, sides[0]), others=tuple(sides[1:]))  # "between them, who is last"
        if self.has("between") and ask in {None, Ask.GAP} and not self.has("gap"):
            if not all(select(side, self.index, self.now) for side in sides):
                return self._ask(Ask.UNKNOWN)
            place = Selection(rooms=self.reading.rooms, tracks=self.reading.tracks)
            one, other = self._as_they_lie(sides)
            within = replace(place, anchor=one, until=other, talks=self.has("talk", "who", "speak"))
            return self._ask(Ask.COUNT if counted else Ask.SESSIONS, within)
        ranked = any(self.has(cue) for cue in ORDERS) and not self.reading.order_in_anchor(tuple(ORDERS))
        if ask is None and self.reading.relation is not None and not ranked and self._names_both(sides):
            return replace(self._ask(Ask.ORDER, sides[0]), others=tuple(sides[1:]), claim=self.reading.relation)
        fact = "both" if ask is Ask.OVERLAP and self.has("able", "both") else self._claims_length(ask)
        fact = fact or self._ends_first(ask)
        return None if ask is None else replace(self._ask(ask, sides[0]), others=tuple(sides[1:]), fact=fact)

    def _as_they_lie(self, sides: Sequence[Selection]) -> tuple[Selection, Selection]:
        """The two sides, the earlier one first: what lies between them begins behind it, however they were named."""
        one, other = sides[0], sides[1]
        firsts = [select(side, self.index, self.now) for side in (one, other)]
        alone = all(len(found) == 1 for found in firsts)
        turned = alone and firsts[1][0].end <= firsts[0][0].start
        return (other, one) if turned else (one, other)

    def _ends_first(self, ask: Ask | None) -> str:
        """The fact of a comparison by which ends first, not by which begins first."""
        return "ends" if ask is Ask.ORDER and self.has("ends") else ""

    def _sides(self) -> list[Selection]:
        """What is compared: what is named, or where that is less than two things, also what is counted on its day."""
        subjects = self.reading.subjects
        named = [subject.selection for subject in subjects if not subject.selection.is_open]
        counted = [subject.selection if subject.selection != _ALL else self._counted(subject) for subject in subjects]
        counted = [side for side in counted if not side.is_open]
        return counted if len(named) < 2 <= len(counted) else named

    def _counted(self, subject: Subject) -> Selection:
        """What words such as "the second talk" mean; of nothing that is counted, nothing in particular."""
        order = self.reading.order_within(subject, ORDERS)
        if not order or not self.has("talk", "session") or self.has("order"):
            return _ALL
        calendar = calendar_of(self.index, self.now)
        when = self.when or calendar.whole([calendar.nearest_day])
        return Selection(order=order, when=when, talks=self.has("talk"))

    def _claims_length(self, ask: Ask | None) -> str:
        """The fact of a comparison that "yes" or "no" answers: "is A longer than B?"."""
        reading = self.reading
        phrases = [words for cue in ("longer", "shorter") for words in reading.cues.get(cue, ())]
        which = any(reading.words[number] in reading.language.asking for words in phrases for number in words)
        return "claimed" if ask in {Ask.LONGER, Ask.SHORTER} and not (which or reading.offers_choice) else ""

    def _of_hours(self) -> list[Selection]:
        """The sides of a comparison of which one at least is told by its hour: "the 10:30 talk or the 14:00 one"."""
        talks = self.has("talk", "speak")
        timed = [(subject.selection, self.reading.when_of(subject)) for subject in self.reading.subjects]
        sides = [replace(side, when=at, talks=talks) if at is not None else side for side, at in timed]
        told = [side for side in sides if not side.is_open]
        return told if len(told) > 1 and any(at is not None for _, at in timed) else []

    def _both_of(self, side: Selection) -> list[Selection]:
        """The two of a kind on a day as sides, if it has two: "between the breaks"."""
        calendar = calendar_of(self.index, self.now)
        when = self.when
        day = when if when is not None and when.mode is Mode.DAYS else calendar.whole([calendar.nearest_day])
        of_day = replace(side, when=day)
        if not side.kinds or len(select(of_day, self.index, self.now)) != 2:
            return [side]
        return [replace(of_day, order=1), replace(of_day, order=2)]

    def _names_both(self, sides: Sequence[Selection]) -> bool:
        """Whether "A after B" asks for the order of two things, rather than for what comes after B."""
        asks_which = self.has("who", "what", "on", "when", "exists", "where", "next", "count", "list", "schedule")
        kinds = {number for cue in KIND_CUES for words in self.reading.cues.get(cue, ()) for number in words}
        plurals = self.reading.language.plurals
        several = any(word in plurals for number, word in enumerate(self.reading.words) if number not in kinds)
        if asks_which or several:  # the "lightning talks" are one thing
            return False
        spoken_of = sides[0].kinds or sides[0].named
        claimed = self._begins_with_verb() or (self.reading.asks and self._claims())
        return bool(sides[0].people or self.reading.title) or (bool(spoken_of) and claimed)

    def _claims(self) -> bool:
        """Whether a verb such as "is" stands right before the "after" or "before"."""
        reading = self.reading
        words = [words for cue in ("after", "before") for words in reading.cues.get(cue, ())]
        return any(at[0] and reading.words[at[0] - 1] in reading.language.claiming for at in words)

    def _begins_with_verb(self) -> bool:
        """Whether it is a yes-or-no question by its first word: "is", "does"."""
        reading = self.reading
        return reading.uses[0] == "small" and reading.words[0] in reading.language.asking

    # The event itself

    def _event_name(self) -> Question | None:
        """What is asked where the words left over are names of the event's own place, organisers or theme."""
        words = [self.reading.words[number] for number in self.reading.content]
        reading = self.reading
        named = reading.people or reading.tracks or reading.rooms or reading.title
        if (
            not words
            or named
            or self.main.selection.kinds
            or self.has("speak", "speaker", "somebody", "topic", "from", "affiliation", "amenity", "why", *KIND_CUES)
        ):
            return None
        if self.has("who", "who_is") and self.index.people.affiliated(words):
            return None  # "who is from Lyon", where the event is
        stems = set(words)
        known_in_title = all(self.index.title_has(word) for word in words)
        for fact, asked in _EVENT_NAMES.items():
            names = self.index.event[fact]
            chosen = (
                self.has("venue", "event", "address", "it", "where")
                and bool(stems & names)
                and self.reading.offers_choice
            )
            counted = fact == "theme" and self.has("count")  # how many of them there are, nobody says
            if fact in {"theme", "conference"} and self.has("talk", "session"):  # "theory talks"
                continue
            if stems <= names and self._says_opening():
                return replace(self._ask(Ask.UNKNOWN), cued=True)
            if (stems <= names or chosen) and not known_in_title and not counted:
                return self._ask(asked)
        return None

    def _claimed_place(self) -> Question | None:
        """Where the event is, if it is asked whether it is somewhere that no title names: "is it in Oslo?"."""
        if not self.reading.asks_if_there or not self._is_yes_or_no() or self.index.programme.venue is None:
            return None
        words = [self.reading.words[number] for number in self.reading.content]
        return None if any(map(self.index.title_has, words)) else self._ask(Ask.VENUE)

    def _event_question(self) -> Question | None:
        of_times = self.has("when", "starts", "ends", "duration", "until", "now", "next", "over", "missed", "on")
        alone = self.main.selection == _OF_REGISTRATION and not self.reading.rooms
        if alone and self.index.programme.registration and not of_times:
            return self._ask(Ask.REGISTRATION)
        if self.named:
            return self._ask(Ask.ORGANISERS) if self.has("organisers") and self._may_organise() else None
        for cue, ask in _EVENT_FACTS:
            if cue in self.cues:
                return self._ask(ask)
        when = self.when
        of_event = self.has("event") or (
            self.has("it") and self.reading.cues.keys() <= {"it", "next", "last", "previous"}
        )
        if when is not None and when.mode is Mode.DAYS and of_event and self._is_yes_or_no():
            return replace(self._ask(Ask.DATE), at=when)
        of_sessions = self.has("speaker", "speak", "session", "somebody") or (
            self.has("talk") and (not self.has("event") or self.has(*ORDERS))
        )
        if of_sessions or self.when or self.reading.rooms:
            return None
        if self.reading.tracks or self.has("resume") or (self.has("who") and self.has("starts", "ends")):
            return None
        if self.has("delay") and not self.has("this"):
            return self._ask(Ask.DELAY)
        if self.has("cancelled"):
            return self._ask(Ask.CANCELLED)
        if self.has("moved") and not (self.reading.denies("moved") and self.has("what", "who", "list")):
            return self._ask(Ask.MOVED)
        if self.has("now", "next", "then", "previous", "this", "schedule"):
            return None
        return self._whole_event()

    def _entry(self) -> Question | None:
        """What is asked of registering for sessions of a kind: "do I need to sign up for the tutorials?"."""
        kinds = set(self.main.selection.kinds)
        joined = not self.reading.language.between.isdisjoint(self.reading.words)
        if "registration" not in kinds or joined or not kinds - {"registration", *PAUSES}:
            return None
        return self._ask(Ask.REGISTRATION if self.index.programme.registration else Ask.UNKNOWN)

    def _may_organise(self) -> bool:
        """Whether what is named is somebody, or the event by a word of its name."""
        selection = self.main.selection
        of_somebody = bool(self.reading.people) and selection == Selection(people=selection.people)
        called = {self.reading.words[number] for number in self.reading.content}
        return of_somebody or (bool(called) and called <= self.index.event["title"] and not self.reading.title)

    def _whole_event(self) -> Question | None:
        until_end = self.has("until", "time_left") and self.has("ends", "over")
        if until_end and not self.has("event"):  # "how long till she finishes"
            return None
        if self.has("slides", "recording") and self.has("page", "venue", "where"):  # "are the slides on the site"
            return None
        asked = (
            (self.has("page") and not (self.has("recording") or self._of_speakers()), Ask.LINK),
            (self.has("until") and not until_end, Ask.UNTIL),
            (self.has("begun") and not self.has("this", "duration"), Ask.UNTIL),
            (self.has("duration") and self.has("event"), Ask.DATE),
            (self.has("ends"), Ask.END),
            (self.has("over") and self.has("what", "who", "list"), Ask.MISSED),
            (self.has("over"), Ask.OVER),
            (self.has("starts"), Ask.START),
            (self.has("date", "when") and not self.has(*_ONLINE.values()), Ask.DATE),
            (self.has("venue", "where", "room"), Ask.VENUE),
            (self.has("affiliation") and self.has("event", "takes_place"), Ask.VENUE),
            (self.has("theme", "about"), Ask.ABOUT),
            (self.has("event") and self.has("topic", "what", "who_is", "tell"), Ask.ABOUT),
            (self.has("event") and len(self.reading.words) <= 3, Ask.ABOUT),
        )
        ask = next((ask for given, ask in asked if given), None)
        if ask is Ask.UNTIL:
            return self._ask(ask, Selection(order=1))
        if ask in {Ask.START, Ask.END}:
            return self._ask(ask, self._of_event(0 if ask is Ask.START else -1))
        return None if ask is None else self._ask(ask)

    def _of_event(self, number: int) -> Selection:
        """The event's first or last day (0 or -1), if the event as a whole is asked about and has several."""
        days = self.index.programme.days
        called = {self.reading.words[words[-1]] for words in self.cues.get("event", ())}
        if len(days) < 2 or not called:
            return _ALL
        if called <= self.reading.language.daily:  # "when does the day end?"
            calendar = calendar_of(self.index, self.now)
            return Selection(when=calendar.whole([calendar.nearest_day]))
        return Selection(when=calendar_of(self.index, self.now).whole([days[number]]))

    # Sessions and people

    def _session_question(self) -> Question:
        selection = self._selection()
        return self._of_two_places(selection) or self._of_selection(selection)

    def _of_two_places(self, selection: Selection) -> Question | None:
        """Two places in one order as two questions: "the first and the last speaker"."""
        said = sorted((words, order) for cue, order in ORDERS.items() for words in self.cues.get(cue, ()))
        if len(said) != 2 or selection.anchor is not None or self.has("order") or self.reading.minutes:
            return None
        (one, first), (other, second) = said
        between = {self.reading.words[number] for number in range(one[-1] + 1, other[0])}
        if first == second or between.isdisjoint(self.reading.language.joints):
            return None
        asked = [self._of_selection(replace(selection, order=order)) for order in (first, second)]
        return replace(asked[0], then=asked[1])

    def _of_selection(self, selection: Selection) -> Question:
        found = (
            self._kind_of(selection)
            or self._rank(selection)
            or self._listed(selection)
            or self._now_and_next(selection)
            or self._of_several(selection)
            or self._lacking(selection)
            or self._person_fact(selection)
            or self._count(selection)
            or self._anybody(selection)
            or self._find_fact(selection)
            or self._nobody(selection)
            or self._plain(selection)
        )
        return self._of_the_coming_day(found) if found.ask in {Ask.SESSIONS, Ask.WHERE} else found

    def _listed(self, selection: Selection) -> Question | None:
        """Several facts that are asked for one after the other, as in "the lottery talk: time, room and slides"."""
        asks = [] if selection.is_open or self._begins_with_verb() else self._facts_in_row()
        said = [ask for ask in asks if ask in _SHOWN_TOGETHER]
        asks = [ask for ask in asks if ask not in said[1:]]
        if len(asks) < 2:
            return None
        people = selection.people or (self._speakers_meant(selection) if selection.named else ())
        theirs = Selection(people=people) if people and Ask.AFFILIATION in asks else selection
        questions = [self._ask(ask, theirs if ask in _OF_THEM else selection) for ask in asks[:_MOST_LISTED]]
        first, *others = reversed(questions)
        for one in others:
            first = replace(one, then=first)
        return first

    def _now_and_next(self, selection: Selection) -> Question | None:
        """What is on and what comes then: "room K: now and next?"."""
        now, then = (self.cues.get(cue, [()])[0] for cue in ("now", "next" if self.has("next") else "then"))
        if not now or not then or self.named or self.has("who", "count"):
            return None
        joined = self.reading.words[then[0]] in self.reading.language.joints  # "maintenant et ensuite"
        if not (self.reading.are_listed(now[-1], then[0]) or (joined and now[-1] + 1 == then[0])):
            return None
        place = Selection(rooms=selection.rooms, tracks=selection.tracks)
        coming = self._ask(Ask.NEXT, replace(place, moment=Moment.NEXT))
        return replace(self._ask(Ask.NOW, replace(place, moment=Moment.NOW)), then=coming)

    def _facts_in_row(self) -> list[Ask]:
        """The facts whose cues stand side by side, between them nothing but commas and an "and"."""
        cued = [
            (words[0], words[-1], ask)
            for cue, ask in _LISTED
            if cue in self.cues
            for words in self.cues[cue]
            if words[-1] - words[0] < len(words)
        ]
        found: list[Ask] = []
        span = (-1, -1)
        for first, last, ask in sorted(cued, key=lambda one: one[:2]):
            if found and (first, last) != span and not self.reading.are_listed(span[1], first):
                if len(set(found)) > 1:
                    break
                found = []
            found.append(ask)
            span = (first, last)
        return list(dict.fromkeys(found))

    def _kind_of(self, selection: Selection) -> Question | None:
        """Whether what is named is of a kind, or of which: "is she an invited speaker?", "is she invited or not?"."""
        reading = self.reading
        placed = reading.mentions or selection.rooms or selection.tracks or selection.anchor or selection.order
        if placed or not (reading.people or reading.title) or self.has(*_FACT_CUES, "count", "topic", "also"):
            return None
        named = max(number for number, use in enumerate(reading.uses) if use in {"person", "title"})
        phrases = {kind: reading.cues[kind] for kind in CLAIMED_KINDS if kind in self.cues}
        said = {number for phrase in phrases.values() for words in phrase for number in words}
        said |= {number for words in self.cues.get("speak", ()) for number in words}
        behind = {number for number in range(named + 1, len(reading.words)) if reading.uses[number] != "small"}
        kinds = tuple(phrases) if said >= behind and reading.words[named + 1 : named + 2] != ["'s"] else ()
        kinds = kinds if min(said, default=0) > named else ()
        own = replace(selection, kinds=(), talks=False, moment=None)
        if not kinds or not self._is_yes_or_no() or own.is_open:
            return None
        return replace(self._ask(Ask.CHECK, own), claimed=Selection(kinds=kinds), fact="kind")

    def _of_the_coming_day(self, question: Question) -> Question:
        """The question about a break that may be on each day, "lunch?", for the day on which it comes next."""
        selection = question.selection
        bare = Selection(kinds=selection.kinds, literal=selection.literal)
        several = self.has("list") or any(word != singular(word) for word in self.reading.words)
        if selection != bare or not selection.kinds or not PAUSES.issuperset(selection.kinds) or several:
            return question
        coming = select(replace(selection, coming=True), self.index, self.now)
        if not coming:
            return question
        day = calendar_of(self.index, self.now).whole([coming[0].day])
        return replace(question, selection=replace(selection, when=day))

    def _rank(self, selection: Selection) -> Question | None:
        """Whether somebody or something is the first, the last or the third."""
        ranked = selection.order or (self.has("next") and selection.moment is not None)
        if not (ranked and self._is_yes_or_no()) or self.has(*_FACT_CUES):
            return None
        own = replace(selection, order=0, moment=None, when=None, rooms=(), tracks=(), talks=False, language="")
        if own.is_open and self.has("this", "it", "now"):
            own = Selection(moment=Moment.NOW)
        if own.is_open or not select(own, self.index, self.now):
            return None
        talks = self.has("talk", "speak", "speaker") or not self.has("session")
        if self.has("next") and not self._order_said():  # "is Ada next?"
            coming = Selection(moment=Moment.NEXT, talks=any(one.is_talk for one in select(own, self.index, self.now)))
            return replace(self._ask(Ask.RANK, own), claimed=coming)
        kinds = selection.kinds if selection.people or selection.named else ()
        first = replace(selection, named=(), people=(), kinds=kinds, when=self.when, talks=talks)
        return replace(self._ask(Ask.RANK, replace(own, kinds=() if kinds else own.kinds)), claimed=first)

    def _is_yes_or_no(self) -> bool:
        """Whether "yes" or "no" would answer: a verb in front, or what is claimed with a question mark behind."""
        if self.has(*_ASKING_WHICH, "who_is", "where", "when", "how", "why", "count", "list", "schedule"):
            return False
        reading = self.reading
        if not reading.language.claiming.isdisjoint(reading.words) or self._begins_with_verb():
            return True
        return reading.asks and self.has("speak") and self.named

    def _asks_whether(self) -> bool:
        """Whether it is asked if there are slides or a recording: a verb or an "is there" in front, or a claim."""
        denied = not self.reading.language.denying.isdisjoint(self.reading.words) or "'t" in self.reading.words
        if denied or self.has("what", "who", "where", "when", "how", "why", "count", "list"):
            return False
        there_is = any(words[0] == 0 for words in self.reading.cues.get("exists", ()))
        return there_is or self._begins_with_verb() or not self.reading.language.claiming.isdisjoint(self.reading.words)

    def _asks_who(self, selection: Selection) -> bool:
        return self.has("who", "who_is", "speaker") or (self.has("order") and selection.order != 0)

    def _anybody(self, selection: Selection) -> Question | None:
        """That people are asked about and nothing tells which: a talk by "a professor", where "the speakers" stay."""
        of_any = (self.has("somebody") and self.has("talk", "session")) or (self.has("speaker") and self.has("where"))
        return self._ask(Ask.UNKNOWN) if of_any and selection in {_ALL, Selection(talks=True)} else None

    def _nobody(self, selection: Selection) -> Question | None:
        """That "she" is asked about, and nobody was spoken of; or the biography of a break."""
        if selection.kinds and PAUSES.issuperset(selection.kinds) and self.has("who_is"):
            return self._ask(Ask.UNKNOWN)
        tongue = selection.language or self.reading.offers_tongues
        if tongue and selection == Selection(language=selection.language) and self.has("it") and self._is_yes_or_no():
            return self._ask(Ask.UNKNOWN)  # "is it in English?"
        nobody = selection.is_open and self.has("it") and self._asks_who(selection)
        return self._ask(Ask.UNKNOWN) if nobody and not self.has("speaker", "speak") else None

    def _names(self) -> Question | None:
        """Which rooms or tracks there are, or how many."""
        reading = self.reading
        if self.named or reading.unknown or reading.rooms or reading.tracks or self.has("talk", "session", "speak"):
            return None
        alone = all(use in {"cue", "small"} for use in reading.uses) and len(reading.words) <= 3
        if not (self.has("what", "exists", "list", "count") or alone) or self.has("where", "next", "now"):
            return None
        selection = Selection(when=self.when)
        if self.has("track") and not self.has("track_of"):
            return self._ask(Ask.TRACKS, selection)
        plural = not reading.language.places.isdisjoint(reading.words)
        return self._ask(Ask.ROOMS, selection) if self.has("room") and plural else None

    def _of_several(self, selection: Selection) -> Question | None:
        """Which talks have several authors or speakers."""
        if not (
            self.has("coauthors") and self.has("talk", "session") and self.has("what", "list") and selection.is_whole
        ):
            return None
        several = (one.id for one in self.index.sessions if max(len(one.authors), len(one.speakers)) > 1)
        named = tuple(several)
        return self._ask(Ask.SESSIONS, Selection(named=named)) if named else self._ask(Ask.UNKNOWN)

    def _organiser_page(self) -> Question | None:
        """The page of one of the organisers, who are several or called otherwise than the event."""
        if not self.has("page") or self.named or self.reading.people:
            return None
        said = set(self.reading.words)
        called = [one for one in self.index.programme.organisers if one.url and said.issuperset(words_of(one.name))]
        others = {self.reading.words[number] for number in self.reading.content}
        if len(called) > 1 and others <= self.index.event["title"]:
            return self._ask(Ask.LINK)
        one = len(called) == 1 and others.issubset(words_of(f"{called[0].name} {called[0].affiliation}"))
        return self._ask(Ask.ORGANISERS) if one else None

    def _lacking(self, selection: Selection) -> Question | None:
        """Which sessions have no slides, no abstract, no speaker."""
        if self.named or not self.has("talk", "session", "who", "what", "list"):
            return None
        fact = next((fact for fact in _LACKED if self.reading.denies(fact)), "")
        if not fact:
            return None
        return replace(self._ask(Ask.LACKING, replace(selection, talks=self.has("talk", "who"))), fact=fact)

    def _person_fact(self, selection: Selection) -> Question | None:
        if not selection.people and self.has("affiliation") and not self.has("starts", "ends"):
            names = self._speakers_meant(selection)
            return self._ask(Ask.AFFILIATION, Selection(people=names)) if names else None
        if not selection.people and self.has("page") and self._of_speakers() and selection.is_whole:
            named = tuple(one.name for one in self.index.programme.speakers if one.url)
            return self._ask(Ask.PAGE, Selection(people=named)) if named else self._ask(Ask.UNKNOWN)
        if not selection.people:
            return None
        if self.reading.denies("from") and self.has("who", "who_is", "speaker"):
            told = (one.name for one in self.index.programme.speakers if one.affiliation)
            others = tuple(name for name in told if name not in selection.people)
            return self._ask(Ask.BIOGRAPHY, Selection(people=others)) if others else self._ask(Ask.UNKNOWN)
        if self.reading.people and self.has("somebody") and self._is_yes_or_no() and not self.has(*_OF_DOINGS):
            return self._ask(Ask.BIOGRAPHY, selection)  # "is she a professor?"
        if self._claims_origin(selection):
            return replace(self._ask(Ask.AFFILIATION, selection), fact="claimed")
        if self.has("page") and self.has("talk", "session"):
            theirs = tuple(session.id for session in select(selection, self.index, self.now))
            return self._ask(Ask.PAGE, Selection(named=theirs)) if theirs else None
        if self.has("note") or (self.has("page") and self.has("slides", "recording")):  # "the link to her slides"
            return None
        of_talk = self.has("speak", "talk", "when", "where", "about", "duration", "until", "panel")
        asked = (
            ask
            for cue, ask in PERSON_FACTS
            if cue in self.cues and not (cue == "who_is" and (of_talk or selection.order))
        )
        who = self.has("who") or (self.has("from") and self.has("speaker"))
        ask = next(asked, Ask.BIOGRAPHY if who and not of_talk and not self.has(*_OF_SESSIONS) else None)
        if ask is Ask.BIOGRAPHY and self.has("coauthors", "authors", "slides", "recording", "note", "title"):
            return None
        return None if ask is None else self._ask(ask, selection)

    def _of_speakers(self) -> bool:
        """Whether the speakers are spoken of: "which speakers"."""
        asked = (number for words in self.cues.get("who", ()) for number in words)
        return self.has("speaker") or any(self._says((number,), "speaker") for number in asked)

    def _speakers_meant(self, selection: Selection) -> tuple[str, ...]:
        """Who speaks in the session that is named first, or in all of a kind: "the invited speakers"."""
        of_kind = select(selection, self.index, self.now) if selection.kinds and not selection.named else ()
        ids = selection.named[:1] or tuple(session.id for session in of_kind)
        return tuple(dict.fromkeys(name for one in ids for name in self._speakers_of(one)))

    def _claims_origin(self, selection: Selection) -> bool:
        """Whether somebody is said to be from where they are: "is she from Inria?"."""
        other = self.has("works_on", *_OF_DOINGS) or selection.when or selection.named or selection.without
        return bool(self.reading.content) and not other and self._asks_of_origin()

    def _asks_of_origin(self) -> bool:
        """Whether it can be confirmed or not: "is she from Inria?", in French also "elle vient d'Inria ?"."""
        which = self.has(*_ASKING_WHICH, "who_is", "where", "when", "how", "why", "count", "list")
        return self._is_yes_or_no() or (self.reading.asks and self.has("from") and not which)

    def _origin(self) -> Question | None:
        """Where somebody is from who is asked to be from elsewhere, which nobody told of them."""
        reading = self.reading
        people, unknown = self.main.selection.people, self.main.unknown
        if (
            not (people and unknown and self.has("from", "affiliation"))
            or reading.strangers
            or self.has("talk", "topic")
        ):
            return None
        cued = min(words[0] for cue in ("from", "affiliation") for words in reading.cues.get(cue, ()))
        behind = all(number > cued for number in reading.content)
        return self._ask(Ask.AFFILIATION, Selection(people=people)) if behind and self._asks_of_origin() else None

    def _told_in_life(self) -> Question | None:
        """Who somebody is, where what is claimed of them stands in their biography: "is she a student?"."""
        people, unknown = self.main.selection.people, self.main.unknown
        if not (people and unknown and self._is_yes_or_no()) or self.reading.strangers or self.has(*_OF_DOINGS):
            return None
        told = [one.biography for one in self.index.programme.speakers if one.name in people]
        said = {stem(word) for text in told for word in words_of(text)}
        return self._ask(Ask.BIOGRAPHY, Selection(people=people)) if said.issuperset(map(stem, unknown)) else None

    def _told_in_note(self) -> Question | None:
        """The remark on a session, where it has all the words that the question has beside the session's title."""
        asked = {self.reading.words[number] for number in self.reading.content}
        if not (self.has("note") and self.main.unknown and asked):
            return None
        titled = [*self.reading.title, *self.main.near]
        near = (self.index.sessions[at] for at in titled)
        told = (one.id for one in near if one.note and asked.issubset(words_of(f"{one.title} {one.note}")))
        found = next(told, None)
        return self._ask(Ask.NOTE, Selection(named=(found,))) if found is not None else None

    def _speakers_of(self, session_id: str) -> tuple[str, ...]:
        programme = self.index.programme
        return tuple(one.name for one in programme.speakers_of(programme.session_by_id[session_id]))

    def _count(self, selection: Selection) -> Question | None:
        going_on = self.reading.relation is Relation.DURING or self.has("duration")
        other = going_on or self.has("recording", "slides", "time_left", "until", "this", "reach", "leave")
        other = other or (self.reading.leans_alone is Relation.AFTER and not self.has("count"))
        more = self.has("count") and not self.reading.language.more.isdisjoint(self.reading.words)
        if (self.has("left", "rest") or more) and not other:
            return self._upcoming(selection)
        if self.has("count") and self.has("each"):
            return self._ask(Ask.UNKNOWN)
        if self.has("count") and self.has("missed", "past", "over"):
            return self._ask(Ask.MISSED, selection)
        if self.has("repeatedly") and self.has("who", "who_is", "speaker") and not selection.people:
            return replace(self._ask(Ask.SPEAKERS, replace(selection, talks=False)), fact="repeatedly")
        if self.has("count") and (self.has("speaker") or (self.has("speak") and not selection.people)):
            return self._ask(Ask.SPEAKERS, replace(selection, talks=False))
        if self.has("count") and selection.moment is Moment.THEN:
            return self._count_of_day(selection)
        if self.has("count") and not self.has("duration", "until"):
            of_one = selection.order and self.reading.stands_before("count", "slides", "recording", "page")
            if of_one or not self._counts_sessions():
                return self._ask(Ask.UNKNOWN, selection)
            fact = next((fact for fact in _COUNTED if self.has(fact)), "")
            return replace(self._ask(Ask.COUNT, selection), fact=fact)
        ask = next((ask for cue, ask in (("longer", Ask.LONGER), ("shorter", Ask.SHORTER)) if self.has(cue)), None)
        talks = selection.talks or self._asks_who(selection)  # breaks are nobody's
        bounded = selection.minutes or (self.named and self.reading.minutes)  # "is it longer than half an hour?"
        return None if ask is None or bounded else self._ask(ask, replace(selection, talks=talks))

    def _count_of_day(self, selection: Selection) -> Question:
        """How much is still to come on the day that is said, or today."""
        calendar = calendar_of(self.index, self.now)
        day = selection.when or calendar.whole([calendar.nearest_day])
        return self._ask(Ask.COUNT, replace(selection, moment=None, upcoming=True, coming=True, when=day))

    def _counts_sessions(self) -> bool:
        """Whether sessions are counted, not slides or kilowatts that words of a session's topic were said of."""
        if self.has("talk", "session", "topic", "left", "rest", *KIND_CUES):
            return True
        return not (self.named and (self.has("slides", "page") or self.reading.content))

    def _status(self, selection: Selection) -> Question | None:
        """Whether something is on, has begun or is still going on; what one misses by coming or leaving at a time."""
        at = selection.when
        if self.named and self.has("held") and at is None:
            return replace(self._ask(Ask.STATUS, replace(selection, moment=None, order=0)), fact="held")
        of_stay = (
            at is not None
            and at.mode is Mode.AT
            and self.has("leave", "reach", "missed")
            and not (self.has("ends") and self.main.selection.is_open and not self.has("missed"))
        )
        if of_stay and self.has("leave") and not self.main.selection.is_open and not selection.anchor:
            ask = Ask.MISSED if self.has("missed") else Ask.REACH
            any_day = replace(selection, when=None, any_day=self.reading.is_floating)
            return replace(self._ask(ask, any_day), at=at, fact="leaving")
        if at is None and selection.anchor is not None and self.has("leave", "reach", "arrive"):
            return self._around_stay(selection)
        if at is not None and of_stay and self.has("overlap") and self.main.selection.is_open:  # "who speaks then?"
            return self._ask(Ask.WHO if self.has("who") else Ask.SESSIONS, selection)
        if at is not None and of_stay and self.main.selection.is_open:
            return self._ask(Ask.SESSIONS, self._during_stay(at, selection))
        going_on = (self.has("still", "begun") and not self.has("duration")) or (
            self.has("now") and not self.has("slides", "about", "where")
        )
        kinds = self.main.selection.kinds
        if self.named and going_on and at is None and (not kinds or (self.has("begun") and not selection.anchor)):
            return self._ask(Ask.STATUS, replace(selection, moment=None, upcoming=False, order=0))
        return None

    def _around_stay(self, selection: Selection) -> Question | None:
        """What one who comes or goes after or before something misses, or can see: "if I leave after lunch"."""
        comes = self.has("reach", "arrive") and not self.has("leave")
        if not self.reading.subjects[0].selection.is_open or not (comes or self.has("leave")):
            return None
        misses_before = comes and self.has("missed") and selection.relation is Relation.AFTER
        relation = Relation.BEFORE if misses_before else Relation.AFTER
        return self._ask(Ask.SESSIONS, replace(selection, relation=relation, nearest=False, talks=False))

    def _during_stay(self, at: Interval, selection: Selection) -> Selection:
        """What one who comes at a time can still see, perhaps before something; or has missed; or misses by leaving."""
        calendar = calendar_of(self.index, self.now)
        rest = Interval(at.start, calendar.close(self.index.programme.local(at.start).date()), Mode.OVERLAPS)
        stays = self.has("leave") or not self.has("missed")
        own = Selection(when=rest if stays else before(at, calendar), rooms=selection.rooms, tracks=selection.tracks)
        return replace(own, anchor=selection.anchor, relation=selection.relation) if selection.anchor else own

    def _claim(self, selection: Selection) -> Question | None:
        """A time that is held against the programme's: "does it start at 9?", "is she at 11?"."""
        at = selection.when
        if self.named and self.reading.offers_times and not selection.anchor and not self.has("starts", "ends"):
            return self._ask(Ask.WHEN, replace(selection, when=None))  # "is it at 9 or at 10?"
        if at is None or at.mode is not Mode.AT or self.has(*_ASKING_WHICH, "reach", "next", "where"):
            return self._held(selection)
        fact = "originally" if self.has("originally") else "starts" if self.has("starts") else ""
        if self.named and not selection.anchor and not self.has("ends", "count"):
            any_day = replace(selection, when=None, any_day=self.reading.is_floating)
            return replace(self._ask(Ask.CHECK, any_day), at=at, fact=fact)
        if self.has("starts", "moved") and not self.named and not self.has("talk", "session"):
            return replace(self._ask(Ask.CHECK, Selection(order=1)), at=at, fact=fact)
        return None

    def _held(self, selection: Selection) -> Question | None:
        """A day, a room, a track or a language that something is said to have: "is it in room K?"."""
        facts = (cue for cue, _ in FACTS if cue not in {"starts", "language", "about", "track_of"})
        if not self.named or not self._is_yes_or_no() or selection.anchor is not None or self.has(*facts):
            return None
        own = replace(selection, when=None, rooms=(), tracks=(), language="", talks=False)
        if selection.language and not (selection.when or selection.rooms or selection.tracks):
            return replace(self._ask(Ask.LANGUAGE, own), claimed=selection)
        held = selection.when is not None or selection.rooms or selection.tracks
        each = any(mention.kind == "each_day" for mention in self.reading.mentions)
        only = not self.reading.language.only.isdisjoint(self.reading.words)
        fact = "each" if each else "only" if only else ""
        check = replace(self._ask(Ask.CHECK, own), claimed=selection, at=selection.when, fact=fact)
        return check if held else None

    def _later(self) -> Question | None:
        """What or who comes later today, where nothing is compared: "what's on later?"."""
        if not self.has("order") or self.named or self.reading.offers_choice or self._focus_before():
            return None
        phrases = self.cues["order"]
        if not any(self._says(words[-length:], "later") for words in phrases for length in (1, 2)):
            return None
        place = Selection(when=self.when, rooms=self.reading.rooms, tracks=self.reading.tracks, talks=self.has("talk"))
        talks = place.talks or any(self._says(words[:1], "who") for words in phrases)
        return self._upcoming(replace(place, talks=talks), later=True)

    def _says(self, numbers: Sequence[int], cue: str) -> bool:
        """Whether these words alone would be a phrase of the cue."""
        branch = self.reading.language.phrases
        for number in numbers:
            following = branch.following.get(self.reading.words[number])
            if following is None:
                return False
            branch = following
        return cue in branch.cues

    def _focus_before(self) -> bool:
        """Whether several things were spoken of before, which may be compared."""
        return self.previous is not None and bool(self.previous.others or self.previous.among)

    def _upcoming(self, selection: Selection, *, later: bool = False) -> Question | None:
        """What is still to come, or how much of it; what is on already left out, if only the `later` is asked for."""
        if selection.people or selection.named:
            coming = replace(selection, upcoming=True, coming=True, moment=None)
            return self._ask(Ask.SESSIONS, coming) if self.has("remaining") and not self.has("count") else None
        talks = selection.talks or (self._asks_who(selection) and not selection.kinds)
        coming = replace(selection, upcoming=True, coming=True, moment=None, order=0, talks=talks)
        if self.has("count"):
            return self._ask(Ask.COUNT, coming)
        calendar = calendar_of(self.index, self.now)
        when = coming.when or calendar.whole([calendar.nearest_day])
        today = self.index.programme.local(self.now).date() in when.days
        if today and (later or self.has("later", "then")):
            when = Interval(self.now, calendar.close(calendar.day_of(self.now)), Mode.STARTS)
        return self._ask(Ask.SESSIONS, replace(coming, when=when))

    def _find_fact(self, selection: Selection) -> Question | None:
        """The fact that is asked about the sessions; None if no fact is."""
        opens = any(self._asks_opening_hours(cue, selection) for cue in ("starts", "ends") if cue in self.cues)
        if opens or self._asks_of_any_such(selection):
            return self._ask(Ask.UNKNOWN)
        special = (
            self._of_part(selection)
            or self._in_one_room(selection)
            or self._running_there(selection)
            or self._combined_fact(selection)
            or self._status(selection)
            or self._claim(selection)
        )
        special = special or self._over(selection)
        if special is not None:
            return special
        for cue, ask in FACTS:
            of_topic = (cue == "over" and self.has("topic")) or (cue == "about" and self._leads_to_topic())
            if cue in self.cues and not of_topic and not (cue == "coauthors" and self._is_of_nobody(selection)):
                if ask in _OF_THE_CURRENT:
                    selection = self._current(selection)
                selection = self._of_days_there(self._of_that_there(selection, ask), ask)
                if ask is Ask.MOVED and self.has("by_amount", "originally", "when"):
                    fact = "by_amount" if self.has("by_amount") else "originally"
                    return replace(self._ask(ask, selection), fact=fact)
                if cue == "coauthors":
                    return replace(self._ask(ask, selection), fact=cue)
                if ask in _ONLINE:
                    return self._of_files(ask, selection)
                if ask in _AGAINST_A_TIME and (selection.people or selection.named or selection.kinds):
                    return self._against_time(ask, selection)
                return self._ask(ask, selection)
        if self.has("room") and self.named and not (self.reading.rooms or selection.when or selection.anchor):
            return self._ask(Ask.WHERE, selection)  # "the room of the lottery talk", "and the room?"
        if self.has("track") and self.reading.title and not (self.reading.tracks or selection.when or selection.anchor):
            return self._ask(Ask.TRACK, selection)
        return None

    def _against_time(self, ask: Ask, selection: Selection) -> Question:
        """A fact of what is named, held against the time that is said; on the days that are said, if it is on then."""
        if ask is Ask.END and self._ends_several(selection):
            return replace(self._ask(ask, selection), fact="last")
        at = selection.when
        stretch = at is not None and at.mode in {Mode.DAYS, Mode.STARTS}
        on_days = stretch and select(selection, self.index, self.now)
        any_day = replace(selection, when=None, any_day=self.reading.is_floating)
        return replace(self._ask(ask, selection if on_days else any_day), at=at)

    def _of_files(self, ask: Ask, selection: Selection) -> Question:
        """Slides or recordings: whose there are, whether there are any, or where they are."""
        whose = self.has("who") and selection.is_whole
        return replace(self._ask(ask, selection), fact="who" if whose else "claimed" if self._asks_whether() else "")

    def _current(self, selection: Selection) -> Selection:
        """What is on now, where nothing is chosen; or in a room, of "the one in" which a fact is asked."""
        if selection.is_open:
            return Selection(moment=Moment.NOW)
        running = replace(selection, moment=Moment.NOW)
        alone = self.has("one_there") and selection == Selection(rooms=selection.rooms)
        return running if alone and select(running, self.index, self.now) else selection

    def _ends_several(self, selection: Selection) -> bool:
        """Whether all sessions of a kind are said to end, the last of which tells when: "when do the tutorials end"."""
        if selection.people or selection.named or selection.order or PAUSES.issuperset(selection.kinds):
            return False
        said = self.reading.cues.get(selection.kinds[0], ())
        return any(self.reading.words[at] != singular(self.reading.words[at]) for words in said for at in words)

    def _of_that_there(self, selection: Selection, ask: Ask) -> Selection:
        """What is on in a room, or next if it is to begin, where no more is said of it: "in K.3, what's it about"."""
        of_one = self.has("talk") and not self._is_plural() and not self.has("list", "count")  # "the talk in K.3"
        of_it = of_one or self.has("it", "this", "title")
        if (
            not of_it
            or ask not in _OF_WHAT_IS_THERE
            or not selection.rooms
            or replace(selection, rooms=(), talks=False) != _ALL
        ):
            return selection
        coming = self.has("starts", "when", "until") and not self.has("ends")
        for moment in (Moment.NEXT,) if coming else (Moment.NOW, Moment.NEXT):
            there = replace(selection, moment=moment)
            if select(there, self.index, self.now):
                return there
        return selection

    def _of_days_there(self, selection: Selection, ask: Ask) -> Selection:
        """The first or the last in a room or a track on a day, if it is asked when it begins or ends there."""
        place = Selection(rooms=selection.rooms, tracks=selection.tracks)
        days = selection.when is None or selection.when.mode in {Mode.DAYS, Mode.STARTS}
        if place == _ALL or not days or replace(selection, when=None, talks=False) != place:
            return selection
        order = {Ask.START: 1, Ask.END: -1}.get(ask, 0)
        if not order:
            return selection
        calendar = calendar_of(self.index, self.now)
        today = replace(selection, when=calendar.whole([calendar.nearest_day]))
        if selection.when is None and select(today, self.index, self.now):
            selection = today  # else on the day on which anything is there
        return replace(selection, order=order)

    def _leads_to_topic(self) -> bool:
        """Whether what a talk is about is said and not asked: "what's the next talk about bees"."""
        apart = (
            [words for words in self.cues["about"] if words[-1] - words[0] >= len(words)] if self.has("about") else []
        )
        return any(number > words[-1] for words in apart for number in self.reading.content)

    def _asks_of_any_such(self, selection: Selection) -> bool:
        """Whether it is asked of a thing in general, which a session is only about: "how long does a kite last"."""
        reading = self.reading
        if not self.has("duration") or reading.title or not selection.named or len(reading.content) != 1:
            return False
        if self.has("talk", "session", "topic"):
            return False
        before = reading.content[0] - 1
        return before >= 0 and reading.words[before] in reading.language.indefinite

    def _says_opening(self) -> bool:
        """Whether something is said to open or close, as houses do."""
        phrases = [words for cue in ("starts", "ends") for words in self.reading.cues.get(cue, ())]
        said = {self.reading.words[number] for words in phrases for number in words}
        return not said.isdisjoint(self.reading.language.hours)

    def _is_of_nobody(self, selection: Selection) -> bool:
        """Whether only a time or a place is said, beside which "who else" means everybody there."""
        placed = selection.when or selection.rooms or selection.tracks
        return bool(placed) and not (selection.people or selection.named or selection.kinds or self.has("it", "this"))

    def _asks_opening_hours(self, cue: str, selection: Selection) -> bool:
        """Whether something opens or closes that a session is only about: "when does the museum close?"."""
        reading = self.reading
        if reading.title or not selection.named or not reading.content or self.has("talk", "session", "topic"):
            return False
        said = {reading.words[number] for words in reading.cues[cue] for number in words}
        words = [reading.words[number] for number in reading.content]
        title = words_of(self.index.programme.session_by_id[selection.named[0]].title)
        telling = [word for word in title if word not in reading.language.small_words and "'" not in word]
        return not said.isdisjoint(reading.language.hours) and 2 * len(words) <= len(telling)

    def _over(self, selection: Selection) -> Question | None:
        """Whether the session that is on is over, or all those of the day: not the event, and none that is named."""
        first = next((cue for cue, _ in FACTS if cue in self.cues), "")
        if first != "over":
            return None
        if self._is_plural() and not self.named:
            return self._count_of_day(selection)
        own = replace(selection, moment=None, talks=False, rooms=(), tracks=())
        current = self.has("this", "talk") and not self.has("event") and own == Selection(kinds=own.kinds)
        current = current and (not own.kinds or bool(select(replace(own, moment=Moment.NOW), self.index, self.now)))
        return self._ask(Ask.LEFT, replace(selection, moment=Moment.NOW)) if current else None

    def _in_one_room(self, selection: Selection) -> Question | None:
        """Where all talks are, if it is asked whether they share a room."""
        of_all = selection.is_whole and self.has("same_room") and self.has("talk", "session", "list")
        asked = of_all and (self.reading.asks or self._is_yes_or_no())
        return self._ask(Ask.WHERE, selection) if asked else None

    def _running_there(self, selection: Selection) -> Question | None:
        """What is on in a place, which tells until when: "what's on in the aula, and until when?"."""
        place = Selection(rooms=selection.rooms, tracks=selection.tracks)
        asked = self.has("ends") and self.has("on") and selection == place and not selection.is_open
        return self._ask(Ask.NOW, replace(selection, moment=Moment.NOW)) if asked else None

    def _combined_fact(self, selection: Selection) -> Question | None:
        """What several cues ask together that none of them asks alone."""
        if self.has("resume") and not self.named:
            coming = Selection(rooms=selection.rooms, tracks=selection.tracks, moment=Moment.NEXT)
            pause = all(session.is_break for session in select(coming, self.index, self.now))
            return self._ask(Ask.NEXT, replace(coming, talks=pause))
        still = self.has("still", "left") or not self.reading.language.more.isdisjoint(self.reading.words)
        if self.has("duration") and still and not self.has("count"):
            return self._ask(Ask.LEFT, Selection(moment=Moment.NOW) if selection.is_open else selection)
        if self.has("duration") and self.has("ends"):
            return replace(self._ask(Ask.END, selection), fact="duration")
        if selection.minutes and not self.named and self.has("talk", "session"):
            return self._ask(Ask.SESSIONS, selection)
        if selection.anchor is not None and self._asks_time_until(selection):
            return self._ask(Ask.UNTIL, selection.anchor)
        if selection.anchor is not None and selection.coming:
            return self._ask(Ask.SESSIONS, selection)
        until = self.has("until") or (self.has("by_time") and not self.has("before"))
        listed = self.has("on", "exists", "schedule", "what") and selection.when is not None and not self.named
        if until and listed:
            return self._ask(Ask.SESSIONS, replace(selection, coming=True))
        if self.reading.minutes and self.named and not self.has("missed", "reach", "leave", "delay", "moved"):
            return self._of_length(selection)
        if self.reading.offers_tongues and (selection.named or selection.people):
            return self._ask(Ask.LANGUAGE, replace(selection, language=""))
        if self.has("until", "time_left") and self.has("ends", "over") and not self.has("count"):
            return self._ask(Ask.LEFT, Selection(moment=Moment.NOW) if selection.is_open else selection)
        if self.has("over") and self.has("when"):
            return replace(self._ask(Ask.END, selection), fact="last" if self._ends_several(selection) else "")
        return None if self.named else self._of_the_day(selection)

    def _asks_time_until(self, selection: Selection) -> bool:
        """Whether it is asked how long it is till something: also "is there time for a coffee before", if none is."""
        if self.reading.relation is not Relation.BEFORE:
            return False
        return self.has("time_left") or (self.has("spare") and not select(selection, self.index, self.now))

    def _of_length(self, selection: Selection) -> Question:
        """How long something is; or whether it is as long as it is said to be: "does it last an hour?"."""
        reading = self.reading
        asked = self._ask(Ask.DURATION, replace(selection, minutes=0, bound=0))
        open_question = any(len(words) > 1 for words in reading.cues.get("duration", ()))
        if open_question or not (reading.asks or self._begins_with_verb()):
            return asked
        return replace(asked, claimed=Selection(minutes=reading.minutes, bound=reading.bound))

    def _of_part(self, selection: Selection) -> Question | None:
        """When the morning ends or the afternoon begins, by a session that is no break; how long: what it has."""
        part = next((one.values for one in self.reading.mentions if one.kind == "part"), None)
        if (
            part is None
            or self.named
            or not self.has("resume", "starts", "ends", "duration")
            or self.has("who", "count")
        ):
            return None
        first = select(replace(selection, order=1), self.index, self.now)
        talks = replace(selection, talks=not first or first[0].is_break)
        if self.has("duration") or (self.has("starts") and self.has("what", "on", "exists")):
            return self._ask(Ask.SESSIONS, selection)
        if self.has("ends") and self.has("what") and self.has("talk", "session"):
            return self._ask(Ask.SESSIONS, replace(selection, talks=True, order=-1))
        if self.has("ends"):
            return self._ask(Ask.END, replace(selection, talks=True, order=-1)) if part["to"] <= _NOON else None
        return self._ask(Ask.START, replace(talks, order=1)) if part["from"] >= _NOON else None

    def _of_the_day(self, selection: Selection) -> Question | None:
        """Who opens or closes the day, what starts at an hour, who speaks when."""
        if self.has("who") and self.has("starts", "ends"):
            calendar = calendar_of(self.index, self.now)
            event = self._of_event(0 if self.has("starts") else -1)
            day = selection.when or event.when or (None if selection.tracks else calendar.whole([calendar.nearest_day]))
            place = Selection(rooms=selection.rooms, tracks=selection.tracks)
            named = replace(place, when=day, kinds=("opening" if self.has("starts") else "closing",), talks=True)
            if not selection.rooms and any(session.is_talk for session in select(named, self.index, self.now)):
                return self._ask(Ask.WHO, named)
            return self._ask(Ask.WHO, replace(place, when=day, talks=True, order=1 if self.has("starts") else -1))
        at = selection.when
        which = self.has("what", "on") and not self.has("leave", "missed")
        if self.has("ends") and which and at is not None and at.mode is Mode.AT:
            return self._ask(Ask.SESSIONS, replace(selection, when=replace(at, mode=Mode.ENDS)))
        if self.has("starts") and self.has("what", "exists") and at is not None and at.mode is Mode.STARTS:
            return self._ask(Ask.SESSIONS, selection)
        listed = which or self.has("exists", "who") or (self._is_plural() and not self.has("when"))
        if self.has("starts") and listed and at is not None and at.mode is Mode.AT:
            starting = Interval(at.start, at.start + timedelta(minutes=1), Mode.STARTS)
            return self._ask(Ask.SESSIONS, replace(selection, when=starting))
        if selection.is_whole and self.has("when") and self.has("who", "list") and not self.has("speaker"):
            return self._ask(Ask.SCHEDULE, Selection(talks=self.has("who", "talk")))
        return None

    def _plain(self, selection: Selection) -> Question:
        who = self._asks_who(selection)
        if self.has("past") and who and not self.named:
            return self._ask(Ask.MISSED, Selection(when=selection.when, talks=True))
        if selection.moment is not None:
            ask = Ask.NOW if selection.moment is Moment.NOW else Ask.NEXT
            return self._ask(Ask.WHO if who else ask, selection)
        if who:
            return self._who(selection)
        if selection.rooms and self.has("it", "this") and self.has("what"):  # "in K.3, what talk is this?"
            there = self._of_that_there(selection, Ask.TITLE)
            return self._ask(Ask.SESSIONS if there == selection else Ask.NOW, there)
        if self.has("schedule") or (selection.is_whole and self.has("list")):
            return self._ask(Ask.SCHEDULE, selection)
        if selection.is_open and self.has("on"):
            return self._ask(Ask.NOW, Selection(moment=Moment.NOW))
        if selection.is_whole and selection.talks:
            return self._ask(Ask.SCHEDULE, selection)
        if selection.is_open:
            return self._ask(Ask.UNKNOWN)
        if selection == Selection(rooms=selection.rooms, tracks=selection.tracks):
            running = replace(selection, moment=Moment.NOW)
            goes_on = bool(select(running, self.index, self.now))
            bare = not self.cues.keys() - {"room", "track"} and bool(selection.rooms)  # "the aula?"
            if (self.has("on") and (selection.rooms or goes_on)) or ((bare or self._is_bare_what()) and goes_on):
                return self._ask(Ask.NOW, running)
            return self._ask(Ask.SCHEDULE, selection)
        return self._ask(Ask.SESSIONS, selection)

    def _is_bare_what(self) -> bool:
        """Whether nothing but "what" is asked about a place: "what's in the aula?"."""
        return self.reading.cues.keys() - {"room", "track"} == {"what"}

    def _who(self, selection: Selection) -> Question:
        """Who speaks: at this moment, if nothing but a place is said and something is on there."""
        place = Selection(rooms=selection.rooms, tracks=selection.tracks)
        if replace(selection, talks=False) == place and not (selection.is_open and not self.has("speak")):
            running = replace(selection, moment=Moment.NOW)
            said_so = self.has("speak") and not selection.is_open
            if said_so or select(running, self.index, self.now):
                return self._ask(Ask.WHO, running)
        asked = self.has("who", "exists", "list", "count", "what", "order") or not self._begins_with_verb()
        if selection.is_open and not asked:  # "do the speakers know each other"
            return self._ask(Ask.UNKNOWN)
        return self._ask(Ask.SPEAKERS if selection.is_open else Ask.WHO, selection)

    def _selection(self) -> Selection:
        reading = self.reading
        lasting = "last" if reading.asks_how_long_it_lasts else ""
        order = reading.order or self._order_said(besides=lasting)
        if self.has("order") and not self.named and not order:
            order = 1
        of_anchor = reading.order_in_anchor(tuple(ORDERS))
        order, anchor_order = (0, order) if of_anchor else (order, 0)
        ranked = order != 0 or reading.relation is not None
        who = self.has("who", "speak", "speaker") or (ranked and self.has("who_is"))
        who = who or (order != 0 and self.has("order"))
        kinds = self.main.selection.kinds
        if (self.has("talk") and reading.relation is None) or self.has("this"):
            running = select(Selection(kinds=kinds, moment=Moment.NOW), self.index, self.now) if kinds else ()
            kinds = tuple(kind for kind in kinds if kind not in PAUSES and (running or not self.has("this")))
        own = replace(
            self.main.selection,
            kinds=kinds,
            rooms=reading.rooms,
            language=reading.spoken,
            tracks=reading.tracks,
            talks=(self.has("talk") or (who and order != 0)) and not self.main.selection.kinds,
            when=self.when,
            order=order,
            take=reading.take if abs(order) == 1 else 1,
            minutes=self.reading.minutes if self._asks_of_length() else 0,
            bound=self.reading.bound if self._asks_of_length() else 0,
        )
        daily = not self.named or (own.kinds and PAUSES.issuperset(own.kinds) and not own.named)
        if order and own.when is None and daily and not self.has("event"):
            calendar = calendar_of(self.index, self.now)
            today = replace(own, when=calendar.whole([calendar.nearest_day]))
            own = today if select(today, self.index, self.now) else own
        if own.named and own.kinds and not select(own, self.index, self.now):
            own = replace(own, kinds=())
        if own.named and reading.is_floating:
            own = replace(own, any_day=True, upcoming=len(own.named) > 1)
        if self.has("ahead") and (own.named or own.people):
            own = replace(own, coming=True)
        own = self._narrowed(self._elsewhere_than(own))
        if reading.relation is not None and len(reading.subjects) > 1:
            anchor = replace(reading.subjects[1].selection, order=anchor_order)
            return self._leaning(own, anchor, reading.relation, who=who)
        return self._over_pause(own) or self._moving(own)

    def _leaning(self, own: Selection, anchor: Selection, relation: Relation, *, who: bool) -> Selection:
        """The selection as it lies after, before or during another one: its anchor."""
        absent = set(anchor.kinds) <= {*PAUSES} and not select(anchor, self.index, self.now)
        if anchor.kinds and absent and own.when is not None and own.when.mode is Mode.STARTS:
            return own  # "tonight after dinner", where no dinner is in the programme
        if anchor.kinds == ("lunch",) and not select(anchor, self.index, self.now):
            return replace(own, when=self._around_noon(relation))
        if anchor == Selection(order=anchor.order):
            moment = Moment.NEXT if self.reading.order_in_anchor(("next",)) else Moment.NOW  # "the talk after next"
            anchor = Selection(rooms=own.rooms, tracks=own.tracks, moment=moment, talks=own.talks)
            if own.rooms and own.when is None and not select(anchor, self.index, self.now):
                return replace(own, moment=Moment.NEXT if relation is Relation.AFTER else Moment.PREVIOUS)
        if self.has("same_room") and not own.rooms:
            of = find_anchor(replace(own, anchor=anchor), self.index, self.now)
            own = replace(own, rooms=of.rooms if of is not None else ())
        any_left = self._asks_what_is_left(own, relation) and not who
        listed = self.has("list", "schedule", "count") or own.order or own.named or self.reading.wants_several
        nearest = who or not (self.reading.by_then or any_left or listed)
        if own.when is not None and not self.has("what", "next", "just") and not who:
            nearest = False  # "tomorrow before lunch" is a part of the day
        return replace(
            own,
            anchor=anchor,
            relation=relation,
            nearest=nearest,
            coming=self.reading.by_then or any_left,
            talks=own.talks or (who and not own.kinds),
        )

    def _asks_what_is_left(self, own: Selection, relation: Relation) -> bool:
        """Whether it is asked if there is anything before something, from now on: "nothing before dinner?"."""
        chosen = own.order or own.named or own.when is not None or self.has("just")
        return relation is Relation.BEFORE and not chosen and self.has("exists", "left", "rest")

    def _narrowed(self, own: Selection) -> Selection:
        """The selection without what is left out by a "besides", or to what people have in common by a "together"."""
        if self.has("jointly") and not own.named:
            own = replace(own, named=self._with_all(own))
        if not self.reading.excludes:
            return own
        beside = self.reading.subjects[1].selection
        if self.has("who", "who_is") and beside == Selection(people=beside.people) and not own.is_open:
            return own  # who else is there, whose sessions are theirs, too
        others = {session.id for session in select(beside, self.index, self.now)}
        if beside.named and all(session.id in others for session in select(own, self.index, self.now)):
            others = {*beside.named[:1]}  # of all that have a word of it, the one that it is said of
        return replace(own, without=(*own.without, *others))

    def _elsewhere_than(self, own: Selection) -> Selection:
        """The selection without the rooms, the part of a day or the language that are said with a "not" before them."""
        never = self.reading.never
        left_out = self.index.at_time(never) if never is not None else set()
        claimed = self._is_yes_or_no()
        if self.reading.denies_room and not claimed:
            left_out |= self.index.narrow(rooms=own.rooms) or set()
            own = replace(own, rooms=())
        if self.reading.denies_spoken and not claimed:
            left_out |= {at for at, one in enumerate(self.index.sessions) if speaks(one, own.language)}
            own = replace(own, language="")
        return replace(own, without=tuple(self.index.sessions[at].id for at in sorted(left_out))) if left_out else own

    def _with_all(self, own: Selection) -> tuple[str, ...]:
        """The ids of sessions that everybody who was named has a part in, if several were."""
        each = [
            self.index.narrow([person.name for person in mention.people]) or set() for mention in self.reading.people
        ]
        shared = set.intersection(*each) if len(each) > 1 else set()
        return tuple(self.index.sessions[at].id for at in sorted(shared)) or own.named

    def _over_pause(self, own: Selection) -> Selection | None:
        """What is on in a room while elsewhere there is a break: "in the exhibit hall at lunch"."""
        if not own.kinds or not own.rooms or not PAUSES.issuperset(own.kinds) or select(own, self.index, self.now):
            return None
        pause = Selection(kinds=own.kinds, when=own.when)
        there = Selection(rooms=own.rooms, when=own.when, anchor=pause, relation=Relation.DURING)
        return there if select(there, self.index, self.now) else None

    def _asks_of_length(self) -> bool:
        """Whether a length that was said is that of what is looked for, not what the asker has of time."""
        return self.has("duration") or (self.has("talk", "session") and not self.has("now", "next"))

    def _around_noon(self, relation: Relation) -> Interval:
        """What "before" or "after lunch" means where the programme has no lunch."""
        calendar = calendar_of(self.index, self.now)
        when = self.when
        day = when.days[0] if when is not None and when.days else calendar.nearest_day
        if relation is Relation.AFTER:
            return Interval(calendar.instant(day, 13), calendar.close(day), Mode.STARTS)
        return Interval(calendar.instant(day, 0), calendar.instant(day, 12), Mode.STARTS)

    def _is_plural(self) -> bool:
        return not self.reading.language.plurals.isdisjoint(self.reading.words)

    def _moving(self, own: Selection) -> Selection:
        later = replace(own, moment=Moment.NEXT, take=self.reading.take)
        if own.named and self.main.topic and self.has("next") and select(later, self.index, self.now):
            return later  # "the next talk about glaciers" is not the one that is on
        if (own.named or own.people) and self.has("next"):
            coming = replace(own, moment=Moment.NEXT)
            begins = not own.order and select(coming, self.index, self.now)
            return coming if begins else replace(own, upcoming=True, order=own.order or 1)
        if own.when is not None and not self._says_what_time_it_is(own.when):
            return own
        if own.named or own.people:
            return own
        own = replace(own, when=None)
        moment = next((moment for cue, moment in _MOMENTS if cue in self.cues), None)
        if moment is None and self.reading.leans_alone is not None:
            moment = Moment.THEN if self.reading.leans_alone is Relation.AFTER else Moment.PREVIOUS
        if moment is Moment.THEN and self.has("slides", "recording") and self._is_yes_or_no():
            moment = None  # "are the videos online afterwards"
        if moment in {Moment.NEXT, Moment.THEN} and self.has(*_OF_TALKS):
            own = replace(own, talks=not own.kinds)
        return replace(own, moment=moment, take=self.reading.take) if moment else own

    def _says_what_time_it_is(self, when: Interval) -> bool:
        """Whether a time that is said is no more than that of asking: "it's 11:50, what just ended?"."""
        near = when.mode is Mode.AT and abs(when.start - self.now) <= _ABOUT_NOW
        return near and self.has("previous", "next", "now", "then")


def _meanings(word: str) -> set[str]:
    """The stems of a word, and of what it is in another language."""
    return {stem(word), *glossary().get(stem(word), ())}


def _of_everything(selection: Selection) -> bool:
    """Whether no session, person, room or time is chosen, but at most talks in general or what is still to come."""
    return replace(selection, talks=False, upcoming=False, coming=False, moment=None).is_open


def near_names(mentions: list[PersonMention]) -> tuple[str, ...]:
    return tuple(person.name for mention in mentions for person in mention.people)[:3]
