"""What reactions on our messages do, as under Midjourney's own bot: ✉️ sends, ❌ stops or deletes, ❤️ and 🌟 mark.

A reaction brings no interaction, so nothing can be answered: what is not possible is logged, and that is all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

import aiohttp
import discord

from bot.errors import EaselError
from bot.jobs.errors import JobError
from bot.jobs.models import Job, JobState
from bot.logs import get_logger
from bot.ui.desk import Desk
from bot.ui.troubles import Trouble

log = get_logger(__name__)

SEED_SECONDS = 20.0
"""How long an envelope waits for a seed that the service has to look up."""

_VARIATION = "\ufe0f"
"""Marks a sign as an emoji; some of Discord's apps leave it out."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One reaction by one person on a message about a job."""

    client: discord.Client
    user_id: int
    channel_id: int
    guild_id: int | None
    message_id: int


Handler = Callable[[Reaction, Desk, Job], Awaitable[None]]


async def added(client: discord.Client, desk: Desk, payload: discord.RawReactionActionEvent) -> None:
    """Serve a reaction; never raises."""
    await _serve(ADDED, client, desk, payload)


async def removed(client: discord.Client, desk: Desk, payload: discord.RawReactionActionEvent) -> None:
    """Serve a reaction that was taken away; never raises."""
    await _serve(REMOVED, client, desk, payload)


async def _serve(
    handlers: Mapping[str, Handler],
    client: discord.Client,
    desk: Desk,
    payload: discord.RawReactionActionEvent,
) -> None:
    handler = handlers.get((payload.emoji.name or "").replace(_VARIATION, ""))
    own = client.user is not None and payload.user_id == client.user.id
    elsewhere = desk.allowed_guilds and payload.guild_id and payload.guild_id not in desk.allowed_guilds
    if handler is None or own or elsewhere:
        return
    reaction = Reaction(client, payload.user_id, payload.channel_id, payload.guild_id, payload.message_id)
    try:
        job = await desk.around.records.of_message(payload.message_id)
        if job is not None:
            await handler(reaction, desk, job)
    except (Trouble, JobError, discord.DiscordException, aiohttp.ClientError, OSError) as why:
        log.info("a reaction could not be served", message=payload.message_id, why=str(why))
    except Exception:
        log.exception("a reaction failed", message=payload.message_id)


async def _send(reaction: Reaction, desk: Desk, job: Job) -> None:
    """Send picture, prompt, job id and seed to whoever asks."""
    if job.state is not JobState.SUCCEEDED:
        return
    own = job.origin.user_id == reaction.user_id
    say = partial(desk.catalogues.text, job.origin.locale if own else job.origin.guild_locale)
    await desk.courier.send_directly(
        await desk.jobs.view_of(job),
        reaction.user_id,
        say,
        # The same envelope twice within minutes is one message. No other nonce of ours is as large.
        nonce=reaction.message_id ^ reaction.user_id,
        seed=await _seed(desk, job),
    )


async def _seed(desk: Desk, job: Job) -> str:
    """Give the seed; empty where the service does not tell it soon: the picture is not kept waiting for it."""
    try:
        async with asyncio.timeout(SEED_SECONDS):
            return await desk.around.seeds.find(job)
    except (EaselError, TimeoutError) as why:
        log.info("an envelope goes without its seed", job=job.id, why=type(why).__name__)
        return ""


async def _stop_or_delete(reaction: Reaction, desk: Desk, job: Job) -> None:
    """Cancel what runs, delete what is done; for the owner, and for who may manage messages there."""
    if job.origin.user_id != reaction.user_id and not await _moderates(reaction):
        return
    if job.state.is_final:
        await desk.courier.delete_message(reaction.channel_id, reaction.guild_id, reaction.message_id)
        return
    await desk.jobs.cancel(job.ulid, reaction.user_id, moderator=True)
    desk.courier.wake.wake(job.id)


async def _mark(reaction: Reaction, desk: Desk, job: Job) -> None:
    if job.state is JobState.SUCCEEDED:
        await desk.around.favourites.add(reaction.user_id, job.id, now=desk.clock())


async def _unmark(reaction: Reaction, desk: Desk, job: Job) -> None:
    await desk.around.favourites.remove(reaction.user_id, job.id)


async def _moderates(reaction: Reaction) -> bool:
    """Ask Discord whether the person may manage messages there: no guild is kept in memory.

    Raises:
        discord.DiscordException: Discord does not say.
    """
    if reaction.guild_id is None:
        return False
    guild = await reaction.client.fetch_guild(reaction.guild_id, with_counts=False)
    member = await guild.fetch_member(reaction.user_id)
    places = {place.id: place for place in await guild.fetch_channels()}
    place = places.get(reaction.channel_id)
    if place is None:  # a thread has the permissions of its channel
        thread = await reaction.client.fetch_channel(reaction.channel_id)
        place = places.get(thread.parent_id) if isinstance(thread, discord.Thread) else None
    return place is not None and place.permissions_for(member).manage_messages


ADDED: Mapping[str, Handler] = {
    "✉": _send,
    "📧": _send,
    "❌": _stop_or_delete,
    "❤": _mark,
    "🌟": _mark,
    "⭐": _mark,
}
"""What adding each emoji does."""

REMOVED: Mapping[str, Handler] = {"❤": _unmark, "🌟": _unmark, "⭐": _unmark}
"""What taking each emoji away does."""
