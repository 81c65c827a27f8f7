"""Names and descriptions of commands in people's languages, asked for by discord.py when commands are synced."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.i18n import Catalogues


class CatalogueTranslator(app_commands.Translator):
    """Looks the English text up in our catalogues. Knows no language that they do not have.

    Slash commands and their options keep their English names in every language: whoever knows Midjourney types
    ``/imagine prompt:``, every guide in every language writes it so, and answers name commands so, too. Discord
    shows each option's description beside its name, and that is translated, as are choices and the entries of
    the Apps menu, which are read and never typed.
    """

    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Give the translation, or None for "as it is"."""
        typed = context.location in _NAMES and not isinstance(context.data, app_commands.ContextMenu)
        return None if typed else self._catalogues.translation(str(locale), string.message)


_NAMES = frozenset({Location.command_name, Location.group_name, Location.parameter_name})
