"""Names in running text: 'Ada Lovelace (London) and Bob Bo (Paris)'."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from bot.core.text import fold
from bot.formats.words import words

_PARTICLE = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ter|ten|zu|y|e|st\.?)"
_PART = r"(?:[^\W\d_a-zß-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*\.?)"
_NAME = re.compile(
    rf"(?:(?:Dr|Prof|Pr|Mr|Mrs|Ms|Mme|M)\.?\s+)*(?:{_PART}|{_PARTICLE})(?:[\s-]+(?:{_PART}|{_PARTICLE})){{1,5}}"
)
_BETWEEN = re.compile(r"\s*(?:,|;|&|\band\b|\bet\b|\bund\b|\+)\s*(?:and\b|et\b|und\b)?\s*", re.IGNORECASE)
_NOBODY = words(
    "session talk talks break lunch coffee discussion opening closing workshop introduction welcome keynote panel "
    "poster posters dinner reception registration awards award meeting conference tutorial machine learning networks "
    "network data deep neural theory methods systems time room hall part day committee questions answers remarks "
    "ceremony pause speaker speakers programme program schedule chair free tbd tba"
)


class Named(NamedTuple):
    name: str
    affiliation: str = ""


def split_people(text: str) -> list[Named]:
    """Names with their affiliations. One that stands at the end of a list, where no other has any, is everybody's.

    >>> split_people("Ada Lovelace, Bob Bo (Paris)")
    [Named(name='Ada Lovelace', affiliation='Paris'), Named(name='Bob Bo', affiliation='Paris')]
    """
    found = [_name(part) for part in _split_outside(text) if part.strip(" .,;")]
    found = [each for each in found if each.name]
    if len(found) > 1 and found[-1].affiliation and not any(each.affiliation for each in found[:-1]):
        return [Named(each.name, found[-1].affiliation) for each in found]
    return found


def are_people(text: str, known: Collection[str] = ()) -> bool:
    """Whether a text is likely to be names and nothing else. `known` are folded names of people of the event."""
    people = split_people(text)
    return bool(people) and all(fold(each.name) in known or _is_name(each) for each in people)


def _is_name(named: Named) -> bool:
    if not _NAME.fullmatch(named.name) or len(named.name) > 60:
        return False
    return not _NOBODY & set(re.findall(r"\w+", fold(named.name)))


def _name(text: str) -> Named:
    parts = re.fullmatch(r"\s*([^()]*?)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)?\s*[.,;]?\s*", text)
    if parts:
        return Named(parts[1].strip(" ,;*"), parts[2].strip())
    return Named(text.strip(" ,;*"))


def _split_outside(text: str) -> list[str]:
    """The text split between names, but not within brackets."""
    parts, depth, begin, position = [], 0, 0, 0
    while position < len(text):
        mark = text[position]
        depth += (mark == "(") - (mark == ")" and depth > 0)
        found = _BETWEEN.match(text, position) if depth == 0 and (mark in " ,;&+") else None
        if found and found.end() > position and found[0].strip():
            parts.append(text[begin:position])
            begin = position = found.end()
        else:
            position += 1
    return [*parts, text[begin:]]
