from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import aiohttp
import pytest
from pydantic import SecretStr

from bot.config import WebSettings
from bot.jobs.errors import JobUnknown
from bot.midjourney.errors import Unreadable
from bot.web.links import hook_secret, hook_url
from bot.web.server import MAX_BODY, CannotListen, WebServer, open_web

KEY = "0123456789abcdef0123456789abcdef"
ULID = "01JABCDEFGHJKMNPQRSTVWXYZ0"


@dataclass
class Engine:
    """What stands behind the web server, with a failure on order."""

    reports: list[tuple[str, str, bytes]] = field(default_factory=list)
    failure: Exception | None = None
    parts: Mapping[str, bool] = field(default_factory=lambda: {"database": True, "gateway": True})

    async def receive(self, account: str, ulid: str, body: bytes) -> None:
        if self.failure:
            raise self.failure
        self.reports.append((account, ulid, body))

    async def ready(self) -> Mapping[str, bool]:
        if self.failure:
            raise self.failure
        return self.parts


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
async def server(engine: Engine) -> AsyncIterator[WebServer]:
    settings = WebSettings(port=0, public_url="https://bot.example", secret=SecretStr(KEY))
    async with open_web(settings, receive=engine.receive, ready=engine.ready) as opened:
        yield opened


@pytest.fixture
async def client(server: WebServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.base_url) as session:
        yield session


@pytest.fixture
def hook(server: WebServer) -> str:
    return hook_url(server.base_url, KEY, "main", ULID)


async def test_a_report_reaches_the_engine_before_it_is_answered(
    client: aiohttp.ClientSession, engine: Engine, hook: str
) -> None:
    async with client.post(hook, data=b'{"id": "1"}') as answer:
        assert answer.status == 200
        assert engine.reports == [("main", ULID, b'{"id": "1"}')]


@pytest.mark.parametrize(
    "path",
    [
        f"/hooks/main/{ULID}/{'0' * 64}",
        f"/hooks/other/{ULID}/{hook_secret(KEY, 'main', ULID)}",
        f"/hooks/main/{ULID[:-1]}1/{hook_secret(KEY, 'main', ULID)}",
        f"/hooks/main/{ULID}/%C3%A9",
        f"/hooks/main/{ULID}/%FF%FE",
        f"/hooks/main/{ULID}/",
    ],
)
async def test_a_wrong_secret_looks_like_no_such_page(
    client: aiohttp.ClientSession, engine: Engine, path: str
) -> None:
    async with client.post(path, data=b"{}") as answer, client.post("/elsewhere") as elsewhere:
        assert (answer.status, await answer.text()) == (404, "Not Found\n")
        assert await elsewhere.text() == "Not Found\n"
    assert engine.reports == []


async def test_without_a_key_in_the_settings_no_report_is_taken(engine: Engine) -> None:
    async with (
        open_web(WebSettings(port=0), receive=engine.receive, ready=engine.ready) as server,
        aiohttp.ClientSession(server.base_url) as client,
        client.post(hook_url(server.base_url, KEY, "main", ULID), data=b"{}") as answer,
    ):
        assert answer.status == 404
    assert engine.reports == []


@pytest.mark.parametrize(
    ("failure", "status"),
    [(Unreadable(detail="not a task"), 400), (JobUnknown(), 404)],
)
async def test_what_the_engine_refuses_is_answered_by_status_alone(
    client: aiohttp.ClientSession, engine: Engine, hook: str, failure: Exception, status: int
) -> None:
    engine.failure = failure
    async with client.post(hook, data=b"{}") as answer:
        assert answer.status == status
        assert "task" not in await answer.text()


async def test_a_bug_is_answered_without_its_words_and_logged_with_them(
    client: aiohttp.ClientSession, engine: Engine, hook: str, expected_errors: list[str]
) -> None:
    engine.failure = RuntimeError("boom")
    async with client.post(hook, data=b"{}") as answer:
        assert (answer.status, await answer.text()) == (500, "Internal Server Error\n")
    assert "boom" in expected_errors[0]


async def test_a_body_over_the_limit_is_refused_and_one_at_the_limit_is_not(
    client: aiohttp.ClientSession, engine: Engine, hook: str
) -> None:
    async with client.post(hook, data=io.BytesIO(b"x" * MAX_BODY)) as answer:
        assert answer.status == 200
    async with client.post(hook, data=io.BytesIO(b"x" * (MAX_BODY + 1))) as answer:
        assert answer.status == 413
    assert len(engine.reports) == 1


async def test_a_report_can_only_be_posted(client: aiohttp.ClientSession, hook: str) -> None:
    async with client.get(hook) as answer:
        assert answer.status == 405


@pytest.mark.usefixtures("expected_errors")
async def test_no_log_line_holds_the_secret_of_a_path(
    client: aiohttp.ClientSession, engine: Engine, hook: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for failure in (None, Unreadable(detail="not a task"), RuntimeError("boom")):
        engine.failure = failure
        async with client.post(hook, data=b"{}"):
            pass
    assert "boom" in caplog.text
    assert hook_secret(KEY, "main", ULID) not in caplog.text


async def test_the_index_says_that_easel_is_running(client: aiohttp.ClientSession) -> None:
    async with client.get("/") as answer:
        assert await answer.text() == "Easel is running.\n"


async def test_health_names_the_instance_that_answers(
    client: aiohttp.ClientSession, server: WebServer
) -> None:
    async with client.get("/healthz") as answer:
        assert await answer.json() == {"status": "ok", "instance": server.instance}


async def test_two_starts_are_two_instances(engine: Engine, server: WebServer) -> None:
    async with open_web(WebSettings(port=0), receive=engine.receive, ready=engine.ready) as other:
        assert other.instance != server.instance
        assert other.port != server.port


@pytest.mark.parametrize(
    ("parts", "status"),
    [({"database": True, "gateway": True}, 200), ({"database": True, "gateway": False}, 503), ({}, 503)],
)
async def test_ready_means_that_every_part_works(
    client: aiohttp.ClientSession, engine: Engine, parts: Mapping[str, bool], status: int
) -> None:
    engine.parts = parts
    async with client.get("/readyz") as answer:
        assert answer.status == status
        assert (await answer.json())["parts"] == parts


async def test_not_knowing_whether_it_is_ready_is_not_being_ready(
    client: aiohttp.ClientSession, engine: Engine, expected_errors: list[str]
) -> None:
    engine.failure = RuntimeError("no database")
    async with client.get("/readyz") as answer:
        assert answer.status == 503
        assert "no database" not in await answer.text()
    assert "no database" in expected_errors[0]


@pytest.mark.parametrize("path", ["/", "/healthz", "/elsewhere"])
async def test_every_answer_is_guarded_and_names_no_versions(
    client: aiohttp.ClientSession, path: str
) -> None:
    async with client.get(path) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Server"] == "Easel"


async def test_bytes_that_are_not_http_are_refused_without_a_traceback(server: WebServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"\x16\x03\x01 nonsense\r\n\r\n")
    await writer.drain()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert b"400" in answer.split(b"\r\n")[0]
    assert b"Traceback" not in answer


async def test_a_port_in_use_is_said_in_one_sentence(engine: Engine, server: WebServer) -> None:
    settings = WebSettings(port=server.port)
    with pytest.raises(CannotListen, match=r"Choose another port in \[web\]"):
        async with open_web(settings, receive=engine.receive, ready=engine.ready):
            pytest.fail("two servers on one port")


async def test_a_server_on_all_addresses_is_reached_by_loopback(engine: Engine) -> None:
    settings = WebSettings(host="0.0.0.0", port=0)  # noqa: S104  # the usual setting in a container
    async with (
        open_web(settings, receive=engine.receive, ready=engine.ready) as server,
        aiohttp.ClientSession() as client,
        client.get(server.base_url) as answer,
    ):
        assert answer.status == 200
        assert server.base_url.startswith("http://127.0.0.1:")
