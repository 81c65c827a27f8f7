"""The legal moves of a job and the rank of what is observed: tables and pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.errors import N_
from bot.jobs.models import Failure, Job, JobState, Observation
from bot.midjourney import reasons
from bot.midjourney.models import TaskSnapshot, TaskStatus

S = JobState

TRANSITIONS: Mapping[JobState, frozenset[JobState]] = {
    S.QUEUED: frozenset(
        {
            S.SUBMITTING,
            S.RUNNING,  # a webhook proves that a submit which seemed refused was accepted
            S.SUCCEEDED,
            S.FAILED,
            S.CANCELLED,
        }
    ),
    S.SUBMITTING: frozenset(
        {
            S.SUBMITTING,  # action accepted, its modal comes next: same slot, new lease
            S.RUNNING,
            S.AWAITING_INPUT,
            S.QUEUED,  # proved not received
            S.SUCCEEDED,  # a webhook was faster than the submit's answer
            S.FAILED,
            S.CANCELLED,
        }
    ),
    S.RUNNING: frozenset({S.SUBMITTING, S.AWAITING_INPUT, S.SUCCEEDED, S.FAILED, S.CANCELLED}),
    S.AWAITING_INPUT: frozenset({S.QUEUED, S.SUCCEEDED, S.FAILED, S.CANCELLED}),
    S.SUCCEEDED: frozenset(),
    S.FAILED: frozenset({S.SUCCEEDED}),  # it came after all; see `REVIVABLE`
    S.CANCELLED: frozenset(),
}
"""From each state, where a job may go. What is not here is a bug and is refused by the store."""

REVIVABLE = frozenset({"deadline", "lost", "upstream"})
"""Failures after which success may still be reported: we stopped waiting, or reports came out of order.

A refused submit is not among them: it has no task.
"""


class IllegalMove(AssertionError):
    """A bug: code asked for a move that the table does not have."""


def check_move(before: Job, after: Job) -> None:
    """Raise `IllegalMove` unless the table allows it (staying where one is, is no move)."""
    if before.state is after.state and before.state is not S.SUBMITTING:
        return
    if after.state not in TRANSITIONS[before.state] or (before.state is S.FAILED and not may_revive(before)):
        raise IllegalMove(f"job {before.id}: {before.state} -> {after.state}")


def may_revive(job: Job) -> bool:
    """Tell whether a failed job may still turn out well."""
    return job.state is S.FAILED and job.failure is not None and job.failure.code in REVIVABLE


def rank_of(status: TaskStatus, progress: int | None) -> int:
    """Order observations so that late, doubled and reordered reports cannot take a job back.

    Waiting for a modal lies above "running at 0 %" because gateways report SUBMITTED before MODAL, and below any
    real progress, which only comes after the modal was answered. Success outranks failure: "it came after all".
    """
    match status:
        case TaskStatus.QUEUED:
            return 1
        case TaskStatus.RUNNING:
            return 2 if not progress else 3 + min(progress, 100)
        case TaskStatus.NEEDS_INPUT:
            return 3
        case TaskStatus.FAILED | TaskStatus.CANCELLED:
            return 1000
        case TaskStatus.SUCCEEDED:
            return 1001


def observation_of(snapshot: TaskSnapshot) -> Observation:
    """Turn what the upstream said into what the row keeps."""
    return Observation(
        rank=rank_of(snapshot.status, snapshot.progress),
        status=snapshot.status,
        progress=snapshot.progress,
        prompt=snapshot.prompt,
        image_url=snapshot.image_url,
        image_urls=snapshot.image_urls,
        video_urls=snapshot.video_urls,
        components=snapshot.components,
        texts=snapshot.texts,
        text=snapshot.text,
        prefill=snapshot.prefill,
        reason=snapshot.reason,
        seed=snapshot.seed,
        cost=snapshot.cost,
        width=snapshot.width,
        height=snapshot.height,
    )


def echoes_another(snapshot: TaskSnapshot, job: Job, finished: Iterable[Job]) -> bool:
    """Tell whether a success is only another job's, shown again under the same task id.

    TTAPI may answer an action with the parent's own jobId (V0: "usually the same"); until the action is done, reading
    that id gives what finished under it before: the parent's result, or that of a sibling.

    Args:
        snapshot: what was read.
        job: whose task it should be.
        finished: the jobs that succeeded under this task id.
    """
    if snapshot.status is not TaskStatus.SUCCEEDED:
        return False
    return any(
        other.id != job.id and snapshot.image_url and snapshot.image_url == other.observed.image_url
        for other in finished
    )


FINAL_BY_STATUS: Mapping[TaskStatus, JobState] = {
    TaskStatus.SUCCEEDED: S.SUCCEEDED,
    TaskStatus.FAILED: S.FAILED,
    TaskStatus.CANCELLED: S.CANCELLED,
}


def concluded(job: Job, now: float) -> Job | None:
    """Give the job as its final observation makes it, or None where nothing final is observed or allowed."""
    state = FINAL_BY_STATUS.get(job.observed.status) if job.observed.rank else None
    if state is None or (job.state.is_final and not (may_revive(job) and state is S.SUCCEEDED)):
        return None
    return replace(
        job,
        state=state,
        failure=upstream_failure(job.observed.reason) if state is S.FAILED else None,
        finished_at=now,
        next_look_at=None,
        lease_owner="",
        lease_until=0.0,
    )


def upstream_failure(reason: str) -> Failure:
    """Give the failure for a task that the upstream itself gave up, in its own words, and in ours for those we know."""
    if reason:
        return Failure("upstream", reasons.message(reason), {"detail": reason})
    return Failure("upstream", N_("Midjourney could not make this and gave no reason. Try again."))
