"""The addresses that upstreams report to. Pure.

Webhooks of Midjourney APIs carry no signature, so the path itself is the proof: its last part can only be made with
the key from the settings. Every job has its own, and whoever learns one can speak about that job alone.
"""

from __future__ import annotations

import hashlib
import hmac

HOOK_ROUTE = "/hooks/{account:[a-z0-9_]+}/{ulid:[0-9A-Z]{26}}/{secret:[0-9a-f]{64}}"
"""The same address as aiohttp's router reads it."""


def hook_secret(key: str, account: str, ulid: str) -> str:
    """Give the last part of a job's webhook path: HMAC-SHA256 in hexadecimal.

    Raises:
        ValueError: the key is empty, with which everybody could sign.
    """
    if not key:
        raise ValueError("an empty key signs nothing")
    # "/" occurs in neither part, and the first word keeps this use of the key apart from others.
    return hmac.new(key.encode(), f"hook/{account}/{ulid}".encode(), hashlib.sha256).hexdigest()


def hook_url(public_url: str, key: str, account: str, ulid: str) -> str:
    """Give the address at which the upstream reports about one job.

    A path in `public_url` is the reverse proxy's: it is expected to strip it before it passes the request on.
    """
    return f"{public_url.rstrip('/')}/hooks/{account}/{ulid}/{hook_secret(key, account, ulid)}"


def is_hook_secret(given: str, key: str, account: str, ulid: str) -> bool:
    """Compare in constant time. Without a key nothing is right."""
    return bool(key) and hmac.compare_digest(
        given.encode(errors="replace"), hook_secret(key, account, ulid).encode()
    )
