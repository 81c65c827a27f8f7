"""A task's record and the errors of the studio that keeps it.

Errors, all refusals before a task exists::

    StudioError
    ├── UnknownTaskError      no such task, or it offers no such button
    ├── InvalidRequestError   the request makes no sense for that task
    ├── BannedPromptError     the prompt holds a word of the banned list
    └── QueueFullError        too many tasks wait already
"""

import asyncio
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.sandbox.buttons import GRID, Offer, enlarged, filmed, upscaled
from bot.sandbox.films import Film
from bot.sandbox.prompts import read_prompt
from bot.sandbox.recipes import Outpaint, Pick, Recipe, Upscale

Dialect = Literal["ttapi", "midjourney_proxy"]


class StudioError(Exception):
    """A request that the studio turns down."""


class UnknownTaskError(StudioError):
    """No such task."""


class InvalidRequestError(StudioError):
    """The request makes no sense; the text says why."""


class BannedPromptError(StudioError):
    """The prompt holds a banned word."""

    def __init__(self, word: str, prompt: str) -> None:
        super().__init__(f"banned prompt words：{word}")
        self.word = word
        self.prompt = prompt


class QueueFullError(StudioError):
    """Too many tasks wait already."""


class Phase(StrEnum):
    MODAL = "modal"
    QUEUED = "queued"
    STARTED = "started"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Order:
    """What a client said besides the work itself."""

    dialect: Dialect
    endpoint: str
    speed: str = "fast"
    hook: str = ""
    state: str = ""
    notify_id: str | None = None
    all_images: bool = False
    bot: str = "MID_JOURNEY"


@dataclass(slots=True, eq=False)
class Task:
    """One task's record; only the studio changes it."""

    id: str
    action: str
    """"imagine", "blend", "describe", "shorten", "seed", or the name of the pressed button."""
    prompt: str
    order: Order
    seed: int
    parent: "Task | None" = None
    recipe: Recipe | None = None
    effort: str = "imagine"
    text: str = ""
    """The words that a describe or a shorten found."""
    texts: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    phase: Phase = Phase.QUEUED
    progress: int = 0
    reason: str = ""
    doom: str = ""
    """The reason with which this task will fail, when it is bound to."""
    stuck: bool = False
    pressed: set[str] = field(default_factory=set)
    hash: str = field(default_factory=lambda: str(uuid.uuid4()))
    done: asyncio.Event = field(default_factory=asyncio.Event)
    submitted_at: float = 0.0
    started_at: float = 0.0
    finished_at: float = 0.0

    @property
    def ended(self) -> bool:
        return self.phase in (Phase.SUCCEEDED, Phase.FAILED)

    def offer(self, *, name: str | None = None, custom_id: str | None = None) -> Offer:
        """Return the offered button with this name or customId; raises UnknownTaskError."""
        for offer in self.offers:
            if name == offer.name or custom_id == offer.custom_id(self.hash):
                return offer
        raise UnknownTaskError(f"task {self.id} offers no {name or custom_id}")


def offers_of(task: Task) -> tuple[Offer, ...]:
    """Return the buttons under a finished picture."""
    recipe = task.recipe
    if recipe is None:
        return ()
    if isinstance(recipe, Film):
        return filmed(len(recipe.takes))
    version = read_prompt(task.prompt).version
    if recipe.is_grid:
        return GRID
    if isinstance(recipe, Upscale):
        return enlarged(version)
    source = recipe.parent if isinstance(recipe, Pick) else None
    axis = source.axis if isinstance(source, Outpaint) else None
    return upscaled(version, square=recipe.aspect[0] == recipe.aspect[1], panned=axis)
