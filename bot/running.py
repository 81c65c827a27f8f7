"""Run the bot: log in, open the web side, wake what the last process left, and stay until told to stop.

What runs is built by `bot.services`. Every task here lasts as long as `run_bot` does, and ends with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence

import aiohttp
import discord

from bot.client import EaselBot
from bot.config import Settings
from bot.errors import N_, EaselError
from bot.housekeeping import keep_house
from bot.logs import get_logger
from bot.services import Services, Tuning, open_services
from bot.web.server import open_web

log = get_logger(__name__)

RESUMED_PER_SECOND = 500.0
"""After a start rows are woken at this pace, so that the first command is answered between them."""


class DiscordRefused(EaselError):
    """Discord does not let the bot in."""

    default_message = N_(
        "Discord refuses the bot's token. Copy it again from your application's Bot page in the Developer Portal "
        "into [discord] token (EASEL_DISCORD__TOKEN)."
    )


class DiscordUnreachable(EaselError):
    """Discord does not answer."""

    default_message = N_(
        "Discord cannot be reached at {api_base}. Check the network, and [discord] api_base if you changed it."
    )


async def run_bot(
    settings: Settings, *, ready: Callable[[], None] | None = None, tuning: Tuning | None = None
) -> None:
    """Run the bot until cancelled. `ready` is called once, when Discord says that the bot is online.

    Raises:
        EaselError: something it needs cannot be had; the sentence says what to do.
    """
    async with open_services(settings, tuning=tuning) as services:
        await _log_in(services)
        async with open_web(
            settings.web,
            receive=services.engine.receive_webhook,
            ready=_readiness(services),
            find_original=services.ground.originals.find_by_ulid,
            more=services.region_pages.routes(),
        ):
            await _resume(services)
            await _together(
                {
                    "gateway": services.bot.connect(),
                    "housekeeping": keep_house(services),
                    "announce": _announce(services.bot, ready),
                }
            )


async def sync_commands(settings: Settings, *, guild_id: int | None = None) -> Sequence[str]:
    """Register the commands with Discord, everywhere or in one guild, and give their names.

    Raises:
        EaselError: as `run_bot`.
    """
    async with open_services(settings, sync=guild_id is None) as services:
        await _log_in(services)
        tree = services.bot.tree
        if guild_id is not None:
            guild = discord.Object(guild_id)
            tree.copy_global_to(guild=guild)
            await tree.sync(guild=guild)
        return [command.name for command in tree.get_commands()]


async def _log_in(services: Services) -> None:
    try:
        await services.bot.login(services.settings.discord.token.get_secret_value())
    except discord.LoginFailure:
        raise DiscordRefused from None
    except (aiohttp.ClientError, TimeoutError, discord.DiscordServerError) as error:
        log.info("login failed", error=repr(error))
        raise DiscordUnreachable(api_base=services.settings.discord.api_base) from error


async def _together(works: Mapping[str, Coroutine[None, None, None]]) -> None:
    """Run the first until it ends, with the others beside it; whichever fails ends all, with its own error."""
    running = [asyncio.create_task(work, name=name) for name, work in works.items()]
    try:
        waiting = set(running)
        while running[0] in waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _resume(services: Services) -> None:
    """Wake every job that is not over: the rows are the truth, whatever the last process was doing."""
    requeued = await services.ground.store.recover()
    looks = await services.ground.store.looks()
    now = services.clock()
    for place, (job_id, at) in enumerate(looks):
        services.engine_wake.wake(job_id, max(at - now, place / RESUMED_PER_SECOND))
    for account in services.ground.accounts.all():
        services.engine.dispatcher.wake(account.name)
    await services.courier.resume()
    log.info("resumed", jobs=len(looks), requeued=requeued)


async def _announce(bot: EaselBot, ready: Callable[[], None] | None) -> None:
    await bot.wait_until_ready()
    log.info("online", user=str(bot.user), guilds=len(bot.guilds))
    if ready is not None:
        ready()


def _readiness(services: Services) -> Callable[[], Awaitable[Mapping[str, bool]]]:
    async def parts() -> Mapping[str, bool]:
        await services.ground.store.get(0)
        return {"database": True, "gateway": services.bot.is_ready() and not services.bot.is_closed()}

    return parts
