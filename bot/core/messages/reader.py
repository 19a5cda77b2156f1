"""The parts of one message, each read once, and what each of them asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.asks import Question
from bot.core.conversing.conversation import Conversation
from bot.core.reading.reading import Reading, read
from bot.core.search.index import Index
from bot.core.selection import calendar_of, select

_COUNTED_ON = frozenset({"other_day", "later"})  # from what was spoken of before
CUT_OFF = (",", ".", ":", "!")  # what a clause is cut off with
_CUTS = f"{''.join(CUT_OFF)} "


class Reader:
    """Reads the parts of one message at one moment, each once however often it is asked for.

    A part that shows no language is in that of the whole message, which is in `fallback` if it shows none.
    """

    def __init__(self, message: str, fallback: str, index: Index, now: datetime, previous: Question | None) -> None:
        self.index = index
        self.now = now
        self._calendar = replace(calendar_of(index, now), spoken=_moment_spoken_of(previous, index, now))
        self._done: dict[str, Reading] = {}
        self.lang = fallback
        self.whole = self.read(message)
        self.lang = self.whole.lang

    def read(self, text: str) -> Reading:
        """What the text says; what it is cut off with says nothing."""
        text = text.rstrip(_CUTS)
        done = self._done.get(text)
        if done is None:
            done = self._done[text] = read(text, self.index, self._calendar, self.lang)
        return done

    def go_on(self, text: str, before: Question) -> None:
        """Reads what stands behind a question from the day it was about, if it counts from there: "that day"."""
        if any(mention.kind in _COUNTED_ON for mention in self.read(text).mentions):
            self._calendar = replace(self._calendar, spoken=_moment_spoken_of(before, self.index, self.now))
            del self._done[text.rstrip(_CUTS)]


def _moment_spoken_of(previous: Question | None, index: Index, now: datetime) -> datetime | None:
    """The hour or the day that the question before was about, else that of the first session it chose."""
    if previous is None:
        return None
    when = previous.selection.when
    if when is not None:
        return when.start
    found = () if previous.selection.is_open else select(previous.selection, index, previous.asked or now)
    return found[0].start if found else None


def parse_clause(text: str, reader: Reader, previous: Question | None, *, continues: bool = False) -> Question:
    """What a text of one clause asks; `continues` says whether it goes on from a clause of the same message."""
    clause = Conversation(reader.read(text), reader.index, reader.now, previous)
    clause.continues = continues
    return clause.question()
