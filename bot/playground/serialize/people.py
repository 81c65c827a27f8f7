"""Users and members in Discord's JSON, and its way to write a moment. Reads only."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.playground.models import Guild, Json, Member, User
from bot.playground.snowflakes import created_at


def moment(seconds: float | None) -> str | None:
    """Return the time as Discord writes it: ISO 8601 with microseconds, in UTC."""
    return (
        None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
    )


def user(person: User) -> Json:
    return {
        "id": str(person.id),
        "username": person.username,
        "discriminator": "0",
        "global_name": None if person.bot else person.name,
        "avatar": None,
        "bot": person.bot,
        "system": False,
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
        "avatar_decoration_data": None,
        "clan": None,
        "primary_guild": None,
    }


def member(guild: Guild, each: Member) -> Json:
    return {
        "roles": [str(role_id) for role_id in each.role_ids],
        "joined_at": moment(created_at(guild.id)),
        "premium_since": None,
        "nick": None,
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }
