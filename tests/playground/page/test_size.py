"""The page stays small, and is what it says: plain files without a build step, and nothing from elsewhere."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
import pytest
from playwright.async_api import expect

from bot.playground.server import PAGE

if TYPE_CHECKING:
    from playwright.async_api import Browser, Request

    from bot.playground import Playground

SESSION_LOOP = pytest.mark.asyncio(loop_scope="session")

MOST_BYTES = 150_000
ELSEWHERE = re.compile(r"""(?:src|href|from|url|import)\s*[=(]?\s*["'](?:https?:)?//""")


@pytest.mark.browser
@SESSION_LOOP
async def test_all_that_the_page_loads_is_there_and_under_150_kb_as_it_lies_on_disk(
    browser: Browser, playground: Playground
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).scheme != "data":
            asked.append(request.url)

    page = await browser.new_page()
    page.on("request", note)
    await page.goto(playground.base_url)
    await expect(page.locator("#status[data-kind=online]")).to_be_visible()
    await page.close()
    assert [url for url in asked if not url.startswith(f"{playground.base_url}/")] == []
    paths = [urlsplit(url).path for url in asked]
    loaded = {PAGE / path.removeprefix("/static/") for path in paths if path.startswith("/static/")}
    loaded.add(PAGE / "index.html")
    sizes = {path.relative_to(PAGE).as_posix(): path.stat().st_size for path in loaded}
    assert sum(sizes.values()) < MOST_BYTES, sizes
    assert loaded == {path for path in PAGE.rglob("*") if path.is_file()}, "a file that nothing loads"


@SESSION_LOOP
async def test_an_unchanged_file_is_answered_without_a_single_byte_of_body(playground: Playground) -> None:
    address = urlsplit(playground.base_url)
    async with aiohttp.ClientSession(playground.base_url) as session:
        etag = (await session.get("/static/page.css")).headers["Etag"]
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    lines = ("GET /static/page.css HTTP/1.1", f"Host: {address.netloc}", f"If-None-Match: {etag}")
    writer.write("\r\n".join((*lines, "Accept-Encoding: gzip", "Connection: close", "", "")).encode())
    head, body = (await reader.read()).split(b"\r\n\r\n")
    writer.close()
    assert head.startswith(b"HTTP/1.1 304")
    assert body == b""


def test_the_page_names_nothing_from_elsewhere() -> None:
    found = {
        path.name: ELSEWHERE.findall(path.read_text(encoding="utf-8"))
        for path in PAGE.rglob("*")
        if path.is_file()
    }
    assert {name: hits for name, hits in found.items() if hits} == {}
