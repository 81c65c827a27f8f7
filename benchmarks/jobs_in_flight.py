"""What jobs in flight cost: memory, processor time while they wait, and how latencies grow with their number.

``python -m benchmarks.jobs_in_flight``. The first table starts 1,000 real jobs and compares the process with itself,
idle. The second starts Easel on a database that already holds 10 … 10,000 running jobs, which is the same to the
process, since rows are the truth and memory only holds timers.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.figures import Spread, heading, mebibytes, milliseconds, table
from benchmarks.history import FAR, Past, running_jobs
from benchmarks.process import ProcessMeter
from benchmarks.stage import ACCOUNT, SECRET, Stage, free_port, open_stage, resident, settled
from benchmarks.upstream import Ending, Task, open_upstream
from benchmarks.webhook_latency import bare_tasks
from bot.web.links import hook_url

WARM_UP = 50
TYPICAL_SECONDS = 50.0
"""How long the warm-up's tasks take where that matters: the bot learns from it when to look at silent ones."""
SAMPLES = 30


async def memory(count: int, watched: float) -> str:
    """Start `count` jobs, and see what the process has grown by and does while it waits for their webhooks."""
    async with _stage() as stage, stage.easel() as meter:
        await _warm_up(stage, seconds=TYPICAL_SECONDS)
        idle, idle_share = await resident(meter), await share_of_core(meter, watched)
        for n in range(count):
            await stage.answered(await stage.command(f"job {n}"))
        await stage.upstream.accepted(WARM_UP + count)
        busy, busy_share = await resident(meter), await share_of_core(meter, watched)
    rows = [
        ("idle", mebibytes(idle), f"{idle_share:.2%}"),
        (f"{count} jobs in flight", mebibytes(busy), f"{busy_share:.2%}"),
        ("difference", mebibytes(busy - idle), f"{busy_share - idle_share:.2%}"),
    ]
    return table(("Easel", "private memory", "of one core, waiting"), rows)


async def growth(counts: Sequence[int], watched: float) -> str:
    rows = [await _bare(watched), *[await _grown(count, watched) for count in counts]]
    head = (
        "jobs in flight",
        "private memory",
        "of one core, waiting",
        "command → answer, median",
        "p99",
        "webhook → result, median",
        "p99",
    )
    return table(head, rows)


async def _bare(watched: float) -> Sequence[str]:
    """Measure the floor: the bare bot, which knows no jobs."""
    port = free_port()
    async with _stage() as stage, stage.bare_bot(port) as meter:
        memory, share = meter.resident_bytes(), await share_of_core(meter, watched)
        commands = await _commands(stage)
        webhooks = await _webhooks(stage, bare_tasks(stage, SAMPLES, port))
    return ("floor: bare bot", mebibytes(memory), f"{share:.2%}", *_latencies(commands, webhooks))


def _latencies(*spreads: Spread) -> Sequence[str]:
    return [milliseconds(value) for spread in spreads for value in (spread.median, spread.p99)]


async def _grown(count: int, watched: float) -> Sequence[str]:
    async with _stage() as stage:
        past = await running_jobs(stage, count + SAMPLES, looks=FAR)
        settings = stage.settings()
        async with stage.easel(settings) as meter:
            await _warm_up(stage)
            memory, share = await resident(meter), await share_of_core(meter, watched)
            commands = await _commands(stage)
            webhooks = await _webhooks(stage, _tasks(stage, past[-SAMPLES:], settings["web"]["public_url"]))
    return (f"{count:,}", mebibytes(memory), f"{share:.2%}", *_latencies(commands, webhooks))


async def _commands(stage: Stage) -> Spread:
    ids = []
    for n in range(SAMPLES):
        ids.append(await stage.command(f"measured {n}"))
        await stage.answered(ids[-1])
        await asyncio.sleep(0.1)
    return Spread.of([stage.moments.latency(each) for each in ids])


def _tasks(stage: Stage, past: Sequence[Past], public_url: str) -> list[Task]:
    """Give the upstream the tasks of jobs that run already."""
    tasks = [
        Task(each.task_id, each.prompt, hook_url(public_url, SECRET, ACCOUNT, each.ulid), time.perf_counter())
        for each in past
    ]
    stage.upstream.tasks.update({task.id: task for task in tasks})
    return tasks


async def _webhooks(stage: Stage, tasks: Sequence[Task]) -> Spread:
    latencies = []
    for task in tasks:
        began = time.perf_counter()
        await stage.upstream.finish(task)
        await stage.posted(task.prompt)
        latencies.append(stage.moments.posted[task.prompt] - began)
        await asyncio.sleep(0.1)
    return Spread.of(latencies)


async def _warm_up(stage: Stage, *, seconds: float = 0.0) -> None:
    """Let some jobs live and end, so that code is loaded, caches are filled and webhooks are known to come."""
    prompts = [f"warm-up {n}" for n in range(WARM_UP)]
    for prompt in prompts:
        await stage.answered(await stage.command(prompt))
    await stage.upstream.accepted(WARM_UP)
    await asyncio.sleep(seconds)
    for task in list(stage.upstream.tasks.values()):
        await stage.upstream.finish(task)
    await stage.posted(*prompts)


async def share_of_core(meter: ProcessMeter, seconds: float) -> float:
    """Give the share of one core that the process uses, over so many seconds."""
    await settled(meter)
    before, began = meter.cpu_seconds(), time.perf_counter()
    await asyncio.sleep(seconds)
    return (meter.cpu_seconds() - before) / (time.perf_counter() - began)


@asynccontextmanager
async def _stage() -> AsyncIterator[Stage]:
    async with open_upstream(Ending.BY_HAND) as upstream:
        with tempfile.TemporaryDirectory() as folder:
            async with open_stage(upstream, Path(folder)) as stage:
                yield stage


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--counts", type=int, nargs="*", default=[10, 100, 1000, 10_000])
    parser.add_argument("--watched", type=float, default=20.0, help="seconds of waiting that are measured")
    chosen = parser.parse_args()
    print(heading("Jobs in flight"))
    print(asyncio.run(memory(chosen.jobs, chosen.watched)))
    print()
    print(asyncio.run(growth(chosen.counts, chosen.watched)))


if __name__ == "__main__":
    main()
