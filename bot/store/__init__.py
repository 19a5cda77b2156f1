"""What must outlive the process: promises, people, changes; in SQLite, or in PostgreSQL by URL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.changelog import ChangeLog, Settings
from bot.store.database import IN_MEMORY, Database, StoreError
from bot.store.lease import SECONDS, Lease, LeaseLost
from bot.store.ledger import Ledger
from bot.store.people import People

__all__ = ["IN_MEMORY", "LeaseLost", "Store", "StoreError", "open_store"]


class Store:
    """All that is kept. What is written together is written in one `transaction`."""

    def __init__(self, database: Database, lease_seconds: float = SECONDS) -> None:
        self.database = database
        self.lease = Lease(database, lease_seconds)
        self.ledger = Ledger(database, self.lease)
        self.people = People(self.lease)
        self.changes = ChangeLog(database, self.lease)
        self.settings = Settings(database, self.lease)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """For the `…_within` methods of the parts; LeaseLost if another process speaks for the bot."""
        async with self.lease.transaction() as connection:
            yield connection

    async def close(self) -> None:
        """Leave the database to others."""
        try:
            await self.lease.give_up()
        finally:
            await self.database.close()


async def open_store(address: str, lease_seconds: float = SECONDS) -> Store:
    """The store at a URL, its tables up to date. StoreError with what was found and what would do.

    `lease_seconds` after the last sign of life of the process that speaks for the bot, another may.
    """
    database = Database(address)
    try:
        await database.upgrade()
    except StoreError:
        await database.close()
        raise
    return Store(database, lease_seconds)
