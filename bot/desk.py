"""The information desk: the bot without a mouth. Attendees ask, and it answers from the programme as it is now."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.core import questions
from bot.core.answers import compose_answer
from bot.core.following import Wish, parse_wish, suggest_follows
from bot.core.lexicon import languages, make_language_tables
from bot.core.listings import day_of
from bot.core.programme import Programme, Session, Speaker
from bot.core.questions import Ask, Question
from bot.core.reminders import Follow, Followable
from bot.core.replies import Answer
from bot.core.search.index import Index
from bot.core.search.suggest import suggest_sessions, suggest_speakers
from bot.core.wording import text_of
from bot.memory import uncollected

if TYPE_CHECKING:
    from bot.formats.picture import Picture

CONVERSATION = timedelta(minutes=10)
CONVERSATIONS = 2000  # remembered at a time; the one that was silent longest is forgotten first
LONGEST_QUESTION = 2000  # characters; what follows is not read
LONGEST_BEGINNING = 200  # of what is being typed, for which suggestions are made at every stroke


class Desk:
    """Answers everything about one programme. `lang` is the language to use where a question shows none of its own."""

    def __init__(self, programme: Programme, clock: Clock) -> None:
        self.clock = clock
        self.replaced = asyncio.Event()  # set when the programme that is now the desk's no longer is
        with uncollected():
            self._index = Index(programme)
            make_language_tables()
        self._conversations: OrderedDict[str, tuple[datetime, Question]] = OrderedDict()

    @property
    def programme(self) -> Programme:
        """The programme as it is now."""
        return self._index.programme

    @property
    def index(self) -> Index:
        """What words may mean in the programme as it is now."""
        return self._index

    def turn_to(self, index: Index) -> None:
        """Answer from another programme from now on."""
        self._index = index
        replaced, self.replaced = self.replaced, asyncio.Event()
        replaced.set()

    def ask(
        self, text: str, *, lang: str | None = None, otherwise: str | None = None, conversation: str | None = None
    ) -> Answer:
        """Answer free text. Questions of one `conversation` may lean on the one before for some minutes.

        Text that shows no language is read in `lang`; if that is not told, as the question before, else `otherwise`.
        """
        now = self.clock.now()
        previous = self._recall(conversation, now)
        lang = lang or (previous.lang if previous else otherwise) or self.language()
        question = questions.parse_question(text[:LONGEST_QUESTION], self._index, now, lang=lang, previous=previous)
        self._remember(conversation, now, question)
        return compose_answer(question, self._index, now)

    def next(self, *, lang: str) -> Answer:
        """What comes next."""
        return self._compose(Question(Ask.NEXT, lang))

    def now(self, *, lang: str) -> Answer:
        """What is on at this moment."""
        return self._compose(Question(Ask.NOW, lang))

    def help(self, *, lang: str) -> Answer:
        """What can be asked."""
        return self._compose(Question(Ask.HELP, lang))

    def schedule(self, day: str, *, lang: str) -> Answer:
        """The schedule of the day or room in `day`; empty: of today, else of the nearest day."""
        return self._compose(questions.question_about_schedule(day, self._index, self.clock.now(), lang=lang))

    def talk(self, words: str, *, lang: str) -> Answer:
        """The session that `words` name: a key of `key_of`, a title, words of it, a speaker."""
        return self._about(questions.question_about_talk, words, lang)

    def speaker(self, words: str, *, lang: str) -> Answer:
        """Who the person is that `words` name, and when they speak."""
        return self._compose(questions.question_about_speaker(words, self._index, self.clock.now(), lang=lang))

    def when(self, words: str, *, lang: str) -> Answer:
        """When that session or person is on; empty: the event."""
        return self._about(questions.question_when, words, lang)

    def where(self, words: str, *, lang: str) -> Answer:
        """Where that session or person is; empty: the event."""
        return self._about(questions.question_where, words, lang)

    def slides(self, words: str, *, lang: str) -> Answer:
        """Slides of that session or person; empty: all there are."""
        return self._about(questions.question_slides, words, lang)

    def card(self, session_id: str, *, lang: str) -> Answer:
        """All about the session with this id."""
        return self._compose(questions.question_card(session_id, lang=lang))

    def about_speaker(self, speaker_id: str, *, lang: str) -> Answer:
        """All about the speaker with this id."""
        return self.speaker(self.programme.speaker_by_id[speaker_id].name, lang=lang)

    def _about(self, question_of: Callable[..., Question], words: str, lang: str) -> Answer:
        picked = self.programme.session_by_key.get(words.strip())
        named = picked.title if picked else words
        question = question_of(named, self._index, self.clock.now(), lang=lang)
        if picked:  # another session may have the same title
            question = replace(question, selection=replace(question.selection, named=(picked.id,)))
        return self._compose(question)

    def _compose(self, question: Question) -> Answer:
        return compose_answer(question, self._index, self.clock.now())

    def language(self, *wanted: str) -> str:
        """The first of the wanted locales ('fr', 'en-GB' …) that the bot speaks, else the programme's first."""
        codes = (
            locale.replace("_", "-").split("-")[0].lower() for locale in (*wanted, *self.programme.languages, "en")
        )
        return next(code for code in codes if code in languages())

    def suggest_talks(self, typed: str) -> list[Session]:
        """Sessions that `typed` may be the beginning of, best first, at most 25; the coming ones if it is empty."""
        return list(suggest_sessions(typed[:LONGEST_BEGINNING], self._index, limit=25, now=self.clock.now()))

    def suggest_speakers(self, typed: str) -> list[Speaker]:
        """Speakers that `typed` may be the beginning of, best first, at most 25."""
        return list(suggest_speakers(typed[:LONGEST_BEGINNING], self._index, limit=25))

    def find_to_follow(self, typed: str, followable: Followable) -> Wish:
        """What somebody means to follow who types this."""
        return parse_wish(typed, self._index, self.clock.now(), followable)

    def suggest_to_follow(self, typed: str, followable: Followable) -> list[Follow]:
        """What of it `typed` may be the beginning of, best first, at most 25."""
        return suggest_follows(typed, self._index, self.clock.now(), followable)

    def calendar(self, session_ids: Collection[str] = ()) -> bytes:
        """These sessions as an iCalendar file; the whole programme, which may take seconds, if there are none."""
        from bot.formats.export import write  # what writes calendars takes long to load

        return write(self.programme, "ics", now=self.clock.now(), session_ids=session_ids or None)

    def draw_day(self, day: str, lang: str) -> tuple[Picture, ...]:
        """The day, an ISO date, as pictures of a few rooms each; none if it has no session. Each takes time to draw."""
        from bot.formats.picture import draw_day

        wanted = day_of(day)
        return draw_day(self.programme, wanted, now=self.clock.now(), lang=lang) if wanted else ()

    def text_of(self, answer: Answer) -> str:
        """The whole answer as plain text."""
        return text_of(answer, self.programme)

    def _recall(self, conversation: str | None, now: datetime) -> Question | None:
        if conversation is None or conversation not in self._conversations:
            return None
        then, question = self._conversations[conversation]
        return question if abs(now - then) <= CONVERSATION else None

    def _remember(self, conversation: str | None, now: datetime, question: Question) -> None:
        if conversation is None:
            return
        self._conversations[conversation] = now, question
        self._conversations.move_to_end(conversation)
        if len(self._conversations) > CONVERSATIONS:
            self._conversations.popitem(last=False)
