"""The sign of life that a container's health check looks at: a file the running bot renews."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=15)
STALE = timedelta(seconds=75)


async def beat_while(
    alive: Callable[[], bool], folder: Path, latency: Callable[[], timedelta | None] = lambda: None
) -> None:
    """Renew the sign of life in `folder` as long as `alive` says so; runs until cancelled. Follows the real clock.

    Beside it stands the `latency` of the connection, where it is known.
    """
    clock = SystemClock()
    while True:
        if alive():
            _renew(folder, clock.now(), latency())
            await asyncio.sleep(EVERY.total_seconds())
        else:
            await asyncio.sleep(1)


def find_illness(folder: Path, now: datetime) -> str:
    """What is wrong with the bot that lives in `folder`; empty if it was connected to Discord lately."""
    seen, _ = find_sign(folder)
    if seen is None:
        return f"no sign of life in {folder}: the bot has not been connected to Discord yet"
    if now - seen > STALE:
        return f"last connected to Discord at {seen:%Y-%m-%d %H:%M:%S} UTC, {(now - seen).total_seconds():.0f} s ago"
    if seen - now > STALE:
        return f"last connected to Discord at {seen:%Y-%m-%d %H:%M:%S} UTC, by a clock that was set back since"
    return ""


def find_sign(folder: Path) -> tuple[datetime | None, timedelta | None]:
    """When the bot that lives in `folder` was last connected to Discord, and its latency then; None if unknown."""
    try:
        moment, _, milliseconds = _heartbeat(folder).read_text().partition(" ")
        latency = timedelta(milliseconds=float(milliseconds)) if milliseconds else None
        return datetime.fromisoformat(moment).astimezone(UTC), latency
    except (OSError, ValueError, OverflowError):
        return None, None


def _renew(folder: Path, now: datetime, latency: timedelta | None) -> None:
    known = "" if latency is None else f" {latency / timedelta(milliseconds=1):.0f}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _heartbeat(folder).write_text(now.isoformat() + known)
    except OSError as error:
        log.warning("The sign of life cannot be written: %s", error)


def _heartbeat(folder: Path) -> Path:
    return folder / "heartbeat"
