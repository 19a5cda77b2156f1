"""What keeps the bot from its work in a server: permissions, channels, roles and intents that are missing.

Permissions are named as discord.py names them. How they add up is Discord's documentation, "Permission Hierarchy".
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.core.programme import Programme
from bot.core.wording import say, say_list

Grants: TypeAlias = frozenset[str]

VIEW, SEND, IN_THREADS = "view_channel", "send_messages", "send_messages_in_threads"
POST = frozenset({VIEW, SEND, "embed_links", "read_message_history"})
ANSWER = POST | {"attach_files"}
PIN, CREATE_EVENTS, PING = "pin_messages", "create_events", "mention_everyone"
LEAST = ANSWER | {IN_THREADS}  # what every server is asked for
LIVE_SCHEDULE = "schedule"  # what the channel of the live schedule is chosen under
PURPOSES = ("reminders", "announcements", "organisers", LIVE_SCHEDULE)
ROLE_PURPOSES = ("organiser", "attendee", "ping")


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a server, and what it grants in all of it."""

    id: int
    name: str
    granted: Grants
    mentionable: bool = False


@dataclass(frozen=True, slots=True)
class Exempt:
    """A channel's exception for one role or member, by id."""

    id: int
    allowed: Grants
    denied: Grants


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of a server. `takes_text`: the bot can write its messages there."""

    id: int
    name: str
    takes_text: bool = True
    exempt: tuple[Exempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Server:
    """A server as the bot finds it. `id` is also that of the role that everybody has; `own_role` came with the bot."""

    id: int
    name: str
    roles: tuple[Role, ...]
    channels: tuple[Channel, ...]
    bot_id: int
    bot_name: str
    bot_roles: frozenset[int]
    own_role: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What organisers chose in Discord: channel ids by the programme's name, role ids by ROLE_PURPOSES."""

    channels: Mapping[str, int]
    roles: Mapping[str, int]

    def role(self, purpose: str, programme: Programme) -> str:
        """The id or name of the role for this; empty if there is none."""
        chosen = self.roles.get(purpose)
        named = programme.reminders.ping if purpose == "ping" else getattr(programme.roles, purpose)
        return str(chosen) if chosen else named


NOTHING_CHOSEN = Choices({}, {})


def find_needed(programme: Programme, choices: Choices) -> Grants:
    """The permissions to invite the bot with: the least for what this programme asks of it."""
    live = programme.channels.schedule or choices.channels.get(LIVE_SCHEDULE)
    return LEAST | ({PIN} if live else set()) | ({CREATE_EVENTS} if programme.discord_events else set())


class Missing(StrEnum):
    """What can be missing."""

    SERVER = "server"
    INTENT = "intent"
    CHANNEL = "channel"
    ROLE = "role"
    PERMISSION = "permission"  # in the whole server
    PERMISSION_HERE = "permission_here"  # in one channel, which takes away what roles grant
    MENTION = "mention"  # the role cannot be pinged


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing: in `server`, in its channel `place`, granted to the role or member `holder`."""

    what: Missing
    server: str = ""
    place: str = ""
    purpose: str = ""
    name: str = ""
    permissions: tuple[str, ...] = ()
    holder: str = ""


def find_lacks(
    servers: Sequence[Server], programme: Programme, choices: Choices, *, message_content: bool
) -> list[Lack]:
    """All that is missing, the most harmful first. `message_content`: the bot may read what does not mention it."""
    lacks = [] if servers else [Lack(Missing.SERVER)]
    places = find_places(servers, programme, choices)
    if servers:
        lacks += _missing_channels(places)
        lacks += _missing_roles(servers, programme, choices)
    everywhere = frozenset({CREATE_EVENTS} if programme.discord_events else ())
    for server in servers:
        needs = [
            (channel, POST | ({PIN} if purpose == LIVE_SCHEDULE else frozenset()))
            for purpose, _, home, channel in places
            if home is server and channel and channel.takes_text
        ]
        needs += _where_people_ask(server, {channel.id for channel, _ in needs}, programme, choices)
        lacks += _missing_permissions(server, needs, everywhere)
    lacks += _unpingable(places, programme, choices)
    return lacks if message_content else [*lacks, Lack(Missing.INTENT)]


Place: TypeAlias = tuple[str, str, Server | None, Channel | None]


def find_places(servers: Sequence[Server], programme: Programme, choices: Choices) -> list[Place]:
    """Where the bot posts: purpose (PURPOSES, or a room's name), the programme's name, server and channel if any."""
    names = {purpose: getattr(programme.channels, purpose) for purpose in PURPOSES}
    if choices.channels.get(LIVE_SCHEDULE):
        names[LIVE_SCHEDULE] = names[LIVE_SCHEDULE] or LIVE_SCHEDULE
    wanted = [(purpose, name) for purpose, name in names.items() if name]
    wanted += [(room.name, room.channel) for room in programme.rooms if room.channel]
    return [(purpose, name, *_find_channel(servers, name, choices)) for purpose, name in wanted]


def channel_key(name: str) -> str:
    """How Discord writes a channel's name."""
    return name.strip().lstrip("#").casefold().replace(" ", "-")


def permissions_of(server: Server, channel: Channel | None = None, *, more: Grants = frozenset()) -> Grants:
    """What the bot may do, in a channel or in the server at large; with `more`, if its own role granted that too."""
    held = {server.id, *server.bot_roles}
    return _add_up(server, held, server.bot_id, channel, more)


def say_lack(lack: Lack, lang: str) -> str:
    """What is missing, where, and how to grant it."""
    permissions = say_list(lang, [say(lang, f"doctor.permissions.{each}") for each in lack.permissions])
    values = {"server": lack.server, "channel": lack.place, "name": lack.name, "permissions": permissions}
    if lack.what is Missing.CHANNEL:
        known = lack.purpose in PURPOSES
        what = say(lang, f"doctor.for_{lack.purpose}") if known else say(lang, "doctor.for_room", room=lack.purpose)
        return say(lang, "doctor.wrong_kind" if lack.place else "doctor.no_channel", purpose=what, **values)
    if lack.what is Missing.ROLE:
        return say(lang, "doctor.no_role", purpose=say(lang, f"doctor.role_{lack.purpose}"), **values)
    if lack.what in (Missing.PERMISSION, Missing.PERMISSION_HERE) and not lack.holder:
        return say(lang, "doctor.no_own_role", **values)
    return say(lang, f"doctor.no_{lack.what}", holder=lack.holder, **values)


def _find_channel(servers: Sequence[Server], name: str, choices: Choices) -> tuple[Server | None, Channel | None]:
    wanted = channel_key(name)
    number = choices.channels.get(name) or (int(wanted) if wanted.isdecimal() else 0)
    fitting = [
        (server, channel)
        for server in servers
        for channel in server.channels
        if channel.id == number or (not number and channel.name == wanted)
    ]
    usable = [found for found in fitting if found[1].takes_text]
    return next(iter(usable or fitting), (None, None))


def _missing_channels(places: Iterable[Place]) -> Iterator[Lack]:
    for purpose, name, _, channel in places:
        if channel is None or not channel.takes_text:
            yield Lack(Missing.CHANNEL, purpose=purpose, name=name, place=channel.name if channel else "")


def _missing_roles(servers: Sequence[Server], programme: Programme, choices: Choices) -> Iterator[Lack]:
    for purpose in ROLE_PURPOSES:
        name = choices.role(purpose, programme)
        if name and not any(_find_role(server, name) for server in servers):
            yield Lack(Missing.ROLE, purpose=purpose, name=name)


def _find_role(server: Server, name: str) -> Role | None:
    fitting = (role for role in server.roles if role.id != server.id and name in (role.name, str(role.id)))
    return next(fitting, None)


def _where_people_ask(
    server: Server, named: Container[int], programme: Programme, choices: Choices
) -> Iterator[tuple[Channel, Grants]]:
    """Channels in which attendees may write, with what an answer needs; not those that are hidden from the bot.

    The `named` ones are not to be hidden.
    """
    attendee = _find_role(server, choices.role("attendee", programme))
    held = {server.id} | ({attendee.id} if attendee else set())
    for channel in server.channels:
        theirs = _add_up(server, held, 0, channel)
        hidden = channel.id not in named and VIEW not in permissions_of(server, channel, more=frozenset({VIEW}))
        if channel.takes_text and not hidden and {VIEW, SEND} <= theirs:
            yield channel, ANSWER | (theirs & {IN_THREADS})


def _missing_permissions(server: Server, needs: Sequence[tuple[Channel, Grants]], everywhere: Grants) -> Iterator[Lack]:
    """Those that the bot's own role lacks, once for the server; then those that channels take away."""
    by_role = set(everywhere - permissions_of(server))
    by_channel: dict[tuple[str, str], set[str]] = {}
    for channel, needed in needs:
        missing = needed - permissions_of(server, channel)
        mended = permissions_of(server, channel, more=missing)
        by_role |= missing & mended
        for permission in missing - mended:
            own = any(each.id == server.bot_id and permission in each.denied for each in channel.exempt)
            holder = server.bot_name if own or not server.own_role else server.own_role
            by_channel.setdefault((channel.name, holder), set()).add(permission)
    if by_role:
        yield Lack(Missing.PERMISSION, server.name, permissions=_in_order(by_role), holder=server.own_role)
    for (place, holder), permissions in by_channel.items():
        yield Lack(Missing.PERMISSION_HERE, server.name, place, permissions=_in_order(permissions), holder=holder)


def _unpingable(places: Iterable[Place], programme: Programme, choices: Choices) -> Iterator[Lack]:
    """Roles that the bot is to ping and may not: neither can everybody ping them, nor may the bot ping any."""
    told = set()
    for purpose, _, server, channel in places:
        pinged = "attendee" if purpose == "announcements" else "ping"
        if server is None or channel is None or not channel.takes_text or purpose in ("organisers", LIVE_SCHEDULE):
            continue
        role = _find_role(server, choices.role(pinged, programme))
        if role and not role.mentionable and PING not in permissions_of(server, channel) and role.id not in told:
            told.add(role.id)
            yield Lack(Missing.MENTION, server.name, name=role.name)


def _add_up(
    server: Server, held: Iterable[int], member: int, channel: Channel | None, more: Grants = frozenset()
) -> Grants:
    """What these roles of a member grant in a channel: first everybody's exception, then all roles', then their own."""
    held = set(held)
    granted = more.union(*(role.granted for role in server.roles if role.id in held))
    if "administrator" in granted:
        return _ALL
    for ids in ({server.id}, held - {server.id}, {member}):
        exempt = [each for each in channel.exempt if each.id in ids] if channel else []
        granted = granted.difference(*(each.denied for each in exempt)).union(*(each.allowed for each in exempt))
    return granted


def _in_order(permissions: Iterable[str]) -> tuple[str, ...]:
    return tuple(each for each in _ORDER if each in set(permissions))


_ORDER = (VIEW, SEND, IN_THREADS, "embed_links", "attach_files", "read_message_history", PIN, CREATE_EVENTS, PING)
_ALL = frozenset(_ORDER)
