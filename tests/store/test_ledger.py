"""The ledger, on every database: planned, claimed by one, sent once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.core.reminders import channel_address, mention_address, person_address
from bot.store.ledger import Entry, State
from tests.store.conftest import T, opened, owe

LATER = T + timedelta(minutes=1)


async def states(store):
    return {entry.owed.session_id: entry.state for entry in await store.ledger.load(T)}


async def test_what_is_planned_is_given_back_as_it_was_by_due_time(store):
    owed = [owe(2, minute=5), owe(1, to=channel_address("réminders"), body='{"text": "☕"}'), owe(3, minute=9)]
    await store.ledger.plan(owed, T)
    found = await store.ledger.load(T)
    assert found == [Entry(one, State.PLANNED, changed=T) for one in (owed[1], owed[0], owed[2])]
    assert [entry.owed.key for entry in found] == [owed[1].key, owed[0].key, owed[2].key]


async def test_planned_again_is_one_row_and_unchanged(store):
    await store.ledger.plan([owe(), owe()], T)
    await store.ledger.plan([owe()], LATER)
    assert await store.ledger.load(T) == [Entry(owe(), State.PLANNED, changed=T)]


async def test_nothing_planned_claimed_or_settled_writes_nothing(store):
    await store.ledger.plan([], T)
    await store.ledger.settle([], State.MISSED, "", T)
    await store.ledger.confirm_all({})
    assert await store.ledger.claim([], T) == set()
    assert await store.ledger.find([]) == []
    assert await store.ledger.load(T) == []


async def test_claimed_once_and_never_again(store):
    await store.ledger.plan([owe(1), owe(2)], T)
    first = await store.ledger.claim([Entry(owe(1), State.PLANNED, "one")], LATER)
    second = await store.ledger.claim([Entry(owe(n), State.PLANNED, "two") for n in (1, 2)], LATER)
    assert (first, second) == ({owe(1).key}, {owe(2).key})
    found = {entry.owed.session_id: entry for entry in await store.ledger.load(T)}
    assert found["talk-1"] == Entry(owe(1), State.CLAIMED, "one", changed=LATER)
    assert found["talk-2"] == Entry(owe(2), State.CLAIMED, "two", changed=LATER)


async def test_what_was_not_written_down_before_can_be_claimed(store):
    assert await store.ledger.claim([Entry(owe(), State.PLANNED, "m")], T) == {owe().key}
    assert await states(store) == {"talk-0": State.CLAIMED}


async def test_one_row_asked_for_twice_in_one_claim_is_claimed_once(store):
    entries = [Entry(owe(), State.PLANNED, "m"), Entry(owe(), State.PLANNED, "m")]
    assert await store.ledger.claim(entries, T) == {owe().key}
    assert len(await store.ledger.load(T)) == 1


async def test_what_is_claimed_can_be_sent_later_and_what_was_sent_was(store):
    await store.ledger.claim([Entry(owe(n), State.PLANNED, "m") for n in range(2)], T)
    await store.ledger.confirm_all({owe(1).key: (1, 2, T)})
    await store.ledger.claim_later([owe(n).key for n in range(3)], LATER)
    changed = {entry.owed.session_id: (entry.state, entry.changed) for entry in await store.ledger.load(T)}
    assert changed == {"talk-0": (State.CLAIMED, LATER), "talk-1": (State.SENT, T)}


async def test_claim_writes_where_it_goes_in_the_end(store):
    await store.ledger.plan([owe(7)], T)
    mention = replace(owe(7), to=mention_address(7))
    assert mention.key == owe(7).key
    await store.ledger.claim([Entry(mention, State.PLANNED, "m")], T)
    assert [entry.owed.to for entry in await store.ledger.load(T)] == [mention_address(7)]


async def test_sent_with_its_message_and_it_stays_sent(store):
    await store.ledger.claim([Entry(owe(), State.PLANNED, "m")], T)
    await store.ledger.confirm_all({owe().key: (2**63 - 1, 1_400_000_000_000_000_001, LATER)})
    sent = Entry(owe(), State.SENT, "m", "", 2**63 - 1, 1_400_000_000_000_000_001, LATER)
    assert await store.ledger.find([owe().key]) == [sent]
    even_later = LATER + timedelta(minutes=1)
    await store.ledger.plan([owe()], even_later)
    assert await store.ledger.claim([Entry(owe(), State.PLANNED, "again")], even_later) == set()
    for state in (State.WITHDRAWN, State.MISSED, State.COVERED):
        await store.ledger.settle([owe()], state, "no", even_later)
    assert await store.ledger.load(T) == [sent]


async def test_withdrawn_is_planned_again_as_it_is_now(store):
    await store.ledger.plan([owe()], T)
    await store.ledger.settle([owe()], State.WITHDRAWN, "moved", T)
    earlier = replace(owe(), due=owe().due - timedelta(minutes=20), until=owe().until + timedelta(minutes=5))
    assert earlier.key == owe().key
    await store.ledger.plan([earlier], LATER)
    assert await store.ledger.load(T) == [Entry(earlier, State.PLANNED, changed=LATER)]


async def test_withdrawn_can_be_claimed_if_it_is_owed_after_all(store):
    await store.ledger.settle([owe()], State.WITHDRAWN, "moved", T)
    assert await store.ledger.claim([Entry(owe(), State.PLANNED, "m")], LATER) == {owe().key}
    assert await store.ledger.load(T) == [Entry(owe(), State.CLAIMED, "m", changed=LATER)]


async def test_missed_and_covered_are_not_claimed_nor_planned_again(store):
    await store.ledger.settle([owe(1)], State.MISSED, "the channel is gone", T)
    await store.ledger.settle([owe(2)], State.COVERED, "said already", T)
    await store.ledger.plan([owe(1), owe(2)], LATER)
    assert await store.ledger.claim([Entry(owe(n), State.PLANNED, "m") for n in (1, 2)], LATER) == set()
    found = {entry.owed.session_id: (entry.state, entry.reason) for entry in await store.ledger.load(T)}
    assert found == {"talk-1": (State.MISSED, "the channel is gone"), "talk-2": (State.COVERED, "said already")}


async def test_what_was_settled_unsaid_can_be_planned_again_and_what_was_sent_cannot(store):
    await store.ledger.settle([owe(1)], State.MISSED, "over", T)
    await store.ledger.settle([owe(2)], State.COVERED, "over", T)
    await store.ledger.claim([Entry(owe(3), State.PLANNED, "m")], T)
    await store.ledger.confirm_all({owe(3).key: (1, 2, T)})
    await store.ledger.reopen([owe(n).key for n in range(4)], LATER)
    assert await states(store) == {"talk-1": State.PLANNED, "talk-2": State.PLANNED, "talk-3": State.SENT}


async def test_covered_stays_covered(store):
    await store.ledger.settle([owe()], State.COVERED, "told", T)
    await store.ledger.settle([owe()], State.MISSED, "late", LATER)
    assert await states(store) == {"talk-0": State.COVERED}


async def test_load_leaves_out_what_is_over_and_closed_and_keeps_what_is_open(store):
    owed = [owe(n) for n in range(4)]
    await store.ledger.plan(owed, T)
    await store.ledger.settle([owed[1]], State.MISSED, "", T)
    await store.ledger.claim([Entry(owed[n], State.PLANNED, "m") for n in (2, 3)], T)
    await store.ledger.confirm_all({owed[3].key: (1, 2, T)})
    assert len(await store.ledger.load(owed[0].until)) == 4
    over = await store.ledger.load(owed[0].until + timedelta(seconds=1))
    assert {(entry.owed, entry.state) for entry in over} == {(owed[0], State.PLANNED), (owed[2], State.CLAIMED)}


async def test_last_are_the_latest_first(store):
    for number in range(5):
        await store.ledger.settle([owe(number)], State.MISSED, "", T + timedelta(seconds=number))
    await store.ledger.settle([owe(9)], State.COVERED, "", T + timedelta(hours=1))
    found = await store.ledger.last(State.MISSED, 3)
    assert [entry.owed.session_id for entry in found] == ["talk-4", "talk-3", "talk-2"]


async def test_thousands_at_once(store):
    owed = [owe(number) for number in range(3000)]
    await store.ledger.plan(owed, T)
    entries = [Entry(one, State.PLANNED, f"m{number // 7}") for number, one in enumerate(owed)]
    assert await store.ledger.claim(entries[:2000], T) == {one.key for one in owed[:2000]}
    assert await store.ledger.claim(entries, T) == {one.key for one in owed[2000:]}
    await store.ledger.confirm_all(dict.fromkeys([one.key for one in owed], (1, 2, LATER)))
    assert {(entry.state, entry.message) for entry in await store.ledger.load(T)} == {
        (State.SENT, f"m{number // 7}") for number in range(3000)
    }
    assert len(await store.ledger.find([one.key for one in owed])) == 3000


async def test_tasks_that_race_for_the_same_rows_get_each_row_once(store):
    owed = [owe(number) for number in range(200)]
    await store.ledger.plan(owed[:100], T)

    async def claim(task):
        order = owed if task % 2 else owed[::-1]
        return await store.ledger.claim([Entry(one, State.PLANNED, f"task-{task}") for one in order], T)

    claimed = await asyncio.gather(*(claim(task) for task in range(8)))
    assert sorted(key for keys in claimed for key in keys) == sorted(one.key for one in owed)
    by_key = {key: f"task-{task}" for task, keys in enumerate(claimed) for key in keys}
    assert {entry.owed.key: entry.message for entry in await store.ledger.load(T)} == by_key


async def test_stores_that_hand_over_to_each_other_claim_each_row_once(shared_address):
    owed = [owe(number) for number in range(60)]
    claimed = []

    async def work(store, name):
        for number in range(0, 60, 10):
            while await store.lease.take():
                await asyncio.sleep(0.01)
            claimed.append(
                await store.ledger.claim([Entry(one, State.PLANNED, name) for one in owed[number : number + 20]], T)
            )
            await store.lease.give_up()

    async with opened(shared_address, lease=False) as one, opened(shared_address, lease=False) as other:
        await asyncio.gather(work(one, "one"), work(other, "other"))
        assert sorted(key for keys in claimed for key in keys) == sorted(one.key for one in owed)
        assert len(await one.ledger.load(T)) == 60


async def test_what_is_written_together_is_undone_together(store):
    class UndoneError(Exception):
        pass

    try:
        async with store.transaction() as connection:
            await store.ledger.plan_within(connection, [owe(1)], T)
            await store.ledger.settle_within(connection, [owe(2)], State.MISSED, "late", T)
            await store.settings.save_within(connection, "name", 1)
            raise UndoneError
    except UndoneError:
        pass
    assert await store.ledger.load(T) == []
    assert await store.settings.load() == {}


async def test_a_write_that_is_cancelled_is_whole_or_not_at_all_and_the_next_one_works(store):
    for number in range(30):
        owed = [owe(n, to=person_address(number)) for n in range(40)]
        writing = asyncio.create_task(store.ledger.plan(owed, T))
        await asyncio.sleep(number / 3000)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    found = [entry.owed.to for entry in await store.ledger.load(T)]
    assert {found.count(person) for person in found} <= {40}
    await store.ledger.plan([owe(1000)], T)
    assert len(await store.ledger.load(T)) == len(found) + 1
