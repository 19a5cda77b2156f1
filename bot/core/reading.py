"""What a question is about: the sessions, people or topic of each of its parts, and what of it nothing explains."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.layers.layers import Layers
from bot.core.layers.places import WEAK
from bot.core.layers.words import TALKS
from bot.core.lexicon import asking_words, glossary, is_word, kind_words, known_words, language_table, languages
from bot.core.meant import MOST_CHARACTERS
from bot.core.people import Person, PersonMention
from bot.core.search import FEW, Hit, Index
from bot.core.selection import Relation, Selection
from bot.core.spelling import slips_between
from bot.core.text import singular, stem, words_of
from bot.core.times import Calendar, Interval, to_interval

_TELLING_LENGTH = 12
_SHORTEST = 3  # so many characters are no preamble
_PICTURES = "\U0001f300-\U0001faff\u2600-\u27bf"  # emoji end a sentence as well
_COMMON = 0.5  # a word this little rare may be missing from what a topic finds
_CLEARLY = 0.99  # what is less than this part of the best is clearly worse
_ALMOST = 0.9
_BEGINS = 1.6  # an introduction is worth so much more where one is looked for
_FEW_HITS, _IN_TITLE = 6, 0.6  # so many hits of several words gain so much if their title says them all
_READ = 4  # so many are read again, for words that stand there by chance
_BEST = 24  # so many hits are shown at once
_TITLED = 0.6  # the share of a topic that a title has to hold where no topic is asked for
_WELL = 0.75  # the share of a topic that what is found has to cover there
_HALF, _FAR, _SEVERAL = 0.5, 1.6, 3  # of so many words, a title with half tells the rest if others are so far behind
_OF_TOPIC_ALONE = frozenset({"topic", "talk", "session", "exists", "on", "about", "list", "somebody", "what"})
_ALL = 0.95  # the share of a topic that is all of it but for words that tell nothing
_NEAR = 0.4  # the share of a topic that what is "nearest" has to cover
_TOPICAL = frozenset(
    {
        "moved",
        "longer",
        "shorter",
        "language",
        "page",
        "note",
        "title",
        "theme",
        "social",
        "amenity",
        "recording",
        "posters",
        "authors",
    }
)
_OF_TOPICS = (
    "topic", "talk", "session", "tell", "about", "title", "speak", "speaker", "somebody", "slides", "recording",
    "works_on", "affiliation", "from",
)  # fmt: skip
_SEEKS_SPEECH = ("from", "exists", "topic", "about", "who", "what", "somebody", "talk", "session")
_OF_ONE = (
    "talk", "when", "where", "who", "tell", "slides", "recording", "duration", "authors", "note", "page", "language",
    "track_of", "starts", "ends", "moved", "until",
)  # fmt: skip
_BESIDE_MEALS = ("talk", "session", "topic", "speak", "speaker", "who", "when", "where")
_COMPARING = ("order", "overlap", "same_day", "one_room", "longer", "shorter", "gap", "between")
_STRICT_KINDS = frozenset({"keynote", "invited", "contributed", "tutorial", "lightning", "panel", "posters"})
_NEVER_TALKS = frozenset({"panel", "posters"})
_DAYS = frozenset({"day", "days_from_now", "weekday", "date", "nth_day"})
_TOPICLESS = (*PAUSES, "dinner", "opening", "closing", "registration")
_HOUR_OF = {"opening": "starts", "closing": "ends"}
_IN_ANCHORS = ("talk", "session", "this", "it", "topic", "speaker", "first", "second", "third", "last")


@dataclass(frozen=True, slots=True)
class Subject:
    """Sessions or people that some words of a question name, the words, and those among them that nothing explains.

    `topic` are the words by which its sessions were found, where they were looked for by what they are about;
    `other_kind` says that they are of another kind than the one that was said, of which none is about it.
    """

    words: tuple[int, ...]
    selection: Selection
    unknown: tuple[str, ...] = ()
    near: tuple[int, ...] = ()
    topic: tuple[str, ...] = ()
    other_kind: bool = False


class Reading(Layers):
    """A text with its layers, and the subjects that they amount to. Not changed once it is made.

    The subjects are found when they are first asked for: of some parts of a message they never are.
    """

    def __init__(self, text: str, index: Index, calendar: Calendar, fallback: str) -> None:
        super().__init__(text, index, calendar, fallback)
        self._of_talk = self.has("talk")  # whether a talk is spoken of, even if that word turns out to be its title's

    @cached_property
    def subjects(self) -> list[Subject]:
        """What is named, in order of the words; at least one, perhaps of nothing."""
        return self._find_subjects()

    @property
    def main(self) -> Subject:
        """The first subject that names anything, else the first."""
        if not self._compares:
            return self.subjects[0]
        return next((one for one in self.subjects if not one.selection.is_open), self.subjects[0])

    @property
    def unknown(self) -> tuple[str, ...]:
        return (*self.strangers, *(word for subject in self.subjects for word in subject.unknown))

    def _find_subjects(self) -> list[Subject]:
        choice = self._is_choice() and not self._compares
        one = tuple(self.people) if choice and len(self.people) == 1 else ()  # does she speak on this or that
        found = [self._of_its_kind(self._subject(numbers, one)) for numbers in self._segments()]
        left_over = len(found) == 1 and (found[0].unknown or (self.title and self.content))
        if left_over and (several := self._all_of_these()):
            return several
        return self._any_of(found) if choice else found

    def _all_of_these(self) -> list[Subject]:
        """What both sides of an "and" name as one, if the programme has each: "when are A and B?"."""
        cuts = [at for at, word in enumerate(self.words) if word in self.language.joints and self.uses[at] == "small"]
        if len(cuts) != 1 or self.people:
            return []
        sides = [list(range(cuts[0])), list(range(cuts[0] + 1, len(self.words)))]
        if any(all(self.uses[at] not in {"", "title"} for at in side) for side in sides):
            return []
        found = [self._subject(side) for side in sides]
        if not all(map(self._is_titled_so, found)):
            return []
        named = tuple(dict.fromkeys(one for subject in found for one in subject.selection.named))
        return [Subject(tuple(range(len(self.words))), replace(found[0].selection, named=named))]

    def _is_titled_so(self, subject: Subject) -> bool:
        """Whether sessions were found that have all the words of the subject in their titles or tracks."""
        if subject.unknown or not subject.selection.named:
            return False
        words = [self.words[number] for number in subject.words if not self.uses[number]]
        return not words or self.index.title_cover(self.index.position[subject.selection.named[0]], words) >= _ALL

    @cached_property
    def _compares(self) -> bool:
        hours = any(mention.kind in {"range", "span", "clock", "bare"} for mention in self.mentions)
        ordered = self.has("order") and self.relation is None  # "who speaks first after lunch" compares nothing
        lengths = self.has("longer", "shorter") and not self.bound  # "longer than an hour" compares nothing
        compared = lengths or self.has("overlap", "same_day", "gap") or self.asks_one_room
        leans = self.relation is not None or self.excludes
        sought = leans and self.has("what", "exists", "left", "rest")  # "what can I see before that", or "besides that"
        compared = compared or (self.has("able") and not sought)
        return ordered or compared or (self.has("between") and not hours)

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

    def _any_of(self, found: list[Subject]) -> list[Subject]:
        """The sides of "this or that" as one, those that the programme does not know left out if it knows another."""
        known = [subject for subject in found if not subject.unknown and not subject.selection.is_open]
        if not known:
            return found
        named = tuple(dict.fromkeys(one for subject in known for one in subject.selection.named))
        return [Subject(tuple(range(len(self.words))), replace(known[0].selection, named=named))]

    def _segments(self) -> Iterator[list[int]]:
        """The words of each side of a comparison, or those before and behind an "after"; else all together."""
        everything = list(range(len(self.words)))
        if self._compares or self._is_choice():
            start = 0
            for number in everything:
                joins = self.words[number] in self.language.between and self.uses[number] != "title"
                if joins or self._is_comparing(number):
                    yield everything[start:number]
                    start = number + 1
            yield everything[start:]
        elif self.relation is not None or self.excludes:
            start = self._exclusion_end if self.relation is None else self._relation_end
            behind = start
            apart = self.excludes or self.asks_how_long_after
            while self._belongs_to_anchor(behind) and not (apart and self._begins_anew(behind)):
                if self._begins_topic(behind, start):
                    break
                behind += 1
            yield everything[:start] + everything[behind:]
            yield everything[start:behind]
        else:
            yield everything

    @property
    def asks_how_long_after(self) -> bool:
        """Whether a "how long" stands right before the "after" of one thing: "how long after lunch is Ada's talk"."""
        return self.relation is Relation.AFTER and self.stands_before("duration", "after")

    def stands_before(self, cue: str, *others: str) -> bool:
        """Whether the words right behind a cue are one of the others: "how many slides"."""
        return any(words[-1] + 1 in self._of_cues(*others) for words in self.cues.get(cue, ()))

    def stands_inside(self, cue: str) -> bool:
        """Whether an "in" or "at" stands before words of the cue: "at lunch"."""
        return any(self._is_inside(words[0] - 1) for words in self.cues.get(cue, ()))

    def order_within(self, subject: Subject, orders: Mapping[str, int]) -> int:
        """Which place in an order the words of a subject say, "the second talk" or "talk 2"; 0 for none."""
        inside = set(subject.words)
        said = (order for cue, order in orders.items() if inside & self._of_cues(cue))
        numbers = (
            int(self.words[at]) for at in subject.words if self.uses[at] == "number" and self.words[at].isdecimal()
        )
        return next(said, next(numbers, 0))

    def when_of(self, subject: Subject) -> Interval | None:
        """The hour that is said among the words of a subject."""
        inside = set(subject.words)
        own = [one for one in self.mentions if inside.issuperset(self._numbers_in(one.start, one.end))]
        return to_interval(own, self.calendar) if any(one.kind in {"clock", "bare"} for one in own) else None

    @property
    def asks_if_there(self) -> bool:
        """Whether nothing but a place is named where "it" might be: "is it in Oslo?"."""
        content = self.content
        named = self.people or self.title or self.rooms or self.mentions or self.tracks
        if not content or named or not self.has("it", "event") or not self.cues.keys() <= {"it", "event", "venue"}:
            return False
        return self._is_inside(content[0] - 1) and content == list(range(content[0], len(self.words)))

    @property
    def wants_several(self) -> bool:
        """Whether talks in the plural are asked for; they are not where the plural only tells after what."""
        anchor = self.subjects[1].words if self.relation is not None and len(self.subjects) > 1 else ()
        of_anchor = self._of_cues(*KIND_CUES).intersection(anchor)
        plurals = self.language.plurals
        return any(word in plurals and at not in of_anchor for at, word in enumerate(self.words))

    @property
    def asks_how_long_it_lasts(self) -> bool:
        """Whether "last" is a verb: at the end of how long something lasts, or in "does it last two hours"."""
        if self.minutes:
            return True
        if not (self.has("duration") and self.ends_with("last")):
            return False
        return bool(self.main.selection.named or self.main.selection.people)

    def ends_with(self, *cues: str) -> bool:
        """Whether nothing but small words and times follows the words of these cues."""
        said = self._of_cues(*cues)
        return bool(said) and set(self.uses[max(said) + 1 :]) <= {"small", "time"}

    @property
    def days_said(self) -> list[Interval]:
        """The days that were said, one after the other."""
        said = [to_interval([mention], self.calendar) for mention in self.mentions if mention.kind in _DAYS]
        return [day for day in said if day is not None]

    def _begins_topic(self, number: int, start: int) -> bool:
        """Whether a word begins a topic of what is asked for, behind what has none: "before lunch on rust"."""
        pauses = self._of_cues(*_TOPICLESS)
        return number in self._of_cues("topic") and not pauses.isdisjoint(range(start, number))

    def _begins_anew(self, number: int) -> bool:
        """Whether a word stands behind a comma, or is a verb such as "is"."""
        gap = self._folded[self._places[number - 1][1] : self._places[number][0]] if number else ""
        return "," in gap or self.words[number] in self.language.claiming

    def is_cut_behind(self, number: int) -> bool:
        """Whether a comma or the like stands behind a word that is not the last."""
        return number + 1 < len(self.words) and self._is_cut_off(number + 1, 0)

    @cached_property
    def excludes(self) -> bool:
        """Whether sessions that are spoken of are left out, by a "besides"; "who else besides her" leaves none out."""
        leans = self.relation is not None or self.has("coauthors") or bool(self.has("authors") and self.people)
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
        return topical and self.index.title_has_pair(self.words[number], self.words[behind])

    def _subject(self, numbers: Sequence[int], of: Sequence[PersonMention] = ()) -> Subject:
        """What the words of these numbers name; where they name nobody, of what the people of `of` do."""
        inside = set(numbers)
        people = [mention for mention in self.people if inside.issuperset(mention.words)] or of
        kinds = tuple(cue for cue in self.cues if cue in KIND_CUES and inside & self._of_cues(cue))
        if "registration" in kinds and not self.index.of_kind["registration"]:
            kinds = tuple(kind for kind in kinds if kind != "registration")
        kinds = tuple(kind for kind in kinds if not self._tells_hour(kind))
        literal = {self.words[number] for kind in kinds for number in self._of_cues(kind) & inside}
        title = self.title if any(self.uses[number] == "title" for number in numbers) else ()
        content = [number for number in numbers if not self.uses[number]]
        selection = Selection(
            named=tuple(self.index.sessions[at].id for at in title),
            people=_names(person for mention in people for person in mention.people),
            kinds=_telling_kinds(kinds),
            literal=self._literal(literal, kinds),
        )
        if title and not content and (others := self._of_title_word(tuple(numbers), selection)):
            return others
        if title and not content:
            return Subject(tuple(numbers), replace(selection, named=(*selection.named, *self._akin(selection))))
        if title and content:
            return self._beyond_title(tuple(numbers), selection, content)
        if not content:
            return Subject(tuple(numbers), selection)
        theirs = {words[-1] for words in self.cues.get("kin", ()) if inside.issuperset(words)}
        if theirs:  # "my kids love robots": what is for kids, if anything is
            for_them = self._with_topic(tuple(numbers), selection, sorted({*content, *theirs}))
            if not for_them.unknown:
                return for_them
        return self._with_topic(tuple(numbers), selection, content)

    def _tells_hour(self, kind: str) -> bool:
        """Whether a word for a kind only tells when a day ends that has nothing of it: "when do we wrap up today"."""
        hour = _HOUR_OF.get(kind)
        if hour is None or not set(self.cues[kind]) <= set(self.cues.get(hour, ())):
            return False
        when = self.when or self.calendar.whole([self.calendar.nearest_day])
        return self.index.of_kind[kind].isdisjoint(self.index.at_time(when))

    def _of_its_kind(self, subject: Subject) -> Subject:
        """The subject without kinds that none of the sessions it names is of: "repair cafés" is no coffee break."""
        selection = subject.selection
        named = {self.index.position[one] for one in selection.named} or self.index.narrow(selection.people)
        if not named or not selection.kinds:
            return subject
        if any(not named.isdisjoint(self.index.of_kind[kind]) for kind in selection.kinds):
            return subject
        if titled := self._of_kind_titled(subject):
            return replace(subject, selection=replace(selection, named=titled, people=()))
        meal = selection.people and self.has(*PAUSES) and self.relation is None
        had = meal and not self.has("speak", "talk", "when", "where")  # what somebody had for breakfast
        had = had or self._asks_of_meals(subject)
        if had or self._asks_what_is_served(subject):
            return replace(subject, unknown=(*subject.unknown, *selection.kinds))
        said = {self.words[at] for kind in selection.kinds for at in self._of_cues(kind).intersection(subject.words)}
        said -= self.language.small_words
        called = tuple(one for one in selection.named if self.index.is_called(self.index.position[one], said))
        strict = not called and subject.topic and self.has("topic") and _STRICT_KINDS.issuperset(selection.kinds)
        of_kind: set[int] = set().union(*(self.index.of_kind[kind] for kind in selection.kinds)) if strict else set()
        if of_kind and (found := self._good_hits(self.index.find_topic(subject.topic, of_kind).hits, subject.topic)):
            ids = tuple(self.index.sessions[hit.position].id for hit in found)
            return replace(subject, selection=replace(selection, named=ids))
        if strict and not of_kind and _NEVER_TALKS.issuperset(selection.kinds):
            near = tuple(self.index.position[one] for one in selection.named[:2])
            return replace(subject, unknown=(*subject.unknown, *selection.kinds), near=near)
        others = replace(selection, kinds=(), named=called or selection.named)
        return replace(subject, selection=others, other_kind=bool(of_kind))

    def _asks_of_meals(self, subject: Subject) -> bool:
        """Whether a meal is asked of a topic, in words that no title has of it: "what do ponies eat"."""
        kinds = subject.selection.kinds
        other = self.relation is not None or self.rooms or self.has(*_BESIDE_MEALS)
        if not subject.topic or not PAUSES.issuperset(kinds) or other:
            return False
        said = {self.words[at] for kind in kinds for at in self._of_cues(kind)}
        called = any(self.index.is_called(self.index.position[one], said) for one in subject.selection.named)
        return bool(said) and not called

    def _of_kind_titled(self, subject: Subject) -> tuple[str, ...]:
        """The ids of those of the kind in whose titles the first name stands that was said: "Keynote (Ada)"."""
        inside = set(subject.words)
        said = [mention for mention in self.people if inside.issuperset(mention.words)]
        if not said or any(mention.full for mention in said):
            return ()
        names = {self.words[number] for mention in said for number in mention.words}
        kinds = (self.index.of_kind[kind] for kind in subject.selection.kinds)
        found = [self.index.sessions[at] for at in sorted(set().union(*kinds))]
        return tuple(one.id for one in found if names.issubset(words_of(one.title)))

    def _asks_what_is_served(self, subject: Subject) -> bool:
        """Whether it is asked if there is food at a session that is named."""
        if not self.has("exists") or self.relation is not None or not PAUSES.issuperset(subject.selection.kinds):
            return False
        named = [number for number in subject.words if self.uses[number] in {"", "title"}][:1]
        return any(self._is_inside(number - 1) or self._is_inside(number - 2) for number in named)

    def _beyond_title(self, numbers: tuple[int, ...], selection: Selection, content: Sequence[int]) -> Subject:
        """A title with further words beside it: a topic that holds them all, else the title if it is a long one.

        What is a slip for another word of the title is no further word.
        """
        content = [number for number in content if not self._is_of_title(self.words[number])]
        if not content:
            return Subject(numbers, selection)
        quoted = [number for number, use in enumerate(self.uses) if use == "title"]
        telling = [number for number in quoted if self.words[number] not in self.language.small_words]
        topic = self._with_topic(numbers, replace(selection, named=()), sorted({*telling, *content}))
        if topic.selection.named and not topic.unknown:
            return topic
        if len(telling) > 2 * len(content):
            return Subject(numbers, selection)
        return replace(topic, unknown=tuple(self.words[number] for number in content))

    def _of_title_word(self, numbers: tuple[int, ...], selection: Selection) -> Subject | None:
        """What is about the one telling word of a title, if several are wanted, or it is elsewhere: "GNOME talks"."""
        said = [number for number in numbers if self.uses[number] == "title"]
        telling = [number for number in said if self.words[number] not in self.language.small_words]
        if len(telling) != 1:
            return None
        within = self._within(replace(selection, named=()))
        elsewhere = within is not None and within.isdisjoint(self.title)
        if not elsewhere and self.language.plurals.isdisjoint(self.words):
            return None
        found = self._with_topic(numbers, replace(selection, named=()), telling)
        positions = {self.index.position[one] for one in found.selection.named}
        return found if positions and not (elsewhere and within and within.isdisjoint(positions)) else None

    def _is_of_title(self, word: str) -> bool:
        """Whether a word is a slip for one of the title that is quoted, of which two words or more were said."""
        quoted = [self.words[number] for number, use in enumerate(self.uses) if use == "title"]
        rest = set(words_of(self.index.sessions[self.title[0]].title)).difference(quoted)
        return len(quoted) > 1 and len(word) > 3 and any(slips_between(word, one) == 1 for one in rest)

    def _akin(self, selection: Selection) -> tuple[str, ...]:
        """Other sessions about the very words of a title that was quoted only in part, no fact of one being asked."""
        whole = self.quoted is not None and self.quoted.share >= 1
        if whole or self.has("slides", "recording", "about", "authors", "coauthors", "note", "page"):
            return ()
        words = [self.words[number] for number, use in enumerate(self.uses) if use == "title"]
        telling = [word for word in words if word not in self.language.small_words]
        whole = self.quoted is not None and self.quoted.share >= 1
        if whole or len(telling) == len(words_of(self.index.sessions[self.title[0]].title)) or len(telling) < 2:
            return ()
        if not self.index.stand_elsewhere(telling, self.title):
            return ()
        hits = self.index.find_topic(telling).hits
        ids = (
            self.index.sessions[hit.position].id for hit in hits if hit.cover > 0.99 and hit.score > 0.6 * hits[0].score
        )
        return tuple(one for one in ids if one not in selection.named)[:4]

    def _literal(self, words: set[str], kinds: tuple[str, ...]) -> tuple[str, ...]:
        """What an opening or a party is called beside that, such as "ceremony"; whether a break is one with tea."""
        if not {"opening", "closing", "coffee", "social", "dinner"} & set(kinds):
            return ()
        called = {stem(word) for word in words if word not in self.language.small_words and "'" not in word}
        usual = {stem(word) for word in kind_words("opening") | kind_words("closing") | kind_words("break")}
        return tuple(sorted(called - usual))

    def _with_topic(self, numbers: tuple[int, ...], selection: Selection, content: Sequence[int]) -> Subject:
        other = any(map(self._has_other_last_name, self.people)) or self._have_talk(content) or self._is_state(content)
        other = other or self._asks_of_unknown(content) or self._names_stranger(content)
        if other or self._is_of_the_asker(content) or self._is_to_speak(content[-1]):
            return Subject(numbers, selection, tuple(self.words[number] for number in content))
        topical = self._with_weak_neighbours(content)
        apart = self._as_one(topical)
        words = said = _glue(apart, self.index)
        from_there = self._of_those_from(numbers, selection, topical, words)
        if from_there is not None:
            return from_there
        within = self._within(selection)
        if all(word.isdecimal() and len(word) < 3 for word in words):
            return Subject(numbers, selection, tuple(words))
        beside = self._beside(topical)
        topic = self._without_level(words)
        of_level = len(topic) < len(words)
        best, words, hits = self._found(topic, self._without_level(apart), within, beside)
        if not best and of_level:
            best, words, hits = self._found(said, apart, within, beside)
        idle = self.language.vague | (self.language.bodies if self.has("works_on") else frozenset[str]())
        plain = [word for word in words if word not in idle]
        if not best and plain and len(plain) < len(words):  # "the basics of celery", "who leads the celery team"
            best, plain, _ = self._found(plain, plain, within, beside)
            words = plain if best else words
        if not best and within is not None:  # not then or there, but perhaps elsewhere
            anywhere = self.index.narrow(selection.people)
            best = self._good_hits(self.index.find_topic(words, anywhere, beside).hits, words)
        if not best and not selection.people and self.has("who", "who_is"):
            people = self.index.people.affiliated(words)
            if people:
                return Subject(numbers, replace(selection, people=_names(people)))
        if not best and selection.people:
            return self._with_name_as_topic(numbers, selection, topical)
        if not best and (freed := self._freed(topical, within)):
            best, words = freed
        if not best:
            about = self._seeks_topic() or self.language.personal.isdisjoint(self.words)  # else it is near by chance
            near = tuple(hit.position for hit in hits[:2] if self._is_near(hit, said)) if about else ()
            return Subject(numbers, selection, tuple(words), near)
        return self._found_by(self._for_beginners(best) if of_level else best, numbers, selection, words)

    def _without_level(self, words: list[str]) -> list[str]:
        """The words of a topic without those that say for whom it is told, if others are left: "rust for beginners"."""
        if self.language.levels.isdisjoint(words):
            return words
        return [word for word in words if word not in self.language.levels | self.language.vague] or words

    def _for_beginners(self, hits: list[Hit]) -> list[Hit]:
        """The best hits, those first whose titles say that they begin with what they are about."""
        so_called = (
            hit._replace(score=hit.score * _BEGINS) if self.index.is_called(hit.position, _levels()) else hit
            for hit in hits[:_BEST]
        )
        return sorted(so_called, key=lambda hit: (-hit.worth, hit.position))

    def _freed(self, topical: Sequence[int], within: Collection[int] | None) -> tuple[list[Hit], list[str]] | None:
        """What a mere list of words finds together with those that might ask for something: "dating site for nazis"."""
        asked = set(self.language.claiming | asking_words())
        if not self.cues or not self.cues.keys() <= WEAK | _OF_TOPIC_ALONE or not asked.isdisjoint(self.words):
            return None
        plain = self._of_cues(*_OF_TOPIC_ALONE)
        of_cues = {number for number, use in enumerate(self.uses) if use == "cue"} - plain
        telling = sorted(number for number in of_cues if self._tells(number))
        if not telling or len({*topical, *telling}) < _SEVERAL:
            return None
        words = [self.words[number] for number in sorted({*topical, *telling})]
        hits = [hit for hit in self.index.find_topic(words, within).hits[:_BEST] if hit.cover > _ALL]
        titled = [hit for hit in hits if self.index.lacks(hit.position, words)[0]]
        if not titled:
            return None
        for number in telling:
            self._drop_cues_of(number)
        return titled, words

    def _otherwise(self, words: list[str], apart: list[str]) -> Iterator[list[str]]:
        """Other ways to write the words: more of them as one, or as they were said."""
        glued = _glue(words, self.index, titled=True) if len(words) > 1 else words
        if glued != words:
            yield glued
        if apart not in (words, glued):
            yield apart

    def _found(
        self, words: list[str], apart: list[str], within: Collection[int] | None, beside: list[tuple[str, str]]
    ) -> tuple[list[Hit], list[str], Sequence[Hit]]:
        """The good hits for the words, as they or some of them are written; those words; and the hits for the first."""
        of_people = self.has("works_on", "who_is", "somebody")
        topic = self.index.find_topic(words, within, beside, of_people=of_people)
        best = self._good_hits(topic.hits, words, of_all=within is None)
        if len(words) > 1:
            best = self._titled_first(best, words)
        for otherwise in self._otherwise(words, apart):
            hits = self.index.find_topic(otherwise, within, beside, of_people=of_people).hits
            others = self._titled_first(self._good_hits(hits, otherwise, of_all=within is None), otherwise)
            if best:  # what fewer words find is worth almost as much
                share = _ALMOST * len(words) / len(otherwise)
                others = [hit._replace(score=hit.score * share) for hit in others]
            words = words if best else otherwise
            best = _together(best, others)
        return best, words, topic.hits

    def _titled_first(self, hits: list[Hit], words: Sequence[str]) -> list[Hit]:
        """The hits, those of the first few better of which the title says most of the words, in whatever language."""
        if not hits[1:]:
            return hits
        least = hits[0].score * hits[0].cover / (1 + _IN_TITLE)  # what is worth less cannot come first
        few = [hit for hit in hits[:_FEW_HITS] if hit.score * hit.cover >= least]
        better = [
            hit._replace(score=hit.score * (1 + _IN_TITLE * self.index.title_cover(hit.position, words))) for hit in few
        ]
        return sorted((*better, *hits[len(few) :]), key=lambda hit: (-hit.worth, hit.position))

    def _of_those_from(
        self, numbers: tuple[int, ...], selection: Selection, topical: Sequence[int], words: Sequence[str]
    ) -> Subject | None:
        """Who is from where the words say ("Nora from the archive"), or what they speak about; None if not asked."""
        if not (self.has("from", "affiliation", "somebody", "speaker") or selection.people):
            return None
        people = self.index.people.affiliated(words, selection.people)
        if people:
            return Subject(numbers, replace(selection, people=_names(people)))
        if selection.people:
            claimed = self.has("from") and not self.has("talk", "session", "topic", "speak")
            claimed = claimed and self.words[0] in self.language.claiming and len(selection.people) == 1
            return Subject(numbers, selection, tuple(words)) if claimed else None  # their lives may name other places
        if about := self._by_somebody_from(topical):
            return Subject(numbers, replace(selection, named=about))
        return Subject(numbers, selection, tuple(words)) if self._asks_who_is_from(topical) else None

    def _found_by(
        self, best: list[Hit], numbers: tuple[int, ...], selection: Selection, words: Sequence[str]
    ) -> Subject:
        """The people of whom alone the words are told, where people are sought; else the best sessions."""
        if not selection.people and self.has("who", "who_is", "somebody", "works_on"):
            told = self._told_of_people(best, words)
            if told:
                return Subject(numbers, replace(selection, people=told))
        plural = not self.language.plurals.isdisjoint(self.words)
        asks_one = self.has(*_OF_ONE)
        many = plural or not asks_one or self.has("exists", "topic", "list", "on", "count")
        of_track = self.index.tracked(words) if many else ()
        least = best[0].worth * (0.5 if many else 0.65)
        covers = _WELL if len(words) > 1 and best[0].cover > _ALL else 0.0  # what has but a part is not about all of it
        wanted = [hit for hit in best if (hit.worth >= least and hit.cover >= covers) or hit.position in of_track]
        ids = tuple(self.index.sessions[hit.position].id for hit in (_by_time(wanted) if many else wanted))
        return Subject(numbers, replace(selection, named=ids, people=()), topic=tuple(words))

    def _asks_who_is_from(self, topical: Sequence[int]) -> bool:
        """Whether it is asked who comes from where the words say, and nothing of talks."""
        origin = min(self._of_cues("from"), default=len(self.words))
        of_talks = self.has("talk", "session", "topic", "speak")
        return self.has("who", "who_is", "speaker") and not of_talks and all(number > origin for number in topical)

    def who_is_so(self) -> tuple[str, ...]:
        """The names of those in whose lives the words stand by which somebody is spoken of: "who is a professor?"."""
        words = [self.words[number] for phrase in self.cues["somebody"] for number in phrase]
        return self._told_of_people(self.index.find_topic(words, of_people=True).hits, words)

    def who_is_called_so(self) -> tuple[str, ...]:
        """The names of those in whose lives all that somebody is said to be stands in a row: "a research scientist"."""
        last = max(self._of_cues("somebody"))
        asked = self._of_cues("who", "who_is")
        before = (at for at in range(last) if at in asked or self.words[at] in self.language.being)
        words = self.words[max(before, default=-1) + 1 : last + 1]
        words = words[1:] if words[0] in self.language.indefinite else words
        called = f" {' '.join(map(stem, words))} "
        lives = {
            one.name: one.biography
            for hit in self.index.find_topic(words, of_people=True).hits[:_BEST]
            for one in self.index.programme.speakers_of(self.index.sessions[hit.position])
        }
        return tuple(name for name, life in lives.items() if called in f" {' '.join(map(stem, words_of(life)))} ")

    def _told_of_people(self, hits: Sequence[Hit], words: Sequence[str]) -> tuple[str, ...]:
        """The names of those in whose lives the words stand, if none of their sessions is about any of them."""
        if any(self.index.is_about(hit.position, word) for hit in hits[:_BEST] for word in words):
            return ()
        meant = {one for word in words for one, _ in self.index.match(word)}
        programme = self.index.programme
        found = (one for hit in hits[:_BEST] for one in programme.speakers_of(self.index.sessions[hit.position]))
        return tuple(
            dict.fromkeys(one.name for one in found if not meant.isdisjoint(map(stem, words_of(one.biography))))
        )

    def _by_somebody_from(self, topical: Sequence[int]) -> tuple[str, ...]:
        """The ids of sessions on some of the words by people from where the words behind a "from" say."""
        origin = max((number for number in self._of_cues("from") if number < topical[-1]), default=-1)
        behind = [number for number in topical if number > origin] if origin >= 0 else []
        for length in range(len(behind), 0, -1):
            there = behind[:length]
            words = [self.words[number] for number in topical if number not in there]
            people = self.index.people.affiliated([self.words[number] for number in there]) if words else ()
            if people:
                hits = self.index.find_topic(words, self.index.narrow([person.name for person in people])).hits
                return tuple(self.index.sessions[hit.position].id for hit in self._good_hits(hits, words))
        return ()

    def _as_one(self, topical: Sequence[int]) -> list[str]:
        """The words, those that have one meaning with a small word between them as one: "mot de passe"."""
        found: list[str] = []
        last = -1
        for number in topical:
            one = "".join(map(singular, self.words[last : number + 1])) if found else ""
            if 1 < number - last <= 3 and one in glossary():
                found[-1] = one
            else:
                found.append(self.words[number])
            last = number
        return found

    def _beside(self, topical: Sequence[int]) -> list[tuple[str, str]]:
        """The pairs of words side by side that hold a word of the topic, or stand next to such a pair."""
        near = {number + step for number in topical for step in (-1, 0, 1)}
        pairs = list(pairwise(self.words))
        return [pair for number, pair in enumerate(pairs) if number in near or number + 1 in near]

    def _with_name_as_topic(self, numbers: tuple[int, ...], selection: Selection, topical: Sequence[int]) -> Subject:
        """The topic that words beside a first name make together with it: somebody spoken of, who is no speaker."""
        asked = self.has("speak", "when", "where", "who", "who_is") or self.words[0] in self.language.claiming
        by = self._of_cues("by_time")
        asked = asked or any(mention.words[0] - 1 in by for mention in self.people)  # "a talk by Harry Potter"
        if asked and not self.has("topic", "exists"):  # "is Harry Potter here"
            return Subject(numbers, selection, tuple(self.words[number] for number in topical))
        named = [number for mention in self.people if not mention.full for number in mention.words if number in numbers]
        words = [self.words[number] for number in sorted({*named, *topical})]
        spelt = all(self.index.has_word(self.words[number]) for number in topical)  # a name like another is another's
        hits = self.index.find_topic(words).hits if named and spelt else ()
        best = [hit for hit in hits if hit.cover > 0.95]
        sought = best and (self.has("topic") or self.index.title_cover(best[0].position, words) >= _TITLED)
        if not best or not (sought or self.index.stands_together(best[0].position, words)):
            return Subject(numbers, selection, tuple(self.words[number] for number in topical))
        ids = tuple(self.index.sessions[hit.position].id for hit in best)
        return Subject(numbers, replace(selection, named=ids, people=()))

    def _is_near(self, hit: Hit, words: Sequence[str]) -> bool:
        """Whether a hit that is not good enough for an answer is worth mentioning beside a refusal."""
        return hit.cover >= _NEAR and self.index.lacks(hit.position, words)[0]

    def _good_hits(self, hits: Sequence[Hit], words: Sequence[str], *, of_all: bool = False) -> list[Hit]:
        """The hits that are about all of the words, or all but common ones; none if the first is not.

        `of_all` are those among all sessions: in the texts of so many, words stand by chance.
        """
        if len(words) == 1 and hits and self._is_no_topic(words[0], hits[0]):
            return []
        few = len(words) > 2 and len(self.index.sessions) <= FEW  # a short programme may say it in other words
        least = 0.9 if len(words) == 1 else 0.5 if few else 0.6
        good = [hit for hit in hits if hit.cover >= least]
        if not self._seeks_topic():  # the words of another question may stand in some abstract by chance
            good = [
                hit
                for hit in good[:_BEST]
                if hit.cover >= _WELL and self.index.title_cover(hit.position, words) >= _TITLED
            ]
        if self.has("next") and self.has("when") and not self.has(*_OF_TOPICS, *KIND_CUES):  # "the next release of it"
            good = [hit for hit in good[:_BEST] if self.index.title_cover(hit.position, words) >= _WELL]
        plain = [word for word in words if not word.isdigit()]
        if plain and len(plain) < len(words):  # a "5" stands in other talks, too, than those on "php 5.5"
            good = [hit for hit in good[:_BEST] if any(self.index.is_about(hit.position, word) for word in plain)]
        if of_all and len(words) > 1 and all(self.index.has_by_chance(hit.position, words) for hit in good[:_READ]):
            good = []
        if not good and self._stands_out(hits, words):
            return list(hits[:1])
        spoken_of = self.has("talk", "topic", "session", "tell", "who", "somebody")
        asks_time = self.has("when", "date", "starts", "ends", "until", "duration") and not spoken_of
        if asks_time and len(words) == 1 and self.index.is_begun(words[0]):
            return []  # "when is linuxcon"
        if not good or (good[0].cover > 0.95 and not asks_time):
            return good
        titled, lacking = self.index.lacks(good[0].position, words)
        if asks_time and not titled:
            return []
        if not titled and len(words) == 2 and not self._is_spelt_in(good[0], words):
            return []
        return good if titled or lacking <= _COMMON else []

    def _is_spelt_in(self, hit: Hit, words: Sequence[str]) -> bool:
        """Whether a word that the programme spells so stands in a session; of many, another form stands by chance."""
        few = len(self.index.sessions) <= FEW
        return few or any(self.index.has_word(word) and self.index.is_about(hit.position, word) for word in words)

    def _is_no_topic(self, word: str, hit: Hit) -> bool:
        """Whether the only word that is left is not looked for as a topic, or found by no more than chance."""
        if self.index.is_guess(word) or self._is_by_chance(hit, word) or self._is_deed_or_place(word):
            return True
        if self.has("who_is") and not self.index.is_about(hit.position, word):
            return False  # it stands in somebody's life, perhaps in another language
        titled = self.index.lacks(hit.position, [word])[0]
        if len(word) < _TELLING_LENGTH and not self._is_of_programme(word):
            own = stem(word) in dict(self.index.match(word))  # no more than another form of the word
            of_somebody = word in self._proper and self.has("speak") and not self.has("topic", "who")
            told = self.index.has_word(singular(word)) and self.index.is_told_often(hit.position, word)
            sought = self.has("topic") and (told or known_words().isdisjoint({word, singular(word)}))
            does = self.has("who") and not self.has(*_OF_TOPICS)  # "who cleans the rooms"
            if own and (of_somebody or (not sought and not titled) or does):
                return True
        if self.has(*_OF_TOPICS):
            return False
        if self.cues and not self.has("exists", "list") and not self.index.knows(word) and not titled:
            return True  # "what is love", where some abstract has a word for it in another language
        if self.has("exists") and not self.has("who", "somebody", "list"):
            return not self.index.is_about(hit.position, word)  # "is there a running group", where somebody leads one
        of_manner = self.has("how") and (self._asks_how_it_is() or not self.language.asker.isdisjoint(self.words))
        return of_manner or (self.has("how") and not titled)  # "how do I become a nurse"

    def _stands_out(self, hits: Sequence[Hit], words: Sequence[str]) -> bool:
        """Whether the first hit's title has most of several words, and no other hit comes near it."""
        if len(words) < _SEVERAL or not hits or hits[0].cover < _HALF or not self.cues.keys() <= _OF_TOPIC_ALONE:
            return False
        said = [word for word, use in zip(self.words, self.uses, strict=True) if use != "cue"]
        if not (self.language.claiming | asking_words()).isdisjoint(said):  # "who won the raffle"
            return False
        worths = [hit.score * hit.cover for hit in hits[:2]]
        far = len(worths) < 2 or worths[0] >= _FAR * worths[1]
        return far and self.index.title_cover(hits[0].position, words) >= _HALF

    def _is_by_chance(self, hit: Hit, word: str) -> bool:
        """Whether no more than a translation or a misspelling of a word stands once in one of very many texts."""
        if len(self.index.sessions) <= FEW or self.index.is_told_often(hit.position, word):
            return False
        return self.index.is_translated(word) or self.index.is_misspelt(word)

    def _is_deed_or_place(self, word: str) -> bool:
        """Whether a word is what somebody did, or is sought somewhere, and in no title: "who printed the badges"."""
        if self.index.title_has_exactly(word) or (self.has(*_OF_TOPICS) and not self.asks_who_does):
            return False
        number = self.words.index(word) if word in self.words else 0
        did = number - 1 in self._of_cues("who") and len(self.words) > number + 1
        return did or (
            self.has("where") and not self.has(*KIND_CUES) and is_word(word) and not self.index.has_word(word)
        )

    def _asks_how_it_is(self) -> bool:
        """Whether a verb such as "is" stands behind a "how", and at most one word between: "how green is"."""
        behind = self.cues["how"][0][-1] + 1
        return not self.language.claiming.union(self.language.asking).isdisjoint(self.words[behind : behind + 2])

    def _is_of_programme(self, word: str) -> bool:
        """Whether the programme has the word; if it is short, also if it has it in the plural or in the singular."""
        forms = (word, singular(word), f"{word}s", f"{word}x") if len(self.index.sessions) <= FEW else (word,)
        return any(map(self.index.has_word, forms))

    def _is_of_the_asker(self, content: Sequence[int]) -> bool:
        """Whether something is asked about the asker's own doings or things, as "can I print" or "my suitcase" do."""
        if self.has(*_OF_TOPICS):
            return False
        if len(content) == 1 and content[0] - 1 in self._of_cues("who") and content[0] + 1 in self._of_cues("it"):
            return True  # "who fixes it"
        kin = self._of_cues("kin")
        numbers = [at for at in content if at and self.words[at - 1] in self.language.asker and at not in kin]
        if any(map(self._is_needed_by_the_asker, content)):
            return True
        if numbers and not self.cues and len(content) > 1 and self._make_one_title(content):
            return False  # "containerize your apps", where a talk is called so
        pairs = [(self.words[number - 1], self.words[number]) for number in numbers]
        return any(not self.index.has_pair(*pair) and not self.index.title_has_pair(*pair) for pair in pairs)

    def _is_needed_by_the_asker(self, number: int) -> bool:
        """Whether a word is what the asker or the bot is to do something with: "which app do I need"."""
        verb = self.words[number + 1 : number + 3]
        asked = self.has("what") and len(verb) == 2 and verb[1] in self.language.asker
        return asked and verb[0] in self.language.permitting

    def _is_to_speak(self, number: int) -> bool:
        """Whether a word is who speaks, in a question that names nobody: "will Turing be speaking", "did he talk"."""
        did = self.words[0] in self.language.claiming - self.language.being
        if did and not self.people and set(self.uses[1 : number + 1]) == {""} and number + 1 in self._of_cues("talk"):
            return True
        if self.people or self.has(*_SEEKS_SPEECH, *KIND_CUES):
            return False
        verb = self._behind_small(number + 1)
        return verb in self._of_cues("speak") and self.words[verb] in self.language.speech

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
        if not written and any(is_word(one) or self.index.has_word(one) for one in words):
            return False
        return not all(map(self.index.title_has, words)) and not self.index.people.affiliated(words)

    def _names_stranger(self, content: Sequence[int]) -> bool:
        """Whether a word that is known to nobody stands right behind a part of somebody's name: "Ada Vos demos"."""
        for one, two in pairwise(content):
            name, other = self.words[one], self.words[two]
            called = two == one + 1 and self.index.people.has_name(name)
            called = called and (name in self._proper | self._named or not is_word(name))
            if called and not (is_word(other) or self.index.knows(other) or self.index.people.are_one(name, other)):
                return True
        return False

    def _asks_of_unknown(self, content: Sequence[int]) -> bool:
        """Whether the first of several words stands behind a "what", in no session: "what's the pay at the fair"."""
        if len(content) < 2 or self.has("talk", "session", "topic", "about"):
            return False
        word = self.words[content[0]]
        behind = {self._behind_small(words[-1] + 1) for words in self.cues.get("what", ())}
        return content[0] in behind and is_word(word) and not self.index.match(word)

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
        if self.has("how"):
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
    def begins_with_claim(self) -> bool:
        """Whether a verb stands in front of what it is said of, which is not the asker: "do cats like fish"."""
        words, language = self.words, self.language
        return words[0] in language.claiming or (self.begins_with_verb and language.asker.isdisjoint(words[1:2]))

    @property
    def asks_who_does(self) -> bool:
        """Whether it is asked who does something to a thing: "who fixes the projector", "who translates the talks"."""
        deeds = [self._behind_small(words[-1] + 1) for words in self.cues.get("who", ())]
        pointed = self.language.pointed
        return any(
            self.uses[at : at + 1] == [""] and not pointed.isdisjoint(self.words[at + 1 : at + 2]) for at in deeds
        )

    def _seeks_topic(self) -> bool:
        """Whether sessions are looked for by their topic, rather than something that has words in common with one."""
        if (self.asks_leave or self.asks_who_does) and not self.has("topic", "exists", "on"):
            return False
        if self._of_talk or self.has(*_OF_TOPICS, *(KIND_CUES - PAUSES)):
            return True
        if self.begins_with_claim and not self.has("exists"):
            return False  # "did the heating break down"
        if self.has("kin") and self.has("on", "exists"):
            return True
        if len(self.index.sessions) <= FEW:
            return True
        personal = self.language.personal
        return self.cues.keys() <= {"how", "it", "them"} and all(word not in personal for word in self.words)

    def _with_weak_neighbours(self, content: Sequence[int]) -> list[int]:
        """The content words, and with them cue words that are part of the topic: in a title, or behind an "about"."""
        found = set(content)
        topics = self._of_cues("topic")
        about = min(topics, default=len(self.words))
        for number in content:
            for step in (1, -1):
                other = number + step
                while self._is_passed_over(other):
                    other += step
                if not (0 <= other < len(self.words)) or self.uses[other] != "cue" or other in found:
                    continue
                if self.words[other] in self.language.small_words:
                    continue
                first, last = min(number, other), max(number, other)
                cues = [cue for cue in self.cues if other in self._of_cues(cue)]
                told = other > about and _TOPICAL.issuperset(cues)
                told = told or (
                    other < number and other - 1 in topics and PAUSES.issuperset(cues)
                )  # "on coffee growing"
                titled = self.index.has_pair(self.words[first], self.words[last]) or all(
                    self.index.title_has_pair(one, two) for one, two in pairwise(self.words[first : last + 1])
                )
                if (told or titled) and all(cue in WEAK for cue in cues):
                    found.add(other)
                    for cue in cues:
                        self._drop_cue(cue, other)
        return sorted(found)

    def _is_passed_over(self, number: int) -> bool:
        """Whether a small word may stand between the words of one topic; "is" may not."""
        here = 0 <= number < len(self.words) and self.uses[number] == "small"
        return here and self.words[number] not in self.language.claiming

    @property
    def is_floating(self) -> bool:
        """Whether an hour or a part of the day was said, but no day, where the event has several."""
        if len(self.index.programme.days) < 2 or not self.mentions:
            return False
        dayless = {"part", "clock", "bare", "range", "span"}
        return all(mention.kind in dayless and "days" not in mention.values for mention in self.mentions)

    def _within(self, selection: Selection) -> set[int] | None:
        """The positions a topic may have, from the people, time, rooms and tracks that go with it; None for all."""
        found = self.index.narrow(selection.people, () if self.denies_room else self.rooms, self.tracks)
        if self.when is None:
            return found
        then = self.index.at_hours(self.when) if self.is_floating else self.index.at_time(self.when)
        return then if found is None else found & then


def _together(hits: list[Hit], others: list[Hit]) -> list[Hit]:
    """The hits of two searches, the best first; a session that both found once, as the better one found it."""
    if not hits or not others:
        return hits or others
    best: dict[int, Hit] = {}
    for hit in sorted((*hits, *others), key=lambda hit: (-hit.worth, hit.position)):
        best.setdefault(hit.position, hit)
    return list(best.values())


def _by_time(hits: list[Hit]) -> list[Hit]:
    """The hits, best first, in order of time; those that are clearly better than the others stay in front of them."""
    least = _CLEARLY * hits[0].worth
    best = [hit for hit in hits if hit.worth >= least]
    return [*_by_time_alone(best), *_by_time_alone(hits[len(best) :])]


def _by_time_alone(hits: Sequence[Hit]) -> list[Hit]:
    """The best of the hits in order of time, then the others."""
    return [*sorted(hits[:_BEST], key=lambda hit: hit.position), *hits[_BEST:]]


def read(text: str, index: Index, calendar: Calendar, fallback: str) -> Reading:
    """The text, read; `fallback` is its language where it shows none."""
    return Reading(text, index, calendar, fallback)


def split_clauses(text: str) -> list[str]:
    """The parts of a message that may be questions of their own.

    >>> split_clauses("when is lunch, and who talks after?")
    ['when is lunch', 'who talks after']
    """
    pieces = _joints().split(text[:MOST_CHARACTERS])
    return [piece.strip() for piece in pieces if piece.strip()]


def split_preambles(text: str) -> Iterator[tuple[str, str, bool]]:
    """Ways to cut what people say first off what they ask: both parts, and whether a "but" stands between them.

    >>> list(split_preambles("my feet hurt what is on now"))
    [('my feet hurt', 'what is on now', False)]
    """
    text = text[:MOST_CHARACTERS]
    turn = next((found for found in _turns().finditer(text) if found.start() > _SHORTEST), None)
    if turn is not None:
        yield text[: turn.start()].strip(), text[turn.end() :].strip(), True
    asking = next((found for found in _asking().finditer(text) if found.start() > _SHORTEST), None)
    if asking is not None:
        yield text[: asking.start()].strip(), text[asking.start() :], False


def begins_asking(text: str) -> bool:
    """Whether a question word stands at the beginning of the text."""
    return _asking().match(text.strip()) is not None


@language_table
def _levels() -> frozenset[str]:
    """Words of a title that is an introduction, in any language."""
    said = {word for language in languages().values() for word in language.levels}
    return frozenset(said.union(*(glossary().get(stem(word), ()) for word in said)))


@language_table
def _asking() -> re.Pattern[str]:
    asking = "|".join(word for language in languages().values() for word in language.opening)
    return re.compile(rf"(?<!\w)(?:{asking})\b", re.IGNORECASE)


@language_table
def _joints() -> re.Pattern[str]:
    """Where a message may be cut: at punctuation, but not behind an initial, and at an "and" before a question word."""
    joints = "|".join(word for language in languages().values() for word in language.joints)
    spoken = languages().values()
    asking = "|".join(sorted({word for one in spoken for word in (*one.asking, *one.opening, *one.theirs)}))
    leading = "|".join(sorted({word for one in spoken for word in (*one.concerning, *one.origin)}))
    opening = "|".join(sorted({word for one in spoken for word in one.opening}))
    asked = rf"(?:(?:{asking})\b|(?:{leading})\s*(?<=[\s'’])(?:{opening})\b)"  # "and about what"
    joined = rf"(?:(?<!\w)(?:{joints})\s+)"
    return re.compile(
        rf"(?:[?!;\n{_PICTURES}]+|:(?=\s)|(?<!\b[^\W\d_])\.(?=\s|$)|,\s)\s*{joined}?|\s{joined}(?={asked})",
        re.IGNORECASE,
    )


@language_table
def _turns() -> re.Pattern[str]:
    turning = "|".join(word for language in languages().values() for word in language.turning)
    return re.compile(rf"(?<!\w)(?:{turning})\b,?", re.IGNORECASE)


def _names(people: Iterator[Person] | Sequence[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person.name for person in people))


def _telling_kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Without "break" beside "coffee" and the like: the narrower kind says it."""
    if "break" in kinds and len(kinds) > 1:
        return tuple(kind for kind in kinds if kind != "break")
    return kinds


def _glue(words: list[str], index: Index, *, titled: bool = False) -> list[str]:
    """Two neighbours as one word where the programme writes them so and does not know them apart.

    Where `titled`, also if it does, as long as some title writes them so.
    """
    glued: list[str] = []
    for word in words:
        one = "".join(glued[-1:]) + word
        apart = bool(glued) and index.knows(glued[-1]) and index.knows(word)
        if glued and (
            (stem(one) in glossary() and not (apart and index.has_pair(glued[-1], word)))
            or (index.has_word(one) and not apart)
            or (titled and index.has_word(one) and index.title_has(one))
        ):
            glued[-1] = one
        else:
            glued.append(word)
    return glued
