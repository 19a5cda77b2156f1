"""A running sandbox, people in it, and discord.py pointed at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import aiohttp
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


class Robot:
    """The bot "robot" as bare requests."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session
        self.general = sandbox.world.channel_named("general").id
        self.guild = sandbox.world.guild_id

    async def ask(self, method, path, body=None, **options):
        """Status, JSON and headers of the answer."""
        url = self.sandbox.api_url + path
        async with self.session.request(method, url, json=body, **options) as response:
            return response.status, await response.json() if response.status != 204 else None, response.headers

    async def get(self, path, **params):
        status, body, _ = await self.ask("GET", path, params=params)
        assert status == 200, body
        return body

    async def do(self, method, path, body=None):
        """The JSON of an answer that has to be a success."""
        status, answer, _ = await self.ask(method, path, body)
        assert status < 300, answer
        return answer

    async def refusal(self, method, path, body=None):
        """Status and code of an answer that has to be a refusal."""
        status, answer, _ = await self.ask(method, path, body)
        return status, answer["code"]

    async def say(self, content="x", **more):
        return await self.do("POST", f"/channels/{self.general}/messages", {"content": content} | more)

    async def problems(self, body, path=None, method="POST"):
        """Where the errors of a bad form are, and their codes."""
        status, answer, _ = await self.ask(method, path or f"/channels/{self.general}/messages", body)
        assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body")
        return dict(_leaves(answer["errors"]))


def _leaves(errors, path=""):
    for key, value in errors.items():
        if key == "_errors":
            yield path, [each["code"] for each in value]
        else:
            yield from _leaves(value, f"{path}.{key}".lstrip("."))


@pytest.fixture
async def robot(sandbox: Sandbox) -> AsyncIterator[Robot]:
    async with aiohttp.ClientSession(headers={"Authorization": "Bot robot-token"}) as session:
        yield Robot(sandbox, session)


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
