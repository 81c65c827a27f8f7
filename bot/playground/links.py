"""Signed, expiring CDN addresses, made and checked. The parameters are Discord's: `ex`, `is` (hex time) and `hm`."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.playground.models import Attachment

LIFETIME_S = 24 * 3600


@dataclass(slots=True)
class CdnLinks:
    """Makes and checks addresses below `base_url`, which is known only once the server listens."""

    secret: bytes
    clock: Callable[[], float]
    base_url: str = ""

    def path(self, attachment: Attachment) -> str:
        folder = "ephemeral-attachments" if attachment.ephemeral else "attachments"
        return f"/{folder}/{attachment.channel_id}/{attachment.id}/{attachment.filename}"

    def url(self, attachment: Attachment) -> str:
        """Return a fresh address, good for 24 hours."""
        path, now = self.path(attachment), int(self.clock())
        ends, begins = f"{now + LIFETIME_S:x}", f"{now:x}"
        return f"{self.base_url}{path}?ex={ends}&is={begins}&hm={self._sign(path, ends, begins)}&"

    def valid(self, path: str, query: Mapping[str, str]) -> bool:
        """Tell whether the signature fits the path and the time is not over."""
        ends, begins = query.get("ex", ""), query.get("is", "")
        if not hmac.compare_digest(self._sign(path, ends, begins).encode(), query.get("hm", "").encode()):
            return False
        return int(ends, 16) > self.clock()

    def _sign(self, path: str, ends: str, begins: str) -> str:
        return hmac.new(self.secret, f"{path}|{ends}|{begins}".encode(), hashlib.sha256).hexdigest()
