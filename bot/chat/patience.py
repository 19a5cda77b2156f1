"""Patience with people who ask faster than anybody reads: counted by person, and told politely."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import discord
from discord.ext import commands

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot

Interaction: TypeAlias = "discord.Interaction[WorkshopBot]"

QUESTIONS, PER_SECONDS = 10, 15.0  # as fast as a person can read; beyond that somebody floods
NOTICE_SECONDS = 5.0  # between two words about it


class TooFast(commands.CheckFailure):
    """A person asks faster than anybody reads. `say_so` is False if they have just been told."""

    def __init__(self, wait_seconds: float, *, say_so: bool) -> None:
        super().__init__(f"asks too fast, may ask again in {wait_seconds:.0f} s")
        self.wait_seconds = wait_seconds
        self.say_so = say_so


class Patience:
    """Counts each person's questions, and remembers whom it has asked to slow down."""

    def __init__(self) -> None:
        self._questions = commands.CooldownMapping.from_cooldown(QUESTIONS, PER_SECONDS, _person)
        self._notices = commands.CooldownMapping.from_cooldown(1, NOTICE_SECONDS, _person)

    def spend(self, asked: discord.Message | Interaction) -> None:
        """Count one question; TooFast if it is one too many."""
        wait = self._questions.update_rate_limit(asked)
        if wait:
            raise TooFast(wait, say_so=not self._notices.update_rate_limit(asked))


def _person(asked: discord.Message | Interaction) -> int:
    return asked.user.id if isinstance(asked, discord.Interaction) else asked.author.id
