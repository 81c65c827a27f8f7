"""`python -m bot.playground --port 8000`: the playground by itself, until interrupted."""

import asyncio
import signal

import click

from bot.playground.server import PlaygroundOptions, open_playground


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=0, show_default=True, help="0 takes a free port.")
@click.option(
    "--token", default="playground-token", show_default=True, help="The token the bot logs in with."
)
@click.option("--rate-limits/--no-rate-limits", default=True, show_default=True)
def main(host: str, port: int, token: str, *, rate_limits: bool) -> None:
    """Run Discord on loopback and print where it listens."""
    asyncio.run(_run(PlaygroundOptions(host=host, port=port, token=token, rate_limits=rate_limits)))


async def _run(options: PlaygroundOptions) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    async with open_playground(options) as playground:
        click.echo(f"playground listening on {playground.base_url}")
        await stopped.wait()


if __name__ == "__main__":
    main()
