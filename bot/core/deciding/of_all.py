"""What is said of all that is meant, or of each day: "are all keynotes in the aula?", "is there coffee every day?"."""

from __future__ import annotations

from dataclasses import replace

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import Considering
from bot.core.kinds import CLAIMED_KINDS, KIND_CUES
from bot.core.selection import Selection, select
from bot.core.times import Interval, Mode, to_interval

_DAYS = frozenset({"day", "this_day", "weekday", "date", "nth_day", "days_from_now"})
_NEVER_CLAIMED = ("who", "who_is", "where", "when", "how", "why", "count", "schedule", "tell", "able", "next", "now")
_FACTS = ("slides", "recording", "about", "authors", "note", "page")
_GONE = ("over", "missed", "past")


class OfAll(Considering):
    """Whether all sessions that are meant are so, or whether something is on each day."""

    def _of_all(self, selection: Selection) -> Question | None:
        """What is asked of all sessions that are meant, of all days, or of a day without them."""
        if self.has("dayless"):
            return self._days_without(selection)
        daily = self.reading.says_each_day
        meant = daily or self.reading.says_all or self._says_alike(selection)
        if not meant or self.has(*_NEVER_CLAIMED) or not self.reading.is_claimed:
            return None
        if not daily and self._is_still(selection):
            return None
        if daily and (asked := self._on_each_day(selection)):
            return asked
        if daily and self.has("ends", "starts") and selection.kinds:
            return self._ask(Ask.UNKNOWN)  # "does each day end with a keynote"
        if self.has("what", "exists") or not self._tells_which(selection) or self._has_moved(selection):
            return None
        return self._so_of_all(selection)

    def _is_still(self, selection: Selection) -> bool:
        """Whether one thing alone is at an hour, where "always" means "still": "l'orgue est toujours à 15 h ?"."""
        at = self.when is not None and self.when.mode is Mode.AT
        return at and len(select(replace(selection, when=None), self.index, self.now)) == 1

    def _says_alike(self, selection: Selection) -> bool:
        """Whether several things are said to be in one room, on one day or as long: "are both breaks as long"."""
        language = self.reading.language
        several = self._is_plural() or any(self._says_several((kind,)) for kind in KIND_CUES if kind in self.cues)
        several = several or any(language.numbers.get(word, 0) > 1 for word in self.reading.words)
        return self.has("one_room", "same_day", "same_length") and (several or len(selection.people) > 1)

    def _tells_which(self, selection: Selection) -> bool:
        """Whether sessions are spoken of, not rooms, speakers or everything."""
        if self._names_each(selection.people):
            return False  # "are Ada and Bo both on Sunday" is not said of all their talks
        named = selection.named or selection.people or selection.kinds or self.has("slides", "recording")
        return bool(named) or (self.has("talk", "session") and not self.has("speaker"))

    def _has_moved(self, selection: Selection) -> bool:
        """Whether it is asked if something was always at an hour, and it was not."""
        meant = replace(selection, when=None) if self.has("originally") else None
        return meant is not None and any(one.previous_start for one in select(meant, self.index, self.now))

    def _days_without(self, selection: Selection) -> Question | None:
        """On which days something is not: "is there a day without lunch?"."""
        if not self._tells_which(selection):
            return None
        days = self.reading.calendar.whole(self.index.programme.days)
        which = not self.reading.language.questioning.isdisjoint(self.reading.words)
        claimed = None if which or not self.reading.is_claimed else Selection()
        return replace(self._ask(Ask.DAYS, replace(selection, when=days)), fact="without", claimed=claimed)

    def _on_each_day(self, selection: Selection) -> Question | None:
        """Whether something is on each of the days that are said: "is there a keynote every day?"."""
        placed = (selection.tracks or selection.rooms) and not self.has("talk", "session")
        meant = (selection.kinds or selection.named or placed) and not selection.people
        whole = selection.when is not None and selection.when.mode is Mode.DAYS
        if not meant or not whole or self.has("overlap", "starts", "ends", "duration", *_FACTS):
            return None
        return replace(self._ask(Ask.DAYS, replace(selection, moment=None)), fact="each", claimed=Selection())

    def _so_of_all(self, selection: Selection) -> Question | None:
        """The sessions that are meant, and what is said last of them."""
        if self.has("over") and self.reading.says_hour:
            return None  # "are all talks over by six"
        whole = replace(selection, order=0, moment=None, upcoming=False, coming=False)
        if (fact := self._fact_of_all(whole)) is not None:
            return fact
        said = self._said_last(whole)
        if said == "time":
            return self._then_of_all(whole)
        bare = {
            "room": replace(whole, rooms=()),
            "track": replace(whole, tracks=()),
            "language": replace(whole, language=""),
            "kind": replace(whole, kinds=(), literal=(), talks=self.has("talk")),
            "anchor": replace(whole, anchor=None),
        }.get(said)
        if bare is None:  # what is said of them no programme tells
            told = self.reading.title or self.reading.people
            untold = self.main.topic or (whole.is_whole and self.reading.words[0] in self.reading.language.inverted)
            return self._ask(Ask.UNKNOWN) if untold and not told else None
        return replace(self._ask(Ask.EVERY, bare), claimed=whole)

    def _fact_of_all(self, whole: Selection) -> Question | None:
        """Whether all have slides, are over, are as long as is said, or in one room."""
        if self.has("moved") and not self.has("originally"):
            return replace(self._ask(Ask.EVERY, replace(whole, minutes=0)), fact="moved")
        if self.reading.minutes:
            whole = replace(whole, minutes=self.reading.minutes, bound=self.reading.bound)
            bare = replace(whole, minutes=0, bound=0)
            return replace(self._ask(Ask.EVERY, bare), claimed=whole)
        if self.has(*_GONE):
            return replace(self._ask(Ask.EVERY, whole), fact="over")
        if self.has("same_room", "one_room") and not whole.rooms:
            return replace(self._ask(Ask.EVERY, whole), fact="same_room")
        if self.has("duration"):
            dated = replace(whole, when=None if self.reading.says_each_day else whole.when)
            return replace(self._ask(Ask.EVERY, dated), fact="same_length")
        if self.has("same_day"):
            return replace(self._ask(Ask.EVERY, whole), fact="same_day")
        told = next((fact for fact in _FACTS if self.has(fact)), "")
        if not told or (told == "about" and self.has("topic")):
            return None
        if self._is_more_said_of(told):
            return self._ask(Ask.UNKNOWN)
        of_talks = whole.talks or (whole.is_open and not self.has("session"))
        return replace(self._ask(Ask.EVERY, replace(whole, talks=of_talks)), fact=told)

    def _is_more_said_of(self, fact: str) -> bool:
        """Whether words that nothing explains stand behind a fact: "does every talk have an abstract in verse"."""
        last = max(words[-1] for words in self.cues[fact])
        return bool(self.main.topic) and any(number > last for number in self.reading.content)

    def _then_of_all(self, whole: Selection) -> Question | None:
        """All of the days that are said, or of all days, held against the hours or else the days that are."""
        told = [mention for mention in self.reading.mentions if mention.kind != "each_day"]
        daily = self.reading.says_each_day
        if daily and self.has("before", "after", "by_time", "past_time", "from_time"):
            return self._ask(Ask.UNKNOWN)
        at = to_interval(told, self.reading.calendar) if daily else self.when
        if at is None or self.has("ends", "until", "over_at"):
            return None
        dated = any(mention.kind in _DAYS for mention in told)
        hours = any(mention.kind not in _DAYS for mention in told)
        day: Interval | None = self._day_of(at) if dated and hours else None
        own = replace(whole, when=day, any_day=not dated)
        starts = at.mode is Mode.AT
        asked = replace(self._ask(Ask.EVERY, own), at=at, fact="starts" if starts else "")
        return asked if starts else replace(asked, claimed=replace(own, when=at))

    def _said_last(self, whole: Selection) -> str:
        """Which of the things that are said of sessions stands last: a room, a language, a time, a kind."""
        if whole.anchor is not None:
            return "anchor"
        last = {use: number for number, use in enumerate(self.reading.uses)}
        last = {use: last[use] for use in ("room", "track", "language", "time") if use in last}
        kinds = [words[0] for kind in CLAIMED_KINDS for words in self.cues.get(kind, ())]
        talks = [words[0] for cue in ("talk", "session") for words in self.cues.get(cue, ())]
        if kinds and talks and max(talks) < min(kinds):  # "are all talks invited", but not "all lightning talks"
            last["kind"] = max(kinds)
        return max(last, key=lambda use: last[use], default="")
