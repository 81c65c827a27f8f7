"""The words between the engine and the dialects: requests, answers and snapshots of tasks.

Frozen values without I/O. Upstream's own words (ON_QUEUE, MODAL, code 21 …) never appear here: each dialect
translates them, and keeps what it does not know as data instead of failing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """Midjourney's speed modes, cheapest last."""

    TURBO = "turbo"
    FAST = "fast"
    RELAX = "relax"


class BotType(StrEnum):
    """Which of Midjourney's two bots draws."""

    MIDJOURNEY = "midjourney"
    NIJI = "niji"


class Dimensions(StrEnum):
    """The shapes that /blend offers: 2:3, 1:1 and 3:2."""

    PORTRAIT = "portrait"
    SQUARE = "square"
    LANDSCAPE = "landscape"


class TaskStatus(StrEnum):
    """Where a task stands upstream, in our words."""

    QUEUED = "queued"
    RUNNING = "running"
    NEEDS_INPUT = "needs_input"
    """The upstream waits for a modal to be submitted (midjourney-proxy's MODAL)."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Picture:
    """An input picture, already checked: encoded bytes and their media type (``image/png``, ``image/jpeg`` …)."""

    data: bytes
    content_type: str
    url: str = ""
    """Where the same picture lies on the web, for services that take links alone; empty where it does not."""


@dataclass(frozen=True, slots=True)
class Imagine:
    """Draw four pictures from a prompt. `pictures` are image prompts: uploaded by the API for us, or linked."""

    prompt: str
    pictures: tuple[Picture, ...] = ()
    mode: Mode | None = None
    bot_type: BotType = BotType.MIDJOURNEY


@dataclass(frozen=True, slots=True)
class Blend:
    """Mix two to five pictures."""

    pictures: tuple[Picture, ...]
    dimensions: Dimensions = Dimensions.SQUARE
    mode: Mode | None = None
    bot_type: BotType = BotType.MIDJOURNEY


@dataclass(frozen=True, slots=True)
class Describe:
    """Find four prompts for a picture, given as bytes or as a public https URL."""

    picture: Picture | None = None
    url: str = ""
    mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class Shorten:
    """Find the words of a prompt that matter."""

    prompt: str
    mode: Mode | None = None
    bot_type: BotType = BotType.MIDJOURNEY


@dataclass(frozen=True, slots=True)
class Press:
    """Press a component that the upstream offered on a finished task. `custom_id` is the upstream's, verbatim."""

    task_id: str
    custom_id: str
    mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class SubmitModal:
    """Answer the modal for which a task waits. `mask` is a black PNG, white where to repaint, or None."""

    task_id: str
    prompt: str
    mask: bytes | None = None
    mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class Inpaint:
    """Repaint the white part of `mask` (PNG of the picture's size), for dialects that do it in one request."""

    task_id: str
    mask: bytes
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class FindSeed:
    """Ask for the seed of a finished task."""

    task_id: str


SubmitRequest = Imagine | Blend | Describe | Shorten | Press | SubmitModal | Inpaint


@dataclass(frozen=True, slots=True)
class Callback:
    """How the upstream may report: a webhook URL (empty = none) and a free text it echoes where it can."""

    url: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to a submit that was taken. It promises a task, not a picture."""

    task_id: str
    needs_input: bool = False
    """True where a modal has to be submitted before anything happens (code 21)."""
    prefill: str = ""
    """The text that such a modal should start with, where the upstream gives one."""
    already_done: bool = False
    """The very result exists already under this task id (the old meaning of code 21): just fetch it."""
    more_task_ids: tuple[str, ...] = ()
    """Further tasks that the same submit started ("Imagine all" starts four)."""


@dataclass(frozen=True, slots=True)
class Component:
    """A button that the upstream offers on a finished task.

    `custom_id` is echoed verbatim when pressed. `label` and `emoji` are ready for Discord (an emoji that Discord
    would refuse is already gone; one of the two is never empty). `row` is the row in which Midjourney's own bot
    puts it, from 0. Unknown buttons are kept, on the row after the known ones. `url` is set for links only.
    """

    custom_id: str
    label: str = ""
    emoji: str = ""
    row: int = 0
    style: int = 2
    url: str = ""


@dataclass(frozen=True, slots=True)
class TaskSnapshot:
    """All that one answer or webhook says about a task. None and empty mean "not said"."""

    task_id: str
    status: TaskStatus
    progress: int | None = None
    """Per cent, 0 to 100. Nothing guarantees rising numbers."""
    prompt: str = ""
    """The prompt as Midjourney finally used it, where given."""
    image_url: str = ""
    """The result once succeeded; before, a blurry preview that may vanish at any time."""
    image_urls: tuple[str, ...] = ()
    """The four single pictures of a grid, where the upstream cuts them."""
    video_urls: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    texts: tuple[str, ...] = ()
    """The prompts that describe (four) or shorten (up to five) found, cleaned of their numbers."""
    text: str = ""
    """The whole text of a result without picture, as given."""
    prefill: str = ""
    """For NEEDS_INPUT: the text with which the modal should start."""
    reason: str = ""
    """Why it failed, in the upstream's words."""
    seed: str = ""
    cost: float | None = None
    """In the upstream's own unit (TTAPI: quota)."""
    state: str = ""
    """The text we gave as `Callback.state`, where the upstream echoes it."""
    width: int | None = None
    height: int | None = None
    unknown_status: str = ""
    """The upstream's own status where no dialect knows it; such a task counts as running."""


@dataclass(frozen=True, slots=True)
class PromptVerdict:
    """What the upstream's own prompt check says."""

    allowed: bool
    words: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ModeStatus:
    """How one speed mode of an account does. `average_seconds` is None where the upstream does not tell."""

    mode: Mode
    available: bool
    average_seconds: float | None = None
    detail: str = ""
