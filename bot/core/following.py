"""What somebody means to follow: a session, speaker, track or room by free words, or everything; and how long ahead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from bot.core.asks import Ask
from bot.core.change_reading import Typed, read_length
from bot.core.lexicon import language_table, languages, room_stems
from bot.core.people import Person
from bot.core.programme import WEEK_MINUTES, Session, key_of
from bot.core.questions import question_about_talk
from bot.core.reminders import EVERYTHING, Follow, Followable, FollowKind, end_of
from bot.core.search.index import Index
from bot.core.search.suggest import suggest_sessions, suggest_speakers
from bot.core.selection import Moment, Selection, select
from bot.core.text import normalise, words_of
from bot.core.wording import find_sentence

ALL = Follow(FollowKind.EVERYTHING, EVERYTHING)
LONGEST_LEAD = timedelta(minutes=WEEK_MINUTES)
MOST_CHOICES = 25  # as many as a menu holds
MOST_READ = 300  # characters
_MOST_SPEAKERS, _MOST_LABELS = 8, 5  # among what is suggested
_TOKEN = re.compile(rf"(?:{'|'.join(FollowKind)}):[0-9a-f]{{16}}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed: all of `meant`, or some of `choices`, best first; neither where nothing fits the `words`.

    `lead` is how long before a start they wish to know, None where they did not say; it may be out of range.
    """

    words: str
    meant: tuple[Follow, ...] = ()
    choices: tuple[Follow, ...] = ()
    lead: timedelta | None = None


def token_of(follow: Follow) -> str:
    """At most 30 characters that stand for it in menus, buttons and suggestions."""
    return f"{follow.kind}:{key_of(follow.which)}"


def find_by_token(token: str, among: Iterable[Follow]) -> Follow | None:
    """What the token stands for; None if it is not among these."""
    if not _TOKEN.fullmatch(token):
        return None
    return next((follow for follow in among if token_of(follow) == token), None)


def parse_wish(text: str, index: Index, now: datetime, followable: Followable) -> Wish:
    """What of the programme the text names: a token, or words as people type them.

    >>> from bot.core.programme import Programme
    >>> nothing = Index(Programme(title="Day", timezone="UTC"))
    >>> wish = parse_wish("everything, 30 min before", nothing, datetime.max, {ALL: ()})
    >>> wish.meant == (ALL,), wish.lead
    (True, datetime.timedelta(seconds=1800))
    """
    text = " ".join(text[:MOST_READ].split())
    words, lead = _split_lead(text)
    found = _find(words, index, now, followable)
    if lead is not None and _is_part_of_a_name(text, words, index):
        whole = _find(text, index, now, followable)
        if _names_whole(text, index) or (len(whole) == 1 and whole != found):
            words, lead, found = text, None, whole
    if len(found) == 1 or _is_one_person(found, index):
        return Wish(words, meant=tuple(found), lead=lead)
    return Wish(words, choices=tuple(found[:MOST_CHOICES]), lead=lead)


def suggest_follows(typed: str, index: Index, now: datetime, followable: Followable) -> list[Follow]:
    """What `typed` may be the beginning of, best first, at most as many as a menu holds; no session that is over."""
    words = words_of(_split_lead(typed[:MOST_READ])[0])
    labels = [one for one in followable if one.kind in _LABELS and _begins(words, words_of(one.which))]
    named = _begins(words, [word for phrase in _phrases("everything") for word in words_of(phrase)])
    speakers = suggest_speakers(" ".join(words), index, _MOST_SPEAKERS) if words else []
    sessions = suggest_sessions(" ".join(words), index, MOST_CHOICES, now=now)
    found = [
        *([ALL] if named else []),
        *labels[:_MOST_LABELS],
        *(Follow(FollowKind.SPEAKER, speaker.id) for speaker in speakers),
        *(Follow(FollowKind.SESSION, session.id) for session in sessions if end_of(session) > now),
    ]
    return [follow for follow in dict.fromkeys(found) if follow in followable][:MOST_CHOICES]


# The lead time


def _split_lead(text: str) -> tuple[str, timedelta | None]:
    """The text without the lead time at its beginning or end, and that; None where it has none."""
    typed = Typed(text)
    length = read_length(typed)
    if length is None:
        return text, None
    left = length.rest.without(*(found.span() for found in _before().finditer(length.rest.folded)))
    at_an_edge = (words for words in (left.words, left.telling) if words in typed.words)
    rest = next(at_an_edge, None)
    return (text, None) if rest is None else (rest, timedelta(minutes=round(abs(length.by) / timedelta(minutes=1))))


def _is_part_of_a_name(text: str, words: str, index: Index) -> bool:
    """Whether what was taken for a lead time may rather be a part of a name, as in "Python 3"."""
    taken = set(words_of(text)) - set(words_of(words))
    return _names_whole(text, index) or (bool(words) and any(index.words.title_has(word) for word in taken))


def _names_whole(text: str, index: Index) -> bool:
    """Whether the text is a title, or the whole name of a room or a track."""
    return bool(index.titles.find(text) or _labelled(words_of(text), index))


# What is meant


def _find(text: str, index: Index, now: datetime, followable: Followable) -> list[Follow]:
    """All that the text may mean, best first, each once."""
    picked = find_by_token(text, followable)
    if picked is not None:
        return [picked]
    if normalise(text) in map(normalise, _phrases("everything")):
        return [ALL]
    for find in (_of_called_kind, _named, _begun):
        found = [follow for follow in dict.fromkeys(find(text, index, now)) if follow in followable]
        if found:
            return _without_covered(found, text, followable)
    return []


def _without_covered(found: Sequence[Follow], text: str, followable: Followable) -> list[Follow]:
    """What was found, without the sessions of rooms and tracks among it, unless they are called just so."""
    covered = {
        session.id
        for label in found
        if label.kind in _LABELS
        for session in followable[label]
        if normalise(session.title) != normalise(text)
    }
    return [one for one in found if one.kind is not FollowKind.SESSION or one.which not in covered]


def _of_called_kind(text: str, index: Index, now: datetime) -> Iterable[Follow]:
    """What follows a word such as "track", of that kind alone."""
    words = words_of(text)
    for kind, find in _OF_KIND.items():
        if len(words) > 1 and words[0] in {word for phrase in _phrases(kind.value) for word in words_of(phrase)}:
            yield from find(words[1:], index, now)


def _named(text: str, index: Index, now: datetime) -> Iterable[Follow]:
    """What the words name: a room or track in full, or what a question about them would be about."""
    yield from _labelled(words_of(text), index)
    question = question_about_talk(text, index, now)
    selection = question.selection
    if selection.is_open and question.ask in _MOMENTS:
        selection = Selection(moment=_MOMENTS[question.ask])
    people, rooms, tracks = selection.people, selection.rooms, selection.tracks
    match replace(selection, talks=False, upcoming=False, coming=False):
        case alone if people and alone == Selection(people=people):
            yield from _of_people((index.people.by_name[name] for name in people), index)
        case alone if rooms and alone == Selection(rooms=rooms):
            yield from (Follow(FollowKind.ROOM, room) for room in rooms)
        case alone if tracks and alone == Selection(tracks=tracks):
            yield from (Follow(FollowKind.TRACK, track) for track in tracks)
        case _ if not selection.is_open:
            yield from _sessions(select(selection, index, now), now)


def _begun(text: str, index: Index, now: datetime) -> Iterable[Follow]:
    """The people and sessions in whose names the words stand, the last of them perhaps only begun."""
    words = words_of(text)
    if words:
        yield from _of_people(index.people.beginning(words), index)
        titled = index.titles.beginning(words)
        yield from _sessions((index.sessions[at] for at in sorted(titled, key=lambda at: (not titled[at], at))), now)


def _labelled(words: Sequence[str], index: Index) -> list[Follow]:
    """The rooms and tracks whose whole name the words are."""
    return [
        Follow(kind, name)
        for kind, labels in ((FollowKind.ROOM, index.rooms), (FollowKind.TRACK, index.tracks))
        for mention in labels.find_exact(words, range(len(words)))
        if len(mention.words) == len(words)
        for name in mention.names
    ]


def _find_tracks(words: Sequence[str], index: Index, _: datetime) -> Iterable[Follow]:
    for mention in index.tracks.find(words, range(len(words)), ()):
        yield from (Follow(FollowKind.TRACK, name) for name in mention.names)


def _find_rooms(words: Sequence[str], index: Index, _: datetime) -> Iterable[Follow]:
    for mention in index.rooms.find(words, range(len(words)), room_stems()):
        yield from (Follow(FollowKind.ROOM, name) for name in mention.names)


def _find_speakers(words: Sequence[str], index: Index, _: datetime) -> Iterable[Follow]:
    for mention in index.people.find(words, range(len(words))):
        yield from _of_people(mention.people, index)


def _find_sessions(words: Sequence[str], index: Index, now: datetime) -> Iterable[Follow]:
    question = question_about_talk(" ".join(words), index, now)
    if not question.selection.is_open:
        yield from _sessions(select(question.selection, index, now), now)


_LABELS = (FollowKind.TRACK, FollowKind.ROOM)
_MOMENTS = {Ask.NOW: Moment.NOW, Ask.NEXT: Moment.NEXT}
_OF_KIND: Mapping[FollowKind, Callable[[Sequence[str], Index, datetime], Iterable[Follow]]] = {
    FollowKind.TRACK: _find_tracks,
    FollowKind.ROOM: _find_rooms,
    FollowKind.SPEAKER: _find_speakers,
    FollowKind.SESSION: _find_sessions,
}


def _of_people(people: Iterable[Person], index: Index) -> Iterable[Follow]:
    """The speakers, and what those present who are no speakers."""
    for person in people:
        yield from (Follow(FollowKind.SPEAKER, one) for one in person.ids)
        if not person.ids:
            yield from (Follow(FollowKind.SESSION, index.sessions[at].id) for at in person.positions)


def _sessions(found: Iterable[Session], now: datetime) -> Iterable[Follow]:
    """The sessions, without those that are over unless all are."""
    found = list(found)
    coming = [session for session in found if end_of(session) > now]
    return (Follow(FollowKind.SESSION, session.id) for session in coming or found)


def _is_one_person(found: Sequence[Follow], index: Index) -> bool:
    """Whether all of them are one speaker, whom the programme lists more than once."""
    speakers = index.programme.speaker_by_id
    names = {
        normalise(speakers[one.which].name) if one.kind is FollowKind.SPEAKER and one.which in speakers else None
        for one in found
    }
    return len(names) == 1 and None not in names


def _begins(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether each of the words begins a word of the name."""
    return all(any(part.startswith(word) for part in name) for word in words)


@cache
def _phrases(name: str) -> tuple[str, ...]:
    """The phrases of that name under `follows.words`, in all languages."""
    return tuple(phrase for code in languages() for phrase in find_sentence(code, f"follows.words.{name}").split("|"))


@language_table
def _before() -> re.Pattern[str]:
    ways = (find_sentence(code, "follows.words.before") for code in languages())
    return re.compile(rf"(?<!\w)(?:{'|'.join(f'(?:{way})' for way in ways if way)})(?!\w)")
