"""Servers, channels and threads in Discord's JSON. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.playground.models import Channel, ChannelType, Guild, Json
from bot.playground.permissions import guild_permissions
from bot.playground.serialize.people import member, moment, user
from bot.playground.snowflakes import created_at

if TYPE_CHECKING:
    from bot.playground.world import World


# What Discord says of a server that has set nothing up.
_NOTHING = (
    "icon", "splash", "discovery_splash", "home_header", "banner", "description", "afk_channel_id",
    "widget_channel_id", "system_channel_id", "rules_channel_id", "public_updates_channel_id",
    "safety_alerts_channel_id", "vanity_url_code", "application_id", "max_presences", "incidents_data",
)  # fmt: skip
_PLAIN_GUILD: Mapping[str, Any] = MappingProxyType(
    dict.fromkeys(_NOTHING)
    | {
        "region": "deprecated",
        "afk_timeout": 300,
        "widget_enabled": False,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "max_members": 500_000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "system_channel_flags": 0,
        "features": (),
        "emojis": (),
        "stickers": (),
    }
)


def channel(world: World, each: Channel) -> Json:
    """Return a channel; a thread brings its metadata, a DM its recipients."""
    body: Json = {"id": str(each.id), "type": int(each.type), "flags": 0, "last_message_id": None}
    if each.type in (ChannelType.DM, ChannelType.GROUP_DM):
        body["recipients"] = [user(world.users[person]) for person in each.recipients]
        if each.type == ChannelType.GROUP_DM:
            body |= {"name": each.name, "icon": None, "owner_id": str(each.recipients[0])}
        return body
    body |= {"guild_id": str(each.guild_id), "name": each.name, "rate_limit_per_user": 0}
    parent = None if each.parent_id is None else str(each.parent_id)
    if each.type == ChannelType.THREAD:
        return body | _thread(world, each) | {"parent_id": parent}
    return body | {
        "parent_id": parent,
        "position": each.position,
        "topic": each.topic,
        "nsfw": each.nsfw,
        "permission_overwrites": _overwrites(world, each),
    }


def _thread(world: World, each: Channel) -> Json:
    guild = world.guilds[each.guild_id or 0]
    return {
        "owner_id": str(guild.owner_id),
        "message_count": len(world.messages.in_channel(each.id)),
        "total_message_sent": len(world.messages.in_channel(each.id)),
        "member_count": len(guild.members),
        "thread_metadata": {
            "archived": each.archived,
            "locked": each.locked,
            "auto_archive_duration": 1440,
            "archive_timestamp": moment(created_at(each.id)),
            "create_timestamp": moment(created_at(each.id)),
        },
    }


def _overwrites(world: World, each: Channel) -> list[Json]:
    guild = world.guilds[each.guild_id or 0]
    return [
        {"id": str(target), "type": 0 if target in guild.roles else 1, "allow": str(allow), "deny": str(deny)}
        for target, (allow, deny) in each.overwrites.items()
    ]


def guild(each: Guild) -> Json:
    """Return a guild as REST gives it, without its channels and members."""
    return {
        **_PLAIN_GUILD,
        "id": str(each.id),
        "name": each.name,
        "owner_id": str(each.owner_id),
        "premium_tier": each.premium_tier,
        "preferred_locale": each.locale,
        "roles": [_role(role.id, role.name, role.permissions, role.position) for role in each.roles.values()],
    }


def own_guild(each: Guild, user_id: int) -> Json:
    """Return a guild as one of its members finds it among their own."""
    return {
        "id": str(each.id),
        "name": each.name,
        "icon": None,
        "banner": None,
        "owner": each.owner_id == user_id,
        "permissions": str(int(guild_permissions(each, user_id))),
        "features": [],
    }


def _role(role_id: int, name: str, permissions: int, position: int) -> Json:
    return {
        "id": str(role_id),
        "name": name,
        "permissions": str(permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def guild_create(world: World, each: Guild) -> Json:
    """Return a guild as the gateway gives it on connecting: with channels, threads and the bot's own member."""
    places = [place for place in world.channels.values() if place.guild_id == each.id]
    own = each.members[world.application.id]
    return guild(each) | {
        "joined_at": moment(created_at(each.id)),
        "large": False,
        "unavailable": False,
        "member_count": len(each.members),
        "members": [member(each, own) | {"user": user(world.users[own.user_id])}],
        "channels": [channel(world, place) for place in places if place.type == ChannelType.TEXT],
        "threads": [channel(world, place) for place in places if place.type == ChannelType.THREAD],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
