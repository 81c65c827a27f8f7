"""/region: vary a part of a picture by a mask that comes as a file."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_, EaselError
from bot.jobs.composing import PROMPT_LIMIT
from bot.ui.answers import answer_command
from bot.ui.around import visible_job
from bot.ui.choices import is_single, job_choices
from bot.ui.desk import Desk
from bot.ui.inputs import picture_source
from bot.ui.origins import origin_of
from bot.ui.single_prompts import quoting


class Region(commands.Cog):
    """The command and its choices."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(
        name="region", description=locale_str(N_("Change a part of a picture, marked by a mask"))
    )
    @app_commands.describe(
        job=locale_str(N_("Which picture: choose one, or give its job id")),
        mask=locale_str(N_("A picture of the same size: white where it shall change, black elsewhere")),
        prompt=locale_str(N_("What to paint there; the picture's own prompt if left out")),
    )
    async def region(
        self,
        interaction: discord.Interaction[EaselBot],
        job: str,
        mask: discord.Attachment,
        prompt: app_commands.Range[str, 0, PROMPT_LIMIT] = "",
    ) -> None:
        source = picture_source(mask, self._desk.picture_limits)
        view = await visible_job(interaction, self._desk, job)
        # The mask has to be fetched and held against the picture, which may take longer than Discord waits.
        await interaction.response.defer(thinking=True)
        try:
            drawn = await self._desk.region.inputs.fetch(source)
            with quoting():
                receipt = await self._desk.region.regions.send_file(
                    origin_of(interaction), view.job.ulid, drawn.data, prompt
                )
        except EaselError:
            # Else the reason, which is for the person alone, would take the place of this public answer.
            await interaction.delete_original_response()
            raise
        await answer_command(interaction, self._desk, receipt)

    @region.autocomplete("job")
    async def jobs(self, interaction: discord.Interaction[EaselBot], current: str) -> list[Choice[str]]:
        return await job_choices(interaction, current, fit=is_single)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Region(bot.desk))
