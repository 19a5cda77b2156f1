"""Promises kept: random histories in virtual time, and single ones that were once got wrong."""

import pytest

from bot.store import IN_MEMORY, open_store
from tests.histories import play

HISTORIES, PART = 600, 50


@pytest.mark.parametrize("first", range(0, HISTORIES, PART))
async def test_random_histories(first):
    store = await open_store(IN_MEMORY)
    assert await store.lease.take() == ""
    said = 0
    try:
        for seed in range(first, first + PART):
            history = await play(seed, store)
            assert history.problems == [], (seed, *history.story)
            said += sum(len(posts) for posts in history.posts.values())
    finally:
        await store.close()
    assert said > PART
