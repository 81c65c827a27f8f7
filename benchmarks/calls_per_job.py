"""What a job of 60 s costs in calls, upstream and on Discord, with webhooks and without.

``python -m benchmarks.calls_per_job``. In real time: a minute and a half for each round. First some jobs from which the
process learns how long tasks take here, then a job alone, then ten at once, inside a budget of 60 requests a minute.
Tasks take 51 to 69 s. Upstream calls are submits and reads; fetching the picture is none. How late a result is seen,
is the time from the task's end to the message on Discord.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import heading, table
from benchmarks.stage import Stage, open_stage, settled
from benchmarks.upstream import Ending, open_upstream

BUDGET = 60
TEACHERS = 8
"""Jobs before the first round, from which the bot learns how long this account's tasks take; they are not counted."""
ROUNDS = (1, 10)
CALLS = {"POST": "posted", "DELETE": "deleted", "PATCH": "edited", "GET": "read"}


@dataclass(frozen=True, slots=True)
class Round:
    """What `jobs` jobs at once have cost."""

    webhooks: bool
    jobs: int
    upstream: int
    busiest_minute: int
    discord: Counter[str]
    late: float

    def row(self) -> Sequence[str]:
        edits = self.discord["edited"]
        others = self.discord.total() - edits
        return (
            f"{'webhooks' if self.webhooks else 'polling'}, {self.jobs} at once",
            f"{self.upstream / self.jobs:.1f}",
            str(self.busiest_minute),
            f"{others / self.jobs:.1f}",
            f"{edits / self.jobs:.1f}",
            f"{self.late:.1f} s",
        )


async def round_of(stage: Stage, jobs: int, *, webhooks: bool) -> Round:
    upstream, log = stage.upstream, stage.playground.world.log
    calls_before, requests_before = len(upstream.calls), len(log)
    prompts = [f"{'pushed' if webhooks else 'polled'} {jobs} {n} {calls_before}" for n in range(jobs)]
    for prompt in prompts:
        await stage.command(prompt)
    await stage.posted(*prompts, seconds=300)
    await asyncio.sleep(5)  # the progress messages go last
    ended = {task.prompt: task.ended or 0.0 for task in upstream.tasks.values()}
    return Round(
        webhooks=webhooks,
        jobs=jobs,
        upstream=len(upstream.calls) - calls_before,
        busiest_minute=busiest_minute([call.at for call in upstream.calls[calls_before:]]),
        discord=Counter(CALLS[each.method] for each in list(log)[requests_before:]),
        late=statistics.mean(stage.moments.posted[prompt] - ended[prompt] for prompt in prompts),
    )


def busiest_minute(moments: Sequence[float]) -> int:
    """Give the most calls in any 60 s."""
    return max(sum(start <= at < start + 60 for at in moments) for start in moments)


async def measure(*, webhooks: bool) -> list[Round]:
    async with open_upstream(Ending.BY_CLOCK) as upstream:
        with tempfile.TemporaryDirectory() as folder:
            async with open_stage(upstream, Path(folder)) as stage:
                settings = stage.settings(webhooks=webhooks, requests_per_minute=BUDGET, concurrency=10)
                async with stage.easel(settings) as meter:
                    await settled(meter)
                    await round_of(stage, TEACHERS, webhooks=webhooks)
                    return [await round_of(stage, jobs, webhooks=webhooks) for jobs in ROUNDS]


async def both() -> str:
    """Measure both ways side by side: nearly all of it is waiting."""
    found = await asyncio.gather(measure(webhooks=True), measure(webhooks=False))
    head = (
        "jobs of 60 s",
        "upstream calls per job",
        "upstream calls in the busiest minute",
        "Discord calls per job, without edits",
        "edits per job",
        "seen late, mean",
    )
    return table(head, [one.row() for rounds in found for one in rounds])


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(heading("Calls per job"))
    print(asyncio.run(both()))


if __name__ == "__main__":
    main()
