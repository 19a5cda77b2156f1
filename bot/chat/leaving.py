"""The moment at which a request leaves for Discord.

discord.py composes a request once, and then may wait with it, for its route or between its own five attempts. Whoever
has something to say of that moment, that the text has become untrue or that an answer is waited for from now on, says
it here. So is whoever has to know what Discord answered, before discord.py acts on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import aiohttp

_checks: ContextVar[Sequence[Callable[[], None]]] = ContextVar("_checks", default=())


@contextmanager
def when_leaving(check: Callable[[], None]) -> Iterator[None]:
    """Call `check`, too, whenever a request of this task leaves; what it raises holds that request back."""
    checks = [*_checks.get(), check]
    token = _checks.set(checks)
    try:
        yield
    finally:
        _checks.reset(token)
        checks.clear()  # a connection opened within keeps its context, and what that holds, for as long as it lives


def watch_requests(limited: Callable[[float], None]) -> aiohttp.TraceConfig:
    """What makes a client heed `when_leaving`, as its `http_trace`.

    `limited` is called with the seconds for which Discord wants no request at all.
    """

    async def look(_session: object, _context: object, ended: aiohttp.TraceRequestEndParams) -> None:
        headers = ended.response.headers
        if ended.response.status == 429 and headers.get("X-RateLimit-Scope") == "global":
            limited(float(headers.get("Retry-After", "1")))

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(_leave)
    trace.on_request_end.append(look)
    return trace


async def _leave(*_: object) -> None:
    for check in _checks.get():
        check()
