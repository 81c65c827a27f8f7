"""Open Easel's web server and close it again.

    EaselError
    └── CannotListen    the address or the port is not to be had

Behind it stand the routes of `webhooks`, `pictures` and `health`. No TLS: a reverse proxy does that. No access log:
paths of webhooks hold secrets.
"""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from bot.errors import N_, EaselError
from bot.logs import get_logger
from bot.web.health import Health, Ready
from bot.web.pictures import FindOriginal, PicturePages, no_originals
from bot.web.webhooks import Receive, Webhooks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from aiohttp.typedefs import Handler

    from bot.config import WebSettings

log = get_logger(__name__)

MAX_BODY = 1024 * 1024
"""Bytes. The largest recorded report of a task has some 20 000."""

_CLOSING_SECONDS = 5.0
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class CannotListen(EaselError):
    default_message = N_(
        "Easel cannot listen on {host} port {port} ({reason}). Choose another port in [web], or stop what uses it."
    )


@dataclass(frozen=True, slots=True)
class WebServer:
    """A server that listens. `base_url` reaches it from this machine; `instance` is what /healthz answers."""

    port: int
    base_url: str
    instance: str


@asynccontextmanager
async def open_web(
    settings: WebSettings,
    *,
    receive: Receive,
    ready: Ready,
    find_original: FindOriginal = no_originals,
    more: Iterable[web.RouteDef] = (),
) -> AsyncIterator[WebServer]:
    """Listen as the settings say until the block is left.

    Raises:
        CannotListen: see above.
    """
    instance = secrets.token_hex(8)
    app = build_app(settings, receive=receive, ready=ready, find_original=find_original, instance=instance)
    app.add_routes(more)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSING_SECONDS, handle_signals=False)
    await runner.setup()
    try:
        port = await _listen(runner, settings)
        yield WebServer(port, f"http://{_dialled(settings.host)}:{port}", instance)
    finally:
        await runner.cleanup()


def build_app(
    settings: WebSettings, *, receive: Receive, ready: Ready, find_original: FindOriginal, instance: str
) -> web.Application:
    """Put the routes together, without listening."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[_keep_internals_inside])
    app.on_response_prepare.append(_add_headers)
    app.add_routes(Health(instance, ready).routes())
    app.add_routes(Webhooks(settings.secret, receive).routes())
    app.add_routes(PicturePages(settings.secret, find_original).routes())
    return app


async def _listen(runner: web.AppRunner, settings: WebSettings) -> int:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CannotListen(host=settings.host, port=settings.port, reason=reason) from error
    port: int = runner.addresses[0][1]
    return port


def _dialled(host: str) -> str:
    """Give the host by which this machine reaches what listens on `host`."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared with, not bound to
    return f"[{host}]" if ":" in host else host


@web.middleware
async def _keep_internals_inside(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every failure with a status and its plain name; the log gets the rest, but never the path."""
    try:
        return await handler(request)
    except web.HTTPException as answer:
        answer.text = f"{answer.reason}\n"
        raise
    except Exception:
        resource = request.match_info.route.resource
        log.exception("web request failed", route=resource.canonical if resource else "")
        return web.Response(status=500, text="Internal Server Error\n")


async def _add_headers(_: web.BaseRequest, response: web.StreamResponse) -> None:
    response.headers["Server"] = "Easel"  # aiohttp has named itself, and Python's version, already
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
