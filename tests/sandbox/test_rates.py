"""Rate limits: the headers, the refusals, and that discord.py waits them out."""

import asyncio
import time

import discord
import pytest

from bot.sandbox import limits
from bot.sandbox.limits import Limits, Rates


@pytest.fixture
def limited(world):
    world.limits.rate_limits = True


async def post(robot):
    return await robot.ask("POST", f"/channels/{robot.general}/messages", {"content": "x"})


async def test_headers_count_down(limited, robot):
    headers = (await post(robot))[2]
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("5", "4")
    assert 4.9 < float(headers["X-RateLimit-Reset-After"]) <= 5
    assert abs(float(headers["X-RateLimit-Reset"]) - time.time() - 5) < 0.5  # noqa: TID251
    assert len(headers["X-RateLimit-Bucket"]) == 32


async def test_sixth_message_in_five_seconds_is_refused(limited, robot, world):
    assert [(await post(robot))[0] for _ in range(5)] == [200] * 5
    status, body, headers = await post(robot)
    assert (status, body["message"], body["global"]) == (429, "You are being rate limited.", False)
    assert headers["Retry-After"] == f"{body['retry_after']:.3f}"
    assert (headers["X-RateLimit-Scope"], headers["X-RateLimit-Remaining"]) == ("user", "0")
    assert (headers["Via"], headers["Content-Type"]) == ("1.1 sandbox", "application/json")
    assert len(world.messages[robot.general]) == 5


async def test_another_channel_has_its_own_bucket(limited, robot, world):
    for _ in range(5):
        await post(robot)
    other = world.add_channel("other").id
    assert (await robot.ask("POST", f"/channels/{other}/messages", {"content": "x"}))[0] == 200


async def test_refused_form_counts_too(limited, robot):
    path = f"/channels/{robot.general}/messages"
    assert [(await robot.ask("POST", path, {}))[0] for _ in range(6)] == [400] * 5 + [429]


async def test_global_limit(limited, robot, world):
    world.limits.requests_per_second = 3
    answers = [await robot.ask("GET", "/users/@me") for _ in range(4)]
    assert [status for status, _, _ in answers] == [200, 200, 200, 429]
    _, body, headers = answers[-1]
    assert (body["global"], headers["X-RateLimit-Global"], headers["X-RateLimit-Scope"]) == (True, "true", "global")


async def test_third_new_topic_is_refused_for_minutes(limited, robot, world):
    world.role_named("robot").permissions |= 1 << 4
    path = f"/channels/{robot.general}"
    topics = [await robot.ask("PATCH", path, {"topic": topic}) for topic in ("a", "b", "b", "c")]
    assert [status for status, _, _ in topics] == [200, 200, 200, 429]
    assert 590 < topics[-1][1]["retry_after"] <= 600


async def test_people_are_not_limited(limited, ada):
    for _ in range(8):
        await ada.send("general", "x")


async def test_switched_off_there_are_no_headers(robot):
    headers = (await post(robot))[2]
    assert [name for name in headers if name.startswith("X-RateLimit")] == []


def test_bucket_opens_again_after_its_window(monkeypatch):
    rates = Rates(Limits())
    now = [100.0]
    monkeypatch.setattr("bot.sandbox.limits.time.monotonic", lambda: now[0])

    def ask():
        path = "/channels/{channel_id}/messages"
        return rates.ask("1", "POST", path, "2", wall_time=0, renames=False).body is None

    assert [ask() for _ in range(6)] == [True] * 5 + [False]
    now[0] += 5
    assert ask()


async def test_discord_py_waits_and_sends_all(limited, run_bot, world, monkeypatch):
    monkeypatch.setitem(limits._ROUTE_LIMITS, ("POST", "/channels/{channel_id}/messages"), (5, 1.0))
    async with run_bot(discord.Client(intents=discord.Intents.default())) as bot:
        channel = bot.get_channel(int(world.channel_named("general").id))
        began = time.monotonic()
        await asyncio.gather(*(channel.send(str(number)) for number in range(6)))
        assert time.monotonic() - began > 0.9
    said = [each["message"]["content"] for each in world.record]
    assert sorted(said) == [str(number) for number in range(6)]
