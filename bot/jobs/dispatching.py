"""Filling an account's free slots from its fair queue. Nothing else takes a slot.

It has a wake of its own, so that a database that was busy for a moment is asked again and a freed slot is never
forgotten, and so that ten thousand waiting jobs cost one look and not ten thousand.
"""

from __future__ import annotations

from bot.jobs.engine_services import CLAIM_SECONDS, EngineServices

SHOWN_PLACES = 20
"""Whoever waits on the first places is told that the queue has moved; farther back nobody looks so closely."""

LONGEST_PAUSE_SECONDS = 300.0


class Dispatcher:
    """Gives slots away. `run` may be called at any time; once at a time per account is the wake adapter's duty."""

    def __init__(self, services: EngineServices) -> None:
        self._s = services
        self._paused_until: dict[str, float] = {}

    def wake(self, account_name: str) -> None:
        """Ask for the account's queue to be looked at: a slot was freed, or a job arrived."""
        place = self._s.accounts.place_of(account_name)
        if place is not None:
            self._s.dispatch.wake(place)

    def pause(self, account_name: str, until: float) -> None:
        """Leave the account alone until then (Unix seconds): it is full, or asks us to be slower."""
        self._paused_until[account_name] = until
        self.wake(account_name)

    async def run(self, place: int) -> None:
        """Claim jobs for the account at that place in the configuration until its slots or its queue are used up."""
        account = self._s.accounts.all()[place]
        now = self._s.clock()
        pause = min(self._paused_until.get(account.name, 0.0) - now, LONGEST_PAUSE_SECONDS)
        if pause > 0:
            self._s.dispatch.wake(place, pause)
            return
        started = False
        while (
            job := await self._s.slots.claim(
                account.name,
                concurrency=account.concurrency,
                owner=self._s.owner,
                lease_until=self._s.clock() + CLAIM_SECONDS,
                now=self._s.clock(),
            )
        ) is not None:
            self._s.crash_point("claim.committed")
            self._s.wake.wake(job.id)
            started = True
        if started:
            for job_id in await self._s.slots.waiting(account.name, limit=SHOWN_PLACES):
                self._s.courier.wake(job_id)
