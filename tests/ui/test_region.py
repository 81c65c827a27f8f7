"""Vary (Region) on Discord without the web side: the command with a mask, and what the button says."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from bot.jobs.models import DeliveryKind, JobState
from bot.playground.models import Message
from bot.playground.uploads import Upload
from tests.ui.conftest import reachable

Stage = Any
OpenStage = Callable[..., Any]


def press_id(message: Message, label: str) -> str:
    return next(
        part["custom_id"]
        for row in message.components
        for part in row["components"]
        if part.get("label") == label
    )


def half(size: tuple[int, int]) -> Upload:
    image = Image.new("L", size)
    image.paste(255, (0, 0, size[0] // 2, size[1]))
    stored = io.BytesIO()
    image.save(stored, "PNG")
    return Upload("mask.png", stored.getvalue(), "image/png")


async def single(stage: Stage, place: str) -> Message:
    """Give a message with a single picture, which is job 2."""
    await stage.imagine(place=place)
    await stage.finish(1)
    grid = await stage.until(lambda: stage.shown("a red fox", place=place, finished=True))
    await (await stage.ada.press(grid, label="U1")).answered()
    await stage.finish(2)
    await stage.delivered(2)
    return await stage.until(
        lambda: next(
            (each for each in stage.ada.messages(place) if "Vary (Region)" in str(each.components)), None
        )
    )


@pytest.mark.parametrize("place", ["#general", "#elsewhere"])
async def test_a_mask_as_a_file_is_served_where_the_bot_may_post_and_where_not(
    opening: OpenStage, place: str
) -> None:
    async with opening(user_installs=True) as stage:
        message = await single(stage, place)
        ulid = press_id(message, "Vary (Region)").split(":")[2]
        attached = message.attachments[0]
        mask = half((attached.width, attached.height))
        before = stage.clock.now
        handle = await stage.ada.command(place, "region", job=ulid, mask=mask, prompt="a blue hat")
        answer = await handle.finished()
        assert not answer.ephemeral
        assert "Waiting to start" in answer.content

        async def noted() -> bool:
            progress = await stage.delivery(3, DeliveryKind.PROGRESS)
            return bool(progress.message_id == answer.id)

        await stage.eventually(noted)
        assert stage.clock.now == before
        assert (await stage.job(3)).origin.can_post == (place == "#general")

        async def waiting() -> bool:
            stage.services.engine_wake.wake(3)
            return bool((await stage.job(3)).state is JobState.RUNNING)

        await stage.eventually(waiting)
        await stage.finish(3)
        result = await stage.delivered(3)
        shown = next(each for each in stage.ada.messages(place) if each.id == result.message_id)
        assert shown.attachments
        assert "**a blue hat** - Remix (Region) by" in shown.content


@pytest.mark.parametrize(("place", "least", "most"), [("#general", 59, 60), ("#elsewhere", 5, 11)])
async def test_a_link_ends_before_nothing_of_its_job_could_be_shown_any_more(
    opening: OpenStage, place: str, least: int, most: int
) -> None:
    async with opening(user_installs=True, change=reachable) as stage:
        message = await single(stage, place)
        handle = await (await stage.ada.press(message, label="Vary (Region)")).answered()
        minutes = re.search(r"for (\d+) minutes", handle.response.content)
        assert minutes is not None
        assert least <= int(minutes[1]) <= most


async def test_without_a_public_address_the_button_opens_nothing_and_names_the_command(stage: Stage) -> None:
    message = await single(stage, "#general")
    handle = await (await stage.ada.press(message, label="Vary (Region)")).answered()
    assert handle.response.ephemeral
    assert "/region job:" in handle.response.content
    assert await stage.services.ground.store.get(3) is None
