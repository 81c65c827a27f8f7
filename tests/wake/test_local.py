from __future__ import annotations

import asyncio

from bot.wake.local import LocalWake


async def test_one_key_never_runs_twice_at_once_and_wakes_meanwhile_coalesce() -> None:
    running, most, runs = 0, 0, 0
    gate, done = asyncio.Event(), asyncio.Event()

    async def run(_: int) -> None:
        nonlocal running, most, runs
        running += 1
        most, runs = max(most, running), runs + 1
        if runs == 1:
            await gate.wait()
        running -= 1
        if runs == 2:
            done.set()

    async with LocalWake("test", run) as wake:
        for _ in range(5):
            wake.wake(7)
        await asyncio.sleep(0)
        for _ in range(5):
            wake.wake(7)
        gate.set()
        await done.wait()
    assert (most, runs) == (1, 2)


async def test_keys_run_beside_each_other() -> None:
    met = asyncio.Barrier(2)

    async def run(_: int) -> None:
        await met.wait()

    async with asyncio.timeout(5), LocalWake("test", run) as wake:
        wake.wake(1)
        wake.wake(2)


async def test_the_soonest_plan_stands() -> None:
    loop = asyncio.get_running_loop()
    times: list[float] = []
    done = asyncio.Event()

    async def run(_: int) -> None:
        times.append(loop.time())
        done.set()

    async with LocalWake("test", run) as wake:
        began = loop.time()
        wake.wake(1, after=0.02)
        wake.wake(1, after=30)
        await done.wait()
    assert 0.01 < times[0] - began < 5


async def test_closing_waits_for_what_runs_and_takes_no_more() -> None:
    finished: list[int] = []
    started = asyncio.Event()

    async def run(key: int) -> None:
        started.set()
        await asyncio.sleep(0)
        finished.append(key)

    async with LocalWake("test", run) as wake:
        wake.wake(1)
        wake.wake(2, after=60)
        await started.wait()
    wake.wake(3)
    await asyncio.sleep(0)
    assert finished == [1]


async def test_a_run_that_outlasts_the_grace_is_cancelled() -> None:
    cancelled = asyncio.Event()
    started = asyncio.Event()

    async def run(_: int) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async with LocalWake("test", run, grace=0.01) as wake:
        wake.wake(1)
        await started.wait()
    assert cancelled.is_set()
