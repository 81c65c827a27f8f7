from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from bot.storage.sqlite import Lanes, open_lanes

READ = text("SELECT value FROM counts")
WRITE = text("UPDATE counts SET value = :value")


@pytest.fixture
async def writers(tmp_path: Path) -> AsyncIterator[Lanes]:
    """Four connections that write to one file, where Easel has one: as if other programs did, too."""
    async with open_lanes(str(tmp_path / "counts.db"), 4, writes=True) as lanes:
        await lanes.run(lambda connection: connection.execute(text("CREATE TABLE counts (value INTEGER)")))
        await lanes.run(lambda connection: connection.execute(text("INSERT INTO counts VALUES (0)")))
        yield lanes


def add_one(connection: Connection) -> None:
    value = connection.execute(READ).scalar_one()
    connection.execute(WRITE, {"value": value + 1})


class Pause:
    """Holds a function on its thread until the test says go."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    def here(self) -> None:
        """Called on the thread."""
        self._loop.call_soon_threadsafe(self.reached.set)
        asyncio.run_coroutine_threadsafe(self.go.wait(), self._loop).result(10)


async def count(lanes: Lanes) -> int:
    return int(await lanes.run(lambda connection: connection.execute(READ).scalar_one()))


async def test_reading_and_then_writing_in_many_threads_loses_nothing(writers: Lanes) -> None:
    await asyncio.gather(*(writers.run(add_one) for _ in range(100)))
    assert await count(writers) == 100


async def test_a_transaction_that_raises_leaves_nothing(writers: Lanes) -> None:
    def fails(connection: Connection) -> None:
        add_one(connection)
        raise LookupError("after the write")

    with pytest.raises(LookupError):
        await writers.run(fails)
    assert await count(writers) == 0
    await writers.run(add_one)
    assert await count(writers) == 1


async def test_a_task_cancelled_meanwhile_tears_no_transaction_and_loses_no_connection(
    tmp_path: Path, writers: Lanes
) -> None:
    async with open_lanes(str(tmp_path / "counts.db"), 1, writes=True) as one:
        pause = Pause()

        def is_interrupted(connection: Connection) -> None:
            add_one(connection)
            pause.here()
            add_one(connection)

        task = asyncio.create_task(one.run(is_interrupted))
        await pause.reached.wait()
        task.cancel()
        pause.go.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        await one.run(add_one)
    assert await count(writers) == 3


async def test_a_reader_sees_what_is_committed_and_nothing_else(tmp_path: Path, writers: Lanes) -> None:
    async with open_lanes(str(tmp_path / "counts.db"), 1, writes=False) as readers:
        pause = Pause()

        def is_watched(connection: Connection) -> None:
            add_one(connection)
            pause.here()

        task = asyncio.create_task(writers.run(is_watched))
        await pause.reached.wait()
        assert await count(readers) == 0
        pause.go.set()
        await task
        assert await count(readers) == 1


async def test_a_reader_sees_one_moment_from_its_first_look_to_its_last(
    tmp_path: Path, writers: Lanes
) -> None:
    async with open_lanes(str(tmp_path / "counts.db"), 1, writes=False) as readers:
        pause = Pause()

        def looks_twice(connection: Connection) -> tuple[int, int]:
            first = connection.execute(READ).scalar_one()
            pause.here()
            return first, connection.execute(READ).scalar_one()

        task = asyncio.create_task(readers.run(looks_twice))
        await pause.reached.wait()
        await writers.run(add_one)
        pause.go.set()
        assert await task == (0, 0)
        assert await count(readers) == 1


async def test_a_writer_that_finds_the_file_locked_says_so_and_works_again_afterwards(
    tmp_path: Path, writers: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.sqlite.PRAGMAS", ("busy_timeout=1",))
    async with open_lanes(str(tmp_path / "counts.db"), 1, writes=True) as impatient:
        pause = Pause()

        def holds_the_file(_connection: Connection) -> None:
            pause.here()

        task = asyncio.create_task(writers.run(holds_the_file))
        await pause.reached.wait()
        with pytest.raises(OperationalError, match="locked"):
            await impatient.run(add_one)
        pause.go.set()
        await task
        await impatient.run(add_one)
    assert await count(writers) == 1


async def test_a_connection_for_reading_cannot_write(tmp_path: Path, writers: Lanes) -> None:
    async with open_lanes(str(tmp_path / "counts.db"), 1, writes=False) as readers:
        with pytest.raises(OperationalError, match="readonly"):
            await readers.run(add_one)
    assert await count(writers) == 0
