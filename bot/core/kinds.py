"""What kind of session people mean by "lunch", "keynote" or "lightning talks", in any language."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise

from bot.core.lexicon import kind_words, language_table, small_words
from bot.core.programme import Kind, Session
from bot.core.text import words_of

_KINDS = {
    "keynote": Kind.KEYNOTE,
    "invited": Kind.INVITED_TALK,
    "contributed": Kind.CONTRIBUTED_TALK,
    "tutorial": Kind.TUTORIAL,
    "workshop": Kind.WORKSHOP,
    "opening": Kind.OPENING,
    "closing": Kind.CLOSING,
    "lightning": Kind.LIGHTNING_TALKS,
    "panel": Kind.PANEL,
    "posters": Kind.POSTERS,
    "meeting": Kind.MEETING,
    "social": Kind.SOCIAL,
    "performance": Kind.PERFORMANCE,
    "break": Kind.BREAK,
}
_CUE_OF_KIND = {kind: (cue,) for cue, kind in _KINDS.items()}
PAUSES = frozenset({"coffee", "lunch", "breakfast", "break"})
_ASIDE = re.compile(r"[(\[][^)\]]*[)\]]")
_ADDED = re.compile(r"[:(\[,]|\s[-–—]+\s")
PAUSE_KINDS = frozenset({Kind.BREAK, Kind.SOCIAL, Kind.OTHER})
_NOT_TALKS = frozenset({"workshop", "meeting", "performance", "posters", "panel", "dinner"})  # a talk may tell of them
_CALLED_SO = frozenset({"workshop", "meeting", "performance"})  # unless it is the first or the last of them
ALSO_TRACKS = frozenset({"keynote", "lightning", "tutorial", "sprint"})
_LEAST_OF_A_PANEL = 2  # so many speak there
_SHORT_TITLE = 2  # words, of which none is there by chance
_MOST_TITLE_WORDS = 8  # in a longer title of a talk such a word is a topic
CLAIMED_KINDS = ("keynote", "invited", "contributed", "tutorial", "workshop", "lightning", "panel", "posters")
KIND_CUES = frozenset({*_KINDS, *PAUSES, "dinner", "sprint", "registration"})


def kind_of_cue(cue: str) -> Kind | None:
    """What a cue such as "invited" calls, if it is a kind of its own."""
    return _KINDS.get(cue)


def is_exactly(session: Session, cue: str) -> bool:
    """Whether the organisers themselves call the session so."""
    return session.kind is _KINDS.get(cue)


def cues_of(session: Session, title: Sequence[str], track: Collection[str]) -> list[str]:
    """All that a session is called, by its kind or by words of its title or track (given folded)."""
    words = _telling_words()
    title = [*title, *(glued for glued in map("".join, pairwise(title)) if glued in words)]  # "round table"
    called = {*_CUE_OF_KIND.get(session.kind, ()), *(cue for word in (*title, *track) for cue in words.get(word, ()))}
    return [cue for cue in called if is_of_kind(session, cue, title, track)]


@language_table
def _telling_words() -> dict[str, list[str]]:
    """The cues that each folded word of a title may stand for."""
    found: dict[str, list[str]] = {}
    for cue in KIND_CUES:
        for word in kind_words(cue):
            found.setdefault(word, []).append(cue)
    return found


@cache
def _plain_words(cue: str) -> frozenset[str]:
    """The words that show a pause wherever they stand; French "thé", folded, is the English "the"."""
    return kind_words(cue) - small_words()


@cache
def _told_by_kind(kind: Kind) -> frozenset[str]:
    """The words that say no more of a session than its kind does: a "welcome" that is an opening is no desk as well."""
    return frozenset().union(*(kind_words(cue) for cue in _CUE_OF_KIND.get(kind, ())))


def is_of_kind(session: Session, cue: str, title: Sequence[str], track: Collection[str]) -> bool:
    """Whether a session is what the cue calls: by its kind, or by a word of its title or track (given folded)."""
    if session.kind is _KINDS.get(cue):
        return True
    telling = _plain_words(cue) if cue in PAUSES and len(title) > _SHORT_TITLE else kind_words(cue)
    titled = not (telling - _told_by_kind(session.kind)).isdisjoint(title)
    if titled and cue in {"opening", "closing"} and _ASIDE.search(session.title):  # "Yoga [all are welcome]"
        titled = not telling.isdisjoint(words_of(_ASIDE.sub("", session.title)))
    if cue in PAUSES:
        titled = titled and (len(title) <= _MOST_TITLE_WORDS or not telling.isdisjoint(title[:2]))  # "how to break"
        return titled and session.kind in PAUSE_KINDS and not session.speakers
    if cue == "panel" and len(session.speakers) >= _LEAST_OF_A_PANEL:
        return not telling.isdisjoint((*title[:1], *title[-1:]))
    if cue == "social" and session.speakers and telling.isdisjoint(title[-1:]):  # "social networks" are no party
        return False
    if session.speakers and cue in _CALLED_SO and titled and _calls_itself(session.title, telling):
        return True
    if session.speakers and (cue in _NOT_TALKS or len(title) > _MOST_TITLE_WORDS):
        titled = False
    return titled or (cue in ALSO_TRACKS and not telling.isdisjoint(track))


def ends_with_kind(title: str, cue: str) -> bool:
    """Whether the last word of a title says what it is: "The grand opening"."""
    return not kind_words(cue).isdisjoint(words_of(title)[-1:])


def _calls_itself(title: str, telling: frozenset[str]) -> bool:
    """Whether a title begins or ends with its kind, what is added aside: "Choir BoF", "Glue workshop 2 (all ages)".

    "Planning a workshop" does not.
    """
    words = words_of(_ADDED.split(title, maxsplit=1)[0])
    end = len(words) - 1
    if end > 0 and words[end].isdecimal():
        end -= 1 if words[end - 1] in telling else 2  # "part 2"
    last = end > 0 and words[end] in telling and words[end - 1] not in small_words()
    return last or not telling.isdisjoint(words[:1])
