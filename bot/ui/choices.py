"""Jobs to choose from while an option is typed: a person's own, favourites first, by their prompts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import discord
from discord.app_commands import Choice

from bot.jobs.models import Job
from bot.jobs.offers import findings_kind
from bot.midjourney.actions import LABELS, Kind, classify
from bot.ui.desk import desk_of
from bot.ui.messages import Say, known_as
from bot.ui.prompts import ELLIPSIS

SHOWN = 25
LOOKED_THROUGH = 100
"""Jobs among which those are sought that a command is for."""
NAME_LIMIT = 100


def any_job(_job: Job) -> bool:
    return True


def is_picture(job: Job) -> bool:
    return findings_kind(job.request) is None


def is_single(job: Job) -> bool:
    """Tell whether a job chose one picture of its grid: only such a one has a region to change."""
    return classify(job.request.custom_id).kind is Kind.UPSAMPLE


async def job_choices(
    interaction: discord.Interaction[Any], typed: str, *, fit: Callable[[Job], bool] = any_job
) -> list[Choice[str]]:
    """Give the jobs that fit what was typed so far, and that the command is for."""
    desk = desk_of(interaction)
    found = await desk.around.records.recent_of(interaction.user.id, text=typed.strip(), limit=LOOKED_THROUGH)
    say = desk.say(interaction)
    fitting = [job for job in found if fit(job)]
    return [Choice(name=_named(job, say), value=job.ulid) for job in fitting[:SHOWN]]


def _named(job: Job, say: Say) -> str:
    """Name a job by its prompt, what was done to it, and its time: those of one day are often alike."""
    day = datetime.fromtimestamp(job.created_at, UTC).strftime("%Y-%m-%d %H:%M")
    label = job.request.component_label
    done = f" · {say(label) if label in LABELS else label}" if label else ""
    tail = f"{done} · {day}"
    room = NAME_LIMIT - len(tail)
    prompt = " ".join(known_as(job, say).split())
    return (prompt if len(prompt) <= room else prompt[: room - 1] + ELLIPSIS) + tail
