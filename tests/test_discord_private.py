"""The private touches of discord.py: checked at start, and undone at the end."""

from __future__ import annotations

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import discord_private
from bot.discord_private import DiscordChanged


def test_the_installed_discord_py_is_the_one_this_was_written_for() -> None:
    discord_private.check()


def test_a_change_in_discord_py_is_named_with_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(discord.app_commands.CommandTree, "_get_all_commands")
    with pytest.raises(DiscordChanged) as caught:
        discord_private.check()
    assert discord.__version__ in str(caught.value)
    assert "_get_all_commands" in str(caught.value)


def test_the_address_is_discords_own_again_afterwards() -> None:
    before = (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    with discord_private.speaking_to("http://127.0.0.1:1/api/v10/"):
        assert Route("GET", "/users/@me").url == "http://127.0.0.1:1/api/v10/users/@me"
    assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
