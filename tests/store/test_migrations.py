"""The tables, created and brought up to date, on every database."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from bot.store import StoreError, open_store
from bot.store.database import Database
from bot.store.migrations import migrate
from bot.store.tables import SCHEMA, metadata, schema_version
from tests.store.conftest import SHARED, T, ask, opened, owe


def differences(connection):
    """What Alembic would change to make the tables those of the code."""
    # alembic takes SQLite's DEFAULT '' for another than ''
    options = {"compare_type": True, "compare_server_default": connection.dialect.name == "postgresql"}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


async def test_migrations_lead_to_the_tables_of_the_code(address):
    database = Database(address)
    async with database.transaction() as connection:
        await connection.run_sync(migrate)
        assert await connection.run_sync(differences) == []
    migrated = await contents(database)
    await database.upgrade()
    assert await contents(database) == migrated, "they are up to date already"
    await database.close()


async def test_a_new_database_gets_the_tables_of_the_code(store):
    async with store.database.transaction() as connection:
        assert await connection.run_sync(differences) == []


async def test_tables_of_an_older_schema_are_brought_up_to_date(address):
    database = Database(address)
    async with database.transaction() as connection:
        await connection.run_sync(schema_version.create)  # as it was before the first migration
    await database.upgrade()
    async with database.transaction() as connection:
        assert await connection.scalar(select(schema_version.c.version_num)) == SCHEMA
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_a_fresh_database_gets_all_tables(store):
    async with store.database.transaction() as connection:
        names = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    assert names == {*metadata.tables, "alembic_version"}


async def test_opened_again_it_is_as_it_was(shared_address):
    async with opened(shared_address) as store:
        await store.ledger.plan([owe()], T)
        before = await store.ledger.load(T)
    async with opened(shared_address) as store:
        assert await store.ledger.load(T) == before


async def contents(database):
    async with database.transaction() as connection:
        names = await connection.run_sync(lambda sync: sorted(inspect(sync).get_table_names()))
        return {name: (await connection.execute(text(f"SELECT * FROM {name}"))).all() for name in names}  # noqa: S608


async def test_a_newer_bots_database_is_refused_and_left_alone(shared_address):
    async with opened(shared_address) as store:
        await store.ledger.plan([owe()], T)
        async with store.transaction() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9042'"))
            await connection.execute(text("ALTER TABLE ledger ADD COLUMN invented_later TEXT"))
    before = await contents(store.database)
    with pytest.raises(StoreError) as refused:
        await open_store(shared_address)
    assert refused.value.fatal
    assert refused.value.found == "it was written by a newer version of the bot than this one, which knows schema 0001"
    assert refused.value.advice == "start the newer version, or restore a copy from before"
    assert await contents(store.database) == before
    await store.database.close()


@pytest.mark.parametrize("kind", SHARED)
def test_processes_that_open_a_fresh_database_at_the_same_time_all_can(kind, address_of, tmp_path, probes):
    processes = [probes() for _ in range(3)]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 3
    for number in range(5):
        address = f"sqlite:///{tmp_path}/{number}.db" if kind == "sqlite" else address_of(kind)
        answers = ask(processes, address)
        assert set(answers) <= {"fine", "another one speaks"}, answers
        assert "fine" in answers
