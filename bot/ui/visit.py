"""One look at one job's messages, and the means with which the courier's moves work."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.jobs.crash_points import CrashPoint
from bot.jobs.models import Delivery, DeliveryKind, Job, JobView
from bot.jobs.ports import Clock, DeliveryStore, Wake
from bot.ui.messages import Letter, Say
from bot.ui.outbox import Enclosure, Outbox, Place
from bot.ui.pictures import Pictures
from bot.ui.plan import Book, token_lives
from bot.ui.troubles import MessageGone, TokenDead

WantsDirect = Callable[[int], Awaitable[bool]]
"""Tells whether a person asked for finished results by direct message."""


async def nobody_wants(_user_id: int) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Visit:
    """What a move needs to know: the job, its deliveries, the time, and the language of the place."""

    view: JobView
    book: Book
    now: float
    say: Say

    @property
    def job(self) -> Job:
        return self.view.job

    @property
    def place(self) -> Place:
        """Where the job's messages are, reached by the interaction's token as long as that lives."""
        origin = self.job.origin
        token = origin.token if token_lives(origin, self.now) else ""
        return Place(origin.channel_id, origin.guild_id, origin.user_id, token)

    @property
    def bot_place(self) -> Place:
        """The same, reached by the bot's own token."""
        return replace(self.place, token="")


@dataclass(frozen=True, slots=True)
class Means:
    """What every move works with."""

    outbox: Outbox
    deliveries: DeliveryStore
    pictures: Pictures
    clock: Clock
    wake: Wake
    """Wakes the courier."""
    crash_point: CrashPoint
    wants_direct: WantsDirect = nobody_wants

    async def open_direct(self, visit: Visit) -> bool:
        """Note that the owner wants the result directly, too; True if so.

        In the bot's own channel they have it already.
        """
        origin = visit.job.origin
        if (origin.guild_id is None and origin.can_post) or not await self.wants_direct(origin.user_id):
            return False
        await self.open(visit.job, DeliveryKind.DIRECT)
        return True

    async def open(self, job: Job, kind: DeliveryKind, *, started_at: float | None = None) -> Delivery:
        return await self.deliveries.open(
            job.id, kind, channel_id=job.origin.channel_id, started_at=started_at
        )

    async def edit_progress(self, visit: Visit, letter: Letter, enclosures: tuple[Enclosure, ...]) -> None:
        """Put a final state into the progress message: by token, else by the bot, which may edit where it cannot post.

        Raises:
            Trouble: neither could.
        """
        message_id = visit.book.progress.message_id
        if message_id is None:
            raise MessageGone("there is no progress message")
        if visit.place.token:
            try:
                await self.outbox.edit(visit.place, message_id, letter, enclosures)
            except TokenDead:
                await self.forget_token(visit.job)
            else:
                return
        await self.outbox.edit(visit.bot_place, message_id, letter, enclosures)

    async def forget_token(self, job: Job) -> None:
        """Drop a dead token. It answers 401, and Discord bans those who ask in vain too often."""
        await self.deliveries.renew_token(job.id, token="", expires_at=0.0)


def digest(letter: Letter) -> str:
    """Give a fingerprint of what a message shows, so that equal states are not sent twice."""
    return hashlib.blake2b(repr(letter).encode(), digest_size=12).hexdigest()
