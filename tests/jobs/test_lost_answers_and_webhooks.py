"""What comes back by another way than the answer, or never: lost answers, webhooks, late results."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.jobs.errors import JobUnknown
from bot.jobs.models import JobState
from bot.midjourney.errors import Unreadable
from bot.sandbox.faults import Fault, Kind

if TYPE_CHECKING:
    Bench = Any
    MakeBench = Any


async def test_an_unreachable_upstream_costs_nothing_and_is_tried_again(
    make_bench: MakeBench, dialect: str
) -> None:
    bench = await make_bench(dialect)
    real = bench.account.upstream._transport._settings
    bench.account.upstream._transport._settings = real.model_copy(update={"base_url": "http://127.0.0.1:9"})
    job = await bench.imagine()
    await bench.settle()
    assert await bench.state(job) is JobState.QUEUED
    bench.account.upstream._transport._settings = real
    await bench.pass_time(120)
    assert await bench.state(job) is JobState.RUNNING
    assert bench.submits == 1


async def test_an_answer_lost_after_acceptance_is_found_again_and_never_sent_twice(proxy: Bench) -> None:
    proxy.sandbox.faults.add(Fault(Kind.DROP_AFTER))
    job = await proxy.imagine()
    await proxy.settle()
    assert await proxy.state(job) is JobState.SUBMITTING
    await proxy.pass_time(120)
    assert await proxy.state(job) is JobState.RUNNING
    assert (await proxy.finish(job)).state is JobState.SUCCEEDED
    assert proxy.submits == 1


async def test_an_answer_lost_where_nothing_can_be_found_is_said_and_never_sent_twice(ttapi: Bench) -> None:
    ttapi.sandbox.faults.add(Fault(Kind.DROP_AFTER))
    job = await ttapi.imagine()
    await ttapi.pass_time(3600)
    failed = await ttapi.read(job)
    assert failed.state is JobState.FAILED
    assert failed.failure is not None
    assert failed.failure.may_be_billed
    assert ttapi.submits == 1


async def test_who_stops_a_job_whose_answer_is_lost_is_told_that_it_stopped(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault(Kind.SERVER_ERROR))
    job = await bench.imagine()
    await bench.settle()
    assert await bench.state(job) is JobState.SUBMITTING
    await bench.service.cancel(job.ulid, job.origin.user_id)
    await bench.pass_time(3600)
    stopped = await bench.read(job)
    assert stopped.state is JobState.CANCELLED
    assert stopped.failure is not None
    assert stopped.failure.may_be_billed
    assert bench.submits == 1


async def test_a_webhook_can_bring_what_the_submits_answer_never_did(ttapi: Bench) -> None:
    ttapi.sandbox.faults.add(Fault(Kind.DROP_AFTER))
    job = await ttapi.imagine()
    await ttapi.pass_time(3600)
    assert await ttapi.state(job) is JobState.FAILED
    (submit,) = ttapi.sandbox.submits
    await ttapi.sandbox.studio.finish(submit.task_id)
    (task,) = ttapi.sandbox.studio.tasks()
    body = await ttapi.webhook_body(task.id)
    await ttapi.engine.receive_webhook("main", job.ulid, body)
    await ttapi.settle()
    done = await ttapi.read(job)
    assert (done.state, done.task_id, done.failure) == (JobState.SUCCEEDED, task.id, None)


async def test_webhooks_missing_doubled_late_or_out_of_order_change_nothing(proxy: Bench) -> None:
    job = await proxy.imagine()
    await proxy.settle()
    task_id = (await proxy.read(job)).task_id
    early = await proxy.webhook_body(task_id)
    await proxy.sandbox.studio.step(task_id, progress=50)
    middle = await proxy.webhook_body(task_id)
    await proxy.sandbox.studio.finish(task_id)
    final = await proxy.webhook_body(task_id)
    for body in (final, middle, final, early, early, final):
        await proxy.engine.receive_webhook("main", job.ulid, body)
        await proxy.settle()
    done = await proxy.read(job)
    assert (done.state, done.observed.progress) == (JobState.SUCCEEDED, 100)


async def test_webhooks_for_other_jobs_accounts_or_of_no_dialect_are_refused(proxy: Bench) -> None:
    job = await proxy.imagine()
    other = await proxy.imagine()
    await proxy.settle()
    body = await proxy.webhook_body((await proxy.read(other)).task_id)
    with pytest.raises(Unreadable):
        await proxy.engine.receive_webhook("main", job.ulid, body)
    with pytest.raises(JobUnknown):
        await proxy.engine.receive_webhook("elsewhere", job.ulid, body)
    with pytest.raises(JobUnknown):
        await proxy.engine.receive_webhook("main", "0" * 26, body)
    with pytest.raises(Unreadable):
        await proxy.engine.receive_webhook("main", job.ulid, b"<html>")


async def test_after_the_deadline_the_member_is_told_and_a_late_result_still_comes(bench: Bench) -> None:
    job = await bench.imagine()
    await bench.pass_time(1900)
    told = await bench.read(job)
    assert (told.state, told.failure and told.failure.code) == (JobState.FAILED, "deadline")
    await bench.sandbox.studio.finish(told.task_id)
    await bench.pass_time(1300)
    assert await bench.state(job) is JobState.SUCCEEDED


async def test_a_task_that_is_no_longer_known_ends_as_lost(bench: Bench) -> None:
    job = await bench.imagine()
    await bench.settle()
    bench.sandbox.studio._tasks.clear()
    await bench.pass_time(1700)
    lost = await bench.read(job)
    assert (lost.state, lost.failure and lost.failure.code) == (JobState.FAILED, "lost")


async def test_html_and_errors_from_reads_never_end_a_job(bench: Bench) -> None:
    job = await bench.imagine()
    await bench.settle()
    for kind in (Kind.HTML, Kind.SERVER_ERROR, Kind.RATE_LIMITED):
        bench.sandbox.faults.add(Fault(kind, endpoint="fetch", times=3))
    await bench.pass_time(600)
    assert await bench.state(job) is JobState.RUNNING
    assert (await bench.finish(job)).state is JobState.SUCCEEDED


async def test_a_press_and_a_webhook_at_once_do_not_lose_either(proxy: Bench) -> None:
    job = await proxy.imagine()
    await proxy.settle()
    task_id = (await proxy.read(job)).task_id
    await proxy.sandbox.studio.finish(task_id)
    final = await proxy.webhook_body(task_id)
    await asyncio.gather(
        proxy.engine.receive_webhook("main", job.ulid, final),
        proxy.service.cancel(job.ulid, job.origin.user_id),
        return_exceptions=True,
    )
    await proxy.settle()
    assert (await proxy.state(job)).is_final
