from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from bot.jobs.accounts import Account, Accounts
from bot.jobs.around import Seed
from bot.jobs.errors import NotNow
from bot.jobs.models import Job, JobKind, JobRequest, JobState, Origin, Step
from bot.jobs.ports import Upstream
from bot.jobs.seeds import LOOKS, SeedLater, Seeds, SeedUntold
from bot.midjourney.errors import TaskUnknown
from bot.midjourney.models import Accepted, Callback, Mode, TaskSnapshot, TaskStatus

JOB = Job(
    id=1,
    ulid="0" * 26,
    version=1,
    origin=Origin("1", user_id=1, channel_id=2),
    request=JobRequest(JobKind.IMAGINE, "a fox"),
    account="main",
    mode=Mode.FAST,
    state=JobState.SUCCEEDED,
    step=Step.SUBMIT,
    created_at=0.0,
    task_id="task",
)


@dataclass
class Store:
    """Seeds in memory; those on SQL are proved with the database."""

    known: dict[int, Seed] = field(default_factory=dict)

    async def get(self, job_id: int) -> Seed | None:
        return self.known.get(job_id)

    async def put(self, job_id: int, seed: Seed) -> None:
        self.known[job_id] = seed


@dataclass
class Teller:
    """An upstream that makes a task for each seed and answers reads in this order, the last one for ever."""

    reads: list[TaskSnapshot | Exception]
    ordered: int = 0

    async def seed(self, task_id: str, _callback: Callback) -> Accepted:
        self.ordered += 1
        return Accepted(f"seed-of-{task_id}")

    async def fetch(self, task_id: str) -> TaskSnapshot:
        assert task_id == "seed-of-task"
        answer = self.reads.pop(0) if len(self.reads) > 1 else self.reads[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def seen(status: TaskStatus, seed: str = "") -> TaskSnapshot:
    return TaskSnapshot("seed-of-task", status, seed=seed)


def asking(teller: Teller, store: Store, pauses: list[float]) -> Seeds:
    more: dict[str, Any] = {"modes": [Mode.FAST], "default_mode": Mode.FAST, "concurrency": 1}
    account = Account("main", cast("Upstream", teller), submit_timeout=1.0, deadline=1.0, **more)

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    return Seeds(store, Accounts([account]), pause=pause)


async def test_two_people_at_once_order_one_seed_task() -> None:
    teller, pauses = Teller([TaskUnknown(), seen(TaskStatus.RUNNING), seen(TaskStatus.SUCCEEDED, "42")]), []
    seeds = asking(teller, Store(), pauses)
    assert await asyncio.gather(seeds.find(JOB), seeds.find(JOB)) == ["42", "42"]
    assert (teller.ordered, len(pauses)) == (1, 2)


async def test_asking_again_reads_the_task_that_was_ordered_before() -> None:
    teller, pauses, store = Teller([seen(TaskStatus.RUNNING)]), [], Store()
    with pytest.raises(SeedLater):
        await asking(teller, store, pauses).find(JOB)
    assert len(pauses) == LOOKS
    teller.reads = [seen(TaskStatus.SUCCEEDED, "42")]
    assert await asking(teller, store, pauses).find(JOB) == "42"
    assert teller.ordered == 1


async def test_a_seed_task_that_failed_is_ordered_anew_the_next_time() -> None:
    teller, store = Teller([seen(TaskStatus.FAILED)]), Store()
    with pytest.raises(SeedUntold):
        await asking(teller, store, []).find(JOB)
    teller.reads = [seen(TaskStatus.SUCCEEDED, "42")]
    assert await asking(teller, store, []).find(JOB) == "42"
    assert teller.ordered == 2


async def test_what_is_not_done_has_no_seed() -> None:
    with pytest.raises(NotNow):
        await asking(Teller([]), Store(), []).find(replace(JOB, state=JobState.RUNNING))
