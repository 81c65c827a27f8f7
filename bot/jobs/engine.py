"""The engine: `advance` looks at a job's row, does the next thing it needs, saves, and says when to look again.

It may be called at any time, by anyone, any number of times. Webhooks, timers, restarts and freed slots do nothing
but wake it; there is no other path by which a job moves. What Discord is told is the courier's business (bot.ui):
the engine only wakes it whenever something worth showing has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from bot.errors import N_, EaselError
from bot.jobs import submitting
from bot.jobs.accounts import Account, Accounts
from bot.jobs.crash_points import CrashPoint, no_crash
from bot.jobs.errors import JobUnknown
from bot.jobs.lifecycle import check_move, concluded, echoes_parent, may_revive, observation_of
from bot.jobs.models import Failure, Job, JobState, Step
from bot.jobs.offers import offered
from bot.jobs.ports import Clock, Files, InputPictures, JobStore, Slots, Wake
from bot.jobs.reading import Reader
from bot.midjourney.dialect import Capability
from bot.midjourney.errors import Unreadable, UpstreamError
from bot.midjourney.models import Callback, TaskSnapshot, TaskStatus

log = structlog.get_logger(__name__)

LEASE_MARGIN_SECONDS = 30.0
"""A lease outlasts the submit's HTTP time-out by this, so that no living submit is ever taken for a dead one."""

CLAIM_SECONDS = 600.0
"""How long a claimed job may wait for its turn in the request budget before somebody else looks at it."""

ACCOUNT_GONE = Failure("account", N_("The Midjourney account of this job is no longer configured."))


@dataclass(frozen=True, slots=True)
class EngineServices:
    """What the engine works with."""

    store: JobStore
    slots: Slots
    accounts: Accounts
    files: Files
    inputs: InputPictures
    wake: Wake
    """Wakes `advance`."""
    courier: Wake
    """Wakes the delivery of a job."""
    clock: Clock
    callback: Callable[[Job], Callback]
    """How the upstream may report about a job."""
    owner: str
    """Names this process in leases."""
    crash_point: CrashPoint = no_crash
    lease_margin: float = LEASE_MARGIN_SECONDS


class Engine:
    """Moves jobs. One instance per process.

    `advance` must not run twice at once for one job; that is the wake adapter's duty.
    """

    def __init__(self, services: EngineServices) -> None:
        self._s = services
        self._paused_until: dict[str, float] = {}
        self.reader = Reader(services, self.observe, self._save)

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
                await self.reader.read_late(job)
            case _:
                self._s.courier.wake(job.id)

    async def dispatch(self, account: Account) -> None:
        """Fill the account's free slots from its fair queue. Nothing else takes a slot."""
        while True:
            now = self._s.clock()
            pause = self._paused_until.get(account.name, 0.0) - now
            if pause > 0:
                return
            job = await self._s.slots.claim(
                account.name,
                concurrency=account.concurrency,
                owner=self._s.owner,
                lease_until=now + CLAIM_SECONDS,
                now=now,
            )
            if job is None:
                return
            self._s.crash_point("claim.committed")
            self._s.wake.wake(job.id)

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
        parent = None if job.parent_job_id is None else await self._s.store.get(job.parent_job_id)
        if echoes_parent(snapshot, job, parent):
            return False
        seen = observation_of(snapshot)
        if seen.status is TaskStatus.SUCCEEDED:
            seen = replace(seen, components=offered(job.request, seen))
        now = self._s.clock()
        news = await self._s.store.observe(
            job.id, seen, task_id=snapshot.task_id, webhook_at=now if by_webhook else None
        )
        if news:
            self._s.crash_point("observe.saved")
            self._s.wake.wake(job.id)
            self._s.courier.wake(job.id)
        return news

    # --- one method per state -------------------------------------------------------------------------------

    async def _advance_queued(self, job: Job) -> None:
        now = self._s.clock()
        if job.cancel_requested:
            await self._save(job, _cancelled(job, now))
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
        if job.next_look_at is not None and job.next_look_at > now:
            self._s.wake.wake(job.id, job.next_look_at - now)
        await self.dispatch(account)

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
        return await self._save(job, replace(job, request=replace(job.request, sources=(), files=files)))

    async def _advance_submitting(self, job: Job) -> None:
        now = self._s.clock()
        if job.lease_owner == self._s.owner and job.sent_at is None:
            await self._submit(job)  # ours, and only one advance of a job runs at once: nobody else is sending it
        elif job.lease_until > now:
            self._s.wake.wake(job.id, job.lease_until - now)
        elif job.sent_at is None:
            await self._save(job, submitting.back_to_queue(job, now))
        else:
            await self._reconcile(job)

    async def _submit(self, job: Job) -> None:
        """Send the job's submit, once. The intent is saved before, the outcome after."""
        account = self._s.accounts.get(job.account)
        parent = None if job.parent_job_id is None else await self._s.store.get(job.parent_job_id)
        if account is None:
            await self._save(job, submitting.failed(job, ACCOUNT_GONE, self._s.clock()))
            return
        try:
            request = await submitting.submit_request(job, parent, self._s.files)
        except EaselError as error:
            await self._save(job, submitting.after_failure(job, error, now=self._s.clock()))
            return
        await account.upstream.turn()
        now = self._s.clock()
        lease_until = now + account.submit_timeout + self._s.lease_margin
        intent = await self._s.store.save(job, replace(job, sent_at=now, lease_until=lease_until))
        if intent is None:
            self._s.wake.wake(job.id)  # somebody else moved it meanwhile: look again
            return
        self._s.crash_point("submit.intent_saved")
        try:
            answer = await account.upstream.submit(request, self._s.callback(intent))
        except UpstreamError as error:
            await self._after_failed_submit(intent, account, error)
            return
        self._s.crash_point("submit.answered")
        now = self._s.clock()
        lease_until = now + CLAIM_SECONDS
        saved = await self._save(
            intent, submitting.after_answer(intent, answer, now=now, lease_until=lease_until)
        )
        self._s.crash_point("submit.saved")
        if saved is not None:
            self._s.wake.wake(job.id)  # to plan the first read, or to submit the modal in the same slot

    async def _after_failed_submit(self, job: Job, account: Account, error: UpstreamError) -> None:
        log.warning(
            "submit failed",
            job=job.ulid,
            account=account.name,
            error=type(error).__name__,
            detail=error.detail,
        )
        after = submitting.after_failure(job, error, now=self._s.clock())
        if after.state is JobState.QUEUED and after.next_look_at is not None:
            self._paused_until[account.name] = after.next_look_at
        await self._save(job, after)

    async def _reconcile(self, job: Job) -> None:
        """Find out what became of a submit whose answer never came. It is never sent again blindly."""
        account = self._s.accounts.get(job.account)
        now = self._s.clock()
        found: TaskSnapshot | None = None
        try:
            if account is not None and job.step is Step.MODAL and job.task_id:
                found = await account.upstream.fetch(job.task_id)
            elif account is not None and Capability.LIST_RECENT in account.upstream.capabilities:
                found = await account.upstream.find_submitted(job.ulid)
        except UpstreamError as error:
            log.info("reconciling failed", job=job.ulid, error=type(error).__name__)
        if found is None:
            # Still observed for a day: its own webhook may yet bring the result.
            await self._save(job, submitting.failed(job, submitting.lost_submit(), now))
        elif found.status is TaskStatus.NEEDS_INPUT and job.step is Step.MODAL:
            await self._save(
                job, submitting.back_to_queue(job, now)
            )  # the modal is still open: proved not received
        else:
            moved = await self._save(
                job,
                replace(
                    job,
                    task_id=found.task_id,
                    state=JobState.RUNNING,
                    lease_owner="",
                    lease_until=0.0,
                    submitted_at=job.sent_at,
                    next_look_at=None,
                ),
            )
            if moved is not None:
                await self.observe(moved, found)
                self._s.wake.wake(job.id)

    async def _advance_running(self, job: Job) -> None:
        account = self._s.accounts.get(job.account)
        now = self._s.clock()
        if job.cancel_requested:
            await self._cancel_running(job, account)
        elif job.observed.status is TaskStatus.NEEDS_INPUT and job.step is not Step.MODAL:
            await self._answer_modal(job, now)
        elif account is None or now - (job.submitted_at or job.created_at) >= account.deadline:
            late = Failure(
                "deadline",
                N_("Midjourney is taking too long. If the picture still comes, it is posted here."),
            )
            await self._save(job, submitting.failed(job, late, now, look_again_at=now + 60.0))
        else:
            await self.reader.read_running(job, account)

    async def _answer_modal(self, job: Job, now: float) -> None:
        """Submit the text we have, or wait for a person's (a modal nobody announced, api.md §1.1)."""
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

    async def _cancel_running(self, job: Job, account: Account | None) -> None:
        if account is not None and job.task_id and Capability.CANCEL in account.upstream.capabilities:
            try:
                await account.upstream.cancel(job.task_id)
            except UpstreamError as error:
                log.info("upstream did not cancel", job=job.ulid, error=type(error).__name__)
        await self._save(job, _cancelled(job, self._s.clock()))

    async def _advance_awaiting(self, job: Job) -> None:
        now = self._s.clock()
        if job.cancel_requested:
            await self._save(job, _cancelled(job, now))
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
            self.reader.learn(final)

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
            await self._free_slot(job, saved)
        if saved.next_look_at is not None:
            self._s.wake.wake(saved.id, max(saved.next_look_at - self._s.clock(), 0.0))
        return saved

    async def _free_slot(self, before: Job, after: Job) -> None:
        holding = {JobState.SUBMITTING, JobState.RUNNING}
        account = self._s.accounts.get(after.account)
        if account is not None and before.state in holding and after.state not in holding:
            await self.dispatch(account)


def _cancelled(job: Job, now: float) -> Job:
    """Give the job as ended by its owner, honest about money once something was sent."""
    sent = job.submitted_at is not None or job.sent_at is not None
    message = (
        N_("Stopped. What Midjourney had already begun may still be billed.")
        if sent
        else N_("Stopped before it was sent. Nothing was billed.")
    )
    return replace(
        job,
        state=JobState.CANCELLED,
        failure=Failure("cancelled", message, may_be_billed=sent),
        finished_at=now,
        lease_owner="",
        lease_until=0.0,
        next_look_at=None,
    )
