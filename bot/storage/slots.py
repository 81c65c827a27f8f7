"""Giving away slots: one transaction that locks the account, counts, and claims the head of the fair queue."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs.models import Job, JobState, Step
from bot.jobs.queue import Turns, Waiting, fair_order, head
from bot.storage import rows
from bot.storage.database import Database
from bot.storage.tables import accounts, jobs, turns

POSITION_LIMIT = 100
"""Beyond this many waiting jobs a position is counted by arrival, which is near enough and cheap."""


class SqlSlots:
    """The slots of every account; nothing else gives one away."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def claim(
        self, account: str, *, concurrency: int, owner: str, lease_until: float, now: float
    ) -> Job | None:
        async with self._db.write() as connection:
            await _lock(connection, account)
            if await _taken(connection, account) >= concurrency:
                return None
            chosen = head(await _heads(connection, account, now), await _turns(connection, account))
            if chosen is None:
                return None
            await _remember_turn(connection, account, chosen, now)
            statement = (
                update(jobs)
                .where(jobs.c.id == chosen.job_id)
                .values(
                    state=JobState.SUBMITTING.value,
                    lease_owner=owner,
                    lease_until=lease_until,
                    sent_at=None,
                    next_look_at=None,
                    attempts=jobs.c.attempts + 1,
                    version=jobs.c.version + 1,
                )
                .returning(jobs)
            )
            return rows.job_of((await connection.execute(statement)).one())

    async def waiting(self, account: str, *, limit: int) -> Sequence[int]:
        statement = select(jobs.c.id).where(*_waiting(account)).order_by(jobs.c.id).limit(limit)
        async with self._db.read() as connection:
            return list((await connection.execute(statement)).scalars())

    async def queue_position(self, job: Job) -> int | None:
        async with self._db.read() as connection:
            before = select(func.count()).where(*_waiting(job.account), jobs.c.id <= job.id)
            by_arrival = int((await connection.execute(before)).scalar_one())
            statement = select(jobs.c.id, jobs.c.queue_group, jobs.c.user_id).where(*_waiting(job.account))
            found = await connection.execute(statement.order_by(jobs.c.id).limit(POSITION_LIMIT + 1))
            line = [Waiting(*row) for row in found]
            if len(line) > POSITION_LIMIT:
                return by_arrival
            line = list(fair_order(line, await _turns(connection, job.account)))
        places = {one.job_id: place for place, one in enumerate(line, start=1)}
        return places.get(job.id)

    async def forget_turns(self, *, before: float) -> int:
        """Delete turns older than that (Unix seconds): who last drew long ago counts as never."""
        async with self._db.write() as connection:
            return (await connection.execute(delete(turns).where(turns.c.started_at < before))).rowcount


async def _lock(connection: AsyncConnection, account: str) -> None:
    """Hold the account's row until the transaction ends (on SQLite BEGIN IMMEDIATE holds everything anyway)."""
    one_more = update(accounts).where(accounts.c.name == account).values(claims=accounts.c.claims + 1)
    if not (await connection.execute(one_more)).rowcount:
        await connection.execute(insert(accounts).values(name=account, claims=1))


async def _taken(connection: AsyncConnection, account: str) -> int:
    holding = [JobState.SUBMITTING.value, JobState.RUNNING.value]
    statement = select(func.count()).where(jobs.c.account == account, jobs.c.state.in_(holding))
    return int((await connection.execute(statement)).scalar_one())


def _waiting(account: str) -> tuple[ColumnElement[bool], ...]:
    return (jobs.c.account == account, jobs.c.state == JobState.QUEUED.value)


def _claimable(account: str, now: float) -> ColumnElement[bool]:
    return and_(
        *_waiting(account),
        jobs.c.ready,
        or_(jobs.c.task_id == "", jobs.c.step == Step.MODAL.value),
        ~jobs.c.cancel_requested,
        or_(jobs.c.next_look_at.is_(None), jobs.c.next_look_at <= now),
    )


async def _heads(connection: AsyncConnection, account: str, now: float) -> Sequence[Waiting]:
    """Give each member's oldest waiting job: the only ones that can be next."""
    statement = (
        select(func.min(jobs.c.id), jobs.c.queue_group, jobs.c.user_id)
        .where(_claimable(account, now))
        .group_by(jobs.c.queue_group, jobs.c.user_id)
    )
    return [Waiting(*row) for row in await connection.execute(statement)]


async def _turns(connection: AsyncConnection, account: str) -> Turns:
    groups = select(jobs.c.queue_group).where(*_waiting(account)).distinct()
    found = await connection.execute(
        select(turns.c.queue_group, turns.c.user_id, turns.c.started_at).where(
            turns.c.account == account, turns.c.queue_group.in_(groups)
        )
    )
    return {(group, user): started for group, user, started in found}


async def _remember_turn(connection: AsyncConnection, account: str, chosen: Waiting, now: float) -> None:
    who = and_(
        turns.c.account == account, turns.c.queue_group == chosen.group, turns.c.user_id == chosen.user_id
    )
    if not (await connection.execute(update(turns).where(who).values(started_at=now))).rowcount:
        await connection.execute(
            insert(turns).values(
                account=account, queue_group=chosen.group, user_id=chosen.user_id, started_at=now
            )
        )
