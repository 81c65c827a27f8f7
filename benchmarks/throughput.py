"""How many jobs a second come to their end, and what each costs, against an upstream that finishes at once.

``python -m benchmarks.throughput``. A job counts as finished when its picture is on Discord. `--outstanding` jobs are
under way at any time, beside `--in-flight` others that run all the while. The processor time is that of the bot's
process alone; the stand-ins have the other core. The floor is the bare bot, which answers the command and posts the
picture that a webhook announces: two HTTP calls.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import heading, milliseconds, table
from benchmarks.history import FAR, running_jobs
from benchmarks.process import ProcessMeter
from benchmarks.stage import CHANNEL, Stage, free_port, open_stage, settled
from benchmarks.upstream import Ending, Task, open_upstream

WARM_UP = 50


@dataclass(frozen=True, slots=True)
class Pace:
    """`jobs` came to their end in `seconds`, for `cpu` seconds of processor time."""

    jobs: int
    seconds: float
    cpu: float


async def run(
    stage: Stage, meter: ProcessMeter, jobs: int, outstanding: int, *, hook: str, name: str
) -> Pace:
    """Do `jobs` jobs, and wait until nothing of them is left to do."""
    places = asyncio.Semaphore(outstanding)
    before, began = meter.cpu_seconds(), time.perf_counter()

    async def job(n: int) -> None:
        prompt = f"{name} {n}"
        async with places:
            await stage.command(prompt)
            if hook:  # the bare bot submits nothing, so its webhook is sent for it
                task = Task(prompt, prompt, hook, time.perf_counter())
                stage.upstream.tasks[task.id] = task
                await stage.upstream.finish(task)
            await stage.posted(prompt)

    await asyncio.gather(*[job(n) for n in range(jobs)])
    seconds = time.perf_counter() - began
    await settled(meter)
    return Pace(jobs, seconds, meter.cpu_seconds() - before)


async def paced(name: str, jobs: int, outstanding: int, in_flight: int, profile: str) -> Sequence[str]:
    """Measure one bot beside so many jobs that wait all the while; give its line of the table."""
    async with open_upstream(Ending.AT_ONCE) as upstream:
        with tempfile.TemporaryDirectory() as folder:
            async with open_stage(upstream, Path(folder)) as stage:
                await running_jobs(stage, in_flight, looks=FAR)
                port = free_port()
                channel = stage.playground.channel(CHANNEL).id
                hook = "" if name == "Easel" else f"http://127.0.0.1:{port}/hooks/{channel}"
                async with stage.easel(profile=profile) if name == "Easel" else stage.bare_bot(port) as meter:
                    await run(stage, meter, WARM_UP, outstanding, hook=hook, name="warm-up")
                    pace = await run(stage, meter, jobs, outstanding, hook=hook, name="job")
    beside = f"{name}, beside {in_flight:,} in flight" if in_flight else name
    return beside, f"{pace.jobs / pace.seconds:.1f}", milliseconds(pace.cpu / pace.jobs)


async def measure(jobs: int, outstanding: int, in_flight: Sequence[int], profile: str) -> str:
    rows = [await paced("bare bot", jobs, outstanding, 0, "")]
    rows += [await paced("Easel", jobs, outstanding, count, profile) for count in in_flight]
    return table((f"{jobs} jobs, {outstanding} under way", "jobs per second", "processor time per job"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--outstanding", type=int, default=20)
    parser.add_argument(
        "--in-flight",
        type=int,
        nargs="+",
        default=[0, 10, 100, 1_000, 10_000],
        help="other jobs that run all the while; a line of the table for each number",
    )
    parser.add_argument("--profile", default="", help="a file for cProfile's findings about Easel")
    chosen = parser.parse_args()
    print(heading("Throughput"))
    print(asyncio.run(measure(chosen.jobs, chosen.outstanding, chosen.in_flight, chosen.profile)))


if __name__ == "__main__":
    main()
