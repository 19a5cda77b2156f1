"""Invites to the guild, which bots make, list and remove, and by which a person who has left comes back."""

from __future__ import annotations

import secrets

from bot.sandbox.errors import Json, refused, unknown
from bot.sandbox.forms import Form
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.wire import guild_create_json, guild_json, user_json
from bot.sandbox.world import Event, World, always

_DAY_SECONDS = 24 * 3600


def create_invite(call: Call) -> Json:
    channel, form = call.channel(Permission.CREATE_INVITE), Form()
    age = form.number(call.form, ("max_age",), least=0, most=7 * _DAY_SECONDS)
    uses = form.number(call.form, ("max_uses",), least=0, most=100)
    form.done()
    invite: Json = {
        "code": secrets.token_urlsafe(6),
        "channel_id": channel.id,
        "inviter_id": call.me.id,
        "created_at": call.world.now().isoformat(),
        "max_age": int(_DAY_SECONDS if age is None else age),
        "max_uses": int(uses or 0),
        "temporary": bool(call.form.get("temporary")),
        "uses": 0,
    }
    call.world.invites[invite["code"]] = invite
    told = _shown(call.world, invite) | {"guild_id": call.world.guild_id, "channel_id": channel.id}
    call.world.emit(Event("INVITE_CREATE", always(told), channel.id))
    return _shown(call.world, invite)


def list_of_channel(call: Call) -> list[Json]:
    channel = call.channel(Permission.MANAGE_CHANNELS)
    return [_shown(call.world, each) for each in _living(call.world) if each["channel_id"] == channel.id]


def list_of_guild(call: Call) -> list[Json]:
    world = call.guild()
    world.require(call.me.id, Permission.MANAGE_GUILD)
    return [_shown(world, each) for each in _living(world)]


def show_invite(call: Call) -> Json:
    return _shown(call.world, _found(call))


def accept_invite(call: Call) -> Json:
    world, invite = call.world, _found(call)
    if call.me.bot:
        raise refused(20001)
    if call.me.id in world.bans:
        raise refused(40007)
    if call.me.id not in world.members:
        invite["uses"] += 1
        if invite["uses"] == invite["max_uses"]:
            del world.invites[invite["code"]]
        world.let_in(call.me)
        told = guild_create_json(world, call.me, None)
        world.emit(Event("GUILD_CREATE", always(told), to=frozenset({call.me.id})))
    return _shown(world, invite)


def delete_invite(call: Call) -> Json:
    invite = _found(call)
    call.world.require(call.me.id, Permission.MANAGE_CHANNELS, call.world.channel(invite["channel_id"]))
    del call.world.invites[invite["code"]]
    told = {"code": invite["code"], "guild_id": call.world.guild_id, "channel_id": invite["channel_id"]}
    call.world.emit(Event("INVITE_DELETE", always(told), invite["channel_id"]))
    return _shown(call.world, invite)


def _found(call: Call) -> Json:
    for invite in _living(call.world):
        if invite["code"] == call.params["code"]:
            return invite
    raise unknown("invite")


def _living(world: World) -> list[Json]:
    """The invites to channels that are still there."""
    return [invite for invite in world.invites.values() if invite["channel_id"] in world.channels]


def _shown(world: World, invite: Json) -> Json:
    channel, guild = world.channel(invite["channel_id"]), guild_json(world)
    shown = {key: value for key, value in invite.items() if key not in ("channel_id", "inviter_id")}
    inviter = world.users.get(invite["inviter_id"])
    return shown | {
        "type": 0,
        "channel": {"id": channel.id, "name": channel.name, "type": channel.kind},
        "guild": {key: guild[key] for key in ("id", "name", "icon", "splash", "banner", "features", "description")}
        | {"verification_level": 0, "nsfw_level": 0, "vanity_url_code": None, "premium_subscription_count": 0},
        "guild_id": world.guild_id,
        "expires_at": None,
        **({"inviter": user_json(inviter)} if inviter else {}),
    }


ENDPOINTS = (
    Endpoint("POST", "/channels/{channel_id}/invites", create_invite),
    Endpoint("GET", "/channels/{channel_id}/invites", list_of_channel),
    Endpoint("GET", "/guilds/{guild_id}/invites", list_of_guild),
    Endpoint("GET", "/invites/{code}", show_invite),
    Endpoint("POST", "/invites/{code}", accept_invite),
    Endpoint("DELETE", "/invites/{code}", delete_invite),
)
