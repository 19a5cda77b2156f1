"""What is asked of the event itself: its place, its date, its organisers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import (
    ALL,
    ONLINE,
    ORDERS,
    Considering,
)
from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.lexicon import glossary
from bot.core.selection import Selection, calendar_of
from bot.core.text import stem
from bot.core.times import Mode

_OF_REGISTRATION = Selection(kinds=("registration",))
_EVENT_FACTS = (
    ("registration", Ask.REGISTRATION),
    ("organisers", Ask.ORGANISERS),
    ("address", Ask.ADDRESS),
    ("directions", Ask.DIRECTIONS),
    ("conference", Ask.CONFERENCE),
)
_OF_TALKS = ("talk", "session", "slides", "recording")
_ASKING_WHAT = frozenset({"what", "who_is", "on"})
_EVENT_NAMES = {
    "venue": Ask.VENUE,
    "organisers": Ask.ORGANISERS,
    "conference": Ask.CONFERENCE,
    "theme": Ask.ABOUT,
}


class OfEvent(Considering):
    """What is asked of the event itself: its place, its date, its organisers."""

    def _event_name(self) -> Question | None:
        """What is asked where the words left over are names of the event's own place, organisers or theme."""
        words = self.reading.content_words
        reading = self.reading
        named = reading.people or reading.tracks or reading.rooms or reading.title
        if (
            not words
            or named
            or self.main.selection.kinds
            or self.has("speak", "speaker", "somebody", "topic", "from", "affiliation", "why", *KIND_CUES)
            or self.has("amenity", "trait", "getting")
        ):
            return None
        if self.has("who", "who_is") and self.index.people.affiliated(words):
            return None  # "who is from Lyon", where the event is
        stems = set(words)
        known_in_title = all(self.index.words.title_has(word) for word in words)
        for fact, asked in _EVENT_NAMES.items():
            names = self.index.event[fact]
            chosen = (
                self.has("venue", "event", "address", "it", "where")
                and bool(stems & names)
                and self.reading.offers_choice
            )
            counted = fact == "theme" and self.has("count")  # how many of them there are, nobody says
            if fact in {"theme", "conference"} and self.has("talk", "session"):  # "theory talks"
                continue
            own = stems - reading.language.bodies if fact == "organisers" else stems  # "the NSF project"
            called = bool(own) and own <= names
            if called and self._says_opening():
                return replace(self._ask(Ask.UNKNOWN), cued=True)
            translated = fact == "theme" and self._translates_theme(words)
            if (called or chosen or translated) and not known_in_title and not counted:
                by_train = self.has("way_to") and not reading.language.vehicles.isdisjoint(reading.words)
                return self._ask(Ask.DIRECTIONS if asked is Ask.VENUE and by_train else asked)
        return None

    def _translates_theme(self, words: Sequence[str]) -> bool:
        """Whether the words mean some of the theme in another language or form: "frugalité" for "frugal"."""
        told = self.index.event["theme_stems"]
        meant = [(one, *glossary().get(one, ())) for one in map(stem, words)]
        return self.cues.keys() <= _ASKING_WHAT and not any(map(told.isdisjoint, meant))

    def _claimed_place(self) -> Question | None:
        """Where the event is, if it is asked whether it is somewhere that no title names: "is it in Oslo?"."""
        if self.index.programme.venue is not None and self._is_in_sole_room():
            return self._ask(Ask.VENUE)
        if not self.reading.asks_if_there or not self._is_yes_or_no() or self.index.programme.venue is None:
            return None
        words = self.reading.content_words
        language = self.reading.language
        of_somebody = language.impersonal.isdisjoint(language.speaking)  # in French, "elle" may be the event
        if of_somebody and not language.speaking.isdisjoint(self.reading.words):
            return None  # "is she at Inria?"
        return None if any(map(self.index.words.title_has, words)) else self._ask(Ask.VENUE)

    def _is_in_sole_room(self) -> bool:
        """Whether it is asked whether it is in the room in which everything is: "is it in the aula?"."""
        reading = self.reading
        alone = reading.cues.keys() <= {"it", "event", "room"} and self.has("it", "event") and not reading.content
        if not alone or len(reading.rooms) != 1 or reading.mentions or self.named or self.previous is not None:
            return False
        return all(one.rooms == reading.rooms for one in self.index.programme.sessions)

    def _asks_when_one_in_order_is(self) -> bool:
        """Whether only when the first or last is, is asked: "when is the last one", but not "when was it last"."""
        if not self.has(*ORDERS) or not self.cues.keys() <= {"when", "it", *ORDERS}:
            return False
        first = min(words[0] for cue in ORDERS for words in self.cues.get(cue, ()))
        return all(first < words[0] for words in self.cues.get("it", ()))

    def _event_question(self) -> Question | None:
        of_house = self._of_house()
        if of_house is not None or self.named:
            run = self.has("organisers") and self._may_organise()
            return of_house or (self._ask(Ask.ORGANISERS) if run else None)
        for cue, ask in _EVENT_FACTS:
            if cue in self.cues:
                return self._ask(ask)
        when = self.when
        of_event = self.has("event") or (
            self.has("it") and self.reading.cues.keys() <= {"it", "next", "last", "previous"}
        )
        if when is not None and when.mode is Mode.DAYS and of_event and self._is_yes_or_no():
            return replace(self._ask(Ask.DATE), at=None if self.reading.offers_choice else when)
        of_sessions = self.has("speaker", "speak", "session", "somebody") or (
            self.has("talk") and (not self.has("event") or self.has(*ORDERS))
        )
        if (
            of_sessions
            or self._asks_when_one_in_order_is()
            or (self.when and not self._asks_about_day())
            or self.reading.rooms
        ):
            return None
        bounds = self.has("starts", "ends") and (self.has("who") or (self.has("what") and self.has("talk")))
        if self.reading.tracks or self.has("resume") or bounds:
            return None
        if self.has("delay") and not self.has("this"):
            return self._ask(Ask.DELAY)
        if self.has("cancelled"):
            whole = self.cues.keys() == {"event", "cancelled"} and self._is_yes_or_no()
            return replace(self._ask(Ask.CANCELLED), fact="event" if whole else "")
        if self.has("moved") and not (self.reading.denies("moved") and self.has("what", "who", "list")):
            of_plan = self.cues.keys() == {"moved", "originally"}  # "is the schedule final"
            told = self.has("originally", "what", "list") and (of_plan or not self.reading.begins_with_claim)
            fact = "by_amount" if self.has("by_amount") else "originally" if told else ""
            return replace(self._ask(Ask.MOVED), fact="room" if self.has("room") else fact)
        then = self.has("about") and self.reading.leans_alone is not None  # "what's it about, the one after"
        if then or self.has("now", "next", "then", "previous", "this"):
            return None
        if self.has("schedule") and not self.has("starts", "ends", "duration", "where"):
            return None  # but "when does the programme end", or "where is it", are of the event
        return self._whole_event()

    def _of_house(self) -> Question | None:
        """How to register, or when the place closes."""
        if self.main.selection == _OF_REGISTRATION and not self.reading.rooms:
            told = self.index.programme.registration and not self._asks_of_desk()
            return self._ask(Ask.REGISTRATION) if told else None
        if not self._asks_when_venue_closes():
            return None
        if not self._tells_closing():
            return self._ask(Ask.UNKNOWN)
        return replace(self._ask(Ask.VENUE), at=self.when, fact="closes")

    def _asks_of_desk(self) -> bool:
        """Whether it is the desk on the programme that is asked for: when it opens, or where it is."""
        of_times = self.has("when", "starts", "ends", "duration", "until", "now", "next", "over", "missed", "on")
        return of_times or (self.has("where") and bool(self.index.of_kind["registration"]))

    def _asks_about_day(self) -> bool:
        """Whether it is asked what all of the event is about: "what's the theme of the day?", "the theme this year"."""
        whole = self.when is not None and self.when.days == self.index.programme.days
        about = self.has("theme") or (self.has("about") and len(self.index.programme.days) == 1)
        return whole and about and not self.has(*ORDERS)

    def _entry(self) -> Question | None:
        """What is asked of registering for sessions of a kind: "do I need to sign up for the tutorials?".

        Or whether people may come as they are, which no desk on the programme tells.
        """
        if self.has("open_to") and not self.index.programme.registration:
            return self._ask(Ask.UNKNOWN)
        kinds = set(self.main.selection.kinds)
        joined = not self.reading.language.between.isdisjoint(self.reading.words)
        if "registration" not in kinds or joined or not kinds - {"registration", *PAUSES}:
            return None
        return self._ask(Ask.REGISTRATION if self.index.programme.registration else Ask.UNKNOWN)

    def _may_organise(self) -> bool:
        """Whether what is named is somebody, where people are from, or the event by a word of its name."""
        selection = self.main.selection
        of_somebody = (
            bool(self.reading.people) and selection == Selection(people=selection.people) and not self.has("what")
        )
        called = {*self.reading.content_words}
        if of_somebody or not called or self.reading.title:
            return of_somebody
        of_talks = self.has("talk", "session", "speak", "speaker", "topic")
        return called <= self.index.event["title"] or (not of_talks and bool(self.index.people.affiliated([*called])))

    def _whole_event(self) -> Question | None:
        if self._ends_soon():
            return None
        until_end = self.has("until", "time_left") and self.has("ends", "over")
        if until_end and not self.has("event"):  # "how long till she finishes"
            return None
        if self.has("slides", "recording") and self.has("page", "venue", "where", "until"):
            return None  # "are the slides on the site"
        programme = self.index.programme
        asked = (
            (self.has("theme") and not (programme.theme or programme.description), Ask.UNKNOWN),
            (self.has("page") and not (self.has("recording", "note") or self._of_speakers()), Ask.LINK),
            (self.has("schedule") and self.has("where"), Ask.LINK),
            (self.has("until") and not until_end, Ask.UNTIL),
            (self.has("begun") and not self.has("this", "duration"), Ask.UNTIL),
            (self.has("duration") and self.has("event", "schedule"), Ask.DATE),
            (self.has("ends") or (self.has("over") and self.has("when")), Ask.END),
            (self.has("over") and self.has("what", "who", "list"), Ask.MISSED),
            (self.has("missed") and self.has("event") and not self.has("what", "who", "list"), Ask.OVER),
            (self.has("over"), Ask.OVER),
            (self.has("starts"), Ask.START),
            (self.has("date", "when") and not self.has(*ONLINE.values()), Ask.DATE),
            (self._asks_what_is_inside(), Ask.UNKNOWN),
            (self.has("venue", "where") or (self.has("room") and not self.has("on")), Ask.VENUE),
            (self.has("affiliation") and self.has("event", "takes_place"), Ask.VENUE),
            (self.has("theme", "about") and not self.reading.denies("about"), Ask.ABOUT),
            (self.has("event") and self.has("topic", "what", "who_is", "tell"), Ask.ABOUT),
            (self._names_event_alone(), Ask.ABOUT),
        )
        ask = next((ask for given, ask in asked if given), None)
        if ask is Ask.UNTIL:
            return self._ask(ask, Selection(order=1))
        if ask in {Ask.START, Ask.END}:
            return self._with_place(self._ask(ask, self._of_event(0 if ask is Ask.START else -1)))
        if ask is Ask.OVER:
            return replace(self._ask(ask, self._day_meant()), fact="when" if self.has("when", "date") else "")
        counted = next((cue for cue in ("left", "count") if self.has(cue)), "") if ask is Ask.DATE else ""
        return None if ask is None else self._with_place(replace(self._ask(ask), fact=counted))

    def _asks_what_is_inside(self) -> bool:
        """Whether what or who is in a room is asked, and nothing tells which room: "what's in the back room"."""
        if not self.has("room") or not self.has("what", "who", "who_is") or self.has("on"):
            return False
        return not self.reading.language.inside.isdisjoint(self.reading.words[: self.cues["room"][0][0]])

    def _names_event_alone(self) -> bool:
        """Whether hardly more is said than the event's name: "this PyCon conference"."""
        named = {number for cue in ("event", "it") for words in self.cues.get(cue, ()) for number in words}
        return self.has("event") and len(self.reading.words) - len(named) <= 2 and not self.has(*_OF_TALKS)

    def _day_meant(self) -> Selection:
        """The day, where it is said or askers speak of themselves, "are we done"; else the event as a whole."""
        called = {self.reading.words[words[-1]] for words in self.cues.get("event", ())}
        of_day = not called.isdisjoint(self.reading.language.daily)
        of_us = not called and not self.reading.language.asker.isdisjoint(self.reading.words)
        calendar = calendar_of(self.index, self.now)
        goes_on = calendar.today in self.index.programme.days[:-1]
        return Selection(when=calendar.whole([calendar.today])) if goes_on and (of_day or of_us) else ALL

    def _with_place(self, asked: Question) -> Question:
        """The question; when the event is or begins, with its place if that is asked, too: "starting time and room"."""
        placed = self.has("where", "venue", "room") and self.index.programme.venue is not None
        if not placed or asked.ask not in {Ask.START, Ask.DATE}:
            return asked
        place = self._ask(Ask.VENUE)
        return replace(asked, then=place) if self.has("when", "date") else replace(place, then=asked)

    def _asks_when_venue_closes(self) -> bool:
        """Whether it is asked when the place closes, or when "it" does, where that is known."""
        if self.named or not self.has("ends", "until") or not self._says_opening():
            return False
        return self.has("venue") or (self.has("it") and self._tells_closing())

    def _tells_closing(self) -> bool:
        """Whether the programme says when the place closes."""
        venue = self.index.programme.venue
        return venue is not None and bool(venue.closes)

    def _says_opening(self) -> bool:
        """Whether something is said to open or close, as houses do."""
        phrases = [words for cue in ("starts", "ends") for words in self.reading.cues.get(cue, ())]
        said = {self.reading.words[number] for words in phrases for number in words}
        return not said.isdisjoint(self.reading.language.hours)
