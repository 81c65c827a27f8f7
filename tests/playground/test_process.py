"""`python -m bot.playground` as others start it: in a process of its own."""

from __future__ import annotations

import asyncio
import sys

import aiohttp


async def test_it_says_where_it_listens_and_ends_when_told() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.playground", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
        assert line.startswith("playground listening on http://127.0.0.1:")
        async with (
            aiohttp.ClientSession() as session,
            session.get(line.split()[-1] + "/playground/state") as answer,
        ):
            assert answer.status == 200
    finally:
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0
