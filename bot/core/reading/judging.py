"""Whether what the words of a topic find is what was meant, or there by chance."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.core.kinds import KIND_CUES
from bot.core.lexicon import asking_words, is_word, known_words
from bot.core.programme import Kind
from bot.core.reading.asking import OF_TOPICS, Asking
from bot.core.search.titles import FEW
from bot.core.search.topics import Hit
from bot.core.spelling import slips_between
from bot.core.text import singular, stem, words_of

_TELLING_LENGTH = 12
_COMMON = 0.5  # a word this little rare may be missing from what a topic finds
_READ = 4  # so many are read again, for words that stand there by chance
BEST = 24  # so many hits are shown at once
TITLED = 0.6  # the share of a topic that a title has to hold where no topic is asked for
WELL = 0.75  # the share of a topic that what is found has to cover there
_HALF, _FAR, SEVERAL = 0.5, 1.6, 3  # of so many words, a title with half tells the rest if others are so far behind
OF_TOPIC_ALONE = frozenset({"topic", "talk", "session", "exists", "on", "about", "list", "somebody", "what"})
_FARTHEST = 2.5  # and so does a text with nearly all, if others are that far behind
_RUN = 3  # so many words side by side in a title are not there by chance
_LONG_SLIPPED = 9  # letters of a word that is no other one, misspelt
_BESIDE_TOPIC = OF_TOPIC_ALONE | {"by_time"}  # "measured by radar"
_ALL = 0.95  # the share of a topic that is all of it
_NEAR = 0.38  # the share of a topic that what is "nearest" has to cover: of two words, a rare one covers more
_CALLED = 0.25  # or, if its title has a word of it that few titles have


class Judging(Asking):
    """A text, and what speaks for and against what its topics find."""

    def _is_of_title(self, word: str) -> bool:
        """Whether a word is a slip for one of the title that is quoted, of which several were said, or begins one."""
        quoted = [self.words[number] for number, use in enumerate(self.uses) if use == "title"]
        rest = set(words_of(self.index.sessions[self.title[0]].title)).difference(quoted)
        return (
            len(quoted) > 1
            and len(word) > 3
            and any(one.startswith(word) or slips_between(word, one) == 1 for one in rest)
        )

    def _is_near(self, hit: Hit, words: Sequence[str]) -> bool:
        """Whether a hit that is not good enough for an answer is worth mentioning beside a refusal."""
        if hit.cover < _CALLED:
            return False
        seeks = self._seeks_topic()
        if not seeks and not self.language.personal.isdisjoint(self.words):  # a topic may be meant, if a title says it
            return len(words) > 1 and self.index.topics.title_cover(hit.position, words) >= TITLED
        if hit.cover >= _NEAR:
            return self.index.topics.lacks(hit.position, [word for word in words if not word.isdecimal()])[0]
        titular = [word for word in words if not word.isdecimal() and self.index.words.is_titular(word)]
        return seeks and self.index.titles.is_called(hit.position, titular)

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
                for hit in good[:BEST]
                if hit.cover >= WELL
                and (self.index.topics.title_cover(hit.position, words) >= TITLED or self._calls_itself(hit, words))
            ]
        if self.has("next") and self.has("when") and not self.has(*OF_TOPICS, *KIND_CUES):  # "the next release of it"
            good = [hit for hit in good[:BEST] if self.index.topics.title_cover(hit.position, words) >= WELL]
        plain = [word for word in words if not word.isdigit()]
        if plain and len(plain) < len(words):  # a "5" stands in other talks, too, than those on "php 5.5"
            good = [hit for hit in good[:BEST] if self._is_about_any(hit, plain)]
        if (
            of_all
            and len(words) > 1
            and all(self.index.topics.has_by_chance(hit.position, words) for hit in good[:_READ])
        ):
            good = []
        if (not good or good[0] is not hits[0]) and self._stands_out(hits, words):
            return list(hits[:1])
        spoken_of = self.has("talk", "topic", "session", "tell", "who", "somebody", *KIND_CUES)
        asks_time = self.has("when", "date", "starts", "ends", "until", "duration") and not spoken_of
        if asks_time and len(words) == 1 and self.index.meanings.is_begun(words[0]):
            return []  # "when is linuxcon"
        if not good or (good[0].cover > 0.95 and not asks_time):
            return good
        titled, lacking = self.index.topics.lacks(good[0].position, words)
        if asks_time and not titled:
            return []
        if not titled and len(words) == 2 and not self._is_spelt_in(good[0], words):
            return []
        return good if titled or lacking <= _COMMON or self._stands_out(hits, words) else []

    def _is_about_any(self, hit: Hit, words: Sequence[str]) -> bool:
        """Whether one of the words stands in what is said about a session, its speakers' lives apart."""
        return any(self.index.topics.is_about(hit.position, word) for word in words)

    def _calls_itself(self, hit: Hit, words: Sequence[str]) -> bool:
        """Whether a session whose title has some of several words has all in its text: together, or time and again."""
        at, topics = hit.position, self.index.topics
        if len(words) < 2 or hit.cover <= _ALL:
            return False
        titled = topics.title_cover(at, words)
        if not self.begins_with_claim and titled >= _HALF and all(topics.is_told_often(at, word) for word in words):
            return True
        orders = (words, words[::-1]) if len(words) == 2 else (words,)  # adjectives stand on either side
        return titled > 0 and any(self.index.words.stand_together(at, order) for order in orders)

    def _is_spelt_in(self, hit: Hit, words: Sequence[str]) -> bool:
        """Whether a word that the programme spells so stands in a session; of many, another form stands by chance."""
        few = len(self.index.sessions) <= FEW
        return few or any(
            self.index.words.has(word) and self.index.topics.is_about(hit.position, word) for word in words
        )

    def _is_no_topic(self, word: str, hit: Hit) -> bool:
        """Whether the only word that is left is not looked for as a topic, or found by no more than chance."""
        if self.index.meanings.is_guess(word) or self._is_by_chance(hit, word) or self._is_deed_or_place(word, hit):
            return True
        if self.has("who_is") and not self.index.topics.is_about(hit.position, word):
            return False  # it stands in somebody's life, perhaps in another language
        titled = self.index.topics.lacks(hit.position, [word])[0]
        if len(word) < _TELLING_LENGTH and not self._is_of_programme(word):
            own = stem(word) in dict(self.index.meanings.match(word))  # no more than another form of the word
            of_somebody = word in self._proper and self.has("speak") and not self.has("topic", "who")
            told = self.index.words.has(singular(word)) and self.index.topics.is_told_often(hit.position, word)
            sought = self.has("topic") and (told or known_words().isdisjoint({word, singular(word)}))
            asked = min(self._of_cues("who"), default=len(self.words))  # "who cleans the rooms", not "the rooms, who"
            does = not self.has(*OF_TOPICS) and word in self.words[asked:]
            if own and (of_somebody or (not sought and not titled) or does):
                return True
        if self.has(*OF_TOPICS):
            return False
        slipped = len(word) >= _LONG_SLIPPED and self.index.meanings.is_misspelt(word)
        spoken = slipped or self.index.words.knows(word) or titled
        if self.cues and not self.has("exists", "list") and not spoken:
            return True  # "what is love", where some abstract has a word for it in another language
        if self.has("exists") and not self.has("who", "somebody", "list"):
            if word in self.language.vehicles and not self.index.words.title_has_exactly(word):
                return True  # "is there a train at night"
            return not self.index.topics.is_about(
                hit.position, word
            )  # "is there a running group", where somebody leads one
        of_manner = self.has("how") and (self._asks_how_it_is() or not self.language.asker.isdisjoint(self.words))
        return of_manner or (self.has("how") and not titled)  # "how do I become a nurse"

    def _stands_out(self, hits: Sequence[Hit], words: Sequence[str]) -> bool:
        """Whether the first hit's title or text has most of several words, and no other hit comes near it."""
        if len(words) < SEVERAL or not hits or hits[0].cover < _HALF:
            return False
        told = {"who"} if self.has("topic") else frozenset[str]()  # "who talks about"
        if not self.cues.keys() - told <= _BESIDE_TOPIC:
            return False
        said = [word for word, use in zip(self.words, self.uses, strict=True) if use != "cue"]
        if not (self.language.claiming | asking_words()).isdisjoint(said):  # "who won the raffle"
            return False
        if len(words) > _RUN and self.index.titles.run(hits[0].position, words) >= _RUN:
            return True
        worths = [hit.score * hit.cover for hit in hits[:2]]
        ahead = worths[0] / worths[1] if len(worths) > 1 else _FARTHEST
        if hits[0].cover >= WELL and ahead >= _FARTHEST and self._seeks_topic():
            return not self.index.topics.has_by_chance(hits[0].position, words)
        return ahead >= _FAR and self.index.topics.title_cover(hits[0].position, words) >= _HALF

    def _is_by_chance(self, hit: Hit, word: str) -> bool:
        """Whether no more than a translation or a misspelling of a word stands once in one of very many texts."""
        if len(self.index.sessions) <= FEW or self.index.topics.is_told_often(hit.position, word):
            return False
        return self.index.meanings.is_translated(word) or self.index.meanings.is_misspelt(word)

    def _is_deed_or_place(self, word: str, hit: Hit) -> bool:
        """Whether a word is what somebody did, or is sought somewhere, and in no title: "who printed the badges"."""
        if self.index.words.title_has_exactly(word) or (self.has(*OF_TOPICS) and not self.asks_who_does):
            return False
        number = self.words.index(word) if word in self.words else 0
        did = number - 1 in self._of_cues("who") and len(self.words) > number + 1
        placed = self.has("where") and not self.people  # "where are Ada's exams" is of a talk
        if did or not placed or self.has(*KIND_CUES) or not is_word(word) or self.index.words.has(word):
            return did
        if self.index.sessions[hit.position].kind in (Kind.SOCIAL, Kind.BREAK):
            return False  # which people go to: "où est la dégustation"
        named = number < self.cues["where"][0][0]  # "les brevets, c'est où", but not "où est la bibliothèque"
        return not (named and self.index.topics.lacks(hit.position, [word])[0])

    def _is_of_programme(self, word: str) -> bool:
        """Whether the programme has the word; if it is short, also if it has it in the plural or in the singular."""
        forms = (word, singular(word), f"{word}s", f"{word}x") if len(self.index.sessions) <= FEW else (word,)
        return any(map(self.index.words.has, forms))

    def _names_stranger(self, content: Sequence[int]) -> bool:
        """Whether a word that is known to nobody stands right behind a part of somebody's name: "Ada Vos demos"."""
        for one, two in pairwise(content):
            name, other = self.words[one], self.words[two]
            called = two == one + 1 and self.index.people.has_name(name)
            called = called and (name in self._proper | self._named or not is_word(name))
            if called and not (
                is_word(other) or self.index.words.knows(other) or self.index.people.are_one(name, other)
            ):
                return True
            if two == one + 1 and self._has_other_name_in_titles(name, other):
                return True
        return False

    def _has_other_name_in_titles(self, name: str, other: str) -> bool:
        """Whether a first name that only titles have stands in front of another last name than there: "Ada Brown"."""
        called = name in self._proper or not is_word(name)
        if not called or not self.index.words.may_name_speaker(name) or self.index.words.has_pair(name, other):
            return False
        written = {name, other} <= self._proper and is_word(other)
        meant = any(self.index.words.has_pair(name, one) for one, _ in self.index.meanings.match(other))  # misspelt
        return written or not (meant or is_word(other) or self.index.words.knows(other))
