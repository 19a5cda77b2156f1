"""What stands in front of a question and is none: the hour it is, a remark on the answer before."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.core.lexicon import language_table, languages, small_words
from bot.core.meant import MOST_CHARACTERS
from bot.core.messages.saying import (
    asking_alone,
    first_persons,
    greeting,
    mending,
    opening_words,
    pointed,
    remarking,
    saying_little,
)
from bot.core.search.index import Index
from bot.core.selection import calendar_of
from bot.core.text import fold, words_of
from bot.core.times import Mode, find_times, to_interval

_LONGEST_HOUR = 40  # characters
_FEWEST = 3  # words that may be a question by themselves
_HALF_DAY, _ABOUT_AN_HOUR = timedelta(hours=12), timedelta(hours=1)
_LONGEST_LEAD = 40  # characters
_REMARK_END = re.compile(r"(?<=\w)\s*[.,;:!…]+\s+(?=\w)")


def in_full(text: str, lang: str) -> str:
    """The question that a word or two stand for where something was spoken of before: "details", "starts in?"."""
    words = words_of(text) if len(text) <= _LONGEST_HOUR else []
    courtesy, hedging = saying_little()
    while len(words) > 1 and words[-1] in courtesy:
        words.pop()
    while len(words) > 1 and words[0] in hedging:
        words.pop(0)
    said = " ".join(words)
    spoken = languages()
    return spoken[lang].brief.get(said) or next((one.brief[said] for one in spoken.values() if said in one.brief), text)


def behind_told_hour(text: str, index: Index, now: datetime) -> str:
    """The text without the hour that it tells first, if it is about that: "it's past midnight, what's next"."""
    head, _, rest = text[:MOST_CHARACTERS].partition(",")
    words = words_of(head) if rest.strip() and len(head) <= _LONGEST_HOUR else []
    spoken = languages().values()
    if len(words) < 3 or not any(words[0] in one.impersonal and words[1].lstrip("'") in one.being for one in spoken):
        return text
    told = to_interval(find_times(fold(head), spoken), calendar_of(index, now))
    if told is None or told.mode is not Mode.AT:
        return text
    apart = (told.start - now) % _HALF_DAY
    return rest if min(apart, _HALF_DAY - apart) <= _ABOUT_AN_HOUR else text


def behind_lead(text: str) -> str:
    """The text without what leads up to it and says nothing: "hey there, where is K", "quick one: who speaks"."""
    end = _lead_end().search(text[:_LONGEST_LEAD])
    words = words_of(text[: end.start()]) if end is not None else []
    if end is None or not words or not opening_words().issuperset(words) or len(words_of(text[end.end() :])) < _FEWEST:
        return text
    led = not (greeting() | first_persons() | mending() | saying_little()[1]).isdisjoint(words)
    return text[end.end() :] if led else text


def behind_remark(text: str, index: Index) -> str:
    """The text with an "ok" for what only tells in front how one likes the answer: "perfect. slides?", "ça marche, où".

    What is called so is no remark: neither somebody of the programme, nor "the long one".
    """
    end = _REMARK_END.search(text[:_LONGEST_HOUR])
    words = words_of(text[: end.start()]) if end is not None else []
    told = remarking().intersection(words)
    if end is None or not told or not (remarking() | small_words()).issuperset(words):
        return text
    if words[0] in pointed() or not asking_alone().isdisjoint(words) or any(map(index.people.has_name, told)):
        return text
    return f"ok {behind_remark(text[end.end() :], index)}"


@language_table
def _lead_end() -> re.Pattern[str]:
    """What stands behind words that lead up to a question: a comma or the like, or a "but"."""
    turning = "|".join(word for language in languages().values() for word in language.turning)
    return re.compile(rf"(?<=\w)(?:\s*(?:[,.:!]|\s[-–—])|\s(?:{turning})\b,?)\s+(?=\w)", re.IGNORECASE)
