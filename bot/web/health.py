"""Signs of life: is the process there, is it this one, can it work?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.logs import get_logger

log = get_logger(__name__)

Ready = Callable[[], Awaitable[Mapping[str, bool]]]
"""Says of each part that Easel needs (database, gateway …) whether it works now."""


class Health:
    """The routes for load balancers, containers and `easel doctor`.

    Args:
        instance: drawn at random for each start, so that a caller can tell whether a public address leads here.
    """

    def __init__(self, instance: str, ready: Ready) -> None:
        self._instance = instance
        self._ready = ready

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/", self.index), web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    async def index(self, _: web.Request) -> web.Response:
        return web.Response(text="Easel is running.\n")

    async def alive(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "instance": self._instance})

    async def ready(self, _: web.Request) -> web.Response:
        """Answer 200 when every part works, else 503; either way with the parts by name."""
        try:
            parts = dict(await self._ready())
        except Exception:
            log.exception("readiness could not be told")
            parts = {}
        is_ready = bool(parts) and all(parts.values())
        body = {"status": "ready" if is_ready else "not ready", "parts": parts}
        return web.json_response(body, status=200 if is_ready else 503)
