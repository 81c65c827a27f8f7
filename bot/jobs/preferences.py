"""What a member prefers, and what is kept until they answer a question. Values and ports; no I/O.

Preferences fill in what a prompt leaves open: they never overrule what the prompt itself says. A question is a request
that waits for its member's decision (use the corrected prompt? run all forty?), kept in a row so that its buttons
work after a restart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.errors import N_
from bot.jobs.errors import JobError
from bot.jobs.models import JobKind, JobRequest
from bot.midjourney.models import Mode
from bot.midjourney.prompt import Variability

OPTION_VALUE_LIMIT = 1000
SUFFIX_LIMIT = 500
QUESTION_SECONDS = 86_400.0
"""How long a question may be answered."""


class Visibility(StrEnum):
    """Who sees the pictures on Midjourney's own site; DEFAULT leaves it to the account."""

    DEFAULT = ""
    PUBLIC = "public"
    STEALTH = "stealth"


@dataclass(frozen=True, slots=True)
class Preferences:
    """One member's preferences; as constructed, those of somebody who never changed any."""

    model: str = ""
    """``v 7`` or ``niji 6``; empty for the account's own default."""
    raw: bool = False
    stylize: int | None = None
    personalize: bool = False
    remix: bool = False
    """Variations, pans and rerolls ask for an edited prompt first."""
    variability: Variability = Variability.HIGH
    auto_dm: bool = False
    """Finished jobs are also sent to the member directly."""
    mode: Mode | None = None
    """None for the account's default."""
    visibility: Visibility = Visibility.DEFAULT
    suffix: str = ""
    """Parameters that end every prompt."""


class QuestionKind(StrEnum):
    """What is asked."""

    MEND = "mend"
    """The prompt has mistakes; `prompts` holds the corrected one."""
    BATCH = "batch"
    """The prompt makes several jobs; `prompts` holds those that a yes runs."""
    PRESS = "press"
    """What was written into the form of a press cannot be used; `prompts` holds the corrected one, if there is one."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press whose form was filled in."""

    job: str
    """The ULID of the pressed job."""
    n: int
    """Which of its components; without meaning where the job waits for words."""
    message_id: int | None = None
    """The message that shows the pressed button."""
    continues: bool = False
    """The job waits for these words (`JobService.continue_job`); otherwise a component is pressed with them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request about which its member was asked something."""

    ulid: str
    user_id: int
    kind: QuestionKind
    request: JobRequest
    """As it was asked for, preferences applied."""
    prompts: tuple[str, ...]
    """What a yes runs."""
    press: Pressed | None = None
    """What the request's prompt was written for; None for an /imagine."""


class TooManyOptions(JobError):
    default_message = N_(
        "You have {max} saved options already. Delete one first: /prefer option set with its name and no value."
    )


class QuestionGone(JobError):
    default_message = N_("This question is too old or was answered already. Use the command again.")


class PreferenceStore(Protocol):
    """The members' preferences and saved options. Every method is one short transaction."""

    async def of(self, user_id: int) -> Preferences: ...

    async def save(self, user_id: int, preferences: Preferences) -> None: ...

    async def options(self, user_id: int) -> Mapping[str, str]:
        """Give the member's saved options by name, in alphabetical order."""
        ...

    async def set_option(self, user_id: int, name: str, value: str) -> bool:
        """Save an option, or delete it where the value is empty; False where there was none to delete.

        Raises:
            TooManyOptions: the member has `bot.midjourney.prompt.OPTIONS_MOST` others.
        """
        ...

    async def recent_prompts(self, user_id: int, *, limit: int) -> Mapping[str, str]:
        """Give the prompts of the member's latest /imagine jobs, each once, newest first, and the jobs' ULIDs."""
        ...

    async def typical_cost(self, account: str, kind: JobKind, mode: Mode) -> float | None:
        """Give what the latest such jobs cost on average, in the upstream's unit; None where that is not known."""
        ...


class QuestionStore(Protocol):
    """The questions that wait for an answer. Every method is one short transaction."""

    async def add(
        self,
        user_id: int,
        kind: QuestionKind,
        request: JobRequest,
        prompts: Sequence[str],
        *,
        now: float,
        press: Pressed | None = None,
    ) -> Question:
        """Keep a request until `QUESTION_SECONDS` from `now`; forgets those whose time is over."""
        ...

    async def get(self, ulid: str, user_id: int, *, now: float) -> Question:
        """Give a question.

        Raises:
            QuestionGone: there is none, its time is over, or it is somebody else's.
        """
        ...

    async def drop(self, ulid: str, user_id: int) -> None: ...
