"""The one store: who and what exists, where things are found, and who may do what. Changes go through here.

The life of messages is in `messages`, of interactions in `interactions`, of commands in `commands`: each is one part
of the world with its own rules. Nothing here knows HTTP.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.playground.changes import ChannelOpened, Feed, ThreadUpdated
from bot.playground.commands import CommandBook
from bot.playground.errors import DiscordError, Gap, PersonError
from bot.playground.interactions import InteractionDesk
from bot.playground.links import CdnLinks
from bot.playground.messages import MessageBook
from bot.playground.models import Attachment, Channel, ChannelType, Guild, Json, LoggedRequest, User
from bot.playground.permissions import DIRECT, Permission, channel_permissions
from bot.playground.snowflakes import Snowflakes

_LOG_LENGTH = 5_000
_FILES_KEPT = 512 * 1024 * 1024
_TIER_LIMITS = {0: 10, 1: 10, 2: 50, 3: 100}
_MIB = 1024 * 1024

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Application:
    """The bot under test; its user has the application's id, as with every application made since 2017."""

    id: int
    name: str
    token: str
    online: bool = False


@dataclass(slots=True)
class World:
    """Everything. `clock` gives seconds since 1970; the 3 s and 15 min of interactions go by it."""

    application: Application
    clock: Callable[[], float]
    links: CdnLinks
    feed: Feed = field(default_factory=Feed)
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    attachments: dict[int, Attachment] = field(default_factory=dict)
    emojis: dict[int, Json] = field(default_factory=dict)
    log: deque[LoggedRequest] = field(default_factory=lambda: deque(maxlen=_LOG_LENGTH))
    gaps: list[str] = field(default_factory=list)
    ids: Snowflakes = field(init=False)
    messages: MessageBook = field(init=False)
    interactions: InteractionDesk = field(init=False)
    commands: CommandBook = field(init=False)

    def __post_init__(self) -> None:
        self.ids = Snowflakes(self.clock)
        self.messages = MessageBook(self)
        self.interactions = InteractionDesk(self)
        self.commands = CommandBook(self)
        bot = User(
            self.application.id, self.application.name.lower(), self.application.name, "#5865f2", bot=True
        )
        self.users[bot.id] = bot

    # Finding -------------------------------------------------------------------------------------------------------

    def channel(self, channel_id: int) -> Channel:
        """Return the channel; DiscordError 10003 if there is none."""
        if channel_id not in self.channels:
            raise DiscordError(10003)
        return self.channels[channel_id]

    def channel_named(self, name: str) -> Channel:
        wanted = name.removeprefix("#").casefold()
        for channel in self.channels.values():
            if channel.name.casefold() == wanted and channel.type in (ChannelType.TEXT, ChannelType.THREAD):
                return channel
        raise PersonError(f"There is no channel called {name!r}.")

    def guild_of(self, channel: Channel) -> Guild | None:
        return None if channel.guild_id is None else self.guilds[channel.guild_id]

    def user(self, user_id: int) -> User:
        if user_id not in self.users:
            raise DiscordError(10013)
        return self.users[user_id]

    def person(self, key: int | str) -> User:
        """Return a person by id or username; PersonError for a stranger or the bot."""
        for user in self.users.values():
            if not user.bot and str(key).casefold() in (str(user.id), user.username):
                return user
        raise PersonError(f"There is nobody called {key!r} here.")

    def dm_with(self, user_id: int) -> Channel:
        """Return the bot's DM with the person, opening it if need be."""
        user = self.user(user_id)
        for channel in self.channels.values():
            if channel.type == ChannelType.DM and channel.recipients == (user.id,):
                return channel
        channel = Channel(self.ids.next(), ChannelType.DM, user.name, recipients=(user.id,))
        self.channels[channel.id] = channel
        self.feed.publish(ChannelOpened(channel))
        return channel

    # Rights --------------------------------------------------------------------------------------------------------

    def bot_is_in(self, channel: Channel) -> bool:
        guild = self.guild_of(channel)
        if guild is not None:
            return self.application.id in guild.members
        return channel.type == ChannelType.DM

    def permissions(self, user_id: int, channel: Channel) -> Permission:
        """Return what the user may do in the channel; nothing at all when they are not part of it."""
        guild = self.guild_of(channel)
        if guild is None:
            belongs = user_id in channel.recipients or self.bot_is_in(channel)
            return DIRECT if belongs else Permission(0)
        if user_id not in guild.members:
            return Permission(0)
        place = channel if channel.parent_id is None else self.channels[channel.parent_id]
        return channel_permissions(guild, place, user_id)

    def require(self, channel: Channel, *needed: Permission, code: int = 50013) -> None:
        """Check the bot's own rights: 50001 when it cannot see the channel, `code` when it lacks one of `needed`."""
        granted = self.permissions(self.application.id, channel)
        if Permission.VIEW_CHANNEL not in granted:
            raise DiscordError(50001)
        for permission in needed:
            if permission not in granted:
                raise DiscordError(code)

    def deny(self, channel: Channel, target_id: int, permissions: Permission) -> None:
        """Deny a role or a member permissions in a channel, by an overwrite."""
        allow, deny = channel.overwrites.get(target_id, (0, 0))
        channel.overwrites[target_id] = (allow & ~int(permissions), deny | int(permissions))

    def file_limit(self, channel: Channel) -> int:
        """Return the bytes per file that the bot's token may upload there: by the guild's boost tier, else 10 MiB."""
        guild = self.guild_of(channel)
        return _TIER_LIMITS[0 if guild is None else guild.premium_tier] * _MIB

    # Changing ------------------------------------------------------------------------------------------------------

    def archive(self, thread: Channel, *, archived: bool, locked: bool | None = None) -> None:
        thread.archived = archived
        if locked is not None:
            thread.locked = locked
        self.feed.publish(ThreadUpdated(thread))

    def keep_file(self, attachment: Attachment) -> None:
        """Store a file for the CDN; the oldest ones go when all together are over 512 MiB."""
        self.attachments[attachment.id] = attachment
        total = sum(each.size for each in self.attachments.values())
        for oldest in tuple(self.attachments.values()):
            if total <= _FILES_KEPT:
                break
            self.drop_file(oldest)
            total -= oldest.size

    def drop_file(self, attachment: Attachment) -> None:
        self.attachments.pop(attachment.id, None)
        attachment.content = b""

    def remember(self, entry: LoggedRequest) -> None:
        self.log.append(entry)
        self.feed.nudge()

    def note_gap(self, gap: Gap) -> None:
        """Record and log what was asked of Discord and is not implemented here."""
        self.gaps.append(str(gap))
        log.error("the playground does not implement: %s", gap)
        self.feed.nudge()
