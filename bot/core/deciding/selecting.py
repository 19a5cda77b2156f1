"""Which sessions a question is about: by what it names, when, and how the one leans on the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.core.deciding.considering import ABOUT_NOW, ORDERS, Considering
from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.layers.words import RELATIONS
from bot.core.lexicon import kind_words
from bot.core.selection import Moment, Relation, Selection, calendar_of, find_anchor, names_event, select, speaks
from bot.core.text import singular
from bot.core.times import Interval, Mode

_OF_TALKS = ("who", "who_is", "speak", "speaker", "about", "slides", "recording", "authors")  # what no break has
_OF_STEPS = ("who", "who_is", "what", "when", "speak", "next", "this")
_LIGHTNING = ("lightning",)
_OF_IT_ALL = (("opening",), ("closing",))
_OF_EACH = (*_OF_TALKS, "count", "next", "now", "this", "previous", "then")  # of one by itself
_MOMENTS = (
    ("then", Moment.THEN),
    ("previous", Moment.PREVIOUS),
    ("next", Moment.NEXT),
    ("now", Moment.NOW),
    ("this", Moment.NOW),
)
_ASKING_LENGTH = frozenset({"what", "of_them", "last", "duration", "until", "ends"})


class Selecting(Considering):
    """Which sessions a question is about: by what it names, when, and how the one leans on the other."""

    def _selection(self) -> Selection:
        reading = self.reading
        order = self._place_in_order()
        of_anchor = reading.says_in_anchor(tuple(ORDERS))
        order, anchor_order = (0, order) if of_anchor else (order, 0)
        ranked = order != 0 or reading.relation is not None
        who = self.has("who", "speak", "speaker") or (ranked and self.has("who_is"))
        first = order != 0 and self.has("order") and not self._asks_what_is_first()
        who = who or first or (ranked and self._says((0,), "who"))  # "qui suit Ada"
        kinds = self.main.selection.kinds
        if self.has("gap") and self.main.selection.is_open and reading.relation is None:
            kinds = ("break",)  # "how long is the gap"
        if (self.has("talk") and reading.relation is None) or self.has("this"):
            running = select(Selection(kinds=kinds, moment=Moment.NOW), self.index, self.now) if kinds else ()
            kinds = tuple(
                kind
                for kind in kinds
                if reading.stands_inside(kind) or (kind not in PAUSES and (running or not self.has("this")))
            )
        of_talks = self._says_talk() or (order != 0 and (who or self.has(*_OF_TALKS)))
        long = bool(reading.minutes) and self._asks_of_length()
        own = replace(
            self.main.selection,
            kinds=kinds,
            rooms=reading.rooms,
            language=reading.spoken,
            tracks=reading.tracks,
            talks=of_talks and not self.main.selection.kinds,
            when=self.when,
            order=order,
            take=reading.take if abs(order) == 1 else 1,
            minutes=reading.minutes if long else 0,
            bound=reading.bound if long else 0,
        )
        daily = not self.named or (own.kinds and PAUSES.issuperset(own.kinds) and not own.named)
        if order and own.when is None and daily and not self.has("event"):
            calendar = calendar_of(self.index, self.now)
            day = calendar.nearest_day
            today = replace(own, when=calendar.whole([day]))
            whole = calendar.held.get(day, 0) <= 1 or day < calendar.today  # a weekly seminar, or one that is over
            own = today if not whole and select(today, self.index, self.now) else own
        if order and self.has("until") and own.when is None:
            coming = replace(own, coming=True)
            own = coming if select(coming, self.index, self.now) else own  # "how long until the first keynote"
        if own.named and own.kinds and not select(own, self.index, self.now):
            own = replace(own, kinds=())
        if reading.mentions:
            own = self._on_days_said(own)
        if self.has("ahead") and (own.named or own.people):
            own = replace(own, coming=True)
        if self._points_at_kind(own):
            own = replace(own, moment=Moment.NOW)
        own = self._of_their_others(self._of_their_kind(own))
        own = self._held_together(self._narrowed(self._elsewhere_than(own)))
        if reading.relation is not None and len(reading.subjects) > 1:
            anchor = replace(reading.subjects[1].selection, order=anchor_order)
            return self._leaning(own, anchor, reading.relation, who=who)
        if own.people and (relation := reading.asks_around_whom):
            return Selection(talks=True, anchor=Selection(people=own.people), relation=relation, nearest=True)
        if (own.people or own.named) and self.has("followed", "preceded"):
            one = Selection(people=own.people, named=own.named)
            relation = Relation.AFTER if self.has("followed") else Relation.BEFORE
            return Selection(rooms=own.rooms, talks=self.has("who"), anchor=one, relation=relation, nearest=True)
        return self._over_pause(own) or self._in_pause(own) or self._moving(own)

    def _on_days_said(self, own: Selection) -> Selection:
        """The selection on each day, where that is said, or on whatever day where only an hour is."""
        reading = self.reading
        if own.named and reading.is_floating:
            return replace(own, any_day=True, upcoming=len(own.named) > 1)
        if not reading.says_each_day:
            return own
        if reading.says_hour:  # "what's on at 3pm each day"
            return replace(own, any_day=True)
        return self._on_each_day_alone(own) if own.order else own

    def _on_each_day_alone(self, own: Selection) -> Selection:
        """What has the place in the order on each of the days that were said: "the first talk of each day"."""
        days = own.when.days if own.when is not None else ()
        alone = (replace(own, when=self.reading.calendar.whole([day])) for day in days)
        found = [one.id for day in alone for one in select(day, self.index, self.now)]
        return Selection(named=tuple(found)) if found else own

    def _place_in_order(self) -> int:
        """The place in an order that is asked for; 0 for none, and where a pause is to be had "first"."""
        lasting = "last" if self.reading.asks_how_long_it_lasts else ""
        order = self.reading.order or self._order_said(besides=lasting)
        if self.has("order") and not order and (not self.named or self._asks_first_of_topic()):
            return 1
        kinds = self.main.selection.kinds
        paused = bool(kinds) and PAUSES.issuperset(kinds) and self.reading.asks_leave
        return 0 if paused else order

    def _of_their_kind(self, own: Selection) -> Selection:
        """What somebody does of a kind, where a track that is called so has nothing of theirs: "Ada's workshops"."""
        if not (own.people and own.tracks) or self.has("track") or select(own, self.index, self.now):
            return own
        said = {word for word, use in zip(self.reading.words, self.reading.uses, strict=True) if use == "track"}
        return replace(own, tracks=()) if said <= frozenset().union(*map(kind_words, KIND_CUES)) else own

    def _of_their_others(self, own: Selection) -> Selection:
        """What else they give who give what is named, if they do: "the bees guy's other talk"."""
        language = self.reading.language
        if not own.named or own.people or not self.has("somebody") or language.others.isdisjoint(self.reading.words):
            return own
        theirs = Selection(people=self._speakers_of(own.named[0]), without=own.named, talks=True)
        return theirs if theirs.people and select(theirs, self.index, self.now) else own

    def _says_talk(self) -> bool:
        """Whether talks are spoken of, by no word for the event alike: "when does the conference start on Friday"."""
        if not self.has("talk") and self.has("this"):  # which is none in "the talk before Ada's"
            leant_on = {words[0] for cue in RELATIONS for words in self.cues.get(cue, ())}
            return any(words[-1] + 1 in leant_on for words in self.cues["this"])
        if not self.has("talk") or not self.has("starts", "ends") or self.named or self.reading.rooms:
            return self.has("talk")
        of_day = self.when is not None and self.when.mode is Mode.DAYS
        return not (of_day and set(self.cues["talk"]).issubset(self.cues.get("event", ())))

    def _held_together(self, own: Selection) -> Selection:
        """The sessions that hold the others of a kind, where it is asked for as a whole: "the lightning talks"."""
        if own.kinds in _OF_IT_ALL:
            return self._of_it_all(own)
        if own.kinds != _LIGHTNING or not self.index.holding:
            return own
        if replace(own, when=None) != Selection(kinds=_LIGHTNING) or not self.reading.wants_several:
            return own
        if self.has(*_OF_EACH):
            return own
        held = replace(own, named=tuple(self.index.sessions[at].id for at in self.index.holding), kinds=())
        return held if select(held, self.index, self.now) else own

    def _of_it_all(self, own: Selection) -> Selection:
        """The opening or closing of the event itself, where one is meant and those of tracks are called so, too.

        An opening talk where nobody speaks at what is called so is the first one.
        """
        if self.has("talk") and not any(session.speakers for session in select(own, self.index, self.now)):
            return replace(own, kinds=(), talks=True, order=1 if own.kinds == ("opening",) else -1)
        one = replace(own, when=None, talks=False) == Selection(kinds=own.kinds)
        if not one or self.reading.wants_several or self.has("list", "count", "exists"):
            return own
        of_event = [at for at in sorted(self.index.of_kind[own.kinds[0]]) if names_event(at, self.index)]
        meant = replace(own, named=tuple(self.index.sessions[at].id for at in of_event))
        return meant if of_event and select(meant, self.index, self.now) else own

    def _asks_first_of_topic(self) -> bool:
        """Whether it is asked which of several talks on one topic is the first: "which bee talk comes first"."""
        _, *others = self.reading.subjects
        alone = len(self.main.selection.named) > 1 and all(other.selection.is_open for other in others)
        said = {self.reading.words[number] for words in self.cues["order"] for number in words}
        return alone and self.has("talk") and not self._is_plural() and self.reading.language.later.isdisjoint(said)

    def _points_at_kind(self, own: Selection) -> bool:
        """Whether the one of a kind that is on now is pointed at, nothing being spoken of before: "this panel"."""
        if own != Selection(kinds=own.kinds) or not own.kinds or self.previous is not None:
            return False
        pointed = {at + 1 for words in self.cues.get("it", ()) for at in words}
        pointed &= {at for at in pointed if self.reading.words[at - 1] in self.reading.language.pointed}
        begun = {words[0] for cue in KIND_CUES for words in self.cues.get(cue, ())}
        asked = self.has("what") and self.has("it", "this")  # "which keynote is this"
        asked = asked and not self._says_several(own.kinds)
        return (asked or not pointed.isdisjoint(begun)) and bool(
            select(Selection(kinds=own.kinds, moment=Moment.NOW), self.index, self.now)
        )

    def _leaning(self, own: Selection, anchor: Selection, relation: Relation, *, who: bool) -> Selection:
        """The selection as it lies after, before or during another one: its anchor."""
        if one := self._of_one_topic(own, anchor):
            return one
        absent = set(anchor.kinds) <= {*PAUSES} and not select(anchor, self.index, self.now)
        if anchor.kinds and absent and own.when is not None and own.when.mode is not Mode.DAYS:
            return own  # "tonight after dinner", "after lunch at 1", where none is in the programme
        if anchor.kinds == ("lunch",) and absent:
            return replace(own, when=self._around_noon(relation))
        if anchor.kinds == ("break",) and absent and relation is Relation.AFTER and own.when is None:
            return replace(own, moment=Moment.NEXT)  # where all that may be called so is the time between two talks
        if anchor == Selection(order=anchor.order):
            anchor = self._anchor_unnamed(own, anchor.order)
            if own.rooms and own.when is None and not select(anchor, self.index, self.now):
                return replace(own, moment=Moment.NEXT if relation is Relation.AFTER else Moment.PREVIOUS)
        anchor = self._gone_by(own, anchor)
        if self.reading.minutes_apart and not self.has("starts", "ends"):
            return self._apart_from(own, anchor, relation)
        if steps := self._steps_apart():
            leaning = replace(own, anchor=anchor, relation=relation, talks=True)
            of = find_anchor(leaning, self.index, self.now)
            order = steps if relation is Relation.AFTER else -steps
            return replace(leaning, order=order, rooms=own.rooms or (of.rooms if of is not None else ()))
        if self.has("same_room") and not own.rooms:
            of = find_anchor(replace(own, anchor=anchor), self.index, self.now)
            own = replace(own, rooms=of.rooms if of is not None else ())
        if self.reading.take > 1 and not own.order and relation is not Relation.DURING:
            own = replace(own, order=1 if relation is Relation.AFTER else -1, take=self.reading.take)
        any_left = self._asks_what_is_left(own, relation) and not who
        listed = (
            self.has("list", "schedule", "count", "longer", "shorter")
            or own.order
            or own.named
            or self.reading.wants_several
        )
        since = self.has("from_time") or (self.has("missed") and relation is Relation.AFTER and not own.talks)
        several = since and self.has("missed", "what", "who", "exists")  # "what did I miss since lunch"
        several |= any(self.reading.words[at] != singular(self.reading.words[at]) for at in self._speaker_words())
        nearest = (who and not several) or not (self.reading.by_then or any_left or listed or several)
        if own.when is not None and not self.has("what", "next", "just") and not who:
            nearest = False  # "tomorrow before lunch" is a part of the day
        leaning = replace(
            own,
            anchor=anchor,
            relation=relation,
            nearest=nearest,
            coming=self.reading.by_then or any_left,
            talks=own.talks or (who and not own.kinds),
        )
        any_kind = own.talks and not who and self.reading.says_of_anchor_alone("talk")  # "anything after Ada's talk"
        return replace(leaning, talks=bool(select(leaning, self.index, self.now))) if any_kind else leaning

    def _anchor_unnamed(self, own: Selection, order: int) -> Selection:
        """What is leant on that is not named: what has a place in the order, "before the last talk", or is on now."""
        if order:
            day = own.when or self.reading.calendar.whole([self.reading.calendar.nearest_day])
            return Selection(rooms=own.rooms, tracks=own.tracks, talks=True, when=day, order=order)
        moment = Moment.NEXT if self.reading.says_in_anchor(("next",)) else Moment.NOW  # "the talk after next"
        return Selection(rooms=own.rooms, tracks=own.tracks, moment=moment, talks=own.talks)

    def _gone_by(self, own: Selection, anchor: Selection) -> Selection:
        """The last break that is over, where it is told of in the past: "what was the talk before the break"."""
        told = not self.reading.language.bygone.isdisjoint(self.reading.words)
        if not told or own.when is not None or anchor != Selection(kinds=anchor.kinds) or not anchor.kinds:
            return anchor
        over, running = (replace(anchor, moment=moment) for moment in (Moment.PREVIOUS, Moment.NOW))
        gone = PAUSES.issuperset(anchor.kinds) and not select(running, self.index, self.now)
        return over if gone and select(over, self.index, self.now) else anchor

    def _steps_apart(self) -> int:
        """How many talks one lies from another, "who speaks two talks before Ada"; 0 where that is not said."""
        reading, language = self.reading, self.reading.language
        if self.has("exists", "count", "list") or not self.has(*_OF_STEPS):
            return 0
        talks = {at for cue in ("talk", "session") for words in self.cues.get(cue, ()) for at in words}
        for first in (words[0] for cue in ("before", "after") for words in self.cues.get(cue, ())):
            at = first - 2 if first - 1 in talks else first - 1
            word = reading.words[at] if at > 0 and reading.uses[at] == "number" else ""
            number = int(word) if word.isdecimal() else language.numbers.get(word, 0)
            counted = reading.words[at - 1] in language.pointed | language.questioning or self._says((at - 1,), "next")
            if number > 1 and not counted:
                return number
        return 0

    def _of_one_topic(self, own: Selection, anchor: Selection) -> Selection | None:
        """What both sides find, where no session lies so to itself: "who speaks about memory during training"."""
        both = tuple(one for one in own.named if one in anchor.named) if self.reading.subjects[1].topic else ()
        return replace(own, named=both) if both[:1] == own.named[:1] and both else None

    def _speaker_words(self) -> Iterator[int]:
        """The numbers of the words that mean a speaker: "who are the speakers before the break"."""
        said = (*self.cues.get("speaker", ()), *self.cues.get("who", ()))
        return (at for words in said for at in words if self._says((at,), "speaker"))

    def _apart_from(self, own: Selection, anchor: Selection, relation: Relation) -> Selection:
        """What is on at a moment that lies so much before or after the anchor: "half an hour before lunch"."""
        leaning = replace(own, anchor=anchor, relation=relation)
        of = find_anchor(leaning, self.index, self.now)
        if of is None:
            return leaning
        length = timedelta(minutes=self.reading.minutes_apart)
        at = of.end + length if relation is Relation.AFTER else of.start - length
        return replace(own, when=Interval(at, at, Mode.AT))

    def _asks_what_is_left(self, own: Selection, relation: Relation) -> bool:
        """Whether it is asked if there is anything before something, from now on: "nothing before dinner?"."""
        chosen = own.order or own.named or own.when is not None or self.has("just")
        return relation is Relation.BEFORE and not chosen and self.has("exists", "left", "rest")

    def _narrowed(self, own: Selection) -> Selection:
        """The selection without what is left out by a "besides", or to what people have in common by a "together"."""
        if self.has("jointly") and not own.named:
            own = replace(own, named=self._with_all(own))
        if not self.reading.excludes or len(self.reading.subjects) == 1:
            return own
        beside = self.reading.subjects[1].selection
        if self._asks_for_people() and beside == Selection(people=beside.people) and not own.is_open:
            return self._besides(own, beside.people)
        if beside.is_open and (order := self.reading.order_within(self.reading.subjects[1], ORDERS)):
            whole = replace(own, order=0)  # "all but the first talk"
            others = {one.id for one in select(replace(whole, order=order, take=own.take), self.index, self.now)}
            return replace(whole, without=(*own.without, *others))
        if beside.is_open:  # "does she give anything besides her talk in the aula"
            there = tuple(session.id for session in select(own, self.index, self.now))
            apart = replace(own, rooms=()) if own.rooms else replace(own, when=None)
            return own if apart == own else replace(apart, without=(*own.without, *there))
        others = {session.id for session in select(beside, self.index, self.now)}
        if beside.named and all(session.id in others for session in select(own, self.index, self.now)):
            others = {*beside.named[:1]}  # of all that have a word of it, the one that it is said of
        return replace(own, without=(*own.without, *others))

    def _asks_for_people(self) -> bool:
        """Whether it is asked who, if only who talks about something."""
        asked = self.has("who", "who_is", "coauthors")
        return asked or any(self._says(words[:1], "who") for words in self.cues.get("topic", ()))

    def _besides(self, own: Selection, people: tuple[str, ...]) -> Selection:
        """The sessions of others than these people, whose own may be theirs, too: "who else gives an invited talk"."""
        theirs = select(Selection(people=people), self.index, self.now)
        alone = tuple(one.id for one in theirs if set(self._speakers_of(one.id)) <= set(people))
        others = replace(own, without=(*own.without, *alone), besides=people)
        return others if self.has("topic") or select(others, self.index, self.now) else own

    def _elsewhere_than(self, own: Selection) -> Selection:
        """The selection without the rooms, times, language or kinds that have a "not" before them."""
        left_out = set(self.reading.never)
        claimed = self._is_yes_or_no()
        if self.reading.denies_room and not claimed:
            left_out |= self.index.narrow(rooms=own.rooms) or set()
            own = replace(own, rooms=())
        if own.tracks and self.reading.denies_track and not claimed:
            left_out |= self.index.narrow(tracks=own.tracks) or set()
            own = replace(own, tracks=())
        if self.reading.denies_spoken and not claimed:
            other = [bool(one.language) and not speaks(one, own.language) for one in self.index.sessions]
            left_out |= {at for at, is_other in enumerate(other) if not is_other}
            own = replace(own, language="")
        if own.people and not claimed and self.has("talk", "session") and self._denies_speakers():
            left_out |= self.index.narrow(own.people) or set()
            own = replace(own, people=(), talks=True)
        denied = () if claimed or self.reading.title else self._denied_kinds(own)
        if denied:
            left_out |= {at for kind in denied for at in self.index.of_kind[kind]}
            theirs = (name for at in left_out for name in self._speakers_at(at)) if self.has("who", "who_is") else ()
            own = replace(own, kinds=tuple(kind for kind in own.kinds if kind not in denied), talks=True)
            own = replace(own, besides=tuple(dict.fromkeys(theirs)))  # "who is not on the panel"
        return replace(own, without=tuple(self.index.sessions[at].id for at in sorted(left_out))) if left_out else own

    def _speakers_at(self, position: int) -> list[str]:
        return [one.name for one in self.index.programme.speakers_of(self.index.sessions[position])]

    def _denies_speakers(self) -> bool:
        """Whether the talks of others are meant than of whom is named: "talks not by Vos", "talks not from Oslo"."""
        return self.reading.denies("from") or self.reading.denies("by_time")

    def _denied_kinds(self, own: Selection) -> tuple[str, ...]:
        """The kinds of talks that are not wanted: "which talks are not invited"."""
        if not self.has("what", "who", "who_is", "list"):
            return ()
        return tuple(kind for kind in own.kinds if kind not in PAUSES and self.reading.denies(kind))

    def _with_all(self, own: Selection) -> tuple[str, ...]:
        """The ids of sessions that everybody who was named has a part in, if several were."""
        each = [
            self.index.narrow([person.name for person in mention.people]) or set() for mention in self.reading.people
        ]
        shared = set.intersection(*each) if len(each) > 1 else set()
        return tuple(self.index.sessions[at].id for at in sorted(shared)) or own.named

    def _over_pause(self, own: Selection) -> Selection | None:
        """What is on beside a break: the talks "at lunch", what is on in a room, or at noon where there is no lunch."""
        if not own.kinds or not PAUSES.issuperset(own.kinds):
            return None
        if select(own, self.index, self.now):
            inside = self.has("talk") and not own.named and any(map(self.reading.stands_inside, own.kinds))
            pause = Selection(kinds=own.kinds, literal=own.literal, when=own.when)
            beside = replace(own, kinds=(), literal=(), when=None, talks=True)
            return replace(beside, anchor=pause, relation=Relation.DURING) if inside else None
        asked = own.kinds == ("lunch",) and self.has("on", "speak", "talk", "session")
        if asked and not self.index.of_kind["lunch"] and self.reading.stands_inside("lunch"):
            return replace(own, kinds=(), when=self._around_noon(Relation.DURING))  # "what is on at lunch"
        if not own.rooms:
            return None
        pause = Selection(kinds=own.kinds, when=own.when)
        there = Selection(rooms=own.rooms, when=own.when, anchor=pause, relation=Relation.DURING)
        return there if select(there, self.index, self.now) else None

    def _in_pause(self, own: Selection) -> Selection | None:
        """What of a kind is on during a break: "which posters are there at lunch"."""
        pauses = tuple(kind for kind in own.kinds if kind in PAUSES)
        others = tuple(kind for kind in own.kinds if kind not in PAUSES)
        if not (pauses and others) or not any(self.reading.stands_inside(kind) for kind in pauses):
            return None
        pause = Selection(kinds=pauses, when=own.when)
        there = replace(own, kinds=others, literal=(), when=None, anchor=pause, relation=Relation.DURING)
        return there if select(there, self.index, self.now) else None

    def _asks_of_length(self) -> bool:
        """Whether a length that was said is that of what is looked for, not what the asker has of time."""
        bounded = self.has("longer", "shorter") and self.reading.bound != 0  # "anything shorter than an hour"
        somebody = self.has("who") and self.has("speak") and not self.reading.people  # "who speaks for an hour"
        alone = self.has("what", "of_them") and self.cues.keys() <= _ASKING_LENGTH  # "which ones last an hour"
        told = self.has("talk", "session") or somebody or alone or self._says_kinds(self.main.selection.kinds)
        return bounded or self.has("duration") or (told and not self.has("now", "next"))

    def _around_noon(self, relation: Relation) -> Interval:
        """What "before", "at" or "after lunch" means where the programme has no lunch."""
        calendar = calendar_of(self.index, self.now)
        when = self.when
        day = when.days[0] if when is not None and when.days else calendar.nearest_day
        if relation is Relation.AFTER:
            return Interval(calendar.instant(day, 13), calendar.close(day), Mode.STARTS)
        if relation is Relation.DURING:
            return Interval(calendar.instant(day, 12), calendar.instant(day, 13), Mode.OVERLAPS)
        return Interval(calendar.instant(day, 0), calendar.instant(day, 12), Mode.STARTS)

    def _moving(self, own: Selection) -> Selection:
        if own.named and self.main.topic and self.has("next"):
            later = replace(own, moment=Moment.NEXT, take=self.reading.take)
            if select(later, self.index, self.now):
                return later  # "the next talk about glaciers" is not the one that is on
        if (own.named or own.people) and (self.has("next") or self._speaks_afterwards(own)):
            coming = replace(own, moment=Moment.NEXT)
            begins = not own.order and select(coming, self.index, self.now)
            return coming if begins else replace(own, upcoming=True, order=own.order or 1)
        if own.when is not None and not self._says_what_time_it_is(own.when):
            return self._next_within(own, own.when)
        if own.named or own.people:
            return own
        own = own if own.when is None else replace(own, when=None)
        moment = next((moment for cue, moment in _MOMENTS if cue in self.cues), None)
        if moment is None and self.reading.leans_alone is not None:
            moment = Moment.THEN if self.reading.leans_alone is Relation.AFTER else Moment.PREVIOUS
        if moment is Moment.THEN and self.has("slides", "recording") and self._is_yes_or_no():
            moment = None  # "are the videos online afterwards"
        if (
            moment is Moment.NOW
            and self.has("missed")
            and not select(replace(own, moment=moment), self.index, self.now)
        ):
            moment = Moment.PREVIOUS  # "what did I miss just now"
        if moment in {Moment.NEXT, Moment.THEN} and self.has(*_OF_TALKS):
            own = replace(own, talks=not own.kinds)
        if moment is Moment.THEN and self.has("list"):  # "everything in the aula after this"
            calendar = calendar_of(self.index, self.now)
            return replace(own, when=Interval(self.now, calendar.close(calendar.today), Mode.STARTS))
        return replace(own, moment=moment, take=self.reading.take) if moment else own

    def _speaks_afterwards(self, own: Selection) -> bool:
        """Whether it is asked where or when somebody speaks then: "where does she speak afterwards"."""
        asked = own.people and self.has("where", "when")
        return bool(asked) and (self.has("then") or self.reading.leans_alone is Relation.AFTER)

    def _next_within(self, own: Selection, when: Interval) -> Selection:
        """The next of what is on in a stretch that goes on already: "the next talk today"; of several all to come."""
        goes_on = when.mode in {Mode.STARTS, Mode.DAYS} and when.start <= self.now < when.end
        if goes_on and own.named and when.mode is Mode.STARTS and not self._asks_what_was():
            return replace(own, upcoming=True)  # "any talks on rust this afternoon"
        if not (goes_on and self.has("next")) or own.named or own.people or own.order:
            return own
        if any(mention.kind == "window" for mention in self.reading.mentions) and self.reading.take == 1:
            return replace(own, coming=True)  # "what's coming up in the next hour"
        several = (self._is_plural() and self.reading.take == 1) or self.has("list", "schedule", "count")
        return replace(own, coming=True) if several else replace(own, moment=Moment.NEXT, take=self.reading.take)

    def _asks_what_was(self) -> bool:
        """Whether what is over is asked for as well: it is counted, or told of in the past."""
        return self.has("count", "missed", "over") or not self.reading.language.bygone.isdisjoint(self.reading.words)

    def _says_what_time_it_is(self, when: Interval) -> bool:
        """Whether a time that is said is no more than that of asking: "it's 11:50, what just ended?"."""
        near = when.mode is Mode.AT and abs(when.start - self.now) <= ABOUT_NOW
        return near and self.has("previous", "next", "now", "then")
