"""Fetch the pictures that members give, and check them. The adapter of `bot.jobs.ports.InputPictures`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.media.addresses import Reach
from bot.media.pictures import prepare
from bot.midjourney.models import Picture

if TYPE_CHECKING:
    from bot.config import ImageSettings
    from bot.jobs.models import Source
    from bot.media.download import Downloader

_ATTACHMENT_HOSTS = ("https://cdn.discordapp.com", "https://media.discordapp.net")
_MIB = 1024 * 1024
_DECODED_AT_ONCE = 2
"""A picture at the limit takes some hundred megabytes while it is decoded."""


class CheckedInputs:
    """Downloads sources and gives them as pictures that the upstream may see.

    Args:
        downloader: its reach must hold the host of `api_base` where that is a stand-in on a private address.
        images: the limits.
        api_base: Discord's API. Attachments lie on Discord's own hosts, or on a stand-in's.
    """

    def __init__(self, downloader: Downloader, images: ImageSettings, *, api_base: str) -> None:
        self._downloader = downloader
        self._max_bytes = int(images.max_input_mib * _MIB)
        self._max_pixels = int(images.max_input_megapixels * 1_000_000)
        self._attachment_hosts = Reach.of((*_ATTACHMENT_HOSTS, api_base))
        self._decoding = asyncio.Semaphore(_DECODED_AT_ONCE)

    async def fetch(self, source: Source) -> Picture:
        """Give the picture behind a source.

        A source that claims to be an attachment but lies elsewhere is treated as any other link.

        Raises:
            MediaError: with words for the person.
        """
        trusted = source.trusted and self._attachment_hosts.trusts(_host(source.url))
        download = await self._downloader.fetch(source.url, limit=self._max_bytes, trusted=trusted)
        async with self._decoding:
            prepared = await prepare(download.data, max_pixels=self._max_pixels)
        return Picture(prepared.data, prepared.content_type)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
