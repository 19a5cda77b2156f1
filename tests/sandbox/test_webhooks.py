"""Webhooks: made by a bot, used by whoever knows the token."""

import io

import aiohttp
import discord
import pytest

from bot.sandbox.permissions import Permission
from bot.sandbox.world import World


@pytest.fixture
def granted(world):
    world.role_named("robot").permissions |= Permission.MANAGE_WEBHOOKS | Permission.MANAGE_CHANNELS
    return world


@pytest.fixture
async def hook(robot, granted):
    return await robot.do("POST", f"/channels/{robot.general}/webhooks", {"name": "News"})


@pytest.fixture
async def bot(run_bot, granted):
    async with run_bot(discord.Client(intents=discord.Intents.all())) as client:
        yield client


async def test_webhook_by_discord_py(bot, ada):
    channel = discord.utils.get(bot.guilds[0].text_channels, name="general")
    hook = await channel.create_webhook(name="News")
    assert [each.name for each in await channel.webhooks()] == ["News"]
    assert [each.id for each in await bot.guilds[0].webhooks()] == [hook.id]

    sent = await hook.send("hello", username="Reporter", wait=True)
    seen = await ada.wait_message()
    assert (seen["content"], seen["author"]["username"], seen["webhook_id"]) == ("hello", "Reporter", str(hook.id))
    assert (sent.author.name, sent.webhook_id) == ("Reporter", hook.id)

    await sent.edit(content="hello again")
    assert (await ada.wait_edit(seen))["content"] == "hello again"
    await sent.delete()
    assert (await ada.wait_event("MESSAGE_DELETE"))["id"] == seen["id"]

    await hook.edit(name="Latest")
    assert (await hook.fetch()).name == "Latest"
    await hook.delete()
    assert await channel.webhooks() == []


async def test_webhook_by_its_address_alone(sandbox, bot, ada):
    channel = discord.utils.get(bot.guilds[0].text_channels, name="general")
    made = await channel.create_webhook(name="News")
    async with aiohttp.ClientSession() as session:
        hook = discord.Webhook.partial(made.id, made.token, session=session)
        embed = discord.Embed(title="Lunch")
        await hook.send(embed=embed, file=discord.File(io.BytesIO(b"soup"), "menu.txt"))
    seen = await ada.wait_message()
    assert (seen["author"]["username"], seen["embeds"][0]["title"]) == ("News", "Lunch")
    assert [each["filename"] for each in seen["attachments"]] == ["menu.txt"]


async def test_post_of_a_webhook_is_told_only_to_who_waits(robot, hook):
    path = f"/webhooks/{hook['id']}/{hook['token']}"
    assert await robot.do("POST", path, {"content": "x"}) is None
    assert (await robot.do("POST", f"{path}?wait=true", {"content": "x"}))["content"] == "x"


async def test_webhook_posts_into_a_thread_of_its_channel_only(robot, hook, granted):
    thread = await robot.do("POST", f"/channels/{robot.general}/threads", {"name": "t", "type": 11})
    path = f"/webhooks/{hook['id']}/{hook['token']}?wait=true&thread_id="
    assert (await robot.do("POST", path + thread["id"], {"content": "x"}))["channel_id"] == thread["id"]
    elsewhere = granted.channel_named("organisers").id
    assert await robot.refusal("POST", path + elsewhere, {"content": "x"}) == (404, 10003)


async def test_message_of_a_webhook_can_be_replied_to(robot, hook, ada):
    posted = await robot.do("POST", f"/webhooks/{hook['id']}/{hook['token']}?wait=true", {"content": "x"})
    reply = await ada.send("general", "y", reply_to=posted)
    assert (reply["mentions"], reply["referenced_message"]["author"]["username"]) == ([], "News")


async def test_wrong_use_of_a_webhook_is_refused(robot, hook, granted):
    path = f"/webhooks/{hook['id']}"
    assert await robot.refusal("POST", f"{path}/wrong", {"content": "x"}) == (401, 50027)
    assert await robot.refusal("POST", f"/webhooks/1/{hook['token']}", {"content": "x"}) == (404, 10015)
    assert await robot.refusal("POST", f"{path}/{hook['token']}", {}) == (400, 50006)
    own = (await robot.say())["id"]
    assert await robot.refusal("DELETE", f"{path}/{hook['token']}/messages/{own}") == (404, 10008)
    make = f"/channels/{robot.general}/webhooks"
    assert await robot.problems({"name": "Discord"}, make) == {"name": ["USERNAME_INVALID_CONTAINS"]}
    granted.role_named("robot").permissions &= ~Permission.MANAGE_WEBHOOKS
    for refused in (("POST", make, {"name": "x"}), ("DELETE", path, None), ("GET", make, None)):
        assert await robot.refusal(*refused) == (403, 50013)


async def test_too_many_webhooks_are_refused(robot, granted):
    for _ in range(15):
        await robot.do("POST", f"/channels/{robot.general}/webhooks", {"name": "x"})
    assert await robot.refusal("POST", f"/channels/{robot.general}/webhooks", {"name": "x"}) == (400, 30007)


async def test_webhook_outlives_the_sandbox_and_ends_with_its_channel(robot, hook, granted):
    again = World.from_json(granted.to_json(), granted.clock)
    assert again.webhooks == granted.webhooks
    await robot.do("DELETE", f"/channels/{robot.general}")
    assert granted.webhooks == {}
