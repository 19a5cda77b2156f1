"""Sessions by what they are about: words that stand in their titles, tracks, texts and their speakers' lives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from bot.core.programme import Programme
from bot.core.search.meanings import Meanings
from bot.core.search.titles import FEW, Titles
from bot.core.search.words import KIN, MEANING, OFTEN, TEXT, TRACK, Matches, Words
from bot.core.text import fold, stem, words_of

_SIDE_BY_SIDE = 0.15  # what two words add to a score that stand side by side in a title as they were said
_MOST_HITS = 60
_READ_AGAIN = 4  # so many of the first hits are read again, for words side by side
_MOST_READ = 250  # words of them
_CLOSE = 12  # words from one to another that belongs to it
_HARDLY = 1.6  # what words weigh together that hardly meet by chance in one of all texts
_UNKNOWN = 1.5  # the weight of a word that stands nowhere, that of the rarest word being 1
_NOTHING = 0.01  # the share of what all words weigh that a word hardly tells anything with


class Hit(NamedTuple):
    """A session that a topic finds: its score, and how much of the topic it covers, from 0 to 1."""

    position: int
    score: float
    cover: float

    @property
    def worth(self) -> float:
        """What hits are ranked by: a good one that lacks a common word is better than a poor one that lacks none."""
        return self.score * sqrt(self.cover)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a search by words found, best first, and the words that the programme does not know at all."""

    hits: tuple[Hit, ...]
    unknown: tuple[str, ...]


class Topics:
    """Finds the sessions of a programme by topics; they are called by their positions in it."""

    def __init__(self, programme: Programme, titles: Titles, words: Words, meanings: Meanings) -> None:
        self._programme = programme
        self._sessions = programme.sessions
        self._titles = titles
        self._words = words
        self._meanings = meanings
        telling = ((words.weights[one] for one in title if not _is_number(one)) for title in titles.stems)
        self._title_weights = list(map(sum, telling))

    def find(
        self,
        words: Sequence[str],
        within: Collection[int] | None = None,
        beside: Iterable[tuple[str, str]] = (),
        *,
        of_people: bool = False,
    ) -> Topic:
        """The sessions about the folded words, best first, at most 60; `within` limits them to these positions.

        `beside` are words that were said side by side, small ones too: a title that has them so is better. What the
        speakers' biographies say counts where it is `of_people`, or where there are few sessions.
        """
        of_people = of_people or len(self._sessions) <= FEW
        sums: dict[int, complex] = {}  # score and cover as the parts of one number, so that both are added at once
        total = 0.0
        unknown: list[str] = []
        for word in words:
            matches = self._meanings.match(word)
            if not matches:
                unknown.append(word)
                total += 0.2 if len(word) == 1 else _UNKNOWN if len(words) <= 3 else 1.0
                continue
            weight = self._meanings.weight_of(word, matches)
            total += weight
            places = self._places(matches, weight, of_people=of_people)
            sums = _added(sums, places if within is None else {at: places[at] for at in places.keys() & within})
        for position, pairs in self._titled_pairs(beside).items():
            if position in sums:
                sums[position] += sums[position].real * _SIDE_BY_SIDE * min(pairs, 3)
        best = _best(sums, _MOST_HITS)
        stems = {stem(word) for word in words}
        hits = [
            Hit(at, sums[at].real * (1 + 0.25 * self._title_share(at, stems)), sums[at].imag / total) for at in best
        ]
        hits.sort(key=_by_worth)
        if len(words) > 1 and len(hits) > 1 and _by_worth(hits[1]) < (0.75 * _by_worth(hits[0])[0], 0):
            hits[:_READ_AGAIN] = sorted((self._with_phrase(hit, words) for hit in hits[:_READ_AGAIN]), key=_by_worth)
        return Topic(tuple(hits), tuple(unknown))

    def _titled_pairs(self, beside: Iterable[tuple[str, str]]) -> Counter[int]:
        """How many of the pairs of words stand side by side in each title that has any of them so."""
        beside = list(beside)
        meant = {word: self._meanings.read_as(word) for word in {word for pair in beside for word in pair}}
        pairs = {(meant[one], meant[other]) for one, other in beside} & self._titles.pairs.keys()
        return Counter(at for pair in pairs for at in {code >> 8 for code in self._titles.pairs[pair]})

    def _places(self, matches: Matches, weight: float, *, of_people: bool) -> dict[int, complex]:
        """For each session one of the stems stands in what that is worth and, as imaginary part, how well it covers."""
        places: dict[int, complex] = {}
        for one, quality in matches:
            standing: dict[int, complex] = {}
            for positions, worth, fit in self._words.standing(one, quality, of_people=of_people):
                standing.update(dict.fromkeys(positions, complex(weight * worth, weight * min(1.0, fit / MEANING))))
            places = _better(places, standing)
        return places

    def _title_share(self, position: int, stems: Set[str]) -> float:
        """How much of a title the stems are, from 0 to 1; its numbers tell it from others, but not what it is about."""
        own = self._titles.stems[position]
        if stems.isdisjoint(own):
            return 0.0
        weights = self._words.weights
        said = sum(weights[one] for one in own if one in stems and not _is_number(one))
        return said / (self._title_weights[position] or 1.0)

    def _with_phrase(self, hit: Hit, words: Sequence[str]) -> Hit:
        """The hit, scored higher where two of the words stand side by side, or nearly."""
        pairs = [(stem(one), stem(other)) for one, other in pairwise(words)]
        if not any(all(self._words.may_have(hit.position, one) for one in pair) for pair in pairs):
            return hit
        stems = self._words.stems_at(hit.position)[:_MOST_READ]
        wanted = {one for pair in pairs for one in pair}
        places = [number for number, one in enumerate(stems) if one in wanted]
        found = {
            (stems[one], stems[other])
            for at, one in enumerate(places)
            for other in places[at + 1 : at + 3]
            if other - one <= 2
        }
        together = sum(pair in found or pair[::-1] in found for pair in pairs)  # adjectives stand on either side
        return Hit(hit.position, hit.score * (1 + 0.2 * together / (len(words) - 1)), hit.cover)

    def has_by_chance(self, position: int, words: Sequence[str]) -> bool:
        """Whether several folded words stand but here and there in a session's text, or one of them alone does.

        They do not if its title or track has one of them, or its text has one time and again, two close together, or
        such as are too rare to meet there by chance.
        """
        matched = [self._meanings.match(word) for word in words]
        if len(self._sessions) <= FEW or any(self._words.worth_at(position, matches) > TEXT for matches in matched):
            return False
        meant: dict[str, frozenset[int]] = {}  # what may stand for several words is no other than one of them
        for number, matches in enumerate(matched):
            for one in {stem(words[number]), *(one for one, _ in matches)}:
                meant[one] = meant.get(one, frozenset()) | {number}
        stems = (self._words.written[word] for word in words_of(self._sessions[position].abstract))
        places = [(at, meant[one]) for at, one in enumerate(stems) if one in meant]
        if any(one != other and at - last <= _CLOSE for (last, one), (at, other) in pairwise(places)):
            return False
        found = frozenset().union(*(one for _, one in places))
        return sum(self._meanings.weight_of(words[one], matched[one]) for one in found) < _HARDLY

    def stand_elsewhere(self, words: Sequence[str], positions: Collection[int]) -> bool:
        """Whether a session at none of these positions has all the folded words, but for some that tell nothing."""
        matched = [self._meanings.match(word) for word in words]
        weights = [
            self._meanings.weight_of(word, matches) if matches else _UNKNOWN
            for word, matches in zip(words, matched, strict=True)
        ]
        found: set[int] | None = None
        for weight, matches in sorted(zip(weights, matched, strict=True), key=lambda one: -one[0]):
            if weight < _NOTHING * sum(weights):
                break
            standing: set[int] = set()
            for one, _ in matches:
                standing.update(*(places for places, *_ in self._words.standing(one, 1.0, of_people=True)))
            found = standing.difference(positions) if found is None else found & standing
            if not found:
                return False
        return True

    def lacks(self, position: int, words: Sequence[str]) -> tuple[bool, float]:
        """Whether the session's title or track has one of the words, and the weight of the rarest that it lacks."""
        titled = False
        lacking = 0.0
        for word in words:
            matches = self._meanings.match(word)
            worth = self._words.worth_at(position, matches)
            if not worth:
                lacking = max(lacking, self._meanings.weight_of(word, matches) if matches else _UNKNOWN)
            titled = titled or worth >= TRACK * MEANING
        return titled, lacking

    def is_about(self, position: int, word: str) -> bool:
        """Whether what the folded word may mean stands in what is said about the session, its speakers' lives apart."""
        return self._words.worth_at(position, self._meanings.match(word)) > 0

    def is_told_often(self, position: int, word: str) -> bool:
        """Whether the session's text has what the folded word means time and again, or its title has it."""
        return self._words.worth_at(position, self._meanings.match(word)) >= OFTEN * MEANING

    def title_cover(self, position: int, words: Sequence[str]) -> float:
        """How much of the words' weight stands in the session's title or track, from 0 to 1."""
        held = total = 0.0
        for word in words:
            matches = self._meanings.match(word)
            weight = self._meanings.weight_of(word, matches) if matches else _UNKNOWN
            total += weight
            held += weight * (self._words.worth_at(position, matches) >= KIN)
        return held / total if total else 0.0

    def lists_name(self, position: int, words: Sequence[str]) -> bool:
        """Whether the folded words stand like a name, "(Ada Vos, Bo Li)", in a session that has no speakers of its own.

        Where no session has any, it is enough that they follow each other in its title or text.
        """
        session = self._sessions[position]
        if session.speakers:
            return False
        if not self._programme.speakers and self._words.stand_together(position, words):
            return True
        name = r"[ .-]+".join(map(re.escape, words))
        return re.search(_LISTED.format(name=name), fold(f"{session.title}\n{session.abstract}")) is not None


def _is_number(one: str) -> bool:
    """Whether a stem is a number as those are that count sessions: "day 2", but not "Python 101"."""
    return one.isdecimal() and len(one) < 3


def _added(sums: dict[int, complex], places: dict[int, complex]) -> dict[int, complex]:
    """The sums of both, position by position; only the shorter is gone through; changes its arguments."""
    longer, shorter = (sums, places) if len(sums) >= len(places) else (places, sums)
    for position, value in shorter.items():
        longer[position] = longer.get(position, 0) + value
    return longer


def _better(places: dict[int, complex], others: dict[int, complex]) -> dict[int, complex]:
    """What is worth more of both, position by position, the former where they are equal; changes its arguments."""
    if len(others) <= len(places):
        for position, value in others.items():
            if position not in places or places[position].real < value.real:
                places[position] = value
        return places
    for position, value in places.items():
        if position not in others or others[position].real <= value.real:
            others[position] = value
    return others


def _best(sums: Mapping[int, complex], count: int) -> list[int]:
    """The positions of so many sums of the greatest worth, the best first, then the earliest."""
    worths = [value.real * value.imag for value in sums.values()]
    least = nlargest(count, worths)[-1] if len(worths) > count else 0.0
    ranked = sorted([(-worth, position) for position, worth in zip(sums, worths, strict=True) if worth >= least])
    return [position for _, position in ranked[:count]]


def _by_worth(hit: Hit) -> tuple[float, int]:
    return -hit.worth, hit.position


_LISTED = r"(?:^|[\n,;:(&-])\s*{name}\s*(?:$|[\n,;:()&-])"
