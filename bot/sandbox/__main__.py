"""`python -m bot.sandbox`: the sandbox in a process of its own, until it is interrupted."""

import asyncio
import signal

import click

from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import open_sandbox


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8123, show_default=True, help="0 lets the system choose.")
@click.option("--api-key", default="sandbox-key", show_default=True)
@click.option("--time-factor", default=1.0, show_default=True, help="0 finishes every task at once.")
@click.option("--concurrency", default=10, show_default=True, help="Tasks at a time; the others queue.")
@click.option("--public-url", default=None, help="The address in picture links, where it differs.")
@click.option("--manual", is_flag=True, help="Tasks wait for POST /sandbox/tasks/<id>/finish.")
@click.option("--remix", is_flag=True, help="Variations, pans and rerolls ask for a prompt.")
def main(**chosen: object) -> None:
    """Serve both dialects of a Midjourney API on this machine, with pictures made here."""
    options = SandboxOptions(**chosen)  # type: ignore[arg-type] # click has checked each option's type
    asyncio.run(_serve(options))


async def _serve(options: SandboxOptions) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_sandbox(options) as sandbox:
        click.echo(f"sandbox listening on {sandbox.base_url}")
        await stop.wait()


if __name__ == "__main__":
    main()
