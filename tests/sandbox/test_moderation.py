"""What moderators do with their bots, and what a small guild has none of; by discord.py and by REST."""

from datetime import timedelta

import discord
import pytest

from bot.clock import SystemClock
from bot.sandbox.permissions import EVERYTHING, Overwrite, Permission
from bot.sandbox.person import Person, RequestError
from bot.sandbox.world import Kind, World

ALL = EVERYTHING & ~Permission.ADMINISTRATOR
READING = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
SENDING = Permission.SEND_MESSAGES | Permission.EMBED_LINKS


@pytest.fixture
def powerful(world):
    """The robot with every permission but the administrator's, and its role on top."""
    role = world.role_named("robot")
    role.permissions, role.position = ALL, 50
    return world


@pytest.fixture
async def bot(run_bot, powerful):
    async with run_bot(discord.Client(intents=discord.Intents.all())) as client:
        yield client


@pytest.fixture
def guild(bot):
    return bot.guilds[0]


@pytest.fixture
def general(guild):
    return discord.utils.get(guild.text_channels, name="general")


async def test_banned_member_is_gone_with_what_they_said(guild, ada, grace, powerful):
    said = await ada.send("general", "spam")
    member = guild.get_member(int(ada.id))
    await member.ban(reason="spam & more", delete_message_seconds=60)
    assert (await grace.wait_event("GUILD_BAN_ADD"))["user"]["id"] == ada.id
    assert (await grace.wait_event("GUILD_MEMBER_REMOVE"))["user"]["id"] == ada.id
    assert (await grace.wait_event("MESSAGE_DELETE"))["id"] == said["id"]
    assert [(each.user.id, each.reason) async for each in guild.bans()] == [(int(ada.id), "spam & more")]
    assert World.from_json(powerful.to_json(), powerful.clock).bans == {ada.id: "spam & more"}

    await guild.unban(member)
    assert (await grace.wait_event("GUILD_BAN_REMOVE"))["user"]["id"] == ada.id
    with pytest.raises(discord.NotFound) as refused:
        await guild.fetch_ban(member)
    assert refused.value.code == 10026


async def test_member_in_time_out_reads_and_does_not_write(guild, ada, powerful):
    member = await guild.get_member(int(ada.id)).timeout(timedelta(minutes=5)) or guild.get_member(int(ada.id))
    with pytest.raises(RequestError, match="50013"):
        await ada.send("general", "let me")
    assert powerful.permissions_of(ada.id) == READING
    assert (await guild.fetch_member(int(ada.id))).is_timed_out()
    await member.timeout(None)
    await ada.send("general", "thanks")


async def test_time_out_ends_by_itself(ada, powerful):
    powerful.member(ada.id).timed_out_until = (SystemClock().now() - timedelta(seconds=1)).isoformat()
    await ada.send("general", "here I am again")


async def test_time_out_is_for_28_days_at_most(robot, ada, powerful):
    body = {"communication_disabled_until": (SystemClock().now() + timedelta(days=29)).isoformat()}
    problems = await robot.problems(body, f"/guilds/{robot.guild}/members/{ada.id}", "PATCH")
    assert problems == {"communication_disabled_until": ["USER_COMMUNICATION_DISABLED_UNTIL_TOO_FAR"]}


async def test_moderating_needs_the_permission_and_the_higher_role(robot, ada, world):
    member, bans = f"/guilds/{robot.guild}/members/{ada.id}", f"/guilds/{robot.guild}/bans"
    until = {"communication_disabled_until": None}
    for refused in (("PATCH", member, until), ("PUT", f"{bans}/{ada.id}", {}), ("GET", bans)):
        assert await robot.refusal(*refused) == (403, 50013)
    world.role_named("robot").permissions = ALL
    world.member(ada.id).roles = [world.role_named("robot").id]
    for refused in (("PATCH", member, until), ("PUT", f"{bans}/{ada.id}", {}), ("DELETE", member)):
        assert await robot.refusal(*refused) == (403, 50013)


async def test_invites(guild, general, bot, ada):
    invite = await general.create_invite(max_age=60, max_uses=5)
    assert (invite.max_age, invite.max_uses, invite.channel.id, invite.inviter) == (60, 5, general.id, bot.user)
    assert [each.code for each in await general.invites()] == [invite.code]
    assert [each.code for each in await guild.invites()] == [invite.code]
    assert (await bot.fetch_invite(invite.code)).guild.id == guild.id
    await invite.delete()
    with pytest.raises(discord.NotFound):
        await bot.fetch_invite(invite.code)


async def test_person_comes_back_by_an_invite_unless_banned(guild, general, bot, ada, world):
    invite = await general.create_invite(max_uses=1)
    member = guild.get_member(int(ada.id))
    await member.ban()
    with pytest.raises(RequestError, match="40007"):
        await ada.request("POST", f"/invites/{invite.code}")
    await guild.unban(member)
    joined = bot.loop.create_task(bot.wait_for("member_join", timeout=20))
    await ada.request("POST", f"/invites/{invite.code}")
    assert (await joined).id == int(ada.id)
    await ada.wait_event("GUILD_CREATE")
    assert await guild.invites() == []
    await ada.send("general", "back again")


async def test_newcomer_is_told(bot, world):
    joined = bot.loop.create_task(bot.wait_for("member_join", timeout=20))
    world.add_person("Late")
    assert (await joined).name == "late"


async def test_channels_and_roles_are_put_in_order(guild, general, ada, powerful):
    organisers = discord.utils.get(guild.text_channels, name="organisers")
    await organisers.move(beginning=True)
    assert (await ada.wait_event("CHANNEL_UPDATE"))["name"] == "general"
    channels = [powerful.channels[str(each.id)] for each in (organisers, general)]
    assert [each.position for each in channels] == [0, 1]

    low, high = await guild.create_role(name="low"), await guild.create_role(name="high")
    await guild.edit_role_positions({high: 4, low: 3})
    assert [powerful.role_named(name).position for name in ("low", "high")] == [3, 4]
    with pytest.raises(discord.Forbidden):
        await guild.edit_role_positions({low: 99})


async def test_guild_and_bot_are_renamed_and_the_bot_leaves(guild, bot, ada):
    await guild.edit(name="Other")
    assert (await ada.wait_event("GUILD_UPDATE"))["name"] == "Other"
    assert (await bot.user.edit(username="android")).name == "android"
    await guild.leave()
    assert (await ada.wait_event("GUILD_MEMBER_REMOVE"))["user"]["username"] == "android"


async def test_channel_of_news_is_published_once(guild, general):
    news = await general.edit(type=discord.ChannelType.news)
    message = await news.send("news")
    await message.publish()
    assert (await news.fetch_message(message.id)).flags.crossposted
    with pytest.raises(discord.HTTPException) as refused:
        await message.publish()
    assert refused.value.code == 40033


async def test_message_is_forwarded_with_a_copy(guild, general, bot, ada, robot, powerful):
    organisers = discord.utils.get(guild.text_channels, name="organisers")
    powerful.channel_named("organisers").overwrites.append(Overwrite(str(bot.user.id), 1, READING | SENDING, 0))
    original = await organisers.send("secret", embed=discord.Embed(title="plan"))
    await original.forward(general)
    seen = await ada.wait_message()
    copy = seen["message_snapshots"][0]["message"]
    assert (seen["content"], copy["content"], copy["embeds"][0]["title"]) == ("", "secret", "plan")
    assert seen["message_reference"]["channel_id"] == str(organisers.id)

    body = {"message_reference": {"type": 1, "channel_id": str(organisers.id), "message_id": "1"}}
    assert await robot.problems(body) == {"message_reference": ["MESSAGE_REFERENCE_UNKNOWN_MESSAGE"]}
    body["message_reference"]["message_id"] = str(original.id)
    with pytest.raises(RequestError, match="50035"):  # who does not see it cannot forward it
        await ada.request("POST", f"/channels/{robot.general}/messages", body)


async def test_forum_gives_its_tags_ids_and_a_stage_can_be_made(guild):
    forum = await guild.create_forum("questions", available_tags=[discord.ForumTag(name="open")])
    tag = await forum.create_tag(name="closed")
    post = await forum.create_thread(name="why?", content="?", applied_tags=[tag])
    assert [each.name for each in post.thread.applied_tags] == ["closed"]
    assert (await guild.create_stage_channel("stage")).type.value == Kind.STAGE


async def test_what_the_guild_has_none_of_is_empty(guild, bot):
    assert await guild.fetch_emojis() == await guild.fetch_stickers() == await bot.fetch_application_emojis() == []
    assert [entry async for entry in guild.audit_logs()] == []
    assert await guild.integrations() == await guild.fetch_automod_rules() == await bot.fetch_skus() == []


async def test_banned_person_is_no_member_for_others(sandbox, guild, ada, grace):
    await guild.get_member(int(ada.id)).ban()
    async with Person(sandbox.url, "grace-token") as again:
        assert ada.id not in [each["user"]["id"] for each in again.guild["members"]]
