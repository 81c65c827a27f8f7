"""Texts that the upstream wants before it starts: foreseen, unforeseen, never given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.jobs.errors import NotAllowed, NotNow
from bot.jobs.models import JobKind, JobRequest, JobState
from bot.sandbox.options import SandboxOptions
from bot.sandbox.tasks import Phase

if TYPE_CHECKING:
    from bot.midjourney.models import Picture

    Bench = Any
    MakeBench = Any


async def test_custom_zoom_answers_the_modal_with_the_text_that_was_given(proxy: Bench) -> None:
    grid = await proxy.done()
    picked = await proxy.press(grid, "U1")
    await proxy.settle()
    picked = await proxy.finish(picked)
    view = await proxy.view(picked)
    n = next(row.n for row in view.components if row.component.label == "Custom Zoom")
    plan = await proxy.service.plan_press(picked.ulid, n)
    assert plan is not None
    assert plan.prefill.endswith("--ar 1:1 --zoom 2")
    zoomed = await proxy.press(picked, "Custom Zoom", prompt="a cat in a hall --zoom 1.4")
    await proxy.settle()
    assert await proxy.state(zoomed) is JobState.RUNNING
    last = proxy.sandbox.submits[-1]
    assert (last.endpoint, last.prompt) == ("modal", "a cat in a hall --zoom 1.4")
    assert (await proxy.finish(zoomed)).state is JobState.SUCCEEDED


@pytest.mark.parametrize(
    "sandbox_options", [SandboxOptions(manual=True, remix=True, modal_answer="code21")], ids=["21"]
)
async def test_an_unexpected_modal_waits_for_its_owner_and_then_goes_on(proxy: Bench) -> None:
    grid = await proxy.done()
    varied = await proxy.press(grid, "V1")
    await proxy.settle()
    assert await proxy.state(varied) is JobState.AWAITING_INPUT
    with pytest.raises(NotAllowed):
        await proxy.service.continue_job(varied.ulid, 999, "mine now")
    plan = await proxy.service.plan_continue(varied.ulid, varied.origin.user_id)
    assert "a cat" in plan.prefill
    await proxy.service.continue_job(varied.ulid, varied.origin.user_id, "a dog")
    await proxy.settle()
    assert await proxy.state(varied) is JobState.RUNNING
    assert (await proxy.finish(varied)).observed.prompt.startswith("a dog")


@pytest.mark.parametrize("sandbox_options", [SandboxOptions(manual=True, remix=True)], ids=["remix"])
async def test_who_cancels_at_an_unexpected_modal_ends_the_task_that_waits_behind_it(proxy: Bench) -> None:
    varied = await proxy.settled(await proxy.press(await proxy.done(), "V1"))
    assert varied.state is JobState.AWAITING_INPUT
    await proxy.service.cancel(varied.ulid, varied.origin.user_id)
    assert (await proxy.settled(varied)).state is JobState.CANCELLED
    assert proxy.sandbox.studio.get(varied.task_id).phase is Phase.FAILED


async def test_a_custom_zoom_whose_text_no_longer_says_how_far_goes_as_far_as_usual(proxy: Bench) -> None:
    picked = await proxy.finish(await proxy.settled(await proxy.press(await proxy.done(), "U1")))
    await proxy.settled(await proxy.press(picked, "Custom Zoom", prompt="a cat in a hall"))
    assert proxy.sandbox.submits[-1].prompt == "a cat in a hall --zoom 2"


@pytest.mark.parametrize(
    "sandbox_options", [SandboxOptions(manual=True, remix=True, modal_answer="code1")], ids=["1"]
)
async def test_a_modal_that_only_the_status_tells_of_is_found_by_reading(proxy: Bench) -> None:
    grid = await proxy.done()
    varied = await proxy.press(grid, "V1")
    await proxy.pass_time(60)
    assert await proxy.state(varied) is JobState.AWAITING_INPUT


@pytest.mark.parametrize("sandbox_options", [SandboxOptions(manual=True, remix=True)], ids=["remix"])
async def test_a_modal_that_nobody_answers_expires_with_words(proxy: Bench) -> None:
    grid = await proxy.done()
    varied = await proxy.press(grid, "V1")
    await proxy.pass_time(1000)
    expired = await proxy.read(varied)
    assert (expired.state, expired.failure and expired.failure.code) == (JobState.FAILED, "expired")
    with pytest.raises(NotNow):
        await proxy.service.continue_job(varied.ulid, varied.origin.user_id, "too late")


NO_PICKS = SandboxOptions(
    manual=True, unknown_actions=frozenset({"describe2", "describe_retry", "shorten1", "shorten_details"})
)


@pytest.mark.parametrize("sandbox_options", [NO_PICKS], ids=["no-picks"])
async def test_a_pick_that_the_service_lists_and_refuses_is_imagined_from_its_text(
    proxy: Bench, picture: Picture
) -> None:
    described = await proxy.described(picture)
    picked = await proxy.press(described, "2️⃣", prompt="a fox of glass")
    await proxy.settle()
    assert [submit.endpoint for submit in proxy.sandbox.submits] == ["describe", "action", "imagine"]
    done = await proxy.finish(picked)
    assert (done.state, done.request.kind) == (JobState.SUCCEEDED, JobKind.IMAGINE)
    assert done.observed.prompt.startswith("a fox of glass")


@pytest.mark.parametrize("sandbox_options", [NO_PICKS], ids=["no-picks"])
async def test_a_picture_is_described_again_where_the_service_refuses_the_button(
    proxy: Bench, picture: Picture
) -> None:
    described = await proxy.described(picture)
    again = await proxy.finish(await proxy.settled(await proxy.press(described, "🔄")))
    assert (again.state, len(again.observed.texts)) == (JobState.SUCCEEDED, 4)
    assert [submit.endpoint for submit in proxy.sandbox.submits] == ["describe", "action", "describe"]


@pytest.mark.parametrize("sandbox_options", [NO_PICKS], ids=["no-picks"])
async def test_a_button_that_only_the_service_can_serve_fails_with_words(proxy: Bench) -> None:
    receipt = await proxy.service.start(proxy.origin(), JobRequest(JobKind.SHORTEN, "a very fine red fox"))
    shortened = await proxy.finish(await proxy.settled(receipt.jobs[0]))
    details = await proxy.read(await proxy.settled(await proxy.press(shortened, "Show Details")))
    assert (details.state, details.failure and details.failure.code) == (JobState.FAILED, "refused")


@pytest.mark.parametrize("sandbox_options", [SandboxOptions(manual=True, keep_tasks=1)], ids=["forgetful"])
async def test_a_pick_of_a_describe_that_the_service_forgot_is_imagined_from_its_text(
    proxy: Bench, picture: Picture
) -> None:
    described = await proxy.described(picture)
    await proxy.done()
    picked = await proxy.settled(await proxy.press(described, "1️⃣", prompt="a heron"))
    assert await proxy.state(picked) is JobState.RUNNING
    assert proxy.sandbox.submits[-1].prompt == "a heron"
