"""The composition root: builds every service in the order of their needs, and runs the bot until it is told to stop.

Nothing else constructs services. Tests and the demo call the same functions with other settings.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import discord

from bot.client import EaselBot
from bot.config import Settings
from bot.errors import N_, EaselError
from bot.i18n import Catalogues
from bot.jobs.accounts import Account, Accounts
from bot.jobs.around import DRAFT_SECONDS
from bot.jobs.crash_points import CrashPoint, no_crash
from bot.jobs.engine import Engine
from bot.jobs.engine_services import LEASE_MARGIN_SECONDS, EngineServices
from bot.jobs.models import Job
from bot.jobs.ports import Clock
from bot.jobs.regions import LINK_SECONDS, Regions, RegionServices
from bot.jobs.seeds import Seeds
from bot.jobs.service import JobService
from bot.logs import get_logger
from bot.media.addresses import Reach
from bot.media.download import Downloader
from bot.media.files import DirectoryFiles
from bot.media.inputs import CheckedInputs
from bot.media.masks import ExactMasks, JobPictures
from bot.media.originals import KeptOriginals
from bot.midjourney.client import connect, open_session
from bot.midjourney.models import Callback, Mode
from bot.storage.around import SqlDrafts, SqlFavourites, SqlOriginalRows, SqlRecords, SqlSeedStore
from bot.storage.database import Database, open_database
from bot.storage.deliveries import SqlDeliveryStore
from bot.storage.jobs import SqlJobStore
from bot.storage.preferences import SqlPreferenceStore, SqlQuestionStore
from bot.storage.regions import SqlRegionLinks
from bot.storage.settings import SettingsStore
from bot.storage.slots import SqlSlots
from bot.ui.around import Around
from bot.ui.delivery import Courier
from bot.ui.desk import Desk
from bot.ui.inputs import PictureLimits
from bot.ui.outbox import Outbox
from bot.ui.pictures import Pictures
from bot.ui.region import Announcer, RegionDesk
from bot.ui.visit import WantsDirect
from bot.wake.local import LocalWake
from bot.web.links import hook_url
from bot.web.pictures import picture_url, public_link
from bot.web.region import RegionPages, region_url
from bot.web.server import open_web
from cogs import EXTENSIONS

log = get_logger(__name__)

MIB = 1024 * 1024
HOUSEKEEPING_SECONDS = 300.0
RESUMED_PER_SECOND = 500.0
"""After a start rows are woken at this pace, so that the first command is answered between them."""
DAY_SECONDS = 86_400.0


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


@dataclass(frozen=True, slots=True)
class Tuning:
    """What only tests change."""

    clock: Clock = time.time
    crash_point: CrashPoint = no_crash
    lease_margin: float = LEASE_MARGIN_SECONDS
    pace: float = 1.0
    """How many seconds of `clock` pass in one of the wall's."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What everything else stands on: rows, files, sockets, words."""

    database: Database
    store: SqlJobStore
    slots: SqlSlots
    deliveries: SqlDeliveryStore
    downloader: Downloader
    files: DirectoryFiles
    originals: KeptOriginals
    original_rows: SqlOriginalRows
    drafts: SqlDrafts
    accounts: Accounts
    catalogues: Catalogues


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that runs, built and connected."""

    settings: Settings
    ground: Ground
    engine: Engine
    engine_wake: LocalWake
    courier: Courier
    jobs: JobService
    bot: EaselBot
    clock: Clock


@asynccontextmanager
async def open_services(
    settings: Settings, *, tuning: Tuning | None = None, sync: bool = False
) -> AsyncIterator[Services]:
    """Build all services; nothing talks to Discord or to an upstream yet. Closes them in reverse order.

    Args:
        settings: what the operator decided.
        tuning: what tests change.
        sync: register the commands at login even if they have not changed.

    Raises:
        EaselError: the database or a folder cannot be used.
    """
    tuning = tuning or Tuning()
    async with AsyncExitStack() as stack:
        ground = await _open_ground(settings, stack, tuning.clock)
        bot = EaselBot(
            settings.discord, facts=SettingsStore(ground.database), extensions=EXTENSIONS, sync=sync
        )

        async def advance(job_id: int) -> None:
            await engine.advance(job_id)

        async def dispatch(place: int) -> None:
            await engine.dispatcher.run(place)

        engine_wake = LocalWake("engine", advance, pace=tuning.pace, grace=_longest_submit(settings))
        dispatch_wake = LocalWake("dispatch", dispatch, pace=tuning.pace)
        jobs = JobService(
            store=ground.store,
            slots=ground.slots,
            wake=engine_wake,
            accounts=ground.accounts,
            clock=tuning.clock,
            max_queued=settings.discord.max_queued_per_member,
            crash_point=tuning.crash_point,
            web_url=_web_url(settings),
        )
        courier = _courier(settings, tuning, ground, jobs, Outbox(bot))
        engine = _engine(settings, tuning, ground, (engine_wake, dispatch_wake, courier.wake))
        bot.desk = Desk(
            jobs=jobs,
            deliveries=ground.deliveries,
            courier=courier,
            catalogues=ground.catalogues,
            clock=tuning.clock,
            picture_limits=_picture_limits(settings),
            around=_around(settings, ground),
            preferences=SqlPreferenceStore(ground.database),
            questions=SqlQuestionStore(ground.database),
            region=_region(settings, ground, jobs=jobs, courier=courier, bot=bot, clock=tuning.clock),
            allowed_guilds=frozenset(settings.discord.allowed_guilds),
        )
        # Closed in the reverse order: no new claims, no new moves, no new messages, then the connection to Discord.
        stack.push_async_callback(bot.close)
        await stack.enter_async_context(courier)
        await stack.enter_async_context(engine_wake)
        await stack.enter_async_context(dispatch_wake)
        yield Services(settings, ground, engine, engine_wake, courier, jobs, bot, tuning.clock)


async def _open_ground(settings: Settings, stack: AsyncExitStack, clock: Clock) -> Ground:
    """Open what everything else stands on."""
    database = await stack.enter_async_context(open_database(settings.storage.url))
    files, original_rows = DirectoryFiles(Path(settings.images.directory)), SqlOriginalRows(database)
    keep_seconds = settings.images.keep_days * DAY_SECONDS
    return Ground(
        database=database,
        store=SqlJobStore(database),
        slots=SqlSlots(database),
        deliveries=SqlDeliveryStore(database),
        downloader=await stack.enter_async_context(Downloader(_reach(settings))),
        files=files,
        originals=KeptOriginals(files, original_rows, clock=clock, keep_seconds=keep_seconds),
        original_rows=original_rows,
        drafts=SqlDrafts(database),
        accounts=await _accounts(settings, stack),
        catalogues=Catalogues(),
    )


def _courier(settings: Settings, tuning: Tuning, ground: Ground, jobs: JobService, outbox: Outbox) -> Courier:
    max_bytes = int(settings.images.max_result_mib * MIB)
    return Courier(
        outbox=outbox,
        jobs=jobs,
        deliveries=ground.deliveries,
        pictures=Pictures(
            downloader=ground.downloader, files=ground.files, originals=ground.originals, max_bytes=max_bytes
        ),
        catalogues=ground.catalogues,
        clock=tuning.clock,
        wants_direct=_wants_direct(ground),
        crash_point=tuning.crash_point,
        pace=tuning.pace,
    )


def _wants_direct(ground: Ground) -> WantsDirect:
    """Tell who asked for finished results by direct message."""
    preferences = SqlPreferenceStore(ground.database)

    async def wants(user_id: int) -> bool:
        return (await preferences.of(user_id)).auto_dm

    return wants


def _around(settings: Settings, ground: Ground) -> Around:
    return Around(
        records=SqlRecords(ground.database),
        favourites=SqlFavourites(ground.database),
        drafts=ground.drafts,
        seeds=Seeds(SqlSeedStore(ground.database), ground.accounts),
        accounts=ground.accounts,
        max_queued=settings.discord.max_queued_per_member,
    )


def _picture_limits(settings: Settings) -> PictureLimits:
    return PictureLimits(
        max_bytes=int(settings.images.max_input_mib * MIB),
        max_pixels=int(settings.images.max_input_megapixels * 1_000_000),
    )


def _region(
    settings: Settings, ground: Ground, *, jobs: JobService, courier: Courier, bot: EaselBot, clock: Clock
) -> RegionDesk:
    preferences = SqlPreferenceStore(ground.database)
    announcer = Announcer(
        outbox=Outbox(bot),
        jobs=jobs,
        deliveries=ground.deliveries,
        catalogues=ground.catalogues,
        clock=clock,
        wake=courier.wake,
    )

    async def mode_of(user_id: int) -> Mode | None:
        return (await preferences.of(user_id)).mode

    services = RegionServices(
        jobs=jobs,
        links=SqlRegionLinks(ground.database),
        files=ground.files,
        pictures=JobPictures(
            ground.downloader, ground.originals, max_bytes=int(settings.images.max_result_mib * MIB)
        ),
        masks=ExactMasks(),
        clock=clock,
        mode_of=mode_of,
        announce=announcer.announce,
    )
    inputs = CheckedInputs(ground.downloader, settings.images, api_base=settings.discord.api_base)
    return RegionDesk(Regions(services), inputs, _region_address(settings))


def _region_address(settings: Settings) -> Callable[[str], str]:
    web = settings.web

    def address(ulid: str) -> str:
        return region_url(web.public_url, web.secret.get_secret_value(), ulid) if web.public_url else ""

    return address


def _region_pages(services: Services) -> RegionPages:
    return RegionPages(
        services.settings.web.secret, services.bot.desk.region.regions, services.ground.catalogues
    )


def _web_url(settings: Settings) -> Callable[[Job], str]:
    """Tell where a job's picture can be opened in a browser: with us where we can be reached, else at the upstream."""
    web = settings.web

    def url(job: Job) -> str:
        if web.public_url:
            return picture_url(web.public_url, web.secret.get_secret_value(), job.ulid)
        seen = job.observed
        return public_link(seen.video_urls[0] if seen.video_urls else seen.image_url)

    return url


def _longest_submit(settings: Settings) -> float:
    """Give the seconds that closing waits for a submit under way: cut off, nobody would know what became of it."""
    return max(account.http_timeout_seconds for account in settings.accounts.values()) + 1.0


def _engine(
    settings: Settings, tuning: Tuning, ground: Ground, wakes: tuple[LocalWake, LocalWake, LocalWake]
) -> Engine:
    wake, dispatch, courier = wakes
    return Engine(
        EngineServices(
            store=ground.store,
            slots=ground.slots,
            accounts=ground.accounts,
            files=ground.files,
            inputs=CheckedInputs(ground.downloader, settings.images, api_base=settings.discord.api_base),
            wake=wake,
            dispatch=dispatch,
            courier=courier,
            clock=tuning.clock,
            callback=_callback(settings),
            owner=f"{os.getpid()}-{secrets.token_hex(4)}",
            crash_point=tuning.crash_point,
            lease_margin=tuning.lease_margin,
        )
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
            more=_region_pages(services).routes(),
        ):
            await _resume(services)
            await _together(
                {
                    "gateway": services.bot.connect(),
                    "housekeeping": _keep_house(services),
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


async def _keep_house(services: Services) -> None:
    """Forget what must not be kept: dead interaction tokens, and pictures that outlived their time."""
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


def _reach(settings: Settings) -> Reach:
    """Name the hosts that may lie on private addresses: a local Discord stand-in, and each account's own host."""
    return Reach.of(
        [settings.discord.api_base, *(account.base_url for account in settings.accounts.values())]
    )


async def _accounts(settings: Settings, stack: AsyncExitStack) -> Accounts:
    session = await stack.enter_async_context(open_session())
    return Accounts(
        [
            Account(
                name=name,
                upstream=connect(name, account, session),
                modes=[Mode(mode) for mode in account.modes],
                default_mode=Mode(account.default_mode),
                concurrency=account.concurrency,
                submit_timeout=account.http_timeout_seconds,
                deadline=account.job_deadline_seconds,
                remix=account.remix,
            )
            for name, account in settings.accounts.items()
        ]
    )


def _callback(settings: Settings) -> Callable[[Job], Callback]:
    """Tell upstreams where to report: a webhook per job where we can be reached, and the job's own id everywhere."""
    web = settings.web

    def callback(job: Job) -> Callback:
        url = (
            hook_url(web.public_url, web.secret.get_secret_value(), job.account, job.ulid)
            if web.public_url
            else ""
        )
        return Callback(url=url, state=job.ulid)

    return callback
