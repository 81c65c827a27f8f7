"""Fairness: who is next when a slot becomes free. Pure.

Turns go around by guild, then by member inside the guild: whoever's latest start lies furthest back goes first, and
of one member's jobs the oldest. A person who queues forty jobs delays another guild by at most one job.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Turns = Mapping[tuple[str, int], float]
"""When each member (group, user id) last got a slot; absent = never."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting job as the queue sees it. `group` is the guild, or the person in direct messages."""

    job_id: int
    group: str
    user_id: int


def head(waiting: Iterable[Waiting], turns: Turns) -> Waiting | None:
    """Give the job that starts next; None if nothing waits."""
    return _next(waiting, turns, _group_turns(turns))


def _next(waiting: Iterable[Waiting], turns: Turns, started: Mapping[str, float]) -> Waiting | None:
    return min(
        waiting,
        key=lambda job: (started.get(job.group, 0.0), turns.get((job.group, job.user_id), 0.0), job.job_id),
        default=None,
    )


def fair_order(waiting: Iterable[Waiting], turns: Turns) -> Sequence[Waiting]:
    """Give the waiting jobs in the order in which they will start, each start counting as the latest turn."""
    left = list(waiting)
    simulated, started = dict(turns), dict(_group_turns(turns))
    clock = max(simulated.values(), default=0.0)
    order: list[Waiting] = []
    while (chosen := _next(left, simulated, started)) is not None:
        clock += 1.0
        simulated[chosen.group, chosen.user_id] = started[chosen.group] = clock
        left.remove(chosen)
        order.append(chosen)
    return order


def _group_turns(turns: Turns) -> Mapping[str, float]:
    started: dict[str, float] = {}
    for (group, _), at in turns.items():
        started[group] = max(started.get(group, 0.0), at)
    return started
