"""/blend: two to five pictures become one idea."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.jobs.models import JobKind, JobRequest
from bot.midjourney.models import Dimensions
from bot.ui.answers import answer_command
from bot.ui.desk import Desk
from bot.ui.inputs import blend_sources
from bot.ui.origins import origin_of

SHAPES = {
    Dimensions.PORTRAIT: N_("Portrait (2:3)"),
    Dimensions.SQUARE: N_("Square (1:1)"),
    Dimensions.LANDSCAPE: N_("Landscape (3:2)"),
}


class Blend(commands.Cog):
    """The command and nothing else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(name="blend", description=locale_str(N_("Blend images together seamlessly")))
    @app_commands.describe(
        image1=locale_str(N_("First picture to blend")),
        image2=locale_str(N_("Second picture to blend")),
        image3=locale_str(N_("Third picture to blend (optional)")),
        image4=locale_str(N_("Fourth picture to blend (optional)")),
        image5=locale_str(N_("Fifth picture to blend (optional)")),
        dimensions=locale_str(N_("The shape of the result; square if left out")),
    )
    @app_commands.choices(
        dimensions=[Choice(name=locale_str(name), value=shape.value) for shape, name in SHAPES.items()]
    )
    async def blend(  # noqa: PLR0917  # discord.py passes a command's options by name
        self,
        interaction: discord.Interaction[EaselBot],
        image1: discord.Attachment,
        image2: discord.Attachment,
        image3: discord.Attachment | None = None,
        image4: discord.Attachment | None = None,
        image5: discord.Attachment | None = None,
        dimensions: str = Dimensions.SQUARE.value,
    ) -> None:
        images = [image for image in (image1, image2, image3, image4, image5) if image is not None]
        request = JobRequest(
            kind=JobKind.BLEND,
            sources=blend_sources(images, self._desk.picture_limits),
            dimensions=Dimensions(dimensions),
            mode=await self._desk.mode_of(interaction.user.id),
        )
        receipt = await self._desk.jobs.start(origin_of(interaction), request)
        await answer_command(interaction, self._desk, receipt)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Blend(bot.desk))
