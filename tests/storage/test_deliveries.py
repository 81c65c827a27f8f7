from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from bot.jobs.models import DeliveryKind, JobKind, JobRequest, JobState, Origin, Step
from bot.jobs.ports import NewJob
from bot.midjourney.models import Mode
from bot.storage.database import Database
from bot.storage.deliveries import SqlDeliveryStore
from bot.storage.jobs import SqlJobStore
from bot.storage.tables import jobs

NOW = 1_790_000_000.0
ANSWERS = {JobState.SUCCEEDED: DeliveryKind.RESULT, JobState.FAILED: DeliveryKind.FAILURE}


@pytest.fixture
def deliveries(database: Database) -> SqlDeliveryStore:
    return SqlDeliveryStore(database)


async def made(database: Database, **columns: Any) -> int:
    origin = Origin("1", user_id=1, channel_id=20, guild_id=10)
    new = NewJob(origin, JobRequest(JobKind.IMAGINE, "a cat"), "main", Mode.FAST, Step.SUBMIT)
    (job,), _ = await SqlJobStore(database).accept([new], now=NOW, same_press_seconds=3, max_queued=None)
    if columns:
        await database.change(update(jobs).where(jobs.c.id == job.id).values(columns))
    return job.id


async def close_progress(deliveries: SqlDeliveryStore, job_id: int) -> None:
    """Close the progress message's delivery, as where somebody deleted it."""
    (progress,) = await deliveries.of_job(job_id)
    await deliveries.save(replace(progress, done_at=NOW))


async def test_a_job_is_unfinished_while_a_message_of_it_is_open(
    database: Database, deliveries: SqlDeliveryStore
) -> None:
    job_id = await made(database)
    assert await deliveries.unfinished() == [job_id]
    await close_progress(deliveries, job_id)
    assert await deliveries.unfinished() == []


@pytest.mark.parametrize("state", ANSWERS)
async def test_an_end_for_which_no_message_was_begun_is_unfinished_until_it_is_told(
    database: Database, deliveries: SqlDeliveryStore, state: JobState
) -> None:
    """Else a process that dies between a job's end and its first message loses the result."""
    job_id = await made(database, state=state.value)
    await close_progress(deliveries, job_id)
    assert await deliveries.unfinished() == [job_id]
    told = await deliveries.open(job_id, ANSWERS[state], channel_id=20)
    await deliveries.save(replace(told, done_at=NOW))
    assert await deliveries.unfinished() == []


async def test_a_stopped_job_whose_message_is_gone_has_nothing_left_to_be_told(
    database: Database, deliveries: SqlDeliveryStore
) -> None:
    job_id = await made(database, state=JobState.CANCELLED.value)
    await close_progress(deliveries, job_id)
    assert await deliveries.unfinished() == []


async def test_an_answer_is_noted_once_and_a_second_one_hears_of_the_first(
    database: Database, deliveries: SqlDeliveryStore
) -> None:
    job_id = await made(database)
    await close_progress(deliveries, job_id)
    assert await deliveries.note_answer(job_id, 7, digest="d", sent_at=NOW) == 7
    (progress,) = await deliveries.of_job(job_id)
    assert (progress.message_id, progress.done_at) == (7, None)
    assert await deliveries.note_answer(job_id, 8, digest="e", sent_at=NOW) == 7
    assert await deliveries.of_job(job_id) == [progress]
