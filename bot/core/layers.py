"""What each word of a question is for: quoted title, time, cue, name, room, track, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache, lru_cache
from itertools import pairwise

from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.labels import LabelMention
from bot.core.lexicon import (
    Branch,
    Language,
    glossary,
    is_word,
    kind_words,
    known_words,
    languages,
    place_words,
    room_stems,
    small_words,
)
from bot.core.meant import (
    DRAWN_OUT,
    MOST_CHARACTERS,
    calmed,
    find_language,
    folded_as_meant,
    is_of_programme,
    proper_words,
    spelt_in,
)
from bot.core.people import SLIP, PersonMention
from bot.core.search import Index
from bot.core.selection import Relation, speaks
from bot.core.spelling import is_inner_slip, is_plain_slip
from bot.core.text import find_words, fold, singular, stem, words_in, words_of
from bot.core.times import (
    Calendar,
    Interval,
    Mode,
    TimeMention,
    after,
    before,
    find_times,
    join_spans,
    minutes_of,
    to_interval,
)

_MOST_WORDS = 90
_MOST_CORRECTED = 12
_RELATIONS = {"after": Relation.AFTER, "before": Relation.BEFORE, "during": Relation.DURING}
# Cues that are also ordinary nouns: beside a topic word they may be part of the topic.
WEAK = frozenset(
    {
        "page", "note", "language", "title", "track_of", "theme", "list", "longer", "left", "over", "rest", "first",
        "last", "second", "third", "starts", "ends", "moved", "authors", "recording", "social", "break", "posters",
        "panel", "sprint", "meeting", "tutorial", "workshop", "opening", "closing", "amenity", "venue", "address",
        "directions", "event", "date", "room", "track", "registration", "organisers", "conference", "contributed",
        "works_on", "affiliation", "slides", "coffee", "lunch", "speaker", "when", "help", "schedule", "reach", "talk",
        "past_time", "session", "next",
    }
)  # fmt: skip
_MOMENT = timedelta(minutes=5)  # so long "just after" an hour is
_ASKING = ("what", "when", "on", "exists", "where", "duration", "who", "meal", "longer", "shorter", "dinner")
_OF_EVENTS = ("starts", "ends", "over", "date", "when", "where", "venue", "address", "duration", "until", "organisers")
_OF_NEEDS = ("where", "when", "exists", "how", "what", "venue")
_TALKS = ("keynote", "panel", "workshop", "tutorial", "lightning")
_SPOKEN = frozenset({"speak", "talk", "slides"})
_MOSTLY = 0.6  # the share of a title that is quoted by words that tell nothing themselves
ALL_TITLED = 0.95  # the share of words of which a title has all that tell anything
_LONG_NUMBER = 3  # digits of one that is no hour
_SHORT = 40  # characters of a text that may be no more than a name, capitalised all through
_LEAST_POLITE = 5  # letters of the last word of a "please"
_WELL_NAMED = 0.9  # and enough to be the room where somebody is called so, too
_PLACED = 0.3  # the share of a room's name that is enough where a place or a time is spoken of
_WORDS_OF_TRACK = 3  # that are no topic by chance
_MOST_OF_TRACK = 5  # words of a track's name in which slips are looked for
_OWNING_DAYS = frozenset({"day", "weekday", "date", "nth_day", "this_day", "other_day"})
_OWNING = _OWNING_DAYS | {"part"}
_ORDERED = ("first", "second", "third", "fourth", "fifth", "last", "penultimate", "next", "previous")
_ORDER_AFTER = frozenset({*KIND_CUES, "talk", "session"})


_LISTING = frozenset(",/;+&")
_YEAR = re.compile("(?:19|20)[0-9][0-9]")


class Layers:
    """The words of a text with what explains each of them, and what they amount to. Not changed once it is made."""

    def __init__(self, text: str, index: Index, calendar: Calendar, fallback: str) -> None:
        self.index = index
        self.calendar = calendar
        self._folded = folded_as_meant(text, index)
        self._proper = proper_words(text[:MOST_CHARACTERS])
        self._named = frozenset(map(fold, _CAPITALISED.findall(text))) if len(text) < _SHORT else frozenset()
        found = find_words(self._folded)[:_MOST_WORDS]
        self._places = [(word.start, word.end) for word in found]
        self.words = [word.text for word in found]
        if DRAWN_OUT.search(self._folded) is not None:
            self.words = [calmed(word, index) for word in self.words]
        self._typed = tuple(self.words)  # before any slip is mended
        self.uses = [""] * len(self.words)  # what explains each word
        self._quoted = index.find_title_inside(self.words) if len(self.words) > 1 else None
        self._spelt_rooms = index.rooms.find_exact(self.words, range(len(self.words)))
        spelt = None if text.isascii() else spelt_in(text, index)
        self.language = find_language(self._unplaced(), spelt or fallback)
        self._languages = [self.language, *(one for one in languages().values() if one is not self.language)]
        self.cues: dict[str, list[tuple[int, ...]]] = {}
        self.mentions: list[TimeMention] = []
        self.title: tuple[int, ...] = ()
        self.people: list[PersonMention] = []
        self.rooms: tuple[str, ...] = ()
        self.tracks: tuple[str, ...] = ()
        self.order = 0
        self.take = 1  # how many of the next ones are wanted
        self._find_spelt_rooms()
        self._find_spelt_tracks()
        self.mentions = self._find_times()
        self._quote()
        self._use_times()
        self._find_cues()
        self._find_posted()
        self._find_meals()
        self._find_workshops()
        self._find_event_of_sessions()
        self._find_way()
        self._find_welcome()
        self._find_invited()
        self._use_small_words()
        self.never = self._find_denied_part()
        self._find_whereabouts()
        self._find_misspelt_track()
        mentions = self._find_people()
        self._use_people(mention for mention in mentions if len(mention.words) > 1)
        self._find_rooms()
        self.unknown_room = self._names_unknown_room()
        self._use_people(mention for mention in mentions if len(mention.words) == 1)
        self._find_abbreviated()
        self.strangers = self._find_strangers()
        self._find_tracks()
        self._find_now()
        self.spoken = self._find_spoken()
        self._find_event_names()
        self._find_numbers()
        self._pass_over_posts()
        self._free_amenities()
        self._free_kinds()
        self._free_files()
        self.by_then = False  # whether all that comes until something is wanted
        self.relation, self._relation_end = self._find_relation()

    @property
    def asks(self) -> bool:
        """Whether it ends with a question mark."""
        return self._folded.rstrip(" !.)").endswith("?")

    @property
    def is_code(self) -> bool:
        """Whether it looks like a piece of a program rather than something said."""
        return _CODE.search(self._folded) is not None

    @property
    def lang(self) -> str:
        return self.language.code

    def has(self, *cues: str) -> bool:
        """Whether any of the cues was given."""
        return not self.cues.keys().isdisjoint(cues)

    def are_listed(self, last: int, first: int) -> bool:
        """Whether between two words there is nothing but a comma, or an "and"."""
        between = self.words[last + 1 : first]
        gap = self._folded[self._places[last][1] : self._places[first][0]]
        small = all(self.uses[number] == "small" for number in range(last + 1, first))
        joined = small and len(between) <= 2 and not set(self.language.joints).isdisjoint(between)  # "and in which"
        return joined or (not between and not _LISTING.isdisjoint(gap))

    def denies(self, cue: str) -> bool:
        """Whether the cue is denied: "without", "no" or "not" before it, with nothing of content between.

        Or right behind it, at the end: "whose slides are missing?", but not "the slides are not online".
        """
        phrases = self.cues.get(cue, ())
        if any(self._is_denied(words[0]) for words in phrases):
            return True
        last = len(self.words) - 1
        lacking = self.words[last] in self.language.denying and self.uses[last] != "title"
        return lacking and any(self.uses[at] == "small" for words in phrases for at in range(words[-1] + 1, last))

    @property
    def denies_room(self) -> bool:
        """Whether what is on elsewhere than in the rooms is wanted: "not in the aula"."""
        return bool(self.rooms) and self._denies_first("room")

    @property
    def denies_spoken(self) -> bool:
        """Whether another language than the one that is said is wanted: "but not in German"."""
        return bool(self.spoken) and self._denies_first("language")

    def _denies_first(self, use: str) -> bool:
        first = next((number for number, other in enumerate(self.uses) if other == use), 0)
        denier = self._denier_of(first)
        return denier is not None and denier not in self._of_cues("on")  # "what am I missing in the aula"

    def _is_denied(self, number: int) -> bool:
        return self._denier_of(number) is not None

    def _denier_of(self, number: int) -> int | None:
        """The number of the word such as "not" that denies a word behind it."""
        for earlier in range(number - 1, max(number - 5, -1), -1):
            if self.words[earlier] in self.language.denying:
                return earlier
            if self.uses[earlier] != "small" and self.words[earlier] not in self.language.theirs:
                return None
        return None

    @property
    def content(self) -> list[int]:
        """The numbers of the words that nothing explains."""
        return [number for number, use in enumerate(self.uses) if not use]

    @property
    def when(self) -> Interval | None:
        """The time that was said, an "after" or "before" in front of it taken into account."""
        interval = to_interval(self.mentions, self.calendar)
        if interval is None:
            return None
        relation = self._time_relation()
        if relation is None:
            return interval
        if interval.mode is Mode.AT and self.has("just"):
            step = _MOMENT if relation is Relation.AFTER else -_MOMENT
            return replace(interval, start=interval.start + step, end=interval.end + step)
        if relation is Relation.AFTER and self.has("from_time") and interval.mode is Mode.STARTS:
            return replace(interval, end=self.calendar.close(self.calendar.day_of(interval.start)))
        return after(interval, self.calendar) if relation is Relation.AFTER else before(interval, self.calendar)

    @property
    def minutes(self) -> int:
        """The length that was said, as in "is it half an hour long"; 0 if none was."""
        said = (mention.values for mention in self.mentions if mention.kind == "length")
        return 0 if self.minutes_apart else next(map(minutes_of, said), 0)

    @property
    def minutes_apart(self) -> int:
        """The length between a moment and what it lies before or after, "ten minutes before lunch"; 0 if none was."""
        if self.relation is None:
            return 0
        firsts = {words[0] for cue in _RELATIONS for words in self.cues.get(cue, ())}
        lengths = (mention for mention in self.mentions if mention.kind == "length")
        apart = (one.values for one in lengths if self._numbers_in(one.start, one.end)[-1] + 1 in firsts)
        return next(map(minutes_of, apart), 0)

    @property
    def bound(self) -> int:
        """Whether the length that was said is to be exceeded (1) or fallen short of (-1), not reached (0)."""
        said = next((mention for mention in self.mentions if mention.kind == "length"), None)
        if said is None:
            return 0
        first = self._numbers_in(said.start, said.end)[0]
        before = self.words[max(first - 3, 0) : first]
        if not self.language.beyond.isdisjoint(before):
            return 1
        return 0 if self.language.below.isdisjoint(before) else -1

    # Layers, in the order in which they claim words

    def _quote(self) -> None:
        quoted = self._quoted
        if quoted is None or any(self.uses[number] for number in quoted.words):
            return
        if all(self.index.sessions[at].is_break for at in quoted.positions):
            return
        timed = {number for mention in self.mentions for number in self._numbers_in(mention.start, mention.end)}
        cued = self._in_phrases(quoted.words)
        telling = [at for at in quoted.words if at not in cued and self.words[at] not in self.language.small_words]
        if timed.issuperset(telling) and telling and quoted.share < 1:
            return
        if quoted.share < 1 and self._is_label(quoted.words):
            return
        if telling or (len(quoted.words) >= 3 and quoted.share >= _MOSTLY):
            self.title = quoted.positions
            self._use(quoted.words, "title")

    def _is_label(self, numbers: Sequence[int]) -> bool:
        """Whether the words name a room rather than the beginning of a title."""
        found = self.index.rooms.find(self.words, set(numbers), room_stems())
        plain = {
            number
            for number in numbers
            if stem(self.words[number]) not in room_stems() and self.words[number] not in self.language.small_words
        }
        return any(plain <= set(mention.words) for mention in found)

    def _in_phrases(self, numbers: Sequence[int]) -> set[int]:
        """Which of the words stand in a whole phrase that is a cue, one word or several."""
        found = (self._longest_cue(self.words, number, self.language) for number in numbers)
        return {at for one in found if one is not None for at in one[0]}

    def _use(self, numbers: Sequence[int], use: str) -> None:
        for number in numbers:
            self.uses[number] = use

    def _unplaced(self) -> list[str]:
        """The words without names, and rooms and a title spelt in full, whose language is not the question's.

        A small word tells it all the same, such as the "de" in somebody's name.
        """
        placed = {number for mention in self._spelt_rooms if len(mention.words) > 1 for number in mention.words}
        if self._quoted is not None and self._quoted.share >= 1:
            placed.update(self._quoted.words)
        named = self.index.people.has_name
        return [
            word
            for number, word in enumerate(self.words)
            if number not in placed and (word in small_words() or not named(word))
        ]

    def _find_spelt_rooms(self) -> None:
        """Rooms of several words, spelt in full, which might else be taken for times or something else."""
        for mention in self._spelt_rooms:
            if self._is_in_title(mention.words):
                continue
            several = len(mention.words) > 1
            spelt = several and not all(self.words[number].isdigit() for number in mention.words)
            if spelt or (not several and self._stands_in_as_other(mention.words[0])):
                self.rooms = (*self.rooms, *mention.names)
                self._use(mention.words, "room")

    def _find_spelt_tracks(self) -> None:
        """A track that is spelt in full beside a "room", or in several words, though some title may have them too."""
        if self.rooms:
            return
        for mention in self.index.tracks.find_exact(self.words, range(len(self.words))):
            said = self._is_surely_track(mention.words) or self._is_beside_place(mention.words)
            if said and not self._is_label(mention.words):
                self.tracks = mention.names
                self._use(mention.words, "track")
                return

    def _is_surely_track(self, numbers: Sequence[int]) -> bool:
        """Whether words that spell a track are too many for a topic, or two before "talks"; no part of a title."""
        if len(numbers) < _WORDS_OF_TRACK - 1 or self._is_in_title(numbers):
            return False
        return len(numbers) >= _WORDS_OF_TRACK or self._begins_cue(numbers[-1] + 1, "talk", "session")

    def _is_beside_place(self, numbers: Sequence[int]) -> bool:
        """Whether a word for a room or a track is one of the words, right behind them, or before small ones there."""
        if len(numbers) > 1 and not place_words().isdisjoint(self.words[number] for number in numbers):
            return True
        if self._begins_cue(numbers[-1] + 1, "room", "track"):
            return True
        before = numbers[0] - 1
        while before > 0 and self._says_nothing(self.words[before]):
            before -= 1
        return before >= 0 and self.words[before] in place_words()

    def _begins_cue(self, number: int, *cues: str) -> bool:
        """Whether one of the cues begins at the word: "room", "dev room"."""
        found = self._longest_cue(self.words, number, self.language) if number < len(self.words) else None
        return found is not None and not set(cues).isdisjoint(found[1])

    def _says_nothing(self, word: str) -> bool:
        return word in self.language.small_words or word in self.language.claiming

    def _is_in_title(self, numbers: Sequence[int]) -> bool:
        """Whether the words are a part of a whole title that is quoted: that of a "Club K reunion" in another room."""
        return self._quoted is not None and self._quoted.share >= 1 and set(numbers) < set(self._quoted.words)

    def _stands_in_as_other(self, number: int) -> bool:
        """Whether a word that also means something else names a room: alone, behind an "in the", before an hour."""
        article = number > 1 and self.words[number - 1] in self.language.small_words and self._is_inside(number - 2)
        placed = article and any(self.words[number] in language.cue_words for language in languages().values())
        return len(self.words) == 1 or placed or self._counts_before_hour(number) or self._is_capital_place(number)

    def _counts_before_hour(self, number: int) -> bool:
        """Whether a number stands in front, or behind an "in", with an "at" and an hour behind it: "Zero at 17:30"."""
        hour = self.words[number + 2 : number + 3]
        counts = any(self.words[number] in language.numbers for language in languages().values())
        timed = bool(hour) and hour[0][0].isdigit() and self._is_inside(number + 1)
        return counts and timed and (number == 0 or self._is_inside(number - 1))

    def _is_capital_place(self, number: int) -> bool:
        """Whether a word of no content is written like a name: "show me One on Monday"; but not "day One"."""
        word, before = self.words[number], self.words[number - 1] if number else ""
        if number == 0 or word not in self._proper or before in self._proper:
            return False
        counts = any(word in language.numbers or word in language.small_words for language in languages().values())
        told = find_times(f"{before} {word}", self._languages) if counts and before not in small_words() else ()
        return counts and not any(one.start < len(before) < one.end for one in told)

    def _find_times(self) -> list[TimeMention]:
        text = self._folded
        for number in (at for at, use in enumerate(self.uses) if use == "room"):  # a room called "Zero" is no hour
            start, end = self._places[number]
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
        found = find_times(text, self._languages, lengths=True)
        found = join_spans(text, found, self._languages)
        placed = ((mention, self._numbers_in(mention.start, mention.end)) for mention in found)
        told = [one for one, numbers in placed if numbers and not any(map(self._is_no_time, numbers))]
        return [one for one in told if not self._is_mere_number(self._numbers_in(one.start, one.end))]

    def _is_mere_number(self, numbers: Sequence[int]) -> bool:
        """Whether one number like 1430 is a room's, or stands behind neither a small word, a place nor a day."""
        number, word = numbers[0], self.words[numbers[0]]
        if len(numbers) > 1 or len(word) <= _LONG_NUMBER or not word.isdigit():
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

    def _numbers_in(self, start: int, end: int) -> list[int]:
        return [number for number, place in enumerate(self._places) if place[0] < end and start < place[1]]

    def _find_cues(self) -> None:
        read_as = self._corrected()
        said = read_as[: self._polite_end(read_as)]
        number = 0
        while number < len(self.words):
            step = 1
            begins = any(read_as[number] in language.phrases.following for language in self._languages)
            if begins and self.uses[number] not in {"title", "cue", "room", "track"} and not self._is_surname(number):
                for language in self._languages:
                    found = self._longest_cue(said if number < len(said) else read_as, number, language)
                    if found is not None and not self._is_plain(found[0], language):
                        words, cues = found
                        self._take_cue(words, cues)
                        step = len(words) if words == tuple(range(number, number + len(words))) else 1
                        break
                    if read_as[number] in self.language.small_words:
                        break
            number += step

    def _polite_end(self, words: Sequence[str]) -> int:
        """How many words there are without a "please" at the end; its little words count only before a longer one."""
        end = len(words)
        if not words or len(words[-1]) < _LEAST_POLITE:
            return end
        while end and words[end - 1] in self.language.courtesy:
            end -= 1
        return end or len(words)

    def _find_posted(self) -> None:
        """That something is "online" is asked of slides and recordings; else it is a word like any other."""
        if not self.has("slides", "recording"):
            for words in self.cues.pop("posted", ()):
                self._use([number for number in words if self.words[number] not in self.language.small_words], "")

    def _find_meals(self) -> None:
        """Which meal "to eat" means by the time of day; and noon beside lunch says nothing more."""
        if self.has("meal"):
            late = any(mention.values.get("from", 0) >= 17 for mention in self.mentions)
            self.cues.setdefault("dinner" if late else "lunch", []).extend(self.cues.pop("meal"))
        noon = [one for one in self.mentions if (one.kind, one.values) == ("clock", {"hour": 12})]
        if self.has("dinner") and any(_is_midday(one) for one in self.mentions):  # "le dîner de midi"
            self.cues.setdefault("lunch", []).extend(self.cues.pop("dinner"))
        if noon and self.has("longer", "shorter") and self.has(*PAUSES):  # "shorter than that at noon"
            self._take_cue(tuple(self._numbers_in(noon[0].start, noon[0].end)), ("lunch",))
        given = self.has("duration") and not self.has(*PAUSES) and not self.language.asker.isdisjoint(self.words)
        if noon and given and self.index.of_kind["lunch"]:  # "how long do we get at noon"
            self._take_cue(tuple(self._numbers_in(noon[0].start, noon[0].end)), ("lunch",))
        claimed = not self.language.claiming.isdisjoint(self.words) and not self.has(*_ASKING)
        if self.has("lunch") and not claimed:  # but "is lunch at noon?"
            self.mentions = [one for one in self.mentions if one not in noon]
        elif self.has("dinner"):
            self.mentions = [one for one in self.mentions if one.kind != "part" or "days" not in one.values]

    def _find_workshops(self) -> None:
        """A "workshop" is one of the sessions where some are called so and the event itself is not."""
        called = kind_words("workshop")
        if not self.index.of_kind["workshop"] or not called.isdisjoint(self.index.event["theme"]):
            return
        for cue, asks in (("event", ""), ("venue", "where")):
            for words in [words for words in self.cues.get(cue, ()) if self.words[words[-1]] in called]:
                self._drop_cue(cue, words[0])
                self.cues.setdefault("workshop", []).append(words[-1:] if asks else words)
                if asks:  # "where's the workshop"
                    self.cues.setdefault(asks, []).append(words)

    def _find_event_of_sessions(self) -> None:
        """A word for the event and for a talk, "conférence", is the event's beside another one for sessions."""
        either = set(self.cues.get("event", ())).intersection(self.cues.get("talk", ()))
        if either and self.has("session"):
            for words in either:
                self._drop_cue("talk", words[0])

    def _find_way(self) -> None:
        """The way to the place of the event is asked by "the way to" it."""
        if self.has("way_to") and self.has("venue", "event"):
            self.cues.setdefault("directions", []).extend(self.cues["way_to"])

    def _find_welcome(self) -> None:
        """A word for the desk and the welcome alike is the desk if there is one, or else the welcome."""
        both = [words for words in self.cues.get("registration", ()) if words in self.cues.get("opening", ())]
        told = self.index.of_kind["registration"] or self.index.programme.registration
        other = "opening" if told or not self.index.of_kind["opening"] else "registration"
        for words in both:
            self._drop_cue(other, words[0])

    def _find_invited(self) -> None:
        """Invited speakers give the keynotes, where no talk is called invited."""
        said = self.has("invited") and (self.has("speaker", "talk") or len(self.cues["invited"][0]) > 1)
        if said and not self.index.of_kind["invited"] and self.index.of_kind["keynote"]:
            self.cues.setdefault("keynote", []).extend(self.cues.pop("invited"))

    def _is_plain(self, words: Sequence[int], language: Language) -> bool:
        """Whether a cue of another language is an ordinary word of the question's, such as "rate", which is French."""
        if language is self.language or len(words) > 1:
            return False
        word = self.words[words[0]]
        return word in self.language.known_words and word not in self.language.cue_words

    def _corrected(self) -> list[str]:
        """The words, those that nobody knows replaced by the cue word they miss by a slip of the finger."""
        read_as = list(self.words)
        left = _MOST_CORRECTED
        for number, word in enumerate(self.words):
            if self.uses[number] or len(word) < 4 or is_word(word) or not left or not word.isalpha():
                continue
            if is_of_programme(word, self.index):
                continue
            left -= 1
            nearest = _closest_cue(word, self.lang)
            if self.index.knows(word) and (nearest is None or stem(nearest) != stem(word)):
                continue
            if nearest is None or self._may_be_surname(number, nearest) or self._may_speak(number):
                continue
            if not self.index.people.has_slip(word, nearest):
                read_as[number] = nearest
                branch = self.language.phrases.following.get(nearest)
                if self.index.knows(nearest) and branch is not None and branch.cues:  # a cue by itself
                    self.words[number] = nearest
        return read_as

    def _may_be_surname(self, number: int, cue_word: str) -> bool:
        """Whether a word beside a part of a name is rather another, unknown or misspelt, than a slip for a cue."""
        if number + 1 < len(self.words) and self.index.people.are_one(self.words[number], self.words[number + 1]):
            return True
        if number == 0:
            return False
        if not self.index.people.has_name(self.words[number - 1]):
            return not self.uses[number - 1] and self.index.people.are_one(self.words[number - 1], self.words[number])
        branch = self.language.phrases.following.get(cue_word)
        return branch is None or not {*_SPOKEN, "when"} & set(branch.cues)

    def _is_owner(self, number: int) -> bool:
        """Whether a word that may be a name has something: "page's talk"."""
        owns = number + 1 < len(self.words) and self.words[number + 1] == "'s"
        return owns and len(self.words[number]) > 3 and self.index.people.has_name(self.words[number])

    def _is_capital_name(self, number: int) -> bool:
        """Whether a small word is written like somebody's name, in the midst of a text: "before Vos"."""
        word = self.words[number]
        behind = self.words[number + 1 : number + 2]
        if any(one in self._proper and not self.index.people.has_name(one) for one in behind):
            return False  # "The" in front of what is written like a title
        return number > 0 and word in self._proper and len(word) > 2 and self.index.people.has_name(word)

    def _is_organiser(self, number: int) -> bool:
        """Whether a small word is the name of an organiser, and does not stand behind an hour: "9 sharp"."""
        timed = number > 0 and self.uses[number - 1] == "time"
        return self.words[number] in self.index.small_organisers and not timed

    def _may_speak(self, number: int) -> bool:
        """Whether an unknown word is rather a name: before "speak", or a capital one where a talk is asked about."""
        if not self.language.speech.isdisjoint(self.words[number + 1 : number + 2]):
            return True
        if number == 0 or self.words[number] not in self._proper:
            return False
        following = self.language.phrases.following
        return any(word in following and not _SPOKEN.isdisjoint(following[word].cues) for word in self.words)

    def _is_surname(self, number: int) -> bool:
        """Whether a capitalised word stands behind a first name, as in "Larry Page", or has something."""
        word = self.words[number]
        if self._is_owner(number):
            return True
        if number == 0 or not {word, self.words[number - 1]} <= self._proper | self._named:
            return False
        return self.index.people.has_name(self.words[number - 1]) and not self.index.people.has_name(word)

    def _longest_cue(
        self, read_as: Sequence[str], start: int, language: Language
    ) -> tuple[tuple[int, ...], tuple[str, ...]] | None:
        best: tuple[tuple[int, ...], tuple[str, ...]] | None = None
        if read_as[start] not in language.phrases.following:
            return None
        for words, cues in _walk(language.phrases, read_as, start, (), gapped=False):
            longer = best is None or len(words) > len(best[0])
            if longer and words and self._may_take(words):
                best = words, cues
        return best

    def _may_take(self, words: Sequence[int]) -> bool:
        """Whether a phrase may have these words: none of a title, and of a time only if the whole time lies in it."""
        if any(self.uses[number] in {"title", "room", "track"} for number in words):
            return False
        timed = [number for number in words if self.uses[number] == "time"]
        if not timed:
            return True
        inside = [numbers for numbers in self._time_words() if not set(numbers).isdisjoint(timed)]
        return len(words) > len(timed) and all(set(numbers) <= set(words) for numbers in inside)

    def _time_words(self) -> list[list[int]]:
        return [self._numbers_in(mention.start, mention.end) for mention in self.mentions]

    def _take_cue(self, words: tuple[int, ...], cues: Sequence[str]) -> None:
        self.mentions = [
            mention for mention in self.mentions if set(self._numbers_in(mention.start, mention.end)).isdisjoint(words)
        ]
        self._use(words, "cue")
        for cue in cues:
            self.cues.setdefault(cue, []).append(words)

    def _use_small_words(self) -> None:
        for number, word in enumerate(self.words):
            if (
                not self.uses[number]
                and not self._is_surname(number)
                and not self._is_capital_name(number)
                and not self._is_organiser(number)
                and (word in self.language.small_words or "'" in word or self._is_foreign(word))
            ):
                self.uses[number] = "small"

    def _find_whereabouts(self) -> None:
        """Where those who ask are or come from is nothing that is asked: "I'm watching from Oslo, what's on?"."""
        for number, word in enumerate(self.words[:-1]):
            if word in self.language.origin and self.uses[number] in {"small", "cue"} and self._tells_of_stay(number):
                end = number + 1
                while end < len(self.words) and not self.uses[end] and not self._is_cut_off(end, number + 1):
                    end += 1
                if end > number + 1:
                    self._drop_cues_of(number)
                    self._use(range(number, end), "small")
                return

    def _tells_of_stay(self, number: int) -> bool:
        """Whether nothing but an "I'm watching" stands before that word, or such a participle begins the text."""
        first = number
        while first and self.words[first - 1].lstrip("'") in self.language.staying:
            first -= 1
        mine = first and self.words[first - 1] in self.language.asker
        return first < number and (first == 0 or bool(mine))

    def _is_cut_off(self, number: int, first: int) -> bool:
        """Whether a comma or the like stands in front of a word that is not the first of a place."""
        gap = self._folded[self._places[number - 1][1] : self._places[number][0]]
        return number > first and not gap.isspace()

    def _is_foreign(self, word: str) -> bool:
        """Whether the word says little in another language than the question's, and no title has it."""
        if word in self.language.known_words and (self.index.title_has(word) or self._goes_with_topic(word)):
            return False  # "car" is a small word in French alone
        if word in self._proper and word != self.words[0] and self.index.title_has(word):
            return False  # "AI"
        return word in small_words() and (len(word) <= 3 or not self.index.title_has(word)) and len(word) > 1

    def _goes_with_topic(self, word: str) -> bool:
        """Whether a word of the programme that has a meaning stands beside one that is not small: "car hacking"."""
        if stem(word) not in glossary() or not self.index.has_word(word):
            return False
        at = self.words.index(word)
        beside = (*self.words[max(at - 1, 0) : at], *self.words[at + 1 : at + 2])
        return any(one not in small_words() and not one[0].isdigit() for one in beside)

    def _find_denied_part(self) -> Interval | None:
        """The part of the day that is left out, taken from the times: "talks on bees, not in the morning"."""
        if self.language.denying.isdisjoint(self.words) or self.words[0] in self.language.claiming:
            return None
        part = next((mention for mention in self.mentions if mention.kind == "part"), None)
        if part is None or not self._is_denied(self._numbers_in(part.start, part.end)[0]):
            return None
        interval = to_interval([one for one in self.mentions if one is part or one.kind in _OWNING_DAYS], self.calendar)
        self.mentions = [mention for mention in self.mentions if mention is not part]
        return interval

    def _find_rooms(self) -> None:
        of_rooms = self._of_cues("room")
        behind = {number + 1 for number in of_rooms}
        called = of_rooms | self._of_cues("track")
        open_words = {
            number
            for number, word in enumerate(self.words)
            if self.uses[number] == ""
            or (self.uses[number] == "cue" and number in called)
            or (self.uses[number] == "small" and (len(word) == 1 or number in behind or self._is_inside(number - 1)))
            or (self.uses[number] == "small" and number + 1 in of_rooms and word in self._proper)  # "the One stage"
            or self._stands_alone_at_an_end(number)
            or (self.uses[number] not in {"title", "room"} and word.isdigit())
        }
        placed = bool(self.mentions) or self.has("room", "now", "next", "on", "then", "way_to")
        mentions = self.index.rooms.find(self.words, open_words, room_stems(), _PLACED if placed else 0.5)
        kept = [
            mention
            for mention in mentions
            if self._is_room(mention) and not self._is_beside_room(mention) and not self._is_of_track(mention)
        ]
        self.rooms = tuple(dict.fromkeys((*self.rooms, *(name for mention in kept for name in mention.names))))
        for mention in kept:
            self._use(mention.words, "room")
            article = mention.words[0] - 1
            if article >= 0 and not self.uses[article] and self.words[article] in small_words():
                self.uses[article] = "room"  # the "La" of "La Fontaine"
            if mention.words[0] - 1 in self._of_cues("moved"):  # "toujours à Janson"
                self._drop_cue("moved", mention.words[0] - 1)
        for number in self.content:  # "hall" in any language, beside the name of one
            beside = self.uses[max(number - 1, 0) : number + 2]
            if stem(self.words[number]) in room_stems() and "room" in beside:
                self.uses[number] = "room"

    def _stands_alone_at_an_end(self, number: int) -> bool:
        """Whether a small word comes first or last, beside nothing but a time or "now": "One tonight at 9"."""
        if number not in {0, len(self.words) - 1} or self.uses[number] != "small":
            return False
        moments = self._of_cues("now", "next")
        return bool(self.mentions or moments) and all(
            use in {"time", "small"} or at in moments for at, use in enumerate(self.uses)
        )

    def _is_inside(self, number: int) -> bool:
        """Whether the word of that number stands in front of a place: "in", "at"."""
        return number >= 0 and self.words[number] in _inside_words()

    def _behind_cues(self, *cues: str) -> set[int]:
        """The numbers of the first words behind the cues that are not small."""
        return {self._behind_small(number + 1) for number in self._of_cues(*cues)}

    def _of_cues(self, *cues: str) -> set[int]:
        return {number for cue in cues for words in self.cues.get(cue, ()) for number in words}

    def _is_room(self, mention: LabelMention) -> bool:
        """Whether words that fit a room name one here: a single word that also means something else needs a sign."""
        if len(mention.words) > 1:
            return any(self.uses[number] != "small" for number in mention.words)
        word = self.words[mention.words[0]]
        first = mention.words[0]
        if word.isdigit():
            inside = len(word) >= _LONG_NUMBER and self._is_inside(first - 1)
            long = len(word) > _LONG_NUMBER and not self.index.title_has_exactly(word)
            inside = inside or (long and (bool(self.mentions) or self.has("now", "next", "on", "then")))
            return inside or not self._of_cues("room").isdisjoint({first - 1, first + 1})
        inside = self._is_inside(first - 1)
        sign = (
            inside
            or not self._of_cues("room", "track").isdisjoint({first - 1, first + 1, first - 2})
            or bool(self.mentions)
            or self.has("now", "next", "on", "then")
        )
        if not self.index.people.has_name(word) and not self.index.title_has(word) and len(word) >= 3:
            return True
        if len(self.words) == 1 and mention.quality >= 1 and not self.index.people.has_name(word):
            return True  # "Ground?", whatever titles have it
        of_person = self.has("speak", "who_is", "who") and self.index.people.has_name(word)
        return sign and (not of_person or (inside and mention.quality >= _WELL_NAMED))

    def _is_beside_room(self, mention: LabelMention) -> bool:
        """Whether words that are only a part of a room's name stand by themselves beside a room spelt in full."""
        first = mention.words[0] - 1
        joined = self._is_inside(first) or (first >= 0 and self.words[first] in self.language.between)
        named = {stem(word) for room in self.rooms for word in words_of(room)}
        other = named.isdisjoint(stem(self.words[number]) for number in mention.words)
        return bool(self.rooms) and mention.quality < 1 and other and not joined

    def _is_of_track(self, mention: LabelMention) -> bool:
        """Whether words that are only a part of a room's name are among several that spell a track."""
        if mention.quality >= 1:
            return False
        spelt = self.index.tracks.find_exact(self.words, range(len(self.words)), 2)
        return any(set(mention.words) <= set(one.words) for one in spelt)

    def _names_unknown_room(self) -> bool:
        """Whether a room is named that the programme does not have, such as "room 7b", or "Club F" beside A to E."""
        shared = {number for number, use in enumerate(self.uses) if use == "room"} if len(self.rooms) > 1 else ()
        for number in self._of_cues("room").union(shared):
            behind = number + 1
            if behind < len(self.words) and self.uses[behind] in {"", "small"}:
                word = self.words[behind]
                if (len(word) == 1 and (word != "a" or behind == len(self.words) - 1)) or not word.isalpha():
                    return "'" not in word
        return False

    def _find_people(self) -> list[PersonMention]:
        open_words = set(self.content) - self._words_of_tracks()
        known = {number for number in open_words if self.index.has_word(self.words[number])}
        return self.index.people.find(self.words, open_words, known)

    def _words_of_tracks(self) -> set[int]:
        """The numbers of words that spell a track of several words, where one or a talk is spoken of."""
        if not self.has("track", "talk", "session"):
            return set()
        exact = self.index.tracks.find_exact(self.words, self.content, 2)
        return {number for mention in exact for number in mention.words}

    def _use_people(self, mentions: Iterable[PersonMention]) -> None:
        for mention in map(self._with_initials, mentions):
            taken = any(self.uses[number] == "room" for number in mention.words)
            if not taken and not self._is_room_name(mention) and self._is_person(mention):
                self.people.append(mention)
                for number in mention.words:
                    self._drop_cues_of(number)
                self._use(mention.words, "person")

    def _with_initials(self, mention: PersonMention) -> PersonMention:
        """The mention with the initials of first names in front of it: the "jb" of a Jean-Baptiste."""
        before = mention.words[0] - 1
        if before < 0 or self.uses[before] or len(self.words[before]) < 2:
            return mention
        people = tuple(one for one in mention.people if _initials(one.name) == self.words[before])
        return replace(mention, words=(before, *mention.words), people=people) if people else mention

    def _find_abbreviated(self) -> None:
        """A title by the initials of words that stand side by side in it: "AMA", "RSSP"."""
        if self.title:
            return
        names = [person.name for mention in self.people for person in mention.people]
        of_kinds = {at for cue in self.cues if cue in KIND_CUES for at in self.index.of_kind[cue]}
        for number in self.content:
            word = self.words[number]
            if not names and is_word(word):
                continue
            within = self.index.narrow(names) if names else self._titled_beside(number)
            known = self.index.knows(word) if within is None else self.index.title_has(word)
            if not names and known:
                continue
            titled = self.index.find_abbreviated(word, of_kinds or None if within is None else within)
            if titled:
                self.title = titled
                self.uses[number] = "title"
                return

    def _titled_beside(self, number: int) -> set[int] | None:
        """The sessions whose titles have the other words that nothing explains; None where there are none."""
        others = [self.words[other] for other in self.content if other != number]
        return self.index.titled_with(others) if others else None

    def _find_strangers(self) -> tuple[str, ...]:
        """The words of a first and a last name that belong to different people: somebody who is not here."""
        single = sorted((one for one in self.people if len(one.words) == 1), key=lambda one: one.words)
        for one, other in pairwise(single):
            number = one.words[-1]
            beside = number + 1 == other.words[0]
            first, last = self.words[one.words[0]], self.words[other.words[0]]
            joined = beside and self._folded[self._places[number][1] : self._places[number + 1][0]] == " "
            if joined and one.quality < 1 and other.quality < 1 and not {*one.people} & {*other.people}:
                return first, last  # both much like names of others
            whole = joined and first != last and one.quality >= 1 and other.quality >= 1  # of two first names
            if beside and _any_begins(one, first) and one.quality > SLIP and (whole or not _any_begins(other, last)):
                return first, last
        return ()

    def _has_other_last_name(self, one: PersonMention) -> bool:
        """Whether a word that neither the programme nor a language has stands right behind a first name."""
        number = one.words[-1] + 1
        if len(one.words) > 1 or not _any_begins(one, self.words[number - 1]):
            return False
        if number not in self.content or self._folded[self._places[number - 1][1] : self._places[number][0]] != " ":
            return False
        word = self.words[number]
        return not (is_word(word) or self.index.has_word(word) or self.index.people.has_name(word))

    def _is_room_name(self, mention: PersonMention) -> bool:
        """Whether the words name a room as well, and "room" or "stage" stands beside them."""
        beside = {mention.words[0] - 1, mention.words[-1] + 1}
        of_moment = bool(self.mentions) or self.has("now", "next", "then", "on")
        placed = self._is_inside(mention.words[0] - 1) or (of_moment and not self.has("speak", "who", "who_is"))
        return (placed or not self._of_cues("room").isdisjoint(beside)) and self._is_label(mention.words)

    def _is_person(self, mention: PersonMention) -> bool:
        number = mention.words[0]
        word = self.words[number]
        if len(mention.words) == 1 and len(word) == 1 and not mention.full:
            return False  # an initial
        if len(mention.words) == 1 and len(word) <= 5 and mention.quality == SLIP:
            names = [name for person in mention.people for name in words_of(person.name)]
            alone = self.content == [number]
            if not any(is_plain_slip(word, name) or (alone and is_inner_slip(word, name)) for name in names):
                return False  # "Marco" is not "Marc" misspelt
        of_people = self.has("speak", "who_is") and not self.has("who", "talk")
        if len(mention.words) == 1 and not of_people and self._is_in_phrase(number):
            return False
        if len(mention.words) == 1 and mention.quality < 0.99 and self._is_rather_topic(number):
            return False
        if len(mention.words) == 1 and number + 1 in self._of_cues("track") and not self.has("speak", "who_is", "who"):
            return False  # "the beans devroom" is nobody's
        telling = [word for word in map(self.words.__getitem__, mention.words) if word not in small_words()]
        if len(telling) == 1 < len(mention.words) and not self.index.people.has_name(telling[0]):
            return not self.index.knows_exactly(telling[0])  # "the math" is nobody called Matt
        plain = len(mention.words) == 1 and word in known_words() and word not in self._proper
        if plain and self._is_concerned(number):
            return False  # "a talk on death" is no talk by one who calls himself so
        if mention.full:
            return mention.quality >= 0.99 or not self._stand_in_title(mention.words)
        of_event = self.has("starts", "ends", "opening", "closing") or not self.has("who", "who_is", "speak")
        if word in self.index.event["title"] and of_event:
            return False  # "FOSDEM" is the event rather than "FOSDEM Staff"
        titled = self.index.title_has(word) if mention.quality < 1 else self.index.title_has_exactly(word)
        if not titled and not (mention.quality < 0.85 and self.index.knows(word)):
            return True
        asked = self.has("speak", "who_is", "who", "when", "where", "slides", "talk", "abstract", "missed", "reach")
        about = self.has("topic") and number > min(self._of_cues("topic"))
        said = asked or self._is_before_speaking(number) or self._is_addressed(number)
        return mention.quality >= 0.99 and said and not about

    def _is_addressed(self, number: int) -> bool:
        """Whether the word stands behind a "Mr" or "Madame"."""
        return number > 0 and self.words[number - 1] in self.language.addressing

    def _is_concerned(self, number: int) -> bool:
        """Whether a word stands behind an "about", with at most small words between."""
        return any(self._behind_small(words[-1] + 1) == number for words in self.cues.get("topic", ()))

    def _stand_in_title(self, numbers: Sequence[int]) -> bool:
        """Whether all of the words, several, follow each other in some title, or are one word of it: "Hong Kong"."""
        pairs = list(pairwise(self.words[number] for number in numbers))
        return bool(pairs) and all(
            self.index.title_has(one + other) or self.index.title_has_pair(one, other) for one, other in pairs
        )

    def _is_before_speaking(self, number: int) -> bool:
        """Whether a verb of speaking stands behind the word, as in "Tille parle de"."""
        verb = self.language.phrases.following.get(self.words[number + 1]) if number + 1 < len(self.words) else None
        return verb is not None and "speak" in verb.cues

    def _is_rather_topic(self, number: int) -> bool:
        """Whether a word much like a name goes with other words of a topic, and is as much like one itself."""
        alone = all(other == number or self.uses[other] for other in range(len(self.words)))
        asked = self.has("speak", "who_is", "who", "when", "where", "slides", "missed", "reach")
        return not alone and not asked and bool(self.index.match(self.words[number]))

    def _is_in_phrase(self, number: int) -> bool:
        """Whether a word and one beside it that nothing explains stand side by side in a title: "Harry Potter"."""
        pairs = [(first, first + 1) for first in (number - 1, number) if 0 <= first < len(self.words) - 1]
        return any(
            not self.uses[one if two == number else two] and self.index.title_has_pair(self.words[one], self.words[two])
            for one, two in pairs
        )

    def _find_tracks(self) -> None:
        said = self._of_cues("track", "room", "talk", "session")
        if not said or self.tracks:
            return
        beside = {number + step for number in said for step in (-1, 1) if number + step not in said}
        weak = self._of_cues(*(WEAK - {"track", "room", "talk", "session"})) - said
        open_words = set(self.content) | weak
        open_words |= {number for number in beside if 0 <= number < len(self.words) and self.uses[number] == "small"}
        open_words |= self._small_topics()
        of_track = {number + step for number in self._of_cues("track") for step in (-1, 1)}
        open_words |= of_track & self._of_cues("talk")
        least = _PLACED if self.has("track") else 0.5
        mentions = [
            mention
            for mention in self.index.tracks.find(self.words, open_words, room_stems(), least)
            if self._is_track(mention)
        ]
        for mention in mentions[:1]:
            self.tracks = mention.names
            for number in mention.words:
                self._drop_cues_of(number)
            self._use(mention.words, "track")
            self._use([at for at in self.content if self.index.tracks.tells(self.words[at], mention.names)], "track")
        for number in self._small_topics():  # who asks for talks about "once" does not ask for all talks
            if self.words[number] not in self.language.pointing:
                self.uses[number] = ""

    def _find_misspelt_track(self) -> None:
        """A track whose whole name stands beside a "room", with a slip or two in it: "the crss distro room"."""
        if self.rooms or self.tracks or place_words().isdisjoint(self.words):
            return
        for window in self._beside_places():
            names = self.index.tracks.find_misspelt(self._typed[window.start : window.stop])
            if names:
                self.tracks = names
                self.title = () if "title" in self.uses[window.start : window.stop] else self.title
                for number in window:
                    self._drop_cues_of(number)
                self._use(window, "track")
                return

    def _beside_places(self) -> Iterator[range]:
        """The words before each "room", and those behind it, the most of them first."""
        for place in [number for number, word in enumerate(self.words) if word in place_words()]:
            starts = [at for at in range(max(place - _MOST_OF_TRACK, 0), place) if self._may_be_of_track(at, place)]
            yield from (range(at, place) for at in starts)
            first = place + 1
            while first < len(self.words) and self._says_nothing(self.words[first]):
                first += 1
            last = min(first + _MOST_OF_TRACK, len(self.words))
            yield from (range(first, at) for at in range(last, first, -1) if self._may_be_of_track(first, at))

    def _may_be_of_track(self, start: int, end: int) -> bool:
        """Whether the words from one number to another may name a track: no time, and no small word at either end."""
        uses = self.uses[start:end]
        beyond = "title" in (*self.uses[:start], *self.uses[end:])
        allowed = {"", "small", "cue"} if beyond else {"", "small", "cue", "title"}
        ends_small = "small" in (uses[0], uses[-1]) or self._says_nothing(self.words[start])
        return not ends_small and allowed.issuperset(uses)

    def _find_now(self) -> None:
        """A "there" that also means "now" does, where it is said which room is meant: "il y a quoi là en K.3"."""
        if not (self.rooms or self.tracks):
            return
        for words in [words for words in self.cues.get("same_room", ()) if self._may_be_now(words[-1])]:
            self._drop_cue("same_room", words[0])
            for cue in ("what", "on", "now"):
                self.cues.setdefault(cue, []).append(words)

    def _may_be_now(self, number: int) -> bool:
        branch = self.language.phrases.following.get(self.words[number])
        return branch is not None and "now" in branch.cues

    def _small_topics(self) -> set[int]:
        """What talks are about at the end, or before a time, however small a word it is: "talks on go tomorrow"."""
        if not self.has("talk", "session"):
            return set()
        words = self.language.concerning
        concerned = self._of_cues("topic") | {at for at, word in enumerate(self.words) if word in words}
        ends = {at for at in range(1, len(self.words)) if at + 1 == len(self.words) or self.uses[at + 1] == "time"}
        return {at for at in ends if at - 1 in concerned and self.uses[at] == "small"}

    def _is_track(self, mention: LabelMention) -> bool:
        if any(self.uses[number] == "small" for number in mention.words):
            said = self._small_topics().issuperset(mention.words) or mention.words[-1] + 1 in self._of_cues("talk")
            return mention.quality >= 1 and (self.has("track") or said)  # "Go talks", where "Go" is a whole track
        about = self._behind_cues("topic")
        in_hall = self.has("room") and about.isdisjoint(mention.words)  # not "on Rust in the hall"
        return self.has("track") or in_hall or (mention.quality >= 0.99 and len(mention.words) > 1)

    def _find_spoken(self) -> str:
        """The code of the language in which sessions are wanted: "talks in English", "an English talk"."""
        tongues = [number for number in self.content if self.words[number] in self.language.spoken]
        if not tongues:
            return ""
        if len(tongues) > 1 and not self.language.either.isdisjoint(self.words[tongues[0] : tongues[-1]]):
            self._use(tongues, "language")  # "English or German?"
            return ""
        talks = self._of_cues("talk", "session", "speak", *_TALKS)
        if len(self.content) == 1 and self.cues.keys() <= {"it", "this"}:  # "is it English?"
            talks |= self._of_cues("it", "this")
        talks |= {at for at, word in enumerate(self.words) if word in self.language.singled}  # "the English one"
        for number in self.content:
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
                    or self._tells_talk(number, code, talks)
                    or self._is_all_said(code)
                )
            ):
                for other in self.content:
                    if self.words[other] in self.language.spoken:
                        self.uses[other] = "language"
                return code
        return ""

    def _is_of_person(self, number: int) -> bool:
        """Whether a word is said of somebody: "is she …", "the speaker is …"."""
        language, at = self.language, number - 1
        while at >= 0 and self.words[at] in language.being | language.indefinite:
            at -= 1
        branch = language.phrases.following.get(self.words[at]) if at >= 0 else None
        return at >= 0 and (self.words[at] in language.persons or (branch is not None and "speaker" in branch.cues))

    def _is_all_said(self, code: str) -> bool:
        """Whether nothing is said but a language, in which there are sessions: "German?"."""
        language = self.language
        others = {word for word, use in zip(self.words, self.uses, strict=True) if use}
        alone = len(self.content) == 1 and not self.cues and others <= language.further | language.hedging
        return alone and any(speaks(one, code) for one in self.index.sessions)

    def _tells_talk(self, number: int, code: str, talks: set[int]) -> bool:
        """Whether a language stands before a topic and "talk", and tells the talk: "an English security talk"."""
        behind = number + 1
        while behind < len(self.words) and self.uses[behind] in {"", "person", "track"}:
            behind += 1
        together = self.index.has_pair(*self.words[number : number + 2]) if behind > number + 1 else True
        return behind in talks and not together and any(speaks(one, code) for one in self.index.sessions)

    def _may_be_spoken(self, code: str, word: str) -> bool:
        """Whether sessions may be wanted in a language: if none is in it, the word may also be of some title."""
        return not self.index.title_means(word) or any(speaks(one, code) for one in self.index.sessions)

    def _find_event_names(self) -> None:
        """Words of the event's own name stand for "the event"."""
        called = self.index.event_name
        for start in range(len(self.words) - len(called) + 1):
            if len(called) > 1 and self.words[start : start + len(called)] == called:
                window = range(start, start + len(called))
                self.cues.setdefault("event", []).append(tuple(window))
                self._use(window, "cue")
        if self.has("reach", "leave", "arrive"):  # "my train gets to Lyon at ten"
            beside = self.index.event["venue"] | self.language.vehicles
            for words in [one for one in self.cues.get("amenity", ()) if self.words[one[0]] in self.language.vehicles]:
                self._drop_cue("amenity", words[0])
                self._use(words, "")
            for number in self.content:
                own = number > 0 and self.words[number - 1] in self.language.asker | self.language.vehicles
                titled = self.index.title_has(self.words[number]) and not own
                origin = self._is_origin(number)
                self.uses[number] = "small" if origin or (self.words[number] in beside and not titled) else ""
        names = self.index.event["title"] - self.index.event["organisers"] - self.index.event["conference"]
        alone = len(self.content) == 1 and len(names) <= 2 and self.has(*_OF_EVENTS, "what", "about", "tell")
        for number in self.content:
            if self.words[number] in names and (alone or not self.index.title_has(self.words[number])):
                self.cues.setdefault("event", []).append((number,))
                self.uses[number] = "cue"

    def _is_origin(self, number: int) -> bool:
        """Whether a word tells from where somebody comes: "de" before it, and the cue of coming before that."""
        comes = self._of_cues("arrive", "reach")
        origin = number > 1 and self.words[number - 1] in self.language.origin and number - 2 in comes
        return origin and self.words[number] in self._proper

    @property
    def other_edition(self) -> bool:
        """Whether the event of another year is spoken of, its own name behind "next", or another event."""
        names = [words[0] for words in self.cues.get("event", ()) if self.words[words[0]] in self.index.event["title"]]
        proper = [number for number in names if self.words[number] not in self.language.cue_words]
        if self._names_other_event():
            return True
        if not proper:
            return False
        ranked = self._of_cues("next", "previous", "last", "first", "second", "third")
        spoken_of = self._of_cues("talk", "session", "speaker", *KIND_CUES)
        return any(number - 1 in ranked and number + 1 not in spoken_of for number in proper)

    def _names_other_event(self) -> bool:
        """Whether a name with a year is asked about that no title has, "pycon 2031 dates", or this in another year."""
        if not any(map(_YEAR.fullmatch, self.words)):
            return False
        if self._names_other_year():
            return True
        if not self.has(*_OF_EVENTS, "registration", "price") or self.has("talk", "topic", "session", "speak"):
            return False
        years = (at for at, word in enumerate(self.words) if at and _YEAR.fullmatch(word))
        named = (at - 1 for at in years if not self.index.title_has_pair(*self.words[at - 1 : at + 1]))
        return any(not self.uses[at] for at in named)

    def _names_other_year(self) -> bool:
        """Whether the event's own name stands in front of a year in which it is not, and in no title that is quoted."""
        own = self.index.event["title"]
        held = {str(day.year) for day in self.index.programme.days} | own
        plain = [word if use != "title" else "" for word, use in zip(self.words, self.uses, strict=True)]
        return any(name in own and _YEAR.fullmatch(year) and year not in held for name, year in pairwise(plain))

    def _find_numbers(self) -> None:
        for number, word in enumerate(self.words):
            value = int(word) if word.isdigit() and len(word) < 3 else self.language.numbers.get(word)
            if value is None:
                continue
            if number in self._of_cues("them") and number + 1 in self._of_cues("first", "last"):
                self._drop_cue("them", number)  # "les deux premiers"
            elif self.uses[number] not in {"", "small"}:
                continue
            before = number - 1 - self._is_numbering(number - 1)
            pronoun = value == 1 and not word.isdigit() and self.has(*_ORDERED)  # "the second invited one"
            counted = self._of_cues(*_ORDER_AFTER) - self._of_cues("next")
            article = word in self.language.indefinite and before + 1 == number  # "un exposé sur un"
            if before >= 0 and not (pronoun or article) and before in counted and 0 < value < 30:
                self.order = value
                self._use(range(before + 1, number + 1), "number")
            elif self._tells_how_many(number, value):
                self.take = value
                self.uses[number] = "number"
            elif number + 1 in self._of_cues(*_ORDER_AFTER, "first", "last", "age") or not word.isdigit():
                self.uses[number] = "number"

    def _is_numbering(self, number: int) -> bool:
        """Whether a word stands between what is counted and its number: "talk no. 2"."""
        free = number > 0 and self.uses[number] in {"", "small"}
        return free and any(self.words[number] in language.numbering for language in self._languages)

    def _tells_how_many(self, number: int, value: int) -> bool:
        """Whether a number says how many of the next, the first or the last are wanted."""
        beside = {number - 1, number + 1}
        if self.has("next") and beside & self._of_cues("next", "talk", "session"):
            return True
        return 1 < value < 10 and bool(beside & self._of_cues("first", "last"))

    def _pass_over_posts(self) -> None:
        """What somebody is by profession, said before the name, asks for nothing: "the head of X, Ada Vos, speaks"."""
        named = min((mention.words[0] for mention in self.people if mention.full), default=0)
        if not named or not self.has("speak"):
            return
        for words in [words for words in self.cues.get("amenity", ()) if len(words) > 1 and words[-1] < named]:
            self._drop_cue("amenity", words[0])
            self._use(words, "small")

    def _free_amenities(self) -> None:
        """Where a talk about it is asked for, "ticket" is a topic and not the thing an attendee needs."""
        if not self.has("amenity") or all(words[-1] - words[0] >= len(words) for words in self.cues["amenity"]):
            return  # a phrase around other words is no topic
        if self.content and not self.has("topic", "talk") and self._are_attached(self.content):
            return  # "the wifi code"
        words = [number for words in self.cues["amenity"] for number in words]
        beside = {(number + min(step, 0), number + max(step, 0)) for number in words for step in (-1, 1)}
        long = any(len(cue) > 2 for cue in self.cues["amenity"])  # "how many people came" is a question by itself
        needed = (long or self.has(*_OF_NEEDS)) and not self.has("topic", "talk")  # "is there a dress code"
        quoted = any(
            self.index.has_pair(self.words[one], self.words[other])
            for one, other in beside
            if one >= 0
            and other < len(self.words)
            and not (needed and {one, other}.issubset(words))
            and not {self.words[one], self.words[other]} & self.language.small_words
        )
        means = self.index.title_means if len(self.content) > 1 or self.people else self.index.title_has
        titled = all(len(cue) == 1 and means(self.words[cue[0]]) for cue in self.cues["amenity"])
        about = self._behind_cues("topic", "works_on")
        of_talks = self.has(
            "topic", "talk", "works_on", *_TALKS, "longer", "shorter", "order", "overlap"
        ) or self._calls(words)
        claimed = self.words[0] in self.language.claiming  # "is parking there full"
        beside_talk = bool(self.content or self.has("list")) and not self.has(*_OF_NEEDS)
        one_title = not claimed and all(len(cue) == 1 for cue in self.cues["amenity"])
        one_title = one_title and self._make_one_title([*self.content, *words])
        beside_talk = of_talks or (beside_talk and not claimed)
        sought = of_talks or (len(self.content) > 2 and not self.cues.keys() - {"amenity", "it"})
        compound = sought and any(number in self.content for pair in beside for number in pair)
        compound = compound and all(self.index.knows(self.words[number]) for number in words if self._tells(number))
        beside_talk = beside_talk or (not needed and self._is_on_there(words))
        if quoted or compound or not about.isdisjoint(words) or one_title or (titled and beside_talk):
            last = {cue[-1] for cue in self.cues.pop("amenity") if self._has_one_meaning(cue)}
            self._use(words, "")
            small = [number for number in words if not (self._tells(number) or number in last)]
            self._use(small, "small")  # the "de" of "mot de passe"

    def _is_on_there(self, numbers: Sequence[int]) -> bool:
        """Whether a session in the rooms that are named, at a time that is, has the words in its title or track."""
        when = self.when
        if not self.rooms or when is None:
            return False
        there = (self.index.narrow(rooms=self.rooms) or set()) & self.index.at_time(when)
        words = [self.words[number] for number in numbers]
        return not there.isdisjoint(self.index.tracked(words)) or any(self.index.is_called(at, words) for at in there)

    def _are_attached(self, numbers: Iterable[int]) -> bool:
        """Whether the words go with what an attendee needs, and tell nothing else."""
        return self.language.attached.issuperset(self.words[number] for number in numbers)

    def _calls(self, numbers: Sequence[int]) -> bool:
        """Whether a session is called so: "the parking session", "the parking one", in French "la session parking"."""
        beside = self._of_cues("session")
        numbered = zip(self.words, self.uses, strict=True)
        ones = {at for at, (word, use) in enumerate(numbered) if use == "number" and not word.isdigit()}
        return any(not beside.isdisjoint({number - 1, number + 1}) or number + 1 in ones for number in numbers)

    def _has_one_meaning(self, numbers: Sequence[int]) -> bool:
        """Whether the words have a meaning together, as "mot de passe" has."""
        return len(numbers) > 1 and "".join(singular(self.words[number]) for number in numbers) in glossary()

    def _make_one_title(self, numbers: Sequence[int]) -> bool:
        """Whether some title has all of the words, several: "the internet of things"."""
        words = [self.words[number] for number in sorted(numbers)]
        hits = self.index.find_topic(words).hits if self.content else ()
        return bool(hits) and self.index.title_cover(hits[0].position, words) >= ALL_TITLED

    def _tells(self, number: int) -> bool:
        return self.words[number] not in small_words()

    def _free_kinds(self) -> None:
        """Behind an "about", a kind that no session is of is a topic: "talks on social media"."""
        about = self._behind_cues("topic")
        for kind in [cue for cue in self.cues if cue in KIND_CUES and not self.index.of_kind[cue]]:
            words = [number for words in self.cues[kind] for number in words]
            beside = {number + step for number in words for step in (-1, 1)}
            compound = not beside.isdisjoint(self.content) and not self.has(*_OF_NEEDS)
            called = compound or not about.isdisjoint(words) or self._make_one_title([*self.content, *words])
            if called and all(self.index.title_has(self.words[number]) for number in words):
                del self.cues[kind]
                self._use(words, "")

    def _free_files(self) -> None:
        """A "PDF" of some title is a topic behind an "about", before one, or beside one: "when do we break PDFs"."""
        if not self.has("slides", "recording"):
            return
        about = self._behind_cues("topic")
        about |= {number - 1 for number in self._of_cues("talk")}  # "the PDF talk"
        beside = bool(self.content) and self.has("when", "where")
        for cue in ("slides", "recording"):
            words = [number for words in self.cues.get(cue, ()) for number in words]
            topical = beside or not about.isdisjoint(words) or all(number + 1 in self.content for number in words)
            titled = topical and all(self.index.title_has(self.words[number]) for number in words)
            if words and (titled or all(map(self._makes_one_word, words))):
                del self.cues[cue]
                self._use(words, "")

    def _makes_one_word(self, number: int) -> bool:
        """Whether a word has a meaning together with one beside it that nothing explains: French "jeux vidéo"."""
        pairs = [(at, at + 1) for at in (number - 1, number) if {at, at + 1} & set(self.content)]
        return any(stem(self.words[one] + self.words[other]) in glossary() for one, other in pairs)

    def begins_with_time(self, cue: str) -> bool:
        """Whether a time stands right behind a cue."""
        return any(self._next_use(words[-1] + 1) == "time" for words in self.cues.get(cue, ()))

    def _behind_small(self, number: int) -> int:
        """The number of the first word from that one on that is not small."""
        while number < len(self.words) and self.uses[number] == "small":
            number += 1
        return number

    def _find_relation(self) -> tuple[Relation | None, int]:
        """An "after" or "before" that leans on sessions or people, and the number of the word behind it."""
        for cue, relation in _RELATIONS.items():
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
        return None, 0

    def _spans_event(self, number: int) -> bool:
        """Whether from that word on nothing but the event is named: "during the conference"."""
        event = self._of_cues("event")
        rest = range(self._behind_small(number), len(self.words))
        return bool(rest) and all(at in event or self.uses[at] == "small" for at in rest) and rest[0] in event

    def _kind_behind_day(self, number: int) -> int:
        """The number of the kind of session behind a time that is said to have it: "before Friday's break"; or 0."""
        begins = behind = self._behind_small(number)
        for mention in self.mentions:
            numbers = self._numbers_in(mention.start, mention.end)
            if mention.kind in _OWNING and behind == numbers[0]:
                behind = numbers[-1] + 1
                behind += self.words[behind : behind + 1] == ["'s"]
        behind += behind > begins and behind in self._of_cues("first", "second", "third", "last")
        return behind if behind > begins and behind in self._of_cues(*KIND_CUES) else 0

    def _weighs(self, words: Sequence[int]) -> bool:
        """Whether an "after" or "before" asks for the order of two: "who comes before, she or he?"."""
        asking = self._of_cues("who", "who_is", "what", "speak")
        front = range(words[0])
        asked = not asking.isdisjoint(front) and all(self.uses[at] == "small" or at in asking for at in front)
        choice = next((at for at in range(words[-1] + 1, len(self.words)) if self.words[at] in self.language.either), 0)
        sides = (range(words[-1] + 1, choice), range(choice + 1, len(self.words)))
        return asked and bool(choice) and all(any(self._names(at) for at in side) for side in sides)

    def _names(self, number: int) -> bool:
        return self.uses[number] in {"person", "title", ""} or number in self._of_cues(*KIND_CUES)

    def _next_use(self, number: int) -> str:
        number = self._behind_small(number)
        return (self.uses[number] or "topic") if number < len(self.words) else "none"

    def _time_relation(self) -> Relation | None:
        for cue, relation in (
            *_RELATIONS.items(),
            ("from_time", Relation.AFTER),
            ("past_time", Relation.AFTER),
            ("by_time", Relation.BEFORE),
        ):
            ends = [words[-1] + 1 for words in self.cues.get(cue, ())]
            if any(self._next_use(end) == "time" and not self._kind_behind_day(end) for end in ends):
                return relation
        return None

    @property
    def leans_alone(self) -> Relation | None:
        """An "after" or "before" with nothing behind it: after what was spoken of, or after what is on."""
        for cue, relation in _RELATIONS.items():
            if any(self._leads_nowhere(words[-1] + 1) for words in self.cues.get(cue, ())):
                return relation
        return None

    def _leads_nowhere(self, number: int) -> bool:
        """Whether from that word on there is nothing but "it" or "her", what is asked, and perhaps a place."""
        spoken_of = self._of_cues("it", "same_room", "on")
        placed = number in spoken_of or (number < len(self.words) and self._is_inside(number))
        free = {"small", "room"} if placed else {"small"}
        return all(use in free or at + number in spoken_of for at, use in enumerate(self.uses[number:]))

    def _drop_cues_of(self, number: int) -> None:
        for cue in [cue for cue in self.cues if number in self._of_cues(cue)]:
            self._drop_cue(cue, number)

    def _drop_cue(self, cue: str, number: int) -> None:
        kept = [words for words in self.cues[cue] if number not in words]
        if kept:
            self.cues[cue] = kept
        else:
            del self.cues[cue]


def _is_midday(mention: TimeMention) -> bool:
    values = mention.values
    return mention.kind in {"clock", "bare"} and 11 <= values.get("hour", values.get("h", 0)) <= 14


def _any_begins(mention: PersonMention, word: str) -> bool:
    return any(words_of(person.name)[:1] == [word] for person in mention.people)


def _initials(name: str) -> str:
    """The first letters of all first names."""
    return "".join(word[0] for word in words_of(name)[:-1])


def may_say_where_or_when(text: str, index: Index) -> bool:
    """Whether there is a time in the text, or what might be a room, or "the room"."""
    folded = folded_as_meant(text, index)
    words = words_in(folded)
    if not room_stems().isdisjoint(map(stem, words)):
        return True
    timed = find_times(folded, languages().values(), lengths=True)
    return bool(timed or index.rooms.find(words, range(len(words)), room_stems(), _PLACED))


@cache
def _short_days() -> frozenset[str]:
    """Names of days and months in one language that are small words of another."""
    named = {name for language in languages().values() for name in (*language.weekdays, *language.months)}
    return frozenset(named & small_words())


_CAPITALISED = re.compile(r"\b[^\W\d_a-z][a-z]\w*")
_CODE = re.compile(r"\.\./|\$\{|</?\w+>|\"\w+\"\s*:|;\s*--|\bselect\b.*\bfrom\b|\d\s*[+*^=]\s*\d")


@cache
def _inside_words() -> frozenset[str]:
    """Words of all languages that stand in front of a place."""
    return frozenset().union(*(language.inside for language in languages().values()))


@lru_cache(maxsize=2048)
def _closest_cue(word: str, lang: str) -> str | None:
    language = languages()[lang]
    most = 1 if len(word) < 8 else 2
    if len(word) == 4:  # too short for more than two letters swapped, or one missing
        return language.swapped.get("".join(sorted(word))) or language.clipped.get(word)
    near = language.long_cue_words.closest(word, most)
    return min(near, key=lambda other: (other[-1] != word[-1], other), default=None)


def _ends_phrase(words: Sequence[str], at: int) -> bool:
    """Whether a phrase with a gap may end in front of that word, the last but one at most; "about" is not its end."""
    if at < len(words) - 1:
        return False
    return at == len(words) or words[at] in small_words() or words[at - 1] not in _concerning()


@cache
def _concerning() -> frozenset[str]:
    """The words of all languages behind which a topic stands."""
    return frozenset().union(*(language.concerning for language in languages().values()))


def _walk(
    branch: Branch, words: Sequence[str], at: int, taken: tuple[int, ...], *, gapped: bool
) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    """All phrases that begin at a word: the numbers of their words, and their cues."""
    if at >= len(words) and "$" in branch.following:
        yield taken, branch.following["$"].cues
    if branch.cues and (not gapped or _ends_phrase(words, at)):
        yield taken, branch.cues
    if at >= len(words):
        return
    following = branch.following.get(words[at])
    if following is not None:
        yield from _walk(following, words, at + 1, (*taken, at), gapped=gapped)
    if "*" in branch.following:
        for later in range(at + 1, min(at + 7, len(words))):
            follow = branch.following["*"].following.get(words[later])
            if follow is not None:
                yield from _walk(follow, words, later + 1, (*taken, later), gapped=True)
