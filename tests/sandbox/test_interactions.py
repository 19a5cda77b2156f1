"""Commands, buttons, menus and forms of a discord.py bot, used by a person."""

import asyncio
import io
from typing import Literal

import discord
import pytest
from discord import app_commands

from bot.sandbox.person import RequestError

EPHEMERAL = 64


class Form(discord.ui.Modal, title="Feedback"):
    text = discord.ui.TextInput(label="What?", min_length=2, max_length=20)

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"Thanks: {self.text.value}", ephemeral=True)


class LabelledForm(discord.ui.Modal, title="Labelled"):
    kind = discord.ui.Label(
        text="Kind",
        component=discord.ui.Select(options=[discord.SelectOption(label="Talk"), discord.SelectOption(label="Break")]),
    )
    text = discord.ui.Label(text="Text", component=discord.ui.TextInput(required=False))

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"{self.kind.component.values} {self.text.component.value!r}")


class Menu(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="Update", custom_id="update")
    async def update(self, interaction, button):
        button.label = "Updated"
        await interaction.response.edit_message(content="after", view=self)

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction, button):
        await interaction.response.defer()
        await interaction.edit_original_response(content="edited later")

    @discord.ui.button(label="Form", custom_id="form")
    async def form(self, interaction, button):
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Private", custom_id="private")
    async def private(self, interaction, button):
        await interaction.response.send_message("only you", ephemeral=True)

    @discord.ui.select(
        custom_id="pick", max_values=2, options=[discord.SelectOption(label=name) for name in ("red", "green", "blue")]
    )
    async def pick(self, interaction, select):
        await interaction.response.send_message(f"picked {select.values}")

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="who")
    async def who(self, interaction, select):
        await interaction.response.send_message(f"picked {select.values[0].display_name}")


class Bot(discord.Client):
    def __init__(self):
        super().__init__(intents=discord.Intents.default())
        self.tree = app_commands.CommandTree(self)
        self.seen = []
        self.add_commands()

    def add_commands(self):
        tree = self.tree

        @tree.command(description="Say hello")
        async def hello(interaction: discord.Interaction):
            await interaction.response.send_message(f"Hello {interaction.user.display_name}", ephemeral=True)

        @tree.command(description="Find a talk")
        async def talk(interaction: discord.Interaction, title: str, day: Literal["today", "tomorrow"] = "today"):
            self.seen.append((str(interaction.locale), interaction.guild_id, interaction.channel.name))
            await interaction.response.send_message(f"{title} {day}")

        @talk.autocomplete("title")
        async def complete(interaction: discord.Interaction, current: str):
            return [app_commands.Choice(name=name, value=name) for name in ("alpha", "beta") if current in name]

        @tree.command(description="Think")
        async def think(interaction: discord.Interaction, private: bool = False):
            await interaction.response.defer(ephemeral=private)
            await interaction.followup.send("thought")
            await interaction.followup.send("and more", ephemeral=private)

        @tree.command(description="Menu")
        async def menu(interaction: discord.Interaction):
            await interaction.response.send_message("before", view=Menu())

        @tree.command(description="Edit and delete")
        async def original(interaction: discord.Interaction):
            await interaction.response.send_message("first")
            message = await interaction.original_response()
            await message.edit(content=f"{message.content}, second")
            await interaction.delete_original_response()

        @tree.command(description="Never answers")
        async def silent(interaction: discord.Interaction):
            self.seen.append(interaction)

        @tree.command(description="Labelled form")
        async def labelled(interaction: discord.Interaction):
            await interaction.response.send_modal(LabelledForm())

        @tree.command(description="Whom")
        async def whom(interaction: discord.Interaction, who: discord.Member, where: discord.TextChannel):
            await interaction.response.send_message(f"{who.display_name} in {where.name}")

        group = app_commands.Group(name="outer", description="Outer")

        @group.command(description="Inner")
        async def inner(interaction: discord.Interaction, number: app_commands.Range[int, 1, 5]):
            await interaction.response.send_message(f"inner {number}")

        @tree.context_menu(name="Greet")
        async def greet(interaction: discord.Interaction, member: discord.Member):
            await interaction.response.send_message(f"Hi {member.display_name}")

        tree.add_command(group)

    async def setup_hook(self):
        await self.tree.sync()


@pytest.fixture
async def bot(run_bot):
    async with run_bot(Bot()) as client:
        yield client


async def test_reply_ephemeral_is_seen_by_its_person_only(bot, ada, grace, world):
    await ada.invoke("hello")
    message = await ada.wait_message()
    assert (message["content"], message["flags"], message["type"]) == ("Hello Ada", EPHEMERAL, 20)
    assert grace.messages == {}
    assert await grace.history("general") == []
    assert await ada.wait_event("INTERACTION_SUCCESS")
    assert world.record[-1]["ephemeral_to"] == ada.id


async def test_options_and_locale_reach_the_bot(bot, ada, world):
    await ada.invoke("talk", title="whatever", day="tomorrow", locale="fr")
    assert (await ada.wait_message())["content"] == "whatever tomorrow"
    assert bot.seen == [("fr", int(world.guild_id), "general")]


async def test_autocomplete_gives_choices(bot, ada):
    assert await ada.autocomplete("talk", title="bet") == [{"name": "beta", "value": "beta"}]


@pytest.mark.parametrize("options", [{}, {"title": "x", "day": "never"}, {"title": "x", "nothing": "y"}])
async def test_command_with_bad_options_is_refused(bot, ada, options):
    with pytest.raises(RequestError) as refusal:
        await ada.invoke("talk", **options)
    assert refusal.value.code == 50035


async def test_defer_then_follow_up_fills_the_waiting_message(bot, ada):
    await ada.invoke("think")
    first, second = await ada.wait_message(), await ada.wait_message()
    assert [first["content"], second["content"]] == ["thought", "and more"]
    assert (await ada.wait_event("MESSAGE_CREATE"))["id"] == first["id"]
    assert [each["content"] for each in await ada.history("general")] == ["thought", "and more"]


async def test_defer_ephemeral_keeps_the_follow_up_private(bot, ada, grace):
    await ada.invoke("think", private=True)
    assert [(await ada.wait_message())["flags"] for _ in range(2)] == [EPHEMERAL, EPHEMERAL]
    assert grace.messages == {}


async def test_button_updates_its_message(bot, ada):
    await ada.invoke("menu")
    message = await ada.wait_message()
    await ada.click(message, label="Update")
    after = await ada.wait_edit(message)
    assert after["content"] == "after"
    assert after["components"][0]["components"][0]["label"] == "Updated"


async def test_button_deferred_update_edits_the_original(bot, ada):
    await ada.invoke("menu")
    message = await ada.wait_message()
    await ada.click(message, custom_id="later")
    assert (await ada.wait_edit(message))["content"] == "edited later"


async def test_button_replies_to_its_message(bot, ada):
    await ada.invoke("menu")
    message = await ada.wait_message()
    await ada.click(message, custom_id="private")
    reply = await ada.wait_message()
    assert (reply["content"], reply["flags"]) == ("only you", EPHEMERAL)
    assert reply["message_reference"]["message_id"] == message["id"]


async def test_menu_gives_its_values(bot, ada):
    await ada.invoke("menu")
    message = await ada.wait_message()
    await ada.select(message, "pick", ["red", "blue"])
    assert (await ada.wait_message())["content"] == "picked ['red', 'blue']"


async def test_menu_of_people_gives_a_member(bot, ada):
    await ada.invoke("menu")
    message = await ada.wait_message()
    await ada.select(message, "who", [ada.id])
    assert (await ada.wait_message())["content"] == "picked Ada"


@pytest.mark.parametrize("values", [[], ["red", "green", "blue"], ["pink"]])
async def test_menu_with_values_not_offered_is_refused(bot, ada, values):
    await ada.invoke("menu")
    with pytest.raises(RequestError) as refusal:
        await ada.select(await ada.wait_message(), "pick", values)
    assert refusal.value.code == 50035


async def test_form_is_opened_and_submitted(bot, ada):
    await ada.invoke("menu")
    await ada.click(await ada.wait_message(), label="Form")
    form = await ada.wait_modal()
    assert form["title"] == "Feedback"
    await ada.submit(form, {form["components"][0]["components"][0]["custom_id"]: "fine"})
    assert (await ada.wait_message())["content"] == "Thanks: fine"


async def test_form_too_short_is_refused(bot, ada):
    await ada.invoke("menu")
    await ada.click(await ada.wait_message(), label="Form")
    form = await ada.wait_modal()
    with pytest.raises(RequestError) as refusal:
        await ada.submit(form, {form["components"][0]["components"][0]["custom_id"]: "x"})
    assert refusal.value.code == 50035


async def test_form_with_labels(bot, ada):
    await ada.invoke("labelled")
    form = await ada.wait_modal()
    kind, text = (part["component"]["custom_id"] for part in form["components"])
    await ada.submit(form, {kind: ["Talk"], text: ""})
    assert (await ada.wait_message())["content"] == "['Talk'] ''"


async def test_original_response_edited_and_deleted(bot, ada, world):
    await ada.invoke("original")
    await ada.wait_event("MESSAGE_DELETE")
    assert [(each["action"], each["message"]["content"]) for each in world.record] == [
        ("create", "first"),
        ("edit", "first, second"),
        ("delete", "first, second"),
    ]


async def test_sub_command_and_range(bot, ada):
    await ada.invoke("outer inner", number=5)
    assert (await ada.wait_message())["content"] == "inner 5"
    with pytest.raises(RequestError):
        await ada.invoke("outer inner", number=6)


async def test_member_and_channel_options_are_resolved(bot, ada, grace, world):
    await ada.invoke("whom", who=grace.id, where=world.channel_named("general").id)
    assert (await ada.wait_message())["content"] == "Grace in general"


async def test_context_menu_command(bot, ada, grace, world):
    command = next(each for each in await ada.commands() if each["name"] == "Greet")
    data = {"id": command["id"], "name": "Greet", "type": 2, "target_id": grace.id}
    await ada._interact(2, "general", data)
    assert (await ada.wait_message())["content"] == "Hi Grace"


async def test_command_in_direct_messages(bot, ada):
    await ada.invoke("hello", channel="@robot")
    assert (await ada.wait_message())["content"] == "Hello Ada"


async def test_bot_that_does_not_answer_in_time(bot, ada, world):
    world.limits.interaction_answer_seconds = 0.05
    await ada.invoke("silent")
    assert (await ada.wait_event("INTERACTION_FAILURE"))["reason"] == "The application did not respond"
    with pytest.raises(discord.NotFound) as refusal:
        await bot.seen[0].response.send_message("too late")
    assert refusal.value.code == 10062


async def test_answering_twice_is_refused(bot, ada):
    await ada.invoke("silent")
    while not bot.seen:
        await asyncio.sleep(0.01)
    first = bot.seen[0]
    await first.response.send_message("once")
    first.response._response_type = None
    with pytest.raises(discord.HTTPException) as refusal:
        await first.response.send_message("twice")
    assert refusal.value.code == 40060


async def test_message_of_another_cannot_be_edited_with_a_token(bot, ada):
    mine = await ada.send("general", "mine")
    await ada.invoke("silent")
    while not bot.seen:
        await asyncio.sleep(0.01)
    await bot.seen[0].response.send_message("once")
    with pytest.raises(discord.NotFound) as refusal:
        await bot.seen[0].followup.edit_message(int(mine["id"]), content="yours")
    assert refusal.value.code == 10008
    sent = await bot.seen[0].followup.send("more", wait=True)
    await sent.edit(content="edited")
    await sent.delete()
    assert [each["content"] for each in await ada.history("general")] == ["mine", "once"]


async def test_button_switched_off_or_unknown_is_refused(bot, ada, robot):
    view = {"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "x", "disabled": True}]}
    message = await robot.say("x", components=[view])
    for custom_id in ("x", "nothing"):
        body = {"type": 3, "application_id": message["author"]["id"], "channel_id": message["channel_id"]}
        body |= {"message_id": message["id"], "data": {"component_type": 2, "custom_id": custom_id}}
        with pytest.raises(RequestError) as refusal:
            await ada.request("POST", "/interactions", body)
        assert refusal.value.code == 50035


async def test_form_opened_from_a_button_can_change_its_message(bot, ada):
    class Change(discord.ui.Modal, title="Change"):
        text = discord.ui.TextInput(label="To", required=False)

        async def on_submit(self, interaction):
            await interaction.response.edit_message(content=f"now {self.text.value!r}")

    class Opening(discord.ui.View):
        @discord.ui.button(label="Open")
        async def open(self, interaction, button):
            await interaction.response.send_modal(Change())

    channel = discord.utils.get(bot.guilds[0].text_channels, name="general")
    await channel.send("first", view=Opening())
    message = await ada.wait_message()
    await ada.click(message, label="Open")
    await ada.submit(await ada.wait_modal(), {})
    assert (await ada.wait_edit(message))["content"] == "now ''"


async def test_everything_discord_py_can_put_into_a_message(bot, ada, world):
    embed = discord.Embed(title="T", description="D", url="https://example.org", colour=1, timestamp=world.now())
    embed.set_author(name="A", url="https://example.org", icon_url="https://example.org/a.png")
    embed.set_footer(text="F", icon_url="https://example.org/f.png").add_field(name="N", value="V", inline=False)
    embed.set_image(url="attachment://i.png").set_thumbnail(url="https://example.org/t.png")
    view = discord.ui.View()
    view.add_item(discord.ui.Select(options=[discord.SelectOption(label="x", emoji="👍", default=True)]))
    view.add_item(discord.ui.UserSelect(default_values=[bot.user]))
    view.add_item(discord.ui.ChannelSelect(channel_types=[discord.ChannelType.text]))
    view.add_item(discord.ui.Button(label="x", emoji="👍", style=discord.ButtonStyle.danger))
    channel = discord.utils.get(bot.guilds[0].text_channels, name="general")
    sent = await channel.send(
        "text",
        embed=embed,
        view=view,
        file=discord.File(io.BytesIO(b"x"), "i.png", description="alt"),
        allowed_mentions=discord.AllowedMentions(users=[bot.user], replied_user=False),
        silent=True,
        delete_after=60,
    )
    message = await ada.wait_message()
    kept = discord.Embed.from_dict(message["embeds"][0])
    assert kept.image.url == message["attachments"][0]["url"]
    kept.set_image(url="attachment://i.png")
    assert kept.to_dict() == embed.to_dict()
    assert message["flags"] == 1 << 12
    assert (await channel.fetch_message(sent.id)).embeds[0].title == "T"


async def test_layout_view_with_buttons(bot, ada):
    class Layout(discord.ui.LayoutView):
        box = discord.ui.Container(
            discord.ui.TextDisplay("# Talk"),
            discord.ui.Section("Room 1", accessory=discord.ui.Button(label="Map", url="https://example.org")),
            discord.ui.Separator(),
            accent_colour=0x123456,
        )
        row = discord.ui.ActionRow()

        @row.button(label="More")
        async def more(self, interaction, button):
            await interaction.response.defer(thinking=True, ephemeral=True)
            await interaction.edit_original_response(
                view=discord.ui.LayoutView().add_item(discord.ui.TextDisplay("all"))
            )

    channel = discord.utils.get(bot.guilds[0].text_channels, name="general")
    sent = await channel.send(view=Layout())
    assert (await channel.fetch_message(sent.id)).flags.components_v2
    message = await ada.wait_message()
    await ada.click(message, label="More")
    reply = await ada.wait_message()
    assert (reply["components"][0]["content"], reply["flags"]) == ("all", EPHEMERAL | 1 << 15)


async def test_token_too_old_for_a_follow_up(bot, ada, world):
    await ada.invoke("silent")
    while not bot.seen:
        await asyncio.sleep(0.01)
    await bot.seen[0].response.send_message("once")
    world.limits.interaction_token_seconds = 0
    with pytest.raises(discord.HTTPException) as refusal:
        await bot.seen[0].followup.send("late")
    assert refusal.value.code == 50027


async def test_button_survives_a_restart_of_the_bot(run_bot, ada):
    async with run_bot(Bot()):
        await ada.invoke("menu")
        message = await ada.wait_message()
    bot = Bot()
    bot.add_view(Menu())
    async with run_bot(bot):
        await ada.click(message, label="Private")
        assert (await ada.wait_message())["content"] == "only you"


async def test_command_for_some_is_refused_to_others(bot, ada, grace, world):
    command = next(each for each in world.commands.values() if each["name"] == "hello")
    command["default_member_permissions"] = str(1 << 5)
    world.role_named("Organiser").permissions |= 1 << 5
    with pytest.raises(RequestError) as refusal:
        await ada.invoke("hello")
    assert refusal.value.code == 50013
    await grace.invoke("hello")
    assert (await grace.wait_message())["content"] == "Hello Grace"


async def test_command_of_the_guild_is_not_for_direct_messages(bot, ada, world):
    command = next(each for each in world.commands.values() if each["name"] == "hello")
    command["contexts"] = [0]
    with pytest.raises(RequestError) as refusal:
        await ada.invoke("hello", channel="@robot")
    assert refusal.value.code == 50003
