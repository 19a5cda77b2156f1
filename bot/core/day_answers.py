"""Answers that weigh days against each other: their hours, their length, how much is on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.core.programme import Session
from bot.core.replies import Answer
from bot.core.selection import Selection, apart_from_days
from bot.core.time_answers import TimeAnswers
from bot.core.wording import say_count, say_day, say_length, say_list

_GREATEST = frozenset({"starts_last", "ends_last", "longest", "fullest"})
_OF_NUMBERS = frozenset({"fullest", "emptiest", "counts"})


class DayAnswers(TimeAnswers):
    """Composes which day begins or ends first, is the longest, or holds most."""

    def days(self) -> Answer:
        """Which of several days it is, or whether it is the one that was claimed; with what is told of each."""
        asked, fact = self.question.selection.when, self.question.fact
        days = asked.days if asked is not None else ()
        if not days:
            return self._nothing()
        if fact in {"each", "without", "on"}:
            return self._on_each(days)
        there = Selection(rooms=self.question.selection.rooms, tracks=self.question.selection.tracks)
        whole = {day: replace(there, when=self.calendar.whole([day])) for day in days}
        held = {day: apart_from_days(self._selected(of_day)) for day, of_day in whole.items()}
        empty = next((day for day, found in held.items() if not found), None)
        if empty is not None:
            return self._none(
                self.say("nothing_on_day", place=self._in_rooms(there), day=say_day(self.lang, empty)),
                self._event_days(),
            )
        open_ended = not all(self._last_session(found).end_known for found in held.values())
        if open_ended and not fact.startswith("starts") and fact not in {*_OF_NUMBERS, "hours"}:
            return self._none(self.say("unknown"))
        values = {day: self._measure(day, found) for day, found in held.items()}
        details = [self._labelled(say_day(self.lang, day), self._told(held[day], values[day])) for day in held]
        if fact in {"counts", "hours"}:
            return self._event(*details)
        chosen = (max if fact in _GREATEST else min)(values.values())
        best = [day for day in held if values[day] == chosen]
        return self._event(self._verdict(best, list(held), held[best[0]], chosen), *details)

    def _on_each(self, days: Sequence[date]) -> Answer:
        """Whether there is something of what was said on each of the days, or on which of them there is not."""
        selection = self.question.selection
        found = self._selected(selection)
        if not found:
            return self._nothing()
        held = {session.day for session in found}
        if self.question.fact == "on":
            names = say_list(self.lang, [say_day(self.lang, day) for day in sorted(held)])
            return self._sessions(say_count(self.lang, "count_days", len(held), known=f"{names}."), found)
        missing = [day for day in days if day not in held]
        names = say_list(self.lang, [say_day(self.lang, day) for day in missing])
        said = self.say("days_not", days=names) if missing else self.say("days_each", count=len(days))
        without = self.question.fact == "without"
        if without and missing:
            said = f"{names}."
        if self.question.claimed is None:
            return self._sessions(said[:1].upper() + said[1:], found)
        return self._sessions(self.say("yes" if bool(missing) == without else "no", fact=said), found)

    def _verdict(self, best: Sequence[date], days: Sequence[date], found: Sequence[Session], value: float) -> str:
        """Which days it is; with a yes or no, if one was claimed to be it, or all to be alike."""
        fact, claimed = self.question.fact, self.question.claimed
        alike, same = len(best) == len(days), fact.endswith("_same")
        sentence = fact.replace("_same", "_first") if same and not alike else "alike" if alike and not same else fact
        names = say_list(self.lang, [say_day(self.lang, day) for day in best])
        said = self.say(f"days_{sentence}", days=names, value=self._say_value(found, value))
        if claimed is None and not same:
            return said[:1].upper() + said[1:]
        meant = claimed.when.days[0] if claimed is not None and claimed.when is not None else None
        right = alike if same else meant in best and not alike
        return self.say("yes" if right else "no", fact=said)

    def _measure(self, day: date, found: Sequence[Session]) -> float:
        """What days are weighed by, as a number: seconds after midnight, seconds, or sessions."""
        closing, fact = self._last_session(found), self.question.fact
        if fact in _OF_NUMBERS:
            of_day = self._selected(replace(self.question.selection, when=self.calendar.whole([day])))
            return sum(not session.cancelled for session in self.without_days(of_day))
        if fact.startswith("starts"):
            return (found[0].start - self.calendar.instant(day, 0)).total_seconds()
        if fact.startswith("ends"):
            return (closing.end - self.calendar.instant(day, 0)).total_seconds()
        return (closing.end - found[0].start).total_seconds()

    def _say_value(self, found: Sequence[Session], value: float) -> str:
        """The number by which a day is weighed, in words."""
        fact = self.question.fact
        if fact in _OF_NUMBERS:
            things = "talks" if self.question.selection.talks else "sessions"
            return say_count(self.lang, f"count_{things}", round(value)).rstrip(".")
        if fact.startswith(("starts", "ends")):
            return self._start(found[0]) if fact.startswith("starts") else self._end(self._last_session(found))
        return say_length(self.lang, timedelta(seconds=value))

    def _told(self, found: Sequence[Session], value: float) -> str:
        """The line of a day: how much is on, or from when till when, where that is known."""
        closing = self._last_session(found)
        if self.question.fact in _OF_NUMBERS:
            return f"{self._say_value(found, value)}."
        if not closing.end_known:
            return self._start(found[0])
        return self.say("hours_of_day", start=self._start(found[0]), end=self._end(closing))
