"""Which sessions an organiser means: one by its title, speaker or time, or all of a day, of a room, from one on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.core.asks import Ask, Question
from bot.core.change_reading import Typed
from bot.core.changes import ChangeRefused
from bot.core.labels import LabelMention
from bot.core.lexicon import inside_words, language_table, languages, room_stems, small_words
from bot.core.programme import Session
from bot.core.questions import question_about_talk
from bot.core.search.index import Index
from bot.core.search.suggest import suggest_sessions
from bot.core.selection import Moment, Selection, calendar_of, select, without
from bot.core.text import find_words, normalise, stem, words_of
from bot.core.times import Interval, Mode, after, before, end_of, find_times, to_interval
from bot.core.wording import find_sentence

MOST_CANDIDATES = 5
_MOST_LEADING = 8  # words that name a session and a length, in front of what is said without a sign between
FEWEST_BEGUN = 3  # words that tell whose title they begin
_DASH = r"(?<=\s)[-–—](?=\s)"
COLON = r"(?<!\d):(?!//)|:(?!\d|//)"  # but not within a time or an address
_ASIDE = rf"[,;(]|{COLON}|{_DASH}"


@dataclass(frozen=True, slots=True)
class Scope:
    """The sessions meant, in order of start; `is_one` if it is a single one, rather than several or a stretch."""

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
    exact = index.programme.session_by_id.get(words)
    if exact is not None and len(index.titles.find(words)) < 2:  # the first of several "Lunch" may have it as its id
        return exact
    found = _named(typed, index, now)
    if not found and typed.telling:
        found = suggest_sessions(typed.telling, index, MOST_CANDIDATES, now=now)
    found = _called(_starting(_preferred(found, now, wanted), typed, index, now), typed)
    if len(found) == 1:
        return found[0]
    raise ChangeRefused("ambiguous" if found else "unknown_session", words=words, candidates=found[:MOST_CANDIDATES])


def find_named(typed: Typed, index: Index, now: datetime) -> Session | None:
    """The one session that takes place and is named as `find_session` says, but for those that are only like it."""
    found = _preferred(_named(typed, index, now), now, takes_place)
    return found[0] if len(found) == 1 else None


def _preferred(found: list[Session], now: datetime, wanted: Callable[[Session], bool]) -> list[Session]:
    """Those that are wanted and not over, if there are any."""
    for prefers in (wanted, lambda session: end_of(session) > now):
        found = [session for session in found if prefers(session)] or found
    return found


def _called(found: list[Session], typed: Typed) -> list[Session]:
    """The one whose title the words are but for an article and the like, before those that have them in it."""
    words = normalise(typed.telling)
    titled = [session for session in found if normalise(Typed(session.title).telling) == words]
    return titled if len(titled) == 1 else found


def _starting(found: list[Session], typed: Typed, index: Index, now: datetime) -> list[Session]:
    """Those that begin at the time that is said, before those that have been on for a while; all if none does."""
    when = _interval(typed, index, now) if len(found) > 1 else None
    if when is None or when.mode is not Mode.AT:
        return found
    return [session for session in found if session.start == when.start] or found


def _named(typed: Typed, index: Index, now: datetime) -> list[Session]:
    """The sessions that the words name, best first."""
    keys = index.programme.session_by_key.keys() & set(typed.words.split())
    if len(keys) == 1:  # of a title that was quoted as a whole, whatever is said besides
        return [index.programme.session_by_key[keys.pop()]]
    for words in dict.fromkeys((typed.words, typed.telling)):
        titled = [index.sessions[at] for at in index.titles.find(words)] if words else []
        if titled:
            pauses = all(session.is_break for session in titled)
            return _of_this_day(titled, index, now) if pauses else titled
    if any(not typed.without(span).telling for span in typed.find("current")):
        return list(select(Selection(moment=Moment.NOW), index, now))
    for words in dict.fromkeys((typed.telling, typed.words)):
        for lang in languages() if words else ():
            question = question_about_talk(words, index, now, lang=lang)
            selection = _selection(question)
            found = list(select(selection, index, now)) if not selection.is_open else []
            if found:
                return _of_this_day(found, index, now) if _is_kind_alone(selection) else found
    return _given_by(typed, index)


def _given_by(typed: Typed, index: Index) -> list[Session]:
    """The sessions of whom all the words name, though they be everyday words."""
    words = words_of(typed.telling or typed.words)
    mentions = index.people.find(words, range(len(words)))
    if len(mentions) != 1 or len(mentions[0].words) < len(words):
        return []
    return [index.sessions[at] for person in mentions[0].people for at in person.positions]


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
    """The sessions that the text means: one, several by name, or everything that the organiser still has to change.

    "Everything from lunch on", "the whole day", "tomorrow afternoon", "everything in the main hall": those of the day
    that have not begun and are `wanted`. What is named as the first of them counts even if it has begun.
    ChangeRefused as of `find_session`, and where nothing is left.
    """
    titled = index.titles.find(typed.words)
    if not titled and (begun := _find_begun(typed, index)):
        return Scope((begun,), is_one=True)
    if titled or typed.words in index.programme.session_by_key or typed.words in index.programme.session_by_id:
        return Scope((find_session(typed, index, now, wanted=wanted),), is_one=True)
    if (some := _find_without(typed, index, now, wanted)) is not None:
        return some
    found = _find_held(typed, index, now)
    if found is None:
        several = _find_several(typed, index, now, wanted)
        return several or _find_one_or_all(typed, index, now, wanted)
    return _left_of(found, typed, wanted)


def _find_without(typed: Typed, index: Index, now: datetime, wanted: Callable[[Session], bool]) -> Scope | None:
    """What is left of several sessions in "everything except lunch"; None where nothing is taken from several."""
    before, behind = next(iter(_cuts(typed, "except", signs=None)), (typed, typed))
    if before is behind or not (before.words and behind.telling):
        return None
    try:
        whole = find_scope(before, index, now, wanted=wanted)
        gone = None if whole.is_one else find_scope(behind, index, now, wanted=wanted)
    except ChangeRefused:
        return None
    return gone and _left_of(without(whole.sessions, gone.sessions), typed, wanted)


def _find_held(typed: Typed, index: Index, now: datetime, fewest: int = 2) -> list[Session] | None:
    """The sessions of the stretch that the text means, None for no stretch; `fewest` as of `take_rooms`."""
    its_room = next(typed.find("its_room"), None)
    rest, rooms = take_rooms(typed.without(its_room) if its_room else typed, index, fewest)
    stretch = _find_stretch(rest, index, now, in_rooms=bool(rooms))
    if stretch is None:
        return None
    if its_room and stretch.anchor:
        rooms = frozenset(stretch.anchor.rooms)
    return stretch.sessions(index, now, rooms)


def _left_of(found: Sequence[Session], typed: Typed, wanted: Callable[[Session], bool]) -> Scope:
    left = tuple(session for session in found if wanted(session))
    if not left:
        raise ChangeRefused("nothing_left", words=typed.words)
    return Scope(left, is_one=False)


def _find_one_or_all(typed: Typed, index: Index, now: datetime, wanted: Callable[[Session], bool]) -> Scope:
    """The one session that is named; of several, all in the room that its name alone means, or all of a kind."""
    try:
        return Scope((find_session(typed, index, now, wanted=wanted),), is_one=True)
    except ChangeRefused as refused:
        found = _find_held(typed, index, now, fewest=1) or _all_such(typed, index, now)
        if refused.sentence != "ambiguous" or not found:
            raise
    return _left_of(found, typed, wanted)


def _all_such(typed: Typed, index: Index, now: datetime) -> list[Session]:
    """The sessions of "all posters today" or "everything by gusak" that have not begun."""
    everything = next(typed.find("everything"), None)
    for lang in languages() if everything else ():
        selection = _selection(question_about_talk(typed.telling, index, now, lang=lang))
        if (selection.kinds or selection.people) and not selection.named:
            found = [session for session in select(selection, index, now) if session.start > now]
            return found if selection.when or selection.people else _of_this_day(found, index, now)
    return []


def _find_begun(typed: Typed, index: Index) -> Session | None:
    """The one session whose title begins with the words, if they are some: "on" or "and" is a part of it, then."""
    words = words_of(typed.words)
    found = index.titles.beginning(words) if len(words) >= FEWEST_BEGUN else {}
    near = (index.sessions[position] for position, begins in found.items() if begins)
    begun = [session for session in near if normalise(session.title).startswith(normalise(typed.words))]
    return begun[0] if len(begun) == 1 else None


def _find_several(typed: Typed, index: Index, now: datetime, wanted: Callable[[Session], bool]) -> Scope | None:
    """Sessions that are each named for themselves: "gusak, loiseau and the opening"; None for anything else."""
    named: dict[str, Session] = {}
    parts = _parts(typed)
    for part in parts:
        found = _preferred(_named(part, index, now), now, wanted)
        if len(found) != 1:
            return None
        named[found[0].id] = found[0]
    if len(parts) < 2 or len(named) < len(parts):
        return None
    return Scope(tuple(sorted(named.values(), key=lambda session: session.start)), is_one=False)


def _parts(typed: Typed) -> list[Typed]:
    """What stands between "and", commas and the like."""
    marks = sorted({*typed.find("and"), *(found.span() for found in re.finditer(r"[,;&/+]", typed.folded))})
    starts, ends = [0, *(end for _, end in marks)], [*(start for start, _ in marks), len(typed.text)]
    parts = (Typed(typed.text[start:end]) for start, end in zip(starts, ends, strict=True))
    return [part for part in parts if part.telling]


class _Side(StrEnum):
    """On which side of a session or time a stretch lies, by the name of the words that say so."""

    FROM = "from"
    BEHIND = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class _Stretch:
    """All of an interval, or of a day from a session, behind it or up to it."""

    when: Interval | None = None
    day: date | None = None
    anchor: Session | None = None
    side: _Side = _Side.FROM

    def sessions(self, index: Index, now: datetime, rooms: frozenset[str]) -> list[Session]:
        """Those still to begin, in order of start; in all rooms if there are none."""
        coming = (one for one in index.sessions if one.start > now or one == self.anchor)
        held = [one for one in coming if self._holds(one) and (not rooms or rooms & set(one.rooms))]
        if self.when is None or self.when.mode is not Mode.AT:
            return held
        return [one for one in held if one.start == self.when.start] or held

    def _holds(self, session: Session) -> bool:
        if self.anchor is not None:
            if session.day != self.anchor.day:
                return False
            if self.side is _Side.BEHIND:
                return session.id != self.anchor.id and session.start >= end_of(self.anchor)
            if self.side is _Side.BEFORE:
                return session.start < self.anchor.start
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
        between = _interval(rest, index, now)
        if everything and between and between.mode is Mode.OVERLAPS and not _beside_times(rest):
            return _Stretch(when=replace(between, mode=Mode.STARTS))
        for (start, end), side in sorted((span, one) for one in _Side for span in rest.find(one)):
            leads = (in_rooms or side is not _Side.BEFORE) and not _beside_times(rest.cut(start, end)[0])
            if everything or later or leads:
                return _beside(rest.without((start, end)), index, now, side)
        if later and rest.telling:
            return _beside(rest, index, now, _Side.FROM)
    when = _interval(rest, index, now)
    if when is not None and not _beside_times(rest) and (everything or when.mode is not Mode.AT):
        return _Stretch(when=when)
    if whole or ((everything or in_rooms) and not rest.telling):
        return _Stretch(day=calendar_of(index, now).nearest_day)
    return None


def _beside(typed: Typed, index: Index, now: datetime, side: _Side) -> _Stretch:
    """All from the session or time on that the text names, or behind it, or before."""
    calendar = calendar_of(index, now)
    if side is not _Side.BEFORE and any(not typed.without(span).telling for span in typed.find("from_now")):
        return _Stretch(day=calendar.nearest_day)
    when = _interval(typed, index, now)
    if when is not None and when.mode is Mode.AT and not _beside_times(typed):
        return _Stretch(when=before(when, calendar) if side is _Side.BEFORE else after(when, calendar))
    return _Stretch(anchor=_find_anchor(typed, index, now), side=side)


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


def take_rooms(typed: Typed, index: Index, fewest: int = 2) -> tuple[Typed, frozenset[str]]:
    """The text without "in the main hall", and the rooms that it names; a name of `fewest` words needs no "in"."""
    inside = words_inside()
    places = find_words(typed.folded)
    words = [place.text for place in places]
    mentions = index.rooms.find_exact(words, range(len(words)), fewest)
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
        if before >= 0 and words[before] in inside:
            first = before
        while first > 0 and stem(words[first - 1]) in room_stems():
            first -= 1
        spans.append((places[first].start, places[mention.words[-1]].end))
    return typed.without(*spans), frozenset(name for mention in mentions for name in _names_of(mention, words))


def _names_of(mention: LabelMention, words: Sequence[str]) -> tuple[str, ...]:
    """The rooms that are mentioned; the one that is called just so, before those that have the words in their name."""
    called = normalise(" ".join(words[at] for at in mention.words))
    exact = tuple(name for name in mention.names if normalise(name) == called)
    return exact or mention.names


@language_table
def words_inside() -> frozenset[str]:
    """The words that stand in front of a room, in any language."""
    own = (words_of(find_sentence(code, "changes.words.inside")) for code in languages())
    return inside_words().union(*own)


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
    names = _names_of(mentions[0], words) if len(mentions) == 1 else ()
    if len(names) != 1:
        return None
    beside = (word for number, word in enumerate(words) if number not in mentions[0].words)
    return None if any(map(_says_much, beside)) else names[0]


# Two parts in one text


def split_room(typed: Typed, index: Index, now: datetime) -> tuple[Scope, Typed]:
    """The sessions and the words for their new room: "gusak to the loft"; no words where no room is told apart."""
    cuts = [*_cuts(typed, "to_room"), *_cuts_before_rooms(typed, index), *_colons(typed, index)]
    cuts = [] if index.titles.find(typed.words) else [cut for cut in cuts if cut[1].words]
    # Whole titles first, then rooms that are known.
    cuts.sort(key=lambda cut: (not index.titles.find(cut[0].words), find_room(cut[1], index) is None))
    cuts = [cut for cut in cuts if find_room(cut[1], index)] or cuts
    refused: ChangeRefused | None = None
    for named, room in cuts:
        try:
            return _find_leaving(named, index, now), room
        except ChangeRefused as why:
            refused = refused or why
    rest, rooms = take_rooms(typed, index)
    if len(rooms) == 1:
        return find_scope(rest, index, now), Typed(next(iter(rooms)))
    if refused is not None:
        raise refused
    return find_scope(typed, index, now), Typed("")


def split_room_remark(typed: Typed, index: Index) -> tuple[Typed, str]:
    """The words for a room, and what is said behind them: "hall 7: the roof leaks"; behind a comma if it is known."""
    if find_room(typed, index) is None:
        for room, behind in _cuts(typed, signs=_ASIDE):
            apart = typed.folded[len(room.text)] != "," or find_room(room, index) is not None
            remark = behind.text.strip(" ()")
            if apart and room.words and remark:
                return room, remark
    return typed, ""


def _cuts_before_rooms(typed: Typed, index: Index) -> list[tuple[Typed, Typed]]:
    """The cuts in front of words that are a room's: "gusak hall 7", "gusak the loft"."""
    cuts = [(place, typed.cut(place.start, place.start)) for place in find_words(typed.folded)]
    return [
        cut for place, cut in cuts if cut[0].telling and (stem(place.text) in room_stems() or find_room(cut[1], index))
    ]


def _find_leaving(typed: Typed, index: Index, now: datetime) -> Scope:
    """The sessions that the text means; "everything from the main hall" is all that is there."""
    for start, end in typed.find("from"):
        before, behind = typed.cut(start, end)
        left = find_room(behind, index)
        if left is not None and before.telling:
            scope = find_scope(before, index, now)
            there = tuple(session for session in scope.sessions if left in session.rooms)
            if there:
                return Scope(there, scope.is_one)
    return find_scope(typed, index, now)


def split_remark(typed: Typed, index: Index, now: datetime) -> tuple[Scope, str]:
    """The sessions, and what is said behind a colon, a dash, a comma …: "gusak: ill"; nothing if it is of the title."""
    if not index.titles.find(typed.words):
        for named, remark in [*_colons(typed, index), *_cuts(typed, signs=_DASH), *find_asides(typed, index)]:
            try:
                scope = find_scope(named, index, now)
            except ChangeRefused:
                continue
            if remark.words and not quotes_title(scope, typed.words):
                return scope, remark.words
    try:
        return find_scope(typed, index, now), ""
    except ChangeRefused:
        for named, remark in find_tails(typed, index):
            if is_known(named, index):
                return Scope((find_session(named, index, now),), is_one=True), remark.words
        raise


def find_asides(typed: Typed, index: Index) -> list[tuple[Typed, Typed]]:
    """The cuts at signs behind which stands nothing that the programme has: "gusak, her train is late"."""
    cuts = ((before, Typed(behind.text.strip(" ()"))) for before, behind in _cuts(typed, signs=_ASIDE))
    return _before_remarks(cuts, index)


def find_tails(typed: Typed, index: Index) -> list[tuple[Typed, Typed]]:
    """The cuts between words behind which stands nothing that the programme has: "gusak 20m her train is late"."""
    return _before_remarks(_cuts(typed, signs=r"(?<=\S)\s+(?=\S)")[:_MOST_LEADING], index)


def _before_remarks(cuts: Iterable[tuple[Typed, Typed]], index: Index) -> list[tuple[Typed, Typed]]:
    return [(before, behind) for before, behind in cuts if _tells(behind) and not is_known(behind, index)]


def _tells(typed: Typed) -> bool:
    """Whether the words say more than "please"."""
    return bool(typed.telling) or len(typed.words.split()) > 2


def is_known(typed: Typed, index: Index) -> bool:
    """Whether the words name somebody, a session by its title or key, or a room."""
    words = words_of(typed.words)
    people = index.people.find(words, range(len(words)))
    titled = index.titles.find(typed.words) or typed.words in index.programme.session_by_key
    return bool(people or titled or find_room(typed, index))


def quotes_title(scope: Scope, words: str) -> bool:
    """Whether the words are the beginning of the one session's title."""
    return scope.is_one and normalise(scope.sessions[0].title).startswith(normalise(words))


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
    pair = _preferred(_named(typed, index, now), now, takes_place) if typed.telling and not cuts else []
    if len(pair) == 2:  # "the keynotes"
        return pair[0], pair[1]
    raise refused


def split_value(typed: Typed, index: Index, now: datetime) -> tuple[Session, str]:
    """One session, and what is said of it as it was typed: "gusak: a title", "gusak -> a title", 'gusak "a title"'.

    The value is empty where nothing sets it apart. A colon may be part of the session's title.
    """
    cuts = _cuts(typed, signs=r"->|=>|→|\||\n|=")
    if typed.text.rstrip().endswith(('"', "”", "»")):
        cuts += _cuts(typed, signs=r"(?=[\"“«])")
    cuts += [*_colons(typed, index), *_cuts(typed, "to_value", signs=None), *_cuts(typed, signs=_DASH)]
    if index.titles.find(typed.words):
        cuts = []
    refused: ChangeRefused | None = None
    for named, value in cuts:
        if not named.words or not value.text.strip():
            continue
        try:
            session = find_session(named, index, now)
        except ChangeRefused as why:
            refused = refused or why
            continue
        if not normalise(session.title).startswith(normalise(typed.words)):
            return session, _unquoted(value.text)
    if refused is not None:
        raise refused
    return find_session(typed, index, now), ""


def _colons(typed: Typed, index: Index) -> list[tuple[Typed, Typed]]:
    """The cuts at colons that are no part of a time; first those behind a whole title."""
    return sorted(_cuts(typed, signs=COLON), key=lambda cut: not index.titles.find(cut[0].words))


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
