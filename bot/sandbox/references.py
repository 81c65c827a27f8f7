"""Fetches the pictures that a request names by link, as Midjourney does: image prompts and describes.

Only links to this machine are followed. People who try the bot have their pictures there, and a
stand-in has no business on anybody's network; what a link elsewhere shows is simply not seen.
"""

import re
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.tasks import InvalidRequestError

_LINK = re.compile(r"https?://[^\s<>]+")
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_LARGEST = 32 * 2**20
_TIMEOUT = aiohttp.ClientTimeout(total=10)


class References:
    """Downloads of linked pictures."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def of_prompt(self, prompt: str) -> tuple[bytes, ...]:
        """Return the pictures linked before a prompt's first parameter, those on this machine."""
        words = re.split(r"(?:^|\s)--[a-z]", prompt, maxsplit=1)[0]
        local = [link for link in _LINK.findall(words) if urlsplit(link).hostname in _LOCAL]
        return tuple([await self._download(link) for link in local])

    async def of_link(self, link: str) -> bytes:
        """Return the linked picture; raises InvalidRequestError for a link to another machine."""
        if urlsplit(link).hostname not in _LOCAL:
            raise InvalidRequestError(
                "[Invalid link] the sandbox follows no links to other machines: send base64"
            )
        return await self._download(link)

    async def _download(self, link: str) -> bytes:
        try:
            async with self._session.get(link, timeout=_TIMEOUT, raise_for_status=True) as answer:
                if (answer.content_length or 0) > _LARGEST:
                    raise InvalidRequestError(f"[Invalid link] the picture is too large: {link}")
                return await answer.read()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise InvalidRequestError(f"[Invalid link] Could not fetch {link}") from error
