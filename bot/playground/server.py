"""Opens the playground: one world, one aiohttp application on one loopback port, everything closed together."""

from __future__ import annotations

import ipaddress
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from aiohttp import web

from bot.playground.cdn import Cdn
from bot.playground.deadlines import AnswerDeadlines
from bot.playground.faults import Faults
from bot.playground.gateway import Gateway
from bot.playground.levers import LeverBoard
from bot.playground.links import CdnLinks
from bot.playground.models import Channel
from bot.playground.page_api import PageApi
from bot.playground.people import PersonHandle
from bot.playground.rest import API, Rest
from bot.playground.routes import application, channels, interactions, people
from bot.playground.seed import populate
from bot.playground.snowflakes import seed_id
from bot.playground.world import Application, World

PAGE = Path(__file__).parent / "page"
_REQUEST_LIMIT = 512 * 1024 * 1024

Found = TypeVar("Found")
Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class PlaygroundOptions:
    """How to open it. Port 0 takes a free one; `clock` gives seconds since 1970 (3 s, 15 min, CDN links)."""

    host: str = "127.0.0.1"
    port: int = 0
    token: str = "playground-token"  # noqa: S105 (the stand-in's own, good for nothing else)
    application_id: int = seed_id(1000)
    application_name: str = "Easel"
    rate_limits: bool = True
    privileged_intents: bool = False
    clock: Callable[[], float] = time.time


class Playground:
    """A running playground: where it listens, its world, the people in it, `faults` to order, and `levers`."""

    def __init__(self, options: PlaygroundOptions) -> None:
        links = CdnLinks(secret=secrets.token_bytes(16), clock=options.clock)
        bot = Application(options.application_id, options.application_name, options.token)
        self.world = World(bot, options.clock, links)
        populate(self.world)
        self.faults = Faults()
        self.levers = LeverBoard()
        self.gateway = Gateway(self.world, privileged_intents=options.privileged_intents)
        self._options = options

    @property
    def base_url(self) -> str:
        """Where it listens, without a slash at the end."""
        return self.world.links.base_url

    @property
    def api_base(self) -> str:
        """What stands in for https://discord.com/api/v10."""
        return self.base_url + API

    @property
    def gateway_url(self) -> str:
        return self.base_url.replace("http", "ws", 1) + "/gateway"

    @property
    def token(self) -> str:
        return self._options.token

    @property
    def gaps(self) -> list[str]:
        """What the bot asked for and the playground does not implement; empty in a good run."""
        return self.world.gaps

    def person(self, key: int | str) -> PersonHandle:
        """Return a person by username (`ada`, `bo`, `cleo`, `mod`, `lin`) or id."""
        return PersonHandle(self.world, self.world.person(key))

    def channel(self, name: str) -> Channel:
        return self.world.channel_named(name)

    async def wait_for(
        self,
        look: Callable[[World], Found],
        timeout: float = 10.0,  # noqa: ASYNC109 (a test's deadline)
    ) -> Found:
        """Return what `look` finds once it is truthy, looking again at each change; TimeoutError in real time."""
        return await self.world.feed.wait_for(lambda: look(self.world), timeout)

    async def drop_gateway(self, *, resumable: bool = True) -> None:
        """Cut the bot's gateway connections; it resumes, or begins anew without `resumable`."""
        await self.gateway.drop(resumable=resumable)

    def application(self) -> web.Application:
        """Assemble the aiohttp application: REST, gateway, CDN, the page and its API."""
        app = web.Application(client_max_size=_REQUEST_LIMIT, middlewares=[_only_loopback])
        self.gateway.add_to(app)
        Cdn(self.world).add_to(app)
        PageApi(self.world, self.levers).add_to(app)
        rest = Rest(self.world, self.faults, rate_limits=self._options.rate_limits)
        rest.add_to(app, (*application.ROUTES, *people.ROUTES, *channels.ROUTES, *interactions.ROUTES))
        app.router.add_get("/", _index)
        if PAGE.is_dir():
            app.router.add_static("/static", PAGE)
        return app


@asynccontextmanager
async def open_playground(options: PlaygroundOptions | None = None) -> AsyncIterator[Playground]:
    """Listen until the block ends. OSError when the port is taken."""
    options = options or PlaygroundOptions()
    playground = Playground(options)
    runner = web.AppRunner(playground.application(), access_log=None, shutdown_timeout=1.0)
    deadlines = AnswerDeadlines(playground.world)
    try:
        await runner.setup()
        site = web.TCPSite(runner, options.host, options.port)
        await site.start()
        port = runner.addresses[0][1]
        playground.world.links.base_url = f"http://{_authority(options.host)}:{port}"
        yield playground
    finally:
        deadlines.close()
        await runner.cleanup()


def _authority(host: str) -> str:
    """Return the host as it stands in an address; one that listens everywhere is reached on loopback."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared, not bound)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


async def _index(_request: web.Request) -> web.StreamResponse:
    page = PAGE / "index.html"
    if not page.is_file():
        return web.Response(status=404, text="The playground's page is not part of this installation.")
    return web.FileResponse(page)


@web.middleware
async def _only_loopback(request: web.Request, handler: Serve) -> web.StreamResponse:
    """Answer only who asks for a loopback name, and no foreign page: against DNS rebinding and cross-site posts."""
    origin = request.headers.get("Origin")
    if not _is_loopback(f"//{request.host}") or (origin is not None and not _is_loopback(origin)):
        return web.Response(status=403, text="The playground answers on loopback only.")
    return await handler(request)


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
