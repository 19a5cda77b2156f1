"""The gateway: what a client hears, what it is refused, and how it comes back."""

import asyncio
import json
import zlib
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.person import Person

GUILDS, MESSAGES, DMS, CONTENT, MEMBERS = 1, 1 << 9, 1 << 12, 1 << 15, 1 << 1


class Client:
    """A gateway client with no ideas of its own."""

    def __init__(self, socket):
        self.socket = socket

    async def send(self, op, data=None):
        await self.socket.send_json({"op": op, "d": data})

    async def next(self):
        return await self.socket.receive_json(timeout=20)

    async def until(self, name):
        while True:
            payload = await self.next()
            if name in (payload["t"], payload["op"]):
                return payload

    async def identify(self, token="robot-token", intents=GUILDS | MESSAGES | CONTENT, **more):
        await self.send(2, {"token": token, "intents": intents, "properties": {}} | more)
        return (await self.until("READY"))["d"]

    async def close_code(self):
        async with asyncio.timeout(30):
            while not self.socket.closed:
                await self.socket.receive()
        return self.socket.close_code


@pytest.fixture
async def connect(sandbox):
    async with aiohttp.ClientSession() as session:

        @asynccontextmanager
        async def connect(query="?v=10&encoding=json"):
            async with session.ws_connect(sandbox.gateway_url + query) as socket:
                yield Client(socket)

        yield connect


async def test_hello_then_ready_then_guild(connect, world):
    async with connect() as client:
        assert await client.next() == {
            "op": 10,
            "d": {"heartbeat_interval": 41250, "_trace": []},
            "s": None,
            "t": None,
        }
        ready = await client.identify()
        assert ready["user"]["username"] == "robot"
        assert ready["guilds"] == [{"id": world.guild_id, "unavailable": True}]
        guild = (await client.until("GUILD_CREATE"))["d"]
        assert [channel["name"] for channel in guild["channels"]] == ["general", "organisers"]
        assert [member["user"]["username"] for member in guild["members"]] == ["robot"]


async def test_heartbeat_is_acknowledged(connect):
    async with connect() as client:
        await client.send(1)
        assert (await client.until(11))["op"] == 11


async def test_silence_closes_with_4000(connect, world):
    world.limits.heartbeat_interval_seconds = 0.05
    async with connect() as client:
        await client.identify()
        assert await client.close_code() == 4000


async def test_talk_without_heartbeats_closes_with_4000(connect, world):
    world.limits.heartbeat_interval_seconds = 0.1
    async with connect() as client:
        await client.identify()
        presence = {"status": "online", "activities": [], "since": None, "afk": False}

        async def talk():
            while True:
                await client.send(3, presence)
                await asyncio.sleep(0.02)

        talking = asyncio.create_task(talk())
        assert await client.close_code() == 4000
        talking.cancel()


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"token": "wrong", "intents": 0}, 4004),
        ({"token": "robot-token"}, 4013),
        ({"token": "robot-token", "intents": 1 << 40}, 4013),
        ({"token": "robot-token", "intents": 0, "shard": [3, 2]}, 4010),
        ({"token": "robot-token", "intents": 0, "shard": [0]}, 4010),
        ({"token": "robot-token", "intents": 0, "shard": ["0", "1"]}, 4010),
    ],
)
async def test_identify_wrongly_closes(connect, form, code):
    async with connect() as client:
        await client.send(2, form)
        assert await client.close_code() == code


async def test_intent_not_enabled_closes_with_4014(connect, world):
    next(world.bots).privileged_intents = 0
    async with connect() as client:
        await client.send(2, {"token": "robot-token", "intents": CONTENT})
        assert await client.close_code() == 4014


@pytest.mark.parametrize(("op", "code"), [(3, 4003), (99, 4003)])
async def test_asking_before_identify_closes(connect, op, code):
    async with connect() as client:
        await client.send(op, {})
        assert await client.close_code() == code


@pytest.mark.parametrize(("op", "code"), [(2, 4005), (99, 4001)])
async def test_asking_nonsense_after_identify_closes(connect, op, code):
    async with connect() as client:
        await client.identify()
        await client.send(op, {})
        assert await client.close_code() == code


@pytest.mark.parametrize("text", ["{", "[]", '"x"', '{"d": 1}', json.dumps({"op": 1, "d": "x" * 5000})])
async def test_payload_that_cannot_be_read_closes_with_4002(connect, text):
    async with connect() as client:
        await client.socket.send_str(text)
        assert await client.close_code() == 4002


async def test_too_many_sends_close_with_4008(connect, world):
    world.limits.gateway_sends_per_minute = 5
    async with connect() as client:
        for _ in range(6):
            await client.send(1)
        assert await client.close_code() == 4008


async def test_old_api_version_closes_with_4012(connect):
    async with connect("?v=6") as client:
        assert await client.close_code() == 4012


async def test_zlib_stream_is_one_stream(connect, ada):
    async with connect("?v=10&encoding=json&compress=zlib-stream") as client:
        stream = zlib.decompressobj()

        async def read():
            data = (await client.socket.receive(timeout=20)).data
            assert data.endswith(b"\x00\x00\xff\xff")
            return json.loads(stream.decompress(data))

        assert (await read())["op"] == 10
        await client.send(2, {"token": "robot-token", "intents": GUILDS | MESSAGES | CONTENT})
        assert [(await read())["t"] for _ in range(2)] == ["READY", "GUILD_CREATE"]
        await ada.send("general", "é" * 500)
        assert (await read())["d"]["content"] == "é" * 500


async def test_compression_that_is_not_to_be_had_is_left_out(connect):
    async with connect("?v=10&encoding=json&compress=other-stream") as client:
        assert (await client.next())["op"] == 10


async def test_content_is_left_out_without_the_intent(connect, ada, world):
    robot = next(world.bots)
    async with connect() as client:
        await client.identify(intents=GUILDS | MESSAGES | DMS)
        await ada.send("general", "plain")
        await ada.send("general", f"<@{robot.id}> named")
        await ada.send_dm("robot", "direct")
        messages = [(await client.until("MESSAGE_CREATE"))["d"] for _ in range(3)]
        assert [each["content"] for each in messages] == ["", f"<@{robot.id}> named", "direct"]
        assert ["guild_id" in each for each in messages] == [True, True, False]


@pytest.mark.parametrize(("intents", "heard"), [(GUILDS | MESSAGES, "channel"), (GUILDS | DMS, "direct")])
async def test_messages_only_with_their_intents(connect, ada, intents, heard):
    async with connect() as client:
        await client.identify(intents=intents | CONTENT)
        await ada.send("general", "channel")
        await ada.send_dm("robot", "direct")
        await ada.send("general", "channel")
        assert (await client.until("MESSAGE_CREATE"))["d"]["content"] == heard


async def test_private_channel_is_heard_only_inside(connect, ada, grace):
    async with connect() as client:
        await client.identify()
        await grace.send("organisers", "secret")
        await grace.send("general", "open")
        assert (await client.until("MESSAGE_CREATE"))["d"]["content"] == "open"
        assert (await ada.wait_message())["content"] == "open"


async def test_members_are_sent_on_request(connect):
    async with connect() as client:
        await client.identify(intents=GUILDS | MEMBERS)
        await client.send(8, {"guild_id": "1", "query": "", "limit": 0, "nonce": "n"})
        chunk = (await client.until("GUILD_MEMBERS_CHUNK"))["d"]
        assert [each["user"]["username"] for each in chunk["members"]] == ["robot", "ada", "grace"]
        assert (chunk["chunk_index"], chunk["chunk_count"], chunk["nonce"]) == (0, 1, "n")
        await client.send(8, {"guild_id": "1", "query": "gr", "limit": 5})
        chunk = (await client.until("GUILD_MEMBERS_CHUNK"))["d"]
        assert [each["user"]["username"] for each in chunk["members"]] == ["grace"]
        await client.send(8, {"guild_id": "1", "user_ids": ["7"], "limit": 0})
        assert (await client.until("GUILD_MEMBERS_CHUNK"))["d"]["not_found"] == ["7"]


async def test_resume_tells_what_was_missed(connect, ada):
    async with connect() as client:
        session = (await client.identify())["session_id"]
        seen = (await client.until("GUILD_CREATE"))["s"]
        await client.socket.close(code=4000)
    await ada.send("general", "missed")
    async with connect() as client:
        await client.send(6, {"token": "robot-token", "session_id": session, "seq": seen})
        names = []
        while "RESUMED" not in names:
            payload = await client.next()
            names.append(payload["t"])
        assert [name for name in names if name in ("MESSAGE_CREATE", "RESUMED")] == ["MESSAGE_CREATE", "RESUMED"]


async def test_resume_of_a_session_closed_with_1000_is_invalid(connect):
    async with connect() as client:
        session = (await client.identify())["session_id"]
        await client.socket.close(code=1000)
    async with connect() as client:
        await client.send(6, {"token": "robot-token", "session_id": session, "seq": 1})
        assert (await client.until(9))["d"] is False
        assert (await client.identify())["user"]["username"] == "robot"


async def test_resume_after_the_window_is_invalid(connect, world):
    world.limits.resume_window_seconds = -1
    async with connect() as client:
        session = (await client.identify())["session_id"]
        await client.socket.close(code=4000)
    async with connect() as client:
        await client.send(6, {"token": "robot-token", "session_id": session, "seq": 1})
        assert (await client.until(9))["d"] is False


async def test_resume_with_a_number_never_sent_closes_with_4007(connect):
    async with connect() as client:
        session = (await client.identify())["session_id"]
        await client.socket.close(code=4000)
    async with connect() as client:
        await client.send(6, {"token": "robot-token", "session_id": session, "seq": 1000})
        assert await client.close_code() == 4007


# discord.py


class Listener(discord.Client):
    def __init__(self, **more):
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents, **more)
        self.heard = []
        self.resumed = asyncio.Event()
        self.readies = 0

    async def before_identify_hook(self, shard_id, *, initial=False):
        """Does not wait five seconds before a second identify."""

    async def on_ready(self):
        self.readies += 1

    async def on_message(self, message):
        self.heard.append(message.content)

    async def on_resumed(self):
        self.resumed.set()


async def heard(bot, number):
    async with asyncio.timeout(30):
        while len(bot.heard) < number:
            await asyncio.sleep(0.01)
    return bot.heard


@pytest.mark.parametrize("harm", ["cut", 1001, 4000, 4009, "reconnect"])
async def test_bot_resumes_after_a_lost_connection(run_bot, sandbox, ada, harm):
    async with run_bot(Listener()) as bot:
        if harm == "cut":
            sandbox.faults.add(Fault("gateway_cut"))
        elif harm == "reconnect":
            sandbox.gateway.ask_bots_to_reconnect()
        else:
            sandbox.faults.add(Fault("gateway_close", code=harm))
        await ada.send("general", "meanwhile")
        await asyncio.wait_for(bot.resumed.wait(), 5)
        await ada.send("general", "afterwards")
        assert await heard(bot, 2) == ["meanwhile", "afterwards"]
        assert bot.readies == 1


async def test_bot_identifies_anew_after_an_invalid_session(run_bot, sandbox, ada):
    async with run_bot(Listener()) as bot:
        sandbox.gateway.invalidate_bots()
        async with asyncio.timeout(30):
            while bot.readies < 2:
                await asyncio.sleep(0.01)
        await ada.send("general", "again")
        assert await heard(bot, 1) == ["again"]


async def test_bot_without_the_enabled_intent_is_told_so(run_bot, world):
    next(world.bots).privileged_intents = 0
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with run_bot(Listener()):
            pass


async def test_bot_with_a_wrong_token_cannot_log_in(run_bot):
    with pytest.raises(discord.LoginFailure):
        async with run_bot(Listener(), token="wrong"):
            pass


async def test_bot_gathers_members_with_the_intent(run_bot):
    intents = discord.Intents.all()
    async with run_bot(discord.Client(intents=intents)) as bot:
        assert [each.display_name for each in bot.guilds[0].members] == ["robot", "Ada", "Grace"]
    intents.presences = False
    async with run_bot(discord.Client(intents=intents)) as bot:
        assert [each.display_name for each in bot.guilds[0].members] == ["robot", "Ada", "Grace"]


async def test_presence_is_shown(run_bot, ada):
    async with run_bot(Listener(activity=discord.Game("chess"))) as bot:
        online = await ada.wait_event("PRESENCE_UPDATE", where=lambda data: data["user"]["id"] == str(bot.user.id))
        assert online["status"] == "online"
        await bot.change_presence(status=discord.Status.dnd)
        busy = await ada.wait_event("PRESENCE_UPDATE", where=lambda data: data["user"]["id"] == str(bot.user.id))
        assert busy["status"] == "dnd"


async def test_sharded_bot_asks_for_the_gateway(run_bot, ada):
    class Sharded(discord.AutoShardedClient):
        async def on_message(self, message):
            if message.author != self.user:
                await message.channel.send("sharded")

    async with run_bot(Sharded(intents=discord.Intents.default())):
        await ada.send("general", "x")
        assert (await ada.wait_message())["content"] == "sharded"


async def test_bot_in_two_shards_hears_all_once(run_bot, ada):
    heard = []

    class Sharded(discord.AutoShardedClient):
        async def before_identify_hook(self, shard_id, *, initial=False):
            """Without discord.py's five seconds between two shards."""

        async def on_message(self, message):
            if message.author != self.user:
                heard.append(message.content)
                await message.channel.send(message.content)

    async with run_bot(Sharded(intents=discord.Intents.default(), shard_count=2)) as bot:
        assert len(bot.guilds) == 1
        await ada.send_dm("robot", "directly")
        await ada.wait_message()
        await ada.send("general", f"<@{bot.user.id}>")
        await ada.wait_message()
        assert heard == ["directly", f"<@{bot.user.id}>"]


# People


async def test_person_sees_only_their_channels(ada, grace):
    assert [channel["name"] for channel in ada.guild["channels"]] == ["general"]
    assert [channel["name"] for channel in grace.guild["channels"]] == ["general", "organisers"]
    assert [each["name"] for each in ada.applications] == ["robot"]


async def test_person_given_a_role_sees_its_channel_appear(sandbox, ada, grace, world):
    role = world.role_named("Organiser")
    world.roles[world.guild_id].permissions |= 1 << 28
    world.add_role("Top", 1 << 28)
    world.members[grace.id].roles.append(world.role_named("Top").id)
    path = f"/guilds/{world.guild_id}/members/{ada.id}/roles/{role.id}"
    await grace.request("PUT", path)
    assert (await ada.wait_event("CHANNEL_CREATE"))["name"] == "organisers"
    await grace.request("DELETE", path)
    assert (await ada.wait_event("CHANNEL_DELETE"))["name"] == "organisers"


async def test_person_typing_is_seen(ada, grace):
    await ada.request("POST", f"/channels/{await ada.channel_id('general')}/typing")
    typing = await grace.wait_event("TYPING_START")
    assert (typing["user_id"], typing["member"]["user"]["global_name"]) == (ada.id, "Ada")


async def test_person_stays_connected_by_heartbeats(sandbox, world):
    world.limits.heartbeat_interval_seconds = 0.05
    async with Person(sandbox.url, "ada-token") as ada, Person(sandbox.url, "grace-token") as grace:
        await asyncio.sleep(0.3)
        await grace.send("general", "still there?")
        assert (await ada.wait_message())["content"] == "still there?"


async def test_person_with_a_wrong_token_is_turned_away(sandbox):
    with pytest.raises(ConnectionError):
        async with Person(sandbox.url, "wrong"):
            pass


async def test_presence_comes_back_with_a_resumed_session(run_bot, sandbox, ada):
    async with run_bot(Listener()) as bot:

        async def becomes(status):
            return await ada.wait_event(
                "PRESENCE_UPDATE", where=lambda each: (each["user"]["id"], each["status"]) == (str(bot.user.id), status)
            )

        await becomes("online")
        sandbox.gateway.cut_bots()
        await becomes("offline")
        await becomes("online")


async def test_two_sessions_of_one_person_hear_the_same(sandbox, ada, grace):
    async with Person(sandbox.url, "ada-token") as again:
        await grace.send("general", "both")
        assert (await ada.wait_message())["id"] == (await again.wait_message())["id"]
