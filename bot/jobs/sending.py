"""Sending a job's submit, once, and finding out what became of one whose answer never came.

The intent is written before the send, the outcome after it. A submit is never sent again without proof that the
first was not received.
"""

from __future__ import annotations

from dataclasses import replace

import stamina
import structlog

from bot.errors import N_, EaselError
from bot.jobs import polling, submitting
from bot.jobs.accounts import Account
from bot.jobs.checking import refusal_of
from bot.jobs.dispatching import Dispatcher
from bot.jobs.engine_services import CLAIM_SECONDS, EngineServices, Observe, Save
from bot.jobs.models import Failure, Job, JobState, Step
from bot.jobs.reading import Reader
from bot.midjourney.dialect import Capability
from bot.midjourney.errors import UpstreamError
from bot.midjourney.models import Accepted, TaskSnapshot, TaskStatus

log = structlog.get_logger(__name__)

ACCOUNT_GONE = Failure("account", N_("The Midjourney account of this job is no longer configured."))


class Sender:
    """Submits and reconciles. Keeps nothing between two calls: the row says everything."""

    def __init__(
        self, services: EngineServices, dispatcher: Dispatcher, reader: Reader, observe: Observe, save: Save
    ) -> None:
        self._s = services
        self._dispatcher = dispatcher
        self._reader = reader
        self._observe = observe
        self._save = save

    async def submit(self, job: Job) -> None:
        """Send the submit of a job that this process claimed and that provably was not sent yet."""
        account = self._s.accounts.get(job.account)
        parent = None if job.parent_job_id is None else await self._s.store.get(job.parent_job_id)
        if account is None:
            await self._save(job, submitting.failed(job, ACCOUNT_GONE, self._s.clock()))
            return
        try:
            request = await submitting.submit_request(
                job, parent, self._s.files, account.upstream.capabilities
            )
        except EaselError as error:
            await self._save(job, submitting.after_failure(job, error, now=self._s.clock()))
            return
        banned = await refusal_of(job, account.upstream)
        if banned is not None:
            await self._save(job, submitting.failed(job, banned, self._s.clock()))
            return
        await account.upstream.turn()
        intent = await self._intend(job, account)
        if intent is None:
            self._s.wake.wake(job.id)  # cancelled, or moved by somebody else meanwhile: look again
            return
        self._s.crash_point("submit.intent_saved")
        try:
            answer = await account.upstream.submit(request, self._s.callback(intent))
        except UpstreamError as error:
            await self._after_failure(intent, account, error)
            return
        self._s.crash_point("submit.answered")
        await self._after_answer(intent, answer, account)

    async def reconcile(self, job: Job) -> None:
        """Find out what became of a submit whose answer never came, for as long as a job may take."""
        account = self._s.accounts.get(job.account)
        now = self._s.clock()
        try:
            found = None if account is None else await self._find(job, account)
        except UpstreamError as error:
            log.info("reconciling failed", job=job.ulid, error=type(error).__name__)
            if account is not None and now - (job.sent_at or now) < account.deadline:
                again = now + polling.retry_delay(job.failed_reads + 3)
                await self._save(
                    job,
                    replace(job, lease_until=again, next_look_at=again, failed_reads=job.failed_reads + 1),
                )
                return
            found = None
        if found is None and job.cancel_requested:
            await self._save(job, submitting.cancelled(job, now))
        elif found is None:
            # Not the end: its own webhook may still report it, and where tasks are listed it is looked for once more.
            look = now + polling.LATE_LOOK_SECONDS
            await self._save(job, submitting.failed(job, submitting.lost_submit(), now, look_again_at=look))
        elif found.status is TaskStatus.NEEDS_INPUT and job.step is Step.MODAL:
            await self._save(
                job, submitting.back_to_queue(job, now)
            )  # still open long after: proved not received
        elif (
            await self._save(job, submitting.running_as(job, found.task_id, since=job.sent_at or now))
            is not None
        ):
            await self._observe(job, found)
            self._s.wake.wake(job.id)

    async def _find(self, job: Job, account: Account) -> TaskSnapshot | None:
        if job.step is Step.MODAL and job.task_id:
            return await account.upstream.fetch(job.task_id)
        if account.can(Capability.LIST_RECENT):
            return await account.upstream.find_submitted(job.ulid)
        return None

    async def _intend(self, job: Job, account: Account) -> Job | None:
        """Write "about to be sent", unless its owner changed their mind while it waited for its turn."""
        now = self._s.clock()
        lease_until = now + account.submit_timeout + self._s.lease_margin
        return await self._s.store.save(
            job, replace(job, sent_at=now, lease_until=lease_until), unless_cancelled=True
        )

    async def _after_answer(self, intent: Job, answer: Accepted, account: Account) -> None:
        """Write what the upstream answered. It is paid for, so a database that fails for a moment is asked again."""
        async for attempt in stamina.retry_context(
            on=Exception, attempts=None, timeout=self._s.lease_margin, wait_initial=0.2, wait_max=5.0
        ):
            with attempt:
                saved = await self._write_answer(intent, answer, account)
        self._s.crash_point("submit.saved")
        if saved is not None and saved.state is JobState.AWAITING_INPUT and answer.prefill:
            await self._observe(
                saved, TaskSnapshot(answer.task_id, TaskStatus.NEEDS_INPUT, prefill=answer.prefill)
            )
        if saved is None or saved.state is not JobState.RUNNING:
            self._s.wake.wake(
                intent.id
            )  # somebody was faster, or the modal is submitted next, in the same slot

    async def _write_answer(self, intent: Job, answer: Accepted, account: Account) -> Job | None:
        job: Job | None = intent
        while job is not None and job.state is JobState.SUBMITTING:
            now = self._s.clock()
            after = submitting.after_answer(job, answer, now=now, lease_until=now + CLAIM_SECONDS)
            if after.state is JobState.RUNNING and after.next_look_at is None:
                after = self._reader.planned(after, account)
            saved = await self._save(job, after)
            if saved is not None:
                return saved
            job = await self._s.store.get(job.id)
        return None

    async def _after_failure(self, job: Job, account: Account, error: UpstreamError) -> None:
        log.warning(
            "submit failed",
            job=job.ulid,
            account=account.name,
            error=type(error).__name__,
            detail=error.detail,
        )
        after = submitting.after_failure(job, error, now=self._s.clock())
        if await self._save(job, after) is not None and after.state is JobState.QUEUED:
            self._dispatcher.pause(account.name, after.next_look_at or 0.0)
