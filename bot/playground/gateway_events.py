"""Which event of Discord's gateway a change is, for whom, and with what body. Pure projection of the world.

Intents: https://discord.com/developers/docs/events/gateway#list-of-intents
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

from bot.playground import serialize
from bot.playground.changes import (
    Change,
    ChannelOpened,
    InteractionOpened,
    MessageCreated,
    MessageDeleted,
    MessageEdited,
    ReactionChanged,
    ThreadUpdated,
)
from bot.playground.models import Channel, ChannelType, Json, Message
from bot.playground.world import World


class Intent(IntFlag):
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_REACTIONS = 1 << 10
    DIRECT_MESSAGES = 1 << 12
    DIRECT_REACTIONS = 1 << 13
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


@dataclass(frozen=True, slots=True)
class Event:
    """An event, the guild that chooses its shard, and the intent that it takes (None: every bot gets it)."""

    name: str
    guild_id: int | None
    intent: Intent | None
    body: Json
    without_content: Json | None = None

    def seen_with(self, intents: int) -> Json:
        """Return the body as a session with these intents gets it."""
        if self.without_content is None or intents & Intent.MESSAGE_CONTENT:
            return self.body
        return self.without_content


def project(world: World, change: Change) -> Event | None:
    """Return the event that a change is, if the bot hears of it at all."""
    match change:
        case InteractionOpened(interaction):
            place = world.channels[interaction.channel_id]
            body = serialize.interaction(world, interaction)
            return Event("INTERACTION_CREATE", place.guild_id, None, body)
        case MessageCreated(message) | MessageEdited(message) | MessageDeleted(message):
            return _about_message(world, change, message)
        case ReactionChanged():
            return _reaction(world, change)
        case ChannelOpened(channel):
            return _about_channel(world, "CHANNEL_CREATE", channel, Intent.DIRECT_MESSAGES)
        case ThreadUpdated(channel):
            return _about_channel(world, "THREAD_UPDATE", channel, Intent.GUILDS)
        case _:
            return None


def _place(world: World, message: Message) -> Channel | None:
    """Return where a message is, if the bot is there and the message is not somebody's alone."""
    place = world.channels.get(message.channel_id)
    heard = place is not None and not message.ephemeral and world.bot_is_in(place)
    return place if heard else None


def _about_message(world: World, change: Change, message: Message) -> Event | None:
    place = _place(world, message)
    if place is None:
        return None
    intent = Intent.DIRECT_MESSAGES if place.guild_id is None else Intent.GUILD_MESSAGES
    if isinstance(change, MessageDeleted):
        gone = {"id": str(message.id), "channel_id": str(place.id)} | _guild_id(place)
        return Event("MESSAGE_DELETE", place.guild_id, intent, gone)
    name = "MESSAGE_CREATE" if isinstance(change, MessageCreated) else "MESSAGE_UPDATE"
    body = serialize.message(world, message) | _guild_id(place)
    guild = world.guild_of(place)
    if guild is not None and message.author_id in guild.members:
        body["member"] = serialize.member(guild, guild.members[message.author_id])
    hidden = None if place.type == ChannelType.DM else serialize.stripped(body, world.application.id)
    return Event(name, place.guild_id, intent, body, hidden)


def _reaction(world: World, change: ReactionChanged) -> Event | None:
    message = change.message
    place = _place(world, message)
    if place is None:
        return None
    body: Json = {
        "user_id": str(change.user_id),
        "channel_id": str(place.id),
        "message_id": str(message.id),
        "message_author_id": str(message.author_id),
        "emoji": serialize.emoji_of(change.emoji),
        "burst": False,
        "type": 0,
    } | _guild_id(place)
    guild = world.guild_of(place)
    if guild is not None and change.added:
        person = serialize.user(world.users[change.user_id])
        body["member"] = serialize.member(guild, guild.members[change.user_id]) | {"user": person}
    name = "MESSAGE_REACTION_ADD" if change.added else "MESSAGE_REACTION_REMOVE"
    intent = Intent.DIRECT_REACTIONS if guild is None else Intent.GUILD_REACTIONS
    return Event(name, place.guild_id, intent, body)


def _about_channel(world: World, name: str, place: Channel, intent: Intent) -> Event | None:
    if not world.bot_is_in(place):
        return None
    return Event(name, place.guild_id, intent, serialize.channel(world, place))


def _guild_id(place: Channel) -> Json:
    return {} if place.guild_id is None else {"guild_id": str(place.guild_id)}
