"""Messages, attachments and reactions in Discord's JSON. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.message_rules import mentioned
from bot.playground.models import Attachment, InteractionType, Json, Message, Origin
from bot.playground.serialize.people import moment, user

if TYPE_CHECKING:
    from bot.playground.world import World


def attachment(world: World, each: Attachment) -> Json:
    body: Json = {
        "id": str(each.id),
        "filename": each.filename,
        "size": each.size,
        "url": world.links.url(each),
        "proxy_url": world.links.url(each),
    }
    optional = {
        "content_type": each.content_type,
        "width": each.width,
        "height": each.height,
        "description": each.description,
    }
    body |= {key: value for key, value in optional.items() if value is not None}
    return body | ({"ephemeral": True} if each.ephemeral else {})


def message(world: World, each: Message, *, nested: bool = False) -> Json:
    """Return a message; `nested` leaves out the message that it replies to."""
    body: Json = {
        "id": str(each.id),
        "channel_id": str(each.channel_id),
        "type": int(each.type),
        "author": user(world.users[each.author_id]),
        "content": each.content,
        "timestamp": moment(each.created_at),
        "edited_timestamp": moment(each.edited_at),
        "tts": each.tts,
        "mention_everyone": each.pings_everyone,
        "mentions": [user(world.users[person]) for person in each.pinged if person in world.users],
        "mention_roles": [],
        "attachments": [attachment(world, file) for file in each.attachments],
        "embeds": [{"type": "rich"} | embed for embed in each.embeds],
        "components": each.components,
        "reactions": [reaction(world, each, emoji) for emoji in each.reactions],
        "pinned": False,
        "flags": each.flags,
    }
    if each.nonce is not None:
        body["nonce"] = each.nonce
    if each.origin is not None:
        body |= _origin(world, each.origin)
    if each.reference_id is not None:
        body |= _reference(world, each, nested=nested)
    return body


def _origin(world: World, origin: Origin) -> Json:
    application_id = str(world.application.id)
    body: Json = {
        "application_id": application_id,
        "webhook_id": application_id,
        "interaction_metadata": _metadata(world, origin),
    }
    if origin.type == InteractionType.COMMAND:
        body["interaction"] = {
            "id": str(origin.interaction_id),
            "type": int(origin.type),
            "name": origin.command_name,
            "user": user(world.users[origin.user_id]),
        }
    return body


def _metadata(world: World, origin: Origin) -> Json:
    body: Json = {
        "id": str(origin.interaction_id),
        "type": int(origin.type),
        "user": user(world.users[origin.user_id]),
        "authorizing_integration_owners": origin.owners,
    }
    if origin.type == InteractionType.COMMAND:
        body["name"] = origin.command_name
    elif origin.type == InteractionType.COMPONENT:
        body["interacted_message_id"] = str(origin.pressed_id)
    elif origin.trigger is not None:
        body["triggering_interaction_metadata"] = _metadata(world, origin.trigger)
    return body


def _reference(world: World, each: Message, *, nested: bool) -> Json:
    reference: Json = {"type": 0, "message_id": str(each.reference_id), "channel_id": str(each.channel_id)}
    place = world.channels.get(each.channel_id)
    if place is not None and place.guild_id is not None:
        reference["guild_id"] = str(place.guild_id)
    if nested:
        return {"message_reference": reference}
    parent = world.messages.find(each.reference_id)
    referenced = None if parent is None else message(world, parent, nested=True)
    return {"message_reference": reference, "referenced_message": referenced}


def reaction(world: World, each: Message, emoji: str) -> Json:
    users = each.reactions[emoji]
    return {
        "emoji": emoji_of(emoji),
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "me": world.application.id in users,
        "me_burst": False,
        "burst_me": False,
        "burst_count": 0,
        "burst_colors": [],
    }


def emoji_of(key: str) -> Json:
    """Return a reaction's emoji: unicode by itself, a custom one as `name:id`."""
    name, _, emoji_id = key.partition(":")
    return {"id": emoji_id or None, "name": name}


def stripped(body: Json, bot_id: int) -> Json:
    """Return a message without its content, as bots without the message content intent get those of others."""
    named = mentioned(body["content"])
    if body["author"]["id"] == str(bot_id) or bot_id in named:
        return body
    return body | {"content": "", "embeds": [], "attachments": [], "components": []}
