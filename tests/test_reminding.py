"""Promises kept: random histories in virtual time, and single ones that were once got wrong."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.programme import Programme
from bot.core.reminders import About, Owed, channel_address
from bot.reminding import Message, Reminders
from bot.store import IN_MEMORY, open_store
from tests.crowd import Crowd
from tests.histories import Clock, play

HISTORIES, PART = 600, 50


@pytest.mark.parametrize("first", range(0, HISTORIES, PART))
async def test_random_histories(first):
    store = await open_store(IN_MEMORY)
    assert await store.lease.take() == ""
    said = 0
    try:
        for seed in range(first, first + PART):
            history = await play(seed, store)
            assert history.problems == [], (seed, *history.story)
            said += sum(len(posts) for posts in history.posts.values())
    finally:
        await store.close()
    assert said > PART


async def test_a_crowd_is_told_of_every_start_at_its_due_moment_and_of_no_old_one():
    store = await open_store(IN_MEMORY)
    assert await store.lease.take() == ""
    try:
        crowd = Crowd(store, people=40, follows=10, changes=120, sessions=60)
        await crowd.run()
    finally:
        await store.close()
    assert crowd.problems == []
    assert crowd.messages > 300


async def test_two_notes_of_one_day_are_both_told():
    store = await open_store(IN_MEMORY)
    assert await store.lease.take() == ""
    try:
        clock = Clock(datetime(2030, 6, 3, 9, 0, tzinfo=UTC))
        reminders = Reminders(store, clock, lambda: Programme(title="Any", timezone="UTC"))
        await reminders.load()
        for name in "ab":
            until = clock.moment + timedelta(hours=1)
            one = Owed(channel_address(name), About.START, "s", clock.moment, clock.moment, until)
            await reminders.tell_trouble(Message("n", (one,)), "forbidden")
            clock.moment += timedelta(minutes=1)
        notes = await reminders.take_due()
    finally:
        await store.close()
    assert sorted(json.loads(note.owed[0].body)["to"] for note in notes) == ["channel:a", "channel:b"]
