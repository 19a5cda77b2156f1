"""A message cut into clauses, and what people say first cut off what they ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.lexicon import language_table, languages
from bot.core.meant import MOST_CHARACTERS

_SHORTEST = 3  # so many characters are no preamble
_PICTURES = "\U0001f300-\U0001faff\u2600-\u27bf"  # emoji end a sentence as well

_ASIDES = re.compile(rf"\s*(?:(?:[?!;()…\n{_PICTURES}]|[:.,](?=\s|$)|(?<=\s)[-–—]+(?=\s))\s*)+")


def split_clauses(text: str) -> list[str]:
    """The parts of a message that may be questions of their own.

    >>> split_clauses("when is lunch, and who talks after?")
    ['when is lunch', 'who talks after']
    """
    pieces = _joints().split(text[:MOST_CHARACTERS])
    return [piece.strip() for piece in pieces if piece.strip()]


def split_asides(text: str) -> list[str]:
    """The parts of a message of which some may be said beside what is asked.

    >>> split_asides("lunch when? (sorry, my feet hurt) - I'm hopeless")
    ['lunch when', 'sorry', 'my feet hurt', "I'm hopeless"]
    """
    if _ASIDES.search(text) is None:
        return [text]
    return [piece for piece in _ASIDES.split(text[:MOST_CHARACTERS]) if piece]


def split_preambles(text: str) -> Iterator[tuple[str, str, bool]]:
    """Ways to cut what people say first off what they ask: both parts, and whether a "but" stands between them.

    >>> list(split_preambles("my feet hurt what is on now"))
    [('my feet hurt', 'what is on now', False)]
    """
    text = text[:MOST_CHARACTERS]
    turn = next((found for found in _turns().finditer(text) if found.start() > _SHORTEST), None)
    if turn is not None:
        yield text[: turn.start()].strip(), text[turn.end() :].strip(), True
    asking = next((found for found in _asking().finditer(text) if found.start() > _SHORTEST), None)
    if asking is not None:
        yield text[: asking.start()].strip(), text[asking.start() :], False


def split_correction(text: str) -> tuple[str, str] | None:
    """What was said first and what is put in its place, if something is: "Ada, no wait, Bo".

    >>> split_correction("when is lunch, sorry, I mean coffee")
    ('when is lunch, sorry', 'coffee')
    """
    found = _corrections().search(text)
    return (text[: found.start()], text[found.end() :]) if found is not None else None


def begins_asking(text: str) -> bool:
    """Whether a question word stands at the beginning of the text."""
    return _asking().match(text.strip()) is not None


@language_table
def _asking() -> re.Pattern[str]:
    asking = "|".join(word for language in languages().values() for word in language.opening)
    return re.compile(rf"(?<!\w)(?:{asking})\b", re.IGNORECASE)


@language_table
def _joints() -> re.Pattern[str]:
    """Where a message may be cut: at punctuation, but not behind an initial, and at an "and" before a question word."""
    joints = "|".join(word for language in languages().values() for word in language.joints)
    spoken = languages().values()
    asking = "|".join(sorted({word for one in spoken for word in (*one.asking, *one.opening, *one.theirs)}))
    leading = "|".join(sorted({word for one in spoken for word in (*one.concerning, *one.origin)}))
    opening = "|".join(sorted({word for one in spoken for word in one.opening}))
    asked = rf"(?:(?:{asking})\b|(?:{leading})\s*(?<=[\s'’])(?:{opening})\b)"  # "and about what"
    joined = rf"(?:(?<!\w)(?:{joints})\s+)"
    return re.compile(
        rf"(?:[?!;\n{_PICTURES}]+|:(?=\s)|(?<!\b[^\W\d_])\.(?=\s|$)|,\s)\s*{joined}?|\s{joined}(?={asked})",
        re.IGNORECASE,
    )


@language_table
def _corrections() -> re.Pattern[str]:
    """What stands between two things of which the second is meant, with all punctuation and whatever is like it."""
    correcting = "|".join(way for language in languages().values() for way in language.correcting)
    return re.compile(rf"(?<=\w)\W+(?:{correcting})\b(?:\W+(?:{correcting})\b)*\W+(?=\w)", re.IGNORECASE)


@language_table
def _turns() -> re.Pattern[str]:
    turning = "|".join(word for language in languages().values() for word in language.turning)
    return re.compile(rf"(?<!\w)(?:{turning})\b,?", re.IGNORECASE)
