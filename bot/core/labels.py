"""Finding rooms and tracks by some of the words of their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.lexicon import glossary, is_word, room_stems, small_words
from bot.core.programme import Programme
from bot.core.spelling import Shelves, closest, slips
from bot.core.text import stem, words_of


@dataclass(frozen=True, slots=True)
class LabelMention:
    """Words (by number) that name rooms or tracks; `quality` is the share of a name's telling words that was given."""

    words: tuple[int, ...]
    names: tuple[str, ...]
    quality: float


_MOST_WORDS = 7  # of a label that are looked for side by side
_LEAST_INITIALS = 3  # words that are called by their initials
_PARTS = re.compile(r"[()/:]|\s[-–]+\s")


class Labels:
    """Names of rooms or tracks, each with the ways in which people call it; built once, never changed."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._glued: dict[str, list[str]] = {}
        self._by_word: dict[str, list[str]] = {}
        self._ways: dict[str, list[list[str]]] = {}
        for name, ways in names.items():
            for way in ways:
                words = [word for word in words_of(way) if len(word) == 1 or word not in small_words()] or words_of(way)
                _file(self._glued, "".join(words), name)
                self._ways.setdefault(name, []).append([stem(word) for word in words])
                for word in words:
                    _file(self._by_word, stem(word), name)
        self._shelves = Shelves(self._by_word)
        self._place = {one: number for number, one in enumerate(self._by_word)}
        self._begun = {glued[:length] for glued in self._glued for length in range(1, len(glued) + 1)}

    def has_word(self, word: str) -> bool:
        """Whether the folded word is part of a label."""
        return stem(word) in self._by_word

    def find(
        self, words: Sequence[str], open_words: Collection[int], generic: Collection[str], least: float = 0.5
    ) -> list[LabelMention]:
        """The labels of whose telling words at least the share `least` is there; `generic` stems tell nothing."""
        exact = self.find_exact(words, open_words)
        if exact:
            return exact
        found: dict[str, list[int]] = {}
        for number in open_words:
            for name in self._by_word.get(stem(words[number])) or self._meant(words[number]):
                found.setdefault(name, []).append(number)
        scores = {name: self._score(name, words, numbers, generic) for name, numbers in found.items()}
        best = max(scores.values(), default=0.0)
        if best < least:
            return []
        names = tuple(name for name, score in scores.items() if score >= best - 0.01)
        return [LabelMention(tuple(sorted(found[names[0]])), names, best)]

    def find_exact(self, words: Sequence[str], open_words: Collection[int], least: int = 1) -> list[LabelMention]:
        """The labels that `least` or more of the words spell in full, however they are cut and spaced."""
        if self._begun.isdisjoint(words):
            return []
        small = small_words()
        telling = [number for number, word in enumerate(words) if len(word) == 1 or word not in small]
        found: list[LabelMention] = []
        taken: set[int] = set()
        for numbers in (telling, range(len(words))):  # a name may consist of small words alone
            for window in sorted(self._spelling(words, numbers, least), key=len, reverse=True):
                if all(number in open_words and number not in taken for number in window):
                    spanned = tuple(range(window[0], window[-1] + 1))
                    names = self._glued["".join(words[number] for number in window)]
                    found.append(LabelMention(spanned, tuple(names), 1.0))
                    taken.update(spanned)
        return found

    def _spelling(self, words: Sequence[str], numbers: Sequence[int], least: int) -> Iterator[Sequence[int]]:
        """All neighbours among the numbers, `least` to seven, whose words spell a label in full."""
        for start in range(len(numbers)):
            glued = ""
            for end in range(start, min(start + _MOST_WORDS, len(numbers))):
                glued += words[numbers[end]]
                if glued not in self._begun:
                    break
                if end - start + 1 >= least and glued in self._glued:
                    yield numbers[start : end + 1]

    def _meant(self, word: str) -> Sequence[str]:
        """The labels with a word of the same meaning, else with one that it may be a slip for."""
        for other in glossary().get(stem(word), ()):
            if other in self._by_word:
                return self._by_word[other]
        return self._near(word)

    def _near(self, word: str) -> Sequence[str]:
        if not slips(word) or is_word(word):
            return ()
        near = self._shelves.closest(stem(word), slips(word))
        return self._by_word[min(near, key=self._place.__getitem__)] if near else ()

    def _score(self, name: str, words: Sequence[str], numbers: Sequence[int], generic: Collection[str]) -> float:
        """The share of the telling words of one of the label's ways; a word that many labels have tells little."""
        mine = {stem(words[number]) for number in numbers}
        return max(self._share(way, mine, generic) for way in self._ways[name])

    def _share(self, way: Sequence[str], mine: Collection[str], generic: Collection[str]) -> float:
        def tells(one: str) -> float:
            if one in generic or (len(one) == 1 and one.isalpha()):
                return 0.05
            return (1 if one.isalpha() else 0.5) / len(self._by_word[one])

        here = [one for one in way if one in mine or closest(one, list(mine), 1)]
        if all(one in generic or (len(one) == 1 and one.isalpha()) for one in here) and len(here) < len(way):
            return 0.0
        return sum(map(tells, here)) / sum(map(tells, way))


def _file(shelf: dict[str, list[str]], key: str, name: str) -> None:
    if name not in shelf.setdefault(key, []):
        shelf[key].append(name)


def room_names(programme: Programme) -> dict[str, tuple[str, ...]]:
    """Every room's name with the ways in which it is called."""
    names = dict.fromkeys(room.name for room in programme.rooms)
    names.update(dict.fromkeys(room for session in programme.sessions for room in session.rooms))
    aliases = {room.name: room.aliases for room in programme.rooms}
    return {name: (*_ways(name), *aliases.get(name, ())) for name in names}


def track_names(programme: Programme) -> dict[str, tuple[str, ...]]:
    """Every track's name with the ways in which it is called, among them its initials."""
    names = dict.fromkeys(session.track for session in programme.sessions if session.track)
    return {name: (*(_ways(name) if "(" in name else (name,)), *_initials(name)) for name in names}


def _initials(name: str) -> tuple[str, ...]:
    telling = [word for word in words_of(name) if word not in small_words()]
    return ("".join(word[0] for word in telling),) if len(telling) >= _LEAST_INITIALS else ()


def _ways(name: str) -> tuple[str, ...]:
    """A name, and its parts if it has several: "K.1 (Blue hall)" or "Podcasts: Kitchen" is called by either."""
    parts = (part for part in _PARTS.split(name) if len("".join(words_of(part))) > 2 and not _is_generic(part))
    return tuple(dict.fromkeys(way for way in (name, *parts) if words_of(way)))


def _is_generic(part: str) -> bool:
    return all(stem(word) in room_stems() for word in words_of(part))
