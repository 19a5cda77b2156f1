"""Channels of the guild: making, changing, removing, and who may do what in them."""

from __future__ import annotations

from bot.sandbox.errors import Json, refused, unknown
from bot.sandbox.payloads import check_channel
from bot.sandbox.permissions import EVERYTHING, Overwrite, Permission
from bot.sandbox.posting import delete
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.rest.threads import edit_thread
from bot.sandbox.wire import channel_json
from bot.sandbox.world import Channel, Event, Kind, World

_EDITABLE = ("name", "topic", "position", "parent_id", "nsfw", "rate_limit_per_user", "available_tags")
_CONVERTIBLE = (Kind.TEXT, Kind.NEWS)
_CREATABLE = (Kind.TEXT, Kind.VOICE, Kind.CATEGORY, Kind.NEWS, Kind.STAGE, Kind.FORUM)


def show_channel(call: Call) -> Json:
    return channel_json(call.world, call.channel(), call.me)


def list_channels(call: Call) -> list[Json]:
    world = call.guild()
    seen = [each for each in world.guild_channels if call.me.bot or world.permissions_of(call.me.id, each)]
    return [channel_json(world, channel, call.me) for channel in seen]


def create_channel(call: Call) -> Json:
    world = call.guild()
    world.require(call.me.id, Permission.MANAGE_CHANNELS)
    check_channel(call.form, creating=True)
    kind = int(call.form.get("type") or Kind.TEXT)
    if kind not in _CREATABLE:
        raise refused(50024)
    channel = Channel(world.new_id(), kind, "", position=len(world.channels))
    _take_over(world, channel, call.form)
    world.keep_channel(channel)
    world.note("channel_create", channel=channel.name, channel_id=channel.id, author_id=call.me.id)
    _tell(world, "CHANNEL_CREATE", channel)
    return channel_json(world, channel, call.me)


def move_channels(call: Call) -> None:
    """Put channels at other positions, or into other categories."""
    world = call.guild()
    world.require(call.me.id, Permission.MANAGE_CHANNELS)
    for each in call.items():
        check_channel(each, creating=False)
        channel = world.channel(str(each.get("id")))
        _take_over(world, channel, {key: each[key] for key in ("position", "parent_id") if key in each})
        _tell(world, "CHANNEL_UPDATE", channel)


def edit_channel(call: Call) -> Json:
    channel = call.channel()
    if channel.kind == Kind.DM:
        raise refused(50003)
    check_channel(call.form, creating=False)
    if channel.thread:
        return edit_thread(call, channel, channel.thread)
    call.channel(Permission.MANAGE_CHANNELS)
    if channel.kind in _CONVERTIBLE and call.form.get("type") in _CONVERTIBLE:
        channel.kind = int(call.form["type"])
    _take_over(call.world, channel, call.form)
    details = {"channel": channel.name, "channel_id": channel.id, "topic": channel.topic}
    call.world.note("channel_edit", author_id=call.me.id, **details)
    _tell(call.world, "CHANNEL_UPDATE", channel)
    return channel_json(call.world, channel, call.me)


def delete_channel(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != Kind.DM:
        call.channel(Permission.MANAGE_THREADS if channel.thread else Permission.MANAGE_CHANNELS)
        _remove(call.world, channel)
        call.world.note("channel_delete", channel=channel.name, channel_id=channel.id, author_id=call.me.id)
    return channel_json(call.world, channel, call.me)


def put_overwrite(call: Call) -> None:
    channel = call.channel(Permission.MANAGE_ROLES)
    made = _overwrite(call.form | {"id": call.params["overwrite_id"]})
    if not call.world.may(call.me.id, made.allow | made.deny, channel):
        raise refused(50013)
    channel.overwrites = [*_others(channel, made.id), made]
    _tell(call.world, "CHANNEL_UPDATE", channel)


def delete_overwrite(call: Call) -> None:
    channel = call.channel(Permission.MANAGE_ROLES)
    left = _others(channel, call.params["overwrite_id"])
    if len(left) == len(channel.overwrites):
        raise unknown("overwrite")
    channel.overwrites = left
    _tell(call.world, "CHANNEL_UPDATE", channel)


def _others(channel: Channel, id_: str) -> list[Overwrite]:
    return [each for each in channel.overwrites if each.id != id_]


def _take_over(world: World, channel: Channel, form: Json) -> None:
    for key in _EDITABLE:
        if key in form and (form[key] is not None or key in ("topic", "parent_id")):
            setattr(channel, key, form[key])
    if channel.kind in (Kind.TEXT, Kind.NEWS, Kind.FORUM):
        channel.name = channel.name.lower().replace(" ", "-")
    for tag in channel.available_tags:
        tag["id"] = tag.get("id") or world.new_id()
    if form.get("permission_overwrites") is not None:
        channel.overwrites = [_overwrite(each) for each in form["permission_overwrites"]]


def _overwrite(form: Json) -> Overwrite:
    allow, deny = int(form.get("allow") or 0), int(form.get("deny") or 0)
    return Overwrite(str(form["id"]), int(form.get("type") or 0), allow & EVERYTHING, deny & EVERYTHING)


def _remove(world: World, channel: Channel) -> None:
    for thread in [each for each in world.threads if each.parent_id == channel.id]:
        _remove(world, thread)
    for message in list(world.messages[channel.id].values()):
        delete(world, message, quietly=True)
    data = channel_json(world, channel)
    world.webhooks = {id_: each for id_, each in world.webhooks.items() if each.channel_id != channel.id}
    world.emit(
        Event("THREAD_DELETE" if channel.thread else "CHANNEL_DELETE", lambda _r, _c: data, channel_id=channel.id)
    )
    del world.channels[channel.id]
    del world.messages[channel.id]


def _tell(world: World, name: str, channel: Channel) -> None:
    world.emit(Event(name, lambda reader, _: channel_json(world, channel, reader), channel.id))


ENDPOINTS = (
    Endpoint("GET", "/guilds/{guild_id}/channels", list_channels),
    Endpoint("POST", "/guilds/{guild_id}/channels", create_channel, status=201),
    Endpoint("PATCH", "/guilds/{guild_id}/channels", move_channels),
    Endpoint("GET", "/channels/{channel_id}", show_channel),
    Endpoint("PATCH", "/channels/{channel_id}", edit_channel),
    Endpoint("DELETE", "/channels/{channel_id}", delete_channel),
    Endpoint("PUT", "/channels/{channel_id}/permissions/{overwrite_id}", put_overwrite),
    Endpoint("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}", delete_overwrite),
)
