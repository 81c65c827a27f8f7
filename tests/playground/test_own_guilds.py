"""The servers that the bot is in, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.playground import Playground
from bot.playground.permissions import MEMBER

if TYPE_CHECKING:
    from tests.playground.conftest import Rest

PATH = "/users/@me/guilds"


async def names(rest: Rest, **query: Any) -> list[str]:
    status, body = await rest("GET", PATH, params=query)
    assert status == 200, body
    return [guild["name"] for guild in body]


async def test_the_bot_finds_the_servers_that_it_is_in_and_its_rights_there(rest: Rest) -> None:
    status, body = await rest("GET", PATH)
    assert status == 200
    assert [guild["name"] for guild in body] == ["Painters", "Workshop"]
    assert {int(guild["permissions"]) for guild in body} == {int(MEMBER)}
    assert not any(guild["owner"] or "approximate_member_count" in guild for guild in body)


async def test_pages_follow_one_another_in_both_directions(playground: Playground, rest: Rest) -> None:
    first, second = sorted(
        guild.id
        for guild in playground.world.guilds.values()
        if playground.world.application.id in guild.members
    )
    assert await names(rest, limit=1) == ["Painters"]
    assert await names(rest, limit=1, after=first) == ["Workshop"]
    assert await names(rest, after=second) == []
    assert await names(rest, limit=1, before=second + 1) == ["Workshop"]
    assert await names(rest, before=second) == ["Painters"]


@pytest.mark.parametrize("limit", ["0", "201", "many"])
async def test_a_page_of_no_possible_size_is_refused(rest: Rest, limit: str) -> None:
    status, body = await rest("GET", PATH, params={"limit": limit})
    assert (status, body["code"]) == (400, 50035)
    assert "limit" in body["errors"]
