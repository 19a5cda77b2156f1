"""Finding sessions, people, rooms and tracks by words that need not be spelt as the programme spells them.

An inverted index over word stems does the work; edit distance is only ever asked about single words, and only for
words that neither the programme nor a language knows.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from math import log

from rapidfuzz.distance import OSA

from bot.core.lexicon import glossary, known_words, languages
from bot.core.programme import Programme, Session, Speaker
from bot.core.text import normalise, sound, stem, words_of
from bot.core.times import calendar_hours

_TITLE, _TRACK, _OFTEN, _TEXT = 1.0, 0.8, 0.68, 0.55  # what a word is worth where it stands
_STEM, _TYPO, _PREFIX, _MEANING = 0.97, 0.8, 0.75, 0.7  # and how it got there
_UNKNOWN = 1.5  # the weight of a word that stands nowhere, that of the rarest word being 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A session that a topic finds: its score, and how much of the topic it covers, from 0 to 1."""

    position: int
    score: float
    cover: float


@dataclass(frozen=True, slots=True)
class Topic:
    """What a search by words found, best first, and the words that the programme does not know at all."""

    hits: tuple[Hit, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in the programme: a speaker, or the author of what a session presents (then without `ids`)."""

    name: str
    affiliation: str
    ids: tuple[str, ...]
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PersonMention:
    """Words (by number) that name people; several people where the words do not tell them apart."""

    words: tuple[int, ...]
    people: tuple[Person, ...]
    quality: float
    full: bool


@dataclass(frozen=True, slots=True)
class LabelMention:
    """Words (by number) that name rooms or tracks."""

    words: tuple[int, ...]
    names: tuple[str, ...]
    quality: float


@dataclass(frozen=True, slots=True)
class TitleMention:
    """Words (by number) that quote a title, and the sessions that bear it; `share` of the title, from 0 to 1."""

    words: tuple[int, ...]
    positions: tuple[int, ...]
    share: float


class Index:
    """Everything that can be looked up in one programme; built once, never changed."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.sessions: tuple[Session, ...] = programme.sessions
        self.position: dict[str, int] = {session.id: number for number, session in enumerate(self.sessions)}
        self.hours: Mapping[date, tuple[datetime, datetime]] = calendar_hours(programme)
        self._words: dict[str, str] = {}
        self._pairs: set[str] = set()
        self._index_sessions()
        self.people = self._find_people()
        self._index_people()
        self.rooms = _Labels(_room_names(programme))
        self.tracks = _Labels({track: (track,) for track in dict.fromkeys(s.track for s in self.sessions) if track})
        self.event = _event_words(programme)
        self._shelve_words()

    # Sessions by words

    def find_title(self, text: str) -> tuple[int, ...]:
        """The sessions whose whole title is the text, whatever its case, accents and punctuation."""
        return self._titles.get(normalise(text), ())

    def knows(self, word: str) -> bool:
        """Whether a folded word, or one of its forms, stands in the programme."""
        return word in self._words or self._stem_known(word)

    def has_word(self, word: str) -> bool:
        """Whether the folded word stands in the programme in exactly this form; or two words of a title, glued."""
        return word in self._words or word in self._pairs

    def is_name(self, word: str) -> bool:
        """Whether the folded word is part of somebody's name, in exactly this form."""
        return word in self._names

    def is_of_event(self, word: str) -> bool:
        """Whether the folded word stands in the names of the event's place, organisers, conference or theme."""
        return any(word in names for names in self.event.values())

    def has_person(self, position: int, names: Collection[str]) -> bool:
        """Whether one of the named people speaks in or is an author of the session."""
        return any(self.people[number].name in names for number in self._people_at.get(position, ()))

    def find_affiliated(self, words: Sequence[str]) -> tuple[Person, ...]:
        """The people whose affiliation has all the folded words or some close to them; speakers alone if any is one."""
        found = [
            person
            for person, where in zip(self.people, self._affiliations, strict=True)
            if where
            and all(stem(word) in where or _closest(stem(word), where, 1 if len(word) > 4 else 0) for word in words)
        ]
        return tuple(person for person in found if person.ids) or tuple(found)

    def title_has(self, word: str) -> bool:
        """Whether some title has a form of the folded word."""
        return stem(word) in self._in_title

    def find_topic(self, words: Sequence[str], within: Collection[int] | None = None) -> Topic:
        """The sessions about the folded words, best first, at most 60; `within` limits them to these positions."""
        scores: dict[int, float] = {}
        covers: dict[int, float] = {}
        total = 0.0
        unknown: list[str] = []
        for word in words:
            matches = self.match(word)
            if not matches:
                unknown.append(word)
                total += _UNKNOWN if len(words) <= 3 else 1.0
                continue
            weight = self._weigh(matches[0][0])
            total += weight
            for position, (value, quality) in self._places(matches).items():
                if within is None or position in within:
                    scores[position] = scores.get(position, 0.0) + weight * value
                    covers[position] = covers.get(position, 0.0) + weight * min(1.0, quality / _MEANING)
        hits = [
            Hit(position, score + 0.25 * score * self._title_share(position, words), covers[position] / total)
            for position, score in scores.items()
        ]
        hits.sort(key=lambda hit: (-hit.score * hit.cover, hit.position))
        return Topic(tuple(hits[:60]), tuple(unknown))

    def lacks(self, position: int, words: Sequence[str]) -> tuple[bool, float]:
        """Whether the session's title or track has one of the words, and the weight of the rarest that it lacks."""
        titled = False
        lacking = 0.0
        for word in words:
            matches = self.match(word)
            places = self._places(matches)
            if position not in places:
                lacking = max(lacking, self._weigh(matches[0][0]) if matches else _UNKNOWN)
            titled = titled or places.get(position, (0.0, 0.0))[0] >= _TRACK * _MEANING
        return titled, lacking

    def match(self, word: str) -> list[tuple[str, float]]:
        """Stems of the programme that the folded word may mean, with the quality of each from 0 to 1, best first."""
        own = stem(word)
        found: dict[str, float] = {}
        if own in self._rarity:
            found[own] = 1.0 if word in self._words else _STEM
        for other in glossary().get(own, ()):
            if other in self._rarity:
                found.setdefault(other, _MEANING)
        if len(word) >= 5 or (len(word) >= 4 and not word.isalpha()):
            for longer in self._longer(word):
                found.setdefault(self._words[longer], _PREFIX)
        if not found and word not in known_words():
            for near in self._near(word):
                found.setdefault(self._words[near], _TYPO)
        return sorted(found.items(), key=lambda item: -item[1])

    def find_quoted_title(self, words: Sequence[str]) -> TitleMention | None:
        """The title that the words quote, if they quote most of one."""
        best: TitleMention | None = None
        for position in self._title_candidates(words):
            mention = self._quoted(words, position)
            if mention is not None and (
                best is None or (len(mention.words), mention.share) > (len(best.words), best.share)
            ):
                best = mention
        return best

    # People

    def find_people(
        self, words: Sequence[str], open_words: Collection[int], firm: Collection[int]
    ) -> list[PersonMention]:
        """Who is named by the folded words; `open_words` (numbers) may begin a name, `firm` ones must fit exactly."""
        candidates = {number: self._name_matches(words, number, number in firm) for number in open_words}
        mentions: list[PersonMention] = []
        taken: set[int] = set()
        for number in sorted(candidates):
            if number in taken or not candidates[number]:
                continue
            mention = self._grow_name(words, number, candidates)
            if mention is not None and not (number in firm and len(mention.words) == 1):
                mentions.append(mention)
                taken.update(mention.words)
        return mentions

    # How it is made

    def _index_sessions(self) -> None:
        self._titles: dict[str, tuple[int, ...]] = {}
        self._title_stems: list[tuple[str, ...]] = []
        in_title: dict[str, list[int]] = {}
        in_track: dict[str, list[int]] = {}
        in_text: dict[str, array[int]] = {}
        often: dict[str, array[int]] = {}
        small = frozenset().union(*(language.small_words for language in languages().values()))
        for position, session in enumerate(self.sessions):
            title = words_of(session.title)
            key = " ".join(title)
            self._titles[key] = (*self._titles.get(key, ()), position)
            self._title_stems.append(tuple(self._learn(word) for word in title))
            parts = (self._learn(part) for part in _parts(session.title))
            for one in {*self._title_stems[position], *self._learn_pairs(title), *self._learn_parts(title), *parts}:
                in_title.setdefault(one, []).append(position)
            for one in {self._learn(word) for word in words_of(session.track) if word not in small}:
                in_track.setdefault(one, []).append(position)
            for one, times in Counter(map(self._learn, self._text_words(session))).items():
                (in_text if times < 3 else often).setdefault(one, array("l")).append(position)
        self._in_title, self._in_track, self._in_text, self._often = in_title, in_track, in_text, often
        count = len(self.sessions) + 1
        self._rarity: dict[str, float] = {}
        for one in in_title.keys() | in_track.keys() | in_text.keys() | often.keys():
            in_texts = len(in_text.get(one, ())) + len(often.get(one, ()))
            found = max(len(in_title.get(one, ())), len(in_track.get(one, ())), in_texts)
            self._rarity[one] = log(1 + (count - found) / found) / log(1 + count)

    def _text_words(self, session: Session) -> Iterable[str]:
        speakers = self.programme.speakers_of(session)
        texts = [session.abstract, session.note, *(speaker.biography for speaker in speakers)]
        texts += [speaker.affiliation for speaker in speakers]
        for text in texts:
            if text:
                yield from (word for word in words_of(text) if len(word) > 1)
                if "-" in text:
                    yield from (hyphened.replace("-", "") for hyphened in _hyphened(text))

    def _learn(self, word: str) -> str:
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = stem(word)
        return known

    def _learn_pairs(self, words: Sequence[str]) -> Iterable[str]:
        for one, other in pairwise(words):
            if one + other not in self._words:
                self._pairs.add(one + other)
                yield stem(one + other)

    def _learn_parts(self, words: Sequence[str]) -> Iterable[str]:
        """Beginnings and ends of long words, as German builds them, that are words of the glossary."""
        for word in words:
            for cut in range(5, len(word) - 3):
                for part in (word[:cut], word[cut:]):
                    if len(part) >= 4 and stem(part) in glossary():
                        yield stem(part)

    def _shelve_words(self) -> None:
        self._sorted = sorted(word for word in self._words if len(word) >= 4)
        self._shelves: dict[tuple[str, int], list[str]] = {}
        for word in self._sorted:
            self._shelves.setdefault((word[0], len(word)), []).append(word)

    def _find_people(self) -> tuple[Person, ...]:
        found: dict[str, tuple[str, str, list[str], dict[int, None]]] = {}
        for speaker in self.programme.speakers:
            entry = found.setdefault(normalise(speaker.name), (speaker.name, speaker.affiliation, [], {}))
            entry[2].append(speaker.id)
            entry[3].update((self.position[s.id], None) for s in self.programme.sessions_by_speaker[speaker.id])
        for position, session in enumerate(self.sessions):
            for author in session.authors:
                entry = found.setdefault(normalise(author.name), (author.name, author.affiliation, [], {}))
                entry[3][position] = None
        return tuple(Person(name, where, tuple(ids), tuple(at)) for name, where, ids, at in found.values())

    def _index_people(self) -> None:
        self._names: dict[str, list[int]] = {}
        self._sounds: dict[str, list[str]] = {}
        self._name_lengths: list[int] = []
        self._people_at: dict[int, list[int]] = {}
        self._affiliations = [frozenset(stem(word) for word in words_of(person.affiliation)) for person in self.people]
        self._person_words: list[frozenset[str]] = []
        for number, person in enumerate(self.people):
            for position in person.positions:
                self._people_at.setdefault(position, []).append(number)
            own = words_of(person.name)
            self._name_lengths.append(len(own))
            aliases = [words_of(alias) for one in person.ids for alias in self.programme.speaker_by_id[one].aliases]
            names = {*own, *(word for alias in aliases for word in alias), "".join(own), *_umlauts(person.name)}
            self._person_words.append(frozenset(names))
            for name in names:
                self._names.setdefault(name, []).append(number)
        for name in self._names:
            self._sounds.setdefault(sound(name), []).append(name)
        self._name_shelves: dict[tuple[str, int], list[str]] = {}
        for name in self._names:
            self._name_shelves.setdefault((sound(name)[:1], len(name)), []).append(name)
        self._sorted_names = sorted(self._names)

    # How it is looked up

    def _stem_known(self, word: str) -> bool:
        return stem(word) in self._rarity

    def _weigh(self, one: str) -> float:
        return max(self._rarity.get(one, 1.0), 0.08)

    def _places(self, matches: Sequence[tuple[str, float]]) -> dict[int, tuple[float, float]]:
        """For each session one of the stems stands in: the best worth of its place, and the match's quality."""
        places: dict[int, tuple[float, float]] = {}
        too_often = max(40, len(self.sessions) // 3)
        fields: tuple[tuple[Mapping[str, Sequence[int]], float], ...] = (
            (self._in_title, _TITLE),
            (self._in_track, _TRACK),
            (self._often, _OFTEN),
            (self._in_text, _TEXT),
        )
        for one, quality in matches:
            for field, worth in fields:
                found = field.get(one, ())
                if worth > _OFTEN or len(found) <= too_often:
                    for position in found:
                        if position not in places or places[position][0] < quality * worth:
                            places[position] = quality * worth, quality
        return places

    def _title_share(self, position: int, words: Sequence[str]) -> float:
        stems = {stem(word) for word in words}
        own = self._title_stems[position]
        whole = sum(self._weigh(one) for one in own)
        return sum(self._weigh(one) for one in own if one in stems) / whole if whole else 0.0

    def _longer(self, word: str) -> Iterable[str]:
        start = bisect_left(self._sorted, word)
        for longer in self._sorted[start : start + 12]:
            if not longer.startswith(word):
                break
            if len(longer) - len(word) <= 4 and longer != word:
                yield longer

    def _near(self, word: str) -> list[str]:
        budget = _budget(word)
        if not budget or not word.isalpha():
            return []
        shelves = (self._shelves.get((word[0], len(word) + more), ()) for more in range(-budget, budget + 1))
        return _closest(word, (other for shelf in shelves for other in shelf), budget)

    def _title_candidates(self, words: Sequence[str]) -> list[int]:
        rare = sorted(
            (one for one in {stem(word) for word in words} if one in self._in_title),
            key=lambda one: len(self._in_title[one]),
        )
        found: dict[int, None] = {}
        for one in rare[:4]:
            found.update(dict.fromkeys(self._in_title[one][:80]))
        return list(found)

    def _quoted(self, words: Sequence[str], position: int) -> TitleMention | None:
        title = self._title_stems[position]
        stems = [stem(word) for word in words]
        best: tuple[int, int, int] = (0, 0, 0)
        for start in range(len(stems)):
            for offset in range(len(title)):
                length = 0
                while (
                    start + length < len(stems)
                    and offset + length < len(title)
                    and stems[start + length] == title[offset + length]
                ):
                    length += 1
                best = max(best, (length, -start, offset))
        length, start, offset = best[0], -best[1], best[2]
        if not length:
            return None
        whole = sum(self._weigh(one) for one in title)
        share = sum(self._weigh(one) for one in title[offset : offset + length]) / whole
        if not (length == len(title) or (length >= 3 and share >= 0.5) or (length == 2 and share >= 0.7)):
            return None
        return TitleMention(
            tuple(range(start, start + length)), self._titles[" ".join(words_of(self.sessions[position].title))], share
        )

    def _name_matches(self, words: Sequence[str], number: int, firm: bool) -> dict[int, float]:
        """People (by number) one of whose names the word may be, and how well it fits."""
        word = words[number]
        found: dict[int, float] = dict.fromkeys(self._names.get(word, ()), 1.0)
        if firm or found or len(word) < 3 or not word.isalpha():
            return found
        for name, quality in self._near_names(word):
            for person in self._names[name]:
                found[person] = max(found.get(person, 0.0), quality)
        return found

    def _near_names(self, word: str) -> Iterable[tuple[str, float]]:
        if word in known_words():
            return
        heard = sound(word)
        if len(heard) >= 3 and len(word) >= 4:
            for name in self._sounds.get(heard, ()):
                if abs(len(name) - len(word)) <= 4:
                    yield name, 0.85
        if word in self._words:
            return
        budget = _budget(word) or (1 if len(word) == 4 else 0)
        shelves = (self._name_shelves.get((heard[:1], len(word) + more), ()) for more in range(-budget, budget + 1))
        for name in _closest(word, (name for shelf in shelves for name in shelf), budget):
            yield name, 0.8
        if len(word) >= 4:
            start = bisect_left(self._sorted_names, word)
            for name in self._sorted_names[start : start + 8]:
                if name.startswith(word) and name != word:
                    yield name, 0.75

    def _grow_name(
        self, words: Sequence[str], start: int, candidates: Mapping[int, Mapping[int, float]]
    ) -> PersonMention | None:
        best = dict(candidates[start])
        numbers = [start]
        for number in range(start + 1, min(start + 5, len(words))):
            more = candidates.get(number) or dict.fromkeys(self._names.get(words[number], ()), 1.0)
            both = {person: best[person] + more[person] for person in best.keys() & more.keys()}
            if both and words[number] != words[number - 1]:
                best = both
                numbers.append(number)
            elif not any(words[number] in self._person_words[person] for person in best):
                break
        top = max(best.values())
        people = tuple(self.people[person] for person, quality in sorted(best.items()) if quality >= top - 0.05)
        exact = top / len(numbers)
        full = len(numbers) >= 2 or any(self._name_lengths[person] == 1 for person in best if best[person] == top)
        return PersonMention(tuple(numbers), people, exact, full)


def suggest_sessions(typed: str, index: Index, limit: int = 25, *, now: datetime | None = None) -> list[Session]:
    """Sessions for a half-typed title or speaker, best first; what has not ended by `now` comes before the rest."""
    order = sorted(range(len(index.sessions)), key=lambda at: now is not None and index.sessions[at].end <= now)
    words = words_of(typed)
    if not words:
        return [index.sessions[at] for at in order[:limit]]
    scores = _prefix_scores(words, index)
    ranked = [at for at in order if at in scores]
    ranked.sort(key=lambda at: -scores[at])
    return [index.sessions[at] for at in ranked[:limit]]


def suggest_speakers(typed: str, index: Index, limit: int = 25) -> list[Speaker]:
    """Speakers for a half-typed name, best first; in the programme's order for an empty one."""
    speakers = index.programme.speakers
    words = words_of(typed)
    if not words:
        return list(speakers[:limit])
    starts = [speaker for speaker in speakers if _begins(words, words_of(speaker.name))]
    if len(starts) < limit:
        numbers = range(len(words))
        for mention in index.find_people(words, numbers, ()):
            for person in mention.people:
                starts += [index.programme.speaker_by_id[one] for one in person.ids]
    return list({speaker.id: speaker for speaker in starts}.values())[:limit]


def _begins(typed: Sequence[str], name: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in name) for start in typed)


def _prefix_scores(words: Sequence[str], index: Index) -> dict[int, float]:
    scores = {hit.position: hit.score * hit.cover for hit in index.find_topic(words).hits}
    last = words[-1]
    for position, session in enumerate(index.sessions):
        title = words_of(session.title)
        if all(word in title for word in words[:-1]) and any(word.startswith(last) for word in title):
            scores[position] = scores.get(position, 0.0) + 2.0 + title[0].startswith(words[0])
    for mention in index.find_people(words, range(len(words)), ()):
        for person in mention.people:
            for position in person.positions:
                scores[position] = scores.get(position, 0.0) + mention.quality * len(mention.words)
    return scores


class _Labels:
    """Names of rooms or tracks, found by some of their words."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self.names = tuple(names)
        self._glued: dict[str, list[str]] = {}
        self._by_word: dict[str, list[str]] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        for name, ways in names.items():
            for way in ways:
                glued = "".join(words_of(way))
                if name not in self._glued.setdefault(glued, []):
                    self._glued[glued].append(name)
            self._words[name] = tuple(dict.fromkeys(stem(word) for way in ways for word in words_of(way)))
            for word in self._words[name]:
                self._by_word.setdefault(word, []).append(name)

    def find(
        self, words: Sequence[str], open_words: Collection[int], generic: Collection[str], least: float = 0.5
    ) -> list[LabelMention]:
        """The labels of whose telling words at least the share `least` is there; `generic` stems tell nothing."""
        exact = self._exact(words, open_words)
        if exact:
            return exact
        found: dict[str, list[int]] = {}
        for number in open_words:
            for name in self._by_word.get(stem(words[number]), self._near(words[number])):
                found.setdefault(name, []).append(number)
        scores = {name: self._score(name, words, numbers, generic) for name, numbers in found.items()}
        best = max(scores.values(), default=0.0)
        if best < least:
            return []
        names = tuple(name for name, score in scores.items() if score >= best - 0.01)
        return [LabelMention(tuple(sorted(found[names[0]])), names, best)]

    def _exact(self, words: Sequence[str], open_words: Collection[int]) -> list[LabelMention]:
        found: list[LabelMention] = []
        taken: set[int] = set()
        for length in range(min(7, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                numbers = tuple(range(start, start + length))
                names = self._glued.get("".join(words[start : start + length]))
                if names and all(number in open_words and number not in taken for number in numbers):
                    found.append(LabelMention(numbers, tuple(names), 1.0))
                    taken.update(numbers)
        return found

    def _near(self, word: str) -> Sequence[str]:
        budget = _budget(word)
        if not budget or word in known_words():
            return ()
        near = _closest(stem(word), self._by_word, budget)
        return self._by_word[near[0]] if near else ()

    def _score(self, name: str, words: Sequence[str], numbers: Sequence[int], generic: Collection[str]) -> float:
        """The share of the label's telling words that are there; a word that many labels have tells little."""

        def tells(one: str) -> float:
            return 0.05 if one in generic or len(one) == 1 else 1 / len(self._by_word.get(one, "x"))

        mine = {stem(words[number]) for number in numbers}
        if all(one in generic or len(one) == 1 for one in mine) and not mine >= set(self._words[name]):
            return 0.0
        here = sum(tells(one) for one in self._words[name] if one in mine or _closest(one, mine, 1))
        return here / (sum(tells(one) for one in self._words[name]) or 1.0)


def _room_names(programme: Programme) -> dict[str, tuple[str, ...]]:
    names = dict.fromkeys(room.name for room in programme.rooms)
    names.update(dict.fromkeys(room for session in programme.sessions for room in session.rooms))
    aliases = {room.name: room.aliases for room in programme.rooms}
    return {name: (*_ways(name), *aliases.get(name, ())) for name in names}


def _ways(name: str) -> tuple[str, ...]:
    """A name, and what stands before and in its brackets: "K.1 (Blue hall)" is called by either."""
    before, _, rest = name.partition("(")
    inside = rest.partition(")")[0]
    return tuple(dict.fromkeys(way for way in (name, before, inside) if words_of(way)))


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
    return {fact: frozenset(word for text in given for word in words_of(text)) for fact, given in texts.items()}


_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def _parts(title: str) -> Iterable[str]:
    """The parts of words written like "NoGIL", folded."""
    for word in title.split():
        if word[1:].lower() != word[1:] and not word.isupper():
            yield from (part.lower() for part in _PART.findall(word) if 1 < len(part) < len(word))


def _umlauts(name: str) -> set[str]:
    lowered = name.lower()
    if not any(char in lowered for char in "äöüøå"):
        return set()
    spelt = lowered.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ø", "oe").replace("å", "aa")
    return set(words_of(spelt))


def _hyphened(text: str) -> Iterable[str]:
    for part in text.split():
        if "-" in part[1:-1] and part.replace("-", "").isalpha():
            yield normalise(part.replace("-", ""))


def _budget(word: str) -> int:
    """How many slips of the finger a word of this length may hold."""
    return 0 if len(word) <= 4 else 1 if len(word) <= 7 else 2


def _closest(word: str, others: Iterable[str], budget: int) -> list[str]:
    best: list[str] = []
    for other in others:
        distance = OSA.distance(word, other, score_cutoff=budget)
        if distance < budget:
            budget, best = distance, [other]
        elif distance == budget:
            best.append(other)
    return best
