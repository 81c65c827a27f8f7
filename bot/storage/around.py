"""The rows around jobs: `bot.jobs.around`'s ports on SQL. Every method is one short transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Table, delete, func, insert, or_, select, update

from bot.jobs.around import Draft, DraftKind, Original, Seed, Usage
from bot.jobs.models import Job, JobState, Source
from bot.storage import rows
from bot.storage.database import Database
from bot.storage.tables import deliveries, drafts, favourites, jobs, originals, seeds, shown_messages

_sources = TypeAdapter(tuple[Source, ...])
_RUNNING = (JobState.SUBMITTING.value, JobState.RUNNING.value)


class SqlDrafts:
    """What people began and did not yet end."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def put(self, draft: Draft) -> None:
        values = {
            "ulid": draft.ulid,
            "user_id": draft.user_id,
            "kind": draft.kind.value,
            "sources": _sources.dump_python(draft.sources, mode="json"),
            "text": draft.text,
            "noted_at": draft.noted_at,
        }
        await self._db.change(insert(drafts).values(values))

    async def get(self, ulid: str, *, since: float) -> Draft | None:
        return await self._one(drafts.c.ulid == ulid, drafts.c.noted_at >= since)

    async def latest(self, user_id: int, kind: DraftKind, *, since: float) -> Draft | None:
        return await self._one(
            drafts.c.user_id == user_id, drafts.c.kind == kind.value, drafts.c.noted_at >= since
        )

    async def drop(self, ulid: str) -> None:
        await self._db.change(delete(drafts).where(drafts.c.ulid == ulid))

    async def erase(self, *, before: float) -> int:
        return await self._db.change(delete(drafts).where(drafts.c.noted_at < before))

    async def _one(self, *where: Any) -> Draft | None:
        statement = select(drafts).where(*where).order_by(drafts.c.noted_at.desc()).limit(1)
        row = await self._db.row(statement)
        return None if row is None else _draft_of(row)


class SqlFavourites:
    """Who likes which result."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add(self, user_id: int, job_id: int, *, now: float) -> None:
        key = {"user_id": user_id, "job_id": job_id}

        def work(connection: Connection) -> None:
            known = connection.execute(select(favourites.c.job_id).where(*_is(favourites, key)))
            if known.first() is None:
                connection.execute(insert(favourites).values(key | {"added_at": now}))

        await self._db.write(work)

    async def remove(self, user_id: int, job_id: int) -> bool:
        key = {"user_id": user_id, "job_id": job_id}
        return await self._db.change(delete(favourites).where(*_is(favourites, key))) > 0


class SqlRecords:
    """Jobs by message, by person, and in sums."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of_message(self, message_id: int) -> Job | None:
        delivered = select(deliveries.c.job_id).where(deliveries.c.message_id == message_id)
        shown = select(shown_messages.c.job_id).where(shown_messages.c.message_id == message_id)
        statement = select(jobs).where(or_(jobs.c.id.in_(delivered), jobs.c.id.in_(shown))).limit(1)
        row = await self._db.row(statement)
        return None if row is None else rows.job_of(row)

    async def note_shown(self, message_id: int, job_id: int, *, now: float) -> None:
        values = {"message_id": message_id, "job_id": job_id, "shown_at": now}
        await self._db.change(insert(shown_messages).values(values))

    async def recent_of(self, user_id: int, *, text: str, limit: int) -> Sequence[Job]:
        liked = jobs.c.id.in_(select(favourites.c.job_id).where(favourites.c.user_id == user_id))
        mine = or_(jobs.c.user_id == user_id, liked)
        # Hidden from SQLite's planner, which would otherwise walk everybody's finished jobs by the index of states.
        done = func.coalesce(jobs.c.state, "") == JobState.SUCCEEDED.value
        statement = select(jobs).where(mine, done)
        if text:
            prompt = jobs.c.request["prompt"].as_string()
            statement = statement.where(
                or_(prompt.icontains(text, autoescape=True), jobs.c.ulid.istartswith(text, autoescape=True))
            )
        statement = statement.order_by(liked.desc(), jobs.c.created_at.desc()).limit(limit)
        return [rows.job_of(row) for row in await self._db.rows(statement)]

    async def usage_of(self, user_id: int, *, since: float) -> Usage:
        statement = select(
            func.count().label("jobs"),
            func.coalesce(func.sum(jobs.c.finished_at - jobs.c.submitted_at), 0.0).label("seconds"),
            func.coalesce(func.sum(jobs.c.cost), 0.0).label("cost"),
        ).where(
            jobs.c.user_id == user_id,
            jobs.c.created_at >= since,
            jobs.c.state == JobState.SUCCEEDED.value,
        )
        row = await self._db.row(statement)
        return Usage() if row is None else Usage(row.jobs, float(row.seconds), float(row.cost))

    async def waiting_of(self, user_id: int) -> tuple[int, int]:
        statement = (
            select(jobs.c.state, func.count().label("held"))
            .where(jobs.c.user_id == user_id, jobs.c.state.in_((JobState.QUEUED.value, *_RUNNING)))
            .group_by(jobs.c.state)
        )
        counts: dict[str, int] = {row.state: row.held for row in await self._db.rows(statement)}
        return counts.get(JobState.QUEUED.value, 0), sum(counts.get(state, 0) for state in _RUNNING)


class SqlSeedStore:
    """Seeds, and the tasks that look for them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def get(self, job_id: int) -> Seed | None:
        row = await self._db.row(select(seeds).where(seeds.c.job_id == job_id))
        return None if row is None else Seed(row.seed, row.task_id)

    async def put(self, job_id: int, seed: Seed) -> None:
        values = {"seed": seed.seed, "task_id": seed.task_id}
        await _upsert(self._db, seeds, {"job_id": job_id}, values)


class SqlOriginalRows:
    """Which originals are kept; their bytes are `bot.media.originals`' business."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def put(self, original: Original) -> None:
        key = {"job_id": original.job_id, "place": original.place}
        values = {
            "key": original.key,
            "content_type": original.content_type,
            "size": original.size,
            "kept_until": original.kept_until,
        }
        await _upsert(self._db, originals, key, values)

    async def find(self, job_id: int, place: int) -> Original | None:
        return await self._one(originals.c.job_id == job_id, originals.c.place == place)

    async def find_by_ulid(self, ulid: str, place: int) -> Original | None:
        job_id = select(jobs.c.id).where(jobs.c.ulid == ulid).scalar_subquery()
        return await self._one(originals.c.job_id == job_id, originals.c.place == place)

    async def forget(self, *, before: float) -> int:
        return await self._db.change(delete(originals).where(originals.c.kept_until < before))

    async def _one(self, *where: Any) -> Original | None:
        row = await self._db.row(select(originals).where(*where))
        return None if row is None else Original(**row._mapping)  # noqa: SLF001  # SQLAlchemy's documented way to read a row by name


async def _upsert(
    database: Database, table: Table, key: Mapping[str, object], values: Mapping[str, object]
) -> None:
    def work(connection: Connection) -> None:
        changed = connection.execute(update(table).where(*_is(table, key)).values(**values))
        if not changed.rowcount:
            connection.execute(insert(table).values(**key, **values))

    await database.write(work)


def _is(table: Table, key: Mapping[str, object]) -> list[Any]:
    return [table.c[name] == value for name, value in key.items()]


def _draft_of(row: Row[Any]) -> Draft:
    return Draft(
        row.ulid,
        row.user_id,
        DraftKind(row.kind),
        row.noted_at,
        _sources.validate_python(row.sources),
        row.text,
    )
