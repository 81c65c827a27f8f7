"""Rows and messages of a past that need not be lived through: jobs that run, or that ended long ago.

Written in bulk through the product's own tables and row functions, so that a start finds what it would have left.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert, select
from ulid import ULID

from benchmarks.stage import ACCOUNT, CHANNEL, Stage
from benchmarks.upstream import BUTTONS
from bot.i18n import Catalogues
from bot.jobs.models import (
    DeliveryKind,
    Job,
    JobKind,
    JobRequest,
    JobState,
    JobView,
    Observation,
    Origin,
    Step,
)
from bot.jobs.ports import NewJob
from bot.midjourney.models import Mode, TaskStatus
from bot.playground.messages import Post
from bot.storage import rows
from bot.storage.database import open_database
from bot.storage.tables import components, deliveries, jobs
from bot.ui import messages
from bot.ui.custom_ids import Op, button_id
from bot.ui.visit import digest

SLICE = 5_000
"""Rows per transaction."""
AN_HOUR = 3600.0
FAR = (3600.0, 7200.0)
"""Looks that lie beyond a run: what is measured is the waiting, not the reading."""


@dataclass(frozen=True, slots=True)
class Past:
    """A job of the past: its ids, here and on the playground."""

    ulid: str
    prompt: str
    task_id: str
    message_id: int


async def running_jobs(stage: Stage, count: int, *, looks: tuple[float, float]) -> list[Past]:
    """Write `count` RUNNING jobs with their progress messages.

    Args:
        stage: no bot may be running on it.
        count: how many.
        looks: their next looks are spread evenly between these, in seconds from now.
    """
    first, last = looks
    now = time.time()
    changes = [
        {
            "state": JobState.RUNNING.value,
            "sent_at": now - 60,
            "submitted_at": now - 60,
            "webhook_at": now,
            "attempts": 1,
            "next_look_at": now + first + (last - first) * n / count,
        }
        for n in range(count)
    ]
    return await _write(stage, "running", changes, ended=False)


async def finished_jobs(stage: Stage, count: int) -> list[Past]:
    """Write `count` jobs that succeeded an hour ago, each with ten buttons under its result."""
    then = time.time() - AN_HOUR
    seen = Observation(rank=1001, status=TaskStatus.SUCCEEDED, image_url="http://127.0.0.1/gone.png")
    change = {
        "state": JobState.SUCCEEDED.value,
        "obs_rank": seen.rank,
        "observed": rows.observed_column(seen),
        "submitted_at": then,
        "finished_at": then,
    }
    return await _write(stage, "finished", [change] * count, ended=True)


async def _write(stage: Stage, name: str, changes: Sequence[dict[str, Any]], *, ended: bool) -> list[Past]:
    made: list[Past] = []
    say = partial(Catalogues().text, "en-US")
    async with open_database(stage.database) as database:
        for start in range(0, len(changes), SLICE):
            news = [
                _new_row(stage, f"{name} {start + n}", change)
                for n, change in enumerate(changes[start : start + SLICE])
            ]
            written = await database.write(partial(_write_jobs, news=news))
            posted = {job.id: _message(stage, job, say, ended=ended) for job in written}
            await database.write(partial(_write_around, made=written, posted=posted, ended=ended))
            made += [Past(job.ulid, job.request.prompt, job.task_id, posted[job.id][0]) for job in written]
    return made


def _write_jobs(connection: Connection, *, news: Sequence[dict[str, Any]]) -> list[Job]:
    connection.execute(insert(jobs), news)
    ulids = [row["ulid"] for row in news]
    written = connection.execute(select(jobs).where(jobs.c.ulid >= ulids[0], jobs.c.ulid <= ulids[-1]))
    return [rows.job_of(row) for row in written]


def _write_around(
    connection: Connection, *, made: Sequence[Job], posted: Mapping[int, tuple[int, str]], ended: bool
) -> None:
    connection.execute(insert(deliveries), [_delivery(job, *posted[job.id], ended=ended) for job in made])
    if ended:
        connection.execute(insert(components), [row for job in made for row in _components(job)])


def _new_row(stage: Stage, prompt: str, change: dict[str, Any]) -> dict[str, Any]:
    channel = stage.playground.channel(CHANNEL)
    ulid = str(ULID())
    origin = Origin(
        interaction_id=ulid,
        user_id=stage.playground.person("ada").id,
        channel_id=channel.id,
        guild_id=channel.guild_id,
    )
    new = NewJob(origin, JobRequest(JobKind.IMAGINE, prompt), ACCOUNT, Mode.FAST, Step.SUBMIT)
    row = rows.new_row(new, ulid=ulid, now=time.time() - AN_HOUR)
    return {**row, "task_id": f"past-{ulid}", "next_look_at": None, "observed": None, **change}


def _message(stage: Stage, job: Job, say: messages.Say, *, ended: bool) -> tuple[int, str]:
    """Store the job's message on the playground; give its id and the fingerprint of what it shows."""
    letter = messages.progress(JobView(job), say)
    custom_ids = [button_id(Op.COMPONENT, job.ulid, n) for n in range(len(BUTTONS))]
    buttons = [
        {"type": 2, "style": 2, "label": custom_id[-1], "custom_id": custom_id}
        for custom_id in (custom_ids if ended else [button_id(Op.CANCEL, job.ulid)])
    ]
    components = [
        {"type": 1, "components": buttons[place : place + 5]} for place in range(0, len(buttons), 5)
    ]
    post = Post({"content": letter.content, "components": components}, {})
    channel = stage.playground.channel(CHANNEL)
    message = stage.playground.world.messages.create(channel, stage.playground.world.application.id, post)
    return message.id, digest(letter)


def _delivery(job: Job, message_id: int, shown: str, *, ended: bool) -> dict[str, Any]:
    return {
        "job_id": job.id,
        "kind": (DeliveryKind.RESULT if ended else DeliveryKind.PROGRESS).value,
        "channel_id": job.origin.channel_id,
        "message_id": message_id,
        "started_at": job.created_at,
        "done_at": job.finished_at,
        "digest": shown,
        "sent_at": job.created_at,
        "attempts": 0,
        "problem": "",
    }


def _components(job: Job) -> list[dict[str, Any]]:
    return [
        {
            "job_id": job.id,
            "n": n,
            "custom_id": custom_id,
            "label": label,
            "emoji": "" if label else "🔄",
            "row": n // 5,
            "style": 2,
            "url": "",
        }
        for n, (custom_id, label) in enumerate(BUTTONS)
    ]
