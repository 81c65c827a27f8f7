"""The port between the client and a wire format: pure functions from values to requests and from answers to values.

A dialect does no I/O, keeps no state and never retries; `bot.midjourney.transport` owns sockets, time-outs, the key
and the request budget. To add a dialect, write one module in `bot.midjourney.dialects` that satisfies `Dialect`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.midjourney.models import (
    Accepted,
    Callback,
    FindSeed,
    ModeStatus,
    PromptVerdict,
    SubmitRequest,
    TaskSnapshot,
)


class Capability(StrEnum):
    """What a dialect may or may not be able to do; asked before anything is offered to people."""

    SHORTEN = "shorten"
    CANCEL = "cancel"
    FETCH_MANY = "fetch_many"
    LIST_RECENT = "list_recent"
    """Tasks can be listed with the state we gave them, so that an unanswered submit can be found again."""
    PROMPT_CHECK = "prompt_check"
    SEED_TASK = "seed_task"
    """The seed is a task of its own, to be fetched like any other; otherwise it is answered at once."""
    INPAINT = "inpaint"
    MODALS = "modals"
    """Components may ask for a modal (remix, custom zoom, describe picks)."""
    STATUS = "status"
    PRESS_MODE = "press_mode"
    """A press may run at a speed of its own; elsewhere it runs as its parent did, whatever is wished."""
    FAST_V7 = "fast_v7"
    """Version 7 is drawn in fast mode as well; elsewhere in turbo and relax mode only."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request, ready to send. `path` starts with a slash and is joined to the account's base URL."""

    method: str
    path: str
    json: Mapping[str, object] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One answer: status, headers (names in lower case) and the body as it came."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Dialect(Protocol):
    """One wire format. Encoders raise `Unsupported`; decoders raise from `bot.midjourney.errors`."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> frozenset[Capability]: ...

    def authorize(self, key: str) -> Mapping[str, str]:
        """Give the headers that carry the account's key."""
        ...

    def submit(self, request: SubmitRequest, callback: Callback) -> HttpRequest: ...

    def read_submit(self, response: HttpResponse) -> Accepted:
        """Read the answer to a submit.

        Raises:
            Refused: the upstream said no, readably; nothing was accepted.
            Unanswered: the answer cannot be read (5xx page, HTML, cut JSON), so nobody knows.
        """
        ...

    def fetch(self, task_id: str) -> HttpRequest: ...

    def read_fetch(self, task_id: str, response: HttpResponse) -> TaskSnapshot:
        """Read a task.

        Raises:
            TaskUnknown: the upstream does not know it.
            RateLimited, Unauthorized: as they say.
            Unreadable: anything else; to be asked again later, never a reason to fail the job.
        """
        ...

    def fetch_many(self, task_ids: Sequence[str]) -> HttpRequest: ...

    def read_fetch_many(self, response: HttpResponse) -> tuple[TaskSnapshot, ...]:
        """Read several tasks; those the upstream does not know are absent. An unreadable entry is left out."""
        ...

    def list_recent(self) -> HttpRequest: ...

    def cancel(self, task_id: str) -> HttpRequest: ...

    def read_cancel(self, response: HttpResponse) -> None: ...

    def find_seed(self, request: FindSeed, callback: Callback) -> HttpRequest: ...

    def read_seed(self, response: HttpResponse) -> Accepted | str:
        """Give the seed itself, or the task to observe (`Capability.SEED_TASK`)."""
        ...

    def check_prompt(self, prompt: str) -> HttpRequest: ...

    def read_prompt_check(self, response: HttpResponse) -> PromptVerdict: ...

    def status(self) -> HttpRequest:
        """Give a free request that shows whether address and key are right."""
        ...

    def read_status(self, response: HttpResponse) -> tuple[ModeStatus, ...]:
        """Read that answer; an empty tuple says "all right, no details".

        Raises:
            Unauthorized: the key is wrong.
            Unreadable: this is not such a service.
        """
        ...

    def read_webhook(self, body: bytes) -> TaskSnapshot:
        """Read what the upstream posted to our webhook.

        Raises:
            Unreadable: the body is not a task of this dialect.
        """
        ...
