"""The page stays small, and is what it says: plain files without a build step, and nothing from elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.playground.server import PAGE

if TYPE_CHECKING:
    from bot.playground import Playground

SESSION_LOOP = pytest.mark.asyncio(loop_scope="session")

MOST_BYTES = 150_000
ELSEWHERE = re.compile(r"""(?:src|href|from|url|import)\s*[=(]?\s*["'](?:https?:)?//""")


@SESSION_LOOP
async def test_all_of_the_page_is_under_150_kb_to_download(playground: Playground) -> None:
    files = [path.relative_to(PAGE).as_posix() for path in PAGE.rglob("*") if path.is_file()]
    paths = ["/", *(f"/static/{name}" for name in files if name != "index.html")]
    sizes = {}
    async with aiohttp.ClientSession(playground.base_url, auto_decompress=False) as session:
        for path in paths:
            async with session.get(path) as answer:
                assert answer.status == 200
                sizes[path] = len(await answer.read())
    assert sum(sizes.values()) < MOST_BYTES, sizes


def test_the_page_loads_nothing_from_elsewhere() -> None:
    found = {
        path.name: ELSEWHERE.findall(path.read_text(encoding="utf-8"))
        for path in PAGE.rglob("*")
        if path.is_file()
    }
    assert {name: hits for name, hits in found.items() if hits} == {}
