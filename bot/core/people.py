"""Finding people by parts of their names, however they are spelt."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from bot.core.lexicon import glossary, is_word, known_words, nicknames, small_words
from bot.core.programme import Programme
from bot.core.spelling import Shelves, closest, is_inner_slip, is_plain_slip, slips, slips_between
from bot.core.text import fold, normalise, rough_sound, sound, stem, words_of

SOUND, SLIP, START = 0.85, 0.8, 0.75  # how well a word fits that sounds like a name, is misspelt, or cut short
OF_NAME = 0.9  # for the plural of a name, or its genitive without the apostrophe
_LEAST_SLIPPED = 5  # letters of a word that is rather a slip for a name than for another word
_LEAST_HEARD = 6  # letters of a name that was written as several words
_LEAST_SOUNDING = 4  # letters of a name, or sounds of one beside another, that may be written otherwise
_LONG = 8  # letters of a name that may be written as two words that are others
_LEAST_INITIALS = 3  # words that are called by their initials
_MOST_FITTED = 2000  # words of which it is remembered whom they fit
_MOST_GLUED = 5  # words of a name of which the last ones are written as one
_SHORTEST = 2  # letters of the short form of a first name
_NOBODY: frozenset[str] = frozenset()
_LEAST_ALIKE = 2  # sounds of a first name that is written otherwise
_LEAST_ROUGH = 5  # sounds of a word that is rather like a name than like another word
_LONG_SOUNDING = 6  # sounds of a name beside another of which one may be misheard
_MOST_APART = 3  # words that are one name
_OTHER_LETTERS = (  # how letters are written where they are not known: in German and English, and in French
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "č": "ch", "ć": "ch", "š": "sh", "ś": "sh", "ž": "zh"}
    | {"ż": "zh", "ź": "z", "ř": "rz", "ł": "w", "ń": "n", "ě": "ie", "ă": "a"},
    {"ö": "eu", "ø": "eu", "č": "tch", "ć": "tch", "š": "ch", "ś": "ch", "ž": "j", "ż": "j", "ř": "rj"},
)
_FAR = 0.7  # that sounds like a name, where another name is only one slip away


_BRACKETS = re.compile(r"\s*\([^)]*\)")
_CAMEL = re.compile(r"(?:[A-Z][a-z]{3,}){2,}(?:\s*\(|$)")
_HUMPS = re.compile(r"[A-Z][a-z]+(?=[A-Z(\s]|$)")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in the programme: a speaker, or the author of what a session presents (then without `ids`).

    `ids` are speakers' ids, several where the programme lists one name twice; `positions` are those of sessions: of a
    speaker those where they speak, not those to which they only contributed.
    """

    name: str
    affiliation: str
    ids: tuple[str, ...]
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PersonMention:
    """Words (by number) that name people; several people where the words do not tell them apart.

    `quality` is 1 for names spelt as in the programme; `full` says whether more than a first or last name was given.
    """

    words: tuple[int, ...]
    people: tuple[Person, ...]
    quality: float
    full: bool


class People:
    """Everybody a programme names; built once, never changed."""

    def __init__(self, programme: Programme) -> None:
        self.everybody = _everybody(programme)
        self.by_name = {person.name: person for person in self.everybody}
        self.positions = {person.name: person.positions for person in self.everybody}
        self._named: dict[str, list[int]] = {}
        self._words: list[tuple[str, ...]] = []
        self._lengths: list[int] = []
        for number, person in enumerate(self.everybody):
            aliases = [alias for one in person.ids for alias in programme.speaker_by_id[one].aliases]
            names = _name_words(person.name, aliases)
            self._words.append(names)
            self._lengths.append(max(len(words_of(person.name)), len(_humps(person.name))))
            for name in names:
                self._named.setdefault(name, []).append(number)
        self._particles = _particles(person.name for person in self.everybody)
        self._affiliations = [_affiliation_words(person.affiliation) for person in self.everybody]
        self._whole: dict[str, list[int]] = {}
        for number, person in enumerate(self.everybody):
            for name in {person.name, _BRACKETS.sub("", person.name)}:  # a handle, without the pronouns behind it
                self._whole.setdefault("".join(words_of(name)), []).append(number)
        self._whole_shelves = Shelves(self._whole)
        self._sounds: dict[str, list[str]] = {}
        for name in self._named:
            self._sounds.setdefault(sound(name), []).append(name)
        self._rough_sounds: dict[str, list[str]] = {}
        for heard, alike in self._sounds.items():
            if len(heard) >= _LEAST_ROUGH:
                self._rough_sounds.setdefault(rough_sound(alike[0]), []).extend(alike)
        self._shelves = Shelves(self._named)
        self._sorted = sorted(self._named)
        self._fitted: dict[tuple[str, bool], Mapping[int, float]] = {}

    def has_name(self, word: str) -> bool:
        """Whether the folded word is part of somebody's name, in exactly this form."""
        return word in self._named

    def has_slip(self, word: str, other: str) -> bool:
        """Whether a folded word is a slip for a name, with letters swapped or one left out, but not for the other.

        Or with more of them, if it begins like the name and not like the other, or is nearer to the name.
        """
        if is_plain_slip(word, other) or len(word) < _LEAST_SLIPPED:
            return False
        near = self._shelves.near(word, slips(word))
        if not near or is_plain_slip(word, near[0]) or near[0][0] == word[0] != other[:1]:
            return bool(near)
        return slips_between(word, near[0]) < slips_between(word, other)

    def are_one(self, word: str, other: str) -> bool:
        """Whether both folded words are parts of somebody's name, a few slips in each."""
        fitting = self._fitting(word, misspelt=True)
        return any(_fit(other, self._words[person]) >= SLIP for person in fitting)

    def is_like_name(self, word: str) -> bool:
        """Whether the folded word may be part of somebody's name, misspelt."""
        return bool(self._fitting(word, misspelt=True))

    def may_begin(self, word: str) -> bool:
        """Whether the folded word may be somebody's first name, perhaps with a slip."""
        firsts = (self._words[person][0] for person in self._fitting(word, misspelt=True))
        return any(slips_between(word, first) <= 1 for first in firsts)

    def affiliated(self, words: Sequence[str], names: Collection[str] = ()) -> tuple[Person, ...]:
        """The people whose affiliation has all the folded words or some close to them; speakers alone if any is one.

        Where `names` are given, they are chosen among those who bear one of them.
        """
        found = [
            person
            for person, where in zip(self.everybody, self._affiliations, strict=True)
            if where and (not names or person.name in names) and all(_stands_in(stem(word), where) for word in words)
        ]
        return tuple(person for person in found if person.ids) or tuple(found)

    def find(
        self, words: Sequence[str], open_words: Collection[int], known: Collection[int] = ()
    ) -> list[PersonMention]:
        """Who is named by the folded words.

        Only `open_words` (by number) may begin a name or be misspelt; `known` ones are words of the programme's texts
        and by themselves no misspelt names.
        """
        mentions: list[PersonMention] = []
        left = set(open_words)
        for number in sorted(left, key=lambda number: (len(words[number]) == 1, number)):  # initials follow a name
            if number not in left:
                continue
            mention = self._written_apart(words, number, left)
            if mention is None and (fitting := self._fitting(words[number], misspelt=number not in known)):
                mention = self._slipped(words, number, fitting, left) or self._sounding(words, number, fitting, left)
                mention = mention or self._grow(words, number, fitting, left)
            particle = mention is not None and len(mention.words) == 1 and words[number] in self._particles
            if mention is not None and not particle:
                mentions.append(mention)
                left.difference_update(mention.words)
        return sorted(mentions, key=lambda mention: mention.words)

    def _slipped(
        self, words: Sequence[str], start: int, fitting: Collection[int], open_words: Set[int]
    ) -> PersonMention | None:
        """Somebody of that last name whose first name is nearly this one, which others bear: "Stefan" for Stephan."""
        first, last = words[start : start + 2] if start + 1 in open_words else ("", "")
        if first not in self._named or not set(self._named.get(last, fitting)).isdisjoint(fitting):
            return None
        heard = sound(first) if len(first) >= _LEAST_SOUNDING else None
        people = tuple(
            self.everybody[one]
            for one in self._named[last]
            for own in [[name for name in self._words[one] if name != last]]
            if any(is_inner_slip(first, name) or heard == sound(name) for name in own)
        )
        return PersonMention((start, start + 1), people, (SLIP + 1) / 2, full=True) if people else None

    def _sounding(
        self, words: Sequence[str], start: int, fitting: Collection[int], open_words: Set[int]
    ) -> PersonMention | None:
        """Somebody whose first name sounds like the one of others, or has it as its short form: "Tomas Svobda"."""
        if start + 1 not in open_words or len(words[start]) < _SHORTEST:
            return None
        last = words[start + 1]
        people = {
            person: quality
            for person, quality in self._fitting(last, misspelt=True).items()
            if person not in fitting and _is_alike(words[start], self._words[person], last in self._named)
        }
        if not people or any(_fit(last, self._words[person]) for person in fitting):
            return None
        found = tuple(self.everybody[person] for person in sorted(people))
        return PersonMention((start, start + 1), found, (SOUND + max(people.values())) / 2, full=True)

    def _written_apart(self, words: Sequence[str], start: int, open_words: Set[int]) -> PersonMention | None:
        """A name of one word that was written as two or three, with the rest of it behind: "xiao yu feng"."""
        if start + 1 not in open_words:
            return None
        bearers, count = self._named_apart(words, start, open_words)
        if not bearers:
            return None
        people = list(bearers)
        numbers = [*range(start, start + count)]
        while numbers[-1] + 1 in open_words and (rest := self._going_on(words[numbers[-1] + 1], people)):
            numbers.append(numbers[-1] + 1)
            people = rest
        quality = 1.0 if "".join(words[start : start + count]) in self._named else SLIP
        first = start - 1 if start - 1 in open_words else start
        initialled = [one for one in people if len(words[first]) == 1 and self._words[one][0][0] == words[first]]
        if initialled:
            numbers, people = [first, *numbers], initialled
        return PersonMention(tuple(numbers), tuple(self.everybody[one] for one in people), quality, full=True)

    def _going_on(self, word: str, people: Sequence[int]) -> list[int]:
        """Which of the people have the word in their names, or, if none has, one much like it."""
        exact = [one for one in people if word in self._words[one]]
        return exact or [one for one in people if len(word) > 1 and _fit(word, self._words[one]) >= SLIP]

    def _named_apart(self, words: Sequence[str], start: int, open_words: Set[int]) -> tuple[Sequence[int], int]:
        """People (by number) with a name that was written as two words or three, perhaps with slips; how many."""
        pair = words[start : start + 2]
        glued = "".join(pair)
        if all(word in self._named for word in pair):
            return (), 0  # they are names as they are
        plain = sum(word in known_words() for word in pair)
        if glued in self._named and (len(glued) >= _LONG or plain == 0 or (plain == 1 and len(glued) >= _LEAST_HEARD)):
            return self._named[glued], 2
        for count in range(2, _MOST_APART + 1):
            some = words[start : start + count]
            if start + count - 1 not in open_words or not self._may_be_parts(some):
                continue
            near = self._shelves.near("".join(some), slips("".join(some)))
            if near:
                return list(dict.fromkeys(person for name in near for person in self._named[name])), count
        return (), 0

    def _may_be_parts(self, words: Sequence[str]) -> bool:
        """Whether words may be parts of a long name: none is a name itself, and one at most is a word of a language."""
        plain = sum(word in known_words() for word in words)
        length = sum(map(len, words))
        return plain <= 1 and length >= _LONG + 3 * plain - 1 and not any(word in self._named for word in words)

    def beginning(self, words: Sequence[str]) -> list[Person]:
        """The people each of whose typed words some word of the name begins with, in the programme's order."""
        found: set[int] | None = None
        for word in words:
            start = bisect_left(self._sorted, word)
            these: set[int] = set()
            while start < len(self._sorted) and self._sorted[start].startswith(word):
                these.update(self._named[self._sorted[start]])
                start += 1
            found = these if found is None else found & these
        return [self.everybody[number] for number in sorted(found or ())]

    def whole(self, glued: str, most: int) -> tuple[Person, ...]:
        """The people whose whole name, without spaces, is at most so many slips from the text."""
        names = self._whole_shelves.near(glued, most, any_start=True)
        return tuple(self.everybody[number] for name in names for number in self._whole[name])

    def _fitting(self, word: str, *, misspelt: bool) -> Mapping[int, float]:
        """People (by number) one of whose names the word may be, and how well it fits."""
        found = self._fitted.get((word, misspelt))
        if found is None:
            if len(self._fitted) >= _MOST_FITTED:
                self._fitted.clear()
            found = self._fitted[word, misspelt] = self._find_fitting(word, misspelt=misspelt)
        return found

    def _find_fitting(self, word: str, *, misspelt: bool) -> Mapping[int, float]:
        found = dict.fromkeys(self._named.get(word, ()), 1.0)
        if found or len(word) < 3 or not word.isalpha() or word in known_words():
            return found
        for name, quality in self._similar(word, misspelt=misspelt):
            for number in self._named[name]:
                found[number] = max(found.get(number, 0.0), quality)
        return found

    def _similar(self, word: str, *, misspelt: bool) -> Iterable[tuple[str, float]]:
        heard = sound(word)
        most = slips(word) or (1 if len(word) == 4 else 0)
        near = self._shelves.near(word, most, any_start=True) if most and misspelt else []
        far = _FAR if near and slips_between(word, near[0]) == 1 else SOUND
        if len(heard) >= 3 and len(word) >= 4:
            for name in self._sounds.get(heard, ()):
                if abs(len(name) - len(word)) <= 4:
                    yield name, SOUND if name in near else far
        if not misspelt:
            return
        if word[-1] == "s" and word[:-1] in self._named:  # "the two Annes", "Marcs talk"
            yield word[:-1], OF_NAME
        for name in near:
            yield name, SLIP
        if not near and len(heard) >= _LEAST_ROUGH:
            yield from ((name, START) for name in self._rough_sounds.get(rough_sound(word), ()) if name[0] == word[0])
        if len(word) >= 4:
            start = bisect_left(self._sorted, word)
            for name in self._sorted[start : start + 8]:
                if name.startswith(word) and name != word:
                    yield name, START

    def _grow(
        self, words: Sequence[str], start: int, fitting: Mapping[int, float], open_words: Collection[int]
    ) -> PersonMention:
        """The longest name that stands around a word, and who bears it."""
        best = dict(fitting)
        numbers = [start]
        names = 1
        for step in (1, -1):
            number = start + step
            while 0 <= number < len(words) and len(numbers) < 6:
                apart = self._apart(words[number : number + 2], best) if step == 1 else {}
                said = [words[at] for at in numbers]
                more = apart or self._more(words[number], best, misspelt=number in open_words, said=said)
                taken = 2 if apart else 1
                begun = not more or max(more.values()) <= START
                if begun and step == 1 and number in open_words and max(fitting.values()) >= SOUND:
                    heard, count = self._heard_apart(words, number, best, open_words)
                    more, taken = (heard, count) if heard else (more, taken)
                if not more:
                    break
                best = {person: best[person] + quality for person, quality in more.items()}
                numbers += range(number, number + taken) if step == 1 else [number]
                number += taken if step == 1 else step
                names += 1
        top = max(best.values())
        bearers = [person for person, quality in sorted(best.items()) if quality >= top - 0.06]
        full = len(numbers) >= 2 or any(self._lengths[person] == 1 for person in bearers)
        people = tuple(self.everybody[person] for person in bearers)
        return PersonMention(tuple(sorted(numbers)), people, top / names, full)

    def _apart(self, pair: Sequence[str], best: Mapping[int, float]) -> dict[int, float]:
        """Which of the people have the two words, written as one, in their names: "hong min hee"."""
        glued = "".join(pair)
        if len(pair) < 2 or glued not in self._named or pair[1] in self._named:
            return {}
        return {person: 1.0 for person in best if glued in self._words[person]}

    def _heard_apart(
        self, words: Sequence[str], start: int, best: Mapping[int, float], open_words: Collection[int]
    ) -> tuple[dict[int, float], int]:
        """Which of the people have a name much like two or three words written as one, and how many: "love lace"."""
        for count in (2, 3):
            glued = "".join(words[start : start + count])
            if start + count - 1 not in open_words or len(glued) < _LEAST_HEARD or not glued.isalpha():
                break
            fits = {person: _fit(glued, self._words[person]) for person in best}
            found = {person: quality for person, quality in fits.items() if quality >= SLIP}
            if found:
                return found, count
        return {}, 0

    def _more(self, word: str, best: Mapping[int, float], *, misspelt: bool, said: Sequence[str]) -> dict[int, float]:
        """Which of the people the next word goes on to name, and how well it fits; no name is said twice."""
        exact = {person: 1.0 for person in best if word in self._words[person]}
        if exact or not misspelt:
            return exact
        if len(word) > 1 and word in self._named:  # the very name of somebody else is no slip; but "Marc" is "Mark"
            alike = (person for person in best if _is_alike(word, self._words[person], slipped=True))
            return dict.fromkeys(alike, SOUND)
        fits = {person: _fit(word, [name for name in self._words[person] if name not in said]) for person in best}
        return {person: quality for person, quality in fits.items() if quality}


def _everybody(programme: Programme) -> tuple[Person, ...]:
    position = {session.id: number for number, session in enumerate(programme.sessions)}
    found: dict[str, tuple[str, str, list[str], dict[int, None]]] = {}
    for speaker in programme.speakers:
        entry = found.setdefault(normalise(speaker.name), (speaker.name, speaker.affiliation, [], {}))
        entry[2].append(speaker.id)
        entry[3].update((position[session.id], None) for session in programme.sessions_by_speaker[speaker.id])
    for number, session in enumerate(programme.sessions):
        for author in session.authors:
            entry = found.setdefault(normalise(author.name), (author.name, author.affiliation, [], {}))
            if not entry[2]:
                entry[3][number] = None
    return tuple(Person(name, where, tuple(ids), tuple(at)) for name, where, ids, at in found.values())


def _affiliation_words(affiliation: str) -> frozenset[str]:
    """The stems of an affiliation's words, and its initials: "bnf" for "Bibliothèque nationale de France"."""
    words = words_of(affiliation)
    telling = [word for word in words if word not in small_words()]
    initials = {"".join(word[0] for word in some) for some in (words, telling) if len(some) >= _LEAST_INITIALS}
    return frozenset({*map(stem, words), *initials})


def _name_words(name: str, aliases: Sequence[str]) -> tuple[str, ...]:
    own = words_of(name)
    others = [word for alias in aliases for word in words_of(alias)]
    hyphened = filter(None, ("".join(words_of(part)) for part in name.split() if "-" in part))
    glued = (*_glued_ends(name), *hyphened)
    return tuple(dict.fromkeys([*own, *others, "".join(own), *glued, *_written_out(name), *_humps(name)]))


def _particles(names: Iterable[str]) -> frozenset[str]:
    """The folded words that stand small inside of names and are nobody's name by themselves: the "van" of van Dam."""
    parts = [name.split() for name in names]
    inner = {fold(part) for own in parts for part in own[1:-1] if part.islower()}
    return frozenset(inner.difference(fold(part) for own in parts for part in own if not part.islower()))


def _glued_ends(name: str) -> Iterator[str]:
    """The last names of a name of several words as one: "vandijk" for "Thomas van Dijk"."""
    words = words_of(_BRACKETS.sub("", name))
    return ("".join(words[start:]) for start in range(1, len(words) - 1)) if len(words) <= _MOST_GLUED else iter(())


def _humps(name: str) -> list[str]:
    """The words of a name that is written as one, "AdaLovelace", if none of them is an ordinary word."""
    humps = [fold(word) for word in _HUMPS.findall(name)] if _CAMEL.match(name) else []
    return [] if any(map(is_word, humps)) else humps


def _written_out(name: str) -> Iterator[str]:
    """The words of the name as others write its letters: "mueller" for "Müller", "dushek" for "Dušek"."""
    lowered = name.lower()
    for letters in _OTHER_LETTERS:
        if not letters.keys().isdisjoint(lowered):
            yield from words_of("".join(letters.get(char, char) for char in lowered))


def _is_alike(word: str, names: Sequence[str], only_short: bool = False, *, slipped: bool = False) -> bool:
    """Whether a first name sounds like one of the names, is the short form of one, or, if `slipped`, a slip in one."""
    if not nicknames().get(word, _NOBODY).isdisjoint(names) or (slipped and any(is_inner_slip(word, n) for n in names)):
        return True
    heard = sound(word)
    return not only_short and len(heard) >= _LEAST_ALIKE and any(sound(name) == heard for name in names)


def _fit(word: str, names: Sequence[str]) -> float:
    """How well a word goes with the names of somebody whom another word has named; 0 if not at all."""
    heard = sound(word)
    if len(heard) >= 2 and any(sound(name) == heard for name in names):
        return SOUND
    if not nicknames().get(word, _NOBODY).isdisjoint(names):
        return SOUND
    near = closest(word, names, 2 if len(word) >= 7 else 1) if len(word) >= 2 else []
    if near and (len(word) > 3 or any(_is_short_slip(word, name) for name in near)):
        return SLIP
    if len(word) >= _LEAST_SLIPPED and any(sorted(name) == sorted(word) for name in names):
        return SLIP
    rough = rough_sound(word)
    if len(rough) >= _LEAST_SOUNDING and any(_sounds_like(rough, rough_sound(name)) for name in names):
        return SLIP
    initials = "".join(name[0] for name in names)
    cut_short = any(name.startswith(word) for name in names) or (len(word) > 1 and initials.startswith(word))
    return START if cut_short else 0.0


def _sounds_like(rough: str, other: str) -> bool:
    """Whether two names sound alike, roughly; long ones but for one sound within them."""
    if rough == other:
        return True
    return len(rough) >= _LONG_SOUNDING and other[:1] == rough[0] and slips_between(rough, other) == 1


def _is_short_slip(word: str, name: str) -> bool:
    """Whether a word of two or three letters may be a slip for the name: it begins or ends alike, or swaps letters."""
    return name[0] == word[0] or name.endswith(word) or sorted(name) == sorted(word)


def _stands_in(one: str, where: Collection[str]) -> bool:
    meant = (one, *glossary().get(one, ()))
    return any(word in where for word in meant) or (len(one) > 4 and bool(closest(one, where, 1)))
