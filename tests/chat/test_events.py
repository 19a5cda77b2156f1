"""The server's scheduled events end to end: they follow the programme, and what people made is left alone."""

from datetime import timedelta

import pytest

from bot.chat.events import render_event
from bot.core.programme import key_of
from bot.core.search.index import Index
from bot.rehearsal import BOT, ORGANISER
from bot.sandbox.faults import Fault
from bot.sandbox.permissions import ORDINARY
from tests.chat.conftest import person, words_of
from tests.chat.organising import on_duty, publish, with_fields
from tests.chat.test_board import eventually
from tests.core.test_discord_events import session

SCHEDULED, ACTIVE, COMPLETED, CANCELLED = 1, 2, 3, 4
PATH = "/scheduled-events"


@pytest.fixture
def programme(programme):
    return with_fields(programme, discord_events=True)


def shown(sandbox, *statuses):
    """The events of these statuses, live ones by default, by name."""
    found = [each for each in sandbox.world.scheduled_events.values() if each["status"] in (statuses or (1, 2))]
    return {each["name"]: each for each in found}


def coming(programme, now):
    return {each.title for each in programme.sessions if each.start > now + timedelta(minutes=1) and not each.is_break}


async def all_there(sandbox, programme, clock):
    wanted = coming(programme, clock.now())
    assert wanted
    await eventually(lambda: set(shown(sandbox)) == wanted)


async def test_coming_sessions_are_events(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox):
        await all_there(sandbox, programme, clock)
    talk = next(each for each in programme.sessions if "julia-gusak" in each.speakers)
    event = shown(sandbox)[talk.title]
    assert event["description"].startswith("Julia Gusak")
    assert event["description"].endswith(key_of(talk.id))
    assert event["entity_metadata"]["location"] == f"Amphi A, {programme.venue.name}"
    assert (event["entity_type"], event["privacy_level"]) == (3, 2)


async def test_they_follow_what_organisers_publish(programme, clock, sandbox):
    talk = next(each for each in programme.sessions if "julia-gusak" in each.speakers)
    async with on_duty(programme, clock, sandbox) as (desk, _), person(sandbox, ORGANISER) as olga:
        await all_there(sandbox, programme, clock)
        event = shown(sandbox)[talk.title]
        await publish(olga, "delay", "gusak 20m")
        later = desk.programme.session_by_id[talk.id].start.isoformat()
        await eventually(lambda: shown(sandbox)[talk.title]["scheduled_start_time"] == later)
        await publish(olga, "cancel", "gusak")
        await eventually(lambda: list(shown(sandbox, CANCELLED)) == [talk.title])
        assert sandbox.world.scheduled_events[event["id"]]["status"] == CANCELLED
        await publish(olga, "undo")
        await all_there(sandbox, programme, clock)
        assert shown(sandbox)[talk.title]["scheduled_start_time"] == later


async def test_they_begin_and_end(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox):
        await all_there(sandbox, programme, clock)
        following = next(each for each in programme.sessions if each.start > clock.now() and not each.is_break)
        clock.set(following.start)
        await eventually(lambda: list(shown(sandbox, ACTIVE)) == [following.title])
        clock.set(following.end)
        await eventually(lambda: following.title in shown(sandbox, COMPLETED))


async def test_a_restart_doubles_none_and_mends_what_differs(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox):
        await all_there(sandbox, programme, clock)
    before = set(sandbox.world.scheduled_events)
    gone = before.pop()
    del sandbox.world.scheduled_events[gone]
    renamed = sandbox.world.scheduled_events[next(iter(before))]
    renamed["name"], name = "Something else", renamed["name"]
    async with on_duty(programme, clock, sandbox):  # a new database; what the server has tells
        await all_there(sandbox, programme, clock)
    assert shown(sandbox)[name]["id"] == renamed["id"]
    assert before < set(sandbox.world.scheduled_events)
    assert len(sandbox.world.scheduled_events) == len(before) + 1


@pytest.mark.parametrize("action", ["drop_after", "status"])
async def test_an_answer_that_is_lost_doubles_none(programme, clock, sandbox, action):
    sandbox.faults.add(Fault(action, method="POST", path=PATH, times=2, accepted=True, status=500))
    async with on_duty(programme, clock, sandbox):
        wanted = len(coming(programme, clock.now()))
        await eventually(lambda: len(sandbox.world.scheduled_events) > wanted or len(shown(sandbox)) == wanted)
        await eventually(lambda: [*map(len, (sandbox.world.scheduled_events, shown(sandbox)))] == [wanted, wanted])
    assert len(sandbox.faults.happened) == 2


async def test_many_sessions_roll(programme, clock, sandbox):
    shift = clock.now() - session("first", 0).start
    many = [session(f"Talk {number}", 10 + number) for number in range(120)]
    many = [each.model_copy(update={"start": each.start + shift, "end": each.end + shift}) for each in many]
    long = with_fields(programme, sessions=many)
    async with on_duty(long, clock, sandbox):
        await eventually(lambda: list(shown(sandbox)) == [f"Talk {number}" for number in range(95)], 30)
        clock.set(clock.now() + timedelta(minutes=60, seconds=30))
        await eventually(lambda: "Talk 115" in shown(sandbox), 30)
        assert len(shown(sandbox)) == 95
        assert "Talk 19" not in shown(sandbox)


async def test_peoples_own_are_not_touched(programme, clock, sandbox):
    async with person(sandbox, ORGANISER) as olga:
        talk = programme.sessions[-1]
        copied = render_event(talk, programme)
        body = {
            "name": "Dinner",
            "description": copied.description,
            "privacy_level": 2,
            "entity_type": 3,
            "scheduled_start_time": copied.start.isoformat(),
            "scheduled_end_time": copied.end.isoformat(),
            "entity_metadata": {"location": "Harbour"},
        }
        own = await olga.request("POST", f"/guilds/{sandbox.world.guild_id}{PATH}", body)
    kept = dict(sandbox.world.scheduled_events[own["id"]])
    async with on_duty(programme, clock, sandbox) as (desk, _):
        wanted = coming(programme, clock.now())
        await eventually(
            lambda: {each["name"] for each in sandbox.world.scheduled_events.values()} == {*wanted, "Dinner"}
        )
        desk.turn_to(Index(with_fields(programme, discord_events=False)))
        await eventually(lambda: list(sandbox.world.scheduled_events.values()) == [kept])


async def test_one_that_is_refused_stops_no_other(programme, clock, sandbox):
    sandbox.faults.add(Fault("status", method="POST", path=PATH, status=400))
    async with on_duty(programme, clock, sandbox):
        wanted = coming(programme, clock.now())
        await eventually(lambda: len(shown(sandbox)) == len(wanted) - 1)


async def test_errors_of_discord_do_not_end_it(programme, clock, sandbox):
    for status in (503, 503, 403):
        sandbox.faults.add(Fault("status", method="GET", path=PATH, status=status))
    sandbox.faults.add(Fault("status", method="POST", path=PATH, status=503))
    async with on_duty(programme, clock, sandbox):
        await all_there(sandbox, programme, clock)
    assert len(sandbox.faults.happened) == 4


async def test_without_the_permission_organisers_are_told_once(programme, clock, sandbox, caplog):
    role = sandbox.world.role_named(BOT)
    role.permissions = ORDINARY
    async with on_duty(programme, clock, sandbox) as (desk, _), person(sandbox, ORGANISER) as olga:
        await olga.wait_message(lambda message: "Create Events" in words_of(message))
        desk.turn_to(Index(with_fields(programme, theme="Another")))
        desk.turn_to(Index(programme))
        clock.set(clock.now() + timedelta(minutes=1))
        assert len([one for one in caplog.messages if "lacks Create Events" in one]) == 1
    assert not sandbox.world.scheduled_events


def test_long_texts_are_cut(programme):
    long = session("Name " * 60, 60, abstract="*bold* " * 400, rooms=("Room " * 40,))
    content = render_event(long, programme)
    assert len(content.name) <= 100
    assert len(content.location) <= 100
    assert 900 < len(content.description) <= 1000
    assert content.description.endswith(key_of(long.id))
    nameless = render_event(session("x", 60), with_fields(programme, venue=None))
    assert nameless.location == programme.title
