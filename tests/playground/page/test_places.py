"""Getting about: servers, channels, people in tabs of their own, the phone's drawer, and the empty channel's guide."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.playground.changes import BotStatus
from bot.playground.messages import Post
from bot.playground.models import InteractionType

if TYPE_CHECKING:
    from playwright.async_api import Locator, WebSocketRoute

    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HANDS = pytest.mark.parametrize("hand", ["pointer", "keyboard"])


async def work(visit: Visit, target: Locator, hand: str) -> None:
    await (target.press("Enter") if hand == "keyboard" else visit.press(target))


async def go(visit: Visit, place: str, hand: str = "pointer") -> None:
    """Change to a server or a channel, through the drawer where the phone has them."""
    if visit.narrow:
        await work(visit, visit.page.get_by_role("button", name="Channels"), hand)
    await work(visit, visit.page.get_by_role("button", name=place, exact=True), hand)


async def show_members(visit: Visit, hand: str = "pointer") -> None:
    if visit.narrow:
        await work(visit, visit.page.get_by_role("button", name="Members"), hand)


async def test_an_empty_channel_says_what_to_try_and_an_example_fills_the_line(visit: Visit) -> None:
    welcome = visit.page.get_by_role("region", name="Beginning of the channel")
    await expect(welcome).to_contain_text("Welcome to #images!")
    await visit.press(welcome.get_by_role("button", name="lighthouse"))
    await expect(visit.page.get_by_label("prompt")).to_be_focused()
    await visit.page.keyboard.press("Enter")
    visit.answer(await visit.asked(InteractionType.COMMAND), content="on its way")
    await expect(visit.messages).to_contain_text("on its way")
    await expect(welcome.get_by_role("button")).to_have_count(0)


@HANDS
async def test_a_server_a_channel_and_a_private_conversation_are_gone_to(visit: Visit, hand: str) -> None:
    for place, heading in (
        ("Workshop", "# lobby"),
        ("sketches", "# sketches"),
        ("Direct messages", "@ Easel"),
    ):
        await go(visit, place, hand)
        await expect(visit.page.locator("h1")).to_have_text(heading)
    world, ada = visit.playground.world, visit.playground.person("ada")
    await visit.line.fill("between us")
    await visit.page.keyboard.press("Enter")
    await expect(visit.messages).to_have_count(1)
    world.messages.create(ada.place("@dm"), world.application.id, Post({"content": "it stays so"}, {}))
    await expect(visit.page.locator(".message .content")).to_have_text(["between us", "it stays so"])
    assert [each.content for each in ada.messages("@dm")] == ["between us", "it stays so"]
    await visit.page.go_back()
    await expect(visit.page.locator("h1")).to_have_text("# sketches")
    await expect(visit.messages).to_have_count(0)


# Only a phone has the drawer.
@pytest.mark.parametrize("width", ["phone"])
async def test_the_phones_drawer_closes_with_a_channel_or_escape(visit: Visit) -> None:
    toggle = visit.page.get_by_role("button", name="Channels")
    await expect(visit.page.get_by_role("button", name="showcase")).to_be_hidden()
    await go(visit, "showcase")
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    await expect(visit.page.get_by_role("button", name="showcase")).to_be_hidden()
    await toggle.press("Enter")
    await expect(visit.page.get_by_role("button", name="Painters")).to_be_focused()
    await visit.page.keyboard.press("Escape")
    await expect(toggle).to_be_focused()


@HANDS
async def test_somebody_else_is_chosen_from_the_members(visit: Visit, hand: str) -> None:
    await show_members(visit, hand)
    members = visit.page.get_by_role("complementary", name="Members")
    await expect(members.get_by_role("heading")).to_have_text("Online — 6")
    await work(visit, members.get_by_role("button", name="Bo"), hand)
    await work(visit, visit.page.get_by_role("menuitem", name="Be Bo in this tab"), hand)
    await expect(visit.page.locator("#me")).to_contain_text("Bo")
    assert f"person={visit.playground.person('bo').id}" in visit.page.url


async def test_another_tab_is_another_person(visit: Visit) -> None:
    if visit.narrow:
        await visit.page.get_by_role("button", name="Channels").tap()
    await visit.page.get_by_role("button", name="Ada Switch person").press("Enter")
    await expect(visit.page.get_by_role("menuitem", name="Ada", exact=True)).to_be_focused()
    await visit.page.keyboard.press("Escape")
    if visit.narrow:
        await visit.page.keyboard.press("Escape")
    await show_members(visit)
    await visit.press(visit.page.get_by_role("button", name="Cleo"))
    async with visit.context.expect_page() as opened:
        await visit.press(visit.page.get_by_role("menuitem", name="Open a new tab as Cleo"))
    cleo = await opened.value
    await expect(cleo.locator("#me")).to_contain_text("Cleo")
    await cleo.get_by_label("Message", exact=True).fill("it is me")
    await cleo.keyboard.press("Enter")
    await expect(visit.messages).to_contain_text("it is me")
    await expect(visit.messages.locator(".author")).to_have_text("Cleo")


async def test_the_bot_is_seen_to_come_and_go(visit: Visit) -> None:
    world = visit.playground.world
    await show_members(visit)
    members, dot = visit.page.locator("#members"), visit.page.locator("#status .status-dot")
    for online, words, colour in (
        (False, "offline", "rgb(128, 132, 142)"),
        (True, "online", "rgb(35, 165, 90)"),
    ):
        world.application.online = online
        world.feed.publish(BotStatus(online=online))
        await expect(visit.page.locator("#status")).to_have_text(f"Easel is {words}")
        await expect(dot).to_have_css("background-color", colour)
        await expect(members.get_by_role("heading", name="Offline — 1")).to_be_visible(visible=not online)


async def test_a_lost_connection_is_said_and_brings_what_was_missed(visit: Visit) -> None:
    connections: list[WebSocketRoute] = []
    mended = asyncio.Event()

    async def connect(route: WebSocketRoute) -> None:
        if connections:
            await mended.wait()
        connections.append(route)
        route.connect_to_server()

    await visit.page.route_web_socket(re.compile("/playground/socket"), connect)
    await visit.page.reload()
    status = visit.page.locator("#status")
    await expect(status).to_have_text("Easel is online")
    await connections[0].close()
    await expect(status).to_have_text("Reconnecting…")
    await visit.say("bo", "meanwhile")
    mended.set()
    await expect(status).to_have_text("Easel is online")
    await expect(visit.messages).to_contain_text("meanwhile")
