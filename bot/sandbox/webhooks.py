"""Sends what the studio announces to the clients' hooks, as faithfully or as badly as asked.

TTAPI tries up to three times until it gets HTTP 200; midjourney-proxy sends each change once and ignores
the answer. The webhooks of one task leave in order, unless a fault says otherwise.
"""

import asyncio
import logging
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.sandbox.desk import DialectApi
from bot.sandbox.faults import Fault, Faults, Kind, Stage, UnknownFaultError
from bot.sandbox.options import SandboxOptions
from bot.sandbox.tasks import Phase, Task

_log = logging.getLogger(__name__)
_TTAPI_TRIES = 3
_TIMEOUT = aiohttp.ClientTimeout(total=10)


class Webhooks:
    """Owns one asyncio task per delivery; `close` ends them."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        dialects: dict[str, DialectApi],
        faults: Faults,
        options: SandboxOptions,
    ) -> None:
        self._session = session
        self._dialects = dialects
        self._faults = faults
        self._options = options
        self._last: dict[str, asyncio.Task[None]] = {}
        self._flying: set[asyncio.Task[None]] = set()
        self._held: dict[str, dict[str, Any]] = {}

    def announce(self, task: Task) -> None:
        """Send a task's present state to its hook, if it has one and the dialect tells of this change."""
        order = task.order
        if not order.hook or not self._wanted(task):
            return
        body = self._dialects[order.dialect].project(task)
        fault = self._fault(task)
        kind = fault.kind if fault else None
        if kind is Kind.WEBHOOK_LOST:
            return
        if kind is Kind.WEBHOOK_REORDERED and not task.ended:
            self._held[task.hash] = body
            return
        copies = 2 if kind is Kind.WEBHOOK_DOUBLED else 1
        for _ in range(copies):
            self._send(task, body, fault.seconds if fault and kind is Kind.WEBHOOK_LATE else 0.0)
        held = self._held.pop(task.hash, None)
        if held is not None:
            self._send(task, held, 0.0)

    async def idle(self) -> None:
        """Wait until every webhook that was announced has been sent or given up."""
        while self._flying:
            await asyncio.gather(*self._flying, return_exceptions=True)

    async def close(self) -> None:
        """Drop what is still to be sent."""
        flying = list(self._flying)
        for delivery in flying:
            delivery.cancel()
        await asyncio.gather(*flying, return_exceptions=True)

    def _wanted(self, task: Task) -> bool:
        if task.order.dialect == "ttapi" and self._options.ttapi_webhooks == "final":
            return task.ended
        return task.phase is not Phase.MODAL

    def _fault(self, task: Task) -> Fault | None:
        try:
            return self._faults.take(Stage.WEBHOOK, task.order.endpoint, task.prompt)
        except UnknownFaultError:
            return None

    def _send(self, task: Task, body: dict[str, Any], delay: float) -> None:
        before = None if delay else self._last.get(task.hash)
        delivery = asyncio.create_task(
            self._deliver(task, body, delay, before), name=f"sandbox-webhook-{task.id}"
        )
        self._flying.add(delivery)
        if not delay:
            self._last[task.hash] = delivery
        delivery.add_done_callback(lambda done: self._landed(task.hash, done))

    def _landed(self, key: str, delivery: asyncio.Task[None]) -> None:
        self._flying.discard(delivery)
        if self._last.get(key) is delivery:
            del self._last[key]

    async def _deliver(
        self, task: Task, body: dict[str, Any], delay: float, before: asyncio.Task[None] | None
    ) -> None:
        await asyncio.sleep(delay)
        if before is not None:
            await asyncio.wait({before})
        tries = _TTAPI_TRIES if task.order.dialect == "ttapi" else 1
        for attempt in range(tries):
            if attempt:
                await asyncio.sleep(self._options.webhook_retry_seconds * self._options.time_factor)
            if await self._post(task.order.hook, body):
                return

    async def _post(self, url: str, body: dict[str, Any]) -> bool:
        try:
            async with self._session.post(url, json=body, timeout=_TIMEOUT) as answer:
                return answer.status == HTTPStatus.OK
        except (aiohttp.ClientError, TimeoutError) as error:
            _log.info("sandbox webhook to %s failed: %r", url, error)
            return False
