from datetime import UTC, datetime, timedelta

import pytest

from bot.core.moving import delay, move
from bot.core.programme import Kind, Session

NINE = datetime(2031, 5, 17, 9, tzinfo=UTC)


def at(minutes):
    return NINE + timedelta(minutes=minutes)


def session(identifier, begin, end, **fields):
    """A session from minute to minute after nine; its end is not known if there is none."""
    end, known = (begin, False) if end is None else (end, True)
    return Session(id=identifier, title="T", start=at(begin), end=at(end), end_known=known, day=NINE.date(), **fields)


def pause(identifier, begin, end):
    return session(identifier, begin, end, kind=Kind.BREAK)


def slots(sessions):
    minutes = [(one.id, (one.start - NINE) // timedelta(minutes=1), one.duration) for one in sessions]
    return [(identifier, start, length // timedelta(minutes=1)) for identifier, start, length in minutes]


def later(minutes, *sessions):
    return slots(delay(sessions, timedelta(minutes=minutes), absorb=True))


def test_moved_session_keeps_its_length_and_remembers_its_first_start():
    once = move(session("a", 0, 50), at(30))
    twice = move(once, at(45), end=at(60))
    assert (once.end, once.previous_start) == (at(80), NINE)
    assert (twice.end, twice.previous_start) == (at(60), NINE)
    assert move(twice, NINE).previous_start is None


def test_another_end_alone_is_no_move():
    longer = move(session("a", 0, None), NINE, end=at(20))
    assert (longer.end, longer.end_known, longer.previous_start) == (at(20), True, None)


def test_unknown_end_stays_unknown():
    moved = move(session("a", 0, None), at(10))
    assert (moved.end, moved.end_known) == (at(10), False)


def test_delay_moves_all_alike():
    day = session("b", 60, 90), session("a", 0, 60)
    assert slots(delay(day, timedelta(minutes=15))) == [("a", 15, 60), ("b", 75, 30)]
    assert slots(delay(day, timedelta(minutes=-15), absorb=True)) == [("a", -15, 60), ("b", 45, 30)]


def test_break_absorbs_what_it_can_and_stays_ten_minutes_long():
    day = session("a", 0, 60), pause("p", 60, 90), session("b", 90, 120)
    assert later(15, *day) == [("a", 15, 60), ("p", 75, 15)]
    assert later(30, *day) == [("a", 30, 60), ("p", 90, 10), ("b", 100, 30)]


def test_short_break_is_not_shortened():
    assert later(15, session("a", 0, 60), pause("p", 60, 68), session("b", 68, 90)) == [
        ("a", 15, 60),
        ("p", 75, 8),
        ("b", 83, 22),
    ]


def test_gap_absorbs_too_but_not_behind_an_unknown_end():
    assert later(15, session("a", 0, 60), session("b", 70, 90)) == [("a", 15, 60), ("b", 75, 20)]
    assert later(15, session("a", 0, None), session("b", 70, 90)) == [("a", 15, 0), ("b", 85, 20)]


@pytest.mark.parametrize(
    "other",
    [session("c", 60, 100), session("c", 30, 70)],
)
def test_break_beside_a_session_absorbs_nothing(other):
    day = session("a", 0, 60), pause("p", 60, 90), other
    assert {length for identifier, _, length in later(15, *day) if identifier == "p"} == {30}


def test_breaks_at_one_time_are_shortened_together():
    day = session("a", 0, 60), pause("p", 60, 90), pause("q", 60, 80), session("b", 90, 120)
    assert later(15, *day) == [("a", 15, 60), ("p", 75, 20), ("q", 75, 10), ("b", 95, 30)]
