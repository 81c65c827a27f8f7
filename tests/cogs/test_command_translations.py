"""What Discord is told of the commands in other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest
from pydantic import SecretStr

import cogs
from bot.client import EaselBot
from bot.config import DiscordSettings
from bot.discord_private import command_payloads
from bot.i18n import Catalogues
from bot.ui.desk import Desk
from bot.ui.translator import CatalogueTranslator

CHINESE = "zh-CN"
HAN = re.compile(r"[\u4e00-\u9fff]")
SLASH, MENU = 1, 3
RATIO = re.compile(r"\d+:\d+")
MODEL = re.compile(r"(Midjourney V|Niji )[\d.]+")


class NoFacts:
    """A store for a bot that never logs in."""

    async def get(self, key: str) -> str | None:
        raise AssertionError(key)

    async def set(self, key: str, value: str) -> None:
        raise AssertionError(key, value)


@pytest.fixture
async def payloads() -> list[dict[str, Any]]:
    """Every command, as it is sent to Discord."""
    bot = EaselBot(DiscordSettings(token=SecretStr("t")), facts=NoFacts(), extensions=cogs.EXTENSIONS)
    bot.desk = cast("Desk", None)  # nothing is called
    for name in cogs.EXTENSIONS:
        await bot.load_extension(name)
    await bot.tree.set_translator(CatalogueTranslator(Catalogues()))
    return await command_payloads(bot.tree)


def parts(payload: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give a command and its options, with those of its subcommands."""
    yield payload
    for option in payload.get("options", []):
        yield from parts(option)


async def test_every_description_is_chinese_and_within_discords_limit(
    payloads: list[dict[str, Any]],
) -> None:
    for payload in payloads:
        for part in parts(payload):
            if part.get("description"):
                text = part["description_localizations"][CHINESE]
                assert HAN.search(text), part["name"]
                assert len(text) <= 100


async def test_commands_and_options_are_called_the_same_in_every_language(
    payloads: list[dict[str, Any]],
) -> None:
    for payload in payloads:
        if payload.get("type", SLASH) == SLASH:
            assert [part["name"] for part in parts(payload) if part.get("name_localizations")] == []


async def test_the_entries_of_the_apps_menu_are_chinese(payloads: list[dict[str, Any]]) -> None:
    menus = [payload for payload in payloads if payload.get("type") == MENU]
    assert menus
    for menu in menus:
        name = menu["name_localizations"][CHINESE]
        assert HAN.search(name)
        assert len(name) <= 32


async def test_choices_are_chinese_unless_they_are_names_or_numbers(payloads: list[dict[str, Any]]) -> None:
    for payload in payloads:
        for choice in (choice for part in parts(payload) for choice in part.get("choices", [])):
            if RATIO.fullmatch(choice["name"]) or MODEL.fullmatch(choice["name"]):
                continue
            name = choice["name_localizations"][CHINESE]
            assert HAN.search(name)
            assert len(name) <= 100
