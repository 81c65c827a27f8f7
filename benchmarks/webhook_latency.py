"""From an upstream's webhook to the result on Discord, beside a bare handler that posts a message.

``python -m benchmarks.webhook_latency``. The picture has 64 × 64 pixels, so that neither the network nor the decoder
is measured. It starts when the upstream begins to send the webhook and ends when the playground stores the message.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Spread, heading
from benchmarks.latency import WARM_UP, Counts, Measured, chosen_counts, latency_table
from benchmarks.process import ProcessMeter
from benchmarks.stage import CHANNEL, Stage, free_port, open_stage, settled
from benchmarks.upstream import Ending, Task, open_upstream


async def one_by_one(stage: Stage, tasks: Sequence[Task]) -> Spread:
    """End the tasks one after the other, each when the result of the one before is there."""
    latencies = []
    for task in tasks:
        latencies += await _end(stage, [task])
        await asyncio.sleep(0.1)  # what follows the post (clearing the progress message) is not part of it
    return Spread.of(latencies[WARM_UP:])


async def at_once(stage: Stage, meter: ProcessMeter, tasks: Sequence[Task], crowd: int) -> Spread:
    """End `crowd` tasks in the same moment, again and again."""
    latencies: list[float] = []
    for start in range(0, len(tasks), crowd):
        latencies += await _end(stage, tasks[start : start + crowd])
        await settled(meter)
    return Spread.of(latencies)


async def _end(stage: Stage, tasks: Sequence[Task]) -> list[float]:
    began = time.perf_counter()
    async with asyncio.TaskGroup() as reports:
        for task in tasks:
            reports.create_task(stage.upstream.finish(task))
        await stage.posted(*[task.prompt for task in tasks])
    return [stage.moments.posted[task.prompt] - began for task in tasks]


async def running_jobs(stage: Stage, count: int) -> list[Task]:
    """Have Easel run `count` jobs, and give their tasks."""
    for n in range(count):
        await stage.answered(await stage.command(f"job {n}"))
    await stage.upstream.accepted(count)
    return list(stage.upstream.tasks.values())


def bare_tasks(stage: Stage, count: int, port: int) -> list[Task]:
    """Make `count` tasks that report to the bare bot."""
    channel = stage.playground.channel(CHANNEL)
    hook = f"http://127.0.0.1:{port}/hooks/{channel.id}"
    tasks = [Task(f"bare-{n}", f"bare {n}", hook, time.perf_counter()) for n in range(count)]
    stage.upstream.tasks.update({task.id: task for task in tasks})
    return tasks


async def measure(counts: Counts) -> str:
    measured = []
    alone_count = counts.count + WARM_UP
    needed = alone_count + counts.crowd * counts.rounds
    for name in ("bare handler", "Easel"):
        async with open_upstream(Ending.BY_HAND) as upstream:
            with tempfile.TemporaryDirectory() as folder:
                async with open_stage(upstream, Path(folder)) as stage:
                    port = free_port()
                    async with stage.easel() if name == "Easel" else stage.bare_bot(port) as meter:
                        tasks = (
                            await running_jobs(stage, needed)
                            if name == "Easel"
                            else bare_tasks(stage, needed, port)
                        )
                        await settled(meter)
                        alone = await one_by_one(stage, tasks[:alone_count])
                        together = await at_once(stage, meter, tasks[alone_count:], counts.crowd)
        measured.append(Measured(name, alone, together))
    return latency_table("webhook → result", counts.crowd, measured)


def main() -> None:
    counts = chosen_counts(__doc__)
    print(heading("Webhook to result"))
    print(asyncio.run(measure(counts)))


if __name__ == "__main__":
    main()
