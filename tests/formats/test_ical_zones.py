"""Time zones that a calendar describes itself, for want of a name that anybody knows."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.formats.ical_lines import parse_calendars
from bot.formats.ical_zones import CalendarZones
from bot.formats.report import Report


def part(kind, begin, to, rule=""):
    lines = [f"BEGIN:{kind}", f"DTSTART:{begin}", f"TZOFFSETTO:{to}", rule and f"RRULE:{rule}", f"END:{kind}"]
    return "\n".join(line for line in lines if line)


def zones(*parts, tzid="Ours", head=""):
    described = "\n".join(["BEGIN:VTIMEZONE", f"TZID:{tzid}", *parts, "END:VTIMEZONE"])
    (calendar,) = parse_calendars(f"BEGIN:VCALENDAR\n{head}{described}\nEND:VCALENDAR", Report("x.ics"))
    return CalendarZones(calendar)


WINTER = part("STANDARD", "20001029T030000", "+0100", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10")
SUMMER = part("DAYLIGHT", "20000326T020000", "+0200", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3")


def hours(zone, *when):
    return zone.utcoffset(datetime(*when, tzinfo=zone)) / timedelta(hours=1)


def test_offsets_by_yearly_rules():
    zone = zones(WINTER, SUMMER).find("Ours")
    assert [hours(zone, 2025, *day) for day in ((1, 15), (3, 30, 1, 59), (3, 30, 2), (7, 1), (10, 26, 3))] == [
        1, 1, 2, 2, 1,
    ]  # fmt: skip
    assert hours(zone, 1999, 7, 1) == 1  # before all that it says, the first
    assert datetime(2025, 7, 1, 9, 30, tzinfo=zone).astimezone(UTC) == datetime(2025, 7, 1, 7, 30, tzinfo=UTC)
    assert (zone.tzname(datetime(2025, 7, 1, tzinfo=zone)), zone.dst(None), zone.utcoffset(None)) == (
        "UTC+02:00", timedelta(), timedelta(),
    )  # fmt: skip


def test_rule_that_ended_counts_no_more():
    ended = part("DAYLIGHT", "20000326T020000", "+0200", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL=20100328T010000Z")
    zone = zones(WINTER, ended).find("Ours")
    assert [hours(zone, year, 7, 1) for year in (2010, 2011, 2025)] == [2, 1, 1]


def test_changes_that_were_once():
    zone = zones(part("STANDARD", "20200101T000000", "+0530"), part("STANDARD", "20240101T000000", "-033000")).find(
        "Ours"
    )
    assert [hours(zone, year, 7, 1) for year in (2019, 2022, 2025)] == [5.5, 5.5, -3.5]


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (part("STANDARD", "20200101T000000", "two"),),
        (part("STANDARD", "20200101T000000", "+2500"),),
        (part("STANDARD", "soon", "+0100"),),
        (part("STANDARD", "20201301T000000", "+0100"),),
    ],
)
def test_description_that_says_nothing_is_that_of_utc(parts):
    assert hours(zones(*parts).find("Ours"), 2025, 7, 1) == 0


def test_names_that_are_known_come_first():
    assert zones(WINTER, tzid="Europe/Paris").find("Europe/Paris").key == "Europe/Paris"
    assert zones("X-LIC-LOCATION:Europe/Rome", WINTER).find("Ours").key == "Europe/Rome"
    assert zones("X-LIC-LOCATION:Europe/Rome", WINTER).iana_name() == "Europe/Rome"
    assert zones(WINTER, head="X-WR-TIMEZONE:Asia/Tokyo\n").iana_name() == "Asia/Tokyo"
    found = zones(WINTER)
    assert (found.name, found.iana_name(), found.find("Theirs")) == ("Ours", "", None)
