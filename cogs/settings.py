"""/settings: the panel on which members set what their prompts leave open."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.ui import setting_presses
from bot.ui.desk import Desk


class SettingsPanel(commands.Cog):
    """The command and nothing else: what the panel's buttons do is `bot.ui.setting_presses`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(
        name="settings", description=locale_str(N_("View and adjust your personal settings"))
    )
    async def settings(self, interaction: discord.Interaction[EaselBot]) -> None:
        await setting_presses.show(interaction, self._desk)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(SettingsPanel(bot.desk))
