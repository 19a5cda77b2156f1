"""Pieces of text that a pattern cannot do without, so that it need not be tried where none of them stands."""

from __future__ import annotations

import re
from collections import deque

_PART = re.compile(r"\\.|\[(?:\\.|[^\\\]])*\]|\{[^}]*\}|\((?:\?P<\w+>|\?:|\?<?[=!])?|[a-z'/:-]+|.")
_LITERAL = frozenset("abcdefghijklmnopqrstuvwxyz'/:-")
_FORBIDS = {"(?!", "(?<!"}


def needed_pieces(pattern: str) -> tuple[str, ...]:
    r"""Texts of which one stands in whatever the pattern finds; none where that cannot be told.

    >>> needed_pieces(r"\b(?:the\s+)?day\s+after\s+tomorrow\b")
    ('tomorrow',)
    >>> needed_pieces(r"\d+\s+(?:hours?|min)\b"), needed_pieces(r"\d+(?:h|\s)\d+")
    (('hour', 'min'), ())
    """
    return _read_choice(deque(_PART.findall(pattern)))


def _read_choice(parts: deque[str]) -> tuple[str, ...]:
    """The pieces that alternatives up to a closing bracket need: of each the longest that it cannot do without."""
    alternatives: list[list[tuple[str, ...]]] = [[]]
    while parts and (part := parts.popleft()) != ")":
        needed: tuple[str, ...] = ()
        if part == "|":
            alternatives.append([])
        elif part[0] == "(":
            inside = _read_choice(parts)
            needed = () if part in _FORBIDS or _may_be_left_out(parts) else inside
        elif part[0] in _LITERAL:
            letters = part[:-1] if _may_be_left_out(parts) else part
            needed = (letters,) if letters else ()
        if needed:
            alternatives[-1].append(needed)
    if not all(alternatives):
        return ()
    longest = (max(pieces, key=lambda some: min(map(len, some))) for pieces in alternatives)
    return tuple(dict.fromkeys(piece for pieces in longest for piece in pieces))


def _may_be_left_out(parts: deque[str]) -> bool:
    """Whether what stands before these may be missing: "?", "*" or how many times it may be there."""
    return bool(parts) and parts[0][0] in "?*{"
