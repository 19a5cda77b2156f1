"""Buttons and menus under the bot's messages. They hold all they need in their custom id, so they outlive a restart."""

from __future__ import annotations

import logging
import re
from typing import Any, Self

import discord

from bot.chat.render import Reply, render_answer, render_text
from bot.core.programme import Programme
from bot.core.replies import Answer
from bot.core.wording import say
from bot.desk import Desk

log = logging.getLogger(__name__)


class TextButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"text:(?P<which>abstract|biography):(?P<key>[0-9a-f]{16}):(?P<part>\d{1,3}):(?P<lang>[a-z]{2})",
):
    """Shows one part of a long abstract or biography."""

    def __init__(self, item: discord.ui.Button[discord.ui.View], which: str, key: str, part: int, lang: str) -> None:
        super().__init__(item)
        self.which, self.key, self.part, self.lang = which, key, part, lang

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, discord.ui.Button)  # noqa: S101 - the template is only ever on buttons
        return cls(item, match["which"], match["key"], int(match["part"]), match["lang"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        desk: Desk = interaction.client.desk
        lang = desk.language(interaction.locale.value, self.lang)
        found = self._text(desk.programme)
        if found is None:
            await show(interaction, Reply(say(lang, "chat.gone")))
            return
        title, text, url = found
        reply = render_text(title, text, url, part=self.part, key=self.key, which=self.which, lang=lang)
        await show(interaction, reply)

    def _text(self, programme: Programme) -> tuple[str, str, str] | None:
        """Title, text and page of what the button shows, None if the programme no longer holds it."""
        if self.which == "abstract":
            session = programme.session_by_key.get(self.key)
            return (session.title, session.abstract, session.url) if session and session.abstract else None
        speaker = programme.speaker_by_key.get(self.key)
        return (speaker.name, speaker.biography, speaker.url) if speaker and speaker.biography else None


class ChooseMenu(discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=r"choose:(?P<lang>[a-z]{2})"):
    """Several sessions, speakers or readings; shows the one that is picked."""

    def __init__(self, item: discord.ui.Select[discord.ui.View], lang: str) -> None:
        super().__init__(item)
        self.lang = lang

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, discord.ui.Select)  # noqa: S101 - the template is only ever on menus
        return cls(item, match["lang"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        desk: Desk = interaction.client.desk
        lang = desk.language(interaction.locale.value, self.lang)
        answer = _chosen(desk, self.item.values[0], lang)
        await show(interaction, render_answer(answer, desk.programme) if answer else Reply(say(lang, "chat.gone")))


def _chosen(desk: Desk, value: str, lang: str) -> Answer | None:
    """The answer for a menu's value, None if the programme no longer holds it. Values come from the wire: anything."""
    what, _, which = value.partition(":")
    if what == "ask":
        return desk.ask(which, lang=lang)
    if what == "session":
        session = desk.programme.session_by_key.get(which)
        return desk.card(session.id, lang=lang) if session else None
    speaker = desk.programme.speaker_by_key.get(which)
    return desk.about_speaker(speaker.id, lang=lang) if speaker else None


async def show(interaction: discord.Interaction[Any], reply: Reply) -> None:
    """Answer an interaction so that only the person sees it."""
    view = reply.view()
    try:
        await interaction.response.send_message(
            reply.content or None,
            embeds=list(reply.embeds),
            view=discord.utils.MISSING if view is None else view,
            ephemeral=True,
        )
    except discord.HTTPException as error:
        log.warning("A button's answer could not be shown: %s", error)
