"""Vary (Region) on Discord: hand out the private link to the editor, and show the job that a drawing becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot.errors import N_
from bot.i18n import Catalogues
from bot.jobs.models import DeliveryKind, Job
from bot.jobs.ports import Clock, DeliveryStore, InputPictures, Wake
from bot.jobs.regions import Regions
from bot.jobs.service import JobService
from bot.logs import get_logger
from bot.ui import messages
from bot.ui.buttons import view_of
from bot.ui.errors import InputError
from bot.ui.origins import origin_of
from bot.ui.outbox import Outbox, Place
from bot.ui.plan import token_lives
from bot.ui.rows import LINK, Button, component_rows
from bot.ui.troubles import Trouble
from bot.ui.visit import digest

if TYPE_CHECKING:
    from bot.ui.desk import Desk

log = get_logger(__name__)


class EditorClosed(InputError):
    default_message = N_(
        "The editor cannot be opened: the bot's operator has not put its web side on the internet. Draw a mask "
        "yourself instead (the picture's size, white where it shall change, black elsewhere) and give it with "
        "`/region job:{ulid}`."
    )


@dataclass(frozen=True, slots=True)
class RegionDesk:
    """What the button and the command work with."""

    regions: Regions
    inputs: InputPictures
    """Fetches and checks masks that come as files."""
    address: Callable[[str], str]
    """Where an opened editor is; empty where the web side cannot be reached from outside."""


async def open_editor(interaction: discord.Interaction[Any], desk: Desk, ulid: str, n: int) -> None:
    """Answer a press of Vary (Region) with a link that only the person sees.

    Raises:
        EditorClosed: nobody could open it.
    """
    if not desk.region.address(ulid):
        raise EditorClosed(ulid=ulid)
    link = await desk.region.regions.open(origin_of(interaction), ulid, n)
    say = desk.say(interaction)
    words = say(
        N_(
            "Mark the part that shall change in your browser. The link is yours alone and works once, "
            "for {minutes} minutes."
        ),
        minutes=round((link.expires_at - desk.clock()) / 60),
    )
    button = Button(
        label=say(N_("Open the editor")), emoji="🖌️", style=LINK, url=desk.region.address(link.ulid)
    )
    await interaction.response.send_message(words, view=view_of(((button,),)), ephemeral=True)


class Announcer:
    """Shows jobs that no command and no press is waiting for, at once rather than when the courier misses them."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        jobs: JobService,
        deliveries: DeliveryStore,
        catalogues: Catalogues,
        clock: Clock,
        wake: Wake,
    ) -> None:
        self._outbox = outbox
        self._jobs = jobs
        self._deliveries = deliveries
        self._catalogues = catalogues
        self._clock = clock
        self._wake = wake

    async def announce(self, job: Job) -> None:
        """Turn the pressed button blue and post the job's progress. Where that fails, the courier makes up for it."""
        place = self._place(job)
        say = partial(self._catalogues.text, job.origin.guild_locale)
        try:
            if place is not None:
                await self._turn_blue(job, place, say)
                await self._post(job, place, say)
        except Trouble as trouble:
            log.info("a job is not announced", job=job.id, why=str(trouble))
        finally:
            self._wake.wake(job.id)

    def _place(self, job: Job) -> Place | None:
        """Give where the job's messages can be reached, by the token only where the bot's own does not serve."""
        origin = job.origin
        place = Place(origin.channel_id, origin.guild_id, origin.user_id)
        if origin.can_post:
            return place
        return replace(place, token=origin.token) if token_lives(origin, self._clock()) else None

    async def _turn_blue(self, job: Job, place: Place, say: messages.Say) -> None:
        """Draw the buttons of the message anew whose picture is repainted; one that is gone is no loss."""
        view = None if job.parent_job_id is None else await self._jobs.view_by_id(job.parent_job_id)
        if view is None or job.origin.message_id is None:
            return
        try:
            rows = component_rows(view.job.ulid, view.components, say)
            await self._outbox.redraw(place, job.origin.message_id, rows)
        except Trouble as trouble:
            log.info("a button stays as it was", job=job.id, why=str(trouble))

    async def _post(self, job: Job, place: Place, say: messages.Say) -> None:
        progress = await self._deliveries.open(job.id, DeliveryKind.PROGRESS, channel_id=place.channel_id)
        letter = messages.progress(await self._jobs.view_of(job), say)
        message_id = await (
            self._outbox.follow(place, letter)
            if place.token
            else self._outbox.post(place, letter, nonce=progress.id, mention=False)
        )
        await self._deliveries.note_answer(job.id, message_id, digest=digest(letter), sent_at=self._clock())
