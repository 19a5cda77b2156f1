"""Two versions of a programme, side by side: which sessions are the same, what of them changed, what came and went."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

from rapidfuzz import fuzz

from bot.core.programme import Event, Programme, Session, Speaker
from bot.core.text import normalise

T = TypeVar("T")
V = TypeVar("V", Session, Speaker)

FEWEST_WORDS = 3  # of a title that by itself tells a session from all others
VERY_SIMILAR = 80.0  # per cent of two titles, by letters, that make one the other's correction
_NUMBER = re.compile(r"\d+")


_plain = lru_cache(maxsize=16384)(normalise)


class Aspect(StrEnum):
    """What of a session may change, as attendees would say it."""

    CANCELLED = "cancelled"
    TIME = "time"
    ROOM = "room"
    TITLE = "title"
    SPEAKERS = "speakers"
    OTHER = "other"


FIELDS: Mapping[Aspect, tuple[str, ...]] = {
    Aspect.CANCELLED: ("cancelled",),
    Aspect.TIME: ("start", "end", "end_known", "day"),
    Aspect.ROOM: ("rooms",),
    Aspect.TITLE: ("title",),
    Aspect.SPEAKERS: ("speakers",),
}
_NAMED = {"id", "source_id", *(field for fields in FIELDS.values() for field in fields)}
_OTHERS = tuple(field for field in Session.model_fields if field not in _NAMED)


@dataclass(frozen=True, slots=True)
class Pair:
    """One session before and after, under one id; `aspects` in the order of `Aspect`."""

    old: Session
    new: Session
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one programme to another; false if nothing did. Sessions are in the order of their start.

    Sessions of the later programme carry the ids they had in the earlier one. `event` names the fields of the
    programme apart from its sessions that differ.
    """

    changed: tuple[Pair, ...] = ()
    added: tuple[Session, ...] = ()
    vanished: tuple[Session, ...] = ()
    event: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.vanished or self.event)


def compare(old: Programme, new: Programme) -> Comparison:
    """What changed. A session renamed, or given another id by its source, is the same one."""
    return find_differences(old, carry_ids(old, new))


def find_differences(old: Programme, new: Programme) -> Comparison:
    """What changed, where `new` has been given its ids by `carry_ids`."""
    before, after = old.session_by_id, new.session_by_id
    both = [(before[session.id], session) for session in new.sessions if session.id in before]
    pairs = [Pair(one, other, tuple(_find_aspects(old, one, new, other))) for one, other in both if one != other]
    return Comparison(
        changed=tuple(pair for pair in pairs if pair.aspects),
        added=tuple(session for session in new.sessions if session.id not in before),
        vanished=tuple(session for session in old.sessions if session.id not in after),
        event=tuple(
            name for name in (*Event.model_fields, "rooms", "speakers") if getattr(old, name) != getattr(new, name)
        ),
    )


def _find_aspects(old: Programme, one: Session, new: Programme, other: Session) -> Iterator[Aspect]:
    """What differs between two versions of a session. Whoever keeps the id or the name is the same speaker."""
    for aspect in Aspect:
        if any(getattr(one, field) != getattr(other, field) for field in FIELDS.get(aspect, _OTHERS)):
            if aspect is Aspect.SPEAKERS and _names(old, one) == _names(new, other):
                continue
            yield aspect


def _names(programme: Programme, session: Session) -> list[str]:
    return sorted(_plain(speaker.name) for speaker in programme.speakers_of(session))


def carry_ids(old: Programme, new: Programme) -> Programme:
    """The new programme, in which sessions and speakers that the old one has keep the ids they have there.

    What is new gets an id that nothing of the old programme has, so an id never comes to mean something else.
    """
    people = _find_ids(old.speakers, new.speakers, _match_speakers(old, new))
    sessions = _find_ids(old.sessions, new.sessions, _match_sessions(old, new))
    if all(mine == theirs for ids in (people, sessions) for mine, theirs in ids.items()):
        return new
    return Programme(
        **{name: getattr(new, name) for name in Event.model_fields},
        rooms=new.rooms,
        speakers=tuple(_updated(speaker, id=people[speaker.id]) for speaker in new.speakers),
        sessions=tuple(
            _updated(session, id=sessions[session.id], speakers=tuple(people[each] for each in session.speakers))
            for session in new.sessions
        ),
    )


def _updated(value: V, **facts: object) -> V:
    is_so_already = all(getattr(value, name) == fact for name, fact in facts.items())
    return value if is_so_already else value.model_copy(update=facts)


def _find_ids(
    olds: Iterable[Session | Speaker], news: Iterable[Session | Speaker], matched: Mapping[str, str]
) -> dict[str, str]:
    """The id to carry, by the id that each new one came with."""
    taken = {each.id for each in olds}
    wanted = [each.id for each in news]
    unfree = taken | set(wanted)
    ids = {}
    for identifier in wanted:
        if identifier in matched:
            ids[identifier] = matched[identifier]
        elif identifier not in taken:
            ids[identifier] = identifier
        else:
            number = 2
            while (free := f"{identifier}-{number}") in unfree:
                number += 1
            unfree.add(free)
            ids[identifier] = free
    return ids


def _match_speakers(old: Programme, new: Programme) -> dict[str, str]:
    """Old ids by new ids of the people who are in both."""
    matching = _Matching(old.speaker_by_id, new.speaker_by_id, lambda one, other: float(one.id != other.id))
    matching.pair(lambda speaker: speaker.source_id)
    matching.pair(lambda speaker: _plain(speaker.name))
    matching.pair(lambda speaker: speaker.id, lambda one, other: not (one.source_id and other.source_id))
    return matching.matched


def _match_sessions(old: Programme, new: Programme) -> dict[str, str]:
    """Old ids by new ids of the sessions that are in both: the surest signs first, then what is left."""
    matching = _Matching(_traits_of(old), _traits_of(new), _distance)
    matching.pair(lambda one: one.source_id)
    matching.pair(lambda one: one.shared_id and (one.shared_id, one.title))
    matching.pair(lambda one: (one.title, one.start, one.rooms))
    matching.pair(lambda one: one.id, _may_be_the_same)
    matching.pair(lambda one: one.people and (one.title, one.people))
    matching.pair(lambda one: not one.people and (one.title, one.day), _may_be_the_same)
    matching.pair(lambda one: one.people and (one.start, one.people))
    matching.pair(lambda one: one.rooms and (one.start, one.rooms), _are_titles_similar)
    matching.pair(lambda one: one.telling_title)
    return matching.matched


@dataclass(frozen=True, slots=True)
class _Traits:
    """What a session is recognised by."""

    id: str
    source_id: str  # empty if another session of the programme has the same
    shared_id: str  # what several sessions have for their source id
    title: str
    telling_title: str  # empty if another session of the programme has the same, or it is as short as "Coffee break"
    day: date
    start: datetime
    rooms: tuple[str, ...]
    people: frozenset[str]


def _traits_of(programme: Programme) -> dict[str, _Traits]:
    times_given = Counter(session.source_id for session in programme.sessions)
    titles = {session.id: _plain(session.title) for session in programme.sessions}
    times_titled = Counter(titles.values())
    names = {speaker.id: _plain(speaker.name) for speaker in programme.speakers}
    return {
        session.id: _Traits(
            session.id,
            session.source_id if times_given[session.source_id] == 1 else "",
            session.source_id if times_given[session.source_id] > 1 else "",
            titles[session.id],
            titles[session.id] if times_titled[titles[session.id]] == 1 and _is_telling(titles[session.id]) else "",
            session.day,
            session.start,
            session.rooms,
            frozenset(names[each] for each in session.speakers),
        )
        for session in programme.sessions
    }


def _is_telling(title: str) -> bool:
    return title.count(" ") >= FEWEST_WORDS - 1


def _distance(one: _Traits, other: _Traits) -> float:
    """How far apart two sessions are: seconds, and a little more for another room or id."""
    apart = abs((one.start - other.start).total_seconds())
    return apart + (one.rooms != other.rooms) / 2 + (one.id != other.id) / 4


def _may_be_the_same(one: _Traits, other: _Traits) -> bool:
    """Whether no source tells them apart: ids made from titles, and titles like 'Opening', come more than once."""
    return not (one.source_id and other.source_id)


def _are_titles_similar(one: _Traits, other: _Traits) -> bool:
    """Whether one may be the other mended; but "Part 2" is no "Part 1"."""
    numbers, others = _NUMBER.findall(one.title), _NUMBER.findall(other.title)
    return numbers == others and fuzz.ratio(one.title, other.title) >= VERY_SIMILAR


class _Matching(Generic[T]):
    """Pairs things of two programmes, sign by sign; what is paired stays so. `matched` has old ids by new ids."""

    def __init__(self, before: Mapping[str, T], after: Mapping[str, T], distance: Callable[[T, T], float]) -> None:
        self.matched: dict[str, str] = {}
        self._before: dict[str, T] = dict(before)
        self._after: dict[str, T] = dict(after)
        self._distance = distance

    def pair(self, sign: Callable[[T], Any], allowed: Callable[[T, T], bool] = lambda _one, _other: True) -> None:
        """Pair those with the same sign, the nearest first; an empty sign is none."""
        places = defaultdict(list)
        for old_id, old in self._before.items():
            if found := sign(old):
                places[found].append((old_id, old))
        near = sorted(
            (self._distance(old, new), position, old_id, new_id)
            for position, (new_id, new) in enumerate(self._after.items())
            for old_id, old in places.get(sign(new), ())
            if allowed(old, new)
        )
        for _, _, old_id, new_id in near:
            if old_id in self._before and new_id in self._after:
                self.matched[new_id] = old_id
                del self._before[old_id], self._after[new_id]
