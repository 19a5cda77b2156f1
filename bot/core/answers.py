"""From a Question, the programme and the moment to an Answer, without any markup.

Each fact that can be asked has one method, in the file of its subject; its first line answers the very thing asked,
details come after it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.core.asks import Ask, Question
from bot.core.comparison_answers import ComparisonAnswers
from bot.core.replies import Answer, AnswerKind, Choice, Layout
from bot.core.search.index import Index
from bot.core.selection import once

__all__ = ["Answer", "AnswerKind", "Choice", "Layout", "compose_answer"]


def compose_answer(question: Question, index: Index, now: datetime) -> Answer:
    """The answer to the question at the moment `now`; that of the whole message where it held several questions."""
    composer = ComparisonAnswers(question, index, now)
    answer = composer.of_author() or _WAYS[question.ask](composer)
    if question.then is None:
        return answer
    following = compose_answer(question.then, index, now)
    if question.ask is question.then.ask is Ask.COUNT:
        return _both_counted(answer, following, question, ComparisonAnswers(question, index, now))
    return _joined(answer, following)


def _both_counted(first: Answer, second: Answer, question: Question, composer: ComparisonAnswers) -> Answer:
    """Both numbers first, each with the day, the place or the kind it is of, and what was counted below."""
    assert question.then is not None  # noqa: S101
    said = ((first, question.selection), (second, question.then.selection))
    headline = " ".join(
        one.headline if one.kind is AnswerKind.NONE else composer.told_apart(one.headline, selection)
        for one, selection in said
    )
    joined = _joined(first, second)
    details = tuple(one for one in dict.fromkeys(joined.details) if one not in {first.headline, second.headline})
    return joined.model_copy(update={"headline": headline, "details": details})


def _joined(first: Answer, second: Answer) -> Answer:
    """Both answers as one; where a list is shown, what answers each of the questions stands above it."""
    if second.kind is AnswerKind.NONE and first.kind is not AnswerKind.NONE:
        return first.model_copy(update={"details": (*first.details, second.headline)})
    if first.kind is AnswerKind.NONE and second.kind is not AnswerKind.NONE:
        return second.model_copy(update={"details": (*second.details, first.headline)})
    sessions = once((*first.sessions, *second.sessions))
    speakers = dict.fromkeys((*first.speakers, *second.speakers))
    kind = first.kind if first.kind is second.kind else AnswerKind.SESSIONS
    listed = len(sessions) > 1 and Layout.LIST in {first.layout, second.layout}
    above, below = ((second.headline,), ()) if listed else ((), (second.headline,))
    return first.model_copy(
        update={
            "kind": kind,
            "headline": "\n".join(dict.fromkeys((first.headline, *above))),
            "details": (*first.details, *below, *second.details),
            "sessions": sessions,
            "speakers": tuple(speakers),
            "layout": Layout.LIST if listed else Layout.TEXT,
        }
    )


_TAKEN = frozenset({Ask.NOW, Ask.NEXT, Ask.CALENDAR})  # the composer's attributes have these names

_WAYS: dict[Ask, Callable[[ComparisonAnswers], Answer]] = {
    ask: getattr(ComparisonAnswers, f"{ask.value}_" if ask in _TAKEN else ask.value) for ask in Ask
}
