"""Forget what must not be kept: dead interaction tokens, unfinished drafts, spent links, pictures past their time.

What is forgotten, and how long it lives, is each store's own business; what stands here is that and when it is asked.
"""

from __future__ import annotations

import asyncio

from bot.ground import DAY_SECONDS
from bot.jobs.around import DRAFT_SECONDS
from bot.jobs.regions import LINK_SECONDS
from bot.logs import get_logger
from bot.services import Services

log = get_logger(__name__)

HOUSEKEEPING_SECONDS = 300.0


async def keep_house(services: Services) -> None:
    """Forget in rows every few minutes and in files once a day, until cancelled."""
    next_sweep = 0.0
    while True:
        now = services.clock()
        try:
            await _forget(services, now, files_too=now >= next_sweep)
        except Exception:
            log.exception("housekeeping failed")  # a full disk must not end the bot
        else:
            next_sweep = max(next_sweep, now + DAY_SECONDS) if now >= next_sweep else next_sweep
        await asyncio.sleep(HOUSEKEEPING_SECONDS)


async def _forget(services: Services, now: float, *, files_too: bool) -> None:
    ground = services.ground
    await ground.deliveries.erase_expired_tokens(now=now)
    await ground.drafts.erase(before=now - DRAFT_SECONDS)
    await ground.slots.forget_turns(before=now - DAY_SECONDS)
    await services.bot.desk.region.regions.erase(before=now - LINK_SECONDS)
    if files_too:
        await ground.original_rows.forget(before=now)
        await ground.files.sweep(before=now - services.settings.images.keep_days * DAY_SECONDS)
