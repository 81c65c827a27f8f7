"""Runs accepted tasks: a queue, so many at a time, progress by the clock or by hand.

It decides nothing about what a task is; it only moves it from queued to its end and tells of each step.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from bot.sandbox.options import SandboxOptions
from bot.sandbox.pace import Pace, pace_of
from bot.sandbox.tasks import Phase, Task, offers_of

_log = logging.getLogger(__name__)


class Workshop:
    """At most `options.concurrency` tasks run at a time; `listener` is told of each change."""

    def __init__(self, options: SandboxOptions, clock: Callable[[], float]) -> None:
        self.listener: Callable[[Task], None] = lambda _task: None
        self._options = options
        self._clock = clock
        self._queue: deque[Task] = deque()
        self._running: dict[Task, asyncio.Task[None] | None] = {}

    @property
    def is_full(self) -> bool:
        return len(self._queue) >= self._options.queue_limit

    def waiting(self, task: Task) -> int:
        """Return how many tasks are before this one in the queue."""
        return self._queue.index(task) if task in self._queue else 0

    def take(self, task: Task) -> None:
        """Queue a task, and start it where there is room."""
        task.phase = Phase.QUEUED
        self._queue.append(task)
        self.listener(task)
        self._pump()

    def _pump(self) -> None:
        while self._queue and len(self._running) < self._options.concurrency:
            task = self._queue.popleft()
            task.phase, task.started_at = Phase.STARTED, self._clock()
            self._running[task] = None
            self.listener(task)
            if not self._options.manual:
                runner = asyncio.create_task(self._live(task), name=f"sandbox-task-{task.id}")
                runner.add_done_callback(_reported)
                self._running[task] = runner

    async def _live(self, task: Task) -> None:
        pace = pace_of(task.effort, task.order.speed, task.seed, self._options.time_factor)
        await asyncio.sleep(pace.wait)
        self.report(task, 0)
        if task.doom:
            await asyncio.sleep(pace.work / 4)
            self.end(task, Phase.FAILED, task.doom)
            return
        await self._work(task, pace)

    async def _work(self, task: Task, pace: Pace) -> None:
        steps = pace.steps if self._options.time_factor else ()
        for step in steps:
            await asyncio.sleep(pace.work / (len(steps) + 1))
            self.report(task, step)
            if task.stuck:
                return
        await asyncio.sleep(pace.work / (len(steps) + 1))
        if not task.stuck:
            self.end(task, Phase.SUCCEEDED)

    def report(self, task: Task, progress: int) -> None:
        """Say that a task is at this progress, 0 to 100."""
        task.phase, task.progress = Phase.RUNNING, progress
        self.listener(task)

    def end(self, task: Task, phase: Phase, reason: str = "") -> None:
        """Bring a task to its end, wherever it is, and start the next."""
        task.phase, task.reason, task.finished_at = phase, reason, self._clock()
        if phase is Phase.SUCCEEDED:
            task.progress, task.offers = 100, task.offers or offers_of(task)
        if task in self._queue:
            self._queue.remove(task)
        runner = self._running.pop(task, None)
        if runner is not None and runner is not asyncio.current_task():
            runner.cancel()
        task.done.set()
        self.listener(task)
        self._pump()

    async def close(self) -> None:
        """Stop every task that runs."""
        self._queue.clear()
        running = [runner for runner in self._running.values() if runner is not None]
        for runner in running:
            runner.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _reported(runner: asyncio.Task[None]) -> None:
    if not runner.cancelled() and (error := runner.exception()):
        _log.error("%s broke", runner.get_name(), exc_info=error)
