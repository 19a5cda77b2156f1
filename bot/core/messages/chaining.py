"""Several questions in one message, each going on from those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import FACT_CUES
from bot.core.messages.asked import (
    ASKED_AGAIN,
    ASKS_LITTLE,
    SHOWS,
    WAYS,
    chained,
    counts_anything,
    in_one_place,
    leans_on_lost,
    names_alone,
    names_any,
    placed,
)
from bot.core.messages.reader import Reader, parse_clause
from bot.core.messages.saying import askers, asking_alone, mending
from bot.core.reading.clauses import begins_asking
from bot.core.reading.reading import Reading
from bot.core.search.index import Index
from bot.core.selection import Selection
from bot.core.text import fold, words_of

_MOST_CLAUSES = 5
_OF_WHAT_FOLLOWS = {Ask.VENUE: Ask.WHERE, Ask.WHERE: Ask.WHERE, Ask.DATE: Ask.WHEN, Ask.WHEN: Ask.WHEN}
_OF_THE_MOMENT = frozenset({Ask.UNTIL, Ask.LEFT, Ask.NOW, Ask.NEXT, Ask.SESSIONS, Ask.SCHEDULE, Ask.REACH, Ask.MISSED})
_ONLY_ASKING = frozenset({"where", "when", "date", "what"})
_OF_NAME = SHOWS | {Ask.BIOGRAPHY}  # what a mere name asks
_ASKING = ("who", "who_is", "what", "where", "when", "count", *FACT_CUES)


def parse_clauses(
    clauses: list[str], whole: Question, reader: Reader, previous: Question | None, *, marks: bool
) -> Question:
    """The questions of a message one after the other, if it holds several; else the message as one question.

    `marks` says whether a question mark stands between them.
    """
    found: list[Question] = []
    asking: list[Question] = []
    clauses = clauses[:_MOST_CLAUSES]
    first = begins_asking(clauses[0])
    several = 1 if whole.ask is Ask.UNKNOWN else 2
    for number, clause in enumerate(clauses, start=1):
        former = found[-1] if found else previous
        found.append(
            _parse_next(clause, clauses[: number - 1], reader, found[-1], marks=marks)
            if found
            else parse_clause(clause, reader, former)
        )
        shows = number == 1 and found[0].ask in SHOWS and (whole.ask is Ask.UNKNOWN or found[0].selection.order != 0)
        of_named = number > 1 and not first and found[0].ask in _OF_NAME and names_any(found[0])
        leans = bool(first or asking or of_named) and found[-1].selection.anchor is not None
        several = 1 if of_named and leans else several  # "Ada Vos: who speaks before her"
        if asking and _takes_back(clauses[number - 2], clause, found[-1], asking[-1]):
            found[-1] = replace(found[-1], ask=asking.pop().ask)
            several = 1
        begs = number == 1 and not first and found[0].ask is Ask.HELP  # "help me, when is lunch"
        if (found[-1].ask not in ASKS_LITTLE and not begs) or (first and shows) or leans:
            asking.append(found[-1])
        elif asking and marks and names_alone(found[-1]):  # "when is lunch? and dinner?"
            asking.append(replace(found[-1], ask=asking[-1].ask if asking[-1].ask in ASKED_AGAIN else found[-1].ask))
        elif number > 1 and begins_asking(clause) and _asks_if_there_is(found[-1], reader.read(clause), found[-2]):
            asking += [found[0]] if first and not asking and found[0].ask in SHOWS else []
            asking.append(found[-1])
        elif first and number > 1 and begins_asking(clause) and _shows_others(found[-1], former):
            asking += [found[0]] if found[0].ask in SHOWS and not asking else []
            asking.append(found[-1])
        if number == 1 and whole.ask in SHOWS and found[0].ask in SHOWS and names_any(found[0]):
            several = 1  # what is asked last may be of what is shown first
        shown = number == 1 and first and found[0].ask in SHOWS  # which may turn out to be asked, too
        if len(asking) + shown + len(clauses) - number < several:  # too few, whatever the rest may be
            return whole
    if len(asking) == 1 and whole.ask in SHOWS:  # "what is Ada's talk, and is it in French?"
        return asking[0] if asking[0] is found[-1] and asking[0].claimed is not None else whole
    lost = any(question.ask is Ask.UNKNOWN and not question.personal for question in found)
    several_of_it = lost and _begins_with_article(clauses[0], reader) and not any(map(names_any, asking))
    at = next((at for at, question in enumerate(found) if asking and question is asking[0]), 0)
    told = zip(clauses[:at], found, strict=False) if len(asking) > 1 and whole.ask is Ask.UNKNOWN else ()
    begun = next((one for one, question in told if question.ask is Ask.UNKNOWN and _tells_of_talk(one, reader)), "")
    leaning = several_of_it or begun or (len(asking) == 1 and (lost or whole.ask is Ask.UNKNOWN))
    if leaning and _is_of_the_lost(asking[0], clauses[at], begun or clauses[0], reader):
        return whole
    refused = [question for question in found if question.ask is Ask.UNKNOWN and question.cued]
    if lost and len(asking) == 1 and asking[0] is found[0] and _only_tells(clauses[0], asking[0]):
        behind = zip(clauses[1:], found[1:], strict=False)
        of_them = (one for clause, one in behind if one.ask is Ask.UNKNOWN and (one.cued or begins_asking(clause)))
        return next(of_them, asking[0])
    return chained([*_made_whole(asking, clauses[0], reader, previous), *refused])


def _made_whole(asking: list[Question], begin: str, reader: Reader, previous: Question | None) -> list[Question]:
    """The questions of a message that begins with that clause, each with what the others say of it."""
    if _only_tells_lost(asking, begin, reader):
        return asking[1:]
    asking = _with_the_first(asking, begin, reader, previous)
    if any(question.ask is Ask.LOST for question in asking):  # "where do I go" then asks nothing else
        asking = [question for question in asking if question.ask not in WAYS or not question.selection.is_open]
    return in_one_place(asking)


def _only_tells(clause: str, question: Question) -> bool:
    """Whether a clause that might ask is told by askers of themselves: "I've ten minutes until the next talk"."""
    told = question.ask in _OF_THE_MOMENT and not names_any(question)
    return told and not begins_asking(clause) and not askers().isdisjoint(words_of(clause)[:2])


def _only_tells_lost(asking: list[Question], begin: str, reader: Reader) -> bool:
    """Whether the first clause but tells why the next one asks: "I'm lost, when is lunch"."""
    told = len(asking) > 1 and not begins_asking(begin) and not askers().isdisjoint(reader.read(begin).words[:2])
    if not told or asking[0].ask not in {Ask.VENUE, Ask.LOST} or not asking[0].selection.is_open:
        return False
    return asking[1].ask is asking[0].ask or (asking[0].ask is Ask.VENUE and not asking[1].selection.is_open)


def _with_the_first(asking: list[Question], clause: str, reader: Reader, previous: Question | None) -> list[Question]:
    """The questions of a message, the first clause of which says where or of what, or is of what the next one is of."""
    if len(asking) == 1:
        return asking if begins_asking(clause) else [placed(asking[0], reader.read(clause).rooms)]
    if _asks_first_again(asking, previous) and not reader.read(clause).has(*_ASKING):
        return asking[1:]
    if len(asking) > 1 and reader.read(clause).has("missed") and not begins_asking(clause):
        return asking[1:]  # "I missed Ada, are her slides online"
    if asking and asking[0].ask is Ask.ABOUT and reader.read(clause).cues.keys() <= {"event"}:
        return asking[1:]  # "the workshop, where is it"
    if asking and names_any(asking[1]) and asking[0].selection.is_open:
        return [_of_the_next(asking[0], asking[1], reader.read(clause)), *asking[1:]]
    return asking


def _asks_first_again(asking: list[Question], previous: Question | None) -> bool:
    """Whether the first of several questions is that before, of something else: "the bees one, which room?"."""
    if previous is None or not asking or asking[1].ask is Ask.PAGE:
        return False  # the link may be that of what is asked again
    return asking[0].ask is previous.ask and names_any(asking[0])


def _of_the_next(question: Question, following: Question, said: Reading) -> Question:
    """What is asked of nothing, of what the question behind it is about: "which room and how long for X"."""
    ask = _OF_WHAT_FOLLOWS.get(question.ask)
    alone = ask is not None and said.cues.keys() <= _ONLY_ASKING
    return replace(following, ask=ask, then=None) if ask is not None and alone else question


def _parse_next(clause: str, before: Sequence[str], reader: Reader, former: Question, *, marks: bool) -> Question:
    """The question of a clause that goes on from those before it in the message."""
    named = (_person_told_of(reader.read(one)) for one in reversed(before)) if former.ask is Ask.UNKNOWN else ()
    told = next(filter(None, named), ())
    reader.go_on(clause, former)
    said = reader.read(clause)
    leans = bool(told) and not said.people and not said.language.speaking.isdisjoint(said.words)
    spoken = replace(former, ask=Ask.SESSIONS, selection=Selection(people=told)) if leans else former
    bare = "" if marks or leans else _time_or_place_alone(clause, reader, former)
    found = parse_clause(bare or clause, reader, spoken, continues=not marks)
    if former.ask is Ask.UNKNOWN and counts_anything(found):
        return replace(former, lang=found.lang)  # "how many bees on Monday and how many on Friday"
    if found.ask is Ask.COUNT and found.selection.is_whole and names_alone(former) and not begins_asking(before[-1]):
        return replace(found, selection=replace(former.selection, talks=found.selection.talks))  # "Ada: how many talks"
    return found


def _person_told_of(told: Reading) -> tuple[str, ...]:
    """Who "she" is behind a clause that asks nothing of the one it names: "a taxi for Ada: when does she finish"."""
    names = {person.name for mention in told.people for person in mention.people}
    called = {told.words[one.words[0] - 1] for one in told.people if len(one.words) == 1 and one.words[0]}
    if not called.isdisjoint(told.language.relatives):
        return ()  # "my wife Ada is waiting"
    beside = {at + step for mention in told.people for at in mention.words for step in (-1, 1)}
    return tuple(names) if len(names) == 1 and not told.strangers and beside.isdisjoint(told.content) else ()


def _time_or_place_alone(clause: str, reader: Reader, former: Question) -> str:
    """The time or the place of which the same is asked once more: "who speaks at ten, and who at eleven"."""
    words = clause.split()
    first = next((at for at, word in enumerate(words) if fold(word) not in asking_alone()), len(words))
    asks_who = reader.read(clause).has("who")
    if not first or former.ask not in ({Ask.WHO} if asks_who else SHOWS):
        return ""
    rest = " ".join(words[first:])
    said = reader.read(rest)
    alone = {"small", "time", "room", "track"}.issuperset(said.uses)
    return rest if alone and not said.cues and (said.mentions or said.rooms) else ""


def _takes_back(before: str, clause: str, question: Question, former: Question) -> bool:
    """Whether a clause asks the same of something else that is meant: "when is lunch, sorry, I mean coffee"."""
    said = words_of(clause)[:1] if begins_asking(clause) else [*words_of(before)[-1:], *words_of(clause)[:1]]
    again = question.ask is former.ask or (former.ask in ASKED_AGAIN and names_alone(question))
    named = names_any(question) or bool(question.selection.kinds)
    return again and named and not mending().isdisjoint(said)


def _shows_others(question: Question, before: Question | None) -> bool:
    """Whether sessions are shown that another time or place in the order tells: "when is X and what's on at noon"."""
    selection = question.selection
    if question.ask not in SHOWS or selection.anchor is not None or selection.named or before is None:
        return False
    at_other_time = selection.when is not None and selection.when != before.selection.when
    alike = not selection.kinds or selection.kinds == before.selection.kinds
    return selection.order != 0 or (at_other_time and alike)


def _asks_if_there_is(question: Question, said: Reading, before: Question) -> bool:
    """Whether it is asked if there is something else than was asked of before: "when is X, and is there coffee"."""
    selection = question.selection
    such = selection.kinds or (selection.named and selection.named != before.selection.named)
    other = bool(such) and before.ask is not Ask.FAQ and not said.has("it", "this")
    return other and question.ask in SHOWS and said.has("exists", "able")


def _begins_with_article(clause: str, reader: Reader) -> bool:
    """Whether a clause begins like the name of something: "the X thing, when is it and by whom"."""
    said = reader.read(clause)
    return bool(said.words) and said.words[0] in said.language.pointed


def _is_of_the_lost(question: Question, asked: str, before: str, reader: Reader) -> bool:
    """Whether what a clause asks is of what was not understood in the one before: "room 9z, what's next"."""
    if leans_on_lost(question) or _is_of_others(words_of(before), question, reader.index):
        return True
    told = reader.read(before)
    if told.of_other_place or told.other_edition:
        return True
    if names_any(question) or asked == before:
        return False
    said = reader.read(asked)
    pointing = said.language.persons | said.language.theirs
    of_asker = not told.language.asker.isdisjoint(told.words) and not _tells_of_talk(before, reader)
    pointing = pointing | said.language.universal  # "which nurse workshops are there and how long is each"
    of_it = not of_asker and (said.has("it") or not pointing.isdisjoint(said.words))
    kin = not told.language.relatives.isdisjoint(told.words)  # "my wife is waiting, when does she finish"
    of_it = of_it or (kin and not said.language.persons.isdisjoint(said.words))
    return of_it or (not question.selection.rooms and told.unknown_room)


def _tells_of_talk(clause: str, reader: Reader) -> bool:
    """Whether a clause is about a session: "I'm looking for the goat talk"."""
    return reader.read(clause).has("talk", "session", "this")


def _is_of_others(words: list[str], asked: Question, index: Index) -> bool:
    """Whether the words are no more than a name, and what is asked is of what others do: "Ada, the bees one"."""
    if not asked.selection.named or not all(map(index.people.has_name, words)):
        return False
    mentions = index.people.find(words, range(len(words)))
    theirs = {at for mention in mentions for person in mention.people for at in person.positions}
    return theirs.isdisjoint(index.position[one] for one in asked.selection.named)
