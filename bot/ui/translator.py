"""Names and descriptions of commands in people's languages, asked for by discord.py when commands are synced."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.i18n import Catalogues


class CatalogueTranslator(app_commands.Translator):
    """Looks the English text up in our catalogues. Knows no language that they do not have."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Give the translation, or None for "as it is" (a command keeps its name in every language)."""
        if context.location in _NAMES:
            return None
        return self._catalogues.translation(str(locale), string.message)


_NAMES = frozenset(
    {
        app_commands.TranslationContextLocation.command_name,
        app_commands.TranslationContextLocation.group_name,
        app_commands.TranslationContextLocation.parameter_name,
    }
)
"""Not translated: guides and people's habits name commands in English, as Midjourney's own do."""
