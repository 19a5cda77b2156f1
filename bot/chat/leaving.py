"""The moment at which a request leaves for Discord.

discord.py composes a request once, and then may wait with it, for its route or between its own five attempts. Whoever
has something to say of that moment, that the text has become untrue or that an answer is waited for from now on, says
it here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import aiohttp

_checks: ContextVar[tuple[Callable[[], None], ...]] = ContextVar("_checks", default=())


@contextmanager
def when_leaving(check: Callable[[], None]) -> Iterator[None]:
    """Call `check`, too, whenever a request of this task leaves; what it raises holds that request back."""
    token = _checks.set((*_checks.get(), check))
    try:
        yield
    finally:
        _checks.reset(token)


def watch_requests() -> aiohttp.TraceConfig:
    """What makes a client heed `when_leaving`, as its `http_trace`."""
    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(_leave)
    return trace


async def _leave(*_: object) -> None:
    for check in _checks.get():
        check()
