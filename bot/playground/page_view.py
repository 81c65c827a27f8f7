"""The world as the web page shows it: names and colours instead of ids, and what only one person sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground import serialize
from bot.playground.models import Channel, ChannelType, Guild, Json, Message, User
from bot.playground.permissions import Permission

if TYPE_CHECKING:
    from bot.playground.people import PersonHandle
    from bot.playground.world import World

_EXCERPT = 120


def state(person: PersonHandle, channel: Channel | None) -> Json:
    """Return all that the page needs to draw itself for one person, with the messages of one channel."""
    world = person.world
    messages = [] if channel is None else person.messages(channel)
    places = [
        each for each in world.channels.values() if each.guild_id is None and person.id in each.recipients
    ]
    offered = world.commands.listed() if channel is None else person.commands(channel)
    return {
        "people": [_person(user) for user in world.users.values() if not user.bot],
        "guilds": [_guild(world, guild, person) for guild in world.guilds.values() if _shown(world, guild)],
        "dms": [_place(person, each) | {"name": _dm_name(world, each)} for each in places],
        "bot": {
            "id": str(world.application.id),
            "name": world.application.name,
            "online": world.application.online,
        },
        "commands": [localized(each, person.user.locale) for each in offered],
        "me": str(person.id),
        "messages": [message(world, each, person.id) for each in messages],
    }


def localized(thing: Json, locale: str) -> Json:
    """Return a command or an option in one language, as Discord's client shows it.

    `label` is the name to show; `name` stays the default one, under which everything is sent.
    """
    shown = {key: value for key, value in thing.items() if not key.endswith("_localizations")}
    shown["label"] = _in(locale, thing, "name")
    if "description" in thing:
        shown["description"] = _in(locale, thing, "description")
    if "options" in thing:
        shown["options"] = [localized(each, locale) for each in thing["options"]]
    if "choices" in thing:
        shown["choices"] = localized_choices(thing["choices"], locale)
    return shown


def localized_choices(choices: list[Json], locale: str) -> list[Json]:
    """Return choices under the names to show; they are sent by their values."""
    return [{"name": _in(locale, each, "name"), "value": each["value"]} for each in choices]


def _in(locale: str, thing: Json, field: str) -> Any:
    return (thing.get(f"{field}_localizations") or {}).get(locale) or thing[field]


def message(world: World, each: Message, viewer_id: int) -> Json:
    author = world.users[each.author_id]
    origin = each.origin
    named = None if origin is None or origin.command_name is None or each.reference_id else origin
    return {
        "id": str(each.id),
        "channel_id": str(each.channel_id),
        "author": _person(author) | {"bot": author.bot},
        "content": each.content,
        "timestamp": serialize.moment(each.created_at),
        "edited": each.edited_at is not None,
        "ephemeral": each.ephemeral,
        "thinking": each.thinking,
        "attachments": [_attachment(world, each, number) for number in range(len(each.attachments))],
        "embeds": each.embeds,
        "components": each.components,
        "reference": _reference(world, each),
        "mentions": [
            {"id": str(user), "name": world.users[user].name} for user in each.pinged if user in world.users
        ],
        "interaction": named
        and {"user_name": world.users[named.user_id].name, "command_name": named.command_name},
        "reactions": [
            {"emoji": emoji, "count": len(users), "me": viewer_id in users}
            for emoji, users in each.reactions.items()
        ],
    }


def _person(user: User) -> Json:
    return {"id": str(user.id), "name": user.name, "avatar_color": user.color}


def _shown(world: World, guild: Guild) -> bool:
    """Tell whether a server is of use: the bot is there, or a command comes with the person (a user install)."""
    installable = any(1 in (each["integration_types"] or []) for each in world.commands.listed())
    return world.application.id in guild.members or installable


def _guild(world: World, guild: Guild, person: PersonHandle) -> Json:
    places = [each for each in world.channels.values() if each.guild_id == guild.id]
    visible = [each for each in places if int(world.permissions(person.id, each))]
    return {
        "id": str(guild.id),
        "name": guild.name,
        "members": [str(each) for each in guild.members],
        "channels": [_place(person, each) for each in visible],
    }


def _place(person: PersonHandle, channel: Channel) -> Json:
    """Return a channel as the page lists it; `last_id` is its newest message that this person sees."""
    kinds = {ChannelType.THREAD: "thread", ChannelType.TEXT: "text"}
    seen = person.world.messages.seen_by(channel.id, person.id)
    return {
        "id": str(channel.id),
        "name": channel.name,
        "type": kinds.get(channel.type, "dm"),
        "parent_id": None if channel.parent_id is None else str(channel.parent_id),
        "topic": channel.topic,
        "members": [str(each) for each in channel.recipients],
        "moderated": person.can(Permission.MANAGE_MESSAGES, channel),
        "last_id": str(seen[-1].id) if seen else None,
    }


def _dm_name(world: World, channel: Channel) -> str:
    return world.application.name if channel.type == ChannelType.DM else channel.name


def _attachment(world: World, each: Message, number: int) -> Json:
    file = each.attachments[number]
    return {
        "id": str(file.id),
        "filename": file.filename,
        "url": world.links.url(file),
        "description": file.description,
        "size": file.size,
        "width": file.width,
        "height": file.height,
        "content_type": file.content_type,
    }


def _reference(world: World, each: Message) -> Json | None:
    if each.reference_id is None:
        return None
    parent = world.messages.find(each.reference_id)
    if parent is None:
        return {"message_id": str(each.reference_id), "author_name": "", "excerpt": "", "deleted": True}
    return {
        "message_id": str(parent.id),
        "author_name": world.users[parent.author_id].name,
        "excerpt": parent.content[:_EXCERPT],
        "deleted": False,
    }
