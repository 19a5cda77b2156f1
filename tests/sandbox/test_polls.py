"""Polls: made by a bot, voted in by people, ended."""

from datetime import timedelta

import discord
import pytest

from bot.sandbox.permissions import Permission
from bot.sandbox.person import RequestError


def make_poll(**options):
    poll = discord.Poll(question="When is lunch?", duration=timedelta(hours=1), **options)
    return poll.add_answer(text="at noon", emoji="🕛").add_answer(text="at one")


@pytest.fixture
async def bot(run_bot):
    async with run_bot(discord.Client(intents=discord.Intents.all())) as client:
        yield client


@pytest.fixture
def general(bot):
    return discord.utils.get(bot.guilds[0].text_channels, name="general")


async def test_poll_is_voted_in_and_ended(bot, general, ada, grace):
    sent = await general.send(poll=make_poll())
    seen = await ada.wait_message()
    assert (seen["content"], seen["poll"]["question"]) == ("", {"text": "When is lunch?"})
    assert [each["poll_media"]["text"] for each in seen["poll"]["answers"]] == ["at noon", "at one"]

    voted = bot.loop.create_task(bot.wait_for("poll_vote_add", timeout=20))
    await ada.vote(seen, 1)
    user, answer = await voted
    assert (user.id, answer.text) == (int(ada.id), "at noon")
    await grace.vote(seen, 1)
    withdrawn = bot.loop.create_task(bot.wait_for("raw_poll_vote_remove", timeout=20))
    await ada.vote(seen, 2)
    assert (await withdrawn).answer_id == 1
    found = await general.fetch_message(sent.id)
    assert [each.vote_count for each in found.poll.answers] == [1, 1]
    assert [each.id async for each in found.poll.answers[0].voters()] == [int(grace.id)]

    ended = await found.poll.end()
    assert ended.is_finalised()
    with pytest.raises(RequestError, match="520001"):
        await ada.vote(seen, 1)


async def test_poll_ends_by_the_clock(general, ada, world):
    await general.send(poll=make_poll())
    seen = await ada.wait_message()
    world.clock.set(world.clock.now() + timedelta(hours=1))
    with pytest.raises(RequestError, match="520001"):
        await ada.vote(seen, 1)


async def test_several_answers_only_where_they_are_allowed(general, ada):
    await general.send(poll=make_poll())
    single = await ada.wait_message()
    with pytest.raises(RequestError, match="50035"):
        await ada.vote(single, 1, 2)
    with pytest.raises(RequestError, match="50035"):
        await ada.vote(single, 3)
    await general.send(poll=make_poll(multiple=True))
    await ada.vote(await ada.wait_message(), 1, 2)


async def test_wrong_poll_is_refused(robot, world):
    long = {"question": {"text": "x" * 301}, "answers": [{"poll_media": {"text": "x" * 56}}], "duration": 769}
    assert await robot.problems({"poll": long}) == {
        "poll.question.text": ["BASE_TYPE_BAD_LENGTH"],
        "poll.duration": ["NUMBER_TYPE_MAX"],
        "poll.answers.0.poll_media.text": ["BASE_TYPE_BAD_LENGTH"],
    }
    good = {"poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "!"}}]}}
    poll = f"/channels/{robot.general}/polls/{(await robot.say(**good))['id']}"
    assert await robot.refusal("PUT", f"{poll}/answers/@me", {"answer_ids": ["1"]}) == (403, 20001)
    assert await robot.refusal("GET", f"{poll}/answers/9") == (404, 10102)
    other = f"/channels/{robot.general}/polls/{(await robot.say())['id']}"
    assert await robot.refusal("POST", f"{other}/expire") == (400, 520006)
    world.roles[world.guild_id].permissions &= ~Permission.SEND_POLLS
    world.role_named("robot").permissions &= ~Permission.SEND_POLLS
    assert await robot.refusal("POST", f"/channels/{robot.general}/messages", good) == (403, 50013)
