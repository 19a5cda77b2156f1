"""What a question can lean on: what was asked and answered before, and the words that say that it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import FACTS, ONLINE, ORDERS, PERSON_FACTS
from bot.core.deciding.decision import ABOUT_SESSIONS, Decision
from bot.core.kinds import KIND_CUES
from bot.core.programme import Session
from bot.core.selection import Moment, Relation, Selection, calendar_of, nearest_such, select
from bot.core.times import Interval, Mode, end_of

REPEATABLE = frozenset(
    {
        Ask.SESSIONS, Ask.NOW, Ask.NEXT, Ask.SCHEDULE, Ask.WHO, Ask.COUNT, Ask.WHEN, Ask.WHERE, Ask.CHECK, Ask.START,
        Ask.SPEAKERS,
    }
)  # fmt: skip
FEW = 5  # sessions that were answered, of which one may be meant
MANY = 60  # and where several are, "of them"
ALL_OF_IT = 0.95  # the share of a topic that a session has to cover for it to be on it
MOST_WORDS = 8  # of a question that only asks for a fact
FEWEST = 3  # of one that is no more than "and after?"
_MOST_ALONE = 4  # of one that is nothing but a place or a time
_TOO = ("also", "overlap", "same_room", "one_room")
_MOST_GOING_ON = 10  # of one that begins with "and"
_SAYS_DAY = frozenset(
    {
        "day", "days_from_now", "weekday", "date", "nth_day", "all_days", "each_day", "weekend", "offset", "window",
        "later", "other_day", "this_day",
    }
)  # fmt: skip
_ASKED: dict[str, set[Ask]] = {"who": {Ask.WHO}, "count": {Ask.COUNT}, "on": set(), "next": set(), "now": set()}
for _cue, _asked in (*FACTS, *PERSON_FACTS, ("who_is", Ask.WHO)):
    _ASKED.setdefault(_cue, set()).add(_asked)
OF_PERSON = frozenset(ask for _, ask in PERSON_FACTS)
_ONWARD = frozenset({"what", "then", "after", "who", "speak", "on", "same_room", "one_room"})
_CLAIMS = frozenset({Ask.CHECK, Ask.LANGUAGE})
_OF_DOINGS = ("exists", "speak", "talk", "also", "left", "rest", "works_on", "other_one")
_AT_EDGE = {Ask.START: 1, Ask.END: -1}
_BY_LENGTH = {Ask.LONGER: -1, Ask.SHORTER: 1}


class Leaning(Decision):
    """What a question can lean on: what was asked and answered before, and the words that say that it does."""

    continues = False  # whether it goes on from a question of the same sentence: "when is lunch and who's next?"

    def _as_two(self, previous: Question, focus: tuple[str, ...]) -> tuple[str, ...]:
        """What was spoken of, behind that around which it was found: "and after that?"."""
        around = previous.selection.anchor
        one = around is not None and len(around.named) == 1 and len(focus) == 1
        return (*around.named, *focus) if around is not None and one else ()

    def _is_shared(self, one: str) -> bool:
        """Whether a session has several authors or speakers."""
        session = self.index.programme.session_by_id[one]
        return max(len(session.authors), len(session.speakers)) > 1

    def _fact_of(self, selection: Selection) -> Question | None:
        """The fact that is asked of those that were chosen; None where that is left to what was asked before."""
        asked = self._person_fact(selection) or self._find_fact(selection)
        if asked is None and self.has("begun", "still"):
            return self._status_of(selection)
        return self._ask(Ask.WHO, selection) if asked is None and self.has("who", "who_is") else asked

    def _asked_of(self, selection: Selection) -> Question | None:
        """The fact that is asked of those that were chosen, or whether they are in the language that is said."""
        asked = self._fact_of(selection)
        if asked is None and self.reading.spoken and (self._is_yes_or_no() or self.reading.asks):
            return self._claims_spoken(selection)
        return asked

    def _chosen(self, chosen: tuple[str, ...], among: tuple[str, ...], previous: Question) -> Question:
        """What is asked of some of several, or what was asked before of them."""
        selection = Selection(named=chosen)
        asked = self._fact_of(selection)
        again = self._again(previous)
        if asked is None and again in OF_PERSON:
            selection = Selection(people=tuple(name for one in chosen for name in self._speakers_of(one)))
        hour = previous.selection.when
        if asked is None and again not in OF_PERSON and hour is not None and hour.mode is Mode.AT:
            selection = replace(selection, when=hour)  # "what's on at three? the English one? And in the aula?"
        return replace(asked or self._ask(again, selection), among=among)

    def _claims_spoken(self, selection: Selection) -> Question:
        """What is chosen, held against the language that is said."""
        claimed = replace(selection, language=self.reading.spoken)
        return replace(self._ask(Ask.LANGUAGE, selection), claimed=claimed)

    def _again(self, previous: Question) -> Ask:
        """What was asked before, if it may be asked of sessions that are told otherwise; not who somebody is."""
        of_one = len(previous.selection.people) == 1
        if previous.ask is (Ask.BIOGRAPHY if of_one else Ask.MISSED):  # "who is Ada? The one on rust?"
            return Ask.SESSIONS
        return previous.ask if previous.ask in ABOUT_SESSIONS else Ask.SESSIONS

    def _others_of(self, people: tuple[str, ...], focus: tuple[str, ...]) -> Question:
        """What else these people do than what was spoken of; all that they do, if that is nothing."""
        theirs = Selection(people=people)
        others = tuple(one.id for one in select(theirs, self.index, self.now) if one.id not in focus)
        of_one = self._is_one(focus)
        if of_one and not others:
            return replace(self._ask(Ask.SESSIONS, theirs), fact="no_others")
        return self._ask(Ask.SESSIONS, Selection(named=others) if of_one else theirs)

    def _is_one(self, several: Sequence[str]) -> bool:
        """Whether it is one session, perhaps in parts."""
        return len({self.index.programme.session_by_id[one].title for one in several}) == 1

    def _people_meant(self, previous: Question, one: str) -> tuple[str, ...]:
        """Who "she" is: whoever was named last, if they speak in what was spoken of, else those who do."""
        theirs = self._speakers_of(one) or previous.selection.people
        named = previous.persons or previous.selection.people
        either = previous.ask is Ask.AUTHORS  # "who is with her?", "does she have another one?"
        return theirs if either else tuple(name for name in theirs if name in named) or theirs

    def _first_ahead(self, focus: Sequence[str]) -> Session:
        """The first of the sessions that is not over yet; if all are, the first."""
        sessions = [self.index.programme.session_by_id[one] for one in focus]
        return next((one for one in sessions if end_of(one) > self.now), sessions[0])

    def _of_nearest_day(self, selection: Selection) -> tuple[str, ...]:
        day = calendar_of(self.index, self.now).nearest_day
        return tuple(one.id for one in select(selection, self.index, self.now) if one.day == day)

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

    def _says_onward(self) -> bool:
        """Whether it is no more than "then?", or "then in the same room?"."""
        words, reading = self._opening_words, self.reading
        said = [word for word in words if word in reading.language.onward]
        brief = len(words) <= (FEWEST if words[0] in said else 2) or self.has("same_room")
        return bool(said) and brief and reading.cues.keys() <= _ONWARD

    def _rooms_said(self, previous: Question) -> tuple[str, ...]:
        """The rooms that are said; without that which was spoken of, where "the other hall" is said."""
        rooms = self.reading.rooms
        focus = self._focus(previous) if self.has("other_one") and len(rooms) > 1 else ()
        former = self.index.programme.session_by_id[focus[0]].rooms if focus else ()
        return tuple(room for room in rooms if room not in former) or rooms

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

    def _opens_with(self, *cues: str) -> bool:
        """Whether the first word that says more than "ok" is of one of the cues."""
        first = len(self.reading.words) - len(self._opening_words)
        return any(first == words[0] for cue in cues for words in self.cues.get(cue, ()))

    def _begins_further(self) -> bool:
        """Whether it goes on with what was said: "and ...", "ok and ..."."""
        return self._opening_words[0] in self.reading.language.further or self._suggests()

    def _suggests(self) -> bool:
        """Whether it begins with "what about", perhaps behind an "and"."""
        words, language = self._opening_words, self.reading.language
        first, *others = words[words[0] in language.further :] or words
        return first in language.asking and not language.concerning.isdisjoint(others[:1])

    def _goes_on(self) -> bool:
        """Whether it begins with "and", or is nothing but a place or a time, perhaps with a "too"."""
        reading = self.reading
        if self._begins_further() or self._mends():
            return len(reading.words) <= _MOST_GOING_ON
        too = {number for cue in _TOO for words in reading.cues.get(cue, ()) for number in words}
        if self.previous is not None and self.previous.topic:  # "talks on rust today? Any tomorrow?"
            too |= {number for words in reading.cues.get("exists", ()) for number in words}
        plain = {"small", "room", "time"}
        brief = len(self._opening_words) <= (_MOST_GOING_ON if self.has("overlap") and self.when else _MOST_ALONE)
        return brief and all(use in plain or at in too for at, use in enumerate(reading.uses))

    def _mends(self) -> bool:
        """Whether it corrects what was asked: "I meant Friday", "sorry, at three"."""
        return self.has("other_one") or not self.reading.language.mending.isdisjoint(self._opening_words[:2])

    def _leaves_out_what(self) -> bool:
        """Whether a time or a place is said of something that is not: "Friday's", "the one on Friday"."""
        reading = self.reading
        said = reading.language.singled.intersection(reading.words)
        return reading.words[-1] == "'s" or (bool(said) and not self.has("talk", "session", "on", *KIND_CUES))

    def _is_bare_fact(self) -> bool:
        reading = self.reading
        plain = reading.language.indefinite | reading.language.singled  # the French "un", too, which is a number
        telling = [at for at in self._telling() if reading.uses[at] != "cue" and reading.words[at] not in plain]
        brief = len(self._opening_words) <= MOST_WORDS
        return brief and not telling and not self.has("schedule", "hello", "help", "on")

    def _focus(self, previous: Question, most: int = FEW) -> tuple[str, ...]:
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
        if previous.ask in _AT_EDGE and selection == Selection(when=selection.when):
            selection = self._edge_of(previous.ask, selection.when)
        if selection.is_open:
            moment = {Ask.NOW: Moment.NOW, Ask.NEXT: Moment.NEXT}.get(previous.ask)
            if moment is None:
                return self._with_fact(previous.ask)
            selection = Selection(moment=moment)
        asked = previous.asked or self.now
        claimed = previous.claimed if previous.ask is Ask.CHECK and selection.people else None
        of_them = claimed is not None and claimed.people == selection.people
        if claimed is not None and of_them and select(claimed, self.index, asked):  # "is Ada on tonight? At what time?"
            selection = claimed
        sides = [select(side, self.index, asked) for side in (selection, *previous.others)]
        if not any(sides) and selection.moment is Moment.NOW and selection.is_such:  # "is there lunch now? Till when?"
            sides = [select(replace(selection, moment=Moment.NEXT), self.index, asked)]
        if not any(sides) and selection.when is not None:  # what was named instead
            instead = nearest_such(selection, self.index, asked, selection.when.start)
            sides = [(instead,)] if instead is not None else sides
        if not any(sides) and selection.anchor is not None and selection.relation is Relation.DURING:
            sides = [select(selection.anchor, self.index, asked)]  # "is anything on during lunch? And after?"
        if previous.ask in _BY_LENGTH and not previous.others and sides[0]:  # "the shortest of them"
            wanted = min(sides[0], key=lambda one: _BY_LENGTH[previous.ask] * one.duration).duration
            sides = [tuple(one for one in sides[0] if one.duration == wanted)]
        found = [session for side in _as_answered(previous, sides) for session in side]
        found = _told_for_fact(previous, selection, found)
        if previous.others and not all(session.is_break for session in found):  # "is it before lunch? Who gives it?"
            found = [session for session in found if not session.is_break]
        return tuple(session.id for session in found)

    def _edge_of(self, ask: Ask, when: Interval | None) -> Selection:
        """The first or the last session of it all or of a time, as it was asked when that starts or ends."""
        ends = ask is Ask.END
        day = calendar_of(self.index, self.now).nearest_day if ends and when is None else None
        return Selection(order=_AT_EDGE[ask], when=calendar_of(self.index, self.now).whole([day]) if day else when)

    def _with_fact(self, ask: Ask) -> tuple[str, ...]:
        """The ids of all sessions that have the slides that were asked for, or are cancelled; of other facts none."""
        fact = "cancelled" if ask is Ask.CANCELLED else ONLINE.get(ask)
        return tuple(one.id for one in self.index.sessions if fact and getattr(one, fact))

    def _does_something(self) -> bool:
        """Whether it is asked what somebody does: "does she speak", but not the French "il y a"."""
        pronouns = (*self.cues.get("it", ()), *self.cues.get("works_on", ()))  # "what does she do on Sunday?"
        spoken_of = {self.reading.words[number] for words in pronouns for number in words}
        language = self.reading.language
        somebody = not (language.persons | language.speaking).isdisjoint(spoken_of)
        owned = {words[0] for words in self.cues.get("it", ()) if self.reading.words[words[0]] in language.theirs}
        somebody = somebody or any(self.reading.words[at - 1] in language.belonging for at in owned if at)
        return somebody and (self.has(*_OF_DOINGS) or not language.more.isdisjoint(self.reading.words))

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
    if previous.ask is Ask.STATUS and previous.asked is not None:
        asked = previous.asked  # what is on stands first
        sides = [sorted(side, key=lambda session: not session.start <= asked < end_of(session)) for side in sides]
    if not previous.others or not sides:
        return sides
    day = sides[0][0].day
    ones = [next((session for session in side if session.day == day), side[0]) for side in sides]
    if previous.ask in _BY_LENGTH:
        ones.sort(key=lambda one: _BY_LENGTH[previous.ask] * one.duration)
    elif previous.ask is Ask.ORDER and previous.claim is None:
        ones.sort(key=lambda one: one.start)
    return [[one] for one in ones]


def _told_for_fact(previous: Question, selection: Selection, found: list[Session]) -> list[Session]:
    """Of many of which slides or recordings were asked for, those that have them, or that do not."""
    if previous.ask is Ask.LACKING and previous.fact:
        return [session for session in found if not getattr(session, previous.fact)]
    fact = "" if selection.named else ONLINE.get(previous.ask)
    return [session for session in found if getattr(session, fact)] or found if fact else found


def claims(question: Question) -> bool:
    """Whether something is claimed that may be claimed of something else, too."""
    return question.ask in _CLAIMS or question.claim is not None or question.fact == "claimed"


def of_another(previous: Question, selection: Selection, lang: str) -> Question:
    """What was claimed, of something else: "is Ada in room 2? And Grace?"."""
    claimed = previous.claimed
    if claimed is not None and previous.fact != "kind":  # which is a claim of whatever it is
        claimed = replace(claimed, named=selection.named, people=selection.people, kinds=selection.kinds)
    fact = "" if previous.ask in OF_PERSON else previous.fact  # "is Ada from Lund? And Bo?" need not be from there
    return replace(previous, lang=lang, selection=selection, claimed=claimed, fact=fact, then=None, near=(), among=())
