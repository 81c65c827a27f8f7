"""What handlers around a job work with, and which jobs a person may look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.jobs.accounts import Accounts
from bot.jobs.around import Drafts, Favourites, Records
from bot.jobs.errors import JobUnknown
from bot.jobs.models import JobView
from bot.jobs.seeds import Seeds

if TYPE_CHECKING:
    from bot.ui.desk import Desk


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
        JobUnknown: there is none that this person may see.
    """
    view = await desk.jobs.view(typed.strip().strip("`").upper())
    origin = view.job.origin
    here = interaction.guild_id is not None and origin.guild_id == interaction.guild_id
    if origin.user_id != interaction.user.id and not here:
        raise JobUnknown
    return view
