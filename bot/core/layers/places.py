"""Rooms and tracks, spelt in full, in part or misspelt, and places that the programme has not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bot.core.labels import LabelMention
from bot.core.layers.words import (
    LONG_NUMBER,
    OWNING_DAYS,
    PLACED,
    Words,
)
from bot.core.lexicon import (
    languages,
    place_words,
    room_stems,
    small_words,
)
from bot.core.text import singular, stem, words_of
from bot.core.times import (
    find_times,
    to_interval,
)

# Cues that are also ordinary nouns: beside a topic word they may be part of the topic.
WEAK = frozenset(
    {
        "page", "note", "language", "title", "track_of", "theme", "list", "longer", "left", "over", "rest", "first",
        "last", "second", "third", "starts", "ends", "moved", "authors", "recording", "social", "break", "posters",
        "panel", "sprint", "meeting", "tutorial", "workshop", "opening", "closing", "amenity", "venue", "address",
        "directions", "event", "date", "room", "track", "registration", "organisers", "conference", "contributed",
        "works_on", "affiliation", "slides", "coffee", "lunch", "speaker", "when", "help", "schedule", "reach", "talk",
        "past_time", "session", "next", "zone", "delay",
    }
)  # fmt: skip
_OF_MOMENTS = frozenset(
    {
        "now", "on", "next", "then", "previous", "what", "who", "exists",
        "same_room", "amenity", "where", "way_to", "venue", "directions", "until", "by_time",
    }
)  # fmt: skip
_OF_TRACKS = frozenset({"way_to", "where", "when", "date", "starts", "ends", "over", "begun", "still"})
_WELL_NAMED = 0.9  # and enough to be the room where somebody is called so, too
_WORDS_OF_TRACK = 3  # that are no topic by chance
_MOST_OF_TRACK = 5  # words of a track's name in which slips are looked for


class Places(Words):
    """Rooms and tracks, spelt in full, in part or misspelt, and places that the programme has not."""

    def _find_spelt_rooms(self) -> None:
        """Rooms of several words, spelt in full, which might else be taken for times or something else."""
        for mention in self._spelt_rooms:
            if self._is_in_title(mention.words):
                continue
            several = len(mention.words) > 1
            spelt = several and not all(self.words[number].isdecimal() for number in mention.words)
            if spelt or (not several and self._stands_in_as_other(mention.words[0])):
                self.rooms = (*self.rooms, *mention.names)
                self._use(mention.words, "room")

    def _find_spelt_tracks(self) -> None:
        """A track that is spelt in full beside a "room", or in several words, though some title may have them too."""
        if self.rooms:
            return
        for mention in self.index.tracks.find_exact(self.words, range(len(self.words))):
            said = self._is_surely_track(mention.words) or self._is_beside_place(mention)
            if said and not self._is_label(mention.words):
                self.tracks = mention.names
                self._use(mention.words, "track")
                return

    def _is_surely_track(self, numbers: Sequence[int]) -> bool:
        """Whether words that spell a track are too many for a topic, or two before "talks"; no part of a title."""
        if len(numbers) < _WORDS_OF_TRACK - 1 or self._is_in_title(numbers):
            return False
        return len(numbers) >= _WORDS_OF_TRACK or self._begins_cue(numbers[-1] + 1, "talk", "session")

    def _is_beside_place(self, mention: LabelMention) -> bool:
        """Whether a word for a room or a track is one of the words, right behind them, or before small ones there."""
        numbers = mention.words
        if len(numbers) > 1 and not place_words().isdisjoint(self.words[number] for number in numbers):
            return True
        behind = numbers[-1] + 1
        while behind < len(self.words) and self._is_small_part(behind, mention.names):
            behind += 1  # the "friends" of "MySQL and Friends"
        if self._begins_cue(behind, "room", "track"):
            return True
        before = numbers[0] - 1
        while before > 0 and self._says_nothing(self.words[before]):
            before -= 1
        return before >= 0 and self.words[before] in place_words()

    def _is_small_part(self, number: int, names: Collection[str]) -> bool:
        """Whether a word that says nothing by itself stands in one of the names."""
        word = self.words[number]
        return self._says_nothing(word) and any(word in words_of(name) for name in names)

    def _stands_in_as_other(self, number: int) -> bool:
        """Whether a word that also means something else names a room: alone, behind an "in the", before an hour."""
        article = number > 1 and self.words[number - 1] in self.language.small_words
        sought = number + 1 == len(self.words) and self._begins_cue(0, "where", "way_to")  # "where is the bar"
        article = article and (sought or self._is_inside(number - 2))
        placed = article and any(self.words[number] in language.cue_words for language in languages().values())
        return len(self.words) == 1 or placed or self._counts_before_hour(number) or self._is_capital_place(number)

    def _counts_before_hour(self, number: int) -> bool:
        """Whether a number stands in front, or behind an "in", with an "at" and an hour behind it: "Zero at 17:30"."""
        hour = self.words[number + 2 : number + 3]
        counts = any(self.words[number] in language.numbers for language in languages().values())
        timed = bool(hour) and hour[0][0].isdecimal() and self._is_inside(number + 1)
        return counts and timed and (number == 0 or self._is_inside(number - 1))

    def _is_capital_place(self, number: int) -> bool:
        """Whether a word of no content is written like a name: "show me One on Monday"; but not "day One"."""
        word, before = self.words[number], self.words[number - 1] if number else ""
        if number == 0 or word not in self._proper or before in self._proper:
            return False
        counts = any(word in language.numbers or word in language.small_words for language in languages().values())
        told = find_times(f"{before} {word}", self._languages) if counts and before not in small_words() else ()
        return counts and not any(one.start < len(before) < one.end for one in told)

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
            or (self.uses[number] not in {"title", "room"} and word.isdecimal())
        }
        placed = bool(self.mentions) or self.has("room", "track", "now", "next", "on", "then", "way_to")
        placed = placed or any(self._is_code_inside(number) for number in open_words)
        content = self.content if not self.cues else ()
        placed = placed or (len(content) == 1 and not self.index.words.knows(self.words[content[0]]))  # "Fontaine?"
        mentions = self.index.rooms.find(self.words, open_words, room_stems(), PLACED if placed else 0.5)
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
        self._find_other_rooms()
        self._use([number for number in self.content if self._describes_place(number)], "room")
        for number in self.content:  # "hall" in any language, beside the name of one
            beside = self.uses[max(number - 1, 0) : number + 2]
            if stem(self.words[number]) in room_stems() and "room" in beside:
                self.uses[number] = "room"

    def _is_code_inside(self, number: int) -> bool:
        """Whether a word has digits and letters, and stands behind an "in": "in 2b"."""
        word = self.words[number]
        return word.isalnum() and not (word.isalpha() or word.isdecimal()) and self._is_inside(number - 1)

    def _describes_place(self, number: int) -> bool:
        """Whether a word, such as no title has, stands before the name of a room or a "room": "in the main aula"."""
        if not self.rooms or self.uses[number - 1] != "small":
            return False
        if number + 1 in self._of_cues("room"):
            return True  # "on the big stage in Ada"
        before_room = number > 1 and self._is_inside(number - 2) and "room" in self.uses[number + 1 : number + 3]
        return before_room and not self.index.words.title_has(self.words[number])

    def _find_other_rooms(self) -> None:
        """What stands beside an "or" and a room is another room: "in the aula or the small one"."""
        if not self.rooms:
            return
        for number in [at for at, word in enumerate(self.words) if word in self.language.either]:
            before, behind = number - 1, self._behind_small(number + 1)
            if behind == number + 1 or behind >= len(self.words):
                continue  # without an article, it may be a topic
            if self.uses[before] == "room" and self.uses[behind] == "":
                self.uses[behind] = "room"
            elif before > 0 and self.uses[before - 1 : before + 1] == ["small", ""] and self.uses[behind] == "room":
                self.uses[before] = "room"

    def _stands_alone_at_an_end(self, number: int) -> bool:
        """Whether a small word comes first or last, beside nothing but a time or "now": "One tonight at 9"."""
        if number not in {0, len(self.words) - 1} or self.uses[number] != "small":
            return False
        moments = self._of_cues("now", "next")
        return bool(self.mentions or moments) and all(
            use in {"time", "small"} or at in moments for at, use in enumerate(self.uses)
        )

    def _is_room(self, mention: LabelMention) -> bool:
        """Whether words that fit a room name one here: a single word that also means something else needs a sign."""
        if len(mention.words) > 1:
            small = {number for number in mention.words if self.uses[number] == "small"}
            beside = all(number - 1 in mention.words or number + 1 in mention.words for number in small)
            return beside and len(small) < len(mention.words)  # not "Club A" in French "Club Z à midi"
        word = self.words[mention.words[0]]
        first = mention.words[0]
        if word in place_words() and word != singular(word):
            return False  # "in both rooms"
        if word.isdecimal():
            inside = len(word) >= LONG_NUMBER and self._is_inside(first - 1)
            long = len(word) > LONG_NUMBER and not self.index.words.title_has_exactly(word)
            inside = inside or (long and (bool(self.mentions) or self.has("now", "next", "on", "then")))
            return inside or not self._of_cues("room").isdisjoint({first - 1, first + 1})
        about = mention.quality < 1 and self._is_behind_about(first)
        inside = not about and self._is_inside(first - 1)
        sign = inside or not self._of_cues("room", "track").isdisjoint({first - 1, first + 1, first - 2})
        sign = sign or (not about and (bool(self.mentions) or self.has("now", "next", "on", "then")))
        if not self.index.people.has_name(word) and not self.index.words.title_has(word) and len(word) >= 3:
            return True
        if len(self.words) == 1 and mention.quality >= 1 and not self.index.people.has_name(word):
            return True  # "Ground?", whatever titles have it
        of_person = self.has("speak", "who_is", "who") and self.index.people.has_name(word)
        return sign and (not of_person or (inside and mention.quality >= _WELL_NAMED))

    def _is_behind_about(self, number: int) -> bool:
        """Whether an "about" stands before a word, and no "in" between them: "is there anything on AI art"."""
        topical = max((at for at in self._of_cues("topic") if at < number), default=number)
        return topical < number and not any(map(self._is_inside, range(topical + 1, number)))

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
        rest = self.content_words if not self.cues else []
        numbered = len(rest) == 1 and (len(rest[0]) == 1 or rest[0].isdecimal())  # "Aula B", "Aula 200"
        several = len(self.rooms) > 1 or numbered
        shared = {number for number, use in enumerate(self.uses) if use == "room"} if several else ()
        for number in self._of_cues("room").union(shared):
            behind = number + 1
            if behind < len(self.words) and self.uses[behind] in {"", "small"}:
                word = self.words[behind]
                if (len(word) == 1 and (word != "a" or behind == len(self.words) - 1)) or not word.isalpha():
                    return "'" not in word
                if not self.uses[behind] and self._is_called_like_no_place(word):
                    return True
        return any(map(self._is_no_room, self._of_cues("room"))) or (self.has("venue") and self._names_no_building())

    def _names_no_building(self) -> bool:
        sites = (at for at in self._of_cues("venue") if self.words[at] in self.language.buildings)
        return any(map(self._is_no_room, sites))

    def _is_no_room(self, number: int) -> bool:
        """Whether what is in a room, or where it is, is asked of one that is called like none: "in the green room".

        A word that some title has may only tell it, if it is not written like a name.
        """
        named = number - 1
        if named not in self.content or self.words[named - 1] not in self.language.pointed:
            return False
        word = self.words[named]
        known = self._is_of_place(word) or (word not in self._proper and self.index.words.title_has(word))
        return not known and (self._is_inside(named - 2) or self.has("where"))

    def _is_of_place(self, word: str) -> bool:
        return self.index.rooms.has_word(word) or self.index.tracks.has_word(word)

    def _names_unknown_track(self) -> bool:
        """Whether the words beside a "track" are in the name of none, whatever talks are about: "the Perl devroom"."""
        if "track" not in self.cues or self.tracks or self.rooms or self.has("track_of") or not self.index.tracks.words:
            return False
        called = [number for number in self._of_cues("track") if self.words[number] in self.language.rooms]
        return any(map(self._is_no_track, called))

    def _is_no_track(self, number: int) -> bool:
        """Whether a word right before a "track", or a name right behind it, is of no track or room."""
        content = self.content
        if number - 1 in content:  # "the Perl devroom"
            return not self._is_of_place(self.words[number - 1])
        called = number + 1 in content
        called = called and (self.words[number + 1] in self._proper or self.words[number - 1] in self.language.pointed)
        return called and not self._is_of_place(self.words[number + 1])

    def _is_called_like_no_place(self, word: str) -> bool:
        """Whether a word behind a "room" is written like a name that no room or track has: "in room Curie"."""
        return word in self._proper and not self._is_of_place(word) and not self.has("talk", "topic")

    def _find_tracks(self) -> None:
        said = self._of_cues("track", "room", "talk", "session")
        if self.tracks:
            return
        if not said:
            self._find_mere_track()
            return
        beside = {number + step for number in said for step in (-1, 1) if number + step not in said}
        weak = self._of_cues(*(WEAK - {"track", "room", "talk", "session"})) - said
        if not self.language.asker.isdisjoint(self.words):  # "where do I go for the BSD room" is not of the Go track
            weak -= {number for words in self.cues.get("venue", ()) if len(words) > 1 for number in words}
        open_words = set(self.content) | weak
        open_words |= {number for number in beside if 0 <= number < len(self.words) and self.uses[number] == "small"}
        open_words |= self._small_topics()
        of_track = {number + step for number in self._of_cues("track") for step in (-1, 1)}
        open_words |= of_track & self._of_cues("talk", "somebody")
        least = PLACED if self.has("track") else 0.5
        mentions = [
            mention
            for mention in self.index.tracks.find(self.words, open_words, room_stems(), least)
            if self._is_track(mention)
        ]
        if not mentions:
            self._find_called_track()
        for mention in mentions[:1]:
            self._use_track(mention.names, mention.words)
            self._use([at for at in self.content if self._tells_track(self.words[at], mention.names)], "track")
        for number in self._small_topics():  # who asks for talks about "once" does not ask for all talks
            if self.words[number] not in self.language.pointing:
                self.uses[number] = ""

    def _use_track(self, names: tuple[str, ...], words: Sequence[int]) -> None:
        """Takes words for these tracks, with those in front of them that are of their names: "open hardware room"."""
        first = words[0]
        while first and self.index.tracks.tells(self.words[first - 1], names):
            first -= 1
        self.tracks = names
        said = (*range(first, words[0]), *words)
        for number in said:
            self._drop_cues_of(number)
        self._use(said, "track")

    def _find_joined_tracks(self) -> None:
        """Another track, joined with the one that was found or called one: "the Perl and the Python devrooms"."""
        called = self._of_cues("track") if self.tracks else ()
        for number in self.content if self.tracks else ():
            joined = self._is_joined_with_track(number, 1) or self._is_joined_with_track(number, -1)
            joined = joined or number + 1 in called  # "the Go devroom before the Rust devroom"
            found = self.index.tracks.find(self.words, {number}, room_stems(), PLACED) if joined else ()
            if len(found) == 1:
                self.tracks = tuple(dict.fromkeys((*self.tracks, *found[0].names)))
                self._use([number], "track")

    def _is_joined_with_track(self, number: int, step: int) -> bool:
        """Whether an "and" or an "or" stands between a word and one of a track, with small words at most beside it."""
        at = number + step
        between = []
        while 0 <= at < len(self.words) and self.uses[at] == "small":
            between.append(self.words[at])
            at += step
        joints = {*self.language.joints, *self.language.either}
        return 0 <= at < len(self.words) and self.uses[at] == "track" and not joints.isdisjoint(between)

    def _tells_track(self, word: str, names: tuple[str, ...]) -> bool:
        """Whether a word is of these tracks' names, or begins one of the name that is the only one."""
        return self.index.tracks.tells(word, names) or self.index.tracks.find_begun([word]) == names

    def _find_mere_track(self) -> None:
        """A track of which no more than a moment, the place or an end is asked: "Ada at four", "when does Wine end"."""
        content = sorted({*self.content, *self._of_cues("amenity")})  # "wine now"
        other = self.people or self.title or self.rooms or not self.cues.keys() <= _OF_MOMENTS | _OF_TRACKS
        if not content or other:
            return
        placed = self._are_called_as_track(content) and self._asks_of_track()
        placed = placed and self.language.singled.isdisjoint(self.words)
        if not (placed or (self.cues.keys() <= _OF_MOMENTS and self._says_moment())):
            return
        mentions = self.index.tracks.find(self.words, set(content), room_stems(), PLACED)
        if len(mentions) != 1 or set(content) != set(mentions[0].words):
            return
        if placed or self._are_on_then(mentions[0].names):
            self._use_track(mentions[0].names, content)

    def _says_moment(self) -> bool:
        """Whether a moment is said, or what is on now is asked: "Ada at four", "what's on in Ada", no French "quoi"."""
        on = self.has("on") and self.cues["on"] != self.cues.get("what")
        hours = any(one.kind not in OWNING_DAYS for one in self.mentions)
        return hours or on or self.has("now", "next", "then", "previous")

    def _asks_of_track(self) -> bool:
        """Whether a word asks where or when a track is that is not of its name itself: not that of "open data"."""
        named = self.index.tracks.has_exactly
        asking = (words for cue in _OF_TRACKS for words in self.cues.get(cue, ()))
        return any(not any(named(self.words[number]) for number in words) for words in asking)

    def _are_called_as_track(self, numbers: Sequence[int]) -> bool:
        """Whether all the words are of tracks in this form, or in another language mean such, or begin one track's."""
        tracks, words = self.index.tracks, [self.words[number] for number in numbers]
        foreign = self.lang not in self.index.programme.languages and {*numbers} <= {*self.content}
        meant = all(map(tracks.means if foreign else tracks.has_exactly, words))
        return meant or (len(words) > 1 and bool(tracks.find_begun(words)))

    def _are_on_then(self, tracks: Collection[str]) -> bool:
        """Whether anything of the tracks is at the time that was said, or today if none was."""
        then = to_interval(self.mentions, self.calendar) or self.calendar.whole((self.calendar.today,))
        return not self.index.timetable.at_time(then).isdisjoint(self.index.narrow(tracks=tracks) or ())

    def _find_called_track(self) -> None:
        """A track whose name is only begun beside a "devroom", or that is about what stands there: "voip room"."""
        places = [words for cue in ("track", "room") for words in self.cues.get(cue, ())]
        for phrase in places:
            word = self.words[phrase[-1]]
            if word not in place_words() or word in self.language.places:
                continue  # "free rooms" are none of the Free Java room
            for span in self._content_around(phrase):
                said = [self.words[number] for number in span]
                about = self.index.track_about(said)
                names = self.index.tracks.find_begun(said) or ((about,) if about else ())
                if names:
                    self._use_track(names, span)
                    return

    def _content_around(self, phrase: Sequence[int]) -> Iterator[range]:
        """The words that nothing explains right before a phrase, and those behind it, small ones aside, if any."""
        start, first = phrase[0], phrase[-1] + 1
        while start and not self.uses[start - 1]:
            start -= 1
        called = self.words[phrase[-1]] in self.language.rooms  # "la salle des robots", but no "pièce de théâtre"
        while called and first < len(self.words) and self._says_nothing(self.words[first]):
            first += 1
        end = first
        while end < len(self.words) and not self.uses[end]:
            end += 1
        yield from (span for span in (range(start, phrase[0]), range(first, end)) if span)

    def _find_buildings(self) -> None:
        """The rooms of a building, by the letters with which their codes begin: "building K", "in AW at two"."""
        buildings = self.index.rooms.buildings
        said = [number for number, word in enumerate(self.words) if word in buildings and self.uses[number] != "room"]
        for number in said:
            before, behind = number - 1, number + 1
            if before >= 0 and self.words[before] in self.language.buildings:
                named = [before, number]
            elif self.words[number] in small_words():
                continue
            elif self.words[behind : behind + 1] and self.words[behind] in self.language.buildings:
                named = [number, behind]
            elif self._is_inside(before) and not self._is_in_code(number):
                named = [number]
            else:
                continue
            self.rooms = tuple(dict.fromkeys((*self.rooms, *buildings[self.words[number]])))
            for at in named:
                self._drop_cues_of(at)
            self._use(named, "room")

    def _is_in_code(self, number: int) -> bool:
        """Whether digits stand right behind a word: the "K" of "K 3 401"."""
        return self.words[number + 1 : number + 2] != [] and self.words[number + 1].isdecimal()

    def _find_misspelt_track(self) -> None:
        """A track whose whole name stands beside a "room", with a slip or two in it: "the crss distro room"."""
        if self.rooms or self.tracks or place_words().isdisjoint(self.words):
            return
        for window in self._beside_places():
            names = self.index.tracks.find_misspelt(self._typed[window.start : window.stop])
            if names and not self._are_of_title(self._typed[window.start : window.stop]):
                self.title = () if "title" in self.uses[window.start : window.stop] else self.title
                self._use_track(names, window)
                return

    def _are_of_title(self, words: Sequence[str]) -> bool:
        """Whether a word is rather one of a title than a slip for one of a track: "the Graphite room", not Graphics."""
        return any(map(self.index.words.title_has_exactly, words)) and not any(map(self.index.tracks.means, words))

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
        ends_small = ends_small or self.words[end - 1] in self.language.asking
        return not ends_small and allowed.issuperset(uses)

    def _small_topics(self) -> set[int]:
        """What talks are about at the end, or before a time, however small a word it is: "talks on go tomorrow"."""
        if not self.has("talk", "session"):
            return set()
        words = self.language.concerning
        concerned = self._of_cues("topic") | {at for at, word in enumerate(self.words) if word in words}
        ends = {at for at in range(1, len(self.words)) if at + 1 == len(self.words) or self.uses[at + 1] == "time"}
        return {at for at in ends if at - 1 in concerned and self.uses[at] == "small"}

    def _is_track(self, mention: LabelMention) -> bool:
        if self._are_of_title([self.words[number] for number in mention.words]):
            return False
        if any(self.uses[number] == "small" for number in mention.words):
            said = self._small_topics().issuperset(mention.words) or mention.words[-1] + 1 in self._of_cues("talk")
            return mention.quality >= 1 and (self.has("track") or said)  # "Go talks", where "Go" is a whole track
        about = self._behind_cues("topic")
        one = any(word in self.language.rooms for word in self.words)  # "free rooms" are none of the Free Java room
        in_hall = self.has("room") and (one or mention.quality >= 0.99) and about.isdisjoint(mention.words)
        elsewhere = self.rooms and not self.index.narrow(rooms=self.rooms, tracks=mention.names)
        in_hall = in_hall and not elsewhere  # nor "the Rust talk in room K", where the track has nothing
        return self.has("track") or in_hall or (mention.quality >= 0.99 and len(mention.words) > 1)
