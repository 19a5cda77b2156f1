"""Application commands: Discord's limits on them, and what a person's call of one means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.sandbox.errors import Json, refused
from bot.sandbox.forms import Form, Path
from bot.sandbox.permissions import Permission
from bot.sandbox.wire import channel_json, member_json, message_json, role_json, user_json
from bot.sandbox.world import Channel, Kind, User, World

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER, BOOLEAN, NUMBER = 1, 2, 3, 4, 5, 10
USER_OPTION, CHANNEL_OPTION, ROLE_OPTION, MENTIONABLE_OPTION = 6, 7, 8, 9
_THINGS = (USER_OPTION, CHANNEL_OPTION, ROLE_OPTION, MENTIONABLE_OPTION)
MOST_OF_A_KIND = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}

_NAME = re.compile(r"[-_'\w]{1,32}")
_LOCALES = (
    *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR"),
    *("ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko"),
)
_MOST_CHARACTERS = 8000
_KEPT = ("name_localizations", "description_localizations", "default_member_permissions")


# What a bot registers


def check_command(body: Json, path: Path = ()) -> None:
    """Raise 50035 with all that is wrong with a command."""
    form = Form()
    check_command_into(form, body, path)
    form.done()


def check_command_into(form: Form, body: Json, path: Path) -> None:
    kind = form.choice(body, (*path, "type"), tuple(MOST_OF_A_KIND)) or CHAT_INPUT
    if kind == CHAT_INPUT:
        _check_words(form, body, path)
        _check_options(form, body, path, (SUBCOMMAND, SUBCOMMAND_GROUP, *range(STRING, 12)))
    else:
        form.text(body, (*path, "name"), least=1, most=32, required=True)
        if body.get("description"):
            message = "Context menu commands cannot have description"
            form.fail((*path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED", message)
    if _characters(body) > _MOST_CHARACTERS:
        message = f"Command exceeds maximum size ({_MOST_CHARACTERS})"
        form.fail(path or ("_command",), "APPLICATION_COMMAND_TOO_LARGE", message)


def check_bulk(commands: list[Json]) -> None:
    """Raise 50035 for any bad command or a name used twice, 30032 for too many."""
    form = Form()
    names: set[tuple[int, str]] = set()
    for index, body in enumerate(commands):
        check_command_into(form, body, (index,))
        name = (body.get("type") or CHAT_INPUT, str(body.get("name")))
        if name in names:
            message = "Application command names must be unique"
            form.fail((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        names.add(name)
    form.done()
    for kind, most in MOST_OF_A_KIND.items():
        if sum(each_kind == kind for each_kind, _ in names) > most:
            raise refused(30032)


def new_command(world: World, bot: User, body: Json, guild_id: str | None, id_: str | None = None) -> Json:
    """The checked command as Discord keeps it, with an id (kept when a command of this name is overwritten)."""
    kind = body.get("type") or CHAT_INPUT
    command: Json = {
        "id": id_ or world.new_id(),
        "application_id": bot.id,
        "version": world.new_id(),
        "type": kind,
        "name": body["name"],
        "description": body.get("description") or "",
        "options": body.get("options") or [],
        "dm_permission": body.get("dm_permission", True),
        "contexts": body.get("contexts"),
        "integration_types": body.get("integration_types") or [0],
        "nsfw": bool(body.get("nsfw")),
        **{key: body.get(key) for key in _KEPT},
    }
    return command | ({"guild_id": guild_id} if guild_id else {})


def _check_words(form: Form, body: Json, path: Path) -> None:
    name = form.text(body, (*path, "name"), least=1, most=32, required=True)
    _check_name(form, (*path, "name"), name)
    form.text(body, (*path, "description"), least=1, most=100, required=True)
    for key, most in (("name_localizations", 32), ("description_localizations", 100)):
        localised = form.part(body, (*path, key)) or {}
        for locale in localised:
            if locale not in _LOCALES:
                form.fail((*path, key, locale), "BASE_TYPE_CHOICES", f'"{locale}" is not a locale of Discord.')
            text = form.text(localised, (*path, key, locale), least=1, most=most)
            if key == "name_localizations":
                _check_name(form, (*path, key, locale), text)


def _check_name(form: Form, path: Path, name: str) -> None:
    if name and (not _NAME.fullmatch(name) or name != name.lower()):
        message = "Command name is invalid"
        form.fail(path, "APPLICATION_COMMAND_INVALID_NAME", message)


def _check_options(form: Form, body: Json, path: Path, allowed: tuple[int, ...]) -> None:
    optional_seen = False
    names: set[str] = set()
    for option_path, option in form.items(body, (*path, "options"), most=25):
        kind = form.choice(option, (*option_path, "type"), allowed, required=True)
        _check_words(form, option, option_path)
        if option.get("name") in names:
            message = "Option names must be unique"
            form.fail((*option_path, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", message)
        names.add(str(option.get("name")))
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            form.fail(option_path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
        if kind == SUBCOMMAND_GROUP:
            _check_options(form, option, option_path, (SUBCOMMAND,))
        elif kind == SUBCOMMAND:
            _check_options(form, option, option_path, tuple(range(STRING, 12)))
        else:
            _check_choices(form, option, option_path)


def _check_choices(form: Form, option: Json, path: Path) -> None:
    check_choices(form, option, path, option.get("type"))
    if option.get("choices") and option.get("autocomplete"):
        message = "Autocomplete and choices exclude each other"
        form.fail((*path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", message)
    form.number(option, (*path, "min_length"), least=0, most=6000)
    form.number(option, (*path, "max_length"), least=1, most=6000)


def check_choices(form: Form, data: Json, path: Path, kind: int | None) -> None:
    """Up to 25 choices, of names and texts of 1 to 100 characters."""
    for choice_path, choice in form.items(data, (*path, "choices"), most=25):
        form.text(choice, (*choice_path, "name"), least=1, most=100, required=True)
        value = choice.get("value")
        if value is None:
            form.fail((*choice_path, "value"), "BASE_TYPE_REQUIRED", "This field is required")
        elif kind in (INTEGER, NUMBER):
            form.number(choice, (*choice_path, "value"), least=-(2**53), most=2**53)
        elif kind == STRING or isinstance(value, str):
            form.text(choice, (*choice_path, "value"), least=1, most=100, required=True)


def _characters(body: Json) -> int:
    """Names, descriptions and choices of a command; of translations, the longest counts."""
    count = 0
    for key in ("name", "description"):
        texts = [body.get(key), *(body.get(f"{key}_localizations") or {}).values()]
        count += max(len(text) if isinstance(text, str) else 0 for text in texts)
    for inner in (*(body.get("options") or []), *(body.get("choices") or [])):
        if isinstance(inner, dict):
            count += _characters(inner)
    return count + (len(body["value"]) if isinstance(body.get("value"), str) else 0)


# What a person calls


def check_call(world: World, person: User, channel: Channel, command: Json, data: Json, *, complete: bool) -> Json:
    """The data of the interaction: the person's options with their types, and whom or what they name.

    `complete` is False while the person is still typing (autocomplete).
    """
    _check_right(world, person, channel, command)
    form = Form()
    resolved: Json = {}
    options = _call_options(world, form, command.get("options") or [], data, ("data",), resolved, complete=complete)
    form.done()
    called: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
    called |= {"options": options} if options else {}
    called |= {"guild_id": command["guild_id"]} if "guild_id" in command else {}
    if command["type"] != CHAT_INPUT:
        called["target_id"] = str(data.get("target_id"))
        _resolve_target(world, command["type"], channel, called["target_id"], resolved)
    return called | ({"resolved": resolved} if resolved else {})


def command_path(data: Json) -> str:
    """The words of a command as typed: its name and those of its sub-commands."""
    words = [data["name"]]
    options = data.get("options") or []
    while options and options[0].get("type") in (SUBCOMMAND, SUBCOMMAND_GROUP):
        words.append(options[0]["name"])
        options = options[0].get("options") or []
    return " ".join(words)


def _check_right(world: World, person: User, channel: Channel, command: Json) -> None:
    if channel.kind == Kind.DM:
        contexts = command["contexts"]
        if "guild_id" in command or command["dm_permission"] is False or (contexts is not None and 1 not in contexts):
            raise refused(50003)
        return
    world.require(person.id, Permission.USE_APPLICATION_COMMANDS, channel)
    needed = command.get("default_member_permissions")
    if needed is not None:
        # "0" means administrators alone.
        world.require(person.id, int(needed) or Permission.ADMINISTRATOR, channel)


def _call_options(
    world: World, form: Form, known: list[Json], data: Json, path: Path, resolved: Json, *, complete: bool
) -> list[Json]:
    by_name = {option["name"]: option for option in known}
    given: list[Json] = []
    for option_path, option in form.items(data, (*path, "options"), most=25):
        definition = by_name.get(str(option.get("name")))
        if definition is None:
            form.fail((*option_path, "name"), "BASE_TYPE_CHOICES", f'"{option.get("name")}" is no option here.')
        elif definition["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
            inner = _call_options(
                world, form, definition.get("options") or [], option, option_path, resolved, complete=complete
            )
            given.append({"name": option["name"], "type": definition["type"], "options": inner})
        else:
            if complete:
                _check_value(world, form, option_path, definition, option, resolved)
            focused = {"focused": True} if option.get("focused") else {}
            given.append({"name": option["name"], "type": definition["type"], "value": option.get("value")} | focused)
    if complete:
        for name in _missing(known, {each["name"] for each in given}):
            form.fail((*path, "options", name), "BASE_TYPE_REQUIRED", "This field is required")
    return given


def _missing(known: list[Json], given: set[str]) -> Iterator[str]:
    if known and known[0]["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
        if not given:
            yield known[0]["name"]
        return
    yield from (option["name"] for option in known if option.get("required") and option["name"] not in given)


def _check_value(world: World, form: Form, path: Path, definition: Json, option: Json, resolved: Json) -> None:
    path = (*path, "value")
    kind, value = definition["type"], option.get("value")
    if kind == STRING:
        least, most = definition.get("min_length") or 0, definition.get("max_length") or 6000
        form.text(option, path, least=least, most=most, required=True)
    elif kind in (INTEGER, NUMBER):
        least, most = definition.get("min_value"), definition.get("max_value")
        low, high = -(2**53) if least is None else least, 2**53 if most is None else most
        form.number(option, path, least=low, most=high, required=True)
    elif kind == BOOLEAN and not isinstance(value, bool):
        form.fail(path, "BOOLEAN_TYPE_CONVERT", f'Could not interpret "{value}" as boolean.')
    elif kind in _THINGS and not resolve(world, kind, str(value), resolved):
        form.fail(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    if definition.get("choices") and value not in [choice["value"] for choice in definition["choices"]]:
        form.fail(path, "BASE_TYPE_CHOICES", f'"{value}" is none of the choices.')


def resolve(world: World, kind: int, id_: str, resolved: Json) -> bool:
    """Add the user, channel or role named by an option to `resolved`; False if there is none."""
    if kind in (USER_OPTION, MENTIONABLE_OPTION) and id_ in world.users:
        resolved.setdefault("users", {})[id_] = user_json(world.users[id_])
        if id_ in world.members:
            membership = member_json(world.members[id_]) | {"permissions": str(world.permissions_of(id_))}
            resolved.setdefault("members", {})[id_] = membership
    elif kind in (ROLE_OPTION, MENTIONABLE_OPTION) and id_ in world.roles:
        resolved.setdefault("roles", {})[id_] = role_json(world.roles[id_])
    elif kind == CHANNEL_OPTION and id_ in world.channels:
        channel = channel_json(world, world.channels[id_]) | {"permissions": "0"}
        resolved.setdefault("channels", {})[id_] = channel
    else:
        return False
    return True


def _resolve_target(world: World, kind: int, channel: Channel, target_id: str, resolved: Json) -> None:
    if kind == USER:
        world.user(target_id)
        resolve(world, USER_OPTION, target_id, resolved)
        return
    message = world.message(channel.id, target_id)
    resolved["messages"] = {target_id: message_json(world, message, None)}
