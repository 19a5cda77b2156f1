"""Who one is, and opening direct messages."""

from bot.sandbox.errors import Json, refused
from bot.sandbox.forms import Form
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.wire import application_json, channel_json, guild_json, own_user_json, user_json
from bot.sandbox.world import Channel, Event, Kind, World, always


def show_me(call: Call) -> Json:
    return own_user_json(call.me)


def edit_me(call: Call) -> Json:
    form = Form()
    name = form.text(call.form, ("username",), least=2, most=32)
    form.done()
    if name and name != call.me.name:
        call.me.name = name
        call.world.emit(Event("USER_UPDATE", always(own_user_json(call.me)), to=frozenset({call.me.id})))
    return own_user_json(call.me)


def show_user(call: Call) -> Json:
    return user_json(call.world.user(call.params["user_id"]))


def show_my_application(call: Call) -> Json:
    if not call.me.bot:
        raise refused(50001)
    return application_json(call.world, call.me)


def list_my_guilds(call: Call) -> list[Json]:
    if call.me.id not in call.world.members:
        return []
    guild = guild_json(call.world)
    kept = ("id", "name", "icon", "banner", "features", "approximate_member_count", "approximate_presence_count")
    permissions = str(call.world.permissions_of(call.me.id))
    return [{key: guild[key] for key in kept} | {"owner": call.me.id == guild["owner_id"], "permissions": permissions}]


def list_dms(call: Call) -> list[Json]:
    mine = [each for each in call.world.channels.values() if each.kind == Kind.DM and call.me.id in each.recipients]
    return [channel_json(call.world, channel, call.me) for channel in mine]


def open_dm(call: Call) -> Json:
    other = call.world.users.get(str(call.form.get("recipient_id")))
    if other is None or other.id == call.me.id:
        raise refused(50033)
    return channel_json(call.world, _opened(call.world, call.me.id, other.id), call.me)


def _opened(world: World, one: str, other: str) -> Channel:
    known = len(world.channels)
    channel = world.dm_between(one, other)
    if len(world.channels) > known:
        people = frozenset(id_ for id_ in channel.recipients if not world.users[id_].bot)
        world.emit(Event("CHANNEL_CREATE", lambda reader, _: channel_json(world, channel, reader), to=people))
    return channel


def show_gateway(call: Call) -> Json:
    return {"url": call.gateway_url}


def show_bot_gateway(call: Call) -> Json:
    limit = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": call.gateway_url, "shards": 1, "session_start_limit": limit}


ENDPOINTS = (
    Endpoint("GET", "/users/@me", show_me),
    Endpoint("PATCH", "/users/@me", edit_me),
    Endpoint("GET", "/users/@me/guilds", list_my_guilds),
    Endpoint("GET", "/users/@me/channels", list_dms),
    Endpoint("POST", "/users/@me/channels", open_dm),
    Endpoint("GET", "/users/{user_id}", show_user),
    Endpoint("GET", "/applications/@me", show_my_application),
    Endpoint("GET", "/oauth2/applications/@me", show_my_application),
    Endpoint("GET", "/gateway", show_gateway),
    Endpoint("GET", "/gateway/bot", show_bot_gateway),
)
