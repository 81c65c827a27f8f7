"""Prompts that come by another way than /imagine: forms, /shorten, the region's editor and its command.

One job is wanted there, so what makes several is refused with what to do instead; what was written into a form is kept.
"""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.jobs.composing import Mistaken, OneJobOnly
from bot.midjourney.models import Mode
from bot.playground.handles import InteractionHandle
from bot.playground.uploads import Upload
from tests.ui.conftest import buttons, no_job, picture, save_option, upscaled

if TYPE_CHECKING:
    from bot.playground.models import Message
    from bot.sandbox.server import Sandbox
    from tests.ui.conftest import OpenStage, Stage

BLUE = 1
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


async def told(stage: Stage, give: Give, prompt: str) -> Message:
    """Give the question that a form with a mistake is answered by."""
    handle = await give(prompt)
    (question,) = await stage.until(lambda: [m for m in handle.messages if m.only_for])
    return question  # type: ignore[no-any-return]  # `until` gives what it is told to look for


async def described(stage: Stage) -> Message:
    await (await stage.ada.command("#general", "describe", image=picture())).answered()
    await stage.finish()
    await stage.delivered()
    return stage.posts()[-1]


async def test_a_mistake_in_a_form_is_corrected_by_one_press_and_only_once(stage: Stage) -> None:
    parent = await described(stage)
    question = await told(stage, form(stage, parent, emoji="1️⃣"), "a cat --s 5000")
    assert "Nothing was sent or billed" in question.content
    assert "Corrected:\na cat --s 1000" in question.content
    assert list(buttons(question)) == ["Use the corrected prompt", "Edit"]
    opened = await (await stage.ada.press(question, label="Edit")).answered()
    first = await stage.ada.press(question, label="Use the corrected prompt")
    second = await stage.ada.press(question, label="Use the corrected prompt")
    await first.answered()
    await second.answered()
    assert (await stage.job(2)).request.prompt == "a cat --s 1000"
    assert question.content == "Started."
    assert not buttons(question)
    late = await (await stage.ada.submit(opened, {"prompt": "a cat"})).answered()
    assert late.response is not None
    assert "answered already" in late.response.content
    assert await no_job(stage, 3)
    await stage.until(lambda: buttons(parent)["1️⃣"]["style"] == BLUE)
    await stage.finish(2)
    await stage.delivered(2)
    assert stage.posts()[-1].reference_id == parent.id


async def test_what_was_written_into_a_form_is_there_to_be_edited(stage: Stage) -> None:
    give = form(stage, await described(stage), emoji="1️⃣")
    question = await told(stage, give, "a {red, blue} cat")
    assert list(buttons(question)) == ["Edit"]
    opened = await (await stage.ada.press(question, label="Edit")).answered()
    assert "a {red, blue} cat" in str(opened.modal)
    await (await stage.ada.submit(opened, {"prompt": "a red cat --s 5000"})).answered()
    assert "a red cat --s 1000" in question.content
    assert await no_job(stage, 2)
    opened = await (await stage.ada.press(question, label="Edit")).answered()
    assert "a red cat --s 5000" in str(opened.modal)
    await (await stage.ada.submit(opened, {"prompt": "a red cat"})).answered()
    assert (await stage.job(2)).request.prompt == "a red cat"
    assert question.content == "Started."


async def test_a_form_with_a_mistake_is_mended_after_a_restart(opening: OpenStage) -> None:
    async with opening() as stage:
        question = await told(stage, form(stage, await described(stage), emoji="1️⃣"), "a cat --s 5000")
    async with opening() as stage:
        await (await stage.ada.press(question, label="Use the corrected prompt")).answered()
        assert (await stage.job(2)).request.prompt == "a cat --s 1000"


async def test_a_form_is_kept_where_its_author_has_too_much_waiting(opening: OpenStage) -> None:
    async with opening(max_queued_per_member=1) as stage:
        parent = await described(stage)
        await stage.imagine()
        question = await told(stage, form(stage, parent, emoji="1️⃣"), "a cat")
        assert "as many jobs waiting as anybody may" in question.content
        await stage.finish(2)
        opened = await (await stage.ada.press(question, label="Edit")).answered()
        await (await stage.ada.submit(opened, {"prompt": "a cat"})).answered()
        assert (await stage.job(3)).request.prompt == "a cat"


@pytest.mark.dialect("ttapi")
async def test_version_7_in_fast_mode_is_refused_in_a_form_too(stage: Stage) -> None:
    question = await told(stage, form(stage, await described(stage), emoji="1️⃣"), "a cat --v 7 --fast")
    assert "relax and turbo mode only" in question.content
    await (await stage.ada.press(question, label="Use the corrected prompt")).answered()
    assert (await stage.running(2)).mode is Mode.RELAX


@pytest.mark.dialect("ttapi")
async def test_a_form_that_names_no_speed_is_not_drawn_in_one_that_the_service_lacks(stage: Stage) -> None:
    await form(stage, await described(stage), emoji="1️⃣")("a cat --v 7")
    assert (await stage.running(2)).mode is Mode.RELAX


async def test_a_picked_description_is_read_as_imagine_reads_it(stage: Stage) -> None:
    await save_option(stage)
    give = form(stage, await described(stage), emoji="1️⃣")
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
        question = await told(stage, give, "a cat --s 5000")
        assert "Use the corrected prompt" in buttons(question)
        await give("a cat --oil")
        await stage.running(2)
        assert stage.sandbox.submits[-1].prompt == "a cat in oil"


@pytest.mark.dialect("midjourney_proxy")
async def test_the_text_for_which_a_job_waits_goes_on_corrected_and_once(
    opening: OpenStage, remixing: Sandbox
) -> None:
    async with opening(sandbox=remixing) as stage:
        parent = await stage.result()
        handle = await (await stage.ada.press(parent, label="V1")).answered()
        (progress,) = await stage.until(lambda: handle.messages)

        async def asks() -> bool:
            stage.later(2)
            return "Continue…" in buttons(progress)

        await stage.eventually(asks)
        question = await told(stage, form(stage, progress, label="Continue…"), "a cat --s 5000")
        opened = await (await stage.ada.press(question, label="Edit")).answered()
        await (await stage.ada.press(question, label="Use the corrected prompt")).answered()
        assert question.content == "Started."
        await stage.running(2)
        assert stage.sandbox.submits[-1].prompt == "a cat --s 1000"
        sent = len(stage.sandbox.submits)
        late = await (await stage.ada.submit(opened, {"prompt": "a dog"})).answered()
        assert late.response is not None
        assert "answered already" in late.response.content
        assert len(stage.sandbox.submits) == sent
        await stage.finish(2)
        await stage.delivered(2)


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
