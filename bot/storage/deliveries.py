"""The deliveries' rows: `bot.jobs.ports.DeliveryStore` on SQL. The courier owns them, one run per job at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, insert, select, union, update

from bot.jobs.models import Delivery, DeliveryKind, JobState
from bot.storage import rows
from bot.storage.database import Database
from bot.storage.tables import deliveries, jobs

TOLD_BY = {JobState.SUCCEEDED: DeliveryKind.RESULT, JobState.FAILED: DeliveryKind.FAILURE}
"""Which message tells of which end."""

# Statements of every job's life are built once: building one costs more than SQLite takes to run it.
_OF_JOB = select(deliveries).where(deliveries.c.job_id == bindparam("job_id")).order_by(deliveries.c.id)
_OF_KIND = select(deliveries).where(
    deliveries.c.job_id == bindparam("job_id"), deliveries.c.kind == bindparam("kind")
)
_UNDELIVERED = (
    select(deliveries.c.job_id)
    .join(jobs, jobs.c.id == deliveries.c.job_id)
    .where(
        jobs.c.user_id == bindparam("user_id"),
        deliveries.c.kind == DeliveryKind.RESULT.value,
        deliveries.c.done_at.is_(None),
        deliveries.c.problem != "",
    )
    .order_by(deliveries.c.id)
    .limit(bindparam("limit"))
)
_INSERT = insert(deliveries).returning(deliveries)
_SAVE = update(deliveries).where(deliveries.c.id == bindparam("old_id"))


class SqlDeliveryStore:
    """Which messages were made, how far they got, and which tokens can still reach people."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of_job(self, job_id: int) -> Sequence[Delivery]:
        return await self._db.read(lambda connection: deliveries_of(connection, job_id))

    async def open(
        self, job_id: int, kind: DeliveryKind, *, channel_id: int, started_at: float | None = None
    ) -> Delivery:
        which = {"job_id": job_id, "kind": kind.value}

        def work(connection: Connection) -> Row[Any]:
            known = connection.execute(_OF_KIND, which).one_or_none()
            if known is not None:
                return known
            new = rows.new_delivery(job_id, kind, channel_id=channel_id)
            return connection.execute(_INSERT, new | {"started_at": started_at}).one()

        return rows.delivery_of(await self._db.write(work))

    async def note_answer(self, job_id: int, message_id: int, *, digest: str, sent_at: float) -> int | None:
        # Open again even if it had been closed without a message: this one has to be cleared away.
        shown = {"message_id": message_id, "digest": digest, "sent_at": sent_at, "done_at": None}
        which = {"job_id": job_id, "kind": DeliveryKind.PROGRESS.value}

        def work(connection: Connection) -> int | None:
            known = connection.execute(_OF_KIND, which).one()
            if known.message_id is None:
                connection.execute(_SAVE, {"old_id": known.id, **shown})
                return message_id
            return rows.delivery_of(known).message_id

        return await self._db.write(work)

    async def save(self, *changed: Delivery) -> None:
        def work(connection: Connection) -> None:
            for delivery in changed:
                connection.execute(_SAVE, _values_of(delivery))

        await self._db.write(work)

    async def unfinished(self) -> Sequence[int]:
        still_open = select(deliveries.c.job_id).where(deliveries.c.done_at.is_(None))
        # An end for which no message was begun: its process died before, and no other row may be open.
        untold = [
            select(jobs.c.id).where(jobs.c.state == state.value, ~_has(kind))
            for state, kind in TOLD_BY.items()
        ]
        return [row.job_id for row in await self._db.rows(union(still_open, *untold))]

    async def renew_token(self, job_id: int, *, token: str, expires_at: float) -> None:
        statement = update(jobs).where(jobs.c.id == job_id).values(token=token, token_expires_at=expires_at)
        await self._db.change(statement)

    async def erase_expired_tokens(self, *, now: float) -> int:
        expired = (jobs.c.token != "", jobs.c.token_expires_at < now)
        return await self._db.change(update(jobs).where(*expired).values(token=""))

    async def undelivered_for(self, user_id: int, *, limit: int) -> Sequence[int]:
        found = await self._db.rows(_UNDELIVERED, {"user_id": user_id, "limit": limit})
        return [row.job_id for row in found]


def _has(kind: DeliveryKind) -> ColumnElement[bool]:
    return (
        select(deliveries.c.id)
        .where(deliveries.c.job_id == jobs.c.id, deliveries.c.kind == kind.value)
        .exists()
    )


def deliveries_of(connection: Connection, job_id: int) -> Sequence[Delivery]:
    """Give a job's deliveries, the oldest first."""
    return [rows.delivery_of(row) for row in connection.execute(_OF_JOB, {"job_id": job_id})]


def _values_of(delivery: Delivery) -> dict[str, object]:
    """Give the parameters of `_SAVE`: whose delivery it is, and of which kind, never changes."""
    return {
        "old_id": delivery.id,
        "channel_id": delivery.channel_id,
        "message_id": delivery.message_id,
        "started_at": delivery.started_at,
        "done_at": delivery.done_at,
        "digest": delivery.digest,
        "sent_at": delivery.sent_at,
        "attempts": delivery.attempts,
        "problem": delivery.problem,
    }
