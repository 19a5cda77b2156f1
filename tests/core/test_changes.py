import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.answers import compose_answer
from bot.core.change_requests import (
    request_cancel,
    request_delay,
    request_move,
    request_remove,
    request_restore,
    request_room,
    request_swap,
    request_undo,
)
from bot.core.changes import (
    AddFaq,
    AddRoom,
    AddSession,
    AddSpeaker,
    Change,
    ChangeKind,
    ChangeRefused,
    RemoveSession,
    SessionFields,
    SetFields,
    active_changes,
    apply,
    edit_between,
    find_edits,
    revise,
    undo_refusal,
)
from bot.core.content_requests import (
    request_add,
    request_faq,
    request_note,
    request_retitle,
    request_slides,
    request_speaker,
)
from bot.core.moving import move
from bot.core.programme import Faq, Programme, Room, Session, Speaker
from bot.core.questions import parse_question
from bot.core.search.index import Index
from bot.core.wording import text_of

NINE = datetime(2031, 5, 17, 9, tzinfo=UTC)


def session(identifier, begin=0, length=60, **fields):
    start = NINE + timedelta(minutes=begin)
    fields = {"title": identifier.title(), "rooms": ("A",), "day": NINE.date()} | fields
    return Session(id=identifier, start=start, end=start + timedelta(minutes=length), **fields)


def programme(*sessions, **fields):
    ordered = tuple(sorted(sessions, key=lambda one: one.start))
    return Programme(title="T", timezone="Europe/Lisbon", sessions=ordered, **fields)


def with_parts(base, **fields):
    return Programme(**({name: getattr(base, name) for name in Programme.model_fields} | fields))


def change(identifier, *edits, kind=ChangeKind.MOVE, **fields):
    return Change(id=identifier, kind=kind, edits=edits, **fields)


def undo(identifier, of):
    return Change(id=identifier, kind=ChangeKind.UNDO, undoes=of)


def retitle(base, identifier, title):
    one = base.session_by_id[identifier]
    return edit_between(one, revise(one, title=title))


ONE, TWO = session("one"), session("two", 60)
BASE = programme(ONE, TWO)


# Values


def test_only_given_fields_of_a_session_are_kept_as_json():
    edit = edit_between(ONE, revise(ONE, note="N", previous_start=NINE))
    assert edit.after.given == {"note": "N", "previous_start": NINE}
    assert edit.model_dump(mode="json") == {
        "type": "set fields",
        "session_id": "one",
        "before": {"note": "", "previous_start": None},
        "after": {"note": "N", "previous_start": "2031-05-17T09:00:00Z"},
    }


def test_times_of_an_edit_come_together_and_in_order():
    edit = edit_between(ONE, revise(ONE, end=NINE + timedelta(hours=3)))
    assert sorted(edit.after.given) == ["day", "end", "end_known", "start"]
    with pytest.raises(ValueError, match="belong together"):
        SessionFields(start=NINE)
    with pytest.raises(ValueError, match="before its start"):
        SessionFields(start=NINE, end=NINE - timedelta(hours=1), end_known=True, day=date(2031, 5, 17))


def test_equal_sessions_have_no_edit_between():
    assert edit_between(ONE, revise(ONE, title="One")) is None
    assert find_edits(BASE, programme(ONE, TWO)) == ()


def test_difference_of_two_programmes_applied_makes_the_other():
    three = session("three", 30)
    other = programme(revise(ONE, title="Uno", rooms=()), three)
    edits = find_edits(BASE, other)
    assert [edit.type for edit in edits] == ["remove session", "add session", "set fields"]
    assert apply(BASE, [change("1", *edits)]).sessions == other.sessions


def test_every_kind_of_edit_survives_json():
    edits = (
        edit_between(ONE, revise(ONE, rooms=("B",), speakers=("ada",))),
        AddSession(session=session("three")),
        RemoveSession(session=TWO),
        AddSpeaker(speaker=Speaker(id="ada", name="Ada")),
        AddRoom(room=Room(name="B")),
        AddFaq(faq=Faq(ask=("wifi",), answer="W")),
    )
    one = change("7", *edits, reason="R", text="T", undoes="3")
    back = Change.model_validate_json(one.model_dump_json())
    assert back == one
    assert [edit.after.given for edit in back.edits if isinstance(edit, SetFields)] == [
        {"rooms": ("B",), "speakers": ("ada",)}
    ]
    assert apply(BASE, [back]) == apply(BASE, [one])


# Applying


def test_no_change_gives_the_loaded_programme_itself():
    assert apply(BASE, []) is BASE
    assert apply(BASE, [change("1", retitle(BASE, "one", "X")), undo("2", "1")]) is BASE


def test_applied_programme_keeps_nothing_that_the_loaded_one_worked_out():
    assert BASE.session_by_id["one"].title == "One"
    after = apply(BASE, [change("1", retitle(BASE, "one", "X"))])
    assert after.session_by_id["one"].title == "X"


def test_sessions_stay_in_order_of_start_then_of_the_programme():
    later = edit_between(ONE, move(ONE, TWO.start))
    assert [one.id for one in apply(BASE, [change("1", later)]).sessions] == ["one", "two"]
    latest = edit_between(ONE, move(ONE, TWO.end))
    assert [one.id for one in apply(BASE, [change("1", latest)]).sessions] == ["two", "one"]


def test_edit_of_a_session_that_left_the_source_does_nothing():
    log = [change("1", retitle(BASE, "one", "X"), RemoveSession(session=ONE))]
    assert apply(programme(TWO), log) == programme(TWO)


def test_changes_stay_on_top_of_a_new_source():
    log = [change("1", edit_between(ONE, revise(ONE, cancelled=True)))]
    newer = programme(revise(ONE, title="Renamed"), TWO)
    one = apply(newer, log).session_by_id["one"]
    assert (one.title, one.cancelled) == ("Renamed", True)


def test_session_added_by_hand_and_in_the_source_is_there_once():
    added = session("by-hand", 120, title="Group photo")
    log = [change("1", AddSession(session=added)), change("2", edit_between(added, revise(added, note="Smile")))]
    same_id = programme(ONE, TWO, revise(added, title="Photo"))
    assert [(one.title, one.note) for one in apply(same_id, log).sessions[2:]] == [("Photo", "Smile")]
    same_title = programme(ONE, TWO, session("photo", 120, title="group photo!"))
    assert [(one.id, one.note) for one in apply(same_title, log).sessions[2:]] == [("photo", "Smile")]


def test_session_of_that_title_in_another_room_is_another():
    added = session("by-hand", 120, title="Group photo")
    elsewhere = programme(ONE, TWO, session("photo", 120, title="Group photo", rooms=("B",)))
    after = apply(elsewhere, [change("1", AddSession(session=added))])
    assert [one.id for one in after.sessions[2:]] == ["photo", "by-hand"]


def test_speakers_who_left_the_source_are_left_out():
    ada = Speaker(id="ada", name="Ada")
    edit = edit_between(ONE, revise(ONE, speakers=("ada", "bob")))
    after = apply(programme(ONE, speakers=(ada,)), [change("1", edit)])
    assert after.speakers_of(after.sessions[0]) == (ada,)


def test_answer_taught_replaces_one_to_the_same_question():
    old = Faq(ask=("WiFi", "internet"), answer="old")
    new = Faq(ask=("wifi?",), answer="new")
    base = programme(ONE, faq=(old, Faq(ask=("lunch",), answer="L")))
    assert [faq.answer for faq in apply(base, [change("1", AddFaq(faq=new))]).faq] == ["L", "new"]


# Undoing


def log_of(*titles):
    """One retitling of session one after the other, with the ids 1, 2 …"""
    before, log = ONE, []
    for number, title in enumerate(titles, start=1):
        after = revise(before, title=title)
        log.append(change(str(number), edit_between(before, after)))
        before = after
    return log


def refusal(log, which):
    found = undo_refusal(log, which)
    return found and (found.sentence, found.change)


def test_change_of_the_same_field_is_in_the_way_of_undoing():
    log = log_of("X", "Y")
    assert (refusal(log, "1"), refusal(log, "2")) == (("built_on", "2"), None)
    log.append(undo("3", "2"))
    assert (refusal(log, "1"), refusal(log, "2")) == (None, ("already_undone", "3"))
    assert refusal(log, "9") == ("unknown_change", "")


def test_change_of_another_field_or_session_is_not_in_the_way():
    note = change("2", edit_between(ONE, revise(ONE, note="N")))
    other = change("3", retitle(BASE, "two", "Z"))
    log = [*log_of("X"), note, other]
    assert refusal(log, "1") is None
    after = apply(BASE, [*log, undo("4", "1")])
    assert [(one.title, one.note) for one in after.sessions] == [("One", "N"), ("Z", "")]


def test_what_was_added_cannot_be_taken_away_under_what_uses_it():
    ada = Speaker(id="ada", name="Ada")
    three = session("three", 120)
    first = change("1", AddSpeaker(speaker=ada), AddRoom(room=Room(name="Z")), AddSession(session=three))
    for later in (
        edit_between(ONE, revise(ONE, speakers=("ada",))),
        edit_between(ONE, revise(ONE, rooms=("Z",))),
        edit_between(three, revise(three, title="Drei")),
        RemoveSession(session=three),
    ):
        assert refusal([first, change("2", later)], "1") == ("built_on", "2")


def test_undo_of_an_undo_does_it_again():
    log = [*log_of("X"), undo("2", "1")]
    assert refusal(log, "2") is None
    log.append(undo("3", "2"))
    assert apply(BASE, log).session_by_id["one"].title == "X"
    assert (refusal(log, "1"), refusal(log, "2"), refusal(log, "3")) == (None, ("already_undone", "3"), None)
    assert apply(BASE, [*log, undo("4", "3")]) is BASE


def test_doing_again_needs_what_it_was_built_on():
    log = [*log_of("X", "Y"), undo("3", "2"), undo("4", "1")]
    assert refusal(log, "3") == ("base_undone", "1")
    log.append(undo("5", "4"))
    assert refusal(log, "3") is None
    log.append(change("6", edit_between(revise(ONE, title="X"), revise(ONE, title="Q"))))
    assert refusal(log, "3") == ("built_on", "6")


def test_change_of_the_source_is_undone_there():
    assert refusal([change("1", kind=ChangeKind.UPDATE)], "1") == ("is_update", "")


def test_undo_takes_the_last_or_the_one_that_is_named():
    log = [change("a", retitle(BASE, "one", "X")), change("b", retitle(BASE, "two", "Y"))]
    assert [request_undo(which, log).undoes for which in ("", "a", "1", "#2")] == ["b", "a", "a", "b"]
    log.append(undo("c", "b"))
    assert request_undo("", log).undoes == "a"
    for which, sentence in (("9", "unknown_change"), ("b", "already_undone"), ("no", "unknown_change")):
        with pytest.raises(ChangeRefused) as refused:
            request_undo(which, log)
        assert refused.value.sentence == sentence
    with pytest.raises(ChangeRefused, match="nothing_to_undo"):
        request_undo("", [])


# Random histories


def random_change(index, pick):
    """Some organiser's action on some session, None if it is refused."""
    now = min(one.start for one in index.sessions) - timedelta(hours=1)
    one, other = (pick.choice(index.sessions).id for _ in range(2))
    minutes = f"{pick.choice('+-')}{pick.randrange(5, 200, 5)}"
    actions = (
        lambda: request_delay(one, index, now, by=minutes),
        lambda: request_delay("the whole day", index, now, by=minutes, absorb=pick.random() < 0.5),
        lambda: request_move(one, index, now, to=f"{pick.randrange(8, 20)}:{pick.randrange(10, 60)}"),
        lambda: request_room(one, index, now, room=pick.choice(["Boathouse", "Room 9", "Cellar"])),
        lambda: request_swap(one, index, now, other=other),
        lambda: request_cancel(one, index, now),
        lambda: request_restore(one, index, now),
        lambda: request_retitle(one, index, now, title=f"Title {pick.random()}"),
        lambda: request_note(one, index, now, note=f"Note {pick.random()}"),
        lambda: request_slides(one, index, now, url=f"https://s.example/{pick.random()}"),
        lambda: request_speaker(one, index, now, speaker=f"Ada {pick.choice('BCD')}", add=pick.random() < 0.5),
        lambda: request_add(f"Extra {pick.randrange(9)}", index, now, when=f"{pick.randrange(9, 18)}:30 20 min"),
        lambda: request_remove(one, index, now),
        lambda: request_faq(f"what {pick.randrange(5)}", answer=f"{pick.random()}"),
    )
    try:
        return pick.choice(actions)()
    except ChangeRefused:
        return None


def undoable(log):
    """The ids of what can be undone, undoings among them."""
    return [one.id for one in log if undo_refusal(log, one.id) is None]


def play(loaded, pick, steps):
    log = []
    for step in range(steps):
        possible = undoable(log)
        if possible and pick.random() < 0.25:
            log.append(undo(str(step), pick.choice(possible)))
            continue
        made = random_change(Index(apply(loaded, log)), pick)
        if made is not None:
            log.append(made.model_copy(update={"id": str(step)}))
    return log


def test_after_a_thousand_random_sequences_everything_can_be_undone():
    """Undoing from the last to the first always works, and gives exactly the programme of the start."""
    small = programme(
        session("one", 0, 60, title="Winds and waves", speakers=("ada",)),
        session("two", 60, 30, title="Coffee break", kind="break"),
        session("three", 90, 45, title="Harbour lights", rooms=("Boathouse",)),
        session("four", 24 * 60, 45, title="Ropes", day=date(2031, 5, 18)),
        rooms=(Room(name="A"), Room(name="Boathouse")),
        speakers=(Speaker(id="ada", name="Ada Stern"),),
        faq=(Faq(ask=("what 1",), answer="one"),),
    )
    changed = 0
    for seed in range(1000):
        log = play(small, random.Random(seed), 6)
        reloaded = [Change.model_validate_json(one.model_dump_json()) for one in log]
        now = apply(small, log)
        assert apply(small, reloaded) == now, seed
        changed += now != small
        while active_changes(log):
            log.append(request_undo("", log).model_copy(update={"id": f"u{len(log)}"}))
        assert apply(small, log) == small, seed
    assert changed > 800


@settings(max_examples=40, deadline=None)
@given(st.integers(), st.integers(0, 14))
@example(1708, 3)  # two sessions that come to start together
def test_log_replayed_in_two_parts_equals_one(harbour, seed, place):
    """Without undoings a log can be cut anywhere; with them, only the whole tells what holds.

    Sessions that start together stand in the order of the programme that the log is applied to, which is another one
    where a part of the log has been applied to it already.
    """
    log = [one for one in play(harbour.programme, random.Random(seed), 8) if one.kind is not ChangeKind.UNDO]
    first, second = log[:place], log[place:]
    parts, whole = apply(apply(harbour.programme, first), second), apply(harbour.programme, log)
    assert parts.session_by_id == whole.session_by_id
    assert [one.start for one in parts.sessions] == [one.start for one in whole.sessions]


# The workshop's own story


@pytest.fixture
def former(workshop):
    """The day as it was first announced: half an hour before, all of it, and never moved."""
    half = timedelta(minutes=30)
    known = [one for one in workshop.sessions if one.previous_start]
    assert len(known) == 7
    assert {one.start - one.previous_start for one in known} == {half}
    sessions = (
        revise(one, start=one.start - half, end=one.end - half, previous_start=None) for one in workshop.sessions
    )
    return with_parts(workshop.programme, sessions=tuple(sessions))


def test_the_delay_of_the_whole_day_gives_the_day_as_it_was(workshop, former):
    now = datetime.fromisoformat("2025-06-30T07:30:00+02:00")
    delay = request_delay("the whole day by half an hour", Index(former), now)
    after = apply(former, [delay.model_copy(update={"id": "1"})])
    assert [(one.id, one.start, one.end) for one in after.sessions] == [
        (one.id, one.start, one.end) for one in workshop.sessions
    ]
    announced = {one.id: one.previous_start for one in workshop.sessions if one.previous_start}
    assert {one.id: one.previous_start for one in after.sessions if one.id in announced} == announced

    def answer(text, programme):
        index = Index(programme)
        return text_of(compose_answer(parse_question(text, index, now), index, now), programme)

    before, then = (answer("wasn't the opening at 9?", one) for one in (former, after))
    assert "9:30" not in before
    assert ("09:00" in then, "09:30" in then) == (True, True)
    assert then == answer("wasn't the opening at 9?", workshop.programme)
    undone = apply(former, [delay.model_copy(update={"id": "1"}), undo("2", "1")])
    assert answer("wasn't the opening at 9?", undone) == before
