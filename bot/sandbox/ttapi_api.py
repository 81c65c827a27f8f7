"""TTAPI's dialect as the vendor's documents describe it: a thin projection of the studio."""

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.sandbox.desk import Call, Desk, Handler
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.links import Links
from bot.sandbox.options import SandboxOptions
from bot.sandbox.references import References
from bot.sandbox.studio import Studio
from bot.sandbox.tasks import (
    BannedPromptError,
    InvalidRequestError,
    Phase,
    QueueFullError,
    StudioError,
    Task,
    UnknownTaskError,
)
from bot.sandbox.ttapi_bodies import (
    ActionBody,
    BlendBody,
    CheckBody,
    DescribeBody,
    FetchBody,
    ImagineBody,
    InpaintBody,
    SeedBody,
)
from bot.sandbox.uploads import decoded

_ASPECTS = {"PORTRAIT": (2, 3), "SQUARE": (1, 1), "LANDSCAPE": (3, 2)}
_QUOTA = {"relax": 1, "fast": 2, "turbo": 4}
_QUEUE_EXHAUSTED = 499
"""TTAPI's own status for a full queue; HTTP knows no such number."""
_REFUSALS = {
    Kind.NO_ACCOUNT: (HTTPStatus.FORBIDDEN, "No available account instance"),
    Kind.REFUSED: (HTTPStatus.BAD_REQUEST, "[Invalid parameter] refused by the sandbox"),
    Kind.BUSY: (HTTPStatus.INTERNAL_SERVER_ERROR, "Execution error, system exception, please try again"),
    Kind.QUEUE_FULL: (_QUEUE_EXHAUSTED, "queue exhausted"),
    Kind.BANNED: (HTTPStatus.BAD_REQUEST, "banned prompt words：sandbox"),
    Kind.NO_CREDIT: (HTTPStatus.PAYMENT_REQUIRED, "Payment required"),
}


class TtapiApi:
    """Routes, answers and task JSON of the TTAPI dialect."""

    name = "ttapi"

    def __init__(self, studio: Studio, links: Links, references: References, options: SandboxOptions) -> None:
        self._studio = studio
        self._links = links
        self._references = references
        self._options = options

    def routes(self, desk: Desk) -> list[web.RouteDef]:
        handlers: Mapping[str, Handler] = {
            "imagine": self._imagine,
            "action": self._action,
            "seed": self._seed,
            "blend": self._blend,
            "describe": self._describe,
            "inpaint": self._inpaint,
            "promptCheck": self._check,
            "fetch": self._fetch,
        }
        posts = [
            web.post(f"/midjourney/v1/{name}", desk.route(self, name, run)) for name, run in handlers.items()
        ]
        fetch = web.get("/midjourney/v1/fetch", desk.route(self, "fetch", self._fetch))
        status = web.get("/midjourney/status", desk.route(self, "status", self._status))
        return [*posts, fetch, status]

    # --- what the desk asks -------------------------------------------------------------------

    def authorised(self, request: web.Request) -> bool:
        return hmac.compare_digest(
            request.headers.get("TT-API-KEY", "").encode(), self._options.api_key.encode()
        )

    def unauthorised(self) -> web.Response:
        return self.error(HTTPStatus.UNAUTHORIZED, "TT-API-KEY is invalid")

    def error(self, status: int, text: str) -> web.Response:
        return web.json_response({"status": "FAILED", "message": text, "data": None}, status=status)

    def refusal(self, fault: Fault) -> web.Response:
        return self.error(*_REFUSALS[fault.kind])

    def turned_down(self, error: StudioError) -> web.Response:
        match error:
            case UnknownTaskError():
                return self.error(HTTPStatus.BAD_REQUEST, "'jobId' parameter error!")
            case QueueFullError():
                return self.error(_QUEUE_EXHAUSTED, "queue exhausted")
            case _:
                return self.error(HTTPStatus.BAD_REQUEST, str(error))

    def project(self, task: Task) -> dict[str, Any]:
        """Return the JSON of fetch and webhook."""
        status, message = {
            Phase.RUNNING: ("ON_QUEUE", ""),
            Phase.SUCCEEDED: ("SUCCESS", "success"),
            Phase.FAILED: ("FAILED", task.reason or "failed"),
        }.get(task.phase, ("PENDING_QUEUE", ""))
        data = self._data(task) if task.phase in (Phase.RUNNING, Phase.SUCCEEDED) else []
        return {"status": status, "jobId": task.id, "message": message, "data": data}

    def _data(self, task: Task) -> dict[str, Any]:
        done, newer = task.phase is Phase.SUCCEEDED, self._options.ttapi_edition == "2026"
        image = self._links.result(task) if done else self._links.preview(task)
        size = task.recipe.size if done and task.recipe is not None else (None, None)
        data: dict[str, Any] = {
            "action" if newer else "actions": task.action,
            "jobId": task.id,
            "progress": str(task.progress),
            "prompt": "\n".join(task.texts) if task.texts and done else task.prompt,
            "discordImage": image,
            "cdnImage": image,
            "width": size[0],
            "height": size[1],
            "hookUrl": task.order.hook,
            "components": [offer.name for offer in task.offers if offer.in_ttapi] if done else [],
            "seed": str(task.seed) if done and task.action == "seed" else "" if done else None,
            "images": self._links.quarters(task) if task.order.all_images else None,
        }
        if done:
            quota = _QUOTA[task.order.speed] if task.effort in ("imagine", "hd") else 1
            data["quota"] = str(quota) if newer else quota
        if task.order.notify_id is not None:
            data["notify_id"] = task.order.notify_id
        return data

    # --- endpoints ----------------------------------------------------------------------------

    async def _imagine(self, call: Call) -> web.Response:
        body = call.read(ImagineBody)
        if not body.prompt.strip():
            raise InvalidRequestError('"prompt" cannot be empty.')
        images = await self._references.of_prompt(body.prompt)
        return self._accepted(
            call, await self._studio.imagine(body.prompt, body.order(call.endpoint), images)
        )

    async def _action(self, call: Call) -> web.Response:
        body = call.read(ActionBody)
        parent = self._studio.offering(body.jobId, body.action)
        offer = parent.offer(name=body.action)
        if not offer.in_ttapi or offer.name == "inpaint":
            raise InvalidRequestError("'action' parameter error!")
        return self._accepted(
            call, await self._studio.press(parent, offer, body.order(call.endpoint, parent.order.speed))
        )

    async def _seed(self, call: Call) -> web.Response:
        body = call.read(SeedBody)
        return self._accepted(
            call, self._studio.seed(self._studio.get(body.jobId), body.order(call.endpoint))
        )

    async def _blend(self, call: Call) -> web.Response:
        body = call.read(BlendBody)
        images = tuple(decoded(text, head=True) for text in body.imgBase64Array)
        return self._accepted(
            call, await self._studio.blend(images, _ASPECTS[body.dimensions], body.order(call.endpoint))
        )

    async def _describe(self, call: Call) -> web.Response:
        body = call.read(DescribeBody)
        if not (body.base64 or body.url):
            raise InvalidRequestError("base64 or url is required")
        image = decoded(body.base64, head=True) if body.base64 else await self._references.of_link(body.url)
        return self._accepted(call, await self._studio.describe(image, body.order(call.endpoint)))

    async def _inpaint(self, call: Call) -> web.Response:
        body = call.read(InpaintBody)
        mask = decoded(body.mask, head=False)
        parent = self._studio.offering(body.jobId, "inpaint")
        order = body.order(call.endpoint, parent.order.speed)
        return self._accepted(call, await self._studio.region(parent, mask, body.prompt, order))

    async def _check(self, call: Call) -> web.Response:
        prompt = call.read(CheckBody).prompt
        if not prompt.strip():
            raise InvalidRequestError('"prompt" cannot be empty.')
        try:
            self._studio.check(prompt)
        except BannedPromptError as error:
            return web.json_response({"status": "FAILED", "message": str(error), "data": None})
        return web.json_response(
            {"status": "SUCCESS", "message": "success", "data": "Prompt verification successful."}
        )

    def _accepted(self, call: Call, task: Task) -> web.Response:
        call.accept(task)
        key = "job_id" if self._options.ttapi_edition == "2026" else "jobId"
        return web.json_response({"status": "SUCCESS", "message": "", "data": {key: task.id}})

    async def _fetch(self, call: Call) -> web.Response:
        job_id = (
            call.request.query.get("jobId") if call.request.method == "GET" else call.read(FetchBody).jobId
        )
        try:
            return web.json_response(self.project(self._studio.get(job_id or "")))
        except UnknownTaskError:
            return self.error(HTTPStatus.NOT_FOUND, "job not found")

    async def _status(self, _call: Call) -> web.Response:
        running = {"status": 200, "runningMessage": "Endpoints running"}
        averages = {"fast": 46.42, "relax": 39.37, "turbo": 23.87}
        data = {mode: {**running, "averageExecute": seconds} for mode, seconds in averages.items()}
        return web.json_response({"status": "SUCCESS", "message": "success", "data": data})
