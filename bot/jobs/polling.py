"""When to look at a task again: pure rules, plus what is learned about how long tasks take.

Lazy at first, eager near the expected end, rare while webhooks arrive. A task of 60 s costs four reads, and is
seen on average a few seconds after its end.
"""

from __future__ import annotations

from bot.midjourney.models import Mode

TYPICAL_SECONDS = {Mode.TURBO: 25.0, Mode.FAST: 50.0, Mode.RELAX: 90.0}
"""Before anything is learned; the vendor's own numbers (V1) are 30, 60 and 120 as upper bounds."""

WEBHOOK_SILENCE_SECONDS = 90.0
"""A task whose webhooks fell silent for this long is read again."""

LATE_LOOK_SECONDS = 600.0
"""How often a task is read that we already told the member had failed."""

LATE_OBSERVATION_SECONDS = 24 * 3600.0
"""For how long after its submit such a task is still read."""

READ_ATTEMPTS = 6
"""Answers "unknown" or "not allowed" in a row after which a task counts as lost."""

LEARNING_RATE = 0.2

LONGEST_EXPECTED = 4.0
"""A task that took this many times the typical duration says more about us, or about an outage, than about tasks."""

LONGEST_WAIT_SECONDS = 180.0
"""No running task is left alone for longer, whatever was learned."""


class Expectations:
    """How long tasks take, learned per account and mode as a moving average of seconds, and who sends webhooks."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, Mode, bool], float] = {}
        self._webhooks: dict[str, bool] = {}

    def learn(self, account: str, mode: Mode, *, quick: bool, seconds: float, by_webhook: bool) -> None:
        """Take a finished task into account. `quick` tasks (upscales) are kept apart from drawing ones."""
        self._webhooks[account] = by_webhook
        if seconds > LONGEST_EXPECTED * TYPICAL_SECONDS[mode]:
            return
        key = (account, mode, quick)
        known = self._seconds.get(key, seconds)
        self._seconds[key] = known + LEARNING_RATE * (seconds - known)

    def seconds(self, account: str, mode: Mode, *, quick: bool) -> float:
        default = TYPICAL_SECONDS[mode] / (6 if quick else 1)
        return self._seconds.get((account, mode, quick), default)

    def webhooks_arrive(self, account: str) -> bool:
        """Tell whether the account's last finished task had reported by webhook."""
        return self._webhooks.get(account, False)


def next_read(*, elapsed: float, expected: float, webhook_age: float | None, webhooks_arrive: bool) -> float:
    """Give the seconds until a running task should be read again.

    Args:
        elapsed: since its submit.
        expected: how long such tasks take.
        webhook_age: since its last webhook; None if it never sent one.
        webhooks_arrive: whether the account's earlier tasks reported by webhook.
    """
    wait = _wait(elapsed, expected, webhook_age, webhooks_arrive=webhooks_arrive)
    return min(wait, LONGEST_WAIT_SECONDS)


def _wait(elapsed: float, expected: float, webhook_age: float | None, *, webhooks_arrive: bool) -> float:
    if webhook_age is not None:
        return max(WEBHOOK_SILENCE_SECONDS - webhook_age, 15.0)
    if webhooks_arrive and elapsed < expected * 2 + 30.0:
        return max(expected * 2 + 30.0 - elapsed, 1.0)
    if elapsed < expected * 0.5:
        return max(expected * 0.55 - elapsed, 1.0)
    if elapsed < expected * 0.9:
        return max(expected * 0.95 - elapsed, 1.0)
    if elapsed < expected * 1.6:
        return min(max(expected * 0.16, 1.5), 8.0)
    return min(max(elapsed * 0.15, 8.0), 60.0)


def retry_delay(failures: int) -> float:
    """Give the seconds to wait after that many failed reads in a row."""
    return float(min(3.0 * 2 ** min(failures, 6), 60.0))
