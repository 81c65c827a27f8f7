"""How long the region editor holds its page up while somebody paints on a picture of 2048 × 2048 pixels.

``python -m benchmarks.region_editor``. Easel serves the page to a real Chromium; every tool is drawn across the whole
picture, and Chromium's trace tells how long each task of the page's main thread took, on the wall and of the
processor. The floor is the same movements with the hand tool, which scrolls and paints nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from benchmarks.figures import Spread, heading, table
from benchmarks.stage import CHANNEL, Stage, open_stage
from benchmarks.upstream import Ending, open_upstream

SIDE = 2048
CORNERS = ((0.05, 0.05), (0.92, 0.2), (0.1, 0.45), (0.92, 0.65), (0.07, 0.92))
"""The way the pointer goes, as shares of the picture's side."""
STEPS = 12
TOOLS = {"floor: hand": "h", "rectangle": "r", "lasso": "l", "brush": "b", "erase": "e"}
"""Tools and their keys."""
LONG_MS = 50.0
"""From here on the browser itself calls a task long."""


def picture() -> bytes:
    """Give the PNG that is painted on: noise, in blocks of eight pixels."""
    noise = np.random.default_rng(1).integers(0, 255, (SIDE // 8, SIDE // 8, 3), np.uint8)
    stored = io.BytesIO()
    Image.fromarray(noise).resize((SIDE, SIDE), Image.Resampling.NEAREST).save(stored, "PNG")
    return stored.getvalue()


async def link(stage: Stage) -> str:
    """Make a job, press Vary (Region) under its picture, and give the link of the answer."""
    await stage.command("a picture to paint on")
    await stage.posted("a picture to paint on")
    person = stage.playground.person("ada")
    (message,) = [each for each in person.messages(CHANNEL) if each.attachments]
    answer = (await (await person.press(message, label="Vary (Region)")).answered()).response
    if answer is None:
        raise RuntimeError("the press was not answered")
    return str(answer.components[0]["components"][0]["url"])


async def draw(browser: Browser, page: Page, key: str) -> list[tuple[float, float]]:
    """Draw with one tool; give each task's milliseconds, on the wall and of the processor."""
    box = await page.locator("#mask").bounding_box()
    if box is None:
        raise RuntimeError("the editor shows no picture")
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in CORNERS]
    await page.keyboard.press(key)
    await browser.start_tracing(page=page, categories=["toplevel"])
    await page.mouse.move(*points[0])
    await page.mouse.down()
    for point in points[1:]:
        await page.mouse.move(*point, steps=STEPS)
    await page.mouse.up()
    return tasks(await browser.stop_tracing())


def tasks(trace: bytes) -> list[tuple[float, float]]:
    """Give the tasks of the main threads of pages that are in a trace."""
    events = json.loads(trace)["traceEvents"]
    threads = {
        (each["pid"], each["tid"]) for each in events if each.get("args") == {"name": "CrRendererMain"}
    }
    return [
        (each["dur"] / 1000, each["tdur"] / 1000)
        for each in events
        if each["name"].endswith("RunTask") and (each["pid"], each["tid"]) in threads and "tdur" in each
    ]


async def measure(rounds: int) -> str:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("This needs Chromium. On Debian and Ubuntu: apt install chromium")
    async with open_upstream(Ending.AT_ONCE) as upstream, async_playwright() as tool:
        with tempfile.TemporaryDirectory() as folder:
            async with open_stage(upstream, Path(folder)) as stage, stage.easel():
                # Chromium's own sandbox does not work for root, as whom containers run.
                arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
                browser = await tool.chromium.launch(executable_path=chromium, args=arguments)
                page = await browser.new_page(viewport={"width": 1280, "height": 800})
                shown = picture()
                await page.route(
                    "**/picture", lambda route: route.fulfill(body=shown, content_type="image/png")
                )
                await page.goto(await link(stage))
                await page.wait_for_selector("#stage[data-ready]")
                rows = []
                for name, key in TOOLS.items():
                    found = [each for _ in range(rounds) for each in await draw(browser, page, key)]
                    rows.append(_row(name, found))
                await browser.close()
    head = (
        "tool",
        "tasks",
        "longest, wall",
        "p99, wall",
        "longest, processor",
        f"over {LONG_MS:.0f} ms, wall",
    )
    return table(head, rows)


def _row(name: str, found: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    wall, busy = Spread.of(each[0] for each in found), Spread.of(each[1] for each in found)
    return (
        name,
        f"{wall.count:,}",
        f"{max(wall.samples):.1f} ms",
        f"{wall.p99:.1f} ms",
        f"{max(busy.samples):.1f} ms",
        f"{sum(each > LONG_MS for each in wall.samples)}",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    print(heading("Region editor"))
    print(asyncio.run(measure(chosen.rounds)))


if __name__ == "__main__":
    main()
