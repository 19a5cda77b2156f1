"""Polls: who voted for what, votes of people, and an end before the time.

https://docs.discord.com/developers/resources/poll
"""

from __future__ import annotations

from bot.sandbox.errors import Json, refused, unknown
from bot.sandbox.forms import Form
from bot.sandbox.permissions import Permission
from bot.sandbox.posting import changed
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.wire import in_guild, is_finished, user_json
from bot.sandbox.world import Event, Message, always


def list_voters(call: Call) -> Json:
    poll = _poll(call.message(Permission.READ_MESSAGE_HISTORY))
    answer = call.params["answer_id"]
    if answer not in poll["votes"]:
        raise unknown("poll answer")
    after = call.cursor("after") or 0
    voters = sorted((id_ for id_ in poll["votes"][answer] if int(id_) > after), key=int)
    return {"users": [user_json(call.world.users[id_]) for id_ in voters[: call.page_size(usual=25, most=100)]]}


def vote(call: Call) -> None:
    """Replace one's votes by those for `answer_ids`; only people vote."""
    if call.me.bot:
        raise refused(20001)
    message = call.message(Permission.READ_MESSAGE_HISTORY)
    poll, wanted = _poll(message), [str(each) for each in call.form.get("answer_ids") or []]
    if is_finished(call.world, poll):
        raise refused(520001)
    form = Form()
    if not set(wanted) <= set(poll["votes"]) or (len(wanted) > 1 and not poll["allow_multiselect"]):
        form.fail(("answer_ids",), "POLL_ANSWER_INVALID", "These answers cannot be chosen.")
    form.done()
    for answer, voters in poll["votes"].items():
        if (answer in wanted) != (call.me.id in voters):
            _change_vote(call, message, answer, voters)


def _change_vote(call: Call, message: Message, answer: str, voters: list[str]) -> None:
    if call.me.id in voters:
        voters.remove(call.me.id)
    else:
        voters.append(call.me.id)
    data = {"channel_id": message.channel_id, "message_id": message.id, "user_id": call.me.id, "answer_id": int(answer)}
    data |= in_guild(call.world, message.channel_id)
    change = "ADD" if call.me.id in voters else "REMOVE"
    call.world.emit(Event(f"MESSAGE_POLL_VOTE_{change}", always(data), message.channel_id))


def end_poll(call: Call) -> Json:
    message = call.message()
    poll = _poll(message)
    if message.author_id != call.me.id:
        raise refused(50005)
    if is_finished(call.world, poll):
        raise refused(520001)
    poll["is_finalized"] = True
    changed(call.world, message)
    return call.show(message)


def _poll(message: Message) -> Json:
    if message.poll is None:
        raise refused(520006)
    return message.poll


_POLL = "/channels/{channel_id}/polls/{message_id}"

ENDPOINTS = (
    Endpoint("PUT", f"{_POLL}/answers/@me", vote),
    Endpoint("GET", f"{_POLL}/answers/{{answer_id}}", list_voters),
    Endpoint("POST", f"{_POLL}/expire", end_poll),
)
