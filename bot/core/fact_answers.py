"""Answers about a fact of one session or several: when, where, who, what files and notes there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter

from bot.core.programme import Session
from bot.core.replies import Answer, Layout
from bot.core.selection import Relation, Selection, speaks, without
from bot.core.session_answers import SessionAnswers, value_of
from bot.core.wording import say_language, say_list, say_speakers, shorten

_MOST_ABSTRACTS = 3  # of sessions of which it is told what they are about
_BEGUN = 300  # characters of an abstract, if there are several
_MOST_TOLD = 9  # sessions of somebody of each of which a fact is told

_MOST_LINKS = 20


class FactAnswers(SessionAnswers):
    """Composes the facts about sessions."""

    def when(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        if len(found) == 1:
            return self._card(self._filled("when_one", found[0]), found[0])
        held = tuple(session for session in found if not session.cancelled) or found
        found = (*held, *without(found, held))
        first = held
        kinds = self.question.selection.kinds
        if not kinds or not {"opening", "closing"}.issuperset(kinds):
            coming = tuple(session for session in held if session.start > self.now)
            if coming:
                found = (*coming, *without(found, coming))
                first = coming
        earliest = min(first, key=attrgetter("start"))
        alike = self._as_called(found)
        if any(session.id == earliest.id for session in alike):  # "when are the Lua talks"
            ahead = {session.id for session in first}
            alike = sorted(alike, key=lambda session: (session.id not in ahead, session.start))
            found = (*alike, *without(found, alike))
        if found[0].start > earliest.start or len(held) == 1:  # it is meant rather than what is earlier
            return self._sessions(self._filled("when_one", found[0]), found)
        many = "when_many" if len(first) == len(held) else "when_many_left"
        return self._sessions(self.say(many, count=len(held), slot=self._slot(earliest)), found)

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
            return self._without_room(found)
        if len(rooms) == 1:
            return self._sessions(self.say("where_all", room=rooms[0]), found)
        return self._sessions(self.say("where_many", count=len(found)), found)

    def _without_room(self, found: tuple[Session, ...]) -> Answer:
        """Where sessions are that have no room: at the venue, unless others have one, so that these may be outside."""
        venue = self.programme.venue
        if venue and not any(session.rooms for session in self.index.sessions):
            return self.venue()
        if len(found) > 1:
            return self._sessions(self.say("no_room"), found)
        return self._card(self.say("no_room"), found[0], self.venue().headline if venue else "")

    def _way_to(self, room: str) -> Answer:
        """How to find a room, else what is on there."""
        directions = next((one.directions for one in self.programme.rooms if one.name == room), "")
        venue = self.venue()
        if directions:
            return self._event(self.say("room_directions", room=room, directions=directions), venue.headline)
        if room in self.index.online:
            return self._sessions(self.say("where_all", room=room), self._selected())
        if self.programme.venue is None:
            return self._sessions(self.say("room_lost_there", room=room), self._selected())
        place = venue.headline.rstrip(".")
        return self._sessions(self.say("room_lost", room=room, place=place), self._selected())

    def who(self) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        talks = [session for session in found if session.speakers]
        talks = [session for session in talks if not session.cancelled] or talks
        if not talks and len(found) > _MOST_TOLD:
            return self._none(self.say("nobody_many", count=len(found)))
        if not talks:
            return self._several("nobody_one", "nobody_many", found)
        known = self.question.selection.besides
        speakers = [one.name for one in self._speakers_of(talks) if one.name not in known]
        if self.question.fact == "told":
            speakers = [name for name in speakers if name in self.question.selection.people]
        names = say_list(self.lang, speakers[:12])
        if not names:
            return self._nothing()
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
            lacking = self.question.selection.talks and not all(map(address, self._selected()))
            return self._links(what, having, address, self._owner, confirmed=not lacking)
        found = self._selected()
        if not found:
            return self._nothing()
        having = [session for session in found if address(session)]
        remark = found[0].note if len(found) == 1 else ""  # which may tell why, or where else to look
        if not having and what == "recording" and not any(address(session) for session in self.index.sessions):
            one = len(found) == 1 or self.question.selection.people
            headline = self._filled("recording_none", found[0]) if one else self.say("recording_nowhere")
            return self._none(headline, remark)
        if not having and len(found) > 1:
            return self._sessions(self.say(f"{what}_none_many", count=len(found)), found[:5], layout=Layout.TEXT)
        if not having:
            return self._sessions(self._filled(f"{what}_none", found[0]), found[:5], remark, layout=Layout.TEXT)
        return self._links(what, having, address, self._title)

    def _links(
        self,
        what: str,
        having: Sequence[Session],
        address: Callable[[Session], str],
        label: Callable[[Session], str],
        *,
        confirmed: bool = True,
    ) -> Answer:
        """The files of the sessions that have some: of one alone, or of at most twenty in a list."""
        one = having[0]
        if len(having) == 1:
            headline = self._filled(f"{what}_one", one, url=address(one))
        else:
            headline = self.say(f"{what}_list", count=len(having))
        headline = self._yes(headline) if confirmed else headline  # of all talks, where only some have it
        if len(having) == 1:
            return self._card(headline, one, layout=Layout.TEXT)
        lines = (self._labelled(label(one), address(one)) for one in having[:_MOST_LINKS])
        return self._sessions(headline, having, *lines, layout=Layout.TEXT)

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

    def page(self) -> Answer:
        if self.question.selection.people:
            return self._person_page()
        found = self._fact("page", self._pages)
        if not found.sessions or any(map(self._pages, found.sessions)):
            return found
        theirs = (self.say("person_page", name=one.name, url=one.url) for one in found.speakers if one.url)
        return found.model_copy(update={"details": (*found.details, *theirs)})

    def _pages(self, session: Session) -> str:
        """The session's own page, else the further pages about it; empty if there are none."""
        further = (self._labelled(one.title, one.url) if one.title else one.url for one in session.links)
        return session.url or ", ".join(further)

    def _fact(self, what: str, value: Callable[[Session], str]) -> Answer:
        found = self._selected()
        if not found:
            return self._nothing()
        if self.question.selection.is_whole and what != "note":
            return self._fact_of_all(what, value, found)
        told = [session for session in found if value(session)][:_MOST_TOLD]
        if len(set(map(value, told))) > 1 and not self.question.selection.named:  # all that somebody has
            first, *others = (self._filled(f"{what}_of", session, value=value(session)) for session in told)
            return self._sessions(first, told, *others, layout=Layout.TEXT)
        if not told and len(found) > 1 and not self.question.selection.named:
            return self._told_nowhere(what)
        one = next(iter(told), self._most_wanted(found))
        sentence = f"{what}_of" if value(one) else f"{what}_none"
        return self._card(self._filled(sentence, one, value=value(one)), one, layout=Layout.TEXT)

    def _fact_of_all(self, what: str, value: Callable[[Session], str], found: Sequence[Session]) -> Answer:
        values = list(dict.fromkeys(value(session) for session in found if value(session)))
        if not values:
            return self._told_nowhere(what)
        return self._event(self.say(f"{what}_all", values=say_list(self.lang, values[:40])))

    def _told_nowhere(self, what: str) -> Answer:
        return self._none(self.say("languages_none" if what == "language" else "fact_nowhere"))

    def lacking(self) -> Answer:
        fact = self.question.fact or "slides"
        value = value_of(fact)
        meant = self._selected()
        found = [session for session in meant if not value(session)]
        if not found:
            return self._sessions(self.say("lacking_none"), meant, layout=Layout.TEXT) if meant else self._nothing()
        return self._sessions(self.say(f"lacking_{fact}", count=len(found)), found)
