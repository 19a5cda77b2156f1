"""The lease: one process speaks, another takes over when it is gone, and who has lost it writes nothing."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.store import LeaseLost, StoreError
from bot.store import lease as lease_rules
from bot.store.changelog import Preview
from bot.store.ledger import Entry, State
from bot.store.people import Person
from bot.store.tables import lease
from tests.store.conftest import T, opened, owe

ROOT = Path(__file__).parents[2]
SHORT = 1.0  # seconds, and longer than a slow disk takes to write


async def test_one_has_it_and_the_other_is_told_who(shared_address):
    async with opened(shared_address) as one, opened(shared_address, lease=False) as other:
        assert await other.lease.take() == one.lease.holder
        assert await one.lease.take() == ""
        assert await other.lease.take() == one.lease.holder


async def test_of_many_at_once_one_gets_it(shared_address):
    stores = [opened(shared_address, lease=False) for _ in range(5)]
    opened_stores = [await store.__aenter__() for store in stores]
    try:
        answers = await asyncio.gather(*(store.lease.take() for store in opened_stores))
        holder = opened_stores[answers.index("")].lease.holder
        assert sorted(answers) == sorted(["", *[holder] * 4])
    finally:
        for store in stores:
            await store.__aexit__(None, None, None)


async def test_given_up_it_is_free_at_once(shared_address):
    async with opened(shared_address) as one, opened(shared_address, lease=False) as other:
        await one.lease.give_up()
        assert await other.lease.take() == ""
        await one.lease.give_up()  # which is not its own any more
        assert await one.lease.take() == other.lease.holder


async def test_closing_gives_it_up(shared_address):
    async with opened(shared_address, lease=False) as other:
        async with opened(shared_address):
            assert await other.lease.take() != ""
        assert await other.lease.take() == ""


async def test_renewed_it_is_kept_and_not_renewed_it_is_lost(shared_address):
    async with (
        opened(shared_address, seconds=SHORT) as one,
        opened(shared_address, lease=False, seconds=SHORT) as other,
    ):
        end = time.monotonic() + 3 * SHORT
        while time.monotonic() < end:
            assert await one.lease.take() == ""
            assert await other.lease.take() == one.lease.holder
            await asyncio.sleep(SHORT / 10)
        await asyncio.sleep(1.2 * SHORT)
        await one.ledger.plan([owe()], T)  # nobody has taken it: it is still ours
        assert await other.lease.take() == ""
        assert await one.lease.take() == other.lease.holder


async def test_a_holder_whose_clock_was_ahead_does_not_keep_it_for_hours(shared_address):
    async with opened(shared_address) as one, opened(shared_address, lease=False) as other:
        async with one.transaction() as connection:
            await connection.execute(update(lease).values(until=lease.c.until + 3600))
        assert await other.lease.take() == ""


async def follow(store):
    async with store.transaction() as connection:
        await store.people.save_within(connection, Person(1), Person(1), T)


WRITES = {
    "plan": lambda store: store.ledger.plan([owe()], T),
    "claim": lambda store: store.ledger.claim([Entry(owe(), State.PLANNED, "m")], T),
    "confirm": lambda store: store.ledger.confirm_all({owe(1).key: (1, 2, T)}),
    "claim later": lambda store: store.ledger.claim_later([owe(2).key], T + timedelta(minutes=1)),
    "settle": lambda store: store.ledger.settle([owe(1)], State.MISSED, "", T),
    "save setting": lambda store: store.settings.save("a", 1),
    "save preview": lambda store: store.changes.save_preview(Preview("p", 1, 1, T, "open", {})),
    "transaction": follow,
}


async def all_of(store):
    return (
        await store.ledger.load(T),
        await store.people.load(),
        await store.settings.load(),
        await store.changes.find_preview("p"),
    )


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
async def test_who_has_lost_it_writes_nothing(shared_address, write):
    async with opened(shared_address) as one, opened(shared_address, lease=False) as other:
        await one.ledger.plan([owe(1)], T)
        await one.ledger.claim([Entry(owe(2), State.PLANNED, "m")], T)
        before = await all_of(one)
        await write(one)
        await one.lease.give_up()
        with pytest.raises(LeaseLost, match="nobody"):
            await write(one)
        assert await other.lease.take() == ""
        after = await all_of(other)
        assert after != before
        with pytest.raises(LeaseLost) as lost:
            await write(one)
        assert lost.value.holder == other.lease.holder
        assert await all_of(other) == after


async def test_the_one_without_it_may_read_the_ledger(shared_address):
    async with opened(shared_address) as one, opened(shared_address, lease=False) as other:
        await one.ledger.plan([owe()], T)
        assert await other.ledger.load(T) == [Entry(owe(), State.PLANNED, changed=T)]
        assert await other.ledger.last(State.PLANNED, 5) == await other.ledger.find([owe().key])


async def test_a_takeover_waits_for_what_is_being_written(shared_address):
    async with (
        opened(shared_address, seconds=SHORT) as one,
        opened(shared_address, lease=False, seconds=SHORT) as other,
    ):
        async with one.transaction() as connection:
            await one.ledger.plan_within(connection, [owe()], T)
            await asyncio.sleep(1.2 * SHORT)
            taking = asyncio.create_task(other.lease.take())
            await asyncio.sleep(SHORT)
            assert not taking.done()
        assert await asyncio.wait_for(taking, 5) == ""
        assert len(await other.ledger.load(T)) == 1
        with pytest.raises(LeaseLost):
            await one.ledger.plan([owe(2)], T)


async def test_a_takeover_does_not_wait_for_ever(shared_address, monkeypatch):
    monkeypatch.setattr("bot.store.database.WAIT_SECONDS", 2)
    async with (
        opened(shared_address, seconds=SHORT) as one,
        opened(shared_address, lease=False, seconds=SHORT) as other,
    ):
        async with one.transaction() as connection:
            await one.ledger.plan_within(connection, [owe()], T)
            await asyncio.sleep(1.2 * SHORT)
            with pytest.raises(StoreError, match="another program holds it"):
                await other.lease.take()
        assert await other.lease.take() == ""


HOLDER = """
import asyncio, sys
from bot.store import open_store

async def hold():
    store = await open_store(sys.argv[1])
    holder = await store.lease.take()
    async with store.transaction() as connection:
        if sys.argv[2] == "writing":
            await store.settings.save_within(connection, "unfinished", 1)
            print("ready", flush=True)
            await asyncio.sleep(1000)
    print("ready", flush=True)
    await asyncio.sleep(1000)

asyncio.run(hold())
"""


@pytest.fixture
def holder(shared_address):
    """Start a process that takes the lease; it ends with the test."""
    started = []

    def start(doing):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, shared_address, doing], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


async def test_a_process_of_this_machine_that_was_killed_is_followed_at_once(shared_address, holder):
    process = holder("resting")
    async with opened(shared_address, lease=False) as other:
        assert f" {process.pid} " in await other.lease.take()
        process.kill()
        process.wait()
        began = time.monotonic()
        assert await other.lease.take() == ""
        assert time.monotonic() - began < lease_rules.SECONDS / 2


async def test_what_a_killed_process_was_writing_is_undone(shared_address, holder):
    process = holder("writing")
    process.kill()
    process.wait()
    async with opened(shared_address, lease=False) as other:
        assert await other.lease.take() == ""
        assert await other.settings.load() == {}


async def test_a_process_that_is_stopped_while_writing_is_thrown_out(postgresql, address_of, monkeypatch):
    monkeypatch.setattr("bot.store.database.WAIT_SECONDS", 1)
    address = address_of("postgresql")
    async with opened(address, seconds=SHORT) as one, opened(address, lease=False, seconds=SHORT) as other:

        async def fall_asleep():
            async with one.transaction() as connection:
                await one.settings.save_within(connection, "unfinished", 1)
                await asyncio.sleep(2.5)

        with pytest.raises(StoreError, match="idle-in-transaction"):
            await fall_asleep()
        assert await other.lease.take() == ""
        assert await other.settings.load() == {}


async def test_a_process_that_sleeps_and_wakes_finds_the_lease_gone(shared_address, holder):
    """As a laptop, or a virtual machine that is moved: it lives, hence is not followed before its time is over."""
    process = holder("resting")
    os.kill(process.pid, signal.SIGSTOP)
    async with opened(shared_address, lease=False) as other:
        assert await other.lease.take() != ""
