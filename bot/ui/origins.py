"""Where a request comes from: an interaction's facts, kept as plain values that outlive it."""

from __future__ import annotations

from typing import Any

import discord

from bot.jobs.models import Origin

DEFAULT_FILE_LIMIT = 10 * 1024 * 1024
"""Bytes per file where the bot's own token posts and the guild's tier is not known to allow more."""


def origin_of(interaction: discord.Interaction[Any]) -> Origin:
    """Keep what is needed to answer, now and after restarts."""
    guild = interaction.guild
    locale = str(interaction.locale)
    return Origin(
        interaction_id=str(interaction.id),
        user_id=interaction.user.id,
        channel_id=interaction.channel_id or 0,
        guild_id=interaction.guild_id,
        message_id=interaction.message.id if interaction.message is not None else None,
        token=interaction.token,
        token_expires_at=interaction.expires_at.timestamp(),
        can_post=can_post(interaction),
        # What the interaction allows counts the member's own Nitro, which a later post by the bot does not have.
        file_limit=DEFAULT_FILE_LIMIT
        if guild is None
        else min(guild.filesize_limit, interaction.filesize_limit),
        locale=locale,
        guild_locale=locale if interaction.guild_locale is None else str(interaction.guild_locale),
    )


def can_post(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether the bot's own token reaches this place: as a member that may see and send, or in its own DM."""
    if interaction.guild_id is None:
        return bool(interaction.context.dm_channel)
    if not interaction.is_guild_integration():
        return False
    allowed = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    may_send = allowed.send_messages_in_threads if in_thread else allowed.send_messages
    return allowed.view_channel and may_send and allowed.attach_files
