"""What can go wrong between us and Discord when a message is sent, told apart by what to do next.

    Trouble
    ├── Later           busy, broken or cut off: try again after a while (`after`, seconds)
    ├── TokenDead       the interaction token is over; a dead token is never tried again
    ├── MessageGone     the message was deleted
    ├── Unreachable     the channel is gone, or the bot may not see or write there
    ├── TooLarge        the files are too large for this place
    └── Rejected        Discord does not accept the message as it is

Codes: Discord's documentation, "Opcodes and status codes". A dead token answers 401, which counts towards Discord's
ban for invalid requests, and is therefore worth its own branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import aiohttp
import discord

TOKEN_DEAD = frozenset({50027, 10015, 10062})
MESSAGE_GONE = frozenset({10008})
UNREACHABLE = frozenset({10003, 10004, 50001, 50007, 50013, 50083, 50278, 40094, 160005, 160006})
TOO_LARGE = frozenset({40005, 50045})
REJECTED = frozenset({50035, 200000, 200001, 240000})
"""The form is wrong, or AutoMod or the link filter does not like the words: a plainer message may pass."""
OLD_MESSAGE_LIMIT = 30046
"""Too many edits of messages older than an hour."""
RATE_LIMIT_SECONDS = 30.0


class Trouble(Exception):  # not all of these are errors: some are just news
    """A message could not be sent, edited or deleted."""


class Later(Trouble):
    """Not now. `after` is in seconds; None where nobody said, so that the caller backs off by itself."""

    def __init__(self, why: str, *, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class TokenDead(Trouble):
    pass


class MessageGone(Trouble):
    pass


class Unreachable(Trouble):
    pass


class TooLarge(Trouble):
    pass


class Rejected(Trouble):
    pass


@contextmanager
def troubles() -> Iterator[None]:
    """Turn what discord.py and the socket raise into a `Trouble`.

    discord.py repeats some server errors by itself, but neither a reset connection on Linux nor a time-out.
    """
    try:
        yield
    except discord.RateLimited as error:
        raise Later(str(error), after=error.retry_after) from error
    except discord.HTTPException as error:
        raise of_answer(error.status, error.code, str(error)) from error
    except (TimeoutError, aiohttp.ClientError, OSError, discord.DiscordException) as error:
        raise Later(f"{type(error).__name__}: {error}") from error


def of_answer(status: int, code: int, words: str) -> Trouble:
    """Give the trouble that an answer of Discord means. Pure.

    Cloudflare answers without a code, so that the status has to do.
    """
    if status == HTTPStatus.TOO_MANY_REQUESTS or code == OLD_MESSAGE_LIMIT:
        return Later(words, after=RATE_LIMIT_SECONDS)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Later(words)
    by_code: tuple[tuple[frozenset[int], type[Trouble]], ...] = (
        (TOKEN_DEAD, TokenDead),
        (MESSAGE_GONE, MessageGone),
        (UNREACHABLE, Unreachable),
        (TOO_LARGE, TooLarge),
        (REJECTED, Rejected),
    )
    for codes, trouble in by_code:
        if code in codes:
            return trouble(words)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return TooLarge(words)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return Unreachable(words)
    return Rejected(words)
