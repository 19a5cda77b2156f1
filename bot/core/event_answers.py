"""Answers about the event itself, and manners."""

from __future__ import annotations

from bot.core.composing import Composer
from bot.core.lexicon import kind_words
from bot.core.replies import Answer, AnswerKind
from bot.core.text import words_of
from bot.core.wording import say_count, say_day, say_list, say_time


class EventAnswers(Composer):
    """Composes what is said about the place, the date, the organisers, the theme, and what the bot can do."""

    # The event

    def venue(self) -> Answer:
        venue = self.programme.venue
        if venue is None:
            rooms = say_list(self.lang, [room.name for room in self.programme.rooms][:30])
            return self._event(self.say("venue_rooms", rooms=rooms)) if rooms else self._none(self.say("venue_none"))
        days = self.question.at.days if self.question.at is not None else ()
        closing = self.programme.closing((*days, self.calendar.nearest_day)[0])
        if self.question.fact == "closes" and closing is not None:
            return self._event(self.say("venue_closes", at=say_time(closing, self.programme)))
        parts = (venue.room, venue.name, venue.address, venue.city)
        place = ", ".join(dict.fromkeys(part for part in parts if part))  # a venue may be called by its city alone
        return self._event(self.say("venue", place=place), venue.directions, venue.url)

    def address(self) -> Answer:
        venue = self.programme.venue
        if venue is None or not (venue.address or venue.country):
            return self.venue()
        parts = (venue.address, venue.city, venue.country)
        return self._event(
            self.say("address", address=", ".join(part for part in parts if part)), self.venue().headline, venue.url
        )

    def directions(self) -> Answer:
        venue = self.programme.venue
        if venue is None:
            told = self._event if self.programme.rooms else self._none
            return told(self.say("directions_none"), self.venue().headline)
        return self._event(venue.directions or self.say("directions_none"), self.venue().headline, venue.url)

    def zone(self) -> Answer:
        offset = self.programme.local(self.now).strftime("%z")
        hours, minutes = int(offset[:3]), offset[3:5].replace("00", "")
        name = f"{self.programme.timezone} (UTC{hours:+d}{minutes and ':'}{minutes})"
        return self._event(self.say("zone", zone=name))

    def registration(self) -> Answer:
        known = self.programme.registration
        if not known:
            return self._none(self.say("registration_none"))
        says_so = not kind_words("registration").isdisjoint(words_of(known))
        return self._event(known if says_so else self.say("registration", text=known))

    def organisers(self) -> Answer:
        if not self.programme.organisers:
            return self._none(self.say("organisers_none"))
        names = [
            f"{one.name} ({one.affiliation})" if one.affiliation else one.name for one in self.programme.organisers
        ]
        links = [self._labelled(one.name, one.url) for one in self.programme.organisers if one.url]
        return self._event(self.say("organisers", names=say_list(self.lang, names)), *links)

    def conference(self) -> Answer:
        conference = self.programme.conference
        if conference is None:
            return self._none(self.say("conference_none"))
        if self.question.fact == "page" and conference.url:
            page = self.say("person_page", name=conference.name, url=conference.url)
            return self._event(page, self.say("conference", name=conference.name))
        if self.question.fact == "when":
            return self._event(self.say("conference_undated", name=conference.name), conference.url)
        subject = self.say("conference_subject", subject=conference.subject) if conference.subject else ""
        return self._event(self.say("conference", name=conference.name), subject, conference.url)

    def date(self) -> Answer:
        if not self.index.sessions:
            return self._none(self.say("empty"))
        if self.question.at is not None and (claimed := self.question.claimed) and claimed.when is not None:
            sentence = "day_yes" if claimed.when.days == self.question.at.days else "day_no"
            return self._event(self.say(sentence, day=say_day(self.lang, self.question.at.days[0])), self._event_days())
        if self.question.at is not None:
            held = not set(self.question.at.days).isdisjoint(self.programme.days)
            return self._event(self.say("yes" if held else "no", fact=self._event_days()))
        first = self.index.sessions[0]
        if self.question.fact == "left" and first.start <= self.now:
            left = [say_day(self.lang, day) for day in self.programme.days if day >= self.calendar.today]
            known = say_list(self.lang, left)
            return self._phase_of_event() or self._event(say_count(self.lang, "left_days", len(left), known=known))
        if self.question.fact:
            days = len(self.programme.days)
            return self._event(say_count(self.lang, "count_days", days, known=self._event_days()))
        if len(self.programme.days) > 1:
            return self._event(self._event_days())
        closing = self._last_session(self.index.sessions)
        known = self.say("hours_of_day", start=self._start(first), end=self._end(closing))
        hours = known if closing.end_known else self._filled("hours_open", closing, begins=self._start(first))
        return self._event(self._event_days(), hours)

    def about(self) -> Answer:
        programme = self.programme
        headline = (
            self.say("about", event=programme.title, theme=programme.theme) if programme.theme else programme.title
        )
        return self._event(headline, programme.description, self._event_days(), programme.url)

    def link(self) -> Answer:
        meant = [link for link in self.programme.links if link.title and link.title == self.question.fact]
        if meant:
            return self._event(*(self._labelled(link.title, link.url) for link in meant))
        if not self.programme.url:
            return self._none(self.say("link_none"))
        lines = [self._labelled(link.title, link.url) if link.title else link.url for link in self.programme.links]
        return self._event(self.say("link", url=self.programme.url), *lines)

    def faq(self) -> Answer:
        entry = self.programme.faq[self.question.faq]
        return self._event(entry.answer, entry.url)

    # What only people or commands can do

    def danger(self) -> Answer:
        return self._to_people("danger")

    def lost(self) -> Answer:
        return self._to_people("lost")

    def _to_people(self, sentence: str) -> Answer:
        names = say_list(self.lang, [one.name for one in self.programme.organisers])
        who = self.say("organisers", names=names) if names else ""
        return Answer(kind=AnswerKind.NONE, lang=self.lang, headline=self.say(sentence), details=(who,) if who else ())

    def remind(self) -> Answer:
        found = () if self.question.selection.is_open else self._selected()
        lines = [self._filled("session_one", session) for session in found[:3]]
        return self._help("remind", *lines)

    def calendar_(self) -> Answer:
        return self._help("calendar_file", self.say("calendar_command", command=self.say("commands.calendar.name")))

    # Manners

    def hello(self) -> Answer:
        return self._help("hello")

    def thanks(self) -> Answer:
        return self._help("thanks")

    def bye(self) -> Answer:
        return self._help("bye")

    def help(self) -> Answer:
        return self._help("help", self.say("help_more"))
