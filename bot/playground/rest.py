"""Discord's REST API on loopback: who calls, what came, how often, and errors in Discord's words.

What the single routes do is in `routes`. A route or field that is not implemented is a gap: 404, logged, recorded.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from bot.playground.errors import DiscordError, Gap, TooManyRequests
from bot.playground.faults import Cut, Fault, Faults
from bot.playground.forms import only, snowflake
from bot.playground.models import Json, LoggedRequest
from bot.playground.rate_limits import EVERYTHING, READ, Limit, RateLimits, Verdict
from bot.playground.uploads import Upload
from bot.playground.world import World

API = "/api/v10"
REQUEST_LIMIT = 25 * 1024 * 1024
_FILE_PART = re.compile(r"files\[(\d+)\]")
_NO_CONTENT = 204


@dataclass(slots=True)
class Call:
    """One request, parsed: path parameters and query as text, the JSON body, files by their number."""

    world: World
    request: web.Request
    params: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: dict[int, Upload] = field(default_factory=dict)
    limits: RateLimits | None = None

    def id(self, name: str) -> int:
        """Return a path parameter that is an id; 50035 if it is none."""
        return snowflake(self.params[name], (name,))

    @property
    def form(self) -> Json:
        """Return the body as an object; an absent one is empty."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise DiscordError(50109)
        return self.body

    def take(self, limit: Limit, major: str, code: int) -> None:
        """Count the request against a limit inside the route; TooManyRequests with `code` when it is used up."""
        verdict = None if self.limits is None else self.limits.take(limit, major)
        if verdict is not None and not verdict.allowed:
            raise TooManyRequests(code, verdict.retry_after)


Handler = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Route:
    """A route as data: what it takes, who may call it, and how often per `major` path parameter."""

    method: str
    path: str
    handler: Handler
    query: frozenset[str] = frozenset()
    limit: Limit | None = READ
    major: str | None = None
    bot_only: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request came to: JSON (None: 204), HTTP status, and Discord's code if it was refused."""

    body: Any
    status: int
    code: int | None


class Rest:
    """Turns routes into aiohttp handlers around one world."""

    def __init__(self, world: World, faults: Faults, *, rate_limits: bool) -> None:
        self._world = world
        self._faults = faults
        self._limits = RateLimits() if rate_limits else None

    def add_to(self, app: web.Application, routes: Iterable[Route]) -> None:
        for route in routes:
            app.router.add_route(route.method, API + route.path, self._endpoint(route))
        app.router.add_route("*", "/api/{rest:.*}", self._unknown)

    def _endpoint(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            params, query = dict(request.match_info), dict(request.query)
            return await self._serve(route, Call(self._world, request, params, query, limits=self._limits))

        return serve

    async def _serve(self, route: Route, call: Call) -> web.StreamResponse:
        if self._faults.delay_s:
            await asyncio.sleep(self._faults.delay_s)
        verdict = self._take(route, call)
        if verdict is not None and not verdict.allowed:
            await call.request.read()
            return self._too_many(call, verdict)
        fault = self._faults.take(call.request.method, call.request.path)
        if fault is not None and fault.how is Cut.BEFORE:
            return _cut(call.request)
        outcome = await self._attempt(route, call, fault)
        self._record(call, outcome.status, outcome.code)
        if fault is not None and fault.how is Cut.AFTER:
            return _cut(call.request)
        return _response(outcome.body, outcome.status, {} if verdict is None else verdict.headers)

    async def _attempt(self, route: Route, call: Call, fault: Fault | None) -> Outcome:
        try:
            body = await self._run(route, call, fault)
        except DiscordError as refusal:
            return Outcome(refusal.body(), refusal.status, refusal.code)
        except Gap as gap:
            self._world.note_gap(Gap(f"{route.method} {route.path}: {gap}"))
            return Outcome(_gap_body(gap), 404, 0)
        return Outcome(body, _NO_CONTENT if body is None else 200, None)

    async def _run(self, route: Route, call: Call, fault: Fault | None) -> Any:
        authorization = call.request.headers.get("Authorization")
        if route.bot_only and authorization != f"Bot {self._world.application.token}":
            raise DiscordError(0)
        only(call.query, route.query, "the query")
        await _read_body(call)
        if fault is not None and isinstance(fault.how, int):
            raise DiscordError(fault.how)
        return await route.handler(call)

    def _take(self, route: Route, call: Call) -> Verdict | None:
        if self._limits is None or route.limit is None:
            return None
        if route.bot_only:
            overall = self._limits.take(EVERYTHING, "")
            if not overall.allowed:
                return overall
        return self._limits.take(route.limit, call.params.get(route.major or "", ""))

    def _too_many(self, call: Call, verdict: Verdict) -> web.StreamResponse:
        self._record(call, 429, None)
        body = {
            "message": "You are being rate limited.",
            "retry_after": verdict.retry_after,
            "global": verdict.limit is EVERYTHING,
        }
        scope = "global" if verdict.limit is EVERYTHING else "user"
        extra = {"Retry-After": str(verdict.retry_after), "X-RateLimit-Scope": scope}
        return _response(body, 429, verdict.headers | extra)

    def _record(self, call: Call, status: int, code: int | None) -> None:
        path = call.request.path.removeprefix(API)
        self._world.remember(LoggedRequest(call.request.method, path, call.body, status, code))

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        gap = Gap(f"route {request.method} {request.path}")
        self._world.note_gap(gap)
        self._record(Call(self._world, request, {}, {}), 404, 0)
        return _response(_gap_body(gap), 404, {})


def _cut(request: web.Request) -> web.StreamResponse:
    """Break the connection without an answer; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=_NO_CONTENT)


def _gap_body(gap: Gap) -> Json:
    return {"message": f"The playground does not implement: {gap}", "code": 0}


def _response(body: Any, status: int, headers: dict[str, str]) -> web.Response:
    """Answer JSON under exactly `application/json`: clients compare the whole header.

    `Via` says that Discord itself is speaking: a 429 without it is taken for a ban by the proxy before it.
    """
    headers = headers | {"Via": "1.1 playground"}
    if body is None:
        return web.Response(status=status, headers=headers)
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(
        body=text.encode(), status=status, headers=headers | {"Content-Type": "application/json"}
    )


async def _read_body(call: Call) -> None:
    request = call.request
    if not request.body_exists:
        return
    if request.content_type == "multipart/form-data":
        await _read_form(call)
        return
    raw = await request.read()
    if raw:
        call.body = _json(raw)


async def _read_form(call: Call) -> None:
    """Read `payload_json` and `files[n]`; 40005 when the whole request is over 25 MiB and over any file's limit."""
    reader = await call.request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            raise Gap("a multipart form inside a multipart form")
        name = part.name or ""
        numbered = _FILE_PART.fullmatch(name)
        if name == "payload_json":
            call.body = _json(await part.read())
        elif numbered:
            upload = Upload(part.filename or "unknown", bytes(await part.read()))
            call.files[int(numbered[1])] = await upload.measured()
        else:
            raise Gap(f"form part {name!r}")


def check_sizes(files: dict[int, Upload], limit: int) -> None:
    """Refuse (40005) a file over `limit` bytes, or all files together over what one request may carry."""
    sizes = [len(upload.content) for upload in files.values()]
    if any(size > limit for size in sizes) or sum(sizes) > max(REQUEST_LIMIT, limit):
        raise DiscordError(40005)


def _json(raw: bytes | bytearray) -> Any:
    try:
        return json.loads(raw)
    except ValueError as wrong:
        raise DiscordError(50109) from wrong
