from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.jobs.errors import TooManyQueued
from bot.jobs.models import Job, JobKind, JobRequest, JobState, Observation, Origin, Source, Step
from bot.jobs.ports import NewJob
from bot.midjourney.models import Component, Mode, TaskStatus
from bot.storage.database import Database
from bot.storage.deliveries import SqlDeliveryStore
from bot.storage.jobs import SqlJobStore
from bot.storage.slots import SqlSlots

NOW = 1_000_000.0


def new_job(interaction: str, *, user: int = 1, guild: int | None = 10, **more: object) -> NewJob:
    origin = Origin(
        interaction, user_id=user, channel_id=20, guild_id=guild, token="t", token_expires_at=NOW + 900
    )
    values = {"request": JobRequest(JobKind.IMAGINE, "a cat"), "account": "main", "mode": Mode.FAST} | more
    return NewJob(origin=origin, step=Step.SUBMIT, **values)  # type: ignore[arg-type]  # the values are the fields'


async def accept(
    store: SqlJobStore, *new: NewJob, now: float = NOW, cap: int | None = None
) -> tuple[Sequence[Job], bool]:
    return await store.accept(new, now=now, same_press_seconds=3, max_queued=cap)


async def test_a_job_comes_back_as_it_was_accepted(database: Database) -> None:
    store = SqlJobStore(database)
    request = JobRequest(JobKind.BLEND, "x", sources=(Source("https://a/b.png", "b.png", trusted=True),))
    (job,), fresh = await accept(store, new_job("1", request=request))
    assert fresh
    assert await store.get(job.id) == await store.by_ulid(job.ulid) == job
    assert job.request == request
    assert len(job.ulid) == 26


async def test_an_interaction_delivered_twice_makes_one_job(database: Database) -> None:
    store = SqlJobStore(database)
    results = await asyncio.gather(*(accept(store, new_job("1"), new_job("1#2")) for _ in range(5)))
    assert sorted(fresh for _, fresh in results) == [False, False, False, False, True]
    assert {tuple(job.id for job in jobs) for jobs, _ in results} == {(1, 2)}


async def test_the_same_press_by_the_same_member_within_three_seconds_is_one_job(database: Database) -> None:
    store = SqlJobStore(database)
    (parent,), _ = await accept(store, new_job("1"))
    press = {"parent_job_id": parent.id, "root_job_id": parent.id, "parent_component": 4}
    (first,), _ = await accept(store, new_job("2", **press))
    (again,), fresh = await accept(store, new_job("3", **press), now=NOW + 2.9)
    assert (again.id, fresh) == (first.id, False)
    (other_member,), fresh = await accept(store, new_job("4", user=2, **press), now=NOW + 2.9)
    assert fresh
    (later,), fresh = await accept(store, new_job("5", **press), now=NOW + 3.1)
    assert fresh
    assert len({first.id, other_member.id, later.id}) == 3


async def test_two_masks_soon_after_each_other_are_two_jobs(database: Database) -> None:
    store = SqlJobStore(database)
    (parent,), _ = await accept(store, new_job("1"))
    press = {"parent_job_id": parent.id, "root_job_id": parent.id, "parent_component": 4}
    for interaction in ("2", "3"):
        drawn = JobRequest(JobKind.COMPONENT, "a hat", mask=f"{interaction}.png")
        _, fresh = await accept(store, new_job(interaction, request=drawn, **press))
        assert fresh


async def test_a_member_at_the_cap_is_told_and_nothing_is_written(database: Database) -> None:
    store = SqlJobStore(database)
    await accept(store, new_job("1"), new_job("1#2"), cap=2)
    with pytest.raises(TooManyQueued):
        await accept(store, new_job("2"), cap=2)
    await accept(store, new_job("3", user=2), cap=2)
    assert len(await SqlSlots(database).waiting("main", limit=9)) == 3


async def test_of_two_writers_with_the_same_version_one_wins(database: Database) -> None:
    store = SqlJobStore(database)
    (job,), _ = await accept(store, new_job("1"))
    saved = await asyncio.gather(*(store.save(job, replace(job, attempts=n)) for n in range(1, 9)))
    (won,) = [one for one in saved if one is not None]
    assert await store.get(job.id) == won


async def test_observations_and_saves_do_not_fight_over_the_version(database: Database) -> None:
    store = SqlJobStore(database)
    (job,), _ = await accept(store, new_job("1"))
    seen = Observation(rank=50, status=TaskStatus.RUNNING, progress=47)
    assert await store.observe(job.id, seen, task_id="t9", webhook_at=NOW)
    saved = await store.save(job, replace(job, state=JobState.CANCELLED))
    assert saved is not None
    now_stored = await store.get(job.id)
    assert now_stored is not None
    assert (now_stored.observed, now_stored.task_id, now_stored.state) == (seen, "t9", JobState.CANCELLED)


async def test_a_late_or_doubled_observation_changes_nothing(database: Database) -> None:
    store = SqlJobStore(database)
    (job,), _ = await accept(store, new_job("1"))
    done = Observation(rank=1001, status=TaskStatus.SUCCEEDED, components=(Component("a::1", "U1"),))
    assert await store.observe(job.id, done, task_id="t", webhook_at=None)
    assert not await store.observe(job.id, done, task_id="t", webhook_at=None)
    late = Observation(rank=60, status=TaskStatus.RUNNING)
    assert not await store.observe(job.id, late, task_id="t", webhook_at=None)
    (row,) = await store.components(job.id)
    assert (row.n, row.component.custom_id, row.pressed) == (0, "a::1", False)


async def test_a_pressed_component_is_known_as_pressed(database: Database) -> None:
    store = SqlJobStore(database)
    (parent,), _ = await accept(store, new_job("1"))
    done = Observation(rank=1001, status=TaskStatus.SUCCEEDED, components=(Component("a"), Component("b")))
    await store.observe(parent.id, done, task_id="t", webhook_at=None)
    await accept(store, new_job("2", parent_job_id=parent.id, root_job_id=parent.id, parent_component=1))
    assert [row.pressed for row in await store.components(parent.id)] == [False, True]


async def test_a_wish_to_cancel_is_kept_until_the_job_is_over(database: Database) -> None:
    store = SqlJobStore(database)
    (job,), _ = await accept(store, new_job("1"))
    assert await store.request_cancel(job.id)
    found = await store.get(job.id)
    assert found is not None
    assert found.cancel_requested
    await store.save(found, replace(found, state=JobState.CANCELLED))
    assert not await store.request_cancel(job.id)


async def test_every_slot_is_given_away_once_however_many_ask(database: Database) -> None:
    store, slots = SqlJobStore(database), SqlSlots(database)
    for n in range(10):
        await accept(store, new_job(str(n)))
    claimed = await asyncio.gather(
        *(slots.claim("main", concurrency=3, owner="me", lease_until=NOW + 60, now=NOW) for _ in range(8))
    )
    given = [job for job in claimed if job is not None]
    assert sorted(job.id for job in given) == [1, 2, 3]
    assert {job.state for job in given} == {JobState.SUBMITTING}


async def test_turns_go_around_by_guild_and_then_by_member(database: Database) -> None:
    store, slots = SqlJobStore(database), SqlSlots(database)
    for n in range(3):
        await accept(store, new_job(f"a{n}", user=1, guild=10))
    await accept(store, new_job("b", user=2, guild=10))
    await accept(store, new_job("c", user=3, guild=11))
    order = []
    for turn in range(5):
        job = await slots.claim("main", concurrency=9, owner="me", lease_until=NOW, now=NOW + turn)
        assert job is not None
        order.append((job.origin.guild_id, job.origin.user_id))
    assert order == [(10, 1), (11, 3), (10, 2), (10, 1), (10, 1)]


async def test_places_in_line_are_those_in_which_slots_are_given(database: Database) -> None:
    store, slots = SqlJobStore(database), SqlSlots(database)
    jobs = [(await accept(store, new_job(str(n), user=n % 2, guild=10 + n % 3)))[0][0] for n in range(7)]
    places = {job.id: await slots.queue_position(job) for job in jobs}
    for place in range(1, 8):
        job = await slots.claim("main", concurrency=9, owner="me", lease_until=NOW, now=NOW + place)
        assert job is not None
        assert places[job.id] == place


async def test_a_job_whose_pictures_are_missing_is_passed_over(database: Database) -> None:
    store, slots = SqlJobStore(database), SqlSlots(database)
    await accept(store, new_job("1", request=JobRequest(JobKind.DESCRIBE, sources=(Source("https://a"),))))
    await accept(store, new_job("2"))
    job = await slots.claim("main", concurrency=9, owner="me", lease_until=NOW, now=NOW)
    assert job is not None
    assert job.origin.interaction_id == "2"
    assert await slots.claim("main", concurrency=9, owner="me", lease_until=NOW, now=NOW) is None


async def test_what_was_claimed_but_never_sent_waits_again_after_a_restart(database: Database) -> None:
    store, slots = SqlJobStore(database), SqlSlots(database)
    await accept(store, new_job("1"))
    await accept(store, new_job("2"))
    unsent = await slots.claim("main", concurrency=9, owner="me", lease_until=NOW + 60, now=NOW)
    sent = await slots.claim("main", concurrency=9, owner="me", lease_until=NOW + 60, now=NOW)
    assert unsent is not None
    assert sent is not None
    await store.save(sent, replace(sent, sent_at=NOW))
    assert await store.recover() == 1
    states = {job_id: (await store.get(job_id)).state for job_id in (unsent.id, sent.id)}  # type: ignore[union-attr]
    assert states == {unsent.id: JobState.QUEUED, sent.id: JobState.SUBMITTING}


async def test_expired_interaction_tokens_are_erased(database: Database) -> None:
    store, deliveries = SqlJobStore(database), SqlDeliveryStore(database)
    (job,), _ = await accept(store, new_job("1"))
    assert await deliveries.erase_expired_tokens(now=NOW + 899) == 0
    assert await deliveries.erase_expired_tokens(now=NOW + 901) == 1
    found = await store.get(job.id)
    assert found is not None
    assert found.origin.token == ""
