"""The sandbox: a world served over HTTP and websocket, with its page, its clock and its faults."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aiohttp import BodyPartReader, web

from bot.clock import SimulatedClock
from bot.sandbox.errors import ApiError, Json, JsonValue, refused, unauthorised
from bot.sandbox.faults import Fault, Faults, befall
from bot.sandbox.forms import Form
from bot.sandbox.gateway import Gateway
from bot.sandbox.limits import Limits, Rates
from bot.sandbox.posting import Upload
from bot.sandbox.rest import ENDPOINTS, Call, Endpoint
from bot.sandbox.shapes import check_shapes
from bot.sandbox.world import Message, User, World

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_API = ("/api/v10", "/api/v9", "/api")
_PAGE = Path(__file__).parent / "page"
_SECONDS_BETWEEN_SAVES = 0.2
_IDS_IN_WORDS = ("@me", "@original")
_TEXTS_OF_FORMS = ("content", "nonce", "username")
_WITHOUT_TOKEN = ("/gateway", "/interactions/{", "/webhooks/")
_SHOWN_IN_PLACE = ("image/png", "image/jpeg", "image/gif", "image/webp")
_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that the page offers to jump to."""

    title: str
    at: datetime


class Sandbox:
    """A small Discord that runs in this process.

    With `state`, the world is kept in that file: saved after changes, and read at the start if the file is there
    (then the world given here is left aside; use `sandbox.world`). The page shows its clock in `timezone`, an IANA
    name, or in the reader's own without one, and opens on the direct messages with the bot named `opens_with`.
    """

    def __init__(
        self,
        world: World,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        moments: tuple[Moment, ...] = (),
        limits: Limits | None = None,
        state: Path | None = None,
        timezone: str | None = None,
        opens_with: str = "",
    ) -> None:
        self._state = state
        if state and state.exists():
            world = load(state, world)
        self.world = world
        self.world.limits = limits or world.limits
        self.moments = moments
        self._timezone = timezone
        self.faults = Faults(on_gateway_fault=self._harm_gateway)
        self.gateway = Gateway(world)
        self._rates = Rates(self.world.limits)
        self._opens_with = opens_with
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None
        self._changed = asyncio.Event()
        self._saver: asyncio.Task[None] | None = None
        world.on_event(lambda _: self._changed.set())
        if isinstance(world.clock, SimulatedClock):
            world.clock.on_change(lambda: self.gateway.tell_people("SANDBOX_CLOCK", self.clock_json()))

    @property
    def url(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/gateway"

    @property
    def record(self) -> list[Json]:
        return self.world.record

    async def start(self) -> None:
        """Listen; afterwards `url` has the real port. OSError if the port is taken."""
        app = web.Application(middlewares=[self._guard], client_max_size=self.world.limits.body_bytes)
        self._add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]
        self.gateway.url = self.gateway_url
        if self._state:
            self._saver = asyncio.create_task(self._keep_saving(self._state))

    async def stop(self) -> None:
        """Close all connections; the world stays."""
        await self.gateway.close()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None
        if self._saver:
            self._saver.cancel()
            with suppress(asyncio.CancelledError):
                await self._saver
            self._saver = None
        if self._state:
            save(self.world, self._state)

    def clock_json(self) -> Json:
        clock = self.world.clock
        simulated = isinstance(clock, SimulatedClock)
        speed, paused = (clock.speed, clock.paused) if isinstance(clock, SimulatedClock) else (1.0, False)
        told: Json = {"now": clock.now().isoformat(), "speed": speed, "paused": paused, "simulated": simulated}
        return told | ({"timezone": self._timezone} if self._timezone else {})

    # Requests

    def _add_routes(self, app: web.Application) -> None:
        for prefix in _API:
            for endpoint in ENDPOINTS:
                app.router.add_route(endpoint.method, prefix + endpoint.path, self._caller(endpoint))
            app.router.add_route("*", prefix + "{rest:/.*}", _no_route)
        for address in ("/gateway", "/gateway/"):
            app.router.add_get(address, self.gateway.serve)
        app.router.add_get("/attachments/{channel_id}/{attachment_id}/{filename}", self._show_attachment)
        app.router.add_get("/sandbox/people", self._list_people)
        app.router.add_patch("/sandbox/people/{user_id}", self._edit_person)
        app.router.add_get("/sandbox/clock", self._show_clock)
        app.router.add_post("/sandbox/clock", self._set_clock)
        app.router.add_get("/sandbox/moments", self._list_moments)
        app.router.add_get("/sandbox/record", self._show_record)
        app.router.add_get("/sandbox/faults", self._list_faults)
        app.router.add_post("/sandbox/faults", self._add_fault)
        app.router.add_delete("/sandbox/faults", self._clear_faults)
        app.router.add_get("/", self._show_page)
        app.router.add_get("/page/{name}", self._show_page)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turn foreign websites away, inject faults, and answer refusals as Discord does."""
        if not _comes_from_here(request, self._host):
            return _as_json({"message": "Other websites may not use this sandbox.", "code": 0}, 403)
        path = request.path.removeprefix("/api").removeprefix("/v10")
        fault = None if request.path.startswith("/sandbox/") else self.faults.take(request.method, path)
        if fault:
            return await befall(fault, request, lambda: _answered(handler, request))
        return await _answered(handler, request)

    def _caller(self, endpoint: Endpoint) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            caller = self._authorised(request, endpoint)
            _check_ids(request.match_info)
            call = Call(self.world, caller, request.match_info, request.query, base_url=self.url)
            call.gateway_url = self.gateway_url
            call.reason = unquote(request.headers.get("X-Audit-Log-Reason", "")) or None
            call.body, call.files = await _read(request, self.world.limits.body_bytes)
            headers = self._limited(call, endpoint)
            _check(call.body)
            answer = endpoint.answer(call)
            self._changed.set()
            if answer is None:
                return web.Response(status=204, headers=headers)
            return _as_json(answer, endpoint.status, headers)

        return handle

    def _authorised(self, request: web.Request, endpoint: Endpoint) -> User | None:
        """The bot ("Bot …") or person of the request's token."""
        kind, _, rest = request.headers.get("Authorization", "").rpartition(" ")
        user = self.world.user_with_token(rest) if rest else None
        if user and user.bot == (kind == "Bot"):
            return user
        if endpoint.path.startswith(_WITHOUT_TOKEN) and endpoint.path != "/gateway/bot":
            return None
        raise unauthorised()

    def _limited(self, call: Call, endpoint: Endpoint) -> dict[str, str]:
        """Rate limits are for bots; people here are patient or tests."""
        who = call.caller.id if call.caller else call.params.get("token", "")
        if (call.caller and not call.caller.bot) or not self.world.limits.rate_limits:
            return {}
        major = next((call.params[key] for key in ("channel_id", "guild_id", "webhook_id") if key in call.params), "")
        renames = endpoint.method == "PATCH" and endpoint.path == "/channels/{channel_id}" and _renames(call)
        wall_time = self.world.snowflakes.wall_time()
        verdict = self._rates.ask(who, endpoint.method, endpoint.path, major, wall_time=wall_time, renames=renames)
        if verdict.body is not None:
            raise _RateLimited(verdict.headers, verdict.body)
        return verdict.headers

    # The sandbox's own addresses

    async def _show_page(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info.get("name", "index.html")
        path = _PAGE / name
        if Path(name).name != name or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=_PAGE_HEADERS)

    async def _show_attachment(self, request: web.Request) -> web.StreamResponse:
        id_, name = request.match_info["attachment_id"], request.match_info["filename"]
        message = next(
            (each for each in self._messages(request.match_info["channel_id"]) if _has(each.attachments, id_)), None
        )
        if message is None or id_ not in self.world.files:
            raise web.HTTPNotFound
        kind = next(each["content_type"] for each in message.attachments if each["id"] == id_)
        in_place = kind in _SHOWN_IN_PLACE
        disposition = f"{'inline' if in_place else 'attachment'}; filename*=UTF-8''{name}"
        headers = _PAGE_HEADERS | {"Content-Disposition": disposition, "Content-Type": kind}
        return web.Response(body=self.world.files[id_], headers=headers)

    def _messages(self, channel_id: str) -> list[Message]:
        return list(self.world.messages.get(channel_id, {}).values())

    async def _list_people(self, _: web.Request) -> web.Response:
        people: list[Json] = [
            {
                "id": each.id,
                "name": each.name,
                "token": each.token,
                "roles": self._role_names(each),
                "locale": each.locale,
                "accepts_dms": each.accepts_dms,
                "start": self._start_channel(each),
            }
            for each in self.world.people
        ]
        return _as_json({"people": people, "bots": [{"id": each.id, "name": each.name} for each in self.world.bots]})

    def _start_channel(self, person: User) -> str | None:
        """The direct messages that the page begins with, None for the first channel."""
        bot = next((each for each in self.world.bots if each.name == self._opens_with), None)
        return self.world.dm_between(person.id, bot.id).id if bot else None

    def _role_names(self, user: User) -> list[str]:
        member = self.world.members.get(user.id)
        return [self.world.roles[id_].name for id_ in member.roles] if member else []

    async def _edit_person(self, request: web.Request) -> web.Response:
        """Set a person's `locale`, or whether they accept direct messages."""
        person = self.world.user(request.match_info["user_id"])
        form = _object(await _json_of(request))
        person.locale = str(form.get("locale", person.locale))
        person.accepts_dms = bool(form.get("accepts_dms", person.accepts_dms))
        self._changed.set()
        return _as_json({"id": person.id, "locale": person.locale, "accepts_dms": person.accepts_dms})

    async def _show_clock(self, _: web.Request) -> web.Response:
        return _as_json(self.clock_json())

    async def _set_clock(self, request: web.Request) -> web.Response:
        form, clock = _object(await _json_of(request)), self.world.clock
        if not isinstance(clock, SimulatedClock):
            raise ApiError(409, 0, "This clock is the machine's own and cannot be set.")
        try:
            if "now" in form:
                clock.set(datetime.fromisoformat(str(form["now"])))
            if "speed" in form:
                clock.set_speed(float(form["speed"]))
        except (ValueError, TypeError, OverflowError) as error:
            raise ApiError(400, 50035, str(error)) from None
        if "paused" in form:
            (clock.pause if form["paused"] else clock.resume)()
        return _as_json(self.clock_json())

    async def _list_moments(self, _: web.Request) -> web.Response:
        return _as_json({"moments": [{"title": each.title, "at": each.at.isoformat()} for each in self.moments]})

    async def _show_record(self, _: web.Request) -> web.Response:
        return _as_json({"record": self.record})

    async def _list_faults(self, _: web.Request) -> web.Response:
        waiting = [asdict(fault) for fault in self.faults.waiting]
        return _as_json({"faults": waiting, "happened": self.faults.happened})

    async def _add_fault(self, request: web.Request) -> web.Response:
        try:
            fault = Fault(**_object(await _json_of(request)))
        except (TypeError, ValueError) as error:
            raise ApiError(400, 50035, str(error)) from None
        self.faults.add(fault)
        return _as_json(asdict(fault), 201)

    async def _clear_faults(self, _: web.Request) -> web.Response:
        self.faults.clear()
        return web.Response(status=204)

    def _harm_gateway(self, fault: Fault) -> None:
        if fault.action == "gateway_cut":
            self.gateway.cut_bots()
        else:
            self.gateway.close_bots(fault.code)

    # Keeping the world

    async def _keep_saving(self, path: Path) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            began = time.monotonic()
            text = json.dumps(self.world.to_json())
            took = time.monotonic() - began
            await asyncio.to_thread(_replace, path, text)
            # A large world takes a while, in which nobody is served: then it is saved less often.
            await asyncio.sleep(max(_SECONDS_BETWEEN_SAVES, 20 * took))


class _RateLimited(Exception):  # noqa: N818
    def __init__(self, headers: dict[str, str], body: Json) -> None:
        super().__init__()
        self.headers = headers
        self.body = body


def load(path: Path, like: World) -> World:
    """The world kept in `path`, with the clock and limits of another; ValueError if there is none to be read."""
    try:
        return World.from_json(json.loads(path.read_text(encoding="utf-8")), like.clock, limits=like.limits)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} holds no world of this version ({error}); move it away to begin anew") from error


def save(world: World, path: Path) -> None:
    """Write the world to `path`, which never holds half of one."""
    _replace(path, json.dumps(world.to_json()))


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


async def _answered(handler: Handler, request: web.Request) -> web.StreamResponse:
    try:
        response: web.StreamResponse = await handler(request)
    except ApiError as error:
        return _as_json(error.as_json(), error.status)
    except _RateLimited as limited:
        return _as_json(limited.body, 429, limited.headers)
    except web.HTTPRequestEntityTooLarge:
        too_large = refused(40005)
        return _as_json(too_large.as_json(), too_large.status)
    except web.HTTPException:
        raise
    except ConnectionResetError:  # who asked is gone, and sees no answer
        return web.Response(status=400)
    except Exception:
        log.exception("The sandbox failed at %s %s", request.method, request.path)
        return _as_json({"message": "500: Internal Server Error", "code": 0}, 500)
    return response


async def _no_route(request: web.Request) -> web.Response:
    """404, or 405 where the address is right and the method is not."""
    methods = {
        endpoint.method for endpoint in ENDPOINTS if _pattern(endpoint.path).fullmatch(request.match_info["rest"])
    }
    if not methods:
        return _as_json({"message": "404: Not Found", "code": 0}, 404)
    allowed = {"Allow": ", ".join(sorted(methods))}
    return _as_json({"message": "405: Method Not Allowed", "code": 0}, 405, allowed)


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", path))


def _check_ids(params: Mapping[str, str]) -> None:
    """Raise 50035 for an id of the path that is no number; "@me" and "@original" are words for one."""
    form = Form()
    for name, value in params.items():
        if name.endswith("_id") and value not in _IDS_IN_WORDS and not (value.isascii() and value.isdecimal()):
            form.fail((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    form.done()


def _as_json(data: JsonValue, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    # The header is exactly "application/json": with a charset, discord.py reads the answer as text.
    sent = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(data, ensure_ascii=False).encode(), status=status, headers=sent)


async def _read(request: web.Request, most_bytes: int) -> tuple[JsonValue, dict[int, Upload]]:
    """The JSON of a request and the files with it, by their numbers."""
    if request.content_type != "multipart/form-data":
        return await _json_of(request), {}
    try:
        return await _read_parts(request, most_bytes)
    except ValueError:  # no boundary, or none where one should be
        raise ApiError(400, 0, "400: Bad Request") from None


async def _read_parts(request: web.Request, most_bytes: int) -> tuple[JsonValue, dict[int, Upload]]:
    texts: Json = {}
    body: JsonValue = {}
    files: dict[int, Upload] = {}
    left = most_bytes
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = await _part(part, left)
        left -= len(data)
        if part.name == "payload_json":
            body = _parsed(data)
        elif part.filename:
            number = (part.name or "").removeprefix("files[").removesuffix("]")
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files[int(number) if number.isdecimal() else len(files)] = Upload(part.filename, kind, data)
        elif part.name in _TEXTS_OF_FORMS:
            texts[part.name] = data.decode(errors="replace")
    return (texts | body if isinstance(body, dict) else body), files


async def _part(part: BodyPartReader, most_bytes: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk():
        data += chunk
        if len(data) > most_bytes:
            raise refused(40005)
    return bytes(data)


async def _json_of(request: web.Request) -> JsonValue:
    data = await request.read()
    return _parsed(data) if data else None


def _parsed(data: bytes) -> JsonValue:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise refused(50109) from None


def _check(body: JsonValue) -> None:
    try:
        check_shapes(body)
    except RecursionError:
        raise refused(50109) from None


def _object(body: JsonValue) -> Json:
    if not isinstance(body, dict):
        raise refused(50109)
    return body


def _renames(call: Call) -> bool:
    channel = call.world.channels.get(call.params["channel_id"])
    form = call.form
    return channel is not None and any(key in form and form[key] != getattr(channel, key) for key in ("name", "topic"))


def _has(attachments: list[Json], id_: str) -> bool:
    return any(each["id"] == id_ for each in attachments)


def _comes_from_here(request: web.Request, bound_to: str) -> bool:
    """Whether a browser may have sent this: only our own page may, under the address it was served from.

    A name that is not local would be DNS rebinding. Clients that are no browsers send no Origin.
    """
    host = urlsplit(f"//{request.host}").hostname or ""
    if _is_local(bound_to) and not _is_local(host):
        return False
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.host
    foreign = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    opened_by_link = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    return not foreign or opened_by_link


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
