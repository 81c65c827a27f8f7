"""Vary (Region), drawn in a real Chromium and compared pixel by pixel with what the upstream received."""

from __future__ import annotations

import base64
import io
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.sandbox.options import SandboxOptions

pytestmark = pytest.mark.browser

Stage = Any
Pixels = Any
PATIENCE_MS = 30_000
"""How long a page may take on a busy machine before a test gives up."""
PAGE_LIMIT = 100_000
"""Bytes of the editor's page with its style and scripts, without the picture."""
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SHOWN = """() => {
  const picture = document.getElementById("picture");
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  const ink = canvas.getContext("2d");
  for (const tile of document.querySelectorAll("#mask canvas")) {
    const [x, y] = [parseInt(tile.style.left), parseInt(tile.style.top)];
    ink.clearRect(x, y, tile.width, tile.height);
    ink.drawImage(tile, x, y);
  }
  const { data } = ink.getImageData(0, 0, canvas.width, canvas.height);
  const marked = new Uint8Array(canvas.width * canvas.height);
  for (let at = 0; at < marked.length; at += 1) marked[at] = data[4 * at + 3] >= 128 ? 255 : 0;
  let text = "";
  for (let at = 0; at < marked.length; at += 32768) text += String.fromCharCode(...marked.subarray(at, at + 32768));
  return [canvas.width, canvas.height, btoa(text)];
}"""
"""What the page shows as marked, one byte for each pixel."""
WHERE = """([x, y]) => {
  const { left, top, width } = document.getElementById("mask").getBoundingClientRect();
  const scale = width / document.getElementById("picture").naturalWidth;
  return [left + x * scale, top + y * scale];
}"""
"""Where a pixel of the picture lies on the screen."""


BLUE, GREY = 1, 2


def style(message: Any, label: str) -> int:
    parts = [part for row in message.components for part in row["components"]]
    return int(next(part["style"] for part in parts if part.get("label") == label))


@pytest.fixture
def webhooks() -> bool:
    """The web side is open in every test here: the editor lives there."""
    return True


@pytest.fixture
def sandbox_options() -> SandboxOptions:
    """Pictures as large as Midjourney's, to draw on."""
    return SandboxOptions(time_factor=0.02)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as tool:
        # Chromium's own sandbox does not work for root, as whom containers run.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = await tool.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        await opened.close()


@asynccontextmanager
async def editor(browser: Browser, url: str, **context: Any) -> AsyncIterator[Page]:
    """Open the editor and wait until it can be drawn in; whatever its scripts complain of fails the test."""
    problems: list[str] = []
    opened = await browser.new_context(**{"viewport": DESKTOP} | context)
    page = await opened.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if complains(said) else None)
    await page.goto(url)
    await page.wait_for_selector("#stage[data-ready]")
    yield page
    assert problems == []
    await opened.close()


def complains(said: Any) -> bool:
    """Tell whether the console shows an error; a drawing that the server refuses is none."""
    return said.type == "error" and "status of 422" not in said.text


def received(stage: Stage) -> Pixels:
    """Give the mask of the newest submit, exactly as the upstream read it."""
    submit = stage.sandbox.submits[-1]
    assert submit.accepted
    if submit.dialect == "ttapi":
        assert submit.endpoint == "inpaint"
        text = submit.body["mask"]
        assert "," not in text
    else:
        assert submit.endpoint == "modal"
        head, _, text = submit.body["maskBase64"].partition(",")
        assert head == "data:image/png;base64"
    mask = Image.open(io.BytesIO(base64.b64decode(text)))
    assert (mask.format, mask.mode) == ("PNG", "L")
    return np.asarray(mask)


async def shown(page: Page) -> Pixels:
    await page.wait_for_selector("#mask:not([aria-busy])")
    width, height, text = await page.evaluate(SHOWN)
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width)


async def at(page: Page, x: float, y: float) -> tuple[float, float]:
    left, top = await page.evaluate(WHERE, [x, y])
    return left, top


async def drag(page: Page, points: list[tuple[float, float]], *, alt: bool = False) -> None:
    """Draw with the mouse along points of the picture."""
    if alt:
        await page.keyboard.down("Alt")
    await page.mouse.move(*await at(page, *points[0]))
    await page.mouse.down()
    for point in points[1:]:
        await page.mouse.move(*await at(page, *point), steps=6)
    await page.mouse.up()
    if alt:
        await page.keyboard.up("Alt")


async def touch(page: Page, *fingers: list[tuple[float, float]]) -> None:
    """Draw with fingers along points of the picture, through the browser's own touch input."""
    tool = await page.context.new_cdp_session(page)
    lines = [[await at(page, *point) for point in finger] for finger in fingers]

    def points(place: int) -> list[dict[str, float]]:
        return [{"x": line[place][0], "y": line[place][1], "id": n} for n, line in enumerate(lines)]

    await tool.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points(0)})
    for place in range(1, len(lines[0])):
        await tool.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points(place)})
    await tool.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def test_a_region_drawn_with_the_mouse_arrives_pixel_by_pixel_and_its_result_replies(
    stage: Stage, browser: Browser, look: Any
) -> None:
    message = await stage.single()
    async with editor(browser, await stage.region_link(message)) as page:
        await drag(page, [(100, 120), (400, 300)])
        await page.get_by_label("Lasso").check()
        await drag(page, [(500, 100), (700, 140), (640, 330), (520, 300)])
        await page.get_by_label("Brush", exact=True).check()
        await drag(page, [(150, 450), (300, 500), (450, 420)])
        await page.get_by_label("Eraser").check()
        await drag(page, [(200, 200), (300, 220)])
        await page.get_by_label("Prompt for the marked part").fill("a blue hat")
        drawn = await shown(page)
        assert style(message, "Vary (Region)") == GREY
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("heading", name="Sent")).to_be_visible()
        assert style(message, "Vary (Region)") == BLUE
    result = await stage.result(after=message.id)
    mask = received(stage)
    assert mask.shape == drawn.shape
    assert np.array_equal(mask, drawn)
    assert 0 < np.count_nonzero(mask) < mask.size
    assert result.reference_id == message.id
    assert result.content == f"**a blue hat** - Remix (Region) by <@{stage.ada.id}> (fast)"
    assert look.labels(result)[0] == ["U1", "U2", "U3", "U4", "🔄"]
    assert stage.sandbox.submits[-1].prompt == "a blue hat"
    look.check_bodies(stage.playground.world.log)


async def test_a_region_drawn_with_a_finger_on_a_phone_arrives_pixel_by_pixel(
    stage: Stage, browser: Browser
) -> None:
    message = await stage.single()
    url = await stage.region_link(message)
    async with editor(browser, url, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        await touch(page, [(80, 90), (200, 180), (300, 260)])
        await page.get_by_label("Brush", exact=True).check()
        await touch(page, [(500, 400), (560, 380), (640, 440)])
        before = await shown(page)
        # Two fingers zoom: nothing is drawn, and what was drawn stays where it was.
        await touch(page, [(400, 250), (380, 240), (300, 200)], [(450, 300), (480, 320), (600, 400)])
        scale = await page.evaluate("document.getElementById('mask').getBoundingClientRect().width")
        assert scale > PHONE["width"]
        assert np.array_equal(await shown(page), before)
        await page.get_by_role("button", name="Send").tap()
        await expect(page.get_by_role("heading", name="Sent")).to_be_visible()
    await stage.result(after=message.id)
    mask = received(stage)
    assert np.array_equal(mask, before)
    rows, columns = np.nonzero(mask[:300, :400])
    # A finger's place on the screen is exact to a fraction of the picture's pixels that it covers.
    assert abs(int(columns.min()) - 80) <= 3
    assert abs(int(rows.max()) - 259) <= 3


class TestInOneDialect:
    """What does not depend on the dialect."""

    @pytest.fixture
    def dialect(self) -> str:
        return "midjourney_proxy"

    async def test_the_keyboard_alone_marks_an_exact_rectangle_and_sends_it(
        self, stage: Stage, browser: Browser
    ) -> None:
        message = await stage.single()
        async with editor(browser, await stage.region_link(message)) as page:
            await page.locator("#stage").focus()
            await page.keyboard.press("ArrowRight")
            for _ in range(3):
                await page.keyboard.press("Control+ArrowRight")
            await page.keyboard.press("Control+Shift+ArrowDown")
            words = await page.locator("#status").inner_text()
            await page.keyboard.press("Enter")
            await expect(page.locator("#status")).to_have_text("Rectangle marked")
            await page.keyboard.press("Control+Enter")
            await expect(page.get_by_role("heading", name="Sent")).to_be_visible()
        await stage.result(after=message.id)
        mask = received(stage)
        height, width = mask.shape
        x, y = round(width * 0.375) + 3, round(height * 0.375)
        across, down = round(width / 4), round(height / 4) + 1
        assert words == f"Rectangle at {x}, {y}: {across} × {down} pixels"
        wanted = np.zeros_like(mask)
        wanted[y : y + down, x : x + across] = 255
        assert np.array_equal(mask, wanted)

    async def test_undo_redo_clear_and_invert_give_exactly_what_was_there(
        self, stage: Stage, browser: Browser
    ) -> None:
        async with editor(browser, await stage.region_link(await stage.single())) as page:
            states = [await shown(page)]
            steps: list[Callable[[], Any]] = [
                lambda: drag(page, [(50, 60), (620, 560)]),
                lambda: page.keyboard.press("i"),
                lambda: drag(page, [(700, 100), (900, 300)], alt=True),
                lambda: page.keyboard.press("b"),
                lambda: drag(page, [(100, 100), (400, 350), (700, 120)]),
                lambda: page.keyboard.press("c"),
                lambda: drag(page, [(10, 20), (90, 80)]),
            ]
            for step in steps:
                await step()
                now = await shown(page)
                if not np.array_equal(now, states[-1]):
                    states.append(now)
            assert len(states) == len(steps)  # choosing a tool changes nothing; every other step does
            for wanted in reversed(states[:-1]):
                await page.keyboard.press("Control+z")
                assert np.array_equal(await shown(page), wanted)
            for wanted in states[1:]:
                await page.keyboard.press("Control+Shift+z")
                assert np.array_equal(await shown(page), wanted)

    async def test_nothing_marked_is_said_and_everything_marked_is_refused_and_can_be_mended(
        self, stage: Stage, browser: Browser
    ) -> None:
        message = await stage.single()
        async with editor(browser, await stage.region_link(message)) as page:
            count = len(stage.sandbox.submits)
            await page.keyboard.press("Control+Enter")
            await expect(page.locator("#status")).to_contain_text("Nothing is marked yet.")
            await drag(page, [(50, 50), (60, 60)])
            await expect(page.locator("#status")).not_to_contain_text("Nothing is marked yet.")
            await page.keyboard.press("Control+z")
            await page.get_by_role("button", name="Invert").click()
            await page.get_by_role("button", name="Send").click()
            await expect(page.locator("#status")).to_contain_text("The whole picture is marked.")
            await expect(page.get_by_role("button", name="Save the mask")).to_be_visible()
            assert len(stage.sandbox.submits) == count
            await drag(page, [(50, 50), (600, 60), (600, 600)], alt=True)
            await page.get_by_role("button", name="Send").click()
            await expect(page.get_by_role("heading", name="Sent")).to_be_visible()

    async def test_the_page_is_small_and_asks_nobody_else_for_anything(
        self, stage: Stage, browser: Browser
    ) -> None:
        url = await stage.region_link(await stage.single())
        loaded: dict[str, int] = {}
        context = await browser.new_context(viewport=DESKTOP)
        page = await context.new_page()

        async def weigh(response: Any) -> None:
            if not response.url.startswith(("data:", "blob:")) and not response.url.endswith("/picture"):
                loaded[response.url] = len(await response.body())

        page.on("response", weigh)
        await page.goto(url)
        await page.wait_for_selector("#stage[data-ready]")
        await page.wait_for_load_state("networkidle")
        await context.close()
        origin = url.split("/region/")[0]
        assert all(each.startswith(origin) for each in loaded)
        assert len(loaded) >= 7
        assert sum(loaded.values()) < PAGE_LIMIT, loaded
