"""What the measurements of latency share: one at a time beside a crowd at once, as options and as a table."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.figures import Spread, milliseconds, table

WARM_UP = 20
"""Samples taken before the first that counts."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often: `count` times alone, then `rounds` times `crowd` at once."""

    count: int
    crowd: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What one bot took, in seconds."""

    name: str
    alone: Spread
    together: Spread


def chosen_counts(description: str | None) -> Counts:
    """Read the options of the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--crowd", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    return Counts(chosen.count, chosen.crowd, chosen.rounds)


def latency_table(what: str, crowd: int, measured: Iterable[Measured]) -> str:
    head = (what, "median", "p99", f"{crowd} at once: median", f"{crowd} at once: p99")
    rows = [(one.name, *_shown(one.alone), *_shown(one.together)) for one in measured]
    return table(head, rows)


def _shown(spread: Spread) -> tuple[str, str]:
    return milliseconds(spread.median), milliseconds(spread.p99)
