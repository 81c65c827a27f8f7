"""/userid: a member's own id, for whoever asks for it."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.ui.desk import Desk


class UserId(commands.Cog):
    """The command and nothing else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(name="userid", description=locale_str(N_("Get your user id")))
    async def userid(self, interaction: discord.Interaction[EaselBot]) -> None:
        words = self._desk.say(interaction)(N_("Your user id: `{user}`"), user=interaction.user.id)
        await interaction.response.send_message(words, ephemeral=True)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(UserId(bot.desk))
