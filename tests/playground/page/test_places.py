"""Getting about: servers, channels, people in tabs of their own, the phone's drawer, and the empty channel's guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.playground.changes import BotStatus
from bot.playground.models import InteractionType

if TYPE_CHECKING:
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_empty_channel_says_what_to_try_and_an_example_fills_the_line(visit: Visit) -> None:
    welcome = visit.page.get_by_role("region", name="Beginning of the channel")
    await expect(welcome).to_contain_text("Welcome to #images!")
    await visit.press(welcome.get_by_role("button", name="lighthouse"))
    await expect(visit.page.get_by_label("prompt")).to_be_focused()
    await visit.page.keyboard.press("Enter")
    visit.answer(await visit.asked(InteractionType.COMMAND), content="on its way")
    await expect(visit.messages).to_contain_text("on its way")
    await expect(welcome.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("width", ["phone"])
async def test_the_phones_drawer_leads_to_a_channel_and_closes(visit: Visit) -> None:
    toggle = visit.page.get_by_role("button", name="Channels")
    await expect(visit.page.get_by_role("button", name="showcase")).to_be_hidden()
    await toggle.tap()
    await visit.page.get_by_role("button", name="Workshop").tap()
    await expect(visit.page.locator("h1")).to_have_text("# lobby")
    await toggle.tap()
    await visit.page.get_by_role("button", name="sketches").tap()
    await expect(visit.page.locator("h1")).to_have_text("# sketches")
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    await toggle.focus()
    await visit.page.keyboard.press("Enter")
    await visit.page.keyboard.press("Escape")
    await expect(toggle).to_be_focused()


@pytest.mark.parametrize("width", ["desktop"])
async def test_the_way_back_is_the_browsers(visit: Visit) -> None:
    await visit.page.get_by_role("button", name="showcase").click()
    await expect(visit.page.locator("h1")).to_have_text("# showcase")
    await visit.page.go_back()
    await expect(visit.page.locator("h1")).to_have_text("# images")


async def test_somebody_else_is_chosen_from_the_members(visit: Visit) -> None:
    if visit.narrow:
        await visit.page.get_by_role("button", name="Members").tap()
    members = visit.page.get_by_role("complementary", name="Members")
    await expect(members.get_by_role("heading")).to_have_text("Online — 5")
    await visit.press(members.get_by_role("button", name="Bo"))
    await visit.press(visit.page.get_by_role("menuitem", name="Be Bo in this tab"))
    await expect(visit.page.locator("#me")).to_contain_text("Bo")
    assert f"person={visit.playground.person('bo').id}" in visit.page.url


@pytest.mark.parametrize("width", ["desktop"])
async def test_another_tab_is_another_person(visit: Visit) -> None:
    await visit.page.get_by_role("button", name="Ada Switch person").press("Enter")
    await expect(visit.page.get_by_role("menuitem", name="Ada", exact=True)).to_be_focused()
    await visit.page.keyboard.press("Escape")
    await visit.page.get_by_role("button", name="Cleo").click()
    async with visit.context.expect_page() as opened:
        await visit.page.get_by_role("menuitem", name="Open a new tab as Cleo").click()
    cleo = await opened.value
    await expect(cleo.locator("#me")).to_contain_text("Cleo")
    await cleo.get_by_label("Message", exact=True).fill("it is me")
    await cleo.keyboard.press("Enter")
    await expect(visit.messages).to_contain_text("it is me")
    await expect(visit.messages.locator(".author")).to_have_text("Cleo")


@pytest.mark.parametrize("width", ["desktop"])
async def test_the_bot_is_seen_to_come_and_go(visit: Visit) -> None:
    world = visit.playground.world
    world.application.online = False
    world.feed.publish(BotStatus(online=False))
    await expect(visit.page.get_by_text("Easel is offline")).to_be_visible()
    await expect(visit.page.locator("#members")).to_contain_text("Offline — 1")
    world.application.online = True
    world.feed.publish(BotStatus(online=True))
    await expect(visit.page.get_by_text("Easel is online")).to_be_visible()
