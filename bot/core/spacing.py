"""Spaces that were left out between two words, or typed inside of one."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.core.lexicon import (
    asking_words,
    framing_words,
    function_words,
    glued_pairs,
    inside_words,
    is_word,
    small_words,
)
from bot.core.search.index import Index
from bot.core.text import fold, stem, words_in

_LEAST_JOINED, _LEAST_OF_TITLE = 6, 8  # letters of a word that was written as two, if it asks, and if not
_LEAST_GLUED = 6  # letters of two words that were written as one
_LEAST_NAMING, _LEAST_BEHIND = 4, 5  # letters of a word of the programme in front of one that asks; of both otherwise
_LEAST_SMALL, _MOST_SMALL = 6, 5  # letters of a word that says little, in front of another one and behind it
_WORD = re.compile("[a-z]+")
_AND_CAPITAL = re.compile(r"(?<!\w)([a-zà-ÿ]{2,})([A-ZÀ-Þ][a-zà-ÿ]+)")
_AND_NUMBER = re.compile(r"(?<![\w-])([a-z]{2,})(\d[\w.:]*)")


def without_gaps(folded: str, index: Index) -> str:
    """The folded text with words in one that were written as two: "this mor ning", "the Main Stage" for "Mainstage"."""
    wholes = [one + other for one, other in pairwise(_WORD.findall(folded))]
    named = index.rooms.words.keys()
    if (
        function_words().isdisjoint(wholes)
        and named.isdisjoint(wholes)
        and index.words.written.keys().isdisjoint(wholes)
    ):
        return folded  # as most are
    gaps = [
        one.end()
        for one, other in pairwise(_WORD.finditer(folded))
        if folded[one.end() : other.start()] == " " and _are_one(one.group(), other.group(), index)
    ]
    for gap in reversed(gaps):
        folded = folded[:gap] + folded[gap + 1 :]
    return folded


def before_numbers(folded: str, index: Index) -> str:
    """The folded text with a space between a word that asks, or says when or where, and a number: "before3pm"."""

    def apart(found: re.Match[str]) -> str:
        asks = found[1] in framing_words() or found[1] in inside_words()
        asks = asks and not index.words.has(words_in(found.group())[0])
        return f"{found[1]} {found[2]}" if asks else found.group()

    return _AND_NUMBER.sub(apart, folded)


def before_capitals(text: str, index: Index) -> str:
    """The text with a space between a small word, or one that asks, and a name behind it: "untilSamuel"."""

    def apart(found: re.Match[str]) -> str:
        word, name = fold(found[1]), fold(found[2])
        named = index.people.has_name(name) or index.rooms.has_word(name)
        named = named or (len(name) >= _LEAST_BEHIND and index.knows_exactly(name))
        return f"{found[1]} {found[2]}" if named and (word in small_words() or word in framing_words()) else found[0]

    return _AND_CAPITAL.sub(apart, text)


def cut_apart(word: str, index: Index) -> str:
    """The two words, of which one asks or says when, that an unknown one consists of: "djangotalks"; else empty."""
    for cut in range(len(word) - 2, 2, -1) if len(word) >= _LEAST_GLUED else ():
        if _go_together(word[:cut], word[cut:], index):
            return f"{word[:cut]} {word[cut:]}"
    return glued_pairs().get(word, "")


def _are_one(one: str, other: str, index: Index) -> bool:
    """Whether two words are one of a room's name; or, of which one at least is none, of a language or of a title."""
    whole = one + other
    if len(whole) >= _LEAST_JOINED and whole in index.rooms.words:
        return (stem(one), stem(other)) not in index.titles.pairs
    titled = len(whole) >= _LEAST_OF_TITLE and index.words.title_has_exactly(whole)
    if len(whole) < _LEAST_JOINED or not (titled or whole in function_words()):
        return False
    strange = [part for part in (one, other) if not is_word(part)]
    return bool(strange) and not any(_is_named(part, index) for part in strange)


def _go_together(one: str, other: str, index: Index) -> bool:
    begins = one in framing_words() or _is_small(one)
    if other in framing_words():
        named = index.rooms.has_word(one) or (len(one) >= _LEAST_NAMING and _is_named(one, index))
        return begins or named or one in asking_words()
    if not begins:
        return False
    if len(other) <= _MOST_SMALL and other in small_words():
        return True
    return min(len(one), len(other)) >= _LEAST_BEHIND and not is_word(other) and _is_named(other, index)


def _is_small(word: str) -> bool:
    """Whether a longer word says little, such as "between": no short name begins with it."""
    return len(word) >= _LEAST_SMALL and word in small_words()


def _is_named(word: str, index: Index) -> bool:
    """Whether a title, a name, a room or a track has the folded word in exactly this form."""
    named = index.words.title_has_exactly(word) or index.people.has_name(word)
    return named or index.rooms.has_word(word) or index.tracks.has_word(word)
