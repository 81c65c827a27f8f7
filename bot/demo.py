"""The demo: the real bot on its normal path, between a stand-in for Discord and one for the Midjourney API.

Only here do the three meet. Settings are built in code, so nobody's configuration or database is touched; what a
demo stores is gone when it ends, as its Discord is.
"""

from __future__ import annotations

import secrets
import socket
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from pydantic import SecretStr

from bot.config import (
    AccountSettings,
    DialectName,
    DiscordSettings,
    ImageSettings,
    LoggingSettings,
    Settings,
    StorageSettings,
    WebSettings,
)
from bot.demo_levers import BotRunner, Trouble
from bot.logs import configure_logging
from bot.playground import Playground, PlaygroundOptions, open_playground
from bot.running import run_bot
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import Sandbox, open_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

LOOPBACK = "127.0.0.1"
DIALECTS: tuple[DialectName, ...] = get_args(DialectName)
"""Of the demo's accounts, each named as its dialect."""


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What can be chosen about a demo. `time_factor` 1 is as slow as Midjourney, 0 is at once."""

    port: int = 8000
    time_factor: float = 0.3
    webhooks: bool = True
    dialect: DialectName = "midjourney_proxy"
    """Of the account that takes new jobs; there is one of the other, too."""


async def run_demo(options: DemoOptions, *, say: Callable[[str], None]) -> None:
    """Serve the playground until cancelled; `say` hears the address once the bot is online."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="easel-demo-")))
        sandbox = await stack.enter_async_context(
            open_sandbox(SandboxOptions(time_factor=options.time_factor, paint_soon=True))
        )
        playground = await stack.enter_async_context(open_playground(PlaygroundOptions(port=options.port)))
        settings = demo_settings(playground, sandbox, folder=folder, options=options)
        configure_logging(settings.logging, settings.secrets())
        bot = BotRunner(lambda ready: run_bot(settings, ready=ready))
        playground.levers.offer(*Trouble(playground, sandbox, bot).levers())
        await bot.serve(lambda: say(f"Easel is ready: open {playground.base_url} in your browser."))


def demo_settings(
    playground: Playground, sandbox: Sandbox, *, folder: Path, options: DemoOptions
) -> Settings:
    """Build the settings of a bot between the two stand-ins, with one account for each dialect."""
    first = options.dialect
    port = _free_port()
    return Settings(
        discord=DiscordSettings(token=SecretStr(playground.token), api_base=playground.api_base),
        storage=StorageSettings(url=f"sqlite+aiosqlite:///{folder / 'easel.db'}"),
        accounts={
            dialect: AccountSettings(
                dialect=dialect,
                base_url=sandbox.base_url,
                api_key=SecretStr(sandbox.options.api_key),
                stealth=True,
            )
            for dialect in sorted(DIALECTS, key=lambda each: each != first)
        },
        web=WebSettings(
            host=LOOPBACK,
            port=port,
            public_url=f"http://{LOOPBACK}:{port}" if options.webhooks else "",
            secret=SecretStr(secrets.token_hex(32)),
        ),
        images=ImageSettings(directory=str(folder / "images")),
        logging=LoggingSettings(level="WARNING"),
    )


def _free_port() -> int:
    """Find a port for the bot's own web side: its address has to be known before it listens."""
    with socket.create_server((LOOPBACK, 0)) as server:
        port: int = server.getsockname()[1]
        return port
