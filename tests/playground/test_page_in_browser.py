"""The web page in a real Chromium, against the real server. The test itself answers for the bot."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Mapping

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.playground import Playground, Upload
from bot.playground.messages import Post
from bot.playground.models import EPHEMERAL, CallbackType, Interaction, InteractionType, Json, Message
from bot.playground.world import World

pytestmark = pytest.mark.browser

PROMPT = {"type": 3, "name": "prompt", "description": "What to draw", "required": True}
SHAPES = [{"name": "Square", "value": "1:1"}, {"name": "Portrait", "value": "2:3"}]
SHAPE = {"type": 3, "name": "shape", "description": "The aspect ratio", "choices": SHAPES}
COUNT = {"type": 4, "name": "count", "description": "How many", "max_value": 4}
IMAGE = {"type": 11, "name": "image", "description": "The picture", "required": True}
COMMANDS: list[Json] = [
    {"name": "imagine", "description": "Draws a picture", "options": [PROMPT, SHAPE, COUNT]},
    {"name": "describe", "description": "Writes prompts", "options": [IMAGE]},
]
TEXT_INPUT = {"type": 4, "custom_id": "prompt", "style": 2, "value": "a cat", "max_length": 100}
MODAL: Json = {
    "custom_id": "zoom",
    "title": "Zoom out",
    "components": [{"type": 18, "label": "Prompt", "component": TEXT_INPUT}],
}
BUTTONS = [{"type": 1, "components": [{"type": 2, "style": 2, "label": "U1", "custom_id": "u1"}]}]


@pytest.fixture
async def page(playground: Playground) -> AsyncIterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    playground.world.application.online = True
    playground.world.commands.overwrite(None, COMMANDS)
    person, channel = playground.person("ada").id, playground.channel("images").id
    problems: list[str] = []
    async with async_playwright() as tool:
        # Chromium's own sandbox does not work for root, as whom containers run.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await tool.chromium.launch(executable_path=chromium, args=arguments)
        opened = await browser.new_page()
        opened.on("pageerror", lambda error: problems.append(str(error)))
        await opened.goto(f"{playground.base_url}/?person={person}&channel={channel}")
        await expect(opened.get_by_text("Easel is online")).to_be_visible()
        yield opened
        await browser.close()
    assert problems == []


def post(
    playground: Playground, content: str, *, buttons: bool = False, files: Mapping[int, Upload] | None = None
) -> Message:
    body = {"content": content, "components": BUTTONS if buttons else []}
    world = playground.world
    return world.messages.create(
        playground.channel("images"), world.application.id, Post(body=body, files=files or {})
    )


async def opened_interaction(playground: Playground, kind: InteractionType) -> Interaction:
    def look(world: World) -> Interaction | None:
        return next((each for each in world.interactions.all() if each.type == kind), None)

    found = await playground.wait_for(look)
    assert found is not None
    return found


def say(playground: Playground, interaction: Interaction, content: str) -> None:
    playground.world.interactions.answer(interaction, CallbackType.MESSAGE, {"content": content}, {})


async def test_a_message_appears_and_changes_while_its_picture_stays(
    page: Page, playground: Playground, png: bytes
) -> None:
    picture = await Upload("grid.png", png).measured()
    message = post(playground, "**a cat** - (31%)", files={0: picture})
    shown = page.locator(".message")
    await expect(shown).to_contain_text("a cat - (31%)")
    image = await shown.locator("img").element_handle()
    kept = {"attachments": [{"id": str(message.attachments[0].id)}]}
    playground.world.messages.edit(
        message, {"content": "**a cat** - (fast)", "components": BUTTONS} | kept, {}
    )
    await expect(shown).to_contain_text("a cat - (fast)")
    await expect(shown.get_by_role("button", name="U1")).to_be_visible()
    assert image is not None
    assert await image.evaluate("node => node.isConnected")
    assert await shown.locator("strong").inner_text() == "a cat"


async def test_markup_in_a_message_stays_text(page: Page, playground: Playground) -> None:
    hostile = "<img src=x onerror=alert(1)> [no](javascript:alert(1))"
    post(playground, hostile)
    await expect(page.locator(".message .content")).to_have_text(hostile)
    assert await page.locator(".message .content").locator("img, a").count() == 0


async def test_a_command_completed_by_keyboard_sends_its_options(page: Page, playground: Playground) -> None:
    await page.keyboard.press("/")
    await page.keyboard.type("im")
    await page.keyboard.press("Tab")
    await page.keyboard.type("a lighthouse")
    await page.get_by_role("button", name="+ shape").click()
    await page.keyboard.type("port")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    interaction = await opened_interaction(playground, InteractionType.COMMAND)
    assert interaction.data["name"] == "imagine"
    sent = {each["name"]: each["value"] for each in interaction.data["options"]}
    assert sent == {"prompt": "a lighthouse", "shape": "2:3"}
    await expect(page.get_by_text("Sending command…")).to_be_visible()
    say(playground, interaction, "done")
    await expect(page.get_by_text("Sending command…")).to_have_count(0)
    await expect(page.locator(".message")).to_contain_text("done")


async def test_a_wrong_option_is_named_and_focused_and_nothing_is_sent(
    page: Page, playground: Playground
) -> None:
    await page.get_by_label("Command", exact=True).fill("/imagine a cat count: 9")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("count is at most 4.")).to_be_visible()
    await expect(page.get_by_label("count")).to_be_focused()
    assert playground.world.interactions.all() == []


async def test_plain_text_is_told_that_only_commands_are_answered(page: Page) -> None:
    await page.get_by_label("Command", exact=True).fill("hello")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Here only commands are answered: type / to see them.")).to_be_visible()


async def test_a_chosen_file_reaches_the_command(page: Page, playground: Playground, png: bytes) -> None:
    await page.get_by_label("Command", exact=True).fill("/describe ")
    await page.locator(".chip input[type=file]").set_input_files(
        {"name": "cat.png", "mimeType": "image/png", "buffer": png}
    )
    await expect(page.get_by_role("button", name="image: cat.png")).to_be_visible()
    await page.get_by_role("button", name="Send").click()
    interaction = await opened_interaction(playground, InteractionType.COMMAND)
    (attached,) = interaction.data["resolved"]["attachments"].values()
    assert attached["filename"] == "cat.png"


async def test_a_modal_opens_from_a_button_and_submits_its_fields(page: Page, playground: Playground) -> None:
    post(playground, "pick one", buttons=True)
    await page.get_by_role("button", name="U1").click()
    pressed = await opened_interaction(playground, InteractionType.COMPONENT)
    playground.world.interactions.answer(pressed, CallbackType.MODAL, MODAL, {})
    field = page.get_by_role("dialog", name="Zoom out").get_by_label("Prompt")
    await expect(field).to_have_value("a cat")
    await field.fill("")
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_text("This field is required.")).to_be_visible()
    await field.fill("two cats")
    await page.get_by_role("button", name="Submit").click()
    submitted = await opened_interaction(playground, InteractionType.MODAL_SUBMIT)
    assert submitted.data["custom_id"] == "zoom"
    assert submitted.data["components"][0]["component"]["value"] == "two cats"
    say(playground, submitted, "zoomed")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_an_unanswered_press_says_so_under_the_message(page: Page, playground: Playground) -> None:
    post(playground, "pick one", buttons=True)
    await page.get_by_role("button", name="U1").click()
    pressed = await opened_interaction(playground, InteractionType.COMPONENT)
    playground.world.interactions.expire(pressed)
    await expect(page.locator(".message").get_by_text("This interaction failed")).to_be_visible()


async def test_an_ephemeral_message_is_shown_to_its_person_alone_and_can_be_dismissed(
    page: Page, playground: Playground
) -> None:
    channel, author = playground.channel("images"), playground.world.application.id
    for name in ("bo", "ada"):
        person = playground.person(name)
        secret = Post({"content": f"for {name}"}, {}, only_for=person.id, flags=EPHEMERAL)
        playground.world.messages.create(channel, author, secret)
    await expect(page.locator(".message")).to_contain_text("for ada")
    await expect(page.locator(".message")).to_have_count(1)
    await page.get_by_role("button", name="Dismiss message").click()
    await expect(page.locator(".message")).to_have_count(0)
