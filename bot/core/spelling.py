"""How far a typed word may be from the right one, and which words are that near."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA

_MOST = 8  # words that are told of
_ROWS = "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qa", "zw"  # of two keyboards


def slips(word: str) -> int:
    """How many slips of the finger (a letter too many, missing, wrong, or two swapped) a word this long may hold.

    >>> slips("rust"), slips("matrix"), slips("replication")
    (0, 1, 2)
    """
    return 0 if len(word) <= 4 else 1 if len(word) <= 7 else 2


def whole_slips(length: int) -> tuple[int, ...]:
    """How many slips a text of so many letters may hold that is nothing but a title: first a few, then some more."""
    if length < 5:
        return (1,) if length == 4 else ()
    return (1, 2) if length < 20 else (2, 3)


def is_plain_slip(word: str, name: str) -> bool:
    """Whether a short word is a slip for the name and no other name: two letters swapped, or an inner one missing.

    >>> is_plain_slip("gsuak", "gusak"), is_plain_slip("hrvey", "harvey"), is_plain_slip("marco", "marc")
    (True, True, False)
    """
    if len(word) == len(name):
        return sorted(word) == sorted(name)
    return len(word) == len(name) - 1 and word[0] == name[0] and word[-1] == name[-1]


def light_slips(word: str) -> Iterator[str]:
    """What a word may be meant for: itself with two letters swapped, with one of a double left, or with one doubled.

    >>> list(light_slips("taal"))
    ['atal', 'tala', 'tal', 'ttaal', 'taaal', 'taaal', 'taall']
    """
    places = range(len(word))
    pairs = [at for at in places[1:] if word[at] != word[at - 1]]
    yield from (word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] for at in pairs)
    yield from (word[:at] + word[at + 1 :] for at in places[1:] if word[at] == word[at - 1])
    yield from (word[: at + 1] + word[at:] for at in places)


def filled(word: str) -> Iterator[str]:
    """The word with one more letter somewhere inside.

    >>> "when" in set(filled("whn")), "then" in set(filled("hen"))
    (True, False)
    """
    return (word[:at] + letter + word[at:] for at in range(1, len(word)) for letter in ascii_lowercase)


def neighboured(word: str) -> Iterator[str]:
    """The word with one letter replaced by one beside it on a keyboard.

    >>> "when" in set(neighboured("whwn")), "then" in set(neighboured("whwn"))
    (True, False)
    """
    beside = _beside()
    return (word[:at] + near + word[at + 1 :] for at, letter in enumerate(word) for near in beside.get(letter, ""))


def short_slips(word: str) -> Iterator[str]:
    """What a word of four letters may be meant for: two swapped, or one beside the right one on a keyboard.

    >>> "wasm" in set(short_slips("wams")), "rust" in set(short_slips("ryst"))
    (True, True)
    """
    yield from (one for one in light_slips(word) if len(one) == len(word))
    yield from neighboured(word)


def ended(word: str) -> Iterator[str]:
    """The word with one more letter at its end."""
    return (word + letter for letter in ascii_lowercase)


@cache
def _beside() -> dict[str, str]:
    """For each letter, those to the left and the right of it."""
    found: dict[str, set[str]] = {}
    for one, other in itertools.chain.from_iterable(map(itertools.pairwise, _ROWS)):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {letter: "".join(sorted(near)) for letter, near in found.items()}


def is_inner_slip(word: str, name: str) -> bool:
    """Whether a word of five letters or so, one slip from the name, begins and ends like it.

    >>> is_inner_slip("kojen", "koren"), is_inner_slip("marco", "marc"), is_inner_slip("mario", "maria")
    (True, False, False)
    """
    return len(name) > 4 and word[0] == name[0] and word[-1] == name[-1] and slips_between(word, name) == 1


def slips_between(one: str, other: str) -> int:
    """How many slips of the finger make one text of the other.

    >>> slips_between("wrld gleud", "world glued")
    2
    """
    return OSA.distance(one, other)


def shared_beginning(one: Sequence[str], other: Sequence[str]) -> int:
    """How many letters of two words, or words of two texts, are the same from the beginning.

    >>> shared_beginning("science", "scientists"), shared_beginning(["deep", "learning"], ["deep", "sea"])
    (5, 1)
    """
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def closest(word: str, others: Collection[str], most: int) -> list[str]:
    """Those of the other words that the fewest slips make of the word, if at most `most`; in their order.

    >>> closest("gamse", ["games", "names", "gains"], 2)
    ['games']
    """
    return _closest(word, [others], most)


def _closest(word: str, shelves: Iterable[Collection[str]], most: int) -> list[str]:
    """Those on all the shelves that the fewest slips make of the word, at most `most`; at most 8 of each shelf."""
    found: list[str] = []
    for shelf in filter(None, shelves):
        for other, distance, _ in process.extract(word, shelf, scorer=OSA.distance, score_cutoff=most, limit=_MOST):
            if distance < most:
                found, most = [], distance
            if distance == most:
                found.append(other)
    return found


class Shelves:
    """Words sorted by length, and by first letter, so that only few have to be compared."""

    def __init__(self, words: Iterable[str]) -> None:
        self._shelves: dict[tuple[int, str], list[str]] = {}
        self._lengths: dict[int, list[str]] = {}
        for word in filter(None, words):
            self._shelves.setdefault((len(word), word[0]), []).append(word)
            self._lengths.setdefault(len(word), []).append(word)

    def near(self, word: str, most: int, *, any_start: bool = False) -> list[str]:
        """The words nearest to the word within `most` slips; `any_start` for those with another first letter too."""
        lengths = range(len(word) - most, len(word) + most + 1)
        found = _closest(word, [self._shelves.get((length, word[0]), ()) for length in lengths], most)
        if found or not any_start:
            return found[:_MOST]
        return self.closest(word, most)[:_MOST]

    def nearest(self, word: str, most: int) -> str | None:
        """The first in the alphabet of the words that the fewest slips make of the word, if at most `most` do."""
        return min(self.closest(word, most), default=None)

    def closest(self, word: str, most: int) -> list[str]:
        """The words, whatever their first letters, that the fewest slips make of the word, if at most `most` do."""
        lengths = range(len(word) - most, len(word) + most + 1)
        return _closest(word, [self._lengths.get(length, ()) for length in lengths], most)
