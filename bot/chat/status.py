"""`/status`: how the bot is, for organisers."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.chat.changes import answer, is_organiser
from bot.chat.questions import Context, question_command
from bot.chat.render import render_answer
from bot.core.status import Link, compose_status
from bot.status import find_status

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot


class Reporting(commands.Cog):
    """What organisers ask about the bot itself."""

    def __init__(self, bot: WorkshopBot) -> None:
        self.bot = bot

    @question_command("status")
    async def status(self, ctx: Context) -> None:
        """How the bot is, what it sent and what comes next. Type `/status`."""
        lang = self.bot.questions.lang(ctx)
        if not await is_organiser(self.bot, ctx.author, ctx.guild):
            await answer(ctx, self.bot.setting_up.refusal(ctx.author, lang))
            return
        programme, now = self.bot.desk.programme, self.bot.desk.clock.now()
        found = await find_status(self.bot.duty, self.link(), programme, now, lang)
        await answer(ctx, render_answer(compose_status(found, programme, now, lang), programme))

    def link(self) -> Link:
        """The connection as it is now."""
        latency = self.bot.latency  # not a number before the first heartbeat
        known = timedelta(seconds=latency) if math.isfinite(latency) else None
        return Link(connected=self.bot.in_touch, latency=known)
