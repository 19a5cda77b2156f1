"""What can be told of a question from itself: what it names, and what it leans on."""

from __future__ import annotations

from dataclasses import replace

from bot.core.asks import Ask, Question
from bot.core.reading.clauses import begins_asking
from bot.core.selection import Selection

ASKED_AGAIN = frozenset({Ask.WHEN, Ask.WHERE, Ask.WHO, Ask.START, Ask.END, Ask.DURATION, Ask.SLIDES, Ask.RECORDING})
OF_IT = frozenset(
    {
        *(Ask.DATE, Ask.VENUE, Ask.START, Ask.END, Ask.UNTIL),
        *(Ask.SLIDES, Ask.RECORDING, Ask.SPEAKERS, Ask.LONGER, Ask.SHORTER),
    }
)
SHOWS = frozenset({Ask.SESSIONS, Ask.CARD})
ASKS_LITTLE = frozenset({*SHOWS, Ask.UNKNOWN, Ask.HELLO, Ask.THANKS, Ask.BYE})
NOT_ASKED = ASKS_LITTLE - SHOWS
WAYS = frozenset({Ask.VENUE, Ask.ADDRESS, Ask.DIRECTIONS})


def names_any(question: Question) -> bool:
    """Whether a session or somebody is named."""
    return bool(question.selection.named or question.selection.people)


def names_alone(question: Question) -> bool:
    """Whether sessions are named and nothing is asked about them."""
    selection = question.selection
    return question.ask in {Ask.SESSIONS, Ask.CARD} and bool(selection.named or selection.people or selection.kinds)


def counts_anything(question: Question) -> bool:
    """Whether all that is on at a time or in a place is counted."""
    selection = question.selection
    return question.ask is Ask.COUNT and selection == Selection(when=selection.when, rooms=selection.rooms)


def shows_a_time(question: Question, text: str) -> bool:
    """Whether all that is on at a time is shown where no talks are asked for: "anything tomorrow"."""
    selection = question.selection
    if question.ask not in SHOWS or selection.talks:
        return False
    return replace(selection, when=None).is_open and not begins_asking(text)


def is_of_whole(asked: Question) -> bool:
    """Whether something of which it is asked when or where it is, or the like, may be the whole event."""
    return asked.selection.is_whole and asked.ask in {*OF_IT, *ASKED_AGAIN, Ask.DATE, Ask.VENUE}


def leans_on_lost(question: Question) -> bool:
    """Whether the question leans on what was not understood: "the talk on goats, when is it", "goats, any talk"."""
    if question.selection == Selection(talks=True):
        return question.ask in {Ask.SCHEDULE, Ask.WHEN, Ask.WHERE, Ask.WHO}
    return question.selection.is_open and question.ask in {*OF_IT, Ask.WHEN, Ask.WHERE, Ask.DURATION}


def placed(question: Question, rooms: tuple[str, ...]) -> Question:
    """What is asked of a moment, in the rooms that were named before: "K.3 is empty, when does it go on"."""
    selection = question.selection
    if selection.moment is None or selection.rooms or selection.named or selection.people:
        return question
    return replace(question, selection=replace(selection, rooms=rooms))


def in_one_place(asking: list[Question]) -> list[Question]:
    """What is asked of several moments, all in the place that is said last: "what's on now and what's next in K"."""
    rooms = asking[-1].selection.rooms
    moments = all(question.selection.moment is not None for question in asking)
    return [placed(question, rooms) for question in asking] if rooms and moments else asking


def chained(questions: list[Question]) -> Question:
    """Several questions, at least one, as one message that asks one after the other."""
    first, *rest = questions
    return replace(first, then=chained(rest)) if rest else first
