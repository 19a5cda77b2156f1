"""Words that were taken for cues, and make a topic or a title with what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from bot.core.kinds import KIND_CUES, PAUSE_KINDS, PAUSES
from bot.core.layers.words import (
    TALKS,
    Words,
)
from bot.core.lexicon import (
    glossary,
    known_words,
    small_words,
)
from bot.core.text import singular, stem

_OF_NEEDS = ("where", "when", "exists", "how", "what", "venue")
_OF_SESSIONS = ("until", "duration", "left", "before", "after", "order", "moved", "missed", "break", "overlap")
_ASKING_OF = ("what", "when", "where", "who", "exists")
_TOPICS_TOO = frozenset(
    {
        "slides", "recording", "page", "authors", "title", "note", "language", "duration", "when", "date", "who",
        "speaker", "registration", "organisers", "overlap", "remind", "amenity", "schedule", "about", "room", "venue",
        "directions", "address",
        *KIND_CUES,
    }
)  # fmt: skip
_SEVERAL = 2  # words of which one may stand beside the other in a title by chance
_OF_TOPIC = frozenset({"topic", "talk", "session"})
_OF_FACTS = frozenset({"ends", "starts", "over", "who_is", "life", "duration"})
_OF_TALKS = frozenset({"language", "delay", "title", "page", "authors", "note"})  # which are asked of talks
ALL_TITLED = 0.95  # the share of words of which a title has all that tell anything
_FEW_WORDS, _MOST_TITLED = 3, 0.6  # of more words, a title has to have that share if its session has all


class Freeing(Words):
    """Words that were taken for cues, and make a topic or a title with what stands beside them."""

    def _free_venue(self) -> None:
        """The words of the venue's name ask for nothing: "where is Uni Mail" is not about anybody's mail."""
        for window in (window for called in self.index.venue_names for window in self._windows_of(called)):
            uses = set(self.uses[window.start : window.stop])
            if "cue" in uses and uses <= {"", "cue", "small"}:
                for number in window:
                    self._drop_cues_of(number)
                self._use(window, "")

    def _free_repeated(self) -> None:
        """A word that is said twice around a small one asks for nothing: "end to end encryption"."""
        for number in range(len(self.words) - 2):
            last = number + 2
            twice = self.words[number] == self.words[last] and self.uses[number : last + 1] == ["cue", "small", "cue"]
            if twice and _OF_FACTS.issuperset(cue for cue in self.cues if number in self._of_cues(cue)):
                for at in (number, last):
                    self._drop_cues_of(at)
                    self._use((at,), "")

    def _pass_over_between(self) -> None:
        """What joins two words of a topic is of it: "interoperability between A and B", "talks on kids who code"."""
        if not self.has("between", "who"):
            return
        content = set(self.content)
        for words in [words for words in self.cues.get("who", ()) if self.has("topic")]:
            if content.issuperset((words[0] - 1, words[-1] + 1)):
                self._drop_cue("who", words[0])
                self._use(words, "small")
        if self.has("what", "how") and not self.has(*_OF_TOPIC):
            return  # "what is the difference between A and B"
        for words in [words for words in self.cues.get("between", ()) if words[0] - 1 in content]:
            if self._behind_small(words[-1] + 1) in content:
                self._drop_cue("between", words[0])
                self._use(words, "small")

    def _free_facts(self) -> None:
        """A word that asks for a fact is of the topic if one title has all that is said: "DNS over HTTPS"."""
        asked = self.cues.keys() - _OF_TOPIC
        facts = _OF_FACTS if self.has("talk", "session") else _OF_FACTS | _OF_TALKS
        if not (asked and self.content) or not asked <= facts or self.people or self.mentions:
            return
        if self.asks or self.words[0] in self.language.claiming:
            return
        phrases = [phrase for cue in asked for phrase in self.cues[cue]]
        begins = any(phrase[0] == 0 and len(phrase) > 1 for phrase in phrases)  # "how long is"
        if begins and self.words[0] in self.language.questioning:
            return  # "how long is the talk on long covid"
        words = sorted({number for phrase in phrases for number in phrase})
        telling = [number for number in words if self._tells(number)] or words
        adjective = words == [0] and self.words[0] in self.language.hours  # "open hardware"
        enough = adjective or len(self.content) + len(words) > _SEVERAL
        if enough and self._make_one_title([*self.content, *telling], whole=begins):
            for cue in asked:
                del self.cues[cue]
            self._use(words, "small")
            self._use(telling, "")

    def _free_track(self) -> None:
        """A track in which those who are named have nothing is a topic, if a title of theirs has a word of it."""
        if not (self.tracks and self.people) or self.has("track"):
            return
        theirs = self.index.narrow([person.name for mention in self.people for person in mention.people]) or set()
        numbers = [number for number, use in enumerate(self.uses) if use == "track"]
        words = [self.words[number] for number in numbers if len(self.words[number]) > 1]
        elsewhere = theirs.isdisjoint(self.index.narrow(tracks=self.tracks) or ())
        if elsewhere and any(self.index.titles.is_called(at, words) for at in theirs):
            self.tracks = ()
            self._use(numbers, "")

    def _free_series(self) -> None:
        """A word for talks with which several titles begin stands for these: "all lectures", beside tutorials.

        So does a word that they are called besides: "le premier cours", where they are courses.
        """
        if not self.index.titles.are_numbered:
            return
        talks = {words[0] for words in self.cues.get("talk", ()) if len(words) == 1 and self.uses[words[0]] == "cue"}
        for number in sorted({*talks, *self.content}):
            word = self.index.titles.series_word(self.words[number])
            if word:
                if number in talks:
                    self._drop_cue("talk", number)
                self._use((number,), "")
                self.words[number] = word

    def _is_mere_track(self, words: Sequence[int]) -> bool:
        """Whether nothing but a word of a track is said, perhaps with "now": "wine?" where there is a track on it."""
        alone = not self.content and self.cues.keys() <= {"amenity", "now", "next", "on"}
        return alone and all(self.index.tracks.has_word(self.words[number]) for number in words)

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
            self.index.words.has_pair(self.words[one], self.words[other])
            for one, other in beside
            if one >= 0
            and other < len(self.words)
            and not (needed and {one, other}.issubset(words))
            and not {self.words[one], self.words[other]} & self.language.small_words
        )
        stuff = self._are_stuff(words) or self._are_joined(words)
        told = len(self.content) > 1 or self.people or stuff or self._tell_which_talk(words)
        means = self.index.meanings.title_means if told else self.index.words.title_has
        titled = all(len(cue) == 1 and self._is_subject(self.words[cue[0]], means) for cue in self.cues["amenity"])
        about = self._behind_cues("topic", "works_on", "besides")
        of_talks = self.has("topic", "talk", "works_on", *TALKS, "longer", "shorter", "order", "overlap")
        of_talks = of_talks or stuff or self._calls(words)
        claimed = self.words[0] in self.language.claiming  # "is parking there full"
        beside_talk = bool(self.content or self.has("list")) and not self.has(*_OF_NEEDS)
        one_title = not claimed and all(len(cue) == 1 for cue in self.cues["amenity"])
        one_title = one_title and (self._make_one_title([*self.content, *words]) or self._are_whole_title())
        beside_talk = of_talks or (beside_talk and not claimed)
        sought = of_talks or (len(self.content) > 2 and not self.cues.keys() - {"amenity", "it"})
        compound = sought and any(number in self.content for pair in beside for number in pair)
        compound = compound and all(
            self.index.words.knows(self.words[number]) for number in words if self._tells(number)
        )
        beside_talk = beside_talk or (not needed and self._is_on_there(words)) or self._is_mere_track(words)
        quoted = quoted or self._call_event(words)
        if quoted or compound or not about.isdisjoint(words) or one_title or (titled and beside_talk):
            last = {cue[-1] for cue in self.cues.pop("amenity") if self._has_one_meaning(cue)}
            self._use(words, "")
            small = [number for number in words if not (stuff or self._tells(number) or number in last)]
            self._use(small, "small")  # the "de" of "mot de passe"

    def _is_subject(self, word: str, means: Callable[[str], bool]) -> bool:
        """Whether a title means a word, or the event's own name has it: at a symposium on sleep, it is no bed."""
        return means(word) or self.index.is_of_event(word)

    def _call_event(self, numbers: Sequence[int]) -> bool:
        """Whether the words of one need call a session that is no talk: "is there a job fair", "after the pizza"."""
        words = [self.words[number] for number in numbers if self._tells(number)]
        alone = len(self.words) == 1 and not self.has("price")
        timed = len(words) == 1 and (alone or self.has("when", "where", *_OF_SESSIONS))
        if len(self.cues["amenity"]) > 1 or not (timed or len(words) > 1):
            return False
        return any(not self.index.sessions[at].is_talk for at in self.index.meanings.titled_with(words))

    def _tell_which_talk(self, numbers: Sequence[int]) -> bool:
        """Whether the words stand between a "the" and a "talk": "the tram talk"."""
        talks = self._of_cues("talk")
        return numbers[-1] + 1 in talks and numbers[0] > 0 and self.words[numbers[0] - 1] in self.language.pointed

    def _is_on_there(self, numbers: Sequence[int]) -> bool:
        """Whether a session in the rooms that are named, at a time that is, has the words in its title or track."""
        when = self.when
        if not self.rooms or when is None:
            return False
        there = (self.index.narrow(rooms=self.rooms) or set()) & self.index.timetable.at_time(when)
        words = [self.words[number] for number in numbers]
        return not there.isdisjoint(self.index.words.tracked(words)) or any(
            self.index.titles.is_called(at, words) for at in there
        )

    def _are_attached(self, numbers: Iterable[int]) -> bool:
        """Whether the words go with what an attendee needs, and tell nothing else."""
        return self.language.attached.issuperset(self.words[number] for number in numbers)

    def _calls(self, numbers: Sequence[int]) -> bool:
        """Whether a session is called so: "the parking session", "the parking one", in French "la session parking".

        So is a "vegan meetup", which is of a kind.
        """
        beside = self._of_cues("session", "meeting", *TALKS)
        numbered = zip(self.words, self.uses, strict=True)
        ones = {at for at, (word, use) in enumerate(numbered) if use == "number" and not word.isdecimal()}
        return any(not beside.isdisjoint({number - 1, number + 1}) or number + 1 in ones for number in numbers)

    def _are_stuff(self, numbers: Sequence[int]) -> bool:
        """Whether the words tell what stuff is wanted, "telephone stuff", not where the asker's own may be put."""
        if self.has("where", "when", "how", "venue") or not self.language.asker.isdisjoint(self.words):
            return False
        stuff = {number for number, word in enumerate(self.words) if word in self.language.stuff}
        return any(not stuff.isdisjoint({number - 1, number + 1}) for number in numbers)

    def _are_joined(self, numbers: Sequence[int]) -> bool:
        """Whether an "and" joins the words with others that are in titles, and nothing is asked: "police and data"."""
        content, joints = self.content, self.language.joints
        if not content or self.cues.keys() != {"amenity"}:
            return False
        joined = [at for at in numbers if not {*joints}.isdisjoint(self.words[at + 1 : at + 2])]
        listed = any(self._behind_small(at + 2) in content for at in joined)
        needed = {frozenset({self.words[at]}) for at in numbers}
        if not listed or any(way in needed for ways in self.language.needs.values() for way in ways):
            return False  # "wifi and power"
        return all(self.index.meanings.title_means(self.words[at]) for at in content)

    def _pass_over_manner(self) -> None:
        """Behind several words of a topic, "en ligne" tells nothing that is needed: "la vie privée en ligne"."""
        if not (self.has("topic") or (len(self.content) > 1 and self.cues.keys() == {"amenity"})):
            return
        for words in [words for words in self.cues.get("amenity", ()) if self._is_manner(words)]:
            self._drop_cue("amenity", words[0])
            self._use(words, "small")

    def _is_manner(self, numbers: Sequence[int]) -> bool:
        """Whether a phrase begins with an "in" or "on", right behind a word of a topic that nothing explains."""
        if len(numbers) < 2 or not self._is_inside(numbers[0]) or numbers[0] - 1 not in self.content:
            return False
        return not all(self.index.words.knows(self.words[number]) for number in numbers if self._tells(number))

    def _has_one_meaning(self, numbers: Sequence[int]) -> bool:
        """Whether the words have a meaning together, as "mot de passe" has."""
        return len(numbers) > 1 and "".join(singular(self.words[number]) for number in numbers) in glossary()

    def _make_one_title(self, numbers: Sequence[int], *, whole: bool = False) -> bool:
        """Whether some title has all of the words, several: "the internet of things".

        Of many it may have most, if its text has all; not where they are to be `whole`.
        """
        words = [self.words[number] for number in sorted(numbers)]
        hits = self.index.topics.find(words).hits if self.content else ()
        least = (
            _MOST_TITLED
            if not whole and len(words) > _FEW_WORDS and hits and hits[0].cover >= ALL_TITLED
            else ALL_TITLED
        )
        return bool(hits) and self.index.topics.title_cover(hits[0].position, words) >= least

    def _are_whole_title(self) -> bool:
        """Whether all that is said but small words and those that ask is a whole title: "les sponsors, c'est où"."""
        asking = self._of_cues(*_ASKING_OF)
        told = (word for number, word in enumerate(self.words) if number not in asking and self._tells(number))
        return bool(self.index.titles.find(" ".join(told)))

    def _tells(self, number: int) -> bool:
        return self.words[number] not in small_words()

    def _free_nearby(self) -> None:
        """What people look for in a town is a topic where some title has the very word: "is there a film".

        The station that is nearest is part of the way to the place, if anything tells that way.
        """
        found = self.cues.get("nearby", ())
        if found and self.has("directions"):
            venue = self.index.programme.venue
            del self.cues["nearby" if venue is not None and venue.directions else "directions"]
            return
        if len(found) == 1 and self.has("exists") and not self.content and self.cues.keys() == {"nearby", "exists"}:
            word = found[0][-1]
            if self.index.words.title_has_exactly(self.words[word]):
                del self.cues["nearby"]
                self._use((word,), "")

    def _free_starts(self) -> None:
        """Two words for a beginning, side by side in a title, are that title's: "when do the doors open"."""
        phrases = self.cues.get("starts", ())
        for one, other in pairwise(sorted(phrases)):
            beside = len(one) == len(other) == 1 and one[0] + 1 == other[0]
            if beside and self.index.titles.with_pair(self.words[one[0]], self.words[other[0]]):
                self._drop_cues_of(one[0])
                self._drop_cues_of(other[0])
                self._use((*one, *other), "")

    def _free_kinds(self) -> None:
        """A kind that no session is of is a topic behind an "about", or before one: "how do they break PDFs".

        So is one right before another, "badge workshop".
        """
        about = self._behind_cues("topic")
        for kind in [cue for cue in self.cues if cue in KIND_CUES and not self.index.of_kind[cue]]:
            words = [number for words in self.cues[kind] for number in words]
            beside = {number + step for number in words for step in (-1, 1)}
            compound = not beside.isdisjoint(self.content) and not self.has(*_OF_NEEDS)
            compound = compound or (bool(self.content) and all(number + 1 in self.content for number in words))
            compound = compound or any(number + 1 in self._of_cues("meeting", *TALKS) for number in words)
            called = compound or not about.isdisjoint(words) or self._make_one_title([*self.content, *words])
            called = called or any(map(self._is_met_at, words))
            if called and all(self.index.words.title_has(self.words[number]) for number in words):
                del self.cues[kind]
                self._use(words, "")

    def _is_met_at(self, number: int) -> bool:
        """Whether the title of a session at which people meet has the word: "breakfast", of one with a producer."""
        titled = self.index.words.in_title.get(f"={singular(self.words[number])}", ())
        return any(self.index.sessions[at].kind in PAUSE_KINDS for at in titled)

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
            titled = topical and all(self.index.words.title_has(self.words[number]) for number in words)
            titled = titled or (cue == "slides" and self._make_one_title([*self.content, *words]))
            if words and (titled or all(map(self._makes_one_word, words))):
                del self.cues[cue]
                self._use(words, "" if self.content or titled else "track")

    def _free_changes(self) -> None:
        """A "change" that has a meaning together with a word beside it is a topic: "climate change".

        So is one of a title that stands between another word and a "talk": "the train delays talk"; and a word for a
        talk that a title has, in front of another: "the paper talk".
        """
        of_topics = {"moved": self._is_in_topic, "delay": self._is_in_topic, "talk": self._is_titled_before_talk}
        for cue, is_free in of_topics.items():
            for words in self.cues.get(cue, [])[:]:
                if len(words) == 1 and is_free(words[0]):
                    self._drop_cues_of(words[0])
                    self._use(words, "")

    def _is_in_topic(self, number: int) -> bool:
        """Whether a word for a change means something together with its neighbours: "climate change"."""
        return self._makes_one_word(number) or self._is_amid_topic(number)

    def _is_titled_before_talk(self, number: int) -> bool:
        """Whether a word that some title has, as it is, stands in front of one for a talk."""
        return number + 1 in self._of_cues("talk") and self.index.words.title_has_exactly(self.words[number])

    def _is_amid_topic(self, number: int) -> bool:
        """Whether a word of some title stands between one that nothing explains and a "talk"."""
        amid = number - 1 in self.content and number + 1 in self._of_cues("talk")
        return amid and self.index.words.title_has(self.words[number])

    def _free_topic(self) -> None:
        """The one word behind a "talk about" is its topic, whatever it asks elsewhere: "is there a talk on videos"."""
        asked = self.has("talk", "session", "speak", "this") and (self.has("topic") or self.has(*PAUSES))
        if not asked or self.content or self.people or self._speaks_of_the_asker():
            return
        begun = self.cues.get("topic") or self._talks_on()
        if not begun:
            return
        number = self._behind_small(max(words[-1] for words in begun) + 1)
        if not {"small", "time", "room"}.issuperset(self.uses[number + 1 :]):
            return
        cues = [cue for cue, phrases in self.cues.items() if (number,) in phrases]
        planned = "schedule" in cues and self.words[number] == singular(self.words[number])  # "talks on the programme"
        if cues and _TOPICS_TOO.issuperset(cues) and not planned:
            self.cues["topic"] = begun
            self._drop_cues_of(number)
            self._use((number,), "")

    def _talks_on(self) -> list[tuple[int, ...]]:
        """The numbers of the words with which a talk is said to be about something: the "on" of "the talk on tea"."""
        behind = {words[-1] + 1 for cue in ("talk", "this") for words in self.cues.get(cue, ())}
        return [(at,) for at in behind if not self.language.concerning.isdisjoint(self.words[at : at + 1])]

    def _speaks_of_the_asker(self) -> bool:
        said = zip(self.words, self.uses, strict=True)
        return any(word in self.language.asker and use != "cue" for word, use in said)  # not the "t" of "y a-t-il"

    def _makes_one_word(self, number: int) -> bool:
        """Whether a word has a meaning together with one beside it, of a track or of no use: French "jeux vidéo"."""
        open_words = {at for at, use in enumerate(self.uses) if use in {"", "track"}}
        pairs = [(at, at + 1) for at in (number - 1, number) if {at, at + 1} & open_words]
        return any(stem(self.words[one] + self.words[other]) in glossary() for one, other in pairs)

    def _pass_over_sorts(self) -> None:
        """What sort of thing something is, beside a name of its own in a title, asks for nothing: "the Vos library"."""
        sorts = [number for number in self.content if self.words[number] in self.language.sorts]
        others = set(self.content).difference(sorts) if sorts else ()
        names = {number for number in others if self._is_own_name(number)}
        if not names or self._make_one_title(self.content):
            return
        for number in sorts:
            behind = number + 1
            while behind < len(self.words) and (self.uses[behind] == "small" or behind in sorts):
                behind += 1
            if behind in names or (number - 1 in names and behind not in others):
                self._use((number,), "small")

    def _is_own_name(self, number: int) -> bool:
        """Whether a word that some title has exactly so is none of a language, or is written like a name."""
        word = self.words[number]
        return (word not in known_words() or word in self._proper) and self.index.words.title_has_exactly(word)

    def _pass_over_posts(self) -> None:
        """What somebody is by profession, said before the name, asks for nothing: "the head of X, Ada Vos, speaks"."""
        named = min((mention.words[0] for mention in self.people if mention.full), default=0)
        if not named or not self.has("speak"):
            return
        for words in [words for words in self.cues.get("amenity", ()) if len(words) > 1 and words[-1] < named]:
            self._drop_cue("amenity", words[0])
            self._use(words, "small")
