"""Every database that the store knows, each new and empty: a file of SQLite, SQLite in memory, a real PostgreSQL."""

import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.reminders import About, Owed, person_address
from bot.store import IN_MEMORY, open_store

ROOT = Path(__file__).parents[2]
T = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)
SHARED = ("sqlite", "postgresql")


@pytest.fixture
def address_of(tmp_path, request):
    """The URL of a new database of a kind: `sqlite`, `memory` or `postgresql`."""
    new = []

    def address(kind):
        if kind == "memory":
            return IN_MEMORY
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/bot.db"
        server = request.getfixturevalue("postgresql")
        new.append((server, server.create_database()))
        return new[-1][1]

    yield address
    for server, url in new:
        server.drop_database(url)


@pytest.fixture(params=[*SHARED, "memory"])
def address(request, address_of):
    return address_of(request.param)


@pytest.fixture(params=SHARED)
def shared_address(request, address_of):
    """A database that several processes can use."""
    return address_of(request.param)


@asynccontextmanager
async def opened(address, *, lease=True, seconds=15.0):
    """A store, closed at the end; with the lease, unless told otherwise."""
    store = await open_store(address, seconds)
    try:
        if lease:
            assert await store.lease.take() == ""
        yield store
    finally:
        await store.close()


@pytest.fixture
async def store(address):
    async with opened(address) as store:
        yield store


def owe(number=0, *, to="", minute=0, body=""):
    """A reminder due `minute` minutes past T, for a session that starts ten minutes later and lasts thirty."""
    start = T + timedelta(minutes=minute + 10)
    return Owed(
        to=to or person_address(number),
        about=About.START,
        session_id=f"talk-{number}",
        moment=start,
        due=start - timedelta(minutes=10),
        until=start + timedelta(minutes=30),
        body=body,
    )


@pytest.fixture
def probes():
    """Start processes of tests/store/probe.py, which wait for URLs; they end with the test."""
    started = []

    def start(*command):
        process = subprocess.Popen(
            [*command, sys.executable, "-m", "tests.store.probe"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def ask(processes, url):
    """Give a URL to each of these probes at the same time; their answers."""
    for process in processes:
        process.stdin.write(f"{url}\n")
        process.stdin.flush()
    return [process.stdout.readline().rstrip() for process in processes]
