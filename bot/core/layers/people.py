"""Who is named: speakers, in full or in part, and those whom the programme has not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.core.kinds import KIND_CUES
from bot.core.layers.words import (
    LISTING,
    Words,
)
from bot.core.lexicon import (
    is_word,
    known_words,
    small_words,
)
from bot.core.people import SLIP, PersonMention
from bot.core.spelling import is_inner_slip, is_plain_slip
from bot.core.text import words_of

_MOST_OF_PARTICLE = 3  # letters of what stands in front of a last name: "ter"
_MOST_OF_CALLING = 2  # words in front of a name: "the Italian journalist"


class People(Words):
    """Who is named: speakers, in full or in part, and those whom the programme has not."""

    def _find_people(self) -> list[PersonMention]:
        open_words = set(self.content) - self._words_of_tracks()
        known = {number for number in open_words if self.index.words.has(self.words[number])}
        return self.index.people.find(self.words, open_words, known)

    def _use_people(self, mentions: Iterable[PersonMention]) -> None:
        for mention in map(self._with_initials, mentions):
            taken = any(self.uses[number] == "room" for number in mention.words)
            if not taken and not self._is_room_name(mention) and self._is_person(mention):
                self.people.append(mention)
                for number in mention.words:
                    self._drop_cues_of(number)
                self._use(mention.words, "person")

    def _pass_over_callings(self) -> None:
        """What somebody is said to be, right before a last name, asks for nothing: "the journalist Vos".

        Nor does a verb right behind it tell of what is done with a session: "the workshops that Ada Vos runs".
        """
        for mention in self.people:
            behind = mention.words[-1] + 1
            if behind < len(self.words) and not self.uses[behind] and self._is_leading(behind):
                self._use((behind,), "small")
            number = first = mention.words[0]
            word = self.words[number]
            vague = _any_begins(mention, word) or (is_word(word) and word not in self._proper)  # "the swimming pool"
            if mention.quality < 1 or (len(mention.words) == 1 and vague):
                continue
            while first and number - first < _MOST_OF_CALLING and self._may_be_calling(first - 1):
                first -= 1
            if 0 < first < number and self.words[first - 1] in self.language.pointed:
                self._use(range(first, number), "small")

    def _is_leading(self, number: int) -> bool:
        """Whether a word says no more than that somebody gives the sessions that are spoken of."""
        return self.words[number] in self.language.leading and self.has("what", "talk", "session", *KIND_CUES)

    def _may_be_calling(self, number: int) -> bool:
        """Whether nothing explains a word of a language that no title has."""
        word = self.words[number]
        return (
            not self.uses[number]
            and is_word(word)
            and not self.index.words.title_has(word)
            and word not in self._proper
        )

    def _with_initials(self, mention: PersonMention) -> PersonMention:
        """The mention with the initials of first names in front of it: the "jb" of a Jean-Baptiste."""
        name = begin = mention.words[0]
        while begin and len(self.words[begin - 1]) == 1 and self.uses[begin - 1] in {"", "small"}:
            begin -= 1  # "J.-B."
        if begin == name and name and not self.uses[name - 1]:
            begin = name - 1
        said = "".join(self.words[begin:name])
        people = tuple(one for one in mention.people if _initials(one.name) == said) if len(said) > 1 else ()
        return replace(mention, words=(*range(begin, name), *mention.words), people=people) if people else mention

    def _find_abbreviated(self) -> None:
        """A title by the initials of words that stand side by side in it: "AMA", "RSSP"."""
        if self.title:
            return
        names = [person.name for mention in self.people for person in mention.people]
        of_kinds = {at for cue in self.cues if cue in KIND_CUES for at in self.index.of_kind[cue]}
        for number in self.content:
            word = self.words[number]
            if not names and is_word(word):
                continue
            within = self.index.narrow(names) if names else self._titled_beside(number)
            if not names and self.index.words.title_has(word):
                continue
            if within is None and self.index.words.knows(word):  # what is called so somewhere, calls itself so
                within = self.index.words.told_in(word)
            titled = self.index.titles.find_abbreviated(word, of_kinds or None if within is None else within)
            if titled:
                self.title = titled
                self.uses[number] = "title"
                return

    def _titled_beside(self, number: int) -> set[int] | None:
        """The sessions whose titles have the other words that nothing explains; None where there are none."""
        others = [self.words[other] for other in self.content if other != number]
        return self.index.meanings.titled_with(others) if others else None

    def _find_strangers(self) -> tuple[str, ...]:
        """The words of a first and a last name that belong to different people: somebody who is not here."""
        if of_two := self._of_two_people():
            return of_two
        single = sorted((one for one in self.people if len(one.words) == 1), key=lambda one: one.words)
        for one, other in pairwise(single):
            number = one.words[-1]
            gap = self._folded[self._places[number][1] : self._places[other.words[0]][0]]
            beside = number + 1 == other.words[0] and LISTING.isdisjoint(gap)  # and not "Ada & Vos"
            first, last = self.words[one.words[0]], self.words[other.words[0]]
            joined = beside and gap == " "
            if joined and one.quality < 1 and other.quality < 1 and not {*one.people} & {*other.people}:
                return first, last  # both much like names of others
            if joined and one.quality < 1 <= other.quality and not {*one.people} & {*other.people}:
                return first, last  # another first name than theirs
            whole = joined and first != last and one.quality >= 1 and other.quality >= 1  # of two first names
            if beside and _any_begins(one, first) and one.quality > SLIP and (whole or not _any_begins(other, last)):
                return first, last
        return ()

    def _of_two_people(self) -> tuple[str, ...]:
        """The words of a name that begins like the one of somebody and ends like the one of somebody else.

        "Ada van Dijk", where a Thomas is called so; "Ada Maria Vos" beside an Ada Maria Bell.
        """
        for one, other in pairwise(sorted(self.people, key=lambda one: one.words)):
            number, behind = one.words[-1], other.words[0]
            if not self._are_near(number, behind) or one.quality < 1 or {*one.people} & {*other.people}:
                continue
            beside = number + 1 == behind or other.quality < 1
            first = len(one.words) == 1 < len(other.words) and _any_begins(one, self.words[number])
            first = first and not _any_begins(other, self.words[behind])
            begun = len(one.words) > 1 == len(other.words) and self._is_begun(one)
            if beside and (first or begun):
                return tuple(self.words[at] for at in (*one.words, *other.words))
        return ()

    def _are_near(self, number: int, behind: int) -> bool:
        """Whether nothing but a space, a hyphen or a short word that says little stands between two words: "ter"."""
        gap = self._folded[self._places[number][1] : self._places[behind][0]]
        if behind == number + 1 or behind > number + 2:
            return behind == number + 1 and gap in {" ", "-"}
        word = self.words[number + 1]
        short = len(word) <= _MOST_OF_PARTICLE and self.uses[number + 1] == "small"
        return short and word not in self.language.joints and gap == f" {word} "

    def _is_begun(self, mention: PersonMention) -> bool:
        """Whether only the first words were said of all the names of three words or more that may be meant."""
        said = [self.words[number] for number in mention.words]
        wholes = [words_of(person.name) for person in mention.people]
        return all(len(whole) > len(said) and whole[: len(said)] == said for whole in wholes)

    def _has_other_last_name(self, one: PersonMention) -> bool:
        """Whether a word that neither the programme nor a language has stands right behind a first name."""
        number = one.words[-1] + 1
        if len(one.words) > 1 or not _any_begins(one, self.words[number - 1]):
            return False
        if number not in self.content or self._folded[self._places[number - 1][1] : self._places[number][0]] != " ":
            return False
        word = self.words[number]
        written = {self.words[number - 1], word} <= self._proper
        return not ((is_word(word) and not written) or self.index.words.has(word) or self.index.people.has_name(word))

    def _is_room_name(self, mention: PersonMention) -> bool:
        """Whether the words name a room as well, and "room" or "stage" stands beside them, or nothing at all."""
        if not self.cues and self.content == list(mention.words):
            return self._is_label(mention.words)  # where no more is said, something is on there
        beside = {mention.words[0] - 1, mention.words[-1] + 1}
        of_moment = bool(self.mentions) or self.has("now", "next", "then", "on")
        placed = self._is_inside(mention.words[0] - 1) or (of_moment and not self.has("speak", "who", "who_is"))
        return (placed or not self._of_cues("room").isdisjoint(beside)) and self._is_label(mention.words)

    def _is_noun(self, number: int) -> bool:
        """Whether talks are said to be about a word, or a thing to be called so: "where is the pool"."""
        ends = number == len(self.words) - 1
        return self._is_concerned(number) or (ends and number > 0 and self.words[number - 1] in self.language.pointed)

    def _is_plain_word(self, mention: PersonMention, word: str) -> bool:
        """Whether a word says something by itself; the less it is like the name, the more everyday it may be."""
        return word in known_words() or (mention.quality < 1 and is_word(word))

    def _is_person(self, mention: PersonMention) -> bool:
        number = mention.words[0]
        word = self.words[number]
        if len(mention.words) == 1 and len(word) == 1 and not mention.full:
            return False  # an initial
        if len(mention.words) == 1 and len(word) <= 5 and mention.quality == SLIP:
            names = [name for person in mention.people for name in words_of(person.name)]
            others = (at for at in self.content if at != number)
            alone = all(abs(at - number) > 1 and self.index.people.has_name(self.words[at]) for at in others)
            if not any(is_plain_slip(word, name) or (alone and is_inner_slip(word, name)) for name in names):
                return False  # "Marco" is not "Marc" misspelt
        of_people = self.has("speak", "who_is") and not self.has("who", "talk")
        if len(mention.words) == 1 and not of_people and self._is_in_phrase(number):
            return False
        if len(mention.words) == 1 and mention.quality < 0.99 and self._is_rather_topic(number):
            return False
        if len(mention.words) == 1 and number + 1 in self._of_cues("track") and not self.has("speak", "who_is", "who"):
            return False  # "the beans devroom" is nobody's
        telling = [word for word in map(self.words.__getitem__, mention.words) if word not in small_words()]
        if len(telling) == 1 < len(mention.words) and not self.index.people.has_name(telling[0]):
            return not self.index.knows_exactly(telling[0])  # "the math" is nobody called Matt
        plain = len(mention.words) == 1 and word not in self._proper
        if plain and (self._is_thing(number) or (self._is_noun(number) and self._is_plain_word(mention, word))):
            return False  # "a talk on death" is no talk by one who calls himself so, nor "on poles" one by Paul
        concerned = len(mention.words) == 1 and self._is_concerned(number) and self.index.words.title_has_exactly(word)
        if mention.full and not concerned:
            return mention.quality >= 0.99 or not self._stand_in_title(mention.words)
        of_event = self.has("starts", "ends", "opening", "closing") or not self.has("who", "who_is", "speak")
        if word in self.index.event["title"] and of_event:
            return False  # "FOSDEM" is the event rather than "FOSDEM Staff"
        titled = self.index.words.title_has(word) if mention.quality < 1 else self.index.words.title_has_exactly(word)
        if not titled and not (mention.quality < 0.85 and self._is_no_slip(word, mention)):
            return True
        asked = self.has("speak", "who_is", "who", "when", "where", "slides", "talk", "abstract", "missed", "reach")
        asked = asked and not (plain and is_word(word) and self.index.tracks.has_word(word))  # "art talks"
        about = self.has("topic") and number > min(self._of_cues("topic"))
        said = asked or self._is_before_speaking(number) or self._is_addressed(number)
        return mention.quality >= 0.99 and said and not about

    def _is_no_slip(self, word: str, mention: PersonMention) -> bool:
        """Whether the programme has a word that may be a slip for a name, or a form of it and it is no plain slip."""
        if self.index.words.has(word) or not self.index.words.knows(word):
            return self.index.words.has(word)
        return not any(is_plain_slip(word, name) for person in mention.people for name in words_of(person.name))

    def _is_addressed(self, number: int) -> bool:
        """Whether the word stands behind a "Mr" or "Madame"."""
        return number > 0 and self.words[number - 1] in self.language.addressing

    def _is_thing(self, number: int) -> bool:
        """Whether "is there a" stands before a word and no "talk" behind it: "is there a rave"."""
        sought = number - 2 in self._of_cues("exists") and self.words[number - 1] in self.language.indefinite
        return sought and number + 1 not in self._of_cues("talk", "session")

    def _is_concerned(self, number: int) -> bool:
        """Whether a word stands behind an "about", with at most small words between."""
        return any(self._behind_small(words[-1] + 1) == number for words in self.cues.get("topic", ()))

    def _stand_in_title(self, numbers: Sequence[int]) -> bool:
        """Whether all of the words, several, follow each other in some title, or are one word of it: "Hong Kong"."""
        pairs = list(pairwise(self.words[number] for number in numbers))
        return bool(pairs) and all(
            self.index.words.title_has(one + other) or self.index.meanings.title_has_pair(one, other)
            for one, other in pairs
        )

    def _is_before_speaking(self, number: int) -> bool:
        """Whether a verb of speaking stands behind the word, as in "Tille parle de"."""
        verb = self.language.phrases.following.get(self.words[number + 1]) if number + 1 < len(self.words) else None
        return verb is not None and "speak" in verb.cues

    def _is_rather_topic(self, number: int) -> bool:
        """Whether a word much like a name goes with other words of a topic, and is as much like one itself."""
        alone = all(other == number or self.uses[other] for other in range(len(self.words)))
        asked = self.has("speak", "who_is", "who", "when", "where", "slides", "missed", "reach")
        word = self.words[number]
        plain = is_word(word) and word not in self._proper and not self.has("talk")  # "toxic people" are no Topics
        return not asked and (plain or (not alone and bool(self.index.meanings.match(word))))

    def _is_in_phrase(self, number: int) -> bool:
        """Whether a word and one beside it that nothing explains make a title's words: "Harry Potter", "A320 neo"."""
        pairs = [(first, first + 1) for first in (number - 1, number) if 0 <= first < len(self.words) - 1]
        beside = [
            (self.words[one], self.words[two]) for one, two in pairs if not self.uses[one if two == number else two]
        ]
        return any(
            self.index.meanings.title_has_pair(one, two) or self.index.words.title_has_exactly(one + two)
            for one, two in beside
        )


def _any_begins(mention: PersonMention, word: str) -> bool:
    return any(words_of(person.name)[:1] == [word] for person in mention.people)


def _initials(name: str) -> str:
    """The first letters of all first names."""
    return "".join(word[0] for word in words_of(name)[:-1])
