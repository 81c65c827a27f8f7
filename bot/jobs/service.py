"""The use cases that the Discord face calls. Each commits first; what happens next is the engine's.

Nothing here waits for the upstream or for Discord: a command can be answered as soon as the row is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.errors import N_
from bot.jobs.accounts import Accounts
from bot.jobs.crash_points import CrashPoint, no_crash
from bot.jobs.errors import ComponentUnknown, JobUnknown, NotAllowed, NotNow, NotYet
from bot.jobs.models import ComponentRow, Job, JobKind, JobRequest, JobState, JobView, Origin, Step
from bot.jobs.offers import OfferKind, offer_kind, request_for
from bot.jobs.ports import Clock, JobStore, NewJob, Slots, Wake

SAME_PRESS_SECONDS = 3.0
"""A second press of the same button by the same member within this time is a double click."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The jobs that a request made. `fresh` is False where the same request had made them already."""

    jobs: Sequence[Job]
    fresh: bool


@dataclass(frozen=True, slots=True)
class ModalPlan:
    """A modal that has to be shown before the press can go on; prefilled from our own row."""

    title: str
    """A gettext message id, at most 45 characters in every language."""
    label: str
    prefill: str


class JobService:
    """Accept, press, continue, cancel and look up jobs.

    Args:
        store: the jobs' rows.
        slots: the queue, asked for places in line.
        wake: wakes the engine for a job id.
        accounts: which account serves a new job, and what it can do.
        clock: Unix seconds.
        max_queued: how many waiting jobs one member may have; None for no limit.
        crash_point: see `bot.jobs.crash_points`.
    """

    def __init__(
        self,
        *,
        store: JobStore,
        slots: Slots,
        wake: Wake,
        accounts: Accounts,
        clock: Clock,
        max_queued: int | None,
        crash_point: CrashPoint = no_crash,
    ) -> None:
        self._store = store
        self._slots = slots
        self._wake = wake
        self._accounts = accounts
        self._clock = clock
        self._max_queued = max_queued
        self._crash_point = crash_point

    async def start(self, origin: Origin, request: JobRequest) -> Receipt:
        """Accept a command's request on the default account.

        Raises:
            TooManyQueued: the member's cap is reached.
        """
        account = self._accounts.default
        mode = self._accounts.mode_for(account, request.mode)
        return await self._accept([NewJob(origin, request, account, mode, Step.SUBMIT)])

    async def plan_press(self, ulid: str, n: int) -> ModalPlan | None:
        """Tell whether pressing component `n` needs a modal first. Reads only, answers at once.

        Raises:
            JobUnknown, ComponentUnknown, NotYet: with words for the person.
        """
        parent, row = await self._component(ulid, n)
        kind = offer_kind(row.component)
        if kind is OfferKind.NOT_YET:
            raise NotYet(action=row.component.label or row.component.emoji)
        return modal_plan(parent, row, kind)

    async def press(self, origin: Origin, ulid: str, n: int, *, prompt: str | None = None) -> Receipt:
        """Accept the press of component `n` of a finished job; `prompt` is what the modal brought, if one was shown.

        Anyone may press; the new jobs belong to who pressed and stay on the parent's account.

        Raises:
            JobUnknown, ComponentUnknown, NotYet, TooManyQueued: with words for the person.
        """
        parent, row = await self._component(ulid, n)
        if offer_kind(row.component) is OfferKind.NOT_YET:
            raise NotYet(action=row.component.label or row.component.emoji)
        requests = request_for(parent, row.component, prompt)
        return await self._accept(
            [
                NewJob(
                    origin=origin
                    if i == 0
                    else replace(origin, interaction_id=f"{origin.interaction_id}#{i + 1}"),
                    request=request,
                    account=parent.account,
                    mode=self._accounts.mode_for(parent.account, request.mode or parent.mode),
                    step=Step.ACTION if request.kind is JobKind.COMPONENT else Step.SUBMIT,
                    parent_job_id=parent.id,
                    root_job_id=parent.root_job_id or parent.id,
                    parent_component=n,
                )
                for i, request in enumerate(requests)
            ]
        )

    async def plan_continue(self, ulid: str, user_id: int) -> ModalPlan:
        """Give the modal for which a job waits.

        Raises:
            JobUnknown, NotAllowed, NotNow: with words for the person.
        """
        job = await self._own(ulid, user_id)
        if job.state is not JobState.AWAITING_INPUT:
            raise NotNow
        return ModalPlan(N_("One more step"), N_("Prompt"), job.observed.prefill or job.request.prompt)

    async def continue_job(self, ulid: str, user_id: int, prompt: str) -> Job:
        """Give a waiting job the text for the upstream's modal and queue it again.

        Raises:
            JobUnknown, NotAllowed, NotNow: with words for the person.
        """
        job = await self._own(ulid, user_id)
        if job.state is not JobState.AWAITING_INPUT:
            raise NotNow
        request = replace(job.request, modal_prompt=prompt)
        saved = await self._store.save(
            job,
            replace(job, request=request, state=JobState.QUEUED, step=Step.MODAL, next_look_at=self._clock()),
        )
        if saved is None:
            raise NotNow
        self._wake.wake(job.id)
        return saved

    async def cancel(self, ulid: str, user_id: int, *, moderator: bool = False) -> Job:
        """Ask for a job's end. What is waiting here ends at once; what runs upstream may still be billed.

        Raises:
            JobUnknown, NotAllowed, NotNow: with words for the person.
        """
        job = await self._known(ulid) if moderator else await self._own(ulid, user_id)
        if not await self._store.request_cancel(job.id):
            raise NotNow
        self._wake.wake(job.id)
        return job

    async def view(self, ulid: str) -> JobView:
        """Give a job with everything needed to draw it.

        Raises:
            JobUnknown: there is no such job.
        """
        return await self.view_of(await self._known(ulid))

    async def view_by_id(self, job_id: int) -> JobView | None:
        job = await self._store.get(job_id)
        return None if job is None else await self.view_of(job)

    async def view_of(self, job: Job) -> JobView:
        parent = None if job.parent_job_id is None else await self._store.get(job.parent_job_id)
        return JobView(
            job=job,
            components=tuple(await self._store.components(job.id)),
            parent=parent,
            queue_position=await self._slots.queue_position(job) if job.state is JobState.QUEUED else None,
        )

    async def _accept(self, new: Sequence[NewJob]) -> Receipt:
        jobs, fresh = await self._store.accept(
            new, now=self._clock(), same_press_seconds=SAME_PRESS_SECONDS, max_queued=self._max_queued
        )
        if fresh:
            self._crash_point("accept.committed")
            for job in jobs:
                self._wake.wake(job.id)
        return Receipt(jobs, fresh)

    async def _known(self, ulid: str) -> Job:
        job = await self._store.by_ulid(ulid)
        if job is None:
            raise JobUnknown
        return job

    async def _own(self, ulid: str, user_id: int) -> Job:
        job = await self._known(ulid)
        if job.origin.user_id != user_id:
            raise NotAllowed
        return job

    async def _component(self, ulid: str, n: int) -> tuple[Job, ComponentRow]:
        job = await self._known(ulid)
        for row in await self._store.components(job.id):
            if row.n == n:
                return job, row
        raise ComponentUnknown


_MODAL_TITLES: Mapping[OfferKind, str] = {
    OfferKind.CUSTOM_ZOOM: N_("Zoom Out"),
    OfferKind.PICK: N_("Imagine This!"),
}


def modal_plan(parent: Job, row: ComponentRow, kind: OfferKind) -> ModalPlan | None:
    """Give the modal that Midjourney's own bot would open for this component, or None where it opens none."""
    title = _MODAL_TITLES.get(kind)
    if title is None:
        return None
    (request,) = request_for(parent, row.component, None)
    return ModalPlan(title, N_("Prompt"), request.modal_prompt or request.prompt)
