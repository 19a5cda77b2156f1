"""What can be wrong with a database: said in plain words, without a password, and over as soon as it is mended."""

import asyncio
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.store import StoreError, open_store
from tests.postgres import PASSWORD, Server
from tests.store.conftest import T, ask, opened, owe

PAGE = 4096


async def fails_to_open(address):
    with pytest.raises(StoreError) as failed:
        await open_store(address)
    return plain(failed.value)


def plain(error):
    """A StoreError in words for people."""
    words = str(error)
    for inside in ("Traceback", "[SQL", "sqlalche", "psycopg.", "sqlite3.", "\n", PASSWORD, "sekret"):
        assert inside not in words
    assert error.advice
    return error


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", "it is not a URL"),
        ("/var/lib/bot.db", "it is not a URL"),
        ("postgresql://ada:sekret@host:port/bot", "it is not a URL"),
        ("mysql://ada:sekret@host/bot", "it names neither a PostgreSQL server nor a file of SQLite"),
        ("https://ada:sekret@host/", "it names neither a PostgreSQL server nor a file of SQLite"),
        ("sqlite://ada:sekret@host/bot", "it names neither a PostgreSQL server nor a file of SQLite"),
        ("sqlite:///bot.db?key=sekret", "it names neither a PostgreSQL server nor a file of SQLite"),
        ("postgresql://ada:open@sekret@host/bot", "it has more than one '@'"),
        ("postgresql://ada:open@sek/ret@host/bot", "it has more than one '@'"),
    ],
)
async def test_an_address_that_is_none_is_refused_for_good(address, found):
    error = await fails_to_open(address)
    assert (error.where, error.found, error.fatal) == ("DATABASE_URL", found, True)


@pytest.mark.parametrize(
    ("changed", "found", "advice"),
    [
        ({"password": "sekret"}, "password authentication failed", "correct user and password in DATABASE_URL"),
        ({"username": "nobody"}, "password authentication failed", "correct user and password in DATABASE_URL"),
        ({"database": "nowhere"}, '"nowhere" does not exist', "create it, or correct its name in DATABASE_URL"),
        ({"host": "nowhere.invalid"}, "failed to resolve host", "correct the host in DATABASE_URL"),
        ({"port": 1}, "Connection refused", "start the server, or correct host and port in DATABASE_URL"),
    ],
    ids=str,
)
async def test_a_server_that_does_not_let_us_in(postgresql, changed, found, advice):
    error = await fails_to_open(postgresql.url(**changed))
    assert found in error.found
    assert (error.advice, error.fatal) == (advice, False)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
async def test_passwords_are_never_shown_wherever_they_stand(scheme):
    for address in (f"{scheme}://ada:sekret@127.0.0.1:1/bot", f"{scheme}://ada@127.0.0.1:1/bot?password=sekret"):
        error = await fails_to_open(address)
        assert error.where.startswith("database postgresql://ada")
        assert error.where.endswith("@127.0.0.1:1/bot")


def create_database(postgresql, encoding):
    name = f"test_{os.getpid()}_{encoding.lower()}"
    postgresql.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    return postgresql.url(database=name)


async def test_a_server_of_no_language_keeps_any_text(postgresql):
    address = create_database(postgresql, "SQL_ASCII")
    store = await open_store(address)
    try:
        assert await store.lease.take() == ""
        await store.settings.save("title", "Déjà vu ☕")
        assert (await store.settings.load())["title"] == "Déjà vu ☕"
    finally:
        await store.close()
        postgresql.drop_database(address)


async def test_a_database_that_cannot_keep_any_text_is_refused(postgresql):
    address = create_database(postgresql, "LATIN1")
    error = await fails_to_open(address)
    assert error.found == "its encoding is LATIN1, which cannot hold every title"
    assert (error.advice, error.fatal) == ("create it with ENCODING 'UTF8'", True)
    postgresql.drop_database(address)


async def test_a_user_without_the_right_to_create_tables(postgresql, address_of):
    address = address_of("postgresql")
    role = f"poor_{os.getpid()}"
    postgresql.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'sekret'")
    poor = Server(address).url(username=role, password="sekret")
    error = await fails_to_open(poor)
    assert error.found.startswith("permission denied")
    assert error.advice == "give the user of DATABASE_URL the right to create tables in it"
    postgresql.execute(f"DROP ROLE {role}")


@pytest.fixture
def own_server(postgresql):
    """A server that may be stopped; it runs again at the end."""
    if not postgresql.ours:
        pytest.skip("the server of TEST_DATABASE_URL is not ours to stop")
    yield postgresql
    postgresql.start()


async def test_a_server_that_stops_and_starts_again_is_found_again(own_server, address_of):
    async with opened(address_of("postgresql")) as store:
        await store.ledger.plan([owe(1)], T)
        own_server.stop()
        for _ in range(2):
            with pytest.raises(StoreError) as down:
                await store.ledger.plan([owe(2)], T)
            assert plain(down.value).advice == "start the server, or correct host and port in DATABASE_URL"
        own_server.start()
        await store.ledger.plan([owe(3)], T)
        assert {entry.owed for entry in await store.ledger.load(T)} == {owe(1), owe(3)}


async def test_a_server_that_restarts_within_a_transaction_undoes_it(own_server, address_of):
    async with opened(address_of("postgresql")) as store:

        async def write():
            async with store.transaction() as connection:
                await store.ledger.plan_within(connection, [owe(1)], T)
                own_server.stop()
                own_server.start()
                await store.ledger.plan_within(connection, [owe(2)], T)

        with pytest.raises(StoreError) as lost:
            await write()
        assert plain(lost.value).advice == "the bot goes on by itself once the server is there again"
        await store.ledger.plan([owe(3)], T)
        assert [entry.owed for entry in await store.ledger.load(T)] == [owe(3)]


async def test_a_database_that_another_program_keeps_for_itself(shared_address, monkeypatch):
    monkeypatch.setattr("bot.store.database.WAIT_SECONDS", 1)
    async with opened(shared_address) as store:
        with held(shared_address):
            began = ticks = 0
            writing = asyncio.create_task(store.ledger.plan([owe()], T))
            while not writing.done():
                began, ticks = began or asyncio.get_running_loop().time(), ticks + 1
                await asyncio.sleep(0.01)
            with pytest.raises(StoreError) as locked:
                await writing
        assert plain(locked.value).advice == "another program holds it; close that program, or wait"
        assert ticks > 20  # meanwhile everything else went on
        await store.ledger.plan([owe()], T)
        assert len(await store.ledger.load(T)) == 1


HOLD_SQLITE = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN EXCLUSIVE')"
HOLD_POSTGRESQL = "import psycopg, sys; c = psycopg.connect(sys.argv[1]); c.execute('LOCK TABLE lease')"


class held:  # noqa: N801 - reads as a verb
    """Another process holds the database."""

    def __init__(self, address):
        url = make_url(address)
        hold, where = (HOLD_SQLITE, url.database) if url.get_backend_name() == "sqlite" else (HOLD_POSTGRESQL, address)
        self.command = [sys.executable, "-c", f"{hold}; print('held', flush=True); sys.stdin.read()", where]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "held\n"

    def __exit__(self, *_):
        self.process.communicate()


# Root may write everywhere; without this right it is as anybody else.
AS_ANYBODY = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []


@pytest.fixture
def folder(tmp_path):
    """A folder of its own, which can be deleted at the end whatever became of it."""
    made = tmp_path / "state"
    made.mkdir()
    yield made
    made.chmod(0o700)


async def test_a_file_that_may_only_be_read(folder, probes):
    async with opened(f"sqlite:///{folder}/bot.db"):
        pass
    (folder / "bot.db").chmod(0o400)
    (answer,) = ask_when_ready(probes(*AS_ANYBODY), f"sqlite:///{folder}/bot.db")
    assert answer == (
        f"StoreError: database {folder}/bot.db: attempt to write a readonly database; "
        "make the file and its folder writable for the bot's user"
    )


@pytest.mark.parametrize("there", [True, False])
async def test_a_folder_that_may_only_be_read(folder, probes, there):
    if there:
        async with opened(f"sqlite:///{folder}/bot.db"):
            pass
    folder.chmod(0o500)
    process = probes(*AS_ANYBODY)
    (answer,) = ask_when_ready(process, f"sqlite:///{folder}/bot.db")
    assert answer.startswith(f"StoreError: database {folder}/bot.db: ")
    assert "its folder writable for the bot's user" in answer
    folder.chmod(0o700)
    assert ask([process], f"sqlite:///{folder}/bot.db") == ["fine"]


def ask_when_ready(process, url):
    assert process.stdout.readline() == "ready\n"
    return ask([process], url)


async def test_a_folder_that_is_not_there(tmp_path):
    error = await fails_to_open(f"sqlite:///{tmp_path}/none/bot.db")
    assert error.found == "unable to open database file"


async def fill(store):
    """Write until the disk is full; all that was written before that."""
    written = []
    with pytest.raises(StoreError) as full:  # noqa: PT012 - which of them fails is the disk's affair
        for number in range(10_000):
            await store.ledger.plan([owe(number, body="x" * 1000)], T)
            written.append(owe(number, body="x" * 1000))
    return written, plain(full.value)


@pytest.fixture
def small_disk():
    """A file system of half a megabyte."""
    place = Path(tempfile.mkdtemp(prefix="small-disk-"))
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", place], check=False, capture_output=True
    )
    if not mounted or mounted.returncode:
        place.rmdir()
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)
    place.rmdir()


async def test_a_full_disk_keeps_what_was_written_and_goes_on_once_there_is_space(small_disk):
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(150_000))
    async with opened(f"sqlite:///{small_disk}/bot.db") as store:
        written, error = await fill(store)
        assert error.found == "database or disk is full"
        assert len(written) > 5
        assert {entry.owed for entry in await store.ledger.load(T)} == set(written)
        ballast.unlink()
        await store.ledger.plan([owe(20_000)], T)
        assert {entry.owed for entry in await store.ledger.load(T)} == {*written, owe(20_000)}


async def test_a_file_that_may_not_grow_keeps_what_was_written_and_goes_on_once_it_may(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/bot.db") as store:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
        try:
            written, error = await fill(store)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert error.found == "disk I/O error"
        assert len(written) > 5
        await store.ledger.plan([owe(20_000)], T)
        assert {entry.owed for entry in await store.ledger.load(T)} == {*written, owe(20_000)}


def overwrite(path, offset, content):
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


DAMAGES = {
    "header overwritten": lambda path: overwrite(path, 0, b"\xa5" * 100),
    "a page overwritten": lambda path: overwrite(path, path.stat().st_size // 2 // PAGE * PAGE, b"\xa5" * PAGE),
    "a page of nothing": lambda path: overwrite(path, path.stat().st_size // 2 // PAGE * PAGE, bytes(PAGE)),
    "cut in the middle": lambda path: os.truncate(path, path.stat().st_size // 2),
    "cut within a page": lambda path: os.truncate(path, path.stat().st_size // 2 // PAGE * PAGE + 100),
    "cut within the header": lambda path: os.truncate(path, 50),
    "not a database": lambda path: path.write_text("dear diary\n" * 1000),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_a_damaged_file_is_told_at_once_and_left_as_it_is(tmp_path, damage):
    path = tmp_path / "bot.db"
    async with opened(f"sqlite:///{path}") as store:
        await store.ledger.plan([owe(number, body="x" * 200) for number in range(1000)], T)
    damage(path)
    damaged = path.read_bytes()
    error = await fails_to_open(f"sqlite:///{path}")
    assert "malformed" in error.found or error.found == "file is not a database"
    assert error.advice == "put it aside and restore a copy, or let the bot start a new one"
    assert path.read_bytes() == damaged


async def test_a_file_that_is_damaged_while_it_is_used_is_told(tmp_path):
    path = tmp_path / "bot.db"
    async with opened(f"sqlite:///{path}") as store:
        await store.ledger.plan([owe(number, body="x" * 2000) for number in range(3000)], T)
    store = await open_store(f"sqlite:///{path}")
    overwrite(path, 20 * PAGE, b"\xa5" * (path.stat().st_size - 20 * PAGE))
    with pytest.raises(StoreError, match="put it aside and restore a copy"):
        await store.ledger.load(T)
    await store.close()


async def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE settings (mine TEXT)")
    other.commit()
    other.close()
    error = await fails_to_open(f"sqlite:///{path}")
    assert error.found == "table settings already exists"
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("settings",)]
    other.close()


async def test_an_empty_file_is_a_new_database(tmp_path):
    (tmp_path / "bot.db").touch()
    async with opened(f"sqlite:///{tmp_path}/bot.db") as store:
        assert await store.settings.load() == {}
