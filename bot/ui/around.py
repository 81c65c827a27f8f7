"""What handlers around a job work with, and which jobs a person may look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.errors import N_
from bot.jobs.accounts import Accounts
from bot.jobs.around import Drafts, Favourites, Records
from bot.jobs.errors import JobUnknown
from bot.jobs.models import JobView
from bot.jobs.seeds import Seeds

if TYPE_CHECKING:
    from bot.ui.desk import Desk


class NoSuchJob(JobUnknown):
    default_message = N_(
        "There is no such job here. Choose one from the list that opens as you type, or take its id from Apps → Show "
        "job."
    )


@dataclass(frozen=True, slots=True)
class Around:
    """The services behind everything that is done around a job."""

    records: Records
    favourites: Favourites
    drafts: Drafts
    seeds: Seeds
    accounts: Accounts
    max_queued: int | None = None


async def visible_job(interaction: discord.Interaction[Any], desk: Desk, typed: str) -> JobView:
    """Give the job with that id, if it is the person's own or was made in this server.

    Raises:
        NoSuchJob: there is none that this person may see.
    """
    try:
        view = await desk.jobs.view(typed.strip().strip("`").upper())
    except JobUnknown:
        raise NoSuchJob from None
    origin = view.job.origin
    here = interaction.guild_id is not None and origin.guild_id == interaction.guild_id
    if origin.user_id != interaction.user.id and not here:
        raise NoSuchJob
    return view
