"""Pictures large, by pointer and by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from bot.playground import Upload
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_pictures_open_large_and_are_stepped_through_by_arrow_keys(
    visit: Visit, picture: Upload
) -> None:
    visit.post(files={0: picture, 1: replace(picture, filename="second.png")})
    first = visit.messages.get_by_role("button", name="Open picture: grid.png")
    await visit.press(first)
    shown = visit.page.get_by_role("dialog", name="Picture").get_by_role("img")
    await expect(shown).to_have_attribute("alt", "grid.png")
    await visit.page.keyboard.press("ArrowRight")
    await expect(shown).to_have_attribute("alt", "second.png")
    await visit.press(visit.page.get_by_role("button", name="Next picture"))
    await expect(shown).to_have_attribute("alt", "grid.png")
    await visit.page.keyboard.press("Escape")
    await expect(visit.page.get_by_role("dialog")).to_be_hidden()
    await expect(first).to_be_focused()


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_covered_picture_is_uncovered_before_it_opens(visit: Visit, picture: Upload) -> None:
    visit.post(files={0: replace(picture, filename="SPOILER_end.png")})
    button = visit.messages.locator(".picture")
    await expect(button).to_contain_text("SPOILER")
    await visit.press(button)
    await expect(visit.page.get_by_role("dialog")).to_be_hidden()
    await visit.press(button)
    await expect(visit.page.get_by_role("dialog")).to_be_visible()
