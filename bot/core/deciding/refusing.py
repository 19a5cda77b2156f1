"""What no programme tells, and is refused rather than answered with something near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import (
    BESIDE_MANNERS,
    COMPARISONS,
    FACT_CUES,
    Considering,
)
from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.layers.freeing import ALL_TITLED
from bot.core.lexicon import asking_words, heading_words, is_word, known_words, small_words
from bot.core.needs import base, find_needs
from bot.core.people import PersonMention
from bot.core.selection import Selection, select
from bot.core.text import fold, singular, stem, words_of

_FEW_OF_A_KIND = 3  # sessions that may be the nearest to what is not known
_PARTICLE = 3  # letters of a word at most that may be but a part of many names, such as "van"
_TANGIBLE = frozenset(
    {
        "wifi", "parking", "luggage", "power", "water", "toilets", "smoking", "pets", "badge", "first_aid", "money",
        "showers", "lost", "access", "prayer", "quiet", "nursing", "visa", "refund", "invoice", "dress",
    }
)  # fmt: skip
_COUNTABLE = ("talk", "session", "speaker", "speak", "room", "track", "topic", "left", "rest", "about", "on", "slides")
_MOST_OF_CHOICE = 3  # words: one, "or", and another
_LEAST_OF_CHOICE = 5  # words: a verb and what it is said of in front of them
_FEASTS = ("dinner", "social")
_HELD_FOR_ALL = (*PAUSES, *_FEASTS)  # kinds of session that are nobody's own
_NEEDS_OF_THE_WAY = frozenset({"transport", "parking", "bicycle"})
_REACH_OF_HEAD = 4  # words behind one for who heads it, among which it is named
_OF_TELLING = frozenset(
    {
        "tell", "about", "topic", "talk", "session", "speak", "speaker", "who", "what", "when", "where", "next", "now",
        "slides", "recording", "page", "schedule", "list", "life", "authors", "affiliation", "title", "note",
    }
)  # fmt: skip
_CUES_OF_COURSE = {"how", "outcome", "ends", "talk", "session", "it", *KIND_CUES}
_STATES = frozenset({"over", "begun", "still", "starts", "ends", "held"})  # what is said of a session, or of the world
_CHANGES = ("moved", "delay", "cancelled")
_BESIDE_CLAIM = (*FACT_CUES, *(cue for cue, _ in COMPARISONS), "before", "after", "able", "from", "between", "gap")
_FACTS_AND_COUNTS = (*FACT_CUES, "count", "directions", "registration", "longer", "shorter", "left", "gap")


class Refusing(Considering):
    """What no programme tells, and is refused rather than answered with something near."""

    def _refusal(self) -> Question | None:
        reading = self.reading
        if not (reading.unknown or reading.unknown_room or self._asks_how() or self._asks_for_other_things()):
            return None
        if self.has("thanks", "bye") and not self.cues.keys() - BESIDE_MANNERS and not self._asks_beside_thanks():
            return self._ask(Ask.THANKS if self.has("thanks") else Ask.BYE)
        return self._refused()

    def _asks_beside_thanks(self) -> bool:
        """Whether more is said than thanks: "is there a ramp? thanks", "sign me up, cheers"."""
        reading = self.reading
        asks = reading.begins_with_verb or not reading.language.questioning.isdisjoint(reading.words)
        return asks or reading.asks_amid or bool(reading.mentions or reading.rooms) or self._bids()

    def _refused(self) -> Question:
        """That nobody told what is asked, with what comes nearest to it."""
        said = self.reading.words
        named = (one for one in self.reading.people if any(len(said[at]) > 1 for at in one.words))
        telling = (one for one in named if len(one.people) == 1 or any(len(said[at]) > _PARTICLE for at in one.words))
        telling = (one for one in telling if one.quality == 1 or one.full or self._begins_like(one))
        near = [*near_names([*telling])]
        needy = self.has("amenity")
        topical = self.reading.subjects if not needy else ()  # what is needed is near no topic
        topics = [self.index.sessions[at].id for subject in topical for at in subject.near]
        near += [] if topics and self._is_of_elsewhere() else topics
        near += (
            self.main.selection.named[:2]
            if not near
            and not needy
            and (
                self.has("meaning")
                or self.reading.unknown_room
                or self._asks_what_is_untold()
                or self._asks_to_explain()
                or self._asks_of_nobody()
                or self._asks_address()
                or self._is_about_what_is_asked()
            )
            else ()
        )
        near += [] if near else self._of_the_kind()
        near = [one for at, one in enumerate(near) if self._title_of(one) not in map(self._title_of, near[:at])]
        cued = self.has("amenity", "when", "where", "who", "on", "count", "exists", "what")
        personal = not self.reading.language.asker.isdisjoint(self.reading.words)
        return replace(self._ask(Ask.UNKNOWN), near=tuple(near[:3]), cued=cued, personal=personal)

    def _is_of_elsewhere(self) -> bool:
        """Whether the town, a way through it or another edition is spoken of, and no talk."""
        if self.has("topic", "talk", "session", "exists"):
            return False
        riding = not self.reading.language.vehicles.isdisjoint(map(singular, self.reading.words))
        return riding or self.has("nearby") or self.reading.has_other_year

    def _begins_like(self, mention: PersonMention) -> bool:
        """Whether a word by which somebody is named begins like one of their names, as a slip for it would."""
        letters = {self.reading.words[at][0] for at in mention.words}
        names = {word for person in mention.people for word in words_of(person.name)}
        return any(word[0] in letters for word in names - small_words())

    def _title_of(self, one: str) -> str:
        """The title of the session with that id; the name of somebody."""
        session = self.index.programme.session_by_id.get(one)
        return one if session is None else session.title

    def _is_about_what_is_asked(self) -> bool:
        """Whether a session is told with the several words by which why or how something is was asked."""
        words, named = self.main.topic, self.main.selection.named
        return (
            len(words) > 1 and bool(named) and not self.index.topics.has_by_chance(self.index.position[named[0]], words)
        )

    def _asks_of_nobody(self) -> bool:
        """Whether more is asked of somebody, or of who heads something, than the programme has."""
        return self._asks_who_nobody_is() or self._asks_where_nobody_is_from() or self._asks_who_heads()

    def _asks_how(self) -> bool:
        """Whether it is asked how, why or how much, and not for a fact that a programme tells."""
        told = self.main.selection.named and not self.reading.people
        how = self._asks_to_explain() or (self.has("how") and not told)
        how = how and not self.has(*_FACTS_AND_COUNTS)
        how = how or self._asks_how_somebody_is()
        how = how or (self.has("why") and not (self.has("topic") or self._is_titled("why")))
        how = how or (self.has("works_on") and self.has("duration"))  # "how long has she been working on it"
        return how or (self.has("amount") and not self.has(*_FACTS_AND_COUNTS, "time_left", "until", "topic"))

    def _asks_how_somebody_is(self) -> bool:
        """Whether it is asked how somebody does or came: "how did Vos get here"."""
        bare = self.has("how") and self.cues.keys() <= {"how", "directions"} and not self.reading.title
        return bare and bool(self.reading.people) and self.reading.language.asker.isdisjoint(self.reading.words)

    def _asks_to_explain(self) -> bool:
        """Whether something is to be explained, and no title does: "how do compilers work", "what is a bee"."""
        if self.reading.title:
            return False
        named = bool(self.main.selection.named)
        return self._asks_how_it_works() or (named and (self._asks_how_it_happens() or self._asks_what_any_is()))

    def _asks_how_it_works(self) -> bool:
        """Whether it is asked how something works that no title explains: "how do compilers work"."""
        said = self.cues.get("workings", ())
        of_bot = said == self.cues.get("help", ())  # "how does this work"
        return bool(said) and not (of_bot or self._is_titled("workings"))

    def _asks_how_it_happens(self) -> bool:
        """Whether it is asked how things do what no title says of them: "how do planes crash"."""
        reading = self.reading
        bare = {"how"} <= self.cues.keys() <= {"how", "list", "topic"} and self.cues["how"][0][0] == 0
        if not bare or self._is_titled("how"):
            return False
        words = reading.content_words
        named = self.index.position[self.main.selection.named[0]]
        covered = sum(self.index.topics.title_cover(named, [word]) > 0 for word in words)
        if not reading.language.asker.isdisjoint(reading.words):
            return covered < len(words)  # "how do I reverse a list"
        return 2 * covered <= len(words)

    def _asks_what_any_is(self) -> bool:
        """Whether nothing but what any such thing is is asked, and no title has a name of several words for it."""
        reading = self.reading
        if not self.cues.keys() <= {"what", "on", "it"} or reading.people or reading.rooms or reading.mentions:
            return False
        words = reading.content_words
        if (
            len(words) > 1
            and self.index.topics.title_cover(self.index.position[self.main.selection.named[0]], words) >= 1
        ):
            return False  # "what is a lottery ticket"
        indefinite = reading.language.indefinite
        behind = [words[-1] + 1 for words in self.cues.get("what", ()) if words[-1] + 1 < len(reading.words)]
        return any(reading.words[at] in indefinite and at + 1 in reading.content for at in behind)

    def _asks_for_other_things(self) -> bool:
        """Whether something is wanted that is neither a session nor told of one: a socket, a price, a deed, advice."""
        priced = any(len(words) > 1 for words in self.reading.cues.get("price", ()))
        attending = self.has("crowd") and not self.has("speak", "speaker", "panel", "authors", "of_those")
        of_place = self.has("amenity", "trait") and not self._is_of_the_way()
        return (
            priced
            or attending
            or of_place
            or self.reading.other_edition
            or (self.reading.is_code and not self.reading.title)
            or self._asks_of_stock()
            or self._tells_need()
            or (self.has("advice") and not self.has("topic"))
            or (self.has("nearby", "getting", "private") and self._asks_to_get())
            or self.reading.seeks_amenity
            or self._asks_how_any_lasts()
            or self._asks_of_vehicle()
            or self._asks_deed()
            or self._asks_of_the_world()
            or self._bids()
            or self._asks_of_own_talk()
            or self._asks_what_is_untold()
            or self._is_mere_choice()
            or self._offers_other_choice()
            or self._counts_other_things()
            or self._asks_way_to_room()
            or self._asks_where_thing_is()
            or self._asks_of_nobody()
            or self._asks_who_room_is()
            or self._asks_what_it_is_called()
            or self._asks_how_it_went()
            or self._asks_what_no_title_tells()
            or self._asks_who_wrote_it()
            or (self.has("affiliation") and self.has("who") and bool(self.reading.rooms and not self.reading.people))
            or self._asks_who_is_such()
            or self._asks_where_somebody_lives()
            or self._asks_address()
            or self._asks_of_relatives()
            or self._asks_whether_such_speak()
            or self._asks_leave_for_kin()
            or self._asks_of_feast_not_held()
            or self._asks_whether_somebody_left()
            or self._asks_what_people_share()
        )

    def _is_of_the_way(self) -> bool:
        """Whether the way to the place is asked, and nothing that one needs there, such as a ramp."""
        if not self.has("directions") or any(self._leads_to(words[0]) for words in self.cues.get("amenity", ())):
            return False
        return find_needs(self.reading.words).keys() <= _NEEDS_OF_THE_WAY

    def _leads_to(self, number: int) -> bool:
        """Whether somebody wants to go to what that word begins to name: "to the airport", but not "by bus"."""
        said, language = self.reading.words, self.reading.language
        while number and said[number - 1] in language.pointed:
            number -= 1
        return number > 0 and said[number - 1] in language.towards

    def _asks_to_get(self) -> bool:
        """Whether what is nearby, what one gets or somebody's family is no talk and nothing that is known of talks."""
        if self.has("topic", "talk", "session", "event", *(KIND_CUES - PAUSES)):
            return False
        return self.has("nearby", "private") or not self.has("slides", "recording", "page", "life", "schedule", "list")

    def _of_the_kind(self) -> list[str]:
        """Ids of the sessions of the kind that is spoken of, if there are few: lunch, where lunch is not "provided"."""
        kinds = self.main.selection.kinds
        found = select(Selection(kinds=kinds, upcoming=True), self.index, self.now) if kinds else ()
        return [session.id for session in found] if len(found) <= _FEW_OF_A_KIND else []

    def _asks_of_stock(self) -> bool:
        """Whether it is asked how many badges there are, or which of two things is served at a meal."""
        compared = self.has(*(cue for cue, _ in COMPARISONS))
        dishes = self.has(*PAUSES, "dinner") and self.reading.offers_choice and self.reading.content and not compared
        return bool(dishes) or (self.has("registration") and self.has("count") and not self.has("talk", "session"))

    def _is_titled(self, cue: str) -> bool:
        """Whether the words of a cue stand in the title of the session that is named: "why are roads salted"."""
        named = self.main.selection.named[:1]
        title = {word for one in named for word in words_of(self.index.programme.session_by_id[one].title)}
        return any(title.issuperset(self.reading.words[at] for at in words) for words in self.cues.get(cue, ()))

    def _asks_how_any_lasts(self) -> bool:
        """Whether it is asked how long any such thing lasts, and no title asks so: "how long does a candle burn"."""
        if not self.has("duration") or self.has("talk", "session", *KIND_CUES):
            return False
        titles = [self.index.programme.session_by_id[one].title for one in self.main.selection.named[:1]]
        if any(words_of(title)[0] in asking_words() for title in titles):
            return False
        said, indefinite = self.reading.words, self.reading.language.indefinite
        return any(said[number - 1] in indefinite for number in self.reading.content if number)

    def _asks_of_vehicle(self) -> bool:
        """Whether it is asked when a train or the like leaves, and no talk is to be reached by it."""
        asked = [words for cue in ("when", "until") for words in self.cues.get(cue, ())]
        sides = {words[0] - 1 for words in asked} | {words[-1] + 1 for words in asked}  # "my bus is at what time"
        leaving = [words for words in self.cues.get("leave", ()) if not sides.isdisjoint(words)]
        reach = {self.reading.words[at] for words in (*self.cues.get("reach", ()), *leaving) for at in words}
        named = self.named or self.reading.mentions
        return bool(asked) and not named and not reach.isdisjoint(self.reading.language.vehicles)

    def _tells_need(self) -> bool:
        """Whether all words tell what attendees need, such as "discord", and what was found has none in its title."""
        if not self.main.selection.named or self.reading.title or self.has("topic", "talk", "session", "speak", "who"):
            return False
        content = self.reading.content_words
        needs = find_needs(self.reading.words)
        telling = frozenset().union(*needs.values())
        if not content or not all(base(word) in telling for word in content):
            return False
        if self.has("exists", "where", "how") and not _TANGIBLE.isdisjoint(needs):
            return True
        return not self.index.topics.lacks(self.index.position[self.main.selection.named[0]], content)[0]

    def _asks_deed(self) -> bool:
        """Whether people are asked to do or to lend something: "can somebody open a window"."""
        timed = bool(self.reading.mentions) and not self.reading.content  # "quelqu'un à 10 h", where "a" may be "has"
        return self.has("deed") and not timed and not self.has(*_OF_TELLING, "workshop")

    def _asks_of_own_talk(self) -> bool:
        """Whether it is asked of the asker's own talk, and neither now nor before they said who they are."""
        if (self.named and not self.reading.asks_leave) or self.previous is not None:
            return False
        said, own = self.reading.words, self.reading.language.own
        if self.reading.asks_leave and not self.reading.language.speech.isdisjoint(said[2:3]):
            return True  # "can I give a lightning talk"
        phrases = [words for cue in ("talk", "session", "speak") for words in self.cues.get(cue, ())]
        return any(said[at] in own for words in phrases for at in (*words, words[0] - 1) if at >= 0)

    def _counts_other_things(self) -> bool:
        """Whether what "how many" stands before is no session, person or place: "how many languages do they speak"."""
        if not self.has("count"):
            return False
        reading, language = self.reading, self.reading.language
        counted = {at for cue in (*_COUNTABLE, *KIND_CUES) for words in self.cues.get(cue, ()) for at in words}
        counted.update(at for at in reading.content if self.index.titles.has_series(reading.words[at]))
        spoken = {at for words in self.cues.get("language", ()) for at in words}
        about = {at for words in self.cues.get("topic", ()) if not self._is_of_time_or_place(words) for at in words}
        other = False
        if self._counts_what_begins_alike():
            return False
        begins = self.cues["count"][0][-1] + 1
        for number in range(begins, len(reading.words)):
            if number in counted:
                return other and number in about
            if reading.words[number] in (*language.claiming, *language.asking):
                break
            other = other or not reading.uses[number] or number in spoken
        return other

    def _counts_what_begins_alike(self) -> bool:
        """Whether titles begin with what "how many" stands before, or a track has that name: "how many demos"."""
        begins = self.cues["count"][0][-1] + 1
        counted = [at for at in self.reading.content if at >= begins]
        if counted[:1] != [begins]:
            return False
        words = [self.reading.words[at] for at in counted]
        of_track = words[-1] != singular(words[-1]) and self.index.tracks.find_exact(words, range(len(words)))
        return bool(of_track) or self.index.titles.begin_alike(words)

    def _is_of_time_or_place(self, words: Sequence[int]) -> bool:
        """Whether a time or a room stands right behind the words: "talks on" Saturday, which is no topic."""
        behind = (use for use in self.reading.uses[words[-1] + 1 :] if use != "small")
        return next(behind, "") in {"time", "room", "track"}

    def _is_mere_choice(self) -> bool:
        """Whether two things that not both are in titles stand to choose, and nothing is asked: "tabs or spaces"."""
        reading = self.reading
        mere = reading.offers_choice and not reading.cues and not reading.mentions and not reading.people
        mere = mere and not reading.title and len(reading.words) == len(reading.content) + 1 == _MOST_OF_CHOICE
        return mere and not all(self._tells_of_talks(reading.words[number]) for number in reading.content)

    def _tells_of_talks(self, word: str) -> bool:
        """Whether a word tells sessions from others: in few titles, of a track, or of no language and in a text."""
        if self.index.words.is_titular(word) or self.index.tracks.has_word(word):
            return True
        return not is_word(word) and self.index.words.has(word)

    def _offers_other_choice(self) -> bool:
        """Whether it is asked which of two things that no title has something is: "is the dinner seated or buffet"."""
        reading, language = self.reading, self.reading.language
        said, uses = reading.words, reading.uses
        if len(said) < _LEAST_OF_CHOICE or said[-2] not in language.either or language.claiming.isdisjoint(said[:-3]):
            return False
        if self.has("topic", "what", "who", "when", "where", "language") or not (self.named or self.has(*KIND_CUES)):
            return False
        plain = all(uses[at] in {"", "small"} and said[at] not in language.denying for at in (-3, -1))
        return plain and not any(self.index.words.is_titular(said[at]) for at in (-3, -1))

    def _asks_who_nobody_is(self) -> bool:
        """Whether it is asked who somebody is of whom no more is told than the name: "who is Medea"."""
        reading = self.reading
        if self.cues.keys() != {"who_is"} or reading.title or not self.main.selection.named:
            return False
        if reading.content != list(range(self.cues["who_is"][0][-1] + 1, len(reading.words))):
            return False  # "who's the celery person"
        words = reading.content_words
        return not any(map(is_word, words)) and all(map(self.index.words.has, words))

    def _asks_where_nobody_is_from(self) -> bool:
        """Whether it is asked where somebody works of whom the programme has no more than a name in a title."""
        named = self.main.selection.named
        if named and not self.reading.title and self._asks_who_is_from_elsewhere():
            return True
        told = self.reading.people or self.has("topic", "talk", "session", *KIND_CUES)
        if not named or told or not self.has("affiliation"):
            return False
        return not any(self.index.programme.session_by_id[one].speakers for one in named)

    def _asks_who_is_from_elsewhere(self) -> bool:
        """Whether who is from somewhere is asked, and no speaker is told to be from there: "who from Fiat speaks"."""
        if not self.has("from") or not self.has("who"):
            return False
        behind = {words[-1] + 1 for words in self.cues["from"]}.intersection(self.reading.content)
        places = [self.reading.words[number] for number in behind]
        told = self.index.people.affiliated(places) or self.index.words.told_of_speakers(map(stem, places))
        return bool(places) and not told

    def _asks_who_room_is(self) -> bool:
        """Whether it is asked who somebody is after whom a room is called: "who was Curie"."""
        asked = {number for words in self.cues.get("who_is", ()) for number in words}
        return bool(asked) and all(use == "room" or at in asked for at, use in enumerate(self.reading.uses))

    def _asks_what_no_title_tells(self) -> bool:
        """Whether it is asked who did what no title has, or which such thing is so: "who uses Bind", "what fee is due".

        Or when it was done: "when was the lottery ticket coined".
        """
        reading, named = self.reading, self.main.selection.named
        if not named or not reading.content:
            return False
        verbs = reading.language.claiming.union(reading.language.asking)
        things = (self._end_of_thing(words[-1] + 1) for words in self.cues.get("what", ()))
        asked = {at for at in things if not verbs.isdisjoint(reading.words[at + 1 : at + 2])}
        asked.update(() if reading.people else self._deeds_asked_of())
        return not all(self._is_titled_so(reading.words[one]) for one in asked.intersection(reading.content))

    def _end_of_thing(self, number: int) -> int:
        """The number of the last of several words that nothing explains, of which that is the first: "laser brand"."""
        while number + 1 in self.reading.content:
            number += 1
        return number

    def _deeds_asked_of(self) -> Iterator[int]:
        """The numbers of words for what somebody did, or was done: "who uses Bind", "when was the ticket coined"."""
        reading, last = self.reading, len(self.reading.words) - 1
        verbs = reading.language.claiming.union(reading.language.asking)
        yield from (words[0] + 1 for words in self.cues.get("who", ()) if len(words) == 1)
        yield from (words[-1] + 1 for words in self.cues.get("affiliation", ()))  # "which firms use Bind"
        begun = {words[-1] + 1 for words in self.cues.get("when", ())}
        passive = last - 1 in reading.content or reading.uses[last - 1] == "title"
        passive = passive and reading.words[last] not in reading.language.vague  # "when is the award ceremony"
        if passive and any(reading.words[at] in verbs for at in begun if at < last - 1) and not self.has("topic"):
            yield last

    def _asks_who_wrote_it(self) -> bool:
        """Whether it is asked who wrote what a session is only about: "who wrote Perl"; not of those with authors."""
        named, about = self.main.selection.named, self.reading.title or self.reading.people
        if not named or about or not self.has("authors") or self.has("talk", "session", "note"):
            return False
        asked = self.reading.words[0] in self.reading.language.questioning
        return asked and not any(self.index.programme.session_by_id[one].authors for one in named)

    def _asks_what_it_is_called(self) -> bool:
        """Whether the name is asked of a thing that is no talk: "what's the name of the robot"."""
        reading = self.reading
        if "who" not in self.cues or reading.people or reading.title or not self.cues.keys() <= {"what", "who"}:
            return False
        last = len(reading.words) - 1
        named = reading.content == [last] and is_word(reading.words[last])
        begin = last - (reading.words[last - 1] in reading.language.pointed)
        return named and any(words[-1] + 1 == begin for words in self.cues.get("who", ()) if len(words) > 1)

    def _asks_how_it_went(self) -> bool:
        """Whether what came of what is named is asked: "how was the opening", "what happened at Hedy's quiz"."""
        said, how = self.reading.words, self.cues.get("how")
        asked = how and how[0] == (0,) and said[1] in self.reading.language.claiming
        if not (asked or self.has("outcome")):
            return False
        named = self.reading.title or (self.named and self.has("outcome", "talk", "session", *KIND_CUES))
        return bool(named) and self.cues.keys() <= _CUES_OF_COURSE and not self._is_titled("how")

    def _asks_who_is_such(self) -> bool:
        """Whether somebody is called something that only titles have: "is Ada a bee"."""
        reading, content = self.reading, self.reading.content
        told = self.cues.keys() <= {"who_is", "it"} and not reading.title and bool(self.main.selection.named)
        called = reading.people if reading.begins_with_claim else self.has("who_is")
        last = len(reading.words) - 1
        return told and bool(called) and content == [last] and reading.words[last - 1] in reading.language.indefinite

    def _asks_who_heads(self) -> bool:
        """Whether it is asked who heads or began a thing, and nobody's life tells it: "who directs the museum"."""
        reading, main = self.reading, self.main.selection
        words = zip(reading.words, reading.uses, strict=True)
        heads = [at for at, (word, use) in enumerate(words) if use != "title" and word in reading.language.heading]
        if not heads or not (main.named or main.people) or not self._asks_who(main):
            return False
        cued = {number for cue in ("works_on", "organisers") for words in self.cues.get(cue, ()) for number in words}
        leads = cued.issuperset(heads) and not self.has("who_is")
        of_talk = reading.people or self.has("talk", "session", "topic", "track", *KIND_CUES)
        of_talk = of_talk or (leads and (bool(reading.title) or self._is_wholly_titled()))
        return not of_talk and not self._is_head_in_life(heads)

    def _is_wholly_titled(self) -> bool:
        """Whether the only title of what is named has all words of the topic, no place being said."""
        words = self.reading.content_words
        named = self.main.selection.named
        if self.reading.rooms or len({*map(self._title_of, named)}) != 1:
            return False
        return self.index.topics.title_cover(self.index.position[named[0]], words) >= ALL_TITLED

    def _is_head_in_life(self, heads: Sequence[int]) -> bool:
        """Whether somebody's life says that they head what is spoken of, right behind a word for that."""
        said = {stem(self.reading.words[number]) for number in self.reading.content if number not in heads}
        theirs = (self.index.sessions[at] for at in self.index.words.told_of_speakers(said))
        speakers = {one.id: one for session in theirs for one in self.index.programme.speakers_of(session)}
        lives = (words_of(one.biography) for one in speakers.values() if one.biography)
        return any(
            word in heading_words() and not said.isdisjoint(map(stem, life[at + 1 : at + 1 + _REACH_OF_HEAD]))
            for life in lives
            for at, word in enumerate(life)
        )

    def _asks_where_somebody_lives(self) -> bool:
        """Whether it is somebody's address that is asked for, and not where they speak."""
        return bool(self.reading.people) and "address" in self.cues and self.cues.keys() <= {"address", "what", "tell"}

    def _asks_address(self) -> bool:
        """Whether the address is asked of what sessions are only about: "what is the address of the museum"."""
        of_talk = self.reading.people or self.reading.title or self.has("talk", "session", "topic", "event", *KIND_CUES)
        asked = self.has("address") and (self.has("what", "where", "tell") or len(self.cues["address"][0]) > 1)
        return asked and bool(self.main.selection.named) and not of_talk

    def _asks_of_relatives(self) -> bool:
        """Whether somebody's family, boss, vehicle or meal is asked of: "Ada's brother", "the party of Vos"."""
        if not self.reading.people:
            return False
        said, language = self.reading.words, self.reading.language
        meals = {number for kind in _HELD_FOR_ALL for words in self.cues.get(kind, ()) for number in words}
        of_talk = self.has("talk", "session", "topic", "speak")
        if (
            not of_talk
            and self.reading.people
            and any(one in language.theirs and other in language.relatives for one, other in pairwise(said))
        ):
            return True  # "what did Ada call her son"
        for mention in self.reading.people if not of_talk else ():
            behind = said[mention.words[-1] + 1 : mention.words[-1] + 3]
            own = mention.words[-1] + 2 in meals or not (language.relatives | language.vehicles).isdisjoint(behind[1:])
            if behind[:1] == ["'s"] and own:
                return True
            begin = mention.words[0] - 2
            named = any(begin in words for words in self.cues.get("who_is", ()))  # "nom de famille de"
            before = said[max(0, begin) : mention.words[0]] if not named else []
            own = begin in meals or not language.relatives.isdisjoint(before[:1])
            if own and not language.belonging.isdisjoint(before[1:2]):
                return True
        return False

    def _asks_whether_such_speak(self) -> bool:
        """Whether it is asked if any speakers are such as no programme tells: "are any Bretons speaking"."""
        last = len(self.reading.words) - 1
        speaks = last - 1 in self.reading.content and self.reading.words[last] in self.reading.language.speech
        return speaks and self.has("exists") and not self.has("from", "topic", "talk", "session")

    def _asks_whether_somebody_left(self) -> bool:
        """Whether it is asked if somebody is still where they were: "has Ada left Fiat"."""
        left = self.has("left") and self.cues.keys() <= {"left", "remaining"}
        return left and bool(self.reading.people and self.reading.content)

    def _asks_of_feast_not_held(self) -> bool:
        """Whether somebody, or what has a title, is asked of with a feast where there is none."""
        kinds = self.cues.keys() - {"it", "exists"}
        named = bool(self.reading.people or self.reading.title or self.main.selection.named)
        named = named or (kinds <= KIND_CUES and not kinds <= {*_HELD_FOR_ALL})  # "closing party"
        if not named or self.has("topic", "talk", "session", "speak", "when"):
            return False
        return any(self.has(kind) and not self.index.of_kind[kind] for kind in _FEASTS)

    def _asks_leave_for_kin(self) -> bool:
        """Whether it is asked what one of the asker's own people may do: "can my wife come"."""
        said, language = self.reading.words, self.reading.language
        if language.permitting.isdisjoint(said):
            return False
        kin = {words[-1] for words in self.cues.get("kin", ())}
        theirs = (at for at, word in enumerate(said) if at and (at in kin or word in language.relatives))
        own = (at for at in theirs if said[at - 1] in language.asker)
        return any(not language.permitting.isdisjoint((*said[: at - 1][-1:], *said[at + 1 : at + 2])) for at in own)

    def _asks_way_to_room(self) -> bool:
        """Whether a room stands where what one waits for would: "how far away is room K"."""
        rooms = {number for number, use in enumerate(self.reading.uses) if use == "room"}
        return bool(rooms) and not self.named and any(words[-1] + 1 in rooms for words in self.cues.get("until", ()))

    def _asks_where_thing_is(self) -> bool:
        """Whether it is asked where a plain thing is that is but a word of some talk's title: "where's the window"."""
        reading, named = self.reading, self.main.selection.named
        last = len(reading.words) - 1
        alone = self.cues.keys() == {"where"} and reading.content == [last] and bool(named)
        if not alone or reading.words[last - 1] not in reading.language.pointed or reading.people or reading.rooms:
            return False
        of_talk = self.index.programme.session_by_id[named[0]].is_talk
        return of_talk and reading.words[last] in known_words() and not self._is_mostly_titled()

    def _asks_what_is_untold(self) -> bool:
        """Whether something is asked of what is named that no programme tells: its level, or whether it is fun."""
        reading, untold = self.reading, self.reading.language.untold
        about = min((number for words in self.cues.get("topic", ()) for number in words), default=len(reading.words))
        claims = (self._claims_of_it() or self._ends_with_claim()) and not self.has("exists")
        end = len(reading.words) if claims else about  # "is the talk on rust hard", but not "is there one on hard rock"
        told = not reading.language.qualities.isdisjoint(reading.words[1:end])
        if told and not self.has("vacant") and any(map(self._is_quality, range(1, end))):
            return True
        if not self.has("topic") and (self._asks_to_register() or self._claims_what_is_unknown()):
            return True
        if untold.isdisjoint(reading.words):
            return False
        behind = (reading.words[words[-1] + 1 :][:1] for words in self.cues.get("what", ()))
        if self.named and not all(map(untold.isdisjoint, behind)):
            return True  # "le talk sur Rust demande quel niveau"
        if untold.isdisjoint(reading.words[:about]):
            return False
        main = self.main.selection
        named = [self.index.position[one] for side in reading.subjects for one in side.selection.named[:1]]
        named = named if main.named else [*(self.index.narrow(main.people) or ())]  # "does Ada's talk need a laptop"
        content = [number for number in reading.content if number < about]
        said = [reading.words[number] for number in content if reading.words[number] in untold]
        said = said if reading.language.levels.isdisjoint(reading.words) else []  # "beginner level"
        if reading.people:  # that a word stands in what they say of it makes their talk no other
            return bool(named) and any(
                all(not self.index.topics.title_cover(at, [word]) for at in named) for word in said
            )
        return bool(named) and any(all(self.index.topics.lacks(at, [word])[1] > 0 for at in named) for word in said)

    def _claims_what_is_unknown(self) -> bool:
        """Whether the last word of what is said of a session is not told of it: "is the lottery talk on arXiv"."""
        reading, main = self.reading, self.main.selection
        last = len(reading.words) - 1
        alone = len(reading.subjects) == 1 and main.named and not reading.people
        named = reading.title or len(reading.content) > 1
        if not alone or not named or not reading.begins_with_claim or not reading.content:
            return False
        at, word = self.index.position[main.named[0]], reading.words[reading.content[-1]]
        ends = reading.content[-1] == last
        if ends and self.cues.keys() == {"still"} and last - 1 == self.cues["still"][0][-1]:
            return True  # "is the router still secure"
        if any(words[0] < reading.content[0] for words in self.cues.get("exists", ())):  # "was there a fight in it"
            return not ends and bool(reading.title) and self.index.topics.lacks(at, [word])[1] > 0
        if self.has("talk", "session", *_BESIDE_CLAIM):
            return ends and self.index.topics.lacks(at, [word])[1] > 0
        return not self.index.topics.title_cover(at, [word])

    def _asks_to_register(self) -> bool:
        """Whether it is asked if one has to register for a single session."""
        selection = self.main.selection
        single = selection.named or set(selection.kinds) - {"registration"}
        language = self.reading.language
        first = self.reading.words[0]
        asked = first in language.asking or first in language.personal or self.has("how")
        timed = self.has("when", "where", "starts", "ends", "duration", "date")
        return bool(single) and asked and self.has("registration") and not timed

    def _claims_of_it(self) -> bool:
        """Whether a verb such as "is" comes first, or right before an "it": "le talk sur Rust est-il difficile"."""
        said, language = self.reading.words, self.reading.language
        if said[0] in language.claiming or language.claiming.isdisjoint(said):
            return said[0] in language.claiming
        its = {said[words[0]] for words in self.cues.get("it", ())} | language.speaking
        return any(one in language.claiming and other in its for one, other in pairwise(said))

    def _ends_with_claim(self) -> bool:
        """Whether the last word is said of what stands before: "l'exposé sur Rust est difficile"."""
        return not self.reading.language.claiming.isdisjoint(self.reading.words[-2:-1])

    def _is_quality(self, number: int) -> bool:
        """Whether a word says what something is like, behind an "is" or at the end of what begins with one."""
        said, language = self.reading.words, self.reading.language
        if said[number] not in language.qualities or self.reading.uses[number] == "title" or self.has("registration"):
            return False
        if said[number] in language.levels and self._is_titled_for_level():
            return False
        if self.has("exists") and self._is_titled_so(said[number]):
            return False  # "is there a talk for kids"
        past = [at for words in self.cues.get("past", ()) for at in words]
        behind = range(number + 1, number + 1 if self.reading.is_cut_behind(number) else len(said))
        past += [at for words in self.cues.get("it", ()) for at in words]
        ends = all(self.reading.uses[at] == "small" or at in past for at in behind)  # but for an "already", or an "it"
        ends = ends or not language.towards.isdisjoint(said[number + 1 : number + 2])  # "hard to follow"
        if ends and self._claims_of_it():
            return self.named or bool(self.reading.rooms) or self.has("talk", "session", *KIND_CUES)
        others = not {"person", "title", "small"}.issuperset(self.reading.uses[at] for at in behind)
        placed = others or self.reading.rooms or self.reading.mentions  # "c'est bien dans la petite salle"
        while number and self.reading.uses[number - 1] == "small" and said[number - 1] not in language.claiming:
            number -= 1
        return self.named and number > 0 and not placed and said[number - 1] in language.claiming

    def _is_titled_for_level(self) -> bool:
        """Whether the title of what is named says for whom it is: "a guide for beginners"."""
        named = [self.index.position[one] for one in self.main.selection.named[:1]]
        return any(self.index.titles.is_called(at, self.reading.language.levels) for at in named)

    def _is_titled_so(self, word: str) -> bool:
        """Whether the title of something that was found has the word, or one that means the same."""
        named = (self.index.position[one] for one in self.main.selection.named)
        return any(self.index.topics.title_cover(at, [word]) for at in named)

    def _bids(self) -> bool:
        """Whether something is to be done: "delete this talk", "sign me up", "can you send it to my boss"."""
        said, uses, language = self.reading.words, self.reading.uses, self.reading.language
        at = self._begin_of_bid()
        unknown = at + 1 < len(said) and (not uses[at] or self.has("registration"))
        if unknown and self._is_for_somebody(at) and self._is_any_deed(at):
            return True
        if language.bidding.isdisjoint(said[at : at + 1]) or uses[at] in {"title", "person"}:
            return False
        thing = at + 1 + (not language.pointed.isdisjoint(said[at + 1 : at + 2]))
        kinds = {words[0] for kind in KIND_CUES & self.cues.keys() for words in self.cues[kind]}
        changes = any(words[0] == at for cue in _CHANGES for words in self.cues.get(cue, ()))
        if changes and (thing in kinds or uses[thing : thing + 1] in (["person"], ["title"])):
            return True  # "move Ada to 3pm", "delay lunch"
        to = at + 1 + (not language.towards.isdisjoint(said[at + 1 : at + 2]))  # "dis à Vos"
        if uses[to : to + 1] in (["person"], [""]) and not language.asker.isdisjoint(said[to + 1 :]):
            return True  # "tell Vos I am a fan"
        if uses[to : to + 1] == ["person"] and len(said) > to + len(self.reading.people[0].words):
            return self.cues.keys() <= {"speak", "it", "tell"}  # "tell Vos to speak up"
        if self._is_for_others(at):
            return True
        if thing == at + 1 and thing not in kinds and not self.reading.title:
            return False
        named = [self.index.position[one] for one in self.main.selection.named[:1]]
        words = [said[at], *(said[number] for number in self.reading.content)]
        if not self.reading.title and any(self.index.topics.title_cover(one, words) >= ALL_TITLED for one in named):
            return False  # "destroy the world", where a talk is called so
        told = self.has(*_OF_TELLING, *KIND_CUES) or self.reading.people or self.reading.rooms or self.reading.mentions
        shown = any(words[0] == at for words in self.cues.get("list", ()))  # "print the schedule"
        return not ((shown or said[at] in language.small_words) and (told or self.reading.title))

    def _begin_of_bid(self) -> int:
        """Where the verb of what is to be done would stand: in front, behind a "please" or a "could you"."""
        said, language = self.reading.words, self.reading.language
        at = 0
        while at + 1 < len(said) and (said[at] in language.courtesy or said[at] in language.hedging):
            at += 1
        asked = said[at] in language.permitting and said[at + 1 : at + 2]
        if not asked or said[at + 1] not in language.asker - language.ourselves:
            return at
        return at + 2 + (not language.personal.isdisjoint(said[at + 2 : at + 3]))  # "peux-tu me réserver"

    def _is_for_somebody(self, number: int) -> bool:
        """Whether for whom something is to be done stands right behind the verb, or last: "solder this for me"."""
        said, language = self.reading.words, self.reading.language
        behind = said[number + 1]
        kin = {words[-1] for words in self.cues.get("kin", ())}
        then = said[number + 2 : number + 3]
        theirs = number + 2 in kin or not language.relatives.isdisjoint(then)  # "enrol my daughter"
        return behind in language.receiving or (
            behind in language.pointed and (theirs or said[-1] in language.receiving)
        )

    def _is_any_deed(self, number: int) -> bool:
        """Whether a word before a "me" is in no title with it, and asks for nothing that is known: "sign me up"."""
        enrols = any(words[0] == number for words in self.cues.get("registration", ()))
        named = [self.index.position[one] for one in self.main.selection.named[:1]]
        said = self.reading.words[number : number + 2]
        called = any(all(self.index.titles.is_called(one, (word,)) for word in said) for one in named)
        return (enrols or not self.reading.uses[number]) and not called

    def _is_for_others(self, start: int) -> bool:
        """Whether a "to" with one of the asker's own people stands behind a word: "send the slides to my boss"."""
        said, language = self.reading.words, self.reading.language
        kin = {words[-1] for words in self.cues.get("kin", ())}
        theirs = (at for at in range(start + 3, len(said)) if at in kin or said[at] in language.relatives)
        return any(said[at - 1] in language.pointed and said[at - 2] in language.towards for at in theirs)

    def _asks_of_the_world(self) -> bool:
        """Whether "yes" or "no" is wanted of what is no session, person, place or time: "is hacking legal"."""
        reading = self.reading
        begins = reading.begins_with_claim or self._says_what_it_is() or self._says_who_is_so()
        if not begins or not reading.content or reading.mentions or reading.title:
            return False
        of_room = ["room"] in (reading.uses[1:2], reading.uses[2:3])  # "is the aula big"
        rooms = reading.rooms and not of_room
        cued = self.cues.keys() - {"it"}
        cued = cued - _STATES if cued and not self._is_mostly_titled() else cued
        return not (cued or rooms or reading.tracks or reading.people or reading.spoken or reading.offers_tongues)

    def _is_mostly_titled(self) -> bool:
        """Whether no plain word tells what is named, or a title says little more: "is the pandemic over" is of none.

        A title without small words and marks may be called by its last: "is the slam over".
        """
        reading, words = self.reading, self.reading.content_words
        stuff = reading.language.stuff
        spoken_of = any(reading.words[at] in stuff and at - 1 in reading.content for at in range(len(reading.words)))
        if spoken_of or not self.main.selection.named or not all(map(is_word, words)):
            return True
        named = self.index.programme.session_by_id[self.main.selection.named[0]].title
        title = words_of(named)
        telling = [word for word in title if word not in reading.language.small_words]
        plain = telling == title and " ".join(title) == fold(named)  # without a mark
        return len(telling) <= 2 * len(words) or (plain and title[-1:] == words)

    def _says_who_is_so(self) -> bool:
        """Whether something is said of the asker or the bot: "you're ugly", "i am cold"."""
        words, language = self.reading.words, self.reading.language
        if self.reading.content != [len(words) - 1] or len(self.main.topic) > 1:
            return False
        return words[0] in language.asker and any(word.strip("'") in language.being for word in words[1:2])

    def _says_what_it_is(self) -> bool:
        """Whether an "is" stands right behind an "it", in front or before the last word: French "c'est dangereux"."""
        words, claiming = self.reading.words, self.reading.language.claiming
        ends = len(words) - 3  # "les requins, c'est dangereux"
        return any(
            at[0] in {0, ends} and not claiming.isdisjoint(words[at[-1] + 1 : at[-1] + 2])
            for at in self.cues.get("it", ())
        )


def near_names(mentions: list[PersonMention]) -> tuple[str, ...]:
    return tuple(person.name for mention in mentions for person in mention.people)[:3]
