"""A programme in a few lines, for an organiser to see that it was read as meant."""

from __future__ import annotations

from datetime import date

from bot.core.programme import Programme, Session


def summarise(programme: Programme) -> str:
    """Title, place, zone, what there is of sessions, speakers and rooms, and each day's hours, a line each."""
    sessions, venue = programme.sessions, programme.venue
    talks = sum(session.is_talk for session in sessions)
    with_abstract = sum(bool(session.abstract) for session in sessions)
    rooms = ", ".join(room.name for room in programme.rooms)
    lines = [
        programme.title,
        f"  place      {', '.join(part for part in (venue.name, venue.city) if part)}" if venue else "",
        f"  time zone  {programme.timezone}",
        f"  sessions   {len(sessions)}: {talks} with speakers, {with_abstract} with an abstract",
        f"  speakers   {len(programme.speakers)}",
        f"  rooms      {len(programme.rooms)}{rooms and f': {rooms}'}",
        *(_summarise_day(programme, day) for day in programme.days),
    ]
    return "\n".join(line for line in lines if line)


def _summarise_day(programme: Programme, day: date) -> str:
    sessions = [session for session in programme.sessions if session.day == day]
    last = max(sessions, key=lambda session: (session.end, session.start))
    plural = "" if len(sessions) == 1 else "s"
    return f"  {day:%a %Y-%m-%d}  {len(sessions)} session{plural}, {_hours(programme, sessions[0], last)}"


def _hours(programme: Programme, first: Session, last: Session) -> str:
    begin, end = programme.local(first.start), programme.local(last.end)
    if end == begin:
        return f"from {begin:%H:%M}, the end not known"
    night = " (next day)" if end.date() > begin.date() else ""
    return f"{begin:%H:%M} to {end:%H:%M}{night}" + ("" if last.end_known else ", the last end not known")
