"""What /info says: Midjourney's own card, filled with what is known here."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import discord

from bot.errors import N_
from bot.jobs.accounts import Account
from bot.jobs.around import Usage
from bot.jobs.composing import Terms
from bot.jobs.preferences import Visibility
from bot.midjourney.errors import UpstreamError
from bot.midjourney.models import ModeStatus
from bot.ui.desk import Desk
from bot.ui.messages import MODE_WORDS, Say

DAY_SECONDS = 86_400
STATUS_SECONDS = 5.0
_FIELD_LIMIT = 1024


async def info_embed(interaction: discord.Interaction[Any], desk: Desk) -> discord.Embed:
    """Collect a member's numbers and ask the account how it does, for a few seconds at most."""
    say = desk.say(interaction)
    records, user = desk.around.records, interaction.user
    now = desk.clock()
    today = await records.usage_of(user.id, since=now - now % DAY_SECONDS)
    ever = await records.usage_of(user.id, since=0.0)
    queued, running = await records.waiting_of(user.id)
    accounts = desk.around.accounts
    account = accounts.get(accounts.default)
    limit = desk.around.max_queued
    preferences = await desk.preferences.of(user.id)
    preferred = desk.jobs.offered_mode(preferences.mode)
    mode = preferred or (account.default_mode if account is not None else None)
    embed = discord.Embed(title=say(N_("Your info - {user}"), user=user.display_name)[:256])
    rows = [
        (N_("User ID"), str(user.id)),
        (N_("Job Mode"), "" if mode is None else say(MODE_WORDS[mode])),
        (N_("Visibility Mode"), say(_seen(preferences.visibility, desk.jobs.terms))),
        (N_("Usage today (UTC)"), _used(today, say)),
        (N_("Lifetime Usage"), _used(ever, say)),
        (N_("Queued Jobs"), str(queued) if limit is None else f"{queued} / {limit}"),
        (N_("Running Jobs"), _running(running, account, say)),
        (N_("Service"), await _state(account, say)),
    ]
    for name, value in rows:
        if value:
            embed.add_field(name=say(name), value=value[:_FIELD_LIMIT], inline=False)
    return embed


def _seen(visibility: Visibility, terms: Terms) -> str:
    """Say who sees the pictures on Midjourney's site. Gives a gettext message id."""
    if not terms.stealth or visibility is Visibility.PUBLIC:
        return N_("Public")
    return N_("Stealth") if visibility is Visibility.STEALTH else N_("As the account is set")


def _running(count: int, account: Account | None, say: Say) -> str:
    if account is None:
        return str(count)
    words = N_("{count} (the account runs {limit} at a time, for everybody)")
    return say(words, count=count, limit=account.concurrency)


def _used(usage: Usage, say: Say) -> str:
    hours = f"{usage.seconds / 3600:.2f}"
    if not usage.cost:
        return say(N_("{count} done ({hours} hours)"), count=usage.jobs, hours=hours)
    words = N_("{count} done ({hours} hours), cost {cost}")
    return say(words, count=usage.jobs, hours=hours, cost=f"{usage.cost:g}")


async def _state(account: Account | None, say: Say) -> str:
    if account is None:
        return ""
    try:
        async with asyncio.timeout(STATUS_SECONDS):
            modes = await account.upstream.status()
    except (UpstreamError, TimeoutError):
        return say(N_("Not reachable at the moment; jobs wait until it is."))
    return _modes(modes, say) or say(N_("Works."))


def _modes(modes: Sequence[ModeStatus], say: Say) -> str:
    lines = []
    for each in modes:
        words = say(N_("available")) if each.available else say(N_("not available"))
        if each.available and each.average_seconds is not None:
            words = say(N_("available, about {seconds} s a job"), seconds=round(each.average_seconds))
        lines.append(say(N_("{name}: {value}"), name=say(MODE_WORDS[each.mode]), value=words))
    return "\n".join(lines)
