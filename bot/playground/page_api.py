"""What the web page calls: state, a person's deeds, and a WebSocket of what happens. Plain JSON under /playground/."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.playground import page_view
from bot.playground.changes import Change
from bot.playground.errors import DiscordError, PersonError
from bot.playground.levers import LeverBoard
from bot.playground.models import Json, Message
from bot.playground.page_events import events
from bot.playground.people import PersonHandle
from bot.playground.uploads import Upload
from bot.playground.world import World

_UPLOADS = 32


@dataclass(slots=True)
class Asked:
    """One call of the page: its JSON and the person who makes it."""

    body: Json
    person: PersonHandle

    def text(self, name: str) -> str:
        value = self.body.get(name)
        if not isinstance(value, str | int) or value == "":
            raise PersonError(f"The field {name} is missing.")
        return str(value)


Deed = Callable[[Asked], Awaitable[Json]]


class PageApi:
    """The page's calls and sockets. Keeps the last few uploads until a command uses them."""

    def __init__(self, world: World, levers: LeverBoard | None = None) -> None:
        self._world = world
        self._levers = levers or LeverBoard()
        self.uploads: OrderedDict[str, Upload] = OrderedDict()
        self._sockets: set[web.WebSocketResponse] = set()

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/playground/state", self._guarded(self._state))
        app.router.add_get("/playground/log", self._log)
        app.router.add_get("/playground/socket", self._guarded(self._socket))
        app.router.add_get("/playground/levers", self._shown_levers)
        app.router.add_post("/playground/levers/{key}", self._guarded(self._pull))
        app.router.add_post("/playground/upload", self._guarded(self._upload))
        deeds: dict[str, Deed] = {
            "command": self._command,
            "autocomplete": self._autocomplete,
            "press": self._press,
            "modal": self._modal,
            "react": self._react,
            "dismiss": self._dismiss,
            "say": self._say,
            "typing": self._typing,
            "delete": self._delete,
        }
        for name, deed in deeds.items():
            app.router.add_post(f"/playground/{name}", self._guarded(self._posted(deed)))
        app.on_shutdown.append(self._close)

    async def _close(self, _app: web.Application) -> None:
        for socket in tuple(self._sockets):
            await socket.close(code=1001)

    # Calls ---------------------------------------------------------------------------------------------------------

    def _guarded(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except PersonError as refusal:
                return web.json_response({"error": str(refusal)}, status=400)
            except DiscordError as refusal:
                return web.json_response({"error": refusal.message}, status=refusal.status)

        return serve

    def _posted(self, deed: Deed) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                body = json.loads(await request.read())
            except ValueError as wrong:
                raise PersonError("The request is not JSON.") from wrong
            if not isinstance(body, dict):
                raise PersonError("The request is not a JSON object.")
            return web.json_response(await deed(Asked(body, self._person(body.get("person")))))

        return handle

    def _person(self, key: Any) -> PersonHandle:
        return PersonHandle(self._world, self._world.person(str(key)))

    async def _state(self, request: web.Request) -> web.StreamResponse:
        people = [user for user in self._world.users.values() if not user.bot]
        person = self._person(request.query.get("person") or people[0].id)
        channel = request.query.get("channel")
        place = None if not channel else person.place(channel)
        return web.json_response(page_view.state(person, place))

    async def _log(self, _request: web.Request) -> web.StreamResponse:
        """Answer what the bot sent and what is not implemented: for tests in another process."""
        requests = [dataclasses.asdict(each) for each in self._world.log]
        return web.json_response({"requests": requests, "gaps": self._world.gaps})

    async def _shown_levers(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response({"levers": self._levers.shown()})

    async def _pull(self, request: web.Request) -> web.StreamResponse:
        happened = await self._levers.pull(request.match_info["key"])
        return web.json_response({"happened": happened, "levers": self._levers.shown()})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        upload = await Upload(request.query.get("filename") or "file", content).measured()
        upload_id = str(self._world.ids.next())
        self.keep(upload_id, upload)
        return web.json_response({"upload_id": upload_id})

    def keep(self, upload_id: str, upload: Upload) -> None:
        """Hold a file until it is named in a deed; the oldest one goes when there are too many."""
        self.uploads[upload_id] = upload
        while len(self.uploads) > _UPLOADS:
            self.uploads.popitem(last=False)

    # Deeds ---------------------------------------------------------------------------------------------------------

    async def _command(self, asked: Asked) -> Json:
        if asked.body.get("message"):
            used = await asked.person.use_on(self._message(asked), asked.text("name"))
            return {"interaction_id": str(used.id)}
        options = self._with_uploads(asked.body.get("options") or {})
        handle = await asked.person.command(asked.text("channel"), asked.text("name"), **options)
        return {"interaction_id": str(handle.id)}

    async def _autocomplete(self, asked: Asked) -> Json:
        options = self._with_uploads(asked.body.get("options") or {})
        place, name, focused = (asked.text(each) for each in ("channel", "name", "focused"))
        choices = await asked.person.autocomplete(place, name, focused, **options)
        return {"choices": page_view.localized_choices(choices, asked.person.user.locale)}

    async def _press(self, asked: Asked) -> Json:
        message, custom_id = self._message(asked), asked.text("custom_id")
        values = asked.body.get("values")
        if values is None:
            handle = await asked.person.press(message, custom_id)
        else:
            handle = await asked.person.select(message, values, custom_id)
        return {"interaction_id": str(handle.id)}

    async def _modal(self, asked: Asked) -> Json:
        opened = self._number(asked, "interaction_id")
        values = self._with_uploads(asked.body.get("values") or {})
        handle = await asked.person.submit(opened, values)
        return {"interaction_id": str(handle.id)}

    async def _react(self, asked: Asked) -> Json:
        message, emoji = self._message(asked), asked.text("emoji")
        if asked.body.get("remove"):
            asked.person.unreact(message, emoji)
        else:
            asked.person.react(message, emoji)
        return {}

    async def _dismiss(self, asked: Asked) -> Json:
        asked.person.dismiss(self._message(asked))
        return {}

    async def _say(self, asked: Asked) -> Json:
        """Send a plain message, with files by their upload ids and as a reply to a message."""
        files = [self._with_upload(each) for each in asked.body.get("files") or []]
        if not all(isinstance(each, Upload) for each in files):
            raise PersonError("A file has to be uploaded first.")
        replied = self._message(asked, "reply_to") if asked.body.get("reply_to") else None
        content = str(asked.body.get("content") or "")
        said = await asked.person.say(asked.text("channel"), content, *files, reply_to=replied)
        return {"id": str(said.id)}

    async def _typing(self, asked: Asked) -> Json:
        asked.person.begin_typing(asked.text("channel"))
        return {}

    async def _delete(self, asked: Asked) -> Json:
        asked.person.delete(self._message(asked))
        return {}

    def _number(self, asked: Asked, name: str) -> int:
        text = asked.text(name)
        if not text.isdecimal():
            raise PersonError(f"The field {name} is not an id.")
        return int(text)

    def _message(self, asked: Asked, name: str = "message") -> Message:
        found = self._world.messages.find(self._number(asked, name))
        if found is None:
            raise PersonError("This message does not exist any more.")
        return found

    def _with_uploads(self, values: Json) -> Json:
        """Replace upload ids by their files, alone or in lists."""
        return {name: self._with_upload(value) for name, value in values.items()}

    def _with_upload(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._with_upload(each) for each in value]
        return self.uploads.get(value, value) if isinstance(value, str) else value

    # Events --------------------------------------------------------------------------------------------------------

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        person = self._person(request.query.get("person"))
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        outbox: asyncio.Queue[Json] = asyncio.Queue()

        def listen(change: Change) -> None:
            for event in events(self._world, change, person):
                outbox.put_nowait(event)

        unsubscribe = self._world.feed.subscribe(listen)
        writer = asyncio.create_task(_write(socket, outbox), name="playground page writer")
        self._sockets.add(socket)
        try:
            async for _ in socket:
                pass
        finally:
            self._sockets.discard(socket)
            unsubscribe()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket


async def _write(socket: web.WebSocketResponse, outbox: asyncio.Queue[Json]) -> None:
    while True:
        await socket.send_json(await outbox.get())
