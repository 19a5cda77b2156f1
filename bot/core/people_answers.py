"""Answers about people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.core.composing import MOST_CHOICES
from bot.core.event_answers import EventAnswers
from bot.core.people import Person
from bot.core.programme import Session, Speaker
from bot.core.replies import Answer, AnswerKind, Choice
from bot.core.selection import Selection
from bot.core.wording import say_count, say_list


class PeopleAnswers(EventAnswers):
    """Composes what is said about speakers and authors."""

    # People

    def _people(self) -> list[Person]:
        return self._persons(self.question.selection.people)

    def _people_or_speakers(self) -> list[Person]:
        """Those who are named, else the speakers of the sessions that are asked about: "no, of the last talk"."""
        if self.question.selection.people or self.question.selection.is_open:
            return self._people()
        return self._persons([speaker.name for speaker in self._speakers_of(self._selected())])

    def _persons(self, names: Iterable[str]) -> list[Person]:
        by_name = self.index.people.by_name
        return [by_name[name] for name in names if name in by_name]

    def biography(self) -> Answer:
        people = self._people_or_speakers()
        if not people:
            return self._none(self.say("not_found"))
        speakers = [self.programme.speaker_by_id[one] for person in people for one in person.ids]
        sessions = self._selected(Selection(people=tuple(person.name for person in people)))
        if len(people) > 1:
            headline = self.say("people", names=say_list(self.lang, [self._who(person) for person in people]))
        else:
            headline = self.say("person", who=self._who(people[0]))
        lines = [speaker.biography for speaker in speakers if speaker.biography]
        lines += [self._filled("session_of", session) for session in sessions[:8]]
        lines += [self.say("page_line", url=speaker.url) for speaker in speakers if speaker.url]
        return self._person_answer(headline, people, sessions, lines)

    def _who(self, person: Person) -> str:
        return f"{person.name} ({person.affiliation})" if person.affiliation else person.name

    def _person_answer(
        self, headline: str, people: Sequence[Person], sessions: Sequence[Session], details: Iterable[str]
    ) -> Answer:
        speakers = [self.programme.speaker_by_id[one] for person in people for one in person.ids]
        choices: tuple[Choice, ...] = ()
        if 1 < len(speakers) <= MOST_CHOICES:
            choices = tuple(Choice(label=one.name, question=one.name, speaker_id=one.id) for one in speakers)
        return Answer(
            kind=AnswerKind.SPEAKER,
            lang=self.lang,
            headline=headline,
            details=tuple(detail for detail in details if detail),
            sessions=tuple(sessions),
            speakers=tuple(speakers),
            choices=choices,
        )

    def _yes(self, fact: str) -> str:
        """The fact, as the answer to whether it is so where that was asked."""
        return self.say("yes", fact=fact) if self.question.fact == "claimed" else fact

    def affiliation(self) -> Answer:
        people = self._people_or_speakers()
        if not people:
            return self._nothing()
        lines = [
            self.say("affiliation_of", name=person.name, affiliation=person.affiliation)
            if person.affiliation
            else self.say("affiliation_none", name=person.name)
            for person in people
        ]
        sessions = self._selected(Selection(people=tuple(person.name for person in people)))
        lines += [self._filled("session_of", session) for session in sessions[:8]]
        return self._person_answer(self._yes(lines[0]), people, sessions, lines[1:])

    def _person_page(self) -> Answer:
        people = self._people()
        speakers = [self.programme.speaker_by_id[one] for person in people for one in person.ids]
        lines = [self.say("person_page", name=speaker.name, url=speaker.url) for speaker in speakers if speaker.url]
        names = say_list(self.lang, [person.name for person in people])
        lines = lines or [self.say("person_page_none", names=names)]
        sessions = self._selected(Selection(people=tuple(person.name for person in people)))
        return self._person_answer(lines[0], people, sessions, lines[1:])

    def speakers(self) -> Answer:
        selection = self.question.selection
        if self.question.fact == "told" and not selection.people:
            return self._event(self.say("nobody"))
        speakers = self.programme.speakers if selection.is_open else self._meant_speakers()
        talks = tuple(session for session in self._selected() if session.speakers)
        held = {one for session in talks if not session.cancelled for one in session.speakers}
        if held and not selection.people:  # who has been cancelled does not speak
            gone = {one for session in talks for one in session.speakers} - held
            talks = tuple(session for session in talks if not session.cancelled)
            speakers = tuple(speaker for speaker in speakers if speaker.id not in gone)
        if self.question.fact in {"repeatedly", "most_often", "each_day", "on_days"}:
            often = self._speaking_often(talks)
            speakers = tuple(speaker for speaker in speakers if speaker.id in often)
            theirs = {speaker.id for speaker in speakers}
            talks = tuple(session for session in talks if theirs.intersection(session.speakers))
            if not speakers:
                return self._event(self.say("nobody"))
        if not speakers and not selection.is_open:
            return self._nobody_listed(self._selected())
        if not speakers:
            return self._none(self.say("speakers_none"))
        names = say_list(self.lang, [speaker.name for speaker in speakers[:40]])
        more = self.say("and_more", count=len(speakers) - 40) if len(speakers) > 40 else ""
        headline = say_count(self.lang, "speakers", len(speakers), names=names)
        return Answer(
            kind=AnswerKind.SESSIONS,
            lang=self.lang,
            headline=headline,
            details=(more,) if more else (),
            sessions=talks if len(talks) <= 40 else (),
            speakers=speakers,
        )

    def _nobody_listed(self, found: Sequence[Session]) -> Answer:
        """That there are such sessions, and that the programme does not say who speaks there."""
        if len(found) > 1:
            return self._sessions(self.say("nobody_many", count=len(found)), found)
        return self._card(self._filled("nobody_one", found[0]), found[0]) if found else self._nothing()

    def _speaking_often(self, talks: Sequence[Session]) -> set[str]:
        """Who has several of the talks; the most of them; or one on each of the days that were said."""
        when = self.question.selection.when
        all_days = len(when.days) if self.question.fact == "each_day" and when is not None else 0
        if all_days or self.question.fact == "on_days":
            days = Counter(one for one, _ in {(one, session.day) for session in talks for one in session.speakers})
            return {one for one, times in days.items() if times >= (all_days or 2)}
        times = Counter(one for session in talks for one in session.speakers)
        most = self.question.fact == "most_often"
        least = max(times.values(), default=0) if most else self.question.selection.take
        return {one for one, count in times.items() if count >= max(least, 2)}

    def _meant_speakers(self) -> tuple[Speaker, ...]:
        """The speakers that are asked for by name or affiliation, else those of the sessions that are."""
        people = self._people()
        if people:
            return tuple(self.programme.speaker_by_id[one] for person in people for one in person.ids)
        return self._speakers_of(self._selected())

    # What is not known

    def unknown(self) -> Answer:
        near = [self._near(one) for one in self.question.near]
        sentence = "none_of_kind" if self.question.fact == "kind" else "unknown"
        return self._none(self.say(sentence), *(line for line in near if line))

    def _near(self, one: str) -> str:
        session = self.programme.session_by_id.get(one)
        if session is not None:
            return self._filled("nearest", session)
        person = self.index.people.by_name.get(one)
        return "" if person is None else self.say("nearest_person", who=self._who(person))
