"""Channels and their messages by the bot's token: read, post, edit, delete, react, type, un-archive."""

from __future__ import annotations

from typing import Any

from bot.playground import serialize
from bot.playground.changes import TypingStarted
from bot.playground.emoji import is_emoji
from bot.playground.errors import DiscordError, Gap
from bot.playground.forms import only, page_size, snowflake
from bot.playground.message_rules import CREATE, EDIT, check, check_not_empty
from bot.playground.messages import Post
from bot.playground.models import EPHEMERAL, Channel, ChannelType, Message
from bot.playground.permissions import Permission, sending_permission
from bot.playground.rate_limits import MESSAGE_DELETE, MESSAGE_EDIT, MESSAGE_SEND, OLD_MESSAGE_EDIT, REACTION
from bot.playground.rest import Call, Route, check_sizes

_PAGE = 100
_OLD_S = 3600.0


def _channel(call: Call) -> Channel:
    channel = call.world.channel(call.id("channel"))
    call.world.require(channel)
    return channel


def _message(call: Call) -> tuple[Channel, Message]:
    channel = _channel(call)
    return channel, call.world.messages.get_public(channel.id, call.id("message"))


async def get_channel(call: Call) -> Any:
    return serialize.channel(call.world, _channel(call))


async def edit_channel(call: Call) -> Any:
    channel = _channel(call)
    if channel.type != ChannelType.THREAD:
        raise Gap("editing a channel that is no thread")
    only(call.form, {"archived", "locked"}, "a thread's edit")
    needed = sending_permission(channel)
    if channel.locked or call.form.get("locked") is not None:
        needed = Permission.MANAGE_THREADS
    call.world.require(channel, needed)
    archived = bool(call.form.get("archived", channel.archived))
    call.world.archive(channel, archived=archived, locked=call.form.get("locked"))
    return serialize.channel(call.world, channel)


async def list_messages(call: Call) -> Any:
    channel = _channel(call)
    call.world.require(channel, Permission.READ_MESSAGE_HISTORY)
    found = [each for each in call.world.messages.in_channel(channel.id) if not each.ephemeral]
    return [serialize.message(call.world, each) for each in reversed(_window(found, call.query))]


def _window(messages: list[Message], query: dict[str, str]) -> list[Message]:
    """Choose a page of messages, which come oldest first, by limit and before, after or around."""
    limit = page_size(query, default=50, most=_PAGE)
    if "before" in query:
        before = snowflake(query["before"], ("before",))
        return [each for each in messages if each.id < before][-limit:]
    if "after" in query:
        after = snowflake(query["after"], ("after",))
        return [each for each in messages if each.id > after][:limit]
    if "around" in query:
        around = snowflake(query["around"], ("around",))
        older = [each for each in messages if each.id < around][-(limit // 2) :]
        return older + [each for each in messages if each.id >= around][: limit - len(older)]
    return messages[-limit:]


async def get_message(call: Call) -> Any:
    channel, message = _message(call)
    call.world.require(channel, Permission.READ_MESSAGE_HISTORY)
    return serialize.message(call.world, message)


async def create_message(call: Call) -> Any:
    channel = _channel(call)
    call.world.require(channel, sending_permission(channel))
    if call.files:
        call.world.require(channel, Permission.ATTACH_FILES)
    if channel.archived and channel.locked:
        raise DiscordError(50083)
    if channel.type == ChannelType.DM and not call.world.users[channel.recipients[0]].accepts_dms:
        raise DiscordError(50007)
    _check(call, CREATE)
    check_not_empty(call.form, call.files)
    check_sizes(call.files, call.world.file_limit(channel))
    if call.form.get("message_reference"):
        call.world.require(channel, Permission.READ_MESSAGE_HISTORY, code=160002)
    post = Post(body=call.form, files=call.files)
    message = call.world.messages.create(channel, call.world.application.id, post)
    if channel.archived:
        call.world.archive(channel, archived=False)
    return serialize.message(call.world, message)


async def edit_message(call: Call) -> Any:
    channel, message = _message(call)
    if message.author_id != call.world.application.id:
        raise DiscordError(50005)
    if channel.archived:
        raise DiscordError(50083)
    if call.files:
        call.world.require(channel, Permission.ATTACH_FILES)
    if call.world.clock() - message.created_at > _OLD_S:
        call.take(OLD_MESSAGE_EDIT, str(channel.id), 30046)
    _check(call, EDIT)
    check_sizes(call.files, call.world.file_limit(channel))
    return serialize.message(call.world, call.world.messages.edit(message, call.form, call.files))


def _check(call: Call, known: frozenset[str]) -> None:
    check(call.form, known, call.files, call.world.emojis.__contains__)
    if (call.form.get("flags") or 0) & EPHEMERAL:
        raise Gap("an ephemeral message by the bot's token")


async def delete_message(call: Call) -> Any:
    channel, message = _message(call)
    if message.author_id != call.world.application.id:
        call.world.require(channel, Permission.MANAGE_MESSAGES)
    call.world.messages.delete(message)


async def start_typing(call: Call) -> Any:
    channel = _channel(call)
    call.world.require(channel, sending_permission(channel))
    call.world.feed.publish(TypingStarted(channel, call.world.application.id))


def _emoji(call: Call) -> str:
    key = call.params["emoji"]
    _, _, emoji_id = key.partition(":")
    known = int(emoji_id) in call.world.emojis if emoji_id.isdecimal() else is_emoji(key)
    if not known:
        raise DiscordError(10014)
    return key


async def add_reaction(call: Call) -> Any:
    channel, message = _message(call)
    call.world.require(channel, Permission.READ_MESSAGE_HISTORY)
    emoji = _emoji(call)
    if emoji not in message.reactions:
        call.world.require(channel, Permission.ADD_REACTIONS)
    call.world.messages.react(message, emoji, call.world.application.id)


async def remove_own_reaction(call: Call) -> Any:
    _, message = _message(call)
    call.world.messages.unreact(message, _emoji(call), call.world.application.id)


async def remove_reaction(call: Call) -> Any:
    channel, message = _message(call)
    call.world.require(channel, Permission.MANAGE_MESSAGES)
    call.world.messages.unreact(message, _emoji(call), call.id("user"))


async def list_reactions(call: Call) -> Any:
    _, message = _message(call)
    users = message.reactions.get(_emoji(call), [])
    return [
        serialize.user(call.world.users[each])
        for each in users[: page_size(call.query, default=25, most=_PAGE)]
    ]


_MESSAGES = "/channels/{channel}/messages"
_MESSAGE = _MESSAGES + "/{message}"
_REACTIONS = _MESSAGE + "/reactions/{emoji}"
_PAGING = frozenset(("limit", "before", "after", "around"))

ROUTES = (
    Route("GET", "/channels/{channel}", get_channel),
    Route("PATCH", "/channels/{channel}", edit_channel),
    Route("GET", _MESSAGES, list_messages, query=_PAGING, major="channel"),
    Route("POST", _MESSAGES, create_message, limit=MESSAGE_SEND, major="channel"),
    Route("GET", _MESSAGE, get_message, major="channel"),
    Route("PATCH", _MESSAGE, edit_message, limit=MESSAGE_EDIT, major="channel"),
    Route("DELETE", _MESSAGE, delete_message, limit=MESSAGE_DELETE, major="channel"),
    Route("POST", "/channels/{channel}/typing", start_typing, major="channel"),
    Route("PUT", _REACTIONS + "/@me", add_reaction, limit=REACTION, major="channel"),
    Route("DELETE", _REACTIONS + "/@me", remove_own_reaction, limit=REACTION, major="channel"),
    Route("DELETE", _REACTIONS + "/{user}", remove_reaction, limit=REACTION, major="channel"),
    Route("GET", _REACTIONS, list_reactions, query=frozenset(("limit", "type")), major="channel"),
)
