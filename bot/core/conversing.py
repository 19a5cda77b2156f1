"""What a question means that leans on the one before it: "and his slides?", "the other one", "and on Sunday?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import FACTS, ONLINE, ORDERS, PERSON_FACTS
from bot.core.deciding.decision import ABOUT_SESSIONS, Decision
from bot.core.kinds import CLAIMED_KINDS, KIND_CUES, PAUSES
from bot.core.programme import Session
from bot.core.search import Index
from bot.core.selection import Moment, Relation, Selection, calendar_of, select
from bot.core.text import singular
from bot.core.times import Interval, Mode, end_of

_REPEATABLE = frozenset(
    {Ask.SESSIONS, Ask.NOW, Ask.NEXT, Ask.SCHEDULE, Ask.WHO, Ask.COUNT, Ask.WHEN, Ask.WHERE, Ask.CHECK, Ask.START}
)
_FEW = 5
_MANY = 60
_ALL_OF_IT = 0.95  # the share of a topic that a session has to cover for it to be on it
_CLEARLY = 0.85  # what is worth less than this part of the best is clearly worse
_MOST_WORDS = 8  # of a question that only asks for a fact
_FEWEST = 3  # of one that is no more than "and after?"
_MOST_GOING_ON = 10  # of one that begins with "and"
_SAYS_DAY = frozenset(
    {
        "day", "days_from_now", "weekday", "date", "nth_day", "all_days", "each_day", "weekend", "offset", "window",
        "later", "other_day", "this_day",
    }
)  # fmt: skip
_WHETHER_ON = frozenset({"begun", "still", "it", "this", "past", "over"})
_OF_SPEAKER = frozenset({"speaker", "somebody", "this", "it"})
_OF_WHICH = frozenset({"what", "of_them", "them", "exists"})
_OF_A_DAY = frozenset({Ask.START, Ask.END, Ask.SCHEDULE})
_OF_EVENT = frozenset(
    {Ask.REGISTRATION, Ask.DATE, Ask.START, Ask.END, Ask.VENUE, Ask.ADDRESS, Ask.DIRECTIONS, Ask.ORGANISERS}
)
_NOTHING_NEW = frozenset({Ask.UNKNOWN, Ask.HELLO, Ask.THANKS, Ask.BYE, Ask.HELP, Ask.FAQ, Ask.LOST, Ask.DANGER})


_ASKED: dict[str, set[Ask]] = {"who": {Ask.WHO}, "count": {Ask.COUNT}, "on": set(), "next": set(), "now": set()}
for _cue, _asked in (*FACTS, *PERSON_FACTS, ("who_is", Ask.WHO)):
    _ASKED.setdefault(_cue, set()).add(_asked)
_FACT_CUES = tuple(cue for cue, _ in FACTS)
_OF_TALKS = ("topic", "talk", "session", "speak", "about", "slides", "exists", "overlap", "order", "also", "able")
_OF_PERSON = frozenset(ask for _, ask in PERSON_FACTS)
_OF_HEADS = frozenset({"count", "it", "them", "speaker"})
_CLAIMS = frozenset({Ask.CHECK, Ask.LANGUAGE})
_OF_SEVERAL = frozenset({Ask.ORDER, Ask.LONGER, Ask.SHORTER})
_BY_LENGTH = {Ask.LONGER: -1, Ask.SHORTER: 1}


class Conversation(Decision):
    """Decides like its base, the question before this one taken into account."""

    continues = False  # whether it goes on from a question of the same sentence: "when is lunch and who's next?"

    def question(self) -> Question:
        """The question; one that names nothing new hands on what was spoken of before it."""
        found = super().question()
        of_conference = self.previous is not None and self.previous.ask is Ask.CONFERENCE and self.has("it")
        if of_conference and found.ask in _OF_EVENT:
            found = replace(self._ask(Ask.UNKNOWN), cued=True)  # of that conference, the programme tells no more
        if found.ask in _NOTHING_NEW:
            return found if self.previous is None else replace(found, before=self.previous)
        if found.selection.named and self.has("topic", "talk", "session", "exists"):
            found = replace(found, topic=self.main.topic)
        found = self._of_that_day(found)
        persons = self._persons_named()
        found = found if persons in ((), found.selection.people) else replace(found, persons=persons)
        among = self._among_before() if not found.among else ()
        told = among and (found.selection.people or not found.selection.when)
        meant = found.selection.named or (self._focus(found) if told else ())
        return replace(found, among=among) if meant and set(meant) <= set(among) else found

    def _of_that_day(self, found: Question) -> Question:
        """What is counted, on the day that was spoken of: "talks on Sunday? And how many people speak?"."""
        when = self.previous.selection.when if self.previous is not None else None
        bare = found.selection.is_whole and found.ask in {Ask.COUNT, Ask.SPEAKERS} and self._begins_further()
        if when is None or not bare or self.previous is None or _names_any(self.previous.selection):
            return found
        return replace(found, selection=replace(found.selection, when=when, rooms=self.previous.selection.rooms))

    def _persons_named(self) -> tuple[str, ...]:
        """The names of those who were named, now or else before."""
        if self.reading.people or self.previous is None:
            return tuple(person.name for mention in self.reading.people for person in mention.people)
        return self.previous.persons or self.previous.selection.people

    def _among_before(self) -> tuple[str, ...]:
        """The few of which one was chosen before, or that were compared or answered."""
        if self.previous is None:
            return ()
        if self.previous.among:
            return self.previous.among
        focus = self._focus(self.previous)
        return focus if len(focus) > 1 else self._as_two(self.previous, focus)

    def _follow_up(self) -> Question | None:
        """None if the question stands on its own feet."""
        previous = self.previous
        if previous is None or self.reading.unknown:
            return None
        if lacking := self._without(previous):
            return lacking
        if self._asks_which():
            return replace(previous, lang=self.reading.lang, then=None)
        focus = self._focus(previous)
        previous = self._of_two(previous, focus)
        if self.when is None and self.has("day_before", "day_after", "same_day"):
            self.when = self._day_beside(focus)
        held = self._claimed_of_focus(focus) if focus and self.has("it", "this") else None
        if held is not None:
            return held
        if between := self._between(focus if len(focus) > 1 else previous.among):
            return between
        if self._tells_of_person(previous):
            return replace(self._ask(Ask.UNKNOWN), cued=True)
        if focus and self.has("it") and self.has("from") and self._is_yes_or_no():  # "is she from Lund?"
            people = previous.selection.people or self._speakers_of(focus[0])
            return self._ask(Ask.AFFILIATION, Selection(people=people))
        if self.named:
            return self._of_named(previous, focus)
        if focus and self.reading.minutes and self.has("later", "sooner"):
            return self._shifted(previous, focus[0])
        length = self.reading.minutes and (self.has("it", "this") or set(self.reading.uses) <= {"small", "time"})
        if focus and length:  # "is it an hour long?"
            return self._of_length(Selection(named=focus))
        return self._of_moment(previous, focus) or self._going_on(previous, focus)

    def _without(self, previous: Question) -> Question | None:
        """Which of those do not have what was asked for before: "talks with slides? And which don't?"."""
        fact = ONLINE.get(previous.ask)
        reading = self.reading
        denied = {"'t", *reading.language.denying.difference(reading.language.mending)}.intersection(reading.words)
        alone = set(reading.uses) <= {"small", "cue"} and self.cues.keys() <= _OF_WHICH
        if fact is None or not denied or not alone:
            return None
        return replace(self._ask(Ask.LACKING, replace(previous.selection, talks=True)), fact=fact)

    def _of_two(self, previous: Question, focus: tuple[str, ...]) -> Question:
        """The question before, with what was spoken of before it as one of two, where they are told apart now."""
        other = self.has("other_one") and not self.has("it")  # not "does she have another one?"
        told = not previous.among and (other or self.has("of_them", "them", "both", *ORDERS))
        return replace(previous, among=self._as_two(previous, focus)) if told else previous

    def _as_two(self, previous: Question, focus: tuple[str, ...]) -> tuple[str, ...]:
        """What was spoken of, behind that around which it was found: "and after that?"."""
        around = previous.selection.anchor
        one = around is not None and len(around.named) == 1 and len(focus) == 1
        return (*around.named, *focus) if around is not None and one else ()

    def _of_named(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What is asked of something that is named now, as it stands to what was spoken of."""
        return (
            self._against_focus(focus)
            or self._kind_of_theirs(previous, focus)
            or self._kind_around(focus)
            or self._told_apart(previous, focus)
            or self._corrected(previous)
        )

    def _kind_claimed(self) -> tuple[str, ...]:
        """The kinds that what was spoken of is said to be of: "is she invited?", "is it a keynote?"."""
        kinds = tuple(kind for kind in CLAIMED_KINDS if self.has(kind))
        bare = set(self.reading.uses) <= {"small", "cue"} and self.cues.keys() <= {*kinds, *_OF_SPEAKER, "talk"}
        return kinds if bare and self._is_yes_or_no() else ()

    def _kind_of_theirs(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What somebody who was spoken of does, told by its kind: "when's his tutorial?"."""
        main, said = self.main.selection, self.reading.words
        firsts = [words[0] for kind in main.kinds for words in self.cues.get(kind, ())]
        whose = any(number and said[number - 1] in self.reading.language.theirs for number in firsts)
        if not (focus and whose) or main != Selection(kinds=main.kinds, literal=main.literal):
            return None
        theirs = Selection(people=self._people_meant(previous, focus[0]), kinds=main.kinds)
        if not theirs.people or PAUSES.issuperset(main.kinds):
            return None
        if not select(theirs, self.index, self.now):
            return replace(self._ask(Ask.UNKNOWN), near=focus[:1], cued=True)
        return self._find_fact(theirs) or self._ask(Ask.SESSIONS, theirs)

    def _shifted(self, previous: Question, one: str) -> Question | None:
        """What is on some time after or before that which was spoken of: "and one hour later?"."""
        if self._asks_otherwise(previous.ask):
            return None
        step = timedelta(minutes=self.reading.minutes) * (1 if self.has("later") else -1)
        at = self.index.programme.session_by_id[one].start + step
        rooms = self.reading.rooms or previous.selection.rooms
        return self._ask(Ask.SESSIONS, Selection(rooms=rooms, when=Interval(at, at, Mode.AT)))

    def _tells_of_person(self, previous: Question) -> bool:
        """Whether it is asked what somebody does with a thing that sessions are about: "does he like trains?"."""
        of_person = bool(self.main.topic and previous.selection.people and self.has("it"))
        claims = not self.reading.language.claiming.isdisjoint(self.reading.words[:2])
        return of_person and claims and not self.has(*_OF_TALKS)

    def _asks_which(self) -> bool:
        """Whether it is no more than "which ones?" or "which talks?", which those are that were spoken of."""
        reading = self.reading
        alone = reading.cues.keys() <= {"what", "of_them", "talk", "session"} and self.has("what")
        if reading.cues.keys() <= {"list", "them", "it"} and self.has("list") and self.has("them", "it"):
            return set(reading.uses) <= {"cue", "small"}  # "all of them?"
        plural = self._is_plural() or any(word != singular(word) for word in reading.words)
        return alone and plural and set(reading.uses) <= {"cue", "small", "number"} and len(reading.words) <= _FEWEST

    def _day_beside(self, focus: tuple[str, ...]) -> Interval | None:
        """The day of what was spoken of, or the one before or after it: "on the same day", "and the day after?"."""
        named = sum(not subject.selection.is_open for subject in self.reading.subjects)
        if not focus or (self.has("same_day") and (named > 1 or self._is_yes_or_no())):
            return None
        step = timedelta(days=self.has("day_after") - self.has("day_before"))
        return calendar_of(self.index, self.now).whole([self.index.programme.session_by_id[focus[0]].day + step])

    def _kind_around(self, focus: tuple[str, ...]) -> Question | None:
        """The next of a kind, or what somebody does, after or before what was spoken of: "is there a break after?"."""
        leans, main = self._leaning_on(), self.main.selection
        if leans is None and self.has("then", "later") and self.reading.people:  # "and Ada after that?"
            leans = Relation.AFTER
        bare = main in (Selection(kinds=main.kinds, literal=main.literal), Selection(people=main.people))
        if leans is None or not (focus and bare) or self.reading.mentions:
            return None
        around = Selection(anchor=Selection(named=focus[:1]), relation=leans, nearest=bool(main.kinds))
        theirs = replace(around, kinds=main.kinds, people=main.people)
        known = main.kinds or select(theirs, self.index, self.now)
        return self._ask(Ask.SESSIONS, theirs) if known else None

    def _between(self, two: tuple[str, ...]) -> Question | None:
        """What lies between the two that were spoken of, or how much time: "is there a break between them?"."""
        if not self.has("between", "gap") or len(two) != 2 or self.reading.mentions:
            return None
        one, other = (Selection(named=(session,)) for session in sorted(two, key=self.index.position.__getitem__))
        if not self.named:
            return replace(self._ask(Ask.GAP, one), others=(other,))
        kinds = self.main.selection.kinds
        alone = all(side.selection in {Selection(), Selection(kinds=kinds)} for side in self.reading.subjects)
        return self._ask(Ask.SESSIONS, Selection(kinds=kinds, anchor=one, until=other)) if alone else None

    def _of_moment(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What is asked of what was spoken of together with a time or a place, or of the day that was."""
        if focus and self.has("moved") and self.when is not None:
            return replace(self._ask(Ask.CHECK, Selection(named=focus[:1])), at=self.when)
        if focus and self.has("ends") and self.has("it") and self.reading.mentions:  # "does it end before one?"
            return self._ask(Ask.END, Selection(named=focus[:1]))
        told = Selection(rooms=self.reading.rooms, tracks=self.reading.tracks, language=self.reading.spoken)
        if focus and self.has("overlap") and not told.is_open and not self.reading.mentions:
            return self._ask(Ask.SESSIONS, replace(told, relation=Relation.DURING, anchor=Selection(named=focus[:1])))
        day = previous.selection.when
        if self.has("starts", "ends") and previous.ask in _OF_A_DAY and previous.selection == Selection(when=day):
            return self._ask(Ask.START if self.has("starts") else Ask.END, Selection(when=self.when or day))
        return None

    def _going_on(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What leans on what was spoken of, no more than a time or a place being named."""
        if focus and self._asks_whether_on():
            return self._ask(Ask.STATUS, Selection(named=focus[:1]))
        if self.has("besides") and self.has("it", "this") and (others := self._one_of(previous, focus)):
            return others  # "and besides that one?"
        if self.has("longer", "shorter") and not self.has("talk", "session", "it", "this"):
            return (None if previous.others else self._by_length(previous, focus)) or self._compared(previous, focus)
        if focus and (around := self._around_focus(previous, focus)):
            return around
        if found := self._by_clock(previous) or self._talks_alone(previous):
            return found
        if focus and self.has("left", "rest") and previous.selection.kinds and self._is_bare_fact():
            return self._ask(Ask.SESSIONS, replace(previous.selection, coming=True, moment=None))
        if self.has("leave", "arrive") and self.when is not None:
            return None  # "and if I leave at three?"
        if focus and self._asks_which_room(focus[0]):
            return self._ask(Ask.WHERE, Selection(named=focus))
        if self.reading.rooms or self.when is not None:
            return (
                self._one_at(previous, focus)
                or self._theirs(previous, focus)
                or self._fact_then(previous)
                or self._elsewhere(previous)
            )
        if not focus or self._asks_from_now(previous):
            return None
        return (
            self._compared(previous, focus)
            or self._ranked(focus[0])
            or self._counted_there(focus[0])
            or self._counted_on(previous)
            or self._one_of(previous, focus)
            or self._what_follows(previous, focus)
            or self._about_focus(previous, focus)
        )

    def _asks_whether_on(self) -> bool:
        """Whether it is asked if what was spoken of is on: "is it on now?", "still on?"."""
        said = self.has("it", "this") and self.has("now", "begun") and self._is_yes_or_no()
        alone = self.has("begun", "still") and self.cues.keys() <= _WHETHER_ON and self._is_bare_fact()
        return said or (alone and self.reading.asks)

    def _by_clock(self, previous: Question) -> Question | None:
        """Those of several that are over, on, next or still to come: "which one is still to come?"."""
        singled = not self.reading.language.singled.isdisjoint(self.reading.words) and not self.has("next", *_FACT_CUES)
        among = self._focus(previous, _MANY) if self.has("of_them") or singled else ()
        if len(among) < 2 or self.has("order"):
            return None
        sessions = [self.index.programme.session_by_id[one] for one in among]
        coming = [one for one in sessions if one.start > self.now]
        running = [one for one in sessions if one.start <= self.now < end_of(one)]
        if self.has("ahead", "left", "rest"):
            found = coming or running
        elif self.has("next"):
            found = [one for one in coming if one.start == min(other.start for other in coming)]
        elif self.has("now", "still", "begun"):
            found = running
        elif self.has("over", "past", "missed"):
            found = [one for one in sessions if end_of(one) <= self.now]
        else:
            return None
        named = tuple(one.id for one in found)
        return replace(self._ask(Ask.SESSIONS, Selection(named=named)), among=among) if named else None

    def _talks_alone(self, previous: Question) -> Question | None:
        """What was asked for before without what is no talk: "no, I mean talks", "only the talks"."""
        reading = self.reading
        alone = self.has("talk") and set(reading.uses) <= {"small", "cue"}
        alone = alone and reading.cues.keys() <= {"talk", "session", "other_one"}
        only = not reading.language.only.isdisjoint(reading.words)
        if not alone or not (only or self._mends()) or previous.ask not in _REPEATABLE or not self._is_plural():
            return None
        return replace(self._ask(previous.ask, replace(previous.selection, talks=True)), topic=previous.topic)

    def _there_then(self, one: str) -> Question:
        """What is on at a time in the room of what was spoken of: "who else is in that room this morning?"."""
        who = self.has("who", "who_is", "speak")
        rooms = self.index.programme.session_by_id[one].rooms
        if self.when is None:
            return self._ask(Ask.WHO if who else Ask.NOW, Selection(rooms=rooms, moment=Moment.NOW))
        return self._ask(Ask.WHO if who else Ask.SESSIONS, Selection(rooms=rooms, when=self.when, talks=who))

    def _around_focus(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What follows or precedes what was spoken of, or is on in its room at another time."""
        reading = self.reading
        leans = self._leaning_on() is not None or (self._begins_further() and self.has("previous"))
        if self.has("left", "rest") and (leans or self.has("then", "later")) and self._says_day():
            return self._ask(Ask.SESSIONS, Selection(anchor=Selection(named=focus[:1]), rooms=reading.rooms))
        that_day = self.when is not None and self.when.days == (self.index.programme.session_by_id[focus[0]].day,)
        if leans and (that_day or not reading.mentions):
            return self._what_follows(previous, focus)
        there = self.has("same_room") and not self.has("overlap") and not self._begins_with_verb()
        return self._there_then(focus[0]) if there and (self.when is not None or self.has("now")) else None

    def _asks_which_room(self, one: str) -> bool:
        """Whether it is asked which of the rooms it is that share a word, its own among them: "which hall?"."""
        reading = self.reading
        alone = set(reading.uses) <= {"small", "cue", "room"} and reading.cues.keys() <= {"what", "it"}
        own = self.index.programme.session_by_id[one].rooms
        several = self.when is None and len(reading.rooms) > 1
        return several and alone and self.has("what") and not set(own).isdisjoint(reading.rooms)

    def _says_day(self) -> bool:
        """Whether no time is said but a day."""
        return self.when is None or self.when.mode is Mode.DAYS

    def _compared(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What is on besides, or which of several comes first or lasts longer."""
        of_them = self.has("them", "of_them") or (len(focus) == 1 and not self.has("overlap"))
        if of_them and focus and focus[0] in previous.among:
            focus = previous.among
        if not focus or (self.has("both") and self.has(*_FACT_CUES)):  # "do both have slides?"
            return None
        if len(focus) > 1 and self.has("of_them") and self.has("coauthors"):
            shared = tuple(one for one in focus if self._is_shared(one))
            return replace(self._ask(Ask.SESSIONS, Selection(named=shared)), among=focus) if shared else None
        if self.has("overlap") and len({self.index.programme.session_by_id[one].title for one in focus}) == 1:
            focus = focus[:1]  # parts of one
        one, *others = (Selection(named=(one,)) for one in focus)
        if self.has("overlap") and not others:
            return self._ask(Ask.PARALLEL, one)
        if self.has("overlap") and self.has("it", "this", "them", "of_them", "both"):
            return replace(self._ask(Ask.OVERLAP, one), others=tuple(others))
        ask = self._compares_by()
        if ask is None and self.has("of_them", "them") and self.has("first") and not self.has(*_FACT_CUES):
            ask = Ask.ORDER
        if ask in _OF_SEVERAL and others:
            return replace(self._ask(ask, one), others=tuple(others), fact=self._ends_first(ask))
        return None

    def _is_shared(self, one: str) -> bool:
        """Whether a session has several authors or speakers."""
        session = self.index.programme.session_by_id[one]
        return max(len(session.authors), len(session.speakers)) > 1

    def _ranked(self, one: str) -> Question | None:
        """Whether what was spoken of is the first or the last of its day: "is it the last one?"."""
        order = self._order_said()
        if not order or not self.has("it", "this") or not self._is_yes_or_no() or self.has(*_FACT_CUES):
            return None
        day = calendar_of(self.index, self.now).whole([self.index.programme.session_by_id[one].day])
        claimed = Selection(order=order, when=day, talks=not self.has("session"))
        return replace(self._ask(Ask.RANK, Selection(named=(one,))), claimed=claimed)

    def _counted_on(self, previous: Question) -> Question | None:
        """Another one in the order in which one was asked for: "the first talk?", "and the second?"."""
        order = self._order_said()
        if not order or not previous.selection.order or self.has("talk", "session", *KIND_CUES):
            return None
        selection = replace(previous.selection, order=order)
        return self._asked_of(selection) or self._ask(self._again(previous), selection)

    def _fact_of(self, selection: Selection) -> Question | None:
        """The fact that is asked of those that were chosen; None where that is left to what was asked before."""
        asked = self._person_fact(selection) or self._find_fact(selection)
        return self._ask(Ask.WHO, selection) if asked is None and self.has("who", "who_is") else asked

    def _asked_of(self, selection: Selection) -> Question | None:
        """The fact that is asked of those that were chosen, or whether they are in the language that is said."""
        asked = self._fact_of(selection)
        if asked is None and self.reading.spoken and (self._is_yes_or_no() or self.reading.asks):
            return self._claims_spoken(selection)
        return asked

    def _counted_there(self, one: str) -> Question | None:
        """The first or last talk of that day in that room: "when does the last talk there end?"."""
        order = self._order_said()
        if not order or not self.has("same_room"):
            return None
        session = self.index.programme.session_by_id[one]
        day = calendar_of(self.index, self.now).whole([session.day])
        there = Selection(rooms=session.rooms, when=day, order=order, talks=self.has("talk", "who", "speaker"))
        return self._find_fact(there) or self._ask(Ask.WHO if self.has("who") else Ask.SESSIONS, there)

    def _by_length(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """The longest or shortest of those that were spoken of: "and the shortest?"."""
        several = not previous.selection.is_open and len(select(previous.selection, self.index, self.now)) > 1
        ask = Ask.LONGER if self.has("longer") else Ask.SHORTER
        return replace(self._ask(ask, previous.selection), among=focus) if several else None

    def _against_focus(self, focus: tuple[str, ...]) -> Question | None:
        """What was spoken of compared with something named now: "is that one longer than the panel?"."""
        ask = self._compares_by()
        sides = [subject.selection for subject in self.reading.subjects if not subject.selection.is_open]
        if not focus or len(sides) != 1:
            return None
        one = Selection(named=focus[:1])
        begins = any(words[0] <= 1 for words in self.cues.get("order", ()))
        if begins and self.reading.offers_choice:  # "before or after Ada?"
            return replace(self._ask(Ask.ORDER, one), others=tuple(sides))
        apart = self.reading.stands_before("overlap", "topic", "about") or self.reading.ends_with("overlap")
        singled = not self.reading.language.singled.isdisjoint(self.reading.words) and not self._is_yes_or_no()
        sought = self.has("exists") or singled  # "anything on rust then?", "and the one on rust?"
        if self.has("overlap") and sought and apart and self.main.topic:
            return self._ask(Ask.SESSIONS, replace(sides[0], anchor=one, relation=Relation.DURING))
        if self.has("able") and self.has("also"):  # "can I see the panel, too?"
            return replace(self._ask(Ask.OVERLAP, one), others=tuple(sides), fact="both")
        return replace(self._ask(ask, one), others=tuple(sides)) if ask and self.has("it", "this") else None

    def _told_apart(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """One of several that were answered, told by what it is about; or the others: "besides the one on rust"."""
        focus = self._focus(previous, _MANY) if self.has("of_them") else focus
        focus = focus if len(focus) > 1 else previous.among
        reading = self.reading
        kind = next((kind for kind in self.main.selection.kinds if kind not in PAUSES), "")
        of_kind = bool(kind) and self.has("other_one") and reading.denies(kind)  # "not the keynote, the other one"
        if kind and self.has("of_them") and not self.main.topic:  # "which of them are invited?"
            return self._of_these(self._of_kind(kind, focus), focus, previous)
        first = self._opening_words[0]  # "not the ones on rust"
        denied = of_kind or (first in reading.language.denying and first not in reading.language.mending)
        singled = denied or self._mends() or self.has("of_them")
        singled = singled or not reading.language.singled.isdisjoint(reading.words)
        if len(focus) < 2 or not (singled or reading.excludes) or reading.people or self.when:
            return None
        told = self._of_kind(kind, focus) if of_kind else self._about_words(focus)
        meant = tuple(one for one in focus if (one in told) is not (denied or reading.excludes))
        return self._chosen(meant, focus, previous) if told and meant and len(meant) < len(focus) else None

    def _of_these(self, told: set[str], focus: tuple[str, ...], previous: Question) -> Question | None:
        """What is asked of those of several that were told; None if none or all of them were."""
        meant = tuple(one for one in focus if one in told)
        return self._chosen(meant, focus, previous) if 0 < len(meant) < len(focus) else None

    def _of_kind(self, kind: str, focus: tuple[str, ...]) -> set[str]:
        return {one for one in focus if self.index.position[one] in self.index.of_kind[kind]}

    def _about_words(self, focus: tuple[str, ...]) -> set[str]:
        """Those of the sessions that the words of the question are about, best of all."""
        subject = next((subject for subject in self.reading.subjects if subject.topic), None)
        if subject is None:
            return set()
        named = {one for one in focus if one in subject.selection.named}
        if 0 < len(named) < len(focus):
            return named
        hits = self.index.find_topic(subject.topic, {self.index.position[one] for one in focus}).hits
        least = _CLEARLY * hits[0].score if len(hits) == len(focus) else 0
        told = (hit.position for hit in hits if hit.cover > _ALL_OF_IT and hit.score >= least)
        return {self.index.sessions[position].id for position in told}

    def _chosen(self, chosen: tuple[str, ...], among: tuple[str, ...], previous: Question) -> Question:
        """What is asked of some of several, or what was asked before of them."""
        selection = Selection(named=chosen)
        asked = self._fact_of(selection)
        again = self._again(previous)
        if asked is None and again in _OF_PERSON:
            selection = Selection(people=tuple(name for one in chosen for name in self._speakers_of(one)))
        hour = previous.selection.when
        if asked is None and again not in _OF_PERSON and hour is not None and hour.mode is Mode.AT:
            selection = replace(selection, when=hour)  # "what's on at three? the English one? And in the aula?"
        return replace(asked or self._ask(again, selection), among=among)

    def _one_of(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """One of several that were answered: "the other one", "the second"."""
        order = self._order_said()
        if self.reading.spoken and not self.has("talk", "session") and (spoken := self._spoken_in(previous, focus)):
            return spoken
        if len(focus) == 1 and self.has("other_one", "besides") and previous.among:
            others = tuple(one for one in previous.among if one not in focus)
            return self._chosen(others, previous.among, previous) if others else None
        focus = focus if len(focus) > 1 else previous.among
        if len(focus) < 2 or self.has("talk", "session", *KIND_CUES) or not (order or self.has("other_one")):
            return None
        if order < 0 and len(focus) == _FEW:  # more of them were answered: the last of all
            found = sorted(select(previous.selection, self.index, self.now), key=lambda one: one.start)
            focus = tuple(session.id for session in found) or focus
        elif not self.reading.language.timely.isdisjoint(self.reading.words):  # "the earliest"
            focus = tuple(sorted(focus, key=lambda one: self.index.programme.session_by_id[one].start))
        if previous.ask is Ask.WHO:
            focus = tuple(one for one in focus if self._speakers_of(one)) or focus
        people = previous.selection.people if len(self._focus(previous)) > 1 else ()
        among = people if len(people) > 1 else focus
        chosen = among[1:] if not order else among[order - 1 : order] if order > 0 else among[order:][:1]
        selection = Selection(people=chosen) if among is people else Selection(named=chosen)
        asked = self._asked_of(selection) or self._ask(self._again(previous), selection)
        return replace(asked, among=focus) if among is focus else asked

    def _spoken_in(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """Some of several, told by their language: "the English one"; or whether what was spoken of is in it."""
        bare = set(self.reading.uses) <= {"small", "language", "cue"} and self.cues.keys() <= {"it", "this"}
        if bare and previous.selection.language:  # "talks in English on Sunday? And in German?"
            return replace(self._ask(previous.ask, replace(previous.selection, language=self.reading.spoken)))
        singled = not self.reading.language.singled.isdisjoint(self.reading.words)
        if bare and not singled and len(focus) == 1:  # "in English?"
            return self._claims_spoken(Selection(named=focus))
        among = self._focus(previous, _MANY) if len(focus) > 1 else previous.among
        if len(among) < 2 or not (singled or bare or self.has("of_them")):
            return None
        meant = Selection(named=among, language=self.reading.spoken)
        chosen = tuple(one.id for one in select(meant, self.index, self.now))
        return self._chosen(chosen, among, previous) if chosen else self._ask(Ask.SESSIONS, meant)

    def _claims_spoken(self, selection: Selection) -> Question:
        """What is chosen, held against the language that is said."""
        claimed = replace(selection, language=self.reading.spoken)
        return replace(self._ask(Ask.LANGUAGE, selection), claimed=claimed)

    def _again(self, previous: Question) -> Ask:
        """What was asked before, if it may be asked of sessions that are told otherwise."""
        return previous.ask if previous.ask in ABOUT_SESSIONS else Ask.SESSIONS

    def _one_at(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """One of a few that were answered, told by its time or room: "the afternoon one", "celle de Borg"."""
        was = previous.selection
        singled = self.has("of_them") or self._leaves_out_what()
        if was.kinds and len(focus) >= _FEW:
            focus = self._of_nearest_day(was)
        if singled:
            focus = self._focus(previous, _MANY)
        focus = focus if len(focus) > 1 else previous.among
        if not 1 < len(focus) < (_MANY if singled else _FEW):
            return None
        if not (was.people or was.named or was.kinds or was.anchor or singled):
            return None
        reading = self.reading
        bounds = self.has("starts", "ends", "resume") and not singled
        if self._says_time_later or (bounds and any(mention.kind == "part" for mention in reading.mentions)):
            return None  # "and who opens the afternoon?"
        rooms = self._rooms_said(previous)
        meant = Selection(named=focus, when=self.when, any_day=reading.is_floating, rooms=rooms)
        found = select(meant, self.index, self.now)
        if self.has("other_one"):  # "the other one in the morning"
            former = self._focus(previous)
            found = tuple(one for one in found if one.id not in former) or found
        if self.has("of_them") and not found:
            return self._ask(Ask.SESSIONS, meant)  # none of those
        if not 0 < len(found) < len(focus):
            return None
        selection = Selection(named=tuple(session.id for session in found))
        asked = self._asked_of(selection) or self._ask(self._again(previous), selection)
        return replace(asked, among=focus)

    def _leaves_out_what(self) -> bool:
        """Whether a time or a place is said of something that is not: "Friday's", "the one on Friday"."""
        reading = self.reading
        said = reading.language.singled.intersection(reading.words)
        return reading.words[-1] == "'s" or (bool(said) and not self.has("talk", "session", "on", *KIND_CUES))

    def _theirs(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What somebody who was spoken of does on another day or elsewhere: "does she speak on Sunday, too?"."""
        reading = self.reading
        pronouns = (*self.cues.get("it", ()), *self.cues.get("works_on", ()))  # "what does she do on Sunday?"
        spoken_of = {reading.words[number] for words in pronouns for number in words}
        somebody = not reading.language.speaking.isdisjoint(spoken_of)  # the French "il" of "il y a" is nobody
        if not (focus and somebody and self.has("exists", "speak", "talk", "also", "left", "rest", "works_on")):
            return None
        if self.has(*_FACT_CUES) or reading.relation is not None:
            return None
        people = self._people_meant(previous, focus[0])
        theirs = Selection(people=people, when=self.when, rooms=reading.rooms)
        return self._ask(Ask.SESSIONS, theirs) if people else None

    def _people_meant(self, previous: Question, one: str) -> tuple[str, ...]:
        """Who "she" is: whoever was named last, if they speak in what was spoken of, else those who do."""
        theirs = self._speakers_of(one) or previous.selection.people
        named = previous.persons or previous.selection.people
        either = previous.ask is Ask.AUTHORS  # "who is with her?", "does she have another one?"
        return theirs if either else tuple(name for name in theirs if name in named) or theirs

    def _of_nearest_day(self, selection: Selection) -> tuple[str, ...]:
        day = calendar_of(self.index, self.now).nearest_day
        return tuple(one.id for one in select(selection, self.index, self.now) if one.day == day)

    def _claimed_of_focus(self, focus: tuple[str, ...]) -> Question | None:
        """What is claimed of the session that was spoken of: "is it in English?", "is she on before lunch?"."""
        if kinds := self._kind_claimed():
            return replace(
                self._ask(Ask.CHECK, Selection(named=focus[:1])), claimed=Selection(kinds=kinds), fact="kind"
            )
        reading = self.reading
        facts = (cue for cue, _ in FACTS if cue not in {"starts", "language", "about", "track_of", "moved"})
        if not self._is_yes_or_no() or self.has("count", *facts):
            return None
        own = Selection(named=focus[:1])
        if reading.relation is not None and len(reading.subjects) > 1 and not reading.subjects[1].selection.is_open:
            other = reading.subjects[1].selection
            other = replace(other, when=self.when, any_day=reading.is_floating)
            return replace(self._ask(Ask.ORDER, own), others=(other,), claim=reading.relation)
        if self.named or not (reading.spoken or self.when or reading.rooms):
            return None
        people = self.previous.selection.people if self.previous is not None and len(focus) > 1 else ()
        own = Selection(people=people) if people and not reading.spoken else own
        claimed = replace(own, when=self.when, rooms=reading.rooms, language=reading.spoken)
        if not reading.spoken:
            return replace(self._ask(Ask.CHECK, own), claimed=claimed, at=self.when)
        then = replace(claimed, named=focus, language="", any_day=reading.is_floating)
        several = len(focus) > 1 and self.when is not None
        chosen = tuple(one.id for one in select(then, self.index, self.now)) if several else ()
        if not chosen:
            return replace(self._ask(Ask.LANGUAGE, own), claimed=claimed)
        one = Selection(named=chosen)  # "tomorrow's, is it in English?"
        return replace(self._ask(Ask.LANGUAGE, one), claimed=replace(one, language=reading.spoken), among=focus)

    def _what_follows(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        relation = self._leaning_on() or (Relation.AFTER if self.has("then", "next") or self._says_onward() else None)
        sooner = self.has("sooner") and self.cues.keys() <= {"sooner", "exists", "what", "on"}
        relation = relation or (Relation.BEFORE if self.has("previous") or sooner else None)
        if relation is None:
            return None
        was = previous.selection
        flips = was.anchor is not None and was.relation not in {relation, Relation.DURING}
        bare = self._mends() or len(self.reading.words) <= _FEWEST
        if flips and self._leaning_on() and bare:  # "before lunch?", "and after?"
            return self._ask(previous.ask, replace(was, relation=relation))
        order = self._order_in_anchor()
        if order:
            among = focus if len(focus) > 1 else previous.among
            focus = among[order - 1 : order] if order > 0 else among[order:][:1]
            if not focus:
                return None
        sessions = [self.index.programme.session_by_id[one] for one in focus]
        one = next((one for one in sessions if end_of(one) > self.now), sessions[0])
        rooms = one.rooms if self.has("same_room") else self.reading.rooms or previous.selection.rooms
        still_who = previous.ask is Ask.WHO and previous.selection.anchor is not None and not self.has("what")
        who = self.has("who", "who_is", "speak") or still_who
        following = Selection(
            rooms=rooms,
            anchor=Selection(named=(one.id,)),
            relation=relation,
            nearest=True,
            talks=who or self.has("talk", "affiliation"),
        )
        return self._person_fact(following) or self._ask(Ask.WHO if who else Ask.SESSIONS, following)

    def _leaning_on(self) -> Relation | None:
        """Whether it is asked what lies after or before what was spoken of: "and after?", "before that one?"."""
        reading = self.reading
        pointed = self.has("this") or reading.says_in_anchor(("it", "them")) or bool(self._order_in_anchor())
        pointed = pointed and len(reading.subjects) > 1 and reading.subjects[1].selection.is_open
        return reading.leans_alone or (reading.relation if pointed else None)

    def _order_in_anchor(self) -> int:
        """Which of several is meant after or before which something is: "who's after the second one"; 0 for none."""
        told = self.has("talk", "session", "speaker", "next", *KIND_CUES)
        return self._order_said() if not told and self.reading.says_in_anchor(tuple(ORDERS)) else 0

    def _asks_from_now(self, previous: Question) -> bool:
        """Whether it is "what's next?" all by itself, which looks at the clock and not at what was spoken of.

        "And next?" and "the next one?" go on from there, and so does "who's next?" after "who speaks first?".
        """
        reading = self.reading
        goes_on = self.continues or (reading.words[0] in reading.language.further and reading.uses[0] == "small")
        leans = reading.leans_alone or self.has("then", "it", "this", "same_room", "other_one")
        if goes_on or leans or not self.has("next") or "number" in reading.uses:
            return False
        if self.has("what") or (previous.ask is not Ask.WHO and self.has("who", "who_is", "speak")):
            return True
        return set(reading.uses) == {"cue"} and previous.ask is not Ask.WHO

    def _says_onward(self) -> bool:
        """Whether it is no more than "then?"."""
        words, reading = self._opening_words, self.reading
        said = [word for word in words if word in reading.language.onward]
        return bool(said) and len(words) <= 2 and reading.cues.keys() <= {"what", "then", "after", "who"}

    def _about_focus(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        apart = self._order_said() and self.has("talk", "session") and not self.has("this")  # "when's the last talk?"
        if apart or not (self.has("it", "this") or self._is_bare_fact()) or self.has("event", "now"):
            return None
        if self.has("same_room"):
            return self._in_same_room(previous, focus)
        if previous.others and not self.has("them", "both"):
            focus = self._of_whom(previous, focus)
        elif self.has("of_them") and len(focus) == 1 and focus[0] in previous.among:
            focus = previous.among
            theirs = tuple(dict.fromkeys(name for one in focus for name in self._speakers_of(one)))
            return self._person_fact(Selection(people=theirs)) or self._find_fact(Selection(named=focus))
        was = previous.selection
        narrowed = previous.others or was.when is not None or was.rooms or was.order
        people = () if narrowed else was.people
        if self.has("why") and self.has("moved", "cancelled", "delay"):
            return self._ask(Ask.NOTE, Selection(named=focus))
        if self.has("by_amount"):
            return replace(self._ask(Ask.MOVED, Selection(named=focus)), fact="by_amount")
        if self.has("count") and self.has("it", "them") and self.reading.cues.keys() <= _OF_HEADS:
            if len(focus) > 1:  # "how many is that?"
                return self._ask(Ask.COUNT, Selection(named=self._focus(previous, _MANY)))
            return self._ask(Ask.SPEAKERS, Selection(named=focus))  # "how many are they?"
        others = self.has("left", "rest", "other_one") and self.has("it", "this")  # "does she give another talk?"
        if others and (self.has("speak", "talk", "session") or self._is_bare_fact()):
            meant = () if previous.ask is Ask.AUTHORS else people
            return self._ask(Ask.SESSIONS, Selection(people=meant or self._people_meant(previous, focus[0])))
        selection = Selection(people=people) if people else Selection(named=focus)
        if self.has("tell") and was.talks and previous.ask not in _OF_PERSON:
            return self._ask(Ask.ABSTRACT, Selection(named=focus))
        of_speaker = previous.others or was.order or (self.has("works_on") and not was.people)
        theirs = self._speakers_of(focus[0]) if of_speaker else was.people
        whose = Selection(people=theirs) if theirs else selection
        asked = self._person_fact(whose) or self._find_fact(selection)
        if self.has("organisers") and self.index.programme.session_by_id[focus[0]].is_break:
            return None  # "thanks, and who organises this?"
        return asked or self._shown_of(selection, focus)

    def _of_whom(self, previous: Question, focus: tuple[str, ...]) -> tuple[str, ...]:
        """That of the compared sessions in which whoever was named last speaks, if "she" is meant; else the first."""
        somebody = not self.reading.language.speaking.isdisjoint(self.reading.words)
        theirs = [one for one in focus if not set(self._speakers_of(one)).isdisjoint(previous.persons)]
        return tuple(theirs) if somebody and len(theirs) == 1 else focus[:1]

    def _shown_of(self, selection: Selection, focus: tuple[str, ...]) -> Question | None:
        """Who speaks in what was spoken of, what it is or where, no fact being asked."""
        if self.has("who", "who_is", "organisers") or self._asks_of_speaker(focus):
            return self._ask(Ask.WHO, selection)
        if self.has("speak") and self.has("it") and not self._is_yes_or_no():
            return self._ask(Ask.SESSIONS, selection)  # "and what is she presenting?"
        return self._ask(Ask.WHERE, selection) if self.has("room") else None

    def _asks_of_speaker(self, focus: tuple[str, ...]) -> bool:
        """Whether nothing is said but that somebody speaks: "speaker?", "and the speaker is?"."""
        if not (self._is_bare_fact() and self.cues.keys() <= _OF_SPEAKER):
            return False
        said = [at for words in (*self.cues.get("speaker", ()), *self.cues.get("this", ())) for at in words]
        several = len(focus) > 1
        words = self.reading.words
        return any(self._says((at,), "speaker") and not (several and words[at] != singular(words[at])) for at in said)

    def _in_same_room(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """Whether what is spoken of is where that is which was spoken of before, or lies around it: "same place?"."""
        around = previous.selection.anchor
        others = around.named if around is not None else tuple(one for one in previous.among if one not in focus)
        rooms = self.index.programme.session_by_id[others[0]].rooms if len(others) == 1 else ()
        one = Selection(named=focus[:1])
        if not rooms:
            return self._ask(Ask.WHERE, Selection(named=(*focus, *others)))
        return replace(self._ask(Ask.CHECK, one), claimed=replace(one, rooms=rooms))

    def _elsewhere(self, previous: Question) -> Question | None:
        """The same question for another room or time: "and in the other hall?", "and at three?"."""
        ask = previous.ask if previous.ask in _REPEATABLE else Ask.SESSIONS
        was = previous.selection
        of_one = bool(was.named or was.people) and not self._asks_something()
        again = previous.ask in _REPEATABLE or self.has("overlap") or of_one
        if not again or not self._goes_on():
            return None
        if self.has("what", "on") and (was.people or was.named) and not self.has("it", "them", "overlap"):
            return None  # "and what's in the aula at two?" is not asked of somebody
        if self._asks_otherwise(previous.ask):
            return self._fact_of_day(was)
        rooms = self._rooms_said(previous) or self._same_rooms(previous) or was.rooms
        when = self._same_hour(previous) or self._on_that_day(was.when) or was.when
        if was.relation is Relation.DURING and was.anchor is not None and not self.reading.mentions:
            return self._ask(ask, replace(was, rooms=rooms))
        if was.anchor is not None and self.reading.rooms and when is None:
            there = replace(was, rooms=rooms)  # "what is next? And in the aula?"
            held = was.relation is not Relation.DURING and select(there, self.index, self.now)
            return self._ask(ask, there if held else self._beside(previous))
        if was.anchor is not None:
            rooms = rooms or self._rooms_of_one(previous)
            return self._ask(ask, Selection(when=when, rooms=rooms, talks=was.talks))
        moment = None if self.reading.mentions else was.moment
        if self.has("overlap"):
            return self._ask(Ask.SESSIONS, Selection(rooms=rooms, when=when, talks=was.talks))
        anew = replace(was, rooms=rooms, when=when, moment=moment, order=0)
        return self._asked_anew(previous, Ask.SESSIONS if moment is None and ask in {Ask.NOW, Ask.NEXT} else ask, anew)

    def _asked_anew(self, previous: Question, ask: Ask, anew: Selection) -> Question | None:
        """The same question of what is elsewhere: on the same topic, of the same people, or whatever is there."""
        was = previous.selection
        if was.named and previous.topic:
            found = self._on_topic(previous.topic, replace(anew, named=()))
            return replace(self._ask(ask, replace(anew, named=found or was.named)), topic=previous.topic)
        if was.named and self._says_time_later:
            return self._ask(ask, self._beside(previous))
        if (was.named or was.people) and not select(anew, self.index, self.now):
            persons = previous.persons or previous.selection.people
            theirs = Selection(people=persons, when=anew.when, rooms=self.reading.rooms)
            anew = theirs if persons and select(theirs, self.index, self.now) else self._beside(previous)
            if not self._asks_something() and not select(anew, self.index, self.now):
                return None
        return self._ask(ask, anew)

    def _on_topic(self, words: tuple[str, ...], where: Selection) -> tuple[str, ...]:
        """The ids of sessions on all of the words at the time or in the place that is said: "and tomorrow?"."""
        within = {self.index.position[one.id] for one in select(where, self.index, self.now)}
        hits = self.index.find_topic(words, within).hits if within else ()
        return tuple(self.index.sessions[hit.position].id for hit in hits if hit.cover > _ALL_OF_IT)

    def _rooms_said(self, previous: Question) -> tuple[str, ...]:
        """The rooms that are said; without that which was spoken of, where "the other hall" is said."""
        rooms = self.reading.rooms
        focus = self._focus(previous) if self.has("other_one") and len(rooms) > 1 else ()
        former = self.index.programme.session_by_id[focus[0]].rooms if focus else ()
        return tuple(room for room in rooms if room not in former) or rooms

    def _same_rooms(self, previous: Question) -> tuple[str, ...]:
        """The room of what was spoken of, where "the same room" is said."""
        focus = self._focus(previous) if self.has("same_room") else ()
        return self.index.programme.session_by_id[focus[0]].rooms if focus else ()

    def _rooms_of_one(self, previous: Question) -> tuple[str, ...]:
        """The room of the one session that was spoken of, where the same hour of another day is asked about."""
        focus = self._focus(previous) if self._same_hour(previous) is not None else ()
        return self.index.programme.session_by_id[focus[0]].rooms if len(focus) == 1 else ()

    def _fact_then(self, previous: Question) -> Question | None:
        """A fact of what was spoken of, the day being said on which it is: "tomorrow, at what time?"."""
        was, day = previous.selection, self.when
        if day is None or day.mode is not Mode.DAYS or self.reading.rooms or not (was.named or was.people):
            return None
        plain = {"small", "time", "cue"}.issuperset(self.reading.uses)
        if not plain or self.has("talk", "session", "speak", "what", "on", "exists", "event", *KIND_CUES):
            return None
        then = replace(was, when=day, moment=None)
        return self._find_fact(then) if select(then, self.index, self.now) else None

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
            then = _on_day(then, day.days[0], self.index)  # "and the day after?"
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

    def _on_that_day(self, was: Interval | None) -> Interval | None:
        """The time that is said; on the day that was spoken of, if it has none itself."""
        when = self.when
        dated = any(one.kind in _SAYS_DAY or "days" in one.values for one in self.reading.mentions)
        if when is None or was is None or dated:
            return when
        local = self.index.programme.local
        days = timedelta(days=(local(was.start).date() - local(when.start).date()).days)
        return replace(when, start=when.start + days, end=when.end + days)

    @property
    def _says_time_later(self) -> bool:
        """Whether it is asked so much later than what was spoken of: "and ten minutes later?"."""
        return any(mention.kind == "later" for mention in self.reading.mentions)

    @property
    def _opening_words(self) -> list[str]:
        """The words from the first on that says more than "ok" or "well"."""
        words = self.reading.words
        first = next((at for at, word in enumerate(words) if word not in self.reading.language.hedging), 0)
        return words[first:]

    def _begins_further(self) -> bool:
        """Whether it goes on with what was said: "and ...", "ok and ..."."""
        first, *others = self._opening_words
        language = self.reading.language
        suggests = first in language.asking and not language.concerning.isdisjoint(others[:1])  # "what about ..."
        return first in language.further or suggests

    def _goes_on(self) -> bool:
        """Whether it begins with "and", or is nothing but a place or a time, perhaps with a "too"."""
        reading = self.reading
        if self._begins_further() or self._mends():
            return len(reading.words) <= _MOST_GOING_ON
        too = {number for words in reading.cues.get("also", ()) for number in words}
        plain = {"small", "room", "time"}
        return len(self._opening_words) <= 4 and all(use in plain or at in too for at, use in enumerate(reading.uses))

    def _mends(self) -> bool:
        """Whether it corrects what was asked: "I meant Friday", "sorry, at three"."""
        return self.has("other_one") or not self.reading.language.mending.isdisjoint(self._opening_words[:2])

    def _is_bare_fact(self) -> bool:
        reading = self.reading
        plain = reading.language.indefinite | reading.language.singled  # the French "un", too, which is a number
        telling = [at for at in self._telling() if reading.uses[at] != "cue" and reading.words[at] not in plain]
        return not telling and len(reading.words) <= _MOST_WORDS and not self.has("schedule", "hello", "help", "on")

    def _focus(self, previous: Question, most: int = _FEW) -> tuple[str, ...]:
        """The ids of the sessions that were spoken of, on all sides of a comparison; at most so many."""
        if self.previous is not None and previous.selection is self.previous.selection:
            return self._before[:most]
        return self._all_of(previous)[:most]

    @cached_property
    def _before(self) -> tuple[str, ...]:
        """The ids of all sessions that the question before was about."""
        return () if self.previous is None else self._all_of(self.previous)

    def _all_of(self, previous: Question) -> tuple[str, ...]:
        selection = previous.selection
        if selection.is_open:
            moment = {Ask.NOW: Moment.NOW, Ask.NEXT: Moment.NEXT}.get(previous.ask)
            if moment is None:
                return ()
            selection = Selection(moment=moment)
        asked = previous.asked or self.now
        sides = [select(side, self.index, asked) for side in (selection, *previous.others)]
        if previous.ask in _BY_LENGTH and not previous.others and sides[0]:  # "the shortest of them"
            sides = [(min(sides[0], key=lambda one: _BY_LENGTH[previous.ask] * one.duration),)]
        return tuple(session.id for side in _as_answered(previous, sides) for session in side)

    def _corrected(self, previous: Question) -> Question | None:
        if not (self.has("other_one") or self._begins_further()) or self._asks_something() or self.reading.mentions:
            return None
        selection = self._selection()
        if self.has("other_one") and len(selection.people) > 1:
            before = {person for one in self._focus(previous) for person in self._speakers_of(one)}
            others = tuple(name for name in selection.people if name not in before)
            selection = replace(selection, people=others or selection.people)
        if previous.topic and self.main.topic and not selection.people:  # "and on rust?", at that time or place
            was = previous.selection
            selection = replace(selection, when=was.when, any_day=was.any_day, rooms=was.rooms)
            asked = replace(self._ask(previous.ask, selection), topic=self.main.topic)
            return self._beside_former(previous, asked)
        claimed = previous.ask in _CLAIMS or previous.claim is not None or previous.fact == "claimed"
        if claimed and len(self._opening_words) == len(self.reading.words):  # with an "ok", that is settled
            return self._beside_former(previous, _of_another(previous, selection))
        if previous.ask not in ABOUT_SESSIONS:
            return None
        if previous.ask in _OF_PERSON and selection.anchor is not None:  # "and of the one before lunch?"
            chosen = select(selection, self.index, self.now)
            selection = Selection(people=tuple(name for one in chosen for name in self._speakers_of(one.id)))
            if not selection.people:
                return None
        return self._beside_former(previous, self._ask(previous.ask, selection))

    def _beside_former(self, previous: Question, question: Question) -> Question:
        """The question, with what was spoken of before as the other one of two: "and Ada?"."""
        former = self._focus(previous)
        former = former[:1] if previous.others else former
        latter = select(question.selection, self.index, self.now)
        if len(former) != 1 or len(latter) != 1 or former[0] == latter[0].id:
            return question
        return replace(question, among=(former[0], latter[0].id))

    def _asks_something(self) -> bool:
        return self.has(*_ASKED)

    def _asks_otherwise(self, ask: Ask) -> bool:
        """Whether something is asked, and not the same again: "and who was it yesterday?"."""
        return self.has(*(cue for cue in _ASKED if ask not in _ASKED[cue]))


def _as_answered(previous: Question, sides: Sequence[Sequence[Session]]) -> Sequence[Sequence[Session]]:
    """The sides of a comparison, one session of each, in the order of its answer: the longer or earlier one first."""
    sides = [side for side in sides if side]
    if previous.ask is Ask.WHEN and previous.asked is not None and previous.selection.when is None:
        asked = previous.asked  # what is still to come stands first
        sides = [sorted(side, key=lambda session: session.start <= asked) for side in sides]
    if not previous.others or not sides:
        return sides
    day = sides[0][0].day
    ones = [next((session for session in side if session.day == day), side[0]) for side in sides]
    if previous.ask in _BY_LENGTH:
        ones.sort(key=lambda one: _BY_LENGTH[previous.ask] * one.duration)
    elif previous.ask is Ask.ORDER and previous.claim is None:
        ones.sort(key=lambda one: one.start)
    return [[one] for one in ones]


def _names_any(selection: Selection) -> bool:
    """Whether sessions or people are named."""
    return bool(selection.named or selection.people)


def _on_day(was: Interval, day: date, index: Index) -> Interval:
    """The same hours on another day."""
    days = day - index.programme.local(was.start).date()
    return replace(was, start=was.start + days, end=was.end + days)


def _of_another(previous: Question, selection: Selection) -> Question:
    """What was claimed, of something else: "is Ada in room 2? And Grace?"."""
    claimed = previous.claimed
    if claimed is not None:
        claimed = replace(claimed, named=selection.named, people=selection.people, kinds=selection.kinds)
    return replace(previous, selection=selection, claimed=claimed, then=None, near=(), among=())
