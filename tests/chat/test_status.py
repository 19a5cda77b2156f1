"""/status: for organisers alone, with what the running bot knows."""

import asyncio

import pytest

from bot.rehearsal import ORGANISER
from tests.chat.conftest import person, words_of
from tests.chat.organising import on_duty, press, preview


def is_private(message):
    return message["flags"] & 1 << 6


@pytest.fixture
async def house(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox) as running:
        yield running


async def test_organisers_see_how_the_bot_is(sandbox, house):
    _, duty = house
    async with person(sandbox, ORGANISER) as olga:
        await press(olga, await preview(olga, "delay", "gusak 20m"), "quiet")
        async with asyncio.timeout(30):
            while not duty.changes.version:
                await asyncio.sleep(0.01)
        await olga.invoke("status", locale="en-GB")
        shown = words_of(await olga.wait_message(lambda message: "workshop-bot" in words_of(message)))
        assert shown.startswith("Connected to Discord")
        assert "This process speaks for the bot" in shown
        assert "Database: memory, schema " in shown
        assert "Last change: number 1" in shown
        assert "0 people follow something." in shown


async def test_nobody_else_does(sandbox, house):
    async with person(sandbox) as ada:
        await ada.invoke("status", locale="en-GB")
        refused = await ada.wait_message(is_private)
        assert "Only organisers can do that" in words_of(refused)
        assert "Database" not in words_of(refused)


async def test_without_a_database_it_says_so(sandbox, bot):
    async with person(sandbox, ORGANISER) as olga:
        await olga.send("organisers", "!status")
        shown = words_of(await olga.wait_message(lambda message: "workshop-bot" in words_of(message)))
        assert "The database cannot be used" in shown
