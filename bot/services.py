"""The composition root: builds every service in the order of their needs, and closes them in the reverse order.

Nothing else constructs services, and nothing here runs them: see `bot.running`. Tests and the demo come the same way
with other settings.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.client import EaselBot
from bot.config import Settings
from bot.ground import Ground, open_ground
from bot.jobs.crash_points import CrashPoint, no_crash
from bot.jobs.engine import Engine
from bot.jobs.engine_services import LEASE_MARGIN_SECONDS, EngineServices
from bot.jobs.ports import Clock
from bot.jobs.regions import Regions, RegionServices
from bot.jobs.seeds import Seeds
from bot.jobs.service import JobService
from bot.media.inputs import CheckedInputs
from bot.media.masks import ExactMasks, JobPictures
from bot.midjourney.models import Mode
from bot.storage.around import SqlFavourites, SqlRecords, SqlSeedStore
from bot.storage.preferences import SqlQuestionStore
from bot.storage.regions import SqlRegionLinks
from bot.storage.settings import SettingsStore
from bot.ui.around import Around
from bot.ui.delivery import Courier
from bot.ui.desk import Desk
from bot.ui.inputs import PictureLimits
from bot.ui.outbox import Outbox
from bot.ui.pictures import Pictures
from bot.ui.region import Announcer, RegionDesk
from bot.ui.visit import WantsDirect
from bot.wake.local import LocalWake
from bot.web.addresses import PublicAddresses
from bot.web.region import RegionPages
from cogs import EXTENSIONS

MIB = 1024 * 1024
ANSWER_FIRST_SECONDS = 0.25
"""New jobs wait that long: Discord wants answers within three seconds, and a submit has time."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """What only tests change."""

    clock: Clock = time.time
    crash_point: CrashPoint = no_crash
    lease_margin: float = LEASE_MARGIN_SECONDS
    pace: float = 1.0
    """How many seconds of `clock` pass in one of the wall's."""


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
    region_pages: RegionPages
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
        ground = await open_ground(settings, stack, tuning.clock)
        bot = EaselBot(
            settings.discord, facts=SettingsStore(ground.database), extensions=EXTENSIONS, sync=sync
        )

        async def advance(job_id: int) -> None:
            await engine.advance(job_id)

        async def dispatch(place: int) -> None:
            await engine.dispatcher.run(place)

        engine_wake = LocalWake("engine", advance, pace=tuning.pace, grace=_longest_submit(settings))
        dispatch_wake = LocalWake("dispatch", dispatch, pace=tuning.pace)
        jobs = _jobs(settings, tuning, ground, engine_wake)
        courier = _courier(settings, tuning, ground, jobs, Outbox(bot))
        engine = _engine(settings, tuning, ground, (engine_wake, dispatch_wake, courier.wake))
        region = _region(settings, ground, jobs=jobs, courier=courier, bot=bot, clock=tuning.clock)
        bot.desk = _desk(settings, tuning, ground, jobs=jobs, courier=courier, region=region)
        # Closed in the reverse order: no new claims, no new moves, no new messages, then the connection to Discord.
        stack.push_async_callback(bot.close)
        await stack.enter_async_context(courier)
        await stack.enter_async_context(engine_wake)
        await stack.enter_async_context(dispatch_wake)
        yield Services(
            settings=settings,
            ground=ground,
            engine=engine,
            engine_wake=engine_wake,
            courier=courier,
            jobs=jobs,
            bot=bot,
            region_pages=RegionPages(settings.web.secret, region.regions, ground.catalogues),
            clock=tuning.clock,
        )


def _jobs(settings: Settings, tuning: Tuning, ground: Ground, wake: LocalWake) -> JobService:
    return JobService(
        store=ground.store,
        slots=ground.slots,
        wake=wake,
        accounts=ground.accounts,
        clock=tuning.clock,
        max_queued=settings.discord.max_queued_per_member,
        crash_point=tuning.crash_point,
        web_url=PublicAddresses(settings.web).picture_of,
        answer_first=ANSWER_FIRST_SECONDS,
    )


def _courier(settings: Settings, tuning: Tuning, ground: Ground, jobs: JobService, outbox: Outbox) -> Courier:
    max_bytes = int(settings.images.max_result_mib * MIB)
    return Courier(
        outbox=outbox,
        jobs=jobs,
        deliveries=ground.deliveries,
        pictures=Pictures(
            downloader=ground.downloader,
            files=ground.files,
            originals=ground.originals,
            max_bytes=max_bytes,
            original_url=PublicAddresses(settings.web).original_of,
        ),
        catalogues=ground.catalogues,
        clock=tuning.clock,
        wants_direct=_wants_direct(ground),
        crash_point=tuning.crash_point,
        pace=tuning.pace,
    )


def _wants_direct(ground: Ground) -> WantsDirect:
    """Tell who asked for finished results by direct message."""

    async def wants(user_id: int) -> bool:
        return (await ground.preferences.of(user_id)).auto_dm

    return wants


def _desk(
    settings: Settings,
    tuning: Tuning,
    ground: Ground,
    *,
    jobs: JobService,
    courier: Courier,
    region: RegionDesk,
) -> Desk:
    return Desk(
        jobs=jobs,
        deliveries=ground.deliveries,
        courier=courier,
        catalogues=ground.catalogues,
        clock=tuning.clock,
        picture_limits=PictureLimits(
            max_bytes=int(settings.images.max_input_mib * MIB),
            max_pixels=int(settings.images.max_input_megapixels * 1_000_000),
        ),
        around=Around(
            records=SqlRecords(ground.database),
            favourites=SqlFavourites(ground.database),
            drafts=ground.drafts,
            seeds=Seeds(SqlSeedStore(ground.database), ground.accounts),
            accounts=ground.accounts,
            max_queued=settings.discord.max_queued_per_member,
        ),
        preferences=ground.preferences,
        questions=SqlQuestionStore(ground.database),
        region=region,
        allowed_guilds=frozenset(settings.discord.allowed_guilds),
    )


def _region(
    settings: Settings, ground: Ground, *, jobs: JobService, courier: Courier, bot: EaselBot, clock: Clock
) -> RegionDesk:
    announcer = Announcer(
        outbox=Outbox(bot),
        jobs=jobs,
        deliveries=ground.deliveries,
        catalogues=ground.catalogues,
        clock=clock,
        wake=courier.wake,
    )

    async def mode_of(user_id: int) -> Mode | None:
        return (await ground.preferences.of(user_id)).mode

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
        options_of=ground.preferences.options,
    )
    inputs = CheckedInputs(ground.downloader, settings.images, api_base=settings.discord.api_base)
    return RegionDesk(Regions(services), inputs, PublicAddresses(settings.web).editor_of)


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
            callback=PublicAddresses(settings.web).callback_for,
            owner=f"{os.getpid()}-{secrets.token_hex(4)}",
            crash_point=tuning.crash_point,
            lease_margin=tuning.lease_margin,
        )
    )


def _longest_submit(settings: Settings) -> float:
    """Give the seconds that closing waits for a submit under way: cut off, nobody would know what became of it."""
    return max(account.http_timeout_seconds for account in settings.accounts.values()) + 1.0
