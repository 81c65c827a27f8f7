"""People are spoken to in their own language, places in theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    Stage = Any


@pytest.fixture
def dialect() -> str:
    return "midjourney_proxy"


@pytest.fixture
def webhooks() -> bool:
    return True


async def test_a_chinese_server_is_answered_in_chinese_and_each_member_in_their_language(
    stage: Stage, look: Any
) -> None:
    general = stage.ada.place("#general")
    stage.playground.world.guilds[general.guild_id].locale = "zh-CN"
    stage.ada.user.locale = "zh-CN"
    assert stage.bo.user.locale == "en-US"

    refused = await (await stage.ada.command(general, "describe")).answered()
    assert refused.response.ephemeral
    assert refused.response.content == "请附上一张图片，或给出图片链接。"
    refused = await (await stage.bo.command(general, "describe")).answered()
    assert refused.response.content == "Attach a picture, or give a link to one."

    asked = await (await stage.bo.command(general, "imagine", prompt="a red fox")).finished()
    assert asked.content == f"**a red fox** - <@{stage.bo.id}> (等待开始)"
    grid = await stage.result()
    assert grid.content == f"**a red fox** - <@{stage.bo.id}> (快速)"
    picked = await stage.chain(grid, "U2")
    assert picked.content == f"**a red fox** - 图片 #2 <@{stage.ada.id}>"
    assert any("变体（强烈）" in row for row in look.labels(picked))
    varied = await stage.ada.press(picked, label="变体（强烈）")
    await varied.answered()
    result = await stage.result(after=picked.id)
    assert result.content == f"**a red fox** - 变体（强烈），由 <@{stage.ada.id}> 发起 (快速)"
    pressed = next(message for message in stage.ada.messages(general) if message.id == picked.id)
    assert look.labels(pressed) == look.labels(picked)
