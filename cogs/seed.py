"""/seed: the number from which a picture grew."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.ui.around import visible_job
from bot.ui.choices import is_picture, job_choices
from bot.ui.desk import Desk


class Seed(commands.Cog):
    """The command and its choices."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(name="seed", description=locale_str(N_("Find the seed of a picture")))
    @app_commands.describe(job=locale_str(N_("Which picture: choose one, or give its job id")))
    async def seed(self, interaction: discord.Interaction[EaselBot], job: str) -> None:
        view = await visible_job(interaction, self._desk, job)
        await interaction.response.defer(ephemeral=True, thinking=True)
        seed = await self._desk.around.seeds.find(view.job)
        words = N_("**Seed** `{seed}`\n-# Job ID: `{ulid}`. Add --seed {seed} to a prompt to begin alike.")
        say = self._desk.say(interaction)
        await interaction.followup.send(say(words, seed=seed, ulid=view.job.ulid), ephemeral=True)

    @seed.autocomplete("job")
    async def jobs(self, interaction: discord.Interaction[EaselBot], current: str) -> list[Choice[str]]:
        return await job_choices(interaction, current, fit=is_picture)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Seed(bot.desk))
