"""The CDN on loopback: files under signed addresses that expire, with the type that their name says."""

from __future__ import annotations

from aiohttp import web

from bot.playground.world import World

_FOREVER = "private, max-age=86400"


class Cdn:
    def __init__(self, world: World) -> None:
        self._world = world

    def add_to(self, app: web.Application) -> None:
        for folder in ("attachments", "ephemeral-attachments"):
            app.router.add_get(f"/{folder}/{{channel}}/{{attachment}}/{{filename}}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        """Answer the file; 404 with a bad or expired signature, or when the file is gone, as Discord does."""
        if not self._world.links.valid(request.path, request.query):
            return web.Response(status=404, text="This content is no longer available.")
        found = self._world.attachments.get(int(request.match_info["attachment"]))
        if found is None or self._world.links.path(found) != request.path:
            return web.Response(status=404, text="This content is no longer available.")
        headers = {
            "Content-Type": found.content_type or "application/octet-stream",
            "Content-Disposition": f'inline; filename="{found.filename}"',
            "Cache-Control": _FOREVER,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
        }
        return _answer(request, found.content, headers)


def _answer(request: web.Request, content: bytes, headers: dict[str, str]) -> web.Response:
    """Answer the file or the part of it that was asked for: players move about in a film by parts."""
    headers["Accept-Ranges"] = "bytes"
    try:
        asked = request.http_range
    except ValueError:
        asked = slice(None)  # a range that says nothing is as none (RFC 9110, 14.2)
    if asked.start is None and asked.stop is None:
        return web.Response(body=content, headers=headers)
    start, stop, _ = asked.indices(len(content))
    if start >= stop:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(content)}"
    return web.Response(status=206, body=content[start:stop], headers=headers)
