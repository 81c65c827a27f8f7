"""Every button of Midjourney's own under a picture, pressed over each dialect and followed to its result."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.jobs.models import JobState
from tests.ui.conftest import PATIENCE, SIDE, picture, with_account

if TYPE_CHECKING:
    from bot.playground.handles import InteractionHandle
    from bot.playground.models import Message
    from bot.playground.people import PersonHandle
    from bot.sandbox.server import Sandbox
    from tests.ui.conftest import OpenStage, Stage

Rows = list[list[str]]

NUMBERS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣")
FOX = "a red fox"
OLD = f"{FOX} --v 5.2"

VARY = ["Vary (Subtle)", "Vary (Strong)", "Vary (Region)"]
ZOOM = ["Zoom Out 2x", "Zoom Out 1.5x", "Custom Zoom"]
PANS = ["⬅️", "➡️", "⬆️", "⬇️"]
FILMS = ["Animate (High motion)", "Animate (Low motion)"]
"""Midjourney's own from version 7 on; TTAPI has no word for them."""

GRID: Rows = [["U1", "U2", "U3", "U4", "🔄"], ["V1", "V2", "V3", "V4"]]
SINGLE: Rows = [["Upscale (Subtle)", "Upscale (Creative)"], VARY, ZOOM, PANS, [*FILMS, "❤️"]]
PANNED: Rows = [*SINGLE[:2], [*ZOOM, "Make Square"], PANS[:2], SINGLE[4]]
"""Of a picture that was panned sideways: it goes on in that direction only, and is no square any more."""
ENLARGED: Rows = [["Redo Upscale (Subtle)", "Redo Upscale (Creative)"], VARY[:2], [*FILMS, "❤️"]]
ENLARGED_OLD: Rows = [["Redo Upscale (2x)", "Redo Upscale (4x)"], VARY[:2], ["❤️"]]

HALF = (SIDE // 2, SIDE // 2)
PICK, ENLARGE, ENLARGE_OLD = ("U1",), ("U1", "Upscale (Subtle)"), ("U1", "Upscale (2x)")


@dataclass(frozen=True, slots=True)
class Case:
    """A press: where, what comes of it, and what it is called on the wire."""

    button: str
    path: tuple[str, ...]
    """The buttons that lead from a grid to the one under test."""
    done: str
    """What the line of the result has before its owner."""
    rows: Rows
    custom_id: str
    """midjourney-proxy's, with a hole for the picture's uuid."""
    action: str
    """TTAPI's."""
    size: tuple[int, int] = (SIDE, SIDE)
    prompt: str = FOX
    becomes: str = ""
    """The prompt of the result, where Midjourney changes it."""

    @property
    def name(self) -> str:
        return " after ".join([self.button, *self.path[-1:]]) if self.rows is PANNED else self.button


# fmt: off
CASES = (
    Case("U1", (), "Image #1", SINGLE, "MJ::JOB::upsample::1::{}", "upsample1", HALF),
    Case("U2", (), "Image #2", SINGLE, "MJ::JOB::upsample::2::{}", "upsample2", HALF),
    Case("U3", (), "Image #3", SINGLE, "MJ::JOB::upsample::3::{}", "upsample3", HALF),
    Case("U4", (), "Image #4", SINGLE, "MJ::JOB::upsample::4::{}", "upsample4", HALF),
    Case("V1", (), "Variations by", GRID, "MJ::JOB::variation::1::{}", "variation1"),
    Case("V2", (), "Variations by", GRID, "MJ::JOB::variation::2::{}", "variation2"),
    Case("V3", (), "Variations by", GRID, "MJ::JOB::variation::3::{}", "variation3"),
    Case("V4", (), "Variations by", GRID, "MJ::JOB::variation::4::{}", "variation4"),
    Case("🔄", (), "", GRID, "MJ::JOB::reroll::0::{}::SOLO", "reroll"),
    Case("Upscale (Subtle)", PICK, "Upscaled (Subtle) by", ENLARGED,
         "MJ::JOB::upsample_v7_2x_subtle::1::{}::SOLO", "upscale_subtle"),
    Case("Upscale (Creative)", PICK, "Upscaled (Creative) by", ENLARGED,
         "MJ::JOB::upsample_v7_2x_creative::1::{}::SOLO", "upscale_creative"),
    Case("Upscale (2x)", PICK, "Upscaled (2x) by", ENLARGED_OLD,
         "MJ::JOB::upsample_v5_2x::1::{}::SOLO", "upscale2", prompt=OLD),
    Case("Upscale (4x)", PICK, "Upscaled (4x) by", ENLARGED_OLD,
         "MJ::JOB::upsample_v5_4x::1::{}::SOLO", "upscale4", (512, 512), OLD),
    Case("Redo Upscale (Subtle)", ENLARGE, "Upscaled (Subtle) by", ENLARGED,
         "MJ::JOB::upsample_v7_2x_subtle::1::{}::SOLO", "redo_upscale_subtle", (512, 512)),
    Case("Redo Upscale (Creative)", ENLARGE, "Upscaled (Creative) by", ENLARGED,
         "MJ::JOB::upsample_v7_2x_creative::1::{}::SOLO", "redo_upscale_creative", (512, 512)),
    Case("Redo Upscale (2x)", ENLARGE_OLD, "Upscaled (2x) by", ENLARGED_OLD,
         "MJ::JOB::upsample_v5_2x::1::{}::SOLO", "redo_upscale2", (512, 512), OLD),
    Case("Redo Upscale (4x)", ENLARGE_OLD, "Upscaled (4x) by", ENLARGED_OLD,
         "MJ::JOB::upsample_v5_4x::1::{}::SOLO", "redo_upscale4", (1024, 1024), OLD),
    Case("Vary (Subtle)", PICK, "Variations (Subtle) by", GRID,
         "MJ::JOB::low_variation::1::{}::SOLO", "low_variation"),
    Case("Vary (Strong)", PICK, "Variations (Strong) by", GRID,
         "MJ::JOB::high_variation::1::{}::SOLO", "high_variation"),
    Case("Zoom Out 2x", PICK, "Zoom Out by", GRID, "MJ::Outpaint::50::1::{}::SOLO", "zoom_out_2"),
    Case("Zoom Out 1.5x", PICK, "Zoom Out by", GRID, "MJ::Outpaint::75::1::{}::SOLO", "zoom_out_1_5"),
    Case("Make Square", PICK, "Zoom Out by", GRID, "MJ::Outpaint::100::1::{}::SOLO", "make_square",
         prompt=f"{FOX} --ar 3:2", becomes=f"{FOX} --ar 1:1"),
    Case("⬅️", PICK, "Pan Left by", GRID, "MJ::JOB::pan_left::1::{}::SOLO", "pan_left",
         (312, 208), becomes=f"{FOX} --ar 3:2"),
    Case("➡️", PICK, "Pan Right by", GRID, "MJ::JOB::pan_right::1::{}::SOLO", "pan_right",
         (312, 208), becomes=f"{FOX} --ar 3:2"),
    Case("⬆️", PICK, "Pan Up by", GRID, "MJ::JOB::pan_up::1::{}::SOLO", "pan_up",
         (208, 312), becomes=f"{FOX} --ar 2:3"),
    Case("⬇️", PICK, "Pan Down by", GRID, "MJ::JOB::pan_down::1::{}::SOLO", "pan_down",
         (208, 312), becomes=f"{FOX} --ar 2:3"),
    Case("U3", (*PICK, "⬅️"), "Image #3", PANNED, "MJ::JOB::upsample::3::{}", "upsample3",
         (156, 104), becomes=f"{FOX} --ar 3:2"),
)
# fmt: on


def labelled(message: Message) -> Rows:
    return [
        [part.get("label") or part["emoji"]["name"] for part in row["components"]]
        for row in message.components
    ]


def blue(message: Message) -> list[str]:
    return [
        part.get("label") or part["emoji"]["name"]
        for row in message.components
        for part in row["components"]
        if part["style"] == 1
    ]


def offered(rows: Rows, dialect: str) -> Rows:
    """Give the rows that a dialect can fill."""
    return [[label for label in row if dialect != "ttapi" or label not in FILMS] for row in rows]


async def posted(stage: Stage, n: int) -> Message:
    """Finish job `n` and give the message of its result."""
    await stage.finish(n)
    delivered = await stage.delivered(n)
    (found,) = [each for each in stage.posts() if each.id == delivered.message_id]
    return found


async def pressed(who: PersonHandle, message: Message, button: str) -> InteractionHandle:
    key = "label" if button.isascii() else "emoji"
    return await (await who.press(message, **{key: button})).answered()


async def reached(stage: Stage, prompt: str, path: tuple[str, ...]) -> Message:
    """Imagine, press one button after the other, and give the last result."""
    await stage.imagine(prompt)
    message = await posted(stage, 1)
    for n, button in enumerate(path, start=2):
        await pressed(stage.ada, message, button)
        message = await posted(stage, n)
    return message


def words(message: Message) -> str:
    """Give the beginning of a message's line, with its prompt."""
    return message.content.partition("** - ")[0] + "** - "


def line(*parts: str) -> str:
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_every_button_leads_to_what_midjourneys_own_leads_to(
    stage: Stage, dialect: str, case: Case
) -> None:
    parent = await reached(stage, case.prompt, case.path)
    n, owner = len(case.path) + 2, f"<@{stage.bo.id}>"
    handle = await pressed(stage.bo, parent, case.button)
    (progress,) = await stage.until(lambda: handle.messages)
    running = case.done.replace("Upscaled", "Upscaling")
    assert progress.content == f"{words(parent)}{line(running, owner, '(Waiting to start)')}"
    assert blue(parent) == [case.button]
    result = await posted(stage, n)
    speed = "" if case.done.startswith("Image") else "(fast)"
    assert result.content == f"**{case.becomes or case.prompt}** - {line(case.done, owner, speed)}"
    assert (result.reference_id, result.pinged) == (parent.id, (stage.bo.id,))
    assert labelled(result) == offered(case.rows, dialect)
    assert [(file.width, file.height) for file in result.attachments] == [case.size]
    task_id = (await stage.job(n - 1)).task_id
    wanted = {
        "ttapi": {"jobId": task_id, "action": case.action},
        "midjourney_proxy": {
            "taskId": task_id,
            "customId": case.custom_id.format(stage.sandbox.studio.get(task_id).hash),
        },
    }[dialect]
    submit = stage.sandbox.submits[-1]
    assert (submit.endpoint, {key: submit.body[key] for key in wanted}) == ("action", wanted)
    assert len(stage.sandbox.submits) == n


# --- buttons that lead elsewhere than to a picture -----------------------------------------------------------------


async def opened_by(stage: Stage, message: Message, button: str) -> str:
    """Press a button that asks for a prompt, and give the one with which it begins."""
    handle = await pressed(stage.ada, message, button)
    assert handle.modal is not None
    (row,) = handle.modal["components"]
    return str((row.get("component") or row["components"][0])["value"])


async def test_every_number_under_a_description_begins_with_its_own_prompt(stage: Stage) -> None:
    await (await stage.ada.command("#general", "describe", image=picture())).answered()
    described = await posted(stage, 1)
    assert labelled(described) == [[*NUMBERS[:4], "🔄"], ["Imagine all"]]
    prompts = [await opened_by(stage, described, number) for number in NUMBERS[:4]]
    assert len(set(prompts)) == 4
    shown = [f"{number} {prompt}" for number, prompt in zip(NUMBERS, prompts, strict=False)]
    assert described.embeds[0]["description"] == "\n\n".join(shown)


async def test_describing_again_replies_with_four_prompts_of_the_same_picture(
    stage: Stage, dialect: str
) -> None:
    await (await stage.ada.command("#general", "describe", image=picture())).answered()
    described = await posted(stage, 1)
    await pressed(stage.bo, described, "🔄")
    again = await posted(stage, 2)
    assert again.content == f"**Describe** - <@{stage.bo.id}> (fast)"
    assert again.embeds[0]["description"].count("\n\n") == 3
    assert (again.reference_id, labelled(again)) == (described.id, labelled(described))
    first, second = stage.sandbox.submits
    if dialect == "ttapi":
        assert (second.endpoint, second.body["base64"]) == ("describe", first.body["base64"])
    else:
        assert (second.endpoint, second.body["customId"]) == ("action", "MJ::Picread::Retry")


@pytest.mark.dialect("midjourney_proxy")
async def test_every_number_under_a_shortened_prompt_begins_with_its_own(stage: Stage) -> None:
    prompt = "a very beautiful red fox in the deep dark forest at night, oil on canvas, by a master"
    await (await stage.ada.command("#general", "shorten", prompt=prompt)).answered()
    shortened = await posted(stage, 1)
    numbers, details = labelled(shortened)
    assert (numbers, details) == (list(NUMBERS[: len(numbers)]), ["Show Details"])
    text = shortened.embeds[0]["description"]
    prompts = [await opened_by(stage, shortened, number) for number in numbers]
    assert len(set(prompts)) == len(numbers) > 1
    for number, shorter in zip(numbers, prompts, strict=True):
        assert f"{number} {shorter}" in text


async def reaches(stage: Stage, parent: int, message: Message, wanted: tuple[str, str, str]) -> None:
    """Press a button of job `parent`, and hold what it is called in its line and on the wire."""
    button, doing, custom_id = wanted
    before = len(stage.sandbox.submits)
    handle = await pressed(stage.ada, message, button)
    (progress,) = await stage.until(lambda: handle.messages)
    assert progress.content == f"{words(message)}{line(doing, f'<@{stage.ada.id}>', '(Waiting to start)')}"
    async with asyncio.timeout(PATIENCE):
        await stage.sandbox.until_accepted(before + 1)
    task_id = (await stage.job(parent)).task_id
    body = stage.sandbox.submits[-1].body
    assert body["taskId"] == task_id
    assert body["customId"] == custom_id.format(stage.sandbox.studio.get(task_id).hash)


@pytest.mark.dialect("midjourney_proxy")
async def test_every_button_of_a_film_reaches_midjourney_under_its_own_name(stage: Stage) -> None:
    single = await reached(stage, FOX, PICK)
    low = "MJ::JOB::animate_low::1::{}::SOLO"
    await reaches(stage, 2, single, ("Animate (Low motion)", "Animate (Low motion) by", low))
    await pressed(stage.ada, single, "Animate (High motion)")
    films = await posted(stage, 4)
    assert labelled(films) == [GRID[0]]
    assert stage.sandbox.submits[-1].body["customId"].startswith("MJ::JOB::animate_high::1::")
    for n in (1, 3, 4):
        pick = f"MJ::JOB::video_virtual_upscale::{n}::{{}}"
        await reaches(stage, 4, films, (f"U{n}", f"Video #{n}", pick))
    await reaches(stage, 4, films, ("🔄", "", "MJ::JOB::reroll::0::{}::SOLO"))
    await pressed(stage.ada, films, "U2")
    film = await posted(stage, 9)
    assert labelled(film) == [["Extend (High motion)", "Extend (Low motion)"]]
    for speed in ("high", "low"):
        button = f"Extend ({speed.title()} motion)"
        await reaches(stage, 9, film, (button, f"{button} by", f"MJ::JOB::animate_{speed}_extend::1::{{}}"))


async def test_cancel_job_ends_the_task_where_the_service_can_and_hides_it_elsewhere(
    stage: Stage, dialect: str
) -> None:
    handle = await stage.imagine()
    job = await stage.running()
    assert handle.response is not None
    assert labelled(handle.response) == [["Cancel Job"]]
    await pressed(stage.ada, handle.response, "Cancel Job")
    assert (await stage.over()).state is JobState.CANCELLED
    task = stage.sandbox.studio.get(job.task_id)
    assert task.ended == (dialect == "midjourney_proxy")
    stage.later()
    await stage.until(lambda: stage.shown("(Stopped)"))


# --- remix ---------------------------------------------------------------------------------------------------------

REMIXED = (
    ("V3", (), "Remix by"),
    ("Vary (Subtle)", PICK, "Remix (Subtle) by"),
    ("Vary (Strong)", PICK, "Remix (Strong) by"),
    ("🔄", (), ""),
)
"""Button, the way to it, and what stands in the line of its result."""


@pytest.mark.parametrize("case", REMIXED, ids=[case[0] for case in REMIXED])
async def test_every_button_that_remixes_draws_the_edited_words(
    opening: OpenStage, remixing: Sandbox, dialect: str, case: tuple[str, tuple[str, ...], str]
) -> None:
    button, path, done = case
    async with opening(sandbox=remixing, change=with_account(remix=True)) as stage:
        await (await stage.ada.command("#general", "prefer remix")).answered()
        parent = await reached(stage, FOX, path)
        handle = await pressed(stage.ada, parent, button)
        assert handle.modal is not None
        await (await stage.ada.submit(handle, {"prompt": "a blue fox"})).answered()
        result = await posted(stage, len(path) + 2)
    first, *note = result.content.split("\n")
    assert first == f"**a blue fox** - {line(done, f'<@{stage.ada.id}>', '(fast)')}"
    assert (result.reference_id, labelled(result)) == (parent.id, GRID)
    submit = stage.sandbox.submits[-1]
    assert submit.body["prompt"] == "a blue fox"
    emulated = dialect == "ttapi"
    assert submit.endpoint == ("imagine" if emulated else "modal")
    anew = "-# Drawn anew from the edited prompt"
    reason = "" if button == "🔄" else ": this service cannot start from the old picture"
    assert note == ([f"{anew}{reason}."] if emulated else [])
