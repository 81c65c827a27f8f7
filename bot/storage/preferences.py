"""Preferences, saved options and questions: the ports of `bot.jobs.preferences` on SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from ulid import ULID

from bot.jobs.models import JobKind, JobRequest
from bot.jobs.preferences import (
    QUESTION_SECONDS,
    Preferences,
    Question,
    QuestionGone,
    QuestionKind,
    TooManyOptions,
)
from bot.midjourney.models import Mode
from bot.midjourney.prompt import OPTIONS_MOST
from bot.storage.database import Database
from bot.storage.tables import jobs, questions, saved_options, user_settings

LOOKED_BACK = 60
"""Jobs among which recent prompts are sought: some repeat each other, some are no /imagine."""
COSTS_AVERAGED = 20
COSTS_SOUGHT = 2000
"""Latest jobs among which costs are sought: many services never tell any, and whoever asks waits for the answer."""

# What every prompt asks is built once: building a statement costs more than SQLite takes to run it.
_PREFERENCES = select(*[user_settings.c[field.name] for field in fields(Preferences)]).where(
    user_settings.c.user_id == bindparam("user_id")
)
_OPTIONS = (
    select(saved_options.c.name, saved_options.c.value)
    .where(saved_options.c.user_id == bindparam("user_id"))
    .order_by(saved_options.c.name)
)

_preferences = TypeAdapter(Preferences)
_request = TypeAdapter(JobRequest)


class SqlPreferenceStore:
    """Reads and writes what members prefer."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of(self, user_id: int) -> Preferences:
        async with self._db.read() as connection:
            found = await connection.execute(_PREFERENCES, {"user_id": user_id})
            row = found.mappings().one_or_none()
        return Preferences() if row is None else _preferences.validate_python(dict(row))

    async def save(self, user_id: int, preferences: Preferences) -> None:
        values: dict[str, Any] = asdict(preferences)
        mine = user_settings.c.user_id == user_id
        async with self._db.write() as connection:
            changed = await connection.execute(update(user_settings).where(mine).values(values))
            if not changed.rowcount:
                await connection.execute(insert(user_settings).values(user_id=user_id, **values))

    async def options(self, user_id: int) -> Mapping[str, str]:
        async with self._db.read() as connection:
            found = (await connection.execute(_OPTIONS, {"user_id": user_id})).all()
        return {name: value for name, value in found}  # noqa: C416  # dict() of rows is not typed

    async def set_option(self, user_id: int, name: str, value: str) -> bool:
        this = (saved_options.c.user_id == user_id, saved_options.c.name == name)
        async with self._db.write() as connection:
            if not value:
                return (await connection.execute(delete(saved_options).where(*this))).rowcount > 0
            changed = await connection.execute(update(saved_options).where(*this).values(value=value))
            if not changed.rowcount:
                await _check_room(connection, user_id)
                await connection.execute(
                    insert(saved_options).values(user_id=user_id, name=name, value=value)
                )
        return True

    async def recent_prompts(self, user_id: int, *, limit: int) -> Sequence[str]:
        # Sorted as the index is, so that a member of many years costs no more than one of today.
        latest = select(jobs.c.kind, jobs.c.request).where(jobs.c.user_id == user_id)
        async with self._db.read() as connection:
            found = await connection.execute(latest.order_by(jobs.c.created_at.desc()).limit(LOOKED_BACK))
            prompts = [row.request["prompt"] for row in found if row.kind == JobKind.IMAGINE.value]
        return list(dict.fromkeys(prompts))[:limit]

    async def typical_cost(self, account: str, kind: JobKind, mode: Mode) -> float | None:
        latest = (
            select(jobs.c.cost)
            .where(
                jobs.c.account == account,
                jobs.c.kind == kind.value,
                jobs.c.mode == mode.value,
                jobs.c.cost.is_not(None),
                jobs.c.id > select(func.max(jobs.c.id)).scalar_subquery() - COSTS_SOUGHT,
            )
            .order_by(jobs.c.id.desc())
            .limit(COSTS_AVERAGED)
            .subquery()
        )
        async with self._db.read() as connection:
            average: float | None = (await connection.scalars(select(func.avg(latest.c.cost)))).one()
        return average


class SqlQuestionStore:
    """Keeps requests about which somebody was asked something."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add(
        self, user_id: int, kind: QuestionKind, request: JobRequest, prompts: Sequence[str], *, now: float
    ) -> Question:
        question = Question(str(ULID()), user_id, kind, request, tuple(prompts))
        row = {
            "ulid": question.ulid,
            "user_id": user_id,
            "kind": kind.value,
            "payload": {"request": _request.dump_python(request, mode="json"), "prompts": list(prompts)},
            "expires_at": now + QUESTION_SECONDS,
        }
        async with self._db.write() as connection:
            await connection.execute(delete(questions).where(questions.c.expires_at <= now))
            await connection.execute(insert(questions).values(row))
        return question

    async def get(self, ulid: str, user_id: int, *, now: float) -> Question:
        this = (questions.c.ulid == ulid, questions.c.user_id == user_id, questions.c.expires_at > now)
        async with self._db.read() as connection:
            row = (await connection.execute(select(questions).where(*this))).one_or_none()
        if row is None:
            raise QuestionGone
        request = _request.validate_python(row.payload["request"])
        return Question(ulid, user_id, QuestionKind(row.kind), request, tuple(row.payload["prompts"]))

    async def drop(self, ulid: str, user_id: int) -> None:
        async with self._db.write() as connection:
            await connection.execute(
                delete(questions).where(questions.c.ulid == ulid, questions.c.user_id == user_id)
            )


async def _check_room(connection: AsyncConnection, user_id: int) -> None:
    mine = select(func.count()).select_from(saved_options).where(saved_options.c.user_id == user_id)
    if (await connection.execute(mine)).scalar_one() >= OPTIONS_MOST:
        raise TooManyOptions(max=OPTIONS_MOST)
