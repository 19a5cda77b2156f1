"""Webhooks: addresses that post into a channel without a bot, under any name.

https://docs.discord.com/developers/resources/webhook
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from bot.sandbox.errors import Json, refused, unknown
from bot.sandbox.forms import Form
from bot.sandbox.permissions import Permission
from bot.sandbox.posting import Draft, delete, edit, post_by_webhook
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.wire import message_json, user_json
from bot.sandbox.world import Channel, Event, Kind, Message, Webhook, World, always

_INCOMING, _MOST_OF_A_CHANNEL = 1, 15
_HOLDERS = (Kind.TEXT, Kind.NEWS, Kind.FORUM, Kind.VOICE)


def create_webhook(call: Call) -> Json:
    channel = call.channel(Permission.MANAGE_WEBHOOKS)
    _check(call.form, creating=True)
    if channel.kind not in _HOLDERS:
        raise refused(50024)
    if len(_of_channel(call.world, channel.id)) >= _MOST_OF_A_CHANNEL:
        raise refused(30007)
    webhook = Webhook(call.world.new_id(), channel.id, call.form["name"], secrets.token_urlsafe(51), call.me.id)
    call.world.webhooks[webhook.id] = webhook
    _tell(call.world, channel.id)
    return _shown(call.world, webhook)


def list_of_channel(call: Call) -> list[Json]:
    channel = call.channel(Permission.MANAGE_WEBHOOKS)
    return [_shown(call.world, webhook) for webhook in _of_channel(call.world, channel.id)]


def list_of_guild(call: Call) -> list[Json]:
    world = call.guild()
    world.require(call.me.id, Permission.MANAGE_WEBHOOKS)
    return [_shown(world, webhook) for webhook in world.webhooks.values()]


def show_webhook(call: Call) -> Json:
    return _shown(call.world, _managed(call))


def edit_webhook(call: Call) -> Json:
    webhook = _managed(call)
    _check(call.form, creating=False)
    webhook.name = call.form.get("name") or webhook.name
    if call.form.get("channel_id"):
        moved = call.world.channel(str(call.form["channel_id"]))
        call.world.require(call.me.id, Permission.MANAGE_WEBHOOKS, moved)
        webhook.channel_id = moved.id
    _tell(call.world, webhook.channel_id)
    return _shown(call.world, webhook)


def delete_webhook(call: Call) -> None:
    _remove(call.world, _managed(call))


# With the token in the path, for whoever knows it


def show_with_token(call: Call) -> Json:
    return _public(find(call))


def edit_with_token(call: Call) -> Json:
    webhook = find(call)
    _check(call.form, creating=False)
    webhook.name = call.form.get("name") or webhook.name
    _tell(call.world, webhook.channel_id)
    return _public(webhook)


def delete_with_token(call: Call) -> None:
    _remove(call.world, find(call))


def find(call: Call) -> Webhook:
    """The webhook of the path, if the path's token is its own; 10015 or 50027 otherwise."""
    webhook = call.world.webhooks.get(call.params["webhook_id"])
    if webhook is None:
        raise unknown("webhook")
    if not secrets.compare_digest(webhook.token.encode(), call.params["token"].encode()):
        raise refused(50027)
    return webhook


def execute(call: Call) -> Json | None:
    """Post under the webhook's name or another; the message is told only to who waits for it."""
    webhook = find(call)
    form = Form()
    name = form.text(call.form, ("username",), least=1, most=80) or webhook.name
    form.done()
    message = post_by_webhook(call.world, replace(webhook, name=name), _place(call, webhook), call.draft)
    return message_json(call.world, message, None) if call.query.get("wait") in ("1", "true") else None


def _place(call: Call, webhook: Webhook) -> Channel:
    """The webhook's channel, or a thread in it."""
    thread_id = call.query.get("thread_id")
    channel = call.world.channel(thread_id or webhook.channel_id)
    if thread_id and channel.parent_id != webhook.channel_id:
        raise unknown("channel")
    return channel


def show_message(call: Call) -> Json:
    return message_json(call.world, _message(call), None)


def edit_message(call: Call) -> Json:
    message = _message(call)
    edit(call.world, message, find(call).as_user(), Draft(call.form, call.files, call.base_url))
    return message_json(call.world, message, None)


def delete_message(call: Call) -> None:
    delete(call.world, _message(call))


def _message(call: Call) -> Message:
    webhook = find(call)
    message = call.world.message(_place(call, webhook).id, call.params["message_id"])
    if message.author_id != webhook.id:
        raise unknown("message")
    return message


def _check(body: Json, *, creating: bool) -> None:
    form = Form()
    name = form.text(body, ("name",), least=1, most=80, required=creating)
    if any(word in name.lower() for word in ("clyde", "discord")):
        message = f'Username cannot contain "{name}"'
        form.fail(("name",), "USERNAME_INVALID_CONTAINS", message)
    form.done()


def _managed(call: Call) -> Webhook:
    webhook = call.world.webhooks.get(call.params["webhook_id"])
    if webhook is None:
        raise unknown("webhook")
    call.world.require(call.me.id, Permission.MANAGE_WEBHOOKS, call.world.channel(webhook.channel_id))
    return webhook


def _remove(world: World, webhook: Webhook) -> None:
    del world.webhooks[webhook.id]
    _tell(world, webhook.channel_id)


def _of_channel(world: World, channel_id: str) -> list[Webhook]:
    return [webhook for webhook in world.webhooks.values() if webhook.channel_id == channel_id]


def _shown(world: World, webhook: Webhook) -> Json:
    maker = world.users.get(webhook.creator_id)
    return _public(webhook) | {
        "guild_id": world.guild_id,
        "application_id": webhook.creator_id if maker and maker.bot else None,
        **({"user": user_json(maker)} if maker else {}),
    }


def _public(webhook: Webhook) -> Json:
    return {
        "id": webhook.id,
        "type": _INCOMING,
        "channel_id": webhook.channel_id,
        "name": webhook.name,
        "avatar": None,
        "token": webhook.token,
        "application_id": None,
    }


def _tell(world: World, channel_id: str) -> None:
    world.emit(Event("WEBHOOKS_UPDATE", always({"guild_id": world.guild_id, "channel_id": channel_id}), channel_id))


_WEBHOOK, _WITH_TOKEN = "/webhooks/{webhook_id}", "/webhooks/{webhook_id}/{token}"

ENDPOINTS = (
    Endpoint("POST", "/channels/{channel_id}/webhooks", create_webhook),
    Endpoint("GET", "/channels/{channel_id}/webhooks", list_of_channel),
    Endpoint("GET", "/guilds/{guild_id}/webhooks", list_of_guild),
    Endpoint("GET", _WEBHOOK, show_webhook),
    Endpoint("PATCH", _WEBHOOK, edit_webhook),
    Endpoint("DELETE", _WEBHOOK, delete_webhook),
    Endpoint("GET", _WITH_TOKEN, show_with_token),
    Endpoint("PATCH", _WITH_TOKEN, edit_with_token),
    Endpoint("DELETE", _WITH_TOKEN, delete_with_token),
)
