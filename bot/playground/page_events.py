"""What a change in the world means to one person's page: the frames of its socket."""

from __future__ import annotations

from bot.playground import page_view
from bot.playground.changes import (
    BotStatus,
    Change,
    ChannelOpened,
    CommandsChanged,
    InteractionAnswered,
    InteractionFailed,
    MessageCreated,
    MessageDeleted,
    MessageEdited,
    ReactionChanged,
    ThreadUpdated,
    TypingStarted,
)
from bot.playground.models import CallbackType, Channel, Interaction, InteractionType, Json, Message
from bot.playground.people import PersonHandle
from bot.playground.world import World

_FAILED = {
    InteractionType.COMMAND: "The application did not respond",
    InteractionType.COMPONENT: "This interaction failed",
    InteractionType.MODAL_SUBMIT: "Something went wrong. Try again.",
    InteractionType.AUTOCOMPLETE: "Loading options failed",
}


def events(world: World, change: Change, person: PersonHandle) -> list[Json]:
    """Return what a change means to one person's page; nothing for what they cannot see."""
    found: list[Json] = []
    match change:
        case MessageCreated(message):
            found = _message("message_create", world, message, person)
        case MessageEdited(message) | ReactionChanged(message=message):
            found = _message("message_update", world, message, person)
        case MessageDeleted(message) if _sees(world, message, person):
            place = {"channel_id": str(message.channel_id), "id": str(message.id)}
            found = [{"event": "message_delete"} | place]
        case InteractionAnswered(interaction) | InteractionFailed(interaction):
            found = _outcome(interaction) if interaction.user_id == person.id else []
        case TypingStarted(channel, user_id) if user_id != person.id and _may_look(world, channel, person):
            found = [{"event": "typing", "channel_id": str(channel.id), "name": world.users[user_id].name}]
        case ChannelOpened(channel) | ThreadUpdated(channel) if _may_look(world, channel, person):
            found = [{"event": "channels_changed"}]
        case CommandsChanged():
            found = [{"event": "commands_changed"}]
        case BotStatus(online):
            found = [{"event": "bot_status", "online": online}]
        case _:
            pass
    return found


def _message(event: str, world: World, message: Message, person: PersonHandle) -> list[Json]:
    if not _sees(world, message, person):
        return []
    return [{"event": event, "message": page_view.message(world, message, person.id)}]


def _outcome(interaction: Interaction) -> list[Json]:
    stamp: Json = {"interaction_id": str(interaction.id)}
    if interaction.answered is None:
        return [stamp | {"event": "interaction_failed", "text": _FAILED[interaction.type]}]
    done = [stamp | {"event": "interaction_done"}]
    if interaction.answered == CallbackType.MODAL:
        done.append(stamp | {"event": "modal_open", "modal": interaction.modal})
    return done


def _sees(world: World, message: Message, person: PersonHandle) -> bool:
    channel = world.channels.get(message.channel_id)
    if channel is None or message.only_for not in (None, person.id):
        return False
    return _may_look(world, channel, person)


def _may_look(world: World, channel: Channel, person: PersonHandle) -> bool:
    if channel.guild_id is None:
        return person.id in channel.recipients
    return bool(int(world.permissions(person.id, channel)))
