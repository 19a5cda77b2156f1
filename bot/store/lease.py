"""The lease: of several bot processes on one database, one speaks and the others stand by."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import ColumnElement, Double, cast, delete, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.tables import lease

SECONDS = 15.0  # without a sign of life, after which another process takes over
RENEW_EVERY = 4.0  # seconds
_NAME = "bot"
_PROCESS = uuid4().hex[:8]  # tells this process from an earlier one of the same number


class LeaseLost(Exception):  # noqa: N818 - it is what happened, and not anybody's error
    """Another process speaks for the bot now; `holder` is how it calls itself."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"another bot process, {holder}, has taken over this database")
        self.holder = holder


class Lease:
    """The right to speak, kept in the database and timed by its clock."""

    def __init__(self, database: Database, seconds: float = SECONDS) -> None:
        """`seconds` without a sign of life and another process takes over."""
        self._database = database
        self._length = seconds
        self.anew = False  # whether it was not ours before the last `take`: another may have written meanwhile
        self.holder = f"{_this_place()} {os.getpid()} {_PROCESS}-{uuid4().hex[:8]}"

    async def take(self) -> str:
        """Take or renew the lease; empty if it is ours, else who holds it.

        It is taken from a process that has not renewed it for so long, or that is dead for certain; and from one whose
        clock was ahead, which would else keep it that much longer.
        """
        async with self._database.transaction() as connection:
            before = holder = await self._current(connection)
            now = self._seconds()
            row = {"name": _NAME, "holder": self.holder, "until": now + self._length}
            free = or_(lease.c.until < now, lease.c.until > now + 2 * self._length, lease.c.holder == self.holder)
            if holder and is_dead(holder):
                free = or_(free, lease.c.holder == holder)
            statement = self._database.insert(lease).values(row)
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["name"], set_={"holder": self.holder, "until": now + self._length}, where=free
                )
            )
            holder = await self._current(connection)
        self.anew = holder != before
        return "" if holder == self.holder else holder

    async def give_up(self) -> None:
        """Let another process take over at once."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(lease).where(lease.c.holder == self.holder))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A transaction in which the lease is ours and cannot be taken; LeaseLost if it is another's."""
        async with self._database.transaction() as connection:
            holder = await self._current(connection, keep=True)
            if holder != self.holder:
                raise LeaseLost(holder or "nobody")
            yield connection

    async def look(self, connection: AsyncConnection) -> tuple[str, float]:
        """Who holds it, empty if nobody does, and for how many seconds more; negative where it is overdue."""
        found = await connection.execute(select(lease.c.holder, lease.c.until - self._seconds()))
        row = found.first()
        return (str(row[0]), float(row[1])) if row else ("", 0.0)

    async def _current(self, connection: AsyncConnection, *, keep: bool = False) -> str:
        wanted = select(lease.c.holder).where(lease.c.name == _NAME)
        found = await connection.scalar(wanted.with_for_update(read=True) if keep else wanted)
        return str(found or "")

    def _seconds(self) -> ColumnElement[float]:
        """The database's own clock, in seconds since 1970."""
        if self._database.is_sqlite:
            return literal_column("((julianday('now') - 2440587.5) * 86400.0)", Double)
        return cast(func.extract("epoch", func.clock_timestamp()), Double)


def _this_place() -> str:
    """This machine and, in a container, this container: where process numbers mean the same processes."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = "processes"
    return f"{socket.gethostname()}/{space}/{_boot()}"


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
    except OSError:
        return "running"


def is_dead(holder: str) -> bool:
    """Whether that process is certainly gone: one of this very place whose number is ours now, or nobody's."""
    place, number, process = holder.rsplit(" ", 2)
    if place != _this_place():
        return False
    if int(number) == os.getpid():
        return not process.startswith(_PROCESS)
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
