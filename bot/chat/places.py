"""Where messages go: channels by the names in the programme or as organisers chose them, and direct messages."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import discord

from bot.chat.render import CONTENT, clip
from bot.clock import Clock
from bot.core.reminders import channel_address
from bot.reminding import Message, Reminders

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot

# Accounts were reported quarantined after some 25 to 100 new direct-message channels in a short time:
# https://github.com/discord/discord-api-docs/issues/5987
NEW_AT_ONCE = 20
NEW_EVERY = timedelta(seconds=30)
NOT_OURS = {10003, 50001}  # of a channel: unknown, no access
OPEN_SECONDS = 20.0  # after which Discord's answer is not waited for any longer


class NoSuchChannel(Exception):  # noqa: N818 - it is what was found
    """No server has a channel of that name that the bot can see."""


class Pace:
    """Lets through NEW_AT_ONCE at once, and then one every NEW_EVERY, on the bot's clock.

    `opened` gives the moments of those before this start, which count as well.
    """

    def __init__(self, clock: Clock, opened: Callable[[], Iterable[datetime]]) -> None:
        self._clock = clock
        self._opened = opened
        self._next: datetime | None = None  # when the last of the reserve is back
        self._lock = asyncio.Lock()

    async def wait(self) -> None:
        """Return when one more is permitted."""
        async with self._lock:
            now = self._clock.now()
            if self._next is None:
                self._next = self._after_earlier(now)
            if self._next < now or self._next > now + (NEW_AT_ONCE + 1) * NEW_EVERY:
                self._next = now
            await self._clock.sleep_until(self._next - (NEW_AT_ONCE - 1) * NEW_EVERY)
            self._next += NEW_EVERY

    def _after_earlier(self, now: datetime) -> datetime:
        """When the reserve is back that earlier starts have used."""
        back = datetime.min.replace(tzinfo=UTC)
        for moment in sorted(moment for moment in self._opened() if moment <= now):
            back = max(back, moment) + NEW_EVERY
        return back


class Places:
    """Finds where a promise is to be said."""

    def __init__(self, bot: WorkshopBot, reminders: Reminders) -> None:
        self._bot = bot
        self._reminders = reminders
        self._pace = Pace(reminders.clock, self._opened)
        self._opening: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def _opened(self) -> list[datetime]:
        """When the known direct-message channels were opened: their ids tell."""
        channels = (person.dm_channel for person in self._reminders.people)
        return [discord.utils.snowflake_time(channel) for channel in channels if channel]

    @property
    def chosen(self) -> Mapping[str, int]:
        """Channel ids that organisers chose, by the programme's name."""
        return self._bot.choices.channels

    async def find(self, to: str) -> discord.abc.Messageable:
        """The channel of an address; NoSuchChannel, an error of Discord, or OSError while a server is away."""
        kind, _, which = to.partition(":")
        if kind == "person":
            return await self.direct(int(which))
        if kind == "mention":
            return self.channel(self._bot.desk.programme.channels.reminders)
        return self.channel(which)

    def channel(self, name: str) -> discord.TextChannel:
        """The channel of that name, in whichever server has it."""
        wanted = name.strip().lstrip("#").casefold().replace(" ", "-")
        number = self.chosen.get(name) or (int(wanted) if wanted.isdecimal() else 0)
        for guild in self._bot.guilds:
            for channel in guild.text_channels:
                if channel.id == number or (not number and channel.name == wanted):
                    return channel
        if not self._bot.guilds or any(guild.unavailable for guild in self._bot.guilds):
            raise ConnectionError("a server is away")
        raise NoSuchChannel(name)

    def find_same(self) -> dict[str, str]:
        """From each address that reminders go to and that means the channel of an earlier one, that earlier one."""
        programme, first, same = self._bot.desk.programme, dict[int, str](), dict[str, str]()
        for name in filter(None, (programme.channels.reminders, *(room.channel for room in programme.rooms))):
            with contextlib.suppress(NoSuchChannel, ConnectionError):
                address = channel_address(name)
                known = first.setdefault(self.channel(address.partition(":")[2]).id, address)
                if known != address:
                    same[address] = known
        return same

    async def direct(self, user_id: int) -> discord.abc.Messageable:
        """The person's direct messages, opened if they were not, at a pace that Discord bears."""
        async with self._opening.setdefault(user_id, asyncio.Lock()):  # one new channel is enough for one person
            person = self._reminders.person(user_id)
            if person.dm_channel:
                return self._bot.get_partial_messageable(person.dm_channel, type=discord.ChannelType.private)
            await self._pace.wait()
            async with asyncio.timeout(OPEN_SECONDS):
                channel = await self._bot.create_dm(discord.Object(user_id))
            await self._reminders.change(user_id, lambda person: replace(person, dm_channel=channel.id))
            return channel

    async def forget_direct(self, user_id: int, error: discord.HTTPException) -> bool:
        """Whether the error tells that the known channel of these direct messages is none of ours; it is opened anew.

        It is another bot's, for instance, after the organisers made a new application.
        """
        if error.code not in NOT_OURS or self._reminders.person(user_id).dm_channel is None:
            return False
        await self._reminders.change(user_id, lambda person: replace(person, dm_channel=None))
        return True

    def mention(self, message: Message, content: str) -> tuple[str, discord.AllowedMentions]:
        """The content with the role or person in front who is to be pinged, and leave to ping just that one."""
        kind, _, which = message.to.partition(":")
        if kind == "mention":
            allowed = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(int(which))])
            return clip(f"<@{which}> {content}", CONTENT), allowed
        role = self._role(message) if kind == "channel" else None
        if role is None:
            return content, discord.AllowedMentions.none()
        allowed = discord.AllowedMentions(everyone=False, users=False, roles=[role])
        return clip(f"{role.mention} {content}", CONTENT), allowed

    def may_embed(self, place: Any) -> bool:  # noqa: ANN401 - some channel
        """Whether embeds are permitted there, as far as one can know."""
        guild = getattr(place, "guild", None)
        return guild is None or guild.me is None or place.permissions_for(guild.me).embed_links

    def may_read(self, place: Any) -> bool:  # noqa: ANN401 - some channel
        """Whether its history may be read, as far as one can know; who may not is shown an empty one."""
        guild = getattr(place, "guild", None)
        return guild is None or guild.me is None or place.permissions_for(guild.me).read_message_history

    def _role(self, message: Message) -> discord.Role | None:
        """Who is pinged: for reminders the role that organisers chose, for a change the attendees, if asked for."""
        body = message.owed[0].body
        asked = bool(body) and bool(json.loads(body).get("ping"))
        purpose = "attendee" if asked else "" if body else "ping"
        return self.role(purpose) if purpose else None

    def role(self, purpose: str) -> discord.Role | None:
        """The role for one of ROLE_PURPOSES, as organisers chose it or the programme names it; never @everyone."""
        name = self._bot.choices.role(purpose, self._bot.desk.programme)
        roles = (role for guild in self._bot.guilds for role in guild.roles if not role.is_default())
        return next((role for role in roles if name and name in (role.name, str(role.id))), None)
