"""What is owed to channels, as planned from a programme."""

import json
from datetime import UTC, date, datetime, timedelta

from bot.core.programme import Kind, Programme, ReminderPolicy, Room, Session
from bot.core.reminder_wording import compose_note
from bot.core.reminders import About, Owed, plan_channels

NINE = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)


def pause(name, start, end, room):
    return Session(
        id=name,
        title=name,
        kind=Kind.BREAK,
        start=NINE + timedelta(minutes=start),
        end=NINE + timedelta(minutes=end),
        day=date(2030, 6, 3),
        rooms=(room,),
    )


def ends(owed):
    return [(one.to, (one.due - NINE) // timedelta(minutes=1)) for one in owed if one.about is About.BREAK_END]


def programme(*sessions):
    return Programme(
        title="A day",
        timezone="UTC",
        rooms=(Room(name="Hall", channel="hall"), Room(name="Attic", channel="attic")),
        sessions=sessions,
        reminders=ReminderPolicy(break_ends=True),
    )


def test_a_day_that_is_over_by_then_has_no_morning():
    night = programme(pause("Tea", 0, 30, "Hall"))
    for hour, mornings in {"08:59": 1, "09:29": 1, "09:30": 0, "10:00": 0}.items():
        policy = ReminderPolicy(morning=hour)
        owed = plan_channels(night.model_copy(update={"reminders": policy}))
        assert [one.about for one in owed] == [About.DAY] * mornings


def test_a_morning_that_was_missed_is_called_by_its_day():
    tea = pause("Tea", 0, 30, "Hall")
    body = json.dumps({"note": "missed", "sessions": ["2030-06-03", tea.id]})
    note = Owed("channel:organisers", About.NOTE, "", tea.start, tea.start, tea.end, body)
    assert "(2): “Monday 3 June” and “Tea”." in compose_note(note, programme(tea), "en").headline


def test_breaks_that_end_together_end_once_in_a_channel():
    both = programme(pause("Coffee", 0, 30, "Hall"), pause("Tea", 25, 30, "Attic"))
    assert ends(plan_channels(both)) == [("channel:reminders", 20), ("channel:hall", 20), ("channel:attic", 25)]


def test_the_end_of_a_break_is_owed_once_whichever_of_two_is_cancelled():
    both = programme(pause("Coffee", 0, 30, "Hall"), pause("Tea", 25, 30, "Hall"))
    one = programme(pause("Tea", 25, 30, "Hall"))
    keys = [{owed.key for owed in plan_channels(each) if owed.about is About.BREAK_END} for each in (both, one)]
    assert keys[0] == keys[1]
    assert len(keys[0]) == 2


def test_a_channel_of_several_names_is_owed_everything_once():
    both = programme(pause("Coffee", 0, 30, "Hall"), pause("Tea", 0, 20, "Attic"))
    same = {"channel:hall": "channel:reminders", "channel:attic": "channel:reminders"}
    assert ends(plan_channels(both, same)) == [("channel:reminders", 10), ("channel:reminders", 20)]
