"""Serve the editor for Vary (Region): its page, the picture to draw on, and what comes back.

The link is the proof of who may draw, as it was shown to one person alone. It names a row and is signed, so that
none can be made up; the row knows when it ends and whether it was used. Every way in which it cannot serve is a page
or a sentence that says what to do.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING

import jinja2
from aiohttp import web
from itsdangerous import BadSignature, Signer
from pydantic import BaseModel, ConfigDict

from bot.errors import N_, EaselError
from bot.jobs.composing import PROMPT_LIMIT
from bot.jobs.models import Job, JobState
from bot.jobs.regions import LinkExpired, LinkSpent, Regions
from bot.logs import get_logger
from bot.web.editor_words import PLACES, SHORTCUTS, WORDS

if TYPE_CHECKING:
    from pydantic import SecretStr

    from bot.i18n import Catalogues

log = get_logger(__name__)

PAGE_ROUTE = "/region/{signed:[^/]+}"
ASSET_ROUTE = r"/editor/{name:[a-z]+\.(?:js|css)}"
MAX_DRAWING = 8 * 1024 * 1024
"""Bytes of a drawing with its prompt. A sensible one of 16 megapixels has some hundred thousand."""

_SALT = "easel/region"
_BODY_SECONDS = 60.0
_TYPES = {"js": "text/javascript", "css": "text/css"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


def region_url(public_url: str, key: str, ulid: str) -> str:
    """Give the address of an opened editor.

    Raises:
        ValueError: the key is empty, with which everybody could sign.
    """
    return f"{public_url.rstrip('/')}/region/{_signer(key).sign(ulid).decode()}"


def named_by(signed: str, key: str) -> str | None:
    """Give the editor that a link names; None for one that was not signed with the key."""
    try:
        return _signer(key).unsign(signed).decode() if key else None
    except BadSignature:
        return None


def _signer(key: str) -> Signer:
    if not key:
        raise ValueError("an empty key signs nothing")
    return Signer(key, salt=_SALT, digest_method=hashlib.sha256)


class RegionPages:
    """The routes of the editor."""

    def __init__(self, key: SecretStr, regions: Regions, catalogues: Catalogues) -> None:
        self._key = key
        self._regions = regions
        self._catalogues = catalogues

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(PAGE_ROUTE, self.page),
            web.post(PAGE_ROUTE, self.send),
            web.get(f"{PAGE_ROUTE}/picture", self.picture),
            web.get("/region{signed:.*}", self.page),  # cut links, and those with more behind them
            web.get(ASSET_ROUTE, self.asset),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Answer with the editor, or with a page that says why there is none and what to do."""
        ulid = self._named(request)
        locale = await self._locale(request, ulid)
        try:
            if ulid is None:
                raise LinkForged
            link = await self._regions.find(ulid)
            prompt = await self._regions.prefill(link)
        except EaselError as error:
            title, words = self._explained(locale, error)
            return self._html("notice.html", _status_of(error), lang=locale, title=title, words=words)
        say = self._catalogues.text
        return self._html(
            "editor.html",
            HTTPStatus.OK,
            lang=locale,
            here=request.match_info["signed"],
            prompt=prompt[:PROMPT_LIMIT],
            prompt_limit=PROMPT_LIMIT,
            words={name: say(locale, msgid, **PLACES) for name, msgid in WORDS.items()},
            shortcuts=[(keys, say(locale, msgid)) for keys, msgid in SHORTCUTS.items()],
        )

    async def picture(self, request: web.Request) -> web.Response:
        """Answer with the picture to draw on, from our own address: a canvas may not use others'."""
        ulid = self._named(request)
        try:
            if ulid is None:
                raise LinkForged
            picture = await self._regions.picture(await self._regions.find(ulid))
        except EaselError as error:
            return await self._refusal(request, ulid, error)
        return web.Response(body=picture.data, content_type=picture.content_type)

    async def send(self, request: web.Request) -> web.Response:
        """Take a `Drawing`. Answers in JSON, in the person's language."""
        ulid = self._named(request)
        try:
            if ulid is None:
                raise LinkForged
            link = await self._regions.find(ulid)
            drawn, prompt = await _drawing(request)
            job = await self._regions.send(link, drawn, prompt)
        except EaselError as error:
            return await self._refusal(request, ulid, error)
        log.info("a region was sent", job=job.ulid, parent=link.job_ulid)
        say = self._catalogues.text
        return web.json_response(
            {
                "title": say(link.origin.locale, N_("Sent")),
                "words": say(
                    link.origin.locale,
                    N_("Midjourney is painting. The result appears in Discord; you can close this page."),
                ),
            }
        )

    async def asset(self, request: web.Request) -> web.Response:
        """Answer with one of the page's own files."""
        name = request.match_info["name"]
        text = self._assets.get(name)
        if text is None:
            raise web.HTTPNotFound
        return web.Response(
            text=text,
            content_type=_TYPES[name.rpartition(".")[2]],
            charset="utf-8",
            headers={"Cache-Control": "public, max-age=300"},
        )

    @cached_property
    def _assets(self) -> Mapping[str, str]:
        folder = resources.files("bot.web") / "editor"
        return {
            file.name: file.read_text(encoding="utf-8")
            for file in folder.iterdir()
            if file.name.rpartition(".")[2] in _TYPES
        }

    @cached_property
    def _templates(self) -> jinja2.Environment:
        return jinja2.Environment(
            loader=jinja2.PackageLoader("bot.web", "editor"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )

    def _named(self, request: web.Request) -> str | None:
        return named_by(request.match_info["signed"], self._key.get_secret_value())

    async def _locale(self, request: web.Request, ulid: str | None) -> str:
        """Give the language of who opened the editor; for links that tell nobody's, the browser's."""
        found = None if ulid is None else await self._regions.locale_of(ulid)
        accepted = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
        return found or (accepted[:10] if accepted.isascii() else "") or "en"

    def _html(self, name: str, status: HTTPStatus, **values: object) -> web.Response:
        text = self._templates.get_template(name).render(**values)
        return web.Response(
            text=text, status=status, content_type="text/html", headers={"Content-Security-Policy": _POLICY}
        )

    async def _refusal(self, request: web.Request, ulid: str | None, error: EaselError) -> web.Response:
        _, words = self._explained(await self._locale(request, ulid), error)
        return web.json_response({"error": words}, status=_status_of(error))

    def _explained(self, locale: str, error: EaselError) -> tuple[str, str]:
        """Give a title and what to do; where a drawing was sent, what became of it."""
        say = self._catalogues.text
        if not isinstance(error, LinkSpent):
            return say(locale, N_("This link does not work")), self._catalogues.for_error(locale, error)
        again = self._catalogues.for_error(locale, error)
        failure = error.job.failure
        if failure is not None:
            why = say(locale, failure.message, **failure.params)
            words = say(locale, N_("{first} {second}"), first=why, second=again)
            return say(locale, N_("This change failed")), words
        return say(locale, _became(error.job)), again


class LinkForged(EaselError):
    default_message = N_(
        "This link is not complete or not from this bot. Press Vary (Region) under the picture in Discord."
    )


class DrawingMissing(EaselError):
    default_message = N_("Nothing came with this. Reload the page and draw again.")


class DrawingTooLarge(EaselError):
    default_message = N_("This drawing is too large. Clear it and mark the part with fewer, larger strokes.")


class Drawing(BaseModel):
    """What the page sends: a PNG in base64, and the prompt."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    mask: str
    prompt: str = ""


async def _drawing(request: web.Request) -> tuple[bytes, str]:
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            body = await request.clone(client_max_size=MAX_DRAWING).read()
        drawing = Drawing.model_validate_json(body)
        return base64.b64decode(drawing.mask, validate=True), drawing.prompt
    except web.HTTPRequestEntityTooLarge:
        raise DrawingTooLarge from None
    except (ValueError, TimeoutError) as error:
        raise DrawingMissing from error


def _status_of(error: EaselError) -> HTTPStatus:
    if isinstance(error, LinkForged):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, LinkExpired | LinkSpent):
        return HTTPStatus.GONE
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if isinstance(error, DrawingTooLarge) else _REFUSED


def _became(job: Job) -> str:
    """Say what a sent drawing became. Gives a gettext message id."""
    if job.state is JobState.SUCCEEDED:
        return N_("The result is in Discord")
    return N_("Your drawing is on its way")
