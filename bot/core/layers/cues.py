"""The words that ask, or say little: phrases of the language, misspelt ones too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.layers.words import (
    TALKS,
    Words,
    walk,
)
from bot.core.lexicon import (
    Language,
    glossary,
    is_word,
    kind_words,
    language_table,
    languages,
    place_words,
    room_stems,
    small_words,
)
from bot.core.meant import (
    is_of_programme,
)
from bot.core.text import stem
from bot.core.times import TimeMention, end_of, to_interval

_MOST_CORRECTED = 12
_ASKING = ("what", "when", "on", "exists", "where", "duration", "who", "meal", "longer", "shorter", "dinner")
_SPOKEN = frozenset({"speak", "talk", "slides"})
_MEALS = ("breakfast", "lunch", "dinner")
_REACH_OF_PART = 2  # words from "conférence" to the part of a day it is said to be on
_NOON, _LATE = 12, 17  # o'clock
_LEAST_POLITE = 5  # letters of the last word of a "please"


class Cues(Words):
    """The words that ask, or say little: phrases of the language, misspelt ones too."""

    def _find_cues(self) -> None:
        read_as = self._corrected()
        said = read_as[: self._polite_end(read_as)]
        number = 0
        while number < len(self.words):
            step = 1
            free = read_as[number] in _first_words() and self.uses[number] not in {"title", "cue", "room", "track"}
            if free and not self._is_surname(number):
                for language in self._languages:
                    found = self._longest_cue(said if number < len(said) else read_as, number, language)
                    if found is not None and not self._is_plain(found[0], language):
                        words, cues = found
                        self._take_cue(words, cues)
                        step = len(words) if words == tuple(range(number, number + len(words))) else 1
                        break
                    if read_as[number] in self.language.small_words:
                        break
            number += step

    def _polite_end(self, words: Sequence[str]) -> int:
        """How many words there are without a "please" at the end; its little words count only before a longer one."""
        end = len(words)
        if not words or len(words[-1]) < _LEAST_POLITE:
            return end
        while end and words[end - 1] in self.language.courtesy:
            end -= 1
        return end or len(words)

    def _find_posted(self) -> None:
        """That something is "online" is asked of slides and recordings; else it is a word like any other."""
        if not self.has("slides", "recording"):
            for words in self.cues.pop("posted", ()):
                self._use([number for number in words if self.words[number] not in self.language.small_words], "")

    def _find_meals(self) -> None:
        """Which meal "to eat" means by the time of day; and noon beside lunch says nothing more."""
        if self.has("meal"):
            self.cues.setdefault(self._meal_meant(), []).extend(self.cues.pop("meal"))
        noon = [one for one in self.mentions if (one.kind, one.values) == ("clock", {"hour": 12})]
        if self.has("dinner") and any(_is_midday(one) for one in self.mentions):  # "le dîner de midi"
            self.cues.setdefault("lunch", []).extend(self.cues.pop("dinner"))
        if noon and self.has("longer", "shorter") and self.has(*PAUSES):  # "shorter than that at noon"
            self._take_cue(tuple(self._numbers_in(noon[0].start, noon[0].end)), ("lunch",))
        given = self.has("duration") and not self.has(*PAUSES) and not self.language.asker.isdisjoint(self.words)
        if noon and given and self.index.of_kind["lunch"]:  # "how long do we get at noon"
            self._take_cue(tuple(self._numbers_in(noon[0].start, noon[0].end)), ("lunch",))
        claimed = not self.language.claiming.isdisjoint(self.words) and not self.has(*_ASKING)
        if self.has("lunch") and not claimed:  # but "is lunch at noon?"
            self.mentions = [one for one in self.mentions if one not in noon]
        elif self.has("dinner") and self.language.either.isdisjoint(self.words):  # but "is it tonight or tomorrow"
            self.mentions = [one for one in self.mentions if not self._is_evening_without_dinner(one)]

    def _is_evening_without_dinner(self, mention: TimeMention) -> bool:
        """Whether a part of a day is told on which the only dinner is not: "dinner tonight" is the one there is."""
        if mention.kind != "part" or "days" not in mention.values:
            return False
        told = to_interval([mention], self.calendar)
        dinners = [self.index.sessions[at] for at in self.index.of_kind["dinner"]]
        several = len({one.day for one in dinners}) > 1
        return told is None or not (several or any(told.start <= one.start < told.end for one in dinners))

    def _meal_meant(self) -> str:
        """Which meal it is that part of the day, or today the next of those that there are; else lunch."""
        if any(mention.values.get("from", 0) >= _LATE for mention in self.mentions):
            return "dinner"
        if any(mention.values.get("to", _LATE) <= _NOON for mention in self.mentions):
            return "breakfast"
        sessions, now, today = self.index.sessions, self.calendar.now, self.calendar.today
        coming = (
            (sessions[at].start, meal)
            for meal in (_MEALS if not self.mentions else ())
            for at in self.index.of_kind[meal]
            if sessions[at].day == today and end_of(sessions[at]) > now and not sessions[at].cancelled
        )
        return min(coming, default=(now, "lunch"))[1]

    def _find_difference(self) -> None:
        """A "how much longer" with a "than" behind it weighs two lengths; by itself it asks what is left of one."""
        for words in list(self.cues.get("time_left", ())):
            if self._may_be(words[-1], "longer") and not self.language.than.isdisjoint(self.words[words[-1] :]):
                self._drop_cue("time_left", words[0])
                for cue in ("longer", "by_amount"):
                    self.cues.setdefault(cue, []).append(words)

    def _find_workshops(self) -> None:
        """A "workshop" is one of the sessions where some are called so and the event itself is not."""
        called = kind_words("workshop")
        if not self.index.of_kind["workshop"] or not called.isdisjoint(self.index.event["theme"]):
            return
        for cue, asks in (("event", ""), ("venue", "where")):
            for words in [words for words in self.cues.get(cue, ()) if self.words[words[-1]] in called]:
                self._drop_cue(cue, words[0])
                self.cues.setdefault("workshop", []).append(words[-1:] if asks else words)
                if asks:  # "where's the workshop"
                    self.cues.setdefault(asks, []).append(words)

    def _find_event_of_sessions(self) -> None:
        """A word for the event and for a talk, "conférence", is the event's beside another one for sessions."""
        either = set(self.cues.get("event", ())).intersection(self.cues.get("talk", ()))
        for words in either:
            parts = [self._numbers_in(one.start, one.end)[0] for one in self.mentions if one.kind == "part"]
            if self.has("session"):
                self._drop_cue("talk", words[0])
            elif any(0 < at - words[-1] <= _REACH_OF_PART for at in parts):  # "la conférence de ce soir"
                self._drop_cue("event", words[0])

    def _find_way(self) -> None:
        """The way to the place of the event is asked by "the way to" it."""
        if self.has("way_to") and self.has("venue", "event"):
            self.cues.setdefault("directions", []).extend(self.cues["way_to"])

    def _find_reminder(self) -> None:
        """How long before something a reminder is wanted asks for no more than that: "remind me 10 minutes before"."""
        for mention in [one for one in self.mentions if one.kind == "length"]:
            numbers = self._numbers_in(mention.start, mention.end)
            first, behind = numbers[0], numbers[-1] + 1
            said = [*self.words[:first], *self.words[behind:]]
            for start in range(max(first - 2, 0), first):
                found = walk(self.language.phrases, said, start, (), gapped=False)
                if behind < len(self.words) and any("remind" in cues for _, cues in found):
                    self._drop_cues_of(behind)
                    self._take_cue(tuple(range(start, behind + 1)), ("remind",))
                    break

    def _find_outlook(self) -> None:
        """How a time looks is what happens then, "what does this afternoon look like"; else it is of an appearance."""
        for words in self.cues.pop("outlook", ()):
            self.cues.setdefault("schedule" if self.mentions else "amenity", []).append(words)

    def _find_departure(self) -> None:
        """A vehicle behind an hour is one that somebody has to catch, and then leaves: "the 4pm train"."""
        beside = self._of_cues("talk", "session", "when", "where", "who")
        for number in range(1, len(self.words)):
            if self.words[number] in self.language.vehicles and self.uses[number - 1] == "time" and not beside:
                self._drop_cues_of(number)
                self._take_cue((number,), ("leave",))

    def _find_welcome(self) -> None:
        """A word for the desk and the welcome alike is the desk if there is one, or else the welcome."""
        both = [words for words in self.cues.get("registration", ()) if words in self.cues.get("opening", ())]
        told = self.index.of_kind["registration"] or self.index.programme.registration
        other = "opening" if told or not self.index.of_kind["opening"] else "registration"
        for words in both:
            self._drop_cue(other, words[0])

    def _find_invited(self) -> None:
        """Invited speakers give the keynotes, where no talk is called invited."""
        said = self.has("invited") and (self.has("speaker", "talk") or len(self.cues["invited"][0]) > 1)
        if said and not self.index.of_kind["invited"] and self.index.of_kind["keynote"]:
            self.cues.setdefault("keynote", []).extend(self.cues.pop("invited"))

    def _is_plain(self, words: Sequence[int], language: Language) -> bool:
        """Whether a cue of another language is an ordinary word of the question's, such as "rate", which is French."""
        if language is self.language or len(words) > 1:
            return False
        word = self.words[words[0]]
        return word in self.language.known_words and word not in self.language.cue_words

    def _corrected(self) -> list[str]:
        """The words, those that nobody knows replaced by the cue word they miss by a slip of the finger."""
        read_as = list(self.words)
        left = _MOST_CORRECTED
        for number, word in enumerate(self.words):
            if self.uses[number] or len(word) < 4 or is_word(word) or not left or not word.isalpha():
                continue
            if is_of_programme(word, self.index):
                continue
            left -= 1
            nearest = _closest_cue(word, self.lang)
            if self.index.words.knows(word) and (nearest is None or stem(nearest) != stem(word)):
                continue
            if nearest is None or self._may_be_surname(number, nearest) or self._may_speak(number):
                continue
            if not self.index.people.has_slip(word, nearest):
                read_as[number] = nearest
                branch = self.language.phrases.following.get(nearest)
                if self.index.words.knows(nearest) and branch is not None and branch.cues:  # a cue by itself
                    self.words[number] = nearest
        return read_as

    def _may_be_surname(self, number: int, cue_word: str) -> bool:
        """Whether a word beside a part of a name is rather another, unknown or misspelt, than a slip for a cue."""
        if number + 1 < len(self.words) and self.index.people.are_one(self.words[number], self.words[number + 1]):
            return True
        if number == 0:
            return False
        if not self.index.people.has_name(self.words[number - 1]):
            return not self.uses[number - 1] and self.index.people.are_one(self.words[number - 1], self.words[number])
        branch = self.language.phrases.following.get(cue_word)
        return branch is None or not {*_SPOKEN, "when"} & set(branch.cues)

    def _is_capital_name(self, number: int) -> bool:
        """Whether a small word is written like somebody's name, in the midst of a text: "before Vos"."""
        word = self.words[number]
        behind = self.words[number + 1 : number + 2]
        if any(one in self._proper and not self.index.people.has_name(one) for one in behind):
            return False  # "The" in front of what is written like a title
        return number > 0 and word in self._proper and len(word) > 2 and self.index.people.has_name(word)

    def _may_speak(self, number: int) -> bool:
        """Whether an unknown word is rather a name: before "speak", behind a "talk by", or a capital one of a room."""
        if not self.language.speech.isdisjoint(self.words[number + 1 : number + 2]) or self._gives_talk(number):
            return True
        if number == 0 or self.words[number] not in self._proper:
            return False
        if self.words[number + 1 : number + 2] and self.words[number + 1] in place_words():
            return True  # "in the Turing room"
        following = self.language.phrases.following
        return any(word in following and not _SPOKEN.isdisjoint(following[word].cues) for word in self.words)

    def _gives_talk(self, number: int) -> bool:
        """Whether a word stands right behind a "talk by", French "exposé de"."""
        if number < 2 or not (self.words[number - 1] in self.language.origin or self._may_be(number - 1, "by_time")):
            return False
        return self._may_be(number - 2, "talk", *TALKS)

    def _may_be(self, number: int, *cues: str) -> bool:
        """Whether a word alone is one of the cues."""
        branch = self.language.phrases.following.get(self.words[number])
        return branch is not None and not set(cues).isdisjoint(branch.cues)

    def _use_small_words(self) -> None:
        for number, word in enumerate(self.words):
            if (
                not self.uses[number]
                and not self._is_surname(number)
                and not self._is_capital_name(number)
                and not self._is_organiser(number)
                and not self._is_namesake(number)
                and (word in self.language.small_words or "'" in word or self._is_foreign(word))
            ):
                self.uses[number] = "small"

    def _is_namesake(self, number: int) -> bool:
        """Whether a small word is what talks are about: alone, or beside "talk" or the like: "the go devroom"."""
        word = self.words[number]
        if word not in self.language.namesakes:
            return False
        classed = not self.language.classes.isdisjoint(self.words[max(number - 1, 0) : number + 2])
        if classed or number + 1 in self._of_cues("track"):
            return True
        if not self.index.words.title_has_exactly(word):
            return False
        if not self.language.asker.isdisjoint(self.words):
            return False  # "where do I go, talks"
        if number - 1 in self._of_cues("topic", "exists") or len(self.words) == 1:
            return True
        others = {self.words[at] for at in self.content}.difference(self.language.small_words, {word})
        called = not self._of_cues("talk", "session", *KIND_CUES).isdisjoint({number - 1, number + 1})
        return not others and (called or not self.language.stuff.isdisjoint(self.words[number + 1 : number + 2]))

    def _find_whereabouts(self) -> None:
        """Where those who ask are or come from is nothing that is asked: "I'm watching from Oslo, what's on?"."""
        language = self.language
        placed = language.inside & language.staying if self.has("on", "now", "next", "then", "begun") else frozenset()
        for number, word in enumerate(self.words[:-1]):
            of_stay = word in language.origin or word in placed
            if of_stay and self.uses[number] in {"small", "cue"} and (first := self._begin_of_stay(number)) < number:
                end = number + 1
                while end < len(self.words) and not self.uses[end] and not self._is_cut_off(end, number + 1):
                    end += 1
                if end > number + 1 and (word in language.origin or self._is_elsewhere(range(number + 1, end))):
                    for at in range(first, number + 1):  # "following from Oslo"
                        self._drop_cues_of(at)
                    self._use(range(first, end), "small")
                return

    def _is_elsewhere(self, numbers: Sequence[int]) -> bool:
        """Whether the words name a place that is no room, and nothing that the programme is about: "in Oslo"."""
        index, stems = self.index, room_stems()
        held = (
            index.words.title_has(word)
            or index.rooms.has_word(word)
            or index.tracks.has_word(word)
            or stem(word) in stems
            for word in (self.words[number] for number in numbers)
        )
        return not any(held)

    def _begin_of_stay(self, number: int) -> int:
        """Where an "I'm watching" begins that stands right before that word, or a participle that begins the text.

        The number itself if there is none.
        """
        first = number
        while first and self.words[first - 1].lstrip("'") in self.language.staying:
            first -= 1
        return first if first == 0 or self.words[first - 1] in self.language.asker else number

    def _is_cut_off(self, number: int, first: int) -> bool:
        """Whether a comma or the like stands in front of a word that is not the first of a place."""
        gap = self._folded[self._places[number - 1][1] : self._places[number][0]]
        return number > first and not gap.isspace()

    def _is_foreign(self, word: str) -> bool:
        """Whether the word says little in another language than the question's, and no title has it."""
        if word in self.language.known_words and (self.index.words.title_has(word) or self._goes_with_topic(word)):
            return False  # "car" is a small word in French alone
        if word in self.index.titles.in_capitals:
            return False  # "ai" is a small word in French alone
        return word in small_words() and (len(word) <= 3 or not self.index.words.title_has(word)) and len(word) > 1

    def _goes_with_topic(self, word: str) -> bool:
        """Whether a word of the programme that has a meaning stands beside one that is not small: "car hacking"."""
        if stem(word) not in glossary() or not self.index.words.has(word):
            return False
        at = self.words.index(word)
        beside = (*self.words[max(at - 1, 0) : at], *self.words[at + 1 : at + 2])
        return any(one not in small_words() and not one[0].isdecimal() for one in beside)


@language_table
def _first_words() -> frozenset[str]:
    """The words of all languages with which a phrase begins."""
    return frozenset().union(*(language.phrases.following for language in languages().values()))


def _is_midday(mention: TimeMention) -> bool:
    values = mention.values
    return mention.kind in {"clock", "bare"} and 11 <= values.get("hour", values.get("h", 0)) <= 14


@lru_cache(maxsize=2048)
def _closest_cue(word: str, lang: str) -> str | None:
    language = languages()[lang]
    most = 1 if len(word) < 8 else 2
    if len(word) == 4:  # too short for more than two letters swapped, or one missing
        return language.swapped.get("".join(sorted(word))) or language.clipped.get(word)
    near = language.long_cue_words.closest(word, most)
    return min(near, key=lambda other: (other[-1] != word[-1], other), default=None)
