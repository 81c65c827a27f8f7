"""The use cases that the Discord face calls. Each commits first; what happens next is the engine's.

Nothing here waits for the upstream or for Discord: a command can be answered as soon as the row is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.errors import N_
from bot.jobs.accounts import Account, Accounts
from bot.jobs.composing import NEWEST, Terms
from bot.jobs.crash_points import CrashPoint, no_crash
from bot.jobs.errors import ComponentUnknown, JobUnknown, NoRegion, NotAllowed, NotNow, NotYet, TooManyAtOnce
from bot.jobs.models import ComponentRow, Delivery, Job, JobKind, JobRequest, JobState, JobView, Origin, Step
from bot.jobs.offers import OfferKind, offer_kind, region_request, web_link
from bot.jobs.ports import Clock, JobStore, NewJob, Slots, Wake
from bot.jobs.pressing import ModalPlan, modal_plan, pressed_requests
from bot.midjourney.models import Mode

SAME_PRESS_SECONDS = 3.0
"""A second press of the same button by the same member within this time is a double click."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The jobs that a request made. `fresh` is False where the same request had made them already."""

    jobs: Sequence[Job]
    fresh: bool


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
        web_url: where a job's picture can be opened in a browser; empty for nowhere.
        answer_first: seconds before the engine looks at a new job, so that what is answered now goes before.
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
        web_url: Callable[[Job], str] = lambda _: "",
        answer_first: float = 0.0,
    ) -> None:
        self._store = store
        self._slots = slots
        self._wake = wake
        self._answer_first = answer_first
        self._accounts = accounts
        self._clock = clock
        self._max_queued = max_queued
        self._crash_point = crash_point
        self._web_url = web_url

    async def start(self, origin: Origin, request: JobRequest, *, account: str = "") -> Receipt:
        """Accept a command's request, on the default account unless another is named.

        Raises:
            TooManyQueued: the member's cap is reached.
        """
        return await self._accept([self._first(origin, request, account or self._accounts.default)])

    async def offer(self, ulid: str, n: int) -> tuple[Job, OfferKind]:
        """Tell of which kind component `n` of a job is.

        Raises:
            JobUnknown, ComponentUnknown: with words for the person.
        """
        job, row = await self._component(ulid, n)
        return job, offer_kind(row.component)

    async def start_all(self, origin: Origin, requests: Sequence[JobRequest]) -> Receipt:
        """Accept several requests of one interaction on the default account: all, or none.

        Raises:
            TooManyAtOnce: no member may have so many jobs waiting.
            TooManyQueued: the member's cap is reached.
        """
        self.check_count(len(requests))
        account = self._accounts.default
        return await self._accept(
            [self._first(_numbered(origin, i), request, account) for i, request in enumerate(requests)]
        )

    def check_count(self, count: int) -> None:
        """Refuse more jobs at once than a member may have waiting.

        Raises:
            TooManyAtOnce: with words for the person.
        """
        if self._max_queued is not None and count > self._max_queued:
            raise TooManyAtOnce(count=count, max=self._max_queued)

    @property
    def account(self) -> Account | None:
        """The account that takes new jobs."""
        return self._accounts.get(self._accounts.default)

    @property
    def terms(self) -> Terms:
        """What prompts depend on of the account that takes new jobs."""
        account = self.account
        return NEWEST if account is None else account.terms

    def offered_mode(self, mode: Mode | None) -> Mode | None:
        """Give a preferred speed back where new jobs may run in it, else None."""
        return self._accounts.offered(self._accounts.default, mode)

    def mode_for(self, request: JobRequest) -> Mode:
        """Give the mode in which a new request would run.

        Raises:
            ModeUnavailable: the account does not offer the one that it asks for.
        """
        return self._accounts.mode_for(self._accounts.default, request.mode)

    async def plan_press(self, ulid: str, n: int, *, remix: bool = False) -> ModalPlan | None:
        """Tell whether pressing component `n` needs a modal first. Reads only, answers at once.

        Args:
            ulid: the finished job.
            n: which of its components.
            remix: the presser wants to edit prompts where that is possible.

        Raises:
            JobUnknown, ComponentUnknown: with words for the person.
        """
        parent, row = await self._component(ulid, n)
        return modal_plan(parent, row, remix=remix, native=self._accounts.remixes(parent))

    async def press(
        self, origin: Origin, ulid: str, n: int, *, prompt: str | None = None, mode: Mode | None = None
    ) -> Receipt:
        """Accept the press of component `n` of a finished job; `prompt` is what the modal brought, if one was shown.

        Anyone may press; the new jobs belong to who pressed and stay on the parent's account. They run in `mode`
        where that account offers it and a press can carry it, else in the parent's.

        Raises:
            JobUnknown, ComponentUnknown, NotYet, TooManyQueued, ModeUnavailable: with words for the person.
        """
        parent, row = await self._component(ulid, n)
        if offer_kind(row.component) is OfferKind.FAVOURITE:
            raise NotYet(action=row.component.label or row.component.emoji)
        requests = pressed_requests(parent, row, prompt, native=self._accounts.remixes(parent))
        return await self._accept(
            [
                self._follow_up(_numbered(origin, i), parent, row, request, mode)
                for i, request in enumerate(requests)
            ]
        )

    async def region_of(self, ulid: str, n: int | None = None) -> tuple[Job, ComponentRow]:
        """Give a finished job and its component that varies a part of it: component `n`, or the first there is.

        Raises:
            JobUnknown, NoRegion: with words for the person.
        """
        job = await self._known(ulid)
        for row in await self._store.components(job.id):
            if n in {None, row.n} and offer_kind(row.component) is OfferKind.REGION:
                return job, row
        raise NoRegion

    async def region(
        self, origin: Origin, ulid: str, n: int, *, mask: str, prompt: str, mode: Mode | None = None
    ) -> Receipt:
        """Accept the repainting of a part of a finished job; `mask` is the key of the drawn part, `mode` as in `press`.

        Raises:
            JobUnknown, NoRegion, TooManyQueued: with words for the person.
        """
        parent, row = await self.region_of(ulid, n)
        request = region_request(parent, row.component, mask=mask, prompt=prompt)
        return await self._accept([self._follow_up(origin, parent, row, request, mode)])

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
        """Ask for a job's end, and give it as it is after the wish is known: nothing unsent is sent from then on.

        Raises:
            JobUnknown, NotAllowed, NotNow: with words for the person.
        """
        job = await self._known(ulid) if moderator else await self._own(ulid, user_id)
        if not await self._store.request_cancel(job.id):
            raise NotNow
        self._wake.wake(job.id)
        return await self._store.get(job.id) or job

    async def view(self, ulid: str) -> JobView:
        """Give a job with everything needed to draw it.

        Raises:
            JobUnknown: there is no such job.
        """
        return await self.view_of(await self._known(ulid))

    async def view_by_id(self, job_id: int) -> JobView | None:
        found = await self.with_deliveries(job_id)
        return None if found is None else found[0]

    async def with_deliveries(self, job_id: int) -> tuple[JobView, Sequence[Delivery]] | None:
        """Give a job with everything needed to draw it, and how far its messages have got."""
        dossier = await self._store.dossier(job_id)
        if dossier is None:
            return None
        return self._drawn(
            dossier.job, dossier.components, dossier.parent, dossier.queue_position
        ), dossier.deliveries

    async def view_of(self, job: Job) -> JobView:
        parent = None if job.parent_job_id is None else await self._store.get(job.parent_job_id)
        # Most jobs are shown while nothing is known of them yet, and within Discord's three seconds.
        components = tuple(await self._store.components(job.id)) if job.observed.rank else ()
        place = await self._slots.queue_position(job) if job.state is JobState.QUEUED else None
        return self._drawn(job, components, parent, place)

    def _drawn(
        self, job: Job, components: tuple[ComponentRow, ...], parent: Job | None, place: int | None
    ) -> JobView:
        linked = web_link(job, components, self._web_url)
        return JobView(job, (*components, *linked), parent, place)

    async def _accept(self, new: Sequence[NewJob]) -> Receipt:
        jobs, fresh = await self._store.accept(
            new, now=self._clock(), same_press_seconds=SAME_PRESS_SECONDS, max_queued=self._max_queued
        )
        if fresh:
            self._crash_point("accept.committed")
            for job in jobs:
                self._wake.wake(job.id, self._answer_first)
        return Receipt(jobs, fresh)

    def _first(self, origin: Origin, request: JobRequest, account: str) -> NewJob:
        mode = self._accounts.mode_for(account, request.mode)
        return NewJob(origin, request, account, mode, Step.SUBMIT)

    def _follow_up(
        self, origin: Origin, parent: Job, row: ComponentRow, request: JobRequest, mode: Mode | None
    ) -> NewJob:
        """Give the job that a component of a finished one leads to: on its account, as the presser prefers."""
        return NewJob(
            origin=origin,
            request=request,
            account=parent.account,
            mode=self._accounts.speed_of(request, parent, mode),
            step=Step.ACTION if request.kind is JobKind.COMPONENT else Step.SUBMIT,
            parent_job_id=parent.id,
            root_job_id=parent.root_job_id or parent.id,
            parent_component=row.n,
        )

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


def _numbered(origin: Origin, i: int) -> Origin:
    """Give the origin of the i-th job of one interaction, from 0."""
    return origin if i == 0 else replace(origin, interaction_id=f"{origin.interaction_id}#{i + 1}")
