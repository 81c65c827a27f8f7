"""A message's own menu and its reactions, by pointer and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.playground.models import InteractionType

if TYPE_CHECKING:
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_dots_open_the_bots_message_commands(visit: Visit) -> None:
    message = visit.post("a picture")
    if not visit.narrow:
        await visit.messages.hover()
    await visit.press(visit.messages.get_by_role("button", name="More"))
    await visit.press(visit.page.get_by_role("menuitem", name="Job details"))
    used = await visit.asked(InteractionType.COMMAND)
    assert (used.data["name"], used.data["target_id"]) == ("Job details", str(message.id))
    visit.answer(used, content="its details")
    await expect(visit.page.get_by_text("its details")).to_be_visible()


@pytest.mark.parametrize("width", ["desktop"])
async def test_the_right_button_opens_the_menu_where_it_is(visit: Visit) -> None:
    await visit.say("ada", "mine")
    await visit.messages.click(button="right", position={"x": 300, "y": 10})
    await visit.page.get_by_role("menuitem", name="Delete message").click()
    await expect(visit.messages).to_have_count(0)


@pytest.mark.parametrize("width", ["desktop"])
async def test_only_ones_own_messages_can_be_deleted_except_by_a_moderator(visit: Visit) -> None:
    await visit.say("bo", "not hers")
    await visit.messages.click(button="right", position={"x": 300, "y": 10})
    await expect(visit.page.get_by_role("menuitem", name="Copy text")).to_be_visible()
    await expect(visit.page.get_by_role("menuitem", name="Delete message")).to_have_count(0)
    mod = await visit.tab("mod")
    await mod.locator(".message").click(button="right", position={"x": 300, "y": 10})
    await mod.get_by_role("menuitem", name="Delete message").click()
    await expect(visit.messages).to_have_count(0)


async def test_a_message_is_reached_and_worked_by_keyboard_alone(visit: Visit) -> None:
    first = await visit.say("bo", "first")
    await visit.say("cleo", "second")
    await expect(visit.messages).to_have_count(2)
    keys = visit.page.keyboard
    await visit.page.locator("#scroller").focus()
    await keys.press("ArrowUp")
    await keys.press("ArrowUp")
    await expect(visit.messages.first).to_be_focused()
    await keys.press("Shift+F10")
    await expect(visit.page.get_by_role("menuitem", name="Add reaction")).to_be_focused()
    await keys.press("Escape")
    await keys.press("+")
    await keys.press("ArrowRight")
    await keys.press("Enter")
    await expect(visit.messages.first.get_by_role("button", name="👎, 1 reaction")).to_be_visible()
    await expect(visit.messages.first).to_be_focused()
    await keys.press("r")
    await expect(visit.page.get_by_text("Replying to")).to_be_visible()
    await keys.type("third")
    await keys.press("Enter")
    await expect(visit.messages.last).to_contain_text("third")
    assert visit.playground.person("ada").messages("#images")[-1].reference_id == first.id


async def test_reactions_are_added_by_hover_bar_or_menu_and_taken_back_by_their_chip(visit: Visit) -> None:
    message = await visit.say("bo", "hello")
    await expect(visit.messages).to_have_count(1)
    if visit.narrow:
        await visit.messages.get_by_role("button", name="More").tap()
        await visit.page.get_by_role("menuitem", name="Add reaction").tap()
        await visit.page.get_by_role("menuitem", name="❤️").tap()
    else:
        await visit.messages.hover()
        await visit.messages.get_by_role("button", name="React with ❤️").click()
    chip = visit.messages.get_by_role("button", name="❤️, 1 reaction")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    visit.playground.person("cleo").react(message, "❤️")
    await visit.press(visit.messages.get_by_role("button", name="❤️, 2 reactions"))
    await expect(chip).to_have_attribute("aria-pressed", "false")
