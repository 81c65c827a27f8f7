"""Reading running tasks: when `bot.jobs.polling` says so, several in one request where the service can.

A failed read never fails a job by itself; only answers that say "I do not know this task", again and again, do.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import structlog

from bot.errors import N_
from bot.jobs import polling, submitting
from bot.jobs.accounts import Account
from bot.jobs.engine_services import EngineServices, Observe, Save
from bot.jobs.lifecycle import FINAL_BY_STATUS
from bot.jobs.models import Failure, Job, JobKind, JobState
from bot.midjourney.actions import Kind, classify
from bot.midjourney.dialect import Capability
from bot.midjourney.errors import NotSent, RateLimited, TaskUnknown, Unauthorized, UpstreamError
from bot.midjourney.models import TaskSnapshot

log = structlog.get_logger(__name__)

BATCH_WINDOW_SECONDS = 5.0
"""Tasks due within this time are read along with one that is due now."""

BATCH_SIZE = 50
"""Tasks that are read in one request: its answer stays far below what the client reads of one."""

FUTILE_BATCHES = 2
"""After so many requests for several tasks that failed in a row, an account's tasks are read one by one."""

LOST = Failure(
    "lost",
    N_("Midjourney no longer knows this job. It may have been billed; if it still comes, it is posted."),
    may_be_billed=True,
)


class Reader:
    """Reads tasks and plans the next look. What it learns about durations lives as long as the process."""

    def __init__(self, services: EngineServices, observe: Observe, save: Save) -> None:
        self._s = services
        self._observe = observe
        self._save = save
        self._expectations = polling.Expectations()
        self._began = services.clock()
        self._turns: dict[str, asyncio.Lock] = {}
        self._futile: Counter[str] = Counter()

    def learn(self, job: Job) -> None:
        """Take a finished job's duration into account, unless we were away for a part of it."""
        if job.state is not JobState.SUCCEEDED or job.finished_at is None or job.submitted_at is None:
            return
        if job.submitted_at >= self._began:
            self._expectations.learn(
                job.account,
                job.mode,
                quick=_is_quick(job),
                seconds=job.finished_at - job.submitted_at,
                by_webhook=job.webhook_at > 0,
            )

    async def read_running(self, job: Job, account: Account) -> None:
        """Read the job's task if its look is due, and plan the next one."""
        if job.next_look_at is None:  # just submitted: nothing to see yet
            await self._save(job, self.planned(job, account))
            return
        wait = job.next_look_at - self._s.clock()
        if 0 < wait <= polling.LONGEST_WAIT_SECONDS:  # farther ahead than any plan: the clock was set back
            self._s.wake.wake(job.id, wait)
        elif self._batches(account):
            async with self._turns.setdefault(account.name, asyncio.Lock()):
                fresh = await self._s.store.get(job.id)
                if fresh is not None and fresh.version == job.version:  # else another's read took it along
                    await self._read_with_others(job, account)
        else:
            await self.read_once(job, account)

    async def read_once(self, job: Job, account: Account) -> bool:
        """Read this one task now; True if that ended it."""
        try:
            snapshot = await account.upstream.fetch(job.task_id)
        except UpstreamError as error:
            await self._after_failed_read(job, account, error)
            return False
        return await self._took(job, account, snapshot)

    async def read_late(self, job: Job) -> None:
        """Look, slowly, at a task whose failure was only our patience, or of which we never heard."""
        account = self._s.accounts.get(job.account)
        now = self._s.clock()
        if job.next_look_at is not None and 0 < job.next_look_at - now <= polling.LATE_LOOK_SECONDS:
            self._s.wake.wake(job.id, job.next_look_at - now)
            return
        try:
            found = None if account is None else await self._find_late(job, account)
        except UpstreamError as error:
            log.info("late read failed", job=job.ulid, error=type(error).__name__)
        else:
            if found is not None:
                await self._observe(job, found)
        began = job.submitted_at or job.sent_at or job.created_at
        over = now - began > polling.LATE_OBSERVATION_SECONDS
        await self._save(job, replace(job, next_look_at=None if over else now + polling.LATE_LOOK_SECONDS))

    async def _find_late(self, job: Job, account: Account) -> TaskSnapshot | None:
        if job.task_id:
            return await account.upstream.fetch(job.task_id)
        if account.can(Capability.LIST_RECENT):
            return await account.upstream.find_submitted(job.ulid)
        return None

    def _batches(self, account: Account) -> bool:
        return account.can(Capability.FETCH_MANY) and self._futile[account.name] < FUTILE_BATCHES

    async def _read_with_others(self, job: Job, account: Account) -> None:
        until = self._s.clock() + BATCH_WINDOW_SECONDS
        due = await self._s.store.due_on(account.name, until=until, limit=BATCH_SIZE)
        others = [other for other in due if other.id != job.id and other.task_id]
        snapshots = await self._fetch_several([job, *others], account) if others else {}
        for other in others:
            if other.task_id in snapshots:
                await self._took(other, account, snapshots[other.task_id])
        if job.task_id in snapshots:
            await self._took(job, account, snapshots[job.task_id])
        else:  # alone, or not among the answers: only its own read can say that it is unknown
            await self.read_once(job, account)

    async def _fetch_several(self, batch: list[Job], account: Account) -> dict[str, TaskSnapshot]:
        try:
            snapshots = await account.upstream.fetch_many([job.task_id for job in batch])
        except UpstreamError as error:
            if not isinstance(error, NotSent | RateLimited):  # those say nothing about the endpoint
                self._futile[account.name] += 1
            log.info(
                "several tasks could not be read at once", account=account.name, error=type(error).__name__
            )
            return {}
        self._futile.pop(account.name, None)
        return snapshots

    async def _took(self, job: Job, account: Account, snapshot: TaskSnapshot) -> bool:
        if await self._observe(job, snapshot) and snapshot.status in FINAL_BY_STATUS:
            return True
        await self._save(job, self.planned(job, account))
        return False

    async def _after_failed_read(self, job: Job, account: Account, error: UpstreamError) -> None:
        failures = job.failed_reads + 1
        log.info("read failed", job=job.ulid, error=type(error).__name__, in_a_row=failures)
        if isinstance(error, TaskUnknown | Unauthorized) and failures >= polling.READ_ATTEMPTS:
            now = self._s.clock()
            await self._save(
                job, submitting.failed(job, LOST, now, look_again_at=now + polling.LATE_LOOK_SECONDS)
            )
            return
        await self._save(job, self.planned(job, account, failed_reads=failures))

    def planned(self, job: Job, account: Account, *, failed_reads: int = 0) -> Job:
        """Give a running job with its next look."""
        now = self._s.clock()
        elapsed = now - (job.submitted_at or now)
        if failed_reads:
            delay = polling.retry_delay(failed_reads)
        else:
            delay = polling.next_read(
                elapsed=elapsed,
                expected=self._expectations.seconds(job.account, job.mode, quick=_is_quick(job)),
                webhook_age=now - job.webhook_at if job.webhook_at else None,
                webhooks_arrive=self._expectations.webhooks_arrive(job.account),
            )
        delay = min(delay, max(account.deadline - elapsed, 1.0))
        return replace(job, next_look_at=now + delay, failed_reads=failed_reads)


def _is_quick(job: Job) -> bool:
    """Upscaling one picture out of a grid takes seconds, drawing takes a minute."""
    return job.request.kind is JobKind.COMPONENT and classify(job.request.custom_id).kind is Kind.UPSAMPLE
