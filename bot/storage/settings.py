"""Small facts of the installation, kept by key: the fingerprint of the registered commands, and the like."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from bot.storage.database import Database
from bot.storage.tables import settings


class SettingsStore:
    """Texts by key."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def get(self, key: str) -> str | None:
        async with self._db.read() as connection:
            found = await connection.execute(select(settings.c.value).where(settings.c.key == key))
            return found.scalar_one_or_none()

    async def set(self, key: str, value: str) -> None:
        async with self._db.write() as connection:
            changed = await connection.execute(
                update(settings).where(settings.c.key == key).values(value=value)
            )
            if not changed.rowcount:
                await connection.execute(insert(settings).values(key=key, value=value))
