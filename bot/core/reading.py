"""What each word of a question is for: quoted title, time, cue, name, room, track, topic, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.core.kinds import KIND_CUES
from bot.core.labels import LabelMention
from bot.core.lexicon import Branch, Language, glossary, kind_words, known_words, languages, room_stems
from bot.core.people import SLIP, Person, PersonMention
from bot.core.search import Hit, Index
from bot.core.selection import Relation, Selection
from bot.core.spelling import closest
from bot.core.text import find_words, fold, stem, words_of
from bot.core.times import Calendar, Interval, TimeMention, after, before, find_times, to_interval

_TELLING_LENGTH = 12
_COMMON = 0.5  # a word this little rare may be missing from what a topic finds
_CLEARLY = 0.95  # what comes second is less than this part of what is clearly best
_BEST = 24  # so many hits are shown at once
_NEAR = 0.4  # the share of a topic that what is "nearest" has to cover
_MOST_CHARACTERS = 1200
_MOST_WORDS = 90
_MOST_CORRECTED = 12
_RELATIONS = {"after": Relation.AFTER, "before": Relation.BEFORE, "during": Relation.DURING}
# Cues that are also ordinary nouns: beside a topic word they may be part of the topic.
_WEAK = frozenset(
    {
        "page", "note", "language", "title", "track_of", "theme", "list", "longer", "left", "over", "rest", "first",
        "last", "second", "third", "starts", "ends", "moved", "authors", "recording", "social", "break", "posters",
        "panel", "sprint", "meeting", "tutorial", "workshop", "opening", "closing", "amenity", "venue", "address",
        "directions", "event", "date", "room", "track", "registration", "organisers", "conference", "contributed",
        "works_on", "affiliation", "slides", "coffee", "lunch", "speaker", "when", "help", "schedule", "reach", "talk",
        "session", "next",
    }
)  # fmt: skip
_OF_EVENTS = ("starts", "ends", "over", "date", "when", "where", "venue", "address", "duration", "until", "organisers")
_TOPICAL = frozenset(
    {
        "moved",
        "longer",
        "shorter",
        "language",
        "page",
        "note",
        "title",
        "theme",
        "social",
        "amenity",
        "recording",
        "posters",
        "authors",
    }
)
_OF_NEEDS = ("where", "when", "exists", "how", "what", "venue")
_IN_ANCHORS = ("talk", "session", "this", "it", "topic", "speaker", "first", "second", "third", "last")
_ORDER_AFTER = frozenset({*KIND_CUES, "talk", "session"})


@dataclass(frozen=True, slots=True)
class Subject:
    """Sessions or people that some words of a question name, the words, and those among them that nothing explains."""

    words: tuple[int, ...]
    selection: Selection
    unknown: tuple[str, ...] = ()
    near: tuple[int, ...] = ()


class Reading:
    """The words of a text with what explains each of them, and what they amount to. Not changed once it is made."""

    def __init__(self, text: str, index: Index, calendar: Calendar, fallback: str) -> None:
        self.index = index
        self.calendar = calendar
        self._folded = fold(_with_accents(text[:_MOST_CHARACTERS]))
        self._places = [(word.start, word.end) for word in find_words(self._folded)[:_MOST_WORDS]]
        self.words = [_calmed(word.text, index) for word in find_words(self._folded)[:_MOST_WORDS]]
        self.uses = [""] * len(self.words)  # what explains each word
        self.language = _find_language(self.words, fallback)
        self.cues: dict[str, list[tuple[int, ...]]] = {}
        self.mentions: list[TimeMention] = []
        self.title: tuple[int, ...] = ()
        self.people: list[PersonMention] = []
        self.rooms: tuple[str, ...] = ()
        self.tracks: tuple[str, ...] = ()
        self.order = 0
        self.take = 1  # how many of the next ones are wanted
        self._find_spelt_rooms()
        self.mentions = self._find_times()
        self._quote()
        self._use_times()
        self._find_cues()
        self._use_small_words()
        mentions = self._find_people()
        self._use_people(mention for mention in mentions if len(mention.words) > 1)
        self._find_rooms()
        self.unknown_room = self._names_unknown_room()
        self._use_people(mention for mention in mentions if len(mention.words) == 1)
        self._find_tracks()
        self.spoken = self._find_spoken()
        self._find_event_names()
        self._find_numbers()
        self._free_amenities()
        self.relation, self._relation_end = self._find_relation()
        self.subjects = self._find_subjects()

    @property
    def asks(self) -> bool:
        """Whether it ends with a question mark."""
        return self._folded.rstrip(" !.)").endswith("?")

    @property
    def lang(self) -> str:
        return self.language.code

    def has(self, *cues: str) -> bool:
        """Whether any of the cues was given."""
        return any(cue in self.cues for cue in cues)

    def denies(self, cue: str) -> bool:
        """Whether the cue is denied: "without", "no" or "not" before it, with nothing of content between."""
        return any(self._is_denied(words[0]) for words in self.cues.get(cue, ()))

    def _is_denied(self, number: int) -> bool:
        for earlier in range(number - 1, max(number - 5, -1), -1):
            if self.words[earlier] in self.language.denying:
                return True
            if self.uses[earlier] != "small":
                return False
        return False

    @property
    def content(self) -> list[int]:
        """The numbers of the words that nothing explains."""
        return [number for number, use in enumerate(self.uses) if not use]

    @property
    def main(self) -> Subject:
        """The first subject that names anything, else the first."""
        if not self._compares():
            return self.subjects[0]
        return next((one for one in self.subjects if not one.selection.is_open), self.subjects[0])

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(word for subject in self.subjects for word in subject.unknown)

    @property
    def when(self) -> Interval | None:
        """The time that was said, an "after" or "before" in front of it taken into account."""
        interval = to_interval(self.mentions, self.calendar)
        if interval is None:
            return None
        relation = self._time_relation()
        if relation is None:
            return interval
        return after(interval, self.calendar) if relation is Relation.AFTER else before(interval, self.calendar)

    # Layers, in the order in which they claim words

    def _quote(self) -> None:
        quoted = self.index.find_quoted_title(self.words) if len(self.words) > 1 else None
        if quoted is None or any(self.uses[number] for number in quoted.words):
            return
        if all(self.index.sessions[at].is_break for at in quoted.positions):
            return
        timed = {number for mention in self.mentions for number in self._numbers_in(mention.start, mention.end)}
        telling = [number for number in quoted.words if not self._is_cue_or_small(self.words[number])]
        if timed.issuperset(telling) and telling and quoted.share < 1:
            return
        if quoted.share < 1 and self._is_label(quoted.words):
            return
        if telling or len(quoted.words) >= 3:
            self.title = quoted.positions
            self._use(quoted.words, "title")

    def _is_label(self, numbers: Sequence[int]) -> bool:
        """Whether the words name a room rather than the beginning of a title."""
        found = self.index.rooms.find(self.words, set(numbers), room_stems())
        plain = {
            number
            for number in numbers
            if stem(self.words[number]) not in room_stems() and self.words[number] not in self.language.small_words
        }
        return any(plain <= set(mention.words) for mention in found)

    def _is_cue_or_small(self, word: str) -> bool:
        return word in self.language.cue_words or word in self.language.small_words

    def _use(self, numbers: Sequence[int], use: str) -> None:
        for number in numbers:
            self.uses[number] = use

    def _find_spelt_rooms(self) -> None:
        """Rooms of several words, spelt in full, which might else be taken for times or something else."""
        numbers = range(len(self.words))
        for mention in self.index.rooms.find_exact(self.words, numbers, 2):
            if not all(self.words[number].isdigit() for number in mention.words):
                self.rooms = (*self.rooms, *mention.names)
                self._use(mention.words, "room")

    def _find_times(self) -> list[TimeMention]:
        others = [language for language in languages().values() if language is not self.language]
        found = find_times(self._folded, [self.language, *others])
        placed = ((mention, self._numbers_in(mention.start, mention.end)) for mention in found)
        return [one for one, numbers in placed if numbers and not any(self.uses[number] for number in numbers)]

    def _use_times(self) -> None:
        kept = []
        for mention in self.mentions:
            numbers = self._numbers_in(mention.start, mention.end)
            if not any(self.uses[number] for number in numbers):
                kept.append(mention)
                self._use(numbers, "time")
        self.mentions = kept

    def _numbers_in(self, start: int, end: int) -> list[int]:
        return [number for number, place in enumerate(self._places) if place[0] < end and start < place[1]]

    def _find_cues(self) -> None:
        read_as = self._corrected()
        number = 0
        while number < len(self.words):
            step = 1
            if self.uses[number] not in {"title", "cue", "room"}:
                for language in (self.language, *languages().values()):
                    found = self._longest_cue(read_as, number, language)
                    if found is not None:
                        words, cues = found
                        self._take_cue(words, cues)
                        step = len(words) if words == tuple(range(number, number + len(words))) else 1
                        break
                    if read_as[number] in self.language.small_words:
                        break
            number += step

    def _corrected(self) -> list[str]:
        """The words, those that nobody knows replaced by the cue word they miss by a slip of the finger."""
        read_as = list(self.words)
        left = _MOST_CORRECTED
        for number, word in enumerate(self.words):
            if self.uses[number] or len(word) < 4 or word in known_words() or not left or not word.isalpha():
                continue
            if self.index.knows(word) or self.index.people.has_name(word) or self.index.is_of_event(word):
                continue
            left -= 1
            nearest = _closest_cue(word, self.language)
            if nearest is not None and not self._may_be_surname(number, nearest):
                read_as[number] = nearest
                if self.index.knows(nearest):
                    self.words[number] = nearest
        return read_as

    def _may_be_surname(self, number: int, cue_word: str) -> bool:
        """Whether a word behind a first name is rather an unknown last name than a slip for a cue."""
        if number == 0 or not self.index.people.has_name(self.words[number - 1]):
            return False
        branch = self.language.phrases.following.get(cue_word)
        return branch is None or not {"speak", "talk", "slides", "when"} & set(branch.cues)

    def _longest_cue(
        self, read_as: Sequence[str], start: int, language: Language
    ) -> tuple[tuple[int, ...], tuple[str, ...]] | None:
        best: tuple[tuple[int, ...], tuple[str, ...]] | None = None
        for words, cues in _walk(language.phrases, read_as, start, (), gapped=False):
            longer = best is None or len(words) > len(best[0])
            if longer and words and self._may_take(words):
                best = words, cues
        return best

    def _may_take(self, words: Sequence[int]) -> bool:
        """Whether a phrase may have these words: none of a title, and of a time only if the whole time lies in it."""
        if any(self.uses[number] in {"title", "room"} for number in words):
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

    def _use_small_words(self) -> None:
        for number, word in enumerate(self.words):
            if not self.uses[number] and (word in self.language.small_words or "'" in word):
                self.uses[number] = "small"

    def _find_rooms(self) -> None:
        open_words = {
            number
            for number, word in enumerate(self.words)
            if self.uses[number] == ""
            or (self.uses[number] == "cue" and number in self._of_cues("room", "track"))
            or (self.uses[number] == "small" and (len(word) == 1 or self._stands_behind_in(number)))
            or (self.uses[number] != "title" and word.isdigit())
        }
        placed = bool(self.mentions) or self.has("room", "now", "next", "on", "then")
        mentions = self.index.rooms.find(self.words, open_words, room_stems(), 0.3 if placed else 0.5)
        kept = [mention for mention in mentions if self._is_room(mention)]
        self.rooms = tuple(dict.fromkeys((*self.rooms, *(name for mention in kept for name in mention.names))))
        for mention in kept:
            self._use(mention.words, "room")

    def _stands_behind_in(self, number: int) -> bool:
        return number - 1 in self._of_cues("room") or self._is_inside(number - 1)

    def _is_inside(self, number: int) -> bool:
        """Whether the word of that number stands in front of a place: "in", "at"."""
        return number >= 0 and any(self.words[number] in language.inside for language in languages().values())

    def _of_cues(self, *cues: str) -> set[int]:
        return {number for cue in cues for words in self.cues.get(cue, ()) for number in words}

    def _is_room(self, mention: LabelMention) -> bool:
        """Whether words that fit a room name one here: a single word that also means something else needs a sign."""
        if len(mention.words) > 1:
            return any(self.uses[number] != "small" for number in mention.words)
        word = self.words[mention.words[0]]
        first = mention.words[0]
        if word.isdigit():
            return not self._of_cues("room").isdisjoint({first - 1, first + 1})
        sign = (
            self._is_inside(first - 1)
            or not self._of_cues("room", "track").isdisjoint({first - 1, first + 1, first - 2})
            or bool(self.mentions)
            or self.has("now", "next", "on", "then")
        )
        if not self.index.people.has_name(word) and not self.index.title_has(word) and len(word) >= 3:
            return True
        return sign and not (self.has("speak", "who_is", "who") and self.index.people.has_name(word))

    def _names_unknown_room(self) -> bool:
        """Whether a room is named that the programme does not have, such as "room 7b"."""
        for number in self._of_cues("room"):
            behind = number + 1
            if behind < len(self.words) and self.uses[behind] in {"", "small"}:
                word = self.words[behind]
                if (len(word) == 1 and (word != "a" or behind == len(self.words) - 1)) or not word.isalpha():
                    return "'" not in word
        return False

    def _find_people(self) -> list[PersonMention]:
        open_words = set(self.content)
        known = {number for number in open_words if self.index.has_word(self.words[number])}
        return self.index.people.find(self.words, open_words, known)

    def _use_people(self, mentions: Iterable[PersonMention]) -> None:
        for mention in mentions:
            taken = any(self.uses[number] == "room" for number in mention.words)
            if not taken and not self._is_room_name(mention) and self._is_person(mention):
                self.people.append(mention)
                self._use(mention.words, "person")

    def _is_room_name(self, mention: PersonMention) -> bool:
        """Whether the words name a room as well, and "room" or "stage" stands beside them."""
        beside = {mention.words[0] - 1, mention.words[-1] + 1}
        return not self._of_cues("room").isdisjoint(beside) and self._is_label(mention.words)

    def _is_person(self, mention: PersonMention) -> bool:
        number = mention.words[0]
        word = self.words[number]
        if len(mention.words) == 1 and len(word) <= 5 and mention.quality == SLIP:
            return False  # "Marco" is not "Marc" misspelt
        if mention.full:
            return True
        if not self.index.title_has(word) and not (mention.quality < 0.85 and self.index.knows(word)):
            return True
        asked = self.has("speak", "who_is", "who", "when", "where", "slides", "talk", "abstract", "missed", "reach")
        about = self.has("topic") and number > min(self._of_cues("topic"))
        return mention.quality >= 0.99 and asked and not about

    def _find_tracks(self) -> None:
        said = self._of_cues("track", "room", "talk", "session")
        if not said:
            return
        beside = {number + step for number in said for step in (-1, 1) if number + step not in said}
        weak = self._of_cues(*(_WEAK - {"track", "room", "talk", "session"})) - said
        open_words = set(self.content) | weak
        open_words |= {number for number in beside if 0 <= number < len(self.words) and self.uses[number] == "small"}
        mentions = [
            mention
            for mention in self.index.tracks.find(self.words, open_words, room_stems())
            if self._is_track(mention)
        ]
        for mention in mentions[:1]:
            self.tracks = mention.names
            for number in mention.words:
                for cue in [cue for cue in self.cues if number in self._of_cues(cue)]:
                    self._drop_cue(cue, number)
            self._use(mention.words, "track")

    def _is_track(self, mention: LabelMention) -> bool:
        if any(self.uses[number] == "small" for number in mention.words):
            return mention.quality >= 1 and self.has("track")
        return self.has("track", "room") or (mention.quality >= 0.99 and len(mention.words) > 1)

    def _find_spoken(self) -> str:
        """The code of the language in which sessions are wanted: "talks in English", "an English talk"."""
        talks = self._of_cues("talk", "session", "speak")
        for number in self.content:
            code = self.language.spoken.get(self.words[number])
            if code is not None and (self._is_inside(number - 1) or not talks.isdisjoint({number - 1, number + 1})):
                for other in self.content:
                    if self.words[other] in self.language.spoken:
                        self.uses[other] = "language"
                return code
        return ""

    def _find_event_names(self) -> None:
        """Words of the event's own name stand for "the event"."""
        called = [word for word in words_of(self.index.programme.title) if word.isalpha()]
        for start in range(len(self.words) - len(called) + 1):
            window = range(start, start + len(called))
            if len(called) > 1 and [self.words[number] for number in window] == called:
                self.cues.setdefault("event", []).append(tuple(window))
                self._use(window, "cue")
        names = self.index.event["title"] - self.index.event["organisers"] - self.index.event["conference"]
        alone = len(self.content) == 1 and len(names) <= 2 and self.has(*_OF_EVENTS)
        for number in self.content:
            if self.words[number] in names and (alone or not self.index.title_has(self.words[number])):
                self.cues.setdefault("event", []).append((number,))
                self.uses[number] = "cue"

    def _find_numbers(self) -> None:
        for number, word in enumerate(self.words):
            value = int(word) if word.isdigit() and len(word) < 3 else self.language.numbers.get(word)
            if value is None or self.uses[number] not in {"", "small"}:
                continue
            if number and number - 1 in self._of_cues(*_ORDER_AFTER) - self._of_cues("next") and 0 < value < 30:
                self.order = value
                self.uses[number] = "number"
            elif self.has("next") and {number - 1, number + 1} & self._of_cues("next", "talk", "session"):
                self.take = value
                self.uses[number] = "number"
            elif number + 1 in self._of_cues(*_ORDER_AFTER, "first", "last") or not word.isdigit():
                self.uses[number] = "number"

    def _free_amenities(self) -> None:
        """Where a talk about it is asked for, "ticket" is a topic and not the thing an attendee needs."""
        if not self.has("amenity"):
            return
        words = [number for words in self.cues["amenity"] for number in words]
        beside = {(number + min(step, 0), number + max(step, 0)) for number in words for step in (-1, 1)}
        quoted = any(
            self.index.has_pair(self.words[one], self.words[other])
            for one, other in beside
            if one >= 0 and other < len(self.words)
        )
        titled = all(self.index.title_has(self.words[number]) for number in words)
        if quoted or (titled and (self.has("topic", "talk") or (self.content and not self.has(*_OF_NEEDS)))):
            del self.cues["amenity"]
            self._use(words, "")

    def _find_relation(self) -> tuple[Relation | None, int]:
        """An "after" or "before" that leans on sessions or people, and the number of the word behind it."""
        for cue, relation in _RELATIONS.items():
            for words in self.cues.get(cue, ()):
                end = words[-1] + 1
                following = self._next_use(end)
                if following not in {"time", "none"}:
                    return relation, end
        return None, 0

    def _next_use(self, number: int) -> str:
        while number < len(self.words) and self.uses[number] == "small":
            number += 1
        return (self.uses[number] or "topic") if number < len(self.words) else "none"

    def _time_relation(self) -> Relation | None:
        for cue, relation in (*_RELATIONS.items(), ("from_time", Relation.AFTER), ("by_time", Relation.BEFORE)):
            if any(self._next_use(words[-1] + 1) == "time" for words in self.cues.get(cue, ())):
                return relation
        return None

    @property
    def leans_alone(self) -> Relation | None:
        """An "after" or "before" with nothing behind it: after what was spoken of, or after what is on."""
        for cue, relation in _RELATIONS.items():
            if any(self._next_use(words[-1] + 1) == "none" for words in self.cues.get(cue, ())):
                return relation
        return None

    # Subjects

    def _find_subjects(self) -> list[Subject]:
        found = [self._subject(numbers) for numbers in self._segments()]
        return self._any_of(found) if self._is_choice() and not self._compares() else found

    def _compares(self) -> bool:
        return self.has("order", "overlap", "longer", "shorter", "gap") or (self.has("between") and not self.mentions)

    def _any_of(self, found: list[Subject]) -> list[Subject]:
        """The sides of "this or that" as one, those that the programme does not know left out if it knows another."""
        known = [subject for subject in found if not subject.unknown and not subject.selection.is_open]
        if not known:
            return found
        named = tuple(dict.fromkeys(one for subject in known for one in subject.selection.named))
        return [Subject(tuple(range(len(self.words))), replace(known[0].selection, named=named))]

    def _segments(self) -> Iterator[list[int]]:
        """The words of each side of a comparison, or those before and behind an "after"; else all together."""
        everything = list(range(len(self.words)))
        if self._compares() or self._is_choice():
            start = 0
            for number in everything:
                if self.words[number] in self.language.between or self._is_comparing(number):
                    yield everything[start:number]
                    start = number + 1
            yield everything[start:]
        elif self.relation is not None:
            behind = self._relation_end
            while behind < len(self.words) and self._belongs_to_anchor(behind):
                behind += 1
            yield everything[: self._relation_end] + everything[behind:]
            yield everything[self._relation_end : behind]
        else:
            yield everything

    @property
    def offers_choice(self) -> bool:
        return not self.language.either.isdisjoint(self.words)

    def order_in_anchor(self, orders: Sequence[str]) -> bool:
        """Whether a word of order belongs to what is behind an "after": "after the first break"."""
        return self.relation is not None and any(number >= self._relation_end for number in self._of_cues(*orders))

    def _is_choice(self) -> bool:
        return self.offers_choice and len(self.content) > 1

    def _is_comparing(self, number: int) -> bool:
        return number in self._of_cues("order", "overlap", "longer", "shorter", "gap", "between")

    def _belongs_to_anchor(self, number: int) -> bool:
        if self.uses[number] == "cue":
            return number in self._of_cues(*KIND_CUES, *_IN_ANCHORS)
        return self.uses[number] not in {"time", "room"}

    def _subject(self, numbers: Sequence[int]) -> Subject:
        inside = set(numbers)
        people = [mention for mention in self.people if inside.issuperset(mention.words)]
        kinds = tuple(cue for cue in self.cues if cue in KIND_CUES and inside & self._of_cues(cue))
        if "registration" in kinds and not self.index.of_kind["registration"]:
            kinds = tuple(kind for kind in kinds if kind != "registration")
        literal = {self.words[number] for kind in kinds for number in self._of_cues(kind) & inside}
        title = self.title if any(self.uses[number] == "title" for number in numbers) else ()
        content = [number for number in numbers if not self.uses[number]]
        selection = Selection(
            named=tuple(self.index.sessions[at].id for at in title),
            people=_names(person for mention in people for person in mention.people),
            kinds=_telling_kinds(kinds),
            literal=self._literal(literal, kinds),
        )
        if title and not content:
            return Subject(tuple(numbers), replace(selection, named=(*selection.named, *self._akin(selection))))
        if title and content:
            return self._beyond_title(tuple(numbers), selection, content)
        if not content:
            return Subject(tuple(numbers), selection)
        return self._with_topic(tuple(numbers), selection, content)

    def _beyond_title(self, numbers: tuple[int, ...], selection: Selection, content: Sequence[int]) -> Subject:
        """A title with further words beside it: a topic that holds them all, else the title if it is a long one."""
        quoted = [number for number, use in enumerate(self.uses) if use == "title"]
        telling = [number for number in quoted if self.words[number] not in self.language.small_words]
        topic = self._with_topic(numbers, replace(selection, named=()), sorted({*telling, *content}))
        if topic.selection.named and not topic.unknown:
            return topic
        if len(telling) > 2 * len(content):
            return Subject(numbers, selection)
        return replace(topic, unknown=tuple(self.words[number] for number in content))

    def _akin(self, selection: Selection) -> tuple[str, ...]:
        """Other sessions about the very words of a title that was quoted only in part."""
        words = [self.words[number] for number, use in enumerate(self.uses) if use == "title"]
        telling = [word for word in words if word not in self.language.small_words]
        if len(telling) == len(words_of(self.index.sessions[self.title[0]].title)) or len(telling) < 2:
            return ()
        hits = self.index.find_topic(telling).hits
        ids = (
            self.index.sessions[hit.position].id for hit in hits if hit.cover > 0.99 and hit.score > 0.6 * hits[0].score
        )
        return tuple(one for one in ids if one not in selection.named)[:4]

    def _literal(self, words: set[str], kinds: tuple[str, ...]) -> tuple[str, ...]:
        """What an opening or closing is called beside that, such as "ceremony"."""
        if not {"opening", "closing"} & set(kinds):
            return ()
        called = {stem(word) for word in words if word not in self.language.small_words and "'" not in word}
        usual = {stem(word) for word in kind_words("opening") | kind_words("closing")}
        return tuple(sorted(called - usual))

    def _with_topic(self, numbers: tuple[int, ...], selection: Selection, content: Sequence[int]) -> Subject:
        topical = self._with_weak_neighbours(content)
        words = _glue([self.words[number] for number in topical], self.index)
        if self.has("from", "affiliation", "somebody") and not selection.people:
            people = self.index.people.affiliated(words)
            if people:
                return Subject(numbers, replace(selection, people=_names(people)))
        within = self._within(selection)
        topic = self.index.find_topic(words, within)
        near = tuple(hit.position for hit in topic.hits[:2] if self._is_near(hit, words))
        best = self._good_hits(topic.hits, words)
        if not best and within is not None and self.mentions:  # not then, but perhaps at another time
            best = self._good_hits(self.index.find_topic(words, self._within(selection, at_any_time=True)).hits, words)
        if not best and selection.people:
            return self._with_name_as_topic(numbers, selection, topical)
        if not best:
            return Subject(numbers, selection, tuple(words), near)
        plural = not self.language.plurals.isdisjoint(self.words)
        asks_one = self.has("talk", "when", "where", "who", "tell")
        many = plural or not asks_one or self.has("exists", "topic", "list", "on", "count")
        least = best[0].score * best[0].cover * (0.5 if many else 0.65)
        wanted = [hit for hit in best if hit.score * hit.cover >= least]
        ids = tuple(self.index.sessions[hit.position].id for hit in (_by_time(wanted) if many else wanted))
        return Subject(numbers, replace(selection, named=ids, people=()))

    def _with_name_as_topic(self, numbers: tuple[int, ...], selection: Selection, topical: Sequence[int]) -> Subject:
        """The topic that words beside a first name make together with it: somebody spoken of, who is no speaker."""
        named = [number for mention in self.people if not mention.full for number in mention.words if number in numbers]
        words = [self.words[number] for number in sorted({*named, *topical})]
        hits = self.index.find_topic(words).hits if named else ()
        best = [hit for hit in hits if hit.cover > 0.95]
        if not best or not self.index.stands_together(best[0].position, words):
            return Subject(numbers, selection, tuple(self.words[number] for number in topical))
        ids = tuple(self.index.sessions[hit.position].id for hit in best)
        return Subject(numbers, replace(selection, named=ids, people=()))

    def _is_near(self, hit: Hit, words: Sequence[str]) -> bool:
        """Whether a hit that is not good enough for an answer is worth mentioning beside a refusal."""
        return hit.cover >= _NEAR and self.index.lacks(hit.position, words)[0]

    def _good_hits(self, hits: Sequence[Hit], words: Sequence[str]) -> list[Hit]:
        """The hits that are about all of the words, or all but common ones; none if the first is not."""
        least = 0.9 if len(words) == 1 else 0.6
        if len(words) == 1 and len(words[0]) < _TELLING_LENGTH and not self.index.has_word(words[0]) and hits:
            own = self.index.match(words[0])[0][0] == stem(words[0])  # no more than another form of the word
            if own and not self.index.lacks(hits[0].position, words)[0]:
                return []
        good = [hit for hit in hits if hit.cover >= least]
        spoken_of = self.has("talk", "topic", "session", "tell", "who", "somebody")
        asks_time = self.has("when", "starts", "ends", "until") and not spoken_of
        if not good or (good[0].cover > 0.95 and not asks_time):
            return good
        titled, lacking = self.index.lacks(good[0].position, words)
        if asks_time and not titled:
            return []
        return good if titled or lacking <= _COMMON else []

    def _with_weak_neighbours(self, content: Sequence[int]) -> list[int]:
        """The content words, and with them cue words that are part of the topic: in a title, or behind an "about"."""
        found = set(content)
        about = min(self._of_cues("topic"), default=len(self.words))
        for number in content:
            for step in (1, -1):
                other = number + step
                while 0 <= other < len(self.words) and self.uses[other] == "small":
                    other += step
                if not (0 <= other < len(self.words)) or self.uses[other] != "cue" or other in found:
                    continue
                one, two = self.words[min(number, other)], self.words[max(number, other)]
                cues = [cue for cue in self.cues if other in self._of_cues(cue)]
                told = other > about and _TOPICAL.issuperset(cues)
                if (told or self.index.has_pair(one, two)) and all(cue in _WEAK for cue in cues):
                    found.add(other)
                    for cue in cues:
                        self._drop_cue(cue, other)
        return sorted(found)

    def _drop_cue(self, cue: str, number: int) -> None:
        kept = [words for words in self.cues[cue] if number not in words]
        if kept:
            self.cues[cue] = kept
        else:
            del self.cues[cue]

    @property
    def is_floating(self) -> bool:
        """Whether an hour or a part of the day was said, but no day, where the event has several."""
        if len(self.index.programme.days) < 2 or not self.mentions:
            return False
        dayless = {"part", "clock", "bare", "range"}
        return all(mention.kind in dayless and "days" not in mention.values for mention in self.mentions)

    def _within(self, selection: Selection, *, at_any_time: bool = False) -> set[int] | None:
        """The positions a topic may have, from the people, time, rooms and tracks that go with it; None for all."""
        when = None if at_any_time or self.is_floating else self.when
        found = self.index.narrow(selection.people, self.rooms, self.tracks)
        if when is None:
            return found
        then = self.index.at_time(when)
        return then if found is None else found & then


def _by_time(hits: list[Hit]) -> list[Hit]:
    """The hits, best first, in order of time; the first stays the first if it is clearly better than the others."""
    if len(hits) > 1 and hits[1].score * hits[1].cover < _CLEARLY * hits[0].score * hits[0].cover:
        return [hits[0], *_by_time_alone(hits[1:])]
    return _by_time_alone(hits)


def _by_time_alone(hits: Sequence[Hit]) -> list[Hit]:
    """The best of the hits in order of time, then the others."""
    return [*sorted(hits[:_BEST], key=lambda hit: hit.position), *hits[_BEST:]]


_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")


def _calmed(word: str, index: Index) -> str:
    """The word without letters drawn out, as in "sooo"."""
    if _DRAWN_OUT.search(word) is None or index.has_word(word):
        return word
    return _DRAWN_OUT.sub(r"\1", word)


def read(text: str, index: Index, calendar: Calendar, fallback: str) -> Reading:
    """The text, read; `fallback` is its language where it shows none."""
    return Reading(text, index, calendar, fallback)


def split_clauses(text: str) -> list[str]:
    """The parts of a message that may be questions of their own.

    >>> split_clauses("when is lunch, and who talks after?")
    ['when is lunch', 'who talks after']
    """
    pieces = _joints().split(text[:_MOST_CHARACTERS])
    return [piece.strip() for piece in pieces if piece.strip()]


@cache
def _joints() -> re.Pattern[str]:
    """Where a message may be cut: at punctuation, and at an "and" before a question word."""
    joints = "|".join(word for language in languages().values() for word in language.joints)
    asking = "|".join(word for language in languages().values() for word in language.asking)
    joined = rf"(?:\b(?:{joints})\s+)"
    return re.compile(rf"(?:[?!;\n]+|\.(?=\s|$)|,\s)\s*{joined}?|\s{joined}(?=(?:{asking})\b)", re.IGNORECASE)


def _names(people: Iterator[Person] | Sequence[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person.name for person in people))


def _telling_kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Without "break" beside "coffee" and the like: the narrower kind says it."""
    if "break" in kinds and len(kinds) > 1:
        return tuple(kind for kind in kinds if kind != "break")
    return kinds


def _glue(words: list[str], index: Index) -> list[str]:
    """Two neighbours as one word where the programme writes them so and does not know them apart."""
    glued: list[str] = []
    for word in words:
        one = "".join(glued[-1:]) + word
        apart = bool(glued) and index.knows(glued[-1]) and index.knows(word)
        if glued and (
            (stem(one) in glossary() and not (apart and index.has_pair(glued[-1], word)))
            or (index.has_word(one) and not apart)
        ):
            glued[-1] = one
        else:
            glued.append(word)
    return glued


def _with_accents(text: str) -> str:
    """The text with words that only their accent tells apart written as the language's file says."""
    lowered = text.lower()
    for language in languages().values():
        for written, read_as in language.accented.items():
            if written in lowered:
                text = re.sub(rf"\b{written}\b", read_as, text, flags=re.IGNORECASE)
    return text


def _find_language(words: Sequence[str], fallback: str) -> Language:
    """The language that most of the words belong to and no other; `fallback` where none leads."""
    scores = dict.fromkeys(languages(), 0.0)
    for word in set(words):
        own = [code for code, one in languages().items() if word in one.own_words]
        if len(own) == 1:
            scores[own[0]] += 1 if len(word) > 2 else 0.5
    best = max(scores.values())
    if best < 1 and len(words) == 2:
        return languages()[fallback]
    leading = [code for code, score in scores.items() if score == best]
    return languages()[leading[0] if len(leading) == 1 else fallback]


def _closest_cue(word: str, language: Language) -> str | None:
    most = 1 if len(word) < 8 else 2
    if len(word) == 4:  # too short for more than two letters swapped
        return language.swapped.get("".join(sorted(word)))
    return next(iter(closest(word, language.long_cue_words, most)), None)


def _walk(
    branch: Branch, words: Sequence[str], at: int, taken: tuple[int, ...], *, gapped: bool
) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    """All phrases that begin at a word: the numbers of their words, and their cues."""
    if branch.cues and (not gapped or at >= len(words) - 1):
        yield taken, branch.cues
    if at >= len(words):
        if "$" in branch.following:
            yield taken, branch.following["$"].cues
        return
    following = branch.following.get(words[at])
    if following is not None:
        yield from _walk(following, words, at + 1, (*taken, at), gapped=gapped)
    if "*" in branch.following:
        for later in range(at + 1, min(at + 7, len(words))):
            follow = branch.following["*"].following.get(words[later])
            if follow is not None:
                yield from _walk(follow, words, later + 1, (*taken, later), gapped=True)
