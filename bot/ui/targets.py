"""What a message that somebody points at offers: its pictures, and the job that it is about. Reads, asks nobody."""

from __future__ import annotations

from collections.abc import Iterator

import discord

from bot.errors import N_
from bot.jobs.models import Source
from bot.ui.custom_ids import BUTTON, SELECT
from bot.ui.errors import BadAttachment
from bot.ui.inputs import BLEND_MAX, PICTURE_TYPES, PictureLimits, picture_source

NO_PICTURE = N_("There is no picture in this message. Choose one with a PNG, JPEG or WebP picture.")


def pictures_of(message: discord.Message, limits: PictureLimits) -> tuple[Source, ...]:
    """Give a message's pictures, attached or embedded, at most as many as one prompt takes.

    Raises:
        BadAttachment: there is none, or one that cannot be used.
    """
    attached = [
        each for each in message.attachments if (each.content_type or "").split(";")[0] in PICTURE_TYPES
    ]
    if attached:
        return tuple(picture_source(each, limits) for each in attached[:BLEND_MAX])
    if message.attachments and not message.embeds:
        picture_source(message.attachments[0], limits)  # says by name what is wrong with it
    embedded = tuple(Source(url, trusted=True) for url in _embedded(message))
    if not embedded:
        raise BadAttachment(NO_PICTURE)
    return embedded[:BLEND_MAX]


def _embedded(message: discord.Message) -> Iterator[str]:
    """Give the addresses of embedded pictures: Discord's own copy where it made one."""
    for embed in message.embeds:
        media = embed.image if embed.image.url else embed.thumbnail
        address = media.proxy_url or media.url
        if address:
            yield address


def ulid_of(message: discord.Message) -> str:
    """Give the id of the job whose buttons a message carries; empty for none."""
    for row in message.components:
        for part in row.children if isinstance(row, discord.ActionRow) else ():
            custom_id = getattr(part, "custom_id", None) or ""
            match = BUTTON.fullmatch(custom_id) or SELECT.fullmatch(custom_id)
            if match is not None:
                return match["ulid"]
    return ""
