"""The front desk of both dialects: keys, JSON bodies, the log of submits, and faults of requests.

Every request to a dialect passes here once, in this order: key, body, log, fault, handler. What the
answers look like is the dialect's; the desk only asks it for them.
"""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.sandbox.faults import READS, Fault, Faults, Kind, Stage, UnknownFaultError
from bot.sandbox.tasks import InvalidRequestError, StudioError, Task

_log = logging.getLogger(__name__)
_KEPT_SUBMITS = 10_000
_HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
_STATUSES = {
    Kind.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.SERVER_ERROR: HTTPStatus.INTERNAL_SERVER_ERROR,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
_REFUSALS = frozenset(
    {Kind.NO_ACCOUNT, Kind.REFUSED, Kind.BUSY, Kind.QUEUE_FULL, Kind.BANNED, Kind.NO_CREDIT}
)
_Body = TypeVar("_Body", bound=BaseModel)


@dataclass(slots=True)
class Submit:
    """One request that may start work, whatever became of it: tests prove with it what was sent."""

    dialect: str
    endpoint: str
    path: str
    body: dict[str, Any] = field(repr=False)
    prompt: str
    callback: str
    state: str
    at: float
    accepted: bool = False
    task_id: str | None = None
    fault: str | None = None

    def listing(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class Call:
    """One request at its handler: the body is JSON, the key is right."""

    request: web.Request
    endpoint: str
    body: dict[str, Any]
    fault: Fault | None = None
    submit: Submit | None = None
    noted: Callable[[], None] = lambda: None

    def read(self, model: type[_Body]) -> _Body:
        """Return the body as a model; raises InvalidRequestError that names each wrong or unknown field."""
        try:
            return model.model_validate(self.body)
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise InvalidRequestError(f"bad request: {wrong}") from error

    def accept(self, task: Task) -> None:
        """Note in the log that this request started that task."""
        if self.submit is not None:
            self.submit.accepted, self.submit.task_id = True, task.id
            self.noted()


Handler = Callable[[Call], Awaitable[web.Response]]


class DialectApi(Protocol):
    """What the desk and the webhooks ask of a dialect."""

    name: str

    def authorised(self, request: web.Request) -> bool: ...
    def unauthorised(self) -> web.Response: ...
    def error(self, status: int, text: str) -> web.Response: ...
    def refusal(self, fault: Fault) -> web.Response: ...
    def turned_down(self, error: StudioError) -> web.Response: ...
    def project(self, task: Task) -> dict[str, Any]: ...


class Desk:
    """Wraps the dialects' handlers; `submits` is everything that was asked for, the oldest first."""

    def __init__(self, faults: Faults) -> None:
        self.submits: deque[Submit] = deque(maxlen=_KEPT_SUBMITS)
        self._faults = faults
        self._changed = asyncio.Event()

    async def until_accepted(self, count: int) -> None:
        """Wait until at least so many submits have been accepted."""
        while sum(submit.accepted for submit in self.submits) < count:
            await self._changed.wait()

    def _change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def route(
        self, dialect: DialectApi, endpoint: str, handler: Handler
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return the aiohttp handler of one endpoint."""

        async def handle(request: web.Request) -> web.StreamResponse:
            if not dialect.authorised(request):
                return dialect.unauthorised()
            try:
                call = Call(request, endpoint, await _json(request))
                self._note(dialect, call)
                call.fault = self._faults.take(Stage.REQUEST, endpoint, str(call.body.get("prompt") or ""))
            except (InvalidRequestError, UnknownFaultError) as error:
                return dialect.turned_down(InvalidRequestError(str(error)))
            return await self._struck(dialect, call, handler)

        return handle

    async def _struck(self, dialect: DialectApi, call: Call, handler: Handler) -> web.Response:
        fault = call.fault
        if fault is None:
            return await _handled(dialect, call, handler)
        if call.submit is not None:
            call.submit.fault = fault.kind.value
        if fault.kind is Kind.DROP_BEFORE:
            return _dropped(call.request)
        if fault.kind is Kind.HTML:
            return web.Response(text=_HTML, content_type="text/html")
        if fault.kind in _STATUSES or fault.kind is Kind.STATUS:
            status = _STATUSES.get(fault.kind, fault.code)
            return dialect.error(status, f"sandbox fault: HTTP {int(status)}")
        if fault.kind in _REFUSALS:
            return dialect.refusal(fault)
        answer = await _handled(dialect, call, handler)
        if fault.kind is Kind.SLOW_ANSWER:
            await asyncio.sleep(fault.seconds)
        return _dropped(call.request) if fault.kind is Kind.DROP_AFTER else answer

    def _note(self, dialect: DialectApi, call: Call) -> None:
        if call.endpoint in READS or call.endpoint == "cancel":
            return
        body = call.body
        call.submit = Submit(
            dialect=dialect.name,
            endpoint=call.endpoint,
            path=call.request.path,
            body=body,
            prompt=str(body.get("prompt") or ""),
            callback=str(body.get("hookUrl") or body.get("notifyHook") or ""),
            state=str(body.get("state") or body.get("notify_id") or ""),
            at=time.time(),
        )
        self.submits.append(call.submit)
        call.noted = self._change


async def _handled(dialect: DialectApi, call: Call, handler: Handler) -> web.Response:
    try:
        return await handler(call)
    except StudioError as error:
        _log.info("sandbox turned down %s: %s", call.request.path, error)
        return dialect.turned_down(error)
    except UnknownFaultError as error:
        return dialect.turned_down(InvalidRequestError(str(error)))


async def _json(request: web.Request) -> dict[str, Any]:
    if request.method != "POST":
        return {}
    if not request.body_exists:
        return {}
    try:
        body = json.loads(await request.read())
    except ValueError as error:
        raise InvalidRequestError("the body is not JSON") from error
    if not isinstance(body, dict):
        raise InvalidRequestError("the body is not a JSON object")
    return body


def _dropped(request: web.Request) -> web.Response:
    """Cut the connection; the answer that aiohttp wants from a handler goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
