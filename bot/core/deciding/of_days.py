"""Days weighed against each other: which begins or ends first, which is the longest, on which most is on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.asks import Ask, Question
from bot.core.deciding.considering import Considering
from bot.core.selection import Selection
from bot.core.times import Interval, Mode

_OF_A_DAY = frozenset({"it", "this", "event", "last", "first", "second", "third", "already"})
_BESIDES = ("who", "who_is", "where", "slides", "recording", "moved")


class OfDays(Considering):
    """Days weighed against each other: which begins or ends first, which is the longest, on which most is on."""

    def _of_days(self) -> Question | None:
        """Which of the days that are said, or of all, it is; or whether it is the one that is said first."""
        if nth := self._nth_day():
            return nth
        days = self._days_weighed()
        fact = self._weighed_by() if days else ""
        if not fact or self.reading.people or self.has(*_BESIDES):
            return None
        whole = tuple(day for one in days for day in one.days)
        within = Interval(min(one.start for one in days), max(one.end for one in days), Mode.DAYS, whole)
        own = replace(
            self.main.selection,
            talks=self.has("talk") and not self.main.selection.kinds,
            rooms=self.reading.rooms,
            tracks=self.reading.tracks,
            when=within,
        )
        asked = replace(self._ask(Ask.DAYS, own), fact=fact)
        which = self.has("what", "when", "date", "count") or self.reading.offers_choice or not self.reading.days_said
        return asked if which else replace(asked, claimed=Selection(when=days[0]))

    def _nth_day(self) -> Question | None:
        """Whether a day, or today, is the last or the second of the event: "is tomorrow the last day?"."""
        days = {mention.kind: number for number, mention in enumerate(self.reading.mentions)}
        said = list(self.reading.days_said)
        if "nth_day" not in days or len(said) != len(self.reading.mentions) or len(said) > 2:
            return None
        if not self._is_yes_or_no() or self.named or not self.cues.keys() <= _OF_A_DAY:
            return None
        nth = said.pop(days["nth_day"])
        calendar = self.reading.calendar
        held = self.index.programme.days
        if nth.days[0] not in held or not (said or self.has("it")):
            return None
        claimed = Selection(when=said[0] if said else calendar.whole([calendar.today]))
        return replace(self._ask(Ask.DATE), at=nth, claimed=claimed)

    def _days_weighed(self) -> Sequence[Interval]:
        """The days that are said, if several are; all days, or all of a weekend, if it is asked for one of them."""
        said = list(dict.fromkeys(self.reading.days_said))
        if len(said) > 1:
            return said
        calendar = self.reading.calendar
        if len(said) == 1 and self.has("which_day") and self._is_yes_or_no():  # "is Friday the longest day"
            others = [day for day in self.index.programme.days if day not in said[0].days]
            return [*said, *(calendar.whole([day]) for day in others)]
        each = self.reading.says_each_day and self.has("overlap", "duration", "starts", "ends")
        held = said[0].days if said else self.index.programme.days
        if len(held) < 2 or not (each or self.has("which_day")):
            return ()
        return [calendar.whole([day]) for day in held]

    def _weighed_by(self) -> str:
        """The fact by which days are weighed: their length, hours or number of sessions; empty if they are not."""
        words, language = set(self.reading.words), self.reading.language
        earlier, later = (not said.isdisjoint(words) for said in (language.earlier, language.later))
        edged = self.has("which_day") and self.has("starts", "ends")  # "which day ends last"
        earlier = earlier or self.has("order") or (edged and self.has("first"))
        later = later or (edged and self.has("last"))
        of_sessions = self.named or self.has("talk", "session")
        if earlier or later:
            of_day = not self.named and (not of_sessions or self.has("starts", "ends"))
            return f"{'ends' if self._says_ends() else 'starts'}_{'last' if later else 'first'}" if of_day else ""
        if self.reading.says_each_day and not (of_sessions or self.has("overlap")):  # "how long is each day"
            return "hours" if self.has("duration", "when") or not self._is_yes_or_no() else ""
        if self.has("longer", "shorter"):
            return "" if of_sessions else "longest" if self.has("longer") else "shortest"
        if self.has("overlap"):
            return "" if self.named else "ends_same" if self._says_ends() else "starts_same"
        weighs = self.has("which_day") or self.reading.offers_choice or not language.than.isdisjoint(words)
        for said, fact in ((language.fewest, "emptiest"), (language.most, "fullest")):
            if weighs and not said.isdisjoint(words):
                return fact
        return ""
