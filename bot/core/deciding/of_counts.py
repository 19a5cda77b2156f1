"""What is counted and weighed: of which there is more, where most is, whether there are as many as is said."""

from __future__ import annotations

from dataclasses import replace

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import ALL, Considering
from bot.core.kinds import PAUSES
from bot.core.reading.topics import Subject
from bot.core.selection import Relation, Selection
from bot.core.text import words_of
from bot.core.times import Interval, to_interval

_OTHERWISE = ("who", "who_is", "when", "where", "how", "why", "duration", "longer", "shorter", "next", "now", "order")
_TWICE = Selection(take=2, bound=2)
_BOTH_WAYS = ((Relation.BEFORE, Relation.AFTER), (Relation.AFTER, Relation.BEFORE))


class OfCounts(Considering):
    """Counts that are compared with each other, or with a number that is said."""

    def _of_counts(self) -> Question | None:
        """Of which of two there is more: "are there more talks on bees than on ants?"; or which room has most."""
        if place := self._fullest_place() or self._count_of_each():
            return place
        if not self.reading.counts_more or len(self.reading.days_said) > 1:
            return None
        sides = self._sides_counted()
        if len(sides) != 2 or sides[0] == sides[1] or ALL in sides:
            return self._ask(Ask.UNKNOWN)
        plain = self.has("count", "who") or self.reading.offers_choice  # a yes answers no "or"
        fact = "" if plain else self._weighs()
        return replace(self._ask(Ask.MORE, sides[0]), others=(sides[1],), fact=fact)

    def _weighs(self) -> str:
        """Whether it is asked for the most or for the least; empty if for neither."""
        words, language = self.reading.words, self.reading.language
        least = not language.fewest.isdisjoint(words)
        return "emptiest" if least else "" if language.most.isdisjoint(words) else "fullest"

    def _fullest_place(self) -> Question | None:
        """The room or the track in which most is on, or least."""
        rooms = self.has("room") or not self.reading.language.rooms.isdisjoint(self.reading.words)
        if not (rooms or self.has("track", "track_of")) or not self.has("what", "track_of", "where") or self.named:
            return None
        fact = self._weighs()
        if not fact or self.has("topic", "over", "next", "now", "left", "then") or self.reading.unknown:
            return None
        ask = Ask.TRACKS if self.has("track", "track_of") else Ask.ROOMS
        own = Selection(when=self.when, rooms=self.reading.rooms, tracks=self.reading.tracks, talks=self.has("talk"))
        return replace(self._ask(ask, own), fact=fact)

    def _count_of_each(self) -> Question | None:
        """How much there is in each room or track or on each day: "talks per track", "talks on Friday vs Saturday"."""
        if not self.has("count"):
            return None
        if parts := self._count_in_parts():
            return parts
        reading, language, meant = self.reading, self.reading.language, self.main.selection
        versus = len(reading.days_said) > 1 and not language.than.isdisjoint(reading.words)
        versus = versus or any("single" in mention.values for mention in reading.mentions)  # "on each day"
        if not (versus or self.has("each")) or meant.named or meant.people or reading.unknown:
            return None
        held = self.has("talk", "session", "break") or (meant.kinds and PAUSES.isdisjoint(meant.kinds))
        if not held or reading.stands_before("count", "room", "track"):
            return self._ask(Ask.UNKNOWN)  # "how many people per room", "how many coffees a day"
        own = replace(meant, rooms=reading.rooms, tracks=reading.tracks, when=self.when, talks=self.has("talk"))
        if versus or not language.daily.isdisjoint(reading.words):
            whole = reading.calendar.whole(self.index.programme.days)
            return replace(self._ask(Ask.DAYS, replace(own, when=self.when or whole)), fact="counts")
        ask = Ask.TRACKS if self.has("track") else Ask.ROOMS if self.has("room") else Ask.UNKNOWN
        return replace(self._ask(ask, own), fact="counts")

    def _count_in_parts(self) -> Question | None:
        """How much there is in two parts of a day: "how many talks in the morning and in the afternoon"."""
        reading, meant = self.reading, self.main.selection
        parts = [mention for mention in reading.mentions if mention.kind == "part"]
        if len(parts) != 2 or meant.named or meant.people or reading.unknown or self.has("duration", "speaker", "room"):
            return None
        days = [mention for mention in reading.mentions if mention not in parts]
        own = Selection(kinds=meant.kinds, rooms=reading.rooms, tracks=reading.tracks, talks=self.has("talk"))
        one, other = (replace(own, when=to_interval([part, *days], reading.calendar)) for part in parts)
        return replace(self._ask(Ask.MORE, one), others=(other,))

    def _sides_counted(self) -> list[Selection]:
        """The two things that are weighed, each with its own room, track and time, or with those that are said once."""
        if self._relations_said() in _BOTH_WAYS:
            return self._around_one()
        subjects = self.reading.subjects
        if len(subjects) != 2 or any(subject.unknown for subject in subjects):
            return []
        talks = self.has("talk")
        found = [replace(subject.selection, talks=talks and not subject.selection.kinds) for subject in subjects]
        times = [self._time_of(subject) for subject in subjects]
        found = [replace(one, when=at or self.when) for one, at in zip(found, times, strict=True)]
        rooms = self._on_each_side("room", self.reading.rooms)
        tracks = self._on_each_side("track", self.reading.tracks)
        if rooms is None or tracks is None:
            return []
        tongues = [self._tongue_of(subject) or self.reading.spoken for subject in subjects]
        return [
            replace(one, rooms=there, tracks=track, language=tongue)
            for one, there, track, tongue in zip(found, rooms, tracks, tongues, strict=True)
        ]

    def _on_each_side(self, use: str, names: tuple[str, ...]) -> list[tuple[str, ...]] | None:
        """The room or track of each side, the same if but one names any; None if it is not plain which is whose."""
        said = [
            {self.reading.words[at] for at in subject.words if self.reading.uses[at] == use}
            for subject in self.reading.subjects
        ]
        if not all(said):
            return [names for _ in said]
        apart = [tuple(name for name in names if one.issubset(words_of(name))) for one in said]
        return apart if all(len(one) == 1 for one in apart) else None

    def _relations_said(self) -> tuple[Relation, ...]:
        """The "before" and "after" that were said, in turn: "before or after lunch"."""
        cues = (("before", Relation.BEFORE), ("after", Relation.AFTER))
        numbers = range(len(self.reading.words))
        return tuple(relation for number in numbers for cue, relation in cues if self._says((number,), cue))

    def _around_one(self) -> list[Selection]:
        """What lies before and after one thing: "more talks before lunch or after lunch"."""
        told = [subject.selection for subject in self.reading.subjects if not subject.selection.is_open]
        kinds = {one.kinds for one in told}
        if len(kinds) != 1 or () in kinds or any(one.named or one.people for one in told):
            return []
        anchor = Selection(kinds=kinds.pop())
        day = self.when or self.reading.calendar.whole([self.reading.calendar.nearest_day])
        return [Selection(talks=True, when=day, anchor=anchor, relation=one) for one in self._relations_said()]

    def _tongue_of(self, subject: Subject) -> str:
        """The code of the language that is said among the words of a subject; empty if none is."""
        said = (self.reading.words[at] for at in subject.words if self.reading.uses[at] == "language")
        return next((self.reading.language.spoken[word] for word in said), "")

    def _time_of(self, subject: Subject) -> Interval | None:
        """The time that is said among the words of a subject."""
        return to_interval(self.reading.mentions_in(subject), self.reading.calendar)

    def _number_claimed(self, selection: Selection) -> Question | None:
        """Whether there are as many as is said: "are there more than 30 talks?", "is there only one panel?"."""
        if self.has(*_OTHERWISE):
            return None
        if selection.people and self.has("repeatedly") and self._is_yes_or_no_of_number():
            return replace(self._ask(Ask.COUNT, replace(selection, order=0)), claimed=_TWICE)
        claimed = self.reading.number_claimed
        if claimed is None or not (self.has("exists") or self._is_yes_or_no_of_number()):
            return None
        left = self.has("left", "rest", "remaining") or (self.has("still") and self.has("exists"))
        own = replace(selection, minutes=0, bound=0, moment=None, order=0, coming=left, upcoming=left)
        if own.is_open:
            return None
        elsewhere = self.has("room", "track", "speaker") and not (own.rooms or own.tracks)
        if self.has("each") or elsewhere:
            return self._ask(Ask.UNKNOWN)  # "is there at least one a day", "is there a room with only two talks"
        number, bound = claimed
        return replace(self._ask(Ask.COUNT, own), claimed=Selection(take=number, bound=bound))

    def _is_yes_or_no_of_number(self) -> bool:
        said, language = self.reading.words, self.reading.language
        return said[0] in language.inverted and language.asker.isdisjoint(said[1:2])
