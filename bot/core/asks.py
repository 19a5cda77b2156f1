"""What can be asked, as a value: which fact, about which sessions, people or the event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.selection import Relation, Selection
from bot.core.times import Interval


class Ask(StrEnum):
    """What a question wants to know."""

    SESSIONS = "sessions"  # which sessions these are
    NOW = "now"
    NEXT = "next"
    SCHEDULE = "schedule"
    CARD = "card"  # all about one session
    WHEN = "when"
    WHERE = "where"
    WHO = "who"
    TITLE = "title"
    ABSTRACT = "abstract"
    SLIDES = "slides"
    RECORDING = "recording"
    AUTHORS = "authors"
    NOTE = "note"
    LANGUAGE = "language"
    TRACK = "track"
    ROOMS = "rooms"
    TRACKS = "tracks"
    MOVED = "moved"
    DELAY = "delay"  # whether it runs late now
    LACKING = "lacking"  # which sessions do not have a fact
    RANK = "rank"  # whether somebody or something is the first, the last …
    CANCELLED = "cancelled"
    CHECK = "check"  # whether a time, a room or a language is right
    EVERY = "every"  # whether all that are meant are so
    DURATION = "duration"
    UNTIL = "until"
    START = "start"
    END = "end"
    LEFT = "left"  # time left
    OVER = "over"
    STATUS = "status"  # whether it is on, over or still to come
    MISSED = "missed"
    REACH = "reach"  # can one still make it
    COUNT = "count"
    MORE = "more"  # of which of two there is more
    ORDER = "order"
    DAYS = "days"  # which of several days begins first, is longer, holds more
    OVERLAP = "overlap"
    PARALLEL = "parallel"  # what else is on then
    LONGER = "longer"
    SHORTER = "shorter"
    GAP = "gap"
    BIOGRAPHY = "biography"
    AFFILIATION = "affiliation"
    PAGE = "page"
    SPEAKERS = "speakers"
    VENUE = "venue"
    ADDRESS = "address"
    DIRECTIONS = "directions"
    ZONE = "zone"  # whose clock the times are read from
    REGISTRATION = "registration"
    ORGANISERS = "organisers"
    CONFERENCE = "conference"
    DATE = "date"
    ABOUT = "about"
    LINK = "link"
    FAQ = "faq"
    DANGER = "danger"  # somebody needs help at once
    LOST = "lost"
    REMIND = "remind"
    CALENDAR = "calendar"
    HELLO = "hello"
    THANKS = "thanks"
    BYE = "bye"
    HELP = "help"
    UNKNOWN = "unknown"


_ALL = Selection()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `others` are the further sides of a comparison, `then` is the next question of the same message.

    `near` are ids of sessions and names of people that come nearest to an unknown question; `fact` is the cue of
    what is lacking, of what is asked about the conference, "last" where several sessions are said to end, "kind"
    where they are said to be of one or none of one is about the topic, "other_kind" where one is called what it is
    not, "no_others" where somebody does nothing else, "both" where two sessions are to be attended or several
    people are said to be so, "any" where any two of several sessions may clash, or what all of them are said to
    have or by what days are weighed. `claimed` is what the sessions are said to be, where that is to be confirmed
    or denied; `before` is what was spoken of before what names nothing new, `among` the ids of the few sessions of
    which one was chosen, `told` those of all that were told one by one, in turn, `topic` the words by which sessions
    were found, `persons` the names of the people who were named last.
    """

    ask: Ask
    lang: str = "en"
    selection: Selection = _ALL
    others: tuple[Selection, ...] = ()
    faq: int = 0
    then: Question | None = None
    near: tuple[str, ...] = ()
    at: Interval | None = None
    claim: Relation | None = None
    claimed: Selection | None = None
    cued: bool = False
    personal: bool = False
    fact: str = ""
    asked: datetime | None = None
    before: Question | None = None
    among: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
