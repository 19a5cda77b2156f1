"""What a text asks as a whole, whatever it is about: that it compares, leaves out, or tells of the asker."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.layers.layers import Layers
from bot.core.layers.words import RELATIONS, TALKS
from bot.core.lexicon import is_word
from bot.core.search.index import Index
from bot.core.search.titles import FEW
from bot.core.selection import Relation
from bot.core.times import Calendar, Interval, to_interval

OF_TOPICS = (
    "topic", "talk", "session", "tell", "about", "title", "speak", "speaker", "somebody", "slides", "recording",
    "works_on", "affiliation", "from",
)  # fmt: skip
_SEEKS_SPEECH = ("from", "exists", "topic", "about", "who", "what", "somebody", "talk", "session")
_COMPARING = ("order", "overlap", "same_day", "one_room", "longer", "shorter", "same_length", "gap", "between")
_HOURS = frozenset({"clock", "bare", "range", "span"})  # kinds of time
_LONG_COUNT = 4  # digits of a number that is no year
_DAYS = frozenset({"day", "days_from_now", "weekday", "date", "nth_day"})
_HOUR_OF = {"opening": "starts", "closing": "ends"}
_IN_ANCHORS = ("talk", "session", "this", "it", "topic", "speaker", "first", "second", "third", "last")


class Asking(Layers):
    """A text with its layers, and what it asks as a whole."""

    def __init__(self, text: str, index: Index, calendar: Calendar, fallback: str) -> None:
        super().__init__(text, index, calendar, fallback)
        self._of_talk = self.has("talk")  # whether a talk is spoken of, even if that word turns out to be its title's

    @property
    def says_hour(self) -> bool:
        """Whether an hour or the hours of a stretch were said."""
        return any(mention.kind in _HOURS for mention in self.mentions)

    @cached_property
    def _compares(self) -> bool:
        ordered = self.has("order") and self.relation is None  # "who speaks first after lunch" compares nothing
        lengths = self.has("longer", "shorter", "same_length") and not self.bound  # "longer than an hour" is no side
        if lengths and self.relation is not None:  # nor is "the longest talk before lunch"
            lengths = not self.language.between.isdisjoint(self.words)
        compared = lengths or self.has("overlap", "same_day", "gap") or self.asks_one_room
        leans = self.relation is not None or self.excludes
        sought = leans and self.has("what", "exists", "left", "rest")  # "what can I see before that", or "besides that"
        sought = sought or self.offers_choice  # "where can I hear about this or that"
        compared = compared or (self.has("able") and not sought) or self.counts_more
        return ordered or compared or (self.has("between") and not self.says_hour)

    @property
    def says_all(self) -> bool:
        """Whether it is said of each of several things: "all talks", "every day", "always"; not "after all"."""
        return not self.language.universal.isdisjoint(self.words[:-1])

    @cached_property
    def is_claimed(self) -> bool:
        """Whether "yes" or "no" would answer; "can you list all" asks for something else."""
        other = self.language.asker.isdisjoint(self.words[1:2]) or self.has("missed")
        if self.words[0] in self.language.inverted | self.language.claiming and other:
            return True
        turned = self.has("them")  # "les exposés ont-ils tous …"
        return self.asks and (turned or bool(self.minutes) or self.claims)

    @cached_property
    def counts_more(self) -> bool:
        """Whether it is asked of which of two there is more: "are there more talks on bees than on ants?"."""
        words, language = self.words, self.language
        cut = next((at for at, word in enumerate(words) if word in language.than | language.either), 0)
        if (
            not cut
            or cut + 1 in self._of_cues("count")
            or not self.has("talk", "session", *KIND_CUES)
            or self.has("longer", "shorter", "page")
            or (cut not in self._of_cues("order") and self.has("order"))
            or self.minutes  # "how many talks take more than an hour"
        ):
            return False
        weighed = not (language.most | language.fewest).isdisjoint(words[:cut])
        weighed = weighed and (
            self.has("exists", "count", "left")
            or max(map(len, (self.people, self.rooms, self.tracks))) > 1
            or self._says_most_of_things()
        )
        behind = words[cut + 1 : cut + 2]
        return weighed and bool(behind) and not any(one.isdecimal() or one in language.numbers for one in behind)

    def _says_most_of_things(self) -> bool:
        """Whether a "more" of things is asked for or begins it: "which has more talks", "more talks on X or on Y?"."""
        things = self._of_cues("talk", "session", *KIND_CUES)
        said = [at for at, word in enumerate(self.words) if word in self.language.most | self.language.fewest]
        asked = self.has("what") or (said[0] == 0 and self.asks)
        return asked and not things.isdisjoint((said[0] + 1, said[0] + 2))

    @property
    def number_claimed(self) -> tuple[int, int] | None:
        """The number of sessions that there are said to be, and its bound as that of a length: "at least 3 talks"."""
        things = self._of_cues("talk", "session", "repeatedly", *KIND_CUES)
        for at, word in enumerate(self.words):
            number = int(word) if word.isdecimal() and len(word) < _LONG_COUNT else self.language.numbers.get(word, 0)
            if number and at and self.uses[at] != "time" and not things.isdisjoint(range(at + 1, at + 4)):
                bound = self._bound_before(at)
                if bound is not None:
                    return number, bound
        return None

    def _bound_before(self, number: int) -> int | None:
        """Whether a number is to be exceeded, as `bound` says it of a length; None if nothing is claimed of it."""
        before, language = self.words[max(number - 2, 0) : number], self.language
        around = self._folded[self._places[max(number - 3, 0)][0] : self._places[number][1]]
        if language.at_least.search(around):
            return 2
        if language.at_most.search(around):
            return -2
        if not language.beyond.isdisjoint(before):
            return 1
        if not language.below.isdisjoint(before):
            return -1
        only = not language.only.isdisjoint(before)
        verb = number - (self.words[number - 1] in language.being)  # "there are 7 talks, right?"
        plain = verb - 1 in self._of_cues("exists") and self.words[number] not in language.indefinite
        return 0 if only or plain else None

    @property
    def asks_one_room(self) -> bool:
        """Whether it is asked if things are in one room; "what follows in the same room" asks something else."""
        if not self.has("one_room") or self.relation is not None:
            return False
        joined = not self.language.between.isdisjoint(self.words) or self._stands_between("one_room")
        return joined and not self.has("what", "next", "then", "on", "exists")

    def _stands_between(self, cue: str) -> bool:
        """Whether something is named both before and behind the words of the cue: "is X in the same room as Y"."""
        said = self._of_cues(cue)
        named = [number for number, use in enumerate(self.uses) if use in {"", "title", "person"}]
        return bool(named) and named[0] < min(said) and named[-1] > max(said)

    @property
    def asks_how_long_after(self) -> bool:
        """Whether a "how long" stands right before the "after" of one thing: "how long after lunch is Ada's talk"."""
        if self.relation is not Relation.AFTER or not self.stands_before("duration", "after"):
            return False
        return any(self.words[words[0]] in self.language.questioning for words in self.cues["duration"])

    @property
    def asks_around_whom(self) -> Relation | None:
        """Where those lie of whom it is asked whom somebody speaks after, or before: "Ada speaks after whom"."""
        asked = self._of_cues("who")
        spoken_of = bool(asked and self.people) and self.people[-1].words[-1] < min(asked)
        for cue, same, other in (
            ("after", Relation.AFTER, Relation.BEFORE),
            ("before", Relation.BEFORE, Relation.AFTER),
        ):
            if spoken_of and cue in self.cues and self.ends_with(cue):
                return same  # "I'm Ada, who is before me"
            for behind in (words[-1] + 1 for words in self.cues.get(cue, ())):
                if behind in asked and behind == len(self.words) - 1:
                    return other
                begun = 0 in asked and self.words[1] in self.language.claiming
                if begun and behind == len(self.words):
                    return other
        return None

    def stands_before(self, cue: str, *others: str) -> bool:
        """Whether the words right behind a cue are one of the others: "how many slides"."""
        return any(words[-1] + 1 in self._of_cues(*others) for words in self.cues.get(cue, ()))

    def stands_inside(self, cue: str) -> bool:
        """Whether an "in" or "at" stands before words of the cue: "at lunch", "in the lightning talks"."""
        before = (words[0] - 1 for words in self.cues.get(cue, ()))
        pointed = self.language.pointed
        return any(self._is_inside(at - (at > 0 and self.words[at] in pointed)) for at in before)

    def ends_with(self, *cues: str) -> bool:
        """Whether nothing but small words and times follows the words of these cues."""
        said = self._of_cues(*cues)
        return bool(said) and set(self.uses[max(said) + 1 :]) <= {"small", "time"}

    @property
    def days_said(self) -> list[Interval]:
        """The days that were said, one after the other."""
        said = [to_interval([mention], self.calendar) for mention in self.mentions if mention.kind in _DAYS]
        return [day for day in said if day is not None]

    def _begins_anew(self, number: int) -> bool:
        """Whether a word stands behind a comma, or is a verb such as "is"."""
        gap = self._folded[self._places[number - 1][1] : self._places[number][0]] if number else ""
        return "," in gap or self.words[number] in self.language.claiming

    @cached_property
    def excludes(self) -> bool:
        """Whether sessions that are spoken of are left out, by a "besides"; "who else besides her" leaves none out."""
        placed = self.mentions or self.tracks or self.rooms  # "who else speaks tonight besides Ada"
        then = bool(placed) and not self.title
        leans = self.relation is not None or (self.has("coauthors") and not then)
        leans = leans or bool(self.has("authors") and self.people)
        leans = leans or (self.has("besides") and self.number_claimed is not None)  # "more than five talks"
        return not leans and self._belongs_to_anchor(self._exclusion_end)

    @property
    def _exclusion_end(self) -> int:
        """The number of the first word that tells what is left out; behind the last word where nothing is."""
        ends = [words[-1] + 1 for words in self.cues.get("besides", ())]
        if not ends and "," in self._folded and not self.language.denying.isdisjoint(self.words):
            ends = [number + 1 for number in range(1, len(self.words)) if self._denies_behind_comma(number)]
        return self._behind_small(min(ends)) if ends else len(self.words)

    def _denies_behind_comma(self, number: int) -> bool:
        """Whether a "not" stands behind a comma: "Ada's talk, not the keynote"."""
        word, language = self.words[number], self.language
        denies = word in language.denying and word not in language.mending and self.uses[number] == "small"
        return denies and "," in self._folded[self._places[number - 1][1] : self._places[number][0]]

    @property
    def offers_choice(self) -> bool:
        return not self.language.either.isdisjoint(self.words)

    @property
    def offers_rooms(self) -> bool:
        """Whether one of two rooms is to be chosen: "in the aula or in the small room"."""
        choices = [number for number, word in enumerate(self.words) if word in self.language.either]
        return any(self.uses[at - 1] == "room" and "room" in self.uses[at : at + 4] for at in choices if at)

    @property
    def offers_tongues(self) -> bool:
        """Whether one of several languages is to be chosen: "is it in English or in German?"."""
        return self.offers_choice and len({word for word in self.words if word in self.language.spoken}) > 1

    @property
    def offers_times(self) -> bool:
        """Whether one of several times is to be chosen: "at 9 or at 10", "in the morning or the afternoon"."""
        said = [mention for mention in self.mentions if mention.kind != "length"]
        kinds = {mention.kind for mention in said}
        alike = len(kinds) == 1 or kinds <= {*_DAYS, "part"}  # "tonight or tomorrow night"
        return self.offers_choice and len(said) > 1 and alike

    def says_in_anchor(self, cues: Sequence[str]) -> bool:
        """Whether a word of these cues belongs to what is behind an "after": "after the first break"."""
        return self.relation is not None and any(number >= self._relation_end for number in self._of_cues(*cues))

    def says_of_anchor_alone(self, cue: str) -> bool:
        """Whether all words of the cue, which is given, belong to what is behind an "after": "after Ada's talk"."""
        return self.relation is not None and all(number >= self._relation_end for number in self._of_cues(cue))

    def _is_choice(self) -> bool:
        return self.offers_choice and len(self.content) + bool(self.title) > 1

    def _is_comparing(self, number: int) -> bool:
        before_or_after = ("after", "before") if self.has("able") else ()  # "can I see this after that"
        return number in self._of_cues(*_COMPARING, *before_or_after)

    def _belongs_to_anchor(self, number: int) -> bool:
        if number >= len(self.words):
            return False
        if self.uses[number] == "cue":
            by = number in self._of_cues("by_time") and self.uses[number + 1 : number + 2] == ["person"]
            by = by or (number in self._of_cues("event") and number + 1 in self._of_cues(*KIND_CUES))
            return by or number in self._of_cues(*KIND_CUES, *_IN_ANCHORS) or self._is_cue_of_topic(number)
        return self.uses[number] not in {"time", "room", "language"}

    def _is_cue_of_topic(self, number: int) -> bool:
        """Whether a cue stands in a title with the word behind it, which is one of a topic: "building" packages."""
        behind = number + 1
        topical = behind < len(self.words) and not self.uses[behind]
        return topical and self.index.meanings.title_has_pair(self.words[number], self.words[behind])

    def _tells_hour(self, kind: str) -> bool:
        """Whether a word for a kind only tells when a day ends that has nothing of it: "when do we wrap up today"."""
        hour = _HOUR_OF.get(kind)
        if hour is None or not set(self.cues[kind]) <= set(self.cues.get(hour, ())):
            return False
        when = self.when or self.calendar.whole([self.calendar.nearest_day])
        return self.index.of_kind[kind].isdisjoint(self.index.timetable.at_time(when))

    def _asks_who_is_from(self, topical: Sequence[int]) -> bool:
        """Whether it is asked who comes from where the words say, and nothing of talks."""
        origin = min(self._of_cues("from"), default=len(self.words))
        of_talks = self.has("talk", "session", "topic", "speak")
        return self.has("who", "who_is", "speaker") and not of_talks and all(number > origin for number in topical)

    def _asks_how_it_is(self) -> bool:
        """Whether a verb such as "is" stands behind a "how", and at most one word between: "how green is"."""
        behind = self.cues["how"][0][-1] + 1
        return not self.language.claiming.union(self.language.asking).isdisjoint(self.words[behind : behind + 2])

    def _is_of_the_asker(self, content: Sequence[int]) -> bool:
        """Whether something is asked about the asker's own doings or things, as "can I print" or "my suitcase" do."""
        if self.has(*OF_TOPICS):
            return False
        if len(content) == 1 and content[0] - 1 in self._of_cues("who") and content[0] + 1 in self._of_cues("it"):
            return True  # "who fixes it"
        kin = self._of_cues("kin")
        numbers = [at for at in content if at and self.words[at - 1] in self.language.asker and at not in kin]
        if any(map(self._is_needed_by_the_asker, content)):
            return True
        if numbers and self.cues.keys() <= {"it", "how"} and len(content) > 1 and self._make_one_title(content):
            return False  # "containerize your apps", where a talk is called so
        pairs = [(self.words[number - 1], self.words[number]) for number in numbers]
        return any(
            not self.index.words.has_pair(*pair) and not self.index.meanings.title_has_pair(*pair) for pair in pairs
        )

    def _is_needed_by_the_asker(self, number: int) -> bool:
        """Whether a word is what the asker or the bot is to do something with: "which app do I need"."""
        verb = self.words[number + 1 : number + 3]
        asked = self.has("what") and len(verb) == 2 and verb[1] in self.language.asker
        return asked and verb[0] in self.language.permitting

    def _is_to_speak(self, number: int) -> bool:
        """Whether a word is who speaks, in a question that names nobody: "will Turing be speaking", "did he talk"."""
        if not self.people and number + 1 in self._of_cues("talk"):
            first = number
            while first > 0 and not self.uses[first - 1]:
                first -= 1
            did = self.words[first - 1] in self.language.claiming - self.language.being
            if did and (first == 1 or number + 2 == len(self.words)):  # "when does Turing talk"
                return True
        if self.people or self.has(*_SEEKS_SPEECH, *KIND_CUES):
            return False
        verb = self._behind_small(number + 1)
        while verb in self.content and self.words[verb - 1] in self.language.either:  # "does Vos or Turing speak"
            verb = self._behind_small(verb + 1)
        speaks = verb in self._of_cues("speak") and self.words[verb] in self.language.speech
        return speaks and not self._is_in_title_alone(number)

    def _is_in_title_alone(self, number: int) -> bool:
        """Whether a word is the last name of somebody whom titles of sessions name that give no speakers.

        It is in no language, or stands behind the first name there, as in "Keynote: Ada Vos".
        """
        word, before = self.words[number], self.words[number - 1] if number - 1 in self.content else ""
        called = not is_word(word) or (before != "" and self.index.meanings.title_has_pair(before, word))
        return called and self.index.words.may_name_speaker(*filter(None, (before, word)))

    def _have_talk(self, content: Sequence[int]) -> bool:
        """Whether words are like the name of somebody whose talk is asked for, and nobody is called so.

        They stand behind a "by", are written like one, or are in no language and in nothing that the programme says.
        """
        words = [self.words[number] for number in content]
        behind, before = content[-1] + 1, content[0] - 1
        things = self._of_cues("talk", "slides", *TALKS)
        owned = self.words[behind : behind + 1] == ["'s"] and behind + 1 in things
        by = self.words[before] in self.language.origin or before in self._of_cues("by_time")
        owned = owned or (by and (before in things or before - 1 in things))
        if not owned or self.people:
            return False
        written = self._proper.issuperset(words) or before in self._of_cues("by_time")
        if not written and any(is_word(one) or self.index.words.has(one) for one in words):
            return False
        return not all(map(self.index.words.title_has, words)) and not self.index.people.affiliated(words)

    def _asks_of_unknown(self, content: Sequence[int]) -> bool:
        """Whether the first of several words stands behind a "what", in no session: "what's the pay at the fair"."""
        if len(content) < 2 or self.has("talk", "session", "topic", "about"):
            return False
        word = self.words[content[0]]
        behind = {self._behind_small(words[-1] + 1) for words in self.cues.get("what", ())}
        return content[0] in behind and is_word(word) and not self.index.meanings.match(word)

    def _is_state(self, content: Sequence[int]) -> bool:
        """Whether the last word says how a thing is: "the projector is broken", "will the talks be translated"."""
        last = content[-1]
        if last < 2 or not {"small", "time"}.issuperset(self.uses[last + 1 :]):
            return False
        counted = self.has("count") and last + 1 < len(self.words)
        if counted or self.has("what", "who", "topic", "exists", "list", "about", "page"):
            return False
        verb = self.words[last - 1]
        of_talks = self._of_cues("talk", "session", "speaker", "registration")
        things = [number for number in range(last - 1) if not self.uses[number] or number in of_talks]
        return bool(things) and verb.isalpha() and verb in self.language.being

    @property
    def asks_leave(self) -> bool:
        """Whether it is asked what one may do or has to: "can I film the speakers", "am I allowed to leave a talk"."""
        if self.has("how", "reach"):  # "can I still make the LHC talk"
            return False
        ours, may = self.language.ourselves, self.language.permitting
        said = may & self.language.personal  # behind an "I", an "am" tells who one is
        return any(
            (one in may and other in ours) or (one in ours and other in said) for one, other in pairwise(self.words[:5])
        )

    @property
    def seeks_amenity(self) -> bool:
        """Whether what one needs stands beside a "where", and no talk is: "where's the bar", "the bar, where"."""
        if not self.has("amenity") or self.has("talk", "session", "topic"):
            return False
        said = [*self.cues.get("where", ()), *self.cues["amenity"]]
        begins = {words[0] for words in said}
        return self.has("where") and any(self._behind_small(words[-1] + 1) in begins for words in said)

    @property
    def begins_with_verb(self) -> bool:
        """Whether it is a yes-or-no question by its first word: "is", "does"."""
        return self.uses[0] == "small" and self.words[0] in self.language.asking

    @property
    def claims(self) -> bool:
        """Whether a verb such as "is" stands in it; the "will" of "Will Vos" is none."""
        if not self.people:
            return not self.language.claiming.isdisjoint(self.words)
        named = {number for mention in self.people for number in mention.words}
        return any(word in self.language.claiming and at not in named for at, word in enumerate(self.words))

    @property
    def begins_with_claim(self) -> bool:
        """Whether a verb stands in front of what it is said of, which is not the asker: "do cats like fish"."""
        begins = self.words[0] in self.language.claiming and self.uses[0] != "person"  # "Will Vos's slides"
        return begins or (self.begins_with_verb and self.language.asker.isdisjoint(self.words[1:2]))

    @property
    def asks_who_does(self) -> bool:
        """Whether it is asked who does something to a thing: "who fixes the projector", "who translates the talks"."""
        deeds = [self._behind_small(words[-1] + 1) for words in self.cues.get("who", ())]
        pointed = self.language.pointed
        return any(
            self.uses[at : at + 1] == [""] and not pointed.isdisjoint(self.words[at + 1 : at + 2]) for at in deeds
        )

    def _points_at_topic(self) -> bool:
        """Whether "the talk" is followed by what it is on, rather than by when or where it is."""
        behind = (words[-1] + 1 for words in self.cues.get("this", ()))
        return any(
            self.words[at] in self.language.concerning and self.uses[at + 1] not in ("cue", "room", "time", "track")
            for at in behind
            if at + 1 < len(self.words)
        )

    def _seeks_topic(self) -> bool:
        """Whether sessions are looked for by their topic, rather than something that has words in common with one."""
        if (self.asks_leave or self.asks_who_does) and not self.has("topic", "exists", "on"):
            return False
        if self._of_talk or self.has(*OF_TOPICS, *(KIND_CUES - PAUSES)) or self._points_at_topic():
            return True
        if self.begins_with_claim and not self.has("exists", "note"):
            return False  # "did the heating break down"
        if self.has("kin") and self.has("on", "exists"):
            return True
        if len(self.index.sessions) <= FEW:
            return True
        personal = self.language.personal
        theirs = {"by_time"} if self.people else frozenset[str]()  # "privacy by Ada"
        return self.cues.keys() - theirs <= {"how", "it", "them", *RELATIONS} and all(
            word not in personal for word in self.words
        )

    def _is_passed_over(self, number: int) -> bool:
        """Whether a small word may stand between the words of one topic; "is" may not."""
        here = 0 <= number < len(self.words) and self.uses[number] == "small"
        return here and self.words[number] not in self.language.claiming

    @cached_property
    def says_each_day(self) -> bool:
        """Whether every day is spoken of."""
        return any(mention.kind == "each_day" for mention in self.mentions)

    @property
    def is_floating(self) -> bool:
        """Whether an hour or a part of the day was said, but no day, where the event has several."""
        if len(self.index.programme.days) < 2 or not self.mentions:
            return False
        dayless = {"part", *_HOURS}
        return all(mention.kind in dayless and "days" not in mention.values for mention in self.mentions)
