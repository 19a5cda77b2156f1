"""Discord's permission bits, and how role and channel settings add up to what a member may do."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag
from typing import NamedTuple


class Permission(IntFlag):
    CREATE_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    CREATE_EVENTS = 1 << 44
    SEND_POLLS = 1 << 49
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


EVERYTHING = (1 << 53) - 1

# What a new guild grants to everybody, as far as this small Discord knows it.
ORDINARY = int(
    Permission.CREATE_INVITE
    | Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.SEND_POLLS
)

_NEEDS_SENDING = (
    Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES | Permission.EMBED_LINKS
)


class Overwrite(NamedTuple):
    """A channel's exception for one role (kind 0) or one member (kind 1)."""

    id: str
    kind: int
    allow: int
    deny: int


def guild_permissions(everyone: int, roles: Iterable[int]) -> int:
    """What the roles grant together; an administrator has everything."""
    granted = everyone
    for role in roles:
        granted |= role
    return EVERYTHING if granted & Permission.ADMINISTRATOR else granted


def channel_permissions(
    granted: int, overwrites: Iterable[Overwrite], *, everyone_id: str, role_ids: Iterable[str], member_id: str
) -> int:
    """`granted` after a channel's exceptions: first @everyone's, then all roles' together, then the member's own."""
    if granted & Permission.ADMINISTRATOR:
        return EVERYTHING
    by_id = {overwrite.id: overwrite for overwrite in overwrites}
    granted = _apply(granted, [by_id[everyone_id]] if everyone_id in by_id else [])
    granted = _apply(granted, [by_id[role] for role in role_ids if role in by_id and role != everyone_id])
    granted = _apply(granted, [by_id[member_id]] if member_id in by_id else [])
    return _without_implied(granted)


def _apply(granted: int, overwrites: list[Overwrite]) -> int:
    for overwrite in overwrites:
        granted &= ~overwrite.deny
    for overwrite in overwrites:
        granted |= overwrite.allow
    return granted


def _without_implied(granted: int) -> int:
    if not granted & Permission.VIEW_CHANNEL:
        return 0
    if not granted & (Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS):
        granted &= ~_NEEDS_SENDING
    return granted
