"""Find a job's seed. Some upstreams tell it at once, some (`Capability.SEED_TASK`) make a task that has to be read.

That task is written down before it is read, so that asking again reads the old one and never orders a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from bot.errors import N_
from bot.jobs.accounts import Accounts
from bot.jobs.around import Seed, SeedStore
from bot.jobs.errors import JobError, NotNow
from bot.jobs.models import Job, JobState
from bot.midjourney.errors import TaskUnknown, Unreadable, UpstreamError
from bot.midjourney.models import Callback, TaskStatus

LOOK_SECONDS = 2.0
LOOKS = 30
"""A seed task takes a few seconds; after a minute the person is asked to come back."""

Pause = Callable[[float], Awaitable[None]]


class SeedLater(JobError):
    default_message = N_(
        "Midjourney has not told the seed yet. Use /seed again in a minute; it costs nothing."
    )


class SeedUntold(JobError):
    default_message = N_("Midjourney does not tell the seed of this picture.")


class Seeds:
    """Asks for seeds, each only once.

    Args:
        store: what is known already.
        accounts: whom to ask.
        pause: waits between two looks.
    """

    def __init__(self, store: SeedStore, accounts: Accounts, *, pause: Pause = asyncio.sleep) -> None:
        self._store = store
        self._accounts = accounts
        self._pause = pause
        self._asking: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        """One question at a time for a job, so that two people never order two tasks."""

    async def known(self, job: Job) -> str:
        """Give the seed if it is known without asking anybody, else an empty text."""
        if job.observed.seed:
            return job.observed.seed
        found = await self._store.get(job.id)
        return "" if found is None else found.seed

    async def find(self, job: Job) -> str:
        """Give the seed, however long the upstream takes for it within a minute.

        Raises:
            NotNow: the job has not succeeded.
            SeedLater: the upstream is still looking.
            SeedUntold: it will never say.
            UpstreamError: it cannot be asked now.
        """
        if job.state is not JobState.SUCCEEDED or not job.task_id:
            raise NotNow
        async with self._asking.setdefault(job.id, asyncio.Lock()):
            return await self._found(job)

    async def _found(self, job: Job) -> str:
        known = await self.known(job)
        if known:
            return known
        account = self._accounts.get(job.account)
        if account is None:
            raise SeedUntold
        noted = await self._store.get(job.id)
        task_id = "" if noted is None else noted.task_id
        if not task_id:
            answer = await account.upstream.seed(job.task_id, Callback())
            if isinstance(answer, str):
                await self._store.put(job.id, Seed(seed=answer))
                return answer
            task_id = answer.task_id
            await self._store.put(job.id, Seed(task_id=task_id))
        return await self._read(job, account.name, task_id)

    async def _read(self, job: Job, account_name: str, task_id: str) -> str:
        """Look at the seed's task until it is over."""
        account = self._accounts.get(account_name)
        for _ in range(LOOKS):
            try:
                seen = None if account is None else await account.upstream.fetch(task_id)
            except (Unreadable, TaskUnknown):
                seen = None  # some services need a moment to know their own task
            except UpstreamError as error:
                raise SeedLater from error
            if seen is not None and seen.status is TaskStatus.SUCCEEDED:
                if not seen.seed:
                    raise SeedUntold
                await self._store.put(job.id, Seed(seed=seen.seed))
                return seen.seed
            if seen is not None and seen.status in {TaskStatus.FAILED, TaskStatus.CANCELLED}:
                await self._store.put(job.id, Seed())  # so that asking again orders a new one
                raise SeedUntold
            await self._pause(LOOK_SECONDS)
        raise SeedLater
