"""Which sessions are of what kind: "lunch", "keynote", "lightning talks"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from bot.core.kinds import KIND_CUES, PAUSE_KINDS, PAUSES, cues_of, ends_with_kind, is_exactly
from bot.core.lexicon import kind_words
from bot.core.programme import Programme, Session
from bot.core.text import words_of

_AT_NOON = range(11, 15)
_OF_A_DAY = frozenset({"opening", "closing"})  # what each day may have its own of, if it is called so at its end


def find_kinds(programme: Programme, titles: Sequence[Sequence[str]]) -> dict[str, frozenset[int]]:
    """The positions of the sessions of each kind; `titles` are theirs as folded words."""
    of_kind: dict[str, set[int]] = {cue: set() for cue in KIND_CUES}
    for position, (session, title) in enumerate(zip(programme.sessions, titles, strict=True)):
        for cue in _called(session, title, programme):
            of_kind[cue].add(position)
    _find_meals(of_kind, programme, titles)
    _narrow_kinds(of_kind, programme.sessions)
    return {cue: frozenset(positions) for cue, positions in of_kind.items()}


def find_holding(cue: str, positions: frozenset[int], sessions: Sequence[Session]) -> tuple[int, ...]:
    """Which of a kind bear its name and hold others of it in their room: "Lightning talks, day 2"."""
    rooms: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in positions:
        rooms[sessions[at].rooms].append(at)
    found = (
        at
        for those in rooms.values()
        for at in those
        if any(map(_holder(sessions[at]), (sessions[one] for one in those)))
    )
    return tuple(sorted(at for at in found if not kind_words(cue).isdisjoint(words_of(sessions[at].title))))


def find_tracked_so(cue: str, positions: frozenset[int], of_track: Mapping[str, Sequence[int]]) -> frozenset[int]:
    """Which of a kind are of a track that bears its name."""
    tracks = {track for track in of_track if not kind_words(cue).isdisjoint(words_of(track))}
    return positions.intersection(at for track in tracks for at in of_track[track])


def _called(session: Session, title: Sequence[str], programme: Programme) -> list[str]:
    """The kinds that a session is of; what is called dinner at noon, as in Québec, is lunch as well."""
    cues = cues_of(session, title, words_of(session.track))
    noon = session.is_break and programme.local(session.start).hour in _AT_NOON
    return [*cues, "lunch"] if noon and "dinner" in cues else cues


def _find_meals(of_kind: dict[str, set[int]], programme: Programme, titles: Sequence[Sequence[str]]) -> None:
    """Adds to the meals what is called by its dish, "Pizza", on a day on which nothing else is that meal."""
    dishes = kind_words("dish")
    for position, (session, title) in enumerate(zip(programme.sessions, titles, strict=True)):
        if session.speakers or session.kind not in PAUSE_KINDS or dishes.isdisjoint(title):
            continue
        meal = "lunch" if programme.local(session.start).hour in _AT_NOON else "dinner"
        if all(programme.sessions[at].day != session.day for at in of_kind[meal]):
            of_kind[meal].add(position)


def _narrow_kinds(of_kind: dict[str, set[int]], sessions: Sequence[Session]) -> None:
    """Leaves out what is only called like a kind where the programme has the very thing."""
    for cue in PAUSES:  # "Registration and coffee" is a coffee break only on a day on which there is no other
        breaks = {position for position in of_kind[cue] if sessions[position].is_break}
        days = {sessions[position].day for position in breaks}
        of_kind[cue] = {at for at in of_kind[cue] if at in breaks or sessions[at].day not in days}
    for cue, positions in of_kind.items():  # where some are keynotes, an "opening plenary" is none
        exact = {position for position in positions if is_exactly(sessions[position], cue)}
        days = {sessions[position].day for position in exact}
        if exact:
            of_kind[cue] = {
                at
                for at in positions
                if at in exact
                or sessions[at].is_talk
                or (cue in _OF_A_DAY and sessions[at].day not in days and ends_with_kind(sessions[at].title, cue))
            }


def _holder(session: Session) -> Callable[[Session], bool]:
    """Whether another session, shorter, lies within the hours of this one."""
    return lambda other: session.start <= other.start and other.end <= session.end and other.duration < session.duration
