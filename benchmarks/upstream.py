"""An upstream that costs next to nothing: midjourney-proxy's words, one tiny picture, and a count of every call.

The sandbox paints real pictures, which would be measured instead of the bot. This one answers at once and lets the
script say when a task ends.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import aiohttp
from aiohttp import web
from PIL import Image

STEPS = (0, 15, 31, 46, 62, 78, 93)
"""The progress that Midjourney reports on the way, in percent, evenly spread."""
BUTTONS = (
    *[(f"MJ::JOB::upsample::{n}::task", f"U{n}") for n in range(1, 5)],
    ("MJ::JOB::reroll::0::task::SOLO", ""),
    *[(f"MJ::JOB::variation::{n}::task", f"V{n}") for n in range(1, 5)],
    ("MJ::Inpaint::1::task::SOLO", "Vary (Region)"),
)
"""What is offered under every picture: custom id and label."""


class Ending(Enum):
    """When tasks end."""

    AT_ONCE = "at once"
    BY_HAND = "by hand"
    BY_CLOCK = "by clock"


@dataclass(slots=True)
class Task:
    """One task. Times are `time.perf_counter`'s seconds."""

    id: str
    prompt: str
    hook: str
    began: float
    seconds: float = 0.0
    ended: float | None = None
    state: str = ""

    @property
    def progress(self) -> int:
        share = (time.perf_counter() - self.began) / self.seconds if self.seconds else 0.0
        return max(step for place, step in enumerate(STEPS) if place <= share * len(STEPS))


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot."""

    at: float
    path: str
    task_ids: tuple[str, ...]


@dataclass
class Upstream:
    """A running upstream."""

    ending: Ending
    webhooks: aiohttp.ClientSession
    base_url: str = ""
    seconds: float = 60.0
    """How long tasks take on average, by the clock; they spread evenly over ±15 %."""
    tasks: dict[str, Task] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    _lives: set[asyncio.Task[None]] = field(default_factory=set)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def accepted(self, count: int) -> None:
        """Wait until so many tasks were submitted in all. TimeoutError after two minutes."""
        async with asyncio.timeout(120), self._arrived:
            await self._arrived.wait_for(lambda: len(self.tasks) >= count)

    async def finish(self, task: Task) -> None:
        """End a task and report that by webhook, where it has one."""
        task.ended = time.perf_counter()
        await self._report(task)

    async def close(self) -> None:
        for life in tuple(self._lives):
            life.cancel()
        await asyncio.gather(*self._lives, return_exceptions=True)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/mj/submit/{action}", self._submit),
            web.get("/mj/task/{id}/fetch", self._fetch),
            web.post("/mj/task/list-by-condition", self._list),
            web.get("/picture.png", self._picture),
        ]

    # --- what the bot asks ------------------------------------------------------------------------------------

    async def _submit(self, request: web.Request) -> web.Response:
        body = await request.json()
        number = next(self._ids)
        task = Task(
            str(number), body.get("prompt", ""), body.get("notifyHook", ""), time.perf_counter(),
            state=body.get("state", ""),
        )  # fmt: skip
        if self.ending is Ending.BY_CLOCK:
            task.seconds = self.seconds * (0.85 + 0.3 * (number * 7 % 10) / 9)
        self._note(request, task.id)
        self.tasks[task.id] = task
        if self.ending is not Ending.BY_HAND:
            life = asyncio.create_task(self._live(task), name=f"upstream task {task.id}")
            self._lives.add(life)
            life.add_done_callback(self._lives.discard)
        async with self._arrived:
            self._arrived.notify_all()
        return web.json_response({"code": 1, "description": "submitted", "result": task.id, "properties": {}})

    async def _fetch(self, request: web.Request) -> web.Response:
        task_id = request.match_info["id"]
        self._note(request, task_id)
        return web.json_response(self._shown(task_id))

    async def _list(self, request: web.Request) -> web.Response:
        ids = (await request.json())["ids"]
        self._note(request, *ids)
        return web.json_response([self._shown(task_id) for task_id in ids])

    async def _picture(self, _request: web.Request) -> web.Response:
        return web.Response(body=TINY_PICTURE, content_type="image/png")

    def _note(self, request: web.Request, *task_ids: str) -> None:
        self.calls.append(Call(time.perf_counter(), request.path, task_ids))

    # --- the life of a task -----------------------------------------------------------------------------------

    async def _live(self, task: Task) -> None:
        for _ in STEPS if task.seconds else ():
            await asyncio.sleep(task.seconds / len(STEPS))
            if time.perf_counter() - task.began < task.seconds:
                await self._report(task)
        await self.finish(task)

    async def _report(self, task: Task) -> None:
        if task.hook:
            async with self.webhooks.post(task.hook, json=self._shown(task.id)) as answer:
                await answer.read()

    def _shown(self, task_id: str) -> dict[str, Any]:
        """Give a task's JSON. One that was never submitted here (rows made by a script) is running."""
        task = self.tasks.get(task_id)
        done = task is not None and task.ended is not None
        progress = task.progress if task is not None else 0
        return {
            "id": task_id,
            "action": "IMAGINE",
            "prompt": task.prompt if task is not None else "",
            "state": task.state if task is not None else "",
            "status": "SUCCESS" if done else "IN_PROGRESS",
            "progress": "100%" if done else f"{progress}%",
            "imageUrl": f"{self.base_url}/picture.png" if done else "",
            "buttons": [
                {"customId": custom_id, "label": label, "emoji": "" if label else "🔄", "style": 2, "type": 2}
                for custom_id, label in BUTTONS
            ]
            if done
            else [],
        }


def _tiny_picture() -> bytes:
    stored = io.BytesIO()
    Image.new("RGB", (64, 64), "#4070a0").save(stored, "PNG")
    return stored.getvalue()


TINY_PICTURE = _tiny_picture()
"""64 × 64 pixels, some 200 bytes: fetched, decoded and uploaded like any other, at no cost worth naming."""


@asynccontextmanager
async def open_upstream(ending: Ending, *, seconds: float = 60.0) -> AsyncIterator[Upstream]:
    """Listen on a free port of loopback until the block ends."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        upstream = Upstream(ending, session, seconds=seconds)
        app = web.Application()
        app.add_routes(upstream.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            upstream.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield upstream
        finally:
            await upstream.close()
            await runner.cleanup()
