"""The life of a job from its queue to its end, in both dialects, against the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import EaselError
from bot.jobs.accounts import ModeUnavailable
from bot.jobs.errors import ComponentUnknown, JobUnknown, NotAllowed, NotNow
from bot.jobs.models import JobKind, JobRequest, JobState, Source
from bot.midjourney.models import Mode, Picture
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.options import SandboxOptions

if TYPE_CHECKING:
    Bench = Any
    MakeBench = Any


async def test_a_job_goes_from_the_queue_to_its_result(bench: Bench) -> None:
    job = await bench.imagine()
    assert await bench.state(job) is JobState.QUEUED
    await bench.settle()
    assert await bench.state(job) is JobState.RUNNING
    done = await bench.finish(job)
    assert done.state is JobState.SUCCEEDED
    assert done.observed.image_url.startswith(bench.sandbox.base_url)
    labels = [row.component.label or row.component.emoji for row in (await bench.view(job)).components]
    assert labels == ["U1", "U2", "U3", "U4", "🔄", "V1", "V2", "V3", "V4"]
    assert job.id in bench.courier.due


async def test_actions_chain_on_the_account_that_began_them(bench: Bench) -> None:
    grid = await bench.done()
    varied = await bench.press(grid, "V2")
    await bench.settle()
    varied = await bench.finish(varied)
    picked = await bench.press(varied, "U3")
    await bench.settle()
    picked = await bench.finish(picked)
    zoomed = await bench.press(picked, "Zoom Out 2x")
    await bench.settle()
    zoomed = await bench.finish(zoomed)
    assert [job.state for job in (varied, picked, zoomed)] == [JobState.SUCCEEDED] * 3
    assert (zoomed.root_job_id, zoomed.parent_job_id) == (grid.id, picked.id)
    assert len({job.task_id for job in (grid, varied, picked, zoomed)}) == 4


async def test_progress_is_seen_and_wakes_the_courier(bench: Bench) -> None:
    job = await bench.imagine()
    await bench.settle()
    task = (await bench.read(job)).task_id
    await bench.sandbox.studio.step(task, progress=40)
    bench.courier.due.clear()
    await bench.pass_time(40)
    assert (await bench.read(job)).observed.progress == 40
    assert job.id in bench.courier.due


async def test_no_more_jobs_run_than_the_account_allows_and_a_freed_slot_goes_on(
    make_bench: MakeBench, dialect: str
) -> None:
    bench = await make_bench(dialect, concurrency=2)
    jobs = [await bench.imagine(f"cat {n}") for n in range(3)]
    await bench.settle()
    assert [await bench.state(job) for job in jobs] == [JobState.RUNNING, JobState.RUNNING, JobState.QUEUED]
    await bench.finish(jobs[0])
    assert await bench.state(jobs[2]) is JobState.RUNNING


async def test_a_refused_prompt_ends_the_job_with_the_upstreams_reason(bench: Bench) -> None:
    job = await bench.imagine("gore everywhere")
    await bench.settle()
    failed = await bench.read(job)
    assert failed.state is JobState.FAILED
    assert failed.failure is not None
    assert "gore" in failed.failure.message.format_map(failed.failure.params)
    assert not failed.failure.may_be_billed


async def test_a_task_that_fails_upstream_says_why(bench: Bench) -> None:
    job = await bench.imagine()
    await bench.settle()
    await bench.sandbox.studio.fail((await bench.read(job)).task_id, "Image denied")
    await bench.pass_time(200)
    failed = await bench.read(job)
    assert failed.state is JobState.FAILED
    assert failed.failure is not None
    assert "Image denied" in failed.failure.message.format_map(failed.failure.params)


async def test_a_rate_limit_puts_the_job_back_and_it_is_sent_later(bench: Bench) -> None:
    bench.sandbox.faults.add(Fault(Kind.RATE_LIMITED, times=2))
    job = await bench.imagine()
    await bench.settle()
    assert await bench.state(job) is JobState.QUEUED
    await bench.pass_time(120)
    assert await bench.state(job) is JobState.RUNNING


@pytest.mark.parametrize(
    "sandbox_options", [SandboxOptions(manual=True, ttapi_action_keeps_job_id=True)], ids=["same"]
)
async def test_the_parents_own_snapshot_is_not_taken_for_the_actions_result(ttapi: Bench) -> None:
    grid = await ttapi.done()
    varied = await ttapi.press(grid, "V1")
    await ttapi.pass_time(60)
    running = await ttapi.read(varied)
    assert (running.state, running.task_id) == (JobState.RUNNING, grid.task_id)
    done = await ttapi.finish(varied)
    assert done.state is JobState.SUCCEEDED
    assert done.observed.image_url != (await ttapi.read(grid)).observed.image_url


async def test_a_waiting_job_is_cancelled_before_anything_is_sent(
    make_bench: MakeBench, dialect: str
) -> None:
    bench = await make_bench(dialect, concurrency=1)
    await bench.imagine("first")
    waiting = await bench.imagine("second")
    await bench.settle()
    with pytest.raises(NotAllowed):
        await bench.service.cancel(waiting.ulid, 999)
    await bench.service.cancel(waiting.ulid, waiting.origin.user_id)
    await bench.settle()
    cancelled = await bench.read(waiting)
    assert cancelled.state is JobState.CANCELLED
    assert cancelled.failure is not None
    assert not cancelled.failure.may_be_billed
    assert bench.submits == 1


async def test_a_running_job_is_cancelled_honestly_and_frees_its_slot(
    make_bench: MakeBench, dialect: str
) -> None:
    bench = await make_bench(dialect, concurrency=1)
    running = await bench.imagine("first")
    waiting = await bench.imagine("second")
    await bench.settle()
    await bench.service.cancel(running.ulid, running.origin.user_id)
    await bench.settle()
    cancelled = await bench.read(running)
    assert cancelled.state is JobState.CANCELLED
    assert cancelled.failure is not None
    assert cancelled.failure.may_be_billed
    assert await bench.state(waiting) is JobState.RUNNING
    with pytest.raises(NotNow):
        await bench.service.cancel(running.ulid, running.origin.user_id)


async def test_many_running_tasks_are_read_in_one_request(proxy: Bench) -> None:
    jobs = [await proxy.imagine(f"cat {n}") for n in range(8)]
    await proxy.settle()
    reads: list[str] = []
    transport = proxy.account.upstream._transport
    original = transport._exchange

    async def counting(operation: str, *rest: Any) -> Any:
        reads.append(operation)
        return await original(operation, *rest)

    transport._exchange = counting
    await proxy.pass_time(45)
    assert reads.count("fetch_many") <= 3
    assert "fetch" not in reads
    assert all([await proxy.state(job) is JobState.RUNNING for job in jobs])


async def test_a_picture_that_is_refused_ends_the_job_before_anything_is_paid(bench: Bench) -> None:
    bench.drawers.pictures["https://x/svg"] = EaselError("This file is not a picture.")
    request = JobRequest(JobKind.DESCRIBE, sources=(Source("https://x/svg"),))
    job = (await bench.service.start(bench.origin(), request)).jobs[0]
    await bench.settle()
    failed = await bench.read(job)
    assert failed.state is JobState.FAILED
    assert failed.failure is not None
    assert failed.failure.message == "This file is not a picture."
    assert bench.submits == 0


async def test_describe_offers_its_four_prompts_again_and_all_at_once(bench: Bench, picture: Picture) -> None:
    done = await bench.described(picture)
    assert len(done.observed.texts) == 4
    view = await bench.view(done)
    shown = [row.component.emoji for row in view.components]
    assert shown == ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "🔄", "🎉"]
    plan = await bench.service.plan_press(done.ulid, 1)
    assert plan is not None
    assert plan.prefill == done.observed.texts[1]
    picked = await bench.press(done, "2️⃣", prompt="a dog after all")
    await bench.settle()
    assert await bench.state(picked) is JobState.RUNNING
    receipt = await bench.service.press(bench.origin(), done.ulid, view.components[-1].n)
    await bench.settle()
    assert [one.request.prompt for one in receipt.jobs] == list(done.observed.texts)
    assert [await bench.state(one) for one in receipt.jobs] == [JobState.RUNNING] * 4


async def test_unknown_jobs_and_components_are_told_apart(bench: Bench) -> None:
    grid = await bench.done()
    with pytest.raises(JobUnknown):
        await bench.service.press(bench.origin(), "0" * 26, 0)
    with pytest.raises(ComponentUnknown):
        await bench.service.press(bench.origin(), grid.ulid, 99)


async def test_advance_may_run_any_number_of_times(bench: Bench) -> None:
    job = await bench.imagine()
    for _ in range(5):
        await bench.engine.advance(job.id)
        await bench.settle()
    assert bench.submits == 1
    done = await bench.finish(job)
    for _ in range(3):
        await bench.engine.advance(job.id)
    assert await bench.read(job) == done


async def test_a_job_unknown_to_the_store_is_nothing_to_do(bench: Bench) -> None:
    await bench.engine.advance(4711)
    assert bench.wake.due == {}


@pytest.mark.parametrize(
    ("prompt", "mode"),
    [("a fox", Mode.FAST), ("a fox --v 7", Mode.TURBO), ("a fox --relax", Mode.RELAX)],
)
async def test_what_follows_as_an_imagine_of_its_own_runs_as_fast_as_its_model_can(
    ttapi: Bench, picture: Picture, prompt: str, mode: Mode
) -> None:
    described = await ttapi.described(picture)
    receipt = await ttapi.service.press(ttapi.origin(), described.ulid, 0, prompt=prompt, mode=Mode.TURBO)
    assert [job.mode for job in receipt.jobs] == [mode]
    await ttapi.settle()
    assert await ttapi.state(receipt.jobs[0]) is JobState.RUNNING


async def test_an_edited_prompt_that_asks_for_a_closed_speed_is_refused_before_anything_is_sent(
    make_bench: MakeBench, picture: Picture
) -> None:
    bench = await make_bench("ttapi", offered=(Mode.FAST, Mode.RELAX))
    described = await bench.described(picture)
    sent = bench.submits
    with pytest.raises(ModeUnavailable):
        await bench.service.press(bench.origin(), described.ulid, 0, prompt="a fox --v 7 --turbo")
    assert bench.submits == sent
