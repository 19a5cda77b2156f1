"""Answers that weigh sessions against each other, against a rank, a time, a place or a language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import chain, combinations
from operator import attrgetter

from bot.core.day_answers import DayAnswers
from bot.core.programme import Session
from bot.core.replies import Answer, Layout
from bot.core.selection import Relation, Selection, apart_from_days, once, without
from bot.core.session_answers import value_of
from bot.core.text import normalise
from bot.core.times import Mode, end_of
from bot.core.wording import find_sentence, say_day, say_length, say_list, say_speakers, say_time

_NOWHERE = {  # what is said of a fact that nothing has: nobody knows whether it is to come
    "slides": "slides_nowhere",
    "recording": "recording_nowhere",
    **dict.fromkeys(("about", "authors", "note", "page"), "fact_nowhere"),
}
_MOST_LISTED = 25  # beyond that a number is an answer and a list is none


class ComparisonAnswers(DayAnswers):
    """Composes verdicts: yes or no, before or after, longer or shorter."""

    def rank(self) -> Answer:
        """Whether it is the first, the last …: of the time and place that was said, else of its kind or its own day."""
        own = self._selected()
        claimed = self.question.claimed
        if not own or claimed is None:
            return self._nothing()
        days = self.programme.days if claimed.kinds else [self._most_wanted(own).day]
        when = claimed.when or self.calendar.whole(days)
        first = self._selected(replace(claimed, when=when, talks=claimed.talks and any(one.is_talk for one in own)))
        if not first:
            return self._nothing()
        right = _shared(first, own)
        if right:
            return self._card(self._filled("check_yes", right[0]), right[0], layout=Layout.TEXT)
        return self._sessions(
            self._filled("rank_no", first[0], names=self._name(first[0])),
            (own[0], *first),
            self._filled("session_one", own[0]),
            layout=Layout.TEXT,
        )

    def check(self) -> Answer:
        """Whether something is at the time, in the room or of the track that was said."""
        found = self._selected()
        if not found:
            return self._nothing()
        if self.question.fact in {"kind", "other_kind"}:
            return self._check_kind(found)
        if self.question.fact == "both":
            return self._check_each(found)
        if self.question.fact == "sole":
            return self._check_sole(found)
        at = self.question.at
        right = self._right(found)
        moved = [one for one in found if one.previous_start] if at is not None and at.mode is Mode.AT else []
        one = next((one for one in moved if one.previous_start == self._asked_of(one)), None)
        if right and self.question.fact == "originally" and (previous := right[0].previous_start) is not None:
            before = say_time(previous, self.programme)
            return self._card(self._filled("check_not_first", right[0], before=before), right[0], layout=Layout.TEXT)
        right = self._of_the_day(right)
        begins = at is None or any(session.start == self._asked_of(session) for session in right)
        if right and (one is None or begins):
            taking_place = [session for session in right if not session.cancelled]
            if not taking_place:
                return self._card(self._filled("moved_cancelled", right[0]), right[0])
            going_on = at is not None and at.mode is Mode.AT and not begins and self.question.fact != "running"
            return self._several("session_one" if going_on else "check_yes", "list_many", taking_place)
        if at is not None and one is not None:
            before = say_time(one.previous_start or one.start, self.programme)
            sentence = "check_was" if self.question.fact == "originally" else "check_moved"
            return self._card(self._filled(sentence, one, before=before), one, layout=Layout.TEXT)
        one = self._most_wanted(found)
        if at is not None and at.mode is Mode.AT and not self.question.selection.named:
            one = min(found, key=lambda session: abs(session.start - at.start))
        if self.question.fact == "only" and self.question.claimed is not None:
            held = self._selected(self.question.claimed)
            others = without(found, held)
            return self._sessions(self._filled("check_no", others[0]), found) if others else self._nothing()
        return self._card(self._filled("check_no", one), one, layout=Layout.TEXT)

    def every(self) -> Answer:
        """Whether all that are meant are so; where they are not, how many are, and those that are not."""
        found = self._those_meant()
        if not found:
            return self._nothing()
        claimed, fact = self.question.claimed, self.question.fact
        if claimed is not None and claimed.language and not any(session.language for session in found):
            return self._none(self.say("languages_none"))
        if fact.startswith("same_"):
            return self._alike(found)
        right = self._so_of_each(found)
        if not right and (nowhere := _NOWHERE.get(fact)):
            return self._none(self.say(nowhere))
        if len(found) == 1:
            return self._card(
                self._filled("check_yes" if right else "check_no", found[0]), found[0], layout=Layout.TEXT
            )
        layout = _layout_of(found)
        if len(right) == len(found):
            return self._sessions(self.say("every_yes", count=len(found)), found, layout=layout)
        if not right:
            return self._sessions(self.say("every_none", count=len(found)), found, layout=layout)
        others = without(found, right)
        return self._sessions(
            self.say("every_some", held=len(right), count=len(found)), others, layout=_layout_of(others)
        )

    def _those_meant(self) -> list[Session]:
        """All that take place of what is meant, without the breaks if talks are, or any but breaks if sessions are."""
        claimed = self.question.claimed
        found = [session for session in self._selected() if not session.cancelled]
        if not self.question.selection.kinds:
            found = [session for session in found if not session.is_break] or found
        if claimed is not None and claimed.language:  # of those that are in no language nobody knows
            return [one for one in found if one.language] or found
        return [one for one in found if one.end_known] if claimed is not None and claimed.minutes else found

    def _so_of_each(self, found: Sequence[Session]) -> list[Session]:
        """Those of the sessions of which what is claimed of all of them holds."""
        claimed, fact, at = self.question.claimed, self.question.fact, self.question.at
        if fact == "starts" and at is not None:
            return [session for session in found if session.start == self._asked_of(session)]
        if fact == "over":
            return [session for session in found if end_of(session) <= self.now]
        if fact:
            return list(filter(value_of(fact), found))
        return list(found) if claimed is None else self._as_claimed_on_its_day(found, claimed)

    def _as_claimed_on_its_day(self, found: Sequence[Session], claimed: Selection) -> list[Session]:
        """Those of which a claim holds; what is said to be before lunch is held against that of its own day."""
        if claimed.anchor is None:
            return _shared(found, self._selected(claimed))
        days = (self.calendar.whole([day]) for day in dict.fromkeys(session.day for session in found))
        lying = (one for day in days for one in self._selected(replace(claimed, when=day)))
        return _shared(found, lying)

    def _alike(self, found: Sequence[Session]) -> Answer:
        """Whether all are in one room, on one day, as long or at one hour; with the rooms, days, lengths or hours."""
        if self.question.fact == "same_day":
            told = [say_day(self.lang, day) for day in sorted({session.day for session in found})]
        elif self.question.fact == "same_length":
            lengths = sorted({session.duration for session in found if session.end_known})
            told = [say_length(self.lang, length) for length in lengths]
        elif self.question.fact == "same_room":
            told = sorted({room for session in found for room in session.rooms})
        else:
            told = sorted(set(map(self._start, found)))
        if not told:
            return self._sessions(self.say("no_room"), found)
        fact = f"{say_list(self.lang, told)}."
        return self._sessions(self.say("yes" if len(told) == 1 else "no", fact=fact), found)

    def _check_sole(self, found: Sequence[Session]) -> Answer:
        """Whether all that takes place then or there are these sessions; else what else does."""
        claimed = self.question.claimed or self.question.selection
        theirs = {one for person in self._people() for one in person.ids}
        days = dict.fromkeys(session.day for session in found) if claimed.anchor and not claimed.when else {}
        own = [replace(claimed, when=self.calendar.whole([day])) for day in days] or [claimed]
        there = [one for selection in own for one in self._selected(selection)]
        others = [session for session in there if not theirs.issuperset(session.speakers)]
        right = _shared(found, there)
        if right and not others:
            return self._several("check_yes", "list_many", right)
        told = others or list(found)
        return self._sessions(self._filled("check_no", told[0]), told)

    def _check_each(self, found: Sequence[Session]) -> Answer:
        """Whether what is claimed holds of somebody's sessions for each of several people."""
        people = [self._selected(replace(self.question.selection, people=(one.name,))) for one in self._people()]
        right = list(map(self._right, people))
        others = [theirs[0] for theirs, held in zip(people, right, strict=True) if theirs and not held]
        if others:
            return self._sessions(self._filled("check_no", others[0]), [*others, *without(found, others)])
        return self._several("check_yes", "list_many", once(one for held in right for one in held))

    def _of_the_day(self, right: list[Session]) -> list[Session]:
        """Where but an hour was claimed, what is so on the next day on which something is: "is lunch at one?"."""
        of_hour = self.question.claimed is None and self.question.at is not None
        coming = [session.day for session in right if session.day >= self.calendar.today] if of_hour else []
        return [session for session in right if session.day == coming[0]] if coming else right

    def _check_kind(self, found: Sequence[Session]) -> Answer:
        """Whether the sessions are of the kind that was said, and of which they are; of two kinds, of which."""
        right = self._right(found)
        one = right[0] if right else self._most_wanted(found)
        claimed = self.question.claimed
        several = claimed is not None and len(claimed.kinds) > 1
        kind = find_sentence(self.lang, f"export.kinds.{one.kind.name.lower()}")
        if not kind:
            plain = "session_one" if self.question.fact == "other_kind" else "check_yes" if right else "check_no"
            return self._card(self._filled(plain, one), one, layout=Layout.TEXT)
        of_which = (right and several) or self.question.fact == "other_kind"
        said = normalise(one.title).startswith(normalise(kind))  # no "Panel: Panel: …"
        sentence = ("session_one" if said else "kind_of") if of_which else "kind_yes" if right else "kind_no"
        kind = kind if sentence != "kind_of" else kind[:1].upper() + kind[1:]
        return self._card(self._filled(sentence, one, kind=kind), one, layout=Layout.TEXT)

    def _right(self, found: Iterable[Session]) -> list[Session]:
        """Those of the sessions of which what is claimed holds; at an hour, those that start then before others."""
        claimed, at = self.question.claimed, self.question.at
        if claimed is not None:
            everything = len(list(found))
            found = self._as_claimed_on_its_day(list(found), claimed)
            if self.question.fact == "only" and len(found) < everything:
                return []
            days = {session.day for session in found}
            if self.question.fact == "each" and claimed.when is not None and not days.issuperset(claimed.when.days):
                return []
        if at is None or at.mode is not Mode.AT:
            return list(found)
        asked = [(session, self._asked_of(session) or at.start) for session in found]
        starting = [session for session, moment in asked if session.start == moment]
        if self.question.fact == "starts":
            return starting
        return starting or [session for session, moment in asked if session.start <= moment < end_of(session)]

    def _asked_of(self, session: Session) -> datetime | None:
        """The moment that is held against a session; on its own day, if none was said."""
        at = self.question.at
        if at is None or not self.question.selection.any_day:
            return None if at is None else at.start
        return at.start + (session.day - self.calendar.day_of(at.start))

    def _sides(self) -> list[Session]:
        """The session each side of a comparison means, where there is one."""
        sides = [session for _, session in self._pairs]
        apart = list({session.id: session for session in sides}.values())
        return apart if len(apart) > 1 else sides  # what was told in several parts is one

    @cached_property
    def _pairs(self) -> list[tuple[Selection, Session]]:
        """The sides of a comparison that mean a session, each with that on the day of the first."""
        told = [(side, self._selected(side)) for side in (self.question.selection, *self.question.others)]
        told = [(side, found) for side, found in told if found]
        if not told:
            return []
        days = set.intersection(*({session.day for session in found} for _, found in told))
        found = told[0][1]
        held = [session for session in found if session.day in days]
        today = self.calendar.nearest_day
        coming = (session for session in held if session.day >= today)
        later = (session for session in held if end_of(session) > self.now)
        first = next(chain(later, coming, held, found))
        pairs = [(side, _nearest(found, first, of_kind=bool(side.kinds))) for side, found in told]
        shared = {session.id for _, session in pairs}
        if len(pairs) > 1 and len(shared) == 1:  # two of one panel, of whom one also gives a talk
            return [(side, _nearest(_besides(found, shared), first, of_kind=bool(side.kinds))) for side, found in told]
        return pairs

    def order(self) -> Answer:
        sides = self._sides()
        if len(sides) < 2:
            return self._nothing()
        if several := self._of_one_name():
            return several
        one, other = self._as_claimed(sides[0], sides[1])
        if self.question.fact.startswith("hour"):
            return self._hours(one, other)
        if self.question.fact == "over" and one.end_known and other.end_known:
            return self._over_by(one, other)
        if self.question.fact == "ends" and one.end_known and other.end_known:
            one, other = sorted((one, other), key=end_of)
            sentence = "ends_same" if one.end == other.end else "ends_first"
            if self.question.claim is not None:
                right = (sides[0] is one) == (self.question.claim is Relation.BEFORE) and one.end != other.end
                sentence = f"{'yes' if right else 'no'}_{sentence}"
            slots = {"slot": self._slot(one), "other_slot": self._slot(other)}
            return self._sessions(
                self.say(sentence, one=self._name(one), other=self._name(other), **slots), (one, other)
            )
        listed = sorted((one, *sides[1:]), key=attrgetter("start"))
        if self.question.fact in {"earlier", "later"}:  # what is asked for is said first
            listed = sorted(sides, key=attrgetter("start"), reverse=self.question.fact == "later")
            one, other = listed[:2]
        sentence = "order_before" if one.start < other.start else "order_after"
        if one.start == other.start:
            sentence = "order_same" if self.question.claim is None else "no_order_same"
        elif self.question.claim is not None:
            right = (one.start < other.start) == (self.question.claim is Relation.BEFORE)
            sentence = f"{'yes' if right else 'no'}_{sentence}"
        names = self._told_apart(one, other)
        headline = self.say(sentence, one=names[0], other=names[1], slot=self._slot(one), other_slot=self._slot(other))
        return self._sessions(headline, listed)

    def _over_by(self, one: Session, other: Session) -> Answer:
        """Whether the one that is said to be over is so when the other begins."""
        first, then = (one, other) if self.question.claim is not Relation.AFTER else (other, one)
        sentence = "over_by_then" if first.end <= then.start else "not_over_by_then"
        slots = {"slot": self._slot(first), "other_slot": self._slot(then)}
        headline = self.say(sentence, one=self._title(first), other=self._name(then), **slots)
        return self._sessions(headline, (first, then))

    def _as_claimed(self, one: Session, other: Session) -> tuple[Session, Session]:
        """The two; of what has several parts that day, the part that lies as claimed to the other, if one does."""
        claim = self.question.claim
        if claim is None or self.question.fact:
            return one, other
        parts = [part for part in self._selected(self._pairs[0][0]) if part.day == other.day and part.id != other.id]
        before = claim is Relation.BEFORE
        lying = (part for part in parts if (part.start < other.start) == before and part.start != other.start)
        return next(lying, one), other

    def _hours(self, one: Session, other: Session) -> Answer:
        """At which hours two sessions of different days begin: whether at the same one, or which earlier."""
        one, other = sorted((one, other), key=self._hour)
        same = self._hour(one) == self._hour(other)
        sentence = "hour_same" if same else "hour_earlier"
        if self.question.fact == "hour_claimed":
            sentence = "yes_hour_same" if same else "no_hour_same"
        slots = {"slot": self._slot(one), "other_slot": self._slot(other)}
        return self._sessions(self.say(sentence, one=self._title(one), other=self._title(other), **slots), (one, other))

    def _hour(self, session: Session) -> time:
        return self.programme.local(session.start).time()

    def _of_one_name(self) -> Answer | None:
        """All that people of one name do, and what they are compared with: nothing tells who is meant."""
        sides = (self.question.selection, *self.question.others)
        meant = [side for side in sides if len(side.people) > 1 and not side.named]
        if not meant:
            return None
        found = [session for side in sides for session in self._selected(side)]
        names = say_list(self.lang, list(meant[0].people))
        ordered = sorted(once(found), key=lambda session: session.start)
        return self._sessions(self.say("people", names=names), ordered)

    def _name(self, session: Session) -> str:
        """A session by what it was asked for: by its title if that was not by a name; else by its speakers, if any."""
        told = next((side for side, one in self._pairs if session.title == one.title), None)
        if told is not None and told.order and self._weighs_places:
            return (told.tracks or told.rooms)[0]
        several = len(session.speakers) > 1 or session.kind in {"opening", "closing"}
        if told is not None and not told.people and (several or told.named):
            return self._title(session)
        return say_speakers(session, self.programme, self.lang) or self._title(session)

    @cached_property
    def _weighs_places(self) -> bool:
        """Whether what begins or ends in two tracks or rooms is compared."""
        places = [side.tracks or side.rooms for side, _ in self._pairs]
        return all(len(place) == 1 for place in places) and len(set(places)) == len(places)

    def _told_apart(self, one: Session, other: Session) -> tuple[str, str]:
        """What two sessions are called beside each other: by their titles if the same people speak."""
        names = self._name(one), self._name(other)
        return names if names[0] != names[1] else (self._title(one), self._title(other))

    def _any_clash(self) -> Answer:
        """Whether any two of the sessions are at the same time: the first two, or all if it is asked which."""
        found = sorted((one for one in self._selected() if not one.cancelled), key=attrgetter("start"))
        found = [session for session in found if not session.is_break]
        if not found:
            return self._nothing()
        clashing = [pair for pair in _pairs_by_end(found) if _clash(*pair)]
        if not clashing:
            return self._sessions(self.say("overlap_none"), found, layout=_layout_of(found))
        if self.question.fact == "which":
            ids = {session.id for pair in clashing for session in pair}
            listed = [session for session in found if session.id in ids]
            return self._sessions(self.say("overlap_those", count=len(listed)), listed, layout=_layout_of(listed))
        one, other = clashing[0]
        slots = {"slot": self._slot(one), "other_slot": self._slot(other)}
        headline = self.say("overlap_yes", one=self._title(one), other=self._title(other), **slots)
        return self._sessions(headline, (one, other))

    def _clash_of_groups(self) -> tuple[Session, Session] | None:
        """The first two at the same time, one of each side: of all talks of somebody, or of a kind."""
        if len(self.question.others) != 1:
            return None
        groups = [self._selected(side) for side in (self.question.selection, self.question.others[0])]
        return next(((one, other) for one in groups[0] for other in groups[1] if _clash(one, other)), None)

    def overlap(self) -> Answer:
        if self.question.fact in {"any", "which"}:
            return self._any_clash()
        sides = self._sides()
        if len(sides) < 2:
            return self._nothing()
        of_day = self.question.fact == "day"
        telling = (pair for pair in combinations(sides, 2) if (pair[0].day != pair[1].day if of_day else _clash(*pair)))
        one, other = next(telling, (sides[0], sides[1]))
        together = _clash(one, other)
        if not together and not self.question.fact and (clash := self._clash_of_groups()):
            one, other = clash
            together, sides = True, [one, other]
        if one.id == other.id and not self.question.fact:  # of two people who speak in it
            return self._card(self._filled("overlap_one", one), one)
        if self.question.fact == "room":
            sentence = "one_room_yes" if one.room == other.room else "one_room_no"
        elif of_day:
            sentence = "same_day_yes" if one.day == other.day else "same_day_no"
        elif self.question.fact == "both":  # whether one can attend them, not whether they clash
            sentence = "both_no" if together else "both_yes"
        else:
            sentence = "overlap_yes" if together else "overlap_no"
        names = self._told_apart(one, other)
        said = {"one": names[0], "slot": self._slot(one), "room": one.room}
        others = {"other": names[1], "other_slot": self._slot(other), "other_room": other.room}
        return self._sessions(self.say(sentence, **said, **others), sides)

    def parallel(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        one = self._most_wanted(found)
        others = [
            other
            for other in self.index.sessions
            if other.id != one.id and other.start < end_of(one) and one.start < end_of(other)
        ]
        if not others:
            return self._card(self._filled("parallel_none", one), one, layout=Layout.TEXT)
        told = self._title(others[0]) if len(others) == 1 else len(others)
        return self._sessions(self._filled("parallel", one, others=told), others)

    def gap(self) -> Answer:
        sides = sorted(self._sides(), key=lambda session: session.start)
        if len({side.id for side in sides}) < 2:
            return self._none(self.say("not_found"))
        one, other = sides[:2]
        names = {"one": self._title(one), "other": self._title(other)}
        if _clash(one, other):
            slots = {"slot": self._slot(one), "other_slot": self._slot(other)}
            return self._sessions(self.say("gap_none", **names, **slots), sides)
        return self._sessions(self.say("gap", length=say_length(self.lang, other.start - one.end), **names), sides)

    def longer(self) -> Answer:
        return self._by_length(max, "longer")

    def shorter(self) -> Answer:
        return self._by_length(min, "shorter")

    def _by_length(self, choose: Callable[[Iterable[timedelta]], timedelta], sentence: str) -> Answer:
        sides = self._sides() if self.question.others else self._selected()
        sides = [session for session in sides if session.end_known]
        if not self.question.others:
            sides = apart_from_days(session for session in sides if not session.cancelled) or sides
        if not sides:
            return self._nothing()
        unequal = len({session.duration for session in sides}) > 1
        if len(sides) == 2 and self.question.fact and (unequal or self.question.fact != "by_amount"):
            return self._weighed_lengths(sides, right=sides[0].duration == choose(one.duration for one in sides))
        longest = choose(session.duration for session in sides)
        first = [session for session in sides if session.duration == longest]
        if len(first) < self.question.selection.take and not self.question.selection.order:
            return self._first_by_length(sides, longest=choose is max)
        rest = [session for session in sides if session.duration != longest]
        length = say_length(self.lang, longest)
        if len(first) > 1 and not rest and self.question.others:
            return self._sessions(self.say("longer_same", length=length), first)
        if len(first) == len(rest) == 1 and self.question.others:
            return self._sessions(self._of_lengths(f"{sentence}_of_two", *first, *rest), (*first, *rest))
        if len(first) > 1:
            return self._sessions(self.say(f"{sentence}_all", count=len(first), length=length), first)
        headline = self._filled(sentence, first[0], length=length)
        return self._sessions(headline, (*first, *rest) if self.question.others else first)

    def _first_by_length(self, sides: Sequence[Session], *, longest: bool) -> Answer:
        """As many of the longest or shortest as are asked for, and those that are as long as the last of them."""
        ordered = sorted(sides, key=attrgetter("duration"), reverse=longest)[: self.question.selection.take]
        last = ordered[-1].duration
        chosen = [one for one in sides if (one.duration >= last if longest else one.duration <= last)]
        bounds = sorted((ordered[0].duration, last))
        shortest, length = (say_length(self.lang, bound) for bound in bounds)
        return self._sessions(self.say("duration_many", shortest=shortest, longest=length), chosen)

    def _weighed_lengths(self, sides: Sequence[Session], *, right: bool) -> Answer:
        """Whether the first of two is longer, shorter or as long as was said; or by how much it is."""
        one, other = sides
        equal = one.duration == other.duration
        held = equal if self.question.fact == "equal" else right and not equal
        if self.question.fact == "by_amount" or (self.question.fact == "claimed_by" and held):
            return self._sessions(self._of_lengths("longer_by", one, other), sides)
        return self._sessions(self._of_lengths("length_yes" if held else "length_no", one, other), sides)

    def _of_lengths(self, sentence: str, one: Session, other: Session) -> str:
        """The sentence about two sessions and how long they are."""
        names = self._told_apart(one, other)
        if names[0] == names[1]:  # the breaks of a day
            names = f"{names[0]} ({self._slot(one)})", f"{names[1]} ({self._slot(other)})"
        return self.say(
            sentence,
            one=names[0],
            other=names[1],
            length=say_length(self.lang, one.duration),
            other_length=say_length(self.lang, other.duration),
            difference=say_length(self.lang, abs(one.duration - other.duration)),
        )


def _pairs_by_end(sessions: Sequence[Session]) -> Iterator[tuple[Session, Session]]:
    """Each of the sessions, which are in order of start, with the one before it that ends last."""
    last = sessions[0]
    for session in sessions[1:]:
        yield last, session
        last = max(last, session, key=end_of)


def _layout_of(sessions: Sequence[Session]) -> Layout:
    """A list, unless it is a long one."""
    return Layout.LIST if len(sessions) <= _MOST_LISTED else Layout.TEXT


def _shared(sessions: Iterable[Session], others: Iterable[Session]) -> list[Session]:
    """Those of the sessions that are among the others."""
    ids = {session.id for session in others}
    return [session for session in sessions if session.id in ids]


def _clash(one: Session, other: Session) -> bool:
    """Whether the sessions are on at the same time."""
    return one.start < end_of(other) and other.start < end_of(one)


def _besides(found: Sequence[Session], shared: Collection[str]) -> Sequence[Session]:
    """The sessions that are not among those of these ids, or all where there are no others."""
    return [session for session in found if session.id not in shared] or found


def _nearest(sessions: Sequence[Session], one: Session, *, of_kind: bool) -> Session:
    """That one itself, if it is among them; else the first on its day, of those of a kind the nearest; else any."""
    same = (session for session in sessions if session.id == one.id)
    of_day = [session for session in sessions if session.day == one.day]
    if of_kind and len(of_day) > 1:
        of_day.sort(key=lambda other: max(other.start - end_of(one), one.start - end_of(other)))
    return next(chain(same, of_day, sessions))
