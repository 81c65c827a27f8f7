"""Whatever a stranger sends: one clear sentence, nothing lost, nothing fetched from elsewhere, nothing paid."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    Stage = Any


def bomb() -> bytes:
    """A PNG of a few hundred bytes that claims to be 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"0"))
        + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def dialect() -> str:
    return "midjourney_proxy"


@pytest.fixture
def webhooks() -> bool:
    return True


@pytest.fixture
async def forbidden() -> AsyncIterator[tuple[str, list[str]]]:
    """A server on a private address, such as every network has; and the paths that somebody fetched from it."""
    visits: list[str] = []

    async def visit(request: web.Request) -> web.Response:
        visits.append(request.path)
        return web.Response(body=b"secret", content_type="image/png")

    app = web.Application()
    app.router.add_get("/{tail:.*}", visit)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"127.0.0.1:{runner.addresses[0][1]}", visits
    await runner.cleanup()


async def told_privately(stage: Stage, asked: Any) -> str:
    """Give what only the person was told about what they asked for, now or when the picture had been looked at."""

    def look() -> str | None:
        return next((message.content for message in asked.messages if message.ephemeral), None)

    return str(await stage.until(look))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nothing.png", b""),
        ("words.png", b"these are words"),
        ("drawing.svg", SVG),
        ("drawing.png", SVG),
        ("bomb.png", bomb()),
        ("half.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100),
    ],
)
async def test_files_that_are_no_pictures_are_refused_in_private_and_cost_nothing(
    stage: Stage, name: str, content: bytes
) -> None:
    asked = await stage.ada.command("#general", "describe", image=Upload(name, content))
    words = await told_privately(stage, asked)
    assert words
    assert "Traceback" not in words
    assert len(stage.sandbox.submits) == 0


@pytest.mark.parametrize(
    "link",
    ["http://{host}/a.png", "http://localhost:{port}/a.png", "http://0x7f000001:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
     "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "ftp://{host}/a.png", "http://user:pw@{host}/"],
)  # fmt: skip
async def test_links_into_private_places_are_refused_and_never_fetched(
    stage: Stage, forbidden: tuple[str, list[str]], link: str
) -> None:
    host, visits = forbidden
    address = link.format(host=host, port=host.split(":")[1])
    asked = await stage.ada.command("#general", "describe", link=address)
    assert await told_privately(stage, asked)
    assert visits == []
    assert len(stage.sandbox.submits) == 0


@pytest.mark.parametrize("prompt", [" ", "\n", "   \t  "])
async def test_empty_prompts_are_refused_in_private(stage: Stage, prompt: str) -> None:
    asked = await stage.ada.command("#general", "imagine", prompt=prompt)
    assert await told_privately(stage, asked)
    assert len(stage.sandbox.submits) == 0


async def test_somebody_elses_modal_and_forged_buttons_change_nothing(stage: Stage, look: Any) -> None:
    await stage.ada.command("#general", "imagine", prompt="a cat")
    grid = await stage.result()
    picked = await stage.chain(grid, "U1")
    before = len(stage.sandbox.submits)
    opened = await stage.press(picked, "Custom Zoom", who=stage.bo)
    (field,) = look.inputs(opened.modal)
    sent = await stage.bo.submit(opened, {field["custom_id"]: "bo's own words --zoom 1.5"})
    await sent.answered()
    zoomed = await stage.result(after=stage.newest(picked.channel_id))
    assert f"<@{stage.bo.id}>" in zoomed.content  # anyone may press; the job is then theirs
    assert len(stage.sandbox.submits) == before + 2  # the action and its modal, nothing else


async def test_webhooks_from_strangers_are_turned_away(stage: Stage) -> None:
    base = stage.settings.web.public_url
    async with aiohttp.ClientSession() as session:
        for path, body, status in (
            ("/hooks/main/" + "0" * 26 + "/" + "0" * 64, b"{}", 404),
            ("/hooks/main/x/y", b"{}", 404),
            ("/hooks", b"{}", 404),
        ):
            async with session.post(base + path, data=io.BytesIO(body)) as response:
                assert response.status == status
                assert "Traceback" not in await response.text()
