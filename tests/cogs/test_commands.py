"""What Discord is told about the commands: names, options, places, and its limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from pydantic import SecretStr

import cogs
from bot.client import EaselBot
from bot.config import DiscordSettings
from bot.discord_private import command_payloads
from bot.i18n import Catalogues
from bot.playground import open_playground
from bot.ui.desk import Desk
from bot.ui.inputs import PictureLimits
from bot.ui.translator import CatalogueTranslator


class NoFacts:
    """A store for a bot that never logs in."""

    async def get(self, key: str) -> str | None:
        raise AssertionError(key)

    async def set(self, key: str, value: str) -> None:
        raise AssertionError(key, value)


def nothing_to_serve() -> Desk:
    return Desk(
        jobs=None,  # type: ignore[arg-type]  # nothing is called
        deliveries=None,  # type: ignore[arg-type]  # likewise
        courier=None,  # type: ignore[arg-type]  # likewise
        catalogues=Catalogues(),
        clock=lambda: 0.0,
        picture_limits=PictureLimits(1, 1),
        preferences=None,  # type: ignore[arg-type]  # likewise
        questions=None,  # type: ignore[arg-type]  # likewise
        around=None,  # type: ignore[arg-type]  # likewise
        region=None,  # type: ignore[arg-type]  # likewise
    )


async def payloads(**settings: Any) -> dict[str, dict[str, Any]]:
    bot = EaselBot(
        DiscordSettings(token=SecretStr("t"), **settings), facts=NoFacts(), extensions=cogs.EXTENSIONS
    )
    bot.desk = nothing_to_serve()
    for name in cogs.EXTENSIONS:
        await bot.load_extension(name)
    await bot.tree.set_translator(CatalogueTranslator(Catalogues()))
    return {payload["name"]: payload for payload in await command_payloads(bot.tree)}


def options(payload: dict[str, Any]) -> list[str]:
    return [option["name"] for option in payload["options"]]


def nested(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a command's options, with those of its subcommands."""
    for option in payload.get("options", []):
        yield option
        yield from nested(option)


async def test_the_commands_and_their_options_are_midjourneys_own() -> None:
    found = await payloads()
    assert options(found["imagine"]) == ["prompt", "image", "aspect", "mode", "model"]
    assert options(found["blend"]) == ["image1", "image2", "image3", "image4", "image5", "dimensions"]
    assert options(found["describe"]) == ["image", "link"]
    assert options(found["prefer"]) == ["option", "suffix", "remix", "auto_dm", "variability"]
    assert options(found["prefer"]["options"][0]) == ["set", "list"]
    assert {"settings", "fast", "relax", "turbo", "stealth", "public"} <= found.keys()
    assert [option["name"] for option in found["blend"]["options"] if option["required"]] == [
        "image1",
        "image2",
    ]


async def test_every_command_is_within_discords_limits() -> None:
    for payload in (await payloads()).values():
        assert len(payload["name"]) <= 32
        assert len(payload.get("description", "")) <= 100
        assert len(json.dumps(payload)) <= 8000
        for option in nested(payload):
            assert len(option["name"]) <= 32
            assert len(option["description"]) <= 100
            assert len(option.get("choices", [])) <= 25


@pytest.mark.parametrize(("allowed", "contexts"), [(False, [0, 1]), (True, [0, 1, 2])])
async def test_places_outside_servers_are_offered_only_where_the_operator_wants(
    allowed: bool,  # noqa: FBT001  # pytest gives it by name
    contexts: list[int],
) -> None:
    for payload in (await payloads(user_installs=allowed)).values():
        assert sorted(payload["contexts"]) == contexts
        assert payload["integration_types"] == ([0, 1] if allowed else [0])


async def test_a_cog_that_cannot_load_keeps_the_bot_from_starting() -> None:
    async with open_playground() as playground:
        settings = DiscordSettings(token=SecretStr(playground.token), api_base=playground.api_base)
        bot = EaselBot(settings, facts=NoFacts(), extensions=("cogs.nowhere",))
        bot.desk = nothing_to_serve()
        with pytest.raises(discord.ext.commands.ExtensionNotFound):
            await bot.login(playground.token)
        await bot.close()
