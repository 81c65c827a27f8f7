"""The courier: brings what a job's row says to people, whatever happens in between.

The second state machine, independent of the engine's. `Courier.advance(job_id)` may be called at any time, by anyone,
any number of times: it reads the rows, asks `bot.ui.plan` for the next move, has it carried out (`bot.ui.progress`,
`results`, `failures`) and goes back to sleep. The intent is written before each side effect and the outcome after it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Self

from bot.i18n import Catalogues
from bot.jobs.crash_points import CrashPoint, no_crash
from bot.jobs.models import DeliveryKind, Job, JobView
from bot.jobs.ports import Clock, DeliveryStore
from bot.jobs.service import JobService
from bot.logs import get_logger
from bot.ui import messages
from bot.ui.direct import DirectMoves
from bot.ui.failures import FailureMoves
from bot.ui.messages import Letter, Say
from bot.ui.outbox import Enclosure, Outbox, Place
from bot.ui.pictures import Pictures
from bot.ui.plan import Book, Move, next_move, retry_after
from bot.ui.progress import ProgressMoves
from bot.ui.results import ResultMoves
from bot.ui.troubles import Later, Trouble
from bot.ui.visit import Means, Visit, WantsDirect, nobody_wants
from bot.wake.local import LocalWake

log = get_logger(__name__)

RESUMED_PER_SECOND = 100.0
"""After a start unfinished deliveries are woken at this pace: Discord takes no more than 50 requests a second."""

DELIVERY_POINTS = (
    "result.intent_saved",
    "result.before_post",
    "result.after_post",
    "result.saved",
    "progress.deleted",
    "failure.intent_saved",
    "failure.told",
)
"""Where `crash_point` is called."""

DIRECT_POINT = "direct.posted"
"""Where it is called besides, for members who want results by direct message."""


class Courier:
    """Delivers. One instance per process, used as an async context manager; `wake` wakes it for a job.

    Args:
        outbox: how messages leave. Nothing may wake the courier before its client is logged in.
        jobs: where views of jobs come from.
        deliveries: the rows of this machine.
        pictures: gets files ready.
        catalogues: the words.
        clock: Unix seconds.
        wants_direct: who asked for results by direct message.
        crash_point: called with each name of `DELIVERY_POINTS`, and with `DIRECT_POINT`.
        pace: how many of the clock's seconds pass in one of the wall's; other than 1 only in tests.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        jobs: JobService,
        deliveries: DeliveryStore,
        pictures: Pictures,
        catalogues: Catalogues,
        clock: Clock,
        wants_direct: WantsDirect = nobody_wants,
        crash_point: CrashPoint = no_crash,
        pace: float = 1.0,
    ) -> None:
        self.wake = LocalWake("courier", self.advance, pace=pace)
        self._jobs = jobs
        self._catalogues = catalogues
        self._means = Means(outbox, deliveries, pictures, clock, self.wake, crash_point, wants_direct)
        self._progress = ProgressMoves(self._means)
        self._direct = DirectMoves(self._means, catalogues)
        self._moves = self._table(ResultMoves(self._means), FailureMoves(self._means, catalogues))
        self._delays: dict[int, int] = {}
        """How often in a row Discord told a job to come back later."""

    def _table(
        self, results: ResultMoves, failures: FailureMoves
    ) -> Mapping[Move, Callable[[Visit], Awaitable[None]]]:
        return {
            Move.FIND_PROGRESS: self._progress.find,
            Move.TAKE_BACK_DOUBLE: self._progress.take_back_double,
            Move.SHOW_PROGRESS: self._progress.show,
            Move.SHOW_STOPPED: self._progress.stop,
            Move.TELL_FAILURE: failures.tell,
            Move.POST_RESULT: results.post,
            Move.FIND_RESULT: results.find,
            Move.EDIT_RESULT: results.edit,
            Move.CLEAR_PROGRESS: results.clear,
            Move.SEND_DIRECT: self._direct.send,
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.wake.close()

    async def resume(self) -> None:
        """Wake every job whose delivery is not done; called once, after the bot logged in."""
        for place, job_id in enumerate(await self._means.deliveries.unfinished()):
            self.wake.wake(job_id, place / RESUMED_PER_SECOND)

    async def advance(self, job_id: int) -> None:
        """Bring a job's messages one step further. Must not run twice at once for one job; `wake` sees to that."""
        visit = await self._visit(job_id)
        if visit is None:
            return
        if visit.job.state.is_final:
            self._progress.forget(job_id)
        plan = next_move(visit.view, visit.book, visit.now)
        if plan.move is Move.WAIT:
            self.wake.wake(job_id, plan.after)
        if plan.move not in self._moves:
            return
        try:
            await self._moves[plan.move](visit)
        except Later as trouble:
            self._come_back(job_id, trouble)
        else:
            self._delays.pop(job_id, None)

    async def take_back(self, job: Job, message_id: int) -> None:
        """Delete a message that turned out to be one too many; if that fails, it stays."""
        origin = job.origin
        place = Place(origin.channel_id, origin.guild_id, origin.user_id, origin.token)
        try:
            await self._means.outbox.delete(place, message_id)
        except Trouble as trouble:
            log.info("a message too many stays", job=job.id, why=str(trouble))

    async def enclosed_result(
        self, view: JobView, say: Say, *, notes: Sequence[str] = ()
    ) -> tuple[Letter, tuple[Enclosure, ...]]:
        """Give a finished job's letter, with lines below it, and its files, for somebody who came for them."""
        enclosed = await self._means.pictures.of_result(view.job, or_link=True)
        return messages.result(view, say, links=(*notes, *enclosed.lines(say))), enclosed.files

    async def send_directly(
        self, view: JobView, user_id: int, say: Say, *, nonce: int, seed: str = ""
    ) -> None:
        """Send a finished job to somebody who asked for it.

        Raises:
            Trouble: they take no direct messages, or Discord is busy.
        """
        await self._direct.post(view, user_id, say, nonce=nonce, seed=seed)

    async def delete_message(self, channel_id: int, guild_id: int | None, message_id: int) -> None:
        """Delete a message of ours.

        Raises:
            Trouble: it is gone, or the channel is.
        """
        await self._means.outbox.delete(Place(channel_id, guild_id, 0), message_id)

    def _come_back(self, job_id: int, trouble: Later) -> None:
        delays = self._delays.get(job_id, 0) + 1
        self._delays[job_id] = delays
        after = trouble.after if trouble.after is not None else retry_after(delays)
        log.info("a delivery is put off", job=job_id, why=str(trouble), after=after)
        self.wake.wake(job_id, after)

    async def _visit(self, job_id: int) -> Visit | None:
        found = await self._jobs.with_deliveries(job_id)
        if found is None:
            return None
        view, deliveries = found
        by_kind = {delivery.kind: delivery for delivery in deliveries}
        progress = by_kind.get(DeliveryKind.PROGRESS) or await self._means.open(
            view.job, DeliveryKind.PROGRESS
        )
        book = Book(
            progress,
            by_kind.get(DeliveryKind.RESULT),
            by_kind.get(DeliveryKind.FAILURE),
            by_kind.get(DeliveryKind.DIRECT),
        )
        say = partial(self._catalogues.text, view.job.origin.guild_locale)
        return Visit(view, book, self._means.clock(), say)
