"""The Discord client: intents, commands and their sync, and staying up when Discord is not."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import threading
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import yarl
from discord.backoff import ExponentialBackoff
from discord.ext import commands
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route

from bot.chat.board import BoardButton, LiveSchedule
from bot.chat.buttons import BUTTONS, is_remembered, show
from bot.chat.changes import Organising, PreviewButton
from bot.chat.events import ScheduledEvents
from bot.chat.follows import FOLLOW_BUTTONS, Follows
from bot.chat.leaving import watch_requests
from bot.chat.places import Places
from bot.chat.questions import Context, Questions, QuestionTree, refuse, server_locale
from bot.chat.reminders import Courier
from bot.chat.render import Reply
from bot.chat.setup import SettingUp, SetupItem, load_choices
from bot.chat.status import Reporting
from bot.chat.translate import CatalogueTranslator
from bot.core.doctor import LEAST, NOTHING_CHOSEN, Choices, find_needed
from bot.core.programme import Programme
from bot.core.wording import say
from bot.desk import Desk
from bot.duty import Duty
from bot.store import LeaseLost, StoreError

log = logging.getLogger(__name__)

REMEMBERED = (*BUTTONS, BoardButton, *FOLLOW_BUTTONS, PreviewButton, SetupItem)  # work after a restart, too
READING_SECONDS = 10.0  # for which promises wait at a start for what the programme's file has become meanwhile
PERMISSIONS = discord.Permissions(**dict.fromkeys(LEAST, True))
UNREACHABLE = (OSError, aiohttp.ClientError, asyncio.TimeoutError, discord.GatewayNotFound, discord.DiscordServerError)


class WorkshopBot(commands.Bot):
    """One connection to Discord. After `close` it is spent; `run_bot` makes a new one."""

    def __init__(
        self, desk: Desk, *, message_content: bool, api_url: str | None = None, duty: Duty | None = None
    ) -> None:
        intents = discord.Intents.default()
        intents.message_content = message_content
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we never speak aloud
        super().__init__(
            command_prefix="!",
            intents=intents,
            help_command=None,
            tree_cls=QuestionTree,
            allowed_mentions=discord.AllowedMentions.none(),
            case_insensitive=True,
            strip_after_prefix=True,
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.3,  # seconds of silence after the last server; discord.py waits 2
            http_trace=watch_requests(self._go_on_after),
        )
        self.desk = desk
        self.questions = Questions(self)
        self.follows = Follows(self)
        self.organising = Organising(self)
        self.setting_up = SettingUp(self)
        self.choices: Choices = NOTHING_CHOSEN  # of organisers, known once the promises are loaded
        self.api_url = api_url
        self.duty = duty
        self.places: Places | None = None  # known once the promises are loaded
        self._promises: asyncio.Task[None] | None = None

    @property
    def in_touch(self) -> bool:
        """Whether it is connected at this moment; for discord.py it stays ready while it tries to be again."""
        return self.is_ready() and not self.is_closed() and self.ws.open

    def _go_on_after(self, seconds: float) -> None:
        """Let requests pass again after a limit for all of them.

        discord.py lets none pass until the request that met the limit has slept for so long, and for ever if that
        request is given up meanwhile.
        """
        go_on = self.http._global_over.set  # noqa: SLF001 - there is no other way to it
        asyncio.get_running_loop().call_later(seconds + 1, go_on)  # after discord.py itself, where it does

    async def setup_hook(self) -> None:
        if self.api_url:
            # discord.Client dials Discord's own gateway without asking, and only this constant tells it otherwise.
            _, gateway, _ = await self.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        await self.tree.set_translator(CatalogueTranslator())
        await self.add_cog(self.questions)
        await self.add_cog(self.follows)
        await self.add_cog(self.organising)
        await self.add_cog(self.setting_up)
        await self.add_cog(Reporting(self))
        self.add_dynamic_items(*REMEMBERED)
        await self._sync_commands()
        if self.duty:
            self._promises = asyncio.create_task(self._keep_promises(self.duty), name="promises")

    async def close(self) -> None:
        if self._promises:
            self._promises.cancel()
            await asyncio.gather(self._promises, return_exceptions=True)
        getting_ready = self._connection._ready_task  # noqa: SLF001 - it would go on with a loop that is gone
        if getting_ready:
            getting_ready.cancel()
        for thread in threading.enumerate():  # also of a line whose opening was broken off
            if isinstance(thread, KeepAliveHandler) and thread.ws._connection is self._connection:  # noqa: SLF001
                await thread.ws.close(code=1000)
        await super().close()

    async def _keep_promises(self, duty: Duty) -> None:
        await duty.ready.wait()
        assert duty.reminders  # noqa: S101 - that is what ready means
        await self._load_choices(duty)
        self.places = Places(self, duty.reminders)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READING_SECONDS):
                await duty.up_to_date.wait()
        async with asyncio.TaskGroup() as tasks:
            for keeper in (Courier, LiveSchedule, ScheduledEvents):
                tasks.create_task(keeper(self, duty.reminders, self.places).run(), name=keeper.__name__)

    async def _load_choices(self, duty: Duty) -> None:
        """Nothing is sent before it is known where to."""
        while True:
            try:
                assert duty.store  # noqa: S101 - that is what ready means, too
                self.choices = await load_choices(duty.store)
            except (StoreError, LeaseLost) as error:
                log.error("Reminders wait: %s", error)
                await asyncio.sleep(1)
            else:
                return

    async def on_message(self, message: discord.Message, /) -> None:
        await self.questions.read(message)

    async def on_interaction(self, interaction: discord.Interaction[WorkshopBot]) -> None:
        """Say so where nobody listens to a button any more: discord.py would leave the person waiting."""
        if interaction.type is not discord.InteractionType.component:
            return
        pressed: Any = interaction.data
        if not is_remembered(pressed["custom_id"], REMEMBERED):
            lang = self.desk.language(interaction.locale.value, server_locale(interaction.guild))
            await show(interaction, Reply(say(lang, "chat.old_button")))

    async def on_command_error(self, ctx: Context, error: commands.CommandError, /) -> None:  # type: ignore[override]
        await refuse(ctx, error)

    async def on_ready(self) -> None:
        log.info("Connected as %s, in %s", self.user, ", ".join(map(str, self.guilds)) or "no server yet")
        if not self.guilds:
            log.info("Invite the bot with %s", self.invite_link())
        self._report_missing_permissions()

    def invite_link(self) -> str:
        """The address at which a server's owner lets the bot in, with the least permissions."""
        return invite_link(self.application_id or 0, self.desk.programme, self.choices)

    async def _sync_commands(self) -> None:
        try:
            synced = await self.tree.sync()
            log.info("%d slash commands are known to Discord", len(synced))
        except discord.HTTPException as error:
            log.error("The slash commands could not be registered; commands with ! and mentions still work: %s", error)

    def _report_missing_permissions(self) -> None:
        for guild in self.guilds:
            if guild.me is None:  # a server that has not told yet who the bot is in it
                continue
            missing = [name for name, granted in PERMISSIONS & ~guild.me.guild_permissions if granted]
            if missing:
                log.warning("In %s the bot lacks %s; grant it to the bot's role", guild.name, ", ".join(missing))


def set_api(url: str | None) -> None:
    """Let discord.py speak to another server than Discord from now on, where there is a URL."""
    if url:
        Route.BASE = url.rstrip("/")


def invite_link(application_id: int, programme: Programme, choices: Choices) -> str:
    """The address that asks for what this programme needs, and no more."""
    permissions = discord.Permissions(**dict.fromkeys(find_needed(programme, choices), True))
    scopes = ("bot", "applications.commands")
    return discord.utils.oauth_url(application_id, permissions=permissions, scopes=scopes)


class Connection:
    """The bot's line to Discord, taken up again after every outage."""

    def __init__(self, desk: Desk, token: str, *, api_url: str | None = None, duty: Duty | None = None) -> None:
        self._desk = desk
        self._duty = duty
        self._token = token
        self._api_url = api_url
        self._message_content = True
        self._bot: WorkshopBot | None = None

    @property
    def alive(self) -> bool:
        """Whether the bot is connected at this moment."""
        return self._bot is not None and self._bot.in_touch

    @property
    def latency(self) -> timedelta | None:
        """How long Discord took to answer the last heartbeat, None while that is not known."""
        seconds = self._bot.latency if self._bot and self.alive else math.nan
        return timedelta(seconds=seconds) if math.isfinite(seconds) else None

    @property
    def answered(self) -> int:
        """How many questions were answered since the last connection was made."""
        return self._bot.questions.answered if self._bot else 0

    async def hold(self) -> None:
        """Stay connected until cancelled, without the message-content intent where Discord refuses it.

        Raises discord.LoginFailure if the token is wrong, which waiting would not mend.
        """
        set_api(self._api_url)
        backoff = ExponentialBackoff()
        while True:
            try:
                await self._connect_once()
                return
            except discord.PrivilegedIntentsRequired:
                self._message_content = False
                log.warning(
                    "The message-content intent is off, so commands with ! in channels are not seen. Mentions, direct "
                    "messages and slash commands work. To have ! too, switch it on in the Developer Portal, under Bot."
                )
            except UNREACHABLE as error:
                delay = backoff.delay()
                log.warning(
                    "Discord cannot be reached (%s: %s); next try in %.0f s", type(error).__name__, error, delay
                )
                await asyncio.sleep(delay)

    async def _connect_once(self) -> None:
        self._bot = WorkshopBot(
            self._desk, message_content=self._message_content, api_url=self._api_url, duty=self._duty
        )
        try:
            async with self._bot as bot:
                await bot.start(self._token)
        except AttributeError as error:
            # discord.py raises this instead of trying again when the very first gateway connection fails
            if self._bot.ws is not None:
                raise
            raise ConnectionError("the gateway does not answer") from error
