"""What the small Discord holds: one guild, its channels, roles and people, and all they said. Pure state and rules.

The world knows neither sockets nor requests. Whoever wants to see what happens listens with `on_event`.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from bot.clock import Clock
from bot.sandbox.errors import Json, refused, unknown
from bot.sandbox.limits import Bucket, Limits
from bot.sandbox.permissions import (
    EVERYTHING,
    ORDINARY,
    Overwrite,
    Permission,
    channel_permissions,
    guild_permissions,
)
from bot.sandbox.snowflakes import Snowflakes


class Kind(IntEnum):
    """Discord's channel types."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    NEWS = 5
    NEWS_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15


THREADS = (Kind.NEWS_THREAD, Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD)
SPEAKABLE = (Kind.TEXT, Kind.DM, Kind.VOICE, Kind.NEWS, Kind.STAGE, *THREADS)
MESSAGE_CONTENT, MEMBERS, PRESENCES = 1 << 15, 1 << 1, 1 << 8
PRIVILEGED_INTENTS = MESSAGE_CONTENT | MEMBERS | PRESENCES


@dataclass(slots=True)
class User:
    """A person or a bot. A bot's application has the id of its user."""

    id: str
    name: str
    token: str
    bot: bool = False
    locale: str = "en-US"
    accepts_dms: bool = True
    privileged_intents: int = (
        PRIVILEGED_INTENTS  # those enabled in a bot's settings; asking for others closes with 4014
    )


@dataclass(slots=True)
class Role:
    id: str
    name: str
    permissions: int
    position: int = 0
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    bot_id: str | None = None


@dataclass(slots=True)
class Member:
    user_id: str
    joined_at: str
    roles: list[str] = field(default_factory=list)
    nick: str | None = None
    timed_out_until: str | None = None  # real time, since bots reckon it from that


@dataclass(slots=True)
class Thread:
    """What a channel has on top when it is a thread."""

    owner_id: str
    archive_timestamp: str
    create_timestamp: str
    auto_archive_duration: int = 1440
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    members: dict[str, str] = field(default_factory=dict)  # user id to the moment of joining
    applied_tags: list[str] = field(default_factory=list)
    sent: int = 0


@dataclass(slots=True)
class Channel:
    id: str
    kind: int
    name: str
    position: int = 0
    topic: str | None = None
    parent_id: str | None = None
    overwrites: list[Overwrite] = field(default_factory=list)
    nsfw: bool = False
    rate_limit_per_user: int = 0
    last_message_id: str | None = None
    last_pin_timestamp: str | None = None
    recipients: list[str] = field(default_factory=list)
    available_tags: list[Json] = field(default_factory=list)
    thread: Thread | None = None


@dataclass(slots=True)
class Webhook:
    """An address that posts into a channel for whoever knows its token."""

    id: str
    channel_id: str
    name: str
    token: str
    creator_id: str

    def as_user(self) -> User:
        """Who its messages are by: a user that is in no guild."""
        return User(self.id, self.name, "", bot=True)


@dataclass(slots=True)
class Message:
    id: str
    channel_id: str
    author_id: str
    timestamp: str
    kind: int = 0
    content: str = ""
    edited_timestamp: str | None = None
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    tts: bool = False
    nonce: str | int | None = None
    mentions: list[str] = field(default_factory=list)
    mention_roles: list[str] = field(default_factory=list)
    mention_everyone: bool = False
    reference: Json | None = None
    snapshots: list[Json] = field(default_factory=list)  # copies of what it forwards
    poll: Json | None = None  # with `votes`: answer id to the users who chose it
    reactions: dict[str, list[str]] = field(default_factory=dict)  # emoji to user ids, in the order they came
    pinned_at: str | None = None
    application_id: str | None = None
    interaction: Json | None = None
    only_for: str | None = None  # the one person who sees an ephemeral message
    webhook_name: str | None = None  # under which a webhook posted it; then `author_id` is the webhook's


@dataclass(slots=True)
class Interaction:
    """Something a person asked of a bot, and how far the bot's answer is."""

    id: str
    token: str
    kind: int
    application_id: str
    user_id: str
    channel_id: str
    nonce: str | None
    data: Json
    command_name: str | None = None
    message_id: str | None = None  # the message whose button or menu was used
    answered: int | None = None  # the type of the bot's first answer
    response_id: str | None = None  # the message that is "the original response"
    modal: Json | None = None
    trigger: Json | None = None  # for a modal: the interaction that opened it, as message metadata


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `render` makes its payload for one reader, who may or may not read all content.

    It is for everybody who may see `channel_id`, or only for the users in `to` where those are given, or for the
    whole guild where neither is.
    """

    name: str
    render: Callable[[User, bool], Json]
    channel_id: str | None = None
    to: frozenset[str] | None = None


def always(data: Json) -> Callable[[User, bool], Json]:
    """The rendering of an event that looks the same to everybody."""
    return lambda _reader, _content: data


class World:
    """One guild and its direct messages. Its own time, `clock`, is what messages show; ids follow real time."""

    def __init__(self, guild: str, clock: Clock, *, limits: Limits | None = None) -> None:
        self.clock = clock
        self.limits = limits or Limits()
        self.snowflakes = Snowflakes()
        self.guild_id = self.new_id()
        self.guild_name = guild
        self.owner_id = self.guild_id  # nobody, until a person is added as the owner
        self.users: dict[str, User] = {}
        self.members: dict[str, Member] = {}
        self.roles: dict[str, Role] = {self.guild_id: Role(self.guild_id, "@everyone", ORDINARY)}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.invites: dict[str, Json] = {}
        self.bans: dict[str, str | None] = {}  # user id to the reason
        self.nonces: dict[tuple[str, str], tuple[str, str]] = {}
        self.commands: dict[str, Json] = {}
        self.interactions: dict[str, Interaction] = {}
        self.scheduled_events: dict[str, Json] = {}
        self.old_edits: dict[str, Bucket] = {}  # how often old messages were edited, by id
        self.interested: dict[str, list[str]] = {}  # scheduled event to the users who follow it
        self.files: dict[str, bytes] = {}
        self.presences: dict[str, Json] = {}  # of those who are here; not kept
        self.record: list[Json] = []
        self._listeners: list[Callable[[Event], None]] = []

    # Setting the scene

    def add_role(self, name: str, permissions: int = 0, *, mentionable: bool = False) -> Role:
        """The role of this name, made if there is none, with these permissions."""
        role = self.role_named(name)
        if role is None:
            role = Role(self.new_id(), name, int(permissions), position=len(self.roles))
            self.roles[role.id] = role
        role.permissions = int(permissions)
        role.mentionable = mentionable
        return role

    def add_channel(
        self, name: str, *, topic: str | None = None, private_to: Iterable[str] = (), kind: int = Kind.TEXT
    ) -> Channel:
        """A new channel; `private_to` names the only roles (a bot's role has its name) that see it."""
        channel = Channel(self.new_id(), int(kind), name, position=len(self.channels), topic=topic)
        roles = [self.role_named(role) or self.add_role(role) for role in private_to]
        if roles:
            shown = int(Permission.VIEW_CHANNEL)
            channel.overwrites = [Overwrite(self.guild_id, 0, 0, shown)]
            channel.overwrites += [Overwrite(role.id, 0, shown, 0) for role in roles]
        return self.keep_channel(channel)

    def add_person(
        self, name: str, *, roles: Iterable[str] = (), locale: str = "en-US", owner: bool = False, token: str = ""
    ) -> User:
        """A person who has joined the guild, with the roles of these names."""
        person = User(self.new_id(), name, token or secrets.token_urlsafe(24), locale=locale)
        self.let_in(person, roles)
        if owner:
            self.owner_id = person.id
        return person

    def add_bot(
        self,
        name: str,
        *,
        permissions: int = ORDINARY,
        roles: Iterable[str] = (),
        privileged_intents: int = PRIVILEGED_INTENTS,
        token: str = "",
    ) -> User:
        """A bot that has joined the guild, with a role of its own name that holds `permissions`."""
        bot = User(self.new_id(), name, token or secrets.token_urlsafe(24), bot=True)
        bot.privileged_intents = privileged_intents
        own = Role(self.new_id(), name, int(permissions), position=len(self.roles), bot_id=bot.id)
        own = self.roles.setdefault(getattr(self.role_named(name), "id", own.id), own)
        own.permissions, own.bot_id = int(permissions), bot.id
        self.let_in(bot, [name, *roles])
        return bot

    def let_in(self, user: User, roles: Iterable[str] = ()) -> None:
        """Let a user, new or from before, be a member with the roles of these names, and tell."""
        from bot.sandbox.wire import full_member_json  # which is made of what is here

        ids = [(self.role_named(role) or self.add_role(role)).id for role in roles]
        self.users[user.id] = user
        self.members[user.id] = Member(user.id, self.now().isoformat(), ids)
        data = full_member_json(self, user.id) | {"guild_id": self.guild_id}
        self.emit(Event("GUILD_MEMBER_ADD", always(data)))

    # Looking things up

    @property
    def people(self) -> Iterator[User]:
        return (user for user in self.users.values() if not user.bot)

    @property
    def bots(self) -> Iterator[User]:
        return (user for user in self.users.values() if user.bot)

    @property
    def guild_channels(self) -> Iterator[Channel]:
        return (channel for channel in self.channels.values() if channel.kind != Kind.DM and not channel.thread)

    @property
    def threads(self) -> Iterator[Channel]:
        return (channel for channel in self.channels.values() if channel.thread)

    def now(self) -> datetime:
        return self.clock.now()

    def new_id(self) -> str:
        return self.snowflakes.next()

    def user_with_token(self, token: str) -> User | None:
        given = token.encode()
        return next((user for user in self.users.values() if secrets.compare_digest(user.token.encode(), given)), None)

    def user(self, user_id: str) -> User:
        if user_id not in self.users:
            raise unknown("user")
        return self.users[user_id]

    def member(self, user_id: str) -> Member:
        if user_id not in self.members:
            raise unknown("member")
        return self.members[user_id]

    def role(self, role_id: str) -> Role:
        if role_id not in self.roles:
            raise unknown("role")
        return self.roles[role_id]

    def role_named(self, name: str) -> Role | None:
        return next((role for role in self.roles.values() if role.name == name), None)

    def channel(self, channel_id: str) -> Channel:
        if channel_id not in self.channels:
            raise unknown("channel")
        return self.channels[channel_id]

    def channel_named(self, name: str) -> Channel:
        """The first channel or thread of the guild with this name; KeyError if there is none."""
        for channel in self.channels.values():
            if channel.name == name and channel.kind != Kind.DM:
                return channel
        raise KeyError(name)

    def author_of(self, message: Message) -> User:
        """Who posted it; a webhook's messages are by a user that is nowhere else."""
        if message.webhook_name is not None:
            return User(message.author_id, message.webhook_name, "", bot=True)
        return self.users[message.author_id]

    def message(self, channel_id: str, message_id: str) -> Message:
        message = self.messages.get(channel_id, {}).get(message_id)
        if message is None:
            raise unknown("message")
        return message

    def dm_between(self, one: str, other: str) -> Channel:
        """The direct messages of two users, opened if they are not yet."""
        for channel in self.channels.values():
            if channel.kind == Kind.DM and set(channel.recipients) == {one, other}:
                return channel
        return self.keep_channel(Channel(self.new_id(), int(Kind.DM), "", recipients=[one, other]))

    def keep_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        self.messages.setdefault(channel.id, {})
        return channel

    # Who may do what

    def permissions_of(self, user_id: str, channel: Channel | None = None) -> int:
        """The permission bits of a user in a channel, or in the guild at large; 0 for who is no member.

        During a time-out nothing is left but reading, except to those who may do everything.
        """
        granted = self._granted(user_id, channel)
        member = self.members.get(user_id)
        if member is None or granted == EVERYTHING or not self._is_timed_out(member):
            return granted
        return granted & (Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)

    def _is_timed_out(self, member: Member) -> bool:
        until = member.timed_out_until
        return until is not None and datetime.fromisoformat(until).timestamp() > self.snowflakes.wall_time()

    def _granted(self, user_id: str, channel: Channel | None) -> int:
        if channel and channel.kind == Kind.DM:
            return EVERYTHING if user_id in channel.recipients else 0
        member = self.members.get(user_id)
        if member is None:
            return 0
        if user_id == self.owner_id:
            return EVERYTHING
        held = [role_id for role_id in member.roles if role_id in self.roles]
        granted = guild_permissions(
            self.roles[self.guild_id].permissions, (self.roles[id_].permissions for id_ in held)
        )
        if channel is None:
            return granted
        parent = self.channels.get(channel.parent_id or "") if channel.thread else channel
        overwrites = parent.overwrites if parent else []
        granted = channel_permissions(granted, overwrites, everyone_id=self.guild_id, role_ids=held, member_id=user_id)
        if channel.kind == Kind.PRIVATE_THREAD and channel.thread and user_id not in channel.thread.members:
            return granted if granted & Permission.MANAGE_THREADS else 0
        return granted

    def may(self, user_id: str, permission: int, channel: Channel | None = None) -> bool:
        return self.permissions_of(user_id, channel) & permission == permission

    def require(self, user_id: str, permission: int, channel: Channel | None = None) -> None:
        """Raise Discord's 50001 if the user cannot even see the channel, its 50013 if a permission is missing."""
        granted = self.permissions_of(user_id, channel)
        if channel and not granted & Permission.VIEW_CHANNEL:
            raise refused(50001)
        if granted & permission != permission:
            raise refused(50013)

    def highest_position(self, user_id: str) -> int:
        """Where the highest role of a user stands; the owner stands above all."""
        if user_id == self.owner_id:
            return len(self.roles) + 1
        return max((self.roles[id_].position for id_ in self.member(user_id).roles if id_ in self.roles), default=0)

    def require_above(self, user_id: str, other_id: str) -> None:
        """Raise 50013 unless the user's highest role stands above that of another member."""
        if other_id in self.members and self.highest_position(other_id) >= self.highest_position(user_id):
            raise refused(50013)

    def sees(self, user_id: str, message: Message) -> bool:
        channel = self.channels.get(message.channel_id)
        if channel is None or message.only_for not in (None, user_id):
            return False
        return self.may(user_id, Permission.VIEW_CHANNEL, channel)

    # What happened

    def on_event(self, listener: Callable[[Event], None]) -> None:
        self._listeners.append(listener)

    def emit(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)

    def note(self, action: str, **details: object) -> None:
        """Add a line to the record of everything that was done; `at` is the world's own time."""
        self.record.append({"number": len(self.record), "action": action, "at": self.now().isoformat(), **details})

    # Keeping it

    def to_json(self) -> Json:
        """All of it as JSON values, from which `from_json` makes an equal world. To be written at once, not changed."""
        kept = {name: _plain(getattr(self, name)) for name in _ENTITIES}
        return kept | {
            "guild": {"id": self.guild_id, "name": self.guild_name, "owner_id": self.owner_id},
            "last_id": self.snowflakes.last,
            "messages": [_fields(message) for kept_in in self.messages.values() for message in kept_in.values()],
            "commands": self.commands,
            "scheduled_events": self.scheduled_events,
            "interested": self.interested,
            "invites": self.invites,
            "bans": self.bans,
            "files": {id_: base64.b64encode(data).decode() for id_, data in self.files.items()},
            "record": self.record,
        }

    @classmethod
    def from_json(cls, data: Json, clock: Clock, *, limits: Limits | None = None) -> World:
        world = cls(data["guild"]["name"], clock, limits=limits)
        world.snowflakes = Snowflakes(data["last_id"])
        world.guild_id, world.owner_id = data["guild"]["id"], data["guild"]["owner_id"]
        for name, kind in _ENTITIES.items():
            setattr(world, name, {key: kind(**value) for key, value in data.get(name, {}).items()})
        for channel in world.channels.values():
            channel.overwrites = [Overwrite(*each) for each in channel.overwrites]
            channel.thread = Thread(**channel.thread) if isinstance(channel.thread, dict) else channel.thread
            world.messages[channel.id] = {}
        for value in data["messages"]:
            world.keep_message(Message(**value))
        world.commands, world.scheduled_events = data["commands"], data["scheduled_events"]
        world.interested, world.record = data["interested"], data["record"]
        world.invites, world.bans = data.get("invites", {}), data.get("bans", {})
        world.files = {id_: base64.b64decode(encoded) for id_, encoded in data["files"].items()}
        return world

    def keep_message(self, message: Message) -> None:
        self.messages[message.channel_id][message.id] = message
        if message.nonce is not None:
            self.nonces[message.author_id, str(message.nonce)] = message.channel_id, message.id


_ENTITIES: dict[str, type] = {
    "users": User,
    "members": Member,
    "roles": Role,
    "channels": Channel,
    "interactions": Interaction,
    "webhooks": Webhook,
}


def _plain(entities: dict[str, Any]) -> Json:
    return {key: asdict(entity) for key, entity in entities.items()}


def _fields(message: Message) -> Json:
    """As `asdict`, but without copying what is inside: there are many messages, and they are saved often."""
    return {name: getattr(message, name) for name in Message.__slots__}
