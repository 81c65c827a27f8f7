"""Where the focus goes, what is said aloud, and how files are attached without a mouse, on a desk and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from bot.playground.changes import BotStatus

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from bot.playground import Upload
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HAS_DOT = "node => getComputedStyle(node, '::after').content !== 'none'"


async def members_panel(visit: Visit) -> Locator:
    """Open the panel by keyboard and return it."""
    await visit.page.get_by_role("button", name="Members").press("Enter")
    panel = visit.page.get_by_role("complementary", name="Members")
    await expect(panel.get_by_role("button").first).to_be_focused()
    return panel


async def test_enter_twice_on_a_reaction_toggles_it_twice(visit: Visit) -> None:
    visit.playground.person("bo").react(await visit.say("bo", "hello"), "❤️")
    await visit.messages.get_by_role("button", name="❤️, 1 reaction").focus()
    await visit.page.keyboard.press("Enter")
    both = visit.messages.get_by_role("button", name="❤️, 2 reactions", pressed=True)
    await expect(both).to_be_focused()
    await visit.page.keyboard.press("Enter")
    one = visit.messages.get_by_role("button", name="❤️, 1 reaction", pressed=False)
    await expect(one).to_be_focused()


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_reaction_that_goes_away_leaves_the_focus_on_its_message(visit: Visit) -> None:
    visit.playground.person("ada").react(await visit.say("bo", "hello"), "⭐")
    await visit.messages.get_by_role("button", name="⭐, 1 reaction").press("Enter")
    await expect(visit.messages.locator(".reaction")).to_have_count(0)
    await expect(visit.messages).to_be_focused()


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_new_reaction_does_not_scroll_who_reads_elsewhere_to_the_focused_one(visit: Visit) -> None:
    message = await visit.say("bo", "first")
    visit.playground.person("bo").react(message, "❤️")
    for number in range(40):
        await visit.say("cleo", f"line {number}")
    await expect(visit.messages).to_have_count(41)
    await visit.messages.first.locator(".reaction").first.focus()
    scroller = visit.page.locator("#scroller")
    await scroller.evaluate("node => { node.scrollTop = 400; }")
    await expect(visit.page.locator("#jump")).to_be_visible()
    visit.playground.person("cleo").react(message, "❤️")
    chip = visit.messages.first.get_by_role("button", name="❤️, 2 reactions")
    await expect(chip).to_be_focused()
    assert await scroller.evaluate("node => node.scrollTop") == 400


async def test_a_dismissed_message_hands_the_focus_to_its_neighbour(visit: Visit) -> None:
    await visit.say("bo", "before")
    visit.post("psst", only_for="ada")
    await visit.say("bo", "after")
    await expect(visit.messages).to_have_count(3)
    await visit.page.get_by_role("button", name="Dismiss message").press("Enter")
    await expect(visit.messages).to_have_count(2)
    await expect(visit.messages.last).to_be_focused()
    await expect(visit.messages.last).to_contain_text("after")


@pytest.mark.parametrize("width", ["desktop"])
async def test_deleting_the_last_message_focuses_the_one_before_and_then_the_list(visit: Visit) -> None:
    await visit.say("ada", "one")
    await visit.say("ada", "two")
    await expect(visit.messages).to_have_count(2)
    await visit.messages.last.focus()
    for left, focused in ((1, visit.messages.first), (0, visit.page.locator("#scroller"))):
        await visit.page.keyboard.press("Shift+F10")
        await visit.page.keyboard.press("End")
        await visit.page.keyboard.press("Enter")
        await expect(visit.messages).to_have_count(left)
        await expect(focused).to_be_focused()


@pytest.mark.parametrize("width", ["desktop"])
async def test_what_is_typed_on_a_message_goes_into_the_line_except_its_keys(visit: Visit) -> None:
    await visit.say("bo", "hello")
    await visit.messages.focus()
    await visit.page.keyboard.press("+")
    await expect(visit.page.get_by_role("menu", name="Add reaction")).to_be_visible()
    await visit.page.keyboard.press("Escape")
    await visit.page.keyboard.type("what a day")
    await expect(visit.line).to_have_value("what a day")


@pytest.mark.parametrize("width", ["phone"])
@pytest.mark.parametrize(
    ("deed", "shown"), [("Message", "h1:has-text('@ Easel')"), ("Show its commands", "#suggestions")]
)
async def test_the_phones_members_panel_closes_for_what_it_leads_to(
    visit: Visit, deed: str, shown: str
) -> None:
    visit.playground.world.dm_with(visit.playground.person("ada").id)
    await visit.page.reload()
    await visit.page.get_by_role("button", name="Members").tap()
    panel = visit.page.get_by_role("complementary", name="Members")
    await panel.get_by_role("button", name="Easel").tap()
    await visit.page.get_by_role("menuitem", name=deed, exact=True).tap()
    await expect(panel).to_be_hidden()
    await expect(visit.page.locator(shown)).to_be_visible()


@pytest.mark.parametrize("width", ["phone"])
async def test_the_phones_members_panel_takes_the_focus_and_escape_gives_it_back(visit: Visit) -> None:
    panel = await members_panel(visit)
    await visit.page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    toggle = visit.page.get_by_role("button", name="Members")
    await expect(toggle).to_be_focused()
    await expect(toggle).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("width", ["phone"])
async def test_the_phones_drawer_takes_the_focus_while_it_still_slides_in_and_escape_gives_it_back(
    visit: Visit,
) -> None:
    await visit.page.emulate_media(reduced_motion="no-preference")
    toggle = visit.page.get_by_role("button", name="Channels")
    await toggle.press("Enter")
    await expect(visit.page.get_by_role("button", name="Painters")).to_be_focused()
    await visit.page.keyboard.press("Escape")
    await expect(toggle).to_be_focused()
    await expect(toggle).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_members_column_that_covers_nothing_stays_for_what_it_leads_to(visit: Visit) -> None:
    panel = visit.page.get_by_role("complementary", name="Members")
    await panel.get_by_role("button", name="Easel").press("Enter")
    await visit.page.get_by_role("menuitem", name="Show its commands").press("Enter")
    await expect(visit.page.locator("#suggestions")).to_be_visible()
    await expect(panel).to_be_visible()


@pytest.mark.parametrize("width", ["phone"])
async def test_the_phone_says_aloud_whether_the_bot_is_there(visit: Visit) -> None:
    top = visit.page.locator("#top")
    await expect(top).to_match_aria_snapshot("- status: Easel is online")
    visit.playground.world.application.online = False
    visit.playground.world.feed.publish(BotStatus(online=False))
    await expect(top).to_match_aria_snapshot("- status: Easel is offline")
    box = await visit.page.locator("#status-text").bounding_box()
    assert box is not None
    assert box["width"] <= 1, "the words take the room of the channel's name"


@pytest.mark.parametrize("width", ["phone"])
async def test_the_phones_drawer_button_shows_and_says_that_something_outside_is_unread(visit: Visit) -> None:
    toggle = visit.page.locator("#drawer-toggle")
    await visit.say("bo", "here")
    await expect(visit.messages).to_have_count(1)
    await expect(toggle).to_have_accessible_name("Channels")
    assert not await toggle.evaluate(HAS_DOT)
    await visit.say("bo", "there", channel="showcase")
    await expect(toggle).to_have_accessible_name("Channels, unread messages")
    assert await toggle.evaluate(HAS_DOT)
    await toggle.tap()
    await visit.page.get_by_role("button", name="showcase, unread messages").tap()
    await expect(toggle).to_have_accessible_name("Channels")
    assert not await toggle.evaluate(HAS_DOT)


async def test_files_are_attached_to_a_plain_message_by_finger_or_key(visit: Visit, picture: Upload) -> None:
    files: list[Any] = [
        {"name": "cat.png", "mimeType": "image/png", "buffer": picture.content},
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"whiskers"},
    ]
    plus = visit.page.get_by_role("button", name="Attach files")
    async with visit.page.expect_file_chooser() as opened:
        await (plus.tap() if visit.narrow else plus.press("Enter"))
    await (await opened.value).set_files(files)
    tray = visit.page.get_by_role("list", name="Files to send")
    await expect(tray.get_by_role("listitem")).to_contain_text(["cat.png", "notes.txt"])
    await expect(visit.line).to_be_focused()
    # A chooser that still held the files would not tell the page when they are chosen once more.
    await expect(visit.page.locator("#composer-files")).to_have_value("")
    await visit.page.keyboard.type("look")
    await visit.page.keyboard.press("Enter")
    await expect(visit.messages.locator(".picture")).to_have_count(1)
    (said,) = visit.playground.person("ada").messages("#images")
    assert said.content == "look"
    assert [file.filename for file in said.attachments] == ["cat.png", "notes.txt"]


@pytest.mark.parametrize("width", ["phone"])
async def test_a_command_has_no_button_for_files_beside_its_options(visit: Visit) -> None:
    plus = visit.page.get_by_role("button", name="Attach files")
    await expect(plus).to_be_visible()
    await visit.line.fill("/imagine ")
    await expect(plus).to_be_hidden()
    await visit.page.keyboard.press("Escape")
    await expect(plus).to_be_visible()
