"""/setup: menus that outlive a restart, choices that are followed at once, test messages, refusals."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.wording import say
from bot.rehearsal import BOT, ORGANISER
from bot.sandbox.permissions import Overwrite, Permission
from tests.chat.conftest import person, words_of
from tests.chat.organising import find_button, on_duty, posted, press, preview, with_fields


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'bot.sqlite3'}"


@pytest.fixture
async def house(programme, clock, sandbox, database):
    async with on_duty(programme, clock, sandbox, database) as running:
        yield running


@pytest.fixture
async def olga(sandbox, house):
    async with person(sandbox, ORGANISER) as someone:
        yield someone


async def open_setup(someone):
    await someone.invoke("setup", channel="organisers", locale="en-GB")
    return await someone.wait_message(lambda message: "setup:" in str(message["components"]))


def is_private(message):
    return message["flags"] & 1 << 6


async def turn_to_roles(someone, shown):
    await someone.click(shown, label="Roles …", locale="en-GB")
    return await someone.wait_edit(shown, lambda message: "setup:role-" in str(message["components"]))


async def pick(someone, shown, menu, *ids):
    await someone.select(shown, f"setup:{menu}:en", list(ids), locale="en-GB")
    return await someone.wait_edit(shown, lambda message: "•" not in message["content"])


def placeholders(message):
    menus = (item for row in message["components"] for item in row["components"] if item["type"] in (5, 8, 6))
    return [menu["placeholder"] for menu in menus]


async def test_setup_is_for_the_organiser_alone_and_finds_nothing_wrong_with_a_good_server(sandbox, olga):
    shown = await open_setup(olga)
    assert is_private(shown)
    assert say("en", "doctor.well") in words_of(shown)
    assert placeholders(shown) == [
        "Reminders: #reminders",
        "Announcements: #announcements",
        "For organisers: #organisers",
        "Live schedule: #nowhere yet",
    ]
    assert f"permissions={274878024704}" in str(shown["components"])


async def test_what_is_missing_is_said_with_where_and_how_and_gone_once_it_is_granted(sandbox, olga):
    channel = sandbox.world.channel_named("reminders")
    bot = next(sandbox.world.bots)
    channel.overwrites = [Overwrite(bot.id, 1, 0, int(Permission.SEND_MESSAGES | Permission.EMBED_LINKS))]
    await _renew(sandbox, channel)
    shown = await open_setup(olga)
    while "1 thing is missing" not in words_of(shown):  # the bot is told of the channel a little later
        shown = await _check_again(olga, shown)
    assert "#reminders: the bot may not Send Messages and Embed Links. Edit Channel" in words_of(shown)
    channel.overwrites = []
    await _renew(sandbox, channel)
    shown = await _check_again(olga, shown)
    assert say("en", "doctor.well") in words_of(shown)


async def _check_again(olga, shown):
    await olga.click(shown, label="Check again", locale="en-GB")
    return await olga.wait_edit(shown)


async def _renew(sandbox, channel):
    from bot.sandbox.rest.channels import _tell

    _tell(sandbox.world, "CHANNEL_UPDATE", channel)
    await asyncio.sleep(0.2)


async def test_a_chosen_channel_is_used_at_once_and_after_a_restart(programme, clock, sandbox, database):
    lounge = sandbox.world.add_channel("lounge")
    async with on_duty(programme, clock, sandbox, database), person(sandbox, ORGANISER) as olga:
        shown = await open_setup(olga)
        shown = await pick(olga, shown, "channel-reminders", lounge.id)
        assert "reminders → lounge" in shown["content"]
        assert placeholders(shown)[0] == "Reminders: #lounge"
        clock.set(lead_time(programme, clock.now()))
        await _until(lambda: posted(sandbox, "lounge"))
    before = len(posted(sandbox, "lounge"))
    said = len(posted(sandbox, "reminders"))
    async with on_duty(programme, clock, sandbox, database):
        clock.set(lead_time(programme, clock.now() + timedelta(minutes=30)))
        await _until(lambda: len(posted(sandbox, "lounge")) > before)
    assert len(posted(sandbox, "reminders")) == said


async def test_previews_name_the_chosen_channel_and_role_and_go_there(programme, clock, sandbox, crew):
    lounge = sandbox.world.add_channel("lounge")
    async with on_duty(programme, clock, sandbox), person(sandbox, ORGANISER) as olga:
        shown = await pick(olga, await open_setup(olga), "channel-announcements", lounge.id)
        await pick(olga, await turn_to_roles(olga, shown), "role-attendee", crew.id)
        previewed = await preview(olga, "announce", "the bus leaves at 18:00")
        assert "posted in #lounge," in words_of(previewed)
        assert find_button(previewed, "ping")["label"] == "Publish and ping @Crew"
        await press(olga, previewed, "ping")
        await _until(lambda: posted(sandbox, "lounge"))
    assert posted(sandbox, "lounge")[0].content.startswith(f"<@&{crew.id}> the bus leaves")
    assert posted(sandbox) == []


async def test_previews_say_that_a_channel_is_missing_and_offer_no_role_that_there_is_not(programme, clock, sandbox):
    channels = programme.channels.model_copy(update={"announcements": "nowhere"})
    roles = programme.roles.model_copy(update={"attendee": "Nobody"})
    elsewhere = with_fields(programme, channels=channels, roles=roles)
    async with on_duty(elsewhere, clock, sandbox), person(sandbox, ORGANISER) as olga:
        shown = await preview(olga, "announce", "the bus leaves at 18:00")
        assert "There is no channel #nowhere that I can see" in words_of(shown)
        assert find_button(shown, "ping") is None


def lead_time(programme, now):
    """When the next talk's reminder is due."""
    return min(each.start for each in programme.sessions if each.start > now and each.speakers) - timedelta(minutes=10)


async def _until(happened):
    async with asyncio.timeout(30):
        while not happened():
            await asyncio.sleep(0.02)


async def test_menus_work_after_a_restart_and_a_choice_can_be_taken_back(programme, clock, sandbox, database):
    lounge = sandbox.world.add_channel("lounge")
    async with person(sandbox, ORGANISER) as olga:
        async with on_duty(programme, clock, sandbox, database):
            shown = await open_setup(olga)
            await pick(olga, shown, "channel-schedule", lounge.id)
        async with on_duty(programme, clock, sandbox, database):
            again = await open_setup(olga)
            assert placeholders(again)[3] == "Live schedule: #lounge"
            assert f"permissions={274878024704 | int(Permission.PIN_MESSAGES)}" in str(again["components"])
            shown = await pick(olga, shown, "channel-schedule")
            assert placeholders(shown)[3] == "Live schedule: #nowhere yet"


@pytest.fixture
def crew(sandbox):
    return sandbox.world.add_role("Crew")


async def test_a_chosen_role_lets_organisers_in_and_others_are_refused(sandbox, crew, olga):
    shown = await open_setup(olga)
    shown = await turn_to_roles(olga, shown)
    async with person(sandbox) as ada:
        await ada.invoke("setup", locale="en-GB")
        refused = await ada.wait_message(is_private)
        assert "Only organisers can do that: people with the role Organiser" in words_of(refused)
        assert refused["components"] == []
        shown = await pick(olga, shown, "role-organiser", crew.id)
        assert placeholders(shown)[0] == "Organisers: Crew"
        sandbox.world.members[ada.id].roles.append(crew.id)
        await ada.invoke("setup", locale="en-GB")
        assert "setup:" in str((await ada.wait_message(is_private))["components"])


async def test_a_button_pressed_by_somebody_who_is_no_organiser_any_more_does_nothing(sandbox, house):
    general = sandbox.world.channel_named("general")
    async with person(sandbox) as ada:
        held = sandbox.world.members[ada.id].roles
        held.append(sandbox.world.role_named("Organiser").id)
        await ada.invoke("setup", locale="en-GB")
        shown = await ada.wait_message(lambda message: "setup:" in str(message["components"]))
        held.clear()
        await ada.select(shown, "setup:channel-reminders:en", [general.id], locale="en-GB")
        assert "Only organisers" in words_of(await ada.wait_message(is_private))
    _, duty = house
    assert "channels" not in await duty.store.settings.load()


async def test_a_test_message_goes_to_each_channel_and_a_refusal_is_told(sandbox, olga):
    bot = next(sandbox.world.bots)
    closed = sandbox.world.channel_named("announcements")
    closed.overwrites = [Overwrite(bot.id, 1, 0, int(Permission.SEND_MESSAGES))]
    shown = await open_setup(olga)
    await olga.click(shown, label="Post a test message", locale="en-GB")
    shown = await olga.wait_edit(shown)
    assert "#reminders: posted." in shown["content"]
    assert "#announcements: refused (Missing Permissions)." in shown["content"]
    said = say("en", "setup.tested")
    sent = next(each for each in posted(sandbox, "reminders") if each.embeds[0].get("description") == said)
    assert not sent.mention_everyone


async def test_typed_in_a_public_channel_it_comes_directly_without_menus(sandbox, olga):
    await olga.send("general", "!setup")
    direct = await olga.wait_message(lambda message: "invite link" in message["content"])
    assert direct["channel_id"] == await olga.channel_id(f"@{BOT}")
    assert direct["components"] == []
    assert say("en", "setup.where") in words_of(direct)


async def test_without_a_database_the_check_still_works(programme, clock, sandbox, bot):
    async with person(sandbox, ORGANISER) as olga:
        shown = await open_setup(olga)
        assert say("en", "setup.no_database") in shown["content"]
        shown = await pick(olga, shown, "channel-reminders", sandbox.world.channel_named("general").id)
        assert placeholders(shown)[0] == "Reminders: #reminders"


async def test_values_that_are_no_channel_of_the_server_are_left_aside(sandbox, house, olga):
    shown = await open_setup(olga)
    shown = await turn_to_roles(olga, shown)
    shown = await pick(olga, shown, "role-organiser", sandbox.world.guild_id)  # everybody
    assert placeholders(shown)[0] == "Organisers: Organiser"
