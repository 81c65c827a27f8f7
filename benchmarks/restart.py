"""How soon a start has every unfinished job scheduled again, and is of use.

``python -m benchmarks.restart``. Each line is one start on a database with so many RUNNING jobs. "Online" is from the
start of the process to READY from the gateway, which comes after every row was scheduled; the floor is the same start
with an empty database. "Overdue" rows are those whose next look lies in the past, as after an hour of downtime: they
all want to be read at once, and the last columns say how long that takes, and what it takes.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import heading, milliseconds, table
from benchmarks.history import running_jobs
from benchmarks.stage import Stage, open_stage, settled
from benchmarks.upstream import Ending, open_upstream

LATER = (60.0, 660.0)
OVERDUE = (-600.0, -1.0)
PATIENCE = 120.0
"""Seconds after which it is said that the rest was not read in time."""


async def start(count: int, looks: tuple[float, float]) -> Sequence[str]:
    """Start once on `count` rows, and give a line of the table."""
    async with open_upstream(Ending.BY_HAND) as upstream:
        with tempfile.TemporaryDirectory() as folder:
            async with open_stage(upstream, Path(folder)) as stage:
                past = await running_jobs(stage, count, looks=looks)
                began = time.perf_counter()
                async with stage.easel() as meter:
                    online = time.perf_counter() - began
                    interaction_id = await stage.command("the first")
                    await stage.until(
                        lambda: (
                            interaction_id in stage.moments.answered or interaction_id in stage.moments.failed
                        ),
                        PATIENCE,
                    )
                    first = _first_answer(stage, interaction_id)
                    read = await _all_read(stage, {each.task_id for each in past}, looks is OVERDUE)
                    await settled(meter)
                    cpu = meter.cpu_seconds()
    name = "overdue" if looks is OVERDUE else "due later"
    calls = str(len([call for call in upstream.calls if call.task_ids and "submit" not in call.path]))
    return (f"{count:,} {name}", f"{online:.1f} s", first, read, calls, f"{cpu:.1f} s")


def _first_answer(stage: Stage, interaction_id: int) -> str:
    if interaction_id in stage.moments.answered:
        return milliseconds(stage.moments.latency(interaction_id))
    return "none in 3 s"


async def _all_read(stage: Stage, wanted: set[str], overdue: bool) -> str:  # noqa: FBT001  # private, one call
    """Wait until the upstream was asked about every task."""
    if not overdue:
        return "–"
    began, seen, place = time.perf_counter(), set[str](), 0
    while not seen >= wanted:
        if time.perf_counter() - began > PATIENCE:
            return f"{len(seen & wanted):,} in {PATIENCE:.0f} s"
        await asyncio.sleep(0.1)
        calls = stage.upstream.calls[place:]
        place += len(calls)
        seen.update(task_id for call in calls for task_id in call.task_ids)
    return f"{time.perf_counter() - began:.1f} s"


async def measure(counts: Sequence[int], overdue: Sequence[int]) -> str:
    rows = [await start(0, LATER)]
    rows += [await start(count, LATER) for count in counts]
    rows += [await start(count, OVERDUE) for count in overdue]
    head = ("rows", "online", "first command answered", "all read after", "reads", "processor time in all")
    return table(head, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="*", default=[10, 100, 1000, 10_000])
    parser.add_argument("--overdue", type=int, nargs="*", default=[10, 100, 1000, 10_000])
    chosen = parser.parse_args()
    print(heading("Restart"))
    print(asyncio.run(measure(chosen.counts, chosen.overdue)))


if __name__ == "__main__":
    main()
