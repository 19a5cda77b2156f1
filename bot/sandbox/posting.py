"""Posting, editing and deleting messages: the nonce rule, who is pinged, who is told."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import quote

from bot.sandbox.errors import Json, refused, unknown
from bot.sandbox.forms import Form
from bot.sandbox.payloads import addressed, check_message, clean_embeds, is_forward, layout_text, numbered
from bot.sandbox.permissions import Permission
from bot.sandbox.wire import COMPONENTS_V2, LOADING, in_guild, message_event_json, message_json
from bot.sandbox.world import SPEAKABLE, Channel, Event, Kind, Message, User, Webhook, World, always

SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
_SETTABLE_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
_REPLY, _FORWARD = 19, 1
_COPIED = (
    *("type", "content", "embeds", "attachments", "components", "timestamp", "edited_timestamp", "flags"),
    *("mentions", "mention_roles"),
)


class Upload(NamedTuple):
    """A file that came with a request."""

    filename: str
    content_type: str
    data: bytes


@dataclass(slots=True)
class Draft:
    """What somebody asks to be posted or changed, and the files and addresses that go with it."""

    body: Json
    files: dict[int, Upload] = field(default_factory=dict)
    base_url: str = ""


class Pinged(NamedTuple):
    users: list[str]
    roles: list[str]
    everyone: bool


def may_post(world: World, author: User, channel: Channel, draft: Draft) -> None:
    """Raise Discord's refusal if the author may not post this here."""
    if channel.kind not in SPEAKABLE:
        raise refused(50008)
    if channel.kind == Kind.DM:
        return _may_write_to(world, author, channel)
    needed = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
    if draft.files:
        needed |= Permission.ATTACH_FILES
    if author.bot and draft.body.get("embeds"):
        needed |= Permission.EMBED_LINKS
    if draft.body.get("poll"):
        needed |= Permission.SEND_POLLS
    if draft.body.get("message_reference"):
        needed |= Permission.READ_MESSAGE_HISTORY
    world.require(author.id, needed, channel)
    if channel.thread and channel.thread.locked and not world.may(author.id, Permission.MANAGE_THREADS, channel):
        raise refused(160005)
    return None


def post(world: World, author: User, channel: Channel, draft: Draft) -> Message:
    """A new message, or the earlier one if its author has just used the same nonce (`enforce_nonce`)."""
    may_post(world, author, channel, draft)
    flags = int(draft.body.get("flags") or 0) & _SETTABLE_FLAGS
    check_message(draft.body, files=len(draft.files), flags=flags)
    earlier = _same_nonce(world, author, draft.body)
    if earlier:
        return earlier
    message = compose(world, author, channel, draft, flags=flags)
    publish(world, message)
    return message


def post_by_webhook(world: World, webhook: Webhook, channel: Channel, draft: Draft) -> Message:
    """A new message under the webhook's name."""
    if channel.kind not in SPEAKABLE:
        raise refused(50008)
    flags = int(draft.body.get("flags") or 0) & _SETTABLE_FLAGS
    check_message(draft.body, files=len(draft.files), flags=flags)
    body = {key: value for key, value in draft.body.items() if key not in ("nonce", "message_reference")}
    message = compose(world, webhook.as_user(), channel, Draft(body, draft.files, draft.base_url), flags=flags)
    message.webhook_name = webhook.name
    publish(world, message)
    return message


def compose(world: World, author: User, channel: Channel, draft: Draft, *, flags: int = 0) -> Message:
    """The checked draft as a message that nobody has seen yet."""
    body = draft.body
    message = Message(world.new_id(), channel.id, author.id, world.now().isoformat(), flags=flags)
    message.nonce = body.get("nonce")
    message.tts = bool(body.get("tts"))
    if is_forward(body):
        _forward(world, author, message, body["message_reference"])
        return message
    replied = _replied_to(world, author, channel, body)
    if replied:
        message.kind = _REPLY
        message.reference = {"type": 0, "channel_id": channel.id, "message_id": replied.id}
        message.reference |= in_guild(world, channel.id)
    if body.get("poll"):
        message.poll = _poll(world, body["poll"])
    fill(world, message, author, draft, replied)
    return message


def _poll(world: World, asked: Json) -> Json:
    media = [each["poll_media"] for each in asked["answers"]]
    answers = [{"answer_id": number, "poll_media": each} for number, each in enumerate(media, 1)]
    return {
        "question": {"text": asked["question"]["text"]},
        "answers": answers,
        "expiry": (world.now() + timedelta(hours=asked.get("duration") or 24)).isoformat(),
        "allow_multiselect": bool(asked.get("allow_multiselect")),
        "layout_type": 1,
        "votes": {str(each["answer_id"]): [] for each in answers},
        "is_finalized": False,
    }


def _forward(world: World, author: User, message: Message, reference: Json) -> None:
    """Let the message carry a copy of another one that its author sees."""
    source = world.channels.get(str(reference.get("channel_id") or message.channel_id))
    original = world.messages[source.id].get(str(reference.get("message_id"))) if source else None
    if source is None or original is None or not world.sees(author.id, original):
        form = Form()
        form.fail(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        form.done()
        return
    whole = message_json(world, original, author, deep=False)
    message.snapshots = [{"message": {key: whole[key] for key in _COPIED}}]
    message.reference = {"type": _FORWARD, "channel_id": source.id, "message_id": original.id}
    message.reference |= in_guild(world, source.id)


def fill(world: World, message: Message, author: User, draft: Draft, replied: Message | None = None) -> None:
    """Take over what the draft says; what it does not mention stays."""
    body = draft.body
    _keep_attachments(world, message, draft)
    addresses = {f"attachment://{each['filename']}": each["url"] for each in message.attachments}
    if "content" in body:
        message.content = (body["content"] or "").strip()
    if "embeds" in body:
        message.embeds = addressed(clean_embeds(body["embeds"] or []), addresses)
    if "components" in body:
        message.components = addressed(numbered(body["components"] or []), addresses)
    said = layout_text(message.components) if message.flags & COMPONENTS_V2 else message.content
    channel = world.channel(message.channel_id)
    pinged = who_is_pinged(world, author, channel, said, body.get("allowed_mentions"), replied)
    message.mentions, message.mention_roles, message.mention_everyone = pinged


def publish(world: World, message: Message) -> None:
    """Keep the message and tell whoever may see it."""
    channel = world.channel(message.channel_id)
    world.keep_message(message)
    if not message.only_for:
        channel.last_message_id = message.id
    if channel.thread:
        channel.thread.sent += 1
        channel.thread.archived = False
    _note(world, "create", message)
    tell(world, "MESSAGE_CREATE", message)


def edit(world: World, message: Message, author: User, draft: Draft) -> None:
    """Change a message in place, after the same checks as for a new one."""
    body = draft.body
    message.flags |= int(body.get("flags") or 0) & (SUPPRESS_EMBEDS | COMPONENTS_V2)
    kept = body.get("attachments", message.attachments)
    merged = {"content": message.content, "embeds": message.embeds, "components": message.components} | body
    check_message(merged, files=len(draft.files) + len(kept or []), flags=message.flags)
    message.flags &= ~LOADING
    replied = world.messages[message.channel_id].get((message.reference or {}).get("message_id", ""))
    fill(world, message, author, draft, replied)
    message.edited_timestamp = world.now().isoformat()
    changed(world, message)


def changed(world: World, message: Message) -> None:
    _note(world, "edit", message)
    tell(world, "MESSAGE_UPDATE", message)


def delete(world: World, message: Message, *, quietly: bool = False) -> None:
    """Take a message away; `quietly` leaves it to the caller to tell."""
    del world.messages[message.channel_id][message.id]
    for attachment in message.attachments:
        world.files.pop(attachment["id"], None)
    _note(world, "delete", message)
    data = {"id": message.id, "channel_id": message.channel_id} | in_guild(world, message.channel_id)
    if not quietly:
        to = frozenset({message.only_for}) if message.only_for else None
        world.emit(Event("MESSAGE_DELETE", always(data), message.channel_id, to))


def tell(world: World, name: str, message: Message) -> None:
    """Send a message event to those who may see the message."""

    def render(reader: User, content: bool) -> Json:
        return message_event_json(world, message, reader, content=content)

    to = frozenset({message.only_for}) if message.only_for else None
    world.emit(Event(name, render, message.channel_id, to))


def who_is_pinged(
    world: World, author: User, channel: Channel, said: str, allowed: Json | None, replied: Message | None
) -> Pinged:
    """Whom a text notifies: those it names, as far as `allowed_mentions` and the author's permissions let it."""
    named = list(dict.fromkeys(re.findall(r"<@!?(\d+)>", said)))
    roles = list(dict.fromkeys(re.findall(r"<@&(\d+)>", said)))
    everyone = re.search(r"@(everyone|here)\b", said) is not None
    powerful = author.id in world.webhooks or world.may(author.id, Permission.MENTION_EVERYONE, channel)
    users = [id_ for id_ in named if id_ in world.users and _allowed(allowed, "users", id_)]
    answered = replied is not None and replied.author_id in world.users and replied.author_id not in users
    if replied and answered and (allowed is None or allowed.get("replied_user")):
        users.append(replied.author_id)
    if channel.kind == Kind.DM:
        return Pinged(users, [], everyone=False)
    roles = [
        id_
        for id_ in roles
        if id_ in world.roles and (powerful or world.roles[id_].mentionable) and _allowed(allowed, "roles", id_)
    ]
    return Pinged(users, roles, everyone and powerful and _allowed(allowed, "everyone", ""))


def _allowed(allowed: Json | None, kind: str, id_: str) -> bool:
    if allowed is None:
        return True
    return kind in (allowed.get("parse") or []) or id_ in [str(each) for each in allowed.get(kind) or []]


def _may_write_to(world: World, author: User, channel: Channel) -> None:
    others = [id_ for id_ in channel.recipients if id_ != author.id]
    if author.id not in channel.recipients:
        raise refused(50001)
    if author.bot and not any(id_ in world.members for id_ in others):
        raise refused(50278)
    if author.bot and any(world.users[id_].bot or not world.users[id_].accepts_dms for id_ in others):
        raise refused(50007)


def _same_nonce(world: World, author: User, body: Json) -> Message | None:
    if body.get("nonce") is None or not body.get("enforce_nonce"):
        return None
    place = world.nonces.get((author.id, str(body["nonce"])))
    if place is None or world.snowflakes.age_seconds(place[1]) > world.limits.nonce_window_seconds:
        return None
    return world.message(*place)  # deleted since: 404, https://github.com/Rapptz/discord.py/issues/10116


def _replied_to(world: World, author: User, channel: Channel, body: Json) -> Message | None:
    reference = body.get("message_reference")
    if not reference:
        return None
    replied = world.messages[channel.id].get(str(reference.get("message_id")))
    if replied and world.sees(author.id, replied) and str(reference.get("channel_id", channel.id)) == channel.id:
        return replied
    if reference.get("fail_if_not_exists", True):
        form = Form()
        form.fail(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        form.done()
    return None


def _keep_attachments(world: World, message: Message, draft: Draft) -> None:
    listed = draft.body.get("attachments")
    if listed is None and not draft.files:
        return
    by_index = {str(each.get("id")): each for each in listed or []}
    if listed is not None:
        message.attachments = [each for each in message.attachments if each["id"] in by_index]
    for index, upload in draft.files.items():
        if len(upload.data) > world.limits.upload_bytes:
            raise refused(40005)
        message.attachments.append(_attachment(world, message, draft, upload, by_index.get(str(index), {})))


def _attachment(world: World, message: Message, draft: Draft, upload: Upload, described: Json) -> Json:
    id_ = world.new_id()
    world.files[id_] = upload.data
    filename = re.sub(r"[^\w.\-]+", "_", str(described.get("filename") or upload.filename))[-100:] or "file"
    url = f"{draft.base_url}/attachments/{message.channel_id}/{id_}/{quote(filename)}"
    kind = mimetypes.guess_type(filename)[0] or upload.content_type
    attachment = {"id": id_, "filename": filename, "size": len(upload.data), "url": url, "proxy_url": url}
    description = described.get("description")
    return attachment | {"content_type": kind} | ({"description": description} if description else {})


def _note(world: World, action: str, message: Message) -> None:
    channel = world.channels[message.channel_id]
    author = world.author_of(message)
    world.note(
        action,
        channel=channel.name or "direct message",
        channel_id=channel.id,
        author=author.name,
        author_id=author.id,
        message_id=message.id,
        nonce=message.nonce,
        ephemeral_to=message.only_for,
        message=message_json(world, message, None, deep=False),
    )


def find_seen(world: World, user: User, channel: Channel, message_id: str) -> Message:
    """A message that this user sees; 404 otherwise."""
    message = world.message(channel.id, message_id)
    if not world.sees(user.id, message):
        raise unknown("message")
    return message
