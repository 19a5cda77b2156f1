"""The way from each older schema to the next, with Alembic. A new database gets the tables of today at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection


class NewerSchemaError(Exception):
    """The tables are of a schema that is not among the migrations."""


def migrate(connection: Connection) -> None:
    """Bring the tables up to date, in the connection's transaction. NewerSchemaError if they are ahead of the code."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except (CommandError, ResolutionError) as error:
        raise NewerSchemaError(str(error)) from error
