"""What is new, where, and for whom; and scrolling that never runs away from who reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def fill(visit: Visit, lines: int = 40) -> None:
    for number in range(lines):
        await visit.say("bo", f"line {number}")
    await expect(visit.messages).to_have_count(lines)


async def show_channels(visit: Visit, page: Page) -> None:
    """Open the drawer, in which a phone has the channels."""
    if visit.narrow:
        await page.get_by_role("button", name="Channels").tap()


async def at_end(page: Page) -> bool:
    return bool(
        await page.locator("#scroller").evaluate(
            "node => node.scrollHeight - node.scrollTop - node.clientHeight < 5"
        )
    )


async def test_a_channel_elsewhere_is_marked_until_it_is_read(visit: Visit) -> None:
    await visit.say("bo", f"look <@{visit.playground.person('ada').id}>", channel="showcase")
    await show_channels(visit, visit.page)
    marked = visit.page.get_by_role("button", name="showcase, 1 mention")
    await expect(marked).to_be_visible()
    await expect(visit.page).to_have_title("(1) images · Easel playground")
    await visit.say("bo", "here too", channel="sketches")
    await expect(visit.page.get_by_role("button", name="Workshop, unread messages")).to_be_visible()
    await visit.press(marked)
    await expect(visit.page.locator(".new-tag")).to_be_visible()
    for name in ("images", "showcase"):
        await show_channels(visit, visit.page)
        await expect(visit.page.get_by_role("button", name="showcase", exact=True)).to_be_visible()
        await visit.press(visit.page.get_by_role("button", name=name, exact=True))
    await expect(visit.page.locator(".message")).to_have_count(1)
    await expect(visit.page.locator(".new-tag")).to_have_count(0)


async def test_new_messages_move_the_page_only_for_who_is_at_the_end(visit: Visit) -> None:
    await fill(visit)
    assert await at_end(visit.page)
    await visit.say("bo", "one more")
    await expect(visit.page.get_by_text("one more")).to_be_in_viewport()
    await visit.page.locator("#scroller").evaluate("node => { node.scrollTop = 100; }")
    jump = visit.page.locator("#jump")
    await expect(jump).to_be_visible()
    await expect(jump).to_have_text("Jump to present")
    await visit.say("bo", "far below")
    await expect(jump).to_have_text("1 new message")
    assert await visit.page.locator("#scroller").evaluate("node => node.scrollTop") == 100
    await visit.press(jump)
    await expect(visit.page.get_by_text("far below")).to_be_in_viewport()
    await expect(jump).to_be_hidden()


async def test_what_one_person_read_stays_new_for_another_in_the_same_browser(visit: Visit) -> None:
    bo = await visit.tab("bo", "general")
    await visit.say("cleo", "news")
    await expect(visit.messages).to_have_count(1)
    for page in (visit.page, bo):
        await show_channels(visit, page)
    await expect(visit.page.get_by_role("button", name="images", exact=True)).to_be_visible()
    await expect(bo.get_by_role("button", name="images, unread messages")).to_be_visible()
    await bo.reload()
    await show_channels(visit, bo)
    await expect(bo.get_by_role("button", name="images, unread messages")).to_be_visible()


async def test_nothing_crosses_to_another_server_or_into_a_private_conversation(visit: Visit) -> None:
    bo = await visit.tab("bo", "lobby")
    await visit.playground.person("ada").say("@dm", "between us")
    await visit.say("ada", "in painters")
    await visit.say("ada", "in workshop", channel="lobby")
    await expect(bo.locator(".message")).to_have_count(1)
    await expect(bo.locator(".message")).to_contain_text("in workshop")
    await show_channels(visit, bo)
    await visit.press(bo.get_by_role("button", name="Direct messages"))
    await expect(bo.locator("h1")).to_have_text("@ Easel")
    await expect(bo.locator(".message")).to_have_count(0)
