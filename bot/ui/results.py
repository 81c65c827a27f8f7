"""The moves of a result: post it as a new message, find it again after a crash, or put it where progress was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.jobs.models import Delivery, DeliveryKind
from bot.logs import get_logger
from bot.media.errors import NotReachable
from bot.ui import messages
from bot.ui.custom_ids import BUTTON, SELECT, Op
from bot.ui.messages import Letter
from bot.ui.outbox import Enclosure, Found
from bot.ui.pictures import Enclosed
from bot.ui.plan import retry_after
from bot.ui.progress import search
from bot.ui.rows import Option, Row, Select
from bot.ui.troubles import Later, MessageGone, Rejected, TooLarge, Trouble
from bot.ui.visit import Means, Visit

log = get_logger(__name__)

DOWNLOAD_ATTEMPTS = 4
"""After this many a result is given with a link instead of a file."""

Version = tuple[Letter, tuple[Enclosure, ...]]


class ResultMoves:
    """Brings results to people. Keeps nothing between two moves."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def post(self, visit: Visit) -> None:
        """Post the result as the bot: a new message that replies to its parent and pings its owner alone.

        Where the bot may not, the progress message becomes the result.
        """
        # The nonce is good for two minutes from the first attempt, so downloading comes before it.
        enclosed = await self._enclosed(visit)
        result = await self._started(visit)
        self._means.crash_point("result.before_post")
        try:
            message_id = await self._post_some_version(visit, result, enclosed)
        except Later:
            raise
        except Trouble as trouble:
            log.info("a result cannot be posted", job=visit.job.id, why=str(trouble))
            await self._into_progress(visit, result, enclosed)
            return
        self._means.crash_point("result.after_post")
        await self._keep(visit, result, message_id)

    async def find(self, visit: Visit) -> None:
        """After a crash too long ago for the nonce: adopt the message if it was posted, else post it."""
        result = visit.book.result
        if result is None or result.started_at is None:
            return
        ulid = visit.job.ulid
        try:
            message_id = await search(
                self._means, visit, result.started_at, lambda found: shows_result(found, ulid)
            )
        except Later:
            raise
        except Trouble as trouble:
            # Posted or not, nobody can tell, and twice is worse than late: its owner is offered it.
            log.warning("a result may be there already", job=visit.job.id, why=str(trouble))
            await self._means.deliveries.save(replace(result, problem=str(trouble)[:200] or "unreadable"))
            return
        if message_id is not None:
            await self._keep(visit, result, message_id)
            return
        await self._means.deliveries.save(replace(result, started_at=None))
        self._means.wake.wake(visit.job.id)

    async def edit(self, visit: Visit) -> None:
        """Turn the progress message into the result, where the bot cannot post. Repeating it changes nothing."""
        enclosed = await self._enclosed(visit)
        result = visit.book.result or await self._means.open(visit.job, DeliveryKind.RESULT)
        await self._into_progress(visit, result, enclosed)

    async def clear(self, visit: Visit) -> None:
        """Take the progress message away once the result is there, and close both rows."""
        result, progress = visit.book.result, visit.book.progress
        if result is None:
            return
        if progress.message_id is not None and progress.message_id != result.message_id:
            await self._delete_progress(visit, progress.message_id)
            self._means.crash_point("progress.deleted")
        also_direct = await self._means.open_direct(visit)
        over = [each for each in (progress, visit.book.failure, result) if each is not None]
        await self._means.deliveries.save(*[replace(each, done_at=visit.now) for each in over])
        if also_direct:
            self._means.wake.wake(visit.job.id)

    async def _started(self, visit: Visit) -> Delivery:
        """Give the result's delivery, with the time from which its nonce counts written down."""
        result, now = visit.book.result, self._means.clock()
        if result is not None and result.started_at is not None:
            return result
        if result is None:
            result = await self._means.open(visit.job, DeliveryKind.RESULT, started_at=now)
        else:
            result = replace(result, started_at=now)
            await self._means.deliveries.save(result)
        self._means.crash_point("result.intent_saved")
        return result

    async def _enclosed(self, visit: Visit) -> Enclosed:
        attempts = 0 if visit.book.result is None else visit.book.result.attempts
        try:
            return await self._means.pictures.of_result(
                visit.job, or_link=attempts >= DOWNLOAD_ATTEMPTS, boosted=lambda: self._boosted(visit)
            )
        except NotReachable as error:
            result = visit.book.result or await self._means.open(visit.job, DeliveryKind.RESULT)
            await self._means.deliveries.save(replace(result, attempts=attempts + 1))
            raise Later(str(error), after=retry_after(attempts + 1)) from error

    async def _boosted(self, visit: Visit) -> int:
        """Give the bytes that a file may have where the result goes; 0 where Discord does not say."""
        try:
            return await self._means.outbox.file_limit(visit.bot_place)
        except Later:
            raise
        except Trouble as trouble:
            log.info("a guild does not tell its limit", job=visit.job.id, why=str(trouble))
            return 0

    async def _post_some_version(self, visit: Visit, result: Delivery, enclosed: Enclosed) -> int:
        refused: Trouble | None = None
        for letter, files in self._versions(visit, enclosed):
            try:
                return await self._means.outbox.post(
                    visit.bot_place, letter, files, nonce=result.id, reply_to=visit.job.origin.message_id
                )
            except (TooLarge, Rejected) as trouble:
                log.warning("Discord refuses a result as it is", job=visit.job.id, why=str(trouble))
                refused = trouble
        raise refused or Rejected("no version")

    async def _into_progress(self, visit: Visit, result: Delivery, enclosed: Enclosed) -> None:
        try:
            await self._edit_some_version(visit, enclosed)
        except Later:
            raise
        except Trouble as trouble:
            # Kept: offered to its owner at the next occasion.
            log.warning("a result reaches nobody", job=visit.job.id, why=str(trouble))
            await self._means.deliveries.save(replace(result, problem=str(trouble)[:200] or "unreachable"))
            return
        also_direct = await self._means.open_direct(visit)
        progress = visit.book.progress
        await self._means.deliveries.save(
            replace(progress, done_at=visit.now),
            replace(result, message_id=progress.message_id, done_at=visit.now),
        )
        if also_direct:
            self._means.wake.wake(visit.job.id)

    async def _edit_some_version(self, visit: Visit, enclosed: Enclosed) -> None:
        refused: Trouble | None = None
        for letter, files in self._versions(visit, enclosed):
            try:
                await self._means.edit_progress(visit, letter, files)
            except (TooLarge, Rejected) as trouble:
                log.warning("Discord refuses a result as it is", job=visit.job.id, why=str(trouble))
                refused = trouble
            else:
                return
        raise refused or Rejected("no version")

    def _versions(self, visit: Visit, enclosed: Enclosed) -> Iterator[Version]:
        """Give the result as it should be, then plainer and plainer, for a Discord that refuses something in it."""
        late = visit.book.failure is not None and visit.book.failure.sent_at > 0
        letter = messages.result(visit.view, visit.say, late=late, links=enclosed.lines(visit.say))
        yield letter, enclosed.files
        seen = visit.job.observed
        urls = seen.video_urls or ((seen.image_url,) if seen.image_url else seen.image_urls)
        linked = messages.result(visit.view, visit.say, late=late, links=urls)
        yield linked, ()
        yield replace(linked, rows=without_emojis(linked.rows)), ()
        yield replace(linked, rows=()), ()

    async def _keep(self, visit: Visit, result: Delivery, message_id: int) -> None:
        await self._means.deliveries.save(replace(result, message_id=message_id))
        self._means.crash_point("result.saved")
        self._means.wake.wake(
            visit.job.id
        )  # clearing looks anew: an answer may have come while the picture did

    async def _delete_progress(self, visit: Visit, message_id: int) -> None:
        for place in dict.fromkeys((visit.place, visit.bot_place)):
            try:
                await self._means.outbox.delete(place, message_id)
            except (Later, MessageGone) as trouble:
                if isinstance(trouble, Later):
                    raise
                return
            except Trouble as trouble:
                log.info("a progress message stays", job=visit.job.id, why=str(trouble))
            else:
                return


def shows_result(found: Found, ulid: str) -> bool:
    """Tell whether an own message is the result of that job: by its buttons, else by the name of its file. Pure."""
    for custom_id in found.custom_ids:
        match = BUTTON.fullmatch(custom_id) or SELECT.fullmatch(custom_id)
        if match is not None and match["ulid"] == ulid and match["op"] in {Op.COMPONENT, Op.MORE}:
            return True
    return any(name.partition(".")[0].partition("-")[0] == ulid for name in found.filenames)


def without_emojis(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Draw the same rows in letters only: one emoji that Discord does not take costs the whole message. Pure."""
    plain: list[Row] = []
    for row in rows:
        if isinstance(row, Select):
            plain.append(
                replace(row, options=tuple(Option(option.value, option.label) for option in row.options))
            )
        else:
            plain.append(tuple(replace(button, emoji="", label=button.label or "?") for button in row))
    return tuple(plain)
