"""The drawer for the curious, with levers that the one who opened the playground put there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.playground import Lever

if TYPE_CHECKING:
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("width", ["desktop"])
async def test_without_levers_there_is_no_drawer(visit: Visit) -> None:
    await expect(visit.page.locator("#levers-toggle")).to_be_hidden()


async def test_a_lever_is_pulled_and_tells_what_happened(visit: Visit) -> None:
    pulled: list[str] = []

    async def pull() -> str:
        pulled.append("slow")
        return "Discord is slow now."

    visit.playground.levers.offer(
        Lever("slow", "Slow down", "Makes it late.", pull, state=lambda: f"{len(pulled)} s late")
    )
    await visit.page.reload()
    toggle = visit.page.get_by_role("button", name="Break something")
    await visit.press(toggle)
    drawer = visit.page.get_by_role("complementary", name="Break something")
    await expect(drawer).to_contain_text("0 s late")
    await drawer.get_by_role("button", name="Slow down").press("Enter")
    await expect(drawer).to_contain_text("Discord is slow now.")
    await expect(drawer).to_contain_text("1 s late")
    await visit.page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()
    await expect(toggle).to_be_focused()
