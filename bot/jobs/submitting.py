"""What a submit sends, and what its answer or its failure makes of the job: pure rules but for reading files."""

from __future__ import annotations

import itertools
from dataclasses import replace

from bot.errors import N_, EaselError
from bot.jobs.following import without_button
from bot.jobs.models import BANNED, Failure, Job, JobKind, JobState, Step
from bot.jobs.ports import Files
from bot.midjourney.dialect import Capability
from bot.midjourney.errors import (
    BannedPrompt,
    NotSent,
    OutOfCredit,
    QueueFull,
    RateLimited,
    Refused,
    TaskUnknown,
    Unanswered,
    Unauthorized,
    Unsupported,
)
from bot.midjourney.models import (
    Accepted,
    Blend,
    Describe,
    Imagine,
    Inpaint,
    Press,
    Shorten,
    SubmitModal,
    SubmitRequest,
)

MAX_ATTEMPTS = 20
"""Proved refusals to take a job for now (queue full, rate limit, unreachable) after which it is given up."""

TOO_BUSY = Failure(
    "busy",
    N_(
        "The Midjourney service has been too busy to take this for a long time. Nothing was billed; try later."
    ),
)

MODAL_PATIENCE_SECONDS = 300.0
"""How long the upstream keeps a modal open (midjourney-proxy: 5 min); after that the job has expired."""


async def submit_request(
    job: Job, parent: Job | None, files: Files, capabilities: frozenset[Capability] = frozenset()
) -> SubmitRequest:
    """Build what the job's next submit sends; `capabilities` are those of its account."""
    request = job.request
    mask = (await files.get(request.mask)).data if request.mask else None
    if job.step is Step.MODAL:
        return SubmitModal(job.task_id, request.modal_prompt or "", mask, job.mode)
    if request.kind is JobKind.COMPONENT:
        return _component_request(job, parent, mask if Capability.INPAINT in capabilities else None)
    found = itertools.zip_longest(request.files, request.links[: len(request.files)], fillvalue="")
    pictures = tuple([replace(await files.get(key), url=link) for key, link in found])
    match request.kind:
        case JobKind.IMAGINE:
            return Imagine(request.prompt, pictures, job.mode, request.bot_type)
        case JobKind.BLEND:
            return Blend(pictures, request.dimensions, job.mode, request.bot_type)
        case JobKind.DESCRIBE:
            return Describe(pictures[0], mode=job.mode)
        case JobKind.SHORTEN:
            return Shorten(request.prompt, job.mode, request.bot_type)


def _component_request(job: Job, parent: Job | None, mask: bytes | None) -> SubmitRequest:
    """Press a component; with a mask, do what it stands for in one step."""
    if parent is None or not parent.task_id:
        raise EaselError(N_("The picture this button belongs to is no longer known."))
    if mask is not None:
        return Inpaint(parent.task_id, mask, job.request.prompt)
    return Press(parent.task_id, job.request.custom_id, job.mode)


def after_answer(job: Job, answer: Accepted, *, now: float, lease_until: float) -> Job:
    """Give the job as an accepted submit makes it."""
    job = replace(job, task_id=answer.task_id, failed_reads=0)
    if answer.needs_input and job.request.modal_prompt is not None and job.step is not Step.MODAL:
        return replace(job, step=Step.MODAL, state=JobState.SUBMITTING, sent_at=None, lease_until=lease_until)
    released = replace(
        job,
        lease_owner="",
        lease_until=0.0,
        submitted_at=job.submitted_at or now,
        next_look_at=now if answer.already_done else None,
    )
    if answer.needs_input:
        return awaiting_input(released, now)
    return replace(released, state=JobState.RUNNING)


def running_as(job: Job, task_id: str, *, since: float) -> Job:
    """Give the job as running under a task that was found although its submit's answer was not."""
    return replace(
        job,
        task_id=task_id,
        state=JobState.RUNNING,
        lease_owner="",
        lease_until=0.0,
        submitted_at=job.submitted_at or since,
        next_look_at=None,
        failed_reads=0,
    )


def awaiting_input(job: Job, now: float) -> Job:
    """Give the job as waiting for a person's text, until the upstream's patience ends."""
    return replace(job, state=JobState.AWAITING_INPUT, next_look_at=now + MODAL_PATIENCE_SECONDS)


def after_failure(job: Job, error: Exception, *, now: float) -> Job:
    """Give the job as a failed submit makes it.

    What proves that nothing was accepted goes back into the queue; a clear no ends the job, unless it only concerns a
    button that can be done without; silence leaves it SUBMITTING under its lease, to be reconciled when that ends.
    """
    if isinstance(error, Unanswered):
        return replace(job, next_look_at=job.lease_until)
    if isinstance(error, NotSent | QueueFull | RateLimited):
        if job.attempts < MAX_ATTEMPTS:
            return back_to_queue(job, now + _pause(job, error))
        return failed(job, TOO_BUSY, now)
    instead = without_button(job.request) if job.step is Step.ACTION else None
    if instead is not None and isinstance(error, Unsupported | TaskUnknown):
        return back_to_queue(replace(job, request=instead, step=Step.SUBMIT), now)
    if isinstance(error, EaselError):
        return failed(job, failure_of(error), now)
    return failed(job, Failure("internal", EaselError.default_message), now)


def back_to_queue(job: Job, not_before: float) -> Job:
    """Give the job as waiting again; the upstream provably has nothing of this submit."""
    return replace(
        job, state=JobState.QUEUED, lease_owner="", lease_until=0.0, sent_at=None, next_look_at=not_before
    )


def failed(job: Job, failure: Failure, now: float, *, look_again_at: float | None = None) -> Job:
    return replace(
        job,
        state=JobState.FAILED,
        failure=failure,
        finished_at=now,
        lease_owner="",
        lease_until=0.0,
        next_look_at=look_again_at,
    )


def cancelled(job: Job, now: float) -> Job:
    """Give the job as ended by its owner, honest about money once something was sent."""
    message = (
        N_("Stopped. What Midjourney had already begun may still be billed.")
        if job.was_sent
        else N_("Stopped before it was sent. Nothing was billed.")
    )
    return replace(
        job,
        state=JobState.CANCELLED,
        failure=Failure("cancelled", message, may_be_billed=job.was_sent),
        finished_at=now,
        lease_owner="",
        lease_until=0.0,
        next_look_at=None,
    )


def failure_of(error: EaselError, code: str = "") -> Failure:
    params = {key: str(value) for key, value in error.params.items()}
    return Failure(code or _code_of(error), error.message, params)


def lost_submit() -> Failure:
    """Give the failure for a submit of which nobody can say what became of it."""
    return Failure("lost", Unanswered.default_message, may_be_billed=True)


def _code_of(error: EaselError) -> str:
    if isinstance(error, Unauthorized | OutOfCredit):
        return "account"
    if isinstance(error, BannedPrompt):
        return BANNED
    return "refused" if isinstance(error, Refused) else "input"


def _pause(job: Job, error: Exception) -> float:
    if isinstance(error, RateLimited) and error.retry_after is not None:
        return min(max(error.retry_after, 1.0), 300.0)
    return float(min(2.0 * 2 ** min(job.attempts, 5), 60.0))
