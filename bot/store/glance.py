"""A look at a database, without the lease: beside the bot that runs with it, or when none does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import distinct, func, select

from bot.store.changelog import Published
from bot.store.database import Database, StoreError
from bot.store.lease import Lease, is_dead
from bot.store.ledger import Entry, State, entry_of
from bot.store.tables import changes, follows, ledger, schema_version, settings

SHOWN = 3  # entries of each kind
TIMED = 500  # of the last messages, whose delay is looked at


@dataclass(frozen=True, slots=True)
class Glance:
    """What is in a database at one moment. `left` is how long the holder keeps the lease; past zero, it is late.

    `settled` are keys of what is due later and is not to be said any more, or is on its way. `delays` are those of the
    last messages that were sent in time or late, from due to confirmed.
    """

    database: str
    schema: str
    holder: str
    left: timedelta
    counts: Mapping[State, int]
    planned: tuple[Entry, ...]
    settled: frozenset[str]
    sent: tuple[Entry, ...]
    missed: tuple[Entry, ...]
    delays: tuple[timedelta, ...]
    followers: int
    published: tuple[Published, ...]
    settings: Mapping[str, Any]

    @property
    def alive(self) -> bool:
        """Whether a bot runs with it, as far as one can know."""
        return bool(self.holder) and self.left > timedelta(0) and not is_dead(self.holder)

    @property
    def overdue(self) -> bool:
        """Whether a bot that is not known to have ended gives no sign of life."""
        return bool(self.holder) and self.left <= timedelta(0) and not is_dead(self.holder)


async def glance(database: Database, now: datetime) -> Glance:
    """All that tells how the bot is; in one transaction. StoreError if it cannot be read."""
    lease = Lease(database)
    async with database.transaction() as connection:
        schema = await connection.scalar(select(schema_version.c.version_num))
        holder, left = await lease.look(connection)
        counted = await connection.execute(
            select(ledger.c.state, func.count().label("number")).group_by(ledger.c.state)
        )
        counts = {State(row.state): int(row.number) for row in counted}
        coming = await connection.execute(select(ledger).where(ledger.c.until > now).order_by(ledger.c.due))
        entries = [entry_of(row) for row in coming.mappings()]
        last = {}
        for state, limit in ((State.SENT, TIMED), (State.MISSED, SHOWN)):
            rows = await connection.execute(
                select(ledger).where(ledger.c.state == state).order_by(ledger.c.changed.desc()).limit(limit)
            )
            last[state] = [entry_of(row) for row in rows.mappings()]
        followers = await connection.scalar(select(func.count(distinct(follows.c.person))))
        log = await connection.execute(select(changes).order_by(changes.c.version))
        published = tuple(Published(**row) for row in log.mappings())
        kept = {row.name: row.value for row in await connection.execute(select(settings))}
    return Glance(
        database=database.name,
        schema=str(schema or ""),
        holder=holder,
        left=timedelta(seconds=left),
        counts=counts,
        planned=tuple(entry for entry in entries if entry.state is State.PLANNED),
        settled=frozenset(entry.owed.key for entry in entries if entry.state is not State.PLANNED),
        sent=tuple(last[State.SENT][:SHOWN]),
        missed=tuple(last[State.MISSED]),
        delays=tuple(max(entry.changed - entry.owed.due, timedelta(0)) for entry in last[State.SENT] if entry.changed),
        followers=followers or 0,
        published=published,
        settings=kept,
    )


async def look(address: str, now: datetime) -> Glance:
    """A look at the database at a URL, writing nothing. StoreError if there is none, or it cannot be read."""
    database = Database(address, read_only=True)
    try:
        if database.file and not database.file.exists():
            raise StoreError(f"database {database.name}", "there is none yet", "it is made when the bot starts")
        return await glance(database, now)
    finally:
        await database.close()
