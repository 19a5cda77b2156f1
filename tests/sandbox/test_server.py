"""The server around the world: its own addresses, foreign websites, and keeping the world across processes."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import discord
import pytest

from bot.clock import SimulatedClock, SystemClock
from bot.sandbox.person import Person
from bot.sandbox.server import Moment, Sandbox, save
from bot.sandbox.world import World
from tests.sandbox.conftest import START, make_world, point_at, running

ROOT = Path(__file__).parent.parent.parent

# Its own addresses


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


async def test_people_and_bots_are_listed(sandbox, http, world):
    async with http.get(f"{sandbox.url}/sandbox/people") as response:
        body = await response.json()
    assert [(each["name"], each["roles"], each["token"]) for each in body["people"]] == [
        ("Ada", [], "ada-token"),
        ("Grace", ["Organiser"], "grace-token"),
    ]
    assert body["bots"] == [{"id": next(world.bots).id, "name": "robot"}]


async def test_person_can_close_direct_messages(sandbox, http, world):
    ada = next(world.people)
    async with http.patch(f"{sandbox.url}/sandbox/people/{ada.id}", json={"accepts_dms": False}) as response:
        assert await response.json() == {"id": ada.id, "locale": "en-US", "accepts_dms": False}
    assert not ada.accepts_dms


async def test_clock_is_shown_set_and_told(sandbox, http, ada):
    url = f"{sandbox.url}/sandbox/clock"
    async with http.get(url) as response:
        shown = {"now": "2025-06-30T07:00:00+00:00", "speed": 0.0, "paused": False, "simulated": True}
        assert await response.json() == shown
    async with http.post(url, json={"now": "2025-06-30T12:00:00+02:00", "paused": True}) as response:
        assert (await response.json())["now"] == "2025-06-30T10:00:00+00:00"
    told = [await ada.wait_event("SANDBOX_CLOCK") for _ in range(2)]
    assert [each["paused"] for each in told] == [False, True]


@pytest.mark.parametrize(
    "body",
    [{"now": "yesterday"}, {"now": "2025-06-30T12:00:00"}, {"speed": -1}, {"speed": "fast"}, {"speed": 1e300}, []],
)
async def test_clock_set_wrongly_is_refused(sandbox, http, body):
    async with http.post(f"{sandbox.url}/sandbox/clock", json=body) as response:
        assert response.status == 400
    assert sandbox.world.clock.now() == START


async def test_real_clock_cannot_be_set(http):
    sandbox = Sandbox(World("Workshop", SystemClock()))
    await sandbox.start()
    async with http.get(f"{sandbox.url}/sandbox/clock") as response:
        assert (await response.json())["simulated"] is False
    async with http.post(f"{sandbox.url}/sandbox/clock", json={"speed": 2}) as response:
        assert response.status == 409
    await sandbox.stop()


async def test_moments_are_offered(http):
    sandbox = Sandbox(make_world(), moments=(Moment("Opening", START),))
    await sandbox.start()
    async with http.get(f"{sandbox.url}/sandbox/moments") as response:
        assert await response.json() == {"moments": [{"title": "Opening", "at": "2025-06-30T07:00:00+00:00"}]}
    await sandbox.stop()


# Foreign websites


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/sandbox/people", "/gateway", "/api/v10/gateway"])
async def test_foreign_website_is_turned_away(sandbox, http, headers, path):
    async with http.get(sandbox.url + path, headers=headers) as response:
        assert response.status == 403


@pytest.mark.parametrize(
    "headers", [{}, {"Host": "localhost:80"}, {"Host": "[::1]:80"}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": None}]
)
async def test_own_page_and_other_programs_are_let_in(sandbox, http, headers):
    if "Origin" in headers:
        headers = {"Origin": sandbox.url}
    async with http.get(f"{sandbox.url}/sandbox/people", headers=headers) as response:
        assert response.status == 200


@pytest.mark.parametrize("name", ["..%2fserver.py", "%2e%2e/server.py", "../server.py", "nothing", "", "%00"])
async def test_page_gives_no_other_file(sandbox, http, name):
    from yarl import URL

    async with http.get(URL(f"{sandbox.url}/page/{name}", encoded=True)) as response:
        assert response.status == 404


async def test_body_too_large_is_refused(http):
    sandbox = Sandbox(make_world(body_bytes=1000))
    await sandbox.start()
    url = f"{sandbox.api_url}/users/@me/channels"
    async with http.post(url, data=b"x" * 2000, headers={"Authorization": "ada-token"}) as response:
        assert (response.status, (await response.json())["code"]) == (413, 40005)
    await sandbox.stop()


# Keeping the world


def grown_world():
    world = make_world()
    world.add_person("Owner", owner=True, locale="fr")
    return world


async def test_world_comes_back_from_json(robot, ada, world):
    world.role_named("robot").permissions |= 1 << 51
    message = await robot.say("hello", nonce="n", embeds=[{"title": "é"}])
    path = f"/channels/{robot.general}/messages/{message['id']}"
    await ada.react(message, "👍")
    await robot.do("PUT", f"/channels/{robot.general}/messages/pins/{message['id']}")
    await robot.do("POST", f"{path}/threads", {"name": "thread"})
    await ada.send_dm("robot", "secret")
    await robot.do("PUT", f"/applications/{next(world.bots).id}/commands", [{"name": "x", "description": "x"}])
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("files[0]", b"\x00\xff", filename="x.bin")
    await robot.session.post(f"{robot.sandbox.api_url}/channels/{robot.general}/messages", data=form)

    kept = json.loads(json.dumps(world.to_json()))
    again = World.from_json(kept, world.clock)
    assert again.to_json() == world.to_json()
    assert again.messages == world.messages
    assert again.channels == world.channels
    assert again.files == world.files
    assert again.nonces == world.nonces
    assert int(again.new_id()) > int(kept["last_id"])


async def test_world_outlives_the_sandbox_and_the_bot_comes_back(tmp_path, monkeypatch):
    state = tmp_path / "deep" / "world.json"

    class Echo(discord.Client):
        async def on_message(self, message):
            if message.author != self.user:
                await message.channel.send(message.content, nonce="same")

    for content in ("one", "two"):
        sandbox = Sandbox(make_world(), state=state)
        await sandbox.start()
        point_at(sandbox, monkeypatch)
        intents = discord.Intents.default()
        intents.message_content = True
        async with Person(sandbox.url, "ada-token") as ada, running(Echo(intents=intents)):
            await ada.send("general", content)
            if content == "one":
                assert (await ada.wait_message())["content"] == "one"
            history = [(each["author"]["username"], each["content"]) for each in await ada.history("general")]
        await sandbox.stop()
    assert history == [("ada", "one"), ("robot", "one"), ("ada", "two")]


async def test_change_is_saved_soon(tmp_path):
    state = tmp_path / "world.json"
    sandbox = Sandbox(make_world(), state=state)
    await sandbox.start()
    async with Person(sandbox.url, "ada-token") as ada:
        await ada.send("general", "kept")
        async with asyncio.timeout(3):
            while not state.exists() or "kept" not in state.read_text():
                await asyncio.sleep(0.02)
    await sandbox.stop()
    assert [each.name for each in tmp_path.iterdir()] == ["world.json"]


SERVE = """
import asyncio, sys
from pathlib import Path
from bot.sandbox.server import Sandbox
from bot.clock import SystemClock
from bot.sandbox.world import World

async def serve():
    world = World("Workshop", SystemClock())
    world.add_channel("general")
    world.add_person("Ada", token="ada-token")
    sandbox = Sandbox(world, state=Path(sys.argv[1]))
    await sandbox.start()
    print(sandbox.url, flush=True)
    await asyncio.Event().wait()

asyncio.run(serve())
"""


async def test_world_outlives_a_killed_process(tmp_path):
    state = tmp_path / "world.json"
    for turn in range(2):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SERVE, str(state), stdout=asyncio.subprocess.PIPE, cwd=ROOT
        )
        url = (await process.stdout.readline()).decode().strip()
        async with Person(url, "ada-token") as ada:
            await ada.send("general", f"turn {turn}")
            said = [each["content"] for each in await ada.history("general")]
            async with asyncio.timeout(30):
                while not state.exists() or f"turn {turn}" not in state.read_text():
                    await asyncio.sleep(0.02)
        process.kill()
        await process.wait()
        process._transport.close()
    assert said == ["turn 0", "turn 1"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"guild": 1}'])
def test_state_that_holds_no_world_is_refused(tmp_path, text):
    state = tmp_path / "world.json"
    state.write_text(text)
    with pytest.raises(ValueError, match="holds no world of this version"):
        Sandbox(make_world(), state=state)


def test_saving_leaves_the_old_file_if_it_fails(tmp_path, monkeypatch):
    state = tmp_path / "world.json"
    world = make_world()
    save(world, state)
    before = state.read_bytes()
    world.note("something", unheard_of=object())
    with pytest.raises(TypeError):
        save(world, state)
    assert state.read_bytes() == before


async def test_sandbox_starts_and_stops_twice(ada):
    sandbox = Sandbox(make_world())
    await sandbox.start()
    first = sandbox.url
    await sandbox.stop()
    await sandbox.start()
    assert sandbox.url == first
    async with Person(sandbox.url, "ada-token") as person:
        assert person.user["global_name"] == "Ada"
    await sandbox.stop()


async def test_who_goes_away_before_the_answer_is_no_failure(sandbox, http, monkeypatch, caplog):
    async def gone(*_):
        raise aiohttp.ClientConnectionResetError("Cannot write to closing transport")

    monkeypatch.setattr(aiohttp.web.WebSocketResponse, "prepare", gone)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(f"{sandbox.url}/gateway")
    assert caplog.text == ""


def test_world_time_is_the_clocks():
    world = World("Workshop", SimulatedClock(datetime(2030, 1, 1, tzinfo=UTC), speed=0))
    assert world.now() == datetime(2030, 1, 1, tzinfo=UTC)
