"""The command line: ``easel run | demo | doctor | sync | sandbox``. The outermost layer; nothing imports it.

Commands read what was typed, start one coroutine and turn failures into one sentence and an exit code: 2 for
settings that cannot be used, 1 for everything else that was expected to be possible. Anything else is a bug and
shows its traceback. What the coroutines do lives in `bot.running`, `bot.demo`, `bot.doctor` and `bot.sandbox`,
imported inside the commands so that ``easel --help`` loads none of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.errors import EaselError

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.config import DialectName, Settings

DEFAULT_CONFIG = Path("config.toml")


class SettingsUnusable(click.ClickException):  # named for what the operator has to mend
    """The settings are missing or wrong."""

    exit_code = 2


@click.group(name="easel", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="easel")
@click.option(
    "--config",
    "config",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="EASEL_CONFIG",
    help="The settings file. Without it config.toml is read where there is one; the environment always wins.",
)
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """Easel gives a Discord server Midjourney."""
    context.obj = config


@main.command()
@click.pass_obj
def run(config: Path | None) -> None:
    """Run the bot until it is told to stop."""
    settings = _settings(config)

    from bot.logs import configure_logging  # noqa: PLC0415  # help stays instant
    from bot.running import run_bot  # noqa: PLC0415  # help stays instant

    configure_logging(settings.logging, settings.secrets())
    _run(run_bot(settings))


@main.command()
@click.option(
    "--port", default=8000, show_default=True, help="Where the page is served; 0 for any free port."
)
@click.option(
    "--time-factor", default=0.3, show_default=True, help="1 is as slow as Midjourney, 0 is at once."
)
@click.option("--no-webhooks", is_flag=True, help="Let the bot poll for results instead.")
@click.option(
    "--dialect",
    type=click.Choice(["midjourney_proxy", "ttapi"]),
    default="midjourney_proxy",
    show_default=True,
    help="Which API the bot draws through.",
)
def demo(*, port: int, time_factor: float, no_webhooks: bool, dialect: DialectName) -> None:
    """Try the bot in your browser: no token, no key, no network."""
    from bot.demo import DemoOptions, run_demo  # noqa: PLC0415  # help stays instant

    options = DemoOptions(port=port, time_factor=time_factor, webhooks=not no_webhooks, dialect=dialect)
    _run(run_demo(options, say=click.echo))


@main.command()
@click.pass_obj
def doctor(config: Path | None) -> None:
    """Check the settings and everything that they point to."""
    from bot.doctor import CheckResult, examine, render  # noqa: PLC0415  # help stays instant

    try:
        settings = _settings(config)
    except SettingsUnusable as error:
        click.echo(render(CheckResult("settings", ok=False, detail="cannot be used", remedy=error.message)))
        raise click.exceptions.Exit(1) from None
    results: list[CheckResult] = []

    async def report() -> None:
        async for result in examine(settings):
            results.append(result)
            click.echo(render(result))

    _run(report())
    if any(result.ok is False for result in results):
        raise click.exceptions.Exit(1)


@main.command()
@click.option("--guild", "guild_id", type=int, help="Register in this one server only, by its id.")
@click.pass_obj
def sync(config: Path | None, guild_id: int | None) -> None:
    """Register the bot's commands with Discord anew; `run` does so only when they have changed."""
    settings = _settings(config)

    from bot.logs import configure_logging  # noqa: PLC0415  # help stays instant
    from bot.running import sync_commands  # noqa: PLC0415  # help stays instant

    configure_logging(settings.logging, settings.secrets())

    async def register() -> None:
        names = await sync_commands(settings, guild_id=guild_id)
        click.echo(f"Registered: {', '.join(f'/{name}' for name in sorted(names))}.")

    _run(register())


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8090, show_default=True, help="The port to listen on; 0 for any free one.")
@click.option(
    "--time-factor", default=1.0, show_default=True, help="1 is as slow as Midjourney, 0 is at once."
)
@click.option("--key", default="sandbox-key", show_default=True, help="The API key that clients must send.")
def sandbox(host: str, port: int, time_factor: float, key: str) -> None:
    """Serve a stand-in for the Midjourney API, in both dialects, that draws its own pictures."""
    from bot.config import LoggingSettings  # noqa: PLC0415  # help stays instant
    from bot.logs import configure_logging  # noqa: PLC0415  # help stays instant
    from bot.sandbox.options import SandboxOptions  # noqa: PLC0415  # help stays instant
    from bot.sandbox.server import open_sandbox  # noqa: PLC0415  # help stays instant

    options = SandboxOptions(host=host, port=port, time_factor=time_factor, api_key=key)

    async def serve() -> None:
        async with open_sandbox(options) as opened:
            click.echo(f"Both dialects answer at {opened.base_url} with the key {key}.")
            await asyncio.Event().wait()

    configure_logging(LoggingSettings())
    _run(serve())


def _settings(config: Path | None) -> Settings:
    from bot.config import ConfigError, load_settings  # noqa: PLC0415  # help stays instant

    if config is None and (DEFAULT_CONFIG.exists() or not _any_setting_in_environment()):
        config = DEFAULT_CONFIG
    try:
        return load_settings(config, os.environ)
    except ConfigError as error:
        raise SettingsUnusable(str(error)) from None


def _any_setting_in_environment() -> bool:
    return any(name.upper().startswith("EASEL_") and "__" in name for name in os.environ)


def _run(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(_until_stopped(work))
    except EaselError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        advice = "stop what listens there, or choose another port"
        raise click.ClickException(f"Easel cannot start: {error.strerror}; {advice}.") from None


async def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run `work`; the first SIGINT or SIGTERM ends it gracefully, a second one ends the process as usual."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(work, name="easel")
    stopping = asyncio.Event()

    def stop() -> None:
        stopping.set()
        task.cancel()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    with contextlib.suppress(
        NotImplementedError
    ):  # Windows has no such handlers; Ctrl+C works there regardless
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopping.is_set():
            raise
