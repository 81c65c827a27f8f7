"""The process is killed (SIGKILL) at every named crash point, restarted, and must make good on every promise."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.jobs.crash_points import ENGINE_POINTS
from bot.playground import PlaygroundOptions, open_playground
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import open_sandbox
from bot.ui.delivery import DELIVERY_POINTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.crash

PACE = 5.0
"""The bot and the stand-in for Discord share a clock that runs this much faster than the wall's; 3 s are 0.6 s then."""
FAILING = {point for point in DELIVERY_POINTS if point.startswith("failure.")}
UNKNOWN_FATE = {
    "midjourney_proxy": {"submit.intent_saved"},
    "ttapi": {"submit.intent_saved", "submit.answered"},
}
"""Killed around the send, where the dialect cannot tell afterwards whether it arrived (TTAPI lists no tasks, and its
webhooks give up while we are dead): told that it may be billed, or brought by a webhook after all; never sent again."""


class Mortal:
    """The bot's process, as often as it has to be started."""

    def __init__(self, settings: Any, began: float) -> None:
        self._order = {"settings": _plain(settings), "began": began, "pace": PACE, "crash_at": ""}
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *, crash_at: str = "") -> None:
        order = json.dumps(self._order | {"crash_at": crash_at})
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(Path(__file__).with_name("mortal_bot.py")),
            order,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(60):
            assert await self._process.stdout.readline() == b"ready\n", "the bot did not come online"

    async def died(self) -> int:
        assert self._process is not None
        async with asyncio.timeout(60):
            return await self._process.wait()

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


def job_of(submit: Any) -> str:
    """Give the job that a submit names, by state or webhook path."""
    return str(submit.state or submit.callback.split("/")[-2])


def _plain(settings: Any) -> Any:
    """Give settings as JSON, secrets included: they are the stand-ins'."""
    plain = settings.model_dump(mode="json")
    plain["discord"]["token"] = settings.discord.token.get_secret_value()
    plain["web"]["secret"] = settings.web.secret.get_secret_value()
    for name, account in settings.accounts.items():
        plain["accounts"][name]["api_key"] = account.api_key.get_secret_value()
    return plain


class Scene:
    """The stand-ins, which outlive the bot, and what they saw."""

    def __init__(self, sandbox: Any, playground: Any, bot: Mortal, database: Path) -> None:
        self.sandbox, self.playground, self.bot, self.database = sandbox, playground, bot, database

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.database) as connection:
            return connection.execute(statement).fetchall()

    def open_ends(self) -> int:
        """Count what still has to happen: jobs that are not over, or untold, and deliveries that are not done."""
        ((count,),) = self.rows(
            "SELECT (SELECT count(*) FROM jobs WHERE state NOT IN ('succeeded', 'failed', 'cancelled'))"
            " + (SELECT count(*) FROM deliveries WHERE done_at IS NULL)"
            " + (SELECT count(*) FROM jobs WHERE state IN ('succeeded', 'failed') AND NOT EXISTS"
            " (SELECT 1 FROM deliveries WHERE job_id = jobs.id"
            " AND kind = CASE state WHEN 'failed' THEN 'failure' ELSE 'result' END))"
        )
        return int(count)

    async def settled(self, *, seconds: float) -> None:
        """Wait until nothing is open any more; whatever the world or the rows do wakes the look."""
        end = time.monotonic() + seconds
        while self.open_ends():
            assert time.monotonic() < end, self.rows("SELECT ulid, state, step, failure FROM jobs")
            await asyncio.sleep(0.1)  # another process writes these rows: there is nothing to wait on

    def messages(self) -> list[Any]:
        return [
            m
            for channel in self.playground.world.channels
            for m in self.playground.world.messages.in_channel(channel)
        ]

    def results(self) -> Counter[str]:
        """Count the result messages of each job."""
        found: Counter[str] = Counter()
        for message in self.messages():
            ids = {
                part["custom_id"].split(":")[2]
                for row in message.components
                for part in row["components"]
                if part.get("custom_id", "").startswith("j1:c:")
            }
            found.update(ids)
        return found

    def submits(self) -> Counter[str]:
        """Count the submits that the upstream received for each job, by state or webhook path."""
        return Counter(job_of(submit) for submit in self.sandbox.submits)

    def check_promises(self) -> None:
        """Nothing lost, nothing posted twice, nothing sent twice."""
        results, submits = self.results(), self.submits()
        for ulid, state, kind in self.rows("SELECT ulid, state, kind FROM jobs"):
            assert submits[ulid] <= 1, f"{ulid} was sent {submits[ulid]} times"
            assert results[ulid] == (1 if state == "succeeded" else 0), (
                f"{ulid} ({kind}, {state}): {results[ulid]}"
            )
        accepted = {job_of(submit): submit for submit in self.sandbox.submits if submit.accepted}
        for ulid, failure in self.rows("SELECT ulid, failure FROM jobs WHERE state = 'failed'"):
            why = json.loads(failure)
            if ulid in accepted and why["code"] != "upstream":
                # Only where a service cannot be asked for what it took is a result given up, and that is said.
                assert accepted[ulid].dialect == "ttapi", f"{ulid} was accepted and is lost: {why}"
                assert (why["code"], why["may_be_billed"]) == ("lost", True)
        told = {message.content for message in self.messages()}
        assert not [words for words in told if "Waiting to start" in words or "%)" in words], told


@pytest.fixture
async def scene(tmp_path: Path, dialect: str, settings_between: Any) -> AsyncIterator[Scene]:
    began = time.time()

    def clock() -> float:
        return began + (time.time() - began) * PACE

    async with (
        open_sandbox(SandboxOptions(time_factor=0.02, side=256)) as sandbox,
        open_playground(PlaygroundOptions(rate_limits=False, clock=clock)) as playground,
    ):
        settings = settings_between(sandbox, playground, tmp_path, dialect=dialect, webhooks=True)
        account = settings.accounts["main"].model_copy(update={"http_timeout_seconds": 2.0})
        bot = Mortal(settings.model_copy(update={"accounts": {"main": account}}), began)
        yield Scene(sandbox, playground, bot, tmp_path / "easel.db")
        await bot.kill()


@pytest.mark.parametrize("point", [*ENGINE_POINTS, *DELIVERY_POINTS])
async def test_killed_at_every_named_point_nothing_is_lost_or_done_twice(
    scene: Scene, point: str, dialect: str
) -> None:
    await scene.bot.start(crash_at=point)
    ada = scene.playground.person("ada")
    await ada.command("#general", "imagine", prompt="a cat --sandbox fail" if point in FAILING else "a cat")
    assert await scene.bot.died() == -signal.SIGKILL, "the crash point was never reached"
    await scene.bot.start()
    await scene.settled(seconds=60)
    scene.check_promises()
    ((state,),) = scene.rows("SELECT state FROM jobs")
    if point not in UNKNOWN_FATE[dialect]:
        assert state == ("failed" if point in FAILING else "succeeded")


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_two_hundred_kills_at_random_moments_lose_nothing(
    scene: Scene, expected_errors: list[str]
) -> None:
    kills = int(os.environ.get("KILLS", "200"))
    luck = random.Random(20261121)
    for _ in range(kills):
        await scene.bot.start()
        killing = asyncio.create_task(_killed_after(scene.bot, luck.uniform(0.05, 2.5)))
        while not killing.done():
            await _somebody_does_something(scene, luck)
            await asyncio.wait({killing}, timeout=luck.uniform(0.6, 2.4))
        await killing
    await scene.bot.start()
    await scene.settled(seconds=900)
    scene.check_promises()
    # What the dying process was sending just then is cut; the stand-ins notice nothing else.
    assert [line for line in expected_errors if "Connection lost" not in line] == []
    states = Counter(state for (state,) in scene.rows("SELECT state FROM jobs"))
    print(f"kills {kills}, jobs {sum(states.values())}, {dict(states)}, submits {len(scene.sandbox.submits)}")  # noqa: T201  # the figure


async def _killed_after(bot: Mortal, seconds: float) -> None:
    await asyncio.sleep(seconds)  # the random moment itself
    await bot.kill()


async def _somebody_does_something(scene: Scene, luck: random.Random) -> None:
    """Imagine, or press any button of any result; whoever finds the bot dead just tries again later."""
    person = scene.playground.person(luck.choice(["ada", "bo", "cleo"]))
    world = scene.playground.world
    buttons = [
        (message, part["custom_id"])
        for message in person.messages("#general")
        for row in message.components
        for part in row["components"]
        if part.get("custom_id", "").startswith("j1:c:") and part.get("label", "")[:1] in {"U", "V", "Z"}
    ]
    if not world.application.online:
        return
    if buttons and luck.random() < 0.6:
        message, custom_id = luck.choice(buttons)
        await person.press(message, custom_id)
    else:
        await person.command("#general", "imagine", prompt=f"a cat {luck.randrange(10**6)}")
