"""Custom Zoom on both dialects: as Midjourney does it, or honestly otherwise."""

from __future__ import annotations

from typing import Any

import pytest

Stage = Any


@pytest.fixture
def webhooks() -> bool:
    return True


async def zoomed(stage: Stage, text: str) -> Any:
    """Press Custom Zoom under a single picture, send a text, and give the result."""
    handle = await stage.press(await stage.single(), "Custom Zoom")
    assert "--zoom 2" in str(handle.modal)
    newest = stage.newest(stage.playground.channel("#general").id)
    await (await stage.ada.submit(handle, {"prompt": text})).answered()
    return await stage.result(after=newest)


async def test_custom_zoom_takes_the_words_along_where_the_service_can(stage: Stage, dialect: str) -> None:
    result = await zoomed(stage, "a red fox in a hall --ar 3:2 --zoom 1.8")
    drawn_anew = "Drawn anew from the edited prompt" in result.content
    assert drawn_anew == (dialect == "ttapi")
    last = stage.sandbox.submits[-1]
    assert last.endpoint == {"ttapi": "imagine", "midjourney_proxy": "modal"}[dialect]
    assert "a red fox in a hall" in last.body["prompt"]
    assert ("--zoom" in last.body["prompt"]) == (dialect == "midjourney_proxy")


async def test_custom_zoom_by_two_is_the_same_scene_on_both(stage: Stage, dialect: str) -> None:
    result = await zoomed(stage, "a red fox --ar 3:2 --zoom 2")
    assert "Drawn anew" not in result.content
    last = stage.sandbox.submits[-1]
    assert last.endpoint == {"ttapi": "action", "midjourney_proxy": "modal"}[dialect]
