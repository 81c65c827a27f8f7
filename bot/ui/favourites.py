"""Midjourney's heart: a person's own mark on a result. Kept here; the services let nobody set it at Midjourney."""

from __future__ import annotations

from typing import Any

import discord

from bot.errors import N_
from bot.jobs.models import Job
from bot.ui.desk import Desk
from bot.ui.errors import whisper


async def toggle(interaction: discord.Interaction[Any], desk: Desk, job: Job) -> None:
    """Mark a result as a favourite, or take the mark away."""
    if await desk.around.favourites.remove(interaction.user.id, job.id):
        words = N_("No longer among your favourites.")
    else:
        await desk.around.favourites.add(interaction.user.id, job.id, now=desk.clock())
        words = N_("Added to your favourites. /show lists them first.")
    await whisper(interaction, desk.say(interaction)(words))
