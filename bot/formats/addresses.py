"""Web addresses in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?'’”…»"
_PAIRS = {")": "(", "]": "["}


class Fragment(NamedTuple):
    """A piece of a text; `url` is empty unless it is an address."""

    text: str
    url: str = ""


def split_addresses(text: str) -> Iterator[Fragment]:
    """The text in pieces, web addresses apart. Punctuation after an address is not part of it.

    >>> [fragment.text for fragment in split_addresses("See (https://example.org/a_(b)).")]
    ['See (', 'https://example.org/a_(b)', ').']
    """
    end = 0
    for found in _ADDRESS.finditer(text):
        url = _without_punctuation(found[0])
        if url.endswith("//"):
            continue
        if found.start() > end:
            yield Fragment(text[end : found.start()])
        yield Fragment(url, url)
        end = found.start() + len(url)
    if end < len(text):
        yield Fragment(text[end:])


def _without_punctuation(address: str) -> str:
    """The address without marks of the sentence around it, a bracket that it does not open among them."""
    end = len(address)
    surplus = {mark: address.count(mark) - address.count(opening) for mark, opening in _PAIRS.items()}
    while address[end - 1] in _AFTER_ADDRESS or surplus.get(address[end - 1], 0) > 0:
        if address[end - 1] in surplus:
            surplus[address[end - 1]] -= 1
        end -= 1
    return address[:end]
