"""A process that writes without end and tells what is committed, to be killed: `python -m tests.store.writer URL`."""

import asyncio
import itertools
import os
import sys

from bot.store import open_store
from bot.store.ledger import Entry, State
from tests.store.conftest import T, owe

TOGETHER = 3  # promises to a message


def promises(number):
    """What message `number` says."""
    return [owe(number * TOGETHER + one, body="x" * (number * 37 % 3000)) for one in range(TOGETHER)]


async def write(url, first):
    store = await open_store(url)
    assert await store.lease.take() == ""
    for number in itertools.count(first):
        owed = promises(number)
        await store.ledger.plan(owed, T)
        tell(State.PLANNED, number)
        entries = [Entry(one, State.PLANNED, f"m{number}") for one in owed]
        assert await store.ledger.claim(entries, T) == {one.key for one in owed}
        tell(State.CLAIMED, number)
        await store.ledger.confirm_all(dict.fromkeys([one.key for one in owed], (7, number, T)))
        tell(State.SENT, number)


def tell(state, number):
    os.write(1, f"{state} {number}\n".encode())  # at once and whole, which print is not


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], int(sys.argv[2])))
