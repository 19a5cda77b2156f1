"""From what an organiser asks for to one Change of content: titles, speakers, slides, notes, answers, new sessions.

As in `change_requests`, `what` holds everything, or the session alone where the other part is given by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from pydantic_core import PydanticCustomError

from bot.core.change_reading import Typed, read_length, read_target
from bot.core.change_requests import make_change, new_name
from bot.core.change_targets import COLON, find_room, find_session, split_value, take_rooms, words_inside
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
from bot.core.lexicon import kind_words, room_stems
from bot.core.people import Person
from bot.core.programme import Faq, Kind, Room, Session, Speaker, key_of, web_address
from bot.core.quoting import quoting, quoting_first
from bot.core.search.index import Index
from bot.core.selection import calendar_of
from bot.core.text import find_words, normalise, stem, words_of

_LONGEST_ID = 48
_MINUS = "-–−"
_PLUS = re.compile(r"(?<=[^\s:])\s+\+\s*(?=\w)")
_CLEARED = frozenset({"-", "–", "—"})
_ADDRESS = re.compile(r"https?://\S+|(?<![\w@/])(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S*", re.IGNORECASE)
_AFFILIATION = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<affiliation>[^()]*)\)$")


@quoting_first
def request_retitle(what: str, index: Index, now: datetime, *, title: str = "", reason: str = "") -> Change:
    """Another title for one session."""
    session, title = _session_and(what, title, index, now, missing="no_title")
    return make_change(ChangeKind.RETITLE, index, [revise(session, title=title)], reason=reason)


@quoting_first
def request_note(what: str, index: Index, now: datetime, *, note: str = "", reason: str = "") -> Change:
    """Another note for one session; a dash for none."""
    session, note = _session_and(what, note, index, now, missing="no_note")
    note = "" if note in _CLEARED else note
    return make_change(ChangeKind.NOTE, index, [revise(session, note=note)], reason=reason)


@quoting
def request_slides(what: str, index: Index, now: datetime, *, url: str = "", reason: str = "") -> Change:
    """The address of one session's slides."""
    typed = Typed(what)
    if not url.strip():
        found = _ADDRESS.search(typed.text)
        if found is None:
            raise ChangeRefused("bad_address", words=typed.words)
        url, typed = _without_tail(found.group()), typed.without(found.span())
    return make_change(
        ChangeKind.SLIDES, index, [revise(find_session(typed, index, now), slides=_address(url))], reason=reason
    )


def _without_tail(url: str) -> str:
    """The address without what closes the sentence or the bracket around it."""
    url = url.rstrip(".,;!>")
    return url[:-1] if url.endswith(")") and "(" not in url else url


def _address(typed: str) -> str:
    url = typed.strip().strip("<>")
    try:
        return web_address(url if url.lower().startswith("http") else f"https://{url}")
    except PydanticCustomError:
        raise ChangeRefused("bad_address", words=typed.strip()) from None


@quoting
def request_speaker(
    what: str, index: Index, now: datetime, *, speaker: str = "", add: bool = False, reason: str = ""
) -> Change:
    """Others speak in one session, or more people if `add`, or if "add" or "+" stands before the names.

    Of several speakers, the one by whom the session was named is replaced, or whoever is named after "replace", else
    all are; "remove" takes one away. Somebody new may have an affiliation in brackets.
    """
    if not speaker.strip():
        what, speaker, add = _turned_round(what, index)
    session, named = _session_and(what, speaker, index, now, missing="no_speaker")
    if (gone := _removed(named)) is not None:
        gone = gone or _spoken_of(what, session, index)
        left = tuple(one for one in session.speakers if one != _speaking(gone, session, index))
        return make_change(ChangeKind.SPEAKER, index, [revise(session, speakers=left)], reason=reason)
    named, add = _without_adding(named, add=add)
    old, named = _split_replacing(Typed(named))
    people = [_person(name, index) for name in _names(named, index)]
    if not people:
        raise ChangeRefused("no_speaker")
    known = tuple(one for one, _ in people)
    replaced = _speaking(old, session, index) if old else _spoken_of(what, session, index)
    speakers = (*session.speakers, *known) if add else _replaced(session.speakers, replaced, known)
    after = revise(session, speakers=tuple(dict.fromkeys(speakers)))
    return make_change(ChangeKind.SPEAKER, index, [after], [edit for _, new in people for edit in new], reason=reason)


def _turned_round(what: str, index: Index) -> tuple[str, str, bool]:
    """The session, the names if they stand in front of it, and whether they are added: "add Ada Lovelace to gusak"."""
    typed = Typed(what)
    if _PLUS.search(what):
        return _PLUS.sub(": ", what, count=1), "", True
    removed = _behind(typed, "removing")
    if removed is not None:
        parts = (removed.cut(*span) for span in removed.find("leaves"))
        names, session = next((one for one in parts if one[0].words and one[1].words), (removed, removed))
        return session.words, f"- {names.words}", False
    added = _behind(typed, "adding")
    for start, end in (added or typed).find("joins" if added else "instead"):
        names, session = (added or typed).cut(start, end)
        if session.words and all(_person_is_told(name, index) for name in _names(names.words, index)):
            return session.words, names.words, added is not None
    return what, "", False


def _removed(named: str) -> str | None:
    """Who speaks no longer, in "remove gusak" or "- gusak"; None for anybody else, empty where no name is said."""
    typed = Typed(named.lstrip().lstrip(_MINUS))
    if typed.text != named.lstrip():
        return typed.words
    gone = _behind(typed, "removing")
    return None if gone is None else gone.words


def _person_is_told(name: str, index: Index) -> bool:
    """Whether the words are somebody's name: of a speaker, or of at least two words with capitals."""
    words = name.partition("(")[0].split()
    return _is_speaker(name, index) or (1 < len(words) < 5 and all(map(_is_name, words)))


def _behind(typed: Typed, phrase: str) -> Typed | None:
    """What stands behind a phrase at the beginning of the text; None where it does not begin so."""
    begins = next((span for span in typed.find(phrase) if not typed.folded[: span[0]].strip()), None)
    return typed.cut(*begins)[1] if begins else None


def _split_replacing(typed: Typed) -> tuple[str, str]:
    """Who is replaced, and by whom, in "replace gusak with Ada Lovelace"; nobody, and the text, without a "replace"."""
    behind = _behind(typed, "replacing")
    by = next(behind.find("replaced_by"), None) if behind else None
    if behind is None or by is None:
        return "", typed.words
    old, new = behind.cut(*by)
    return old.words, new.words


def _names(text: str, index: Index) -> list[str]:
    """The names in a list of them; a text of which a part is no name is one name."""
    typed = Typed(text)
    text, marks = typed.text, [*typed.find("and"), *(each.span() for each in re.finditer(r"[,;&]", typed.text))]
    outside = sorted(span for span in marks if text[: span[0]].count("(") == text[: span[0]].count(")"))
    starts, ends = [0, *(end for _, end in outside)], [*(start for start, _ in outside), len(text)]
    parts = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    parts = [part for part in parts if part]
    several = all(len(part.partition("(")[0].split()) > 1 or not _person(part, index)[1] for part in parts)
    return parts if several else [text.strip()]


def _speaking(name: str, session: Session, index: Index) -> str:
    """The id of the one speaker of a session whom the words name; ChangeRefused where they name none, or several."""
    found = _spoken_of(name, session, index)
    if not found:
        raise ChangeRefused("not_speaking", words=name, session=session)
    return found


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
    namesakes = [one for one in index.programme.speakers if normalise(name) in normalise(one.name).split()]
    if len(namesakes) == 1:
        return namesakes[0].id, []
    parts = _AFFILIATION.match(name)
    own, affiliation = (parts["name"], parts["affiliation"]) if parts else (name, "")
    if parts and (again := _person(own, index)) and not again[1]:
        return again
    identifier = _free_id(own, index.programme.speaker_by_id)
    return identifier, [AddSpeaker(speaker=Speaker(id=identifier, name=own, affiliation=affiliation))]


def _meant(name: str, index: Index) -> Person | None:
    """The one speaker whom all the words name, perhaps misspelt."""
    words = words_of(name)
    mentions = index.people.find(words, range(len(words)))
    if len(mentions) != 1 or len(mentions[0].words) < len(words) or not mentions[0].full:
        return None
    people = [person for person in mentions[0].people if person.ids]
    return people[0] if len(people) == 1 else None


def _spoken_of(named: str, session: Session, index: Index) -> str:
    """The id of the one speaker of a session whom the words name; empty where they name none, or several."""
    words = words_of(named)
    people = (person for mention in index.people.find(words, range(len(words))) for person in mention.people)
    found = {one for person in people for one in person.ids} & set(session.speakers)
    return found.pop() if len(found) == 1 else ""


def _replaced(speakers: Sequence[str], old: str, new: Sequence[str]) -> tuple[str, ...]:
    """The speakers with the new in the place of the old one; the new alone where no old one is meant."""
    if not old:
        return tuple(new)
    place = speakers.index(old)
    return (*speakers[:place], *new, *speakers[place + 1 :])


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
    typed, rooms = _rooms_of(typed, room, index, edits)
    slot = Typed(when) if when.strip() else typed
    length, offset = read_length(slot, bare=False), read_target(slot, index, now)
    target = read_target(length.rest, index, now) if length else offset
    length, target = (length, target) if target and target.start else (None, offset)  # "in 15 minutes"
    if target is None or target.start is None:
        raise ChangeRefused("no_time", words=slot.words)
    named = typed if when.strip() else target.rest
    if not rooms:
        named, rooms = _take_room(named, index, edits)
    named, speaker = (named, speaker) if speaker.strip() else _take_speaker(named, index)
    title = re.sub(r"([,;])(?:\s*[,;])+", r"\1", named.words).strip(' @"“”«»')
    if not title:
        raise ChangeRefused("no_title")
    people = [_person(name, index) for name in _names(speaker, index)]
    speakers, edits = tuple(one for one, _ in people), [*edits, *(edit for _, new in people for edit in new)]
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
    """The text without "by Ada Lovelace" at its end, and the names; of somebody unknown, two words at least.

    Behind a "with" or a comma, which may be of the title, only who is known.
    """
    for names in ("by_speaker", "with"):
        for start, end in typed.find(names):
            before, behind = typed.cut(start, end)
            people = _names(behind.words, index)
            told = _person_is_told if names == "by_speaker" else _is_speaker
            if before.words and people and all(told(name, index) for name in people):
                return before, behind.words
    comma = typed.text.rfind(",")
    before, behind = typed.cut(comma, comma + 1) if comma > 0 else (typed, Typed(""))
    if before.words and behind.words and _is_speaker(behind.words, index):
        return before, behind.words
    return typed, ""


def _is_speaker(name: str, index: Index) -> bool:
    return not _person(name, index)[1]


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


def _take_room(typed: Typed, index: Index, edits: list[Edit]) -> tuple[Typed, tuple[str, ...]]:
    """The text without "in Lecture Hall 9" at its end, and that room, which the programme has not; or one it has.

    A room by its name alone stands apart, behind the time: "Yoga 7:00–8:00 boathouse".
    """
    gap = typed.text.rstrip().rfind("   ")
    if gap > 0 and (known := find_room(typed.cut(gap, gap)[1], index)):
        return typed.cut(gap, gap)[0], (known,)
    inside = words_inside()
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
        found = re.search(rf"->|=>|→|\n|\s=\s|{COLON}|(?<=\?)\s(?!\s*[,;/|:=→-])", what)
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
