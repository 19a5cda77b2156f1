"""The change log, the previews that await an organiser's word, and single settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.lease import Lease
from bot.store.tables import changes, previews, settings


@dataclass(frozen=True, slots=True)
class Published:
    """A line of the change log: version by version, who changed what and when. `body` is JSON."""

    version: int
    id: str
    author_id: int
    author: str
    at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an organiser was shown, over the programme at `version`. `state` is open, published or dropped."""

    id: str
    author_id: int
    version: int
    at: datetime
    state: str
    body: Mapping[str, Any]


class ChangeLog:
    """What was published, in order. Versions count from 1; before the first change the version is 0."""

    def __init__(self, database: Database, lease: Lease) -> None:
        self._database = database
        self._lease = lease

    async def load(self) -> list[Published]:
        """All of it, oldest first."""
        async with self._lease.transaction() as connection:
            rows = await connection.execute(select(changes).order_by(changes.c.version))
            return [Published(**row) for row in rows.mappings()]

    async def append_within(
        self,
        connection: AsyncConnection,
        change_id: str,
        author_id: int,
        author: str,
        at: datetime,
        body: Mapping[str, Any],
    ) -> Published:
        """Add a line as a part of a transaction of the lease."""
        version = 1 + (await connection.scalar(select(func.coalesce(func.max(changes.c.version), 0))) or 0)
        line = Published(version, change_id, author_id, author, at, body)
        await connection.execute(
            changes.insert().values(
                version=version, id=change_id, author_id=author_id, author=author, at=at, body=dict(body)
            )
        )
        return line

    async def save_preview(self, preview: Preview) -> None:
        """Keep a preview, or what became of it."""
        row = {
            "id": preview.id,
            "author_id": preview.author_id,
            "version": preview.version,
            "at": preview.at,
            "state": preview.state,
            "body": dict(preview.body),
        }
        async with self._lease.transaction() as connection:
            statement = self._database.insert(previews).values(row)
            await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))

    async def close_preview_within(self, connection: AsyncConnection, preview_id: str, state: str) -> bool:
        """Close an open preview; False if it was closed before, by whomever."""
        closed = await connection.execute(
            update(previews).where(previews.c.id == preview_id, previews.c.state == "open").values(state=state)
        )
        return closed.rowcount == 1

    async def find_preview(self, preview_id: str) -> Preview | None:
        """The preview of that id, None if there never was one."""
        async with self._lease.transaction() as connection:
            row = (await connection.execute(select(previews).where(previews.c.id == preview_id))).mappings().first()
            return Preview(**row) if row else None


class Settings:
    """Single values by name, each JSON."""

    def __init__(self, database: Database, lease: Lease) -> None:
        self._database = database
        self._lease = lease

    async def load(self) -> dict[str, Any]:
        """All of them."""
        async with self._lease.transaction() as connection:
            return {row.name: row.value for row in await connection.execute(select(settings))}

    async def save(self, name: str, value: Any) -> None:  # noqa: ANN401 - any JSON
        """Set one; None is kept as JSON's null."""
        async with self._lease.transaction() as connection:
            await self.save_within(connection, name, value)

    async def save_within(self, connection: AsyncConnection, name: str, value: Any) -> None:  # noqa: ANN401
        """`save` as a part of a transaction of the lease."""
        statement = self._database.insert(settings).values(name=name, value=value)
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
        )
