"""The least that discord.py can do: a bot that repeats what it hears. What ours is measured against."""

import os

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

intents = discord.Intents.default()
intents.message_content = True


class EchoBot(discord.Client):
    async def setup_hook(self):
        _, gateway, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)

    async def on_ready(self):
        print("Connected", flush=True)

    async def on_message(self, message):
        if not message.author.bot and message.content.startswith("!"):
            await message.channel.send(message.content)


Route.BASE = os.environ["DISCORD_API_URL"]
EchoBot(intents=intents).run(os.environ["DISCORD_TOKEN"], log_handler=None)
