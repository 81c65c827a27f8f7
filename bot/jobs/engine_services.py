"""What the engine and its parts work with, in one frozen value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.jobs.accounts import Accounts
from bot.jobs.crash_points import CrashPoint, no_crash
from bot.jobs.models import Job
from bot.jobs.ports import Clock, Files, InputPictures, JobStore, Slots, Wake
from bot.midjourney.models import Callback, TaskSnapshot

LEASE_MARGIN_SECONDS = 30.0
"""A lease outlasts the submit's HTTP time-out by this, so that no living submit is ever taken for a dead one."""

CLAIM_SECONDS = 600.0
"""How long a claimed job may wait for its turn in the request budget before somebody else looks at it."""

Observe = Callable[[Job, TaskSnapshot], Awaitable[bool]]
"""Write what is known of a job's task; True if it was news."""

Save = Callable[[Job, Job], Awaitable[Job | None]]
"""Compare-and-set a move of the table, wake whoever has to know; None if somebody was faster."""


@dataclass(frozen=True, slots=True)
class EngineServices:
    """What the engine works with."""

    store: JobStore
    slots: Slots
    accounts: Accounts
    files: Files
    inputs: InputPictures
    wake: Wake
    """Wakes `Engine.advance` for a job."""
    dispatch: Wake
    """Wakes `Dispatcher.run` for an account, by its place in the configuration."""
    courier: Wake
    """Wakes the delivery of a job."""
    clock: Clock
    callback: Callable[[Job], Callback]
    """How the upstream may report about a job."""
    owner: str
    """Names this process in leases."""
    crash_point: CrashPoint = no_crash
    lease_margin: float = LEASE_MARGIN_SECONDS
