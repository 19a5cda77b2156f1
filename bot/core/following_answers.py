"""What is said about following: what somebody follows now, when they are reminded, what gets in its own way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from bot.core.clashes import find_overlaps
from bot.core.following import MOST_CHOICES, Wish
from bot.core.programme import Programme, Session
from bot.core.reminder_wording import say_starting
from bot.core.reminders import DEFAULT_LEAD, Follow, Followable, FollowKind, end_of, find_followed, lead_for
from bot.core.replies import Answer, AnswerKind, Layout
from bot.core.wording import say, say_count, say_day, say_length, say_list, say_time

_MOST_NAMED = 6  # in one sentence
_MOST_SOON = 5  # sessions that start within the lead time
_MOST_CLASHES = 2  # named at one session


@dataclass(frozen=True, slots=True)
class Follower:
    """What an answer rests on: what a person follows and wishes, and the programme at a moment."""

    follows: frozenset[Follow]
    lead: timedelta | None  # before a start; None: as the organisers set it
    programme: Programme
    followable: Followable
    now: datetime
    lang: str

    @property
    def sessions(self) -> list[Session]:
        """Those that are followed, in order of start, cancelled ones and those that are over too."""
        return find_followed(self.follows, self.followable)

    @property
    def coming(self) -> list[Session]:
        """Those that are not over."""
        return [session for session in self.sessions if end_of(session) > self.now]

    def covering(self, follow: Follow) -> list[Follow]:
        """What they follow that reminds them of all that `follow` means."""
        wanted = {session.id for session in self.followable.get(follow, ())}
        return [
            one
            for one in sorted(self.follows)
            if one == follow or (wanted and wanted <= {session.id for session in self.followable.get(one, ())})
        ]

    def touching(self, follow: Follow) -> list[Follow]:
        """What they follow that reminds them of some of what `follow` means."""
        wanted = {session.id for session in self.followable.get(follow, ())}
        return [
            one
            for one in sorted(self.follows)
            if one == follow or not wanted.isdisjoint(session.id for session in self.followable.get(one, ()))
        ]


def say_follow(follow: Follow, programme: Programme, lang: str) -> str:
    """What it is called: a title in quotes, a name, "the track …"."""
    if follow.kind is FollowKind.SESSION:
        session = programme.session_by_id.get(follow.which)
        return say(lang, "follows.session", title=session.title) if session else say(lang, "follows.gone")
    if follow.kind is FollowKind.SPEAKER:
        speaker = programme.speaker_by_id.get(follow.which)
        return speaker.name if speaker else say(lang, "follows.gone")
    return say(lang, f"follows.{follow.kind}", name=follow.which)


def compose_followed(new: Collection[Follow], follower: Follower) -> Answer:
    """They follow these now: when the first reminder comes, and at once what would have been said already."""
    lang, now = follower.lang, follower.now
    sessions = find_followed(new, follower.followable)
    coming = [session for session in sessions if not session.cancelled and end_of(session) > now]
    details = []
    if len(sessions) > 1:
        details.append(say(lang, "follows.count", count=len(sessions), left=len(coming)))
    elif sessions and sessions[0].cancelled:
        details.append(say(lang, "follows.is_cancelled"))
    details += _soon([session for session in coming if _due(session, follower) <= now], follower)
    later = [session for session in coming if _due(session, follower) > now]
    if later:
        first = min(later, key=lambda session: _due(session, follower))
        details.append(_say_next(first, follower, alone=len(sessions) == 1))
    elif not coming and not (len(sessions) == 1 and sessions[0].cancelled):
        details.append(say(lang, "follows.none_left"))
    return _plain(lang, say(lang, "follows.followed", what=_names(sorted(new), follower)), *details)


def compose_already(follow: Follow, follower: Follower) -> Answer:
    """They are reminded of it already, and why; and again what they may have been told of it, if that starts soon."""
    lang, now = follower.lang, follower.now
    what = say_follow(follow, follower.programme, lang)
    coming = [one for one in find_followed([follow], follower.followable) if not one.cancelled and end_of(one) > now]
    soon = _soon([session for session in coming if _due(session, follower) <= now], follower)
    if follow in follower.follows:
        return _plain(lang, say(lang, "follows.already", what=what), *soon)
    by = _names(follower.covering(follow), follower)
    return _plain(lang, say(lang, "follows.already_by", what=what, by=by), *soon)


def compose_unfollowed(gone: Collection[Follow], follower: Follower, *, public: bool = False) -> Answer:
    """They no longer follow these; `follower` is as they are now, which is not told in `public`."""
    lang = follower.lang
    if not follower.follows:
        return _plain(lang, say(lang, "follows.nothing_left"))
    headline = say(lang, "follows.unfollowed", what=_names(sorted(gone), follower))
    still = () if public else (say(lang, "follows.still", what=_names(sorted(follower.follows), follower)),)
    return _plain(lang, headline, *still)


def compose_not_followed(wish: Wish, follower: Follower) -> Answer:
    """They follow nothing of what they typed."""
    lang = follower.lang
    named = wish.meant or wish.choices
    what = _names(named, follower) if named else say(lang, "follows.session", title=wish.words)
    return _plain(lang, say(lang, "follows.not_followed", what=what))


def compose_lead(follower: Follower) -> Answer:
    """How long before a start they are reminded from now on."""
    length = say_length(follower.lang, follower.lead or timedelta())
    return _plain(follower.lang, say(follower.lang, "follows.lead_set", lead=length))


def compose_bad_lead(lang: str) -> Answer:
    """The lead time that they typed is too long."""
    return _plain(lang, say(lang, "follows.lead_range"))


def compose_which(wish: Wish, lang: str) -> Answer:
    """Several things may be meant; the choices come with it."""
    return _plain(lang, say(lang, "follows.which", words=wish.words))


def compose_not_found(wish: Wish, follower: Follower) -> Answer:
    """Nothing fits; what can be followed."""
    lang = follower.lang
    details = [say(lang, "follows.can_follow")]
    for kind in (FollowKind.TRACK, FollowKind.ROOM):
        names = [follow.which for follow in follower.followable if follow.kind is kind]
        if names:
            more = " …" if len(names) > MOST_CHOICES else ""
            details.append(say(lang, f"follows.{kind}s", names=", ".join(sorted(names)[:MOST_CHOICES]) + more))
    return _plain(lang, say(lang, "follows.not_found", words=wish.words), *details)


def compose_mine(follower: Follower, first: int, most: int) -> Answer:
    """Their list: what is still to come, from number `first` on, at most `most`; how long before they are reminded."""
    lang = follower.lang
    if not follower.follows:
        return _plain(lang, say(lang, "follows.nothing_yet"), say(lang, "follows.can_follow"))
    coming = follower.coming
    details = [
        say_count(lang, "follows.mine", len(follower.sessions), left=len(coming)),
        _say_lead(follower),
    ]
    shown = tuple(coming[first : first + most])
    return Answer(
        kind=AnswerKind.SESSIONS,
        lang=lang,
        headline=say(lang, "follows.you_follow", what=_names(sorted(follower.follows), follower)),
        details=tuple(details),
        sessions=shown,
        layout=Layout.LIST,
        marks=_marks(coming, lang),
    )


def _plain(lang: str, headline: str, *details: str) -> Answer:
    return Answer(kind=AnswerKind.EVENT, lang=lang, headline=headline, details=details)


def _names(follows: Sequence[Follow], follower: Follower) -> str:
    called = dict.fromkeys(say_follow(follow, follower.programme, follower.lang) for follow in follows)
    names = list(called)
    if len(names) > _MOST_NAMED:
        names[_MOST_NAMED - 1 :] = [say(follower.lang, "follows.others", count=len(names) - _MOST_NAMED + 1)]
    return say_list(follower.lang, names)


def _due(session: Session, follower: Follower) -> datetime:
    return session.start - lead_for(session, follower.lead, follower.programme)


def _soon(sessions: Sequence[Session], follower: Follower) -> list[str]:
    """A line for those that start together, each."""
    lines = [
        say_starting(list(together), follower.programme, follower.now, follower.lang)
        for _, together in groupby(sessions, key=lambda session: session.start)
    ]
    return lines[:_MOST_SOON]


def _say_next(session: Session, follower: Follower, *, alone: bool) -> str:
    programme, lang, due = follower.programme, follower.lang, _due(session, follower)
    day = programme.local(session.start).date()
    told = say_time(due, programme)
    if programme.local(due).date() != day:
        told = say(lang, "day_at", day=say_day(lang, programme.local(due).date()), time=told)
    return say(
        lang,
        "follows.alone" if alone else "follows.next",
        title=session.title,
        day=say_day(lang, day),
        time=say_time(session.start, programme),
        where=say(lang, "reminders.where", room=session.room) if session.room else "",
        lead=say_length(lang, session.start - due),
        due=told,
    )


def _say_lead(follower: Follower) -> str:
    lang, programme = follower.lang, follower.programme
    if follower.lead is not None:
        return say(lang, "follows.own_lead", lead=say_length(lang, follower.lead))
    leads = sorted({lead_for(session, None, programme) for session in follower.coming} or {DEFAULT_LEAD})
    return say(lang, "follows.set_lead", leads=say_list(lang, [say_length(lang, lead) for lead in leads]))


def _marks(sessions: Sequence[Session], lang: str) -> dict[str, str]:
    marks = {}
    for one, others in find_overlaps(sessions).items():
        titles = [say(lang, "follows.session", title=other.title) for other in others[:_MOST_CLASHES]]
        if len(others) > _MOST_CLASHES:
            titles.append(say(lang, "follows.others", count=len(others) - _MOST_CLASHES))
        marks[one] = say(lang, "follows.clash", titles=say_list(lang, titles))
    return marks
