"""SIGKILL at any moment of writing: nothing is corrupt, and what was committed is there. KILLS=300 kills as often."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
from sqlalchemy import make_url

from bot.store.ledger import State
from tests.store.conftest import ROOT, SHARED, T, opened
from tests.store.writer import TOGETHER, promises

KILLS = int(os.environ.get("KILLS", "6"))
STEPS = [State.PLANNED, State.CLAIMED, State.SENT]


def write_until_killed(address, first, seconds):
    """Kill a writer `seconds` after its first commit; the last state that it told of each message."""
    told, killing = {}, None
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", address, str(first)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout:
            if killing is None:
                killing = threading.Timer(seconds, process.send_signal, [signal.SIGKILL])
                killing.start()
            state, number = line.split()
            told[int(number)] = State(state)
    if killing:
        killing.join()
    assert process.returncode == -signal.SIGKILL
    return told


async def states_of(address):
    """The state of each message, as the next process finds it; the promises of each are in one state, or none is."""
    async with opened(address) as store:
        found = {}
        for entry in await store.ledger.load(T):
            found.setdefault(int(entry.owed.session_id.removeprefix("talk-")) // TOGETHER, []).append(entry)
    for number, entries in found.items():
        assert {entry.owed for entry in entries} == set(promises(number))
        assert len({entry.state for entry in entries}) == 1
        assert {entry.message for entry in entries} == {"" if entries[0].state == State.PLANNED else f"m{number}"}
        assert {entry.message_id for entry in entries} == {number if entries[0].state == State.SENT else None}
    return {number: entries[0].state for number, entries in found.items()}


@pytest.mark.parametrize("kind", SHARED)
async def test_what_a_killed_process_had_committed_is_there_and_whole(kind, address_of):
    address, chance, told = address_of(kind), random.Random(KILLS), {}
    for _ in range(KILLS):
        told |= write_until_killed(address, max(told, default=-1) + 2, chance.uniform(0.0, 0.3))
        if kind == "sqlite":
            file = sqlite3.connect(make_url(address).database)
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            file.close()
        found = await states_of(address)
        for number, state in told.items():
            # It may have been killed after a commit and before it could tell.
            assert STEPS.index(found[number]) - STEPS.index(state) in (0, 1)
        # Of each killed process, the message after the last one told may have been planned.
        assert {state for number, state in found.items() if number not in told} <= {State.PLANNED}
    assert len(told) >= KILLS
