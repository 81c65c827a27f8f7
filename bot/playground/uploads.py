"""Files on their way in, from the bot's forms or from people, measured once: type by name ending, size by header.

Discord goes by the ending of the name and ignores the content type of the form's part; so does this.
"""

from __future__ import annotations

import asyncio
import io
import mimetypes
import re
import unicodedata
from dataclasses import dataclass

import av
from PIL import Image, UnidentifiedImageError

from bot.playground.models import Attachment

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and, once measured, what Discord finds out about it (pixels)."""

    filename: str
    content: bytes
    width: int | None = None
    height: int | None = None

    async def measured(self) -> Upload:
        """Return the upload with the picture's or film's size in pixels, read from its header in a thread."""
        measure = _MEASURES.get((self.content_type or "").partition("/")[0])
        if self.width is not None or measure is None:
            return self
        size = await asyncio.to_thread(measure, self.content)
        return self if size is None else Upload(self.filename, self.content, *size)

    @property
    def content_type(self) -> str | None:
        return mimetypes.guess_type(self.filename, strict=False)[0]

    def stored(
        self, attachment_id: int, channel_id: int, *, description: str | None = None, ephemeral: bool = False
    ) -> Attachment:
        return Attachment(
            id=attachment_id,
            channel_id=channel_id,
            filename=clean_name(self.filename),
            content=self.content,
            size=len(self.content),
            content_type=self.content_type,
            width=self.width,
            height=self.height,
            description=description,
            ephemeral=ephemeral,
        )


def clean_name(name: str) -> str:
    """Return the name as Discord keeps it: ASCII letters, digits, dot, dash and underscore."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("_", plain).strip("._") or "unknown"


def _picture_size(content: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def _film_size(content: bytes) -> tuple[int, int] | None:
    try:
        with av.open(io.BytesIO(content)) as film:
            (stream, *_) = film.streams.video
            return stream.width, stream.height
    except (av.FFmpegError, ValueError):
        return None


_MEASURES = {"image": _picture_size, "video": _film_size}
