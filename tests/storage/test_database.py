from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bot.storage.database import Database, check_database, open_database
from bot.storage.errors import DatabaseInUse, DatabaseTooNew, DatabaseUnusable
from bot.storage.settings import SettingsStore
from bot.storage.tables import metadata


async def test_the_migrations_give_exactly_the_tables_that_the_code_uses(database: Database) -> None:
    async with database.write() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
    assert differences == []


async def test_concurrent_read_then_write_loses_nothing(database: Database) -> None:
    store = SettingsStore(database)
    await store.set("count", "0")

    async def add_one() -> None:
        async with database.write() as connection:
            row = await connection.execute(text("SELECT value FROM settings WHERE key = 'count'"))
            value = int(row.scalar_one())
            await asyncio.sleep(0)  # let the others try to come between
            await connection.execute(
                text("UPDATE settings SET value = :v WHERE key = 'count'"), {"v": str(value + 1)}
            )

    await asyncio.gather(*(add_one() for _ in range(20)))
    assert await store.get("count") == "20"


async def test_a_second_process_is_told_that_the_database_is_in_use(
    database: Database, tmp_path: Path
) -> None:
    with pytest.raises(DatabaseInUse, match=r"easel\.db"):
        async with open_database(f"sqlite+aiosqlite:///{tmp_path}/easel.db"):
            pytest.fail("opened twice")
    assert database is not None


async def test_a_file_that_is_no_database_gives_one_plain_sentence(tmp_path: Path) -> None:
    path = tmp_path / "easel.db"
    path.write_text("these are not the tables you are looking for " * 50)
    with pytest.raises(DatabaseUnusable, match="cannot be used"):
        await check_database(f"sqlite+aiosqlite:///{path}")


async def test_an_in_memory_database_is_refused_because_it_loses_jobs() -> None:
    with pytest.raises(DatabaseUnusable, match="in-memory"):
        await check_database("sqlite+aiosqlite:///:memory:")


async def test_a_database_of_a_newer_easel_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/easel.db"
    async with open_database(url) as opened, opened.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="9999"):
        await check_database(url)


async def test_checking_gives_the_schema_version(tmp_path: Path) -> None:
    assert await check_database(f"sqlite+aiosqlite:///{tmp_path}/new/easel.db") == "0004"
