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
from bot.core.wording import LANGUAGES

CONVERSATION = timedelta(minutes=10)
CONVERSATIONS = 2000
LONGEST_QUESTION = 2000  # characters; what follows is not read
