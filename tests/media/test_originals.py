from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.jobs.around import Original
from bot.media.files import DirectoryFiles
from bot.media.originals import KeptOriginals
from bot.midjourney.models import Picture

FILM = Picture(b"\x00\x00\x00\x18ftypmp42 and so on", "video/mp4")


@dataclass
class Rows:
    """Rows in memory; those on SQL are proved with the database."""

    rows: dict[tuple[int, int], Original] = field(default_factory=dict)

    async def put(self, original: Original) -> None:
        self.rows[original.job_id, original.place] = original

    async def find(self, job_id: int, place: int) -> Original | None:
        return self.rows.get((job_id, place))

    async def find_by_ulid(self, ulid: str, place: int) -> Original | None:
        return self.rows.get((int(ulid), place))


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def kept_in(folder: Path) -> tuple[KeptOriginals, Rows, Clock]:
    rows, clock = Rows(), Clock()
    return KeptOriginals(DirectoryFiles(folder), rows, clock=clock, keep_seconds=100.0), rows, clock


async def test_an_original_comes_back_unchanged_until_its_time_is_over(tmp_path: Path) -> None:
    originals, rows, clock = kept_in(tmp_path)
    await originals.keep(7, 1, FILM)
    assert await originals.find(7, 1) == FILM
    assert await originals.find_by_ulid("7", 1) == (FILM, 100.0)
    assert (rows.rows[7, 1].size, rows.rows[7, 1].key[-4:]) == (len(FILM.data), ".mp4")
    clock.now += 100.0
    assert await originals.find(7, 1) is None
    assert await originals.find_by_ulid("7", 1) is None


async def test_a_file_that_was_swept_is_simply_not_there(tmp_path: Path) -> None:
    originals, rows, _ = kept_in(tmp_path)
    await originals.keep(7, 1, FILM)
    (tmp_path / rows.rows[7, 1].key).unlink()
    assert await originals.find(7, 1) is None


async def test_what_cannot_be_kept_stops_nothing(tmp_path: Path) -> None:
    originals, rows, _ = kept_in(tmp_path / "a file")
    (tmp_path / "a file").write_text("where the folder should be")
    await originals.keep(7, 1, FILM)
    await originals.keep(7, 2, Picture(b"<html>", ""))
    assert rows.rows == {}
