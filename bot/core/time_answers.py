"""Answers about time: how long, how long until, whether something is on, over, or still to be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter

from bot.core.asks import Ask
from bot.core.change_answers import ChangeAnswers, is_said_to_lapse
from bot.core.programme import Session
from bot.core.replies import Answer, Layout
from bot.core.selection import FEW_NAMED, Moment, Selection, apart_from_days, is_as_long
from bot.core.times import Interval, Mode, end_of
from bot.core.wording import say_day, say_length, say_time

_OVER = frozenset({"over", "all_over"})  # said of something to be so at an hour
_NIGHT = timedelta(hours=6)  # what is said of its hours is said of the evening before


class TimeAnswers(ChangeAnswers):
    """Composes what a clock and the hours of sessions tell."""

    def duration(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        when = self.question.selection.when
        if self._is_day() and when is not None and when.mode is not Mode.AT:
            return self._length_of_day(found)
        several = self.question.selection.kinds or self.question.selection == Selection(talks=True)
        if len(found) > 1 and (self.question.fact or (several and not self._are_pauses(found))):
            return self._durations([session for session in found if session.end_known] or list(found))
        one = self._most_wanted(found)
        if not one.end_known:
            return self._card(self._filled("duration_none", one), one, layout=Layout.TEXT)
        return self._card(
            self._filled(self._of_duration(one), one, length=say_length(self.lang, one.duration)),
            one,
            layout=Layout.TEXT,
        )

    def _length_of_day(self, found: Sequence[Session]) -> Answer:
        """From when till when the day goes on that was said."""
        found = apart_from_days(found)
        closing = self._last_session(found)
        known = self.say("hours_of_day", start=self._start(found[0]), end=self._end(closing))
        hours = known if closing.end_known else self._filled("hours_open", closing, begins=self._start(found[0]))
        return self._sessions(self._labelled(self._day(found[0]), hours), (found[0], closing))

    def _of_duration(self, session: Session) -> str:
        """The sentence that tells its length, with a yes or no where a length was claimed."""
        claimed = self.question.claimed
        if claimed is None:
            return "duration_of"
        return "duration_yes" if is_as_long(session, claimed) else "duration_no"

    def _are_pauses(self, found: Sequence[Session]) -> bool:
        return all(session.is_break for session in found)

    def _durations(self, found: Sequence[Session]) -> Answer:
        lengths = sorted(session.duration for session in found)
        if self.question.fact == "total":
            left = self.question.selection.coming  # of what is on, only what is left of it
            spans = (one.end - max(one.start, self.now) if left else one.duration for one in found)
            total = say_length(self.lang, sum(spans, timedelta()))
            return self._sessions(self.say("duration_total", length=total), found)
        shortest, longest = say_length(self.lang, lengths[0]), say_length(self.lang, lengths[-1])
        if shortest == longest:
            return self._sessions(self.say("duration_same", length=shortest), found)
        return self._sessions(self.say("duration_many", shortest=shortest, longest=longest), found)

    def until(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        coming = [session for session in found if end_of(session) > self.now]
        if coming and self.question.selection.named:
            later = [one for one in coming if one.start > self.now]
            if coming[0].start <= self.now:
                later.sort(key=attrgetter("start"))
            coming = later or coming  # of several that words fit, one that is still to begin
        one = self._most_wanted(coming or found)
        if one.start > self.now:
            return self._card(
                self._filled("until", one, wait=say_length(self.lang, one.start - self.now)), one, layout=Layout.TEXT
            )
        if self.question.selection == Selection(order=1):
            return self._phase_of_event() or self._card(
                self._filled("event_began", found[0]), found[0], layout=Layout.TEXT
            )
        sentence = "until_running" if end_of(one) > self.now else self._past_of(one, "until_past")
        return self._card(self._filled(sentence, one), one, layout=Layout.TEXT)

    def _past_of(self, session: Session, sentence: str) -> str:
        """The sentence that tells that it is over; on its day nobody knows that of one whose end is not given."""
        return sentence if session.end_known or session.day < self.calendar.today else "begun_open"

    def start(self) -> Answer:
        if self.question.selection.is_open:
            return self._event_start()
        found = self._selected()
        if not found:
            now = self.question.selection == Selection(moment=Moment.NOW)
            return (self._phase_of_event() if now else None) or self._nothing()
        if self._is_day():
            first = apart_from_days(found)[0]
            return self._card(self._filled("starts_day", first, day=self._day(first)), first, layout=Layout.TEXT)
        if len(found) == 1:
            return self._card(self._filled("when_one", found[0]), found[0])
        slot = self._slot(min(found, key=attrgetter("start")))
        return self._sessions(self.say("when_many", count=len(found), slot=slot), found)

    def _of_whole_day(self) -> Selection:
        """The whole day of the time that was said: "this evening", for when the day ends."""
        when = self.question.selection.when
        if when is None or when.days:
            return self.question.selection
        return Selection(when=self.calendar.whole([self.programme.local(when.start).date()]))

    def _is_day(self) -> bool:
        selection = self.question.selection
        return selection.when is not None and selection == Selection(when=selection.when)

    def _event_start(self) -> Answer:
        if not self.index.sessions:
            return self._none(self.say("empty"))
        today = [session for session in self.index.sessions if session.day == self.calendar.nearest_day]
        first = today[0] if today and self.now < today[0].start else self.index.sessions[0]
        return self._card(
            self._filled("event_starts", first, event=self.programme.title, day=self._day(first)),
            first,
            layout=Layout.TEXT,
        )

    def end(self) -> Answer:
        edge = self.question.fact
        if edge != "first" and (self.question.selection.is_open or self._is_day()):
            found = self._selected(self._of_whole_day())
            if not found:
                return self._nothing()
            days = {session.day for session in found}
            day = self.calendar.today if self.calendar.today in days else max(days)
            ended = self._last_session(session for session in found if session.day == day)
            whole = self._last_session(found)
            details = "" if ended is whole else self._ending("event_ends", whole)
            waits = self.question.fact == "wait" and day == self.calendar.today and self.now < ended.end
            headline = self._wait_for_end(ended) if waits else self._end_of_day(ended)
            return self._card(headline, ended, details, layout=Layout.TEXT)
        found = self._selected()
        if not found:
            return self._nothing()
        selection = self.question.selection
        place = Selection(rooms=selection.rooms, tracks=selection.tracks, when=selection.when, talks=selection.talks)
        several = replace(selection, any_day=False) == place or edge in {
            "last",
            "all_over",
            "all_claimed",
        }
        today = [session for session in found if session.day == self.calendar.nearest_day]
        one = self._last_session(today or found) if several else self._most_wanted(found)
        if edge == "first":
            one = min((session for session in found if session.end_known), key=attrgetter("end"), default=one)
        parts = [session for session in found if (session.title, session.day) == (one.title, one.day)]
        if not several and self.question.at is None and not one.start <= self.now < one.end:
            one = self._last_session(parts)  # a tutorial in two parts, none of which is on
        sentence = "ends_at" if one.end_known else "ends_none"
        if self.question.at is not None and one.end_known and self.question.fact in {"claimed", "all_claimed", *_OVER}:
            return self._check_end([one] if several or self.question.fact in _OVER else found, one, self.question.at)
        together = [session for session in found if session.end == one.end and session.end_known]
        if edge in {"first", "last"} and len(together) > 1:
            return self._sessions(self._filled(sentence, one), together)
        lasts = self.question.fact == "duration" and one.end_known
        length = self._filled("duration_of", one, length=say_length(self.lang, one.duration)) if lasts else ""
        return self._card(self._filled(sentence, one), one, length, layout=Layout.TEXT)

    def _wait_for_end(self, closing: Session) -> str:
        """How long it is until the last session ends, or until it begins where its end is not known."""
        if closing.end_known:
            return self._filled("left", closing, length=say_length(self.lang, closing.end - self.now))
        return self._filled("until", closing, wait=say_length(self.lang, closing.start - self.now))

    def _check_end(self, found: Sequence[Session], one: Session, at: Interval) -> Answer:
        """Whether any of the sessions of that day ends as claimed; if none does, when the one that is meant ends."""
        that_day = (session for session in found if session.day == one.day and session.end_known)
        right = next((session for session in that_day if self._ends_so(session, at)), None)
        told = right or one
        fact = self._filled("ends_at", told)
        return self._card(self.say("yes" if right else "no", fact=fact), told, layout=Layout.TEXT)

    def _ends_so(self, session: Session, at: Interval) -> bool:
        """Whether a session ends at, before or after an hour, or is over then, on whatever day."""
        days = session.day - (self.programme.local(at.start) - _NIGHT).date()
        end = session.end - days
        if self.question.fact in _OVER:
            return end <= (at.start if at.mode is Mode.AT else at.end)
        if at.mode is Mode.AT:
            return end == at.start
        return end < at.end and (at.start < end or at.start == at.end)  # before midnight is the evening before

    def _end_of_day(self, closing: Session) -> str:
        """When the day ends; if an hour was claimed, with a yes or no."""
        at, ending = self.question.at, self._ending("day_end", closing)
        right = at is not None and self._ends_so(closing, at)
        if at is None or (not closing.end_known and (right or self.question.fact not in _OVER)):
            return ending
        return self.say("ended_by" if right else "not_over", ending=ending)

    def _ending(self, sentence: str, closing: Session) -> str:
        """When it all ends, which is not known where the last session has no end."""
        day = say_day(self.lang, self.programme.local(closing.end).date())
        return self._filled(sentence if closing.end_known else "last_open_on", closing, day=day)

    def left(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        one = next((session for session in found if session.start <= self.now < end_of(session)), None)
        one = one or self._most_wanted(found)
        if one.start > self.now or not one.end_known:
            return self.until()
        if one.end <= self.now:
            return self._card(self._filled("until_past", one), one, layout=Layout.TEXT)
        return self._card(
            self._filled("left", one, length=say_length(self.lang, one.end - self.now)), one, layout=Layout.TEXT
        )

    def over(self) -> Answer:
        if self.question.selection.is_open or self.question.selection.moment is Moment.NOW:
            phase = self._phase_of_event()
            if phase is None:
                return self._still_on(self.index.sessions)
            ended = self.index.timetable.last_end is not None and self.now >= self.index.timetable.last_end
            claimed = ended and self.question.fact != "when"
            return phase.model_copy(update={"headline": self.say("yes", fact=phase.headline)}) if claimed else phase
        if self._is_day():
            return self._day_over()
        return self._all_over() if self._is_place() or self._is_topic() else self.missed()

    def _all_over(self) -> Answer:
        """Whether the last session in a room, of a track or about something is over: that of today, if any is today."""
        found = self._selected()
        if not found:
            return self._nothing()
        closing = self._last_session([one for one in found if one.day == self.calendar.today] or found)
        if self.now < end_of(closing):
            return self._still_on([closing])
        return self._card(self._filled(self._past_of(closing, "missed_yes"), closing), closing, layout=Layout.TEXT)

    def _is_place(self) -> bool:
        selection = self.question.selection
        return selection == Selection(rooms=selection.rooms, tracks=selection.tracks)

    def _is_topic(self) -> bool:
        """Whether more sessions are meant than may have one title in common."""
        selection = self.question.selection
        topic = Selection(named=selection.named, talks=selection.talks)
        return len(selection.named) > FEW_NAMED and selection == topic

    def _day_over(self) -> Answer:
        """Whether the last session of the day that was said is over."""
        found = self._selected()
        if not found:
            return self._nothing()
        closing = self._last_session(found)
        if self.now < end_of(closing):
            return self._still_on(found)
        return self._card(self._ending("day_over", closing), closing, layout=Layout.TEXT)

    def _still_on(self, sessions: Sequence[Session]) -> Answer:
        """That sessions are not over, or that nobody knows because the last of them has no known end."""
        closing = self._last_session(sessions)
        if closing.end_known or self.now < closing.start:
            ending = self._ending("day_end", closing)
            headline = ending if self.question.fact == "when" else self.say("not_over", ending=ending)
        else:
            headline = self._filled("over_unknown", closing)
        return self._card(headline, closing, layout=Layout.TEXT)

    def missed(self) -> Answer:
        selection = self.question.selection
        place = Selection(rooms=selection.rooms, tracks=selection.tracks, talks=selection.talks)
        if replace(selection, when=None) == place:
            after_all = all(day < self.calendar.today for day in self.programme.days)
            today = None if after_all else self.calendar.whole([self.calendar.today])
            return self._past(self._selected(replace(place, when=selection.when or today)))
        found = self._selected()
        if not found:
            return self._nothing()
        since = selection.anchor is not None and not selection.nearest
        if self.question.fact == "all" or since:
            return self._past(found)
        at = self.question.at
        if at is not None and self.question.fact == "leaving":
            return self._seen_until(found, at.start)
        if at is not None and at.mode is Mode.AT:
            return self._missed_at(found, at.start)
        one = self._last_begun(found)
        done = one.start > self.now or end_of(one) <= self.now
        if done and self.question.ask is Ask.OVER and (ended := self._ended_of_somebody(found)):
            return self._sessions(
                self._filled("missed_yes", ended), (ended, *(one for one in found if one.start > self.now))
            )
        if one.start > self.now:
            sentence = "reach_coming" if self.question.ask is Ask.REACH else "missed_not"
        elif end_of(one) > self.now:
            sentence = "reach_running" if self.question.ask is Ask.REACH else "missed_running"
        else:
            sentence = self._past_of(one, "reach_past" if self.question.ask is Ask.REACH else "missed_yes")
        return self._card(self._filled(sentence, one), one, layout=Layout.TEXT)

    def _ended_of_somebody(self, found: Sequence[Session]) -> Session | None:
        """The last of somebody's sessions that is over, on whatever day, where others are to come."""
        of_one = self.question.selection.people and not self.question.selection.named
        of_one = of_one and any(session.start > self.now for session in found)
        ended = [session for session in found if end_of(session) <= self.now] if of_one else []
        return ended[-1] if ended else None

    def _missed_at(self, found: Sequence[Session], at: datetime) -> Answer:
        """Whether whoever arrives at a moment has missed it, or whether it is over then."""
        day = self.calendar.day_of(at)
        one = next((session for session in found if session.day == day), self._most_wanted(found))
        over = self.question.ask is Ask.OVER
        part, none = ("over_not", "sees_none") if over else ("missed_part", "missed_none")
        late = part if end_of(one) > at else "missed_at"
        sentence = none if one.start >= at else late
        return self._card(self._filled(sentence, one, at=say_time(at, self.programme)), one, layout=Layout.TEXT)

    def _seen_until(self, found: Sequence[Session], at: datetime) -> Answer:
        """Whether whoever leaves at a moment sees, or misses, it."""
        here, one = at, self._most_wanted(found)
        if self.question.selection.any_day:  # on the day of what is to be seen
            here += one.day - self.calendar.day_of(here)
        on_day = (session for session in found if session.day == self.calendar.day_of(here))
        one = next(on_day, one)
        sees = "part" if one.start < here else "none"
        sees = "whole" if end_of(one) <= here else sees
        sentence = f"{'misses' if self.question.ask is Ask.MISSED else 'sees'}_{sees}"
        return self._card(self._filled(sentence, one, at=say_time(here, self.programme)), one, layout=Layout.TEXT)

    def _last_begun(self, found: Sequence[Session]) -> Session:
        """Today's session that began last, else the next to come, else the last."""
        today = [session for session in found if session.day == self.calendar.today]
        begun = [session for session in today if session.start <= self.now]
        return begun[-1] if begun else self._most_wanted(today or found)

    def _past(self, found: Sequence[Session]) -> Answer:
        ended = [session for session in found if end_of(session) <= self.now]
        if not self.question.selection.kinds:
            ended = [session for session in ended if not session.is_break]
        if ended:
            return self._several("status_over", "list_many", ended)
        begun = any(end_of(session) <= self.now for session in self.index.sessions[:1])
        return self._none(self.say("nothing_missed" if begun else "nothing_past"))

    def status(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        running = [session for session in found if session.start <= self.now < end_of(session)]
        of_topic = len({session.title for session in found}) > 1  # "anything on security now?"
        coming = [session for session in found if of_topic and session.start > self.now]
        one = next(iter(running or sorted(coming, key=lambda session: session.start)), None) or self._last_begun(found)
        lapsed = [session for session in found if session.cancelled or is_said_to_lapse(session)]
        if self.question.fact == "held" and lapsed and len(found) > 1 and one not in lapsed:
            told = f"{self._filled('moved_cancelled', lapsed[0])} {self._filled('status_held', one)}"
            return self._card(told, lapsed[0], layout=Layout.TEXT)
        if one in lapsed:
            sentence = "moved_cancelled"
        elif one.start > self.now:
            sentence = "status_held" if self.question.fact == "held" else "status_coming"
        else:
            on = "status_is" if self.question.fact == "claimed" else "status_running"
            sentence = on if end_of(one) > self.now else self._past_of(one, "status_over")
        return self._card(self._filled(sentence, one), one, layout=Layout.TEXT)

    def reach(self) -> Answer:
        at = self.question.at
        if at is None:
            return self.missed()
        found = self._selected()
        if not found:
            return self._nothing()
        if self.question.fact == "leaving":
            return self._seen_until(found, at.start)
        running = [session for session in found if session.start <= at.start < end_of(session)]
        one = next((session for session in (*running, *found) if end_of(session) > at.start), found[-1])
        here = at.start
        if self.question.selection.any_day:  # on the day of what is to be reached
            here += one.day - self.calendar.day_of(here)
        late = "reach_late" if end_of(one) > here else "reach_no"
        sentence = "reach_yes" if one.start >= here else late
        return self._card(self._filled(sentence, one, at=say_time(here, self.programme)), one, layout=Layout.TEXT)
