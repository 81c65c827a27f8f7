"""Make a drawing into the exact mask that upstreams take: the picture's size, white where to repaint, black elsewhere.

MaskError
├── WrongSize      not the picture's size
├── NotBlackWhite  grey or coloured: a picture rather than a drawing of a part
├── AllBlack       nothing is marked
└── AllWhite       everything is marked
"""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

from PIL import Image

from bot.errors import N_
from bot.media.errors import PictureError
from bot.media.pictures import MAX_RESULT_PIXELS, decoded
from bot.midjourney.models import Picture

if TYPE_CHECKING:
    from bot.jobs.around import Originals
    from bot.jobs.models import Job
    from bot.media.download import Downloader

_DECODED_AT_ONCE = 2
_LIGHT = 128
"""From this brightness on (0 to 255) a pixel counts as white; soft edges fall to one side or the other."""
_CLEAR = 48
"""How far from pure black or white a pixel may be and still be taken for it."""
_UNCLEAR_SHARE = 0.1
"""Soft edges and a JPEG's noise make less than this share of a drawing unclear; a photograph makes more."""


class MaskError(PictureError):
    """A drawing that cannot serve as a mask."""


class WrongSize(MaskError):
    default_message = N_(
        "This mask is {width}×{height}, the picture is {wanted_width}×{wanted_height}. Save the mask in exactly the "
        "picture's size."
    )


class NotBlackWhite(MaskError):
    default_message = N_(
        "This is not a mask. Paint the part to change white and everything else black, with no other colours."
    )


class AllBlack(MaskError):
    default_message = N_("Nothing is marked yet. Mark the part of the picture that shall change.")


class AllWhite(MaskError):
    default_message = N_(
        "The whole picture is marked. Leave a part as it is, or press Vary (Strong) to change everything."
    )


class NoPicture(PictureError):
    default_message = N_("This picture is no longer kept anywhere. Make a new one with /imagine.")


class ExactMasks:
    """The adapter of `bot.jobs.regions.Masks`: decodes in threads, two drawings at a time."""

    def __init__(self) -> None:
        self._decoding = asyncio.Semaphore(_DECODED_AT_ONCE)

    async def exact(self, drawn: bytes, picture: Picture) -> Picture:
        """Give the mask as a grey PNG of 0 and 255 alone. What is transparent in the drawing counts as black.

        Raises:
            MaskError: see above.
            NotAPicture, Damaged, TooManyPixels: the drawing cannot be read.
        """
        async with self._decoding:
            return Picture(await asyncio.to_thread(_exact, drawn, picture.data), "image/png")


class JobPictures:
    """The adapter of `bot.jobs.regions.ResultPictures`: what is kept, else what the upstream still has.

    Args:
        downloader: reaches the upstream's addresses.
        originals: results' files as they came.
        max_bytes: the most that is downloaded.
    """

    def __init__(self, downloader: Downloader, originals: Originals, *, max_bytes: int) -> None:
        self._downloader = downloader
        self._originals = originals
        self._max_bytes = max_bytes

    async def of(self, job: Job) -> Picture:
        """Give a finished job's one picture.

        Raises:
            MediaError: with words for the person.
        """
        kept = await self._originals.find(job.id, 1)
        data = kept.data if kept is not None else await self._fetched(job)
        form, _ = await asyncio.to_thread(decoded, data, MAX_RESULT_PIXELS)
        return Picture(data, form.content_type)

    async def _fetched(self, job: Job) -> bytes:
        url = job.observed.image_url
        if not url:
            raise NoPicture
        return (await self._downloader.fetch(url, limit=self._max_bytes, trusted=True)).data


def _exact(drawn: bytes, picture: bytes) -> bytes:
    _, shown = decoded(picture, MAX_RESULT_PIXELS)
    _, mask = decoded(drawn, MAX_RESULT_PIXELS)
    if mask.size != shown.size:
        raise WrongSize(
            width=mask.width, height=mask.height, wanted_width=shown.width, wanted_height=shown.height
        )
    grey = _on_black(mask).convert("L")
    unclear = sum(grey.histogram()[_CLEAR : 256 - _CLEAR])
    if unclear > _UNCLEAR_SHARE * grey.width * grey.height:
        raise NotBlackWhite
    exact = grey.point([255 if value >= _LIGHT else 0 for value in range(256)])
    darkest, lightest = exact.getextrema()
    if not lightest:
        raise AllBlack
    if darkest:
        raise AllWhite
    out = io.BytesIO()
    exact.save(out, "PNG")
    return out.getvalue()


def _on_black(mask: Image.Image) -> Image.Image:
    if not mask.has_transparency_data:
        return mask
    pixels = mask.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", pixels.size, "black"), pixels)
