"""The languages the bot knows: its sentences, question words and time words, one file each, read once when needed."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any, TypeVar

from babel import Locale

from bot.core.needed_text import needed_pieces, needs_digit
from bot.core.spelling import Shelves, filled, light_slips, neighboured
from bot.core.text import fold, singular, stem, words_of

_Table = TypeVar("_Table")
_TABLES: list[Callable[[], object]] = []
_ROLES = (
    "between", "either", "inside", "concerning", "pointing", "further", "onward", "only", "hours", "beyond",
    "below", "plurals", "rooms", "denying", "claiming", "places", "personal", "asker", "urgent", "alarm", "elided",
    "spanning", "until_hour", "until_day", "vehicles", "persons", "courtesy", "mending", "speech", "origin", "more",
    "indefinite", "numbering", "hedging", "bodies", "singled", "others", "timely", "theirs", "staying", "daily",
    "speaking",
    "bidding", "receiving", "pointed", "own", "attached", "towards", "untold", "qualities", "being", "vague", "classes",
    "levels", "ongoing",
    "addressing", "permitting", "ourselves", "stuff", "namesakes", "lapsed", "sorts", "earlier", "later", "most",
    "fewest", "than", "questioning", "inverted", "wondering", "points",
    "relatives", "belonging", "bonds", "universal", "sole", "impersonal", "bygone", "unmarked", "ranks",
    "buildings", "leading", "postposed", "heading", "joining", "remarking",
)  # fmt: skip
_FRAMING = frozenset(
    {"talk", "session", "speaker", "speak", "room", "track", "when", "where", "who", "before", "after", "first", "last"}
    | {"next", "previous", "break", "coffee", "lunch", "keynote", "slides"}
)
_LEAST_IN_FRONT = 4  # letters of a word that is glued to one of two
_LEAST_MISSPELT = 5  # letters of an unknown word that may be a slip for one of the glossary
SENTENCE_TABLES = (
    "chat",
    "commands",
    "options",
    "export",
    "changes",
    "reminders",
    "organising",
    "follows",
    "board",
    "doctor",
    "setup",
    "status",
)
_NUMBER = re.compile(r"\{[hHmMNndDtTu]\}")
_BESIDE = re.compile(r"\(\?<?[=!](?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")  # what stands before or behind a time
_GROUP = re.compile(r"\(([^()]*)\)")
# Up to a space outside of groups, of which some hold others.
_PART = re.compile(r"(?:\((?:[^()]|\([^()]*\))*\)|[^\s()])+")


@dataclass(slots=True)
class Branch:
    """A node of the tree of phrases: what may follow, and the cues that end here.

    One that is `shared` is part of several phrases, and is copied before it becomes another for one of them.
    """

    following: dict[str, Branch] = field(default_factory=dict)
    cues: tuple[str, ...] = ()
    shared: bool = False

    def copy(self) -> Branch:
        """One of one's own; what follows is shared from now on."""
        for branch in self.following.values():
            branch.shared = True
        return Branch(dict(self.following), self.cues)


@dataclass(frozen=True, slots=True)
class TimePattern:
    """A way to say a time; `named` are the fixed values that come with it, such as minutes=30 for "half past".

    Where it is `numbered`, it holds a number, in digits or as a word, and where it `has_digit`, in digits; and it
    always holds one of its `pieces`, if any.
    """

    regex: re.Pattern[str]
    kind: str
    named: dict[str, int]
    numbered: bool
    has_digit: bool
    pieces: frozenset[str]


@dataclass(frozen=True, slots=True)
class Language:
    """One language: code, sentences, phrases that say what is asked, words that say little, and ways to say times.

    `brief` are whole questions by the few words that stand for them where something was spoken of before,
    `spoken` are the codes of spoken languages by their names, `swapped` cue words of four letters by these, sorted,
    `times_by_piece` the places of the ways in `times` by what they hold: of those that need no number, of those with
    any that need one, if in words, and of all; `clipped` those of five by the four that are left where an inner one is
    missing, `glued_words` those that are spelt with an apostrophe; `needs` are sets of words that tell one together.
    """

    code: str
    sentences: dict[str, str]
    phrases: Branch
    cue_words: frozenset[str]
    glued_words: frozenset[str]
    long_cue_words: Shelves
    swapped: dict[str, str]
    clipped: dict[str, str]
    small_words: frozenset[str]
    known_words: frozenset[str]
    between: frozenset[str]
    either: frozenset[str]
    inside: frozenset[str]
    concerning: frozenset[str]
    pointing: frozenset[str]
    further: frozenset[str]
    hedging: frozenset[str]
    bodies: frozenset[str]
    singled: frozenset[str]
    others: frozenset[str]
    timely: frozenset[str]
    theirs: frozenset[str]
    speaking: frozenset[str]
    onward: frozenset[str]
    only: frozenset[str]
    hours: frozenset[str]
    beyond: frozenset[str]
    below: frozenset[str]
    plurals: frozenset[str]
    denying: frozenset[str]
    mending: frozenset[str]
    claiming: frozenset[str]
    places: frozenset[str]
    personal: frozenset[str]
    asker: frozenset[str]
    speech: frozenset[str]
    urgent: frozenset[str]
    alarm: frozenset[str]  # what is dangerous where nothing else is said of it
    elided: frozenset[str]
    spanning: frozenset[str]
    until_hour: frozenset[str]
    until_day: frozenset[str]
    vehicles: frozenset[str]
    joining: frozenset[str]
    relatives: frozenset[str]
    belonging: frozenset[str]
    bonds: frozenset[str]
    impersonal: frozenset[str]  # the "it" of an hour: "it is two"
    bygone: frozenset[str]  # what tells of the past: "was"
    persons: frozenset[str]
    courtesy: frozenset[str]
    origin: frozenset[str]
    more: frozenset[str]
    indefinite: frozenset[str]
    numbering: frozenset[str]
    staying: frozenset[str]
    daily: frozenset[str]
    bidding: frozenset[str]
    receiving: frozenset[str]  # for whom something is done, right behind its verb: "me"
    pointed: frozenset[str]
    own: frozenset[str]
    attached: frozenset[str]
    towards: frozenset[str]
    untold: frozenset[str]
    qualities: frozenset[str]
    being: frozenset[str]
    permitting: frozenset[str]
    ourselves: frozenset[str]
    sorts: frozenset[str]
    leading: frozenset[str]
    vague: frozenset[str]
    classes: frozenset[str]
    levels: frozenset[str]
    unmarked: frozenset[str]
    ranks: frozenset[str]  # how numbers end that tell a place in a row: "2nd"
    postposed: frozenset[str]
    heading: frozenset[str]
    remarking: frozenset[str]  # what tells how one likes an answer, and asks nothing: "perfect"
    stuff: frozenset[str]
    namesakes: frozenset[str]
    ongoing: frozenset[str]
    lapsed: frozenset[str]
    earlier: frozenset[str]
    later: frozenset[str]
    most: frozenset[str]
    fewest: frozenset[str]
    than: frozenset[str]
    sole: frozenset[str]  # what stands behind a "the" before what there is but one of
    universal: frozenset[str]  # "all", "every": what is said then is said of each
    buildings: frozenset[str]  # "building": beside it, a letter is that with which the codes of rooms begin
    questioning: frozenset[str]
    inverted: frozenset[str]
    wondering: frozenset[str]
    points: frozenset[str]
    addressing: frozenset[str]
    rooms: frozenset[str]
    accents: frozenset[str]
    endings: tuple[str, ...]
    infinitive: str
    verb_endings: tuple[str, ...]  # in place of the infinitive's
    joints: tuple[str, ...]
    turning: tuple[str, ...]
    correcting: tuple[str, ...]  # patterns
    asking: tuple[str, ...]
    opening: tuple[str, ...]
    accented: dict[str, str]
    shorthand: dict[str, str]
    brief: dict[str, str]
    numbers: dict[str, int]
    times: tuple[TimePattern, ...]
    times_by_piece: tuple[dict[str, tuple[int, ...]], ...]
    time_words: frozenset[str]
    after_noon: re.Pattern[str]
    at_least: re.Pattern[str]
    at_most: re.Pattern[str]
    weekdays: dict[str, int]
    months: dict[str, int]
    spoken: dict[str, str]
    kind_words: dict[str, frozenset[str]]
    own_words: frozenset[str]
    needs: dict[str, tuple[frozenset[str], ...]]


def language_table(make: Callable[[], _Table]) -> Callable[[], _Table]:
    """What is drawn from the languages, made once: when it is first needed, or with all others beforehand."""
    made = cache(make)
    _TABLES.append(made)
    return made


def make_language_tables() -> None:
    """Makes them all, some 50 ms for what the first questions would else wait for, each for one of them."""
    for made in _TABLES:
        made()


@cache
def languages() -> dict[str, Language]:
    """All languages by code, in alphabetical order of their codes."""
    folder = files("bot.core") / "languages"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    found = {name[:-5]: _language(name[:-5], tomllib.loads((folder / name).read_text("utf-8"))) for name in names}
    for made in (_part_words, _ways):
        made.cache_clear()  # of no use any more
    return found


@language_table
def glossary() -> dict[str, tuple[str, ...]]:
    """For the stem of a word, the stems of words that mean the same, in any language.

    A word with "=" in front in its line stands for itself alone, as its stem is that of another: "=train", no training.
    One with "-" is but asked, as it is itself a word of another language: French "-or", which is gold.
    """
    groups: dict[str, dict[str, None]] = {}
    for line in _glossary_lines():
        words = [word.lstrip("=-") for word in line]
        looked_for = [word for word in line if word[0] != "-"]
        meant = dict.fromkeys(f"={singular(word[1:])}" if word[0] == "=" else stem(word) for word in looked_for)
        stems = (stem(word.lstrip("-")) for word in line if word[0] != "=")
        keys = dict.fromkeys((*stems, *map(singular, words)))  # a short stem alone may be another word's
        for one in keys:
            groups.setdefault(one, {}).update(dict.fromkeys(other for other in meant if other != one))
    stem.cache_clear()  # most of these words nobody ever asks for
    return {one: tuple(others) for one, others in groups.items()}


@language_table
def accented_words() -> dict[str, str]:
    """The code of the language with whose accents a folded word of the glossary is written, if never without them."""
    words = {word.lstrip("=-") for line in _written_glossary() for word in line}
    spoken = [(one.code, one.accents) for one in languages().values()]
    told = {fold(word): code for word in words for code, accents in spoken if not accents.isdisjoint(word)}
    return {word: code for word, code in told.items() if word not in words}


@language_table
def _glossary_lines() -> tuple[tuple[str, ...], ...]:
    """The folded words of each line, some with "=" or "-" in front."""
    return tuple(tuple(map(fold, line)) for line in _written_glossary())


def _written_glossary() -> list[list[str]]:
    """The words of each line as they are written."""
    text = (files("bot.core") / "languages" / "glossary.txt").read_text("utf-8")
    return [line.partition("#")[0].split() for line in text.splitlines()]


@lru_cache(maxsize=2048)
def glossary_word(word: str) -> str | None:
    """The one word of the glossary of which an unknown one of five letters or more is a verb's form, or else a slip."""
    if len(word) < _LEAST_MISSPELT or not word.isalpha() or is_word(word) or is_word(singular(word)):
        return None
    for language in languages().values():
        for ending in language.verb_endings:
            verb = word[: -len(ending)] + language.infinitive
            if word.endswith(ending) and stem(verb) in glossary():
                return verb
    if is_known(word):
        return None
    near = _glossary_words().near(word, 1)  # few are near, and the ways to slip are many
    found = set(near).intersection(chain(light_slips(word), filled(word), neighboured(word))) if near else set()
    return min(found) if len(set(map(stem, found))) == 1 else None


@language_table
def _glossary_words() -> Shelves:
    return Shelves(sorted({word for line in _glossary_lines() for word in line}))


@language_table
def nicknames() -> dict[str, frozenset[str]]:
    """For the short form of a first name, those that it is short for, folded."""
    text = (files("bot.core") / "languages" / "nicknames.txt").read_text("ascii")
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return {line[0]: frozenset(line[1:]) for line in lines if line}


@language_table
def lapsed_words() -> frozenset[str]:
    """Words of all languages with which a title begins whose session does not take place."""
    return frozenset().union(*(language.lapsed for language in languages().values()))


@language_table
def known_words() -> frozenset[str]:
    """Words of all languages that are no misspelling of another."""
    glossed = (word.lstrip("=-") for words in _glossary_lines() for word in words)
    return frozenset(glossed).union(*(language.known_words for language in languages().values()))


@lru_cache(maxsize=4096)
def is_known(word: str) -> bool:
    """Whether a folded word is one of a language, by itself or by its ending, and no misspelling of another."""
    endings = tuple(ending for language in languages().values() for ending in language.endings)
    return is_word(word) or (len(word) > 7 and bool(endings) and word.endswith(endings))


@lru_cache(maxsize=4096)
def is_word(word: str) -> bool:
    """Whether a folded word is one of those that we know or an everyday word of any of the languages."""
    return word in known_words() or _is_everyday(word)


def _is_everyday(word: str) -> bool:
    return f"\n{word}\n" in _everyday_words().get(word[:2], "")


@language_table
def _everyday_words() -> dict[str, str]:
    """The everyday words by their first two letters, each lot as one text of lines: a tenth of the room of a set."""
    lines = (files("bot.core") / "languages" / "everyday.txt").read_text("ascii").splitlines()
    words = sorted(line for line in lines if not line.startswith("#"))
    lots = itertools.groupby(words, key=lambda word: word[:2])
    return {begin: "\n".join(["", *lot, ""]) for begin, lot in lots}


@language_table
def small_words() -> frozenset[str]:
    """Words of all languages that carry no content of their own."""
    return frozenset().union(*(language.small_words for language in languages().values()))


@language_table
def heading_words() -> frozenset[str]:
    """Words of all languages for who heads or began a thing, such as "leads"."""
    return frozenset().union(*(language.heading for language in languages().values()))


@language_table
def glued_pairs() -> dict[str, str]:
    """Two words apart by how they look as one, of those that ask, claim, join or point in one language: "inthe"."""
    found: dict[str, str] = {}
    for one in languages().values():
        front = one.inside.union(one.concerning, one.origin, one.asking, one.claiming, one.joints)
        behind = one.pointed.union(one.asking, one.claiming)
        words = ((first, second) for first in front for second in behind if first.isalpha() and second.isalpha())
        long = (pair for pair in words if len(pair[0]) >= _LEAST_IN_FRONT or len(pair[1]) > 2)  # no "all an": Allan
        found.update((first + second, f"{first} {second}") for first, second in long)
    return found


@language_table
def asking_words() -> frozenset[str]:
    """Words of all languages with which questions begin, such as "where"; what is asked about they do not tell."""
    return frozenset(
        word for one in languages().values() for way in (*one.asking, *one.opening) for word in words_of(way)
    )


@language_table
def room_stems() -> frozenset[str]:
    """Stems of nouns such as "hall" that are part of rooms' names in any language and tell none of them."""
    return frozenset(stem(word) for language in languages().values() for word in language.rooms)


@language_table
def concerning_words() -> frozenset[str]:
    """Words of all languages that stand in front of a topic, such as "about"."""
    return frozenset().union(*(language.concerning for language in languages().values()))


@language_table
def place_words() -> frozenset[str]:
    """The folded words of all languages that mean a room or a track."""
    following = (item for one in languages().values() for item in one.phrases.following.items())
    return frozenset(word for word, branch in following if not {"room", "track"}.isdisjoint(branch.cues))


@language_table
def schedule_words() -> frozenset[str]:
    """The folded words of all languages that mean a programme, such as "timetable"."""
    following = (item for one in languages().values() for item in one.phrases.following.items())
    return frozenset(word for word, branch in following if "schedule" in branch.cues)


@language_table
def inside_words() -> frozenset[str]:
    """Words of all languages that stand in front of a place or an hour, such as "in" and "at"."""
    return frozenset().union(*(language.inside for language in languages().values()))


@language_table
def function_words() -> frozenset[str]:
    """Words of all languages of four letters or more that ask, say when, or say little."""
    said = frozenset().union(*(one.cue_words | one.small_words | one.time_words for one in languages().values()))
    return frozenset(word for word in said if len(word) > 3 and word.isalpha())


@language_table
def framing_words() -> frozenset[str]:
    """Words of all languages, of four letters or more, that by themselves ask what most questions ask, or say when."""
    asking = {
        word
        for one in languages().values()
        for word, branch in one.phrases.following.items()
        if not _FRAMING.isdisjoint(branch.cues)
    }
    return function_words().intersection(
        asking.union(asking_words(), *(one.time_words - one.numbers.keys() for one in languages().values()))
    )


@language_table
def need_words() -> frozenset[str]:
    """Words of all languages that tell of what people need, such as "clim" for what cools a room."""
    spoken = languages().values()
    return frozenset(word for one in spoken for ways in one.needs.values() for way in ways for word in way)


@language_table
def time_names() -> Shelves:
    """Words of all languages that say when, such as "saturday" or "tonight": six letters or more."""
    said = frozenset().union(*(one.time_words for one in languages().values()))
    return Shelves(sorted(word for word in said if len(word) > 5 and word.isalpha()))


@cache
def kind_words(kind: str) -> frozenset[str]:
    """The folded words by which titles in any language show that a session is of the kind, such as "lunch"."""
    spoken = (language.kind_words.get(kind, frozenset()) for language in languages().values())
    return frozenset().union(*spoken, _kind_words_elsewhere().get(kind, frozenset()))


@language_table
def _kind_words_elsewhere() -> dict[str, frozenset[str]]:
    """The folded words by which titles in languages that the bot does not speak show what kind a session is."""
    lines = (files("bot.core") / "languages" / "kind_words.txt").read_text("utf-8").splitlines()
    parts = (line.partition(":") for line in lines if not line.startswith("#"))
    return {kind: frozenset(words_of(said)) for kind, _, said in parts}


def expand(phrase: str) -> Iterator[str]:
    """All the phrases that a pattern with alternatives stands for.

    >>> list(expand("what('s| is) on"))
    ["what's on", 'what is on']
    """
    found = _GROUP.search(phrase)
    if found is None:
        yield " ".join(phrase.split())
        return
    for choice in found.group(1).split("|"):
        yield from expand(phrase[: found.start()] + choice + phrase[found.end() :])


def _language(code: str, data: dict[str, Any]) -> Language:
    accented: dict[str, str] = data["accented"]
    words_of_way = cache(lambda way: tuple(_phrase_words(way, accented)))  # phrases have much in common
    phrases = Branch()
    cue_words: set[str] = set()
    spelt_well: set[str] = set()
    for cue, patterns in data["cues"].items():
        end = Branch(cues=(cue,), shared=True)
        for pattern in patterns:
            parts = [[(words_of_way(way), spelt) for way, spelt in ways] for ways in _spellings(pattern)]
            for words, spelt in chain.from_iterable(parts):
                cue_words.update(words)
                spelt_well.update(words if spelt else ())
            _Grower(end, [list(dict.fromkeys(words for words, _ in ways)) for ways in parts]).grow(phrases)
    small = frozenset(data["words"]["small"].split()).union(
        words_of(data["words"]["small"]), words_of(data["words"]["hedging"])
    )
    weekdays = _names(Locale(code).days["format"]["wide"], data["weekdays"])
    months = _names(Locale(code).months["format"]["wide"], data["months"])
    numbers = {fold(word): number for word, number in data["numbers"].items()}
    time_words = frozenset({*weekdays, *months, *numbers, *_literal_words(data["times"])})
    times = tuple(_time_patterns(data["times"], data["half_days"], numbers, weekdays, months))
    known = frozenset(words_of(data["words"]["known"])) | cue_words | small | numbers.keys()
    return Language(
        code=code,
        sentences=data.get("sentences", {}) | dict(_flat({room: data[room] for room in SENTENCE_TABLES})),
        phrases=phrases,
        cue_words=frozenset(cue_words),
        glued_words=frozenset(cue_words - spelt_well),
        swapped={"".join(sorted(word)): word for word in sorted(cue_words, reverse=True) if len(word) == 4},
        clipped=_clipped(cue_words - small),
        long_cue_words=Shelves(sorted(word for word in cue_words if len(word) >= 4)),
        small_words=small,
        known_words=known,
        **{role: _listed(data["words"][role]) for role in _ROLES},
        accents=frozenset(data["words"]["accents"]),
        endings=tuple(words_of(data["words"]["endings"])),
        infinitive=data["words"]["infinitive"],
        verb_endings=tuple(words_of(data["words"]["verb_endings"])),
        joints=tuple(data["words"]["joints"].split()),
        turning=tuple(data["words"]["turning"].split()),
        correcting=tuple(data["words"]["correcting"]),
        asking=tuple(data["words"]["asking"].split()),
        opening=tuple(data["words"]["opening"].split()),
        accented=accented,
        shorthand={way: meant for typed, meant in data["shorthand"].items() for way in (typed, fold(typed))},
        brief={" ".join(words_of(typed)): meant for typed, meant in data["brief"].items()},
        numbers=numbers,
        times=times,
        times_by_piece=tuple(map(_by_piece, _by_numbers(times))),
        time_words=time_words - (small - numbers.keys() - months.keys()),  # "at one" is a time, small as the word is
        after_noon=re.compile(data["half_days"]["pm"]),
        at_least=re.compile(data["bounds"]["least"]),
        at_most=re.compile(data["bounds"]["most"]),
        weekdays=weekdays,
        months=months,
        own_words=frozenset({*cue_words, *small, *time_words}),
        spoken={fold(name): tag for tag, name in Locale(code).languages.items() if len(tag) == 2},
        kind_words={kind: frozenset(words_of(words)) for kind, words in data["kind_words"].items()},
        needs={
            need: tuple(frozenset(words_of_way(way.replace("+", " "))) for way in ways.split())
            for need, ways in data["needs"].items()
        },
    )


def _listed(words: str) -> frozenset[str]:
    """The folded words of a list; an elided one, such as French "d'", also as it stands in a question."""
    return frozenset(words_of(words)).union(re.findall(r"\w+'(?!\w)", fold(words)))


def _clipped(words: Iterable[str]) -> dict[str, str]:
    """Words of five letters by the four that are left where an inner one is missing."""
    return {word[:at] + word[at + 1 :]: word for word in sorted(words) if len(word) == 5 for at in range(1, 4)}


def _flat(tables: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """The texts of nested tables under their full names, such as "commands.next.about"."""
    for name, value in tables.items():
        if isinstance(value, str):
            yield path + name, value
        else:
            yield from _flat(value, f"{path}{name}.")


def _phrase_words(phrase: str, accented: dict[str, str]) -> list[str]:
    for written, read in accented.items():
        phrase = phrase.replace(written, read)
    return [word for part in phrase.split() for word in _part_words(part)]


@lru_cache(maxsize=4096)  # phrases consist of few words
def _part_words(part: str) -> tuple[str, ...]:
    """The words of a phrase's part; "*", "$", an elided word at its end and what is elided as "'s" stay as they are."""
    if part in {"*", "$"}:
        return (part,)
    if part[0] in "'’":
        return (fold(part),)
    return tuple(
        word
        for word in re.findall(r"[\w-]+'$|.+", fold(part))
        for word in ([word] if word[-1] == "'" else words_of(word))
    )


@lru_cache(maxsize=4096)
def _ways(part: str) -> tuple[str, ...]:
    return tuple(expand(part))


def _spellings(pattern: str) -> Iterator[list[tuple[str, bool]]]:
    """For each part of a pattern, its ways; also (False) without their apostrophes, as many people type them."""
    parts = _PART.findall(pattern)
    elided = False
    for number, part in enumerate(parts):
        ways = _ways(part)
        last = number + 1 == len(parts) and not elided
        typed = [way for way in ways if "'" in (way.rstrip("'") if last else way)]
        yield [(way, True) for way in ways] + [(way.replace("'", "").replace("’", ""), False) for way in typed]
        elided = elided or bool(typed)


class _Grower:
    """Lets the phrases of a pattern grow, one way of each of its parts; what is alike behind them grows once."""

    def __init__(self, end: Branch, parts: Sequence[Sequence[tuple[str, ...]]]) -> None:
        """`end` is the shared branch of the cue, on which nothing follows."""
        self._cue = end.cues[0]
        self._parts = parts
        self._rests: dict[int, Branch] = {len(parts): end}

    def grow(self, branch: Branch, part: int = 0) -> None:
        """Let the phrases follow on the branch, from that part of the pattern on."""
        if part == len(self._parts):
            if self._cue not in branch.cues:
                branch.cues = (*branch.cues, self._cue)
            return
        for words in self._parts[part]:
            self._lead(branch, words, part + 1)

    def _lead(self, branch: Branch, words: tuple[str, ...], part: int) -> None:
        for word in words[:-1]:
            branch = self._own(branch, word)
        if words and words[-1] not in branch.following:
            branch.following[words[-1]] = self._rest(part)
        else:
            self.grow(self._own(branch, words[-1]) if words else branch, part)

    def _own(self, branch: Branch, word: str) -> Branch:
        """What follows on the branch by that word, and is part of no other phrase."""
        known = branch.following.get(word)
        if known is None or known.shared:
            known = branch.following[word] = Branch() if known is None else known.copy()
        return known

    def _rest(self, part: int) -> Branch:
        """A branch on which nothing but the rest of the pattern follows, shared by all that lead to it."""
        if part not in self._rests:
            branch = Branch()
            self.grow(branch, part)
            branch.shared = True
            self._rests[part] = branch
        return self._rests[part]


def _names(names: dict[int, str], short: dict[str, int]) -> dict[str, int]:
    return {fold(name): number for number, name in names.items()} | {fold(name): day for name, day in short.items()}


def _time_patterns(
    patterns: list[dict[str, Any]],
    half_days: dict[str, str],
    numbers: dict[str, int],
    weekdays: dict[str, int],
    months: dict[str, int],
) -> Iterator[TimePattern]:
    number = _any_of(numbers)
    halves = "|".join(half_days.values())
    places = {
        "{h}": rf"(?<![\w.:/])(?P<h>2[0-4]|[01]?\d|{number})",
        "{H}": rf"(?<![\w.:/])(?P<H>2[0-4]|[01]?\d|{number})",
        "{m}": rf"\b(?P<m>[0-5]?\d|{number})",
        "{M}": r"(?P<M>[0-5]\d)",
        "{N}": r"(?P<N>[0-5]\d)",
        "{t}": r"(?P<h>[01]\d|2[0-3])(?P<M>[0-5][05])",
        "{T}": r"(?P<H>[01]\d|2[0-3])(?P<N>[0-5][05])",
        "{u}": r"(?P<h>0[6-9]|1[0-8]|2[1-3])(?P<M>[0-5][05])",
        "{n}": rf"\b(?P<n>\d{{1,3}}|{number})",
        "{d}": r"(?P<d>0?[1-9]|[12]\d|3[01])",
        "{D}": rf"(?P<d>{number})",
        "{ap}": rf"(?P<ap>{halves})",
        "{AP}": rf"(?P<AP>{halves})",
        "{weekday}": rf"(?P<weekday>{_any_of(weekdays)})",
        "{month}": rf"(?P<month>{_any_of(months)})",
    }
    for pattern in patterns:
        text = pattern["find"]
        for place, regex in places.items():
            text = text.replace(place, regex)
        named = {key: value for key, value in pattern.items() if key not in {"find", "kind"}}
        numbered = needs_digit(_NUMBER.sub(r"\\d", pattern["find"]))
        yield TimePattern(
            re.compile(text), pattern["kind"], named, numbered, needs_digit(text), frozenset(needed_pieces(text))
        )


def _by_numbers(times: Sequence[TimePattern]) -> tuple[dict[int, TimePattern], ...]:
    """The ways, by their place, that need no number at all; with those that need one, if in words; and with all."""
    spoken = {at: way for at, way in enumerate(times) if not way.has_digit}
    return {at: way for at, way in spoken.items() if not way.numbered}, spoken, dict(enumerate(times))


def _by_piece(times: Mapping[int, TimePattern]) -> dict[str, tuple[int, ...]]:
    """The places of the ways by what they hold; of those that need nothing, by ""."""
    holding: dict[str, tuple[int, ...]] = {}
    for number, way in times.items():
        for piece in way.pieces or ("",):
            holding[piece] = (*holding.get(piece, ()), number)
    return holding


def _literal_words(patterns: list[dict[str, Any]]) -> Iterator[str]:
    """The words that stand as they are in the patterns of times, but not beside them."""
    for pattern in patterns:
        find = _BESIDE.sub(" ", pattern["find"]).replace(r"\b", " ").replace(r"\s", " ")
        yield from re.findall(r"(?<![\\{\w])[a-z]{3,}(?![\w}])", find)


def _any_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b"
