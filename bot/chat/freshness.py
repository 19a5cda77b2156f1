"""Text that is true only for a while: a request that would carry it too late does not leave.

discord.py composes a request once and then may wait with it, for its route or between its own five attempts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import aiohttp


class OutdatedError(Exception):
    """The request was held back, as what it says is no longer true. An attempt before it may have arrived."""


_is_true: ContextVar[Callable[[], bool] | None] = ContextVar("_is_true", default=None)


@contextmanager
def sent_while(is_true: Callable[[], bool]) -> Iterator[None]:
    """Requests of this task within leave, each time they do, only while `is_true()`; else OutdatedError."""
    token = _is_true.set(is_true)
    try:
        yield
    finally:
        _is_true.reset(token)


def watch_requests() -> aiohttp.TraceConfig:
    """What makes a client heed `sent_while`, as its `http_trace`."""
    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(_hold_back)
    return trace


async def _hold_back(*_: object) -> None:
    is_true = _is_true.get()
    if is_true and not is_true():
        raise OutdatedError
