"""Giving away slots: one transaction that locks the account, counts, and claims the head of the fair queue."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs.models import Job, JobState, Step
from bot.jobs.queue import Turns, Waiting, fair_order, head
from bot.storage import rows
from bot.storage.database import Database
from bot.storage.tables import accounts, jobs, turns

POSITION_LIMIT = 100
"""Beyond this many waiting jobs a position is counted by arrival, which is near enough and cheap."""


def _waiting(account: BindParameter[str]) -> tuple[ColumnElement[bool], ...]:
    return (jobs.c.account == account, jobs.c.state == JobState.QUEUED.value)


# Statements of every job's life are built once: building one costs more than SQLite takes to run it.
_ACCOUNT: BindParameter[str] = bindparam("account")
_NOW: BindParameter[float] = bindparam("now")
_HOLDING = [JobState.SUBMITTING.value, JobState.RUNNING.value]
_CLAIMABLE = and_(
    *_waiting(_ACCOUNT),
    jobs.c.ready,
    or_(jobs.c.task_id == "", jobs.c.step == Step.MODAL.value),
    ~jobs.c.cancel_requested,
    or_(jobs.c.next_look_at.is_(None), jobs.c.next_look_at <= _NOW),
)
_LOCK = update(accounts).where(accounts.c.name == _ACCOUNT).values(claims=accounts.c.claims + 1)
_TAKEN = select(func.count()).where(jobs.c.account == _ACCOUNT, jobs.c.state.in_(_HOLDING))
_HEADS = (
    select(func.min(jobs.c.id), jobs.c.queue_group, jobs.c.user_id)
    .where(_CLAIMABLE)
    .group_by(jobs.c.queue_group, jobs.c.user_id)
)
_TURNS = select(turns.c.queue_group, turns.c.user_id, turns.c.started_at).where(
    turns.c.account == _ACCOUNT,
    turns.c.queue_group.in_(select(jobs.c.queue_group).where(*_waiting(_ACCOUNT)).distinct()),
)
_RENEW_TURN = (
    update(turns)
    .where(
        turns.c.account == bindparam("of_account"),
        turns.c.queue_group == bindparam("of_group"),
        turns.c.user_id == bindparam("of_user"),
    )
    .values(started_at=_NOW)
)
_CLAIM = (
    update(jobs)
    .where(jobs.c.id == bindparam("job_id"))
    .values(sent_at=None, next_look_at=None, attempts=jobs.c.attempts + 1, version=jobs.c.version + 1)
    .returning(jobs)
)
_WAITING_IDS = select(jobs.c.id).where(*_waiting(_ACCOUNT)).order_by(jobs.c.id).limit(bindparam("limit"))
_LINE = (
    select(jobs.c.id, jobs.c.queue_group, jobs.c.user_id)
    .where(*_waiting(_ACCOUNT))
    .order_by(jobs.c.id)
    .limit(POSITION_LIMIT + 1)
)
_ARRIVED_BEFORE = select(func.count()).where(*_waiting(_ACCOUNT), jobs.c.id <= bindparam("job_id"))


class SqlSlots:
    """The slots of every account; nothing else gives one away."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def claim(
        self, account: str, *, concurrency: int, owner: str, lease_until: float, now: float
    ) -> Job | None:
        async with self._db.read() as connection:
            # Most looks find an empty queue, and need not hold up those who write.
            if not await _heads(connection, account, now):
                return None
        async with self._db.write() as connection:
            await _lock(connection, account)
            if await _taken(connection, account) >= concurrency:
                return None
            chosen = head(await _heads(connection, account, now), await _turns(connection, account))
            if chosen is None:
                return None
            await _remember_turn(connection, account, chosen, now)
            claimed = {
                "job_id": chosen.job_id,
                "state": JobState.SUBMITTING.value,
                "lease_owner": owner,
                "lease_until": lease_until,
            }
            return rows.job_of((await connection.execute(_CLAIM, claimed)).one())

    async def waiting(self, account: str, *, limit: int) -> Sequence[int]:
        async with self._db.read() as connection:
            found = await connection.execute(_WAITING_IDS, {"account": account, "limit": limit})
            return list(found.scalars())

    async def queue_position(self, job: Job) -> int | None:
        who = {"account": job.account}
        async with self._db.read() as connection:
            line = [Waiting(*row) for row in await connection.execute(_LINE, who)]
            if len(line) > POSITION_LIMIT:
                arrived = await connection.execute(_ARRIVED_BEFORE, {**who, "job_id": job.id})
                return int(arrived.scalar_one())
            if len(line) > 1:
                line = list(fair_order(line, await _turns(connection, job.account)))
        places = {one.job_id: place for place, one in enumerate(line, start=1)}
        return places.get(job.id)

    async def forget_turns(self, *, before: float) -> int:
        """Delete turns older than that (Unix seconds): who last drew long ago counts as never."""
        async with self._db.write() as connection:
            return (await connection.execute(delete(turns).where(turns.c.started_at < before))).rowcount


async def _lock(connection: AsyncConnection, account: str) -> None:
    """Hold the account's row until the transaction ends (on SQLite BEGIN IMMEDIATE holds everything anyway)."""
    if not (await connection.execute(_LOCK, {"account": account})).rowcount:
        await connection.execute(insert(accounts).values(name=account, claims=1))


async def _taken(connection: AsyncConnection, account: str) -> int:
    return int((await connection.execute(_TAKEN, {"account": account})).scalar_one())


async def _heads(connection: AsyncConnection, account: str, now: float) -> Sequence[Waiting]:
    """Give each member's oldest waiting job: the only ones that can be next."""
    found = await connection.execute(_HEADS, {"account": account, "now": now})
    return [Waiting(*row) for row in found]


async def _turns(connection: AsyncConnection, account: str) -> Turns:
    found = await connection.execute(_TURNS, {"account": account})
    return {(group, user): started for group, user, started in found}


async def _remember_turn(connection: AsyncConnection, account: str, chosen: Waiting, now: float) -> None:
    turn = {"of_account": account, "of_group": chosen.group, "of_user": chosen.user_id, "now": now}
    if (await connection.execute(_RENEW_TURN, turn)).rowcount:
        return
    await connection.execute(
        insert(turns).values(
            account=account, queue_group=chosen.group, user_id=chosen.user_id, started_at=now
        )
    )
