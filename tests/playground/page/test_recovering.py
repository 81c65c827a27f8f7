"""The page shows what is after a lost connection, a deletion or another picture, and marks only whom a ping meant."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.playground import Playground, Upload
from bot.playground.models import CallbackType, InteractionType, Json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Route

    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOOPBACK = "127.0.0.1"
CHUNK = 1 << 16
BUTTON: list[Json] = [{"type": 1, "components": [{"type": 2, "style": 2, "label": "U1", "custom_id": "u1"}]}]
TEXT_INPUT = {"type": 4, "custom_id": "prompt", "style": 2, "value": "a cat"}
MODAL: Json = {
    "custom_id": "zoom",
    "title": "Zoom out",
    "components": [{"type": 18, "label": "Prompt", "component": TEXT_INPUT}],
}
WATCH = """image => {
    window.seen = [];
    const look = () => {
        window.seen.push([image.naturalWidth, image === document.querySelector(".message img")]);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


@dataclass
class Wire:
    """A relay between the browser and the playground that can be cut, as a network is."""

    playground: Playground
    url: str = ""
    whole: bool = True
    ends: list[asyncio.StreamWriter] = field(default_factory=list)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.whole:
            writer.transport.abort()
            return
        port = urlsplit(self.playground.base_url).port
        far_reader, far_writer = await asyncio.open_connection(LOOPBACK, port)
        self.ends += [writer, far_writer]
        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))

    def cut(self) -> None:
        self.whole = False
        for end in self.ends:
            end.transport.abort()

    def mend(self) -> None:
        self.whole = True


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


@pytest_asyncio.fixture(loop_scope="session")
async def wire(visit: Visit) -> AsyncIterator[Wire]:
    """Bring Ada's tab to the same channel once more, over a wire that can be cut."""
    wire = Wire(visit.playground)
    server = await asyncio.start_server(wire.carry, LOOPBACK, 0)
    wire.url = f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
    await visit.page.goto(visit.page.url.replace(visit.playground.base_url, wire.url))
    await expect(visit.page.locator("#status[data-kind=online]")).to_be_visible()
    yield wire
    await visit.page.close()
    wire.cut()
    server.close()
    await server.wait_closed()


async def cut(visit: Visit, wire: Wire) -> None:
    wire.cut()
    await expect(visit.page.locator("#status[data-kind=lost]")).to_be_visible()


async def mend(visit: Visit, wire: Wire) -> None:
    wire.mend()
    await expect(visit.page.locator("#status[data-kind=online]")).to_be_visible()


async def send_command(visit: Visit) -> None:
    """Send a command, and wait until the page knows under which number its outcome will come."""
    await visit.line.fill("/imagine a cat")
    async with visit.page.expect_response("**/playground/command") as answered:
        await visit.page.keyboard.press("Enter")
    await (await answered.value).finished()
    await expect(visit.page.get_by_text("Sending command…")).to_be_visible()


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_command_that_fails_while_the_connection_is_lost_does_not_wait_for_ever(
    visit: Visit, wire: Wire
) -> None:
    await send_command(visit)
    await cut(visit, wire)
    visit.playground.world.interactions.expire(await visit.asked(InteractionType.COMMAND))
    await mend(visit, wire)
    await expect(visit.page.get_by_text("Sending command…")).to_have_count(0)


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_command_that_is_answered_while_the_connection_is_lost_shows_its_answer_alone(
    visit: Visit, wire: Wire
) -> None:
    await send_command(visit)
    await cut(visit, wire)
    visit.answer(await visit.asked(InteractionType.COMMAND), content="done")
    await mend(visit, wire)
    await expect(visit.messages).to_have_count(1)
    await expect(visit.messages).to_contain_text("done")


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_button_whose_answer_was_missed_can_be_pressed_again(visit: Visit, wire: Wire) -> None:
    visit.post("choose", components=BUTTON)
    button = visit.page.get_by_role("button", name="U1")
    await visit.press(button)
    pressed = await visit.asked(InteractionType.COMPONENT)
    await expect(button).to_have_attribute("aria-busy", "true")
    await cut(visit, wire)
    visit.answer(pressed, CallbackType.DEFERRED_UPDATE)
    await mend(visit, wire)
    await expect(button).not_to_have_attribute("aria-busy", "true")
    await visit.press(button)
    await visit.playground.wait_for(
        lambda world: [each for each in world.interactions.all() if each.id > pressed.id]
    )


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_form_whose_answer_may_have_been_missed_keeps_its_words_and_can_be_sent_again(
    visit: Visit, wire: Wire
) -> None:
    visit.post("choose", components=BUTTON)
    await visit.press(visit.page.get_by_role("button", name="U1"))
    visit.answer(await visit.asked(InteractionType.COMPONENT), CallbackType.MODAL, **MODAL)
    dialog = visit.page.get_by_role("dialog", name="Zoom out")
    await dialog.get_by_label("Prompt").fill("two cats")
    async with visit.page.expect_response("**/playground/modal") as answered:
        await dialog.get_by_role("button", name="Submit").click()
    await (await answered.value).finished()
    await cut(visit, wire)
    visit.playground.world.interactions.expire(await visit.asked(InteractionType.MODAL_SUBMIT))
    await mend(visit, wire)
    await expect(dialog.get_by_text("The connection was lost.")).to_be_visible()
    await expect(dialog.get_by_label("Prompt")).to_have_value("two cats")
    await expect(dialog.get_by_role("button", name="Submit")).to_be_enabled()


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_deleted_message_is_no_longer_quoted_by_its_replies(visit: Visit) -> None:
    asked = await visit.say("bo", "look at this")
    await visit.say("cleo", "nice", reply_to=asked)
    quote = visit.page.get_by_role("button", name="Reply to Bo: show that message")
    await expect(quote).to_contain_text("look at this")
    visit.playground.world.messages.delete(asked)
    await expect(visit.messages).to_have_count(1)
    await expect(visit.messages).to_contain_text("Original message was deleted")
    await expect(visit.messages).not_to_contain_text("look at this")


@pytest.mark.parametrize("width", ["desktop"])
async def test_a_bots_message_stands_out_for_whom_it_pings_and_not_for_whom_it_only_names(
    visit: Visit,
) -> None:
    ada = visit.playground.person("ada").id
    visit.post(f"<@{ada}> your picture", allowed_mentions={"users": [str(ada)]})
    visit.post(f"painted for <@{ada}>", allowed_mentions={"parse": []})
    await expect(visit.messages).to_have_count(2)
    await expect(visit.page.locator(".mention")).to_have_text(["@Ada", "@Ada"])
    await expect(visit.page.locator(".message.mentions-me .content")).to_have_text("@Ada your picture")


@pytest.mark.parametrize("width", ["desktop"])
async def test_only_a_ping_raises_a_channels_red_number(visit: Visit) -> None:
    ada = visit.playground.person("ada").id
    visit.post(f"painted for <@{ada}>", channel="showcase", allowed_mentions={"parse": []})
    await expect(visit.page.get_by_role("button", name="showcase, unread messages")).to_be_visible()
    await expect(visit.page).to_have_title("images · Easel playground")
    visit.post(f"<@{ada}> your picture", channel="showcase", allowed_mentions={"users": [str(ada)]})
    await expect(visit.page.get_by_role("button", name="showcase, 1 mention")).to_be_visible()
    await expect(visit.page).to_have_title("(1) images · Easel playground")


async def test_a_picture_turns_into_the_next_one_without_a_frame_between(
    visit: Visit, picture: Upload, sketch: Upload
) -> None:
    message = visit.post("a cat - (31%)", files={0: sketch})
    image = visit.messages.locator("img")
    await expect(image).to_have_js_property("naturalWidth", sketch.width)
    asked, released = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await released.wait()
        await route.continue_()

    await visit.page.route("**/grid.png*", hold)
    await image.evaluate(WATCH)
    visit.playground.world.messages.edit(message, {"attachments": []}, {0: picture})
    await asked.wait()
    await visit.page.wait_for_function("window.seen.length > 10")
    released.set()
    await expect(image).to_have_js_property("naturalWidth", picture.width)
    await visit.page.wait_for_function("width => window.seen.at(-1)[0] === width", arg=picture.width)
    seen = await visit.page.evaluate("window.seen")
    assert {width for width, _ in seen} == {sketch.width, picture.width}
    assert all(same for _, same in seen)
