"""Wakes in the bot's own process: one run per key at a time, wakes coalesce, the soonest timer wins.

Not durable by itself. The rows are: at start `bot.running` wakes every unfinished one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

import structlog

log = structlog.get_logger(__name__)

RETRY_SECONDS = 5.0
"""After an unexpected error a key is run again this much later, so that one bad moment strands nobody.

Each further error in a row doubles it, up to `LONGEST_RETRY_SECONDS`.
"""

LONGEST_RETRY_SECONDS = 300.0


class LocalWake:
    """Runs `run(key)` in tasks it owns. Use as an async context manager: leaving it waits for running ones.

    Args:
        name: names the tasks, for logs and debuggers.
        run: what to run; must be safe to run at any time.
        grace: seconds that running tasks get to end before they are cancelled.
        pace: how many of the clock's seconds pass in one of the wall's; other than 1 only where a test's clock runs.
    """

    def __init__(
        self, name: str, run: Callable[[int], Awaitable[None]], *, grace: float = 10.0, pace: float = 1.0
    ) -> None:
        self._name = name
        self._run = run
        self._grace = grace
        self._pace = pace
        self._running: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._failures: dict[int, int] = {}
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def wake(self, key: int, after: float = 0.0) -> None:
        """Run `key` soon, or after that many seconds; a sooner plan stands."""
        if self._closed:
            return
        if after > 0:
            self._plan(key, after)
            return
        timer = self._timers.pop(key, None)
        if timer is not None:
            timer.cancel()
        if key in self._running:
            self._again.add(key)
        else:
            self._start(key)

    async def close(self) -> None:
        """Stop taking wakes, let running ones end, cancel what outlasts the grace period."""
        self._closed = True
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        running = list(self._running.values())
        if running:
            _, late = await asyncio.wait(running, timeout=self._grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _plan(self, key: int, after: float) -> None:
        loop = asyncio.get_running_loop()
        after /= self._pace
        timer = self._timers.get(key)
        if timer is not None:
            if timer.when() <= loop.time() + after:
                return
            timer.cancel()
        self._timers[key] = loop.call_later(after, self._ring, key)

    def _ring(self, key: int) -> None:
        self._timers.pop(key, None)
        self.wake(key)

    def _start(self, key: int) -> None:
        task = asyncio.get_running_loop().create_task(self._guarded(key), name=f"{self._name}:{key}")
        self._running[key] = task
        task.add_done_callback(lambda _: self._ended(key))

    async def _guarded(self, key: int) -> None:
        try:
            await self._run(key)
        except Exception:
            failures = self._failures[key] = self._failures.get(key, 0) + 1
            after = min(RETRY_SECONDS * 2 ** min(failures - 1, 10), LONGEST_RETRY_SECONDS)
            log.exception("advance failed", wake=self._name, key=key, again_in=after)
            self.wake(key, after)
        else:
            self._failures.pop(key, None)

    def _ended(self, key: int) -> None:
        self._running.pop(key, None)
        if key in self._again:
            self._again.discard(key)
            self.wake(key)
