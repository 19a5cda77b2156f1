"""What is asked of the people: who they are, whence they come, where their page is."""

from __future__ import annotations

from dataclasses import replace

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import (
    ASKING_WHICH,
    FACT_CUES,
    PERSON_FACTS,
    Considering,
)
from bot.core.lexicon import place_words
from bot.core.selection import Moment, Selection, select
from bot.core.text import singular, stem, words_of

_OF_SESSIONS = ("exists", "after", "before", "count", "order", "next", "now", "topic", "session")
_MOST_OF_WHO_IS_ON = 5  # cues of a question that only asks about the one who speaks
_WHO_IS_IT = frozenset({"who", "who_is", "it", "this", "them", "now", "same_room", "arrive"})
_FROM_WHERE = frozenset(
    {"affiliation", "from", "it", "this", "speaker", "somebody", "where", "what", "who", "speak", "now"}
)
_OF_ITS_LANGUAGE = frozenset({"it", "this", "now", "speak"})
_UNTIL_WHEN = frozenset({"ends", "over", "when", "it"})
_SINCE_WHEN = frozenset({"starts", "begun", "when", "it"})
_ALMOST_OVER = frozenset({"time_left", "over", "it", "this"})
_TOLD_OF_PEOPLE = (  # a cue, the field that it is about, and what then is asked
    ("life", "biography", Ask.BIOGRAPHY),
    ("page", "url", Ask.PAGE),
    ("affiliation", "affiliation", Ask.AFFILIATION),
)
_MOST_TOLD = 40  # people of whom each is told something
_WHO_HAS = frozenset({"who", "who_is", "what", "speaker", "list", "missed", "getting", "count", "life"})
_OF_DOINGS = ("speak", "talk", "session", "topic", "left", "longer", *FACT_CUES)


class OfPeople(Considering):
    """What is asked of the people: who they are, whence they come, where their page is."""

    def _of_who_is_on(self) -> Question | None:
        """What is asked of whoever speaks now, nobody being named: "who's that?", "where is she from?"."""
        reading, cues = self.reading, self.cues.keys()
        if self.named or self.when is not None or len(cues) > _MOST_OF_WHO_IS_ON:
            return None
        somebody = not reading.language.speaking.isdisjoint(reading.words)
        pointed = self.has("it") and self.has("when") and reading.language.impersonal.isdisjoint(reading.words)
        asked = (
            (self.has("who", "who_is") and self.has("it", "this") and cues <= _WHO_IS_IT and not somebody, Ask.WHO),
            (self.has("affiliation") and cues <= _FROM_WHERE and not self._says_several(("speaker",)), Ask.AFFILIATION),
            (
                bool(reading.spoken or reading.offers_tongues) and self.has("it", "this") and cues <= _OF_ITS_LANGUAGE,
                Ask.LANGUAGE,
            ),
            (somebody and self.has("slides") and cues <= {"slides", "it"}, Ask.SLIDES),
            ((somebody or pointed) and cues <= _UNTIL_WHEN and self.has("ends", "over"), Ask.END),
            (somebody and cues <= _SINCE_WHEN and self.has("starts", "begun") and self.has("when"), Ask.START),
            (self.has("time_left") and self.has("over") and cues <= _ALMOST_OVER, Ask.LEFT),
        )
        ask = next((ask for given, ask in asked if given), None)
        running = Selection(moment=Moment.NOW, talks=True)
        now = select(running, self.index, self.now) if ask is not None and not reading.unknown else ()
        if ask is None or len(now) != 1 or not now[0].is_talk:
            return None
        people = Selection(people=self._speakers_of(now[0].id))
        question = self._ask(ask, people if ask is Ask.AFFILIATION else running)
        if ask is not Ask.LANGUAGE or reading.offers_tongues:
            return question
        return replace(question, claimed=replace(running, language=reading.spoken))

    def _names(self) -> Question | None:
        """Which rooms or tracks there are, or how many; which tracks in some room."""
        reading, language = self.reading, self.reading.language
        if self.named or reading.unknown or reading.tracks or not self.has("room", "track"):
            return None
        called = place_words().intersection(reading.words)
        plural = any(word != singular(word) for word in called) or not language.places.isdisjoint(reading.words)
        if reading.rooms and not (plural and self.has("track")):
            return None
        if self.has("vacant") and self.has("room"):
            return self._ask(Ask.UNKNOWN)  # "is any room free"
        counted = reading.stands_before("count", "room", "track") and not self.has("track_of")
        if self.has("speak") or (self.has("talk", "session") and not counted):
            return None
        telling = [use for use in reading.uses if use not in {"small", "room", "time"}]
        alone = telling == ["cue"] if plural else len(reading.words) <= 3 and {"cue", "small"}.issuperset(reading.uses)
        if not (self.has("what", "exists", "list", "count") or alone) or self.has("where", "next", "now"):
            return None
        if self.has("on") and self.has("list") and self.when is not None:
            return None  # "what's on in all rooms at noon"
        selection = Selection(when=self.when, rooms=reading.rooms)
        if (self.has("track") or plural) and not language.denying.isdisjoint(reading.words):
            return self._ask(Ask.UNKNOWN)  # "which rooms are not used today"
        if self.has("track") and not self.has("track_of"):
            return self._ask(Ask.TRACKS, selection)
        return self._ask(Ask.ROOMS, selection) if self.has("room") and plural else None

    def _who_has(self) -> Question | None:
        """What is told of all speakers, or of whom it is not: "where are the speakers from?", "who has no bio?"."""
        told = next((one for one in _TOLD_OF_PEOPLE if one[0] in self.cues), None)
        whose = self.has("who", "getting") or self._of_speakers() or (self.has("list") and not self.has("page"))
        if told is None or not whose or self.named or self.reading.content:
            return None
        cue, field, ask = told
        lacking = self.reading.denies(cue)
        if not self.cues.keys() - {cue} <= _WHO_HAS or (cue == "affiliation" and self.has("who") and not lacking):
            return None
        people = tuple(one.name for one in self.index.programme.speakers if bool(getattr(one, field)) is not lacking)
        if lacking or self.has("count") or len(people) > _MOST_TOLD:
            return replace(self._ask(Ask.SPEAKERS, Selection(people=people)), fact="told")
        return self._ask(ask, Selection(people=people)) if people else self._ask(Ask.UNKNOWN)

    def _organiser_page(self) -> Question | None:
        """The page of one of the organisers, who are several or called otherwise than the event."""
        if not self.has("page") or self.named or self.reading.people:
            return None
        said = set(self.reading.words)
        called = [one for one in self.index.programme.organisers if one.url and said.issuperset(words_of(one.name))]
        others = {*self.reading.content_words}
        of_event = self.has("event") or len(called) > 1  # "the page of the SHARP workshop"
        if called and of_event and others <= self.index.event["title"]:
            return self._ask(Ask.LINK)
        one = len(called) == 1 and others.issubset(words_of(f"{called[0].name} {called[0].affiliation}"))
        return self._ask(Ask.ORGANISERS) if one else None

    def _person_fact(self, selection: Selection) -> Question | None:
        if not selection.people:
            return self._fact_of_the_unnamed(selection)
        if self.reading.denies("from") and self.has("who", "who_is", "speaker"):
            told = (one.name for one in self.index.programme.speakers if one.affiliation)
            others = tuple(name for name in told if name not in selection.people)
            return self._ask(Ask.BIOGRAPHY, Selection(people=others)) if others else self._ask(Ask.UNKNOWN)
        if sole := self._sole_origin_claimed(selection):
            return sole
        said_of = self.reading.people or self._asks_what_they_are()
        if said_of and self.has("somebody") and self._is_yes_or_no() and not self.has(*_OF_DOINGS):
            return self._ask(Ask.BIOGRAPHY, selection)  # "is she a professor?"
        if self.has("affiliation") and self.has("coauthors", "authors"):
            return self._ask(Ask.AUTHORS, selection)  # each is told with where they are from
        if self._claims_origin(selection) or self._is_said_to_come(selection):
            return self._origin_claimed(selection)
        if self.has("page") and self.has("talk", "session"):
            theirs = tuple(session.id for session in select(selection, self.index, self.now))
            return self._ask(Ask.PAGE, Selection(named=theirs)) if theirs else None
        if self.has("note") or (self.has("page") and self.has("slides", "recording")):  # "the link to her slides"
            return None
        of_talk = self.has("speak", "talk", "when", "where", "about", "duration", "until", "panel")
        of_talk = of_talk and not (self.has("life") and self.has("when"))  # with a life, their hours are told
        asked = (
            ask
            for cue, ask in PERSON_FACTS
            if cue in self.cues
            and not (cue == "who_is" and (of_talk or selection.order))
            and not (cue == "works_on" and (selection.when is not None or selection.without))  # "que fait Ada à 14 h"
        )
        who = self.has("who") or (self.has("from") and (self.has("speaker") or self._asks_which_namesake()))
        ask = next(asked, Ask.BIOGRAPHY if who and not of_talk and not self.has(*_OF_SESSIONS) else None)
        if ask is Ask.BIOGRAPHY and self.has("coauthors", "authors", "slides", "recording", "note", "title"):
            return None
        if ask is None and self._asks_what_they_are_called():
            ask = Ask.BIOGRAPHY
        if ask is Ask.BIOGRAPHY and selection.besides:
            others = tuple(name for name in selection.people if name not in selection.besides)
            selection = Selection(people=others) if others else selection  # "who besides Ada is from Inria"
        return None if ask is None else self._ask(ask, selection)

    def _asks_which_namesake(self) -> bool:
        """Whether a name stands right behind a "which": "which Tom is from Lisbon"."""
        behind = {words[-1] + 1 for words in self.cues.get("what", ())}
        return any(mention.words[0] in behind for mention in self.reading.people)

    def _asks_what_they_are_called(self) -> bool:
        """Whether the name of somebody unnamed is asked, not that of a talk: "what is the man from Inria called"."""
        pointed = any(self._says((at,), "speaker") for words in self.cues.get("this", ()) for at in words)
        spoken_of = (pointed or self.has("somebody", "speaker")) and not self.has("talk", "session", "topic", "speak")
        return self.has("title") and spoken_of and not self.reading.people

    def _fact_of_the_unnamed(self, selection: Selection) -> Question | None:
        """What is asked of people by where they come in the programme, or of all: "the bio of the first speaker"."""
        if self.has("affiliation") and not self.has("starts", "ends"):
            names = self._speakers_meant(selection)
            if self._asks_who_is_there() and not self._are_affiliated(names):
                return self._ask(Ask.UNKNOWN)
            return self._ask(Ask.AFFILIATION, Selection(people=names)) if names else None
        if self._asks_of_the_counted(selection):
            counted = self._speakers_meant(selection)
            about = Ask.PAGE if self.has("page") else Ask.BIOGRAPHY
            return self._ask(about, Selection(people=counted)) if counted else None
        if self.has("tell") and self.has("speaker") and selection.is_whole and self._says_several(("speaker",)):
            return self._ask(Ask.SPEAKERS)  # "tell me about the speakers"
        if self.has("page") and self._of_speakers() and selection.is_whole:
            named = tuple(one.name for one in self.index.programme.speakers if one.url)
            return self._ask(Ask.PAGE, Selection(people=named)) if named else self._ask(Ask.UNKNOWN)
        if self.has("page") and self.has("somebody") and selection.named:
            named = self._speakers_meant(selection)  # "the homepage of the bees guy"
            return self._ask(Ask.PAGE, Selection(people=named)) if named else None
        return None

    def _asks_of_the_counted(self, selection: Selection) -> bool:
        """Whether the life or the page of a speaker is asked who is counted, or on: "the bio of the first speaker"."""
        chosen = selection.order != 0 or selection.moment is not None
        speaker = self._of_speakers() or (self.has("life") and not self.has("talk"))
        told = self.has("tell") and not self.has("talk", "session", "topic")  # "tell me about the first speaker"
        return chosen and speaker and (told or self.has("life", "page"))

    def _asks_who_is_there(self) -> bool:
        """Whether it is asked who works where the words behind that say: "who works at the museum"."""
        cued = min(words[0] for words in self.cues["affiliation"])
        content = self.reading.content
        return self.has("who") and bool(content) and all(number > cued for number in content)

    def _are_affiliated(self, people: tuple[str, ...]) -> bool:
        """Whether the programme says of any of them where they are from."""
        return any(self.index.people.by_name[name].affiliation for name in people)

    def _speakers_meant(self, selection: Selection) -> tuple[str, ...]:
        """Who speaks in the session that is named first or in all of them, or in what is chosen otherwise."""
        told = selection.kinds or selection.order or selection.moment or selection.anchor
        chosen = select(selection, self.index, self.now) if told and not selection.named else ()
        named = selection.named if self.has("them") else selection.named[:1]  # "where are they from?"
        ids = named or tuple(session.id for session in chosen)
        return tuple(dict.fromkeys(name for one in ids for name in self._speakers_of(one)))

    def _claims_origin(self, selection: Selection) -> bool:
        """Whether somebody is said to be from where they are: "is she from Inria?"."""
        other = self.has("works_on", *_OF_DOINGS) or selection.when or selection.named or selection.without
        return bool(self.reading.content) and not other and self._asks_of_origin()

    def _sole_origin_claimed(self, selection: Selection) -> Question | None:
        """Whether nobody else is from where somebody is: "is Ada the only speaker from Inria?"."""
        words = self.reading.content_words
        if not (words and self.reading.people and self._says_sole() and self._is_yes_or_no()) or self.has("topic"):
            return None
        others = tuple(person.name for person in self.index.people.affiliated(words))
        claimed = Selection(people=others, talks=True)
        return replace(self._ask(Ask.CHECK, selection), claimed=claimed, fact="sole") if others else None

    def _is_said_to_come(self, selection: Selection) -> bool:
        """Whether somebody is said to be from what is but a small word to us, such as "IT"."""
        reading = self.reading
        bare = self.cues.keys() <= {"from", "from_time"} and (reading.begins_with_verb or reading.asks)
        behind = reading.uses[self.cues["from"][0][-1] + 1 :] if bare and self.has("from") else []
        return behind == ["small"] and selection == Selection(people=selection.people)

    def _origin_claimed(self, selection: Selection) -> Question | None:
        """Whether those who are meant are from there; "she" is who was named before, not anybody who is from there."""
        if self.reading.people or not self.has("it", "them"):
            return replace(self._ask(Ask.AFFILIATION, selection), fact="claimed" if self.reading.content else "")
        before = self.previous
        persons = (before.persons or before.selection.people) if before is not None else ()
        if not persons:
            return self._ask(Ask.AFFILIATION, selection)
        held = set(persons) <= set(selection.people)
        return replace(self._ask(Ask.AFFILIATION, Selection(people=persons)), fact="claimed" if held else "")

    def _asks_of_origin(self) -> bool:
        """Whether it can be confirmed or not: "is she from Inria?", in French also "elle vient d'Inria ?"."""
        which = self.has(*ASKING_WHICH, "who_is", "where", "when", "how", "why", "count", "list")
        return self._is_yes_or_no() or (self.reading.asks and self.has("from") and not which)

    def _origin(self) -> Question | None:
        """Where somebody is from who is asked to be from elsewhere, which nobody told of them."""
        reading = self.reading
        people, unknown = self.main.selection.people, self.main.unknown
        if (
            not (people and unknown and self.has("from", "affiliation"))
            or reading.strangers
            or self.has("talk", "topic")
            or self._asks_what_people_share()
        ):
            return None
        cued = min(words[0] for cue in ("from", "affiliation") for words in reading.cues.get(cue, ()))
        behind = all(number > cued for number in reading.content)
        return self._ask(Ask.AFFILIATION, Selection(people=people)) if behind and self._asks_of_origin() else None

    def _told_in_life(self) -> Question | None:
        """Who somebody is, where what is claimed of them stands in their biography: "is she a student?"."""
        people, unknown = self.main.selection.people, self.main.unknown
        if (
            not (people and unknown and self._is_yes_or_no())
            or self.reading.strangers
            or self.has(*_OF_DOINGS, "amenity")
        ):
            return None
        told = [one.biography for one in self.index.programme.speakers if one.name in people]
        said = {stem(word) for text in told for word in words_of(text)}
        return self._ask(Ask.BIOGRAPHY, Selection(people=people)) if said.issuperset(map(stem, unknown)) else None
