"""Messages over REST: posting, the nonce, who is pinged, reading back, changing, files, reactions, pins."""

import io

import aiohttp
import pytest

from bot.sandbox.person import RequestError
from bot.sandbox.snowflakes import snowflake_at, time_of


async def test_message_looks_as_on_discord(robot, world):
    message = await robot.say("hello", nonce="n-1")
    assert message == {
        "id": message["id"],
        "channel_id": robot.general,
        "type": 0,
        "author": {
            "id": next(world.bots).id,
            "username": "robot",
            "global_name": None,
            "discriminator": "0",
            "avatar": None,
            "public_flags": 0,
            "bot": True,
        },
        "timestamp": "2025-06-30T07:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mention_roles": [],
        "mentions": [],
        "pinned": False,
        "flags": 0,
        "content": "hello",
        "embeds": [],
        "attachments": [],
        "components": [],
        "nonce": "n-1",
    }


def test_snowflake_and_its_time_agree(world):
    id_ = world.new_id()
    assert snowflake_at(time_of(id_)) <= int(id_) < snowflake_at(time_of(id_)) + (1 << 22)


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": " \n"}, {"content": None, "embeds": []}])
async def test_empty_message_is_refused(robot, body):
    assert await robot.refusal("POST", f"/channels/{robot.general}/messages", body) == (400, 50006)


async def test_body_that_is_no_json_is_refused(robot):
    url = f"{robot.sandbox.api_url}/channels/{robot.general}/messages"
    async with robot.session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)
    assert await robot.refusal("POST", f"/channels/{robot.general}/messages", ["list"]) == (400, 50109)


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
async def test_form_that_is_none_is_refused(robot, kind):
    address = f"{robot.sandbox.api_url}/channels/{robot.general}/messages"
    async with robot.session.post(address, data=b"no form", headers={"Content-Type": kind}) as response:
        assert (response.status, await response.json()) == (400, {"message": "400: Bad Request", "code": 0})


async def test_text_of_a_form_is_taken(robot):
    with aiohttp.MultipartWriter("form-data") as form:
        form.append("hello").set_content_disposition("form-data", name="content")
    address = f"{robot.sandbox.api_url}/channels/{robot.general}/messages"
    async with robot.session.post(address, data=form) as response:
        assert (await response.json())["content"] == "hello"


async def test_id_that_is_no_number_is_refused(robot):
    assert await robot.problems(None, "/channels/general", "GET") == {"channel_id": ["NUMBER_TYPE_COERCE"]}


async def test_method_that_an_address_does_not_take_is_refused(robot):
    status, answer, headers = await robot.ask("PUT", f"/channels/{robot.general}/messages")
    assert (status, answer) == (405, {"message": "405: Method Not Allowed", "code": 0})
    assert headers["Allow"] == "GET, POST"
    status, answer, _ = await robot.ask("GET", "/nowhere")
    assert (status, answer) == (404, {"message": "404: Not Found", "code": 0})


async def test_failure_of_the_sandbox_itself_looks_as_on_discord(robot, world, caplog):
    del world.messages[robot.general]
    status, answer, _ = await robot.ask("GET", f"/channels/{robot.general}/messages")
    assert (status, answer) == (500, {"message": "500: Internal Server Error", "code": 0})
    assert [record.exc_info[0] for record in caplog.records if record.name == "bot.sandbox.server"] == [KeyError]


@pytest.mark.parametrize("depth", [300, 600, 100_000])
async def test_body_nested_deeply_is_refused(robot, depth):
    url = f"{robot.sandbox.api_url}/channels/{robot.general}/messages"
    data = b'{"components":[' * depth + b"]}" * depth
    async with robot.session.post(url, data=io.BytesIO(data), headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400


@pytest.mark.parametrize("token", ["Bot wrong", "robot-token", "Bot ada-token", "Bearer robot-token", ""])
async def test_wrong_token_is_refused(robot, token):
    headers = {"Authorization": token}
    status, body, _ = await robot.ask("GET", "/users/@me", headers=headers)
    assert (status, body) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_answer_is_exactly_json(robot):
    _, _, headers = await robot.ask("GET", "/users/@me")
    assert headers["Content-Type"] == "application/json"


# Nonce


async def test_nonce_enforced_gives_the_first_message(robot, world):
    first = await robot.say("one", nonce="same", enforce_nonce=True)
    again = await robot.say("two", nonce="same", enforce_nonce=True)
    assert again == first
    assert [each["message"]["content"] for each in world.record] == ["one"]


async def test_nonce_not_enforced_gives_another(robot):
    first = await robot.say("one", nonce="same")
    assert (await robot.say("two", nonce="same"))["id"] != first["id"]


async def test_nonce_after_the_window_gives_another(robot, world):
    world.limits.nonce_window_seconds = -1
    first = await robot.say("one", nonce=5, enforce_nonce=True)
    assert (await robot.say("two", nonce=5, enforce_nonce=True))["id"] != first["id"]


async def test_nonce_of_somebody_else_counts_not(robot, ada):
    first = await robot.say("one", nonce="same", enforce_nonce=True)
    assert (await ada.send("general", "two", nonce="same", enforce_nonce=True))["id"] != first["id"]


async def test_nonce_of_a_deleted_message_is_404(robot):
    message = await robot.say("one", nonce="same", enforce_nonce=True)
    await robot.do("DELETE", f"/channels/{robot.general}/messages/{message['id']}")
    body = {"content": "two", "nonce": "same", "enforce_nonce": True}
    assert await robot.refusal("POST", f"/channels/{robot.general}/messages", body) == (404, 10008)


# Who is pinged


def pings(message):
    users = [each["global_name"] or each["username"] for each in message["mentions"]]
    return users, len(message["mention_roles"]), message["mention_everyone"]


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [
        (None, (["Ada", "Grace"], 1, True)),
        ({"parse": []}, ([], 0, False)),
        ({}, ([], 0, False)),
        ({"parse": ["users"]}, (["Ada", "Grace"], 0, False)),
        ({"parse": ["everyone", "roles"]}, ([], 1, True)),
        ({"users": ["ada"]}, (["Ada"], 0, False)),
    ],
)
async def test_allowed_mentions_say_who_is_pinged(robot, ada, grace, world, allowed, expected):
    role = world.add_role("Organiser")
    if allowed and "users" in allowed:
        allowed = {"users": [ada.id]}
    text = f"<@{ada.id}> <@!{grace.id}> <@&{role.id}> @everyone <@1> <@{ada.id}>"
    message = await robot.say(text, **({} if allowed is None else {"allowed_mentions": allowed}))
    assert pings(message) == expected


async def test_everyone_and_roles_need_the_permission(robot, world):
    role, open_role = world.add_role("Organiser"), world.add_role("Open", mentionable=True)
    world.roles[world.guild_id].permissions &= ~(1 << 17)
    world.role_named("robot").permissions &= ~(1 << 17)
    message = await robot.say(f"@here <@&{role.id}> <@&{open_role.id}>")
    assert (message["mention_everyone"], message["mention_roles"]) == (False, [open_role.id])


async def test_embeds_ping_nobody(robot, ada):
    message = await robot.say("", embeds=[{"description": f"@everyone <@{ada.id}>"}])
    assert pings(message) == ([], 0, False)


async def test_text_of_components_pings(robot, ada):
    components = [{"type": 17, "components": [{"type": 10, "content": f"<@{ada.id}>"}]}]
    assert pings(await robot.say("", components=components, flags=1 << 15)) == (["Ada"], 0, False)


@pytest.mark.parametrize(
    ("allowed", "pinged"), [(None, ["Ada"]), ({"parse": []}, []), ({"replied_user": True}, ["Ada"])]
)
async def test_reply_pings_as_allowed(robot, ada, allowed, pinged):
    asked = await ada.send("general", "where?")
    more = {} if allowed is None else {"allowed_mentions": allowed}
    reply = await robot.say("there", message_reference={"message_id": asked["id"]}, **more)
    assert (reply["type"], reply["referenced_message"]["content"]) == (19, "where?")
    assert pings(reply)[0] == pinged


async def test_reply_to_nothing(robot):
    reference = {"message_id": "1"}
    problems = await robot.problems({"content": "x", "message_reference": reference})
    assert problems == {"message_reference": ["MESSAGE_REFERENCE_UNKNOWN_MESSAGE"]}
    assert (await robot.say("x", message_reference=reference | {"fail_if_not_exists": False}))["type"] == 0


# Reading back


async def history(robot, **params):
    return [each["content"] for each in await robot.get(f"/channels/{robot.general}/messages", **params)]


async def test_history_in_pages(robot):
    ids = [(await robot.say(str(number)))["id"] for number in range(5)]
    assert await history(robot) == ["4", "3", "2", "1", "0"]
    assert await history(robot, limit=2) == ["4", "3"]
    assert await history(robot, before=ids[2]) == ["1", "0"]
    assert await history(robot, after=ids[1], limit=2) == ["3", "2"]
    assert await history(robot, around=ids[2], limit=3) == ["3", "2", "1"]


@pytest.mark.parametrize("limit", ["0", "101", "x"])
async def test_history_with_a_bad_limit_is_refused(robot, limit):
    assert await robot.refusal("GET", f"/channels/{robot.general}/messages?limit={limit}") == (400, 50035)


async def test_history_without_the_permission_is_empty(robot, world):
    await robot.say()
    deny(world, 1 << 16)
    assert await history(robot) == []


def deny(world, permission):
    for role in world.roles.values():
        role.permissions &= ~permission


async def test_bot_without_the_content_intent_reads_no_content(robot, ada, world):
    await ada.send("general", "plain")
    next(world.bots).privileged_intents = 0
    assert await history(robot) == [""]


# Changing


async def test_edit_tells_and_keeps_the_rest(robot, ada):
    message = await robot.say("one", embeds=[{"title": "kept"}])
    path = f"/channels/{robot.general}/messages/{message['id']}"
    edited = await robot.do("PATCH", path, {"content": "two"})
    assert (edited["content"], edited["embeds"]) == ("two", [{"type": "rich", "title": "kept"}])
    assert edited["edited_timestamp"] == "2025-06-30T07:00:00+00:00"
    assert (await ada.wait_edit(message))["content"] == "two"
    assert await robot.refusal("PATCH", path, {"content": "", "embeds": []}) == (400, 50006)


async def test_old_messages_bear_few_edits(robot, world):
    world.limits.old_message_seconds, world.limits.old_edits_per_hour = 0.0, 2
    message = await robot.say("one")
    path = f"/channels/{robot.general}/messages/{message['id']}"
    for text in ("two", "three"):
        await robot.do("PATCH", path, {"content": text})
    assert await robot.refusal("PATCH", path, {"content": "four"}) == (429, 30046)
    other = await robot.say("another")
    await robot.do("PATCH", f"/channels/{robot.general}/messages/{other['id']}", {"content": "edited"})


async def test_message_of_another_cannot_be_edited(robot, ada):
    message = await ada.send("general", "mine")
    path = f"/channels/{robot.general}/messages/{message['id']}"
    assert await robot.refusal("PATCH", path, {"content": "yours"}) == (403, 50005)


async def test_delete_needs_the_right(robot, ada, world):
    message = await ada.send("general", "mine")
    path = f"/channels/{robot.general}/messages/{message['id']}"
    assert await robot.refusal("DELETE", path) == (403, 50013)
    world.role_named("robot").permissions |= 1 << 13
    await robot.do("DELETE", path)
    assert (await ada.wait_event("MESSAGE_DELETE"))["id"] == message["id"]
    assert await robot.refusal("GET", path) == (404, 10008)


async def test_bulk_delete(robot, ada, world):
    world.role_named("robot").permissions |= 1 << 13
    ids = [(await robot.say())["id"] for _ in range(3)]
    path = f"/channels/{robot.general}/messages/bulk-delete"
    assert await robot.refusal("POST", path, {"messages": ids[:1]}) == (400, 50016)
    assert await robot.refusal("POST", path, {"messages": [ids[0], "1"]}) == (400, 50034)
    await robot.do("POST", path, {"messages": ids[:2]})
    assert (await ada.wait_event("MESSAGE_DELETE_BULK"))["ids"] == ids[:2]
    assert len(await history(robot)) == 1


@pytest.mark.parametrize(
    ("permission", "body"),
    [(1 << 11, {"content": "x"}), (1 << 14, {"embeds": [{"title": "x"}]})],
)
async def test_posting_without_a_permission_is_refused(robot, world, permission, body):
    deny(world, permission)
    assert await robot.refusal("POST", f"/channels/{robot.general}/messages", body) == (403, 50013)


async def test_channel_unseen_or_unknown(robot, world):
    hidden = world.channel_named("organisers").id
    assert await robot.refusal("POST", f"/channels/{hidden}/messages", {"content": "x"}) == (403, 50001)
    assert await robot.refusal("GET", f"/channels/{hidden}") == (403, 50001)
    assert await robot.refusal("GET", "/channels/1/messages") == (404, 10003)
    assert await robot.refusal("GET", f"/channels/{robot.general}/messages/1") == (404, 10008)
    assert await robot.refusal("GET", "/nothing/here") == (404, 0)


# Direct messages


async def test_direct_messages_closed(robot, ada, world):
    channel = await robot.do("POST", "/users/@me/channels", {"recipient_id": ada.id})
    assert (channel["type"], channel["recipients"][0]["global_name"]) == (1, "Ada")
    path = f"/channels/{channel['id']}/messages"
    await robot.do("POST", path, {"content": "x"})
    world.users[ada.id].accepts_dms = False
    assert await robot.refusal("POST", path, {"content": "x"}) == (403, 50007)
    del world.members[ada.id]
    assert await robot.refusal("POST", path, {"content": "x"}) == (403, 50278)


async def test_direct_messages_are_between_two(robot, ada, grace):
    channel = await robot.do("POST", "/users/@me/channels", {"recipient_id": ada.id})
    with pytest.raises(RequestError) as refusal:
        await grace.request("GET", f"/channels/{channel['id']}/messages")
    assert refusal.value.code == 50001
    assert await robot.refusal("POST", "/users/@me/channels", {"recipient_id": "1"}) == (400, 50033)


# Files


async def test_file_is_kept_and_served(robot, ada):
    form = aiohttp.FormData(quote_fields=False)
    payload = '{"content": "see", "attachments": [{"id": 0, "filename": "a b.png", "description": "alt"}],'
    payload += '"embeds": [{"image": {"url": "attachment://a_b.png"}}]}'
    form.add_field("payload_json", payload)
    form.add_field("files[0]", b"bytes", filename="a b.png", content_type="application/octet-stream")
    url = f"{robot.sandbox.api_url}/channels/{robot.general}/messages"
    async with robot.session.post(url, data=form) as response:
        message = await response.json()
    attachment = message["attachments"][0]
    kept = {key: attachment[key] for key in ("filename", "size", "content_type", "description")}
    assert kept == {"filename": "a_b.png", "size": 5, "content_type": "image/png", "description": "alt"}
    assert message["embeds"][0]["image"]["url"] == attachment["url"]
    async with robot.session.get(attachment["url"]) as response:
        assert (await response.read(), response.headers["Content-Type"]) == (b"bytes", "image/png")


async def test_file_that_could_be_a_web_page_is_only_downloaded(robot):
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("files[0]", b"<script>", filename="x.html")
    url = f"{robot.sandbox.api_url}/channels/{robot.general}/messages"
    async with robot.session.post(url, data=form) as response:
        address = (await response.json())["attachments"][0]["url"]
    async with robot.session.get(address) as response:
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''x.html"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_file_too_large_is_refused(robot, world):
    world.limits.upload_bytes = 4
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("files[0]", b"bytes", filename="x")
    url = f"{robot.sandbox.api_url}/channels/{robot.general}/messages"
    async with robot.session.post(url, data=form) as response:
        assert (response.status, (await response.json())["code"]) == (413, 40005)
    assert world.messages[robot.general] == {}


async def test_more_than_ten_files_are_refused(robot):
    form = aiohttp.FormData(quote_fields=False)
    for number in range(11):
        form.add_field(f"files[{number}]", b"x", filename=f"{number}.txt")
    url = f"{robot.sandbox.api_url}/channels/{robot.general}/messages"
    async with robot.session.post(url, data=form) as response:
        assert (await response.json())["errors"]["attachments"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"


async def test_files_too_large_together_are_refused(robot, world):
    world.limits.body_bytes = 1000
    form = aiohttp.FormData(quote_fields=False)
    for number in range(2):
        form.add_field(f"files[{number}]", b"x" * 600, filename=f"{number}.txt")
    url = f"{robot.sandbox.api_url}/channels/{robot.general}/messages"
    async with robot.session.post(url, data=form) as response:
        assert (response.status, (await response.json())["code"]) == (413, 40005)


# Reactions and pins


async def test_reactions(robot, ada):
    message = await ada.send("general", "react")
    await ada.react(message, "👍")
    path = f"/channels/{robot.general}/messages/{message['id']}"
    await robot.do("PUT", f"{path}/reactions/👍/@me")
    assert (await ada.wait_event("MESSAGE_REACTION_ADD"))["user_id"] == ada.id
    reaction = (await robot.get(path))["reactions"][0]
    assert (reaction["emoji"], reaction["count"], reaction["me"]) == ({"id": None, "name": "👍"}, 2, True)
    assert [each["id"] for each in await robot.get(f"{path}/reactions/👍")] == sorted(
        [ada.id, reaction_user(robot)], key=int
    )
    await robot.do("DELETE", f"{path}/reactions/👍/@me")
    assert await robot.refusal("DELETE", f"{path}/reactions/👍/@me") == (404, 10014)
    assert await robot.refusal("PUT", f"{path}/reactions/thumbsup/@me") == (404, 10014)
    assert await robot.refusal("DELETE", f"{path}/reactions") == (403, 50013)


def reaction_user(robot):
    return next(robot.sandbox.world.bots).id


async def test_reactions_cleared_by_a_moderator(robot, ada, world):
    world.role_named("robot").permissions |= 1 << 13
    message = await ada.send("general", "react")
    for emoji in ("👍", "🎉", "❤️"):
        await ada.react(message, emoji)
    await ada.unreact(message, "❤️")
    path = f"/channels/{robot.general}/messages/{message['id']}"
    assert [each["emoji"]["name"] for each in (await robot.get(path))["reactions"]] == ["👍", "🎉"]
    await robot.do("DELETE", f"{path}/reactions/👍")
    assert (await ada.wait_event("MESSAGE_REACTION_REMOVE_EMOJI"))["emoji"] == {"id": None, "name": "👍"}
    assert await robot.refusal("GET", f"{path}/reactions/👍") == (404, 10014)
    await robot.do("DELETE", f"{path}/reactions/🎉/{ada.id}")
    await robot.do("DELETE", f"{path}/reactions")
    assert (await ada.wait_event("MESSAGE_REACTION_REMOVE_ALL"))["message_id"] == message["id"]
    assert "reactions" not in await robot.get(path)


async def test_embeds_of_another_hidden_by_a_moderator(robot, ada, world):
    world.role_named("robot").permissions |= 1 << 13
    message = await ada.send("general", "https://example.org")
    path = f"/channels/{robot.general}/messages/{message['id']}"
    assert (await robot.do("PATCH", path, {"flags": 4}))["flags"] == 4
    assert (await ada.edit(message, "mine"))["content"] == "mine"
    await ada.delete(message)
    assert await robot.refusal("GET", path) == (404, 10008)


async def test_reactions_of_more_than_twenty_kinds_are_refused(robot):
    path = f"/channels/{robot.general}/messages/{(await robot.say())['id']}/reactions"
    for number in range(20):
        await robot.do("PUT", f"{path}/{chr(0x1F600 + number)}/@me")
    assert await robot.refusal("PUT", f"{path}/👍/@me") == (400, 30010)


@pytest.mark.parametrize("pins", ["messages/pins", "pins"])
async def test_pins_by_both_addresses(robot, ada, world, pins):
    first, second = await robot.say("one"), await robot.say("two")
    path = f"/channels/{robot.general}/{pins}"
    assert await robot.refusal("PUT", f"{path}/{first['id']}") == (403, 50013)
    world.role_named("robot").permissions |= 1 << 51
    await robot.do("PUT", f"{path}/{first['id']}")
    world.clock.set_speed(1)
    await robot.do("PUT", f"{path}/{second['id']}")
    assert (await ada.wait_event("CHANNEL_PINS_UPDATE"))["channel_id"] == robot.general
    listed = await robot.get(f"/channels/{robot.general}/messages/pins", limit=1)
    assert ([each["message"]["content"] for each in listed["items"]], listed["has_more"]) == (["two"], True)
    assert [each["content"] for each in await robot.get(f"/channels/{robot.general}/pins")] == ["two", "one"]
    await robot.do("DELETE", f"{path}/{second['id']}")
    assert [each["content"] for each in await robot.get(f"/channels/{robot.general}/pins")] == ["one"]
    assert [each["type"] for each in await robot.get(f"/channels/{robot.general}/messages")] == [6, 6, 0, 0]


async def test_record_tells_all_in_order(robot, ada, world):
    message = await robot.say("one", nonce="n")
    await robot.do("PATCH", f"/channels/{robot.general}/messages/{message['id']}", {"content": "two"})
    await robot.do("DELETE", f"/channels/{robot.general}/messages/{message['id']}")
    async with robot.session.get(f"{robot.sandbox.url}/sandbox/record") as response:
        record = (await response.json())["record"]
    assert record == world.record
    assert [(each["number"], each["action"], each["message"]["content"]) for each in record] == [
        (0, "create", "one"),
        (1, "edit", "two"),
        (2, "delete", "two"),
    ]
    del record[0]["message"]
    assert record[0] == {
        "number": 0,
        "action": "create",
        "at": "2025-06-30T07:00:00+00:00",
        "channel": "general",
        "channel_id": robot.general,
        "author": "robot",
        "author_id": next(world.bots).id,
        "message_id": message["id"],
        "nonce": "n",
        "ephemeral_to": None,
    }
