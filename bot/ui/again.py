"""Show a finished job again: its picture and fresh buttons, in a new message."""

from __future__ import annotations

from typing import Any

import discord

from bot.errors import N_
from bot.jobs.errors import JobError, JobUnknown
from bot.jobs.models import JobState, JobView
from bot.ui.around import visible_job
from bot.ui.buttons import view_of
from bot.ui.desk import Desk
from bot.ui.outbox import embeds_of, mentioning
from bot.ui.targets import ulid_of

Interaction = discord.Interaction[Any]


class NotFinished(JobError):
    default_message = N_("This job has no result to show. Only finished ones can be shown again.")


async def show_job(interaction: Interaction, desk: Desk, ulid: str, *, alone: bool = False) -> None:
    """Post the result of a job again, for everybody here or for the person `alone`.

    Raises:
        JobUnknown, NotFinished: with words for the person.
    """
    view = await visible_job(interaction, desk, ulid)
    if view.job.state is not JobState.SUCCEEDED:
        raise NotFinished
    await interaction.response.defer(ephemeral=alone, thinking=True)
    message_id = await _follow_up(interaction, desk, view, alone=alone)
    await desk.around.records.note_shown(message_id, view.job.id, now=desk.clock())


async def show_job_of(interaction: Interaction, desk: Desk, message: discord.Message) -> None:
    """Show the job of a message to the person alone, with its id and fresh buttons.

    Raises:
        JobUnknown, NotFinished: with words for the person.
    """
    ulid = ulid_of(message)
    if not ulid:
        job = await desk.around.records.of_message(message.id)
        if job is None:
            raise JobUnknown(N_("This message is not about a job of this bot."))
        ulid = job.ulid
    await show_job(interaction, desk, ulid, alone=True)


async def _follow_up(interaction: Interaction, desk: Desk, view: JobView, *, alone: bool) -> int:
    say = desk.say(interaction) if alone else desk.say_in(view.job)
    notes = (say(N_("-# Job ID: `{ulid}`"), ulid=view.job.ulid),) if alone else ()
    letter, files = await desk.courier.enclosed_result(view, say, notes=notes)
    message = await interaction.followup.send(
        letter.content,
        embeds=embeds_of(letter, files),
        files=[enclosure.file() for enclosure in files],
        view=view_of(letter.rows),
        allowed_mentions=mentioning(None),
        ephemeral=alone,
        wait=True,
    )
    return message.id
