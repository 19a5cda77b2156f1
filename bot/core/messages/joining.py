"""Which of the clauses of a message belong together, since one only says of what, where or when another asks."""

from __future__ import annotations

from bot.core.asks import Ask, Question
from bot.core.kinds import PAUSES
from bot.core.labels import Labels
from bot.core.lexicon import asking_words, small_words
from bot.core.messages.reader import Reader
from bot.core.messages.saying import asked_for, askers, pronouns, relating
from bot.core.reading.clauses import begins_asking, split_clauses
from bot.core.text import words_of

ENDING = " ?!.)"
_MOST_OF_PLACE = 8
BESIDE_PLACES = frozenset(
    {"room", "track", "same_room", "one_room", "hello", "by_time", "from_time", "past_time", "until", "just"},
)
_POINTING = frozenset({"it", "this", "of_them", "one_there", "talk", "session", "room", "track", "other_one"})
_ON_NOW = frozenset({"now", "this", "talk", "session", "event"})
_OF_CHANGES = frozenset({"originally", "moved"})
_OF_PAUSES = frozenset({*PAUSES, "dinner", "after", "before", "during", "just", "room"})
_AROUND_IT = frozenset({"after", "before", "just", "it", "this", "then", "previous", "later", "talk", "session"})
_MOST_ASKING = 3
_QUESTION_WORDS = frozenset({"when", "where", "who", "what", "duration", "language"})


def find_clauses(text: str, whole: Question, reader: Reader) -> list[str]:
    """The parts of a text that may be questions of their own; `whole` is what the text asks as one."""
    if whole.selection.without or whole.then is not None or whole.ask is Ask.DANGER:
        return [text]
    clauses = _joined(split_clauses(text), reader, whole, asks_once="?" not in text.rstrip(ENDING))
    if len(clauses) < 2:
        return clauses
    if reader.read(clauses[0]).cues.keys() == {"besides"} or _cuts_title(clauses, text, reader):
        return [text]  # "apart from Ada, who speaks" asks but one thing
    words = words_of(text)
    places = (reader.index.tracks, reader.index.rooms)
    return [text] if any(_cuts_label(clauses, words, labels) for labels in places) else clauses


def _joined(clauses: list[str], reader: Reader, whole: Question, *, asks_once: bool) -> list[str]:
    """The clauses, those that name nothing together with what they stand behind: "Halvorsen, when".

    `asks_once` says that no question mark stands between them.
    """
    found: list[str] = []
    for clause in clauses:
        leans = bool(found) and (
            _leans(found[-1], words_of(clause))
            or (not whole.selection.is_open and _only_asks(found[-1], reader))
            or _tells_of_stay(found[-1], reader)
            or _tells_of_change(found[-1], reader)
            or _says_only_where(found[-1], reader)
            or _says_only_where(clause, reader)
            or _says_only_what(found[-1], clause, reader)
            or _says_which(found[-1], clause, reader)
            or (asks_once and reader.whole.has("next") and _says_after_what(found[-1], clause, reader))
            or (reader.whole.has("by_amount") and reader.read(clause).cues.keys() == {"by_amount"})
        )
        if leans:
            found[-1] = f"{found[-1]}, {clause}"
        else:
            found.append(clause)
    return found


def _leans(before: str, words: list[str]) -> bool:
    """Whether a clause of these words only asks about what stands before it, which asks nothing: "X, c'est qui"."""
    if len(words) < 2 and not small_words().issuperset(words):
        return not begins_asking(before)  # "where is the panel? lunch?" are two
    return len(words) < 2 or (len(words) < 4 and small_words().issuperset(words) and not begins_asking(before))


def _says_only_what(before: str, clause: str, reader: Reader) -> bool:
    """Whether a clause is of what stands before it, which only says what is meant: "the K one, has it begun"."""
    words = words_of(clause)
    if not words or words[0] not in pronouns() or len(words_of(before)) > _MOST_OF_PLACE or begins_asking(before):
        return False
    return reader.read(before).cues.keys() <= _POINTING and not reader.read(clause).has("exists")


def _says_which(before: str, clause: str, reader: Reader) -> bool:
    """Whether it only says which one "it" is in the question before it: "when does it end, the current talk?"."""
    if begins_asking(clause) or len(words_of(clause)) > _MOST_OF_PLACE:
        return False
    if not reader.whole.has("now", "this"):
        return False
    said = reader.read(clause)
    pointed = said.has("now", "this") and said.cues.keys() <= _ON_NOW and set(said.uses) <= {"cue", "small"}
    return pointed and reader.read(before).has("ends", "starts", "when", "duration")


def _says_after_what(before: str, clause: str, reader: Reader) -> bool:
    """Whether it only says after what it is that the next one is asked for: "who's next, after her?"."""
    words = words_of(clause)
    if relating().isdisjoint(words[:1]) or len(words) > _MOST_OF_PLACE or not reader.read(before).has("next"):
        return False
    said = reader.read(clause)
    return said.cues.keys() <= _AROUND_IT and set(said.uses) <= {"cue", "small"}


def _only_asks(clause: str, reader: Reader) -> bool:
    """Whether it is no more than question words: the "what time" of "what time and where is the panel"."""
    words = words_of(clause)
    if len(words) > _MOST_ASKING:
        return False
    said = reader.read(clause)
    if said.cues.keys() == {"about"}:
        return said.subjects[0].selection.is_open  # "in short, what does Ada say"
    if asking_words().isdisjoint(words):
        return False
    return set(said.uses) <= {"cue", "small"} and said.cues.keys() <= _QUESTION_WORDS


def _says_only_where(clause: str, reader: Reader) -> bool:
    """Whether it is no more than a place or a time: "in the aula", beside which something is asked."""
    words = words_of(clause)
    if len(words) > _MOST_OF_PLACE or (begins_asking(clause) and askers().isdisjoint(words[:1])):  # "on est dans K.3"
        return False
    whole = reader.whole
    if not (whole.rooms or whole.tracks or whole.mentions or whole.relation is not None or whole.has("same_room")):
        return False
    around = words[:1] and not relating().isdisjoint(words[:2])
    said = reader.read(clause)
    if around and said.relation is not None and not said.asks and said.cues.keys() <= _OF_PAUSES:
        return set(said.uses) <= {"small", "time", "cue", "room", "track"}  # "after lunch, what's on in the aula"
    alone = set(said.uses) <= {"small", "room", "track", "time", "cue"} and said.cues.keys() <= BESIDE_PLACES
    return bool(said.rooms or said.tracks or said.mentions or said.has("same_room")) and alone and not said.asks


def _tells_of_stay(clause: str, reader: Reader) -> bool:
    """Whether it only says when the asker comes, goes or has time, on which what is asked behind it leans."""
    if asked_for().isdisjoint(words_of(clause)[:2]) or begins_asking(clause):
        return False
    said = reader.read(clause)
    of_asker = not (said.language.asker | said.language.vehicles).isdisjoint(said.words[:2])
    timed = bool(said.mentions) or said.relation is not None
    return of_asker and said.has("reach", "arrive", "leave", "leisure") and timed and not said.asks


def _tells_of_change(clause: str, reader: Reader) -> bool:
    """Whether it is no more than "before the change" or "originally", on which what is asked behind it leans."""
    if len(words_of(clause)) > _MOST_OF_PLACE or begins_asking(clause) or not reader.whole.has(*_OF_CHANGES):
        return False
    said = reader.read(clause)
    return bool(said.cues) and said.cues.keys() <= _OF_CHANGES and set(said.uses) <= {"cue", "small"} and not said.asks


def _cuts_title(clauses: list[str], text: str, reader: Reader) -> bool:
    """Whether the text has a whole title of several words that none of its clauses has."""
    title = reader.read(text).quoted
    if title is None or title.share < 1 or len(title.words) < 2:
        return False
    parts = [clause for clause in clauses if len(words_of(clause)) >= len(title.words)]
    inside = (reader.read(part).quoted for part in parts)
    return not any(one is not None and one.share >= 1 and one.positions == title.positions for one in inside)


def _cuts_label(clauses: list[str], words: list[str], labels: Labels) -> bool:
    """Whether the text spells a track or a room that none of its clauses does: "Ethics, Philosophy & Politics"."""
    if not labels.are_cut:
        return False
    spelt = labels.find_exact(words, range(len(words)), 2)
    parts = [f" {' '.join(words_of(clause))} " for clause in clauses]
    said = [f" {' '.join(words[one.words[0] : one.words[-1] + 1])} " for one in spelt]
    return any(not any(label in part for part in parts) for label in said)
