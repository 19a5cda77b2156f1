"""Which sessions are meant: a selection by names, kinds, places, time and order, resolved at a moment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.kinds import PAUSES
from bot.core.lexicon import glossary
from bot.core.programme import Session
from bot.core.search.index import Index
from bot.core.text import stem, words_of
from bot.core.times import Calendar, Interval, Mode, end_of

FEW_NAMED = 2  # sessions, one of which may be meant; more are all meant
_BRACKETS = re.compile(r"\([^)]*\)")
_OF_A_MOMENT = frozenset({Mode.AT, Mode.OVERLAPS})
_ALL_DAY = timedelta(hours=12)
_SOON_AFTER = timedelta(minutes=75)


class Relation(StrEnum):
    """Where a selection lies to its anchor."""

    AFTER = "after"
    BEFORE = "before"
    DURING = "during"


class Moment(StrEnum):
    """A selection that moves with the clock."""

    NOW = "now"
    NEXT = "next"
    THEN = "then"  # what follows what is on now
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Selection:
    """Sessions as a question describes them; an empty field leaves them open.

    `named` are ids, best first. `literal` are stems by which a kind was called: sessions with them in the title come
    alone, if there are any. `any_day` says that the hours of `when` are meant on whatever day. `upcoming` leaves out
    what has ended unless nothing else is left, `coming` even then. `order` counts from 1, or from -1 for the last;
    `take` is how many starts of what comes next, first or last are wanted, `minutes` how long they have to last,
    or than what they have to be longer (`bound` 1) or shorter (-1), or not shorter (2) or longer (-2).
    `anchor` with `relation` says after, before or during what, `until` before what besides, and `nearest` that only
    the very next (or last) of those is wanted. `without` are ids of sessions that are left out, `besides` the names of
    those whom somebody knows already who asks who speaks.
    """

    named: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    literal: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    language: str = ""
    tracks: tuple[str, ...] = ()
    talks: bool = False
    moment: Moment | None = None
    when: Interval | None = None
    any_day: bool = False
    upcoming: bool = False
    coming: bool = False
    order: int = 0
    take: int = 1
    minutes: int = 0
    bound: int = 0
    anchor: Selection | None = None
    relation: Relation = Relation.AFTER
    nearest: bool = False
    until: Selection | None = None
    without: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it says nothing at all about which sessions."""
        return self == _EVERYTHING

    @property
    def is_whole(self) -> bool:
        """Whether it says nothing about which sessions but that they are talks."""
        return self in (_EVERYTHING, _ALL_TALKS)

    @property
    def is_such(self) -> bool:
        """Whether not just anything is asked for, so that there may be something else."""
        told = self.kinds or self.named or self.people or self.tracks
        return bool(told or self.language or self.minutes)


_EVERYTHING = Selection()
_ALL_TALKS = Selection(talks=True)


def speaks(session: Session, code: str) -> bool:
    """Whether the session is in the language with that code; it may be in several, as in "de, en"."""
    return any(one.strip()[:2] == code for one in session.language.split(","))


def calendar_of(index: Index, now: datetime) -> Calendar:
    """The programme's days as seen at a moment."""
    timetable = index.timetable
    return Calendar(now, index.programme.zone, index.programme.days, dict(timetable.hours), timetable.held)


def without(sessions: Iterable[Session], others: Iterable[Session]) -> tuple[Session, ...]:
    """The sessions that are none of the others, told by their ids: to compare all that they hold takes long."""
    left_out = {session.id for session in others}
    return tuple(session for session in sessions if session.id not in left_out)


def once(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Each of the sessions once, in their order, told by their ids."""
    return tuple({session.id: session for session in sessions}.values())


def select(selection: Selection, index: Index, now: datetime) -> tuple[Session, ...]:
    """The sessions meant at the moment `now`: in the order of naming if they are named, else in order of start."""
    found = [index.sessions[at] for at in _described(selection, index, now)]
    if selection.without:
        left_out = set(selection.without)
        found = [session for session in found if session.id not in left_out]
    if selection.language:
        found = [session for session in found if speaks(session, selection.language)]
    if selection.talks and any(session.is_talk for session in found):
        found = [session for session in found if session.is_talk]
    if selection.minutes:
        found = [session for session in found if is_as_long(session, selection)]
    if selection.when is not None and selection.any_day:
        day = calendar_of(index, now).day_of(selection.when.start)
        found = [session for session in found if _moved(selection.when, session.day - day).holds(session)]
    if selection.anchor is not None:
        found = _around(selection, found, index, now)
    if selection.upcoming and any(end_of(session) > now for session in found):
        found = [session for session in found if end_of(session) > now]
    if selection.coming:
        found = [session for session in found if end_of(session) > now]
    if selection.moment is not None:
        found = _at_moment(selection.moment, found, now, selection.take)
    if selection.order:
        found = _nth(found, selection.order, selection.take)
    if selection.moment is Moment.NOW or (selection.when is not None and selection.when.mode in _OF_A_MOMENT):
        found.sort(key=lasts_all_day)
    return tuple(found)


def nearest_such(selection: Selection, index: Index, now: datetime, moment: datetime) -> Session | None:
    """Of what is asked for, what begins nearest to the moment, whenever that is."""
    if not selection.is_such:
        return None
    found = select(replace(selection, when=None, moment=None, anchor=None, until=None, coming=False), index, now)
    return min(found, key=lambda session: abs(session.start - moment), default=None)


def is_as_long(session: Session, selection: Selection) -> bool:
    """Whether the session is as long as the selection says, or in the bounds that it tells instead."""
    length = timedelta(minutes=selection.minutes)
    compared = (session.duration > length) - (session.duration < length)
    within = compared == selection.bound or (abs(selection.bound) > 1 and compared in {0, selection.bound // 2})
    return session.end_known and within


def lasts_all_day(session: Session) -> bool:
    """Whether it goes on for half a day or more, so that people ask for what is on in it rather than for itself."""
    return session.end_known and session.duration >= _ALL_DAY


def apart_from_days(sessions: Iterable[Session]) -> list[Session]:
    """The sessions without those that stand for a whole day, such as "Energy Day", unless there are no others."""
    found = list(sessions)
    return [one for one in found if not one.end_known or not one.fills_day] or found


def _described(selection: Selection, index: Index, now: datetime) -> Sequence[int]:
    """The positions that names, people, places, kinds and times leave, in order of naming or of start."""
    people = () if selection.named else selection.people
    within = index.narrow(people, selection.rooms, selection.tracks)
    kinds = set().union(*(index.of_kind[kind] for kind in selection.kinds))
    when = None if selection.any_day else selection.when
    if selection.moment is Moment.NOW and when is None:
        when = Interval(now, now, Mode.AT)
    if selection.moment in {Moment.NEXT, Moment.THEN} and selection == Selection(moment=selection.moment):
        within = index.timetable.starting_next(now)
    if when is not None:
        then = index.timetable.at_time(when)
        if _is_part(when) and selection.kinds:  # "the lightning talks tonight" may begin before the evening does
            then = then if then & kinds else index.timetable.at_time(replace(when, mode=Mode.OVERLAPS))
        within = then if within is None else within & then
    if selection.kinds:
        within = kinds if within is None else within & kinds
    if selection.named:
        found: Sequence[int] = [index.position[one] for one in selection.named]
        found = [at for at in found if within is None or at in within]
    else:
        found = range(len(index.sessions)) if within is None else sorted(within)
    return _of_kinds(found, selection, index) if selection.kinds else found


def _of_kinds(found: Sequence[int], selection: Selection, index: Index) -> Sequence[int]:
    """Those that are of all the kinds, if any is; those with the literal words alone, if there are any."""
    kinds = [index.of_kind[kind] for kind in selection.kinds]
    chosen = [at for at in found if all(at in kind for kind in kinds)] or list(found)
    tracked = index.of_kind_track.get(selection.kinds[0]) if len(selection.kinds) == 1 else None
    if tracked:  # rather than those that only their own titles call so
        of_track = [at for at in chosen if at in tracked]
        others = [at for at in chosen if at not in tracked]
        chosen = of_track if of_track and (selection.order or selection.moment) else of_track + others
    if {"opening", "closing"} & set(selection.kinds):
        chosen.sort(
            key=lambda at: (not names_event(at, index), len(_BRACKETS.sub("", index.sessions[at].title).split()))
        )
    if selection.kinds == ("break",) and _is_part(selection.when):  # the afternoon's break is not lunch
        chosen = [at for at in chosen if at not in index.of_kind["lunch"]] or chosen
    wanted = set(selection.literal)
    if not wanted:
        return chosen
    titles = {at: words_of(index.sessions[at].title) for at in chosen}
    so_called = [at for at in chosen if wanted <= {stem(word) for word in titles[at]}]
    if selection.kinds == ("meeting",):  # which others may be, too, that are not called so
        return [*so_called, *(at for at in chosen if at not in so_called)]
    if so_called or selection.kinds == ("dinner",):  # dinner is not what others call so at noon
        return so_called or chosen
    return [at for at in chosen if _is_called(wanted, titles[at])] or chosen


def names_event(position: int, index: Index) -> bool:
    """Whether a session has the event's own name in its title: the opening of it all rather than that of a track."""
    return set(index.event_name) <= set(words_of(index.sessions[position].title))


def _is_part(when: Interval | None) -> bool:
    return when is not None and when.mode is Mode.STARTS


def _is_called(wanted: set[str], title: Sequence[str]) -> bool:
    """Whether a title has all the stems, or words that mean the same."""
    stems = {stem(word) for word in title}
    return all(not stems.isdisjoint((one, *glossary().get(one, ()))) for one in wanted)


def _moved(when: Interval, days: timedelta) -> Interval:
    """The same hours so many days later."""
    return replace(when, start=when.start + days, end=when.end + days)


def _around(selection: Selection, found: Sequence[Session], index: Index, now: datetime) -> list[Session]:
    """Those of the found sessions that lie after or before the anchor on its day; the nearest if only it is wanted.

    Of the sessions of one who has the anchor, too, those on other days lie there as well.
    """
    anchor = find_anchor(selection, index, now)
    if anchor is None:
        return []
    own = bool(selection.people) and anchor in found
    day = [one for one in found if (own or one.day == anchor.day) and one.id != anchor.id]
    if selection.relation is Relation.DURING:
        return [session for session in day if session.start < end_of(anchor) and anchor.start < end_of(session)]
    if selection.relation is Relation.AFTER:
        lying = [
            session for session in day if session.start >= end_of(anchor) or session.start >= anchor.end > anchor.start
        ]
        lying.sort(key=lambda session: session.start)
    else:
        lying = [session for session in day if session.end <= anchor.start]
        lying.sort(key=lambda session: session.start, reverse=selection.nearest)
    if selection.until is not None:
        later = [session for session in select(selection.until, index, now) if session.day == anchor.day]
        later = [session for session in later if session.start >= anchor.end]
        ends = min(later, key=lambda session: session.start, default=None)
        ends = ends or find_anchor(replace(selection, anchor=selection.until), index, now)
        lying = [session for session in lying if ends is not None and session.end <= ends.start]
    if selection.nearest:
        lying = _held(lying) or lying
        if anchor.is_break and not selection.kinds:  # what is on after a break is no other break
            lying = [session for session in lying if not session.is_break] or lying
    if not selection.nearest or not lying:
        return lying
    near = [session for session in lying if session.start == lying[0].start]
    roomed = anchor.is_talk or (bool(selection.anchor and selection.anchor.named) and not anchor.is_break)
    same_room = [session for session in lying if roomed and not set(session.rooms).isdisjoint(anchor.rooms)]
    if len(near) == 1 and same_room:  # what comes soon in its room, rather than what is sooner elsewhere
        soon = max(same_room[0].start - anchor.end, anchor.start - same_room[0].end) <= _SOON_AFTER
        return same_room[:1] if soon and not (near[0].is_break or same_room[0].is_break) else near
    return same_room[:1] or near


def find_anchor(selection: Selection, index: Index, now: datetime) -> Session | None:
    """The session that a selection lies after or before: of several, the one that is on or next, first of all today."""
    assert selection.anchor is not None  # noqa: S101
    where = selection.anchor
    if selection.when is not None:
        where = replace(where, when=where.when or selection.when)
    candidates = _in_its_place(selection, where, index, now) or select(where, index, now)
    candidates = candidates or select(selection.anchor, index, now)
    if not candidates:
        return None
    coming = [session for session in candidates if end_of(session) > now]
    today = calendar_of(index, now).today
    of_today = [session for session in candidates if session.day == today]
    if of_today and not selection.anchor.named and not any(session.day == today for session in coming):
        return of_today[-1]
    if selection.anchor.named and (of_today or end_of(candidates[0]) > now):
        return next((one for one in of_today if end_of(one) > now), of_today[0]) if of_today else candidates[0]
    if coming:
        return min(coming, key=lambda session: session.start)
    return candidates[0] if selection.anchor.named else max(candidates, key=lambda session: session.start)


def _in_its_place(selection: Selection, where: Selection, index: Index, now: datetime) -> tuple[Session, ...]:
    """What of the anchor is in the room or track of the selection: "who follows Ada in the rust room"."""
    pause = not PAUSES.isdisjoint(where.kinds)  # which is one for all rooms
    if pause or where.rooms or where.tracks or not (selection.rooms or selection.tracks):
        return ()
    return select(replace(where, rooms=selection.rooms, tracks=selection.tracks), index, now)


def _held(found: Sequence[Session]) -> list[Session]:
    """Those that take place."""
    return [session for session in found if not session.cancelled]


def _at_moment(moment: Moment, found: Sequence[Session], now: datetime, take: int) -> list[Session]:
    found = _held(found)
    running = [session for session in found if session.start <= now < end_of(session)]
    if moment is Moment.NOW:
        return running
    if moment is Moment.PREVIOUS:
        ended = [session for session in found if end_of(session) <= now]
        last = max((session.start for session in ended), default=None)
        return [session for session in ended if session.start == last]
    coming = [session for session in found if session.start > now]
    starts = sorted({session.start for session in coming})[:take]
    return [session for session in coming if session.start in starts]


def _nth(found: Sequence[Session], order: int, take: int) -> list[Session]:
    """Those that start at one place in the order, or at the `take` first or last ones."""
    found = apart_from_days(_held(found) or found)
    starts = sorted({session.start for session in found})
    if not starts or abs(order) > len(starts):
        return []
    chosen = {starts[order - 1 if order > 0 else order]}
    if take > 1:
        chosen.update(starts[:take] if order > 0 else starts[-take:])
    return [session for session in found if session.start in chosen]
