from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path

import pytest

from bot.media.errors import FileMissing, NotAPicture
from bot.media.files import DirectoryFiles
from bot.midjourney.models import Picture

PICTURE = Picture(b"bytes of a picture", "image/jpeg")


def names_in(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


async def test_what_is_put_comes_back(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path / "made" / "when needed")
    assert await files.get(await files.put(PICTURE)) == PICTURE


async def test_a_key_is_the_hash_of_the_bytes(tmp_path: Path) -> None:
    assert await DirectoryFiles(tmp_path).put(PICTURE) == hashlib.sha256(PICTURE.data).hexdigest() + ".jpg"


async def test_the_same_picture_lies_there_once_even_if_put_by_many_at_once(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)
    keys = await asyncio.gather(*(files.put(PICTURE) for _ in range(20)))
    assert names_in(tmp_path) == set(keys)
    assert len(set(keys)) == 1


@pytest.mark.parametrize(
    "key", ["", "../secret.png", "/etc/passwd", "a" * 64, "a" * 64 + ".png\n", "A" * 64 + ".png"]
)
async def test_what_is_no_key_opens_no_file(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    inside = tmp_path / "files"
    inside.mkdir()
    with pytest.raises(FileMissing):
        await DirectoryFiles(inside).get(key)


@pytest.mark.parametrize("extension", ["png", "html"])
async def test_a_file_that_is_not_there_is_missing(tmp_path: Path, extension: str) -> None:
    with pytest.raises(FileMissing):
        await DirectoryFiles(tmp_path).get("a" * 64 + "." + extension)


async def test_a_type_that_is_not_kept_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAPicture):
        await DirectoryFiles(tmp_path).put(Picture(b"<svg/>", "image/svg+xml"))


async def test_a_sweep_takes_old_files_and_leftovers_and_nothing_that_is_not_ours(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)
    old, new = await files.put(PICTURE), await files.put(Picture(b"other", "image/png"))
    (tmp_path / "torn.part").write_bytes(b"half")
    (tmp_path / "README").write_bytes(b"not ours")
    for name in (old, "torn.part", "README"):
        os.utime(tmp_path / name, (1000, 1000))
    assert await files.sweep(before=2000) == 2
    assert names_in(tmp_path) == {new, "README"}


async def test_a_picture_put_again_counts_as_new(tmp_path: Path) -> None:
    files = DirectoryFiles(tmp_path)
    key = await files.put(PICTURE)
    os.utime(tmp_path / key, (1000, 1000))
    await files.put(PICTURE)
    assert await files.sweep(before=2000) == 0


async def test_sweeping_a_folder_that_does_not_exist_yet_is_no_error(tmp_path: Path) -> None:
    assert await DirectoryFiles(tmp_path / "none").sweep(before=2000) == 0


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()  # no file can be given this name
    with pytest.raises(OSError, match="taken"):
        DirectoryFiles(tmp_path)._write(tmp_path / "taken", b"bytes")
    assert names_in(tmp_path) == {"taken"}
