"""How often one account may be asked: a leaky bucket with a door that lets submits in before reads."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count

from aiolimiter import AsyncLimiter

_MINUTE = 60.0
_BURST_SHARE = 10


class RequestBudget:
    """At most `requests_per_minute` requests in any 60 seconds, submits and reads together.

    A tenth of them may come at once; the rest trickles in evenly. aiolimiter measures but knows no rank, so callers
    queue here and only the first of the queue waits at the bucket. A submit overtakes all waiting reads but that one.
    """

    def __init__(self, requests_per_minute: int) -> None:
        burst = max(1, requests_per_minute // _BURST_SHARE)
        trickle = max(1, requests_per_minute - burst)
        self._bucket = AsyncLimiter(burst, _MINUTE * burst / trickle)
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._arrivals = count()
        self._taken = False

    async def take(self, *, first: bool) -> None:
        """Wait until one more request may be made. `first` is for submits."""
        await self._turn(0 if first else 1)
        try:
            await self._bucket.acquire()
        finally:
            self._pass_on()

    async def _turn(self, rank: int) -> None:
        if not self._taken:
            self._taken = True
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (rank, next(self._arrivals), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()  # cancelled at the very moment it was our turn
            raise

    def _pass_on(self) -> None:
        while self._queue:
            _, _, turn = heapq.heappop(self._queue)
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False
