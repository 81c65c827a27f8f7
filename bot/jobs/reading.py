"""Reading running tasks: when `bot.jobs.polling` says so, several in one request where the dialect can.

A failed read never fails a job by itself; only answers that say "I do not know this task", again and again, do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.errors import N_
from bot.jobs import polling, submitting
from bot.jobs.accounts import Account
from bot.jobs.lifecycle import FINAL_BY_STATUS
from bot.jobs.models import Failure, Job, JobKind, JobState
from bot.midjourney.actions import Kind, classify
from bot.midjourney.dialect import Capability
from bot.midjourney.errors import TaskUnknown, Unauthorized, UpstreamError
from bot.midjourney.models import TaskSnapshot

if TYPE_CHECKING:
    from bot.jobs.engine import EngineServices

log = structlog.get_logger(__name__)

BATCH_WINDOW_SECONDS = 5.0
"""Tasks due within this time are read along with one that is due now."""

Observe = Callable[[Job, TaskSnapshot], Awaitable[bool]]
Save = Callable[[Job, Job], Awaitable[Job | None]]


class Reader:
    """Reads tasks and plans the next look. What it learns about durations lives as long as the process."""

    def __init__(self, services: EngineServices, observe: Observe, save: Save) -> None:
        self._s = services
        self._observe = observe
        self._save = save
        self._expectations = polling.Expectations()

    def learn(self, job: Job) -> None:
        """Take a finished job's duration into account."""
        if job.state is JobState.SUCCEEDED and job.submitted_at and job.finished_at:
            self._expectations.learn(
                job.account,
                job.mode,
                quick=_is_quick(job),
                seconds=job.finished_at - job.submitted_at,
                by_webhook=job.webhook_at > 0,
            )

    async def read_running(self, job: Job, account: Account) -> None:
        """Read the job's task if its look is due, and plan the next one."""
        now = self._s.clock()
        if job.next_look_at is not None and job.next_look_at > now:
            self._s.wake.wake(job.id, job.next_look_at - now)
            return
        if job.next_look_at is None:  # just submitted: nothing to see yet
            await self._plan(job, failed_reads=0)
            return
        batch = [job, *await self._due_with(job, account, now)]
        try:
            snapshots = await self._fetch(batch, account)
        except UpstreamError as error:
            for member in batch:
                await self._after_failed_read(member, error)
            return
        for member in batch:
            snapshot = snapshots.get(member.task_id)
            if snapshot is None:
                await self._after_failed_read(member, TaskUnknown())
                continue
            if not (await self._observe(member, snapshot) and snapshot.status in FINAL_BY_STATUS):
                await self._plan(member, failed_reads=0)

    async def read_late(self, job: Job) -> None:
        """Look, slowly, at a task whose failure was only our patience."""
        account = self._s.accounts.get(job.account)
        now = self._s.clock()
        if job.next_look_at is not None and job.next_look_at > now:
            self._s.wake.wake(job.id, job.next_look_at - now)
            return
        if account is not None and job.task_id:
            try:
                await self._observe(job, await account.upstream.fetch(job.task_id))
            except UpstreamError as error:
                log.info("late read failed", job=job.ulid, error=type(error).__name__)
        too_old = now - (job.submitted_at or job.created_at) > polling.LATE_OBSERVATION_SECONDS
        look = None if too_old or not job.task_id else now + polling.LATE_LOOK_SECONDS
        await self._save(job, replace(job, next_look_at=look))

    async def _due_with(self, job: Job, account: Account, now: float) -> list[Job]:
        if Capability.FETCH_MANY not in account.upstream.capabilities:
            return []
        return [
            other
            for other in await self._s.store.running_on(account.name)
            if other.id != job.id
            and other.task_id
            and other.next_look_at is not None
            and other.next_look_at <= now + BATCH_WINDOW_SECONDS
        ]

    async def _fetch(self, batch: list[Job], account: Account) -> dict[str, TaskSnapshot]:
        if len(batch) == 1:
            (job,) = batch
            return {job.task_id: await account.upstream.fetch(job.task_id)}
        return await account.upstream.fetch_many([job.task_id for job in batch])

    async def _after_failed_read(self, job: Job, error: UpstreamError) -> None:
        failures = job.failed_reads + 1
        log.info("read failed", job=job.ulid, error=type(error).__name__, in_a_row=failures)
        if isinstance(error, TaskUnknown | Unauthorized) and failures >= polling.READ_ATTEMPTS:
            now = self._s.clock()
            lost = Failure(
                "lost",
                N_(
                    "Midjourney no longer knows this job. It may have been billed; if it still comes, it is posted."
                ),
                may_be_billed=True,
            )
            await self._save(
                job, submitting.failed(job, lost, now, look_again_at=now + polling.LATE_LOOK_SECONDS)
            )
            return
        await self._plan(job, failed_reads=failures)

    async def _plan(self, job: Job, *, failed_reads: int) -> None:
        now = self._s.clock()
        if failed_reads:
            delay = polling.retry_delay(failed_reads)
        else:
            delay = polling.next_read(
                elapsed=now - (job.submitted_at or now),
                expected=self._expectations.seconds(job.account, job.mode, quick=_is_quick(job)),
                webhook_age=now - job.webhook_at if job.webhook_at else None,
                webhooks_arrive=self._expectations.webhooks_arrive(job.account),
            )
        await self._save(job, replace(job, next_look_at=now + delay, failed_reads=failed_reads))


def _is_quick(job: Job) -> bool:
    """Upscaling one picture out of a grid takes seconds, drawing takes a minute."""
    return job.request.kind is JobKind.COMPONENT and classify(job.request.custom_id).kind is Kind.UPSAMPLE
