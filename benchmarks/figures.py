"""Numbers into medians, percentiles and Markdown tables. Pure."""

from __future__ import annotations

import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Spread:
    """Samples of one quantity."""

    samples: tuple[float, ...]

    @classmethod
    def of(cls, samples: Iterable[float]) -> Spread:
        return cls(tuple(samples))

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def p99(self) -> float:
        """Give the smallest sample that 99 of 100 do not exceed (nearest rank)."""
        ordered = sorted(self.samples)
        return ordered[max(-(-99 * len(ordered) // 100) - 1, 0)]

    @property
    def count(self) -> int:
        return len(self.samples)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def mebibytes(count: float) -> str:
    return f"{count / 2**20:.1f} MiB"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Draw a Markdown table: the first column left, numbers right."""
    lines = [list(head), ["---", *["---:"] * (len(head) - 1)], *[list(row) for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def heading(name: str) -> str:
    """Name a run: what was measured, when, and by which Python."""
    return f"{name}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}"
