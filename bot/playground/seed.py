"""The servers, channels and people that exist when the playground opens. Data: change a name here, not elsewhere."""

from bot.playground.models import Channel, ChannelType, Guild, Member, Role, User
from bot.playground.permissions import MEMBER, MODERATOR
from bot.playground.snowflakes import seed_id
from bot.playground.world import World

_PEOPLE = (
    ("ada", "Ada", "#c4683a", "en-US"),
    ("bo", "Bo", "#3a7bc4", "en-US"),
    ("cleo", "Cleo", "#7a4fb0", "en-US"),
    ("mod", "Mod", "#2f8f5b", "en-US"),
    ("lin", "Lin", "#b0476a", "zh-CN"),
)
_CHANNELS = (
    ("general", "Say hello", False),
    ("images", "Where pictures are made", False),
    ("showcase", "The best of them", False),
    ("after-dark", "Age-restricted", True),
)


def populate(world: World) -> None:
    """Fill an empty world: a community, a second server, a third without the bot, a DM each and a group DM."""
    for number, (username, name, color, locale) in enumerate(_PEOPLE, start=1):
        user = User(id=seed_id(number), username=username, name=name, color=color, locale=locale)
        world.users[user.id] = user
    community = _guild(world, seed_id(100), "Painters", bot=True)
    _channels(world, community, 200, _CHANNELS)
    images = world.channel_named("images")
    _add(world, Channel(seed_id(250), ChannelType.THREAD, "big canvases", community.id, parent_id=images.id))
    second = _guild(world, seed_id(101), "Workshop", bot=True)
    _channels(world, second, 300, (("lobby", "A second server", False), ("sketches", "Rough work", False)))
    foreign = _guild(world, seed_id(102), "Elsewhere", bot=False)
    _channels(world, foreign, 400, (("elsewhere", "The bot was not added to this server", False),))
    people = [user for user in world.users.values() if not user.bot]
    for number, person in enumerate(people):
        dm = Channel(seed_id(500 + number), ChannelType.DM, person.name, recipients=(person.id,))
        _add(world, dm)
    group = Channel(seed_id(550), ChannelType.GROUP_DM, "Ada, Bo", recipients=(people[0].id, people[1].id))
    _add(world, group)


def _guild(world: World, guild_id: int, name: str, *, bot: bool) -> Guild:
    moderator = next(user for user in world.users.values() if user.username == "mod")
    roles = (
        Role(guild_id, "@everyone", int(MEMBER), 0),
        Role(guild_id + 1, "Moderators", int(MODERATOR), 2),
        Role(guild_id + 2, world.application.name, int(MEMBER), 1),
    )
    members = {user.id: Member(user.id) for user in world.users.values() if not user.bot}
    members[moderator.id] = Member(moderator.id, (guild_id + 1,))
    if bot:
        members[world.application.id] = Member(world.application.id, (guild_id + 2,))
    guild = Guild(guild_id, name, moderator.id, {role.id: role for role in roles}, members)
    world.guilds[guild.id] = guild
    return guild


def _channels(world: World, guild: Guild, first: int, rows: tuple[tuple[str, str, bool], ...]) -> None:
    for position, (name, topic, nsfw) in enumerate(rows):
        channel = Channel(seed_id(first + position), ChannelType.TEXT, name, guild.id, position=position)
        channel.topic, channel.nsfw = topic, nsfw
        _add(world, channel)


def _add(world: World, channel: Channel) -> None:
    world.channels[channel.id] = channel
