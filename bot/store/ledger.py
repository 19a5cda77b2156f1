"""The ledger: everything promised to be said, from planned over claimed to sent, or missed with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import RowMapping, or_, select, update
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
    """A line of the ledger. `message` groups what is said in one message, and is that message's nonce."""

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
            return [_entry(row) for row in rows.mappings()]

    async def plan(self, owed: Sequence[Owed], now: datetime) -> None:
        """Write down what will have to be said; what is there already stays, what was withdrawn is owed again."""
        async with self._writing() as connection:
            await self.plan_within(connection, owed, now)

    async def plan_within(self, connection: AsyncConnection, owed: Sequence[Owed], now: datetime) -> None:
        """`plan` as a part of somebody else's transaction."""
        for some in _portions(owed):
            statement = self._database.insert(ledger).values([_row(Entry(one, State.PLANNED), now) for one in some])
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["key"],
                    set_={"state": State.PLANNED, "due": statement.excluded.due, "changed": now},
                    where=ledger.c.state == State.WITHDRAWN,
                )
            )

    async def claim(self, entries: Sequence[Entry], now: datetime) -> set[str]:
        """Claim these, each for its `message`; the keys of those that are now ours to send, and nobody else's."""
        claimed: set[str] = set()
        async with self._writing() as connection:
            for some in _portions(entries):
                statement = self._database.insert(ledger).values(
                    [_row(replace(entry, state=State.CLAIMED), now) for entry in some]
                )
                statement = statement.on_conflict_do_update(
                    index_elements=["key"],
                    set_={"state": State.CLAIMED, "message": statement.excluded.message, "changed": now},
                    where=ledger.c.state.in_((State.PLANNED, State.WITHDRAWN)),
                )
                claimed |= set((await connection.execute(statement.returning(ledger.c.key))).scalars())
        return claimed

    async def confirm(self, keys: Collection[str], channel_id: int, message_id: int, now: datetime) -> None:
        """These were sent, as that message."""
        await self._set(keys, {"state": State.SENT, "channel_id": channel_id, "message_id": message_id, "changed": now})

    async def settle(self, owed: Sequence[Owed], state: State, reason: str, now: datetime) -> None:
        """Close these in `state`, written down before or not."""
        async with self._writing() as connection:
            await self.settle_within(connection, owed, state, reason, now)

    async def settle_within(
        self, connection: AsyncConnection, owed: Sequence[Owed], state: State, reason: str, now: datetime
    ) -> None:
        """`settle` as a part of somebody else's transaction. What was sent stays sent."""
        for some in _portions(owed):
            statement = self._database.insert(ledger).values(
                [_row(Entry(one, state, reason=reason), now) for one in some]
            )
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["key"],
                    set_={"state": state, "reason": reason, "changed": now},
                    where=ledger.c.state.not_in((State.SENT, State.COVERED)),
                )
            )

    async def last(self, state: State, limit: int) -> list[Entry]:
        """The entries that came into `state` last, latest first."""
        async with self._database.transaction() as connection:
            rows = await connection.execute(
                select(ledger).where(ledger.c.state == state).order_by(ledger.c.changed.desc()).limit(limit)
            )
            return [_entry(row) for row in rows.mappings()]

    async def _set(self, keys: Collection[str], values: dict[str, Any]) -> None:
        async with self._writing() as connection:
            for some in _portions(sorted(keys)):
                await connection.execute(update(ledger).where(ledger.c.key.in_(some)).values(values))

    def _writing(self) -> Any:  # noqa: ANN401 - a transaction
        return self._lease.transaction()


def _portions(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    return (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE))


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


def _entry(row: RowMapping) -> Entry:
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
