"""Sessions that get in each other's way: two in one room, or one speaker in two places, at one time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from bot.core.programme import Kind, Session

SHARING = frozenset({Kind.POSTERS, Kind.SOCIAL})  # kinds that share their room by nature


class Clash(NamedTuple):
    """`later` begins before `earlier` ends. `over` is the room's name, or the speaker's id."""

    over: str
    earlier: Session
    later: Session


def find_room_clashes(sessions: Iterable[Session]) -> list[Clash]:
    """Sessions in one room at one time, by room and start; each later one with the earlier one that ends last.

    Cancelled sessions are in nobody's way, nor are posters, social events, what lies within lightning talks, or a break
    within a longer session.
    """
    kept = (session for session in sessions if session.kind not in SHARING)
    clashes = _find_clashes(kept, lambda session: session.rooms)
    return [clash for clash in clashes if not _is_pause(clash) and not _is_part(clash)]


def find_speaker_clashes(sessions: Iterable[Session]) -> list[Clash]:
    """Sessions of one speaker at one time in different rooms, by speaker and start."""
    clashes = _find_clashes(sessions, lambda session: session.speakers)
    return [clash for clash in clashes if not set(clash.earlier.rooms) & set(clash.later.rooms)]


def find_overlaps(sessions: Iterable[Session]) -> dict[str, tuple[Session, ...]]:
    """For each session's id, those of the others at which nobody can be at the same time; breaks are in nobody's way.

    Sessions with others alone, each with them in order of start.
    """
    kept = sorted((one for one in sessions if not one.cancelled and not one.is_break), key=lambda one: one.start)
    found: dict[str, list[Session]] = defaultdict(list)
    for number, one in enumerate(kept):
        for other in kept[number + 1 :]:
            if other.start >= one.end:
                break
            found[one.id].append(other)
            found[other.id].append(one)
    return {one: tuple(sorted(others, key=lambda other: other.start)) for one, others in found.items()}


def _find_clashes(sessions: Iterable[Session], places: Callable[[Session], Iterable[str]]) -> Iterator[Clash]:
    by_place: dict[str, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: session.start):
        if not session.cancelled:
            for place in dict.fromkeys(places(session)):
                by_place[place].append(session)
    for place, listed in by_place.items():
        longest = listed[0]
        for session in listed[1:]:
            if session.start < longest.end:
                yield Clash(place, longest, session)
            if session.end > longest.end:
                longest = session


def _is_part(clash: Clash) -> bool:
    """Whether one is a series of lightning talks, and the other lies within it."""
    earlier, later = clash.earlier, clash.later
    holds = earlier.kind is Kind.LIGHTNING_TALKS and later.end <= earlier.end
    return holds or (later.kind is Kind.LIGHTNING_TALKS and earlier.start == later.start and earlier.end <= later.end)


def _is_pause(clash: Clash) -> bool:
    return (clash.later.is_break and clash.later.end <= clash.earlier.end) or (
        clash.earlier.is_break and clash.later.start == clash.earlier.start and clash.later.end >= clash.earlier.end
    )
