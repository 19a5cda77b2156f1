"""Faults that tests inject: lost and broken connections, errors and silence, before or after a request took effect."""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Literal

from aiohttp import web

from bot.sandbox.errors import Json
from bot.sandbox.limits import rate_limit_body

Action = Literal["drop_before", "drop_after", "reset", "hang", "status", "gateway_close", "gateway_cut"]
ACTIONS = ("drop_before", "drop_after", "reset", "hang", "status", "gateway_close", "gateway_cut")
Answering = Callable[[], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Fault:
    """What goes wrong, with which requests, how many times.

    `path` is searched in the path without "/api/v10". `skip` requests pass unharmed first. `accepted` lets the
    request take effect before "reset", "hang" or "status" (drop_after always does). "gateway_close" (with `code`) and
    "gateway_cut" happen to every bot's connection at once, when the fault is added.
    """

    action: Action
    method: str = ".*"
    path: str = ".*"
    times: int = 1
    skip: int = 0
    status: int = 500
    accepted: bool = False
    retry_after: float = 0.2
    everywhere: bool = False  # for 429: the global limit
    code: int = 4000

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise ValueError(f"fault action {self.action!r} is none of {', '.join(ACTIONS)}")
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"fault path {self.path!r} is no regular expression: {error}") from None

    def fits(self, method: str, path: str) -> bool:
        return re.fullmatch(self.method, method) is not None and re.search(self.path, path) is not None


@dataclass(slots=True)
class Faults:
    """The faults still to happen, in the order they were added; the first that fits is used up first."""

    waiting: list[Fault] = field(default_factory=list)
    happened: list[Json] = field(default_factory=list)
    on_gateway_fault: Callable[[Fault], None] = lambda _: None

    def add(self, fault: Fault) -> None:
        if fault.action in ("gateway_close", "gateway_cut"):
            self.happened.append(asdict(fault))
            self.on_gateway_fault(fault)
        else:
            self.waiting.append(fault)

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that befalls this request, counted."""
        for fault in self.waiting:
            if not fault.fits(method, path):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            self.happened.append({"action": fault.action, "method": method, "path": path, "status": fault.status})
            return fault
        return None


async def befall(fault: Fault, request: web.Request, answer: Answering) -> web.StreamResponse:
    """What the client gets instead of `answer`, which runs only if the fault lets the request take effect."""
    response: web.StreamResponse | None = None
    await request.read()
    if fault.accepted or fault.action == "drop_after":
        response = await answer()
    if fault.action == "status":
        return _error(fault)
    if fault.action == "hang":
        await asyncio.Event().wait()
    _break(request, reset=fault.action == "reset")
    return response or web.Response(status=500)


def _error(fault: Fault) -> web.Response:
    if fault.status != 429:
        return web.json_response({"message": f"{fault.status}: injected fault", "code": 0}, status=fault.status)
    headers = {
        "Retry-After": f"{fault.retry_after:g}",
        "Via": "1.1 sandbox",
        "X-RateLimit-Scope": "global" if fault.everywhere else "shared",
    }
    headers |= {"X-RateLimit-Global": "true"} if fault.everywhere else {}
    body = rate_limit_body(fault.retry_after, everywhere=fault.everywhere)
    return _exact(web.json_response(body, status=429, headers=headers))


def _exact(response: web.Response) -> web.Response:
    response.headers["Content-Type"] = "application/json"
    return response


def _break(request: web.Request, *, reset: bool) -> None:
    """Close the client's connection without an answer; with `reset`, by a TCP reset."""
    transport = request.transport
    if transport is None:
        return
    if reset:
        plain = transport.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
