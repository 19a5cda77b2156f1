"""Who follows what, and how they wish to be reminded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.reminders import Follow, FollowKind
from bot.store.lease import Lease
from bot.store.tables import follows, people


@dataclass(frozen=True, slots=True)
class Person:
    """An attendee who follows something. `lead`: None is as the organisers set it."""

    id: int
    lang: str = ""
    lead: timedelta | None = None
    dm_channel: int | None = None
    dm_closed: bool = False
    mention_instead: bool = False
    follows: frozenset[Follow] = field(default=frozenset())


class People:
    """The people, by their Discord id."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease

    async def load(self) -> dict[int, Person]:
        """Everybody, with what they follow."""
        followed: dict[int, set[Follow]] = {}
        async with self._lease.transaction() as connection:
            for row in await connection.execute(select(follows.c.person, follows.c.kind, follows.c.which)):
                followed.setdefault(row.person, set()).add(Follow(FollowKind(row.kind), row.which))
            rows = await connection.execute(select(people))
            return {
                row.id: Person(
                    id=row.id,
                    lang=row.lang,
                    lead=None if row.lead_minutes is None else timedelta(minutes=row.lead_minutes),
                    dm_channel=row.dm_channel,
                    dm_closed=row.dm_closed,
                    mention_instead=row.mention_instead,
                    follows=frozenset(followed.get(row.id, ())),
                )
                for row in rows
            }

    async def save_within(self, connection: AsyncConnection, person: Person, before: Person, now: datetime) -> None:
        """Write what is different from `before`, as a part of a transaction of the lease."""
        row = {
            "id": person.id,
            "lang": person.lang,
            "lead_minutes": None if person.lead is None else round(person.lead.total_seconds() / 60),
            "dm_channel": person.dm_channel,
            "dm_closed": person.dm_closed,
            "mention_instead": person.mention_instead,
        }
        await connection.execute(delete(people).where(people.c.id == person.id))
        await connection.execute(people.insert().values(row))
        changed = before.follows ^ person.follows
        for follow in changed:
            await connection.execute(
                delete(follows).where(
                    follows.c.person == person.id, follows.c.kind == follow.kind, follows.c.which == follow.which
                )
            )
        new = [
            {"person": person.id, "kind": follow.kind, "which": follow.which, "since": now}
            for follow in sorted(changed & person.follows)
        ]
        if new:
            await connection.execute(follows.insert(), new)
