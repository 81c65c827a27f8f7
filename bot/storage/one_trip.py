"""SQLite statements that cost one trip to the database's thread instead of four.

aiosqlite makes a cursor, executes, fetches and closes in a trip each, and every trip wakes the event loop through a
socket: together they took more than half of a job's processor time. Here a statement and the fetching of its rows are
one function on aiosqlite's own thread. SQLAlchemy asks a cursor for no more than stands below.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import aiosqlite

_UNUSED_CHUNK_SIZE = 64
"""For cursors that are iterated over, which SQLAlchemy does not do."""


def connect(database: str | Path, **options: Any) -> OneTripConnection:
    """Make a connection for `create_async_engine(connect_args={"async_creator_fn": connect})`.

    Args:
        database: SQLite's file.
        options: as `sqlite3.connect` takes them.
    """
    connection = OneTripConnection(lambda: sqlite3.connect(database, **options), _UNUSED_CHUNK_SIZE)
    # As SQLAlchemy itself sets it: an engine that was never disposed of must not keep the process from ending.
    connection._thread.daemon = True  # noqa: SLF001  # aiosqlite has no option for it
    return connection


class OneTripConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors do each statement in one trip."""

    def cursor(self) -> OneTripCursor:  # type: ignore[override]  # SQLAlchemy needs only what this cursor has
        """Make a cursor; costs nothing."""
        return OneTripCursor(self)

    async def run(self, work: Callable[..., Any], *arguments: Any) -> None:
        """Call a function in the connection's thread, with the `sqlite3.Connection` first."""
        await self._execute(work, self._conn, *arguments)  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped


class OneTripCursor:
    """What SQLAlchemy uses of a cursor. The rows are here when `execute` returns."""

    arraysize = 1

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Execute one statement and fetch its rows. Raises sqlite3's errors."""
        await self._connection.run(self._execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Execute one statement for each row of parameters. Raises sqlite3's errors."""
        await self._connection.run(self._execute_many, statement, parameters)

    async def fetchall(self) -> list[Any]:
        """Give the rows; they have been fetched."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: sqlite3's cursor was closed in the trip that used it."""

    def _execute(self, connection: sqlite3.Connection, statement: str, parameters: Sequence[Any]) -> None:
        self._keep(connection.execute(statement, parameters))

    def _execute_many(
        self, connection: sqlite3.Connection, statement: str, parameters: Iterable[Sequence[Any]]
    ) -> None:
        self._keep(connection.executemany(statement, parameters))

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        # The order matters: sqlite3 knows rowcount only after the rows of a RETURNING have been fetched.
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else []
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()
