"""From what a person types to one Question: which fact is asked, about which sessions, people or the event.

The text is read in layers: titles quoted, times, cues (phrases of the language files), people, rooms, tracks, and the
words left over as a topic. Every word with content has to be explained by one of them; what nothing explains makes the
question unknown, for it is better not to know than to answer another question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import ORDERS
from bot.core.deciding.refusing import near_names
from bot.core.lexicon import asking_words, room_stems, small_words
from bot.core.meant import MOST_CHARACTERS
from bot.core.messages.asides import asked_there, leans_on_asides, without_asides, without_preamble
from bot.core.messages.asked import NOT_ASKED, is_of_whole, names_any, placed
from bot.core.messages.chaining import parse_clauses
from bot.core.messages.joining import ENDING, find_clauses
from bot.core.messages.opening import behind_lead, behind_remark, behind_told_hour, in_full
from bot.core.messages.reader import Reader, parse_clause
from bot.core.reading.clauses import split_clauses, split_correction
from bot.core.reading.rambling import Asked, find_asked
from bot.core.reading.reading import Reading, read
from bot.core.search.index import Index
from bot.core.selection import Selection, calendar_of
from bot.core.text import words_of
from bot.core.wording import pick_language

__all__ = [
    "Ask",
    "Question",
    "parse_question",
    "question_about_schedule",
    "question_about_speaker",
    "question_about_talk",
    "question_abstract",
    "question_card",
    "question_slides",
    "question_when",
    "question_where",
]

_MARKUP = re.compile(r"<(?:[@#][!&]?|a?:\w+:)\d+>")  # mentions and emoji, as chats write them
_MOST_TITLE = 400
_ASKED_OF_ANY = frozenset({Ask.WHEN, Ask.WHERE, Ask.WHO, Ask.DURATION})  # still asked, of what is put in its place


def parse_question(
    text: str, index: Index, now: datetime, *, lang: str | None = None, previous: Question | None = None
) -> Question:
    """What the text asks; `lang` is its language where it shows none, `previous` what was asked before it."""
    text = behind_told_hour(_MARKUP.sub(" ", text), index, now)
    previous = _gone_on_from(previous)
    fallback = pick_language(lang, previous.lang if previous else None, *index.programme.languages)
    text = behind_lead(text) if previous is None else in_full(behind_remark(text, index), previous.lang)
    titled = index.titles.find(text) or index.titles.find_glued(text)
    words = words_of(text)
    if any(not index.sessions[at].is_break for at in titled) and not _is_other_track(words, titled, index):
        return _card_of(titled, index, fallback, now)
    strange = any(not index.knows_exactly(word) for word in words)
    misspelt = _misspelt_whole(text, index, fallback, now) if strange or _is_name(words, index) else None
    asked = misspelt or _asked_amid(text, index, now, fallback, previous)
    asked = asked or _put_right(text, index, now, fallback, previous)
    if asked is not None:
        return asked
    reader = Reader(text, fallback, index, now, previous)
    parsed = _parse_whole(text, reader, previous)
    if parsed.ask is not Ask.UNKNOWN:
        return parsed
    misspelt = _misspelt_whole(text, index, fallback, now) if not strange and len(words) > 2 else None
    if misspelt is None and (begun := index.titles.find_begun(text)):
        return _card_of(begun, index, fallback, now)
    asked = misspelt or without_preamble(text, reader, previous) or _besides_asides(text, reader, previous)
    return asked or _of_no_words(text, reader, parsed)


def _gone_on_from(previous: Question | None) -> Question | None:
    """The one question that a message goes on from: of several in one message, the last."""
    if previous is not None and previous.before is not None:
        previous = previous.before
    while previous is not None and previous.then is not None and not previous.then.selection.is_open:
        previous = previous.then
    return previous


def _parse_whole(text: str, reader: Reader, previous: Question | None) -> Question:
    """What the text asks if all of it is part of what is asked: one question, or several."""
    whole = parse_clause(text, reader, previous)
    clauses = find_clauses(text, whole, reader)
    if len(clauses) < 2:
        return whole
    there = asked_there(clauses, reader) if len(clauses) == 2 else None
    return there or parse_clauses(clauses, whole, reader, previous, marks="?" in text.rstrip(ENDING))


def _card_of(positions: Sequence[int], index: Index, lang: str, now: datetime) -> Question:
    """All about the sessions at these positions, those to come if there are several."""
    ids = tuple(index.sessions[at].id for at in positions)
    return Question(Ask.CARD, lang, Selection(named=ids, upcoming=len(ids) > 1), asked=now)


def _is_other_track(words: Sequence[str], positions: Sequence[int], index: Index) -> bool:
    """Whether a track of which the sessions at these positions are not is called by the words: "lightning talks"."""
    spelt = index.tracks.find_exact(words, range(len(words)), len(words))
    names = {name for mention in spelt for name in mention.names}
    return bool(names) and names.isdisjoint(index.sessions[at].track for at in positions)


def _asked_amid(text: str, index: Index, now: datetime, fallback: str, previous: Question | None) -> Question | None:
    """What a long message asks amid much that is told; None if it is short, or the question leans on what is told."""
    found = find_asked(text)
    if found is None:
        return None
    asked = parse_question(found.text, index, now, lang=fallback, previous=previous)
    reader = Reader(found.text, fallback, index, now, previous)
    told = [reader.read(clause) for clause in found.before]
    if previous is not None and any(one.has("other_one", *ORDERS) for one in told):
        return None  # "the second one then. How long is it?"
    if asked.ask is Ask.REACH and any(one.mentions for one in told):
        return None  # "I come at noon. Can I still see the panel?"
    named = names_any(asked) and asked.ask not in NOT_ASKED
    if _leans_on_told(asked, reader.read(found.text)) and not (named and previous is None):
        return _of_the_told(found, told, reader, previous) or (asked if named else None)
    if named:
        return asked
    if replace(asked.selection, when=None).is_whole and any(one.content for one in told):
        return None  # "I'm into bees. What's on today?"
    of_moment = replace(asked.selection, moment=None, rooms=()).is_whole
    if asked.ask in NOT_ASKED - {Ask.UNKNOWN} or (of_moment and any(one.mentions for one in told)):
        return None
    return placed(asked, next((one.rooms for one in told if one.rooms), ()))


def _put_right(text: str, index: Index, now: datetime, fallback: str, previous: Question | None) -> Question | None:
    """What is asked behind a "no wait", as if what it stands in the place of had been the message before; else None."""
    sides = split_correction(text[:MOST_CHARACTERS])
    if sides is None or small_words().issuperset(words_of(sides[0])):
        return None
    first = parse_question(sides[0], index, now, lang=fallback)
    if first.ask is Ask.SESSIONS and asking_words().issuperset(words_of(sides[1])):
        return None  # a "when" stands in the place of no name
    leans = first.ask is Ask.UNKNOWN or first.selection.is_open
    before = previous if leans else first
    if previous is not None and not leans:
        before = parse_question(sides[0], index, now, lang=fallback, previous=previous)
    meant = parse_question(sides[1], index, now, lang=first.lang, previous=before)
    if meant.ask in NOT_ASKED or meant.selection.is_open:
        return None
    kept = meant.ask is Ask.SESSIONS and first.ask in _ASKED_OF_ANY
    return replace(meant, ask=first.ask) if kept else meant


def _leans_on_told(asked: Question, said: Reading) -> bool:
    """Whether a question points to what was told, or names nothing of which it might be asked: "when and where"."""
    return said.has("it", "this", "them") or (is_of_whole(asked) and not said.has("event"))


def _of_the_told(found: Asked, told: list[Reading], reader: Reader, previous: Question | None) -> Question | None:
    """The question of whom or what the clauses before it are about, if it is one: "she is called Ada, when is it"."""
    for clause, said in zip(found.before, told, strict=True):
        names = {person.name for mention in said.people for person in mention.people}
        spoken = Question(Ask.SESSIONS, reader.lang, Selection(people=tuple(names)), asked=reader.now)
        told_of = said.has("talk", "session", "topic") or not said.language.singled.isdisjoint(said.words)
        if len(names) != 1 and told_of and said.language.persons.isdisjoint(said.words):
            spoken = parse_clause(clause, reader, None)
        elif not names and previous is not None and said.content:  # "I'd rather see the bees. Who is it?"
            one = parse_clause(clause, reader, previous)
            spoken = one if one.among else spoken
        if len(spoken.selection.people) == 1 or spoken.selection.named or spoken.selection.tracks:
            asked = parse_question(found.text, reader.index, reader.now, lang=reader.lang, previous=spoken)
            when = asked.selection.when or spoken.selection.when
            chosen = asked.selection if names_any(asked) else replace(spoken.selection, when=when)
            return replace(asked, selection=chosen) if asked.ask not in NOT_ASKED else None
    return None


def _of_no_words(text: str, reader: Reader, parsed: Question) -> Question:
    """What is not understood; where it is no more than "ok" or "no problem", it asks nothing, and help is offered."""
    said = reader.read(text)
    telling = said.language.vehicles | said.language.relatives  # "can my wife come along"
    little = set(said.uses) == {"small"} and telling.isdisjoint(said.words)
    return parsed if said.asks or not little else replace(parsed, ask=Ask.HELP)


def _besides_asides(text: str, reader: Reader, previous: Question | None) -> Question | None:
    """What is asked beside clauses that only greet, beg pardon or tell of the asker: "my feet hurt, talks at two"."""
    left = without_asides(text, reader)
    if left is None:
        return None
    rest, told = left
    if len(split_clauses(rest)) == 1:
        found = parse_clause(rest, reader, previous)
    else:
        found = parse_question(rest, reader.index, reader.now, lang=reader.lang, previous=previous)
    return None if found.ask in NOT_ASKED or (told and leans_on_asides(found, rest)) else found


def _is_name(words: list[str], index: Index) -> bool:
    """Whether the words, all of them known, are somebody's whole name but for one slip: "Andreas Till"."""
    return 2 <= len(words) <= 4 and bool(index.people.whole("".join(words), 1))


def _misspelt_whole(text: str, index: Index, lang: str, now: datetime) -> Question | None:
    """The question for a text that is nothing but a title or a name with a few slips in it."""
    if len(text) > _MOST_TITLE:
        return None
    titled, people = index.find_whole(text)
    if titled:
        return _card_of(titled, index, lang, now)
    if people and not _is_room(words_of(text), index):
        return Question(Ask.SESSIONS, lang, Selection(people=tuple(person.name for person in people)), asked=now)
    return None


def _is_room(words: list[str], index: Index) -> bool:
    """Whether all of the words together name a room, if perhaps without a "stage" at the end."""
    rooms = index.rooms.find(words, range(len(words)), room_stems())
    return any(len(room.words) == len(words) for room in rooms)


def question_about_talk(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """All about the session that the words name."""
    return _about(Ask.CARD, words, index, now, lang)


def question_when(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """When the session, or the sessions of the person, that the words name take place."""
    return _about(Ask.WHEN, words, index, now, lang) if words_of(words) else Question(Ask.DATE, lang, asked=now)


def question_where(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """Where they take place; for no words, where the event does."""
    return _about(Ask.WHERE, words, index, now, lang) if words_of(words) else Question(Ask.VENUE, lang, asked=now)


def question_slides(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """The slides of the session or the person that the words name; for no words, all slides there are."""
    return _about(Ask.SLIDES, words, index, now, lang) if words_of(words) else Question(Ask.SLIDES, lang, asked=now)


def question_about_speaker(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """Who the person is that the words name; for no words, who the speakers are."""
    if not words_of(words):
        return Question(Ask.SPEAKERS, lang, asked=now)
    reading = read(words, index, calendar_of(index, now), lang)
    mentions = reading.people or index.people.find(reading.words, reading.content)
    named = {number for mention in mentions for number in mention.words}
    if not mentions or set(reading.content) - named:
        return Question(Ask.UNKNOWN, lang, near=near_names(mentions), asked=now)
    names = tuple(person.name for mention in mentions for person in mention.people)
    return Question(Ask.BIOGRAPHY, lang, Selection(people=names), asked=now)


def question_about_schedule(day: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """The schedule of the day, the room or both that the words name; for no words, of the nearest day."""
    asked = parse_question(day, index, now, lang=lang)
    selection = asked.selection
    if not words_of(day) or asked.ask is Ask.SCHEDULE:
        return Question(Ask.SCHEDULE, lang, selection, asked=now)
    if asked.ask is Ask.UNKNOWN or not (selection.when or selection.rooms or selection.tracks):
        return replace(asked, lang=lang)
    return Question(Ask.SCHEDULE, lang, selection, asked=now)


def question_card(session_id: str, *, lang: str = "en") -> Question:
    """All about one session."""
    return Question(Ask.CARD, lang, Selection(named=(session_id,)))


def question_abstract(session_id: str, *, lang: str = "en") -> Question:
    """The whole abstract of one session."""
    return Question(Ask.ABSTRACT, lang, Selection(named=(session_id,)))


def _about(ask: Ask, words: str, index: Index, now: datetime, lang: str) -> Question:
    found = parse_question(words, index, now, lang=lang)
    if found.ask in {Ask.UNKNOWN, Ask.HELLO, Ask.THANKS, Ask.BYE, Ask.HELP}:
        return Question(Ask.UNKNOWN, lang, near=found.near, asked=now)
    return Question(ask, lang, found.selection, asked=now) if not found.selection.is_open else replace(found, lang=lang)
