from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.lifecycle import (
    TRANSITIONS,
    IllegalMove,
    check_move,
    concluded,
    echoes_another,
    may_revive,
    observation_of,
    rank_of,
)
from bot.jobs.models import Failure, Job, JobKind, JobRequest, JobState, Origin, Step
from bot.midjourney.models import Mode, TaskSnapshot, TaskStatus

S = JobState

JOB = Job(
    id=1,
    ulid="0" * 26,
    version=1,
    origin=Origin("1", user_id=1, channel_id=2),
    request=JobRequest(JobKind.IMAGINE, "a cat"),
    account="main",
    mode=Mode.FAST,
    state=S.RUNNING,
    step=Step.SUBMIT,
    created_at=0.0,
    task_id="t1",
)
snapshots = st.builds(
    TaskSnapshot,
    task_id=st.just("t1"),
    status=st.sampled_from(TaskStatus),
    progress=st.none() | st.integers(0, 100),
    reason=st.text(max_size=20),
)


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_only_the_moves_of_the_table_are_legal(before: JobState, after: JobState) -> None:
    job = replace(JOB, state=before)
    moved = replace(job, state=after)
    if after in TRANSITIONS[before] and before is not S.FAILED:
        check_move(job, moved)
    elif before is not after:
        with pytest.raises(IllegalMove):
            check_move(job, moved)


def test_only_patience_that_ran_out_can_be_followed_by_success() -> None:
    for code, revivable in (("deadline", True), ("lost", True), ("upstream", True), ("refused", False)):
        job = replace(JOB, state=S.FAILED, failure=Failure(code, "x"))
        assert may_revive(job) is revivable
        seen = observation_of(TaskSnapshot("t1", TaskStatus.SUCCEEDED))
        after = concluded(replace(job, observed=seen), now=5.0)
        assert (after is not None and after.state is S.SUCCEEDED) is revivable


@given(st.lists(snapshots, min_size=1, max_size=12))
def test_whatever_the_order_of_reports_the_highest_ranking_one_wins(reports: list[TaskSnapshot]) -> None:
    job = JOB
    for report in reports:
        seen = observation_of(report)
        if seen.rank > job.observed.rank:
            job = replace(job, observed=seen)
    assert job.observed.rank == max(rank_of(report.status, report.progress) for report in reports)
    final = concluded(job, now=9.0)
    if any(report.status is TaskStatus.SUCCEEDED for report in reports):
        assert final is not None
        assert final.state is S.SUCCEEDED
        assert final.failure is None


def test_a_modal_outranks_zero_percent_and_is_outranked_by_real_progress() -> None:
    assert (
        rank_of(TaskStatus.RUNNING, 0)
        < rank_of(TaskStatus.NEEDS_INPUT, None)
        < rank_of(TaskStatus.RUNNING, 1)
    )


def test_another_jobs_result_under_the_same_task_id_is_known_as_such() -> None:
    picture = TaskSnapshot("t1", TaskStatus.SUCCEEDED, image_url="https://x/1.png")
    parent = replace(JOB, id=2, state=S.SUCCEEDED, observed=observation_of(picture))
    assert echoes_another(picture, JOB, [parent])
    assert not echoes_another(replace(picture, image_url="https://x/2.png"), JOB, [parent])
    assert not echoes_another(picture, parent, [parent])
    assert not echoes_another(picture, JOB, [])
