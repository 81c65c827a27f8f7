"""Pictures large, by pointer and by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from bot.playground import Upload
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HANDS = pytest.mark.parametrize("hand", ["pointer", "keyboard"])
NAMES = ("first.png", "second.png", "third.png")


async def work(visit: Visit, target: Locator, hand: str) -> None:
    await (target.press("Enter") if hand == "keyboard" else visit.press(target))


@HANDS
async def test_pictures_open_large_and_are_stepped_through_in_both_directions(
    visit: Visit, picture: Upload, hand: str
) -> None:
    visit.post(files={number: replace(picture, filename=name) for number, name in enumerate(NAMES)})
    first = visit.messages.get_by_role("button", name="Open picture: first.png")
    await work(visit, first, hand)
    shown = visit.page.get_by_role("dialog", name="Picture").get_by_role("img")
    await expect(shown).to_have_attribute("alt", "first.png")
    steps = (("Previous", "third"), ("Next", "first"), ("Next", "second"), ("Previous", "first"))
    for way, then in steps:
        if hand == "keyboard":
            await visit.page.keyboard.press("ArrowLeft" if way == "Previous" else "ArrowRight")
        else:
            await visit.press(visit.page.get_by_role("button", name=f"{way} picture"))
        await expect(shown).to_have_attribute("alt", f"{then}.png")
    if hand == "keyboard":
        await visit.page.keyboard.press("Escape")
    else:
        await visit.press(visit.page.get_by_role("button", name="Close"))
    await expect(visit.page.get_by_role("dialog")).to_be_hidden()
    await expect(first).to_be_focused()


@HANDS
async def test_a_covered_picture_is_uncovered_before_it_opens(
    visit: Visit, picture: Upload, hand: str
) -> None:
    visit.post(files={0: replace(picture, filename="SPOILER_end.png")})
    button = visit.messages.locator(".picture")
    await expect(button).to_contain_text("SPOILER")
    await work(visit, button, hand)
    await expect(visit.page.get_by_role("dialog")).to_be_hidden()
    await work(visit, button, hand)
    await expect(visit.page.get_by_role("dialog")).to_be_visible()
