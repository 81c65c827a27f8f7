"""What bots put under messages: buttons in all styles, selects, modals, and an answer that never comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from bot.playground.models import CallbackType, InteractionType, Json

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from bot.playground import Upload
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HANDS = pytest.mark.parametrize("hand", ["pointer", "keyboard"])
STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger"}
BUTTONS: list[Json] = [
    {
        "type": 1,
        "components": [
            {"type": 2, "style": style, "label": name, "custom_id": name} for style, name in STYLES.items()
        ]
        + [{"type": 2, "style": 5, "label": "link", "url": "https://example.com"}],
    },
    {
        "type": 1,
        "components": [
            {"type": 2, "style": 2, "emoji": {"name": "🔄"}, "custom_id": "again"},
            {"type": 2, "style": 2, "label": "off", "custom_id": "off", "disabled": True},
        ],
    },
]
CHOICES = [{"label": name, "value": name.lower()} for name in ("Fast", "Relax", "Turbo")]
SELECT: list[Json] = [
    {"type": 1, "components": [{"type": 3, "custom_id": "mode", "placeholder": "Mode", "options": CHOICES}]}
]
SEVERAL: Json = {"type": 3, "custom_id": "modes", "placeholder": "Modes", "max_values": 2, "options": CHOICES}
TEXT_INPUT = {"type": 4, "custom_id": "prompt", "style": 2, "value": "a cat", "max_length": 100}
MODAL: Json = {
    "custom_id": "zoom",
    "title": "Zoom out",
    "components": [{"type": 18, "label": "Prompt", "component": TEXT_INPUT}],
}
UPLOAD_MODAL: Json = {
    "custom_id": "blend",
    "title": "Blend",
    "components": [
        {"type": 18, "label": "Speed", "component": SELECT[0]["components"][0]},
        {"type": 18, "label": "Picture", "component": {"type": 19, "custom_id": "picture"}},
    ],
}


async def work(visit: Visit, target: Locator, hand: str) -> None:
    await (target.press("Enter") if hand == "keyboard" else visit.press(target))


async def open_modal(visit: Visit, modal: Json) -> Locator:
    visit.post("choose", components=BUTTONS)
    await visit.press(visit.page.get_by_role("button", name="success"))
    visit.answer(await visit.asked(InteractionType.COMPONENT), CallbackType.MODAL, **modal)
    return visit.page.get_by_role("dialog", name=modal["title"])


async def test_buttons_come_in_all_styles_and_say_which_was_pressed(visit: Visit) -> None:
    visit.post("choose", components=BUTTONS)
    for name in STYLES.values():
        button = visit.page.get_by_role("button", name=name, exact=True)
        assert name in (await button.get_attribute("class") or "")
    link = visit.page.get_by_role("link", name="link")
    assert await link.get_attribute("href") == "https://example.com"
    await expect(visit.page.get_by_role("button", name="off")).to_be_disabled()
    await visit.press(visit.page.get_by_role("button", name="🔄"))
    pressed = await visit.asked(InteractionType.COMPONENT)
    assert pressed.data["custom_id"] == "again"


async def test_a_button_shows_that_it_waits_and_recovers(visit: Visit) -> None:
    visit.post("choose", components=BUTTONS)
    button = visit.page.get_by_role("button", name="success")
    await button.press("Enter")
    await expect(button).to_have_attribute("aria-busy", "true")
    visit.answer(await visit.asked(InteractionType.COMPONENT), CallbackType.DEFERRED_UPDATE)
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_unanswered_press_says_so_under_the_message(visit: Visit) -> None:
    visit.post("choose", components=BUTTONS)
    await visit.press(visit.page.get_by_role("button", name="success"))
    visit.playground.world.interactions.expire(await visit.asked(InteractionType.COMPONENT))
    await expect(visit.messages.get_by_text("This interaction failed")).to_be_visible()


async def test_a_select_opens_and_sends_its_choice_by_pointer(visit: Visit) -> None:
    visit.post("choose", components=SELECT)
    await visit.press(visit.page.get_by_role("button", name="Mode"))
    await visit.press(visit.page.get_by_role("option", name="Relax"))
    assert (await visit.asked(InteractionType.COMPONENT)).data["values"] == ["relax"]


async def test_a_select_is_worked_by_arrow_keys(visit: Visit) -> None:
    visit.post("choose", components=SELECT)
    await visit.page.get_by_role("button", name="Mode").press("ArrowDown")
    await visit.page.keyboard.press("End")
    await visit.page.keyboard.press("Enter")
    assert (await visit.asked(InteractionType.COMPONENT)).data["values"] == ["turbo"]


@HANDS
async def test_a_select_of_several_sends_them_together_once_it_closes(visit: Visit, hand: str) -> None:
    visit.post("choose", components=[{"type": 1, "components": [SEVERAL]}])
    await work(visit, visit.page.get_by_role("button", name="Modes"), hand)
    keys = {"Fast": "Home", "Turbo": "End", "Relax": "ArrowUp"}
    for name, key in keys.items():
        option = visit.page.get_by_role("option", name=name)
        if hand == "keyboard":
            await visit.page.keyboard.press(key)
            await expect(option).to_be_focused()
        await work(visit, option, hand)
        # The third is one too many.
        await expect(option).to_have_attribute("aria-selected", "false" if name == "Relax" else "true")
    assert visit.playground.world.interactions.all() == []
    if hand == "keyboard":
        await visit.page.keyboard.press("Tab")
    else:
        await visit.press(visit.page.get_by_role("button", name="Fast, Turbo"))
    assert (await visit.asked(InteractionType.COMPONENT)).data["values"] == ["fast", "turbo"]
    await expect(visit.page.get_by_role("listbox")).to_be_hidden()


@HANDS
async def test_a_modal_takes_a_choice_and_a_file_and_says_which_is_missing(
    visit: Visit, picture: Upload, hand: str
) -> None:
    dialog = await open_modal(visit, UPLOAD_MODAL)
    await work(visit, dialog.get_by_role("button", name="Submit"), hand)
    await expect(dialog.get_by_role("alert")).to_have_text(["Choose at least 1.", "A file is required."])
    await work(visit, dialog.get_by_label("Speed"), hand)
    if hand == "keyboard":
        await visit.page.keyboard.press("Escape")
        await expect(dialog.get_by_role("listbox")).to_be_hidden()
        await dialog.get_by_label("Speed").press("ArrowDown")
        await visit.page.keyboard.press("ArrowDown")
    await work(visit, dialog.get_by_role("option", name="Relax"), hand)
    file: Any = {"name": "cat.png", "mimeType": "image/png", "buffer": picture.content}
    await dialog.get_by_label("Picture").set_input_files(file)
    await work(visit, dialog.get_by_role("button", name="Submit"), hand)
    submitted = await visit.asked(InteractionType.MODAL_SUBMIT)
    chosen, stored = (each["component"]["values"] for each in submitted.data["components"])
    assert chosen == ["relax"]
    assert [submitted.data["resolved"]["attachments"][each]["filename"] for each in stored] == ["cat.png"]
    visit.answer(submitted, content="blended")
    await expect(dialog).to_have_count(0)


async def test_a_modal_opens_prefilled_checks_and_submits(visit: Visit) -> None:
    entry = (await open_modal(visit, MODAL)).get_by_label("Prompt")
    await expect(entry).to_have_value("a cat")
    await expect(entry).to_be_focused()
    await entry.fill("")
    await visit.press(visit.page.get_by_role("button", name="Submit"))
    await expect(visit.page.get_by_text("This field is required.")).to_be_visible()
    await entry.fill("two cats")
    await visit.page.keyboard.press("Control+Enter")
    submitted = await visit.asked(InteractionType.MODAL_SUBMIT)
    assert submitted.data["components"][0]["component"]["value"] == "two cats"
    visit.answer(submitted, content="zoomed")
    await expect(visit.page.get_by_role("dialog")).to_have_count(0)


async def test_a_modal_that_is_not_answered_stays_open_with_its_words(visit: Visit) -> None:
    dialog = await open_modal(visit, MODAL)
    await visit.press(dialog.get_by_role("button", name="Submit"))
    visit.playground.world.interactions.expire(await visit.asked(InteractionType.MODAL_SUBMIT))
    await expect(dialog.get_by_text("Something went wrong. Try again.")).to_be_visible()
    await expect(dialog.get_by_label("Prompt")).to_have_value("a cat")


async def test_a_thinking_bot_is_seen_in_its_message_and_under_the_line(visit: Visit) -> None:
    await visit.line.fill("/imagine a cat")
    await visit.page.keyboard.press("Enter")
    visit.answer(await visit.asked(InteractionType.COMMAND), CallbackType.DEFERRED_MESSAGE)
    await expect(visit.messages).to_contain_text("Easel is thinking…")
    await expect(visit.page.locator("#typing")).to_have_text("Easel is typing…")
