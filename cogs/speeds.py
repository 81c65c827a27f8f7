"""/fast, /relax and /turbo: the speed of one's jobs from now on."""

from __future__ import annotations

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.jobs.composing import refuses_turbo
from bot.jobs.models import JobKind, JobRequest
from bot.midjourney.models import Mode
from bot.ui.desk import Desk
from bot.ui.errors import whisper

SWITCHED = {
    Mode.FAST: N_("Your jobs now run in fast mode."),
    Mode.RELAX: N_("Your jobs now run in relax mode. They wait longer, and cost less or nothing."),
    Mode.TURBO: N_("Your jobs now run in turbo mode. They are quicker, and cost about twice as much."),
}


WITHOUT_TURBO = N_(
    "{model}, which draws where a prompt names no version, has no turbo mode: such prompts run in another one."
)


class Speeds(commands.Cog):
    """One command for each speed. A prompt's own --fast, --relax or --turbo still wins."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(name="fast", description=locale_str(N_("Switch to fast mode")))
    async def fast(self, interaction: discord.Interaction[EaselBot]) -> None:
        await self._switch(interaction, Mode.FAST)

    @app_commands.command(name="relax", description=locale_str(N_("Switch to relax mode")))
    async def relax(self, interaction: discord.Interaction[EaselBot]) -> None:
        await self._switch(interaction, Mode.RELAX)

    @app_commands.command(name="turbo", description=locale_str(N_("Switch to turbo mode")))
    async def turbo(self, interaction: discord.Interaction[EaselBot]) -> None:
        await self._switch(interaction, Mode.TURBO)

    async def _switch(self, interaction: discord.Interaction[EaselBot], mode: Mode) -> None:
        # Raises ModeUnavailable, which names the speeds that there are.
        self._desk.jobs.mode_for(JobRequest(JobKind.IMAGINE, mode=mode))
        preferences = await self._desk.preferences.of(interaction.user.id)
        await self._desk.preferences.save(interaction.user.id, replace(preferences, mode=mode))
        say = self._desk.say(interaction)
        words = say(SWITCHED[mode])
        terms = self._desk.jobs.terms
        if mode is Mode.TURBO and refuses_turbo("a picture", terms):
            words += "\n-# " + say(WITHOUT_TURBO, model=terms.model)
        await whisper(interaction, words)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Speeds(bot.desk))
