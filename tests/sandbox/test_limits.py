"""Discord's documented limits: one within, one beyond, and where the error is said to be."""

import pytest

TOO_LONG, BAD_LENGTH, REQUIRED, CHOICES = (
    ["BASE_TYPE_MAX_LENGTH"],
    ["BASE_TYPE_BAD_LENGTH"],
    ["BASE_TYPE_REQUIRED"],
    ["BASE_TYPE_CHOICES"],
)


def row(*components):
    return {"components": [{"type": 1, "components": list(components)}], "content": "x"}


def button(**more):
    return {"type": 2, "style": 1, "label": "x", "custom_id": "x"} | more


def option(number=0, **more):
    return {"label": "x", "value": str(number)} | more


def select(*options, **more):
    return {"type": 3, "custom_id": "x", "options": list(options or [option()])} | more


def embed(**parts):
    return {"embeds": [parts]}


def layout(*components, **more):
    return {"flags": 1 << 15, "components": list(components)} | more


def text(content="x"):
    return {"type": 10, "content": content}


def field(name="x", value="x"):
    return {"name": name, "value": value}


WITHIN = [
    {"content": "x" * 2000},
    {"content": "x", "nonce": "x" * 25},
    {"embeds": [{"title": "x"}] * 10},
    embed(title="x" * 256, footer={"text": "x" * 1648}, description="x" * 4096),
    embed(fields=[field("x" * 50, "x" * 100)] * 25, author={"name": "x" * 256}),
    embed(fields=[field("x" * 256, "x" * 1024)]),
    embed(footer={"text": "x" * 2048}, timestamp="2025-06-30T09:00:00Z", color=0xFFFFFF, url="https://example.org"),
    row(*(button(label="x" * 80, custom_id=str(number) * 20) for number in range(5))),
    row(button(custom_id="x" * 100)),
    row({"type": 2, "style": 5, "url": "https://example.org/" + "x" * 492, "label": "x"}),
    row(button(label=None, emoji={"name": "👍"})),
    row(select(*(option(number) for number in range(25)), placeholder="x" * 150, max_values=25)),
    row(select(option(label="x" * 100, value="x" * 100, description="x" * 100))),
    row({"type": 5, "custom_id": "x"}),
    layout(*[text("x" * 100)] * 40),
    layout({"type": 17, "components": [text("x" * 4000)]}),
    layout({"type": 9, "components": [text()] * 3, "accessory": button()}),
    layout(
        {"type": 14, "spacing": 2}, {"type": 12, "items": [{"media": {"url": "https://example.org/x.png"}}]}, text()
    ),
]

BEYOND = [
    ({"content": "x" * 2001}, {"content": TOO_LONG}),
    ({"content": 5}, {"content": ["STRING_TYPE_CONVERT"]}),
    ({"content": "x", "nonce": "x" * 26}, {"nonce": TOO_LONG}),
    ({"embeds": [{"title": "x"}] * 11}, {"embeds": TOO_LONG}),
    ({"embeds": "x"}, {"embeds": ["LIST_TYPE_CONVERT"]}),
    ({"embeds": ["x"]}, {"embeds.0": ["DICT_TYPE_CONVERT"]}),
    (embed(), {"embeds.0.description": REQUIRED}),
    (embed(title="x" * 257), {"embeds.0.title": TOO_LONG}),
    (embed(description="x" * 4097), {"embeds.0.description": TOO_LONG}),
    (embed(fields=[field()] * 26), {"embeds.0.fields": TOO_LONG}),
    (embed(fields=[field("x" * 257)]), {"embeds.0.fields.0.name": BAD_LENGTH}),
    (embed(fields=[field("")]), {"embeds.0.fields.0.name": BAD_LENGTH}),
    (embed(fields=[field(value="x" * 1025)]), {"embeds.0.fields.0.value": BAD_LENGTH}),
    (embed(fields=[{"name": "x"}]), {"embeds.0.fields.0.value": REQUIRED}),
    (embed(footer={"text": "x" * 2049}), {"embeds.0.footer.text": BAD_LENGTH}),
    (embed(author={"name": "x" * 257}), {"embeds.0.author.name": BAD_LENGTH}),
    (embed(title="x", url="ftp://example.org"), {"embeds.0.url": ["URL_TYPE_INVALID_SCHEME"]}),
    (embed(title="x", url="https://"), {"embeds.0.url": ["URL_TYPE_INVALID_URL"]}),
    (embed(image={"url": "x"}), {"embeds.0.image.url": ["URL_TYPE_INVALID_SCHEME"]}),
    (embed(title="x", timestamp="today"), {"embeds.0.timestamp": ["DATE_TIME_TYPE_PARSE"]}),
    (embed(title="x", color=1 << 24), {"embeds.0.color": ["NUMBER_TYPE_MAX"]}),
    ({"embeds": [{"description": "x" * 3001}, {"description": "x" * 3000}]}, {"embeds": ["MAX_EMBED_SIZE_EXCEEDED"]}),
    (
        {"embeds": [{"title": "x" * 257, "fields": [field("", "x" * 1025)]}], "content": "x" * 2001},
        {
            "content": TOO_LONG,
            "embeds.0.title": TOO_LONG,
            "embeds.0.fields.0.name": BAD_LENGTH,
            "embeds.0.fields.0.value": BAD_LENGTH,
        },
    ),
    ({"content": "x", "allowed_mentions": {"parse": ["me"]}}, {"allowed_mentions.parse.0": CHOICES}),
    (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        {"allowed_mentions": ["MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"]},
    ),
    ({"content": "x", "allowed_mentions": {"users": ["1"] * 101}}, {"allowed_mentions.users": TOO_LONG}),
    ({"content": "x", "components": [{"type": 1, "components": [button()]}] * 6}, None),
    (row(), {"components.0.components": BAD_LENGTH}),
    (row(*(button(custom_id=str(number)) for number in range(6))), {"components.0.components": BAD_LENGTH}),
    (row(button(label="x" * 81)), {"components.0.components.0.label": TOO_LONG}),
    (row(button(custom_id="x" * 101)), {"components.0.components.0.custom_id": BAD_LENGTH}),
    (row(button(custom_id=None)), {"components.0.components.0.custom_id": REQUIRED}),
    (row(button(style=9)), {"components.0.components.0.style": CHOICES}),
    (row(button(label="")), {"components.0.components.0": ["BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"]}),
    (
        row(button(style=5, url="https://x.org")),
        {"components.0.components.0": ["BUTTON_COMPONENT_CUSTOM_ID_FORBIDDEN"]},
    ),
    (row(button(url="https://x.org")), {"components.0.components.0": ["BUTTON_COMPONENT_URL_FORBIDDEN"]}),
    (row({"type": 2, "style": 5, "label": "x"}), {"components.0.components.0.url": REQUIRED}),
    (row({"type": 2, "style": 5, "label": "x", "url": "https://x.org/" + "x" * 600}), None),
    (row(button(), button()), {"components": ["COMPONENT_CUSTOM_ID_DUPLICATED"]}),
    (row(select(*(option(number) for number in range(26)))), {"components.0.components.0.options": BAD_LENGTH}),
    (row(select(placeholder="x" * 151)), {"components.0.components.0.placeholder": TOO_LONG}),
    (row(select(option(label="x" * 101))), {"components.0.components.0.options.0.label": BAD_LENGTH}),
    (row(select(option(value="x" * 101))), {"components.0.components.0.options.0.value": BAD_LENGTH}),
    (row(select(option(description="x" * 101))), {"components.0.components.0.options.0.description": TOO_LONG}),
    (
        row(select(option(), option())),
        {"components.0.components.0.options.1.value": ["SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"]},
    ),
    (row(select(max_values=2)), {"components.0.components.0.max_values": ["SELECT_COMPONENT_MAX_VALUES"]}),
    (row(select(min_values=26)), None),
    (row(select(), button(custom_id="y")), {"components.0.components": ["COMPONENT_LAYOUT_WIDTH_EXCEEDED"]}),
    (row({"type": 4, "custom_id": "x", "style": 1, "label": "x"}), {"components.0.components.0.type": CHOICES}),
    ({"content": "x", "components": [text()]}, {"components.0.type": CHOICES}),
    (layout(text(), content="x"), {"content": ["MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"]}),
    (
        layout(text(), embeds=[{"title": "x"}]),
        {"embeds": ["MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"]},
    ),
    (
        layout({"type": 17, "components": [text()] * 40}),
        {"components": ["COMPONENT_LAYOUT_TOO_MANY_COMPONENTS"]},
    ),
    (layout(text("x" * 2001), text("x" * 2000)), {"components": ["COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"]}),
    (
        layout({"type": 17, "components": [{"type": 17, "components": [text()]}]}),
        {"components.0.components.0.type": CHOICES},
    ),
    (layout({"type": 9, "components": [text()] * 4, "accessory": button()}), {"components.0.components": BAD_LENGTH}),
    (layout({"type": 9, "components": [text()]}), {"components.0.accessory": REQUIRED}),
    (layout({"type": 12, "items": []}), {"components.0.items": BAD_LENGTH}),
    (layout({"type": 13, "file": {"url": "https://x.org/x"}}), {"components.0.file.url": ["URL_TYPE_INVALID_SCHEME"]}),
    (layout(button()), {"components.0.type": CHOICES}),
]


@pytest.mark.parametrize("body", WITHIN)
async def test_message_within_the_limits(robot, body):
    await robot.do("POST", f"/channels/{robot.general}/messages", body)


@pytest.mark.parametrize(("body", "problems"), BEYOND)
async def test_message_beyond_a_limit(robot, world, body, problems):
    found = await robot.problems(body)
    assert found
    assert problems in (None, found)
    assert world.messages[robot.general] == {}


async def test_error_has_discords_shape(robot):
    status, answer, headers = await robot.ask("POST", f"/channels/{robot.general}/messages", embed(title="x" * 257))
    assert (status, headers["Content-Type"]) == (400, "application/json")
    assert answer == {
        "message": "Invalid Form Body",
        "code": 50035,
        "errors": {
            "embeds": {
                "0": {
                    "title": {
                        "_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length."}]
                    }
                }
            }
        },
    }


async def test_layout_message_stays_one(robot):
    message = await robot.do("POST", f"/channels/{robot.general}/messages", layout(text()))
    path = f"/channels/{robot.general}/messages/{message['id']}"
    assert await robot.refusal("PATCH", path, {"content": "x"}) == (400, 50035)
    assert (await robot.do("PATCH", path, {"components": [text("y")]}))["components"][0]["content"] == "y"


# Commands


def command(**more):
    return {"name": "x", "description": "x"} | more


def given(number=0, **more):
    return {"type": 3, "name": f"o{number}", "description": "x"} | more


COMMANDS_BEYOND = [
    (command(name="X"), {"name": ["APPLICATION_COMMAND_INVALID_NAME"]}),
    (command(name="a b"), {"name": ["APPLICATION_COMMAND_INVALID_NAME"]}),
    (command(name="x" * 33), None),
    (command(description=""), {"description": BAD_LENGTH}),
    (command(description="x" * 101), {"description": BAD_LENGTH}),
    ({"name": "x"}, {"description": REQUIRED}),
    (command(options=[given(number) for number in range(26)]), {"options": TOO_LONG}),
    (command(options=[given(), given()]), {"options.1.name": ["APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED"]}),
    (
        command(options=[given(0), given(1, required=True)]),
        {"options.1": ["APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"]},
    ),
    (command(options=[given(choices=[{"name": "x", "value": "x"}] * 26)]), {"options.0.choices": TOO_LONG}),
    (command(options=[given(choices=[{"name": "x" * 101, "value": "x"}])]), {"options.0.choices.0.name": BAD_LENGTH}),
    (command(options=[given(choices=[{"name": "x", "value": "x" * 101}])]), {"options.0.choices.0.value": BAD_LENGTH}),
    (
        command(options=[given(autocomplete=True, choices=[{"name": "x", "value": "x"}])]),
        {"options.0.autocomplete": ["APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES"]},
    ),
    (command(name_localizations={"xx": "x"}), {"name_localizations.xx": CHOICES}),
    (command(name_localizations={"fr": "É"}), {"name_localizations.fr": ["APPLICATION_COMMAND_INVALID_NAME"]}),
    (command(description_localizations={"fr": "x" * 101}), {"description_localizations.fr": BAD_LENGTH}),
    (command(options=[given(choices=[{"name": "x" * 100, "value": "x" * 100}] * 25)] * 2), None),
    (
        command(
            options=[
                given(
                    number,
                    description="x" * 100,
                    choices=[{"name": "x" * 100, "value": str(each)} for each in range(25)],
                )
                for number in range(4)
            ]
        ),
        {"_command": ["APPLICATION_COMMAND_TOO_LARGE"]},
    ),
    (
        {"name": "x", "type": 2, "description": "x"},
        {"description": ["APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED"]},
    ),
]


@pytest.fixture
def commands(world):
    return f"/applications/{next(world.bots).id}/commands"


@pytest.mark.parametrize(("body", "problems"), COMMANDS_BEYOND)
async def test_command_beyond_a_limit(robot, commands, body, problems):
    found = await robot.problems(body, commands)
    assert found
    assert problems in (None, found)


async def test_command_within_the_limits(robot, commands):
    body = command(
        name="é" * 32,
        description="x" * 100,
        name_localizations={"fr": "suivant"},
        options=[
            given(0, required=True, autocomplete=True),
            given(1, choices=[{"name": "x" * 100, "value": "x" * 100}] * 25),
        ],
    )
    made = await robot.do("POST", commands, body)
    assert (made["name"], made["name_localizations"], len(made["options"])) == ("é" * 32, {"fr": "suivant"}, 2)


async def test_commands_replaced_keep_their_ids(robot, commands):
    first = await robot.do("PUT", commands, [command(name="one"), command(name="two")])
    second = await robot.do("PUT", commands, [command(name="two"), command(name="three")])
    assert second[0]["id"] == first[1]["id"]
    assert [each["name"] for each in await robot.get(commands)] == ["two", "three"]
    assert (await robot.problems([command(), command()], commands, "PUT")) == {
        "1.name": ["APPLICATION_COMMANDS_DUPLICATE_NAME"]
    }


async def test_commands_of_more_than_a_hundred_are_refused(robot, commands):
    full = [command(name=f"c{number}") for number in range(100)]
    await robot.do("PUT", commands, full)
    assert await robot.refusal("POST", commands, command(name="more")) == (400, 30032)
    assert (await robot.do("POST", commands, command(name="c1", description="new")))["description"] == "new"
    assert await robot.refusal("PUT", commands, [*full, command(name="more")]) == (400, 30032)


async def test_command_edited_deleted_and_of_the_guild(robot, ada, commands):
    made = await robot.do("POST", commands, command(name="one", name_localizations={"fr": "un"}))
    edited = await robot.do("PATCH", f"{commands}/{made['id']}", {"description": "new"})
    assert (edited["id"], edited["name"], edited["description"]) == (made["id"], "one", "new")
    assert "name_localizations" not in (await robot.get(commands))[0]
    assert (await robot.get(commands, with_localizations="true"))[0]["name_localizations"] == {"fr": "un"}
    assert (await ada.request("GET", commands))[0]["name_localizations"] == {"fr": "un"}
    await robot.do("DELETE", f"{commands}/{made['id']}")
    assert await robot.refusal("GET", f"{commands}/{made['id']}") == (404, 10063)
    here = commands.replace("/commands", f"/guilds/{robot.guild}/commands")
    assert (await robot.do("POST", here, command()))["guild_id"] == robot.guild
    assert [len(await robot.get(path)) for path in (commands, here)] == [0, 1]
    assert await robot.refusal("GET", "/applications/1/commands") == (404, 10002)


# Modals and choices, as answers to an interaction


@pytest.fixture
async def asked(robot, ada, commands):
    """An interaction that waits for its answer."""
    await robot.do("POST", commands, command(name="ask", options=[given(autocomplete=True)]))

    async def ask(kind=2):
        world = robot.sandbox.world
        if kind == 2:
            await ada.invoke("ask")
        else:
            data = await ada._command_data("ask", None, {"o0": "x"}, focused="o0")
            await ada._interact(4, "general", data)
        interaction = list(world.interactions.values())[-1]
        return f"/interactions/{interaction.id}/{interaction.token}/callback"

    return ask


def modal(*components, **more):
    return {"type": 9, "data": {"title": "x", "custom_id": "x", "components": list(components) or [entry()]} | more}


def entry(number=0, **more):
    return {"type": 1, "components": [{"type": 4, "custom_id": str(number), "style": 1, "label": "x"} | more]}


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (modal(title="x" * 46), {"data.title": BAD_LENGTH}),
        (modal(custom_id="x" * 101), {"data.custom_id": BAD_LENGTH}),
        (modal(*(entry(number) for number in range(6))), {"data.components": BAD_LENGTH}),
        (modal(entry(label="x" * 46)), {"data.components.0.components.0.label": BAD_LENGTH}),
        (modal(entry(placeholder="x" * 101)), {"data.components.0.components.0.placeholder": TOO_LONG}),
        (modal(entry(max_length=4001)), {"data.components.0.components.0.max_length": ["NUMBER_TYPE_MAX"]}),
        (modal(entry(value="x" * 4001)), {"data.components.0.components.0.value": TOO_LONG}),
        (modal({"type": 18, "label": "x"}), {"data.components.0.component": REQUIRED}),
        (modal({"type": 2}), {"data.components.0.type": CHOICES}),
        ({"type": 7, "data": {}}, {"type": CHOICES}),
        ({"type": 8, "data": {}}, {"type": CHOICES}),
        ({"type": 4, "data": {"content": "x" * 2001}}, {"data.content": TOO_LONG}),
    ],
)
async def test_answer_beyond_a_limit(robot, asked, body, problems):
    assert await robot.problems(body, await asked()) == problems


@pytest.mark.parametrize(
    ("choices", "problems"),
    [
        ([{"name": "x", "value": "x"}] * 26, {"data.choices": TOO_LONG}),
        ([{"name": "x" * 101, "value": "x"}], {"data.choices.0.name": BAD_LENGTH}),
        ([{"name": "", "value": "x"}], {"data.choices.0.name": BAD_LENGTH}),
        ([{"name": "x", "value": "x" * 101}], {"data.choices.0.value": BAD_LENGTH}),
    ],
)
async def test_choices_beyond_a_limit(robot, asked, choices, problems):
    assert await robot.problems({"type": 8, "data": {"choices": choices}}, await asked(4)) == problems


async def test_refused_answer_leaves_room_for_a_better_one(robot, asked, ada):
    path = await asked()
    await robot.problems({"type": 4, "data": {"content": "x" * 2001}}, path)
    await robot.do("POST", path, {"type": 4, "data": {"content": "short"}})
    assert (await ada.wait_message())["content"] == "short"
    assert await robot.refusal("POST", path, {"type": 4, "data": {"content": "again"}}) == (400, 40060)
    assert await robot.refusal("POST", "/interactions/1/x/callback", {"type": 5}) == (404, 10062)
