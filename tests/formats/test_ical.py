"""Calendars: zones of every kind, whole days, missing ends, repetition, and what breaks a file."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot import formats
from bot.core.programme import Kind
from bot.formats.problems import ProgrammeError

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
OFFICE_ZONE = """BEGIN:VTIMEZONE
TZID:Our Office
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events, head=""):
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"{HEAD}{head}{body}END:VCALENDAR\n".replace("\r\n", "\n").replace("\n", "\r\n").encode()


def read(*events, head="", **options):
    return formats.read(calendar(*events, head=head), "x.ics", **options)


def starts(programme):
    return [session.start for session in programme.sessions]


NINE = "SUMMARY:Talk\nUID:1\n"


@pytest.mark.parametrize(
    ("event", "head", "start", "zone"),
    [
        ("DTSTART;TZID=Europe/Paris:20250630T093000", "", datetime(2025, 6, 30, 7, 30, tzinfo=UTC), "Europe/Paris"),
        (
            'DTSTART;TZID="W. Europe Standard Time":20250630T093000',
            "",
            datetime(2025, 6, 30, 7, 30, tzinfo=UTC),
            "Europe/Berlin",
        ),
        ("DTSTART;TZID=Our Office:20250630T093000", OFFICE_ZONE, datetime(2025, 6, 30, 7, 30, tzinfo=UTC), "Etc/GMT-2"),
        ("DTSTART;TZID=Our Office:20250130T093000", OFFICE_ZONE, datetime(2025, 1, 30, 8, 30, tzinfo=UTC), "Etc/GMT-1"),
        (
            "DTSTART:20250630T093000",
            "X-WR-TIMEZONE:Asia/Tokyo\n",
            datetime(2025, 6, 30, 0, 30, tzinfo=UTC),
            "Asia/Tokyo",
        ),
        (
            "DTSTART:20250630T093000Z",
            "X-WR-TIMEZONE:Europe/London\n",
            datetime(2025, 6, 30, 9, 30, tzinfo=UTC),
            "Europe/London",
        ),
        (
            "DTSTART:20250630T093000Z",
            "X-WR-CALNAME:Workshop in Prague\n",
            datetime(2025, 6, 30, 9, 30, tzinfo=UTC),
            "Europe/Prague",
        ),
    ],
)
def test_zone(event, head, start, zone):
    programme, _ = read(NINE + event, head=head)
    assert (starts(programme), programme.timezone) == ([start], zone)


def test_utc_without_a_place_is_told_and_timezone_helps():
    programme, warnings = read(f"{NINE}DTSTART:20250630T093000Z\nDTEND:20250630T100000Z")
    assert programme.timezone == "UTC"
    assert "--timezone" in str(warnings[0])
    programme, warnings = read(f"{NINE}DTSTART:20250630T093000Z\nDTEND:20250630T100000Z", timezone="Europe/London")
    assert (programme.timezone, programme.local(programme.sessions[0].start).hour) == ("Europe/London", 10)
    assert [str(each) for each in warnings] == [
        "x.ics: warning: the event has no title; it is called 'x' after the file"
    ]


def test_end_duration_whole_day_and_none():
    head = "X-WR-TIMEZONE:Europe/Paris\n"
    programme, _ = read(
        "SUMMARY:a\nDTSTART:20250630T090000\nDTEND:20250630T093000",
        "SUMMARY:b\nDTSTART:20250630T100000\nDURATION:PT1H30M",
        "SUMMARY:c\nDTSTART:20250630T120000",
        "SUMMARY:d\nDTSTART;VALUE=DATE:20250701",
        "SUMMARY:e\nDTSTART;VALUE=DATE:20250702\nDTEND;VALUE=DATE:20250704",
        head=head,
    )
    assert [(each.duration, each.end_known) for each in programme.sessions] == [
        (timedelta(minutes=30), True),
        (timedelta(minutes=90), True),
        (timedelta(), False),
        (timedelta(days=1), True),
        (timedelta(days=2), True),
    ]
    assert programme.sessions[3].day == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=DAILY;COUNT=3", [30, 1, 2]),
        ("RRULE:FREQ=DAILY;UNTIL=20250702T080000Z", [30, 1, 2]),
        ("RRULE:FREQ=DAILY;COUNT=4\nEXDATE;TZID=Europe/Paris:20250701T093000", [30, 2, 3]),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3", [30, 2, 7]),
        ("RDATE;TZID=Europe/Paris:20250703T093000,20250705T093000", [30, 3, 5]),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1MO;COUNT=2", [30, 28]),
        ("RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", [30, 31, 29]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2", [30, 14]),
        ("RRULE:FREQ=SECONDLY", [30]),
    ],
)
def test_repetition(rule, days):
    programme, _ = read(
        f"{NINE}DTSTART;TZID=Europe/Paris:20250630T093000\nDTEND;TZID=Europe/Paris:20250630T100000\n{rule}"
    )
    assert [session.day.day for session in programme.sessions] == days
    assert len({session.id for session in programme.sessions}) == len(days)
    assert {session.duration for session in programme.sessions} == {timedelta(minutes=30)}


def test_repetition_that_was_moved_has_an_entry_of_its_own():
    programme, _ = read(
        f"{NINE}DTSTART;TZID=Europe/Paris:20250630T093000\nRRULE:FREQ=DAILY;COUNT=3",
        f"{NINE}RECURRENCE-ID;TZID=Europe/Paris:20250701T093000\nDTSTART;TZID=Europe/Paris:20250701T110000",
    )
    assert [programme.local(start).strftime("%d %H:%M") for start in starts(programme)] == [
        "30 09:30",
        "01 11:00",
        "02 09:30",
    ]


def test_repetition_without_end_is_cut_and_told():
    programme, warnings = read(f"{NINE}DTSTART;TZID=Europe/Paris:20250630T093000\nRRULE:FREQ=WEEKLY")
    assert len(programme.sessions) == 53
    assert any("is repeated without end; until 2026-07-01 only" in str(each) for each in warnings)


def test_cancelled_folded_escaped_and_attached():
    programme, _ = read(
        "UID:1\nSUMMARY:Proofs\\, programs\\n and \n  more (by Ada Lovelace & Bob Bo)\nSTATUS:CANCELLED\n"
        "DTSTART;TZID=Europe/Paris:20250630T093000\nCATEGORIES:keynote\nCATEGORIES:Logic\n"
        "ATTACH:https://example.org/slides.pdf\nATTACH:https://example.org/paper\nCOMMENT:Bring a pen.\n"
        "LOCATION:Aula\\, first floor"
    )
    (session,) = programme.sessions
    assert (session.title, session.cancelled, session.kind, session.track) == (
        "Proofs, programs and more",
        True,
        Kind.KEYNOTE,
        "Logic",
    )
    assert [each.name for each in programme.speakers_of(session)] == ["Ada Lovelace", "Bob Bo"]
    assert (session.slides, [each.url for each in session.links]) == (
        "https://example.org/slides.pdf",
        ["https://example.org/paper"],
    )
    assert (session.note, session.rooms) == ("Bring a pen.", ("Aula, first floor",))


def test_clocks_that_change_are_told():
    events = ("SUMMARY:gap\nDTSTART;TZID=Europe/Paris:20250330T023000", "SUMMARY:twice\nDTSTART:20251026T023000")
    programme, warnings = read(*events, head="X-WR-TIMEZONE:Europe/Paris\n")
    texts = " ".join(map(str, warnings))
    assert "02:30 comes twice that night, when clocks go back in Europe/Paris; the first is taken" in texts
    assert starts(programme)[1] == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (calendar("SUMMARY:a\nDTSTART:20250630T2530"), "x.ics:3: event 'a': DTSTART '20250630T2530' is not a time"),
        (calendar("SUMMARY:a"), "x.ics:3: event 'a': has no start (DTSTART)"),
        (calendar("SUMMARY:a\nDTSTART:20250630T0930")[:-40], "ends in the middle"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "holds no sessions"),
    ],
)
def test_broken_calendar(data, complaint):
    with pytest.raises(ProgrammeError) as refused:
        formats.read(data, "x.ics")
    assert complaint.partition(": event")[2] in str(refused.value)


def test_time_that_the_clocks_of_its_zone_jump_over_is_told():
    programme, warnings = read(f"{NINE}DTSTART;TZID=Europe/Berlin:20250330T023000\nDURATION:PT1H")
    assert starts(programme) == [datetime(2025, 3, 30, 1, 30, tzinfo=UTC)]
    found = "event 'Talk' start: 02:30 is skipped that night, when clocks go forward in Europe/Berlin; taken as 03:30"
    assert f"x.ics:3: warning: {found}" in [str(each) for each in warnings]


def test_first_of_two_times_in_a_night_is_meant_by_a_calendar():
    programme, warnings = read(f"{NINE}DTSTART;TZID=Europe/Berlin:20251026T023000\nDURATION:PT1H")
    assert starts(programme) == [datetime(2025, 10, 26, 0, 30, tzinfo=UTC)]
    assert not any("twice" in str(each) for each in warnings)


def test_repeated_event_that_ends_before_it_starts_is_told_once():
    head = "X-WR-TIMEZONE:Europe/Berlin\n"
    event = f"{NINE}DTSTART:20250630T093000\nDTEND:20250630T083000\nRRULE:FREQ=DAILY;COUNT=3"
    _, warnings = read(event, head=head)
    assert [str(each) for each in warnings if "ends before" in str(each)] == [
        "x.ics:4: warning: event 'Talk' end: ends before it starts (and 2 more); its end is left unknown"
    ]


@pytest.mark.parametrize(
    "tzid",
    [
        "(UTC+01:00) Amsterdam, Berlin, Bern",
        "(GMT+01.00) Nowhere, Amsterdam",
        "/x.org/20070129_1/Europe/Amsterdam",
    ],
)
def test_zone_called_by_its_cities_or_in_a_path(tzid):
    programme, _ = read(f'{NINE}DTSTART;TZID="{tzid}":20250630T093000')
    assert (programme.timezone, starts(programme)) == ("Europe/Amsterdam", [datetime(2025, 6, 30, 7, 30, tzinfo=UTC)])
