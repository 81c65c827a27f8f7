"""Between rows and the engine's values. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from bot.jobs.models import (
    NOTHING_OBSERVED,
    ComponentRow,
    Delivery,
    DeliveryKind,
    Failure,
    Job,
    JobRequest,
    JobState,
    Observation,
    Origin,
    Step,
)
from bot.jobs.ports import NewJob
from bot.midjourney.models import Component, Mode

_request = TypeAdapter(JobRequest)
_observation = TypeAdapter(Observation)
_failure = TypeAdapter(Failure)

_ORIGIN_COLUMNS = (
    "interaction_id",
    "user_id",
    "channel_id",
    "guild_id",
    "message_id",
    "token",
    "token_expires_at",
    "can_post",
    "file_limit",
    "locale",
    "guild_locale",
)
_PLAIN_COLUMNS = (
    "id",
    "ulid",
    "version",
    "account",
    "created_at",
    "root_job_id",
    "parent_job_id",
    "parent_component",
    "task_id",
    "lease_owner",
    "lease_until",
    "cancel_requested",
    "next_look_at",
    "webhook_at",
    "sent_at",
    "submitted_at",
    "finished_at",
    "failed_reads",
    "attempts",
)


def job_of(row: Row[Any]) -> Job:
    """Read a row of `tables.jobs`."""
    values = row._mapping  # noqa: SLF001  # SQLAlchemy's documented way to read a row by name
    return Job(
        **{name: values[name] for name in _PLAIN_COLUMNS},
        origin=Origin(**{name: values[name] for name in _ORIGIN_COLUMNS}),
        request=_request.validate_python(values["request"]),
        mode=Mode(values["mode"]),
        state=JobState(values["state"]),
        step=Step(values["step"]),
        observed=_observation.validate_python(values["observed"]) if values["observed"] else NOTHING_OBSERVED,
        failure=_failure.validate_python(values["failure"]) if values["failure"] else None,
    )


def queue_group(origin: Origin) -> str:
    """Name the group among which turns go around: the guild, or the person in direct messages."""
    return f"g{origin.guild_id}" if origin.guild_id is not None else f"u{origin.user_id}"


def new_row(new: NewJob, *, ulid: str, now: float) -> dict[str, object]:
    """Give the values of a row about to be inserted."""
    origin = {name: getattr(new.origin, name) for name in _ORIGIN_COLUMNS}
    return origin | {
        "ulid": ulid,
        "version": 1,
        "root_job_id": new.root_job_id,
        "parent_job_id": new.parent_job_id,
        "parent_component": new.parent_component,
        "account": new.account,
        "queue_group": queue_group(new.origin),
        "kind": new.request.kind.value,
        "mode": new.mode.value,
        "request": _request.dump_python(new.request, mode="json"),
        "ready": not new.request.sources,
        "state": JobState.QUEUED.value,
        "step": new.step.value,
        "lease_owner": "",
        "lease_until": 0.0,
        "attempts": 0,
        "cancel_requested": False,
        "task_id": "",
        "failed_reads": 0,
        "obs_rank": 0,
        "webhook_at": 0.0,
        "created_at": now,
    }


def changed_columns(job: Job) -> dict[str, object]:
    """Give what `save` writes: all that moves, but neither observations nor the wish to cancel, which others own."""
    return {
        "request": _request.dump_python(job.request, mode="json"),
        "ready": not job.request.sources,
        "mode": job.mode.value,
        "state": job.state.value,
        "step": job.step.value,
        "lease_owner": job.lease_owner,
        "lease_until": job.lease_until,
        "sent_at": job.sent_at,
        "attempts": job.attempts,
        "next_look_at": job.next_look_at,
        "failed_reads": job.failed_reads,
        "failure": None if job.failure is None else _failure.dump_python(job.failure, mode="json"),
        "submitted_at": job.submitted_at,
        "finished_at": job.finished_at,
    }


def observed_column(observation: Observation) -> Mapping[str, object]:
    return dict(_observation.dump_python(observation, mode="json"))


def component_of(row: Row[Any]) -> ComponentRow:
    """Read a row of `tables.components` that also says whether it was `pressed`."""
    component = Component(row.custom_id, row.label, row.emoji, row.row, row.style, row.url)
    return ComponentRow(row.n, component, bool(row.pressed))


def delivery_of(row: Row[Any]) -> Delivery:
    """Read a row of `tables.deliveries`."""
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's documented way to read a row by name
    return Delivery(**values | {"kind": DeliveryKind(values["kind"])})


def new_delivery(job_id: int, kind: DeliveryKind, *, channel_id: int) -> dict[str, object]:
    """Give the values of a delivery's row about to be inserted."""
    return {
        "job_id": job_id,
        "kind": kind.value,
        "channel_id": channel_id,
        "digest": "",
        "sent_at": 0.0,
        "attempts": 0,
        "problem": "",
    }
