"""Where the world finds Easel's web side: pictures, region editors and webhooks, from the operator's settings. Pure.

Each kind of address is signed in the module that serves it; what stands here is what happens without a `public_url`.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import WebSettings
from bot.jobs.models import Job
from bot.midjourney.models import Callback
from bot.web.links import hook_url
from bot.web.pictures import picture_url, public_link
from bot.web.region import region_url


@dataclass(frozen=True, slots=True)
class PublicAddresses:
    """The addresses of one installation."""

    web: WebSettings

    def callback_for(self, job: Job) -> Callback:
        """Tell an upstream where to report: to a webhook where we can be reached, with the job's own id everywhere."""
        base = self.web.public_url
        return Callback(
            url=hook_url(base, self._key, job.account, job.ulid) if base else "",
            state=job.ulid,
        )

    def picture_of(self, job: Job) -> str:
        """Tell where a job's picture opens in a browser: with us where we can be reached, else at the upstream."""
        return self.original_of(job, 1)

    def original_of(self, job: Job, place: int) -> str:
        """Tell the same of a job's file by its place, counted from 1; empty where it opens nowhere."""
        if self.web.public_url:
            return picture_url(self.web.public_url, self._key, job.ulid, place)
        seen = job.observed
        urls = seen.video_urls or ((seen.image_url,) if seen.image_url else seen.image_urls)
        return public_link(urls[place - 1]) if place <= len(urls) else ""

    def editor_of(self, ulid: str) -> str:
        """Give the address of an opened region editor; empty where we cannot be reached."""
        return region_url(self.web.public_url, self._key, ulid) if self.web.public_url else ""

    @property
    def _key(self) -> str:
        return self.web.secret.get_secret_value()
