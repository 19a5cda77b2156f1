"""Names and descriptions of slash commands in the languages of the catalogues."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.core.wording import find_sentence


class CatalogueTranslator(app_commands.Translator):
    """Translates a command string whose `key` extra names a catalogue entry; what is missing stays untranslated."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _: app_commands.TranslationContextTypes
    ) -> str | None:
        lang = locale.value.split("-")[0]
        key = string.extras.get("key")
        return find_sentence(lang, key) or None if key and lang != "en" else None
