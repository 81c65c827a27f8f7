"""Opening the database: engines, pragmas, the lock file, the schema's upgrade.

SQLite gets one writer connection whose transactions begin IMMEDIATE, and a pool of readers: with default (deferred)
transactions, read-then-write under concurrency silently lost most increments when it was measured.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.storage import one_trip
from bot.storage.errors import DatabaseInUse, DatabaseTooNew, DatabaseUnusable

READERS = 4
BUSY_SECONDS = 30
CONNECT_ARGS = {"timeout": BUSY_SECONDS, "async_creator_fn": one_trip.connect}
MIGRATIONS = Path(__file__).with_name("migrations")


class Database:
    """The two engines. `write` is a short transaction of one writer at a time on SQLite; `read` sees committed rows."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that commits at the end of the block, or rolls back if it raises."""
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection that only reads."""
        async with self._reader.connect() as connection:
            yield connection


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
        if _is_sqlite(parsed):
            _hold_alone(parsed, stack)
        writer = _engine(parsed, writes=True)
        stack.push_async_callback(writer.dispose)
        reader = _engine(parsed, writes=False)
        stack.push_async_callback(reader.dispose)
        try:
            async with writer.begin() as connection:
                await connection.run_sync(_upgrade, url)
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseUnusable(url=_shown(parsed), detail=_detail(error)) from error
        yield Database(writer, reader)


async def check_database(url: str) -> str:
    """Look whether the database can be opened and written, changing nothing in its rows; give its schema version.

    Raises:
        StorageError: as `open_database`.
    """
    async with open_database(url) as database, database.write() as connection:
        await connection.execute(text("UPDATE settings SET value = value WHERE 1 = 0"))
        version = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    return version or ""


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _hold_alone(url: URL, stack: AsyncExitStack) -> None:
    """Take the lock file beside the SQLite file, so that two processes never share it unknowingly."""
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


def _engine(url: URL, *, writes: bool) -> AsyncEngine:
    if not _is_sqlite(url):
        return create_async_engine(url, pool_pre_ping=True)
    engine = _writer(url) if writes else _reader(url)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = (
            None  # sqlite3 must not begin transactions by itself: BEGIN is ours, below
        )
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS}000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _writer(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_reset_on_return=None,  # `begin` always commits or rolls back: one more ROLLBACK is a trip for nothing
        pool_size=1,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args=CONNECT_ARGS,
    )

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _reader(url: URL) -> AsyncEngine:
    """Make the readers: no transaction around a single SELECT, which would cost two more trips to SQLite's thread."""
    return create_async_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args=CONNECT_ARGS,
    )


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
