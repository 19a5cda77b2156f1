"""The guild itself, its roles and its members."""

from __future__ import annotations

from bot.sandbox.errors import Json, refused
from bot.sandbox.forms import Form
from bot.sandbox.payloads import check_role
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.wire import full_member_json, guild_json, role_json, user_json
from bot.sandbox.world import Event, Member, Role, World, always

_LONGEST_TIMEOUT_SECONDS = 28 * 24 * 3600
_ROLE_FIELDS = ("name", "color", "hoist", "mentionable")


def show_guild(call: Call) -> Json:
    return guild_json(call.guild())


def edit_guild(call: Call) -> Json:
    """Another name; of the rest, this small guild has nothing."""
    world = call.guild()
    world.require(call.me.id, Permission.MANAGE_GUILD)
    form = Form()
    world.guild_name = form.text(call.form, ("name",), least=2, most=100) or world.guild_name
    form.done()
    world.emit(Event("GUILD_UPDATE", always(guild_json(world))))
    return guild_json(world)


def leave_guild(call: Call) -> None:
    world = call.guild()
    if call.me.id == world.owner_id:
        raise refused(50055)
    world.emit(Event("GUILD_DELETE", always({"id": world.guild_id}), to=frozenset({call.me.id})))
    remove_member(world, call.me.id)


def list_members(call: Call) -> list[Json]:
    world = call.guild()
    after = call.cursor("after") or 0
    chosen = sorted((id_ for id_ in world.members if int(id_) > after), key=int)
    return [full_member_json(world, id_) for id_ in chosen[: call.page_size(usual=1, most=1000)]]


def search_members(call: Call) -> list[Json]:
    world = call.guild()
    wanted = call.query.get("query", "").lower()
    found = [id_ for id_ in world.members if world.users[id_].name.lower().startswith(wanted)]
    return [full_member_json(world, id_) for id_ in found[: call.page_size(usual=1, most=1000)]]


def show_member(call: Call) -> Json:
    return full_member_json(call.guild(), call.user_id())


def edit_member(call: Call) -> Json:
    """Change a member's roles or nickname, or time them out."""
    world, user_id = call.guild(), call.user_id()
    member = world.member(user_id)
    if "roles" in call.form:
        wanted = [world.role(str(role)).id for role in call.form["roles"] or []]
        for role_id in set(wanted) ^ set(member.roles):
            _require_above(call, world.role(role_id))
        member.roles = wanted
    if "nick" in call.form:
        own = user_id == call.me.id
        world.require(call.me.id, Permission.CHANGE_NICKNAME if own else Permission.MANAGE_NICKNAMES)
        form = Form()
        member.nick = form.text(call.form, ("nick",), most=32) or None
        form.done()
    if "communication_disabled_until" in call.form:
        _time_out(call, member)
    _tell_member(world, user_id)
    return full_member_json(world, user_id)


def _time_out(call: Call, member: Member) -> None:
    """Take the member's voice until then, at most for 28 days; `null` gives it back."""
    world, form = call.world, Form()
    world.require(call.me.id, Permission.MODERATE_MEMBERS)
    world.require_above(call.me.id, member.user_id)
    until = form.moment(call.form, ("communication_disabled_until",))
    if until and until.timestamp() > world.snowflakes.wall_time() + _LONGEST_TIMEOUT_SECONDS:
        message = "Cannot timeout user for more than 28 days"
        form.fail(("communication_disabled_until",), "USER_COMMUNICATION_DISABLED_UNTIL_TOO_FAR", message)
    form.done()
    member.timed_out_until = until.isoformat() if until else None


def kick_member(call: Call) -> None:
    world, user_id = call.guild(), call.user_id()
    world.require(call.me.id, Permission.KICK_MEMBERS)
    world.member(user_id)
    world.require_above(call.me.id, user_id)
    remove_member(world, user_id)


def remove_member(world: World, user_id: str) -> None:
    """Let a member leave the guild, and tell."""
    data = {"guild_id": world.guild_id, "user": user_json(world.user(user_id))}
    world.emit(Event("GUILD_MEMBER_REMOVE", always(data)))
    del world.members[user_id]


def give_role(call: Call) -> None:
    _change_role(call, given=True)


def take_role(call: Call) -> None:
    _change_role(call, given=False)


def _change_role(call: Call, *, given: bool) -> None:
    world, member = call.guild(), call.world.member(call.user_id())
    role = world.role(call.params["role_id"])
    _require_above(call, role)
    held = role.id in member.roles
    if given and not held:
        member.roles.append(role.id)
    elif held and not given:
        member.roles.remove(role.id)
    if held != given:
        _tell_member(world, member.user_id)


def list_roles(call: Call) -> list[Json]:
    return [role_json(role) for role in call.guild().roles.values()]


def show_role(call: Call) -> Json:
    return role_json(call.guild().role(call.params["role_id"]))


def create_role(call: Call) -> Json:
    world = call.guild()
    world.require(call.me.id, Permission.MANAGE_ROLES)
    check_role(call.form)
    role = Role(world.new_id(), "new role", world.roles[world.guild_id].permissions, position=1)
    for other in world.roles.values():
        other.position += other.id != world.guild_id
    _take_over(call, role)
    world.roles[role.id] = role
    _tell_role(world, "GUILD_ROLE_CREATE", role)
    return role_json(role)


def move_roles(call: Call) -> list[Json]:
    """Put roles, each below one's own highest, at other positions."""
    world = call.guild()
    moves = call.items()
    wanted = {role.id: int(each.get("position") or 0) for each in moves for role in [world.role(str(each.get("id")))]}
    for role_id, position in wanted.items():
        _require_above(call, world.role(role_id))
        if position >= world.highest_position(call.me.id) or role_id == world.guild_id:
            raise refused(50013)
    for role_id, position in wanted.items():
        world.roles[role_id].position = position
        _tell_role(world, "GUILD_ROLE_UPDATE", world.roles[role_id])
    return list_roles(call)


def edit_role(call: Call) -> Json:
    world = call.guild()
    role = world.role(call.params["role_id"])
    _require_above(call, role)
    check_role(call.form)
    _take_over(call, role)
    _tell_role(world, "GUILD_ROLE_UPDATE", role)
    return role_json(role)


def delete_role(call: Call) -> None:
    world = call.guild()
    role = world.role(call.params["role_id"])
    _require_above(call, role)
    if role.bot_id or role.id == world.guild_id:
        raise refused(50028)
    del world.roles[role.id]
    for member in world.members.values():
        member.roles = [id_ for id_ in member.roles if id_ != role.id]
    world.emit(Event("GUILD_ROLE_DELETE", always({"guild_id": world.guild_id, "role_id": role.id})))


def _take_over(call: Call, role: Role) -> None:
    for key in _ROLE_FIELDS:
        if call.form.get(key) is not None:
            setattr(role, key, call.form[key])
    if call.form.get("permissions") is not None:
        wanted = int(call.form["permissions"])
        if not call.world.may(call.me.id, wanted & ~role.permissions):
            raise refused(50013)
        role.permissions = wanted


def _require_above(call: Call, role: Role) -> None:
    """One may give, take and change only the roles below one's own highest."""
    call.world.require(call.me.id, Permission.MANAGE_ROLES)
    if role.position >= call.world.highest_position(call.me.id):
        raise refused(50013)


def _tell_member(world: World, user_id: str) -> None:
    data = full_member_json(world, user_id) | {"guild_id": world.guild_id}
    world.emit(Event("GUILD_MEMBER_UPDATE", always(data)))


def _tell_role(world: World, name: str, role: Role) -> None:
    world.emit(Event(name, always({"guild_id": world.guild_id, "role": role_json(role)})))


_GUILD, _MEMBER, _ROLE = (
    "/guilds/{guild_id}",
    "/guilds/{guild_id}/members/{user_id}",
    "/guilds/{guild_id}/roles/{role_id}",
)

ENDPOINTS = (
    Endpoint("GET", _GUILD, show_guild),
    Endpoint("PATCH", _GUILD, edit_guild),
    Endpoint("DELETE", "/users/@me/guilds/{guild_id}", leave_guild),
    Endpoint("GET", f"{_GUILD}/members", list_members),
    Endpoint("GET", f"{_GUILD}/members/search", search_members),
    Endpoint("GET", _MEMBER, show_member),
    Endpoint("PATCH", _MEMBER, edit_member),
    Endpoint("DELETE", _MEMBER, kick_member),
    Endpoint("PUT", f"{_MEMBER}/roles/{{role_id}}", give_role),
    Endpoint("DELETE", f"{_MEMBER}/roles/{{role_id}}", take_role),
    Endpoint("GET", f"{_GUILD}/roles", list_roles),
    Endpoint("POST", f"{_GUILD}/roles", create_role),
    Endpoint("PATCH", f"{_GUILD}/roles", move_roles),
    Endpoint("GET", _ROLE, show_role),
    Endpoint("PATCH", _ROLE, edit_role),
    Endpoint("DELETE", _ROLE, delete_role),
)
