"""The gateway by hand: close codes, sessions, shards and intents, frame by frame."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from bot.playground import Playground

Dial = Callable[[], Awaitable[aiohttp.ClientWebSocketResponse]]


@pytest.fixture
async def dial(playground: Playground) -> AsyncIterator[Dial]:
    async with aiohttp.ClientSession() as session:

        async def open_socket() -> aiohttp.ClientWebSocketResponse:
            socket = await session.ws_connect(playground.gateway_url)
            assert (await receive(socket))["op"] == 10
            return socket

        yield open_socket


async def receive(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    frame: dict[str, Any] = await asyncio.wait_for(socket.receive_json(), 5)
    return frame


async def identify(
    socket: aiohttp.ClientWebSocketResponse, playground: Playground, **changes: Any
) -> dict[str, Any]:
    """Identify and return READY's data."""
    data = {"token": playground.token, "intents": 0, "properties": {}} | changes
    await socket.send_json({"op": 2, "d": data})
    frame = await receive(socket)
    assert frame["t"] == "READY"
    ready: dict[str, Any] = frame["d"]
    return ready


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 0}}, 4004),
        ({"op": 2, "d": {"token": "playground-token", "intents": 1 << 15}}, 4014),
        ({"op": 2, "d": {"token": "playground-token", "intents": 0, "shard": [2, 2]}}, 4010),
        ({"op": 3, "d": {}}, 4003),
        ([], 4002),
    ],
)
async def test_a_bad_frame_closes_the_connection_with_discords_code(
    dial: Dial, frame: Any, code: int
) -> None:
    socket = await dial()
    await socket.send_json(frame)
    await asyncio.wait_for(socket.receive(), 5)
    assert socket.close_code == code


async def test_heartbeats_are_acknowledged_and_a_second_identify_is_not(
    playground: Playground, dial: Dial
) -> None:
    socket = await dial()
    await socket.send_json({"op": 1, "d": None})
    assert (await receive(socket))["op"] == 11
    await identify(socket, playground)
    await socket.send_json({"op": 2, "d": {"token": playground.token, "intents": 0}})
    await asyncio.wait_for(socket.receive(), 5)
    assert socket.close_code == 4005


async def test_a_bot_can_be_asked_to_reconnect(playground: Playground, dial: Dial) -> None:
    socket = await dial()
    await identify(socket, playground)
    await playground.gateway.ask_to_reconnect()
    assert (await receive(socket))["op"] == 7


async def test_what_a_bot_hears_goes_by_its_intents(playground: Playground, dial: Dial) -> None:
    deaf, keen = await dial(), await dial()
    await identify(deaf, playground)
    await identify(keen, playground, intents=1 << 9)
    ada = playground.person("ada")
    playground.world.commands.overwrite(None, [{"name": "ping", "description": "p"}])
    await ada.say("#images", "hello")
    await ada.command("#images", "ping")
    heard = await receive(keen)
    assert (heard["t"], heard["d"]["content"]) == ("MESSAGE_CREATE", "")
    assert (await receive(keen))["t"] == "INTERACTION_CREATE"
    assert (await receive(deaf))["t"] == "INTERACTION_CREATE"


async def test_a_shard_hears_of_its_own_guilds_and_the_first_of_direct_messages(
    playground: Playground, dial: Dial
) -> None:
    first, second = await dial(), await dial()
    guilds: dict[str, int] = {}
    for number, socket in enumerate((first, second)):
        ready = await identify(socket, playground, shard=[number, 2])
        guilds |= {each["id"]: number for each in ready["guilds"]}
    assert set(guilds.values()) == {0, 1}
    playground.world.commands.overwrite(None, [{"name": "ping", "description": "p"}])
    ada = playground.person("ada")
    await ada.command("@dm", "ping")
    assert (await receive(first))["d"]["context"] == 1
    for name in ("images", "lobby"):
        await ada.command(name, "ping")
        guild_id = str(playground.channel(name).guild_id)
        assert (await receive((first, second)[guilds[guild_id]]))["d"]["guild_id"] == guild_id


async def test_a_resume_replays_what_was_missed_and_an_ended_session_is_invalid(
    playground: Playground, dial: Dial
) -> None:
    socket = await dial()
    ready = await identify(socket, playground)
    await playground.drop_gateway()
    playground.world.commands.overwrite(None, [{"name": "ping", "description": "p"}])
    await playground.person("ada").command("#images", "ping")
    resume = {"op": 6, "d": {"token": playground.token, "session_id": ready["session_id"], "seq": 1}}
    again = await dial()
    await again.send_json(resume)
    assert [(await receive(again))["t"] for _ in range(2)] == ["INTERACTION_CREATE", "RESUMED"]
    await again.close(code=1000)
    await playground.wait_for(lambda world: not world.application.online)
    late = await dial()
    await late.send_json(resume)
    assert (await receive(late)) == {"op": 9, "d": False}


async def test_a_heartbeats_answer_is_under_way_while_events_pass_it(
    playground: Playground, dial: Dial
) -> None:
    socket = await dial()
    await socket.send_json({"op": 1, "d": None})
    await identify(socket, playground)  # READY comes before the answer to what was sent first
    assert (await receive(socket))["op"] == 11
