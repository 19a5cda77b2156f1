from datetime import datetime

import pytest

from bot.core.change_requests import (
    request_announce,
    request_cancel,
    request_delay,
    request_move,
    request_remove,
    request_restore,
    request_room,
    request_swap,
)
from bot.core.changes import AddRoom, ChangeKind, ChangeRefused, RemoveSession, apply
from bot.core.programme import key_of
from bot.core.search import Index

MORNING = datetime.fromisoformat("2025-06-30T09:00:00+02:00")
FRIDAY = datetime.fromisoformat("2031-05-16T08:30:00+01:00")


def shown(index, change):
    """The slots of the sessions that the change touches, on the venue's clock."""
    programme = apply(index.programme, [change.model_copy(update={"id": "1"})])
    ids = {edit.session_id for edit in change.edits if edit.type == "set fields"}
    return {
        one.id: f"{programme.local(one.start):%d %H:%M}-{programme.local(one.end):%H:%M}"
        for one in programme.sessions
        if one.id in ids
    }


def refused(function, *arguments, **parts):
    with pytest.raises(ChangeRefused) as found:
        function(*arguments, **parts)
    return found.value.sentence


@pytest.mark.parametrize(
    ("what", "kind", "slot"),
    [
        ("loiseau 20m", "delay", "30 14:20-15:10"),
        ("10 minutes earlier loiseau", "delay", "30 13:50-14:40"),
        ("loiseau to 2:45pm", "move", "30 14:45-15:35"),
        ("loiseau 14h20", "move", "30 14:20-15:10"),
    ],
)
def test_delay_of_one_session(workshop, what, kind, slot):
    change = request_delay(what, workshop, MORNING)
    assert (change.kind, shown(workshop, change)) == (kind, {"du-shapley": slot})


def test_delay_with_its_parts_apart_is_the_same(workshop):
    typed = request_delay("loiseau 20m because of rain", workshop, MORNING)
    assert typed.reason == "rain"
    for what in ("du-shapley", key_of("du-shapley"), "loizo"):
        assert request_delay(what, workshop, MORNING, by="20 min", reason="rain") == typed


def test_breaks_absorb_a_delay_where_that_is_wanted(workshop):
    everything = "everything from gusak on 20m"
    assert len(shown(workshop, request_delay(everything, workshop, MORNING))) == 6
    assert shown(workshop, request_delay(everything, workshop, MORNING, absorb=True)) == {
        "memory-constraints": "30 11:50-12:50",
        "lunch-break": "30 12:50-14:00",
    }


@pytest.mark.parametrize(
    ("what", "slot"),
    [
        ("loiseau demain 9h", "01 09:00-09:50"),
        ("loiseau tomorrow at 9", "01 09:00-09:50"),
        ("loiseau tomorrow", "01 14:00-14:50"),
        ("the 14:00 talk to 15:00", "30 15:00-15:50"),
        ("loiseau 15:00-15:30", "30 15:00-15:30"),
        ("monday 9:30 loiseau", "30 09:30-10:20"),
        ("loiseau +20", "30 14:20-15:10"),
    ],
)
def test_move(workshop, what, slot):
    assert shown(workshop, request_move(what, workshop, MORNING)) == {"du-shapley": slot}


def test_move_of_another_day_stays_on_it(harbour):
    one = next(one for one in harbour.sessions if one.day.day == 18)
    assert shown(harbour, request_move(one.id, harbour, FRIDAY, to="16:00"))[one.id].startswith("18 16:00")
    change = request_move(one.id, harbour, FRIDAY, to="tomorrow at 16:00")
    assert change.edits[0].after.day.day == 17


def test_room_may_be_new(workshop, harbour):
    change = request_room("loiseau to the Room K", workshop, MORNING)
    assert [edit.room.name for edit in change.edits if isinstance(edit, AddRoom)] == ["Room K"]
    after = apply(workshop.programme, [change])
    assert (after.session_by_id["du-shapley"].rooms, after.rooms[-1].name) == (("Room K",), "Room K")
    known = request_room("repair", harbour, FRIDAY, room="boathouse")
    assert [edit.after.given for edit in known.edits] == [{"rooms": ("Boathouse",)}]


def test_neighbours_swapped_keep_their_lengths(workshop):
    assert shown(workshop, request_swap("loiseau with cauvin", workshop, MORNING)) == {
        "regularized-learning-in-games": "30 14:00-14:30",
        "du-shapley": "30 14:30-15:20",
    }


def test_others_swapped_take_each_others_slot_and_room(harbour):
    change = request_swap("lighthouse", harbour, FRIDAY, other="sewing")
    before, after = harbour.programme.session_by_id, apply(harbour.programme, [change]).session_by_id
    for one, other in (("lighthouse", "sewing"), ("sewing", "lighthouse")):
        fields = ("start", "end", "day", "rooms")
        assert [getattr(after[one], name) for name in fields] == [getattr(before[other], name) for name in fields]


def test_cancel_and_restore(workshop):
    cancel = request_cancel("loiseau car il est malade", workshop, MORNING)
    assert (cancel.kind, cancel.reason) == (ChangeKind.CANCEL, "il est malade")
    index = Index(apply(workshop.programme, [cancel]))
    restore = request_restore("loiseau", index, MORNING)
    assert apply(index.programme, [restore]) == workshop.programme
    for function, parts in (
        (request_cancel, {}),
        (request_delay, {"by": "10m"}),
        (request_move, {"to": "9:00"}),
        (request_swap, {"other": "gusak"}),
    ):
        assert refused(function, "loiseau", index, MORNING, **parts) == "is_cancelled"
    assert refused(request_restore, "gusak", index, MORNING) == "not_cancelled"


def test_remove_and_announce(workshop):
    change = request_remove("closing", workshop, MORNING)
    assert [type(edit) for edit in change.edits] == [RemoveSession]
    assert request_announce(" Bring a coat. ").text == "Bring a coat."


@pytest.mark.parametrize(
    ("function", "what", "sentence"),
    [
        (request_delay, "loiseau", "no_amount"),
        (request_delay, "", "no_amount"),
        (request_delay, "10m", "no_session"),
        (request_delay, "zzz 10m", "unknown_session"),
        (request_delay, "the break 10m", "ambiguous"),
        (request_delay, "loiseau 25 hours", "too_long"),
        (request_delay, "loiseau 0m", "nothing_changes"),
        (request_delay, "loiseau 15:00-14:00", "end_before_start"),
        (request_move, "loiseau", "no_time"),
        (request_move, "loiseau to 14:00", "nothing_changes"),
        (request_room, "loiseau", "no_room"),
        (request_room, "loiseau to amphi a", "nothing_changes"),
        (request_swap, "loiseau / loizo", "same_session"),
        (request_swap, "loiseau", "no_session"),
    ],
)
def test_what_cannot_be_is_refused(workshop, function, what, sentence):
    assert refused(function, what, workshop, MORNING) == sentence


def test_nothing_to_announce():
    assert refused(request_announce, "  ") == "no_text"
