"""The life of messages: posted, edited, deleted, reacted to. Rights and forms are checked before it comes here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.playground.changes import MessageCreated, MessageDeleted, MessageEdited, ReactionChanged
from bot.playground.component_rules import numbered
from bot.playground.errors import DiscordError
from bot.playground.forms import FormErrors, snowflake
from bot.playground.message_rules import pinged
from bot.playground.models import (
    EPHEMERAL,
    LOADING,
    Attachment,
    Channel,
    InteractionType,
    Json,
    Message,
    MessageType,
    Origin,
)
from bot.playground.uploads import Upload

if TYPE_CHECKING:
    from bot.playground.world import World

NONCE_MEMORY_S = 180.0
_REACTION_KINDS = 20
_KEPT_FLAGS = EPHEMERAL | LOADING
_ATTACHMENT_SCHEME = "attachment://"
_EMBED_MEDIA = (("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url"))


@dataclass(frozen=True, slots=True)
class Post:
    """A checked form with its files (by number), and what it answers to when an interaction caused it."""

    body: Json
    files: Mapping[int, Upload]
    origin: Origin | None = None
    only_for: int | None = None
    flags: int = 0
    reply_to: int | None = None


class MessageBook:
    def __init__(self, world: World) -> None:
        self._world = world
        self._messages: dict[int, Message] = {}
        self._nonces: dict[tuple[int, int, str], tuple[int, float]] = {}

    # Reading -------------------------------------------------------------------------------------------------------

    def find(self, message_id: int | None) -> Message | None:
        return None if message_id is None else self._messages.get(message_id)

    def get(self, channel_id: int, message_id: int) -> Message:
        """Return the message, ephemeral or not; DiscordError 10008."""
        message = self._messages.get(message_id)
        if message is None or message.channel_id != channel_id:
            raise DiscordError(10008)
        return message

    def get_public(self, channel_id: int, message_id: int) -> Message:
        """Return the message as a bot token sees it: an ephemeral one does not exist."""
        message = self.get(channel_id, message_id)
        if message.ephemeral:
            raise DiscordError(10008)
        return message

    def in_channel(self, channel_id: int) -> list[Message]:
        """Return every message of the channel, ephemeral ones too, oldest first."""
        return [message for message in self._messages.values() if message.channel_id == channel_id]

    def seen_by(self, channel_id: int, user_id: int) -> list[Message]:
        return [each for each in self.in_channel(channel_id) if each.only_for in (None, user_id)]

    # Writing -------------------------------------------------------------------------------------------------------

    def create(self, channel: Channel, author_id: int, post: Post) -> Message:
        """Post a message; with `enforce_nonce` the author's recent message with the same nonce is returned instead."""
        repeated = self._same_nonce(channel, author_id, post.body)
        if repeated is not None:
            return repeated
        reference = self._reference(channel, post)
        message = Message(
            id=self._world.ids.next(),
            channel_id=channel.id,
            author_id=author_id,
            created_at=self._world.clock(),
            type=_type_of(post, reference),
            flags=(post.body.get("flags") or 0) | post.flags,
            tts=bool(post.body.get("tts")),
            nonce=post.body.get("nonce"),
            reference_id=None if reference is None else reference.id,
            only_for=post.only_for,
            origin=post.origin,
        )
        self._fill(message, post.body, post.files)
        self._messages[message.id] = message
        self._remember_nonce(message)
        self._world.feed.publish(MessageCreated(message))
        return message

    def edit(self, message: Message, body: Json, files: Mapping[int, Upload]) -> Message:
        """Change what the form names and leave the rest; the first edit ends the "thinking" of a deferred answer.

        DiscordError 50006 if nothing would be left to see.
        """
        if _emptied(message, body, files):
            raise DiscordError(50006)
        if body.get("flags") is not None:
            message.flags = (message.flags & _KEPT_FLAGS) | (body["flags"] & ~_KEPT_FLAGS)
        was_thinking = message.thinking
        message.flags &= ~LOADING
        self._fill(message, body, files)
        if not was_thinking:
            message.edited_at = self._world.clock()
        self._world.feed.publish(MessageEdited(message))
        return message

    def delete(self, message: Message) -> None:
        del self._messages[message.id]
        for file in (*message.attachments, *message.embedded):
            self._world.drop_file(file)
        self._world.feed.publish(MessageDeleted(message))

    def react(self, message: Message, emoji: str, user_id: int) -> None:
        """Add a reaction, at most 20 different ones to a message (30010)."""
        if emoji not in message.reactions and len(message.reactions) >= _REACTION_KINDS:
            raise DiscordError(30010)
        users = message.reactions.setdefault(emoji, [])
        if user_id not in users:
            users.append(user_id)
            self._world.feed.publish(ReactionChanged(message, emoji, user_id, added=True))

    def unreact(self, message: Message, emoji: str, user_id: int) -> None:
        """Take a reaction away; 10014 if it is not there."""
        users = message.reactions.get(emoji, [])
        if user_id not in users:
            raise DiscordError(10014)
        users.remove(user_id)
        if not users:
            del message.reactions[emoji]
        self._world.feed.publish(ReactionChanged(message, emoji, user_id, added=False))

    # Parts ---------------------------------------------------------------------------------------------------------

    def _same_nonce(self, channel: Channel, author_id: int, body: Json) -> Message | None:
        if not body.get("enforce_nonce") or body.get("nonce") is None:
            return None
        known = self._nonces.get((author_id, channel.id, str(body["nonce"])))
        if known is None or self._world.clock() - known[1] > NONCE_MEMORY_S:
            return None
        return self.find(known[0])

    def _remember_nonce(self, message: Message) -> None:
        if message.nonce is None:
            return
        since = message.created_at - NONCE_MEMORY_S
        self._nonces = {key: known for key, known in self._nonces.items() if known[1] >= since}
        self._nonces[message.author_id, message.channel_id, str(message.nonce)] = (
            message.id,
            message.created_at,
        )

    def _reference(self, channel: Channel, post: Post) -> Message | None:
        if post.reply_to is not None:
            return self.find(post.reply_to)
        reference = post.body.get("message_reference")
        if not reference:
            return None
        found = self.find(snowflake(reference.get("message_id"), ("message_reference", "message_id")))
        if found is not None and found.channel_id == channel.id and not found.ephemeral:
            return found
        if reference.get("fail_if_not_exists", True):
            form = FormErrors()
            form.add(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            form.raise_if_any()
        return None

    def _fill(self, message: Message, body: Json, files: Mapping[int, Upload]) -> None:
        if "content" in body:
            message.content = body["content"] or ""
        if "components" in body:
            message.components = numbered(body["components"] or [])
        before = [*message.attachments, *message.embedded]
        after = self._attachments(message, before, body, files)
        if "embeds" in body:
            message.embeds = [dict(embed) for embed in body["embeds"] or []]
        self._embed_files(message, after)
        self._mention(message, body)

    def _attachments(
        self, message: Message, before: list[Attachment], body: Json, files: Mapping[int, Upload]
    ) -> list[Attachment]:
        """Keep what the form lists by id and add its files; an absent list keeps everything."""
        listed = body.get("attachments")
        alt_texts = {int(entry["id"]): entry.get("description") for entry in listed or []}
        kept = before if listed is None else [each for each in before if each.id in alt_texts]
        for each in kept:
            each.description = alt_texts.get(each.id, each.description)
        added = []
        for number, upload in files.items():
            attachment_id = self._world.ids.next()
            stored = upload.stored(attachment_id, message.channel_id, description=alt_texts.get(number))
            self._world.keep_file(stored)
            added.append(stored)
        for gone in before:
            if gone not in kept:
                self._world.drop_file(gone)
        return [*kept, *added]

    def _embed_files(self, message: Message, attachments: list[Attachment]) -> None:
        """Give embeds the addresses of the files they name; those files leave the list of attachments."""
        held: dict[int, Attachment] = {}
        for embed in message.embeds:
            for part, key in _EMBED_MEDIA:
                media = embed.get(part) or {}
                shown = next((each for each in attachments if self._is_shown(each, media.get(key))), None)
                if shown is not None:
                    embed[part] = media | {key: self._world.links.url(shown)}
                    held[shown.id] = shown
        message.embedded = list(held.values())
        message.attachments = [each for each in attachments if each.id not in held]

    def _is_shown(self, attachment: Attachment, url: str | None) -> bool:
        """Tell whether an embed's address is this file: by its name when new, by its path once stored."""
        named = url == f"{_ATTACHMENT_SCHEME}{attachment.filename}"
        return named or self._world.links.path(attachment) in (url or "")

    def _mention(self, message: Message, body: Json) -> None:
        if "content" not in body and message.pinged:
            return
        replied = self.find(message.reference_id)
        message.pinged, message.pings_everyone = pinged(
            message.content,
            body.get("allowed_mentions"),
            replied_to=None if replied is None else replied.author_id,
            by_interaction=message.origin is not None,
        )


def _emptied(message: Message, body: Json, files: Mapping[int, Upload]) -> bool:
    """Tell whether an edit would leave a message with nothing in it."""
    parts = {"content": message.content, "embeds": message.embeds, "components": message.components}
    held = [*message.attachments, *message.embedded]
    left = held if body.get("attachments") is None else body["attachments"]
    return not (files or left or any(body.get(key) if key in body else parts[key] for key in parts))


def _type_of(post: Post, reference: Message | None) -> MessageType:
    if post.origin is not None and post.reply_to is None and post.origin.type == InteractionType.COMMAND:
        return MessageType.CONTEXT_MENU_COMMAND if post.origin.by_menu else MessageType.CHAT_INPUT_COMMAND
    return MessageType.DEFAULT if reference is None else MessageType.REPLY
