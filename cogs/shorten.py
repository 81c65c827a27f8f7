"""/shorten: which words of a prompt matter, and up to five shorter prompts."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.jobs.composing import PROMPT_LIMIT
from bot.ui.desk import Desk
from bot.ui.drafts import shorten


class Shorten(commands.Cog):
    """The command and nothing else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(
        name="shorten", description=locale_str(N_("Find out which words of a prompt matter"))
    )
    @app_commands.describe(prompt=locale_str(N_("The prompt to shorten")))
    async def shorten(
        self, interaction: discord.Interaction[EaselBot], prompt: app_commands.Range[str, 1, PROMPT_LIMIT]
    ) -> None:
        await shorten(interaction, self._desk, prompt)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Shorten(bot.desk))
