"""Vary (Region): a part of a picture is drawn, and Midjourney paints that part anew.

Two ways lead here. The button opens an editor in the browser by a private link that serves once; the command brings
the drawn mask as a file. Both end in `Regions.send`. Pictures and masks are bytes to this module: `bot.media` reads
them, `bot.web` serves the editor.

JobError
├── LinkExpired     too old, or from another life of the bot
└── LinkSpent       the editor's drawing was sent already
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ulid import ULID

from bot.errors import N_
from bot.jobs.composing import one_prompt
from bot.jobs.errors import JobError
from bot.jobs.models import Job, Origin
from bot.jobs.offers import shown_prompt
from bot.jobs.ports import Clock, Files
from bot.jobs.service import JobService, Receipt
from bot.midjourney.models import Mode, Picture

LINK_SECONDS = 3600.0
"""How long an editor may stay open. Results are posted by the bot's own token, so this may outlive the press's."""
SHOWING_SECONDS = 240.0
"""Where only the press's own token reaches a place, this much of its life is left for the job itself."""


class LinkExpired(JobError):
    default_message = N_("This link has expired. Press Vary (Region) under the picture again for a new one.")


class LinkSpent(JobError):
    """`job` is what the editor's drawing became."""

    default_message = N_(
        "This drawing was sent already. Press Vary (Region) under the picture again to draw another."
    )

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job


@dataclass(frozen=True, slots=True)
class RegionLink:
    """One opened editor: whose it is, which picture it shows, and what became of it. `expires_at` in Unix seconds."""

    ulid: str
    origin: Origin
    job_ulid: str
    n: int
    expires_at: float
    picture: str = ""
    """Key of the picture in the `Files` store, once it was shown: what was drawn on is what the mask must fit."""
    sent_job: str = ""
    """ULID of the job that the drawing became; empty while the link still serves."""


class RegionLinks(Protocol):
    """The rows of opened editors."""

    async def put(self, link: RegionLink) -> None: ...

    async def get(self, ulid: str) -> RegionLink | None: ...

    async def note_picture(self, ulid: str, key: str) -> None: ...

    async def note_sent(self, ulid: str, job_ulid: str) -> None: ...

    async def erase(self, *, before: float) -> int:
        """Forget editors that expired before that time (Unix seconds)."""
        ...


class ResultPictures(Protocol):
    """The picture of a finished job as the upstream made it.

    Raises:
        EaselError: with words for the person, where it cannot be had.
    """

    async def of(self, job: Job) -> Picture: ...


class Masks(Protocol):
    """Make a drawing into the exact mask: PNG of the picture's size, white and black alone.

    Raises:
        EaselError: with words for the person, where it cannot be used.
    """

    async def exact(self, drawn: bytes, picture: Picture) -> Picture: ...


async def no_options(_user_id: int) -> Mapping[str, str]:
    """Give the saved options of a person where nobody keeps any."""
    return {}


@dataclass(frozen=True, slots=True)
class RegionServices:
    """What `Regions` works with."""

    jobs: JobService
    links: RegionLinks
    files: Files
    pictures: ResultPictures
    masks: Masks
    clock: Clock
    mode_of: Callable[[int], Awaitable[Mode | None]]
    """The speed that a person prefers."""
    announce: Callable[[Job], Awaitable[None]]
    """Shows the job of an editor's drawing on Discord: no command or press waits for an answer to hold its progress."""
    options_of: Callable[[int], Awaitable[Mapping[str, str]]] = no_options
    """A person's saved options."""


class Regions:
    """Open editors, serve them, and send what was drawn."""

    def __init__(self, services: RegionServices) -> None:
        self._s = services

    async def open(self, origin: Origin, ulid: str, n: int) -> RegionLink:
        """Note an editor for component `n` of a finished job.

        Raises:
            JobUnknown, ComponentUnknown, NoRegion: with words for the person.
        """
        await self._s.jobs.region_of(ulid, n)  # says no now rather than after the drawing
        until = self._s.clock() + LINK_SECONDS
        if not origin.can_post:  # what becomes of the drawing could not be shown any more
            until = min(until, origin.token_expires_at - SHOWING_SECONDS)
        link = RegionLink(str(ULID()), origin, ulid, n, until)
        await self._s.links.put(link)
        return link

    async def find(self, ulid: str) -> RegionLink:
        """Give an editor that may still send.

        Raises:
            LinkExpired, LinkSpent: with words for the person.
        """
        link = await self._s.links.get(ulid)
        if link is None:
            raise LinkExpired
        if link.sent_job:
            raise LinkSpent((await self._s.jobs.view(link.sent_job)).job)
        if link.expires_at <= self._s.clock():
            raise LinkExpired
        return link

    async def locale_of(self, ulid: str) -> str | None:
        """Give the language of the person who opened an editor; None where it is no longer known."""
        link = await self._s.links.get(ulid)
        return None if link is None else link.origin.locale

    async def prefill(self, link: RegionLink) -> str:
        """Give the prompt with which the editor starts."""
        parent, _ = await self._s.jobs.region_of(link.job_ulid, link.n)
        return shown_prompt(parent)

    async def picture(self, link: RegionLink) -> Picture:
        """Give the picture to draw on; the same bytes every time.

        Raises:
            EaselError: it cannot be had.
        """
        if link.picture:
            return await self._s.files.get(link.picture)
        parent, _ = await self._s.jobs.region_of(link.job_ulid, link.n)
        picture = await self._s.pictures.of(parent)
        await self._s.links.note_picture(link.ulid, await self._s.files.put(picture))
        return picture

    async def send(self, link: RegionLink, drawn: bytes, prompt: str) -> Job:
        """Make a job of what was drawn in an editor, once.

        Raises:
            EaselError: the mask or the prompt cannot be used; the link still serves.
            LinkSpent: another send was faster.
        """
        mask = await self._s.masks.exact(drawn, await self.picture(link))
        receipt = await self._accept(link.origin, link.job_ulid, link.n, mask, prompt)
        (job,) = receipt.jobs
        await self._s.links.note_sent(link.ulid, job.ulid)
        if not receipt.fresh:
            raise LinkSpent(job)
        await self._s.announce(job)
        return job

    async def send_file(self, origin: Origin, ulid: str, drawn: bytes, prompt: str) -> Receipt:
        """Make a job of a mask that came as a file.

        Raises:
            EaselError: the picture, the mask or the prompt cannot be used.
        """
        parent, row = await self._s.jobs.region_of(ulid)
        mask = await self._s.masks.exact(drawn, await self._s.pictures.of(parent))
        return await self._accept(origin, ulid, row.n, mask, prompt)

    async def erase(self, *, before: float) -> int:
        """Forget editors that expired before that time (Unix seconds)."""
        return await self._s.links.erase(before=before)

    async def _accept(self, origin: Origin, ulid: str, n: int, mask: Picture, prompt: str) -> Receipt:
        prompt = await self._written(origin.user_id, ulid, prompt.strip())
        key = await self._s.files.put(mask)
        mode = await self._s.mode_of(origin.user_id)
        return await self._s.jobs.region(origin, ulid, n, mask=key, prompt=prompt, mode=mode)

    async def _written(self, user_id: int, ulid: str, prompt: str) -> str:
        """Give the prompt as it is sent; an empty one stands for the picture's own."""
        if not prompt:
            return prompt
        parent, _ = await self._s.jobs.region_of(ulid)
        return one_prompt(
            prompt, await self._s.options_of(user_id), before=shown_prompt(parent), terms=self._s.jobs.terms
        )
