import base64
import io
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image

from bot.sandbox import Sandbox, SandboxOptions, open_sandbox


class Client:
    """A plain HTTP client of both dialects, over a real socket."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        if not headers:
            headers = {"TT-API-KEY": "sandbox-key", "Authorization": "Bearer sandbox-key"}
        async with self.session.request(method, path, json=body, headers=headers) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if answer.content_type == "application/json" else text

    async def mj(self, endpoint: str, **body: Any) -> dict[str, Any]:
        """Submit in midjourney-proxy's dialect and return the envelope."""
        return (await self.ask("POST", f"/mj/submit/{endpoint}", body))[1]

    async def mj_done(self, endpoint: str, **body: Any) -> dict[str, Any]:
        """Submit, wait for the end, and return the task."""
        answer = await self.mj(endpoint, **body)
        assert answer["code"] in (1, 22), answer
        return await self.mj_task(answer["result"])

    async def mj_task(self, task_id: str, *, wait: bool = True) -> dict[str, Any]:
        if wait:
            await self.sandbox.studio.ended(task_id)
        return (await self.ask("GET", f"/mj/task/{task_id}/fetch"))[1]

    async def press(self, task: dict[str, Any], start: str) -> dict[str, Any]:
        """Press the button whose customId begins so, and return the envelope."""
        custom_id = next(b["customId"] for b in task["buttons"] if b["customId"].startswith(start))
        return await self.mj("action", taskId=task["id"], customId=custom_id)

    async def pressed(self, task: dict[str, Any], start: str) -> dict[str, Any]:
        answer = await self.press(task, start)
        assert answer["code"] == 1, answer
        return await self.mj_task(answer["result"])

    async def tt(self, endpoint: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """Submit in TTAPI's dialect."""
        return await self.ask("POST", f"/midjourney/v1/{endpoint}", body)

    async def tt_done(self, endpoint: str, **body: Any) -> dict[str, Any]:
        status, answer = await self.tt(endpoint, **body)
        assert status == 200, answer
        await self.sandbox.studio.ended(answer["data"]["jobId"])
        return await self.tt_fetch(answer["data"]["jobId"])

    async def tt_fetch(self, job_id: str) -> dict[str, Any]:
        return (await self.ask("GET", f"/midjourney/v1/fetch?jobId={job_id}"))[1]

    async def picture(self, url: str) -> Image.Image:
        async with self.session.get(url) as answer:
            assert answer.status == 200
            return Image.open(io.BytesIO(await answer.read())).convert("RGB")


class Hook:
    """A receiver of webhooks; `statuses` are the answers to give, then 200 for ever."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def opened() -> AsyncIterator[Callable[..., Any]]:
    """Open sandboxes by option: `client = await opened(time_factor=0, remix=True)`."""
    async with AsyncExitStack() as stack:

        async def open_client(**options: Any) -> Client:
            sandbox = await stack.enter_async_context(
                open_sandbox(SandboxOptions(**{"time_factor": 0, **options}))
            )
            session = await stack.enter_async_context(aiohttp.ClientSession(sandbox.base_url))
            return Client(sandbox, session)

        yield open_client


@pytest.fixture
async def client(opened: Callable[..., Any]) -> Client:
    return await opened()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    receiver = Hook()
    app = web.Application()
    app.router.add_post("/hook", receiver.receive)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        yield receiver


@pytest.fixture
def data_url() -> Callable[..., str]:
    """Build the data URL of a picture of one colour."""

    def build(colour: str = "red", size: tuple[int, int] = (96, 64), *, head: bool = True) -> str:
        buffer = io.BytesIO()
        Image.new("RGB", size, colour).save(buffer, "PNG")
        text = base64.b64encode(buffer.getvalue()).decode()
        return f"data:image/png;base64,{text}" if head else text

    return build


@pytest.fixture
def mask_of() -> Callable[..., str]:
    """Build the base64 of a black mask with one white box, without the data URL's head."""

    def build(size: tuple[int, int], box: tuple[int, int, int, int]) -> str:
        mask = Image.new("L", size)
        mask.paste(255, box)
        buffer = io.BytesIO()
        mask.save(buffer, "PNG")
        return base64.b64encode(buffer.getvalue()).decode()

    return build


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """Read a recorded payload; skips where the collection is not at hand."""
    folder = Path(os.environ.get("EASEL_SHARED", Path(__file__).parents[3] / "shared")) / "payloads"

    def read(name: str) -> Any:
        if not (folder / name).exists():
            pytest.skip(f"no recorded payload {name}")
        return json.loads((folder / name).read_text(encoding="utf-8"))

    return read
