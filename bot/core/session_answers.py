"""Answers about which sessions there are: lists of them, and how many they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import attrgetter, itemgetter

from bot.core.asks import Ask
from bot.core.kinds import kind_of_cue
from bot.core.people_answers import PeopleAnswers
from bot.core.programme import Session
from bot.core.replies import Answer, Layout
from bot.core.selection import Moment, Selection, apart_from_days, once
from bot.core.wording import find_sentence, say_count, say_day, say_language, say_length, say_list

_OF_SPEAKING = frozenset(
    {
        Ask.SESSIONS, Ask.WHEN, Ask.WHO, Ask.STATUS, Ask.CHECK, Ask.START, Ask.RANK, Ask.UNTIL, Ask.DURATION, Ask.COUNT,
        Ask.REACH, Ask.MISSED,
    }
)  # fmt: skip
_MOST_NAMES = 100
_MOST_PLACES = 5  # rooms of which each number is told
_MOST_COUNTED = 25  # beyond that a number is an answer and a list is none


class SessionAnswers(PeopleAnswers):
    """Composes lists of sessions."""

    def now_(self) -> Answer:
        selection = self.question.selection
        found = self._selected(selection if selection.moment else Selection(moment=Moment.NOW))
        if not found:
            return self._nothing_at_moment(selection if selection.moment else Selection(moment=Moment.NOW))
        if len(found) == 1:
            one = found[0]
            sentence = "now_one" if one.end > one.start else "now_open"
            none = self._lest_breaks(found, "nothing_such_now")
            return self._card(f"{none}{self._filled(sentence, one)}", one)
        return self._sessions(self.say("now_many", count=len(found)), found)

    def next_(self) -> Answer:
        selection = self.question.selection
        selection = selection if selection.moment else Selection(moment=Moment.NEXT)
        found = self._selected(selection)
        if not found:
            phase = self._phase()
            return phase if phase is not None else self._nothing_at_moment(selection)
        one = found[0]
        if selection.moment is Moment.PREVIOUS:
            return self._several("previous_one", "list_many", found)
        wait = say_length(self.lang, one.start - self.now)
        if len(found) == 1:
            return self._card(self._filled("next_one", one, wait=wait), one)
        many = "next_many" if all(session.start == one.start for session in found) else "next_several"
        return self._sessions(self.say(many, count=len(found), at=self._at(one.start), wait=wait), found)

    def _several(self, one: str, many: str, found: Sequence[Session]) -> Answer:
        if len(found) == 1:
            return self._card(self._filled(one, found[0]), found[0])
        if f"{one}_many" == "check_yes_many":
            many = "check_yes_many"
        if many == "list_many" and all(session.is_talk for session in found):
            many = "list_talks"
        return self._sessions(self.say(many, count=len(found)), found)

    def schedule(self) -> Answer:
        selection = self.question.selection
        found = self._selected(selection)
        if not found:
            return self._nothing()
        days = sorted({session.day for session in found})
        if selection.when is None and len(days) > 1 and len(found) > 60:
            day = next((day for day in days if day >= self.calendar.today), days[-1])
            found = tuple(session for session in found if session.day == day)
            days = [day]
        if len(days) == 1:
            headline = self.say("schedule_day", day=say_day(self.lang, days[0]))
        else:
            headline = self.say("schedule_days", first=say_day(self.lang, days[0]), last=say_day(self.lang, days[-1]))
        ordered = sorted(found, key=lambda session: session.start)
        return self._sessions(headline, ordered)

    def sessions(self) -> Answer:
        found = self._selected()
        if found and self.question.fact == "kind":
            return self._sessions(f"{self.say('none_of_kind')} {self._filled('nearest', found[0])}", found)
        if found and self.question.fact == "no_others":
            if len(found) > 1:
                return self._sessions(self.say("no_others_many"), found)
            return self._card(f"{self.say('no_others')} {self._filled('session_one', found[0])}", found[0])
        if len(found) == 1 and (none := self._lest_breaks(found, "nothing_such_then")):
            return self._card(f"{none}{self._filled('session_one', found[0])}", found[0])
        return self._several("session_one", "list_many", found) if found else self._nothing()

    def _lest_breaks(self, found: Sequence[Session], sentence: str) -> str:
        """That no talk is on, where one was asked for and all that was found are breaks; else empty."""
        selection = self.question.selection
        breaks = selection.talks and all(session.is_break for session in found)
        return f"{self.say(sentence, place=self._in_rooms(selection))} " if breaks else ""

    def of_author(self) -> Answer | None:
        """That who is asked about speaks nowhere and is but an author, where it is asked when or whether they speak."""
        people = self._people() if self.question.ask in _OF_SPEAKING else []
        found = self._selected() if people and not any(person.ids for person in people) else ()
        if not found:
            return None
        names = say_list(self.lang, [person.name for person in people])
        return self._card(self._filled("author_only", found[0], names=names), found[0])

    def card(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        return self._card(self._filled("session_one", found[0]), found[0]) if len(found) == 1 else self.sessions()

    def title(self) -> Answer:
        found = self._selected()
        return self._several("title_one", "list_many", found) if found else self._nothing()

    def more(self) -> Answer:
        """Whether there is more, or less, of the first of two things."""
        sides = [
            [one for one in self._selected(side) if not one.cancelled and (side.kinds or not one.is_break)]
            for side in (self.question.selection, *self.question.others)
        ]
        first, other = len(sides[0]), len(sides[-1])
        right = first < other if self.question.fact == "emptiest" else first > other
        sentence = ("more_yes" if right else "more_no") if self.question.fact else "more_plain"
        asked = (self.question.selection, *self.question.others)
        names = list(map(self._name_of_side, asked))
        if names[0] == names[-1]:
            names = [self._hours_of_side(side, found) for side, found in zip(asked, sides, strict=True)]
        told = [f"{name} ({len(found)})" if name else str(len(found)) for name, found in zip(names, sides, strict=True)]
        headline = self.say(sentence, one=told[0], other=told[-1])
        found = once(chain.from_iterable(sides))
        return self._sessions(headline, found, layout=Layout.LIST if len(found) <= _MOST_COUNTED else Layout.TEXT)

    def _name_of_side(self, side: Selection) -> str:
        """What tells one of two things that are weighed from the other: who, which kind or language, where or when."""
        if side.language:
            return say_language(self.lang, side.language)
        days = side.when.days if side.when is not None else ()
        held = next((one for one in (side.people, side.rooms, side.tracks) if len(one) == 1), ())
        if held or (len(days) == 1 and side.anchor is None):
            return held[0] if held else say_day(self.lang, days[0])
        kind = kind_of_cue(side.kinds[0]) if side.kinds and not self.question.fact else None
        return find_sentence(self.lang, f"export.kinds.{kind.name.lower()}") if kind is not None else ""

    def _hours_of_side(self, side: Selection, found: Sequence[Session]) -> str:
        """From when till when one of two things is that only hours tell apart; empty where a yes or no does."""
        timed = side.anchor is not None or side.when is not None
        return f"{self._start(found[0])}–{self._end(found[-1])}" if timed and found and not self.question.fact else ""

    def _fullest(self, names: Callable[[Session], Iterable[str]]) -> Answer:
        """The rooms or tracks in which most is on, or least, and how much it is in those; or how much in each."""
        held = [one for one in self._selected() if not one.cancelled and not one.is_break]
        counted = Counter(name for session in held for name in names(session) if name)
        if not counted:
            return self._nothing()
        things = "count_talks" if self.question.selection.talks else "count_sessions"
        least = self.question.fact == "emptiest"
        ordered = sorted(counted.items(), key=itemgetter(1), reverse=not least)
        told = [self._labelled(name, say_count(self.lang, things, times)) for name, times in ordered]
        if self.question.fact == "counts":
            return self._event(*told[:_MOST_NAMES])
        number = (min if least else max)(counted.values())
        best = [name for name, times in counted.items() if times == number]
        value = say_count(self.lang, things, number)
        headline = self.say(self.question.fact, names=say_list(self.lang, best), value=value)
        return self._event(headline, *told[:_MOST_PLACES])

    def rooms(self) -> Answer:
        if self.question.fact:
            return self._fullest(attrgetter("rooms"))
        held = [room for session in self._selected() for room in session.rooms]
        named = [] if self.question.selection.when else [room.name for room in self.programme.rooms]
        return self._names("rooms", [*named, *held])

    def tracks(self) -> Answer:
        if self.question.fact:
            return self._fullest(lambda session: (session.track,))
        names = [session.track for session in self._selected() if session.track]
        if not names and any(session.track for session in self.programme.sessions):
            return self._nothing()
        return self._names("tracks", names)

    def _names(self, things: str, names: Iterable[str]) -> Answer:
        """How many rooms or tracks there are, and which."""
        kept = list(dict.fromkeys(names))
        if not kept:
            return self._none(self.say(f"{things}_none"))
        shown = kept[:_MOST_NAMES]
        more = self.say("and_more", count=len(kept) - len(shown)) if len(shown) < len(kept) else ""
        return self._event(say_count(self.lang, things, len(kept), names=say_list(self.lang, shown)), more)

    def count(self) -> Answer:
        selection = self.question.selection
        found = self._selected()
        if selection.upcoming:
            found = tuple(session for session in found if session.start > self.now)
        if self.question.fact:
            found = tuple(filter(value_of(self.question.fact), found))
        found = self.without_days([session for session in found if not session.cancelled]) or found
        if selection.talks:  # of which none may be on, and a break instead
            found = tuple(session for session in found if not session.is_break)
        of_talks = selection.kinds or selection.people
        talks = selection.talks or (of_talks and found and all(session.speakers for session in found))
        things = "talks" if talks else "breaks" if selection.kinds == ("break",) else "sessions"
        sentence = f"left_{things}" if selection.upcoming else f"count_{things}"
        headline = say_count(self.lang, sentence, len(found))
        parts = selection.people and len({session.title for session in found}) == 1 < len(found)  # of one tutorial
        if self.question.claimed is not None and not parts:
            right = _is_so_many(len(found), self.question.claimed)
            headline = self.say("yes" if right else "no", fact=headline)
        if not found and self.question.claimed is not None and not selection.kinds:
            return self._event(headline)
        if not found:
            return self._event(headline) if selection.upcoming else self._nothing()
        return self._sessions(headline, found, layout=Layout.LIST if len(found) <= _MOST_COUNTED else Layout.TEXT)

    def without_days(self, found: Sequence[Session]) -> tuple[Session, ...]:
        """The sessions without those that stand for a whole day, where no more is said of them than when and where."""
        told = self.question.selection.is_such or self.question.selection.talks
        return tuple(found if told else apart_from_days(found))

    def told_apart(self, headline: str, selection: Selection) -> str:
        """A number with the rooms, the day or the kind it is of in front, as another number stands beside it."""
        days = selection.when.days if selection.when is not None else ()
        kind = kind_of_cue(selection.kinds[0]) if len(selection.kinds) == 1 else None
        name = find_sentence(self.lang, f"export.kinds.{kind.name.lower()}") if kind is not None else ""
        if selection.rooms:
            return self._labelled(say_list(self.lang, selection.rooms), headline)
        if len(days) == 1:
            return self._labelled(say_day(self.lang, days[0]), headline)
        return self._labelled(name[:1].upper() + name[1:], headline) if name else headline


def value_of(fact: str) -> Callable[[Session], object]:
    """What a session has of a fact, as a question names it; something that is false for nothing."""
    named: dict[str, Callable[[Session], object]] = {
        "about": attrgetter("abstract"),
        "page": attrgetter("url"),
        "speaker": attrgetter("speakers"),
        "moved": attrgetter("previous_start"),
    }
    return named.get(fact) or attrgetter(fact)


def _is_so_many(count: int, claimed: Selection) -> bool:
    """Whether a number is that of the claim, or within its bound, which is written as that of a length."""
    compared = (count > claimed.take) - (count < claimed.take)
    return compared == claimed.bound or (abs(claimed.bound) > 1 and compared in {0, claimed.bound // 2})
