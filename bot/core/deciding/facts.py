"""The fact of a session that is asked: when, where, how long, whether it moved, what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import (
    ABOUT_NOW,
    ALL,
    ASKING_WHICH,
    FACTS,
    ONLINE,
    Considering,
)
from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.selection import Moment, Relation, Selection, calendar_of, select, speaks
from bot.core.text import words_of
from bot.core.times import Interval, Mode, before, to_interval

_OF_THE_CURRENT = frozenset(
    {
        Ask.LEFT,
        Ask.OVER,
        Ask.DURATION,
        Ask.ABSTRACT,
        Ask.TITLE,
        Ask.LANGUAGE,
        Ask.END,
        Ask.AUTHORS,
        Ask.NOTE,
        Ask.TRACK,
        Ask.DELAY,
    }
)
_OF_WHAT_IS_THERE = _OF_THE_CURRENT | {Ask.START, Ask.WHEN, Ask.UNTIL}
_OF_ONE_OF_TRACK = frozenset({Ask.ABSTRACT, Ask.TITLE})  # a track itself begins and ends
_NOON = 12
_HALF_DAY = timedelta(hours=12)
_DAYS = frozenset({"day", "this_day"})  # kinds of time
_MOMENT = timedelta(minutes=1)
_MISSABLE = {Mode.STARTS, Mode.DAYS}
_STRETCHES = {Mode.STARTS, Mode.OVERLAPS}
_NOT_OF_AN_END = ("starts", "begun", "missed", "reach", "leave", "moved", "after", "past_time", "from_time")
_NOT_OF_A_LENGTH = ("missed", "reach", "leave", "delay", "moved", "until")
_AGAINST_A_TIME = frozenset({Ask.REACH, Ask.MISSED, Ask.OVER, Ask.END})


class Facts(Considering):
    """The fact of a session that is asked: when, where, how long, whether it moved, what is left of it."""

    def _status(self, selection: Selection) -> Question | None:
        """Whether something is on, has begun or is still going on; what one misses by coming or leaving at a time."""
        at = selection.when
        if self._asks_if_free(selection):
            return self._ask(Ask.SESSIONS, selection)
        placed = bool(selection.tracks or selection.rooms) and not self.named and at is None
        opens = placed and self.reading.ends_with("starts") and self._is_yes_or_no()  # "is the perl devroom open"
        if opens or (placed and (self._asks_if_begun() or self.has("vacant"))):
            return self._ask(Ask.NOW, replace(selection, moment=Moment.NOW))
        if self.named and self.has("held") and at is None:
            return replace(self._ask(Ask.STATUS, replace(selection, moment=None, order=0)), fact="held")
        stays = at is not None and at.mode is Mode.AT and self.main.selection.is_open and not selection.order
        if at is not None and stays and self.has("leave") and self.has("ends") and not self.has(*ASKING_WHICH):
            whole = self._ask(Ask.END, Selection(when=self._day_of(at)))  # "shall I see the end if I leave at 3"
            return replace(whole, at=before(at, calendar_of(self.index, self.now)), fact="claimed")
        of_stay = (
            at is not None
            and at.mode is Mode.AT
            and self.has("leave", "reach", "missed")
            and not (self.has("ends") and self.main.selection.is_open and not self.has("missed"))
        )
        if of_stay and self.has("leave") and not self.main.selection.is_open and not selection.anchor:
            ask = Ask.MISSED if self.has("missed") else Ask.REACH
            any_day = replace(selection, when=None, any_day=self.reading.is_floating)
            return replace(self._ask(ask, any_day), at=at, fact="leaving")
        if at is None and selection.anchor is not None and self.has("leave", "reach", "arrive"):
            return self._around_stay(selection)
        if at is not None and of_stay and self.has("overlap") and self.main.selection.is_open:  # "who speaks then?"
            return self._ask(Ask.WHO if self.has("who") else Ask.SESSIONS, selection)
        kinds = self.main.selection.kinds
        of_all = self.main.selection == Selection(kinds=kinds) and (not kinds or self._says_several(kinds))
        if at is not None and of_stay and of_all:
            if at.start < self.now - ABOUT_NOW and not self.has("reach", "leave", "arrive"):  # "what did I miss at 4"
                return self._ask(Ask.SESSIONS, selection)
            return self._ask(Ask.SESSIONS, replace(self._during_stay(at, selection), kinds=kinds))
        going_on = (self.has("still", "begun") and not self.has("duration")) or (
            self.has("now") and not self.has("slides", "about", "where")
        )
        of_kind = not selection.anchor and self._asks_if_begun()
        if selection.order and self.main.selection.is_open and self.has("still", "begun") and not selection.anchor:
            return self._status_of(replace(selection, moment=None, upcoming=False))
        if self.named and going_on and at is None and (not kinds or of_kind):
            return self._status_of(replace(selection, moment=None, upcoming=False, order=0))
        return None

    def _when_begun(self, selection: Selection) -> Question | None:
        """When something that is named has begun: "when did the panel start?"."""
        asked = self.named and selection.when is None and self.has("begun") and self.has("when")
        return self._ask(Ask.START, replace(selection, moment=None)) if asked else None

    def _asks_when_any_began(self, selection: Selection) -> bool:
        """Whether it is asked when that began which several sessions are only about: "when did Debian start"."""
        if not (self.has("begun") and self.has("when") and self.main.topic) or self.has("talk", "session", *KIND_CUES):
            return False
        return len({self.index.programme.session_by_id[one].title for one in selection.named}) > 1

    def _while_away(self, selection: Selection) -> Question | None:
        """What one misses who leaves and comes back: "if I leave now and come back at two, what do I miss"."""
        if not (self.has("leave") and self.has("missed")):
            return None
        told = (to_interval([mention], self.reading.calendar) for mention in self.reading.mentions)
        hours = [one.start for one in told if one is not None and one.mode is Mode.AT]
        if not hours or (len(hours) == 1 and not self.has("now")):
            return None
        gone = self.now if len(hours) == 1 else hours[0]
        away = Interval(gone, hours[-1], Mode.OVERLAPS)
        place = Selection(rooms=selection.rooms, tracks=selection.tracks, talks=self.has("talk"))
        return self._ask(Ask.SESSIONS, replace(place, when=away)) if gone < hours[-1] else None

    def _status_of(self, selection: Selection) -> Question:
        """Whether what is chosen is on now; with a yes, if that is what is asked."""
        asked = self._ask(Ask.STATUS, selection)
        return replace(asked, fact="claimed") if self._is_asked_whether() else asked

    def _of_stages(self) -> Question | None:
        """Which of two things that follow on each other is on now: "is it still coffee or already Ada?"."""
        if not self._offers_stages():
            return None
        named = Selection(people=self.main.selection.people, named=self.main.selection.named, moment=Moment.NOW)
        paused = Selection(kinds=tuple(cue for cue in KIND_CUES if self.has(cue)), moment=Moment.NOW)
        sides = [side for side in (named, paused) if side.people or side.named or side.kinds]
        on_now = (side for side in sides if select(side, self.index, self.now))
        return self._ask(Ask.NOW, next(on_now, Selection(moment=Moment.NOW))) if sides else None

    def _is_asked_to_go_on(self, kinds: Sequence[str]) -> bool:
        """Whether the one of a kind is asked to go on: "lunch still on?", but not "keynotes still on?"."""
        return bool(kinds) and self._asks_if_still() and not self._says_several(kinds)

    def _asks_if_begun(self) -> bool:
        """Whether it is asked if something has begun or goes on: "is lunch still on", no "is there still a keynote"."""
        begun = self.has("begun") or (self.has("still") and self._asks_if_still())
        return begun and not self.has("exists", "left")

    def _asks_if_still(self) -> bool:
        """Whether it is asked if something goes on: "is lunch still on", "lunch still on?"."""
        return self._asks_whether() or (self.reading.ends_with("still") and not self.has("what", "who"))

    def _offers_stages(self) -> bool:
        """Whether one of two things is said to be on already: "or already Ada", "still coffee or has Ada begun"."""
        reading = self.reading
        if not reading.offers_choice:
            return False
        begun = (words[0] - 1 for words in self.cues.get("past", ()))
        already = any(at >= 0 and reading.words[at] in reading.language.either for at in begun)
        return (already and not self.has("over")) or (self.has("still") and self.has("begun"))

    def _is_asked_whether(self) -> bool:
        """Whether "yes" or "no" answers, by its first word or because it is asked if something has begun."""
        stands = self.has("still", "now") and self.reading.asks  # "lunch still on?"
        return self.has("begun") or stands or self.reading.words[0] in self.reading.language.inverted

    def _asks_if_free(self, selection: Selection) -> bool:
        """Whether a room is asked to be free at a time, not the asker: "is the aula free at three?"."""
        reading = self.reading
        of_room = (
            selection.rooms
            and not self.named
            and self.has("reach")
            and reading.language.asker.isdisjoint(reading.words)
        )
        return bool(of_room) and selection.when is not None and selection.when.mode is Mode.AT and self._is_yes_or_no()

    def _around_stay(self, selection: Selection) -> Question | None:
        """What one who comes or goes after or before something misses, or can see: "if I leave after lunch"."""
        comes = self.has("reach", "arrive") and not self.has("leave")
        if not self.reading.subjects[0].selection.is_open or not (comes or self.has("leave")):
            return None
        misses_before = comes and self.has("missed") and selection.relation is Relation.AFTER
        relation = Relation.BEFORE if misses_before else Relation.AFTER
        return self._ask(Ask.SESSIONS, replace(selection, relation=relation, nearest=False, talks=False))

    def _during_stay(self, at: Interval, selection: Selection) -> Selection:
        """What one who comes at a time can still see, perhaps before something; who leaves then; or what is missed."""
        calendar = calendar_of(self.index, self.now)
        if self.has("leave") and self.has("able", "reach") and self.now < at.start:
            seen = Interval(max(self.now, before(at, calendar).start), at.start, Mode.OVERLAPS)
            return Selection(when=seen, rooms=selection.rooms, tracks=selection.tracks)
        rest = Interval(at.start, calendar.close(self.index.programme.local(at.start).date()), Mode.OVERLAPS)
        stays = self.has("leave") or not self.has("missed")
        own = Selection(when=rest if stays else before(at, calendar), rooms=selection.rooms, tracks=selection.tracks)
        return replace(own, anchor=selection.anchor, relation=selection.relation) if selection.anchor else own

    def _claim(self, selection: Selection) -> Question | None:
        """A time that is held against the programme's: "does it start at 9?", "is she at 11?"."""
        at = selection.when
        if self.reading.minutes_apart:
            return None
        if self.named and self.reading.offers_times and not selection.anchor and not self.has("starts", "ends"):
            return self._ask(Ask.WHEN, replace(selection, when=None))  # "is it at 9 or at 10?"
        if self.named and at is not None and self.has("order") and self.reading.offers_choice and not selection.anchor:
            return self._ask(Ask.WHEN, replace(selection, when=None))  # "does it start before or after eight"
        if self.named and self.reading.offers_rooms and not selection.anchor:
            return self._ask(Ask.WHERE, replace(selection, rooms=()))
        if at is not None and at.mode is Mode.STARTS and selection.order and not self.has("ends"):
            return self._claim_of_rank(selection, at)
        if at is None or at.mode is not Mode.AT or self.has(*ASKING_WHICH, "list", "reach", "next", "where"):
            return self._held(selection)
        fact = "originally" if self.has("originally") else "starts" if self.has("starts", "moved") else ""
        fact = fact or ("running" if self.has("speak", "on", "now", "still") else "")
        over = self.has("over") and not self.has("starts")  # "is lunch over at 2"
        if self._are_held_then(selection):
            return None
        if self.named and not selection.anchor and not over and not self.has("ends", "count", "duration"):
            any_day = replace(selection, when=None, any_day=self.reading.is_floating)
            return replace(self._ask(Ask.CHECK, any_day), at=self._as_they_begin(any_day, at), fact=fact)
        if self.has("starts", "moved") and not self.named and not self.has("talk", "session"):
            return replace(self._ask(Ask.CHECK, self._first_there(selection, at)), at=at, fact=fact)
        return None

    def _are_held_then(self, selection: Selection) -> bool:
        """Whether several of a kind are named by their hour, and some are held then: "the lightning talks at two"."""
        unplaced = replace(selection, when=None, rooms=(), tracks=(), talks=False, any_day=False)
        only = unplaced == Selection(kinds=selection.kinds)
        if not selection.kinds or not only or self._is_yes_or_no() or self.reading.begins_with_claim:
            return False
        return self._says_several(selection.kinds) and bool(select(selection, self.index, self.now))

    def _as_they_begin(self, selection: Selection, at: Interval) -> Interval:
        """The hour that is claimed; that in the other half of the day if it is left open, and something begins then."""
        said = [mention.values for mention in self.reading.mentions if mention.kind in {"clock", "bare"}]
        if len(said) != 1 or "ap" in said[0] or said[0].get("h", _NOON + 1) > _NOON:
            return at
        local = self.index.programme.local
        begun = {local(one.start).time() for one in select(selection, self.index, self.now)}
        other = at.start + (_HALF_DAY if local(at.start).hour < _NOON else -_HALF_DAY)
        turned = local(at.start).time() not in begun and local(other).time() in begun
        return replace(at, start=other, end=other) if turned else at

    def _first_there(self, selection: Selection, at: Interval) -> Selection:
        """What begins first where it is said, on the day that is said or else on that on which anything is there."""
        first = Selection(rooms=selection.rooms, tracks=selection.tracks, order=1)
        if replace(first, order=0) == ALL:
            if self._speaks_of_somebody():
                return self._one_on_now()
            told = not self.reading.is_floating and select(replace(first, when=self._day_of(at)), self.index, self.now)
            return replace(first, when=self._day_of(at)) if told else first
        of_day = replace(first, when=self._day_of(at))
        return of_day if select(of_day, self.index, self.now) else replace(first, any_day=True)

    def _speaks_of_somebody(self) -> bool:
        """Whether the one talk that is on is that of a "she" who was not named: "she started at two, right?"."""
        somebody = not self.reading.language.speaking.isdisjoint(self.reading.words)
        return somebody and len(select(self._one_on_now(), self.index, self.now)) == 1

    def _one_on_now(self) -> Selection:
        return Selection(moment=Moment.NOW, talks=True)

    def _claim_of_rank(self, selection: Selection, at: Interval) -> Question | None:
        """An hour before or after which the first or last of a day is said to be: "is the first talk before 9?"."""
        if not self._is_yes_or_no() or selection.anchor is not None or not self.reading.says_hour:
            return None
        check = self._ask(Ask.CHECK, replace(selection, when=self._day_of(at)))
        return replace(check, claimed=replace(selection, order=0), at=at)

    def _of_language(self, selection: Selection) -> Question | None:
        """In which of two languages something is, or that it is not in the one that is said."""
        tongues = self.reading.offers_tongues and (selection.named or selection.people or selection.is_whole)
        if not tongues and not self._claims_language(selection):
            return None
        asked = self._ask(Ask.LANGUAGE, replace(selection, language=""))
        return asked if tongues else replace(asked, claimed=selection)

    def _claims_language(self, selection: Selection) -> bool:
        """Whether one thing is named with a language: "lottery in German?"; a talk with one in which it is not."""
        several = self._is_plural() or self.has("exists", "list", "what", "who", "count", "when", "where")
        if not selection.language or several or not (selection.named or selection.people):
            return False
        own = select(replace(selection, language=""), self.index, self.now)
        if len(own) != 1 or not own[0].language:
            return False
        return not (self.has("talk", "session", "topic") and speaks(own[0], selection.language))

    def _held(self, selection: Selection) -> Question | None:
        """A day, a room, a track or a language that something is said to have: "is it in room K?"."""
        facts = (cue for cue, _ in FACTS if cue not in {"starts", "language", "about", "track_of"})
        placed = selection == Selection(rooms=selection.rooms, tracks=selection.tracks) and self._is_yes_or_no()
        if placed and selection.rooms and selection.tracks and not select(selection, self.index, self.now):
            return self._ask(Ask.WHERE, Selection(tracks=selection.tracks))  # "is the perl devroom in K.3"
        if not self.named or not self._is_yes_or_no() or selection.anchor is not None or self.has(*facts):
            return None
        own = replace(selection, when=None, rooms=(), tracks=(), language="", talks=False)
        if selection.language and not (selection.when or selection.rooms or selection.tracks):
            return replace(self._ask(Ask.LANGUAGE, own), claimed=selection)
        held = selection.when is not None or selection.rooms or selection.tracks
        each = self.reading.says_each_day
        only = not self.reading.language.only.isdisjoint(self.reading.words)
        if only and not (own.people or own.named):
            return None  # "is it only tutorials today"
        if own.people and self._says_sole():
            alone = replace(selection, people=(), talks=True, order=0)
            return replace(self._ask(Ask.CHECK, own), claimed=alone, fact="sole")
        fact = "each" if each else "only" if only else "both" if self._names_each(own.people) else ""
        claimed = replace(selection, order=0, any_day=self.reading.is_floating)
        check = replace(self._ask(Ask.CHECK, own), claimed=claimed, at=selection.when, fact=fact)
        return check if held else None

    def _find_fact(self, selection: Selection) -> Question | None:
        """The fact that is asked about the sessions; None if no fact is."""
        opens = any(self._asks_opening_hours(cue, selection) for cue in ("starts", "ends") if cue in self.cues)
        if opens or self._asks_of_any_such(selection) or self._asks_when_any_began(selection):
            return self._ask(Ask.UNKNOWN)
        special = (
            self._of_part(selection)
            or self._in_one_room(selection)
            or self._running_there(selection)
            or self._time_to_close(selection)
            or self._ending_then(selection)
            or self._over_by(selection)
            or self._ending_last(selection)
            or self._combined_fact(selection)
            or self._when_begun(selection)
            or self._status(selection)
            or self._to_be_missed(selection)
            or self._claim(selection)
        )
        special = special or self._over(selection) or self._of_lengths(selection)
        if special is not None:
            return special
        for cue, ask in FACTS:
            if cue in self.cues and not self._is_no_fact(cue, selection):
                if ask in _OF_THE_CURRENT:
                    selection = self._current(selection)
                selection = self._where_now(self._where_held(selection, ask), ask)
                selection = self._of_days_there(self._of_that_there(selection, ask), ask)
                if ask is Ask.MOVED:
                    return self._moved(selection)
                if cue == "coauthors":
                    return replace(self._ask(ask, selection), fact=cue)
                if ask in ONLINE:
                    return self._of_files(ask, selection)
                named = selection.people or selection.named or selection.kinds
                if ask in _AGAINST_A_TIME and (named or (ask is Ask.END and selection.order)):
                    return self._against_time(ask, selection)
                return self._ask(ask, selection)
        of_kind = bool(selection.kinds) and self.reading.stands_before("room", *selection.kinds)
        if (
            self.has("room")
            and (self.named or of_kind)
            and not (self.reading.rooms or selection.when or selection.anchor)
        ):
            return self._ask(Ask.WHERE, selection)  # "the room of the lottery talk", "and the room?"
        if self.has("track") and self.reading.title and not (self.reading.tracks or selection.when or selection.anchor):
            return self._ask(Ask.TRACK, selection)
        return None

    def _of_lengths(self, selection: Selection) -> Question | None:
        """How long several sessions are, from the shortest to the longest, or in all."""
        fact = self._of_each_length(selection) if self._is_first_fact("duration") else ""
        if not fact:
            return None
        coming = selection.coming or (fact == "total" and self.has("left", "remaining"))
        return replace(self._ask(Ask.DURATION, replace(selection, nearest=False, coming=coming)), fact=fact)

    def _of_each_length(self, selection: Selection) -> str:
        """Whether it is asked how long several sessions are, "each" or in "total"; empty if only how long one is."""
        of_day = selection.when is not None and self.has("event") and not self.has("talk", "session")
        if selection.is_open or selection.order or of_day:
            return ""
        if self.has("count"):
            return "total"  # "how long are the breaks altogether"
        return "each" if self._asks_of_each(selection) else ""

    def _is_no_fact(self, cue: str, selection: Selection) -> bool:
        """Whether a cue asks for no fact where it stands, but for talks or is part of a topic."""
        if cue == "over":  # inside of what is said, "a talk over" something
            ends = {0, len(self.reading.words) - 1}
            return self.has("topic") and not any(ends.intersection(words) for words in self.cues[cue])
        if cue == "about":
            return self._leads_to_topic()
        if cue == "tell":
            return self._seeks_more(selection)
        if cue == "missed":
            return self.has("it") and selection.is_whole  # "is it too late"
        return cue == "coauthors" and self._is_of_nobody(selection)

    def _seeks_more(self, selection: Selection) -> bool:
        """Whether there are to be more talks on something at a time, rather than more told: "more on Debian today"."""
        then = selection.when is not None or self.has("rest", "left")
        begun = {self.reading.words[words[0]] for words in self.cues["tell"]}
        return then and len(selection.named) > 1 and not begun.isdisjoint(self.reading.language.more)

    def _to_be_missed(self, selection: Selection) -> Question | None:
        """What one who stays away from a time to come will miss: "what do I miss if I skip Friday"."""
        at = selection.when
        of_days = at is not None and at.mode in _MISSABLE and at.start > self.now
        part = at is not None and at.mode is Mode.OVERLAPS and not self.has("when")
        stays = (of_days and self.has("reach")) or (part and self.has("reach", "missed"))
        if stays and selection == Selection(when=at):
            return self._ask(Ask.SESSIONS, selection)  # "I'll be there on Friday", "I am only there from two to three"
        asked = self.has("missed") and self.has("what", "who", "list") and not (selection.named or selection.people)
        return self._ask(Ask.SESSIONS, selection) if of_days and asked else None

    def _moved(self, selection: Selection) -> Question:
        """Whether something has moved, by how much, or from when."""
        if selection == Selection(when=selection.when) and not select(selection, self.index, self.now):
            selection = ALL  # "did it move from 9 to 9:30?"
        if self.main.topic and self.has("talk") and not self._is_plural():
            selection = replace(selection, named=selection.named[:1])  # "has the talk on bees moved"
        if self.has("room", "where"):
            return replace(self._ask(Ask.MOVED, selection), fact="room")
        if self.has("by_amount", "originally", "when"):
            return replace(self._ask(Ask.MOVED, selection), fact="by_amount" if self.has("by_amount") else "originally")
        if selection.people or selection.named or selection.kinds:
            return self._against_time(Ask.MOVED, selection)
        return self._ask(Ask.MOVED, selection)

    def _against_time(self, ask: Ask, selection: Selection) -> Question:
        """A fact of what is named, held against the time that is said; on the days that are said, if it is on then."""
        at = selection.when
        if ask is Ask.OVER and at is None and self.has("begun"):  # "has it started?"
            return self._status_of(selection)
        several = ask is Ask.END and self._ends_several(selection)
        claimed = at is not None and self._is_yes_or_no() and self.reading.says_hour
        if several and not claimed:
            return replace(self._ask(ask, selection), fact="last")
        if ask is Ask.MISSED and self.has("what") and not (selection.named or selection.people):
            return replace(self._ask(ask, selection), fact="all")  # "what tutorials did I miss on Monday"
        if ask is Ask.OVER and at is not None and at.mode is Mode.STARTS and self.has("by_time", "before"):
            at = Interval(at.end, at.end, Mode.AT)  # "over by three"
            selection = replace(selection, when=at)
        stretch = at is not None and at.mode in {Mode.DAYS, Mode.STARTS}
        on_days = stretch and select(selection, self.index, self.now)
        any_day = replace(selection, when=None, any_day=self.reading.is_floating)
        if ask is Ask.END and at is not None and claimed:
            day = None if self.reading.is_floating or len(self.index.programme.days) < 2 else self._day_of(at)
            return replace(
                self._ask(ask, replace(any_day, when=day)), at=at, fact="all_claimed" if several else "claimed"
            )
        return replace(self._ask(ask, selection if on_days else any_day), at=at)

    def _of_files(self, ask: Ask, selection: Selection) -> Question:
        """Slides or recordings: whose there are, whether there are any, or where they are."""
        if selection.is_open and self.has("it") and self._asks_whether():  # "is this being recorded"
            now = Selection(moment=Moment.NOW)
            selection = now if any(one.is_talk for one in select(now, self.index, self.now)) else selection
        whose = self.has("who") and selection.is_whole
        return replace(self._ask(ask, selection), fact="who" if whose else "claimed" if self._asks_whether() else "")

    def _current(self, selection: Selection) -> Selection:
        """What is on now, where nothing is chosen; or in a room, of "the one in" which a fact is asked."""
        several = self._is_plural() or self.has("list", "authors")
        if selection.is_open or (selection.is_whole and self.has("it", "this") and not several):
            now = Selection(moment=Moment.NOW)
            paused = not any(session.is_talk for session in select(now, self.index, self.now))
            return Selection(talks=True) if self.has("list") or (paused and self.has("authors", "language")) else now
        if self._are_parts_of_one(selection):
            return replace(selection, upcoming=True)
        running = replace(selection, moment=Moment.NOW)
        alone = self.has("one_there") and selection == Selection(rooms=selection.rooms)
        return running if alone and select(running, self.index, self.now) else selection

    def _are_parts_of_one(self, selection: Selection) -> bool:
        """Whether the sessions that are named have one title, so that the one that is on or next is meant."""
        by_id = self.index.programme.session_by_id
        return len(selection.named) > 1 and len({by_id[one].title for one in selection.named}) == 1

    def _ends_several(self, selection: Selection) -> bool:
        """Whether all sessions of a kind or a topic are said to end, the last of which tells when."""
        if selection.people or selection.order or self.reading.title:
            return False
        if selection.named:
            return len(selection.named) > 1 and self._is_plural()  # "when do the bee talks end"
        return not PAUSES.issuperset(selection.kinds) and self._says_kinds(selection.kinds)

    def _asks_of_each(self, selection: Selection) -> bool:
        """Whether it is asked of all talks or all of a kind how long they are: "how long are the breaks"."""
        if selection.people or selection.named or selection.order:
            return self._ends_several(selection)
        return self._says_several(selection.kinds) if selection.kinds else selection.talks and self._is_plural()

    def _where_now(self, selection: Selection, ask: Ask) -> Selection:
        """Of all that somebody gives, what is on now, if it is asked where they are: "where's Ada?"."""
        running = replace(selection, moment=Moment.NOW)
        if ask is not Ask.WHERE or selection != Selection(people=selection.people[:1]):
            return selection
        return running if select(running, self.index, self.now) else selection

    def _where_held(self, selection: Selection, ask: Ask) -> Selection:
        """All of a kind as what its track has, not each talk that is called so: "where are the lightning talks"."""
        kinds = selection.kinds[:1]
        if ask is not Ask.WHERE or not kinds or selection != Selection(kinds=kinds) or not self._says_several(kinds):
            return selection
        tracks = {self.index.sessions[at].track for at in self.index.of_kind_track.get(kinds[0], ())}
        return Selection(tracks=tuple(tracks)) if len(tracks) == 1 else selection

    def _of_that_there(self, selection: Selection, ask: Ask) -> Selection:
        """What is on in a room, or next if it is to begin, where no more is said of it: "in K.3, what's it about"."""
        of_one = self.has("talk") and not self._is_plural() and not self.has("list", "count")  # "the talk in K.3"
        of_it = of_one or self.has("it", "this", "title") or (ask is Ask.ABSTRACT and not self.has("list"))
        place = Selection(rooms=selection.rooms, tracks=selection.tracks)
        asked = _OF_WHAT_IS_THERE if selection.rooms else _OF_ONE_OF_TRACK
        if not of_it or ask not in asked or place == ALL or replace(selection, talks=False) != place:
            return selection
        coming = self.has("starts", "when", "until") and not self.has("ends", "over")
        for moment in (Moment.NEXT,) if coming else (Moment.NOW, Moment.NEXT):
            there = replace(selection, moment=moment)
            if select(there, self.index, self.now):
                return there
        return selection

    def _of_days_there(self, selection: Selection, ask: Ask) -> Selection:
        """The first or the last in a room or a track on a day, if it is asked when it begins or ends there."""
        place = Selection(rooms=selection.rooms, tracks=selection.tracks)
        days = selection.when is None or selection.when.mode in {Mode.DAYS, Mode.STARTS}
        if place == ALL or not days or replace(selection, when=None, talks=False) != place:
            return selection
        order = {Ask.START: 1, Ask.END: -1}.get(ask, 0)
        if not order:
            return selection
        calendar = calendar_of(self.index, self.now)
        today = replace(selection, when=calendar.whole([calendar.nearest_day]))
        there = select(today, self.index, self.now) if selection.when is None else ()
        if ask is Ask.START and there and there[-1].end <= self.now:
            coming = replace(selection, moment=Moment.NEXT)
            return coming if select(coming, self.index, self.now) else replace(today, order=order)
        if there:
            selection = today  # else on the day on which anything is there
        return replace(selection, order=order)

    def _leads_to_topic(self) -> bool:
        """Whether what a talk is about is said and not asked: "what's the next talk about bees"."""
        apart = (
            [words for words in self.cues["about"] if words[-1] - words[0] >= len(words)] if self.has("about") else []
        )
        return any(number > words[-1] for words in apart for number in self.reading.content)

    def _asks_of_any_such(self, selection: Selection) -> bool:
        """Whether it is asked of a thing in general, which a session is only about: "how long does a kite last"."""
        reading = self.reading
        if not self.has("duration") or reading.title or not selection.named or len(reading.content) != 1:
            return False
        if self.has("talk", "session", "topic"):
            return False
        before = reading.content[0] - 1
        return before >= 0 and reading.words[before] in reading.language.indefinite

    def _is_of_nobody(self, selection: Selection) -> bool:
        """Whether only a time or a place is said, beside which "who else" means everybody there."""
        placed = selection.when or selection.rooms or selection.tracks
        return bool(placed) and not (selection.people or selection.named or selection.kinds or self.has("it", "this"))

    def _asks_opening_hours(self, cue: str, selection: Selection) -> bool:
        """Whether something opens or closes that a session is only about: "when does the museum close?"."""
        reading = self.reading
        if reading.title or not selection.named or not reading.content or self.has("talk", "session", "topic"):
            return False
        said = {reading.words[number] for words in reading.cues[cue] for number in words}
        words = reading.content_words
        title = words_of(self.index.programme.session_by_id[selection.named[0]].title)
        telling = [word for word in title if word not in reading.language.small_words and "'" not in word]
        return not said.isdisjoint(reading.language.hours) and 2 * len(words) <= len(telling)

    def _says_hours(self) -> bool:
        """Whether the hours of a stretch were said, "before noon", and nothing is asked of "what time"."""
        return self.reading.says_hour and not self.has("when", "missed", "leave")

    def _is_first_fact(self, cue: str) -> bool:
        """Whether the fact of this cue is the one that is asked."""
        return cue in self.cues and cue == next(one for one, _ in FACTS if one in self.cues)

    def _over(self, selection: Selection) -> Question | None:
        """Whether the session that is on is over, or all those of the day: not the event, and none that is named."""
        if not self._is_first_fact("over"):
            return None
        if self._is_plural() and selection.order:
            return replace(self._ask(Ask.EVERY, replace(selection, moment=None)), fact="over")
        several = self._is_plural() or (not self.named and bool(selection.rooms or selection.tracks))
        if several and self.has("what") and selection.moment is None:  # "which talks are over"
            return replace(self._ask(Ask.MISSED, selection), fact="" if selection.is_whole else "all")
        if self._is_plural() and not self.named:
            return self._count_of_day(selection)
        if self.has("list") and (selection.rooms or selection.tracks) and not self.named:
            return replace(self._ask(Ask.EVERY, selection), fact="over")  # "has everything in the aula finished"
        own = replace(selection, moment=None, talks=False, rooms=(), tracks=())
        current = self.has("this", "talk") and not self.has("event") and own == Selection(kinds=own.kinds)
        current = current and (not own.kinds or bool(select(replace(own, moment=Moment.NOW), self.index, self.now)))
        return self._ask(Ask.LEFT, replace(selection, moment=Moment.NOW)) if current else None

    def _ending_last(self, selection: Selection) -> Question | None:
        """What ends first or last, which need not have begun so: "which talk ends last on Sunday", "what ends next"."""
        edge = self._edge_of_ends(selection) if self.has(*ASKING_WHICH) else ""
        if not edge:
            return None
        own = replace(selection, order=0, moment=None, talks=self.has("talk", "who", "speak", "speaker"))
        running = replace(own, when=None, moment=Moment.NOW)
        on_now = edge == "first" and self.when is None and select(running, self.index, self.now)
        return replace(self._ask(Ask.END, running if on_now else own), fact=edge)

    def _edge_of_ends(self, selection: Selection) -> str:
        """Whether it is asked what is the "first" or the "last" to end; empty if neither."""
        if self._ends_soon():
            return "first"
        if self.has("order") and self._says_ends():
            return "last" if self._which_first(Ask.ORDER) == "later" else "first"
        soonest = selection.order == 1 or (selection.moment is Moment.NEXT and not selection.order)
        edge = "first" if soonest else "last" if selection.order == -1 else ""
        behind = {words[-1] + 1 for words in self.cues.get("ends", ())}
        said = self.cues.get(edge if selection.order else "next", ())
        return edge if any(words[0] in behind for words in said) else ""

    def _ending_then(self, selection: Selection) -> Question | None:
        """What ends, or was over, at an hour or in a stretch; what began in one, which the same words may tell."""
        at = selection.when
        if at is None or at.mode in {Mode.DAYS, Mode.WITHIN} or not self.has("ends", "over"):
            return None
        timed = self._says_hours() or any(mention.kind == "window" for mention in self.reading.mentions)
        told = not set(self.cues.get("ends", ())).isdisjoint(self.cues.get("talk", ()))  # "the talk that ends at noon"
        listed = told or self.has(*ASKING_WHICH, "list") or self._is_plural()
        of_all = self.has("list") and self.reading.begins_with_verb  # "is everything over by 4"
        claimed = of_all or self._is_yes_or_no()
        if not (timed and listed) or claimed or selection.named or selection.people:
            return None
        begun = self.has("begun")
        if self.has("starts") or (begun and at.mode is Mode.AT) or self._asks_until_when():
            return None
        when = replace(at, mode=Mode.STARTS) if begun else self._ending_in(at)
        who = self.has("who") and not self._is_relative()
        return self._ask(Ask.WHO if who else Ask.SESSIONS, replace(selection, when=when))

    def _over_by(self, selection: Selection) -> Question | None:
        """Whether something, a place or a day is said to be over at an hour: "is room K done by six?"."""
        at = selection.when
        over = self.has("over", "over_at") or (self.has("ends") and self.has("by_time"))
        named = bool(selection.people or selection.named or selection.kinds)
        if at is None or not (over or (self.has("ends") and not named)) or self.has(*_NOT_OF_AN_END):
            return None
        if named and self.has("over") and not self._ends_several(selection):
            return None
        of_all = self.has("list") and self.reading.begins_with_verb  # "is everything over by 6"
        asked = of_all or self._is_yes_or_no()
        if selection.anchor or selection.order or not asked or not self.reading.says_hour:
            return None
        placed = bool(selection.rooms or selection.tracks)
        if not named and not placed and not self._is_plural() and self.has("talk", "session", "this"):
            return None  # the one that is on
        any_day = self.reading.is_floating and (named or placed)
        own = replace(selection, when=None if any_day else self._day_of(at), any_day=any_day, moment=None)
        fact = "all_over" if self._ends_several(selection) or not (selection.named or selection.people) else "over"
        return replace(self._ask(Ask.END, own), at=at, fact=fact if over else "claimed")

    def _in_one_room(self, selection: Selection) -> Question | None:
        """Where all talks are, if it is asked whether they share a room."""
        of_all = selection.is_whole and self.has("same_room") and self.has("talk", "session", "list")
        asked = of_all and (self.reading.asks or self._is_yes_or_no())
        return self._ask(Ask.WHERE, selection) if asked else None

    def _running_there(self, selection: Selection) -> Question | None:
        """What is on in a place, which tells until when: "what's on in the aula, and until when?"."""
        place = Selection(rooms=selection.rooms, tracks=selection.tracks)
        asked = self.has("ends") and self.has("on") and selection == place and not selection.is_open
        return self._ask(Ask.NOW, replace(selection, moment=Moment.NOW)) if asked else None

    def _time_to_close(self, selection: Selection) -> Question | None:
        """How long it is till a day ends, today if none is said: "how long until the end of the day"."""
        of_day = any(mention.kind in _DAYS for mention in self.reading.mentions) and selection == Selection(
            when=selection.when
        )
        waits = self.has("time_left") or (self.has("until") and self.has("ends", "over"))
        if not of_day or not waits or self.named or self.has("count", "starts", "this", "talk", "session"):
            return None
        calendar = calendar_of(self.index, self.now)
        day = self._day_of(selection.when) if selection.when else calendar.whole([calendar.nearest_day])
        return replace(self._ask(Ask.END, Selection(when=day)), fact="wait")

    def _resumes(self, selection: Selection) -> Question:
        """When it goes on: on a later day, if one is said: "when do we resume tomorrow?"."""
        local, day = self.index.programme.local, selection.when
        later = day is not None and local(day.start).date() > local(self.now).date()
        if later and not selection.rooms and not selection.tracks:
            return self._ask(Ask.START, Selection(when=day))
        coming = Selection(rooms=selection.rooms, tracks=selection.tracks, moment=Moment.NEXT)
        pause = all(session.is_break for session in select(coming, self.index, self.now))
        return self._ask(Ask.NEXT, replace(coming, talks=pause or self.has("talk")))

    def _combined_fact(self, selection: Selection) -> Question | None:
        """What several cues ask together that none of them asks alone."""
        if self.has("resume") and not self.named:
            return self._while_away(selection) or self._resumes(selection)
        if self.has("duration") and (self.has("left") or self._says_still()) and not self.has("count"):
            return self._ask(Ask.LEFT, Selection(moment=Moment.NOW) if selection.is_open else selection)
        if self.has("duration") and self.has("ends"):
            return replace(self._ask(Ask.END, selection), fact="duration")
        lies = selection.anchor is not None and not (selection.named or selection.people)  # "... talks after lunch"
        of_kind = self._says_kinds(selection.kinds)  # "lightning talks under ten minutes"
        which = of_kind or ((lies or not self.named) and self.has("talk", "session", "what", "exists"))
        if selection.minutes and which:
            return self._ask(Ask.SESSIONS, selection)
        if selection.anchor is not None and self._asks_time_until(selection):
            return self._ask(Ask.UNTIL, selection.anchor)
        if selection.anchor is not None and selection.coming:
            return self._ask(Ask.SESSIONS, selection)
        by_time = self.has("by_time") and not self.has("before")
        until = self.has("until") or by_time
        listed = self.has("on", "exists", "schedule", "what") or (by_time and bool(selection.rooms or selection.tracks))
        topical = by_time and self.has("talk") and bool(self.main.topic)  # "cloud talks until noon"
        listed = (listed and not self.named) or topical
        if until and listed and selection.when is not None:
            return self._ask(Ask.SESSIONS, replace(selection, coming=True))
        if self.reading.minutes and self.named and not self.has(*_NOT_OF_A_LENGTH):
            return self._of_length(selection)
        if asked := self._of_language(selection):
            return asked
        if self.has("until", "time_left") and self.has("ends", "over") and not self.has("count"):
            return self._ask(Ask.LEFT, Selection(moment=Moment.NOW) if selection.is_open else selection)
        if self.has("over") and self.has("when") and not self.has("begun"):
            there = self._of_that_there(selection, Ask.END)
            return replace(self._ask(Ask.END, there), fact="last" if self._ends_several(selection) else "")
        return None if self.named and not self._closes_day(selection) else self._of_the_day(selection)

    def _closes_day(self, selection: Selection) -> bool:
        """Whether it is asked who closes a day, not who speaks in its closing session: "who closes the day?"."""
        closing = selection.kinds == ("closing",) and replace(selection, kinds=(), literal=(), when=None).is_open
        return closing and self.has("who") and self.has("ends")

    def _asks_time_until(self, selection: Selection) -> bool:
        """Whether it is asked how long it is till something: also "is there time for a coffee before", if none is."""
        if self.reading.relation is not Relation.BEFORE:
            return False
        return self.has("time_left") or (self.has("spare") and not select(selection, self.index, self.now))

    def _of_length(self, selection: Selection) -> Question:
        """How long something is; or whether it is as long as it is said to be: "does it last an hour?"."""
        reading = self.reading
        asked = self._ask(Ask.DURATION, replace(selection, minutes=0, bound=0))
        open_question = any(len(words) > 1 for words in reading.cues.get("duration", ()))
        if open_question or reading.offers_choice or not (reading.asks or self.reading.begins_with_verb):
            return asked
        return replace(asked, claimed=Selection(minutes=reading.minutes, bound=reading.bound))

    def _of_part(self, selection: Selection) -> Question | None:
        """When the morning ends or the afternoon begins, by a session that is no break; how long: what it has."""
        part = next((one.values for one in self.reading.mentions if one.kind == "part"), None)
        if (
            part is None
            or self.named
            or not self.has("resume", "starts", "ends", "duration")
            or self.has("who", "count")
        ):
            return None
        edge = replace(selection, order=-1 if self.has("ends") else 1)
        found = select(edge, self.index, self.now)
        edge = replace(edge, talks=not found or found[0].is_break)
        if self.has("duration") and self.has("talk", "session", "this"):  # "how long is the talk tonight"
            own = replace(selection, talks=True)
            return self._of_lengths(own) or self._ask(Ask.DURATION, own)
        if self.has("duration") and not self.has("ends"):  # but "until when does it go on tonight"
            return self._ask(Ask.DURATION, selection)
        if self.has("starts") and self.has("what", "on", "exists"):
            return self._ask(Ask.SESSIONS, selection)
        if self.has("ends") and self.has("what") and self.has("talk", "session"):
            if self.reading.says_hour:
                return None  # "which talks run past ten tonight"
            return self._ask(Ask.SESSIONS, replace(selection, talks=True, order=-1))
        if self.has("ends"):
            return self._ask(Ask.END, edge) if part["to"] <= _NOON else None
        return self._ask(Ask.START, edge) if part["from"] >= _NOON else None

    def _of_the_day(self, selection: Selection) -> Question | None:
        """Who opens or closes the day, what starts at an hour, who speaks when."""
        at = selection.when
        at_hour = at is not None and at.mode is Mode.AT
        starts = self.has("starts") or (self.has("begun") and at_hour)
        opens = self.has("what") and self.has("talk") and self.has("event") and selection.when is None
        who = self.has("who") and not self._is_relative()
        ask = Ask.WHO if who else Ask.SESSIONS
        hours = at is not None and self._says_hours()
        edge = self.has("starts", "ends") and not (at_hour or hours) and selection.moment is None
        if edge and (self.has("who") or opens):
            return self._at_the_edge(ask, selection)
        which = self.has(*ASKING_WHICH) and not self.has("leave", "missed")
        listed = which or self.has("list") or (self._is_plural() and not self.has("when"))
        if which and self.has("ends") and at_hour and self._asks_until_when():
            return self._ask(Ask.SESSIONS, selection)
        if selection.moment is Moment.NOW and which and self.has("begun"):
            return self._of_the_latest(ask, selection)
        if selection.moment is Moment.NOW and which and starts:
            return self._of_starting_now(selection)
        if at is not None and at.mode is Mode.WITHIN:
            return self._ask(ask, selection)
        if starts and self.has("ends") and listed and (both := self._starting_and_ending(selection)):
            return self._ask(ask, both)
        if starts and ((hours and listed) or self.has("what", "exists")) and at is not None and at.mode in _STRETCHES:
            return self._ask(ask, replace(selection, when=replace(at, mode=Mode.STARTS)))
        if starts and listed and at is not None and at_hour:
            return self._ask(ask, self._starting_at(selection, at.start))
        if selection.is_whole and self.has("when") and self.has("who", "list") and not self.has("speaker"):
            return self._ask(Ask.SCHEDULE, Selection(talks=self.has("who", "talk")))
        return None

    def _starting_and_ending(self, selection: Selection) -> Selection | None:
        """What starts at one hour and is over by another: "which talks start at 2 and end before 3"."""
        said = self.reading.mentions
        hours = [mention for mention in said if mention.kind in {"clock", "bare"}]
        days = [mention for mention in said if mention not in hours]
        spans = [to_interval([hour, *days], self.reading.calendar) for hour in hours]
        starts = [one.start for one in spans if one is not None]
        if not starts[1:] or starts != sorted(set(starts)):
            return None
        minutes = (starts[-1] - starts[0]) // _MOMENT
        when = Interval(starts[0], starts[0] + _MOMENT, Mode.STARTS)
        return replace(selection, when=when, minutes=minutes, bound=-1 if self.has("before") else -2)

    def _asks_until_when(self) -> bool:
        """Whether the end is asked for besides: "what's on in K.3 at two, and until when"."""
        said = {self.reading.words[number] for words in self.cues.get("ends", ()) for number in words}
        return not said.isdisjoint(self.reading.language.asking)

    def _of_the_latest(self, ask: Ask, selection: Selection) -> Question:
        """Of what is on, what began last or shortly before that: "what has just started"."""
        begun = [session.start for session in select(selection, self.index, self.now)]
        if not begun:
            return self._ask(Ask.NOW, selection)
        latest = Interval(max(begun) - ABOUT_NOW, max(begun) + _MOMENT, Mode.STARTS)
        return self._ask(ask, replace(selection, moment=None, when=latest))

    def _of_starting_now(self, selection: Selection) -> Question:
        """What begins about now, else what comes next: "what's starting now"."""
        about = Interval(self.now - ABOUT_NOW, self.now + ABOUT_NOW, Mode.STARTS)
        begun = replace(selection, moment=None, when=about)
        if select(begun, self.index, self.now):
            return self._ask(Ask.WHO if self.has("who") else Ask.SESSIONS, begun)
        return self._ask(Ask.WHO if self.has("who") else Ask.NEXT, replace(selection, moment=Moment.NEXT))

    def _begun_or_ended_then(self, selection: Selection) -> Selection:
        """What begins or ends at the hours that are said, not all that is on then: "how many talks begin at nine"."""
        at = selection.when
        if at is None or at.mode in {Mode.DAYS, Mode.WITHIN} or selection.any_day or not self.has("starts", "ends"):
            return selection
        if self.has("ends"):
            return replace(selection, when=self._ending_in(at))
        return (
            self._starting_at(selection, at.start)
            if at.mode is Mode.AT
            else replace(selection, when=replace(at, mode=Mode.STARTS))
        )

    def _starting_at(self, selection: Selection, at: datetime) -> Selection:
        """What starts then; about then, if nothing does and it is so long from now: "what starts in 20 minutes"."""
        starting = replace(selection, when=Interval(at, at + _MOMENT, Mode.STARTS))
        roughly = any(mention.kind == "offset" for mention in self.reading.mentions)
        if not roughly or select(starting, self.index, self.now):
            return starting
        return replace(selection, when=Interval(max(at - ABOUT_NOW, self.now), at + ABOUT_NOW, Mode.STARTS))

    def _ending_in(self, at: Interval) -> Interval:
        """What ends in a stretch, or at an hour; after or before it, not at it."""
        if at.mode is Mode.AT:
            return replace(at, mode=Mode.ENDS)
        start = at.start + _MOMENT if self.has("after", "past_time") else at.start
        return Interval(start, at.end - _MOMENT if self.has("before") else at.end, Mode.ENDS)

    def _at_the_edge(self, ask: Ask, selection: Selection) -> Question:
        """Who or what opens or closes the event or a day of it."""
        calendar = calendar_of(self.index, self.now)
        event = self._of_event(0 if self.has("starts") else -1)
        day = selection.when or event.when or (None if selection.tracks else calendar.whole([calendar.nearest_day]))
        place = Selection(rooms=selection.rooms, tracks=selection.tracks)
        edge = replace(place, when=day, talks=True, order=1 if self.has("starts") else -1)
        named = replace(edge, kinds=("opening" if self.has("starts") else "closing",), order=0)
        found = () if selection.rooms else select(named, self.index, self.now)
        if any(session.speakers for session in found):
            if len(found) > 1:  # such as those of tracks: the first or the last of a day, or that of it all
                named = replace(named, order=edge.order) if selection.when else Selection(named=(found[0].id,))
            return self._ask(ask, named)
        return self._ask(ask, edge)
