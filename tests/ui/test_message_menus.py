"""What the menu of a message does: describe, use as image prompt, blend with, show job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.jobs.around import DraftKind
from bot.jobs.models import JobKind
from bot.sandbox.recipes import Imagine
from tests.ui.conftest import buttons, picture

if TYPE_CHECKING:
    from tests.ui.conftest import OpenStage, Stage


async def test_describe_image_describes_the_picture_of_anybodys_message(stage: Stage) -> None:
    message = await stage.bo.say("#general", "look", picture("hill.png"))
    handle = await (await stage.ada.use_on(message, "Describe image")).answered()
    assert handle.response is not None
    assert "Describe" in handle.response.content
    await stage.finish()
    await stage.delivered()
    assert (await stage.job()).request.kind is JobKind.DESCRIBE


async def test_the_menu_takes_an_embedded_picture_where_nothing_is_attached(stage: Stage) -> None:
    message = await stage.bo.say("#general", "look", picture("hill.png"))
    await (await stage.ada.use_on(message, "Describe image")).answered()
    await stage.finish()
    await stage.delivered()
    (described,) = stage.posts()
    described.attachments.clear()  # what Discord does once an embed shows the file
    handle = await (await stage.ada.use_on(described, "Describe image")).answered()
    assert handle.response is not None
    assert "Describe" in handle.response.content
    await stage.running(2)


async def test_a_message_without_pictures_is_said_to_have_none(stage: Stage) -> None:
    message = await stage.bo.say("#general", "only words")
    handle = await (await stage.ada.use_on(message, "Describe image")).answered()
    assert handle.response is not None
    assert handle.response.only_for == stage.ada.id
    assert "no picture in this message" in handle.response.content
    assert await stage.services.ground.store.get(1) is None


async def test_use_as_image_prompt_asks_for_the_prompt_and_sends_the_picture_with_it(stage: Stage) -> None:
    message = await stage.bo.say("#general", "look", picture("hill.png"))
    handle = await (await stage.ada.use_on(message, "Use as image prompt")).answered()
    assert handle.modal is not None
    done = await (await stage.ada.submit(handle, {"prompt": "the same at night --relax"})).answered()
    assert done.response is not None
    assert "the same at night" in done.response.content
    job = await stage.running()
    assert job.mode.value == "relax"
    recipe = stage.sandbox.studio.get(job.task_id).recipe
    assert isinstance(recipe, Imagine)
    assert len(recipe.images) == 1


async def test_an_image_prompt_begun_before_a_restart_goes_on_after_it(opening: OpenStage) -> None:
    async with opening() as stage:
        message = await stage.bo.say("#general", "look", picture("hill.png"))
        handle = await (await stage.ada.use_on(message, "Use as image prompt")).answered()
    async with opening() as stage:
        await (await stage.ada.submit(handle, {"prompt": "a moor"})).answered()
        assert len((await stage.running()).request.files) == 1


async def test_an_image_prompt_begun_too_long_ago_is_said_to_be_over(stage: Stage) -> None:
    message = await stage.bo.say("#general", "look", picture("hill.png"))
    handle = await (await stage.ada.use_on(message, "Use as image prompt")).answered()
    stage.clock.now += 601
    done = await (await stage.ada.submit(handle, {"prompt": "a moor"})).answered()
    assert done.response is not None
    assert "Begin again" in done.response.content
    assert await stage.services.ground.store.get(1) is None


async def test_blend_with_takes_two_messages_and_remembers_the_first_for_each_person(stage: Stage) -> None:
    one = await stage.bo.say("#general", "one", picture("one.png"))
    two = await stage.bo.say("#general", "two", picture("two.png"))
    first = await (await stage.ada.use_on(one, "Blend with…")).answered()
    assert first.response is not None
    assert first.response.only_for == stage.ada.id
    assert "second one" in first.response.content
    again = await (await stage.ada.use_on(one, "Blend with…")).answered()
    other = await (await stage.bo.use_on(two, "Blend with…")).answered()
    for handle in (again, other):
        assert handle.response is not None
        assert "second one" in handle.response.content
    second = await (await stage.ada.use_on(two, "Blend with…")).answered()
    assert second.response is not None
    job = await stage.running()
    assert (job.request.kind, len(job.request.files), job.origin.user_id) == (
        JobKind.BLEND,
        2,
        stage.ada.id,
    )
    drafts = stage.services.ground.drafts
    assert await drafts.latest(stage.ada.id, DraftKind.BLEND, since=0) is None
    assert await drafts.latest(stage.bo.id, DraftKind.BLEND, since=0) is not None


async def test_show_job_gives_its_id_and_fresh_buttons_to_the_person_alone(stage: Stage) -> None:
    parent = await stage.result()
    await stage.delivered()
    handle = await stage.bo.use_on(parent, "Show job")
    shown = await handle.finished()
    message = await stage.until(lambda: handle.messages[-1] if handle.messages[-1].attachments else None)
    assert shown.only_for == stage.bo.id
    assert (await stage.job()).ulid in message.content
    pressed = await (await stage.bo.press(message, label="U3")).answered()
    await stage.until(lambda: pressed.messages)
    assert buttons(message)["U3"]["style"] == 1


async def test_show_job_says_where_a_message_is_about_none(stage: Stage) -> None:
    message = await stage.bo.say("#general", "hello")
    handle = await (await stage.ada.use_on(message, "Show job")).answered()
    assert handle.response is not None
    assert "not about a job" in handle.response.content
