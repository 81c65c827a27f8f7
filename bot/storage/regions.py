"""The rows of opened editors: `bot.jobs.regions.RegionLinks` on SQL. Every method is one short transaction."""

from __future__ import annotations

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update

from bot.jobs.models import Origin
from bot.jobs.regions import RegionLink
from bot.storage.database import Database
from bot.storage.tables import region_links

_origin = TypeAdapter(Origin)


class SqlRegionLinks:
    """Opened editors. Their rows hold an interaction's token, so they are erased soon after they have ended."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def put(self, link: RegionLink) -> None:
        values = {
            "ulid": link.ulid,
            "origin": _origin.dump_python(link.origin, mode="json"),
            "job_ulid": link.job_ulid,
            "n": link.n,
            "expires_at": link.expires_at,
            "picture": link.picture,
            "sent_job": link.sent_job,
        }
        await self._db.change(insert(region_links).values(values))

    async def get(self, ulid: str) -> RegionLink | None:
        row = await self._db.row(select(region_links).where(region_links.c.ulid == ulid))
        if row is None:
            return None
        origin = _origin.validate_python(row.origin)
        return RegionLink(row.ulid, origin, row.job_ulid, row.n, row.expires_at, row.picture, row.sent_job)

    async def note_picture(self, ulid: str, key: str) -> None:
        await self._change(ulid, picture=key)

    async def note_sent(self, ulid: str, job_ulid: str) -> None:
        await self._change(ulid, sent_job=job_ulid)

    async def erase(self, *, before: float) -> int:
        return await self._db.change(delete(region_links).where(region_links.c.expires_at < before))

    async def _change(self, ulid: str, **values: str) -> None:
        await self._db.change(update(region_links).where(region_links.c.ulid == ulid).values(**values))
