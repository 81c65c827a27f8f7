"""The engine's values: what was asked, where the answer goes, and how far it has come. No I/O.

Times are Unix seconds. Jobs are known by `id` (integer, ours) inside and by `ulid` (26 characters) wherever a person
or another service may see them: buttons, webhook paths, upstream's `state`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.midjourney.models import BotType, Component, Dimensions, Mode, TaskStatus


class JobState(StrEnum):
    """Where a job stands. The legal moves are `bot.jobs.lifecycle.TRANSITIONS`."""

    QUEUED = "queued"
    SUBMITTING = "submitting"
    """Sent or about to be sent, not yet acknowledged. Holds a slot and a lease."""
    RUNNING = "running"
    AWAITING_INPUT = "awaiting_input"
    """The upstream wants a modal for which we have no text yet. Holds no slot."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in {JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED}


class JobKind(StrEnum):
    """What a job does."""

    IMAGINE = "imagine"
    BLEND = "blend"
    DESCRIBE = "describe"
    SHORTEN = "shorten"
    COMPONENT = "component"
    """Presses a component of its parent."""


class Remix(StrEnum):
    """Whether a press came with an edited prompt; see `bot.jobs.remix`."""

    NONE = ""
    NATIVE = "native"
    """The upstream draws it from the old picture."""
    NEW = "new"
    """It is a new /imagine of the edited prompt."""


class Step(StrEnum):
    """Which submit is under way, or comes next."""

    SUBMIT = "submit"
    ACTION = "action"
    MODAL = "modal"


@dataclass(frozen=True, slots=True)
class Source:
    """An input picture that is still to be fetched and checked.

    `trusted` is True for attachments, whose address Discord gave us; a link typed by a person is not.
    """

    url: str
    filename: str = ""
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What a person asked for. Stored as JSON in the job's row."""

    kind: JobKind
    prompt: str = ""
    """As the person wrote it, options applied; for components the parent's."""
    mode: Mode | None = None
    bot_type: BotType = BotType.MIDJOURNEY
    sources: tuple[Source, ...] = ()
    """Pictures still to be fetched; emptied once `files` holds them."""
    files: tuple[str, ...] = ()
    """Keys of checked pictures in the `Files` store."""
    links: tuple[str, ...] = ()
    """Where the pictures of `files` were found, for services that take no file beside a prompt."""
    dimensions: Dimensions = Dimensions.SQUARE
    custom_id: str = ""
    """For components: the upstream's id, verbatim."""
    component_label: str = ""
    """For components: label or emoji as shown on the button, for words and logs."""
    modal_prompt: str | None = None
    """The text with which to answer the upstream's modal, where a person gave one already."""
    remix: Remix = Remix.NONE
    mask: str = ""
    """For Vary (Region): the key of a PNG in the `Files` store, white where to repaint, black elsewhere."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The interaction from which a request came: who, where, and how the answer can reach them."""

    interaction_id: str
    """Unique per job. Several jobs of one interaction add ``#2``, ``#3`` …"""
    user_id: int
    channel_id: int
    guild_id: int | None = None
    message_id: int | None = None
    """The message whose button was pressed; the result replies to it."""
    token: str = ""
    token_expires_at: float = 0.0
    can_post: bool = True
    """The bot token reaches this place: the bot is a member and may see and send, or it is the bot's own DM."""
    file_limit: int = 10 * 1024 * 1024
    """Bytes per file that a bot-token message may carry there."""
    locale: str = "en-US"
    guild_locale: str = "en-US"


BANNED = "banned"
"""The code of failures for words that Midjourney does not allow: those are not shown on."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job ended without a result: a gettext message id with its parameters, made into words at the edge."""

    code: str
    """Short and stable, for logs and rules: refused, banned, deadline, lost, input, cancelled, upstream …"""
    message: str
    params: Mapping[str, str] = field(default_factory=dict)
    may_be_billed: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """What is known of the upstream's task. Written only if `rank` is higher than what the row has.

    `bot.midjourney.models.TaskSnapshot` has most of these fields, too, and stays apart: that is one answer, and follows
    the wire; this is what rows keep, and follows them.
    """

    rank: int
    status: TaskStatus
    progress: int | None = None
    prompt: str = ""
    image_url: str = ""
    image_urls: tuple[str, ...] = ()
    video_urls: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    texts: tuple[str, ...] = ()
    text: str = ""
    prefill: str = ""
    reason: str = ""
    seed: str = ""
    cost: float | None = None
    width: int | None = None
    height: int | None = None


NOTHING_OBSERVED = Observation(rank=0, status=TaskStatus.QUEUED)


@dataclass(frozen=True, slots=True)
class Job:
    """One accepted request of one person; the row as it was when read."""

    id: int
    ulid: str
    version: int
    """Compare-and-set guard of everything but the observation."""
    origin: Origin
    request: JobRequest
    account: str
    mode: Mode
    state: JobState
    step: Step
    created_at: float
    root_job_id: int | None = None
    parent_job_id: int | None = None
    parent_component: int | None = None
    task_id: str = ""
    lease_owner: str = ""
    lease_until: float = 0.0
    cancel_requested: bool = False
    next_look_at: float | None = None
    observed: Observation = NOTHING_OBSERVED
    webhook_at: float = 0.0
    """When the upstream last reported by webhook; 0 if never."""
    failure: Failure | None = None
    sent_at: float | None = None
    """When the submit under way was about to leave; None proves that it has not. The lease runs from here."""
    submitted_at: float | None = None
    """When the upstream acknowledged the submit that made the task."""
    finished_at: float | None = None
    failed_reads: int = 0
    """Reads of the task that failed in a row."""
    attempts: int = 0
    """How often this job was claimed for a submit; only refusals that prove non-acceptance lead to another."""

    @property
    def was_sent(self) -> bool:
        """Something of this job left, or is about to: what becomes of it may be billed."""
        return self.sent_at is not None or self.submitted_at is not None or bool(self.task_id)


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """A component of a finished job, with its place `n` in the job's list (what our buttons carry)."""

    n: int
    component: Component
    pressed: bool = False
    """Somebody pressed it: drawn blue."""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with all that is needed to draw it."""

    job: Job
    components: tuple[ComponentRow, ...] = ()
    parent: Job | None = None
    queue_position: int | None = None
    """1 = next; None unless queued."""


class DeliveryKind(StrEnum):
    """The messages that a job makes on Discord."""

    PROGRESS = "progress"
    RESULT = "result"
    FAILURE = "failure"
    DIRECT = "direct"
    """The result once more, to its owner alone, who asked for that."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to Discord about one job, and how far it got. `id` is also the message's nonce."""

    id: int
    job_id: int
    kind: DeliveryKind
    channel_id: int
    message_id: int | None = None
    started_at: float | None = None
    """When the first attempt to post began; decides whether a repetition may rely on the nonce."""
    done_at: float | None = None
    digest: str = ""
    """Fingerprint of what the message shows now, so that equal states are not sent again."""
    sent_at: float = 0.0
    attempts: int = 0
    problem: str = ""
    """Why it could not be delivered, if it could not; the result is then offered at the next interaction."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A job's row with the rows around it, as they were at one moment."""

    job: Job
    components: tuple[ComponentRow, ...] = ()
    parent: Job | None = None
    queue_position: int | None = None
    deliveries: tuple[Delivery, ...] = ()
