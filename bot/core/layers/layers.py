"""What each word of a question is for: quoted title, time, cue, name, room, track, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from bot.core.kinds import KIND_CUES
from bot.core.layers.cues import Cues
from bot.core.layers.freeing import Freeing
from bot.core.layers.people import People
from bot.core.layers.places import Places
from bot.core.layers.words import (
    LEFT_OUT,
    LONG_NUMBER,
    OWNING_DAYS,
    RELATIONS,
    TALKS,
)
from bot.core.lexicon import inside_words, is_word, language_table, languages, place_words, small_words
from bot.core.search.index import Index
from bot.core.selection import Relation
from bot.core.text import words_of
from bot.core.times import (
    Calendar,
    TimeMention,
    find_times,
    join_spans,
    minutes_of,
    to_interval,
)

_OF_EVENTS = (
    "starts", "ends", "over", "date", "when", "where", "venue", "address", "duration", "until", "organisers",
    "cancelled",
)  # fmt: skip
_OF_WHOLE_EVENT = (
    "starts", "ends", "over", "now", "next", "talk", "session", "speak", "schedule", "slides", "recording",
    "registration",
)  # fmt: skip
_MOSTLY = 0.6  # the share of a title that is quoted by words that tell nothing themselves
_ORDERED = ("first", "second", "third", "fourth", "fifth", "last", "penultimate", "antepenultimate", "next", "previous")
_WORDS_OF_BOUND = 3  # in front of a length
_ORDER_AFTER = frozenset({*KIND_CUES, "talk", "session", "speaker"})
_WORDS_OF_MEETING = 2  # in front of "workshop": "the ESORICS security workshop"
_HOUR = re.compile(r"([01]?[0-9]|2[0-3])(?:\.([0-5][0-9])|(?<=[0-9]{2})([0-5][05]))")  # but no year such as 2019
_YEAR = re.compile("(?:19|20)[0-9][0-9]")
_DIGIT = re.compile("[0-9]")


class Layers(Cues, Places, People, Freeing):
    """The words of a text with what explains each of them, and what they amount to. Not changed once it is made."""

    def __init__(self, text: str, index: Index, calendar: Calendar, fallback: str) -> None:
        super().__init__(text, index, calendar, fallback)
        self._find_spelt_rooms()
        self._find_spelt_tracks()
        self.mentions = self._find_times()
        self._quote()
        self._use_times()
        self._find_cues()
        self._find_posted()
        self._find_meals()
        self._find_difference()
        self._find_workshops()
        self._find_event_of_sessions()
        self._find_way()
        self._find_reminder()
        self._find_outlook()
        self._find_departure()
        self._find_welcome()
        self._find_invited()
        self._find_going_on()
        self._use_small_words()
        self.never = self._find_denied_times()
        self._find_whereabouts()
        self._find_misspelt_track()
        mentions = self._find_people()
        self._use_people(mention for mention in mentions if len(mention.words) > 1)
        self._find_buildings()
        self._find_rooms()
        self._find_hour_beside_room()
        self.unknown_room = self._names_unknown_room()
        self._use_people(mention for mention in mentions if len(mention.words) == 1)
        self._pass_over_callings()
        self._find_abbreviated()
        self.strangers = self._find_strangers()
        self._find_tracks()
        self._find_joined_tracks()
        self.unknown_room = self.unknown_room or self._names_unknown_track()
        self.spoken = self._find_spoken()
        self._find_event_names()
        self._find_numbers()
        self._pass_over_posts()
        self._pass_over_sorts()
        self._pass_over_manner()
        self._free_venue()
        self._free_series()
        self._free_track()
        self._pass_over_between()
        self._free_repeated()
        self._free_facts()
        self._free_nearby()
        self._free_starts()
        self._free_amenities()
        self._free_kinds()
        self._free_files()
        self._free_changes()
        self._free_topic()
        self._join_bounds()
        self.by_then = False  # whether all that comes until something is wanted
        self.relation, self._relation_end = self._find_relation()
        self._content = self.content  # which is asked for often, and changes no more

    @property
    def minutes(self) -> int:
        """The length that was said, as in "is it half an hour long"; 0 if none was."""
        said = (mention.values for mention in self.mentions if mention.kind == "length")
        return 0 if self.minutes_apart else next(map(minutes_of, said), 0)

    @property
    def minutes_apart(self) -> int:
        """The length between a moment and what it lies before or after, "ten minutes before lunch"; 0 if none was.

        "More than an hour after lunch" tells how long something is that is on then.
        """
        if self.relation is None or self.bound:
            return 0
        firsts = {words[0] for cue in RELATIONS for words in self.cues.get(cue, ())}
        lengths = (mention for mention in self.mentions if mention.kind == "length")
        apart = (one.values for one in lengths if self._numbers_in(one.start, one.end)[-1] + 1 in firsts)
        return next(map(minutes_of, apart), 0)

    @property
    def bound(self) -> int:
        """Whether the length that was said is to be exceeded (1) or fallen short of (-1), or not (2: least, -2: most).

        0 if it is to be reached and no more.
        """
        said = next((mention for mention in self.mentions if mention.kind == "length"), None)
        if said is None:
            return 0
        first = self._numbers_in(said.start, said.end)[0]
        around = self._folded[self._places[max(first - _WORDS_OF_BOUND, 0)][0] : said.end]
        for bound, way in ((2, self.language.at_least), (-2, self.language.at_most)):
            if way.search(around):
                return bound
        before = self.words[max(first - _WORDS_OF_BOUND, 0) : first]
        if not self.language.beyond.isdisjoint(before):
            return 1
        return 0 if self.language.below.isdisjoint(before) else -1

    def _quote(self) -> None:
        quoted = self.quoted
        if quoted is None or any(self.uses[number] for number in quoted.words):
            return
        if all(self.index.sessions[at].is_break for at in quoted.positions):
            return
        timed = {number for mention in self.mentions for number in self._numbers_in(mention.start, mention.end)}
        cued = self._in_phrases(quoted.words)
        telling = [at for at in quoted.words if at not in cued and self.words[at] not in self.language.small_words]
        if timed.issuperset(telling) and telling and quoted.share < 1:
            return
        behind = {self.words[at] for at in quoted.words if telling and at > telling[-1]}
        if quoted.share < 1 and not behind.isdisjoint(self.language.joints):
            return  # "do the Cython and the PEP 683 talk clash", of "Cython and the Limited API"
        if quoted.share < 1 and self._is_label(quoted.words):
            return
        if telling or quoted.series or (len(quoted.words) >= 3 and quoted.share >= _MOSTLY):
            self.title = quoted.positions
            self._use(quoted.words, "title")

    def _find_times(self) -> list[TimeMention]:
        text = self._folded
        for number in (at for at, use in enumerate(self.uses) if use == "room"):  # a room called "Zero" is no hour
            start, end = self._places[number]
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
        found = find_times(text, self._languages, lengths=True)
        found = join_spans(text, found, self._languages)
        placed = ((mention, self._numbers_in(mention.start, mention.end)) for mention in found)
        told = [one for one, numbers in placed if numbers and not any(map(self._is_no_time, numbers))]
        spans = [(one, self._numbers_in(one.start, one.end)) for one in told]
        others = (self._is_mere_number, self._counts_events, self._is_of_topic)
        spans = [(one, numbers) for one, numbers in spans if not any(is_other(numbers) for is_other in others)]
        return [one for one, numbers in spans if not self._is_titled(one, numbers)]

    def _is_of_topic(self, numbers: Sequence[int]) -> bool:
        """Whether a word that is an hour in another language alone is a title's: English "MIDI", French for noon."""
        word = self.words[numbers[0]]
        if len(numbers) > 1 or not word.isalpha() or word in self.language.time_words:
            return False
        return self.index.words.title_has_exactly(word) and not self._is_inside(numbers[0] - 1)

    def _find_hour_beside_room(self) -> None:
        """Numbers that are all that is left beside a room or a day as an hour, where no room has any: "Ada 17.30"."""
        numbers = self.content
        if not (self.rooms or self.mentions) or not 0 < len(numbers) <= 2 or self.index.rooms.are_numbered:
            return
        if any(mention.kind not in OWNING_DAYS for mention in self.mentions):
            return
        start, end = self._places[numbers[0]][0], self._places[numbers[-1]][1]
        hour = _HOUR.fullmatch(self._folded, start, end)
        if hour is not None:
            said = {"h": int(hour[1]), "M": int(hour[2] or hour[3])}
            self.mentions = [*self.mentions, TimeMention(start, end, "clock", said)]
            self._use(numbers, "time")

    def _is_titled(self, mention: TimeMention, numbers: Sequence[int]) -> bool:
        """Whether a word of time is part of a title of another: "midnight soldering", at eleven, or "blinding sun"."""
        first = numbers[0]
        if mention.kind not in {"part", "clock", "weekday"} or len(numbers) > 1 or not self.words[first].isalpha():
            return False
        beside = pairwise(self.words[max(first - 1, 0) : first + 2])
        titled = {position for pair in beside for position in self.index.titles.with_pair(*pair)}
        then = to_interval([mention], self.calendar) if titled else None
        return then is not None and self.index.timetable.at_hours(then).isdisjoint(titled)

    def _counts_events(self, numbers: Sequence[int]) -> bool:
        """Whether a number is a place in a row that some title tells, "the 1st workshop on", or no more than "zero"."""
        word, behind = self.words[numbers[0]], numbers[-1] + 1
        if len(numbers) == 1 and word.isalpha() and self.language.numbers.get(word) == 0:
            return True
        if len(numbers) > 1 or word.isalpha() or word.isdecimal() or behind == len(self.words):
            return False
        return self.index.meanings.title_has_pair(word, self.words[behind])

    def _is_mere_number(self, numbers: Sequence[int]) -> bool:
        """Whether one number like 1430 is a room's, or stands behind neither a small word, a place nor a day."""
        number, word = numbers[0], self.words[numbers[0]]
        if len(numbers) > 1 or len(word) <= LONG_NUMBER or not word.isdecimal():
            return False
        if number == 0 or self.index.rooms.has_word(word):
            return self.index.rooms.has_word(word)
        before = self.words[number - 1]
        placed = self.index.rooms.has_word(before) or before in place_words()
        return not (placed or before in small_words() or any(before in one.time_words for one in self._languages))

    def _is_no_time(self, number: int) -> bool:
        """Whether a word is used already, or is no day but a small word of this language: French "mon"."""
        word = self.words[number]
        own = self.language.weekdays.keys() | self.language.months.keys() | self.language.numbers.keys()
        return bool(self.uses[number]) or (word in _short_days() and word not in own)

    def _use_times(self) -> None:
        kept = []
        for mention in self.mentions:
            numbers = self._numbers_in(mention.start, mention.end)
            if not any(self.uses[number] for number in numbers):
                kept.append(mention)
                self._use(numbers, "time")
        self.mentions = kept

    def _find_denied_times(self) -> set[int]:
        """The positions of what is on when nothing is wanted, that taken from the times: "bees, but not on Friday"."""
        if not self.mentions or not (self.has("besides") or not self.language.denying.isdisjoint(self.words)):
            return set()
        denied: list[TimeMention] = []
        for mention in (one for one in self.mentions if one.kind in LEFT_OUT):
            first = self._numbers_in(mention.start, mention.end)[0]
            if self._is_left_out(first) or self._goes_with(mention, denied):
                denied.append(mention)
        never = to_interval(denied, self.calendar)
        if never is None:
            return set()
        self.mentions = [mention for mention in self.mentions if mention not in denied]
        daily = all(mention.kind == "part" for mention in denied)
        return self.index.timetable.at_hours(never) if daily else self.index.timetable.at_time(never)

    def _goes_with(self, mention: TimeMention, denied: Sequence[TimeMention]) -> bool:
        """Whether a time is said in one with the last that is left out: "not on Friday morning or Saturday"."""
        if not denied:
            return False
        between = words_of(self._folded[denied[-1].end : mention.start])
        return set(between) <= {*self.language.either, *self.language.joints} | inside_words()

    def _find_going_on(self) -> None:
        """An "is" in front of a title's word or a name, and an "on" last: whether that is on now, "is the panel on"."""
        last = len(self.words) - 1
        if last < 2 or self.words[0] not in self.language.claiming or self.words[last] not in self.language.ongoing:
            return
        told = (self.words[at] for at in range(1, last) if self.words[at] not in self.language.small_words)
        known = any(self.index.words.title_has_exactly(word) or self.index.people.has_name(word) for word in told)
        if known and self.cues.keys() <= {"talk", "on"}:
            self._take_cue((last,), ("still",))

    def _find_spoken(self) -> str:
        """The code of the language in which sessions are wanted: "talks in English", "an English talk"."""
        tongues = [number for number in self.content if self.words[number] in self.language.spoken]
        if not tongues:
            return ""
        if len(tongues) > 1 and not self.language.either.isdisjoint(self.words[tongues[0] : tongues[-1]]):
            self._use(tongues, "language")  # "English or German?"
            return ""
        wanted = [number for number in tongues if not self._is_unspoken(number)]
        talks = self._of_cues("talk", "session", "speak", *TALKS)
        if len(self.content) == 1 and self.cues.keys() <= {"it", "this"}:  # "is it English?"
            talks |= self._of_cues("it", "this")
        talks |= {at for at, word in enumerate(self.words) if word in self.language.singled}  # "the English one"
        talks |= self._of_cues("exists") if self.rooms or self.mentions else set()  # "anything English tonight"
        for number in wanted or tongues:
            code = self.language.spoken.get(self.words[number])
            inside = self._is_inside(number - 1)
            if code is not None and not inside and self._is_of_person(number):  # "is she Italian?"
                self._take_cue((number,), ("trait",))
                return ""
            if (
                code is not None
                and ((inside and talks) or self._may_be_spoken(code, self.words[number]))
                and (
                    inside
                    or not talks.isdisjoint({number - 1, number + 1})
                    or (number - 2 in talks and self.words[number - 1] in self.language.being)  # "talks are English"
                    or self._tells_talk(number, code, talks)
                    or self._is_all_said(code)
                )
            ):
                for other in self.content:
                    if self.words[other] in self.language.spoken:
                        self.uses[other] = "language"
                return code
        return ""

    def _is_unspoken(self, number: int) -> bool:
        """Whether a language is one that the asker does not speak: "I don't speak German"."""
        speaks = number - 1 in self._of_cues("speak") and self._denier_of(number - 1) is not None
        return speaks or self._is_denied(number)

    def _is_of_person(self, number: int) -> bool:
        """Whether a word is said of somebody: "is she …", "the speaker is …"."""
        language, at = self.language, number - 1
        while at >= 0 and self.words[at] in language.being | language.indefinite:
            at -= 1
        branch = language.phrases.following.get(self.words[at]) if at >= 0 else None
        return at >= 0 and (self.words[at] in language.persons or (branch is not None and "speaker" in branch.cues))

    def _is_all_said(self, code: str) -> bool:
        """Whether nothing is said but a language of sessions, perhaps with when and where: "English only in Ada"."""
        if len(self.content) > 1 or self.cues or code not in self.index.spoken:
            return False
        small = [at for at, use in enumerate(self.uses) if use and use not in {"time", "room", "track"}]
        saying_little = self.language.further | self.language.hedging | self.language.only
        return all(self.words[at] in saying_little or self._is_inside(at) for at in small)

    def _tells_talk(self, number: int, code: str, talks: Set[int]) -> bool:
        """Whether a language stands before a topic and "talk", and tells the talk: "an English security talk"."""
        behind = number + 1
        while behind < len(self.words) and self.uses[behind] in {"", "person", "track"}:
            behind += 1
        together = self.index.words.has_pair(*self.words[number : number + 2]) if behind > number + 1 else True
        return behind in talks and not together and code in self.index.spoken

    def _may_be_spoken(self, code: str, word: str) -> bool:
        """Whether sessions may be wanted in a language: if none is in it, the word may also be of some title."""
        return not self.index.meanings.title_means(word) or code in self.index.spoken

    def _find_event_names(self) -> None:
        """Words of the event's own name stand for "the event"."""
        for window in self._windows_of(self.index.event_name):
            if len(window) > 1 and self._is_no_title(window):
                self.cues.setdefault("event", []).append(tuple(window))
                self._use(window, "cue")
        for number in self.content:
            if self.words[number] in self.index.short_names and (len(self.content) == 1 or self._is_inside(number - 1)):
                self._take_cue((number,), ("event",))
        for words in self.cues.get("where", ()):  # "where in Lyon are we"
            city = words[-1] + 2
            if city in self.content and self._is_inside(city - 1) and self.words[city] in self.index.event["venue"]:
                self.uses[city] = "small"
        if self.has("reach", "leave", "arrive"):  # "my train gets to Lyon at ten"
            beside = self.index.event["venue"] | self.language.vehicles
            for words in [one for one in self.cues.get("amenity", ()) if self.words[one[0]] in self.language.vehicles]:
                self._drop_cue("amenity", words[0])
                self._use(words, "")
            for number in self.content:
                own = number > 0 and self.words[number - 1] in self.language.asker | self.language.vehicles
                titled = self.index.words.title_has(self.words[number]) and not own
                origin = self._is_origin(number)
                self.uses[number] = "small" if origin or (self.words[number] in beside and not titled) else ""
        self._find_names_before_event()
        self._find_parts_of_event_name()

    def _find_parts_of_event_name(self) -> None:
        """Words of the event's name that nobody else bears stand for it by themselves, where no talk is called so."""
        content, names = self.content, self.index.own_names
        named = [number for number in content if self.words[number] in names]
        if not named:
            return
        asked = self.has(*_OF_EVENTS, "what", "about", "tell", "schedule", "page") or (self.mentions and not self.cues)
        alone = len(content) == 1 and len(names) <= 2 and asked  # "FOSDEM schedule", "FOSDEM on Sunday"
        others = set(content).difference(named)
        talks = self._of_cues("talk", "session", "speaker", *KIND_CUES)
        for number in named:
            own = number + 1 in talks and not is_word(self.words[number])  # "the next PyCon talk"
            if own and self.index.tracks.find_exact(self.words, {number}):
                continue  # of two events held together, each is a track
            attached = not others.isdisjoint((number - 1, number + 1))  # "machine translation" at one on translation
            own = own or number - 1 in self._of_cues("event")  # "EuroPython 2024"
            if alone or own or not (attached or self.index.is_told_of(self.words[number])):
                self.cues.setdefault("event", []).append((number,))
                self.uses[number] = "cue"

    def _find_names_before_event(self) -> None:
        """Words of the event's name right before another that says what it is stand for it: "the SHARP workshop".

        So do those that name its organisers as well, where it is asked when it is or what is on, and behind such a
        word: "l'atelier SHARP".
        """
        own, apart = self.index.event["title"], self.index.event["conference"]
        asked = self.has(*_OF_WHOLE_EVENT) and not self.has("topic")
        for number in reversed(self.content):
            word, behind = self.words[number], number + 1
            if word not in own or self.index.is_told_of(word):
                continue
            before = behind in self._of_cues("event") and self.words[behind] in own
            before = before and not (word in apart and self.has("it"))  # "is this a COLT workshop"
            if before or (word not in apart and (asked or number - 1 in self._of_cues("event", "venue"))):
                self.cues.setdefault("event", []).append((number,))
                self.uses[number] = "cue"

    def _is_no_title(self, window: range) -> bool:
        """Whether words that name the event are not said for a session with them in its title: "the gala of …"."""
        return "title" not in self.uses[window.start : window.stop]

    def _is_origin(self, number: int) -> bool:
        """Whether a word tells from where somebody comes: "de" before it, and the cue of coming before that."""
        comes = self._of_cues("arrive", "reach")
        origin = number > 1 and self.words[number - 1] in self.language.origin and number - 2 in comes
        return origin and self.words[number] in self._proper

    @property
    def other_edition(self) -> bool:
        """Whether the event of another year is spoken of, its own name behind "next", or another event."""
        if self._names_other_event():
            return True
        ranked = self._of_cues("next", "previous", "last", "first", "second", "third")
        spoken_of = self._of_cues("talk", "session", "speaker", *KIND_CUES)
        return any(self._is_own_name(at + 1) and self._behind_own_name(at + 1) not in spoken_of for at in ranked)

    def _is_own_name(self, number: int) -> bool:
        """Whether a word begins the event's own name: no word of a language, or with what says that it is an event."""
        word = self.words[number] if number < len(self.words) else ""
        if word not in self.index.event["title"] or word in self.language.cue_words:
            return False
        return not is_word(word) or any(words[0] in {number, number + 1} for words in self.cues.get("event", ()))

    def _behind_own_name(self, number: int) -> int:
        """The number of the first word behind those of the event's own name."""
        while number < len(self.words) and self.words[number] in self.index.event["title"]:
            number += 1
        return number

    def _names_other_event(self) -> bool:
        """Whether a name with a year is asked about that no title has, "pycon 2031 dates", or this in another year."""
        if self._is_of_other_meeting():
            return True
        if not any(map(_YEAR.fullmatch, self.words)):
            return self._is_from_other_year()
        if self._names_other_year() or self._is_from_other_year():
            return True
        of_talks = self.has("talk", "topic", "session", "speak")
        if of_talks or not self.has(*_OF_EVENTS, "registration", "price", "schedule"):
            return False
        years = (at for at, word in enumerate(self.words) if at and _YEAR.fullmatch(word))
        before = (at - 1 for at in years if not self.index.meanings.title_has_pair(*self.words[at - 1 : at + 1]))
        named = [at for at in before if not self.uses[at]]
        return bool(named) and (not self.has("schedule") or self.has_other_year or self.words[named[0]] in self._proper)

    def _is_from_other_year(self) -> bool:
        """Whether nothing but a year in which the event is not is left, behind an "in" or "from": "videos of 2031"."""
        if len(self.content) != 1 or not self._is_other_year(self.words[self.content[0]]):
            return False
        before = self.content[0] - 1
        behind = self.language.origin | self.language.belonging
        return self._is_inside(before) or (before >= 0 and self.words[before] in behind)

    def _is_of_other_meeting(self) -> bool:
        """Whether a name that is only in what is told of some talk stands before "workshop": "the ESORICS workshop"."""
        if not 0 < len(self.content) <= _WORDS_OF_MEETING:
            return False
        begun = {words[0] for words in self.cues.get("event", ())}
        return self.content[-1] + 1 in begun and self._is_told_name(self.words[self.content[0]])

    def _is_told_name(self, word: str) -> bool:
        """Whether a word is written like a name, in no title, and none of the event's."""
        if word not in self._proper or is_word(word) or self.index.words.title_has(word):
            return False
        return not self.index.is_of_event(word) and not self.index.people.has_name(word)

    def _names_other_year(self) -> bool:
        """Whether the event's own name stands in front of a year in which it is not, and in no title that is quoted."""
        own, held = self.index.event["title"], self._years_held
        plain = [word if use != "title" else "" for word, use in zip(self.words, self.uses, strict=True)]
        return any(name in own and _YEAR.fullmatch(year) and year not in held for name, year in pairwise(plain))

    @property
    def has_other_year(self) -> bool:
        """Whether a year stands in it in which the event is not."""
        return _DIGIT.search(self._folded) is not None and any(map(self._is_other_year, self.words))

    def _is_other_year(self, word: str) -> bool:
        if not word[0].isdecimal():
            return False
        return (_YEAR.fullmatch(word) is not None and word not in self._years_held) or self.index.is_other_edition(word)

    @property
    def _years_held(self) -> frozenset[str]:
        return self.index.event["title"].union(str(day.year) for day in self.index.programme.days)

    def _find_numbers(self) -> None:
        self._count_speakers()
        for number, word in enumerate(self.words):
            value = int(word) if word.isdecimal() and len(word) < 4 else self.language.numbers.get(word)
            if value is None:
                continue
            if number in self._of_cues("them") and self._counts_ranked(number):
                self._drop_cue("them", number)  # "les deux premiers"
            elif self.uses[number] not in {"", "small"}:
                continue
            if word in self.language.singled and self._stands_for_talk(number):
                self._take_cue((number,), ("talk",))
                continue
            before = number - 1 - self._is_numbering(number - 1)
            chosen = self.has(*_ORDERED) or (before > 0 and self.words[before - 1] in self.language.indefinite)
            pronoun = value == 1 and not word.isdecimal() and chosen  # "the second invited one", "an invited one"
            counted = self._of_cues(*_ORDER_AFTER) - self._of_cues("next")
            article = word in self.language.indefinite and before + 1 == number  # "un exposé sur un"
            if before >= 0 and not (pronoun or article) and before in counted and 0 < value < 30:
                self.order = value
                self._use(range(before + 1, number + 1), "number")
            elif self._tells_how_many(number, value):
                self.take = value
                self.uses[number] = "number"
            elif number + 1 in self._of_cues(*_ORDER_AFTER, "first", "last", "age") or not (
                word.isdecimal() or self._begins_phrase(number)
            ):
                self.uses[number] = "number"

    def _stands_for_talk(self, number: int) -> bool:
        """Whether words of a topic stand between a "the" and this "one": "when does the fuzzing one end"."""
        if self.rooms or self.has("way_to", "directions"):  # "is the aula the big one"
            return False
        first = number - 1
        while first > 0 and not self.uses[first]:
            first -= 1
        named = self.language.pointed - self.language.indefinite
        return first < number - 1 and self.words[first] in named

    def _count_speakers(self) -> None:
        """Behind a "next" or the like, "two speakers" are no two of one talk: "the next two speakers"."""
        ranked = self._of_cues("next", "first", "last") if self.has("coauthors") else set[int]()
        phrases = [words for words in self.cues.get("coauthors", ()) if words[0] - 1 in ranked]
        for words in [words for words in phrases if self.words[words[0]] in self.language.numbers]:  # no "with whom"
            self._drop_cue("coauthors", words[0])
            self.cues.setdefault("speaker", []).append(words[1:])
            self._use(words[:1], "")

    def _begins_phrase(self, number: int) -> bool:
        """Whether a number stands in front of a word that nothing explains in some title, too: "zero trust"."""
        behind = number + 1
        return behind in self.content and self.index.meanings.title_has_pair(self.words[number], self.words[behind])

    def _is_numbering(self, number: int) -> bool:
        """Whether a word stands between what is counted and its number: "talk no. 2"."""
        free = number > 0 and self.uses[number] in {"", "small"}
        return free and any(self.words[number] in language.numbering for language in self._languages)

    def _tells_how_many(self, number: int, value: int) -> bool:
        """Whether a number says how many of the next, the first or the last are wanted."""
        beside = {number - 1, number + 1}
        if self.has("next") and beside & self._of_cues("next", "talk", "session", "speaker"):
            return True
        if not 1 < value < 10:
            return False
        counted = bool(beside & self._of_cues("first", "last")) or self._counts_beside(number)
        return counted or self._tells_how_many_longest(number)

    def _tells_how_many_longest(self, number: int) -> bool:
        """Whether a number says how many of the longest or shortest are wanted: "the two longest talks"."""
        longest, talks = self._of_cues("longer", "shorter"), self._of_cues("talk", "session")
        behind = number + 1
        if behind in talks:  # "les deux exposés les plus longs"
            behind += 1 + (not self.language.pointed.isdisjoint(self.words[behind + 1 : behind + 2]))
        return behind in longest or (number + 1 in talks and number - 1 in longest)

    def _counts_ranked(self, number: int) -> bool:
        """Whether a number stands in front of a word such as "first", or counts what lies beside something."""
        return number + 1 in self._of_cues("first", "last", "next", "longer", "shorter") or self._counts_beside(number)

    def _counts_beside(self, number: int) -> bool:
        """Whether a number may say how many right before or after something are meant: "the two talks after lunch"."""
        if number + 1 not in self._of_cues("talk", "session") or number + 2 not in self._of_cues("before", "after"):
            return False
        return number == 0 or self.words[number - 1] in self.language.pointed

    def begins_with_time(self, cue: str) -> bool:
        """Whether a time stands right behind a cue."""
        return any(self._next_use(words[-1] + 1) == "time" for words in self.cues.get(cue, ()))

    def _join_bounds(self) -> None:
        """What is after one thing and before another lies between them: "what can I see after A and before B"."""
        bounds = sorted((*self.cues.get("after", ()), *self.cues.get("before", ())))
        if len(bounds) != 2 or not (self.has("after") and self.has("before")):
            return
        first, second = bounds
        joined = self.words[second[0] - 1] in self.language.joints
        said = {self._next_use(words[-1] + 1) for words in bounds}
        named = all(self._is_bound(self._behind_small(words[-1] + 1)) for words in bounds)
        claimed = not {"person", "title"}.isdisjoint(self.uses[: first[0]])  # "is Ada's after lunch and before tea"
        if not joined or not named or claimed or said == {"time"}:
            return
        for cue in ("after", "before", "by_time", "able"):
            self.cues.pop(cue, None)
        self.cues["between"] = [first]

    def _is_bound(self, number: int) -> bool:
        """Whether at that word something is named that has a beginning and an end, or an hour."""
        return self._names(number) or self.uses[number : number + 1] in (["time"], ["number"])

    def _find_relation(self) -> tuple[Relation | None, int]:
        """An "after" or "before" that leans on sessions or people, and the number of the word behind it."""
        for cue, relation in RELATIONS.items():
            for words in self.cues.get(cue, ()):
                if self._weighs(words):
                    self.cues.setdefault("order", []).append(words)
                    return None, 0
                end = next(number for number in range(words[0] + 1, words[-1] + 2) if number not in words)
                following = self._next_use(end)
                kind_of_day = self._kind_behind_day(end)
                if relation is Relation.DURING and self._spans_event(end):
                    continue
                if kind_of_day:
                    return relation, kind_of_day
                if following not in {"time", "none"} and not self._leads_nowhere(end):
                    return relation, end
        for words in self.cues.get("by_time", ()) if self.has("on", "exists", "schedule", "list", "rest") else ():
            if self._behind_small(words[-1] + 1) in self._of_cues(*KIND_CUES):
                self.by_then = True
                return Relation.BEFORE, words[-1] + 1
        for words in self.cues.get("from_time", ()):  # "what did I miss since lunch"
            gone = self.has("missed") or not self.language.bygone.isdisjoint(self.words)
            if gone and words not in self.cues.get("from", ()) and self._names(self._behind_small(words[-1] + 1)):
                return Relation.AFTER, words[-1] + 1
        return None, 0

    def _spans_event(self, number: int) -> bool:
        """Whether from that word on nothing but the event is named: "during the conference"."""
        event = self._of_cues("event")
        rest = range(self._behind_small(number), len(self.words))
        return bool(rest) and all(at in event or self.uses[at] == "small" for at in rest) and rest[0] in event

    def _weighs(self, words: Sequence[int]) -> bool:
        """Whether an "after" or "before" asks for the order of two: "who comes before, she or he?"."""
        asking = self._of_cues("who", "who_is", "what", "speak")
        front = range(words[0])
        asked = not asking.isdisjoint(front) and all(self.uses[at] == "small" or at in asking for at in front)
        choice = next((at for at in range(words[-1] + 1, len(self.words)) if self.words[at] in self.language.either), 0)
        sides = (range(words[-1] + 1, choice), range(choice + 1, len(self.words)))
        return asked and bool(choice) and all(any(self._names(at) for at in side) for side in sides)

    def _names(self, number: int) -> bool:
        named = self.uses[number : number + 1] in (["person"], ["title"], [""])
        return named or number in self._of_cues(*KIND_CUES)

    @property
    def leans_alone(self) -> Relation | None:
        """An "after" or "before" with nothing behind it: after what was spoken of, or after what is on."""
        for cue, relation in RELATIONS.items():
            if any(self._leads_nowhere(words[-1] + 1) for words in self.cues.get(cue, ())):
                return relation
        return None

    def _leads_nowhere(self, number: int) -> bool:
        """Whether from that word on there is nothing but "it" or "her", what is asked, and perhaps a place."""
        spoken_of = self._of_cues("it", "same_room", "on")
        if self.has("after", "before"):  # "and the one before, who is that?"
            spoken_of |= self._of_cues("who", "who_is", "when", "where", "duration", "about", "left", "exists", "also")
        placed = number in spoken_of or (number < len(self.words) and self._is_inside(number))
        free = {"small", "room"} if placed else {"small"}
        return all(use in free or at + number in spoken_of for at, use in enumerate(self.uses[number:]))


@language_table
def _short_days() -> frozenset[str]:
    """Names of days and months in one language that are small words of another."""
    named = {name for language in languages().values() for name in (*language.weekdays, *language.months)}
    return frozenset(named & small_words())
