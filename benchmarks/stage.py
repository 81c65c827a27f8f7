"""The stage of a measurement: the stand-ins in this process, a bot in another.

What is measured of the bot is its process alone; moments are taken here, where the playground opens an interaction,
takes an answer or stores a message. Both bots, Easel and the bare one, are measured by the same clock on the same
stage.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.process import ProcessMeter
from benchmarks.upstream import Upstream
from bot.playground import Playground, PlaygroundOptions, open_playground
from bot.playground.changes import (
    Change,
    InteractionAnswered,
    InteractionFailed,
    InteractionOpened,
    MessageCreated,
)
from bot.playground.models import Message

ROOT = Path(__file__).parents[1]
CHANNEL = "#general"
ACCOUNT = "main"
SECRET = "a-secret-of-the-benchmarks"  # noqa: S105  # good for nothing but this
MANY = 1_000_000
"""A limit that is none."""
_SETTLING_SECONDS = 0.5


@dataclass
class Moments:
    """When things happened on the playground, in `time.perf_counter`'s seconds."""

    opened: dict[int, float] = field(default_factory=dict)
    answered: dict[int, float] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)
    posted: dict[str, float] = field(default_factory=dict)
    """By prompt: when the message with its finished picture came."""

    def note(self, change: Change) -> None:
        now = time.perf_counter()
        match change:
            case InteractionOpened(interaction):
                self.opened[interaction.id] = now
            case InteractionAnswered(interaction):
                self.answered[interaction.id] = now
            case InteractionFailed(interaction):
                self.failed.add(interaction.id)
            case MessageCreated(message) if message.attachments:
                self.posted[prompt_of(message)] = now

    def latency(self, interaction_id: int) -> float:
        return self.answered[interaction_id] - self.opened[interaction_id]


def prompt_of(message: Message) -> str:
    """Give the prompt that a message shows in bold."""
    return message.content.removeprefix("**").split("**")[0]


@dataclass
class Stage:
    """The playground, an upstream, and how to start bots between them."""

    playground: Playground
    upstream: Upstream
    folder: Path
    moments: Moments

    @asynccontextmanager
    async def easel(
        self, settings: Mapping[str, Any] | None = None, *, profile: str = ""
    ) -> AsyncIterator[ProcessMeter]:
        """Run Easel in a process of its own. `profile` names a file for cProfile's findings."""
        order = json.dumps(settings or self.settings())
        async with _child("benchmarks.bot_process", order, *([profile] if profile else [])) as meter:
            yield meter

    @asynccontextmanager
    async def bare_bot(self, port: int) -> AsyncIterator[ProcessMeter]:
        """Run the floor."""
        order = {"api_base": self.playground.api_base, "token": self.playground.token, "port": port}
        async with _child("benchmarks.bare_bot", json.dumps(order)) as meter:
            yield meter

    def settings(
        self, *, webhooks: bool = True, requests_per_minute: int = MANY, concurrency: int = MANY
    ) -> Mapping[str, Any]:
        port = free_port()
        return {
            "discord": {
                "token": self.playground.token,
                "api_base": self.playground.api_base,
                "max_queued_per_member": MANY,
            },
            "storage": {"url": self.database},
            "accounts": {
                ACCOUNT: {
                    "dialect": "midjourney_proxy",
                    "base_url": self.upstream.base_url,
                    "api_key": "a-key-for-nothing",
                    "requests_per_minute": requests_per_minute,
                    "concurrency": concurrency,
                }
            },
            "web": {
                "port": port,
                "public_url": f"http://127.0.0.1:{port}" if webhooks else "",
                "secret": SECRET,
            },
            "images": {"directory": str(self.folder / "images")},
        }

    @property
    def database(self) -> str:
        return f"sqlite+aiosqlite:///{self.folder / 'easel.db'}"

    async def command(self, prompt: str) -> int:
        """Have somebody use /imagine and give the interaction's id; does not wait for the answer."""
        handle = await self.playground.person("ada").command(CHANNEL, "imagine", prompt=prompt)
        return handle.id

    async def answered(self, *interaction_ids: int, seconds: float = 60.0) -> None:
        await self.until(lambda: self.moments.answered.keys() >= set(interaction_ids), seconds)

    async def posted(self, *prompts: str, seconds: float = 60.0) -> None:
        await self.until(lambda: self.moments.posted.keys() >= set(prompts), seconds)

    async def until(self, look: Callable[[], bool], seconds: float) -> None:
        """Wait until `look` is true, looking whenever something happens on the playground."""
        await self.playground.wait_for(lambda _: look(), seconds)


@asynccontextmanager
async def open_stage(upstream: Upstream, folder: Path) -> AsyncIterator[Stage]:
    """Open the playground, without rate limits: what Discord makes everybody wait is not the bot's doing."""
    async with open_playground(PlaygroundOptions(rate_limits=False)) as playground:
        moments = Moments()
        playground.world.feed.subscribe(moments.note)
        yield Stage(playground, upstream, folder, moments)


@asynccontextmanager
async def _child(module: str, *order: str) -> AsyncIterator[ProcessMeter]:
    """Run a module until the block ends; enter the block once it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *order, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    try:
        async with asyncio.timeout(120):
            line = await process.stdout.readline() if process.stdout is not None else b""
        if line != b"ready\n":
            raise RuntimeError(f"{module} did not come online")
        yield ProcessMeter(process.pid)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(15):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def settled(meter: ProcessMeter, *, seconds: float = 60.0) -> None:
    """Wait until a bot has nothing left to do: it uses hardly any processor time."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        before = meter.cpu_seconds()
        await asyncio.sleep(_SETTLING_SECONDS)
        if meter.cpu_seconds() - before <= 0.02 * _SETTLING_SECONDS:
            return


async def resident(meter: ProcessMeter) -> int:
    """Give the bytes that a settled Easel keeps, after it collected its garbage."""
    await settled(meter)
    os.kill(meter.pid, signal.SIGUSR1)
    await settled(meter)
    return meter.resident_bytes()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
