"""Messages: posting, reading back, changing; reactions, pins, typing."""

from __future__ import annotations

import time

from bot.sandbox.errors import Json, refused, unknown
from bot.sandbox.limits import Bucket
from bot.sandbox.payloads import OLDEST_BULK_DELETE_SECONDS
from bot.sandbox.permissions import Permission
from bot.sandbox.posting import changed, delete, edit, may_post, post, publish
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.wire import CROSSPOSTED, emoji_json, full_member_json, in_guild, user_json
from bot.sandbox.world import Channel, Event, Kind, Message, World, always

_MOST_PINS, _MOST_REACTIONS = 250, 20
_PINNED, _SUPPRESS_EMBEDS = 6, 1 << 2


def create_message(call: Call) -> Json:
    return call.show(post(call.world, call.me, call.channel(), call.draft))


def list_messages(call: Call) -> list[Json]:
    """Newest first; `before`, `after` or `around` a message id."""
    channel = call.channel()
    limit = call.page_size(usual=50, most=100)
    if not call.world.may(call.me.id, Permission.READ_MESSAGE_HISTORY, channel):
        return []
    found = [each for each in call.world.messages[channel.id].values() if each.only_for is None]
    return [call.show(message) for message in _page(found, call, limit)]


def _page(found: list[Message], call: Call, limit: int) -> list[Message]:
    before, after, around = (call.cursor(name) for name in ("before", "after", "around"))
    if around is not None:
        older = [each for each in found if int(each.id) < around][-(limit // 2) :] if limit > 1 else []
        newer = [each for each in found if int(each.id) >= around][: limit - len(older)]
        chosen = older + newer
    elif after is not None:
        chosen = [each for each in found if int(each.id) > after][:limit]
    else:
        chosen = [each for each in found if before is None or int(each.id) < before][-limit:]
    return chosen[::-1]


def show_message(call: Call) -> Json:
    return call.show(call.message(Permission.READ_MESSAGE_HISTORY))


def edit_message(call: Call) -> Json:
    message = call.message()
    if message.author_id != call.me.id:
        return _edit_other(call, message)
    _count_if_old(call.world, message)
    edit(call.world, message, call.me, call.draft)
    return call.show(message)


def _count_if_old(world: World, message: Message) -> None:
    """Error 30046 for one edit too many: https://github.com/discord/discord-api-docs/issues/4413"""
    limits = world.limits
    if world.snowflakes.age_seconds(message.id) > limits.old_message_seconds:
        bucket = world.old_edits.setdefault(message.id, Bucket(limits.old_edits_per_hour, 3600.0))
        if not bucket.take(time.monotonic()):
            raise refused(30046)


def _edit_other(call: Call, message: Message) -> Json:
    """Of somebody else's message, a moderator may hide the embeds and no more."""
    if set(call.form) - {"flags"}:
        raise refused(50005)
    call.channel(Permission.MANAGE_MESSAGES)
    hidden = int(call.form.get("flags") or 0) & _SUPPRESS_EMBEDS
    message.flags = message.flags & ~_SUPPRESS_EMBEDS | hidden
    changed(call.world, message)
    return call.show(message)


def crosspost(call: Call) -> Json:
    """Publish a message of an announcement channel."""
    channel, message = call.channel(), call.message()
    if channel.kind != Kind.NEWS:
        raise refused(50024)
    if message.author_id != call.me.id:
        call.channel(Permission.MANAGE_MESSAGES)
    if message.flags & CROSSPOSTED:
        raise refused(40033)
    message.flags |= CROSSPOSTED
    changed(call.world, message)
    return call.show(message)


def delete_message(call: Call) -> None:
    message = call.message()
    if message.author_id != call.me.id:
        if call.channel().kind == Kind.DM:
            raise refused(50003)
        call.channel(Permission.MANAGE_MESSAGES)
    delete(call.world, message)


def delete_messages(call: Call) -> None:
    channel = call.channel(Permission.MANAGE_MESSAGES)
    ids = [str(each) for each in call.form.get("messages") or []]
    if not 2 <= len(ids) <= 100:
        raise refused(50016)
    if any(call.world.snowflakes.age_seconds(id_) > OLDEST_BULK_DELETE_SECONDS for id_ in ids):
        raise refused(50034)
    found = [call.world.messages[channel.id][id_] for id_ in ids if id_ in call.world.messages[channel.id]]
    for message in found:
        delete(call.world, message, quietly=True)
    data = {"ids": [each.id for each in found], "channel_id": channel.id} | in_guild(call.world, channel.id)
    call.world.emit(Event("MESSAGE_DELETE_BULK", always(data), channel.id))


def type_in(call: Call) -> None:
    channel = call.channel()
    may_post(call.world, call.me, channel, call.draft)
    guild = in_guild(call.world, channel.id)
    data = {
        "channel_id": channel.id,
        "user_id": call.me.id,
        "timestamp": int(call.world.now().timestamp()),
        **guild,
        **({"member": full_member_json(call.world, call.me.id)} if guild else {}),
    }
    call.world.emit(Event("TYPING_START", always(data), channel.id))


# Reactions


def add_reaction(call: Call) -> None:
    message = call.message(Permission.READ_MESSAGE_HISTORY)
    emoji = call.params["emoji"]
    if emoji.isascii():  # the guild has no emoji of its own, and Discord's are not ASCII
        raise unknown("emoji")
    if emoji not in message.reactions:
        call.channel(Permission.ADD_REACTIONS)
        if len(message.reactions) >= _MOST_REACTIONS:
            raise refused(30010)
    users = message.reactions.setdefault(emoji, [])
    if call.me.id not in users:
        users.append(call.me.id)
        _tell_reaction(call, message, "ADD", emoji, call.me.id)


def remove_reaction(call: Call) -> None:
    user_id = call.user_id()
    message = call.message(0 if user_id == call.me.id else Permission.MANAGE_MESSAGES)
    emoji = call.params["emoji"]
    if user_id not in message.reactions.get(emoji, []):
        raise unknown("emoji")
    message.reactions[emoji].remove(user_id)
    if not message.reactions[emoji]:
        del message.reactions[emoji]
    _tell_reaction(call, message, "REMOVE", emoji, user_id)


def list_reaction(call: Call) -> list[Json]:
    users = call.message(Permission.READ_MESSAGE_HISTORY).reactions.get(call.params["emoji"])
    if users is None:
        raise unknown("emoji")
    after = call.cursor("after") or 0
    chosen = sorted((id_ for id_ in users if int(id_) > after), key=int)
    return [user_json(call.world.users[id_]) for id_ in chosen[: call.page_size(usual=25, most=100)]]


def clear_reactions(call: Call) -> None:
    message = call.message(Permission.MANAGE_MESSAGES)
    message.reactions.clear()
    call.world.emit(Event("MESSAGE_REACTION_REMOVE_ALL", always(_place(call, message)), message.channel_id))


def clear_reaction(call: Call) -> None:
    message = call.message(Permission.MANAGE_MESSAGES)
    emoji = call.params["emoji"]
    if message.reactions.pop(emoji, None) is None:
        raise unknown("emoji")
    data = _place(call, message) | {"emoji": emoji_json(emoji)}
    call.world.emit(Event("MESSAGE_REACTION_REMOVE_EMOJI", always(data), message.channel_id))


def _tell_reaction(call: Call, message: Message, change: str, emoji: str, user_id: str) -> None:
    data = _place(call, message) | {"user_id": user_id, "emoji": emoji_json(emoji), "burst": False, "type": 0}
    if change == "ADD":
        data["message_author_id"] = message.author_id
        data |= {"member": full_member_json(call.world, user_id)} if "guild_id" in data else {}
    call.world.note(
        f"reaction_{change.lower()}",
        channel_id=message.channel_id,
        message_id=message.id,
        emoji=emoji,
        author=call.world.users[user_id].name,
        author_id=user_id,
    )
    call.world.emit(Event(f"MESSAGE_REACTION_{change}", always(data), message.channel_id))


def _place(call: Call, message: Message) -> Json:
    place = {"channel_id": message.channel_id, "message_id": message.id}
    return place | in_guild(call.world, message.channel_id)


# Pins


def list_pins(call: Call) -> Json:
    """Last pinned first, in pages."""
    limit = call.page_size(usual=50, most=50)
    before = call.query.get("before", "9999")
    pinned = [each for each in _pinned(call, call.channel()) if str(each.pinned_at) < before]
    items = [{"pinned_at": each.pinned_at, "message": call.show(each)} for each in pinned[:limit]]
    return {"items": items, "has_more": len(pinned) > limit}


def list_pins_as_before(call: Call) -> list[Json]:
    return [call.show(message) for message in _pinned(call, call.channel())]


def _pinned(call: Call, channel: Channel) -> list[Message]:
    if not call.world.may(call.me.id, Permission.READ_MESSAGE_HISTORY, channel):
        return []
    pinned = [each for each in call.world.messages[channel.id].values() if each.pinned_at]
    return sorted(pinned, key=lambda each: str(each.pinned_at), reverse=True)


def pin(call: Call) -> None:
    channel, message = call.channel(Permission.PIN_MESSAGES), call.message()
    if message.pinned_at:
        return
    if len(_pinned(call, channel)) >= _MOST_PINS:
        raise refused(30003)
    message.pinned_at = channel.last_pin_timestamp = call.world.now().isoformat()
    _tell_pins(call, channel, message)
    notice = Message(call.world.new_id(), channel.id, call.me.id, call.world.now().isoformat(), kind=_PINNED)
    notice.reference = {"type": 0, "channel_id": channel.id, "message_id": message.id}
    notice.reference |= in_guild(call.world, channel.id)
    publish(call.world, notice)


def unpin(call: Call) -> None:
    channel, message = call.channel(Permission.PIN_MESSAGES), call.message()
    if message.pinned_at:
        message.pinned_at = None
        _tell_pins(call, channel, message)


def _tell_pins(call: Call, channel: Channel, message: Message) -> None:
    changed(call.world, message)
    data = {"channel_id": channel.id, "last_pin_timestamp": channel.last_pin_timestamp}
    data |= in_guild(call.world, channel.id)
    call.world.emit(Event("CHANNEL_PINS_UPDATE", always(data), channel.id))


_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_REACTION = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}"

ENDPOINTS = (
    Endpoint("GET", _MESSAGES, list_messages),
    Endpoint("POST", _MESSAGES, create_message),
    Endpoint("POST", f"{_MESSAGES}/bulk-delete", delete_messages),
    Endpoint("GET", f"{_MESSAGES}/pins", list_pins),
    Endpoint("PUT", f"{_MESSAGES}/pins/{{message_id}}", pin),
    Endpoint("DELETE", f"{_MESSAGES}/pins/{{message_id}}", unpin),
    Endpoint("GET", "/channels/{channel_id}/pins", list_pins_as_before),
    Endpoint("PUT", "/channels/{channel_id}/pins/{message_id}", pin),
    Endpoint("DELETE", "/channels/{channel_id}/pins/{message_id}", unpin),
    Endpoint("GET", _MESSAGE, show_message),
    Endpoint("PATCH", _MESSAGE, edit_message),
    Endpoint("DELETE", _MESSAGE, delete_message),
    Endpoint("POST", f"{_MESSAGE}/crosspost", crosspost),
    Endpoint("POST", "/channels/{channel_id}/typing", type_in),
    Endpoint("DELETE", f"{_MESSAGE}/reactions", clear_reactions),
    Endpoint("GET", _REACTION, list_reaction),
    Endpoint("DELETE", _REACTION, clear_reaction),
    Endpoint("PUT", f"{_REACTION}/@me", add_reaction),
    Endpoint("DELETE", f"{_REACTION}/{{user_id}}", remove_reaction),
)
