"""Texts that the upstream wants before it starts: foreseen, unforeseen, never given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.jobs.errors import NotAllowed, NotNow
from bot.jobs.models import JobState
from bot.sandbox.options import SandboxOptions

if TYPE_CHECKING:
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
