"""A running sandbox, people in it, and discord.py pointed at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import discord
import pytest
import yarl

from bot.clock import SimulatedClock
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World

START = datetime(2025, 6, 30, 7, 0, tzinfo=UTC)


def make_world(**limits) -> World:
    world = World("Workshop", SimulatedClock(START, speed=0), limits=Limits(**({"rate_limits": False} | limits)))
    world.add_channel("general", topic="Everything")
    world.add_channel("organisers", private_to=("Organiser",))
    world.add_bot("robot", token="robot-token")
    world.add_person("Ada", token="ada-token")
    world.add_person("Grace", roles=("Organiser",), token="grace-token")
    return world


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
async def sandbox(world: World) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(world)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def ada(sandbox: Sandbox) -> AsyncIterator[Person]:
    async with Person(sandbox.url, "ada-token") as person:
        yield person


@pytest.fixture
async def grace(sandbox: Sandbox) -> AsyncIterator[Person]:
    async with Person(sandbox.url, "grace-token") as person:
        yield person


@pytest.fixture
def run_bot(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Runs an unchanged discord.py client against the sandbox, from ready to closed."""
    point_at(sandbox, monkeypatch)
    return running


def point_at(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", sandbox.api_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(sandbox.gateway_url))


@asynccontextmanager
async def running(client: discord.Client, token: str = "robot-token") -> AsyncIterator[discord.Client]:
    client._connection.guild_ready_timeout = 0.05
    task = asyncio.create_task(client.start(token))
    ready = asyncio.create_task(client.wait_until_ready())
    try:
        while not client.is_ready():
            done, _ = await asyncio.wait({task}, timeout=0.01)
            if done:
                task.result()
        yield client
    finally:
        ready.cancel()
        await client.close()
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task
