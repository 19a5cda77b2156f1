"""The page in a real browser, on a real sandbox, with a real discord.py bot at the other end."""

from __future__ import annotations

import asyncio
import re
import shutil
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest
import pytest_asyncio
from discord import app_commands
from discord.ext import commands

from bot.clock import SimulatedClock, SystemClock
from bot.sandbox.limits import Limits
from bot.sandbox.permissions import Permission
from bot.sandbox.person import Person
from bot.sandbox.server import Moment, Sandbox
from bot.sandbox.world import World
from tests.sandbox.conftest import point_at, running

playwright = pytest.importorskip("playwright.async_api", reason="the page's tests need playwright")
expect = playwright.expect
expect.set_options(timeout=20_000)

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="the page's tests need Chromium, and none is installed here"),
]

START = datetime(2025, 6, 30, 7, 0, tzinfo=UTC)
IN_FIVE_MINUTES = int(START.timestamp()) + 300
TALKS = ["Lottery tickets", "Grokking", "Sharp minima"]
EVIL = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
GONE = ("net::ERR_CONNECTION", "net::ERR_EMPTY_RESPONSE")  # a sandbox that a test stops, perhaps amid a request
AT_THE_VENUE = {"timezone_id": "Europe/Paris", "reduced_motion": "reduce"}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
PROBE = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
QUIET = ("no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking")


class Opinion(discord.ui.Modal, title="Your opinion"):
    name = discord.ui.TextInput(label="Name")
    talk = discord.ui.Label(
        text="Talk", component=discord.ui.Select(options=[discord.SelectOption(label=talk) for talk in TALKS])
    )

    async def on_submit(self, interaction):
        words = f"{self.name.value} likes {self.talk.component.values[0]}"
        await interaction.response.send_message(words, ephemeral=True)


class Controls(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)
        self.add_item(discord.ui.Button(label="Slides", url="https://example.org/slides"))
        self.add_item(discord.ui.Button(label="Never", custom_id="never", disabled=True))

    @discord.ui.button(label="All of it", style=discord.ButtonStyle.primary, custom_id="more")
    async def more(self, interaction, _):
        await interaction.response.send_message("all of it", ephemeral=True)

    @discord.ui.button(label="Going", style=discord.ButtonStyle.success, custom_id="going")
    async def going(self, interaction, _):
        await interaction.response.edit_message(content="You go.", view=None)

    @discord.ui.button(label="Opinion", custom_id="opinion")
    async def opinion(self, interaction, _):
        await interaction.response.send_modal(Opinion())

    @discord.ui.button(label="Silent", style=discord.ButtonStyle.danger, custom_id="silent")
    async def silent(self, interaction, _):
        pass

    @discord.ui.select(placeholder="Which talk?", options=[discord.SelectOption(label=talk) for talk in TALKS], row=1)
    async def which(self, interaction, select):
        await interaction.response.send_message(f"picked {select.values}", ephemeral=True)

    @discord.ui.select(
        placeholder="Which talks?", max_values=2, options=[discord.SelectOption(label=talk) for talk in TALKS], row=2
    )
    async def several(self, interaction, select):
        await interaction.response.send_message(f"picked {select.values}", ephemeral=True)


class Layout(discord.ui.LayoutView):
    part = discord.ui.Container(
        discord.ui.TextDisplay("## Today"),
        discord.ui.Separator(),
        discord.ui.Section(
            discord.ui.TextDisplay("**10:00** Grokking"), accessory=discord.ui.Button(label="Remind me", disabled=True)
        ),
        accent_colour=0x4FD1BD,
    )


class Words(app_commands.Translator):
    async def translate(self, string, locale, context):
        french = {"next": "suivant", "talk": "exposé", "What comes next": "Ce qui vient ensuite"}
        return french.get(string.message) if locale is discord.Locale.french else None


def make_bot() -> commands.Bot:
    bot = commands.Bot("!", intents=discord.Intents.all(), allowed_mentions=discord.AllowedMentions.none())

    @bot.hybrid_command(name="next", description="What comes next")
    async def next_(ctx):
        await ctx.send(f"Lottery tickets <t:{IN_FIVE_MINUTES}:R>, at <t:{IN_FIVE_MINUTES}:t>", ephemeral=True)

    @bot.hybrid_command(name="controls", description="Buttons and menus")
    async def controls(ctx):
        await ctx.send("Here they are.", view=Controls())

    @bot.hybrid_command(name="layout", description="A layout")
    async def layout(ctx):
        await ctx.send(view=Layout())

    @bot.hybrid_command(name="think", description="Takes its time")
    async def think(ctx):
        await ctx.defer()
        await ctx.bot.wait_for("message", check=lambda message: message.content == "enough")
        await ctx.send("a thought")

    @bot.hybrid_command(name="evil", description=EVIL)
    async def evil(ctx):
        embed = discord.Embed(title=EVIL, description=EVIL, url="https://example.org/" + EVIL)
        embed.add_field(name=EVIL, value=f"[{EVIL}](javascript:alert(1))").set_footer(text=EVIL).set_author(name=EVIL)
        embed.set_image(url="https://example.org/picture.png")
        await ctx.send(f"{EVIL} [x](javascript:alert(1)) <javascript:alert(1)>", embed=embed)

    @bot.tree.command(name="talk", description="A talk by its title")
    async def talk(interaction, title: str):
        await interaction.response.send_message(f"about {title} in {interaction.locale.value}")

    @talk.autocomplete("title")
    async def complete(_, typed):
        return [app_commands.Choice(name=each, value=each.upper()) for each in TALKS if typed.lower() in each.lower()]

    @bot.tree.command(name="count", description="Options of several kinds")
    @app_commands.choices(day=[app_commands.Choice(name="Today", value="day-1")])
    async def count(interaction, day: str, number: int, sure: bool, who: discord.Member):
        await interaction.response.send_message(f"{day} {number + 1} {sure} {who.display_name}")

    @bot.listen()
    async def on_message(message):
        if message.guild is None and not message.author.bot:
            await message.channel.send(f"**privately**: {message.content}")

    return bot


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser():
    async with playwright.async_playwright() as started:
        chromium = await started.chromium.launch(executable_path=CHROMIUM, args=[f"--{flag}" for flag in QUIET])
        yield chromium
        await chromium.close()


def make_world(clock=None) -> World:
    limits = Limits(rate_limits=False, interaction_answer_seconds=1.0)
    world = World("Workshop", clock or SimulatedClock(START, speed=0), limits=limits)
    world.add_channel("general", topic="Everything")
    world.add_channel("news")
    world.add_role("Organiser", Permission.MANAGE_GUILD)
    world.add_channel("organisers", private_to=("Organiser",))
    world.add_bot("robot", permissions=Permission.ADMINISTRATOR, token="robot-token")
    world.add_person("Ada", locale="en-GB", token="ada-token")
    world.add_person("Grace", roles=("Organiser",), locale="fr", token="grace-token")
    return world


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox():
    moments = (Moment("Opening", START), Moment("Lottery tickets", START + timedelta(minutes=5)))
    sandbox = Sandbox(make_world(), moments=moments, timezone="Europe/Paris")
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def bot(sandbox, monkeypatch):
    point_at(sandbox, monkeypatch)
    robot = make_bot()
    async with running(robot):
        await robot.tree.set_translator(Words())
        await robot.tree.sync()
        yield robot


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def desktop(browser):
    """A window like most; each sandbox has a port, hence a storage, of its own in it."""
    context = await browser.new_context(**AT_THE_VENUE)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser, desktop, sandbox):
    """Opens the page as somebody; fails afterwards if the page complained or asked anybody else for anything."""
    opened, complaints = [], []

    def hear(said):
        if said.type == "error" and not any(gone in said.text for gone in GONE):
            complaints.append(said.text)

    async def open_page(name="Ada", path="", **options):
        context = await browser.new_context(**(AT_THE_VENUE | options)) if options else desktop
        page = await context.new_page()
        opened.append(context if options else page)
        page.on("pageerror", lambda error: complaints.append(error.stack))
        page.on("console", hear)
        page.on("request", lambda asked: asked.url.startswith((sandbox.url, "data:")) or complaints.append(asked.url))
        await page.goto(f"{sandbox.url}/#/{person_id(sandbox, name)}{path}")
        await expect(box(page)).to_be_enabled()
        return page

    yield open_page
    for each in opened:
        await each.close()
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def page(bot, visit):
    """The page as Ada sees it."""
    return await visit()


def person_id(sandbox, name):
    return next(person.id for person in sandbox.world.people if person.name == name)


def box(page):
    return page.locator("#message-box")


def messages(page):
    return page.locator(".message")


async def probe(page, function, *arguments):
    """What a function of probe.js says of the page."""
    return await page.evaluate(f"(given) => {{ {PROBE}; return {function}(...given); }}", arguments)


async def say(page, text):
    await box(page).fill(text)
    await box(page).press("Enter")


async def use(page, command):
    """Use a slash command without options."""
    await box(page).fill(f"/{command}")
    await expect(page.get_by_role("option")).not_to_have_count(0)
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")


@asynccontextmanager
async def person(sandbox, token):
    async with Person(sandbox.url, token) as somebody:
        yield somebody


# Messages


async def test_an_empty_channel_says_what_to_try_and_does_it(page):
    await expect(page.get_by_role("heading", name="Welcome to #general")).to_be_visible()
    await page.get_by_role("button", name="!next").click()
    await expect(messages(page).last).to_contain_text("Lottery tickets in 5 minutes, at 09:05")


async def test_a_message_of_somebody_else_arrives_with_name_time_and_badge(sandbox, page):
    async with person(sandbox, "grace-token") as grace:
        await grace.send("general", "hello **all**")
    await expect(messages(page).last.locator("strong")).to_have_text("all")
    await expect(messages(page).last.locator("header")).to_have_text("Grace09:00")
    await say(page, "!next")
    await expect(messages(page).last.locator(".badge")).to_have_text("Bot")


async def test_a_message_is_edited_answered_reacted_to_and_deleted(page):
    await say(page, "helo")
    await expect(messages(page).last.locator(".content")).to_have_text("helo")
    await box(page).press("ArrowUp")
    await page.get_by_role("textbox", name="Edit").fill("hello")
    await page.keyboard.press("Enter")
    await expect(messages(page).last.locator(".content")).to_have_text("hello (edited)")
    await messages(page).last.hover()
    await messages(page).last.get_by_role("button", name="Add a reaction").click()
    await page.get_by_role("button", name="🎉").click()
    await expect(messages(page).last.locator(".reaction")).to_have_attribute("aria-pressed", "true")
    await messages(page).last.get_by_role("button", name="Reply").click()
    await page.keyboard.type("and welcome")
    await page.keyboard.press("Enter")
    await expect(messages(page).last.locator(".origin")).to_contain_text("Ada hello")
    await messages(page).first.hover()
    await messages(page).first.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(messages(page)).to_have_count(1)


async def test_a_mention_is_completed_by_keyboard(sandbox, page):
    await box(page).focus()
    await page.keyboard.type("@gr")
    await page.keyboard.press("Enter")
    await page.keyboard.type("look at #news")
    await page.keyboard.press("Enter")
    await expect(messages(page).last.locator(".mention")).to_have_text(["@Grace", "#news"])
    news = sandbox.world.channel_named("news").id
    assert sandbox.record[-1]["message"]["content"] == f"<@{person_id(sandbox, 'Grace')}> look at <#{news}>"


async def test_a_direct_message_with_the_bot(page):
    await page.get_by_role("button", name="robot", exact=True).click()
    await expect(page.get_by_role("heading", name="You and robot")).to_be_visible()
    await say(page, "where is it?")
    await expect(messages(page).last.locator(".content")).to_have_text("privately: where is it?")
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_role("heading", name="Welcome to #general")).to_be_visible()


async def test_a_channel_that_is_not_in_view_is_marked_unread(sandbox, page):
    async with person(sandbox, "grace-token") as grace:
        await grace.send("news", f"look <@{person_id(sandbox, 'Ada')}>")
    row = page.get_by_role("link", name="news")
    await expect(row).to_have_text("news, unread, mentions: 1")
    await row.click()
    await expect(row).to_have_text("news")


async def test_earlier_messages_are_fetched_on_demand(sandbox, page):
    async with person(sandbox, "grace-token") as grace:
        for number in range(53):
            await grace.send("news", f"message {number}")
    await page.get_by_role("link", name="news").click()
    await expect(messages(page)).to_have_count(50)
    await page.get_by_role("button", name="Earlier messages").click()
    await expect(messages(page)).to_have_count(53)
    await expect(messages(page).first.locator(".content")).to_have_text("message 0")


async def test_pins_threads_events_and_typing_are_shown(bot, page):
    guild = bot.guilds[0]
    general = discord.utils.get(guild.text_channels, name="general")
    message = await general.send("the **plan**")
    await expect(page.get_by_role("log").locator("strong", has_text="plan")).to_be_visible()
    await message.pin()
    await message.create_thread(name="details")
    await guild.create_scheduled_event(
        name="Dinner",
        start_time=START + timedelta(days=3650),
        end_time=START + timedelta(days=3651),
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location="Lyon",
    )
    await page.get_by_role("button", name="Pinned messages").click()
    await expect(page.get_by_role("dialog").locator(".pin strong")).to_have_text("plan")
    await page.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="Events").click()
    await expect(page.get_by_role("dialog").locator(".pin")).to_contain_text("Dinner scheduled")
    await page.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="Open the thread details").click()
    await expect(page.get_by_role("heading", name="details", exact=True)).to_be_visible()
    await page.get_by_role("link", name="general").click()
    await expect(page.locator(".typing")).to_be_empty()
    async with general.typing():
        await expect(page.locator(".typing")).to_have_text("robot is typing…")
    await general.send("done")
    await expect(page.locator(".typing")).to_be_empty()


MARKDOWN = {
    "**b** *i* _i_ __u__ ~~s~~": "<strong>b</strong> <em>i</em> <em>i</em> <u>u</u> <s>s</s>",
    "***both*** **a *b***": "<strong><em>both</em></strong> <strong>a <em>b</em></strong>",
    "snake_case_name 2 * 3 * 4": "snake_case_name 2 * 3 * 4",
    r"\*not\* \_this\_": "*not* _this_",
    "`<b>` ``a`b``": "<code>&lt;b&gt;</code> <code>a`b</code>",
    "```py\nx = '**'\n```": "<pre><code>x = '**'</code></pre>",
    "> one\n> two\nthree": "<blockquote>one\ntwo</blockquote>three",
    "> > one\n> - two": "<blockquote>&gt; one\n<ul><li>two</li></ul></blockquote>",
    "- a\n  - b\n1. c": '<ul><li>a<ul><li>b</li></ul></li></ul><ol start="1"><li>c</li></ol>',
    "# Big": '<div class="heading heading-1" role="heading" aria-level="4">Big</div>',
    "-# small": '<small class="subtext">small</small>',
    "#general no heading": "#general no heading",
    "[a *b*](https://x.y/(z))": '<a href="https://x.y/(z)" target="_blank" rel="noopener noreferrer">a <em>b</em></a>',
    "(https://x.y/z).": '(<a href="https://x.y/z" target="_blank" rel="noopener noreferrer">https://x.y/z</a>).',
    "[x](javascript:alert)": "[x](javascript:alert)",
    "<t:99999999999999999:R>": "&lt;t:99999999999999999:R&gt;",
    "<@1> <#1> <@&1>": '<span class="mention">@unknown-user</span> <span class="mention">#unknown</span> '
    '<span class="mention">@unknown-role</span>',
}


async def test_markdown_is_rendered_as_discord_renders_it_and_nonsense_in_no_time(visit):
    page = await visit()
    rendered = await probe(page, "rendered", list(MARKDOWN))
    assert dict(zip(MARKDOWN, rendered, strict=True)) == MARKDOWN
    marks = ["*", "**a", "_", "[", "[(", "||", "`", "> ", "~~a", "*_", "<t:1:", "- "]
    assert await probe(page, "millisecondsFor", marks) < 3000


# Histories, and what happens while they are fetched


class Between:
    """Stands between a page and the sandbox: holds events back, and acts around the next history."""

    def __init__(self, page):
        self.page = page
        self.held = None  # events that the page is not told yet; None while it is told at once
        self.to_page = None

    async def stand(self):
        """From here on; the page starts anew."""
        await self.page.route_web_socket("**/gateway**", self._join)
        await self.page.reload()
        await expect(box(self.page)).to_be_enabled()

    def _join(self, to_page):
        self.to_page = to_page
        to_page.connect_to_server().on_message(self._tell)

    def _tell(self, event):
        if self.held is None:
            self.to_page.send(event)
        else:
            self.held.append(event)

    def release_events(self):
        held, self.held = self.held, None
        for event in held:
            self.to_page.send(event)

    async def around_the_next_history(self, channel, *, before=None, after=None):
        """`before` runs when the page has asked, `after` when the answer is on its way; the event says it is given."""
        given = asyncio.Event()

        async def fetch(route):
            if before:
                await before()
            response = await route.fetch()
            if after:
                await after()
            await route.fulfill(response=response)
            given.set()

        await self.page.route(f"**/channels/{channel.id}/messages?limit=50*", fetch, times=1)
        return given


@pytest_asyncio.fixture(loop_scope="module")
async def between(bot, visit):
    """Between the sandbox and Ada's page, which shows "news"."""
    return Between(await visit(path=f"/{channel(bot, 'news').id}"))


def channel(bot, name):
    return discord.utils.get(bot.guilds[0].text_channels, name=name)


def row(page, name):
    return page.get_by_role("link", name=name)


SUBJECTS = ("as it was", "edited", "discussed", "liked", "no longer liked", "pinned", "deleted", "gone", "gone as well")
HAPPENED = [
    "as it was",
    "EDITED (edited)",
    "discussed",
    "Open the thread more",
    "liked",
    "👍2",
    "no longer liked",
    "pinned",
]
SINCE = [re.compile("robot pinned a message"), "NEW (edited)", "👍1"]


async def make_subjects(general):
    subjects = {words: await general.send(words) for words in SUBJECTS}
    for words in ("liked", "no longer liked"):
        await subjects[words].add_reaction("👍")
    return subjects


async def let_everything_happen(sandbox, bot, subjects):
    """All that can happen to messages; after it there is a channel "over"."""
    general = channel(bot, "general")
    await subjects["edited"].edit(content="EDITED")
    await subjects["discussed"].create_thread(name="more")
    async with person(sandbox, "grace-token") as grace:
        await grace.react({"id": str(subjects["liked"].id), "channel_id": str(general.id)}, "👍")
    await subjects["no longer liked"].clear_reaction("👍")
    await subjects["pinned"].pin()
    await subjects["deleted"].delete()
    await general.delete_messages([subjects["gone"], subjects["gone as well"]])
    new = await general.send("new")
    await new.edit(content="NEW")
    await new.add_reaction("👍")
    await bot.guilds[0].create_text_channel("over")


@pytest.mark.parametrize("moment", ["before asking", "before the answer", "before it comes", "after it", "told late"])
@pytest.mark.parametrize("filling", [0, 50], ids=["latest", "earlier"])
async def test_what_happens_around_the_fetching_of_a_history_is_shown(sandbox, bot, between, moment, filling):
    page, general = between.page, channel(bot, "general")
    subjects = await make_subjects(general)
    for _ in range(filling):
        await general.send("filling")
    await between.stand()
    opener = row(page, "general")
    if filling:
        await opener.click()
        opener = page.get_by_role("button", name="Earlier messages")
        await expect(messages(page)).to_have_count(50)

    async def happen():
        await let_everything_happen(sandbox, bot, subjects)
        if between.held is None:
            await expect(row(page, "over")).to_be_visible()

    if moment == "before asking":
        await happen()
    elif moment == "before the answer":
        await between.around_the_next_history(general, before=happen)
    elif moment == "before it comes":
        await between.around_the_next_history(general, after=happen)
    elif moment == "told late":
        between.held = []
        await between.around_the_next_history(general, before=happen)
    await opener.click()
    shown = page.get_by_role("log").locator(".content, .reaction, .thread-link, .system")
    if moment in ("after it", "told late"):
        await expect(shown.first).to_have_text("as it was")
    if moment == "after it":
        await happen()
    if moment == "told late":
        between.release_events()
        await expect(row(page, "over")).to_be_visible()
    await expect(shown).to_have_text(HAPPENED + ["filling"] * filling + SINCE)


async def test_an_answer_from_before_the_connection_was_lost_is_not_taken(bot, between):
    page, general = between.page, channel(bot, "general")

    async def lose_the_connection():
        between.held = []
        await between.to_page.close(code=4000)
        await general.send("said meanwhile")
        between.held = None
        await expect(messages(page)).to_have_count(1)

    await between.stand()
    given = await between.around_the_next_history(general, after=lose_the_connection)
    await row(page, "general").click()
    await asyncio.wait_for(given.wait(), 10)
    await page.evaluate("() => fetch('/sandbox/clock').then((answer) => answer.text())")
    await expect(messages(page).locator(".content")).to_have_text("said meanwhile")


async def test_an_answer_for_one_channel_says_nothing_of_another(bot, between):
    page, general = between.page, channel(bot, "general")
    for _ in range(51):
        await general.send("filling")
    await between.stand()
    given = await between.around_the_next_history(general, before=lambda: row(page, "news").click())
    await row(page, "general").click()
    await asyncio.wait_for(given.wait(), 10)
    await row(page, "general").click()
    await expect(messages(page)).to_have_count(50)
    await row(page, "news").click()
    await expect(page.get_by_role("heading", name="Welcome to #news")).to_be_visible()
    await expect(page.get_by_role("button", name="Earlier messages")).to_have_count(0)
    await row(page, "general").click()
    await expect(page.get_by_role("button", name="Earlier messages")).to_be_visible()


# Commands and what bots offer


async def test_a_slash_command_is_completed_and_sent_by_keyboard_alone(page):
    await box(page).focus()
    await page.keyboard.type("/")
    listed = page.get_by_role("listbox", name="Commands").get_by_role("option")
    await expect(listed).to_have_count(7)
    await page.keyboard.type("ta")
    await expect(listed).to_have_text(["/talkA talk by its titlerobot"])
    await page.keyboard.press("Tab")
    option = page.get_by_role("combobox", name="title, required")
    await expect(option).to_be_focused()
    await page.keyboard.type("o")
    choices = page.get_by_role("listbox", name="Suggestions for title").get_by_role("option")
    await expect(choices).to_have_text(["Lottery tickets", "Grokking"])
    await page.keyboard.press("ArrowDown")
    await expect(option).to_have_attribute("aria-activedescendant", await choices.last.get_attribute("id"))
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(messages(page).last.locator(".content")).to_have_text("about GROKKING in en-GB")
    await expect(messages(page).last.locator(".origin")).to_have_text("Ada used /talk")
    await expect(box(page)).to_be_focused()
    await page.keyboard.type("/talk ")
    await expect(choices).to_have_count(3)
    await page.keyboard.press("Escape")
    await expect(choices).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(box(page)).to_be_focused()


async def test_options_of_several_kinds_are_checked_before_they_are_sent(page):
    await box(page).fill("/count ")
    for words in ("tod", "four", "fa", "Gr"):
        await expect(page.locator(".command-option input:focus")).to_have_value("")
        await page.keyboard.type(words)
        await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert").filter(has_text="number")).to_have_text("number must be a number")
    await page.locator(".command-option input:focus").fill("4")
    await page.keyboard.press("Enter")
    await expect(messages(page).last.locator(".content")).to_have_text("day-1 5 False Grace")


async def test_commands_speak_the_persons_language(bot, visit):
    page = await visit("Grace")
    await expect(page.get_by_role("navigation", name="Salons et messages privés")).to_be_visible()
    await box(page).fill("/sui")
    await expect(page.get_by_role("option")).to_have_text(["/suivantCe qui vient ensuiterobot"])
    await box(page).fill("/exposé grok")
    await page.get_by_role("option", name="Grokking").click()
    await page.keyboard.press("Enter")
    await expect(messages(page).last.locator(".content")).to_have_text("about GROKKING in fr")


async def test_an_answer_for_one_person_is_seen_by_no_other(page, visit):
    other = await visit("Grace")
    await use(page, "next")
    await expect(messages(page).last.locator(".only-you")).to_contain_text("Only you can see this")
    await say(page, "seen by all")
    await expect(messages(other).last).to_contain_text("seen by all")
    await expect(messages(other)).to_have_count(1)
    await page.get_by_role("button", name="Dismiss").click()
    await expect(messages(page)).to_have_count(1)


async def test_buttons_work_and_links_leave_safely(page):
    await say(page, "!controls")
    await page.get_by_role("button", name="All of it").click()
    await expect(messages(page).last).to_contain_text("all of it")
    slides = page.get_by_role("link", name="Slides")
    assert [await slides.get_attribute(name) for name in ("href", "target", "rel")] == [
        "https://example.org/slides",
        "_blank",
        "noopener noreferrer",
    ]
    await expect(page.get_by_role("button", name="Never")).to_be_disabled()
    await page.get_by_role("button", name="Going").click()
    await expect(messages(page).nth(1).locator(".content")).to_have_text("You go. (edited)")
    await expect(page.get_by_role("button", name="Going")).to_have_count(0)


async def test_a_button_that_nobody_answers_says_so(page):
    await say(page, "!controls")
    silent = page.get_by_role("button", name="Silent")
    await silent.click()
    await expect(silent).to_have_attribute("aria-busy", "true")
    await expect(messages(page).last.get_by_role("alert")).to_have_text("The application did not respond")
    await expect(silent).not_to_have_attribute("aria-busy", "true")


async def test_menus_take_one_choice_or_several(page):
    await say(page, "!controls")
    await page.get_by_role("combobox", name="Which talk?").press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(messages(page).last.locator(".content")).to_have_text("picked ['Grokking']")
    await page.get_by_role("combobox", name="Which talks?").click()
    for talk in (TALKS[2], TALKS[0]):
        await page.get_by_role("option", name=talk).click()
    await page.get_by_role("button", name="Apply").click()
    await expect(messages(page).last.locator(".content")).to_have_text("picked ['Lottery tickets', 'Sharp minima']")


async def test_a_form_is_filled_in_and_holds_the_focus(page):
    await say(page, "!controls")
    await page.get_by_role("button", name="Opinion").click()
    form = page.get_by_role("dialog", name="Your opinion")
    await expect(form.get_by_label("Name")).to_be_focused()
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_have_text("Name is required")
    await form.get_by_label("Name").fill("Ada")
    await form.get_by_role("combobox", name="Talk").press("Enter")
    await page.keyboard.press("Enter")
    await form.get_by_role("button", name="Submit").click()
    await expect(messages(page).last.locator(".content")).to_have_text("Ada likes Lottery tickets")
    await expect(form).to_have_count(0)


async def test_a_poll_is_voted_in(bot, page):
    channel = discord.utils.get(bot.guilds[0].text_channels, name="general")
    poll = discord.Poll(question="When is lunch?", duration=timedelta(hours=1))
    sent = await channel.send(poll=poll.add_answer(text="at noon", emoji="🕛").add_answer(text="at one"))
    noon = page.get_by_role("group", name="When is lunch?").get_by_role("button", name="at noon")
    await noon.click()
    await expect(noon).to_have_attribute("aria-pressed", "true")
    await expect(noon).to_contain_text("1 votes")
    await noon.click()
    await expect(noon).to_contain_text("0 votes")
    await (await channel.fetch_message(sent.id)).end_poll()
    await expect(page.get_by_text("The poll is over")).to_be_visible()
    await expect(noon).to_be_disabled()


async def test_a_forwarded_message_is_shown(bot, page):
    general, news = (discord.utils.get(bot.guilds[0].text_channels, name=name) for name in ("general", "news"))
    original = await news.send("**Look**", embed=discord.Embed(title="A plan"))
    await original.forward(general)
    shown = messages(page).last.locator(".forwarded")
    await expect(shown.locator("strong")).to_have_text("Look")
    await expect(shown).to_contain_text("A plan")


async def test_a_forum_is_read_and_written_in_its_posts(bot, page):
    forum = await bot.guilds[0].create_forum("questions")
    await forum.create_thread(name="Why?", content="Because.")
    await page.get_by_role("link", name="questions").click()
    await expect(page.get_by_text("This is a forum")).to_be_visible()
    await expect(box(page)).to_be_disabled()
    await page.get_by_role("link", name="Why?").click()
    await expect(messages(page).last).to_contain_text("Because.")
    await expect(box(page)).to_be_enabled()


async def test_a_layout_of_components(page):
    await say(page, "!layout")
    container = messages(page).last.locator(".container")
    await expect(container.get_by_role("heading", name="Today")).to_be_visible()
    await expect(container.locator(".section strong")).to_have_text("10:00")
    await expect(container.get_by_role("button", name="Remind me")).to_be_disabled()


async def test_a_bot_that_takes_its_time_is_shown_thinking(page):
    await use(page, "think")
    await expect(messages(page).last).to_contain_text("robot is thinking…")
    await say(page, "enough")
    await expect(messages(page).first.locator(".content")).to_contain_text("a thought")


# People


async def test_switching_to_an_organiser_shows_the_private_channel(page):
    channels = page.get_by_role("list", name="Channels").get_by_role("link")
    await expect(channels).to_have_text(["general", "news"])
    await page.get_by_role("button", name="Speaking as Ada").click()
    await page.get_by_role("button", name="Grace").click()
    await expect(page.get_by_role("list", name="Salons").get_by_role("link")).to_have_text(
        ["general", "news", "organisers, privé"]
    )
    await say(page, "bonjour")
    await expect(messages(page).last.locator(".author")).to_have_text("Grace")


async def test_the_language_can_be_changed(page):
    await page.get_by_role("button", name="Speaking as Ada").click()
    await page.get_by_role("combobox", name="Language").select_option("Français")
    await expect(page.get_by_role("navigation", name="Salons et messages privés")).to_be_visible()
    await box(page).fill("/exposé tickets")
    await expect(page.get_by_role("combobox", name="title")).to_be_focused()
    await page.get_by_role("button", name="Envoyer").click()
    await expect(messages(page).last.locator(".content")).to_have_text("about tickets in fr")


# The clock


async def test_times_are_the_readers_and_follow_the_simulated_clock(sandbox, bot, visit):
    page = await visit(timezone_id="Asia/Tokyo")
    await say(page, "!next")
    times = messages(page).last.locator(".timestamp")
    await expect(times).to_have_text(["in 5 minutes", "16:05"])
    assert await times.first.get_attribute("title") == "Monday, 30 June 2025 at 16:05"
    await expect(page.locator(".clock-face")).to_have_text("09:00:00Mon 30 JunParis16:00 for you")
    sandbox.world.clock.set(START + timedelta(minutes=7))
    await expect(times).to_have_text(["2 minutes ago", "16:05"])
    sandbox.world.clock.set(START + timedelta(days=1))
    await expect(messages(page).last.locator(".sent")).to_have_text("yesterday at 16:00")


async def test_the_clock_is_paused_sped_up_and_set(sandbox, page):
    clock = sandbox.world.clock
    await page.get_by_role("button", name="Pause the clock").click()
    await expect(page.get_by_role("button", name="Let the clock run")).to_be_visible()
    assert clock.paused
    await page.get_by_role("button", name="60 times").click()
    await expect(page.get_by_role("button", name="60 times")).to_have_attribute("aria-pressed", "true")
    assert clock.speed == 60
    await page.get_by_role("button", name="Jump to…").click()
    await page.get_by_role("radio", name="5 min before", exact=True).check()
    await page.get_by_role("button", name="Opening").click()
    await expect(page.locator(".clock-time")).to_have_text("08:55:00")
    assert clock.now() == START - timedelta(minutes=5)
    await page.get_by_role("button", name="Jump to…").click()
    await page.get_by_label("Or to any moment (Paris time)").fill("2025-03-30T03:30:00")
    await page.get_by_role("button", name="Set the clock").click()
    await expect(page.locator(".clock-time")).to_have_text("03:30:00")
    assert clock.now() == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)
    await page.get_by_role("button", name="Let the clock run").click()
    await expect(page.locator(".clock-time")).not_to_have_text("03:30:00")


async def test_a_session_among_many_is_found_by_its_words(sandbox, bot, visit):
    days = [START.replace(hour=8) + timedelta(days=day) for day in range(2)]
    sandbox.moments = tuple(Moment(f"Séance {number}", at) for at in days for number in range(12))
    page = await visit()
    await page.get_by_role("button", name="Jump to…").click()
    await expect(page.get_by_role("searchbox", name="Find a session")).to_be_focused()
    await page.keyboard.type("seance 11")
    await expect(page.locator(".moment:visible")).to_have_count(2)
    await page.keyboard.type("1")
    await expect(page.locator(".moments h3:visible")).to_have_count(0)
    await page.keyboard.press("Backspace")
    await expect(page.locator(".moments h3:visible")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".moment:visible").first).to_be_focused()
    await page.get_by_role("searchbox").press("Enter")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    assert sandbox.world.clock.now() == days[0]


async def test_a_real_clock_has_no_controls(browser):
    sandbox = Sandbox(make_world(SystemClock()))
    await sandbox.start()
    page = await browser.new_page()
    await page.goto(sandbox.url)
    await expect(page.get_by_text("Real time")).to_be_visible()
    await expect(page.get_by_role("button", name="Jump to…")).to_be_hidden()
    await page.close()
    await sandbox.stop()


# Safety and loss


async def test_what_people_and_bots_write_stays_text(sandbox, bot, visit):
    sandbox.world.add_person(EVIL, token="evil-token")
    sandbox.world.add_channel("evil", topic=EVIL).name = EVIL
    async with person(sandbox, "evil-token") as villain:
        await villain.send("general", EVIL)
    page = await visit()
    await say(page, "!evil")
    embed = messages(page).last.locator(".embed")
    await expect(embed.locator(".embed-title")).to_have_text(EVIL)
    await expect(embed.locator("dd")).to_have_text(f"[{EVIL}](javascript:alert(1))")
    await expect(embed.get_by_role("link", name="Image on example.org")).to_be_visible()
    await expect(messages(page).first.locator(".content")).to_have_text(EVIL)
    await expect(messages(page).first.locator(".author")).to_have_text(EVIL)
    await box(page).fill("/evil")
    await expect(page.get_by_role("option")).to_contain_text(EVIL)
    await box(page).fill("")
    await page.get_by_role("list", name="Channels").get_by_role("link", name=EVIL).click()
    await expect(page.locator(".topic")).to_have_text(EVIL)
    assert await page.evaluate("window.pwned") is None
    assert await page.locator("img:not(.logo), a[href^=javascript]").count() == 0


async def test_the_page_comes_back_when_the_sandbox_does(sandbox, visit):
    page = await visit()
    banner = page.locator("#banner")
    await say(page, "before")
    await expect(messages(page)).to_have_count(1)
    port = int(sandbox.url.rsplit(":", 1)[1])
    await sandbox.stop()
    await expect(banner).to_have_text("No connection to the sandbox. Trying again…")
    await say(page, "lost?")
    await expect(page.get_by_role("alert").filter(has_text="Not sent")).to_be_visible()
    await expect(box(page)).to_have_value("lost?")
    again = Sandbox(sandbox.world, port=port)
    await again.start()
    await expect(banner).to_have_text("No bot is connected yet.")
    await box(page).press("Enter")
    await expect(messages(page).last.locator(".content")).to_have_text("lost?")
    await expect(messages(page)).to_have_count(2)
    await again.stop()


# Everybody


async def test_a_phone_shows_everything_without_scrolling_sideways(bot, visit):
    page = await visit(**PHONE)
    for text in ("!controls", "!layout", "!evil", "x" * 300, "```\n" + "y" * 300 + "\n```"):
        await say(page, text)
    await expect(page.locator(".embed")).to_be_visible()
    assert await probe(page, "width") == 360
    await box(page).fill("/count ")
    assert await probe(page, "width") == 360
    assert await probe(page, "smallTargets") == []
    await page.get_by_role("button", name="Open the list of channels").click()
    await expect(page.get_by_role("link", name="general")).to_be_focused()
    assert await probe(page, "smallTargets") == []
    await page.get_by_role("link", name="news").click()
    await expect(page.locator("body.drawer-open")).to_have_count(0)
    await page.get_by_role("button", name="Jump to…").click()
    assert (await probe(page, "width"), await probe(page, "smallTargets")) == (360, [])


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_every_control_has_a_name_and_every_word_can_be_read(bot, visit, scheme):
    page = await visit(color_scheme=scheme)
    for text in ("!controls", "!layout", "!evil", "**a** `b` <@1> ||c|| <t:0:R> https://example.org\n> d\n-# e"):
        await say(page, text)
    await use(page, "next")
    await expect(page.locator(".only-you")).to_be_visible()
    assert (await nameless(page), await probe(page, "faintTexts")) == ([], [])
    for opener, closer in (
        ("Speaking as Ada", "Done"),
        ("Jump to…", "Cancel"),
        ("Opinion", "Cancel"),
        ("Pinned", "Close"),
    ):
        await page.get_by_role("button", name=opener).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert (await nameless(page), await probe(page, "faintTexts")) == ([], [])
        await page.get_by_role("button", name=closer, exact=True).click()
    await box(page).fill("/count ")
    await expect(page.get_by_role("listbox")).to_be_visible()
    assert (await nameless(page), await probe(page, "faintTexts")) == ([], [])


async def nameless(page):
    """Controls, landmarks and pictures in the accessibility tree that have no name."""
    tree = await page.locator("body").aria_snapshot()
    needs_name = r"- (button|link|textbox|combobox|option|menuitem|radio|checkbox|navigation|log|listbox|dialog|img)"
    return [line for line in tree.splitlines() if re.fullmatch(rf"\s*{needs_name}( \[\w+(=\w+)?\])*:?", line)]


async def test_the_keyboard_reaches_the_box_the_messages_and_their_tools(page):
    await page.locator("#skip-link").focus()
    await expect(page.get_by_role("link", name="Skip to the message box")).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(box(page)).to_be_focused()
    await say(page, "one")
    await say(page, "two")
    await expect(messages(page)).to_have_count(2)
    await page.locator(".log").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(messages(page).first).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(messages(page).first.get_by_role("button", name="Add a reaction")).to_be_focused()
