"""A message's own menu and its reactions, by pointer and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.playground.models import InteractionType

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HANDS = pytest.mark.parametrize("hand", ["pointer", "keyboard"])


async def work(visit: Visit, target: Locator, hand: str) -> None:
    await (target.press("Enter") if hand == "keyboard" else visit.press(target))


async def open_menu(visit: Visit, page: Page, hand: str) -> None:
    """Open the menu of the only message: by its dots, or by the keys that open menus."""
    message = page.locator(".message")
    if hand == "keyboard":
        await message.press("Shift+F10")
        return
    if not visit.narrow:
        await message.hover()
    await visit.press(message.get_by_role("button", name="More"))


@HANDS
async def test_a_messages_menu_has_the_bots_commands(visit: Visit, hand: str) -> None:
    message = visit.post("a picture")
    await open_menu(visit, visit.page, hand)
    wanted = visit.page.get_by_role("menuitem", name="Job details")
    if hand == "keyboard":
        for _ in range(3):
            await visit.page.keyboard.press("ArrowDown")
        await expect(wanted).to_be_focused()
    await work(visit, wanted, hand)
    used = await visit.asked(InteractionType.COMMAND)
    assert (used.data["name"], used.data["target_id"]) == ("Job details", str(message.id))
    visit.answer(used, content="its details")
    await expect(visit.page.get_by_text("its details")).to_be_visible()


# A finger has no right button.
@pytest.mark.parametrize("width", ["desktop"])
async def test_the_right_button_opens_the_menu_where_it_is(visit: Visit) -> None:
    await visit.say("ada", "mine")
    await visit.messages.click(button="right", position={"x": 300, "y": 10})
    await visit.page.get_by_role("menuitem", name="Delete message").click()
    await expect(visit.messages).to_have_count(0)


@HANDS
async def test_only_ones_own_messages_can_be_deleted_except_by_a_moderator(visit: Visit, hand: str) -> None:
    await visit.say("bo", "not hers")
    await open_menu(visit, visit.page, hand)
    await expect(visit.page.get_by_role("menuitem", name="Copy text")).to_be_visible()
    await expect(visit.page.get_by_role("menuitem", name="Delete message")).to_have_count(0)
    mod = await visit.tab("mod")
    await open_menu(visit, mod, hand)
    await work(visit, mod.get_by_role("menuitem", name="Delete message"), hand)
    await expect(visit.messages).to_have_count(0)


@HANDS
async def test_a_reply_is_begun_by_menu_or_button_and_can_be_left(visit: Visit, hand: str) -> None:
    first = await visit.say("bo", "first")
    await open_menu(visit, visit.page, hand)
    await work(visit, visit.page.get_by_role("menuitem", name="Reply"), hand)
    bar = visit.page.locator(".reply-bar")
    await expect(bar.locator("strong")).to_have_text("Bo")
    await work(visit, bar.get_by_role("button", name="Do not reply"), hand)
    await expect(bar).to_have_count(0)
    await expect(visit.line).to_be_focused()
    if visit.narrow:  # a phone has the menu only
        await open_menu(visit, visit.page, hand)
        await work(visit, visit.page.get_by_role("menuitem", name="Reply"), hand)
    else:
        await visit.messages.hover()
        await work(visit, visit.messages.get_by_role("button", name="Reply"), hand)
    await visit.page.keyboard.type("second")
    await visit.page.keyboard.press("Enter")
    await expect(visit.messages.last.get_by_role("button", name="Reply to Bo")).to_contain_text("first")
    assert visit.playground.person("ada").messages("#images")[-1].reference_id == first.id


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


@HANDS
async def test_reactions_are_added_by_hover_bar_or_menu_and_taken_back_by_their_chip(
    visit: Visit, hand: str
) -> None:
    message = await visit.say("bo", "hello")
    await expect(visit.messages).to_have_count(1)
    if visit.narrow:
        await open_menu(visit, visit.page, hand)
        await work(visit, visit.page.get_by_role("menuitem", name="Add reaction"), hand)
        await work(visit, visit.page.get_by_role("menuitem", name="❤️"), hand)
    else:
        await visit.messages.hover()
        await work(visit, visit.messages.get_by_role("button", name="React with ❤️"), hand)
    chip = visit.messages.get_by_role("button", name="❤️, 1 reaction")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    visit.playground.person("cleo").react(message, "❤️")
    await work(visit, visit.messages.get_by_role("button", name="❤️, 2 reactions"), hand)
    await expect(chip).to_have_attribute("aria-pressed", "false")
    await work(visit, chip, hand)
    await expect(visit.messages.get_by_role("button", name="❤️, 2 reactions")).to_have_attribute(
        "aria-pressed", "true"
    )
