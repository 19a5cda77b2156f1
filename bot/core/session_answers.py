"""Answers about sessions: which they are, and every fact about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from operator import attrgetter, itemgetter

from bot.core.asks import Ask
from bot.core.lexicon import kind_words, lapsed_words
from bot.core.people_answers import PeopleAnswers
from bot.core.programme import Session
from bot.core.replies import Answer, Layout
from bot.core.selection import Moment, Relation, Selection, apart_from_days, is_as_long, speaks
from bot.core.text import words_of
from bot.core.times import Interval, Mode, end_of
from bot.core.wording import (
    say_count,
    say_day,
    say_language,
    say_length,
    say_list,
    say_speakers,
    say_time,
    shorten,
)

_OVER = frozenset({"over", "all_over"})  # said of something to be so at an hour
_NIGHT = timedelta(hours=6)  # what is said of its hours is said of the evening before
_MOST_NAMES = 100
_MOST_ABSTRACTS = 3  # of sessions of which it is told what they are about
_BEGUN = 300  # characters of an abstract, if there are several
_MOST_TOLD = 9  # sessions of somebody of each of which a fact is told
_MOST_PLACES = 5  # rooms of which each number is told
_MOST_COUNTED = 25  # beyond that a number is an answer and a list is none


class SessionAnswers(PeopleAnswers):
    """Composes lists of sessions, and the facts about one or several."""

    # Ways to answer: now, next, lists

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
        if found and self._only_authors():
            return self._author_only(found[0])
        if found and self.question.fact == "kind":
            return self._sessions(f"{self.say('none_of_kind')} {self._filled('nearest', found[0])}", found)
        if found and self.question.fact == "no_others":
            headline = f"{self.say('no_others')} {self._filled('session_one', found[0])}"
            return self._card(headline, found[0]) if len(found) == 1 else self._sessions(headline, found)
        if len(found) == 1 and (none := self._lest_breaks(found, "nothing_such_then")):
            return self._card(f"{none}{self._filled('session_one', found[0])}", found[0])
        return self._several("session_one", "list_many", found) if found else self._nothing()

    def _lest_breaks(self, found: Sequence[Session], sentence: str) -> str:
        """That no talk is on, where one was asked for and all that was found are breaks; else empty."""
        selection = self.question.selection
        breaks = selection.talks and all(session.is_break for session in found)
        return f"{self.say(sentence, place=self._in_rooms(selection))} " if breaks else ""

    def _only_authors(self) -> bool:
        people = self._people()
        return bool(people) and not any(person.ids for person in people)

    def _author_only(self, session: Session) -> Answer:
        names = say_list(self.lang, [person.name for person in self._people()])
        return self._card(self._filled("author_only", session, names=names), session)

    def card(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        return self._card(self._filled("session_one", found[0]), found[0]) if len(found) == 1 else self.sessions()

    # Facts about sessions

    def when(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        if self._only_authors():
            return self._author_only(found[0])
        if len(found) == 1:
            return self._card(self._filled("when_one", found[0]), found[0])
        first = found
        if not {"opening", "closing"}.issuperset(self.question.selection.kinds):
            coming = tuple(session for session in found if session.start > self.now)
            if coming and self.question.selection.when is None:
                found = (*coming, *(session for session in found if session.start <= self.now))
                first = coming
        earliest = min(first, key=attrgetter("start"))
        if found[0].start > earliest.start:  # it is meant rather than what is earlier
            return self._sessions(self._filled("when_one", found[0]), found)
        return self._sessions(self.say("when_many", count=len(found), slot=self._slot(earliest)), found)

    def where(self) -> Answer:
        meant = self.question.selection.rooms
        if meant and self.question.selection == Selection(rooms=meant):
            return self._way_to(meant[0])
        found = self._selected()
        if not found:
            return self._nothing()
        rooms = list(dict.fromkeys(session.room for session in found if session.room))
        if len(found) == 1 and rooms:
            return self._card(self._filled("where_one", found[0], room=rooms[0]), found[0])
        if not rooms:
            return self.venue() if self.programme.venue else self._sessions(self.say("no_room"), found)
        if len(rooms) == 1:
            return self._sessions(self.say("where_all", room=rooms[0]), found)
        return self._sessions(self.say("where_many", count=len(found)), found)

    def _way_to(self, room: str) -> Answer:
        """How to find a room, else what is on there."""
        directions = next((one.directions for one in self.programme.rooms if one.name == room), "")
        venue = self.venue()
        if directions:
            return self._event(self.say("room_directions", room=room, directions=directions), venue.headline)
        if self.programme.venue is None:
            return self._sessions(self.say("room_lost_there", room=room), self._selected())
        place = venue.headline.rstrip(".")
        return self._sessions(self.say("room_lost", room=room, place=place), self._selected())

    def who(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        talks = [session for session in found if session.speakers]
        if not talks:
            return self._several("nobody_one", "nobody_many", found)
        if self._only_authors():
            return self._author_only(found[0])
        known = self.question.selection.besides
        names = say_list(self.lang, [one.name for one in self._speakers_of(talks) if one.name not in known][:12])
        shown = [one for one in found if one.speakers or not one.is_break] if self.question.selection.kinds else talks
        if len(shown) == 1:
            return self._card(self._filled("who_one", talks[0], names=names), talks[0], self._who_else(talks[0]))
        return self._sessions(self.say("who_many", names=names), shown)  # a keynote may name nobody but in its title

    def _who_else(self, first: Session) -> str:
        """Who speaks later on the day, where everybody after something was asked for."""
        selection = self.question.selection
        if selection.anchor is None or not selection.nearest or selection.relation is not Relation.AFTER:
            return ""
        later = [one for one in self._selected(replace(selection, nearest=False)) if one.start > first.start]
        names = say_list(self.lang, [speaker.name for speaker in self._speakers_of(later)[:12]])
        return self.say("who_then", names=names) if names else ""

    def title(self) -> Answer:
        found = self._selected()
        return self._several("title_one", "list_many", found) if found else self._nothing()

    def abstract(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        named = bool(self.question.selection.named)
        having = [session for session in found if session.abstract]
        if len(found) > 1 and len(having) != 1 and not named:
            short = having if len(having) <= _MOST_ABSTRACTS else ()
            told = map(self._begun_abstract, short)
            layout = Layout.TEXT if short else Layout.LIST
            return self._sessions(self.say("list_many", count=len(found)), having or found, *told, layout=layout)
        one = found[0] if named else next(iter(having), found[0])
        others = [session for session in found if session.id != one.id]
        sentence = "abstract_of" if one.abstract else "abstract_none"
        details = [one.abstract, f"{self._slot(one)}{self._by(one)}{self._in(one)}"]
        details += [] if named else [self._labelled(self._title(other), self._slot(other)) for other in others]
        return self._sessions(self._filled(sentence, one), (one, *others), *details, layout=Layout.TEXT)

    def _begun_abstract(self, session: Session) -> str:
        """One of several sessions with the first words of its abstract."""
        label = f"{self._title(session)} ({self._slot(session)}{self._in(session)})"
        return self._labelled(label, shorten(session.abstract, _BEGUN))

    def slides(self) -> Answer:
        return self._files("slides", lambda session: session.slides)

    def recording(self) -> Answer:
        return self._files("recording", lambda session: session.recording)

    def _owner(self, session: Session) -> str:
        """The speakers of a session whose slides are listed, if it is asked who has some; else its title."""
        names = say_speakers(session, self.programme, self.lang) if self.question.fact == "who" else ""
        return names or self._title(session)

    def _files(self, what: str, address: Callable[[Session], str]) -> Answer:
        if self.question.selection.is_whole:
            having = [session for session in self.index.sessions if address(session)]
            if not having:
                return self._none(self.say(f"{what}_nowhere"))
            if len(having) == 1:
                one = having[0]
                return self._card(self._confirmed(f"{what}_one", one, url=address(one)), one, layout=Layout.TEXT)
            lines = (self._labelled(self._owner(one), address(one)) for one in having[:20])
            headline = self._yes(self.say(f"{what}_list", count=len(having)))
            return self._sessions(headline, having, *lines, layout=Layout.TEXT)
        found = self._selected()
        if not found:
            return self._nothing()
        having = [session for session in found if address(session)]
        if not having and what == "recording" and not any(address(session) for session in self.index.sessions):
            return self._none(self._filled("recording_none", found[0]))
        if not having:
            return self._sessions(self._filled(f"{what}_none", found[0]), found[:5], layout=Layout.TEXT)
        if len(having) == 1:
            one = having[0]
            return self._card(self._confirmed(f"{what}_one", one, url=address(one)), one, layout=Layout.TEXT)
        lines = (self._labelled(self._title(one), address(one)) for one in having[:20])
        headline = self._yes(self.say(f"{what}_list", count=len(having)))
        return self._sessions(headline, having, *lines, layout=Layout.TEXT)

    def _confirmed(self, sentence: str, session: Session, **values: object) -> str:
        return self._yes(self._filled(sentence, session, **values))

    def authors(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        if replace(self.question.selection, when=None).is_whole and len(found) > 1:
            return self._all_authors([session for session in found if session.authors])
        one = self._most_wanted(found)
        coauthors = self.question.fact == "coauthors"
        if not one.authors and (len(one.speakers) > 1 or (one.speakers and coauthors and len(found) > 1)):
            return self.who()
        if not one.authors and one.speakers and coauthors:
            alone = self._speakers_of([one])[0].name
            return self._card(self._filled("coauthors_none", one, names=alone), one, layout=Layout.TEXT)
        if not one.authors:
            return self._card(self._filled("authors_none", one), one, layout=Layout.TEXT)
        names = [f"{who.name} ({who.affiliation})" if who.affiliation else who.name for who in one.authors]
        sentence = "authors_count" if self.question.fact == "count" and len(names) > 1 else "authors_of"
        headline = self._filled(sentence, one, count=len(names), names=say_list(self.lang, names))
        return self._card(headline, one, layout=Layout.TEXT)

    def _all_authors(self, found: Sequence[Session]) -> Answer:
        if not found:
            return self._none(self.say("fact_nowhere"))
        names = list(dict.fromkeys(who.name for session in found for who in session.authors))
        return self._sessions(self.say("authors_all", names=say_list(self.lang, names)), found)

    def note(self) -> Answer:
        return self._fact("note", lambda session: session.note)

    def language(self) -> Answer:
        claimed = self.question.claimed
        found = self._selected()
        if claimed is None or not found or not self._most_wanted(found).language:
            return self._fact("language", self._spoken)
        one = self._most_wanted(found)
        sentence = "language_yes" if speaks(one, claimed.language) else "language_no"
        return self._card(self._filled(sentence, one, value=self._spoken(one)), one, layout=Layout.TEXT)

    def _spoken(self, session: Session) -> str:
        codes = [code.strip() for code in session.language.split(",") if code.strip()]
        return say_list(self.lang, [say_language(self.lang, code) for code in codes])

    def track(self) -> Answer:
        asked = self.question.selection
        one = (
            asked.moment is not None and not asked.rooms and len(self._selected()) == 1
        )  # "what track is this talk in"
        if replace(asked, rooms=(), when=None, moment=None).is_whole and not one:  # "which track is in K.3 today"
            return self.tracks()
        return self._fact("track", lambda session: session.track)

    def more(self) -> Answer:
        """Whether there is more, or less, of the first of two things."""
        sides = [
            [one for one in self._selected(side) if not one.cancelled and (side.kinds or not one.is_break)]
            for side in (self.question.selection, *self.question.others)
        ]
        first, other = len(sides[0]), len(sides[-1])
        right = first < other if self.question.fact == "emptiest" else first > other
        sentence = ("more_yes" if right else "more_no") if self.question.fact else "more_plain"
        names = [
            side.people[0] if len(side.people) == 1 else "" for side in (self.question.selection, *self.question.others)
        ]
        told = [f"{name} ({len(found)})" if name else str(len(found)) for name, found in zip(names, sides, strict=True)]
        headline = self.say(sentence, one=told[0], other=told[-1])
        found = tuple(dict.fromkeys(chain.from_iterable(sides)))
        return self._sessions(headline, found, layout=Layout.LIST if len(found) <= _MOST_COUNTED else Layout.TEXT)

    def _fullest(self, names: Callable[[Session], Iterable[str]]) -> Answer:
        """The rooms or tracks in which most is on, or least, and how much it is in those with most."""
        held = [one for one in self._selected() if not one.cancelled and not one.is_break]
        counted = Counter(name for session in held for name in names(session) if name)
        if not counted:
            return self._nothing()
        least = self.question.fact == "emptiest"
        number = (min if least else max)(counted.values())
        best = [name for name, times in counted.items() if times == number]
        things = "count_talks" if self.question.selection.talks else "count_sessions"
        value = say_count(self.lang, things, number)
        headline = self.say(self.question.fact, names=say_list(self.lang, best), value=value)
        ordered = sorted(counted.items(), key=itemgetter(1), reverse=not least)[:_MOST_PLACES]
        return self._event(
            headline, *(self._labelled(name, say_count(self.lang, things, times)) for name, times in ordered)
        )

    def rooms(self) -> Answer:
        if self.question.fact:
            return self._fullest(attrgetter("rooms"))
        held = [room for session in self._selected() for room in session.rooms]
        named = [] if self.question.selection.when else [room.name for room in self.programme.rooms]
        return self._names("rooms", [*named, *held])

    def tracks(self) -> Answer:
        if self.question.fact in {"fullest", "emptiest"}:
            return self._fullest(lambda session: (session.track,))
        return self._names("tracks", [session.track for session in self._selected() if session.track])

    def _names(self, things: str, names: Iterable[str]) -> Answer:
        """How many rooms or tracks there are, and which."""
        kept = list(dict.fromkeys(names))
        if not kept:
            return self._none(self.say(f"{things}_none"))
        shown = kept[:_MOST_NAMES]
        more = self.say("and_more", count=len(kept) - len(shown)) if len(shown) < len(kept) else ""
        return self._event(say_count(self.lang, things, len(kept), names=say_list(self.lang, shown)), more)

    def page(self) -> Answer:
        if self.question.selection.people:
            return self._person_page()
        return self._fact("page", lambda session: session.url)

    def _fact(self, what: str, value: Callable[[Session], str]) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        if self.question.selection.is_whole:
            return self._fact_of_all(what, value, found)
        told = [session for session in found if value(session)][:_MOST_TOLD]
        if len(set(map(value, told))) > 1 and not self.question.selection.named:  # all that somebody has
            first, *others = (self._filled(f"{what}_of", session, value=value(session)) for session in told)
            return self._sessions(first, told, *others, layout=Layout.TEXT)
        one = next(iter(told), self._most_wanted(found))
        sentence = f"{what}_of" if value(one) else f"{what}_none"
        return self._card(self._filled(sentence, one, value=value(one)), one, layout=Layout.TEXT)

    def _fact_of_all(self, what: str, value: Callable[[Session], str], found: Sequence[Session]) -> Answer:
        values = list(dict.fromkeys(value(session) for session in found if value(session)))
        if not values:
            return self._none(self.say("fact_nowhere"))
        return self._event(self.say(f"{what}_all", values=say_list(self.lang, values[:40])))

    def moved(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        selection = self.question.selection
        if selection == Selection(talks=selection.talks, when=selection.when, rooms=selection.rooms):
            return self._all_moved(found)
        one = self._most_wanted([session for session in found if session.previous_start] or found)
        why = self.say("reason_none") if self.question.fact == "why" else ""
        if one.cancelled:
            return self._card(self._filled("moved_cancelled", one), one, why, layout=Layout.TEXT)
        if one.previous_start is None and not kind_words("change").isdisjoint(words_of(one.note)):
            return self._card(self._filled("note_of", one, value=one.note), one, layout=Layout.TEXT)
        if one.previous_start is None:
            return self._unchanged("moved_not", one)
        return self._card(self._shifted(one, one.previous_start), one, why, layout=Layout.TEXT)

    def _shifted(self, one: Session, previous: datetime) -> str:
        """That a session was moved: by how much or from when, if that was asked."""
        shift = one.start - previous
        sentence = {"by_amount": "moved_later" if shift > timedelta() else "moved_earlier", "originally": "moved_from"}
        sentence["why"] = "moved_from"
        chosen = sentence.get(self.question.fact, "moved_yes")
        length = say_length(self.lang, abs(shift))
        return self._filled(chosen, one, before=say_time(previous, self.programme), length=length)

    def delay(self) -> Answer:
        """That no delay is known, with what was moved beforehand."""
        selection = self.question.selection
        if selection == Selection(talks=True):
            selection = Selection(moment=Moment.NOW)
        found = () if selection.is_open else self._selected(selection)
        if not found:
            moved = [session for session in self.index.sessions if session.previous_start][:6]
            return self._event(self.say("delay_none"), *map(self._change, moved))
        one = self._most_wanted(found)
        before = self._change(one) if one.previous_start else ""
        return self._card(self._filled("delay_none_of", one), one, before, layout=Layout.TEXT)

    def lacking(self) -> Answer:
        fact = self.question.fact or "slides"
        value = value_of(fact)
        found = [session for session in self._selected() if not value(session)]
        if not found:
            return self._event(self.say("lacking_none"))
        return self._sessions(self.say(f"lacking_{fact}", count=len(found)), found)

    def cancelled(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        gone = [session for session in found if session.cancelled or _is_said_to_lapse(session)]
        if self.question.fact == "event" and len(gone) < len(found):
            lines = (self._filled("moved_cancelled", one) for one in gone[:_MOST_TOLD])
            return self._event(self.say("event_not_cancelled", event=self.programme.title), *lines)
        if gone:
            why = self.say("reason_none") if self.question.fact == "why" else ""
            told = self._several("moved_cancelled", "list_many", gone)
            return told.model_copy(update={"details": (*told.details, why)}) if why else told
        asked = self.question.selection
        none = not any(session.cancelled for session in self.index.sessions)
        if asked.is_whole or (none and len(found) > 1 and not (asked.named or asked.people)):
            return self._event(self.say("nothing_cancelled"))
        return self._unchanged("cancelled_not", self._most_wanted(found))

    def _unchanged(self, sentence: str, session: Session) -> Answer:
        """That it takes place as it was announced; which is no reason, if it was asked why it does not."""
        headline = self._filled(sentence, session)
        if self.question.fact == "why":
            return self._none(headline)
        return self._card(headline, session, layout=Layout.TEXT)

    def _all_moved(self, found: Sequence[Session]) -> Answer:
        when = self.question.selection.when
        at = when.start if when is not None and when.mode is Mode.AT else None
        moved = [session for session in found if session.previous_start or session.cancelled]
        moved = [one for one in self.index.sessions if at is not None and one.previous_start == at] or moved
        if not moved:
            return self._event(self.say("nothing_moved"))
        one = moved[0]
        if one.previous_start is None:
            return self._sessions(self._filled("moved_cancelled", one), moved)
        lines = (self._change(session) for session in moved[1:20])
        headline = self._shifted(one, one.previous_start)
        return self._sessions(headline, moved, self.programme.note, *lines, layout=Layout.TEXT)

    def _change(self, session: Session) -> str:
        if session.cancelled or session.previous_start is None:
            return self._filled("moved_cancelled", session)
        return self._filled("moved_line", session, before=say_time(session.previous_start, self.programme))

    def duration(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        if self._is_day():
            return self._length_of_day(found)
        if len(found) > 1 and self.question.selection.kinds and not self._are_pauses(found):
            return self._durations([session for session in found if session.end_known] or list(found))
        one = self._most_wanted(found)
        if not one.end_known:
            return self._card(self._filled("duration_none", one), one, layout=Layout.TEXT)
        return self._card(
            self._filled(self._of_duration(one), one, length=say_length(self.lang, one.duration)),
            one,
            layout=Layout.TEXT,
        )

    def _length_of_day(self, found: Sequence[Session]) -> Answer:
        """From when till when the day goes on that was said."""
        closing = self._last_session(found)
        known = self.say("hours_of_day", start=self._start(found[0]), end=self._end(closing))
        hours = known if closing.end_known else self._filled("hours_open", closing, begins=self._start(found[0]))
        return self._sessions(self._labelled(self._day(found[0]), hours), (found[0], closing))

    def _of_duration(self, session: Session) -> str:
        """The sentence that tells its length, with a yes or no where a length was claimed."""
        claimed = self.question.claimed
        if claimed is None:
            return "duration_of"
        return "duration_yes" if is_as_long(session, claimed) else "duration_no"

    def _are_pauses(self, found: Sequence[Session]) -> bool:
        return all(session.is_break for session in found)

    def _durations(self, found: Sequence[Session]) -> Answer:
        lengths = sorted(session.duration for session in found)
        shortest, longest = say_length(self.lang, lengths[0]), say_length(self.lang, lengths[-1])
        if shortest == longest:
            return self._sessions(self.say("duration_same", length=shortest), found)
        return self._sessions(self.say("duration_many", shortest=shortest, longest=longest), found)

    def until(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        coming = [session for session in found if end_of(session) > self.now]
        if coming and coming[0].start <= self.now and self.question.selection.named:
            later = sorted((one for one in coming if one.start > self.now), key=lambda one: one.start)
            coming = later or coming  # of several that words fit, one that is still to begin
        if coming and coming[0].start > self.now:
            one = coming[0]
            return self._card(
                self._filled("until", one, wait=say_length(self.lang, one.start - self.now)), one, layout=Layout.TEXT
            )
        if self.question.selection == Selection(order=1):
            return self._phase_of_event() or self._card(
                self._filled("event_began", found[0]), found[0], layout=Layout.TEXT
            )
        one = self._most_wanted(found)
        sentence = "until_running" if end_of(one) > self.now else "until_past"
        return self._card(self._filled(sentence, one), one, layout=Layout.TEXT)

    def start(self) -> Answer:
        if self.question.selection.is_open:
            return self._event_start()
        found = self._selected()
        if not found:
            now = self.question.selection == Selection(moment=Moment.NOW)
            return (self._phase_of_event() if now else None) or self._nothing()
        if self._is_day():
            first = apart_from_days(found)[0]
            return self._card(self._filled("starts_day", first, day=self._day(first)), first, layout=Layout.TEXT)
        if len(found) == 1:
            return self._card(self._filled("when_one", found[0]), found[0])
        slot = self._slot(min(found, key=attrgetter("start")))
        return self._sessions(self.say("when_many", count=len(found), slot=slot), found)

    def _of_whole_day(self) -> Selection:
        """The whole day of the time that was said: "this evening", for when the day ends."""
        when = self.question.selection.when
        if when is None or when.days:
            return self.question.selection
        return Selection(when=self.calendar.whole([self.programme.local(when.start).date()]))

    def _is_day(self) -> bool:
        selection = self.question.selection
        return selection.when is not None and selection == Selection(when=selection.when)

    def _event_start(self) -> Answer:
        if not self.index.sessions:
            return self._none(self.say("empty"))
        today = [session for session in self.index.sessions if session.day == self.calendar.nearest_day]
        first = today[0] if today and self.now < today[0].start else self.index.sessions[0]
        return self._card(
            self._filled("event_starts", first, event=self.programme.title, day=self._day(first)),
            first,
            layout=Layout.TEXT,
        )

    def end(self) -> Answer:
        if self.question.selection.is_open or self._is_day():
            found = self._selected(self._of_whole_day())
            if not found:
                return self._nothing()
            days = {session.day for session in found}
            day = self.calendar.today if self.calendar.today in days else max(days)
            ended = self._last_session(session for session in found if session.day == day)
            whole = self._last_session(found)
            details = "" if ended is whole else self._ending("event_ends", whole)
            waits = self.question.fact == "wait" and day == self.calendar.today and self.now < ended.end
            headline = self._wait_for_end(ended) if waits else self._end_of_day(ended)
            return self._card(headline, ended, details, layout=Layout.TEXT)
        found = self._selected()
        if not found:
            return self._nothing()
        selection = self.question.selection
        place = Selection(rooms=selection.rooms, tracks=selection.tracks, when=selection.when, talks=selection.talks)
        several = replace(selection, any_day=False) == place or self.question.fact in {
            "last",
            "all_over",
            "all_claimed",
        }
        today = [session for session in found if session.day == self.calendar.nearest_day]
        one = self._last_session(today or found) if several else self._most_wanted(found)
        sentence = "ends_at" if one.end_known else "ends_none"
        if self.question.at is not None and one.end_known and self.question.fact in {"claimed", "all_claimed", *_OVER}:
            return self._check_end([one] if several or self.question.fact in _OVER else found, one, self.question.at)
        lasts = self.question.fact == "duration" and one.end_known
        length = self._filled("duration_of", one, length=say_length(self.lang, one.duration)) if lasts else ""
        return self._card(self._filled(sentence, one), one, length, layout=Layout.TEXT)

    def _wait_for_end(self, closing: Session) -> str:
        """How long it is until the last session ends, or until it begins where its end is not known."""
        if closing.end_known:
            return self._filled("left", closing, length=say_length(self.lang, closing.end - self.now))
        return self._filled("until", closing, wait=say_length(self.lang, closing.start - self.now))

    def _check_end(self, found: Sequence[Session], one: Session, at: Interval) -> Answer:
        """Whether any of the sessions of that day ends as claimed; if none does, when the one that is meant ends."""
        that_day = (session for session in found if session.day == one.day and session.end_known)
        right = next((session for session in that_day if self._ends_so(session, at)), None)
        told = right or one
        fact = self._filled("ends_at", told)
        return self._card(self.say("yes" if right else "no", fact=fact), told, layout=Layout.TEXT)

    def _ends_so(self, session: Session, at: Interval) -> bool:
        """Whether a session ends at, before or after an hour, or is over then, on whatever day."""
        days = session.day - (self.programme.local(at.start) - _NIGHT).date()
        end = session.end - days
        if self.question.fact in _OVER:
            return end <= (at.start if at.mode is Mode.AT else at.end)
        if at.mode is Mode.AT:
            return end == at.start
        return end < at.end and (at.start < end or at.start == at.end)  # before midnight is the evening before

    def _end_of_day(self, closing: Session) -> str:
        """When the day ends; if an hour was claimed, with a yes or no."""
        at, ending = self.question.at, self._ending("day_end", closing)
        right = at is not None and self._ends_so(closing, at)
        if at is None or (not closing.end_known and (right or self.question.fact not in _OVER)):
            return ending
        return self.say("ended_by" if right else "not_over", ending=ending)

    def _ending(self, sentence: str, closing: Session) -> str:
        """When it all ends, which is not known where the last session has no end."""
        day = say_day(self.lang, self.programme.local(closing.end).date())
        return self._filled(sentence if closing.end_known else "last_open_on", closing, day=day)

    def left(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        one = next((session for session in found if session.start <= self.now < end_of(session)), None)
        one = one or self._most_wanted(found)
        if one.start > self.now or not one.end_known:
            return self.until()
        if one.end <= self.now:
            return self._card(self._filled("until_past", one), one, layout=Layout.TEXT)
        return self._card(
            self._filled("left", one, length=say_length(self.lang, one.end - self.now)), one, layout=Layout.TEXT
        )

    def over(self) -> Answer:
        if self.question.selection.is_open or self.question.selection.moment is Moment.NOW:
            phase = self._phase_of_event()
            if phase is None:
                return self._still_on(self.index.sessions)
            ended = self.index.timetable.last_end is not None and self.now >= self.index.timetable.last_end
            return phase.model_copy(update={"headline": self.say("yes", fact=phase.headline)}) if ended else phase
        return self._day_over() if self._is_day() else self.missed()

    def _day_over(self) -> Answer:
        """Whether the last session of the day that was said is over."""
        found = self._selected()
        if not found:
            return self._nothing()
        closing = self._last_session(found)
        if self.now < end_of(closing):
            return self._still_on(found)
        return self._card(self._ending("day_over", closing), closing, layout=Layout.TEXT)

    def _still_on(self, sessions: Sequence[Session]) -> Answer:
        """That sessions are not over, or that nobody knows because the last of them has no known end."""
        closing = self._last_session(sessions)
        if closing.end_known or self.now < closing.start:
            headline = self.say("not_over", ending=self._ending("day_end", closing))
        else:
            headline = self._filled("over_unknown", closing)
        return self._card(headline, closing, layout=Layout.TEXT)

    def missed(self) -> Answer:
        selection = self.question.selection
        place = Selection(rooms=selection.rooms, tracks=selection.tracks, talks=selection.talks)
        if replace(selection, when=None) == place:
            after_all = all(day < self.calendar.today for day in self.programme.days)
            today = None if after_all else self.calendar.whole([self.calendar.today])
            return self._past(self._selected(replace(place, when=selection.when or today)))
        found = self._selected()
        if not found:
            return self._nothing()
        if self.question.fact == "all":
            return self._past(found)
        at = self.question.at
        if at is not None and self.question.fact == "leaving":
            return self._seen_until(found, at.start)
        if at is not None and at.mode is Mode.AT:
            return self._missed_at(found, at.start)
        one = self._last_begun(found)
        done = one.start > self.now or end_of(one) <= self.now
        if done and self.question.ask is Ask.OVER and (ended := self._ended_of_somebody(found)):
            return self._sessions(
                self._filled("missed_yes", ended), (ended, *(one for one in found if one.start > self.now))
            )
        if one.start > self.now:
            sentence = "reach_coming" if self.question.ask is Ask.REACH else "missed_not"
        elif end_of(one) > self.now:
            sentence = "missed_running"
        else:
            sentence = "reach_past" if self.question.ask is Ask.REACH else "missed_yes"
        return self._card(self._filled(sentence, one), one, layout=Layout.TEXT)

    def _ended_of_somebody(self, found: Sequence[Session]) -> Session | None:
        """The last of somebody's sessions that is over, on whatever day, where others are to come."""
        of_one = self.question.selection.people and not self.question.selection.named
        of_one = of_one and any(session.start > self.now for session in found)
        ended = [session for session in found if end_of(session) <= self.now] if of_one else []
        return ended[-1] if ended else None

    def _missed_at(self, found: Sequence[Session], at: datetime) -> Answer:
        """Whether whoever arrives at a moment has missed it, or whether it is over then."""
        day = self.calendar.day_of(at)
        one = next((session for session in found if session.day == day), self._most_wanted(found))
        over = self.question.ask is Ask.OVER
        part, none = ("over_not", "sees_none") if over else ("missed_part", "missed_none")
        late = part if end_of(one) > at else "missed_at"
        sentence = none if one.start >= at else late
        return self._card(self._filled(sentence, one, at=say_time(at, self.programme)), one, layout=Layout.TEXT)

    def _seen_until(self, found: Sequence[Session], at: datetime) -> Answer:
        """Whether whoever leaves at a moment sees, or misses, it."""
        here, one = at, self._most_wanted(found)
        if self.question.selection.any_day:  # on the day of what is to be seen
            here += one.day - self.calendar.day_of(here)
        on_day = (session for session in found if session.day == self.calendar.day_of(here))
        one = next(on_day, one)
        sees = "part" if one.start < here else "none"
        sees = "whole" if end_of(one) <= here else sees
        sentence = f"{'misses' if self.question.ask is Ask.MISSED else 'sees'}_{sees}"
        return self._card(self._filled(sentence, one, at=say_time(here, self.programme)), one, layout=Layout.TEXT)

    def _last_begun(self, found: Sequence[Session]) -> Session:
        """Today's session that began last, else the next to come, else the last."""
        today = [session for session in found if session.day == self.calendar.today]
        begun = [session for session in today if session.start <= self.now]
        return begun[-1] if begun else self._most_wanted(today or found)

    def _past(self, found: Sequence[Session]) -> Answer:
        ended = [session for session in found if end_of(session) <= self.now and not session.is_break]
        if ended:
            return self._several("status_over", "list_many", ended)
        begun = any(end_of(session) <= self.now for session in self.index.sessions[:1])
        return self._none(self.say("nothing_missed" if begun else "nothing_past"))

    def status(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        if self._only_authors():
            return self._author_only(found[0])
        running = [session for session in found if session.start <= self.now < end_of(session)]
        of_topic = len({session.title for session in found}) > 1  # "anything on security now?"
        coming = [session for session in found if of_topic and session.start > self.now]
        one = next(iter(running or sorted(coming, key=lambda session: session.start)), None) or self._last_begun(found)
        if one.cancelled or _is_said_to_lapse(one):
            sentence = "moved_cancelled"
        elif one.start > self.now:
            sentence = "status_held" if self.question.fact == "held" else "status_coming"
        else:
            on = "status_is" if self.question.fact == "claimed" else "status_running"
            sentence = on if end_of(one) > self.now else "status_over"
        return self._card(self._filled(sentence, one), one, layout=Layout.TEXT)

    def reach(self) -> Answer:
        at = self.question.at
        if at is None:
            return self.missed()
        found = self._selected()
        if not found:
            return self._nothing()
        if self.question.fact == "leaving":
            return self._seen_until(found, at.start)
        running = [session for session in found if session.start <= at.start < end_of(session)]
        one = next((session for session in (*running, *found) if end_of(session) > at.start), found[-1])
        here = at.start
        if self.question.selection.any_day:  # on the day of what is to be reached
            here += one.day - self.calendar.day_of(here)
        late = "reach_late" if end_of(one) > here else "reach_no"
        sentence = "reach_yes" if one.start >= here else late
        return self._card(self._filled(sentence, one, at=say_time(here, self.programme)), one, layout=Layout.TEXT)

    def count(self) -> Answer:
        selection = self.question.selection
        found = self._selected()
        if selection.upcoming:
            found = tuple(session for session in found if session.start > self.now)
        if self.question.fact:
            found = tuple(filter(value_of(self.question.fact), found))
        found = tuple(session for session in found if not session.cancelled) or found
        of_talks = selection.kinds or selection.people
        talks = selection.talks or (of_talks and found and all(session.speakers for session in found))
        things = "talks" if talks else "breaks" if selection.kinds == ("break",) else "sessions"
        sentence = f"left_{things}" if selection.upcoming else f"count_{things}"
        headline = say_count(self.lang, sentence, len(found))
        if self.question.claimed is not None:
            right = _is_so_many(len(found), self.question.claimed)
            headline = self.say("yes" if right else "no", fact=headline)
        if not found and self.question.claimed is not None and not selection.kinds:
            return self._event(headline)
        if not found:
            return self._event(headline) if selection.upcoming else self._nothing()
        return self._sessions(headline, found, layout=Layout.LIST if len(found) <= _MOST_COUNTED else Layout.TEXT)

    def of_time_or_place(self, headline: str, selection: Selection) -> str:
        """A number with the rooms or the day it is of in front, as another number stands beside it."""
        days = selection.when.days if selection.when is not None else ()
        if selection.rooms:
            return self._labelled(say_list(self.lang, selection.rooms), headline)
        return self._labelled(say_day(self.lang, days[0]), headline) if len(days) == 1 else headline


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


def _is_said_to_lapse(session: Session) -> bool:
    """Whether the title begins with a word such as "cancelled", whatever else the programme says."""
    return not lapsed_words().isdisjoint(words_of(session.title)[:1])
