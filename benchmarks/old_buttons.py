"""What buttons under old messages cost a process: nothing that grows with their number.

``python -m benchmarks.old_buttons``. For each number of finished jobs, with as many messages of ten buttons each on
the playground: start Easel, do the same work, press U1 under some of the old messages picked at random, and compare
the process's memory. What SQLite caches of a larger file is bounded (2 MiB a connection), and stands in the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Spread, heading, mebibytes, milliseconds, table
from benchmarks.history import Past, finished_jobs
from benchmarks.stage import Stage, open_stage, resident
from benchmarks.upstream import Ending, open_upstream
from bot.ui.custom_ids import Op, button_id

PRESSES = 50


async def grown(count: int) -> tuple[int, Spread, Sequence[str]]:
    async with open_upstream(Ending.AT_ONCE) as upstream:
        with tempfile.TemporaryDirectory() as folder:
            async with open_stage(upstream, Path(folder)) as stage:
                past = await finished_jobs(stage, count)
                async with stage.easel() as meter:
                    before = await resident(meter)
                    presses = await press(stage, random.Random(count).sample(past, PRESSES))
                    await upstream.accepted(PRESSES)
                    after = await resident(meter)
    row = (
        f"{count:,}",
        mebibytes(before),
        mebibytes(after),
        f"{presses.count} of {PRESSES}",
        milliseconds(presses.median),
    )
    return after, presses, row


async def press(stage: Stage, old: Sequence[Past]) -> Spread:
    """Press U1 under each message; give how long the answers took."""
    latencies = []
    for each in old:
        message = stage.playground.world.messages.find(each.message_id)
        if message is None:
            raise RuntimeError("the playground lost a message")
        handle = await stage.playground.person("bo").press(message, button_id(Op.COMPONENT, each.ulid))
        await handle.answered()
        latencies.append(stage.moments.latency(handle.id))
        await asyncio.sleep(0.05)
    return Spread.of(latencies)


async def measure(counts: Sequence[int]) -> str:
    found = [await grown(count) for count in counts]
    few, many = found[0], found[-1]
    bytes_each = (many[0] - few[0]) / (counts[-1] - counts[0])
    head = (
        "old messages",
        "memory after start",
        "memory after presses",
        "presses answered",
        "press → answer, median",
    )
    drawn = table(head, [row for _, _, row in found])
    return f"{drawn}\n\nGrowth per old message, the last line against the first: {bytes_each:.1f} bytes."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="*", default=[100, 10_000, 100_000])
    chosen = parser.parse_args()
    print(heading("Old buttons"))
    print(asyncio.run(measure(chosen.counts)))


if __name__ == "__main__":
    main()
