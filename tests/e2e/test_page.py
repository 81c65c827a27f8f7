"""The whole bot from a person's side: what is typed and pressed on the page in a real Chromium."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import Page, async_playwright, expect

if TYPE_CHECKING:
    Stage = Any

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("dialect", ["midjourney_proxy"]),
    pytest.mark.parametrize("webhooks", [True], ids=["webhooks"]),
]

PATIENCE_MS = 30_000


@pytest.fixture
async def page(stage: Stage) -> AsyncIterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    # Chromium's own sandbox does not work for root, as whom containers run.
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as tool:
        browser = await tool.chromium.launch(executable_path=chromium, args=arguments)
        opened = await browser.new_page(viewport={"width": 1280, "height": 800})
        opened.set_default_timeout(PATIENCE_MS)
        await opened.goto(stage.playground.base_url)
        await expect(opened.get_by_text("Easel is online")).to_be_visible()
        yield opened
        await browser.close()


async def test_a_picture_is_imagined_picked_and_zoomed_on_the_page(page: Page) -> None:
    await page.keyboard.press("/")
    await page.keyboard.type("imagine a lighthouse at dusk")
    await page.keyboard.press("Enter")
    grid = page.locator(".message", has=page.get_by_role("button", name="V4"))
    await expect(grid.get_by_role("button", name="Open picture: a lighthouse at dusk")).to_be_visible(
        timeout=PATIENCE_MS
    )
    await grid.get_by_role("button", name="U2").click()
    picked = page.locator(".message", has=page.get_by_role("button", name="Custom Zoom")).last
    await expect(picked).to_contain_text("Image #2", timeout=PATIENCE_MS)
    await picked.get_by_role("button", name="Custom Zoom").click()
    prompt = page.get_by_role("dialog").get_by_role("textbox")
    await expect(prompt).to_have_value(re.compile("^a lighthouse at dusk .*--zoom 2$"))
    await prompt.fill("a lighthouse at dusk, whales --zoom 1.8")
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    zoomed = page.locator(".message", has=page.get_by_role("button", name="V4")).last
    await expect(zoomed).to_contain_text("Zoom Out by @Ada", timeout=PATIENCE_MS)
    await expect(zoomed.locator(".picture img")).to_be_visible()
