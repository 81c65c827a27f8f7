"""What is kept of a finished picture: the heart, and the original behind its Web button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp

from bot.web.server import open_web
from tests.ui.conftest import buttons, reachable, upscaled

if TYPE_CHECKING:
    from bot.playground.models import Message
    from tests.ui.conftest import OpenStage, Stage


async def test_the_heart_under_a_picture_marks_and_unmarks(stage: Stage) -> None:
    message = await upscaled(stage)
    for words in ("Added to your favourites", "No longer among"):
        handle = await (await stage.bo.press(message, emoji="❤️")).answered()
        assert handle.response is not None
        assert handle.response.only_for == stage.bo.id
        assert words in handle.response.content
    assert await stage.services.ground.store.get(3) is None


async def test_a_single_picture_has_a_web_button_that_opens_the_original(opening: OpenStage) -> None:
    async with opening(change=reachable) as stage:
        message = await upscaled(stage)
        link = buttons(message)["Web"]
        assert link["style"] == 5
        assert link["url"].startswith("https://easel.example/pictures/")
        pressed = await (await stage.ada.press(message, label="Vary (Subtle)")).answered()
        await stage.until(lambda: pressed.messages)
        assert buttons(message)["Web"]["url"] == link["url"]
        grid = next(each for each in stage.posts() if each.id != message.id)
        assert "Web" not in buttons(grid)
        settings = stage.services.settings.web
        find = stage.services.ground.originals.find_by_ulid
        async with (
            open_web(settings, receive=_nothing, ready=_ready, find_original=find) as server,
            aiohttp.ClientSession(server.base_url) as client,
        ):
            path = link["url"].removeprefix("https://easel.example")
            async with client.get(path) as answer:
                body = await answer.read()
                assert (answer.status, answer.content_type) == (200, "image/png")
                assert answer.headers["Content-Disposition"].startswith("inline")
                assert "max-age=86400" in answer.headers["Cache-Control"]
            assert body == message_file(message)
            stage.clock.now += 31 * 86_400
            async with client.get(path) as answer:
                assert answer.status == 410
                assert "no longer kept here" in await answer.text()
            async with client.get(path[:-3] + "abc") as answer:
                assert answer.status == 404


async def test_without_an_address_of_our_own_a_local_upstream_gets_no_web_button(stage: Stage) -> None:
    assert "Web" not in buttons(await upscaled(stage))


def message_file(message: Message) -> bytes:
    """Give the bytes that a message carries."""
    return message.attachments[0].content


async def _nothing(_account: str, _ulid: str, _body: bytes) -> None: ...


async def _ready() -> dict[str, bool]:
    return {}
