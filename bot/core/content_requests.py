"""From what an organiser asks for to one Change of content: titles, speakers, slides, notes, answers, new sessions.

As in `change_requests`, `what` holds everything, or the session alone where the other part is given by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from pydantic_core import PydanticCustomError

from bot.core.change_reading import Typed, read_length, read_target
from bot.core.change_requests import make_change, new_name
from bot.core.change_targets import find_room, find_session, split_value, take_rooms
from bot.core.changes import (
    AddFaq,
    AddRoom,
    AddSession,
    AddSpeaker,
    Change,
    ChangeKind,
    ChangeRefused,
    Edit,
    find_twin,
    revise,
)
from bot.core.kinds import PAUSES
from bot.core.lexicon import kind_words, languages, room_stems
from bot.core.people import Person
from bot.core.programme import Faq, Kind, Room, Session, Speaker, key_of, web_address
from bot.core.search import Index
from bot.core.selection import calendar_of
from bot.core.text import find_words, normalise, stem, words_of

_LONGEST_ID = 48
_CLEARED = frozenset({"-", "–", "—"})
_ADDRESS = re.compile(r"https?://\S+|(?<![\w@])(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S*", re.IGNORECASE)
_AFFILIATION = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<affiliation>[^()]*)\)$")


def request_retitle(what: str, index: Index, now: datetime, *, title: str = "", reason: str = "") -> Change:
    """Another title for one session."""
    session, title = _session_and(what, title, index, now, missing="no_title")
    return make_change(ChangeKind.RETITLE, index, [revise(session, title=title)], reason=reason)


def request_note(what: str, index: Index, now: datetime, *, note: str = "", reason: str = "") -> Change:
    """Another note for one session; a dash for none."""
    session, note = _session_and(what, note, index, now, missing="no_note")
    note = "" if note in _CLEARED else note
    return make_change(ChangeKind.NOTE, index, [revise(session, note=note)], reason=reason)


def request_slides(what: str, index: Index, now: datetime, *, url: str = "", reason: str = "") -> Change:
    """The address of one session's slides."""
    typed = Typed(what)
    if not url.strip():
        found = _ADDRESS.search(typed.text)
        if found is None:
            raise ChangeRefused("bad_address", words=typed.words)
        url, typed = found.group(), typed.without(found.span())
    return make_change(
        ChangeKind.SLIDES, index, [revise(find_session(typed, index, now), slides=_address(url))], reason=reason
    )


def _address(typed: str) -> str:
    url = typed.strip().strip("<>")
    try:
        return web_address(url if url.lower().startswith("http") else f"https://{url}")
    except PydanticCustomError:
        raise ChangeRefused("bad_address", words=typed.strip()) from None


def request_speaker(
    what: str, index: Index, now: datetime, *, speaker: str = "", add: bool = False, reason: str = ""
) -> Change:
    """Somebody else speaks in one session, or somebody more if `add`, or if "add" or "+" stands before the name.

    Of several speakers, the one by whom the session was named is replaced, else all are. Somebody new may have an
    affiliation in brackets.
    """
    if not speaker.strip() and " + " in what:
        what, add = what.replace(" + ", ": ", 1), True
    session, name = _session_and(what, speaker, index, now, missing="no_speaker")
    name, add = _without_adding(name, add=add)
    if not name:
        raise ChangeRefused("no_speaker")
    known, new = _person(name, index)
    speakers = (*session.speakers, known) if add else _replaced(session, known, what, index)
    after = revise(session, speakers=tuple(dict.fromkeys(speakers)))
    return make_change(ChangeKind.SPEAKER, index, [after], new, reason=reason)


def _without_adding(name: str, *, add: bool) -> tuple[str, bool]:
    typed = Typed(name.lstrip("+ "))
    adding = next((span for span in typed.find("adding") if not typed.folded[: span[0]].strip()), None)
    if adding is None:
        return typed.words, add or name.startswith("+")
    return typed.without(adding).words, True


def _person(name: str, index: Index) -> tuple[str, list[Edit]]:
    """The id of a speaker of that name, and the edit that adds them if there is none."""
    for speaker in index.programme.speakers:
        if normalise(speaker.name) == normalise(name):
            return speaker.id, []
    person = _meant(name, index)
    if person is not None:
        return person.ids[0], []
    parts = _AFFILIATION.match(name)
    own, affiliation = (parts["name"], parts["affiliation"]) if parts else (name, "")
    if parts and (again := _person(own, index)) and not again[1]:
        return again
    identifier = _free_id(own, index.programme.speaker_by_id)
    return identifier, [AddSpeaker(speaker=Speaker(id=identifier, name=own, affiliation=affiliation))]


def _meant(name: str, index: Index) -> Person | None:
    """The one speaker whom all the words name, perhaps misspelt; a single word may be anybody's."""
    words = words_of(name)
    mentions = index.people.find(words, range(len(words)))
    if len(mentions) != 1 or len(mentions[0].words) < len(words) or not mentions[0].full:
        return None
    people = [person for person in mentions[0].people if person.ids]
    return people[0] if len(people) == 1 else None


def _replaced(session: Session, new: str, named: str, index: Index) -> tuple[str, ...]:
    words = words_of(named)
    people = (person for mention in index.people.find(words, range(len(words))) for person in mention.people)
    old = {one for person in people for one in person.ids} & set(session.speakers)
    if len(old) == 1 and len(session.speakers) > 1:
        return tuple(new if one in old else one for one in session.speakers)
    return (new,)


def request_add(
    what: str,
    index: Index,
    now: datetime,
    *,
    when: str = "",
    room: str = "",
    speaker: str = "",
    reason: str = "",
) -> Change:
    """A new session: "14:00-14:30 Lightning talks in the main hall", "Panel tomorrow 16h 45 min by Ada Lovelace".

    Without an end or a length, its end is not known. Without a room it is in the only one there is, else in none.
    """
    typed = Typed(what)
    edits: list[Edit] = []
    typed, speaker = (typed, speaker) if speaker.strip() else _take_speaker(typed, index)
    typed, rooms = _rooms_of(typed, room, index, edits)
    slot = Typed(when) if when.strip() else typed
    length = read_length(slot, bare=False)
    target = read_target(length.rest if length else slot, index, now)
    if target is None or target.start is None:
        raise ChangeRefused("no_time", words=slot.words)
    named = typed if when.strip() else target.rest
    if not rooms:
        named, rooms = _take_new_room(named, edits)
    title = named.words
    if not title:
        raise ChangeRefused("no_title")
    speakers: tuple[str, ...] = ()
    if speaker:
        known, new = _person(speaker, index)
        speakers, edits = (known,), [*edits, *new]
    end = target.end or (target.start + length.by if length else None)
    if end is not None and end < target.start:
        raise ChangeRefused("end_before_start", words=slot.words)
    session = Session(
        id=_free_id(title, index.programme.session_by_id),
        title=title,
        kind=_kind(title, speakers),
        start=target.start,
        end=end or target.start,
        end_known=end is not None,
        day=target.day or calendar_of(index, now).day_of(target.start),
        rooms=rooms or _only_rooms(index),
        speakers=speakers,
    )
    if find_twin(session, index.sessions):
        raise ChangeRefused("nothing_changes")
    return Change(kind=ChangeKind.ADD, edits=(*edits, AddSession(session=session)), reason=reason)


def _take_speaker(typed: Typed, index: Index) -> tuple[Typed, str]:
    """The text without "by Ada Lovelace" at its end, and the name; a name of which one word is known, or of two."""
    for start, end in typed.find("by_speaker"):
        before, behind = typed.cut(start, end)
        words = behind.words.split()
        if before.words and (_meant(behind.words, index) or (2 <= len(words) <= 4 and all(map(_is_name, words)))):
            return before, behind.words
    return typed, ""


def _is_name(word: str) -> bool:
    return word[:1].isupper() and all(char.isalpha() or char in "-'’." for char in word)


def _rooms_of(typed: Typed, room: str, index: Index, edits: list[Edit]) -> tuple[Typed, tuple[str, ...]]:
    if room.strip():
        name = find_room(Typed(room), index)
        if name is None:
            name = new_name(Typed(room))
            edits.append(AddRoom(room=Room(name=name)))
        return typed, (name,)
    rest, found = take_rooms(typed, index)
    return rest, tuple(sorted(found))


def _take_new_room(typed: Typed, edits: list[Edit]) -> tuple[Typed, tuple[str, ...]]:
    """The text without "in Lecture Hall 9" at its end, and that room, which the programme has not."""
    inside = frozenset().union(*(language.inside for language in languages().values()))
    for place in reversed(find_words(typed.folded)):
        before, behind = typed.cut(place.start, place.end)
        if place.text in inside and before.words and any(stem(word) in room_stems() for word in words_of(behind.words)):
            name = new_name(behind)
            edits.append(AddRoom(room=Room(name=name)))
            return before, (name,)
    return typed, ()


def _only_rooms(index: Index) -> tuple[str, ...]:
    """Where all sessions are; nowhere, if they are in several places."""
    used = {one.rooms for one in index.sessions}
    return next(iter(used)) if len(used) == 1 else ()


def _kind(title: str, speakers: Collection[str]) -> Kind:
    pauses = frozenset().union(*(kind_words(cue) for cue in PAUSES))
    if not speakers and not pauses.isdisjoint(words_of(title)):
        return Kind.BREAK
    return Kind.TALK if speakers else Kind.OTHER


def request_faq(what: str, *, answer: str = "", reason: str = "") -> Change:
    """An answer to teach: ways to ask, apart by commas or slashes, a colon, and the answer: "wifi, internet: …"."""
    asked = what
    if not answer.strip():
        found = re.search(r"->|=>|→|\n|:(?!//)|(?<=\?)\s(?!\s*[,;/|:=→-])", what)
        asked, answer = (what[: found.start()], what[found.end() :]) if found else (what, "")
    asks = tuple(one.strip() for one in re.split(r"[,;/|]", asked) if words_of(one))
    if not asks or not answer.strip():
        raise ChangeRefused("no_answer")
    faq = Faq(ask=asks, answer=answer)
    return Change(kind=ChangeKind.FAQ, edits=(AddFaq(faq=faq),), reason=reason)


def _session_and(what: str, value: str, index: Index, now: datetime, *, missing: str) -> tuple[Session, str]:
    """The session, and what is said of it; `value` if it is given. ChangeRefused as `missing` where nothing is said."""
    if value.strip():
        return find_session(Typed(what), index, now), value.strip()
    typed = Typed(what)
    try:
        session, value = split_value(typed, index, now)
    except ChangeRefused as refused:
        if refused.words != typed.words:
            raise
    if not value:  # also where the session and what is said of it are not apart
        raise ChangeRefused(missing, words=typed.words)
    return session, value


def _free_id(name: str, taken: Collection[str]) -> str:
    """A readable id that is free."""
    wanted = "-".join(word.strip("'") for word in words_of(name))[:_LONGEST_ID].strip("-") or key_of(name)
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
