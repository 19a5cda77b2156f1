"""The bot's hold on its database: opened, leased, loaded; and what it does while there is none."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from bot.changing import Changes
from bot.desk import Desk
from bot.reminding import Reminders
from bot.store import LeaseLost, Store, StoreError, open_store
from bot.store.lease import RENEW_EVERY, SECONDS

log = logging.getLogger(__name__)

TRY_AGAIN = 5.0  # seconds between two attempts to open a database that cannot be used


class Duty:
    """Who may speak is on duty: one process of all that share a database."""

    def __init__(self, address: str, desk: Desk) -> None:
        """`address` is the database's URL."""
        self._address = address
        self._desk = desk
        self._store: Store | None = None
        self._trouble = ""
        self.reminders: Reminders | None = None
        self.changes: Changes | None = None
        self.stands_by = False  # another process is on duty
        self.ready = asyncio.Event()  # the promises are loaded and may be kept
        self.up_to_date = asyncio.Event()  # what the programme's file became while nobody looked is taken over
        self.up_to_date.set()

    @property
    def store(self) -> Store | None:
        """The database, None while it cannot be opened."""
        return self._store

    @property
    def trouble(self) -> str:
        """Why the database cannot be used now; empty if it can."""
        return self._trouble

    async def serve(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do `work` while on duty and stand by while another process is; until cancelled, or `work` ends or fails.

        Raises StoreError if waiting would not help: a wrong address, a database of a newer version of the bot.
        """
        try:
            while True:
                await self.begin()
                tasks = [asyncio.create_task(work()), asyncio.create_task(self.keep())]
                try:
                    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        task.result()
                except LeaseLost as lost:
                    log.warning("%s", lost)
                else:
                    return
                finally:
                    for task in tasks:
                        task.cancel()
                    await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            await self.end()

    async def begin(self) -> None:
        """Return once no other process is on duty; without a database, too, which `keep` goes on trying to open.

        Who stands by goes on doing so until the other's sign of life could not be looked for as long as a lease lasts.
        """
        self.stands_by = False
        seen = 0.0
        while True:
            try:
                holder = await self._step()
            except StoreError as error:
                if error.fatal:
                    raise
                if not self.stands_by or time.monotonic() > seen + SECONDS:
                    self._note(error)
                    self.stands_by = False
                    return
            else:
                if not holder:
                    self.stands_by = False
                    return
                seen = time.monotonic()
                if not self.stands_by:
                    log.warning("Another bot process, %s, is on duty with this database; standing by", holder)
                    self.stands_by = True
            await asyncio.sleep(RENEW_EVERY / 2)

    async def keep(self) -> None:
        """Stay on duty until cancelled; LeaseLost if another process has taken over."""
        while True:
            await asyncio.sleep(RENEW_EVERY if not self._trouble else min(RENEW_EVERY, TRY_AGAIN))
            try:
                holder = await self._step()
            except StoreError as error:
                self._note(error)
                continue
            if holder:
                self.ready.clear()
                self.reminders = self.changes = None
                raise LeaseLost(holder)
            if self._trouble:
                log.warning("The database can be used again")
                self._trouble = ""

    async def end(self) -> None:
        """Leave the database, so that another process can take over at once."""
        self.ready.clear()
        if self._store:
            try:
                await self._store.close()
            except (StoreError, OSError) as error:
                log.warning("The database could not be closed properly: %s", error)

    async def _step(self) -> str:
        """Open, lease and load what is not yet; the holder of the lease if it is not us."""
        if self._store is None:
            self._store = await open_store(self._address)
        holder = await self._store.lease.take()
        if self.reminders and self._store.lease.anew and not holder:
            return "which is gone again"  # what it wrote we have not read
        if not holder and self.reminders is None:
            reminders = Reminders(self._store, self._desk.clock, lambda: self._desk.programme)
            changes = Changes(self._store, self._desk, reminders)
            await changes.load()
            await reminders.load()
            self.reminders, self.changes = reminders, changes
            self.ready.set()
        return holder

    def _note(self, error: StoreError) -> None:
        if str(error) != self._trouble:
            log.error("%s. Questions are answered; reminders and changes wait until it can be used", error)
        self._trouble = str(error)
