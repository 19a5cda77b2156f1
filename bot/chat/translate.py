"""Names and descriptions of slash commands in the languages of the catalogues."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.core.wording import LANGUAGES, find_words


class CatalogueTranslator(app_commands.Translator):
    """Translates a command string whose `key` extra names a catalogue entry; what is missing stays untranslated."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _: app_commands.TranslationContext[Any]
    ) -> str | None:
        lang = locale.value.split("-")[0]
        key = string.extras.get("key")
        return find_words(lang, key) if key and lang in LANGUAGES and lang != "en" else None
