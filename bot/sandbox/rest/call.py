"""What an endpoint is given: the world, who calls, and what was sent. Endpoints await nothing, so none interleave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.sandbox.errors import Json, refused, unauthorised, unknown
from bot.sandbox.forms import Form
from bot.sandbox.permissions import Permission
from bot.sandbox.posting import Draft, Upload
from bot.sandbox.wire import message_json
from bot.sandbox.world import MESSAGE_CONTENT, Channel, Message, User, World

Answer = Json | list[Any] | None  # None is "204 No Content"


@dataclass(slots=True)
class Call:
    world: World
    caller: User | None
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    files: dict[int, Upload] = field(default_factory=dict)
    base_url: str = ""
    gateway_url: str = ""
    reason: str | None = None  # that the caller gives for the audit log

    @property
    def me(self) -> User:
        if self.caller is None:
            raise unauthorised()
        return self.caller

    @property
    def form(self) -> Json:
        """The body, where it has to be an object."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise refused(50109)
        return self.body

    def items(self) -> list[Json]:
        """The body, where it has to be a list of objects."""
        if not isinstance(self.body, list) or not all(isinstance(each, dict) for each in self.body):
            raise refused(50109)
        return self.body

    @property
    def draft(self) -> Draft:
        return Draft(self.form, self.files, self.base_url)

    def user_id(self, name: str = "user_id") -> str:
        """The user a path names; "@me" is the caller."""
        return self.me.id if self.params[name] == "@me" else self.params[name]

    def guild(self) -> World:
        """The world, if its guild is the one of the path and the caller is in it."""
        if self.params["guild_id"] != self.world.guild_id or self.me.id not in self.world.members:
            raise unknown("guild")
        return self.world

    def channel(self, permission: int = 0) -> Channel:
        """The channel of the path, if the caller sees it and has this permission there."""
        channel = self.world.channel(self.params["channel_id"])
        self.world.require(self.me.id, permission | Permission.VIEW_CHANNEL, channel)
        return channel

    def message(self, permission: int = 0) -> Message:
        """The message of the path, if the caller sees it and has this permission in its channel."""
        message = self.world.message(self.channel(permission).id, self.params["message_id"])
        if not self.world.sees(self.me.id, message):
            raise unknown("message")
        return message

    def show(self, message: Message) -> Json:
        content = not self.me.bot or bool(self.me.privileged_intents & MESSAGE_CONTENT)
        return message_json(self.world, message, self.me, content=content)

    def page_size(self, *, usual: int, most: int) -> int:
        """The `limit` of the query, from 1 to `most`."""
        text = self.query.get("limit", str(usual))
        form = Form()
        limit = form.number({"limit": int(text) if text.isdecimal() else text}, ("limit",), least=1, most=most)
        form.done()
        return int(limit or usual)

    def cursor(self, name: str) -> int | None:
        """The id in the query under this name."""
        text = self.query.get(name)
        if text is None:
            return None
        if not text.isdecimal():
            form = Form()
            form.fail((name,), "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
            form.done()
        return int(text)


class Endpoint(NamedTuple):
    method: str
    path: str
    answer: Callable[[Call], Answer]
    status: int = 200
