"""Buttons and menus under the bot's messages. They hold all they need in their custom id, so they outlive a restart."""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

import discord

from bot.chat.patience import TooFast
from bot.chat.render import FILES, Attachment, Reply, render_answer, render_page, render_text
from bot.core.programme import Programme, Session
from bot.core.replies import Answer
from bot.core.wording import say
from bot.desk import Desk

log = logging.getLogger(__name__)

Item = discord.ui.Item[discord.ui.View]


class Remembered(discord.ui.DynamicItem[Item], template=r"(?!)"):
    """A button or menu that works after a restart, too: `asked` is what its custom id holds."""

    pattern: ClassVar[re.Pattern[str]]

    def __init_subclass__(cls, *, template: str) -> None:
        super().__init_subclass__(template=template)
        cls.pattern = re.compile(template)

    def __init__(self, item: Item, asked: dict[str, str]) -> None:
        super().__init__(item)
        self.asked = asked

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match.groupdict())


class Pressed(Remembered, template=r"(?!)"):
    """One that is answered with a reply from the desk. A `slow` one takes longer than others may wait: in a thread.

    One that `leafs` shows another page of the same, which people do faster than they ask.
    """

    slow = False
    leafs = False

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        desk: Desk = interaction.client.desk
        lang = desk.language(interaction.locale.value, self.asked["lang"])
        try:
            if not self.leafs:
                interaction.client.questions.patience.spend(interaction)
            await self._answer(interaction, desk, lang)
        except TooFast as error:
            await show(interaction, Reply(say(lang, "chat.slow_down", seconds=max(1, round(error.wait_seconds)))))
        except Exception:
            log.exception("A button failed")
            await show(interaction, Reply(say(lang, "chat.went_wrong")))

    async def _answer(self, interaction: discord.Interaction[Any], desk: Desk, lang: str) -> None:
        if self.slow:
            await interaction.response.defer(ephemeral=True, thinking=True)
            reply = await asyncio.to_thread(self.find_reply, desk, lang)
        else:
            reply = self.find_reply(desk, lang)
        await show(interaction, reply or Reply(say(lang, "chat.gone")))

    def find_reply(self, desk: Desk, lang: str) -> Reply | None:
        """What is shown to the person who pressed; None if the programme no longer holds it."""
        raise NotImplementedError


class TextButton(
    Pressed, template=r"text:(?P<which>abstract|biography):(?P<key>[0-9a-f]{16}):(?P<part>\d{1,3}):(?P<lang>[a-z]{2})"
):
    """Shows one part of a long abstract or biography."""

    leafs = True

    def find_reply(self, desk: Desk, lang: str) -> Reply | None:
        which, key = self.asked["which"], self.asked["key"]
        found = _long_text(desk.programme, which, key)
        return render_text(*found, part=int(self.asked["part"]), key=key, which=which, lang=lang) if found else None


class ChooseMenu(Pressed, template=r"choose:(?P<lang>[a-z]{2})"):
    """Several sessions, speakers or readings; shows the one that is picked."""

    def find_reply(self, desk: Desk, lang: str) -> Reply | None:
        assert isinstance(self.item, discord.ui.Select)  # noqa: S101 - the template is only ever on menus
        answer = _chosen(desk, self.item.values[0], lang)
        return render_answer(answer, desk.programme) if answer else None


class CalendarButton(Pressed, template=r"calendar:(?P<key>[0-9a-f]{16}):(?P<lang>[a-z]{2})"):
    """Gives one session as a calendar file."""

    slow = True

    def find_reply(self, desk: Desk, lang: str) -> Reply | None:
        session = desk.programme.session_by_key.get(self.asked["key"])
        return calendar_reply(desk, [session], lang) if session else None


class PageButton(Pressed, template=r"page:(?P<listing>[0-9a-z/-]{1,30}):(?P<page>\d{1,4}):(?P<lang>[a-z]{2})"):
    """Leafs through a long list."""

    leafs = True

    def find_reply(self, desk: Desk, lang: str) -> Reply | None:
        return render_page(self.asked["listing"], int(self.asked["page"]), desk.programme, lang)


class PictureButton(Pressed, template=r"picture:(?P<day>\d{4}-\d\d-\d\d):(?P<lang>[a-z]{2})"):
    """Shows a day as a picture: rooms across, time down."""

    slow = True

    def find_reply(self, desk: Desk, lang: str) -> Reply | None:
        day = self.asked["day"]
        pictures = desk.draw_day(day, lang)[:FILES]
        files = (
            Attachment(f"{day}-{number}.png", picture.png, picture.alt)
            for number, picture in enumerate(pictures, start=1)
        )
        return Reply("", files=tuple(files)) if pictures else None


BUTTONS = (TextButton, ChooseMenu, CalendarButton, PageButton, PictureButton)


def is_remembered(custom_id: str, items: Iterable[type[Remembered]]) -> bool:
    """Whether one of these listens to a button or menu with this custom id."""
    return any(item.pattern.fullmatch(custom_id) for item in items)


def calendar_reply(desk: Desk, sessions: Sequence[Session], lang: str) -> Reply:
    """The sessions as a calendar file; all of the programme if there are none."""
    name = f"{_file_name(sessions[0].title)}.ics" if len(sessions) == 1 else "programme.ics"
    data = desk.calendar([session.id for session in sessions])
    return Reply(say(lang, "chat.calendar"), files=(Attachment(name, data),))


async def show(interaction: discord.Interaction[Any], reply: Reply) -> None:
    """Answer an interaction so that only the person sees it; where they leaf through such an answer, in its place."""
    leafs = reply.leafs and interaction.message is not None and interaction.message.flags.ephemeral
    more: dict[str, Any] = {"embeds": list(reply.embeds)}
    if view := reply.view():
        more["view"] = view
    if reply.files:
        more["files"] = reply.attached()
    try:
        if leafs:
            await interaction.response.edit_message(content=reply.content or None, **more)
        elif interaction.response.is_done():
            await interaction.followup.send(reply.content, ephemeral=True, **more)
        else:
            await interaction.response.send_message(reply.content, ephemeral=True, **more)
    except discord.HTTPException as error:
        log.warning("A button's answer could not be shown: %s", error)


def _long_text(programme: Programme, which: str, key: str) -> tuple[str, str, str] | None:
    """Title, text and page; None if the programme no longer holds it."""
    if which == "abstract":
        session = programme.session_by_key.get(key)
        return (session.title, session.abstract, session.url) if session and session.abstract else None
    speaker = programme.speaker_by_key.get(key)
    return (speaker.name, speaker.biography, speaker.url) if speaker and speaker.biography else None


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


def _file_name(title: str) -> str:
    """A name for a title: at most 40 letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "session"
