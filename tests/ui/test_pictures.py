"""The files of results: what moves stays moving or becomes a link, and what was kept is not fetched again."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web
from PIL import Image

from bot.jobs.models import NOTHING_OBSERVED, Job, JobKind, JobRequest, JobState, Origin, Step
from bot.media.addresses import Reach
from bot.media.download import Downloader
from bot.media.files import DirectoryFiles
from bot.midjourney.models import Mode, Picture
from bot.ui.pictures import Pictures

FILM = b"\x00\x00\x00\x18ftypmp42" + b"f" * 5000


def animation() -> bytes:
    stored = io.BytesIO()
    frames = [Image.effect_noise((64, 64), 50 + n) for n in range(3)]
    frames[0].save(stored, "WEBP", save_all=True, append_images=frames[1:], quality=90)
    return stored.getvalue()


@dataclass
class Shelf:
    """Originals in memory."""

    kept: dict[tuple[int, int], Picture] = field(default_factory=dict)

    async def keep(self, job_id: int, place: int, picture: Picture) -> None:
        self.kept[job_id, place] = picture

    async def find(self, job_id: int, place: int) -> Picture | None:
        return self.kept.get((job_id, place))


@dataclass
class Upstream:
    """A web server with one file, and how often it was asked for it."""

    url: str
    data: bytes = b""
    asked: int = 0


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    given = Upstream("")

    async def serve(_: web.Request) -> web.Response:
        given.asked += 1
        return web.Response(body=given.data)

    app = web.Application()
    app.add_routes([web.get("/result", serve)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    given.url = f"http://127.0.0.1:{runner.addresses[0][1]}/result"
    yield given
    await runner.cleanup()


@asynccontextmanager
async def opened(folder: Path, shelf: Shelf) -> AsyncIterator[Pictures]:
    async with Downloader(Reach.of(["http://127.0.0.1"])) as downloader:
        yield Pictures(
            downloader=downloader,
            files=DirectoryFiles(folder),
            originals=shelf,
            max_bytes=100_000,
            original_url=lambda job, place: f"https://easel.example/{job.ulid}/{place}",
        )


def job_with(url: str, *, file_limit: int, film: bool) -> Job:
    origin = Origin("1", user_id=1, channel_id=2, file_limit=file_limit)
    seen = replace(NOTHING_OBSERVED, **({"video_urls": (url,)} if film else {"image_url": url}))  # type: ignore[arg-type]  # fields by name
    return Job(
        id=1,
        ulid="01JABCDEFGHJKMNPQRSTVWXYZ0",
        version=1,
        origin=origin,
        request=JobRequest(JobKind.COMPONENT, "a fox", custom_id="MJ::JOB::animate_high::1::x::SOLO"),
        account="main",
        mode=Mode.FAST,
        state=JobState.SUCCEEDED,
        step=Step.ACTION,
        created_at=0.0,
        observed=seen,
    )


@pytest.mark.parametrize(
    ("data", "ending", "film"), [(FILM, "mp4", True), (FILM, "mp4", False), (animation(), "webp", False)]
)
async def test_what_moves_is_attached_as_it_is_or_given_as_a_link_but_never_as_one_frame(
    tmp_path: Path, upstream: Upstream, data: bytes, ending: str, *, film: bool
) -> None:
    upstream.data = data
    async with opened(tmp_path, Shelf()) as pictures:
        fits = await pictures.of_result(
            job_with(upstream.url, file_limit=len(data), film=film), or_link=False
        )
        assert [(file.name.rpartition(".")[2], file.data) for file in fits.files] == [(ending, data)]
        large = await pictures.of_result(
            job_with(upstream.url, file_limit=len(data) - 1, film=film), or_link=False
        )
        assert (large.files, large.links) == ((), (upstream.url,))


async def test_an_original_is_kept_whole_and_not_fetched_again(tmp_path: Path, upstream: Upstream) -> None:
    stored = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(stored, "PNG")
    upstream.data, shelf = stored.getvalue(), Shelf()
    async with opened(tmp_path, shelf) as pictures:
        job = job_with(upstream.url, file_limit=len(upstream.data) // 2, film=False)
        first = await pictures.of_result(job, or_link=False)
        second = await pictures.of_result(job, or_link=False)
        whole = await pictures.of_result(
            job_with(upstream.url, file_limit=len(upstream.data), film=False), or_link=False
        )
    assert first.files[0].data == second.files[0].data
    assert whole.lines(str.format) == ()
    (line,) = first.lines(str.format)
    assert line == f"-# Made smaller for Discord. [Open the original](https://easel.example/{job.ulid}/1)"
    assert len(first.files[0].data) <= job.origin.file_limit
    assert shelf.kept[1, 1] == Picture(upstream.data, "image/png")
    assert upstream.asked == 1
