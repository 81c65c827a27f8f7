"""Preferences, saved options and questions: the ports of `bot.jobs.preferences` on SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from ulid import ULID

from bot.jobs.models import JobKind, JobRequest
from bot.jobs.preferences import (
    QUESTION_SECONDS,
    Preferences,
    Pressed,
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
_press = TypeAdapter(Pressed | None)


class SqlPreferenceStore:
    """Reads and writes what members prefer."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of(self, user_id: int) -> Preferences:
        row = await self._db.row(_PREFERENCES, {"user_id": user_id})
        return Preferences() if row is None else _preferences.validate_python(row._asdict())

    async def save(self, user_id: int, preferences: Preferences) -> None:
        values: dict[str, Any] = asdict(preferences)
        mine = user_settings.c.user_id == user_id

        def work(connection: Connection) -> None:
            changed = connection.execute(update(user_settings).where(mine).values(values))
            if not changed.rowcount:
                connection.execute(insert(user_settings).values(user_id=user_id, **values))

        await self._db.write(work)

    async def options(self, user_id: int) -> Mapping[str, str]:
        found = await self._db.rows(_OPTIONS, {"user_id": user_id})
        return {row.name: row.value for row in found}

    async def set_option(self, user_id: int, name: str, value: str) -> bool:
        this = (saved_options.c.user_id == user_id, saved_options.c.name == name)
        if not value:
            return await self._db.change(delete(saved_options).where(*this)) > 0

        def work(connection: Connection) -> None:
            changed = connection.execute(update(saved_options).where(*this).values(value=value))
            if not changed.rowcount:
                _check_room(connection, user_id)
                connection.execute(insert(saved_options).values(user_id=user_id, name=name, value=value))

        await self._db.write(work)
        return True

    async def recent_prompts(self, user_id: int, *, limit: int) -> Mapping[str, str]:
        # Sorted as the index is, so that a member of many years costs no more than one of today.
        latest = select(jobs.c.kind, jobs.c.request, jobs.c.ulid).where(jobs.c.user_id == user_id)
        found = await self._db.rows(latest.order_by(jobs.c.created_at.desc()).limit(LOOKED_BACK))
        prompts: dict[str, str] = {}
        for row in found:
            if row.kind == JobKind.IMAGINE.value and len(prompts) < limit:
                prompts.setdefault(row.request["prompt"], row.ulid)
        return prompts

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
        row = await self._db.row(select(func.avg(latest.c.cost).label("average")))
        return None if row is None else row.average


class SqlQuestionStore:
    """Keeps requests about which somebody was asked something."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add(
        self,
        user_id: int,
        kind: QuestionKind,
        request: JobRequest,
        prompts: Sequence[str],
        *,
        now: float,
        press: Pressed | None = None,
    ) -> Question:
        question = Question(str(ULID()), user_id, kind, request, tuple(prompts), press)
        payload = {"request": _request.dump_python(request, mode="json"), "prompts": list(prompts)}
        row = {
            "ulid": question.ulid,
            "user_id": user_id,
            "kind": kind.value,
            "payload": payload if press is None else payload | {"press": asdict(press)},
            "expires_at": now + QUESTION_SECONDS,
        }

        def work(connection: Connection) -> None:
            connection.execute(delete(questions).where(questions.c.expires_at <= now))
            connection.execute(insert(questions).values(row))

        await self._db.write(work)
        return question

    async def get(self, ulid: str, user_id: int, *, now: float) -> Question:
        this = (questions.c.ulid == ulid, questions.c.user_id == user_id, questions.c.expires_at > now)
        row = await self._db.row(select(questions).where(*this))
        if row is None:
            raise QuestionGone
        return Question(
            ulid,
            user_id,
            QuestionKind(row.kind),
            _request.validate_python(row.payload["request"]),
            tuple(row.payload["prompts"]),
            _press.validate_python(row.payload.get("press")),
        )

    async def drop(self, ulid: str, user_id: int) -> None:
        this = (questions.c.ulid == ulid, questions.c.user_id == user_id)
        await self._db.change(delete(questions).where(*this))


def _check_room(connection: Connection, user_id: int) -> None:
    mine = select(func.count()).select_from(saved_options).where(saved_options.c.user_id == user_id)
    if connection.execute(mine).scalar_one() >= OPTIONS_MOST:
        raise TooManyOptions(max=OPTIONS_MOST)
