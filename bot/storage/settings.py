"""Small facts of the installation, kept by key: the fingerprint of the registered commands, and the like."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from bot.storage.database import Database
from bot.storage.tables import settings


class SettingsStore:
    """Texts by key."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def get(self, key: str) -> str | None:
        row = await self._db.row(select(settings.c.value).where(settings.c.key == key))
        return None if row is None else row.value

    async def set(self, key: str, value: str) -> None:
        def work(connection: Connection) -> None:
            changed = connection.execute(update(settings).where(settings.c.key == key).values(value=value))
            if not changed.rowcount:
                connection.execute(insert(settings).values(key=key, value=value))

        await self._db.write(work)
