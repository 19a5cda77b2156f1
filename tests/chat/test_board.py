"""The live schedule end to end: it follows time and changes, and there is one, whatever goes wrong."""

import asyncio
import json
import sqlite3
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.chat import board as live
from bot.chat.board import render_board
from bot.chat.render import EMBED_DESCRIPTION, length
from bot.core.board import compose_board
from bot.core.programme import Channels
from bot.core.search.index import Index
from bot.rehearsal import BOT, ORGANISER
from bot.sandbox.faults import Fault
from bot.sandbox.limits import Limits
from bot.sandbox.permissions import ORDINARY, Permission
from bot.sandbox.world import Kind
from tests.chat.conftest import person, words_of
from tests.chat.organising import buttons_of, on_duty, posted, publish, with_fields
from tests.core.test_board import NOON, session
from tests.core.test_board import programme as make

SCHEDULE = "live"
ZONE = ZoneInfo("Europe/Paris")
SUPPRESS_NOTIFICATIONS = 1 << 12


@pytest.fixture
def programme(programme):
    return with_fields(programme, channels=Channels(schedule=SCHEDULE))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(live, "EDIT_EVERY", 0.05)


async def eventually(holds, seconds=25):
    """Return what `holds` gives, once it is true."""
    async with asyncio.timeout(seconds):
        while not (found := holds()):
            await asyncio.sleep(0.01)
    return found


def boards(sandbox):
    """What stands in the channel: all messages, those of Discord itself too."""
    return posted(sandbox, SCHEDULE)


def text(message):
    return "\n".join([message.content, *(embed.get("description", "") for embed in message.embeds)])


async def the_board(sandbox, *parts):
    """The one message, once it is pinned, alone, and has these parts."""

    def found():
        there = boards(sandbox)
        done = len(there) == 1 and there[0].pinned_at and all(part in text(there[0]) for part in parts)
        return there[0] if done else None

    return await eventually(found)


def line_of(message, title):
    return next(line for line in text(message).splitlines() if title in line)


def now_on(session):
    """How the line of a moved session begins that is on."""
    before, start, end = (
        f"{moment.astimezone(ZONE):%H:%M}" for moment in (session.previous_start, session.start, session.end)
    )
    return f"▶ ~~{before}~~ **{start}–{end} "


def edits(sandbox, message):
    return [one for one in sandbox.world.record if one["action"] == "edit" and one.get("message_id") == message.id]


async def test_it_is_posted_pinned_and_follows_time(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox) as (desk, _):
        shown = await the_board(sandbox, "30 June")
        running = next(each for each in programme.sessions if each.start <= clock.now() < each.end)
        following = next(each for each in programme.sessions if each.start > clock.now())
        assert line_of(shown, running.title).startswith("▶")
        assert line_of(shown, programme.sessions[0].title).startswith("-# ")
        clock.set(following.start)
        shown = await eventually(lambda: "▶" in line_of(boards(sandbox)[0], following.title) and boards(sandbox)[0])
        assert line_of(shown, running.title).startswith("-# ")
        clock.set(programme.sessions[-1].start + timedelta(hours=5))
        await the_board(sandbox, "It is all over")
        assert desk.programme == programme


async def test_it_follows_what_organisers_publish(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox) as (desk, _), person(sandbox, ORGANISER) as olga:
        first = await the_board(sandbox)
        talk = next(each for each in programme.sessions if "julia-gusak" in each.speakers)
        before = line_of(first, talk.title)
        await publish(olga, "delay", "gusak 20m")
        moved = desk.programme.session_by_id[talk.id]
        shown = await the_board(sandbox, f"{programme.local(moved.start):%H:%M}–")
        assert line_of(shown, talk.title).startswith(f"~~{programme.local(talk.previous_start):%H:%M}~~")
        await publish(olga, "cancel", "gusak")
        shown = await the_board(sandbox, "cancelled")
        assert line_of(shown, talk.title).startswith("~~")
        await publish(olga, "undo")
        await publish(olga, "undo", "1")
        assert desk.programme == programme
        shown = await eventually(lambda: line_of(boards(sandbox)[0], talk.title) == before and boards(sandbox)[0])
        assert shown.id == first.id


async def test_a_restart_goes_on_with_the_same_message(programme, clock, sandbox, tmp_path):
    database = f"sqlite:///{tmp_path / 'state.sqlite3'}"
    async with on_duty(programme, clock, sandbox, database):
        first = await the_board(sandbox)
    clock.set(clock.now() + timedelta(hours=3))
    async with on_duty(programme, clock, sandbox, database):
        shown = await eventually(lambda: boards(sandbox)[0].edited_timestamp and boards(sandbox)[0])
        assert shown.id == first.id
        assert await the_board(sandbox)


@pytest.mark.parametrize("kept", ["nothing", "that it is being posted"])
async def test_a_crash_before_it_was_written_down_leaves_one(programme, clock, sandbox, tmp_path, kept):
    file = tmp_path / "state.sqlite3"
    async with on_duty(programme, clock, sandbox, f"sqlite:///{file}"):
        first = await the_board(sandbox)
    first.pinned_at = None
    with sqlite3.connect(file) as connection:
        [(value,)] = connection.execute("SELECT value FROM settings WHERE name = 'board'").fetchall()
        wrote = json.loads(value)
        wrote |= {"message": 0, "mark": "", "posting": wrote["mark"] if kept != "nothing" else ""}
        connection.execute("UPDATE settings SET value = ? WHERE name = 'board'", [json.dumps(wrote)])
    connection.close()
    async with on_duty(programme, clock, sandbox, f"sqlite:///{file}"):
        assert (await the_board(sandbox)).id == first.id


async def test_crash_between_posting_anew_and_taking_the_former_away(programme, clock, sandbox, tmp_path):
    database = f"sqlite:///{tmp_path / 'state.sqlite3'}"
    async with on_duty(programme, clock, sandbox, database):
        first = await the_board(sandbox)
    other = type(first)(**{name: getattr(first, name) for name in first.__dataclass_fields__})
    other.id = sandbox.world.new_id()
    mark = json.dumps(first.components).partition("board:")[2][:16]
    other.components = json.loads(json.dumps(first.components).replace(mark, "0123456789abcdef"))
    sandbox.world.messages[first.channel_id][other.id] = other
    async with on_duty(programme, clock, sandbox, database):
        assert (await the_board(sandbox)).id == first.id


@pytest.mark.parametrize("action", ["drop_after", "reset", "hang"])
async def test_an_answer_that_is_lost_does_not_double_it(programme, clock, sandbox, action, monkeypatch):
    monkeypatch.setattr(live, "ANSWER_SECONDS", 1.0)
    channel = sandbox.world.channel_named(SCHEDULE)
    fault = Fault(action, method="POST", path=f"/channels/{channel.id}/messages$", accepted=True)
    sandbox.faults.add(fault)
    async with on_duty(programme, clock, sandbox):
        await the_board(sandbox)
        assert [one["action"] for one in sandbox.faults.happened] == [action]


async def test_deleted_by_somebody_it_is_posted_again(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox), person(sandbox, ORGANISER) as olga:
        first = await the_board(sandbox)
        await olga.request("DELETE", f"/channels/{first.channel_id}/messages/{first.id}")
        assert (await the_board(sandbox)).id != first.id


async def test_deleted_while_the_bot_was_away(programme, clock, sandbox, tmp_path):
    database = f"sqlite:///{tmp_path / 'state.sqlite3'}"
    async with on_duty(programme, clock, sandbox, database):
        first = await the_board(sandbox)
    del sandbox.world.messages[first.channel_id][first.id]
    async with on_duty(programme, clock, sandbox, database):
        assert (await the_board(sandbox)).id != first.id


async def test_too_old_to_be_edited_it_is_posted_anew(programme, clock, sandbox):
    """Error 30046 of Discord, here from the second edit on."""
    sandbox.world.limits = Limits(rate_limits=False, old_message_seconds=0, old_edits_per_hour=1)
    async with on_duty(programme, clock, sandbox):
        first = await the_board(sandbox)
        following, then = [each for each in programme.sessions if each.start > clock.now()][:2]
        clock.set(following.start)
        assert (await the_board(sandbox, now_on(following))).id == first.id
        clock.set(then.start)
        shown = await the_board(sandbox, now_on(then))
        assert shown.id != first.id
        assert SUPPRESS_NOTIFICATIONS & shown.flags


async def test_edited_often_when_old_it_is_posted_anew_in_time(programme, clock, sandbox, monkeypatch):
    monkeypatch.setattr(live, "OLD", timedelta(0))
    monkeypatch.setattr(live, "EDITS_WHEN_OLD", 0)
    async with on_duty(programme, clock, sandbox):
        first = await the_board(sandbox)
        clock.set(clock.now() + timedelta(hours=2))
        shown = await eventually(
            lambda: len(boards(sandbox)) == 1 and boards(sandbox)[0].id != first.id and boards(sandbox)[0]
        )
        assert shown.pinned_at


async def test_many_changes_are_few_edits(programme, clock, sandbox, monkeypatch):
    monkeypatch.setattr(live, "EDIT_EVERY", 0.5)
    async with on_duty(programme, clock, sandbox) as (desk, _):
        shown = await the_board(sandbox)
        for number in range(20):
            talk = programme.sessions[-1].model_copy(update={"title": f"Farewell {number}"})
            desk.turn_to(Index(with_fields(programme, sessions=(*programme.sessions[:-1], talk))))
            await asyncio.sleep(0.01)
        await the_board(sandbox, "Farewell 19")
        assert len(edits(sandbox, shown)) <= 3


async def test_errors_of_discord_do_not_end_it(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox):
        await the_board(sandbox)
        for status in (503, 400, 403, 503):
            sandbox.faults.add(Fault("status", method="PATCH", path="/messages/", status=status))
        later = next(each for each in programme.sessions if each.start > clock.now())
        clock.set(later.start)
        await the_board(sandbox, now_on(later))
        assert len(sandbox.faults.happened) == 4


async def test_without_leave_to_pin_it_is_kept_all_the_same_and_organisers_know(programme, clock, sandbox):
    sandbox.world.role_named(BOT).permissions = ORDINARY
    async with on_duty(programme, clock, sandbox), person(sandbox, ORGANISER) as olga:
        told = await olga.wait_message(lambda message: "Pin Messages" in words_of(message))
        assert told["channel_id"] == await olga.channel_id("organisers")
        clock.set(clock.now() + timedelta(hours=2))
        await eventually(lambda: boards(sandbox)[0].edited_timestamp)
        assert len(boards(sandbox)) == 1


async def test_channel_that_is_not_there_yet(programme, clock, sandbox):
    away = sandbox.world.channel_named(SCHEDULE)
    away.name = "elsewhere"
    async with on_duty(programme, clock, sandbox), person(sandbox, ORGANISER) as olga:
        await olga.wait_message(lambda message: SCHEDULE in words_of(message) and "/setup" in words_of(message))
        await olga.request("PATCH", f"/channels/{away.id}", {"name": SCHEDULE})
        await the_board(sandbox)


async def test_elsewhere_and_switched_off(programme, clock, sandbox):
    other = sandbox.world.add_channel("other", kind=Kind.TEXT)
    async with on_duty(programme, clock, sandbox) as (desk, _):
        await the_board(sandbox)
        desk.turn_to(Index(with_fields(programme, channels=Channels(schedule="other"))))
        await eventually(lambda: not boards(sandbox) and posted(sandbox, "other"))
        desk.turn_to(Index(with_fields(programme, channels=Channels())))
        await eventually(lambda: not sandbox.world.messages[other.id])


async def test_details_in_the_readers_language(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox), person(sandbox) as ada:
        await the_board(sandbox)
        [message] = await ada.history(SCHEDULE)
        [button] = buttons_of(message)
        assert button["label"] == "Details and reminders / Détails et rappels"
        await ada.click(message, custom_id=button["custom_id"], locale="fr")
        answer = await ada.wait_message(lambda message: message["flags"] & (1 << 6))
        assert "30 juin" in words_of(answer)


async def test_without_leave_to_embed_it_is_plain(programme, clock, sandbox):
    own = sandbox.world.role_named(BOT)
    for role in sandbox.world.roles.values():
        role.permissions &= ~Permission.EMBED_LINKS
    assert not own.permissions & Permission.EMBED_LINKS
    async with on_duty(programme, clock, sandbox):
        shown = await the_board(sandbox, "▶")
        assert shown.embeds == []


def test_longest_day_fits():
    """A day of 400 sessions: what is over gives way, and what is on is shown."""
    long = make(*(session(f"{number} {'*' * 120}", 2 * number - 240, 30) for number in range(400)))
    reply = render_board(compose_board(long, NOON + timedelta(hours=2)), long, ("en", "fr"))
    [embed] = reply.embeds
    assert length(embed.description) <= EMBED_DESCRIPTION
    assert "sessions are over. / " in embed.description
    assert embed.description.count("▶") >= 10
    assert "more" in embed.description.splitlines()[-1]
