from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.core.programme import Kind, Link, Programme, Session, Speaker
from bot.formats.export import write
from bot.formats.export_ics import known_changes, uid_of, write_ics

NOW = datetime(2025, 6, 30, 8, 0, 12, 345, tzinfo=UTC)
START = datetime(2025, 6, 30, 7, 30, tzinfo=UTC)


def one(timezone="Europe/Paris", **fields):
    """A programme of one session."""
    given = {"id": "a", "title": "A", "start": START, "end": START + timedelta(hours=1), "day": START.date()} | fields
    speakers = tuple(Speaker(id=name, name=name) for name in given.get("speakers", ()))
    return Programme(title="Event", timezone=timezone, speakers=speakers, sessions=(Session(**given),))


def lines(programme, **options):
    """The content lines of the calendar's event, unfolded."""
    text = write_ics(programme, NOW, **options).decode().replace("\r\n ", "")
    return text.partition("BEGIN:VEVENT\r\n")[2].partition("\r\nEND:VEVENT")[0].split("\r\n")


def test_session_on_the_clock_of_the_venue():
    assert lines(one(rooms=("Amphi A", "Hall, left"), abstract="One\n\ntwo; three", url="https://example.org/a")) == [
        "SUMMARY:A",
        "DTSTART;TZID=Europe/Paris:20250630T093000",
        "DTEND;TZID=Europe/Paris:20250630T103000",
        "DTSTAMP:20250630T080012Z",
        f"UID:{uid_of(one().sessions[0], one())}",
        "SEQUENCE:0",
        "CATEGORIES:other",
        "DESCRIPTION:One\\n\\ntwo\\; three",
        "LOCATION:Amphi A\\, Hall\\, left",
        "STATUS:CONFIRMED",
        "URL:https://example.org/a",
    ]


def test_day_of_a_session_past_midnight():
    late = {"start": START.replace(hour=23), "end": START + timedelta(days=1)}
    assert [line for line in lines(one(**late)) if line.startswith("X-")] == ["X-PROGRAMME-DAY:20250630"]
    assert [line for line in lines(one(**late | {"day": date(2025, 7, 1)})) if line.startswith("X-")] == []


def test_head_names_event_and_zone(programme):
    head = write(programme, "ics", now=NOW).decode().replace("\r\n ", "").partition("BEGIN:VTIMEZONE")[0].split("\r\n")
    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//workshop-bot//workshop-bot//EN",
        "METHOD:PUBLISH",
        f"DESCRIPTION:{programme.description}",
        f"X-WR-CALDESC:{programme.description}",
        f"NAME:{programme.title}",
        f"X-WR-CALNAME:{programme.title}",
        f"URL:{programme.url}",
        "X-WR-TIMEZONE:Europe/Paris",
        "",
    ]


def test_no_line_is_longer_than_75_octets(programme):
    calendar = write(programme, "ics", now=NOW)
    assert calendar.endswith(b"\r\n")
    assert max(len(line) for line in calendar.split(b"\r\n")) <= 75
    assert b"\n" not in calendar.replace(b"\r\n", b"")


def test_unknown_end_is_left_out():
    assert [line for line in lines(one(end=START, end_known=False)) if line.startswith("DT")] == [
        "DTSTART;TZID=Europe/Paris:20250630T093000",
        "DTSTAMP:20250630T080012Z",
    ]


def test_end_that_is_the_start_is_left_out():
    assert [line for line in lines(one(end=START)) if line.startswith("DTEND")] == []


def test_speakers_stand_in_the_title():
    assert lines(one(speakers=("Ada L.", "Bob", "Cy")))[0] == "SUMMARY:A (by Ada L.\\, Bob & Cy)"


def test_many_speakers_leave_room_for_the_title():
    names = tuple(f"Speaker Number{number}" for number in range(14))
    told = lines(one(speakers=names))
    assert told[0] == "SUMMARY:A"
    listed = "\\, ".join(names[:-1])
    assert f"CONTACT:{listed} & {names[-1]}" in told


def test_cancelled_session():
    told = lines(one(cancelled=True))
    assert ("STATUS:CANCELLED" in told, "TRANSP:TRANSPARENT" in told, "SEQUENCE:1" in told) == (True, True, True)


def test_break_does_not_make_busy():
    assert "TRANSP:TRANSPARENT" in lines(one(kind=Kind.BREAK))


def test_note_track_and_attachments():
    links = (Link(url="https://example.org/x", title='The "code"'), Link(url="https://example.org/y"))
    told = lines(
        one(
            note="Bring a laptop",
            track="Frugal, robust",
            slides="https://example.org/s.pdf",
            recording="https://example.org/r.webm",
            links=links,
        )
    )
    assert [line for line in told if line.startswith(("ATTACH", "CATEGORIES", "COMMENT"))] == [
        "ATTACH;FILENAME=Slides:https://example.org/s.pdf",
        "ATTACH;FILENAME=Recording:https://example.org/r.webm",
        "ATTACH;FILENAME=The 'code':https://example.org/x",
        "ATTACH:https://example.org/y",
        "CATEGORIES:Frugal\\, robust",
        "CATEGORIES:other",
        "COMMENT:Bring a laptop",
    ]


def test_sequence_counts_what_the_session_shows():
    moved = one(previous_start=START - timedelta(hours=1), cancelled=True).sessions[0]
    assert (known_changes(one().sessions[0]), known_changes(moved)) == (0, 2)


def test_sequence_that_is_given_counts():
    told = write(one(cancelled=True), "ics", now=NOW, sequences={"a": 7}).decode()
    assert "SEQUENCE:7\r\n" in told


def test_moved_session_keeps_its_uid():
    programme = one()
    later = START + timedelta(hours=2)
    moved = one(start=later, end=later + timedelta(hours=1), title="Another title", cancelled=True)
    assert uid_of(moved.sessions[0], moved) == uid_of(programme.sessions[0], programme)


def test_events_of_the_same_name_have_different_uids():
    programme = one()
    other = programme.model_copy(update={"url": "https://example.org/2026"})
    assert uid_of(other.sessions[0], other) != uid_of(programme.sessions[0], programme)


def test_one_session_alone_is_as_in_the_whole(programme):
    whole = write(programme, "ics", now=NOW).decode()
    alone = write(programme, "ics", now=NOW, session_ids=[programme.sessions[2].id]).decode()
    assert alone.count("BEGIN:VEVENT") == 1
    assert alone.partition("BEGIN:VEVENT")[2].partition("END:VEVENT")[0] in whole


def test_time_that_the_clock_shows_twice_is_in_utc_the_second_time():
    second = datetime(2025, 10, 26, 1, 30, tzinfo=UTC)
    told = lines(one(start=second - timedelta(hours=1), end=second))
    assert told[1:3] == ["DTSTART;TZID=Europe/Paris:20251026T023000", "DTEND:20251026T013000Z"]


def test_zone_utc_needs_no_description():
    calendar = write_ics(one("UTC"), NOW).decode()
    assert "VTIMEZONE" not in calendar
    assert "DTSTART:20250630T073000Z\r\n" in calendar


@pytest.mark.parametrize(
    "timezone",
    ["Europe/Paris", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca"],
)
def test_description_of_the_zone_tells_its_clock_all_year(timezone):
    calendar = Calendar.from_ical(write_ics(one(timezone), NOW))
    [described] = calendar.walk("VTIMEZONE")
    rules = sorted(
        (rule["DTSTART"].dt - rule["TZOFFSETFROM"].td, rule["TZOFFSETTO"].td) for rule in described.subcomponents
    )
    zone = ZoneInfo(timezone)
    for hour in range(365 * 24):
        instant = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        told = [offset for onset, offset in rules if onset <= instant.replace(tzinfo=None)][-1]
        assert told == instant.astimezone(zone).utcoffset()


def test_summer_time_in_paris_begins_at_two():
    calendar = write_ics(one(), NOW).decode()
    assert (
        "BEGIN:DAYLIGHT\r\nDTSTART:20250330T020000\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
        "END:DAYLIGHT\r\nBEGIN:STANDARD\r\nDTSTART:20251026T030000\r\n"
    ) in calendar
