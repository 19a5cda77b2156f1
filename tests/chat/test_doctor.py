"""The doctor over hundreds of servers: what it says is missing is refused by the sandbox, and nothing else is."""

import asyncio
import os
import random
import sys
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from pathlib import Path

import discord
import pytest

from bot.chat.doctor import examine
from bot.core.doctor import (
    Choices,
    Lack,
    Missing,
    find_lacks,
    say_lack,
)
from bot.core.lexicon import languages
from bot.core.programme import Channels, Roles
from bot.rehearsal import BOT, furnish
from bot.sandbox.errors import ApiError
from bot.sandbox.limits import Limits
from bot.sandbox.permissions import ORDINARY, Overwrite, Permission
from bot.sandbox.posting import Draft, Upload, post
from bot.sandbox.rest import Call
from bot.sandbox.rest.messages import list_messages, pin
from bot.sandbox.rest.scheduled_events import create_event
from bot.sandbox.server import Sandbox
from bot.sandbox.world import MESSAGE_CONTENT, PRIVILEGED_INTENTS, Channel, Kind, Thread
from bot.store import open_store

ROOT = Path(__file__).parents[2]
SERVERS = 600
PORTION = 60
PERMISSIONS = [
    Permission.VIEW_CHANNEL,
    Permission.SEND_MESSAGES,
    Permission.SEND_MESSAGES_IN_THREADS,
    Permission.EMBED_LINKS,
    Permission.ATTACH_FILES,
    Permission.READ_MESSAGE_HISTORY,
    Permission.PIN_MESSAGES,
    Permission.CREATE_EVENTS,
    Permission.MENTION_EVERYONE,
]
REMINDED, PINGED = "Reminded", "Attendee"


@asynccontextmanager
async def logged_in(sandbox):
    """discord.py's client with the bot's token, not connected to the gateway."""
    async with discord.Client(intents=discord.Intents.default()) as client:
        await client.login(next(sandbox.world.bots).token)
        yield client


# Servers as nobody would set them up, and some would


def some(random_, bits, chance):
    return sum(int(bit) for bit in bits if random_.random() < chance)


def unsettle(world, programme, random_):
    """Change the server at random; gives the programme and the choices that go with it."""
    everyone, own = world.roles[world.guild_id], world.role_named(BOT)
    everyone.permissions = random_.choice([ORDINARY, ORDINARY & ~some(random_, PERMISSIONS, 0.3), 0])
    own.permissions = random_.choice([0, some(random_, PERMISSIONS, 0.5), some(random_, PERMISSIONS, 0.9), 8, ORDINARY])
    if random_.random() < 0.9:
        own.permissions &= ~8
    other = world.add_role("Helpers", some(random_, PERMISSIONS, 0.3))
    bot = next(world.bots)
    if random_.random() < 0.5:
        world.members[bot.id].roles.append(other.id)
    for name in (REMINDED, PINGED):
        if random_.random() < 0.8:
            world.add_role(name, some(random_, PERMISSIONS, 0.2), mentionable=random_.random() < 0.5)
    targets = [(everyone.id, 0), (own.id, 0), (other.id, 0), (bot.id, 1)]
    for channel in list(world.guild_channels):
        if random_.random() < 0.12:
            del world.channels[channel.id]
            continue
        if random_.random() < 0.05:
            channel.kind = int(Kind.VOICE)
        for target, kind in targets:
            if random_.random() < 0.3:
                allow, deny = some(random_, PERMISSIONS, 0.3), some(random_, PERMISSIONS, 0.2)
                channel.overwrites = [each for each in channel.overwrites if each.id != target]
                channel.overwrites.append(Overwrite(target, kind, allow & ~deny, deny))
    bot.privileged_intents = random_.choice([0, MESSAGE_CONTENT, PRIVILEGED_INTENTS])
    rooms = random_.choice([(), programme.rooms])
    varied = programme.model_copy(
        update={
            "channels": Channels(schedule=random_.choice(["", "live", "general"])),
            "roles": Roles(attendee=random_.choice(["", PINGED])),
            "reminders": programme.reminders.model_copy(update={"ping": random_.choice(["", REMINDED])}),
            "discord_events": random_.random() < 0.5,
            "rooms": tuple(room.model_copy(update={"channel": "talks"}) for room in rooms),
        }
    )
    channels = [channel for channel in world.guild_channels if channel.kind == Kind.TEXT]
    chosen = {}
    if channels and random_.random() < 0.4:
        chosen = {random_.choice(["reminders", "announcements", "schedule"]): int(random_.choice(channels).id)}
    return varied, Choices(chosen, {})


# The oracle: what the bot needs to do, done in the sandbox by its own enforcement


def places_of(world, programme, choices):
    """Where the bot posts, worked out again: the channel's name in the programme to the channel, if there is one."""
    wanted = {name: name for name in (*programme.channels.model_dump().values(), *(r.channel for r in programme.rooms))}
    if "schedule" in choices.channels and not programme.channels.schedule:
        wanted["schedule"] = "schedule"
    found = {}
    for name in filter(None, wanted):
        number = choices.channels.get(name)
        fitting = [each for each in world.guild_channels if (each.id == str(number) if number else each.name == name)]
        found[name] = next((each for each in fitting if each.kind == Kind.TEXT), None)
    return found


def acts_in(world, channel, *, pins, ping=None):
    """Everything that the bot does in a channel where it posts; each raises ApiError if it is refused."""
    bot = next(world.bots)
    params = {"channel_id": channel.id, "guild_id": world.guild_id}
    sent = {}

    def plainly():
        sent["message"] = post(world, bot, channel, Draft({"content": "x"}))

    def with_embed():
        post(world, bot, channel, Draft({"content": "x", "embeds": [{"description": "x"}]}))

    def read_back():
        assert list_messages(Call(world, bot, params, {}))

    def pinned():
        pin(Call(world, bot, params | {"message_id": sent["message"].id}, {}))

    def pinging():
        message = post(world, bot, channel, Draft({"content": f"<@&{ping.id}>"}))
        assert message.mention_roles == [ping.id]

    return [plainly, with_embed, read_back, *([pinned] if pins else []), *([pinging] if ping else [])]


def answers_in(world, channel, *, threads):
    """Everything that answering in a channel takes."""
    bot, ada = next(world.bots), next(world.people)
    asked = post_as_somebody(world, ada, channel)

    def reply():
        reference = {"message_id": asked.id, "channel_id": channel.id}
        post(world, bot, channel, Draft({"content": "x", "message_reference": reference}))

    def with_embed():
        post(world, bot, channel, Draft({"content": "x", "embeds": [{"description": "x"}]}))

    def with_file():
        post(world, bot, channel, Draft({"content": "x"}, {0: Upload("a.ics", "text/calendar", b"x")}))

    def in_thread():
        now = world.now().isoformat()
        thread = Channel(
            world.new_id(), int(Kind.PUBLIC_THREAD), "t", parent_id=channel.id, thread=Thread(ada.id, now, now)
        )
        world.keep_channel(thread)
        try:
            post(world, bot, thread, Draft({"content": "x"}))
        finally:
            del world.channels[thread.id]

    return [reply, with_embed, with_file, *([in_thread] if threads else [])]


def post_as_somebody(world, person, channel):
    owner, world.owner_id = world.owner_id, person.id
    try:
        return post(world, person, channel, Draft({"content": "!next"}))
    finally:
        world.owner_id = owner


def event(world):
    body = {
        "name": "x",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "x"},
        "scheduled_start_time": "2031-06-30T10:45:00+02:00",
        "scheduled_end_time": "2031-06-30T11:45:00+02:00",
    }
    made = create_event(Call(world, next(world.bots), {"guild_id": world.guild_id}, {}, body))
    del world.scheduled_events[made["id"]]


def all_acts(world, programme, choices):
    """Every act that the bot will have to do in this server, with the name of its channel."""
    ada = next(world.people)
    attendee = world.role_named(programme.roles.attendee) if programme.roles.attendee else None
    ping = world.role_named(programme.reminders.ping) if programme.reminders.ping else None
    live = programme.channels.schedule or "schedule"
    acts = [lambda: event(world)] if programme.discord_events else []
    talked = [room.channel for room in programme.rooms]
    places = places_of(world, programme, choices)
    for name, channel in places.items():
        if channel is None:
            continue
        pings = ping if name in (programme.channels.reminders, *talked) else None
        acts += acts_in(world, channel, pins=name == live, ping=pings)
        if name == programme.channels.announcements and attendee:
            acts += acts_in(world, channel, pins=False, ping=attendee)
    world.members[ada.id].roles = [attendee.id] if attendee else []
    for channel in list(world.guild_channels):
        asks = world.may(ada.id, Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES, channel)
        if channel.kind == Kind.TEXT and asks and (channel in places.values() or not is_hidden(world, channel)):
            threads = world.may(ada.id, Permission.SEND_MESSAGES_IN_THREADS, channel)
            acts += answers_in(world, channel, threads=threads)
    return acts


def is_hidden(world, channel):
    """Whether the channel itself hides from the bot what it is granted in the server."""
    own = world.role_named(BOT)
    before, own.permissions = own.permissions, own.permissions | int(Permission.VIEW_CHANNEL)
    try:
        return not world.may(next(world.bots).id, Permission.VIEW_CHANNEL, channel)
    finally:
        own.permissions = before


def refusals(acts):
    found = 0
    for act in acts:
        try:
            act()
        except (ApiError, AssertionError, KeyError):  # KeyError: nothing could be posted that is to be pinned
            found += 1
    return found


# Doing what the doctor says


def grant(world, lack, permission):
    """Do as the doctor says, for one permission."""
    bit = int(Permission[permission.upper()])
    own = world.role_named(BOT)
    if lack.what is Missing.PERMISSION:
        assert lack.holder == own.name
        own.permissions |= bit
        return
    channel = next(each for each in world.guild_channels if each.name == lack.place)
    assert lack.holder == BOT
    bot = next(world.bots)
    stands = next((each for each in channel.overwrites if each.id == bot.id and each.deny & bit), None)
    target, kind = (bot.id, 1) if stands else (own.id, 0)
    old = next((each for each in channel.overwrites if each.id == target), Overwrite(target, kind, 0, 0))
    channel.overwrites = [each for each in channel.overwrites if each.id != target]
    channel.overwrites.append(old._replace(allow=old.allow | bit, deny=old.deny & ~bit))


def repairs_of(world, lacks):
    """Each thing that the doctor says to do in the server, alone."""
    for lack in lacks:
        for permission in lack.permissions:
            yield lambda lack=lack, permission=permission: grant(world, lack, permission)
        if lack.what is Missing.MENTION:
            yield lambda lack=lack: setattr(world.role_named(lack.name), "mentionable", True)


def rights_of(world):
    """All that repairs change, to be put back."""
    roles = {role.id: (role.permissions, role.mentionable) for role in world.roles.values()}
    exempt = {channel.id: list(channel.overwrites) for channel in world.guild_channels}
    return roles, exempt


def put_back(world, rights):
    for id_, (permissions, mentionable) in rights[0].items():
        world.roles[id_].permissions, world.roles[id_].mentionable = permissions, mentionable
    for id_, overwrites in rights[1].items():
        world.channels[id_].overwrites = list(overwrites)


@pytest.mark.parametrize("first", range(0, SERVERS, PORTION))
async def test_what_is_missing_is_refused_and_nothing_else(first, programme, clock, monkeypatch):
    sandbox = Sandbox(furnish(programme, clock), limits=Limits(rate_limits=False))
    await sandbox.start()
    monkeypatch.setattr(discord.http.Route, "BASE", sandbox.api_url)
    counts = {"fine": 0, "repaired": 0, "needed": 0}
    try:
        for seed in range(first, first + PORTION):
            await judge_server(sandbox, programme, clock, random.Random(seed), counts)
    finally:
        await sandbox.stop()
    assert counts["repaired"] > PORTION / 2
    assert counts["needed"] > PORTION


async def judge_server(sandbox, programme, clock, random_, counts):
    world = furnish(programme, clock)
    world.add_channel("talks")
    world.add_channel("live")
    varied, choices = unsettle(world, programme, random_)
    world.limits = sandbox.world.limits
    sandbox.world = sandbox.gateway.world = world
    async with logged_in(sandbox) as client:
        servers, content = await examine(client)
    lacks = find_lacks(servers, varied, choices, message_content=content)
    assert content == bool(next(world.bots).privileged_intents & MESSAGE_CONTENT)
    assert (Lack(Missing.INTENT) in lacks) == (not content)
    places = places_of(world, varied, choices)
    assert {lack.name for lack in lacks if lack.what is Missing.CHANNEL} == {
        name for name, channel in places.items() if channel is None
    }
    roles = {varied.roles.attendee, varied.reminders.ping, varied.roles.organiser} - {""}
    assert {lack.name for lack in lacks if lack.what is Missing.ROLE} == {
        name for name in roles if world.role_named(name) is None
    }
    for lang in languages():
        assert all(say_lack(lack, lang) for lack in lacks)
    before, repairs = rights_of(world), list(repairs_of(world, lacks))
    assert (refusals(all_acts(world, varied, choices)) > 0) == bool(repairs)
    for repair in repairs:
        repair()
    assert refusals(all_acts(world, varied, choices)) == 0, "\n".join(
        ["not enough:", *(say_lack(lack, "en") for lack in lacks)]
    )
    counts["repaired" if repairs else "fine"] += 1
    for left_out in repairs:
        put_back(world, before)
        acts = all_acts(world, varied, choices)
        for repair in repairs:
            if repair is not left_out:
                repair()
        assert refusals(acts) > 0, "\n".join(["needless:", *(say_lack(lack, "en") for lack in lacks)])
        counts["needed"] += 1
    put_back(world, before)


# The command, as an organiser types it


async def run_doctor(folder, **settings):
    environment = {**os.environ, "STATE_DIR": str(folder), **settings}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "doctor", env=environment, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode(), err.decode()


@pytest.fixture
def bot_of(sandbox):
    return {"DISCORD_API_URL": sandbox.api_url, "DISCORD_TOKEN": next(sandbox.world.bots).token}


async def test_the_command_finds_nothing_in_a_good_server(sandbox, bot_of, tmp_path):
    code, out, err = await run_doctor(tmp_path, **bot_of)
    assert (code, err) == (0, "")
    assert out.startswith("Everything that the bot needs is there.\nThe invite link")


async def test_the_command_names_all_that_is_missing_and_goes_by_what_was_chosen(sandbox, bot_of, tmp_path):
    sandbox.world.role_named(BOT).permissions = 0
    sandbox.world.roles[sandbox.world.guild_id].permissions &= ~int(Permission.EMBED_LINKS)
    next(sandbox.world.bots).privileged_intents = 0
    lounge = sandbox.world.channel_named("reminders")
    lounge.name = "lounge"
    code, out, _ = await run_doctor(tmp_path, **bot_of)
    assert code == 1
    assert "There is no channel #reminders for reminders." in out
    assert f"the bot may not Embed Links. Server Settings → Roles → {BOT}" in out
    assert "switch on Message Content Intent" in out
    store = await open_store(f"sqlite:///{tmp_path / 'workshop.sqlite3'}")
    await store.lease.take()
    await store.settings.save("channels", {"reminders": int(lounge.id)})
    await store.close()
    code, out, _ = await run_doctor(tmp_path, **bot_of)
    assert code == 1
    assert "#reminders" not in out


async def test_the_command_says_what_is_wrong_with_the_token_or_the_line(sandbox, bot_of, tmp_path):
    code, out, err = await run_doctor(tmp_path, **bot_of | {"DISCORD_TOKEN": "wrong"})
    assert (code, out) == (1, "")
    assert "Discord refuses DISCORD_TOKEN" in err
    code, _, err = await run_doctor(tmp_path, **bot_of | {"DISCORD_API_URL": "http://127.0.0.1:1/api"})
    assert code == 1
    assert "Discord cannot be asked" in err
    code, _, err = await run_doctor(tmp_path, DISCORD_TOKEN="")
    assert code == 1
    assert "there is no DISCORD_TOKEN" in err


async def test_a_bot_in_no_server_is_told_to_be_invited(sandbox, bot_of, tmp_path):
    del sandbox.world.members[next(sandbox.world.bots).id]
    code, out, _ = await run_doctor(tmp_path, **bot_of)
    assert code == 1
    assert "The bot is in no server." in out
