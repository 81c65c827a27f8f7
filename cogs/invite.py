"""/invite: the link that adds the bot to a server, with the permissions it needs and no more."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.ui.desk import Desk

PERMISSIONS = 274878024704
"""View Channel, Send Messages, Send Messages in Threads, Embed Links, Attach Files, Read Message History."""
SCOPES = ("bot", "applications.commands")


class Invite(commands.Cog):
    """The command and nothing else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(
        name="invite", description=locale_str(N_("Get the link that adds this bot to a server"))
    )
    async def invite(self, interaction: discord.Interaction[EaselBot]) -> None:
        url = discord.utils.oauth_url(
            interaction.application_id, permissions=discord.Permissions(PERMISSIONS), scopes=SCOPES
        )
        words = N_("Add this bot to a server that you manage: <{url}>")
        await interaction.response.send_message(self._desk.say(interaction)(words, url=url), ephemeral=True)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Invite(bot.desk))
