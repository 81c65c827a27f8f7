"""Take the upstream's reports: prove that they may speak about the job, hand the body on, answer.

Knows no dialect and no row: `receive` does all of that and returns once the row is written, because upstreams never
repeat a report that was answered with 200.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from bot.jobs.errors import JobUnknown
from bot.logs import get_logger
from bot.midjourney.errors import UpstreamError
from bot.web.links import HOOK_ROUTE, is_hook_secret

if TYPE_CHECKING:
    from pydantic import SecretStr

log = get_logger(__name__)

Receive = Callable[[str, str, bytes], Awaitable[object]]
"""Takes account, ULID of the job and the body. Raises JobUnknown, or UpstreamError for a body it cannot use."""

_BODY_SECONDS = 15.0


class Webhooks:
    """The route of the reports."""

    def __init__(self, key: SecretStr, receive: Receive) -> None:
        self._key = key
        self._receive = receive

    def routes(self) -> list[web.RouteDef]:
        return [web.post(HOOK_ROUTE, self.report)]

    async def report(self, request: web.Request) -> web.Response:
        """Answer 200 once written; 404 for a wrong secret or unknown job, 400, 408 or 413 for a bad body."""
        account, ulid = request.match_info["account"], request.match_info["ulid"]
        if not is_hook_secret(request.match_info["secret"], self._key.get_secret_value(), account, ulid):
            raise web.HTTPNotFound
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        try:
            await self._receive(account, ulid, body)
        except JobUnknown:
            raise web.HTTPNotFound from None
        except UpstreamError as error:
            log.warning("webhook refused", account=account, job=ulid, reason=str(error))
            raise web.HTTPBadRequest from None
        return web.json_response({"status": "ok"})
