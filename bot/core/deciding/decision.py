"""From a reading to what is asked: the order in which all that it may be is considered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from bot.core.asks import Ask, Question
from bot.core.deciding.comparing import Comparing
from bot.core.deciding.considering import (
    ALL,
    BESIDE_MANNERS,
    FACT_CUES,
    FACTS,
    ONLINE,
    ORDERS,
    PERSON_FACTS,
)
from bot.core.deciding.facts import Facts
from bot.core.deciding.of_all import OfAll
from bot.core.deciding.of_counts import OfCounts
from bot.core.deciding.of_days import OfDays
from bot.core.deciding.of_event import OfEvent
from bot.core.deciding.of_people import OfPeople
from bot.core.deciding.refusing import Refusing
from bot.core.deciding.selecting import Selecting
from bot.core.deciding.taught import Taught
from bot.core.kinds import CLAIMED_KINDS, KIND_CUES, PAUSES, is_exactly
from bot.core.programme import Session
from bot.core.selection import Moment, Relation, Selection, calendar_of, select
from bot.core.text import singular
from bot.core.times import Interval, Mode, to_interval

_SURELY = 0.7  # how much a question shares with a way to ask for a taught answer that is surely asked for
_PERHAPS = 0.5  # and with one that is if nothing else is
_OF_NOBODY = ("opinion", "machine", "meaning")  # what no programme tells, nor the organisers
_OF_NO_OTHER_EVENT = ("price", "registration", "amenity", "amount", "next", "crowd", "count", "trait")
_MANNERS = (("help", Ask.HELP), ("thanks", Ask.THANKS), ("bye", Ask.BYE), ("hello", Ask.HELLO))
_LISTED = (*FACTS, ("who", Ask.WHO), ("speaker", Ask.WHO), ("room", Ask.WHERE), ("affiliation", Ask.AFFILIATION))
_SHOWN_TOGETHER = frozenset({Ask.WHEN, Ask.WHERE, Ask.WHO, Ask.TITLE})  # each shows the others, too
_CALLED = frozenset({Ask.SESSIONS, Ask.WHEN, Ask.WHERE})  # what something is called may be wrong there
_FILLING = frozenset({"small", "number"})  # uses of words that are said of nothing
_OF_THEM = frozenset({Ask.AFFILIATION, Ask.PAGE})
_MOST_LISTED = 4
_FACTS_OF_ONE = tuple(cue for cue in FACT_CUES if cue not in {"about", "tell", "title"})
_LACKED = ("slides", "recording", "about", "authors", "note", "track", "page", "speaker", "cancelled", "moved")
_HAD: dict[str, Callable[[Session], object]] = {
    "slides": attrgetter("slides"),
    "recording": attrgetter("recording"),
    "about": attrgetter("abstract"),
    "note": attrgetter("note"),
    **dict.fromkeys(("authors", "coauthors"), attrgetter("authors")),
}
_COUNTED = ("slides", "recording", "about", "authors", "note", "page", "moved")
ABOUT_SESSIONS = frozenset({Ask.SESSIONS, Ask.CARD, *(ask for _, ask in (*FACTS, *PERSON_FACTS))})
_GOING_ON = frozenset({"still", "it", "this", "event"})
_REPEATABLE = frozenset({Ask.SESSIONS, Ask.NOW, Ask.NEXT, Ask.SCHEDULE, Ask.WHO, Ask.COUNT, Ask.WHEN, Ask.WHERE})


class Decision(Selecting, Taught, Refusing, Comparing, OfAll, OfCounts, OfDays, OfEvent, OfPeople, Facts):
    """Decides, from what a reading found, what is asked. One use for each text."""

    def question(self) -> Question:
        reading = self.reading
        if not reading.words:
            return self._ask(Ask.UNKNOWN)
        if self.has(*_OF_NOBODY) and not self.has("thanks", "bye", "hello"):
            return self._refused()
        taught, share = self._closest_faq()
        if share >= _SURELY:
            return replace(self._ask(Ask.FAQ), faq=taught)
        found = self._found()
        if found.ask is Ask.UNKNOWN:
            found = self._of_what_organisers_say() or found
        if found.ask in (Ask.UNKNOWN, Ask.AUTHORS):
            life = self._told_in_lives()
            found = found if life is None or self._asks_who_heads() else life
        entry = self._taught(found, taught if share >= _PERHAPS else None)
        if entry is not None:
            return replace(self._ask(Ask.FAQ), faq=entry)
        told = found.ask is Ask.CONFERENCE and self.has("on") and self.reading.mentions  # "what's on there tomorrow"
        if told or (found.ask is Ask.CONFERENCE and self.has(*_OF_NO_OTHER_EVENT)):
            return replace(self._ask(Ask.UNKNOWN), cued=True)
        if found.ask is Ask.CONFERENCE and self.has("when", "date", "starts", "ends"):
            return replace(found, fact="when")
        if found.ask is Ask.CONFERENCE and self.has("page"):
            return replace(found, fact="page")
        return self._of_another_kind(found) if found.ask in _CALLED else found

    def _found(self) -> Question:
        return (
            self._urgent()
            or self._registration()
            or self._entry()
            or self._organiser_page()
            or self._event_name()
            or self._claimed_place()
            or self._directions()
            or self._follow_up()
            or self._of_who_is_on()
            or self._of_stages()
            or self._reason()
            or self._origin()
            or self._told_in_life()
            or self._of_counts()
            or self._of_other_kind()
            or self._of_zone()
            or self._who_has()
            or self._refusal()
            or self._manners()
            or self._of_days()
            or self._later()
            or self._comparison()
            or self._names()
            or self._event_question()
            or self._session_question()
        )

    def _of_what_organisers_say(self) -> Question | None:
        """What a link, an address online, the way there, registration or a remark tells of what is not understood."""
        return (
            self._linked()
            or (self._held_online(self._selection()) if self.index.online else None)
            or self._told()
            or self._told_of_registration()
            or self._told_in_note()
        )

    def _urgent(self) -> Question | None:
        """What needs help rather than an answer, and what only a command does."""
        of_talks = self.reading.title or self.has("topic", "about", "talk", "session", "speak")
        if of_talks and not self.has("remind", "danger"):
            return None
        urgent = self._names_helper() and not (self.reading.people or self._asks_what_they_are())
        if self.has("danger") or (self.has("amenity", "nearby") and urgent) or self._is_alarm():
            entry = self._find_urgent_faq()
            return self._ask(Ask.DANGER) if entry is None else replace(self._ask(Ask.FAQ), faq=entry)
        if self.has("lost_thing"):
            return self._ask(Ask.LOST)
        if self.has("send_calendar"):
            return self._ask(Ask.CALENDAR)
        asks = self.has("who", "who_is", "what", "title", "slides", "about", "authors", "starts", "ends", "duration")
        if self.has("remind") and not asks:
            return self._ask(Ask.REMIND, self._to_be_reminded_of())
        return None

    def _names_helper(self) -> bool:
        """Whether a doctor or the like is named, and not as one of some sort: "the sleep doctor"."""
        said, language = self.reading.words, self.reading.language
        helpers = [number for number, word in enumerate(said) if word in language.urgent]
        sorts = (
            number > 1
            and said[number - 2] in language.pointed
            and said[number - 1] not in {*language.urgent, *language.small_words}
            and self.index.words.knows(said[number - 1])
            for number in helpers
        )
        return bool(helpers) and not all(sorts)

    def _is_alarm(self) -> bool:
        """Whether no more than a danger and where it is are said: "fire in the aula!"."""
        reading = self.reading
        said = {*reading.content_words}
        alone = bool(said) and said <= reading.language.alarm and reading.cues.keys() <= {"room"}
        return alone and bool(reading.rooms) and not reading.asks

    def _reason(self) -> Question | None:
        """Why something was moved or cancelled, where a remark may tell; else that it was, or was not."""
        if not self.has("why") or not self.has("moved", "cancelled", "delay") or self.reading.unknown:
            return None
        selection = self._selection()
        if selection.is_whole:  # "what is cancelled, and why"
            gone = self.has("cancelled") and any(session.cancelled for session in self.index.sessions)
            return replace(self._ask(Ask.CANCELLED, selection), fact="why") if gone else None
        found = select(selection, self.index, self.now)
        noted = [one for one in found if one.note]
        if any(one.cancelled or (one.previous_start and not self.has("cancelled")) for one in noted):
            return self._ask(Ask.NOTE, selection)
        named = found and self.named and not self.has("delay")
        ask = Ask.CANCELLED if self.has("cancelled") else Ask.MOVED
        return replace(self._ask(ask, selection), fact="why") if named else None

    def _of_zone(self) -> Question | None:
        """Whose clock the times are read from, with when something is, if that is asked, too."""
        if not self.has("zone") or self.reading.unknown or self.has("topic", "talk"):
            return None
        selection = self._selection()
        zone = self._ask(Ask.ZONE)
        timed = selection.named or selection.people or selection.kinds
        return replace(self._ask(Ask.WHEN, selection), then=zone) if timed else zone

    def _of_other_kind(self) -> Question | None:
        """That nothing of the kind is about the topic; with what is, shown as such if one that there is was meant."""
        if not self.main.other_kind or self.has(*_FACTS_OF_ONE):
            return None
        sought = self.has("what", "who", "exists", "list", "count") or self._is_plural() or self._is_yes_or_no()
        if sought or not self.reading.language.indefinite.isdisjoint(self.reading.words):
            return replace(self._ask(Ask.UNKNOWN), near=self.main.selection.named[:2], fact="kind")
        return replace(self._ask(Ask.SESSIONS, self._selection()), fact="kind")

    def _manners(self) -> Question | None:
        if self._thanks_somebody():
            return self._ask(Ask.THANKS)
        if self.named or self.reading.rooms or set(self.reading.cues) - BESIDE_MANNERS:
            return None
        if self.reading.says_hour and not self.has("bye"):  # "hello, who is it at 2pm", "who speaks at 2? Thanks"
            return None
        return next((self._ask(ask) for cue, ask in _MANNERS if cue in self.cues), None)

    def _thanks_somebody(self) -> bool:
        """Whether no more is said than thanks and a name behind them: "thanks Ada"."""
        thanks = {words[-1] + 1 for words in self.cues.get("thanks", ())}
        only = self.cues.keys() == {"thanks"} and {"cue", "person"}.issuperset(self.reading.uses)
        return only and any(one.words[0] in thanks for one in self.reading.people)

    def _follow_up(self) -> Question | None:
        """What a question means that leans on the one before it; None here, where nothing was said before."""
        return None

    def _session_question(self) -> Question:
        selection = self._selection()
        return (
            self._of_two_places(selection)
            or self._of_two_sides(selection)
            or (self._of_two_hours(selection) if len(self.reading.mentions) > 1 else None)
            or self._of_selection(selection)
        )

    def _of_two_hours(self, selection: Selection) -> Question | None:
        """What is at one hour and what at another, as two questions: "what's on at ten and at two"."""
        hours = [mention for mention in self.reading.mentions if mention.kind in {"clock", "bare"}]
        days = [mention for mention in self.reading.mentions if mention not in hours]
        at_hour = selection.when is not None and selection.when.mode is Mode.AT
        if len(hours) != 2 or not at_hour or self.has("starts", "ends", "moved", "reach", "leave", "arrive"):
            return None
        said = [number for number, use in enumerate(self.reading.uses) if use == "time"]
        if not any(self.reading.are_listed(last, first) for last, first in pairwise(said) if first > last + 1):
            return None
        whens = [to_interval([hour, *days], self.reading.calendar) for hour in hours]
        asked = [self._of_selection(replace(selection, when=when)) for when in whens]
        return replace(asked[0], then=asked[1])

    def _of_two_sides(self, selection: Selection) -> Question | None:
        """What is before and what is after one thing, as two questions: "who speaks before and after Ada"."""
        if selection.anchor is None or selection.relation is not Relation.AFTER or not self.has("before"):
            return None
        said, joints = self.reading.words, self.reading.language.joints
        before = {words[-1] + 1 for words in self.cues["before"]}
        joined = any(words[0] - 1 in before and said[words[0] - 1] in joints for words in self.cues.get("after", ()))
        if not joined:
            return None
        earlier = self._of_selection(replace(selection, relation=Relation.BEFORE))
        return replace(earlier, then=self._of_selection(selection))

    def _of_two_places(self, selection: Selection) -> Question | None:
        """Two places in one order as two questions: "the first and the last speaker"."""
        said = sorted((words, order) for cue, order in ORDERS.items() for words in self.cues.get(cue, ()))
        if len(said) != 2 or selection.anchor is not None or self.has("order") or self.reading.minutes:
            return None
        (one, first), (other, second) = said
        between = {self.reading.words[number] for number in range(one[-1] + 1, other[0])}
        joined = not between.isdisjoint(self.reading.language.joints) or self.reading.are_listed(one[-1], other[0])
        if first == second or not joined:
            return None
        asked = [self._of_selection(replace(selection, order=order)) for order in (first, second)]
        return replace(asked[0], then=asked[1])

    def _of_selection(self, selection: Selection) -> Question:
        found = (
            self._behind_named(selection)
            or self._of_all(selection)
            or self._number_claimed(selection)
            or self._kind_of(selection)
            or self._kind_of_this(selection)
            or self._kind_of_counted(selection)
            or self._rank(selection)
            or self._having(selection)
            or self._on_first_day_alone(selection)
            or self._listed(selection)
            or self._now_and_next(selection)
            or self._of_several(selection)
            or self._lacking(selection)
            or self._person_fact(selection)
            or self._next_ones(selection)
            or self._besides_now(selection)
            or self._count(selection)
            or self._anybody(selection)
            or self._find_fact(selection)
            or self._nobody(selection)
            or self._plain(selection)
        )
        of_a_day = found.ask in {Ask.SESSIONS, Ask.WHERE, Ask.START} or (found.ask is Ask.WHEN and self._has_begun())
        return self._of_the_coming_day(found) if of_a_day else found

    def _behind_named(self, selection: Selection) -> Question | None:
        """What follows what is named beside a "then": "lunch, and after that?", "what's after this break"."""
        then, own = self.cues.get("then"), self.main.selection
        if not then or own.is_open or own.people or selection.anchor is not None or not self.main.words:
            return None
        called = {at for cue in (*own.kinds, "talk") for words in self.cues.get(cue, ()) for at in words}
        telling = {at for at in self.main.words if self.reading.uses[at] in {"", "title"}} | called
        last, pointing = max(telling, default=len(self.reading.words)), then[0][-1]
        pointed = pointing + 1 in called and self.reading.words[pointing] in self.reading.language.pointed
        pointed = pointed and not self.reading.is_cut_behind(pointing)
        if not pointed and (last >= then[0][0] or not self.reading.is_cut_behind(last)):
            return None
        who = self.has("who", "who_is", "speak")
        around = Selection(anchor=own, relation=Relation.AFTER, nearest=True, talks=who or self.has("talk"))
        return self._ask(Ask.WHO if who else Ask.SESSIONS, around)

    def _having(self, selection: Selection) -> Question | None:
        """Which talks have several things, or one and not another: "which talks have slides but no abstract"."""
        asked = self.has("what", "list", "exists", "count") and self.has("talk", "session")
        told = sorted((words, fact) for fact in _HAD if fact in self.cues for words in self.cues[fact])
        if not asked or selection.named or selection.people or len({fact for _, fact in told}) < 2:
            return None
        ends = zip((words[-1] + 1 for words, _ in told), (words[0] for words, _ in told[1:]), strict=False)
        besides = {at for words in self.cues.get("besides", ()) for at in words}  # "but not"
        amid = {at for first, last in ends for at in range(first, last)} - besides
        if any(self.reading.uses[at] != "small" for at in amid):
            return None  # "which talks have slides, and what are the abstracts"
        wanted = {_HAD[fact]: not self.reading.denies(fact) for _, fact in told}
        talks = select(replace(selection, talks=True), self.index, self.now)
        named = tuple(one.id for one in talks if all(bool(has(one)) is held for has, held in wanted.items()))
        ask = Ask.COUNT if self.has("count") else Ask.SESSIONS
        return self._ask(ask if named else Ask.UNKNOWN, Selection(named=named))

    def _on_first_day_alone(self, selection: Selection) -> Question | None:
        """Who speaks on one day and not on another: "who speaks on Friday but not on Saturday"."""
        if not self.has("besides") or len(self.reading.mentions) != 2 or not self.has("who", "speaker"):
            return None
        left_out, times = self.cues["besides"][0], [at for at, use in enumerate(self.reading.uses) if use == "time"]
        if not times[0] < left_out[0] < left_out[-1] < times[-1]:
            return None
        here, there = (
            select(replace(selection, when=to_interval([mention], self.reading.calendar)), self.index, self.now)
            for mention in self.reading.mentions
        )
        others = {name for one in there for name in one.speakers}
        alone = tuple(one.id for one in here if one.speakers and others.isdisjoint(one.speakers))
        return self._ask(Ask.WHO if alone else Ask.UNKNOWN, Selection(named=alone))

    def _listed(self, selection: Selection) -> Question | None:
        """Several facts that are asked for one after the other, as in "the lottery talk: time, room and slides"."""
        asks = [] if selection.is_open or self.reading.begins_with_verb else self._facts_in_row()
        said = [ask for ask in asks if ask in _SHOWN_TOGETHER]
        asks = [ask for ask in asks if ask not in said[1:]]
        if len(asks) < 2:
            return None
        people = selection.people or (self._speakers_meant(selection) if selection.named else ())
        theirs = Selection(people=people) if people and Ask.AFFILIATION in asks else selection
        questions = [self._ask(ask, theirs if ask in _OF_THEM else selection) for ask in asks[:_MOST_LISTED]]
        first, *others = reversed(questions)
        for one in others:
            first = replace(one, then=first)
        return first

    def _now_and_next(self, selection: Selection) -> Question | None:
        """What is on and what comes then: "room K: now and next?"."""
        now, then = (self.cues.get(cue, [()])[0] for cue in ("now", "next" if self.has("next") else "then"))
        if not now or not then or self.named or self.has("who", "count"):
            return None
        joined = self.reading.words[then[0]] in self.reading.language.joints  # "maintenant et ensuite"
        if not (self.reading.are_listed(now[-1], then[0]) or (joined and now[-1] + 1 == then[0])):
            return None
        place = Selection(rooms=selection.rooms, tracks=selection.tracks)
        coming = self._ask(Ask.NEXT, replace(place, moment=Moment.NEXT))
        return replace(self._ask(Ask.NOW, replace(place, moment=Moment.NOW)), then=coming)

    def _facts_in_row(self) -> list[Ask]:
        """The facts whose cues stand side by side, between them nothing but commas and an "and"."""
        cued = [
            (words[0], words[-1], ask)
            for cue, ask in _LISTED
            if cue in self.cues
            for words in self.cues[cue]
            if words[-1] - words[0] < len(words)
        ]
        found: list[Ask] = []
        span = (-1, -1)
        for first, last, ask in sorted(cued, key=lambda one: one[:2]):
            if (first, last) == span:
                continue  # one phrase asks one thing
            if found and not self.reading.are_listed(span[1], first):
                if len(set(found)) > 1:
                    break
                found = []
            found.append(ask)
            span = (first, last)
        return list(dict.fromkeys(found))

    def _kind_of(self, selection: Selection) -> Question | None:
        """Whether what is named is of a kind, or of which: "is she an invited speaker?", "is she invited or not?"."""
        reading = self.reading
        placed = reading.mentions or selection.rooms or selection.tracks or selection.anchor or selection.order
        told = reading.people or reading.title or len(selection.named) == 1
        if placed or not told or self.has(*FACT_CUES, "count", "topic", "also"):
            return None
        own = replace(selection, kinds=(), talks=False, moment=None)
        if self.has("which_kind"):
            found = {one.kind for one in select(own, self.index, self.now)}
            return replace(self._ask(Ask.CHECK, own), fact="other_kind") if len(found) == 1 else None
        kinds = self._kinds_claimed()
        claims = self._is_yes_or_no() or (reading.asks and self.has("it"))
        claims = len(kinds) > 1 if reading.offers_choice else claims
        if not kinds or not claims or own.is_open:
            return None
        return replace(self._ask(Ask.CHECK, own), claimed=Selection(kinds=kinds), fact="kind")

    def _kinds_claimed(self) -> tuple[str, ...]:
        """The kinds that are said behind what is named, where nothing else is: "is the lottery talk invited"."""
        reading = self.reading
        naming = {"person", "title"} if reading.people or reading.title else {""}
        named = max((number for number, use in enumerate(reading.uses) if use in naming), default=len(reading.words))
        phrases = {kind: reading.cues[kind] for kind in CLAIMED_KINDS if kind in self.cues}
        said = {number for phrase in phrases.values() for words in phrase for number in words}
        spoken = {number for cue in ("speak", "talk") for words in self.cues.get(cue, ()) for number in words}
        aside = {number for words in self.cues.get("it", ()) for number in words}
        behind = {number for number in range(named + 1, len(reading.words)) if reading.uses[number] not in _FILLING}
        owned = reading.words[named + 1 : named + 2] == ["'s"] and named + 2 not in spoken
        alone = said | spoken | aside >= behind and not owned and min(said, default=0) > named
        return tuple(phrases) if alone else ()

    def _kind_of_this(self, selection: Selection) -> Question | None:
        """Of which kind the session on now, or on at an hour, is, or whether of one: "is this an invited talk?"."""
        if self.has("which_kind") and self.has("this", "it") and selection.is_whole:
            return replace(self._ask(Ask.CHECK, Selection(moment=Moment.NOW)), fact="other_kind")
        at = selection.when if self._is_said_of_hour() else None
        kinds = tuple(kind for kind in CLAIMED_KINDS if kind in self.cues) if at or self.has("this", "it") else ()
        if not kinds or not self._is_yes_or_no() or self.has(*FACT_CUES, "next", "then", "topic", "also", "event"):
            return None
        bare = Selection(kinds=selection.kinds, literal=selection.literal, moment=selection.moment, when=at)
        running = Selection(when=at) if at else Selection(moment=Moment.NOW)
        alone = replace(selection, talks=False, order=0) == bare and len(select(running, self.index, self.now)) == 1
        return replace(self._ask(Ask.CHECK, running), claimed=Selection(kinds=kinds), fact="kind") if alone else None

    def _kind_of_counted(self, selection: Selection) -> Question | None:
        """Of which kind one is that is told by its place in an order: "is the last talk invited?"."""
        bare = Selection(kinds=selection.kinds, literal=selection.literal)
        if not selection.order or self.main.selection != bare or not self._is_yes_or_no() or self.has(*FACT_CUES):
            return None
        told = max((words[-1] for cue in ("talk", "session", *ORDERS) for words in self.cues.get(cue, ())), default=0)
        kinds = tuple(kind for kind in CLAIMED_KINDS if kind in self.cues and min(self.cues[kind])[0] > told)
        around = selection.anchor
        if around is not None:  # "is the first talk after lunch invited"
            around = replace(around, kinds=tuple(kind for kind in around.kinds if kind not in kinds))
        own = replace(selection, kinds=(), literal=(), talks=self.has("talk"), anchor=around)
        return replace(self._ask(Ask.CHECK, own), claimed=Selection(kinds=kinds), fact="kind") if kinds else None

    def _is_said_of_hour(self) -> bool:
        """Whether a kind is said behind the hour of a talk: "is the 14:50 talk invited"."""
        uses = self.reading.uses
        last = max((number for number, use in enumerate(uses) if use == "time"), default=len(uses))
        said = [words[0] for kind in CLAIMED_KINDS for words in self.cues.get(kind, ())]
        return bool(said) and min(said) > last and not self.has("exists")

    def _of_the_coming_day(self, question: Question) -> Question:
        """The question about what may be on each day, "lunch?", for the day on which it comes next.

        Of a place, "when is the aula", what comes there next is meant.
        """
        selection = question.selection
        if question.ask is Ask.WHEN and selection.rooms and selection == Selection(rooms=selection.rooms):
            return self._ask(Ask.NEXT, replace(selection, moment=Moment.NEXT)) if self._pauses(selection) else question
        bare = Selection(kinds=selection.kinds, literal=selection.literal)
        numbers = (at for kind in selection.kinds for words in self.cues.get(kind, ()) for at in words)
        called = [self.reading.words[number] for number in numbers]
        several = self.has("list") or any(word != singular(word) for word in called)
        daily = selection.kinds and {*PAUSES, "registration"}.issuperset(selection.kinds)
        if selection != bare or not daily or several:
            return question
        coming = select(replace(selection, coming=True), self.index, self.now)
        if not coming:
            return question
        day = calendar_of(self.index, self.now).whole([coming[0].day])
        return replace(question, selection=replace(selection, when=day))

    def _has_begun(self) -> bool:
        """Whether the event goes on: before it, people ask of all its days."""
        return any(session.start <= self.now for session in self.index.sessions[:1])

    def _of_another_kind(self, question: Question) -> Question:
        """The question about one session that is called what it is not, "Ada's keynote": of which kind it is."""
        said = tuple(kind for kind in CLAIMED_KINDS if kind in self.cues)
        own = Selection(named=question.selection.named, people=question.selection.people)
        if not said or self.main.topic or own.is_open or replace(question.selection, talks=False, kinds=()) != own:
            return question
        found = select(own, self.index, self.now)
        if len(found) != 1 or any(self.index.is_of_kind(found[0], kind) for kind in said):
            return question
        if not any(is_exactly(found[0], kind) for kind in CLAIMED_KINDS):
            return question
        return replace(self._ask(Ask.CHECK, own), claimed=Selection(kinds=said), fact="other_kind")

    def _rank(self, selection: Selection) -> Question | None:
        """Whether somebody or something is the first, the last or the third."""
        ranked = selection.order or (self.has("next") and selection.moment is not None)
        if (
            not (ranked and self._is_yes_or_no())
            or self.has(*FACT_CUES, "still", "begun")
            or self._is_claimed_of_theirs(selection)
        ):
            return None
        own = replace(selection, order=0, moment=None, when=None, rooms=(), tracks=(), talks=False, language="")
        if own.is_open and self.has("this", "it", "now"):
            own = Selection(moment=Moment.NOW)
        if self.has("next") and self._order_said() and not (own.named or own.people):  # "is the next one the last?"
            own = Selection(moment=Moment.NEXT)
        if own.is_open or not select(own, self.index, self.now) or self._is_hour_claimed(own):
            return None
        talks = self.has("talk", "speak", "speaker") or not self.has("session")
        if self.has("next") and not self._order_said():  # "is Ada next?"
            coming = Selection(moment=Moment.NEXT, talks=any(one.is_talk for one in select(own, self.index, self.now)))
            return replace(self._ask(Ask.RANK, own), claimed=coming)
        kinds = selection.kinds if selection.people or selection.named else ()
        first = replace(selection, named=(), people=(), kinds=kinds, when=self.when, talks=talks)
        return replace(self._ask(Ask.RANK, replace(own, kinds=() if kinds else own.kinds)), claimed=first)

    def _is_hour_claimed(self, own: Selection) -> bool:
        """Whether it is an hour, not a rank, that the first or last of a kind is said to have: "is it before 11"."""
        bounded = self.when is not None and self.when.mode in {Mode.AT, Mode.STARTS}
        return bounded and not (own.named or own.people) and self.reading.says_hour

    def _is_claimed_of_theirs(self, selection: Selection) -> bool:
        """Whether a time or a room is said of somebody's first or second talk: "is Ada's second talk today"."""
        ends = [mention.words[-1] + 1 for mention in self.reading.people]
        owned = any(self.reading.words[end : end + 1] == ["'s"] for end in ends)
        return owned and bool(selection.when or selection.rooms)

    def _anybody(self, selection: Selection) -> Question | None:
        """Who is a professor; or that nothing tells who is meant: a talk by "a professor", but not "the speakers"."""
        being = self.has("who_is") or (
            self.has("who") and not self.reading.language.being.isdisjoint(self.reading.words)
        )
        if self.has("somebody") and being and not self.has("it", "this", "speak"):
            names = self.reading.who_is_so() if selection.is_whole else self.reading.who_is_called_so()
            if names or selection.is_whole:
                return self._ask(Ask.BIOGRAPHY if names else Ask.UNKNOWN, Selection(people=names))
        of_any = (self.has("somebody") and self.has("talk", "session")) or (self.has("speaker") and self.has("where"))
        return self._ask(Ask.UNKNOWN) if of_any and selection in {ALL, Selection(talks=True)} else None

    def _nobody(self, selection: Selection) -> Question | None:
        """That "she" is asked about, and nobody was spoken of; or the biography of a break."""
        if selection.kinds and PAUSES.issuperset(selection.kinds) and self.has("who_is"):
            return self._ask(Ask.UNKNOWN)
        tongue = selection.language or self.reading.offers_tongues
        if tongue and selection == Selection(language=selection.language) and self.has("it") and self._is_yes_or_no():
            return self._ask(Ask.LANGUAGE, Selection(talks=True))  # "is it in English?"
        nobody = selection.is_open and self.has("it") and self._asks_who(selection)
        return self._ask(Ask.UNKNOWN) if nobody and not self.has("speaker", "speak") else None

    def _of_several(self, selection: Selection) -> Question | None:
        """Which talks have several authors or speakers, or how many do."""
        asked = self.has("what", "list", "exists", "count") or self._is_plural()
        if not (self.has("coauthors") and self.has("talk", "session", "exists", *KIND_CUES) and asked):
            return None
        if selection.named or selection.people:
            return None
        said = {number for words in self.cues["coauthors"] for number in words}
        written = any(self._says((number,), "authors") for number in said)
        numbers = self.reading.language.numbers
        told = max((numbers.get(self.reading.words[number], 0) for number in said), default=0)
        least = told + 1 if not self.reading.language.beyond.isdisjoint(self.reading.words[at] for at in said) else told
        counts = (
            (one.id, max(len(one.speakers), len(one.authors) if written else 0))
            for one in select(selection, self.index, self.now)
        )
        exact = least == told > 1
        named = tuple(one for one, count in counts if (count == told if exact else count >= max(least, 2)))
        ask = Ask.COUNT if self.has("count") else Ask.SESSIONS
        return self._ask(ask, Selection(named=named)) if named else self._ask(Ask.UNKNOWN)

    def _lacking(self, selection: Selection) -> Question | None:
        """Which sessions have no slides, no abstract, no speaker."""
        of_topic = bool(self.main.topic or selection.people) and self._is_plural()
        of_kind = selection.kinds and not (selection.named or selection.people)
        if (self.named and not (of_topic or of_kind)) or not self._asks_which_lack():
            return None
        fact = next((fact for fact in _LACKED if self.reading.denies(fact)), "")
        if not fact:
            return None
        talks = self.has("talk", "who") or (fact in {*ONLINE.values(), "about"} and not self.has("session"))
        talks = talks and not of_kind
        return replace(self._ask(Ask.LACKING, replace(selection, talks=talks)), fact=fact)

    def _asks_which_lack(self) -> bool:
        """Whether several may lack it: "talks without slides", "are any slides missing", "missing slides"."""
        told = self.has("talk", "session", "who", "what", "list")
        told = told or (self.has("missed") and self.cues.keys() <= {*_LACKED, "missed"})  # "slides missing?"
        return told or (self.has("exists") and self.reading.words[-1] in self.reading.language.denying)

    def _next_ones(self, selection: Selection) -> Question | None:
        """The talks to come, if they are asked for in the plural and but one is next: "upcoming talks"."""
        bare = selection.moment is Moment.NEXT and selection.take == 1 and self._is_plural()
        bare = bare and not any(map(self.reading.stands_inside, selection.kinds))  # "next in the lightning talks"
        if not bare or self.has(*FACT_CUES, "count") or len(select(selection, self.index, self.now)) != 1:
            return None
        coming = self._upcoming(selection, later=True)
        return coming if coming and select(coming.selection, self.index, self.now) else None

    def _besides_now(self, selection: Selection) -> Question | None:
        """What is on now: beside what was spoken of, "what else is on now"; or of it all, "is it still going on"."""
        beside = self.has("rest") and self.has("now") and not self.has("left", "count")
        goes_on = self.has("still") and self.cues.keys() <= _GOING_ON and self._is_yes_or_no()
        if self.named or not (beside or (goes_on and selection == Selection())):
            return None
        return self._ask(Ask.NOW, replace(selection, moment=Moment.NOW))

    def _count(self, selection: Selection) -> Question | None:
        going_on = self.reading.relation is Relation.DURING or self.has("duration")
        until = self.has("until") and not (self.has("count") and self.when is not None)
        other = going_on or until or self.has("recording", "slides", "time_left", "this", "reach", "leave")
        other = other or (self.reading.leans_alone is Relation.AFTER and not self.has("count"))
        other = other or (self.has("still") and self._is_asked_to_go_on(selection.kinds))
        more = self.has("count") and not self.has("repeatedly") and self._says_still()
        such = bool(selection.kinds or selection.named or selection.tracks)
        anew = such and self.has("exists") and self._says_still()
        if self._is_still_to_be_seen(selection) or ((self.has("left", "rest") or more or anew) and not other):
            return self._upcoming(selection)
        if self.has("count") and self.has("missed", "past", "over"):
            return replace(self._ask(Ask.MISSED, selection), fact="" if selection.is_whole else "all")
        if self.has("repeatedly") and selection.order and self.has("when", "where"):
            return None  # "she gives two talks, when is the second?"
        somebody = self.has("who", "who_is", "speaker") or (
            self.has("exists") and (self.has("speak") or (self.has("repeatedly") and not selection.kinds))
        )
        often = self._how_often()
        if often and somebody and not selection.people:
            said = (self.reading.words[at] for words in self.cues.get("repeatedly", ()) for at in words)
            numbers = self.reading.language.numbers
            times = max((int(word) if word.isdecimal() else numbers.get(word, 1) for word in said), default=1)
            return replace(self._ask(Ask.SPEAKERS, replace(selection, talks=False, take=times)), fact=often)
        if self.has("count") and self.has("authors", "coauthors") and self.named:
            from_there = self.has("authors") and self.has("from")  # "how many authors are from China"
            return self._ask(Ask.UNKNOWN) if from_there else replace(self._ask(Ask.AUTHORS, selection), fact="count")
        if self.has("count") and (self.has("speaker") or (self.has("speak") and not self.reading.people)):
            return self._ask(Ask.SPEAKERS, replace(selection, talks=False))
        if self.has("count") and selection.moment is Moment.THEN:
            return self._count_of_day(selection)
        if self.has("count") and not self.has("duration", "until") and not self._counts_days():
            of_one = selection.order and self.reading.stands_before("count", "slides", "recording", "page")
            if of_one or not self._counts_sessions():
                return self._ask(Ask.UNKNOWN, selection)
            fact = next((fact for fact in _COUNTED if self.has(fact)), "")
            return replace(self._ask(Ask.COUNT, self._begun_or_ended_then(selection)), fact=fact)
        if self.has("count") and self._counts_days() and (selection.is_such and not selection.minutes):
            whole = self.when or self.reading.calendar.whole(self.index.programme.days)
            return replace(self._ask(Ask.DAYS, replace(selection, when=whole)), fact="on")
        return self._longest(selection)

    def _longest(self, selection: Selection) -> Question | None:
        """Which is the longest or the shortest of what is selected, or which are the two that are."""
        ask = next((ask for cue, ask in (("longer", Ask.LONGER), ("shorter", Ask.SHORTER)) if self.has(cue)), None)
        talks = selection.talks or self._asks_who(selection)  # breaks are nobody's
        if ask is not None and self.reading.stands_before(ask.value, "title", "about", "note", "authors", "life"):
            return self._ask(Ask.UNKNOWN)  # "which talk has the longest title"
        bounded = selection.minutes or (self.named and self.reading.minutes)  # "is it longer than half an hour?"
        if ask is None or bounded:
            return None
        return self._ask(ask, replace(selection, talks=talks, take=self.reading.take))

    def _is_still_to_be_seen(self, selection: Selection) -> bool:
        """Whether it is asked what one can see yet, by no hour that is said: "what can I still catch tonight"."""
        if not self.has("reach") or self.has("leave") or selection.anchor is not None:
            return False
        hour = selection.when is not None and selection.when.mode is Mode.AT
        still = not self.reading.language.more.isdisjoint(self.reading.words)
        return still and not hour and (self.has("what", "list", "count") or self._is_plural())

    def _counts_days(self) -> bool:
        """Whether it is days that are counted: "on how many days does she speak"."""
        return set(self.cues["count"]) <= set(self.cues.get("date", ()))

    def _counts_sessions(self) -> bool:
        """Whether sessions are counted, not slides or kilowatts that words of a session's topic were said of."""
        spoken = self.has("speak") and bool(self.reading.people)
        if spoken or self.has("talk", "session", "topic", "left", "rest", *KIND_CUES):
            return True
        words = self.reading.content_words
        if any(map(self.index.titles.has_series, words)) or self._counts_what_begins_alike():  # "how many lectures"
            return True
        return not (self.named and (self.has("slides", "page") or words))

    def _later(self) -> Question | None:
        """What or who comes later today, where nothing is compared: "what's on later?"."""
        if not self.has("order") or self.named or self.reading.offers_choice or self._focus_before():
            return None
        phrases = self.cues["order"]
        if not any(self._says(words[-length:], "later") for words in phrases for length in (1, 2)):
            return None
        place = Selection(when=self.when, rooms=self.reading.rooms, tracks=self.reading.tracks, talks=self.has("talk"))
        talks = place.talks or any(self._says(words[:1], "who") for words in phrases)
        return self._upcoming(replace(place, talks=talks), later=True)

    def _focus_before(self) -> bool:
        """Whether several things were spoken of before, which may be compared."""
        return self.previous is not None and bool(self.previous.others or self.previous.among)

    def _how_often(self) -> str:
        """How often somebody is to speak: "who speaks the most", "who speaks on both days"."""
        for cue in ("most_often", "on_days"):
            if cue in self.cues:
                return cue
        if self.has("speak") and self.reading.says_each_day:
            return "each_day"
        return "repeatedly" if self.has("repeatedly") else ""

    def _upcoming(self, selection: Selection, *, later: bool = False) -> Question | None:
        """What is still to come, or how much of it; what is on already left out, if only the `later` is asked for."""
        if selection.people or selection.named:
            coming = replace(selection, upcoming=True, coming=True, moment=None)
            if self.has("count"):
                return self._ask(Ask.COUNT, coming)
            wanted = self.has("remaining") or (self.has("exists", "reach", "left") and self._says_still())
            if self.has("later") and not self.reading.offers_choice:  # "talks on Debian later today"
                then = replace(coming, when=self._rest_of_day(coming.when))
                last = self.reading.words[self.cues["later"][-1][-1]]
                today = last in self.reading.language.time_words
                coming = then if today or select(then, self.index, self.now) else coming
                wanted = True
            if wanted:
                return self._ask(Ask.SESSIONS, coming)
            others = self.has("talk", "session", "topic") and not self.has("who", "who_is", "speaker", *FACT_CUES)
            if others and self.previous is None and not self.reading.says_hour:  # "does she have another talk"
                return self._ask(Ask.SESSIONS, replace(selection, upcoming=True))
            return None
        talks = selection.talks or (self._asks_who(selection) and not selection.kinds)
        coming = replace(selection, upcoming=True, coming=True, moment=None, order=0, talks=talks)
        calendar = calendar_of(self.index, self.now)
        when = coming.when or calendar.whole([calendar.nearest_day])
        if self.has("count"):
            return self._ask(Ask.COUNT, replace(coming, when=when) if self._leaves_today() else coming)
        if later or self.has("later", "then"):
            when = self._rest_of_day(when)
        of_today = replace(coming, when=when)
        if coming.when is None and self._is_of_any_day(coming) and not select(of_today, self.index, self.now):
            return self._ask(Ask.SESSIONS, coming)
        return self._ask(Ask.SESSIONS, of_today)

    def _rest_of_day(self, when: Interval | None) -> Interval:
        """What is left of a time that has begun, or of the day, if none was said."""
        calendar = calendar_of(self.index, self.now)
        when = when or calendar.whole([calendar.nearest_day])
        today = self.index.programme.local(self.now).date() in when.days
        if not (today or when.start <= self.now < when.end):
            return when
        return Interval(self.now, calendar.close(calendar.day_of(self.now)) if today else when.end, Mode.STARTS)

    def _is_of_any_day(self, coming: Selection) -> bool:
        """Whether what is left of it may be on a later day: "are there keynotes left?", but not "what is left?"."""
        return bool(coming.kinds or coming.rooms or coming.tracks) and not self._leaves_today()

    def _leaves_today(self) -> bool:
        """Whether it is said that what is left is that of the day: "before the end of the day"."""
        said = {self.reading.words[number] for words in self.cues.get("left", ()) for number in words}
        return not said.isdisjoint(self.reading.language.daily)

    def _plain(self, selection: Selection) -> Question:
        who = self._asks_who(selection)
        if self.has("past") and (who or (selection.is_whole and selection.talks)) and not self.named:
            return self._ask(Ask.MISSED, Selection(when=selection.when, talks=True))
        if self.has("past") and (selection.rooms or selection.tracks) and not self.named:
            return self._ask(Ask.MISSED, selection)
        if selection.moment is not None:
            ask = Ask.NOW if selection.moment is Moment.NOW else Ask.NEXT
            if self.has("speak") and self.has("exists") and not selection.kinds:
                selection = replace(selection, talks=True)  # "is anyone speaking now"
            return self._ask(Ask.WHO if who else ask, selection)
        if who:
            return self._who(selection)
        if (selection.rooms and self.has("it", "this") and self.has("what")) or self._points_at_one(selection):
            there = self._of_that_there(selection, Ask.TITLE)  # "in K.3, what talk is this?"
            there = Selection(moment=Moment.NOW) if there.is_whole else there
            return self._ask(Ask.SESSIONS if there == selection else Ask.NOW, there)
        held = self.reading.is_claimed and (selection.named or selection.people)  # "is Ada in the programme"
        if (self.has("schedule") and not held) or (selection.is_whole and self.has("list")):
            return self._ask(Ask.SCHEDULE, selection)
        if selection.is_open and (self.has("on") or self._asks_what_this_is()):
            return self._ask(Ask.NOW, Selection(moment=Moment.NOW))
        judged = not self.reading.language.remarking.isdisjoint(self.reading.words)  # "good talks"
        if selection.is_whole and selection.talks and not judged:
            return self._ask(Ask.SCHEDULE, selection)
        if selection.is_whole:
            return self._ask(Ask.UNKNOWN)
        spoken = self.has("speak") and replace(selection, when=None).is_whole  # "is somebody speaking at one?"
        own = replace(selection, talks=True) if spoken else selection
        return self._in_place(selection) or self._ask(Ask.SESSIONS, replace(own, coming=self._asks_what_comes(own)))

    def _asks_what_comes(self, own: Selection) -> bool:
        """Whether it is asked what there is from now on: "anything before 2pm?" in the morning, "still on today"."""
        when = own.when
        if own.coming or when is None or not when.start < self.now < when.end:
            return own.coming
        before = self.has("exists") and self.has("before", "by_time") and self.reading.says_hour
        return (when.mode is Mode.STARTS and before) or (when.mode is Mode.DAYS and self.has("now", "still"))

    def _in_place(self, selection: Selection) -> Question | None:
        """What is on in a place, if that is asked of it or of its one talk: "which talk is on in the aula?"; or all."""
        one = selection.talks and self.has("what") and not self._is_plural() and not self.has("list")
        place = replace(selection, talks=False) if one else selection
        inside = any(map(self.reading.stands_inside, place.kinds))  # "what's on in the lightning talks"
        if place != Selection(rooms=place.rooms, tracks=place.tracks, kinds=place.kinds if inside else ()):
            return None
        bare = not self.cues.keys() - {"room", "track"}
        if bare and place.tracks and not place.rooms and self.has("room"):
            return self._ask(Ask.WHERE, place)  # "lightning talks room"
        if self._asks_for_track(place):
            return replace(self._ask(Ask.CHECK, place), claimed=place)
        running = replace(place, moment=Moment.NOW)
        goes_on = bool(select(running, self.index, self.now))
        bare = (bare and bool(place.rooms)) or self._is_bare_what()  # "the aula?"
        asked_now = self.has("on") or self.has("speak")  # "is anybody speaking in the aula"
        if (asked_now and (place.rooms or goes_on)) or (bare and goes_on):
            return self._ask(Ask.NOW, running)
        if bare and place.rooms and self._pauses(place):
            return self._ask(Ask.NEXT, replace(place, moment=Moment.NEXT))
        return None if one or inside else self._ask(Ask.SCHEDULE, place)

    def _asks_for_track(self, place: Selection) -> bool:
        """Whether it is asked if there is such a track: "is there a rust devroom"; not what is on in it."""
        alone = bool(place.tracks) and not place.rooms and not self.has("on")
        return alone and self.has("exists") and self.has("track") and not self.reading.stands_inside("track")

    def _pauses(self, place: Selection) -> bool:
        """Whether something was on in a place, and something more is to come there."""
        there = [self.index.sessions[at] for at in self.index.narrow(rooms=place.rooms, tracks=place.tracks) or ()]
        return any(one.end <= self.now for one in there) and any(one.start > self.now for one in there)

    def _points_at_one(self, selection: Selection) -> bool:
        """Whether it is asked which one this is, of what is on: "which talk is this?"; not which one somebody gives."""
        pointed = selection.is_whole and self.has("it", "this") and self.has("what") and self.has("talk", "session")
        somebody = not self.reading.language.speaking.isdisjoint(self.reading.words)
        return pointed and not somebody and not self._is_plural() and not self.has("schedule", "list", "speak")

    def _to_be_reminded_of(self) -> Selection:
        """What somebody wants to be reminded of, however long before: "remind me ten minutes before Ada's talk"."""
        reading = self.reading
        beforehand = reading.minutes_apart and reading.relation is Relation.BEFORE and len(reading.subjects) > 1
        return reading.subjects[1].selection if beforehand else self._selection()

    def _asks_what_this_is(self) -> bool:
        """Whether no more is asked than what "this" is, while something is on: "what's this?"."""
        bare = self.cues.keys() <= {"what", "it", "this"} and self.has("what") and self.has("it", "this")
        bare = bare and self.reading.language.speaking.isdisjoint(self.reading.words)  # "what does he give"
        return bare and bool(select(Selection(moment=Moment.NOW), self.index, self.now))

    def _is_bare_what(self) -> bool:
        """Whether nothing but "what", "anything" or "what talk" is asked about a place: "what's in the aula?"."""
        asked = self.reading.cues.keys() - {"room", "track", "talk", "session", "same_room"}
        return asked in ({"what"}, {"exists"})

    def _who(self, selection: Selection) -> Question:
        """Who speaks: at this moment, if nothing but a place or "her name" is said and something is on there."""
        place = Selection(rooms=selection.rooms, tracks=selection.tracks)
        pointed = self.has("speak") or not self.reading.language.theirs.isdisjoint(self.reading.words)
        pointed = pointed and not self.has("event")  # "who speaks at the workshop"
        several = self.has("speaker") and self._says_several(("speaker",)) and bool(selection.tracks)
        several = several or self.has("list") or self.reading.says_all  # "all the speakers of the Perl devroom"
        if not several and replace(selection, talks=False) == place and (pointed or not selection.is_open):
            running = replace(selection, moment=Moment.NOW)
            said_so = self.has("speak") and not selection.is_open
            if said_so or select(running, self.index, self.now):
                return self._ask(Ask.WHO, running)
            if self._pauses(place):
                return self._ask(Ask.WHO, replace(selection, moment=Moment.NEXT))
        asked = self.has("who", "exists", "list", "count", "what", "order") or not self.reading.begins_with_verb
        if selection.is_open and (not asked or self.has("from")):  # "do the speakers know each other"
            return self._ask(Ask.UNKNOWN)
        told = "told" if selection.people and not self.reading.people else ""  # "who from there speaks"
        return replace(self._ask(Ask.SPEAKERS if selection.is_open else Ask.WHO, selection), fact=told)
