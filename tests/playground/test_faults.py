"""Ordered faults: what the bot's library makes of refusals and cut connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import discord
import pytest

from bot.playground import Playground
from bot.playground.faults import Cut

if TYPE_CHECKING:
    from tests.playground.conftest import Connect


async def test_a_message_whose_answer_was_lost_exists_and_its_nonce_finds_it(
    playground: Playground, connect: Connect
) -> None:
    bot = await connect()
    place = bot.client.get_partial_messageable(playground.channel("images").id)
    playground.faults.order("POST", "/messages", Cut.AFTER)
    with pytest.raises(aiohttp.ClientError):
        await place.send("result", nonce=7)
    await place.send("result", nonce=7)
    assert [each.content for each in playground.person("ada").messages("#images")] == ["result"]


async def test_a_connection_cut_before_the_work_leaves_nothing(
    playground: Playground, connect: Connect
) -> None:
    bot = await connect()
    place = bot.client.get_partial_messageable(playground.channel("images").id)
    playground.faults.order("POST", "/messages", Cut.BEFORE)
    with pytest.raises(aiohttp.ClientError):
        await place.send("result")
    assert playground.person("ada").messages("#images") == []
    assert playground.faults.left == 0


async def test_a_refusal_can_be_ordered(playground: Playground, connect: Connect) -> None:
    bot = await connect()
    place = bot.client.get_partial_messageable(playground.channel("images").id)
    playground.faults.order("POST", "/messages", 50001)
    with pytest.raises(discord.Forbidden) as refused:
        await place.send("result")
    assert refused.value.code == 50001
