from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import update

from bot.jobs.around import Draft, DraftKind, Original, Seed, Usage
from bot.jobs.models import DeliveryKind, Job, JobKind, JobRequest, JobState, Origin, Source, Step
from bot.jobs.ports import NewJob
from bot.midjourney.models import Mode
from bot.storage.around import SqlDrafts, SqlFavourites, SqlOriginalRows, SqlRecords, SqlSeedStore
from bot.storage.database import Database
from bot.storage.deliveries import SqlDeliveryStore
from bot.storage.jobs import SqlJobStore
from bot.storage.tables import jobs

NOW = 1_000_000.0
ADA, BO = 1, 2


async def made(
    database: Database, interaction: str, prompt: str = "a cat", *, user: int = ADA, ended: bool = True
) -> Job:
    """Accept a job and let it succeed after ten seconds, for two units."""
    origin = Origin(interaction, user_id=user, channel_id=20, guild_id=10)
    new = NewJob(origin, JobRequest(JobKind.IMAGINE, prompt), "main", Mode.FAST, Step.SUBMIT)
    (job,), _ = await SqlJobStore(database).accept(
        [new], now=NOW + int(interaction), same_press_seconds=3, max_queued=None
    )
    if ended:
        values = {"state": "succeeded", "submitted_at": NOW, "finished_at": NOW + 10, "cost": 2.0}
        await database.change(update(jobs).where(jobs.c.id == job.id).values(values))
    return job


async def test_a_draft_comes_back_until_its_time_is_over(database: Database) -> None:
    drafts = SqlDrafts(database)
    draft = Draft("0" * 26, ADA, DraftKind.BLEND, NOW, (Source("https://a/b.png", trusted=True),), "words")
    await drafts.put(draft)
    newer = replace(draft, ulid="1" * 26, noted_at=NOW + 5)
    await drafts.put(newer)
    assert await drafts.get(draft.ulid, since=NOW) == draft
    assert await drafts.get(draft.ulid, since=NOW + 1) is None
    assert await drafts.latest(ADA, DraftKind.BLEND, since=NOW) == newer
    assert await drafts.latest(ADA, DraftKind.IMAGINE, since=NOW) is None
    assert await drafts.latest(BO, DraftKind.BLEND, since=NOW) is None
    assert await drafts.erase(before=NOW + 1) == 1
    await drafts.drop(newer.ulid)
    assert await drafts.latest(ADA, DraftKind.BLEND, since=0) is None


async def test_a_job_is_found_by_every_message_that_shows_it(database: Database) -> None:
    records, deliveries = SqlRecords(database), SqlDeliveryStore(database)
    first, second = await made(database, "1"), await made(database, "2")
    result = await deliveries.open(first.id, DeliveryKind.RESULT, channel_id=20)
    await deliveries.save(replace(result, message_id=555))
    await records.note_shown(777, second.id, now=NOW)
    found = [await records.of_message(message_id) for message_id in (555, 777, 888)]
    assert [None if job is None else job.id for job in found] == [first.id, second.id, None]


async def test_finished_jobs_are_listed_favourites_first_then_the_newest(database: Database) -> None:
    records, favourites = SqlRecords(database), SqlFavourites(database)
    cat, dog, _ = (
        await made(database, "1"),
        await made(database, "2", "a dog_1"),
        await made(database, "3", ended=False),
    )
    theirs = await made(database, "4", "a Cat of Bo's", user=BO)
    assert [job.id for job in await records.recent_of(ADA, text="", limit=5)] == [dog.id, cat.id]
    await favourites.add(ADA, cat.id, now=NOW)
    await favourites.add(ADA, theirs.id, now=NOW)
    assert [job.id for job in await records.recent_of(ADA, text="", limit=5)] == [theirs.id, cat.id, dog.id]
    assert [job.id for job in await records.recent_of(ADA, text="CAT", limit=1)] == [theirs.id]
    assert [job.id for job in await records.recent_of(ADA, text="_", limit=5)] == [dog.id]
    assert [job.id for job in await records.recent_of(ADA, text=dog.ulid.lower(), limit=5)] == [dog.id]


async def test_marking_twice_at_once_is_marking_once(database: Database) -> None:
    favourites = SqlFavourites(database)
    job = await made(database, "1")
    await asyncio.gather(*(favourites.add(ADA, job.id, now=NOW) for _ in range(5)))
    assert await favourites.remove(ADA, job.id)
    assert not await favourites.remove(ADA, job.id)


async def test_usage_counts_what_succeeded_since_then(database: Database) -> None:
    records = SqlRecords(database)
    await made(database, "1")
    await made(database, "9")
    await made(database, "10", ended=False)
    await made(database, "11", user=BO)
    assert await records.usage_of(ADA, since=0) == Usage(2, 20.0, 4.0)
    assert await records.usage_of(ADA, since=NOW + 5) == Usage(1, 10.0, 2.0)
    assert await records.usage_of(3, since=0) == Usage()
    assert await records.waiting_of(ADA) == (1, 0)
    await database.change(update(jobs).where(jobs.c.user_id == BO).values(state=JobState.RUNNING.value))
    assert await records.waiting_of(BO) == (0, 1)


async def test_a_seed_replaces_the_task_that_looked_for_it(database: Database) -> None:
    seeds = SqlSeedStore(database)
    job = await made(database, "1")
    assert await seeds.get(job.id) is None
    await seeds.put(job.id, Seed(task_id="t"))
    await seeds.put(job.id, Seed(seed="4294967295"))
    assert await seeds.get(job.id) == Seed(seed="4294967295")


async def test_originals_are_found_by_job_and_forgotten_after_their_time(database: Database) -> None:
    rows = SqlOriginalRows(database)
    job = await made(database, "1")
    original = Original(job.id, 1, "f" * 64 + ".webp", "image/webp", 7, NOW + 5)
    await rows.put(replace(original, size=6))
    await rows.put(original)
    assert await rows.find(job.id, 1) == await rows.find_by_ulid(job.ulid, 1) == original
    assert await rows.find(job.id, 2) is None
    assert await rows.forget(before=NOW + 5) == 0
    assert await rows.forget(before=NOW + 6) == 1
    assert await rows.find_by_ulid(job.ulid, 1) is None
