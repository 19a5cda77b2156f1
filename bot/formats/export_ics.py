"""iCalendar (RFC 5545): the programme for people's calendars, made so that importing it again leaves one entry each.

A calendar has no place for some of what we know. Speakers stand in the title, "(by …)"; several rooms are one text.
The day that a session past midnight is listed under is an X-PROGRAMME-DAY, for whoever reads it as a programme.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDatetime, vText, vUri, vUTCOffset

from bot.core.programme import Programme, Session, key_of
from bot.core.wording import say

PRODUCT = "-//workshop-bot//workshop-bot//EN"
LONGEST_NAMES = 200  # more would leave no room for the title; they are the contact then


def write_ics(programme: Programme, now: datetime, sequences: Mapping[str, int] | None = None) -> bytes:
    """The calendar of all sessions. `sequences`: by id, how often a session was changed since it was first exported.

    Sessions that it does not name have the number of changes that they show themselves, `known_changes`.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for names, text in (
        (("name", "x-wr-calname"), programme.title),
        (("description", "x-wr-caldesc"), programme.description),
        (("x-wr-timezone",), programme.timezone),
    ):
        for name in names:
            if text:
                calendar.add(name, vText(text))
    if programme.url:
        calendar.add("url", programme.url)
    zone = None if programme.timezone == "UTC" else programme.zone
    if zone and programme.sessions:
        calendar.add_component(_describe_zone(zone, programme))
    for session in programme.sessions:
        sequence = (sequences or {}).get(session.id, known_changes(session))
        calendar.add_component(_write_event(session, programme, now, sequence))
    return bytes(calendar.to_ical())


def known_changes(session: Session) -> int:
    """How many changes the session shows by itself: that it was moved, that it is cancelled."""
    return int(session.previous_start is not None) + int(session.cancelled)


def uid_of(session: Session, programme: Programme) -> str:
    """The session's UID: it stays the same as long as the session's id and the event's page (or else title) do."""
    return f"{session.id}@{key_of(programme.url or programme.title)}.workshop-bot"


def _write_event(session: Session, programme: Programme, now: datetime, sequence: int) -> Event:
    event = Event()
    event.add("uid", uid_of(session, programme))
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", sequence)
    event.add("summary", _summary(session, programme))
    event.add("dtstart", _when(session.start, programme))
    if session.day != programme.local(session.start).date():
        event.add("x-programme-day", vText(f"{session.day:%Y%m%d}"))
    if session.end_known and session.end > session.start:  # RFC 5545: an end is later than the start, or it is left out
        event.add("dtend", _when(session.end, programme))
    event.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
    if session.cancelled or session.is_break:
        event.add("transp", "TRANSPARENT")
    if session.room:
        event.add("location", session.room)
    if session.abstract:
        event.add("description", session.abstract)
    if session.url:
        event.add("url", session.url)
    for category in filter(None, (session.track, session.kind.value)):
        event.add("categories", [category])
    if session.note:
        event.add("comment", session.note)
    if len(_names(session, programme)) > LONGEST_NAMES:
        event.add("contact", _names(session, programme))
    for attached in _attachments(session, say_in=programme.languages[0]):
        event.add("attach", attached)
    return event


def _attachments(session: Session, *, say_in: str) -> Iterator[vUri]:
    named = {
        **{link.url: link.title for link in session.links},
        session.recording: say(say_in, "export.recording"),
        session.slides: say(say_in, "export.slides"),
    }
    for address in dict.fromkeys([session.slides, session.recording, *(link.url for link in session.links)]):
        if address:
            # What calendars show for it. A parameter has no way to hold a quotation mark.
            name = " ".join(named[address].replace('"', "'").split())
            yield vUri(address, params={"FILENAME": name} if name else {})


def _names(session: Session, programme: Programme) -> str:
    names = [speaker.name for speaker in programme.speakers_of(session)]
    return " & ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _summary(session: Session, programme: Programme) -> str:
    names = _names(session, programme)
    return f"{session.title} (by {names})" if 0 < len(names) <= LONGEST_NAMES else session.title


def _when(instant: datetime, programme: Programme) -> datetime:
    """On the venue's clock; in UTC where that clock shows the same time once more, as a calendar means the first."""
    local = programme.local(instant)
    return instant.astimezone(UTC) if local.fold or programme.timezone == "UTC" else local


# The zone. What the library makes of it begins summer time an hour late.


def _describe_zone(zone: ZoneInfo, programme: Programme) -> Timezone:
    """The zone's offsets in the years of the programme."""
    instants = [moment for session in programme.sessions for moment in (session.start, session.end)]
    first = datetime(min(instants).year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    last = datetime(max(instants).year + 1, 1, 1, tzinfo=UTC) + timedelta(days=1)
    described = Timezone()
    described.add("tzid", zone.key)
    described.add_component(_observe(zone, first, first))
    for change in _changes(zone, first, last):
        described.add_component(_observe(zone, change - timedelta(seconds=1), change))
    return described


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants between the two at which the zone's clocks change, to the second."""
    before = first
    while before < last:
        after = before + timedelta(days=1)
        if _clock(zone, before) != _clock(zone, after):
            low, high = before, after
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (low, middle) if _clock(zone, middle) != _clock(zone, before) else (middle, high)
            yield high
        before = after


def _clock(zone: ZoneInfo, instant: datetime) -> tuple[timedelta, str | None]:
    local = instant.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname()


def _observe(zone: ZoneInfo, before: datetime, onset: datetime) -> TimezoneStandard | TimezoneDaylight:
    """The rule in force from the onset on, which is given on the clock as it was before."""
    local = onset.astimezone(zone)
    offset_before, _ = _clock(zone, before)
    offset, name = _clock(zone, onset)
    rule = TimezoneDaylight() if local.dst() else TimezoneStandard()
    rule.add("dtstart", vDatetime((onset + offset_before).replace(tzinfo=None)))
    rule.add("tzoffsetfrom", vUTCOffset(offset_before))
    rule.add("tzoffsetto", vUTCOffset(offset))
    if name:
        rule.add("tzname", name)
    return rule
