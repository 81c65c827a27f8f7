"""The floor: what discord.py and aiohttp cost by themselves. No database, no queue, no promises.

``python -m benchmarks.bare_bot '<JSON: api_base, token, port>'``. It answers /imagine with one line and a button, and
posts a message with a tiny picture into the channel named in the address of whatever is posted to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import sys
from typing import Any

import discord
from aiohttp import web
from discord import app_commands

from benchmarks.bot_process import say_ready
from benchmarks.upstream import TINY_PICTURE
from bot.discord_private import ask_for_gateway, speaking_to


class BareBot(discord.Client):
    """One command, one route."""

    def __init__(self, port: int) -> None:
        super().__init__(intents=discord.Intents.none(), max_messages=None)
        self.tree: app_commands.CommandTree[Any] = app_commands.CommandTree(self)
        self.tree.add_command(app_commands.Command(name="imagine", description="Answer", callback=imagine))
        self._port = port

    async def setup_hook(self) -> None:
        await ask_for_gateway(self)
        await self.tree.sync()
        app = web.Application()
        app.add_routes([web.post("/hooks/{channel}", self.report)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self._port).start()

    async def on_ready(self) -> None:
        say_ready()

    async def report(self, request: web.Request) -> web.Response:
        task = await request.json()
        channel = self.get_partial_messageable(int(request.match_info["channel"]))
        picture = discord.File(io.BytesIO(TINY_PICTURE), "picture.png")
        await channel.send(f"**{task['prompt']}**", file=picture, view=_view())
        return web.json_response({"status": "ok"})


async def imagine(interaction: discord.Interaction[Any], prompt: str) -> None:
    """Answer at once with what Easel's progress message shows."""
    await interaction.response.send_message(f"**{prompt}** (Waiting to start)", view=_view())


def _view() -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Cancel Job", custom_id="cancel"))
    view.stop()
    return view


async def _run(order: dict[str, Any]) -> None:
    with speaking_to(order["api_base"]):
        async with BareBot(order["port"]) as bot:
            await bot.start(order["token"])


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):  # how the measuring process ends it
        asyncio.run(_run(json.loads(sys.argv[1])))
