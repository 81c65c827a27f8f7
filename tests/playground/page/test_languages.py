"""Commands in the language of the person who looks, as Discord's own client shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.playground.models import InteractionType, Json

if TYPE_CHECKING:
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def in_chinese(**words: str) -> Json:
    return {f"{field}_localizations": {"zh-CN": text} for field, text in words.items()}


SHAPES = [
    {"name": "Square", "value": "1:1", **in_chinese(name="方形")},
    {"name": "Portrait", "value": "2:3", **in_chinese(name="竖版")},
]
PROMPT = {
    "type": 3,
    "name": "prompt",
    "description": "What to draw",
    "required": True,
    **in_chinese(name="提示词", description="要画什么"),
}
SHAPE = {
    "type": 3,
    "name": "shape",
    "description": "The aspect ratio",
    "choices": SHAPES,
    **in_chinese(name="宽高比", description="画面的比例"),
}
LISTED = {"type": 1, "name": "list", "description": "Lists them", **in_chinese(name="list列表")}
COMMANDS: list[Json] = [
    {
        "name": "imagine",
        "description": "Draws a picture",
        "options": [PROMPT, SHAPE],
        **in_chinese(name="imagine想象", description="生成图片"),
    },
    {"name": "prefer", "description": "Prefers", "options": [LISTED], **in_chinese(name="prefer偏好")},
    {"name": "Job details", "type": 3, **in_chinese(name="任务详情")},
]


@pytest_asyncio.fixture(loop_scope="session")
async def lin(visit: Visit) -> Page:
    """Lin's tab, whose Discord is Chinese."""
    visit.playground.world.commands.overwrite(None, COMMANDS)
    return await visit.tab("lin")


async def used(visit: Visit) -> tuple[str, dict[str, Any]]:
    """Return the command that reached the bot, by the names that Discord sends."""
    data = (await visit.asked(InteractionType.COMMAND)).data
    return data["name"], {each["name"]: each["value"] for each in data["options"]}


async def test_a_chinese_person_finds_commands_by_english_and_by_chinese_names(
    visit: Visit, lin: Page
) -> None:
    line = lin.get_by_label("Message", exact=True)
    await line.fill("/")
    offered = lin.get_by_role("option")
    await expect(offered).to_contain_text(["/imagine想象提示词生成图片", "/prefer偏好 list列表"])
    for typed in ("/imag", "/想象", "/imagine想"):
        await line.fill(typed)
        await expect(offered).to_have_count(1)
        await expect(offered).to_contain_text("生成图片")
    await line.fill("/prefer li")
    await expect(offered).to_contain_text("/prefer偏好 list列表")
    await visit.page.get_by_label("Message", exact=True).fill("/")
    await expect(visit.page.get_by_role("option").first).to_contain_text("/imaginepromptDraws a picture")


async def test_a_chinese_person_runs_a_command_found_in_the_list(visit: Visit, lin: Page) -> None:
    await lin.get_by_label("Message", exact=True).press_sequentially("/imagine")
    await lin.keyboard.press("Tab")
    await expect(lin.locator(".command-pill")).to_have_text("/imagine想象")
    await lin.get_by_label("提示词").fill("一座灯塔")
    await lin.get_by_role("button", name="+ 宽高比").press("Enter")
    await lin.keyboard.type("竖")
    await lin.keyboard.press("Enter")
    await lin.keyboard.press("Enter")
    assert await used(visit) == ("imagine", {"prompt": "一座灯塔", "shape": "2:3"})


@pytest.mark.parametrize(
    "typed",
    ["/imagine 一座灯塔 shape: 1:1", "/imagine想象 一座灯塔 宽高比: 方形"],
    ids=["in English", "in Chinese"],
)
async def test_a_line_typed_in_either_language_is_read(visit: Visit, lin: Page, typed: str) -> None:
    await lin.get_by_label("Message", exact=True).fill(typed)
    await lin.keyboard.press("Enter")
    assert await used(visit) == ("imagine", {"prompt": "一座灯塔", "shape": "1:1"})


async def test_what_the_page_fills_in_by_a_default_name_works_in_chinese(visit: Visit, lin: Page) -> None:
    await visit.press(lin.get_by_role("button", name="/imagine a lighthouse"))
    await expect(lin.locator(".command-pill")).to_have_text("/imagine想象")
    await expect(lin.get_by_label("提示词")).to_have_value(
        "a lighthouse on a cliff at dusk, long exposure --ar 16:9"
    )


async def test_the_menu_of_a_message_is_chinese_and_sends_the_default_name(visit: Visit, lin: Page) -> None:
    message = visit.post("hello")
    await lin.locator(f".message[data-id='{message.id}']").focus()
    await lin.keyboard.press("Shift+F10")
    await visit.press(lin.get_by_role("menuitem", name="任务详情"))
    asked = await visit.asked(InteractionType.COMMAND)
    assert (asked.data["name"], asked.data["target_id"]) == ("Job details", str(message.id))
