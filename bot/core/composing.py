"""The parts that answers are made of: sentences about sessions, kinds of answers, and that there is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter

from bot.core.asks import Question
from bot.core.programme import Session, Speaker
from bot.core.replies import Answer, AnswerKind, Choice, Layout
from bot.core.search.index import Index
from bot.core.selection import (
    Moment,
    Relation,
    Selection,
    apart_from_days,
    calendar_of,
    find_anchor,
    nearest_such,
    select,
)
from bot.core.times import Mode, end_of
from bot.core.wording import (
    real_day,
    say,
    say_day,
    say_length,
    say_list,
    say_slot,
    say_speakers,
    say_time,
    shorten,
)

MOST_CHOICES = 5
_SOON = timedelta(minutes=15)  # what starts so soon after a time that was said is shown with it
_LONGEST_TITLE = 150
_NOTHING_THEN = {Mode.STARTS: "nothing_starts", Mode.ENDS: "nothing_ends", Mode.WITHIN: "nothing_ends"}


class Composer:
    """Composes answers to one question, at one moment, in one language."""

    def __init__(self, question: Question, index: Index, now: datetime) -> None:
        self.question = question
        self.index = index
        self.programme = index.programme
        self.now = now
        self.lang = question.lang
        self.calendar = calendar_of(index, now)

    # Parts of sentences

    def say(self, sentence: str, **values: object) -> str:
        return say(self.lang, sentence, **values)

    def _slot(self, session: Session) -> str:
        """When a session is, with its day where that is not plain."""
        slot = say_slot(session, self.programme, self.lang)
        if len(self.programme.days) == 1 and session.day == self.calendar.today:
            return slot
        return f"{self._day(session)}, {slot}"

    def _day(self, session: Session) -> str:
        local = self.programme.local(self.now)
        day = real_day(session, self.programme)
        return say_day(self.lang, day, year=day.year != local.year)

    def _labelled(self, label: str, text: str) -> str:
        return self.say("labelled", label=label, text=text)

    def _title(self, session: Session) -> str:
        title = shorten(session.title, _LONGEST_TITLE)
        return self.say("cancelled_title", title=title) if session.cancelled else title

    def _by(self, session: Session) -> str:
        names = say_speakers(session, self.programme, self.lang)
        return self.say("by", names=names) if names else ""

    def _in(self, session: Session) -> str:
        return self.say("in_room", room=session.room) if session.room else ""

    def _in_rooms(self, selection: Selection) -> str:
        """In which rooms something was asked for, if in any."""
        return self.say("in_room", room=say_list(self.lang, selection.rooms)) if selection.rooms else ""

    def _start(self, session: Session) -> str:
        return say_time(session.start, self.programme)

    def _end(self, session: Session) -> str:
        return say_time(session.end, self.programme)

    def _filled(self, sentence: str, session: Session, **values: object) -> str:
        return self.say(
            sentence,
            title=self._title(session),
            bare=shorten(session.title, _LONGEST_TITLE),
            slot=self._slot(session),
            start=self._start(session),
            end=self._end(session),
            by=self._by(session),
            place=self._in(session),
            **values,
        )

    # Kinds of answers

    def _card(self, headline: str, session: Session, *details: str, layout: Layout = Layout.CARD) -> Answer:
        return self._sessions(headline, (session,), *details, layout=layout)

    def _sessions(
        self, headline: str, sessions: Sequence[Session], *details: str, layout: Layout = Layout.LIST
    ) -> Answer:
        return Answer(
            kind=AnswerKind.SESSIONS,
            lang=self.lang,
            headline=headline,
            details=tuple(detail for detail in details if detail),
            sessions=tuple(sessions),
            speakers=self._speakers_of(sessions),
            layout=layout,
            choices=self._choices(sessions),
        )

    def _choices(self, sessions: Sequence[Session]) -> tuple[Choice, ...]:
        if not (1 < len(sessions) <= MOST_CHOICES) or not self.question.selection.named:
            return ()
        return tuple(
            Choice(label=f"{self._slot(one)} {shorten(one.title, 80)}", question=one.title, session_id=one.id)
            for one in sessions
        )

    def _speakers_of(self, sessions: Sequence[Session]) -> tuple[Speaker, ...]:
        found = (speaker for session in sessions for speaker in self.programme.speakers_of(session))
        return tuple({speaker.id: speaker for speaker in found}.values())

    def _event(self, headline: str, *details: str) -> Answer:
        kept = tuple(detail for detail in details if detail)
        return Answer(kind=AnswerKind.EVENT, lang=self.lang, headline=headline, details=kept)

    def _help(self, sentence: str, *details: str) -> Answer:
        return Answer(
            kind=AnswerKind.HELP,
            lang=self.lang,
            headline=self.say(sentence, event=self.programme.title),
            details=details,
            suggestions=self._suggestions(),
        )

    def _none(self, headline: str, *details: str) -> Answer:
        kept = tuple(detail for detail in details if detail)
        return Answer(
            kind=AnswerKind.NONE, lang=self.lang, headline=headline, details=kept, suggestions=self._suggestions()
        )

    def _suggestions(self) -> tuple[str, ...]:
        return tuple(self.say(f"ask_{name}") for name in ("next", "schedule", "where"))

    # Which sessions

    def _selected(self, selection: Selection | None = None) -> tuple[Session, ...]:
        return select(self.question.selection if selection is None else selection, self.index, self.now)

    def _most_wanted(self, found: Sequence[Session]) -> Session:
        """Of several sessions the one that a question for one means: the first named, else the one on or next.

        Of those named whose titles have all the words just as the first one's, it is the one on or next, too.
        """
        if not self.question.selection.named:
            coming = [session for session in found if end_of(session) > self.now]
            return coming[0] if coming else found[-1]
        coming = [one for one in self._as_called(found) if end_of(one) > self.now]
        return min(coming, key=attrgetter("start"), default=found[0])

    def _as_called(self, found: Sequence[Session]) -> Sequence[Session]:
        """Of sessions found by a topic, those with all its words in their titles, if the first one is among them."""
        topic = [(word,) for word in self.question.topic]

        def is_called(session: Session) -> bool:
            return all(self.index.titles.is_called(self.index.position[session.id], word) for word in topic)

        alike = topic and len(found) > 1 and is_called(found[0])
        return [session for session in found if is_called(session)] if alike else found[:1]

    def _nothing(self) -> Answer:
        """That no session fits, and what is nearest in time."""
        selection = self.question.selection
        if selection.language and not any(session.language for session in self.index.sessions):
            return self._none(self.say("languages_none"))
        otherwise = self._elsewhere() if selection.when or selection.rooms or selection.tracks else None
        if otherwise is not None:
            return otherwise
        if selection.moment is not None:
            return self._nothing_at_moment(selection)
        if selection.kinds and not self._selected(Selection(kinds=selection.kinds)):
            return self._instead_of(selection)
        later = selection.when is not None and selection.when.start > self.now  # there may be more the day after
        if selection.coming and selection.anchor is None and not later:
            sentence = "nothing_such_next" if selection.is_such or selection.talks else "nothing_next"
            return self._none(self.say(sentence, place=""))
        if selection.until is not None:
            return self._none(self.say("nothing_such_then", place=""))
        anchor = find_anchor(selection, self.index, self.now) if selection.anchor is not None else None
        if anchor is not None:
            return self._nothing_beside(selection, anchor)
        if selection.when is not None:
            return self._nothing_then(selection)
        return self._none(self.say("not_found"))

    def _nothing_beside(self, selection: Selection, anchor: Session) -> Answer:
        """That no session fits that lies before, after or beside the one that is said."""
        sentence = "nothing_after" if selection.relation is Relation.AFTER else "nothing_before"
        if selection.is_such or selection.rooms or selection.talks or selection.coming:
            sentence = sentence.replace("nothing", "nothing_such")
        if selection.coming and selection.relation is Relation.BEFORE:
            sentence = "nothing_such_until" if selection.is_such or selection.rooms else "nothing_until"
        if selection.relation is Relation.DURING:
            sentence = "parallel_none"
        other = "" if sentence == "parallel_none" else self._nearest_such(selection, anchor.start)
        return self._none(self.say(sentence, title=self._title(anchor), slot=self._slot(anchor)), other)

    def _instead_of(self, selection: Selection) -> Answer:
        """That nothing is of the kind asked for; invited talks where it was a keynote."""
        invited = replace(selection, kinds=("invited",))
        found = self._selected(invited) if selection.kinds == ("keynote",) else ()
        return self._sessions(self.say("no_keynote"), found) if found else self._none(self.say("no_such_kind"))

    def _nothing_at_moment(self, selection: Selection) -> Answer:
        phase = self._phase()
        if phase is not None and not selection.named:
            return phase
        place = self._in_rooms(selection)
        if selection.moment in {Moment.NEXT, Moment.THEN} and (later := self._coming_that_day(selection)):
            return self._none(self.say("nothing_starts", place=place), later)
        if (selection.is_such or selection.talks) and selection.moment in {Moment.NOW, Moment.NEXT}:
            if ended := self._last_ending(selection):
                return self._none(self.say("nothing_next", place=place), ended)
            return self._coming_of(selection, place)
        if selection.moment is Moment.NOW:
            coming = self._selected(Selection(rooms=selection.rooms, tracks=selection.tracks, moment=Moment.NEXT))
            when = self._filled("next_starts", coming[0], when=self._when(coming[0].start)) if coming else ""
            begun = self._selected(Selection(rooms=selection.rooms, tracks=selection.tracks, moment=Moment.PREVIOUS))
            if begun and not begun[0].end_known and begun[0].day == self.calendar.today:
                return self._card(self._filled("begun_open", begun[0]), begun[0], when, layout=Layout.TEXT)
            return self._none(self.say("nothing_now", place=place), when)
        if selection.moment is Moment.PREVIOUS:
            return self._none(self.say("nothing_previous", place=place))
        return self._none(self.say("nothing_next", place=place), self._last_ending(selection))

    def _coming_that_day(self, selection: Selection) -> str:
        """When the next there starts, if on the day of the stretch in which none does: "the next before two"."""
        if selection.when is None:
            return ""
        coming = self._selected(replace(selection, when=None))[:1]
        day = self.calendar.day_of(selection.when.start)
        on_day = (one for one in coming if one.day == day)
        return "".join(self._filled("next_starts", one, when=self._when(one.start)) for one in on_day)

    def _last_ending(self, selection: Selection) -> str:
        """When the last session of the day ended there, where the next of that day was asked for."""
        if selection.when is None:
            return ""
        day = self.calendar.whole([self.programme.local(selection.when.start).date()])
        found = self._selected(Selection(rooms=selection.rooms, tracks=selection.tracks, when=day))
        if not found:
            return ""
        closing = self._last_session(found)
        return self._filled("day_ends" if closing.end_known else "last_open", closing)

    def _coming_of(self, selection: Selection, place: str) -> Answer:
        """When the next of what was asked for comes, nothing like that being on: "is there coffee now?"."""
        found = self._selected(replace(selection, moment=None, coming=True))
        one = next((session for session in found if session.start > self.now), None)
        if one is None:
            sentence = "nothing_such_now" if selection.moment is Moment.NOW else "nothing_such_next"
            return self._none(self.say(sentence, place=place))
        until = self._filled("until", one, wait=say_length(self.lang, one.start - self.now))
        now = f"{self.say('nothing_such_now', place=place)} " if selection.moment is Moment.NOW else ""
        return self._card(f"{now}{until}", one)

    def _when(self, instant: datetime) -> str:
        """An instant as a time, with its day if that is not today."""
        local = self.programme.local(instant)
        time = say_time(instant, self.programme)
        if local.date() == self.programme.local(self.now).date():
            return time
        return self.say("day_at", day=say_day(self.lang, local.date()), time=time)

    def _at(self, instant: datetime) -> str:
        """`_when` with its preposition."""
        local = self.programme.local(instant)
        time = say_time(instant, self.programme)
        if local.date() == self.programme.local(self.now).date():
            return self.say("at_time", time=time)
        return self.say("on_day_at", day=say_day(self.lang, local.date()), time=time)

    def _phase(self) -> Answer | None:
        """That the event has not begun, or is over; None while it is on."""
        if not self.index.sessions:
            return self._none(self.say("empty"))
        first = self.index.sessions[0]
        event = self.programme.title
        if self.now < first.start:
            day, time = self._day(first), self._start(first)
            return self._none(self.say("not_begun", event=event, day=day, time=time))
        if self.index.timetable.last_end is not None and self.now >= self.index.timetable.last_end:
            closing = self._last_session(self.index.sessions)
            local = self.programme.local(closing.end)
            day = say_day(self.lang, local.date(), year=local.year != self.programme.local(self.now).year)
            sentence = "is_over" if closing.end_known else "is_over_open"
            return self._none(self._filled(sentence, closing, event=event, day=day))
        return None

    def _phase_of_event(self) -> Answer | None:
        """`_phase` where it is asked whether the event has begun or is over, which it then answers."""
        phase = self._phase()
        return phase.model_copy(update={"kind": AnswerKind.EVENT}) if phase and self.index.sessions else phase

    def _last_session(self, sessions: Iterable[Session]) -> Session:
        """The one of the sessions that ends last."""
        return max(apart_from_days(sessions), key=_by_end)

    def _nothing_then(self, selection: Selection) -> Answer:
        assert selection.when is not None  # noqa: S101
        date = self.calendar.day_of(selection.when.start)
        place = self._in_rooms(selection)
        if len(selection.when.days) > 1:
            first, last = (say_day(self.lang, selection.when.days[at]) for at in (0, -1))
            return self._none(self.say("nothing_on_days", place=place, first=first, last=last), self._event_days())
        day = self._selected(Selection(rooms=selection.rooms, when=self.calendar.whole([date])))
        if not day:
            headline = self.say("nothing_on_day", place=place, day=say_day(self.lang, date))
            return self._none(headline, self._event_days())
        later = [session for session in apart_from_days(day) if session.start >= selection.when.start]
        known = self._filled("next_starts", later[0], when=self._when(later[0].start)) if later else ""
        closing = self._last_session(day)
        ended = self._filled("day_ends" if closing.end_known else "last_open", closing)
        at = self._at(selection.when.start) if selection.when.mode is Mode.AT else ""
        running = self._selected(replace(selection, when=replace(selection.when, mode=Mode.OVERLAPS)))
        goes_on = [session for session in running if session.end_known]
        if selection.is_such:
            if goes_on and selection.when.mode is Mode.STARTS:
                return self._sessions(self.say("nothing_starts", place=place), goes_on)
            headline = self.say("nothing_such_at" if at else "nothing_such_then", at=at, place=place)
            return self._none(headline, self._nearest_such(selection, selection.when.start))
        then = _NOTHING_THEN.get(selection.when.mode, "nothing_then")
        headline = self.say("nothing_at", at=at, place=place) if at else self.say(then, place=place)
        soon = [session for session in later if session.start - selection.when.start <= _SOON]
        if at and soon and selection == Selection(when=selection.when, rooms=selection.rooms, talks=selection.talks):
            return self._sessions(f"{headline} {known}", [one for one in soon if one.start == soon[0].start])
        if goes_on and not later:
            one = len(goes_on) == 1 and selection.when.mode is Mode.STARTS
            return self._sessions(self._filled("goes_on", goes_on[0]) if one else f"{headline} {ended}", goes_on)
        return self._none(headline, known or ended)

    def _nearest_such(self, selection: Selection, moment: datetime) -> str:
        """Of what was asked for, what begins nearest to the moment, but not when it was asked for."""
        one = nearest_such(selection, self.index, self.now, moment)
        return self._filled("session_one", one) if one is not None else ""

    def _event_days(self) -> str:
        days = self.programme.days
        if not days:
            return ""
        if len(days) == 1:
            return self.say("on_day", event=self.programme.title, day=say_day(self.lang, days[0], year=True))
        first, last = say_day(self.lang, days[0]), say_day(self.lang, days[-1], year=True)
        return self.say("on_days", event=self.programme.title, first=first, last=last)

    def _elsewhere(self) -> Answer | None:
        """That a person or session is not on then or there, but at another time or place."""
        selection = self.question.selection
        if not (selection.people or selection.named):
            return None
        found = self._selected(replace(selection, when=None, moment=None))
        sentence = "not_then"
        if not found:
            found = self._selected(replace(selection, when=None, moment=None, rooms=(), tracks=()))
            sentence = "not_there"
        if not found:
            return None
        coming = (session for session in found if end_of(session) > self.now and not session.cancelled)
        one = next(coming, found[0])
        headline = self._filled(sentence, one)
        if selection.named and len({session.title for session in found}) > 1:
            return self._none(headline)
        return self._card(headline, one, layout=Layout.TEXT)


def _by_end(session: Session) -> tuple[datetime, datetime]:
    return session.end, session.start
