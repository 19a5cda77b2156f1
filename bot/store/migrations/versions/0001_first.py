"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("about", sa.String(20), nullable=False),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("moment", MOMENT, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False, index=True),
        sa.Column("body", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("message", sa.String(32), nullable=False, server_default=""),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("changed", MOMENT, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("lang", sa.String(10), nullable=False, server_default=""),
        sa.Column("lead_minutes", sa.Integer),
        sa.Column("dm_channel", sa.BigInteger),
        sa.Column("dm_closed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("mention_instead", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "follows",
        sa.Column("person", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("which", sa.Text, primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("author_id", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "previews",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("author_id", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
    )
