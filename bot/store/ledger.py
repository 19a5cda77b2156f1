"""The ledger: everything promised to be said, from planned over claimed to sent, or missed with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Insert, Result, RowMapping, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.reminders import About, Owed
from bot.store.database import Database
from bot.store.lease import Lease
from bot.store.tables import ledger

Row = TypeVar("Row")

AT_ONCE = 500  # rows a statement; SQLite takes 32,766 values


class State(StrEnum):
    """How far a promise has come."""

    PLANNED = "planned"
    CLAIMED = "claimed"  # about to be sent, or sent and not yet confirmed
    SENT = "sent"
    MISSED = "missed"  # cannot be said any more
    WITHDRAWN = "withdrawn"  # no longer owed: its session moved or was cancelled
    COVERED = "covered"  # said by something else: a later reminder of the same start, the answer to "follow"


SETTLED = frozenset({State.SENT, State.MISSED, State.COVERED})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger. `message` groups what is said in one message, and is that message's nonce.

    `changed` is when it came into its state; of what was claimed, when it was about to be sent last; of what was sent,
    when that was sent, however late it was confirmed.
    """

    owed: Owed
    state: State
    message: str = ""
    reason: str = ""
    channel_id: int | None = None
    message_id: int | None = None
    changed: datetime | None = None


class Ledger:
    """Promises, each under its key. Only the process that holds the lease writes it; LeaseLost for another."""

    def __init__(self, database: Database, lease: Lease) -> None:
        self._database = database
        self._lease = lease

    async def load(self, since: datetime) -> list[Entry]:
        """Entries that were worth saying at `since` or later, and all that are still open, by due time."""
        wanted = or_(ledger.c.until >= since, ledger.c.state.in_((State.PLANNED, State.CLAIMED)))
        async with self._database.transaction() as connection:
            rows = await connection.execute(select(ledger).where(wanted).order_by(ledger.c.due, ledger.c.key))
            return [entry_of(row) for row in rows.mappings()]

    async def plan(self, owed: Sequence[Owed], now: datetime) -> None:
        """Write down what will have to be said; what is there already stays, what was withdrawn is owed again."""
        async with self._lease.transaction() as connection:
            await self.plan_within(connection, owed, now)

    async def plan_within(self, connection: AsyncConnection, owed: Sequence[Owed], now: datetime) -> None:
        """`plan` as a part of somebody else's transaction."""
        statement = self._upsert(
            ("state", "reason", "recipient", "due", "until", "changed"), where=ledger.c.state == State.WITHDRAWN
        )
        if owed:
            await _execute(connection, statement, [_row(Entry(one, State.PLANNED), now) for one in owed])

    async def claim(self, entries: Sequence[Entry], now: datetime) -> set[str]:
        """Claim these, each for its `message`; the keys of those that are now ours to send, and nobody else's."""
        if not entries:
            return set()
        async with self._lease.transaction() as connection:
            return await self.claim_within(connection, entries, now)

    async def claim_within(self, connection: AsyncConnection, entries: Sequence[Entry], now: datetime) -> set[str]:
        """`claim` as a part of somebody else's transaction."""
        statement = self._upsert(
            ("state", "reason", "recipient", "message", "changed"),
            where=or_(ledger.c.state == State.PLANNED, ledger.c.state == State.WITHDRAWN),
        )
        rows = [_row(replace(entry, state=State.CLAIMED, reason=""), now) for entry in entries]
        if not rows:
            return set()
        return set((await _execute(connection, statement.returning(ledger.c.key), rows)).scalars())

    async def claim_later(self, keys: Collection[str], now: datetime) -> None:
        """These were claimed, and nothing of them was sent before `now`."""
        async with self._lease.transaction() as connection:
            for some in _portions(sorted(keys)):
                later = update(ledger).where(ledger.c.key.in_(some), ledger.c.state == State.CLAIMED)
                await connection.execute(later.values(changed=now))

    async def confirm_all(self, sent: Mapping[str, tuple[int, int, datetime]]) -> None:
        """These were sent, by key: in which channel, as which message, at which moment."""
        names = ("channel_id", "message_id", "changed")
        values: dict[str, Any] = {name: bindparam(f"its_{name}") for name in names}
        confirmed = update(ledger).where(ledger.c.key == bindparam("its_key")).values(state=State.SENT, **values)
        rows = [
            {"its_key": key} | {f"its_{name}": one for name, one in zip(names, sent[key], strict=True)}
            for key in sorted(sent)
        ]
        if rows:
            async with self._lease.transaction() as connection:
                await connection.execute(confirmed, rows)

    async def settle(self, owed: Sequence[Owed], state: State, reason: str, now: datetime) -> None:
        """Close these in `state`, written down before or not."""
        async with self._lease.transaction() as connection:
            await self.settle_within(connection, owed, state, reason, now)

    async def settle_within(
        self, connection: AsyncConnection, owed: Sequence[Owed], state: State, reason: str, now: datetime
    ) -> None:
        """`settle` as a part of somebody else's transaction. What was sent stays sent."""
        statement = self._upsert(
            ("state", "reason", "changed"),
            where=and_(ledger.c.state != State.SENT, ledger.c.state != State.COVERED),
        )
        if owed:
            await _execute(connection, statement, [_row(Entry(one, state, reason=reason), now) for one in owed])

    async def reopen(self, keys: Collection[str], now: datetime) -> None:
        """These are planned again, though they were settled; they were never said."""
        async with self._lease.transaction() as connection:
            for some in _portions(sorted(keys)):
                again = update(ledger).where(ledger.c.key.in_(some), ledger.c.state.in_((State.MISSED, State.COVERED)))
                await connection.execute(again.values(state=State.PLANNED, reason="", changed=now))

    async def find(self, keys: Collection[str]) -> list[Entry]:
        """The entries of these keys, as far as there are any."""
        found: list[Entry] = []
        async with self._database.transaction() as connection:
            for some in _portions(sorted(keys)):
                rows = await connection.execute(select(ledger).where(ledger.c.key.in_(some)))
                found += [entry_of(row) for row in rows.mappings()]
        return found

    async def about(self, about: About, session_id: str) -> list[Entry]:
        """The entries about that one thing."""
        async with self._database.transaction() as connection:
            wanted = select(ledger).where(ledger.c.about == about, ledger.c.session_id == session_id)
            return [entry_of(row) for row in (await connection.execute(wanted)).mappings()]

    async def last(self, state: State, limit: int) -> list[Entry]:
        """The entries that came into `state` last, latest first."""
        async with self._database.transaction() as connection:
            rows = await connection.execute(
                select(ledger).where(ledger.c.state == state).order_by(ledger.c.changed.desc()).limit(limit)
            )
            return [entry_of(row) for row in rows.mappings()]

    def _upsert(self, overwritten: Iterable[str], where: ColumnElement[bool]) -> Insert:
        """Insert a row; where there is one already, overwrite these columns of it if it is so."""
        statement = self._database.insert(ledger)
        return statement.on_conflict_do_update(
            index_elements=["key"], set_={name: statement.excluded[name] for name in overwritten}, where=where
        )


def _portions(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    return (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE))


async def _execute(connection: AsyncConnection, statement: Insert, rows: Iterable[dict[str, Any]]) -> Result[Any]:
    """Run it for rows, one or more; of each key for the last.

    They are parameters of a statement that is compiled once, and in the order of their keys: two that write the same
    rows at the same time wait for each other in one direction.
    """
    once = {row["key"]: row for row in rows}
    return await connection.execute(statement, [once[key] for key in sorted(once)])


def _row(entry: Entry, now: datetime) -> dict[str, Any]:
    owed = entry.owed
    return {
        "key": owed.key,
        "recipient": owed.to,
        "about": owed.about,
        "session_id": owed.session_id,
        "moment": owed.moment,
        "due": owed.due,
        "until": owed.until,
        "body": owed.body,
        "state": entry.state,
        "reason": entry.reason,
        "message": entry.message,
        "changed": now,
    }


def entry_of(row: RowMapping) -> Entry:
    """The entry in a row of the table."""
    owed = Owed(
        to=row["recipient"],
        about=About(row["about"]),
        session_id=row["session_id"],
        moment=row["moment"],
        due=row["due"],
        until=row["until"],
        body=row["body"],
    )
    return Entry(
        owed,
        State(row["state"]),
        row["message"],
        row["reason"],
        row["channel_id"],
        row["message_id"],
        row["changed"],
    )
