"""/info: a member's queue, usage and limits, and how the account does."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.ui.desk import Desk
from bot.ui.info import info_embed


class Info(commands.Cog):
    """The command and nothing else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(
        name="info", description=locale_str(N_("View your usage, your queue and the state of the service"))
    )
    async def info(self, interaction: discord.Interaction[EaselBot]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(embed=await info_embed(interaction, self._desk), ephemeral=True)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Info(bot.desk))
