"""Decide what bytes are by decoding them, and make pictures fit: for the upstream, for Discord's limits, for a peek.

The names of files and the claims of servers count for nothing here. Everything that decodes runs in a thread and
only after the size in the header was checked; Pillow's own global limit is never touched.
"""

from __future__ import annotations

import asyncio
import io
import math
import struct
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageFilter, ImageOps
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from bot.media.errors import CannotFit, Damaged, NotAPicture, TooManyPixels

MAX_RESULT_PIXELS = 100_000_000
"""Midjourney's largest upscale has 16.8 million."""

_PREVIEW_SIDE = 512
_PREVIEW_BLUR = 6
_OPAQUE_QUALITIES = (95, 90, 85, 80)
_TRANSPARENT_QUALITIES = (92, 85, 75)
_MAX_WEBP_SIDE = 16_383
_MAX_JPEG_SIDE = 65_500
_SMALLEST_SIDE = 16
_WEBP_FLAGS, _WEBP_ANIMATION = 20, 0x02  # the flag byte in the header of an extended WebP, and its bit
_PRIVATE_NOTES = frozenset({"exif", "xmp", "comment", "photoshop", "XML:com.adobe.xmp"})
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error)
"""What Pillow's decoders raise on bytes that lie. SyntaxError is its word for "not this format"."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is taken, with the class that opens it directly.

    `Image.open` would warn of large pictures through a process-wide setting, before their size can be judged here.
    """

    name: str
    opener: type[ImageFile.ImageFile]
    extension: str
    content_type: str


PNG = Format("PNG", PngImageFile, "png", "image/png")
JPEG = Format("JPEG", JpegImageFile, "jpg", "image/jpeg")
WEBP = Format("WEBP", WebPImageFile, "webp", "image/webp")
GIF = Format("GIF", GifImageFile, "gif", "image/gif")
FORMATS = (PNG, JPEG, WEBP, GIF)
VIDEO_TYPE = "video/mp4"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A file that may be sent as it is. `extension` has no dot."""

    data: bytes
    extension: str
    content_type: str


async def prepare(data: bytes, *, max_pixels: int) -> Fitted:
    """Check a member's picture and give it as the upstream may see it.

    A photograph says where and by whom it was taken, and the upstream is a stranger: notes are removed, and the
    camera's orientation is applied, since Midjourney ignores it. Without notes the bytes stay as they are. An
    animation becomes its first frame.

    Raises:
        NotAPicture, Damaged, TooManyPixels: with words for whoever gave it.
    """
    return await asyncio.to_thread(_prepare, data, max_pixels)


async def fit(data: bytes, limit: int, *, max_pixels: int = MAX_RESULT_PIXELS) -> Fitted:
    """Give the file unchanged where it has at most `limit` bytes, else the best re-encoding that has.

    First the quality is lowered as far as eyes hardly notice, then the picture is scaled down. Of an animation
    over the limit the first frame is left. Videos are taken, too, but cannot be made smaller.

    Raises:
        CannotFit: a video over the limit, or a limit that no picture meets.
        NotAPicture, Damaged, TooManyPixels: the bytes are no usable result.
    """
    return await asyncio.to_thread(_fit, data, limit, max_pixels)


async def preview(data: bytes, *, max_pixels: int = MAX_RESULT_PIXELS) -> bytes:
    """Make a small blurred JPEG that shows what is coming without giving it away.

    Raises:
        NotAPicture, Damaged, TooManyPixels: as `prepare`.
    """
    return await asyncio.to_thread(_preview, data, max_pixels)


def sniff(data: bytes) -> Format | None:
    """Tell the format by the first bytes; None for everything that is not taken."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return GIF
    return None


def content_type_of(data: bytes) -> str:
    """Tell the media type by the first bytes; empty for everything that is no result."""
    form = sniff(data)
    if form is not None:
        return form.content_type
    return VIDEO_TYPE if _is_video(data) else ""


def moves(data: bytes) -> bool:
    """Tell whether this is an animation or a video, of which a smaller picture would show a moment only."""
    form = sniff(data)
    if form is WEBP:
        return (
            data[12:16] == b"VP8X" and len(data) > _WEBP_FLAGS and bool(data[_WEBP_FLAGS] & _WEBP_ANIMATION)
        )
    return form is GIF or _is_video(data)


def _is_video(data: bytes) -> bool:
    return data[4:8] == b"ftyp"  # ISO base media: MP4 and MOV


def decoded(data: bytes, max_pixels: int) -> tuple[Format, ImageFile.ImageFile]:
    """Decode the picture to its end (of an animation, the first frame). Blocks: call it in a thread.

    Raises:
        NotAPicture, Damaged, TooManyPixels: as `prepare`.
    """
    form = sniff(data)
    if form is None:
        raise NotAPicture
    try:
        picture = form.opener(io.BytesIO(data))
        if picture.width * picture.height > max_pixels:
            raise TooManyPixels(picture.width, picture.height, limit=max_pixels)
        picture.load()
    except (*_BROKEN, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Damaged from error
    return form, picture


def _prepare(data: bytes, max_pixels: int) -> Fitted:
    form, picture = decoded(data, max_pixels)
    texts = getattr(picture, "text", None)  # PNG only
    if form is not GIF and not texts and not _PRIVATE_NOTES & picture.info.keys():
        return Fitted(data, form.extension, form.content_type)
    target = PNG if form is GIF else form
    upright: Image.Image = ImageOps.exif_transpose(picture)
    bare = _without_notes(upright)
    encoded = _encode(bare, target, quality=95, profile=picture.info.get("icc_profile"))
    return Fitted(encoded, target.extension, target.content_type)


def _without_notes(picture: Image.Image) -> Image.Image:
    """Copy the pixels alone: Pillow writes some notes back by itself, from `info` and from `getexif`."""
    if picture.mode == "P":
        picture = picture.convert("RGBA")
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _fit(data: bytes, limit: int, max_pixels: int) -> Fitted:
    form = sniff(data)
    if form is None and not _is_video(data):
        raise NotAPicture
    if len(data) <= limit:
        extension, content_type = (form.extension, form.content_type) if form else ("mp4", VIDEO_TYPE)
        return Fitted(data, extension, content_type)
    if form is None or limit <= 0:
        raise CannotFit
    _, picture = decoded(data, max_pixels)
    transparent = picture.has_transparency_data
    target, qualities = (WEBP, _TRANSPARENT_QUALITIES) if transparent else (JPEG, _OPAQUE_QUALITIES)
    pixels = picture.convert("RGBA" if transparent else "RGB")
    return Fitted(_squeezed(pixels, target, qualities, limit), target.extension, target.content_type)


def _squeezed(picture: Image.Image, target: Format, qualities: tuple[int, ...], limit: int) -> bytes:
    longest = _MAX_WEBP_SIDE if target is WEBP else _MAX_JPEG_SIDE
    if max(picture.size) > longest:
        picture = ImageOps.contain(picture, (longest, longest))
    encoded = b""
    for quality in qualities:
        encoded = _encode(picture, target, quality=quality)
        if len(encoded) <= limit:
            return encoded
    while min(picture.size) > _SMALLEST_SIDE:
        scale = min(
            0.9, math.sqrt(limit / len(encoded)) * 0.97
        )  # bytes grow with the area; 0.97 saves a round
        size = (max(1, int(picture.width * scale)), max(1, int(picture.height * scale)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
        encoded = _encode(picture, target, quality=qualities[-1])
        if len(encoded) <= limit:
            return encoded
    raise CannotFit


def _encode(picture: Image.Image, target: Format, *, quality: int, profile: bytes | None = None) -> bytes:
    out = io.BytesIO()
    picture.save(out, target.name, quality=quality, icc_profile=profile)
    return out.getvalue()


def _preview(data: bytes, max_pixels: int) -> bytes:
    _, picture = decoded(data, max_pixels)
    small = picture.convert("RGB")
    small.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    return _encode(small.filter(ImageFilter.GaussianBlur(_PREVIEW_BLUR)), JPEG, quality=70)
