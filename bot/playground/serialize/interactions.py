"""Interactions in Discord's JSON: what the gateway brings, and what a callback is answered with. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.models import (
    EPHEMERAL,
    LOADING,
    CallbackType,
    Channel,
    Guild,
    Interaction,
    Json,
    Message,
    User,
)
from bot.playground.serialize.messages import message
from bot.playground.serialize.people import member, user
from bot.playground.serialize.places import channel

if TYPE_CHECKING:
    from bot.playground.world import World


def interaction(world: World, each: Interaction) -> Json:
    """Return an interaction as INTERACTION_CREATE carries it."""
    place = world.channels[each.channel_id]
    person = world.users[each.user_id]
    body: Json = {
        "id": str(each.id),
        "application_id": str(world.application.id),
        "type": int(each.type),
        "token": each.token,
        "version": 1,
        "data": each.data,
        "channel_id": str(place.id),
        "channel": channel(world, place) | _channel_rights(world, place, person),
        "locale": person.locale,
        "app_permissions": str(each.app_permissions),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": each.owners,
        "context": int(each.context),
        "attachment_size_limit": each.attachment_size_limit,
    }
    home = world.guild_of(place)
    if home is None:
        body["user"] = user(person)
    else:
        body |= _in_guild(world, home, place, person)
    pressed = world.messages.find(each.message_id)
    if pressed is not None:
        body["message"] = message(world, pressed)
    return body


def _channel_rights(world: World, place: Channel, person: User) -> Json:
    if place.guild_id is None:
        return {}
    return {"permissions": str(int(world.permissions(person.id, place)))}


def _in_guild(world: World, home: Guild, place: Channel, person: User) -> Json:
    rights = str(int(world.permissions(person.id, place)))
    return {
        "guild_id": str(home.id),
        "guild": {"id": str(home.id), "locale": home.locale, "features": []},
        "guild_locale": home.locale,
        "member": member(home, home.members[person.id]) | {"user": user(person), "permissions": rights},
    }


def callback(world: World, each: Interaction, answer: Message | None) -> Json:
    """Return the body of a callback with `with_response=true`; only a sent or updated message comes along."""
    stamp: Json = {"id": str(each.id), "type": int(each.type)}
    body: Json = {"interaction": stamp}
    if each.answered is None or answer is None:
        return body
    stamp |= {
        "response_message_id": str(answer.id),
        "response_message_loading": bool(answer.flags & LOADING),
        "response_message_ephemeral": bool(answer.flags & EPHEMERAL),
    }
    if each.answered in (CallbackType.MESSAGE, CallbackType.UPDATE_MESSAGE):
        body["resource"] = {"type": int(each.answered), "message": message(world, answer)}
    return body
