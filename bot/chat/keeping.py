"""What is kept true in Discord as the programme and time go on: a loop that nothing ends but its cancellation."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.chat.places import NoSuchChannel, Places
from bot.reminding import Reminders
from bot.store import LeaseLost, StoreError

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0  # seconds before trying again; each pause is twice the one before
EXPECTED = (discord.HTTPException, aiohttp.ClientError, OSError, asyncio.TimeoutError, StoreError, LeaseLost)


class Keeper:
    """Takes turns: whenever the programme is another, the moment has come that the last turn named, or it is woken."""

    what = "what is kept"  # in the log
    look_every = 60.0  # seconds after which it is looked at again, whatever was missed

    def __init__(self, bot: WorkshopBot, reminders: Reminders, places: Places) -> None:
        self.bot = bot
        self.desk = bot.desk
        self.reminders = reminders
        self.places = places
        self.settings = reminders.store.settings
        self._woken = asyncio.Event()

    async def turn(self) -> datetime:
        """Make it true now; when it has to be done again, if nothing changes before."""
        raise NotImplementedError

    def wake(self) -> None:
        """Take a turn at once, for somebody may have changed it."""
        self._woken.set()

    async def run(self) -> None:
        """Keep it true until cancelled. An error is logged once, and told to the organisers if they can mend it."""
        await self.bot.wait_until_ready()
        trouble, pause = "", FIRST_PAUSE
        while True:
            replaced = self.desk.replaced
            self._woken.clear()
            try:
                until = await self.turn()
                trouble, pause = "", FIRST_PAUSE
            except Exception as error:  # noqa: BLE001 - nothing may end it
                if repr(error) != trouble:
                    trouble = repr(error)
                    await self._report(error)
                await self._first_of(replaced.wait(), timeout=pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                until_then = self.desk.clock.sleep_until(until)
                await self._first_of(until_then, replaced.wait(), self._woken.wait(), timeout=self.look_every)

    async def tell(self, kind: str, channel: str, reason: str) -> None:
        """Tell the organisers, once a day, what they can mend."""
        try:
            await self.reminders.tell(kind, f"channel:{channel}", reason)
        except (StoreError, LeaseLost) as error:
            log.warning("The organisers could not be told: %s", error)

    async def excuse(self, error: Exception) -> None:
        """Tell the organisers what keeps it from being true."""

    async def _report(self, error: Exception) -> None:
        log.error(
            "%s: %s; it is tried again", self.what, error, exc_info=not isinstance(error, (*EXPECTED, NoSuchChannel))
        )
        await self.excuse(error)

    async def _first_of(self, *waiting: Coroutine[Any, Any, object], timeout: float) -> None:  # noqa: ASYNC109
        tasks = [asyncio.ensure_future(one) for one in waiting]
        try:
            await asyncio.wait(tasks, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
