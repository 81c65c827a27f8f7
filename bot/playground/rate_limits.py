"""Discord's rate limits as windows of real time, by bucket; headers and the 429 that real clients understand.

The numbers are Discord's usual ones, which it does not document. Real time, not the world's clock: clients sleep it.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests per window of so many seconds; one window per major parameter (channel, token)."""

    name: str
    requests: int
    seconds: float


MESSAGE_SEND = Limit("message-send", 5, 5.0)
MESSAGE_EDIT = Limit("message-edit", 5, 5.0)
OLD_MESSAGE_EDIT = Limit("old-message-edit", 3, 6.0)
MESSAGE_DELETE = Limit("message-delete", 5, 1.0)
REACTION = Limit("reaction", 10, 5.0)
INTERACTION_TOKEN = Limit("interaction-token", 5, 2.0)
COMMANDS = Limit("commands", 5, 20.0)
READ = Limit("read", 50, 1.0)
EVERYTHING = Limit("global", 50, 1.0)
"""All that goes by the bot's token together; answers to interactions do not count."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a request may do, and what its answer says about the bucket."""

    limit: Limit
    allowed: bool
    headers: dict[str, str]
    retry_after: float


class RateLimits:
    """Counts requests by bucket and major parameter; forgets windows that are over."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def take(self, limit: Limit, major: str) -> Verdict:
        """Count one request and return the verdict with Discord's headers."""
        now = time.monotonic()
        ends, used = self._windows.get((limit.name, major), (0.0, 0))
        if ends <= now:
            self._forget(now)
            ends, used = now + limit.seconds, 0
        allowed = used < limit.requests
        used += allowed
        self._windows[limit.name, major] = (ends, used)
        rest = ends - now
        headers = {
            "X-RateLimit-Limit": str(limit.requests),
            "X-RateLimit-Remaining": str(limit.requests - used),
            "X-RateLimit-Reset": f"{time.time() + rest:.3f}",
            "X-RateLimit-Reset-After": f"{rest:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(limit.name.encode()).hexdigest()[:32],
        }
        return Verdict(limit=limit, allowed=allowed, headers=headers, retry_after=round(rest, 3))

    def _forget(self, now: float) -> None:
        for key in [key for key, (ends, _) in self._windows.items() if ends <= now]:
            del self._windows[key]
