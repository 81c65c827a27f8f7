"""Decodes and checks the pictures that clients send: base64, readable, a mask that fits."""

import asyncio
import base64
import binascii

from bot.sandbox.pictures import UnreadableImageError, mask_problem, opened
from bot.sandbox.recipes import Recipe, Size
from bot.sandbox.tasks import InvalidRequestError


def decoded(text: str, *, head: bool) -> bytes:
    """Return the bytes; raises InvalidRequestError.

    `head` True demands a `data:image/...;base64,` head, False forbids it: the documents ask for one or
    the other, never for either.
    """
    start, comma, rest = text.partition(",")
    has_head = bool(comma) and start.startswith("data:image/") and start.endswith(";base64")
    if has_head is not head:
        raise InvalidRequestError("base64格式错误")
    try:
        return base64.b64decode(rest if has_head else text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequestError("base64格式错误") from error


async def check_images(images: tuple[bytes, ...]) -> tuple[Size, ...]:
    """Give their widths and heights; raise InvalidRequestError unless every one of them is a picture."""
    try:
        return tuple([(await asyncio.to_thread(opened, image)).size for image in images])
    except UnreadableImageError as error:
        raise InvalidRequestError("base64格式错误") from error


async def check_mask(mask: bytes | None, recipe: Recipe | None) -> None:
    """Raise InvalidRequestError unless the mask fits the recipe's picture and has both colours."""
    if not mask or recipe is None:
        raise InvalidRequestError("a region needs a mask")
    await check_images((mask,))
    problem = await asyncio.to_thread(mask_problem, mask, recipe.size)
    if problem:
        raise InvalidRequestError(problem)
