"""Titles that are quoted inside of a longer text: most of one, or a whole one with a few slips in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import nlargest
from itertools import pairwise

from bot.core.lexicon import known_words
from bot.core.search.meanings import Meanings
from bot.core.search.titles import TitleMention, Titles, digits_of
from bot.core.search.words import Words
from bot.core.spelling import slips_between, whole_slips
from bot.core.text import stem

_MOST_QUOTED = 40
_MOST_TITLES = 8  # so many are compared letter by letter
_LONG_WORD = 6  # letters, of which one may be wrong
_LONG_TITLE = 4  # words; in so long a title, a slip may make another word of one


class Quotations:
    """Looks for titles among the words of a question."""

    def __init__(self, titles: Titles, words: Words, meanings: Meanings) -> None:
        self._titles = titles
        self._words = words
        self._meanings = meanings
        self._title_weights = [sum(map(words.weights.__getitem__, title)) for title in titles.stems]

    def find(self, words: Sequence[str]) -> TitleMention | None:
        """The title that some of the words quote, whole or for the most part; a whole one perhaps with a few slips."""
        numbered, quoted = self._titles.find_numbered(words), self.find_quoted(words)
        if numbered is not None and (quoted is None or len(quoted.words) <= len(numbered.words)):
            quoted = numbered
        whole = quoted is not None and quoted.share >= 1 and len(quoted.words) > 1
        if whole or all(self._words.has(word) or word in known_words() for word in words):
            return quoted
        return self.find_misspelt(words) or quoted or self._find_misspelt_word(words)

    def find_quoted(self, words: Sequence[str]) -> TitleMention | None:
        """The title that the words quote, if they quote most of one: the longest quotation, of the most of a title."""
        stems = [stem(word) for word in words]
        found = [
            (1, number, code) for number, one in enumerate(stems) for code in self._titles.of_one_word.get(one, ())
        ]
        running: dict[int, int] = {}
        for number, pair in enumerate(pairwise(stems), start=1):
            codes = self._titles.pairs.get(pair, ())
            running = {code: running.get(code - 1, 1) + 1 for code in codes}
            found += [(length, number, code) for code, length in running.items()]
        best: TitleMention | None = None
        for length, last, code in sorted(found, reverse=True)[:_MOST_QUOTED]:
            if best is not None and length < len(best.words):
                break
            quoted = self._quoted(length, last, code)
            if quoted is not None and (best is None or quoted.share > best.share):
                best = quoted
        return best

    def find_misspelt(self, words: Sequence[str]) -> TitleMention | None:
        """The whole title that some of the words are, but for a few slips; the longest, then that with the fewest."""
        meant = [self._meant_in_titles(word) for word in words]
        worth: defaultdict[int, float] = defaultdict(float)
        for one in {one for stems in meant for one in stems}:
            weight = self._words.weights[one]
            for position in self._words.in_title[one]:
                worth[position] += weight
        whole = self._title_weights
        shares = [(held / whole[at], -at) for at, held in worth.items() if 2 * held > whole[at]]
        found = [self._misspelt(words, meant, -at) for _, at in nlargest(_MOST_TITLES, shares)]
        return min(filter(None, found), key=lambda one: (-len(one[1].words), one[0]), default=(0, None))[1]

    def _find_misspelt_word(self, words: Sequence[str]) -> TitleMention | None:
        """The title of one word that one of the words is misspelt for."""
        for number, word in enumerate(words):
            read = self._meanings.read_as(word) if len(word) >= _LONG_WORD else ""
            codes = self._titles.of_one_word.get(read, ()) if read != stem(word) else ()
            if codes:
                return TitleMention((number,), self._titles.same_as(codes[0] >> 8), 1.0)
        return None

    def _meant_in_titles(self, word: str) -> list[str]:
        """The stems in titles, but for those in very many, that a folded word may stand for."""
        own = stem(word)
        stems = [own] if own in self._words.in_title else [one for one, _ in self._meanings.match(word)]
        return [one for one in stems if 0 < len(self._words.in_title.get(one, ())) <= self._words.too_often]

    def _misspelt(
        self, words: Sequence[str], meant: Sequence[Sequence[str]], position: int
    ) -> tuple[int, TitleMention] | None:
        """The words that are the session's whole title, with the number of slips in them; None if they are too many."""
        title = self._titles.words[position]
        if not 2 <= len(title) <= len(words):
            return None
        places = {one: number for number, one in enumerate(self._titles.stems[position])}
        starts = Counter(number - places[one] for number, stems in enumerate(meant) for one in stems if one in places)
        start = max(starts, key=lambda at: (starts[at], -at), default=-1)
        typed = words[start : start + len(title)] if start >= 0 else ()
        glued = "".join(title)
        if len(typed) != len(title) or digits_of("".join(typed)) != digits_of(glued):
            return None
        changed = [one for one, other in zip(typed, title, strict=True) if one != other]
        if sum(one in known_words() or one in self._words.written for one in changed) > (len(title) >= _LONG_TITLE):
            return None  # "rust" is not "trust"
        most = whole_slips(len(glued))
        slipped = slips_between("".join(typed), glued)
        if not most or slipped > most[-1]:
            return None
        same = self._titles.same_as(position)
        return slipped, TitleMention(tuple(range(start, start + len(title))), same, 1.0)

    def _quoted(self, length: int, last: int, code: int) -> TitleMention | None:
        """The quotation of `length` words up to number `last`, which end a title's pair `code`; None if too little."""
        position, end = code >> 8, (code & 255) + min(length, 2)
        title = self._titles.stems[position]
        share = sum(map(self._words.weights.__getitem__, title[end - length : end])) / self._title_weights[position]
        enough = share >= (0.7 if length == 2 else 0.5 if length == 3 else 0.25)
        if length < len(title) and not (enough and length > 1):
            return None
        same = self._titles.same_as(position)
        return TitleMention(tuple(range(last - length + 1, last + 1)), same, share)
