"""Interactions: started by people, answered by bots with the token in the path.

Follow-ups have the addresses of webhooks, and a webhook that is one is served from there.
"""

from __future__ import annotations

import asyncio

from bot.sandbox import interactions
from bot.sandbox.errors import Json, refused
from bot.sandbox.posting import delete
from bot.sandbox.rest import webhooks
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.wire import message_json
from bot.sandbox.world import Interaction, Message


def start(call: Call) -> None:
    if call.me.bot:
        raise refused(50001)
    interaction = interactions.interact(call.world, call.me, call.form)
    wait = call.world.limits.interaction_answer_seconds
    asyncio.get_running_loop().call_later(wait, interactions.give_up, call.world, interaction.id)


def answer(call: Call) -> Json | None:
    outcome = interactions.answer(call.world, call.params["interaction_id"], call.params["token"], call.draft)
    return outcome if call.query.get("with_response") in ("1", "true") else None


def follow_up(call: Call) -> Json | None:
    if _is_webhook(call):
        return webhooks.execute(call)
    message = interactions.follow_up(call.world, _interaction(call), call.draft)
    return _shown(call, message)


def show(call: Call) -> Json:
    if _is_webhook(call):
        return webhooks.show_message(call)
    return _shown(call, _message(call))


def edit(call: Call) -> Json:
    if _is_webhook(call):
        return webhooks.edit_message(call)
    return _shown(call, interactions.fill_in(call.world, _message(call), call.draft))


def remove(call: Call) -> None:
    if _is_webhook(call):
        webhooks.delete_message(call)
    else:
        delete(call.world, _message(call))


def _is_webhook(call: Call) -> bool:
    return call.params["webhook_id"] in call.world.webhooks


def _interaction(call: Call) -> Interaction:
    return interactions.with_token(call.world, call.params["webhook_id"], call.params["token"])


def _message(call: Call) -> Message:
    return interactions.response_message(call.world, _interaction(call), call.params["message_id"])


def _shown(call: Call, message: Message) -> Json:
    return message_json(call.world, message, call.world.user(message.author_id))


_WEBHOOK = "/webhooks/{webhook_id}/{token}"
_MESSAGE = "/webhooks/{webhook_id}/{token}/messages/{message_id}"

ENDPOINTS = (
    Endpoint("POST", "/interactions", start),
    Endpoint("POST", "/interactions/{interaction_id}/{token}/callback", answer),
    Endpoint("POST", _WEBHOOK, follow_up),
    Endpoint("GET", _MESSAGE, show),
    Endpoint("PATCH", _MESSAGE, edit),
    Endpoint("DELETE", _MESSAGE, remove),
)
