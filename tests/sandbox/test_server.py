"""The sandbox as a whole: its pages, its speed, its own process, and what it must not import."""

import ast
import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp

import bot.sandbox
from bot.sandbox.pace import pace_of


async def test_submits_and_tasks_can_be_read_from_another_process(client: Any) -> None:
    await client.mj_done("imagine", prompt="a lake", notifyHook="http://127.0.0.1:9/x", state="job-1")
    await client.tt("imagine", prompt="")
    _, submits = await client.ask("GET", "/sandbox/submits")
    first = submits[0]
    assert (first["callback"], first["state"], first["prompt"]) == ("http://127.0.0.1:9/x", "job-1", "a lake")
    assert [(s["dialect"], s["accepted"]) for s in submits] == [("midjourney_proxy", True), ("ttapi", False)]
    _, tasks = await client.ask("GET", "/sandbox/tasks")
    assert [(t["id"], t["phase"]) for t in tasks] == [(first["task_id"], "succeeded")]


async def test_tasks_can_be_moved_by_hand_from_another_process(opened: Any) -> None:
    client = await opened(manual=True)
    ids = [(await client.mj("imagine", prompt="x"))["result"] for _ in range(2)]
    assert (await client.ask("POST", f"/sandbox/tasks/{ids[0]}/step", {"progress": 40}))[0] == 204
    assert (await client.mj_task(ids[0], wait=False))["progress"] == "40%"
    assert (await client.ask("POST", f"/sandbox/tasks/{ids[0]}/finish"))[0] == 204
    assert (await client.ask("POST", f"/sandbox/tasks/{ids[1]}/fail", {"reason": "Job Timeout"}))[0] == 204
    assert [(await client.mj_task(i))["status"] for i in ids] == ["SUCCESS", "FAILURE"]
    assert (await client.ask("POST", f"/sandbox/tasks/{ids[0]}/finish"))[0] == 404


async def test_pictures_that_never_were_are_not_found(client: Any) -> None:
    for name in ("x.png", "00000000-0000-0000-0000-000000000000.png"):
        async with client.session.get(f"/pictures/{name}") as answer:
            assert answer.status == 404


async def test_a_task_by_the_clock_reports_rising_progress(opened: Any, hook: Any) -> None:
    client = await opened(time_factor=0.005)
    await client.mj_done("imagine", prompt="a lake", notifyHook=hook.url)
    await client.sandbox.webhooks.idle()
    progress = [int(body["progress"].rstrip("%")) for body in hook.bodies if body["progress"]]
    assert progress == sorted(progress)
    assert len(set(progress)) > 5


def test_turbo_is_faster_than_fast_and_fast_than_relax_and_a_pick_than_all() -> None:
    def total(effort: str, speed: str) -> float:
        pace = pace_of(effort, speed, 1, 1.0)
        return pace.wait + pace.work

    assert total("upscale", "fast") < 4 < total("imagine", "turbo") < total("imagine", "fast") < 52
    assert total("imagine", "relax") > 60
    assert pace_of("imagine", "fast", 1, 0).work == 0


async def test_old_tasks_are_forgotten_and_the_store_stays_bounded(opened: Any) -> None:
    client = await opened(keep_tasks=3)
    ids = [(await client.mj_done("imagine", prompt="x"))["id"] for _ in range(6)]
    assert [task.id for task in client.sandbox.studio.tasks()] == ids[-3:]
    assert (await client.ask("GET", f"/mj/task/{ids[0]}/fetch"))[0] == 204


async def test_it_runs_as_a_process_of_its_own_and_ends_when_told() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.sandbox", "--port", "0", "--time-factor", "0"),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(bot.sandbox.__file__).parents[2],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode().strip()
    assert line.startswith("sandbox listening on http://127.0.0.1:")
    url = f"{line.split()[-1]}/midjourney/status"
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, headers={"TT-API-KEY": "sandbox-key"}) as answer,
    ):
        assert answer.status == 200
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0


def test_the_sandbox_imports_nothing_else_of_the_bot() -> None:
    for source in Path(bot.sandbox.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            wrong = [
                n
                for n in names
                if n.split(".")[0] in ("bot", "cogs", "discord") and not n.startswith("bot.sandbox")
            ]
            assert wrong == [], source.name


async def test_a_test_can_wait_for_the_submits_it_expects(client: Any) -> None:
    waiter = asyncio.create_task(client.sandbox.until_accepted(2))
    await client.mj("imagine", prompt="one")
    await client.mj("imagine", prompt="")
    assert not waiter.done()
    await client.mj("imagine", prompt="two")
    await asyncio.wait_for(waiter, 5)


async def test_the_front_page_tells_people_the_magic_words(client: Any) -> None:
    status, text = await client.ask("GET", "/")
    assert status == 200
    assert "webhook-reordered" in text
    assert '{"kind": "stuck"' in text
