"""Two sessions or more, weighed against each other: which is first, which is longer, whether they overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import (
    ALL,
    ASKING_WHICH,
    COMPARISONS,
    FACT_CUES,
    ORDERS,
    Considering,
)
from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.reading.topics import Subject
from bot.core.selection import Relation, Selection, calendar_of, find_anchor, select
from bot.core.times import Interval, Mode, to_interval

_MOST_SIDES = 4  # sessions of one name that are compared with each other
_MOST_TALKS = 9  # or talks of one person
_OF_LENGTHS = frozenset({Ask.LONGER, Ask.SHORTER, Ask.OVERLAP, Ask.GAP})


class Comparing(Considering):
    """Two sessions or more, weighed against each other: which is first, which is longer, whether they overlap."""

    def _comparison(self) -> Question | None:
        ask = self._compares_by()
        if ask is Ask.GAP and self._spans_whole():
            return self._ask(Ask.UNKNOWN)
        two_places = len(self.reading.tracks or self.reading.rooms) == 2
        if told := (ask is None and self._able_for_both()) or (two_places and self._of_places(ask)):
            return told
        if ask is None and len(self.reading.subjects) < 2 and not self.has("between"):
            return None
        sides = self._of_parts() or self._sides()
        if ask is not None and len(sides) < 2 and (told := self._told_by_time(ask, sides)):
            return told
        when = self.when
        if len(sides) == 1 and self.has("between") and (spanned := self._beside_hour(sides[0])):
            return spanned
        if len(sides) == 1 and self.has("between", "gap"):
            sides = self._with_neighbour(sides[0])
        if when is not None and self.has("between") and when.mode is Mode.STARTS and not self.reading.is_floating:
            when = self._day_of(when)  # "between lunch and the afternoon coffee on Friday"
        if when is not None and when.mode is Mode.DAYS:
            sides = self._on_days(sides, when)
        which = ask is Ask.OVERLAP and self.has(*ASKING_WHICH)
        shared = self.has("same_day", "one_room")
        if (ask is not None or shared) and not which and len(sides) == 1:
            sides = self._each_of(sides[0])
        if ask is Ask.OVERLAP and (clash := self._clash_of_one(sides, when)):
            return clash
        if len(sides) < 2:
            return None
        found = self._of_sides(ask, sides)
        return found and (self._beside_absent_pause(found, sides) or found)

    def _beside_absent_pause(self, found: Question, sides: Sequence[Selection]) -> Question | None:
        """When something is that is weighed against a pause which the programme has not: "before or after lunch"."""
        held = [side for side in sides if side.named or side.people or any(map(self.index.of_kind.get, side.kinds))]
        absent = [side for side in sides if side.kinds and PAUSES.issuperset(side.kinds) and side not in held]
        weighed = found.ask in {Ask.ORDER, Ask.OVERLAP}
        return self._ask(Ask.WHEN, held[0]) if weighed and absent and len(held) == 1 else None

    def _of_places(self, ask: Ask | None) -> Question | None:
        """Which of two tracks or rooms begins or ends first: "does the Go track end before the Rust track"."""
        reading, ends = self.reading, self._says_ends()
        leans = reading.relation in {Relation.BEFORE, Relation.AFTER} and (ends or self.has("starts"))
        ranked = reading.offers_choice and self.has("starts", "ends") and abs(self._order_said()) == 1
        if self.named or (self.has("starts") and self.has("ends", "over")) or not (ask is Ask.ORDER or leans or ranked):
            return None
        sides = [Selection(tracks=(one,)) for one in reading.tracks] or [
            Selection(rooms=(one,)) for one in reading.rooms
        ]
        today = reading.calendar.whole([reading.calendar.nearest_day])
        there = [replace(side, when=self.when or today) for side in sides]
        sides = there if self.when or all(select(side, self.index, self.now) for side in there) else sides
        one, other = (replace(side, order=-1 if ends else 1) for side in sides)
        asked = replace(self._ask(Ask.ORDER, one), others=(other,), fact="ends" if ends else self._which_first(ask))
        return replace(asked, claim=reading.relation) if leans else asked

    def _of_parts(self) -> list[Selection]:
        """One kind in two parts of a day, as sides: "the morning or the afternoon break"; none of anything else."""
        parts = [mention for mention in self.reading.mentions if mention.kind == "part"]
        if len(parts) != 2:
            return []
        told = {side.selection for side in self.reading.subjects if not side.selection.is_open}
        if len(told) != 1 or any(side.named or side.people for side in told):
            return []
        days = [mention for mention in self.reading.mentions if mention not in parts]
        times = [to_interval([part, *days], self.reading.calendar) for part in parts]
        return [replace(side, when=at) for side in told for at in times]

    def _with_neighbour(self, side: Selection) -> list[Selection]:
        """Something and the talk right before or after it in its room, "the gap before Ada"; else both that it is."""
        of = find_anchor(Selection(anchor=side), self.index, self.now)
        if of is None or self.has("between") or self.reading.relation not in {Relation.BEFORE, Relation.AFTER}:
            return self._both_of(side)
        beside = Selection(talks=True, rooms=of.rooms, anchor=side, relation=self.reading.relation, nearest=True)
        found = select(beside, self.index, self.now)
        return [side, Selection(named=(found[0].id,))] if found else [side]

    def _on_days(self, sides: Sequence[Selection], when: Interval) -> list[Selection]:
        """The sides on the days that are said: "is Ada before the Friday keynote", whichever day is hers."""
        days = self.reading.days_said
        alike = [bool(side.kinds) and not (side.people or side.named) for side in sides]
        if len(days) == len(sides) == 2 and all(alike):  # "the Monday lunch or the Friday lunch"
            return [replace(side, when=day) for side, day in zip(sides, days, strict=True)]
        then = [replace(side, when=when) for side in sides]
        held = [bool(select(side, self.index, self.now)) for side in then]
        chosen = zip(sides, then, held, alike, strict=True)
        return [one if all(held) or (on and of_kind) else side for side, one, on, of_kind in chosen]

    def _able_for_both(self) -> Question | None:
        """Whether one can be at the two that there are of a kind or on a topic: "can I do both workshops?"."""
        side = self.main.selection
        if not (self.has("able") and self.has("both", "them") and (side.kinds or len(side.named) > 1)):
            return None
        two = select(replace(side, when=self.when), self.index, self.now)
        if len(two) != 2:
            return None
        one, other = (Selection(named=(session.id,)) for session in two)
        return replace(self._ask(Ask.OVERLAP, one), others=(other,), fact="both")

    def _clash_of_one(self, sides: Sequence[Selection], when: Interval | None) -> Question | None:
        """What is at the same time as the one thing that is named, or whether any of what is meant is."""
        if self._asks_of_any_clash(sides):
            meant = sides[0] if sides else Selection(talks=self.has("talk"))
            place = replace(meant, rooms=self.reading.rooms, tracks=self.reading.tracks, when=when)
            return replace(self._ask(Ask.OVERLAP, place), fact="which" if self._asks_which_clash() else "any")
        if len(sides) != 1 or self.has("same_day"):
            return None
        daily = self.reading.says_each_day
        if daily or (self.reading.says_all and sides[0].kinds and not self._is_plural()):
            return replace(self._ask(Ask.EVERY, replace(sides[0], when=None)), fact="same_hour")
        place = Selection(rooms=self.reading.rooms, tracks=self.reading.tracks, talks=self.has("talk", "who", "speak"))
        there = replace(place, anchor=replace(sides[0], when=when), relation=Relation.DURING)
        if (place.rooms or place.tracks) and select(there, self.index, self.now):
            return self._ask(Ask.WHO if self.has("who") else Ask.SESSIONS, there)
        return self._ask(Ask.PARALLEL, sides[0])

    def _asks_of_any_clash(self, sides: Sequence[Selection]) -> bool:
        """Whether it is asked if, or which, of several things are at the same time: "do any talks overlap?"."""
        if len(sides) > 1 or self.has("able", "both", "it", "this") or not self.has("overlap"):
            return False
        if self._asks_which_clash() and (self.previous is not None or not (sides or self.has("talk", "session"))):
            return False  # than what was spoken of, or "what's on at the same time"
        if not self.reading.language.between.isdisjoint(self.reading.words):
            return False  # "does anything overlap with lunch"
        if sides:
            of_kind = replace(sides[0], when=None) == Selection(kinds=sides[0].kinds, literal=sides[0].literal)
            return bool(sides[0].kinds) and of_kind and self._says_several(sides[0].kinds)
        return self.has("talk", "session", "exists")

    def _asks_which_clash(self) -> bool:
        return self.has("what", "who", "when", "list") or not self.has("exists")

    def _each_of(self, side: Selection) -> list[Selection]:
        """The few sessions that are named, or that are all of the people who are named, as sides of their own."""
        named = side.named
        if (
            side.people
            and not named
            and self._is_plural()
            and self.reading.ends_with("overlap", "same_day", "one_room")
        ):
            named = tuple(session.id for session in select(side, self.index, self.now))
        few = len(named) > 1 and len(named) <= (_MOST_SIDES if side.named else _MOST_TALKS)
        return [Selection(named=(one,)) for one in named] if few else [side]

    def _compares_by(self) -> Ask | None:
        """What things are compared by: their length, their order; None if nothing is compared."""
        if self.reading.asks_how_long_after:
            return Ask.GAP
        compared = next((ask for cue, ask in COMPARISONS if cue in self.cues), None)
        of_days = compared is None and not self.named and self.has("starts", "ends") and self.has("from_time")
        return Ask.ORDER if of_days and len(self.reading.days_said) == 2 else compared  # "does Sunday start later than"

    def _told_by_time(self, ask: Ask, sides: Sequence[Selection]) -> Question | None:
        """What compares sessions that are told by their hours; what compares days is not known."""
        if beyond := self._beyond_one(ask, sides):
            return beyond
        hours = self._of_hours() if ask in _OF_LENGTHS else []
        if hours:
            each = all(len(select(side, self.index, self.now)) == 1 for side in hours)
            compared = replace(self._ask(ask, hours[0]), others=tuple(hours[1:]), fact=self._claims_length(ask))
            return compared if each else self._ask(Ask.UNKNOWN)
        days = self.reading.days_said
        if len(days) == 2 and len(sides) == 1 and ask is not Ask.GAP:
            return self._on_two_days(ask, sides[0], days)
        if ask is Ask.ORDER and len(days) == 1 and not sides and self._is_of_us():
            return self._ask(Ask.END if self._says_ends() else Ask.START, Selection(when=days[0]))
        of_days = ask in {Ask.LONGER, Ask.SHORTER, Ask.GAP} and not sides and len(days) > 1
        return self._ask(Ask.UNKNOWN) if of_days else None  # "are the talks longer on Friday?"

    def _beyond_one(self, ask: Ask, sides: Sequence[Selection]) -> Question | None:
        """What is longer or shorter than one thing: "which talks are longer than lunch", "who speaks more than Ada"."""
        reading = self.reading
        if ask not in {Ask.LONGER, Ask.SHORTER} or len(sides) != 1 or reading.language.than.isdisjoint(reading.words):
            return None
        who = self.has("who") and self.has("speak")
        several = self.has("talk", "session") and (self.has(*ASKING_WHICH, "list") or self._is_plural())
        several = several and not reading.minutes  # "longer than an hour after lunch"
        lengths = {one.duration for one in select(sides[0], self.index, self.now) if one.end_known}
        if not (who or several) or self.has("by_amount") or len(lengths) != 1:
            return None
        minutes = lengths.pop() // timedelta(minutes=1)
        place = Selection(talks=who or self.has("talk"), when=self.when, rooms=reading.rooms, tracks=reading.tracks)
        beyond = replace(place, minutes=minutes, bound=1 if ask is Ask.LONGER else -1)
        return self._ask(Ask.COUNT if self.has("count") else Ask.WHO if self.has("who") else Ask.SESSIONS, beyond)

    def _is_of_us(self) -> bool:
        """Whether it is asked when all begin or end: "do we start earlier on Friday?"."""
        asked = (
            self.has("who", "what", "talk", "speak", "speaker", "session") or self.reading.rooms or self.reading.tracks
        )
        return not asked and not self.reading.language.asker.isdisjoint(self.reading.words)

    def _on_two_days(self, ask: Ask, side: Selection, days: Sequence[Interval]) -> Question:
        """What compares one thing on two days: "is lunch at the same time on Friday and Saturday?"."""
        one, other = (replace(side, when=day) for day in days)
        if ask in {Ask.LONGER, Ask.SHORTER}:
            return replace(self._ask(ask, one), others=(other,), fact=self._claims_length(ask))
        claimed = ask is Ask.OVERLAP and not self.has("what", "when")
        return replace(self._ask(Ask.ORDER, one), others=(other,), fact="hour_claimed" if claimed else "hour")

    def _of_sides(self, ask: Ask | None, sides: Sequence[Selection]) -> Question | None:
        """What is asked of two or more sides."""
        if ask is None and self.reading.asks_one_room:
            return replace(self._ask(Ask.OVERLAP, sides[0]), others=tuple(sides[1:]), fact="room")
        if self.has("same_day"):
            return replace(self._ask(Ask.OVERLAP, sides[0]), others=tuple(sides[1:]), fact="day")
        if (
            ask is None
            and self.has("able")
            and not self.has("exists", *(cue for cue in FACT_CUES if cue not in {"missed", "reach"}))
        ):
            found = [select(side, self.index, self.now) for side in sides]
            ask = Ask.OVERLAP if found[0] != found[1] else None
        counted = self.has("count") and self.has("talk", "session") and not self.has("duration", "time_left", "gap")
        if self.reading.asks_how_long_after and len(sides) == 2:
            return replace(self._ask(Ask.GAP, sides[0]), others=(sides[1],))
        if self.has("between", "gap") and self.has("count", "duration", "time_left", "spare") and not counted:
            sides = sides[-2:] if self.has("spare", "between") else sides  # "time to grab lunch between A and B"
            return replace(self._ask(Ask.GAP, sides[0]), others=tuple(sides[1:]))
        if self.has("between") and ask is None and self._order_said() and all(side.people for side in sides):
            return replace(self._ask(Ask.ORDER, sides[0]), others=tuple(sides[1:]))  # "between them, who is last"
        if self.has("between") and ask in {None, Ask.GAP} and not self.has("gap"):
            if not all(select(side, self.index, self.now) for side in sides):
                return self._ask(Ask.UNKNOWN)
            own = sides[0] if len(sides) > 2 else ALL  # "the rust talks between lunch and the keynote"
            one, other = self._as_they_lie(sides[-2:])
            place = replace(own, rooms=self.reading.rooms, tracks=self.reading.tracks)
            within = replace(place, anchor=one, until=other, talks=self.has("talk", "who", "speak"))
            ask = Ask.COUNT if counted else Ask.WHO if self.has("who") else Ask.SESSIONS
            return self._ask(ask, within)
        chosen = self.reading.offers_choice and len(sides) > 2  # "is it Ada or Bo after the break"
        ranked = any(self.has(cue) for cue in ORDERS) and not self.reading.says_in_anchor(tuple(ORDERS))
        if ask is None and self.reading.relation is not None and not (chosen or ranked) and self._names_both(sides):
            if sides[0].people and self._says_sole():
                lying = Selection(talks=True, anchor=sides[1], relation=self.reading.relation)
                return replace(self._ask(Ask.CHECK, sides[0]), claimed=lying, fact="sole")
            if self._names_each(sides[0].people):
                lying = replace(sides[0], anchor=sides[1], relation=self.reading.relation)
                return replace(self._ask(Ask.CHECK, sides[0]), claimed=lying, fact="both")
            return self._claimed_to_lie(sides)
        fact = "both" if ask is Ask.OVERLAP and self.has("able", "both") else self._claims_length(ask)
        fact = fact or self._ends_first(ask) or self._which_first(ask)
        return None if ask is None else replace(self._ask(ask, sides[0]), others=tuple(sides[1:]), fact=fact)

    def _claimed_to_lie(self, sides: Sequence[Selection]) -> Question:
        """Whether one of two is after, before or during the other, as is claimed: "does Ada speak during lunch"."""
        if self.reading.relation is Relation.DURING:
            return replace(self._ask(Ask.OVERLAP, sides[0]), others=tuple(sides[1:]))
        claimed = replace(self._ask(Ask.ORDER, sides[0]), others=tuple(sides[1:]), claim=self.reading.relation)
        return replace(claimed, fact=self._ends_first(Ask.ORDER))

    def _spans_whole(self) -> bool:
        """Whether a length is asked that begins with one thing and ends with another: "from the start of A to …"."""
        begins, ends = (min((words[0] for words in self.cues.get(cue, ())), default=0) for cue in ("starts", "ends"))
        return 0 < begins < ends

    def _as_they_lie(self, sides: Sequence[Selection]) -> tuple[Selection, Selection]:
        """The two sides, the earlier one first: what lies between them begins behind it, however they were named."""
        one, other = sides[0], sides[1]
        firsts = [select(side, self.index, self.now) for side in (one, other)]
        alone = all(len(found) == 1 for found in firsts)
        turned = alone and firsts[1][0].end <= firsts[0][0].start
        return (other, one) if turned else (one, other)

    def _ends_first(self, ask: Ask | None) -> str:
        """The fact of a comparison by which ends first, or by whether one is over when the other begins."""
        if ask is not Ask.ORDER:
            return ""
        once = len(self.cues.get("ends", ())) < 2  # "does A end before B ends" weighs two ends
        over = self.has("over", "ends") and once and self.reading.relation is Relation.BEFORE
        over = over or (self.has("ends") and self.has("starts") and self.reading.relation is Relation.AFTER)
        return "over" if over else "ends" if self.has("ends") else ""

    def _sides(self) -> list[Selection]:
        """What is compared: what is named, or where that is less than two things, also what is counted on its day."""
        subjects = self.reading.subjects
        named = [side for subject in subjects if not subject.selection.is_open for side in self._listed_apart(subject)]
        named = [side for at, side in enumerate(named) if not self._is_told(side, named[:at])]
        counted = [subject.selection if subject.selection != ALL else self._counted(subject) for subject in subjects]
        counted = [side for at, side in enumerate(counted) if not (side.is_open or self._is_told(side, counted[:at]))]
        return counted if len(named) < 2 <= len(counted) else named

    def _is_told(self, side: Selection, before: Sequence[Selection]) -> bool:
        """Whether a side is one of those before it, which a title with a word between is read as: "A with B"."""
        return bool(side.named) and any(side.named == one.named for one in before)

    def _listed_apart(self, subject: Subject) -> list[Selection]:
        """What a subject selects; of several people who are named one after the other, each alone: "Ada, Bo or Cy"."""
        own = subject.selection
        named = [mention.people[0].name for mention in self.reading.people if mention.words[0] in subject.words]
        weighed = self.reading.offers_choice or self.has("overlap")
        apart = weighed and len(named) > 1 and sorted(named) == sorted(own.people)
        return [replace(own, people=(name,)) for name in named] if apart else [own]

    def _counted(self, subject: Subject) -> Selection:
        """What words such as "the second talk" mean; of nothing that is counted, nothing in particular."""
        order = self.reading.order_within(subject, ORDERS)
        if not order or not self.has("talk", "session") or self.has("order"):
            return ALL
        calendar = calendar_of(self.index, self.now)
        when = self.when or calendar.whole([calendar.nearest_day])
        place = Selection(rooms=self.reading.rooms, tracks=self.reading.tracks)
        return replace(place, order=order, when=when, talks=self.has("talk"))

    def _claims_length(self, ask: Ask | None) -> str:
        """The fact of a comparison that "yes", "no" or a difference answers: "is A longer than B?"."""
        reading = self.reading
        if ask not in {Ask.LONGER, Ask.SHORTER}:
            return ""
        if self.has("by_amount"):
            return "claimed_by" if self._is_yes_or_no() else "by_amount"
        if self.has("same_length"):
            return "equal"
        phrases = [words for cue in ("longer", "shorter") for words in reading.cues.get(cue, ())]
        which = any(reading.words[number] in reading.language.asking for words in phrases for number in words)
        return "" if which or reading.offers_choice or self.has("what", "who") else "claimed"

    def _of_hours(self) -> list[Selection]:
        """The sides of a comparison of which one at least is told by its hour: "the 10:30 talk or the 14:00 one"."""
        talks = self.has("talk", "speak")
        timed = [(subject.selection, self.reading.when_of(subject)) for subject in self.reading.subjects]
        sides = [replace(side, when=at, talks=talks) if at is not None else side for side, at in timed]
        told = [side for side in sides if not side.is_open]
        return told if len(told) > 1 and any(at is not None for _, at in timed) else []

    def _both_of(self, side: Selection) -> list[Selection]:
        """The two of a kind on a day, or of somebody, as sides: "between the breaks", "between her talks"."""
        calendar = calendar_of(self.index, self.now)
        when = self.when
        day = when if when is not None and when.mode is Mode.DAYS else calendar.whole([calendar.nearest_day])
        of_day = replace(side, when=day if side.kinds else when)
        chosen = side.kinds or (side.people and self._is_plural())
        if not chosen or len(select(of_day, self.index, self.now)) != 2:
            return [side]
        return [replace(of_day, order=1), replace(of_day, order=2)]

    def _beside_hour(self, side: Selection) -> Question | None:
        """What lies between an hour and something: "between 2pm and the coffee break", "between lunch and 3pm"."""
        at = self.when
        if at is None or at.mode is not Mode.AT:
            return None
        calendar = calendar_of(self.index, self.now)
        found = select(replace(side, when=calendar.whole([calendar.day_of(at.start)])), self.index, self.now)
        if self.reading.begins_with_time("between"):
            starts = [session.start for session in found if session.start >= at.start]
            within = Interval(at.start, min(starts), Mode.STARTS) if starts else None
        else:
            ends = [session.end for session in found if session.end <= at.start]
            within = Interval(max(ends), at.start, Mode.STARTS) if ends else None
        place = Selection(rooms=self.reading.rooms, tracks=self.reading.tracks, talks=self.has("talk", "who", "speak"))
        ask = Ask.COUNT if self.has("count") else Ask.WHO if self.has("who") else Ask.SESSIONS
        return self._ask(ask, replace(place, when=within)) if within is not None else None

    def _names_both(self, sides: Sequence[Selection]) -> bool:
        """Whether "A after B" asks for the order of two things, rather than for what comes after B."""
        asks_which = self.has("who", "what", "on", "when", "exists", "where", "next", "count", "list", "schedule")
        kinds = {number for cue in KIND_CUES for words in self.reading.cues.get(cue, ()) for number in words}
        plurals = self.reading.language.plurals
        several = any(word in plurals for number, word in enumerate(self.reading.words) if number not in kinds)
        if asks_which or several or self._is_among(sides[1], sides[0]):  # the "lightning talks" are one thing
            return False
        spoken_of = sides[0].kinds or sides[0].named
        claimed = self.reading.begins_with_verb or (self.reading.asks and self._claims())
        return bool(sides[0].people or self.reading.title) or (bool(spoken_of) and claimed)

    def _is_among(self, side: Selection, others: Selection) -> bool:
        """Whether a side is one of the others, of which then the rest is meant: "does Ada speak again after hers"."""
        found, among = (select(one, self.index, self.now) for one in (side, others))
        return bool(found) and len(among) > 1 and found[0] in among

    def _claims(self) -> bool:
        """Whether a verb such as "is" stands right before the "after" or "before", or is the first of its words."""
        reading = self.reading
        words = [words for cue in ("after", "before") for words in reading.cues.get(cue, ())]
        verbs = [words for cue in ("starts", "ends") for words in reading.cues.get(cue, ())]
        beside = {at: reading.words[at[0] - 1 : at[0] + 1] for at in words if at[0]}
        return any(at in verbs or not reading.language.claiming.isdisjoint(beside[at]) for at in beside)
