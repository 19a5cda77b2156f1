"""What leans on one thing that was answered: a fact of it, who gives it, what follows it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.asks import Ask, Question
from bot.core.conversing.leaning import (
    FEW,
    FEWEST,
    MANY,
    OF_PERSON,
    REPEATABLE,
    Leaning,
    claims,
    of_another,
)
from bot.core.deciding.considering import FACT_CUES, FACTS, ONLINE, ORDERS
from bot.core.kinds import CLAIMED_KINDS, PAUSES
from bot.core.selection import Moment, Relation, Selection, calendar_of, select
from bot.core.text import singular
from bot.core.times import Mode, end_of

_OF_SPEAKER = frozenset({"speaker", "somebody", "this", "it", "same_room"})
_OF_TALKS = ("topic", "talk", "session", "speak", "about", "slides", "exists", "overlap", "order", "also", "able")
_OF_PLAIN_TALK = frozenset({"talk", "this", "other_one", *PAUSES})
_BY_LENGTH = frozenset({Ask.LONGER, Ask.SHORTER})
_WORDS_OF_OTHERS = 2  # "anything else", "what else"
_GONE_ON_FROM = frozenset({Ask.WHO, Ask.NOW, Ask.NEXT})  # by a mere "next?"
_OF_HEADS = frozenset({"count", "it", "them", "speaker", "on", "exists"})
_CLAIMABLE = frozenset({"starts", "language", "about", "track_of", "moved"})
_OF_THEIRS = frozenset({"count", "it", "them", "talk", "session", "repeatedly"})


class OfOne(Leaning):
    """What leans on one thing that was answered: a fact of it, who gives it, what follows it."""

    def _kind_claimed(self) -> tuple[str, ...]:
        """The kinds that what was spoken of is said to be of: "is she invited?", "is it a keynote?"."""
        kinds = tuple(kind for kind in CLAIMED_KINDS if self.has(kind))
        language = self.reading.language
        plain = language.singled | language.indefinite  # "is it an invited one?", and the French "un" is a number
        used = {use for word, use in zip(self.reading.words, self.reading.uses, strict=True) if word not in plain}
        bare = used <= {"small", "cue"} and self.cues.keys() <= {*kinds, *_OF_SPEAKER, "talk"}
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

    def _others_beside(self, focus: tuple[str, ...]) -> Question | None:
        """What else, or who else, there is beside somebody who speaks in what was spoken of.

        "Does Ada do anything else?", "who's the other one besides Ada?".
        """
        people = {person.name for mention in self.reading.people for person in mention.people}
        uses, pointed = self.reading.uses, self.has("it", "this") and self.cues.keys() <= {"it", "this"}
        pointed = pointed and self.reading.asks and {"small", "cue", "person"}.issuperset(uses)  # "is it Ada?"
        on_it = self._is_yes_or_no() and self._speaks_of_being_on()
        if focus and people and (on_it or pointed) and not self.main.topic:
            one, claimed = Selection(named=focus[:1]), Selection(people=tuple(sorted(people)))
            return replace(self._ask(Ask.CHECK, one), claimed=claimed)  # "is Ada on it?"
        theirs = people.intersection(self._speakers_of(focus[0]) if focus else ())
        if not theirs or self.reading.mentions or self.reading.rooms or self.main.topic:
            return None
        if self.has("other_one", "besides", "coauthors") and self.has("who", "who_is", "speaker", "coauthors"):
            return self._ask(Ask.AUTHORS, Selection(named=focus))
        is_one = not self.reading.language.being.isdisjoint(self.reading.words[:1])  # "is the other one Ada's?"
        words = set(self.reading.words)
        more = not self.reading.language.others.isdisjoint(words)  # "does Ada have another?"
        another = self.has("also") or ((more or self.has("other_one")) and not is_one)
        told = self.has("talk", "session") and more  # "Ada's other talk"
        asks = self._is_yes_or_no() or (self.reading.asks and theirs == people)  # "Ada has another?"
        if not (self.has("rest") or told or (another and asks)) or (self.has(*FACT_CUES) and not told):
            return None
        found = self._others_of(tuple(sorted(theirs)), focus)
        asked = self._fact_of(found.selection) if told and not found.fact else None
        return asked or found

    def _kind_spoken_of(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What is asked of the one of a kind that was spoken of: "how long is the panel?"."""
        main, reading = self.main.selection, self.reading
        firsts = [words[0] for kind in main.kinds for words in self.cues.get(kind, ())]
        before = {reading.words[number - 1] for number in firsts if number}
        definite = before and before <= reading.language.small_words - reading.language.indefinite
        bare = main == Selection(kinds=main.kinds, literal=main.literal) and len(reading.subjects) == 1
        if not (definite and bare) or reading.mentions or reading.rooms or PAUSES.issuperset(main.kinds):
            return None
        if self._is_plural() or self.has("next", "other_one", "exists", "list", "count", *ORDERS):
            return None
        called = {reading.words[number] for number in firsts}
        of_kind = set().union(*(self.index.of_kind[kind] for kind in main.kinds))
        if len(focus) > 1:
            focus = () if previous.selection.kinds else self._focus(previous, MANY)
        among = {one: self.index.position[one] for one in focus or previous.among}
        meant = tuple(one for one, at in among.items() if at in of_kind or self.index.titles.is_called(at, called))
        if 0 < len(meant) < len(among) and len({self.index.programme.session_by_id[one].title for one in meant}) == 1:
            return self._chosen(meant, tuple(among), previous)
        return self._fact_of(Selection(named=meant)) if len(meant) == 1 else None

    def _topic_of_theirs(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What somebody who was spoken of does on a topic: "her talk on bees?"."""
        main, said = self.main.selection, self.reading.words
        firsts = [words[0] for words in self.cues.get("it", ()) if said[words[0]] in self.reading.language.theirs]
        if not (focus and firsts and self.main.topic and main.named and self.has("talk", "session")):
            return None
        people = set(self._people_meant(previous, focus[0]))
        theirs = tuple(one for one in main.named if not people.isdisjoint(self._speakers_of(one)))
        if not theirs or self.reading.people:
            return None
        return self._fact_of(Selection(named=theirs)) or self._ask(Ask.SESSIONS, Selection(named=theirs))

    def _tells_of_person(self, previous: Question) -> bool:
        """Whether it is asked what somebody does with a thing that sessions are about: "does he like trains?"."""
        of_person = bool(self.main.topic and previous.selection.people and self.has("it"))
        claims = not self.reading.language.claiming.isdisjoint(self.reading.words[:2])
        return of_person and claims and not self.has(*_OF_TALKS)

    def _kind_around(self, focus: tuple[str, ...]) -> Question | None:
        """The next of a kind, or what somebody does, after or before what was spoken of: "is there a break after?"."""
        leans, main = self._leaning_on(), self.main.selection
        behind = any(len(words) > 1 for words in self.cues.get("then", ()))  # "is there coffee after that?"
        if leans is None and ((behind and main.kinds) or (self.has("then", "later") and self.reading.people)):
            leans = Relation.AFTER
        bare = main in (Selection(kinds=main.kinds, literal=main.literal), Selection(people=main.people))
        if leans is None and self.has("sooner") and self.reading.people:
            leans = Relation.BEFORE
        others = self.has("exists") or not self.reading.language.others.isdisjoint(self.reading.words)
        if others and self.main.topic and (self.has("then", "later") if leans is None else len(focus) == 1):
            around = Selection(anchor=Selection(named=focus[:1]), relation=leans or Relation.AFTER)
            theirs = replace(around, named=main.named)  # "anything on rust after that?"
            return self._ask(Ask.SESSIONS, theirs) if focus and select(theirs, self.index, self.now) else None
        if leans is None or not (focus and bare) or self.reading.mentions:
            return None
        around = Selection(anchor=Selection(named=focus[:1]), relation=leans, nearest=bool(main.kinds))
        theirs = replace(around, kinds=main.kinds, people=main.people)
        known = main.kinds or select(theirs, self.index, self.now)
        return self._ask(Ask.SESSIONS, theirs) if known else None

    def _by_clock(self, previous: Question) -> Question | None:
        """Those of several that are over, on, next or still to come: "which one is still to come?"."""
        of_list = bool(previous.selection.people or previous.topic) and not self._begins_further()
        onward = self.has("next") and not of_list
        pointed = of_list and self._opening_words[0] in self.reading.language.pointed and self._is_bare_fact()
        singled = not self.reading.language.singled.isdisjoint(self.reading.words) or (pointed and self.has("next"))
        singled = singled or (bool(previous.topic) and self.has("what") and self.has("remaining"))  # "which are left?"
        singled = singled and not onward and not self.has(*FACT_CUES)
        was_next = previous.selection.moment is Moment.NEXT
        if singled and was_next and self.has("now"):  # "the next on rust? The one on now?"
            return self._ask(Ask.NOW, replace(previous.selection, moment=Moment.NOW))
        among = self._focus(previous, MANY) if self.has("of_them") or singled else ()
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
        if not alone or not (only or self._mends()) or previous.ask not in REPEATABLE or not self._is_plural():
            return None
        return replace(self._ask(previous.ask, replace(previous.selection, talks=True)), topic=previous.topic)

    def _plain_talk(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """The talk and nothing else of what was answered, or of what follows: "I meant the talk", "not lunch"."""
        reading, was = self.reading, previous.selection
        mends = self._mends() or any(reading.denies(kind) for kind in self.main.selection.kinds)
        if not mends or not set(reading.uses) <= {"small", "cue"} or not self.cues.keys() <= _OF_PLAIN_TALK:
            return None
        if self._is_plural() or not any(self._says((at,), "talk") for at in range(len(reading.words))):
            return None
        if was.anchor is not None and was.nearest and not was.talks:
            return self._ask(previous.ask, replace(was, talks=True))
        among = focus if len(focus) > 1 else previous.among
        of_kind = set().union(*(self.index.of_kind[kind] for kind in CLAIMED_KINDS))
        meant = tuple(one for one in among if self.index.position[one] not in of_kind)
        return self._chosen(meant, among, previous) if 0 < len(meant) < len(among) else None

    def _there_then(self, one: str) -> Question:
        """What is on at a time in the room of what was spoken of: "who else is in that room this morning?"."""
        who = self.has("who", "who_is", "speak")
        rooms = self.index.programme.session_by_id[one].rooms
        if self.when is None:
            return self._ask(Ask.WHO if who else Ask.NOW, Selection(rooms=rooms, moment=Moment.NOW))
        order = self._order_said()  # "the first talk tomorrow there?"
        then = Selection(rooms=rooms, when=self.when, talks=who or self.has("talk"), order=order)
        return self._ask(Ask.WHO if who else Ask.SESSIONS, then)

    def _around_focus(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What follows or precedes what was spoken of, or is on in its room at another time."""
        reading = self.reading
        leans = self._leaning_on() is not None or (self._begins_further() and self.has("previous"))
        if reading.rooms:  # "what's after that in the aula?", "and the next in the aula?", where that was
            held = set(self.index.programme.session_by_id[focus[0]].rooms).intersection(reading.rooms)
            leans = leans or self.has("then") or (bool(held) and self.has("next") and self._begins_further())
        there = self.has("same_room") and not self.has("besides", *FACT_CUES)
        rest = max((len(words) for cue in ("left", "rest") for words in self.cues.get(cue, ())), default=0)
        onward = (
            leans or self.has("then", "later") or (there and rest > _WORDS_OF_OTHERS)
        )  # "the rest of the day there"
        if self.has("left", "rest") and onward and self._says_day() and not self.has("slides", "recording"):
            ahead = self._first_ahead(focus)
            rooms = ahead.rooms if there else reading.rooms
            return self._ask(Ask.SESSIONS, Selection(anchor=Selection(named=(ahead.id,)), rooms=rooms))
        if self.has("left", "besides") and self.has("same_room") and self.when is None and not self.has(*FACT_CUES):
            rooms = self.index.programme.session_by_id[focus[0]].rooms
            return self._ask(Ask.SESSIONS, Selection(rooms=rooms, without=focus[:1]))
        that_day = self.when is not None and self.when.days == (self.index.programme.session_by_id[focus[0]].day,)
        if leans and (that_day or not reading.mentions):
            return self._what_follows(previous, focus)
        there = self.has("same_room") and not self.has("overlap") and not self.reading.begins_with_verb
        there = there and (self.when is not None or self.has("now"))
        return self._there_then(self._first_ahead(focus).id) if there else None

    def _says_day(self) -> bool:
        """Whether no time is said but a day."""
        return self.when is None or self.when.mode is Mode.DAYS

    def _claimed_of_focus(self, focus: tuple[str, ...]) -> Question | None:
        """What is claimed of the session that was spoken of: "is it in English?", "is she on before lunch?"."""
        if kinds := self._kind_claimed():
            return replace(
                self._ask(Ask.CHECK, Selection(named=focus[:1])), claimed=Selection(kinds=kinds), fact="kind"
            )
        called = self.has("talk") and self._is_yes_or_no() and self.cues.keys() <= {"talk", "it", "this"}
        if self.has("which_kind") or (called and self._is_bare_fact()):  # "is that a talk?"
            return replace(self._ask(Ask.CHECK, Selection(named=focus[:1])), fact="other_kind")
        if ranked := self._ranked(focus[0]):
            return ranked
        reading = self.reading
        leans = reading.relation is not None and len(reading.subjects) > 1
        leans = leans and not reading.subjects[1].selection.is_open
        claimable = {*_CLAIMABLE, "ends", "over"} if leans else _CLAIMABLE  # "is it over before lunch"
        facts = (cue for cue, _ in FACTS if cue not in claimable)
        if not self._is_yes_or_no() or self.has("count", "other_one", *facts):
            return None
        own = Selection(named=focus[:1])
        if leans:
            other = reading.subjects[1].selection
            other = replace(other, when=self.when, any_day=reading.is_floating)
            order = replace(self._ask(Ask.ORDER, own), others=(other,), claim=reading.relation)
            return replace(order, fact=self._ends_first(Ask.ORDER))
        if self.named or not (reading.spoken or self.when or reading.rooms):
            return None
        if all_of_them := self._all_meant(focus):
            own = Selection(named=all_of_them)
            claimed = replace(own, when=self.when, any_day=reading.is_floating, rooms=reading.rooms)
            claimed = replace(claimed, language=reading.spoken)
            return replace(self._ask(Ask.CHECK, own), claimed=claimed, fact="only", among=all_of_them)
        people = self._people_claimed(self.previous, focus) if self.previous is not None else ()
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

    def _ranked(self, one: str) -> Question | None:
        """Whether what was spoken of is the first or the last of its day or of what is said: "is it the last in K?"."""
        order = self._order_said()
        if not order or self.named or not self._is_yes_or_no() or self.has("next", *FACT_CUES):
            return None
        session = self.index.programme.session_by_id[one]
        when = self.when or calendar_of(self.index, self.now).whole([session.day])
        rooms = session.rooms if self.has("same_room") else self.reading.rooms
        claimed = Selection(order=order, when=when, rooms=rooms, talks=not self.has("session"))
        return replace(self._ask(Ask.RANK, Selection(named=(one,))), claimed=claimed)

    def _people_claimed(self, previous: Question, focus: tuple[str, ...]) -> tuple[str, ...]:
        """Of whom something is claimed, and not of the one session that was spoken of: "is she on tomorrow?"."""
        if len(focus) > 1 and previous.selection.people:
            return previous.selection.people
        language = self.reading.language
        somebody = language.impersonal.isdisjoint(language.persons) or self.has("also", "speak")
        if self.when is None or not somebody or language.persons.isdisjoint(self.reading.words):
            return ()
        people = self._people_meant(previous, focus[0])
        then = select(Selection(people=people, when=self.when), self.index, self.now)
        return people if then and (len(focus) > 1 or all(one.id not in focus for one in then)) else ()

    def _all_meant(self, focus: tuple[str, ...]) -> tuple[str, ...]:
        """All of the few that were spoken of, where something is claimed of them all: "are they both in the aula?"."""
        among = self.previous.among if self.previous is not None and len(focus) == 1 else focus
        several = len(among) > 1 and not self._is_shared(focus[0])
        return among if self.has("them") and several else ()

    def _what_follows(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        said, language = self.reading.words, self.reading.language
        whose = {said[words[0] - 1] for words in self.cues.get("next", ()) if words[0]}
        if not whose.isdisjoint(language.theirs):  # "when's her next?"
            return self._of_their_talks(self._people_meant(previous, focus[0]), 1, coming=True)
        relation = self._leaning_on() or (Relation.AFTER if self.has("then", "next") or self._says_onward() else None)
        sooner = self.has("sooner") and self.cues.keys() <= {"sooner", "exists", "what", "on"}
        relation = relation or (Relation.BEFORE if self.has("previous") or sooner else None)
        if relation is None:
            return None
        if self._asks_what_it_was(focus[0]):
            return self._ask(Ask.WHO, Selection(named=focus[:1]))
        was = previous.selection
        flips = was.anchor is not None and was.relation not in {relation, Relation.DURING}
        bare = self._mends() or len(self.reading.words) <= FEWEST
        of_same = self.continues and self.has("it")  # "who speaks before Ada and who after her"
        if flips and self._leaning_on() and (bare or of_same):  # "before lunch?", "and after?", "and after her?"
            return self._ask(previous.ask, replace(was, relation=relation))
        order = self._order_in_anchor()
        if order:
            among = focus if len(focus) > 1 else previous.among
            focus = among[order - 1 : order] if order > 0 else among[order:][:1]
            if not focus:
                return None
        one = self._first_ahead(focus)
        if previous.others and relation is Relation.AFTER:  # "can I see both? And after?"
            one = max(map(self.index.programme.session_by_id.__getitem__, focus), key=lambda session: session.start)
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
        if self.has("also") and not self.has("exists"):  # "is it invited? And the one after, too?"
            following = Selection(named=tuple(one.id for one in select(following, self.index, self.now)))
            return (
                of_another(previous, following, self.reading.lang)
                if claims(previous)
                else self._ask(self._again(previous), following)
            )
        asked = None if self.has("reach") else self._asked_of(following)  # "what do I get to see before that"
        return asked or self._ask(Ask.WHO if who else Ask.SESSIONS, following)

    def _asks_what_it_was(self, one: str) -> bool:
        """Whether "who was that" is said of a session that has begun, and not of the one before it."""
        words, language = self.reading.words, self.reading.language
        pointed = words[-1] in language.pointed and self.cues.keys() == {"previous"}
        pointed = pointed and language.singled.isdisjoint(words)  # not "the one before that"
        return pointed and self.index.programme.session_by_id[one].start <= self.now

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
        goes_on = previous.ask in _GONE_ON_FROM or previous.selection.anchor is not None
        return set(reading.uses) == {"cue"} and not goes_on

    def _about_focus(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        alone = len(focus) == 1 and len(self._speakers_of(focus[0])) < 2
        ranked = self.has("talk", "session") or (alone and self.has("speaker"))
        ranked = ranked or (self.has("speak") and not self.has("it"))  # "who speaks last?"
        order = self._order_said() if ranked and not self.has("this") else 0
        if order and not self.reading.language.theirs.isdisjoint(self.reading.words):  # "her first talk"
            return self._of_their_talks(self._people_meant(previous, focus[0]), order)
        apart = order != 0  # "when's the last talk?"
        if apart or not (self.has("it", "this") or self._is_bare_fact()) or self._of_whole_event() or self.has("now"):
            return None
        if self.has("same_room") and not self.has("who", "who_is", "speaker", *FACT_CUES):
            return self._in_same_room(previous, focus)
        if previous.others and not self.has("them", "both"):
            focus = self._of_whom(previous, focus)
        elif self._means_all_told() and len(focus) == 1 and focus[0] in previous.among:
            focus = previous.among
            theirs = tuple(dict.fromkeys(name for one in focus for name in self._speakers_of(one)))
            several = Selection(named=focus)
            return (
                self._person_fact(Selection(people=theirs))
                or self._find_fact(several)
                or self._shown_of(several, focus)
            )
        was = previous.selection
        narrowed = (
            previous.others
            or previous.ask is Ask.CHECK
            or was not in (Selection(people=was.people), Selection(people=was.people, talks=True))
        )
        people = () if narrowed else was.people
        if self.has("why") and (self.has("moved", "cancelled", "delay") or self._asks_why_alone(focus)):
            return self._ask(Ask.NOTE, Selection(named=focus))
        if amount := self._amount_of(previous, focus):
            return amount
        others = self.has("left", "rest", "other_one") and self.has("it", "this")  # "does she give another talk?"
        others = others or (self.has("also") and self._is_yes_or_no() and self._does_something())
        if others and (self.has("speak", "talk", "session") or self._is_bare_fact()):
            meant = () if previous.ask is Ask.AUTHORS else people
            return self._others_of(meant or self._people_meant(previous, focus[0]), focus)
        selection = Selection(people=people) if people else Selection(named=focus)
        if self.has("who", "who_is") and self._speaks_of_being_on():
            return self._ask(Ask.WHO, Selection(named=focus))
        if self.has("tell") and (told_of := self._told_of(previous, focus)):
            return told_of
        of_speaker = previous.others or was.order or self._asks_their_page(focus[0])
        told = self.has("works_on", "life") or self._asks_what_they_are()
        of_speaker = of_speaker or (told and not was.people)
        theirs = self._speakers_of(focus[0]) if of_speaker else was.people
        whose = Selection(people=theirs) if theirs and not self.cues.keys() <= {"who", "it", "this"} else selection
        asked = self._person_fact(whose) or self._find_fact(selection)
        if self.has("organisers") and self.index.programme.session_by_id[focus[0]].is_break:
            return None  # "thanks, and who organises this?"
        return asked or self._shown_of(selection, focus)

    def _means_all_told(self) -> bool:
        """Whether several are meant, and not "they" who speak in one: "which of them", "those two"."""
        return self.has("of_them", "both") or any(len(words) > 1 for words in self.cues.get("them", ()))

    def _told_of(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """More on what was spoken of, or on who speaks in it: "tell me about her"."""
        language = self.reading.language
        pointed = (language.persons - language.speaking).intersection(self.reading.words)
        people = self._speakers_of(focus[0]) if pointed and len(focus) == 1 else ()
        if people:
            return self._ask(Ask.BIOGRAPHY, Selection(people=people))
        talks = previous.selection.talks and previous.ask not in OF_PERSON
        return self._ask(Ask.ABSTRACT, Selection(named=focus)) if talks else None

    def _online_of_others(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """The slides of all but what was spoken of, or but what was chosen: "any others with slides?"."""
        said = not self.reading.language.others.isdisjoint(self.reading.words) and not self.has("it", "this")
        ask = next((ask for cue, ask in FACTS if ask in ONLINE and self.has(cue)), None)
        if ask is None or not said or not self._is_bare_fact():
            return None
        among = tuple(one for one in previous.among if one not in focus)
        return self._ask(ask, Selection(named=among) if among else Selection(without=focus, talks=True))

    def _all_asked_of(self, previous: Question, focus: tuple[str, ...]) -> tuple[str, ...]:
        """What was spoken of; all of it, where slides or recordings are asked for, which few may have."""
        return self._focus(previous, MANY) if self.has("slides", "recording") and len(focus) == FEW else focus

    def _of_their_talks(self, people: tuple[str, ...], order: int, *, coming: bool = False) -> Question | None:
        """What is asked of the first or last of somebody's talks, or of those to come, or which that is."""
        one = Selection(people=people, talks=True, order=order, coming=coming)
        return (self._fact_of(one) or self._ask(Ask.SESSIONS, one)) if people else None

    def _asks_why_alone(self, focus: tuple[str, ...]) -> bool:
        """Whether no more is asked than "why?" of what was moved or cancelled, about which there is a remark."""
        one = self.index.programme.session_by_id[focus[0]]
        return (
            {"why"} <= self.cues.keys() <= {"why", "it", "this"}
            and self._is_bare_fact()
            and bool(one.note and (one.previous_start or one.cancelled))
        )

    def _amount_of(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """By how much what was spoken of has moved or is longer, or how many are of it: "how many are they?"."""
        if self.has("by_amount") and previous.ask in _BY_LENGTH and previous.others:
            return replace(previous, lang=self.reading.lang, fact="by_amount")
        if self.has("by_amount"):
            return replace(self._ask(Ask.MOVED, Selection(named=focus)), fact="by_amount")
        people = self._people_meant(previous, focus[0]) if self._counts_theirs() else ()
        if people:
            return self._ask(Ask.COUNT, Selection(people=people, talks=True))
        if self._counts_heads():
            return self._ask(Ask.SPEAKERS, Selection(named=focus))
        if not self.has("count"):
            return None
        if self.cues.keys() == {"count"} and set(self.reading.uses) <= {"small", "cue"} and len(focus) > 1:
            return self._ask(Ask.COUNT, replace(previous.selection, take=1))  # "talks today? How many?"
        of_it = self.has("it", "them") or (self.has("speaker") and not self._begins_further())
        of_it = of_it and not (self.has("exists") and len(self._speakers_of(focus[0])) < 2)  # but of the whole event
        if of_it and self.reading.cues.keys() <= _OF_HEADS:
            everything = Selection(named=self._focus(previous, MANY))
            if len(focus) > 1:  # "how many is that?", "how many speakers?"
                return self._ask(Ask.SPEAKERS if self.has("speaker") else Ask.COUNT, everything)
            return self._ask(Ask.SPEAKERS, Selection(named=focus))
        if self.has("authors", "coauthors"):
            return replace(self._ask(Ask.AUTHORS, Selection(named=focus)), fact="count")
        return None

    def _counts_heads(self) -> bool:
        """Whether it is asked if they are so many: "are they two?"."""
        reading, language = self.reading, self.reading.language
        being = not language.being.isdisjoint(reading.words) and not language.speaking.isdisjoint(reading.words)
        alone = set(reading.uses) <= {"small", "cue", "number"} and self.cues.keys() <= {"it", "them"}
        return being and alone and self.has("them") and "number" in reading.uses

    def _speaks_of_being_on(self) -> bool:
        """Whether it is said of people that they are in something: "who's on it?"."""
        words, language = self.reading.words, self.reading.language
        placed = {words[at - 1] for cue in ("it", "this") for (at, *_) in self.cues.get(cue, ()) if at}
        return not placed.isdisjoint(language.inside | language.concerning)

    def _counts_theirs(self) -> bool:
        """Whether somebody's talks are counted: "how many does she have?", "he has two, right?"."""
        reading, language = self.reading, self.reading.language
        somebody = not language.speaking.isdisjoint(reading.words) and (not self.has("them") or self.has("talk"))
        plain = language.singled | language.indefinite
        told = zip(reading.words, reading.uses, strict=True)
        counted = self.has("count") or any(use == "number" and word not in plain for word, use in told)
        bare = set(reading.uses) <= {"small", "cue", "number"} and self.cues.keys() <= _OF_THEIRS
        return somebody and counted and bare

    def _of_whole_event(self) -> bool:
        """Whether the event is spoken of, and not the day on which something else is."""
        called = {self.reading.words[words[-1]] for words in self.cues.get("event", ())}
        return bool(called) and not (self.has("it") and called <= self.reading.language.daily)

    def _asks_their_page(self, one: str) -> bool:
        """Whether a page is asked for that those who speak have: "her website?"."""
        language = self.reading.language
        whose = not (language.theirs | language.speaking).isdisjoint(self.reading.words)
        speakers = self.index.programme.speakers_of(self.index.programme.session_by_id[one])
        return whose and self.has("page") and any(speaker.url for speaker in speakers)

    def _of_whom(self, previous: Question, focus: tuple[str, ...]) -> tuple[str, ...]:
        """That of the compared sessions in which whoever was named last speaks, if "she" is meant; else the first."""
        language = self.reading.language
        somebody = not (language.speaking | language.persons).isdisjoint(self.reading.words)
        theirs = [one for one in focus if not set(self._speakers_of(one)).isdisjoint(previous.persons)]
        if somebody and len(theirs) == 1:
            return tuple(theirs)
        return focus[-1:] if previous.ask is Ask.OVERLAP and self.has("this") else focus[:1]

    def _shown_of(self, selection: Selection, focus: tuple[str, ...]) -> Question | None:
        """Who speaks in what was spoken of, what it is or where, no fact being asked."""
        of_authors = self.previous is not None and self.previous.ask is Ask.AUTHORS and self.has("of_them")
        if self.has("who", "who_is", "organisers") or self._asks_of_speaker() or (of_authors and self.has("speak")):
            return self._ask(Ask.WHO, selection)
        if self.has("speak") and self.has("it") and not self._is_yes_or_no():
            return self._ask(Ask.SESSIONS, selection)  # "and what is she presenting?"
        if self.has("this") and self.cues.keys() <= {"this", "it"}:
            return self._ask(Ask.SESSIONS, selection)  # "ok, that one"
        whose = not self.reading.language.theirs.isdisjoint(self.reading.words)
        if whose and self._is_bare_fact() and self.cues.keys() <= {"it", "talk", "session", "what", "them", "list"}:
            all_theirs = self.has("them", "list") and self.previous is not None
            people = self._people_meant(self.previous, focus[0]) if all_theirs and self.previous else ()
            return self._ask(Ask.SESSIONS, Selection(people=people) if people else selection)  # "both her talks"
        return self._ask(Ask.WHERE, selection) if self.has("room") else None

    def _asks_of_speaker(self) -> bool:
        """Whether nothing is said but that somebody speaks: "speaker?", "and the speaker is?"."""
        if not (self._is_bare_fact() and self.cues.keys() <= _OF_SPEAKER):
            return False
        said = [at for words in (*self.cues.get("speaker", ()), *self.cues.get("this", ())) for at in words]
        several = len(self._before) > FEW
        words = self.reading.words
        return any(self._says((at,), "speaker") and not (several and words[at] != singular(words[at])) for at in said)

    def _in_same_room(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """Whether what is spoken of is where that is which was spoken of before, or lies around it: "same place?".

        Where two were compared, whether both are in one.
        """
        if previous.others and len(focus) > 1:
            return replace(
                self._ask(Ask.OVERLAP, Selection(named=focus[:1])),
                others=tuple(Selection(named=(one,)) for one in focus[1:]),
                fact="room",
            )
        around = previous.selection.anchor
        others = around.named if around is not None else tuple(one for one in previous.among if one not in focus)
        rooms = self.index.programme.session_by_id[others[0]].rooms if len(others) == 1 else ()
        one = Selection(named=focus[:1])
        if not rooms:
            return self._ask(Ask.WHERE, Selection(named=(*focus, *others)))
        return replace(self._ask(Ask.CHECK, one), claimed=replace(one, rooms=rooms))
