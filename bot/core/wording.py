"""Every sentence the bot says, from one catalogue a language, and dates and lists in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from bot.core.lexicon import languages
from bot.core.programme import Programme, Session
from bot.core.replies import Answer, Layout

_FALLBACK = "en"
_SHOWN_SESSIONS = 25
_SHOWN_ABSTRACT = 700


def pick_language(*wanted: str | None) -> str:
    """The first of the wanted codes that there is a catalogue for ("fr-CA" is "fr"), else English.

    >>> pick_language(None, "fr-CA", "en")
    'fr'
    """
    for code in wanted:
        if code and code[:2].lower() in languages():
            return code[:2].lower()
    return _FALLBACK


def say(lang: str, sentence: str, **values: object) -> str:
    """The sentence of that name in the language, its places filled. KeyError for a name that no catalogue has."""
    return languages()[pick_language(lang)].sentences[sentence].format_map(values)


def find_sentence(lang: str, sentence: str) -> str:
    """The sentence of that name with its places unfilled; empty if this language has none of its own."""
    return languages()[lang].sentences.get(sentence, "") if lang in languages() else ""


def say_count(lang: str, sentence: str, count: int, **values: object) -> str:
    """`say` with the form for one thing or for several (`<sentence>_one`, `<sentence>_many`)."""
    return say(lang, f"{sentence}_{'one' if count == 1 else 'many'}", count=count, **values)


def say_list(lang: str, items: Sequence[str]) -> str:
    """The items as one enumeration: "A, B and C"."""
    shown = format_list(list(items), locale=_locale(pick_language(lang))) if len(items) > 1 else "".join(items)
    return shown.replace(", and ", " and ")


@cache
def _locale(code: str) -> Locale:
    return Locale(code)


@lru_cache(maxsize=512)
def say_day(lang: str, day: date, *, year: bool = False) -> str:
    """The day in words, such as "Monday 30 June".

    >>> say_day("fr", date(2025, 6, 30), year=True)
    'lundi 30 juin 2025'
    >>> say_day("fr", date(2025, 7, 1))
    'mardi 1er juillet'
    """
    number = say(lang, "first_of_month") if day.day == 1 else "d"
    return format_date(day, f"EEEE {number} MMMM{' y' if year else ''}", locale=_locale(pick_language(lang)))


def say_language(lang: str, code: str) -> str:
    """The name of the language with that code, such as "German" for "de"; the code itself where none is known.

    >>> say_language("fr", "de")
    'allemand'
    """
    names = _locale(pick_language(lang)).languages
    return str(names.get(code.replace("-", "_").split("_")[0].lower(), code))


def say_time(instant: datetime, programme: Programme) -> str:
    """HH:MM on the venue's clock."""
    local = programme.local(instant)
    return f"{local.hour:02}:{local.minute:02}"


def real_day(session: Session, programme: Programme) -> date:
    """The calendar date on which the session starts, which past midnight is not the day it is listed under."""
    return programme.local(session.start).date()


def say_slot(session: Session, programme: Programme, lang: str) -> str:
    """Start and end on the venue's clock; the start alone where no end is known, no hour of whole days."""
    if _is_of_whole_days(session, programme):
        return say(lang, "all_day")
    start = say_time(session.start, programme)
    return start if session.end <= session.start else f"{start}–{say_time(session.end, programme)}"


def _is_of_whole_days(session: Session, programme: Programme) -> bool:
    """Whether it goes from a midnight to another, as what calendars have of a day without hours."""
    start, end = programme.local(session.start), programme.local(session.end)
    return session.end_known and start.date() < end.date() and start.time() == end.time() == time()


def say_length(lang: str, length: timedelta) -> str:
    """A length of time in words, in minutes and, from an hour on, in hours too: "90 min (1 h 30)"."""
    minutes = round(length.total_seconds() / 60)
    if minutes < 60:
        return say(lang, "minutes", minutes=minutes)
    days, rest = divmod(minutes, 24 * 60)
    hours, rest = divmod(rest, 60)
    if days:
        return say_count(lang, "days" if hours else "whole_days", days, hours=hours)
    in_hours = f"{hours} h {rest:02}" if rest else f"{hours} h"
    return say(lang, "hours", minutes=minutes, hours=in_hours) if minutes <= 240 else in_hours


def say_speakers(session: Session, programme: Programme, lang: str) -> str:
    """The names of the session's speakers in one enumeration; empty if it has none."""
    return say_list(lang, [speaker.name for speaker in programme.speakers_of(session)])


def text_of(answer: Answer, programme: Programme) -> str:
    """The whole reply as plain text, times as HH:MM in the venue's zone, nothing in it that a chat would act on."""
    lines = [answer.headline]
    if answer.layout is Layout.CARD:
        for session in answer.sessions[:3]:
            lines += _card(session, programme, answer.lang)
    elif answer.layout is Layout.LIST:
        lines += _list(answer, programme)
    lines += answer.details
    if answer.choices:
        lines += [f"{number}. {choice.label}" for number, choice in enumerate(answer.choices, start=1)]
    if answer.suggestions:
        lines.append(say(answer.lang, "try", questions=" · ".join(answer.suggestions)))
    return "\n".join(lines)


def _list(answer: Answer, programme: Programme) -> list[str]:
    lines: list[str] = []
    shown = answer.sessions[:_SHOWN_SESSIONS]
    day: date | None = None
    by_day = len(programme.days) > 1 or len({real_day(session, programme) for session in shown}) > 1
    for session in shown:
        if by_day and real_day(session, programme) != day:
            day = real_day(session, programme)
            lines.append(say(answer.lang, "heading", text=say_day(answer.lang, day)))
        lines.append(_line(session, programme, answer.lang))
    if len(answer.sessions) > len(shown):
        lines.append(say(answer.lang, "and_more", count=len(answer.sessions) - len(shown)))
    return lines


def _line(session: Session, programme: Programme, lang: str) -> str:
    speakers = say_speakers(session, programme, lang)
    room = f" ({session.room})" if session.room and len(programme.rooms) > 1 else ""
    gone = say(lang, "line_cancelled") if session.cancelled else ""
    by = f" — {speakers}" if speakers else ""
    return f"{say_slot(session, programme, lang)} {session.title}{by}{room}{gone}"


def _card(session: Session, programme: Programme, lang: str) -> list[str]:
    lines = [session.title]
    speakers = say_speakers(session, programme, lang)
    if speakers:
        lines.append(speakers)
    where = f", {session.room}" if session.room else ""
    lines.append(f"{say_day(lang, real_day(session, programme))}, {say_slot(session, programme, lang)}{where}")
    if session.abstract:
        lines.append(shorten(session.abstract, _SHOWN_ABSTRACT))
    if session.note:
        lines.append(session.note)
    if session.slides:
        lines.append(say(lang, "slides_at", url=session.slides))
    if session.recording:
        lines.append(say(lang, "recording_at", url=session.recording))
    return lines


def shorten(text: str, most: int) -> str:
    """The text in one line, cut at a word's end with an ellipsis where it is longer than `most` characters.

    >>> shorten("one two three", 8)
    'one two…'
    """
    begun = " ".join(text[: 2 * most].split())  # of a long text, the beginning is enough
    line = begun if len(begun) > most else " ".join(text.split())
    if len(line) <= most:
        return line
    kept = line[:most].rsplit(" ", 1)[0].rstrip(" ,;:")
    return f"{kept} …" if "://" in kept.rsplit(" ", 1)[-1] else f"{kept}…"  # no part of a link
