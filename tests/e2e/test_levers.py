"""The demo's levers against the whole bot: whatever is pulled in the middle of a job, its end reaches its owner."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot import demo_levers
from bot.demo_levers import BotRunner, Trouble
from bot.running import run_bot
from bot.sandbox.options import SandboxOptions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    Stage = Any

pytestmark = [
    pytest.mark.parametrize("dialect", ["midjourney_proxy"]),
    pytest.mark.parametrize("webhooks", [True], ids=["webhooks"]),
]

PATIENCE_S = 30.0
LEVERS = ("slow_discord_down", "drop_gateway", "lose_webhooks", "restart_bot")


@pytest.fixture
def sandbox_options() -> SandboxOptions:
    """Tasks wait to be moved by hand, so that a lever strikes in the middle of one."""
    return SandboxOptions(manual=True, side=512)


@pytest.fixture
async def trouble(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Trouble]:
    """Give the levers, over the stage's bot run as the demo runs it."""
    monkeypatch.setattr(demo_levers, "_OUTAGE_S", 0.2)
    await stage.stop()
    runner = BotRunner(lambda ready: run_bot(stage.settings, ready=ready, tuning=stage.tuning))
    ready = asyncio.Event()
    stage.bot = asyncio.create_task(runner.serve(ready.set), name="bot under test, as in the demo")
    async with asyncio.timeout(PATIENCE_S):
        await ready.wait()
    yield Trouble(stage.playground, stage.sandbox, runner)
    await stage.stop()


async def newest_task(stage: Stage, count: int) -> str:
    """Wait until so many tasks have been accepted in all, and give the id of the last."""
    async with asyncio.timeout(PATIENCE_S):
        await stage.sandbox.until_accepted(count)
    return str(stage.sandbox.studio.tasks()[-1].id)


async def begun(stage: Stage, prompt: str, count: int) -> str:
    """Ask for a picture and wait until its progress is seen."""
    await stage.ada.command("#general", "imagine", prompt=prompt)
    task = await newest_task(stage, count)
    await stage.sandbox.studio.step(task, progress=40)
    await stage.until(lambda: shown(stage, f"**{prompt}**", "(40%)"))
    return task


def shown(stage: Stage, *parts: str) -> list[Any]:
    """Give the messages that Ada sees and that hold all of these words."""
    return [each for each in stage.ada.messages("#general") if all(part in each.content for part in parts)]


async def old_button_works(stage: Stage, grid: Any) -> None:
    """Press a button that was there before the lever was pulled, and see its picture arrive."""
    newest, accepted = stage.newest(grid.channel_id), len(stage.sandbox.submits)
    await stage.press(grid, "U2")
    await stage.sandbox.studio.finish(await newest_task(stage, accepted + 1))
    picked = await stage.result(after=newest)
    assert picked.content.startswith("**a red fox** - Image #2")


@pytest.mark.parametrize("lever", LEVERS)
async def test_a_job_comes_through_and_the_buttons_of_before_still_work(
    stage: Stage, trouble: Trouble, lever: str
) -> None:
    await stage.sandbox.studio.finish(await begun(stage, "a red fox", 1))
    grid = await stage.result()
    task = await begun(stage, "a green hill", 2)
    await getattr(trouble, lever)()
    await stage.sandbox.studio.finish(task)
    result = await stage.result(after=grid.id)
    assert result.content.startswith("**a green hill**")
    await old_button_works(stage, grid)


async def test_the_owner_of_a_failed_picture_is_told_why_and_the_buttons_of_before_still_work(
    stage: Stage, trouble: Trouble
) -> None:
    await stage.sandbox.studio.finish(await begun(stage, "a red fox", 1))
    grid = await stage.result()
    await begun(stage, "a green hill", 2)
    assert "a green hill" in await trouble.fail_task()
    (cause,) = await stage.until(lambda: shown(stage, "The task was ended by hand"))
    assert cause.only_for == stage.ada.id
    (failed,) = await stage.until(lambda: shown(stage, "**a green hill**", "(Failed)"))
    assert f"<@{stage.ada.id}>" in failed.content
    await old_button_works(stage, grid)
