"""The client against loopback services that behave badly on purpose."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.config import AccountSettings
from bot.midjourney import transport as transport_module
from bot.midjourney.client import connect
from bot.midjourney.errors import NotSent, RateLimited, Refused, TaskUnknown, Unanswered, Unreadable
from bot.midjourney.models import Accepted, Blend, Callback, Imagine, ModeStatus, Picture, TaskStatus

Account = Callable[..., AccountSettings]
Serve = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[TestServer]]

KEY = "tt-key-0123456789"
OK = {"code": 1, "description": "ok", "result": "7"}
CALLBACK = Callback(state="job-1")
FOX = Imagine("a fox")


@asynccontextmanager
async def raw_server(answer: bytes | None, *, seen: list[bytes]) -> AsyncIterator[str]:
    """Serve raw TCP: read a whole request, write `answer` (None: nothing), hang up."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (
                int(line.split(b":")[1])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length")
            ),
            0,
        )
        seen.append(head + await reader.readexactly(length))
        if answer is not None:
            writer.write(answer)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_submit_goes_out_with_key_length_and_our_own_name(
    account: Account, session: aiohttp.ClientSession
) -> None:
    seen: list[bytes] = []
    body = json.dumps(OK).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    async with raw_server(answer, seen=seen) as url:
        client = connect("main", account(base_url=url + "/sub/"), session)
        assert await client.submit(FOX, CALLBACK) == Accepted("7")
    head, _, sent = seen[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /sub/mj/submit/imagine HTTP/1.1")
    assert b"Authorization: Bearer tt-key-0123456789" in head
    assert b"User-Agent: Easel" in head
    assert b"Transfer-Encoding" not in head
    assert json.loads(sent)["state"] == "job-1"


async def test_a_refused_connection_was_provably_not_sent(
    account: Account, session: aiohttp.ClientSession
) -> None:
    client = connect("main", account(base_url=f"http://127.0.0.1:{unused_port()}"), session)
    with pytest.raises(NotSent):
        await client.submit(FOX, CALLBACK)
    with pytest.raises(NotSent):
        await client.fetch("1")


async def test_an_unknown_host_was_provably_not_sent(
    account: Account, session: aiohttp.ClientSession
) -> None:
    client = connect("main", account(base_url="http://no-such-host.invalid"), session)
    with pytest.raises(NotSent):
        await client.submit(FOX, CALLBACK)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
        b"garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_a_dropped_or_broken_answer_is_never_sent_again(
    account: Account, session: aiohttp.ClientSession, answer: bytes | None
) -> None:
    seen: list[bytes] = []
    async with raw_server(answer, seen=seen) as url:
        with pytest.raises(Unanswered):
            await connect("main", account(base_url=url), session).submit(FOX, CALLBACK)
    assert len(seen) == 1


async def test_a_post_is_not_repeated_by_aiohttp_on_a_kept_alive_connection(account: Account) -> None:
    posts = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal posts
        body = json.dumps(OK).encode()
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            posts += 1
            if posts == 2:  # the second request comes on the same connection, and dies
                writer.close()
                return
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, aiohttp.ClientSession() as keeping_alive:
        client = connect("main", account(base_url=url), keeping_alive)
        await client.submit(FOX, CALLBACK)
        with pytest.raises(Unanswered):
            await client.submit(FOX, CALLBACK)
    assert posts == 2


async def test_a_submit_that_times_out_may_have_been_accepted(
    account: Account, session: aiohttp.ClientSession, serve: Serve
) -> None:
    asked = 0

    async def silent(_request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        await asyncio.Event().wait()
        raise AssertionError

    server = await serve(silent)
    client = connect("main", account(base_url=str(server.make_url("")), http_timeout_seconds=0.2), session)
    with pytest.raises(Unanswered):
        await client.submit(FOX, CALLBACK)
    assert asked == 1
    with pytest.raises(Unreadable):
        await client.fetch("1")


async def test_a_read_is_repeated_until_it_is_answered(
    account: Account, session: aiohttp.ClientSession, serve: Serve
) -> None:
    asked = 0

    async def shaky(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if asked < 3:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"id": "1", "status": "SUCCESS"})

    server = await serve(shaky)
    client = connect("main", account(base_url=str(server.make_url(""))), session)
    assert (await client.fetch("1")).status is TaskStatus.SUCCEEDED
    assert asked == 3


async def test_a_readable_refusal_of_a_read_is_not_repeated(
    account: Account, session: aiohttp.ClientSession, serve: Serve
) -> None:
    asked = 0

    async def busy(_request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        return web.Response(status=429, headers={"Retry-After": "7"})

    server = await serve(busy)
    client = connect("main", account(base_url=str(server.make_url(""))), session)
    with pytest.raises(RateLimited) as caught:
        await client.fetch("1")
    assert caught.value.retry_after == 7
    assert asked == 1


async def test_the_key_does_not_follow_redirects(
    account: Account, session: aiohttp.ClientSession, serve: Serve
) -> None:
    stolen: list[str] = []

    async def thief(request: web.Request) -> web.Response:
        stolen.append(request.headers.get("Authorization", ""))
        return web.json_response(OK)

    other = await serve(thief)

    async def redirect(_request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": str(other.make_url("/mj/submit/imagine"))})

    server = await serve(redirect)
    client = connect("main", account(base_url=str(server.make_url(""))), session)
    with pytest.raises(Refused) as caught:
        await client.submit(FOX, CALLBACK)
    assert "moved" in str(caught.value)
    with pytest.raises(Unreadable):
        await client.fetch("1")
    assert stolen == []


async def test_an_endless_answer_is_cut_off(
    account: Account, session: aiohttp.ClientSession, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_module, "RESPONSE_LIMIT", 1000)

    async def endless(_request: web.Request) -> web.Response:
        return web.Response(body=b" " * 5000)

    server = await serve(endless)
    client = connect("main", account(base_url=str(server.make_url(""))), session)
    with pytest.raises(Unanswered):
        await client.submit(FOX, CALLBACK)
    with pytest.raises(Unreadable):
        await client.fetch("1")


async def test_megabytes_of_pictures_are_sent_whole(
    account: Account, session: aiohttp.ClientSession, serve: Serve
) -> None:
    sizes: list[int] = []

    async def measure(request: web.Request) -> web.Response:
        sizes.extend(len(url) for url in (await request.json())["base64Array"])
        return web.json_response(OK)

    server = await serve(measure)
    client = connect("main", account(base_url=str(server.make_url(""))), session)
    picture = Picture(bytes(3 * 1024 * 1024), "image/png")
    assert await client.submit(Blend((picture, picture)), CALLBACK) == Accepted("7")
    assert sizes == [4 * 1024 * 1024 + len("data:image/png;base64,")] * 2


async def test_the_key_is_in_no_error_and_no_log(
    account: Account, session: aiohttp.ClientSession, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def echo(request: web.Request) -> web.Response:
        return web.json_response({"code": 4, "description": f"bad: {request.headers['Authorization']} {KEY}"})

    server = await serve(echo)
    client = connect("main", account(base_url=str(server.make_url(""))), session)
    with pytest.raises(Refused) as caught:
        await client.submit(Imagine("a very secret fox"), CALLBACK)
    assert KEY not in str(caught.value)
    assert KEY not in caplog.text
    assert "secret fox" not in caplog.text
    assert "upstream main Imagine: 200 after" in caplog.text


async def test_an_unknown_status_is_logged_once(
    account: Account, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect("main", account(), session)
    for _ in range(3):
        assert client.read_webhook(b'{"id":"1","status":"DREAMING"}').status is TaskStatus.RUNNING
    assert [record.getMessage() for record in caplog.records] == [
        "upstream main: unknown task status 'DREAMING' counts as running"
    ]


async def test_tasks_are_found_by_the_whole_state_only(
    account: Account, session: aiohttp.ClientSession, serve: Serve
) -> None:
    async def listing(_request: web.Request) -> web.Response:
        tasks = [
            {"id": "1", "status": "SUCCESS", "state": "job-10"},
            {"id": "2", "status": "", "state": "job-1"},
        ]
        return web.json_response(tasks)

    server = await serve(listing)
    client = connect("main", account(base_url=str(server.make_url(""))), session)
    found = await client.find_submitted("job-1")
    assert found is not None
    assert found.task_id == "2"
    assert await client.find_submitted("job") is None
    assert await client.find_submitted("") is None
    assert set(await client.fetch_many(["1", "3"])) == {"1"}
    assert await client.fetch_many([]) == {}


async def test_what_ttapi_cannot_list_is_fetched_one_by_one(
    account: Account, session: aiohttp.ClientSession, serve: Serve
) -> None:
    async def task(request: web.Request) -> web.Response:
        job = request.query["jobId"]
        if job == "gone":
            return web.json_response({"status": "FAILED", "message": "", "data": None}, status=404)
        return web.json_response({"status": "SUCCESS", "jobId": job, "data": []})

    server = await serve(task)
    client = connect("main", account("ttapi", base_url=str(server.make_url(""))), session)
    assert set(await client.fetch_many(["a", "gone", "b&c"])) == {"a", "b&c"}
    assert await client.find_submitted("job-1") is None
    assert await client.cancel("a") is False
    with pytest.raises(TaskUnknown):
        await client.fetch("gone")


async def test_a_seed_is_a_number_here_and_a_task_there(
    account: Account, session: aiohttp.ClientSession, serve: Serve
) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path.endswith("/image-seed"):
            return web.json_response({"code": 1, "result": "636646138"})
        return web.json_response({"status": "SUCCESS", "data": {"jobId": "s-1"}})

    url = str((await serve(answer)).make_url(""))
    assert await connect("b", account(base_url=url), session).seed("1", CALLBACK) == "636646138"
    assert await connect("a", account("ttapi", base_url=url), session).seed("1", CALLBACK) == Accepted("s-1")


async def test_cancel_and_status_say_what_the_service_said(
    account: Account, session: aiohttp.ClientSession, serve: Serve
) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path.endswith("/1/cancel"):
            return web.Response()
        if request.path.endswith("/cancel"):
            return web.json_response({"code": 3, "description": "task not found"}, status=404)
        return web.json_response([])

    server = await serve(answer)
    client = connect("main", account(base_url=str(server.make_url(""))), session)
    assert await client.cancel("1") is True
    assert await client.cancel("2") is False
    status: tuple[ModeStatus, ...] = await client.status()
    assert status == ()


async def test_submits_overtake_waiting_reads(
    account: Account, session: aiohttp.ClientSession, serve: Serve
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"id": "1", "status": ""})

    server = await serve(answer)
    # one request at once, the next a minute later: whoever comes now has to queue
    client = connect("main", account(base_url=str(server.make_url("")), requests_per_minute=1), session)
    await client.fetch("1")
    reads = [asyncio.create_task(client.fetch("1")) for _ in range(3)]
    await asyncio.sleep(0)
    submit = asyncio.create_task(client.turn())
    await asyncio.sleep(0)
    ranks = [rank for rank, _, _ in sorted(client._transport._budget._queue)]
    assert ranks == [0, 1, 1], "the submit stands before every read but the one at the bucket"
    for waiting in (submit, *reads):
        waiting.cancel()
    await asyncio.gather(submit, *reads, return_exceptions=True)


async def test_a_read_gives_up_on_a_budget_that_stays_used_up(
    account: Account, session: aiohttp.ClientSession, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_module, "LONGEST_WAIT", 0.05)
    asked: list[str] = []

    async def count(request: web.Request) -> web.Response:
        asked.append(request.method)
        return web.json_response(OK)

    server = await serve(count)
    client = connect("main", account(base_url=str(server.make_url("")), requests_per_minute=1), session)
    await client.turn()
    with pytest.raises(RateLimited):
        await client.fetch("1")
    await client.submit(FOX, CALLBACK)
    assert asked == ["POST"], "a submit that has had its turn goes at once, the read never went"
    assert not client._transport._budget._taken, "a waiter that gives up leaves the door open"
