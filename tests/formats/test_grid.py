from datetime import UTC, date, datetime, timedelta

from bot.core.programme import Programme, Room, Session
from bot.formats.grid import Cell, Column, lay_out

DAY = date(2025, 6, 30)


def at(clock):
    hour, minute = map(int, clock.split(":"))
    return datetime(2025, 6, 30, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)


def session(identifier, start, end, *rooms, **fields):
    return Session(id=identifier, title=identifier, start=at(start), end=at(end), day=DAY, rooms=rooms, **fields)


def programme(*sessions, rooms=("A", "B", "C")):
    ordered = tuple(sorted(sessions, key=lambda each: each.start))
    return Programme(title="Grid", timezone="UTC", rooms=tuple(Room(name=room) for room in rooms), sessions=ordered)


def places(grid):
    """Where each cell is drawn, by session."""
    return [(cell.session.id, cell.lane, cell.span, cell.repeated) for cell in grid.cells]


def test_rooms_stand_in_the_order_of_the_programme():
    [grid] = lay_out(programme(session("x", "9:00", "10:00", "B"), session("y", "9:00", "10:00", "A")), DAY, 6)
    assert grid.columns == (Column("A", 1), Column("B", 1))
    assert places(grid) == [("x", 1, 1, False), ("y", 0, 1, False)]
    assert grid.times == (at("9:00"), at("10:00"))


def test_rooms_that_the_programme_does_not_list_come_last():
    [grid] = lay_out(programme(session("x", "9:00", "10:00", "Z"), session("y", "9:00", "10:00", "A")), DAY, 6)
    assert grid.rooms == ("A", "Z")


def test_session_in_neighbouring_rooms_is_one_cell():
    lunch = session("lunch", "12:00", "13:00", "A", "B")
    [grid] = lay_out(programme(lunch, session("x", "9:00", "10:00", "A"), session("y", "9:00", "10:00", "B")), DAY, 6)
    assert places(grid) == [("x", 0, 1, False), ("y", 1, 1, False), ("lunch", 0, 2, False)]


def test_session_in_rooms_apart_is_a_cell_in_each():
    [grid] = lay_out(programme(session("x", "9:00", "10:00", "A", "C"), session("y", "9:00", "10:00", "B")), DAY, 6)
    assert places(grid) == [("x", 0, 1, False), ("x", 2, 1, True), ("y", 1, 1, False)]


def test_sessions_at_once_in_a_room_divide_its_column():
    [grid] = lay_out(
        programme(
            session("x", "9:00", "10:00", "A"),
            session("y", "9:30", "10:30", "A"),
            session("z", "10:00", "11:00", "A"),
            session("alone", "11:00", "12:00", "A"),
            session("other", "9:00", "12:00", "B"),
        ),
        DAY,
        6,
    )
    assert grid.columns == (Column("A", 2), Column("B", 1))
    assert grid.lanes == 3
    assert places(grid) == [
        ("x", 0, 1, False),
        ("other", 2, 1, False),
        ("y", 1, 1, False),
        ("z", 0, 1, False),
        ("alone", 0, 2, False),
    ]


def test_fewer_sessions_at_once_than_lanes_still_fill_the_column():
    [grid] = lay_out(
        programme(
            *(session(name, "9:00", "10:00", "A") for name in ("x", "y", "z")),
            session("p", "10:00", "11:00", "A"),
            session("q", "10:00", "11:00", "A"),
        ),
        DAY,
        6,
    )
    assert places(grid)[3:] == [("p", 0, 1, False), ("q", 1, 2, False)]


def test_session_without_a_room_spans_all_if_nothing_else_is_on():
    [grid] = lay_out(programme(session("x", "9:00", "10:00", "A"), session("break", "10:00", "10:30")), DAY, 6)
    assert (grid.rooms, places(grid)) == (("A",), [("x", 0, 1, False), ("break", 0, 1, False)])


def test_session_without_a_room_has_its_own_column_if_something_else_is_on():
    [grid] = lay_out(programme(session("x", "9:00", "10:00", "A"), session("tour", "9:30", "11:00")), DAY, 6)
    assert (grid.rooms, places(grid)) == (("A", ""), [("x", 0, 1, False), ("tour", 1, 1, False)])


def test_day_without_any_room_is_one_column():
    [grid] = lay_out(programme(session("x", "9:00", "10:00"), session("y", "9:30", "10:30")), DAY, 6)
    assert grid.columns == (Column("", 2),)


def test_unknown_end_is_drawn_until_the_next_session_in_the_room():
    [grid] = lay_out(
        programme(
            session("x", "9:00", "9:00", "A", end_known=False),
            session("near", "9:10", "9:30", "A"),
            session("elsewhere", "9:05", "9:30", "B"),
            session("last", "10:00", "10:00", "A", end_known=False),
        ),
        DAY,
        6,
    )
    assert {cell.session.id: cell.end for cell in grid.cells} == {
        "x": at("9:10"),
        "near": at("9:30"),
        "elsewhere": at("9:30"),
        "last": at("10:30"),
    }


def test_many_rooms_are_shared_between_grids_of_about_the_same_size():
    rooms = tuple("ABCDEFG")
    sessions = [session(f"in-{room}", "9:00", "10:00", room) for room in rooms]
    lunch = session("lunch", "12:00", "13:00")
    first, second, third = lay_out(programme(*sessions, lunch, rooms=rooms), DAY, 3)
    assert (first.rooms, second.rooms, third.rooms) == (("A", "B"), ("C", "D", "E"), ("F", "G"))
    assert second.cells[-1] == Cell(lunch, 0, 3, at("12:00"), at("13:00"))


def test_other_days_are_not_shown():
    assert lay_out(programme(session("x", "9:00", "10:00", "A")), date(2025, 7, 1), 6) == ()
