"""/check: does Midjourney allow these words? Free, and nothing is drawn."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_, Listed
from bot.jobs.checking import verdict_on
from bot.jobs.composing import PROMPT_LIMIT
from bot.ui.desk import Desk
from bot.ui.inputs import checked_prompt


class Check(commands.Cog):
    """The command and nothing else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(
        name="check", description=locale_str(N_("Check a prompt for words that Midjourney does not allow"))
    )
    @app_commands.describe(prompt=locale_str(N_("The prompt to check")))
    async def check(
        self, interaction: discord.Interaction[EaselBot], prompt: app_commands.Range[str, 1, PROMPT_LIMIT]
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        verdict = await verdict_on(checked_prompt(prompt), self._desk.around.accounts)
        if verdict.allowed:
            words = N_("Midjourney allows these words. Nothing was billed.")
        elif verdict.words:
            words = N_("Midjourney does not allow these words: {words}. Nothing was billed.")
        else:
            words = N_(
                "Midjourney does not allow this prompt, without saying which word. Nothing was billed."
            )
        listed = Listed(map(discord.utils.escape_markdown, verdict.words))
        await interaction.followup.send(self._desk.say(interaction)(words, words=listed), ephemeral=True)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Check(bot.desk))
