"""How the bot is, told from outside: beside a running bot, one that was killed, and none; nothing is written."""

import hashlib
import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.changing import Author
from bot.core.change_requests import request_delay
from bot.core.reminders import Follow, FollowKind
from bot.core.status import Link, Process, compose_status, short_holder
from bot.core.wording import text_of
from bot.desk import Desk
from bot.duty import Duty
from bot.status import find_choices, find_status, find_status_from_outside

LINK = Link(connected=True, latency=timedelta(milliseconds=42))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bot.sqlite3'}"
        return
    server = request.getfixturevalue("postgresql")
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture
async def duty(address, programme, clock):
    running = Duty(address, Desk(programme, clock))
    await running.begin()
    yield running
    await running.end()


async def told(address, programme, now, lang="en"):
    status, current = await find_status_from_outside(address, Link(), programme, now, lang)
    return text_of(compose_status(status, current, now, lang), current), status


async def test_a_running_bot_is_seen_with_all_it_knows(address, duty, programme, clock):
    now = clock.now()
    await duty.reminders.change(
        7, lambda person: replace(person, follows=frozenset({Follow(FollowKind.EVERYTHING, "")}))
    )
    draft = await duty.changes.preview(request_delay("gusak 20m", duty._desk.index, now), Author(9, "Olga"))
    await duty.changes.publish(draft.id, quiet=True, ping=False)
    clock.set(now + timedelta(minutes=60))
    sent = await duty.reminders.take_due()
    for message in sent:
        await duty.reminders.confirm(message, 1, 2)
    assert sent
    text, status = await told(address, programme, clock.now())
    assert status.books.process is Process.RUNS
    assert short_holder(duty.store.lease.holder) in text
    assert "1 person follows something." in text
    assert "Last change: number 1" in text
    assert "Olga: " in text
    assert status.books.sent_count == sum(len(message.owed) for message in sent)
    assert "a person" in text or all(message.to.startswith("channel:") for message in sent)
    inside = await find_status(duty, LINK, duty._desk.programme, clock.now(), "en")
    assert inside.books.process is Process.ON_DUTY
    assert [line.owed.key for line in inside.books.upcoming] == [line.owed.key for line in status.books.upcoming]
    channels = [one for one in duty.reminders.upcoming(30) if one.to.startswith("channel:")]
    shown = [line.owed.key for line in status.books.upcoming if line.owed.to.startswith("channel:")]
    assert shown == [one.key for one in sorted(channels, key=lambda one: (one.due, one.to))][: len(shown)]


async def test_why_something_was_missed_is_told_in_the_language_of_who_asks(address, duty, programme, clock):
    clock.set(clock.now() + timedelta(minutes=60))
    first, second, *_ = await duty.reminders.take_due()
    clock.set(clock.now() + timedelta(seconds=1))
    await duty.reminders.give_up(first, "refused:500/0")
    clock.set(clock.now() + timedelta(seconds=1))
    await duty.reminders.give_up(second, "ValueError('whoever thought of that')")
    text, _ = await told(address, programme, clock.now())
    assert "(Discord refused it (500/0))" in text
    assert "(ValueError('whoever thought of that'))" in text
    french, _ = await told(address, programme, clock.now(), "fr")
    assert "(Discord l’a refusé (500/0))" in french


async def test_looking_takes_no_lease_and_keeps_nobody_from_writing(address, duty, programme, clock):
    holder = duty.store.lease.holder
    async with duty.store.transaction():  # the bot is writing at this very moment
        _, status = await told(address, programme, clock.now())
    assert status.books.holder == holder
    assert await duty.store.lease.take() == ""
    assert not duty.store.lease.anew


async def test_a_bot_that_ended_runs_no_more(address, programme, clock):
    duty = Duty(address, Desk(programme, clock))
    await duty.begin()
    await duty.end()
    text, status = await told(address, programme, clock.now())
    assert status.books.process is Process.NOBODY
    assert "No bot runs with this database." in text
    assert "Organisers have changed nothing yet." in text


async def test_a_bot_that_fell_silent_elsewhere_is_overdue(tmp_path, programme, clock):
    file = tmp_path / "bot.sqlite3"
    duty = Duty(f"sqlite:///{file}", Desk(programme, clock))
    await duty.begin()
    await duty.end()
    with sqlite3.connect(file) as connection:
        seconds = connection.execute("SELECT (julianday('now') - 2440587.5) * 86400.0").fetchone()[0]
        connection.execute("INSERT INTO lease VALUES ('bot', 'elsewhere/a/b 4711 x-y', ?)", (seconds - 90,))
    connection.close()
    text, status = await told(f"sqlite:///{file}", programme, clock.now())
    assert status.books.process is Process.OVERDUE
    assert "elsewhere, process 4711, has given no sign of life for 9" in text


async def test_a_file_is_not_touched(tmp_path, programme, clock):
    file = tmp_path / "bot.sqlite3"
    duty = Duty(f"sqlite:///{file}", Desk(programme, clock))
    await duty.begin()
    await duty.end()
    before = hashlib.sha256(file.read_bytes()).digest()
    await told(f"sqlite:///{file}", programme, clock.now())
    assert hashlib.sha256(file.read_bytes()).digest() == before


async def test_without_a_database_none_is_made(tmp_path, programme, clock):
    text, status = await told(f"sqlite:///{tmp_path / 'none.sqlite3'}", programme, clock.now())
    assert status.books is None
    assert "there is none yet" in text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"not a database, " * 100, b""])
async def test_a_file_that_is_no_database_of_ours_is_told(tmp_path, programme, clock, content):
    (tmp_path / "bot.sqlite3").write_bytes(content)
    text, status = await told(f"sqlite:///{tmp_path / 'bot.sqlite3'}", programme, clock.now())
    assert status.books is None
    assert "The database cannot be used: " in text


async def test_it_is_told_in_french(address, duty, programme, clock):
    text, _ = await told(address, programme, clock.now(), "fr")
    assert "Un bot est en marche" in text


async def test_choices_are_read_from_outside(address, duty, clock):
    await duty.store.settings.save("channels", {"reminders": 5})
    choices = await find_choices(address, clock.now())
    assert (choices.channels, choices.roles) == ({"reminders": 5}, {})


def test_the_command_says_when_no_bot_runs(tmp_path):
    settings = {"STATE_DIR": str(tmp_path), "PATH": ""}
    run = subprocess.run(
        [sys.executable, "-m", "bot", "status"], capture_output=True, text=True, timeout=60, env=settings, check=False
    )
    assert run.returncode == 1
    assert run.stdout.startswith("No bot was seen here")
    assert "there is none yet" in run.stdout
    assert json.dumps(run.stderr) == '""'
