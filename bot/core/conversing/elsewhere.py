"""What was asked before, asked anew of another time, room, person or topic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.core.asks import Ask, Question
from bot.core.conversing.leaning import (
    ALL_OF_IT,
    REPEATABLE,
    Leaning,
    claims,
)
from bot.core.kinds import KIND_CUES
from bot.core.lexicon import small_words
from bot.core.search.index import Index
from bot.core.selection import Relation, Selection, calendar_of, select
from bot.core.text import singular
from bot.core.times import Interval, Mode

_MOST_OF_ROOM = 4  # words, in "and in the B"


class Elsewhere(Leaning):
    """What was asked before, asked anew of another time, room, person or topic."""

    def _shifted(self, previous: Question, one: str) -> Question | None:
        """What is on some time after or before that which was spoken of: "and one hour later?"."""
        if self._asks_otherwise(previous.ask):
            return None
        step = timedelta(minutes=self.reading.minutes) * (1 if self.has("later") else -1)
        at = self.index.programme.session_by_id[one].start + step
        rooms = self.reading.rooms or previous.selection.rooms
        return self._ask(Ask.SESSIONS, Selection(rooms=rooms, when=Interval(at, at, Mode.AT)))

    def _day_beside(self, focus: tuple[str, ...]) -> Interval | None:
        """The day of what was spoken of, or the one before or after it: "on the same day", "and the day after?"."""
        named = sum(not subject.selection.is_open for subject in self.reading.subjects)
        if not focus or (self.has("same_day") and (named > 1 or self._is_yes_or_no())):
            return None
        step = timedelta(days=self.has("day_after") - self.has("day_before"))
        return calendar_of(self.index, self.now).whole([self.index.programme.session_by_id[focus[0]].day + step])

    def _elsewhere(self, previous: Question) -> Question | None:
        """The same question for another room or time: "and in the other hall?", "and at three?"."""
        was = previous.selection
        repeatable = previous.ask in REPEATABLE or (bool(was.kinds) and previous.ask in {Ask.END, Ask.DURATION})
        ask = previous.ask if repeatable else Ask.SESSIONS
        if self._leaves_out_what() and not claims(previous):  # "how long is Ada's? And the one at two?"
            ask = self._again(previous)
        of_one = bool(was.named or was.people) and not self._asks_something()
        if previous.ask is Ask.RANK and previous.claimed is not None and self.reading.rooms and self._goes_on():
            return self._ask(Ask.SESSIONS, replace(previous.claimed, rooms=self.reading.rooms))  # "and the last in K?"
        again = repeatable or self.has("overlap") or of_one
        if not again or not (self._goes_on() or self._counts_on(previous)):
            return None
        at = self.when is not None and self.when.mode is Mode.AT
        other = was.people or was.named or (was.kinds and at)
        if self.has("what", "on") and other and not self._suggests() and not self.has("it", "them", "overlap"):
            return None  # "and what's in the aula at two?" is not asked of somebody, or of lunch
        if self._asks_otherwise(previous.ask):
            return self._fact_of_day(was)
        if self._order_said() and not was.order and (self.has("what", "session", "talk") or not self.reading.rooms):
            return None  # "and first thing tomorrow?", "and what's the last in K today?"
        rooms = self._rooms_said(previous) or self._same_rooms(previous) or was.rooms
        when = self._same_hour(previous) or self._on_that_day(was.when) or was.when
        if was.relation is Relation.DURING and was.anchor is not None and not self.reading.mentions:
            return self._ask(ask, replace(was, rooms=rooms))
        if was.anchor is not None and self.reading.rooms and when is None:
            there = replace(was, rooms=rooms)  # "what is next? And in the aula?"
            held = was.relation is not Relation.DURING and select(there, self.index, self.now)
            return self._ask(ask, there if held else self._beside(previous))
        if was.anchor is not None:
            rooms = rooms or self._rooms_of_one(previous, when)
            return self._ask(ask, Selection(when=when, rooms=rooms, talks=was.talks))
        moment = None if self.reading.mentions else was.moment
        if self.has("overlap"):
            return self._ask(Ask.SESSIONS, Selection(rooms=rooms, when=when, talks=was.talks))
        of_day = self.when is None or self.when.mode is Mode.DAYS
        order = was.order if of_day else 0  # "the first talk in K? And in the aula?"
        anew = replace(was, rooms=rooms, when=when, moment=moment, order=order)
        return self._asked_anew(previous, Ask.SESSIONS if moment is None and ask in {Ask.NOW, Ask.NEXT} else ask, anew)

    def _in_room_beside(self, previous: Question) -> Question | None:
        """The same question of a room that is called alike but for its last word: "what's in hall A? And B?"."""
        words = self.reading.words
        plain = len(words) <= _MOST_OF_ROOM and small_words().issuperset(words[:-1])
        if not plain or self.reading.mentions or self.reading.rooms:
            return None
        rooms = previous.selection.rooms
        found = (self.index.programme.session_by_id[one] for one in (() if rooms else self._focus(previous)))
        one = next((session for session in found if len(session.rooms) == 1), None)
        was = rooms if one is None else one.rooms
        room = self.index.rooms.beside(was[0], words[-1]) if len(was) == 1 else ""
        if one is None or not room:
            return self._ask(previous.ask, replace(previous.selection, rooms=(room,))) if room else None
        return self._ask(self._again(previous), Selection(rooms=(room,), when=Interval(one.start, one.start, Mode.AT)))

    def _in_other_rooms(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """The same question of all rooms but that which was spoken of: "what's on in room 2? And the other rooms?"."""
        reading, language = self.reading, self.reading.language
        apart = not (language.others | language.universal).isdisjoint(reading.words)
        alone = set(reading.uses) <= {"small", "cue"} and self.cues.keys() <= {"room", "other_one", "list", "what"}
        rooms = [reading.words[at] for words in self.cues.get("room", ()) for at in words]
        several = any(word != singular(word) for word in rooms)
        if not (apart and alone and several and previous.selection.rooms) or previous.ask not in REPEATABLE:
            return None
        return self._ask(previous.ask, replace(previous.selection, rooms=(), without=focus))

    def _counts_on(self, previous: Question) -> bool:
        """Whether the same is counted at another time or place: "how many talks on Monday and how many on Friday"."""
        alone = self.reading.cues.keys() == {"count"} and self.main.selection.is_open and not self.reading.content
        return previous.ask is Ask.COUNT and alone and bool(self.reading.mentions or self.reading.rooms)

    def _asked_anew(self, previous: Question, ask: Ask, anew: Selection) -> Question | None:
        """The same question of what is elsewhere: on the same topic, of the same people, or whatever is there."""
        was = previous.selection
        if was.named and previous.topic:
            found = self._on_topic(previous.topic, replace(anew, named=()))
            at = anew.when is not None and anew.when.mode is Mode.AT
            if not found and at and self.reading.rooms:  # "tonight at nine in the aula" is no more of that topic
                return self._ask(ask, self._beside(previous))
            return replace(self._ask(ask, replace(anew, named=found or was.named)), topic=previous.topic)
        other_day = anew.when is not None and anew.when.mode is Mode.DAYS and not self.reading.rooms
        if was.named and (self._leaves_out_what() or other_day) and (alike := self._alike(was, anew)):
            return self._ask(ask, replace(anew, named=alike))
        if was.named and self._says_time_later:
            return self._ask(ask, self._beside(previous))
        if (was.named or was.people) and not select(anew, self.index, self.now):
            persons = previous.persons or previous.selection.people
            theirs = Selection(people=persons, when=anew.when, rooms=self.reading.rooms)
            anew = theirs if persons and select(theirs, self.index, self.now) else self._beside(previous)
            if not self._asks_something() and not select(anew, self.index, self.now):
                return None
        return self._ask(ask, anew)

    def _alike(self, was: Selection, anew: Selection) -> tuple[str, ...]:
        """What else is of the kind of what was spoken of, at the time or in the place that is said: "today's?"."""
        one = self.index.position[was.named[0]]
        kinds = tuple(kind for kind in KIND_CUES if one in self.index.of_kind[kind])
        found = select(replace(anew, named=(), kinds=kinds), self.index, self.now) if kinds else ()
        return tuple(session.id for session in found)

    def _on_topic(self, words: tuple[str, ...], where: Selection) -> tuple[str, ...]:
        """The ids of sessions on all of the words at the time or in the place that is said: "and tomorrow?"."""
        within = {self.index.position[one.id] for one in select(where, self.index, self.now)}
        hits = self.index.topics.find(words, within).hits if within else ()
        return tuple(self.index.sessions[hit.position].id for hit in hits if hit.cover > ALL_OF_IT)

    def _same_rooms(self, previous: Question) -> tuple[str, ...]:
        """The room of what was spoken of, where "the same room" is said."""
        focus = self._focus(previous) if self.has("same_room") else ()
        return self.index.programme.session_by_id[focus[0]].rooms if focus else ()

    def _rooms_of_one(self, previous: Question, when: Interval | None) -> tuple[str, ...]:
        """The room of the one session that was spoken of, where the same hour of another day is asked about.

        Or the one at another hour, if there is one in that room: "who follows Ada? No, the one at three".
        """
        focus = self._focus(previous)
        if len(focus) != 1 or not (self._leaves_out_what() or self._same_hour(previous)):
            return ()
        rooms = self.index.programme.session_by_id[focus[0]].rooms
        there = self._same_hour(previous) or select(Selection(rooms=rooms, when=when), self.index, self.now)
        return rooms if there else ()

    def _fact_then(self, previous: Question) -> Question | None:
        """A fact of what was spoken of, the day being said on which it is: "tomorrow, at what time?"."""
        was, day = previous.selection, self.when
        owned = self._leaves_out_what()  # "who gives today's?"
        if day is None or (day.mode is not Mode.DAYS and not owned) or self.reading.rooms:
            return None
        if not (was.named or was.people or (was.kinds and owned)) or (self.has("speak") and not owned):
            return None
        told = zip(self.reading.words, self.reading.uses, strict=True)
        uses = {use for word, use in told if word not in self.reading.language.singled}
        if not uses <= {"small", "time", "cue"} or self.has(
            "talk", "session", "what", "on", "exists", "event", *KIND_CUES
        ):
            return None
        alike: tuple[str, ...] = ()
        if was.named and owned:
            there = Selection(when=day)
            alike = self._on_topic(previous.topic, there) if previous.topic else self._alike(was, there)
        then = Selection(named=alike) if alike else replace(was, when=day, moment=None)
        asked = self._fact_of(then) if owned else self._find_fact(then)
        on_topic = owned and bool(previous.topic)  # of which there may be nothing that day
        return asked if on_topic or select(then, self.index, self.now) else None

    def _fact_of_day(self, was: Selection) -> Question | None:
        """A fact of what was spoken of, on another day: "and today, when was it?"."""
        day = self.when
        if day is None or day.mode is not Mode.DAYS or not self.has("it") or not (was.kinds or was.named):
            return None
        again = replace(was, when=day, moment=None)
        return self._find_fact(again) if select(again, self.index, self.now) else None

    def _beside(self, previous: Question) -> Selection:
        """What is on where or when is said now, else where and when that is which was spoken of."""
        focus = previous.selection.named or self._focus(previous)
        if not focus:
            return Selection(rooms=self.reading.rooms)
        one = self.index.programme.session_by_id[focus[0]]
        hour = previous.selection.when
        then = hour if hour is not None and hour.mode is Mode.AT else Interval(one.start, one.start, Mode.AT)
        day = self.when
        if day is not None and any(mention.kind == "other_day" for mention in self.reading.mentions):
            then = _on_day(then, day.days[0], self.index) if day.days else day  # "the day after?", "the morning after?"
            return Selection(rooms=self.reading.rooms or one.rooms, when=then)
        return Selection(rooms=self.reading.rooms or one.rooms, when=self._on_that_day(then) or then)

    def _same_hour(self, previous: Question) -> Interval | None:
        """The hour that was spoken of, on the day that is said now: "and on Friday at the same time?"."""
        day, was = self.when, previous.selection.when
        if day is None or day.mode is not Mode.DAYS:
            return None
        hour = was is not None and was.mode is Mode.AT
        if not (hour or self.has("overlap") or self._mends()):
            return None
        if (was is None or was.mode is Mode.DAYS) and self.has("overlap"):
            spoken_of = self._focus(previous)[:1]
            starts = [self.index.programme.session_by_id[one].start for one in spoken_of]
            was = Interval(starts[0], starts[0], Mode.AT) if starts else None
        if was is None or was.mode is Mode.DAYS:
            return None
        return _on_day(was, day.days[0], self.index)


def _on_day(was: Interval, day: date, index: Index) -> Interval:
    """The same hours on another day."""
    days = day - index.programme.local(was.start).date()
    return replace(was, start=was.start + days, end=was.end + days)
