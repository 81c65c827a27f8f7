"""The named places at which a process may die between two writes, so that tests can kill it exactly there.

Every side effect has its intent written before and its outcome after it; these are the seams between. Production
passes `no_crash`.
"""

from __future__ import annotations

from collections.abc import Callable

CrashPoint = Callable[[str], None]

ENGINE_POINTS = (
    "accept.committed",
    "claim.committed",
    "submit.intent_saved",
    "submit.answered",
    "submit.saved",
    "webhook.received",
    "observe.saved",
    "result.concluded",
)


def no_crash(name: str) -> None:
    """Go on living."""
