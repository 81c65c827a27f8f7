"""/help: what there is, and where to begin."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client import EaselBot
from bot.errors import N_
from bot.midjourney.dialect import Capability
from bot.ui.desk import Desk
from bot.ui.messages import Say

INTRODUCTION = N_(
    "Write /imagine and say what the picture should show. The buttons under a result change it further: U picks one "
    "picture, V varies it, 🔄 draws again."
)
REACTIONS = N_(
    "React to a result with ✉️ to get it by direct message, ❤️ to keep it among your favourites, ❌ to stop or "
    "delete it. Messages with pictures offer more under Apps."
)

NEEDS = {"shorten": Capability.SHORTEN, "check": Capability.PROMPT_CHECK}
"""Commands that only some services serve."""


class Help(commands.Cog):
    """The command, which lists every other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(name="help", description=locale_str(N_("What this bot can do")))
    async def help(self, interaction: discord.Interaction[EaselBot]) -> None:
        say = self._desk.say(interaction)
        found = sorted(
            interaction.client.tree.get_commands(type=discord.AppCommandType.chat_input), key=_name
        )
        listed = [f"**/{each.name}** {say(each.description)}{self._unless(each.name, say)}" for each in found]
        text = "\n".join([say(INTRODUCTION), "", *listed, "", say(REACTIONS)])
        await interaction.response.send_message(embed=discord.Embed(description=text[:4096]), ephemeral=True)

    def _unless(self, name: str, say: Say) -> str:
        """Say of a command that no account here can do it."""
        needed = NEEDS.get(name)
        if needed is None or any(account.can(needed) for account in self._desk.around.accounts.all()):
            return ""
        return " · " + say(N_("not with the service behind this bot"))


def _name(command: app_commands.Command[Help, ..., None] | app_commands.Group) -> str:
    return command.name


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Help(bot.desk))
