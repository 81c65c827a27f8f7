"""Discord's gateway on loopback: identify, heartbeat, events by intent and shard, resume with replay.

Frames are plain JSON text, which clients accept even where they asked for compression.
Opcodes and close codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.playground import serialize
from bot.playground.changes import (
    BotStatus,
    Change,
)
from bot.playground.gateway_events import PRIVILEGED, Intent, project
from bot.playground.models import Json
from bot.playground.world import World

HEARTBEAT_MS = 41_250
_TRAVEL_S = 0.02
"""How long a heartbeat's answer takes: no real gateway is nearer. Clients that note the time of sending only after
the send, as discord.py does, would take an earlier answer for one that is a whole interval late."""
_REPLAY = 1_000
_LOST_SESSIONS = 8

_DISPATCH, _HEARTBEAT, _IDENTIFY, _PRESENCE, _RESUME = 0, 1, 2, 3, 6
_RECONNECT, _INVALID_SESSION, _HELLO, _ACK = 7, 9, 10, 11
_UNKNOWN_OPCODE, _DECODE_ERROR, _NOT_AUTHENTICATED, _AUTHENTICATION_FAILED = 4001, 4002, 4003, 4004
_ALREADY_AUTHENTICATED, _INVALID_SHARD, _DISALLOWED_INTENTS = 4005, 4010, 4014
_ENDS_SESSION = (1000, 1001)


@dataclass(slots=True)
class Session:
    """What survives a dropped connection: the sequence and the events to replay."""

    id: str
    intents: int
    shard: tuple[int, int]
    sequence: int = 0
    replay: deque[Json] = field(default_factory=lambda: deque(maxlen=_REPLAY))
    outbox: asyncio.Queue[Json] | None = None

    def send(self, name: str, data: Json) -> None:
        self.sequence += 1
        frame = {"op": _DISPATCH, "t": name, "s": self.sequence, "d": data}
        self.replay.append(frame)
        if self.outbox is not None:
            self.outbox.put_nowait(frame)

    def wants(self, intent: int) -> bool:
        return bool(self.intents & intent)

    def serves(self, guild_id: int | None) -> bool:
        """Tell whether the shard is the one for this guild; what has no guild goes to shard 0."""
        number, count = self.shard
        return number == (0 if guild_id is None else (guild_id >> 22) % count)


class Gateway:
    """All sessions of the bot. Owns one writer task per open connection."""

    def __init__(self, world: World, *, privileged_intents: bool) -> None:
        self._world = world
        self._privileged = privileged_intents
        self._sessions: dict[str, Session] = {}
        self._sockets: dict[web.WebSocketResponse, Session | None] = {}
        self._count = 0
        self._unsubscribe = world.feed.subscribe(self._on_change)

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/gateway", self.serve)
        app.router.add_get("/gateway/", self.serve)
        app.on_shutdown.append(self._close)

    # Faults --------------------------------------------------------------------------------------------------------

    async def drop(self, *, resumable: bool = True) -> None:
        """Cut every connection as a broken network does; without `resumable` the sessions are gone too."""
        if not resumable:
            self._sessions.clear()
        for socket in tuple(self._sockets):
            self._detach(socket)
            await socket.close(code=4000, message=b"Unknown error")

    async def ask_to_reconnect(self) -> None:
        """Send every connection the RECONNECT opcode, as Discord does when it moves sessions."""
        for socket in tuple(self._sockets):
            await socket.send_json({"op": _RECONNECT, "d": None})

    async def _close(self, _app: web.Application) -> None:
        self._unsubscribe()
        for socket in tuple(self._sockets):
            await socket.close(code=1001, message=b"Going away")

    # Connections ---------------------------------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False, max_msg_size=64 * 1024)
        await socket.prepare(request)
        outbox: asyncio.Queue[Json] = asyncio.Queue()
        outbox.put_nowait({"op": _HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}, "s": None, "t": None})
        writer = asyncio.create_task(_write(socket, outbox), name="playground gateway writer")
        self._sockets[socket] = None
        try:
            await self._read(socket, outbox)
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            self._forget(socket, outbox)
        return socket

    async def _read(self, socket: web.WebSocketResponse, outbox: asyncio.Queue[Json]) -> None:
        async for frame in socket:
            if frame.type != WSMsgType.TEXT:
                await socket.close(code=_DECODE_ERROR, message=b"Error while decoding payload.")
                return
            try:
                body = json.loads(frame.data)
            except ValueError:
                body = None
            if not isinstance(body, dict):
                await socket.close(code=_DECODE_ERROR, message=b"Error while decoding payload.")
                return
            code = self._receive(socket, outbox, body.get("op"), body.get("d"))
            if code is not None:
                await socket.close(code=code)
                return

    def _receive(
        self, socket: web.WebSocketResponse, outbox: asyncio.Queue[Json], opcode: Any, data: Any
    ) -> int | None:
        """Handle one frame; return the close code that it deserves, if any."""
        if opcode == _HEARTBEAT:
            loop = asyncio.get_running_loop()
            loop.call_later(_TRAVEL_S, outbox.put_nowait, {"op": _ACK, "d": None})
            return None
        if opcode in (_IDENTIFY, _RESUME):
            enter = self._identify if opcode == _IDENTIFY else self._resume
            return self._refusal(socket, data) or enter(socket, outbox, data)
        if self._sockets[socket] is None:
            return _NOT_AUTHENTICATED
        return None if opcode == _PRESENCE else _UNKNOWN_OPCODE

    def _refusal(self, socket: web.WebSocketResponse, data: Any) -> int | None:
        if self._sockets[socket] is not None:
            return _ALREADY_AUTHENTICATED
        if not isinstance(data, dict):
            return _DECODE_ERROR
        return None if data.get("token") == self._world.application.token else _AUTHENTICATION_FAILED

    def _identify(self, socket: web.WebSocketResponse, outbox: asyncio.Queue[Json], data: Json) -> int | None:
        intents = int(data.get("intents", 0))
        if intents & PRIVILEGED and not self._privileged:
            return _DISALLOWED_INTENTS
        number, count = data.get("shard") or (0, 1)
        if not 0 <= number < count:
            return _INVALID_SHARD
        self._count += 1
        session = Session(f"session-{self._count}", intents, (number, count))
        self._sessions[session.id] = session
        self._forget_lost_sessions()
        self._attach(socket, outbox, session)
        self._greet(session)
        return None

    def _forget_lost_sessions(self) -> None:
        """Drop the oldest sessions whose process never came back, as Discord does after some minutes."""
        lost = [session for session in self._sessions.values() if session.outbox is None]
        for session in lost[:-_LOST_SESSIONS]:
            del self._sessions[session.id]

    def _greet(self, session: Session) -> None:
        world = self._world
        own = [guild for guild in world.guilds.values() if world.application.id in guild.members]
        own = [guild for guild in own if session.serves(guild.id)]
        ready = {
            "v": 10,
            "user": serialize.user(world.users[world.application.id]),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in own],
            "session_id": session.id,
            "resume_gateway_url": world.links.base_url.replace("http", "ws", 1) + "/gateway",
            "session_type": "normal",
            "shard": list(session.shard),
            "application": {"id": str(world.application.id), "flags": 0},
            "private_channels": [],
        }
        session.send("READY", ready)
        if session.wants(Intent.GUILDS):
            for guild in own:
                session.send("GUILD_CREATE", serialize.guild_create(world, guild))

    def _resume(self, socket: web.WebSocketResponse, outbox: asyncio.Queue[Json], data: Json) -> int | None:
        session = self._sessions.get(data.get("session_id", ""))
        since = int(data.get("seq") or 0)
        if session is None or since > session.sequence:
            outbox.put_nowait({"op": _INVALID_SESSION, "d": False})
            return None
        for frame in [frame for frame in session.replay if frame["s"] > since]:
            outbox.put_nowait(frame)
        self._attach(socket, outbox, session)
        session.send("RESUMED", {})
        return None

    def _attach(self, socket: web.WebSocketResponse, outbox: asyncio.Queue[Json], session: Session) -> None:
        session.outbox = outbox
        self._sockets[socket] = session
        self._announce()

    def _detach(self, socket: web.WebSocketResponse) -> None:
        """Part a connection from its session, which keeps its events for a resume."""
        session = self._sockets[socket]
        self._sockets[socket] = None
        if session is not None:
            session.outbox = None
        self._announce()

    def _forget(self, socket: web.WebSocketResponse, outbox: asyncio.Queue[Json]) -> None:
        """Let go of a closed connection; the client's own 1000 or 1001 ends the session too."""
        session = self._sockets.pop(socket)
        if session is not None and session.outbox is outbox:
            session.outbox = None
            if socket.close_code in _ENDS_SESSION:
                self._sessions.pop(session.id, None)
        self._announce()

    def _announce(self) -> None:
        online = any(session is not None for session in self._sockets.values())
        if online != self._world.application.online:
            self._world.application.online = online
            self._world.feed.publish(BotStatus(online))

    # Events --------------------------------------------------------------------------------------------------------

    def _on_change(self, change: Change) -> None:
        event = project(self._world, change)
        if event is None:
            return
        for session in self._sessions.values():
            if session.serves(event.guild_id) and (event.intent is None or session.wants(event.intent)):
                session.send(event.name, event.seen_with(session.intents))


async def _write(socket: web.WebSocketResponse, outbox: asyncio.Queue[Json]) -> None:
    while True:
        frame = await outbox.get()
        await socket.send_json(frame)
