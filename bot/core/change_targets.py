"""Which sessions an organiser means: one by its title, speaker or time, or all of a day, of a room, from one on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.asks import Ask, Question
from bot.core.change_reading import Typed
from bot.core.changes import ChangeRefused
from bot.core.labels import LabelMention
from bot.core.lexicon import languages, room_stems, small_words
from bot.core.programme import Session
from bot.core.questions import question_about_talk
from bot.core.search import Index, suggest_sessions
from bot.core.selection import Moment, Selection, calendar_of, select
from bot.core.text import find_words, normalise, stem
from bot.core.times import Interval, Mode, end_of, find_times, to_interval

MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Scope:
    """The sessions meant, in order of start; `is_one` if it is a single one, named, rather than all of a stretch."""

    sessions: tuple[Session, ...]
    is_one: bool


def takes_place(session: Session) -> bool:
    return not session.cancelled


def find_session(
    typed: Typed, index: Index, now: datetime, *, wanted: Callable[[Session], bool] = takes_place
) -> Session:
    """The one session that the text names: an id, a key of `key_of`, a title, a speaker, a time, a kind, or "next".

    Of several, those that are `wanted` and not over go before the others. ChangeRefused with candidates where that
    leaves more than one, and without where there is none.
    """
    words = typed.words
    if not words:
        raise ChangeRefused("no_session")
    programme = index.programme
    exact = programme.session_by_id.get(words) or programme.session_by_key.get(words)
    if exact is not None:
        return exact
    found = _named(typed, index, now)
    for prefers in (wanted, lambda session: end_of(session) > now):
        found = [session for session in found if prefers(session)] or found
    if len(found) == 1:
        return found[0]
    raise ChangeRefused("ambiguous" if found else "unknown_session", words=words, candidates=found[:MOST_CANDIDATES])


def _named(typed: Typed, index: Index, now: datetime) -> list[Session]:
    """The sessions that the words name, best first."""
    for words in dict.fromkeys((typed.words, typed.telling)):
        titled = [index.sessions[at] for at in index.find_title(words)] if words else []
        if titled:
            pauses = all(session.is_break for session in titled)
            return _of_this_day(titled, index, now) if pauses else titled
    for words in dict.fromkeys((typed.telling, typed.words)):
        for lang in languages() if words else ():
            question = question_about_talk(words, index, now, lang=lang)
            selection = _selection(question)
            found = list(select(selection, index, now)) if not selection.is_open else []
            if found:
                return _of_this_day(found, index, now) if _is_kind_alone(selection) else found
    return suggest_sessions(typed.telling, index, MOST_CANDIDATES, now=now) if typed.telling else []


def _selection(question: Question) -> Selection:
    if question.selection.is_open and question.ask in {Ask.NOW, Ask.NEXT}:
        return Selection(moment=Moment.NOW if question.ask is Ask.NOW else Moment.NEXT)
    return question.selection


def _is_kind_alone(selection: Selection) -> bool:
    return bool(selection.kinds) and not (selection.named or selection.people or selection.when)


def _of_this_day(found: list[Session], index: Index, now: datetime) -> list[Session]:
    """What is called only by its kind, such as "lunch", is that of the day that goes on or comes next."""
    day = calendar_of(index, now).nearest_day
    return [session for session in found if session.day == day] or found


def find_scope(typed: Typed, index: Index, now: datetime, *, wanted: Callable[[Session], bool] = takes_place) -> Scope:
    """The sessions that the text means: one, or everything that the organiser still has to change.

    "Everything from lunch on", "the whole day", "tomorrow afternoon", "everything in the main hall": those of the day
    that have not begun and are `wanted`. What is named as the first of them counts even if it has begun.
    ChangeRefused as of `find_session`, and where nothing is left.
    """
    titled = index.find_title(typed.words)
    if titled or typed.words in index.programme.session_by_key or typed.words in index.programme.session_by_id:
        return Scope((find_session(typed, index, now, wanted=wanted),), is_one=True)
    its_room = next(typed.find("its_room"), None)
    rest, rooms = take_rooms(typed.without(its_room) if its_room else typed, index)
    stretch = _find_stretch(rest, index, now, in_rooms=bool(rooms))
    if stretch is None:
        return Scope((find_session(typed, index, now, wanted=wanted),), is_one=True)
    if its_room and stretch.anchor:
        rooms = frozenset(stretch.anchor.rooms)
    found = [session for session in stretch.sessions(index, now, rooms) if wanted(session)]
    if not found:
        raise ChangeRefused("nothing_left", words=typed.words)
    return Scope(tuple(found), is_one=False)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """All of an interval, or of a day from a session or behind it."""

    when: Interval | None = None
    day: date | None = None
    anchor: Session | None = None
    behind: bool = False

    def sessions(self, index: Index, now: datetime, rooms: frozenset[str]) -> list[Session]:
        """Those still to begin, in order of start; in all rooms if there are none."""
        coming = (one for one in index.sessions if one.start > now or one == self.anchor)
        return [one for one in coming if self._holds(one) and (not rooms or rooms & set(one.rooms))]

    def _holds(self, session: Session) -> bool:
        if self.anchor is not None:
            if session.day != self.anchor.day:
                return False
            if self.behind:
                return session.id != self.anchor.id and session.start >= end_of(self.anchor)
            return session.start >= self.anchor.start
        if self.when is not None:
            return self.when.holds(session)
        return session.day == self.day


def _find_stretch(typed: Typed, index: Index, now: datetime, *, in_rooms: bool) -> _Stretch | None:
    """The stretch that the text means, None if it names a session instead."""
    whole = next(typed.find("whole_day"), None)
    everything = next((span for span in typed.find("everything") if not _beside_times(typed.cut(*span)[0])), None)
    rest = typed.without(*filter(None, (whole, everything)))
    later = next((span for span in rest.find("onwards") if not rest.cut(*span)[1].telling), None)
    if not whole:
        rest = rest.without(later) if later else rest
        for start, end in sorted({*rest.find("from"), *rest.find("after")}):
            if everything or later or not rest.folded[:start].strip():
                behind = (start, end) in rest.find("after")
                return _from(rest.without((start, end)), index, now, behind=behind)
        if later and rest.telling:
            return _from(rest, index, now, behind=False)
    when = _interval(rest, index, now)
    if when is not None and not _beside_times(rest) and (everything or when.mode is not Mode.AT):
        return _Stretch(when=when)
    if whole or ((everything or in_rooms) and not rest.telling):
        return _Stretch(day=calendar_of(index, now).nearest_day)
    return None


def _from(typed: Typed, index: Index, now: datetime, *, behind: bool) -> _Stretch:
    """All from the session or time on that the text names."""
    when = _interval(typed, index, now)
    if when is not None and when.mode is Mode.AT and not _beside_times(typed):
        day = calendar_of(index, now).day_of(when.start)
        closes = calendar_of(index, now).close(day)
        return _Stretch(when=replace(when, end=closes, mode=Mode.STARTS))
    return _Stretch(anchor=_find_anchor(typed, index, now), behind=behind)


def _find_anchor(typed: Typed, index: Index, now: datetime) -> Session:
    """The session, of several of one kind the one that is on or next."""
    try:
        return find_session(typed, index, now)
    except ChangeRefused as refused:
        coming = [session for session in refused.candidates if end_of(session) > now and session.is_break]
        if coming and len(coming) == len(refused.candidates):
            return min(coming, key=lambda session: session.start)
        raise


def _interval(typed: Typed, index: Index, now: datetime) -> Interval | None:
    return to_interval(find_times(typed.folded, languages().values()), calendar_of(index, now))


def _beside_times(typed: Typed) -> str:
    """What is said beside times."""
    mentions = find_times(typed.folded, languages().values())
    return typed.without(*((mention.start, mention.end) for mention in mentions)).telling


def take_rooms(typed: Typed, index: Index) -> tuple[Typed, frozenset[str]]:
    """The text without "in the main hall", and the rooms that it names; a name of several words needs no "in"."""
    places = find_words(typed.folded)
    words = [place.text for place in places]
    mentions = index.rooms.find_exact(words, range(len(words)), 2)
    inside = frozenset().union(*(language.inside for language in languages().values()))
    for number, word in enumerate(words):
        if word in inside and not mentions:
            named = range(number + 1, min(number + 6, len(words)))
            found = index.rooms.find(words, named, room_stems())
            mentions = [
                one
                for one in found
                if not any(_says_much(words[at]) for at in range(number + 1, one.words[0]))
                and not _has_gaps(one, words)
            ]
    if not mentions:
        return typed, frozenset()
    spans = []
    for mention in mentions:
        first = mention.words[0]
        before = next((at for at in range(first - 1, -1, -1) if words[at] in inside or _says_much(words[at])), -1)
        first = before if before >= 0 and words[before] in inside else first
        spans.append((places[first].start, places[mention.words[-1]].end))
    return typed.without(*spans), frozenset(name for mention in mentions for name in mention.names)


def _has_gaps(mention: LabelMention, words: Sequence[str]) -> bool:
    """Whether another word or letter stands between those of a name: "amphi C at" is not Amphi A in any language."""
    first, last = mention.words[0], mention.words[-1]
    between = (words[at] for at in range(first, last) if at not in mention.words)
    return any(len(word) == 1 or _says_much(word) for word in between)


def _says_much(word: str) -> bool:
    return word not in small_words() and stem(word) not in room_stems()


def find_room(typed: Typed, index: Index) -> str | None:
    """The programme's room that the words name, in part or in full; None if they name none, or anything besides."""
    words = [place.text for place in find_words(typed.folded)]
    mentions = index.rooms.find(words, range(len(words)), room_stems())
    if len(mentions) != 1 or len(mentions[0].names) != 1:
        return None
    beside = (word for number, word in enumerate(words) if number not in mentions[0].words)
    return None if any(map(_says_much, beside)) else mentions[0].names[0]


# Two parts in one text


def split_room(typed: Typed, index: Index, now: datetime) -> tuple[Scope, Typed]:
    """The sessions and the words for their new room: "gusak to the loft"; no words where no room is told apart."""
    cuts = [(named, room) for named, room in _cuts(typed, "to_room") if room.words]
    cuts.sort(key=lambda cut: find_room(cut[1], index) is None)  # rooms that are known first
    refused: ChangeRefused | None = None
    for named, room in cuts:
        try:
            return find_scope(named, index, now), room
        except ChangeRefused as why:
            refused = refused or why
    rest, rooms = take_rooms(typed, index)
    if len(rooms) == 1:
        return find_scope(rest, index, now), Typed(next(iter(rooms)))
    if refused is not None and not index.find_title(typed.words):
        raise refused
    return find_scope(typed, index, now), Typed("")


def split_remark(typed: Typed, index: Index, now: datetime) -> tuple[Scope, str]:
    """The sessions, and what stands behind a colon or a dash: "gusak: ill"; nothing where that belongs to the title."""
    if not index.find_title(typed.words):
        for named, remark in [*_colons(typed, index), *_cuts(typed, signs=r"(?<=\s)[-–—](?=\s)")]:
            try:
                scope = find_scope(named, index, now)
            except ChangeRefused:
                continue
            title = normalise(scope.sessions[0].title)
            if remark.words and not (scope.is_one and title.startswith(normalise(typed.words))):
                return scope, remark.words
    return find_scope(typed, index, now), ""


def split_sessions(typed: Typed, index: Index, now: datetime) -> tuple[Session, Session]:
    """The two sessions that the text names: "gusak with loiseau", "gusak / loiseau", "gusak loiseau"."""
    refused = ChangeRefused("no_other" if typed.telling else "no_session", words=typed.words)
    cuts = [cut for cut in _cuts(typed, "with", signs=r"<->|<>|[/&,]") if cut[0].telling and cut[1].telling]
    for one, other in cuts:
        try:
            return find_session(one, index, now), find_session(other, index, now)
        except ChangeRefused as why:
            refused = why if refused.sentence in {"no_other", "no_session"} else refused
    for one, other in [] if cuts else _cuts(typed, signs=r"(?<=\S)\s+(?=\S)"):
        try:
            both = find_session(one, index, now), find_session(other, index, now)
        except ChangeRefused:
            continue
        if both[0] != both[1]:
            return both
    raise refused


def split_value(typed: Typed, index: Index, now: datetime) -> tuple[Session, str]:
    """One session, and what is said of it as it was typed: "gusak: a title", "gusak -> a title", 'gusak "a title"'.

    The value is empty where nothing sets it apart. A colon may be part of the session's title.
    """
    cuts = _cuts(typed, signs=r"->|=>|→|\||\n|=")
    if typed.text.rstrip().endswith(('"', "”", "»")):
        cuts += _cuts(typed, signs=r"(?=[\"“«])")
    cuts += [*_colons(typed, index), *_cuts(typed, "to_value", signs=None)]
    if index.find_title(typed.words):
        cuts = []
    refused: ChangeRefused | None = None
    for named, value in cuts:
        if not named.words or not value.text.strip():
            continue
        try:
            return find_session(named, index, now), _unquoted(value.text)
        except ChangeRefused as why:
            refused = refused or why
    if refused is not None:
        raise refused
    return find_session(typed, index, now), ""


def _colons(typed: Typed, index: Index) -> list[tuple[Typed, Typed]]:
    """The cuts at colons; first those behind a whole title."""
    return sorted(_cuts(typed, signs=r":(?!//)"), key=lambda cut: not index.find_title(cut[0].words))


def _unquoted(text: str) -> str:
    text = text.strip()
    for opening, closing in ('""', "“”", "«»"):
        if text.startswith(opening) and text.endswith(closing) and len(text) > 1:
            return text[1:-1].strip()
    return text


def _cuts(typed: Typed, *names: str, signs: str | None = r"->|→") -> list[tuple[Typed, Typed]]:
    """What stands before and behind each sign or phrase, the signs first, else from the end of the text."""
    marks = [found.span() for found in re.finditer(signs, typed.folded)] if signs else []
    return [typed.cut(*span) for span in (*marks, *(reversed(list(typed.find(*names))) if names else ()))]
