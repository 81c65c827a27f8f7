"""Keep checked pictures in a folder until they are swept. The adapter of `bot.jobs.ports.Files`.

Content-addressed: a key is the SHA-256 of the bytes and the ending of their format, so that the same picture lies
there once and a file is never changed after it has its name. Whose they are, and what for, is not known here.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path

from bot.media.errors import FileMissing, NotAPicture
from bot.media.pictures import FORMATS, VIDEO_TYPE
from bot.midjourney.models import Picture

_KEY = re.compile(r"[0-9a-f]{64}\.(?P<extension>[a-z0-9]{3,4})")
_UNFINISHED = ".part"
_TYPES = {form.extension: form.content_type for form in FORMATS} | {"mp4": VIDEO_TYPE}
_EXTENSIONS = {content_type: extension for extension, content_type in _TYPES.items()}


class DirectoryFiles:
    """Files in one flat directory, which is made when first needed."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def put(self, picture: Picture) -> str:
        """Keep the picture and give its key. It is on the disk, not only in its cache, when this returns.

        Raises:
            NotAPicture: the content type is none that is kept.
            OSError: the disk is full or the folder cannot be written.
        """
        return await asyncio.to_thread(self._put, picture)

    async def get(self, key: str) -> Picture:
        """Give a picture back.

        Raises:
            FileMissing: it was swept, or this is no key.
        """
        return await asyncio.to_thread(self._get, key)

    async def sweep(self, *, before: float) -> int:
        """Delete what was last put before that time (Unix seconds) and say how many files that were."""
        return await asyncio.to_thread(self._sweep, before)

    def _put(self, picture: Picture) -> str:
        extension = _EXTENSIONS.get(picture.content_type)
        if extension is None:
            raise NotAPicture
        key = f"{hashlib.sha256(picture.data).hexdigest()}.{extension}"
        try:
            os.utime(self._directory / key)  # there already: put again counts as new for the sweep
        except FileNotFoundError:
            self._write(self._directory / key, picture.data)
        return key

    def _write(self, path: Path, data: bytes) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(suffix=_UNFINISHED, dir=self._directory)
        unfinished = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync_directory(self._directory)

    def _get(self, key: str) -> Picture:
        match = _KEY.fullmatch(key)
        content_type = _TYPES.get(match["extension"]) if match else None
        if content_type is None:
            raise FileMissing
        try:
            return Picture((self._directory / key).read_bytes(), content_type)
        except FileNotFoundError:
            raise FileMissing from None

    def _sweep(self, before: float) -> int:
        swept = 0
        for path in self._directory.glob("*"):
            if path.suffix != _UNFINISHED and not _KEY.fullmatch(path.name):
                continue
            # A file that is just being written gets its name between the listing and the look.
            with contextlib.suppress(FileNotFoundError):
                if path.is_file() and path.stat().st_mtime < before:
                    path.unlink()
                    swept += 1
        return swept


def _sync_directory(directory: Path) -> None:
    """Make a rename survive a power cut. Only POSIX can open a directory for that."""
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
