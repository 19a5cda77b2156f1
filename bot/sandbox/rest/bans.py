"""Bans: who may not come back to the guild."""

from __future__ import annotations

from bot.sandbox.errors import Json, unknown
from bot.sandbox.forms import Form
from bot.sandbox.permissions import Permission
from bot.sandbox.posting import delete
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.rest.guild import remove_member
from bot.sandbox.wire import user_json
from bot.sandbox.world import Event, World, always

_MOST_DELETED_SECONDS = 7 * 24 * 3600


def list_bans(call: Call) -> list[Json]:
    world = _banning(call)
    after = call.cursor("after") or 0
    chosen = sorted((id_ for id_ in world.bans if int(id_) > after), key=int)
    return [_shown(world, id_) for id_ in chosen[: call.page_size(usual=1000, most=1000)]]


def show_ban(call: Call) -> Json:
    return _shown(_banning(call), _banned(call))


def ban(call: Call) -> None:
    """Ban a member, or somebody who has not come yet, and delete what they said lately."""
    world, user = _banning(call), call.world.user(call.user_id())
    form = Form()
    text = call.query.get("delete_message_seconds", "")  # discord.py gives it there
    given = {"delete_message_seconds": int(text)} if text.isdecimal() else call.form
    seconds = form.number(given, ("delete_message_seconds",), least=0, most=_MOST_DELETED_SECONDS)
    form.done()
    world.require_above(call.me.id, user.id)
    if user.id in world.bans:
        return
    world.bans[user.id] = call.reason
    world.note("ban", user_id=user.id, author_id=call.me.id)
    world.emit(Event("GUILD_BAN_ADD", always({"guild_id": world.guild_id, "user": user_json(user)})))
    if user.id in world.members:
        remove_member(world, user.id)
    _delete_lately_said(world, user.id, seconds or 0)


def unban(call: Call) -> None:
    world, user = _banning(call), call.world.user(_banned(call))
    del world.bans[user.id]
    world.note("unban", user_id=user.id, author_id=call.me.id)
    world.emit(Event("GUILD_BAN_REMOVE", always({"guild_id": world.guild_id, "user": user_json(user)})))


def _delete_lately_said(world: World, user_id: str, seconds: float) -> None:
    for messages in list(world.messages.values()):
        for message in list(messages.values()):
            if message.author_id == user_id and world.snowflakes.age_seconds(message.id) < seconds:
                delete(world, message)


def _banning(call: Call) -> World:
    world = call.guild()
    world.require(call.me.id, Permission.BAN_MEMBERS)
    return world


def _banned(call: Call) -> str:
    if call.user_id() not in call.world.bans:
        raise unknown("ban")
    return call.user_id()


def _shown(world: World, user_id: str) -> Json:
    return {"user": user_json(world.user(user_id)), "reason": world.bans[user_id]}


_BANS = "/guilds/{guild_id}/bans"

ENDPOINTS = (
    Endpoint("GET", _BANS, list_bans),
    Endpoint("GET", f"{_BANS}/{{user_id}}", show_ban),
    Endpoint("PUT", f"{_BANS}/{{user_id}}", ban),
    Endpoint("DELETE", f"{_BANS}/{{user_id}}", unban),
)
