"""Fetch a file from an address that somebody else chose.

Two sessions: the guarded one opens sockets to public addresses only, the open one is for hosts that the operator
named. Redirects are followed by hand, so that each hop is judged like the first. Retries are the caller's.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import aiohttp
from yarl import URL

from bot.media.addresses import AddressRefused, Reach, open_public_socket
from bot.media.errors import AddressForbidden, DownloadError, Gone, LinkUnusable, NotReachable, TooLarge

if TYPE_CHECKING:
    from types import TracebackType

MAX_REDIRECTS = 5
_CHUNK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429})
"""Refusals below 500 that another attempt may turn around."""
_WELL_KNOWN_WEB_PORTS = frozenset({80, 443})
_FIRST_FREE_PORT = 1024

_HEADERS = {
    # Picture hosts refuse the default agents of HTTP libraries, as they do those that send none.
    "User-Agent": "Mozilla/5.0 (compatible; Easel)",
    "Accept": "image/*,video/*;q=0.9,*/*;q=0.5",
    # Pictures are compressed already, and a size limit is only true of bytes that nothing will inflate.
    "Accept-Encoding": "identity",
}


@dataclass(frozen=True, slots=True)
class Download:
    """A file as it arrived. `content_type` is the server's claim, lower case and without parameters."""

    data: bytes
    content_type: str
    final_url: str


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a download may take, in seconds: to connect, between two pieces, and all redirects together."""

    connect: float = 10.0
    silence: float = 20.0
    total: float = 120.0


class Downloader:
    """Owns the sessions; used as an asynchronous context manager."""

    def __init__(self, reach: Reach, patience: Patience | None = None) -> None:
        self._reach = reach
        self._patience = patience or Patience()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._guarded = await self._stack.enter_async_context(
            self._session(aiohttp.TCPConnector(socket_factory=open_public_socket))
        )
        self._open = await self._stack.enter_async_context(self._session(aiohttp.TCPConnector()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def fetch(self, url: str, *, limit: int, trusted: bool = False) -> Download:
        """Download at most `limit` bytes.

        With `trusted` (the address came from the upstream or from Discord, not from a member), hosts in the reach
        may lie in private networks, until a redirect leaves them: there is no way back in from outside.

        Raises:
            DownloadError: one of its kinds; only NotReachable is worth another attempt.
        """
        try:
            async with asyncio.timeout(self._patience.total):
                return await self._follow(_parsed(url), limit, trusted=trusted)
        except DownloadError:
            raise
        except aiohttp.ClientConnectorError as error:
            raise _refusal_or_failure(error) from error
        except aiohttp.InvalidURL as error:
            raise LinkUnusable from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotReachable from error

    async def _follow(self, url: URL, limit: int, *, trusted: bool) -> Download:
        for _ in range(MAX_REDIRECTS + 1):
            trusted = trusted and self._reach.trusts(url.host or "")
            if not trusted:
                _refuse_odd_port(url)
            session = self._open if trusted else self._guarded
            async with session.get(url, allow_redirects=False) as response:
                if response.status not in _REDIRECTS:
                    return await _read(response, url, limit)
                url = _next(url, response)
        raise NotReachable

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        times = aiohttp.ClientTimeout(
            total=None, sock_connect=self._patience.connect, sock_read=self._patience.silence
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=times,
            headers=_HEADERS,
            auto_decompress=False,
            trust_env=False,  # a proxy would open the sockets, out of the guard's sight
            cookie_jar=aiohttp.DummyCookieJar(),
        )


def _parsed(text: str) -> URL:
    text = text.strip()
    try:
        # A signed query must reach the server as it was written, so what is ready to be sent is not quoted anew.
        url = URL(text, encoded=text.isascii() and text.isprintable() and " " not in text)
        port = url.port
    except ValueError as error:
        raise LinkUnusable from error
    if url.scheme not in {"http", "https"} or not url.host or not port or url.user or url.password:
        raise LinkUnusable
    return url


def _refuse_odd_port(url: URL) -> None:
    """Keep members from talking to mail servers and the like through the bot."""
    port = url.port or 0
    if port not in _WELL_KNOWN_WEB_PORTS and port < _FIRST_FREE_PORT:
        raise LinkUnusable


def _next(url: URL, response: aiohttp.ClientResponse) -> URL:
    location = response.headers.get("Location", "")
    if not location:
        raise NotReachable
    try:
        return _parsed(str(url.join(URL(location, encoded=location.isascii() and " " not in location))))
    except ValueError as error:
        raise LinkUnusable from error


async def _read(response: aiohttp.ClientResponse, url: URL, limit: int) -> Download:
    _refuse_failure(response)
    if (response.content_length or 0) > limit:
        raise TooLarge(limit)
    data = bytearray()
    async for piece in response.content.iter_chunked(_CHUNK):
        data += piece
        if len(data) > limit:
            raise TooLarge(limit)
    return Download(bytes(data), response.content_type.lower(), str(url))


def _refuse_failure(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status == 200:  # noqa: PLR2004  # the one status that brings the whole file
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise NotReachable
        return
    if 400 <= status < 500 and status not in _PASSING:  # noqa: PLR2004  # HTTP's "your request is at fault"
        raise Gone(status)
    raise NotReachable


def _refusal_or_failure(error: aiohttp.ClientConnectorError) -> DownloadError:
    return AddressForbidden() if isinstance(error.os_error, AddressRefused) else NotReachable()
