"""How requests reach one account: sockets, time-outs, the key, the request budget, safe retries. Knows no dialect.

The rule that everything here serves: a submit costs money, so it is sent at most once. Reads are repeated.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar

import aiohttp
import stamina
from yarl import URL

from bot.config import AccountSettings
from bot.errors import N_
from bot.midjourney.budget import RequestBudget
from bot.midjourney.dialect import HttpRequest, HttpResponse
from bot.midjourney.errors import NotSent, RateLimited, Refused, Unanswered, Unreadable, UpstreamError

logger = logging.getLogger(__name__)

T = TypeVar("T")

RESPONSE_LIMIT = 4 * 1024 * 1024
"""Bytes of an answer that are read; the largest real ones are lists of 100 tasks, well under 1 MiB."""
LONGEST_WAIT = 15.0
"""Seconds that a read waits for the budget before it is given up until the next look."""
_CONNECT_SECONDS = 10.0
_READ_ATTEMPTS = 3
_SHORTEST_SECRET = 6

_REDIRECTED = N_("The Midjourney service has moved to another address. Tell the bot's operator.")

# Raised before the first byte of a request leaves: no connection (DNS, TLS, refused, time-out) or no usable address.
_BEFORE_SENDING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


def open_session() -> aiohttp.ClientSession:
    """Open the session that accounts share; the caller closes it.

    Connections are not kept alive: a POST on a connection that the server is just closing fails in a way that cannot
    be told from a lost answer, and the member would read that it may have been billed.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(force_close=True),
        headers={"User-Agent": _user_agent()},
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def _user_agent() -> str:
    # some CDNs refuse the user agents of HTTP libraries
    try:
        return f"Easel/{version('easel')}"
    except PackageNotFoundError:
        return "Easel"


class Transport:
    """Sends one account's requests and reads the answers whole.

    Args:
        name: the account's name, for logs.
        settings: address, key, time-outs and budget.
        session: shared, and closed by its owner; see `open_session`.
        authorization: the headers that carry the key.
    """

    def __init__(
        self,
        name: str,
        settings: AccountSettings,
        session: aiohttp.ClientSession,
        authorization: Mapping[str, str],
    ) -> None:
        self._name = name
        self._settings = settings
        self._session = session
        self._budget = RequestBudget(settings.requests_per_minute)
        self._headers = {"User-Agent": _user_agent(), **authorization}

    async def turn(self) -> None:
        """Wait, as long as it takes, until the request budget allows one more submit."""
        await self._budget.take(first=True)

    async def send_once(
        self, operation: str, wire: HttpRequest, body: bytes, read: Callable[[HttpResponse], T]
    ) -> T:
        """Send what costs money, once and at once; `turn` has waited for the budget.

        Raises:
            NotSent: it provably did not reach the service.
            Unanswered: it may have; see `bot.midjourney.errors`.
            Refused: the service has moved.
        """
        try:
            response = await self._exchange(operation, wire, body)
        except _BEFORE_SENDING as error:
            raise NotSent from error
        except (aiohttp.ClientError, TimeoutError, OSError, _TooLarge) as error:
            raise Unanswered from error
        return read(_refuse_redirect(response, Refused))

    async def read(self, operation: str, wire: HttpRequest, read: Callable[[HttpResponse], T]) -> T:
        """Ask for something that is free, again where no answer comes.

        Raises:
            NotSent, Unreadable, RateLimited: to be asked again later.
        """
        body = None if wire.json is None else json.dumps(wire.json).encode()
        try:
            response = await self._exchange_again(operation, wire, body)
        except _BEFORE_SENDING as error:
            raise NotSent from error
        except (aiohttp.ClientError, TimeoutError, OSError, _TooLarge) as error:
            raise Unreadable(detail=type(error).__name__) from error
        return read(_refuse_redirect(response, Unreadable))

    async def _exchange_again(self, operation: str, wire: HttpRequest, body: bytes | None) -> HttpResponse:
        """Repeat a read that got no answer at all, within one time-out. A bad answer is the engine's to ask again."""
        async for attempt in stamina.retry_context(
            on=(aiohttp.ClientError, TimeoutError, OSError),
            attempts=_READ_ATTEMPTS,
            timeout=self._settings.http_timeout_seconds,
            wait_initial=0.1,
            wait_jitter=0.2,
            wait_max=2.0,
        ):
            with attempt:
                await self._wait_turn()
                return await self._exchange(operation, wire, body)
        raise AssertionError("stamina ends with a result or an error")  # pragma: no cover

    async def _wait_turn(self) -> None:
        """Wait for the request budget, behind the submits.

        Raises:
            RateLimited: by ourselves, after `LONGEST_WAIT`; nothing was sent.
        """
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await self._budget.take(first=False)
        except TimeoutError:
            raise RateLimited(retry_after=LONGEST_WAIT) from None

    async def _exchange(self, operation: str, wire: HttpRequest, body: bytes | None) -> HttpResponse:
        """Send one request and read its answer whole.

        aiohttp (3.14, `ClientSession._request`) repeats a request by itself on a kept-alive connection that breaks,
        but only for its IDEMPOTENT_METHODS, and POST is not among them; a test holds it to that.
        """
        started, outcome = time.monotonic(), "no answer"
        try:
            async with self._session.request(
                wire.method,
                URL(self._settings.base_url.rstrip("/") + wire.path, encoded=True).update_query(wire.query),
                # a file, because aiohttp warns about large bytes and writes them in one go
                data=None if body is None else io.BytesIO(body),
                headers=self._all_headers(wire.headers, has_body=body is not None),
                timeout=self._timeout(),
                allow_redirects=False,  # the key would go along to wherever it points
            ) as response:
                outcome = str(response.status)
                content = self.without_key(await _read_limited(response))
                headers = {name.lower(): value for name, value in response.headers.items()}
                return HttpResponse(response.status, content, headers)
        finally:
            elapsed = round((time.monotonic() - started) * 1000)
            logger.debug("upstream %s %s: %s after %d ms", self._name, operation, outcome, elapsed)

    def _all_headers(self, more: Mapping[str, str], *, has_body: bool) -> dict[str, str]:
        content = {"Content-Type": "application/json"} if has_body else {}
        return {**self._headers, "Accept": "application/json", **content, **more}

    def _timeout(self) -> aiohttp.ClientTimeout:
        """Keep connecting shorter than the whole, so that a dead address is known as "not sent"."""
        total = self._settings.http_timeout_seconds
        connect = min(_CONNECT_SECONDS, total / 2)
        return aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect)

    def without_key(self, body: bytes) -> bytes:
        """Blot out the key where a service echoes it, before anything of the answer can be kept or shown."""
        key = self._settings.api_key.get_secret_value().encode()
        return body.replace(key, b"***") if len(key) >= _SHORTEST_SECRET else body


class _TooLarge(Exception):
    """An answer beyond `RESPONSE_LIMIT`; never leaves this module."""


async def _read_limited(response: aiohttp.ClientResponse) -> bytes:
    parts, size = [], 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > RESPONSE_LIMIT:
            raise _TooLarge
        parts.append(part)
    return b"".join(parts)


def _refuse_redirect(response: HttpResponse, error: type[UpstreamError]) -> HttpResponse:
    if 300 <= response.status < 400:  # noqa: PLR2004  # the range of HTTP redirects
        raise error(_REDIRECTED)
    return response
