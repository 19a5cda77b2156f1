"""Questions that look a talk up, made from a programme: with slips, in part, by people and by topic, in two languages.

The same generator and seed give the same questions. What people ask around the words they look for is in `FRAMES`.
"""

import json
import random
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from math import log

from bot.core.text import words_of

LETTERS = "abcdefghijklmnopqrstuvwxyz"
TITLE_FRAMES = (
    "{}", "when is {}?", "where is {} please", "what is {} about?", "at what time does {} start",
    "c'est quand {} ?", "où a lieu {} ?", "de quoi parle {} ?", "à quelle heure commence {}",
)  # fmt: skip
PEOPLE_FRAMES = (
    "when does {} speak?", "where is the talk by {}", "what is {} talking about?", "{}",
    "quand parle {} ?", "où est l'exposé de {} ?", "de quoi parle {} ?",
)  # fmt: skip
TOPIC_FRAMES = (
    "which talk is about {}?", "is there anything on {}", "{}", "talks about {}",
    "quel exposé parle de {} ?", "y a-t-il quelque chose sur {} ?",
)  # fmt: skip
LOOKING_UP = {"title", "topic", "abstract", "speaker", "typo", "keyword", "slides", "authors"}


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question of some kind, and the positions of the sessions of which any is a right first answer."""

    kind: str
    text: str
    right: frozenset[int]


def lookups(programme, count, seed=4):
    """At most `count` questions of each kind, over talks picked at random."""
    generator = random.Random(seed)  # noqa: S311 - no secrets
    texts = [words_of(f"{session.title} {session.abstract}") for session in programme.sessions]
    titled = _having(words_of(session.title) for session in programme.sessions)
    having = _having(texts)
    talks = [number for number, session in enumerate(programme.sessions) if session.speakers]
    makers = {
        "title": _title,
        "title, two typos": _title_misspelt,
        "part of a title": _title_in_part,
        "part of a title, one typo": _title_in_part_misspelt,
        "name, one typo": _name_misspelt,
        "last name, one typo": _last_name_misspelt,
        "topic": _topic,
        "topic, one typo": _topic_misspelt,
    }
    for kind, make in makers.items():
        picked = generator.sample(talks, len(talks))
        made = (make(programme, number, generator, titled if "title" in kind else having) for number in picked)
        for words, right, frames in islice(filter(None, made), count):
            yield Lookup(kind, generator.choice(frames).format(words), frozenset(right))


def written_lookups(path, programme):
    """The questions of a set that look one talk up, whatever the time."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        first = row["expect"].get("first", row["expect"].get("sessions", ()))
        wanted = {first} if isinstance(first, str) else set(first)
        right = frozenset(number for number, session in enumerate(programme.sessions) if session.title in wanted)
        if set(row["tags"]) <= LOOKING_UP and right and ("first" in row["expect"] or len(wanted) == 1):
            yield Lookup("as people wrote them", row["q"], right)


def misspelt(words, generator, slips):
    """The text with so many slips, each in another word of five letters or more if there are as many; None if not."""
    parts = words.split()
    long = [number for number, word in enumerate(parts) if len(word) >= 5 and word.isalpha()]
    if len(long) < slips:
        return None
    for number in generator.sample(long, slips):
        parts[number] = _slip(parts[number], generator)
    return " ".join(parts)


def _slip(word, generator):
    """The word with two letters swapped, one missing, one doubled, or one wrong; never the first."""
    at = generator.randrange(1, len(word) - 1)
    ways = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + generator.choice(LETTERS.replace(word[at].lower(), "")) + word[at + 1 :],
    )
    return generator.choice([way for way in ways if way != word])


def _having(texts):
    """For each word, the positions of the sessions that have it."""
    found = {}
    for number, words in enumerate(texts):
        for word in set(words):
            found.setdefault(word, set()).add(number)
    return found


def _with_all(words, having):
    return set.intersection(*(having[word] for word in words))


def _title(programme, number, _, titled):
    title = programme.sessions[number].title
    words = words_of(title)
    return (title, _with_all(words, titled), TITLE_FRAMES) if words else None


def _title_misspelt(programme, number, generator, titled):
    made = _title(programme, number, generator, titled)
    typed = misspelt(made[0], generator, 2) if made else None
    return (typed, made[1], TITLE_FRAMES) if typed else None


def _title_in_part(programme, number, generator, titled):
    """Two to four words in a row of the title and few others, from and to a word of four letters or more."""
    words = words_of(programme.sessions[number].title)
    length = generator.randint(2, 4)
    parts = [words[start : start + length] for start in range(len(words) - length + 1)]
    parts = [part for part in parts if len(part) < len(words) and len(part[0]) >= 4 <= len(part[-1])]
    if not parts:
        return None
    part = generator.choice(parts)
    right = _with_all(part, titled)
    return (" ".join(part), right, TITLE_FRAMES) if len(right) <= 2 else None


def _title_in_part_misspelt(programme, number, generator, titled):
    made = _title_in_part(programme, number, generator, titled)
    typed = misspelt(made[0], generator, 1) if made else None
    return (typed, made[1], TITLE_FRAMES) if typed else None


def _name_misspelt(programme, number, generator, _):
    session = programme.sessions[number]
    speaker = generator.choice(programme.speakers_of(session))
    typed = misspelt(speaker.name, generator, 1) if len(speaker.name.split()) > 1 else None
    return (typed, _sessions_of(programme, speaker.name), PEOPLE_FRAMES) if typed else None


def _last_name_misspelt(programme, number, generator, _):
    session = programme.sessions[number]
    names = generator.choice(programme.speakers_of(session)).name.split()
    bearers = {one.name for one in programme.speakers if names[-1].casefold() in one.name.casefold().split()}
    typed = misspelt(names[-1], generator, 1) if len(names) > 1 and len(bearers) == 1 else None
    return (typed, _sessions_of(programme, *bearers), PEOPLE_FRAMES) if typed else None


def _sessions_of(programme, name):
    ids = {speaker.id for speaker in programme.speakers if speaker.name == name}
    return {number for number, session in enumerate(programme.sessions) if not ids.isdisjoint(session.speakers)}


def _topic(programme, number, generator, having):
    """Two of the words that tell most about a session: it has each twice or more, and at most two others have both."""
    session = programme.sessions[number]
    times = Counter(word for word in words_of(f"{session.title} {session.abstract}") if len(word) >= 5)
    worth = {
        word: often * log(len(programme.sessions) / len(having[word])) for word, often in times.items() if often >= 2
    }
    telling = sorted(worth, key=worth.get, reverse=True)[:5]
    if len(telling) < 2:
        return None
    words = sorted(generator.sample(telling, 2), key=list(times).index)
    right = _with_all(words, having)
    return (" ".join(words), right, TOPIC_FRAMES) if len(right) <= 3 else None


def _topic_misspelt(programme, number, generator, having):
    made = _topic(programme, number, generator, having)
    typed = misspelt(made[0], generator, 1) if made else None
    return (typed, made[1], TOPIC_FRAMES) if typed else None
