"""What the controls of the settings panel do: change what the presser prefers, and draw their panel anew."""

from __future__ import annotations

from typing import Any

import discord

from bot.jobs.preferences import Preferences
from bot.midjourney.models import Mode
from bot.ui.controls import controls_of
from bot.ui.desk import Desk
from bot.ui.messages import Letter
from bot.ui.outbox import mentioning
from bot.ui.panel import changed, panel

Interaction = discord.Interaction[Any]


async def show(interaction: Interaction, desk: Desk) -> None:
    """Open the panel for the person alone."""
    letter = letter_for(interaction, desk, await desk.preferences.of(interaction.user.id))
    await interaction.response.send_message(letter.content, view=controls_of(letter.rows), ephemeral=True)


async def change(interaction: Interaction, desk: Desk, what: str, value: str) -> None:
    """Change one thing; the panel shows at once what is kept now."""
    preferences = changed(await desk.preferences.of(interaction.user.id), what, value, desk.jobs.terms)
    await desk.preferences.save(interaction.user.id, preferences)
    letter = letter_for(interaction, desk, preferences)
    await interaction.response.edit_message(
        content=letter.content, view=controls_of(letter.rows), allowed_mentions=mentioning(None)
    )


def letter_for(interaction: Interaction, desk: Desk, preferences: Preferences) -> Letter:
    account = desk.jobs.account
    return panel(
        preferences,
        desk.say(interaction),
        modes=account.modes if account is not None else (),
        default_mode=account.default_mode if account is not None else Mode.FAST,
        terms=desk.jobs.terms,
    )
