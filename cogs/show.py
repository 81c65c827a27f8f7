"""/show: a finished picture once more, with fresh buttons."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.ui.again import show_job
from bot.ui.choices import job_choices
from bot.ui.desk import Desk


class Show(commands.Cog):
    """The command and its choices."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(name="show", description=locale_str(N_("Show a picture again, with fresh buttons")))
    @app_commands.describe(job=locale_str(N_("Which picture: choose one, or give its job id")))
    async def show(self, interaction: discord.Interaction[EaselBot], job: str) -> None:
        await show_job(interaction, self._desk, job)

    @show.autocomplete("job")
    async def jobs(self, interaction: discord.Interaction[EaselBot], current: str) -> list[Choice[str]]:
        return await job_choices(interaction, current)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Show(bot.desk))
