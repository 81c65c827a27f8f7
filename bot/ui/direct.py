"""The move that also sends a finished result to its owner directly, where they asked for that; and the envelope ✉️."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.errors import N_
from bot.i18n import Catalogues
from bot.jobs.models import JobView
from bot.logs import get_logger
from bot.ui import messages
from bot.ui.messages import Say
from bot.ui.outbox import Place
from bot.ui.plan import NONCE_SECONDS
from bot.ui.progress import HISTORY_MARGIN_SECONDS
from bot.ui.results import shows_result
from bot.ui.troubles import Later, Trouble
from bot.ui.visit import Means, Visit

log = get_logger(__name__)


class DirectMoves:
    """Brings results into direct messages. Its words are in the language of who reads them."""

    def __init__(self, means: Means, catalogues: Catalogues) -> None:
        self._means = means
        self._catalogues = catalogues

    async def send(self, visit: Visit) -> None:
        """Send the result to its owner, once; a person who takes no direct messages is not asked again."""
        direct = visit.book.direct
        if direct is None:
            return
        user_id = visit.job.origin.user_id
        say = partial(self._catalogues.text, visit.job.origin.locale)
        try:
            channel_id = await self._means.outbox.direct_channel(user_id)
            message_id = await self._sent_before(visit, channel_id)
            if direct.started_at is None:
                direct = replace(direct, channel_id=channel_id, started_at=visit.now)
                await self._means.deliveries.save(direct)
            if message_id is None:
                message_id = await self.post(visit.view, user_id, say, nonce=direct.id)
        except Later:
            raise
        except Trouble as trouble:
            log.info("a direct message is not possible", job=visit.job.id, why=str(trouble))
            await self._means.deliveries.save(replace(direct, done_at=visit.now, problem=str(trouble)[:200]))
            return
        self._means.crash_point("direct.posted")
        await self._means.deliveries.save(
            replace(direct, channel_id=channel_id, message_id=message_id, done_at=visit.now)
        )

    async def post(self, view: JobView, user_id: int, say: Say, *, nonce: int, seed: str = "") -> int:
        """Post picture, prompt, seed and job id to somebody directly; give the message's id.

        Raises:
            Trouble: they take no direct messages, or Discord is busy.
        """
        channel_id = await self._means.outbox.direct_channel(user_id)
        enclosed = await self._means.pictures.of_result(view.job, or_link=True)
        notes = [say(N_("**Job ID** `{ulid}`"), ulid=view.job.ulid)]
        if seed:
            notes.append(say(N_("**Seed** {seed}"), seed=seed))
        letter = messages.result(view, say, links=(*notes, *enclosed.lines(say)))
        place = Place(channel_id, None, user_id)
        return await self._means.outbox.post(place, letter, enclosed.files, nonce=nonce, mention=False)

    async def _sent_before(self, visit: Visit, channel_id: int) -> int | None:
        """Look for the message where a crash may have come between posting it and writing that down."""
        direct = visit.book.direct
        if direct is None or direct.started_at is None or visit.now - direct.started_at < NONCE_SECONDS:
            return None
        place = Place(channel_id, None, visit.job.origin.user_id)
        ulid = visit.job.ulid
        return await self._means.outbox.find(
            place,
            since=direct.started_at - HISTORY_MARGIN_SECONDS,
            fits=lambda found: shows_result(found, ulid),
        )
