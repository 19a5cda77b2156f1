"""What is asked in a long message, amid much that is only told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.core.lexicon import Language, languages, small_words
from bot.core.meant import MOST_CHARACTERS, find_language
from bot.core.text import fold, words_of

_LEAST_WORDS = 22  # of a long message
_LEAST_OF_SENTENCES = 11  # of one that tells in sentences of their own what it does not ask
_MOST_BEFORE = 3  # clauses in front of a question that may say what it is about
_MOST_POLITE = 9  # small words in front of a question word
_SENTENCES = re.compile(r"(?<=[.!?\n…])(?<!\b\w\.)(?<!\b[MDmd]r\.)\s+")  # but not behind "M." or "Dr."
_CLAUSES = re.compile(r"[,;:]\s+|\s+[-–—]+\s+|(?<=[.!?…])\s+|\n+")
_WORDS = re.compile(r"\w+")
_END = " ?!.…)"


class Asked(NamedTuple):
    """A question that was cut out of a message, and the clauses right before it, the nearest first."""

    text: str
    before: tuple[str, ...]


def find_asked(text: str) -> Asked | None:
    """The question in a long message: its last one that is marked as such, else its last.

    None if it is short, or begins with a question, of which all the rest may be part.

    >>> story = "I lost my hat on the way and walked all day in the rain, so, my dear friend, where is the opening"
    >>> find_asked(f"{story}? I am so glad to be here").text
    'where is the opening'
    """
    text = text[:MOST_CHARACTERS]
    words = words_of(text)
    if len(words) < _LEAST_OF_SENTENCES:
        return None
    if len(words) < _LEAST_WORDS:
        return _asked_last(_SENTENCES.split(text))
    language = find_language(words, next(iter(languages())))
    sentences = [one.strip() for one in _SENTENCES.split(text) if one.strip(_END)]
    if _asks(_clauses(sentences[0])[0], language) and not sentences[0].endswith("!"):
        return None
    marked = [at for at, sentence in enumerate(sentences) if sentence.rstrip(" )\"'”»").endswith("?")]
    for at in reversed(marked or range(len(sentences))):
        told = " ".join(sentences[max(at - 1, 0) : at])
        found = _last_asked(_clauses(sentences[at]), language)
        if found is not None:
            return found._replace(before=(*found.before, *reversed(_clauses(told)))[:_MOST_BEFORE])
    return None


def _asked_last(sentences: Sequence[str]) -> Asked | None:
    """The last of several sentences, if it alone is marked as a question."""
    *told, last = sentences
    if not told or not last.rstrip().endswith("?") or any("?" in one for one in told):
        return None
    before = [clause for one in told for clause in _clauses(one)]
    return Asked(last, tuple(reversed(before))[:_MOST_BEFORE]) if before else None


def _clauses(sentence: str) -> list[str]:
    return [clause.strip(_END) for clause in _CLAUSES.split(sentence) if clause.strip(_END)]


def _last_asked(clauses: Sequence[str], language: Language) -> Asked | None:
    """The last clauses that ask, side by side, and those before them; else the last that tells what is wondered."""
    last = next((at for at in reversed(range(len(clauses))) if _asks(clauses[at], language)), None)
    if last is None:
        wondered = ((at, _wondered(clauses[at], language)) for at in reversed(range(len(clauses))))
        return next((Asked(asked, tuple(reversed(clauses[:at]))) for at, asked in wondered if asked), None)
    first = last
    while first and words_of(clauses[first])[0] in language.joints and _asks(clauses[first - 1], language):
        first -= 1
    return Asked(", ".join(clauses[first : last + 1]), tuple(reversed(clauses[:first])))


def _wondered(clause: str, language: Language) -> str:
    """What stands behind a word of wondering, from the word that asks on: of "he forgot where it is"."""
    words = [(found.start(), fold(found.group())) for found in _WORDS.finditer(clause)]
    for (_, before), (start, word) in pairwise(words):
        if before in language.wondering and word in language.questioning:
            return clause[start:]
    return ""


def _asks(clause: str, language: Language) -> bool:
    """Whether a word that asks stands in front or behind small words, or a verb that asks behind fillers."""
    words = words_of(clause)[:_MOST_POLITE]
    begun = next((word for word in words if word not in language.hedging), "")
    if begun in language.inverted:
        return True
    for word in words:
        if word in language.questioning:
            return True
        if word not in small_words():
            return False
    return False
