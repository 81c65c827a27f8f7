"""The order of the checks, and those about the bot's own surroundings: upstreams, web side, database, folder."""

from __future__ import annotations

import errno
import secrets
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from bot.doctor.discord_side import check_discord
from bot.doctor.results import CheckResult
from bot.midjourney.client import connect
from bot.midjourney.errors import NotSent, OutOfCredit, Unauthorized, UpstreamError
from bot.midjourney.transport import open_session
from bot.storage.database import check_database
from bot.storage.errors import DatabaseInUse, StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.config import AccountSettings, ImageSettings, Settings, StorageSettings, WebSettings

TIMEOUT = aiohttp.ClientTimeout(total=15)
"""Seconds for one question: somebody is waiting in front of a terminal."""


async def examine(settings: Settings) -> AsyncIterator[CheckResult]:
    """Check everything, one after the other, and tell each finding as it comes."""
    accounts = ", ".join(f"{name} ({account.dialect})" for name, account in settings.accounts.items())
    yield CheckResult("settings", ok=True, detail=f"complete; accounts: {accounts}")
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        async for result in check_discord(session, settings.discord):
            yield result
        yield await check_web(session, settings.web)
    async with open_session() as session:
        for name, account in settings.accounts.items():
            yield await check_account(session, name, account)
    yield await check_storage(settings.storage)
    yield check_pictures(settings.images)


async def check_account(session: aiohttp.ClientSession, name: str, account: AccountSettings) -> CheckResult:
    """Ask an upstream for its status, which is free and shows whether address and key are right."""
    label, table = f"account {name}", f"[accounts.{name}]"
    try:
        modes = await connect(name, account, session).status()
    except Unauthorized:
        styles = ", and auth there" if account.dialect == "midjourney_proxy" else ""
        remedy = f"Check api_key in {table}{styles}."
        return CheckResult(label, ok=False, detail=f"{account.base_url} refuses the key", remedy=remedy)
    except OutOfCredit:
        remedy = "Top it up at the provider."
        return CheckResult(label, ok=False, detail="the balance is used up", remedy=remedy)
    except NotSent:
        remedy = f"Check base_url in {table} and the network."
        return CheckResult(label, ok=False, detail=f"{account.base_url} cannot be reached", remedy=remedy)
    except UpstreamError as error:
        detail = f"{account.base_url} does not answer like {account.dialect}"
        said = f" It said: {error.detail}" if error.detail else ""
        remedy = f"Check dialect and base_url in {table}.{said}"
        return CheckResult(label, ok=False, detail=detail, remedy=remedy)
    told = "".join(f"; {one.mode} {'available' if one.available else 'not available'}" for one in modes)
    return CheckResult(label, ok=True, detail=f"{account.base_url} takes the key{told}")


async def check_storage(settings: StorageSettings) -> CheckResult:
    """Open the database and write to it; its schema is brought up to date on the way, as at each start."""
    try:
        version = await check_database(settings.url)
    except DatabaseInUse:
        return CheckResult("database", ok=None, detail="in use by a running Easel")
    except StorageError as error:
        return CheckResult("database", ok=False, detail="cannot be used", remedy=str(error))
    return CheckResult("database", ok=True, detail=f"can be written to, schema {version}")


async def check_web(session: aiohttp.ClientSession, settings: WebSettings) -> CheckResult:
    """Ask for the health page by way of the public address, and compare it with the one on this machine."""
    if not settings.public_url:
        detail = "public_url is empty, so results are fetched by polling, which works as well"
        return CheckResult("web", ok=None, detail=detail)
    try:
        async with _health_page(session, settings) as expected:
            found = await _fetch(session, f"{settings.public_url}/healthz")
    except (aiohttp.ClientError, TimeoutError) as error:
        return _unreachable(settings, type(error).__name__)
    except OSError as error:
        remedy = "Set host and port in [web] to an address of this machine."
        return CheckResult("web", ok=False, detail=f"cannot listen ({error.strerror})", remedy=remedy)
    if found != expected:
        return _unreachable(settings, "something else answers")
    return CheckResult("web", ok=True, detail=f"{settings.public_url} reaches this machine")


def _unreachable(settings: WebSettings, why: str) -> CheckResult:
    remedy = f"Let your reverse proxy or tunnel pass public_url on to {settings.host}:{settings.port}."
    return CheckResult(
        "web", ok=False, detail=f"{settings.public_url} does not get through ({why})", remedy=remedy
    )


@asynccontextmanager
async def _health_page(session: aiohttp.ClientSession, settings: WebSettings) -> AsyncIterator[str]:
    """Give the running bot's health page, or put up one in its place for the length of the block."""
    mark = secrets.token_hex(8)

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text=mark)

    application = web.Application()
    application.router.add_get("/{path:.*}", healthz)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        await runner.cleanup()
        if error.errno != errno.EADDRINUSE:
            raise
        # A bot that listens on every address answers on this one, too.
        host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104  # compared only
        yield await _fetch(session, f"http://{host}:{settings.port}/healthz")
        return
    try:
        yield mark
    finally:
        await runner.cleanup()


async def _fetch(session: aiohttp.ClientSession, url: str) -> str:
    async with session.get(url, allow_redirects=False) as response:
        return await response.text(errors="replace")


def check_pictures(settings: ImageSettings) -> CheckResult:
    """Write a file where pictures will lie."""
    directory = Path(settings.directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory) as file:
            file.write(b"easel")
    except OSError as error:
        remedy = "Let the bot's user write there, or set directory in [images] to another folder."
        return CheckResult("pictures", ok=False, detail=f"{directory}: {error.strerror}", remedy=remedy)
    return CheckResult("pictures", ok=True, detail=f"{directory} can be written to")
