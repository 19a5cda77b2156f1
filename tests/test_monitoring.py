"""Health and metrics over HTTP: what machines are told, and that it names nobody."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.core.reminders import Follow, FollowKind
from bot.desk import Desk
from bot.duty import Duty
from bot.monitoring import watched
from bot.status import Vitals, find_vitals

ROOT = Path(__file__).parent.parent
WELL = Vitals(
    version="1.2.3",
    connected=True,
    stands_by=False,
    latency=timedelta(milliseconds=40),
    answered=7,
    trouble="",
    reminders={"sent": 3, "missed": 1},
    followers=2,
    delays=[timedelta(milliseconds=each) for each in range(1, 101)],
    next_due=timedelta(minutes=5),
)


@asynccontextmanager
async def serving(vitals):
    async def measure(counted):
        return vitals if counted else replace(vitals, reminders={}, delays=())

    async with watched(measure, "127.0.0.1", 0) as port, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
        yield client


async def read(client, path):
    async with client.get(path) as answer:
        return answer.status, await answer.text()


def values_of(text):
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("vitals", "told"),
    [
        (WELL, (200, "connected to Discord\n")),
        (replace(WELL, connected=False), (503, "not connected to Discord\n")),
        (replace(WELL, connected=False, stands_by=True), (200, "standing by\n")),
        (replace(WELL, trouble="it is full"), (200, "connected to Discord\ndatabase: it is full\n")),
    ],
)
async def test_health_says_what_is_wrong(vitals, told):
    async with serving(vitals) as client:
        assert await read(client, "/healthz") == told


async def test_metrics_are_what_prometheus_reads():
    async with serving(WELL) as client:
        status, text = await read(client, "/metrics")
    assert status == 200
    found = values_of(text)
    assert found["workshop_bot_info", "1.2.3"] == 1
    assert found["workshop_bot_reminders", "sent"] == 3
    assert found["workshop_bot_questions_answered_total",] == 7
    assert found["workshop_bot_gateway_latency_seconds",] == 0.04
    assert found["workshop_bot_send_delay_seconds", "0.5"] == 0.05
    assert found["workshop_bot_send_delay_seconds", "0.99"] == 0.099
    assert found["workshop_bot_next_due_seconds",] == 300
    assert found["workshop_bot_database_up",] == 1
    assert found["process_resident_memory_bytes",] > 0


async def test_what_is_not_known_is_not_told():
    blind = replace(WELL, latency=None, trouble="it is full", reminders={}, delays=(), next_due=None)
    async with serving(blind) as client:
        found = values_of((await read(client, "/metrics"))[1])
    assert found["workshop_bot_database_up",] == 0
    assert not {name for name, *_ in found} & {
        "workshop_bot_gateway_latency_seconds",
        "workshop_bot_reminders",
        "workshop_bot_send_delay_seconds",
    }


async def test_nothing_else_is_served():
    async with serving(WELL) as client:
        assert [(await read(client, path))[0] for path in ("/", "/state", "/metrics/../.env")] == [404, 404, 404]


async def test_vitals_are_those_of_the_database(programme, clock, tmp_path):
    duty = Duty(f"sqlite:///{tmp_path / 'bot.sqlite3'}", Desk(programme, clock))
    await duty.begin()
    try:
        await duty.reminders.change(
            1001001, lambda person: replace(person, follows=frozenset({Follow(FollowKind.EVERYTHING, "")}))
        )
        now = {"connected": True, "latency": None, "answered": 0, "now": clock.now()}
        vitals = await find_vitals(duty, counted=True, **now)
        assert (vitals.followers, vitals.trouble, vitals.stands_by) == (1, "", False)
        assert set(vitals.reminders) == {"planned", "claimed", "sent", "missed", "withdrawn", "covered"}
        assert vitals.next_due is not None
        assert (await find_vitals(duty, counted=False, **now)).reminders == {}
        async with serving(vitals) as client:
            assert "1001001" not in (await read(client, "/metrics"))[1]
    finally:
        await duty.end()


async def test_a_database_in_trouble_is_told(programme, clock, tmp_path):
    (tmp_path / "bot.sqlite3").write_text("not a database at all, " * 100)
    duty = Duty(f"sqlite:///{tmp_path / 'bot.sqlite3'}", Desk(programme, clock))
    await duty.begin()
    try:
        vitals = await find_vitals(duty, connected=True, latency=None, answered=0, now=clock.now(), counted=True)
        assert "not a database" in vitals.trouble
        assert (vitals.reminders, vitals.next_due) == ({}, None)
    finally:
        await duty.end()


async def test_the_running_bot_serves_it_where_asked_to(tmp_path):
    environment = {
        **os.environ,
        "STATE_DIR": str(tmp_path),
        "HEALTH_PORT": "0",
        "DISCORD_TOKEN": "",
        "DATABASE_URL": "",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--port", "0", env=environment, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(60):
            while not (found := re.search(rb"http://127.0.0.1:(\d+)/healthz", await process.stderr.readline())):
                pass
            async with aiohttp.ClientSession(f"http://127.0.0.1:{int(found[1])}") as client:
                while (told := await read(client, "/healthz")) != (200, "connected to Discord\n"):
                    assert told[0] == 503
                    await asyncio.sleep(0.1)
                values = values_of((await read(client, "/metrics"))[1])
        assert values["workshop_bot_connected",] == 1
        assert values["workshop_bot_database_up",] == 1
    finally:
        process.terminate()
        await process.communicate()
    assert process.returncode == 0
