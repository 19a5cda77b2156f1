"""Lists that people leaf through, found again by name."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.listings import day_of, find_listing, sessions_of
from bot.core.programme import Programme, Room, Session

NINE = datetime(2025, 6, 30, 9, tzinfo=UTC)


@pytest.fixture
def parallel():
    """Two days, two rooms, one plenary a day in both."""
    sessions = []
    for day in range(2):
        for number, rooms in enumerate([("A", "B"), ("A",), ("B",)]):
            start = NINE + timedelta(days=day, hours=number)
            slot = {"start": start, "end": start, "day": start.date()}
            sessions.append(Session(id=f"{day}{number}", title=f"{day}{number}", rooms=rooms, **slot))
    rooms = (Room(name="A"), Room(name="B"))
    return Programme(title="p", timezone="UTC", rooms=rooms, sessions=tuple(sessions))


def ids(sessions):
    return [session.id for session in sessions]


@pytest.mark.parametrize(
    "wanted",
    [
        ["00", "01", "02"],
        ["00", "01", "02", "10", "11", "12"],
        ["00", "01", "10", "11"],
        ["10", "12"],
    ],
    ids=["day", "everything", "room", "day in a room"],
)
def test_list_is_found_again_by_its_name(parallel, wanted):
    name = find_listing([session for session in parallel.sessions if session.id in wanted], parallel)
    assert 0 < len(name) <= 27
    assert ids(sessions_of(name, parallel)) == wanted


def test_other_sessions_have_no_name(parallel):
    assert find_listing((), parallel) == ""
    assert find_listing([parallel.sessions[0], parallel.sessions[4]], parallel) == ""


@pytest.mark.parametrize("name", ["", "2025-07-30", "nonsense", "all/0000000000000000"])
def test_name_that_means_nothing_holds_nothing(parallel, name):
    assert sessions_of(name, parallel) == ()


@pytest.mark.parametrize(("name", "day"), [("2025-06-30/00", date(2025, 6, 30)), ("all", None), ("", None)])
def test_day_of_a_list(name, day):
    assert day_of(name) == day
