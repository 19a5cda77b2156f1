"""An ordinary bot of discord.py's own documented kind, which knows nothing of the sandbox."""

import discord


class Echo(discord.Client):
    async def on_message(self, message):
        if message.author != self.user:
            await message.channel.send(message.content)


def intents():
    chosen = discord.Intents.default()
    chosen.message_content = True
    return chosen


async def test_echo_bot_in_a_channel(run_bot, ada):
    async with run_bot(Echo(intents=intents())):
        await ada.send("general", "Hello, world")
        assert (await ada.wait_message())["content"] == "Hello, world"


async def test_echo_bot_in_direct_messages(run_bot, ada):
    async with run_bot(Echo(intents=intents())):
        await ada.send_dm("robot", "Hello, robot")
        assert (await ada.wait_message())["content"] == "Hello, robot"
