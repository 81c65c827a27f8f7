"""Show results in a browser, by links that can only be made with the key from the settings.

A link names a job and one of its files, not the file itself, so it stays the same however often it is made. It works
for as long as the original is kept; after that a plain page says what to do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web
from itsdangerous import BadSignature, URLSafeSerializer

from bot.errors import N_
from bot.i18n import Catalogues
from bot.media.addresses import canonical_host, is_public
from bot.midjourney.models import Picture
from bot.web.parts import answer_with

if TYPE_CHECKING:
    from pydantic import SecretStr

PICTURE_ROUTE = r"/pictures/{signed:[\w.\-]{10,300}}"
DAY_SECONDS = 86_400
LINK_LIMIT = 512
"""Characters of a link button's address (Discord)."""
_SALT = "easel/pictures"

FindOriginal = Callable[[str, int], Awaitable[tuple[Picture, float] | None]]
"""Takes a job's ULID and the place of the file; gives it with the seconds for which it is still kept."""

_POLICY = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'"
)
"""Browsers show a bare picture or film in a page of their own, which needs this much."""
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "video/mp4": "mp4",
}


async def no_originals(_ulid: str, _place: int) -> None:
    """Find nothing, for a server that keeps no pictures."""


def picture_url(public_url: str, key: str, ulid: str, place: int = 1) -> str:
    """Give the address of a job's file; the same every time.

    Raises:
        ValueError: the key is empty, with which everybody could sign.
    """
    signed = _signer(key).dumps([ulid, place])
    text = signed.decode() if isinstance(signed, bytes) else signed
    return f"{public_url.rstrip('/')}/pictures/{text}"


def named_by(signed: str, key: str) -> tuple[str, int] | None:
    """Give the job and the place that a link names; None for one that was not signed with the key."""
    if not key:
        return None
    try:
        named: Any = _signer(key).loads(signed)
    except BadSignature:
        return None
    ulid, place = named
    return str(ulid), int(place)


def _signer(key: str) -> URLSafeSerializer:
    if not key:
        raise ValueError("an empty key signs nothing")
    return URLSafeSerializer(key, salt=_SALT)


class PicturePages:
    """The route behind the Web buttons."""

    def __init__(self, key: SecretStr, find: FindOriginal) -> None:
        self._key = key
        self._find = find
        self._catalogues = Catalogues()

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PICTURE_ROUTE, self.show)]

    async def show(self, request: web.Request) -> web.Response:
        """Answer with the file; 404 for a link that is not ours, 410 with a page for one whose file has gone."""
        named = named_by(request.match_info["signed"], self._key.get_secret_value())
        if named is None:
            raise web.HTTPNotFound
        ulid, place = named
        found = await self._find(ulid, place)
        if found is None:
            return self._gone(request, ulid)
        picture, seconds = found
        ending = _ENDINGS.get(picture.content_type, "bin")
        return answer_with(
            request,
            picture.data,
            picture.content_type,
            {
                "Cache-Control": f"private, max-age={int(min(seconds, DAY_SECONDS))}, immutable",
                "Content-Disposition": f'inline; filename="{ulid}-{place}.{ending}"',
                "Content-Security-Policy": _POLICY,
            },
        )

    def _gone(self, request: web.Request, ulid: str) -> web.Response:
        locale = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
        words = self._catalogues.text(
            locale[:10],
            N_(
                "This picture is no longer kept here.\n\nIn Discord, the message that showed it may still have it. "
                "/show job:{ulid} posts it again if Midjourney still has it."
            ),
            ulid=ulid,
        )
        return web.Response(status=410, text=f"{words}\n")


def public_link(url: str) -> str:
    """Give the upstream's own address of a file where everybody's browser can open it, else an empty text.

    Local proxies name hosts that only this machine knows, and Discord takes addresses of at most 512 characters.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = canonical_host(parts.hostname or "")
    is_name = "." in host and not host.endswith((".local", ".internal", ".localhost", ".lan"))
    numeric = ":" in host or host.replace(".", "").isdecimal()
    reachable = is_public(host) if numeric else is_name
    return url if parts.scheme == "https" and reachable and len(url) <= LINK_LIMIT else ""
