"""A text as it is meant: shorthand written out, apostrophes set, slips of the finger mended; and its language."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.core.kinds import KIND_CUES
from bot.core.lexicon import (
    Language,
    accented_words,
    asking_words,
    concerning_words,
    framing_words,
    function_words,
    glossary,
    inside_words,
    is_word,
    known_words,
    language_table,
    languages,
    need_words,
    place_words,
    small_words,
    time_names,
)
from bot.core.search.index import Index
from bot.core.spacing import before_capitals, before_numbers, cut_apart, without_gaps
from bot.core.spelling import ended, filled, light_slips, neighboured
from bot.core.text import fold, singular, sound, stem, words_in, words_of

MOST_CHARACTERS = 1200
_LEAST_MISSPELT, _LONG_WORD = 5, 8  # letters of a word that may miss the name of a day by one; by two
_LEAST_TOGETHER = 9  # letters of several words of a title that were written as one
_SHORT_WORD = 4  # letters of a word that is rather a slip than the plural of another: "adns", French for "dans"
_LEAST_HEARD = 4  # letters of a word that may be written as it sounds
_SOUNDING = frozenset({*KIND_CUES, "talk", "session", "room", "track"})  # cues of such words
_NEXT_WORD = 30  # characters in which the word behind another one stands
_LONGER_WORDS = re.compile(r"(?<!\w)[a-z]{4,}(?!\w)")
DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_HYPHENED = re.compile(r"(?<![\w-])(\w+)-(\w+)(?![\w-])")
_GLUED = re.compile(r"(?<![\w'])(?P<elided>qu|[cdjlmnst])(?P<gap> ?)(?P<rest>[aeiouyh][a-z]{3,})(?![\w'])")
_TYPED = re.compile(r"\w+")
_NUMBER_OF_ROOM = re.compile(r"(?<![\w.])([a-z]+)\s+(\d+(?:\.\d+)+[a-z]?)(?![\w%]|\.\w)")
_TELLING = 5  # letters of a word that tells the language of a text of which nothing else does
_LONG_NAME = 6  # letters of a word like a day's name that may be somebody's
_LONG_ACCENTED = 8  # so many letters are nobody's name that the programme has not
_CAPITALS = re.compile(r"\b[^\W\d_]\w*")


def folded_as_meant(text: str, index: Index) -> str:
    """The folded text, of MOST_CHARACTERS, without what is only a slip or a short way to type."""
    folded = fold(before_capitals(_with_accents(_spelt_out(text[:MOST_CHARACTERS], index)), index))
    if index.rooms.codes and "." in folded:
        folded = _with_whole_codes(folded, index)
    whole = without_gaps(_hyphens_glued(folded, index) if "-" in folded else folded, index)
    return _respelt(_unglued(before_numbers(whole, index), index), text, index)


def _with_whole_codes(folded: str, index: Index) -> str:
    """The text with the codes of rooms in full where only their numbers were said behind an "in" or a "room"."""

    def whole(found: re.Match[str]) -> str:
        inside = found[1] in place_words() or found[1] in inside_words()
        return f"{found[1]} {index.rooms.codes.get(found[2], found[2])}" if inside else found.group()

    return _NUMBER_OF_ROOM.sub(whole, folded)


def _hyphens_glued(folded: str, index: Index) -> str:
    """The text with words in two parts as one that the programme has or means: "wrist-watch", "sous-ensemble"."""

    def as_one(found: re.Match[str]) -> str:
        one = found[1] + found[2]
        held = index.words.has(one) and not (index.words.has(found[1]) and index.words.has(found[2]))
        begun = found[1] in small_words() and found[2] not in small_words()  # "est-on" is no Estonian
        glued = held or (begun and stem(one) in glossary() and index.meanings.match(one))
        return one if glued else found.group()

    return _HYPHENED.sub(as_one, folded)


def _respelt(folded: str, text: str, index: Index) -> str:
    """The folded text with slips of the finger mended in words of a language that say when, or that ask."""

    def is_proper(found: re.Match[str]) -> bool:
        return found.start() > 0 and found.group() in proper_words(text[:MOST_CHARACTERS])

    def meant(found: re.Match[str]) -> str:
        word = found.group()
        if _is_plain_word(word) or is_of_programme(word, index):
            return word
        if len(word) >= _LEAST_TOGETHER and (apart := index.titles.written_together(word)):
            return apart
        behind = words_in(folded[found.end() : found.end() + _NEXT_WORD])[:1]
        if behind and index.people.are_one(word, behind[0]):
            return word
        said = _said_by(found, folded, index)
        if said is None:
            apart = cut_apart(word, index)
            proper = is_proper(found) and not index.people.has_name(apart.partition(" ")[0])
            return apart if apart and not (proper or _is_behind_name(found, folded, index)) else word
        if said not in _days() and (is_proper(found) or not _may_ask(said, found, folded)):
            return word
        if behind and behind[0] in place_words() and said not in framing_words():
            return word  # "Pluto room"
        if _is_name_cut(word, index) or (behind and index.people.has_name(word + behind[0])):
            return word
        if not _says_when(said):
            return said
        before = _before(found, folded)
        of_name = any(index.people.has_name(one) and one not in small_words() for one in before)
        named = of_name or (len(word) <= _LONG_NAME and _is_before_speech(folded[found.end() :]))
        return word if named else said  # "when does Sundey speak"

    return _LONGER_WORDS.sub(meant, folded)


def _before(found: re.Match[str], folded: str) -> list[str]:
    """The word in front of a word of the folded text, if there is one."""
    return words_in(folded[max(found.start() - _NEXT_WORD, 0) : found.start()])[-1:]


def _said_by(found: re.Match[str], folded: str, index: Index) -> str | None:
    """The word that asks, says when or says little, for which an unknown one of the folded text is a slip."""
    word = found.group()
    light = _lightly_meant(word)
    if light and (filled_up := _meant_by(word)):
        light = _likelier(light, filled_up, folded)
    surely = light is not None and (light in framing_words() or sorted(light) == sorted(word))
    if light and (surely or not _is_behind_name(found, folded, index)):
        return light
    if index.people.is_like_name(word):
        return None
    alone = found.start() == 0 and found.end() == len(folded)
    if filled_up := _meant_by(word):
        return filled_up
    if _is_behind_name(found, folded, index):
        return None
    said = _nearly_meant(word) or _heard_as(word)
    surely = said in framing_words() and not _is_of_time(said) if said else False
    return said if not alone or surely or len(word) >= _LONG_WORD else None


def _likelier(one: str, other: str, folded: str) -> str:
    """The first of two words, if not only the other one is of the language of the folded text."""
    language = find_language(words_in(folded), next(iter(languages())))
    known, timed = language.known_words, language.time_words
    return other if (other in known or other in timed) and not (one in known or one in timed) else one


def _is_behind_name(found: re.Match[str], folded: str, index: Index) -> bool:
    """Whether a word of the folded text stands behind a first name or a "Mr", and may be the last name."""
    before = _before(found, folded)
    addressed = any(not one.addressing.isdisjoint(before) for one in languages().values())
    return addressed or any(map(index.people.may_begin, before))


def _hyphened(found: re.Match[str], folded: str) -> str | None:
    """The word that a hyphen joins with a word of the folded text, if there is one: of "apres-mdii" the first."""
    if folded[found.start() - 1 : found.start()] == "-":
        return "".join(_before(found, folded))
    return "".join(words_in(folded[found.end() :])[:1]) if folded[found.end() : found.end() + 1] == "-" else None


def _may_ask(said: str, found: re.Match[str], folded: str) -> bool:
    """Whether a word of the folded text may be meant for one that asks: no topic behind an "about", no "Whre's"."""
    if folded[found.end() : found.end() + 1] == "'":
        contracted = said in small_words() and folded[found.end() + 1 : found.end() + 2] != "s"  # "shuldn't"
        return contracted or said in asking_words() or _is_of_time(said)
    if (hyphened := _hyphened(found, folded)) is not None:
        little = said in small_words() and hyphened in known_words()  # "ceui-là"
        return little or (_is_of_time(said) and _is_of_time(hyphened))
    return said in asking_words() or concerning_words().isdisjoint(_before(found, folded))


def _is_name_cut(word: str, index: Index) -> bool:
    """Whether a letter more at its end makes a room's name of a word, or one inside a title's that asks for nothing."""
    if any(map(index.rooms.has_word, ended(word))):
        return True
    inside = filled(word) if len(word) >= _LEAST_MISSPELT else ()
    return any(index.words.title_has_exactly(one) and one not in known_words() for one in inside)


def is_of_programme(word: str, index: Index) -> bool:
    """Whether the programme has the folded word in exactly this form."""
    if index.words.has(word) or index.people.has_name(word) or index.is_of_event(word):
        return True
    return index.rooms.has_word(word) or index.tracks.has_word(word)


@lru_cache(maxsize=4096)
def _is_plain_word(word: str) -> bool:
    """Whether the folded word is one of a language, in the plural or not, or tells what people need."""
    return is_word(word) or (len(word) > _SHORT_WORD and is_word(singular(word))) or word in need_words()


def _is_before_speech(rest: str) -> bool:
    """Whether the folded text goes on with a verb of speaking, or says whose something is."""
    behind = words_in(rest[:_NEXT_WORD])[:2]
    if behind and _is_plain_word(behind[0]):
        behind = behind[:1]  # else it may be the last name
    following = [language.phrases.following.get(word) for language in languages().values() for word in behind]
    speaks = any(branch is not None and "speak" in branch.cues for branch in following)
    return speaks or "'s" in behind


@lru_cache(maxsize=1024)
def _lightly_meant(word: str) -> str | None:
    """The word that asks, or says little, which an unknown one is but for letters swapped or doubled."""
    return next((one for one in light_slips(word) if one in function_words()), None)


@lru_cache(maxsize=1024)
def _meant_by(word: str) -> str | None:
    """The word that asks or says little, and has one more letter inside than an unknown one; or a day, misspelt."""
    lacking = function_words().intersection(filled(word))
    if lacking:
        return min(lacking) if len(lacking) == 1 else _only(lacking) if len(word) < _LEAST_MISSPELT else None
    near = time_names().closest(word, 1 if len(word) < _LONG_WORD else 2) if len(word) >= _LEAST_MISSPELT else []
    return near[0] if len(near) == 1 else None


@lru_cache(maxsize=1024)
def _nearly_meant(word: str) -> str | None:
    """The word that asks or says little, which an unknown one is but for a letter beside the right one, or the last.

    Another form of a word, like the French "répare", lacks nothing.
    """
    for ways in (neighboured, ended):
        found = [one for one in function_words().intersection(ways(word)) if stem(one) != stem(word)]
        found = [one for one in found if one[0] == word[0] or one in framing_words()]  # few err in the first letter
        if found:
            return _only(found)
    return None


def _only(found: Collection[str]) -> str | None:
    """The only word, or the only one of them that most questions have; None if that is not one alone."""
    likely = found if len(found) == 1 else framing_words().intersection(found)
    return next(iter(likely)) if len(likely) == 1 else None


@lru_cache(maxsize=1024)
def _heard_as(word: str) -> str | None:
    """The word for a kind of session, or for a room, that sounds like an unknown one and ends like it: "poze"."""
    found = [one for one in _sounding().get(sound(word), ()) if one[-1] == word[-1]]
    return found[0] if len(found) == 1 else None


@language_table
def _sounding() -> dict[str, list[str]]:
    """The words of all languages for kinds of sessions and rooms, of four letters or more, by how they sound."""
    found: dict[str, list[str]] = {}
    for language in languages().values():
        for word, branch in language.phrases.following.items():
            of_kind = len(word) >= _LEAST_HEARD and not _SOUNDING.isdisjoint(branch.cues)
            if of_kind and word.isalpha() and word not in found.setdefault(sound(word), []):
                found[sound(word)].append(word)
    return found


def _says_when(word: str) -> bool:
    """Whether the word tells a time and asks nothing: a name may look like it."""
    asks = any(word in language.cue_words or word in language.small_words for language in languages().values())
    return not asks and _is_of_time(word)


def _is_of_time(word: str) -> bool:
    return any(word in language.time_words for language in languages().values())


@language_table
def _days() -> frozenset[str]:
    """The names of days and months in all languages: they may begin with a capital letter."""
    return frozenset(name for one in languages().values() for name in (*one.weekdays, *one.months))


def calmed(word: str, index: Index) -> str:
    """The word without letters drawn out, as in "sooo"; with two of them left, as in "eggg", if only that is a word."""
    if DRAWN_OUT.search(word) is None or is_of_programme(word, index) or len(set(word)) == 1:
        return word
    single, double = DRAWN_OUT.sub(r"\1", word), DRAWN_OUT.sub(r"\1\1", word)
    return double if index.knows_exactly(double) or not (index.knows_exactly(single) or len(word) < 6) else single


def _spelt_out(text: str, index: Index) -> str:
    """The text with the words of phone shorthand written in full, unless the programme has them."""
    typed, signs = {*_TYPED.findall(text.casefold())}, _shorthand_signs()
    if not any(needed <= typed for word in typed if word in signs for needed in signs[word]):
        return text

    def full(found: re.Match[str]) -> str:
        typed = fold(found.group())
        meant = _shorthand()[typed]
        proper = found.group() != found.group().lower()
        known = index.words.title_has(typed) or index.people.has_name(typed) or index.people.affiliated([typed])
        others = text[: found.start()] + text[found.end() :]
        kept = known and (proper or _language_of(others, meant.code) != meant.code)
        behind = words_of(text[found.end() :])[:1] if known else ()
        kept = kept or any(index.people.are_one(typed, word) for word in behind)  # "qui est ben vos"
        return found.group() if kept else meant.words

    return _shorthand_words().sub(full, text)


def _unglued(folded: str, index: Index) -> str:
    """The text with the apostrophes that were left out in front of words: "lexpose" or "l expose" is "l'expose"."""

    def apart(found: re.Match[str]) -> str:
        word, elided, rest = found.group(), found["elided"], found["rest"]
        if not found["gap"] and (_is_word(word, index) or _is_word(singular(word), index)):
            return word
        named = index.words.title_has_exactly(rest) and not is_word(word)  # "quarts" is no "qu'arts"
        fitting = (
            one
            for one in languages().values()
            if elided in one.elided and (found["gap"] or named or rest in one.known_words)
        )
        fits = any(_language_of(folded, one.code) == one.code for one in fitting)
        return f"{elided}'{rest}" if fits else word

    return _GLUED.sub(apart, folded)


def _is_word(word: str, index: Index) -> bool:
    known = word in known_words() and not any(word in one.glued_words for one in languages().values())
    return known or index.words.has(word) or index.people.has_name(word) or index.is_of_event(word)


class _Meant(NamedTuple):
    """What shorthand stands for, and in which language."""

    code: str
    words: str


def _language_of(text: str, code: str) -> str:
    """The code of the text's language; not `code` where it shows none."""
    return find_language(words_of(text), next(one for one in languages() if one != code)).code


@language_table
def _shorthand() -> dict[str, _Meant]:
    spoken = languages().values()
    return {typed: _Meant(one.code, words) for one in spoken for typed, words in one.shorthand.items()}


@language_table
def _shorthand_signs() -> dict[str, tuple[frozenset[str], ...]]:
    """The words of each shorthand by its longest one: most texts have none of them."""
    signs: dict[str, tuple[frozenset[str], ...]] = {}
    for typed in _shorthand():
        words = _TYPED.findall(typed.casefold())
        longest = max(words, key=len)
        signs[longest] = (*signs.get(longest, ()), frozenset(words))
    return signs


@language_table
def _shorthand_words() -> re.Pattern[str]:
    typed = "|".join(map(re.escape, sorted(_shorthand(), reverse=True)))
    return re.compile(rf"(?<![\w'’-])(?:{typed})(?!\w|['’](?!s\b)|[°º-])", re.IGNORECASE)


@lru_cache(maxsize=16)  # asked for each word of a text
def proper_words(text: str) -> frozenset[str]:
    """The folded words that are capitalised, unless most words of the text are."""
    words = _CAPITALS.findall(text)
    capital = [word for word in words if word[0].isupper()]
    return frozenset(map(fold, capital)) if len(capital) <= 0.6 * len(words) else frozenset()


def _with_accents(text: str) -> str:
    """The text with words that only their accent tells apart written as the language's file says."""
    lowered = text.lower()
    for language in languages().values():
        for written, read_as in language.accented.items():
            if written in lowered:
                text = re.sub(rf"\b{written}\b", read_as, text, flags=re.IGNORECASE)
    return text


def find_language(words: Sequence[str], fallback: str, accented: str | None = None) -> Language:
    """The language that most of the words belong to and no other; `fallback` where none leads.

    Where several do, it is the one of them that is written with such accents as the text: `accented`.
    """
    scores = dict.fromkeys(languages(), 0.0)
    for word in set(words):
        own = only_language(word)
        if own is not None:
            scores[own] += 1 if len(word) > 2 else 0.5
    if not any(scores.values()):
        scores.update({code: 1.0 for code in map(_telling_language, words) if code is not None})
    best = max(scores.values())
    leading = [code for code, score in scores.items() if score == best]
    if best < 1 and _shows_little(words, languages()[leading[0]]):
        return languages()[fallback]
    if len(leading) == 1:
        return languages()[leading[0]]
    return languages()[accented if accented in leading and best > 0 else fallback]


@lru_cache(maxsize=4096)
def _telling_language(word: str) -> str | None:
    """The code of the one language that knows a folded word which others have another word for: "biologie"."""
    if len(word) < _TELLING or stem(word) not in glossary():
        return None
    known = {word, singular(word)}
    written = accented_words().get(word)
    knowing = [one for one in languages().values() if one.code == written or not one.known_words.isdisjoint(known)]
    return knowing[0].code if len(knowing) == 1 and word not in knowing[0].unmarked else None


def _shows_little(words: Sequence[str], language: Language) -> bool:
    """Whether the words are a letter, a "de" as in names, or two of which the first tells nobody: not "sa vie".

    A "de" behind a word that is no name shows its language: "valeur de Shapley".
    """
    if len(words) == 1:
        return len(words[0]) == 1 or words[0] in language.origin - language.pointed
    if len(words) != 2:
        return False
    first = words[0]
    if first in language.pointed or first in language.theirs or first in language.speaking or first in language.asker:
        return False
    return not (words[1] in language.origin and is_word(first))


def _may_be_of(language: Language, word: str, index: Index) -> bool:
    """Whether a folded word is of the language: known in it or looked up, or long and of no title and no room."""
    strange = len(word) >= _LONG_ACCENTED and not index.words.title_has_exactly(word) and not index.rooms.has_word(word)
    return strange or word in language.known_words or stem(word) in glossary()


def spelt_in(text: str, index: Index) -> str | None:
    """The code of the language that writes a word of the text with its accents; nobody's name tells any."""
    for word in re.findall(r"[^\W\d_]+", text[:MOST_CHARACTERS].lower()):
        for language in languages().values():
            if language.accents.isdisjoint(word) or (len(word) > 1 and index.people.has_name(fold(word))):
                continue
            if _may_be_of(language, fold(word), index):
                return language.code
    return None


def accents_of(text: str) -> str | None:
    """The code of the language that is written with the first accent of the text."""
    letters = (letter for letter in text[:MOST_CHARACTERS].lower() if not letter.isascii())
    return next((one.code for letter in letters for one in languages().values() if letter in one.accents), None)


@lru_cache(maxsize=4096)
def only_language(word: str) -> str | None:
    """The code of the one language that a folded word belongs to; None if it belongs to several or to none.

    One that is but part of a phrase there tells nothing if another language knows it: "amateur".
    """
    own = [one for one in languages().values() if word in one.own_words and word not in one.unmarked]
    if len(own) != 1:
        return None
    plain = word in own[0].small_words or word in own[0].time_words
    shared = not plain and sum(word in one.known_words for one in languages().values()) > 1
    return None if shared else own[0].code
