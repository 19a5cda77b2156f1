"""What the live schedule says at a moment, and when it next says something else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.board import Standing, compose_board, find_next_change
from bot.core.programme import Programme, Session

DAY = date(2031, 5, 16)
NOON = datetime(2031, 5, 16, 12, tzinfo=UTC)


def session(name, start_minutes, minutes=30, **more):
    """A session that starts so many minutes after noon, in UTC."""
    start = NOON + timedelta(minutes=start_minutes)
    day = more.pop("day", start.date())
    return Session(id=name, title=name, start=start, end=start + timedelta(minutes=minutes), day=day, **more)


def programme(*sessions):
    ordered = sorted(sessions, key=lambda each: each.start)
    return Programme(title="Event", timezone="UTC", sessions=tuple(ordered))


def standings(board):
    return {line.session.id: line.standing for line in board.lines}


def test_what_is_over_on_next_and_cancelled():
    day = programme(
        session("done", -60),
        session("running", -10),
        session("off", 5, cancelled=True),
        session("soon", 20),
        session("also soon", 20),
        session("later", 60),
    )
    board = compose_board(day, NOON)
    assert board.day == DAY
    assert not board.over
    assert standings(board) == {
        "done": Standing.OVER,
        "running": Standing.NOW,
        "off": Standing.CANCELLED,
        "soon": Standing.NEXT,
        "also soon": Standing.NEXT,
        "later": Standing.COMING,
    }
    assert find_next_change(day, NOON) == NOON + timedelta(minutes=5)


def test_next_day_once_today_is_over():
    days = programme(session("today", 0), session("tomorrow", 24 * 60))
    last_moment = NOON + timedelta(minutes=30)
    assert compose_board(days, last_moment - timedelta(seconds=1)).day == DAY
    assert compose_board(days, last_moment).day == DAY + timedelta(days=1)
    assert find_next_change(days, NOON) == last_moment


def test_an_evening_goes_on_past_midnight():
    night = programme(session("party", 11 * 60, 180, day=DAY), session("morning", 22 * 60))
    assert compose_board(night, NOON + timedelta(hours=13)).day == DAY
    assert compose_board(night, NOON + timedelta(hours=14)).day == DAY + timedelta(days=1)


def test_an_exhibition_of_three_days_does_not_keep_the_first_one_up():
    fair = programme(session("exhibition", -60, 3 * 24 * 60), session("talk", 0), session("second", 24 * 60))
    assert compose_board(fair, NOON + timedelta(hours=2)).day == DAY + timedelta(days=1)


def test_when_all_is_over_the_last_day_stays():
    board = compose_board(programme(session("only", 0)), NOON + timedelta(days=3))
    assert (board.day, board.over) == (DAY, True)
    assert standings(board) == {"only": Standing.OVER}


def test_without_sessions():
    board = compose_board(programme(), NOON)
    assert (board.day, board.lines) == (None, ())
    assert find_next_change(programme(), NOON) == NOON + timedelta(hours=12)


def test_moved_to_another_day_is_seen_on_both():
    moved = session("moved", 24 * 60, previous_start=NOON + timedelta(minutes=10))
    days = programme(session("first", 0), moved, session("last", 20))
    assert [line.session.id for line in compose_board(days, NOON).lines] == ["first", "moved", "last"]
    assert standings(compose_board(days, NOON))["moved"] is Standing.MOVED_AWAY
    assert standings(compose_board(days, NOON + timedelta(hours=2))) == {"moved": Standing.NEXT}


def test_moved_within_a_night_has_not_gone_to_another_day():
    late = session("late", 13 * 60, day=DAY, previous_start=NOON + timedelta(minutes=12 * 60 + 30))
    days = programme(session("first", 0), late, session("next", 24 * 60))
    assert standings(compose_board(days, NOON + timedelta(hours=14))) == {"next": Standing.NEXT}


def test_a_session_without_a_known_end_is_on_for_a_while():
    closing = programme(session("closing", 0, 0, end_known=False))
    assert standings(compose_board(closing, NOON + timedelta(minutes=10))) == {"closing": Standing.NOW}
    assert compose_board(closing, NOON + timedelta(minutes=30)).over


SESSIONS = st.builds(
    lambda number, start, minutes, cancelled, moved: session(
        f"s{number}",
        start,
        minutes,
        cancelled=cancelled,
        previous_start=NOON + timedelta(minutes=moved) if moved is not None and moved != start else None,
    ),
    st.integers(0, 10**9),
    st.integers(-2000, 4000),
    st.one_of(st.integers(0, 300), st.just(4000)),
    st.booleans(),
    st.none() | st.integers(-2000, 4000),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(SESSIONS, max_size=8, unique_by=lambda each: each.id), st.integers(-2500, 9000), st.floats(0, 0.999))
def test_it_says_the_same_until_the_next_change(sessions, minute, part):
    days = programme(*sessions)
    now = NOON + timedelta(minutes=minute)
    change = find_next_change(days, now)
    assert change > now
    assert compose_board(days, now + part * (change - now)) == compose_board(days, now)


@pytest.mark.parametrize("hours", [0, 23])
def test_midnight_is_the_venues(hours):
    there = Programme(title="Event", timezone="Asia/Tokyo", sessions=())
    now = datetime(2031, 5, 16, hours, tzinfo=UTC)
    assert there.local(find_next_change(there, now)).strftime("%H:%M") == "00:00"
