"""The connection to SQLite or PostgreSQL: opened, brought up to date, its errors in plain words."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Table, event, exc, func, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.store.tables import SCHEMA, metadata, schema_version

Outcome = TypeVar("Outcome")

IN_MEMORY = "sqlite://"
WAIT_SECONDS = 5  # for another process that writes
ADVICE = {  # by what SQLite, psycopg or the server says, the first that fits
    "is locked": "another program holds it; close that program, or wait",
    "lock timeout": "another program holds it; close that program, or wait",
    "readonly database": "make the file and its folder writable for the bot's user",
    "unable to open": "make its folder writable for the bot's user, or choose another with STATE_DIR",
    "is full": "free some space, and the bot goes on by itself",
    "no space left": "free some space on the server's disk, and the bot goes on by itself",
    "disk i/o error": "the disk fails or is full; the bot goes on by itself once it can be written",
    "not a database": "put it aside and restore a copy, or let the bot start a new one",
    "is malformed": "put it aside and restore a copy, or let the bot start a new one",
    "already exists": "it holds another program's tables; give the bot a database of its own",
    "password authentication": "correct user and password in DATABASE_URL",
    "no password": "write the password into DATABASE_URL",
    'relation "alembic_version"': "its tables are made when the bot starts",
    "does not exist": "create it, or correct its name in DATABASE_URL",
    "permission denied": "give the user of DATABASE_URL the right to create tables in it",
    "too many": "close other programs that use it, or let the server take more",
    "is the server running": "start the server, or correct host and port in DATABASE_URL",
    "timeout expired": "start the server, or correct host and port in DATABASE_URL",
    "resolve host": "correct the host in DATABASE_URL",
    "terminating connection": "the bot goes on by itself once the server is there again",
    "connection unexpectedly": "the bot goes on by itself once the server is there again",
    "shutting down": "the bot goes on by itself once the server is there again",
    "starting up": "the bot goes on by itself once the server is ready",
    "connection is bad": "correct DATABASE_URL",
}
UPGRADE_LOCK = 5_741_923_810  # a number of our own, by which processes that start together create the tables in turn
ENCODINGS = {"UTF8", "SQL_ASCII"}  # of databases that keep any text; the second as it comes
POSTGRESQL = {
    "client_encoding": "utf8",  # Debian's server has none of its own where no language was set when it was installed
    "connect_timeout": WAIT_SECONDS,  # from here on: a server that is gone without a word is noticed
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 11_000,
}


class StoreError(Exception):
    """The database cannot be used. `fatal`: waiting does not mend it, and the bot must not start with it."""

    def __init__(self, where: str, found: str, advice: str = "", *, fatal: bool = False) -> None:
        super().__init__(f"{where}: {found}" + (f"; {advice}" if advice else ""))
        self.where, self.found, self.advice, self.fatal = where, found, advice, fatal


class Database:
    """One database. Every use of it goes through `transaction`, whose errors are StoreErrors."""

    def __init__(self, address: str, *, read_only: bool = False) -> None:
        """`address` is a URL, `sqlite:///file` or `postgresql://…`; StoreError if it is neither.

        Who opens it `read_only` can write nothing, and keeps nobody from writing.
        """
        url = _driver_url(address)
        self.name = _name(url)
        self._engine = _create_engine(url, read_only=read_only)
        self._one_at_a_time = asyncio.Lock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of SQLite; None for a server, or in memory."""
        path = self._engine.url.database
        return Path(path) if self.is_sqlite and path else None

    async def upgrade(self) -> None:
        """Create the tables, or bring those of an older version up to date; a newer version's are a StoreError."""
        with self._errors():
            if self.is_sqlite:
                await _try(self._engine.url.database or "")
            async with self._begin() as connection:
                await self._begin_upgrade(connection)
                await connection.run_sync(self._upgrade)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is committed at its end, and undone as a whole by any error."""
        with self._errors():
            async with self._turn(), self._begin() as connection:
                yield connection

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ON CONFLICT."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[AsyncConnection]:
        connection = _Connection(self._engine)
        try:
            await _finish(connection.start())
            yield connection
            await _finish(connection.commit())
        finally:
            if connection.sync_connection:  # else it could not be started
                await _finish(connection.close())  # undoes what is not committed

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._one_at_a_time is None:
            yield
        else:  # a second writer of ours would only wait for the first, and in memory they share one connection
            async with self._one_at_a_time:
                yield

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (exc.DBAPIError, exc.TimeoutError, sqlite3.Error, OSError) as error:
            raise self._explain(error) from error

    def _explain(self, error: Exception) -> StoreError:
        found = " ".join(str(error.orig if isinstance(error, exc.DBAPIError) else error).split())
        advice = next((advice for part, advice in ADVICE.items() if part in found.lower()), "")
        return StoreError(f"database {self.name}", found, advice)

    async def _begin_upgrade(self, connection: AsyncConnection) -> None:
        if not self.is_sqlite:
            await connection.execute(select(func.pg_advisory_xact_lock(UPGRADE_LOCK)))
            if (encoding := await connection.scalar(text("SHOW server_encoding"))) not in ENCODINGS:
                found = f"its encoding is {encoding}, which cannot hold every title"
                raise StoreError(f"database {self.name}", found, "create it with ENCODING 'UTF8'", fatal=True)
        elif (found := await connection.scalar(text("PRAGMA quick_check(1)"))) != "ok":
            raise self._explain(ValueError(f"it is malformed: {found}"))

    def _upgrade(self, connection: Connection) -> None:
        if not inspect(connection).has_table(schema_version.name):
            metadata.create_all(connection, checkfirst=False)
            schema_version.create(connection)
            connection.execute(schema_version.insert().values(version_num=SCHEMA))
        elif connection.scalar(select(schema_version.c.version_num)) != SCHEMA:
            from bot.store.migrations import NewerSchemaError, migrate  # Alembic is large, and seldom needed

            try:
                migrate(connection)
            except NewerSchemaError as error:
                raise StoreError(
                    f"database {self.name}",
                    f"it was written by a newer version of the bot than this one, which knows schema {SCHEMA}",
                    "start the newer version, or restore a copy from before",
                    fatal=True,
                ) from error


class _Connection(AsyncConnection):
    """A connection that finishes a statement before it lets its task be cancelled.

    Broken off in the middle, a connection would have to be thrown away: in SQLite it keeps its lock, and one in memory
    takes all data with it.
    """

    async def execute(self, *arguments: Any, **options: Any) -> CursorResult[Any]:  # noqa: ANN401
        return await _finish(super().execute(*arguments, **options))


async def _finish(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """What it returns. A cancellation meanwhile takes effect once it is done."""
    task = asyncio.create_task(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None or task.cancelled():
        return task.result()
    task.exception()  # looked at: of the two, the cancellation is told
    raise cancelled


def _driver_url(address: str) -> URL:
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (exc.ArgumentError, ValueError):
        raise _wrong_url("it is not a URL") from None  # the reason would quote it, with its password
    if "@" in f"{url.host}{url.database}" and backend != "sqlite":
        raise _wrong_url("it has more than one '@'", "write '@' in a password as %40")
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and not (url.host or url.query):
        return url.set(drivername="sqlite+aiosqlite")
    raise _wrong_url("it names neither a PostgreSQL server nor a file of SQLite")


def _wrong_url(
    found: str, advice: str = "write it like postgresql://user:password@host/name or sqlite:///folder/file"
) -> StoreError:
    return StoreError("DATABASE_URL", found, advice, fatal=True)


def _name(url: URL) -> str:
    """What to call it in messages: without password, and without options, which may hold one."""
    if url.get_backend_name() == "sqlite":
        return url.database or "memory"
    return url.set(drivername="postgresql", query={}).render_as_string()


def _create_engine(url: URL, *, read_only: bool) -> AsyncEngine:
    if url.get_backend_name() == "postgresql":
        engine = create_async_engine(url, pool_pre_ping=True, pool_timeout=WAIT_SECONDS, connect_args=POSTGRESQL)
        event.listen(engine.sync_engine, "connect", _prepare_postgresql)
        if read_only:
            event.listen(engine.sync_engine, "connect", _forbid_writing_postgresql)
        return engine
    more: dict[str, Any] = {} if url.database else {"poolclass": StaticPool}
    engine = create_async_engine(url, connect_args={"timeout": WAIT_SECONDS}, **more)
    event.listen(engine.sync_engine, "connect", _prepare_to_read_sqlite if read_only else _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_to_read if read_only else _begin_immediately)
    return engine


def _prepare_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401
    _execute(
        connection,
        f"SET lock_timeout = '{WAIT_SECONDS}s'",
        # who falls silent within a transaction, as a machine that is suspended, must not keep others from taking over
        f"SET idle_in_transaction_session_timeout = '{2 * WAIT_SECONDS}s'",
    )
    connection.commit()


def _forbid_writing_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401
    _execute(connection, "SET default_transaction_read_only = on")
    connection.commit()


def _prepare_to_read_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401
    connection.isolation_level = None
    _execute(connection, "PRAGMA query_only = ON")


def _begin_to_read(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401
    connection.isolation_level = None  # transactions begin where SQLAlchemy says so, not where the driver guesses
    _execute(
        connection,
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",  # what was committed outlives a power cut, too
        "PRAGMA foreign_keys = ON",
    )


def _execute(connection: Any, *statements: str) -> None:  # noqa: ANN401
    """Run them on a connection that is new; nobody else would close it if they fail."""
    try:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
    except BaseException:
        connection.close()
        raise


async def _try(path: str) -> None:
    """Open a file of SQLite, switch it to WAL, and close it.

    The driver leaves a thread behind where it cannot open one, which prints a trace if the program ends meanwhile. And
    SQLite itself does not wait for another process that switches the same file at this moment.
    """
    now = asyncio.get_running_loop().time
    give_up = now() + WAIT_SECONDS
    while True:
        try:
            await asyncio.to_thread(_switch_to_wal, path)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or now() > give_up:
                raise
            await asyncio.sleep(0.05)
        else:
            return


def _switch_to_wal(path: str) -> None:
    with contextlib.closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def _begin_immediately(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
