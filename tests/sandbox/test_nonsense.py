"""Whatever is sent, the sandbox answers as Discord would: never with an error of its own."""

import asyncio
import json

import aiohttp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox import shapes
from bot.sandbox.rest import ENDPOINTS
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import make_world

KEYS = [*sorted(shapes._KINDS), "id", "value", "timestamp", "image", "fr", "required", "archived", "locked", "nick"]

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-1, 20), st.sampled_from([1 << 15, -(1 << 70), 1.5]), st.text(max_size=3)
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)),
    max_leaves=12,
)


ROW = {"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "b", "emoji": {"name": "x"}}]}
MENU = {"type": 3, "custom_id": "m", "min_values": 0, "options": [{"label": "x", "value": "x", "description": "x"}]}
EMBED = {
    "title": "x",
    "timestamp": "2025-06-30T09:00:00Z",
    "color": 1,
    "fields": [{"name": "x", "value": "x", "inline": True}],
    "footer": {"text": "x", "icon_url": "https://example.org"},
    "image": {"url": "attachment://x"},
}
MESSAGE = {
    "content": "<@1> @everyone",
    "embeds": [EMBED],
    "components": [ROW, {"type": 1, "components": [MENU]}],
    "allowed_mentions": {"parse": ["users"], "roles": ["1"], "replied_user": True},
    "attachments": [{"id": 0, "filename": "x"}],
    "message_reference": {"message_id": "1", "fail_if_not_exists": False},
    "nonce": "n",
}
LAYOUT = {
    "flags": 1 << 15,
    "components": [
        {"type": 17, "accent_color": 1, "components": [{"type": 10, "content": "x"}, ROW, {"type": 14, "spacing": 1}]},
        {
            "type": 9,
            "components": [{"type": 10, "content": "x"}],
            "accessory": {"type": 11, "media": {"url": "https://x.y"}},
        },
        {"type": 12, "items": [{"media": {"url": "https://x.y"}, "description": "x"}]},
    ],
}
POLL = {
    "question": {"text": "x"},
    "answers": [{"poll_media": {"text": "x", "emoji": {"name": "x"}}}],
    "duration": 1,
    "allow_multiselect": True,
    "layout_type": 1,
}
COMMAND = {
    "name": "x",
    "description": "x",
    "name_localizations": {"fr": "x"},
    "options": [{"type": 3, "name": "x", "description": "x", "choices": [{"name": "x", "value": "x"}]}],
}
EVENT = {
    "name": "x",
    "privacy_level": 2,
    "scheduled_start_time": "2035-06-30T09:00:00Z",
    "scheduled_end_time": "2035-06-30T10:00:00Z",
    "entity_type": 3,
    "entity_metadata": {"location": "x"},
}
FORM = {
    "title": "x",
    "custom_id": "x",
    "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "a", "style": 1, "label": "x", "value": "x"}]},
        {"type": 18, "label": "x", "component": MENU},
        {"type": 18, "label": "x", "component": {"type": 21, "custom_id": "r", "options": MENU["options"] * 2}},
    ],
}
CALLBACK, MESSAGES = "/interactions/{asked}/callback", "/channels/{channel_id}/messages"
VALID = [
    ("POST", MESSAGES, MESSAGE),
    ("POST", MESSAGES, LAYOUT),
    ("PATCH", f"{MESSAGES}/{{message_id}}", MESSAGE),
    ("POST", f"{MESSAGES}/{{message_id}}/threads", {"name": "x", "auto_archive_duration": 60}),
    ("POST", "/channels/{channel_id}/threads", {"name": "x", "type": 11, "invitable": True}),
    ("PUT", "/applications/{application_id}/commands", [COMMAND]),
    ("POST", "/guilds/{guild_id}/scheduled-events", EVENT),
    ("PATCH", "/guilds/{guild_id}/scheduled-events/{event_id}", EVENT | {"status": 2}),
    (
        "PATCH",
        "/channels/{channel_id}",
        {"name": "x", "topic": "x", "permission_overwrites": [{"id": "1", "allow": "8"}]},
    ),
    ("PATCH", "/guilds/{guild_id}/members/{user_id}", {"roles": ["1"], "nick": "x"}),
    ("POST", "/guilds/{guild_id}/roles", {"name": "x", "permissions": "8", "color": 1}),
    (
        "POST",
        "/interactions",
        {
            "type": 2,
            "application_id": "A",
            "channel_id": "C",
            "data": {"id": "X", "options": [{"name": "x", "value": "x"}]},
        },
    ),
    (
        "POST",
        "/interactions",
        {
            "type": 3,
            "application_id": "A",
            "channel_id": "C",
            "message_id": "M",
            "data": {"custom_id": "b", "values": ["x"]},
        },
    ),
    ("PATCH", "/guilds/{guild_id}/members/{user_id}", {"communication_disabled_until": "2025-06-30T09:00:00Z"}),
    ("PUT", "/guilds/{guild_id}/bans/{user_id}", {"delete_message_seconds": 1}),
    ("PATCH", "/guilds/{guild_id}/roles", [{"id": "1", "position": 1}]),
    ("PATCH", "/guilds/{guild_id}/channels", [{"id": "C", "position": 1, "parent_id": None}]),
    ("POST", "/invites/{code}", {}),
    ("POST", "/channels/{channel_id}/invites", {"max_age": 1, "max_uses": 1, "temporary": True}),
    (
        "POST",
        "/channels/{channel_id}/messages",
        {"message_reference": {"type": 1, "channel_id": "C", "message_id": "M"}},
    ),
    ("POST", "/channels/{channel_id}/messages", {"poll": POLL}),
    ("PUT", "/channels/{channel_id}/polls/{message_id}/answers/@me", {"answer_ids": ["1"]}),
    ("POST", "/channels/{channel_id}/webhooks", {"name": "x"}),
    ("PATCH", "/webhooks/{hooked}", {"name": "x"}),
    ("POST", "/webhooks/{hooked}?wait=1", MESSAGE | {"username": "x"}),
    ("PATCH", "/users/@me", {"username": "xx"}),
    ("PATCH", "/guilds/{guild_id}", {"name": "xx"}),
    ("POST", CALLBACK, {"type": 4, "data": MESSAGE}),
    ("POST", CALLBACK, {"type": 9, "data": FORM}),
    ("POST", CALLBACK, {"type": 5, "data": {"flags": 64}}),
]


@st.composite
def spoilt(draw):
    """A good request with nonsense somewhere inside."""
    method, path, body = draw(st.sampled_from(VALID))
    return method, path, draw(spoil(body)), "real"


def spoil(value):
    def deeper(key):
        return spoil(value[key]).map(lambda inner: _with(value, key, inner))

    here = values
    if isinstance(value, dict) and value:
        return st.one_of(
            here, st.sampled_from(sorted(value)).flatmap(deeper), st.sampled_from(sorted(value)).flatmap(deeper)
        )
    if isinstance(value, list) and value:
        return st.one_of(here, st.sampled_from(range(len(value))).flatmap(deeper))
    return here


def _with(value, key, inner):
    changed = value.copy()
    changed[key] = inner
    return changed


@st.composite
def requests(draw):
    endpoint = draw(st.sampled_from(ENDPOINTS))
    return endpoint.method, endpoint.path, draw(values), draw(st.sampled_from(["real", "1", "x", "@me", "@original"]))


class Setting:
    """A sandbox with one of everything, and an event loop of its own, kept for all examples."""

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self.start())
        return self

    def __exit__(self, *_):
        self.loop.run_until_complete(self.session.close())
        self.loop.run_until_complete(self.sandbox.stop())
        self.loop.close()

    async def start(self):
        world = make_world()
        for role in world.roles.values():
            role.permissions = (1 << 53) - 1
        self.sandbox = Sandbox(world)
        await self.sandbox.start()
        self.session = aiohttp.ClientSession()
        bot, person = next(world.bots), next(world.people)
        self.ids = {"guild_id": world.guild_id, "application_id": bot.id, "webhook_id": bot.id, "user_id": person.id}
        await self.ask("POST", "/applications/{application_id}/commands", {"name": "x", "description": "x"}, "real")

    async def ask(self, method, path, body, id_):
        world = self.sandbox.world
        for user in world.users.values():
            if user.id not in world.members:  # it was sent away, or left
                world.let_in(user)
        channel = next(iter(world.guild_channels), None) or world.add_channel("general")
        known = self.ids | {"channel_id": channel.id, "emoji": "👍", "token": "x", "role_id": world.guild_id}
        known |= {
            "command_id": next(iter(world.commands), "1"),
            "message_id": next(iter(world.messages[channel.id]), "1"),
        }
        known["code"] = next(iter(world.invites), "1")
        known["hooked"] = await self.webhook(channel.id) if "{hooked}" in path else ""
        known["asked"] = await self.new_interaction(channel.id) if "{asked}" in path else ""
        body = _filled(
            body, {"A": known["application_id"], "C": channel.id, "X": known["command_id"], "M": known["message_id"]}
        )
        for name in ("overwrite_id", "event_id", "interaction_id", "answer_id"):
            known[name] = next(iter(world.scheduled_events), "1")
        path = path.format_map({name: value if id_ == "real" else id_ for name, value in known.items()})
        answers = []
        for token in ("Bot robot-token", "ada-token"):
            headers = {"Authorization": token, "Content-Type": "application/json"}
            url = self.sandbox.api_url + path
            async with self.session.request(method, url, data=json.dumps(body), headers=headers) as response:
                answers.append((response.status, response.headers.get("Content-Type")))
        return answers

    async def webhook(self, channel_id):
        world = self.sandbox.world
        headers = {"Authorization": "Bot robot-token"}
        if not world.webhooks:
            url = f"{self.sandbox.api_url}/channels/{channel_id}/webhooks"
            await (await self.session.post(url, json={"name": "x"}, headers=headers)).read()
        return next((f"{each.id}/{each.token}" for each in world.webhooks.values()), "1/x")

    async def new_interaction(self, channel_id):
        world = self.sandbox.world
        body = {"type": 2, "application_id": self.ids["application_id"], "channel_id": channel_id}
        if not world.commands:
            await self.ask("POST", "/applications/{application_id}/commands", {"name": "x", "description": "x"}, "real")
        body["data"] = {"id": next(iter(world.commands))}
        headers = {"Authorization": "ada-token"}
        await (await self.session.post(f"{self.sandbox.api_url}/interactions", json=body, headers=headers)).read()
        made = list(world.interactions.values())
        return f"{made[-1].id}/{made[-1].token}" if made else "1/x"


def _filled(value, ids):
    if isinstance(value, dict):
        return {key: _filled(inner, ids) for key, inner in value.items()}
    return ids.get(value, value) if isinstance(value, str) else value


def test_no_request_breaks_the_sandbox():
    with Setting() as setting:

        @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.one_of(requests(), spoilt(), spoilt()))
        def check(request):
            for status, kind in setting.loop.run_until_complete(setting.ask(*request)):
                assert status < 500
                assert kind == "application/json" or status == 204

        check()
