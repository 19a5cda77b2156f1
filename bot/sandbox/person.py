"""A person who uses the sandbox from Python, over the same HTTP and websocket as everybody: for tests, benchmarks."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import aiohttp

Json = dict[str, Any]
JsonValue = Any
Predicate = Callable[[Json], bool]
_LOADING = 1 << 7
PATIENCE = 20.0  # seconds until what somebody waits for is taken not to come


class RequestError(Exception):
    """The sandbox refused a request."""

    def __init__(self, status: int, body: JsonValue) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body
        self.code = body.get("code") if isinstance(body, dict) else None


class Person:
    """A person with this token; use it with `async with`.

    A channel is named "general", by its id, or "@bot" for the direct messages with a user. Messages and events are
    kept as they come, so it does not matter whether one waits before or after they arrive; each is handed out once.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._heart: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()
        self._unread: list[tuple[str, Json]] = []
        self._untaken: list[Json] = []
        self.user: Json = {}
        self.guild: Json = {}
        self.applications: list[Json] = []
        self.channels: dict[str, Json] = {}
        self.messages: dict[str, Json] = {}  # every message seen and not deleted, as it is now

    @property
    def id(self) -> str:
        return str(self.user["id"])

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(headers={"Authorization": self._token})
        try:
            await self._connect(self._session)
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._leave()

    async def _connect(self, session: aiohttp.ClientSession) -> None:
        socket = await session.ws_connect(f"{self._url.replace('http', 'ws', 1)}/gateway", max_msg_size=0)
        hello = await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": self._token}})
        self._socket = socket
        self._reader = asyncio.create_task(self._read(socket))
        self._heart = asyncio.create_task(_beat(socket, hello["d"]["heartbeat_interval"] / 1000))
        await self.wait_event("GUILD_CREATE")

    async def _leave(self) -> None:
        if self._heart:
            self._heart.cancel()
        if self._socket:
            await self._socket.close()
        if self._reader:
            await self._reader
        if self._session:
            await self._session.close()

    # Requests

    async def request(self, method: str, path: str, body: JsonValue = None, **options: JsonValue) -> JsonValue:
        """The JSON answer of `/api/v10` + `path`; raises RequestError."""
        if self._session is None:
            raise RuntimeError("use `async with Person(...)`")
        async with self._session.request(method, f"{self._url}/api/v10{path}", json=body, **options) as response:
            answer = await response.json() if response.status != 204 else None
            if response.status >= 400:
                raise RequestError(response.status, answer)
            return answer

    async def send(self, channel: str, text: str, *, reply_to: Json | None = None, **more: JsonValue) -> Json:
        """Post a message; the message as the sandbox keeps it."""
        body: Json = {"content": text, "nonce": secrets.token_hex(12)} | more
        if reply_to:
            body["message_reference"] = {"message_id": reply_to["id"]}
        sent: Json = await self.request("POST", f"/channels/{await self.channel_id(channel)}/messages", body)
        return sent

    async def send_dm(self, name: str, text: str) -> Json:
        return await self.send(f"@{name}", text)

    async def edit(self, message: Json, text: str) -> Json:
        edited: Json = await self.request("PATCH", _path(message), {"content": text})
        return edited

    async def delete(self, message: Json) -> None:
        await self.request("DELETE", _path(message))

    async def react(self, message: Json, emoji: str) -> None:
        await self.request("PUT", f"{_path(message)}/reactions/{quote(emoji)}/@me")

    async def unreact(self, message: Json, emoji: str) -> None:
        await self.request("DELETE", f"{_path(message)}/reactions/{quote(emoji)}/@me")

    async def vote(self, message: Json, *answer_ids: int) -> None:
        """Choose these answers of a poll instead of those chosen before."""
        path = f"/channels/{message['channel_id']}/polls/{message['id']}/answers/@me"
        await self.request("PUT", path, {"answer_ids": list(answer_ids)})

    async def history(self, channel: str, limit: int = 50) -> list[Json]:
        """The last messages of a channel, oldest first."""
        found: list[Json] = await self.request(
            "GET", f"/channels/{await self.channel_id(channel)}/messages", params={"limit": limit}
        )
        return found[::-1]

    async def channel_id(self, channel: str) -> str:
        """The id of "general", of "@someone" (direct messages, opened if need be) or of an id itself."""
        if channel.startswith("@"):
            opened: Json = await self.request("POST", "/users/@me/channels", {"recipient_id": self._user(channel[1:])})
            return str(opened["id"])
        for known in self.channels.values():
            if known.get("name") == channel:
                return str(known["id"])
        if channel.isdecimal():
            return channel
        raise LookupError(f"no channel {channel!r} among {[each.get('name') for each in self.channels.values()]}")

    def _user(self, name: str) -> str:
        for member in self.guild["members"]:
            user = member["user"]
            if name in (user["username"], user["global_name"], user["id"]):
                return str(user["id"])
        raise LookupError(f"nobody here is called {name!r}")

    # Interactions

    async def commands(self, bot: str | None = None) -> list[Json]:
        """The commands a person is offered: the application's and the guild's."""
        application = self._application(bot)
        everywhere: list[Json] = await self.request("GET", f"/applications/{application}/commands")
        here: list[Json] = await self.request("GET", f"/applications/{application}/guilds/{self.guild['id']}/commands")
        return here + everywhere

    async def invoke(
        self,
        command: str,
        *,
        channel: str = "general",
        locale: str | None = None,
        bot: str | None = None,
        **options: JsonValue,
    ) -> str:
        """Use a slash command ("schedule", or "group sub"); the interaction's nonce."""
        data = await self._command_data(command, bot, options, focused=None)
        return await self._interact(2, channel, data, bot=bot, locale=locale)

    async def autocomplete(
        self,
        command: str,
        *,
        channel: str = "general",
        locale: str | None = None,
        bot: str | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109
        **options: JsonValue,
    ) -> list[Json]:
        """The choices offered for the last of the options, which is still being typed."""
        data = await self._command_data(command, bot, options, focused=list(options)[-1])
        nonce = await self._interact(4, channel, data, bot=bot, locale=locale)
        names = "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE", "INTERACTION_FAILURE"
        answer = await self.wait_event(*names, where=lambda data: data["nonce"] == nonce, timeout=timeout)
        choices: list[Json] = answer.get("choices", [])
        return choices

    async def click(
        self, message: Json, *, custom_id: str | None = None, label: str | None = None, locale: str | None = None
    ) -> str:
        """Press the button with this custom_id or label; the interaction's nonce."""
        button = _find(message, 2, custom_id=custom_id, label=label)
        data = {"component_type": 2, "custom_id": button["custom_id"]}
        return await self._interact(3, message["channel_id"], data, message=message, locale=locale)

    async def select(self, message: Json, custom_id: str, values: list[str], *, locale: str | None = None) -> str:
        """Choose these values in a menu; the interaction's nonce."""
        menu = _find(message, 3, 5, 6, 7, 8, custom_id=custom_id)
        data = {"component_type": menu["type"], "custom_id": custom_id, "values": values}
        return await self._interact(3, message["channel_id"], data, message=message, locale=locale)

    async def submit(self, modal: Json, values: dict[str, Any], *, locale: str | None = None) -> str:
        """Send a form; `values` by custom_id, a list for what has several."""
        filled = [
            {"type": 4, "custom_id": id_, "values" if isinstance(value, list) else "value": value}
            for id_, value in values.items()
        ]
        data = {"id": modal["id"], "custom_id": modal["custom_id"], "components": filled}
        return await self._interact(5, modal["channel_id"], data, application=modal["application_id"], locale=locale)

    async def wait_modal(self, timeout: float = PATIENCE) -> Json:  # noqa: ASYNC109
        """The next form a bot opens."""
        return await self.wait_event("INTERACTION_MODAL_CREATE", timeout=timeout)

    async def _interact(
        self,
        kind: int,
        channel: str,
        data: Json,
        *,
        message: Json | None = None,
        bot: str | None = None,
        application: str | None = None,
        locale: str | None = None,
    ) -> str:
        nonce = secrets.token_hex(12)
        owner = application or (message["author"]["id"] if message else self._application(bot))
        body: Json = {
            "type": kind,
            "application_id": owner,
            "channel_id": await self.channel_id(channel),
            "nonce": nonce,
            "data": data,
        }
        body |= {"message_id": message["id"]} if message else {}
        body |= {"locale": locale} if locale else {}
        await self.request("POST", "/interactions", body)
        return nonce

    def _application(self, bot: str | None) -> str:
        return next(str(each["id"]) for each in self.applications if bot in (None, each["name"]))

    async def _command_data(self, command: str, bot: str | None, options: Json, focused: str | None) -> Json:
        words = command.split()
        found = next(each for each in await self.commands(bot) if each["name"] == words[0])
        inner: list[Json] = [
            {"name": name, "value": value} | ({"focused": True} if name == focused else {})
            for name, value in options.items()
        ]
        for word in reversed(words[1:]):
            inner = [{"name": word, "options": inner}]
        return {"id": found["id"], "name": found["name"], "type": found["type"], "options": inner}

    # What comes in

    async def wait_message(self, where: Predicate = lambda _: True, *, timeout: float = PATIENCE) -> Json:  # noqa: ASYNC109
        """The next message by somebody else that fits and was not handed out before, ephemeral ones too.

        A message of which a bot is still thinking counts once it says something.
        """

        def take() -> Json | None:
            for message in self._untaken:
                if where(message):
                    self._untaken.remove(message)
                    return message
            return None

        return await self._wait(take, timeout)

    async def wait_event(
        self,
        *names: str,
        where: Predicate = lambda _: True,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Json:
        """The next event of one of these names that fits and was not handed out before."""

        def take() -> Json | None:
            for event in self._unread:
                if event[0] in names and where(event[1]):
                    self._unread.remove(event)
                    return event[1]
            return None

        return await self._wait(take, timeout)

    async def wait_edit(self, message: Json, where: Predicate = lambda _: True, *, timeout: float = PATIENCE) -> Json:  # noqa: ASYNC109
        """The next change of this message that fits."""
        return await self.wait_event(
            "MESSAGE_UPDATE", where=lambda data: data["id"] == message["id"] and where(data), timeout=timeout
        )

    async def _wait(self, take: Callable[[], Json | None], timeout: float) -> Json:  # noqa: ASYNC109
        async with asyncio.timeout(timeout), self._news:
            while (taken := take()) is None:
                if self._socket is None or self._socket.closed:
                    raise ConnectionError("the sandbox has closed the connection")
                await self._news.wait()
            return taken

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for received in socket:
            payload = json.loads(received.data)
            if payload["op"] == 0:
                self._take_in(payload["t"], payload["d"])
            await self._tell_waiting()
        await self._tell_waiting()

    async def _tell_waiting(self) -> None:
        async with self._news:
            self._news.notify_all()

    def _take_in(self, name: str, data: Json) -> None:
        self._unread.append((name, data))
        if name == "READY":
            self.user, self.applications = data["user"], data["applications"]
            self.channels |= {each["id"]: each for each in data["private_channels"]}
        elif name == "GUILD_CREATE":
            self.guild = data
            self.channels |= {each["id"]: each for each in [*data["channels"], *data["threads"]]}
        elif name in ("CHANNEL_CREATE", "CHANNEL_UPDATE", "THREAD_CREATE", "THREAD_UPDATE"):
            self.channels[data["id"]] = data
        elif name in ("CHANNEL_DELETE", "THREAD_DELETE"):
            self.channels.pop(data["id"], None)
        elif name in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            self._take_in_message(name, data)
        elif name == "MESSAGE_DELETE":
            self.messages.pop(data["id"], None)

    def _take_in_message(self, name: str, data: Json) -> None:
        before = self.messages.get(data["id"])
        self.messages[data["id"]] = data
        loading = data["flags"] & _LOADING
        said_now = name == "MESSAGE_CREATE" or (before is not None and before["flags"] & _LOADING)
        if said_now and not loading and data["author"]["id"] != self.id:
            self._untaken.append(data)


async def _beat(socket: aiohttp.ClientWebSocketResponse, seconds: float) -> None:
    with suppress(ConnectionError):
        while not socket.closed:
            await asyncio.sleep(seconds)
            await socket.send_json({"op": 1, "d": None})


def _path(message: Json) -> str:
    return f"/channels/{message['channel_id']}/messages/{message['id']}"


def _find(message: Json, *kinds: int, custom_id: str | None = None, label: str | None = None) -> Json:
    for component in _walk(message["components"]):
        if component["type"] not in kinds or "custom_id" not in component:
            continue
        if component["custom_id"] == custom_id or (label is not None and component.get("label") == label):
            return component
    raise LookupError(f"no component {custom_id or label!r} in {message['components']}")


def _walk(components: list[Json]) -> Iterator[Json]:
    for component in components:
        yield component
        yield from _walk(component.get("components", []))
        yield from _walk([component["accessory"]] if "accessory" in component else [])
