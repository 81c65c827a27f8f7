"""midjourney-proxy's dialect as its documents and its many copies speak it: a thin projection of the studio."""

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.sandbox.desk import Call, Desk, Handler
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.links import Links
from bot.sandbox.midjourney_proxy_bodies import (
    ActionBody,
    BlendBody,
    ChangeBody,
    ConditionBody,
    DescribeBody,
    ImagineBody,
    ModalBody,
    ShortenBody,
    SimpleChangeBody,
    SubmitBody,
    UploadBody,
)
from bot.sandbox.midjourney_proxy_json import INSTANCE, task_json
from bot.sandbox.options import SandboxOptions
from bot.sandbox.prompts import InvalidParameterError, read_prompt
from bot.sandbox.references import References
from bot.sandbox.studio import Studio
from bot.sandbox.tasks import (
    BannedPromptError,
    InvalidRequestError,
    Order,
    Phase,
    QueueFullError,
    StudioError,
    Task,
    UnknownTaskError,
)
from bot.sandbox.uploads import decoded

_PREFIXES = {
    "": "",
    "/mj-fast": "fast",
    "/mj-relax": "relax",
    "/mj-turbo": "turbo",
    "/fast": "fast",
    "/relax": "relax",
    "/turbo": "turbo",
}
_ASPECTS = {"PORTRAIT": (2, 3), "SQUARE": (1, 1), "LANDSCAPE": (3, 2)}
_LISTED = 100
"""How many tasks a list holds."""
_REFUSALS = {
    Kind.NO_ACCOUNT: (3, "无可用的账号实例", {}),
    Kind.REFUSED: (4, "关联任务状态错误", {}),
    Kind.BUSY: (9, "提交失败，系统异常", {}),
    Kind.QUEUE_FULL: (23, "队列已满，请稍后尝试", {"discordInstanceId": INSTANCE["discordInstanceId"]}),
    Kind.BANNED: (24, "可能包含敏感词", {"promptEn": "sandbox", "bannedWord": "sandbox"}),
}


class MidjourneyProxyApi:
    """Routes, answers and task JSON of the midjourney-proxy dialect."""

    name = "midjourney_proxy"

    def __init__(self, studio: Studio, links: Links, references: References, options: SandboxOptions) -> None:
        self._studio = studio
        self._links = links
        self._references = references
        self._options = options

    def routes(self, desk: Desk) -> list[web.RouteDef]:
        submits: Mapping[str, Handler] = {
            "imagine": self._imagine,
            "blend": self._blend,
            "describe": self._describe,
            "shorten": self._shorten,
            "action": self._action,
            "modal": self._modal,
            "change": self._change,
            "simple-change": self._simple_change,
            "upload-discord-images": self._upload,
        }
        found = []
        for prefix in _PREFIXES:
            start = f"{prefix}/mj"
            found += [web.post(f"{start}/submit/{n}", desk.route(self, n, run)) for n, run in submits.items()]
            found += [
                web.get(f"{start}/task/{{id}}/fetch", desk.route(self, "fetch", self._fetch)),
                web.get(f"{start}/task/{{id}}/image-seed", desk.route(self, "image-seed", self._image_seed)),
                web.post(
                    f"{start}/task/list-by-condition", desk.route(self, "list-by-condition", self._list)
                ),
                web.get(f"{start}/task/list", desk.route(self, "list", self._newest)),
                web.get(f"{start}/task/queue", desk.route(self, "queue", self._queue)),
                web.post(f"{start}/task/{{id}}/cancel", desk.route(self, "cancel", self._cancel)),
            ]
        return found

    # --- what the desk asks -------------------------------------------------------------------

    def authorised(self, request: web.Request) -> bool:
        """Accept the key in any of the ways that are switched on; Authorization wins where both are sent."""
        authorization = request.headers.get("Authorization")
        sent = set()
        if authorization is None:
            sent = {("secret", request.headers.get("mj-api-secret", ""))}
        elif authorization.startswith("Bearer "):
            sent = {("bearer", authorization.removeprefix("Bearer ")), ("raw", authorization)}
        else:
            sent = {("raw", authorization)}
        return any(
            style in self._options.auth_styles
            and hmac.compare_digest(key.encode(), self._options.api_key.encode())
            for style, key in sent
        )

    def unauthorised(self) -> web.Response:
        return web.json_response({"error": {"message": "无效的令牌"}}, status=HTTPStatus.UNAUTHORIZED)

    def error(self, status: int, text: str) -> web.Response:
        return web.json_response({"error": {"code": f"sandbox_{status}", "message": text}}, status=status)

    def refusal(self, fault: Fault) -> web.Response:
        if fault.kind is Kind.NO_CREDIT:  # proxies know no credit; the gateways before them do
            body = {"description": "quota_not_enough", "type": "new_api_error", "code": 4}
            return web.json_response(body, status=HTTPStatus.BAD_REQUEST)
        code, description, properties = _REFUSALS[fault.kind]
        return _envelope(code, description, properties=properties)

    def turned_down(self, error: StudioError) -> web.Response:
        match error:
            case BannedPromptError():
                properties = {"promptEn": error.prompt, "bannedWord": error.word}
                return web.json_response(
                    {"code": 24, "description": "可能包含敏感词", "properties": properties}
                )
            case QueueFullError():
                return _envelope(
                    23, str(error), properties={"discordInstanceId": INSTANCE["discordInstanceId"]}
                )
            case UnknownTaskError():
                return _envelope(3, "关联任务不存在或已失效", status=HTTPStatus.NOT_FOUND)
            case _:
                return _envelope(4, str(error))

    def project(self, task: Task) -> dict[str, Any]:
        """Return the JSON of fetch, list and webhook."""
        return task_json(task, self._links, films_as_images=self._options.film_fields == "imageUrl")

    # --- endpoints ----------------------------------------------------------------------------

    async def _imagine(self, call: Call) -> web.Response:
        body = call.read(ImagineBody)
        images = tuple(decoded(text, head=True) for text in body.base64Array or ())
        images += await self._references.of_prompt(body.prompt)
        return await self._accepted(
            call, await self._studio.imagine(body.prompt, _order(call, body, body.prompt), images)
        )

    async def _blend(self, call: Call) -> web.Response:
        body = call.read(BlendBody)
        images = tuple(decoded(text, head=True) for text in body.base64Array)
        return await self._accepted(
            call, await self._studio.blend(images, _ASPECTS[body.dimensions], _order(call, body))
        )

    async def _describe(self, call: Call) -> web.Response:
        body = call.read(DescribeBody)
        if not (body.base64 or body.link):
            raise InvalidRequestError("base64 or link is required")
        image = decoded(body.base64, head=True) if body.base64 else await self._references.of_link(body.link)
        return await self._accepted(call, await self._studio.describe(image, _order(call, body)))

    async def _shorten(self, call: Call) -> web.Response:
        body = call.read(ShortenBody)
        return await self._accepted(call, self._studio.shorten(body.prompt, _order(call, body)))

    async def _action(self, call: Call) -> web.Response:
        body = call.read(ActionBody)
        parent = self._studio.get(body.taskId)
        try:
            offer = parent.offer(custom_id=body.customId)
        except UnknownTaskError:
            raise InvalidRequestError(f"未知的 Action 类型: {body.customId}") from None
        if offer.name in self._options.unknown_actions:
            raise InvalidRequestError("未知的 Action 类型")
        order = _order(call, body)
        if offer.name == "describe_all":
            return await self._all(call, parent, order)
        return await self._accepted(call, await self._studio.press(parent, offer, order))

    async def _all(self, call: Call, parent: Task, order: Order) -> web.Response:
        if self._options.imagine_all == "refuse":
            raise InvalidRequestError("未知的 Action 类型")
        tasks = await self._studio.imagine_all(parent, order)
        call.accept(tasks[0])
        return _envelope(1, "提交成功", ",".join(task.id for task in tasks), INSTANCE)

    async def _modal(self, call: Call) -> web.Response:
        body = call.read(ModalBody)
        task = self._studio.get(body.taskId)
        mask = decoded(body.maskBase64, head=True) if body.maskBase64 else None
        return await self._accepted(
            call, await self._studio.answer_modal(task, body.prompt, mask, _order(call, body))
        )

    async def _change(self, call: Call) -> web.Response:
        body = call.read(ChangeBody)
        names = {
            "UPSCALE": f"upsample{body.index}",
            "VARIATION": f"variation{body.index}",
            "REROLL": "reroll",
        }
        return await self._changed(call, body, body.taskId, names[body.action])

    async def _simple_change(self, call: Call) -> web.Response:
        body = call.read(SimpleChangeBody)
        task_id, _, word = body.content.partition(" ")
        name = {"U": f"upsample{word[1:]}", "V": f"variation{word[1:]}", "R": "reroll"}[word[0]]
        return await self._changed(call, body, task_id, name)

    async def _upload(self, call: Call) -> web.Response:
        body = call.read(UploadBody)
        order = Order(dialect="midjourney_proxy", endpoint=call.endpoint)
        tasks = [await self._studio.upload(decoded(text, head=True), order) for text in body.base64Array]
        call.accept(tasks[0])
        return _envelope(1, "提交成功", [self._links.result(task) for task in tasks])

    async def _changed(self, call: Call, body: SubmitBody, task_id: str, name: str) -> web.Response:
        parent = self._studio.get(task_id)
        return await self._accepted(
            call, await self._studio.press(parent, parent.offer(name=name), _order(call, body))
        )

    async def _fetch(self, call: Call) -> web.Response:
        try:
            return web.json_response(self.project(self._studio.get(call.request.match_info["id"])))
        except UnknownTaskError:
            if self._options.unknown_fetch == "code4":
                return _envelope(4, "task_no_found", status=HTTPStatus.BAD_REQUEST)
            return web.Response(status=int(self._options.unknown_fetch))

    async def _list(self, call: Call) -> web.Response:
        found = []
        for task_id in call.read(ConditionBody).ids:
            try:
                found.append(self.project(self._studio.get(task_id)))
            except UnknownTaskError:
                continue
        return web.json_response(found)

    async def _newest(self, _call: Call) -> web.Response:
        """Return the newest tasks of everybody, the newest first."""
        return web.json_response([self.project(task) for task in self._own()[: -_LISTED - 1 : -1]])

    async def _queue(self, _call: Call) -> web.Response:
        return web.json_response([self.project(task) for task in self._own() if task.phase is Phase.QUEUED])

    def _own(self) -> list[Task]:
        """Return this dialect's tasks, the oldest first."""
        return [task for task in self._studio.tasks() if task.order.dialect == self.name]

    async def _image_seed(self, call: Call) -> web.Response:
        task = self._studio.get(call.request.match_info["id"])
        if task.phase is not Phase.SUCCEEDED:
            raise InvalidRequestError("关联任务状态错误")
        return web.json_response({"code": 1, "description": "成功", "result": str(task.seed)})

    async def _cancel(self, call: Call) -> web.Response:
        self._studio.cancel(call.request.match_info["id"])
        return web.Response()

    async def _accepted(self, call: Call, task: Task) -> web.Response:
        """Answer for an accepted task: 1, 22 when it waits, 21 when it wants a modal."""
        call.accept(task)
        if call.fault is not None and call.fault.kind is Kind.EXISTED:
            picture = f"{self._links.base_url}/pictures/{task.hash}.png"
            return _envelope(21, "任务已存在", task.id, {"status": "SUCCESS", "imageUrl": picture})
        if task.phase is Phase.MODAL and self._options.modal_answer == "code21":
            return _envelope(21, "窗口等待", task.id, {"finalPrompt": task.prompt, "remix": True})
        forced = call.fault is not None and call.fault.kind is Kind.IN_QUEUE
        if task.phase is Phase.QUEUED or forced:
            ahead = self._studio.waiting(task) + 1
            properties = {"numberOfQueues": ahead, **INSTANCE}
            return _envelope(22, f"排队中，前面还有{ahead}个任务", task.id, properties)
        return _envelope(1, "提交成功", task.id, INSTANCE)


def _envelope(
    code: int,
    description: str,
    result: str | list[str] | None = None,
    properties: Mapping[str, Any] | None = None,
    *,
    status: int = HTTPStatus.OK,
) -> web.Response:
    body = {"code": code, "description": description, "result": result, "properties": dict(properties or {})}
    return web.json_response(body, status=status)


def _order(call: Call, body: SubmitBody, prompt: str = "") -> Order:
    return Order(
        dialect="midjourney_proxy",
        endpoint=call.endpoint,
        speed=_speed(call.request.path, body, prompt),
        hook=body.notifyHook or "",
        state=body.state or "",
        bot=body.botType,
    )


def _speed(path: str, body: SubmitBody, prompt: str) -> str:
    """Return the speed; the path wins over the account filter, and that over the prompt."""
    prefix = _PREFIXES["" if path.startswith("/mj/") else path[: path.index("/", 1)]]
    modes = body.accountFilter.modes if body.accountFilter else []
    try:
        spoken = read_prompt(prompt).speed
    except InvalidParameterError:
        spoken = None
    return prefix or (modes[0].lower() if modes else None) or spoken or "fast"
