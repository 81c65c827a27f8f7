from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from bot.media.addresses import Reach
from bot.media.download import MAX_REDIRECTS, Downloader, Patience
from bot.media.errors import AddressForbidden, Gone, LinkUnusable, NotReachable, TooLarge

if TYPE_CHECKING:
    from conftest import Host

LIMIT = 1000
QUICK = Patience(connect=2.0, silence=0.2, total=5.0)


@asynccontextmanager
async def trusting(*addresses: str) -> AsyncIterator[Downloader]:
    async with Downloader(Reach.of(addresses), QUICK) as downloader:
        yield downloader


@pytest.fixture
async def here() -> AsyncIterator[Downloader]:
    """A downloader for which this machine is trusted."""
    async with trusting("http://127.0.0.1") as downloader:
        yield downloader


async def test_a_file_on_a_trusted_host_arrives_whole(here: Downloader, host: Host) -> None:
    url = host.file("a.png", b"picture", "image/PNG")
    download = await here.fetch(url, limit=LIMIT, trusted=True)
    assert (download.data, download.content_type, download.final_url) == (b"picture", "image/png", url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "127.1"],  # noqa: S104  # dialled, not bound
)
async def test_a_link_to_this_machine_opens_no_connection(here: Downloader, host: Host, address: str) -> None:
    host.file("a.png", b"secret")
    with pytest.raises((AddressForbidden, LinkUnusable)):
        await here.fetch(host.url("a.png", host=address), limit=LIMIT)
    assert host.requests == []


@pytest.mark.parametrize("address", ["0x7f000001", "2130706433", "0177.0.0.1", "0x7f.1", "LOCALHOST."])
async def test_odd_spellings_of_this_machine_lead_nowhere(here: Downloader, host: Host, address: str) -> None:
    host.file("a.png", b"secret")
    # Whether the name is resolved, refused as a name or not known depends on the system's resolver.
    with pytest.raises((AddressForbidden, LinkUnusable, NotReachable)):
        await here.fetch(host.url("a.png", host=address), limit=LIMIT)
    assert host.requests == []


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://[fd00::1]/"]
)
async def test_private_networks_are_refused_at_the_socket_with_words(here: Downloader, url: str) -> None:
    with pytest.raises(AddressForbidden, match="Attach the picture"):
        await here.fetch(url, limit=LIMIT)


async def test_trust_in_one_host_opens_no_other(host: Host) -> None:
    host.file("a.png", b"secret")
    async with trusting("https://mj.example.com") as downloader:
        with pytest.raises(AddressForbidden):
            await downloader.fetch(host.url("a.png"), limit=LIMIT, trusted=True)
    assert host.requests == []


async def test_a_redirect_within_trusted_hosts_is_followed(
    here: Downloader, host: Host, other_host: Host
) -> None:
    final = other_host.file("b.png", b"moved")
    url = host.status("a.png", 302, Location=final)
    download = await here.fetch(url, limit=LIMIT, trusted=True)
    assert (download.data, download.final_url) == (b"moved", final)


async def test_a_relative_redirect_is_followed(here: Downloader, host: Host) -> None:
    host.file("dir/b.png", b"beside")
    url = host.status("dir/a.png", 307, Location="b.png?x=1")
    download = await here.fetch(url, limit=LIMIT, trusted=True)
    assert (download.data, download.final_url) == (b"beside", host.url("dir/b.png?x=1"))


async def test_a_redirect_into_a_private_network_is_refused(here: Downloader, host: Host) -> None:
    url = host.status("a.png", 302, Location="http://169.254.169.254/latest/meta-data")
    with pytest.raises(AddressForbidden):
        await here.fetch(url, limit=LIMIT, trusted=True)


async def test_trust_does_not_follow_a_redirect_to_another_name_of_the_same_address(host: Host) -> None:
    host.file("b.png", b"secret")
    url = host.status("a.png", 302, Location=host.url("b.png", host="localhost"))
    async with Downloader(Reach(frozenset({"127.0.0.1"})), QUICK) as downloader:
        with pytest.raises(AddressForbidden):
            await downloader.fetch(url, limit=LIMIT, trusted=True)
    assert [request.path for request in host.requests] == ["/a.png"]


async def test_a_redirect_to_another_scheme_is_refused(here: Downloader, host: Host) -> None:
    url = host.status("a.png", 302, Location="file:///etc/passwd")
    with pytest.raises(LinkUnusable):
        await here.fetch(url, limit=LIMIT, trusted=True)


async def test_a_circle_of_redirects_ends(here: Downloader, host: Host) -> None:
    url = host.status("a.png", 302, Location="/a.png")
    with pytest.raises(NotReachable):
        await here.fetch(url, limit=LIMIT, trusted=True)
    assert len(host.requests) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.png",
        "ftp://example.com/a.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "https://",
        "https://user:word@example.com/a.png",
        "https://user@example.com/a.png",
        "https://example.com:25/a.png",
        "https://example.com:0/a.png",
        "https://example.com:99999/a.png",
        "https://[::1/a.png",
    ],
)
async def test_what_is_no_plain_web_link_is_refused_without_asking_anybody(
    here: Downloader, url: str
) -> None:
    with pytest.raises(LinkUnusable, match="https://"):
        await here.fetch(url, limit=LIMIT)


async def test_a_file_at_the_limit_is_taken_and_one_byte_more_is_not(here: Downloader, host: Host) -> None:
    fits, exceeds = host.file("fits", b"x" * LIMIT), host.file("exceeds", b"x" * (LIMIT + 1))
    assert len((await here.fetch(fits, limit=LIMIT, trusted=True)).data) == LIMIT
    with pytest.raises(TooLarge):
        await here.fetch(exceeds, limit=LIMIT, trusted=True)


async def test_an_endless_answer_without_a_length_is_cut_off(here: Downloader, host: Host) -> None:
    async def pour(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 65_536)

    host.paths["endless"] = pour
    with pytest.raises(TooLarge):
        await here.fetch(host.url("endless"), limit=LIMIT, trusted=True)


async def test_a_compressed_answer_is_not_inflated(here: Downloader, host: Host) -> None:
    url = host.file("bomb", gzip.compress(b"\0" * 100_000), **{"Content-Encoding": "gzip"})
    with pytest.raises(NotReachable):
        await here.fetch(url, limit=LIMIT, trusted=True)
    assert host.requests[0].headers["Accept-Encoding"] == "identity"


async def test_a_silent_server_is_given_up(here: Downloader, host: Host) -> None:
    gone = asyncio.Event()

    async def wait(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b"begun")
        await gone.wait()
        return answer

    host.paths["silent"] = wait
    with pytest.raises(NotReachable):
        await here.fetch(host.url("silent"), limit=LIMIT, trusted=True)
    gone.set()


async def test_an_answer_that_breaks_off_is_no_file(here: Downloader, host: Host) -> None:
    async def break_off(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b"begun")
        assert request.transport is not None
        request.transport.close()
        return answer

    host.paths["broken"] = break_off
    with pytest.raises(NotReachable):
        await here.fetch(host.url("broken"), limit=LIMIT, trusted=True)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_file_that_is_not_given_is_gone(here: Downloader, host: Host, status: int) -> None:
    with pytest.raises(Gone, match=f"HTTP {status}") as caught:
        await here.fetch(host.status("a.png", status), limit=LIMIT, trusted=True)
    assert caught.value.status == status


@pytest.mark.parametrize("status", [204, 206, 429, 500, 503])
async def test_passing_troubles_are_worth_another_attempt(here: Downloader, host: Host, status: int) -> None:
    with pytest.raises(NotReachable):
        await here.fetch(host.status("a.png", status), limit=LIMIT, trusted=True)


async def test_a_closed_port_and_an_unknown_name_are_not_reachable(here: Downloader) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        with pytest.raises(NotReachable):
            await here.fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/", limit=LIMIT, trusted=True)
    with pytest.raises(NotReachable):
        await here.fetch("http://nowhere.invalid/a.png", limit=LIMIT)


async def test_a_signed_query_reaches_the_server_as_it_was_written(here: Downloader, host: Host) -> None:
    host.file("a.png", b"picture")
    query = "?ex=66&hm=a%2Fb%2bc+d~%7E&=&x"
    await here.fetch(host.url("a.png") + query, limit=LIMIT, trusted=True)
    assert host.requests[0].raw_path == "/a.png" + query


async def test_a_link_with_spaces_and_letters_beyond_ascii_is_quoted(here: Downloader, host: Host) -> None:
    host.file("blaue Blüte.png", b"picture")
    await here.fetch(f"  {host.url('blaue Blüte.png')} ", limit=LIMIT, trusted=True)
    assert host.requests[0].raw_path == "/blaue%20Bl%C3%BCte.png"


async def test_the_agent_does_not_look_like_a_library_and_says_who_it_is(
    here: Downloader, host: Host
) -> None:
    await here.fetch(host.file("a.png", b"picture"), limit=LIMIT, trusted=True)
    agent = host.requests[0].headers["User-Agent"]
    assert agent.startswith("Mozilla/5.0")
    assert "Easel" in agent
