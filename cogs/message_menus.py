"""What the Apps menu of a message offers: its picture as the beginning of something, or the job it is about."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.client import EaselBot
from bot.errors import N_
from bot.jobs.models import JobKind, JobRequest
from bot.ui.again import show_job_of
from bot.ui.answers import answer_command
from bot.ui.drafts import begin_prompt, blend_with
from bot.ui.origins import origin_of
from bot.ui.targets import pictures_of


async def describe_image(interaction: discord.Interaction[EaselBot], message: discord.Message) -> None:
    desk = interaction.client.desk
    (source, *_) = pictures_of(message, desk.picture_limits)
    mode = await desk.mode_of(interaction.user.id)
    request = JobRequest(kind=JobKind.DESCRIBE, sources=(source,), mode=mode)
    await answer_command(interaction, desk, await desk.jobs.start(origin_of(interaction), request))


async def use_as_image_prompt(interaction: discord.Interaction[EaselBot], message: discord.Message) -> None:
    desk = interaction.client.desk
    await begin_prompt(interaction, desk, pictures_of(message, desk.picture_limits))


async def blend_image_with(interaction: discord.Interaction[EaselBot], message: discord.Message) -> None:
    desk = interaction.client.desk
    (source, *_) = pictures_of(message, desk.picture_limits)
    await blend_with(interaction, desk, source)


async def show_job(interaction: discord.Interaction[EaselBot], message: discord.Message) -> None:
    await show_job_of(interaction, interaction.client.desk, message)


MENUS = (
    (N_("Describe image"), describe_image),
    (N_("Use as image prompt"), use_as_image_prompt),
    (N_("Blend with…"), blend_image_with),
    (N_("Show job"), show_job),
)
"""discord.py takes at most five. Classes cannot hold them, so there is no cog."""


async def setup(bot: EaselBot) -> None:
    for name, callback in MENUS:
        bot.tree.add_command(app_commands.ContextMenu(name=locale_str(name), callback=callback))
