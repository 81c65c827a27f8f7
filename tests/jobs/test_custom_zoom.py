"""Custom Zoom where the service has none: what our own button makes of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.jobs.custom_zoom import with_custom_zoom
from bot.jobs.models import JobKind, JobState, Remix
from bot.midjourney.models import Component

if TYPE_CHECKING:
    from bot.jobs.models import Job
    from tests.jobs.conftest import Bench

TWICE = Component("zoom_out_2", "Zoom Out 2x", "🔍", row=2)
PAN = Component("pan_left", emoji="⬅️", row=3)


async def end(bench: Bench, job: Job) -> Job:
    await bench.settle()
    return await bench.finish(job)


async def single(bench: Bench) -> Job:
    return await end(bench, await bench.press(await bench.done("a cat --ar 3:2 --seed 7"), "U2"))


def test_it_stands_behind_the_other_zooms_and_replaces_one_that_would_not_work() -> None:
    listed = Component("Custom Zoom", "Custom Zoom", "🔍", row=2)
    for offered in ((TWICE, PAN), (TWICE, listed, PAN)):
        first, own, last = with_custom_zoom(offered)
        assert (first, last) == (TWICE, PAN)
        assert (own.custom_id, own.label, own.row) == ("easel::custom_zoom", "Custom Zoom", 2)
    assert with_custom_zoom((PAN,)) == (PAN,)


@pytest.mark.parametrize(("factor", "action"), [("2", "zoom_out_2"), ("1.5", "zoom_out_1_5")])
async def test_what_the_service_can_do_is_pressed_there(ttapi: Bench, factor: str, action: str) -> None:
    picked = await single(ttapi)
    zoomed = await ttapi.press(picked, "Custom Zoom", prompt=f"a cat --seed 7  --ar 3:2 --zoom {factor}")
    assert (zoomed.request.kind, zoomed.request.custom_id) == (JobKind.COMPONENT, action)
    done = await end(ttapi, zoomed)
    assert (done.state, done.request.remix) == (JobState.SUCCEEDED, Remix.NONE)


@pytest.mark.parametrize(
    "text",
    [
        "a cat --ar 3:2 --seed 7 --zoom 1.8",
        "a cat in a hall --ar 3:2 --zoom 2",
        "a cat --ar 1:1 --seed 7 --zoom 2",
    ],
    ids=["another factor", "other words", "another shape"],
)
async def test_what_it_cannot_becomes_a_new_picture_without_the_zoom(ttapi: Bench, text: str) -> None:
    drawn = await ttapi.press(await single(ttapi), "Custom Zoom", prompt=text)
    assert (drawn.request.kind, drawn.request.remix) == (JobKind.IMAGINE, Remix.NEW)
    assert drawn.request.prompt == text.partition(" --zoom")[0]
    assert (await end(ttapi, drawn)).state is JobState.SUCCEEDED


async def test_where_the_service_has_its_own_that_one_is_offered(proxy: Bench) -> None:
    view = await proxy.view(await single(proxy))
    (offered,) = [row.component for row in view.components if row.component.label == "Custom Zoom"]
    assert offered.custom_id.startswith("MJ::CustomZoom::")
