"""What a job costs in calls, upstream and on Discord, with webhooks and without, by jobs in flight.

``python -m benchmarks.calls_per_job``. In real time: half an hour. First some jobs from which the process learns how
long tasks take here, then a job alone and ten at once, inside a budget of 60 requests a minute; then 100, 1,000 and
10,000, with a budget that lets them all be submitted. Tasks take 60 s, ±15 %; those of 10,000 take 180 s, since no
process could have started so many before the first of them ended. Upstream calls are submits and
reads; fetching the picture is none. The floor is no run but a number: one submit upstream, and on Discord one answer
and one result. How late a result is seen, is the time from the task's end to the message on
Discord; after many at once that is the time it takes to post them all.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import tempfile
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import heading, table
from benchmarks.stage import Stage, open_stage, settled
from benchmarks.upstream import Ending, Task, open_upstream

TEACHERS = 8
"""Jobs before the first round, from which the bot learns how long this account's tasks take; they are not counted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Rounds of one process: so many jobs at once, of so many seconds, inside so many requests a minute."""

    rounds: tuple[int, ...]
    seconds: float
    budget: int


SMALL = Plan((1, 10), 60.0, 60)
LARGE = (Plan((100, 1_000), 60.0, 12_000), Plan((10_000,), 180.0, 24_000))
COMMANDS_AT_ONCE = 10
CALLS = {"POST": "posted", "DELETE": "deleted", "PATCH": "edited", "GET": "read"}


@dataclass(frozen=True, slots=True)
class Round:
    """What `jobs` jobs at once have cost."""

    webhooks: bool
    jobs: int
    most: int
    upstream: int
    busiest_minute: int
    discord: Counter[str]
    late: float

    def row(self) -> Sequence[str]:
        edits = self.discord["edited"]
        others = self.discord.total() - edits
        return (
            f"{'webhooks' if self.webhooks else 'polling'}, {self.jobs:,} at once",
            f"{self.most:,}",
            f"{self.upstream / self.jobs:.1f}",
            str(self.busiest_minute),
            f"{others / self.jobs:.1f}",
            f"{edits / self.jobs:.1f}",
            f"{self.late:.1f} s",
        )


async def round_of(stage: Stage, jobs: int, *, webhooks: bool) -> Round:
    upstream, log, places = stage.upstream, stage.playground.world.log, asyncio.Semaphore(COMMANDS_AT_ONCE)
    calls_before, requests_before = len(upstream.calls), len(log)
    prompts = [f"{'pushed' if webhooks else 'polled'} {jobs} {n} {calls_before}" for n in range(jobs)]
    await asyncio.gather(*[asked(stage, prompt, places) for prompt in prompts])
    await stage.posted(*prompts, seconds=1200)
    await asyncio.sleep(5)  # the progress messages go last
    tasks = [task for task in upstream.tasks.values() if task.prompt in stage.moments.posted]
    ended = {task.prompt: task.ended or 0.0 for task in tasks}
    return Round(
        webhooks=webhooks,
        jobs=jobs,
        most=most_at_once([task for task in tasks if task.prompt in set(prompts)]),
        upstream=len(upstream.calls) - calls_before,
        busiest_minute=busiest_minute([call.at for call in upstream.calls[calls_before:]]),
        discord=Counter(CALLS[each.method] for each in list(log)[requests_before:]),
        late=statistics.mean(stage.moments.posted[prompt] - ended[prompt] for prompt in prompts),
    )


async def asked(stage: Stage, prompt: str, places: asyncio.Semaphore) -> None:
    """Ask for a picture and wait for the answer: Discord gives up an interaction that has none after 3 s."""
    async with places:
        await stage.answered(await stage.command(prompt))


def busiest_minute(moments: Sequence[float]) -> int:
    """Give the most calls in any 60 s."""
    ordered = sorted(moments)
    return max(bisect_left(ordered, start + 60) - place for place, start in enumerate(ordered))


def most_at_once(tasks: Sequence[Task]) -> int:
    """Give how many tasks ran at the same time."""
    changes = sorted([(task.began, 1) for task in tasks] + [(task.ended or task.began, -1) for task in tasks])
    return max(itertools.accumulate(change for _, change in changes))


async def measure(plan: Plan, *, webhooks: bool) -> list[Round]:
    async with open_upstream(Ending.BY_CLOCK, seconds=plan.seconds) as upstream:
        with tempfile.TemporaryDirectory() as folder:
            async with open_stage(upstream, Path(folder)) as stage:
                settings = stage.settings(
                    webhooks=webhooks,
                    requests_per_minute=plan.budget,
                    concurrency=max(plan.rounds),
                )
                stage.playground.world.log = deque()  # the playground's own forgets the oldest
                async with stage.easel(settings) as meter:
                    await settled(meter)
                    await round_of(stage, TEACHERS, webhooks=webhooks)
                    return [await round_of(stage, jobs, webhooks=webhooks) for jobs in plan.rounds]


async def everything() -> str:
    """Measure both ways: side by side where nearly all is waiting, else one after the other."""
    found = list(await asyncio.gather(measure(SMALL, webhooks=True), measure(SMALL, webhooks=False)))
    for plan, webhooks in itertools.product(LARGE, (True, False)):
        found += [await measure(plan, webhooks=webhooks)]
    head = (
        "jobs",
        "running at once, most",
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
    print(asyncio.run(everything()))


if __name__ == "__main__":
    main()
