"""What exists in the playground's Discord. Plain records: the rules are in the modules that change them.

Times are seconds since 1970 by the playground's clock; ids are Discord's snowflakes as integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

Json = dict[str, Any]

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12
COMPONENTS_V2 = 1 << 15


class ChannelType(IntEnum):
    TEXT = 0
    DM = 1
    GROUP_DM = 3
    THREAD = 11


class InteractionType(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackType(IntEnum):
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE_MESSAGE = 7
    AUTOCOMPLETE = 8
    MODAL = 9


class Context(IntEnum):
    GUILD = 0
    BOT_DM = 1
    PRIVATE_CHANNEL = 2


class MessageType(IntEnum):
    DEFAULT = 0
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    CONTEXT_MENU_COMMAND = 23


@dataclass(slots=True)
class User:
    id: int
    username: str
    name: str
    color: str
    bot: bool = False
    locale: str = "en-US"
    accepts_dms: bool = True
    has_user_install: bool = True
    upload_limit: int = 10 * 1024 * 1024


@dataclass(slots=True)
class Role:
    id: int
    name: str
    permissions: int
    position: int


@dataclass(slots=True)
class Member:
    user_id: int
    role_ids: tuple[int, ...] = ()


@dataclass(slots=True)
class Guild:
    """A server. The role whose id is the guild's own is @everyone."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role]
    members: dict[int, Member]
    premium_tier: int = 0
    locale: str = "en-US"


@dataclass(slots=True)
class Channel:
    """A text channel, a thread (with `parent_id`), a DM or a group DM (with `recipients`)."""

    id: int
    type: ChannelType
    name: str
    guild_id: int | None = None
    parent_id: int | None = None
    recipients: tuple[int, ...] = ()
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    position: int = 0
    topic: str = ""
    nsfw: bool = False
    archived: bool = False
    locked: bool = False


@dataclass(slots=True)
class Attachment:
    """A stored file of `size` bytes; `ephemeral` for what people hand to commands, kept only for a while."""

    id: int
    channel_id: int
    filename: str
    content: bytes
    size: int
    content_type: str | None
    width: int | None
    height: int | None
    description: str | None = None
    ephemeral: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """What a message in answer to an interaction remembers of it; `by_menu` for message commands.

    A component has the message that was `pressed_id`, a modal the interaction that opened it as its `trigger`.
    """

    interaction_id: int
    type: InteractionType
    user_id: int
    command_name: str | None
    owners: dict[str, str]
    by_menu: bool = False
    pressed_id: int | None = None
    trigger: Origin | None = None


@dataclass(slots=True)
class Message:
    """`embedded` are attachments that only an embed shows, which Discord leaves out of `attachments`."""

    id: int
    channel_id: int
    author_id: int
    created_at: float
    type: MessageType = MessageType.DEFAULT
    content: str = ""
    edited_at: float | None = None
    attachments: list[Attachment] = field(default_factory=list)
    embedded: list[Attachment] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    flags: int = 0
    tts: bool = False
    nonce: str | int | None = None
    reference_id: int | None = None
    pinged: tuple[int, ...] = ()
    pings_everyone: bool = False
    only_for: int | None = None
    origin: Origin | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def thinking(self) -> bool:
        return bool(self.flags & LOADING)


@dataclass(slots=True)
class Interaction:
    """One thing a person did to the application, and how far the application has answered it."""

    id: int
    token: str
    type: InteractionType
    channel_id: int
    user_id: int
    data: Json
    context: Context
    owners: dict[str, str]
    created_at: float
    attachment_size_limit: int
    app_permissions: int
    message_id: int | None = None
    command_name: str | None = None
    opened_by: int | None = None
    answered: CallbackType | None = None
    failed: bool = False
    response_message_id: int | None = None
    modal: Json | None = None
    choices: list[Json] | None = None
    followups: int = 0


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request of the bot: `path` begins after /api/v10, `body` is its JSON (payload_json of a form)."""

    method: str
    path: str
    body: Any
    status: int
    code: int | None
