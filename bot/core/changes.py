"""What organisers change: edits of the programme as values, the programme with them, and what may be undone.

The programme as it is now is `apply(loaded, log)`, from the start each time. An undo is one more change, which names
the one it takes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from bot.core.programme import Faq, Instant, Model, Name, Programme, Room, Session, SessionContent, Speaker
from bot.core.text import normalise

_SLOT = ("start", "end", "end_known", "day")


class ChangeRefused(Exception):  # noqa: N818 - it says what happened, as an answer to the organiser
    """What was asked for cannot be done. `sentence` is its name under `changes.refused` in the catalogues.

    `candidates` are at most five sessions that may have been meant; `change` is the id of the change that is in the
    way, empty for none; `words` are what was typed.
    """

    def __init__(
        self,
        sentence: str,
        *,
        words: str = "",
        session: Session | None = None,
        candidates: Sequence[Session] = (),
        change: str = "",
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.words = words
        self.session = session
        self.candidates = tuple(candidates)
        self.change = change


class SessionFields(SessionContent):
    """Some fields of a session: those that were given. The others are not meant, whatever they hold."""

    title: str = ""
    start: Instant | None = None
    end: Instant | None = None
    end_known: bool = True
    day: date | None = None
    previous_start: Instant | None = None
    rooms: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()

    @property
    def given(self) -> dict[str, Any]:
        """The given fields by name."""
        return {name: getattr(self, name) for name in self.model_fields_set}

    @model_serializer(mode="wrap")
    def _dump_given(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        dumped: dict[str, Any] = handler(self)
        return {name: value for name, value in dumped.items() if name in self.model_fields_set}

    @model_validator(mode="after")
    def _check_slot(self) -> Self:
        given = [name for name in _SLOT if name in self.model_fields_set]
        if given and (len(given) < len(_SLOT) or self.start is None or self.end is None or self.day is None):
            raise ValueError(f"{', '.join(_SLOT)} belong together; {', '.join(given)} alone may not fit the session")
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"ends at {self.end}, before its start at {self.start}")
        return self


class SetFields(Model):
    """Other values for some fields of a session; `before` and `after` give the same fields."""

    type: Literal["set fields"] = "set fields"
    session_id: Name
    before: SessionFields
    after: SessionFields


class AddSession(Model):
    """A session more."""

    type: Literal["add session"] = "add session"
    session: Session


class RemoveSession(Model):
    """A session less: it was never meant to be there. One that does not take place is cancelled instead."""

    type: Literal["remove session"] = "remove session"
    session: Session


class AddSpeaker(Model):
    """A person who was not in the programme."""

    type: Literal["add speaker"] = "add speaker"
    speaker: Speaker


class AddRoom(Model):
    """A room that was not in the programme."""

    type: Literal["add room"] = "add room"
    room: Room


class AddFaq(Model):
    """An answer of the organisers; it replaces those with a way of asking in common."""

    type: Literal["add faq"] = "add faq"
    faq: Faq


Edit: TypeAlias = SetFields | AddSession | RemoveSession | AddSpeaker | AddRoom | AddFaq


class ChangeKind(StrEnum):
    """What an organiser did."""

    DELAY = "delay"
    MOVE = "move"
    ROOM = "room"
    SWAP = "swap"
    CANCEL = "cancel"
    RESTORE = "restore"
    RETITLE = "retitle"
    SPEAKER = "speaker"
    ADD = "add"
    REMOVE = "remove"
    SLIDES = "slides"
    NOTE = "note"
    FAQ = "faq"
    ANNOUNCE = "announce"
    UNDO = "undo"
    UPDATE = "update"  # of the programme's source


class Change(Model):
    """One action of one organiser. `id` tells it from all others of a log; it is empty until it is published.

    `text` is what is announced in the organiser's own words, `undoes` the id of the change that is taken back, empty
    for none.
    """

    id: str = ""
    kind: ChangeKind
    edits: tuple[Annotated[Edit, Field(discriminator="type")], ...] = ()
    reason: str = ""
    text: str = ""
    undoes: str = ""


def revise(session: Session, **fields: object) -> Session:
    """The session with other values, checked. ValueError for an end before the start."""
    return Session.model_validate({**dict(session), **fields})


def edit_between(before: Session, after: Session) -> SetFields | None:
    """The edit that makes one session of the other; None if they are equal. They have one id."""
    names = {name for name in Session.model_fields if getattr(before, name) != getattr(after, name)}
    if not names:
        return None
    if not names.isdisjoint(_SLOT):
        names.update(_SLOT)
    return SetFields(
        session_id=before.id,
        before=SessionFields.model_validate({name: getattr(before, name) for name in names}),
        after=SessionFields.model_validate({name: getattr(after, name) for name in names}),
    )


def find_edits(before: Programme, after: Programme) -> tuple[SetFields | AddSession | RemoveSession, ...]:
    """How the sessions of one programme differ from those of another, matched by id; in the order of the later one."""
    kept = ((before.session_by_id[one.id], one) for one in after.sessions if one.id in before.session_by_id)
    return (
        *(RemoveSession(session=one) for one in before.sessions if one.id not in after.session_by_id),
        *(AddSession(session=one) for one in after.sessions if one.id not in before.session_by_id),
        *filter(None, (edit_between(old, new) for old, new in kept if old is not new)),
    )


def apply(loaded: Programme, log: Sequence[Change]) -> Programme:
    """The loaded programme with the changes that are not undone, in the order of the log.

    What an edit is about may have left the source meanwhile: then the edit does nothing. What was added by hand and
    has come into the source too is there once, as the source has it.
    """
    edits = [edit for change in active_changes(log) for edit in change.edits]
    if not edits:
        return loaded
    draft = _Draft(loaded)
    for edit in edits:
        draft.take(edit)
    return draft.programme()


class _Draft:
    """A programme while edits are applied to it."""

    def __init__(self, loaded: Programme) -> None:
        self._loaded = loaded
        self._sessions = dict(loaded.session_by_id)
        self._speakers = dict(loaded.speaker_by_id)
        self._rooms = {room.name: room for room in loaded.rooms}
        self._faq = list(loaded.faq)
        self._set_fields: dict[str, dict[str, Any]] = {}  # by session, checked once at the end, for they may be many
        self._same: dict[str, str] = {}  # ids of sessions added by hand to those that the source has for them

    def take(self, edit: Edit) -> None:
        match edit:
            case SetFields():
                self._set(edit)
            case AddSession(session=session):
                self._add(session)
            case RemoveSession(session=session):
                gone = self._same.get(session.id, session.id)
                self._sessions.pop(gone, None)
                self._set_fields.pop(gone, None)
            case AddSpeaker(speaker=speaker):
                self._speakers.setdefault(speaker.id, speaker)
            case AddRoom(room=room):
                self._rooms.setdefault(room.name, room)
            case AddFaq(faq=faq):
                self._faq = [one for one in self._faq if _asks(one).isdisjoint(_asks(faq))] + [faq]

    def _set(self, edit: SetFields) -> None:
        session_id = self._same.get(edit.session_id, edit.session_id)
        if session_id in self._sessions:
            self._set_fields.setdefault(session_id, {}).update(edit.after.given)

    def _add(self, session: Session) -> None:
        if session.id in self._sessions:
            return
        twin = find_twin(session, self._loaded.sessions)
        if twin is not None and twin.id in self._sessions:
            self._same[session.id] = twin.id
        else:
            self._sessions[session.id] = session

    def _finished(self, session: Session) -> Session:
        """The session with its new values, and without speakers who have left the source."""
        fields = self._set_fields.get(session.id)
        session = revise(session, **fields) if fields else session
        speakers = tuple(one for one in session.speakers if one in self._speakers)
        return session if speakers == session.speakers else revise(session, speakers=speakers)

    def programme(self) -> Programme:
        """A new one: a copy would keep what the loaded one has worked out about itself."""
        fields = {name: getattr(self._loaded, name) for name in Programme.model_fields}
        changed = {
            "sessions": tuple(sorted(map(self._finished, self._sessions.values()), key=lambda session: session.start)),
            "speakers": tuple(self._speakers.values()),
            "rooms": tuple(self._rooms.values()),
            "faq": tuple(self._faq),
        }
        return Programme(**(fields | changed))


def find_twin(session: Session, sessions: Iterable[Session]) -> Session | None:
    """The session that is the same one under another id: of that title, at that time, in no other room."""
    called = normalise(session.title)
    at_once = (one for one in sessions if one.start == session.start and normalise(one.title) == called)
    return next(
        (one for one in at_once if not (one.rooms and session.rooms) or set(one.rooms) & set(session.rooms)), None
    )


def _asks(faq: Faq) -> frozenset[str]:
    return frozenset(map(normalise, faq.ask))


def active_changes(log: Sequence[Change]) -> list[Change]:
    """The changes that hold: not undone, or undone and redone; without the undoings themselves."""
    return [change for change in _standing(log) if change.kind is not ChangeKind.UNDO]


def _standing(log: Sequence[Change]) -> list[Change]:
    """The changes, undoings among them, that no later one that stands takes back; in the order of the log."""
    undone: set[str] = set()
    standing = []
    for change in reversed(log):
        if change.id in undone:
            continue
        standing.append(change)
        if change.undoes:
            undone.add(change.undoes)
    return standing[::-1]


def find_chain(log: Sequence[Change], change_id: str) -> list[str]:
    """Ids of the change, of what took it back, did it again, took it back again …, in order, from whichever of them."""
    first: dict[str, str] = {}
    for change in log:
        first[change.id] = first.get(change.undoes or "", change.id)
    return [id_ for id_, begins in first.items() if begins == first[change_id]]


def undo_refusal(log: Sequence[Change], change_id: str) -> ChangeRefused | None:
    """Why the change cannot be undone, None if it can. Undoing an undo does the change again.

    A later change that builds on it is in the way: one of the same field of the same session, or of what it added.
    A change done again must find what it was built on.
    """
    by_id = {change.id: change for change in log}
    if change_id not in by_id:
        return ChangeRefused("unknown_change", words=change_id)
    standing = {change.id for change in _standing(log)}
    if change_id not in standing:
        undoing = next((one.id for one in log if one.undoes == change_id and one.id in standing), "")
        return ChangeRefused("already_undone", words=change_id, change=undoing)
    root = change = by_id[change_id]
    while root.undoes:
        root = by_id[root.undoes]
    if root.kind is ChangeKind.UPDATE:
        return ChangeRefused("is_update", words=change_id)
    active = active_changes(log)
    place = log.index(root)
    later = {one.id for one in log[place + 1 :]}
    blocking = next((one for one in active if one.id in later and _builds_on(one, root)), None)
    if blocking is not None:
        return ChangeRefused("built_on", words=change_id, change=blocking.id)
    if change.undoes and change_id != root.id and _does_again(change, by_id):
        there = {one.id for one in active}
        base = next((one for one in active_changes(log[:place]) if one.id not in there and _builds_on(root, one)), None)
        if base is not None:
            return ChangeRefused("base_undone", words=change_id, change=base.id)
    return None


def _does_again(undoing: Change, by_id: dict[str, Change]) -> bool:
    """Whether undoing this undo brings the change at the root back, rather than taking it away again."""
    steps = 0
    change = undoing
    while change.undoes:
        change = by_id[change.undoes]
        steps += 1
    return steps % 2 == 1


def _builds_on(later: Change, earlier: Change) -> bool:
    touched = set(_touches(earlier.edits))
    made = {(kind, name) for kind, name, _ in touched}
    for kind, name, field in _touches(later.edits):
        if (kind, name, field) in touched or (kind, name, "") in touched or (field == "" and (kind, name) in made):
            return True
    return not set(_makes(earlier.edits)).isdisjoint(_needs(later.edits))


def _touches(edits: Iterable[Edit]) -> Iterator[tuple[str, str, str]]:
    """What the edits set: kind of thing, its name and the field; no field stands for all of them."""
    for edit in edits:
        match edit:
            case SetFields():
                yield from (("session", edit.session_id, field) for field in edit.after.model_fields_set)
            case AddSession(session=session) | RemoveSession(session=session):
                yield "session", session.id, ""
            case AddFaq(faq=faq):
                yield from (("faq", ask, "") for ask in _asks(faq))


def _makes(edits: Iterable[Edit]) -> Iterator[tuple[str, str]]:
    for edit in edits:
        match edit:
            case AddSpeaker(speaker=speaker):
                yield "speaker", speaker.id
            case AddRoom(room=room):
                yield "room", room.name


def _needs(edits: Iterable[Edit]) -> Iterator[tuple[str, str]]:
    for edit in edits:
        match edit:
            case SetFields(after=fields) | AddSession(session=fields):
                yield from (("speaker", one) for one in fields.speakers)
                yield from (("room", one) for one in fields.rooms)
