"""The whole bot on its normal run path, between the sandbox and the playground, over loopback sockets."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import io
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr

from bot.config import (
    AccountSettings,
    DiscordSettings,
    ImageSettings,
    Settings,
    StorageSettings,
    WebSettings,
)
from bot.playground import Playground, PlaygroundOptions, open_playground
from bot.playground.handles import InteractionHandle
from bot.playground.models import Message
from bot.playground.people import PersonHandle
from bot.playground.uploads import Upload
from bot.running import run_bot
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import Sandbox, open_sandbox
from bot.services import Tuning

PATIENCE = 30.0


@dataclass(frozen=True)
class FastClock:
    """The wall's clock, running `pace` times as fast from now on."""

    pace: float
    began: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.began + (time.time() - self.began) * self.pace


@dataclass
class Stage:
    """Who plays: the two stand-ins, and the bot between them."""

    sandbox: Sandbox
    playground: Playground
    settings: Settings
    tuning: Tuning
    bot: asyncio.Task[None] | None = None

    @property
    def ada(self) -> PersonHandle:
        return self.playground.person("ada")

    @property
    def bo(self) -> PersonHandle:
        return self.playground.person("bo")

    async def start(self) -> None:
        ready = asyncio.Event()
        self.bot = asyncio.create_task(
            run_bot(self.settings, ready=ready.set, tuning=self.tuning), name="bot under test"
        )
        started = asyncio.create_task(ready.wait())
        done, _ = await asyncio.wait(
            {self.bot, started}, return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE
        )
        if self.bot in done:
            started.cancel()
            await self.bot
        assert started in done, "the bot did not come online"

    async def stop(self) -> None:
        if self.bot is not None:
            self.bot.cancel()
            await asyncio.gather(self.bot, return_exceptions=True)
            self.bot = None

    async def until(self, look: Callable[[], Any], *, timeout: float = PATIENCE) -> Any:  # noqa: ASYNC109  # a deadline
        """Give what `look` finds once it is truthy, looking whenever the world changes."""
        return await self.playground.wait_for(lambda _: look(), timeout)

    async def result(self, *, place: Any = "#general", after: int = 0) -> Message:
        """Wait for the next finished picture in a place, posted after message `after`."""

        def look() -> Message | None:
            for message in self.ada.messages(place):
                if (
                    message.id > after
                    and message.author_id == self.playground.world.application.id
                    and finished(message)
                ):
                    return message
            return None

        found = await self.until(look)
        assert isinstance(found, Message)
        return found

    async def press(
        self, message: Message, label: str, *, who: PersonHandle | None = None
    ) -> InteractionHandle:
        person = who or self.ada
        handle = await (
            person.press(message, emoji=label) if not label.isascii() else person.press(message, label=label)
        )
        return await handle.answered()

    async def chain(self, message: Message, label: str) -> Message:
        """Press a button and wait for its result."""
        await self.press(message, label)
        return await self.result(after=self.newest(message.channel_id))

    async def single(self, prompt: str = "a red fox --ar 3:2") -> Message:
        """Give the message of a single picture."""
        await (await self.ada.command("#general", "imagine", prompt=prompt)).finished()
        return await self.chain(await self.result(), "U2")

    async def region_link(self, message: Message, *, who: PersonHandle | None = None) -> str:
        """Press Vary (Region) and give the link that only the person who pressed sees."""
        answer = (await self.press(message, "Vary (Region)", who=who)).response
        assert answer is not None
        assert answer.ephemeral
        (row,) = answer.components
        (button,) = row["components"]
        return str(button["url"])

    def newest(self, channel_id: int) -> int:
        return max(
            (m.id for m in self.playground.world.messages.in_channel(channel_id) if finished(m)), default=0
        )


def finished(message: Message) -> bool:
    """A result: buttons of a finished task under it."""
    return any(
        part.get("custom_id", "").startswith("j1:c:")
        for row in message.components
        for part in row["components"]
    )


def labels(message: Message) -> list[list[str]]:
    return [
        [part.get("label") or (part.get("emoji") or {}).get("name", "") for part in row["components"]]
        for row in message.components
    ]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def settings_for(
    sandbox: Sandbox, playground: Playground, folder: Path, *, dialect: str, webhooks: bool
) -> Settings:
    port = free_port()
    return Settings(
        discord=DiscordSettings(
            token=SecretStr(playground.token), api_base=playground.api_base, user_installs=True
        ),
        storage=StorageSettings(url=f"sqlite+aiosqlite:///{folder / 'easel.db'}"),
        accounts={
            "main": AccountSettings(
                dialect=dialect,  # type: ignore[arg-type]  # one of the two names
                base_url=sandbox.base_url,
                api_key=SecretStr(sandbox.options.api_key),
                requests_per_minute=6000,
                http_timeout_seconds=5.0,
            )
        },
        web=WebSettings(
            port=port,
            public_url=f"http://127.0.0.1:{port}" if webhooks else "",
            secret=SecretStr("a-secret-of-the-end-to-end-tests"),
        ),
        images=ImageSettings(directory=str(folder / "images")),
    )


@asynccontextmanager
async def open_stage(
    folder: Path, *, dialect: str, webhooks: bool, options: SandboxOptions | None = None, pace: float = 20.0
) -> AsyncIterator[Stage]:
    async with (
        open_sandbox(options or SandboxOptions(time_factor=0.02)) as sandbox,
        open_playground(PlaygroundOptions(rate_limits=False)) as playground,
    ):
        settings = settings_for(sandbox, playground, folder, dialect=dialect, webhooks=webhooks)
        stage = Stage(sandbox, playground, settings, Tuning(clock=FastClock(pace), pace=pace))
        try:
            await stage.start()
            yield stage
        finally:
            await stage.stop()


@pytest.fixture(params=["midjourney_proxy", "ttapi"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["webhooks", "polling"])
def webhooks(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def sandbox_options() -> SandboxOptions:
    """Small pictures: what is on them matters to few tests, and full ones take seconds each to paint."""
    return SandboxOptions(time_factor=0.02, side=512)


@pytest.fixture
async def stage(
    tmp_path: Path,
    dialect: str,
    webhooks: bool,  # noqa: FBT001  # a fixture
    sandbox_options: SandboxOptions,
) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, dialect=dialect, webhooks=webhooks, options=sandbox_options) as opened:
        yield opened


def png(colour: str, size: tuple[int, int] = (320, 240)) -> Upload:
    stored = io.BytesIO()
    Image.new("RGB", size, colour).save(stored, "PNG")
    return Upload("picture.png", stored.getvalue())


def inputs(modal: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the text inputs of a modal, however they are wrapped."""
    found = []
    for part in modal["components"]:
        inner = part.get("component") or part["components"][0]
        found.append(inner)
    return found


class Look:
    """What tests look at a message with."""

    labels = staticmethod(labels)
    finished = staticmethod(finished)
    inputs = staticmethod(inputs)
    png = staticmethod(png)

    def __init__(self, openapi: Any) -> None:
        self._openapi = openapi

    def check_bodies(self, log: Any) -> None:
        """Hold every body that the bot sent against Discord's OpenAPI document, where that is at hand."""
        with contextlib.suppress(pytest.skip.Exception):  # only this check is skipped, not the test
            assert self._openapi.problems(log) == []


@pytest.fixture
def look() -> Look:
    return Look(_openapi())


def _openapi() -> Any:
    path = Path(__file__).parents[1] / "playground" / "openapi_check.py"
    spec = importlib.util.spec_from_file_location("openapi_check", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def settings_between() -> Callable[..., Settings]:
    return settings_for
