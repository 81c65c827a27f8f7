from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROOT = Path(__file__).parents[1]


@pytest.fixture(params=[[], ["--no-webhooks", "--dialect", "ttapi"]], ids=["webhooks", "polling-ttapi"])
async def demo(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The demo as a process, once it has said where to look, and the address that it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0", "--time-factor", "0", *request.param),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://[\w.:]+", line)
        assert found, line + (await process.stdout.read()).decode()
        yield process, found[0]
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_the_demo_is_the_bot_online_with_its_commands_and_leaves_nothing_behind(
    demo: tuple[asyncio.subprocess.Process, str], tmp_path: Path
) -> None:
    process, address = demo
    async with aiohttp.ClientSession() as session:
        async with session.get(address) as page:
            assert "<html" in await page.text()
        async with session.get(f"{address}/playground/state") as response:
            state = await response.json(content_type=None)
        async with session.get(f"{address}/playground/log") as response:
            assert (await response.json(content_type=None))["gaps"] == []
    assert state["bot"]["online"] is True
    assert "imagine" in [command["name"] for command in state["commands"]]

    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):
        rest, _ = await process.communicate()
    assert process.returncode == 0
    assert rest == b""
    assert os.listdir(tmp_path) == []  # noqa: PTH208  # a look at an empty folder blocks nothing
