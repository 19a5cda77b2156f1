"""The guild: channels, roles, members, permissions, threads and scheduled events, by a discord.py bot and by REST."""

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.permissions import EVERYTHING, ORDINARY, Overwrite, Permission, channel_permissions
from bot.sandbox.person import RequestError

ALL = EVERYTHING & ~Permission.ADMINISTRATOR


@pytest.fixture
def powerful(world):
    """The robot with every permission but the administrator's, and its role on top."""
    role = world.role_named("robot")
    role.permissions = ALL
    role.position = 50
    return world


# Permissions


def test_overwrites_apply_in_discords_order():
    granted = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.MANAGE_MESSAGES
    send, manage = Permission.SEND_MESSAGES, Permission.MANAGE_MESSAGES

    def left(*overwrites):
        return channel_permissions(granted, overwrites, everyone_id="0", role_ids=["1", "2"], member_id="9")

    assert left() == granted
    assert left(Overwrite("0", 0, 0, send)) == granted & ~send
    assert left(Overwrite("0", 0, 0, send), Overwrite("1", 0, send, 0)) == granted
    assert left(Overwrite("1", 0, 0, send), Overwrite("2", 0, send, 0)) == granted
    assert left(Overwrite("1", 0, send, 0), Overwrite("9", 1, 0, send)) == granted & ~send
    assert left(Overwrite("7", 0, 0, send), Overwrite("9", 1, manage, 0)) == granted
    assert left(Overwrite("0", 0, 0, Permission.VIEW_CHANNEL)) == 0


@given(
    st.integers(0, EVERYTHING),
    st.lists(
        st.builds(
            Overwrite, st.sampled_from("0129"), st.just(0), st.integers(0, EVERYTHING), st.integers(0, EVERYTHING)
        ),
        unique_by=lambda each: each.id,
    ),
)
def test_permissions_agree_with_discord_py(granted, overwrites):
    """discord.py computes the same for a member who has roles 1 and 2."""
    from types import SimpleNamespace

    ours = channel_permissions(granted, overwrites, everyone_id="0", role_ids=["1", "2"], member_id="9")
    theirs = discord.Permissions(granted)
    if not theirs.administrator:
        by_id = {each.id: SimpleNamespace(allow=each.allow, deny=each.deny) for each in overwrites}
        if "0" in by_id:
            theirs.handle_overwrite(by_id["0"].allow, by_id["0"].deny)
        roles = [by_id[id_] for id_ in "12" if id_ in by_id]
        allow = deny = 0
        for each in roles:
            allow, deny = allow | each.allow, deny | each.deny
        theirs.handle_overwrite(allow, deny)
        if "9" in by_id:
            theirs.handle_overwrite(by_id["9"].allow, by_id["9"].deny)
    sees = bool(theirs.value & Permission.VIEW_CHANNEL) or theirs.administrator
    writes = bool(theirs.value & (Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS))
    if theirs.administrator and not granted & Permission.ADMINISTRATOR:
        return  # an overwrite cannot make an administrator
    if theirs.administrator:
        assert ours == EVERYTHING
    elif not sees:
        assert ours == 0
    elif writes:
        assert ours == theirs.value


def test_owner_and_administrator_may_do_all(world):
    owner = world.add_person("Owner", owner=True)
    world.add_role("Chief", Permission.ADMINISTRATOR)
    chief = world.add_person("Chief", roles=["Chief"])
    hidden = world.channel_named("organisers")
    for person in (owner, chief):
        assert world.permissions_of(person.id, hidden) == EVERYTHING
        assert world.permissions_of(person.id) == EVERYTHING


def test_who_is_no_member_may_do_nothing(world):
    ada = next(world.people)
    del world.members[ada.id]
    assert world.permissions_of(ada.id, world.channel_named("general")) == 0
    assert world.permissions_of(ada.id) == 0


def test_everybody_has_the_ordinary_permissions(world):
    ada = next(world.people)
    assert world.permissions_of(ada.id) == ORDINARY
    assert world.permissions_of(ada.id, world.channel_named("general")) == ORDINARY
    assert world.permissions_of(ada.id, world.channel_named("organisers")) == 0


# Channels, roles, members, by discord.py


@pytest.fixture
async def bot(run_bot, powerful):
    async with run_bot(discord.Client(intents=discord.Intents.all())) as client:
        yield client


async def test_channels_made_changed_and_removed(bot, ada):
    guild = bot.guilds[0]
    channel = await guild.create_text_channel("New Room", topic="old")
    assert (channel.name, channel.topic) == ("new-room", "old")
    assert (await ada.wait_event("CHANNEL_CREATE"))["name"] == "new-room"
    await channel.edit(name="room", topic="new")
    assert (await ada.wait_event("CHANNEL_UPDATE"))["topic"] == "new"
    await channel.set_permissions(guild.me, view_channel=True)
    await channel.set_permissions(guild.default_role, view_channel=False)
    assert await ada.wait_event("CHANNEL_DELETE")
    with pytest.raises(RequestError) as refusal:
        await ada.send(str(channel.id), "x")
    assert refusal.value.code == 50001
    await channel.set_permissions(guild.default_role, overwrite=None)
    assert (await ada.wait_event("CHANNEL_CREATE"))["name"] == "room"
    await channel.delete()
    assert (await ada.wait_event("CHANNEL_DELETE"))["id"] == str(channel.id)


async def test_channel_beyond_a_limit(powerful, robot):
    path = f"/guilds/{robot.guild}/channels"
    assert await robot.problems({"name": "x" * 101}, path) == {"name": ["BASE_TYPE_BAD_LENGTH"]}
    assert await robot.problems({"name": "x", "topic": "x" * 1025}, path) == {"topic": ["BASE_TYPE_MAX_LENGTH"]}


async def test_channel_without_the_permission(robot):
    assert await robot.refusal("POST", f"/guilds/{robot.guild}/channels", {"name": "x"}) == (403, 50013)
    assert await robot.refusal("PATCH", f"/channels/{robot.general}", {"name": "x"}) == (403, 50013)
    assert await robot.refusal("DELETE", f"/channels/{robot.general}") == (403, 50013)
    assert await robot.refusal("GET", "/guilds/1") == (404, 10004)


async def test_roles_made_given_taken_and_removed(bot, ada, powerful):
    guild = bot.guilds[0]
    role = await guild.create_role(name="Speaker", permissions=discord.Permissions(manage_messages=True))
    assert (await ada.wait_event("GUILD_ROLE_CREATE"))["role"]["name"] == "Speaker"
    member = await guild.fetch_member(int(ada.id))
    await member.add_roles(role)
    assert (await ada.wait_event("GUILD_MEMBER_UPDATE"))["roles"] == [str(role.id)]
    assert powerful.may(ada.id, Permission.MANAGE_MESSAGES)
    await role.edit(name="Talker")
    assert (await ada.wait_event("GUILD_ROLE_UPDATE"))["role"]["name"] == "Talker"
    await member.edit(nick="Countess", roles=[])
    assert powerful.members[ada.id].nick == "Countess"
    assert powerful.members[ada.id].roles == []
    await role.delete()
    assert (await ada.wait_event("GUILD_ROLE_DELETE"))["role_id"] == str(role.id)


async def test_role_above_ones_own_cannot_be_given(robot, ada, world):
    world.role_named("robot").permissions |= Permission.MANAGE_ROLES
    top = world.add_role("Top")
    top.position = 60
    path = f"/guilds/{robot.guild}/members/{ada.id}"
    assert await robot.refusal("PUT", f"{path}/roles/{top.id}") == (403, 50013)
    assert await robot.refusal("PATCH", path, {"roles": [top.id]}) == (403, 50013)
    assert await robot.refusal("PUT", f"{path}/roles/1") == (404, 10011)
    assert await robot.refusal("GET", f"/guilds/{robot.guild}/members/1") == (404, 10007)


async def test_members_listed_and_found(robot, ada, grace):
    path = f"/guilds/{robot.guild}/members"
    names = [each["user"]["username"] for each in await robot.get(path, limit=1000)]
    assert names == ["robot", "ada", "grace"]
    assert [each["user"]["id"] for each in await robot.get(path, after=ada.id, limit=5)] == [grace.id]
    assert [each["user"]["id"] for each in await robot.get(f"{path}/search", query="AD", limit=5)] == [ada.id]


async def test_kicked_member_is_gone(bot, ada, grace):
    guild = bot.guilds[0]
    await (await guild.fetch_member(int(ada.id))).kick()
    assert (await grace.wait_event("GUILD_MEMBER_REMOVE"))["user"]["id"] == ada.id
    with pytest.raises(RequestError):
        await ada.send("general", "still here?")


# Threads, by discord.py


async def test_thread_from_a_message(bot, ada):
    message = await ada.send("general", "let us talk")
    channel = bot.get_channel(int(message["channel_id"]))
    found = await channel.fetch_message(int(message["id"]))
    thread = await found.create_thread(name="talk")
    assert (await ada.wait_event("THREAD_CREATE"))["name"] == "talk"
    assert (await channel.fetch_message(found.id)).flags.has_thread
    await thread.send("inside")
    assert (await ada.wait_message(lambda each: each["type"] == 0))["content"] == "inside"
    await ada.send(str(thread.id), "me too")
    with pytest.raises(discord.HTTPException) as refusal:
        await found.create_thread(name="again")
    assert refusal.value.code == 160004
    assert [each.name for each in await bot.guilds[0].active_threads()] == ["talk"]
    await thread.edit(archived=True)
    assert await bot.guilds[0].active_threads() == []
    assert [each.name async for each in channel.archived_threads()] == ["talk"]
    await ada.send(str(thread.id), "wakes it")
    assert [each.name for each in await bot.guilds[0].active_threads()] == ["talk"]


async def test_private_thread_is_for_those_inside(bot, ada, grace):
    channel = discord.utils.get(bot.guilds[0].text_channels, name="general")
    thread = await channel.create_thread(name="secret")
    await thread.add_user(discord.Object(int(ada.id)))
    await thread.send("psst")
    assert (await ada.wait_message())["content"] == "psst"
    with pytest.raises(RequestError):
        await grace.request("GET", f"/channels/{thread.id}/messages")
    assert sorted(each.id for each in await thread.fetch_members()) == sorted([bot.user.id, int(ada.id)])
    await thread.remove_user(discord.Object(int(ada.id)))
    with pytest.raises(RequestError):
        await ada.request("GET", f"/channels/{thread.id}/messages")


async def test_locked_thread_refuses_people(bot, ada):
    channel = discord.utils.get(bot.guilds[0].text_channels, name="general")
    thread = await channel.create_thread(name="closed", type=discord.ChannelType.public_thread)
    await ada.send(str(thread.id), "in time")
    await thread.edit(locked=True)
    with pytest.raises(RequestError) as refusal:
        await ada.send(str(thread.id), "too late")
    assert refusal.value.code == 160005
    await thread.delete()
    assert (await ada.wait_event("THREAD_DELETE"))["id"] == str(thread.id)


async def test_forum_post(bot, ada, powerful):
    powerful.add_channel("forum", kind=15)
    forum = await bot.fetch_channel(int(powerful.channel_named("forum").id))
    thread, message = await forum.create_thread(name="question", content="how?")
    assert (thread.name, message.content) == ("question", "how?")
    with pytest.raises(RequestError) as refusal:
        await ada.send(str(forum.id), "x")
    assert refusal.value.code == 50008


# Scheduled events


def event(**more):
    return {
        "name": "Opening",
        "privacy_level": 2,
        "scheduled_start_time": "2025-06-30T09:00:00+02:00",
        "scheduled_end_time": "2025-06-30T09:15:00+02:00",
        "entity_type": 3,
        "entity_metadata": {"location": "Room 1"},
    } | more


@pytest.fixture
def events(world, robot):
    world.clock.set(world.clock.now().replace(hour=6))
    world.role_named("robot").permissions |= Permission.CREATE_EVENTS
    return f"/guilds/{robot.guild}/scheduled-events"


async def test_scheduled_event_lives_and_ends(events, robot, ada):
    made = await robot.do("POST", events, event())
    assert (made["status"], made["entity_metadata"]) == (1, {"location": "Room 1"})
    assert (await ada.wait_event("GUILD_SCHEDULED_EVENT_CREATE"))["name"] == "Opening"
    path = f"{events}/{made['id']}"
    await robot.do("PATCH", path, {"name": "Late opening", "scheduled_end_time": "2025-06-30T10:00:00+02:00"})
    assert await robot.problems({"status": 3}, path, "PATCH") == {"status": ["BASE_TYPE_CHOICES"]}
    assert (await robot.do("PATCH", path, {"status": 2}))["status"] == 2
    assert await robot.problems({"status": 4}, path, "PATCH") == {"status": ["BASE_TYPE_CHOICES"]}
    assert (await robot.do("PATCH", path, {"status": 3}))["status"] == 3
    assert await robot.refusal("PATCH", path, {"name": "x"}) == (400, 180000)
    await robot.do("DELETE", path)
    assert await robot.refusal("GET", path) == (404, 10070)
    assert await robot.get(events) == []


@pytest.mark.parametrize(
    ("more", "problems"),
    [
        ({"name": "x" * 101}, {"name": ["BASE_TYPE_BAD_LENGTH"]}),
        ({"name": ""}, {"name": ["BASE_TYPE_BAD_LENGTH"]}),
        ({"description": "x" * 1001}, {"description": ["BASE_TYPE_MAX_LENGTH"]}),
        ({"entity_metadata": {"location": "x" * 101}}, {"entity_metadata.location": ["BASE_TYPE_BAD_LENGTH"]}),
        ({"entity_metadata": None}, {"entity_metadata.location": ["BASE_TYPE_REQUIRED"]}),
        ({"scheduled_end_time": None}, {"scheduled_end_time": ["BASE_TYPE_REQUIRED"]}),
        (
            {"scheduled_start_time": "2025-06-30T05:00:00Z"},
            {"scheduled_start_time": ["GUILD_SCHEDULED_EVENT_SCHEDULE_PAST"]},
        ),
        (
            {"scheduled_end_time": "2025-06-30T07:00:00Z"},
            {"scheduled_end_time": ["GUILD_SCHEDULED_EVENT_END_DATE_BEFORE_START_DATE"]},
        ),
        ({"privacy_level": 1}, {"privacy_level": ["BASE_TYPE_CHOICES"]}),
        ({"entity_type": 9}, {"entity_type": ["BASE_TYPE_CHOICES"]}),
        ({"entity_type": 2}, {"channel_id": ["BASE_TYPE_REQUIRED"]}),
    ],
)
async def test_scheduled_event_beyond_a_limit(events, robot, more, problems):
    found = await robot.problems(event(**more), events)
    assert {place: codes for place, codes in found.items() if place in problems} == problems


async def test_scheduled_events_of_more_than_a_hundred_are_refused(events, robot):
    made = [await robot.do("POST", events, event()) for _ in range(100)]
    assert await robot.refusal("POST", events, event()) == (400, 30038)
    await robot.do("PATCH", f"{events}/{made[0]['id']}", {"status": 4})
    await robot.do("POST", events, event())


async def test_scheduled_event_needs_the_permission(robot, ada, events, world):
    made = await robot.do("POST", events, event())
    with pytest.raises(RequestError) as refusal:
        await ada.request("POST", events, event())
    assert refusal.value.code == 50013
    with pytest.raises(RequestError) as refusal:
        await ada.request("PATCH", f"{events}/{made['id']}", {"name": "mine"})
    assert refusal.value.code == 50013
    world.roles[world.guild_id].permissions |= Permission.MANAGE_EVENTS
    await ada.request("PATCH", f"{events}/{made['id']}", {"name": "mine"})


async def test_scheduled_event_by_discord_py(bot, ada, world):
    guild = bot.guilds[0]
    start = world.now() + discord.utils.utcnow().resolution * 3_600_000_000
    made = await guild.create_scheduled_event(
        name="Talk",
        start_time=start,
        end_time=start.replace(minute=30),
        entity_type=discord.EntityType.external,
        location="Room 1",
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    await ada.request("PUT", f"/guilds/{guild.id}/scheduled-events/{made.id}/users/@me")
    assert [user.display_name async for user in made.users()] == ["Ada"]
    assert (await guild.fetch_scheduled_event(made.id)).user_count == 1
    await made.edit(name="Moved talk")
    assert [each.name for each in await guild.fetch_scheduled_events()] == ["Moved talk"]
    await made.cancel()
    assert await ada.wait_event("GUILD_SCHEDULED_EVENT_UPDATE", where=lambda data: data["status"] == 4)
