from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from bot.formats.moments import (
    Instant,
    Moment,
    SkippedTimeError,
    parse_date,
    parse_length,
    parse_moment,
    resolve,
    resolve_end,
)

PARIS = ZoneInfo("Europe/Paris")
INSTANTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))  # until 2096


def test_parse_moment_with_all_there_is():
    moment = parse_moment(" 2025-7-1 14:30:15 +02:00 ")
    assert moment.day == date(2025, 7, 1)
    assert moment.clock == time(14, 30, 15)
    assert moment.offset.utcoffset(None) == timedelta(hours=2)
    assert parse_moment("24:00") == Moment(time(), midnight=True)


@pytest.mark.parametrize(
    "text", ["", "9", "930", "9:5", "9:60", "25:00", "24:01", "13 pm", "0 am", "0:30pm", "noon", "9:30:60",
    "-9:30", "٩:٣٠",
             "2025-13-01 9:30", "2025-02-30 9:30", "9:30+15:00", "9:30+02:75", "2025-06-30"],
)  # fmt: skip
def test_parse_moment_refuses(text):
    with pytest.raises(PydanticCustomError):
        parse_moment(text)


@given(INSTANTS)
def test_parse_moment_reads_what_python_writes(instant):
    moment = instant.replace(tzinfo=None)
    assert parse_moment(moment.isoformat()) == Moment(moment.time(), moment.date())
    assert parse_moment(moment.isoformat(" ") + "Z") == Moment(moment.time(), moment.date(), UTC)
    assert parse_moment(moment.strftime("%I:%M:%S %p")).clock == moment.time()


def test_parse_date():
    assert parse_date(" 2025-6-1 ") == date(2025, 6, 1)


def test_parse_length_of_minutes_beyond_the_hour():
    assert parse_length("0") == timedelta()
    assert parse_length("1440 minutes") == timedelta(days=1)
    assert parse_length("1h30min") == timedelta(minutes=90)


@given(INSTANTS, st.timezones(no_cache=False))
def test_resolve_finds_the_instant_of_any_local_time(instant, zone):
    """Every instant is found again from its local time: as the only one, or as one of two."""
    local = instant.astimezone(zone)
    assert instant in resolve(Moment(local.time(), local.date()), date(2000, 1, 1), zone)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "jump"),
    [
        ("Europe/Paris", "2025-03-30", "02:00", "from 02:00 to 03:00"),
        ("Europe/Paris", "2025-03-30", "02:59:59", "from 02:00 to 03:00"),
        ("Australia/Lord_Howe", "2025-10-05", "02:15", "from 02:00 to 02:30"),
        ("America/New_York", "2025-03-09", "02:30", "from 02:00 to 03:00"),
    ],
)
def test_resolve_names_the_gap(zone, day, clock, jump):
    with pytest.raises(SkippedTimeError) as caught:
        resolve(parse_moment(clock), parse_date(day), ZoneInfo(zone))
    assert str(caught.value) == f"the clocks go {jump} on {day} in {zone}"


@pytest.mark.parametrize("clock", ["01:59:59", "03:00"])
def test_resolve_beside_a_gap(clock):
    assert resolve(parse_moment(clock), date(2025, 3, 30), PARIS).again is None


def test_resolve_in_an_hour_that_comes_twice():
    first, second = datetime(2025, 10, 26, 0, 30, tzinfo=UTC), datetime(2025, 10, 26, 1, 30, tzinfo=UTC)
    assert resolve(parse_moment("02:30"), date(2025, 10, 26), PARIS) == Instant(first, second)


def test_resolve_end_is_on_the_next_day_if_that_is_near():
    start = datetime(2025, 6, 30, 21, tzinfo=UTC)  # 23:00 in Paris
    assert resolve_end(parse_moment("10:59"), start, PARIS).at == datetime(2025, 7, 1, 8, 59, tzinfo=UTC)
    assert resolve_end(parse_moment("11:00"), start, PARIS).at < start
    assert resolve_end(parse_moment("2025-06-29 11:00"), start, PARIS).at < start
