"""What the event itself is called: its name, its place, those who organise it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.lexicon import is_word, schedule_words, small_words
from bot.core.programme import Programme
from bot.core.text import stem, words_of


def event_words(programme: Programme) -> Mapping[str, frozenset[str]]:
    """The folded words by which each fact about the event itself is called."""
    venue, conference = programme.venue, programme.conference
    place = (venue.name, venue.room, venue.address, venue.city, venue.country) if venue else ()
    texts = {
        "venue": place,
        "organisers": tuple(f"{one.name} {one.affiliation}" for one in programme.organisers),
        "conference": (conference.name, conference.subject) if conference else (),
        "theme": (programme.theme, programme.title, programme.description),
        "title": (programme.title,),
    }
    found = {fact: frozenset(word for text in given for word in words_of(text)) for fact, given in texts.items()}
    return found | {"theme_stems": frozenset(map(stem, words_of(programme.theme)))}


def event_name(programme: Programme) -> list[str]:
    """What the event is called in its title, without numbers and a "programme" or "schedule" at the end."""
    name = [word for word in words_of(_BETWEEN_NAMES.split(programme.title)[0]) if word.isalpha()]
    while len(name) > 1 and name[-1] in schedule_words():
        name.pop()
    return name


def short_names(programme: Programme) -> frozenset[str]:
    """What people call the event by the initials of its title, its number before them: "34CCC" or "34C3"."""
    words = [word for word in words_of(_BETWEEN_NAMES.split(programme.title)[0]) if word not in small_words()]
    initials = "".join(_NUMBER.sub(r"\1", word) if word[0].isdecimal() else word[0] for word in words)
    if len(words) < _LEAST_INITIALS or is_word(initials):
        return frozenset()
    return frozenset({initials, _REPEATED.sub(lambda run: f"{run[1]}{len(run[0])}", initials)})


def venue_names(programme: Programme) -> tuple[list[str], ...]:
    """What the place is called, where that is several words: "Uni Mail", and "Site Monod" behind a comma."""
    names = _BETWEEN_NAMES.split(programme.venue.name) if programme.venue else ()
    return tuple(words for words in map(words_of, names) if len(words) > 1)


def small_organisers(programme: Programme) -> frozenset[str]:
    """The names of organisers that are a single word, which in some language says little: "Sharp"."""
    names = [words_of(one.name) for one in programme.organisers]
    return frozenset(name[0] for name in names if len(name) == 1 and name[0] in small_words())


_LEAST_INITIALS = 3
_NUMBER = re.compile(r"^(\d+)(?:st|nd|rd|th|eme|e|er)$")
_REPEATED = re.compile(r"([a-z])\1+")
_BETWEEN_NAMES = re.compile(r"[(),;/]|\s[-–—]\s")
