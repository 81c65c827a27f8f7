"""What the engine needs from the outside, as small protocols. Adapters: storage, wake, media, midjourney, ui."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.jobs.models import (
    ComponentRow,
    Delivery,
    DeliveryKind,
    Dossier,
    Job,
    JobRequest,
    Observation,
    Origin,
    Source,
    Step,
)
from bot.midjourney.dialect import Capability
from bot.midjourney.models import (
    Accepted,
    Callback,
    Mode,
    ModeStatus,
    Picture,
    PromptVerdict,
    SubmitRequest,
    TaskSnapshot,
)


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job about to be accepted."""

    origin: Origin
    request: JobRequest
    account: str
    mode: Mode
    step: Step
    parent_job_id: int | None = None
    root_job_id: int | None = None
    parent_component: int | None = None


class Clock(Protocol):
    """The time, as Unix seconds."""

    def __call__(self) -> float: ...


class Wake(Protocol):
    """Ask for `advance(key)` to run, at once or after a while. Any number of times; wakes coalesce."""

    def wake(self, key: int, after: float = 0.0) -> None: ...


class JobStore(Protocol):
    """The jobs' rows. Every method is one short transaction."""

    async def accept(
        self, new: Sequence[NewJob], *, now: float, same_press_seconds: float, max_queued: int | None
    ) -> tuple[Sequence[Job], bool]:
        """Write the jobs with their presses and progress deliveries, and give them with True.

        Where the same interaction, or the same press by the same member, made jobs already, give those with False.

        Raises:
            TooManyQueued: the member has `max_queued` waiting jobs already.
        """
        ...

    async def get(self, job_id: int) -> Job | None: ...

    async def by_ulid(self, ulid: str) -> Job | None: ...

    async def dossier(self, job_id: int) -> Dossier | None:
        """Give a job with everything that its messages show or depend on."""
        ...

    async def save(self, job: Job, changed: Job, *, unless_cancelled: bool = False) -> Job | None:
        """Compare-and-set: write `changed` where the row still has `job.version`; None if somebody was faster.

        The observation columns are not touched. With `unless_cancelled` a wish to cancel is faster, too.
        """
        ...

    async def request_cancel(self, job_id: int) -> bool:
        """Note the wish; False where the job is over already."""
        ...

    async def recover(self) -> int:
        """Put jobs back into the queue that were claimed but provably never sent. Only for a sole owner, at start."""
        ...

    async def observe(
        self, job_id: int, observation: Observation, *, task_id: str, webhook_at: float | None
    ) -> bool:
        """Write what is known where it outranks what the row has; True if it did. Fills an empty task id."""
        ...

    async def components(self, job_id: int) -> Sequence[ComponentRow]: ...

    async def looks(self) -> Sequence[tuple[int, float]]:
        """Give every job that is still to be looked at by itself, with the time of its next look (0 = at once).

        What only waits for a slot is not among them: the queue is looked at per account.
        """
        ...

    async def due_on(self, account: str, *, until: float, limit: int) -> Sequence[Job]:
        """Give the account's RUNNING jobs whose look falls due by then, the longest due first."""
        ...

    async def finished_as(self, account: str, task_id: str) -> Sequence[Job]:
        """Give the jobs that succeeded under this task id; none for an empty one."""
        ...


class Slots(Protocol):
    """The slots of every account and the fair queue before them."""

    async def claim(
        self, account: str, *, concurrency: int, owner: str, lease_until: float, now: float
    ) -> Job | None:
        """Give the head of the account's fair queue a slot: it is SUBMITTING when this returns it.

        Jobs whose pictures are still to be fetched, or which wait for a later look, are passed over.
        """
        ...

    async def waiting(self, account: str, *, limit: int) -> Sequence[int]:
        """Give the oldest waiting jobs of an account."""
        ...

    async def queue_position(self, job: Job) -> int | None:
        """Give the job's place in line, 1 = next; None unless it is waiting."""
        ...


class DeliveryStore(Protocol):
    """The deliveries' rows."""

    async def of_job(self, job_id: int) -> Sequence[Delivery]: ...

    async def open(
        self, job_id: int, kind: DeliveryKind, *, channel_id: int, started_at: float | None = None
    ) -> Delivery:
        """Give the job's delivery of that kind, made now, and started then, if there is none (one per job and kind)."""
        ...

    async def note_answer(self, job_id: int, message_id: int, *, digest: str, sent_at: float) -> int | None:
        """Write which message shows the job's progress, unless one is noted; give the one that is noted then."""
        ...

    async def save(self, *changed: Delivery) -> None:
        """Write message_id, started_at, done_at, digest, sent_at, attempts and problem, all or none.

        One owner at a time.
        """
        ...

    async def unfinished(self) -> Sequence[int]:
        """Give the ids of jobs with a delivery that is not done, or with an end for which none was begun."""
        ...

    async def renew_token(self, job_id: int, *, token: str, expires_at: float) -> None:
        """Keep the newest interaction token for the job's messages."""
        ...

    async def erase_expired_tokens(self, *, now: float) -> int: ...

    async def undelivered_for(self, user_id: int, *, limit: int) -> Sequence[int]:
        """Give jobs of that person whose result could not be delivered anywhere, oldest first."""
        ...


class Upstream(Protocol):
    """One account, as `bot.midjourney.client.UpstreamClient` offers it."""

    @property
    def capabilities(self) -> frozenset[Capability]: ...

    async def turn(self) -> None:
        """Wait until the request budget allows a submit; submits go before reads."""
        ...

    async def submit(self, request: SubmitRequest, callback: Callback) -> Accepted:
        """Send at once, without waiting for a turn and without ever repeating.

        Raises:
            NotSent: proved not received.
            Refused: the answer is no.
            Unanswered: nobody knows.
        """
        ...

    async def fetch(self, task_id: str) -> TaskSnapshot: ...

    async def fetch_many(self, task_ids: Sequence[str]) -> dict[str, TaskSnapshot]: ...

    async def find_submitted(self, state: str) -> TaskSnapshot | None: ...

    async def cancel(self, task_id: str) -> bool: ...

    async def seed(self, task_id: str, callback: Callback) -> Accepted | str:
        """Ask for a seed: the seed itself, or the task that will hold it (`Capability.SEED_TASK`)."""
        ...

    async def check_prompt(self, prompt: str) -> PromptVerdict: ...

    async def status(self) -> Sequence[ModeStatus]: ...

    def read_webhook(self, body: bytes) -> TaskSnapshot: ...


class Files(Protocol):
    """Where checked input pictures lie until the job is over."""

    async def put(self, picture: Picture) -> str: ...

    async def get(self, key: str) -> Picture: ...


class InputPictures(Protocol):
    """Fetch a source and check it: address, redirects, size, type, pixels.

    Raises:
        EaselError: with words for the person, for anything that is wrong with the source.
    """

    async def fetch(self, source: Source) -> Picture: ...
