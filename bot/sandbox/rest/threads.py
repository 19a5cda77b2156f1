"""Threads: from a message, on their own, or as posts of a forum."""

from __future__ import annotations

from bot.sandbox.errors import Json, refused, unknown
from bot.sandbox.forms import Form
from bot.sandbox.payloads import check_channel
from bot.sandbox.permissions import Permission
from bot.sandbox.posting import Draft, changed, post, publish
from bot.sandbox.rest.call import Call, Endpoint
from bot.sandbox.wire import HAS_THREAD, channel_json, thread_member_json
from bot.sandbox.world import Channel, Event, Kind, Message, Thread, World, always

_THREAD_CREATED, _THREAD_STARTER = 18, 21


def start_from_message(call: Call) -> Json:
    parent = call.channel(Permission.CREATE_PUBLIC_THREADS)
    message = call.message(Permission.READ_MESSAGE_HISTORY)
    check_channel(call.form, creating=True)
    if message.id in call.world.channels:
        raise refused(160004)
    kind = Kind.NEWS_THREAD if parent.kind == Kind.NEWS else Kind.PUBLIC_THREAD
    thread = _start(call, parent, kind, message.id)
    message.flags |= HAS_THREAD
    changed(call.world, message)
    _say(call, thread, _THREAD_STARTER, reference=message)
    return channel_json(call.world, thread, call.me)


def start(call: Call) -> Json:
    """A thread of its own; in a forum, a post with its first message."""
    parent = call.channel()
    check_channel({key: value for key, value in call.form.items() if key != "type"}, creating=True)
    if parent.kind == Kind.FORUM:
        return _start_post(call, parent)
    kind = int(call.form.get("type") or Kind.PRIVATE_THREAD)
    form = Form()
    form.choice({"type": kind}, ("type",), (Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD))
    form.done()
    private = kind == Kind.PRIVATE_THREAD
    call.channel(Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
    thread = _start(call, parent, kind, call.world.new_id())
    if not private:
        _say(call, parent, _THREAD_CREATED, content=thread.name, thread=thread)
    return channel_json(call.world, thread, call.me)


def _start_post(call: Call, forum: Channel) -> Json:
    call.channel(Permission.SEND_MESSAGES)
    thread = _start(call, forum, Kind.PUBLIC_THREAD, call.world.new_id())
    if thread.thread:
        thread.thread.applied_tags = [str(tag) for tag in call.form.get("applied_tags") or []]
    message = post(call.world, call.me, thread, Draft(call.form.get("message") or {}, call.files, call.base_url))
    return channel_json(call.world, thread, call.me) | {"message": call.show(message)}


def _start(call: Call, parent: Channel, kind: int, id_: str) -> Channel:
    if parent.kind not in (Kind.TEXT, Kind.NEWS, Kind.FORUM):
        raise refused(50024)
    world, now = call.world, call.world.now().isoformat()
    thread = Channel(id_, int(kind), str(call.form["name"]), parent_id=parent.id)
    thread.rate_limit_per_user = int(call.form.get("rate_limit_per_user") or 0)
    thread.thread = Thread(call.me.id, now, now, members={call.me.id: now})
    thread.thread.auto_archive_duration = int(call.form.get("auto_archive_duration") or 1440)
    thread.thread.invitable = bool(call.form.get("invitable", True))
    world.keep_channel(thread)
    world.note("thread_create", channel=thread.name, channel_id=thread.id, author_id=call.me.id)
    _tell(world, "THREAD_CREATE", thread, {"newly_created": True})
    return thread


def _say(
    call: Call,
    channel: Channel,
    kind: int,
    *,
    content: str = "",
    reference: Message | None = None,
    thread: Channel | None = None,
) -> None:
    """A notice by Discord itself in the name of who started the thread."""
    world = call.world
    notice = Message(world.new_id(), channel.id, call.me.id, world.now().isoformat(), kind=kind, content=content)
    notice.reference = {"type": 0, "guild_id": world.guild_id}
    if reference:
        notice.reference |= {"channel_id": reference.channel_id, "message_id": reference.id}
    elif thread:
        notice.reference |= {"channel_id": thread.id}
    publish(world, notice)


def edit_thread(call: Call, channel: Channel, thread: Thread) -> Json:
    """Its owner may rename and archive it; locking, and opening a locked one, needs MANAGE_THREADS."""
    form, world = call.form, call.world
    manages = world.may(call.me.id, Permission.MANAGE_THREADS, channel)
    if not manages and (thread.owner_id != call.me.id or thread.locked or "locked" in form):
        raise refused(50013)
    if thread.archived and set(form) - {"archived", "locked"} and form.get("archived") is not False:
        raise refused(50083)
    channel.name = form.get("name") or channel.name
    channel.rate_limit_per_user = int(form.get("rate_limit_per_user", channel.rate_limit_per_user) or 0)
    for key in ("archived", "locked", "invitable", "auto_archive_duration", "applied_tags"):
        if form.get(key) is not None:
            setattr(thread, key, form[key])
    if "archived" in form:
        thread.archive_timestamp = world.now().isoformat()
    _tell(world, "THREAD_UPDATE", channel)
    return channel_json(world, channel, call.me)


def add_member(call: Call) -> None:
    channel, thread = _thread(call)
    user_id = call.user_id()
    world = call.world
    world.member(user_id)
    if user_id != call.me.id:
        call.channel(Permission.SEND_MESSAGES_IN_THREADS)
    if thread.archived:
        raise refused(50083)
    if user_id not in thread.members:
        thread.members[user_id] = world.now().isoformat()
        added = [thread_member_json(world, channel.id, thread, user_id, full=True)]
        _tell(world, "THREAD_CREATE", channel, only=user_id)
        _tell_members(world, channel, thread, {"added_members": added})


def remove_member(call: Call) -> None:
    channel, thread = _thread(call)
    user_id = call.user_id()
    if user_id != call.me.id and thread.owner_id != call.me.id:
        call.channel(Permission.MANAGE_THREADS)
    if thread.members.pop(user_id, None):
        _tell_members(call.world, channel, thread, {"removed_member_ids": [user_id]})


def show_member(call: Call) -> Json:
    channel, thread = _thread(call)
    if call.user_id() not in thread.members:
        raise unknown("member")
    return thread_member_json(call.world, channel.id, thread, call.user_id())


def list_members(call: Call) -> list[Json]:
    channel, thread = _thread(call)
    return [thread_member_json(call.world, channel.id, thread, user_id) for user_id in thread.members]


def list_active(call: Call) -> Json:
    world = call.guild()
    return _listed(call, [each for each in world.threads if each.thread and not each.thread.archived])


def list_archived(call: Call) -> Json:
    return _archived(call, (Kind.PUBLIC_THREAD, Kind.NEWS_THREAD))


def list_archived_private(call: Call) -> Json:
    call.channel(Permission.MANAGE_THREADS)
    return _archived(call, (Kind.PRIVATE_THREAD,))


def list_my_archived_private(call: Call) -> Json:
    return _archived(call, (Kind.PRIVATE_THREAD,))


def _archived(call: Call, kinds: tuple[int, ...]) -> Json:
    parent = call.channel(Permission.READ_MESSAGE_HISTORY)
    inside = [each for each in call.world.threads if each.parent_id == parent.id and each.kind in kinds]
    return _listed(call, [each for each in inside if each.thread and each.thread.archived])


def _listed(call: Call, threads: list[Channel]) -> Json:
    world = call.world
    seen = [each for each in threads if world.permissions_of(call.me.id, each)]
    members = [
        thread_member_json(world, each.id, each.thread, call.me.id)
        for each in seen
        if each.thread and call.me.id in each.thread.members
    ]
    return {"threads": [channel_json(world, each, call.me) for each in seen], "members": members, "has_more": False}


def _thread(call: Call) -> tuple[Channel, Thread]:
    channel = call.channel()
    if channel.thread is None:
        raise refused(50024)
    return channel, channel.thread


def _tell(world: World, name: str, channel: Channel, extra: Json | None = None, *, only: str | None = None) -> None:
    to = frozenset({only}) if only else None
    world.emit(Event(name, lambda reader, _: channel_json(world, channel, reader) | (extra or {}), channel.id, to))


def _tell_members(world: World, channel: Channel, thread: Thread, change: Json) -> None:
    data = {"id": channel.id, "guild_id": world.guild_id, "member_count": len(thread.members)} | change
    world.emit(Event("THREAD_MEMBERS_UPDATE", always(data), channel.id))


_MEMBERS = "/channels/{channel_id}/thread-members"

ENDPOINTS = (
    Endpoint("POST", "/channels/{channel_id}/messages/{message_id}/threads", start_from_message, status=201),
    Endpoint("POST", "/channels/{channel_id}/threads", start, status=201),
    Endpoint("GET", _MEMBERS, list_members),
    Endpoint("GET", f"{_MEMBERS}/{{user_id}}", show_member),
    Endpoint("PUT", f"{_MEMBERS}/{{user_id}}", add_member),
    Endpoint("DELETE", f"{_MEMBERS}/{{user_id}}", remove_member),
    Endpoint("GET", "/guilds/{guild_id}/threads/active", list_active),
    Endpoint("GET", "/channels/{channel_id}/threads/archived/public", list_archived),
    Endpoint("GET", "/channels/{channel_id}/threads/archived/private", list_archived_private),
    Endpoint("GET", "/channels/{channel_id}/users/@me/threads/archived/private", list_my_archived_private),
)
