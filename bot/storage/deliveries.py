"""The deliveries' rows: `bot.jobs.ports.DeliveryStore` on SQL. The courier owns them, one run per job at a time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from bot.jobs.models import Delivery, DeliveryKind
from bot.storage import rows
from bot.storage.database import Database
from bot.storage.tables import deliveries, jobs


class SqlDeliveryStore:
    """Which messages were made, how far they got, and which tokens can still reach people."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of_job(self, job_id: int) -> Sequence[Delivery]:
        statement = select(deliveries).where(deliveries.c.job_id == job_id).order_by(deliveries.c.id)
        async with self._db.read() as connection:
            return [rows.delivery_of(row) for row in await connection.execute(statement)]

    async def open(self, job_id: int, kind: DeliveryKind, *, channel_id: int) -> Delivery:
        which = (deliveries.c.job_id == job_id, deliveries.c.kind == kind.value)
        async with self._db.write() as connection:
            row = (await connection.execute(select(deliveries).where(*which))).one_or_none()
            if row is None:
                values = {
                    "job_id": job_id,
                    "kind": kind.value,
                    "channel_id": channel_id,
                    "digest": "",
                    "sent_at": 0.0,
                    "attempts": 0,
                    "problem": "",
                }
                row = (
                    await connection.execute(insert(deliveries).values(values).returning(deliveries))
                ).one()
        return rows.delivery_of(row)

    async def save(self, delivery: Delivery) -> None:
        statement = (
            update(deliveries)
            .where(deliveries.c.id == delivery.id)
            .values(
                channel_id=delivery.channel_id,
                message_id=delivery.message_id,
                started_at=delivery.started_at,
                done_at=delivery.done_at,
                digest=delivery.digest,
                sent_at=delivery.sent_at,
                attempts=delivery.attempts,
                problem=delivery.problem,
            )
        )
        async with self._db.write() as connection:
            await connection.execute(statement)

    async def unfinished(self) -> Sequence[int]:
        statement = select(deliveries.c.job_id).where(deliveries.c.done_at.is_(None)).distinct()
        async with self._db.read() as connection:
            return list((await connection.execute(statement)).scalars())

    async def renew_token(self, job_id: int, *, token: str, expires_at: float) -> None:
        statement = update(jobs).where(jobs.c.id == job_id).values(token=token, token_expires_at=expires_at)
        async with self._db.write() as connection:
            await connection.execute(statement)

    async def erase_expired_tokens(self, *, now: float) -> int:
        expired = (jobs.c.token != "", jobs.c.token_expires_at < now)
        async with self._db.write() as connection:
            return (await connection.execute(update(jobs).where(*expired).values(token=""))).rowcount

    async def undelivered_for(self, user_id: int, *, limit: int) -> Sequence[int]:
        statement = (
            select(deliveries.c.job_id)
            .join(jobs, jobs.c.id == deliveries.c.job_id)
            .where(
                jobs.c.user_id == user_id,
                deliveries.c.kind == DeliveryKind.RESULT.value,
                deliveries.c.done_at.is_(None),
                deliveries.c.problem != "",
            )
            .order_by(deliveries.c.id)
            .limit(limit)
        )
        async with self._db.read() as connection:
            return list((await connection.execute(statement)).scalars())
