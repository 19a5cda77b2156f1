"""Pieces of text that a pattern cannot do without, so that it need not be tried where none of them stands."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable

_PART = re.compile(r"\\.|\[(?:\\.|[^\\\]])*\]|\{[^}]*\}|\((?:\?P<\w+>|\?:|\?<?[=!])?|[a-z'/:-]+|.")
_LITERAL = frozenset("abcdefghijklmnopqrstuvwxyz'/:-")
_DIGIT = re.compile(r"\\d|\d|\[[\d-]+\]")
_FORBIDS = {"(?!", "(?<!"}


def needed_pieces(pattern: str) -> tuple[str, ...]:
    r"""Texts of which one stands in whatever the pattern finds; none where that cannot be told.

    >>> needed_pieces(r"\b(?:the\s+)?day\s+after\s+tomorrow\b")
    ('tomorrow',)
    >>> needed_pieces(r"\d+\s+(?:hours?|min)\b"), needed_pieces(r"\d+(?:h|\s)\d+")
    (('hour', 'min'), ())
    """
    return _read_choice(deque(_PART.findall(pattern)), _letters)


def needs_digit(pattern: str) -> bool:
    r"""Whether there is a digit in each text in which the pattern finds anything.

    >>> needs_digit(r"\bat\s+[01]\d\b"), needs_digit(r"\d{1,2}h?"), needs_digit(r"(?:\d|one)\s+talks?")
    (True, True, False)
    """
    return bool(_read_choice(deque(_PART.findall(pattern)), _digit))


def _letters(part: str, left_out: bool) -> str:
    """The letters of a part that are there although its last one may be left out."""
    return "" if part[0] not in _LITERAL else part[:-1] if left_out else part


def _digit(part: str, left_out: bool) -> str:
    return "0" if not left_out and _DIGIT.fullmatch(part) else ""


def _read_choice(parts: deque[str], piece_of: Callable[[str, bool], str]) -> tuple[str, ...]:
    """The pieces that alternatives up to a closing bracket need: of each the longest that it cannot do without."""
    alternatives: list[list[tuple[str, ...]]] = [[]]
    while parts and (part := parts.popleft()) != ")":
        needed: tuple[str, ...] = ()
        if part == "|":
            alternatives.append([])
        elif part[0] == "(":
            inside = _read_choice(parts, piece_of)
            needed = () if part in _FORBIDS or _may_be_left_out(parts) else inside
        elif piece := piece_of(part, _may_be_left_out(parts)):
            needed = (piece,)
        if needed:
            alternatives[-1].append(needed)
    if not all(alternatives):
        return ()
    longest = (max(pieces, key=lambda some: min(map(len, some))) for pieces in alternatives)
    return tuple(dict.fromkeys(piece for pieces in longest for piece in pieces))


def _may_be_left_out(parts: deque[str]) -> bool:
    """Whether what stands before these may be missing: "?", "*" or how many times it may be there, but "{1,3}"."""
    return bool(parts) and parts[0][0] in "?*{" and not "1" <= parts[0][1:2] <= "9"
