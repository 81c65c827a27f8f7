"""The first answer to whoever started jobs: committed first, shown then.

The jobs exist before anything here runs, so a failure to answer is no failure of theirs: it is logged, and the
courier makes up for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.jobs.models import Job, JobView
from bot.logs import get_logger
from bot.ui import messages
from bot.ui.buttons import view_of
from bot.ui.outbox import mentioning
from bot.ui.visit import digest

if TYPE_CHECKING:
    from bot.jobs.service import Receipt
    from bot.ui.desk import Desk
    from bot.ui.messages import Letter

log = get_logger(__name__)

UNDELIVERED_SHOWN = 3
_LOST = (discord.DiscordException, aiohttp.ClientError, OSError)


async def answer_command(interaction: discord.Interaction[Any], desk: Desk, receipt: Receipt) -> None:
    """Answer a command with the progress of its job, and remind the member of what could not be delivered."""
    if not receipt.fresh:
        return  # Discord delivered the same interaction twice; the first delivery was answered
    await answer_with_progress(interaction, desk, receipt)
    try:
        await _offer_undelivered(interaction, desk)
    except _LOST as lost:
        log.info("an offer could not be made", interaction=interaction.id, why=str(lost))


async def answer_with_progress(interaction: discord.Interaction[Any], desk: Desk, receipt: Receipt) -> None:
    """Show one progress message per job: the first as the answer if there was none yet, all others after it."""
    for job in receipt.jobs:
        try:
            await _show(interaction, desk, await desk.jobs.view_of(job))
        except _LOST as lost:
            log.warning("a job could not be answered", job=job.id, why=str(lost))
        finally:
            desk.courier.wake.wake(job.id)


async def _show(interaction: discord.Interaction[Any], desk: Desk, view: JobView) -> None:
    letter = messages.progress(view, desk.say_in(view.job))
    message_id = await _send(interaction, letter)
    await note_progress(desk, view.job, message_id, letter)


async def _send(interaction: discord.Interaction[Any], letter: Letter) -> int | None:
    if interaction.response.is_done():
        message = await interaction.followup.send(
            letter.content, view=view_of(letter.rows), allowed_mentions=mentioning(None), wait=True
        )
        return message.id
    response = await interaction.response.send_message(
        letter.content, view=view_of(letter.rows), allowed_mentions=mentioning(None)
    )
    return response.message_id


async def note_progress(desk: Desk, job: Job, message_id: int | None, letter: Letter) -> None:
    """Write down which message shows the job's progress; until then the courier keeps its hands off it."""
    if message_id is None:
        return
    noted = await desk.deliveries.note_answer(job.id, message_id, digest=digest(letter), sent_at=desk.clock())
    if noted != message_id:
        # The courier took us for dead and made up for it: one message is enough.
        await desk.courier.take_back(job, message_id)


async def _offer_undelivered(interaction: discord.Interaction[Any], desk: Desk) -> None:
    if not interaction.response.is_done():
        return
    for job_id in await desk.deliveries.undelivered_for(interaction.user.id, limit=UNDELIVERED_SHOWN):
        view = await desk.jobs.view_by_id(job_id)
        if view is not None:
            letter = messages.undelivered(view, desk.say(interaction))
            await interaction.followup.send(
                letter.content, view=view_of(letter.rows), ephemeral=True, allowed_mentions=mentioning(None)
            )
