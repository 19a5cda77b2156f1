"""Discord's gateway: sessions over websockets, told what their user may see and asked for.

https://docs.discord.com/developers/events/gateway
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType, web

from bot.sandbox.compression import Compressor, compressor
from bot.sandbox.errors import Json, JsonValue
from bot.sandbox.wire import (
    application_flags,
    channel_json,
    full_member_json,
    guild_create_json,
    own_user_json,
    presence_json,
    user_json,
)
from bot.sandbox.world import (
    MEMBERS,
    MESSAGE_CONTENT,
    PRESENCES,
    PRIVILEGED_INTENTS,
    Event,
    Kind,
    User,
    World,
    always,
)

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, REQUEST_MEMBERS = 0, 1, 2, 3, 4, 6, 7, 8
INVALID_SESSION, HELLO, ACK = 9, 10, 11

_GUILDS, _SCHEDULED_EVENTS = 1 << 0, 1 << 16
_ALL_INTENTS = (1 << 26) - 1
_LONGEST_PAYLOAD = 4096
_KEPT_EVENTS = 1000
_ACK_SECONDS = 0.05
_CLOSING_SECONDS = 2.0
_MEMBERS_IN_A_CHUNK = 1000
_STATUSES = ("online", "idle", "dnd", "invisible", "offline")

# The intents that let a bot hear an event in the guild, and in direct messages.
_INTENTS: dict[str, tuple[int, int]] = {
    "MESSAGE_POLL_VOTE": (1 << 24, 1 << 25),
    "MESSAGE_REACTION": (1 << 10, 1 << 13),
    "MESSAGE": (1 << 9, 1 << 12),
    "TYPING_START": (1 << 11, 1 << 14),
    "CHANNEL_PINS_UPDATE": (_GUILDS, 1 << 12),
    "GUILD_SCHEDULED_EVENT": (_SCHEDULED_EVENTS, 0),
    "GUILD_MEMBER_": (MEMBERS, 0),
    "GUILD_BAN": (1 << 2, 0),
    "WEBHOOKS": (1 << 5, 0),
    "INVITE": (1 << 6, 0),
    "PRESENCE_UPDATE": (PRESENCES, 0),
    "GUILD": (_GUILDS, 0),
    "CHANNEL": (_GUILDS, 0),
    "THREAD": (_GUILDS, 0),
}


class Closing(Exception):  # noqa: N818
    """The connection has to be closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """One websocket. Payloads are sent in order by a task of its own, so that telling never waits."""

    def __init__(self, socket: web.WebSocketResponse, compress: Compressor | None) -> None:
        self.socket = socket
        self._compress = compress
        self._waiting: asyncio.Queue[Json | Closing] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())
        self.sends: deque[float] = deque(maxlen=1000)
        self.beaten_at = time.monotonic()
        self.left_with: int | None = None  # the code with which the client closed

    def send(self, op: int, data: object = None, *, name: str | None = None, number: int | None = None) -> None:
        self._waiting.put_nowait({"op": op, "d": data, "s": number, "t": name})

    def acknowledge(self) -> None:
        """Answer a heartbeat, a little later: discord.py notes when it sent one only after sending it.

        An answer that comes before that makes it warn of a connection that cannot keep up.
        """
        self.beaten_at = time.monotonic()
        asyncio.get_running_loop().call_later(_ACK_SECONDS, self.send, ACK)

    def close(self, code: int, reason: str = "") -> None:
        """Close, once all that waits is sent."""
        self._waiting.put_nowait(Closing(code, reason))

    def cut(self) -> None:
        """Drop the connection as a broken network does, without a closing frame."""
        self._writer.cancel()
        writer = self.socket._writer  # noqa: SLF001
        if writer is not None and writer.transport is not None:
            writer.transport.abort()

    async def finish(self, code: int, reason: str = "") -> None:
        """Close, and wait until that is done."""
        self.close(code, reason)
        await asyncio.wait({self._writer}, timeout=_CLOSING_SECONDS)
        await self.end()

    async def end(self) -> None:
        """Stop sending; what still waits is dropped."""
        self._writer.cancel()
        await asyncio.wait({self._writer})

    async def _write(self) -> None:
        with suppress(ConnectionError):
            while True:
                payload = await self._waiting.get()
                if isinstance(payload, Closing):
                    await self.socket.close(code=payload.code, message=payload.reason.encode())
                    return
                text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
                if self._compress:
                    await self.socket.send_bytes(self._compress.compress(text.encode()))
                else:
                    await self.socket.send_str(text)


@dataclass(slots=True)
class Session:
    """What one client has been told; it outlives a lost connection for a while, so that it can be resumed."""

    id: str
    user: User
    intents: int | None  # None for a person, who hears everything
    connection: Connection | None
    number: int = 0
    told: deque[tuple[int, str, Json]] = field(default_factory=lambda: deque(maxlen=_KEPT_EVENTS))
    lost_at: float = 0.0
    seen_channels: set[str] = field(default_factory=set)
    presence: JsonValue = None  # as the client gave it
    shard: tuple[int, int] = (0, 1)  # which one, of how many

    def serves_guild(self, guild_id: str) -> bool:
        """https://docs.discord.com/developers/events/gateway#sharding"""
        which, number = self.shard
        return (int(guild_id) >> 22) % number == which

    def tell(self, name: str, data: Json) -> None:
        self.number += 1
        self.told.append((self.number, name, data))
        if self.connection:
            self.connection.send(DISPATCH, data, name=name, number=self.number)

    def retell(self, after: int) -> bool:
        """Send again what came after this number; False if that is no longer known."""
        missed = [each for each in self.told if each[0] > after]
        if len(missed) < self.number - after or self.connection is None:
            return False
        for number, name, data in missed:
            self.connection.send(DISPATCH, data, name=name, number=number)
        return True


class Gateway:
    """All sessions, and what they hear of the world."""

    def __init__(self, world: World, url: str = "") -> None:
        self.world = world
        self.url = url
        self.sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        world.on_event(self.hear)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from Hello to its end."""
        socket = web.WebSocketResponse(max_msg_size=1 << 20, compress=False, timeout=_CLOSING_SECONDS)
        await socket.prepare(request)
        connection = Connection(socket, compressor(request.query.get("compress")))
        self._connections.add(connection)
        session: Session | None = None
        try:
            _check_address(request)
            connection.send(HELLO, {"heartbeat_interval": int(self._heartbeat_seconds * 1000), "_trace": []})
            session = await self._meet(connection)
            await self._listen(connection, session)
        except Closing as closing:
            await connection.finish(closing.code, closing.reason)
        finally:
            self._part(connection, session)
            await connection.end()
        return socket

    def hear(self, event: Event) -> None:
        """Tell an event to every session whose user may see it and that asked for its kind."""
        self._forget_lost()
        for session in list(self.sessions.values()):
            if self._wants(session, event) and self._may_hear(session, event):
                content = session.intents is None or bool(session.intents & MESSAGE_CONTENT)
                data = event.render(session.user, content)
                if self._is_for_shard(session, event.name, data):
                    session.tell(event.name, data)
            if session.intents is None and event.name.startswith(("CHANNEL_", "GUILD_ROLE", "GUILD_MEMBER_")):
                self._show_and_hide_channels(session, event)

    # What tests do to connections

    def bot_connections(self) -> list[Connection]:
        return [each.connection for each in self.sessions.values() if each.user.bot and each.connection]

    def close_bots(self, code: int) -> None:
        """Close every bot's connection with this code."""
        for connection in self.bot_connections():
            connection.close(code)

    def cut_bots(self) -> None:
        """Drop every bot's connection without a word."""
        for connection in self.bot_connections():
            connection.cut()

    def ask_bots_to_reconnect(self) -> None:
        for connection in self.bot_connections():
            connection.send(RECONNECT)

    def invalidate_bots(self, *, resumable: bool = False) -> None:
        for session in [each for each in self.sessions.values() if each.user.bot]:
            if session.connection:
                session.connection.send(INVALID_SESSION, resumable)
            if not resumable:
                del self.sessions[session.id]

    def tell_people(self, name: str, data: Json) -> None:
        self.world.emit(Event(name, always(data), to=frozenset(user.id for user in self.world.people)))

    async def close(self) -> None:
        self.sessions.clear()
        await asyncio.gather(*(each.finish(WSCloseCode.GOING_AWAY) for each in self._connections))

    # A connection's life

    @property
    def _heartbeat_seconds(self) -> float:
        return self.world.limits.heartbeat_interval_seconds

    async def _meet(self, connection: Connection) -> Session:
        """The session the client identifies for or resumes."""
        while True:
            op, data = await self._receive(connection)
            if op == HEARTBEAT:
                connection.acknowledge()
            elif op == IDENTIFY:
                return self._identify(connection, data)
            elif op == RESUME:
                resumed = self._resume(connection, data)
                if resumed:
                    return resumed
                connection.send(INVALID_SESSION, data=False)
            else:
                raise Closing(4003, "Not authenticated.")

    async def _listen(self, connection: Connection, session: Session) -> None:
        while True:
            op, data = await self._receive(connection)
            if op == HEARTBEAT:
                connection.acknowledge()
            elif op == PRESENCE:
                session.presence = data
                self._show_presence(session)
            elif op == REQUEST_MEMBERS:
                self._send_members(session, data)
            elif op in (IDENTIFY, RESUME):
                raise Closing(4005, "Already authenticated.")
            elif op != VOICE:
                raise Closing(4001, "Unknown opcode.")

    async def _receive(self, connection: Connection) -> tuple[int, JsonValue]:
        patience = connection.beaten_at + self._heartbeat_seconds * 2 - time.monotonic()
        try:
            received = await connection.socket.receive(timeout=max(patience, 0.001))
        except TimeoutError:
            raise Closing(4000, "No heartbeat.") from None
        if received.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
            connection.left_with = received.data if received.type is WSMsgType.CLOSE else None
            raise Closing(1000, "The client has gone.")
        self._count(connection)
        try:
            payload = json.loads(received.data)
            if len(received.data) > _LONGEST_PAYLOAD:
                raise ValueError
            return int(payload["op"]), payload.get("d")
        except (ValueError, TypeError, KeyError, RecursionError):
            raise Closing(4002, "Error while decoding payload.") from None

    def _count(self, connection: Connection) -> None:
        now = time.monotonic()
        connection.sends.append(now)
        while now - connection.sends[0] > 60:
            connection.sends.popleft()
        if len(connection.sends) > self.world.limits.gateway_sends_per_minute:
            raise Closing(4008, "Rate limited.")

    def _part(self, connection: Connection, session: Session | None) -> None:
        self._connections.discard(connection)
        if session is None or session.connection is not connection:
            return
        session.connection, session.lost_at = None, time.monotonic()
        # Closing with 1000 or 1001 ends a session; whatever else happens, it can be resumed.
        if session.intents is None or connection.left_with in (1000, 1001):
            self.sessions.pop(session.id, None)
        if not any(each.user is session.user and each.connection for each in self.sessions.values()):
            self._show_presence(session)

    # Identify and resume

    def _identify(self, connection: Connection, data: JsonValue) -> Session:
        form = data if isinstance(data, dict) else {}
        user = self.world.user_with_token(str(form.get("token", "")).removeprefix("Bot "))
        if user is None:
            raise Closing(4004, "Authentication failed.")
        intents = _intents(user, form) if user.bot else None
        session = Session(secrets.token_hex(16), user, intents, connection, shard=_shard(form))
        self.sessions[session.id] = session
        session.seen_channels = {each.id for each in self.world.guild_channels if self._sees(user, each.id)}
        session.presence = form.get("presence")
        self._show_presence(session)
        session.tell("READY", self._ready(session) | {"shard": list(session.shard)})
        if self._serves_guild(session) and (session.intents is None or session.intents & _GUILDS):
            session.tell("GUILD_CREATE", guild_create_json(self.world, user, session.intents))
        return session

    def _ready(self, session: Session) -> Json:
        world, user = self.world, session.user
        ready: Json = {
            "v": 10,
            "user": own_user_json(user),
            "guilds": [{"id": world.guild_id, "unavailable": True}] if self._serves_guild(session) else [],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "private_channels": [],
            "session_type": "normal",
        }
        if user.bot:
            return ready | {"application": {"id": user.id, "flags": application_flags(user)}}
        own = [each for each in world.channels.values() if each.kind == Kind.DM and user.id in each.recipients]
        return ready | {
            "private_channels": [channel_json(world, channel, user) for channel in own],
            "applications": [{"id": bot.id, "name": bot.name, "bot": user_json(bot)} for bot in world.bots],
        }

    def _resume(self, connection: Connection, data: JsonValue) -> Session | None:
        self._forget_lost()
        form = data if isinstance(data, dict) else {}
        session = self.sessions.get(str(form.get("session_id")))
        token = str(form.get("token", "")).removeprefix("Bot ")
        if self.world.user_with_token(token) is None:
            raise Closing(4004, "Authentication failed.")
        if session is None or session.user.token != token:
            return None
        after = int(form.get("seq") or 0)
        if after > session.number:
            raise Closing(4007, "Invalid seq.")
        if session.connection:
            session.connection.close(4000, "Resumed elsewhere.")
        session.connection = connection
        if not session.retell(after):
            del self.sessions[session.id]
            return None
        session.tell("RESUMED", {"_trace": []})
        self._show_presence(session)
        return session

    def _forget_lost(self) -> None:
        oldest = time.monotonic() - self.world.limits.resume_window_seconds
        for session in [each for each in self.sessions.values() if not each.connection and each.lost_at < oldest]:
            del self.sessions[session.id]

    # Who hears what

    def _serves_guild(self, session: Session) -> bool:
        return session.user.id in self.world.members and session.serves_guild(self.world.guild_id)

    def _is_for_shard(self, session: Session, name: str, data: Json) -> bool:
        """Of a bot in several shards, the guild's one hears what is the guild's, and the first one the rest."""
        if name == "USER_UPDATE":
            return True
        of_the_guild = "guild_id" in data or name.startswith("GUILD")
        return session.serves_guild(self.world.guild_id) if of_the_guild else session.shard[0] == 0

    def _wants(self, session: Session, event: Event) -> bool:
        if session.intents is None:
            return True
        if event.name == "GUILD_MEMBER_UPDATE" and event.render(session.user, False)["user"]["id"] == session.user.id:
            return True
        in_dm = event.channel_id is not None and self._is_dm(event.channel_id)
        for beginning, (in_guild, directly) in _INTENTS.items():
            if event.name.startswith(beginning):
                return bool(session.intents & (directly if in_dm else in_guild))
        return True

    def _may_hear(self, session: Session, event: Event) -> bool:
        if event.to is not None and session.user.id not in event.to:
            return False
        if event.to is not None or event.channel_id is None:
            return event.to is not None or session.user.id in self.world.members
        everywhere = session.user.bot and event.name in ("CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE")
        return everywhere or self._sees(session.user, event.channel_id)

    def _is_dm(self, channel_id: str) -> bool:
        channel = self.world.channels.get(channel_id)
        return channel is not None and channel.kind == Kind.DM

    def _sees(self, user: User, channel_id: str) -> bool:
        channel = self.world.channels.get(channel_id)
        return channel is not None and self.world.permissions_of(user.id, channel) != 0

    def _show_and_hide_channels(self, session: Session, event: Event) -> None:
        """Tell a person of the channels that a change of rights has opened or closed to them."""
        seen = {each.id for each in self.world.guild_channels if self._sees(session.user, each.id)}
        known, session.seen_channels = session.seen_channels, seen
        told = {event.channel_id} if event.name in ("CHANNEL_CREATE", "CHANNEL_DELETE") else set()
        for channel_id in (seen ^ known) - told:
            if channel_id in self.world.channels:
                name = "CHANNEL_CREATE" if channel_id in seen else "CHANNEL_DELETE"
                session.tell(name, channel_json(self.world, self.world.channels[channel_id], session.user))

    # What clients ask for

    def _show_presence(self, session: Session) -> None:
        """Show a user as the client says, while it is connected; nobody sees one who is invisible."""
        user, form = session.user, session.presence if isinstance(session.presence, dict) else {}
        status = form.get("status") if form.get("status") in _STATUSES else "online"
        self.world.presences.pop(user.id, None)
        if session.connection and status not in ("offline", "invisible"):
            self.world.presences[user.id] = {"status": status, "activities": form.get("activities") or []}
        if user.id in self.world.members:
            self.world.emit(Event("PRESENCE_UPDATE", always(presence_json(self.world, user))))

    def _send_members(self, session: Session, data: JsonValue) -> None:
        """Answer a request for members, in chunks; all of them need the members intent."""
        form = data if isinstance(data, dict) else {}
        world = self.world
        wanted = form.get("user_ids")
        beginning, limit = str(form.get("query") or "").lower(), int(form.get("limit") or 0)
        if wanted is not None:
            ids = [str(each) for each in (wanted if isinstance(wanted, list) else [wanted])]
            found = [id_ for id_ in ids if id_ in world.members]
            missing = [id_ for id_ in ids if id_ not in world.members]
        else:
            if not beginning and not limit and session.intents is not None and not session.intents & MEMBERS:
                return
            found = [id_ for id_ in world.members if world.users[id_].name.lower().startswith(beginning)]
            found, missing = found[: limit or None], []
        chunks = [found[start : start + _MEMBERS_IN_A_CHUNK] for start in range(0, len(found), _MEMBERS_IN_A_CHUNK)]
        for index, chunk in enumerate(chunks or [[]]):
            answer: Json = {
                "guild_id": world.guild_id,
                "members": [full_member_json(world, id_) for id_ in chunk],
                "chunk_index": index,
                "chunk_count": len(chunks) or 1,
                "not_found": missing,
                "nonce": form.get("nonce"),
            }
            if form.get("presences"):
                answer["presences"] = [presence_json(world, world.users[id_]) for id_ in chunk]
            session.tell("GUILD_MEMBERS_CHUNK", answer)


def _check_address(request: web.Request) -> None:
    if request.query.get("v", "10") not in ("9", "10"):
        raise Closing(4012, "Invalid API version.")
    if request.query.get("encoding", "json") != "json":
        raise Closing(4002, "Only JSON is spoken here.")


def _shard(form: Json) -> tuple[int, int]:
    shard = form.get("shard") or [0, 1]
    if not isinstance(shard, list) or [type(each) for each in shard] != [int, int] or not 0 <= shard[0] < shard[1]:
        raise Closing(4010, "Invalid shard.")
    return shard[0], shard[1]


def _intents(user: User, form: Json) -> int:
    intents = form.get("intents")
    if not isinstance(intents, int) or intents & ~_ALL_INTENTS:
        raise Closing(4013, "Invalid intent(s).")
    if intents & PRIVILEGED_INTENTS & ~user.privileged_intents:
        raise Closing(4014, "Disallowed intent(s).")
    return intents
