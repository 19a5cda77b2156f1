"""The words of a text, what explains each of them, and the cues that they give."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.kinds import KIND_CUES
from bot.core.labels import with_digits
from bot.core.lexicon import (
    Branch,
    Language,
    concerning_words,
    inside_words,
    languages,
    place_words,
    room_stems,
    small_words,
)
from bot.core.meant import (
    DRAWN_OUT,
    MOST_CHARACTERS,
    accents_of,
    calmed,
    find_language,
    folded_as_meant,
    only_language,
    proper_words,
    spelt_in,
)
from bot.core.people import PersonMention
from bot.core.search.index import Index
from bot.core.selection import Relation
from bot.core.text import find_words, fold, stem
from bot.core.times import (
    Calendar,
    Interval,
    Mode,
    TimeMention,
    after,
    before,
    to_interval,
    until_end,
)

_MOST_WORDS = 90
_LONGEST_PARTICLE = 2  # letters of small words in names, such as "de"
RELATIONS = {"after": Relation.AFTER, "before": Relation.BEFORE, "during": Relation.DURING}
OPPOSITE = {Relation.AFTER: Relation.BEFORE, Relation.BEFORE: Relation.AFTER, Relation.DURING: Relation.DURING}
_STATED = 3  # words in front of a "not" that tell whose statement it is
_EARLY, _NOON = 9, 12  # an hour between is of the morning where its minutes are written
_ASKING = ("what", "who", "where", "when", "how", "why", "exists", "on", "now", "next", "count", "list", "schedule")
_MOMENT = timedelta(minutes=5)  # so long "just after" an hour is
TALKS = ("keynote", "panel", "workshop", "tutorial", "lightning")
PLACED = 0.3  # the share of a room's name that is enough where a place or a time is spoken of
_NO_NUMBERS = frozenset[int]()
LONG_NUMBER = 3  # digits of one that is no hour
_SHORT = 40  # characters of a text that may be no more than a name, capitalised all through
OWNING_DAYS = frozenset({"day", "weekday", "date", "nth_day", "this_day", "other_day"})
LEFT_OUT = OWNING_DAYS | {"part", "weekend"}  # what may be denied: "not at the weekend"
_OWNING = OWNING_DAYS | {"part"}
_FEW_QUOTED = 3  # words of a title that are not there by chance
LISTING = frozenset(",/;+&")  # between names or topics
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][a-z]\w*")
_CODE = re.compile(r"\.\./|\$\{|</?\w+>|\"\w+\"\s*:|;\s*--|\bselect\b.*\bfrom\b|\d\s*[+*^=]\s*\d")

_BEHIND_TIMES = (("or_later", Relation.AFTER), ("or_earlier", Relation.BEFORE))
_BOUNDS = {
    Relation.AFTER: ("after", "from_time", "past_time", "reach", "arrive"),
    Relation.BEFORE: ("before", "by_time", "ends", "leave"),
}


class Words:
    """The words of a text, what explains each of them, and the cues that they give."""

    def __init__(self, text: str, index: Index, calendar: Calendar, fallback: str) -> None:
        self.index = index
        self.calendar = calendar
        self._folded = folded_as_meant(text, index)
        self._proper = proper_words(text[:MOST_CHARACTERS])
        named = _CAPITALISED.findall(text) if len(text) < _SHORT else ()
        self._named = frozenset(fold(word) for word in named if word[0].isupper())
        found = find_words(self._folded)[:_MOST_WORDS]
        self._places = [(word.start, word.end) for word in found]
        self.words = [word.text for word in found]
        if DRAWN_OUT.search(self._folded) is not None:
            self.words = [calmed(word, index) for word in self.words]
        self._typed = tuple(self.words)  # before any slip is mended
        self.uses = [""] * len(self.words)  # what explains each word
        self._content: list[int] | None = None
        self.quoted = index.quotations.find(self.words) if len(self.words) > 1 else None  # a title in the words
        every = range(len(self.words))
        self._spelt_rooms = index.rooms.find_exact(self.words, every)
        if not self._spelt_rooms and index.rooms.are_numbered:
            spoken = with_digits(self.words)
            self._spelt_rooms = index.rooms.find_exact(spoken, every) if spoken != self.words else []
        spelt, accented = (None, None) if text.isascii() else (spelt_in(text, index), accents_of(text))
        self.language = find_language(self._unplaced(), spelt or fallback, accented)
        self._languages = [self.language, *(one for one in languages().values() if one is not self.language)]
        self.cues: dict[str, list[tuple[int, ...]]] = {}
        self.mentions: list[TimeMention] = []
        self.title: tuple[int, ...] = ()
        self.people: list[PersonMention] = []
        self.rooms: tuple[str, ...] = ()
        self.tracks: tuple[str, ...] = ()
        self.order = 0
        self.take = 1  # how many of the next ones are wanted
        self.spoken = ""  # the code of the language in which talks are wanted

    @property
    def asks(self) -> bool:
        """Whether it ends with a question mark."""
        return self._folded.rstrip(" !.)").endswith("?")

    @property
    def asks_amid(self) -> bool:
        """Whether a question mark stands in it, at its end or not."""
        return "?" in self._folded

    @property
    def is_code(self) -> bool:
        """Whether it looks like a piece of a program rather than something said."""
        return _CODE.search(self._folded) is not None

    @property
    def lang(self) -> str:
        return self.language.code

    def has(self, *cues: str) -> bool:
        """Whether any of the cues was given."""
        return not self.cues.keys().isdisjoint(cues)

    def are_listed(self, last: int, first: int) -> bool:
        """Whether between two words there is nothing but a comma or an "and", perhaps with an article or an "in"."""
        between = self.words[last + 1 : first]
        gap = self._folded[self._places[last][1] : self._places[first][0]]
        small = all(self.uses[number] == "small" for number in range(last + 1, first))
        joined = small and len(between) <= 2 and not set(self.language.joints).isdisjoint(between)  # "and in which"
        return joined or (small and len(between) <= 1 and not LISTING.isdisjoint(gap))

    def denies(self, cue: str) -> bool:
        """Whether the cue is denied: "without", "no" or "not" before it, with nothing of content between.

        Or right behind it, at the end: "whose slides are missing?", but not "the slides are not online".
        """
        phrases = self.cues.get(cue, ())
        given = self._of_cues("speak", "posted", "exists") if cue in {"slides", "recording"} else self._of_cues("speak")
        if any(self._denier_of(words[0], given) is not None for words in phrases):  # "who hasn't given any slides"
            return True
        last = len(self.words) - 1
        lacking = self.words[last] in self.language.denying and self.uses[last] != "title"
        between = [range(words[-1] + 1, last) for words in phrases if words[-1] < last]
        return lacking and any(not gap or any(self.uses[at] == "small" for at in gap) for gap in between)

    @property
    def denies_room(self) -> bool:
        """Whether what is on elsewhere than in the rooms is wanted: "not in the aula"."""
        return bool(self.rooms) and self._denies_first("room")

    @property
    def denies_track(self) -> bool:
        """Whether what is in other tracks is wanted: "except in the Go devroom"."""
        return bool(self.tracks) and self._denies_first("track")

    @property
    def denies_spoken(self) -> bool:
        """Whether another language than the one that is said is wanted: "but not in German"."""
        return bool(self.spoken) and self._denies_first("language")

    def _denies_first(self, use: str) -> bool:
        first = next((number for number, other in enumerate(self.uses) if other == use), 0)
        if first in self._behind_cues("besides"):
            return True  # "besides the aula", "except in German"
        denier = self._denier_of(first)
        return denier is not None and denier not in self._of_cues("on")  # "what am I missing in the aula"

    def _is_denied(self, number: int) -> bool:
        return self._denier_of(number) is not None

    def _denier_of(self, number: int, between: Container[int] = frozenset()) -> int | None:
        """The number of the word such as "not" that denies a word behind it, with these between if need be."""
        for earlier in range(number - 1, max(number - 5, -1), -1):
            if self.words[earlier] in self.language.denying:
                return earlier
            passed = self.uses[earlier] == "small" or self.words[earlier] in self.language.theirs or earlier in between
            if not passed:
                return None
        return None

    def _is_left_out(self, number: int) -> bool:
        """Whether a time behind a "not" or "except" is not wanted, and tells of nobody: "I'm not in today"."""
        language = self.language
        if number in self._behind_cues("besides"):
            return True
        denier = self._denier_of(number)
        claimed = self.words[0] in language.inverted and not self.has("exists")  # "is it not on Friday?"
        if denier is None or claimed or self.words[denier] in language.mending:
            return False
        if not language.wondering.isdisjoint(self.words[denier:number]):
            return False  # "not sure if Friday or Saturday"
        before = self.words[max(denier - _STATED, 0) : denier]
        stated = denier - 1 in self._of_cues("speak") or not language.being.isdisjoint(before[-1:])
        sought = self.has("what", "who", "list", "exists") or not language.plurals.isdisjoint(self.words)
        return (sought or not stated) and language.ourselves.isdisjoint(before)

    @property
    def content(self) -> list[int]:
        """The numbers of the words that nothing explains."""
        if self._content is not None:
            return self._content
        return [number for number, use in enumerate(self.uses) if not use]

    @property
    def content_words(self) -> list[str]:
        """The words that nothing explains."""
        return [self.words[number] for number in self.content]

    @property
    def when(self) -> Interval | None:
        """The time that was said, an "after" or "before" in front of it taken into account."""
        if len(self.mentions) > 1 and (bounded := self._bounded()):
            return bounded
        if not self.mentions:
            return None
        gone = not self.language.bygone.isdisjoint(self.words)
        interval = to_interval(self._times_meant(), self.calendar, gone=gone)
        if interval is None:
            return None
        relation = self._time_relation()
        if relation is None or "through" in self.mentions[-1].values:  # "from Monday to Wednesday"
            return interval
        if interval.mode is Mode.AT and self.has("just"):
            step = _MOMENT if relation is Relation.AFTER else -_MOMENT
            return replace(interval, start=interval.start + step, end=interval.end + step)
        if relation is Relation.AFTER and self.has("from_time", "or_later") and interval.days:  # "from Friday on"
            return self.calendar.whole([day for day in self.calendar.days if day >= interval.days[0]] or interval.days)
        if relation is Relation.AFTER and self.has("from_time", "or_later") and interval.mode is Mode.STARTS:
            return replace(interval, end=self.calendar.close(self.calendar.day_of(interval.start)))
        if relation is Relation.BEFORE and any("closing" in mention.values for mention in self.mentions):
            return until_end(interval, self.calendar)
        if relation is not Relation.AFTER:
            return before(interval, self.calendar)
        if self._is_hour_of_session():  # what begins then is no more wanted than what is on then
            interval = replace(interval, start=interval.start + _MOMENT)
        return after(interval, self.calendar)

    def _bounded(self) -> Interval | None:
        """What lies between two hours, one behind an "after" or an arrival, one behind a "before" or a departure."""
        hours = [mention for mention in self.mentions if mention.kind in {"clock", "bare"}]
        if len(hours) != 2:
            return None
        days = [mention for mention in self.mentions if mention not in hours]
        said = {self._bound_of(hour): to_interval([hour, *days], self.calendar) for hour in hours}
        first, last = said.get(Relation.AFTER), said.get(Relation.BEFORE)
        if first is None or last is None or first.start >= last.start:
            return None
        ends = Mode.WITHIN if self.has("ends", "over") else Mode.STARTS
        return Interval(first.start, last.start, Mode.OVERLAPS if self.has("reach", "arrive", "leave") else ends)

    def _bound_of(self, mention: TimeMention) -> Relation | None:
        """Whether what is after an hour or before it is meant, by the cue in front of it or the "or later" behind."""
        numbers = self._numbers_in(mention.start, mention.end)
        if any(words[0] == numbers[-1] + 1 for words in self.cues.get("or_later", ())):
            return Relation.AFTER
        for relation, cues in _BOUNDS.items():
            behind = {self._behind_small(words[-1] + 1) for cue in cues for words in self.cues.get(cue, ())}
            if numbers[0] in behind:
                return relation
        return None

    def _is_hour_of_session(self) -> bool:
        """Whether a session is called by its hour: "the 2pm talk"."""
        said = self.mentions[0]
        numbers = self._numbers_in(said.start, said.end)
        before, behind = self.words[numbers[0] - 1 : numbers[0]], numbers[-1] + 1
        called = behind in self._of_cues(*KIND_CUES, "talk", "session")
        return said.kind == "clock" and called and not self.language.pointed.isdisjoint(before)

    def _times_meant(self) -> list[TimeMention]:
        """The times that were said; that of a morning, where something is held against it: "is Ada before 10:00?"."""
        said = self.mentions[0].values if len(self.mentions) == 1 and self.mentions[0].kind == "clock" else {}
        if "ap" in said or not _EARLY <= said.get("h", 0) < _NOON or self.has(*_ASKING):
            return self.mentions
        claimed = self.words[0] in self.language.inverted | self.language.claiming or self.asks
        return [replace(self.mentions[0], values={**said, "ap": 0})] if claimed else self.mentions

    def _is_label(self, numbers: Sequence[int]) -> bool:
        """Whether the words name a room, or a track with its "devroom", rather than the beginning of a title."""
        placed = not place_words().isdisjoint(self.words[number] for number in numbers)
        found = self.index.rooms.find(self.words, set(numbers), room_stems(), PLACED if placed else 0.5)
        found += self.index.tracks.find(self.words, set(numbers), room_stems()) if placed else []
        plain = {
            number
            for number in numbers
            if stem(self.words[number]) not in room_stems() and self.words[number] not in self.language.small_words
        }
        return any(plain <= set(mention.words) for mention in found)

    def _in_phrases(self, numbers: Sequence[int]) -> set[int]:
        """Which of the words stand in a whole phrase that is a cue, one word or several."""
        found = (self._longest_cue(self.words, number, self.language) for number in numbers)
        return {at for one in found if one is not None for at in one[0]}

    def _windows_of(self, called: Sequence[str]) -> list[range]:
        """Where all the words of a name stand one behind the other."""
        if not called or called[0] not in self.words:
            return []
        starts = range(len(self.words) - len(called) + 1)
        return [range(at, at + len(called)) for at in starts if self.words[at : at + len(called)] == called]

    def _use(self, numbers: Sequence[int], use: str) -> None:
        for number in numbers:
            self.uses[number] = use

    def _unplaced(self) -> list[str]:
        """The words without names, and rooms and a title spelt in full, whose language is not the question's.

        A small word tells it all the same, such as the "de" in somebody's name, but not the name "Ben". Nor do words
        that begin a longer title, beside others that tell it.
        """
        placed = {number for mention in self._spelt_rooms if len(mention.words) > 1 for number in mention.words}
        if self.quoted is not None and (self.quoted.share >= 1 or self._tell_beside(self.quoted.words)):
            placed.update(self.quoted.words)
        named = self.index.people.has_name
        capital = {word for word in self._proper if len(word) > _LONGEST_PARTICLE}
        return [
            word
            for number, word in enumerate(self.words)
            if number not in placed
            and not (named(word) and (word in capital or word not in small_words()))
            and (word in small_words() or not self._is_loan(word))
        ]

    def _tell_beside(self, quoted: Sequence[int]) -> bool:
        """Whether several words are quoted, and the others show the language: "from text to context c'est quand"."""
        if len(quoted) < _FEW_QUOTED:
            return False
        return any(only_language(word) for number, word in enumerate(self.words) if number not in quoted)

    def _is_loan(self, word: str) -> bool:
        """Whether a word of some title is of another language than the event's: "chats", which are cats in French."""
        return only_language(word) not in self.index.programme.languages and self.index.words.title_has_exactly(word)

    def _begins_cue(self, number: int, *cues: str) -> bool:
        """Whether one of the cues begins at the word: "room", "dev room"."""
        found = self._longest_cue(self.words, number, self.language) if number < len(self.words) else None
        return found is not None and not set(cues).isdisjoint(found[1])

    def _says_nothing(self, word: str) -> bool:
        return word in self.language.small_words or word in self.language.claiming

    def _is_in_title(self, numbers: Sequence[int]) -> bool:
        """Whether the words are a part of a whole title that is quoted: that of a "Club K reunion" in another room."""
        return self.quoted is not None and self.quoted.share >= 1 and set(numbers) < set(self.quoted.words)

    def _numbers_in(self, start: int, end: int) -> list[int]:
        return [number for number, place in enumerate(self._places) if place[0] < end and start < place[1]]

    def _is_owner(self, number: int) -> bool:
        """Whether a word that may be a name has something: "page's talk"."""
        word, language = self.words[number], self.language
        owns = self.words[number + 1 : number + 2] == ["'s"] and word not in language.rooms | language.pointed
        return owns and len(word) > 3 and self.index.people.has_name(word)

    def _is_organiser(self, number: int) -> bool:
        """Whether a small word is the name of an organiser, and does not stand behind an hour: "9 sharp"."""
        timed = number > 0 and self.uses[number - 1] == "time"
        return self.words[number] in self.index.small_organisers and not timed

    def _is_surname(self, number: int) -> bool:
        """Whether a capitalised word stands behind a first name, as in "Larry Page", or has something."""
        word = self.words[number]
        if self._is_owner(number):
            return True
        if number == 0 or not {word, self.words[number - 1]} <= self._proper | self._named:
            return False
        if self._folded[self._places[number - 1][1] : self._places[number][0]] not in {" ", "-"}:
            return False  # "slides of Larry? Thanks"
        return self.index.people.has_name(self.words[number - 1]) and not self.index.people.has_name(word)

    def _longest_cue(
        self, read_as: Sequence[str], start: int, language: Language
    ) -> tuple[tuple[int, ...], tuple[str, ...]] | None:
        best: tuple[tuple[int, ...], tuple[str, ...]] | None = None
        if read_as[start] not in language.phrases.following:
            return None
        for words, cues in walk(language.phrases, read_as, start, (), gapped=False):
            longer = best is None or len(words) > len(best[0])
            if longer and words and self._may_take(words):
                best = words, cues
        return best

    def _may_take(self, words: Sequence[int]) -> bool:
        """Whether a phrase may have these words: none of a title, and of a time only if the whole time lies in it."""
        if any(self.uses[number] in {"title", "room", "track"} for number in words):
            return False
        timed = [number for number in words if self.uses[number] == "time"]
        if not timed:
            return True
        inside = [numbers for numbers in self._time_words() if not set(numbers).isdisjoint(timed)]
        return len(words) > len(timed) and all(set(numbers) <= set(words) for numbers in inside)

    def _time_words(self) -> list[list[int]]:
        return [self._numbers_in(mention.start, mention.end) for mention in self.mentions]

    def _take_cue(self, words: tuple[int, ...], cues: Sequence[str]) -> None:
        self.mentions = [
            mention for mention in self.mentions if set(self._numbers_in(mention.start, mention.end)).isdisjoint(words)
        ]
        self._use(words, "cue")
        for cue in cues:
            self.cues.setdefault(cue, []).append(words)

    def _is_inside(self, number: int) -> bool:
        """Whether the word of that number stands in front of a place: "in", "at"."""
        return number >= 0 and self.words[number] in inside_words()

    def _behind_cues(self, *cues: str) -> set[int]:
        """The numbers of the first words behind the cues that are not small."""
        return {self._behind_small(number + 1) for number in self._of_cues(*cues)}

    def _of_cues(self, *cues: str) -> frozenset[int]:
        """The numbers of the words that give any of the cues."""
        if self.cues.keys().isdisjoint(cues):
            return _NO_NUMBERS  # most are not there
        return frozenset(number for cue in cues for words in self.cues.get(cue, ()) for number in words)

    def _words_of_tracks(self) -> set[int]:
        """The numbers of words that spell a track of several words, where one or a talk is spoken of."""
        if not self.has("track", "talk", "session"):
            return set()
        exact = self.index.tracks.find_exact(self.words, self.content, 2)
        return {number for mention in exact for number in mention.words}

    def _behind_small(self, number: int) -> int:
        """The number of the first word from that one on that is not small."""
        while number < len(self.words) and self.uses[number] == "small":
            number += 1
        return number

    def _kind_behind_day(self, number: int) -> int:
        """The number of the kind of session behind a time that is said to have it: "before Friday's break"; or 0."""
        begins = behind = self._behind_small(number)
        for mention in self.mentions:
            numbers = self._numbers_in(mention.start, mention.end)
            if mention.kind in _OWNING and behind == numbers[0]:
                behind = numbers[-1] + 1
                behind += self.words[behind : behind + 1] == ["'s"]
        behind += behind > begins and behind in self._of_cues("first", "second", "third", "last")
        return behind if behind > begins and behind in self._of_cues(*KIND_CUES) else 0

    def _next_use(self, number: int) -> str:
        number = self._behind_small(number)
        return (self.uses[number] or "topic") if number < len(self.words) else "none"

    def _time_relation(self) -> Relation | None:
        for cue, relation in (
            *RELATIONS.items(),
            ("from_time", Relation.AFTER),
            ("past_time", Relation.AFTER),
            ("by_time", Relation.BEFORE),
        ):
            for words in self.cues.get(cue, ()):
                if self._next_use(words[-1] + 1) == "time" and not self._kind_behind_day(words[-1] + 1):
                    return OPPOSITE[relation] if self._is_left_out(words[0]) else relation
        for cue, relation in _BEHIND_TIMES:
            if cue in self.cues and any(words[0] and self.uses[words[0] - 1] == "time" for words in self.cues[cue]):
                return relation
        return None

    def _drop_cues_of(self, number: int) -> None:
        for cue in [cue for cue in self.cues if number in self._of_cues(cue)]:
            self._drop_cue(cue, number)

    def _drop_cue(self, cue: str, number: int) -> None:
        kept = [words for words in self.cues[cue] if number not in words]
        if kept:
            self.cues[cue] = kept
        else:
            del self.cues[cue]


def _ends_phrase(words: Sequence[str], at: int) -> bool:
    """Whether a phrase with a gap may end in front of that word, the last but one at most; "about" is not its end."""
    if at < len(words) - 1:
        return False
    return at == len(words) or words[at] in small_words() or words[at - 1] not in concerning_words()


def walk(
    branch: Branch, words: Sequence[str], at: int, taken: tuple[int, ...], *, gapped: bool
) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    """All phrases that begin at a word: the numbers of their words, and their cues."""
    if at >= len(words) and "$" in branch.following:
        yield taken, branch.following["$"].cues
    if branch.cues and (not gapped or _ends_phrase(words, at)):
        yield taken, branch.cues
    if at >= len(words):
        return
    following = branch.following.get(words[at])
    if following is not None:
        yield from walk(following, words, at + 1, (*taken, at), gapped=gapped)
    if "*" in branch.following:
        for later in range(at + 1, min(at + 7, len(words))):
            follow = branch.following["*"].following.get(words[later])
            if follow is not None:
                yield from walk(follow, words, later + 1, (*taken, later), gapped=True)
