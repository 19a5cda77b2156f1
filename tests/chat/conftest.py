"""The real client, connected over real sockets to a sandbox in this process."""

import asyncio
import threading
from contextlib import asynccontextmanager

import discord
import pytest
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route

from bot.chat.client import Connection
from bot.desk import Desk
from bot.duty import Duty
from bot.rehearsal import ATTENDEE, furnish
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox


@pytest.fixture(autouse=True)
def _own_discord(monkeypatch):
    """discord.py's addresses are put back after each test."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@asynccontextmanager
async def connected(desk, sandbox, database=None):
    """The bot, connected to `sandbox`, with a `database` by its URL; closed at the end."""
    duty = Duty(database, desk) if database else None
    connection = Connection(desk, next(sandbox.world.bots).token, api_url=sandbox.api_url, duty=duty)
    holding = asyncio.create_task(duty.serve(connection.hold) if duty else connection.hold())
    try:
        async with asyncio.timeout(15):
            while not connection.alive:
                assert not holding.done(), holding
                await asyncio.sleep(0.01)
        yield connection
    finally:
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)
        beating = [one for one in threading.enumerate() if isinstance(one, KeepAliveHandler)]
        assert all(one._stop_ev.is_set() for one in beating if one.ws.loop is asyncio.get_running_loop())


@pytest.fixture
async def sandbox(programme, clock):
    running = Sandbox(furnish(programme, clock), limits=Limits(rate_limits=False))
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def bot(sandbox, programme, clock):
    async with connected(Desk(programme, clock), sandbox) as connection:
        yield connection


@asynccontextmanager
async def person(sandbox, name=ATTENDEE):
    user = next(user for user in sandbox.world.people if user.name == name)
    async with Person(sandbox.url, user.token) as someone:
        yield someone


@pytest.fixture
async def ada(sandbox, bot):
    async with person(sandbox) as someone:
        yield someone


def words_of(message):
    """Everything that a message shows, in reading order."""
    parts = [message["content"]]
    for embed in message["embeds"]:
        parts += [embed.get("title", ""), embed.get("description", "")]
        parts += [f"{field['name']}\n{field['value']}" for field in embed.get("fields", [])]
    return "\n".join(part for part in parts if part)


assert discord.version_info >= (2, 7)
