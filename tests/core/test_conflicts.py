from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.changes import revise
from bot.core.conflicts import ConflictKind, find_conflicts
from bot.core.moving import move
from bot.core.programme import Kind, Programme, Session, Speaker, Venue

EIGHT = datetime(2031, 5, 17, 8, tzinfo=UTC)


def at(minutes):
    return datetime(2031, 5, 17, 9, tzinfo=UTC) + timedelta(minutes=minutes)


def session(identifier, begin, end, room="A", **fields):
    return Session(
        **({"rooms": (room,), "title": identifier, "day": date(2031, 5, 17)} | fields),
        id=identifier,
        start=at(begin),
        end=at(end),
    )


def programme(*sessions):
    ordered = tuple(sorted(sessions, key=lambda one: one.start))
    return Programme(title="T", timezone="UTC", speakers=(Speaker(id="ada", name="Ada"),), sessions=ordered)


ONE, TWO, LATE = session("one", 0, 60), session("two", 60, 120), session("late", 300, 360, "B")


def found(before, after, now=EIGHT):
    return [
        (one.kind, one.session.id, one.other and one.other.id, one.over)
        for one in find_conflicts(programme(*before), programme(*after), now)
    ]


def test_room_that_is_taken_then():
    assert found([ONE, TWO, LATE], [move(ONE, at(15)), TWO, LATE]) == [(ConflictKind.ROOM_TAKEN, "one", "two", "A")]
    assert found([ONE, TWO, LATE], [move(ONE, at(15)), move(TWO, at(75)), LATE]) == []


def test_venue_that_has_closed_by_then():
    def kinds(closes, end):
        before = Programme(**(dict(programme(ONE, LATE)) | {"venue": Venue(name="V", closes=closes)}))
        after = Programme(**(dict(before) | {"sessions": (ONE, move(LATE, at(end - 60)))}))
        return [one.kind for one in find_conflicts(before, after, EIGHT)]

    late = ConflictKind.PAST_DAY_END
    assert kinds("17:00", 480) == [late]
    assert kinds("17:00", 481) == [late, ConflictKind.PAST_CLOSING]
    assert kinds("1:00", 960) == [ConflictKind.PAST_MIDNIGHT]
    assert kinds("1:00", 961) == [ConflictKind.PAST_MIDNIGHT, ConflictKind.PAST_CLOSING]


def test_clash_of_two_that_changed_is_told_once():
    both = [move(ONE, at(15)), move(TWO, at(70)), LATE]
    assert found([ONE, TWO, LATE], both) == [(ConflictKind.ROOM_TAKEN, "one", "two", "A")]


def test_clash_that_was_there_before_is_not_told():
    beside = session("beside", 30, 90)
    assert found([ONE, beside, LATE], [revise(ONE, title="X"), beside, LATE]) == []
    assert found([ONE, beside, LATE], [move(ONE, at(5)), beside, LATE]) == []


@pytest.mark.parametrize("fields", [{"cancelled": True}, {"kind": Kind.POSTERS}, {"rooms": ("B",)}])
def test_what_is_in_nobodys_way(fields):
    other = revise(TWO, **fields)
    assert found([ONE, other, LATE], [move(ONE, at(15)), other, LATE]) == []


def test_speaker_in_two_places():
    one = revise(ONE, speakers=("ada",))
    two = session("two", 60, 120, "B", speakers=("ada",))
    assert found([one, two, LATE], [move(one, at(15)), two, LATE]) == [(ConflictKind.SPEAKER_BUSY, "one", "two", "ada")]


def test_added_and_restored_sessions_clash_too():
    new = session("new", 30, 45)
    assert found([ONE, LATE], [ONE, new, LATE]) == [(ConflictKind.ROOM_TAKEN, "new", "one", "A")]
    gone = revise(new, cancelled=True)
    assert found([ONE, gone, LATE], [ONE, new, LATE]) == [(ConflictKind.ROOM_TAKEN, "new", "one", "A")]


def test_end_of_the_day_and_midnight():
    (conflict,) = find_conflicts(programme(ONE, LATE), programme(ONE, move(LATE, at(330))), EIGHT)
    assert (conflict.kind, conflict.session.id, conflict.former_end) == (ConflictKind.PAST_DAY_END, "late", at(360))
    assert found([ONE, LATE], [ONE, move(LATE, at(14 * 60))]) == [(ConflictKind.PAST_DAY_END, "late", None, "")]
    assert found([ONE, LATE], [ONE, move(LATE, at(14 * 60 + 1))]) == [(ConflictKind.PAST_MIDNIGHT, "late", None, "")]


def test_only_the_last_of_a_day_is_told():
    assert found([ONE, TWO], [move(ONE, at(70)), move(TWO, at(130))]) == [(ConflictKind.PAST_DAY_END, "two", None, "")]


def test_what_has_begun_or_is_over():
    after = [move(ONE, at(-30)), TWO, LATE]
    assert [found([ONE, TWO, LATE], after, at(minutes)) for minutes in (-60, 30, 90)] == [
        [],
        [(ConflictKind.BEGUN, "one", None, "")],
        [(ConflictKind.OVER, "one", None, "")],
    ]
    assert found([ONE, TWO], [TWO], at(30)) == [(ConflictKind.BEGUN, "one", None, "")]


def test_start_in_the_past():
    assert found([ONE, TWO, LATE], [ONE, TWO, move(LATE, at(130))], at(140)) == [
        (ConflictKind.STARTS_IN_PAST, "late", None, "")
    ]


def test_slides_after_the_talk_are_welcome():
    assert found([ONE, LATE], [revise(ONE, slides="https://a.example"), LATE], at(90)) == []
