"""Giving away slots: one transaction that locks the account, counts, and claims the head of the fair queue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

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
_FIRST_CLAIM = insert(accounts)
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
_FIRST_TURN = insert(turns)
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
        # Most looks find an empty queue, and need not hold up those who write.
        if not await self._db.read(lambda connection: _heads(connection, account, now)):
            return None

        def work(connection: Connection) -> Row[Any] | None:
            _lock(connection, account)
            if _taken(connection, account) >= concurrency:
                return None
            chosen = head(_heads(connection, account, now), _turns(connection, account))
            if chosen is None:
                return None
            _remember_turn(connection, account, chosen, now)
            claimed = {
                "job_id": chosen.job_id,
                "state": JobState.SUBMITTING.value,
                "lease_owner": owner,
                "lease_until": lease_until,
            }
            return connection.execute(_CLAIM, claimed).one()

        row = await self._db.write(work)
        return None if row is None else rows.job_of(row)

    async def waiting(self, account: str, *, limit: int) -> Sequence[int]:
        return [row.id for row in await self._db.rows(_WAITING_IDS, {"account": account, "limit": limit})]

    async def queue_position(self, job: Job) -> int | None:
        return await self._db.read(lambda connection: place_of(connection, job))

    async def forget_turns(self, *, before: float) -> int:
        """Delete turns older than that (Unix seconds): who last drew long ago counts as never."""
        return await self._db.change(delete(turns).where(turns.c.started_at < before))


def place_of(connection: Connection, job: Job) -> int | None:
    """Give the job's place in line, 1 = next; None unless it is waiting."""
    who = {"account": job.account}
    line = [Waiting(*row) for row in connection.execute(_LINE, who)]
    if len(line) > POSITION_LIMIT:
        return int(connection.execute(_ARRIVED_BEFORE, {**who, "job_id": job.id}).scalar_one())
    if len(line) > 1:
        line = list(fair_order(line, _turns(connection, job.account)))
    places = {one.job_id: place for place, one in enumerate(line, start=1)}
    return places.get(job.id)


def _lock(connection: Connection, account: str) -> None:
    """Hold the account's row until the transaction ends (on SQLite BEGIN IMMEDIATE holds everything anyway)."""
    if not connection.execute(_LOCK, {"account": account}).rowcount:
        connection.execute(_FIRST_CLAIM, {"name": account, "claims": 1})


def _taken(connection: Connection, account: str) -> int:
    return int(connection.execute(_TAKEN, {"account": account}).scalar_one())


def _heads(connection: Connection, account: str, now: float) -> Sequence[Waiting]:
    """Give each member's oldest waiting job: the only ones that can be next."""
    found = connection.execute(_HEADS, {"account": account, "now": now})
    return [Waiting(*row) for row in found]


def _turns(connection: Connection, account: str) -> Turns:
    found = connection.execute(_TURNS, {"account": account})
    return {(group, user): started for group, user, started in found}


def _remember_turn(connection: Connection, account: str, chosen: Waiting, now: float) -> None:
    turn = {"of_account": account, "of_group": chosen.group, "of_user": chosen.user_id, "now": now}
    if connection.execute(_RENEW_TURN, turn).rowcount:
        return
    first = {"account": account, "queue_group": chosen.group, "user_id": chosen.user_id, "started_at": now}
    connection.execute(_FIRST_TURN, first)
