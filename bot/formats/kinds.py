"""What sort of slot a session is, from the words that its source uses for it."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.core.programme import Kind
from bot.core.text import fold

# The first that fits counts, so the more specific stand first. Words of English, German and French systems.
_WORDS = tuple(
    (kind, re.compile(rf"\b(?:{pattern})"))
    for kind, pattern in (
        (Kind.KEYNOTE, r"keynote|plenary (talk|lecture)|pleniere"),
        (Kind.LIGHTNING_TALKS, r"lightning ?talk|lightning_talk|blitzvortrag|presentations? eclair"),
        (Kind.INVITED_TALK, r"invited|orateurs? invite|conference invitee"),
        (Kind.CONTRIBUTED_TALK, r"contributed|contribution"),
        (Kind.TUTORIAL, r"tutorial|tutoriel|training|course\b|cours\b"),
        (Kind.WORKSHOP, r"workshop|atelier|hands.on|sprint|hackathon"),
        (Kind.PANEL, r"panel|podium|round ?table|table ronde|fireside"),
        (Kind.POSTERS, r"poster"),
        (Kind.BREAK, r"break\b|coffee|lunch|kaffee|mittag|pause|dejeuner|tea\b|refreshment"),
        (Kind.OPENING, r"opening|welcome|eroffnung|begrussung|ouverture|accueil"),
        (Kind.CLOSING, r"closing|farewell|abschluss|cloture"),
        (
            Kind.PERFORMANCE,
            r"performance|concert|konzert|dj\b|dj.?set|theat|screening|film|live.?act|klangteppich|auffuhrung",
        ),
        (Kind.SOCIAL, r"social|dinner|reception|party|banquet|cocktail|apero|game show|evening event|diner"),
        (
            Kind.MEETING,
            r"meeting|meet ?up|bof\b|birds of a feather|unconference|plenum|assembly|reunion|treffen",
        ),
        (
            Kind.TALK,
            r"talk|lecture|vortrag|presentation|expose|devroom|main ?track|lightningtalk|paper|podcast|slot",
        ),
    )
)

# Titles tell less: a talk may be about lunch. So the whole title has to be one of these, and nobody to speak.
_MEAL = r"(coffee|tea|lunch|refreshment|dinner)s?( ?(/|&|and|\+|et) ?(coffee|tea|snacks?|posters?))? ?(break|pause)?"
_BREAKS = (
    r"break|pause( cafe| dejeuner)?|dejeuner|kaffeepause|mittagspause|mittagessen|lunch.*|coffee.*|break\b.*"
    r"|(pausa|descanso|intervalo|receso|intervallo)\b.*|almuerzo|almoco|pranzo|lunchpauze|koffiepauze|pauze"
)
_WELCOME = (
    r"opening|welcome|introduction|ouverture|accueil|eroffnung|begrussung|apertura|inauguracion|bienvenida|abertura"
)
_FAREWELL = r"closing|cloture|abschluss|conclusions?|wrap.?up|farewell|cierre|clausura|encerramento|chiusura|afsluiting"
_CEREMONY = r"ceremony|session|remarks|plenary|address"
_TITLES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.BREAK, rf"((morning|afternoon|short|long|mid.?day) )?({_MEAL}|{_BREAKS})"),
        (
            Kind.OPENING,
            rf"(conference |workshop )?({_WELCOME})( ({_CEREMONY}))?( (and|&|et) ({_WELCOME})s?( remarks)?)?",
        ),
        (
            Kind.CLOSING,
            rf"(conference |workshop )?({_FAREWELL})( ({_CEREMONY}))?( (and|et|&) ({_FAREWELL}|discussion))?",
        ),
        (Kind.POSTERS, r"posters?( ?session)?( \d+)?"),
        (Kind.LIGHTNING_TALKS, r"lightning talks?( session)?( \d+)?"),
        (Kind.SOCIAL, r"(conference |workshop |social )?(dinner|banquet|reception|social event|party)"),
    )
)
_TITLED = re.compile(r"(keynote|tutorial|panel|workshop|invited talk|poster session|lightning talks?)\b ?[:\d(–—-]")


def kind_of_session(words: str, title: str, *, has_speakers: bool) -> Kind:
    """The kind. `words` are the source's own for it (type, event type), and say most; the title tells the rest.

    >>> kind_of_session("Talk (long session)", "Lunch is overrated", has_speakers=True).value
    'talk'
    >>> kind_of_session("other", "Coffee break", has_speakers=False).value
    'break'
    """
    found = _kind_by_words(words)
    if found not in {Kind.OTHER, Kind.TALK}:
        return found
    named = _kind_by_title(fold(title).strip(" .!:"), has_speakers=has_speakers)
    if named:
        return named
    return Kind.TALK if has_speakers else found


@lru_cache(maxsize=1024)
def _kind_by_words(words: str) -> Kind:
    said = fold(words)
    return next((kind for kind, pattern in _WORDS if pattern.search(said)), Kind.OTHER) if said else Kind.OTHER


def kind_called(text: str) -> Kind | None:
    """The kind that is called exactly so in our own files, if it says more than that it is some session."""
    name = text.strip().lower()
    return Kind(name) if name in set(Kind) - {Kind.OTHER, Kind.TALK} else None


def _kind_by_title(title: str, *, has_speakers: bool) -> Kind | None:
    if not has_speakers:
        for kind, pattern in _TITLES:
            if pattern.fullmatch(title):
                return kind
    titled = _TITLED.match(title)
    if titled:
        return next(kind for kind, pattern in _WORDS if pattern.search(titled[0]))
    return None
