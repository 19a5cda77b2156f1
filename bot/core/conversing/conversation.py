"""What a question means that leans on the one before it: "and his slides?", "the other one", "and on Sunday?"."""

from __future__ import annotations

from dataclasses import replace

from bot.core.asks import Ask, Question
from bot.core.conversing.elsewhere import Elsewhere
from bot.core.conversing.leaning import FEW, FEWEST, OF_PERSON, REPEATABLE, claims, of_another
from bot.core.conversing.of_one import OfOne
from bot.core.conversing.of_several import OfSeveral
from bot.core.deciding.considering import FACT_CUES, ONLINE
from bot.core.deciding.decision import ABOUT_SESSIONS
from bot.core.kinds import PAUSES
from bot.core.selection import FEW_NAMED, Relation, Selection, select
from bot.core.text import words_of
from bot.core.times import Interval, Mode

_WHETHER_ON = frozenset({"begun", "still", "it", "this", "past", "over", "held", "rest"})
_ON_NOW = frozenset({"now", "begun", "still", "it", "this", "on"})
_OF_WHICH = frozenset({"what", "of_them", "them", "exists"})
_OF_A_DAY = frozenset({Ask.START, Ask.END, Ask.SCHEDULE})
_OF_EVENT = frozenset(
    {Ask.REGISTRATION, Ask.DATE, Ask.START, Ask.END, Ask.VENUE, Ask.ADDRESS, Ask.DIRECTIONS, Ask.ORGANISERS}
)
_RANKED = frozenset({Ask.SESSIONS, Ask.WHO, Ask.WHEN, Ask.WHERE, Ask.START, Ask.END, Ask.DURATION})
_OF_TALK = OF_PERSON.union(ONLINE, {Ask.ABSTRACT, Ask.AUTHORS})  # which is not asked of a break
_NOTHING_BUT_OTHERS = frozenset({"rest", "exists", "what", "left"})
_LISTING = frozenset({Ask.SESSIONS, Ask.NOW})
_NOTHING_NEW = frozenset({Ask.UNKNOWN, Ask.HELLO, Ask.THANKS, Ask.BYE, Ask.HELP, Ask.FAQ, Ask.LOST, Ask.DANGER})


class Conversation(OfSeveral, OfOne, Elsewhere):
    """Decides like its base, the question before this one taken into account."""

    def question(self) -> Question:
        """The question; one that names nothing new hands on what was spoken of before it."""
        found = self._of_those(super().question())
        of_conference = self.previous is not None and self.previous.ask is Ask.CONFERENCE and self.has("it")
        if of_conference and found.ask in _OF_EVENT:
            found = replace(self._ask(Ask.UNKNOWN), cued=True)  # of that conference, the programme tells no more
        if found.ask in _NOTHING_NEW:
            return found if self.previous is None else replace(found, before=self.previous)
        named, topic = found.selection.named, self.main.topic or found.topic
        shown = (found.ask is Ask.SESSIONS and len(named) > 1) or (found.ask is Ask.WHEN and len(named) > FEW_NAMED)
        if topic and named and (shown or self.has("topic", "talk", "session", "exists")):
            found = replace(found, topic=topic)
        elif self.previous is not None and named and set(named) <= set(self._before):
            found = replace(found, topic=self.previous.topic)
        found = self._besides_former(self._of_that_day(self._of_what_spoken(self._of_whom_spoken(found))))
        found = self._link_of_fact(self._around_there(found))
        persons = self._persons_named(found)
        found = found if persons in ((), found.selection.people) else replace(found, persons=persons)
        among = self._among_before() if not found.among else ()
        told = among and (found.selection.people or not found.selection.when)
        meant = found.selection.named or (self._focus(found) if told else ())
        if meant and set(meant) <= set(among):
            return replace(found, among=among, told=self.previous.told if self.previous is not None else ())
        return found if found.among else self._in_turn(found)

    def _of_those(self, found: Question) -> Question:
        """What is counted, among what was counted before: "how many talks are there? How many of them are invited?"."""
        previous = self.previous
        if previous is None or not self.has("of_those"):
            return found
        if previous.ask is Ask.SPEAKERS and found.selection.people:
            before = previous.selection.people or found.selection.people
            people = tuple(name for name in found.selection.people if name in before)
            return replace(found, ask=Ask.SPEAKERS, selection=replace(found.selection, people=people, talks=False))
        if found.ask is not Ask.COUNT:
            return found
        among = {session.id for session in select(previous.selection, self.index, self.now)}
        held = (session.id for session in select(found.selection, self.index, self.now))
        others = tuple(one for one in held if one not in among)
        talks = found.selection.talks or previous.selection.talks
        chosen = replace(found.selection, without=(*found.selection.without, *others), talks=talks)
        return replace(found, selection=chosen, fact=found.fact or previous.fact)

    def _of_whom_spoken(self, found: Question) -> Question:
        """The question of the one of several people of a name who was spoken of: "does David give another one?"."""
        named, mentions = found.selection.people, self.reading.people
        of_one_name = len(mentions) == 1 and not mentions[0].full and len(named) == len(mentions[0].people) > 1
        if not (of_one_name and self._before):
            return found
        others = self.has("other_one")  # "and the other David?"
        spoken_of = {name for one in self._before[:FEW] for name in self._speakers_of(one)}
        meant = tuple(name for name in named if (name in spoken_of) is not others)
        if not 0 < len(meant) < len(named) or (self._begins_further() and not self.cues):
            return found
        return replace(found, selection=replace(found.selection, people=meant))

    def _of_what_spoken(self, found: Question) -> Question:
        """The question of the one on a topic that was spoken of: "how long is the train talk?"."""
        selection, anchor = found.selection, found.selection.anchor
        among = self.previous.among if self.previous is not None else ()
        former = {*(self._before if len(self._before) <= FEW else ()), *among}
        around = former & set(anchor.named) if anchor is not None and len(anchor.named) > 1 else ()
        if len(around) == 1:
            return replace(found, selection=replace(selection, anchor=Selection(named=(*around,))), among=())
        meant = former & set(selection.named) if len(selection.named) > 1 and self._is_definite() else ()
        if len(meant) != 1 or found.ask is Ask.SESSIONS:
            return found
        return replace(found, selection=replace(selection, named=(*meant,)))

    def _is_definite(self) -> bool:
        """Whether one thing on a topic is spoken of as known, and not as another one: "the train talk"."""
        reading = self.reading
        first = next((number for number in self.main.words if not reading.uses[number]), 0)
        before = reading.words[first - 1 : first]
        language = reading.language
        loose = language.indefinite | language.concerning | language.others
        known = bool(before) and before[0] in language.small_words - loose
        return known and self.has("talk", "session") and not self._is_plural() and not self._begins_further()

    def _besides_former(self, found: Question) -> Question:
        """The question without the few that were spoken of, where others are asked for: "anything else on bees?"."""
        former = self._before if len(self._before) <= FEW else ()
        selection = found.selection
        others = not self.reading.language.others.isdisjoint(self.reading.words)
        if found.ask not in _LISTING or selection.is_open or selection.people or not (former and others):
            return found
        if selection.named and set(selection.named) <= set(former):
            return found
        return replace(found, selection=replace(selection, without=former))

    def _in_turn(self, found: Question) -> Question:
        """The question, with the one session that was spoken of before and those told in turn until the one now."""
        if self.previous is None or len(self._before) != 1 or found.others:
            return found
        latter = self._focus(found)
        if len(latter) != 1 or latter == self._before:
            return found
        told = dict.fromkeys((*(self.previous.told or self._before), *latter))
        return replace(found, among=(*self._before, *latter), told=(*told,))

    def _of_that_day(self, found: Question) -> Question:
        """What is counted, on the day that was spoken of: "talks on Sunday? And how many people speak? The last?".

        Or what alone of all that is wanted: "talks on Sunday? Only the invited ones".
        """
        when = self.previous.selection.when if self.previous is not None else None
        if when is None or self.previous is None or _names_any(self.previous.selection):
            return found
        brief = self._begins_further() or len(self.reading.words) <= FEWEST
        ranked = Selection(order=found.selection.order, take=found.selection.take, talks=found.selection.talks)
        bare = found.selection.is_whole and found.ask in {Ask.COUNT, Ask.SPEAKERS} and brief
        plain = self.when is None and replace(found.selection, when=None) == ranked
        bare = bare or (bool(ranked.order) and plain and found.ask in _RANKED)
        chosen = Selection(kinds=found.selection.kinds, literal=found.selection.literal)
        only = found.ask is Ask.SESSIONS and not self.reading.language.only.isdisjoint(self.reading.words)
        bare = bare or (only and bool(chosen.kinds) and found.selection == chosen)
        if not bare:
            return found
        return replace(found, selection=replace(found.selection, when=when, rooms=self.previous.selection.rooms))

    def _around_there(self, found: Question) -> Question:
        """What is after or before something in the room that was spoken of: "and after the break there?".

        Or in the one that was asked about, where that is mended: "no, after the break, I meant".
        """
        selection = found.selection
        goes_on = self.previous is not None and (
            self.has("same_room") or (found.ask is Ask.NEXT and self.previous.ask is Ask.NOW)
        )
        was = self.previous.selection if self.previous is not None and goes_on else Selection()
        placed = selection.rooms or selection.tracks or not (was.rooms or was.tracks)
        if selection.moment and not placed:  # "what's on in K?", nothing is, "what's next?"
            return replace(found, selection=replace(selection, rooms=was.rooms, tracks=was.tracks))
        kinds = selection.anchor.kinds if selection.anchor is not None else ()
        of_pause = bool(kinds) and PAUSES.issuperset(kinds)  # which is in many rooms
        if not of_pause or self.previous is None or not self._before or self.reading.rooms:
            return found
        rooms = self.previous.selection.rooms if self._mends() else ()
        if self.has("same_room"):
            rooms = self.index.programme.session_by_id[self._before[0]].rooms
        if not rooms:
            return found
        moved = replace(selection, rooms=rooms)
        return replace(found, selection=moved) if select(moved, self.index, self.now) else found

    def _link_of_fact(self, found: Question) -> Question:
        """The slides of what has no page, where slides were asked for before: "who has slides? The link?"."""
        previous, named = self.previous, found.selection.named
        if previous is None or previous.ask not in ONLINE or found.ask is not Ask.PAGE or not named:
            return found
        paged = any(self.index.programme.session_by_id[one].url for one in named)
        whose = not self.reading.language.theirs.isdisjoint(self.reading.words)
        return found if paged or whose else replace(found, ask=previous.ask)

    def _persons_named(self, found: Question) -> tuple[str, ...]:
        """The names of those who were named, now or else before."""
        if self.reading.people or self.previous is None:
            return tuple(person.name for mention in self.reading.people for person in mention.people)
        if found.others:
            return ()  # "which of them comes first? And where is she from?"
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
        if previous is None or self.has("of_those"):
            return None
        if told := self._numbered(previous) or self._in_room_beside(previous):
            return told
        if self.reading.unknown or self.reading.seeks_amenity or self._needs_untold():
            return None
        if lacking := self._without(previous):
            return lacking
        if self._asks_which():
            return replace(previous, lang=self.reading.lang, then=None)
        focus = self._focus(previous)
        return self._of_spoken(self._of_two(self._of_others_then(previous, focus), focus), focus)

    def _needs_untold(self) -> bool:
        """Whether a phrase is said for what no programme tells: "does she take questions at the end?"."""
        return self.has("it") and any(len(words) > 1 for words in self.cues.get("amenity", ()))

    def _claimed_place(self) -> Question | None:
        """What the remark on what was spoken of says, if that is asked about, as well: "was it accepted at ICML?"."""
        content = {*self.reading.content_words}
        remarked = bool(content) and self.cues.keys() <= {"it", "this", "note"} and self._is_yes_or_no()
        found, venue = super()._claimed_place(), self.index.programme.venue
        focus = self._focus(self.previous) if self.previous is not None and (remarked or found) else ()
        if len(focus) == 1 and remarked:
            note = words_of(self.index.programme.session_by_id[focus[0]].note)
            if content.issubset(note):
                return self._ask(Ask.NOTE, Selection(named=focus))
        talk = len(focus) == 1 and self.index.programme.session_by_id[focus[0]].is_talk
        if found is None or venue is None or not talk or not content.isdisjoint(words_of(f"{venue.name} {venue.city}")):
            return found
        return replace(self._ask(Ask.UNKNOWN), cued=True)  # of a talk, the programme tells no other meeting

    def _of_spoken(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What is asked of what was spoken of, or of something else as it stands to that."""
        if on_one_day := self._on_one_day(previous, focus):
            return on_one_day
        if self.when is None and self.has("day_before", "day_after", "same_day"):
            self.when = self._day_beside(focus)
        if held := self._held_of(previous, focus):
            return held
        if between := self._between(previous, focus):
            return between
        if self._tells_of_person(previous):
            return replace(self._ask(Ask.UNKNOWN), cued=True)
        if focus and self.has("from") and self._is_yes_or_no() and (self.has("it") or self._says_the_speaker()):
            return self._origin_of(previous.selection.people or self._speakers_of(focus[0]))
        if plain := self._plain_talk(previous, focus) or self._in_other_rooms(previous, focus):
            return plain
        if self.named:
            return self._of_named(previous, focus)
        if focus and self.reading.minutes and self.has("later", "sooner"):
            return self._shifted(previous, focus[0])
        of_it = self.has("it", "this", "left", "still") or set(self.reading.uses) <= {"small", "time"}
        length = bool(self.reading.minutes) and of_it and not self.has("exists", "talk", "session", "what")
        if focus and length and self.has("left", "still"):  # "10 minutes left?"
            return self._ask(Ask.LEFT, Selection(named=(self._first_ahead(focus).id,)))
        if focus and length:  # "is it an hour long?"
            return self._of_length(Selection(named=focus))
        return self._of_moment(previous, focus) or self._going_on(previous, focus)

    def _says_the_speaker(self) -> bool:
        """Whether "the speaker" is said of one who was spoken of."""
        return any(self._says(words[-1:], "speaker") for words in self.cues.get("this", ()))

    def _origin_of(self, people: tuple[str, ...]) -> Question:
        """Where they are from who were spoken of, and whether it is there: "is she from Lund?"."""
        claimed = bool(people) and set(people) <= set(self.main.selection.people)
        return replace(self._ask(Ask.AFFILIATION, Selection(people=people)), fact="claimed" if claimed else "")

    def _held_of(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What else they do who were spoken of, or what is claimed of what was."""
        theirs = self._theirs_besides(previous, focus)
        return theirs or (self._claimed_of_focus(focus) if focus and self.has("it", "this") else None)

    def _without(self, previous: Question) -> Question | None:
        """Which of those do not have what was asked for before: "talks with slides? And which don't?"."""
        fact = ONLINE.get(previous.ask)
        reading = self.reading
        denied = {"'t", *reading.language.denying.difference(reading.language.mending)}.intersection(reading.words)
        alone = set(reading.uses) <= {"small", "cue"} and self.cues.keys() <= _OF_WHICH
        if fact is None or not denied or not alone:
            return None
        return replace(self._ask(Ask.LACKING, replace(previous.selection, talks=True)), fact=fact)

    def _of_named(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What is asked of something that is named now, as it stands to what was spoken of."""
        return (
            self._compared_anew(previous)
            or self._against_focus(focus)
            or self._others_beside(focus)
            or self._kind_spoken_of(previous, focus)
            or self._kind_of_theirs(previous, focus)
            or self._topic_of_theirs(previous, focus)
            or self._kind_around(focus)
            or self._told_apart(previous, focus)
            or self._corrected(previous)
        )

    def _of_moment(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What is asked of what was spoken of together with a time or a place, or of the day that was."""
        if focus and (bound := self._end_claimed(focus)):
            return bound
        if focus and self.has("moved") and self.when is not None:
            return replace(self._ask(Ask.CHECK, Selection(named=focus[:1])), at=self.when)
        told = Selection(rooms=self.reading.rooms, tracks=self.reading.tracks, language=self.reading.spoken)
        if focus and self.has("overlap") and not told.is_open and not self.reading.mentions:
            return self._ask(Ask.SESSIONS, replace(told, relation=Relation.DURING, anchor=Selection(named=focus[:1])))
        anew = previous.ask is Ask.REACH and {"small", "time", "cue"}.issuperset(self.reading.uses)
        of_it = self.has("it") or (anew and self.cues.keys() <= {"reach", "arrive"})
        if focus and (self.has("reach") or anew) and of_it and self.when is not None:  # "can I make it if I come at 3?"
            one = Selection(named=(self._first_ahead(focus).id,))
            return replace(self._ask(Ask.REACH, one), at=self.when)
        day = previous.selection.when
        if not focus and previous.ask is Ask.START and self._is_hour_said():  # "I thought it was at 9"
            return replace(self._ask(Ask.CHECK, Selection(order=1)), at=self.when)
        of_day = previous.ask in _OF_A_DAY or (previous.ask is Ask.SESSIONS and day is not None and day.days)
        if self.has("starts", "ends") and of_day and previous.selection == Selection(when=day):
            return self._ask(Ask.START if self.has("starts") else Ask.END, Selection(when=self.when or day))
        return None

    def _end_claimed(self, focus: tuple[str, ...]) -> Question | None:
        """When what was spoken of ends, held against an hour: "until noon?", "is she done at ten?"."""
        when = self.when
        bounded = self.has("by_time") and self.cues.keys() <= {"by_time", "until", "it"} and self.reading.asks
        if when is None or not (bounded or (self.has("ends", "over") and self.has("it"))):
            return None
        at = Interval(when.end, when.end, Mode.AT) if bounded else when
        claims = bounded or (self.reading.asks or self._is_yes_or_no())
        claims = claims and at.mode is Mode.AT and not self.has("before", "after", "past_time", "from_time")
        asked = self._ask(Ask.END, Selection(named=(self._first_ahead(focus).id,)))
        return replace(asked, at=at, fact="claimed") if claims else asked

    def _is_hour_said(self) -> bool:
        """Whether no more is said than that something is at an hour: "I thought it was at 9"."""
        at = self.when is not None and self.when.mode is Mode.AT
        return at and self.cues.keys() == {"it"} and set(self.reading.uses) <= {"small", "cue", "time"}

    def _going_on(self, previous: Question, focus: tuple[str, ...]) -> Question | None:
        """What leans on what was spoken of, no more than a time or a place being named."""
        if focus and self._asks_whether_on():
            return replace(self._ask(Ask.STATUS, Selection(named=focus)), fact="claimed")
        if focus and self.reading.offers_tongues and {"small", "cue", "language"}.issuperset(self.reading.uses):
            return self._ask(Ask.LANGUAGE, Selection(named=focus))  # "in English or in German?"
        if self.has("besides") and self.has("it", "this") and (others := self._one_of(previous, focus)):
            return others  # "and besides that one?"
        if self.has("longer", "shorter") and not self.has("talk", "session", "it", "this"):
            return (None if previous.others else self._by_length(previous, focus)) or self._compared(previous, focus)
        if focus and (around := self._around_focus(previous, focus)):
            return around
        if found := self._by_clock(previous) or self._talks_alone(previous) or self._speaker_told(previous):
            return found
        if focus and (rest := self._rest_of(previous)):
            return rest
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
            or self._counted_there(focus[0])
            or self._counted_on(previous)
            or self._counted_that_day(previous, focus)
            or self._one_of(previous, focus)
            or self._what_follows(previous, focus)
            or self._online_of_others(previous, focus)
            or self._about_focus(previous, self._all_asked_of(previous, focus))
        )

    def _rest_of(self, previous: Question) -> Question | None:
        """What else there is of a kind or a topic that was spoken of: "keynotes today? And what is left?"."""
        rest = self.has("left", "rest") and not self.has("it", *FACT_CUES)  # not "with whom else?"
        if not rest or not self._is_bare_fact():
            return None
        others = self.cues.keys() <= _NOTHING_BUT_OTHERS and not self.has("remaining")
        if previous.topic and others:  # "anything on rust? Anything else?"
            return replace(self._ask(Ask.SESSIONS, previous.selection), fact="no_others", topic=previous.topic)
        if previous.selection.kinds:
            return self._ask(Ask.SESSIONS, replace(previous.selection, coming=True, moment=None))
        return None

    def _asks_whether_on(self) -> bool:
        """Whether it is asked if what was spoken of is on: "is it on now?", "still on?"."""
        said = self.has("it", "this") and self.has("now", "begun") and self._is_yes_or_no()
        alone = self.has("begun", "still") and self.cues.keys() <= _WHETHER_ON and self._is_bare_fact()
        states = self.cues.keys() <= _ON_NOW and self.has("now", "begun", "still") and self._opens_with("it", "this")
        return said or states or (alone and (self.reading.asks or self._is_yes_or_no()))

    def _asks_which_room(self, one: str) -> bool:
        """Whether it is asked which of the rooms it is that share a word, its own among them: "which hall?"."""
        reading = self.reading
        alone = set(reading.uses) <= {"small", "cue", "room"} and reading.cues.keys() <= {"what", "it"}
        own = self.index.programme.session_by_id[one].rooms
        several = self.when is None and len(reading.rooms) > 1
        return several and alone and self.has("what") and not set(own).isdisjoint(reading.rooms)

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
            sought = self.has("exists") and previous.ask not in REPEATABLE  # "got slides? Is there another on rust?"
            asked = replace(self._ask(Ask.SESSIONS if sought else previous.ask, selection), topic=self.main.topic)
            return self._beside_former(previous, asked)
        if claims(previous) and len(self._opening_words) == len(self.reading.words):  # with an "ok", that is settled
            return self._beside_former(previous, of_another(previous, selection, self.reading.lang))
        if previous.ask not in ABOUT_SESSIONS:
            return None
        singled = not self.reading.language.singled.isdisjoint(self.reading.words)
        anew = (selection.anchor is not None and not singled) or self.has("exists")
        of_pause = bool(selection.kinds) and PAUSES.issuperset(selection.kinds)
        anew = anew and previous.ask not in REPEATABLE  # "how long is it? And after?", "and is there food?"
        if anew or (of_pause and previous.ask in _OF_TALK):  # "where is she from? And lunch?"
            return self._beside_former(previous, self._ask(Ask.SESSIONS, selection))
        if previous.ask in OF_PERSON and selection.anchor is not None:  # "and of the one before lunch?"
            chosen = select(selection, self.index, self.now)
            selection = Selection(people=tuple(name for one in chosen for name in self._speakers_of(one.id)))
            if not selection.people:
                return None
        return self._beside_former(previous, self._of_the_coming_day(self._ask(previous.ask, selection)))

    def _beside_former(self, previous: Question, question: Question) -> Question:
        """The question, with what was spoken of before as the other one of two: "and Ada?"."""
        former = self._focus(previous)
        former = former[:1] if previous.others else former
        latter = select(question.selection, self.index, self.now)
        if len(former) != 1 or len(latter) != 1 or former[0] == latter[0].id:
            return question
        return replace(question, among=(former[0], latter[0].id))


def _names_any(selection: Selection) -> bool:
    """Whether sessions or people are named."""
    return bool(selection.named or selection.people)
