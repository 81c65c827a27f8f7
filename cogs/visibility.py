"""/stealth and /public: whether one's pictures show on Midjourney's own site, as far as a prompt can say so."""

from __future__ import annotations

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.jobs.preferences import Visibility as Seen
from bot.ui.desk import Desk
from bot.ui.errors import whisper
from bot.ui.panel import NoStealth

SWITCHED = {
    Seen.STEALTH: N_(
        "Your prompts now end in --stealth. It keeps pictures off Midjourney's site only; whoever sees this channel "
        "still sees them here."
    ),
    Seen.PUBLIC: N_("Your prompts now end in --public: your pictures may show on Midjourney's site."),
}


class Visibility(commands.Cog):
    """The APIs have no switch for this, so it is emulated with Midjourney's own parameters."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(
        name="stealth", description=locale_str(N_("Ask Midjourney to keep your pictures off its site"))
    )
    async def stealth(self, interaction: discord.Interaction[EaselBot]) -> None:
        await self._switch(interaction, Seen.STEALTH)

    @app_commands.command(
        name="public", description=locale_str(N_("Let Midjourney show your pictures on its site"))
    )
    async def public(self, interaction: discord.Interaction[EaselBot]) -> None:
        await self._switch(interaction, Seen.PUBLIC)

    async def _switch(self, interaction: discord.Interaction[EaselBot], seen: Seen) -> None:
        if not self._desk.jobs.terms.stealth:
            raise NoStealth
        preferences = await self._desk.preferences.of(interaction.user.id)
        await self._desk.preferences.save(interaction.user.id, replace(preferences, visibility=seen))
        await whisper(interaction, self._desk.say(interaction)(SWITCHED[seen]))


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Visibility(bot.desk))
