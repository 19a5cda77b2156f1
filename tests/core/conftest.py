"""Programmes to ask about: the shipped one, and a made-up conference of several days and rooms."""

from datetime import datetime
from pathlib import Path

import pytest

from bot import sources
from bot.core.answers import compose_answer
from bot.core.questions import parse_question
from bot.core.search.index import Index
from bot.core.wording import text_of

QUESTIONS = Path(__file__).parent.parent / "questions"


@pytest.fixture(scope="session")
def workshop():
    """The index of the shipped programme."""
    return Index(sources.load(Path(__file__).parents[2] / "programme.yaml")[0])


@pytest.fixture(scope="session")
def harbour():
    """The index of a conference of three days, in English and French."""
    return Index(sources.load(QUESTIONS / "harbour-2031.yaml")[0])


@pytest.fixture(scope="session")
def online():
    """The index of a workshop of several days held online: some of its rooms are addresses, some events whole days."""
    return Index(sources.load(QUESTIONS.parent / "formats/samples/iclr-2020.ics")[0])


@pytest.fixture
def ask(workshop, harbour):
    """Asks a question about the harbour conference, or about the shipped workshop if `at` is in 2025."""

    def ask_it(text, at="2031-05-16T08:30:00+01:00", **options):
        index = workshop if at.startswith("2025") else harbour
        now = datetime.fromisoformat(at)
        question = parse_question(text, index, now, **options)
        answer = compose_answer(question, index, now)
        return question, answer, text_of(answer, index.programme)

    return ask_it


def titles(answer):
    return [session.title for session in answer.sessions]
