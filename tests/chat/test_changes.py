"""Organisers' commands end to end: preview, publish, undo, a restart in between, refusals."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.chat.client import Connection
from bot.desk import Desk
from bot.duty import Duty
from bot.rehearsal import ORGANISER
from tests.chat.conftest import person, words_of


@asynccontextmanager
async def on_duty(programme, clock, sandbox, database="sqlite://"):
    """The bot with a database of its own, connected; yields its desk and its duty."""
    desk = Desk(programme, clock)
    duty = Duty(database, desk)
    connection = Connection(desk, next(sandbox.world.bots).token, api_url=sandbox.api_url, duty=duty)
    serving = asyncio.create_task(duty.serve(connection.hold))
    try:
        async with asyncio.timeout(15):
            while not (connection.alive and duty.ready.is_set()):
                assert not serving.done(), serving
                await asyncio.sleep(0.01)
        yield desk, duty
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


@pytest.fixture
async def house(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox) as running:
        yield running


@pytest.fixture
async def olga(sandbox, house):
    async with person(sandbox, ORGANISER) as someone:
        yield someone


@pytest.fixture
async def ada(sandbox, house):
    async with person(sandbox) as someone:
        yield someone


def buttons_of(message):
    return [item for row in message["components"] for item in row["components"] if item["type"] == 2]


def find_button(message, what):
    return next((item for item in buttons_of(message) if f"change:{what}:" in item.get("custom_id", "")), None)


def is_preview(message):
    return find_button(message, "publish") is not None


async def press(someone, message, what):
    await someone.click(message, custom_id=find_button(message, what)["custom_id"])


def posted(sandbox, channel):
    return [entry["message"] for entry in sandbox.world.record if entry["channel"] == channel]


async def preview_by_slash(olga, command, what):
    await olga.invoke(command, what=what)
    return await olga.wait_message(is_preview)


async def test_a_delay_is_shown_published_and_answered(sandbox, house, olga, ada):
    desk, _ = house
    shown = await preview_by_slash(olga, "delay", "gusak 20m")
    assert "20 min" in words_of(shown)
    before = next(each for each in desk.programme.sessions if "julia-gusak" in each.speakers)
    await press(olga, shown, "publish")
    told = await ada.wait_message(lambda message: "~~" in words_of(message))
    after = desk.programme.session_by_id[before.id]
    assert after.start == before.start + timedelta(minutes=20)
    await ada.send("general", "!when gusak")
    answer = await ada.wait_message(lambda message: "referenced_message" in message)
    assert f"{desk.programme.local(after.start):%H:%M}" in words_of(answer)
    await olga.invoke("undo")
    shown = await olga.wait_message(is_preview)
    await press(olga, shown, "publish")
    edited = await ada.wait_edit(told)
    assert words_of(edited).startswith("Taken back.")
    assert desk.programme.session_by_id[before.id] == before
