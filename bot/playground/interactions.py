"""The life of an interaction: opened by a person, answered once within 3 s, its token good for 15 min.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.playground.changes import InteractionAnswered, InteractionFailed, InteractionOpened
from bot.playground.errors import DiscordError
from bot.playground.forms import FormErrors
from bot.playground.messages import Post
from bot.playground.models import (
    EPHEMERAL,
    LOADING,
    CallbackType,
    Channel,
    ChannelType,
    Context,
    Interaction,
    InteractionType,
    Json,
    Message,
    Origin,
    User,
)
from bot.playground.permissions import Permission
from bot.playground.uploads import Upload

if TYPE_CHECKING:
    from bot.playground.world import World

ANSWER_WITHIN_S = 3.0
TOKEN_LIFETIME_S = 15 * 60.0
USER_INSTALL_FOLLOWUPS = 5
_REMEMBERED = 10_000

_OPENING = frozenset((CallbackType.MESSAGE, CallbackType.DEFERRED_MESSAGE))
_UPDATING = frozenset((CallbackType.DEFERRED_UPDATE, CallbackType.UPDATE_MESSAGE))
# Which answers each kind of interaction takes; a modal cannot answer a modal.
_LEGAL: dict[InteractionType, frozenset[CallbackType]] = {
    InteractionType.COMMAND: _OPENING | {CallbackType.MODAL},
    InteractionType.COMPONENT: _OPENING | _UPDATING | {CallbackType.MODAL},
    InteractionType.AUTOCOMPLETE: frozenset((CallbackType.AUTOCOMPLETE,)),
    InteractionType.MODAL_SUBMIT: _OPENING | _UPDATING,
}


class InteractionDesk:
    def __init__(self, world: World) -> None:
        self._world = world
        self._by_id: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}

    # What a person does --------------------------------------------------------------------------------------------

    def open(
        self,
        kind: InteractionType,
        person: User,
        channel: Channel,
        data: Json,
        *,
        owners: dict[str, str],
        message_id: int | None = None,
        command_name: str | None = None,
        opened_by: int | None = None,
    ) -> Interaction:
        """Record an interaction and tell the gateway.

        `owners` are its authorizing integration owners, `opened_by` the interaction that opened a modal.
        """
        interaction_id = self._world.ids.next()
        interaction = Interaction(
            id=interaction_id,
            token=self._token(interaction_id),
            type=kind,
            channel_id=channel.id,
            user_id=person.id,
            data=data,
            context=self.context(channel),
            owners=owners,
            created_at=self._world.clock(),
            attachment_size_limit=max(self._world.file_limit(channel), person.upload_limit),
            app_permissions=self._app_permissions(channel),
            message_id=message_id,
            command_name=command_name,
            opened_by=opened_by,
        )
        self._by_id[interaction.id] = interaction
        self._by_token[interaction.token] = interaction
        self._forget_oldest()
        self._world.feed.publish(InteractionOpened(interaction))
        return interaction

    def _forget_oldest(self) -> None:
        while len(self._by_id) > _REMEMBERED:
            oldest = self._by_id.pop(next(iter(self._by_id)))
            del self._by_token[oldest.token]

    def context(self, channel: Channel) -> Context:
        if channel.guild_id is not None:
            return Context.GUILD
        return Context.BOT_DM if channel.type == ChannelType.DM else Context.PRIVATE_CHANNEL

    def find(self, interaction_id: int) -> Interaction | None:
        return self._by_id.get(interaction_id)

    def all(self) -> list[Interaction]:
        return list(self._by_id.values())

    def expire(self, interaction: Interaction) -> None:
        """Tell the person that no answer came, once, if none has and the 3 s are over."""
        if interaction.answered is None and not interaction.failed:
            interaction.failed = True
            self._world.feed.publish(InteractionFailed(interaction))

    def _token(self, interaction_id: int) -> str:
        seed = f"{self._world.application.token}|{interaction_id}"
        return "playground-" + hashlib.sha256(seed.encode()).hexdigest()

    def _app_permissions(self, channel: Channel) -> int:
        """Return the app's rights; files and embeds are always allowed in answers to interactions."""
        granted = self._world.permissions(self._world.application.id, channel)
        return int(granted | Permission.ATTACH_FILES | Permission.EMBED_LINKS | Permission.MENTION_EVERYONE)

    # What the application answers ----------------------------------------------------------------------------------

    def awaiting(self, interaction_id: int, token: str) -> Interaction:
        """Return an interaction that may still be answered: else 10062 (too late, unknown) or 40060 (answered)."""
        interaction = self._by_id.get(interaction_id)
        if interaction is None or interaction.token != token:
            raise DiscordError(10062)
        if interaction.answered is not None:
            raise DiscordError(40060)
        if self._world.clock() - interaction.created_at > ANSWER_WITHIN_S:
            self.expire(interaction)
            raise DiscordError(10062)
        return interaction

    def check_legal(self, interaction: Interaction, kind: CallbackType) -> None:
        """Refuse (50035) an answer that this kind of interaction does not take."""
        legal = _LEGAL[interaction.type]
        updates_nothing = kind in _UPDATING and interaction.message_id is None
        if kind not in legal or updates_nothing:
            form = FormErrors()
            form.add(
                ("type",),
                "BASE_TYPE_CHOICES",
                f"Value must be one of {{{', '.join(map(str, sorted(legal)))}}}.",
            )
            form.raise_if_any()

    def answer(
        self, interaction: Interaction, kind: CallbackType, body: Json, files: Mapping[int, Upload]
    ) -> Message | None:
        """Carry out the first answer and return the message that it made or changed, if any."""
        message = self._carry_out(interaction, kind, body, files)
        interaction.answered = kind
        interaction.response_message_id = None if message is None else message.id
        self._world.feed.publish(InteractionAnswered(interaction))
        return message

    def _carry_out(
        self, interaction: Interaction, kind: CallbackType, body: Json, files: Mapping[int, Upload]
    ) -> Message | None:
        if kind in _OPENING:
            flags = LOADING if kind == CallbackType.DEFERRED_MESSAGE else 0
            return self._post(interaction, body, files, flags=flags)
        if kind == CallbackType.MODAL:
            interaction.modal = body
        elif kind == CallbackType.AUTOCOMPLETE:
            interaction.choices = body.get("choices") or []
        source = self._world.messages.find(interaction.message_id)
        if kind == CallbackType.UPDATE_MESSAGE and source is not None:
            return self._world.messages.edit(source, body, files)
        return source if kind == CallbackType.DEFERRED_UPDATE else None

    # The token's fifteen minutes -----------------------------------------------------------------------------------

    def by_token(self, application_id: int, token: str) -> Interaction:
        """Return the answered interaction of a living token: else 10015 (unknown, unanswered) or 50027 (expired)."""
        interaction = self._by_token.get(token)
        if interaction is None or application_id != self._world.application.id:
            raise DiscordError(10015)
        if self._world.clock() - interaction.created_at > TOKEN_LIFETIME_S:
            raise DiscordError(50027)
        if interaction.answered is None:
            raise DiscordError(10015)
        return interaction

    def original(self, interaction: Interaction) -> Message:
        message = self._world.messages.find(interaction.response_message_id)
        if message is None:
            raise DiscordError(10008)
        return message

    def message(self, interaction: Interaction, message_id: int) -> Message:
        """Return one of the messages that this token may touch: of its own answers, or the one that was pressed."""
        message = self._world.messages.get(interaction.channel_id, message_id)
        mine = message.origin is not None and message.origin.interaction_id == interaction.id
        if not mine and message.id not in (interaction.message_id, interaction.response_message_id):
            raise DiscordError(10008)
        return message

    def follow_up(self, interaction: Interaction, body: Json, files: Mapping[int, Upload]) -> Message:
        """Post a follow-up; the first one after a deferral fills the waiting message instead, as Discord does."""
        original = self._world.messages.find(interaction.response_message_id)
        if original is not None and original.thinking:
            body = {key: value for key, value in body.items() if key != "flags"}
            return self._world.messages.edit(original, body, files)
        if set(interaction.owners) == {"1"}:
            if interaction.followups >= USER_INSTALL_FOLLOWUPS:
                raise DiscordError(40094)
            interaction.followups += 1
        reply_to = interaction.response_message_id or interaction.message_id
        return self._post(interaction, body, files, reply_to=reply_to)

    def _post(
        self,
        interaction: Interaction,
        body: Json,
        files: Mapping[int, Upload],
        *,
        flags: int = 0,
        reply_to: int | None = None,
    ) -> Message:
        channel = self._world.channel(interaction.channel_id)
        if self._must_be_ephemeral(interaction, channel):
            flags |= EPHEMERAL
        private = ((body.get("flags") or 0) | flags) & EPHEMERAL
        post = Post(
            body=body,
            files=files,
            origin=self._origin(interaction),
            only_for=interaction.user_id if private else None,
            flags=flags,
            reply_to=reply_to or interaction.message_id,
        )
        return self._world.messages.create(channel, self._world.application.id, post)

    def _must_be_ephemeral(self, interaction: Interaction, channel: Channel) -> bool:
        """Tell whether a user-installed app is kept private there: no right to external apps, or to send."""
        if set(interaction.owners) != {"1"} or channel.guild_id is None:
            return False
        granted = self._world.permissions(interaction.user_id, channel)
        return Permission.USE_EXTERNAL_APPS not in granted or Permission.SEND_MESSAGES not in granted

    def _origin(self, interaction: Interaction) -> Origin:
        opener = None if interaction.opened_by is None else self.find(interaction.opened_by)
        return Origin(
            interaction_id=interaction.id,
            type=interaction.type,
            user_id=interaction.user_id,
            command_name=interaction.command_name,
            owners=interaction.owners,
            by_menu="target_id" in interaction.data,
            pressed_id=interaction.message_id,
            trigger=None if opener is None else self._origin(opener),
        )
