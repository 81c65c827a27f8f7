"""What members do and see: commands, presses, modals. The real discord.py against the playground."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.jobs.models import DeliveryKind, JobKind, JobState
from bot.midjourney.models import Mode
from bot.playground.errors import PersonError
from tests.ui.conftest import buttons, picture

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox
    from tests.ui.conftest import OpenStage, Stage


async def test_imagine_shows_progress_then_posts_the_result_and_takes_the_progress_away(stage: Stage) -> None:
    handle = await stage.imagine("a red fox --ar 3:2")
    assert handle.response is not None
    assert handle.response.content == f"**a red fox --ar 3:2** - <@{stage.ada.id}> (Waiting to start)"
    assert list(buttons(handle.response)) == ["Cancel Job"]
    await stage.finish()
    delivered = await stage.delivered()
    (result,) = stage.posts()
    job = await stage.job()
    assert result.id == delivered.message_id
    assert result.content.endswith(f"** - <@{stage.ada.id}> (fast)")
    assert [each.filename for each in result.attachments] == [f"{job.ulid}.png"]
    assert result.pinged == (stage.ada.id,)
    assert handle.response is None


async def test_progress_is_shown_while_the_picture_grows(stage: Stage) -> None:
    handle = await stage.imagine()
    job = await stage.running()
    await stage.sandbox.studio.step(job.task_id, progress=31)

    async def seen() -> bool:
        running = await stage.job(1)
        stage.clock.now = max(stage.clock.now, running.next_look_at or 0.0)
        stage.services.engine_wake.wake(1)
        return running.observed.progress == 31

    await stage.eventually(seen)
    stage.later()
    await stage.until(lambda: handle.response and "(31%) (fast)" in handle.response.content)
    assert handle.response is not None
    (preview,) = handle.response.attachments
    assert preview.filename == f"preview-{job.ulid}.jpg"


async def test_pressing_turns_the_button_blue_and_the_result_replies_to_its_parent(stage: Stage) -> None:
    parent = await stage.result()
    handle = await (await stage.bo.press(parent, label="U2")).answered()
    assert buttons(parent)["U2"]["style"] == 1
    assert buttons(parent)["U1"]["style"] == 2
    (progress,) = await stage.until(lambda: handle.messages)
    assert progress.content == f"**a red fox** - Image #2 <@{stage.bo.id}> (Waiting to start)"
    await stage.finish(2)
    delivered = await stage.delivered(2)
    child = next(each for each in stage.posts() if each.id == delivered.message_id)
    assert child.content.endswith(f" - Image #2 <@{stage.bo.id}>")
    assert child.reference_id == parent.id
    assert child.pinged == (stage.bo.id,)


async def test_a_double_click_makes_one_job(stage: Stage) -> None:
    parent = await stage.result()
    first, second = await stage.ada.press(parent, label="V1"), await stage.ada.press(parent, label="V1")
    await asyncio.gather(first.answered(), second.answered())
    await stage.until(lambda: first.messages or second.messages)
    await stage.running(2)
    assert len(first.messages) + len(second.messages) == 1
    assert await stage.services.ground.store.get(3) is None


@pytest.mark.dialect("midjourney_proxy")
async def test_custom_zoom_opens_a_prefilled_modal_and_its_text_reaches_midjourney(stage: Stage) -> None:
    parent = await stage.result()
    await (await stage.ada.press(parent, label="U1")).answered()
    await stage.finish(2)
    upscaled = await stage.until(lambda: stage.shown("Image #1", finished=True))
    handle = await (await stage.ada.press(upscaled, label="Custom Zoom")).answered()
    assert handle.modal is not None
    assert "--zoom 2" in str(handle.modal)
    done = await stage.ada.submit(handle, {"prompt": "a red fox --ar 1:1 --zoom 1.8"})
    await done.answered()
    assert buttons(upscaled)["Custom Zoom"]["style"] == 1
    assert (await stage.job(3)).request.modal_prompt == "a red fox --ar 1:1 --zoom 1.8"


@pytest.mark.dialect("midjourney_proxy")
async def test_a_modal_opened_before_a_restart_is_served_after_it(opening: OpenStage) -> None:
    async with opening() as stage:
        parent = await stage.result()
        await (await stage.ada.press(parent, label="U1")).answered()
        await stage.finish(2)
        upscaled = await stage.until(lambda: stage.shown("Image #1", finished=True))
        handle = await (await stage.ada.press(upscaled, label="Custom Zoom")).answered()
    async with opening() as stage:
        done = await stage.ada.submit(handle, {"prompt": "a red fox --zoom 1.5"})
        await done.answered()
        assert (await stage.job(3)).request.modal_prompt == "a red fox --zoom 1.5"


async def test_every_button_works_after_a_restart(opening: OpenStage) -> None:
    async with opening() as stage:
        parent = await stage.result()
        await stage.delivered()
    async with opening() as stage:
        handle = await (await stage.ada.press(parent, label="V3")).answered()
        (progress,) = await stage.until(lambda: handle.messages)
        assert "Variations by" in progress.content


async def test_the_owner_cancels_and_nobody_else_can(stage: Stage) -> None:
    handle = await stage.imagine()
    await stage.running()
    assert handle.response is not None
    refused = await (await stage.bo.press(handle.response, label="Cancel Job")).answered()
    assert refused.response is not None
    assert refused.response.content.startswith("Only the person who started this job")
    told = await (await stage.ada.press(handle.response, label="Cancel Job")).answered()
    assert told.response is not None
    assert "may still be billed" in told.response.content
    await stage.over()
    stage.later()
    await stage.until(lambda: handle.response is not None and "(Stopped)" in handle.response.content)
    assert not buttons(handle.response)


async def test_blend_keeps_the_shape_and_shows_it_where_a_prompt_would_stand(stage: Stage) -> None:
    handle = await stage.ada.command(
        "#general", "blend", image1=picture("a.png"), image2=picture("b.png"), dimensions="portrait"
    )
    await handle.answered()
    assert handle.response is not None
    assert handle.response.content == f"**--ar 2:3** - <@{stage.ada.id}> (Waiting to start)"
    await stage.finish()
    await stage.delivered()
    assert len(stage.posts()) == 1


async def test_describe_gives_four_prompts_and_all_of_them_can_be_imagined(stage: Stage) -> None:
    handle = await stage.ada.command("#general", "describe", image=picture())
    await handle.answered()
    await stage.finish()
    await stage.delivered()
    (result,) = stage.posts()
    (embed,) = result.embeds
    assert embed["description"].count("\n\n") == 3
    assert embed["image"]["url"]
    pressed = await (await stage.ada.press(result, label="Imagine all")).answered()
    await stage.until(lambda: len(pressed.messages) == 4)
    assert [(await stage.job(n)).request.kind for n in (2, 3, 4, 5)] == [JobKind.IMAGINE] * 4
    assert buttons(result)["Imagine all"]["style"] == 1


async def test_a_describe_pick_opens_its_prompt_for_editing(stage: Stage) -> None:
    await (await stage.ada.command("#general", "describe", image=picture())).answered()
    job = await stage.finish()
    await stage.delivered()
    (result,) = stage.posts()
    handle = await (await stage.ada.press(result, emoji="2️⃣")).answered()
    assert handle.modal is not None
    assert job.observed.texts[1] in str(handle.modal)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "Attach a picture, or give a link"),
        ({"link": "file:///etc/passwd"}, "This link cannot be used"),
        ({"link": "https://example.com/a.png", "image": picture()}, "not both"),
    ],
)
async def test_describe_says_what_to_give(stage: Stage, options: dict[str, object], words: str) -> None:
    handle = await (await stage.ada.command("#general", "describe", **options)).answered()
    assert handle.response is not None
    assert handle.response.only_for == stage.ada.id
    assert words in handle.response.content
    assert await stage.services.ground.store.get(1) is None


async def test_options_become_parameters_unless_the_prompt_says_otherwise(stage: Stage) -> None:
    await stage.imagine("a red fox --ar 2:3", aspect="16:9", model="v 7", mode="relax")
    job = await stage.job()
    assert job.request.prompt == "a red fox --ar 2:3 --v 7"
    assert job.mode is Mode.RELAX


async def test_a_server_that_is_not_allowed_is_told_so_by_commands_and_buttons(opening: OpenStage) -> None:
    async with opening() as stage:
        parent = await stage.result()
        await stage.delivered()
    async with opening(allowed_guilds=(1,)) as stage:
        for handle in (await stage.imagine(), await (await stage.ada.press(parent, label="U1")).answered()):
            assert handle.response is not None
            assert handle.response.only_for == stage.ada.id
            assert "does not work here" in handle.response.content
        assert await stage.services.ground.store.get(2) is None


async def test_without_user_installs_the_bot_cannot_be_used_elsewhere(stage: Stage) -> None:
    with pytest.raises(PersonError):
        await stage.imagine(place="#elsewhere")


async def test_commands_are_registered_once_and_again_only_when_they_change(opening: OpenStage) -> None:
    for _ in range(2):
        async with opening() as stage:
            pass
    puts = [each for each in stage.playground.world.log if each.method == "PUT" and "commands" in each.path]
    assert len(puts) == 1


async def test_progress_and_result_rows_are_closed(stage: Stage) -> None:
    await stage.result()
    await stage.delivered()
    progress = await stage.delivery(1, DeliveryKind.PROGRESS)
    assert progress is not None
    assert progress.done_at is not None
    assert (await stage.job()).state is JobState.SUCCEEDED
    assert await stage.services.ground.deliveries.unfinished() == []


async def test_a_button_of_another_age_is_answered_too(stage: Stage) -> None:
    parent = await stage.result()
    buttons(parent)["U1"]["custom_id"] = "j0:upscale:1"
    handle = await (await stage.ada.press(parent, "j0:upscale:1")).answered()
    assert handle.response is not None
    assert handle.response.only_for == stage.ada.id
    assert "older version of the bot" in handle.response.content


async def test_choosing_from_the_select_is_pressing_the_button(stage: Stage) -> None:
    parent = await stage.result()
    select = {
        "type": 3,
        "id": 99,
        "custom_id": f"j1:more:{(await stage.job()).ulid}:0",
        "options": [{"label": "U1", "value": "0"}, {"label": "U3", "value": "2"}],
        "min_values": 1,
        "max_values": 1,
    }
    parent.components.append({"type": 1, "id": 98, "components": [select]})
    handle = await (await stage.ada.select(parent, ["2"])).answered()
    (progress,) = await stage.until(lambda: handle.messages)
    assert "Image #3" in progress.content
    assert buttons(parent)["U3"]["style"] == 1


async def test_a_job_that_is_not_known_any_more_is_said_so(stage: Stage) -> None:
    parent = await stage.result()
    forged = f"j1:c:{'0' * 26}:1"
    buttons(parent)["U1"]["custom_id"] = forged
    handle = await (await stage.ada.press(parent, forged)).answered()
    assert handle.response is not None
    assert "no longer known here" in handle.response.content


async def test_an_unexpected_error_gives_a_reference_and_the_log_the_rest(
    stage: Stage, expected_errors: list[str]
) -> None:
    parent = await stage.result()
    await stage.delivered()
    stage.services.bot.desk = replace(stage.services.bot.desk, jobs=None)  # type: ignore[arg-type]  # a bug
    handle = await (await stage.ada.press(parent, label="U1")).answered()
    assert handle.response is not None
    (reference,) = re.findall(r"`([0-9a-f]{8})`", handle.response.content)
    assert "NoneType" not in handle.response.content
    assert reference in expected_errors[0]


async def test_a_press_right_before_the_end_is_served(opening: OpenStage) -> None:
    async with opening() as stage:
        parent = await stage.result()
        await stage.delivered()
        handle = await stage.ada.press(parent, label="U4")
        await stage.until(lambda: buttons(parent)["U4"]["style"] == 1)
    assert "Image #4" in handle.messages[0].content


@pytest.mark.parametrize("place", ["@dm", "big canvases"])
async def test_threads_and_direct_messages_get_new_messages_too(stage: Stage, place: str) -> None:
    where = stage.ada.place(place) if place == "@dm" else stage.playground.channel(place)
    handle = await stage.imagine(place=where)
    assert (await stage.job()).origin.can_post
    await stage.finish()
    await stage.delivered()
    assert handle.response is None
    assert len(stage.posts(where)) == 1


@pytest.mark.dialect("midjourney_proxy")
async def test_a_job_that_waits_for_words_goes_on_with_what_its_owner_gives(
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
        refused = await (await stage.bo.press(progress, label="Continue…")).answered()
        assert refused.modal is None
        opened = await (await stage.ada.press(progress, label="Continue…")).answered()
        assert opened.modal is not None
        assert "a red fox" in str(opened.modal)
        await (await stage.ada.submit(opened, {"prompt": "a blue fox"})).answered()
        await stage.finish(2)
        await stage.delivered(2)
        assert "blue fox" in stage.posts()[-1].content
