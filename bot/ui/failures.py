"""The move that tells a member that their job failed: in its message for all, and the cause to them alone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.i18n import Catalogues
from bot.jobs.models import Delivery, DeliveryKind
from bot.logs import get_logger
from bot.ui import messages
from bot.ui.troubles import Later, Trouble
from bot.ui.visit import Means, Visit, digest

log = get_logger(__name__)


class FailureMoves:
    """Tells failures. The cause is in the member's own language."""

    def __init__(self, means: Means, catalogues: Catalogues) -> None:
        self._means = means
        self._catalogues = catalogues

    async def tell(self, visit: Visit) -> None:
        """Show "(Failed)" and say why, once. A job that succeeds after all is delivered as usual later."""
        failure = visit.book.failure or await self._means.open(visit.job, DeliveryKind.FAILURE)
        try:
            failure = await self._show(visit, failure)
        except Later:
            raise
        except Trouble as trouble:
            log.warning("a failure reaches nobody", job=visit.job.id, why=str(trouble))
            failure = replace(failure, problem=str(trouble)[:200] or "unreachable")
        if not failure.sent_at:
            # Written first: a cause that is missing can be asked for with the button, one told twice annoys.
            failure = replace(failure, sent_at=visit.now)
            await self._means.deliveries.save(failure)
            self._means.crash_point("failure.intent_saved")
            await self._whisper(visit)
        self._means.crash_point("failure.told")
        await self._means.deliveries.save(replace(failure, done_at=visit.now))

    async def _show(self, visit: Visit, failure: Delivery) -> Delivery:
        letter = messages.failed(visit.view, visit.say)
        progress = visit.book.progress
        try:
            await self._means.edit_progress(visit, letter, ())
        except Later:
            raise
        except Trouble as trouble:
            await self._means.deliveries.save(
                replace(progress, done_at=visit.now, problem=str(trouble)[:200])
            )
            if not visit.job.origin.can_post:
                raise
            message_id = await self._means.outbox.post(visit.bot_place, letter, nonce=failure.id)
            return replace(failure, message_id=message_id)
        await self._means.deliveries.save(replace(progress, done_at=visit.now, digest=digest(letter)))
        return replace(failure, message_id=progress.message_id)

    async def _whisper(self, visit: Visit) -> None:
        if not visit.place.token:
            return
        say = partial(self._catalogues.text, visit.job.origin.locale)
        try:
            await self._means.outbox.whisper(visit.place, messages.reason(visit.job, say))
        except Trouble as trouble:
            log.info("a cause could not be told", job=visit.job.id, why=str(trouble))
