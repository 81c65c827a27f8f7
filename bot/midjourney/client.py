"""One account's HTTP client, for every dialect: sockets, time-outs, the key, the request budget, safe retries.

The rule that everything here serves: a submit costs money, so it is sent at most once. Reads are repeated. What an
answer means is the dialect's business; whether a job is sent again is the engine's.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar

import aiohttp
import stamina
from yarl import URL

from bot.config import AccountSettings
from bot.errors import N_
from bot.midjourney.budget import RequestBudget
from bot.midjourney.dialect import Capability, Dialect, HttpRequest, HttpResponse
from bot.midjourney.dialects import make_dialect
from bot.midjourney.errors import (
    NotSent,
    RateLimited,
    Refused,
    TaskUnknown,
    Unanswered,
    Unreadable,
    Unsupported,
    UpstreamError,
)
from bot.midjourney.models import (
    Accepted,
    Callback,
    FindSeed,
    ModeStatus,
    PromptVerdict,
    SubmitRequest,
    TaskSnapshot,
)

logger = logging.getLogger(__name__)

T = TypeVar("T")

RESPONSE_LIMIT = 4 * 1024 * 1024
"""Bytes of an answer that are read; the largest real ones are lists of 100 tasks, well under 1 MiB."""
LONGEST_WAIT = 15.0
"""Seconds that a read waits for the budget before it is given up until the next look."""
_CONNECT_SECONDS = 10.0
_READ_ATTEMPTS = 3
_SHORTEST_SECRET = 6
_KNOWN_ODDITIES = 50

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


def connect(name: str, settings: AccountSettings, session: aiohttp.ClientSession) -> UpstreamClient:
    """Make the client of one account, with the dialect that its settings name."""
    return UpstreamClient(name, settings, make_dialect(settings), session)


def _user_agent() -> str:
    # some CDNs refuse the user agents of HTTP libraries
    try:
        return f"Easel/{version('easel')}"
    except PackageNotFoundError:
        return "Easel"


class UpstreamClient:
    """One account. All methods raise from `bot.midjourney.errors` and nothing else of the wire.

    Args:
        name: the account's name, for logs.
        settings: address, key, time-outs and budget.
        dialect: the wire format.
        session: shared, and closed by its owner; see `open_session`.
    """

    def __init__(
        self, name: str, settings: AccountSettings, dialect: Dialect, session: aiohttp.ClientSession
    ) -> None:
        self.name = name
        self.dialect = dialect
        self._settings = settings
        self._session = session
        self._budget = RequestBudget(settings.requests_per_minute)
        self._headers = {
            "User-Agent": _user_agent(),
            **dialect.authorize(settings.api_key.get_secret_value()),
        }
        self._oddities: set[str] = set()

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self.dialect.capabilities

    async def turn(self) -> None:
        """Wait, as long as it takes, until the request budget allows one more submit. Call it before `submit`.

        It is apart from `submit` so that the engine can write down "about to be sent" after the wait: what still
        waits here is provably unsent.
        """
        await self._budget.take(first=True)

    async def submit(self, request: SubmitRequest, callback: Callback) -> Accepted:
        """Send a submit, once and at once; `turn` has waited for the budget.

        Raises:
            NotSent: it provably did not reach the service.
            Unanswered: it may have; see `bot.midjourney.errors`.
            Refused: the service, or the dialect before sending, said no.
        """

        # pictures become megabytes of base64: encoding them would stop the bot's event loop for everyone
        def encode() -> tuple[HttpRequest, bytes]:
            encoded = self.dialect.submit(request, callback)
            return encoded, json.dumps(encoded.json).encode()

        wire, body = await asyncio.to_thread(encode)
        return await self._send_once(type(request).__name__, wire, body, self.dialect.read_submit)

    async def fetch(self, task_id: str) -> TaskSnapshot:
        """Ask for a task.

        Raises:
            TaskUnknown, RateLimited, Unauthorized: as they say.
            NotSent, Unreadable: to be asked again later.
        """

        def read(response: HttpResponse) -> TaskSnapshot:
            return self.dialect.read_fetch(task_id, response)

        return self._noticed(await self._read("fetch", self.dialect.fetch(task_id), read))

    async def fetch_many(self, task_ids: Sequence[str]) -> dict[str, TaskSnapshot]:
        """Ask for several tasks, in one request where the dialect can. Those without a readable answer are absent."""
        if not task_ids:
            return {}
        if Capability.FETCH_MANY not in self.capabilities:
            return await self._fetch_each(task_ids)
        wire = self.dialect.fetch_many(task_ids)
        tasks = await self._read("fetch_many", wire, self.dialect.read_fetch_many)
        wanted = frozenset(task_ids)
        return {task.task_id: self._noticed(task) for task in tasks if task.task_id in wanted}

    async def _fetch_each(self, task_ids: Sequence[str]) -> dict[str, TaskSnapshot]:
        found = {}
        for task_id in task_ids:
            try:
                found[task_id] = await self.fetch(task_id)
            except (TaskUnknown, Unreadable):
                continue
        return found

    async def find_submitted(self, state: str) -> TaskSnapshot | None:
        """Find the task that carries exactly this `Callback.state`; None where it is not listed or cannot be."""
        if not state or Capability.LIST_RECENT not in self.capabilities:
            return None
        tasks = await self._read("list_recent", self.dialect.list_recent(), self.dialect.read_fetch_many)
        return next((self._noticed(task) for task in tasks if task.state == state), None)

    async def cancel(self, task_id: str) -> bool:
        """Ask to cancel. True means that the service took it, not that the task stops in time."""
        if Capability.CANCEL not in self.capabilities:
            return False
        try:
            await self._read("cancel", self.dialect.cancel(task_id), self.dialect.read_cancel)
        except (TaskUnknown, Unsupported):
            return False
        return True

    async def seed(self, task_id: str, callback: Callback) -> Accepted | str:
        """Ask for a seed: the seed itself, or (`Capability.SEED_TASK`) the task that will hold it."""
        wire = self.dialect.find_seed(FindSeed(task_id), callback)
        if Capability.SEED_TASK in self.capabilities:
            await self.turn()
            return await self._send_once("seed", wire, json.dumps(wire.json).encode(), self.dialect.read_seed)
        return await self._read("seed", wire, self.dialect.read_seed)

    async def check_prompt(self, prompt: str) -> PromptVerdict:
        """Let the service check a prompt; raises `Unsupported` without `Capability.PROMPT_CHECK`."""
        wire = self.dialect.check_prompt(prompt)
        return await self._read("check_prompt", wire, self.dialect.read_prompt_check)

    async def status(self) -> tuple[ModeStatus, ...]:
        """Check address and key with a free request. Details per mode only with `Capability.STATUS`."""
        return await self._read("status", self.dialect.status(), self.dialect.read_status)

    def read_webhook(self, body: bytes) -> TaskSnapshot:
        """Read what this account's service posted to us; raises `Unreadable`."""
        return self._noticed(self.dialect.read_webhook(self._without_key(body)))

    async def _send_once(
        self, operation: str, wire: HttpRequest, body: bytes, read: Callable[[HttpResponse], T]
    ) -> T:
        try:
            response = await self._exchange(operation, wire, body)
        except _BEFORE_SENDING as error:
            raise NotSent from error
        except (aiohttp.ClientError, TimeoutError, OSError, _TooLarge) as error:
            raise Unanswered from error
        return read(_refuse_redirect(response, Refused))

    async def _read(self, operation: str, wire: HttpRequest, read: Callable[[HttpResponse], T]) -> T:
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
                content = self._without_key(await _read_limited(response))
                headers = {name.lower(): value for name, value in response.headers.items()}
                return HttpResponse(response.status, content, headers)
        finally:
            elapsed = round((time.monotonic() - started) * 1000)
            logger.debug("upstream %s %s: %s after %d ms", self.name, operation, outcome, elapsed)

    def _all_headers(self, more: Mapping[str, str], *, has_body: bool) -> dict[str, str]:
        content = {"Content-Type": "application/json"} if has_body else {}
        return {**self._headers, "Accept": "application/json", **content, **more}

    def _timeout(self) -> aiohttp.ClientTimeout:
        """Keep connecting shorter than the whole, so that a dead address is known as "not sent"."""
        total = self._settings.http_timeout_seconds
        connect = min(_CONNECT_SECONDS, total / 2)
        return aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect)

    def _without_key(self, body: bytes) -> bytes:
        """Blot out the key where a service echoes it, before anything of the answer can be kept or shown."""
        key = self._settings.api_key.get_secret_value().encode()
        return body.replace(key, b"***") if len(key) >= _SHORTEST_SECRET else body

    def _noticed(self, task: TaskSnapshot) -> TaskSnapshot:
        """Log a status that no dialect knows, once."""
        odd = task.unknown_status
        if odd and odd not in self._oddities and len(self._oddities) < _KNOWN_ODDITIES:
            self._oddities.add(odd)
            logger.warning("upstream %s: unknown task status %r counts as running", self.name, odd)
        return task


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
