"""The line at the bottom: commands completed by keyboard or pointer, files, and plain messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from bot.playground.models import CallbackType, InteractionType

if TYPE_CHECKING:
    from bot.playground import Upload
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HANDS = pytest.mark.parametrize("hand", ["pointer", "keyboard"])
DROP = """([type, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], "cat.png", { type: "image/png" }));
    const event = type === "paste"
        ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
        : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
}"""


def options_of(interaction: Any) -> dict[str, Any]:
    return {each["name"]: each["value"] for each in interaction.data["options"]}


async def test_a_command_is_written_by_keyboard_alone(visit: Visit) -> None:
    keys = visit.page.keyboard
    await keys.press("/")
    await keys.type("im")
    await keys.press("Tab")
    await keys.type("a lighthouse")
    await visit.page.get_by_role("button", name="+ shape").press("Enter")
    await keys.type("port")
    await keys.press("Enter")
    await keys.press("Enter")
    interaction = await visit.asked(InteractionType.COMMAND)
    assert options_of(interaction) == {"prompt": "a lighthouse", "shape": "2:3"}
    await expect(visit.page.get_by_text("Sending command…")).to_be_visible()
    visit.answer(interaction, content="done")
    await expect(visit.page.get_by_text("Sending command…")).to_have_count(0)
    await expect(visit.messages).to_contain_text("done")
    await expect(visit.line).to_be_focused()


async def test_a_command_is_written_by_pointer_alone(visit: Visit) -> None:
    await visit.press(visit.page.get_by_role("button", name="Show the commands"))
    await visit.press(visit.page.get_by_role("option", name="/imagine"))
    await visit.page.keyboard.type("a pier")
    await visit.press(visit.page.get_by_role("button", name="+ shape"))
    await visit.press(visit.page.get_by_role("option", name="Square"))
    await visit.press(visit.page.get_by_role("button", name="Send"))
    assert options_of(await visit.asked(InteractionType.COMMAND)) == {"prompt": "a pier", "shape": "1:1"}


async def test_a_typed_command_line_is_read_with_its_options(visit: Visit) -> None:
    await visit.line.fill("/imagine a pier at night count: 2")
    await visit.page.keyboard.press("Enter")
    assert options_of(await visit.asked(InteractionType.COMMAND)) == {"prompt": "a pier at night", "count": 2}


async def test_a_wrong_option_is_named_and_focused_and_nothing_is_sent(visit: Visit) -> None:
    await visit.line.fill("/imagine a cat count: 9")
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.get_by_text("count is at most 4.")).to_be_visible()
    await expect(visit.page.get_by_label("count")).to_be_focused()
    assert visit.playground.world.interactions.all() == []


@HANDS
async def test_an_option_completes_itself_with_what_the_bot_offers(visit: Visit, hand: str) -> None:
    await visit.line.fill("/imagine a cat")
    more = visit.page.get_by_role("button", name="+ style")
    await (more.press("Enter") if hand == "keyboard" else visit.press(more))
    await visit.page.keyboard.type("in")
    asked = await visit.asked(InteractionType.AUTOCOMPLETE)
    choices = [{"name": "Indigo", "value": "indigo"}, {"name": "Ink and wash", "value": "ink"}]
    visit.answer(asked, CallbackType.AUTOCOMPLETE, choices=choices)
    offered = visit.page.get_by_role("option", name="Ink and wash")
    if hand == "keyboard":
        await expect(offered).to_be_visible()
        for key in ("ArrowDown", "ArrowDown", "Enter", "Enter"):
            await visit.page.keyboard.press(key)
    else:
        await visit.press(offered)
        await visit.press(visit.page.get_by_role("button", name="Send"))
    assert options_of(await visit.asked(InteractionType.COMMAND)) == {"prompt": "a cat", "style": "ink"}


async def test_a_chosen_file_reaches_the_command(visit: Visit, picture: Upload) -> None:
    await visit.line.fill("/describe ")
    chosen: Any = {"name": "cat.png", "mimeType": "image/png", "buffer": picture.content}
    await visit.page.locator(".chip input[type=file]").set_input_files(chosen)
    await expect(visit.page.get_by_role("button", name="image: cat.png")).to_be_visible()
    await visit.press(visit.page.get_by_role("button", name="Send"))
    interaction = await visit.asked(InteractionType.COMMAND)
    (attached,) = interaction.data["resolved"]["attachments"].values()
    assert attached["filename"] == "cat.png"


@pytest.mark.parametrize("way", ["drop", "paste"])
async def test_a_dropped_or_pasted_file_goes_to_the_command_or_else_to_the_message(
    visit: Visit, picture: Upload, way: str
) -> None:
    await visit.line.fill("/describe ")
    await visit.page.evaluate(DROP, [way, list(picture.content)])
    await expect(visit.page.get_by_role("button", name="image: cat.png")).to_be_visible()
    await visit.page.keyboard.press("Escape")
    await visit.page.evaluate(DROP, [way, list(picture.content)])
    await expect(visit.page.get_by_role("list", name="Files to send")).to_contain_text("cat.png")
    await visit.page.keyboard.press("Enter")
    await expect(visit.messages.locator(".picture")).to_be_visible()


@HANDS
async def test_a_plain_message_is_said_with_its_mentions(visit: Visit, hand: str) -> None:
    await visit.line.press_sequentially("hello @c")
    if hand == "keyboard":
        await visit.page.keyboard.press("Enter")
        await visit.page.keyboard.press("Enter")
    else:
        await visit.press(visit.page.get_by_role("option", name="Cleo"))
        await visit.press(visit.page.get_by_role("button", name="Send"))
    await expect(visit.messages).to_contain_text("hello @Cleo")
    (said,) = visit.playground.person("ada").messages("#images")
    assert said.content == f"hello <@{visit.playground.person('cleo').id}>"


async def test_an_unknown_command_is_not_sent_as_a_message(visit: Visit) -> None:
    await visit.line.fill("/nonsense")
    await expect(visit.page.get_by_text("There is no such command here.")).to_be_visible()


async def test_others_see_who_is_typing(visit: Visit) -> None:
    bo = await visit.tab("bo")
    await visit.line.press_sequentially("hm")
    await expect(bo.get_by_text("Ada is typing…")).to_be_visible()
    await visit.page.keyboard.press("Enter")
    await expect(bo.get_by_text("Ada is typing…")).to_have_count(0)
    await expect(bo.locator(".message")).to_contain_text("hm")
