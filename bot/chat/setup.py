"""`/setup`: organisers choose channels and roles from menus, see what is missing, and post a test message."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from bot.chat.buttons import Item, Remembered
from bot.chat.changes import answer, is_organiser, is_private, replace_reply
from bot.chat.doctor import describe_server
from bot.chat.questions import Context, question_command
from bot.chat.render import ACCENT, EMBED_DESCRIPTION, PLACEHOLDER, Reply, button, clip, escape, join_within
from bot.core.doctor import (
    LIVE_SCHEDULE,
    PURPOSES,
    ROLE_PURPOSES,
    Choices,
    Server,
    find_lacks,
    find_places,
    say_lack,
)
from bot.core.wording import say, say_count
from bot.store import LeaseLost, Store, StoreError

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot

log = logging.getLogger(__name__)

CHANNELS, ROLES = "channels", "roles"  # the settings in which choices are kept
ALERT = discord.Colour(0xC0392B)


async def load_choices(store: Store) -> Choices:
    """What organisers chose, as it was kept last."""
    kept = await store.settings.load()
    return Choices(kept.get(CHANNELS, {}), kept.get(ROLES, {}))


class SettingUp(commands.Cog):
    """Where the bot writes, whom it obeys and pings, and what it lacks."""

    def __init__(self, bot: WorkshopBot) -> None:
        self.bot = bot

    @question_command("setup")
    async def setup(self, ctx: Context) -> None:
        """Choose channels and roles, and check what the bot may do. Type `/setup`."""
        lang = self.bot.questions.lang(ctx)
        if not await is_organiser(self.bot, ctx.author, ctx.guild):
            await answer(ctx, self.refusal(ctx.author, lang))
            return
        here = ctx.guild is not None and (ctx.interaction is not None or is_private(ctx))
        await answer(ctx, self.compose(lang, CHANNELS if here else ""))

    def refusal(self, user: discord.abc.User, lang: str) -> Reply:
        """What somebody is told who is no organiser."""
        log.warning("%s (%s) is no organiser and was refused", user, user.id)
        return Reply(say(lang, "organising.refused", role=self.role_name("organiser")))

    def servers(self) -> list[Server]:
        """The servers as the connection knows them now."""
        return [describe_server(guild, guild.me, guild.channels) for guild in self.bot.guilds if guild.me]

    def compose(self, lang: str, page: str, before: Iterable[str] = ()) -> Reply:
        """What is missing, with the menus of a page: CHANNELS, ROLES, or none where they would not work."""
        programme, content = self.bot.desk.programme, self.bot.intents.message_content
        lacks = find_lacks(self.servers(), programme, self.bot.choices, message_content=content)
        lines = [f"• {escape(say_lack(lack, lang))}" for lack in lacks]
        title = say_count(lang, "doctor.lacks", len(lacks)) if lacks else say(lang, "doctor.well")
        embed = discord.Embed(
            title=title,
            description=join_within(lines, EMBED_DESCRIPTION, lang) or None,
            colour=ALERT if lacks else ACCENT,
        )
        said = [*before, say(lang, f"setup.{page or 'where'}")]
        if self._store() is None:
            said.append(say(lang, "setup.no_database"))
        if not page:
            said.append(say(lang, "setup.invite_at", link=self.bot.invite_link()))
            return Reply("\n".join(said), (embed,))
        menus = self._channel_menus(lang) if page == CHANNELS else self._role_menus(lang)
        return Reply("\n".join(said), (embed,), tuple(self._buttons(lang, page)), tuple(menus))

    async def choose(self, kind: str, which: str, chosen: int | None) -> None:
        """Keep a choice, or None to go by the programme again. StoreError or LeaseLost if it cannot be kept."""
        store = self._store()
        if store is None:
            raise StoreError("setup", "there is no database now")
        choices = self.bot.choices
        if kind == "channel":
            name = getattr(self.bot.desk.programme.channels, which) or which
            choices = replace(choices, channels=_with(choices.channels, name, chosen))
            await store.settings.save(CHANNELS, dict(choices.channels))
        else:
            choices = replace(choices, roles=_with(choices.roles, which, chosen))
            await store.settings.save(ROLES, dict(choices.roles))
        self.bot.choices = choices
        if self.bot.duty and self.bot.duty.reminders:
            self.bot.duty.reminders.refresh()  # whatever waits for a channel tries again

    async def post_test(self, lang: str) -> list[str]:
        """Post a test message wherever the bot posts, pinging nobody; how it went in each channel."""
        places = find_places(self.servers(), self.bot.desk.programme, self.bot.choices)
        ids = dict.fromkeys(channel.id for _, _, _, channel in places if channel and channel.takes_text)
        told = []
        for id_ in ids:
            channel = self.bot.get_channel(id_)
            if not isinstance(channel, discord.TextChannel):
                continue
            try:
                embed = discord.Embed(description=say(lang, "setup.tested"), colour=ACCENT)
                await channel.send(embed=embed, silent=True)
                told.append(say(lang, "setup.test_well", channel=channel.name))
            except (discord.HTTPException, OSError) as error:
                reason = error.text if isinstance(error, discord.HTTPException) else type(error).__name__
                told.append(say(lang, "setup.test_failed", channel=channel.name, error=escape(reason)))
        return told or [say(lang, "setup.test_nowhere")]

    def _store(self) -> Store | None:
        return self.bot.duty.store if self.bot.duty and self.bot.duty.ready.is_set() else None

    def _buttons(self, lang: str, page: str) -> Iterable[discord.ui.Button[discord.ui.View]]:
        other = ROLES if page == CHANNELS else CHANNELS
        yield button(say(lang, f"setup.to_{other}"), f"setup:{other}:{lang}")
        yield button(say(lang, "setup.again"), f"setup:again-{page}:{lang}")
        yield button(say(lang, "setup.test"), f"setup:test-{page}:{lang}")
        yield discord.ui.Button(label=say(lang, "setup.invite"), url=self.bot.invite_link())

    def _channel_menus(self, lang: str) -> Iterable[Item]:
        places = find_places(self.servers(), self.bot.desk.programme, self.bot.choices)
        for which in PURPOSES:
            found = next((channel for purpose, _, _, channel in places if purpose == which), None)
            name = getattr(self.bot.desk.programme.channels, which) or (which if which == LIVE_SCHEDULE else "")
            yield discord.ui.ChannelSelect(
                channel_types=[discord.ChannelType.text, discord.ChannelType.news],
                custom_id=f"setup:channel-{which}:{lang}",
                placeholder=_placeholder(lang, which, found.name if found else say(lang, "setup.nowhere")),
                min_values=0,
                default_values=_default(self.bot.choices.channels.get(name), discord.SelectDefaultValueType.channel),
            )

    def _role_menus(self, lang: str) -> Iterable[Item]:
        for which in ROLE_PURPOSES:
            yield discord.ui.RoleSelect(
                custom_id=f"setup:role-{which}:{lang}",
                placeholder=_placeholder(lang, which, self.role_name(which) or say(lang, "setup.nobody")),
                min_values=0,
                default_values=_default(self.bot.choices.roles.get(which), discord.SelectDefaultValueType.role),
            )

    def role_name(self, which: str) -> str:
        """The name of the role that was chosen for this, or else that the programme gives; empty if there is none."""
        name = self.bot.choices.role(which, self.bot.desk.programme)
        roles = (role for guild in self.bot.guilds for role in guild.roles)
        return next((role.name for role in roles if name == str(role.id)), name)


class SetupItem(
    Remembered,
    template=r"setup:(?P<what>channels|roles|(?:again|test)-(?P<page>channels|roles)|(?P<kind>channel|role)-(?P<which>[a-z]+))"
    r":(?P<lang>[a-z]{2})",
):
    """A button or menu of `/setup`; what is pressed or picked takes effect at once."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        bot: WorkshopBot = interaction.client
        lang = bot.desk.language(interaction.locale.value, self.asked["lang"])
        if not await is_organiser(bot, interaction.user, interaction.guild):
            refusal = bot.setting_up.refusal(interaction.user, lang)
            await interaction.response.send_message(refusal.content, ephemeral=True)
            return
        await interaction.response.defer()
        before: list[str] = []
        try:
            before = await self._do(bot.setting_up, interaction, lang)
        except (StoreError, LeaseLost) as error:
            log.error("A choice could not be kept: %s", error)
            before = [say(lang, "setup.no_database")]
        page = self.asked["page"] or f"{self.asked['kind'] or self.asked['what'].removesuffix('s')}s"
        await replace_reply(interaction, bot.setting_up.compose(lang, page, before))

    async def _do(self, setting_up: SettingUp, interaction: discord.Interaction[Any], lang: str) -> list[str]:
        if self.asked["what"].startswith("test-"):
            return await setting_up.post_test(lang)
        kind, which = self.asked["kind"], self.asked["which"]
        if which not in (PURPOSES if kind == "channel" else ROLE_PURPOSES if kind else ()):
            return []
        picked = _picked(interaction)
        guild = interaction.guild
        thing = guild and picked and (guild.get_channel(picked) if kind == "channel" else guild.get_role(picked))
        if picked and (not thing or (isinstance(thing, discord.Role) and thing.is_default())):
            return []
        await setting_up.choose(kind, which, picked)
        log.info("%s (%s) chose %s for %s", interaction.user, interaction.user.id, thing, which)
        return [say(lang, "setup.kept", what=escape(f"{which} → {thing}"))] if thing else []


def _picked(interaction: discord.Interaction[Any]) -> int | None:
    """The id that was picked in a menu, None if the choice was taken back. It comes from the wire: anything."""
    data: Mapping[str, Any] = interaction.data or {}
    values = data.get("values") or [""]
    return int(values[0]) if str(values[0]).isdecimal() else None


def _with(chosen: Mapping[str, int], name: str, id_: int | None) -> dict[str, int]:
    left = {each: other for each, other in chosen.items() if each != name}
    return left | ({name: id_} if id_ else {})


def _placeholder(lang: str, which: str, now: str) -> str:
    return clip(say(lang, f"setup.pick_{which}", now=now), PLACEHOLDER)


def _default(id_: int | None, kind: discord.SelectDefaultValueType) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=id_, type=kind)] if id_ else []
