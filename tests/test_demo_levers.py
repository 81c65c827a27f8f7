"""The demo's levers: the bot is ended and begun again, and the stand-ins get the trouble that was ordered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bot import demo_levers
from bot.demo_levers import BotRunner, Trouble
from bot.playground import open_playground
from bot.sandbox.faults import Stage
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import open_sandbox
from bot.sandbox.tasks import Order, Phase


class Runs:
    """Stands for the bot's run path: counts its beginnings and ends."""

    def __init__(self) -> None:
        self.begun: asyncio.Queue[Callable[[], None]] = asyncio.Queue()
        self.ended = 0
        self.trouble: Exception | None = None

    async def __call__(self, ready: Callable[[], None]) -> None:
        self.begun.put_nowait(ready)
        if self.trouble is not None:
            raise self.trouble
        try:
            await asyncio.Event().wait()
        finally:
            self.ended += 1


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    monkeypatch.setattr(demo_levers, "_OUTAGE_S", 0.01)
    return Runs()


@pytest.fixture
async def trouble() -> AsyncIterator[Trouble]:
    async with open_sandbox(SandboxOptions(time_factor=1)) as sandbox, open_playground() as playground:
        yield Trouble(playground, sandbox, BotRunner(Runs()))


async def test_a_restarted_bot_runs_again_and_is_announced_once(runs: Runs) -> None:
    announced: list[None] = []
    runner = BotRunner(runs)
    serving = asyncio.create_task(runner.serve(lambda: announced.append(None)))
    (await runs.begun.get())()
    await runner.restart()
    assert runs.ended == 1
    (await asyncio.wait_for(runs.begun.get(), 5))()
    assert announced == [None]
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert runs.ended == 2


async def test_a_bot_that_cannot_run_ends_the_demo_with_its_reason(runs: Runs) -> None:
    runs.trouble = RuntimeError("the port is taken")
    with pytest.raises(RuntimeError, match="the port is taken"):
        await BotRunner(runs).serve(lambda: None)


async def test_discord_gets_slower_in_steps_and_quick_again(trouble: Trouble) -> None:
    seen = []
    for _ in demo_levers.DELAYS_S:
        await trouble.slow_discord_down()
        seen.append((trouble.playground.faults.delay_s, trouble.discord_speed()))
    assert seen == [(1.0, "1 s late"), (2.5, "2.5 s late"), (0.0, "")]


async def test_webhooks_are_lost_and_counted(trouble: Trouble) -> None:
    await trouble.lose_webhooks()
    assert trouble.webhooks_to_lose() == "10 left"
    assert trouble.sandbox.faults.take(Stage.WEBHOOK, "imagine") is not None
    assert trouble.webhooks_to_lose() == "9 left"


async def test_the_newest_running_picture_fails(trouble: Trouble) -> None:
    assert await trouble.fail_task() == "No picture is being made: start one first."
    task = await trouble.sandbox.studio.imagine("a cat", Order("ttapi", "imagine"))
    assert "a cat" in await trouble.fail_task()
    ended = await trouble.sandbox.studio.ended(task.id)
    assert (ended.phase, ended.reason) == (Phase.FAILED, "[Internal error] The task was ended by hand.")


async def test_every_lever_has_words_and_a_key_of_its_own(trouble: Trouble) -> None:
    levers = trouble.levers()
    assert len({lever.key for lever in levers}) == len(levers)
    assert all(lever.label and lever.explanation for lever in levers)
