"""Titles as they are written: whole, begun, glued together, by their initials, by their numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.core.labels import with_digits
from bot.core.lexicon import inside_words, kind_words, languages, small_words
from bot.core.programme import Session
from bot.core.spelling import Shelves, shared_beginning, whole_slips
from bot.core.text import joined, normalise, stem, words_of
from bot.core.times import find_times

FEW = 60  # in so few sessions hardly any word stands by chance
_LETTER_WORDS = frozenset("aiy")  # letters that are words by themselves
_SERIES = ("lecture", "practical", "tutorial", "workshop", "panel", "keynote")
_WORDS_OF_HEAD = 4  # with which a title of a series begins
_LEAST_OF_TAIL = 3  # words, with the number, by which several series are meant
_LEAST_OF_PHRASE = 3  # words with which a title begins, a comma behind them
_LONG_HEAD = 14  # letters of the beginning of a title that may be misspelt
_LEAST_GLUED = 10  # letters of a title whose spaces may be elsewhere
_SHORT_TYPED, _MOST_INITIALS = 3, 8  # letters of an abbreviation
_TELLING_INITIALS = 5  # letters that no words have as initials by chance; in a short programme one less
_MOST_ABBREVIATED = 3
_IN_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")


@dataclass(frozen=True, slots=True)
class TitleMention:
    """Words (by number) that quote a title, and the sessions that bear it; `share` of the title, from 0 to 1.

    Of a `series` are those that only tell which one of it is meant, such as "lecture 3".
    """

    words: tuple[int, ...]
    positions: tuple[int, ...]
    share: float
    series: bool = False


class Titles:
    """The titles of a programme's sessions; these are called by their positions in it."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        self._sessions = sessions
        self.words = [words_of(session.title) for session in sessions]
        self.stems = [tuple(map(stem, words)) for words in self.words]
        whole = list(map(joined, self.words))
        self._whole = _positions_by(whole)
        self.glued = _positions_by(title.replace(" ", "") for title in whole)
        self._glued_shelves = Shelves(self.glued)
        self._glued_text = "\n".join(map("".join, self.words))
        self._begun: dict[str, tuple[int, ...]] = {}  # what stands in them before a colon
        self._numbered: dict[str, tuple[int, ...]] = {}  # those of these that end with a number or a letter
        self._series: dict[str, list[str]] = {}  # the first words of those by the stems of what they are called
        self.pairs: dict[tuple[str, str], list[int]] = {}  # of stems; codes tell which title, then which pair of it
        self.of_one_word: dict[str, list[int]] = {}
        for position in range(len(sessions)):
            self._learn_begun(position)
            self._learn_pairs(position)
        self.are_numbered = bool(self._numbered)
        self._begun_shelves = Shelves(head for head in self._begun if len(head) >= _LONG_HEAD)
        small = small_words()
        telling = ([word for word in words if word not in small] for words in self.words)
        both = zip(self.words, telling, strict=True)  # of each title two lines, with its small words and without
        self._initials = "\n".join(_initials_of(words) for pair in both for words in pair)
        by_word: dict[str, list[int]] = {}
        for position, words in enumerate(self.words):
            for word in set(words):
                by_word.setdefault(word, []).append(position)
        self._by_word = sorted((word, tuple(positions)) for word, positions in by_word.items())
        self.shelves = Shelves(word for word in sorted(by_word) if len(word) >= 4)
        mixed = (session.title for session in sessions if not session.title.isupper())
        capital = Counter(word.lower() for title in mixed for word in {*_IN_CAPITALS.findall(title)})
        mostly = {word for word, times in capital.items() if 2 * times > len(by_word.get(word, ()))}
        self.in_capitals = mostly.difference(inside_words(), *(one.joints for one in languages().values()))

    def find(self, text: str) -> tuple[int, ...]:
        """The sessions whose whole title is the text, whatever its case, accents and punctuation."""
        return self._whole.get(normalise(text), ())

    def find_begun(self, text: str) -> tuple[int, ...]:
        """The sessions in whose titles the text, two words or more, stands in front of a colon, a dash or the like.

        A long one perhaps with a few slips.
        """
        key = normalise(text)
        glued = key.replace(" ", "")
        found = self._begun.get(glued, ()) if " " in key else ()
        if found or len(glued) < _LONG_HEAD:
            return found
        near = self._begun_shelves.near(glued, whole_slips(len(glued))[-1], any_start=True)
        return next((self._begun[head] for head in near if digits_of(head) == digits_of(glued)), ())

    def find_glued(self, text: str) -> tuple[int, ...]:
        """The sessions whose title differs from the text only in where spaces are; at least ten letters of it."""
        glued = normalise(text).replace(" ", "")
        return self.glued.get(glued, ()) if len(glued) >= _LEAST_GLUED else ()

    def begin_alike(self, words: Sequence[str]) -> bool:
        """Whether several titles begin with the folded words, in any form: "fireside chats"."""
        begun = tuple(map(stem, words))
        return sum(one[: len(begun)] == begun for one in self.stems) > 1

    def has_series(self, word: str) -> bool:
        """Whether several titles begin with a number and the folded word, or another that stands for it."""
        return bool(self.series_word(word))

    def series_word(self, word: str) -> str:
        """The word with which several titles begin before a number, if the folded word stands for it; else nothing.

        "Lecture" of "Lecture 1" and "Lecture 2" is also called by other words, as in other languages.
        """
        found = self._series.get(stem(word), ())
        return found[0] if len(found) > 1 else ""

    def find_abbreviated(self, word: str, within: Collection[int] | None = None) -> tuple[int, ...]:
        """The sessions in whose titles words side by side have these initials, small words with the others or not.

        Few letters are those of some words by chance: where nothing limits the sessions, more are needed.
        """
        few = len(self._sessions) <= FEW
        if not _SHORT_TYPED <= len(word) <= _MOST_INITIALS or not word.isalpha():
            return ()
        if within is None and len(word) < _TELLING_INITIALS - few:
            return ()
        found = {at for at in self._initialled(word) if within is None or at in within}
        return tuple(sorted(found))[:_MOST_ABBREVIATED]

    def _initialled(self, word: str) -> Iterator[int]:
        start = self._initials.find(word)
        while start >= 0:
            yield self._initials.count("\n", 0, start) // 2
            start = self._initials.find(word, start + 1)

    def written_together(self, word: str) -> str:
        """The words side by side in a title that the folded word is without the spaces between; empty if it is none."""
        at = self._glued_text.find(word)
        while at >= 0:
            start = self._glued_text.rfind("\n", 0, at) + 1
            words = self.words[self._glued_text.count("\n", 0, at)]
            ends = list(accumulate(map(len, words), initial=0))
            if at - start in ends and at - start + len(word) in ends:
                return " ".join(words[ends.index(at - start) : ends.index(at - start + len(word))])
            at = self._glued_text.find(word, at + 1)
        return ""

    def run(self, position: int, words: Sequence[str]) -> int:
        """How many of the folded words follow each other in the session's title, at most."""
        own, stems = self.stems[position], [stem(word) for word in words]
        places = [at for at, one in enumerate(own) if one in stems]
        runs = ((at, number) for at in places for number, one in enumerate(stems) if one == own[at])
        return max((shared_beginning(own[at:], stems[number:]) for at, number in runs), default=0)

    def beginning(self, words: Sequence[str]) -> dict[int, bool]:
        """The sessions in whose titles the folded words stand, the last of them perhaps only begun.

        The values say whether the title begins so.
        """
        known = self._by_word
        start = bisect_left(known, (words[-1],))
        found: set[int] = set()
        while start < len(known) and known[start][0].startswith(words[-1]):
            found.update(known[start][1])
            start += 1
        for word in words[:-1]:
            exact = bisect_left(known, (word,))
            hit = exact < len(known) and known[exact][0] == word
            found &= set(known[exact][1]) if hit else set()
        return {at: self.words[at][0].startswith(words[0]) for at in found}

    def with_pair(self, one: str, other: str) -> set[int]:
        """The sessions in whose titles forms of the two folded words stand side by side."""
        return {code >> 8 for code in self.pairs.get((stem(one), stem(other)), ())}

    def is_called(self, position: int, words: Collection[str]) -> bool:
        """Whether a form of one of the folded words stands in the session's title."""
        return any(stem(word) in self.stems[position] for word in words)

    def find_numbered(self, words: Sequence[str]) -> TitleMention | None:
        """The titles in front of whose colon the words have a number or a letter: "lecture 3", "tutorial c"."""
        if not self._numbered:
            return None
        spoken = with_digits(words)
        for last, word in enumerate(spoken):
            said = word.isdecimal() or (len(word) == 1 and (word not in _LETTER_WORDS or last + 1 == len(words)))
            for first in range(max(last - _WORDS_OF_HEAD, -1) + 1, last) if said else ():
                found = self._numbered.get(" ".join(spoken[first : last + 1]))
                if found:
                    return TitleMention(tuple(range(first, last + 1)), found, 1.0, series=True)
        return None

    def in_series(self, position: int, number: int) -> tuple[int, ...]:
        """The sessions whose titles tell the same series as this one's, with that number in place of its own."""
        words = self.words[position]
        at = next((at for at, word in enumerate(words) if word.isdecimal()), None)
        if at is None:
            return ()
        begun = [*words[:at], str(number)]
        return self._whole.get(joined([*begun, *words[at + 1 :]]), ()) or self._numbered.get(" ".join(begun), ())

    def same_as(self, position: int) -> tuple[int, ...]:
        """All sessions that have the same title as this one."""
        return self._whole[joined(self.words[position])]

    def near_glued(self, glued: str) -> Iterator[list[str]]:
        """Titles, written as one word, that differ from the text but by slips: with none of them, with one more …"""
        allowed = whole_slips(len(glued))
        if allowed and self._glued_shelves.nearest(glued, allowed[-1]) is not None:
            for most in allowed:
                near = self._glued_shelves.near(glued, most, any_start=True)
                yield [title for title in near if digits_of(title) == digits_of(glued)]

    def _learn_pairs(self, position: int) -> None:
        """Files the pairs of words of a title, each with its place: the session's position, then the pair's."""
        stems = self.stems[position][:255]
        if len(stems) == 1:
            self.of_one_word.setdefault(stems[0], []).append(position << 8)
        for number, pair in enumerate(pairwise(stems)):
            self.pairs.setdefault(pair, []).append(position << 8 | number)

    def _learn_begun(self, position: int) -> None:
        """What a title has in front of a colon, and whether that only tells which of a series it is.

        Several words in front of a comma or the end of a sentence begin it as well: "SIP is hard, let's go shopping!".
        """
        title = self._sessions[position].title
        begun, phrase = (words_of(cut.split(title, maxsplit=1)[0]) for cut in (_SUBTITLE, _PHRASE))
        heads = {
            joined(words).replace(" ", "") for words in (begun, phrase if len(phrase) >= _LEAST_OF_PHRASE else begun)
        }
        for head in heads:
            self._begun[head] = (*self._begun.get(head, ()), position)
        if 1 < len(begun) <= _WORDS_OF_HEAD and _is_of_series(begun):
            for first in _as_called(begun[0]):
                self._series.setdefault(stem(first), []).append(begun[0])
                self._file_numbered((first, *begun[1:]), position)
            for start in range(1, len(begun) - _LEAST_OF_TAIL + 1):  # "oral session 3", of one of two tracks
                self._file_numbered(begun[start:], position)

    def _file_numbered(self, words: Sequence[str], position: int) -> None:
        head = " ".join(words)
        self._numbered[head] = (*self._numbered.get(head, ()), position)


def _as_called(word: str) -> frozenset[str]:
    """The word with which a series begins, and what such a series is called besides, as in other languages."""
    groups = (kind_words(kind) for kind in _SERIES)
    return next((group for group in groups if word in group), frozenset((word,)))


def _is_of_series(begun: Sequence[str]) -> bool:
    """Whether the words, with which a title begins, tell which of a series it is: "lecture 3", but not "day 3"."""
    numbered = begun[-1].isdecimal() or len(begun[-1]) == 1
    return numbered and not find_times(" ".join(begun), languages().values())


def _initials_of(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words if word[0].isalpha())


def digits_of(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _positions_by(titles: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for position, title in enumerate(titles):
        found[title] = (*found.get(title, ()), position)
    return found


_SUBTITLE = re.compile(r":\s|\s[-–—]\s")
_PHRASE = re.compile(r"[:,;.?!]\s|\s[-–—(]")
