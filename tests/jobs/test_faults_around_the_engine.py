"""The moments in which something around the engine breaks: the network, the database, the person's mind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.jobs.models import Failure, JobState
from bot.jobs.submitting import MAX_ATTEMPTS
from bot.midjourney.models import Mode
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.options import SandboxOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    Bench = Any
    MakeBench = Any


def fail_once(owner: Any, name: str, *, when: Callable[..., bool] = lambda *_, **__: True) -> None:
    """Let a real method of a real part fail at its next call that `when` fits, as a full disk would."""
    real = getattr(owner, name)

    async def failing(*args: Any, **kwargs: Any) -> Any:
        if when(*args, **kwargs):
            setattr(owner, name, real)
            raise OSError("disk full")
        return await real(*args, **kwargs)

    setattr(owner, name, failing)


async def test_reconciling_goes_on_until_the_upstream_can_be_asked_again(proxy: Bench) -> None:
    proxy.sandbox.faults.add(Fault(Kind.DROP_AFTER))
    proxy.sandbox.faults.add(Fault(Kind.UNAVAILABLE, endpoint="list", times=5))
    job = await proxy.imagine()
    await proxy.pass_time(900)
    assert await proxy.state(job) is JobState.RUNNING
    assert proxy.submits == 1


async def test_an_answer_in_hand_outlives_a_database_that_fails_for_a_moment(bench: Bench) -> None:
    fail_once(bench.store, "save", when=lambda _, changed, **__: changed.state is JobState.RUNNING)
    job = await bench.imagine()
    await bench.settle()
    running = await bench.read(job)
    assert (running.state, bool(running.task_id)) == (JobState.RUNNING, True)
    assert bench.submits == 1


async def test_a_slot_freed_while_the_database_fails_is_given_away_later(
    make_bench: MakeBench, dialect: str
) -> None:
    bench = await make_bench(dialect, concurrency=1)
    first, second = await bench.imagine("first"), await bench.imagine("second")
    await bench.settle()
    fail_once(bench.engine._s.slots, "claim")
    await bench.sandbox.studio.finish((await bench.read(first)).task_id)
    with pytest.raises(OSError, match="disk full"):
        await bench.pass_time(200)
    assert await bench.state(first) is JobState.SUCCEEDED
    bench.dispatch.wake(0)  # the wake adapter's retry
    await bench.settle()
    assert await bench.state(second) is JobState.RUNNING


async def test_who_waits_behind_a_refused_job_goes_on_even_if_that_job_is_cancelled(
    make_bench: MakeBench, dialect: str
) -> None:
    bench = await make_bench(dialect, concurrency=1)
    bench.sandbox.faults.add(Fault(Kind.RATE_LIMITED))
    refused, behind = await bench.imagine("first"), await bench.imagine("second")
    await bench.settle()
    assert await bench.state(refused) is JobState.QUEUED
    await bench.service.cancel(refused.ulid, refused.origin.user_id)
    await bench.pass_time(120)
    assert await bench.state(refused) is JobState.CANCELLED
    assert await bench.state(behind) is JobState.RUNNING


async def test_whoever_cancels_while_the_submit_waits_for_its_turn_pays_nothing(bench: Bench) -> None:
    job = await bench.imagine()
    upstream = bench.account.upstream
    real = upstream.turn

    async def changing_their_mind() -> None:
        asked = await bench.service.cancel(job.ulid, job.origin.user_id)
        assert not asked.was_sent
        await real()

    upstream.turn = changing_their_mind
    await bench.settle()
    cancelled = await bench.read(job)
    assert (cancelled.state, cancelled.failure and cancelled.failure.may_be_billed) == (
        JobState.CANCELLED,
        False,
    )
    assert bench.submits == 0


async def test_a_webhook_that_proves_receipt_keeps_a_refused_submit_from_being_sent_again(
    proxy: Bench,
) -> None:
    from_elsewhere = await proxy.imagine("the task that was made after all")
    await proxy.settle()
    proxy.sandbox.faults.add(Fault(Kind.RATE_LIMITED))
    job = await proxy.imagine()
    await proxy.settle()
    assert await proxy.state(job) is JobState.QUEUED
    task_id = (await proxy.read(from_elsewhere)).task_id
    await proxy.sandbox.studio.step(task_id, progress=30)
    body = await proxy.webhook_body(task_id)
    await proxy.engine.receive_webhook("main", job.ulid, body)
    await proxy.pass_time(90)
    assert await proxy.state(job) is JobState.RUNNING
    assert proxy.submits == 2  # the other job's, and the refused one


async def test_a_success_reported_for_a_waiting_job_is_its_end(proxy: Bench) -> None:
    other = await proxy.imagine("other")
    await proxy.settle()
    proxy.sandbox.faults.add(Fault(Kind.RATE_LIMITED))
    job = await proxy.imagine()
    await proxy.settle()
    task_id = (await proxy.read(other)).task_id
    await proxy.sandbox.studio.finish(task_id)
    body = await proxy.webhook_body(task_id)
    await proxy.engine.receive_webhook("main", job.ulid, body)
    await proxy.settle()
    assert await proxy.state(job) is JobState.SUCCEEDED


async def test_after_a_long_absence_a_finished_task_is_a_result_and_not_too_late(bench: Bench) -> None:
    job = await bench.imagine()
    await bench.settle()
    await bench.sandbox.studio.finish((await bench.read(job)).task_id)
    bench.clock.now += 5000
    await bench.settle()
    assert await bench.state(job) is JobState.SUCCEEDED


async def test_an_absence_teaches_nothing_about_how_long_tasks_take(bench: Bench) -> None:
    job = await bench.imagine()
    await bench.settle()
    await bench.sandbox.studio.finish((await bench.read(job)).task_id)
    bench.clock.now += 1500
    await bench.settle()
    again = await bench.imagine("again")
    await bench.settle()
    await bench.sandbox.studio.finish((await bench.read(again)).task_id)
    await bench.pass_time(200)
    assert await bench.state(again) is JobState.SUCCEEDED


async def test_a_clock_set_back_does_not_stop_the_reads(bench: Bench) -> None:
    job = await bench.imagine()
    await bench.settle()
    await bench.sandbox.studio.finish((await bench.read(job)).task_id)
    bench.clock.now -= 7200
    bench.wake.wake(job.id)
    await bench.settle()
    assert await bench.state(job) is JobState.SUCCEEDED


async def test_services_without_lists_of_tasks_are_read_one_by_one(proxy: Bench) -> None:
    proxy.sandbox.faults.add(Fault(Kind.SERVER_ERROR, endpoint="list-by-condition", times=None))
    jobs = [await proxy.imagine(f"cat {n}") for n in range(3)]
    await proxy.settle()
    for job in jobs:
        await proxy.sandbox.studio.finish((await proxy.read(job)).task_id)
    await proxy.pass_time(200)
    assert [await proxy.state(job) for job in jobs] == [JobState.SUCCEEDED] * 3


@pytest.mark.parametrize(
    "sandbox_options", [SandboxOptions(manual=True, ttapi_action_keeps_job_id=True)], ids=["same"]
)
async def test_a_siblings_result_under_the_same_task_id_is_not_taken_for_ones_own(ttapi: Bench) -> None:
    grid = await ttapi.done()
    first = await ttapi.press(grid, "U1")
    await ttapi.settle()
    first = await ttapi.finish(first)
    second = await ttapi.press(grid, "U2")
    await ttapi.pass_time(60)
    assert await ttapi.state(second) is JobState.RUNNING
    second = await ttapi.finish(second)
    assert second.state is JobState.SUCCEEDED
    assert second.observed.image_url != first.observed.image_url


async def test_old_buttons_work_after_their_mode_was_closed(bench: Bench) -> None:
    grid = await bench.done()
    accounts = bench.service._accounts
    accounts._by_name = {"main": replace(bench.account, modes=[Mode.RELAX], default_mode=Mode.RELAX)}
    varied = await bench.press(grid, "V1")
    assert varied.mode is Mode.RELAX


async def test_a_service_that_stays_too_busy_is_named_so_and_nothing_was_billed(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault(Kind.RATE_LIMITED, times=None))
    job = await bench.imagine()
    await bench.pass_time(3600)
    failed = await bench.read(job)
    assert failed.state is JobState.FAILED
    assert isinstance(failed.failure, Failure)
    assert (failed.failure.code, failed.failure.may_be_billed) == ("busy", False)
    assert bench.submits == MAX_ATTEMPTS


async def test_a_broken_service_is_not_taken_for_one_that_refused(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault(Kind.SERVER_ERROR))
    job = await bench.imagine()
    await bench.pass_time(3600)
    failed = await bench.read(job)
    assert failed.failure is not None
    assert failed.failure.may_be_billed
    assert bench.submits == 1
