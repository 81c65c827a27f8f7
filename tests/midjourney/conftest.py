"""Settings, recorded answers and a loopback service for the upstream's tests."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.config import AccountSettings
from bot.midjourney.transport import open_session

ROOT = Path(__file__).resolve().parents[2]
KEY = "tt-key-0123456789"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
def own() -> Callable[[str], bytes]:
    """Read one of our own samples."""

    def read(name: str) -> bytes:
        return (ROOT / "tests" / "payloads" / name).read_bytes()

    return read


@pytest.fixture
def recorded() -> Callable[[str], bytes]:
    """Read a recorded answer of a real service; skip where the recordings are not at hand."""
    folder = Path(os.environ.get("EASEL_SHARED", ROOT.parent / "shared")) / "payloads"

    def read(name: str) -> bytes:
        if not folder.is_dir():
            pytest.skip("no recorded answers here")
        return (folder / name).read_bytes()

    return read


@pytest.fixture
def account() -> Callable[..., AccountSettings]:
    def make(dialect: str = "midjourney_proxy", **changes: Any) -> AccountSettings:
        values = {
            "dialect": dialect,
            "base_url": "http://127.0.0.1:9",
            "api_key": SecretStr(KEY),
            "requests_per_minute": 100_000,
            **changes,
        }
        return AccountSettings.model_validate(values)

    return make


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session() as opened:
        yield opened


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Handler], Awaitable[TestServer]]]:
    """Start a loopback service whose every path ends in one handler."""
    servers: list[TestServer] = []

    async def start(handler: Handler) -> TestServer:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", handler)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        return server

    yield start
    for server in servers:
        await server.close()
