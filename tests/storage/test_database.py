from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bot.storage.database import Database, check_database, open_database
from bot.storage.errors import DatabaseInUse, DatabaseTooNew, DatabaseUnusable
from bot.storage.tables import metadata


async def test_the_migrations_give_exactly_the_tables_that_the_code_uses(database: Database) -> None:
    differences = await database.write(
        lambda connection: compare_metadata(MigrationContext.configure(connection), metadata)
    )
    assert differences == []


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


async def test_a_file_that_cannot_be_opened_gives_one_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "easel.db").mkdir()
    with pytest.raises(DatabaseUnusable, match="unable to open"):
        await check_database(f"sqlite+aiosqlite:///{tmp_path}/easel.db")


async def test_an_in_memory_database_is_refused_because_it_loses_jobs() -> None:
    with pytest.raises(DatabaseUnusable, match="in-memory"):
        await check_database("sqlite+aiosqlite:///:memory:")


async def test_a_database_of_a_newer_easel_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/easel.db"
    async with open_database(url) as opened:
        await opened.change(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="9999"):
        await check_database(url)


async def test_checking_gives_the_schema_version(tmp_path: Path) -> None:
    assert await check_database(f"sqlite+aiosqlite:///{tmp_path}/new/easel.db") == "0004"
