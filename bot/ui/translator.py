"""Names and descriptions of commands in people's languages, asked for by discord.py when commands are synced."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.i18n import Catalogues


class CatalogueTranslator(app_commands.Translator):
    """Looks the English text up in our catalogues. Knows no language that they do not have.

    The name of a slash command, group or subcommand is the English one with its meaning behind it: ``imagine想象``.
    Clients have not always searched alike: some found a command by its default name only, others by the translated
    one only (github.com/discord/discord-api-docs, issues 5000, 5001 and 5105), and a mention of a command shows the
    default name to everybody (5518). A name that begins with the default one is found by ``/imagine`` in either
    kind of client, and guides and answers that say ``/imagine`` hold in every language. Nothing separates the two:
    names have no spaces. So a language of Latin script would have to put a ``-`` or ``_`` before its words.

    Options are chosen from a list and hardly ever typed, and arrive under their default names, so theirs are plain
    translations, as are descriptions, choices and the entries of the Apps menu. The words of names are marked in
    `bot.ui.command_names`.
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
        translation = self._catalogues.translation(str(locale), string.message)
        typed = context.location in _TYPED and not isinstance(context.data, app_commands.ContextMenu)
        return string.message + translation if typed and translation else translation


_TYPED = frozenset({Location.command_name, Location.group_name})
"""What people type after the slash; the entries of the Apps menu are command names to discord.py as well."""
