"""Who may do what where: Discord's permission bits and its rule of roles and overwrites, pure.

The order of the rule (everyone, roles, channel overwrites of everyone, of roles, of the member) is Discord's:
https://discord.com/developers/docs/topics/permissions#permission-overwrites
"""

from enum import IntFlag

from bot.playground.models import Channel, ChannelType, Guild


class Permission(IntFlag):
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50


MEMBER = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.USE_EXTERNAL_APPS
)
MODERATOR = (
    MEMBER
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_GUILD
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_THREADS
    | Permission.MENTION_EVERYONE
)
EVERYTHING = MODERATOR | Permission.ADMINISTRATOR
DIRECT = MEMBER


def guild_permissions(guild: Guild, user_id: int) -> Permission:
    """Return what the member may do in the guild, before any channel's overwrites."""
    if user_id == guild.owner_id:
        return EVERYTHING
    member = guild.members[user_id]
    granted = Permission(guild.roles[guild.id].permissions)
    for role_id in member.role_ids:
        granted |= Permission(guild.roles[role_id].permissions)
    return EVERYTHING if Permission.ADMINISTRATOR in granted else granted


def channel_permissions(guild: Guild, channel: Channel, user_id: int) -> Permission:
    """Return what the member may do in the channel; a thread follows its parent, whose overwrites are passed in."""
    granted = guild_permissions(guild, user_id)
    if Permission.ADMINISTRATOR in granted:
        return EVERYTHING
    roles = guild.members[user_id].role_ids
    for scope in ((guild.id,), roles, (user_id,)):
        found = [channel.overwrites[key] for key in scope if key in channel.overwrites]
        for _, deny in found:
            granted &= ~Permission(deny)
        for allow, _ in found:
            granted |= Permission(allow)
    if Permission.VIEW_CHANNEL not in granted:
        return Permission(0)
    return granted


def sending_permission(channel: Channel) -> Permission:
    threaded = channel.type == ChannelType.THREAD
    return Permission.SEND_MESSAGES_IN_THREADS if threaded else Permission.SEND_MESSAGES
