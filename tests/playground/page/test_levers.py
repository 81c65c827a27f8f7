"""The drawer for the curious, with levers that the one who opened the playground put there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.playground import Lever

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("hand", ["pointer", "keyboard"])
async def test_where_levers_are_offered_one_is_pulled_and_tells_what_happened(
    visit: Visit, hand: str
) -> None:
    pulled: list[str] = []

    async def pull() -> str:
        pulled.append("slow")
        return "Discord is slow now."

    async def work(target: Locator) -> None:
        await (target.press("Enter") if hand == "keyboard" else visit.press(target))

    await expect(visit.page.locator("#levers-toggle")).to_be_hidden()
    visit.playground.levers.offer(
        Lever("slow", "Slow down", "Makes it late.", pull, state=lambda: f"{len(pulled)} s late")
    )
    await visit.page.reload()
    toggle = visit.page.get_by_role("button", name="Break something")
    await work(toggle)
    drawer = visit.page.get_by_role("complementary", name="Break something")
    await expect(drawer).to_contain_text("0 s late")
    await work(drawer.get_by_role("button", name="Slow down"))
    await expect(drawer).to_contain_text("Discord is slow now.")
    await expect(drawer).to_contain_text("1 s late")
    if hand == "keyboard":
        await visit.page.keyboard.press("Escape")
    else:
        await visit.press(drawer.get_by_role("button", name="Close"))
    await expect(drawer).to_be_hidden()
    await expect(toggle).to_be_focused()
