"""What a reminder says: owed things and now to an Answer in words that are true now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from bot.core.programme import Programme, Session
from bot.core.reminders import About, Owed
from bot.core.replies import Answer, AnswerKind, Layout
from bot.core.wording import find_sentence, say, say_count, say_day, say_list, say_time

TITLES_IN_A_NOTE = 10


def compose_reminder(owed: Sequence[Owed], programme: Programme, now: datetime, lang: str) -> Answer:
    """One message for things that are owed to one channel or person about one moment; all are in the programme."""
    if owed[0].about is About.DAY:
        return _morning(owed[0], programme, now, lang)
    starting = _sessions(owed, About.START, programme)
    details = [_break_end(one, programme, now, lang) for one in owed if one.about is About.BREAK_END]
    if not starting:
        return Answer(kind=AnswerKind.EVENT, lang=lang, headline=details[0], details=tuple(details[1:]))
    return Answer(
        kind=AnswerKind.SESSIONS,
        lang=lang,
        headline=say_starting(starting, programme, now, lang),
        details=tuple(details),
        sessions=starting,
        layout=Layout.CARD if len(starting) == 1 else Layout.LIST,
    )


def compose_note(owed: Owed, programme: Programme, lang: str) -> Answer:
    """A note to the organisers about what could not be said."""
    body = json.loads(owed.body)
    if "sessions" in body:
        titles = [_called(each, programme, lang) for each in body["sessions"]]
        shown = say_list(lang, [f"“{title}”" for title in titles[:TITLES_IN_A_NOTE]])
        more = " …" if len(titles) > TITLES_IN_A_NOTE else ""
        headline = say(lang, f"reminders.note_{body['note']}", count=len(titles), titles=shown + more)
    elif body["note"] == "broken":
        more = f"\n… + {body['more']}" if body["more"] > 0 else ""
        headline = say(lang, "reminders.note_broken")
        return Answer(
            kind=AnswerKind.EVENT, lang=lang, headline=headline, details=("\n".join(body["problems"]) + more,)
        )
    elif body["note"] == "update":
        headline = say(lang, "reminders.note_update_gone")
    else:
        why = say_why(lang, body["reason"])
        headline = say(lang, f"reminders.note_{body['note']}", place=_place(body["to"], lang), reason=why)
    return Answer(kind=AnswerKind.EVENT, lang=lang, headline=headline)


def say_why(lang: str, reason: str) -> str:
    """Why something was not said, of the reason in the ledger: "forbidden", or with a detail "refused:500/0"."""
    code, _, detail = reason.partition(":")
    known = find_sentence(lang, f"reminders.why_{code}")
    return say(lang, f"reminders.why_{code}", detail=detail) if known else reason  # an error that nobody thought of


def _sessions(owed: Sequence[Owed], about: About, programme: Programme) -> tuple[Session, ...]:
    wanted = {one.session_id for one in owed if one.about is about}
    return tuple(session for session in programme.sessions if session.id in wanted)


def say_starting(sessions: Sequence[Session], programme: Programme, now: datetime, lang: str) -> str:
    """In how many minutes these sessions start, which start together; how long ago, if they have."""
    start = sessions[0].start
    when = "start" if start > now else "late" if (now - start).total_seconds() >= 60 else "now"
    minutes = -(-abs((start - now).total_seconds()) // 60) if when == "start" else (now - start).total_seconds() // 60
    time = say_time(start, programme)
    if programme.local(start).date() != programme.local(now).date():
        time = say(lang, "reminders.later_day", day=say_day(lang, programme.local(start).date()), time=time)
    values = {"minutes": int(minutes), "time": time}
    if len(sessions) > 1:
        return say(lang, f"reminders.{when}_many", count=len(sessions), **values)
    where = say(lang, "reminders.where", room=sessions[0].room) if sessions[0].room else ""
    return say(lang, f"reminders.{when}_one", title=sessions[0].title, where=where, **values)


def _break_end(owed: Owed, programme: Programme, now: datetime, lang: str) -> str:
    left = (owed.moment - now).total_seconds()
    time = say_time(owed.moment, programme)
    if left <= 0:
        return say(lang, "reminders.break_over", time=time)
    return say(lang, "reminders.break_end", minutes=int(-(-left // 60)), time=time)


def _morning(owed: Owed, programme: Programme, now: datetime, lang: str) -> Answer:
    day = date.fromisoformat(owed.session_id)
    sessions = tuple(session for session in programme.sessions if session.day == day)
    held = [session for session in sessions if not session.cancelled]
    first = min((session.start for session in held), default=owed.moment)
    headline = (
        say(lang, "reminders.day_running", day=say_day(lang, day))
        if now >= first
        else say_count(lang, "reminders.day", len(held), day=say_day(lang, day), time=say_time(first, programme))
    )
    return Answer(kind=AnswerKind.SESSIONS, lang=lang, headline=headline, sessions=sessions, layout=Layout.LIST)


def _called(session_id: str, programme: Programme, lang: str) -> str:
    """A session's title, or the day of a morning's programme."""
    if session_id in programme.session_by_id:
        return programme.session_by_id[session_id].title
    days = {day.isoformat(): day for day in programme.days}
    return say_day(lang, days[session_id]) if session_id in days else session_id


def _place(to: str, lang: str) -> str:
    kind, _, name = to.partition(":")
    return say(lang, "reminders.place_channel", name=name) if kind == "channel" else say(lang, "reminders.place_person")
