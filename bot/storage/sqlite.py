"""SQLite on aiosqlite's threads: a transaction is a function, and one trip to a thread.

SQLAlchemy's own way over aiosqlite makes a trip for every statement, and every trip wakes the event loop through a
socket: a transaction of two statements took three and a half times the processor time that it takes here. Nor can a
transaction be left open here while something else is awaited, and a task that is cancelled meanwhile tears none.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Self, TypeVar

import aiosqlite
from sqlalchemy import Connection, StaticPool, create_engine, event

T = TypeVar("T")
Work = Callable[[Connection], T]

BUSY_SECONDS = 30
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS}000")
_UNUSED_CHUNK_SIZE = 64
"""For cursors of aiosqlite's own, of which there are none here."""


class Lane(aiosqlite.Connection):
    """A connection with a thread, on which functions run one after the other, each in a transaction.

    Args:
        path: SQLite's file.
        writes: False for a connection that only reads; each of its transactions sees one moment.
    """

    def __init__(self, path: str, *, writes: bool) -> None:
        # sqlite3 must not begin transactions by itself: BEGIN is ours.
        connect = partial(sqlite3.connect, path, timeout=BUSY_SECONDS, isolation_level=None)
        super().__init__(connect, _UNUSED_CHUNK_SIZE)
        # A database that was never closed must not keep the process from ending; aiosqlite has no option for it.
        self._thread.daemon = True
        self._engine = create_engine("sqlite://", creator=lambda: self._conn, poolclass=StaticPool)
        self._pragmas = PRAGMAS if writes else (*PRAGMAS, "query_only=ON")
        # IMMEDIATE, because read-then-write under concurrency silently lost most increments with SQLite's default.
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql(begin))

    async def __aenter__(self) -> Self:
        try:
            await super().__aenter__()
        except sqlite3.Error:
            # aiosqlite has asked the thread to end, and does not wait until it has told the loop that it did.
            await asyncio.to_thread(self._thread.join)
            raise
        try:
            # Once: to SQLAlchemy, connecting anew costs as much as a statement.
            self._connected = await self._on_thread(self._prepare)
        except BaseException:
            await super().close()
            raise
        return self

    async def run(self, work: Work[T]) -> T:
        """Call `work` on the connection's thread, commit, and give what it gave; roll back if it raises."""
        return await self._on_thread(partial(self._transaction, work))

    async def close(self) -> None:
        await self._on_thread(self._disconnect)
        await super().close()

    async def _on_thread(self, function: Callable[[], T]) -> T:
        done: T = await self._execute(function)  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped
        return done

    def _prepare(self) -> Connection:
        for pragma in self._pragmas:
            self._conn.execute(f"PRAGMA {pragma}")
        return self._engine.connect()

    def _transaction(self, work: Work[T]) -> T:
        with self._connected.begin():
            return work(self._connected)

    def _disconnect(self) -> None:
        self._connected.close()
        self._engine.dispose()


class Lanes:
    """Several lanes of equal kind; a function takes the one that was free last, whose cache is warm."""

    def __init__(self, lanes: list[Lane]) -> None:
        self._idle: asyncio.LifoQueue[Lane] = asyncio.LifoQueue()
        for lane in lanes:
            self._idle.put_nowait(lane)

    async def run(self, work: Work[T]) -> T:
        """Call `work` as `Lane.run` does, on the first lane that is free."""
        lane = await self._idle.get()
        try:
            return await lane.run(work)
        finally:
            self._idle.put_nowait(lane)


@asynccontextmanager
async def open_lanes(path: str, count: int, *, writes: bool) -> AsyncIterator[Lanes]:
    """Open so many connections to one file until the block ends. Raises sqlite3's errors."""
    async with AsyncExitStack() as stack:
        yield Lanes([await stack.enter_async_context(Lane(path, writes=writes)) for _ in range(count)])
