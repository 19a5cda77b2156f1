from datetime import datetime

import pytest

from bot.core.change_requests import (
    renew,
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
from bot.core.content_requests import request_speaker
from bot.core.programme import Programme, Session, key_of
from bot.core.search.index import Index

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
        ("loiseau 20m: train is late", "delay", "30 14:20-15:10"),
        ("loiseau to 14h20, train late", "move", "30 14:20-15:10"),
    ],
)
def test_delay_of_one_session(workshop, what, kind, slot):
    change = request_delay(what, workshop, MORNING)
    assert (change.kind, shown(workshop, change)) == (kind, {"du-shapley": slot})


@pytest.mark.parametrize(
    ("what", "day", "slot"),
    [
        ("loiseau by a day", 1, "01 14:00-14:50"),
        ("loiseau 20 hours", 1, "01 10:00-10:50"),
        ("loiseau 12 hours", 30, "01 02:00-02:50"),
    ],
)
def test_delay_into_another_day_is_on_that_day(workshop, what, day, slot):
    change = request_delay(what, workshop, MORNING)
    assert (change.edits[0].after.day.day, shown(workshop, change)) == (day, {"du-shapley": slot})
    renewed, meanwhile = overtaken(workshop, change, (request_delay, "loiseau 5m"))
    assert apply(meanwhile.programme, [renewed]).session_by_id["du-shapley"].day.day == day


def test_delay_by_a_day_keeps_the_hour_though_clocks_change():
    start = datetime.fromisoformat("2031-03-29T22:00:00+01:00")
    party = Session(id="party", title="Party", start=start, end=start, day=start.date())
    index = Index(Programme(title="T", timezone="Europe/Paris", sessions=(party,)))
    assert shown(index, request_delay("party by a day", index, MORNING)) == {"party": "30 22:00-22:00"}


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
        ("loiseau from 16:00 to 16:30", "30 16:00-16:30"),
        ("loiseau from 14:00 to 14:30", "30 14:30-15:20"),
        ("the 14:20 talk to 15:00", "30 15:00-15:50"),
        ("loiseau +20", "30 14:20-15:10"),
        ("loiseau 1h later", "30 15:00-15:50"),
        ("loiseau 1h plus tôt", "30 13:00-13:50"),
        ("loiseau 14:30-15:00", "30 14:30-15:00"),
        ("loiseau from 14:30 to 15:00", "30 14:30-15:00"),
        ("loiseau de 14h30 à 15h", "30 14:30-15:00"),
        ("loiseau to 15:00 for 45 minutes", "30 15:00-15:45"),
        ("loiseau à 15h pendant une demi-heure", "30 15:00-15:30"),
    ],
)
def test_move(workshop, what, slot):
    assert shown(workshop, request_move(what, workshop, MORNING)) == {"du-shapley": slot}


@pytest.mark.parametrize(
    ("what", "session", "slot"),
    [
        ("lunch tomorrow to 12:30", "lunch-2", "17 12:30-14:00"),
        ("saturday's lunch to 12:30", "lunch-2", "17 12:30-14:00"),
        ("lightning talks sunday to 11:15", "lightning-3", "18 11:15-12:15"),
        ("lightning talks to sunday 11:15", "lightning-1", "18 11:15-12:15"),
        ("haiku on saturday to sunday", "haiku", "18 09:30-10:15"),
        ("lighthouse tomorrow to 9:30", "lighthouse", "17 09:30-10:15"),
        ("the keynote to 10:15", "small-gc", "16 10:15-11:15"),
        ("dinner to 8:30", "dinner", "16 20:30-23:00"),
        ("kwame from 13:45 to 14:00", "mesh", "16 14:00-15:30"),
    ],
)
def test_day_is_of_the_session_or_of_its_new_time(harbour, what, session, slot):
    now = datetime.fromisoformat("2031-05-16T10:30:00+01:00")
    assert shown(harbour, request_move(what, harbour, now)) == {session: slot}


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("loiseau 20m: train is late", "train is late"),
        ("loiseau 20m (train late)", "train late"),
        ("loiseau 20m - train late", "train late"),
        ("20m loiseau, he is late", "he is late"),
        ("loiseau by 20m: storm, be careful", "storm, be careful"),
        ("loiseau to 14:30: train late", "train late"),
        ("loiseau 20m, please", ""),
        ("20m DU-Shapley: A Shapley", ""),
        ("loiseau: 20m", ""),
        ("loiseau 20 min his train is late", "his train is late"),
        ("20m patrick loiseau his train is late", "his train is late"),
        ("loiseau to 14:30 for technical reasons", "for technical reasons"),
        ("loiseau to 14:30 for 50 minutes", ""),
        ("loiseau, +20", ""),
    ],
)
def test_what_is_said_behind_is_the_reason(workshop, what, reason):
    change = request_delay(what, workshop, MORNING)
    assert (list(shown(workshop, change)), change.reason) == (["du-shapley"], reason)


@pytest.mark.parametrize(
    ("what", "room", "reason"),
    [
        ("loiseau to hall 7: the projector is broken", "hall 7", "the projector is broken"),
        ("loiseau to hall 7 (no light)", "hall 7", "no light"),
        ("loiseau to hall 7, building 4", "hall 7, building 4", ""),
    ],
)
def test_what_is_said_behind_a_room_is_the_reason(workshop, what, room, reason):
    change = request_room(what, workshop, MORNING)
    assert (change.edits[-1].after.rooms, change.reason) == ((room,), reason)


def test_what_is_said_behind_a_known_room_is_the_reason(harbour):
    change = request_room("sewing to the boathouse, the roof leaks", harbour, FRIDAY)
    assert (change.edits[-1].after.rooms, change.reason) == (("Boathouse",), "the roof leaks")


@pytest.mark.parametrize(
    ("what", "slot", "room"),
    [
        ("chess to 14:00 in the loft", "17 14:00-14:45", "Loft 2.04"),
        ("Cheating at chess with a wristwatch to 14:00 anchor hall", "17 14:00-14:45", "Anchor Hall"),
        ("ferdinand: chess sunday 14:00, boathouse", "18 14:00-14:45", "Boathouse"),
    ],
)
def test_move_to_another_room_too(harbour, what, slot, room):
    change = request_move(what, harbour, FRIDAY)
    assert (shown(harbour, change), apply(harbour.programme, [change]).session_by_id["chess"].rooms) == (
        {"chess": slot},
        (room,),
    )


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
    elided = request_room("loiseau dans l'amphi K", workshop, MORNING)
    assert [edit.room.name for edit in elided.edits if isinstance(edit, AddRoom)] == ["amphi K"]
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
    assert request_cancel("loiseau: il est malade", workshop, MORNING) == cancel
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
        (request_swap, "loiseau", "no_other"),
        (request_swap, "", "no_session"),
        (request_room, "zzz to amphi a", "unknown_session"),
    ],
)
def test_what_cannot_be_is_refused(workshop, function, what, sentence):
    assert refused(function, what, workshop, MORNING) == sentence


def test_nothing_to_announce():
    for text in ("  ", " \u200b\u2060 "):
        assert refused(request_announce, text) == "no_text"
    assert refused(request_announce, "x" * 1501) == "text_too_long"


def overtaken(index, change, *others):
    """The change renewed once others, as (function, what), were made meanwhile; and the programme that has them."""
    log = []
    for function, what in others:
        now = Index(apply(index.programme, log))
        log.append(function(what, now, MORNING).model_copy(update={"id": f"{len(log)}"}))
    meanwhile = Index(apply(index.programme, log))
    return renew(change, meanwhile.programme), meanwhile


@pytest.mark.parametrize(
    ("function", "what", "other", "slots"),
    [
        (request_delay, "loiseau 20m", "loiseau 10m", {"du-shapley": "30 14:30-15:20"}),
        (request_delay, "loiseau 10 min earlier", "loiseau 10m", {"du-shapley": "30 14:00-14:50"}),
        (request_move, "loiseau to 14:20", "loiseau 10m", {"du-shapley": "30 14:20-15:10"}),
        (request_delay, "loiseau to 14:20", "loiseau 10m", {"du-shapley": "30 14:20-15:10"}),
        (
            request_swap,
            "loiseau with cauvin",
            "everything from loiseau on 10m",
            {"regularized-learning-in-games": "30 14:10-14:40", "du-shapley": "30 14:40-15:30"},
        ),
    ],
)
def test_what_is_relative_stays_so_when_others_were_faster(workshop, function, what, other, slots):
    change = function(what, workshop, MORNING)
    renewed, meanwhile = overtaken(workshop, change, (request_delay, other))
    assert shown(meanwhile, renewed) == slots
    assert renewed.model_copy(update={"edits": change.edits}) == change
    assert renew(change, workshop.programme) == change


def test_delay_that_breaks_absorb_is_renewed_as_it_was_shown(workshop):
    change = request_delay("everything from gusak on 20m", workshop, MORNING, absorb=True)
    renewed, meanwhile = overtaken(workshop, change, (request_delay, "the whole day 5m"))
    assert shown(meanwhile, renewed) == {"memory-constraints": "30 11:55-12:55", "lunch-break": "30 12:55-14:05"}


def test_delay_of_what_was_cancelled_meanwhile_leaves_it_out(workshop):
    change = request_delay("everything from gusak on 20m", workshop, MORNING)
    renewed, meanwhile = overtaken(workshop, change, (request_cancel, "loiseau"))
    assert "du-shapley" not in shown(meanwhile, renewed)
    assert len(shown(meanwhile, renewed)) == len(shown(workshop, change)) - 1
    alone = request_delay("loiseau 20m", workshop, MORNING)
    with pytest.raises(ChangeRefused, match="is_cancelled"):
        renew(alone, meanwhile.programme)
    gone, meanwhile = overtaken(workshop, change, (request_remove, "loiseau"))
    assert "du-shapley" not in shown(meanwhile, gone)


def test_further_speaker_joins_those_whom_others_named_meanwhile(workshop):
    first, second = "loiseau: + Julia Gusak", "loiseau: Ada Lovelace"
    change = request_speaker(first, workshop, MORNING)
    renewed, meanwhile = overtaken(workshop, change, (request_speaker, second))
    after = apply(meanwhile.programme, [renewed]).session_by_id["du-shapley"]
    assert [meanwhile.programme.speaker_by_id[one].name for one in after.speakers] == ["Ada Lovelace", "Julia Gusak"]
    other, meanwhile = overtaken(workshop, request_speaker(second, workshop, MORNING), (request_speaker, first))
    alone = apply(meanwhile.programme, [other])
    assert [alone.speaker_by_id[one].name for one in alone.session_by_id["du-shapley"].speakers] == ["Ada Lovelace"]
