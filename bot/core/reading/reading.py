"""What a question is about: the sessions, people or topic of each of its parts, and what of it nothing explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.people import PersonMention
from bot.core.reading.judging import BEST
from bot.core.reading.topics import ALL, Subject, Topics, names
from bot.core.search.index import Index
from bot.core.selection import Selection
from bot.core.text import stem, words_of
from bot.core.times import Calendar, Interval, TimeMention, to_interval

_BESIDE_MEALS = ("talk", "session", "topic", "speak", "speaker", "who", "when", "where")
_OF_TOPICS = ("topic", "talk", "session", "exists", "what", "on", "list", "schedule")
_STRICT_KINDS = frozenset({"keynote", "invited", "contributed", "tutorial", "lightning", "panel", "posters"})
_NEVER_TALKS = frozenset({"panel", "posters"})
_TOPICLESS = (*PAUSES, "dinner", "opening", "closing", "registration")
_NO_TOPICS = frozenset({*_TOPICLESS, "social"})


class Reading(Topics):
    """A text with its layers, and the subjects that they amount to. Not changed once it is made.

    The subjects are found when they are first asked for: of some parts of a message they never are.
    """

    @cached_property
    def subjects(self) -> list[Subject]:
        """What is named, in order of the words; at least one, perhaps of nothing."""
        return self._find_subjects()

    @property
    def main(self) -> Subject:
        """The first subject that names anything, else the first; of what something is left out, what is left of it."""
        if not self._compares or self.excludes:
            return self.subjects[0]
        return next((one for one in self.subjects if not one.selection.is_open), self.subjects[0])

    @property
    def unknown(self) -> tuple[str, ...]:
        return (*self.strangers, *(word for subject in self.subjects for word in subject.unknown))

    @property
    def of_other_place(self) -> bool:
        """Whether it is of the event, but somewhere unknown, or of a year in which it is not: "congress in Oslo"."""
        if not self.language.asker.isdisjoint(self.words):
            return False  # "my first congress"
        return bool(self.unknown) and (self.has("event") or self.has_other_year)

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
        return not words or self.index.topics.title_cover(self.index.position[subject.selection.named[0]], words) >= ALL

    def _any_of(self, found: list[Subject]) -> list[Subject]:
        """The sides of "this or that" as one, those that the programme does not know left out if it knows another."""
        known = [subject for subject in found if not subject.unknown and not subject.selection.is_open]
        if not known:
            return found
        named = tuple(dict.fromkeys(one for subject in known for one in subject.selection.named))
        people = tuple(dict.fromkeys(one for subject in known for one in subject.selection.people))
        either = replace(known[0].selection, named=named, people=known[0].selection.people if named else people)
        return [Subject(tuple(range(len(self.words))), either)]

    def _segments(self) -> Iterator[list[int]]:
        """The words of each side of a comparison, or those before and behind an "after"; else all together."""
        everything = list(range(len(self.words)))
        if self._compares or self._is_choice():
            start, end = 0, self._end_of_between()
            yield from [everything[end:]] if end < len(everything) else []
            joining = self.language.between | (self.language.until_hour if self._tells_span() else frozenset[str]())
            for number in everything[:end]:
                joins = self.words[number] in joining and self.uses[number] != "title"
                if joins or self._is_comparing(number):
                    yield everything[start:number]
                    start = number + 1
                elif self._begins_side(number):
                    yield everything[start:number]
                    start = number
            yield everything[start:end]
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

    def _begins_side(self, number: int) -> bool:
        """Whether the other side begins without a joint: "before or after lunch Vos", "after Li can I see Vos"."""
        if number == min(self._of_cues("able"), default=0) > 0:
            return not self.has(*PAUSES) and not self._of_cues("after", "before").isdisjoint({0})
        return self.uses[number] == "person" and self.has("order") and number - 1 in self._of_cues(*PAUSES)

    def _tells_span(self) -> bool:
        """Whether it is asked how long it is "from" one thing to another."""
        return any(self.words[words[-1]] in self.language.origin for words in self.cues.get("gap", ()))

    def _end_of_between(self) -> int:
        """Where what is asked begins behind a "between" in front: "between lunch and tea, is anything on bees"."""
        if not self.has("between") or min(self._of_cues("between")) > 0:
            return len(self.words)
        joints = [at for at, word in enumerate(self.words) if word in self.language.joints and self.uses[at] == "small"]
        behind = range(joints[0] + 2, len(self.words)) if joints else range(0)
        return next((at for at in behind if self._begins_anew(at)), len(self.words))

    def order_within(self, subject: Subject, orders: Mapping[str, int]) -> int:
        """Which place in an order the words of a subject say, "the second talk" or "talk 2"; 0 for none."""
        inside = set(subject.words)
        said = (order for cue, order in orders.items() if inside & self._of_cues(cue))
        numbers = (
            int(self.words[at]) for at in subject.words if self.uses[at] == "number" and self.words[at].isdecimal()
        )
        return next(said, next(numbers, 0))

    def mentions_in(self, subject: Subject) -> list[TimeMention]:
        """The times that are said among the words of a subject."""
        inside = set(subject.words)
        return [one for one in self.mentions if inside.issuperset(self._numbers_in(one.start, one.end))]

    def when_of(self, subject: Subject) -> Interval | None:
        """The hour that is said among the words of a subject."""
        own = self.mentions_in(subject)
        return to_interval(own, self.calendar) if any(one.kind in {"clock", "bare"} for one in own) else None

    @property
    def asks_if_there(self) -> bool:
        """Whether nothing but a place is named where "it" might be: "is it in Oslo?"."""
        content = self.content
        named = self.people or self.title or self.rooms or self.mentions or self.tracks
        if not content or named or not self.has("it", "event") or not self.cues.keys() <= {"it", "event", "venue"}:
            return False
        sites = self._of_cues("venue")
        end = len(self.words)
        while end and end - 1 in sites:  # "on the Oslo campus"
            end -= 1
        on_site = end < len(self.words) and self.words[content[0] - 1] not in self.language.indefinite
        placed = self._is_inside(content[0] - 1) or content[0] - 1 in sites or on_site
        return placed and content == list(range(content[0], end))

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

    def _begins_topic(self, number: int, start: int) -> bool:
        """Whether a word begins a topic of what is asked for, behind what has none: "before lunch on rust"."""
        pauses = self._of_cues(*_TOPICLESS)
        begins = number in self._of_cues("topic") or self._is_inside(number)
        return begins and not pauses.isdisjoint(range(start, number))

    def is_cut_behind(self, number: int) -> bool:
        """Whether a comma or the like stands behind a word that is not the last."""
        return number + 1 < len(self.words) and self._is_cut_off(number + 1, 0)

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
            named=self._ids(title),
            people=names(person for mention in people for person in mention.people),
            kinds=_telling_kinds(kinds),
            literal=self._literal(literal, kinds),
        )
        apart = len(numbers) < len(self.words) and (self._compares or not self.has(*_OF_TOPICS))
        if content and not title and apart:
            whole = self.index.titles.find(" ".join(self.words[number] for number in content))
            if whole:  # "which is longer, the keynote or Owls": what is called just so
                return Subject(tuple(numbers), replace(selection, named=self._ids(whole)))
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

    def _ids(self, positions: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.index.sessions[at].id for at in positions)

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
        called = tuple(one for one in selection.named if self.index.titles.is_called(self.index.position[one], said))
        if not called and subject.topic and all(map(self._is_other_year, subject.topic)):
            return replace(subject, unknown=(*subject.unknown, *subject.topic))  # "the keynotes of 2031"
        strict = not called and subject.topic and self.has("topic") and _STRICT_KINDS.issuperset(selection.kinds)
        of_kind: set[int] = set().union(*(self.index.of_kind[kind] for kind in selection.kinds)) if strict else set()
        if of_kind and (found := self._good_hits(self.index.topics.find(subject.topic, of_kind).hits, subject.topic)):
            ids = tuple(self.index.sessions[hit.position].id for hit in found)
            return replace(subject, selection=replace(selection, named=ids))
        if strict and not of_kind and _NEVER_TALKS.issuperset(selection.kinds):
            near = tuple(self.index.position[one] for one in selection.named[:2])
            return replace(subject, unknown=(*subject.unknown, *selection.kinds), near=near)
        if subject.topic and not called and self.cues.keys() == set(selection.kinds) <= _NO_TOPICS:
            return replace(subject, unknown=(*subject.topic, *selection.kinds))  # "party politics"
        others = replace(selection, kinds=(), named=called or selection.named)
        return replace(subject, selection=others, other_kind=bool(of_kind))

    def _asks_of_meals(self, subject: Subject) -> bool:
        """Whether a meal is asked of a topic, in words no title has of it: "what do ponies eat", "the pony lunch"."""
        kinds = subject.selection.kinds
        eaten = {number for kind in kinds for number in self._of_cues(kind)}
        other = self.relation is not None or self.rooms
        if not subject.topic or not eaten or not _NO_TOPICS.issuperset(kinds) or other:
            return False
        before = min(eaten) - 1
        before -= self.words[before].startswith("'")  # "the women's lunch"
        qualified = before in subject.words and self.words[before] in subject.topic
        if not qualified and (self.has(*_BESIDE_MEALS) or not PAUSES.issuperset(kinds)):
            return False
        said = {self.words[number] for number in eaten}
        return not any(self.index.titles.is_called(self.index.position[one], said) for one in subject.selection.named)

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

    def who_is_called_so(self) -> tuple[str, ...]:
        """The names of those in whose lives all that somebody is said to be stands in a row: "a research scientist"."""
        last = max(self._of_cues("somebody"))
        asked = self._of_cues("who", "who_is")
        before = (at for at in range(last) if at in asked or self.words[at] in self.language.being)
        words = self.words[max(before, default=-1) + 1 : last + 1]
        ends = last + 1 == len(self.words)  # "the research scientist", not "the scientist on X"
        article = self.language.indefinite | self.language.pointed if ends else self.language.indefinite
        words = words[1:] if words[0] in article else words
        called = f" {' '.join(map(stem, words))} "
        lives = {
            one.name: one.biography
            for hit in self.index.topics.find(words, of_people=True).hits[:BEST]
            for one in self.index.programme.speakers_of(self.index.sessions[hit.position])
        }
        return tuple(name for name, life in lives.items() if called in f" {' '.join(map(stem, words_of(life)))} ")


def read(text: str, index: Index, calendar: Calendar, fallback: str) -> Reading:
    """The text, read; `fallback` is its language where it shows none."""
    return Reading(text, index, calendar, fallback)


def _telling_kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Without "break" beside "coffee" and the like: the narrower kind says it."""
    if "break" in kinds and len(kinds) > 1:
        return tuple(kind for kind in kinds if kind != "break")
    return kinds
