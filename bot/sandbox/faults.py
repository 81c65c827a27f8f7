"""Faults on demand, as data: what shall go wrong, where, and how often.

They come from three sides: tests call `Faults.add`, other processes POST to /sandbox/faults, and people
who try the bot write `--sandbox fail` into a prompt. Each kind belongs to one stage: the HTTP request,
the life of the task, or its webhook. This module decides; the stages carry out.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from bot.sandbox.prompts import sandbox_words


class UnknownFaultError(ValueError):
    """A word after `--sandbox`, or a kind of fault, that the sandbox does not know."""


class Stage(StrEnum):
    REQUEST = "request"
    TASK = "task"
    WEBHOOK = "webhook"


class Kind(StrEnum):
    """What goes wrong. The words are also what a prompt may say after `--sandbox`."""

    DROP_BEFORE = "drop-before"  # the connection dies, nothing was accepted
    DROP_AFTER = "drop-after"  # the task exists, its answer is lost
    SLOW_ANSWER = "slow"  # the answer comes after `seconds`; the task is accepted at once
    HTML = "html"  # a web page with HTTP 200 instead of JSON
    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    UNAVAILABLE = "unavailable"
    STATUS = "status"  # any HTTP status, by `code`
    NO_ACCOUNT = "no-account"  # code 3
    REFUSED = "refused"  # code 4
    BUSY = "busy"  # code 9
    EXISTED = "existed"  # code 21 as old proxies mean it: the result is already there
    IN_QUEUE = "in-queue"  # code 22: accepted, and the task waits like any other
    QUEUE_FULL = "queue-full"  # code 23
    BANNED = "banned"  # code 24
    NO_CREDIT = "no-credit"  # HTTP 402, or the gateway's quota_not_enough
    FAIL = "fail"  # the accepted task ends in failure, with `reason`
    STUCK = "stuck"  # the accepted task never ends
    WEBHOOK_LOST = "webhook-lost"
    WEBHOOK_DOUBLED = "webhook-doubled"
    WEBHOOK_REORDERED = "webhook-reordered"  # sent after the one that follows it
    WEBHOOK_LATE = "webhook-late"  # sent `seconds` later


_STAGES = {
    Kind.FAIL: Stage.TASK,
    Kind.STUCK: Stage.TASK,
    Kind.WEBHOOK_LOST: Stage.WEBHOOK,
    Kind.WEBHOOK_DOUBLED: Stage.WEBHOOK,
    Kind.WEBHOOK_REORDERED: Stage.WEBHOOK,
    Kind.WEBHOOK_LATE: Stage.WEBHOOK,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: it strikes `times` times (None: for ever) where endpoint and prompt match."""

    kind: Kind
    times: int | None = 1
    endpoint: str = "*"
    """The last word of the path ("imagine", "action", "fetch", …); "*" is every submit, not the reads."""
    match: str = ""
    """A part of the prompt; empty matches all."""
    code: int = 0
    seconds: float = 5.0
    reason: str = "[Internal error] Something went wrong. Please try again later."

    @property
    def stage(self) -> Stage:
        return _STAGES.get(self.kind, Stage.REQUEST)

    def hits(self, stage: Stage, endpoint: str, prompt: str) -> bool:
        if self.stage is not stage or self.match not in prompt:
            return False
        return endpoint == self.endpoint or (self.endpoint == "*" and endpoint not in READS)


READS = frozenset(
    {"list", "queue", "fetch", "promptCheck", "list-by-condition", "image-seed", "status", "picture"}
)
"""Endpoints that change nothing; a fault strikes them only when it names them."""


class Faults:
    """The faults that are armed, in the order in which they were added."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._armed.append(fault)

    def clear(self) -> None:
        self._armed.clear()

    def listing(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._armed]

    def take(self, stage: Stage, endpoint: str, prompt: str = "") -> Fault | None:
        """Return the fault that strikes here, and count it; a prompt's own magic words strike last.

        Raises UnknownFaultError for a magic word that is none.
        """
        for place, fault in enumerate(self._armed):
            if fault.hits(stage, endpoint, prompt):
                self._count(place, fault)
                return fault
        if endpoint in READS:
            return None
        return next((fault for fault in _spelled(sandbox_words(prompt)) if fault.stage is stage), None)

    def _count(self, place: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times <= 1:
            del self._armed[place]
        else:
            self._armed[place] = replace(fault, times=fault.times - 1)


def kind_named(word: str) -> Kind:
    """Return the kind that a word names; raises UnknownFaultError, which lists the words."""
    try:
        return Kind(word.replace("_", "-"))
    except ValueError:
        raise UnknownFaultError(f"unknown --sandbox word {word!r}; known: {', '.join(Kind)}") from None


def _spelled(words: Iterable[str]) -> list[Fault]:
    return [Fault(kind_named(word)) for word in words]
