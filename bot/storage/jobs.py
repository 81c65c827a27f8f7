"""The jobs' rows: `bot.jobs.ports.JobStore` on SQL. Every method is one short transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import and_, bindparam, case, delete, func, insert, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection
from ulid import ULID

from bot.jobs.errors import TooManyQueued
from bot.jobs.models import ComponentRow, DeliveryKind, Job, JobState, Observation
from bot.jobs.ports import NewJob
from bot.midjourney.models import Component, TaskStatus
from bot.storage import rows
from bot.storage.database import Database
from bot.storage.tables import components, deliveries, jobs, presses

FINAL = [state.value for state in JobState if state.is_final]
FINAL_RANK = 1000

# Statements of every job's life are built once: building one costs more than SQLite takes to run it.
_BY_ID = select(jobs).where(jobs.c.id == bindparam("job_id"))
_BY_ULID = select(jobs).where(jobs.c.ulid == bindparam("ulid"))
_SAVE = (
    update(jobs)
    .where(jobs.c.id == bindparam("old_id"), jobs.c.version == bindparam("old_version"))
    .values(
        version=jobs.c.version + 1,
        # A webhook may have filled the task id meanwhile; an empty one of ours must not erase it.
        task_id=func.coalesce(func.nullif(bindparam("known_task_id"), ""), jobs.c.task_id),
    )
)
_SAVE_UNLESS_CANCELLED = _SAVE.where(~jobs.c.cancel_requested)
_OBSERVE = (
    update(jobs)
    .where(jobs.c.id == bindparam("old_id"), jobs.c.obs_rank < bindparam("new_rank"))
    .values(
        cost=func.coalesce(bindparam("new_cost"), jobs.c.cost),
        task_id=case((jobs.c.task_id == "", bindparam("new_task_id")), else_=jobs.c.task_id),
    )
)
_NOTE_WEBHOOK = update(jobs).where(jobs.c.id == bindparam("old_id"))
_PRESSED = (
    select(presses.c.id)
    .where(presses.c.parent_job_id == components.c.job_id, presses.c.n == components.c.n)
    .exists()
)
_COMPONENTS = (
    select(components, _PRESSED.label("pressed"))
    .where(components.c.job_id == bindparam("job_id"))
    .order_by(components.c.n)
)
_INSERT_JOB = insert(jobs).returning(jobs)
_COUNT_QUEUED = select(func.count()).where(
    jobs.c.user_id == bindparam("user_id"), jobs.c.state == JobState.QUEUED.value
)


class SqlJobStore:
    """Accepts, moves and observes jobs. Slots are given away by `bot.storage.slots`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def accept(
        self, new: Sequence[NewJob], *, now: float, same_press_seconds: float, max_queued: int | None
    ) -> tuple[Sequence[Job], bool]:
        async with self._db.write() as connection:
            known = await _already_made(connection, new[0], now - same_press_seconds)
            if known:
                return known, False
            await _check_cap(connection, new[0].origin.user_id, len(new), max_queued)
            return [await _insert(connection, one, now) for one in new], True

    async def get(self, job_id: int) -> Job | None:
        async with self._db.read() as connection:
            row = (await connection.execute(_BY_ID, {"job_id": job_id})).one_or_none()
        return None if row is None else rows.job_of(row)

    async def by_ulid(self, ulid: str) -> Job | None:
        async with self._db.read() as connection:
            row = (await connection.execute(_BY_ULID, {"ulid": ulid})).one_or_none()
        return None if row is None else rows.job_of(row)

    async def save(self, job: Job, changed: Job, *, unless_cancelled: bool = False) -> Job | None:
        values = {
            "old_id": job.id,
            "old_version": job.version,
            "known_task_id": changed.task_id,
            **rows.changed_columns(changed),
        }
        async with self._db.write() as connection:
            result = await connection.execute(_SAVE_UNLESS_CANCELLED if unless_cancelled else _SAVE, values)
        return replace(changed, version=job.version + 1) if result.rowcount else None

    async def request_cancel(self, job_id: int) -> bool:
        statement = (
            update(jobs).where(jobs.c.id == job_id, jobs.c.state.not_in(FINAL)).values(cancel_requested=True)
        )
        async with self._db.write() as connection:
            return (await connection.execute(statement)).rowcount > 0

    async def recover(self) -> int:
        statement = (
            update(jobs)
            .where(jobs.c.state == JobState.SUBMITTING.value, jobs.c.sent_at.is_(None))
            .values(
                state=JobState.QUEUED.value,
                lease_owner="",
                lease_until=0.0,
                next_look_at=None,
                version=jobs.c.version + 1,
            )
        )
        async with self._db.write() as connection:
            return (await connection.execute(statement)).rowcount

    async def observe(
        self, job_id: int, observation: Observation, *, task_id: str, webhook_at: float | None
    ) -> bool:
        news = {
            "old_id": job_id,
            "new_rank": observation.rank,
            "obs_rank": observation.rank,
            "observed": rows.observed_column(observation),
            "new_cost": observation.cost,
            "new_task_id": task_id,
        }
        report = {} if webhook_at is None else {"webhook_at": webhook_at}
        async with self._db.write() as connection:
            if not (await connection.execute(_OBSERVE, news | report)).rowcount:
                if report:
                    await connection.execute(_NOTE_WEBHOOK, {"old_id": job_id, **report})
                return False
            if observation.status is TaskStatus.SUCCEEDED:
                await _write_components(connection, job_id, observation.components)
        return True

    async def components(self, job_id: int) -> Sequence[ComponentRow]:
        async with self._db.read() as connection:
            found = (await connection.execute(_COMPONENTS, {"job_id": job_id})).all()
        return [
            ComponentRow(
                row.n,
                Component(row.custom_id, row.label, row.emoji, row.row, row.style, row.url),
                bool(row.pressed),
            )
            for row in found
        ]

    async def looks(self) -> Sequence[tuple[int, float]]:
        only_waits_for_a_slot = and_(
            jobs.c.state == JobState.QUEUED.value,
            jobs.c.ready,
            ~jobs.c.cancel_requested,
            jobs.c.task_id == "",
            jobs.c.next_look_at.is_(None),
        )
        open_or_revivable = or_(
            and_(jobs.c.state.not_in(FINAL), ~only_waits_for_a_slot), jobs.c.next_look_at.is_not(None)
        )
        at = case((jobs.c.obs_rank >= FINAL_RANK, 0.0), else_=func.coalesce(jobs.c.next_look_at, 0.0))
        async with self._db.read() as connection:
            found = (await connection.execute(select(jobs.c.id, at).where(open_or_revivable))).all()
        return [(job_id, at) for job_id, at in found]

    async def due_on(self, account: str, *, until: float, limit: int) -> Sequence[Job]:
        due = (
            jobs.c.account == account,
            jobs.c.state == JobState.RUNNING.value,
            jobs.c.next_look_at <= until,
        )
        async with self._db.read() as connection:
            found = await connection.execute(
                select(jobs).where(*due).order_by(jobs.c.next_look_at).limit(limit)
            )
            return [rows.job_of(row) for row in found]

    async def finished_as(self, account: str, task_id: str) -> Sequence[Job]:
        if not task_id:
            return []
        finished = (
            jobs.c.account == account,
            jobs.c.task_id == task_id,
            jobs.c.state == JobState.SUCCEEDED.value,
        )
        async with self._db.read() as connection:
            return [rows.job_of(row) for row in await connection.execute(select(jobs).where(*finished))]


async def _already_made(connection: AsyncConnection, first: NewJob, since: float) -> Sequence[Job]:
    """Give the jobs that the same interaction, or the same press a moment ago, made before.

    Interactions that make several jobs number them behind "#", and "$" is the character after it: a range that the
    index serves, where LIKE would read the whole table.
    """
    interaction = first.origin.interaction_id
    numbered = and_(jobs.c.interaction_id >= f"{interaction}#", jobs.c.interaction_id < f"{interaction}$")
    made = [
        select(jobs.c.id).where(jobs.c.interaction_id == interaction),
        select(jobs.c.id).where(numbered),
    ]
    if first.parent_job_id is not None and first.parent_component is not None:
        pressed = select(presses.c.job_id).where(
            presses.c.parent_job_id == first.parent_job_id,
            presses.c.n == first.parent_component,
            presses.c.user_id == first.origin.user_id,
            presses.c.pressed_at > since,
        )
        made.append(pressed)
    same = jobs.c.id.in_(union(*made))
    found = await connection.execute(select(jobs).where(same).order_by(jobs.c.id))
    return [rows.job_of(row) for row in found]


async def _check_cap(connection: AsyncConnection, user_id: int, adding: int, cap: int | None) -> None:
    if cap is None:
        return
    count = (await connection.execute(_COUNT_QUEUED, {"user_id": user_id})).scalar_one()
    if count + adding > cap:
        raise TooManyQueued(count=count)


async def _insert(connection: AsyncConnection, new: NewJob, now: float) -> Job:
    values = rows.new_row(new, ulid=str(ULID()), now=now)
    row = (await connection.execute(_INSERT_JOB, values)).one()
    if new.parent_job_id is not None and new.parent_component is not None:
        press = {
            "parent_job_id": new.parent_job_id,
            "n": new.parent_component,
            "user_id": new.origin.user_id,
            "job_id": row.id,
            "pressed_at": now,
        }
        await connection.execute(insert(presses).values(press))
    progress = rows.new_delivery(row.id, DeliveryKind.PROGRESS, channel_id=new.origin.channel_id)
    await connection.execute(insert(deliveries), progress)
    return rows.job_of(row)


async def _write_components(connection: AsyncConnection, job_id: int, offered: Sequence[Component]) -> None:
    await connection.execute(delete(components).where(components.c.job_id == job_id))
    if offered:
        await connection.execute(
            insert(components),
            [
                {
                    "job_id": job_id,
                    "n": n,
                    "custom_id": one.custom_id,
                    "label": one.label[:80],
                    "emoji": one.emoji,
                    "row": one.row,
                    "style": one.style,
                    "url": one.url,
                }
                for n, one in enumerate(offered)
            ],
        )
