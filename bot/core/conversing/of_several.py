"""What leans on several things that were answered: which of them, how many, the longest."""

from __future__ import annotations

from dataclasses import replace

from bot.core.asks import Ask, Question
from bot.core.conversing.leaning import (
    ALL_OF_IT,
    FEW,
    FEWEST,
    MANY,
    MOST_WORDS,
    OF_PERSON,
    Leaning,
)
from bot.core.deciding.considering import FACT_CUES, ORDERS
from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.selection import Moment, Relation, Selection, calendar_of, select
from bot.core.text import singular

_CLEARLY = 0.85  # what is worth less than this part of the best is clearly worse
_ASKED_OF_ONE = frozenset(
    {*FACT_CUES, "affiliation", "who", "who_is", "speak", "what", "topic", "it", "this", "room", "other_one"}
)
_OF_ITSELF = frozenset(FACT_CUES) - {"when", "where"}  # "does it start later?"
_OF_A_TALK = ("who", "who_is", "speaker", "about", "authors", "coauthors", "affiliation")
_COUNTED = frozenset({Ask.COUNT, Ask.SPEAKERS})
_ALIKE = frozenset({"same_room", "one_room", "same_day", "it", "this"})
_OF_SEVERAL = frozenset({Ask.ORDER, Ask.LONGER, Ask.SHORTER})


class OfSeveral(Leaning):
    """What leans on several things that were answered: which of them, how many, the longest."""

    def _of_two(self, previous: Question, focus: tuple[str, ...]) -> Question:
        """The question before, with what was spoken of before it as one of two, where they are told apart now."""
        other = self.has("other_one") and not self.has("it")  # not "does she have another one?"
        told = not previous.among and (other or self.has("of_them", "them", "both", *ORDERS))
        return replace(previous, among=self._as_two(previous, focus)) if told else previous

    def _of_others_then(self, previous: Question, focus: tuple[str, ...]) -> Question:
        """The question before, with those that are on at the same time as what was spoken of to be told apart now."""
        if previous.ask is not Ask.PARALLEL or not focus:
            return previous
        then = Selection(anchor=Selection(named=focus[:1]), relation=Relation.DURING)
        return replace(previous, among=tuple(one.id for one in select(then, self.index, self.now)))

    def _asks_which(self) -> bool:
        """Whether it is no more than "which ones?" or "which talks?", which those are that were spoken of."""
        reading = self.reading
        alone = reading.cues.keys() <= {"what", "of_them", "talk", "session"} and self.has("what")
        of_those = self.has("them", "it") or (self.previous is not None and self.previous.ask in _COUNTED)
        if reading.cues.keys() <= {"list", "them", "it"} and self.has("list") and of_those:
            return set(reading.uses) <= {"cue", "small"}  # "all of them?", "how many are there? List?"
        if reading.cues.keys() == {"them"} and len(reading.words) <= FEWEST and set(reading.uses) <= {"cue", "small"}:
            return not reading.asks and reading.language.speaking.isdisjoint(reading.words)  # "both, please"
        plural = self._is_plural() or any(word != singular(word) for word in reading.words)
        return alone and plural and set(reading.uses) <= {"cue", "small", "number"} and len(reading.words) <= FEWEST

    def _between(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What lies between the two that were spoken of, or how much time: "is there a break between them?"."""
        if not self.has("between", "gap") or self.reading.mentions:
            return None
        sides = [subject.selection for subject in self.reading.subjects if not subject.selection.is_open]
        if focus and len(sides) == 1 and self.has("between") and self.has("it", "this"):  # "between her and lunch"
            who = self.has("who", "who_is", "speak")
            own = Selection(talks=who or self.has("talk"), anchor=Selection(named=focus[:1]), until=sides[0])
            return self._ask(Ask.WHO if who else Ask.SESSIONS, own)
        two = focus if len(focus) > 1 else previous.among
        if len(two) != 2:
            return None
        one, other = (Selection(named=(session,)) for session in sorted(two, key=self.index.position.__getitem__))
        if not self.named and (self.has("gap", "duration") or not self.has("what", "who", "on", "exists")):
            return replace(self._ask(Ask.GAP, one), others=(other,))
        such = Selection(kinds=self.main.selection.kinds, literal=self.main.selection.literal)
        alone = all(side.selection in {Selection(), such} for side in self.reading.subjects)
        return self._ask(Ask.SESSIONS, replace(such, anchor=one, until=other)) if alone else None

    def _on_one_day(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """Whether those that were spoken of are on one day: "same day?"."""
        alone = {"same_day"} <= self.cues.keys() <= _ALIKE and set(self.reading.uses) <= {"cue", "small"}
        alone = alone and (self.reading.asks or self.has("it", "this"))
        several = (*focus, *(one for one in previous.among if one not in focus))
        if not alone or len(several) < 2:
            return None
        one, *others = (Selection(named=(session,)) for session in several)
        return replace(self._ask(Ask.OVERLAP, one), others=tuple(others), fact="day")

    def _compared(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What is on besides, or which of several comes first or lasts longer."""
        of_them = self.has("them", "of_them", "both") or (len(focus) == 1 and not self.has("overlap"))
        if of_them and focus and focus[0] in previous.among:
            focus = previous.among
        if not focus or (self.has("both") and self.has(*FACT_CUES)):  # "do both have slides?"
            return None
        if len(focus) > 1 and self.has("of_them") and self.has("coauthors"):
            shared = tuple(one for one in focus if self._is_shared(one))
            return replace(self._ask(Ask.SESSIONS, Selection(named=shared)), among=focus) if shared else None
        if self.has("overlap") and self._is_one(focus):
            focus = focus[:1]  # parts of one
        elif self.has("overlap") and previous.ask is Ask.ORDER and not self.has("it", "this", "them", "both"):
            focus = focus[:1]  # "is it after the break? What else is on then?"
        elif self.has("overlap") and not self.has("it", "this", "them", "of_them", "both"):
            focus = (self._first_ahead(focus).id,)  # "talks on rust? What else at that time?"
        one, *others = (Selection(named=(one,)) for one in focus)
        if self.has("overlap") and not others:
            return self._ask(Ask.PARALLEL, one)
        if self.has("overlap") and self.has("it", "this", "them", "of_them", "both"):
            return replace(self._ask(Ask.OVERLAP, one), others=tuple(others))
        if self.has("able") and self.has("them", "both") and others:  # "can I see both?"
            return replace(self._ask(Ask.OVERLAP, one), others=tuple(others), fact="both")
        ask = self._compares_by()
        fact = self._ends_first(ask) or self._which_first(ask)
        ranks = self.has("first") and not self.has("speak", *FACT_CUES)
        if ask is None and len(focus) < 3 and self.has("of_them", "them") and ranks:
            ask, fact = Ask.ORDER, "earlier"
        if ask in _OF_SEVERAL and others:
            return replace(self._ask(ask, one), others=tuple(others), fact=fact)
        return None

    def _counted_on(self, previous: Question) -> Question | None:
        """Another one in the order in which one was asked for: "the first talk?", "and the second?"."""
        order = self._order_said()
        if not order or not previous.selection.order or self.has("talk", "session", *KIND_CUES):
            return None
        selection = replace(previous.selection, order=order)
        return self._asked_of(selection) or self._ask(self._again(previous), selection)

    def _counted_that_day(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """The first or last talk of the day of the one that is on or next: "what's next? And the last one?"."""
        order = self._order_said()
        beside = previous.selection.moment or previous.selection.anchor or previous.ask in {Ask.NOW, Ask.NEXT}
        listed = previous.among and not self._as_two(previous, focus)
        goes_on = self._begins_further() or (bool(previous.told) and self.has("what"))
        if not order or len(focus) != 1 or listed or not beside or not goes_on:
            return None
        if self.has("session", *KIND_CUES) or previous.selection.moment is Moment.PREVIOUS:
            return None
        if not self.reading.language.mending.isdisjoint(self.reading.words):
            return None  # "no, the first one" is one of the two that were spoken of
        day = calendar_of(self.index, self.now).whole([self.index.programme.session_by_id[focus[0]].day])
        one = Selection(order=order, when=day, rooms=previous.selection.rooms, talks=True)
        return self._asked_of(one) or self._ask(Ask.SESSIONS, one)

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
        ask, reading = self._compares_by(), self.reading
        sides = [subject.selection for subject in reading.subjects if not subject.selection.is_open]
        if not focus or len(sides) != 1:
            return None
        one = Selection(named=focus[:1])
        alike = "room" if self.has("one_room") else "day" if self.has("same_day") else ""
        if alike and self.cues.keys() <= _ALIKE:  # "same room as Ada?"
            return replace(self._ask(Ask.OVERLAP, one), others=tuple(sides), fact=alike)
        begins = any(words[0] <= 1 for words in self.cues.get("order", ()))
        if begins and self.reading.offers_choice:  # "before or after Ada?"
            return replace(self._ask(Ask.ORDER, one), others=tuple(sides))
        apart = self.reading.stands_before("overlap", "topic", "about") or self.reading.ends_with("overlap")
        singled = not self.reading.language.singled.isdisjoint(self.reading.words) and not self._is_yes_or_no()
        sought = self.has("exists") or singled  # "anything on rust then?", "and the one on rust?"
        if self.has("overlap") and sought and (apart or self.has("where", "who")) and self.main.topic:
            then = replace(sides[0], anchor=one, relation=Relation.DURING)
            return self._fact_of(then) or self._ask(Ask.SESSIONS, then)
        if self.has("able") and self.has("also"):  # "can I see the panel, too?"
            return replace(self._ask(Ask.OVERLAP, one), others=tuple(sides), fact="both")
        compared = ask and (self.has("it", "this") or self._opens_with("longer", "shorter"))  # "longer than the panel?"
        compared = compared or (
            ask is Ask.OVERLAP and reading.asks and self._opens_with("overlap")
        )  # "clashes with X?"
        return replace(self._ask(ask, one), others=tuple(sides)) if ask and compared else None

    def _compared_anew(self, previous: Question) -> Question | None:
        """What was weighed of two, weighed of two others: "who's longer, Ada or Bo? And Cy or Ada?"."""
        named = [mention.people[0].name for mention in self.reading.people]
        if len(named) != 2 or not previous.others or self._asks_something() or self._compares_by():
            return None
        one, other = (Selection(people=(name,)) for name in named)
        return replace(self._ask(previous.ask, one), others=(other,), fact=previous.fact)

    def _told_apart(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """One of several that were answered, told by what it is about; or the others: "besides the one on rust"."""
        focus = self._focus(previous, MANY) if len(focus) > 1 else previous.among
        reading = self.reading
        kinds = (kind for subject in reading.subjects for kind in subject.selection.kinds if kind not in PAUSES)
        kind = next(kinds, "")
        of_kind = bool(kind) and self.has("other_one") and reading.denies(kind)  # "not the keynote, the other one"
        of_kind = of_kind or (bool(kind) and self.has("besides") and not self.main.topic)  # "except the keynote"
        pointed = self.has("of_them") or not reading.language.singled.isdisjoint(reading.words)
        if kind and pointed and not self.main.topic:  # "which of them are invited?", "the invited one"
            return self._of_these(self._of_kind(kind, focus), focus, previous)
        first = self._opening_words[0]  # "not the ones on rust"
        denied = of_kind or (first in reading.language.denying and first not in reading.language.mending)
        singled = denied or self._mends() or self.has("of_them")
        singled = singled or not reading.language.singled.isdisjoint(reading.words)
        if len(focus) < 2 or not (singled or reading.excludes) or reading.people or self.when:
            return None
        another = self.has("exists", "somebody") and not reading.language.others.isdisjoint(reading.words)
        if another or self._is_of_another_topic(focus):
            return None
        told = self._of_kind(kind, focus) if of_kind else self._about_words(focus)
        meant = tuple(one for one in focus if (one in told) is not (denied or reading.excludes))
        return self._chosen(meant, focus, previous) if told and meant and len(meant) < len(focus) else None

    def _is_of_another_topic(self, focus: tuple[str, ...]) -> bool:
        """Whether a topic is said in place of what was asked: "no, I meant rust", but not "no, the summit"."""
        reading, language, best = self.reading, self.reading.language, self.main.selection.named[:1]
        if not (self._mends() and self.main.topic and best) or not language.singled.isdisjoint(reading.words):
            return False
        first = next((number for number in self.main.words if not reading.uses[number]), 0)
        definite = not (language.pointed - language.indefinite).isdisjoint(reading.words[first - 1 : first])
        called = any(self.index.titles.is_called(self.index.position[one], self.main.topic) for one in focus)
        return best[0] not in focus and not (definite and called)

    def _of_these(self, told: set[str], focus: tuple[str, ...], previous: Question) -> Question | None:
        """What is asked of those of several that were told; None if none of them were."""
        meant = tuple(one for one in focus if one in told)
        return self._chosen(meant, focus, previous) if meant and len(focus) > 1 else None

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
        hits = self.index.topics.find(subject.topic, {self.index.position[one] for one in focus}).hits
        least = _CLEARLY * hits[0].score if len(hits) == len(focus) else 0
        told = (hit.position for hit in hits if hit.cover > ALL_OF_IT and hit.score >= least)
        return {self.index.sessions[position].id for position in told}

    def _one_of(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """One of several that were answered: "the other one", "the second"."""
        order = self._order_said() or self._middle_of(focus if len(focus) > 1 else previous.among)
        if self.reading.spoken and not self.has("talk", "session") and (spoken := self._spoken_in(previous, focus)):
            return spoken
        language = self.reading.language
        of_them = self.reading.asks and not language.speaking.isdisjoint(self.reading.words)
        of_them = of_them or self._opening_words[0] in language.speaking  # "he does a second talk"
        if self.has("other_one") and self.has("it") and (of_them or self._is_yes_or_no()):
            return None  # "does she have another one?", "elle a un autre exposé ?"
        if len(focus) == 1 and (person := self._one_of_speakers(focus[0], order)):
            return person
        if len(focus) == 1 and (again := self._fact_of_the_others(previous, focus[0])):
            return again
        if len(focus) == 1 and self._asks_other_speakers(previous, focus[0]):
            return self._ask(Ask.AUTHORS, Selection(named=focus))
        if len(focus) == 1 and not order and self.has("other_one", "besides") and previous.among:
            others = tuple(one for one in previous.among if one not in focus)
            return self._chosen(others, previous.among, previous) if others else None
        focus = self._focus(previous, MANY) if len(focus) > 1 else self._of_former(previous, order)
        if len(focus) < 2 or not (order or self.has("other_one")):
            return None
        if self.has("talk", "session", *KIND_CUES) and not self.has("middle"):
            return None
        many = order < 0 and len(focus) > FEW  # the last of all that were answered
        timely = not self.reading.language.timely.isdisjoint(self.reading.words)  # "the earliest"
        if many or timely or self.has("what"):
            focus = tuple(sorted(focus, key=lambda one: self.index.programme.session_by_id[one].start))
        if previous.ask is Ask.WHO or self.has(*_OF_A_TALK):
            given = tuple(one for one in focus if self._speakers_of(one))
            focus = given if len(given) >= max(1, abs(order)) else focus
        people = previous.selection.people if len(self._focus(previous)) > 1 else ()
        among = people if len(people) > 1 else focus
        chosen = self._at_place(order, among, previous)
        selection = Selection(people=chosen) if among is people else Selection(named=chosen)
        asked = self._asked_of(selection) or self._ask(self._again(previous), selection)
        return replace(asked, among=focus) if among is focus else asked

    def _speaker_told(self, previous: Question) -> Question | None:
        """What is asked of one of the speakers that were told: "who speaks? Where is the second one from?"."""
        order = self._order_said()
        if previous.ask is not Ask.SPEAKERS or not order or self.has("talk", "session", "speak", *KIND_CUES):
            return None
        everybody = tuple(speaker.name for speaker in self.index.programme.speakers)
        people = previous.selection.people or (everybody if previous.selection.is_open else ())
        one = Selection(people=people[order - 1 : order] if order > 0 else people[order:][:1])
        return (self._asked_of(one) or self._ask(Ask.SESSIONS, one)) if one.people else None

    def _of_former(self, previous: Question, order: int) -> tuple[str, ...]:
        """Those of which one was chosen, or that were told in turn: "go back to the first"."""
        in_turn = order > 0 and len(previous.told) > len(previous.among)
        return previous.told if in_turn else previous.among

    def _at_place(self, order: int, among: tuple[str, ...], previous: Question) -> tuple[str, ...]:
        """The one at a place among several, or all others where that is denied, or where no place is said: 0."""
        chosen = among[order - 1 : order] if order > 0 else among[order:][:1] if order else among[:1]
        denied = self.has("besides") or (any(map(self.reading.denies, ORDERS)) and not self._mends())
        if order and not denied:
            return chosen
        everything = self._focus(previous, MANY) if order and len(among) == FEW else among  # "not the first"
        return tuple(one for one in everything if one not in chosen)

    def _numbered(self, previous: Question) -> Question | None:
        """One of several that were answered, told by its number, or another part of one: "2", "no, number 3"."""
        number = self._number_told()
        if not number:
            return None
        focus = self._focus(previous, MANY)
        among = focus if len(focus) > 1 else previous.among
        people = previous.selection.people if previous.ask in OF_PERSON else ()
        if 0 < number <= len(people) > 1:
            return self._ask(previous.ask, Selection(people=people[number - 1 : number]))
        if number <= len(among) > 1:
            return self._chosen(among[number - 1 : number], among, previous)
        parts = self.index.titles.in_series(self.index.position[focus[0]], number) if focus else ()
        ids = tuple(self.index.sessions[at].id for at in parts)
        return self._chosen(ids, (*focus, *ids), previous) if ids and not set(ids) & set(focus) else None

    def _number_told(self) -> int:
        """A number in digits beside which nothing is said but what is asked; 0 for none, or where it may be an hour."""
        reading, language = self.reading, self.reading.language
        said = [at for at, word in enumerate(reading.words) if word.isdecimal() or self._is_ordinal(at)]
        if len(said) != 1 or len(reading.words) > MOST_WORDS:
            return 0
        at = said[0]
        before = reading.words[at - 1] if at else ""
        pointed = before in language.pointed or before in language.numbering
        loose = self._begins_further() or reading.uses[at] == "time" or self.has("moved")
        if not pointed and len(said) < len(reading.words) and loose:
            return 0  # "and 3?", "at 3"
        beside = {at, *(one for one, word in enumerate(reading.words) if word in language.numbering)}
        beside |= {at - 1} if pointed else set()  # the French "le 2" is a date, too
        plain = all(use in {"small", "cue"} or one in beside for one, use in enumerate(reading.uses))
        digits = "".join(filter(str.isdecimal, reading.words[at]))
        return int(digits) if plain and self.cues.keys() <= _ASKED_OF_ONE else 0

    def _is_ordinal(self, number: int) -> bool:
        """Whether a word that may be a date is a number with the ending of those in a row: "2nd"."""
        word, language = self.reading.words[number], self.reading.language
        return (
            self.reading.uses[number] == "time" and word[:1].isdecimal() and word.lstrip("0123456789") in language.ranks
        )

    def _one_of_speakers(self, one: str, order: int) -> Question | None:
        """A fact of one of those who speak in what was spoken of: "where is the second one from?"."""
        speakers = self._speakers_of(one)
        if not order or len(speakers) < max(2, abs(order)):
            return None
        meant = (speakers[order - 1 if order > 0 else order],)
        if self.has("rest", "left", "other_one"):  # "does the second one do anything else?"
            return self._others_of(meant, (one,))
        return self._person_fact(Selection(people=meant))

    def _fact_of_the_others(self, previous: Question, one: str) -> Question | None:
        """What was asked of somebody, of the others of what was spoken of: "where is Ada from? And the other one?"."""
        named = previous.selection.people
        others = tuple(name for name in self._speakers_of(one) if name not in named)
        asked_again = previous.ask in OF_PERSON and self.has("other_one") and self._is_bare_fact()
        return self._ask(previous.ask, Selection(people=others)) if asked_again and named and others else None

    def _asks_other_speakers(self, previous: Question, one: str) -> bool:
        """Whether those are asked for who speak in what was spoken of besides somebody: "who are the other two?"."""
        others = len(self._speakers_of(one)) - 1
        if others < 1 or not (self.has("other_one") and self.has("who", "who_is", "speaker")):
            return False
        numbers = self.reading.language.numbers
        said = next((numbers[word] for word in self.reading.words if word in numbers), 0)
        return said == others if said > 1 else not previous.among

    def _middle_of(self, several: tuple[str, ...]) -> int:
        """The place of the one in the middle, where that is said and there is one; else 0."""
        return len(several) // 2 + 1 if self.has("middle") and len(several) % 2 else 0

    def _spoken_in(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """Some of several, told by their language: "the English one"; or whether what was spoken of is in it."""
        bare = set(self.reading.uses) <= {"small", "language", "cue"} and self.cues.keys() <= {"it", "this", "also"}
        if bare and previous.selection.language:  # "talks in English on Sunday? And in German?"
            return replace(self._ask(previous.ask, replace(previous.selection, language=self.reading.spoken)))
        singled = not self.reading.language.singled.isdisjoint(self.reading.words)
        if bare and not singled and len(focus) == 1:  # "in English?"
            return self._claims_spoken(Selection(named=focus))
        among = self._focus(previous, MANY) if len(focus) > 1 else previous.among
        plain = {"small", "language", "cue", "number"}.issuperset(self.reading.uses)
        if len(among) > 1 and plain and self.has("them", "list"):  # "both in English?"
            own = Selection(named=among)
            claimed = replace(own, language=self.reading.spoken)
            return replace(self._ask(Ask.CHECK, own), claimed=claimed, fact="only", among=among)
        which = plain and self.cues.keys() == {"what"}  # "which is in English?"
        if len(among) < 2 or not (singled or bare or which or self.has("of_them")):
            return None
        meant = Selection(named=among, language=self.reading.spoken)
        chosen = tuple(one.id for one in select(meant, self.index, self.now))
        return self._chosen(chosen, among, previous) if chosen else self._ask(Ask.SESSIONS, meant)

    def _one_at(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """One of a few that were answered, told by its time or room: "the afternoon one", "celle de Borg"."""
        was = previous.selection
        singled = self.has("of_them") or self._leaves_out_what()
        if was.kinds and len(focus) >= FEW:
            focus = self._of_nearest_day(was)
        if singled:
            focus = self._focus(previous, MANY)
        if len(focus) < 2:
            focus = previous.among or (focus if self._leaves_out_what() else ())
        if not focus or len(focus) >= (MANY if singled else FEW):
            return None
        if not (was.people or was.named or was.kinds or was.anchor or singled):
            return None
        reading = self.reading
        bounds = self.has("starts", "ends", "resume") and not singled
        if (
            self._says_time_later
            or self.has("then", "next")
            or (bounds and any(mention.kind == "part" for mention in reading.mentions))
        ):
            return None  # "and who opens the afternoon?"
        rooms = self._rooms_said(previous)
        meant = Selection(named=focus, when=self.when, any_day=reading.is_floating, rooms=rooms)
        found = select(meant, self.index, self.now)
        if not found and singled and previous.among:  # of those of which these were chosen
            focus, meant = previous.among, replace(meant, named=previous.among)
            found = select(meant, self.index, self.now)
        if self.has("other_one"):  # "the other one in the morning"
            former = self._focus(previous)
            found = tuple(one for one in found if one.id not in former) or found
        if self.has("of_them") and not found and len(focus) > 1 and not previous.told:
            return self._ask(Ask.SESSIONS, meant)  # none of those
        if not found or len(found) == len(focus) > 1:
            return None
        selection = Selection(named=tuple(session.id for session in found))
        asked = self._asked_of(selection) or self._ask(self._again(previous), selection)
        return replace(asked, among=focus if len(focus) > 1 else ())

    def _theirs(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What somebody who was spoken of does on another day or elsewhere: "does she speak on Sunday, too?"."""
        if not focus or not self._does_something() or self.has(*FACT_CUES) or self.reading.relation is not None:
            return None
        people = self._people_meant(previous, focus[0])
        theirs = Selection(people=people, when=self.when, rooms=self.reading.rooms)
        return self._ask(Ask.SESSIONS, theirs) if people else None

    def _theirs_besides(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What else somebody who was spoken of does sooner, later or at a time: "is she on again later?"."""
        reading, language = self.reading, self.reading.language
        if not focus or self.named or not self._does_something():
            return None
        words = {*reading.words}
        others = self.has("rest", "left", "other_one") or not (language.others | language.more).isdisjoint(words)
        others = others or (self.has("also") and not self._is_yes_or_no())
        relation = reading.leans_alone or (Relation.AFTER if self.has("later", "then") else None)
        relation = Relation.BEFORE if self.has("sooner", "previous") else relation
        if relation is None and not (self.when is not None and others):
            return None
        if self._is_around_it() or self.has("who", "who_is", *_OF_ITSELF):
            return None
        former = focus if self._is_one(focus) else ()
        theirs = Selection(people=self._people_meant(previous, focus[0]), when=self.when, without=former)
        if relation is not None:
            theirs = replace(theirs, anchor=Selection(named=focus[:1]), relation=relation)
        if not theirs.people:
            return None
        alone = not select(replace(theirs, when=None, anchor=None), self.index, self.now)
        return (
            self._others_of(theirs.people, focus) if alone else self._fact_of(theirs) or self._ask(Ask.SESSIONS, theirs)
        )

    def _is_around_it(self) -> bool:
        """Whether "it" or "she" is that around which something is: "is anybody after her?"."""
        last = max(words[-1] for words in self.cues["it"]) if self.has("it") else -1
        return any(words[0] < last for cue in ("after", "before", "previous") for words in self.cues.get(cue, ()))
