"""Which of the organisers' own answers a question is for: by its words, or by the need that it tells in other words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache

from bot.core.lexicon import glossary, is_word, language_table, languages, room_stems, small_words
from bot.core.programme import Faq
from bot.core.spelling import closest
from bot.core.text import singular, stem, words_of

_LONG = 7  # letters of a word that may be misspelt
_HALF = 0.5  # of a need that fits
# Needs that a question may tell beside the one it is about: what something costs, at which meal, for whom.
_BESIDE = frozenset(
    {
        "breakfast",
        "childcare",
        "coffee",
        "contact",
        "dinner",
        "food",
        "lunch",
        "party",
        "price",
        "publish",
        "recording",
        "slides",
    }
)


def find_needs(words: Iterable[str]) -> dict[str, frozenset[str]]:
    """The needs that folded words tell, each with the words (as `base` has them) that show it.

    >>> sorted(find_needs(["can", "i", "leave", "my", "car", "there"]))
    ['parking']
    """
    said = {base(_well_spelt(word)) for word in words}
    found: dict[str, frozenset[str]] = {}
    for word in said:
        for need, needed in _ways_to_tell().get(word, ()):
            if needed <= said:
                found[need] = found.get(need, frozenset()) | needed
    return found


def is_about(words: Sequence[str], entry: Faq) -> bool:
    """Whether folded words that go with a taught answer need nothing else: not the wifi of a hotel."""
    return _covers(entry, find_needs(words))


def find_taught(words: Sequence[str], faq: Sequence[Faq]) -> int | None:
    """The number of the taught answer for what the folded words need; of several the one that fits in most needs.

    Every need of one of its ways to ask has to be in the question, and whatever else that way names. A way that tells
    none by itself, "sleep", is for the need that a question tells with its words: "where can I sleep".
    """
    asked = find_needs(words)
    if not asked:
        return None
    mine = {stem(word) for word in words}
    mine = mine.union(*(glossary().get(one, ()) for one in mine))
    shown = frozenset().union(*asked.values())
    best, found = 0.0, None
    for number, entry in enumerate(faq):
        fitting = (
            len(needs) if needs else _HALF
            for needs, others, telling in (map(_needs_of, entry.ask) if _covers(entry, asked) else ())
            if (needs or not shown.isdisjoint(telling)) and needs <= asked.keys() and others <= mine
        )
        most = max(fitting, default=0)
        if most > best:
            best, found = most, number
    return found


@lru_cache(maxsize=2048)
def taught_words(text: str) -> tuple[str, ...]:
    """The folded words of a way to ask or an answer, which stay the same for many questions."""
    return tuple(words_of(text))


@lru_cache(maxsize=8192)
def base(word: str) -> str:
    """The folded word without the endings of plurals in any language: nearer to the word than its stem is."""
    return singular(word).rstrip("e") if len(word) > 4 else singular(word)


def _covers(entry: Faq, asked: Mapping[str, Set[str]]) -> bool:
    """Whether all of the needs are those of a taught answer, told with its words, or such as go with any."""
    ways = [_needs_of(way) for way in entry.ask]
    own = _BESIDE.union(*(needs for needs, _, _ in ways))
    telling = frozenset().union(*(words for _, _, words in ways))
    return all(need in own or not telling.isdisjoint(shown) for need, shown in asked.items())


@lru_cache(maxsize=4096)
def _well_spelt(word: str) -> str:
    """The word, or the one that tells a need and that a long unknown word misses by a slip: "accomodation"."""
    if len(word) < _LONG or is_word(word):
        return word
    return next(iter(closest(word, _telling_words(), 1)), word)


@language_table
def _telling_words() -> tuple[str, ...]:
    told = (word for one in languages().values() for ways in one.needs.values() for way in ways for word in way)
    return tuple(sorted({word for word in told if len(word) >= _LONG}))


@lru_cache(maxsize=1024)
def _needs_of(way: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The needs of a way to ask, the stems of what else it names, and its words as `base` has them, small ones not."""
    words = taught_words(way)
    found = find_needs(words)
    telling = frozenset().union(*found.values())
    named = [word for word in words if word not in small_words()]
    others = (word for word in named if base(word) not in telling)
    return frozenset(found), frozenset(map(stem, others)) - room_stems(), frozenset(map(base, named))


@language_table
def _ways_to_tell() -> dict[str, list[tuple[str, frozenset[str]]]]:
    """For the longest word of each way to tell a need, the need and all of the words, in every language."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for language in languages().values():
        small = (one.small_words for one in languages().values() if one is not language)
        others = frozenset(map(base, frozenset().union(*small)))
        for need, ways in language.needs.items():
            for words in ways:
                told = frozenset(map(base, words))
                if len(told) > 1 or told.isdisjoint(others):  # French tea is an English article
                    found.setdefault(max(sorted(told), key=len), []).append((need, told))
    return found
