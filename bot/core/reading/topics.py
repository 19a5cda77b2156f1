"""The sessions that the words of a topic find."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core.kinds import PAUSES
from bot.core.layers.places import WEAK
from bot.core.layers.words import LISTING
from bot.core.lexicon import asking_words, glossary, kind_words, language_table, languages
from bot.core.people import Person
from bot.core.reading.judging import BEST, OF_TOPIC_ALONE, SEVERAL, TITLED, WELL, Judging
from bot.core.search.index import Index
from bot.core.search.topics import Hit
from bot.core.selection import Selection
from bot.core.text import singular, stem, words_of

_CLEARLY = 0.99  # what is less than this part of the best is clearly worse
_ALMOST = 0.9
_MOST_OF_NAME = 4  # words
_BEGINS = 1.6  # an introduction is worth so much more where one is looked for
_FEW_HITS, _IN_TITLE = 6, 0.6  # so many hits of several words gain so much if their title says them all
_MANY = 15  # more hits than anybody reads
_ONE_WORD = 0.56  # the share of the best one's worth of those that have one word in more than their texts
_TITLE_MARKS = re.compile(r"[:?!(]|\s[-–—]\s")
ALL = 0.95  # the share of a topic that is all of it but for words that tell nothing
_TOPICAL = frozenset(
    {
        "moved",
        "delay",
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
_OF_ONE = (
    "talk", "when", "where", "who", "tell", "slides", "recording", "duration", "authors", "note", "page", "language",
    "track_of", "starts", "ends", "moved", "until",
)  # fmt: skip


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


class Topics(Judging):
    """A text, and the sessions that its topics find."""

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
        if len(telling) > 2 * len(content) and not self._asks_what_was_done(content[0]):
            return Subject(numbers, selection)
        return replace(topic, unknown=tuple(self.words[number] for number in content))

    def _asks_what_was_done(self, number: int) -> bool:
        """Whether a word is what was done, of which it is asked: "what was decided at the opening"."""
        return number > 1 and self.words[number - 1] in self.language.claiming and number - 2 in self._of_cues("what")

    def _of_title_word(self, numbers: tuple[int, ...], selection: Selection) -> Subject | None:
        """What is about the one telling word of a title, if several are wanted, or it is elsewhere: "GNOME talks"."""
        said = [number for number in numbers if self.uses[number] == "title"]
        telling = [number for number in said if self.words[number] not in self.language.small_words]
        if len(telling) != 1 or len(said) > len(telling) + 2:
            return None  # so many small words beside it are of that title alone: "Python on the Rocks"
        claimed = (self.is_claimed or self.begins_with_claim) and not self.has("exists")  # which is of that title
        claimed = claimed or (not self.cues and self.quoted is not None and self.quoted.share >= 1)  # "Swarm today"
        within = None if claimed else self._within(replace(selection, named=()))
        elsewhere = within is not None and within.isdisjoint(self.title)
        if not elsewhere and self.language.plurals.isdisjoint(self.words):
            return None
        found = self._with_topic(numbers, replace(selection, named=()), telling)
        positions = {self.index.position[one] for one in found.selection.named}
        return found if positions and not (elsewhere and within and within.isdisjoint(positions)) else None

    def _akin(self, selection: Selection) -> tuple[str, ...]:
        """Other sessions about the very words of a title, no fact of one being asked.

        That of a title that was quoted in full only if several are wanted, or it is elsewhere.
        """
        if self.has("slides", "recording", "about", "authors", "coauthors", "note", "page"):
            return ()
        words = [self.words[number] for number, use in enumerate(self.uses) if use == "title"]
        telling = [word for word in words if word not in self.language.small_words]
        if len(telling) < 2:
            return ()
        title = self.index.sessions[self.title[0]].title
        whole = len(telling) == len(words_of(title)) or (self.quoted is not None and self.quoted.share >= 1)
        whole = whole or (len(words) > 2 and words in map(words_of, title.split(": ")))  # "Lean 101", a tutorial
        if whole and not self._is_topic_too(selection):
            return ()
        if not self.index.topics.stand_elsewhere(telling, self.title):
            return ()
        hits = self.index.topics.find(telling).hits
        near = (hit.position for hit in hits if hit.cover > 0.99 and hit.score > 0.6 * hits[0].score)
        titles = self.index.titles
        ids = (
            self.index.sessions[at].id
            for at in near
            if not whole or all(titles.is_called(at, (word,)) for word in telling)
        )
        return tuple(one for one in ids if one not in selection.named)[:4]

    def _is_topic_too(self, selection: Selection) -> bool:
        """Whether several sessions are wanted by a title, or what is there or then, where nothing has it: "X talks"."""
        within = self._within(replace(selection, named=()))
        if within is not None and within.isdisjoint(self.title):
            return not (self.is_claimed or self.begins_with_claim)
        return not (self.language.plurals | self.language.stuff).isdisjoint(self.words)

    def _literal(self, words: set[str], kinds: tuple[str, ...]) -> tuple[str, ...]:
        """What an opening or a party is called beside that, such as "ceremony"; whether a break is one with tea.

        A meeting is called so by several words: "birds of a feather", but not "meetups".
        """
        if not {"opening", "closing", "coffee", "social", "dinner", "meeting"} & set(kinds):
            return ()
        called = {stem(word) for word in words if word not in self.language.small_words and "'" not in word}
        usual = {stem(word) for word in kind_words("opening") | kind_words("closing") | kind_words("break")}
        talk = {stem(self.words[number]) for words in self.cues.get("talk", ()) for number in words}
        literal = tuple(sorted(called - usual - talk))
        return literal if "meeting" not in kinds or len(literal) > 1 else ()

    def _with_topic(self, numbers: tuple[int, ...], selection: Selection, content: Sequence[int]) -> Subject:
        other = any(map(self._has_other_last_name, self.people)) or self._have_talk(content) or self._is_state(content)
        other = other or self._asks_of_unknown(content) or self._names_stranger(content)
        if other or self._is_of_the_asker(content) or self._is_to_speak(content[-1]):
            stranger = Subject(numbers, selection, tuple(self.words[number] for number in content))
            told = self._who_is_that(numbers, selection, content) or self._of_the_listed(numbers, selection, content)
            return told or stranger
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
        best = self._rather_elsewhere(best, said, selection.people, within)
        plain = self._without_vague(words)
        if not best and plain and len(plain) < len(words):  # "the basics of celery", "who leads the celery team"
            best, plain, _ = self._found(plain, plain, within, beside)
            words = plain if best else words
        if not best and within is not None:  # not then or there, but perhaps elsewhere
            anywhere = self.index.narrow(selection.people)
            best = self._good_hits(self.index.topics.find(words, anywhere, beside).hits, words)
        if not best and not selection.people and self.has("who", "who_is"):
            people = self.index.people.affiliated(words)
            if people:
                return Subject(numbers, replace(selection, people=names(people)))
        if not best and selection.people:
            return self._with_name_as_topic(numbers, selection, topical)
        if not best:
            best, words = self._freed(topical, within) or (self._of_either(topical, within, beside), words)
        if not best:
            near = tuple(hit.position for hit in hits[:2] if self._is_near(hit, said))
            return self._of_the_listed(numbers, selection, content) or Subject(numbers, selection, tuple(words), near)
        return self._found_by(self._for_beginners(best) if of_level else best, numbers, selection, words)

    def _rather_elsewhere(
        self, best: list[Hit], words: list[str], people: tuple[str, ...], within: Collection[int] | None
    ) -> list[Hit]:
        """The best hits then and there; if something is claimed, what has more of the words, wherever it is.

        So if no more is said than what a title elsewhere begins with, and nothing there has that in its title.
        """
        if not best or within is None or self.has("exists", "topic"):
            return best
        title_cover = self.index.topics.title_cover
        claimed = self.is_claimed or self.begins_with_claim
        if not claimed and (self.cues or len(words) < 2 or title_cover(best[0].position, words) >= _ALMOST):
            return best
        hits = self.index.topics.find(words, self.index.narrow(people)).hits
        if not hits or hits[0].position in within:
            return best
        if not claimed:
            return list(hits[:1]) if self._names_part(hits[0].position, words) else best
        there = [hit for hit in hits[:_FEW_HITS] if hit.position in within]
        whole = title_cover(hits[0].position, words) > ALL
        beaten = whole and not any(title_cover(hit.position, words) > ALL for hit in there)
        beaten = beaten or all(hit.cover < hits[0].cover for hit in there)
        return (self._good_hits(hits, words) if beaten else []) or best

    def _names_part(self, position: int, words: list[str]) -> bool:
        """Whether a title is called so up to a mark, "Open data: why and how", or all of it is, small words apart."""
        small = self.language.small_words.difference(words)
        parts = map(words_of, _TITLE_MARKS.split(self.index.sessions[position].title))
        return any([word for word in part if word not in small] == words for part in parts)

    def _of_the_listed(self, numbers: tuple[int, ...], selection: Selection, content: Sequence[int]) -> Subject | None:
        """The sessions in whose titles or texts all that nothing explains stands as a name: "when does Bo Li speak"."""
        words = [self.words[number] for number in content]
        row = content[-1] - content[0] == len(words) - 1
        if not row or not 1 < len(words) <= _MOST_OF_NAME or selection.people:
            return None
        if not all(map(self.index.words.has, words)):
            return None
        hits = self.index.topics.find(words, self._within(selection)).hits[:BEST]
        listed = [hit for hit in hits if hit.cover > ALL and self.index.topics.lists_name(hit.position, words)]
        return self._found_by(listed, numbers, selection, words) if listed else None

    def _who_is_that(self, numbers: tuple[int, ...], selection: Selection, content: Sequence[int]) -> Subject | None:
        """Who is to speak, spoken of by an office or a place that is told of them: "when does the PSF chair speak"."""
        pointed = self.words[max(content[0] - 1, 0)] in self.language.pointed
        if not pointed or self.people or not self._is_to_speak(content[-1]):
            return None
        holders = self.index.people.affiliated([self.words[number] for number in content])
        return Subject(numbers, replace(selection, people=names(holders))) if holders else None

    def _without_level(self, words: list[str]) -> list[str]:
        """The words of a topic without those that say for whom it is told, if others are left: "rust for beginners"."""
        if self.language.levels.isdisjoint(words):
            return words
        return [word for word in words if word not in self.language.levels | self.language.vague] or words

    def _without_vague(self, words: list[str]) -> list[str]:
        """The words of a topic without those that say no more of it, nor what a thing is: "the Django framework"."""
        vague = self.language.vague | (self.language.bodies if self.has("works_on") else frozenset[str]())
        plain = [word for word in words if word not in vague]
        named = [word for word in plain if word not in self.language.classes]
        return named if all(map(self.index.words.title_has_exactly, named)) else plain

    def _for_beginners(self, hits: list[Hit]) -> list[Hit]:
        """The best hits, those first whose titles say that they begin with what they are about."""
        so_called = (
            hit._replace(score=hit.score * _BEGINS) if self.index.titles.is_called(hit.position, _levels()) else hit
            for hit in hits[:BEST]
        )
        return sorted(so_called, key=lambda hit: (-hit.worth, hit.position))

    def _of_either(
        self, topical: Sequence[int], within: Collection[int] | None, beside: list[tuple[str, str]]
    ) -> list[Hit]:
        """What is about one of several topics: "celery or kafka", "rust/go"; or each of them: "celery, kafka"."""
        if not self._seeks_topic():
            return []
        sides: list[list[str]] = [[]]
        for number, last in zip(topical, (topical[0], *topical), strict=False):
            if self._offers(last, number):
                sides.append([])
            sides[-1].append(self.words[number])
        found: list[Hit] = []
        any_will_do = "/" in self._folded or not self.language.either.isdisjoint(self.words)
        for words in sides if len(sides) > 1 else ():
            hits = self._found(words, words, within, beside)[0]
            titled = [hit for hit in hits if self.index.topics.title_cover(hit.position, words) > ALL]
            if not (titled or any_will_do):
                return []
            found = _together(found, titled)
        return found

    def _offers(self, last: int, number: int) -> bool:
        """Whether an "or", an "and", a comma or a slash stands between two words of a topic."""
        joints = self.language.either.union(self.language.joints)
        if not joints.isdisjoint(self.words[last + 1 : number]):
            return True
        return last < number and not LISTING.isdisjoint(self._folded[self._places[last][1] : self._places[number][0]])

    def _freed(self, topical: Sequence[int], within: Collection[int] | None) -> tuple[list[Hit], list[str]] | None:
        """What a mere list of words finds together with those that might ask for something: "dating site for nazis"."""
        asked = set(self.language.claiming | asking_words())
        if not self.cues or not self.cues.keys() <= WEAK | OF_TOPIC_ALONE or not asked.isdisjoint(self.words):
            return None
        plain = self._of_cues(*OF_TOPIC_ALONE)
        of_cues = {number for number, use in enumerate(self.uses) if use == "cue"} - plain
        telling = sorted(number for number in of_cues if self._tells(number))
        if not telling or len({*topical, *telling}) < SEVERAL:
            return None
        words = [self.words[number] for number in sorted({*topical, *telling})]
        hits = [hit for hit in self.index.topics.find(words, within).hits[:BEST] if hit.cover > ALL]
        titled = [hit for hit in hits if self.index.topics.lacks(hit.position, words)[0]]
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
        topic = self.index.topics.find(words, within, beside, of_people=of_people)
        best = self._good_hits(topic.hits, words, of_all=within is None)
        if len(words) > 1:
            best = self._titled_first(best, words)
        for otherwise in self._otherwise(words, apart):
            hits = self.index.topics.find(otherwise, within, beside, of_people=of_people).hits
            if otherwise is apart:
                hits = self._with_term(hits, words, apart)
            others = self._titled_first(self._good_hits(hits, otherwise, of_all=within is None), otherwise)
            if best:  # what fewer words find is worth almost as much
                share = _ALMOST * len(words) / len(otherwise)
                others = [hit._replace(score=hit.score * share) for hit in others]
            words = words if best else otherwise
            best = _together(best, others)
        return best, words, topic.hits

    def _with_term(self, hits: tuple[Hit, ...], words: list[str], apart: list[str]) -> tuple[Hit, ...]:
        """The hits for words apart; only those that have them in a row, if they are one term: "deep learning"."""
        torn = [word for word in apart if word not in words]
        if len(torn) < 2 or not all(map(self.index.words.has, torn)):
            return hits  # in another language, the words of the term may be others
        if not any(stem(word) in glossary() for word in words if word not in apart):
            return hits
        return tuple(hit for hit in hits[:BEST] if self.index.words.stand_together(hit.position, torn))

    def _titled_first(self, hits: list[Hit], words: Sequence[str]) -> list[Hit]:
        """The hits, those of the first few better of which the title says most of the words, in whatever language."""
        if not hits[1:]:
            return hits
        least = hits[0].score * hits[0].cover / (1 + _IN_TITLE)  # what is worth less cannot come first
        few = [hit for hit in hits[:_FEW_HITS] if hit.score * hit.cover >= least]
        better = [
            hit._replace(score=hit.score * (1 + _IN_TITLE * self.index.topics.title_cover(hit.position, words)))
            for hit in few
        ]
        return sorted((*better, *hits[len(few) :]), key=lambda hit: (-hit.worth, hit.position))

    def _of_those_from(
        self, numbers: tuple[int, ...], selection: Selection, topical: Sequence[int], words: Sequence[str]
    ) -> Subject | None:
        """Who is from where the words say ("Nora from the archive"), or what they speak about; None if not asked."""
        if not (self.has("from", "affiliation", "somebody", "speaker") or selection.people):
            return None
        place = [word for word in words if word not in self.language.bodies] or words  # "from the pricing team"
        people = self.index.people.affiliated(place, selection.people)
        if people:
            return Subject(numbers, replace(selection, people=names(people)))
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
        of_track = self.index.words.tracked(words) if many else ()
        least = best[0].worth * (0.5 if many else 0.65)
        placed = self.rooms or self.tracks  # where fewer of them are
        if (len(words) > 1 or not placed) and sum(hit.worth >= least for hit in best) > _MANY:
            least = best[0].worth * (WELL if len(words) > 1 else _ONE_WORD)  # most have them here and there
        covers = WELL if len(words) > 1 and best[0].cover > ALL else 0.0  # what has but a part is not about all of it
        wanted = [hit for hit in best if (hit.worth >= least and hit.cover >= covers) or hit.position in of_track]
        wanted = self._told_of_themselves(wanted, words)
        ids = tuple(self.index.sessions[hit.position].id for hit in (_by_time(wanted) if many else wanted))
        return Subject(numbers, replace(selection, named=ids, people=()), topic=tuple(words))

    def _told_of_themselves(self, hits: list[Hit], words: Sequence[str]) -> list[Hit]:
        """The hits but for those that only their speakers' lives tell, where the title of the first has the words."""
        if len(hits) < 2 or self.index.topics.title_cover(hits[0].position, words) < TITLED:
            return hits
        return [hit for hit in hits if self._is_about_any(hit, words)] or hits

    def who_is_so(self) -> tuple[str, ...]:
        """The names of those in whose lives the words stand by which somebody is spoken of: "who is a professor?"."""
        words = [self.words[number] for phrase in self.cues["somebody"] for number in phrase]
        return self._told_of_people(self.index.topics.find(words, of_people=True).hits, words)

    def _told_of_people(self, hits: Sequence[Hit], words: Sequence[str]) -> tuple[str, ...]:
        """The names of those in whose lives most of the words stand, if none of their sessions is about as many."""
        programme, best, is_about = self.index.programme, hits[:BEST], self.index.topics.is_about
        if any(all(is_about(hit.position, word) for word in words) for hit in best):
            return ()  # whatever the lives tell, which are long
        found = {one.name: one for hit in best for one in programme.speakers_of(self.index.sessions[hit.position])}
        lives = [(name, set(map(stem, words_of(one.biography)))) for name, one in found.items() if one.biography]
        if not lives:
            return ()
        meant = [{one for one, _ in self.index.meanings.match(word)} for word in words]
        told = {name: sum(not one.isdisjoint(life) for one in meant) for name, life in lives}
        most = max(told.values())
        if any(sum(is_about(hit.position, word) for word in words) >= max(most, 1) for hit in best):
            return ()
        return tuple(name for name, number in told.items() if number == most > 0)

    def _by_somebody_from(self, topical: Sequence[int]) -> tuple[str, ...]:
        """The ids of sessions on some of the words by people from where the words behind a "from" say."""
        origin = max((number for number in self._of_cues("from") if number < topical[-1]), default=-1)
        behind = [number for number in topical if number > origin] if origin >= 0 else []
        for length in range(len(behind), 0, -1):
            there = behind[:length]
            words = [self.words[number] for number in topical if number not in there]
            people = self.index.people.affiliated([self.words[number] for number in there]) if words else ()
            if people:
                hits = self.index.topics.find(words, self.index.narrow([person.name for person in people])).hits
                return tuple(self.index.sessions[hit.position].id for hit in self._good_hits(hits, words))
        return ()

    def _as_one(self, topical: Sequence[int]) -> list[str]:
        """The words, those that have one meaning with a small word between them as one: "mot de passe"."""
        found: list[str] = []
        last = -1
        for number in topical:
            one = "".join(map(singular, self.words[last : number + 1])) if found else ""
            if 1 < number - last <= 3 and one in glossary() and self.index.meanings.match(one):
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
        first = (mention for mention in self.people if len(mention.words) == 1 or not mention.full)
        named = [number for mention in first for number in mention.words if number in numbers]
        words = [self.words[number] for number in sorted({*named, *topical})]
        spelt = all(self.index.words.has(self.words[number]) for number in topical)  # a name like another is another's
        hits = self.index.topics.find(words).hits if named and spelt else ()
        best = [hit for hit in hits if hit.cover > 0.95]
        sought = best and (self.has("topic") or self.index.topics.title_cover(best[0].position, words) >= TITLED)
        called = [self.words[number] for number in sorted({*named, *topical}) if number in named or number - 1 in named]
        if not best or not (sought or self.index.words.stand_together(best[0].position, called)):
            return Subject(numbers, selection, tuple(self.words[number] for number in topical))
        ids = tuple(self.index.sessions[hit.position].id for hit in best)
        return Subject(numbers, replace(selection, named=ids, people=()))

    def _is_said_of_it(self, number: int, other: int) -> bool:
        """Whether a word behind one of the topic is what happened to the talk: "has the talk on bees been moved"."""
        last = other > number and other + 1 == len(self.words)
        between = self.words[number + 1 : other]
        return (last and other in self._of_cues("moved")) or not self.language.being.isdisjoint(between)

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
                told = other > about and _TOPICAL.issuperset(cues) and not self._is_said_of_it(number, other)
                told = told or (
                    other < number and other - 1 in topics and PAUSES.issuperset(cues)
                )  # "on coffee growing"
                titled = self.index.words.has_pair(self.words[first], self.words[last]) or all(
                    self.index.meanings.title_has_pair(one, two) for one, two in pairwise(self.words[first : last + 1])
                )
                if (told or titled) and all(cue in WEAK for cue in cues):
                    found.add(other)
                    for cue in cues:
                        self._drop_cue(cue, other)
        return sorted(found)

    def _within(self, selection: Selection) -> set[int] | None:
        """The positions a topic may have, from the people, time, rooms and tracks that go with it; None for all."""
        of_all = self.says_all and self.is_claimed  # "are all bee talks in the aula" is held against all of them
        rooms = () if self.denies_room or of_all else self.rooms
        found = self.index.narrow(selection.people, rooms, () if self.denies_track else self.tracks)
        if self.when is None or of_all:
            return found
        then = self.index.timetable.at_hours(self.when) if self.is_floating else self.index.timetable.at_time(self.when)
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
    return [*sorted(hits[:BEST], key=lambda hit: hit.position), *hits[BEST:]]


@language_table
def _levels() -> frozenset[str]:
    """Words of a title that is an introduction, in any language."""
    said = {word for language in languages().values() for word in language.levels}
    return frozenset(said.union(*(glossary().get(stem(word), ()) for word in said)))


def names(people: Iterator[Person] | Sequence[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person.name for person in people))


def _glue(words: list[str], index: Index, *, titled: bool = False) -> list[str]:
    """Two neighbours as one word where the programme writes them so and does not know them apart.

    Where `titled`, also if it does, as long as some title writes them so.
    """
    glued: list[str] = []
    for word in words:
        one = "".join(glued[-1:]) + word
        apart = bool(glued) and index.words.knows(glued[-1]) and index.words.knows(word)
        if glued and (
            (stem(one) in glossary() and not (apart and index.words.has_pair(glued[-1], word)))
            or (index.words.has(one) and not apart)
            or (titled and index.words.has(one) and index.words.title_has(one))
            or (titled and word.isdecimal() and index.meanings.is_begun(one))  # "sha 3" for "SHA3SUM"
        ):
            glued[-1] = one
        else:
            glued.append(word)
    return glued
