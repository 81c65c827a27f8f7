"""How messages leave: by an interaction's token or by the bot's own, with every failure turned into a `Trouble`.

Holds no state about jobs and decides nothing; `bot.ui.delivery` does. Never keeps message objects of discord.py:
their `edit` goes on using a token that may be dead by then.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import discord

from bot.discord_private import interaction_webhook
from bot.ui.buttons import view_of
from bot.ui.messages import Letter
from bot.ui.origins import DEFAULT_FILE_LIMIT
from bot.ui.rows import Row
from bot.ui.troubles import Later, troubles

HISTORY_LIMIT = 500
"""Messages looked through when an own message has to be found again after a crash."""


LOGIN_SECONDS = 1.0
"""What is to be sent before the bot is logged in waits this long."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of a message. `name` is plain ASCII, `alt` describes it to those who cannot see it."""

    name: str
    data: bytes
    alt: str = ""

    def file(self) -> discord.File:
        """Give a fresh upload: discord.py's files serve once."""
        return discord.File(io.BytesIO(self.data), self.name, description=self.alt or None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is or shall be, and whose it is. `token` is empty where the bot's own has to do."""

    channel_id: int
    guild_id: int | None
    owner_id: int
    token: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An own message found in a channel's history."""

    message_id: int
    custom_ids: frozenset[str]
    filenames: frozenset[str]


class Outbox:
    """Sends, edits, deletes and finds messages.

    Args:
        client: a logged-in client; nothing may be sent before it is.
    """

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def post(
        self,
        place: Place,
        letter: Letter,
        enclosures: Sequence[Enclosure] = (),
        *,
        nonce: int,
        reply_to: int | None = None,
        mention: bool = True,
    ) -> int:
        """Post a new message by the bot's token and give its id.

        Discord gives the existing message instead of a second one where the same nonce was used a short while ago
        (discord.py asks for that with every nonce).

        Raises:
            Trouble: see `bot.ui.troubles`.
        """
        more: dict[str, Any] = {}
        if reply_to is not None:
            more["reference"] = discord.MessageReference(
                message_id=reply_to, channel_id=place.channel_id, fail_if_not_exists=False
            )
        with troubles():
            message = await self._channel(place).send(
                letter.content,
                embeds=embeds_of(letter, enclosures),
                files=[enclosure.file() for enclosure in enclosures],
                view=view_of(letter.rows),
                allowed_mentions=mentioning(place.owner_id if mention else None),
                nonce=nonce,
                **more,
            )
        return message.id

    async def follow(self, place: Place, letter: Letter) -> int:
        """Post a new message by the place's token, which must be alive, and give its id.

        Raises:
            Trouble: see `bot.ui.troubles`.
        """
        with troubles():
            message = await self._webhook(place).send(
                letter.content, view=view_of(letter.rows), allowed_mentions=mentioning(None), wait=True
            )
        return message.id

    async def edit(
        self, place: Place, message_id: int, letter: Letter, enclosures: Sequence[Enclosure] | None = None
    ) -> None:
        """Change a message, by the place's token if it has one.

        Args:
            place: where the message is.
            message_id: which it is.
            letter: what it shall show.
            enclosures: its files from now on; None leaves those it has.

        Raises:
            Trouble: see `bot.ui.troubles`.
        """
        changes: dict[str, Any] = {
            "content": letter.content,
            "view": view_of(letter.rows),
            "allowed_mentions": mentioning(None),
            "embeds": embeds_of(letter, enclosures or ()),
        }
        if enclosures is not None:
            changes["attachments"] = [enclosure.file() for enclosure in enclosures]
        with troubles():
            if place.token:
                await self._webhook(place).edit_message(message_id, **changes)
            else:
                await self._channel(place).get_partial_message(message_id).edit(**changes)

    async def redraw(self, place: Place, message_id: int, rows: Sequence[Row]) -> None:
        """Change a message's buttons and nothing else, by the place's token if it has one.

        Raises:
            Trouble: see `bot.ui.troubles`.
        """
        view = view_of(rows)
        with troubles():
            if place.token:
                await self._webhook(place).edit_message(message_id, view=view)
            else:
                await self._channel(place).get_partial_message(message_id).edit(view=view)

    async def delete(self, place: Place, message_id: int) -> None:
        with troubles():
            if place.token:
                await self._webhook(place).delete_message(message_id)
            else:
                await self._channel(place).get_partial_message(message_id).delete()

    async def whisper(self, place: Place, words: str) -> None:
        """Say something to the owner alone. Needs a live token."""
        with troubles():
            await self._webhook(place).send(words, ephemeral=True, allowed_mentions=mentioning(None))

    async def direct_channel(self, user_id: int) -> int:
        """Give the channel of direct messages with somebody; whether they take any shows when one is sent."""
        self._require_login()
        with troubles():
            channel = await self._client.create_dm(discord.Object(user_id))
        return channel.id

    async def file_limit(self, place: Place) -> int:
        """Give the bytes that a file of the bot's may have in the place's guild.

        Interactions do not tell: their limit counts the member's own Nitro, which the bot does not have.

        Raises:
            Trouble: see `bot.ui.troubles`; the bot may not be a member there.
        """
        if place.guild_id is None:
            return DEFAULT_FILE_LIMIT
        self._require_login()
        with troubles():
            guild = await self._client.fetch_guild(place.guild_id, with_counts=False)
        return guild.filesize_limit

    async def first_answer(self, place: Place) -> int:
        """Give the id of the first answer to the interaction whose token this is."""
        with troubles():
            message = await self._webhook(place).fetch_message("@original")  # type: ignore[arg-type]  # Discord's own name for it
        return message.id

    async def find(self, place: Place, *, since: float, fits: Callable[[Found], bool]) -> int | None:
        """Look for an own message in a channel from `since` (Unix seconds) on; give its id.

        Raises:
            Trouble: the history cannot be read.
        """
        after = datetime.fromtimestamp(since, UTC)
        me = self._client.user
        with troubles():
            async for message in self._channel(place).history(
                limit=HISTORY_LIMIT, after=after, oldest_first=True
            ):
                if me is not None and message.author.id == me.id and fits(_found(message)):
                    return message.id
        return None

    def _webhook(self, place: Place) -> discord.Webhook:
        self._require_login()
        return interaction_webhook(self._client, place.token)

    def _channel(self, place: Place) -> discord.PartialMessageable:
        self._require_login()
        return self._client.get_partial_messageable(place.channel_id, guild_id=place.guild_id)

    def _require_login(self) -> None:
        if self._client.application_id is None:
            raise Later("the bot is not logged in yet", after=LOGIN_SECONDS)


def mentioning(user_id: int | None) -> discord.AllowedMentions:
    """Let a message ping this person and nobody else; None for nobody at all."""
    users: bool | list[discord.abc.Snowflake] = [discord.Object(user_id)] if user_id is not None else False
    return discord.AllowedMentions(everyone=False, roles=False, users=users, replied_user=False)


def embeds_of(letter: Letter, enclosures: Sequence[Enclosure]) -> list[discord.Embed]:
    """Give the letter's embed, if it has one, with its first file as the picture."""
    if not letter.embed:
        return []
    embed = discord.Embed(description=letter.embed)
    if enclosures:
        embed.set_image(url=f"attachment://{enclosures[0].name}")
    return [embed]


def _found(message: discord.Message) -> Found:
    return Found(
        message.id,
        frozenset(
            part.custom_id
            for row in message.components
            if isinstance(row, discord.ActionRow)
            for part in row.children
            if isinstance(part, (discord.Button, discord.SelectMenu)) and part.custom_id
        ),
        frozenset(attachment.filename for attachment in message.attachments),
    )
