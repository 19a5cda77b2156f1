"""Staying connected: missing intents, outages, refused commands, wrong tokens."""

import asyncio

import discord
import pytest

from bot.chat.client import Connection
from bot.desk import Desk
from bot.rehearsal import BOT, furnish
from bot.sandbox.faults import Fault
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from tests.chat.conftest import connected, person, words_of


async def logged(caplog, words):
    """Wait until a line with `words` is in the log."""
    async with asyncio.timeout(30):
        while words not in caplog.text:
            await asyncio.sleep(0.02)


async def test_without_message_content_the_bot_still_answers_mentions_and_direct_messages(
    sandbox, programme, clock, caplog
):
    user = next(sandbox.world.bots)
    user.privileged_intents = 0
    async with connected(Desk(programme, clock), sandbox), person(sandbox) as ada:
        assert "message-content intent is off" in caplog.text
        await ada.send("general", "!next")
        with pytest.raises(TimeoutError):
            await ada.wait_message(timeout=0.3)
        await ada.send("general", f"<@{user.id}> next?")
        assert "Coffee break" in words_of(await ada.wait_message())
        await ada.send_dm(BOT, "!next")
        assert "Coffee break" in words_of(await ada.wait_message())
        await ada.invoke("next")
        assert "Coffee break" in words_of(await ada.wait_message())


async def test_wrong_token_is_raised_at_once(sandbox, programme, clock):
    connection = Connection(Desk(programme, clock), "wrong", api_url=sandbox.api_url)
    with pytest.raises(discord.LoginFailure):
        await asyncio.wait_for(connection.hold(), 10)
    assert not connection.alive


async def test_refused_slash_commands_leave_the_rest_working(sandbox, programme, clock, caplog):
    sandbox.faults.add(Fault(method="PUT", path=r"/applications/\d+/commands", action="status", status=403, times=9))
    async with connected(Desk(programme, clock), sandbox), person(sandbox) as ada:
        assert "slash commands could not be registered" in caplog.text
        await ada.send("general", "!next")
        assert "Coffee break" in words_of(await ada.wait_message())


async def test_discord_that_is_down_at_the_start_is_tried_again(programme, clock, caplog):
    down = Sandbox(furnish(programme, clock))
    await down.start()
    port = int(down.url.rsplit(":", 1)[1])
    await down.stop()
    connection = Connection(Desk(programme, clock), next(down.world.bots).token, api_url=down.api_url)
    holding = asyncio.create_task(connection.hold())
    await logged(caplog, "Discord cannot be reached")
    up = Sandbox(down.world, port=port)
    await up.start()
    try:
        async with asyncio.timeout(30):
            while not connection.alive:
                await asyncio.sleep(0.05)
        async with person(up) as ada:
            await ada.send("general", "!next")
            assert "Coffee break" in words_of(await ada.wait_message())
    finally:
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)
        await up.stop()


async def test_dropped_gateway_is_taken_up_again(sandbox, bot):
    async with person(sandbox) as ada:
        sandbox.gateway.cut_bots()
        async with asyncio.timeout(15):
            while True:
                await ada.send("general", "!next")
                try:
                    answer = await ada.wait_message(timeout=1)
                except TimeoutError:
                    continue
                break
        assert "Coffee break" in words_of(answer)


async def test_while_discord_is_away_the_bot_is_not_connected(sandbox, bot):
    assert bot.alive
    port = int(sandbox.url.rsplit(":", 1)[1])
    await sandbox.stop()
    async with asyncio.timeout(20):
        while bot.alive:
            await asyncio.sleep(0.01)
    assert bot.latency is None
    again = Sandbox(sandbox.world, port=port)
    await again.start()
    try:
        async with asyncio.timeout(30):
            while not bot.alive:
                await asyncio.sleep(0.01)
    finally:
        await again.stop()


async def test_bot_in_no_server_says_how_to_invite_it(sandbox, programme, clock, caplog):
    user = next(sandbox.world.bots)
    del sandbox.world.members[user.id]
    caplog.set_level("INFO")
    async with connected(Desk(programme, clock), sandbox):
        await logged(caplog, "no server yet")
        await logged(caplog, "permissions=274878024704")


async def test_missing_permission_is_named_in_the_log(sandbox, programme, clock, caplog):
    for name in (BOT, "@everyone"):
        sandbox.world.role_named(name).permissions &= ~int(Permission.EMBED_LINKS)
    async with connected(Desk(programme, clock), sandbox):
        await logged(caplog, "the bot lacks embed_links; grant it")
