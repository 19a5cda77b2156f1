"""How the world's things look on Discord's wire."""

from __future__ import annotations

import re
from datetime import datetime

from bot.sandbox.errors import Json
from bot.sandbox.world import (
    MEMBERS,
    MESSAGE_CONTENT,
    PRESENCES,
    Channel,
    Kind,
    Member,
    Message,
    Role,
    Thread,
    User,
    World,
)

CROSSPOSTED = 1 << 0
EPHEMERAL, LOADING, HAS_THREAD, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 5, 1 << 15
_GUILD_DEFAULTS: Json = {
    "icon": None,
    "splash": None,
    "discovery_splash": None,
    "banner": None,
    "description": None,
    "afk_channel_id": None,
    "afk_timeout": 300,
    "verification_level": 0,
    "default_message_notifications": 1,
    "explicit_content_filter": 0,
    "mfa_level": 0,
    "nsfw_level": 0,
    "application_id": None,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "rules_channel_id": None,
    "public_updates_channel_id": None,
    "vanity_url_code": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "preferred_locale": "en-US",
    "max_members": 500000,
    "features": [],
    "emojis": [],
    "stickers": [],
}


def user_json(user: User) -> Json:
    return {
        "id": user.id,
        "username": user.name if user.bot else re.sub(r"[^\w.]+", "_", user.name.lower()),
        "global_name": None if user.bot else user.name,
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
        **({"bot": True} if user.bot else {}),
    }


def own_user_json(user: User) -> Json:
    return user_json(user) | {
        "verified": True,
        "email": None,
        "mfa_enabled": True,
        "flags": 0,
        "locale": user.locale,
        "bot": user.bot,
    }


def member_json(member: Member) -> Json:
    """A member without the user, as messages carry it."""
    return {
        "roles": list(member.roles),
        "nick": member.nick,
        "joined_at": member.joined_at,
        "premium_since": None,
        "avatar": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "communication_disabled_until": member.timed_out_until,
    }


def full_member_json(world: World, user_id: str) -> Json:
    return member_json(world.member(user_id)) | {"user": user_json(world.user(user_id))}


def role_json(role: Role) -> Json:
    return {
        "id": role.id,
        "name": role.name,
        "color": role.color,
        "colors": {"primary_color": role.color, "secondary_color": None, "tertiary_color": None},
        "hoist": role.hoist,
        "position": role.position,
        "permissions": str(role.permissions),
        "managed": role.bot_id is not None,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
        **({"tags": {"bot_id": role.bot_id}} if role.bot_id else {}),
    }


def channel_json(world: World, channel: Channel, reader: User | None = None) -> Json:
    shared: Json = {"id": channel.id, "type": channel.kind, "last_message_id": channel.last_message_id, "flags": 0}
    if channel.kind == Kind.DM:
        others = [world.users[id_] for id_ in channel.recipients if reader is None or id_ != reader.id]
        return shared | {"recipients": [user_json(user) for user in others]}
    shared |= {
        "guild_id": world.guild_id,
        "name": channel.name,
        "parent_id": channel.parent_id,
        "rate_limit_per_user": channel.rate_limit_per_user,
        "last_pin_timestamp": channel.last_pin_timestamp,
    }
    if channel.thread:
        return shared | _thread_json(world, channel, channel.thread, reader)
    if channel.kind == Kind.FORUM:
        shared |= {
            "available_tags": channel.available_tags,
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    if channel.kind in (Kind.VOICE, Kind.STAGE):
        shared |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None, "video_quality_mode": 1}
    return shared | {
        "position": channel.position,
        "topic": channel.topic,
        "nsfw": channel.nsfw,
        "permission_overwrites": [
            {"id": each.id, "type": each.kind, "allow": str(each.allow), "deny": str(each.deny)}
            for each in channel.overwrites
        ],
    }


def _thread_json(world: World, channel: Channel, thread: Thread, reader: User | None) -> Json:
    data: Json = {
        "owner_id": thread.owner_id,
        "message_count": thread.sent,
        "total_message_sent": thread.sent,
        "member_count": len(thread.members),
        "applied_tags": thread.applied_tags,
        "thread_metadata": {
            "archived": thread.archived,
            "auto_archive_duration": thread.auto_archive_duration,
            "archive_timestamp": thread.archive_timestamp,
            "locked": thread.locked,
            "create_timestamp": thread.create_timestamp,
            **({"invitable": thread.invitable} if channel.kind == Kind.PRIVATE_THREAD else {}),
        },
    }
    if reader and reader.id in thread.members:
        data["member"] = thread_member_json(world, channel.id, thread, reader.id)
    return data


def thread_member_json(world: World, thread_id: str, thread: Thread, user_id: str, *, full: bool = False) -> Json:
    data = {"id": thread_id, "user_id": user_id, "join_timestamp": thread.members[user_id], "flags": 0}
    return data | ({"member": full_member_json(world, user_id)} if full else {})


def guild_json(world: World) -> Json:
    """The guild as REST shows it."""
    return _GUILD_DEFAULTS | {
        "id": world.guild_id,
        "name": world.guild_name,
        "owner_id": world.owner_id,
        "roles": [role_json(role) for role in world.roles.values()],
        "approximate_member_count": len(world.members),
        "approximate_presence_count": len(world.presences),
    }


def guild_create_json(world: World, reader: User, intents: int | None) -> Json:
    """The guild as the gateway shows it to a bot with these intents, or to a person (None)."""
    whole = intents is None or intents & (MEMBERS | PRESENCES) == MEMBERS | PRESENCES
    members = list(world.members) if whole else [id_ for id_ in world.members if id_ == reader.id]
    seen = [channel for channel in world.guild_channels if reader.bot or world.permissions_of(reader.id, channel)]
    threads = [channel for channel in world.threads if world.permissions_of(reader.id, channel)]
    return guild_json(world) | {
        "joined_at": world.members[reader.id].joined_at,
        "large": len(world.members) > 250,
        "unavailable": False,
        "member_count": len(world.members),
        "members": [full_member_json(world, id_) for id_ in members],
        "channels": [channel_json(world, channel, reader) for channel in seen],
        "threads": [channel_json(world, each, reader) for each in threads if each.thread and not each.thread.archived],
        "presences": [presence_json(world, world.users[id_]) for id_ in members] if whole else [],
        "voice_states": [],
        "stage_instances": [],
        "soundboard_sounds": [],
        "guild_scheduled_events": list(world.scheduled_events.values()),
    }


def presence_json(world: World, user: User) -> Json:
    presence = world.presences.get(user.id, {"status": "offline", "activities": []})
    return {"user": {"id": user.id}, "guild_id": world.guild_id, "client_status": {}} | presence


def application_flags(bot: User) -> int:
    """Which privileged intents are enabled for an application in fewer than 100 guilds."""
    flags = 0
    for intent, flag in ((PRESENCES, 1 << 13), (MEMBERS, 1 << 15), (MESSAGE_CONTENT, 1 << 19)):
        flags |= flag if bot.privileged_intents & intent else 0
    return flags


def application_json(world: World, bot: User) -> Json:
    owner = world.users.get(world.owner_id) or bot
    return {
        "id": bot.id,
        "name": bot.name,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": application_flags(bot),
        "owner": user_json(owner),
        "team": None,
        "bot": user_json(bot),
        "approximate_guild_count": 1,
        "interactions_endpoint_url": None,
        "redirect_uris": [],
        "integration_types_config": {"0": {}},
    }


def emoji_json(emoji: str) -> Json:
    name, _, id_ = emoji.partition(":")
    return {"id": id_ or None, "name": name}


def message_json(
    world: World, message: Message, reader: User | None, *, content: bool = True, deep: bool = True
) -> Json:
    """A message as `reader` sees it; `content` is whether a bot may read what is not meant for it."""
    data: Json = {
        "id": message.id,
        "channel_id": message.channel_id,
        "type": message.kind,
        "author": user_json(world.author_of(message)),
        "timestamp": message.timestamp,
        "edited_timestamp": message.edited_timestamp,
        "tts": message.tts,
        "mention_everyone": message.mention_everyone,
        "mention_roles": message.mention_roles,
        "mentions": [_mention_json(world, id_) for id_ in message.mentions],
        "pinned": message.pinned_at is not None,
        "flags": message.flags,
    }
    shown = content or reader is None or _may_read(world, message, reader)
    data |= {
        "content": message.content if shown else "",
        "embeds": message.embeds if shown else [],
        "attachments": message.attachments if shown else [],
        "components": message.components if shown else [],
    }
    if message.poll and shown:
        data["poll"] = _poll_json(world, message.poll, reader)
    return data | _optional_parts(world, message, reader, content=content, deep=deep)


def _poll_json(world: World, poll: Json, reader: User | None) -> Json:
    shown = {key: value for key, value in poll.items() if key not in ("votes", "is_finalized")}
    counts = [
        {"id": int(answer), "count": len(voters), "me_voted": reader is not None and reader.id in voters}
        for answer, voters in poll["votes"].items()
    ]
    return shown | {"results": {"is_finalized": is_finished(world, poll), "answer_counts": counts}}


def is_finished(world: World, poll: Json) -> bool:
    """Whether nobody can vote any more."""
    return poll["is_finalized"] or datetime.fromisoformat(poll["expiry"]) <= world.now()


def _may_read(world: World, message: Message, reader: User) -> bool:
    """What a bot may read without the message content intent:
    https://docs.discord.com/developers/events/gateway#message-content-intent"""
    in_dm = world.channels[message.channel_id].kind == Kind.DM
    return not reader.bot or in_dm or reader.id == message.author_id or reader.id in message.mentions


def _optional_parts(world: World, message: Message, reader: User | None, *, content: bool, deep: bool) -> Json:
    data: Json = {}
    if message.nonce is not None:
        data["nonce"] = message.nonce
    if message.reactions:
        data["reactions"] = [_reaction_json(emoji, users, reader) for emoji, users in message.reactions.items()]
    if message.application_id:
        data |= {"application_id": message.application_id, "webhook_id": message.application_id}
    if message.webhook_name is not None:
        data["webhook_id"] = message.author_id
    if message.interaction:
        data |= _interaction_parts(message.interaction)
    thread = world.channels.get(message.id)
    if thread and thread.thread:
        data["thread"] = channel_json(world, thread, reader)
    if message.snapshots:
        data["message_snapshots"] = message.snapshots
    if message.reference:
        data["message_reference"] = message.reference
        if deep and message.kind in (19, 21):
            replied = world.messages.get(message.reference["channel_id"], {}).get(message.reference["message_id"])
            seen = replied and message_json(world, replied, reader, content=content, deep=False)
            data["referenced_message"] = seen
    return data


def _mention_json(world: World, user_id: str) -> Json:
    member = world.members.get(user_id)
    return user_json(world.users[user_id]) | ({"member": member_json(member)} if member else {})


def _reaction_json(emoji: str, users: list[str], reader: User | None) -> Json:
    return {
        "emoji": emoji_json(emoji),
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "burst_colors": [],
        "me": reader is not None and reader.id in users,
        "me_burst": False,
    }


def _interaction_parts(metadata: Json) -> Json:
    shown = {key: value for key, value in metadata.items() if key != "name"}
    old = {"id": metadata["id"], "type": metadata["type"], "user": metadata["user"], "name": metadata.get("name") or ""}
    return {"interaction_metadata": shown} | ({"interaction": old} if metadata["type"] == 2 else {})


def message_event_json(world: World, message: Message, reader: User, *, content: bool) -> Json:
    """A message as the gateway shows it: with its guild and its author's membership."""
    data = message_json(world, message, reader, content=content)
    return data | in_guild(world, message.channel_id) | _author_member(world, message)


def in_guild(world: World, channel_id: str) -> Json:
    """`guild_id`, for what happens in a channel of the guild; nothing for direct messages."""
    return {} if world.channels[channel_id].kind == Kind.DM else {"guild_id": world.guild_id}


def _author_member(world: World, message: Message) -> Json:
    member = world.members.get(message.author_id)
    if member is None or world.channels[message.channel_id].kind == Kind.DM:
        return {}
    return {"member": member_json(member)}


def partial_channel_json(world: World, channel: Channel, user_id: str) -> Json:
    """A channel as interactions carry it: with what the user may do there."""
    return channel_json(world, channel) | {"permissions": str(world.permissions_of(user_id, channel))}
