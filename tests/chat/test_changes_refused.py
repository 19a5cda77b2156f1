"""Who may change the programme: checked at the command, at each button press, at the form, and at publish."""

import asyncio
import logging

import pytest

from bot.chat.changes import REQUESTS
from bot.desk import Desk
from bot.rehearsal import ATTENDEE, BOT, ORGANISER
from bot.sandbox.permissions import Permission
from bot.sandbox.person import RequestError
from bot.sandbox.world import Overwrite
from tests.chat.conftest import connected, person, words_of
from tests.chat.organising import give, is_preview, on_duty, posted, press, pressed, preview, told

ONLY = "Only organisers can do that: people with the role Organiser, or who may manage events or the server."
EPHEMERAL = 1 << 6
GUSAK = "memory-constraints"


@pytest.fixture
async def house(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox) as running:
        yield running


@pytest.fixture
async def ada(sandbox, house):
    async with person(sandbox) as someone:
        yield someone


@pytest.fixture
async def otto(sandbox, programme, house):
    """An organiser by the role alone, which gives no permission of its own."""
    sandbox.world.add_role(programme.roles.organiser)
    sandbox.world.add_person("Otto", roles=(programme.roles.organiser,))
    async with person(sandbox, "Otto") as someone:
        yield someone


def take_role(sandbox, name):
    """Somebody is no organiser any more."""
    user = next(user for user in sandbox.world.people if user.name == name)
    sandbox.world.member(user.id).roles.clear()


async def is_refused(someone):
    """What somebody is told in a message that only they see."""
    message = await someone.wait_message(lambda message: message["flags"] & EPHEMERAL)
    return words_of(message).startswith(ONLY)


@pytest.mark.parametrize("command", sorted({*REQUESTS, "undo", "changes"} - {"speaker", "slides"}))
async def test_attendee_is_refused_at_the_command(house, ada, command, caplog):
    _, duty = house
    words = "" if command in ("undo", "changes") else "gusak 20m"
    with caplog.at_level(logging.WARNING):
        await give(ada, "prefix", command, words)
        assert words_of(await told(ada)).startswith(ONLY)
        await give(ada, "slash", command, words)
        assert await is_refused(ada)
        await give(ada, "prefix", command, words, f"@{BOT}")
        assert words_of(await told(ada)).startswith(ONLY)
    assert sum("is no organiser and was refused" in line for line in caplog.messages) == 3
    assert duty.changes.version == 0


async def test_misspelt_command_of_organisers_is_no_attendees_business(house, ada):
    await ada.send("general", "!dealy gusak 20m")
    assert "`!delay`" not in words_of(await told(ada))


async def test_misspelt_command_of_organisers_gets_the_right_one(house, otto):
    await otto.send("general", "!dealy gusak 20m")
    assert "`!delay`" in words_of(await told(otto))


async def test_attendees_words_after_a_question_command_stay_a_question(house, ada):
    desk, duty = house
    await give(ada, "prefix", "slides", "gusak https://example.org/evil.pdf")
    assert not is_preview(await told(ada))
    await give(ada, "prefix", "speaker", "gusak: Mallory")
    assert not is_preview(await told(ada))
    assert (desk.programme.session_by_id[GUSAK].slides, duty.changes.version) == ("", 0)


@pytest.mark.parametrize("what", ["publish", "quiet", "reword", "absorb", "drop"])
async def test_attendee_who_sees_a_preview_can_press_none_of_its_buttons(sandbox, house, otto, what):
    desk, duty = house
    before = desk.programme
    user = next(user for user in sandbox.world.people if user.name == ATTENDEE)
    private = sandbox.world.channel_named("organisers")
    private.overwrites.append(Overwrite(user.id, 1, int(Permission.VIEW_CHANNEL), 0))
    async with person(sandbox) as ada:
        await give(otto, "prefix", "delay", "everything from gusak on by 30m", "organisers")
        shown = await ada.wait_message(is_preview)
        await press(ada, shown, what)
        assert await is_refused(ada)
    assert (desk.programme, duty.changes.version, posted(sandbox)) == (before, 0, [])
    assert is_preview(await otto.wait_message(is_preview))
    await pressed(otto, shown, "quiet")  # which it still can be
    assert duty.changes.version == 1


async def test_message_of_another_cannot_be_pressed_through_the_wire(house, ada, otto):
    shown = await preview(otto, "cancel", "gusak")
    with pytest.raises(RequestError):
        await press(ada, shown, "publish")
    assert house[1].changes.version == 0


@pytest.mark.parametrize("what", ["publish", "quiet", "reword", "drop"])
async def test_organiser_who_lost_the_role_is_refused_at_the_button(sandbox, house, otto, what):
    desk, duty = house
    shown = await preview(otto, "cancel", "gusak")
    take_role(sandbox, "Otto")
    await press(otto, shown, what)
    assert await is_refused(otto)
    assert not desk.programme.session_by_id[GUSAK].cancelled
    assert duty.changes.version == 0


async def test_organiser_who_lost_the_role_is_refused_at_the_form(sandbox, house, otto):
    shown = await preview(otto, "cancel", "gusak")
    await press(otto, shown, "reword")
    modal = await otto.wait_modal()
    take_role(sandbox, "Otto")
    (words,) = (part["custom_id"] for row in modal["components"] for part in row["components"])
    await otto.submit(modal, {words: "boo"}, locale="en-GB")
    assert await is_refused(otto)
    assert posted(sandbox) == []


async def test_organiser_who_lost_the_role_is_refused_in_direct_messages(sandbox, house, otto):
    await give(otto, "prefix", "cancel", "gusak", f"@{BOT}")
    shown = await otto.wait_message(is_preview)
    take_role(sandbox, "Otto")
    await press(otto, shown, "publish")
    assert await is_refused(otto)
    assert house[1].changes.version == 0


async def test_direct_message_of_a_non_member_is_refused(sandbox, house, otto, caplog):
    user = next(user for user in sandbox.world.people if user.name == "Otto")
    channel = await otto.channel_id(f"@{BOT}")
    del sandbox.world.members[user.id]
    await otto.send(channel, "!cancel gusak")
    async with asyncio.timeout(30):
        while "is no organiser and was refused" not in caplog.text:
            await asyncio.sleep(0.02)
    assert house[1].changes.version == 0


@pytest.mark.parametrize("permission", [Permission.MANAGE_EVENTS, Permission.MANAGE_GUILD])
async def test_who_manages_events_or_the_server_is_an_organiser(sandbox, programme, clock, permission):
    sandbox.world.add_role("Crew", permission)
    sandbox.world.add_person("Mia", roles=("Crew",))
    async with on_duty(programme, clock, sandbox), person(sandbox, "Mia") as mia:
        await preview(mia, "cancel", "gusak")
        await preview(mia, "cancel", "gusak", "prefix", f"@{BOT}")


async def test_refusal_is_in_the_language_of_the_person(house, ada):
    await give(ada, "slash", "cancel", "gusak", locale="fr")
    message = await ada.wait_message(lambda message: message["flags"] & EPHEMERAL)
    assert words_of(message).startswith("Seuls les organisateurs le peuvent : le rôle Organiser")


async def test_without_a_database_nothing_is_changed_and_organisers_are_told(sandbox, programme, clock):
    desk = Desk(programme, clock)
    async with connected(desk, sandbox), person(sandbox, ORGANISER) as olga:
        await give(olga, "slash", "cancel", "gusak")
        message = await olga.wait_message(lambda message: message["flags"] & EPHEMERAL)
        assert words_of(message).startswith("I cannot write changes down at the moment")
        assert desk.programme == programme
