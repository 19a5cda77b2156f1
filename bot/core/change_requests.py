"""From what an organiser asks for to one Change: in free words, or with the parts of a slash command apart.

Every function takes `what`, the words after the command, and the moment. Where a part is given by itself (`by`, `to`,
`room` …), `what` names the sessions alone. `reason` is the one to show, else the one said after a "because". All raise
ChangeRefused for what is not understood, changes nothing, or cannot be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.core.change_reading import (
    LONGEST_DELAY,
    Target,
    Typed,
    localise,
    read_length,
    read_target,
    split_reason,
    wall_clock,
)
from bot.core.change_targets import (
    Scope,
    find_asides,
    find_named,
    find_room,
    find_scope,
    find_session,
    find_tails,
    is_known,
    quotes_title,
    split_remark,
    split_room,
    split_room_remark,
    split_sessions,
    take_rooms,
)
from bot.core.changes import (
    AddRoom,
    Change,
    ChangeKind,
    ChangeRefused,
    Edit,
    RemoveSession,
    SetFields,
    active_changes,
    edit_between,
    revise,
    undo_refusal,
)
from bot.core.lexicon import small_words
from bot.core.moving import delay, move
from bot.core.programme import Programme, Room, Session
from bot.core.quoting import quoting
from bot.core.search.index import Index
from bot.core.selection import calendar_of
from bot.core.text import words_of
from bot.core.times import end_of

_DAY = timedelta(days=1)
LONGEST_TEXT = 1500  # letters of an announcement in organisers' own words
_SEEN = "LNPS"  # letters, numbers, punctuation, signs
_NIGHT = timedelta(hours=30)  # from a day's midnight: so long may it go on past the next one
_OF_LENGTHS = ("minute", "hour", "hour_or_clock", "day", "week", "more")


@quoting
def request_delay(
    what: str, index: Index, now: datetime, *, by: str = "", absorb: bool = False, reason: str = ""
) -> Change:
    """Sessions later or earlier by a length, or one to another time; breaks absorb the delay if `absorb`."""
    typed, why = _with_reason(what, by, reason)
    typed, why = (typed, why) if by or why else _split_aside(typed, index, now)
    length = read_length(Typed(by) if by else typed)
    if length is None or _split_length(Typed(by) if by else typed, index, now)[1]:
        return _move_or_refuse(typed, index, now, by, why)
    if abs(length.by) > LONGEST_DELAY:
        raise ChangeRefused("too_long", words=f"{length.by / timedelta(hours=1):g} h")
    scope = find_scope(typed if by else length.rest, index, now)
    _refuse_cancelled(scope.sessions)
    if length.by % _DAY:
        late = [_on_its_day(one, index, now) for one in delay(scope.sessions, length.by, absorb=absorb)]
    else:
        late = [_on_day(one, one.day + length.by, index) for one in scope.sessions]
    return make_change(ChangeKind.DELAY, index, late, reason=why)


def _on_its_day(session: Session, index: Index, now: datetime) -> Session:
    """The session under the programme day that its start has come to be in."""
    day = _day_of(session.start, session, index, now)
    return session if day == session.day else revise(session, day=day)


def _on_day(session: Session, day: date, index: Index) -> Session:
    """The session at its hour on another day, whatever the clocks do in between."""
    return move(session, _same_hour(session, day, index), day=day)


def _split_aside(typed: Typed, index: Index, now: datetime) -> tuple[Typed, str]:
    """The sessions with their length or new time, and what is said behind them: "gusak 20m, her train is late".

    Without a sign between, only behind one session by its title or speaker, and where the whole names none.
    """
    for before, behind in find_asides(typed, index):
        rest = _named_for(before, index, now)
        if rest is None or _named_for(behind, index, now) is not None:
            continue
        scope = _scope_or_none(rest, index, now)
        if scope and not quotes_title(scope, f"{rest.words} {behind.words}"):
            return before, behind.words
    rest = _named_for(typed, index, now)
    for before, behind in find_tails(typed, index) if rest and not _scope_or_none(rest, index, now) else ():
        rest = _named_for(before, index, now)
        if rest is None or not is_known(rest, index) or behind.begins(*_OF_LENGTHS):
            continue
        if _named_for(behind, index, now) is None and _scope_or_none(rest, index, now):
            return before, behind.words
    return typed, ""


def _named_for(part: Typed, index: Index, now: datetime) -> Typed | None:
    """What stands beside a length or a new time; None where neither is told."""
    found = read_length(part) or read_target(part, index, now)
    return found.rest if found else None


def _scope_or_none(named: Typed, index: Index, now: datetime) -> Scope | None:
    try:
        return find_scope(named, index, now)
    except ChangeRefused:
        return None


def _move_or_refuse(typed: Typed, index: Index, now: datetime, to: str, why: str) -> Change:
    try:
        return _move(typed, index, now, to, why)
    except ChangeRefused as refused:
        if refused.sentence != "no_time":
            raise
        raise ChangeRefused("no_amount", words=typed.words) from None


@quoting
def request_move(what: str, index: Index, now: datetime, *, to: str = "", reason: str = "") -> Change:
    """One session to a time, a day or both, as long as it was unless an end is said too; or by a length."""
    typed, why = _with_reason(what, to, reason)
    typed, why = (typed, why) if to or why else _split_aside(typed, index, now)
    slot = Typed(to) if to else typed
    try:
        if any(slot.find("earlier", "later")) and read_length(slot, bare=False):  # "1h later" is not at one
            raise ChangeRefused("no_time")
        return _move(typed, index, now, to, why)
    except ChangeRefused as refused:
        if refused.sentence != "no_time" or read_length(Typed(to) if to else typed, bare=False) is None:
            raise
    return request_delay(what, index, now, by=to, reason=reason)


def _move(typed: Typed, index: Index, now: datetime, to: str, why: str) -> Change:
    named, slot = (typed, Typed(to)) if to else _split_slot(typed, index, now)
    slot, lasting = _split_length(slot, index, now)
    target = read_target(slot, index, now)
    if target is None:
        raise ChangeRefused("no_time", words=slot.words)
    room = ""
    if named is not typed:
        session = _find_moved(named, index, now)
    else:
        session, room = _find_with_room(typed if to else target.rest, index, now)
    _refuse_cancelled([session])
    target = read_target(slot, index, now, day=session.day, instead_of=session.start) or target
    start = target.start or _same_hour(session, target.day or session.day, index)
    day = target.day or _day_of(start, session, index, now)
    end = start + lasting if lasting and not target.end else target.end
    moved = move(session, start, end=end, day=day)
    return make_change(ChangeKind.MOVE, index, [revise(moved, rooms=(room,)) if room else moved], reason=why)


def _find_with_room(named: Typed, index: Index, now: datetime) -> tuple[Session, str]:
    """The session, and its new room where one is told besides: "gusak to 15:00 in the loft"; else an empty one."""
    rest, rooms = take_rooms(named, index)
    session = find_named(rest, index, now) if len(rooms) == 1 else None
    if session and rooms.isdisjoint(session.rooms):
        return session, next(iter(rooms))
    try:
        return find_session(named, index, now), ""
    except ChangeRefused:
        rest, rooms = take_rooms(named, index, 1)
        if len(rooms) != 1 or not is_known(rest, index):
            raise
        return find_session(rest, index, now), next(iter(rooms))


def _split_length(slot: Typed, index: Index, now: datetime) -> tuple[Typed, timedelta | None]:
    """The slot without "for 45 minutes", and that length; all of it and None where no time stands before."""
    for start, end in slot.find("during"):
        before, behind = slot.cut(start, end)
        length, first = read_length(behind, bare=False), len(behind.text) - len(behind.text.lstrip())
        if length is None or length.by <= timedelta() or length.rest.text[first].strip():
            continue
        target = read_target(before, index, now)
        if target and target.start:
            return Typed(before.text + length.rest.text), length.by
    return slot, None


def _split_slot(typed: Typed, index: Index, now: datetime) -> tuple[Typed, Typed]:
    """The words for the session and those for its new slot, where both say a time: "the 14:00 talk to 15:00".

    A time at which that session is not on is a part of the new slot: "gusak from 16:00 to 16:30", "gusak friday to 9".
    """
    for start, end in reversed(list(typed.find("until"))):
        named, _ = typed.cut(start, end)
        _, slot = typed.cut(start, start)
        old, new = (read_target(part, index, now) for part in (named, slot))
        if not (old and new and (new.start or new.day) and _is_on(named, old, index, now)):
            continue
        if not _is_new_slot(typed, old, index, now):
            return named, slot
    return typed, typed


def _is_new_slot(typed: Typed, old: Target, index: Index, now: datetime) -> bool:
    """Whether "gusak from 11:45 to 12:15" is when it will be, for it began at another time than 11:45."""
    try:
        whole = read_target(typed, index, now)
        return bool(whole and whole.end and old.start) and find_session(old.rest, index, now).start != old.start
    except ChangeRefused:
        return False


def _find_moved(named: Typed, index: Index, now: datetime) -> Session:
    """The session that the words name, by when it is if by nothing else: "gusak from 11:30"."""
    try:
        return find_session(named, index, now)
    except ChangeRefused as refused:
        at = read_target(named, index, now)
        on = [session for session in refused.candidates if at and at.start and session.start == at.start]
        if len(on) != 1:
            raise
        return on[0]


def _is_on(named: Typed, at: Target, index: Index, now: datetime) -> bool:
    """Whether what the words name is on then; of several, whether one is."""
    try:
        found: Sequence[Session] = [find_session(named, index, now)]
    except ChangeRefused as refused:
        found = refused.candidates
    if at.start is None:
        return any(session.day == at.day for session in found)
    return any(session.start <= at.start < end_of(session) for session in found)


def _same_hour(session: Session, day: date, index: Index) -> datetime:
    """The session's start on another day."""
    return localise(wall_clock(session.start, index) + (day - session.day), index)


def _day_of(start: datetime, session: Session, index: Index, now: datetime) -> date:
    """The programme day of a start for which none was said: the session's, if it is near."""
    calendar = calendar_of(index, now)
    midnight = calendar.instant(session.day, 0)
    return session.day if midnight <= start < midnight + _NIGHT else calendar.day_of(start)


@quoting
def request_room(what: str, index: Index, now: datetime, *, room: str = "", reason: str = "") -> Change:
    """Sessions to another room, which may be one that the programme does not know yet."""
    typed, why = _with_reason(what, room, reason)
    scope, named = (find_scope(typed, index, now), Typed(room)) if room else split_room(typed, index, now)
    if not named.words:
        raise ChangeRefused("no_room", words=typed.telling)
    named, told = (named, "") if room or why else split_room_remark(named, index)
    known = find_room(named, index)
    name = known or new_name(named)
    moved = (revise(session, rooms=(name,)) for session in scope.sessions)
    new = [] if known else [AddRoom(room=Room(name=name))]
    return make_change(ChangeKind.ROOM, index, moved, new, reason=why or told)


@quoting
def request_swap(what: str, index: Index, now: datetime, *, other: str = "", reason: str = "") -> Change:
    """Two sessions in each other's slot and room. Where they follow each other, each keeps its length."""
    typed, why = _with_reason(what, other, reason)
    if other:
        one, two = find_session(typed, index, now), find_session(Typed(other), index, now)
    else:
        one, two = split_sessions(typed, index, now)
    if one.id == two.id:
        raise ChangeRefused("same_session", session=one)
    _refuse_cancelled([one, two])
    return make_change(ChangeKind.SWAP, index, _swapped(*sorted((one, two), key=lambda one: one.start)), reason=why)


def _swapped(first: Session, second: Session) -> list[Session]:
    if first.end == second.start and first.rooms == second.rooms and first.end_known and second.end_known:
        return [move(second, first.start), move(first, first.start + second.duration)]
    return [_in_slot(first, second), _in_slot(second, first)]


def _in_slot(session: Session, other: Session) -> Session:
    moved = move(session, other.start, end=other.end, day=other.day)
    return revise(moved, rooms=other.rooms, end_known=other.end_known)


@quoting
def request_cancel(what: str, index: Index, now: datetime, *, reason: str = "") -> Change:
    """Sessions that do not take place; what stands behind a colon is why."""
    typed, why = _with_reason(what, "", reason)
    scope, why = (find_scope(typed, index, now), why) if why else split_remark(typed, index, now)
    _refuse_cancelled(scope.sessions)
    gone = (revise(session, cancelled=True) for session in scope.sessions)
    return make_change(ChangeKind.CANCEL, index, gone, reason=why)


@quoting
def request_restore(what: str, index: Index, now: datetime, *, reason: str = "") -> Change:
    """Cancelled sessions that take place after all."""
    typed, why = _with_reason(what, "", reason)
    scope = find_scope(typed, index, now, wanted=lambda session: session.cancelled)
    on = next((session for session in scope.sessions if not session.cancelled), None)
    if on is not None:
        raise ChangeRefused("not_cancelled", session=on)
    back = (revise(session, cancelled=False) for session in scope.sessions)
    return make_change(ChangeKind.RESTORE, index, back, reason=why)


@quoting
def request_remove(what: str, index: Index, now: datetime, *, reason: str = "") -> Change:
    """One session out of the programme, as if it had never been there."""
    typed, why = _with_reason(what, "", reason)
    session = find_session(typed, index, now)
    return Change(kind=ChangeKind.REMOVE, edits=(RemoveSession(session=session),), reason=why)


def request_announce(text: str) -> Change:
    """Words of the organisers' own, with nothing changed."""
    if not any(unicodedata.category(character)[0] in _SEEN for character in text):
        raise ChangeRefused("no_text")
    if len(text) > LONGEST_TEXT:
        raise ChangeRefused("text_too_long", words=str(len(text)))
    return Change(kind=ChangeKind.ANNOUNCE, text=text)


def request_undo(which: str, log: Sequence[Change], *, reason: str = "") -> Change:
    """The undoing of a change: the one with that id, or at that place of the log from 1; of the last one for none."""
    named = which.strip().lstrip("#")
    if named:
        place = int(named) if named.isdecimal() and len(named) < 9 else 0
        found = next((change.id for change in log if change.id == named), None)
        found = found or (log[place - 1].id if 1 <= place <= len(log) else None)
        if found is None:
            raise ChangeRefused("unknown_change", words=which.strip())
    else:
        active = [change for change in active_changes(log) if change.kind is not ChangeKind.UPDATE]
        if not active:
            raise ChangeRefused("nothing_to_undo")
        found = active[-1].id
    refused = undo_refusal(log, found)
    if refused is not None:
        raise refused
    return Change(kind=ChangeKind.UNDO, undoes=found, reason=reason)


def renew(change: Change, programme: Programme) -> Change:
    """The same wish, once others have changed the programme: what is relative is so to the programme as it is now.

    A delay is as long as it was, two sessions change the places that they have now, a further speaker joins those there
    are. A time, room or text that was told stays. ChangeRefused where the sessions were all cancelled meanwhile.
    """
    edits = {edit.session_id: edit for edit in change.edits if isinstance(edit, SetFields)}
    known = {one: programme.session_by_id[one] for one in edits if one in programme.session_by_id}
    match change.kind:
        case ChangeKind.DELAY:
            left = {one: session for one, session in known.items() if not session.cancelled}
            if known and not left:
                _refuse_cancelled(known.values())
            after = [_shifted(session, edits[one]) for one, session in left.items()]
        case ChangeKind.SWAP if len(known) == 2:
            _refuse_cancelled(known.values())
            after = _swapped(*sorted(known.values(), key=lambda one: one.start))
        case ChangeKind.SPEAKER:
            after = [_joined(session, edits[one]) for one, session in known.items()]
        case _:
            return change
    others = (edit for edit in change.edits if not isinstance(edit, SetFields))
    changed = filter(None, (edit_between(known[session.id], session) for session in after))
    return change.model_copy(update={"edits": (*others, *changed)})


def _shifted(session: Session, edit: SetFields) -> Session:
    """The session as much later as the edit made it."""
    old, new = edit.before, edit.after
    if not (old.start and new.start and old.end and new.end):
        return session
    by, longer = new.start - old.start, new.end - old.end - (new.start - old.start)
    days = new.day - old.day if new.day and old.day else timedelta()
    end = session.end + by + longer if longer else None
    return move(session, session.start + by, end=end, day=session.day + days)


def _joined(session: Session, edit: SetFields) -> Session:
    """The session with the speakers that the edit added, or with those it set instead."""
    old, new = edit.before.speakers, edit.after.speakers
    if not set(old) <= set(new):
        return revise(session, speakers=new)
    return revise(session, speakers=tuple(dict.fromkeys((*session.speakers, *new[len(old) :]))))


def new_name(typed: Typed) -> str:
    """The words as the name of something new, without an article in front."""
    words = re.sub(r"(?<!\w)([^\W\d_]['’])(?=\w)", r"\1 ", typed.words).split()
    first = 0
    while first < len(words) - 1 and set(words_of(words[first])) <= small_words():
        first += 1
    return re.sub(r"(?<=['’]) ", "", " ".join(words[first:]))


def _with_reason(what: str, other: str, reason: str) -> tuple[Typed, str]:
    """The words without a reason at their end, and the reason; where parts are given apart, the words are a name."""
    if other or reason:
        return Typed(what), reason
    return split_reason(Typed(what))


def _refuse_cancelled(sessions: Iterable[Session]) -> None:
    gone = next((session for session in sessions if session.cancelled), None)
    if gone is not None:
        raise ChangeRefused("is_cancelled", session=gone)


def make_change(
    kind: ChangeKind, index: Index, after: Iterable[Session], further: Iterable[Edit] = (), *, reason: str
) -> Change:
    """The change that makes these of the sessions with their ids."""
    known = index.programme.session_by_id
    edits = tuple(filter(None, (edit_between(known[session.id], session) for session in after)))
    if not edits:
        raise ChangeRefused("nothing_changes")
    return Change(kind=kind, edits=(*further, *edits), reason=reason)
