"""Faults that a test orders ahead of time: a refusal, or a connection cut before or after the work was done.

"After" is the cruel one: Discord has done what was asked, and the bot never hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Cut(Enum):
    """When the connection of a request is cut."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a request whose method and path fit: `how` is a cut, or one of `errors.KNOWN`."""

    method: str
    path_part: str
    how: Cut | int

    def fits(self, method: str, path: str) -> bool:
        return self.method == method and self.path_part in path


class Faults:
    """Orders waiting for their requests, each used once, the oldest fitting one first.

    `delay_s` is how many seconds every request of the bot is on its way, until it is set again.
    """

    def __init__(self) -> None:
        self.delay_s = 0.0
        self._orders: list[Fault] = []

    def order(self, method: str, path_part: str, how: Cut | int, *, times: int = 1) -> None:
        self._orders.extend([Fault(method, path_part, how)] * times)

    def take(self, method: str, path: str) -> Fault | None:
        for number, fault in enumerate(self._orders):
            if fault.fits(method, path):
                return self._orders.pop(number)
        return None

    @property
    def left(self) -> int:
        return len(self._orders)
