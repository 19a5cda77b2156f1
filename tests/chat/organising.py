"""What tests of organisers' commands share: a bot with a database, previews found and their buttons pressed."""

import asyncio
from contextlib import asynccontextmanager, suppress

from bot.chat.client import Connection
from bot.core.programme import Programme
from bot.desk import Desk
from bot.duty import Duty


@asynccontextmanager
async def on_duty(programme, clock, sandbox, database="sqlite://"):
    """The bot with a database of its own, connected; yields its desk and its duty."""
    desk = Desk(programme, clock)
    duty = Duty(database, desk)
    connection = Connection(desk, next(sandbox.world.bots).token, api_url=sandbox.api_url, duty=duty)
    serving = asyncio.create_task(duty.serve(connection.hold))
    try:
        async with asyncio.timeout(15):
            while not (connection.alive and duty.ready.is_set()):
                assert not serving.done(), serving
                await asyncio.sleep(0.01)
        yield desk, duty
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def with_fields(programme, **fields):
    """The programme with other values."""
    return Programme(**({name: getattr(programme, name) for name in Programme.model_fields} | fields))


def buttons_of(message):
    return [item for row in message["components"] for item in row["components"] if item["type"] == 2]


def find_button(message, what):
    return next((item for item in buttons_of(message) if f"change:{what}:" in item.get("custom_id", "")), None)


def is_preview(message):
    return find_button(message, "publish") is not None


async def press(someone, message, what, locale="en-GB"):
    return await someone.click(message, custom_id=find_button(message, what)["custom_id"], locale=locale)


async def pressed(someone, message, what, locale="en-GB"):
    """The message as it is once the button was pressed."""
    with suppress(TimeoutError):
        while True:  # what it showed before
            await someone.wait_edit(message, timeout=0.01)
    await press(someone, message, what, locale)
    return await changed(someone, message)


async def changed(someone, message):
    """The message once it shows something else."""

    def differs(now):
        return any(now[part] != message[part] for part in ("content", "embeds", "components"))

    return await someone.wait_edit(message, differs)


OPTIONS = {"speaker": "name", "undo": "which"}


async def give(someone, form, command, words, channel="general", locale="en-GB"):
    """Give a command as `form`: "slash" or "prefix"."""
    if form == "prefix":
        await someone.send(channel, f"!{command} {words}".strip())
    else:
        options = {OPTIONS.get(command, "what"): words} if words else {}
        await someone.invoke(command, channel=channel, locale=locale, **options)


async def preview(someone, command, words="", form="slash", channel="general", **options):
    """The preview of a command's change."""
    await give(someone, form, command, words, channel, **options)
    return await someone.wait_message(is_preview)


async def told(someone):
    """The next answer of the bot to a command with !, where it was given."""
    return await someone.wait_message(lambda message: message.get("referenced_message"))


async def publish(someone, command, words="", how="publish", form="slash"):
    """Give a command and publish its change; what the organiser is told then."""
    return await pressed(someone, await preview(someone, command, words, form), how)


def posted(sandbox, channel="announcements"):
    """The messages in a channel, oldest first."""
    return list(sandbox.world.messages[sandbox.world.channel_named(channel).id].values())


async def announcement(someone):
    """The next message in the announcements' channel."""
    where = await someone.channel_id("announcements")
    return await someone.wait_message(lambda message: message["channel_id"] == where)
