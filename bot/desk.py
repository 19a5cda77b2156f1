"""The information desk: the bot without a mouth. Attendees ask, and it answers from the programme as it is now."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core import questions
from bot.core.answers import Answer, compose_answer
from bot.core.programme import Programme, Session, Speaker
from bot.core.questions import Question
from bot.core.search import Index, suggest_sessions, suggest_speakers
from bot.core.lexicon import languages
from bot.core.wording import text_of

CONVERSATION = timedelta(minutes=10)
CONVERSATIONS = 2000  # remembered at a time; the one that was silent longest is forgotten first
LONGEST_QUESTION = 2000  # characters; what follows is not read


class Desk:
    """Answers everything about one programme. `lang` is the language to use where a question shows none of its own."""

    def __init__(self, programme: Programme, clock: Clock) -> None:
        self.clock = clock
        self._index = Index(programme)
        self._conversations: OrderedDict[str, tuple[datetime, Question]] = OrderedDict()

    @property
    def programme(self) -> Programme:
        """The programme as it is now."""
        return self._index.programme

    def ask(self, text: str, *, lang: str | None = None, conversation: str | None = None) -> Answer:
        """Answer free text. Questions of one `conversation` may lean on the one before for some minutes."""
        now = self.clock.now()
        previous = self._recall(conversation, now)
        question = questions.parse_question(
            text[:LONGEST_QUESTION], self._index, now, lang=lang or self.language(), previous=previous
        )
        self._remember(conversation, now, question)
        return compose_answer(question, self._index, now)

    def language(self, *wanted: str) -> str:
        """The first of the wanted locales ('fr', 'en-GB' …) that the bot speaks, else the programme's first."""
        codes = (
            locale.replace("_", "-").split("-")[0].lower() for locale in (*wanted, *self.programme.languages, "en")
        )
        return next(code for code in codes if code in languages())

    def suggest_talks(self, typed: str) -> list[Session]:
        """Sessions that `typed` may be the beginning of, best first, at most 25; the coming ones if it is empty."""
        return list(suggest_sessions(typed, self._index, limit=25, now=self.clock.now()))

    def suggest_speakers(self, typed: str) -> list[Speaker]:
        """Speakers that `typed` may be the beginning of, best first, at most 25."""
        return list(suggest_speakers(typed, self._index, limit=25))

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
