from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clashes import find_room_clashes, find_speaker_clashes
from bot.core.programme import Kind, Session

NINE = datetime(2025, 6, 30, 9, tzinfo=UTC)


def session(identifier, begin, end, **fields):
    """A session from minute to minute after nine, in room X unless said otherwise."""
    start = NINE + timedelta(minutes=begin)
    fields = {"rooms": ("X",)} | fields
    return Session(id=identifier, title="T", start=start, end=NINE + timedelta(minutes=end), day=NINE.date(), **fields)


def names(clashes):
    return [(clash.over, clash.earlier.id, clash.later.id) for clash in clashes]


def test_room_clash_is_told_once_for_each_later_session():
    found = find_room_clashes([session("c", 50, 90), session("a", 0, 60), session("b", 10, 20), session("d", 90, 99)])
    assert names(found) == [("X", "a", "b"), ("X", "a", "c")]


@pytest.mark.parametrize(
    "other",
    [
        session("b", 60, 90),
        session("b", 10, 20, rooms=("Y",)),
        session("b", 10, 20, rooms=()),
        session("b", 10, 20, cancelled=True),
        session("b", 10, 20, kind=Kind.POSTERS),
        session("b", 0, 90, kind=Kind.LIGHTNING_TALKS),
        session("b", 10, 20, kind=Kind.BREAK),
        session("b", 0, 0, kind=Kind.BREAK),
    ],
    ids=["next", "elsewhere", "nowhere", "cancelled", "posters", "lightning talks", "break within", "break at once"],
)
def test_no_room_clash(other):
    assert find_room_clashes([session("a", 0, 60), other]) == []


def test_room_clash_with_a_break_that_goes_on_after_the_session():
    assert names(find_room_clashes([session("a", 0, 60), session("b", 30, 90, kind=Kind.BREAK)])) == [("X", "a", "b")]


def test_lightning_talks_are_in_the_way_of_what_does_not_lie_within_them():
    short = session("b", 10, 20, kind=Kind.LIGHTNING_TALKS)
    assert names(find_room_clashes([session("a", 0, 60), short])) == [("X", "a", "b")]
    assert names(find_room_clashes([session("a", 15, 60), short])) == [("X", "b", "a")]
    assert find_room_clashes([session("a", 12, 18), short]) == []


def test_no_room_clash_of_a_break_with_the_longer_session_it_begins():
    assert find_room_clashes([session("b", 0, 15, kind=Kind.BREAK), session("a", 0, 60)]) == []


def test_room_clash_of_a_break_with_a_session_that_begins_within_it():
    assert names(find_room_clashes([session("b", 0, 15, kind=Kind.BREAK), session("a", 5, 60)])) == [("X", "b", "a")]


def test_speaker_clash_is_in_different_rooms():
    one = session("a", 0, 60, speakers=("ada",))
    assert find_speaker_clashes([one, session("b", 10, 20, speakers=("ada",))]) == []
    assert names(find_speaker_clashes([one, session("b", 10, 20, rooms=("Y",), speakers=("ada", "alan"))])) == [
        ("ada", "a", "b")
    ]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)), max_size=8))
def test_room_clash_is_found_wherever_two_overlap(spans):
    sessions = [session(str(number), begin, begin + length) for number, (begin, length) in enumerate(spans)]
    in_order = sorted(sessions, key=lambda each: each.start)
    overlapping = {
        later.id for place, later in enumerate(in_order) for other in in_order[:place] if later.start < other.end
    }
    assert {clash.later.id for clash in find_room_clashes(sessions)} == overlapping
