"""The web page in a real Chromium against the real server; tests themselves answer for the bot.

One browser serves the whole session, so everything here runs in the session's event loop.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from bot.playground import Playground, Upload, open_playground
from bot.playground.messages import Post
from bot.playground.models import EPHEMERAL, CallbackType, Interaction, InteractionType, Json, Message

PATIENCE_MS = 20_000
"""How long a page may take on a busy machine before a test gives up."""
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PROMPT = {"type": 3, "name": "prompt", "description": "What to draw", "required": True}
SHAPES = [{"name": "Square", "value": "1:1"}, {"name": "Portrait", "value": "2:3"}]
SHAPE = {"type": 3, "name": "shape", "description": "The aspect ratio", "choices": SHAPES}
COUNT = {"type": 4, "name": "count", "description": "How many", "max_value": 4}
STYLE = {"type": 3, "name": "style", "description": "A style", "autocomplete": True}
IMAGE = {"type": 11, "name": "image", "description": "The picture", "required": True}
COMMANDS: list[Json] = [
    {"name": "imagine", "description": "Draws a picture", "options": [PROMPT, SHAPE, COUNT, STYLE]},
    {"name": "describe", "description": "Writes prompts", "options": [IMAGE]},
    {"name": "Job details", "type": 3},
]


@dataclass
class Visit:
    """Ada's tab in #images, and the world behind it."""

    page: Page
    playground: Playground
    context: BrowserContext
    narrow: bool
    problems: list[str] = field(default_factory=list)

    async def open(self, page: Page, person: str = "ada", channel: str = "images") -> None:
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        channel_id = self.playground.channel(channel).id
        who = self.playground.person(person).id
        await page.goto(f"{self.playground.base_url}/?person={who}&channel={channel_id}")
        await expect(page.locator("#status[data-kind=online]")).to_be_visible()

    async def tab(self, person: str, channel: str = "images") -> Page:
        """Open one more tab of the same browser."""
        page = await self.context.new_page()
        await self.open(page, person, channel)
        return page

    def post(
        self,
        content: str = "",
        *,
        channel: str = "images",
        files: Mapping[int, Upload] | None = None,
        only_for: str | None = None,
        **body: Any,
    ) -> Message:
        """Post as the bot; with `only_for` a message that one person alone sees."""
        world, place = self.playground.world, self.playground.channel(channel)
        whole = {"content": content, **body}
        if only_for is None:
            return world.messages.create(place, world.application.id, Post(whole, files or {}))
        person = self.playground.person(only_for).id
        return world.messages.create(
            place, world.application.id, Post(whole, files or {}, only_for=person, flags=EPHEMERAL)
        )

    async def say(self, person: str, content: str, channel: str = "images", **more: Any) -> Message:
        return await self.playground.person(person).say(f"#{channel}", content, **more)

    async def asked(self, kind: InteractionType) -> Interaction:
        """Wait for the newest interaction of this kind."""
        found = await self.playground.wait_for(
            lambda world: [each for each in world.interactions.all() if each.type == kind]
        )
        return found[-1]

    def answer(
        self, interaction: Interaction, kind: CallbackType = CallbackType.MESSAGE, **body: Any
    ) -> None:
        self.playground.world.interactions.answer(interaction, kind, body, {})

    @property
    def line(self) -> Locator:
        return self.page.get_by_label("Message", exact=True)

    @property
    def messages(self) -> Locator:
        return self.page.locator(".message")

    async def press(self, target: Locator) -> None:
        """Click, or on the phone tap."""
        await (target.tap() if self.narrow else target.click())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    # Chromium's own sandbox does not work for root, as whom containers run.
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as tool:
        opened = await tool.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def playground() -> AsyncIterator[Playground]:
    async with open_playground() as opened:
        opened.world.application.online = True
        opened.world.commands.overwrite(None, COMMANDS)
        yield opened


@pytest.fixture(params=["desktop", "phone"])
def width(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, playground: Playground, width: str) -> AsyncIterator[Visit]:
    narrow = width == "phone"
    size: Any = PHONE if narrow else DESKTOP
    context = await browser.new_context(
        viewport=size, has_touch=narrow, is_mobile=narrow, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    visit = Visit(await context.new_page(), playground, context, narrow)
    await visit.open(visit.page)
    yield visit
    await context.close()
    assert visit.problems == []


@pytest.fixture
def picture() -> Upload:
    file = io.BytesIO()
    Image.new("RGB", (640, 400), "#c4683a").save(file, "PNG")
    return Upload("grid.png", file.getvalue(), 640, 400)


@pytest.fixture
def sketch() -> Upload:
    """Return another picture, of another size."""
    file = io.BytesIO()
    Image.new("RGB", (320, 200), "#3a6ec4").save(file, "PNG")
    return Upload("sketch.png", file.getvalue(), 320, 200)
