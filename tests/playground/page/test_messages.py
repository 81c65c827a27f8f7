"""Messages as people see them: they arrive, change in place, quote, hide, and say who sent them, and when."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from bot.playground import Upload
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HANDS = pytest.mark.parametrize("hand", ["pointer", "keyboard"])
LEAP_DAY = datetime(2024, 2, 29, 12, tzinfo=UTC)
BUTTON = [{"type": 1, "components": [{"type": 2, "style": 2, "label": "U1", "custom_id": "u1"}]}]


async def work(visit: Visit, target: Locator, hand: str) -> None:
    await (target.press("Enter") if hand == "keyboard" else visit.press(target))


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


async def test_markup_in_a_message_stays_text(visit: Visit) -> None:
    hostile = "<img src=x onerror=alert(1)> [no](javascript:alert(1))"
    visit.post(hostile)
    content = visit.page.locator(".message .content")
    await expect(content).to_have_text(hostile)
    assert await content.locator("img, a").count() == 0


async def test_markdown_becomes_what_discord_makes_of_it(visit: Visit) -> None:
    visit.post(
        "# Big\n> said\n- one\n-# small\n**b** *i* ~~s~~ `c` [site](https://example.com)"
        f"\n<t:{int(LEAP_DAY.timestamp())}:D>\n```\ncode\n```"
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
        ("time", "February 29, 2024"),
    ):
        await expect(content.locator(selector)).to_have_text(text)
    assert await content.locator("a").get_attribute("href") == "https://example.com"


@HANDS
async def test_a_spoiler_is_hidden_until_it_is_pressed(visit: Visit, hand: str) -> None:
    visit.post("the end: ||they meet||")
    spoiler = visit.page.locator(".spoiler")
    await expect(spoiler).to_have_css("color", "rgba(0, 0, 0, 0)")
    await work(visit, visit.page.get_by_role("button", name="Spoiler"), hand)
    await expect(spoiler).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    await expect(spoiler).to_have_text("they meet")


async def test_a_reply_quotes_its_message_and_leads_to_it(visit: Visit) -> None:
    first = await visit.say("bo", "look at this")
    for number in range(30):
        await visit.say("cleo", f"line {number}")
    await visit.say("bo", "again", reply_to=first)
    quote = visit.page.get_by_role("button", name="Reply to Bo: show that message")
    await expect(quote).to_contain_text("look at this")
    for hand in ("pointer", "keyboard"):
        await expect(visit.page.get_by_text("look at this").first).not_to_be_in_viewport()
        await work(visit, quote, hand)
        await expect(visit.page.get_by_text("look at this").first).to_be_in_viewport()
        await visit.press(visit.page.get_by_role("button", name="Jump to present"))
    visit.playground.world.messages.delete(first)
    await expect(visit.messages.first).to_contain_text("line 0")


async def test_messages_of_one_author_share_one_head(visit: Visit) -> None:
    await visit.say("bo", "one")
    await visit.say("bo", "two")
    await visit.say("cleo", "three")
    await expect(visit.messages).to_have_count(3)
    await expect(visit.page.locator(".message .author")).to_have_text(["Bo", "Cleo"])


async def test_a_message_says_who_wrote_it_when_and_whether_it_was_edited(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = visit.playground.world
    for minutes, words in ((0, "long ago"), (2, "soon after"), (20, "later")):
        then = LEAP_DAY + timedelta(minutes=minutes)
        with monkeypatch.context() as patched:
            patched.setattr(world, "clock", then.timestamp)
            await visit.say("bo", words)
    message = visit.post("today")
    world.messages.edit(message, {"content": "today, after all"}, {})
    await expect(visit.page.locator(".divider.day")).to_have_text(
        ["February 29, 2024", f"{datetime.now().astimezone():%B %-d, %Y}"]
    )
    times = visit.messages.locator(".head time")
    await expect(times).to_have_text(
        [re.compile(r"2/29/2024 \d+:00\s[AP]M"), re.compile(r"2/29/2024 \d+:20\s"), re.compile("Today at ")]
    )
    await expect(times.first).to_have_attribute("title", re.compile("^2/29/2024, "))
    await expect(visit.messages.nth(1).locator("time")).to_have_text(re.compile(r":02\s[AP]M$"))
    faces = visit.messages.locator(".face .avatar")
    await expect(faces).to_have_text(["B", "B", ""])
    await expect(faces.first).to_have_css("background-color", "rgb(58, 123, 196)")
    await expect(visit.messages.last.locator(".head")).to_contain_text("APP")
    await expect(visit.messages.last.locator(".content")).to_have_text("today, after all (edited)")
    await expect(visit.page.get_by_text("(edited)")).to_have_count(1)


async def test_a_mention_of_oneself_stands_out(visit: Visit) -> None:
    await visit.say("bo", f"hello <@{visit.playground.person('ada').id}>")
    await visit.say("bo", f"hello <@{visit.playground.person('cleo').id}>")
    await expect(visit.page.locator(".message.mentions-me")).to_have_count(1)
    await expect(visit.page.locator(".mention")).to_have_text(["@Ada", "@Cleo"])


@HANDS
async def test_an_ephemeral_message_is_for_one_person_and_can_be_dismissed(visit: Visit, hand: str) -> None:
    visit.post("for bo", only_for="bo")
    visit.post("for ada", only_for="ada")
    await expect(visit.messages).to_contain_text("for ada")
    await expect(visit.messages).to_have_count(1)
    await expect(visit.messages).to_contain_text("Only you can see this")
    await work(visit, visit.page.get_by_role("button", name="Dismiss message"), hand)
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
