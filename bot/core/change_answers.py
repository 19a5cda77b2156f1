"""Answers about what was moved, is late or does not take place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.fact_answers import FactAnswers
from bot.core.lexicon import kind_words, lapsed_words, place_words
from bot.core.programme import Session
from bot.core.replies import Answer, Layout
from bot.core.selection import Moment, Selection
from bot.core.text import words_of
from bot.core.times import Mode
from bot.core.wording import say_length, say_time

_MOST_TOLD = 9  # sessions of somebody of each of which a fact is told


class ChangeAnswers(FactAnswers):
    """Composes what changed."""

    def moved(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        selection = self.question.selection
        of_all = selection == Selection(talks=selection.talks, when=selection.when, rooms=selection.rooms)
        if self.question.fact == "room" and not any(map(_is_said_to_change, found)):
            return self._unmoved(found[:1] if not of_all else ())
        if of_all:
            return self._all_moved(found)
        one = self._most_wanted([session for session in found if session.previous_start] or found)
        why = self.say("reason_none") if self.question.fact == "why" else ""
        if one.cancelled:
            return self._card(self._filled("moved_cancelled", one), one, why, layout=Layout.TEXT)
        if one.previous_start is None and _is_said_to_change(one):
            return self._card(self._filled("note_of", one, value=one.note), one, layout=Layout.TEXT)
        if one.previous_start is None:
            return self._unchanged("moved_not", one)
        return self._card(self._shifted(one, one.previous_start), one, why, layout=Layout.TEXT)

    def _unmoved(self, found: Sequence[Session]) -> Answer:
        """That no room is said to have changed, with the room of what is named; or what the event's note says of it."""
        note = self.programme.note
        told = _tells_of_change(note) and not place_words().isdisjoint(words_of(note))
        headline = note if told else self.say("room_not_moved")
        if not found:
            return self._event(headline)
        return self._card(headline, found[0], self._filled("session_one", found[0]), layout=Layout.TEXT)

    def _shifted(self, one: Session, previous: datetime) -> str:
        """That a session was moved: by how much or from when, if that was asked."""
        shift = one.start - previous
        sentence = {"by_amount": "moved_later" if shift > timedelta() else "moved_earlier", "originally": "moved_from"}
        sentence["why"] = "moved_from"
        chosen = sentence.get(self.question.fact, "moved_yes")
        length = say_length(self.lang, abs(shift))
        return self._filled(chosen, one, before=say_time(previous, self.programme), length=length)

    def delay(self) -> Answer:
        """That no delay is known, with what was moved beforehand."""
        selection = self.question.selection
        if selection == Selection(talks=True):
            selection = Selection(moment=Moment.NOW)
        found = () if selection.is_open else self._selected(selection)
        if not found:
            moved = [session for session in self.index.sessions if session.previous_start][:6]
            return self._event(self.say("delay_none"), *map(self._change, moved))
        one = self._most_wanted(found)
        before = self._change(one) if one.previous_start else ""
        return self._card(self._filled("delay_none_of", one), one, before, layout=Layout.TEXT)

    def cancelled(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        gone = [session for session in found if session.cancelled or is_said_to_lapse(session)]
        if self.question.fact == "event" and len(gone) < len(found):
            lines = (self._filled("moved_cancelled", one) for one in gone[:_MOST_TOLD])
            return self._event(self.say("event_not_cancelled", event=self.programme.title), *lines)
        if gone:
            why = self.say("reason_none") if self.question.fact == "why" else ""
            told = self._several("moved_cancelled", "list_many", gone)
            return told.model_copy(update={"details": (*told.details, why)}) if why else told
        asked = self.question.selection
        none = not any(session.cancelled for session in self.index.sessions)
        whole = replace(asked, when=None).is_whole
        if asked.is_whole or (none and len(found) > 1 and not (asked.named or asked.people)):
            return self._event(self.say("nothing_cancelled" if whole else "none_cancelled"))
        return self._unchanged("cancelled_not", self._most_wanted(found))

    def _unchanged(self, sentence: str, session: Session) -> Answer:
        """That it takes place as it was announced; which is no reason, if it was asked why it does not."""
        headline = self._filled(sentence, session)
        if self.question.fact == "why":
            return self._none(headline)
        return self._card(headline, session, layout=Layout.TEXT)

    def _all_moved(self, found: Sequence[Session]) -> Answer:
        when = self.question.selection.when
        at = when.start if when is not None and when.mode is Mode.AT else None
        moved = [session for session in found if session.previous_start or session.cancelled]
        moved = [one for one in self.index.sessions if at is not None and one.previous_start == at] or moved
        if not moved:
            note = self.programme.note
            return self._event(note if _tells_of_change(note) else self.say("nothing_moved"))
        one = moved[0]
        if one.previous_start is None:
            return self._sessions(self._filled("moved_cancelled", one), moved)
        lines = (self._change(session) for session in moved[1:20])
        headline = self._shifted(one, one.previous_start)
        return self._sessions(headline, moved, self.programme.note, *lines, layout=Layout.TEXT)

    def _change(self, session: Session) -> str:
        if session.cancelled or session.previous_start is None:
            return self._filled("moved_cancelled", session)
        return self._filled("moved_line", session, before=say_time(session.previous_start, self.programme))


def is_said_to_lapse(session: Session) -> bool:
    """Whether the title begins with a word such as "cancelled", whatever else the programme says."""
    return not lapsed_words().isdisjoint(words_of(session.title)[:1])


def _is_said_to_change(session: Session) -> bool:
    """Whether the remark on a session tells of a change that its times do not."""
    return _tells_of_change(session.note)


def _tells_of_change(note: str) -> bool:
    return not kind_words("change").isdisjoint(words_of(note))
