"""Text as people type it, made comparable: case, accents, punctuation, word stems, and how a word sounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_LETTERS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "`": "'",
    "´": "'",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "—": "-",
    "\u00a0": " ",
    "\u200b": "",
    "\u00ad": "",
}
_LETTER = re.compile("[" + "".join(_LETTERS) + "]")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u3099\u309a]+")  # accents, vowel points
_NAMED_SIGNS = ((re.compile(r"\bc\+\+"), "cpp"), (re.compile(r"\bc#"), "csharp"), (re.compile(r"\bf#"), "fsharp"))
_WORD = re.compile(r"(?:jusqu|lorsqu|puisqu|qu|[cdjlmnst])'(?=\w)|(?<=\w)'(?:s|ll|re|ve|d|m|t)\b|[^\W_]+")


class Word(NamedTuple):
    """A folded word and where it stands in the folded text; an elided one keeps its apostrophe (`l'`, `'s`)."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """The text without case, accents and typographic variety; folding twice changes nothing.

    >>> fold("L’Exposé — École")
    "l'expose - ecole"
    """
    if text.isascii():
        folded = text.lower()
    else:
        folded = _plain(text).casefold()
        if not folded.isascii():
            bare = _MARKS.sub("", unicodedata.normalize("NFKD", folded))
            folded = _plain(unicodedata.normalize("NFKC", bare.casefold()))
    if "+" in folded or "#" in folded:
        for sign, name in _NAMED_SIGNS:
            folded = sign.sub(name, folded)
    return folded


def _plain(text: str) -> str:
    return _LETTER.sub(lambda found: _LETTERS[found.group()], text)


def find_words(folded: str) -> tuple[Word, ...]:
    """The words of a folded text, in order.

    >>> [word.text for word in find_words("what's l'expose k.3.401")]
    ['what', "'s", "l'", 'expose', 'k', '3', '401']
    """
    return tuple(Word(found.group(), found.start(), found.end()) for found in _WORD.finditer(folded))


def words_in(folded: str) -> list[str]:
    """The words of a folded text, in order, without their places."""
    return _WORD.findall(folded)


_TO_SPACES = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))


def bag_of_words(folded: str) -> list[str]:
    """The words of a folded text like `words_in`, in any order: much faster where most of a long text is ASCII."""
    simple: list[str] = []
    others: list[str] = []
    for chunk in folded.split():
        (simple if chunk.isascii() and "'" not in chunk else others).append(chunk)
    return " ".join(simple).translate(_TO_SPACES).split() + words_in(" ".join(others))


def words_of(text: str) -> list[str]:
    """The folded words of any text, in order."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=64)  # a question is looked up in several ways
def normalise(text: str) -> str:
    """The folded words with single spaces: equal for texts that differ only in looks; twice is once."""
    return joined(words_of(text))


def joined(words: Iterable[str]) -> str:
    """The folded words as `normalise` gives them."""
    return " ".join(words).replace("'", "")


# What English, French and German share ends alike here, so that cognates meet; the longest ending that fits is taken.
_ENDINGS = {
    "logical": "log", "logique": "log", "logic": "log", "nomical": "nom", "nomique": "nom", "nomic": "nom",
    "graphical": "graph", "graphique": "graph", "graphic": "graph", "metrical": "metr", "metrique": "metr",
    "metric": "metr",
    "ability": "abl", "abilite": "abl", "ibility": "ibl", "ibilite": "ibl",
    "isation": "iz", "ization": "iz", "ising": "iz", "izing": "iz", "iser": "iz", "izer": "iz", "ised": "iz",
    "ized": "iz", "ise": "iz", "ize": "iz", "ateur": "", "ation": "", "ating": "", "ative": "", "ated": "",
    "ator": "", "atif": "", "atic": "at", "ement": "", "icien": "ic", "ician": "ic", "ical": "ic", "ique": "ic",
    "ment": "", "ness": "", "oire": "or", "aire": "ar", "euse": "ou", "ele": "", "iste": "ist", "isme": "ism",
    "ics": "ic", "ite": "it", "ity": "it", "ive": "iv", "eux": "ou", "ous": "ou", "eur": "", "ing": "",
    "ory": "or", "ary": "ar", "ate": "", "ale": "", "if": "iv", "er": "", "or": "", "ed": "", "al": "", "el": "",
    "ly": "", "ie": "", "ee": "", "e": "", "y": "",
    "ismus": "ism", "isch": "ic", "ische": "ic", "ischen": "ic", "atisch": "at", "atische": "at", "atischen": "at",
}  # fmt: skip
_WHOLE = frozenset(
    word
    for line in (files("bot.core") / "languages" / "look_alikes.txt").read_text("ascii").splitlines()
    for word in line.partition("#")[0].split()
)
_WITH_AU = ("eaux", "uyaux", "noyaux", "joyaux", "boyaux")  # whose singular has an "au", not an "al"
_LENGTHS = {  # of the endings with this last letter, the longest first
    last: sorted({len(ending) for ending in _ENDINGS if ending[-1] == last}, reverse=True)
    for last in {ending[-1] for ending in _ENDINGS}
}
_MUTE = frozenset({"e", "y", "ie", "ing"})  # behind a short word they are more than the ending of a shorter one
_SHORT = re.compile("[b-df-hj-np-tv-z][aeiou][b-df-hj-np-tvz]")
_VOWEL = re.compile("[aeiouy]")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """What a folded word shares with its plural, its other forms and its cognate in the other language.

    >>> stem("securite") == stem("security"), stem("loterie") == stem("lotteries")
    (True, True)
    >>> stem("caring") == stem("care") != stem("cars"), stem("running") == stem("runs")
    (True, True)
    """
    if len(word) <= 3 or not word.isalpha():
        return word
    one = singular(word)
    if one in _WHOLE:
        return one
    root = _DOUBLED.sub(_once, one)
    for length in _LENGTHS.get(root[-1], ()):
        common = _ENDINGS.get(root[-length:]) if length <= len(root) - 3 else None
        if common is not None:
            rest = root[:-length]
            short = (length == 2 and root[-2:] != "ie") or root[-length:] in {"ele", "ale"}
            least = 4 if short else 3  # "modele" is no "mod", and "finale" no "fin"
            if len(rest) >= least and _VOWEL.search(rest):
                mute = len(rest) == 3 and root[-length:] in _MUTE and root == one and _SHORT.fullmatch(rest)
                if mute:  # a movie is no move
                    return rest + ("i" if root[-1] == "y" or root[-2:] == "ie" else "e")
                return rest + common
    return root


def _once(found: re.Match[str]) -> str:
    """What was found twice; as a template it would be read anew each time, in four times as long."""
    return found[1]


def singular(word: str) -> str:
    """The folded word without the ending of its plural: nearer to the word than its stem is.

    >>> singular("trains"), singular("training"), singular("reseaux")
    ('train', 'training', 'reseau')
    """
    if word[-1:] not in {"s", "x"} or word in _WHOLE:
        return word
    if word[:-1] in _WHOLE:
        return word[:-1]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_WITH_AU):
        return word[:-1]
    if word.endswith("aux") and len(word) > 4:
        return word[:-3] + "al"
    if word.endswith("eux") and len(word) <= 5:
        return word[:-1]
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""), ("(?<=ou|eu|oi)x$", ""), ("x", "ks"), ("(?<![st])ch(?=[rln])", "k"),
        ("^dj", "j"), ("tsch|sch|sh|tch|ch", "S"), ("ph", "f"), ("qu|ck|q", "k"),
        ("c(?=[eiy])", "s"), ("c", "k"), ("gn", "n"), ("gh", ""), ("g(?=[eiy])", "j"), ("e?aul(?=[dtx]$)", "o"),
        ("eaux|eau|aux|au|oh|ow$", "o"),
        ("ou|oo|ue|w", "u"), ("oe", "o"), ("ae|ai|ay|ei|ey|ea|ee", "e"), ("h", ""), ("y", "i"), ("tz|z", "s"),
        ("ie$", "i"), ("dt$", "t"), ("v", "f"), ("ij", "i"),
        (r"(.)\1+", _once), ("(?<=[b-df-hj-np-tv-zS])e$", ""), ("(?<=.{3})[sdtp]$", ""), (r"(.)\1+", _once),
    )
)  # fmt: skip


@lru_cache(maxsize=32768)
def sound(word: str) -> str:
    """How a folded word sounds, roughly, to English and French ears; equal for spellings of one name.

    >>> sound("loizo") == sound("loiseau"), sound("gusack") == sound("gusak")
    (True, True)
    """
    spoken = word
    for pattern, heard in _SOUNDS:
        spoken = pattern.sub(heard, spoken)
    return spoken


_GERMAN_W = re.compile("(?<![b-df-hj-np-tv-z])w(?=[aeiouy])")
_ROUGH = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (("oi|eu", "ua"), ("e", "i"), ("u", "o"), ("^ji?", "i"), ("S", "s"))
)


@lru_cache(maxsize=8192)
def rough_sound(word: str) -> str:
    """How a folded word sounds to somebody who does not speak its language; equal for more than one name.

    >>> rough_sound("luazo") == rough_sound("loiseau"), rough_sound("noiman") == rough_sound("neumann")
    (True, True)
    """
    heard = sound(_GERMAN_W.sub("v", word))
    for pattern, rougher in _ROUGH:
        heard = pattern.sub(rougher, heard)
    return heard
