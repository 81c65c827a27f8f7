"""Users, servers and members as the bot may read them, and opening a DM."""

from __future__ import annotations

from typing import Any

from bot.playground import serialize
from bot.playground.errors import DiscordError
from bot.playground.forms import only, page_size, snowflake
from bot.playground.models import Guild, Json
from bot.playground.rest import Call, Route

_GUILDS = 200
"""The most guilds that a page holds."""


def _guild(call: Call) -> Guild:
    """Return a guild that the bot is in: else 10004 (none) or 50001 (not its business)."""
    guild = call.world.guilds.get(call.id("guild"))
    if guild is None:
        raise DiscordError(10004)
    if call.world.application.id not in guild.members:
        raise DiscordError(50001)
    return guild


async def get_me(call: Call) -> Any:
    own = serialize.user(call.world.users[call.world.application.id])
    return own | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


async def get_my_guilds(call: Call) -> Any:
    """Return a page of the guilds that the bot is in, by their ids, with what it may do there."""
    bot, query = call.world.application.id, call.query
    limit = page_size(query, default=_GUILDS, most=_GUILDS)
    found = [guild for _, guild in sorted(call.world.guilds.items()) if bot in guild.members]
    if "before" in query:
        before = snowflake(query["before"], ("before",))
        found = [guild for guild in found if guild.id < before][-limit:]
    if "after" in query:
        after = snowflake(query["after"], ("after",))
        found = [guild for guild in found if guild.id > after]
    return [serialize.own_guild(guild, bot) | _counts(call, guild) for guild in found[:limit]]


async def get_user(call: Call) -> Any:
    return serialize.user(call.world.user(call.id("user")))


async def open_dm(call: Call) -> Any:
    only(call.form, {"recipient_id"}, "a DM")
    person = call.world.user(snowflake(call.form.get("recipient_id"), ("recipient_id",)))
    if person.bot:
        raise DiscordError(50007)
    return serialize.channel(call.world, call.world.dm_with(person.id))


async def get_guild(call: Call) -> Any:
    guild = _guild(call)
    return serialize.guild(guild) | _counts(call, guild)


def _counts(call: Call, guild: Guild) -> Json:
    """Return the numbers that `with_counts` asks for; everybody is online here."""
    if call.query.get("with_counts", "").lower() not in ("true", "1"):
        return {}
    count = len(guild.members)
    return {"approximate_member_count": count, "approximate_presence_count": count}


async def get_guild_channels(call: Call) -> Any:
    guild = _guild(call)
    places = [
        each for each in call.world.channels.values() if each.guild_id == guild.id and each.parent_id is None
    ]
    return [serialize.channel(call.world, each) for each in places]


async def get_member(call: Call) -> Any:
    guild, user_id = _guild(call), call.id("user")
    if user_id not in guild.members:
        raise DiscordError(10007)
    return serialize.member(guild, guild.members[user_id]) | {
        "user": serialize.user(call.world.users[user_id])
    }


ROUTES = (
    Route("GET", "/users/@me", get_me),
    Route("POST", "/users/@me/channels", open_dm),
    Route(
        "GET",
        "/users/@me/guilds",
        get_my_guilds,
        query=frozenset(("limit", "before", "after", "with_counts")),
    ),
    Route("GET", "/users/{user}", get_user),
    Route("GET", "/guilds/{guild}", get_guild, query=frozenset(("with_counts",))),
    Route("GET", "/guilds/{guild}/channels", get_guild_channels),
    Route("GET", "/guilds/{guild}/members/{user}", get_member),
)
