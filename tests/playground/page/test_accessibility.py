"""axe-core finds nothing serious in any state of the page, in either theme.

Skipped where Chromium is missing or npm cannot bring axe-core, unless EASEL_REQUIRE_AXE is set: then that is a failure.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, NoReturn

import pytest
from playwright.async_api import expect

from bot.playground import Lever
from bot.playground.models import CallbackType, InteractionType

if TYPE_CHECKING:
    from bot.playground import Upload
    from tests.playground.page.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AXE = "axe-core@4.14.1"
REQUIRED = "EASEL_REQUIRE_AXE"
INSTALL_S = 60
ROWS = [
    {
        "type": 1,
        "components": [
            {"type": 2, "style": style, "label": f"style {style}", "custom_id": str(style)}
            for style in (1, 2, 3, 4)
        ],
    },
    {
        "type": 1,
        "components": [
            {
                "type": 3,
                "custom_id": "mode",
                "placeholder": "Mode",
                "options": [{"label": "Fast", "value": "fast"}],
            }
        ],
    },
]
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PASTE = """bytes => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], "cat.png", { type: "image/png" }));
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
}"""
MODAL = {
    "custom_id": "zoom",
    "title": "Zoom out",
    "components": [
        {
            "type": 18,
            "label": "Prompt",
            "component": {"type": 4, "custom_id": "p", "style": 2, "value": "a cat"},
        }
    ],
}


def unavailable(reason: str) -> NoReturn:
    if os.environ.get(REQUIRED):
        pytest.fail(f"{reason}, and {REQUIRED} is set", pytrace=False)
    pytest.skip(reason)


# Autouse brings it before the browser, which would skip what is required.
@pytest.fixture(scope="session", autouse=True)
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the source of axe-core, fetched for this run only."""
    npm = shutil.which("npm")
    if npm is None:
        unavailable("npm is not installed, so axe-core cannot be had")
    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        unavailable("Chromium is not installed")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", AXE]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=INSTALL_S)  # noqa: S603  # as written
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as trouble:
        unavailable(f"npm cannot bring axe-core: {trouble}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


async def problems(visit: Visit, axe: str) -> list[str]:
    """Return what axe finds serious, in the light and in the dark theme."""
    found = []
    await visit.page.evaluate(axe)
    for theme in ("light", "dark"):
        await visit.page.emulate_media(color_scheme=theme)
        await visit.page.evaluate(TWO_FRAMES)  # colours on their way to the other theme are neither
        report = await visit.page.evaluate("axe.run({ resultTypes: ['violations'] })")
        for violation in report["violations"]:
            if violation["impact"] in ("serious", "critical"):
                nodes = [f"{node['html']} ({node['failureSummary']})" for node in violation["nodes"]]
                found.append(f"{theme} {violation['id']}: {nodes}")
    return found


async def test_an_empty_channel_is_accessible(visit: Visit, axe: str) -> None:
    await expect(visit.page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert await problems(visit, axe) == []


async def test_all_kinds_of_messages_are_accessible(visit: Visit, axe: str, picture: Upload) -> None:
    first = await visit.say(
        "bo", f"hi <@{visit.playground.person('ada').id}> ||secret|| `code` [a](https://b.example)"
    )
    visit.playground.person("bo").react(first, "⭐")
    await visit.say("ada", "> quote\n# head\n- one\n-# small\n```\npre\n```", reply_to=first)
    visit.post("with parts", files={0: picture}, components=ROWS, embeds=[{"title": "T", "description": "D"}])
    visit.post("psst", only_for="ada")
    await visit.press(visit.page.get_by_role("button", name="style 1"))
    visit.playground.world.interactions.expire(await visit.asked(InteractionType.COMPONENT))
    await expect(visit.messages.get_by_text("This interaction failed")).to_be_visible()
    await visit.line.fill("/imagine a cat")
    await visit.page.keyboard.press("Enter")
    visit.answer(await visit.asked(InteractionType.COMMAND), CallbackType.DEFERRED_MESSAGE)
    await expect(visit.messages.last).to_contain_text("thinking")
    assert await problems(visit, axe) == []


async def test_the_line_at_the_bottom_is_accessible(visit: Visit, axe: str, picture: Upload) -> None:
    await visit.say("bo", "look")
    await visit.messages.press("r")
    await visit.page.evaluate(PASTE, list(picture.content))
    await expect(visit.page.get_by_text("Replying to")).to_be_visible()
    await expect(visit.page.get_by_role("list", name="Files to send")).to_contain_text("cat.png")
    assert await problems(visit, axe) == []
    await visit.page.keyboard.press("Escape")
    await visit.line.fill("/im")
    await expect(visit.page.get_by_role("option")).to_be_visible()
    assert await problems(visit, axe) == []
    await visit.page.keyboard.press("Tab")
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.get_by_text("prompt is required.")).to_be_visible()
    assert await problems(visit, axe) == []


async def test_dialogs_and_menus_are_accessible(visit: Visit, axe: str, picture: Upload) -> None:
    visit.post("choose", components=ROWS, files={0: picture})
    await visit.press(visit.page.get_by_role("button", name="Mode"))
    await expect(visit.page.get_by_role("option", name="Fast")).to_be_visible()
    assert await problems(visit, axe) == []
    await visit.page.keyboard.press("Escape")
    await visit.press(visit.page.get_by_role("button", name="style 1"))
    visit.answer(await visit.asked(InteractionType.COMPONENT), CallbackType.MODAL, **MODAL)
    await expect(visit.page.get_by_role("dialog")).to_be_visible()
    assert await problems(visit, axe) == []
    await visit.page.keyboard.press("Escape")
    await visit.press(visit.page.get_by_role("button", name="Open picture"))
    await expect(visit.page.get_by_role("dialog", name="Picture")).to_be_visible()
    assert await problems(visit, axe) == []
    await visit.page.keyboard.press("Escape")
    for key, name in (("Shift+F10", "Message"), ("+", "Add reaction")):
        await visit.messages.press(key)
        await expect(visit.page.get_by_role("menu", name=name)).to_be_visible()
        assert await problems(visit, axe) == []
        await visit.page.keyboard.press("Escape")


async def test_drawers_and_a_private_conversation_are_accessible(visit: Visit, axe: str) -> None:
    visit.playground.levers.offer(
        Lever("one", "Pull me", "It does nothing.", lambda: asyncio.sleep(0, "Done."))
    )
    await visit.page.reload()
    await visit.press(visit.page.get_by_role("button", name="Break something"))
    await visit.press(visit.page.get_by_role("button", name="Pull me"))
    await expect(visit.page.get_by_text("Done.")).to_be_visible()
    assert await problems(visit, axe) == []
    await visit.page.keyboard.press("Escape")
    if visit.narrow:
        await visit.page.get_by_role("button", name="Members").tap()
        await expect(visit.page.get_by_role("complementary", name="Members")).to_be_visible()
        assert await problems(visit, axe) == []
        await visit.page.get_by_role("button", name="Members").tap()
        await visit.page.get_by_role("button", name="Channels").tap()
        await expect(visit.page.get_by_role("button", name="showcase")).to_be_visible()
        assert await problems(visit, axe) == []
    await visit.press(visit.page.get_by_role("button", name="Direct messages"))
    await expect(visit.page.locator("h1")).to_have_text("@ Easel")
    await visit.playground.person("ada").say("@dm", "between us")
    await expect(visit.messages).to_have_count(1)
    assert await problems(visit, axe) == []
