"""Application commands, of the whole application and of the guild."""

from __future__ import annotations

from bot.sandbox.commands import CHAT_INPUT, MOST_OF_A_KIND, check_bulk, check_command, new_command
from bot.sandbox.errors import Json, refused, unknown
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.world import User


def list_commands(call: Call) -> list[Json]:
    bot, guild_id = _place(call, reading=True)
    return [_shown(call, command) for command in _kept(call, bot, guild_id)]


def show_command(call: Call) -> Json:
    return _shown(call, _found(call, reading=True))


def put_commands(call: Call) -> list[Json]:
    """Replace all; a command whose name stays keeps its id."""
    bot, guild_id = _place(call)
    bodies = call.items()
    check_bulk(bodies)
    ids = {(each["type"], each["name"]): each["id"] for each in _kept(call, bot, guild_id)}
    for id_ in ids.values():
        del call.world.commands[id_]
    made = [
        new_command(call.world, bot, body, guild_id, ids.get((body.get("type") or CHAT_INPUT, body["name"])))
        for body in bodies
    ]
    call.world.commands |= {command["id"]: command for command in made}
    return made


def create_command(call: Call) -> Json:
    """A new command, or the one of the same name overwritten."""
    bot, guild_id = _place(call)
    check_command(call.form)
    kept = [each for each in _kept(call, bot, guild_id) if each["type"] == (call.form.get("type") or CHAT_INPUT)]
    same = next((each["id"] for each in kept if each["name"] == call.form["name"]), None)
    if same is None and len(kept) >= MOST_OF_A_KIND[call.form.get("type") or CHAT_INPUT]:
        raise refused(30032)
    command = new_command(call.world, bot, call.form, guild_id, same)
    call.world.commands[command["id"]] = command
    return command


def edit_command(call: Call) -> Json:
    command = _found(call)
    merged = command | call.form | {"type": command["type"]}
    check_command(merged)
    edited = new_command(call.world, call.me, merged, command.get("guild_id"), command["id"])
    call.world.commands[command["id"]] = edited
    return edited


def delete_command(call: Call) -> None:
    del call.world.commands[_found(call)["id"]]


def _place(call: Call, *, reading: bool = False) -> tuple[User, str | None]:
    """The bot of the path, and the guild if the path names one; people may read the commands of any bot."""
    bot = call.world.users.get(call.params["application_id"])
    if bot is None or not bot.bot:
        raise unknown("application")
    if bot.id != call.me.id and (call.me.bot or not reading):
        raise refused(50001)
    guild_id = call.params.get("guild_id")
    if guild_id is not None:
        call.guild()
    return bot, guild_id


def _kept(call: Call, bot: User, guild_id: str | None) -> list[Json]:
    own = (each for each in call.world.commands.values() if each["application_id"] == bot.id)
    return [each for each in own if each.get("guild_id") == guild_id]


def _found(call: Call, *, reading: bool = False) -> Json:
    bot, guild_id = _place(call, reading=reading)
    for command in _kept(call, bot, guild_id):
        if command["id"] == call.params["command_id"]:
            return command
    raise unknown("application command")


def _shown(call: Call, command: Json) -> Json:
    """Bots are told translations only if they ask for them."""
    if not call.me.bot or call.query.get("with_localizations") in ("1", "true"):
        return command
    return {key: value for key, value in command.items() if not key.endswith("_localizations")}


def _endpoints(commands: str) -> tuple[Endpoint, ...]:
    command = f"{commands}/{{command_id}}"
    return (
        Endpoint("GET", commands, list_commands),
        Endpoint("PUT", commands, put_commands),
        Endpoint("POST", commands, create_command, status=201),
        Endpoint("GET", command, show_command),
        Endpoint("PATCH", command, edit_command),
        Endpoint("DELETE", command, delete_command),
    )


ENDPOINTS = (
    *_endpoints("/applications/{application_id}/commands"),
    *_endpoints("/applications/{application_id}/guilds/{guild_id}/commands"),
)
