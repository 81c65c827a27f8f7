"""A web server on loopback that answers as badly as a test wants, and pictures that are made, not stored."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Host:
    """Serves what `paths` holds, and remembers what it was asked."""

    def __init__(self) -> None:
        self.paths: dict[str, Handler] = {}
        self.requests: list[web.Request] = []
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self.server = TestServer(app, host="127.0.0.1")

    def url(self, path: str, *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server.port}/{path}"

    def file(self, path: str, data: bytes, content_type: str = "image/png", **headers: str) -> str:
        async def answer(_: web.Request) -> web.Response:
            return web.Response(body=data, content_type=content_type, headers=headers)

        self.paths[path] = answer
        return self.url(path)

    def status(self, path: str, status: int, **headers: str) -> str:
        async def answer(_: web.Request) -> web.Response:
            return web.Response(status=status, headers=headers)

        self.paths[path] = answer
        return self.url(path)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        return await self.paths[request.match_info["path"]](request)


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    served = Host()
    async with served.server:
        yield served


@pytest.fixture
async def other_host() -> AsyncIterator[Host]:
    served = Host()
    async with served.server:
        yield served


Painter = Callable[..., bytes]


@pytest.fixture
def paint() -> Painter:
    """Make an encoded picture: `paint("PNG", (64, 48))`, noisy (and so hard to compress) with `noisy=True`."""

    def make(
        form: str = "PNG", size: tuple[int, int] = (64, 48), *, noisy: bool = False, **options: object
    ) -> bytes:
        picture = (
            Image.effect_noise(size, 90).convert("RGB") if noisy else Image.new("RGB", size, (200, 80, 40))
        )
        out = io.BytesIO()
        picture.save(out, form, **options)  # type: ignore[arg-type]  # each format has its own options
        return out.getvalue()

    return make
