from dataclasses import replace
from datetime import datetime

import pytest

from bot.core.programme import Programme, Session
from bot.core.search.index import Index
from bot.core.selection import Moment, Relation, Selection, calendar_of, find_anchor, select
from bot.core.times import Interval, Mode

SATURDAY = datetime.fromisoformat("2031-05-17T13:40:00+01:00")


@pytest.fixture
def chosen(harbour):
    def choose(selection, now=SATURDAY):
        return [session.id for session in select(selection, harbour, now)]

    return choose


def test_open_selection_is_everything(harbour, chosen):
    assert Selection().is_open
    assert chosen(Selection()) == [session.id for session in harbour.sessions]


def test_moments_move_with_the_clock(chosen):
    assert chosen(Selection(moment=Moment.NOW)) == ["chess", "sewing"]
    assert chosen(Selection(moment=Moment.NEXT)) == ["ransom"]
    assert chosen(Selection(moment=Moment.PREVIOUS)) == ["lunch-2"]
    assert chosen(Selection(moment=Moment.NEXT, rooms=("Boathouse",))) == ["concert"]


def test_what_is_cancelled_is_neither_on_nor_next_nor_last(harbour):
    gone = {"sewing", "ransom", "archive"}
    sessions = tuple(
        one.model_copy(update={"cancelled": one.cancelled or one.id in gone}) for one in harbour.programme.sessions
    )
    fields = {name: getattr(harbour.programme, name) for name in Programme.model_fields}
    index = Index(Programme(**(fields | {"sessions": sessions})))

    def chosen(**wanted):
        return [session.id for session in select(Selection(**wanted), index, SATURDAY)]

    assert chosen(moment=Moment.NOW) == ["chess"]
    assert chosen(moment=Moment.NEXT) == ["concert"]
    assert chosen(anchor=Selection(kinds=("lunch",)), relation=Relation.AFTER, nearest=True) == ["chess"]
    assert chosen(talks=True, tracks=("Cooperatives",), order=-1) == ["coop"]
    assert "ransom" in chosen()


def test_order_counts_from_either_end(chosen):
    talks = Selection(talks=True, tracks=("Cooperatives",))
    assert [chosen(replace(talks, order=order)) for order in (1, 2, -1, 9)] == [["repair"], ["coop"], ["archive"], []]


def test_kinds_together_narrow_and_apart_add(chosen):
    assert chosen(Selection(kinds=("keynote",))) == ["small-gc"]
    assert chosen(Selection(kinds=("opening", "closing"))) == ["closing", "welcome"]


def test_literal_words_pick_where_they_can(chosen):
    assert chosen(Selection(kinds=("closing",), literal=("farewel",))) == ["closing"]
    assert chosen(Selection(kinds=("closing",), literal=("ceremony",))) == ["closing"]


def test_language_and_people_narrow(chosen):
    assert chosen(Selection(language="fr")) == ["grotte"]
    assert chosen(Selection(people=("Josephine Abara",))) == ["secrets", "ransom"]


def test_upcoming_leaves_out_what_is_over_unless_all_is(chosen):
    assert chosen(Selection(people=("Josephine Abara",), upcoming=True)) == ["ransom"]
    assert chosen(Selection(people=("Josephine Lindqvist",), upcoming=True)) == ["type-tides"]


def test_after_a_break_is_what_starts_next_in_any_room(chosen):
    after = Selection(anchor=Selection(kinds=("lunch",)), relation=Relation.AFTER, nearest=True)
    assert chosen(after) == ["chess", "sewing"]


def test_after_a_talk_is_what_starts_next_in_its_room(chosen):
    after = Selection(anchor=Selection(named=("lighthouse",)), relation=Relation.AFTER, nearest=True, talks=True)
    assert chosen(after) == ["type-tides"]


def test_before_is_the_nearest_on_that_day(chosen):
    before = Selection(anchor=Selection(named=("ransom",)), relation=Relation.BEFORE)
    assert chosen(replace(before, nearest=True)) == ["chess"]
    assert chosen(before) == ["grotte", "haiku", "break-2", "coop", "lunch-2", "chess"]


def test_nothing_lies_around_an_anchor_that_is_not_there(harbour, chosen):
    lost = Selection(anchor=Selection(kinds=("breakfast",)))
    assert chosen(lost) == []
    assert find_anchor(lost, harbour, SATURDAY) is None


def test_anchor_of_several_is_the_one_to_come_else_the_last(harbour):
    lunch = Selection(anchor=Selection(kinds=("lunch",)))
    friday, monday = (
        datetime.fromisoformat("2031-05-16T09:00:00+01:00"),
        datetime.fromisoformat("2031-05-19T09:00:00+01:00"),
    )
    assert [find_anchor(lunch, harbour, now).id for now in (friday, monday)] == ["lunch-1", "lunch-2"]


def test_hours_of_any_day(harbour, chosen):
    calendar = calendar_of(harbour, SATURDAY)
    morning = Interval(calendar.instant(calendar.days[0], 9), calendar.instant(calendar.days[0], 10), Mode.STARTS)
    assert chosen(Selection(when=morning)) == ["doors", "welcome"]
    assert chosen(Selection(when=morning, any_day=True)) == ["doors", "welcome", "grotte", "haiku"]


def test_what_is_after_a_break_is_no_other_break():
    hours = (("lunch", 12, "Lunch", "break"), ("tea", 13, "Tea break", "break"), ("dance", 14, "Dance", "talk"))
    sessions = tuple(
        Session(
            id=name,
            title=title,
            kind=kind,
            start=datetime.fromisoformat(f"2031-05-17T{hour}:00:00+00:00"),
            end=datetime.fromisoformat(f"2031-05-17T{hour}:50:00+00:00"),
            day=SATURDAY.date(),
        )
        for name, hour, title, kind in hours
    )
    index = Index(Programme(title="T", timezone="UTC", sessions=sessions))
    after = Selection(anchor=Selection(named=("lunch",)), relation=Relation.AFTER, nearest=True)
    assert [one.id for one in select(after, index, SATURDAY)] == ["dance"]
    assert [one.id for one in select(replace(after, kinds=("break",)), index, SATURDAY)] == ["tea"]
