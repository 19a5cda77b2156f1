"""Faults, before and after a request has taken effect, as discord.py meets them."""

import asyncio
import time

import aiohttp
import discord
import pytest

from bot.sandbox.faults import Fault

MESSAGES = r"/channels/\d+/messages$"


async def post(robot, content="x"):
    return await robot.ask("POST", f"/channels/{robot.general}/messages", {"content": content})


@pytest.mark.parametrize(
    ("fault", "error", "kept"),
    [
        (Fault("drop_before", "POST", MESSAGES), aiohttp.ServerDisconnectedError, 0),
        (Fault("drop_after", "POST", MESSAGES), aiohttp.ServerDisconnectedError, 1),
        (Fault("reset", "POST", MESSAGES), aiohttp.ClientOSError, 0),
        (Fault("reset", "POST", MESSAGES, accepted=True), aiohttp.ClientOSError, 1),
    ],
)
async def test_lost_connection(robot, sandbox, world, fault, error, kept):
    sandbox.faults.add(fault)
    with pytest.raises(error) as lost:
        await post(robot)
    if fault.action == "reset":
        assert lost.value.errno == 104
    assert len(world.messages[robot.general]) == kept
    assert (await post(robot))[0] == 200


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("accepted", [False, True])
async def test_error_status(robot, sandbox, world, status, accepted):
    sandbox.faults.add(Fault("status", "POST", MESSAGES, status=status, accepted=accepted))
    assert (await post(robot))[0] == status
    assert len(world.messages[robot.general]) == accepted


async def test_429_has_what_discord_py_wants(robot, sandbox):
    sandbox.faults.add(Fault("status", "POST", MESSAGES, status=429, retry_after=1.5))
    status, body, headers = await post(robot)
    assert (status, body["retry_after"], body["global"]) == (429, 1.5, False)
    assert (headers["Retry-After"], headers["Via"], headers["Content-Type"]) == (
        "1.5",
        "1.1 sandbox",
        "application/json",
    )


async def test_hang_never_answers(robot, sandbox, world):
    sandbox.faults.add(Fault("hang", "POST", MESSAGES))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(post(robot), 0.1)
    assert world.messages[robot.general] == {}


async def test_hang_does_not_hold_up_the_end(robot, sandbox):
    sandbox.faults.add(Fault("hang", "POST", MESSAGES))
    waiting = asyncio.create_task(post(robot))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await sandbox.stop()
    assert time.monotonic() - began < 20
    with pytest.raises(aiohttp.ClientError):
        await waiting


async def test_fault_happens_so_many_times_after_so_many(robot, sandbox):
    sandbox.faults.add(Fault("status", "POST", MESSAGES, times=2, skip=1))
    assert [(await post(robot))[0] for _ in range(4)] == [200, 500, 500, 200]
    assert len(sandbox.faults.happened) == 2


async def test_other_requests_are_not_harmed(robot, sandbox):
    sandbox.faults.add(Fault("status", "PATCH", MESSAGES))
    assert (await post(robot))[0] == 200
    assert len(sandbox.faults.waiting) == 1


async def test_faults_over_http(robot, sandbox):
    url = f"{sandbox.url}/sandbox/faults"
    async with robot.session.post(url, json={"action": "status", "method": "POST", "path": MESSAGES}) as response:
        assert (response.status, (await response.json())["status"]) == (201, 500)
    async with robot.session.get(url) as response:
        assert [each["action"] for each in (await response.json())["faults"]] == ["status"]
    async with robot.session.delete(url) as response:
        assert response.status == 204
    assert (await post(robot))[0] == 200


@pytest.mark.parametrize("body", [{"action": "explode"}, {"nothing": 1}, {"action": "hang", "path": "("}, []])
async def test_fault_that_is_none_is_refused(robot, sandbox, body):
    async with robot.session.post(f"{sandbox.url}/sandbox/faults", json=body) as response:
        assert response.status == 400
    assert sandbox.faults.waiting == []


async def test_gateway_can_be_refused(sandbox, robot):
    sandbox.faults.add(Fault("status", "GET", "^/gateway$", status=503))
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await robot.session.ws_connect(sandbox.gateway_url)


@pytest.mark.parametrize(("status", "accepted"), [(500, False), (500, True), (502, True)])
async def test_discord_py_retries_without_doubling(run_bot, sandbox, world, status, accepted):
    async with run_bot(discord.Client(intents=discord.Intents.default())) as bot:
        sandbox.faults.add(Fault("status", "POST", MESSAGES, status=status, accepted=accepted))
        await bot.get_channel(int(world.channel_named("general").id)).send("once")
    assert [each["message"]["content"] for each in world.record] == ["once"]


async def test_discord_py_does_not_know_whether_a_dropped_message_arrived(run_bot, sandbox, world):
    async with run_bot(discord.Client(intents=discord.Intents.default())) as bot:
        channel = bot.get_channel(int(world.channel_named("general").id))
        sandbox.faults.add(Fault("drop_after", "POST", MESSAGES))
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await channel.send("unsure", nonce="key")
        assert (await channel.send("unsure", nonce="key")).content == "unsure"
    assert [each["message"]["content"] for each in world.record] == ["unsure"]
