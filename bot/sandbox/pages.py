"""What the sandbox serves besides the dialects: pictures, and /sandbox for tests in other processes."""

import json
import re
from dataclasses import fields
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.sandbox.desk import Desk
from bot.sandbox.faults import Fault, Faults, Kind, Stage, UnknownFaultError, kind_named
from bot.sandbox.films import Film, padded
from bot.sandbox.gallery import Gallery
from bot.sandbox.recipes import Recipe
from bot.sandbox.studio import Studio
from bot.sandbox.tasks import Task, UnknownTaskError

_PICTURE = re.compile(
    r"(?P<hash>[0-9a-f-]{36})(?:(?:_(?P<place>tl|tr|bl|br)|_grid_(?P<progress>\d{1,3}))?\.(?:png|webp)|_(?P<film>\d)\.mp4)"
)
_WELCOME = """\
This is a sandbox: it answers like a Midjourney API, in two dialects, with pictures made on this machine.

  TTAPI             POST /midjourney/v1/imagine      key in the header TT-API-KEY
  midjourney-proxy  POST /mj/submit/imagine          key in Authorization or mj-api-secret

  GET  /sandbox/submits   what was asked for
  GET  /sandbox/tasks     what became of it
  POST /sandbox/faults    make something go wrong: {{"kind": "stuck", "times": 1, "endpoint": "imagine"}}

A prompt may ask for a fault itself: "a lake --sandbox fail". The words are:
  {words}
"""
_PLACES = {"tl": 1, "tr": 2, "bl": 3, "br": 4}


class Pages:
    """Handlers for /pictures/… and /sandbox/…; neither asks for a key."""

    def __init__(
        self, studio: Studio, gallery: Gallery, faults: Faults, desk: Desk, *, film_weight: int = 0
    ) -> None:
        self._studio = studio
        self._gallery = gallery
        self._faults = faults
        self._desk = desk
        self._film_weight = film_weight

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._welcome),
            web.get("/pictures/{name}", self._picture),
            web.get("/sandbox/faults", self._list_faults),
            web.post("/sandbox/faults", self._add_fault),
            web.delete("/sandbox/faults", self._clear_faults),
            web.get("/sandbox/submits", self._submits),
            web.get("/sandbox/tasks", self._tasks),
            web.post("/sandbox/tasks/{id}/{verb:step|finish|fail}", self._by_hand),
        ]

    async def _welcome(self, _request: web.Request) -> web.Response:
        return web.Response(text=_WELCOME.format(words=" ".join(Kind)))

    async def _picture(self, request: web.Request) -> web.Response:
        fault = self._faults.take(Stage.REQUEST, "picture")
        if fault is not None:
            return web.Response(
                status=fault.code or HTTPStatus.FORBIDDEN, text="This content is no longer available."
            )
        match = _PICTURE.fullmatch(request.match_info["name"])
        try:
            task = self._studio.by_hash(match["hash"] if match else "")
        except UnknownTaskError:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        if match is None or task.recipe is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        if match["film"]:
            return await self._film(task.recipe, int(match["film"]))
        if match["progress"]:
            body = await self._gallery.preview(task.recipe, min(100, int(match["progress"])))
            return web.Response(body=body, content_type="image/webp")
        if match["place"]:
            body = await self._gallery.quarter(task.recipe, _PLACES[match["place"]])
        else:
            body = await self._gallery.png(task.recipe)
        return web.Response(body=body, content_type="image/png")

    async def _film(self, recipe: Recipe, number: int) -> web.Response:
        if not isinstance(recipe, Film) or not 1 <= number <= len(recipe.takes):
            return web.Response(status=HTTPStatus.NOT_FOUND)
        mp4 = padded(await self._gallery.film(recipe, number), self._film_weight)
        return web.Response(body=mp4, content_type="video/mp4")

    async def _list_faults(self, _request: web.Request) -> web.Response:
        return web.json_response(self._faults.listing())

    async def _add_fault(self, request: web.Request) -> web.Response:
        try:
            self._faults.add(fault_of(json.loads(await request.read())))
        except (ValueError, TypeError) as error:
            return web.json_response({"error": str(error)}, status=HTTPStatus.BAD_REQUEST)
        return web.json_response(self._faults.listing(), status=HTTPStatus.CREATED)

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _submits(self, _request: web.Request) -> web.Response:
        return web.json_response([submit.listing() for submit in self._desk.submits])

    async def _tasks(self, _request: web.Request) -> web.Response:
        return web.json_response([_listing(task) for task in self._studio.tasks()])

    async def _by_hand(self, request: web.Request) -> web.Response:
        body = json.loads(await request.read() or b"{}")
        task_id = request.match_info["id"]
        try:
            if request.match_info["verb"] == "step":
                await self._studio.step(task_id, progress=int(body["progress"]))
            elif request.match_info["verb"] == "finish":
                await self._studio.finish(task_id)
            else:
                await self._studio.fail(task_id, str(body["reason"]))
        except UnknownTaskError as error:
            return web.json_response({"error": str(error)}, status=HTTPStatus.NOT_FOUND)
        return web.Response(status=HTTPStatus.NO_CONTENT)


def fault_of(body: dict[str, Any]) -> Fault:
    """Return the fault that a JSON object describes; raises UnknownFaultError, TypeError for a wrong key."""
    if not isinstance(body, dict) or "kind" not in body:
        raise UnknownFaultError(f"a fault is an object with: {', '.join(f.name for f in fields(Fault))}")
    return Fault(**{**body, "kind": kind_named(str(body["kind"]))})


def _listing(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "dialect": task.order.dialect,
        "action": task.action,
        "prompt": task.prompt,
        "phase": task.phase.value,
        "progress": task.progress,
        "reason": task.reason,
        "seed": task.seed,
        "speed": task.order.speed,
        "state": task.order.state,
        "hook": task.order.hook,
        "parent": task.parent.id if task.parent else None,
    }
