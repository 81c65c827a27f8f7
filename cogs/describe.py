"""/describe: four prompts for a picture."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.jobs.models import JobKind, JobRequest
from bot.ui.answers import answer_command
from bot.ui.desk import Desk
from bot.ui.inputs import describe_source
from bot.ui.origins import origin_of


class Describe(commands.Cog):
    """The command and nothing else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(
        name="describe", description=locale_str(N_("Write four prompts based on your image"))
    )
    @app_commands.describe(
        image=locale_str(N_("The picture to describe")),
        link=locale_str(N_("Or the https:// address of one")),
    )
    async def describe(
        self,
        interaction: discord.Interaction[EaselBot],
        image: discord.Attachment | None = None,
        link: str = "",
    ) -> None:
        source = describe_source(image, link, self._desk.picture_limits)
        mode = await self._desk.mode_of(interaction.user.id)
        request = JobRequest(kind=JobKind.DESCRIBE, sources=(source,), mode=mode)
        receipt = await self._desk.jobs.start(origin_of(interaction), request)
        await answer_command(interaction, self._desk, receipt)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Describe(bot.desk))
