"""Finding sessions, people, rooms and tracks by words that need not be spelt as the programme spells them.

An inverted index over word stems does the work; edit distance is only ever asked about single words, and only for
words that neither the programme nor a language knows.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from heapq import nlargest, nsmallest
from itertools import accumulate, islice, pairwise, takewhile
from math import log, sqrt
from typing import NamedTuple

from bot.core.kinds import ALSO_TRACKS, KIND_CUES, PAUSES, cues_of, is_exactly
from bot.core.labels import Labels, room_names, track_names, with_digits
from bot.core.lexicon import (
    glossary,
    is_known,
    is_word,
    kind_words,
    known_words,
    languages,
    schedule_words,
    small_words,
)
from bot.core.people import People, Person
from bot.core.programme import Programme, Session, Speaker
from bot.core.spelling import Shelves, is_plain_slip, slips, slips_between, whole_slips
from bot.core.text import bag_of_words, fold, joined, normalise, singular, stem, words_of
from bot.core.times import Interval, Mode, calendar_hours, end_of, find_times

_TITLE, _TRACK, _OFTEN, _TEXT = 1.0, 0.8, 0.68, 0.55  # what a word is worth where it stands
_KIN, _STEM, _TYPO, _PREFIX, _MEANING = 0.68, 0.88, 0.8, 0.75, 0.7  # and how it got there
_COGNATE = 0.75  # the part of a word with which its cognate in another language begins, too
_COGNATE_LETTERS = 6  # that a word has at least of which cognates are sought
_LEAST_PART = 6  # letters of either part of a compound of which the first is said: German "Raumfahrt(antriebe)"
_LEAST_WORD = 8  # or, if that is a word by itself
_SHORT_TYPO = 0.69  # of a word of four letters: alone it is not enough
_SIDE_BY_SIDE = 0.15  # what two words add to a score that stand side by side in a title as they were said
_MOST_HITS = 60
_FEW_TITLES = 6  # with one word, which are all about one thing
FEW = 60  # in so few sessions hardly any word stands by chance
_MOST_QUOTED = 40
_MOST_TITLES = 8  # so many are compared letter by letter
_LONG_TITLE = 4  # words; in so long a title, a slip may make another word of one
_READ_AGAIN = 4  # so many of the first hits are read again, for words side by side
_LETTER_WORDS = frozenset("aiy")  # letters that are words by themselves
_WORDS_OF_HEAD = 4  # with which a title of a series begins
_LONG_HEAD = 14  # letters of the beginning of a title that may be misspelt
_SHORT_TYPED, _MOST_INITIALS = 3, 8  # letters of an abbreviation
_TELLING_INITIALS = 5  # letters that no words have as initials by chance; in a short programme one less
_MOST_ABBREVIATED = 3
_LEAST_ENDED = 6  # letters of a word of which the last may be wrong
_LONG_MIXED = 7  # letters and digits of a word in which a slip is looked for
_CLOSE = 12  # words from one to another that belongs to it
_HARDLY = 1.6  # what words weigh together that hardly meet by chance in one of all texts
_MANY_TIMES = 3  # a word that a text has so often is what it is about
_LONG_COMPOUND = 9  # letters of a word that may begin with one of four
_LEAST_HALVES = 8  # letters of a word that may consist of any two
_AT_NOON = range(11, 15)
_LEAST_GLUED = 8  # letters of a word that may be two
_MOST_MATCHED = 2000  # words whose matches are remembered
_MOST_READ = 1500  # characters of them
_UNKNOWN = 1.5  # the weight of a word that stands nowhere, that of the rarest word being 1
_LEAST_WEIGHT = 0.08
_NOTHING = 0.01  # the share of what all words weigh that a word hardly tells anything with


Matches = tuple[tuple[str, float], ...]


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


@dataclass(frozen=True, slots=True)
class TitleMention:
    """Words (by number) that quote a title, and the sessions that bear it; `share` of the title, from 0 to 1.

    Of a `series` are those that only tell which one of it is meant, such as "lecture 3".
    """

    words: tuple[int, ...]
    positions: tuple[int, ...]
    share: float
    series: bool = False


class _Stems(dict[str, str]):
    """The stem of every word that was ever asked for, single letters apart."""

    def __missing__(self, word: str) -> str:
        if len(word) < 2:
            return word
        found = self[word] = stem(word)
        return found


class _Weights(dict[str, float]):
    """How much each stem of the programme tells, from 0 to 1; one that stands nowhere tells most."""

    def __missing__(self, one: str) -> float:
        return 1.0


class Index:
    """Everything that can be looked up in one programme; built once, never changed."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.sessions: tuple[Session, ...] = programme.sessions
        self.position: dict[str, int] = {session.id: number for number, session in enumerate(self.sessions)}
        self.hours: Mapping[date, tuple[datetime, datetime]] = calendar_hours(programme)
        self._words = _Stems()
        self._pairs: set[str] = set()
        self._matched: dict[str, Matches] = {}
        self._index_sessions()
        self._weigh_titles()
        self.people = People(programme)
        self.rooms = Labels(room_names(programme))
        self.tracks = Labels(track_names(programme), translated=True)
        self.event = _event_words(programme)
        self.own_names = self.event["title"] - self.event["organisers"] - self.event["conference"]
        self.small_organisers = _small_organisers(programme)
        self.event_name = _event_name(programme)
        self.venue_names = _venue_names(programme)
        self._shelve_words()

    # Sessions by words

    def find_title(self, text: str) -> tuple[int, ...]:
        """The sessions whose whole title is the text, whatever its case, accents and punctuation."""
        return self._titles.get(normalise(text), ())

    def find_title_begun(self, text: str) -> tuple[int, ...]:
        """The sessions in whose titles the text, two words or more, stands in front of a colon or a dash.

        A long one perhaps with a few slips.
        """
        key = normalise(text)
        glued = key.replace(" ", "")
        found = self._title_heads.get(glued, ()) if " " in key else ()
        if found or len(glued) < _LONG_HEAD:
            return found
        near = self._heads.near(glued, whole_slips(len(glued))[-1], any_start=True)
        return next((self._title_heads[head] for head in near if _digits(head) == _digits(glued)), ())

    def knows(self, word: str) -> bool:
        """Whether a folded word, or one of its forms, stands in the programme."""
        return word in self._words or self._stem_known(word)

    def has_word(self, word: str) -> bool:
        """Whether the folded word stands in the programme in exactly this form; or two words of a title, glued."""
        return word in self._words or word in self._pairs

    def narrow(
        self, people: Collection[str] = (), rooms: Collection[str] = (), tracks: Collection[str] = ()
    ) -> set[int] | None:
        """The positions of sessions with one of the people, in one of the rooms, of one of the tracks; None for all."""
        found: set[int] | None = None
        for names, positions in ((people, self.people.positions), (rooms, self._in_room), (tracks, self._of_track)):
            if names:
                these = {position for name in names for position in positions.get(name, ())}
                found = these if found is None else found & these
        return found

    def at_time(self, interval: Interval) -> set[int]:
        """The positions of the sessions that lie in the interval as it wants them to."""
        if interval.mode is Mode.DAYS:
            return {at for day in interval.days for at in self._of_day.get(day, ())}
        first = interval.start if interval.mode is Mode.STARTS else interval.start - self._longest
        last = bisect_right(self._starts, interval.start if interval.mode is Mode.AT else interval.end)
        among = self._in_order[bisect_left(self._starts, first) : last]
        return {at for at in among if interval.holds(self.sessions[at])}

    def at_hours(self, interval: Interval) -> set[int]:
        """The positions of the sessions that lie at the hours of the interval, on whatever day."""
        day = interval.start.astimezone(self.programme.zone).date()
        apart = (one - day for one in self.programme.days)
        moved = (replace(interval, start=interval.start + days, end=interval.end + days) for days in apart)
        return set().union(*map(self.at_time, moved))

    def starting_next(self, now: datetime) -> set[int]:
        """The positions of the sessions that start next after the moment, of those that take place."""
        first = bisect_right(self._starts, now)
        while first < len(self._starts) and self.sessions[self._in_order[first]].cancelled:
            first += 1
        last = bisect_right(self._starts, self._starts[first]) if first < len(self._starts) else first
        return set(self._in_order[first:last])

    def is_of_kind(self, session: Session, cue: str) -> bool:
        """Whether the session is what a cue such as "lunch" calls."""
        return self.position[session.id] in self.of_kind[cue]

    def has_pair(self, one: str, other: str) -> bool:
        """Whether forms of the two folded words stand side by side in some title, or written as one word anywhere."""
        return stem(one + other) in self._rarity

    def knows_exactly(self, word: str) -> bool:
        """Whether the programme or a language has the folded word in exactly this form."""
        return word in self._words or word in known_words() or self.people.has_name(word) or self.is_of_event(word)

    def is_of_event(self, word: str) -> bool:
        """Whether the folded word stands in the names of the event's place, organisers, conference or theme."""
        return any(word in names for names in self.event.values())

    def tracked(self, words: Iterable[str]) -> Set[int]:
        """The positions of the sessions in whose track all the folded words stand."""
        found = [set(self._in_track.get(stem(word), ())) for word in words]
        return set.intersection(*found) if found else set()

    def has_series(self, word: str) -> bool:
        """Whether several titles begin with the folded word and a number: "Lecture 1", "Lecture 2"."""
        return self._series[stem(word)] > 1

    def title_has_pair(self, one: str, other: str) -> bool:
        """Whether the two folded words, slips mended, stand side by side in some title."""
        return (self._read_as(one), self._read_as(other)) in self._title_pairs

    def find_title_glued(self, text: str) -> tuple[int, ...]:
        """The sessions whose title differs from the text only in where spaces are; at least ten letters of it."""
        glued = normalise(text).replace(" ", "")
        return self._glued_titles.get(glued, ()) if len(glued) >= 10 else ()

    def find_whole(self, text: str) -> tuple[tuple[int, ...], tuple[Person, ...]]:
        """The sessions whose title, or else the people whose name, the whole text is but for a few slips."""
        glued = normalise(text).replace(" ", "")
        people = self.people.whole(glued, 0 if len(glued) < 3 else 1 if len(glued) < 9 else 2)
        allowed = whole_slips(len(glued))
        if not allowed or self._whole_titles.nearest(glued, allowed[-1]) is None:
            return (), people
        for most in allowed:
            near = self._whole_titles.near(glued, most, any_start=True)
            titles = [title for title in near if _digits(title) == _digits(glued)]
            if titles and (len(glued) >= 8 or titles[0][:2] in {glued[:2], glued[1::-1]} or titles[0][0] == glued[0]):
                return self._glued_titles[titles[0]], ()
            if people:
                break
        return (), people

    def find_abbreviated(self, word: str, within: Collection[int] | None = None) -> tuple[int, ...]:
        """The sessions in whose titles words side by side have these initials, small words with the others or not.

        Few letters are those of some words by chance: where nothing limits the sessions, more are needed.
        """
        few = len(self.sessions) <= FEW
        if not _SHORT_TYPED <= len(word) <= _MOST_INITIALS or not word.isalpha():
            return ()
        if within is None and len(word) < _TELLING_INITIALS - few:
            return ()
        found = {at for at in self._initialled(word) if within is None or at in within}
        return tuple(sorted(found))[:_MOST_ABBREVIATED]

    def written_together(self, word: str) -> str:
        """The words side by side in a title that the folded word is without the spaces between; empty if it is none."""
        at = self._glued_text.find(word)
        while at >= 0:
            start = self._glued_text.rfind("\n", 0, at) + 1
            words = self._title_words[self._glued_text.count("\n", 0, at)]
            ends = list(accumulate(map(len, words), initial=0))
            if at - start in ends and at - start + len(word) in ends:
                return " ".join(words[ends.index(at - start) : ends.index(at - start + len(word))])
            at = self._glued_text.find(word, at + 1)
        return ""

    def title_run(self, position: int, words: Sequence[str]) -> int:
        """How many of the folded words follow each other in the session's title, at most."""
        own, stems = self._title_stems[position], [stem(word) for word in words]
        places = [at for at, one in enumerate(own) if one in stems]
        runs = ((at, number) for at in places for number, one in enumerate(stems) if one == own[at])
        return max((_same(own[at:], stems[number:]) for at, number in runs), default=0)

    def _initialled(self, word: str) -> Iterator[int]:
        start = self._initials.find(word)
        while start >= 0:
            yield self._initials.count("\n", 0, start) // 2
            start = self._initials.find(word, start + 1)

    def titles_beginning(self, words: Sequence[str]) -> dict[int, bool]:
        """The sessions in whose titles the folded words stand, the last of them perhaps only begun.

        The values say whether the title begins so.
        """
        known = self._in_title_words
        start = bisect_left(known, (words[-1],))
        found: set[int] = set()
        while start < len(known) and known[start][0].startswith(words[-1]):
            found.update(known[start][1])
            start += 1
        for word in words[:-1]:
            exact = bisect_left(known, (word,))
            hit = exact < len(known) and known[exact][0] == word
            found &= set(known[exact][1]) if hit else set()
        return {at: self._title_words[at][0].startswith(words[0]) for at in found}

    def titled_with(self, words: Sequence[str]) -> set[int]:
        """The positions of the sessions whose titles have forms of all the folded words."""
        return set.intersection(*(set(self._in_title.get(stem(word), ())) for word in words))

    def title_has(self, word: str) -> bool:
        """Whether some title has a form of the folded word."""
        return stem(word) in self._in_title

    def may_name_speaker(self, *words: str) -> bool:
        """Whether the title of some session that names no speakers has all of the folded words."""
        found = set.intersection(*(set(self._in_title.get(f"={singular(word)}", ())) for word in words))
        return any(not self.sessions[at].speakers for at in found)

    def title_has_exactly(self, word: str) -> bool:
        """Whether some title has the folded word itself, in the plural or not."""
        return f"={singular(word)}" in self._in_title

    def is_titular(self, word: str) -> bool:
        """Whether the folded word itself stands in a title, and in so few of them that it tells one from another."""
        return 0 < len(self._in_title.get(f"={singular(word)}", ())) <= max(_FEW_TITLES, len(self.sessions) // 50)

    def is_called(self, position: int, words: Collection[str]) -> bool:
        """Whether a form of one of the folded words stands in the session's title."""
        return any(stem(word) in self._title_stems[position] for word in words)

    def title_means(self, word: str) -> bool:
        """Whether some title has what the folded word may mean."""
        return any(one in self._in_title for one, _ in self.match(word))

    def find_topic(
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
        of_people = of_people or len(self.sessions) <= FEW
        sums: dict[int, complex] = {}  # score and cover as the parts of one number, so that both are added at once
        total = 0.0
        unknown: list[str] = []
        for word in words:
            matches = self.match(word)
            if not matches:
                unknown.append(word)
                total += 0.2 if len(word) == 1 else _UNKNOWN if len(words) <= 3 else 1.0
                continue
            weight = self._weight(word, matches)
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
        meant = {word: self._read_as(word) for word in {word for pair in beside for word in pair}}
        pairs = {(meant[one], meant[other]) for one, other in beside} & self._title_pairs.keys()
        return Counter(at for pair in pairs for at in {code >> 8 for code in self._title_pairs[pair]})

    def _read_as(self, word: str) -> str:
        """The stem of a word, or of the one that it is misspelt for."""
        own = stem(word)
        if own in self._rarity or is_known(word):
            return own
        return next((one for one, _ in self.match(word) if one[0] != "="), own)

    def stands_together(self, position: int, words: Sequence[str]) -> bool:
        """Whether forms of the folded words follow each other in the session's title or abstract."""
        session = self.sessions[position]
        stems = " ".join(stem(word) for word in words_of(f"{session.title} {session.abstract}"))
        return " ".join(map(stem, words)) in stems

    def lists_name(self, position: int, words: Sequence[str]) -> bool:
        """Whether the folded words stand like a name, "(Ada Vos, Bo Li)", in a session that has no speakers of its own.

        Where no session has any, it is enough that they follow each other in its title or text.
        """
        session = self.sessions[position]
        if session.speakers:
            return False
        if not self.programme.speakers and self.stands_together(position, words):
            return True
        name = r"[ .-]+".join(map(re.escape, words))
        return re.search(_LISTED.format(name=name), fold(f"{session.title}\n{session.abstract}")) is not None

    def has_by_chance(self, position: int, words: Sequence[str]) -> bool:
        """Whether several folded words stand but here and there in a session's text, or one of them alone does.

        They do not if its title or track has one of them, or its text has one time and again, two close together, or
        such as are too rare to meet there by chance.
        """
        matched = [self.match(word) for word in words]
        if len(self.sessions) <= FEW or any(self._worth_at(position, matches) > _TEXT for matches in matched):
            return False
        meant = {one: number for number, matches in enumerate(matched) for one, _ in matches}
        meant |= {stem(word): number for number, word in enumerate(words)}  # of two words that mean much the same
        stems = (self._words[word] for word in words_of(self.sessions[position].abstract))
        places = [(at, meant[one]) for at, one in enumerate(stems) if one in meant]
        if any(one != other and at - last <= _CLOSE for (last, one), (at, other) in pairwise(places)):
            return False
        return sum(self._weight(words[one], matched[one]) for one in {one for _, one in places}) < _HARDLY

    def _with_phrase(self, hit: Hit, words: Sequence[str]) -> Hit:
        """The hit, scored higher where two of the words stand side by side, or nearly."""
        pairs = [(stem(one), stem(other)) for one, other in pairwise(words)]
        if not any(self._may_have(hit.position, one) and self._may_have(hit.position, other) for one, other in pairs):
            return hit
        session = self.sessions[hit.position]
        stems = [self._words[word] for word in words_of(f"{session.title} {session.abstract}"[:_MOST_READ])]
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

    def _may_have(self, position: int, one: str) -> bool:
        """Whether a stem stands in the session's title or text; letters and cut words are not looked for."""
        if one not in self._rarity or len(one) < 2 or _holds(self._in_title.get(one, ()), position):
            return True
        return any(_holds(field.get(one, ()), position) for field, _ in self._texts)

    def stand_elsewhere(self, words: Sequence[str], positions: Collection[int]) -> bool:
        """Whether a session at none of these positions has all the folded words, but for some that tell nothing."""
        matched = [self.match(word) for word in words]
        weights = [
            self._weight(word, matches) if matches else _UNKNOWN for word, matches in zip(words, matched, strict=True)
        ]
        found: set[int] | None = None
        for weight, matches in sorted(zip(weights, matched, strict=True), key=lambda one: -one[0]):
            if weight < _NOTHING * sum(weights):
                break
            standing: set[int] = set()
            for one, _ in matches:
                standing.update(*(places for places, *_ in self._standing(one, 1.0, of_people=True)))
            found = standing.difference(positions) if found is None else found & standing
            if not found:
                return False
        return True

    def lacks(self, position: int, words: Sequence[str]) -> tuple[bool, float]:
        """Whether the session's title or track has one of the words, and the weight of the rarest that it lacks."""
        titled = False
        lacking = 0.0
        for word in words:
            matches = self.match(word)
            worth = self._worth_at(position, matches)
            if not worth:
                lacking = max(lacking, self._weight(word, matches) if matches else _UNKNOWN)
            titled = titled or worth >= _TRACK * _MEANING
        return titled, lacking

    def is_about(self, position: int, word: str) -> bool:
        """Whether what the folded word may mean stands in what is said about the session, its speakers' lives apart."""
        return self._worth_at(position, self.match(word)) > 0

    def title_cover(self, position: int, words: Sequence[str]) -> float:
        """How much of the words' weight stands in the session's title or track, from 0 to 1."""
        held = total = 0.0
        for word in words:
            matches = self.match(word)
            weight = self._weight(word, matches) if matches else _UNKNOWN
            total += weight
            held += weight * (self._worth_at(position, matches) >= _KIN)
        return held / total if total else 0.0

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
        return bool(matches) and matches[0][1] == _PREFIX and not self.knows(word)

    def is_translated(self, word: str) -> bool:
        """Whether the programme has the folded word only in another language, or another word for it."""
        matches = self.match(word)
        return bool(matches) and matches[0][1] == _MEANING

    def is_misspelt(self, word: str) -> bool:
        """Whether the programme has only words that the folded one may be misspelt for."""
        matches = self.match(word)
        return bool(matches) and matches[0][1] == _TYPO

    def is_told_often(self, position: int, word: str) -> bool:
        """Whether the session's text has what the folded word means time and again, or its title has it."""
        return self._worth_at(position, self.match(word)) >= _OFTEN * _MEANING

    def is_guess(self, word: str) -> bool:
        """Whether the folded word is unknown, and one letter more makes a known one of it: too little by itself."""
        matches = self.match(word)
        return bool(matches) and matches[0][1] == _SHORT_TYPO

    def _find_matches(self, word: str) -> Matches:
        own = stem(word)
        found: dict[str, float] = {}
        exact = f"={singular(word)}"
        if exact in self._rarity:
            found[exact] = 1.0
        if own in self._rarity and (len(own) > 3 or len(word) <= 5 or word in self._words):
            found[own] = _KIN if word in self._words else _STEM
        for other in glossary().get(own if len(own) > 3 else singular(word), ()):
            if other in self._rarity:
                found.setdefault(other, _MEANING)
        if len(word) >= 4:
            for longer in self._longer(word):
                found.setdefault(self._words[longer], _PREFIX)
        if word not in self._words and word not in known_words() and all(one == own for one in found):
            for near in self._near(word):
                found.update(self._misspelt_matches(near, _TYPO if len(word) > 4 else _SHORT_TYPO))
        if not found:
            found.update(dict.fromkeys(self._halves(word), _STEM))
        return tuple(sorted(found.items(), key=lambda item: -item[1]))

    def _misspelt_matches(self, near: str, quality: float) -> Iterator[tuple[str, float]]:
        """What a word of the programme stands for that was meant by another."""
        exact = f"={singular(near)}"
        if exact in self._rarity:
            yield exact, quality
        yield self._words[near], min(quality, _KIN if exact in self._rarity else quality)

    def _halves(self, word: str) -> Sequence[str]:
        """The stem that stands for both halves of a word that the programme writes as two, side by side."""
        for cut in range(4, len(word) - 3):
            halves = stem(word[:cut]), stem(word[cut:])
            if halves[0] in self._rarity and halves[1] in self._rarity:
                rarer = max(halves, key=lambda half: self._rarity[half])
                return [rarer] if self._are_one(halves, rarer) else []
        return []

    def _are_one(self, halves: tuple[str, str], rarer: str) -> bool:
        """Whether the two stems stand side by side somewhere, looked for where the rarer one stands."""
        if halves in self._title_pairs:
            return True
        standing = {at for positions, _, _ in self._standing(rarer, 1.0) for at in positions}
        likely = (at for at in sorted(standing) if all(self._may_have(at, half) for half in halves))
        return any(self.stands_together(at, halves) for at in islice(likely, _MOST_TITLES))

    def find_title_inside(self, words: Sequence[str]) -> TitleMention | None:
        """The title that some of the words quote, whole or for the most part; a whole one perhaps with a few slips."""
        quoted = self._find_numbered(words) or self.find_quoted_title(words)
        whole = quoted is not None and quoted.share >= 1 and len(quoted.words) > 1
        if whole or all(self.has_word(word) or word in known_words() for word in words):
            return quoted
        return self.find_misspelt_title(words) or quoted

    def _find_numbered(self, words: Sequence[str]) -> TitleMention | None:
        """The titles in front of whose colon the words have a number or a letter: "lecture 3", "tutorial c"."""
        if not self._numbered_heads:
            return None
        spoken = with_digits(words)
        for last, word in enumerate(spoken):
            said = word.isdecimal() or (len(word) == 1 and (word not in _LETTER_WORDS or last + 1 == len(words)))
            for first in range(max(last - _WORDS_OF_HEAD, -1) + 1, last) if said else ():
                found = self._numbered_heads.get(" ".join(spoken[first : last + 1]))
                if found:
                    return TitleMention(tuple(range(first, last + 1)), found, 1.0, series=True)
        return None

    def find_quoted_title(self, words: Sequence[str]) -> TitleMention | None:
        """The title that the words quote, if they quote most of one: the longest quotation, of the most of a title."""
        stems = [stem(word) for word in words]
        found = [(1, number, code) for number, one in enumerate(stems) for code in self._of_one_word.get(one, ())]
        running: dict[int, int] = {}
        for number, pair in enumerate(pairwise(stems), start=1):
            codes = self._title_pairs.get(pair, ())
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

    def find_misspelt_title(self, words: Sequence[str]) -> TitleMention | None:
        """The whole title that some of the words are, but for a few slips; the longest, then that with the fewest."""
        meant = [self._meant_in_titles(word) for word in words]
        worth: defaultdict[int, float] = defaultdict(float)
        for one in {one for stems in meant for one in stems}:
            weight = self._weights[one]
            for position in self._in_title[one]:
                worth[position] += weight
        whole = self._title_weights
        shares = [(held / whole[at], -at) for at, held in worth.items() if 2 * held > whole[at]]
        found = [self._misspelt(words, meant, -at) for _, at in nlargest(_MOST_TITLES, shares)]
        return min(filter(None, found), key=lambda one: (-len(one[1].words), one[0]), default=(0, None))[1]

    # How it is made

    def _called(self, session: Session, title: Sequence[str], track: Sequence[str]) -> list[str]:
        """The kinds that a session is of; what is called dinner at noon, as in Québec, is lunch as well."""
        cues = cues_of(session, title, track)
        noon = session.is_break and self.programme.local(session.start).hour in _AT_NOON
        return [*cues, "lunch"] if noon and "dinner" in cues else cues

    def _index_sessions(self) -> None:
        self._titles: dict[str, tuple[int, ...]] = {}
        self._title_heads: dict[str, tuple[int, ...]] = {}  # what stands in them before a colon
        self._numbered_heads: dict[str, tuple[int, ...]] = {}  # those that end with a number or a letter
        self._series: Counter[str] = Counter()  # the first words of these
        initials: list[str] = []  # of each title two lines, with its small words and without
        self._title_words: list[list[str]] = []
        self._title_stems: list[tuple[str, ...]] = []
        self._title_pairs: dict[tuple[str, str], list[int]] = {}
        self._of_one_word: dict[str, list[int]] = {}  # titles of one word
        of_kind: dict[str, set[int]] = {cue: set() for cue in KIND_CUES}
        in_title: defaultdict[str, list[int]] = defaultdict(list)
        in_track: defaultdict[str, list[int]] = defaultdict(list)
        in_text: defaultdict[str, array[int]] = defaultdict(_positions)
        often: defaultdict[str, array[int]] = defaultdict(_positions)
        in_life: defaultdict[str, array[int]] = defaultdict(_positions)  # in what is said about its speakers
        small = small_words()
        for position, session in enumerate(self.sessions):
            title = words_of(session.title)
            key = joined(title)
            self._title_words.append(title)
            initials += [_initials_of(title), _initials_of(word for word in title if word not in small)]
            self._titles[key] = (*self._titles.get(key, ()), position)
            self._learn_head(position)
            stems = tuple(map(self._learn, title))
            self._title_stems.append(stems)
            self._learn_title(position)
            track = words_of(session.track)
            for cue in self._called(session, title, track):
                of_kind[cue].add(position)
            for one in {
                *(f"={singular(word)}" for word in title),
                *stems,
                *self._learn_pairs(title),
                *(part for word in title if len(word) > _LEAST_GLUED for part in _parts_of_word(word)),
                *map(self._learn, _parts(session.title)),
            }:
                in_title[one].append(position)
            telling = [word for word in track if word not in small]
            exact = {f"={singular(word)}" for word in telling}
            for one in {*exact, *map(self._learn, telling), *self._learn_pairs(track)}:
                in_track[one].append(position)
            texts = self._text_stems(session)
            halves = dict.fromkeys((half for word in title for half in _halves_of_word(word)), 1)
            for one, times in (halves | texts).items():
                (in_text if times < _MANY_TIMES else often)[one].append(position)
            for one in self._stems_of("\n".join(speaker.biography for speaker in self.programme.speakers_of(session))):
                in_life[one].append(position)
        self._initials = "\n".join(initials)
        self._glued_text = "\n".join(map("".join, self._title_words))
        self._in_title, self._in_track = dict(in_title), dict(in_track)
        self._texts = (dict(in_text), _TEXT), (dict(often), _OFTEN)  # what is later is better
        self._in_life = dict(in_life)
        self._too_often = max(40, len(self.sessions) // 3)  # in so many texts a word tells nothing
        self._in_order = sorted(range(len(self.sessions)), key=lambda at: self.sessions[at].start)
        self._starts = [self.sessions[at].start for at in self._in_order]
        self._longest = max((end_of(one) - one.start for one in self.sessions), default=timedelta())
        self.last_end = max((end_of(one) for one in self.sessions), default=None)
        self._of_day: dict[date, list[int]] = {}
        self._in_room: dict[str, list[int]] = {}
        self._of_track: dict[str, list[int]] = {}
        for position, session in enumerate(self.sessions):
            for room in session.rooms:
                self._in_room.setdefault(room, []).append(position)
            self._of_track.setdefault(session.track, []).append(position)
            self._of_day.setdefault(session.day, []).append(position)
        self._narrow_kinds(of_kind)
        self.of_kind = {cue: frozenset(positions) for cue, positions in of_kind.items()}
        self.holding = self._find_holding("lightning")
        self.of_kind_track = {cue: self._find_tracked_so(cue) for cue in ALSO_TRACKS}
        count = len(self.sessions) + 1
        found = {one: len(positions) for one, positions in in_text.items()}
        for one, positions in often.items():
            found[one] = found.get(one, 0) + len(positions)
        for field in (in_title, in_track, in_life):
            for one, places in field.items():
                found[one] = max(found.get(one, 0), len(places))
        rarity = {times: log(1 + (count - times) / times) / log(1 + count) for times in set(found.values())}
        self._rarity = {one: rarity[times] for one, times in found.items()}
        self._weights = _Weights((one, max(rare, _LEAST_WEIGHT)) for one, rare in self._rarity.items())

    def _narrow_kinds(self, of_kind: dict[str, set[int]]) -> None:
        """Leaves out what is only called like a kind where the programme has the very thing."""
        for cue in PAUSES:  # "Registration and coffee" is a coffee break only on a day on which there is no other
            breaks = {position for position in of_kind[cue] if self.sessions[position].is_break}
            days = {self.sessions[position].day for position in breaks}
            of_kind[cue] = {at for at in of_kind[cue] if at in breaks or self.sessions[at].day not in days}
        for cue, positions in of_kind.items():  # where some are keynotes, an "opening plenary" is none
            exact = {position for position in positions if is_exactly(self.sessions[position], cue)}
            if exact:
                of_kind[cue] = {at for at in positions if at in exact or self.sessions[at].is_talk}

    def _find_holding(self, cue: str) -> tuple[int, ...]:
        """The sessions that bear the name of a kind and hold others of it in their room: "Lightning talks, day 2"."""
        rooms: defaultdict[tuple[str, ...], list[Session]] = defaultdict(list)
        for at in self.of_kind[cue]:
            rooms[self.sessions[at].rooms].append(self.sessions[at])
        found = (self.position[one.id] for those in rooms.values() for one in those if any(map(_holder(one), those)))
        return tuple(sorted(at for at in found if not kind_words(cue).isdisjoint(self._title_words[at])))

    def _find_tracked_so(self, cue: str) -> frozenset[int]:
        """The sessions of a kind whose track bears its name."""
        tracks = {track for track in self._of_track if not kind_words(cue).isdisjoint(words_of(track))}
        return self.of_kind[cue].intersection(at for track in tracks for at in self._of_track[track])

    def _weigh_titles(self) -> None:
        self._title_weights = [sum(map(self._weights.__getitem__, title)) for title in self._title_stems]
        numbered = ([self._weights[one] for one in title if _is_number(one)] for title in self._title_stems)
        self._number_weights = list(map(sum, numbered))

    def _text_stems(self, session: Session) -> dict[str, int]:
        """How often each stem stands in what is said about the session, apart from its title."""
        texts = (session.abstract, session.note, *(one.affiliation for one in self.programme.speakers_of(session)))
        return self._stems_of("\n".join(filter(None, texts)))

    def _stems_of(self, text: str) -> dict[str, int]:
        """How often each stem stands in a text."""
        folded = fold(text)
        words = bag_of_words(folded)
        if "-" in folded:
            hyphened = " ".join(chunk for chunk in folded.split() if "-" in chunk)
            words += [word.replace("-", "") for word in _HYPHENED.findall(hyphened)]
        stems = Counter(map(self._words.__getitem__, words))
        for letter in [one for one in stems if len(one) == 1]:
            del stems[letter]
        return stems

    def _learn(self, word: str) -> str:
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = stem(word)
        return known

    def _learn_head(self, position: int) -> None:
        """What a title has in front of a colon, and whether that only tells which of a series it is."""
        begun = words_of(_SUBTITLE.split(self.sessions[position].title, maxsplit=1)[0])
        head = joined(begun).replace(" ", "")
        self._title_heads[head] = (*self._title_heads.get(head, ()), position)
        if 1 < len(begun) <= _WORDS_OF_HEAD and _is_of_series(begun):
            self._series[stem(begun[0])] += 1
            head = " ".join(begun)
            self._numbered_heads[head] = (*self._numbered_heads.get(head, ()), position)

    def _learn_title(self, position: int) -> None:
        """Files the pairs of words of a title, each with its place: the session's position, then the pair's."""
        stems = self._title_stems[position][:255]
        if len(stems) == 1:
            self._of_one_word.setdefault(stems[0], []).append(position << 8)
        for number, pair in enumerate(pairwise(stems)):
            self._title_pairs.setdefault(pair, []).append(position << 8 | number)

    def _learn_pairs(self, words: Sequence[str]) -> Iterable[str]:
        for one, other in pairwise(words):
            if one + other not in self._words:
                self._pairs.add(one + other)
            yield stem(one + other)

    def _shelve_words(self) -> None:
        self._sorted = sorted(word for word in self._words if len(word) >= 4)
        self._shelves = Shelves(self._sorted)
        by_word: dict[str, list[int]] = {}
        for position, words in enumerate(self._title_words):
            for word in set(words):
                by_word.setdefault(word, []).append(position)
        self._in_title_words = sorted((word, tuple(positions)) for word, positions in by_word.items())
        self._title_shelves = Shelves(word for word in sorted(by_word) if len(word) >= 4)
        self._glued_titles: dict[str, tuple[int, ...]] = {}
        for title, positions in self._titles.items():
            glued = title.replace(" ", "")
            self._glued_titles[glued] = (*self._glued_titles.get(glued, ()), *positions)
        self._whole_titles = Shelves(self._glued_titles)
        self._heads = Shelves(head for head in self._title_heads if len(head) >= _LONG_HEAD)

    # How it is looked up

    def _stem_known(self, word: str) -> bool:
        return stem(word) in self._rarity

    def _weight(self, word: str, matches: Matches) -> float:
        """How rare a word is, in its own forms if the programme has any, else in what it is taken for."""
        own = stem(word)
        return self._weights[own if own in self._rarity else matches[0][0]]

    def _standing(
        self, one: str, quality: float, *, of_people: bool = False
    ) -> Iterator[tuple[Sequence[int], float, float]]:
        """Where a stem of this quality stands: positions, worth and quality there; what is later is better."""
        in_text = _quality_in_text(quality)
        if of_people and len(self._in_life.get(one, ())) <= self._too_often:
            yield self._in_life.get(one, ()), in_text * _TEXT, in_text
        for field, worth in self._texts:
            found = field.get(one, ())
            if len(found) <= self._too_often:
                yield found, in_text * worth, in_text
        yield self._in_track.get(one, ()), quality * _TRACK, quality
        yield self._in_title.get(one, ()), quality * _TITLE, quality

    def _places(self, matches: Matches, weight: float, *, of_people: bool) -> dict[int, complex]:
        """For each session one of the stems stands in what that is worth and, as imaginary part, how well it covers."""
        places: dict[int, complex] = {}
        for one, quality in matches:
            standing: dict[int, complex] = {}
            for positions, worth, fit in self._standing(one, quality, of_people=of_people):
                standing.update(dict.fromkeys(positions, complex(weight * worth, weight * min(1.0, fit / _MEANING))))
            places = _better(places, standing)
        return places

    def _worth_at(self, position: int, matches: Matches) -> float:
        """What the best of the stems is worth in one session; 0 if none stands there."""
        best = 0.0
        for one, quality in matches:
            if quality <= best:
                break  # it is worth no more than its quality, and neither is what follows
            best = max(best, self._worth_of(one, quality, position))
        return best

    def _worth_of(self, one: str, quality: float, position: int) -> float:
        """What a stem of this quality is worth in one session; 0 if it does not stand there."""
        if _holds(self._in_title.get(one, ()), position):
            return quality * _TITLE
        if _holds(self._in_track.get(one, ()), position):
            return quality * _TRACK
        for field, worth in reversed(self._texts):
            found = field.get(one, ())
            if len(found) <= self._too_often and _holds(found, position):
                return _quality_in_text(quality) * worth
        return 0.0

    def _title_share(self, position: int, stems: Set[str]) -> float:
        """How much of a title the stems are, from 0 to 1; its numbers tell it from others, but not what it is about."""
        own = self._title_stems[position]
        if stems.isdisjoint(own):
            return 0.0
        whole = self._title_weights[position] - self._number_weights[position]
        return sum(self._weights[one] for one in own if one in stems and not _is_number(one)) / (whole or 1.0)

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
            return [near for near in missing if self.title_has(near)] or missing
        most = min(slips(word), 1 if is_known(word) else 2)
        if not most:
            return []
        found = self._title_shelves.near(word, most, any_start=len(word) >= 7) or self._shelves.near(word, most)
        short = len(word) < _LEAST_ENDED  # "Guido" is no guide
        return [near for near in found if near[:-1] != word[:-1]] if short else found

    def _near_with_digits(self, word: str) -> list[str]:
        """The words of titles that a long one with the same digits in it misses by a letter: "kubernets2"."""
        if len(word) < _LONG_MIXED or word.isdecimal():
            return []
        return [near for near in self._title_shelves.near(word, 1) if _digits(near) == _digits(word)]

    def _meant_in_titles(self, word: str) -> list[str]:
        """The stems in titles, but for those in very many, that a folded word may stand for."""
        own = stem(word)
        stems = [own] if own in self._in_title else [one for one, _ in self.match(word)]
        return [one for one in stems if 0 < len(self._in_title.get(one, ())) <= self._too_often]

    def _misspelt(
        self, words: Sequence[str], meant: Sequence[Sequence[str]], position: int
    ) -> tuple[int, TitleMention] | None:
        """The words that are the session's whole title, with the number of slips in them; None if they are too many."""
        title = self._title_words[position]
        if not 2 <= len(title) <= len(words):
            return None
        places = {one: number for number, one in enumerate(self._title_stems[position])}
        starts = Counter(number - places[one] for number, stems in enumerate(meant) for one in stems if one in places)
        start = max(starts, key=lambda at: (starts[at], -at), default=-1)
        typed = words[start : start + len(title)] if start >= 0 else ()
        glued = "".join(title)
        if len(typed) != len(title) or _digits("".join(typed)) != _digits(glued):
            return None
        changed = [one for one, other in zip(typed, title, strict=True) if one != other]
        if sum(one in known_words() or one in self._words for one in changed) > (len(title) >= _LONG_TITLE):
            return None  # "rust" is not "trust"
        most = whole_slips(len(glued))
        slipped = slips_between("".join(typed), glued)
        if not most or slipped > most[-1]:
            return None
        same = self._titles[joined(title)]
        return slipped, TitleMention(tuple(range(start, start + len(title))), same, 1.0)

    def _quoted(self, length: int, last: int, code: int) -> TitleMention | None:
        """The quotation of `length` words up to number `last`, which end a title's pair `code`; None if too little."""
        position, end = code >> 8, (code & 255) + min(length, 2)
        title = self._title_stems[position]
        share = sum(map(self._weights.__getitem__, title[end - length : end])) / self._title_weights[position]
        enough = share >= (0.7 if length == 2 else 0.5 if length == 3 else 0.25)
        if length < len(title) and not (enough and length > 1):
            return None
        same = self._titles[joined(self._title_words[position])]
        return TitleMention(tuple(range(last - length + 1, last + 1)), same, share)


def suggest_sessions(typed: str, index: Index, limit: int = 25, *, now: datetime | None = None) -> list[Session]:
    """Sessions for a half-typed title or speaker, best first; what has not ended by `now` comes before the rest."""
    words = words_of(typed)
    scores = _prefix_scores(words, index) if words else dict.fromkeys(range(len(index.sessions)), 0.0)

    def rank(at: int) -> tuple[float, bool, int]:
        return -scores[at], now is not None and index.sessions[at].end <= now, at

    return [index.sessions[at] for at in nsmallest(limit, scores, key=rank)]


def suggest_speakers(typed: str, index: Index, limit: int = 25) -> list[Speaker]:
    """Speakers for a half-typed name, best first; in the programme's order for an empty one."""
    words = words_of(typed)
    if not words:
        return list(index.programme.speakers[:limit])
    people = index.people.beginning(words)
    if len(people) < limit:
        people += [person for mention in index.people.find(words, range(len(words))) for person in mention.people]
    ids = dict.fromkeys(one for person in people for one in person.ids)
    return [index.programme.speaker_by_id[one] for one in islice(ids, limit)]


def _prefix_scores(words: Sequence[str], index: Index) -> dict[int, float]:
    scores = {hit.position: hit.worth for hit in index.find_topic(words).hits}
    for position, begins in index.titles_beginning(words).items():
        scores[position] = scores.get(position, 0.0) + 2.0 + begins
    for mention in index.people.find(words, range(len(words))):
        for person in mention.people:
            for position in person.positions:
                scores[position] = scores.get(position, 0.0) + mention.quality * len(mention.words)
    return scores


def _quality_in_text(quality: float) -> float:
    """The quality of a stem in a text, where another form of a word is as good as the word."""
    return _STEM if quality == _KIN else quality


def _holder(session: Session) -> Callable[[Session], bool]:
    """Whether another session, shorter, lies within the hours of this one."""
    return lambda other: session.start <= other.start and other.end <= session.end and other.duration < session.duration


def _initials_of(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words if word[0].isalpha())


def _same(ones: Sequence[str], others: Sequence[str]) -> int:
    """How many of both are the same from the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ones, others, strict=False)))


def _is_number(one: str) -> bool:
    """Whether a stem is a number as those are that count sessions: "day 2", but not "Python 101"."""
    return one.isdecimal() and len(one) < 3


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


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


def _holds(positions: Sequence[int], position: int) -> bool:
    """Whether a position is among these, which are sorted."""
    at = bisect_left(positions, position)
    return at < len(positions) and positions[at] == position


def _by_worth(hit: Hit) -> tuple[float, int]:
    return -hit.worth, hit.position


def _event_words(programme: Programme) -> Mapping[str, frozenset[str]]:
    """The folded words by which each fact about the event itself is called."""
    venue, conference = programme.venue, programme.conference
    place = (venue.name, venue.room, venue.address, venue.city, venue.country) if venue else ()
    texts = {
        "venue": place,
        "organisers": tuple(f"{one.name} {one.affiliation}" for one in programme.organisers),
        "conference": (conference.name, conference.subject) if conference else (),
        "theme": (programme.theme, programme.title, programme.description),
        "title": (programme.title,),
    }
    found = {fact: frozenset(word for text in given for word in words_of(text)) for fact, given in texts.items()}
    return found | {"theme_stems": frozenset(map(stem, words_of(programme.theme)))}


def _event_name(programme: Programme) -> list[str]:
    """What the event is called in its title, without numbers and a "programme" or "schedule" at the end."""
    name = [word for word in words_of(programme.title) if word.isalpha()]
    while len(name) > 1 and name[-1] in schedule_words():
        name.pop()
    return name


def _is_of_series(begun: Sequence[str]) -> bool:
    """Whether the words, with which a title begins, tell which of a series it is: "lecture 3", but not "day 3"."""
    numbered = begun[-1].isdecimal() or len(begun[-1]) == 1
    return numbered and not find_times(" ".join(begun), languages().values())


def _venue_names(programme: Programme) -> tuple[list[str], ...]:
    """What the place is called, where that is several words: "Uni Mail", and "Site Monod" behind a comma."""
    names = _BETWEEN_NAMES.split(programme.venue.name) if programme.venue else ()
    return tuple(words for words in map(words_of, names) if len(words) > 1)


@lru_cache(maxsize=1024)
def _parts_of_word(word: str) -> tuple[str, ...]:
    """Beginnings and ends of a long word, as German builds them, that are words of the glossary."""
    return tuple(
        part
        for cut in range(4, len(word) - 3)
        if cut > 4 or len(word) > _LONG_COMPOUND
        for begin in [stem(word[:cut])]
        if begin in glossary() and stem(word[cut:]) in glossary()
        for part in (begin, stem(word[cut:]))
    )


@lru_cache(maxsize=1024)
def _halves_of_word(word: str) -> tuple[str, ...]:
    """The stems of two words of the glossary of which a word that is unknown consists: "soundwalk"."""
    if len(word) < _LEAST_HALVES or is_word(word) or is_word(singular(word)):
        return ()
    halves = ((word[:cut], word[cut:]) for cut in range(4, len(word) - 3))
    stems = ((stem(one), stem(two)) for one, two in halves)
    return next((pair for pair in stems if glossary().keys() >= {*pair}), ())


def _small_organisers(programme: Programme) -> frozenset[str]:
    """The names of organisers that are a single word, which in some language says little: "Sharp"."""
    names = [words_of(one.name) for one in programme.organisers]
    return frozenset(name[0] for name in names if len(name) == 1 and name[0] in small_words())


def _positions() -> array[int]:
    return array("i")


_LISTED = r"(?:^|[\n,;:(&-])\s*{name}\s*(?:$|[\n,;:()&-])"
_BETWEEN_NAMES = re.compile(r"[(),;/]|\s[-–—]\s")
_SUBTITLE = re.compile(r":\s|\s[-–—]\s")
_HYPHENED = re.compile(r"\b[a-z]+(?:-[a-z]+)+\b")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def _parts(title: str) -> Iterable[str]:
    """The parts of words written like "NoGIL", folded."""
    for word in title.split():
        if word[1:].lower() != word[1:] and not word.isupper():
            yield from (part.lower() for part in _PART.findall(word) if 1 < len(part) < len(word))
