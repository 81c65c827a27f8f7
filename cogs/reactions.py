"""Reactions on the bot's messages: events in, `bot.ui.reactions` called."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.client import EaselBot
from bot.ui import reactions


class Reactions(commands.Cog):
    """The listeners. Raw events, since the bot keeps no messages in memory."""

    def __init__(self, bot: EaselBot) -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        self._bot.note_serving()
        await reactions.added(self._bot, self._bot.desk, payload)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        self._bot.note_serving()
        await reactions.removed(self._bot, self._bot.desk, payload)


async def setup(bot: EaselBot) -> None:
    await bot.add_cog(Reactions(bot))
