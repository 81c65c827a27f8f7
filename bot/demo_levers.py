"""The levers of the demo's page: trouble to order, so that people can watch the bot come through it.

Each does to the stand-ins, or to the bot's process, what real life does to the real ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.playground import Lever, Playground
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.server import Sandbox
from bot.sandbox.tasks import Phase

DELAYS_S = (0.0, 1.0, 2.5)
"""How slow Discord can be made, in seconds a request. Interactions must be answered within 3 s."""
_LOST_WEBHOOKS = 10
_OUTAGE_S = 3.0
_REASON = "[Internal error] The task was ended by hand."


class BotRunner:
    """Runs the bot as a task of its own, which a lever may end and begin again.

    `run(ready)` is the bot's normal run path: it returns only when cancelled, and raises what keeps it from running.
    """

    def __init__(self, run: Callable[[Callable[[], None]], Coroutine[Any, Any, None]]) -> None:
        self._run = run
        self._task: asyncio.Task[None] | None = None
        self._restarting = False

    async def serve(self, ready: Callable[[], None]) -> None:
        """Run the bot until this is cancelled, through all restarts. `ready` is called at the first start only."""
        try:
            task = self._begin(ready)
            while True:
                await asyncio.wait({task})
                if not self._restarting:
                    await task
                    return
                await asyncio.sleep(_OUTAGE_S)
                self._restarting = False
                task = self._begin(_nothing)
        finally:
            await self._end()

    async def restart(self) -> None:
        """End the bot as a deployment would; `serve` begins it again after a short outage."""
        self._restarting = True
        await self._end()

    def _begin(self, ready: Callable[[], None]) -> asyncio.Task[None]:
        self._task = asyncio.create_task(self._run(ready), name="bot of the demo")
        return self._task

    async def _end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the levers pull at."""

    playground: Playground
    sandbox: Sandbox
    bot: BotRunner

    async def slow_discord_down(self) -> str:
        faults = self.playground.faults
        following = dict(zip(DELAYS_S, (*DELAYS_S[1:], DELAYS_S[0]), strict=True))
        faults.delay_s = following[faults.delay_s]
        if not faults.delay_s:
            return "Discord is quick again."
        return f"Every request of the bot to Discord now takes {faults.delay_s:g} s longer."

    def discord_speed(self) -> str:
        delay = self.playground.faults.delay_s
        return f"{delay:g} s late" if delay else ""

    async def drop_gateway(self) -> str:
        await self.playground.drop_gateway()
        return "The gateway was cut. The bot resumes its session and gets what it missed."

    async def lose_webhooks(self) -> str:
        self.sandbox.faults.add(Fault(Kind.WEBHOOK_LOST, times=_LOST_WEBHOOKS))
        return f"The next {_LOST_WEBHOOKS} webhooks will be lost. The bot asks for itself instead."

    def webhooks_to_lose(self) -> str:
        armed = self.sandbox.faults.listing()
        left = sum(fault["times"] or 0 for fault in armed if fault["kind"] is Kind.WEBHOOK_LOST)
        return f"{left} left" if left else ""

    async def fail_task(self) -> str:
        busy = [
            task
            for task in self.sandbox.studio.tasks()
            if task.phase in (Phase.QUEUED, Phase.STARTED, Phase.RUNNING)
        ]
        if not busy:
            return "No picture is being made: start one first."
        await self.sandbox.studio.fail(busy[-1].id, _REASON)
        return (
            f"“{busy[-1].prompt or busy[-1].action}” failed upstream. Its person is told why, and what to do."
        )

    async def restart_bot(self) -> str:
        await self.bot.restart()
        return f"The bot was ended and comes back in {_OUTAGE_S:g} s. Jobs go on where they were; buttons keep working."

    def levers(self) -> tuple[Lever, ...]:
        return (
            Lever(
                "restart",
                "Restart the bot",
                "Ends it in the middle of whatever it does, as a deployment would.",
                self.restart_bot,
            ),
            Lever(
                "gateway",
                "Drop the gateway",
                "Cuts the connection over which Discord tells the bot what people do.",
                self.drop_gateway,
            ),
            Lever(
                "webhooks",
                f"Lose {_LOST_WEBHOOKS} webhooks",
                "The upstream's reports of progress and results never arrive.",
                self.lose_webhooks,
                self.webhooks_to_lose,
            ),
            Lever(
                "slow",
                "Slow Discord down",
                "Makes each request of the bot late: by 1 s, by 2.5 s, then quick again.",
                self.slow_discord_down,
                self.discord_speed,
            ),
            Lever(
                "fail",
                "Fail a running picture",
                "The newest unfinished task ends in an error of the upstream.",
                self.fail_task,
            ),
        )


def _nothing() -> None:
    """Stand for what is said only once."""
