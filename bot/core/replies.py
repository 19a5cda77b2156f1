"""What the bot says, as frozen values without any markup."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.core.programme import Model, Session, Speaker


class AnswerKind(StrEnum):
    """What an answer is about."""

    SESSIONS = "sessions"
    SPEAKER = "speaker"
    EVENT = "event"
    HELP = "help"
    NONE = "none"


class Layout(StrEnum):
    """How the sessions and speakers of an answer are to be shown under its headline."""

    CARD = "card"  # one thing in full: time, room, speakers, abstract, links
    LIST = "list"  # a line each
    TEXT = "text"  # headline and details say it all; the sessions are only what they rest on


class Choice(Model):
    """One of several readings, for the person to pick.

    `session_id` or `speaker_id` name the thing exactly, where the reading is one; else asking `question` gives it.
    """

    label: str
    question: str
    session_id: str = ""
    speaker_id: str = ""


class Answer(Model):
    """What the bot says, in the language `lang`, still without markup.

    `headline` answers the very thing asked, in one line. `details` are further paragraphs. `sessions` and `speakers`
    are what answers, best first. `choices` are at most five. `suggestions` are questions that would be answered.
    `marks` is what a list says of some sessions besides, by id.
    """

    kind: AnswerKind
    lang: str
    headline: str
    details: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    layout: Layout = Layout.TEXT
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    marks: Mapping[str, str] = {}
