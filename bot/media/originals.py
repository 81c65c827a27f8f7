"""Keep results as the upstream gave them, for as long as the operator wants.

The adapter of `bot.jobs.around.Originals`.

The upstream's addresses die within days and Discord's with the message; these files outlive both. A file lies in the
same folder as input pictures, and its row says whose it is; both end after the same number of days.
"""

from __future__ import annotations

from bot.errors import EaselError
from bot.jobs.around import Original, OriginalRows
from bot.jobs.ports import Clock
from bot.logs import get_logger
from bot.media.files import DirectoryFiles
from bot.midjourney.models import Picture

log = get_logger(__name__)


class KeptOriginals:
    """Originals in a folder, found by their rows.

    Args:
        files: the folder.
        rows: what lies there for which job.
        clock: Unix seconds.
        keep_seconds: for how long.
    """

    def __init__(
        self, files: DirectoryFiles, rows: OriginalRows, *, clock: Clock, keep_seconds: float
    ) -> None:
        self._files = files
        self._rows = rows
        self._clock = clock
        self._keep_seconds = keep_seconds

    async def keep(self, job_id: int, place: int, picture: Picture) -> None:
        """Keep a file. One that cannot be kept is only logged: the result is on its way all the same."""
        try:
            key = await self._files.put(picture)
        except (EaselError, OSError) as why:
            log.warning("an original is not kept", job=job_id, why=str(why))
            return
        until = self._clock() + self._keep_seconds
        await self._rows.put(
            Original(job_id, place, key, picture.content_type, len(picture.data), kept_until=until)
        )

    async def find(self, job_id: int, place: int) -> Picture | None:
        return await self._read(await self._rows.find(job_id, place))

    async def find_by_ulid(self, ulid: str, place: int) -> tuple[Picture, float] | None:
        """Give a file with the seconds for which it will still be there."""
        row = await self._rows.find_by_ulid(ulid, place)
        picture = await self._read(row)
        return None if row is None or picture is None else (picture, row.kept_until - self._clock())

    async def _read(self, row: Original | None) -> Picture | None:
        if row is None or row.kept_until <= self._clock():
            return None
        try:
            return await self._files.get(row.key)
        except (EaselError, OSError) as why:
            log.info("an original is gone", job=row.job_id, why=str(why))
            return None
