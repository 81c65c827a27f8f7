"""What Discord is told of the commands in other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic import SecretStr

import cogs
from bot.client import EaselBot
from bot.config import DiscordSettings
from bot.discord_private import command_payloads
from bot.i18n import Catalogues
from bot.playground import open_playground
from bot.ui.command_names import COMMAND_WORDS, OPTION_WORDS
from bot.ui.desk import Desk
from bot.ui.translator import CatalogueTranslator

CHINESE = "zh-CN"
HAN = re.compile(r"[\u4e00-\u9fff]")
SLASH, GROUP, MENU = 1, 2, 3
NAME = re.compile(r"[-_'\w]{1,32}")
"""Discord's rule for names, as far as it concerns English and Chinese."""
RATIO = re.compile(r"\d+:\d+")
MODEL = re.compile(r"(Midjourney V|Niji )[\d.]+")


class Facts:
    """Small facts, in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    async def get(self, key: str) -> str | None:
        return self._kept.get(key)

    async def set(self, key: str, value: str) -> None:
        self._kept[key] = value


@pytest.fixture
async def payloads() -> list[dict[str, Any]]:
    """Every command, as it is sent to Discord."""
    bot = EaselBot(DiscordSettings(token=SecretStr("t")), facts=Facts(), extensions=cogs.EXTENSIONS)
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


def slash_parts(payloads: list[dict[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for payload in payloads:
        if payload.get("type", SLASH) == SLASH:
            yield from parts(payload)


def is_command(part: Mapping[str, Any]) -> bool:
    """Tell commands, groups and subcommands from options. A payload's type 1 is a slash command or a subcommand."""
    return part.get("type", SLASH) in (SLASH, GROUP)


def chinese(part: Mapping[str, Any]) -> str:
    name = part.get("name_localizations", {}).get(CHINESE)
    assert name, f"{part['name']} has no Chinese name"
    return str(name)


async def test_every_description_is_chinese_and_within_discords_limit(
    payloads: list[dict[str, Any]],
) -> None:
    for payload in payloads:
        for part in parts(payload):
            if part.get("description"):
                text = part["description_localizations"][CHINESE]
                assert HAN.search(text), part["name"]
                assert len(text) <= 100


async def test_every_slash_command_and_option_has_a_chinese_name_by_discords_rules(
    payloads: list[dict[str, Any]],
) -> None:
    for part in slash_parts(payloads):
        name = chinese(part)
        assert NAME.fullmatch(name), part["name"]
        assert name == name.lower()
        assert HAN.search(name), part["name"]


async def test_the_chinese_name_of_a_command_begins_with_the_english_one(
    payloads: list[dict[str, Any]],
) -> None:
    for part in slash_parts(payloads):
        if is_command(part):
            assert chinese(part).startswith(part["name"])
            assert not HAN.search(part["name"])


async def test_chinese_names_differ_from_those_beside_them(payloads: list[dict[str, Any]]) -> None:
    slash = [payload for payload in payloads if payload.get("type", SLASH) == SLASH]
    for siblings in (slash, *(part.get("options", []) for part in slash_parts(payloads))):
        names = [chinese(part) for part in siblings]
        assert len(set(names)) == len(names)


async def test_the_marked_words_are_the_names_that_there_are(payloads: list[dict[str, Any]]) -> None:
    """A name that is not marked cannot be extracted; one that is left over keeps a translator busy for nothing."""
    found = list(slash_parts(payloads))
    assert {part["name"] for part in found if is_command(part)} == COMMAND_WORDS
    assert {part["name"] for part in found if not is_command(part)} == OPTION_WORDS


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


async def test_commands_are_sent_again_when_their_words_change_and_only_then(tmp_path: Path) -> None:
    async with open_playground() as playground:
        settings = DiscordSettings(token=SecretStr(playground.token), api_base=playground.api_base)
        bot = EaselBot(settings, facts=Facts(), extensions=cogs.EXTENSIONS)
        bot.desk = cast("Desk", SimpleNamespace(catalogues=Catalogues()))  # nothing else is asked of it
        await bot.login(playground.token)
        try:
            assert not await bot.sync_commands()
            await bot.tree.set_translator(CatalogueTranslator(Catalogues(tmp_path)))
            assert await bot.sync_commands()
        finally:
            await bot.close()
    sent = [request for request in playground.world.log if request.method == "PUT"]
    assert ["想象" in str(request.body) for request in sent] == [True, False]
