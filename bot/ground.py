"""What every service stands on: rows, files, sockets and words, opened from the operator's settings.

Opened here, used everywhere: `bot.services` builds upon it.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.config import AccountSettings, Settings
from bot.i18n import Catalogues
from bot.jobs.accounts import Account, Accounts
from bot.jobs.composing import MAX_JOBS, Terms
from bot.jobs.ports import Clock
from bot.media.addresses import Reach
from bot.media.download import Downloader
from bot.media.files import DirectoryFiles
from bot.media.originals import KeptOriginals
from bot.midjourney.client import UpstreamClient, connect
from bot.midjourney.dialect import Capability
from bot.midjourney.models import Mode
from bot.midjourney.prompt import DEFAULT_MODEL, Model
from bot.midjourney.transport import open_session
from bot.storage.around import SqlDrafts, SqlOriginalRows
from bot.storage.database import Database, open_database
from bot.storage.deliveries import SqlDeliveryStore
from bot.storage.jobs import SqlJobStore
from bot.storage.preferences import SqlPreferenceStore
from bot.storage.slots import SqlSlots

DAY_SECONDS = 86_400.0


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
    preferences: SqlPreferenceStore
    accounts: Accounts
    catalogues: Catalogues


async def open_ground(settings: Settings, stack: AsyncExitStack, clock: Clock) -> Ground:
    """Open it; `stack` closes what has to be closed, in the reverse order.

    Raises:
        EaselError: the database or a folder cannot be used.
    """
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
        preferences=SqlPreferenceStore(database),
        accounts=await _accounts(settings, stack),
        catalogues=Catalogues(),
    )


def _reach(settings: Settings) -> Reach:
    """Name the hosts that may lie on private addresses: a local Discord stand-in, and each account's own host."""
    return Reach.of(
        [settings.discord.api_base, *(account.base_url for account in settings.accounts.values())]
    )


async def _accounts(settings: Settings, stack: AsyncExitStack) -> Accounts:
    session = await stack.enter_async_context(open_session())
    most = settings.discord.max_queued_per_member
    return Accounts(
        [
            _account(account, connect(name, account, session), most)
            for name, account in settings.accounts.items()
        ]
    )


def _account(account: AccountSettings, upstream: UpstreamClient, most: int) -> Account:
    return Account(
        name=upstream.name,
        upstream=upstream,
        modes=[Mode(mode) for mode in account.modes],
        default_mode=Mode(account.default_mode),
        concurrency=account.concurrency,
        submit_timeout=account.http_timeout_seconds,
        deadline=account.job_deadline_seconds,
        remix=account.remix,
        terms=_terms(account, upstream.capabilities, most),
    )


def _terms(account: AccountSettings, able: frozenset[Capability], most: int) -> Terms:
    return Terms(
        Model.named(account.default_model) if account.default_model else DEFAULT_MODEL,
        stealth=account.stealth,
        mode=Mode(account.default_mode),
        modes=frozenset(map(Mode, account.modes)),
        fast_v7=Capability.FAST_V7 in able,
        most=min(most, MAX_JOBS),
    )
