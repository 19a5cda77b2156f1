"""Promises kept: random histories in virtual time, and single ones that were once got wrong."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.programme import Channels, Kind, Programme, ReminderPolicy, Session
from bot.core.reminders import About, Follow, FollowKind, Owed, channel_address, person_address
from bot.reminding import Message, Reminders
from bot.store import IN_MEMORY, StoreError, open_store
from bot.store.ledger import State
from bot.store.people import Person
from tests.crowd import Crowd
from tests.histories import Clock, play

HISTORIES, PART = 600, 50


@pytest.fixture
async def store():
    opened = await open_store(IN_MEMORY)
    assert await opened.lease.take() == ""
    yield opened
    await opened.close()


def with_owls(start, leads):
    """A programme of one session of half an hour, announced so many minutes before."""
    owls = Session(id="owls", title="Owls", start=start, end=start + timedelta(minutes=30), day=start.date())
    return Programme(title="Any", timezone="UTC", sessions=(owls,), reminders=ReminderPolicy(lead_minutes=leads))


@pytest.mark.parametrize("first", range(0, HISTORIES, PART))
async def test_random_histories(store, first):
    said = 0
    for seed in range(first, first + PART):
        history = await play(seed, store)
        assert history.problems == [], (seed, *history.story)
        said += sum(len(posts) for posts in history.posts.values())
    assert said > PART


async def test_a_crowd_is_told_of_every_start_at_its_due_moment_and_of_no_old_one(store):
    crowd = Crowd(store, people=40, follows=10, changes=120, sessions=60)
    await crowd.run()
    assert crowd.problems == []
    assert crowd.messages > 300


async def test_a_session_that_is_moved_into_the_past_is_no_missed_one_after_a_restart(store):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    owls = Session(id="owls", title="Owls", start=start, end=start + timedelta(minutes=30), day=start.date())
    gulls = owls.model_copy(update={"id": "gulls"})
    moved = gulls.model_copy(update={"start": start - timedelta(hours=4), "end": start - timedelta(hours=3)})
    programmes = [Programme(title="Any", timezone="UTC", sessions=those) for those in ((gulls, owls), (moved, owls))]
    clock = Clock(start - timedelta(hours=2))
    ada = Person(1, follows=frozenset({Follow(FollowKind.SESSION, "gulls")}))
    for at_first, then in (programmes, programmes[1:] * 2):
        programme = at_first
        reminders = Reminders(store, clock, lambda: programme)  # noqa: B023
        await reminders.load()
        await reminders.save(ada)
        for programme in (at_first, then):  # noqa: B007 - the reminders look at it
            reminders.refresh()
            assert await reminders.take_due() == []
            await reminders.write_ahead()
    assert await store.ledger.last(State.MISSED, 9) == []


async def test_two_notes_of_one_day_are_both_told(store):
    clock = Clock(datetime(2030, 6, 3, 9, 0, tzinfo=UTC))
    reminders = Reminders(store, clock, lambda: Programme(title="Any", timezone="UTC"))
    await reminders.load()
    for name in "ab":
        until = clock.moment + timedelta(hours=1)
        one = Owed(channel_address(name), About.START, "s", clock.moment, clock.moment, until)
        await reminders.tell_trouble(Message("n", (one,)), "forbidden")
        clock.moment += timedelta(minutes=1)
    notes = await reminders.take_due()
    assert sorted(json.loads(note.owed[0].body)["to"] for note in notes) == ["channel:a", "channel:b"]


async def test_what_was_said_is_no_missed_one_when_a_clock_was_far_ahead_for_a_while(store):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    clock = Clock(start - timedelta(minutes=10))
    programme = with_owls(start, (10,))
    reminders = Reminders(store, clock, lambda: programme)
    await reminders.load()
    (message,) = await reminders.take_due()
    await reminders.confirm(message, 1, 1)
    for moment in (start + timedelta(days=20), start + timedelta(hours=1)):
        clock.moment = moment
        assert await reminders.take_due() == []
        await reminders.write_ahead()
    assert await store.ledger.last(State.MISSED, 9) == []
    assert reminders.upcoming(9) == []


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("arrived", [False, True])
@pytest.mark.parametrize("leads", [(20, 15), (15,)])
async def test_a_lead_time_is_covered_by_a_later_one_only_once_that_has_been_said(store, leads, arrived, restarted):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    before, then = (with_owls(start, each) for each in (leads, (20,)))
    programme = before
    reminders = Reminders(store, Clock(start - timedelta(minutes=10)), lambda: programme)
    await reminders.load()
    (later,) = await reminders.take_due()
    programme = then  # while the later one is on its way
    if restarted:
        await reminders.load()
    else:
        reminders.doubt(later)
    assert await reminders.take_due() == [replace(later, in_doubt=True)]
    if arrived:
        await reminders.confirm(later, 1, 1)
    else:
        assert await reminders.narrow(later) is None
    said = [[one.due for one in message.owed] for message in await reminders.take_due()]
    assert said == ([] if arrived else [[start - timedelta(minutes=20)]])


@pytest.mark.parametrize("arrived", [False, True])
async def test_a_lead_time_that_is_new_tells_nothing_again_that_was_said_after_its_due_moment(store, arrived):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    before, then = (with_owls(start, each) for each in ((15,), (15, 5)))
    programme = before
    reminders = Reminders(store, Clock(start + timedelta(minutes=6)), lambda: programme)
    await reminders.load()
    (late,) = await reminders.take_due()
    programme = then  # while it is on its way
    assert await reminders.take_due() == []
    if arrived:
        await reminders.confirm(late, 1, 1)
    else:
        await reminders.give_up(late, "refused")
    assert await reminders.take_due() == []
    assert reminders.next_due() > start + timedelta(minutes=6)


@pytest.mark.parametrize("fate", ["arrived", "on its way, and arrives", "on its way, and is withdrawn"])
async def test_a_lead_time_that_is_new_announces_no_session_again_that_is_on(store, fate):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    before, then = (with_owls(start, each) for each in ((15,), (5,)))
    programme = before
    clock = Clock(start - timedelta(minutes=15))
    reminders = Reminders(store, clock, lambda: programme)
    await reminders.load()
    (message,) = await reminders.take_due()
    if fate == "arrived":
        await reminders.confirm(message, 1, 1)
    clock.moment = start + timedelta(minutes=8)
    programme = then
    assert await reminders.take_due() == []
    if fate == "on its way, and arrives":
        await reminders.confirm(message, 1, 1)
    elif fate == "on its way, and is withdrawn":
        assert await reminders.narrow(message) is None
    said = [[one.due for one in each.owed] for each in await reminders.take_due()]
    assert said == ([[start - timedelta(minutes=5)]] if "withdrawn" in fate else [])


async def test_who_follows_in_the_moment_of_a_change_is_told_by_the_answer_of_the_start_as_it_is_now(store):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    owls = Session(id="owls", title="Owls", start=start, end=start + timedelta(minutes=30), day=start.date())
    moved = owls.model_copy(update={"start": start - timedelta(minutes=5)})
    nobody = Channels(reminders="")
    here, there = (Programme(title="Any", timezone="UTC", sessions=(each,), channels=nobody) for each in (owls, moved))
    programme = here
    reminders = Reminders(store, Clock(start - timedelta(minutes=8)), lambda: programme)
    await reminders.load()
    programme = there
    await reminders.save(Person(1, follows=frozenset({Follow(FollowKind.SESSION, "owls")})))
    assert await reminders.take_due() == []
    programme = here  # and back again
    (message,) = await reminders.take_due()
    assert [one.moment for one in message.owed] == [start]


@pytest.mark.parametrize("written", [False, True])
async def test_who_follows_again_what_starts_soon_is_told_by_the_answer(store, written):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    owls = Session(id="owls", title="Owls", start=start, end=start + timedelta(minutes=30), day=start.date())
    programme = Programme(title="Any", timezone="UTC", sessions=(owls,), channels=Channels(reminders=""))
    ada = Person(1, follows=frozenset({Follow(FollowKind.SESSION, "owls")}))
    clock = Clock(start - timedelta(minutes=30))
    reminders = Reminders(store, clock, lambda: programme)
    await reminders.load()
    for person in (ada, Person(1), ada):
        await reminders.save(person)
        assert await reminders.take_due() == []
        if written:
            await reminders.write_ahead()
        clock.moment += timedelta(minutes=11)


async def test_many_confirmations_at_once_are_few_writes_and_one_that_fails_harms_itself_alone(store, monkeypatch):
    clock = Clock(datetime(2030, 6, 3, 9, 0, tzinfo=UTC))
    reminders = Reminders(store, clock, lambda: Programme(title="Any", timezone="UTC"))
    await reminders.load()
    until = clock.moment + timedelta(hours=1)
    news = [Owed(person_address(n), About.CHANGE, "c", clock.moment, clock.moment, until, "{}") for n in range(50)]
    await reminders.promise(news)
    messages = await reminders.take_due()
    writes, write = [], store.ledger.confirm_all

    async def fail_at_first(sent):
        writes.append(len(sent))
        if len(writes) == 1:
            raise StoreError("database", "it fails")
        await write(sent)

    monkeypatch.setattr(store.ledger, "confirm_all", fail_at_first)
    confirming = (reminders.confirm(message, 1, number) for number, message in enumerate(messages))
    failed = [end for end in await asyncio.gather(*confirming, return_exceptions=True) if end]
    assert [str(one) for one in failed] == ["database: it fails"]
    assert len(writes) < 5
    sent = await store.ledger.last(State.SENT, 99)
    assert sorted(entry.message_id for entry in sent) == list(range(1, 50))
    await reminders.confirm(messages[0], 1, 0)
    assert len(await store.ledger.last(State.SENT, 99)) == 50


async def test_what_was_said_late_is_known_after_a_restart_to_say_what_was_due_meanwhile(store):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    before, then = (with_owls(start, each) for each in ((15,), (15, 5)))
    clock = Clock(start + timedelta(minutes=4))
    reminders = Reminders(store, clock, lambda: before)
    await reminders.load()
    (late,) = await reminders.take_due()
    await reminders.confirm(await reminders.narrow(late), 1, 1)
    clock.moment += timedelta(minutes=1)
    restarted = Reminders(store, clock, lambda: then)
    await restarted.load()
    assert await restarted.take_due() == []


async def test_what_is_found_said_after_a_restart_was_said_when_it_left_and_not_when_it_was_claimed(store):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    before, then = (with_owls(start, each) for each in ((15,), (15, 5)))
    clock = Clock(start - timedelta(minutes=10))
    reminders = Reminders(store, clock, lambda: before)
    await reminders.load()
    (message,) = await reminders.take_due()
    clock.moment += timedelta(minutes=7)  # Discord was away
    assert await reminders.narrow(message)  # it is sent, and the process dies
    restarted = Reminders(store, clock, lambda: then)
    await restarted.load()
    (found,) = await restarted.take_due()
    assert found.in_doubt
    await restarted.confirm(found, 1, 1)
    assert await restarted.take_due() == []


async def test_what_was_said_is_remembered_when_a_later_one_is_withdrawn(store):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    before, then = (with_owls(start, each) for each in ((15, 5), (20,)))
    programme = before
    clock = Clock(start - timedelta(minutes=13))
    reminders = Reminders(store, clock, lambda: programme)
    await reminders.load()
    (first,) = await reminders.take_due()
    await reminders.confirm(first, 1, 1)
    clock.moment = start - timedelta(minutes=3)
    (second,) = await reminders.take_due()
    programme = then  # while it is on its way
    assert await reminders.narrow(second) is None
    assert await reminders.take_due() == []


async def test_a_session_of_which_all_is_missed_is_told_once_though_something_was_in_doubt(store):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    lunch = Session(
        id="lunch", title="Lunch", kind=Kind.BREAK, start=start, end=start + timedelta(minutes=30), day=start.date()
    )
    policy = ReminderPolicy(breaks=True, break_ends=True)
    clock = Clock(start - timedelta(minutes=10))
    programme = Programme(title="Any", timezone="UTC", sessions=(lunch,), reminders=policy)
    reminders = Reminders(store, clock, lambda: programme)
    await reminders.load()
    assert len(await reminders.take_due()) == 1
    clock.moment = start + timedelta(hours=1)
    await reminders.load()  # after a death before it was sent
    doubtful, *notes = await reminders.take_due()
    await reminders.withdraw(doubtful.owed, "not sent in time")
    for _ in range(2):
        notes += await reminders.take_due()
    told = [json.loads(note.owed[0].body)["sessions"] for note in notes]
    missed = {entry.owed.about for entry in await store.ledger.last(State.MISSED, 9)}
    assert (told, missed) == ([["lunch"]], {About.START, About.BREAK_END})


async def test_when_something_was_said_is_told_by_the_clock_as_it_was_put_right(store):
    start = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
    before, then = (with_owls(start, each) for each in ((15,), (15, 5)))
    programme = before
    clock = Clock(start)
    reminders = Reminders(store, clock, lambda: programme)
    await reminders.load()
    (message,) = await reminders.take_due()
    clock.moment = start - timedelta(minutes=10)  # as it really is
    assert await reminders.narrow(message) == message
    await reminders.confirm(message, 1, 1)
    programme = then
    clock.moment = start - timedelta(minutes=5)
    (second,) = await reminders.take_due()
    assert [one.due for one in second.owed] == [clock.moment]
