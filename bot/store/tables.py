"""The tables. A change here needs a migration beside those in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)

SCHEMA = "0001"  # the last of the migrations

metadata = MetaData()

# Which schema the tables have; Alembic's own table, by its own names.
schema_version = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32)),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept and given back in UTC; SQLite has no zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# What was promised to be said, to whom, and what became of it.
ledger = Table(
    "ledger",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("about", String(20), nullable=False),
    Column("session_id", Text, nullable=False),
    Column("moment", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("until", Instant, nullable=False, index=True),
    Column("body", Text, nullable=False, server_default=""),
    Column("state", String(20), nullable=False, index=True),
    Column("reason", Text, nullable=False, server_default=""),
    Column("message", String(32), nullable=False, server_default=""),
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
    Column("changed", Instant, nullable=False),
)

# Everybody who follows something, as they wish to be reminded.
people = Table(
    "people",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("lang", String(10), nullable=False, server_default=""),
    Column("lead_minutes", Integer),
    Column("dm_channel", BigInteger),
    Column("dm_closed", Boolean, nullable=False, server_default=false()),
    Column("mention_instead", Boolean, nullable=False, server_default=false()),
)

follows = Table(
    "follows",
    metadata,
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(20), primary_key=True),
    Column("which", Text, primary_key=True),
    Column("since", Instant, nullable=False),
)

# The change log: what organisers published, in order. The programme is the file with these applied.
changes = Table(
    "changes",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("author_id", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("body", JSON, nullable=False),
)

# What organisers are shown before it is published.
previews = Table(
    "previews",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("author_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", String(20), nullable=False),
    Column("body", JSON, nullable=False),
)

# Single values: chosen channels and roles, the live schedule's message, what was seen of the source.
settings = Table(
    "settings",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", JSON, nullable=False),
)

# Which process may speak. `until` is in seconds of the database's own clock, since 1970.
lease = Table(
    "lease",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Double, nullable=False),
)
