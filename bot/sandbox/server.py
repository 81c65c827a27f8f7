"""Opens the sandbox: one aiohttp application with both dialects, the pictures and the /sandbox pages."""

import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.desk import Desk, Submit
from bot.sandbox.faults import Faults
from bot.sandbox.gallery import Gallery
from bot.sandbox.links import Links
from bot.sandbox.midjourney_proxy_api import MidjourneyProxyApi
from bot.sandbox.options import SandboxOptions
from bot.sandbox.pages import Pages
from bot.sandbox.references import References
from bot.sandbox.studio import Studio
from bot.sandbox.ttapi_api import TtapiApi
from bot.sandbox.webhooks import Webhooks

_log = logging.getLogger(__name__)
_LARGEST_BODY = 96 * 2**20
"""Five blended pictures in base64 are large."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox."""

    base_url: str
    options: SandboxOptions
    studio: Studio
    faults: Faults
    gallery: Gallery
    webhooks: Webhooks
    submits: deque[Submit]
    """Every request that could have started work, the oldest first, accepted or not."""
    desk: Desk

    async def until_accepted(self, count: int) -> None:
        """Wait until at least so many submits have been accepted; a test gives its own time-out."""
        await self.desk.until_accepted(count)


@asynccontextmanager
async def open_sandbox(options: SandboxOptions | None = None) -> AsyncIterator[Sandbox]:
    """Listen until the block ends; raises OSError when the port is taken."""
    options = options or SandboxOptions()
    faults, links = Faults(), Links()
    studio, gallery, desk = Studio(options, faults), Gallery(keep=options.keep_pictures), Desk(faults)
    async with aiohttp.ClientSession() as session:
        references = References(session)
        ttapi = TtapiApi(studio, links, references, options)
        proxy = MidjourneyProxyApi(studio, links, references, options)
        pages = Pages(studio, gallery, faults, desk, film_weight=options.film_weight)
        app = web.Application(client_max_size=_LARGEST_BODY, middlewares=[_loud])
        app.add_routes([*ttapi.routes(desk), *proxy.routes(desk), *pages.routes()])
        webhooks = Webhooks(session, {ttapi.name: ttapi, proxy.name: proxy}, faults, options)
        studio.listen(webhooks.announce)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            if options.paint_soon:
                gallery.prepare()
            links.base_url = await _listen(runner, options)
            yield Sandbox(links.base_url, options, studio, faults, gallery, webhooks, desk.submits, desk)
        finally:
            await studio.close()
            await webhooks.close()
            await runner.cleanup()
            await gallery.close()


@web.middleware
async def _loud(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer for a path that no document knows, and say so in the log: a client has a mistake in it."""
    try:
        return await handler(request)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed) as error:
        text = f"the sandbox knows no {request.method} {request.path}"
        _log.warning("%s", text)
        return web.json_response({"error": {"code": "unknown_path", "message": text}}, status=error.status)


async def _listen(runner: web.AppRunner, options: SandboxOptions) -> str:
    await web.TCPSite(runner, options.host, options.port).start()
    port = runner.addresses[0][1]
    return options.public_url or f"http://{options.host}:{port}"
