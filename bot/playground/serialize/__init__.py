"""The world in Discord's JSON, as REST and the gateway give it. Reads only."""

from bot.playground.serialize.interactions import callback, interaction
from bot.playground.serialize.messages import attachment, emoji_of, message, reaction, stripped
from bot.playground.serialize.people import member, moment, user
from bot.playground.serialize.places import channel, guild, guild_create, own_guild

__all__ = [
    "attachment",
    "callback",
    "channel",
    "emoji_of",
    "guild",
    "guild_create",
    "interaction",
    "member",
    "message",
    "moment",
    "own_guild",
    "reaction",
    "stripped",
    "user",
]
