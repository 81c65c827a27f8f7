"""Every touch of discord.py that its documentation does not promise, in one place, each with a check at start.

`check` runs before the bot logs in and names discord.py's version where something is not as it was: an upgrade that
moves one of these fails loudly at start, not silently in the middle of a delivery.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.webhook.async_ import Webhook


class DiscordChanged(RuntimeError):
    """The installed discord.py is not the one this was written for."""


def check() -> None:
    """Look whether everything that is used below is still there.

    Raises:
        DiscordChanged: names the version and the first thing that is missing.
    """
    for name, holds in _CHECKS.items():
        if not holds():
            raise DiscordChanged(
                f"discord.py {discord.__version__} is not supported: {name} has changed. Install a 2.7 release."
            )


def _has_application_webhooks() -> bool:
    slots = {slot for kind in Webhook.mro() for slot in getattr(kind, "__slots__", ())}
    return "type" in slots and discord.WebhookType.application.value == _APPLICATION_WEBHOOK


_APPLICATION_WEBHOOK = 3
"""Discord's number for the webhook of an interaction."""

_CHECKS: Mapping[str, Callable[[], bool]] = {
    "discord.http.Route.BASE": lambda: (
        isinstance(Route.BASE, str) and Route("GET", "/x").url == f"{Route.BASE}/x"
    ),
    "DiscordWebSocket.DEFAULT_GATEWAY": lambda: isinstance(DiscordWebSocket.DEFAULT_GATEWAY, yarl.URL),
    "CommandTree._get_all_commands": lambda: callable(
        getattr(discord.app_commands.CommandTree, "_get_all_commands", None)
    ),
    "Command.get_translated_payload": lambda: callable(
        getattr(discord.app_commands.Command, "get_translated_payload", None)
    ),
    "Webhook.type": _has_application_webhooks,
    "HTTPClient.get_bot_gateway": lambda: callable(getattr(discord.http.HTTPClient, "get_bot_gateway", None)),
}


@contextmanager
def without_advice() -> Iterator[None]:
    """Keep discord.py from warning of what is meant: no guild cache, no voice. Wrap a client's construction in it."""
    loggers = [logging.getLogger(name) for name in ("discord.client", "discord.state")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def speaking_to(api_base: str) -> Iterator[None]:
    """Send discord.py's requests to this address until the end, then put everything back.

    The address is a class attribute, so a process can speak to one Discord at a time.
    """
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = api_base.rstrip("/")
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


async def ask_for_gateway(client: discord.Client) -> None:
    """Ask Discord where its gateway is, as its documentation wants; discord.py would use a constant.

    Raises:
        discord.GatewayNotFound: Discord did not say.
    """
    _, url, _ = await client.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)


async def command_payloads(tree: discord.app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """Give what `tree.sync` would send, so that it can be compared with what was sent last."""
    commands = tree._get_all_commands(guild=None)  # noqa: SLF001  # the public way sends it at once
    translator = tree.translator
    if translator is None:
        return [command.to_dict(tree) for command in commands]
    return [await command.get_translated_payload(tree, translator) for command in commands]


def interaction_webhook(client: discord.Client, token: str) -> Webhook:
    """Give the webhook behind an interaction's token, with no memory of the interaction: it survives restarts.

    `Webhook.partial` makes an ordinary webhook; only an application's may send ephemeral messages.
    """
    if client.application_id is None:
        raise discord.ClientException("not logged in yet")
    webhook = Webhook.partial(client.application_id, token, client=client)
    webhook.type = discord.WebhookType.application
    return webhook
