"""Interactions: a person uses a command, button, menu or form; the bot answers in time, once, and may follow up."""

from __future__ import annotations

import secrets

from bot.sandbox.commands import check_call, check_choices, command_path, resolve
from bot.sandbox.errors import ApiError, Json, refused, unknown
from bot.sandbox.forms import Form
from bot.sandbox.payloads import (
    CHECKBOX,
    ENTITY_SELECTS,
    LABEL,
    ROW,
    SELECTS,
    STRING_SELECT,
    TEXT_INPUT,
    check_message,
    check_modal,
    numbered,
    walk,
)
from bot.sandbox.permissions import Permission
from bot.sandbox.posting import Draft, changed, compose, edit, fill, find_seen, publish
from bot.sandbox.wire import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    full_member_json,
    in_guild,
    message_json,
    partial_channel_json,
    user_json,
)
from bot.sandbox.world import Channel, Event, Interaction, Kind, Message, User, World, always

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
REPLY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
_SUPPRESS_EMBEDS = 1 << 2
_ANSWERS = {
    COMMAND: (REPLY, DEFER, MODAL),
    COMPONENT: (REPLY, DEFER, DEFER_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    SUBMIT: (REPLY, DEFER, DEFER_UPDATE, UPDATE),
}


# What a person does


def interact(world: World, person: User, body: Json) -> Interaction:
    """The interaction a person starts, told to the bot; raises what the person did wrong."""
    bot = world.user(str(body.get("application_id")))
    channel = world.channel(str(body.get("channel_id")))
    world.require(person.id, Permission.VIEW_CHANNEL, channel)
    interaction = Interaction(
        id=world.new_id(),
        token=secrets.token_urlsafe(48),
        kind=int(body.get("type") or 0),
        application_id=bot.id,
        user_id=person.id,
        channel_id=channel.id,
        nonce=body.get("nonce"),
        data=body.get("data") or {},
    )
    if interaction.kind in (COMMAND, AUTOCOMPLETE):
        _prepare_command(world, person, channel, interaction)
    elif interaction.kind == COMPONENT:
        _prepare_component(world, person, channel, interaction, str(body.get("message_id")))
    elif interaction.kind == SUBMIT:
        _prepare_submit(world, interaction)
    else:
        form = Form()
        form.choice(body, ("type",), (COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT), required=True)
        form.done()
    _forget_old(world)
    world.interactions[interaction.id] = interaction
    payload = _payload(world, interaction, body.get("locale") or person.locale)
    world.emit(Event("INTERACTION_CREATE", always(payload), to=frozenset({bot.id})))
    return interaction


def give_up(world: World, interaction_id: str) -> None:
    """Tell the person that the bot did not answer in time, if it did not."""
    interaction = world.interactions.get(interaction_id)
    if interaction and interaction.answered is None:
        interaction.answered = 0
        _tell_person(world, interaction, "INTERACTION_FAILURE", {"reason": "The application did not respond"})


def _prepare_command(world: World, person: User, channel: Channel, interaction: Interaction) -> None:
    command = world.commands.get(str(interaction.data.get("id")))
    if command is None or command["application_id"] != interaction.application_id:
        raise unknown("application command")
    complete = interaction.kind == COMMAND
    interaction.data = check_call(world, person, channel, command, interaction.data, complete=complete)
    interaction.command_name = command_path(interaction.data)


def _prepare_component(world: World, person: User, channel: Channel, interaction: Interaction, message_id: str) -> None:
    message = find_seen(world, person, channel, message_id)
    custom_id = interaction.data.get("custom_id")
    component = next((each for each in walk(message.components) if each.get("custom_id") == custom_id), None)
    if component is None or component.get("disabled") or message.author_id != interaction.application_id:
        form = Form()
        form.fail(("data", "custom_id"), "COMPONENT_VALIDATION_FAILED", "Component validation failed")
        form.done()
        return
    interaction.message_id = message.id
    interaction.data = {"custom_id": custom_id, "component_type": component["type"], "id": component["id"]} | (
        _select_data(world, component, interaction.data) if component["type"] in SELECTS else {}
    )


def _select_data(world: World, component: Json, data: Json) -> Json:
    values = [str(value) for value in data.get("values") or []]
    least, most = component.get("min_values"), component.get("max_values")
    form = Form()
    if not (1 if least is None else least) <= len(values) <= (1 if most is None else most):
        form.fail(("data", "values"), "COMPONENT_VALIDATION_FAILED", "Component validation failed")
    offered = [option["value"] for option in component.get("options") or []]
    resolved: Json = {}
    kinds = dict(zip(ENTITY_SELECTS, (6, 8, 9, 7), strict=True))
    for index, value in enumerate(values):
        if component["type"] == STRING_SELECT:
            known = value in offered
        else:
            known = resolve(world, kinds[component["type"]], value, resolved)
        if not known:
            form.fail(("data", "values", index), "COMPONENT_VALIDATION_FAILED", "Component validation failed")
    form.done()
    return {"values": values} | ({"resolved": resolved} if resolved else {})


def _prepare_submit(world: World, interaction: Interaction) -> None:
    opened = world.interactions.get(str(interaction.data.get("id")))
    if opened is None or opened.modal is None or opened.user_id != interaction.user_id:
        raise unknown("interaction")
    modal = opened.modal
    form = Form()
    given = {each["custom_id"]: each for each in walk(interaction.data.get("components") or []) if "custom_id" in each}
    components = [_submitted(form, part, given) for part in modal["components"]]
    form.done()
    interaction.data = {"custom_id": modal["custom_id"], "components": components}
    interaction.message_id = opened.message_id
    interaction.command_name = opened.command_name
    interaction.trigger = _metadata(world, opened)
    opened.modal = None


def _submitted(form: Form, part: Json, given: dict[str, Json]) -> Json:
    """What the person put into one part of a modal, in the shape of the modal."""
    if part["type"] == ROW:
        return {
            "type": ROW,
            "id": part["id"],
            "components": [_filled(form, each, given) for each in part["components"]],
        }
    if part["type"] == LABEL:
        return {"type": LABEL, "id": part["id"], "component": _filled(form, part["component"], given)}
    return {"type": part["type"], "id": part["id"]}


def _filled(form: Form, part: Json, given: dict[str, Json]) -> Json:
    custom_id = part["custom_id"]
    entered = given.get(custom_id, {})
    filled = {"type": part["type"], "id": part["id"], "custom_id": custom_id}
    path = ("data", "components", custom_id)
    required = part.get("required", True) and part["type"] != CHECKBOX
    if part["type"] == TEXT_INPUT:
        value = str(entered.get("value", part.get("value")) or "")  # what was filled in before, if left as it is
        least = part.get("min_length") or (1 if required else 0)
        if value or required:
            form.text({custom_id: value}, path, least=least, most=part.get("max_length") or 4000)
        return filled | {"value": value}
    if "value" in entered:
        return filled | {"value": entered["value"]}
    values = list(entered.get("values") or [])
    if required and not values:
        form.fail(path, "BASE_TYPE_REQUIRED", "This field is required")
    return filled | {"values": values}


def _payload(world: World, interaction: Interaction, locale: str) -> Json:
    """The INTERACTION_CREATE event."""
    channel = world.channel(interaction.channel_id)
    person, bot = world.user(interaction.user_id), world.user(interaction.application_id)
    payload: Json = {
        "id": interaction.id,
        "application_id": bot.id,
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": channel.id,
        "channel": partial_channel_json(world, channel, person.id),
        "locale": locale,
        "app_permissions": str(world.permissions_of(bot.id, channel)),
        "entitlements": [],
        "attachment_size_limit": world.limits.upload_bytes,
    }
    if channel.kind == Kind.DM:
        payload |= {"user": user_json(person), "context": 1, "authorizing_integration_owners": {"0": "0"}}
    else:
        member = full_member_json(world, person.id)
        payload |= {
            "guild_id": world.guild_id,
            "guild": {"id": world.guild_id, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": member | {"permissions": str(world.permissions_of(person.id, channel))},
            "context": 0,
            "authorizing_integration_owners": {"0": world.guild_id},
        }
    if interaction.message_id:
        message = world.message(channel.id, interaction.message_id)
        payload["message"] = message_json(world, message, bot) | in_guild(world, channel.id)
    return payload


# What the bot answers


def answer(world: World, interaction_id: str, token: str, draft: Draft) -> Json:
    """Take the bot's first answer; the JSON that tells what came of it.

    Raises 10062 for an interaction that is unknown or too old, 40060 for one that has its answer.
    """
    interaction = world.interactions.get(interaction_id)
    if interaction is None or not secrets.compare_digest(interaction.token.encode(), token.encode()):
        raise unknown("interaction")
    if interaction.answered:
        raise refused(40060)
    late = world.snowflakes.age_seconds(interaction.id) > world.limits.interaction_answer_seconds
    if late or interaction.answered == 0:
        raise unknown("interaction")
    kind = draft.body.get("type")
    allowed = _ANSWERS[interaction.kind]
    if not interaction.message_id:
        allowed = tuple(each for each in allowed if each not in (UPDATE, DEFER_UPDATE))
    form = Form()
    form.choice(draft.body, ("type",), allowed, required=True)
    form.done()
    try:
        message = _carry_out(world, interaction, int(kind or 0), draft)
    except ApiError as error:
        raise error.within("data") from None
    interaction.answered = kind
    return _outcome(world, interaction, message)


def _carry_out(world: World, interaction: Interaction, kind: int, draft: Draft) -> Message | None:
    inner = Draft(draft.body.get("data") or {}, draft.files, draft.base_url)
    message = None
    if kind == REPLY:
        message = _say(world, interaction, inner)
        interaction.response_id = message.id
    elif kind == DEFER:
        message = _say(world, interaction, inner, loading=True)
        interaction.response_id = message.id
    elif kind in (UPDATE, DEFER_UPDATE):
        interaction.response_id = interaction.message_id
        if kind == UPDATE:
            message = world.message(interaction.channel_id, interaction.message_id or "")
            edit(world, message, world.user(interaction.application_id), inner)
    elif kind == CHOICES:
        _offer(world, interaction, inner.body)
    else:
        _open_modal(world, interaction, inner.body)
    if kind not in (CHOICES, MODAL):
        _tell_person(world, interaction, "INTERACTION_SUCCESS", {})
    return message


def _say(world: World, interaction: Interaction, draft: Draft, *, loading: bool = False) -> Message:
    """A message in answer to an interaction, seen by all or, if the bot wants it so, only by the person."""
    flags = int(draft.body.get("flags") or 0) & (EPHEMERAL | COMPONENTS_V2 | _SUPPRESS_EMBEDS)
    if loading:
        draft, flags = Draft({}), flags & EPHEMERAL | LOADING
    else:
        check_message(draft.body, files=len(draft.files), flags=flags)
    bot, channel = world.user(interaction.application_id), world.channel(interaction.channel_id)
    body = {key: value for key, value in draft.body.items() if key not in ("nonce", "message_reference")}
    message = compose(world, bot, channel, Draft(body, draft.files, draft.base_url), flags=flags)
    message.application_id = bot.id
    message.interaction = _metadata(world, interaction)
    message.kind = 20 if interaction.kind == COMMAND else 19 if interaction.message_id else 0
    if message.kind == 19:
        message.reference = {"type": 0, "channel_id": channel.id, "message_id": interaction.message_id}
        message.reference |= in_guild(world, channel.id)
    message.only_for = interaction.user_id if flags & EPHEMERAL else None
    publish(world, message)
    return message


def _metadata(world: World, interaction: Interaction) -> Json:
    data: Json = {
        "id": interaction.id,
        "type": interaction.kind,
        "user": user_json(world.user(interaction.user_id)),
        "authorizing_integration_owners": {"0": world.guild_id},
    }
    if interaction.kind == COMMAND:
        data |= {"name": interaction.command_name, "command_type": interaction.data["type"]}
    elif interaction.kind == COMPONENT:
        data["interacted_message_id"] = interaction.message_id
    elif interaction.trigger:
        data["triggering_interaction_metadata"] = interaction.trigger
    return data


def _offer(world: World, interaction: Interaction, data: Json) -> None:
    form = Form()
    check_choices(form, data, (), None)
    form.done()
    choices = data.get("choices") or []
    _tell_person(world, interaction, "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE", {"choices": choices})


def _open_modal(world: World, interaction: Interaction, data: Json) -> None:
    check_modal(data)
    interaction.modal = {
        "custom_id": data["custom_id"],
        "title": data["title"],
        "components": numbered(data["components"]),
    }
    shown = interaction.modal | {
        "id": interaction.id,
        "channel_id": interaction.channel_id,
        "application_id": interaction.application_id,
    }
    _tell_person(world, interaction, "INTERACTION_MODAL_CREATE", shown)


def _outcome(world: World, interaction: Interaction, message: Message | None) -> Json:
    told: Json = {"id": interaction.id, "type": interaction.kind}
    resource: Json = {"type": interaction.answered}
    if message:
        told |= {
            "response_message_id": message.id,
            "response_message_loading": bool(message.flags & LOADING),
            "response_message_ephemeral": bool(message.flags & EPHEMERAL),
        }
        resource["message"] = message_json(world, message, world.user(interaction.application_id))
    return {"interaction": told, "resource": resource}


def _tell_person(world: World, interaction: Interaction, name: str, data: Json) -> None:
    shown = {"id": interaction.id, "nonce": interaction.nonce} | data
    world.emit(Event(name, always(shown), to=frozenset({interaction.user_id})))


# What the bot says later, with the interaction's token


def with_token(world: World, application_id: str, token: str) -> Interaction:
    """The answered interaction of this token, while it lives; 10015 or 50027 otherwise."""
    for interaction in world.interactions.values():
        if interaction.application_id == application_id and secrets.compare_digest(
            interaction.token.encode(), token.encode()
        ):
            if world.snowflakes.age_seconds(interaction.id) > world.limits.interaction_token_seconds:
                raise refused(50027)
            if not interaction.answered:
                raise unknown("webhook")
            return interaction
    raise unknown("webhook")


def follow_up(world: World, interaction: Interaction, draft: Draft) -> Message:
    """A further message; the first one after a defer takes the place of "is thinking"."""
    waiting = world.messages[interaction.channel_id].get(interaction.response_id or "")
    if interaction.answered == DEFER and waiting and waiting.flags & LOADING:
        return fill_in(world, waiting, draft)
    return _say(world, interaction, draft)


def response_message(world: World, interaction: Interaction, message_id: str) -> Message:
    """The original response ("@original") or a follow-up of this interaction."""
    if message_id == "@original":
        return world.message(interaction.channel_id, interaction.response_id or "")
    message = world.message(interaction.channel_id, message_id)
    if message.author_id != interaction.application_id:
        raise unknown("message")
    return message


def fill_in(world: World, message: Message, draft: Draft) -> Message:
    """Edit a response; "is thinking" becomes a message without a trace of editing."""
    bot = world.user(message.author_id)
    if not message.flags & LOADING:
        edit(world, message, bot, draft)
        return message
    flags = int(draft.body.get("flags") or 0) & COMPONENTS_V2
    check_message(draft.body, files=len(draft.files), flags=flags)
    message.flags = message.flags & ~LOADING | flags
    fill(world, message, bot, draft)
    changed(world, message)
    return message


def _forget_old(world: World) -> None:
    """Drop the interactions whose tokens are dead; ids grow, so the oldest come first."""
    for id_ in list(world.interactions):
        if world.snowflakes.age_seconds(id_) <= world.limits.interaction_token_seconds:
            return
        del world.interactions[id_]
