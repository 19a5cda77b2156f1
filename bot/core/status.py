"""How the bot is, for organisers: what it sent and missed, what comes next, its database and its connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.programme import Programme
from bot.core.reminder_wording import say_why
from bot.core.reminders import About, Owed
from bot.core.replies import Answer, AnswerKind
from bot.core.wording import say, say_count, say_day, say_time


class Process(StrEnum):
    """Whether a bot runs with the database, and whether that is who tells."""

    ON_DUTY = "on_duty"
    STANDS_BY = "stands_by"
    RUNS = "runs"
    OVERDUE = "overdue"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is to be said, was said or was missed; `at` is when."""

    owed: Owed
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """The connection to Discord: `connected` None, where only a sign of life at `seen` is known, or none at all."""

    connected: bool | None = None
    seen: datetime | None = None
    latency: timedelta | None = None


@dataclass(frozen=True, slots=True)
class LastChange:
    """What an organiser published last."""

    number: int
    at: datetime
    author: str
    what: str


@dataclass(frozen=True, slots=True)
class Books:
    """What the database tells. `quiet` is how long its bot has given no sign of life after it should have."""

    database: str
    schema: str
    process: Process
    holder: str
    quiet: timedelta
    sent_count: int
    missed_count: int
    open_count: int
    upcoming: Sequence[Line]
    sent: Sequence[Line]
    missed: Sequence[Line]
    followers: int
    change: LastChange | None


@dataclass(frozen=True, slots=True)
class Status:
    """How the bot is. `books` is None where the database cannot be used, for the reason in `trouble`."""

    version: str
    link: Link
    books: Books | None
    trouble: str = ""


def compose_status(status: Status, programme: Programme, now: datetime, lang: str) -> Answer:
    """The status in words, a paragraph a subject."""
    details = [say(lang, "status.version", version=status.version)]
    if status.books:
        details += _say_books(status.books, programme, now, lang)
    else:
        details.append(say(lang, "status.no_database", trouble=status.trouble))
    return Answer(
        kind=AnswerKind.EVENT, lang=lang, headline=_say_link(status.link, programme, now, lang), details=tuple(details)
    )


def short_holder(holder: str) -> str:
    """How a process is called in the lease, as somebody can find it: machine and process number.

    >>> short_holder("desk/pid:[4026531836]/1f2e3d4c 4711 0a1b2c3d-4e5f6a7b")
    'desk, process 4711'
    """
    place, _, rest = holder.partition(" ")
    return f"{place.split('/')[0]}, process {rest.split(' ')[0]}" if rest else holder


def _say_link(link: Link, programme: Programme, now: datetime, lang: str) -> str:
    milliseconds = None if link.latency is None else round(link.latency.total_seconds() * 1000)
    latency = "" if milliseconds is None else say(lang, "status.latency", milliseconds=milliseconds)
    if link.connected is not None:
        return say(lang, "status.connected" if link.connected else "status.away", latency=latency)
    if link.seen is None:
        return say(lang, "status.unseen")
    return say(lang, "status.seen", time=_when(link.seen, programme, now, lang), latency=latency)


def _say_books(books: Books, programme: Programme, now: datetime, lang: str) -> list[str]:
    seconds = round(books.quiet.total_seconds())
    told = [
        say(lang, f"status.{books.process}", holder=short_holder(books.holder), seconds=seconds),
        say(lang, "status.database", name=books.database, schema=books.schema),
        say(lang, "status.counts", sent=books.sent_count, missed=books.missed_count, open=books.open_count),
        _say_lines("next", books.upcoming, "entry", programme, now, lang),
        _say_lines("sent", books.sent, "entry", programme, now, lang),
        _say_lines("missed", books.missed, "missed_entry", programme, now, lang),
        say_count(lang, "status.followers", books.followers),
    ]
    change = books.change
    if change is None:
        return [*told, say(lang, "status.unchanged")]
    when = _when(change.at, programme, now, lang)
    return [
        *told,
        say(lang, "status.changed", number=change.number, when=when, author=change.author, what=change.what),
    ]


def _say_lines(
    subject: str, lines: Sequence[Line], sentence: str, programme: Programme, now: datetime, lang: str
) -> str:
    if not lines:
        return say(lang, f"status.nothing_{subject}")
    told = [
        say(
            lang,
            f"status.{sentence}",
            when=_when(line.at, programme, now, lang),
            what=_what(line.owed, programme, lang),
            to=_to(line.owed, lang),
            reason=say_why(lang, line.reason),
        )
        for line in lines
    ]
    return "\n".join([say(lang, f"status.{subject}"), *told])


def _when(moment: datetime, programme: Programme, now: datetime, lang: str) -> str:
    day = programme.local(moment).date()
    time = say_time(moment, programme)
    return time if day == programme.local(now).date() else f"{say_day(lang, day)} {time}"


def _what(owed: Owed, programme: Programme, lang: str) -> str:
    session = programme.session_by_id.get(owed.session_id)
    title = session.title if session else owed.session_id
    about = {About.START: "start", About.BREAK_END: "break_end", About.DAY: "day", About.CHANGE: "change"}
    return say(lang, f"status.{about.get(owed.about, 'note')}", title=title)


def _to(owed: Owed, lang: str) -> str:
    """The channel; of people, nobody is told who they are."""
    kind, _, name = owed.to.partition(":")
    return f"#{name}" if kind == "channel" else say(lang, "status.person")
