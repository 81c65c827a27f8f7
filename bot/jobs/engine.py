"""The engine: `advance` looks at a job's row, does the next thing it needs, saves, and says when to look again.

It may be called at any time, by anyone, any number of times. Webhooks, timers, restarts and freed slots do nothing
but wake it; there is no other path by which a job moves. What Discord is told is the courier's business (bot.ui):
the engine only wakes it whenever something worth showing has changed.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.errors import N_, EaselError
from bot.jobs import submitting
from bot.jobs.accounts import Account
from bot.jobs.custom_zoom import with_custom_zoom
from bot.jobs.dispatching import LONGEST_PAUSE_SECONDS, Dispatcher
from bot.jobs.engine_services import CLAIM_SECONDS, EngineServices
from bot.jobs.errors import JobUnknown
from bot.jobs.lifecycle import (
    FINAL_BY_STATUS,
    check_move,
    concluded,
    echoes_another,
    may_revive,
    observation_of,
)
from bot.jobs.models import Failure, Job, JobState, Observation, Step
from bot.jobs.offers import offered, with_heart, with_region
from bot.jobs.polling import LATE_LOOK_SECONDS
from bot.jobs.reading import Reader
from bot.jobs.sending import ACCOUNT_GONE, Sender
from bot.midjourney.dialect import Capability
from bot.midjourney.errors import Unreadable, UpstreamError
from bot.midjourney.models import Component, TaskSnapshot, TaskStatus

log = structlog.get_logger(__name__)

HOLDING_A_SLOT = frozenset({JobState.SUBMITTING, JobState.RUNNING})

TOO_LATE = Failure(
    "deadline",
    N_("Midjourney is taking too long, and may bill this. If the picture still comes, it is posted here."),
    may_be_billed=True,
)


class Engine:
    """Moves jobs. One instance per process; slots, submits and reads are its parts' business.

    `advance` must not run twice at once for one job; that is the wake adapter's duty.
    """

    def __init__(self, services: EngineServices) -> None:
        self._s = services
        self.dispatcher = Dispatcher(services)
        self._reader = Reader(services, self.observe, self._save)
        self._sender = Sender(services, self.dispatcher, self._reader, self.observe, self._save)

    async def advance(self, job_id: int) -> None:
        """Do the next thing that the job needs, whatever woke it."""
        job = await self._s.store.get(job_id)
        if job is None:
            return
        final = concluded(job, self._s.clock())
        if final is not None:
            await self._conclude(job, final)
            return
        match job.state:
            case JobState.QUEUED:
                await self._advance_queued(job)
            case JobState.SUBMITTING:
                await self._advance_submitting(job)
            case JobState.RUNNING:
                await self._advance_running(job)
            case JobState.AWAITING_INPUT:
                await self._advance_awaiting(job)
            case JobState.FAILED if may_revive(job) and job.next_look_at is not None:
                await self._reader.read_late(job)
            case _:
                self._s.courier.wake(job.id)

    async def receive_webhook(self, account_name: str, ulid: str, body: bytes) -> None:
        """Write what a webhook says into the row and wake the job.

        Raises:
            JobUnknown: no such job on that account.
            Unreadable: the body is not a task of the account's dialect.
        """
        job = await self._s.store.by_ulid(ulid)
        account = self._s.accounts.get(account_name)
        if job is None or account is None or job.account != account_name:
            raise JobUnknown
        snapshot = account.upstream.read_webhook(body)
        if job.task_id and snapshot.task_id and snapshot.task_id != job.task_id:
            raise Unreadable(detail="the webhook speaks of another task")
        self._s.crash_point("webhook.received")
        await self.observe(job, snapshot, by_webhook=True)

    async def observe(self, job: Job, snapshot: TaskSnapshot, *, by_webhook: bool = False) -> bool:
        """Write what is known of the task; wake the job and its delivery if it is news."""
        task_id = snapshot.task_id or job.task_id
        succeeded = snapshot.status is TaskStatus.SUCCEEDED
        # Only what began from another job can be taken for it.
        others = (
            await self._s.store.finished_as(job.account, task_id) if job.parent_job_id and succeeded else ()
        )
        if echoes_another(snapshot, job, others):
            return False
        seen = observation_of(snapshot)
        if succeeded:
            seen = replace(seen, components=self._offered(job, seen))
        now = self._s.clock()
        news = await self._s.store.observe(
            job.id, seen, task_id=snapshot.task_id, webhook_at=now if by_webhook else None
        )
        if news:
            self._s.crash_point("observe.saved")
            self._s.wake.wake(job.id)
            if seen.status not in FINAL_BY_STATUS:
                self._s.courier.wake(job.id)  # an end is shown once the job has moved, and that wakes it, too
        return news

    def _offered(self, job: Job, seen: Observation) -> tuple[Component, ...]:
        account = self._s.accounts.get(job.account)
        components = offered(job.request, seen)
        able = account.upstream.capabilities if account is not None else frozenset()
        if Capability.INPAINT in able:
            components = with_region(job.request, components)
        if account is not None and Capability.MODALS not in able:
            components = with_custom_zoom(components)
        return with_heart(components)

    # --- one method per state -------------------------------------------------------------------------------

    async def _advance_queued(self, job: Job) -> None:
        now = self._s.clock()
        if job.cancel_requested:
            await self._save(job, submitting.cancelled(job, now))
            return
        if job.request.sources:
            fetched = await self._fetch_inputs(job)
            if fetched is None:
                return
            job = fetched
        account = self._s.accounts.get(job.account)
        if account is None:
            await self._save(job, submitting.failed(job, ACCOUNT_GONE, now))
            return
        if job.task_id and job.step is not Step.MODAL:
            # A webhook proves that an earlier submit, refused as it seemed, was accepted after all.
            await self._save(job, submitting.running_as(job, job.task_id, since=job.sent_at or now))
            return
        if job.next_look_at is not None and job.next_look_at > now:
            self._s.wake.wake(job.id, min(job.next_look_at - now, LONGEST_PAUSE_SECONDS))
        self.dispatcher.wake(job.account)

    async def _fetch_inputs(self, job: Job) -> Job | None:
        """Fetch and check the pictures a person gave, before anything is paid for."""
        try:
            pictures = [await self._s.inputs.fetch(source) for source in job.request.sources]
            files = tuple([await self._s.files.put(picture) for picture in pictures])
        except EaselError as error:
            await self._save(
                job, submitting.failed(job, submitting.failure_of(error, "input"), self._s.clock())
            )
            return None
        links = tuple(source.url for source in job.request.sources)
        fetched = replace(job.request, sources=(), files=files, links=links)
        return await self._save(job, replace(job, request=fetched))

    async def _advance_submitting(self, job: Job) -> None:
        now = self._s.clock()
        if job.cancel_requested and job.sent_at is None:
            await self._save(job, submitting.cancelled(job, now))
        elif job.lease_owner == self._s.owner and job.sent_at is None:
            await self._sender.submit(
                job
            )  # ours, and only one advance runs at once: nobody else is sending it
        elif job.lease_until > now:
            self._s.wake.wake(job.id, job.lease_until - now)
        elif job.sent_at is None:
            await self._save(job, submitting.back_to_queue(job, now))
        else:
            await self._sender.reconcile(job)

    async def _advance_running(self, job: Job) -> None:
        account = self._s.accounts.get(job.account)
        now = self._s.clock()
        if job.cancel_requested:
            await self._cancel_upstream(job, account)
        elif job.observed.status is TaskStatus.NEEDS_INPUT and job.step is not Step.MODAL:
            await self._answer_modal(job, now)
        elif account is None:
            await self._save(job, submitting.failed(job, ACCOUNT_GONE, now))
        elif now - (job.submitted_at or job.created_at) < account.deadline:
            await self._reader.read_running(job, account)
        elif not await self._reader.read_once(job, account):  # we may have been away: look before we give up
            await self._give_up(job.id, now)

    async def _give_up(self, job_id: int, now: float) -> None:
        """Tell the member, free the slot, and go on looking slowly."""
        job = await self._s.store.get(job_id)
        if job is not None and job.state is JobState.RUNNING and concluded(job, now) is None:
            await self._save(
                job, submitting.failed(job, TOO_LATE, now, look_again_at=now + LATE_LOOK_SECONDS)
            )

    async def _answer_modal(self, job: Job, now: float) -> None:
        """Submit the text we have, or wait for a person's (a modal nobody announced)."""
        if job.request.modal_prompt is None:
            await self._save(job, submitting.awaiting_input(job, now))
            return
        again = replace(
            job,
            state=JobState.SUBMITTING,
            step=Step.MODAL,
            sent_at=None,
            lease_owner=self._s.owner,
            lease_until=now + CLAIM_SECONDS,
        )
        if await self._save(job, again) is not None:
            self._s.wake.wake(job.id)

    async def _cancel_upstream(self, job: Job, account: Account | None) -> None:
        if account is not None and job.task_id and account.can(Capability.CANCEL):
            try:
                await account.upstream.cancel(job.task_id)
            except UpstreamError as error:
                log.info("upstream did not cancel", job=job.ulid, error=type(error).__name__)
        await self._save(job, submitting.cancelled(job, self._s.clock()))

    async def _advance_awaiting(self, job: Job) -> None:
        now = self._s.clock()
        if job.cancel_requested:
            await self._cancel_upstream(job, self._s.accounts.get(job.account))
        elif job.next_look_at is not None and job.next_look_at <= now:
            expired = Failure(
                "expired", N_("Nobody continued this job in time. Press the button of the picture again.")
            )
            await self._save(job, submitting.failed(job, expired, now))
        elif job.next_look_at is not None:
            self._s.wake.wake(job.id, job.next_look_at - now)

    # --- saving ---------------------------------------------------------------------------------------------

    async def _conclude(self, job: Job, final: Job) -> None:
        if await self._save(job, final) is not None:
            self._s.crash_point("result.concluded")
            self._reader.learn(final)

    async def _save(self, job: Job, changed: Job) -> Job | None:
        """Compare-and-set; then wake whoever has to know. None, and another look, if somebody was faster."""
        check_move(job, changed)
        saved = await self._s.store.save(job, changed)
        if saved is None:
            self._s.wake.wake(job.id)
            return None
        if saved.state is not job.state:
            log.info("job moved", job=job.ulid, before=job.state.value, after=saved.state.value)
            self._s.courier.wake(job.id)
            if job.state in HOLDING_A_SLOT and saved.state not in HOLDING_A_SLOT:
                self.dispatcher.wake(saved.account)
        if saved.next_look_at is not None:
            self._s.wake.wake(saved.id, max(saved.next_look_at - self._s.clock(), 0.0))
        return saved
