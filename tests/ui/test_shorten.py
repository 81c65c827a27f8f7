"""Shortening prompts, where the account can and where another has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.jobs.models import JobState
from tests.ui.conftest import speaking

if TYPE_CHECKING:
    from tests.ui.conftest import OpenStage, Stage


@pytest.mark.dialect("midjourney_proxy")
async def test_shorten_marks_the_words_that_matter_and_offers_shorter_prompts(stage: Stage) -> None:
    prompt = "a very beautiful red fox in the deep dark forest at night"
    await (await stage.ada.command("#general", "shorten", prompt=prompt)).answered()
    await stage.finish()
    await stage.delivered()
    (result,) = stage.posts()
    text = result.embeds[0]["description"]
    assert "## Important tokens" in text
    assert "**" in text
    assert "~~" in text
    assert "## Shortened prompts" in text
    opened = await (await stage.ada.press(result, emoji="1️⃣")).answered()
    assert opened.modal is not None
    assert (await stage.job()).observed.texts[0] in str(opened.modal)


@pytest.mark.dialect("midjourney_proxy")
async def test_show_details_posts_the_weights(stage: Stage) -> None:
    await (await stage.ada.command("#general", "shorten", prompt="a red fox at night")).answered()
    await stage.finish()
    await stage.delivered()
    (result,) = stage.posts()
    await (await stage.ada.press(result, label="Show Details")).answered()
    await stage.finish(2)
    await stage.delivered(2)
    assert "█" in stage.posts()[-1].embeds[0]["description"]


@pytest.mark.dialect("ttapi")
async def test_shorten_says_where_no_account_can(opening: OpenStage) -> None:
    async with opening() as stage:
        handle = await (await stage.ada.command("#general", "shorten", prompt="a red fox")).answered()
        assert handle.response is not None
        assert handle.response.only_for == stage.ada.id
        assert "cannot shorten prompts" in handle.response.content
        assert await stage.services.ground.store.get(1) is None


@pytest.mark.dialect("ttapi")
async def test_shorten_offers_the_account_that_can_and_runs_there(opening: OpenStage) -> None:
    async with opening(change=speaking("ttapi", "midjourney_proxy")) as stage:
        handle = await (await stage.ada.command("#general", "shorten", prompt="a red fox")).answered()
        assert handle.response is not None
        assert "midjourney_proxy" in handle.response.content
        assert await stage.services.ground.store.get(1) is None
        pressed = await (await stage.ada.press(handle.response, label="Shorten it there")).answered()
        assert pressed.response is not None
        await stage.finish()
        job = await stage.job()
        assert (job.account, job.state) == ("midjourney_proxy", JobState.SUCCEEDED)
