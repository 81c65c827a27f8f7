"""Vary (Region) in the engine, against the sandbox, in both dialects."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bot.jobs.errors import MaskNeeded, NoRegion
from bot.jobs.models import JobKind, JobRequest, JobState
from bot.jobs.offers import OfferKind, offer_kind, with_region
from bot.midjourney.models import Component, Picture

Bench = Any

GRID_PRESS = JobRequest(JobKind.COMPONENT, custom_id="upsample2")
VARY = Component("high_variation", "Vary (Strong)", "🪄", row=1)


async def single(bench: Bench) -> Any:
    picked = await bench.press(await bench.done("a fox --seed 7"), "U1")
    await bench.settle()
    return await bench.finish(picked)


async def region_n(bench: Bench, job: Any) -> int:
    _, row = await bench.service.region_of(job.ulid)
    return int(row.n)


def mask_of(size: tuple[int, int]) -> Picture:
    image = Image.new("L", size)
    image.paste(255, (10, 20, 110, 90))
    stored = io.BytesIO()
    image.save(stored, "PNG")
    return Picture(stored.getvalue(), "image/png")


async def sent_region(bench: Bench, parent: Any, size: tuple[int, int], prompt: str = "a green hat") -> Any:
    key = await bench.engine._s.files.put(mask_of(size))
    n = await region_n(bench, parent)
    receipt = await bench.service.region(bench.origin(), parent.ulid, n, mask=key, prompt=prompt)
    await bench.settle()
    return receipt.jobs[0]


def size_of(bench: Bench, parent: Any) -> tuple[int, int]:
    size = bench.sandbox.studio.get(parent.task_id).recipe.size
    return int(size[0]), int(size[1])


async def test_a_region_is_sent_as_its_dialect_wants_it_and_ends_as_a_grid(
    bench: Bench, dialect: str
) -> None:
    parent = await single(bench)
    size = size_of(bench, parent)
    job = await bench.finish(await sent_region(bench, parent, size))
    assert job.state is JobState.SUCCEEDED
    submit = bench.sandbox.submits[-1]
    text = submit.body["mask" if dialect == "ttapi" else "maskBase64"]
    if dialect == "ttapi":
        assert (submit.endpoint, submit.body["jobId"]) == ("inpaint", parent.task_id)
    else:
        assert [each.endpoint for each in bench.sandbox.submits][-2:] == ["action", "modal"]
        text = text.removeprefix("data:image/png;base64,")
    assert submit.prompt == "a green hat"
    got = np.asarray(Image.open(io.BytesIO(base64.b64decode(text, validate=True))))
    assert np.array_equal(got, np.asarray(Image.open(io.BytesIO(mask_of(size).data))))
    assert [row.component.label for row in (await bench.view(job)).components][:4] == ["U1", "U2", "U3", "U4"]


async def test_a_region_without_a_prompt_keeps_the_pictures(bench: Bench) -> None:
    parent = await single(bench)
    await sent_region(bench, parent, size_of(bench, parent), prompt="")
    assert bench.sandbox.submits[-1].prompt.startswith("a fox")


async def test_the_same_interaction_sends_a_region_once(bench: Bench) -> None:
    parent = await single(bench)
    key = await bench.engine._s.files.put(mask_of(size_of(bench, parent)))
    origin, n = bench.origin(), await region_n(bench, parent)
    count = bench.submits
    first = await bench.service.region(origin, parent.ulid, n, mask=key, prompt="x")
    bench.clock.now += 60
    second = await bench.service.region(origin, parent.ulid, n, mask=key, prompt="x")
    await bench.settle()
    assert (first.fresh, second.fresh) == (True, False)
    assert first.jobs[0].id == second.jobs[0].id
    assert bench.submits - count == (2 if "modal" in bench.sandbox.submits[-1].endpoint else 1)


async def test_a_press_without_a_mask_is_refused_before_anything_is_sent(bench: Bench) -> None:
    parent = await single(bench)
    count = bench.submits
    with pytest.raises(MaskNeeded):
        await bench.service.press(bench.origin(), parent.ulid, await region_n(bench, parent))
    assert bench.submits == count


async def test_a_grid_has_no_region(bench: Bench) -> None:
    with pytest.raises(NoRegion):
        await bench.service.region_of((await bench.done()).ulid)


def test_a_single_picture_without_the_button_gets_our_own_behind_the_other_vary_buttons() -> None:
    pan = Component("pan_left", emoji="⬅️", row=2)
    first, own, last = with_region(GRID_PRESS, (VARY, pan))
    assert (first, last) == (VARY, pan)
    assert (own.label, own.emoji, own.row, offer_kind(own)) == ("Vary (Region)", "🖌️", 1, OfferKind.REGION)


@pytest.mark.parametrize(
    ("request_", "offered"),
    [
        (GRID_PRESS, (VARY, Component("inpaint", "Vary (Region)", "🖌️", row=1))),
        (GRID_PRESS, (Component("variation1", "Make Variations"),)),
        (JobRequest(JobKind.COMPONENT, custom_id="upscale_subtle"), (VARY,)),
        (JobRequest(JobKind.IMAGINE), (VARY,)),
        (GRID_PRESS, ()),
    ],
    ids=["has one", "too old a model", "enlarged", "no single picture", "no buttons"],
)
def test_nothing_is_added_where_the_button_is_there_or_would_not_work(
    request_: JobRequest, offered: tuple[Component, ...]
) -> None:
    assert with_region(request_, offered) == offered
