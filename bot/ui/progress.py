"""The moves of a progress message: find it again, keep it up to date, close it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.jobs.models import JobState
from bot.logs import get_logger
from bot.ui import messages
from bot.ui.custom_ids import Op, button_id
from bot.ui.messages import Letter
from bot.ui.outbox import Enclosure, Found
from bot.ui.plan import BOT_EDIT_SECONDS, EDIT_SECONDS, collect_due
from bot.ui.troubles import Later, MessageGone, TokenDead, Trouble
from bot.ui.visit import Means, Visit, digest

log = get_logger(__name__)

PREVIEW_SECONDS = 10.0
"""Between two previews of one job."""
HISTORY_MARGIN_SECONDS = 60.0
"""Our clock and Discord's may differ by this much."""


async def search(means: Means, visit: Visit, since: float, fits: Callable[[Found], bool]) -> int | None:
    """Look for an own message in the channel's history from shortly before `since` on.

    Raises:
        Trouble: the history cannot be read.
    """
    return await means.outbox.find(visit.bot_place, since=since - HISTORY_MARGIN_SECONDS, fits=fits)


class ProgressMoves:
    """Keeps progress messages. Remembers only when it last showed previews and used the bot's token."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._previewed: dict[int, float] = {}
        self._bot_edits: dict[int, float] = {}

    def forget(self, job_id: int) -> None:
        """Drop what is remembered of a job that is over."""
        self._previewed.pop(job_id, None)

    async def find(self, visit: Visit) -> None:
        """Find the message whose id was never noted, or make up for it; the job goes on either way."""
        progress, job, posts = visit.book.progress, visit.job, 0
        try:
            message_id = await self._lost(visit)
            if message_id is None and job.origin.can_post and not job.state.is_final:
                posts = 1
                letter = messages.progress(visit.view, visit.say)
                message_id = await self._means.outbox.post(
                    visit.bot_place, letter, nonce=progress.id, mention=False
                )
        except Later:
            raise
        except Trouble as trouble:
            log.info("a job has no progress message", job=job.id, why=str(trouble))
            message_id = None
        done_at = visit.now if message_id is None else None
        await self._means.deliveries.save(
            replace(progress, message_id=message_id, done_at=done_at, attempts=posts)
        )
        self._means.wake.wake(job.id)

    async def take_back_double(self, visit: Visit) -> None:
        """Delete the answer that came after the courier had made up for it, if its handler died before it could."""
        progress, job = visit.book.progress, visit.job
        wanted = button_id(Op.CANCEL, job.ulid)

        def is_double(found: Found) -> bool:
            return wanted in found.custom_ids and found.message_id != progress.message_id

        try:
            double = await search(self._means, visit, job.created_at, is_double)
            if double is not None:
                await self._means.outbox.delete(visit.bot_place, double)
        except Later:
            raise
        except Trouble as trouble:
            log.info("a message too many may stay", job=job.id, why=str(trouble))
        await self._means.deliveries.save(replace(progress, attempts=0))
        self._means.wake.wake(job.id)

    async def _lost(self, visit: Visit) -> int | None:
        job = visit.job
        if visit.place.token and job.parent_job_id is None:
            # A command's progress is the very answer to it; a press's is a follow-up.
            try:
                return await self._means.outbox.first_answer(visit.place)
            except Later:
                raise
            except Trouble as trouble:
                log.debug("a command was never answered", job=job.id, why=str(trouble))
        if not job.origin.can_post:
            return None
        wanted = button_id(Op.CANCEL, job.ulid)
        return await search(self._means, visit, job.created_at, lambda found: wanted in found.custom_ids)

    async def show(self, visit: Visit) -> None:
        """Show how far the job has come, if that is news and it is the channel's turn."""
        origin, progress = visit.job.origin, visit.book.progress
        due = collect_due(origin, visit.now)
        if due:
            self._means.wake.wake(visit.job.id, due)
        letter = messages.progress(visit.view, visit.say, offer_collect=due == 0)
        if digest(letter) == progress.digest or progress.message_id is None:
            return
        if not visit.place.token:
            rest = self._bot_edits.get(origin.channel_id, 0.0) - visit.now
            if rest > 0:
                self._means.wake.wake(visit.job.id, rest)
                return
            self._note_bot_edit(origin.channel_id, visit.now)
        await self._edit(visit, progress.message_id, letter)

    async def _edit(self, visit: Visit, message_id: int, letter: Letter) -> None:
        progress, job = visit.book.progress, visit.job
        preview = await self._preview(visit)
        try:
            await self._means.outbox.edit(
                visit.place, message_id, letter, None if preview is None else (preview,)
            )
        except Later:
            raise
        except MessageGone:
            # Somebody took it away on purpose: nothing more is shown until the result comes.
            await self._means.deliveries.save(replace(progress, done_at=visit.now, problem="deleted"))
        except TokenDead:
            await self._means.forget_token(job)
            self._means.wake.wake(job.id, EDIT_SECONDS)
        except Trouble as trouble:
            log.info("progress cannot be shown", job=job.id, why=str(trouble))
        else:
            saved = replace(progress, digest=digest(letter), sent_at=self._means.clock())
            await self._means.deliveries.save(saved)

    async def _preview(self, visit: Visit) -> Enclosure | None:
        job = visit.job
        last = self._previewed.get(job.id, 0.0)
        if (
            job.state is not JobState.RUNNING
            or not job.observed.image_url
            or visit.now - last < PREVIEW_SECONDS
        ):
            return None
        self._previewed[job.id] = visit.now
        return await self._means.pictures.of_progress(job)

    def _note_bot_edit(self, channel_id: int, now: float) -> None:
        self._bot_edits = {channel: until for channel, until in self._bot_edits.items() if until > now}
        self._bot_edits[channel_id] = now + BOT_EDIT_SECONDS

    async def stop(self, visit: Visit) -> None:
        """Show that the job was stopped."""
        letter = messages.stopped(visit.view, visit.say)
        problem = ""
        try:
            await self._means.edit_progress(visit, letter, ())
        except Later:
            raise
        except Trouble as trouble:
            problem = str(trouble)[:200]
        closed = replace(visit.book.progress, done_at=visit.now, digest=digest(letter), problem=problem)
        await self._means.deliveries.save(closed)
