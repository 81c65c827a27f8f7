"""Discord's ids: the millisecond since 2015 above 22 bits. Deterministic for a given clock and order of events."""

from collections.abc import Callable

DISCORD_EPOCH_MS = 1_420_070_400_000
_TIME_SHIFT = 22
_SEED_MS = 1_704_067_200_000 - DISCORD_EPOCH_MS


def seed_id(number: int) -> int:
    """Return the fixed id of the n-th thing that exists from the start; each in a millisecond of its own."""
    return (_SEED_MS + number) << _TIME_SHIFT


def created_at(snowflake: int) -> float:
    """Return when the id was made, in seconds since 1970."""
    return ((snowflake >> _TIME_SHIFT) + DISCORD_EPOCH_MS) / 1000


class Snowflakes:
    """Makes ids that always grow, even when the clock stands still or steps back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        now_ms = int(self._clock() * 1000) - DISCORD_EPOCH_MS
        self._last = max(self._last + 1, now_ms << _TIME_SHIFT)
        return self._last
