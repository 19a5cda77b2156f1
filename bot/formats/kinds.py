"""What sort of slot a session is, from the words that its source uses for it."""

from __future__ import annotations

import re

from bot.core.programme import Kind
from bot.core.text import fold

# The first that fits counts, so the more specific stand first. Words of English, German and French systems.
_WORDS = tuple(
    (kind, re.compile(rf"\b(?:{pattern})"))
    for kind, pattern in (
        (Kind.KEYNOTE, "keynote|plenary (talk|lecture)|pleniere"),
        (Kind.LIGHTNING_TALKS, "lightning ?talk|lightning_talk|blitzvortrag|presentations? eclair"),
        (Kind.INVITED_TALK, "invited|orateurs? invite|conference invitee"),
        (Kind.CONTRIBUTED_TALK, "contributed|contribution"),
        (Kind.TUTORIAL, "tutorial|tutoriel|training|course\\b|cours\\b"),
        (Kind.WORKSHOP, "workshop|atelier|hands.on|sprint|hackathon"),
        (Kind.PANEL, "panel|podium|round ?table|table ronde|fireside"),
        (Kind.POSTERS, "poster"),
        (Kind.BREAK, "break\\b|coffee|lunch|kaffee|mittag|pause|dejeuner|tea\\b|refreshment"),
        (Kind.OPENING, "opening|welcome|eroffnung|begrussung|ouverture|accueil"),
        (Kind.CLOSING, "closing|farewell|abschluss|cloture"),
        (Kind.PERFORMANCE, "performance|concert|konzert|dj\\b|dj.?set|theat|screening|film|live.?act|klangteppich|auffuhrung"),
        (Kind.SOCIAL, "social|dinner|reception|party|banquet|cocktail|apero|game show|evening event|diner"),
        (Kind.MEETING, "meeting|meet ?up|meetup|bof\\b|birds of a feather|unconference|plenum|assembly|reunion|treffen"),
        (Kind.TALK, "talk|lecture|vortrag|presentation|expose|devroom|main ?track|maintrack|lightningtalk|paper|podcast|slot"),
    )
)  # fmt: skip

# Titles tell less: a talk may be about lunch. So the whole title has to be one of these, and nobody to speak.
_TITLES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            Kind.BREAK,
            r"((morning|afternoon|short|long|mid.?day) )?"
            r"((coffee|tea|lunch|refreshment|dinner)s?( ?(/|&|and|\+|et) ?(coffee|tea|snacks?|posters?))? ?(break|pause)?"
            r"|break|pause( cafe| dejeuner)?|dejeuner|kaffeepause|mittagspause|mittagessen|lunch.*|coffee.*|break\b.*)",
        ),
        (Kind.OPENING, r"(conference |workshop )?(opening|welcome|introduction|ouverture|accueil|eroffnung)( ceremony| session"
                       r"| remarks| plenary| address)?( (and|&|et) (opening|welcome|introductions?)( remarks)?)?"),
        (Kind.CLOSING, r"(conference |workshop )?(closing|cloture|abschluss|conclusions?|wrap.?up|farewell)( ceremony| session"
                       r"| remarks| plenary)?( (and|&|et) (closing|conclusions?|discussion)( remarks)?)?"),
        (Kind.POSTERS, r"posters?( ?session)?( \d+)?"),
        (Kind.LIGHTNING_TALKS, r"lightning talks?( session)?( \d+)?"),
        (Kind.SOCIAL, r"(conference |workshop |social )?(dinner|banquet|reception|social event|party)"),
    )
)  # fmt: skip
_TITLED = re.compile(r"(keynote|tutorial|panel|workshop|invited talk|poster session|lightning talks?)\b ?[:\d(–—-]")


def kind_of_session(words: str, title: str, *, has_speakers: bool) -> Kind:
    """The kind. `words` are the source's own for it (type, event type), and say most; the title tells the rest.

    >>> kind_of_session("Talk (long session)", "Lunch is overrated", has_speakers=True).value
    'talk'
    >>> kind_of_session("other", "Coffee break", has_speakers=False).value
    'break'
    """
    said = fold(words)
    found = next((kind for kind, pattern in _WORDS if pattern.search(said)), Kind.OTHER) if said else Kind.OTHER
    if found not in {Kind.OTHER, Kind.TALK}:
        return found
    named = _kind_by_title(fold(title).strip(" .!:"), has_speakers=has_speakers)
    if named:
        return named
    return Kind.TALK if has_speakers else found


def _kind_by_title(title: str, *, has_speakers: bool) -> Kind | None:
    if not has_speakers:
        for kind, pattern in _TITLES:
            if pattern.fullmatch(title):
                return kind
    titled = _TITLED.match(title)
    if titled:
        return next(kind for kind, pattern in _WORDS if pattern.search(titled[0]))
    return None
