"""What people tell of themselves around what they ask: "my feet hurt, what's on till coffee"."""

from __future__ import annotations

from bot.core.asks import Ask, Question
from bot.core.kinds import KIND_CUES
from bot.core.lexicon import is_word, small_words
from bot.core.messages.asked import (
    ASKS_LITTLE,
    WAYS,
    is_of_whole,
    leans_on_lost,
    names_any,
    placed,
    shows_a_time,
)
from bot.core.messages.joining import BESIDE_PLACES, ENDING
from bot.core.messages.reader import CUT_OFF, Reader, parse_clause
from bot.core.messages.saying import POLITE, askers, first_persons, greeting, mending, pointed, pronouns, staying
from bot.core.reading.clauses import begins_asking, split_asides, split_preambles
from bot.core.reading.reading import Reading
from bot.core.selection import Selection
from bot.core.text import words_of

_VERB_ALONE = 2  # words of who does something, and of that
_OF_PROGRAMME = ("talk", "session", "speak", "speaker", "topic", "somebody", "about", "exists", "slides", "from")


def asked_there(clauses: list[str], reader: Reader) -> Question | None:
    """What is asked of the moment behind where the asker is: "I just came into K.3, what talk is this"."""
    place, asked = clauses
    of_asker = not askers().isdisjoint(words_of(place)[:2])
    if not (of_asker or not begins_asking(place)) or not begins_asking(asked):
        return None
    said = reader.read(place)
    told = BESIDE_PLACES | {"topic", "arrive", "reach", "now"}  # "into K.3" is no topic
    if not said.rooms or said.unknown_room or not said.cues.keys() <= told:
        return None
    if said.mentions or said.people or said.title:
        return None
    found = parse_clause(asked, reader, None)
    return placed(found, said.rooms) if found.selection.moment is not None else None


def without_preamble(text: str, reader: Reader, previous: Question | None) -> Question | None:
    """What is asked behind something that people say of themselves first: "my feet hurt, what's on till coffee"."""
    if reader.read(text).has("machine"):
        return None
    for head, tail, turns in split_preambles(text):
        if not (turns or head.endswith(CUT_OFF) or not askers().isdisjoint(words_of(head))):
            continue  # neither is it apart nor does it tell of the asker
        before = reader.read(head)
        if len(before.words) == _VERB_ALONE and not before.language.postposed.isdisjoint(words_of(tail)[:1]):
            continue  # what somebody does is asked: "on chante quoi ce soir"
        if before.has("arrive") and (found := parse_clause(tail, reader, None)).ask in WAYS:
            return found  # "I'm coming from the station, how do I get there"
        if before.has(*_OF_PROGRAMME, "amenity", *KIND_CUES) or before.people or before.title:
            continue
        bids = not before.language.bidding.isdisjoint(before.words[:1])  # "notify my team when Ada is on"
        if not turns and (bids or before.has("how") or _ends_with_stranger(before, head)):
            continue  # "comment calcule-t-on une moyenne"
        asks = not (before.language.permitting | before.language.claiming).isdisjoint(before.words[:1])
        if turns:
            found = parse_clause(tail, reader, previous)
            if found.ask not in ASKS_LITTLE - {Ask.SESSIONS}:
                return found
        elif not before.has("it"):
            found = parse_clause(tail, reader, None)
            mere = found.selection == Selection(when=found.selection.when)
            if _is_apart(before, head, found) and not (asks and mere):  # "do I need shoes on Monday"
                return placed(found, before.rooms)
    return None


def without_asides(text: str, reader: Reader) -> tuple[str, bool] | None:
    """What is left of a text without clauses that only greet, beg pardon or tell of the asker.

    Beside it, whether they tell something on which a question may lean. None if the text has no such clauses, if it has
    no others, or if what is left points to what they tell.
    """
    clauses = split_asides(text.rstrip(ENDING))
    if len(clauses) < 2:
        return None
    asides = [clause for clause in clauses if _is_aside(clause, reader)]
    if not 0 < len(asides) < len(clauses):
        return None
    rest = ", ".join(clause for clause in clauses if clause not in asides)
    told = any(said.content and said.words[0] not in mending() for said in map(reader.read, asides))
    said = reader.read(rest)
    told = told and said.language.universal.isdisjoint(said.words)  # "when does it all end" is not of what is told
    if told and (not pronouns().isdisjoint(said.words) or said.has("it", "this", "them")):
        return None
    return rest, told


def leans_on_asides(question: Question, text: str) -> bool:
    """Whether what is asked beside something told may be of that: "stuck in traffic, when does it start"."""
    return is_of_whole(question) or leans_on_lost(question) or shows_a_time(question, text)


def _is_aside(clause: str, reader: Reader) -> bool:
    """Whether a clause asks for nothing, and is a greeting, an apology, or told by the askers of themselves."""
    words = [] if begins_asking(clause) else words_of(clause)
    greets = bool(words) and (words[0] in greeting() or small_words().issuperset(words))
    pardons = len(words) > 1 and words[0] in mending()
    if not words or not (greets or pardons or _tells_of_asker(words)):
        return False
    said = reader.read(clause)
    named = said.people or said.title or said.rooms or said.mentions
    if named or said.has(*_OF_PROGRAMME, "amenity", "other_one", *KIND_CUES):
        return False
    return said.cues.keys() <= POLITE if greets and not said.content else not greets


def _tells_of_asker(words: list[str]) -> bool:
    """Whether a clause of these words speaks of the askers, or of how they are, and does not begin like a name."""
    return words[0] not in pointed() and (words[0] in staying() or not first_persons().isdisjoint(words))


def _ends_with_stranger(before: Reading, head: str) -> bool:
    """Whether a verb behind it is of somebody who is not here: "my wife Heidi is speaking"."""
    if head.endswith(CUT_OFF) or len(before.words) - 1 not in before.content:
        return False
    said, name = before.words[-2:-1], before.words[-1]
    if not name.isalpha():
        return False
    return not is_word(name) or head[-len(name) :].istitle() or not before.language.relatives.isdisjoint(said)


def _is_apart(before: Reading, head: str, found: Question) -> bool:
    """Whether what was found behind a preamble is what is asked, the preamble being of the asker or cut off."""
    of_the_asker = not before.language.asker.isdisjoint(before.words)
    apart = head.endswith(CUT_OFF)
    named = apart and bool(found.selection.named or found.selection.people)
    says_what = not found.selection.is_open and found.ask not in ASKS_LITTLE - {Ask.SESSIONS}
    if found.ask is Ask.WHERE and not (names_any(found) or found.selection.kinds):
        return False  # "je dors où ce soir"
    return (of_the_asker or named) and says_what
