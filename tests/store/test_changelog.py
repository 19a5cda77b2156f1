"""The change log, previews and settings, on every database."""

import asyncio
from datetime import timedelta

import pytest

from bot.store import StoreError
from bot.store.changelog import Preview, Published
from tests.store.conftest import T, opened

BODY = {"kind": "move", "session": "vector-search", "minutes": 15, "deep": [None, True, 1.5, "é ☕ \x00"]}


async def append(store, change_id, at=T, body=BODY):
    async with store.transaction() as connection:
        return await store.changes.append_within(connection, change_id, 2**63 - 1, "Olga ☕", at, body)


async def test_changes_are_numbered_from_one_and_given_back_in_order(store):
    assert await store.changes.load() == []
    first = await append(store, "b")
    second = await append(store, "a", T + timedelta(seconds=1), {})
    assert first == Published(1, "b", 2**63 - 1, "Olga ☕", T, BODY)
    assert second.version == 2
    assert await store.changes.load() == [first, second]


async def test_a_change_is_published_once(store):
    await append(store, "a")
    with pytest.raises(StoreError):
        await append(store, "a")
    assert [line.version for line in await store.changes.load()] == [1]


async def test_what_is_published_and_then_undone_leaves_no_hole(store):
    async def fail_after_it():
        async with store.transaction() as connection:
            await store.changes.append_within(connection, "a", 1, "Olga", T, BODY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_it()
    assert (await append(store, "a")).version == 1


async def test_previews_are_kept_and_closed_once(store):
    preview = Preview("p", 1, 0, T, "open", BODY)
    assert await store.changes.find_preview("p") is None
    await store.changes.save_preview(preview)
    assert await store.changes.find_preview("p") == preview

    async def close(state):
        async with store.transaction() as connection:
            return await store.changes.close_preview_within(connection, "p", state)

    assert sorted(await asyncio.gather(close("published"), close("published"))) == [False, True]
    assert await close("dropped") is False
    assert await store.changes.find_preview("p") == Preview("p", 1, 0, T, "published", BODY)


async def test_a_preview_is_replaced_by_its_newer_form(store):
    await store.changes.save_preview(Preview("p", 1, 0, T, "open", {}))
    newer = Preview("p", 2, 3, T + timedelta(minutes=1), "open", BODY)
    await store.changes.save_preview(newer)
    assert await store.changes.find_preview("p") == newer


@pytest.mark.parametrize("value", [None, False, 0, "", "é", 2**60, 1.5, [1, {"a": None}], {}], ids=repr)
async def test_settings_are_any_json(store, value):
    await store.settings.save("one", "before")
    await store.settings.save("one", value)
    await store.settings.save("other", 1)
    assert await store.settings.load() == {"one": value, "other": 1}


async def test_all_of_it_outlives_the_process_that_wrote_it(shared_address):
    async with opened(shared_address) as store:
        published = await append(store, "a")
        await store.changes.save_preview(Preview("p", 1, 1, T, "open", BODY))
        await store.settings.save("channel", {"id": 2**63})
    async with opened(shared_address) as store:
        assert await store.changes.load() == [published]
        assert await store.changes.find_preview("p") == Preview("p", 1, 1, T, "open", BODY)
        assert await store.settings.load() == {"channel": {"id": 2**63}}
