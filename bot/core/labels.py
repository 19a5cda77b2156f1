"""Finding rooms and tracks by some of the words of their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.lexicon import (
    glossary,
    inside_words,
    is_word,
    language_table,
    languages,
    place_words,
    room_stems,
    small_words,
)
from bot.core.programme import Programme
from bot.core.spelling import Shelves, closest, shared_beginning, short_slips, slips
from bot.core.text import fold, sound, stem, words_of


@dataclass(frozen=True, slots=True)
class LabelMention:
    """Words (by number) that name rooms or tracks; `quality` is the share of a name's telling words that was given."""

    words: tuple[int, ...]
    names: tuple[str, ...]
    quality: float


_SHORT = 4  # letters of the shortest word that may be misspelt
_LEAST_HEARD = 5  # letters of a word that may be written as it sounds
_LONG = 8  # letters of a word in whose ending a slip is looked for
_MARKS = re.compile(r"[,;:.!?]")
_NONE: list[str] = []
_MOST_WORDS = 10  # of a label that are looked for side by side
_WHOLE = 0.99  # the share of a label of which all telling words are there
_HALF = 0.5  # less is asked for only where a room or a track is spoken of
_LEAST_INITIALS = 3  # words that are called by their initials
_NUMBERED = re.compile(r"[^\W\d_]+\.?(\d+(?:\.\d+)+[a-z]?)\b")
_IN_BUILDING = re.compile(r"([a-z]{1,3})(\d?)\.\d")
_LEAST_BEGUN = 3  # letters with which a word of a label begins
_MOSTLY_BEGUN, _ENDING = 5, 2  # letters of a word with which another begins, too, and those behind them
_CONSONANTS = re.compile("[b-df-hj-np-tv-xz]{4,}")
_PARTS = re.compile(r"[()/:]|\s[-–]+\s")


class Labels:
    """Names of rooms or tracks, each with the ways in which people call it; built once, never changed.

    Where they are `translated`, words of the same meaning name them as well.
    """

    def __init__(self, names: Mapping[str, Sequence[str]], *, translated: bool = False) -> None:
        self._translated = translated
        self._glued: dict[str, list[str]] = {}  # without small words
        self._spelt: dict[str, list[str]] = {}  # whole names with them
        self._by_word: dict[str, list[str]] = {}
        self._ways: dict[str, list[list[str]]] = {}
        self._plain: list[tuple[str, list[str], frozenset[str]]] = []  # with the initials of the words
        for name, ways in names.items():
            _file(self._spelt, "".join(words_of(name)), name)
            for way in ways:
                words = [word for word in words_of(way) if len(word) == 1 or word not in small_words()] or words_of(way)
                _file(self._glued, "".join(words), name)
                for other in _spelt_elsewhere(words):
                    _file(self._glued, other, name)
                self._ways.setdefault(name, []).append([stem(word) for word in words])
                self._plain.append((name, words, frozenset(word[0] for word in words)))
                for word in words:
                    _file(self._by_word, stem(word), name)
        self._meant: dict[str, str] = {}  # the words of labels by others of the same meaning
        for one in self._by_word:
            for other in glossary().get(one, ()):
                self._meant.setdefault(other, one)
        self.are_cut = any(_MARKS.search(name) is not None for name in names)  # where a message may be cut, too
        self.codes = _codes(names)
        self.buildings = _buildings(names)
        self._glued |= _without_letter(self._glued)
        self.are_numbered = any(char.isdigit() for name in names for char in name)
        self._shelves = Shelves(self._by_word)
        self.words = {word: stem(word) for ways in names.values() for way in ways for word in words_of(way)}
        self._word_shelves = Shelves(self.words)
        self._heard = {sound(word): one for word, one in self.words.items() if _may_be_heard(word)}
        self._place = {one: number for number, one in enumerate(self._by_word)}
        self._glued_shelves, self._spelt_shelves = Shelves(self._glued), Shelves(self._spelt)
        spelt = (*self._glued, *self._spelt)
        self._begun = {glued[:length] for glued in spelt for length in range(1, len(glued) + 1)}

    def has_word(self, word: str) -> bool:
        """Whether the folded word is part of a label."""
        return stem(word) in self._by_word

    def means(self, word: str) -> bool:
        """Whether the folded word is part of a label, or says the same as one that is: no slip for another."""
        return stem(word) in self._by_word or stem(word) in self._meant

    def beside(self, name: str, word: str) -> str:
        """The other label that the folded word makes of this one in place of its last word; empty if none."""
        names = self._spelt.get("".join((*words_of(name)[:-1], word)), _NONE)
        return names[0] if len(names) == 1 and names[0] != name else ""

    def has_exactly(self, word: str) -> bool:
        """Whether the folded word itself, and no other form of it, is part of a label."""
        return word in self.words

    def tells(self, word: str, names: Collection[str]) -> bool:
        """Whether the folded word is part of all these labels."""
        return {*names} <= {*self._by_word.get(stem(word), ())}

    def find(
        self, words: Sequence[str], open_words: Collection[int], generic: Collection[str], least: float = 0.5
    ) -> list[LabelMention]:
        """The labels of whose telling words at least the share `least` is there; `generic` stems tell nothing."""
        exact = self.find_exact(words, open_words)
        if exact or not self._by_word:
            return exact
        found = self._best(words, open_words, generic, self._read_as, least)
        if not found and self._translated and any(stem(words[number]) in self._meant for number in open_words):
            found = self._best(words, open_words, generic, self._mean, least if least < _HALF else _WHOLE)
        return found

    def _best(
        self,
        words: Sequence[str],
        open_words: Collection[int],
        generic: Collection[str],
        read: Callable[[str], str],
        least: float,
    ) -> list[LabelMention]:
        """The labels with the greatest share, at least `least`, of the telling words, each read as a stem.

        Words that mean what others of a label say stand beside these without counting.
        """
        found: dict[str, list[int]] = {}
        read_as: dict[int, str] = {}
        for number in open_words:
            one = read_as[number] = read(words[number])
            for name in self._by_word.get(one) or self._by_word.get(self._mean(words[number]), _NONE):
                found.setdefault(name, []).append(number)
        if not found:
            return []
        scores = {
            name: self._score(name, {read_as[number] for number in numbers}, generic) for name, numbers in found.items()
        }
        best = max(scores.values(), default=0.0)
        if best < least:
            return []
        names = tuple(name for name, score in scores.items() if score >= best - 0.01)
        said = found[names[0]]
        if not any(read_as[number].isalpha() for number in said):  # "room 2a", where two halls have one
            names = tuple(name for name in scores if found[name] == said)
        return [LabelMention(tuple(sorted(said)), names, best)]

    def find_exact(self, words: Sequence[str], open_words: Collection[int], least: int = 1) -> list[LabelMention]:
        """The labels that `least` or more of the words spell in full, however they are cut and spaced."""
        if self._begun.isdisjoint(words):
            return []
        small = small_words()
        telling = [number for number, word in enumerate(words) if len(word) == 1 or word not in small]
        every = range(len(words))
        ways = [(telling, self._glued), (every, self._spelt)]  # a name may consist of small words alone
        if len(telling) < len(words):
            ways.append((every, self._glued))  # or have one that was taken apart: "sunny where" for "Sunnywhere"
        spelt = [(way, window) for numbers, way in ways for window in self._spelling(words, numbers, way, least)]
        found: list[LabelMention] = []
        taken: set[int] = set()
        for way, window in sorted(spelt, key=lambda one: -len(one[1])):
            if all(number in open_words and number not in taken for number in window):
                spanned = tuple(range(window[0], window[-1] + 1))
                whole = self._spelt.get("".join(words[window[0] : window[-1] + 1]))
                names = whole or way["".join(words[number] for number in window)]
                found.append(LabelMention(spanned, tuple(names), 1.0))
                taken.update(spanned)
        return found

    def find_misspelt(self, words: Sequence[str]) -> tuple[str, ...]:
        """The labels that all the words are but for a slip or two; words that are others have one at most."""
        telling = [word for word in words if len(word) == 1 or word not in small_words()]
        glued = "".join(telling)
        most = min(slips(glued), 1 if all(map(is_word, telling)) else 2)
        if len(telling) == 1 and is_word(telling[0]):
            return ()
        if not most:
            return ()
        for shelves, way in ((self._glued_shelves, self._glued), (self._spelt_shelves, self._spelt)):
            near = shelves.nearest(glued if way is self._glued else "".join(words), most)
            if near is not None:
                return tuple(way[near])
        return ()

    def find_begun(self, words: Sequence[str]) -> tuple[str, ...]:
        """The one label with words that begin like these, in this order: "config mgmt", or glued: "gamedev"."""
        initials = {word[0] for word in words}
        likely = ((name, way) for name, way, begins in self._plain if initials <= begins)
        found = list(dict.fromkeys(name for name, way in likely if _are_begun(words, way)))
        return tuple(found) if len(found) == 1 else ()

    def _spelling(
        self, words: Sequence[str], numbers: Sequence[int], way: Mapping[str, object], least: int
    ) -> Iterator[Sequence[int]]:
        """All neighbours among the numbers, `least` to ten, whose words spell a label in full, in that way."""
        for start in range(len(numbers)):
            glued = ""
            for end in range(start, min(start + _MOST_WORDS, len(numbers))):
                glued += words[numbers[end]]
                if glued not in self._begun:
                    break
                if end - start + 1 >= least and glued in way:
                    yield numbers[start : end + 1]

    def _read_as(self, word: str) -> str:
        """The stem of a word, or that of a word of a label that it may be a slip for."""
        own = stem(word)
        return own if own in self._by_word else self._near(word) or own

    def _mean(self, word: str) -> str:
        """The stem of a word, or that of a word of a label that means the same."""
        own = stem(word)
        return own if own in self._by_word else self._meant.get(own, own)

    def _near(self, word: str) -> str | None:
        if is_word(word) or len(word) < _SHORT:
            return None
        if len(word) == _SHORT:  # one letter may be missing, or beside the right one, or two swapped
            near = [self.words[one] for one in self._word_shelves.closest(word, 1) if len(one) > _SHORT]
            near = near or [self.words[one] for one in short_slips(word) if word.isalpha() and one in self.words]
            near = [one for one in near if one in self._by_word]
        else:
            near = self._shelves.closest(stem(word), slips(stem(word)))
        hidden = len(word) >= _LONG and stem(word) == word  # a slip may hide the ending, or what is left look like one
        if not near and (hidden or slips(stem(word)) < slips(word)):
            near = [self.words[one] for one in self._word_shelves.closest(word, slips(word))]
            near = [one for one in near if one in self._by_word]
        if not near and _may_be_heard(word) and not self._translated:  # a room named after somebody
            return self._heard.get(sound(word))
        return min(near, key=self._place.__getitem__, default=None)

    def _score(self, name: str, mine: Collection[str], generic: Collection[str]) -> float:
        """The share of the telling words of one of the label's ways; a word that many labels have tells little."""
        return max(self._share(way, mine, generic) for way in self._ways[name])

    def _share(self, way: Sequence[str], mine: Collection[str], generic: Collection[str]) -> float:
        small = small_words()

        def tells(one: str) -> float:
            if one in generic or (len(one) == 1 and one.isalpha()) or (one in small and len(way) > 2):
                return 0.05
            return (1 if one.isalpha() else 0.5) / len(self._by_word[one])

        here = [one for one in way if one in mine or closest(one, list(mine), 1)]
        if all(one in generic or (len(one) == 1 and one.isalpha()) for one in here) and len(here) < len(way):
            return 0.0
        return sum(map(tells, here)) / sum(map(tells, way))


def _may_be_heard(word: str) -> bool:
    """Whether a word is long enough to be known by its sound, and no number."""
    return len(word) >= _LEAST_HEARD and word.isalpha()


def _file(shelf: dict[str, list[str]], key: str, name: str) -> None:
    if name not in shelf.setdefault(key, []):
        shelf[key].append(name)


def _codes(names: Iterable[str]) -> dict[str, str]:
    """The codes with a point in the names, folded, each by its number alone, "4.2" for "B4.2", if no other has that."""
    codes: dict[str, set[str]] = {}
    for name in names:
        for found in _NUMBERED.finditer(fold(name)):
            codes.setdefault(found[1], set()).add(found[0])
    return {number: one.pop() for number, one in codes.items() if len(one) == 1}


def _buildings(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names with a code by the building that this begins with, folded: "k" and "aw1" for "K.3.201" and "AW1.12"."""
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        code = _IN_BUILDING.match(fold(name))
        for building in {code[1], code[1] + code[2]} if code else ():
            found[building] = (*found.get(building, ()), name)
    return found


def _without_letter(glued: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Codes that end with a letter without it, where no other is the same then: "u218" for "u218a"."""
    found: dict[str, list[str]] = {}
    for spelt, names in glued.items():
        if len(spelt) > 2 and spelt[-1].isalpha() and spelt[-2].isdigit():
            found.setdefault(spelt[:-1], []).extend(names)
    return {code: names for code, names in found.items() if len(names) == 1 and code not in glued}


def _are_begun(words: Sequence[str], way: Sequence[str]) -> bool:
    """Whether the words begin some of a label's in their order, or are the beginnings of some side by side, glued."""
    if len(words) == 1:
        begins = (start for start, word in enumerate(way) if word[0] == words[0][0])
        return any(_is_glued_of(words[0], way[start:]) for start in begins)
    rest = iter(way)
    return all(any(_begins(one, other) for other in rest) for one in words)


def _is_glued_of(word: str, way: Sequence[str]) -> bool:
    if not word or not way:
        return not word
    lengths = range(len(word), _LEAST_BEGUN - 1, -1)
    return any(_begins(word[:length], way[0]) and _is_glued_of(word[length:], way[1:]) for length in lengths)


def _begins(one: str, other: str) -> bool:
    """Whether a word begins another, mostly ("science" for "scientists"), or is of its consonants alone: "mgmt".

    Or is another form of it: "virtualisation", "games".
    """
    same = shared_beginning(one, other)
    if _LEAST_BEGUN <= len(one) == same or (same >= _MOSTLY_BEGUN and len(one) - same <= _ENDING):
        return True
    if same >= _LEAST_BEGUN and stem(one) == stem(other):
        return True
    if _CONSONANTS.fullmatch(one) is None or one[0] != other[0] or one[-1] != other[-1]:
        return False
    rest = iter(other)
    return all(letter in rest for letter in one)


def _spelt_elsewhere(words: Sequence[str]) -> Iterator[str]:
    """The words, glued, as they are spelt on the other side of the ocean: "lecture theater", "conference centre"."""
    for ending, other in (("tre", "ter"), ("ter", "tre")):
        turned = [word.removesuffix(ending) + other if word.endswith(ending) else word for word in words]
        if turned != list(words):
            yield "".join(turned)


def with_digits(words: Sequence[str]) -> list[str]:
    """The words with numbers that were spoken as digits, and nothing for a point between them: "k one point two".

    A number behind an "at" stays as it is: it is rather an hour.

    >>> with_digits(["hall", "two", "b", "at", "three"])
    ['hall', '2', 'b', 'at', 'three']
    """
    found = list(words)
    for number, word in enumerate(words):
        before = words[number - 1] if number else ""
        if word in _spoken_digits() and before not in inside_words():
            found[number] = _spoken_digits()[word]
        elif word in _points() and words[number + 1 : number + 2] and words[number + 1] in _spoken_digits():
            found[number] = ""
    for number in range(len(found) - 1):  # "thirty two"
        tens, ones = found[number : number + 2]
        if len(tens) == 2 and len(ones) == 1 and tens[-1] == "0" and ones.isdigit() and words[number] != tens:
            found[number] = tens[0]
    return found


@language_table
def _spoken_digits() -> dict[str, str]:
    numbers = (item for language in languages().values() for item in language.numbers.items())
    return {word: str(number) for word, number in numbers if word.isalpha()}


@language_table
def _points() -> frozenset[str]:
    return frozenset().union(*(language.points for language in languages().values()))


def room_names(programme: Programme) -> dict[str, tuple[str, ...]]:
    """Every room's name with the ways in which it is called."""
    names = dict.fromkeys(room.name for room in programme.rooms)
    names.update(dict.fromkeys(room for session in programme.sessions for room in session.rooms))
    aliases = {room.name: room.aliases for room in programme.rooms}
    return {name: (*_ways(name), *aliases.get(name, ())) for name in names}


def track_names(programme: Programme) -> dict[str, tuple[str, ...]]:
    """Every track's name with the ways in which it is called, among them its initials."""
    names = dict.fromkeys(session.track for session in programme.sessions if session.track)
    ways = {name: (*(_ways(name) if "(" in name else (name,)), *_initials(name)) for name in names}
    return {name: tuple(filter(None, dict.fromkeys((*some, _without_place(name))))) for name, some in ways.items()}


def _without_place(name: str) -> str:
    """A name of several words without a "track" or "room" in it."""
    return " ".join(word for word in words_of(name) if word not in place_words())


def _initials(name: str) -> tuple[str, ...]:
    telling = [word for word in words_of(name) if word not in small_words()]
    return ("".join(word[0] for word in telling),) if len(telling) >= _LEAST_INITIALS else ()


def _ways(name: str) -> tuple[str, ...]:
    """A name, and its parts if it has several: "K.1 (Blue hall)" or "Podcasts: Kitchen" is called by either."""
    parts = (part for part in _PARTS.split(name) if len("".join(words_of(part))) > 2 and not _is_generic(part))
    return tuple(dict.fromkeys(way for way in (name, *parts) if words_of(way)))


def _is_generic(part: str) -> bool:
    return all(stem(word) in room_stems() for word in words_of(part))
