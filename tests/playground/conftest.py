from __future__ import annotations

import asyncio
import importlib.util
import io
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands
from PIL import Image

from bot.playground import Playground, PlaygroundOptions, open_playground


@dataclass
class Clock:
    """Time that a test sets; begins at a fixed moment."""

    now: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Bot:
    """The real discord.py client, logged in and connected, with its command tree."""

    client: discord.Client
    tree: app_commands.CommandTree[discord.Client]
    seen: list[discord.Interaction] = field(default_factory=list)
    resumed: asyncio.Event = field(default_factory=asyncio.Event)


Connect = Callable[..., Awaitable[Bot]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def playground(clock: Clock) -> AsyncIterator[Playground]:
    async with open_playground(PlaygroundOptions(clock=clock)) as opened:
        yield opened


@pytest.fixture
def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (2, 3)).save(file, "PNG")
    return file.getvalue()


Rest = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
async def rest(playground: Playground) -> AsyncIterator[Rest]:
    """Call the API by hand, with the bot's token: (status, JSON)."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {playground.token}"}) as session:

        async def call(method: str, path: str, **arguments: Any) -> tuple[int, Any]:
            async with session.request(method, playground.api_base + path, **arguments) as answer:
                return answer.status, await answer.json() if answer.status != 204 else None

        yield call


@pytest.fixture(scope="session")
def openapi() -> Any:
    """The check of what was sent against Discord's document; `problems` skips the test where that is absent."""
    spec = importlib.util.spec_from_file_location(
        "openapi_check", Path(__file__).with_name("openapi_check.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
async def connect(
    playground: Playground, monkeypatch: pytest.MonkeyPatch, openapi: Any
) -> AsyncIterator[Connect]:
    """Connect a real discord.py client; `prepare(bot)` registers its commands and handlers first.

    Whatever it sent and got accepted must also be right by Discord's own document, where that is at hand.
    """
    monkeypatch.setattr(discord.http.Route, "BASE", playground.api_base)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(playground.gateway_url))
    running: list[tuple[discord.Client, asyncio.Task[None]]] = []

    async def start(
        prepare: Callable[[Bot], None] | None = None, intents: discord.Intents | None = None
    ) -> Bot:
        client = discord.Client(
            intents=intents or discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=60,
            guild_ready_timeout=0.05,
        )
        bot = Bot(client, app_commands.CommandTree(client))
        if prepare is not None:
            prepare(bot)

        @client.event
        async def setup_hook() -> None:
            await bot.tree.sync()

        @client.event
        async def on_interaction(interaction: discord.Interaction) -> None:
            bot.seen.append(interaction)

        @client.event
        async def on_resumed() -> None:
            bot.resumed.set()

        task = asyncio.create_task(client.start(playground.token), name="discord.py under test")
        running.append((client, task))
        await playground.wait_for(lambda world: world.application.online)
        await client.wait_until_ready()
        return bot

    yield start
    for client, task in running:
        await client.close()
        await asyncio.gather(task, return_exceptions=True)
    check = openapi.OpenApiCheck.find()
    assert check is None or check.problems(playground.world.log) == []


@pytest.fixture(autouse=True)
def _quiet_discord(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
