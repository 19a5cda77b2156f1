"""The sign of life: renewed while connected, believed for a while."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock
from bot.health import STALE, beat_while, find_illness, find_sign

NINE = datetime(2025, 6, 30, 9, tzinfo=UTC)


async def beat_once(alive, folder):
    beating = asyncio.create_task(beat_while(lambda: alive, folder))
    await asyncio.sleep(0.02)
    beating.cancel()


async def test_connected_bot_is_healthy(tmp_path):
    await beat_once(True, tmp_path / "new" / "folder")
    assert find_illness(tmp_path / "new" / "folder", SystemClock().now()) == ""


async def test_latency_stands_beside_the_sign_of_life(tmp_path):
    beating = asyncio.create_task(beat_while(lambda: True, tmp_path, lambda: timedelta(milliseconds=42)))
    await asyncio.sleep(0.02)
    beating.cancel()
    seen, latency = find_sign(tmp_path)
    assert (SystemClock().now() - seen) < timedelta(seconds=5)
    assert latency == timedelta(milliseconds=42)
    assert find_illness(tmp_path, SystemClock().now()) == ""
    assert find_sign(tmp_path / "elsewhere") == (None, None)


async def test_bot_that_never_connected_is_ill(tmp_path):
    await beat_once(False, tmp_path)
    assert (
        find_illness(tmp_path, NINE) == f"no sign of life in {tmp_path}: the bot has not been connected to Discord yet"
    )


def test_stale_sign_is_ill_and_says_since_when(tmp_path):
    (tmp_path / "heartbeat").write_text(NINE.isoformat())
    assert find_illness(tmp_path, NINE + STALE) == ""
    illness = find_illness(tmp_path, NINE + STALE + timedelta(seconds=1))
    assert illness == "last connected to Discord at 2025-06-30 09:00:00 UTC, 76 s ago"


def test_sign_of_a_moment_to_come_is_ill(tmp_path):
    (tmp_path / "heartbeat").write_text((NINE + timedelta(days=1)).isoformat())
    assert find_illness(tmp_path, NINE).endswith("2025-07-01 09:00:00 UTC, by a clock that was set back since")


def test_spoilt_sign_is_ill(tmp_path):
    (tmp_path / "heartbeat").write_text("not a time")
    assert find_illness(tmp_path, NINE).startswith("no sign of life")


async def test_unwritable_folder_does_not_stop_the_bot(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    await beat_once(True, tmp_path / "file")
    assert "The sign of life cannot be written" in caplog.text
