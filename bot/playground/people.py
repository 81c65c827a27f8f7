"""What a person does in Discord's app: commands, presses, selects, modals, reactions. For tests and the web page.

It allows what the app would allow and says in one sentence why not (PersonError). It never answers for the bot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.playground import commands, payloads
from bot.playground.changes import TypingStarted
from bot.playground.component_rules import BUTTON, STRING_SELECT, interactive
from bot.playground.emoji import is_emoji
from bot.playground.errors import PersonError
from bot.playground.handles import InteractionHandle
from bot.playground.message_rules import mentioned
from bot.playground.messages import Post
from bot.playground.models import (
    Channel,
    ChannelType,
    Context,
    InteractionType,
    Json,
    Message,
    User,
)
from bot.playground.permissions import Permission, sending_permission
from bot.playground.uploads import Upload
from bot.playground.world import World

_LINK = 5

Place = Channel | int | str


@dataclass(frozen=True, slots=True)
class PersonHandle:
    """A person at the keyboard. A place is a channel, its id, "#name", or "@dm" for the DM with the bot."""

    world: World
    user: User

    @property
    def id(self) -> int:
        return self.user.id

    def place(self, place: Place) -> Channel:
        """Return a channel that this person can see; PersonError otherwise."""
        if isinstance(place, Channel):
            channel = place
        elif place == "@dm":
            channel = self.world.dm_with(self.user.id)
        elif isinstance(place, int) or place.isdecimal():
            found = self.world.channels.get(int(place))
            if found is None:
                raise PersonError("This channel does not exist any more.")
            channel = found
        else:
            channel = self.world.channel_named(place)
        if not self.can(Permission.VIEW_CHANNEL, channel):
            raise PersonError(f"{self.user.name} cannot see this channel.")
        return channel

    def can(self, permission: Permission, channel: Channel) -> bool:
        granted = self.world.permissions(self.user.id, channel)
        return permission in granted and (channel.guild_id is not None or self.user.id in channel.recipients)

    # Messages ------------------------------------------------------------------------------------------------------

    def messages(self, place: Place) -> list[Message]:
        """Return what this person sees in a place, oldest first."""
        return self.world.messages.seen_by(self.place(place).id, self.user.id)

    async def say(
        self, place: Place, content: str, *files: Upload, reply_to: Message | None = None
    ) -> Message:
        channel = self.place(place)
        if not self.can(sending_permission(channel), channel):
            raise PersonError("You do not have permission to send messages in this channel.")
        if not content and not files:
            raise PersonError("Write something first.")
        body = {"content": content, "allowed_mentions": {"users": [str(each) for each in mentioned(content)]}}
        measured = {number: await upload.measured() for number, upload in enumerate(files)}
        post = Post(body=body, files=measured, reply_to=None if reply_to is None else reply_to.id)
        return self.world.messages.create(channel, self.user.id, post)

    def begin_typing(self, place: Place) -> None:
        """Show the others in a place that this person types."""
        self.world.feed.publish(TypingStarted(self.place(place), self.user.id))

    def react(self, message: Message, emoji: str) -> None:
        self._seen(message)
        if message.ephemeral or not self.can(Permission.ADD_REACTIONS, self.place(message.channel_id)):
            raise PersonError("You cannot react to this message.")
        if not is_emoji(emoji) and ":" not in emoji:
            raise PersonError(f"{emoji!r} is not an emoji.")
        self.world.messages.react(message, emoji, self.user.id)

    def unreact(self, message: Message, emoji: str) -> None:
        if self.user.id not in message.reactions.get(emoji, []):
            raise PersonError("You have not reacted with that.")
        self.world.messages.unreact(message, emoji, self.user.id)

    def delete(self, message: Message) -> None:
        """Delete one's own message, or any as a moderator."""
        channel = self.place(message.channel_id)
        if message.author_id != self.user.id and not self.can(Permission.MANAGE_MESSAGES, channel):
            raise PersonError("Only its author or a moderator can delete this message.")
        self.world.messages.delete(message)

    def dismiss(self, message: Message) -> None:
        """Dismiss an ephemeral message that only this person sees."""
        if message.only_for != self.user.id:
            raise PersonError("Only messages that nobody else sees can be dismissed.")
        self.world.messages.delete(message)

    # Interactions --------------------------------------------------------------------------------------------------

    def commands(self, place: Place) -> list[Json]:
        """Return the commands that this person is offered in a place, as the bot registered them."""
        channel = self.place(place)
        return [
            each for each in self.world.commands.visible(channel.guild_id) if self._may_use(channel, each)
        ]

    async def command(self, place: Place, name: str, /, **options: Any) -> InteractionHandle:
        """Use a slash command; a subcommand is written `group name`. A file option takes an `Upload`."""
        channel = self.place(place)
        command, owners = self._offered(channel, name.split(maxsplit=1)[0], commands.CHAT_INPUT)
        data = await payloads.command(self._filling(channel), command, name.split()[1:], options)
        return self._open(InteractionType.COMMAND, channel, data, owners, command_name=name)

    async def use_on(self, message: Message, name: str) -> InteractionHandle:
        """Use a message command from a message's menu."""
        self._seen(message)
        channel = self.place(message.channel_id)
        command, owners = self._offered(channel, name, commands.MESSAGE)
        data = payloads.message_command(self.world, command, message)
        return self._open(InteractionType.COMMAND, channel, data, owners, command_name=name)

    async def autocomplete(self, place: Place, name: str, focused: str, /, **options: Any) -> list[Json]:
        """Type into an option that completes itself; wait for the bot's choices."""
        channel = self.place(place)
        command, owners = self._offered(channel, name.split(maxsplit=1)[0], commands.CHAT_INPUT)
        data = payloads.autocomplete(command, name.split()[1:], options, focused)
        handle = self._open(InteractionType.AUTOCOMPLETE, channel, data, owners, command_name=name)
        await handle.answered()
        return handle.interaction.choices or []

    async def press(
        self,
        message: Message,
        custom_id: str | None = None,
        *,
        label: str | None = None,
        emoji: str | None = None,
    ) -> InteractionHandle:
        """Press the button with this custom id, label or emoji."""
        self._seen(message)
        for button in interactive(message.components):
            wanted = (
                (custom_id is not None and button.get("custom_id") == custom_id)
                or (label is not None and button.get("label") == label)
                or (emoji is not None and (button.get("emoji") or {}).get("name") == emoji)
            )
            if button["type"] == BUTTON and wanted:
                if button["style"] == _LINK:
                    raise PersonError("This button only opens a link.")
                return self._use(message, button, {})
        raise PersonError(f"There is no such button ({custom_id or label or emoji}) on this message.")

    async def select(
        self, message: Message, values: Sequence[str], custom_id: str | None = None
    ) -> InteractionHandle:
        """Choose values in the select with this custom id, or in the only one."""
        self._seen(message)
        for select in interactive(message.components):
            if select["type"] == STRING_SELECT and custom_id in (None, select["custom_id"]):
                payloads.check_values(select, values)
                return self._use(message, select, {"values": list(values)})
        raise PersonError("There is no such menu on this message.")

    async def submit(self, opened: InteractionHandle | int, values: Mapping[str, Any]) -> InteractionHandle:
        """Fill in and send the modal that an interaction opened; `values` by custom id, files as `Upload`."""
        interaction_id = opened if isinstance(opened, int) else opened.id
        source = self.world.interactions.find(interaction_id)
        if source is None or source.user_id != self.user.id or source.modal is None:
            raise PersonError("This form is not open any more.")
        channel = self.place(source.channel_id)
        data = await payloads.modal(self._filling(channel), source.modal, values)
        name = source.command_name
        return self._open(
            InteractionType.MODAL_SUBMIT,
            channel,
            data,
            source.owners,
            message_id=source.message_id,
            command_name=name,
            opened_by=source.id,
        )

    # Parts ---------------------------------------------------------------------------------------------------------

    def _filling(self, channel: Channel) -> payloads.Filling:
        return payloads.Filling(self.world, self.user, channel)

    def _seen(self, message: Message) -> None:
        if self.world.messages.find(message.id) is None or message.only_for not in (None, self.user.id):
            raise PersonError("This message does not exist any more.")
        self.place(message.channel_id)

    def _use(self, message: Message, component: Json, extra: Json) -> InteractionHandle:
        if component.get("disabled"):
            raise PersonError("This control is switched off.")
        channel = self.place(message.channel_id)
        data = {
            "custom_id": component["custom_id"],
            "component_type": component["type"],
            "id": component["id"],
        } | extra
        owners = self._message_owners(message, channel)
        return self._open(InteractionType.COMPONENT, channel, data, owners, message_id=message.id)

    def _message_owners(self, message: Message, channel: Channel) -> dict[str, str]:
        if message.origin is not None:
            return message.origin.owners
        return {"0": str(channel.guild_id or 0)}

    def _may_use(self, channel: Channel, command: Json) -> bool:
        try:
            self._offered(channel, command["name"], command["type"])
        except PersonError:
            return False
        return True

    def _offered(self, channel: Channel, name: str, kind: int) -> tuple[Json, dict[str, str]]:
        """Return a command that this person may use there, with the installs that authorize it."""
        command = self.world.commands.find(name, kind, channel.guild_id)
        guild_install = self.world.bot_is_in(channel)
        context = self.world.interactions.context(channel)
        commands.check_place(
            command, context, guild_install=guild_install, user_install=self.user.has_user_install
        )
        if context == Context.GUILD:
            self._check_rights(command, channel)
        types = command["integration_types"] or [0]
        owners: dict[str, str] = {}
        if guild_install and 0 in types:
            owners["0"] = str(channel.guild_id or 0)
        if self.user.has_user_install and 1 in types:
            owners["1"] = str(self.user.id)
        return command, owners

    def _check_rights(self, command: Json, channel: Channel) -> None:
        restricted_to = command.get("default_member_permissions")
        # Discord's "0" reserves a command for administrators.
        needed = Permission.ADMINISTRATOR if restricted_to == "0" else Permission(int(restricted_to or 0))
        needed |= Permission.USE_APPLICATION_COMMANDS
        if not self.can(needed, channel):
            raise PersonError(f"You do not have permission to use /{command['name']} here.")
        place = channel if channel.type != ChannelType.THREAD else self.world.channels[channel.parent_id or 0]
        if command.get("nsfw") and not place.nsfw:
            raise PersonError(f"/{command['name']} can only be used in an age-restricted channel.")

    def _open(
        self,
        kind: InteractionType,
        channel: Channel,
        data: Json,
        owners: dict[str, str],
        *,
        message_id: int | None = None,
        command_name: str | None = None,
        opened_by: int | None = None,
    ) -> InteractionHandle:
        interaction = self.world.interactions.open(
            kind,
            self.user,
            channel,
            data,
            owners=owners,
            message_id=message_id,
            command_name=command_name,
            opened_by=opened_by,
        )
        return InteractionHandle(self.world, interaction)
