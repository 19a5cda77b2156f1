"""Where words stand in a programme: in titles, tracks, texts and their speakers' lives, by their stems."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableSequence, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from math import log

from bot.core.lexicon import glossary, is_word, language_table, languages, small_words
from bot.core.programme import Programme, Session
from bot.core.search.titles import Titles
from bot.core.text import bag_of_words, fold, singular, stem, words_of

TITLE, TRACK, OFTEN, TEXT = 1.0, 0.8, 0.68, 0.55  # what a word is worth where it stands
KIN, STEM, TYPO, PREFIX, MEANING = 0.68, 0.88, 0.8, 0.75, 0.7  # and how it got there
_FEW_TITLES = 6  # with one word, which are all about one thing
_MANY_TIMES = 3  # a word that a text has so often is what it is about
_LONG_COMPOUND = 9  # letters of a word that may begin with one of four
_LEAST_HALVES = 8  # letters of a word that may consist of any two
_LONG_WORD = 8  # a longer one may be two
_LEAST_WEIGHT = 0.08
_MOST_READ = 100  # sessions whose texts are kept as stems
_INFLECTED = ("lichen", "lich", "innen", "ungen", "ung", "en", "em", "es", "in", "n")  # German endings
_JOINTS = ("s", "n", "es", "en")  # between the parts of a German compound
_LEAST_PART = 4  # letters in front of them, or of the part of a compound

Matches = tuple[tuple[str, float], ...]


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


class Words:
    """For every stem of a programme the sessions in which it stands, field by field; they are called by position.

    A word of a title or a track is filed as such, too, in the singular and with "=" in front of it.
    """

    def __init__(self, programme: Programme, titles: Titles) -> None:
        self._programme = programme
        self._sessions = programme.sessions
        self.written = _Stems()  # all that are written anywhere, with their stems
        self._pairs: set[str] = set()
        self._read: dict[int, list[str]] = {}
        self.too_often = max(40, len(self._sessions) // 3)  # in so many texts a word tells nothing
        in_title: defaultdict[str, list[int]] = defaultdict(list)
        in_track: defaultdict[str, list[int]] = defaultdict(list)
        in_text: defaultdict[str, array[int]] = defaultdict(_positions)
        often: defaultdict[str, array[int]] = defaultdict(_positions)
        in_life: defaultdict[str, array[int]] = defaultdict(_positions)  # in what is said about its speakers
        for position, session in enumerate(self._sessions):
            title = titles.words[position]
            self.written.update(zip(title, titles.stems[position], strict=True))
            for one in self._stems_of_title(session, title):
                in_title[one].append(position)
            for one in self._stems_of_track(session):
                in_track[one].append(position)
            halves = dict.fromkeys((half for word in title for half in _halves_of_word(word)), 1)
            for one, times in (halves | self._text_stems(session)).items():
                (in_text if times < _MANY_TIMES else often)[one].append(position)
            for one in self._stems_of("\n".join(speaker.biography for speaker in programme.speakers_of(session))):
                in_life[one].append(position)
        for field in (in_title, in_track, in_text, often):
            _file_inflected(field)
        self.in_title, self.in_track, self._in_life = dict(in_title), dict(in_track), dict(in_life)
        self._texts = (dict(in_text), TEXT), (dict(often), OFTEN)  # what is later is better
        self._weigh()

    def knows(self, word: str) -> bool:
        """Whether a folded word, or one of its forms, stands in the programme."""
        return word in self.written or stem(word) in self.rarity

    def has(self, word: str) -> bool:
        """Whether the folded word stands in the programme in exactly this form; or two words of a title, glued."""
        return word in self.written or word in self._pairs

    def has_pair(self, one: str, other: str) -> bool:
        """Whether forms of the two folded words stand side by side in some title, or written as one word anywhere."""
        return stem(one + other) in self.rarity

    def tracked(self, words: Iterable[str]) -> Set[int]:
        """The positions of the sessions in whose track all the folded words stand."""
        found = [set(self.in_track.get(stem(word), ())) for word in words]
        return set.intersection(*found) if found else set()

    def told_in(self, word: str) -> set[int]:
        """The positions of the sessions in whose texts a form of the folded word stands."""
        return {at for field, _ in self._texts for at in field.get(stem(word), ())}

    def title_has(self, word: str) -> bool:
        """Whether some title has a form of the folded word."""
        return stem(word) in self.in_title

    def title_has_exactly(self, word: str) -> bool:
        """Whether some title has the folded word itself, in the plural or not."""
        return f"={singular(word)}" in self.in_title

    def is_titular(self, word: str) -> bool:
        """Whether the folded word itself stands in a title, and in so few of them that it tells one from another."""
        return 0 < len(self.in_title.get(f"={singular(word)}", ())) <= max(_FEW_TITLES, len(self._sessions) // 50)

    def tells_little(self, one: str) -> bool:
        """Whether a stem stands in so many titles that it does not tell one from another."""
        return len(self.in_title.get(one, ())) > max(_FEW_TITLES, len(self._sessions) // 50)

    def may_name_speaker(self, *words: str) -> bool:
        """Whether the title of some session that names no speakers has all of the folded words."""
        found = set.intersection(*(set(self.in_title.get(f"={singular(word)}", ())) for word in words))
        return any(not self._sessions[at].speakers for at in found)

    def stand_together(self, position: int, words: Sequence[str]) -> bool:
        """Whether forms of the folded words follow each other in the session's title or abstract.

        A "de" between them is passed over: "réseaux de neurones".
        """
        said = [stem(word) for word in words if word not in _joining()]
        if not all(self.may_have(position, one) for one in said):
            return False
        return " ".join(said) in " ".join(one for one in self.stems_at(position) if one not in _joining())

    def stems_at(self, position: int) -> list[str]:
        """The stems of the session's title and abstract, in order; kept a while, as questions ask several times."""
        found = self._read.get(position)
        if found is None:
            if len(self._read) >= _MOST_READ:
                self._read.clear()
            session = self._sessions[position]
            text = words_of(f"{session.title} {session.abstract}")
            found = self._read[position] = [self.written[word] for word in text]
        return found

    def told_of_speakers(self, stems: Iterable[str]) -> set[int]:
        """The positions of the sessions about whose speakers a text says one of the stems."""
        return {at for one in stems for at in self._in_life.get(one, ())}

    def standing(
        self, one: str, quality: float, *, of_people: bool = False
    ) -> Iterator[tuple[Sequence[int], float, float]]:
        """Where a stem of this quality stands: positions, worth and quality there; what is later is better."""
        in_text = _quality_in_text(quality)
        if of_people and len(self._in_life.get(one, ())) <= self.too_often:
            yield self._in_life.get(one, ()), in_text * TEXT, in_text
        for field, worth in self._texts:
            found = field.get(one, ())
            if len(found) <= self.too_often:
                yield found, in_text * worth, in_text
        yield self.in_track.get(one, ()), quality * TRACK, quality
        yield self.in_title.get(one, ()), quality * TITLE, quality

    def worth_at(self, position: int, matches: Matches) -> float:
        """What the best of the stems is worth in one session; 0 if none stands there."""
        best = 0.0
        for one, quality in matches:
            if quality <= best:
                break  # it is worth no more than its quality, and neither is what follows
            best = max(best, self._worth_of(one, quality, position))
        return best

    def _worth_of(self, one: str, quality: float, position: int) -> float:
        """What a stem of this quality is worth in one session; 0 if it does not stand there."""
        if _holds(self.in_title.get(one, ()), position):
            return quality * TITLE
        if _holds(self.in_track.get(one, ()), position):
            return quality * TRACK
        for field, worth in reversed(self._texts):
            found = field.get(one, ())
            if len(found) <= self.too_often and _holds(found, position):
                return _quality_in_text(quality) * worth
        return 0.0

    def may_have(self, position: int, one: str) -> bool:
        """Whether a stem stands in the session's title or text; letters and cut words are not looked for."""
        if one not in self.rarity or len(one) < 2 or _holds(self.in_title.get(one, ()), position):
            return True
        return any(_holds(field.get(one, ()), position) for field, _ in self._texts)

    # How it is made

    def _stems_of_title(self, session: Session, title: Sequence[str]) -> set[str]:
        return {
            *(f"={singular(word)}" for word in title),
            *(self.written[word] for word in title),
            *self._learn_pairs(title),
            *(part for word in title if len(word) > _LONG_WORD for part in _parts_of_word(word)),
            *map(self._learn, _parts(session.title)),
        }

    def _stems_of_track(self, session: Session) -> set[str]:
        track, small = words_of(session.track), small_words()
        telling = [word for word in track if word not in small]
        return {*(f"={singular(word)}" for word in telling), *map(self._learn, telling), *self._learn_pairs(track)}

    def _text_stems(self, session: Session) -> dict[str, int]:
        """How often each stem stands in what is said about the session, apart from its title."""
        texts = (session.abstract, session.note, *(one.affiliation for one in self._programme.speakers_of(session)))
        return self._stems_of("\n".join(filter(None, texts)))

    def _stems_of(self, text: str) -> dict[str, int]:
        """How often each stem stands in a text."""
        folded = fold(text)
        words = bag_of_words(folded)
        if "-" in folded:
            hyphened = " ".join(chunk for chunk in folded.split() if "-" in chunk)
            words += [word.replace("-", "") for word in _HYPHENED.findall(hyphened)]
        stems = Counter(map(self.written.__getitem__, words))
        for letter in [one for one in stems if len(one) == 1]:
            del stems[letter]
        return stems

    def _learn(self, word: str) -> str:
        known = self.written.get(word)
        if known is None:
            known = self.written[word] = stem(word)
        return known

    def _learn_pairs(self, words: Sequence[str]) -> Iterable[str]:
        for one, other in pairwise(words):
            if one + other not in self.written:
                self._pairs.add(one + other)
            yield stem(one + other)

    def _weigh(self) -> None:
        """Tells for each stem how rare it is, from 0 to 1: the logarithm of how few sessions it stands in."""
        (in_text, _), (often, _) = self._texts
        count = len(self._sessions) + 1
        found = {one: len(positions) for one, positions in in_text.items()}
        for one, positions in often.items():
            found[one] = found.get(one, 0) + len(positions)
        for field in (self.in_title, self.in_track, self._in_life):
            for one, places in field.items():
                found[one] = max(found.get(one, 0), len(places))
        rarity = {times: log(1 + (count - times) / times) / log(1 + count) for times in set(found.values())}
        self.rarity = {one: rarity[times] for one, times in found.items()}
        self.weights = _Weights((one, max(rare, _LEAST_WEIGHT)) for one, rare in self.rarity.items())


def _quality_in_text(quality: float) -> float:
    """The quality of a stem in a text, where another form of a word is as good as the word."""
    return STEM if quality == KIN else quality


@lru_cache(maxsize=1024)
def _parts_of_word(word: str) -> tuple[str, ...]:
    """Beginnings and ends of a long word, as German builds them, that are words of the glossary.

    An end that is but an ending of the word is none: "engineering" has no ring.
    """
    whole = stem(word)
    return tuple(
        part
        for cut in range(4, len(word) - 3)
        if cut > 4 or len(word) > _LONG_COMPOUND
        for end in [stem(word[cut:])]
        if end in glossary() and whole.endswith(end)
        for begin in map(stem, _unjoined(word[:cut]))
        if begin in glossary()
        for part in (begin, end)
    )


def _unjoined(begin: str) -> Iterator[str]:
    """The beginning of a compound, and that without what joins it to the rest: German "kette(n)", "arbeit(s)"."""
    yield begin
    for joint in _JOINTS:
        if begin.endswith(joint) and len(begin) >= _LEAST_PART + len(joint):
            yield begin.removesuffix(joint)


@lru_cache(maxsize=1024)
def _halves_of_word(word: str) -> tuple[str, ...]:
    """The stems of two words of the glossary of which a word that is unknown consists: "soundwalk"."""
    if len(word) < _LEAST_HALVES or is_word(word) or is_word(singular(word)):
        return ()
    halves = ((word[:cut], word[cut:]) for cut in range(4, len(word) - 3))
    stems = ((stem(one), stem(two)) for one, two in halves)
    return next((pair for pair in stems if glossary().keys() >= {*pair}), ())


def _parts(title: str) -> Iterable[str]:
    """The parts of words written like "NoGIL", folded."""
    for word in title.split():
        if word[1:].lower() != word[1:] and not word.isupper():
            yield from (part.lower() for part in _PART.findall(word) if 1 < len(part) < len(word))


def _file_inflected(field: Mapping[str, MutableSequence[int]]) -> None:
    """Files what is told with a form of a German word of the glossary, "demokratische", under that word as well.

    The field makes empty places for a stem that it does not have.
    """
    known = glossary()
    for one in [one for one in field if one.endswith(_INFLECTED) and one not in known and not is_word(one)]:
        ending = next(ending for ending in _INFLECTED if one.endswith(ending))
        base = one.removesuffix(ending)
        if len(base) >= _LEAST_PART and base in known:
            places = sorted({*field[base], *field[one]})
            del field[base][:]
            field[base].extend(places)


def _positions() -> array[int]:
    return array("i")


def _holds(positions: Sequence[int], position: int) -> bool:
    """Whether a position is among these, which are sorted."""
    at = bisect_left(positions, position)
    return at < len(positions) and positions[at] == position


_HYPHENED = re.compile(r"\b[a-z]+(?:-[a-z]+)+\b")
_PART = re.compile(r"[A-Z]{2,}(?=[a-z]?\b)|[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@language_table
def _joining() -> frozenset[str]:
    """The words of all languages that stand between the parts of a term, such as "de"."""
    return frozenset().union(*(language.belonging for language in languages().values()))
