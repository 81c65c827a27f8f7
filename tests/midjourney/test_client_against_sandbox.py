"""Both dialects against the sandbox, which was written from the same documents but shares no code."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image
from pydantic import SecretStr

from bot.config import AccountSettings
from bot.midjourney.actions import Kind, classify
from bot.midjourney.client import UpstreamClient, connect
from bot.midjourney.errors import BannedPrompt, TaskUnknown, Unauthorized
from bot.midjourney.models import (
    Accepted,
    Blend,
    Callback,
    Component,
    Describe,
    Imagine,
    Inpaint,
    Mode,
    Picture,
    Press,
    Shorten,
    SubmitModal,
    SubmitRequest,
    TaskSnapshot,
    TaskStatus,
)
from bot.sandbox import Sandbox, SandboxOptions, open_sandbox

Account = Callable[..., AccountSettings]
Serve = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[TestServer]]
DIALECTS = ("ttapi", "midjourney_proxy")
GRID = ["U1", "U2", "U3", "U4", "🔄", "V1", "V2", "V3", "V4"]


@dataclass(frozen=True, slots=True)
class Easel:
    """A client and the sandbox that it talks to."""

    sandbox: Sandbox
    client: UpstreamClient

    async def done(self, request: SubmitRequest, state: str = "") -> TaskSnapshot:
        accepted = await self.client.submit(request, Callback(state=state))
        return await self.ended(accepted.task_id)

    async def ended(self, task_id: str) -> TaskSnapshot:
        await self.sandbox.studio.ended(task_id)
        return await self.client.fetch(task_id)

    async def pressed(self, task: TaskSnapshot, kind: Kind, n: int = 0) -> TaskSnapshot:
        return await self.done(Press(task.task_id, button(task, kind, n).custom_id))


def button(task: TaskSnapshot, kind: Kind, n: int = 0) -> Component:
    actions = {component: classify(component.custom_id) for component in task.components}
    return next(c for c, action in actions.items() if action.kind is kind and action.n == n)


def faces(task: TaskSnapshot) -> list[str]:
    return [component.label or component.emoji for component in task.components]


def png(colour: str = "red") -> Picture:
    held = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(held, "PNG")
    return Picture(held.getvalue(), "image/png")


def mask(size: tuple[int, int]) -> bytes:
    held = io.BytesIO()
    drawn = Image.new("RGB", size, "black")
    drawn.paste("white", (0, 0, size[0] // 2, size[1] // 2))
    drawn.save(held, "PNG")
    return held.getvalue()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with open_sandbox(SandboxOptions(time_factor=0)) as opened:
        yield opened


@pytest.fixture
def easel(sandbox: Sandbox, account: Account, session: aiohttp.ClientSession) -> Callable[[str], Easel]:
    def make(dialect: str) -> Easel:
        key = SecretStr(sandbox.options.api_key)
        return Easel(sandbox, connect("s", account(dialect, base_url=sandbox.base_url, api_key=key), session))

    return make


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_grid_a_pick_and_a_variation(easel: Callable[[str], Easel], dialect: str) -> None:
    there = easel(dialect)
    grid = await there.done(Imagine("a red fox --ar 3:2", mode=Mode.RELAX))
    assert grid.status is TaskStatus.SUCCEEDED
    assert faces(grid) == GRID
    assert grid.image_url
    assert "a red fox" in grid.prompt
    single = await there.pressed(grid, Kind.UPSAMPLE, 2)
    assert single.image_url != grid.image_url
    assert "Vary (Subtle)" in faces(single)
    assert len({component.row for component in single.components}) <= 5
    varied = await there.pressed(single, Kind.VARY_STRONG)
    assert faces(varied) == GRID


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_pictures_are_blended_and_described(easel: Callable[[str], Easel], dialect: str) -> None:
    there = easel(dialect)
    assert (await there.done(Blend((png(), png("blue"))))).image_url
    described = await there.done(Describe(png()))
    assert described.status is TaskStatus.SUCCEEDED
    assert len(described.texts) == 4
    assert not any("️⃣" in text or "](" in text for text in described.texts)


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_wrong_key_is_told_as_such(
    sandbox: Sandbox, account: Account, session: aiohttp.ClientSession, dialect: str
) -> None:
    client = connect(
        "s", account(dialect, base_url=sandbox.base_url, api_key=SecretStr("wrong-key")), session
    )
    for attempt in (client.submit(Imagine("a fox"), Callback()), client.fetch("1"), client.status()):
        with pytest.raises(Unauthorized):
            await attempt


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_task_that_nobody_knows_is_unknown(easel: Callable[[str], Easel], dialect: str) -> None:
    with pytest.raises(TaskUnknown):
        await easel(dialect).client.fetch("no-such-task")


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_banned_word_is_refused_and_named(easel: Callable[[str], Easel], dialect: str) -> None:
    with pytest.raises(BannedPrompt, match="gore"):
        await easel(dialect).client.submit(Imagine("pure gore"), Callback())


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_seed_is_found(easel: Callable[[str], Easel], dialect: str) -> None:
    there = easel(dialect)
    grid = await there.done(Imagine("a fox"))
    found = await there.client.seed(grid.task_id, Callback())
    seed = (await there.ended(found.task_id)).seed if isinstance(found, Accepted) else found
    assert seed.isdecimal()


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_the_state_of_the_service_can_be_asked(easel: Callable[[str], Easel], dialect: str) -> None:
    status = await easel(dialect).client.status()
    assert {mode.mode for mode in status} == (set(Mode) if dialect == "ttapi" else set())


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_several_tasks_are_fetched_and_strangers_left_out(
    easel: Callable[[str], Easel], dialect: str
) -> None:
    there = easel(dialect)
    first, second = await there.done(Imagine("a fox")), await there.done(Imagine("a hare"))
    found = await there.client.fetch_many([first.task_id, second.task_id, "stranger"])
    assert {task_id: task.status for task_id, task in found.items()} == {
        first.task_id: TaskStatus.SUCCEEDED,
        second.task_id: TaskStatus.SUCCEEDED,
    }


async def test_ttapi_checks_prompts_and_repaints_regions(easel: Callable[[str], Easel]) -> None:
    there = easel("ttapi")
    assert (await there.client.check_prompt("a fox")).allowed
    verdict = await there.client.check_prompt("pure gore")
    assert (verdict.allowed, verdict.words) == (False, ("gore",))
    single = await there.pressed(await there.done(Imagine("a fox")), Kind.UPSAMPLE, 1)
    assert single.width
    assert single.height
    repainted = await there.done(Inpaint(single.task_id, mask((single.width, single.height)), "a hat"))
    assert faces(repainted) == GRID


async def test_a_gateway_that_hides_the_modal_is_found_out_by_fetching(
    account: Account, session: aiohttp.ClientSession
) -> None:
    async with open_sandbox(SandboxOptions(time_factor=0, modal_answer="code1")) as sandbox:
        settings = account(base_url=sandbox.base_url, api_key=SecretStr(sandbox.options.api_key))
        there = Easel(sandbox, connect("s", settings, session))
        single = await there.pressed(await there.done(Imagine("a fox")), Kind.UPSAMPLE, 1)
        zoom = button(single, Kind.CUSTOM_ZOOM)
        accepted = await there.client.submit(Press(single.task_id, zoom.custom_id), Callback())
        assert not accepted.needs_input
        assert (await there.client.fetch(accepted.task_id)).status is TaskStatus.NEEDS_INPUT


async def test_imagine_all_starts_four_tasks_where_the_service_does_that(
    account: Account, session: aiohttp.ClientSession
) -> None:
    async with open_sandbox(SandboxOptions(time_factor=0, imagine_all="submit")) as sandbox:
        settings = account(base_url=sandbox.base_url, api_key=SecretStr(sandbox.options.api_key))
        there = Easel(sandbox, connect("s", settings, session))
        described = await there.done(Describe(png()))
        everything = button(described, Kind.DESCRIBE_ALL)
        accepted = await there.client.submit(Press(described.task_id, everything.custom_id), Callback())
        ids = (accepted.task_id, *accepted.more_task_ids)
        assert len(ids) == 4
        assert {(await there.ended(task_id)).status for task_id in ids} == {TaskStatus.SUCCEEDED}


async def test_ttapis_edition_of_2026_is_read_like_the_older_one(
    account: Account, session: aiohttp.ClientSession
) -> None:
    async with open_sandbox(SandboxOptions(time_factor=0, ttapi_edition="2026")) as sandbox:
        settings = account("ttapi", base_url=sandbox.base_url, api_key=SecretStr(sandbox.options.api_key))
        grid = await Easel(sandbox, connect("s", settings, session)).done(Imagine("a fox"))
        assert faces(grid) == GRID
        assert grid.cost


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_webhooks_tell_the_same_as_fetching(
    easel: Callable[[str], Easel], serve: Serve, dialect: str
) -> None:
    there, posted = easel(dialect), asyncio.Queue[bytes]()

    async def hook(request: web.Request) -> web.Response:
        posted.put_nowait(await request.read())
        return web.Response()

    callback = Callback(str((await serve(hook)).make_url("/hook")), "job-5")
    accepted = await there.client.submit(Imagine("a fox"), callback)
    told = there.client.read_webhook(await posted.get())
    while told.status is not TaskStatus.SUCCEEDED:
        told = there.client.read_webhook(await posted.get())
    assert told == await there.client.fetch(accepted.task_id)
    assert told.state == "job-5"


async def test_each_speed_of_a_reseller_has_its_path(
    sandbox: Sandbox, account: Account, session: aiohttp.ClientSession
) -> None:
    settings = account(
        base_url=sandbox.base_url,
        api_key=SecretStr(sandbox.options.api_key),
        mode_paths={"relax": "/mj-relax", "turbo": "/mj-turbo"},
    )
    there = Easel(sandbox, connect("s", settings, session))
    for mode in Mode:
        assert (await there.done(Imagine("a fox", mode=mode))).status is TaskStatus.SUCCEEDED


async def test_midjourney_proxy_shortens_and_imagines_a_pick(easel: Callable[[str], Easel]) -> None:
    there = easel("midjourney_proxy")
    short = await there.done(
        Shorten("a very red and really quite beautiful fox, in the style of an old master, ink")
    )
    assert short.status is TaskStatus.SUCCEEDED
    assert 1 <= len(short.texts) <= 5
    assert button(short, Kind.SHORTEN_PICK, 1).emoji == "1️⃣"


async def test_midjourney_proxy_asks_for_a_modal_before_it_zooms(easel: Callable[[str], Easel]) -> None:
    there = easel("midjourney_proxy")
    single = await there.pressed(await there.done(Imagine("a fox")), Kind.UPSAMPLE, 1)
    zoom = button(single, Kind.CUSTOM_ZOOM)
    waiting = await there.client.submit(Press(single.task_id, zoom.custom_id), Callback())
    assert waiting.needs_input
    assert (await there.client.fetch(waiting.task_id)).status is TaskStatus.NEEDS_INPUT
    zoomed = await there.done(SubmitModal(waiting.task_id, "a fox --zoom 1.5"))
    assert zoomed.task_id == waiting.task_id
    assert faces(zoomed) == GRID
