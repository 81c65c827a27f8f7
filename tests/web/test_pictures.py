"""Pictures in a browser: links that only the key can make, files that say what they are, and an end that is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import aiohttp
import pytest
from pydantic import SecretStr

from bot.config import WebSettings
from bot.midjourney.models import Picture
from bot.web.pictures import named_by, picture_url, public_link
from bot.web.server import open_web

KEY = "0123456789abcdef0123456789abcdef"
ULID = "01JABCDEFGHJKMNPQRSTVWXYZ0"


@dataclass
class Shelf:
    """Originals by job and place, with the seconds for which they are kept."""

    kept: dict[tuple[str, int], tuple[Picture, float]] = field(default_factory=dict)

    async def find(self, ulid: str, place: int) -> tuple[Picture, float] | None:
        return self.kept.get((ulid, place))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def client(shelf: Shelf) -> AsyncIterator[aiohttp.ClientSession]:
    async def receive(_account: str, _ulid: str, _body: bytes) -> None: ...

    async def ready() -> Mapping[str, bool]:
        return {}

    settings = WebSettings(port=0, public_url="https://bot.example", secret=SecretStr(KEY))
    async with (
        open_web(settings, receive=receive, ready=ready, find_original=shelf.find) as server,
        aiohttp.ClientSession(server.base_url) as session,
    ):
        yield session


def path(place: int = 1, key: str = KEY) -> str:
    return picture_url("https://bot.example/", key, ULID, place).removeprefix("https://bot.example")


@pytest.mark.parametrize("content_type", ["image/png", "image/webp", "video/mp4"])
async def test_a_file_is_shown_as_what_it_is_and_kept_by_browsers(
    client: aiohttp.ClientSession, shelf: Shelf, content_type: str
) -> None:
    shelf.kept[ULID, 2] = Picture(b"the bytes", content_type), 500.0
    async with client.get(path(2)) as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, content_type, b"the bytes")
        assert answer.headers["Cache-Control"] == "private, max-age=500, immutable"
        assert answer.headers["Content-Disposition"].startswith(f'inline; filename="{ULID}-2.')
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("bytes=0-", (206, b"0123456789", "bytes 0-9/10")),
        ("bytes=2-4", (206, b"234", "bytes 2-4/10")),
        ("bytes=8-99", (206, b"89", "bytes 8-9/10")),
        ("bytes=-3", (206, b"789", "bytes 7-9/10")),
        ("bytes=10-", (416, b"", "bytes */10")),
        ("bytes=0-1,4-5", (200, b"0123456789", None)),
        ("lines=1-2", (200, b"0123456789", None)),
    ],
)
async def test_a_player_may_move_about_in_a_film_by_asking_for_parts_of_it(
    client: aiohttp.ClientSession, shelf: Shelf, asked: str, answered: tuple[int, bytes, str | None]
) -> None:
    shelf.kept[ULID, 1] = Picture(b"0123456789", "video/mp4"), 500.0
    async with client.get(path(), headers={"Range": asked}) as answer:
        assert (answer.status, await answer.read(), answer.headers.get("Content-Range")) == answered
    async with client.get(path()) as whole:
        assert whole.headers["Accept-Ranges"] == "bytes"


async def test_what_is_no_longer_kept_is_said_with_what_to_do(client: aiohttp.ClientSession) -> None:
    async with client.get(path(), headers={"Accept-Language": "en-GB,en;q=0.5"}) as answer:
        text = await answer.text()
        assert (answer.status, answer.content_type) == (410, "text/plain")
        assert f"/show job:{ULID}" in text


@pytest.mark.parametrize(
    "forged", [path(key="another key, as long"), path()[:-4] + "AAAA", "/pictures/" + "x" * 40]
)
async def test_a_link_that_was_not_signed_here_leads_nowhere(
    client: aiohttp.ClientSession, shelf: Shelf, forged: str
) -> None:
    shelf.kept[ULID, 1] = Picture(b"secret", "image/png"), 500.0
    async with client.get(forged) as answer:
        assert answer.status == 404
        assert b"secret" not in await answer.read()


def test_a_link_is_always_the_same_and_fits_a_button() -> None:
    url = picture_url("https://bot.example", KEY, ULID, 4)
    assert url == picture_url("https://bot.example/", KEY, ULID, 4)
    assert len(url) < 512
    assert named_by(url.rpartition("/")[2], KEY) == (ULID, 4)
    assert named_by(url.rpartition("/")[2], "") is None
    with pytest.raises(ValueError, match="empty key"):
        picture_url("https://bot.example", "", ULID)


@pytest.mark.parametrize(
    ("url", "is_public"),
    [
        ("https://cdn.ttapi.io/a.png", True),
        ("http://cdn.ttapi.io/a.png", False),
        ("https://localhost/a.png", False),
        ("https://printer.local/a.png", False),
        ("https://127.0.0.1/a.png", False),
        ("https://10.1.2.3/a.png", False),
        ("https://[::1]/a.png", False),
        ("https://8.8.8.8/a.png", True),
        ("https://cdn.ttapi.io/" + "a" * 500, False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_an_upstreams_own_address_is_only_given_where_every_browser_can_open_it(
    url: str, *, is_public: bool
) -> None:
    assert public_link(url) == (url if is_public else "")
