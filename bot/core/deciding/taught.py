"""What the organisers' own answers tell: their frequent questions, their words about registration."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import (
    ONLINE,
    Considering,
)
from bot.core.kinds import PAUSES
from bot.core.lexicon import asking_words, glossary, kind_words, languages
from bot.core.needs import base, find_needs, find_taught, is_about, taught_words
from bot.core.programme import Faq, Kind
from bot.core.selection import Moment, Selection, select
from bot.core.text import singular, stem, words_of

_LEAST_TOLD = 2  # words that are not in a biography by chance
_MOST_BESIDE_FAQ = 3  # words that a question has beside what an answer was taught for
_OF_PRICE = frozenset(
    {"price", "amenity", "event", "it", "them", "this", "how", "what", "count", "exists", "registration", "speaker"}
)
_OF_REGISTRATION = frozenset({"talk", "price", "amenity", "event", "it", "this", "what", "exists", "getting"})
_OF_NEEDS = ("amenity", "price", "advice")  # words that say what is asked for, not how it is asked
_FACTS_NEEDED = {**ONLINE, Ask.LANGUAGE: "language"}
_OF_EVENT = frozenset({Ask.DIRECTIONS, Ask.ADDRESS, Ask.VENUE, Ask.DATE, Ask.ORGANISERS, Ask.CONFERENCE})
_ASKS_OTHERWISE = ("who", "who_is", "why", "count", "crowd", "trait")
_OF_THE_WAY = frozenset(
    {
        "amenity", "what", "when", "where", "how", "exists", "it", "them", "this", "directions", "venue", "event",
        "from", "from_time", "way_to", "starts",
    }
)  # fmt: skip
_OF_WHAT_IS_ON = ("next", "then", "previous", "now", "on", "speak", "starts", "ends")
_OF_LINKS = _OF_THE_WAY | {"page", "tell", "list", "posted", "recording"}


class Taught(Considering):
    """What the organisers' own answers tell: their frequent questions, their words about registration."""

    def _registration(self) -> Question | None:
        """What is asked about registration in words that the organisers use of it: "is it free for students?"."""
        reading = self.reading
        meal = self.has("amenity") and self.has("dinner", *PAUSES) and "price" in find_needs(reading.words)
        if not (meal or self.has("registration", "price")) or reading.people or reading.title:
            return None
        if self._asks_price_of_company():
            return replace(self._ask(Ask.UNKNOWN), cued=True)
        told = words_of(self.index.programme.registration)
        if told and self._chooses_between("price", "registration"):
            return self._ask(Ask.REGISTRATION)
        said = {stem(word) for word in told}
        beside = {at for cue in ("speaker", "dinner", *PAUSES) for words in reading.cues.get(cue, ()) for at in words}
        words = [reading.words[number] for number in (*reading.content, *beside)]
        words = [word for word in words if not word.isdecimal() and word not in reading.language.small_words]
        if self._asks_deadline() and not kind_words("deadline").isdisjoint(told):
            return self._ask(Ask.REGISTRATION)
        if any(map(said.isdisjoint, map(_meanings, words))):
            return None
        if words and not self.has("when", "where", "left", "time_left"):
            return self._ask(Ask.REGISTRATION)
        tells_price = not kind_words("price").isdisjoint(told) and any(map(str.isdigit, told))
        priced = self._asks_price() and {*self.main.selection.kinds} <= {"registration"} and tells_price
        return self._ask(Ask.REGISTRATION) if priced else None

    def _chooses_between(self, one: str, other: str) -> bool:
        """Whether the cues stand on two sides of an "or": "is it free or do I have to register?"."""
        either = next((at for at, word in enumerate(self.reading.words) if word in self.reading.language.either), 0)
        sides = [{words[-1] < either for words in self.cues.get(cue, ())} for cue in (one, other)]
        return either > 0 and all(len(side) == 1 for side in sides) and sides[0] != sides[1]

    def _linked(self) -> Question | None:
        """A link of the event, if its title has all that is asked for: "is there a mailing list"."""
        reading = self.reading
        named = reading.mentions or reading.people or reading.title or reading.rooms
        if named or not reading.cues.keys() <= _OF_LINKS:
            return None
        needed = {number for words in reading.cues.get("amenity", ()) for number in words}
        small = reading.language.small_words
        words = {reading.words[number] for number in {*reading.content, *needed}}
        said = {stem(word) for word in words if word not in small}
        titles = (link.title for link in self.index.programme.links if link.title)
        title = next((one for one in titles if said == {stem(word) for word in words_of(one) if word not in small}), "")
        return replace(self._ask(Ask.LINK), fact=title) if title else None

    def _held_online(self, meant: Selection) -> Question | None:
        """Where one joins what is held online, else what is on: "zoom link for the keynote", "how do I connect"."""
        said = [base(word) for word in self.reading.words]
        joining = {base(word) for word in self.reading.language.joining}
        needs = find_needs(self.reading.words)
        needed = joining.union(*needs.values())
        joins = self.has("how", "way_to") and needed == joining and not joining.isdisjoint(said)  # no "wifi"
        if not joins and needs.keys() != {"stream"}:
            return None
        content = {said[number] for number in self.reading.content}
        if content and content <= needed:
            meant = replace(meant, named=())  # what has such words in its text
        elif content and meant.is_whole:
            return None  # "how do I join the chat group"
        chosen = (Selection(moment=Moment.NOW), Selection(moment=Moment.NEXT)) if meant.is_whole else (meant,)
        for one in chosen:
            if any(not self.index.online.isdisjoint(each.rooms) for each in select(one, self.index, self.now)):
                return self._ask(Ask.WHERE, one)
        return None

    def _told(self) -> Question | None:
        """What the organisers say of the way there, if they use all the words of the question: "which tram is it"."""
        reading = self.reading
        venue = self.index.programme.venue
        if reading.mentions or reading.people or reading.title or not reading.cues.keys() <= _OF_THE_WAY:
            return None
        if reading.rooms:  # "which floor is the aula on"
            way = " ".join(room.directions for room in self.index.programme.rooms if room.name in reading.rooms)
            return self._ask(Ask.WHERE, Selection(rooms=reading.rooms)) if self._tells_all(way) else None
        if venue is None:
            return None
        told = {stem(word) for word in words_of(venue.directions)}
        said = told | {stem(word) for word in self.index.event["venue"]}
        needed = {number for words in reading.cues.get("amenity", ()) for number in words}
        ways = {number for words in reading.cues.get("way_to", ()) for number in words}
        needed |= {number for number in ways if reading.words[number] in reading.language.vehicles}
        words = [reading.words[number] for number in sorted({*reading.content, *needed})]
        meant = [_meanings(word) for word in words]
        known = not all(map(told.isdisjoint, meant)) and not any(map(said.isdisjoint, meant))
        return self._ask(Ask.DIRECTIONS) if known else None

    def _told_of_registration(self) -> Question | None:
        """What the organisers say of registration, if they use all the words of the question: "do I need a ticket"."""
        reading, told = self.reading, self.index.programme.registration
        named = reading.mentions or reading.people or reading.title or reading.rooms
        if not told or named or not reading.cues.keys() <= _OF_REGISTRATION:
            return None
        return self._ask(Ask.REGISTRATION) if self._tells_all(told) else None

    def _told_in_note(self) -> Question | None:
        """The remark on what is named, if it has all that is asked beside the title: "how many seats on the boat"."""
        chosen = self.main.selection
        if chosen.is_open or self.has("when", "where", "who", "why", "who_is", "topic", "trait"):
            return None
        found = select(replace(chosen, when=self.when), self.index, self.now)
        coming = sorted(found, key=lambda one: one.end <= self.now)
        told = (one.id for one in coming if one.note and self._tells_all(one.note, words_of(one.title)))
        one = next(told, None)
        return self._ask(Ask.NOTE, Selection(named=(one,))) if one is not None else None

    def _told_in_lives(self) -> Question | None:
        """The one person whose biography has all the words of the question: "who won the Fields medal"."""
        if not self._says((0,), "who") or self.reading.other_edition:
            return None
        small = self.reading.language.small_words
        asked = {singular(word) for word in self.reading.words[1:] if word not in small}
        if len(asked) < _LEAST_TOLD:
            return None
        told = set.intersection(*(self.index.words.told_of_speakers([stem(one)]) for one in asked))
        theirs = (self.index.sessions[at] for at in sorted(told))
        people = {one.name: one for session in theirs for one in self.index.programme.speakers_of(session)}
        found = [one.name for one in people.values() if asked.issubset(map(singular, words_of(one.biography)))]
        return self._ask(Ask.BIOGRAPHY, Selection(people=(found[0],))) if len(found) == 1 else None

    def _tells_all(self, text: str, title: Sequence[str] = ()) -> bool:
        """Whether a text has all that is asked for beside the words of a `title`, of which some have to be said."""
        reading, small = self.reading, self.reading.language.small_words
        told, titled = {*words_of(text)}, set(map(stem, title))
        told = set(map(stem, told if kind_words("bring").isdisjoint(told) else told | kind_words("bring")))
        phrases = [words for cue in _OF_NEEDS for words in reading.cues.get(cue, ())]
        needed = {number for words in phrases for number in words if reading.words[number] not in small}
        needed |= {words[-1] for words in phrases if len(words) > 1}  # "what should I bring"
        asked = {stem(reading.words[number]) for number in {*reading.content, *needed}} - titled
        meant = not title or bool(self.main.selection.kinds or reading.title or reading.people)
        meant = meant or not titled.isdisjoint(stem(reading.words[number]) for number in reading.content)
        return bool(asked) and asked <= told and meant

    def _asks_deadline(self) -> bool:
        """Whether it is asked until when one may register."""
        phrases = [self.reading.words[at] for words in self.cues.get("amenity", ()) for at in words]
        ends = self.has("ends", "until", "by_time", "last", "missed") or not kind_words("deadline").isdisjoint(phrases)
        return self.has("registration") and ends and not self.reading.mentions

    def _asks_price(self) -> bool:
        """Whether the price of the event is asked, and not that of something else."""
        cues = self.reading.cues
        prices = cues.get("price", [])
        return bool(prices) and _OF_PRICE.issuperset(cues) and all(words in prices for words in cues.get("amenity", ()))

    def _asks_price_of_company(self) -> bool:
        """Whether "it" is a meal or a party that was spoken of before, which may have a price of its own."""
        prices = self.cues.get("price", ())
        it = prices and (self.has("it") or any(self._says((at,), "it") for words in prices for at in words))
        if not it or self.previous is None or self.previous.selection.is_open:
            return False
        found = select(self.previous.selection, self.index, self.now)
        return bool(found) and all(one.kind in (Kind.SOCIAL, Kind.BREAK) for one in found)

    def _directions(self) -> Question | None:
        """How to get there, whatever is said about the train: no talk is sought."""
        reading = self.reading
        placed = reading.rooms and not (reading.unknown or self.named or self.has(*_OF_WHAT_IS_ON))
        if self.has("way_to", "directions") and placed:  # "can you show me what's next in room 3" is no way
            return self._ask(Ask.WHERE, Selection(rooms=reading.rooms))
        if self.has("way_to") and reading.tracks and not (reading.unknown or self.named):
            return self._ask(Ask.WHERE, Selection(tracks=reading.tracks))
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

    def _closest_faq(self) -> tuple[int, float]:
        """The taught answer whose way to ask is most like the question, and how much of both they share, up to 1."""
        best, found = 0.0, 0
        if not self.index.programme.faq:
            return found, best
        mine = {stem(self.reading.words[number]) for number in self._telling()}
        meant = mine.union(*(glossary().get(one, ()) for one in mine))
        for number, entry in enumerate(self.index.programme.faq):
            for way in entry.ask:
                theirs = self._stems_of(way)
                same = meant & theirs
                shared = len(same) / max(len(theirs) + max(len(mine) - len(same), 0), 1)
                if shared > best:
                    best, found = shared, number
        return found, best

    def _stems_of(self, way: str) -> frozenset[str]:
        """The stems of a way to ask that tell something; none of "give a talk", where but a talk is spoken of."""
        theirs = _telling_stems(way, self.reading.lang)
        talks = {self.reading.words[at] for cue in ("talk", "session") for at in chain(*self.cues.get(cue, ()))}
        if talks and theirs.issubset(map(stem, talks)) and not set(taught_words(way)).issubset(self.reading.words):
            return frozenset()
        return theirs

    def _taught(self, found: Question, closest: int | None) -> int | None:
        """The taught answer that is better than what was found; `closest` is like the question, but only a little."""
        if not self.index.programme.faq or self.has("time_left", "begun"):  # the clock tells that
            return None
        needed = self._find_faq_by_need() if self._lacks_fact(found) or self._passes_over_need(found) else None
        if needed is not None:
            return needed
        if closest is not None and self._is_for(closest) and not self._is_better_than_taught(found):
            return closest
        return self._find_faq_within() if self._lacks_fact(found) else None

    def _is_better_than_taught(self, question: Question) -> bool:
        """Whether the programme answers the very question better than a taught answer that is only a little like it."""
        selection = question.selection
        called = {number for kind in selection.kinds for words in self.cues.get(kind, ()) for number in words}
        whole = bool(called) and called.issuperset(self._telling())  # "posters", not the size of one
        named = bool(selection.named or selection.people or whole) and question.ask is not Ask.UNKNOWN
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
        """Whether the programme has no answer, or not the slides, the recording or the room that is asked for."""
        fact = "rooms" if question.ask is Ask.WHERE and question.selection.kinds else _FACTS_NEEDED.get(question.ask)
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
                theirs = self._stems_of(way)
                fits = theirs and theirs <= meant and len(mine - theirs) <= _MOST_BESIDE_FAQ
                if fits and self._is_for(number):
                    within[number] = max(within.get(number, 0), len(theirs))
        return max(within, key=lambda number: within[number], default=self._find_faq_by_content())

    def _find_faq_by_content(self) -> int | None:
        """The one taught answer whose ways to ask have all that the question is about: "how many credits do I get"."""
        mine = {stem(self.reading.words[number]) for number in self.reading.content}
        if not mine or self.reading.people or self.reading.mentions:
            return None
        if self.has("amenity", "speak", "topic", *_OF_WHAT_IS_ON) or all(map(self.index.is_of_event, mine)):
            return None  # "how many films" at a festival of films
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
        return [number for number, use in enumerate(self.reading.uses) if use not in {"small", "time", "track"}]


@lru_cache(maxsize=4096)
def _telling_stems(way: str, lang: str) -> frozenset[str]:
    """The stems of a way to ask without the words that a language uses for little, or to ask with."""
    small = languages()[lang].small_words
    return frozenset(stem(word) for word in taught_words(way) if word not in small and word not in asking_words())


def _meanings(word: str) -> set[str]:
    """The stems of a word, and of what it is in another language."""
    return {stem(word), *glossary().get(stem(word), ())}


def _of_everything(selection: Selection) -> bool:
    """Whether no session, person, room or time is chosen, but at most talks in general or what is still to come."""
    return replace(selection, talks=False, upcoming=False, coming=False, moment=None).is_open
