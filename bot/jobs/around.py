"""What people do around their jobs: find one again, keep what they like, begin something in two steps.

Values and ports. Nothing here moves a job; that is the engine's. Adapters: `bot.storage`, and `bot.media` for the
originals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.jobs.models import Job, Source
from bot.midjourney.models import Picture

DRAFT_SECONDS = 600.0
"""How long something that was begun waits for its second step."""


class DraftKind(StrEnum):
    """What was begun."""

    BLEND = "blend"
    """One picture of a blend is chosen, another is to come."""
    IMAGINE = "imagine"
    """Pictures are chosen, the prompt is to come."""
    SHORTEN = "shorten"
    """A prompt waits for the word that another account may shorten it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Something begun by one person. `ulid` names it in buttons and modals; `noted_at` is in Unix seconds."""

    ulid: str
    user_id: int
    kind: DraftKind
    noted_at: float
    sources: tuple[Source, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What jobs of one person added up to. `cost` is in the upstreams' own unit."""

    jobs: int = 0
    seconds: float = 0.0
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Seed:
    """A job's seed, or the upstream's task that will tell it. One of the two is set."""

    seed: str = ""
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """A result's file as the upstream gave it. `place` counts a job's files from 1; `kept_until` is in Unix seconds."""

    job_id: int
    place: int
    key: str
    content_type: str
    size: int
    kept_until: float


class Drafts(Protocol):
    """What was begun, until its second step or its end."""

    async def put(self, draft: Draft) -> None: ...

    async def get(self, ulid: str, *, since: float) -> Draft | None: ...

    async def latest(self, user_id: int, kind: DraftKind, *, since: float) -> Draft | None: ...

    async def drop(self, ulid: str) -> None: ...

    async def erase(self, *, before: float) -> int: ...


class Favourites(Protocol):
    """Which results people marked with a heart."""

    async def add(self, user_id: int, job_id: int, *, now: float) -> None:
        """Mark it; marking twice is marking once."""
        ...

    async def remove(self, user_id: int, job_id: int) -> bool:
        """Take the mark away; False where there was none."""
        ...


class Records(Protocol):
    """Jobs, looked up in the ways in which people look for them."""

    async def of_message(self, message_id: int) -> Job | None:
        """Give the job that a message of ours is about."""
        ...

    async def note_shown(self, message_id: int, job_id: int, *, now: float) -> None:
        """Remember that a further message shows a job."""
        ...

    async def recent_of(self, user_id: int, *, text: str, limit: int) -> Sequence[Job]:
        """Give a person's finished jobs, favourites first, then the newest.

        `text` is in the prompt, or begins the id.
        """
        ...

    async def usage_of(self, user_id: int, *, since: float) -> Usage: ...

    async def waiting_of(self, user_id: int) -> tuple[int, int]:
        """Count a person's queued jobs, and those that run."""
        ...


class SeedStore(Protocol):
    """What is known of seeds."""

    async def get(self, job_id: int) -> Seed | None: ...

    async def put(self, job_id: int, seed: Seed) -> None: ...


class Originals(Protocol):
    """The files of results as they came, for as long as the operator keeps them."""

    async def keep(self, job_id: int, place: int, picture: Picture) -> None:
        """Keep a file; one that cannot be kept is only logged, since the result is on its way all the same."""
        ...

    async def find(self, job_id: int, place: int) -> Picture | None: ...


class OriginalRows(Protocol):
    """Which originals are kept."""

    async def put(self, original: Original) -> None: ...

    async def find(self, job_id: int, place: int) -> Original | None: ...

    async def find_by_ulid(self, ulid: str, place: int) -> Original | None: ...
