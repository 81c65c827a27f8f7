"""Jobs to choose from while an option is typed: a person's own, favourites first, by their prompts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
from discord.app_commands import Choice

from bot.jobs.models import Job
from bot.midjourney.actions import LABELS
from bot.ui.desk import desk_of
from bot.ui.messages import Say, alt_text
from bot.ui.prompts import ELLIPSIS

SHOWN = 25
NAME_LIMIT = 100


async def job_choices(interaction: discord.Interaction[Any], typed: str) -> list[Choice[str]]:
    """Give the jobs that fit what was typed so far."""
    desk = desk_of(interaction)
    found = await desk.around.records.recent_of(interaction.user.id, text=typed.strip(), limit=SHOWN)
    say = desk.say(interaction)
    return [Choice(name=_named(job, say), value=job.ulid) for job in found]


def _named(job: Job, say: Say) -> str:
    """Name a job by its prompt, what was done to it, and its day."""
    day = datetime.fromtimestamp(job.created_at, UTC).strftime("%Y-%m-%d")
    label = job.request.component_label
    done = f" · {say(label) if label in LABELS else label}" if label else ""
    tail = f"{done} · {day}"
    room = NAME_LIMIT - len(tail)
    prompt = alt_text(job)
    return (prompt if len(prompt) <= room else prompt[: room - 1] + ELLIPSIS) + tail
