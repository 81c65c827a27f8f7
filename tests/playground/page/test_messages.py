"""Messages as people see them: they arrive, change in place, quote, hide, and say who sent them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from bot.playground import Upload
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BUTTON = [{"type": 1, "components": [{"type": 2, "style": 2, "label": "U1", "custom_id": "u1"}]}]


async def test_a_message_changes_in_place_while_its_picture_stays(visit: Visit, picture: Upload) -> None:
    message = visit.post("**a cat** - (31%)", files={0: picture})
    await expect(visit.messages).to_contain_text("a cat - (31%)")
    image = await visit.messages.locator("img").element_handle()
    kept = {"attachments": [{"id": str(message.attachments[0].id)}]}
    edited = {"content": "**a cat** - (fast)", "components": BUTTON} | kept
    visit.playground.world.messages.edit(message, edited, {})
    await expect(visit.messages).to_contain_text("a cat - (fast)")
    await expect(visit.messages.get_by_role("button", name="U1")).to_be_visible()
    assert image is not None
    assert await image.evaluate("node => node.isConnected")
    assert await visit.messages.locator(".content strong").inner_text() == "a cat"


@pytest.mark.parametrize("width", ["desktop"])
async def test_markup_in_a_message_stays_text(visit: Visit) -> None:
    hostile = "<img src=x onerror=alert(1)> [no](javascript:alert(1))"
    visit.post(hostile)
    content = visit.page.locator(".message .content")
    await expect(content).to_have_text(hostile)
    assert await content.locator("img, a").count() == 0


@pytest.mark.parametrize("width", ["desktop"])
async def test_markdown_becomes_what_discord_makes_of_it(visit: Visit) -> None:
    visit.post(
        "# Big\n> said\n- one\n-# small\n**b** *i* ~~s~~ `c` [site](https://example.com)\n```\ncode\n```"
    )
    content = visit.page.locator(".message .content")
    for selector, text in (
        ("h3", "Big"),
        ("blockquote", "said"),
        (".bullet", "one"),
        (".subtext", "small"),
        ("strong", "b"),
        ("em", "i"),
        ("s", "s"),
        ("em ~ code", "c"),
        ("pre code", "code"),
    ):
        await expect(content.locator(selector)).to_have_text(text)
    assert await content.locator("a").get_attribute("href") == "https://example.com"


async def test_a_spoiler_is_hidden_until_it_is_pressed(visit: Visit) -> None:
    visit.post("the end: ||they meet||")
    spoiler = visit.page.get_by_role("button", name="Spoiler")
    await spoiler.focus()
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.locator(".spoiler.shown")).to_have_text("they meet")


async def test_a_reply_quotes_its_message_and_leads_to_it(visit: Visit) -> None:
    first = await visit.say("bo", "look at this")
    for number in range(30):
        await visit.say("cleo", f"line {number}")
    await visit.say("bo", "again", reply_to=first)
    quote = visit.page.get_by_role("button", name="Reply to Bo: show that message")
    await expect(quote).to_contain_text("look at this")
    await visit.press(quote)
    await expect(visit.page.get_by_text("look at this").first).to_be_in_viewport()
    visit.playground.world.messages.delete(first)
    await expect(visit.messages.first).to_contain_text("line 0")


@pytest.mark.parametrize("width", ["desktop"])
async def test_messages_of_one_author_share_one_head(visit: Visit) -> None:
    await visit.say("bo", "one")
    await visit.say("bo", "two")
    await visit.say("cleo", "three")
    await expect(visit.messages).to_have_count(3)
    await expect(visit.page.locator(".message .author")).to_have_text(["Bo", "Cleo"])


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_mention_of_oneself_stands_out(visit: Visit) -> None:
    await visit.say("bo", f"hello <@{visit.playground.person('ada').id}>")
    await visit.say("bo", f"hello <@{visit.playground.person('cleo').id}>")
    await expect(visit.page.locator(".message.mentions-me")).to_have_count(1)
    await expect(visit.page.locator(".mention")).to_have_text(["@Ada", "@Cleo"])


async def test_an_ephemeral_message_is_for_one_person_and_can_be_dismissed(visit: Visit) -> None:
    visit.post("for bo", only_for="bo")
    visit.post("for ada", only_for="ada")
    await expect(visit.messages).to_contain_text("for ada")
    await expect(visit.messages).to_have_count(1)
    await expect(visit.messages).to_contain_text("Only you can see this")
    await visit.press(visit.page.get_by_role("button", name="Dismiss message"))
    await expect(visit.messages).to_have_count(0)


async def test_an_embed_shows_its_parts(visit: Visit, picture: Upload) -> None:
    embed = {
        "title": "Settings",
        "description": "of **this** server",
        "color": 0x5865F2,
        "fields": [{"name": "Mode", "value": "fast", "inline": True}],
        "footer": {"text": "Easel"},
        "image": {"url": "attachment://grid.png"},
    }
    visit.post(files={0: picture}, embeds=[embed])
    shown = visit.page.locator(".embed")
    for text in ("Settings", "of this server", "Mode", "fast", "Easel"):
        await expect(shown).to_contain_text(text)
    await expect(shown.get_by_role("button", name="Open picture")).to_be_visible()
    await expect(visit.page.locator(".attachments .picture")).to_have_count(0)
