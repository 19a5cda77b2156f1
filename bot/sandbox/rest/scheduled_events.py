"""The guild's scheduled events: https://docs.discord.com/developers/resources/guild-scheduled-event"""

from __future__ import annotations

from bot.sandbox.errors import Json, refused, unknown
from bot.sandbox.forms import Form
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.wire import full_member_json, user_json
from bot.sandbox.world import Event, Kind, World, always

_STAGE, _VOICE, _EXTERNAL = 1, 2, 3
_PLACES = {_STAGE: Kind.STAGE, _VOICE: Kind.VOICE}
_SCHEDULED, _ACTIVE, _COMPLETED, _CANCELLED = 1, 2, 3, 4
_NEXT = {_SCHEDULED: (_SCHEDULED, _ACTIVE, _CANCELLED), _ACTIVE: (_ACTIVE, _COMPLETED)}
_MOST = 100
_FIELDS = ("name", "description", "scheduled_start_time", "scheduled_end_time", "entity_type", "channel_id")


def list_events(call: Call) -> list[Json]:
    world = call.guild()
    return [_shown(call, event) for event in world.scheduled_events.values()]


def show_event(call: Call) -> Json:
    return _shown(call, _found(call))


def create_event(call: Call) -> Json:
    world = call.guild()
    world.require(call.me.id, Permission.CREATE_EVENTS)
    _check(world, call.form, {}, creating=True)
    if sum(event["status"] in _NEXT for event in world.scheduled_events.values()) >= _MOST:
        raise refused(30038)
    event: Json = {
        "id": world.new_id(),
        "guild_id": world.guild_id,
        "creator_id": call.me.id,
        "creator": user_json(call.me),
        "privacy_level": 2,
        "status": _SCHEDULED,
        "entity_id": None,
        "entity_metadata": None,
        "image": None,
        **dict.fromkeys(_FIELDS),
    }
    _take_over(event, call.form)
    world.scheduled_events[event["id"]] = event
    return _tell(call, "CREATE", event)


def edit_event(call: Call) -> Json:
    event = _found(call)
    _require_rights(call, event)
    if event["status"] not in _NEXT:
        raise refused(180000)
    _check(call.world, call.form, event, creating=False)
    _take_over(event, call.form)
    event["status"] = call.form.get("status") or event["status"]
    return _tell(call, "UPDATE", event)


def delete_event(call: Call) -> None:
    event = _found(call)
    _require_rights(call, event)
    del call.world.scheduled_events[event["id"]]
    _tell(call, "DELETE", event)


def list_interested(call: Call) -> list[Json]:
    event, world = _found(call), call.world
    users = world.interested.get(event["id"], [])[: call.page_size(usual=100, most=100)]
    shown = [{"guild_scheduled_event_id": event["id"], "user": user_json(world.users[id_])} for id_ in users]
    if call.query.get("with_member") in ("1", "true"):
        shown = [each | {"member": full_member_json(world, each["user"]["id"])} for each in shown]
    return shown


def follow(call: Call) -> None:
    users = call.world.interested.setdefault(_found(call)["id"], [])
    if call.me.id not in users:
        users.append(call.me.id)
        _tell_interest(call, "ADD")


def unfollow(call: Call) -> None:
    users = call.world.interested.get(_found(call)["id"], [])
    if call.me.id in users:
        users.remove(call.me.id)
        _tell_interest(call, "REMOVE")


def _found(call: Call) -> Json:
    event = call.guild().scheduled_events.get(call.params["event_id"])
    if event is None:
        raise unknown("guild scheduled event")
    return event


def _require_rights(call: Call, event: Json) -> None:
    """One's own events need CREATE_EVENTS, those of others MANAGE_EVENTS."""
    own = event["creator_id"] == call.me.id and call.world.may(call.me.id, Permission.CREATE_EVENTS)
    if not own:
        call.world.require(call.me.id, Permission.MANAGE_EVENTS)


def _check(world: World, given: Json, event: Json, *, creating: bool) -> None:
    form = Form()
    form.text(given, ("name",), least=1, most=100, required=creating)
    form.text(given, ("description",), most=1000)
    form.choice(given, ("privacy_level",), (2,), required=creating)
    form.choice(given, ("entity_type",), (_STAGE, _VOICE, _EXTERNAL), required=creating)
    if "status" in given and not creating:
        form.choice(given, ("status",), _NEXT[event["status"]])
    _check_times(world, form, given, event, creating=creating)
    _check_place(world, form, event | {key: value for key, value in given.items() if value is not None})
    form.done()


def _check_times(world: World, form: Form, given: Json, event: Json, *, creating: bool) -> None:
    start = form.moment(given, ("scheduled_start_time",), required=creating)
    end = form.moment(given, ("scheduled_end_time",))
    if start and start < world.now() and given["scheduled_start_time"] != event.get("scheduled_start_time"):
        message = "Cannot schedule event in the past."
        form.fail(("scheduled_start_time",), "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", message)
    start = start or form.moment(event, ("scheduled_start_time",))
    end = end or form.moment(event, ("scheduled_end_time",))
    if start and end and end <= start:
        message = "Cannot schedule event end time before start time."
        form.fail(("scheduled_end_time",), "GUILD_SCHEDULED_EVENT_END_DATE_BEFORE_START_DATE", message)


def _check_place(world: World, form: Form, wanted: Json) -> None:
    if wanted.get("entity_type") == _EXTERNAL:
        metadata = form.part(wanted, ("entity_metadata",)) or {}
        form.text(metadata, ("entity_metadata", "location"), least=1, most=100, required=True)
        if not wanted.get("scheduled_end_time"):
            form.fail(("scheduled_end_time",), "BASE_TYPE_REQUIRED", "This field is required")
    elif "entity_type" in wanted:
        channel = world.channels.get(str(wanted.get("channel_id")))
        if channel is None or channel.kind != _PLACES.get(wanted["entity_type"]):
            form.fail(("channel_id",), "BASE_TYPE_REQUIRED", "This field is required")


def _take_over(event: Json, given: Json) -> None:
    event |= {key: given[key] for key in _FIELDS if key in given}
    if given.get("entity_metadata"):
        event["entity_metadata"] = {"location": given["entity_metadata"].get("location")}


def _shown(call: Call, event: Json) -> Json:
    if call.query.get("with_user_count") in ("1", "true"):
        return event | {"user_count": len(call.world.interested.get(event["id"], []))}
    return event


def _tell(call: Call, change: str, event: Json) -> Json:
    call.world.note(f"scheduled_event_{change.lower()}", author_id=call.me.id, scheduled_event=dict(event))
    shown = dict(event)
    call.world.emit(Event(f"GUILD_SCHEDULED_EVENT_{change}", always(shown)))
    return shown


def _tell_interest(call: Call, change: str) -> None:
    ids = {"guild_scheduled_event_id": call.params["event_id"], "guild_id": call.world.guild_id}
    call.world.emit(Event(f"GUILD_SCHEDULED_EVENT_USER_{change}", always(ids | {"user_id": call.me.id})))


_EVENTS, _EVENT = "/guilds/{guild_id}/scheduled-events", "/guilds/{guild_id}/scheduled-events/{event_id}"

ENDPOINTS = (
    Endpoint("GET", _EVENTS, list_events),
    Endpoint("POST", _EVENTS, create_event),
    Endpoint("GET", _EVENT, show_event),
    Endpoint("PATCH", _EVENT, edit_event),
    Endpoint("DELETE", _EVENT, delete_event),
    Endpoint("GET", f"{_EVENT}/users", list_interested),
    Endpoint("PUT", f"{_EVENT}/users/@me", follow),
    Endpoint("DELETE", f"{_EVENT}/users/@me", unfollow),
)
