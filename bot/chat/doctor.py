"""Servers as the bot finds them, for `core/doctor` to judge: from the connection, or by asking Discord."""

from __future__ import annotations

from collections.abc import Iterable

import aiohttp
import discord

from bot.core.doctor import Channel, Exempt, Grants, Role, Server


def describe_server(guild: discord.Guild, me: discord.Member, channels: Iterable[discord.abc.GuildChannel]) -> Server:
    """A server with its roles and channels, as plain values."""
    own = next((role for role in me.roles if role.is_bot_managed() and role.tags and role.tags.bot_id == me.id), None)
    return Server(
        id=guild.id,
        name=guild.name,
        roles=tuple(Role(role.id, role.name, _named(role.permissions), role.mentionable) for role in guild.roles),
        channels=tuple(_describe_channel(channel) for channel in channels),
        bot_id=me.id,
        bot_name=me.display_name,
        bot_roles=frozenset(role.id for role in me.roles),
        own_role=own.name if own else "",
    )


async def examine_with(token: str) -> tuple[list[Server], bool, int]:
    """`examine` without a connection of one's own, beside a bot that runs; with the application's id.

    Raises discord.LoginFailure if the token is wrong, ConnectionError if Discord cannot be asked.
    """
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks aloud
    try:
        async with discord.Client(intents=discord.Intents.default()) as client:
            await client.login(token)
            return *await examine(client), client.application_id or 0
    except discord.LoginFailure:
        raise
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise ConnectionError(f"Discord cannot be asked: {error}; try again in a while") from error


async def examine(client: discord.Client) -> tuple[list[Server], bool]:
    """All servers that the bot is in, and whether it may read messages that do not mention it; asked anew of Discord.

    The client has to be logged in; it need not be connected.
    """
    application = await client.application_info()
    flags = application.flags
    servers = []
    async for entry in client.fetch_guilds(limit=None):
        guild = await client.fetch_guild(entry.id)
        me = await guild.fetch_member(client.user.id if client.user else application.id)
        servers.append(describe_server(guild, me, await guild.fetch_channels()))
    return servers, flags.gateway_message_content or flags.gateway_message_content_limited


def _describe_channel(channel: discord.abc.GuildChannel) -> Channel:
    exempt = [
        Exempt(target.id, *(_named(each) for each in overwrite.pair()))
        for target, overwrite in channel.overwrites.items()
    ]
    return Channel(channel.id, channel.name, isinstance(channel, discord.TextChannel), tuple(exempt))


def _named(permissions: discord.Permissions) -> Grants:
    names = {name for name, granted in permissions if granted}
    return frozenset(names | ({"view_channel"} if permissions.view_channel else set()))
