"""What words may mean in a programme: itself, another form, a slip, a beginning, a word of another language."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bot.core.lexicon import glossary, glossary_word, is_known, is_word, known_words, languages
from bot.core.search.titles import Titles, digits_of
from bot.core.search.words import KIN, MEANING, PREFIX, STEM, TYPO, Matches, Words
from bot.core.spelling import Shelves, is_plain_slip, short_slips, slips
from bot.core.text import singular, sound, stem

_COGNATE = 0.75  # the part of a word with which its cognate in another language begins, too
_COGNATE_LETTERS = 6  # that a word has at least of which cognates are sought
_LEAST_PART = 6  # letters of either part of a compound of which the first is said: German "Raumfahrt(antriebe)"
_LEAST_WORD = 8  # or, if that is a word by itself
_SHORT_TYPO = 0.69  # of a word of four letters: alone it is not enough
_LONG_ENDED = 10  # letters of a word with the ending of a language that may be misspelt more than once
_LEAST_ENDED = 6  # letters of a word of which the last may be wrong
_LEAST_SOUNDING, _LEAST_SOUNDS = 5, 4  # letters of a word, and sounds, that may be written as it sounds
_LONG_MIXED = 7  # letters and digits of a word in which a slip is looked for
_MOST_MATCHED = 2000  # words whose matches are remembered
_FILLING = 0.5  # how rare a small word is at most of which no other meaning is sought
_MOST_READ = 8  # texts in which two words are looked for, side by side


class Meanings:
    """The words of a programme, and which of them another word may mean."""

    def __init__(self, titles: Titles, words: Words) -> None:
        self._titles = titles
        self._words = words
        self._sorted = sorted(word for word in words.written if len(word) >= 4)
        self._shelves = Shelves(self._sorted)
        self._sounds: dict[str, list[str]] = {}  # longer words of titles by how they sound
        for word in sorted({word for title in titles.words for word in title if len(word) >= _LEAST_SOUNDING}):
            self._sounds.setdefault(sound(word), []).append(word)
        self._filling = self._find_filling()
        self._matched: dict[str, Matches] = {}

    def _find_filling(self) -> frozenset[str]:
        """The small words that stand in many texts, of the language that most of them are of: "the", no French tea."""
        common = {one for one, rare in self._words.rarity.items() if rare < _FILLING}
        return max((language.small_words & common for language in languages().values()), key=len)

    def title_means(self, word: str) -> bool:
        """Whether some title has what the folded word may mean."""
        return any(one in self._words.in_title for one, _ in self.match(word))

    def titled_with(self, words: Sequence[str]) -> set[int]:
        """The positions of the sessions whose titles have what each of the folded words may mean."""
        titles = self._words.in_title
        return set.intersection(*({at for one, _ in self.match(word) for at in titles.get(one, ())} for word in words))

    def title_has_pair(self, one: str, other: str) -> bool:
        """Whether the two folded words, slips mended or the second by one of its meaning, are a pair of some title."""
        first, pairs = self.read_as(one), self._titles.pairs
        return (first, self.read_as(other)) in pairs or any((first, meant) in pairs for meant, _ in self.match(other))

    def match(self, word: str) -> Matches:
        """Stems of the programme that the folded word may mean, with the quality of each from 0 to 1, best first."""
        found = self._matched.get(word)
        if found is None:
            if len(self._matched) >= _MOST_MATCHED:
                self._matched.clear()
            found = self._matched[word] = self._find_matches(word)
        return found

    def is_begun(self, word: str) -> bool:
        """Whether the programme has the folded word only as the beginning of a longer one."""
        matches = self.match(word)
        return bool(matches) and matches[0][1] == PREFIX and not self._words.knows(word)

    def is_translated(self, word: str) -> bool:
        """Whether the programme has the folded word only in another language, or another word for it."""
        matches = self.match(word)
        return bool(matches) and matches[0][1] == MEANING

    def is_misspelt(self, word: str) -> bool:
        """Whether the programme has only words that the folded one may be misspelt for."""
        matches = self.match(word)
        return bool(matches) and matches[0][1] == TYPO

    def is_guess(self, word: str) -> bool:
        """Whether the folded word is unknown, and one letter more makes a known one of it: too little by itself."""
        matches = self.match(word)
        return bool(matches) and matches[0][1] == _SHORT_TYPO

    def weight_of(self, word: str, matches: Matches) -> float:
        """How rare a word is, in its own forms if the programme has any, else in what it is taken for."""
        own = stem(word)
        return self._words.weights[own if own in self._words.rarity else matches[0][0]]

    def read_as(self, word: str) -> str:
        """The stem of a word, or of the one that it is misspelt for."""
        own = stem(word)
        if own in self._words.rarity or is_known(word):
            return own
        return next((one for one, _ in self.match(word) if one[0] != "="), own)

    def _find_matches(self, word: str) -> Matches:
        own = stem(word)
        found: dict[str, float] = {}
        exact = f"={singular(word)}"
        if exact in self._words.rarity:
            found[exact] = 1.0
        if own in self._words.rarity and (len(own) > 3 or len(word) <= 5 or word in self._words.written):
            found[own] = KIN if word in self._words.written else STEM
        for key in dict.fromkeys((own, singular(word)) if len(own) > 3 else (singular(word),)):
            for other in glossary().get(key, ()):
                if other in self._words.rarity and other not in self._filling:
                    found.setdefault(other, MEANING)
        if len(word) >= 4:
            for longer in self._longer(word):
                short = len(longer) == len(word) + 1 and not is_word(word)  # the last letter is left out: "fairnes"
                found.setdefault(self._words.written[longer], TYPO if short else PREFIX)
        if word not in self._words.written and word not in known_words() and all(one == own for one in found):
            for one, quality in self._slipped(word):
                found[one] = max(found.get(one, 0.0), quality)
        if not found:
            found.update(dict.fromkeys(self._halves(word), STEM))
        if not found and (meant := glossary_word(word)) is not None:
            found.update((one, min(quality, MEANING)) for one, quality in self.match(meant))
        return tuple(sorted(found.items(), key=lambda item: -item[1]))

    def _slipped(self, word: str) -> Iterator[tuple[str, float]]:
        """What the words stand for that the folded one may be a slip for; a plural is none."""
        for near in self._near(word):
            if singular(near) != singular(word):
                yield from self._misspelt_matches(near, TYPO if len(word) > 4 else _SHORT_TYPO)

    def _misspelt_matches(self, near: str, quality: float) -> Iterator[tuple[str, float]]:
        """What a word of the programme stands for that was meant by another."""
        exact = f"={singular(near)}"
        if exact in self._words.rarity:
            yield exact, quality
        own = self._words.written[near]
        if exact in self._words.rarity or not self._words.tells_little(own):  # "openid" is not "opened"
            yield own, min(quality, KIN if exact in self._words.rarity else quality)
        meant = (other for other in glossary().get(stem(near), ()) if other in self._words.rarity)
        yield from ((other, min(quality, MEANING)) for other in meant)

    def _halves(self, word: str) -> Sequence[str]:
        """The stem that stands for both halves of a word that the programme writes as two, side by side."""
        for cut in range(4, len(word) - 3):
            halves = stem(word[:cut]), stem(word[cut:])
            if halves[0] in self._words.rarity and halves[1] in self._words.rarity:
                rarer = max(halves, key=lambda half: self._words.rarity[half])
                return [rarer] if self._are_one(halves, rarer) else []
        return []

    def _are_one(self, halves: tuple[str, str], rarer: str) -> bool:
        """Whether the two stems stand side by side somewhere, looked for where the rarer one stands."""
        if halves in self._titles.pairs:
            return True
        standing = {at for positions, _, _ in self._words.standing(rarer, 1.0) for at in positions}
        likely = (at for at in sorted(standing) if all(self._words.may_have(at, half) for half in halves))
        return any(self._words.stand_together(at, halves) for at in islice(likely, _MOST_READ))

    def _longer(self, word: str) -> Iterable[str]:
        start = bisect_left(self._sorted, word)
        for longer in self._sorted[start : start + 12]:
            if not longer.startswith(word):
                break
            numbered = not longer[len(word) :].isalpha()  # as in "agplv3"
            begun = len(word) >= max(5, 0.66 * len(longer)) and not (is_word(word) and is_word(longer))
            apart = len(word) >= (_LEAST_WORD if is_word(word) else _LEAST_PART)
            begun = begun or (apart and len(longer) - len(word) >= _LEAST_PART and not is_word(longer))
            if longer != word and (numbered or not word.isalpha() or begun):  # "opera" is no begun "operation"
                yield longer

    def _near(self, word: str) -> list[str]:
        if not word.isalpha():
            return self._near_with_digits(word)
        if is_word(word) or is_word(singular(word)):  # no slip; but "tuberculose" is a cognate of "tuberculosis"
            begin = word[: math.ceil(_COGNATE * len(word))]
            cognates = self._shelves.near(word, min(slips(word), 2)) if len(word) >= _COGNATE_LETTERS else []
            return [near for near in cognates if near.startswith(begin)]
        if len(word) == 4:
            missing = [near for near in self._shelves.near(word, 1) if len(near) == 5 and is_plain_slip(word, near)]
            titled = [near for near in missing if self._words.title_has(near)]
            return titled or missing or [near for near in short_slips(word) if self._words.title_has_exactly(near)]
        most = min(slips(word), 1 if is_known(word) and len(word) < _LONG_ENDED else 2)
        if not most:
            return []
        found = self._titles.shelves.near(word, most, any_start=len(word) >= 7) or self._shelves.near(word, most)
        if len(word) < _LEAST_ENDED:
            found = [near for near in found if near[:-1] != word[:-1]]  # "Guido" is no guide
        found = [near for near in found if sorted(near) == sorted(word)] or found  # letters are swapped most easily
        return found or self._near_in_number(word, most) or self._sounding(word)

    def _near_in_number(self, word: str, most: int) -> list[str]:
        """The words of titles near the plural of a longer folded word, or near its singular: "pipline"."""
        if len(word) < _LEAST_ENDED:
            return []
        return self._titles.shelves.near(word[:-1] if word[-1] == "s" else word + "s", most)

    def _sounding(self, word: str) -> list[str]:
        """The words of titles that sound like a folded word that nobody knows: "jango", "nginks"."""
        heard = sound(word) if len(word) >= _LEAST_SOUNDING else ""
        return self._sounds.get(heard, []) if len(heard) >= _LEAST_SOUNDS else []

    def _near_with_digits(self, word: str) -> list[str]:
        """The words of titles that a long one with the same digits in it misses by a letter: "kubernets2"."""
        if len(word) < _LONG_MIXED or word.isdecimal():
            return []
        return [near for near in self._titles.shelves.near(word, 1) if digits_of(near) == digits_of(word)]
