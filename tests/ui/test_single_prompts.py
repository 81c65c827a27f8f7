"""Prompts that come by another way than /imagine: forms, /shorten, the region's editor and its command.

Nothing can be asked back there, so what /imagine would ask about is refused with what to do instead.
"""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.jobs.composing import Mistaken, OneJobOnly
from bot.playground.handles import InteractionHandle
from bot.playground.uploads import Upload
from tests.ui.conftest import buttons, no_job, picture, save_option, upscaled

if TYPE_CHECKING:
    from bot.playground.models import Message
    from bot.sandbox.server import Sandbox
    from tests.ui.conftest import OpenStage, Stage

Give = Callable[[str], Awaitable[InteractionHandle]]
REFUSED = {
    "a {red, blue} cat": "use /imagine",
    "a cat --repeat 2": "use /imagine",
    "a cat --s 5000": "from 0 to 1000",
}
"""Prompts of which /imagine would ask something, and what is said of them where nothing can be asked."""


async def refused(stage: Stage, give: Give) -> None:
    for prompt, words in REFUSED.items():
        handle = await give(prompt)
        (told,) = await stage.until(lambda handle=handle: [m for m in handle.messages if m.only_for])
        assert told.only_for == stage.ada.id
        assert words in told.content


def form(stage: Stage, message: Message, **button: str) -> Give:
    """Give what presses a button and submits its form with a prompt."""

    async def give(prompt: str) -> InteractionHandle:
        opened = await (await stage.ada.press(message, **button)).answered()
        return await (await stage.ada.submit(opened, {"prompt": prompt})).answered()

    return give


async def test_a_picked_description_is_read_as_imagine_reads_it(stage: Stage) -> None:
    await save_option(stage)
    await (await stage.ada.command("#general", "describe", image=picture())).answered()
    await stage.finish()
    await stage.delivered()
    give = form(stage, stage.posts()[-1], emoji="1️⃣")
    await refused(stage, give)
    assert await no_job(stage, 2)
    await give("a cat --oil")
    await stage.running(2)
    assert stage.sandbox.submits[-1].prompt == "a cat in oil"


@pytest.mark.dialect("ttapi")
async def test_a_remix_that_is_drawn_anew_is_read_as_imagine_reads_it(stage: Stage) -> None:
    await save_option(stage)
    await (await stage.ada.command("#general", "prefer remix")).answered()
    give = form(stage, await stage.result(), label="V2")
    await refused(stage, give)
    assert await no_job(stage, 2)
    await give("a cat --oil")
    assert (await stage.job(2)).request.prompt == "a cat in oil"


@pytest.mark.dialect("ttapi")
async def test_a_custom_zoom_that_is_drawn_anew_is_read_as_imagine_reads_it(stage: Stage) -> None:
    await save_option(stage)
    give = form(stage, await upscaled(stage), label="Custom Zoom")
    await refused(stage, give)
    assert await no_job(stage, 3)
    await give("a cat --oil --zoom 1.4")
    assert (await stage.job(3)).request.prompt == "a cat in oil"


@pytest.mark.dialect("midjourney_proxy")
async def test_the_text_for_which_a_job_waits_is_read_as_imagine_reads_it(
    opening: OpenStage, remixing: Sandbox
) -> None:
    async with opening(sandbox=remixing) as stage:
        await save_option(stage)
        parent = await stage.result()
        handle = await (await stage.ada.press(parent, label="V1")).answered()
        (progress,) = await stage.until(lambda: handle.messages)

        async def asks() -> bool:
            stage.later(2)
            return "Continue…" in buttons(progress)

        await stage.eventually(asks)
        sent = len(stage.sandbox.submits)
        give = form(stage, progress, label="Continue…")
        await refused(stage, give)
        assert len(stage.sandbox.submits) == sent
        await give("a cat --oil")
        await stage.running(2)
        assert stage.sandbox.submits[-1].prompt == "a cat in oil"


@pytest.mark.dialect("midjourney_proxy")
async def test_a_prompt_to_be_shortened_is_read_as_imagine_reads_it(stage: Stage) -> None:
    await save_option(stage)

    async def give(prompt: str) -> InteractionHandle:
        return await (await stage.ada.command("#general", "shorten", prompt=prompt)).answered()

    await refused(stage, give)
    assert await no_job(stage)
    await give("a cat --oil")
    assert (await stage.job()).request.prompt == "a cat in oil"


def half_marked(shown: bytes) -> bytes:
    """Draw a mask of a picture's size, white on the left."""
    size = Image.open(io.BytesIO(shown)).size
    image = Image.new("L", size)
    image.paste(255, (0, 0, size[0] // 2, size[1]))
    stored = io.BytesIO()
    image.save(stored, "PNG")
    return stored.getvalue()


async def test_the_prompt_of_a_region_is_read_as_imagine_reads_it(stage: Stage) -> None:
    await save_option(stage)
    await upscaled(stage)
    job = await stage.job(2)
    regions = stage.services.bot.desk.region.regions
    _, row = await stage.services.jobs.region_of(job.ulid)
    link = await regions.open(replace(job.origin, interaction_id="a press"), job.ulid, row.n)
    mask = half_marked((await regions.picture(link)).data)

    async def give(prompt: str) -> InteractionHandle:
        attached = Upload("mask.png", mask, "image/png")
        handle = await stage.ada.command("#general", "region", job=job.ulid, mask=attached, prompt=prompt)
        return await handle.answered()

    await refused(stage, give)
    handle = await give("a cat --s **5000**")
    (told,) = await stage.until(lambda: [message for message in handle.messages if message.only_for])
    assert r"“\*\*5000\*\*”" in told.content
    for prompt in REFUSED:
        with pytest.raises((Mistaken, OneJobOnly)):
            await regions.send(link, mask, prompt)
    assert await no_job(stage, 3)
    # A refusal leaves the editor's link as it was.
    sent = await regions.send(await regions.find(link.ulid), mask, "a cat --oil")
    assert sent.request.prompt == "a cat in oil"
