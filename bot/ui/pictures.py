"""The files of a message: downloaded, made small enough for the place, named and described.

What cannot be had is not worth losing a result for: it becomes a link. Downloading and decoding are `bot.media`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.errors import N_, EaselError
from bot.jobs.around import Originals
from bot.jobs.models import Job, JobKind
from bot.jobs.ports import Files
from bot.logs import get_logger
from bot.media.download import Downloader
from bot.media.errors import CannotFit, MediaError, NotReachable
from bot.media.pictures import content_type_of, fit, moves, preview
from bot.midjourney.models import Picture
from bot.ui.messages import Say, alt_text
from bot.ui.outbox import Enclosure

log = get_logger(__name__)

MAX_FILES = 10
REQUEST_LIMIT = 24 * 1024 * 1024
"""Bytes of all files of one message; Discord takes 25 MiB for the whole request."""
PREVIEW_SECONDS = 5.0
RESULTS_AT_ONCE = 16
"""After a long absence hundreds of results wait; fetched at once, they would time each other out and fill memory."""

AskLimit = Callable[[], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What goes with a result: files, and links for what could not become one."""

    files: tuple[Enclosure, ...] = ()
    links: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()
    """Where the files are that had to be made smaller; an empty one is nowhere to be had."""

    def lines(self, say: Say) -> tuple[str, ...]:
        """Give what the message says of them besides."""
        smaller = [
            say(N_("-# Made smaller for Discord. [Open the original]({url})"), url=url)
            for url in self.originals
            if url
        ]
        return (*smaller, *self.links)


class _Limit:
    """The bytes that a file may have. What boosts allow beyond that is asked for once, and only when it matters."""

    def __init__(self, known: int, ask: AskLimit | None = None) -> None:
        self._bytes = known
        self._ask = ask

    async def for_file(self, size: int) -> int:
        if size > self._bytes and self._ask is not None:
            ask, self._ask = self._ask, None
            self._bytes = max(self._bytes, await ask())
        return self._bytes


class Pictures:
    """Gets results and previews ready to be attached.

    Args:
        downloader: fetches results from the upstream's addresses.
        files: where the pictures that people gave lie.
        originals: where results are kept as they came; what lies there is not downloaded again.
        max_bytes: the most that is downloaded of one result.
        original_url: where a job's file, by its place from 1, opens as it came; empty for nowhere.
    """

    def __init__(
        self,
        *,
        downloader: Downloader,
        files: Files,
        originals: Originals,
        max_bytes: int,
        original_url: Callable[[Job, int], str] = lambda _job, _place: "",
    ) -> None:
        self._downloader = downloader
        self._files = files
        self._originals = originals
        self._max_bytes = max_bytes
        self._original_url = original_url
        self._places = asyncio.Semaphore(RESULTS_AT_ONCE)

    async def of_result(self, job: Job, *, or_link: bool, boosted: AskLimit | None = None) -> Enclosed:
        """Give the files of a finished job; links for what is gone for good or too large.

        Args:
            job: a succeeded job.
            or_link: True to settle for a link where another attempt might still get the file.
            boosted: tells the bytes that a file may have in the job's guild, where that may be more than is known.

        Raises:
            NotReachable: something could not be downloaded; worth another try.
        """
        async with self._places:
            if job.request.kind is JobKind.DESCRIBE:
                return await self._described(job)
            return await self._drawn(job, or_link=or_link, boosted=boosted)

    async def _drawn(self, job: Job, *, or_link: bool, boosted: AskLimit | None) -> Enclosed:
        seen = job.observed
        urls = seen.video_urls or ((seen.image_url,) if seen.image_url else seen.image_urls)
        files: list[Enclosure] = []
        links: list[str] = []
        originals: list[str] = []
        limit, room = _Limit(job.origin.file_limit, boosted), REQUEST_LIMIT
        for place, url in enumerate(urls[:MAX_FILES], start=1):
            name = job.ulid if place == 1 else f"{job.ulid}-{place}"
            try:
                enclosure, whole = await self._fetched(job, url, name, limit, room=room, place=place)
            except MediaError as why:
                if isinstance(why, NotReachable) and not or_link:
                    raise
                log.warning("a result is given as a link", job=job.id, why=str(why))
                links.append(url)
            else:
                files.append(enclosure)
                room -= len(enclosure.data)
                originals += [] if whole else [self._original_url(job, place)]
        return Enclosed(tuple(files), tuple(links), tuple(originals))

    async def of_progress(self, job: Job) -> Enclosure | None:
        """Give the blurry preview of a running job; None if it cannot be had quickly."""
        try:
            async with asyncio.timeout(PREVIEW_SECONDS):
                got = await self._downloader.fetch(
                    job.observed.image_url, limit=self._max_bytes, trusted=True
                )
                data = await preview(got.data)
        except (MediaError, TimeoutError) as why:
            log.debug("no preview", job=job.id, why=str(why))
            return None
        return Enclosure(f"preview-{job.ulid}.jpg", data, alt_text(job))

    async def _described(self, job: Job) -> Enclosed:
        """Give the picture that was described, from our own store or from where the upstream keeps it."""
        try:
            if job.request.files:
                picture = await self._files.get(job.request.files[0])
                fitted = await fit(picture.data, job.origin.file_limit)
                return Enclosed((Enclosure(f"{job.ulid}.{fitted.extension}", fitted.data),))
            if job.observed.image_url:
                limit = _Limit(job.origin.file_limit)
                shown, _ = await self._fetched(job, job.observed.image_url, job.ulid, limit)
                return Enclosed((shown,))
        except EaselError as why:
            log.info("a described picture is not shown", job=job.id, why=str(why))
        return Enclosed()

    async def _fetched(
        self, job: Job, url: str, name: str, limit: _Limit, *, room: int = REQUEST_LIMIT, place: int = 1
    ) -> tuple[Enclosure, bool]:
        """Give a result's file as it can be sent, and whether it is whole."""
        data = await self._original(job, url, place)
        most = min(await limit.for_file(len(data)), room)
        if len(data) > most and moves(data):
            raise CannotFit  # its first moment would pass for the whole; a link shows all of it
        fitted = await fit(data, most)
        return Enclosure(f"{name}.{fitted.extension}", fitted.data, alt_text(job)), fitted.data == data

    async def _original(self, job: Job, url: str, place: int) -> bytes:
        """Give a result's file as the upstream made it, and keep it for those who open it in a browser."""
        kept = await self._originals.find(job.id, place)
        if kept is not None:
            return kept.data
        got = await self._downloader.fetch(url, limit=self._max_bytes, trusted=True)
        await self._originals.keep(job.id, place, Picture(got.data, content_type_of(got.data)))
        return got.data
