"""Titles in what an organiser typed, put out of the way while the rest is read: they hold times, lengths and rooms."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TypeAlias

from bot.core.change_reading import Typed
from bot.core.changes import Change, ChangeRefused
from bot.core.programme import key_of
from bot.core.search.index import Index
from bot.core.text import words_of

Request: TypeAlias = Callable[..., Change]

FEWEST_WORDS = 3  # of a title that is nothing else by chance
_OPENS, _CLOSES = '"“„«‘', '"”“»’'
_LOOKED_FOR = 6  # letters of a title that are looked for first


def quoting(request: Request) -> Request:
    """The request, for which each whole title in `what` is the key of its session."""
    return _quoting(request, leading=False)


def quoting_first(request: Request) -> Request:
    """The same, for a title at the beginning alone: what follows is taken as it is typed."""
    return _quoting(request, leading=True)


def _quoting(request: Request, *, leading: bool) -> Request:
    @wraps(request)
    def read(what: str, index: Index, now: datetime, **parts: str | bool) -> Change:
        hidden, titles = hide_titles(what, index, leading=leading)
        try:
            change = request(hidden, index, now, **parts)
        except ChangeRefused as refused:
            refused.words = _reveal(refused.words, titles)
            raise
        return change.model_copy(update={"reason": _reveal(change.reason, titles)})

    return read


def hide_titles(text: str, index: Index, *, leading: bool = False) -> tuple[str, dict[str, str]]:
    """The text with keys for the whole titles in it, the longest first; and the titles by these keys."""
    typed, hidden = Typed(text), {}
    lower = text.casefold()
    near = (one for one in index.sessions if one.title[:_LOOKED_FOR].casefold() in lower)
    for session in sorted(near, key=lambda one: -len(one.title)):
        title = session.title
        if len(words_of(title)) < FEWEST_WORDS or len(index.titles.find(title)) > 1:
            continue
        start = r"^\s*" if leading else r"(?<!\w)"
        found = re.search(
            rf"{start}(?P<title>[{_OPENS}]?{re.escape(Typed(title).folded)}[{_CLOSES}]?)(?!\w)", typed.folded
        )
        if found is not None:
            key = key_of(session.id)
            before, behind = typed.cut(*found.span("title"))
            typed = Typed(f"{before.text}{key}{behind.text}", f"{before.folded}{key}{behind.folded}")
            hidden[key] = title
    return typed.text, hidden


def _reveal(text: str, titles: dict[str, str]) -> str:
    for key, title in titles.items():
        text = text.replace(key, title)
    return text
