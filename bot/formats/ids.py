"""Readable ids made from titles and names: the same text gives the same id."""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST_SLUG = 48
# Letters that Unicode does not take apart into a plain letter and an accent.
PLAIN_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "", "'": ""}
)


def slug(text: str) -> str:
    """The text as lower-case ASCII words joined by hyphens, cut after a word at 48 characters.

    A text without Latin letters and digits gives eight hexadecimal digits of its hash.

    >>> slug("Café Zürich: l’été")
    'cafe-zurich-lete'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN_LETTERS))
    words = re.findall("[a-z0-9]+", "".join(mark for mark in decomposed if not unicodedata.combining(mark)))
    joined = "-".join(words) or hashlib.blake2s(text.encode(), digest_size=4).hexdigest()
    if len(joined) > LONGEST_SLUG:
        whole_words = joined[: LONGEST_SLUG + 1].rpartition("-")[0]
        joined = whole_words or joined[:LONGEST_SLUG]
    return joined


def free_id(wanted: str, taken: set[str], *hints: str) -> str:
    """The wanted id, with the first hint that makes it free, or else with a number; it is added to `taken`.

    >>> free_id("break", {"break", "break-ada"}, "ada")
    'break-2'
    """
    candidates = [wanted, *(f"{wanted}-{hint}" for hint in hints if hint)]
    found = next((candidate for candidate in candidates if candidate not in taken), None)
    found = found or f"{wanted}-{_free_number(wanted, taken)}"
    taken.add(found)
    return found


def _free_number(wanted: str, taken: set[str]) -> int:
    """A number from 2 that is free, the next one where those below are taken; sought by halving, as ids may be many."""
    low, high = 1, 2
    while f"{wanted}-{high}" in taken:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if f"{wanted}-{middle}" in taken else (low, middle)
    return high
