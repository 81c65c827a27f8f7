"""The jobs' rows: `bot.jobs.ports.JobStore` on SQL. Every method is one short transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    union,
    update,
)
from ulid import ULID

from bot.jobs.errors import TooManyQueued
from bot.jobs.models import ComponentRow, DeliveryKind, Dossier, Job, JobState, Observation
from bot.jobs.ports import NewJob
from bot.midjourney.models import Component, TaskStatus
from bot.storage import rows
from bot.storage.database import Database
from bot.storage.deliveries import deliveries_of
from bot.storage.slots import place_of
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
_INSERT_PRESS = insert(presses)
_INSERT_DELIVERY = insert(deliveries)
_FINISHED_AS = select(jobs).where(
    jobs.c.account == bindparam("account"),
    jobs.c.task_id == bindparam("task_id"),
    jobs.c.state == JobState.SUCCEEDED.value,
)
_DROP_COMPONENTS = delete(components).where(components.c.job_id == bindparam("old_job_id"))
_INSERT_COMPONENTS = insert(components)
# Interactions that make several jobs number them behind "#", and "$" is the character after it: a range that the index
# serves, where LIKE would read the whole table.
_MADE = (
    select(jobs.c.id).where(jobs.c.interaction_id == bindparam("interaction")),
    select(jobs.c.id).where(
        jobs.c.interaction_id >= bindparam("numbered_from"), jobs.c.interaction_id < bindparam("numbered_to")
    ),
)
_PRESSED_BEFORE = select(presses.c.job_id).where(
    presses.c.parent_job_id == bindparam("parent"),
    presses.c.n == bindparam("n"),
    presses.c.user_id == bindparam("user_id"),
    presses.c.pressed_at > bindparam("since"),
)
_ALREADY_MADE = select(jobs).where(jobs.c.id.in_(union(*_MADE))).order_by(jobs.c.id)
_ALREADY_PRESSED = select(jobs).where(jobs.c.id.in_(union(*_MADE, _PRESSED_BEFORE))).order_by(jobs.c.id)
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
        def work(connection: Connection) -> tuple[Sequence[Row[Any]], bool]:
            known = _already_made(connection, new[0], now - same_press_seconds)
            if known:
                return known, False
            _check_cap(connection, new[0].origin.user_id, len(new), max_queued)
            return [_insert(connection, one, now) for one in new], True

        found, fresh = await self._db.write(work)
        return [rows.job_of(row) for row in found], fresh

    async def get(self, job_id: int) -> Job | None:
        row = await self._db.row(_BY_ID, {"job_id": job_id})
        return None if row is None else rows.job_of(row)

    async def by_ulid(self, ulid: str) -> Job | None:
        row = await self._db.row(_BY_ULID, {"ulid": ulid})
        return None if row is None else rows.job_of(row)

    async def dossier(self, job_id: int) -> Dossier | None:
        return await self._db.read(lambda connection: _dossier(connection, job_id))

    async def save(self, job: Job, changed: Job, *, unless_cancelled: bool = False) -> Job | None:
        values = {
            "old_id": job.id,
            "old_version": job.version,
            "known_task_id": changed.task_id,
            **rows.changed_columns(changed),
        }
        saved = await self._db.change(_SAVE_UNLESS_CANCELLED if unless_cancelled else _SAVE, values)
        return replace(changed, version=job.version + 1) if saved else None

    async def request_cancel(self, job_id: int) -> bool:
        statement = (
            update(jobs).where(jobs.c.id == job_id, jobs.c.state.not_in(FINAL)).values(cancel_requested=True)
        )
        return await self._db.change(statement) > 0

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
        return await self._db.change(statement)

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

        def work(connection: Connection) -> bool:
            if not connection.execute(_OBSERVE, news | report).rowcount:
                if report:
                    connection.execute(_NOTE_WEBHOOK, {"old_id": job_id, **report})
                return False
            if observation.status is TaskStatus.SUCCEEDED:
                _write_components(connection, job_id, observation.components)
            return True

        return await self._db.write(work)

    async def components(self, job_id: int) -> Sequence[ComponentRow]:
        found = await self._db.rows(_COMPONENTS, {"job_id": job_id})
        return [rows.component_of(row) for row in found]

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
        at = case((jobs.c.obs_rank >= FINAL_RANK, 0.0), else_=func.coalesce(jobs.c.next_look_at, 0.0)).label(
            "at"
        )
        found = await self._db.rows(select(jobs.c.id, at).where(open_or_revivable))
        return [(row.id, row.at) for row in found]

    async def due_on(self, account: str, *, until: float, limit: int) -> Sequence[Job]:
        due = (
            jobs.c.account == account,
            jobs.c.state == JobState.RUNNING.value,
            jobs.c.next_look_at <= until,
        )
        found = await self._db.rows(select(jobs).where(*due).order_by(jobs.c.next_look_at).limit(limit))
        return [rows.job_of(row) for row in found]

    async def finished_as(self, account: str, task_id: str) -> Sequence[Job]:
        if not task_id:
            return []
        found = await self._db.rows(_FINISHED_AS, {"account": account, "task_id": task_id})
        return [rows.job_of(row) for row in found]


def _dossier(connection: Connection, job_id: int) -> Dossier | None:
    row = connection.execute(_BY_ID, {"job_id": job_id}).one_or_none()
    if row is None:
        return None
    job, parent = rows.job_of(row), None
    if job.parent_job_id is not None:
        parent = rows.job_of(connection.execute(_BY_ID, {"job_id": job.parent_job_id}).one())
    # Most jobs are shown while nothing is known of them yet.
    offered = connection.execute(_COMPONENTS, {"job_id": job_id}).all() if job.observed.rank else []
    return Dossier(
        job,
        tuple(rows.component_of(each) for each in offered),
        parent,
        place_of(connection, job) if job.state is JobState.QUEUED else None,
        tuple(deliveries_of(connection, job_id)),
    )


def _already_made(connection: Connection, first: NewJob, since: float) -> Sequence[Row[Any]]:
    """Give the jobs that the same interaction, or the same press a moment ago, made before."""
    interaction = first.origin.interaction_id
    made = {
        "interaction": interaction,
        "numbered_from": f"{interaction}#",
        "numbered_to": f"{interaction}$",
    }
    if first.parent_job_id is None or first.parent_component is None or first.request.mask:
        return connection.execute(
            _ALREADY_MADE, made
        ).all()  # two masks are two wishes, however soon after each other
    press = {
        "parent": first.parent_job_id,
        "n": first.parent_component,
        "user_id": first.origin.user_id,
        "since": since,
    }
    return connection.execute(_ALREADY_PRESSED, made | press).all()


def _check_cap(connection: Connection, user_id: int, adding: int, cap: int | None) -> None:
    if cap is None:
        return
    count = connection.execute(_COUNT_QUEUED, {"user_id": user_id}).scalar_one()
    if count + adding > cap:
        raise TooManyQueued(count=count)


def _insert(connection: Connection, new: NewJob, now: float) -> Row[Any]:
    values = rows.new_row(new, ulid=str(ULID()), now=now)
    row = connection.execute(_INSERT_JOB, values).one()
    if new.parent_job_id is not None and new.parent_component is not None:
        press = {
            "parent_job_id": new.parent_job_id,
            "n": new.parent_component,
            "user_id": new.origin.user_id,
            "job_id": row.id,
            "pressed_at": now,
        }
        connection.execute(_INSERT_PRESS, press)
    progress = rows.new_delivery(row.id, DeliveryKind.PROGRESS, channel_id=new.origin.channel_id)
    connection.execute(_INSERT_DELIVERY, progress)
    return row


def _write_components(connection: Connection, job_id: int, offered: Sequence[Component]) -> None:
    connection.execute(_DROP_COMPONENTS, {"old_job_id": job_id})
    if offered:
        connection.execute(
            _INSERT_COMPONENTS,
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
