"""Opening the database: the lock file, the schema's upgrade, and where transactions run.

A transaction is a function that gets a connection: it never waits for anything but the database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Executable, Row, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage.errors import DatabaseInUse, DatabaseTooNew, DatabaseUnusable
from bot.storage.sqlite import T, Work, open_lanes

READERS = 4
Values = Mapping[str, Any] | None
"""The parameters of a statement."""
MIGRATIONS = Path(__file__).with_name("migrations")


class Runner(Protocol):
    """Runs a function in a transaction of its own, somewhere off the event loop."""

    async def run(self, work: Work[T]) -> T:
        """Give what `work` gave, once it is committed. What it raises rolls back and is raised here."""


class Database:
    """Where transactions run: one writer at a time on SQLite, and readers, who see committed rows."""

    def __init__(self, writer: Runner, reader: Runner) -> None:
        self._writer = writer
        self._reader = reader

    async def write(self, work: Work[T]) -> T:
        """Run a function in a transaction that commits when it returns and rolls back when it raises."""
        return await self._writer.run(work)

    async def read(self, work: Work[T]) -> T:
        """Run a function that only reads."""
        return await self._reader.run(work)

    async def change(self, statement: Executable, values: Values = None) -> int:
        """Execute one statement that writes; give how many rows it changed."""
        return await self.write(lambda connection: connection.execute(statement, values).rowcount)

    async def rows(self, statement: Executable, values: Values = None) -> Sequence[Row[Any]]:
        """Give the rows of one statement that reads."""
        return await self.read(lambda connection: connection.execute(statement, values).all())

    async def row(self, statement: Executable, values: Values = None) -> Row[Any] | None:
        """Give the row of one statement that reads one, or None."""
        return await self.read(lambda connection: connection.execute(statement, values).one_or_none())


class _Server:
    """A database server behind one of SQLAlchemy's asynchronous drivers."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def run(self, work: Work[T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open the database, bring its schema up to date, and hold it alone (SQLite) until the block ends.

    Raises:
        DatabaseInUse: another process holds the SQLite file.
        DatabaseUnusable: it cannot be opened, written or upgraded.
        DatabaseTooNew: a newer Easel made it.
    """
    parsed = make_url(url)
    async with AsyncExitStack() as stack:
        try:
            database = await (_open_sqlite if _is_sqlite(parsed) else _open_server)(parsed, stack)
            await database.write(partial(_upgrade, url=url))
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            raise DatabaseUnusable(url=_shown(parsed), detail=_detail(error)) from error
        yield database


async def _open_sqlite(url: URL, stack: AsyncExitStack) -> Database:
    path = _hold_alone(url, stack)
    writer = await stack.enter_async_context(open_lanes(path, 1, writes=True))
    return Database(writer, await stack.enter_async_context(open_lanes(path, READERS, writes=False)))


async def _open_server(url: URL, stack: AsyncExitStack) -> Database:
    engine = create_async_engine(url, pool_pre_ping=True)
    stack.push_async_callback(engine.dispose)
    return Database(_Server(engine), _Server(engine))


async def check_database(url: str) -> str:
    """Look whether the database can be opened and written, changing nothing in its rows; give its schema version.

    Raises:
        StorageError: as `open_database`.
    """
    async with open_database(url) as database:
        await database.change(text("UPDATE settings SET value = value WHERE 1 = 0"))
        version = await database.read(
            lambda connection: MigrationContext.configure(connection).get_current_revision()
        )
    return version or ""


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _hold_alone(url: URL, stack: AsyncExitStack) -> str:
    """Take the lock file beside the SQLite file, so that two processes never share it unknowingly; give its path."""
    if not url.database or url.database == ":memory:":
        raise DatabaseUnusable(url=_shown(url), detail="an in-memory database would lose every job")
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{path}.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise DatabaseInUse(path=path) from error
    except OSError as error:
        raise DatabaseUnusable(url=_shown(url), detail=_detail(error)) from error
    stack.callback(lock.release)
    return url.database


def _upgrade(connection: Connection, url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    found = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseTooNew(url=_shown(make_url(url)), found=found)
    command.upgrade(config, "head")


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _detail(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
