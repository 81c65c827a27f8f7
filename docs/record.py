"""Make the pictures of the README anew: docs/pictures/playground.png and docs/pictures/playground.webp.

    make recording

The demo is opened in a real Chromium, a member imagines, upscales and looks, and what is on the screen is kept:
all along as an animation, and at the end as a picture. Both look as the fonts of the machine make them: Inter is
the nearest to what Discord uses.
"""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from PIL import Image
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.demo import DemoOptions, run_demo

PICTURES = Path(__file__).resolve().parent / "pictures"
SCREENSHOT = PICTURES / "playground.png"
RECORDING = PICTURES / "playground.webp"

CHANNEL = "images"
PROMPT = "lighthouse on a cliff at sunset, oil painting --ar 16:9"
EARLIER_PROMPT = "mountain lake at dawn, watercolor --ar 16:9"
"""What another member asked for before; it also sees to it that the sandbox has its brushes ready."""
TIME_FACTOR = 0.6
"""A grid takes some 27 seconds: long enough for the bot to show it sharpening, three times."""
GRID_SPEED = 5.0
UPSCALE_SPEED = 2.0
"""How much faster than they were the waits are shown."""

WINDOW_WIDTH, WINDOW_HEIGHT = 1280, 840
SCREENSHOT_HEIGHT = 1000
SCREENSHOT_SCALE = 1.5
RECORDING_WIDTH = 960
FRAME_S = 0.14
LAST_FRAME_MS = 2500
KEY_MS = 30
POINTER_STEPS = 14
PATIENCE_MS = 60_000
PALETTE = 256
REFINEMENTS = 3
QUALITY = 80

POINTER = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 22 22'><path d='M3 2v15l4-4 3 7 3-1-3-7h6z' fill='white'"
    " stroke='black' stroke-width='1.3' stroke-linejoin='round'/></svg>"
)
SHOW_POINTER = """addEventListener("DOMContentLoaded", () => {
    const pointer = document.createElement("div");
    pointer.popover = "manual";
    pointer.style.cssText = `position: fixed; inset: 0 auto auto 0; width: 22px; height: 22px; margin: 0; padding: 0;
        border: 0; pointer-events: none; background: url("data:image/svg+xml,POINTER")`;
    document.body.append(pointer);
    addEventListener("mousemove", (event) => {
        pointer.hidePopover();
        pointer.showPopover(); // above a dialog that has opened since
        pointer.style.translate = `${event.clientX - 3}px ${event.clientY - 2}px`;
    });
});"""
"""Screenshots lack the pointer, so the recording draws one."""
AT_REST = """() => {
    document.activeElement.blur();
    document.querySelector("[popover]").hidePopover();
}"""
MIDDLE = """(node) => {
    const box = node.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""


async def main() -> None:
    """Make both pictures."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is needed for this, and neither chromium nor google-chrome is on the PATH.")
    # Chromium's own sandbox does not work for root, as whom containers run.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    PICTURES.mkdir(exist_ok=True)
    async with open_demo() as address, async_playwright() as tool:
        browser = await tool.chromium.launch(executable_path=chromium, args=arguments)
        context = await browser.new_context(
            viewport={"width": WINDOW_WIDTH, "height": WINDOW_HEIGHT},
            device_scale_factor=SCREENSHOT_SCALE,
            color_scheme="dark",
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        film = Film()
        page = await context.new_page()
        await page.add_init_script(SHOW_POINTER.replace("POINTER", quote(POINTER)))
        await visit(page, address, "Bo")
        await imagine(page, EARLIER_PROMPT)
        await loaded(grids(page).locator(".picture img"))
        await visit(page, address, "Ada")
        await loaded(grids(page).locator(".picture img"))
        async with film.of(page):
            await imagine_upscale_and_look(page, film)
        await page.keyboard.press("Escape")
        await photograph(page)
        await browser.close()
    film.save()
    for path in (SCREENSHOT, RECORDING):
        print(f"{path.relative_to(Path.cwd())}: {path.stat().st_size / 1000:.0f} kB")


@asynccontextmanager
async def open_demo() -> AsyncIterator[str]:
    """Run the demo on a free port for as long as this is open; give its address."""
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    demo = asyncio.create_task(
        run_demo(DemoOptions(port=0, time_factor=TIME_FACTOR), say=ready.set_result), name="demo"
    )
    demo.add_done_callback(lambda _: ready.cancel())
    try:
        sentence = await ready
        yield next(word for word in sentence.split() if word.startswith("http"))
    finally:
        demo.cancel()
        with suppress(asyncio.CancelledError):
            await demo


async def imagine_upscale_and_look(page: Page, film: Film) -> None:
    """Act as a member would in the first minute."""
    await imagine(page, PROMPT)
    grid = grids(page).nth(1)
    with film.at(GRID_SPEED):
        await loaded(grid.locator(".picture img"))
    await press(page, grid.get_by_role("button", name="U3"))
    upscaled = page.locator(".message", has=page.get_by_role("button", name="Custom Zoom")).last
    picture = upscaled.locator(".picture")
    with film.at(UPSCALE_SPEED):
        await loaded(picture.locator("img"))
    await press(page, picture)
    await loaded(page.get_by_role("dialog").locator("img"))


async def visit(page: Page, address: str, name: str) -> None:
    """Open the channel for pictures as this person."""
    state = await (await page.request.get(f"{address}/playground/state")).json()
    (person,) = (each["id"] for each in state["people"] if each["name"] == name)
    channels = [channel for guild in state["guilds"] for channel in guild["channels"]]
    channel = next(each["id"] for each in channels if each["name"] == CHANNEL)
    await page.goto(f"{address}/?person={person}&channel={channel}")
    await expect(page.get_by_text("Easel is online")).to_be_visible()


async def imagine(page: Page, prompt: str) -> None:
    """Type the command, helped by what the page offers."""
    await page.keyboard.press("/")
    await page.keyboard.type("im", delay=KEY_MS * 4)
    await page.keyboard.press("Tab")
    await page.keyboard.type(prompt, delay=KEY_MS)
    await page.keyboard.press("Enter")


def grids(page: Page) -> Locator:
    """Give the messages with four pictures to choose from."""
    return page.locator(".message", has=page.get_by_role("button", name="V4"))


async def photograph(page: Page) -> None:
    """Keep the channel with a grid and a picture in it."""
    await page.set_viewport_size({"width": WINDOW_WIDTH, "height": SCREENSHOT_HEIGHT})
    await page.get_by_text("Easel is online").hover()
    await page.evaluate(AT_REST)
    await page.screenshot(path=SCREENSHOT)
    with Image.open(SCREENSHOT) as shot:
        # This way of choosing keeps rare colours, such as the green of who is online.
        few = shot.convert("RGB").quantize(PALETTE, Image.Quantize.MAXCOVERAGE, kmeans=REFINEMENTS)
    few.save(SCREENSHOT, optimize=True)


async def press(page: Page, target: Locator) -> None:
    """Move the pointer to what is to be pressed, as a hand does, and press it."""
    await target.scroll_into_view_if_needed()
    x, y = await target.evaluate(MIDDLE)
    await page.mouse.move(x, y, steps=POINTER_STEPS)
    await target.click()


async def loaded(image: Locator) -> None:
    """Wait until a picture is to be seen whole."""
    await expect(image).to_be_visible()
    await image.evaluate("(node) => node.decode()")


class Film:
    """Screenshots of a page, taken as often as the browser can, each with its moment and the speed to show it at."""

    def __init__(self) -> None:
        self._frames: list[tuple[float, float, Image.Image]] = []
        self._speed = 1.0

    @contextmanager
    def at(self, speed: float) -> Iterator[None]:
        """Show what is filmed meanwhile so many times faster than it was."""
        self._speed = speed
        try:
            yield
        finally:
            self._speed = 1.0

    @asynccontextmanager
    async def of(self, page: Page) -> AsyncIterator[None]:
        """Take frames for as long as this is open."""
        camera = asyncio.create_task(self._run(page), name="camera")
        try:
            yield
        finally:
            camera.cancel()
            with suppress(asyncio.CancelledError):
                await camera
        await self._take(page)

    async def _run(self, page: Page) -> None:
        while True:
            began = monotonic()
            await self._take(page)
            await asyncio.sleep(max(0.0, FRAME_S - (monotonic() - began)))

    async def _take(self, page: Page) -> None:
        now = monotonic()
        shot = await page.screenshot(type="jpeg", quality=95, scale="css", caret="initial")
        height = RECORDING_WIDTH * WINDOW_HEIGHT // WINDOW_WIDTH
        with Image.open(io.BytesIO(shot)) as whole:
            self._frames.append(
                (now, self._speed, whole.resize((RECORDING_WIDTH, height), Image.Resampling.LANCZOS))
            )

    def save(self) -> None:
        """Write the animation: every frame stays until the next one was taken, the last one longer."""
        durations = [
            round((after[0] - frame[0]) / frame[1] * 1000) for frame, after in pairwise(self._frames)
        ]
        first, *others = [image for _, _, image in self._frames]
        first.save(
            RECORDING,
            save_all=True,
            append_images=others,
            duration=[*durations, LAST_FRAME_MS],
            loop=0,
            quality=QUALITY,
            method=4,
            allow_mixed=True,
        )


if __name__ == "__main__":
    asyncio.run(main())
